//! Stores everything in one SQLite file (WAL) beside the shop.
//!
//! One connection per process, opened at first use and closed before a fork: SQLite keeps a table of locks per process, and a
//! child that inherits it loses rows in silence. It never runs inside a callback of the shop.

mod calls;
mod damage;
mod failure;
mod files;
mod folder;
mod job_row;
mod jobs;
mod known;
mod links;
mod log;
mod moving;
mod native;
mod open;
mod query;
mod runs;
mod sessions;
mod sought;
mod upkeep;
mod which;
mod witness;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rusqlite::{Connection, TransactionBehavior};

use super::RowStore;
use super::forks::{self, Closing};
use super::rows::{Database, Rows};
use crate::message::Message;
use crate::queue::ThisHost;
use crate::secret::Sealer;
use crate::store_error::StoreError;

pub use files::FILE_NAME;

/// How sure a commit is against a loss of power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Durability {
    /// Every commit reaches the disk.
    #[default]
    Full,
    /// The last commits may be lost with the power, never with a process.
    Normal,
}

impl Durability {
    /// Its name in addresses and options.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Normal => "normal",
        }
    }

    /// The value of a name.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Full, Self::Normal].into_iter().find(|one| one.as_str() == code)
    }
}

struct Opened {
    connection: Connection,
    pid: u32,
    /// Device and number of the file. A file that was removed or replaced would still take rows, which nobody ever saw again.
    file: Option<(u64, u64)>,
    /// Declared last: it looks at the file after the connection was closed.
    watch: witness::Watch,
}

impl Drop for Opened {
    fn drop(&mut self) {
        // Closing may bring what stands beside the file into it.
        self.watch.begin();
    }
}

/// The store in a folder.
pub type SqliteStore = RowStore<SqliteFile>;

/// The file of a store.
pub struct SqliteFile {
    folder: PathBuf,
    durability: Durability,
    opened: Arc<Shelf>,
}

/// Holds what is open.
#[derive(Default)]
struct Shelf(Mutex<Option<Opened>>);

impl Closing for Shelf {
    fn close(&self) {
        let Some(mut opened) = forks::free(&self.0) else { return };
        // A connection of another process is not ours to close: that would drop its locks.
        match opened.take() {
            Some(open) if open.pid == std::process::id() => drop(open),
            other => std::mem::forget(other),
        }
    }
}

impl SqliteStore {
    /// A store in `folder`; nothing is opened yet.
    pub fn new(folder: impl Into<PathBuf>, durability: Durability, sealer: Sealer) -> Self {
        Self::over(SqliteFile::new(folder, durability), sealer, Arc::new(ThisHost))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.database.folder
    }

    /// The file.
    pub fn file(&self) -> PathBuf {
        self.database.file()
    }

    /// Brings what stands beside the file into it, as far as nobody reads it just now.
    pub fn checkpoint(&self) {
        self.database.checkpoint();
    }
}

impl SqliteFile {
    /// The file in `folder`; nothing is opened yet.
    pub fn new(folder: impl Into<PathBuf>, durability: Durability) -> Self {
        let opened = Arc::new(Shelf::default());
        let closing: Arc<dyn Closing> = Arc::clone(&opened) as _;
        forks::watch(&closing);
        Self {
            folder: folder.into(),
            durability,
            opened,
        }
    }

    fn file(&self) -> PathBuf {
        self.folder.join(FILE_NAME)
    }

    /// The file, for people.
    fn place(&self) -> String {
        self.file().display().to_string()
    }

