//! Decides under which key a record's document is known, so that each record has one job and one link.

use crate::domain::mapping::{self, Buyer};
use crate::domain::policy::{ContactRules, SalesSource};
use crate::domain::shop::{DocumentKind, SalesDocument};
use crate::queue::Entity;
use crate::secret::fingerprint;

/// Key of the buyer's contact, and whose record it is.
pub(super) fn contact_key(document: &SalesDocument, rules: &ContactRules) -> (String, Entity, String) {
    match mapping::buyer(document, rules) {
        Buyer::Customer(id) => (format!("customer:{id}"), Entity::Customer, id),
        Buyer::Guest(key) => (format!("guest:{key}"), Entity::Guest, key),
    }
}

/// Key of the document in Xero that stands for the sale a payment belongs to.
pub(super) fn sale_key(document: &SalesDocument, source: SalesSource) -> String {
    match (source, document.kind) {
        (SalesSource::Order, _) => format!("order:{}", document.order.id),
        (SalesSource::Invoice, _) => format!("invoice:{}", document.head.id),
    }
}

/// Key of the credit note for what was cancelled of an order.
pub(super) fn cancelled_part_key(order: &SalesDocument) -> String {
    format!("order:{}:canceled", order.head.id)
}

/// The key under which it is remembered since when the shop calls a document paid; orders are paid by their invoices.
pub(super) fn paid_key(document: &SalesDocument) -> Option<String> {
    match document.kind {
        DocumentKind::Invoice => Some(format!("invoice:{}", document.head.id)),
        DocumentKind::CreditMemo => Some(format!("creditmemo:{}", document.head.id)),
        DocumentKind::Order => None,
    }
}

/// What recognises a name or an e-mail address in any case.
pub(super) fn digest(words: &str) -> String {
    let folded = words.trim().to_lowercase();
    if folded.is_empty() {
        return String::new();
    }
    fingerprint(&[folded.as_bytes()]).chars().take(32).collect()
}
