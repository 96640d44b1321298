//! Defines what screens may ask of queue and log.

use crate::queue::{Page, Query};
use crate::store_error::StoreError;

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// The queue.
    Jobs,
    /// The log.
    Log,
}

/// Pages of rows.
pub trait PageRows {
    /// One page.
    fn page(&self, of: Listed, query: &Query) -> Result<Page, StoreError>;
    /// One row.
    fn listed(&self, of: Listed, id: i64) -> Result<Option<serde_json::Value>, StoreError>;
}
