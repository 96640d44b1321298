//! Rows of the log with what was exchanged, and named positions.

use mysql::Value;

use super::MysqlRows;
use super::asking::values;
use crate::message::Message;
use crate::queue::{Entity, Exchange};
use crate::store::deflate::{deflated, inflated};
use crate::store::rows::{CursorRows, LogRow, LogRows};
use crate::store_error::StoreError;

fn values_of(row: &LogRow<'_>) -> Vec<Value> {
    let line = row.line;
    let (entity, kind, entity_id, number) = row.of.map_or(("", "", "", ""), |(entity, kind, id, number)| {
        (entity.as_str(), kind.as_str(), id, number)
    });
    values![
        row.at_ms,
        row.connection,
        entity,
        entity_id,
        kind,
        number,
        line.action.as_str(),
        line.status.as_str(),
        line.code.as_str(),
        line.message.to_string(),
        line.message.column(),
        line.fix.to_string(),
        line.fix.column(),
        line.xero_id.as_str(),
        line.xero_url.as_str(),
        line.total.as_deref(),
        line.xero_total.as_deref(),
        line.currency.as_deref(),
        row.job.map(|(id, _)| id),
        row.job.map_or(0, |(_, attempt)| attempt),
        line.duration_ms,
        row.store_id
    ]
}

impl LogRows for MysqlRows<'_> {
    fn add_lines(&mut self, lines: &[LogRow<'_>]) -> Result<(), StoreError> {
        self.ask(|asking| {
            let ids = asking.insert(
                "#log",
                "logged_at, connection, entity, entity_id, kind, number, action, status, code, message, message_data, fix, fix_data,
                 xero_id, xero_url, total, xero_total, currency, job_id, attempt, duration_ms, store_id",
                lines.iter().map(values_of).collect(),
            )?;
            let kept: Vec<Vec<Value>> = ids
                .iter()
                .zip(lines)
                .filter_map(|(id, row)| {
                    let (sent, answered) = row.exchange?;
                    Some(values![
                        *id,
                        row.at_ms,
                        deflated(sent),
                        deflated(answered)
                    ])
                })
                .collect();
            asking.put(
                "INSERT INTO #exchange (log_id, kept_at, sent, answered) VALUES ",
                kept,
                "",
            )
        })
    }

    fn remove_lines(&mut self, before_ms: i64) -> Result<u64, StoreError> {
        self.ask(|asking| asking.run("DELETE FROM #log WHERE logged_at < ?", values![before_ms]))
    }

    fn blank_lines(
        &mut self,
        entity: Entity,
        entity_id: &str,
        message: &Message,
        unnamed: bool,
    ) -> Result<u64, StoreError> {
        let number = if unnamed { "''" } else { "number" };
        let english = message.to_string();
        self.ask(|asking| {
            asking.run(
                &format!(
                    "UPDATE #log SET number = {number}, message = ?, message_data = ? WHERE entity = ? AND entity_id = ? AND message <> ?"
                ),
                values![
                    english.as_str(),
                    message.column(),
                    entity.as_str(),
                    entity_id,
                    english.as_str()
                ],
            )
        })
    }

    fn exchange(&self, line: i64) -> Result<Option<Exchange>, StoreError> {
        self.ask(|asking| {
            let found = asking.line("SELECT sent, answered FROM #exchange WHERE log_id = ?", values![line])?;
            let Some(row) = found else { return Ok(None) };
            Ok(Some(Exchange {
                sent: inflated(row.bytes(0)?),
                answered: inflated(row.bytes(1)?),
            }))
        })
    }

    fn remove_exchanges_of(&mut self, entity: Entity, entity_id: &str) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "DELETE exchange FROM #exchange AS exchange JOIN #log AS log ON log.id = exchange.log_id
                     WHERE log.entity = ? AND log.entity_id = ?",
                    values![entity.as_str(), entity_id],
                )
                .map(drop)
        })
    }

    fn remove_exchanges(&mut self, before_ms: i64) -> Result<u64, StoreError> {
        self.ask(|asking| asking.run("DELETE FROM #exchange WHERE kept_at < ?", values![before_ms]))
    }
}

impl CursorRows for MysqlRows<'_> {
    fn cursor(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.ask(|asking| {
            let found = asking.line("SELECT cursor_value FROM #cursor WHERE name = ?", values![name])?;
            Ok(found.map(|row| row.readable(0)))
        })
    }

    fn set_cursor(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "REPLACE INTO #cursor (name, cursor_value) VALUES (?, ?)",
                    values![name, value],
                )
                .map(drop)
        })
    }
}
