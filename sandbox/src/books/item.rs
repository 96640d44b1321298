//! Items of the price list.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::table::Row;
use crate::clock::Millis;

/// Price, account and tax of one side (sales or purchases).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Side {
    pub price: Option<Decimal>,
    pub account: String,
    pub cogs_account: String,
    pub tax_type: String,
}

/// An item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Item {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub description: String,
    pub purchase_description: String,
    pub sold: bool,
    pub purchased: bool,
    pub sales: Side,
    pub purchases: Side,
    /// Set for tracked items.
    pub inventory_account: String,
    /// Before any document of these books.
    pub quantity_on_hand: Decimal,
    pub updated: Millis,
}

impl Item {
    pub(crate) fn tracked(&self) -> bool {
        !self.inventory_account.is_empty()
    }
}

impl Row for Item {
    fn id(&self) -> Uuid {
        self.id
    }

    fn keys(&self) -> Vec<String> {
        vec![code_key(&self.code)]
    }
}

/// Codes are compared without regard to case.
pub(crate) fn code_key(code: &str) -> String {
    format!("code:{}", code.to_lowercase())
}
