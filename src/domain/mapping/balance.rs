//! Decides how the rows become line amounts that Xero adds up to exactly the shop's tax and total.
//!
//! From the most natural to the least: the shop's own amounts without tax, with tax, single cents moved between lines, rows
//! split by quantity, one rounding line of at most five cents, and for shops that round tax per piece a pair of lines that
//! cancel each other. It does not write lines; that is `lines`.

use std::borrow::Cow;
use std::cell::OnceCell;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::cents::{self, Cell, Rate, Wanted};
use super::correction;
use super::lines;
use super::row::{Kind, Row};
use super::rows::Explanation;
use crate::domain::books::Amounts;
use crate::domain::money;
use crate::domain::policy::{AmountsRule, DocumentRules};

/// Most cents on the rounding line.
const LARGEST_ROUNDING: i64 = 5;
/// More unexplained than this is no matter of moving cents: it goes to the rounding line.
const ROUNDING_NOISE: Decimal = Decimal::from_parts(1, 0, 0, false, 2);
/// Lines that splitting may add.
const ADDED_LINES: usize = 6;
/// Both ways of writing amounts, the usual one first.
const BOTH: [Amounts; 2] = [Amounts::Exclusive, Amounts::Inclusive];

/// Rows with their line amounts in cents.
#[derive(Debug, Clone)]
pub(super) struct Balanced {
    pub(super) amounts: Amounts,
    pub(super) rows: Vec<(Row, i64)>,
    /// The rounding line in cents; zero for none.
    pub(super) rounding: i64,
}

/// Finds line amounts; `None` when there are none within the limits.
///
/// What line amounts should contain is tried first, but gives way before a rounding line does.
pub(super) fn balance(explanation: &Explanation, rules: &DocumentRules) -> Option<Balanced> {
    let (wishes, both): (&[&[Amounts]], [Amounts; 2]) = match rules.amounts {
        AmountsRule::Automatic => (&[&BOTH], BOTH),
        AmountsRule::Exclusive => (&[&[Amounts::Exclusive], &[Amounts::Inclusive]], BOTH),
        AmountsRule::Inclusive => (
            &[&[Amounts::Inclusive], &[Amounts::Exclusive]],
            [Amounts::Inclusive, Amounts::Exclusive],
        ),
    };
    let rows = &explanation.rows;
    let start = if explanation.residual.abs() > ROUNDING_NOISE {
        money::cents(explanation.residual)?
    } else {
        0
    };
    let views = [OnceCell::new(), OnceCell::new()];
    let view = |amounts: Amounts| {
        let [exclusive, inclusive] = &views;
        let seen = if amounts == Amounts::Inclusive {
            inclusive
        } else {
            exclusive
        };
        seen.get_or_init(|| View::new(Cow::Borrowed(rows), amounts)).as_ref()
    };
    // Between what was sold cents move first: then every account gets exactly what the shop says.
    let within_sales = |kinds: &[Amounts]| {
        kinds.iter().find_map(|amounts| {
            let mut view = View::new(Cow::Borrowed(rows), *amounts)?;
            view.move_only_products();
            [0, 1, 3]
                .into_iter()
                .find_map(|reach| view.moved(explanation, reach, start))
        })
    };
    let attempt = |kinds: &[Amounts], reach, rounding| {
        kinds
            .iter()
            .find_map(|amounts| view(*amounts)?.moved(explanation, reach, rounding))
    };
    let changed =
        |kinds: &[Amounts], change: &dyn Fn(Amounts) -> Option<Vec<Row>>, reaches: &[i64], roundings: &[i64]| {
            kinds.iter().copied().find_map(|amounts| {
                let view = View::new(Cow::Owned(change(amounts)?), amounts)?;
                roundings.iter().find_map(|rounding| {
                    reaches
                        .iter()
                        .find_map(|reach| view.moved(explanation, *reach, *rounding))
                })
            })
        };
    let pieces = |amounts| split(rows, amounts);
    let pairs = |amounts| {
        if rules.hold_tax_per_piece {
            return None;
        }
        let natural = |row: &Row| natural_cents(row, amounts);
        correction::correct(rows, amounts, explanation.untaxed.as_ref()?, explanation.tax, natural)
    };
    let mut roundings: Vec<i64> = (-LARGEST_ROUNDING..=LARGEST_ROUNDING)
        .filter(|by| *by != start)
        .collect();
    roundings.sort_by_key(|by| (by - start).abs());
    let far = if rows.len() > 40 { 2 } else { LARGEST_ROUNDING };
    let near = |kinds: &[Amounts]| {
        within_sales(kinds)
            .or_else(|| [1, 3].into_iter().find_map(|reach| attempt(kinds, reach, start)))
            .or_else(|| changed(kinds, &pieces, &[0, 1, 3], &[start]))
    };
    wishes
        .iter()
        .find_map(|kinds| near(kinds))
        .or_else(|| roundings.iter().find_map(|rounding| attempt(&both, far, *rounding)))
        .or_else(|| changed(&both, &pairs, &[0, 1, 3], &[start]))
        .or_else(|| changed(&both, &pairs, &[far], &roundings))
        .or_else(|| attempt(&both, 2 * far, start))
        .or_else(|| roundings.iter().find_map(|rounding| attempt(&both, 2 * far, *rounding)))
}

/// Rows in one way of writing amounts, as the search sees them.
struct View<'a> {
    amounts: Amounts,
    rows: Cow<'a, [Row]>,
    cells: Vec<Cell>,
    /// Sum and tax of the natural amounts.
    sum: i64,
    tax: i64,
}

