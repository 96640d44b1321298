//! Numbers of documents: which are taken, and which Xero gives itself.

use uuid::Uuid;

use crate::books::document::{Kind, Status, number_key};
use crate::rules::complaints::Complaints;
use crate::rules::writing::Writing;

/// The kinds whose numbers must differ from this kind's.
fn sequence(writing: &Writing<'_>, kind: Kind) -> &'static [Kind] {
    match kind {
        Kind::Invoice | Kind::CreditNote if writing.switches.shared_numbers => &[Kind::Invoice, Kind::CreditNote],
        Kind::Invoice => &[Kind::Invoice],
        Kind::CreditNote => &[Kind::CreditNote],
        // Numbers of purchases are the suppliers' own.
        Kind::Bill | Kind::BillCredit => &[],
    }
}

/// Whether a document of this status keeps others from having its number.
pub(super) fn keeps_its_number(writing: &Writing<'_>, status: Status) -> bool {
    match status {
        Status::Voided => writing.switches.voided_numbers_taken,
        Status::Deleted => writing.switches.deleted_numbers_taken,
        _ => true,
    }
}

/// Whether another document has the number.
pub(super) fn is_taken(writing: &Writing<'_>, kind: Kind, number: &str, except: Uuid) -> bool {
    let documents = &writing.books.documents;
    sequence(writing, kind).iter().any(|kind| {
        documents
            .with_key(&number_key(*kind, number))
            .any(|d| d.id != except && keeps_its_number(writing, d.status))
    })
}

/// Complains about a number that cannot be.
pub(super) fn check(writing: &Writing<'_>, kind: Kind, number: &str, except: Uuid, complaints: &mut Complaints) {
    if number.is_empty() {
        return;
    }
    let name = if kind.is_credit() {
        "CreditNoteNumber"
    } else {
        "InvoiceNumber"
    };
    complaints.longer(name, number, 255);
    if !number.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        complaints.add(format!("{name} may contain printable ASCII characters only"));
    }
    if is_taken(writing, kind, number, except) {
        complaints.add(if kind.is_credit() {
            "Credit Note # must be unique."
        } else {
            "Invoice # must be unique."
        });
    }
}

/// The next number that nobody has.
pub(super) fn next(writing: &mut Writing<'_>, kind: Kind) -> String {
    loop {
        let shared = writing.switches.shared_numbers;
        let sequences = &mut writing.books.sequences;
        let (sequence, prefix) = match kind {
            Kind::CreditNote if !shared => (&mut sequences.credit_note, "CN"),
            Kind::Invoice | Kind::CreditNote => (&mut sequences.invoice, if kind.is_credit() { "CN" } else { "INV" }),
            Kind::Bill | Kind::BillCredit => return String::new(),
        };
        *sequence += 1;
        let number = format!("{prefix}-{sequence:04}");
        if !is_taken(writing, kind, &number, Uuid::nil()) {
            return number;
        }
    }
}
