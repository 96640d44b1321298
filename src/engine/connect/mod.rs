//! Connecting a shop to an organisation, and what that organisation offers.
//!
//! Names nothing of `send` and `screens`.

mod accounts;
mod catalogue;
mod connection;
mod organisation;
mod status;

pub use accounts::account_roles;
pub(super) use catalogue::part_of;
pub(super) use organisation::CHOOSE;
pub(super) use status::consent_ends_ms;
