//! What Xero allows and computes. Written from its documentation alone, independent of any client.

pub mod accounts;
pub mod allocations;
pub mod complaints;
pub mod contact;
pub mod currencies;
pub mod document;
pub mod fields;
pub mod items;
pub mod payments;
pub mod periods;
pub mod settling;
pub mod stock;
pub mod tax_rates;
pub mod tracking;
pub mod writing;
