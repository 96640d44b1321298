//! A local Xero: identity, accounting API, limits, faults and a page that shows what it holds. Everything is answered on one address.

mod api;
mod books;
mod cli;
mod clock;
mod control;
mod exchange;
mod faults;
mod idempotency;
mod identity;
mod journal;
mod ledger;
mod limits;
mod pages;
mod rules;
mod running;
mod saving;
mod server;
mod state_file;
mod switches;
mod world;

pub use cli::Options;
pub use running::{Running, start};
