//! Decides whether money moved: the payment of an invoice, and what becomes of a credit memo.
//!
//! It does not know what is still open in Xero; the engine never pays or allocates more than that.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::document::{books_kind, bounded, day, document_number, money_date, number};
use super::{accounts, currency, text};
use crate::domain::books::{Allocation, DocumentKind, Payment, Settlement};
use crate::domain::money::{self, TOLERANCE};
use crate::domain::policy::{Hold, HoldCode, Policy, SalesSource};
use crate::domain::shop::{self, InvoiceSummary, SalesDocument, State, Tender};
use crate::message::{Arg, say};

/// References.
const REFERENCE: usize = 255;

/// The payment of an invoice that the shop calls paid: its full total less what was paid otherwise and what the gateway kept, on
/// the day on which it was paid.
///
/// Where orders are the sales documents, an invoice is a payment of its order.
pub fn payment(d: &SalesDocument, p: &Policy) -> Result<Option<Payment>, Hold> {
    let Some(whole) = paid(d, p)? else {
        return Ok(None);
    };
    let kept = kept(d, &whole, p).unwrap_or_default();
    let amount = (whole.amount - kept).normalize();
    Ok((amount > Decimal::ZERO).then_some(Payment { amount, ..whole }))
}

/// The payment of the same invoice from the account of the gateway's fees: what the gateway kept.
pub fn fee(d: &SalesDocument, p: &Policy) -> Result<Option<Payment>, Hold> {
    let Some(whole) = paid(d, p)? else {
        return Ok(None);
    };
    let (Some(method), Some(amount)) = (d.payment.method.as_deref(), kept(d, &whole, p)) else {
        return Ok(None);
    };
    let chosen = p.payment_fees.get(method).map_or("", |fee| fee.account.as_str());
    let words = whole.reference.as_deref().unwrap_or_default();
    Ok(Some(Payment {
        account: accounts::fee(p, method, chosen, &d.currency)?,
        amount,
        reference: text::field(Some(&format!("Fee {words}")), REFERENCE),
        ..whole
    }))
}

/// The money that came in, before the gateway's fee.
fn paid(d: &SalesDocument, p: &Policy) -> Result<Option<Payment>, Hold> {
    bounded(d)?;
    let paid = match d.kind {
        shop::DocumentKind::Invoice => d.state == State::Paid,
        shop::DocumentKind::Order => {
            !d.is_canceled()
                && d.order.total_due <= Decimal::ZERO
                && d.order.total_paid >= money::round_cents(d.totals.grand_total)
        }
        shop::DocumentKind::CreditMemo => {
            return Err(Hold::new(
                HoldCode::DocumentKind,
                say::IS_A_CREDIT_MEMO.with(&d.number),
                say::NOTHING_NEEDED,
            ));
        }
    };
    if paid { transfer(d, p) } else { Ok(None) }
}

/// What the gateway kept of a payment: what the shop knows, else what the shop's rule says. Never more than the payment.
fn kept(d: &SalesDocument, whole: &Payment, p: &Policy) -> Option<Decimal> {
    let rule = p.payment_fees.get(d.payment.method.as_deref()?)?;
    let share = || {
        whole
            .amount
            .checked_mul(rule.percent)?
            .checked_div(Decimal::ONE_HUNDRED)
    };
    let fee = match d.payment.fee {
        Some(fee) => fee,
        // A rule beyond all measure keeps everything.
        None => share()
            .and_then(|share| share.checked_add(rule.fixed))
            .unwrap_or(whole.amount),
    };
    let fee = money::round_cents(fee).min(whole.amount).normalize();
    (fee > Decimal::ZERO).then_some(fee)
}

/// What a tender that is not money pays of an invoice, or takes back of a credit memo: a payment from its own account.
///
/// A refund to a tender without an account stays open on the credit note: it is what the shop owes the customer.
pub fn tender(d: &SalesDocument, code: &str, p: &Policy) -> Result<Option<Payment>, Hold> {
    bounded(d)?;
    let Some((tender, amount)) = tenders(d).into_iter().find(|(tender, _)| tender.code == code) else {
        return Ok(None);
    };
    let refund = match d.kind {
        shop::DocumentKind::CreditMemo => true,
        shop::DocumentKind::Invoice => false,
        shop::DocumentKind::Order => return Ok(None),
    };
    let moved = if refund {
        d.state != State::Canceled && !awaits_refund(d)
    } else {
        d.state == State::Paid
    };
    if !moved || (refund && p.documents.store_credit_open) {
        return Ok(None);
    }
    let Some(account) = accounts::tender(p, tender, &d.currency)? else {
        return if refund {
            Ok(None)
        } else {
            Err(accounts::tender_missing(tender))
        };
    };
    let words = tender.title.as_deref().unwrap_or(&tender.code);
    Ok(Some(Payment {
        of: books_kind(d),
        document_number: paid_number(d, p)?,
        account,
        date: money_date(d, moved_on(d, p), p)?,
        amount: amount.normalize(),
        reference: text::field(Some(words), REFERENCE),
        currency: d.currency.clone(),
        currency_rate: currency::rate(d, p)?,
    }))
}

