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
    include_str!("sqlite/0009_standing.sql"),
    include_str!("sqlite/0010_packed.sql"),
    include_str!("sqlite/0011_counted.sql"),
    include_str!("sqlite/0012_sought.sql"),
];

/// Steps for MySQL and MariaDB, of statements that end with a semicolon at the end of a line; `#` stands for the prefix of the tables. DDL
/// commits at once there, so every statement may be run again: a column or key that is there already, or is gone already, counts as done. Other
/// machines may run the version before: a step adds what they do not know of, and only the step of a later release removes what they used.
pub(super) const MYSQL: &[&str] = &[
    include_str!("mysql/0001_first.sql"),
    include_str!("mysql/0002_standing.sql"),
    include_str!("mysql/0003_packed.sql"),
    include_str!("mysql/0004_frames.sql"),
];

/// The oldest version that may work on tables of the newest one. It is raised by a step after which older processes would read or write
/// something wrong, and by no other.
pub(super) const MYSQL_WORKS_FROM: i64 = 4;
