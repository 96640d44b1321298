//! Decides which invoice or credit note a sales document becomes, and holds it unless Xero will compute the same totals.
//!
//! It does not send it, and does not know whether Xero has it already.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::balance::{self, Balanced};
use super::reference::reference;
use super::rows::{self, Explanation};
use super::{accounts, currency, diagnosis, due, lines, tax, text};
use crate::domain::books::{self, Document, Line, Totals, arithmetic};
use crate::domain::money;
use crate::domain::policy::{Hold, HoldCode, LockPolicy, Policy, PostStatus, TrackingKey};
use crate::domain::shop::{self, SalesDocument};
use crate::message::{Arg, say};

/// Numbers.
const NUMBER: usize = 255;
/// Tracking categories of a line.
const MOST_CATEGORIES: usize = 2;
/// Every amount, quantity and rate of a snapshot stays below this, so that no calculation can overflow.
const LARGEST: Decimal = Decimal::from_parts(1_410_065_408, 2, 0, false, 0);
/// Decimals of an amount of a snapshot.
pub(super) const MOST_DECIMALS: u32 = 8;
/// Currencies whose smallest coin is a thousandth (ISO 4217).
const THREE_DECIMALS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];
/// No rate is higher, in percent.
const LARGEST_PERCENT: Decimal = Decimal::from_parts(1_000, 0, 0, false, 0);

/// The invoice or credit note of a sales document.
pub fn document(d: &SalesDocument, p: &Policy) -> Result<Document, Hold> {
    if d.is_canceled() {
        return Err(Hold::new(
            HoldCode::DocumentCanceled,
            say::DOCUMENT_CANCELLED.with(&d.number),
            say::DOCUMENT_CANCELLED_FIX,
        ));
    }
    let kind = books_kind(d);
    let number = document_number(d, p)?;
    check_currency(d, p)?;
    let (date, draft) = posting(d, p)?;
    bounded(d)?;
    if d.totals.grand_total <= -Decimal::new(1, 2) {
        return Err(negative(d));
    }
    whole_cents(d)?;
    let explanation = rows::explain(d, p)?;
    if explanation.rows.is_empty() {
        return Err(empty(d));
    }
    if let Some(row) = explanation.rows.iter().find(|row| !is_percentage(row.choice.rate)) {
        return Err(rows::too_large(row.choice.rate));
    }
    let expected = expected(&explanation);
    let balanced =
        balance::balance(&explanation, &p.documents).ok_or_else(|| unbalanced(d, &explanation, expected, p))?;
    let document = Document {
        kind,
        number,
        reference: reference(d, date, p),
        date,
        due_date: match kind {
            books::DocumentKind::Invoice => due::date(d, day(d, p), p).max(date),
            books::DocumentKind::CreditNote => date,
        },
        currency: d.currency.clone(),
        currency_rate: currency::rate(d, p)?,
        amounts: balanced.amounts,
        lines: written(&balanced, kind, &tracking(d, p), p)?,
        url: url(d).filter(|_| !p.documents.without_link),
        expected,
        rounding: money::from_cents(balanced.rounding),
        status: match kind {
            _ if draft => PostStatus::Draft,
            books::DocumentKind::Invoice => p.documents.status,
            books::DocumentKind::CreditNote => p.documents.credit_note_status,
        },
        branding_theme: p
            .documents
            .branding_theme
            .clone()
            .filter(|theme| !theme.trim().is_empty()),
    };
    let computed = arithmetic::totals(&document);
    if computed != Some(expected) {
        return Err(mismatch(d, &explanation, expected, computed, p));
    }
    Ok(document)
}

/// The number of a sales document in the books.
pub fn document_number(d: &SalesDocument, p: &Policy) -> Result<String, Hold> {
    number(&d.number, books_kind(d), p)
}

