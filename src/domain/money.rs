//! Defines how amounts are rounded: half-up, away from zero, on exact decimals.
//!
//! It does not know currencies or any rule of Xero; that is `books::arithmetic`.

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::message::Arg;

/// Five cents: the most that a rounding line may carry, and the most that a document may leave unexplained.
pub const TOLERANCE: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

/// Rounds half-up (away from zero) to `places` decimals.
pub fn round(amount: Decimal, places: u32) -> Decimal {
    amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

/// Rounds half-up to two decimals.
pub fn round_cents(amount: Decimal) -> Decimal {
    round(amount, 2)
}

/// The amount in whole cents, rounded half-up; `None` when it does not fit.
pub fn cents(amount: Decimal) -> Option<i64> {
    round_cents(amount).checked_mul(Decimal::ONE_HUNDRED)?.to_i64()
}

/// The amount of so many cents.
pub fn from_cents(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

/// Two decimals always, for messages: `12.5` → `12.50`.
pub fn show(amount: Decimal) -> String {
    format!("{:.2}", round_cents(amount))
}

/// An amount with two decimals and its currency (ISO 4217), for a sentence.
pub fn amount(amount: Decimal, currency: &str) -> Arg {
    let mut amount = round_cents(amount);
    amount.rescale(2);
    Arg::Amount(amount, currency.to_owned())
}

/// A percentage or quantity without trailing zeros, for a sentence.
pub fn number(number: Decimal) -> Arg {
    Arg::Number(number.normalize())
}

/// A percentage or quantity without trailing zeros: `20.0000` → `20`.
pub fn plain(number: Decimal) -> String {
    number.normalize().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_up_away_from_zero() {
        for (amount, rounded) in [
            ("2.165", "2.17"),
            ("2.164", "2.16"),
            ("-2.165", "-2.17"),
            ("0.005", "0.01"),
            ("424.1741", "424.17"),
        ] {
            assert_eq!(
                round_cents(amount.parse().unwrap()),
                rounded.parse().unwrap(),
                "{amount}"
            );
        }
    }

    #[test]
    fn cents_and_words() {
        assert_eq!(cents("-12.345".parse().unwrap()), Some(-1_235));
        assert_eq!(cents(Decimal::MAX), None);
        assert_eq!(show("12.5".parse().unwrap()), "12.50");
        assert_eq!(plain("20.0000".parse().unwrap()), "20");
        assert_eq!(amount("12.5".parse().unwrap(), "EUR").to_string(), "12.50 EUR");
        assert_eq!(amount(Decimal::ZERO, "").to_string(), "0.00");
        assert_eq!(number("20.0000".parse().unwrap()).to_string(), "20");
        assert_eq!(plain("100".parse().unwrap()), "100");
    }
}
