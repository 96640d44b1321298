//! Allocating credit notes to invoices, and taking it back.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::complaints::Complaints;
use super::fields::Fields;
use super::writing::Writing;
use super::{periods, settling};
use crate::books::document::{Kind, Status};
use crate::books::money::places;
use crate::books::settlement::Allocation;

/// Allocates a part of a credit note.
pub(crate) fn create(writing: &mut Writing<'_>, credit_note: Uuid, sent: Fields<'_>) -> Result<Uuid, Complaints> {
    let Some(credit) = writing.books.documents.get(credit_note).filter(|d| d.kind.is_credit()) else {
        return Err(Complaints::of(
            "An existing Credit Note with the specified CreditNoteID could not be found",
        ));
    };
    let named = sent.object("Invoice");
    let invoice = match named.and_then(|i| i.uuid("InvoiceID")) {
        Some(id) => writing.books.documents.get(id).filter(|d| !d.kind.is_credit()),
        None => named
            .and_then(|i| i.filled("InvoiceNumber"))
            .and_then(|n| writing.books.document_by_number(Kind::Invoice, &n)),
    };
    let Some(invoice) = invoice else {
        return Err(Complaints::of("Invoice could not be found"));
    };
    let mut complaints = Complaints::default();
    let amount = sent.decimal("Amount").unwrap_or_default();
    if amount <= Decimal::ZERO || places(amount) > 2 {
        complaints.add("The allocated amount must be greater than zero and have at most 2 decimal places");
    }
    if credit.status != Status::Authorised {
        complaints.add("Credit note cannot be allocated, it is not Authorised or nothing is left of it");
    } else if amount > credit.due_amount() {
        complaints.add("Credit note cannot be allocated, the amount is greater than the remaining credit");
    }
    if invoice.status == Status::Paid {
        complaints.add("Credit note cannot be allocated, the invoice is already paid off");
    } else if invoice.status != Status::Authorised {
        complaints.add("Credit note cannot be allocated, the invoice is not Authorised");
    } else if amount > invoice.due_amount() {
        complaints
            .add("Credit note cannot be allocated, the amount is greater than the amount outstanding on the invoice");
    }
    if credit.contact != invoice.contact {
        complaints.add("Credit note cannot be allocated, the invoice belongs to another contact");
    }
    if credit.currency != invoice.currency || credit.kind.is_sale() != invoice.kind.is_sale() {
        complaints.add("Credit note cannot be allocated, the invoice has another currency or type");
    }
    // Xero dates an allocation itself: the later day of the two documents.
    let date = credit.date.max(invoice.date);
    periods::check(writing.books, date, &mut complaints);
    let allocation = complaints.or(Allocation {
        id: Uuid::new_v4(),
        credit_note,
        invoice: invoice.id,
        amount,
        date,
        deleted: false,
    })?;
    let (id, invoice) = (allocation.id, allocation.invoice);
    writing.books.allocations.put(allocation);
    settle_both(
        writing,
        credit_note,
        invoice,
        &format!("Credit of {amount:.2} allocated."),
    );
    Ok(id)
}

/// Takes an allocation back.
pub(crate) fn delete(writing: &mut Writing<'_>, credit_note: Uuid, id: Uuid) -> Result<(), Complaints> {
    let found = writing
        .books
        .allocations
        .get(id)
        .filter(|a| a.credit_note == credit_note && !a.deleted)
        .cloned();
    let Some(allocation) = found else {
        return Err(Complaints::of(
            "The document with the supplied id was not found for this endpoint.",
        ));
    };
    let mut complaints = Complaints::default();
    periods::check(writing.books, allocation.date, &mut complaints);
    complaints.or(())?;
    let invoice = allocation.invoice;
    writing.books.allocations.put(Allocation {
        deleted: true,
        ..allocation
    });
    settle_both(writing, credit_note, invoice, "Allocation removed.");
    Ok(())
}

fn settle_both(writing: &mut Writing<'_>, credit_note: Uuid, invoice: Uuid, details: &str) {
    for document in [credit_note, invoice] {
        writing.books.note(document, "Allocated", details, writing.now);
        settling::refresh(writing, document);
    }
}
