//! Decides the pair of lines that gives back what a shop's rounding of tax per piece added to the tax or took from it.
//!
//! A shop that charges 0.10 of tax on each of 99 pieces charges 9.90 where a tenth of the row is 9.80. No line amounts give
//! Xero that tax. A taxed line and an untaxed line that cancel each other do: the total, the revenue and the tax are the
//! shop's. It never covers more than rounding per piece can explain, so it cannot hide a defect.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::cents::Rate;
use super::row::{Kind, Row};
use super::tax::TaxChoice;
use crate::domain::books::{AccountRef, Amounts};
use crate::domain::money;

/// A piece's tax is rounded by at most half a cent.
const PER_PIECE: Decimal = Decimal::from_parts(5, 0, 0, false, 3);

/// The rows of one tax type.
struct Gap<'a> {
    choice: &'a TaxChoice,
    account: &'a AccountRef,
    /// The shop's tax.
    shop: Decimal,
    /// Xero's tax in cents.
    xero: i64,
    /// What rounding per piece can explain of the difference.
    explained: Decimal,
}

/// The rows with a pair of lines per tax type whose tax was rounded per piece; `None` when that explains nothing.
///
/// `wanted` is the document's tax in cents; `natural` is the line amount of a row in cents.
pub(super) fn correct(
    rows: &[Row],
    amounts: Amounts,
    untaxed: &TaxChoice,
    wanted: i64,
    natural: impl Fn(&Row) -> Option<i64>,
) -> Option<Vec<Row>> {
    let mut gaps: BTreeMap<&str, Gap> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.choice.rate.is_zero()) {
        let gap = gaps.entry(&row.choice.tax_type).or_insert(Gap {
            choice: &row.choice,
            account: &row.account,
            shop: Decimal::ZERO,
            xero: 0,
            explained: Decimal::ZERO,
        });
        gap.shop += row.tax;
        gap.xero += Rate::from_percent(row.choice.rate)?.tax(natural(row)?, amounts);
        // Several rates on one piece are rounded one by one.
        gap.explained += PER_PIECE * row.quantity.max(Decimal::ONE) * Decimal::from(row.rates.max(1));
    }
    let missing = wanted - gaps.values().map(|gap| gap.xero).sum::<i64>();
    let mut parts = Vec::new();
    for gap in gaps.into_values() {
        let tax = money::cents(gap.shop)? - gap.xero;
        // Xero's own rounding of every row comes on top of the shop's.
        if money::from_cents(tax).abs() <= gap.explained * Decimal::TWO {
            parts.push((tax, gap));
        }
    }
    // Amounts of four decimals leave a cent or two between the header and the rows.
    let rest = missing - parts.iter().map(|(tax, _)| tax).sum::<i64>();
    if rest.abs() > 2 {
        return None;
    }
    parts.iter_mut().max_by_key(|(tax, _)| tax.abs())?.0 += rest;
    let mut corrected = rows.to_vec();
    for (tax, gap) in parts.into_iter().filter(|(tax, _)| *tax != 0) {
        let amount = money::from_cents(base_of(tax, gap.choice.rate, amounts)?);
        let tax = money::from_cents(tax);
        let net = if amounts == Amounts::Inclusive {
            amount - tax
        } else {
            amount
        };
        corrected.push(line(gap.account, gap.choice.clone(), net, tax));
        corrected.push(line(gap.account, untaxed.clone(), -amount, Decimal::ZERO));
    }
    (corrected.len() > rows.len()).then_some(corrected)
}

/// The line amount whose tax is so many cents.
fn base_of(tax: i64, percent: Decimal, amounts: Amounts) -> Option<i64> {
    let share = percent.checked_div(Decimal::ONE_HUNDRED)?;
    let net = money::from_cents(tax).checked_div(share)?;
    let exact = match amounts {
        Amounts::Inclusive => net + money::from_cents(tax),
        Amounts::Exclusive | Amounts::NoTax => net,
    };
    let near = money::cents(exact)?;
    let rate = Rate::from_percent(percent)?;
    [near, near + 1, near - 1]
        .into_iter()
        .find(|cents| rate.tax(*cents, amounts) == tax)
}

fn line(account: &AccountRef, choice: TaxChoice, net: Decimal, tax: Decimal) -> Row {
    Row {
        kind: Kind::Correction,
        description: "Tax rounding".to_owned(),
        item_code: None,
        account: account.clone(),
        choice,
        net,
        tax,
        rates: 0,
        quantity: Decimal::ONE,
        unit_net: net,
        unit_gross: net + tax,
        discount_net: Decimal::ZERO,
        discount_gross: Decimal::ZERO,
    }
}
