//! Stores the progress of Sync All, in step with the jobs it makes.

use super::put::put;
use crate::queue::{NewJob, Portion, Run, RunState, Turn};
use crate::store::RowStore;
use crate::store::rows::Database;
use crate::store_error::StoreError;

impl<D: Database> RowStore<D> {
    pub(super) fn begin_run(&self, new: &Run) -> Result<Run, StoreError> {
        let run = new.clone().begun();
        self.database.write(|rows| {
            let open: Vec<RunState> = RunState::ALL.iter().copied().filter(|state| state.is_open()).collect();
            let others = rows.runs_in(&run.connection, &open)?;
            let ended: Vec<Run> = others
                .iter()
                .filter_map(|other| other.turned(Turn::Cancel, run.started_at_ms))
                .collect();
            rows.save_runs(&ended)?;
            let id = rows.insert_run(&run)?;
            Ok(Run { id, ..run.clone() })
        })
    }

    pub(super) fn move_run(
        &self,
        id: i64,
        portion: &Portion<'_>,
        jobs: &[NewJob],
        now_ms: i64,
    ) -> Result<Option<Run>, StoreError> {
        self.database.write(|rows| {
            let Some(run) = rows.run(id)?.and_then(|run| run.advanced(portion)) else {
                return Ok(None);
            };
            let run = run.counting(&put(rows, jobs, now_ms)?);
            rows.save_runs(std::slice::from_ref(&run))?;
            Ok(Some(run))
        })
    }

    pub(super) fn change_run(&self, id: i64, turn: Turn, now_ms: i64) -> Result<Option<Run>, StoreError> {
        self.database.write(|rows| {
            let Some(run) = rows.run(id)? else { return Ok(None) };
            let Some(turned) = run.turned(turn, now_ms) else {
                return Ok(Some(run));
            };
            rows.save_runs(std::slice::from_ref(&turned))?;
            Ok(Some(turned))
        })
    }
}
