//! What every store must do (`conformance`), and what only a file can suffer.

mod conformance;
mod damage;
mod files;
mod put_back;

use std::path::Path;
use std::sync::Arc;

use ledgerline::engine::Store;
use ledgerline::secret::Sealer;
use ledgerline::store::sqlite::{Durability, SqliteStore};
use tempfile::TempDir;

use conformance::{Factory, Place};

conformance::conformance!(sqlite, crate::store::Sqlite);

/// Stores in a folder.
struct Sqlite;

impl Factory for Sqlite {
    fn place(&self) -> Box<dyn Place> {
        Box::new(tempfile::tempdir().expect("a folder"))
    }
}

impl Place for TempDir {
    fn open(&self) -> Arc<dyn Store> {
        sqlite(&self.path().join("store"))
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
}

fn sqlite(folder: &Path) -> Arc<dyn Store> {
    Arc::new(SqliteStore::new(
        folder,
        Durability::Normal,
        Sealer::new(["deployment key"]),
    ))
}
