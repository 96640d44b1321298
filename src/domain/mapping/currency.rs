//! Decides which exchange rate a document and its payment have in the books: the shop's own, or none, which is Xero's of the day.
//!
//! A rate that nobody entered (Magento then keeps 1) or that the shop's own totals contradict would put every sale abroad into
//! the books at a wrong value; Xero's rate of the day does not. Xero itself says that a rate must never default to 1.

use rust_decimal::Decimal;

use crate::domain::money;
use crate::domain::policy::{Hold, HoldCode, Policy};
use crate::domain::shop::SalesDocument;
use crate::message::say;

/// Currencies that are worth one of another one by law: a rate of 1 between them is right.
const AT_PAR: [&[&str]; 5] = [
    &["GBP", "GIP", "FKP", "SHP"],
    &["USD", "BMD", "BSD", "PAB"],
    &["SGD", "BND"],
    &["ZAR", "LSL", "NAD", "SZL"],
    &["INR", "BTN"],
];
/// How far a rate may be from the one of the document's totals, which are rounded to cents.
const TOLERANCE: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

/// Why the shop's rate is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doubt {
    /// Zero, negative or not there.
    Missing,
    /// 1 between two currencies.
    One,
    /// The document's totals in its two currencies have another one.
    Totals,
}

/// Units of the document's currency for one of the organisation's; `None` leaves it to Xero.
///
/// # Errors
/// When the shop's rate is none that can be used, and such documents are held.
pub(super) fn rate(d: &SalesDocument, p: &Policy) -> Result<Option<Decimal>, Hold> {
    if d.currency == p.base_currency || p.base_currency.is_empty() {
        return Ok(None);
    }
    let in_base = d.base_currency == p.base_currency;
    if !in_base && d.global_currency != p.base_currency {
        // The shop does not know the organisation's currency.
        return Ok(None);
    }
    let found = of_document(d).and_then(|to_order| match in_base {
        true => Ok(to_order),
        false => leg(&d.base_currency, &d.global_currency, d.base_to_global_rate)
            .and_then(|to_global| to_order.checked_div(to_global).ok_or(Doubt::Missing)),
    });
    // What is sent has six decimals: 1.0000001 would be a rate of 1 there.
    let sent = found.and_then(|exact| match money::round(exact, 6).normalize() {
        rate if rate == Decimal::ONE && !at_par(&d.currency, &p.base_currency) => Err(Doubt::One),
        rate => Ok(rate),
    });
    match sent {
        Ok(rate) if rate > Decimal::ZERO => Ok(Some(rate)),
        Ok(_) if p.documents.hold_doubtful_rate => Err(doubtful(d, p, Doubt::Missing)),
        Err(doubt) if p.documents.hold_doubtful_rate => Err(doubtful(d, p, doubt)),
        _ => Ok(None),
    }
}

/// The document's own rate, unless its totals contradict it.
fn of_document(d: &SalesDocument) -> Result<Decimal, Doubt> {
    let rate = leg(&d.base_currency, &d.currency, d.base_to_order_rate)?;
    let (base, total) = (d.totals.base_grand_total, d.totals.grand_total);
    let fits = base <= Decimal::ZERO
        || total <= Decimal::ZERO
        || d.currency == d.base_currency
        || base.checked_mul(rate).is_some_and(|converted| {
            let off = (converted - total).abs();
            // Each of the two totals is rounded.
            let rounding = Decimal::new(1, 2) * (Decimal::ONE + rate);
            off <= rounding.max(total * TOLERANCE)
        });
    if fits { Ok(rate) } else { Err(Doubt::Totals) }
}

/// Whether one of the first currency is one of the second by law.
fn at_par(from: &str, to: &str) -> bool {
    AT_PAR.iter().any(|group| group.contains(&from) && group.contains(&to))
}

/// A rate between two currencies of the shop.
fn leg(from: &str, to: &str, rate: Decimal) -> Result<Decimal, Doubt> {
    match rate {
        _ if from == to => Ok(Decimal::ONE),
        rate if rate <= Decimal::ZERO => Err(Doubt::Missing),
        rate if rate == Decimal::ONE && !at_par(from, to) => Err(Doubt::One),
        rate => Ok(rate),
    }
}

