//! Defines what the books should hold: contacts, items, documents, payments and allocations, free of Xero's JSON.
//!
//! It does not know how or when they are sent.

pub mod arithmetic;
mod contact;
mod document;
mod item;
mod settlement;

pub use contact::{Address, AddressKind, Contact, Phone, PhoneKind};
pub use document::{Amounts, Document, DocumentKind, Line, Totals};
pub use item::{Item, Tracked};
pub use settlement::{Allocation, Payment, Settlement};

/// An account as lines and payments name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AccountRef {
    /// By its code.
    Code(String),
    /// By its id, for accounts without a code.
    Id(String),
}

impl AccountRef {
    /// The code or the id.
    pub fn as_str(&self) -> &str {
        match self {
            AccountRef::Code(value) | AccountRef::Id(value) => value,
        }
    }
}
