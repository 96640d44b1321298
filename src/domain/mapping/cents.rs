//! Decides which whole cents the lines get, so that Xero's arithmetic gives exactly the wanted sum and tax.
//!
//! A dynamic program over the lines: the state is how far sum and tax have moved, the cost is how many cents were moved.
//! It does not know what a line is, only its amount, its rate and how willing it is.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::domain::books::Amounts;

/// Percent to an integer: eight decimals.
const RATE_SCALE: Decimal = Decimal::from_parts(100_000_000, 0, 0, false, 0);
/// A rate of 100 % in that scale.
const WHOLE: i128 = 10_000_000_000;
/// Marks a state that cannot be reached.
const UNREACHED: u32 = u32::MAX;
/// How far sum and tax may stray beyond the straight way while cents are moved.
const SLACK: i64 = 6;
/// States that a search may visit; a document that needs more has no sensible solution.
const LARGEST_SEARCH: usize = 20_000_000;

/// A tax rate as an exact integer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate(i128);

impl Rate {
    /// A rate in percent with at most eight decimals.
    pub(super) fn from_percent(percent: Decimal) -> Option<Rate> {
        percent.checked_mul(RATE_SCALE)?.to_i128().map(Rate)
    }

    /// Xero's tax of a line of so many cents.
    pub(super) fn tax(self, cents: i64, amounts: Amounts) -> i64 {
        let cents = i128::from(cents);
        let tax = match amounts {
            Amounts::Exclusive => divide_half_up(cents * self.0, WHOLE),
            Amounts::Inclusive => cents - divide_half_up(cents * WHOLE, WHOLE + self.0),
            Amounts::NoTax => 0,
        };
        i64::try_from(tax).unwrap_or_default()
    }

    /// Whether nothing is ever charged.
    pub(super) fn is_zero(self) -> bool {
        self.0 == 0
    }
}

/// Rounds half away from zero; the divisor is positive.
fn divide_half_up(dividend: i128, divisor: i128) -> i128 {
    let magnitude = (2 * dividend.abs() + divisor) / (2 * divisor);
    if dividend < 0 { -magnitude } else { magnitude }
}

/// A line as the search sees it.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// Its natural amount in cents.
    pub(super) amount: i64,
    /// Its rate.
    pub(super) rate: Rate,
    /// What one moved cent costs beyond its square; `None`: never moved.
    pub(super) reluctance: Option<u32>,
}

/// A possible move of one line.
struct Move {
    sum: i64,
    tax: i64,
    cost: u32,
}

/// The wanted change of all lines together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Change of the sum of the lines, in cents.
    pub(super) sum: i64,
    /// Change of the sum of their taxes, in cents.
    pub(super) tax: i64,
}

/// Sum and tax of the lines at their natural amounts.
pub(super) fn natural(cells: &[Cell], amounts: Amounts) -> (i64, i64) {
    cells.iter().fold((0, 0), |(sum, tax), cell| {
        (sum + cell.amount, tax + cell.rate.tax(cell.amount, amounts))
    })
}

/// The cheapest moves, at most `reach` cents per line, that change sum and tax as wanted.
pub(super) fn solve(cells: &[Cell], amounts: Amounts, wanted: Wanted, reach: i64) -> Option<Vec<i64>> {
    if wanted == (Wanted { sum: 0, tax: 0 }) {
        return Some(vec![0; cells.len()]);
    }
    if reach == 0 {
        return None;
    }
    let movable: Vec<(usize, Vec<Move>)> = cells
        .iter()
        .enumerate()
        .map(|(index, cell)| (index, moves(cell, amounts, reach)))
        .filter(|(_, moves)| moves.len() > 1)
        .collect();
    if !within_reach(&movable, wanted) {
        return None;
    }
    let grid = Grid::around(wanted);
    if grid.size().checked_mul(movable.len())? > LARGEST_SEARCH {
        return None;
    }
    let mut costs = vec![UNREACHED; grid.size()];
    *costs.get_mut(grid.index(0, 0)?)? = 0;
    let mut choices: Vec<Vec<u8>> = Vec::with_capacity(movable.len());
    for (_, moves) in &movable {
        let (next, choice) = grid.step(&costs, moves);
        costs = next;
        choices.push(choice);
    }
    if *costs.get(grid.index(wanted.sum, wanted.tax)?)? == UNREACHED {
        return None;
    }
    let mut result = vec![0; cells.len()];
    let (mut sum, mut tax) = (wanted.sum, wanted.tax);
    for ((index, moves), choice) in movable.iter().zip(&choices).rev() {
        let chosen = moves.get(usize::from(*choice.get(grid.index(sum, tax)?)?))?;
        *result.get_mut(*index)? = chosen.sum;
        sum -= chosen.sum;
        tax -= chosen.tax;
    }
    Some(result)
}

/// What a line can do: stay, or move without changing its sign or vanishing.
fn moves(cell: &Cell, amounts: Amounts, reach: i64) -> Vec<Move> {
    let Some(reluctance) = cell.reluctance else {
        return Vec::new();
    };
    let tax = cell.rate.tax(cell.amount, amounts);
    (-reach..=reach)
        .filter(|by| *by == 0 || (cell.amount + by).signum() == cell.amount.signum() && cell.amount != 0)
        .map(|by| {
            let size = u32::try_from(by.unsigned_abs()).unwrap_or(u32::MAX / 64).min(1_000);
            Move {
                sum: by,
                tax: cell.rate.tax(cell.amount + by, amounts) - tax,
                cost: 10 * size * size + reluctance.min(1_000) * size,
            }
        })
        .collect()
}

