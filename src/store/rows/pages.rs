//! Defines how a store answers what screens ask of queue and log.

use crate::queue::{Cell, Listed, Question};
use crate::store_error::StoreError;

/// Pages of rows. A row is its cells in the order of the fields that are shown ([`Listed::shown`]).
pub trait PageRows {
    /// How many rows meet a question, and those of its page.
    fn page(&self, question: &Question) -> Result<(i64, Vec<Vec<Cell>>), StoreError>;
    /// One row, with all fields.
    fn listed(&self, of: Listed, id: i64) -> Result<Option<Vec<Cell>>, StoreError>;
}
