//! Decides what happens to a row that cannot be read: it is set apart and named, and everything else continues.
//!
//! A disk or a hand that changed the file damages single rows: bytes that are no text, a kind or state that nobody wrote. Guessing
//! what such a row was could book something twice.

use rusqlite::Row;
use rusqlite::types::{Type, ValueRef};

use super::SqliteFile;
use crate::store_error::StoreError;

/// State of a job that was set apart: nobody claims it, counts show it.
pub(super) const APART: &str = "damaged";

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

impl SqliteFile {
    /// What is wrong with the file; empty when nothing is.
    pub(super) fn quick_check(&self) -> Result<String, StoreError> {
        let found = self.look(|sqlite| sqlite.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)));
        match found {
            Ok(text) if text == "ok" => Ok(String::new()),
            Err(error) if error.code == "store_broken" => Ok(error.message.to_string()),
            other => other,
        }
    }

    /// Bytes of the file and of what is beside it.
    pub(super) fn size(&self) -> u64 {
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
            super::witness::writing(&self.folder, || {
                let _ = sqlite.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            });
            let _ = sqlite.busy_handler(Some(super::wait_for_the_lock));
            Ok(())
        });
    }
}
