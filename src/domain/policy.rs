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
    /// Payment method → account code or id, or `none` for no payment.
    pub payment_accounts: BTreeMap<String, String>,
    /// Payment method → what the gateway keeps.
    pub payment_fees: BTreeMap<String, GatewayFee>,
    /// How documents are written.
    pub documents: DocumentRules,
    /// How buyers become contacts.
    pub contacts: ContactRules,
    /// Whether products whose stock the shop manages become tracked items.
    pub inventory: bool,
    /// Code of a total of another extension, or of a tender that is not money → account; `*` for what nothing explains.
    pub total_accounts: BTreeMap<String, String>,
    /// At most two tracking categories.
    pub tracking: Vec<TrackingRule>,
}

/// What a gateway keeps of a payment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GatewayFee {
    /// Account code or id; it must take payments in Xero.
    pub account: String,
    /// Percentage of the payment.
    pub percent: Decimal,
    /// A fixed amount in the document's currency.
    pub fixed: Decimal,
}

/// In which state a document arrives in Xero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PostStatus {
    /// Approved: the only state that takes payments.
    #[default]
    Authorised,
    /// Awaiting approval.
    Submitted,
    /// A draft.
    Draft,
}

/// What becomes of a document in a locked period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LockPolicy {
    /// Held.
    #[default]
    Hold,
    /// Sent as a draft with its own date.
    Draft,
    /// Dated on the first day that is open.
    FirstOpenDay,
}

/// What line amounts contain, when both ways give the totals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AmountsRule {
    /// What fits best.
    #[default]
    Automatic,
    /// Without tax.
    Exclusive,
    /// With tax.
    Inclusive,
}

/// From when the days until an invoice is due are counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DueTerms {
    /// From the invoice's date.
    #[default]
    AfterDate,
    /// From the end of the invoice's month.
    AfterMonth,
    /// On that day of the following month, or on its last one.
    OfFollowingMonth,
    /// On that day of the invoice's month, or on its last one.
    OfCurrentMonth,
}

/// When an invoice is due.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Due {
    /// Days, or a day of the month.
    pub days: u32,
    /// From when they are counted.
    pub terms: DueTerms,
}

/// How documents are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentRules {
    /// State of invoices.
    pub status: PostStatus,
    /// State of credit notes.
    pub credit_note_status: PostStatus,
    /// Pattern of the reference; empty: the order's number, and the purchase order's.
    pub reference: String,
    /// Whether invoices and credit notes have the date of their order instead of their own.
    pub dated_by_order: bool,
    /// When an invoice is due.
    pub due: Due,
    /// Payment method → when an invoice is due; goes before `due`.
    pub due_by_method: BTreeMap<String, Due>,
    /// `BrandingThemeID`.
    pub branding_theme: Option<String>,
    /// What line amounts contain.
    pub amounts: AmountsRule,
    /// Whether the link back to the shop is left out.
    pub without_link: bool,
    /// What becomes of a document in a locked period.
    pub lock_date: LockPolicy,
    /// Whether payments and refunds are dated like their document instead of the day on which the money moved.
    pub payments_on_document_date: bool,
    /// Whether what is refunded to store credit stays open on the credit note, even where an account for it is known.
    pub store_credit_open: bool,
    /// Whether a document whose tax was rounded per piece is held instead of being given lines that cancel each other.
    pub hold_tax_per_piece: bool,
    /// Whether a document whose exchange rate cannot be right is held instead of getting Xero's of the day.
    pub hold_doubtful_rate: bool,
}

/// How guests become contacts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Guests {
    /// One contact per e-mail address.
    #[default]
    Email,
    /// One contact for all.
    Single,
    /// One contact per order.
    Each,
}

/// How buyers become contacts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContactRules {
    /// How guests become contacts.
    pub guests: Guests,
    /// Name of the contact of all guests.
    pub guest_name: String,
    /// Whether a company's name goes before the person's.
    pub company_name: bool,
}

/// Which option of a tracking category a document's lines get.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrackingRule {
    /// `TrackingCategoryID`.
    pub category: String,
    /// By what it is chosen.
    pub by: TrackingKey,
    /// Id of the store view, website or customer group → `TrackingOptionID`.
    pub map: BTreeMap<String, String>,
    /// For all others; empty for none.
    pub otherwise: String,
}

/// By what a tracking option is chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TrackingKey {
    /// Store view.
    #[default]
    Store,
    /// Website.
    Website,
    /// Customer group.
    CustomerGroup,
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
    /// Takes fixed product taxes; empty: sales.
    pub fixed_product_tax: Option<String>,
    /// Holds the value of tracked items.
    pub inventory: Option<String>,
    /// Takes the cost of tracked items that were sold.
    pub cost_of_goods: Option<String>,
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
    /// Rules with conditions, which go before `map`.
    pub rules: Vec<TaxRule>,
    /// The organisation's tax rates; empty when they were never read.
    pub rates: Vec<TaxRate>,
    /// The organisation's country, ISO code.
    pub country: Option<String>,
}

/// A tax rule with conditions; an empty one holds always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaxRule {
    /// As a key of `TaxTable::map`; empty: any rate.
    pub rate: String,
    /// Only shipping, or only what is not shipping.
    pub shipping: Option<bool>,
    /// Name of the customer's tax class.
    pub customer_class: String,
    /// ISO code of the country of delivery, or `EU` for any other member state than the organisation's.
    pub country: String,
    /// Whether the buyer gave a VAT number.
    pub vat_number: Option<bool>,
    /// The tax type.
    pub tax_type: String,
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
    /// Classes of accounts on which Xero refuses it, such as `EXPENSE`: those of `CanApplyTo…` that are false.
    pub refused_on: Vec<String>,
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
