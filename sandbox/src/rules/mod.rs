//! What Xero allows and computes. Written from its documentation alone, independent of any client.

pub mod accounts;
pub mod allocations;
pub mod arithmetic;
pub mod complaints;
pub mod contact_fields;
pub mod contact_matching;
pub mod contacts;
pub mod currencies;
pub mod document_header;
pub mod document_writing;
pub mod fields;
pub mod items;
pub mod line_reading;
pub mod numbering;
pub mod payments;
pub mod periods;
pub mod settling;
pub mod statuses;
pub mod stock;
pub mod tax_rates;
pub mod tracking;
pub mod writing;
