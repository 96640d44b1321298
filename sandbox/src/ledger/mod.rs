//! An accountant's view: what the approved sales documents and their payments add up to, by period, account and tax type.

pub(crate) mod report;
pub(crate) mod sums;
