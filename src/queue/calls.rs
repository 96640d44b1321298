//! Decides about how many calls to Xero jobs need, and records of which no job was made yet: the one estimate of all screens and commands.
//!
//! Pure. How long so many calls take is said by `limits::forecast`.

use super::{Entity, Kind};

/// One document in so many is taken for a guest's, who becomes a contact of its own: who ordered is known only after reading.
const DOCUMENTS_PER_GUEST: i64 = 4;

/// More records than any shop has: what a caller says beyond it is taken for this.
const MOST_RECORDS: i64 = 1_000_000_000;

/// How jobs share calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sharing {
    /// Jobs of one kind in one call; at least 1.
    pub batch: i64,
    /// Whether a document brings a payment (or refund) along, which is sent after it.
    pub pays: bool,
}

impl Sharing {
    /// Calls for jobs of the same kind.
    fn calls(self, kind: Kind, jobs: i64) -> i64 {
        let batch = self.batch.max(1);
        let jobs = jobs.max(0);
        let shared = jobs / batch + i64::from(jobs % batch > 0);
        match kind {
            Kind::Invoice | Kind::CreditNote => shared * if self.pays { 2 } else { 1 },
            // Xero takes one allocation in a call.
            Kind::Allocation => jobs,
            Kind::Contact | Kind::Item | Kind::Payment | Kind::Refund | Kind::Cancellation => shared,
        }
    }

    /// Calls for the jobs of a queue: how many of each kind.
    pub fn of_jobs(self, jobs: &[(Kind, i64)]) -> i64 {
        jobs.iter().map(|(kind, count)| self.calls(*kind, *count)).sum()
    }

    /// Calls for records that are still to be read: how many of each entity. The most that it can be: what Xero has in the same form
    /// costs none.
    pub fn of_records(self, records: &[(Entity, i64)]) -> i64 {
        let calls = |(entity, count): &(Entity, i64)| {
            let count = (*count).clamp(0, MOST_RECORDS);
            let guests = self.calls(
                Kind::Contact,
                count / DOCUMENTS_PER_GUEST + i64::from(count % DOCUMENTS_PER_GUEST > 0),
            );
            match entity {
                Entity::Customer | Entity::Guest => self.calls(Kind::Contact, count),
                Entity::Product => self.calls(Kind::Item, count),
                Entity::Order | Entity::Invoice => self.calls(Kind::Invoice, count) + guests,
                Entity::CreditMemo => self.calls(Kind::CreditNote, count) + guests,
            }
        };
        records.iter().map(calls).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAYING: Sharing = Sharing { batch: 50, pays: true };
    const UNPAID: Sharing = Sharing { batch: 50, pays: false };
    const ONE_BY_ONE: Sharing = Sharing { batch: 0, pays: false };

    #[test]
    fn jobs_share_calls_by_kind() {
        for (sharing, jobs, calls) in [
            (PAYING, vec![], 0),
            (PAYING, vec![(Kind::Contact, 1)], 1),
            (PAYING, vec![(Kind::Contact, 50), (Kind::Item, 51)], 1 + 2),
            (PAYING, vec![(Kind::Invoice, 51)], 2 + 2),
            (UNPAID, vec![(Kind::Invoice, 51)], 2),
            (PAYING, vec![(Kind::CreditNote, 100)], 2 + 2),
            (PAYING, vec![(Kind::Payment, 60), (Kind::Refund, 1)], 2 + 1),
            (PAYING, vec![(Kind::Allocation, 7), (Kind::Cancellation, 7)], 7 + 1),
            (ONE_BY_ONE, vec![(Kind::Contact, 3), (Kind::Invoice, -1)], 3),
        ] {
            assert_eq!(sharing.of_jobs(&jobs), calls, "{jobs:?}");
        }
    }

    #[test]
    fn records_bring_what_is_sent_along_with_them() {
        for (sharing, records, calls) in [
            (PAYING, vec![], 0),
            (PAYING, vec![(Entity::Customer, 0), (Entity::Invoice, -5)], 0),
            (PAYING, vec![(Entity::Customer, 101), (Entity::Product, 50)], 3 + 1),
            // Payments, and the contacts of guests: of 1, 50 and 51.
            (PAYING, vec![(Entity::Invoice, 1)], 2 + 1),
            (PAYING, vec![(Entity::Order, 200)], 4 * 2 + 1),
            (PAYING, vec![(Entity::Order, 201)], 5 * 2 + 2),
            (UNPAID, vec![(Entity::Order, 201)], 5 + 2),
            (UNPAID, vec![(Entity::CreditMemo, 10), (Entity::Invoice, 10)], 2 + 2),
            (ONE_BY_ONE, vec![(Entity::Invoice, 9)], 9 + 3),
            (UNPAID, vec![(Entity::Customer, i64::MAX)], MOST_RECORDS / 50),
        ] {
            assert_eq!(sharing.of_records(&records), calls, "{records:?}");
        }
    }
}
