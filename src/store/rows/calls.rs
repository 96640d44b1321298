//! Defines rows of the ledger of calls.

use crate::store_error::StoreError;

/// Calls to Xero, and what is known of the limits.
pub trait CallRows {
    /// Permits of calls without an end that last longer than a time (milliseconds since 1970): id and process.
    fn permits_after(&self, until_ms: i64) -> Result<Vec<(i64, String)>, StoreError>;
    /// Lets permits of calls without an end last until a time (milliseconds since 1970).
    fn end_permits(&mut self, ids: &[i64], until_ms: i64) -> Result<(), StoreError>;
}
