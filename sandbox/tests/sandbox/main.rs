//! Tests of the sandbox over HTTP, as a client sees it.

// A test binary exports nothing: what its modules share is `pub`.
#![allow(unreachable_pub)]

mod amounts;
mod books_rules;
mod contacts;
mod documents;
mod faults;
mod garbage;
mod harness;
mod idempotency;
mod items_and_settings;
mod ledger;
mod limits;
mod lists;
mod manners;
mod pages;
mod payments;
mod signing_in;
mod state_file;
