//! Signing in: consent, tokens, connections.

pub mod apps;
pub mod asked;
pub mod authorize;
pub mod connections;
pub mod consent_page;
pub mod grants;
pub mod jwt;
pub mod scopes;
pub mod token;
