//! Defines rows of the ledger of calls.

use crate::limits::{Allowance, CallRow};
use crate::store_error::StoreError;

/// A call that is granted.
#[derive(Debug, Clone, Copy)]
pub struct NewCall<'a> {
    /// Whose calls it is one of.
    pub organisation: &'a str,
    /// What it is for.
    pub purpose: &'a str,
    /// The process that makes it.
    pub owner: &'a str,
    /// When it begins (milliseconds since 1970).
    pub started_at_ms: i64,
    /// Until when it may be in flight (milliseconds since 1970).
    pub permit_until_ms: i64,
}

/// A call that was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenCall {
    /// Whose calls it was one of.
    pub organisation: String,
    /// What it was for.
    pub purpose: String,
    /// When it began (milliseconds since 1970).
    pub started_at_ms: i64,
}

/// Calls to Xero, and what is known of the limits. Ids of calls rise.
pub trait CallRows {
    /// What is known of an organisation's limits.
    fn allowance(&self, organisation: &str) -> Result<Option<Allowance>, StoreError>;
    /// Stores what is known now.
    fn put_allowance(&mut self, organisation: &str, allowance: &Allowance) -> Result<(), StoreError>;
    /// Forgets what is known.
    fn remove_allowance(&mut self, organisation: &str) -> Result<(), StoreError>;
    /// Calls without an end whose permit lasts longer than a time (milliseconds since 1970), and those that ended after it.
    fn calls_since(&self, organisation: &str, since_ms: i64) -> Result<Vec<CallRow>, StoreError>;
    /// How many calls came after one.
    fn count_calls_after(&self, organisation: &str, call: i64) -> Result<i64, StoreError>;
    /// Stores a call; its id.
    fn insert_call(&mut self, call: &NewCall<'_>) -> Result<i64, StoreError>;
    /// Stores the times of calls.
    fn save_calls(&mut self, calls: &[CallRow]) -> Result<(), StoreError>;
    /// Ends a call that has no end yet.
    fn end_call(&mut self, call: i64, ended_at_ms: i64) -> Result<(), StoreError>;
    /// Deletes a call that has no end.
    fn take_call(&mut self, call: i64) -> Result<Option<TakenCall>, StoreError>;
    /// Deletes calls that began before a time (milliseconds since 1970).
    fn remove_calls(&mut self, organisation: &str, before_ms: i64) -> Result<(), StoreError>;
    /// Puts calls under another organisation. How many.
    fn move_calls(&mut self, from: &str, to: &str) -> Result<u64, StoreError>;
    /// Permits of calls without an end that last longer than a time (milliseconds since 1970): id and process.
    fn permits_after(&self, until_ms: i64) -> Result<Vec<(i64, String)>, StoreError>;
    /// Lets permits of calls without an end last until a time (milliseconds since 1970).
    fn end_permits(&mut self, ids: &[i64], until_ms: i64) -> Result<(), StoreError>;
    /// Adds to the calls of a day (YYYY-MM-DD); never below 0.
    fn add_daily(&mut self, organisation: &str, day: &str, purpose: &str, calls: i64) -> Result<(), StoreError>;
    /// Adds the days of one organisation to those of another one.
    fn move_daily(&mut self, from: &str, to: &str) -> Result<(), StoreError>;
    /// Calls by day and purpose from a day on, the newest day first.
    fn days(&self, organisation: &str, since: &str) -> Result<Vec<(String, String, i64)>, StoreError>;
    /// Calls by minute (since 1970) and purpose from a time on (milliseconds since 1970), the oldest minute first.
    fn minutes(&self, organisation: &str, since_ms: i64) -> Result<Vec<(i64, String, i64)>, StoreError>;
}
