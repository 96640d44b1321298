//! What an organisation's books hold. Plain data and its look-up; no rule of Xero's is decided here.

pub(crate) mod account;
pub(crate) mod contact;
pub(crate) mod document;
pub(crate) mod item;
pub(crate) mod money;
pub(crate) mod organisation;
pub(crate) mod seed;
pub(crate) mod seed_chart;
pub(crate) mod seed_country;
pub(crate) mod seed_file;
pub(crate) mod seed_taxes;
pub(crate) mod settlement;
pub(crate) mod table;
pub(crate) mod tax_rate;
