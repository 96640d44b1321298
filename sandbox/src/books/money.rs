//! Exact amounts: Xero's half-up rounding, and numbers written with the trailing zeros that Xero writes.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Number, Value};

/// Rounds half away from zero, as Xero's rounding guide shows (2.165 is 2.17, 2.164 is 2.16).
pub(crate) fn round(amount: Decimal, places: u32) -> Decimal {
    amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// A JSON number with exactly so many digits after the point.
pub(crate) fn number(amount: Decimal, places: u32) -> Value {
    let mut amount = round(amount, places);
    amount.rescale(places);
    Value::Number(Number::from_string_unchecked(amount.to_string()))
}

/// A JSON number with two digits after the point.
pub(crate) fn money(amount: Decimal) -> Value {
    number(amount, 2)
}

/// How many digits an amount needs after the point.
pub(crate) fn places(amount: Decimal) -> u32 {
    amount.normalize().scale()
}
