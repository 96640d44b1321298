//! Defines rows of connections.

use crate::store_error::StoreError;

/// Connections with what belongs to them. Secrets come and go sealed.
pub trait SessionRows {
    /// The organisation of a connection; empty when it has none.
    fn organisation_of(&self, connection: &str) -> Result<String, StoreError>;
    /// Whether a lease ends after a time (milliseconds since 1970).
    fn has_lease_after(&self, until_ms: i64) -> Result<bool, StoreError>;
    /// Ends leases that would end after a time (milliseconds since 1970).
    fn end_leases_after(&mut self, until_ms: i64) -> Result<(), StoreError>;
}
