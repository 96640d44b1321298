//! An organisation with everything it holds, and its savepoints.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::account::Account;
use super::contact::Contact;
use super::document::{Document, Kind, Status};
use super::item::Item;
use super::settlement::{Allocation, Payment, document_key};
use super::table::{Row, Table};
use super::tax_rate::TaxRate;
use crate::clock::Millis;

/// A tracking category with its options.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TrackingCategory {
    pub id: Uuid,
    pub name: String,
    #[serde(default)]
    pub archived: bool,
    pub options: Vec<(Uuid, String)>,
    /// Options that lines may no longer name.
    #[serde(default)]
    pub archived_options: BTreeSet<Uuid>,
}

/// A note in the history of a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Note {
    pub id: Uuid,
    pub subject: Uuid,
    pub changes: String,
    pub details: String,
    pub at: Millis,
}

impl Row for Note {
    fn id(&self) -> Uuid {
        self.id
    }

    fn keys(&self) -> Vec<String> {
        vec![format!("subject:{}", self.subject)]
    }
}

/// Numbers that Xero gives itself.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Sequences {
    pub invoice: u64,
    pub credit_note: u64,
}

/// A savepoint of all tables.
#[derive(Clone, Copy)]
pub(crate) struct Mark {
    tables: [usize; 8],
    sequences: Sequences,
}

/// An organisation.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Organisation {
    pub id: Uuid,
    pub name: String,
    pub short_code: String,
    pub version: String,
    pub country: String,
    pub base_currency: String,
    pub timezone: String,
    pub class: String,
    pub demo: bool,
    pub multicurrency: bool,
    pub period_lock: Option<NaiveDate>,
    pub year_lock: Option<NaiveDate>,
    /// When its sales invoices are due: a day and a `PaymentTermType`.
    pub sales_terms: Option<(u32, String)>,
    pub created: Millis,
    pub currencies: BTreeSet<String>,
    pub accounts: Table<Account>,
    pub tax_rates: Table<TaxRate>,
    pub contacts: Table<Contact>,
    pub items: Table<Item>,
    pub documents: Table<Document>,
    pub payments: Table<Payment>,
    pub allocations: Table<Allocation>,
    pub notes: Table<Note>,
    pub tracking: Vec<TrackingCategory>,
    pub branding_themes: Vec<(Uuid, String)>,
    pub sequences: Sequences,
}

impl Organisation {
    pub(crate) fn mark(&self) -> Mark {
        let tables = [
            self.accounts.mark(),
            self.tax_rates.mark(),
            self.contacts.mark(),
            self.items.mark(),
            self.documents.mark(),
            self.payments.mark(),
            self.allocations.mark(),
            self.notes.mark(),
        ];
        Mark {
            tables,
            sequences: self.sequences,
        }
    }

    pub(crate) fn roll_back(&mut self, mark: Mark) {
        let t = mark.tables;
        self.accounts.roll_back(t[0]);
        self.tax_rates.roll_back(t[1]);
        self.contacts.roll_back(t[2]);
        self.items.roll_back(t[3]);
        self.documents.roll_back(t[4]);
        self.payments.roll_back(t[5]);
        self.allocations.roll_back(t[6]);
        self.notes.roll_back(t[7]);
        self.sequences = mark.sequences;
    }

    pub(crate) fn settle(&mut self) {
        self.accounts.settle();
        self.tax_rates.settle();
        self.contacts.settle();
        self.items.settle();
        self.documents.settle();
        self.payments.settle();
        self.allocations.settle();
        self.notes.settle();
    }

    pub(crate) fn account_by_code(&self, code: &str) -> Option<&Account> {
        self.accounts.with_key(&format!("code:{}", code.to_lowercase())).next()
    }

    pub(crate) fn tax_rate(&self, tax_type: &str) -> Option<&TaxRate> {
        self.tax_rates.with_key(&format!("type:{tax_type}")).next()
    }

    pub(crate) fn item_by_code(&self, code: &str) -> Option<&Item> {
        self.items.with_key(&super::item::code_key(code)).next()
    }

    /// The living document with a number, else the last one that had it.
    pub(crate) fn document_by_number(&self, kind: Kind, number: &str) -> Option<&Document> {
        let same = || self.documents.with_key(&super::document::number_key(kind, number));
        same()
            .filter(|d| !matches!(d.status, Status::Voided | Status::Deleted))
            .last()
            .or_else(|| same().last())
    }

    pub(crate) fn payments_of(&self, document: Uuid) -> Vec<&Payment> {
        self.payments
            .with_key(&document_key(document))
            .filter(|p| !p.deleted)
            .collect()
    }

    pub(crate) fn allocations_of(&self, document: Uuid) -> Vec<&Allocation> {
        self.allocations
            .with_key(&document_key(document))
            .filter(|a| !a.deleted)
            .collect()
    }

    /// Whether documents and bank accounts may be in a currency.
    pub(crate) fn is_subscribed_to(&self, currency: &str) -> bool {
        currency == self.base_currency || (self.multicurrency && self.currencies.contains(currency))
    }

    /// Sales invoices that were approved with a date in the same month.
    pub(crate) fn approved_in_month(&self, date: NaiveDate) -> usize {
        let same = |d: &&Document| {
            d.kind == Kind::Invoice
                && d.status.is_approved()
                && (d.date.year(), d.date.month()) == (date.year(), date.month())
        };
        self.documents.iter().filter(same).count()
    }

    /// Units of a currency for one unit of the base currency, on any day: the sandbox's stand-in for a daily rate.
    pub(crate) fn day_rate(&self, currency: &str) -> Decimal {
        let in_pounds = |code: &str| match code {
            "USD" => Decimal::new(126_730, 5),
            "EUR" => Decimal::new(115_710, 5),
            "AUD" => Decimal::new(193_070, 5),
            "NZD" => Decimal::new(210_490, 5),
            "CAD" => Decimal::new(173_400, 5),
            _ => Decimal::ONE,
        };
        super::money::round(in_pounds(currency) / in_pounds(&self.base_currency), 6)
    }

    pub(crate) fn note(&mut self, subject: Uuid, changes: &str, details: &str, at: Millis) {
        self.notes.put(Note {
            id: Uuid::new_v4(),
            subject,
            changes: changes.to_owned(),
            details: details.to_owned(),
            at,
        });
    }
}
