//! Defines how a single field of a snapshot is read, and how it is named when it cannot be.
//!
//! It does not know which fields a snapshot has; that is `v1`.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;

use super::Malformed;
use crate::domain::money;
use crate::json::{List, Node, Seen};

/// Years in which a shop may have dates; what lies beyond is a fault of the record, and no date for Xero.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;
/// Digits before the point that an amount may have.
const INTEGER_DIGITS: usize = 20;
/// Digits after the point that an amount may have.
const FRACTION_DIGITS: usize = 8;
/// Bytes of an id, a number or a code. Magento's longest (an e-mail address, a SKU, a number) have 255, and stores have room for them.
const NAME_BYTES: usize = 255;
/// Bytes of the code of a currency, which has three; a store has room for these.
const CURRENCY_BYTES: usize = 16;
/// Decimals that are kept of a floating-point number.
const FLOAT_DECIMALS: u32 = 4;

/// An object of the snapshot with its path.
pub(super) struct Object<'a> {
    path: String,
    fields: Node<'a>,
}

/// `snapshot_malformed` at a path.
pub(super) fn malformed(path: impl Into<String>, message: impl Into<String>) -> Malformed {
    Malformed {
        field: path.into(),
        code: "snapshot_malformed",
        message: message.into(),
    }
}

impl<'a> Object<'a> {
    /// The snapshot itself.
    pub(super) fn root(value: Node<'a>) -> Result<Self, Malformed> {
        Self::at(String::new(), value)
    }

    fn at(path: String, value: Node<'a>) -> Result<Self, Malformed> {
        match value.seen() {
            Seen::Object => Ok(Object { path, fields: value }),
            _ => Err(malformed(path, "is not an object")),
        }
    }

    /// The path of a field.
    pub(super) fn path(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    /// The field when it is there and not null.
    fn known(&self, name: &str) -> Option<Seen<'a>> {
        let value = self.fields.get(name)?.seen();
        (!matches!(value, Seen::Null)).then_some(value)
    }

