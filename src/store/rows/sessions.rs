//! Defines rows of connections, consents under way, lists of Xero's, and leases. Secrets come and go sealed.

use crate::message::Message;
use crate::oauth::sealed::{Sealed, SealedConnection, SealedPending, SealedTokens};
use crate::oauth::{ConnectionState, Organisation};
use crate::store_error::StoreError;

/// Settings of a connection to be stored.
#[derive(Debug, Clone, Copy)]
pub struct NewSettings<'a> {
    /// The settings document without secrets, as JSON text.
    pub settings: &'a str,
    /// Fingerprint of the document, with secrets.
    pub hash: &'a str,
    /// The app's secret.
    pub secret: &'a Sealed,
    /// How the connection stands with them.
    pub state: ConnectionState,
}

/// A consent that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Code of the connection.
    pub connection: String,
    /// The verifier.
    pub verifier: Sealed,
    /// Where the answer comes to.
    pub redirect: String,
    /// When (milliseconds since 1970).
    pub at_ms: i64,
}

/// Who does something until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The process; empty: nobody.
    pub owner: String,
    /// Milliseconds since 1970.
    pub until_ms: i64,
}

/// Connections with what belongs to them. What belongs to a connection that is not there is not stored.
pub trait SessionRows {
    /// All connections, by code.
    fn connections(&self) -> Result<Vec<SealedConnection>, StoreError>;
    /// One connection.
    fn connection(&self, code: &str) -> Result<Option<SealedConnection>, StoreError>;
    /// Stores settings; a connection that is not there is made.
    fn put_settings(&mut self, code: &str, settings: &NewSettings<'_>) -> Result<(), StoreError>;
    /// Stores the app's secret.
    fn put_secret(&mut self, code: &str, secret: &Sealed) -> Result<(), StoreError>;
    /// Stores tokens.
    fn put_tokens(&mut self, code: &str, tokens: &SealedTokens) -> Result<(), StoreError>;
    /// Stores how a connection stands.
    fn put_state(
        &mut self,
        code: &str,
        state: ConnectionState,
        reason_code: &str,
        reason: &Message,
    ) -> Result<(), StoreError>;
    /// Stores the organisation, those to choose from (JSON text), and when consent was given (milliseconds since 1970).
    fn put_organisation(
        &mut self,
        code: &str,
        organisation: &Organisation,
        choices: &str,
        connected_at_ms: Option<i64>,
    ) -> Result<(), StoreError>;
    /// The organisation of a connection; empty when it has none.
    fn organisation_of(&self, connection: &str) -> Result<String, StoreError>;
    /// Who has the right to renew a connection's tokens; `None`: there is no such connection.
    fn renewal(&self, code: &str) -> Result<Option<Held>, StoreError>;
    /// Gives that right.
    fn put_renewal(&mut self, code: &str, held: &Held) -> Result<(), StoreError>;
    /// A consent that waits for a decision.
    fn pending(&self, code: &str) -> Result<Option<SealedPending>, StoreError>;
    /// Stores it, or forgets it.
    fn put_pending(&mut self, code: &str, pending: Option<&SealedPending>) -> Result<(), StoreError>;
    /// Stores a consent that was asked for, under its state.
    fn put_asked(&mut self, state: &str, asked: &Asked) -> Result<(), StoreError>;
    /// Takes it back, once.
    fn take_asked(&mut self, state: &str) -> Result<Option<Asked>, StoreError>;
    /// Deletes those from before a time (milliseconds since 1970).
    fn remove_asked(&mut self, before_ms: i64) -> Result<(), StoreError>;
    /// A list of Xero's: JSON text, and when it was read (milliseconds since 1970).
    fn catalogue(&self, connection: &str, part: &str) -> Result<Option<(String, i64)>, StoreError>;
    /// Stores it.
    fn put_catalogue(&mut self, connection: &str, part: &str, json: &str, now_ms: i64) -> Result<(), StoreError>;
    /// Deletes all lists of a connection.
    fn remove_catalogue(&mut self, connection: &str) -> Result<(), StoreError>;
    /// Who has a lease.
    fn lease(&self, name: &str) -> Result<Option<Held>, StoreError>;
    /// Gives it.
    fn put_lease(&mut self, name: &str, held: &Held) -> Result<(), StoreError>;
    /// Ends it, if it is this owner's.
    fn end_lease(&mut self, name: &str, owner: &str) -> Result<(), StoreError>;
    /// Whether a lease ends after a time (milliseconds since 1970).
    fn has_lease_after(&self, until_ms: i64) -> Result<bool, StoreError>;
    /// Ends leases that would end after a time (milliseconds since 1970).
    fn end_leases_after(&mut self, until_ms: i64) -> Result<(), StoreError>;
}
