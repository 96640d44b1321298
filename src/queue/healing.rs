//! Decides what becomes of times that a clock wrote which was ahead: a wait is as long as it was meant, from now on, and nothing is
//! from the future.
//!
//! Pure.

use super::row::{Change, JobRow, Patch, Sent, WriteClaim};

/// Longest lease of a list (milliseconds).
pub const MOST_LEASE_MS: i64 = 15 * 60_000;

/// A job that was changed later than now.
pub fn healed_job(row: &JobRow, now_ms: i64) -> Patch {
    let from_now = |moment_ms: i64| {
        let span = moment_ms.saturating_sub(row.updated_at_ms);
        now_ms.saturating_add(span).max(0)
    };
    row.patch(Change {
        not_before_ms: Some(from_now(row.not_before_ms)),
        lease_until_ms: Some(from_now(row.lease_until_ms)),
        created_at_ms: Some(row.created_at_ms.min(now_ms)),
        held_since_ms: Some(row.held_since_ms.map(|since| since.min(now_ms))),
        ..Change::at(now_ms)
    })
}

/// A claim whose request left later than now.
#[must_use]
pub fn healed_claim(claim: WriteClaim, now_ms: i64) -> WriteClaim {
    let look_up_at_ms = claim
        .sent
        .look_up_at_ms
        .map(|moment| now_ms.saturating_add(moment.saturating_sub(claim.sent.at_ms)));
    WriteClaim {
        sent: Sent {
            at_ms: now_ms,
            look_up_at_ms,
            ..claim.sent
        },
        ..claim
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::{Entity, Kind, State};

    const NOW: i64 = 1_790_000_000_000;
    const AHEAD: i64 = NOW + 86_400_000;

    #[test]
    fn a_wait_is_as_long_as_it_was_meant_from_now_on() {
        let row = JobRow {
            id: 1,
            fence: 1,
            connection: String::new(),
            kind: Kind::Invoice,
            key: String::new(),
            entity: Entity::Invoice,
            entity_id: String::new(),
            state: State::Waiting,
            priority: 10,
            attempts: 0,
            not_before_ms: AHEAD + 15_000,
            owner: String::new(),
            lease_until_ms: 0,
            code: String::new(),
            held_since_ms: Some(AHEAD - 10),
            settings_hash: String::new(),
            created_at_ms: NOW - 5,
            updated_at_ms: AHEAD,
            claim: None,
            successor: None,
        };
        let change = healed_job(&row, NOW).change;
        assert_eq!(change.not_before_ms, Some(NOW + 15_000));
        assert_eq!(change.lease_until_ms, Some(0));
        assert_eq!(change.created_at_ms, Some(NOW - 5));
        assert_eq!(change.held_since_ms, Some(Some(NOW)));
        assert_eq!((change.updated_at_ms, change.state), (Some(NOW), None));
    }

    #[test]
    fn a_claim_left_now_at_the_latest() {
        for (look_up_at, healed) in [(Some(AHEAD + 60_000), Some(NOW + 60_000)), (None, None)] {
            let claim = WriteClaim {
                job_id: 1,
                idempotency_key: "key".into(),
                note: None,
                mark: String::new(),
                sent: Sent {
                    at_ms: AHEAD,
                    look_up_at_ms: look_up_at,
                    organisation: "org".into(),
                },
            };
            let healed_one = healed_claim(claim, NOW);
            assert_eq!((healed_one.sent.at_ms, healed_one.sent.look_up_at_ms), (NOW, healed));
            assert_eq!(healed_one.sent.organisation, "org");
        }
    }
}
