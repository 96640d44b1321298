//! Decides why a document's amounts do not add up: which known fault explains the difference, with its amounts.
//!
//! Pure arithmetic on what the shop says. It proposes nothing that would book money that did not move, and it does not decide
//! whether a document is held; that is `rows` and `document`.

use rust_decimal::Decimal;

use super::row::{Kind, Row};
use crate::domain::money::{self, TOLERANCE};
use crate::domain::policy::{Hold, HoldCode};
use crate::domain::shop::{DocumentKind, Line, SalesDocument};
use crate::message::{Message, Template, say};

/// Two amounts of four decimals that are the same differ by no more.
const SAME: Decimal = Decimal::from_parts(2, 0, 0, false, 2);
/// What can be done about a document whose own numbers are wrong: nothing in the settings helps.
const BY_HAND: Template<0> = say::BY_HAND_FIX;

/// A part of a document that its totals can lack or have twice.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Tax that was hidden in a discount.
    Compensation,
    /// The same of shipping.
    ShippingCompensation,
    /// A fixed product tax, without VAT.
    FixedTax,
    /// The VAT on it.
    FixedTaxTax,
    /// A fixed product tax with its VAT.
    FixedTaxGross,
    /// Shipping without tax.
    Shipping,
    /// Shipping with its tax.
    ShippingGross,
    /// The tax of shipping.
    ShippingTax,
    /// The tax of shipping that this document does not charge or refund.
    ForeignShippingTax,
    /// The discount on shipping.
    ShippingDiscount,
    /// The tax within the discount on shipping.
    ShippingDiscountTax,
    /// Adjustment refund less adjustment fee.
    Adjustment,
    /// Tax on them, which Magento does not know.
    AdjustmentTax,
    /// A total of another extension.
    Extra(String),
    /// Its tax.
    ExtraTax(String),
}

impl Part {
    fn words(&self, d: &SalesDocument) -> Message {
        match self {
            Part::Compensation => say::PART_COMPENSATION.into(),
            Part::ShippingCompensation => say::PART_SHIPPING_COMPENSATION.into(),
            Part::FixedTax => say::PART_FIXED_TAX.into(),
            Part::FixedTaxTax => say::PART_FIXED_TAX_TAX.into(),
            Part::FixedTaxGross => say::PART_FIXED_TAX_GROSS.into(),
            Part::Shipping => say::PART_SHIPPING.into(),
            Part::ShippingGross => say::PART_SHIPPING_GROSS.into(),
            Part::ShippingTax => say::PART_SHIPPING_TAX.into(),
            Part::ForeignShippingTax if d.kind == DocumentKind::CreditMemo => {
                say::PART_SHIPPING_TAX_NOT_REFUNDED.into()
            }
            Part::ForeignShippingTax => say::PART_SHIPPING_TAX_OF_ANOTHER.into(),
            Part::ShippingDiscount => say::PART_SHIPPING_DISCOUNT.into(),
            Part::ShippingDiscountTax => say::PART_SHIPPING_DISCOUNT_TAX.into(),
            Part::Adjustment => say::PART_ADJUSTMENT.into(),
            Part::AdjustmentTax => say::PART_ADJUSTMENT_TAX.into(),
            Part::Extra(code) => say::FOR_TOTAL.with(code),
            Part::ExtraTax(code) => say::PART_TOTAL_TAX.with(code),
        }
    }

    /// The stable word for the details of a hold.
    fn name(&self) -> &'static str {
        match self {
            Part::Compensation => "compensation",
            Part::ShippingCompensation => "shipping_compensation",
            Part::FixedTax | Part::FixedTaxGross => "fixed_product_tax",
            Part::FixedTaxTax => "fixed_product_tax_tax",
            Part::Shipping | Part::ShippingGross => "shipping",
            Part::ShippingTax => "shipping_tax",
            Part::ForeignShippingTax => "foreign_shipping_tax",
            Part::ShippingDiscount => "shipping_discount",
            Part::ShippingDiscountTax => "shipping_discount_tax",
            Part::Adjustment => "adjustment",
            Part::AdjustmentTax => "adjustment_tax",
            Part::Extra(_) => "extra_total",
            Part::ExtraTax(_) => "extra_total_tax",
        }
    }
}

