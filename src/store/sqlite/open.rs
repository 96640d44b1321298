//! Decides how the file is opened and brought to the present schema.

use std::ffi::c_int;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::hooks::Wal;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::failure::explain;
use super::files::FILE_NAME;
use super::folder::prepare;
use super::{Durability, wait_for_the_lock, witness};
use crate::message::say;
use crate::store::schema;
use crate::store_error::StoreError;

/// What stands beside the file is brought into it from so many pages on.
const CHECKPOINT_PAGES: c_int = 1_000;

pub(super) fn open(folder: &Path, durability: Durability) -> Result<Connection, StoreError> {
    prepare(folder)?;
    let file = folder.join(FILE_NAME);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(&file, flags).map_err(|error| explain(&error, folder))?;
    let explained = |error: rusqlite::Error| explain(&error, folder);
    turn_to_wal(&connection).map_err(explained)?;
    connection.busy_handler(Some(wait_for_the_lock)).map_err(explained)?;
    super::native::keep_wal(&connection).map_err(explained)?;
    let synchronous = match durability {
        Durability::Full => "FULL",
        Durability::Normal => "NORMAL",
    };
    connection
        .pragma_update(None, "synchronous", synchronous)
        .map_err(explained)?;
    // Instead of SQLite's own at every thousand pages: the file is written under the eyes of the witness only.
    let place = folder.to_owned();
    connection
        .wal_hook(Some(move |wal: &mut Wal, pages: c_int| {
            if pages >= CHECKPOINT_PAGES {
                // Whoever is not done with a part of it leaves that to the next one.
                witness::writing(&place, || drop(wal.checkpoint()));
            }
            Ok(())
        }))
        .map_err(explained)?;
    // What is beside the file does not stay at its largest.
    connection
        .pragma_update(None, "journal_size_limit", 4 * 1024 * 1024)
        .map_err(explained)?;
    // A drain alone has some eighty; what does not fit is parsed again at every use.
    connection.set_prepared_statement_cache_capacity(192);
    // Otherwise a statement is planned again whenever a value bound to it changes.
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)
        .map_err(explained)?;
    migrate(&mut connection, folder)?;
    Ok(connection)
}

/// Of several that turn a new file to WAL at once SQLite refuses all but one, and does not ask the busy handler: each holds a lock that
/// another one needs. So this waits on its own, for as long as the handler would.
fn turn_to_wal(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::ZERO)?;
    let mut tries = 0;
    loop {
        let turned = connection.pragma_update(None, "journal_mode", "WAL");
        let busy = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
        if !turned.as_ref().is_err_and(busy) || !wait_for_the_lock(tries) {
            return turned;
        }
        tries += 1;
    }
}

fn migrate(connection: &mut Connection, folder: &Path) -> Result<(), StoreError> {
    let explained = |error: rusqlite::Error| explain(&error, folder);
    let newest = i64::try_from(schema::SQLITE.len()).unwrap_or(i64::MAX);
    let version = |connection: &Connection| -> rusqlite::Result<i64> {
        connection.query_row("PRAGMA user_version", [], |row| row.get(0))
    };
    let found = version(connection).map_err(explained)?;
    if found == newest {
        return Ok(());
    }
    if found > newest {
        return Err(StoreError::new(
            "store_newer",
            say::STORE_NEWER.with((found.to_string(), newest.to_string())),
        ));
    }
    let transaction = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .map_err(explained)?;
    // Another process may have done it while this one waited for the lock.
    let from = version(&transaction).map_err(explained)?;
    for (index, step) in schema::SQLITE.iter().enumerate() {
        let number = i64::try_from(index).unwrap_or(i64::MAX) + 1;
        if number > from {
            transaction.execute_batch(step).map_err(explained)?;
            transaction
                .pragma_update(None, "user_version", number)
                .map_err(explained)?;
        }
    }
    transaction.commit().map_err(explained)
}