/// The number in the books of an invoice (or order) or a credit memo with this number in the shop.
pub(super) fn number(shop_number: &str, kind: books::DocumentKind, p: &Policy) -> Result<String, Hold> {
    let affix = match kind {
        books::DocumentKind::Invoice => &p.invoice_number,
        books::DocumentKind::CreditNote => &p.credit_note_number,
    };
    let number = affix.apply(shop_number);
    let printable = number.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if shop_number.trim().is_empty() || number.len() > NUMBER || !printable {
        return Err(Hold::new(
            HoldCode::NumberInvalid,
            say::NUMBER_INVALID.with(text::limit(&number, 300)),
            say::NUMBER_INVALID_FIX,
        )
        .with("number", number));
    }
    Ok(number)
}

/// What the document is in the books.
pub(super) fn books_kind(d: &SalesDocument) -> books::DocumentKind {
    match d.kind {
        shop::DocumentKind::Invoice | shop::DocumentKind::Order => books::DocumentKind::Invoice,
        shop::DocumentKind::CreditMemo => books::DocumentKind::CreditNote,
    }
}

/// The day of a document in the books, before any period is locked: its own, or its order's.
pub(super) fn day(d: &SalesDocument, p: &Policy) -> NaiveDate {
    let of_order = d
        .order
        .date
        .filter(|_| p.documents.dated_by_order && d.kind == shop::DocumentKind::Invoice);
    of_order.map_or(d.date, |order| order.min(d.date))
}

/// The date of a document in the books, and whether it can only be a draft.
fn posting(d: &SalesDocument, p: &Policy) -> Result<(NaiveDate, bool), Hold> {
    let day = day(d, p);
    match (locked(day, p), p.documents.lock_date) {
        (None, _) => Ok((day, false)),
        (Some(_), LockPolicy::Draft) => Ok((day, true)),
        (Some(lock_date), LockPolicy::FirstOpenDay) => Ok((first_open_day(day, lock_date), false)),
        (Some(lock_date), LockPolicy::Hold) => Err(period_locked(d, day, lock_date, p)),
    }
}

/// The date in the books of what happens to the document's money on a day.
pub(super) fn money_date(d: &SalesDocument, day: NaiveDate, p: &Policy) -> Result<NaiveDate, Hold> {
    match (locked(day, p), p.documents.lock_date) {
        (None, _) => Ok(day),
        (Some(lock_date), LockPolicy::FirstOpenDay) => Ok(first_open_day(day, lock_date)),
        // A draft takes no money.
        (Some(lock_date), LockPolicy::Hold | LockPolicy::Draft) => Err(period_locked(d, day, lock_date, p)),
    }
}

/// The end of the locked period, when a day is in it.
fn locked(day: NaiveDate, p: &Policy) -> Option<NaiveDate> {
    p.lock_date.filter(|lock_date| day <= *lock_date)
}

fn first_open_day(day: NaiveDate, lock_date: NaiveDate) -> NaiveDate {
    lock_date.succ_opt().unwrap_or(day)
}

fn period_locked(d: &SalesDocument, day: NaiveDate, lock_date: NaiveDate, p: &Policy) -> Hold {
    let message = if day == self::day(d, p) {
        say::PERIOD_LOCKED.with((&d.number, day, lock_date))
    } else {
        say::PAYMENT_PERIOD_LOCKED.with((&d.number, day, lock_date))
    };
    Hold::new(HoldCode::PeriodLocked, message, say::PERIOD_LOCKED_FIX)
        .with("date", day)
        .with("lock_date", lock_date)
}

