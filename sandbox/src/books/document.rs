//! Invoices, bills and credit notes: one shape, because their lines, totals and statuses follow the same rules.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::table::Row;
use crate::clock::Millis;

/// Which document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Kind {
    #[serde(rename = "ACCREC")]
    Invoice,
    #[serde(rename = "ACCPAY")]
    Bill,
    #[serde(rename = "ACCRECCREDIT")]
    CreditNote,
    #[serde(rename = "ACCPAYCREDIT")]
    BillCredit,
}

impl Kind {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Invoice => "ACCREC",
            Self::Bill => "ACCPAY",
            Self::CreditNote => "ACCRECCREDIT",
            Self::BillCredit => "ACCPAYCREDIT",
        }
    }

    pub(crate) const fn is_credit(self) -> bool {
        matches!(self, Self::CreditNote | Self::BillCredit)
    }

    /// Whether it belongs to sales (receivable) rather than purchases.
    pub(crate) const fn is_sale(self) -> bool {
        matches!(self, Self::Invoice | Self::CreditNote)
    }
}

/// Where a document is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Status {
    Draft,
    Submitted,
    Authorised,
    Paid,
    Voided,
    Deleted,
}

impl Status {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Submitted => "SUBMITTED",
            Self::Authorised => "AUTHORISED",
            Self::Paid => "PAID",
            Self::Voided => "VOIDED",
            Self::Deleted => "DELETED",
        }
    }

    pub(crate) fn read(word: &str) -> Option<Self> {
        [
            Self::Draft,
            Self::Submitted,
            Self::Authorised,
            Self::Paid,
            Self::Voided,
            Self::Deleted,
        ]
        .into_iter()
        .find(|s| s.word() == word)
    }

    /// Whether the document stands in the books.
    pub(crate) const fn is_approved(self) -> bool {
        matches!(self, Self::Authorised | Self::Paid)
    }
}

/// Whether amounts of lines contain tax.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LineAmounts {
    #[default]
    Exclusive,
    Inclusive,
    NoTax,
}

impl LineAmounts {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Exclusive => "Exclusive",
            Self::Inclusive => "Inclusive",
            Self::NoTax => "NoTax",
        }
    }

    pub(crate) fn read(word: &str) -> Option<Self> {
        [Self::Exclusive, Self::Inclusive, Self::NoTax]
            .into_iter()
            .find(|l| l.word() == word)
    }
}

/// A tracking option on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tracked {
    pub category: Uuid,
    pub option: Uuid,
}

/// A line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Line {
    pub id: Uuid,
    pub description: String,
    pub quantity: Option<Decimal>,
    pub unit: Option<Decimal>,
    pub item_code: String,
    pub account_code: String,
    pub account: Option<Uuid>,
    pub tax_type: String,
    pub tax: Decimal,
    pub amount: Decimal,
    pub discount_rate: Option<Decimal>,
    pub discount_amount: Option<Decimal>,
    pub tracking: Vec<Tracked>,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Document {
    pub id: Uuid,
    pub kind: Kind,
    pub number: String,
    pub reference: String,
    pub contact: Uuid,
    pub date: NaiveDate,
    pub due: Option<NaiveDate>,
    pub expected_payment: Option<NaiveDate>,
    pub planned_payment: Option<NaiveDate>,
    pub status: Status,
    pub line_amounts: LineAmounts,
    pub lines: Vec<Line>,
    pub currency: String,
    pub currency_rate: Decimal,
    pub branding_theme: Option<Uuid>,
    pub url: String,
    pub sent: bool,
    pub subtotal: Decimal,
    pub tax: Decimal,
    pub total: Decimal,
    pub discount: Decimal,
    pub paid: Decimal,
    pub credited: Decimal,
    pub fully_paid_on: Option<NaiveDate>,
    /// The app that made it.
    pub made_by: String,
    pub created: Millis,
    pub updated: Millis,
}

impl Document {
    /// What is still to be paid, or for a credit note to be used.
    pub(crate) fn due_amount(&self) -> Decimal {
        if matches!(self.status, Status::Voided | Status::Deleted) {
            return Decimal::ZERO;
        }
        self.total - self.paid - self.credited
    }

    pub(crate) fn is_settled_in_part(&self) -> bool {
        !self.paid.is_zero() || !self.credited.is_zero()
    }
}

impl Row for Document {
    fn id(&self) -> Uuid {
        self.id
    }

    fn keys(&self) -> Vec<String> {
        let mut keys = vec![contact_key(self.contact)];
        if !self.number.is_empty() {
            keys.push(number_key(self.kind, &self.number));
        }
        keys
    }
}

pub(crate) fn number_key(kind: Kind, number: &str) -> String {
    format!("number:{}:{}", kind.word(), number.to_lowercase())
}

pub(crate) fn contact_key(contact: Uuid) -> String {
    format!("contact:{contact}")
}
