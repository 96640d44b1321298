//! Rows of the log with what was exchanged, and named positions.

use rusqlite::{OptionalExtension, params};

use super::SqliteRows;
use super::damage::readable;
use super::{folder, witness};
use crate::queue::Witness;
use crate::store::rows::{CursorRows, LogRow, LogRows, WitnessRows};
use crate::store_error::StoreError;

impl LogRows for SqliteRows<'_> {
    fn add_lines(&mut self, lines: &[LogRow<'_>]) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            let mut add = sqlite.prepare_cached(
                "INSERT INTO log (at, connection, entity, entity_id, kind, number, action, status, code, message, message_data, fix, fix_data, xero_id,
                   xero_url, total, xero_total, currency, job_id, attempt, duration_ms, store_id)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
            )?;
            for row in lines {
                let line = row.line;
                let (entity, kind, entity_id, number) = row
                    .of
                    .map_or(("", "", "", ""), |(entity, kind, id, number)| (entity.as_str(), kind.as_str(), id, number));
                add.execute(params![
                    row.at_ms,
                    row.connection,
                    entity,
                    entity_id,
                    kind,
                    number,
                    line.action,
                    line.status,
                    line.code,
                    line.message.to_string(),
                    line.message.column(),
                    line.fix.to_string(),
                    line.fix.column(),
                    line.xero_id,
                    line.xero_url,
                    line.total,
                    line.xero_total,
                    line.currency,
                    row.job.map(|(id, _)| id),
                    row.job.map_or(0, |(_, attempt)| attempt),
                    line.duration_ms,
                    row.store_id
                ])?;
                if let Some(exchange) = &line.exchange {
                    super::records::write_exchange(sqlite, sqlite.last_insert_rowid(), exchange, row.at_ms)?;
                }
            }
            Ok(())
        })
    }

    fn remove_lines(&mut self, before_ms: i64) -> Result<u64, StoreError> {
        self.ask(|sqlite| {
            let gone = sqlite
                .prepare_cached("DELETE FROM log WHERE at < ?1")?
                .execute([before_ms])?;
            Ok(gone as u64)
        })
    }
}

impl CursorRows for SqliteRows<'_> {
    fn cursor(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT value FROM cursor WHERE name = ?1")?
                .query_row([name], |row| readable(row, 0))
                .optional()
        })
    }

    fn set_cursor(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("INSERT OR REPLACE INTO cursor (name, value) VALUES (?1, ?2)")?
                .execute([name, value])?;
            Ok(())
        })
    }
}

impl WitnessRows for SqliteRows<'_> {
    fn attest(&mut self, say: &mut dyn FnMut(Option<&Witness>, &str) -> Option<Witness>) -> Result<(), StoreError> {
        let held = witness::hold(self.folder)?;
        let written = held.read();
        match say(written.as_ref(), &witness::place(self.folder)) {
            Some(witness) => held
                .write(&witness)
                .map_err(|error| folder::refused(&self.folder.join(folder::WITNESS_NAME), &error)),
            None => Ok(()),
        }
    }
}
