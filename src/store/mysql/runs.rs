//! Rows of Sync All.

use mysql::Value;

use super::MysqlRows;
use super::asking::{marks, values};
use super::failure::Failure;
use super::line::Line;
use crate::queue::{Run, RunState};
use crate::store::rows::RunRows;
use crate::store_error::StoreError;

const COLUMNS: &str = "SELECT id, state, body FROM #run";

fn run(row: &Line) -> Result<Run, Failure> {
    let mut run: Run = serde_json::from_slice(row.bytes(2)?).map_err(|error| Failure::Row(error.to_string()))?;
    run.id = row.number(0)?;
    run.state = row.known(1, RunState::from_code)?;
    Ok(run)
}

fn body(run: &Run) -> Result<String, Failure> {
    serde_json::to_string(run).map_err(|error| Failure::Row(error.to_string()))
}

impl RunRows for MysqlRows<'_> {
    fn insert_run(&mut self, new: &Run) -> Result<i64, StoreError> {
        let row = values![new.connection.as_str(), new.state.as_str(), "{}"];
        let id = self.ask(|asking| {
            let ids = asking.insert("#run", "connection, state, body", vec![row])?;
            ids.first()
                .copied()
                .ok_or_else(|| Failure::Row("the run has no number".to_owned()))
        })?;
        self.save_runs(&[Run { id, ..new.clone() }])?;
        Ok(id)
    }

    fn save_runs(&mut self, runs: &[Run]) -> Result<(), StoreError> {
        self.ask(|asking| {
            for run in runs {
                asking.run(
                    "UPDATE #run SET state = ?, body = ? WHERE id = ?",
                    values![run.state.as_str(), body(run)?, run.id],
                )?;
            }
            Ok(())
        })
    }

    fn run(&self, id: i64) -> Result<Option<Run>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(&format!("{COLUMNS} WHERE id = ?"), values![id])?;
            found.as_ref().map(run).transpose()
        })
    }

    fn newest_run(&self, connection: &str) -> Result<Option<Run>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(
                &format!("{COLUMNS} WHERE connection = ? ORDER BY id DESC LIMIT 1"),
                values![connection],
            )?;
            found.as_ref().map(run).transpose()
        })
    }

    fn runs_in(&self, connection: &str, states: &[RunState]) -> Result<Vec<Run>, StoreError> {
        if states.is_empty() {
            return Ok(Vec::new());
        }
        let mut bound = values![connection];
        bound.extend(states.iter().map(|state| Value::from(state.as_str())));
        self.ask(|asking| {
            let rows = asking.lines(
                &format!(
                    "{COLUMNS} WHERE connection = ? AND state IN ({}) ORDER BY id",
                    marks(states.len())
                ),
                bound,
            )?;
            rows.iter().map(run).collect()
        })
    }
}
