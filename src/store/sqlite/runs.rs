//! Rows of Sync All.

use rusqlite::types::Type;
use rusqlite::{Error, OptionalExtension, Row, ToSql, params};

use super::SqliteRows;
use super::damage::known;
use crate::queue::{Run, RunState};
use crate::store::rows::RunRows;
use crate::store_error::StoreError;

fn run(row: &Row<'_>) -> rusqlite::Result<Run> {
    let body: String = row.get("body")?;
    let mut run: Run =
        serde_json::from_str(&body).map_err(|error| Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))?;
    run.id = row.get("id")?;
    run.state = known(row, row.as_ref().column_index("state")?, RunState::from_code)?;
    Ok(run)
}

fn body(run: &Run) -> rusqlite::Result<String> {
    serde_json::to_string(run).map_err(|error| Error::ToSqlConversionFailure(Box::new(error)))
}

impl SqliteRows<'_> {
    fn run_where(&self, condition: &'static str, value: impl ToSql) -> Result<Option<Run>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!("SELECT id, state, body FROM run WHERE {condition}"))?
                .query_row([&value], run)
                .optional()
        })
    }
}

impl RunRows for SqliteRows<'_> {
    fn insert_run(&mut self, new: &Run) -> Result<i64, StoreError> {
        let id = self.ask(|sqlite| {
            sqlite
                .prepare_cached("INSERT INTO run (connection, state, body) VALUES (?1, ?2, '{}')")?
                .insert(params![new.connection, new.state.as_str()])
        })?;
        self.save_runs(&[Run { id, ..new.clone() }])?;
        Ok(id)
    }

    fn save_runs(&mut self, runs: &[Run]) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            let mut save = sqlite.prepare_cached("UPDATE run SET state = ?2, body = ?3 WHERE id = ?1")?;
            for run in runs {
                save.execute(params![run.id, run.state.as_str(), body(run)?])?;
            }
            Ok(())
        })
    }

    fn run(&self, id: i64) -> Result<Option<Run>, StoreError> {
        self.run_where("id = ?1", id)
    }

    fn newest_run(&self, connection: &str) -> Result<Option<Run>, StoreError> {
        self.run_where("connection = ?1 ORDER BY id DESC LIMIT 1", connection)
    }

    fn runs_in(&self, connection: &str, states: &[RunState]) -> Result<Vec<Run>, StoreError> {
        let states: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT id, state, body FROM run
                     WHERE connection = ?1 AND state IN (SELECT value FROM json_each(?2)) ORDER BY id",
                )?
                .query_map([connection, &serde_json::json!(states).to_string()], run)?
                .collect()
        })
    }
}
