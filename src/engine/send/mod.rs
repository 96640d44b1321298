//! The way of a document into the books: from the shop's snapshot to a settled job.
//!
//! Names nothing of `screens`.

mod adopt;
mod answer;
mod booking;
mod contact;
mod contact_fields;
mod deliver;
mod delivered;
mod drain;
mod drain_report;
mod dry_run;
mod enqueue;
mod find;
mod follow;
mod lanes;
mod lists;
mod mark;
mod number;
mod party;
mod payload;
mod prepare;
mod relook;
mod resolve;
mod run;
mod sale;
mod settle;
mod warned;

pub use drain_report::{DrainOptions, DrainReport, Progress};

pub(super) use party::Owners;
pub(super) use prepare::{collection, policy_of};
