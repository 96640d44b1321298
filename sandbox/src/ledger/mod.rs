//! An accountant's view: what the approved sales documents and their payments add up to, by period, account and tax type.

pub mod report;
pub mod sums;
