//! A place for a store on disk: a folder of its own, with SQLite's file in it.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use ledgerline::engine::Store;
use ledgerline::secret::Sealer;
use ledgerline::store::sqlite::{Durability, FILE_NAME, SqliteStore};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::store::conformance::{Damage, Factory, KEY, Place};

/// Makes places on disk.
pub struct Disks;

impl Factory for Disks {
    fn place(&self) -> Box<dyn Place> {
        Box::new(Disk::new())
    }
}

/// A folder that goes with its last handle.
#[derive(Clone)]
pub struct Disk(Arc<Folder>);

struct Folder(TempDir);

/// Jobs that are counted otherwise than they are, in either direction; none of a file that cannot be read.
const MISCOUNTED: &str = "SELECT COUNT(*) FROM (
  SELECT * FROM (SELECT connection, entity, kind, state, COUNT(*) FROM job GROUP BY 1, 2, 3, 4 EXCEPT SELECT * FROM counted)
  UNION ALL SELECT * FROM (SELECT * FROM counted WHERE jobs <> 0 EXCEPT SELECT connection, entity, kind, state, COUNT(*) FROM job GROUP BY 1, 2, 3, 4))";

/// Rows with a text that a search would not find: what is searched instead of them does not have it, and nothing says that it is to be written.
const UNFOUND: &str = "SELECT (SELECT COUNT(*) FROM job LEFT JOIN sought_job AS sought ON sought.id = job.id >> 5
    WHERE NOT COALESCE(instr(texts, number) AND instr(texts, key) AND instr(texts, entity_id) AND instr(texts, message), 0)
      AND NOT EXISTS (SELECT 1 FROM unsought WHERE of = 'job' AND unsought.id = job.id >> 5))
  + (SELECT COUNT(*) FROM log LEFT JOIN sought_log AS sought ON sought.id = log.id >> 5
    WHERE NOT COALESCE(instr(texts, number) AND instr(texts, entity_id) AND instr(texts, code) AND instr(texts, message), 0)
      AND NOT EXISTS (SELECT 1 FROM unsought WHERE of = 'log' AND unsought.id = log.id >> 5))";

/// Whatever a test did with a store, its jobs are counted as they are, and every row is found by its texts.
impl Drop for Folder {
    fn drop(&mut self) {
        let file = self.0.path().join("store").join(FILE_NAME);
        if std::thread::panicking() || !file.is_file() {
            return;
        }
        for (wrong, what) in [
            (MISCOUNTED, "the numbers of jobs that are kept are wrong"),
            (UNFOUND, "a search would not find every row"),
        ] {
            let found: rusqlite::Result<i64> =
                Connection::open(&file).and_then(|sqlite| sqlite.query_row(wrong, [], |row| row.get(0)));
            assert_eq!(found.unwrap_or(0), 0, "{what}");
        }
    }
}

impl Disk {
    pub fn new() -> Self {
        Self(Arc::new(Folder(tempfile::tempdir().expect("a folder"))))
    }

    /// The store's folder; made when the store is opened.
    pub fn folder(&self) -> PathBuf {
        self.0.0.path().join("store")
    }

    /// A place beside it.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.0.0.path().join(name)
    }

    /// The store's file.
    pub fn file(&self) -> PathBuf {
        self.folder().join(FILE_NAME)
    }

    /// The file as somebody opens it who is no store.
    pub fn sqlite(&self) -> Connection {
        Connection::open(self.file()).expect("the file")
    }

    /// The store with what only SQLite has.
    pub fn store(&self) -> SqliteStore {
        self.store_with(&[KEY])
    }

    fn store_with(&self, keys: &[&str]) -> SqliteStore {
        SqliteStore::new(self.folder(), Durability::Normal, Sealer::new(keys.iter().copied()))
    }
}

impl Place for Disk {
    fn open_with(&self, keys: &[&str]) -> Arc<dyn Store> {
        Arc::new(self.store_with(keys))
    }

    fn copy(&self) -> Box<dyn FnOnce() + '_> {
        let run = |from: PathBuf, to: PathBuf| {
            let status = Command::new("cp").arg("-a").args([&from, &to]).status();
            assert!(
                status.is_ok_and(|status| status.success()),
                "cp {} {}",
                from.display(),
                to.display()
            );
        };
        run(self.folder(), self.beside("copy"));
        Box::new(move || run(self.beside("copy/."), self.folder()))
    }

    fn damage(&self, job: i64, damage: Damage) -> bool {
        let column = match damage {
            Damage::Snapshot => "packed = x'ff7bff'",
            Damage::Number => "number = CAST(x'31c328' AS TEXT)",
            Damage::Entity => "entity = 'nobody'",
            Damage::Kind => "kind = 'sonnet'",
            Damage::State => "state = 'limbo'",
        };
        let changed = self
            .sqlite()
            .execute(&format!("UPDATE job SET {column} WHERE id = ?1"), [job]);
        assert_eq!(changed, Ok(1), "{damage:?}");
        true
    }
}