    /// What tells the file at the store's path from another one; costs a microsecond.
    fn identity(&self) -> Option<(u64, u64)> {
        use std::os::unix::fs::MetadataExt;
        let file = std::fs::metadata(self.file()).ok()?;
        Some((file.dev(), file.ino()))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Opened>> {
        // A panic while the lock was held leaves SQLite consistent (its transaction rolls back): go on.
        self.opened.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn with<T>(&self, run: impl FnOnce(&mut Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut opened = self.lock();
        let pid = std::process::id();
        if let Some(other) = opened.take_if(|open| open.pid != pid) {
            // Inherited through a fork that the hook could not see: closing it would drop the parent's locks.
            std::mem::forget(other);
        }
        if opened
            .as_ref()
            .is_some_and(|open| open.file.is_none() || open.file != self.identity())
        {
            *opened = None;
        }
        if opened.is_none() {
            forks::hook();
            let connection = open::open(&self.folder, self.durability)?;
            let file = self.identity();
            *opened = Some(Opened {
                connection,
                pid,
                file,
                watch: witness::Watch::new(&self.folder),
            });
        }
        match opened.as_mut() {
            Some(open) => {
                let outcome = run(&mut open.connection);
                if matches!(&outcome, Err(error) if error.code == "store_missing" || error.code == "store_broken") {
                    // The file was replaced or removed: look again next time.
                    *opened = None;
                }
                outcome
            }
            None => Err(StoreError::new(
                "store_failed",
                Message::words("the store did not open"),
            )),
        }
    }

    /// Runs a transaction. It takes the write lock at once, so that it never fails half way for a reader's sake.
    fn transact<T>(&self, run: impl FnOnce(&mut SqliteRows<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.with(|connection| {
            let explain = |error: rusqlite::Error| failure::explain(&error, &self.folder);
            let transaction = connection
                .transaction_with_behavior(TransactionBehavior::Immediate)
                .map_err(explain)?;
            let value = run(&mut SqliteRows {
                connection: &transaction,
                folder: &self.folder,
            })?;
            sought::write(&transaction).map_err(explain)?;
            transaction.commit().map_err(explain)?;
            Ok(value)
        })
    }

    fn look<T>(&self, run: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        self.with(|connection| run(connection).map_err(|error| failure::explain(&error, &self.folder)))
    }
}

impl Database for SqliteFile {
    fn read<T>(&self, mut run: impl FnMut(&dyn Rows) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.with(|connection| {
            run(&SqliteRows {
                connection,
                folder: &self.folder,
            })
        })
    }

    fn write<T>(&self, mut run: impl FnMut(&mut dyn Rows) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.transact(|rows| {
            let standing = rows.ask(moving::standing)?;
            match standing.refusal(&self.place()) {
                Some(closed) => Err(closed),
                None => run(rows),
            }
        })
    }

    fn integrity(&self) -> Result<String, StoreError> {
        self.quick_check()
    }

    fn refusal(&self) -> Result<Option<StoreError>, StoreError> {
        Ok(self.look(moving::standing)?.refusal(&self.place()))
    }

    fn version(&self) -> Result<i64, StoreError> {
        self.look(|sqlite| sqlite.query_row("PRAGMA user_version", [], |row| row.get(0)))
    }

    fn bytes(&self) -> Result<u64, StoreError> {
        Ok(self.size())
    }

    fn tidy(&self) {
        self.checkpoint();
    }
}

/// The file's rows, inside a transaction or while looking.
struct SqliteRows<'a> {
    connection: &'a Connection,
    folder: &'a Path,
}

impl SqliteRows<'_> {
    fn ask<T>(&self, run: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, StoreError> {
        run(self.connection).map_err(|error| failure::explain(&error, self.folder))
    }
}

/// Own busy handler: SQLite's sleeps up to 100 ms and is unfair; short sleeps bring the 99th percentile of an insert under
/// contention from 19 ms to 3 ms. Gives up after about ten seconds.
fn wait_for_the_lock(tries: i32) -> bool {
    let pause = match tries {
        0..=99 => Duration::from_micros(60 + (u64::from(tries.unsigned_abs()) * 37) % 80),
        _ => Duration::from_micros(500),
    };
    std::thread::sleep(pause);
    tries < 20_000
}