    /// Text that may be unknown.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Malformed> {
        match self.known(name) {
            None => Ok(None),
            Some(Seen::Text("")) => Ok(None),
            Some(Seen::Text(text) | Seen::Number(text)) => Ok(Some(text.to_owned())),
            Some(_) => Err(malformed(self.path(name), "is not text")),
        }
    }

    /// Text that must be there.
    pub(super) fn required(&self, name: &str) -> Result<String, Malformed> {
        self.text(name)?.ok_or_else(|| malformed(self.path(name), "is missing"))
    }

    /// A text that names something, which may be unknown: no longer than a store has room for.
    pub(super) fn name(&self, name: &str) -> Result<Option<String>, Malformed> {
        match self.text(name)? {
            Some(text) if text.len() > NAME_BYTES => {
                Err(malformed(self.path(name), "is longer than any name of the shop"))
            }
            text => Ok(text),
        }
    }

    /// The same where it must be there.
    pub(super) fn required_name(&self, name: &str) -> Result<String, Malformed> {
        self.name(name)?.ok_or_else(|| malformed(self.path(name), "is missing"))
    }

    /// The code of a currency; empty when unknown.
    pub(super) fn currency(&self, name: &str) -> Result<String, Malformed> {
        match self.text(name)? {
            Some(text) if text.len() > CURRENCY_BYTES => Err(malformed(self.path(name), "is not a currency")),
            text => Ok(text.unwrap_or_default()),
        }
    }

    /// A yes or no; unknown means no.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Malformed> {
        match self.known(name) {
            None => Ok(false),
            Some(Seen::Bool(flag)) => Ok(flag),
            Some(Seen::Text(text)) => match text {
                "" | "0" => Ok(false),
                "1" => Ok(true),
                _ => Err(malformed(self.path(name), "is neither true nor false")),
            },
            Some(Seen::Number(number)) => match number.parse::<i64>().ok() {
                Some(0) => Ok(false),
                Some(1) => Ok(true),
                _ => Err(malformed(self.path(name), "is neither true nor false")),
            },
            Some(_) => Err(malformed(self.path(name), "is neither true nor false")),
        }
    }

    /// An amount, quantity or rate; unknown means zero.
    pub(super) fn amount(&self, name: &str) -> Result<Decimal, Malformed> {
        Ok(self.number(name)?.unwrap_or_default())
    }

    /// An amount, quantity or percentage that may be unknown.
    pub(super) fn number(&self, name: &str) -> Result<Option<Decimal>, Malformed> {
        let invalid = |text: &str| Malformed {
            field: self.path(name),
            code: "amount_invalid",
            message: format!(
                "\"{}\" is not a decimal number",
                text.chars().take(40).collect::<String>()
            ),
        };
        match self.known(name) {
            None => Ok(None),
            Some(Seen::Text("")) => Ok(None),
            Some(Seen::Text(text)) => decimal(text).map(Some).ok_or_else(|| invalid(text)),
            Some(Seen::Number(number)) => {
                let value = decimal(number).or_else(|| Decimal::from_scientific(number).ok());
                match value {
                    Some(value) if number.contains(['.', 'e', 'E']) => Ok(Some(money::round(value, FLOAT_DECIMALS))),
                    Some(value) => Ok(Some(value)),
                    None => Err(invalid(number)),
                }
            }
            Some(other) => Err(invalid(word(other))),
        }
    }

    /// A date that may be unknown.
    pub(super) fn date(&self, name: &str) -> Result<Option<NaiveDate>, Malformed> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let date = Some(&text)
            .filter(|text| text.len() == "YYYY-MM-DD".len())
            .and_then(|text| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
            .ok_or_else(|| malformed(self.path(name), "is not a date of the form YYYY-MM-DD"))?;
        if !YEARS.contains(&date.year()) {
            return Err(malformed(self.path(name), "is not a date between 1900 and 2200"));
        }
        Ok(Some(date))
    }

    /// An object that may be unknown.
    pub(super) fn object(&self, name: &str) -> Result<Option<Object<'a>>, Malformed> {
        match self.known(name) {
            // PHP cannot tell an empty object from an empty list.
            Some(Seen::List(list)) if list.is_empty() => Ok(None),
            Some(Seen::Object) => Ok(self.fields.get(name).map(|fields| Object {
                path: self.path(name),
                fields,
            })),
            Some(_) => Err(malformed(self.path(name), "is not an object")),
            None => Ok(None),
        }
    }

    /// The objects of a list; unknown means empty.
    pub(super) fn objects(&self, name: &str) -> Result<Vec<Object<'a>>, Malformed> {
        let list = self.list(name)?.map(List::iter);
        list.into_iter()
            .flatten()
            .enumerate()
            .map(|(index, value)| Object::at(format!("{}[{index}]", self.path(name)), value))
            .collect()
    }

    /// The texts of a list, without the empty ones; a single text is a list of one.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Malformed> {
        if let Some(Seen::Text(text)) = self.known(name) {
            return Ok(text
                .lines()
                .filter(|line| !line.is_empty())
                .map(str::to_owned)
                .collect());
        }
        let mut texts = Vec::new();
        let list = self.list(name)?.map(List::iter);
        for (index, value) in list.into_iter().flatten().enumerate() {
            match value.seen() {
                Seen::Null | Seen::Text("") => {}
                Seen::Text(text) | Seen::Number(text) => texts.push(text.to_owned()),
                _ => {
                    return Err(malformed(format!("{}[{index}]", self.path(name)), "is not text"));
                }
            }
        }
        Ok(texts)
    }

    fn list(&self, name: &str) -> Result<Option<List<'a>>, Malformed> {
        match self.known(name) {
            None => Ok(None),
            Some(Seen::List(list)) => Ok(Some(list)),
            Some(_) => Err(malformed(self.path(name), "is not a list")),
        }
    }
}

