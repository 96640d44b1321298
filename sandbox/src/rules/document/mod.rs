//! Creating and changing documents: which one is meant, what may still be changed, and the checks in Xero's order.

mod arithmetic;
mod header;
mod lines;
mod numbering;
mod statuses;

use rust_decimal::Decimal;
use uuid::Uuid;

use arithmetic::{line_amount, sums};

use super::contact::matching;
use super::{periods, settling, stock};
use crate::books::document::{Document, Kind, LineAmounts, Status};
use crate::rules::complaints::Complaints;
use crate::rules::fields::Fields;
use crate::rules::writing::{Manner, Writing};

/// Writes an invoice or credit note as sent to its collection, or to its own address (`at`).
pub(crate) fn write(
    writing: &mut Writing<'_>,
    sent: Fields<'_>,
    credit: bool,
    at: Option<Uuid>,
) -> Result<Uuid, Complaints> {
    match find(writing, sent, credit, at)? {
        Some(id) => update(writing, sent, id),
        None => create(writing, sent, credit),
    }
}

fn id_field(credit: bool) -> &'static str {
    if credit { "CreditNoteID" } else { "InvoiceID" }
}

/// The document that is to be changed. None: a new one.
fn find(writing: &Writing<'_>, sent: Fields<'_>, credit: bool, at: Option<Uuid>) -> Result<Option<Uuid>, Complaints> {
    let named = at.or_else(|| sent.uuid(id_field(credit)));
    if let Some(id) = named {
        if writing.manner == Manner::Create {
            return Err(Complaints::of(format!(
                "{} must not be given to create a document.",
                id_field(credit)
            )));
        }
        let found = writing.books.documents.get(id).filter(|d| d.kind.is_credit() == credit);
        return match found {
            Some(document) => Ok(Some(document.id)),
            None => Err(Complaints::of(
                "The document with the supplied id was not found for this endpoint.",
            )),
        };
    }
    if writing.manner == Manner::Create {
        return Ok(None);
    }
    // An existing number means that document, unless its number is free again.
    let number = sent.filled(if credit { "CreditNoteNumber" } else { "InvoiceNumber" });
    let kind = read_kind(sent, credit).unwrap_or(if credit { Kind::CreditNote } else { Kind::Invoice });
    if !kind.is_sale() {
        return Ok(None);
    }
    let found = number.and_then(|n| writing.books.document_by_number(kind, &n));
    Ok(found
        .filter(|d| numbering::keeps_its_number(writing, d.status))
        .map(|d| d.id))
}

fn read_kind(sent: Fields<'_>, credit: bool) -> Option<Kind> {
    let word = sent.filled("Type")?;
    [Kind::Invoice, Kind::Bill, Kind::CreditNote, Kind::BillCredit]
        .into_iter()
        .find(|k| k.word() == word && k.is_credit() == credit)
}

fn create(writing: &mut Writing<'_>, sent: Fields<'_>, credit: bool) -> Result<Uuid, Complaints> {
    let mut complaints = Complaints::default();
    let Some(kind) = read_kind(sent, credit) else {
        return Err(Complaints::of(if credit {
            "Credit Note Type must be specified"
        } else {
            "Invoice Type must be specified"
        }));
    };
    let status = statuses::first(sent.filled("Status").as_deref(), kind, &mut complaints);
    let contact = matching::resolve(writing, sent.object("Contact"), &mut complaints);
    let today = writing.today();
    let mut document = Document {
        id: Uuid::new_v4(),
        kind,
        number: String::new(),
        reference: String::new(),
        contact: contact.unwrap_or_default(),
        date: today,
        due: None,
        expected_payment: None,
        planned_payment: None,
        status,
        line_amounts: LineAmounts::Exclusive,
        lines: Vec::new(),
        currency: contact_currency(writing, contact),
        currency_rate: Decimal::ZERO,
        branding_theme: None,
        url: String::new(),
        sent: false,
        subtotal: Decimal::ZERO,
        tax: Decimal::ZERO,
        total: Decimal::ZERO,
        discount: Decimal::ZERO,
        paid: Decimal::ZERO,
        credited: Decimal::ZERO,
        fully_paid_on: None,
        made_by: writing.client.to_owned(),
        created: writing.now,
        updated: writing.now,
    };
    fill(writing, sent, None, &mut document, &mut complaints);
    check_cap(writing, &document, &mut complaints);
    let mut document = complaints.or(document)?;
    if document.number.is_empty() {
        document.number = numbering::next(writing, kind);
    }
    let id = document.id;
    let details = format!(
        "{} {} created for {:.2} {}.",
        document.kind.word(),
        document.number,
        document.total,
        document.currency
    );
    mark_contact(writing, document.contact, kind);
    writing.books.documents.put(document);
    writing.books.note(id, "Created", &details, writing.now);
    settling::refresh(writing, id);
    Ok(id)
}

fn contact_currency(writing: &Writing<'_>, contact: Option<Uuid>) -> String {
    let own = contact
        .and_then(|id| writing.books.contacts.get(id))
        .map(|c| c.default_currency.clone())
        .filter(|c| !c.is_empty());
    own.unwrap_or_else(|| writing.books.base_currency.clone())
}

