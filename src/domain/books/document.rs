//! Defines the invoice and the credit note in the books.
//!
//! It does not compute totals; that is `arithmetic`. Payments are in `settlement`.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::AccountRef;
use crate::domain::policy::PostStatus;

/// Which document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DocumentKind {
    /// `ACCREC`.
    Invoice,
    /// `ACCRECCREDIT`.
    CreditNote,
}

/// What line amounts contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Amounts {
    /// Tax is added.
    Exclusive,
    /// Tax is contained.
    Inclusive,
    /// There is no tax.
    NoTax,
}

impl Amounts {
    /// Xero's `LineAmountTypes`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Amounts::Exclusive => "Exclusive",
            Amounts::Inclusive => "Inclusive",
            Amounts::NoTax => "NoTax",
        }
    }
}

/// An invoice or a credit note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Which document.
    pub kind: DocumentKind,
    /// Its number, with the shop's prefix and suffix.
    pub number: String,
    /// The order's number, with the purchase order number when there is one.
    pub reference: String,
    /// Its date.
    pub date: NaiveDate,
    /// When it is due; credit notes: the same day.
    pub due_date: NaiveDate,
    /// Its currency.
    pub currency: String,
    /// Units of the currency for one of the organisation's own; none leaves it to Xero.
    pub currency_rate: Option<Decimal>,
    /// What line amounts contain.
    pub amounts: Amounts,
    /// At least one line.
    pub lines: Vec<Line>,
    /// The document's page in the shop's admin.
    pub url: Option<String>,
    /// What Xero must compute; the mapping has checked that it does.
    pub expected: Totals,
    /// What the rounding line carries; zero when there is none.
    pub rounding: Decimal,
    /// In which state it arrives.
    pub status: PostStatus,
    /// `BrandingThemeID`, on invoices and credit notes.
    pub branding_theme: Option<String>,
}

/// A line. Xero computes its amount and tax; neither is ever sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// 1 to 4,000 characters.
    pub description: String,
    /// Never negative, at most 4 decimals.
    pub quantity: Decimal,
    /// At most 4 decimals; needs `unitdp=4`.
    pub unit_amount: Decimal,
    /// Invoices only, 2 decimals.
    pub discount_amount: Option<Decimal>,
    /// Where it is booked.
    pub account: AccountRef,
    /// Xero's tax type.
    pub tax_type: String,
    /// The tax type's percentage.
    pub tax_rate: Decimal,
    /// The item's code, as [`item_code`](crate::domain::mapping::item_code) gives it. Such an item need not exist in Xero
    /// (deleted products, SKUs composed of options): leave it out then.
    pub item_code: Option<String>,
    /// At most two: category's id, option's id.
    pub tracking: Vec<(String, String)>,
}

/// A document's totals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Without tax.
    pub subtotal: Decimal,
    /// Tax.
    pub tax: Decimal,
    /// With tax.
    pub total: Decimal,
}
