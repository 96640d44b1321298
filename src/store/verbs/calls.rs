//! The port of the ledger of calls over rows.

use crate::queue::DEAD_PERMIT_MS;
use crate::store::RowStore;
use crate::store::rows::Database;
use crate::store_error::StoreError;

impl<D: Database> RowStore<D> {
    /// A killed process holds its lanes no longer than Xero may still be busy with what it sent.
    pub(super) fn end_permits_of_the_dead(
        &self,
        now_ms: i64,
        is_dead: &dyn Fn(&str) -> bool,
    ) -> Result<(), StoreError> {
        let until = now_ms + DEAD_PERMIT_MS;
        let held = self.database.read(|rows| rows.permits_after(until))?;
        let dead: Vec<i64> = held
            .into_iter()
            .filter(|(_, owner)| is_dead(owner))
            .map(|(id, _)| id)
            .collect();
        if dead.is_empty() {
            return Ok(());
        }
        self.database.write(|rows| rows.end_permits(&dead, until))
    }
}
