//! Defines the port to what screens show of single records, and to what people decide about them.

use std::collections::HashMap;

use super::{Entity, Kind, ListedRow, State};
use crate::message::Message;
use crate::store_error::StoreError;

/// What was sent and what came back, as JSON text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The element as sent.
    pub sent: String,
    /// The element as answered; empty when no answer came.
    pub answered: String,
}

/// More of one side of an exchange is cut off (bytes): a document with hundreds of lines need not be kept whole.
const LONGEST: usize = 64 * 1024;

impl Exchange {
    /// What is kept of both sides: sent, answered.
    pub fn kept(&self) -> (&str, &str) {
        (cut(&self.sent), cut(&self.answered))
    }
}

fn cut(text: &str) -> &str {
    let end = (0..=text.len().min(LONGEST))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

/// How a record of the shop stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Code of the connection.
    pub connection: String,
    /// Whose record.
    pub entity: Entity,
    /// Its id in the shop.
    pub entity_id: String,
    /// The state that matters most of all its jobs; `None` when nothing is open and something is in Xero.
    pub open: Option<State>,
    /// Reason of that state.
    pub code: String,
    /// Its sentence.
    pub message: Message,
    /// What it became in Xero: kind, id, number, when (milliseconds since 1970).
    pub settled: Option<(Kind, String, String, i64)>,
}

/// A position in the feed of changes: milliseconds since 1970, and the job.
pub type Position = (i64, i64);

/// Connection, entity and id of records, the position after them, and whether there may be more.
pub type Changed = (Vec<(String, Entity, String)>, Position, bool);

/// What there is of records, by id: the fingerprint of the newest snapshot that is queued, being sent or in Xero; `None`: taken out. Records of
/// which there is nothing are missing.
pub type Contents = HashMap<String, Option<String>>;

/// What was removed of a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// Settled jobs with their snapshots.
    pub jobs: u64,
    /// Log lines whose names and exchanges are gone.
    pub lines: u64,
    /// Links whose copies of the contact are gone.
    pub links: u64,
    /// Jobs that are still to be sent and stay.
    pub open: u64,
}

/// Single records, for screens and people.
pub trait RecordBook: Send + Sync {
    /// Writes down that the store is in use. Where it may have forgotten a sending ([`super::doubt`]) everything from before is in
    /// doubt from now on, and settlements that were looked up before are looked up again. A claim notices it, too.
    fn seen(&self, now_ms: i64) -> Result<(), StoreError>;
    /// Links from before this time (milliseconds since 1970) may come from an older copy of the store; 0: none.
    fn doubt_before_ms(&self) -> Result<i64, StoreError>;
    /// Takes records out for good (their open jobs are cancelled) or lets them in again. Returns how many changed.
    fn exclude(&self, records: &[(Entity, String)], out: bool, now_ms: i64) -> Result<u64, StoreError>;
    /// What there is of records of an entity, by id; see [`Contents`].
    fn contents(&self, connection: &str, entity: Entity, ids: &[String]) -> Result<Contents, StoreError>;
    /// Whether a record was taken out.
    fn excluded(&self, entity: Entity, entity_id: &str) -> Result<bool, StoreError>;
    /// Records of up to `most` jobs that changed after a position, the oldest first; the position after them; whether there were so many.
    fn changed_since(&self, after: Position, most: u32) -> Result<Changed, StoreError>;
    /// How a record stands.
    fn standing(&self, connection: &str, entity: Entity, entity_id: &str) -> Result<Option<Standing>, StoreError>;
    /// A line of the log with all its fields, and what was exchanged.
    fn log_line(&self, id: i64) -> Result<Option<(ListedRow, Option<Exchange>)>, StoreError>;
    /// Removes what is known of a buyer, by the key of the contact (`customer:17`, `guest:…`) and the shop's own id or address.
    fn erase(&self, contact_key: &str, customer_id: Option<&str>, email: Option<&str>) -> Result<Erased, StoreError>;
    /// Deletes exchanges from before a time.
    fn prune_exchanges(&self, before_ms: i64) -> Result<u64, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_huge_exchange_is_cut_at_a_letter() {
        let exchange = Exchange {
            sent: format!("x{}", "ë".repeat(LONGEST)),
            answered: "{}".into(),
        };
        let (sent, answered) = exchange.kept();
        assert!(exchange.sent.starts_with(sent));
        assert_eq!((sent.len(), answered), (LONGEST - 1, "{}"));
    }
}
