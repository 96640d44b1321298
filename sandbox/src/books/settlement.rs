//! What settles documents: payments (refunds of credit notes too) and allocations of credit notes to invoices.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::table::Row;
use crate::clock::Millis;

/// A payment of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Payment {
    pub id: Uuid,
    pub document: Uuid,
    pub account: Uuid,
    pub date: NaiveDate,
    pub amount: Decimal,
    pub bank_amount: Decimal,
    pub currency_rate: Decimal,
    pub reference: String,
    pub reconciled: bool,
    pub deleted: bool,
    pub updated: Millis,
}

impl Row for Payment {
    fn id(&self) -> Uuid {
        self.id
    }

    fn keys(&self) -> Vec<String> {
        vec![document_key(self.document)]
    }
}

/// A part of a credit note that pays a part of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Allocation {
    pub id: Uuid,
    pub credit_note: Uuid,
    pub invoice: Uuid,
    pub amount: Decimal,
    pub date: NaiveDate,
    pub deleted: bool,
}

impl Row for Allocation {
    fn id(&self) -> Uuid {
        self.id
    }

    fn keys(&self) -> Vec<String> {
        vec![document_key(self.credit_note), document_key(self.invoice)]
    }
}

/// Both tables are looked up by the document they settle.
pub(crate) fn document_key(document: Uuid) -> String {
    format!("document:{document}")
}
