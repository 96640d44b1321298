//! Defines the tables, as numbered steps. A released step is never changed; a new one is added.

/// Steps for SQLite; the version of a store is the number of steps it has taken.
pub(super) const SQLITE: &[&str] = &[
    include_str!("sqlite/0001_first.sql"),
    include_str!("sqlite/0002_party.sql"),
    include_str!("sqlite/0003_pending.sql"),
    include_str!("sqlite/0004_paid.sql"),
    include_str!("sqlite/0005_limits.sql"),
    include_str!("sqlite/0006_marks.sql"),
    include_str!("sqlite/0007_messages.sql"),
    include_str!("sqlite/0008_log_store.sql"),
];