/// The sums of a document's rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sums {
    net: Decimal,
    tax: Decimal,
}

impl Sums {
    /// The sums of these rows, exact.
    pub(super) fn of(rows: &[Row]) -> Sums {
        Sums {
            net: rows.iter().map(|row| row.net).sum(),
            tax: rows.iter().map(|row| row.tax).sum(),
        }
    }

    /// What the total has more than rows and tax.
    pub(super) fn residual(self, d: &SalesDocument) -> Decimal {
        d.totals.grand_total - d.totals.tax - self.net
    }

    /// What the header's tax has more than the rows.
    fn excess(self, d: &SalesDocument) -> Decimal {
        d.totals.tax - self.tax
    }
}

/// The document with the fixed product taxes that its rows have in the base currency only, where its total contains them. `None`
/// where there are none, or the total is right without them.
///
/// # Errors
/// When the total lacks them although the order's has them.
pub(super) fn fixed_taxes_of_base(d: &SalesDocument) -> Result<Option<SalesDocument>, Hold> {
    let only_in_base = |line: &Line| line.fixed_product_tax_row.is_zero() && !line.base_fixed_product_tax_row.is_zero();
    if !d.lines.iter().any(only_in_base) {
        return Ok(None);
    }
    let mut completed = d.clone();
    let mut hidden = Decimal::ZERO;
    for line in &mut completed.lines {
        if only_in_base(line) {
            let row = money::round_cents(in_own_currency(d, line.base_fixed_product_tax_row));
            line.fixed_product_tax_row = row;
            line.fixed_product_tax = row.checked_div(line.quantity).map_or(row, |unit| money::round(unit, 4));
            // The header tells whether it is taxed.
            line.fixed_product_tax_tax = None;
            hidden += row;
        }
    }
    let Some(parts) = d.parts(&[]).filter(|_| hidden.abs() > TOLERANCE) else {
        return Ok(None);
    };
    let total = d.totals.grand_total;
    if is_same(total - parts, hidden) && !claims_too_much(d) {
        return Ok(Some(completed));
    }
    if is_same(total, parts) && order_total(d).is_some_and(|order| is_same(order - total, hidden)) {
        let what = say::TOTAL_LACKS_BASE.with((&d.number, Part::FixedTax.words(d), money::amount(hidden, &d.currency)));
        return Err(wrong_total(d, what, -hidden, Part::FixedTax.name()));
    }
    Ok(None)
}

/// An amount of the base currency in the document's.
fn in_own_currency(d: &SalesDocument, amount: Decimal) -> Decimal {
    match d.currency == d.base_currency {
        true => amount,
        false => amount.checked_mul(d.base_to_order_rate).unwrap_or_default(),
    }
}

/// The hold of a total that is known to be wrong; `None` when no known fault gives exactly this difference.
pub(super) fn of_total(d: &SalesDocument, sums: Sums) -> Option<Hold> {
    let residual = sums.residual(d);
    let excess = sums.excess(d);
    // Rows and their taxes give the total: it is the header's tax that is wrong.
    if is_same(residual, -excess) && !is_same(excess, Decimal::ZERO) {
        return Some(of_tax(d, sums));
    }
    let parts = d.totals.grand_total - residual;
    if let Some((part, missing)) = of_residual(d, residual) {
        let what = match missing {
            true => say::TOTAL_LACKS,
            false => say::TOTAL_HAS_TWICE,
        }
        .with((
            &d.number,
            part.words(d),
            money::amount(residual.abs(), &d.currency),
            money::amount(d.totals.grand_total, ""),
            money::amount(parts, ""),
        ));
        return Some(wrong_total(d, what, residual, part.name()));
    }
    if is_in_base(d, parts) {
        let what = say::TOTAL_IN_BASE_CURRENCY.with((
            &d.number,
            money::amount(d.totals.grand_total, ""),
            &d.base_currency,
            money::amount(parts, &d.currency),
        ));
        return Some(wrong_total(d, what, residual, "base_currency"));
    }
    let of_order = order_total(d)?;
    // Less than the order can be a means of payment that the shop's reader does not know.
    (d.kind == DocumentKind::Invoice && residual > Decimal::ZERO && is_same(of_order, parts)).then(|| {
        let what = say::TOTAL_OF_ORDER.with((&d.number, money::amount(residual.abs(), &d.currency)));
        wrong_total(d, what, residual, "order_total")
    })
}

