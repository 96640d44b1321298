//! Says what failures of SQLite and of the system mean: a stable code, and words that say who must do what.

use std::io::{Error, ErrorKind};
use std::path::Path;

use rusqlite::ErrorCode;

use crate::message::say;
use crate::store_error::StoreError;

pub(super) fn full(folder: &Path) -> StoreError {
    StoreError::new("store_full", say::STORE_FULL.with(folder.display().to_string()))
}

/// SQLite's failure in words that say who must do what.
pub(super) fn explain(error: &rusqlite::Error, folder: &Path) -> StoreError {
    let place = folder.display().to_string();
    if is_of_a_row(error) {
        return StoreError::new("store_damaged", say::STORE_ROW_DAMAGED.with((place, error.to_string())));
    }
    let Some(code) = error.sqlite_error_code() else {
        return StoreError::new("store_failed", say::STORE_FAILED.with(error.to_string()));
    };
    let no_room_for_the_index = error
        .sqlite_error()
        .is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE);
    match code {
        ErrorCode::SystemIoFailure if no_room_for_the_index => full(folder),
        ErrorCode::DiskFull => full(folder),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
            StoreError::new("store_not_writable", say::STORE_NOT_WRITABLE.with(place))
        }
        ErrorCode::CannotOpen => StoreError::new("store_not_writable", say::STORE_NOT_OPENED.with(place)),
        ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt => {
            StoreError::new("store_broken", say::STORE_DAMAGED.with(place))
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::new("store_busy", say::STORE_BUSY),
        ErrorCode::SystemIoFailure => {
            StoreError::new("store_not_writable", say::STORE_IO.with((place, error.to_string())))
        }
        _ => StoreError::new("store_failed", say::STORE_FAILED.with(error.to_string())),
    }
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

pub(super) fn refused(path: &Path, error: &Error) -> StoreError {
    match error.kind() {
        ErrorKind::StorageFull => full(path),
        ErrorKind::NotFound => StoreError::new(
            "store_missing",
            say::STORE_FOLDER_WITHOUT_PARENT.with(path.display().to_string()),
        ),
        _ => StoreError::new(
            "store_not_writable",
            say::STORE_FILE_NOT_WRITABLE.with((path.display().to_string(), error.to_string())),
        ),
    }
}