fn mark_contact(writing: &mut Writing<'_>, contact: Uuid, kind: Kind) {
    let Some(found) = writing.books.contacts.get(contact) else {
        return;
    };
    if (kind.is_sale() && found.customer) || (!kind.is_sale() && found.supplier) {
        return;
    }
    let mut changed = found.clone();
    changed.customer |= kind.is_sale();
    changed.supplier |= !kind.is_sale();
    writing.books.contacts.put(changed);
}

/// Header, lines and sums of what was sent, into the document.
fn fill(
    writing: &mut Writing<'_>,
    sent: Fields<'_>,
    before: Option<&Document>,
    document: &mut Document,
    complaints: &mut Complaints,
) {
    header::take(writing, sent, document, complaints);
    lines::take(writing, sent, before, document, complaints);
    let all = sums(document.lines.iter().map(|l| (l.amount, l.tax)), document.line_amounts);
    (document.subtotal, document.tax, document.total) = (all.subtotal, all.tax, all.total);
    let gross = |l: &crate::books::document::Line| {
        line_amount(l.quantity.unwrap_or_default(), l.unit.unwrap_or_default(), None, None)
    };
    let discounted = document
        .lines
        .iter()
        .filter(|l| l.discount_rate.is_some() || l.discount_amount.is_some());
    document.discount = discounted.filter_map(|l| Some(gross(l)? - l.amount)).sum();
    header::check_sums(sent, document, complaints);
    header::check(writing, document, complaints);
    stock::check(writing, document, complaints);
    if let Some(flag) = sent.flag("SentToContact") {
        if document.status.is_approved() && !document.kind.is_credit() {
            document.sent = flag;
        } else if flag {
            writing
                .warnings
                .push("Only AUTHORISED invoices may have SentToContact updated.".to_owned());
        }
    }
}

fn check_cap(writing: &Writing<'_>, document: &Document, complaints: &mut Complaints) {
    if document.kind != Kind::Invoice || document.status != Status::Authorised {
        return;
    }
    if let Some(cap) = writing.switches.approvals_per_month
        && writing.books.approved_in_month(document.date) >= cap as usize
    {
        complaints.add("You have reached the limit of invoices you can approve with your Xero account");
    }
}

fn update(writing: &mut Writing<'_>, sent: Fields<'_>, id: Uuid) -> Result<Uuid, Complaints> {
    let Some(old) = writing.books.documents.get(id).cloned() else {
        return Err(Complaints::of(
            "The document with the supplied id was not found for this endpoint.",
        ));
    };
    if matches!(old.status, Status::Voided | Status::Deleted) {
        return Err(Complaints::of(statuses::not_modifiable(old.kind)));
    }
    let mut complaints = Complaints::default();
    periods::check(writing.books, old.date, &mut complaints);
    let mut document = old.clone();
    document.status = statuses::next(&old, sent.filled("Status").as_deref(), &mut complaints);
    if let Some(contact) = sent.object("Contact") {
        document.contact = matching::resolve(writing, Some(contact), &mut complaints).unwrap_or(old.contact);
    }
    let settled = old.is_settled_in_part();
    if settled
        && sent
            .list("LineItems")
            .is_some_and(|lines| lines.iter().any(|l| l.uuid("LineItemID").is_none()))
    {
        complaints.add(if old.status == Status::Paid {
            statuses::not_modifiable(old.kind)
        } else {
            "To update fields on a paid invoice line item, you must supply a LineItemID"
        });
        return Err(complaints);
    }
    fill(writing, sent, Some(&old), &mut document, &mut complaints);
    if settled && !only_loose_ends_differ(&old, &document) {
        complaints.add(if old.status == Status::Paid {
            statuses::not_modifiable(old.kind)
        } else {
            "This document cannot be edited as it has a payment or credit note allocated to it."
        });
    }
    if !old.status.is_approved() {
        check_cap(writing, &document, &mut complaints);
    }
    document.updated = writing.now;
    let document = complaints.or(document)?;
    let details = if document.status == old.status {
        "Changed.".to_owned()
    } else {
        format!("{} to {}.", old.status.word(), document.status.word())
    };
    writing.books.documents.put(document);
    writing.books.note(id, "Edited", &details, writing.now);
    settling::refresh(writing, id);
    Ok(id)
}

/// Whether two versions of a settled document differ only in what may still be changed then.
fn only_loose_ends_differ(old: &Document, new: &Document) -> bool {
    let money = |d: &Document| {
        (
            d.date,
            d.currency.clone(),
            d.currency_rate,
            d.line_amounts,
            d.subtotal,
            d.tax,
            d.total,
        )
    };
    let credited_contact = old.credited.is_zero() || old.contact == new.contact;
    let lines = old.lines.len() == new.lines.len()
        && old.lines.iter().zip(&new.lines).all(|(a, b)| {
            let fixed = |l: &crate::books::document::Line| {
                (
                    l.id,
                    l.quantity,
                    l.unit,
                    l.item_code.clone(),
                    l.tax_type.clone(),
                    l.amount,
                    l.tax,
                    l.discount_rate,
                    l.discount_amount,
                )
            };
            fixed(a) == fixed(b)
        });
    money(old) == money(new) && credited_contact && lines
}
