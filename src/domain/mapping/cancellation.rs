//! Decides which credit note takes back what was cancelled of an order that is in the books already.
//!
//! It does not know whether the order was sent, or could still be voided; that is the engine's.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::document::{MOST_DECIMALS, bounded, document, number};
use super::text;
use crate::domain::books::{Document, DocumentKind};
use crate::domain::money;
use crate::domain::policy::{Hold, HoldCode, Policy};
use crate::domain::shop::{self, Canceled, Line, SalesDocument, State, Totals};
use crate::message::say;

/// What follows the order's number.
const MARK: &str = "-X";
/// References.
const REFERENCE: usize = 255;

/// The credit note for the cancelled part of an order; `None` when nothing of it was cancelled.
///
/// It is dated on the day of the order's last change, which is when it was cancelled or later.
pub fn cancellation(d: &SalesDocument, p: &Policy) -> Result<Option<Document>, Hold> {
    if d.kind != shop::DocumentKind::Order {
        return Err(Hold::new(
            HoldCode::DocumentKind,
            say::NOT_AN_ORDER.with(&d.number),
            say::NOTHING_NEEDED,
        ));
    }
    let Some(canceled) = d
        .canceled
        .as_ref()
        .filter(|canceled| canceled.grand_total > Decimal::ZERO)
    else {
        return Ok(None);
    };
    // Before anything is multiplied.
    bounded(d)?;
    let credited = document(&as_credit_memo(d, canceled), p)?;
    Ok(Some(Document {
        number: number(&format!("{}{MARK}", d.number), DocumentKind::CreditNote, p)?,
        reference: text::limit(&format!("{} cancelled", text::clean(&d.number)), REFERENCE),
        ..credited
    }))
}

/// The cancelled part as if the shop had made a credit memo of it.
fn as_credit_memo(d: &SalesDocument, canceled: &Canceled) -> SalesDocument {
    let whole = canceled.grand_total == d.totals.grand_total && canceled.tax == d.totals.tax;
    let lines = if whole {
        d.lines.clone()
    } else {
        d.lines.iter().filter_map(part).collect()
    };
    let of_shipping = |amount: Decimal| {
        if whole {
            amount
        } else {
            of(amount, canceled.shipping, d.totals.shipping)
        }
    };
    SalesDocument {
        kind: shop::DocumentKind::CreditMemo,
        state: State::Open,
        date: changed(d),
        totals: Totals {
            shipping: of_shipping(d.totals.shipping),
            shipping_incl_tax: of_shipping(d.totals.shipping_incl_tax),
            shipping_tax: of_shipping(d.totals.shipping_tax),
            shipping_discount: of_shipping(d.totals.shipping_discount),
            shipping_discount_tax_compensation: of_shipping(d.totals.shipping_discount_tax_compensation),
            tax: canceled.tax,
            grand_total: canceled.grand_total,
            adjustment_positive: Decimal::ZERO,
            adjustment_negative: Decimal::ZERO,
            ..d.totals.clone()
        },
        lines,
        // Other extensions do not tell what of theirs was cancelled: all of it with the whole order.
        extra_totals: if whole { d.extra_totals.clone() } else { Vec::new() },
        invoice: None,
        ..d.clone()
    }
}

/// The cancelled pieces of a row.
fn part(line: &Line) -> Option<Line> {
    let quantity = line.quantity_canceled.min(line.quantity);
    let of = |amount: Decimal| of(amount, quantity, line.quantity);
    (quantity > Decimal::ZERO).then(|| Line {
        quantity,
        row_total: of(line.row_total),
        row_total_incl_tax: of(line.row_total_incl_tax),
        discount: of(line.discount),
        discount_tax_compensation: of(line.discount_tax_compensation),
        tax: of(line.tax),
        fixed_product_tax_row: of(line.fixed_product_tax_row),
        base_fixed_product_tax_row: of(line.base_fixed_product_tax_row),
        fixed_product_tax_tax: line.fixed_product_tax_tax.map(of),
        ..line.clone()
    })
}

/// The amount's share that belongs to a part of the whole, from nothing to all of it.
fn of(amount: Decimal, part: Decimal, whole: Decimal) -> Decimal {
    let share = part
        .checked_div(whole)
        .unwrap_or_default()
        .clamp(Decimal::ZERO, Decimal::ONE);
    money::round(amount * share, MOST_DECIMALS)
}

/// The day of the last change, not before the order's own.
fn changed(d: &SalesDocument) -> NaiveDate {
    let day = || d.head.updated_at.as_deref()?.get(..10)?.parse().ok();
    d.head.updated_on.or_else(day).unwrap_or(d.date).max(d.date)
}
