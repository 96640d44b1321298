//! Rows of Sync All.

use ledgerline::queue::{Run, RunState};
use ledgerline::store::rows::RunRows;
use ledgerline::store_error::StoreError;

use super::MemoryRows;

impl RunRows for MemoryRows<'_> {
    fn insert_run(&mut self, run: &Run) -> Result<i64, StoreError> {
        let id = self.tables.next("run");
        self.tables.runs.put(id, Run { id, ..run.clone() });
        Ok(id)
    }

    fn save_runs(&mut self, runs: &[Run]) -> Result<(), StoreError> {
        for run in runs {
            self.tables.runs.change(&run.id, |row| *row = run.clone());
        }
        Ok(())
    }

    fn run(&self, id: i64) -> Result<Option<Run>, StoreError> {
        Ok(self.tables.runs.get(&id).cloned())
    }

    fn newest_run(&self, connection: &str) -> Result<Option<Run>, StoreError> {
        let newest = self.tables.runs.iter().rfind(|(_, run)| run.connection == connection);
        Ok(newest.map(|(_, run)| run.clone()))
    }

    fn runs_in(&self, connection: &str, states: &[RunState]) -> Result<Vec<Run>, StoreError> {
        let found = self.tables.runs.iter().map(|(_, run)| run);
        Ok(found
            .filter(|run| run.connection == connection && states.contains(&run.state))
            .cloned()
            .collect())
    }
}