/// The part that explains what the total has more (or, `true`, less) than its parts.
fn of_residual(d: &SalesDocument, residual: Decimal) -> Option<(Part, bool)> {
    let t = &d.totals;
    let sum = |of: fn(&Line) -> Decimal| -> Decimal { d.lines.iter().map(of).sum() };
    let fixed = sum(|line| line.fixed_product_tax_row);
    let fixed_tax = sum(|line| line.fixed_product_tax_tax.unwrap_or_default());
    let compensation = sum(|line| line.discount_tax_compensation);
    let mut parts = vec![
        (Part::FixedTax, fixed),
        (Part::FixedTaxTax, fixed_tax),
        (Part::Compensation, compensation),
        (Part::ShippingCompensation, t.shipping_discount_tax_compensation),
        (Part::Compensation, compensation + t.shipping_discount_tax_compensation),
        (Part::Shipping, t.shipping),
        (Part::ShippingTax, t.shipping_tax),
        (Part::ShippingGross, t.shipping + t.shipping_tax),
        (Part::FixedTaxGross, fixed + fixed_tax),
        (Part::ShippingDiscount, -t.shipping_discount),
        (Part::Adjustment, t.adjustment_positive - t.adjustment_negative),
    ];
    parts.extend(
        d.extra_totals
            .iter()
            .map(|total| (Part::Extra(total.code.clone()), total.amount)),
    );
    // A total can lack what one row has of several.
    for line in d.lines.iter().filter(|_| d.lines.len() > 1) {
        let vat = line.fixed_product_tax_tax.unwrap_or_default();
        parts.extend([
            (Part::FixedTax, line.fixed_product_tax_row),
            (Part::FixedTaxTax, vat),
            (Part::FixedTaxGross, line.fixed_product_tax_row + vat),
            (Part::Compensation, line.discount_tax_compensation),
        ]);
    }
    // An order of the same total was agreed so with the customer: what it lacks of shipping was given by somebody, not forgotten.
    if d.kind == DocumentKind::Invoice && order_total(d).is_some_and(|order| is_same(order, t.grand_total)) {
        parts.retain(|(part, _)| {
            !matches!(
                part,
                Part::Shipping | Part::ShippingTax | Part::ShippingGross | Part::ShippingDiscount
            )
        });
    }
    let computed = [(Part::ShippingDiscountTax, -tax_within(d, t.shipping_discount))];
    // What the shop has an amount of goes before what is computed from it.
    found(&parts, residual).or_else(|| found(&computed, residual))
}

/// The part that the difference is minus of (it is missing), else the one that it is (it is there twice).
fn found(parts: &[(Part, Decimal)], difference: Decimal) -> Option<(Part, bool)> {
    let with = |wanted: Decimal| {
        parts
            .iter()
            .filter(|(_, amount)| amount.abs() > TOLERANCE)
            .find(|(_, amount)| is_same(*amount, wanted))
            .map(|(part, _)| part.clone())
    };
    with(-difference)
        .map(|part| (part, true))
        .or_else(|| with(difference).map(|part| (part, false)))
}