fn doubtful(d: &SalesDocument, p: &Policy, doubt: Doubt) -> Hold {
    let (number, currency, own) = (&d.number, &d.currency, &p.base_currency);
    let message = match doubt {
        Doubt::Missing => say::RATE_MISSING.with((number, currency, own)),
        Doubt::One => say::RATE_OF_ONE.with((number, currency, own)),
        Doubt::Totals => say::RATE_AGAINST_TOTALS.with((
            money::number(d.base_to_order_rate),
            number,
            money::amount(d.totals.grand_total, currency),
            money::amount(d.totals.base_grand_total, &d.base_currency),
        )),
    };
    Hold::new(HoldCode::CurrencyRateDoubtful, message, say::RATE_FIX)
        .with("currency", currency)
        .with("rate_of_the_shop", money::plain(d.base_to_order_rate))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::shop::Totals;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    /// A document in these currencies: its own, the website's, the shop's; rates and both totals.
    fn document([own, base, global]: [&str; 3], rates: [&str; 2], totals: [&str; 2]) -> SalesDocument {
        SalesDocument {
            number: "000000193".into(),
            currency: own.into(),
            base_currency: base.into(),
            global_currency: global.into(),
            base_to_order_rate: dec(rates[0]),
            base_to_global_rate: dec(rates[1]),
            totals: Totals {
                grand_total: dec(totals[0]),
                base_grand_total: dec(totals[1]),
                ..Totals::default()
            },
            ..SalesDocument::default()
        }
    }

    #[test]
    fn rates_that_can_be_used_and_rates_that_cannot() {
        let pounds = ["EUR", "GBP", "GBP"];
        for (currencies, rates, totals, expected) in [
            (pounds, ["1.1525", "1"], ["120", "104.12"], "1.1525"),
            // Nobody entered it.
            (pounds, ["1.0000", "1"], ["120", "120"], "held"),
            (pounds, ["1.0000001", "1"], ["120", "120"], "held"),
            (pounds, ["0.99999999", "1"], ["120", "120"], "held"),
            (pounds, ["0", "1"], ["120", "104.12"], "held"),
            (pounds, ["-1.15", "1"], ["120", "104.12"], "held"),
            // The other way round: 120 euros are not 138 pounds at 0.8677 euros for a pound.
            (pounds, ["0.8677", "1"], ["120", "104.12"], "held"),
            // 1 for amounts that were converted, and a hundred times too much.
            (pounds, ["1", "1"], ["120", "104.12"], "held"),
            (pounds, ["115.25", "1"], ["120", "104.12"], "held"),
            // Cents are rounded, and free orders tell nothing.
            (pounds, ["1.1525", "1"], ["0.01", "0.01"], "1.1525"),
            (pounds, ["1.1525", "1"], ["0", "0"], "1.1525"),
            (pounds, ["1.1525", "1"], ["120", "0"], "1.1525"),
            // Gibraltar's pound is a pound.
            (["GIP", "GBP", "GBP"], ["1", "1"], ["120", "120"], "1"),
            // In the organisation's currency there is no rate.
            (["GBP", "GBP", "GBP"], ["1", "1"], ["120", "120"], "none"),
            // Two steps: a website in euros, books in the shop's pounds; either step may lack its rate.
            (["SEK", "EUR", "GBP"], ["11.5", "0.8677"], ["115", "10"], "13.253429"),
            (["SEK", "EUR", "GBP"], ["11.5", "1"], ["115", "10"], "held"),
            (["SEK", "EUR", "GBP"], ["1", "0.8677"], ["115", "115"], "held"),
            (["SEK", "EUR", "GBP"], ["11.5", "0"], ["115", "10"], "held"),
            (["EUR", "EUR", "GBP"], ["1", "0.8677"], ["120", "120"], "1.152472"),
            (["EUR", "EUR", "GBP"], ["1", "1"], ["120", "120"], "held"),
            // Kept in a currency of which the shop knows nothing.
            (["EUR", "USD", "USD"], ["1", "1"], ["120", "120"], "none"),
        ] {
            let d = document(currencies, rates, totals);
            let mut p = Policy {
                base_currency: "GBP".into(),
                ..Policy::default()
            };
            let usual = rate(&d, &p).unwrap();
            p.documents.hold_doubtful_rate = true;
            let told = match rate(&d, &p) {
                Ok(Some(rate)) => rate.to_string(),
                Ok(None) => "none".to_owned(),
                Err(hold) => {
                    assert_eq!(hold.code, HoldCode::CurrencyRateDoubtful);
                    assert_eq!(usual, None, "Xero's rate of the day");
                    "held".to_owned()
                }
            };
            assert_eq!(told, expected, "{currencies:?} {rates:?} {totals:?}");
        }
    }
}
