//! Says how the ports' verbs are made of rows: load, ask the rule, save; once for all stores.
//!
//! Every verb that changes anything is one short transaction.

mod calls;
mod claim;
mod events;
mod health;
mod jobs;
pub(super) mod memory;
mod put;
mod records;
mod runs;
mod sessions;
mod settle;
