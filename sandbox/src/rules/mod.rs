//! What Xero allows and computes. Written from its documentation alone, independent of any client.

pub(crate) mod accounts;
pub(crate) mod allocations;
pub(crate) mod complaints;
pub(crate) mod contact;
pub(crate) mod currencies;
pub(crate) mod document;
pub(crate) mod fields;
pub(crate) mod items;
pub(crate) mod payments;
pub(crate) mod periods;
pub(crate) mod settling;
pub(crate) mod stock;
pub(crate) mod tax_rates;
pub(crate) mod tracking;
pub(crate) mod writing;
