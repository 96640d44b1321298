//! The arithmetic of a document, as Xero's rounding guide describes it: price, line, tax per line, then the sums.

use rust_decimal::Decimal;

use crate::books::document::LineAmounts;
use crate::books::money::round;

/// Largest amount of a line.
pub(super) const LARGEST: Decimal = Decimal::from_parts(3_567_587_327, 232, 0, false, 2);

/// Sums of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub subtotal: Decimal,
    pub tax: Decimal,
    pub total: Decimal,
}

/// The amount of a line: quantity times price (already rounded), less the discount, rounded to cents. None when it is too large.
pub(super) fn line_amount(
    quantity: Decimal,
    unit: Decimal,
    rate: Option<Decimal>,
    discount: Option<Decimal>,
) -> Option<Decimal> {
    let gross = quantity.checked_mul(unit)?;
    let net = match (rate, discount) {
        (Some(rate), _) => gross
            .checked_mul(Decimal::ONE_HUNDRED - rate)?
            .checked_div(Decimal::ONE_HUNDRED)?,
        (None, Some(discount)) => gross.checked_sub(discount)?,
        (None, None) => gross,
    };
    let amount = round(net, 2);
    (amount.abs() <= LARGEST).then_some(amount)
}

/// The tax in, or on top of, a line's amount.
pub(super) fn line_tax(amount: Decimal, percent: Decimal, line_amounts: LineAmounts) -> Decimal {
    match line_amounts {
        LineAmounts::NoTax => Decimal::ZERO,
        LineAmounts::Exclusive => round(amount * percent / Decimal::ONE_HUNDRED, 2),
        LineAmounts::Inclusive => amount - round(amount * Decimal::ONE_HUNDRED / (Decimal::ONE_HUNDRED + percent), 2),
    }
}

/// Sums over lines given as amount and tax.
pub(super) fn sums(lines: impl Iterator<Item = (Decimal, Decimal)>, line_amounts: LineAmounts) -> Sums {
    let (amount, tax) = lines.fold((Decimal::ZERO, Decimal::ZERO), |(a, t), (amount, tax)| {
        (a + amount, t + tax)
    });
    match line_amounts {
        LineAmounts::Inclusive => Sums {
            subtotal: amount - tax,
            tax,
            total: amount,
        },
        LineAmounts::Exclusive | LineAmounts::NoTax => Sums {
            subtotal: amount,
            tax,
            total: amount + tax,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn tax_is_rounded_half_up_per_line_and_then_added() {
        let amounts = ["25.06", "25.61", "25.63"].map(d);
        let lines = amounts.map(|a| (a, line_tax(a, d("15"), LineAmounts::Exclusive)));
        assert_eq!(lines.map(|(_, t)| t), ["3.76", "3.84", "3.84"].map(d));
        let sums = sums(lines.into_iter(), LineAmounts::Exclusive);
        assert_eq!(
            sums,
            Sums {
                subtotal: d("76.30"),
                tax: d("11.44"),
                total: d("87.74")
            }
        );
    }

    #[test]
    fn half_a_cent_goes_up_and_away_from_zero() {
        assert_eq!(round(d("2.165"), 2), d("2.17"));
        assert_eq!(round(d("2.164"), 2), d("2.16"));
        assert_eq!(round(d("-2.165"), 2), d("-2.17"));
    }

    #[test]
    fn inclusive_tax_is_what_is_left_of_the_rounded_net() {
        // 10.00 at 20 %: net 8.333 is 8.33, tax 1.67.
        assert_eq!(line_tax(d("10.00"), d("20"), LineAmounts::Inclusive), d("1.67"));
        let one = sums([(d("10.00"), d("1.67"))].into_iter(), LineAmounts::Inclusive);
        assert_eq!(
            one,
            Sums {
                subtotal: d("8.33"),
                tax: d("1.67"),
                total: d("10.00")
            }
        );
    }

    #[test]
    fn discounts_are_taken_before_the_line_is_rounded() {
        assert_eq!(line_amount(d("3"), d("9.99"), Some(d("33.33")), None), Some(d("19.98")));
        assert_eq!(line_amount(d("3"), d("9.99"), None, Some(d("0.97"))), Some(d("29.00")));
        assert_eq!(line_amount(d("1"), LARGEST, None, None), Some(d("9999999999.99")));
        assert_eq!(line_amount(d("2"), LARGEST, None, None), None);
    }
}
