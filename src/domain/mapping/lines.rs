//! Decides how a line shows its amount: quantity, unit amount and discount that Xero multiplies to exactly that amount.
//!
//! It does not decide the amount; that is `balance`.

use rust_decimal::Decimal;

use super::row::Row;
use super::text;
use crate::domain::books::{Amounts, DocumentKind, Line, arithmetic};
use crate::domain::money::{self, TOLERANCE};

/// What Xero holds of a description.
const DESCRIPTION: usize = 4_000;
/// Quantities have at most 13 characters, four of them decimals.
const LARGEST_QUANTITY: Decimal = Decimal::from_parts(99_999_999, 0, 0, false, 0);
/// Beyond this many pieces a unit amount of four decimals cannot hit every cent.
const EXACT_PIECES: Decimal = Decimal::ONE_HUNDRED;

/// Quantity, unit amount and discount of a line.
struct Shape {
    quantity: Decimal,
    unit_amount: Decimal,
    discount_amount: Option<Decimal>,
}

/// Whether an arbitrary amount of this row can only be shown as one piece.
pub(super) fn needs_one_piece(row: &Row) -> bool {
    !showable(row.quantity) || row.quantity > EXACT_PIECES
}

/// The line of a row that is worth `cents`.
pub(super) fn line(row: &Row, cents: i64, amounts: Amounts, kind: DocumentKind) -> Line {
    let amount = money::from_cents(cents);
    let shape = discounted(row, amount, amounts, kind)
        .or_else(|| natural(row, amount, amounts))
        .or_else(|| divided(row, amount));
    let (shape, description) = match shape {
        Some(shape) => (shape, row.description.clone()),
        None => {
            let pieces = money::plain(money::round(row.quantity, 4));
            let description = if row.quantity == Decimal::ONE || row.quantity.is_zero() {
                row.description.clone()
            } else {
                text::limit(&format!("{pieces} × {}", row.description), DESCRIPTION)
            };
            (
                Shape {
                    quantity: Decimal::ONE,
                    unit_amount: amount,
                    discount_amount: None,
                },
                description,
            )
        }
    };
    Line {
        description,
        quantity: shape.quantity.normalize(),
        unit_amount: shape.unit_amount.normalize(),
        discount_amount: shape.discount_amount.map(|amount| amount.normalize()),
        account: row.account.clone(),
        tax_type: row.choice.tax_type.clone(),
        tax_rate: row.choice.rate,
        item_code: row.item_code.clone(),
        tracking: Vec::new(),
    }
}

/// The shop's own price less its discount, on invoices.
fn discounted(row: &Row, amount: Decimal, amounts: Amounts, kind: DocumentKind) -> Option<Shape> {
    let (unit, expected) = shop_price(row, amounts);
    if kind == DocumentKind::CreditNote || expected <= Decimal::ZERO || !showable(row.quantity) {
        return None;
    }
    let unit_amount = money::round(unit, 4);
    let before = arithmetic::line_amount(row.quantity, unit_amount, None)?;
    let discount = before - amount;
    // Xero takes no discount that is larger than the line (shipping may be discounted on its price with tax).
    let plausible = discount > Decimal::ZERO && discount <= before && (discount - expected).abs() <= TOLERANCE;
    plausible.then_some(())?;
    exactly(
        Shape {
            quantity: row.quantity,
            unit_amount,
            discount_amount: Some(discount),
        },
        amount,
    )
}

/// The shop's own price.
fn natural(row: &Row, amount: Decimal, amounts: Amounts) -> Option<Shape> {
    showable(row.quantity).then_some(())?;
    let unit_amount = money::round(shop_price(row, amounts).0, 4);
    exactly(
        Shape {
            quantity: row.quantity,
            unit_amount,
            discount_amount: None,
        },
        amount,
    )
}

/// The amount divided by the quantity.
fn divided(row: &Row, amount: Decimal) -> Option<Shape> {
    showable(row.quantity).then_some(())?;
    let exact = amount.checked_div(row.quantity)?;
    // Few decimals read better; a gift of two or three digits is taken when it suffices.
    (2..=4).find_map(|places| {
        let unit_amount = money::round(exact, places);
        exactly(
            Shape {
                quantity: row.quantity,
                unit_amount,
                discount_amount: None,
            },
            amount,
        )
    })
}

fn shop_price(row: &Row, amounts: Amounts) -> (Decimal, Decimal) {
    match amounts {
        Amounts::Inclusive => (row.unit_gross, row.discount_gross),
        Amounts::Exclusive | Amounts::NoTax => (row.unit_net, row.discount_net),
    }
}

fn exactly(shape: Shape, amount: Decimal) -> Option<Shape> {
    let shown = arithmetic::line_amount(shape.quantity, shape.unit_amount, shape.discount_amount)?;
    (shown == amount).then_some(shape)
}

fn showable(quantity: Decimal) -> bool {
    quantity > Decimal::ZERO && quantity <= LARGEST_QUANTITY && quantity.normalize().scale() <= 4
}
