//! Reads single values of Xero's answers leniently.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::Value;

/// A text however it was written.
pub fn text(value: &Value, field: &str) -> String {
    match value.get(field) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A decimal, as number or text.
pub fn decimal(value: &Value, field: &str) -> Option<Decimal> {
    let text = text(value, field);
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    text.parse().ok().or_else(|| Decimal::from_scientific(text).ok())
}

/// A flag, as such or as text.
pub(super) fn flag(value: &Value, field: &str, otherwise: bool) -> bool {
    match value.get(field) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
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
    fn dates_are_read_without_losing_a_day() {
        let day = Some("2025-12-31".parse().unwrap());
        assert_eq!(xero_date("/Date(1767139200000+0000)/"), day);
        assert_eq!(xero_date("/Date(1767139200000)/"), day);
        assert_eq!(xero_date("2025-12-31T00:00:00"), day);
        assert_eq!(xero_date("/Date(-86400000+1300)/"), Some("1969-12-31".parse().unwrap()));
        assert_eq!(xero_date("never"), None);
    }
}