/// What stands where a number should.
fn word(seen: Seen<'_>) -> &'static str {
    match seen {
        Seen::Bool(true) => "true",
        Seen::Bool(false) => "false",
        Seen::List(_) => "[…]",
        _ => "{…}",
    }
}

/// Reads `-12.3400`: a sign, digits, and digits after a point; nothing else is a number here.
fn decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (integer, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let well_formed = !(integer.is_empty() && fraction.is_empty())
        && integer.len() <= INTEGER_DIGITS
        && integer
            .bytes()
            .chain(fraction.bytes())
            .all(|byte| byte.is_ascii_digit());
    if !well_formed {
        return None;
    }
    // Zeros behind the eighth decimal are harmless, anything else there is not an amount of a shop.
    let significant = fraction.trim_end_matches('0');
    if significant.len() > FRACTION_DIGITS {
        return None;
    }
    let sign = if text.starts_with('-') { "-" } else { "" };
    let kept = fraction.get(..FRACTION_DIGITS).unwrap_or(fraction);
    Decimal::from_str_exact(&format!(
        "{sign}{}{}{kept}",
        if integer.is_empty() { "0" } else { integer },
        if kept.is_empty() { "" } else { "." }
    ))
    .ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts() {
        let table = [
            (json!("16.1000"), Some("16.1000")),
            (json!("-5"), Some("-5")),
            (json!(".5"), Some("0.5")),
            (json!(12.5), Some("12.5")),
            (json!(0.123_456_7), Some("0.1235")),
            (json!(7), Some("7")),
            (json!(1e-7), Some("0.0000")),
            (
                json!("12345678901234567890.12345678"),
                Some("12345678901234567890.12345678"),
            ),
            (json!("0.100000000000"), Some("0.10000000")),
            (json!("123456789012345678901"), None),
            (json!("0.123456789"), None),
            (json!("NaN"), None),
            (json!("INF"), None),
            (json!("1e3"), None),
            (json!("1,50"), None),
            (json!(" 1"), None),
            (json!("-"), None),
            (json!("--1"), None),
            (json!(true), None),
            (json!([]), None),
        ];
        for (value, expected) in table {
            let value = json!({ "a": value });
            let object = Object::root((&value).into()).unwrap();
            match (object.amount("a"), expected) {
                (Ok(amount), Some(expected)) => {
                    assert_eq!(amount, expected.parse::<Decimal>().unwrap(), "{value}");
                }
                (Err(error), None) => assert_eq!(error.code, "amount_invalid", "{value}"),
                (got, _) => panic!("{value}: {got:?}"),
            }
        }
    }

    #[test]
    fn a_name_is_no_longer_than_a_store_has_room_for() {
        let value = json!({"long": "é".repeat(128), "fits": "é".repeat(127), "currency": "x".repeat(17), "none": null});
        let object = Object::root((&value).into()).unwrap();
        let refused = |found: Result<String, Malformed>| found.unwrap_err().message;
        assert_eq!(
            refused(object.required_name("long")),
            "is longer than any name of the shop"
        );
        assert_eq!(refused(object.required_name("none")), "is missing");
        assert_eq!(refused(object.currency("currency")), "is not a currency");
        assert_eq!(object.name("fits").unwrap().unwrap().len(), 254);
        assert_eq!(
            (object.name("none"), object.currency("none")),
            (Ok(None), Ok(String::new()))
        );
    }

    #[test]
    fn nothing_is_zero() {
        let value = json!({"a": null, "b": ""});
        let object = Object::root((&value).into()).unwrap();
        for name in ["a", "b", "c"] {
            assert_eq!(object.amount(name), Ok(Decimal::ZERO));
            assert_eq!(object.number(name), Ok(None));
            assert_eq!(object.text(name), Ok(None));
            assert_eq!(object.flag(name), Ok(false));
        }
    }
}
