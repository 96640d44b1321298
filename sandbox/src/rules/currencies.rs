//! Subscribing to currencies, which only some plans of an organisation allow.

use super::complaints::Complaints;
use super::fields::Fields;
use super::writing::Writing;

/// Code and name of every currency the sandbox knows.
pub(crate) const CURRENCIES: &[(&str, &str)] = &[
    ("AUD", "Australian Dollar"),
    ("BRL", "Brazilian Real"),
    ("CAD", "Canadian Dollar"),
    ("CHF", "Swiss Franc"),
    ("CNY", "Chinese Yuan Renminbi"),
    ("CZK", "Czech Koruna"),
    ("DKK", "Danish Krone"),
    ("EUR", "Euro"),
    ("GBP", "British Pound"),
    ("HKD", "Hong Kong Dollar"),
    ("HUF", "Hungarian Forint"),
    ("INR", "Indian Rupee"),
    ("JPY", "Japanese Yen"),
    ("MXN", "Mexican Peso"),
    ("NOK", "Norwegian Krone"),
    ("NZD", "New Zealand Dollar"),
    ("PLN", "Polish Zloty"),
    ("SEK", "Swedish Krona"),
    ("SGD", "Singapore Dollar"),
    ("THB", "Thai Baht"),
    ("USD", "United States Dollar"),
    ("ZAR", "South African Rand"),
];

pub(crate) fn name(code: &str) -> &'static str {
    CURRENCIES.iter().find(|(c, _)| *c == code).map_or("", |(_, n)| n)
}

/// Adds a currency; there is no way back.
pub(crate) fn add(writing: &mut Writing<'_>, sent: Fields<'_>) -> Result<String, Complaints> {
    let code = sent.filled("Code").unwrap_or_default();
    if name(&code).is_empty() {
        return Err(Complaints::of("Currency code must be a valid ISO 4217 code"));
    }
    if !writing.books.multicurrency && code != writing.books.base_currency {
        return Err(Complaints::of(format!(
            "The current organisation is not subscribed to currency '{code}'."
        )));
    }
    writing.books.currencies.insert(code.clone());
    Ok(code)
}
