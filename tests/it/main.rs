//! Integration tests of the core: store, engine against a real sandbox process, and rules about the source itself.

mod support;

mod architecture;
mod engine;
mod error_codes;
mod hostile;
mod newcomers;
mod regression;
mod schema;
mod secrets;
mod store;
