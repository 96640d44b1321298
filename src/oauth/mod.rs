//! Defines the session with Xero: consent, tokens, their renewal by one process at a time, and the organisation chosen.
//!
//! Nothing here ever deletes a connection: a network failure or a 5xx leaves the stored tokens exactly as they were; only
//! `invalid_grant` for the newest stored token ends a session.

mod arrival;
mod authorise;
mod client;
mod port;
mod refresh;
pub mod sealed;

pub use arrival::{Arrival, Linked, arrival, question};
pub use authorise::{Answer, Authorisation, Consent, ConsentError, begin, finish};
pub use client::{App, Endpoints, IdentityError, Organisation, client_credentials, connections, disconnect, revoke};
pub use port::{ConnectionRow, ConnectionState, Pending, SessionStore, Tokens};
pub use refresh::{TokenError, access_token};

/// Scopes asked for: the granular ones of March 2026 that the product needs, and no more.
pub const SCOPES: &[&str] = &[
    "offline_access",
    "accounting.invoices",
    "accounting.payments",
    "accounting.contacts",
    "accounting.settings",
];
