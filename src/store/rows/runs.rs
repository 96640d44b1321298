//! Defines rows of Sync All.

use crate::queue::{Run, RunState};
use crate::store_error::StoreError;

/// Sync All.
pub trait RunRows {
    /// Stores a new run; its id.
    fn insert_run(&mut self, run: &Run) -> Result<i64, StoreError>;
    /// Stores runs as they stand now.
    fn save_runs(&mut self, runs: &[Run]) -> Result<(), StoreError>;
    /// A run.
    fn run(&self, id: i64) -> Result<Option<Run>, StoreError>;
    /// The newest run of a connection.
    fn newest_run(&self, connection: &str) -> Result<Option<Run>, StoreError>;
    /// Runs of a connection in some states.
    fn runs_in(&self, connection: &str, states: &[RunState]) -> Result<Vec<Run>, StoreError>;
}
