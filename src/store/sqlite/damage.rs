//! Decides what happens to a row that cannot be read: it is set apart and named, and everything else continues.
//!
//! A disk or a hand that changed the file damages single rows: bytes that are no text, a kind or state that nobody wrote. Guessing
//! what such a row was could book something twice.

use rusqlite::Row;
use rusqlite::types::{Type, ValueRef};

pub(super) use crate::store::rows::APART;

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
