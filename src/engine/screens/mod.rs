//! What screens show and what people decide there: of queue, log, limits, single records, and the books beside the shop.

mod accept;
mod expected;
mod listed;
mod mapping;
mod overview;
mod preview;
mod reconcile;
mod record;
mod report;
mod verdict;

pub use listed::{query, shown};