/// Refuses amounts with which a calculation could overflow.
pub(super) fn bounded(d: &SalesDocument) -> Result<(), Hold> {
    let totals = &d.totals;
    let header = [
        totals.shipping,
        totals.shipping_incl_tax,
        totals.shipping_tax,
        totals.shipping_discount,
        totals.shipping_discount_tax_compensation,
        totals.tax,
        totals.grand_total,
        totals.adjustment_positive,
        totals.adjustment_negative,
        d.base_to_order_rate,
        d.base_to_global_rate,
        d.payment.fee.unwrap_or_default(),
    ];
    let of_lines = d.lines.iter().flat_map(|line| {
        [
            line.quantity,
            line.quantity_canceled,
            line.price,
            line.price_incl_tax,
            line.row_total,
            line.discount,
            line.discount_tax_compensation,
            line.tax,
            line.fixed_product_tax,
            line.fixed_product_tax_row,
            line.fixed_product_tax_tax.unwrap_or_default(),
            line.base_fixed_product_tax_row,
        ]
    });
    let of_others = d.extra_totals.iter().flat_map(|total| [total.amount, total.tax]);
    let tenders = d.tenders.iter().map(|tender| tender.amount);
    let canceled = d
        .canceled
        .iter()
        .flat_map(|part| [part.shipping, part.tax, part.grand_total]);
    if let Some(amount) = header
        .into_iter()
        .chain(of_lines)
        .chain(of_others)
        .chain(tenders)
        .chain(canceled)
        .find(|amount| !within(*amount, LARGEST))
    {
        return Err(rows::too_large(amount));
    }
    let shipping = d.shipping.iter().flat_map(|shipping| {
        shipping
            .tax_percent
            .into_iter()
            .chain(shipping.taxes.iter().map(|tax| tax.percent))
    });
    let percents = d.lines.iter().flat_map(|line| {
        line.tax_percent
            .into_iter()
            .chain(line.taxes.iter().map(|tax| tax.percent))
    });
    let of_others = d.extra_totals.iter().flat_map(|total| {
        total
            .tax_percent
            .into_iter()
            .chain(total.taxes.iter().map(|tax| tax.percent))
    });
    match shipping
        .chain(percents)
        .chain(of_others)
        .find(|percent| !is_percentage(*percent))
    {
        Some(percent) => Err(rows::too_large(percent)),
        None => Ok(()),
    }
}

fn within(amount: Decimal, largest: Decimal) -> bool {
    amount.abs() < largest && amount.scale() <= MOST_DECIMALS
}

fn is_percentage(percent: Decimal) -> bool {
    percent >= Decimal::ZERO && within(percent, LARGEST_PERCENT)
}

/// Xero keeps two decimals of every currency: what a currency of three has beyond them was charged, and would be lost.
fn whole_cents(d: &SalesDocument) -> Result<(), Hold> {
    let finer = |amount: Decimal| money::round(amount, 3) != money::round_cents(amount);
    let (total, tax) = (d.totals.grand_total, d.totals.tax);
    if !THREE_DECIMALS.contains(&d.currency.as_str()) || !(finer(total) || finer(tax)) {
        return Ok(());
    }
    let exact = |amount: Decimal| money::plain(money::round(amount, 3));
    Err(Hold::new(
        HoldCode::TotalMismatch,
        say::THREE_DECIMALS.with((
            &d.number,
            Arg::Amount(money::round(total, 3).normalize(), d.currency.clone()),
            Arg::Amount(money::round(tax, 3).normalize(), String::new()),
        )),
        say::THREE_DECIMALS_FIX,
    )
    .with("total", exact(total))
    .with("tax", exact(tax))
    .with("cause", "decimals"))
}

fn check_currency(d: &SalesDocument, p: &Policy) -> Result<(), Hold> {
    let known = p.currencies.is_empty() || d.currency == p.base_currency || p.currencies.contains(&d.currency);
    if known {
        return Ok(());
    }
    Err(Hold::new(
        HoldCode::CurrencyNotEnabled,
        say::CURRENCY_NOT_ENABLED.with((&d.number, &d.currency)),
        say::CURRENCY_NOT_ENABLED_FIX.with(&d.currency),
    )
    .with("currency", &d.currency))
}

/// The tracking options of every line: at most two categories.
fn tracking(d: &SalesDocument, p: &Policy) -> Vec<(String, String)> {
    let mut chosen: Vec<(String, String)> = Vec::new();
    for rule in &p.tracking {
        let id = match rule.by {
            TrackingKey::Store => Some(d.head.store.id.as_str()),
            TrackingKey::Website => Some(d.head.store.website_id.as_str()),
            TrackingKey::CustomerGroup => d.customer.group_id.as_deref(),
        };
        let mapped = id.and_then(|id| rule.map.get(id)).filter(|option| !option.is_empty());
        let option = mapped.unwrap_or(&rule.otherwise);
        let known = chosen.iter().any(|(category, _)| *category == rule.category);
        if !option.is_empty() && !rule.category.is_empty() && !known && chosen.len() < MOST_CATEGORIES {
            chosen.push((rule.category.clone(), option.clone()));
        }
    }
    chosen
}

