//! Names the files in a store's folder.

/// Name of the store's file in its folder.
pub const FILE_NAME: &str = "ledgerline.sqlite";

/// What was written last, beside the file.
pub(super) const WAL_NAME: &str = "ledgerline.sqlite-wal";
/// What is written down of the store outside of its file.
pub(super) const WITNESS_NAME: &str = "ledgerline.witness";