/// The tenders of a document with what each pays of it, in cents; together never more than the document's total.
fn tenders(d: &SalesDocument) -> Vec<(&Tender, Decimal)> {
    let mut left = money::round_cents(d.totals.grand_total).max(Decimal::ZERO);
    let mut parts: Vec<(&Tender, Decimal)> = Vec::new();
    for tender in &d.tenders {
        let amount = money::round_cents(tender.amount).max(Decimal::ZERO).min(left);
        left -= amount;
        match parts.iter_mut().find(|(known, _)| known.code == tender.code) {
            Some((_, known)) => *known += amount,
            None => parts.push((tender, amount)),
        }
    }
    parts.retain(|(_, amount)| *amount > Decimal::ZERO);
    parts
}

/// What of the document's total is money.
fn money_of(d: &SalesDocument) -> Decimal {
    let otherwise: Decimal = tenders(d).iter().map(|(_, amount)| *amount).sum();
    (money::round_cents(d.totals.grand_total) - otherwise).normalize()
}

/// The day on which the document's money moved, as far as the shop knows, or the document's own where the shop chose that.
fn moved_on(d: &SalesDocument, p: &Policy) -> NaiveDate {
    match p.documents.payments_on_document_date {
        true => day(d, p),
        false => d.payment.paid_on.unwrap_or(d.date),
    }
}

/// Whether a credit memo pays back what was paid, but the shop does not call it refunded yet: no money has moved.
pub fn awaits_refund(d: &SalesDocument) -> bool {
    d.kind == shop::DocumentKind::CreditMemo && d.state == State::Open && open_invoice(d).is_none() && !is_unpaid(d)
}

/// What becomes of a credit memo: a refund when the invoice was paid, else an allocation to the invoice.
///
/// # Errors
/// When more would be paid back than was ever paid, or when one invoice cannot take what is for several.
pub fn settlement(d: &SalesDocument, p: &Policy) -> Result<Option<Settlement>, Hold> {
    if d.kind != shop::DocumentKind::CreditMemo {
        return Err(Hold::new(
            HoldCode::DocumentKind,
            say::NOT_A_CREDIT_MEMO.with(&d.number),
            say::NOTHING_NEEDED,
        ));
    }
    bounded(d)?;
    let amount = money_of(d);
    if amount <= Decimal::ZERO || d.is_canceled() {
        return Ok(None);
    }
    if awaits_refund(d) {
        return Ok(None);
    }
    let (sale, id, largest) = match (open_invoice(d), p.document) {
        (Some(open), SalesSource::Invoice) => {
            one_invoice_takes_it(d, open, amount)?;
            let total = open.grand_total.map_or(amount, money::round_cents);
            (&open.number, open.id.clone(), total)
        }
        (Some(_), SalesSource::Order) => of_order(d),
        (None, SalesSource::Order) if is_unpaid(d) => of_order(d),
        (None, _) => {
            let refund = transfer(d, p)?;
            if refund.is_some() {
                within_what_was_paid(d, amount)?;
            }
            return Ok(refund.map(Settlement::Refund));
        }
    };
    let amount = amount.min(largest).normalize();
    if amount <= Decimal::ZERO {
        return Ok(None);
    }
    let date = money_date(d, d.date, p)?;
    Ok(Some(Settlement::Allocate(Allocation {
        credit_note_number: document_number(d, p)?,
        invoice_number: number(sale, DocumentKind::Invoice, p)?,
        invoice_id: id,
        amount,
        date,
    })))
}

/// Number, id (of an invoice, so none) and total of the order, where that is the sales document.
fn of_order(d: &SalesDocument) -> (&String, String, Decimal) {
    (&d.order.number, String::new(), money::round_cents(d.order.grand_total))
}

