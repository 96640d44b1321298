//! Defines the port to what is known of an organisation's contacts: enough to recognise one, and nothing that could be read.
//!
//! Names and e-mail addresses are kept as digests only: the list covers every contact of the books, not only the shop's own.

use crate::store_error::StoreError;

/// What is known of one contact in Xero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownContact {
    /// `ContactID`.
    pub xero_id: String,
    /// `ContactNumber`; empty when it has none.
    pub number: String,
    /// Digest of the name in lower case.
    pub name: String,
    /// Digest of the e-mail address in lower case; empty when it has none.
    pub email: String,
    /// `ContactStatus` is `ACTIVE`.
    pub active: bool,
}

/// By what a contact is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownBy {
    /// Number.
    Number,
    /// Digest of the name.
    Name,
    /// Digest of the e-mail address.
    Email,
}

/// The contacts of organisations, as last read.
pub trait ContactBook: Send + Sync {
    /// Stores what was read; a contact that is known already is replaced.
    fn know_contacts(&self, organisation: &str, contacts: &[KnownContact]) -> Result<(), StoreError>;
    /// Those that match, at most three: more than one is no match anyway.
    fn known_contacts(&self, organisation: &str, by: KnownBy, value: &str) -> Result<Vec<KnownContact>, StoreError>;
    /// Whether a contact waits that has no link yet.
    fn new_contacts_wait(&self, connection: &str, most_priority: i64) -> Result<bool, StoreError>;
}