/// The hold of a document whose header has another tax than its rows.
fn of_tax(d: &SalesDocument, sums: Sums) -> Hold {
    let excess = sums.excess(d);
    let (lines, header) = (money::show(sums.tax), money::show(d.totals.tax));
    let part = of_excess(d, excess);
    let amount = |amount| money::amount(amount, "");
    let of_lines = money::amount(sums.tax, &d.currency);
    let (stated, off) = (amount(d.totals.tax), amount(excess.abs()));
    let message = match (&part, excess > Decimal::ZERO) {
        (Some(part), much) => if much {
            say::TAX_TOO_MUCH_USUALLY
        } else {
            say::TAX_TOO_LITTLE_USUALLY
        }
        .with((&d.number, of_lines, noun(d), stated, off, part.words(d))),
        (None, much) => {
            if much { say::TAX_TOO_MUCH } else { say::TAX_TOO_LITTLE }.with((&d.number, of_lines, noun(d), stated, off))
        }
    };
    Hold::new(HoldCode::TotalMismatch, message, BY_HAND)
        .with("tax", header)
        .with("lines_tax", lines)
        .with("total", money::show(d.totals.grand_total))
        .with("cause", part.map_or("header_tax", |part| part.name()))
}

/// The part whose tax the header has too much or too little.
fn of_excess(d: &SalesDocument, excess: Decimal) -> Option<Part> {
    let t = &d.totals;
    let fixed: Decimal = d
        .lines
        .iter()
        .map(|line| line.fixed_product_tax_row * line.tax_percent.unwrap_or_default() / Decimal::ONE_HUNDRED)
        .sum();
    let compensation: Decimal = d.lines.iter().map(|line| line.discount_tax_compensation).sum();
    let adjustment = t.adjustment_positive - t.adjustment_negative;
    let mut parts = vec![
        (Part::ShippingTax, t.shipping_tax),
        (Part::FixedTaxTax, fixed),
        (Part::Compensation, compensation),
        (Part::ShippingCompensation, t.shipping_discount_tax_compensation),
        (Part::ShippingDiscountTax, tax_within(d, t.shipping_discount)),
    ];
    for percent in percents(d) {
        parts.push((Part::AdjustmentTax, adjustment * percent / Decimal::ONE_HUNDRED));
        parts.push((
            Part::AdjustmentTax,
            adjustment * percent / (Decimal::ONE_HUNDRED + percent),
        ));
        for total in &d.extra_totals {
            let part = || Part::ExtraTax(total.code.clone());
            parts.push((part(), total.amount * percent / Decimal::ONE_HUNDRED));
            parts.push((part(), total.tax));
        }
    }
    let exact = parts
        .into_iter()
        .filter(|(_, amount)| amount.abs() > TOLERANCE)
        .find(|(_, amount)| is_same(amount.abs(), excess.abs()))
        .map(|(part, _)| part);
    exact.or_else(|| {
        // The tax of a part of the order that this document does not have.
        let has_no_shipping = t.shipping.is_zero() && t.shipping_tax.is_zero();
        let is_part =
            d.kind == DocumentKind::CreditMemo || order_total(d).is_some_and(|order| order > t.grand_total + TOLERANCE);
        (has_no_shipping && is_part && excess > Decimal::ZERO).then_some(Part::ForeignShippingTax)
    })
}

/// The hold of a document whose rows Xero's arithmetic cannot reproduce, when the shop's own numbers are why.
pub(super) fn of_mismatch(d: &SalesDocument, rows: &[Row]) -> Option<Hold> {
    let sums = Sums::of(rows);
    if sums.excess(d).abs() > TOLERANCE {
        return Some(of_tax(d, sums));
    }
    let charged = |row: &Row| row.net * row.choice.rate / Decimal::ONE_HUNDRED;
    let (row, missing) = rows
        .iter()
        .filter(|row| row.kind != Kind::Correction)
        .map(|row| (row, row.tax - charged(row)))
        .max_by_key(|(_, missing)| missing.abs())?;
    // A tax that is rounded per piece is half a cent off for each of them and each of their rates.
    let pieces = row.quantity.max(Decimal::ONE) * Decimal::from(row.rates.max(1));
    if missing.abs() <= Decimal::new(5, 3) * pieces + Decimal::new(1, 2) {
        return None;
    }
    Some(
        Hold::new(
            HoldCode::TotalMismatch,
            say::LINE_TAX_DIFFERS.with((
                &row.description,
                &d.number,
                money::amount(row.tax, &d.currency),
                money::number(row.choice.rate),
                money::amount(row.net, ""),
                money::amount(charged(row), ""),
            )),
            BY_HAND,
        )
        .with("tax", money::show(row.tax))
        .with("total", money::show(d.totals.grand_total))
        .with("cause", "line_tax"),
    )
}

