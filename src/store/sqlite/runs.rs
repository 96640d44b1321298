//! Stores the progress of Sync All, in step with the jobs it makes.

use rusqlite::{OptionalExtension, Row, ToSql, Transaction, params};

use super::SqliteStore;
use super::jobs::put;
use crate::queue::{Enqueued, NewJob, Run};
use crate::store_error::StoreError;

fn run(row: &Row<'_>) -> rusqlite::Result<Run> {
    let body: String = row.get("body")?;
    let mut run: Run = serde_json::from_str(&body)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))?;
    run.id = row.get("id")?;
    run.state = row.get("state")?;
    Ok(run)
}

fn save(transaction: &Transaction<'_>, run: &Run) -> rusqlite::Result<()> {
    let body = serde_json::to_string(run).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    transaction.execute(
        "UPDATE run SET state = ?2, body = ?3 WHERE id = ?1",
        params![run.id, run.state, body],
    )?;
    Ok(())
}

fn by_id(transaction: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<Run>> {
    transaction
        .query_row("SELECT id, state, body FROM run WHERE id = ?1", [id], run)
        .optional()
}

impl SqliteStore {
    pub(super) fn insert_run(&self, new: &Run) -> Result<Run, StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "UPDATE run SET state = 'cancelled' WHERE connection = ?1 AND state IN ('reading', 'sending', 'paused')",
                [&new.connection],
            )?;
            transaction.execute(
                "INSERT INTO run (connection, state, body) VALUES (?1, ?2, '{}')",
                params![new.connection, new.state],
            )?;
            let stored = Run {
                id: transaction.last_insert_rowid(),
                ..new.clone()
            };
            save(transaction, &stored)?;
            Ok(stored)
        })
    }

    pub(super) fn read_run(&self, condition: &'static str, value: impl ToSql) -> Result<Option<Run>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(&format!("SELECT id, state, body FROM run WHERE {condition}"))?
                .query_row(params![value], run)
                .optional()
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
        self.write(|transaction| {
            let Some(mut run) = by_id(transaction, id)? else {
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
            let mut tally = Enqueued::default();
            for job in jobs {
                put(transaction, job, now_ms, &mut tally)?;
            }
            run.accepted += i64::try_from(tally.accepted + tally.replaced).unwrap_or(0);
            run.unchanged += i64::try_from(tally.unchanged).unwrap_or(0);
            run.ignored += ignored + i64::try_from(tally.excluded).unwrap_or(0);
            run.refused += refused;
            if run.entities.iter().all(|(_, progress)| progress.finished) {
                run.state = "sending".to_owned();
            }
            save(transaction, &run)?;
            Ok(Some(run))
        })
    }

    pub(super) fn change_run(&self, id: i64, state: &str, finished_at_ms: Option<i64>) -> Result<(), StoreError> {
        self.write(|transaction| {
            if let Some(mut run) = by_id(transaction, id)? {
                run.state = state.to_owned();
                run.finished_at_ms = finished_at_ms;
                save(transaction, &run)?;
            }
            Ok(())
        })
    }
}
