//! Defines the catalogue: every sentence that people are told, in tables by subject.
//!
//! A sentence keeps its id when it is reworded, and gets a new one when it means something else or takes other values. Words between
//! quotes and `%1` … stay as they are in other languages. Texts that only a program or its developer reads are not here.

mod accounts;
mod books;
mod connection;
mod queue;
mod reconciliation;
mod sending;
mod settings;
mod store;
mod taxes;
mod titles;
mod totals;
mod xero;

pub use accounts::*;
pub use books::*;
pub use connection::*;
pub use queue::*;
pub use reconciliation::*;
pub use sending::*;
pub use settings::*;
pub use store::*;
pub use taxes::*;
pub use titles::*;
pub use totals::*;
pub use xero::*;

use super::Sentence;

/// Every table.
const TABLES: &[&[Sentence]] = &[
    accounts::ALL,
    books::ALL,
    connection::ALL,
    queue::ALL,
    reconciliation::ALL,
    sending::ALL,
    settings::ALL,
    store::ALL,
    taxes::ALL,
    titles::ALL,
    totals::ALL,
    xero::ALL,
];

/// Every sentence of the catalogue.
pub fn all() -> impl Iterator<Item = &'static Sentence> {
    TABLES.iter().flat_map(|table| table.iter())
}