/// Whether the document claims more money than its order or the payments of it know: then no account may take the difference.
pub(super) fn claims_too_much(d: &SalesDocument) -> bool {
    let total = d.totals.grand_total;
    let known = || order_total(d).is_some();
    match d.kind {
        DocumentKind::Invoice => order_total(d).is_some_and(|order| total > order + TOLERANCE),
        DocumentKind::CreditMemo => known() && total > d.order.total_paid.max(d.order.grand_total) + TOLERANCE,
        DocumentKind::Order => false,
    }
}

/// The hold of a difference that nothing explains; an account for it is proposed only where the money can have moved.
pub(super) fn unexplained(d: &SalesDocument, residual: Decimal) -> Hold {
    let amount = money::show(residual);
    let message = say::TOTAL_UNEXPLAINED.with((
        &d.number,
        money::amount(d.totals.grand_total, &d.currency),
        money::amount(residual, &d.currency),
    ));
    let hold = if claims_too_much(d) {
        wrong_total(d, message, residual, "more_than_the_order")
    } else {
        Hold::new(HoldCode::TotalUnexplained, message, say::TOTAL_UNEXPLAINED_FIX)
            .with("amount", amount)
            .with("cause", "unknown")
    };
    hold.with("grand_total", money::show(d.totals.grand_total))
        .with("currency", &d.currency)
}

/// The hold of a total that is wrong in the shop, beside what the order says.
fn wrong_total(d: &SalesDocument, what: Message, residual: Decimal, cause: &str) -> Hold {
    let total = d.totals.grand_total;
    let differing = order_total(d).filter(|order| d.kind == DocumentKind::Invoice && !is_same(*order, total));
    let message = match differing {
        Some(order) => {
            let totals = (money::amount(order, &d.currency), money::amount(total, ""));
            what.and(say::ORDER_SAYS.with(totals))
        }
        None => what,
    };
    let fix = match differing {
        Some(order) if order.is_zero() => say::NOTHING_OWED_FIX,
        _ => BY_HAND,
    };
    Hold::new(HoldCode::TotalUnexplained, message, fix)
        .with("amount", money::show(residual))
        .with("cause", cause)
}

/// What the order comes to; `None` when the shop's reader did not tell.
fn order_total(d: &SalesDocument) -> Option<Decimal> {
    (!d.order.id.is_empty()).then_some(d.order.grand_total)
}

/// Whether the total is the base currency's, of parts in the document's.
fn is_in_base(d: &SalesDocument, parts: Decimal) -> bool {
    let rate = d.base_to_order_rate;
    let converted = d.totals.base_grand_total.checked_mul(rate).unwrap_or_default();
    d.currency != d.base_currency
        && is_same(d.totals.grand_total, d.totals.base_grand_total)
        && (converted - parts).abs() <= Decimal::new(1, 2) * rate.max(Decimal::ONE)
}

/// The tax within an amount at the rate of shipping.
fn tax_within(d: &SalesDocument, amount: Decimal) -> Decimal {
    let percent = d.shipping.as_ref().and_then(|shipping| shipping.tax_percent);
    let percent = percent.unwrap_or_default();
    amount * percent / (Decimal::ONE_HUNDRED + percent)
}

/// The percentages that the document names, each once.
fn percents(d: &SalesDocument) -> Vec<Decimal> {
    let of_shipping = d.shipping.as_ref().and_then(|shipping| shipping.tax_percent);
    let mut all: Vec<Decimal> = d
        .lines
        .iter()
        .filter_map(|line| line.tax_percent)
        .chain(of_shipping)
        .filter(|percent| *percent > Decimal::ZERO)
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn noun(d: &SalesDocument) -> Template<0> {
    match d.kind {
        DocumentKind::Invoice => say::THE_INVOICE,
        DocumentKind::Order => say::THE_ORDER,
        DocumentKind::CreditMemo => say::THE_CREDIT_MEMO,
    }
}

fn is_same(one: Decimal, other: Decimal) -> bool {
    (one - other).abs() <= SAME
}