impl<'a> View<'a> {
    fn new(rows: Cow<'a, [Row]>, amounts: Amounts) -> Option<View<'a>> {
        let cells = rows
            .iter()
            .map(|row| cell(row, amounts))
            .collect::<Option<Vec<Cell>>>()?;
        let (sum, tax) = cents::natural(&cells, amounts);
        Some(View {
            amounts,
            rows,
            cells,
            sum,
            tax,
        })
    }

    /// Leaves shipping, fees and discounts as they are.
    fn move_only_products(&mut self) {
        for (row, cell) in self.rows.iter().zip(&mut self.cells) {
            if row.kind != Kind::Product {
                cell.reluctance = None;
            }
        }
    }

    /// The lines' amounts when each may move by `reach` cents and the rounding line carries `rounding`.
    fn moved(&self, explanation: &Explanation, reach: i64, rounding: i64) -> Option<Balanced> {
        let target = match self.amounts {
            Amounts::Inclusive => explanation.total,
            Amounts::Exclusive | Amounts::NoTax => explanation.total - explanation.tax,
        };
        let wanted = Wanted {
            sum: target - rounding - self.sum,
            tax: explanation.tax - self.tax,
        };
        let moved = cents::solve(&self.cells, self.amounts, wanted, reach)?;
        Some(Balanced {
            amounts: self.amounts,
            rows: self
                .rows
                .iter()
                .zip(&self.cells)
                .zip(moved)
                .map(|((row, cell), by)| (row.clone(), cell.amount + by))
                .collect(),
            rounding,
        })
    }
}

fn cell(row: &Row, amounts: Amounts) -> Option<Cell> {
    let reluctance = match row.kind {
        // What a person typed stays as it was typed.
        Kind::Adjustment | Kind::Correction => None,
        // A gift card's amount is what its liability went down by.
        Kind::Extra if row.choice.rate.is_zero() => None,
        Kind::Product => Some(0),
        Kind::Shipping | Kind::FixedTax | Kind::Extra => Some(3),
        Kind::Discount => Some(5),
    };
    let amount = natural_cents(row, amounts)?;
    let unwieldy = lines::needs_one_piece(row) || amount.abs() < 100;
    Some(Cell {
        amount,
        rate: Rate::from_percent(row.choice.rate)?,
        reluctance: reluctance.map(|cost| cost + if unwieldy { 6 } else { 0 }),
    })
}

fn natural_cents(row: &Row, amounts: Amounts) -> Option<i64> {
    match amounts {
        Amounts::Inclusive => money::cents(row.net + row.tax),
        Amounts::Exclusive | Amounts::NoTax => money::cents(row.net),
    }
}

/// Splits rows whose tax Xero would round otherwise (the shop rounded it per piece) into lines of fewer pieces.
fn split(rows: &[Row], amounts: Amounts) -> Option<Vec<Row>> {
    let mut added = ADDED_LINES;
    let mut result = Vec::with_capacity(rows.len());
    let mut changed = false;
    for row in rows {
        match split_row(row, amounts, added) {
            Some(parts) => {
                added = added.saturating_sub(parts.len() - 1);
                changed = true;
                result.extend(parts);
            }
            None => result.push(row.clone()),
        }
    }
    changed.then_some(result)
}

/// The fewest lines of the row whose taxes are the row's tax; else as many as could do it with cents moved.
fn split_row(row: &Row, amounts: Amounts, added: usize) -> Option<Vec<Row>> {
    let rate = Rate::from_percent(row.choice.rate)?;
    if rate.is_zero() || row.quantity <= Decimal::ONE || added == 0 {
        return None;
    }
    let amount = natural_cents(row, amounts)?;
    let wanted = money::cents(row.tax)?;
    let missing = (wanted - rate.tax(amount, amounts)).unsigned_abs();
    if missing == 0 {
        return None;
    }
    let pieces = row.quantity.ceil().to_u64()?;
    let most = u64::try_from(added).ok()?.saturating_add(1).min(pieces);
    // A line rounds by at most half a cent.
    let fewest = 2 * missing;
    if fewest > most {
        return None;
    }
    let exact = (fewest.max(2)..=most).find_map(|count| {
        let parts = parts(row, pieces, count)?;
        let taxes: Option<i64> = parts
            .iter()
            .map(|part| Some(rate.tax(natural_cents(part, amounts)?, amounts)))
            .sum();
        (taxes? == wanted).then_some(parts)
    });
    exact.or_else(|| parts(row, pieces, (fewest + 2).min(most)))
}

/// The row as `count` or fewer lines of equal whole quantities and a rest.
fn parts(row: &Row, pieces: u64, count: u64) -> Option<Vec<Row>> {
    let each = Decimal::from(pieces.div_ceil(count));
    let mut parts = Vec::new();
    let mut left = row.quantity;
    let (mut net_left, mut tax_left) = (row.net, row.tax);
    while left > Decimal::ZERO {
        let quantity = if left > each { each } else { left };
        let share = |of: Decimal| of * quantity / row.quantity;
        let last = quantity == left;
        let net = if last {
            net_left
        } else {
            money::round_cents(share(row.net))
        };
        let tax = if last {
            tax_left
        } else {
            money::round(share(row.tax), 4)
        };
        parts.push(Row {
            net,
            tax,
            quantity,
            discount_net: share(row.discount_net),
            discount_gross: share(row.discount_gross),
            ..row.clone()
        });
        left -= quantity;
        net_left -= net;
        tax_left -= tax;
    }
    (parts.len() > 1).then_some(parts)
}
