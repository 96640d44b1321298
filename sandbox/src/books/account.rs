//! Accounts of the chart: their types, and the class that follows from the type.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::table::Row;
use crate::clock::Millis;

/// All account types with their class, in Xero's spelling.
pub(crate) const TYPES: &[(&str, &str)] = &[
    ("BANK", "ASSET"),
    ("CURRENT", "ASSET"),
    ("CURRLIAB", "LIABILITY"),
    ("DEPRECIATN", "EXPENSE"),
    ("DIRECTCOSTS", "EXPENSE"),
    ("EQUITY", "EQUITY"),
    ("EXPENSE", "EXPENSE"),
    ("FIXED", "ASSET"),
    ("INVENTORY", "ASSET"),
    ("LIABILITY", "LIABILITY"),
    ("NONCURRENT", "ASSET"),
    ("OTHERINCOME", "REVENUE"),
    ("OVERHEADS", "EXPENSE"),
    ("PREPAYMENT", "ASSET"),
    ("REVENUE", "REVENUE"),
    ("SALES", "REVENUE"),
    ("TERMLIAB", "LIABILITY"),
    ("PAYG", "LIABILITY"),
];

/// An account.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Account {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub kind: String,
    pub tax_type: String,
    pub description: String,
    /// Empty, or Xero's word for an account that the system itself uses.
    pub system: String,
    pub archived: bool,
    pub payments: bool,
    pub bank_number: String,
    pub currency: String,
    pub updated: Millis,
}

impl Account {
    pub(crate) fn class(&self) -> &'static str {
        TYPES
            .iter()
            .find(|(kind, _)| *kind == self.kind)
            .map_or("ASSET", |(_, class)| class)
    }

    pub(crate) fn is_bank(&self) -> bool {
        self.kind == "BANK"
    }
}

impl Row for Account {
    fn id(&self) -> Uuid {
        self.id
    }

    fn keys(&self) -> Vec<String> {
        let mut keys = vec![format!("name:{}", self.name.to_lowercase())];
        if !self.code.is_empty() {
            keys.push(format!("code:{}", self.code.to_lowercase()));
        }
        keys
    }
}
