//! Stores the queue, links, calls and sessions. The only place that speaks SQL.
//!
//! It decides nothing: states and limits come from `queue` and `limits`.

mod schema;
pub mod sqlite;
