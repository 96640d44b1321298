//! What every store must do (`conformance`), and what only a file can suffer.

mod conformance;
mod damage;
mod files;
mod put_back;

use std::path::Path;
use std::sync::Arc;

use ledgerline::engine::Store;
use ledgerline::secret::Sealer;
use ledgerline::store::sqlite::{Durability, FILE_NAME, SqliteStore};
use tempfile::TempDir;

use conformance::{Damage, Factory, Place};

conformance::conformance!(sqlite, crate::store::Sqlite);

/// Stores in a folder.
struct Sqlite;

impl Factory for Sqlite {
    fn place(&self) -> Box<dyn Place> {
        Box::new(tempfile::tempdir().expect("a folder"))
    }
}

impl Place for TempDir {
    fn open_with(&self, keys: &[&str]) -> Arc<dyn Store> {
        sqlite_with(&self.path().join("store"), keys)
    }

    fn copy(&self) -> Box<dyn FnOnce() + '_> {
        let (folder, copy) = (self.path().join("store"), self.path().join("copy"));
        put_back::run("cp", &["-a", put_back::text(&folder), put_back::text(&copy)]);
        Box::new(move || {
            put_back::run(
                "cp",
                &["-a", &format!("{}/.", put_back::text(&copy)), put_back::text(&folder)],
            );
        })
    }

    fn damage(&self, job: i64, damage: Damage) -> bool {
        let column = match damage {
            Damage::Snapshot => "snapshot = CAST(x'ff7bff' AS TEXT)",
            Damage::Number => "number = CAST(x'31c328' AS TEXT)",
            Damage::Entity => "entity = 'nobody'",
            Damage::Kind => "kind = 'sonnet'",
            Damage::State => "state = 'limbo'",
        };
        let file = self.path().join("store").join(FILE_NAME);
        let changed = rusqlite::Connection::open(file)
            .and_then(|sqlite| sqlite.execute(&format!("UPDATE job SET {column} WHERE id = ?1"), [job]));
        assert_eq!(changed, Ok(1), "{damage:?}");
        true
    }
}

fn sqlite(folder: &Path) -> Arc<dyn Store> {
    sqlite_with(folder, &[conformance::KEY])
}

fn sqlite_with(folder: &Path, keys: &[&str]) -> Arc<dyn Store> {
    Arc::new(SqliteStore::new(
        folder,
        Durability::Normal,
        Sealer::new(keys.iter().copied()),
    ))
}

#[test]
fn the_suite_calls_every_method_and_notices_when_one_is_left_undone() {
    conformance::watch::the_suite_is_whole(&Sqlite);
}
