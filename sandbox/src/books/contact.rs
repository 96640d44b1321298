//! Contacts: who documents are made out to.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::table::Row;
use crate::clock::Millis;

/// A person of a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub in_emails: bool,
}

/// A contact. Addresses and phones are kept as they were sent, by their type.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Contact {
    pub id: Uuid,
    pub number: String,
    pub account_number: String,
    pub name: String,
    pub first_name: String,
    pub last_name: String,
    pub company_number: String,
    pub email: String,
    pub bank_account: String,
    pub tax_number: String,
    pub default_currency: String,
    pub sales_account: String,
    pub purchases_account: String,
    pub receivable_tax_type: String,
    pub payable_tax_type: String,
    pub persons: Vec<Person>,
    pub addresses: Vec<Value>,
    pub phones: Vec<Value>,
    pub archived: bool,
    pub customer: bool,
    pub supplier: bool,
    pub merged_to: Option<Uuid>,
    pub created: Millis,
    pub updated: Millis,
}

impl Row for Contact {
    fn id(&self) -> Uuid {
        self.id
    }

    fn keys(&self) -> Vec<String> {
        let mut keys = vec![name_key(&self.name)];
        if !self.number.is_empty() {
            keys.push(number_key(&self.number));
        }
        if !self.account_number.is_empty() {
            keys.push(account_number_key(&self.account_number));
        }
        if !self.email.is_empty() {
            keys.push(format!("email:{}", self.email.to_lowercase()));
        }
        keys
    }
}

/// Names are compared without regard to case.
pub(crate) fn name_key(name: &str) -> String {
    format!("name:{}", name.to_lowercase())
}

pub(crate) fn number_key(number: &str) -> String {
    format!("number:{}", number.to_lowercase())
}

pub(crate) fn account_number_key(number: &str) -> String {
    format!("account:{}", number.to_lowercase())
}
