//! Defines what a store says of itself.

use crate::store_error::StoreError;

/// How a store stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoreHealth {
    /// Version of what is kept, counted from 1.
    pub version: i64,
    /// Rows that were set apart because they cannot be read.
    pub apart: i64,
    /// What the last look through the whole store found; empty: nothing.
    pub found: String,
}

/// A store that says how it stands.
pub trait HealthBook: Send + Sync {
    /// How it stands, when it can be asked.
    fn health(&self) -> Result<StoreHealth, StoreError>;
    /// Bytes that it takes, known also of a store whose rows cannot be read.
    fn bytes(&self) -> Result<u64, StoreError>;
}
