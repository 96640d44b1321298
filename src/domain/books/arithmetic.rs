//! Defines how Xero computes a document (pure model of its published rounding guide).
//!
//! It does not choose amounts; that is `mapping`.

use rust_decimal::Decimal;

use super::{Amounts, Document, Totals};
use crate::domain::money::{round, round_cents};

/// Quantity × unit amount − discount, each step rounded as Xero does with `unitdp=4`.
pub fn line_amount(quantity: Decimal, unit_amount: Decimal, discount_amount: Option<Decimal>) -> Option<Decimal> {
    let gross = round(quantity, 4).checked_mul(round(unit_amount, 4))?;
    Some(round_cents(
        gross.checked_sub(discount_amount.map(round_cents).unwrap_or_default())?,
    ))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn lines_are_rounded_after_the_discount() {
        let table = [
            ("2", "20", Some("5"), "35"),
            ("3", "33.3333", None, "100"),
            ("0.333", "17.4567", None, "5.81"),
            ("1", "0.005", None, "0.01"),
            ("1", "-2.5", None, "-2.5"),
            ("1333", "0.32956", None, "439.36"),
        ];
        for (quantity, unit, discount, amount) in table {
            assert_eq!(
                line_amount(dec(quantity), dec(unit), discount.map(dec)),
                Some(dec(amount)),
                "{quantity} × {unit}"
            );
        }
        assert_eq!(line_amount(Decimal::MAX, Decimal::MAX, None), None);
    }

    #[test]
    fn tax_is_rounded_half_up_per_line() {
        let published =
            ["25.06", "25.61", "25.63"].map(|net| line_tax(Amounts::Exclusive, dec(net), dec("15")).unwrap());
        assert_eq!(published, ["3.76", "3.84", "3.84"].map(dec));
        assert_eq!(published.iter().sum::<Decimal>(), dec("11.44"));
        // 2.165 → 2.17, 2.164 → 2.16
        assert_eq!(line_tax(Amounts::Exclusive, dec("21.65"), dec("10")), Some(dec("2.17")));
        assert_eq!(line_tax(Amounts::Exclusive, dec("21.64"), dec("10")), Some(dec("2.16")));
        assert_eq!(line_tax(Amounts::Inclusive, dec("12.00"), dec("20")), Some(dec("2.00")));
        assert_eq!(line_tax(Amounts::Inclusive, dec("9.99"), dec("20")), Some(dec("1.66")));
        assert_eq!(line_tax(Amounts::NoTax, dec("9.99"), dec("20")), Some(dec("0")));
        assert_eq!(line_tax(Amounts::Inclusive, dec("9.99"), dec("-100")), None);
    }
}
