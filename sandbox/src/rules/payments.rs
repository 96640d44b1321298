//! Payments of invoices, refunds of credit notes, and taking them back.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::complaints::Complaints;
use super::fields::Fields;
use super::writing::Writing;
use super::{accounts, periods, settling};
use crate::books::document::{Document, Kind, Status};
use crate::books::money::{places, round};
use crate::books::settlement::Payment;

/// Creates a payment.
pub(crate) fn create(writing: &mut Writing<'_>, sent: Fields<'_>) -> Result<Uuid, Complaints> {
    let mut complaints = Complaints::default();
    if sent.has("PaymentID") {
        complaints.add("PaymentID must not be given to create a payment.");
    }
    let document = find_document(writing, sent, &mut complaints);
    // The account may be given as an object or, by its code, beside the amount.
    let account = accounts::for_payment(
        writing,
        sent.object("Account").or_else(|| sent.has("Code").then_some(sent)),
        &mut complaints,
    );
    let amount = sent.decimal("Amount").unwrap_or_default();
    if amount <= Decimal::ZERO {
        complaints.add("Payment amount must be greater than zero");
    } else if places(amount) > 2 {
        complaints.add("Payment amount must have at most 2 decimal places");
    }
    let date = sent.date("Date").unwrap_or_else(|| writing.today());
    periods::check(writing.books, date, &mut complaints);
    complaints.longer("Reference", &sent.text("Reference").unwrap_or_default(), 255);
    if let Some(status) = sent.filled("Status").filter(|s| s != "AUTHORISED") {
        complaints.add(format!("The status '{status}' is not valid for new payments"));
    }
    if let Some(document) = &document {
        if document.status != Status::Authorised {
            complaints.add("Payments can only be made against Authorised documents");
        } else if amount > document.due_amount() {
            complaints.add("Payment amount exceeds the amount outstanding on this document");
        }
    }
    let (Some(document), Some(account)) = (document, account) else {
        return Err(complaints);
    };
    accounts::check_currency(writing, account, &document.currency, &mut complaints);
    let rate = rate(writing, sent, &document, &mut complaints);
    let bank_amount = sent
        .decimal("BankAmount")
        .unwrap_or_else(|| bank_amount(writing, account, &document, amount, rate));
    let payment = Payment {
        id: Uuid::new_v4(),
        document: document.id,
        account,
        date,
        amount,
        bank_amount,
        currency_rate: rate,
        reference: sent.text("Reference").unwrap_or_default(),
        reconciled: sent.flag("IsReconciled").unwrap_or(false),
        deleted: false,
        updated: writing.now,
    };
    let payment = complaints.or(payment)?;
    let id = payment.id;
    writing.books.payments.put(payment);
    writing.books.note(
        document.id,
        "Paid",
        &format!("Payment of {amount:.2} {} on {date}.", document.currency),
        writing.now,
    );
    settling::refresh(writing, document.id);
    Ok(id)
}

/// The one document that the payment names. Ids must be of the right kind of document.
fn find_document(writing: &Writing<'_>, sent: Fields<'_>, complaints: &mut Complaints) -> Option<Document> {
    let invoice = sent.object("Invoice");
    let credit_note = sent.object("CreditNote");
    let invoice_number = invoice
        .and_then(|i| i.filled("InvoiceNumber"))
        .or_else(|| sent.filled("InvoiceNumber"));
    let credit_number = credit_note
        .and_then(|c| c.filled("CreditNoteNumber"))
        .or_else(|| sent.filled("CreditNoteNumber"));
    let is_invoice = invoice.is_some() || sent.has("InvoiceNumber");
    let is_credit = credit_note.is_some() || sent.has("CreditNoteNumber");
    let others = ["Prepayment", "Overpayment"].iter().filter(|n| sent.has(n)).count();
    if usize::from(is_invoice) + usize::from(is_credit) + others != 1 {
        complaints.add("A payment must be for exactly one Invoice, CreditNote, Prepayment or Overpayment");
        return None;
    }
    let documents = &writing.books.documents;
    let found = if is_invoice {
        match invoice.and_then(|i| i.uuid("InvoiceID")) {
            Some(id) => documents.get(id).filter(|d| !d.kind.is_credit()),
            None => invoice_number.and_then(|n| writing.books.document_by_number(Kind::Invoice, &n)),
        }
    } else if is_credit {
        match credit_note.and_then(|c| c.uuid("CreditNoteID")) {
            Some(id) => documents.get(id).filter(|d| d.kind.is_credit()),
            None => credit_number.and_then(|n| writing.books.document_by_number(Kind::CreditNote, &n)),
        }
    } else {
        None
    };
    if found.is_none() {
        complaints.add(if is_invoice {
            "Invoice could not be found"
        } else {
            "Document could not be found"
        });
    }
    found.cloned()
}

fn rate(writing: &Writing<'_>, sent: Fields<'_>, document: &Document, complaints: &mut Complaints) -> Decimal {
    if document.currency == writing.books.base_currency {
        return Decimal::ONE;
    }
    match sent.decimal("CurrencyRate").filter(|r| !r.is_zero()) {
        Some(rate) if rate < Decimal::ZERO || places(rate) > 6 => {
            complaints.add("CurrencyRate must be positive and have at most 6 decimal places");
            Decimal::ONE
        }
        Some(rate) => rate,
        None => document.currency_rate,
    }
}

/// What the bank account sees of a payment in another currency.
fn bank_amount(writing: &Writing<'_>, account: Uuid, document: &Document, amount: Decimal, rate: Decimal) -> Decimal {
    // Accounts other than banks are in the base currency.
    let own = writing
        .books
        .accounts
        .get(account)
        .map(|a| a.currency.as_str())
        .filter(|c| !c.is_empty());
    let same = own.unwrap_or(&writing.books.base_currency) == document.currency;
    if same || rate.is_zero() {
        amount
    } else {
        amount.checked_div(rate).map_or(amount, |a| round(a, 2))
    }
}

/// Takes a payment back: `{"Status":"DELETED"}` is the only change there is.
pub(crate) fn delete(writing: &mut Writing<'_>, sent: Fields<'_>, id: Uuid) -> Result<Uuid, Complaints> {
    let Some(payment) = writing.books.payments.get(id).cloned() else {
        return Err(Complaints::of(
            "The document with the supplied id was not found for this endpoint.",
        ));
    };
    if sent.filled("Status").as_deref() != Some("DELETED") {
        return Err(Complaints::of(
            "A payment cannot be changed; it can be deleted with the status DELETED.",
        ));
    }
    if payment.deleted {
        return Err(Complaints::of("Payment has already been deleted."));
    }
    let mut complaints = Complaints::default();
    periods::check(writing.books, payment.date, &mut complaints);
    complaints.or(())?;
    let document = payment.document;
    writing.books.payments.put(Payment {
        deleted: true,
        updated: writing.now,
        ..payment
    });
    writing.books.note(document, "Edited", "Payment deleted.", writing.now);
    settling::refresh(writing, document);
    Ok(id)
}
