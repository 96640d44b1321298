//! Stores what people decided about single records, and answers how they stand.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::{OptionalExtension, params};
use serde_json::Value;

use super::SqliteStore;
use super::damage::readable;
use crate::message::Message;
use crate::queue::{Changed, Entity, Erased, Exchange, Kind, Position, RecordBook, Standing, State, is_of, reason};
use crate::store::rows::{Database, Listed};
use crate::store_error::StoreError;

/// More of one exchange is cut off: a document with hundreds of lines need not be kept whole.
const LONGEST: usize = 64 * 1024;

fn deflated(text: &str) -> Vec<u8> {
    let end = (0..=text.len().min(LONGEST))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory does not fail.
    let _ = encoder.write_all(&text.as_bytes()[..end]);
    encoder.finish().unwrap_or_default()
}

fn inflated(bytes: &[u8]) -> String {
    let mut text = String::new();
    let read = DeflateDecoder::new(bytes).read_to_string(&mut text);
    if read.is_ok() { text } else { String::new() }
}

pub(super) fn write_exchange(
    transaction: &rusqlite::Connection,
    log_id: i64,
    exchange: &Exchange,
    now_ms: i64,
) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT INTO exchange (log_id, at, sent, answered) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![
            log_id,
            now_ms,
            deflated(&exchange.sent),
            deflated(&exchange.answered)
        ])?;
    Ok(())
}

/// What a record of the shop becomes in Xero.
fn main_kind(entity: Entity) -> Kind {
    match entity {
        Entity::Customer | Entity::Guest => Kind::Contact,
        Entity::Product => Kind::Item,
        Entity::Order | Entity::Invoice => Kind::Invoice,
        Entity::CreditMemo => Kind::CreditNote,
    }
}

/// The worse, the smaller.
fn severity(state: State) -> u8 {
    match state {
        State::Failed => 0,
        State::Held => 1,
        State::Unknown => 2,
        State::Running => 3,
        State::Waiting => 4,
        State::Cancelled => 5,
        State::Done => 6,
    }
}

impl RecordBook for SqliteStore {
    fn seen(&self, now_ms: i64) -> Result<(), StoreError> {
        self.database.write(|rows| crate::store::verbs::notice(rows, now_ms))
    }

    fn doubt_before_ms(&self) -> Result<i64, StoreError> {
        self.database
            .read(|rows| Ok(crate::store::verbs::position(rows, crate::queue::DOUBT)?.unwrap_or(0)))
    }

