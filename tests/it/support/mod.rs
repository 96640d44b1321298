//! What the tests stand on: a sandbox of their own, a shop with a store of its own, records of a real shop.

pub mod by_order;
pub mod cases;
pub mod disk;
pub mod fixtures;
pub mod hostile;
pub mod http;
pub mod memory;
pub mod sandbox;
pub mod server;
pub mod shop;
pub mod source;
pub mod transport;
pub mod words;

use std::path::PathBuf;

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}
