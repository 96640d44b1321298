//! Defines payments of documents and allocations of credit notes.
//!
//! It does not know what is still open in Xero.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{AccountRef, DocumentKind};

/// A payment of an invoice, or the refund of a credit note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// What is paid.
    pub of: DocumentKind,
    /// Its number in the books.
    pub document_number: String,
    /// From or to which account.
    pub account: AccountRef,
    /// When.
    pub date: NaiveDate,
    /// How much, in the document's currency.
    pub amount: Decimal,
    /// The gateway's transaction, else the method.
    pub reference: Option<String>,
    /// The document's currency.
    pub currency: String,
    /// The document's own rate, so that no currency gain appears.
    pub currency_rate: Option<Decimal>,
}

/// A credit note set against an invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    /// The credit note's number in the books.
    pub credit_note_number: String,
    /// The invoice's number in the books.
    pub invoice_number: String,
    /// The invoice's id in the shop; empty where the order is the sale.
    pub invoice_id: String,
    /// How much, in the documents' currency.
    pub amount: Decimal,
    /// When.
    pub date: NaiveDate,
}

/// What becomes of a credit note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// The money was paid back.
    Refund(Payment),
    /// It reduces an invoice that is not paid.
    Allocate(Allocation),
}
