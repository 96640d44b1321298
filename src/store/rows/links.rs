//! Defines rows of links: which record in Xero stands for which record of the shop.

use crate::oauth::Linked;
use crate::queue::{Entity, Kind, KnownBy, KnownContact, Link, SeenInvoice};
use crate::store_error::StoreError;

/// A link to be stored.
#[derive(Debug, Clone)]
pub struct NewLink<'a> {
    /// The connection's code; of other books of the connection `code@organisation`.
    pub connection: String,
    /// The kind of document.
    pub kind: Kind,
    /// The record's key.
    pub key: &'a str,
    /// Whose record.
    pub entity: Entity,
    /// The record's id in the shop.
    pub entity_id: &'a str,
    /// Fingerprint of the snapshot that it was made from.
    pub snapshot_hash: &'a str,
    /// Fingerprint of the settings that it was made under; empty when they are not known to be settled.
    pub settings_hash: &'a str,
    /// What was confirmed; its time is [`NewLink::settled_at_ms`].
    pub link: &'a Link,
    /// When (milliseconds since 1970).
    pub settled_at_ms: i64,
}

/// A link that is confirmed without a change of what it says.
#[derive(Debug, Clone, Copy)]
pub struct Confirmed<'a> {
    /// The connection's code.
    pub connection: &'a str,
    /// The kind of document.
    pub kind: Kind,
    /// The record's key.
    pub key: &'a str,
    /// Fingerprint of the snapshot.
    pub snapshot_hash: &'a str,
    /// Fingerprint of the settings.
    pub settings_hash: &'a str,
}

/// By what links are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkBy {
    /// The number in Xero.
    Number,
    /// The id in Xero.
    XeroId,
    /// The note, in any case of letters.
    Note,
}

/// A link of a record of the shop.
#[derive(Debug, Clone)]
pub struct FoundLink {
    /// Code of the connection.
    pub connection: String,
    /// The kind of document.
    pub kind: Kind,
    /// The link.
    pub link: Link,
}

/// Links. A record (connection, kind, key) has one at most.
pub trait LinkRows {
    /// Stores links; a record's earlier one is replaced.
    fn put_links(&mut self, links: &[NewLink<'_>]) -> Result<(), StoreError>;
    /// Writes down with what the links of records were confirmed, where they have one.
    fn confirm_links(&mut self, links: &[Confirmed<'_>]) -> Result<(), StoreError>;
    /// A record's link.
    fn link(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Link>, StoreError>;
    /// Links that say this, with their keys, by key.
    fn links_by(
        &self,
        connection: &str,
        kind: Kind,
        by: LinkBy,
        value: &str,
    ) -> Result<Vec<(String, Link)>, StoreError>;
    /// The contact's key of the first document of an order that was sent.
    fn party(&self, connection: &str, order_id: &str) -> Result<Option<String>, StoreError>;
    /// Links of a record of the shop in the present books of every connection, the oldest first. Those that cannot be read are left out.
    fn links_of(&self, entity: Entity, entity_id: &str) -> Result<Vec<FoundLink>, StoreError>;
    /// Forgets what a link was confirmed with.
    fn doubt_link(&mut self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError>;
    /// Links that were settled at a moment (milliseconds since 1970) or after it count as settled just before it.
    fn settle_links_before(&mut self, moment_ms: i64) -> Result<(), StoreError>;
    /// Removes a link.
    fn remove_link(&mut self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError>;
    /// Remembers invoices that are open, and of those that were the first day on which they were called paid.
    fn saw_invoices(&mut self, seen: &[SeenInvoice]) -> Result<(), StoreError>;
    /// What is remembered of an invoice: `Some(None)`: it is open.
    fn paid_on(&self, connection: &str, key: &str) -> Result<Option<Option<String>>, StoreError>;
    /// The link of a record of the shop to a kind of document.
    fn link_of(
        &self,
        connection: &str,
        kind: Kind,
        entity: Entity,
        entity_id: &str,
    ) -> Result<Option<Link>, StoreError>;
    /// Forgets notes and what was last sent of a contact's links, by its key, and of the links that point to the same contact. How many.
    fn forget_contact_copies(&mut self, contact_key: &str) -> Result<u64, StoreError>;
    /// Puts links under another connection.
    fn move_links(&mut self, from: &str, to: &str) -> Result<(), StoreError>;
    /// How many records of a connection have a link or a write claim.
    fn count_linked(&self, connection: &str) -> Result<Linked, StoreError>;
}

/// What is known of organisations' contacts.
pub trait KnownRows {
    /// Stores contacts; one that is known already is replaced.
    fn put_known(&mut self, organisation: &str, contacts: &[KnownContact]) -> Result<(), StoreError>;
    /// Contacts that match, the active ones first, at most so many.
    fn known_by(
        &self,
        organisation: &str,
        by: KnownBy,
        value: &str,
        most: u32,
    ) -> Result<Vec<KnownContact>, StoreError>;
}