    fn exclude(&self, records: &[(Entity, String)], out: bool, now_ms: i64) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let mut changed = 0;
            for (entity, id) in records {
                if out {
                    changed += transaction
                        .prepare_cached("INSERT OR IGNORE INTO excluded (entity, entity_id, at) VALUES (?1, ?2, ?3)")?
                        .execute(params![entity.as_str(), id, now_ms])?;
                    let message = Message::from(reason::EXCLUDED.message);
                    transaction
                        .prepare_cached(
                            "UPDATE job SET state = 'cancelled', code = 'excluded', message = ?4, message_data = ?5, fix = '', fix_data = '', subject = '',
                               updated_at = ?3 WHERE entity = ?1 AND entity_id = ?2 AND state IN ('waiting', 'held', 'failed')
                               AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.job_id = job.id)",
                        )?
                        .execute(params![entity.as_str(), id, now_ms, message.to_string(), message.column()])?;
                } else {
                    changed += transaction
                        .prepare_cached("DELETE FROM excluded WHERE entity = ?1 AND entity_id = ?2")?
                        .execute(params![entity.as_str(), id])?;
                    transaction
                        .prepare_cached(
                            "UPDATE job SET state = 'waiting', code = '', message = '', message_data = '', not_before = 0, attempts = 0, updated_at = ?3
                             WHERE entity = ?1 AND entity_id = ?2 AND state = 'cancelled' AND code = 'excluded'",
                        )?
                        .execute(params![entity.as_str(), id, now_ms])?;
                }
            }
            Ok(changed as u64)
        })
    }

    fn excluded(&self, entity: Entity, entity_id: &str) -> Result<bool, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached("SELECT 1 FROM excluded WHERE entity = ?1 AND entity_id = ?2")?
                .exists([entity.as_str(), entity_id])
        })
    }

    fn changed_since(&self, after: Position, most: u32) -> Result<Changed, StoreError> {
        self.read(|sqlite| {
            let mut found: Vec<(String, Entity, String)> = Vec::new();
            let mut seen = std::collections::HashSet::new();
            let mut position = after;
            let mut rows_read = 0;
            let mut statement = sqlite.prepare_cached(
                "SELECT connection, entity, entity_id, updated_at, id FROM job WHERE (updated_at, id) > (?1, ?2) ORDER BY updated_at, id LIMIT ?3",
            )?;
            let mut rows = statement.query(params![after.0, after.1, most])?;
            while let Some(row) = rows.next()? {
                position = (row.get(3)?, row.get(4)?);
                rows_read += 1;
                let entity: String = row.get(1)?;
                let Some(entity) = Entity::from_code(&entity) else {
                    continue;
                };
                let one: (String, Entity, String) = (row.get(0)?, entity, row.get(2)?);
                if seen.insert(one.clone()) {
                    found.push(one);
                }
            }
            Ok((found, position, rows_read >= most))
        })
    }

    fn standing(&self, connection: &str, entity: Entity, entity_id: &str) -> Result<Option<Standing>, StoreError> {
        self.read(|sqlite| {
            let jobs = sqlite
                .prepare_cached(
                    "SELECT state, code, message, message_data FROM job WHERE entity = ?1 AND entity_id = ?2 AND connection = ?3 ORDER BY updated_at DESC, id DESC",
                )?
                .query_map(params![entity.as_str(), entity_id, connection], |row| {
                    Ok((
                        readable(row, 0)?,
                        readable(row, 1)?,
                        Message::kept(readable(row, 2)?, &readable(row, 3)?),
                    ))
                })?
                .filter_map(|one| {
                    one.map(|(state, code, message)| Some((State::from_code(&state)?, code, message))).transpose()
                })
                .collect::<rusqlite::Result<Vec<(State, String, Message)>>>()?;
            let settled = sqlite
                .prepare_cached(
                    "SELECT kind, xero_id, xero_number, settled_at FROM link WHERE entity = ?1 AND entity_id = ?2 AND connection = ?3 AND kind = ?4",
                )?
                .query_row(
                    params![entity.as_str(), entity_id, connection, main_kind(entity).as_str()],
                    |row| Ok((main_kind(entity), row.get(1)?, row.get(2)?, row.get(3)?)),
                )
                .optional()?;
            let worst = jobs.iter().min_by_key(|(state, ..)| severity(*state));
            Ok(match (worst, &settled) {
                (None, None) => None,
                (worst, _) => Some(Standing {
                    connection: connection.to_owned(),
                    entity,
                    entity_id: entity_id.to_owned(),
                    open: worst.map(|(state, ..)| *state).filter(|state| *state != State::Done),
                    code: worst.map(|(_, code, _)| code.clone()).unwrap_or_default(),
                    message: worst.map(|(_, _, message)| message.clone()).unwrap_or_default(),
                    settled,
                }),
            })
        })
    }

    fn log_line(&self, id: i64) -> Result<Option<(Value, Option<Exchange>)>, StoreError> {
        let Some(line) = self.database.read(|rows| rows.listed(Listed::Log, id))? else {
            return Ok(None);
        };
        let exchange = self.read(|sqlite| {
            sqlite
                .prepare_cached("SELECT sent, answered FROM exchange WHERE log_id = ?1")?
                .query_row([id], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?)))
                .optional()
        })?;
        let exchange = exchange.map(|(sent, answered)| Exchange {
            sent: inflated(&sent),
            answered: inflated(&answered),
        });
        Ok(Some((line, exchange)))
    }

    fn erase(&self, contact_key: &str, customer_id: Option<&str>, email: Option<&str>) -> Result<Erased, StoreError> {
        self.write(|transaction| {
            let mut erased = Erased::default();
            let told = Message::from(reason::ERASED);
            let (english, data) = (told.to_string(), told.column());
            let mut owners = BTreeSet::new();
            let mut statement = transaction
                .prepare("SELECT entity, entity_id, key = ?1, snapshot FROM job WHERE key = ?1 OR snapshot <> ''")?;
            let mut rows = statement.query([contact_key])?;
            while let Some(row) = rows.next()? {
                // A damaged snapshot is nobody's.
                let snapshot = row.get_ref(3)?.as_str().unwrap_or_default();
                if row.get(2)? || is_of(snapshot, customer_id, email) {
                    owners.insert((readable(row, 0)?, readable(row, 1)?));
                }
            }
            drop(rows);
            drop(statement);
            for (entity, id) in &owners {
                erased.jobs += transaction
                    .prepare_cached(
                        "DELETE FROM job WHERE entity = ?1 AND entity_id = ?2 AND state = 'done'
                           AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.job_id = job.id)",
                    )?
                    .execute([entity, id])? as u64;
                // That a person took it out is remembered, without what it said.
                erased.jobs += transaction
                    .prepare_cached("UPDATE job SET snapshot = '' WHERE entity = ?1 AND entity_id = ?2 AND state = 'cancelled' AND snapshot <> ''")?
                    .execute([entity, id])? as u64;
                erased.open += transaction
                    .prepare_cached("SELECT COUNT(*) FROM job WHERE entity = ?1 AND entity_id = ?2 AND state <> 'cancelled'")?
                    .query_row([entity, id], |row| row.get::<_, i64>(0))?
                    .unsigned_abs();
                transaction
                    .prepare_cached("DELETE FROM exchange WHERE log_id IN (SELECT id FROM log WHERE entity = ?1 AND entity_id = ?2)")?
                    .execute([entity, id])?;
                let person = matches!(Entity::from_code(entity), Some(Entity::Customer | Entity::Guest));
                if person {
                    transaction
                        .prepare_cached("UPDATE job SET number = '' WHERE entity = ?1 AND entity_id = ?2 AND state = 'cancelled'")?
                        .execute([entity, id])?;
                }
                let number = if person { "number = ''," } else { "" };
                erased.lines += transaction
                    .prepare_cached(&format!(
                        "UPDATE log SET {number} message = ?3, message_data = ?4 WHERE entity = ?1 AND entity_id = ?2"
                    ))?
                    .execute([entity, id, &english, &data])? as u64;
            }
            let (entity, id) = match contact_key.split_once(':') {
                Some(("customer", id)) => (Entity::Customer, id),
                Some((_, id)) => (Entity::Guest, id),
                None => return Ok(erased),
            };
            erased.lines += transaction.execute(
                "UPDATE log SET number = '', message = ?3, message_data = ?4 WHERE entity = ?1 AND entity_id = ?2 AND message <> ?3",
                [entity.as_str(), id, &english, &data],
            )? as u64;
            transaction.execute(
                "DELETE FROM exchange WHERE log_id IN (SELECT id FROM log WHERE entity = ?1 AND entity_id = ?2)",
                [entity.as_str(), id],
            )?;
            erased.links = transaction.execute(
                // A guest who registered and his account share a contact.
                "UPDATE link SET note = NULL, sent = NULL WHERE kind = 'contact' AND (key = ?1 OR (connection, xero_id) IN
                   (SELECT connection, xero_id FROM link WHERE kind = 'contact' AND key = ?1))",
                [contact_key],
            )? as u64;
            Ok(erased)
        })
    }

    fn prune_exchanges(&self, before_ms: i64) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let gone = transaction.execute("DELETE FROM exchange WHERE at < ?1", [before_ms])?;
            Ok(gone as u64)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchange_comes_back_as_it_was_and_a_huge_one_is_cut_at_a_letter() {
        let text = "{\"Name\":\"Zoë 🚀\"}".repeat(40);
        assert_eq!(inflated(&deflated(&text)), text);
        let huge = "ë".repeat(LONGEST);
        let kept = inflated(&deflated(&huge));
        assert!(huge.starts_with(&kept) && kept.len() >= LONGEST - 1);
        assert_eq!(inflated(b"nonsense"), "");
    }
}