/// Whether all lines together could move so far at all.
fn within_reach(movable: &[(usize, Vec<Move>)], wanted: Wanted) -> bool {
    let range = |of: fn(&Move) -> i64| {
        movable.iter().fold((0, 0), |(low, high), (_, moves)| {
            let values = moves.iter().map(of);
            (
                low + values.clone().min().unwrap_or(0),
                high + values.max().unwrap_or(0),
            )
        })
    };
    let (sum_low, sum_high) = range(|a| a.sum);
    let (tax_low, tax_high) = range(|a| a.tax);
    (sum_low..=sum_high).contains(&wanted.sum) && (tax_low..=tax_high).contains(&wanted.tax)
}

/// The states: how far the sum and the tax have moved.
struct Grid {
    sum_low: i64,
    tax_low: i64,
    sums: usize,
    taxes: usize,
}

impl Grid {
    fn around(wanted: Wanted) -> Grid {
        let extent = |to: i64| {
            let cells = to.unsigned_abs().saturating_add(2 * SLACK.unsigned_abs() + 1);
            usize::try_from(cells).unwrap_or(usize::MAX)
        };
        Grid {
            sum_low: wanted.sum.min(0) - SLACK,
            tax_low: wanted.tax.min(0) - SLACK,
            sums: extent(wanted.sum),
            taxes: extent(wanted.tax),
        }
    }

    fn size(&self) -> usize {
        self.sums.saturating_mul(self.taxes)
    }

    fn index(&self, sum: i64, tax: i64) -> Option<usize> {
        let row = usize::try_from(sum - self.sum_low)
            .ok()
            .filter(|row| *row < self.sums)?;
        let column = usize::try_from(tax - self.tax_low)
            .ok()
            .filter(|column| *column < self.taxes)?;
        Some(row * self.taxes + column)
    }

    /// The cheapest costs after one more line, and the line's move that leads there.
    fn step(&self, costs: &[u32], moves: &[Move]) -> (Vec<u32>, Vec<u8>) {
        let mut next = vec![UNREACHED; costs.len()];
        let mut choice = vec![0; costs.len()];
        for (state, cost) in costs.iter().enumerate().filter(|(_, cost)| **cost != UNREACHED) {
            let sum = self.sum_low + (state / self.taxes) as i64;
            let tax = self.tax_low + (state % self.taxes) as i64;
            for (number, a) in moves.iter().enumerate() {
                let Some(to) = self.index(sum + a.sum, tax + a.tax) else {
                    continue;
                };
                let total = cost.saturating_add(a.cost);
                if let (Some(best), Some(chosen)) = (next.get_mut(to), choice.get_mut(to))
                    && total < *best
                {
                    *best = total;
                    *chosen = u8::try_from(number).unwrap_or_default();
                }
            }
        }
        (next, choice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::books::arithmetic::line_tax;

    fn rate(percent: &str) -> Rate {
        Rate::from_percent(percent.parse().unwrap()).unwrap()
    }

    fn cells(amounts: &[i64], percent: &str) -> Vec<Cell> {
        amounts
            .iter()
            .map(|amount| Cell {
                amount: *amount,
                rate: rate(percent),
                reluctance: Some(0),
            })
            .collect()
    }

    #[test]
    fn integer_tax_is_the_arithmetic() {
        for percent in ["0", "5", "7.25", "9.2833", "14.975", "15", "20", "27", "0.375"] {
            for cents in (-300..3_000).chain([12_345_678, 99_999_999_999]) {
                for amounts in [Amounts::Exclusive, Amounts::Inclusive, Amounts::NoTax] {
                    let exact = line_tax(amounts, Decimal::new(cents, 2), percent.parse().unwrap()).unwrap();
                    assert_eq!(
                        Decimal::new(rate(percent).tax(cents, amounts), 2),
                        exact,
                        "{cents} {percent}"
                    );
                }
            }
        }
    }

    #[test]
    fn moves_cents_between_lines() {
        let lines = cells(&[2506, 2561, 2563], "15");
        assert_eq!(natural(&lines, Amounts::Exclusive), (7630, 1144));
        let by = solve(&lines, Amounts::Exclusive, Wanted { sum: 0, tax: 1 }, 3).unwrap();
        assert_eq!(by.iter().sum::<i64>(), 0);
        let moved: Vec<Cell> = lines
            .iter()
            .zip(&by)
            .map(|(cell, by)| Cell {
                amount: cell.amount + by,
                ..cell.clone()
            })
            .collect();
        assert_eq!(natural(&moved, Amounts::Exclusive), (7630, 1145));
    }

    #[test]
    fn knows_its_limits() {
        assert_eq!(
            solve(&cells(&[999], "20"), Amounts::Exclusive, Wanted { sum: 0, tax: 1 }, 5),
            None
        );
        assert_eq!(
            solve(&cells(&[0, 0], "20"), Amounts::Exclusive, Wanted { sum: 1, tax: 0 }, 5),
            None
        );
        let fixed = vec![Cell {
            reluctance: None,
            ..cells(&[999], "20").remove(0)
        }];
        assert_eq!(solve(&fixed, Amounts::Exclusive, Wanted { sum: 1, tax: 0 }, 5), None);
        assert_eq!(
            solve(&fixed, Amounts::Exclusive, Wanted { sum: 0, tax: 0 }, 0),
            Some(vec![0])
        );
    }

    #[test]
    fn five_hundred_lines() {
        let lines = cells(&[102; 500], "20");
        let by = solve(&lines, Amounts::Exclusive, Wanted { sum: 0, tax: 200 }, 3).unwrap();
        assert_eq!(by.iter().sum::<i64>(), 0);
    }
}
