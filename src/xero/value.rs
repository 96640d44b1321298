//! Reads single values of Xero's answers leniently.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use serde_json::Value;

use crate::json::{Node, Seen};

/// A text however it was written.
pub fn text(value: &Value, field: &str) -> String {
    borrowed(value.into(), field).to_owned()
}

/// The same without a copy.
pub(super) fn borrowed<'a>(value: Node<'a>, field: &str) -> &'a str {
    match value.get(field).map(Node::seen) {
        Some(Seen::Text(text) | Seen::Number(text)) => text,
        _ => "",
    }
}

/// Characters of a text of Xero's that are kept: its own numbers and names have 255 at most.
const MOST_OF_TEXT: usize = 255;

/// As [`text`], but no more of it than a real one has.
pub(super) fn short(value: Node<'_>, field: &str) -> String {
    cut(borrowed(value, field), MOST_OF_TEXT)
}

/// No more than so many characters of a text.
pub(super) fn cut(text: &str, most: usize) -> String {
    // A character has a byte at least.
    if text.len() <= most {
        return text.to_owned();
    }
    let end = text.char_indices().nth(most).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or_default().to_owned()
}

/// An id of Xero's (a UUID), or of a server that stands in for it; empty when it cannot be one. Ids go into addresses.
pub(super) fn id(value: Node<'_>, field: &str) -> String {
    let signs = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_');
    Some(borrowed(value, field))
        .filter(|id| id.len() <= 64 && id.bytes().all(signs))
        .unwrap_or_default()
        .to_owned()
}

/// A decimal, as number or text.
pub fn decimal(value: &Value, field: &str) -> Option<Decimal> {
    amount(value.into(), field)
}

/// The same in either form.
pub(super) fn amount(value: Node<'_>, field: &str) -> Option<Decimal> {
    let text = borrowed(value, field).trim();
    if text.is_empty() {
        return None;
    }
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

/// A flag, as such or as text.
pub(super) fn flag(value: Node<'_>, field: &str, otherwise: bool) -> bool {
    match value.get(field).map(Node::seen) {
        Some(Seen::Bool(flag)) => flag,
        Some(Seen::Text(text)) => text.eq_ignore_ascii_case("true"),
        _ => otherwise,
    }
}

/// `/Date(ms+0000)/` or `YYYY-MM-DD…`; date-only fields are midnight UTC.
pub fn xero_date(text: &str) -> Option<NaiveDate> {
    if let Some(inner) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        let end = inner
            .char_indices()
            .skip(1)
            .find(|(_, letter)| matches!(letter, '+' | '-'))
            .map_or(inner.len(), |(index, _)| index);
        let ms: i64 = inner.get(..end)?.parse().ok()?;
        return chrono::DateTime::from_timestamp_millis(ms).map(|time| time.date_naive());
    }
    text.get(..10)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_longer_than_a_real_one_and_an_id_is_one() {
        let value = serde_json::json!({ "long": "é".repeat(300), "id": "7c6a-_9", "path": "../x", "much": "a".repeat(65), "none": null });
        assert_eq!(short((&value).into(), "long"), "é".repeat(255));
        let ids = ["id", "path", "much", "none"].map(|field| id((&value).into(), field));
        assert_eq!(ids, ["7c6a-_9", "", "", ""]);
    }

    #[test]
    fn dates_are_read_without_losing_a_day() {
        let day = Some("2025-12-31".parse().unwrap());
        assert_eq!(xero_date("/Date(1767139200000+0000)/"), day);
        assert_eq!(xero_date("/Date(1767139200000)/"), day);
        assert_eq!(xero_date("2025-12-31T00:00:00"), day);
        assert_eq!(xero_date("/Date(-86400000+1300)/"), Some("1969-12-31".parse().unwrap()));
        assert_eq!(xero_date("never"), None);
    }
}
