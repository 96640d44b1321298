//! Stores the queue, links, calls and sessions. The only place that speaks SQL.
//!
//! It decides nothing: states and limits come from `queue` and `limits`. A store is a [`rows::Database`]: it loads rows and saves what became
//! of them. [`RowStore`] makes the ports' verbs of rows, once for all stores. What a new store needs: ARCHITECTURE.md.

pub mod rows;
mod schema;
pub mod sqlite;
mod verbs;

/// The ports of queue, limits and sessions over a place that keeps rows.
pub struct RowStore<D> {
    database: D,
}

impl<D> RowStore<D> {
    /// A store over a place that keeps rows.
    pub fn over(database: D) -> Self {
        Self { database }
    }
}
