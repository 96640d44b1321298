//! Stores the queue, links, calls and sessions. The only place that speaks SQL.
//!
//! It decides nothing: states come from `queue`, limits from `limits`, what a secret is worth from `oauth`. A store is a [`rows::Database`]:
//! it loads rows and saves what became of them. [`RowStore`] makes the ports' verbs of rows, once for all stores. What a new store
//! needs: ARCHITECTURE.md.

mod address;
mod deflate;
mod forks;
pub mod moving;
pub mod mysql;
mod packed;
pub mod rows;
mod schema;
mod shared;
pub mod sqlite;
mod story;
pub mod tables;
mod verbs;

pub use address::{Address, DURABILITY};
pub use forks::close_before_fork;

use std::sync::Arc;

use crate::queue::Processes;
use crate::secret::Sealer;

/// The ports of queue, limits and sessions over a place that keeps rows.
pub struct RowStore<D> {
    database: D,
    sealer: Sealer,
    processes: Arc<dyn Processes>,
}

impl<D> RowStore<D> {
    /// A store over a place that keeps rows. `sealer` seals secrets before the place sees them; `processes` names those that hold something.
    pub fn over(database: D, sealer: Sealer, processes: Arc<dyn Processes>) -> Self {
        Self {
            database,
            sealer,
            processes,
        }
    }
}
