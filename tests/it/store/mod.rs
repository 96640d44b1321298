//! What every store must do (`conformance`), and what only a file can suffer.

mod backup;
pub mod conformance;
mod damage;
mod files;
mod meddled;
mod moving;
mod mysql_server;
mod older;
mod put_back;
mod searched;

use std::path::Path;
use std::sync::Arc;

use ledgerline::engine::Store;
use ledgerline::secret::Sealer;
use ledgerline::store::sqlite::{Durability, SqliteStore};

use crate::support::memory::Memories;

conformance::conformance!(sqlite, crate::support::disk::Disks);
conformance::conformance!(
    mysql,
    crate::support::server::Servers,
    ignore = "needs a server: scripts/with-mariadb"
);
conformance::conformance!(memory, crate::support::memory::Memories);

fn sqlite(folder: &Path) -> Arc<dyn Store> {
    Arc::new(SqliteStore::new(
        folder,
        Durability::Normal,
        Sealer::new([conformance::KEY]),
    ))
}

#[test]
fn the_suite_calls_every_method_and_notices_when_one_is_left_undone() {
    conformance::watch::the_suite_is_whole(&Memories);
}
