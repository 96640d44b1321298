//! What an organisation's books hold. Plain data and its look-up; no rule of Xero's is decided here.

pub mod account;
pub mod contact;
pub mod document;
pub mod item;
pub mod money;
pub mod organisation;
pub mod seed;
pub mod seed_chart;
pub mod seed_country;
pub mod seed_file;
pub mod seed_taxes;
pub mod settlement;
pub mod table;
pub mod tax_rate;
