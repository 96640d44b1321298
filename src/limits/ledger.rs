//! Defines the port to the ledger of calls, which all processes share.
//!
//! It stores and counts; whether a call may start is decided by [`super::verdict`] inside the ledger's transaction.

use super::{Barrier, Caller, Lesson, Usage};
use crate::store_error::StoreError;

/// The answer to a request for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reservation {
    /// Granted: give this number back with the answer.
    Granted(i64),
    /// Not before this time (milliseconds since 1970), and why.
    NotBefore(i64, Barrier),
}

/// Calls made and being made, by organisation.
pub trait CallLedger: Send + Sync {
    /// Asks for one call. The permit ends on its own at `permit_until_ms` if the caller dies.
    fn reserve(
        &self,
        organisation: &str,
        purpose: &str,
        caller: Caller,
        permit_until_ms: i64,
        now_ms: i64,
    ) -> Result<Reservation, StoreError>;
    /// The call was answered (or surely ended); learns from its headers.
    fn answered(&self, organisation: &str, call: i64, lesson: &Lesson, now_ms: i64) -> Result<(), StoreError>;
    /// The call was not made after all.
    fn returned(&self, organisation: &str, call: i64) -> Result<(), StoreError>;
    /// Calls that were made before the organisation was known count for it, now that it is.
    fn move_calls(&self, from: &str, organisation: &str, now_ms: i64) -> Result<(), StoreError>;
    /// Sets the limit a day; 0 forgets a set limit, so that it is learnt.
    fn set_day_limit(&self, organisation: &str, calls: i64) -> Result<(), StoreError>;
    /// What is known now.
    fn usage(&self, organisation: &str, now_ms: i64) -> Result<Usage, StoreError>;
    /// Calls per day (UTC, from the day `since` on) and purpose, the newest day first.
    fn days(&self, organisation: &str, since: &str) -> Result<Vec<(String, String, i64)>, StoreError>;
    /// Calls per minute (since 1970) and purpose, the oldest first; kept for two days.
    fn minutes(&self, organisation: &str, since_ms: i64) -> Result<Vec<(i64, String, i64)>, StoreError>;
}