/// Holds a refund of more than the shop knows to have been paid for the order: that money cannot have moved.
fn within_what_was_paid(d: &SalesDocument, amount: Decimal) -> Result<(), Hold> {
    let of_invoices = d
        .invoices
        .iter()
        .chain(
            d.invoice
                .iter()
                .filter(|named| !d.invoices.iter().any(|one| one.number == named.number)),
        )
        .filter(|invoice| invoice.state == State::Paid)
        .try_fold(Decimal::ZERO, |sum, invoice| {
            Some(sum.saturating_add(invoice.grand_total?))
        });
    // A paid invoice of an unknown amount tells nothing, nor does an order without any trace of what is paid or due.
    let paid = of_invoices
        .map(|sum| sum.max(d.order.total_paid))
        .filter(|paid| *paid > Decimal::ZERO || is_unpaid(d));
    match paid {
        Some(paid) if amount > paid.saturating_add(TOLERANCE) => Err(Hold::new(
            HoldCode::RefundExceedsPaid,
            say::REFUND_EXCEEDS_PAID.with((&d.number, money::amount(amount, &d.currency), money::amount(paid, ""))),
            say::REFUND_EXCEEDS_PAID_FIX,
        )
        .with("amount", money::show(amount))
        .with("paid", money::show(paid))),
        _ => Ok(()),
    }
}

/// Whether the order is due and the shop knows of no invoice and no payment of it.
fn is_unpaid(d: &SalesDocument) -> bool {
    d.order.total_paid <= Decimal::ZERO
        && d.order.total_due > Decimal::ZERO
        && d.invoice.is_none()
        && d.invoices.is_empty()
}

/// Holds a credit for several unpaid invoices, of which none is as much: it is set against one.
fn one_invoice_takes_it(d: &SalesDocument, open: &InvoiceSummary, amount: Decimal) -> Result<(), Hold> {
    let total = open.grand_total.map_or(amount, money::round_cents);
    let others: Vec<&str> = d
        .invoices
        .iter()
        .filter(|invoice| invoice.state == State::Open)
        .map(|invoice| invoice.number.as_str())
        .collect();
    if d.invoice.is_some() || others.len() < 2 || amount <= total + TOLERANCE {
        return Ok(());
    }
    Err(Hold::new(
        HoldCode::CreditOfSeveralInvoices,
        say::CREDIT_OF_SEVERAL_INVOICES.with((&d.number, money::amount(amount, &d.currency), Arg::list(others))),
        say::CREDIT_OF_SEVERAL_INVOICES_FIX,
    )
    .with("amount", money::show(amount)))
}

/// The unpaid invoice that the credit memo reduces: the one it names, else the largest open one of the order.
///
/// When any invoice of the order was paid and the memo names none, the money was paid back.
fn open_invoice(d: &SalesDocument) -> Option<&InvoiceSummary> {
    let is_open = |invoice: &&InvoiceSummary| invoice.state == State::Open;
    if let Some(named) = &d.invoice {
        // The list knows the amount, the reference may not.
        let listed = d.invoices.iter().find(|invoice| invoice.number == named.number);
        return Some(listed.unwrap_or(named)).filter(|_| named.state == State::Open);
    }
    if d.invoices.iter().any(|invoice| invoice.state == State::Paid) {
        return None;
    }
    d.invoices
        .iter()
        .filter(is_open)
        .max_by_key(|invoice| invoice.grand_total)
}

/// The money of the document, to or from the account of its payment method.
fn transfer(d: &SalesDocument, p: &Policy) -> Result<Option<Payment>, Hold> {
    let amount = money_of(d);
    if amount <= Decimal::ZERO {
        return Ok(None);
    }
    let Some(account) = accounts::payment(p, d.payment.method.as_deref(), &d.currency)? else {
        return Ok(None);
    };
    let date = money_date(d, moved_on(d, p), p)?;
    let words = [&d.payment.transaction_id, &d.payment.title, &d.payment.method];
    Ok(Some(Payment {
        of: books_kind(d),
        document_number: paid_number(d, p)?,
        account,
        date,
        amount,
        reference: words
            .into_iter()
            .find_map(|text| text::field(text.as_deref(), REFERENCE)),
        currency: d.currency.clone(),
        currency_rate: currency::rate(d, p)?,
    }))
}

/// The number of what is paid: where orders are the sales documents, an invoice's order.
fn paid_number(d: &SalesDocument, p: &Policy) -> Result<String, Hold> {
    match (d.kind, p.document) {
        (shop::DocumentKind::Invoice, SalesSource::Order) if !d.order.number.is_empty() => {
            number(&d.order.number, DocumentKind::Invoice, p)
        }
        _ => document_number(d, p),
    }
}