fn written(
    balanced: &Balanced,
    kind: books::DocumentKind,
    tracking: &[(String, String)],
    p: &Policy,
) -> Result<Vec<Line>, Hold> {
    let mut written: Vec<Line> = balanced
        .rows
        .iter()
        .map(|(row, cents)| lines::line(row, *cents, balanced.amounts, kind))
        .collect();
    if balanced.rounding != 0 {
        let choice = tax::outside(p)?;
        written.push(Line {
            description: "Rounding".to_owned(),
            quantity: Decimal::ONE,
            unit_amount: money::from_cents(balanced.rounding).normalize(),
            discount_amount: None,
            account: accounts::rounding(p)?,
            tax_type: choice.tax_type,
            tax_rate: choice.rate,
            item_code: None,
            tracking: Vec::new(),
        });
    }
    for line in &mut written {
        line.tracking = tracking.to_vec();
    }
    Ok(written)
}

fn expected(explanation: &Explanation) -> Totals {
    Totals {
        subtotal: money::from_cents(explanation.total - explanation.tax),
        tax: money::from_cents(explanation.tax),
        total: money::from_cents(explanation.total),
    }
}

/// Xero refuses addresses that contain its own name.
fn url(d: &SalesDocument) -> Option<String> {
    d.head
        .admin_url
        .clone()
        .filter(|url| url.starts_with("http") && url.len() <= 2_000 && !url.to_ascii_lowercase().contains("xero"))
}

fn empty(d: &SalesDocument) -> Hold {
    match d.kind {
        shop::DocumentKind::CreditMemo if d.totals.grand_total.is_zero() => Hold::new(
            HoldCode::CreditNoteEmpty,
            say::CREDIT_MEMO_EMPTY.with(&d.number),
            say::CREDIT_MEMO_EMPTY_FIX,
        ),
        _ => Hold::new(
            HoldCode::TotalUnexplained,
            say::DOCUMENT_WITHOUT_LINES.with(&d.number),
            say::DOCUMENT_WITHOUT_LINES_FIX,
        )
        .with("amount", money::show(d.totals.grand_total)),
    }
}

fn negative(d: &SalesDocument) -> Hold {
    Hold::new(
        HoldCode::AmountNegative,
        say::TOTAL_NEGATIVE.with((&d.number, money::amount(d.totals.grand_total, &d.currency))),
        say::ENTER_OPPOSITE_BY_HAND,
    )
    .with("amount", money::show(d.totals.grand_total))
}

/// No line amounts give the totals: for the shop's own fault, for want of a rate of 0 %, or for rounding.
fn unbalanced(d: &SalesDocument, explanation: &Explanation, expected: Totals, p: &Policy) -> Hold {
    if let Err(unknown) = tax::outside(p) {
        // Would it do with lines without tax? Then it is their rate that is missing.
        let supposed = Explanation {
            untaxed: Some(tax::supposed()),
            ..explanation.clone()
        };
        if balance::balance(&supposed, &p.documents).is_some() {
            return unknown;
        }
    }
    mismatch(d, explanation, expected, None, p)
}

fn mismatch(
    d: &SalesDocument,
    explanation: &Explanation,
    expected: Totals,
    computed: Option<Totals>,
    p: &Policy,
) -> Hold {
    if let Some(known) = diagnosis::of_mismatch(d, &explanation.rows) {
        return known;
    }
    let fix = if p.documents.hold_tax_per_piece {
        say::TAX_PER_PIECE_FIX
    } else {
        say::TAX_ROUNDED_OTHERWISE_FIX
    };
    let hold = Hold::new(
        HoldCode::TotalMismatch,
        say::TOTAL_MISMATCH.with((
            money::amount(expected.tax, &d.currency),
            money::amount(expected.total, ""),
            &d.number,
        )),
        fix,
    )
    .with("tax", money::show(expected.tax))
    .with("total", money::show(expected.total));
    match computed {
        Some(computed) => hold
            .with("xero_tax", money::show(computed.tax))
            .with("xero_total", money::show(computed.total)),
        None => hold,
    }
}
