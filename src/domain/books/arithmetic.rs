//! Defines how Xero computes a document (pure model of its published rounding guide).
//!
//! It does not choose amounts; that is `mapping`.

use rust_decimal::Decimal;

use super::{Amounts, Document, Totals};
use crate::domain::money::{round, round_cents};

/// Quantity × unit amount − discount, each step rounded as Xero does with `unitdp=4`.
pub fn line_amount(
    quantity: Decimal,
    unit_amount: Decimal,
    discount_amount: Option<Decimal>,
) -> Option<Decimal> {
    let gross = round(quantity, 4).checked_mul(round(unit_amount, 4))?;
    Some(round_cents(gross.checked_sub(
        discount_amount.map(round_cents).unwrap_or_default(),
    )?))
}

/// The tax of a line amount at `rate` percent.
pub fn line_tax(amounts: Amounts, line_amount: Decimal, rate: Decimal) -> Option<Decimal> {
    let fraction = rate.checked_div(Decimal::ONE_HUNDRED)?;
    match amounts {
        Amounts::Exclusive => Some(round_cents(line_amount.checked_mul(fraction)?)),
        Amounts::Inclusive => {
            let net = line_amount.checked_div(fraction.checked_add(Decimal::ONE)?)?;
            line_amount.checked_sub(round_cents(net))
        }
        Amounts::NoTax => Some(Decimal::ZERO),
    }
}

/// What Xero will compute for the document; `None` when an amount is too large for exact arithmetic.
pub fn totals(document: &Document) -> Option<Totals> {
    let mut sum = Decimal::ZERO;
    let mut tax = Decimal::ZERO;
    for line in &document.lines {
        let amount = line_amount(line.quantity, line.unit_amount, line.discount_amount)?;
        sum = sum.checked_add(amount)?;
        tax = tax.checked_add(line_tax(document.amounts, amount, line.tax_rate)?)?;
    }
    Some(match document.amounts {
        Amounts::Inclusive => Totals {
            subtotal: sum.checked_sub(tax)?,
            tax,
            total: sum,
        },
        Amounts::Exclusive | Amounts::NoTax => Totals {
            subtotal: sum,
            tax,
            total: sum.checked_add(tax)?,
        },
    })
}
