//! Defines what is kept of a connection, and the port that keeps it.

use super::arrival::Linked;
use super::client::Organisation;
use crate::message::Message;
use crate::secret::Secret;
use crate::store_error::StoreError;

/// How a connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ConnectionState {
    /// No app credentials yet.
    #[default]
    NotConfigured,
    /// Credentials, but nobody has connected.
    Disconnected,
    /// Tokens and an organisation.
    Connected,
    /// A person must connect again.
    NeedsConnection,
    /// A setting or a right is missing at Xero; tried again by later drains.
    Paused,
}

impl ConnectionState {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotConfigured => "not_configured",
            Self::Disconnected => "disconnected",
            Self::Connected => "connected",
            Self::NeedsConnection => "needs_connection",
            Self::Paused => "paused",
        }
    }

    /// The value of a stable name.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "not_configured" => Some(Self::NotConfigured),
            "disconnected" => Some(Self::Disconnected),
            "connected" => Some(Self::Connected),
            "needs_connection" => Some(Self::NeedsConnection),
            "paused" => Some(Self::Paused),
            _ => None,
        }
    }
}

/// A token set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Bearer token of the API.
    pub access: Secret,
    /// Rotating refresh token; empty for Custom Connections.
    pub refresh: Secret,
    /// End of the access token, milliseconds since 1970.
    pub expires_at_ms: i64,
    /// When this set was obtained; a refresh token dies 60 days later.
    pub obtained_at_ms: i64,
    /// Granted scopes, separated by spaces.
    pub scope: String,
}

/// A connection as stored.
#[derive(Debug, Clone, Default)]
pub struct ConnectionRow {
    /// Its code, for example `default`.
    pub code: String,
    /// The settings document without secrets, as JSON text.
    pub settings: String,
    /// Fingerprint of the settings document, with secrets.
    pub settings_hash: String,
    /// The app's secret.
    pub client_secret: Secret,
    /// The state.
    pub state: ConnectionState,
    /// Stable code of what is wrong.
    pub reason_code: String,
    /// For people.
    pub reason: Message,
    /// Tokens, when there are any.
    pub tokens: Option<Tokens>,
    /// Xero's tenant id; for a Custom Connection its organisation's id.
    pub organisation_id: String,
    /// The organisation's name.
    pub organisation_name: String,
    /// Xero's id of the connection itself (needed to disconnect).
    pub xero_connection_id: String,
    /// Organisations to choose from after a consent, as JSON text.
    pub choices: String,
    /// When consent was given, milliseconds since 1970.
    pub connected_at_ms: Option<i64>,
    /// Whether secret or tokens are there, but none of the shop's keys opens them.
    pub unreadable: bool,
}

impl ConnectionRow {
    /// How it stands. A secret that cannot be opened any more has no tokens either, and somebody must connect again.
    pub fn state_now(&self) -> ConnectionState {
        match self.state {
            ConnectionState::Connected if self.tokens.is_none() => ConnectionState::NeedsConnection,
            other => other,
        }
    }
}

/// A consent that a person has not decided about yet: which of its organisations, or whether the books move there.
#[derive(Debug, Clone, Default)]
pub struct Pending {
    /// What the consent gave; `None` when the connection's own tokens cover the organisation.
    pub tokens: Option<Tokens>,
    /// Where it leads; without an id when one of several is still to be chosen.
    pub organisation: Organisation,
    /// The organisations that it covers, as JSON text.
    pub choices: String,
    /// How the connection stood before: state, code, reason.
    pub before: (ConnectionState, String, Message),
}

/// Keeps connections. Sealing and opening of secrets happens behind this port.
pub trait SessionStore: Send + Sync {
    /// All connections.
    fn connections(&self) -> Result<Vec<ConnectionRow>, StoreError>;
    /// One connection.
    fn connection(&self, code: &str) -> Result<Option<ConnectionRow>, StoreError>;
    /// Stores settings and secret; true when they changed. New connections begin as disconnected, or not configured
    /// when there is no client id. What is still sealed with a key of before is sealed again with the shop's newest one, also when nothing changed.
    fn configure(
        &self,
        code: &str,
        settings: &str,
        secret: &Secret,
        hash: &str,
        configured: bool,
        now_ms: i64,
    ) -> Result<bool, StoreError>;
    /// Stores tokens of a connection; nothing else changes.
    fn store_tokens(&self, code: &str, tokens: Option<&Tokens>) -> Result<(), StoreError>;
    /// Stores state, reason.
    fn set_state(
        &self,
        code: &str,
        state: ConnectionState,
        reason_code: &str,
        reason: &Message,
    ) -> Result<(), StoreError>;
    /// Stores the organisation and the list to choose from.
    fn set_organisation(
        &self,
        code: &str,
        id: &str,
        name: &str,
        xero_connection_id: &str,
        choices: &str,
        connected_at_ms: Option<i64>,
    ) -> Result<(), StoreError>;
    /// Puts the links of the organisation that is left aside and takes out those of the one that comes, if there are any: ids of one
    /// organisation mean nothing in another.
    fn switch_links(&self, code: &str, left: &str, came: &str) -> Result<(), StoreError>;
    /// What the connection has in its organisation.
    fn linked(&self, code: &str) -> Result<Linked, StoreError>;
    /// The consent that waits for a decision.
    fn pending(&self, code: &str) -> Result<Option<Pending>, StoreError>;
    /// Keeps such a consent, or forgets it.
    fn store_pending(&self, code: &str, pending: Option<&Pending>) -> Result<(), StoreError>;
    /// Takes the right to refresh until a time; false when another process has it.
    fn lock_refresh(&self, code: &str, owner: &str, until_ms: i64, now_ms: i64) -> Result<bool, StoreError>;
    /// Gives the right back.
    fn unlock_refresh(&self, code: &str, owner: &str) -> Result<(), StoreError>;
    /// Remembers a consent that was asked for: state → connection, verifier, redirect address.
    fn remember_authorisation(
        &self,
        state: &str,
        connection: &str,
        verifier: &Secret,
        redirect: &str,
        now_ms: i64,
    ) -> Result<(), StoreError>;
    /// Takes it back, once: a second call with the same state finds nothing.
    fn take_authorisation(
        &self,
        state: &str,
        not_older_than_ms: i64,
    ) -> Result<Option<(String, Secret, String)>, StoreError>;
    /// What Xero offers (organisation, accounts, `tax_rates`, currencies): JSON text and when it was read.
    fn catalogue(&self, connection: &str, part: &str) -> Result<Option<(String, i64)>, StoreError>;
    /// Stores it.
    fn store_catalogue(&self, connection: &str, part: &str, json: &str, now_ms: i64) -> Result<(), StoreError>;
    /// Forgets it, when the organisation changes.
    fn forget_catalogue(&self, connection: &str) -> Result<(), StoreError>;
    /// Takes something that one process does for all until a time; the name of the one that has it already.
    fn lease(&self, name: &str, owner: &str, until_ms: i64, now_ms: i64) -> Result<Option<String>, StoreError>;
    /// Gives it back, if it is this owner's.
    fn end_lease(&self, name: &str, owner: &str) -> Result<(), StoreError>;
}
