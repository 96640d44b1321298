//! Ledgerline: keeps a Magento 2 shop's books in Xero. ARCHITECTURE.md has the map.

pub mod app;
#[cfg(feature = "php")]
mod bridge;
pub mod clock;
pub mod codes;
pub mod domain;
pub mod engine;
pub mod fork;
pub mod http;
pub mod json;
pub mod limits;
pub mod message;
pub mod oauth;
pub mod queue;
pub mod secret;
pub mod sender;
pub mod settings;
pub mod snapshot;
pub mod store;
pub mod store_error;
pub mod transport;
pub mod xero;
