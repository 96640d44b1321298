//! Integration tests of the core: store, engine against a real sandbox process, and rules about the source itself.

// A test binary exports nothing: what its modules share is `pub`.
#![allow(unreachable_pub)]

mod support;

mod architecture;
mod costs;
mod day;
mod drain_cost;
mod engine;
mod error_codes;
mod fuzz;
mod hostile;
mod newcomers;
mod promises;
mod regression;
mod scale_cost;
mod schema;
mod secrets;
mod store;
mod wire;
