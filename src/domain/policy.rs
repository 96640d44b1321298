//! Defines what the shop decided and what the organisation in Xero allows: the second input of every mapping.
//!
//! It does not read settings or the organisation; the engine builds it per connection and website.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

pub use crate::domain::hold::{Hold, HoldCode};

/// Choices of the shop and facts of the organisation.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// The shop's short code, the start of contact numbers.
    pub shop: String,
    /// The accounts as chosen.
    pub accounts: Accounts,
    /// The organisation's accounts; empty when they were never read, then nothing is checked against them.
    pub chart: Vec<Account>,
    /// How tax rates become tax types.
    pub tax: TaxTable,
    /// The organisation's currencies; empty when they were never read.
    pub currencies: Vec<String>,
    /// The organisation's base currency; empty when it was never read.
    pub base_currency: String,
    /// Documents on or before this date are refused by Xero.
    pub lock_date: Option<NaiveDate>,
    /// What surrounds an invoice's number.
    pub invoice_number: Affix,
    /// What surrounds a credit note's number.
    pub credit_note_number: Affix,
    /// Which of the shop's documents is the sale.
    pub document: SalesSource,
    /// Days until an invoice is due.
    pub due_days: u32,
    /// Payment method → account code or id, or `none` for no payment.
    pub payment_accounts: BTreeMap<String, String>,
}

/// The chosen accounts, each a code or an id; `None` when nothing was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accounts {
    /// Takes the payments of methods that have no account of their own.
    pub bank: Option<String>,
    /// Takes the sales.
    pub sales: Option<String>,
    /// Takes shipping; empty: sales.
    pub shipping: Option<String>,
    /// Takes the rounding line; empty: the organisation's own rounding account.
    pub rounding: Option<String>,
    /// Takes adjustment refunds and fees; empty: sales.
    pub adjustment: Option<String>,
}

/// An account of the organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// `AccountID`.
    pub id: String,
    /// `Code`; bank accounts may have none.
    pub code: Option<String>,
    /// `Name`.
    pub name: String,
    /// `Type`, e.g. `REVENUE`, `BANK`.
    pub type_: String,
    /// `Class`, e.g. `REVENUE`, `ASSET`.
    pub class: String,
    /// `Status` is `ACTIVE`.
    pub active: bool,
    /// `EnablePaymentsToAccount`.
    pub payments: bool,
    /// `SystemAccount`, e.g. `DEBTORS`, `ROUNDING`.
    pub system: Option<String>,
    /// `CurrencyCode` of a bank account.
    pub currency: Option<String>,
}

/// How tax rates become tax types.
#[derive(Debug, Clone, Default)]
pub struct TaxTable {
    /// Whether an unmapped rate may be matched by its percentage.
    pub automatic: bool,
    /// Rate code, codes joined by ` + `, or percentage → tax type.
    pub map: BTreeMap<String, String>,
    /// The organisation's tax rates; empty when they were never read.
    pub rates: Vec<TaxRate>,
    /// The organisation's country, ISO code.
    pub country: Option<String>,
}

/// A tax rate of the organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaxRate {
    /// `TaxType`.
    pub tax_type: String,
    /// `Name`.
    pub name: String,
    /// `EffectiveRate` in percent.
    pub rate: Decimal,
    /// `Status` is `ACTIVE`.
    pub active: bool,
    /// `CanApplyToRevenue`.
    pub sales: bool,
}

/// What is put before and after a number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Affix {
    /// Before.
    pub prefix: String,
    /// After.
    pub suffix: String,
}

impl Affix {
    /// The number with its surroundings.
    pub fn apply(&self, number: &str) -> String {
        format!("{}{}{}", self.prefix, number, self.suffix)
    }
}

/// Which of the shop's documents becomes the invoice in Xero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SalesSource {
    /// The invoice.
    #[default]
    Invoice,
    /// The order.
    Order,
}
