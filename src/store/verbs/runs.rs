//! Stores the progress of Sync All, in step with the jobs it makes.

use super::put::put;
use crate::queue::{NewJob, Run};
use crate::store::RowStore;
use crate::store::rows::Database;
use crate::store_error::StoreError;

impl<D: Database> RowStore<D> {
    pub(super) fn begin_run(&self, new: &Run) -> Result<Run, StoreError> {
        self.database.write(|rows| {
            let mut others = rows.runs_in(&new.connection, &["reading", "sending", "paused"])?;
            for run in &mut others {
                run.state = "cancelled".to_owned();
            }
            rows.save_runs(&others)?;
            let id = rows.insert_run(new)?;
            Ok(Run { id, ..new.clone() })
        })
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn move_run(
        &self,
        id: i64,
        entity: &str,
        expected: &str,
        cursor: &str,
        finished: bool,
        [read, ignored, refused]: [i64; 3],
        jobs: &[NewJob],
        now_ms: i64,
    ) -> Result<Option<Run>, StoreError> {
        self.database.write(|rows| {
            let Some(mut run) = rows.run(id)? else {
                return Ok(None);
            };
            let Some((_, progress)) = run.entities.iter_mut().find(|(name, _)| name == entity) else {
                return Ok(None);
            };
            if run.state != "reading" || progress.finished || progress.cursor != expected {
                return Ok(None);
            }
            progress.cursor = cursor.to_owned();
            progress.finished = finished;
            progress.read += read;
            let tally = put(rows, jobs, now_ms)?;
            run.accepted += i64::try_from(tally.accepted + tally.replaced).unwrap_or(0);
            run.unchanged += i64::try_from(tally.unchanged).unwrap_or(0);
            run.ignored += ignored + i64::try_from(tally.excluded).unwrap_or(0);
            run.refused += refused;
            if run.entities.iter().all(|(_, progress)| progress.finished) {
                run.state = "sending".to_owned();
            }
            rows.save_runs(std::slice::from_ref(&run))?;
            Ok(Some(run))
        })
    }

    pub(super) fn change_run(&self, id: i64, state: &str, finished_at_ms: Option<i64>) -> Result<(), StoreError> {
        self.database.write(|rows| {
            let Some(mut run) = rows.run(id)? else { return Ok(()) };
            run.state = state.to_owned();
            run.finished_at_ms = finished_at_ms;
            rows.save_runs(&[run])
        })
    }
}
