//! Scenarios: the engine with its own transport against a sandbox process of its own.

mod bad_input;
mod chains;
mod connection;
mod crash;
mod dates;
mod dry_run;
mod faults;
mod holds;
mod limits;
mod numbers;
mod organisation;
mod parties;
mod pay_days;
mod protocol;
mod records;
mod remedies;
mod repetition;
mod sales;
mod store_failures;
mod sums;
mod tenders;
mod volume;
mod weather;
