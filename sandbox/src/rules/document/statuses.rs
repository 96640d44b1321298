//! The life of a document: which status may follow which.

use crate::books::document::{Document, Kind, Status};
use crate::rules::complaints::Complaints;

/// What the sentence calls the document.
fn noun(kind: Kind) -> &'static str {
    if kind.is_credit() { "credit note" } else { "invoice" }
}

/// The sentence about a document whose life has ended.
pub(super) fn not_modifiable(kind: Kind) -> &'static str {
    if kind.is_credit() {
        "Document not of valid status for modification"
    } else {
        "Invoice not of valid status for modification"
    }
}

/// The status of a new document.
pub(super) fn first(asked: Option<&str>, kind: Kind, complaints: &mut Complaints) -> Status {
    match asked.map(Status::read) {
        None => Status::Draft,
        Some(Some(status @ (Status::Draft | Status::Submitted | Status::Authorised))) => status,
        Some(_) => {
            complaints.add(format!(
                "The status {} cannot be given to a new {}",
                asked.unwrap_or_default(),
                noun(kind)
            ));
            Status::Draft
        }
    }
}

/// The status that follows; complains when it may not.
pub(super) fn next(document: &Document, asked: Option<&str>, complaints: &mut Complaints) -> Status {
    let now = document.status;
    let Some(asked) = asked else { return now };
    let Some(wanted) = Status::read(asked) else {
        complaints.add(format!("The status {asked} is not valid for this document"));
        return now;
    };
    if wanted == now {
        return now;
    }
    let unsettled = !document.is_settled_in_part();
    let allowed = match now {
        Status::Draft | Status::Submitted => matches!(
            wanted,
            Status::Draft | Status::Submitted | Status::Authorised | Status::Deleted
        ),
        Status::Authorised => wanted == Status::Voided && unsettled,
        // Approved for nothing: there is no payment that would stand in the way.
        Status::Paid => matches!(wanted, Status::Voided | Status::Authorised) && unsettled,
        Status::Voided | Status::Deleted => false,
    };
    if allowed {
        return if now == Status::Paid && wanted == Status::Authorised {
            now
        } else {
            wanted
        };
    }
    if unsettled {
        complaints.add(not_modifiable(document.kind));
    } else {
        complaints.add(format!(
            "The status {asked} cannot be applied to the {} because it has payments or credit notes allocated to it.",
            noun(document.kind)
        ));
    }
    now
}
