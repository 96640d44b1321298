//! Reads members of a sent object. Types have been checked before; null is the same as not sent.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::clock::read_date;

/// A sent object.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(pub &'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|v| !v.is_null())
    }

    pub(crate) fn has(self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// A text without blanks around it.
    pub(crate) fn text(self, name: &str) -> Option<String> {
        self.exact_text(name).map(|t| t.trim().to_owned())
    }

    /// A text as it was sent.
    pub(crate) fn exact_text(self, name: &str) -> Option<String> {
        match self.get(name)? {
            Value::String(s) => Some(s.clone()),
            Value::Number(n) => Some(n.to_string()),
            Value::Bool(b) => Some(b.to_string()),
            _ => None,
        }
    }

    /// A text that is not empty.
    pub(crate) fn filled(self, name: &str) -> Option<String> {
        self.text(name).filter(|t| !t.is_empty())
    }

    pub(crate) fn decimal(self, name: &str) -> Option<Decimal> {
        read_decimal(self.get(name)?)
    }

    pub(crate) fn date(self, name: &str) -> Option<NaiveDate> {
        self.get(name)?.as_str().and_then(read_date)
    }

    pub(crate) fn uuid(self, name: &str) -> Option<Uuid> {
        self.get(name)?
            .as_str()
            .and_then(|s| s.parse().ok())
            .filter(|id: &Uuid| !id.is_nil())
    }

    pub(crate) fn flag(self, name: &str) -> Option<bool> {
        match self.get(name)? {
            Value::Bool(b) => Some(*b),
            Value::String(s) => Some(s.eq_ignore_ascii_case("true")),
            _ => None,
        }
    }

    pub(crate) fn object(self, name: &str) -> Option<Self> {
        self.get(name)?.as_object().map(Fields)
    }

    pub(crate) fn list(self, name: &str) -> Option<Vec<Self>> {
        self.get(name)?
            .as_array()
            .map(|list| list.iter().filter_map(Value::as_object).map(Fields).collect())
    }
}

/// No number that is sent is larger: far beyond all that Xero takes, and small enough to be computed with.
const LARGEST: Decimal = Decimal::from_parts(2_764_472_320, 232_830, 0, false, 0);

/// A number, or a text that is one.
pub(crate) fn read_decimal(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(n) => n.to_string(),
        Value::String(s) => s.trim().to_owned(),
        _ => return None,
    };
    let number: Decimal = if text.contains(['e', 'E']) {
        Decimal::from_scientific(&text).ok()?
    } else {
        text.parse().ok()?
    };
    (number.abs() <= LARGEST).then_some(number)
}
