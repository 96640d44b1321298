//! What payments and allocations make of a document: amounts paid and credited, and PAID when nothing is left.

use uuid::Uuid;

use super::writing::Writing;
use crate::books::document::Status;

/// Computes a document again after something that settles it has changed.
pub(crate) fn refresh(writing: &mut Writing<'_>, document: Uuid) {
    let Some(found) = writing.books.documents.get(document) else {
        return;
    };
    let mut changed = found.clone();
    let payments = writing.books.payments_of(document);
    let allocations = writing.books.allocations_of(document);
    changed.paid = payments.iter().map(|p| p.amount).sum();
    changed.credited = allocations.iter().map(|a| a.amount).sum();
    let last = payments
        .iter()
        .map(|p| p.date)
        .chain(allocations.iter().map(|a| a.date))
        .max();
    if changed.status.is_approved() {
        let settled = changed.total == changed.paid + changed.credited;
        let over_nothing = changed.total.is_zero();
        let paid = settled && (!over_nothing || writing.switches.zero_total_paid);
        changed.status = if paid { Status::Paid } else { Status::Authorised };
        changed.fully_paid_on = if paid { last.or(Some(changed.date)) } else { None };
    } else {
        changed.fully_paid_on = None;
    }
    changed.updated = writing.now;
    writing.books.documents.put(changed);
}
