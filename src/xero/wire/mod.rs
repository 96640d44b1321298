//! Defines the JSON that Xero is sent, one function per kind of record.
//!
//! Nothing read-only is ever sent (totals, line amounts, tax amounts), nothing null, and a document's contact is its id alone:
//! more would change the contact.

mod contact;
mod document;
mod item;
mod settlement;

pub use contact::contact;
pub use document::document;
pub use item::item;
pub use settlement::{allocation, payment};

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::domain::books::AccountRef;

/// A decimal as a JSON number, exactly.
fn number(amount: Decimal) -> Value {
    amount
        .normalize()
        .to_string()
        .parse::<serde_json::Number>()
        .map_or(Value::Null, Value::Number)
}

fn put(map: &mut Map<String, Value>, field: &str, text: &str) {
    if !text.is_empty() {
        map.insert(field.to_owned(), Value::String(text.to_owned()));
    }
}

fn put_some(map: &mut Map<String, Value>, field: &str, text: Option<&String>) {
    if let Some(text) = text {
        put(map, field, text);
    }
}

fn account_of_line(map: &mut Map<String, Value>, account: &AccountRef) {
    match account {
        AccountRef::Code(code) => put(map, "AccountCode", code),
        AccountRef::Id(id) => put(map, "AccountID", id),
    }
}

fn account_of_payment(account: &AccountRef) -> Value {
    let mut map = Map::new();
    match account {
        AccountRef::Code(code) => put(&mut map, "Code", code),
        AccountRef::Id(id) => put(&mut map, "AccountID", id),
    }
    Value::Object(map)
}
