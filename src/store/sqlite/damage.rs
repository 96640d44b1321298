//! Decides what happens to a row that cannot be read: it is set apart and named, and everything else continues.
//!
//! A disk or a hand that changed the file damages single rows: bytes that are no text, a kind or state that nobody wrote. Guessing
//! what such a row was could book something twice.

use rusqlite::types::{Type, ValueRef};
use rusqlite::{Row, Transaction, params};

use super::SqliteStore;
use crate::queue::{Entity, Kind, State};
use crate::store_error::StoreError;

/// State of a job that was set apart: nobody claims it, counts show it.
pub(super) const APART: &str = "damaged";
/// Name of the position that holds what the nightly check found.
const FOUND: &str = "damage";

/// A text of a row, with marks where its bytes are no text; for screens.
pub(super) fn readable(row: &Row<'_>, index: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(index)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Null => String::new(),
    })
}

/// A stable name of a row that must be known: what was not written by Ledgerline is damage.
pub(super) fn known<T>(row: &Row<'_>, index: usize, read: impl Fn(&str) -> Option<T>) -> rusqlite::Result<T> {
    let text: String = row.get(index)?;
    read(&text).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(index, Type::Text, format!("\"{text}\" is no known word").into())
    })
}

/// Whether the failure is that of one row.
pub(super) fn is_of_a_row(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..)
    )
}

/// What a job becomes that is set apart; `?1`: the time, `?2`: [`APART`].
const SET: &str = "state = ?2, fence = fence + 1, owner = '', lease_until = 0, code = 'row_damaged',
     message = 'This line of the queue is damaged and was set apart.', message_data = '',
     fix = 'Press Send now: the record is read from the shop again, and Xero is asked first where it may be there already. Tell the administrator, too: the disk may be failing.', fix_data = '',
     updated_at = ?1";

/// Sets a job apart. What was sent for it stays marked, so that the record's next job looks it up.
pub(super) fn set_apart(transaction: &Transaction<'_>, id: i64, now_ms: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(&format!("UPDATE job SET {SET} WHERE id = ?3"))?
        .execute(params![now_ms, APART, id])?;
    hand_claims_over(transaction, now_ms)
}

/// What a job that was set apart had sent is looked up by the newer job of the same record, when it has one.
fn hand_claims_over(transaction: &Transaction<'_>, now_ms: i64) -> rusqlite::Result<()> {
    const NEWER: &str =
        "SELECT id FROM job WHERE job.connection = claim.connection AND job.kind = claim.kind AND job.key = claim.key
         AND job.state IN ('waiting', 'held', 'failed', 'cancelled')";
    let heirs = transaction
        .prepare_cached(&format!(
            "UPDATE claim SET job_id = ({NEWER}) WHERE EXISTS ({NEWER})
               AND EXISTS (SELECT 1 FROM job WHERE job.id = claim.job_id AND job.state = ?1) RETURNING job_id"
        ))?
        .query_map([APART], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    for id in heirs {
        transaction
            .prepare_cached(
                "UPDATE job SET state = 'unknown', code = 'unknown_outcome', not_before = ?2 WHERE id = ?1 AND state = 'waiting'",
            )?
            .execute(params![id, now_ms])?;
    }
    Ok(())
}

/// Removes jobs that were set apart. What was sent for them stays marked.
pub(super) fn remove(transaction: &Transaction<'_>, ids: &[i64]) -> rusqlite::Result<usize> {
    let mut removed = 0;
    let mut statement = transaction.prepare_cached("DELETE FROM job WHERE id = ?1 AND state = ?2")?;
    for id in ids {
        removed += statement.execute(params![id, APART])?;
    }
    Ok(removed)
}

fn listed(codes: impl Iterator<Item = &'static str>) -> String {
    codes.map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ")
}

impl SqliteStore {
    /// Looks through the file, sets apart the jobs whose words nobody knows, and writes down what is wrong for [`Self::damage`].
    pub(super) fn look_for_damage(&self, now_ms: i64) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                &format!(
                    "UPDATE job SET {SET} WHERE state <> ?2 AND (state NOT IN ({}) OR kind NOT IN ({}) OR entity NOT IN ({}))",
                    listed(State::ALL.iter().map(|one| one.as_str())),
                    listed(Kind::ALL.iter().map(|one| one.as_str())),
                    listed(Entity::ALL.iter().map(|one| one.as_str())),
                ),
                params![now_ms, APART],
            )?;
            hand_claims_over(transaction, now_ms)
        })?;
        let found = self.read(|sqlite| sqlite.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)));
        let found = match found {
            Ok(text) if text == "ok" => String::new(),
            Ok(text) => text,
            Err(error) if error.code == "store_broken" => error.message.to_string(),
            Err(error) => return Err(error),
        };
        self.write(|transaction| {
            transaction.execute(
                "INSERT OR REPLACE INTO cursor (name, value) VALUES (?1, ?2)",
                [FOUND, found.as_str()],
            )?;
            Ok(())
        })
    }

    /// Damage that is known: jobs that were set apart, and what the last check of the file found (empty: nothing).
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub fn damage(&self) -> Result<(i64, String), StoreError> {
        self.read(|sqlite| {
            let apart = sqlite
                .prepare_cached("SELECT COUNT(*) FROM job WHERE state = ?1")?
                .query_row([APART], |row| row.get(0))?;
            let found: Option<String> = sqlite
                .prepare_cached("SELECT value FROM cursor WHERE name = ?1")?
                .query_map([FOUND], |row| readable(row, 0))?
                .next()
                .transpose()?;
            Ok((apart, found.unwrap_or_default()))
        })
    }

    /// Bytes of the file and of what is beside it.
    pub fn bytes(&self) -> u64 {
        let file = self.file();
        let beside = |ending: &str| {
            let mut name = file.clone().into_os_string();
            name.push(ending);
            std::fs::metadata(name).map_or(0, |file| file.len())
        };
        beside("") + beside("-wal")
    }

    /// Brings what stands beside the file into it, as far as nobody reads it just now.
    pub fn checkpoint(&self) {
        // Whoever cannot do it leaves it to the next one. It must not wait for a writer, which may wait for the witness.
        let _ = self.with(|sqlite| {
            let _ = sqlite.busy_handler(None::<fn(i32) -> bool>);
            super::witness::writing(self.folder(), || {
                let _ = sqlite.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            });
            let _ = sqlite.busy_handler(Some(super::wait_for_the_lock));
            Ok(())
        });
    }
}
