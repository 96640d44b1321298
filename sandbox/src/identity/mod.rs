//! Signing in: consent, tokens, connections.

pub(crate) mod apps;
pub(crate) mod asked;
pub(crate) mod authorize;
pub(crate) mod bearer;
pub(crate) mod connections;
pub(crate) mod consent_page;
pub(crate) mod grants;
pub(crate) mod jwt;
pub(crate) mod scopes;
pub(crate) mod token;
