//! Rows of the log with what was exchanged, and named positions.

use rusqlite::{OptionalExtension, params};

use super::SqliteRows;
use super::damage::readable;
use super::{failure, files, witness};
use crate::message::Message;
use crate::queue::{Entity, Exchange, Witness};
use crate::store::deflate::{deflated, inflated};
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
            let mut keep =
                sqlite.prepare_cached("INSERT INTO exchange (log_id, at, sent, answered) VALUES (?1, ?2, ?3, ?4)")?;
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
                if let Some((sent, answered)) = row.exchange {
                    let id = sqlite.last_insert_rowid();
                    keep.execute(params![
                        id,
                        row.at_ms,
                        deflated(sent),
                        deflated(answered)
                    ])?;
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

    fn blank_lines(
        &mut self,
        entity: Entity,
        entity_id: &str,
        message: &Message,
        unnamed: bool,
    ) -> Result<u64, StoreError> {
        let number = if unnamed { "''" } else { "number" };
        self.ask(|sqlite| {
            let blanked = sqlite
                .prepare_cached(&format!(
                    "UPDATE log SET number = {number}, message = ?3, message_data = ?4 WHERE entity = ?1 AND entity_id = ?2 AND message <> ?3"
                ))?
                .execute(params![
                    entity.as_str(),
                    entity_id,
                    message.to_string(),
                    message.column()
                ])?;
            Ok(blanked as u64)
        })
    }

    fn exchange(&self, line: i64) -> Result<Option<Exchange>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT sent, answered FROM exchange WHERE log_id = ?1")?
                .query_row([line], |row| {
                    Ok(Exchange {
                        sent: inflated(&row.get::<_, Vec<u8>>(0)?),
                        answered: inflated(&row.get::<_, Vec<u8>>(1)?),
                    })
                })
                .optional()
        })
    }

    fn remove_exchanges_of(&mut self, entity: Entity, entity_id: &str) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "DELETE FROM exchange WHERE log_id IN (SELECT id FROM log WHERE entity = ?1 AND entity_id = ?2)",
                )?
                .execute([entity.as_str(), entity_id])?;
            Ok(())
        })
    }

    fn remove_exchanges(&mut self, before_ms: i64) -> Result<u64, StoreError> {
        self.ask(|sqlite| {
            let gone = sqlite
                .prepare_cached("DELETE FROM exchange WHERE at < ?1")?
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
        match say(written.as_ref(), &witness::place(self.folder, written.as_ref())) {
            Some(witness) => held
                .write(&witness)
                .map_err(|error| failure::refused(&self.folder.join(files::WITNESS_NAME), &error)),
            None => Ok(()),
        }
    }
}
