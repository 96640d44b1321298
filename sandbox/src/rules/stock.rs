//! Quantities of tracked items: an opening quantity, moved by approved documents. Costs are not kept.

use std::collections::HashMap;

use rust_decimal::Decimal;
use uuid::Uuid;

use super::complaints::Complaints;
use super::writing::Writing;
use crate::books::document::{Document, Kind};
use crate::books::organisation::Organisation;

/// What approved documents moved, by lower-case code; one document may be left out.
pub(crate) fn moved(books: &Organisation, except: Option<Uuid>) -> HashMap<String, Decimal> {
    let mut all = HashMap::new();
    for document in books
        .documents
        .iter()
        .filter(|d| d.status.is_approved() && Some(d.id) != except)
    {
        let sign = if matches!(document.kind, Kind::Bill | Kind::CreditNote) {
            Decimal::ONE
        } else {
            -Decimal::ONE
        };
        for line in document.lines.iter().filter(|l| !l.item_code.is_empty()) {
            *all.entry(line.item_code.to_lowercase()).or_default() += sign * line.quantity.unwrap_or_default();
        }
    }
    all
}

/// Complains when a document takes more of a tracked item than there is.
pub(crate) fn check(writing: &Writing<'_>, document: &Document, complaints: &mut Complaints) {
    let takes = matches!(document.kind, Kind::Invoice | Kind::BillCredit) && document.status.is_approved();
    if !takes || writing.switches.sell_below_stock || writing.allow_backorders {
        return;
    }
    let mut taken = HashMap::<String, Decimal>::new();
    let mut stock = None;
    for (at, line) in document.lines.iter().enumerate() {
        let item = writing
            .books
            .item_by_code(&line.item_code)
            .filter(|i| i.tracked() && !line.item_code.is_empty());
        let (Some(item), Some(quantity)) = (item, line.quantity) else {
            continue;
        };
        let so_far = taken.entry(line.item_code.to_lowercase()).or_default();
        *so_far += quantity;
        let stock = stock.get_or_insert_with(|| moved(writing.books, Some(document.id)));
        let on_hand = item.quantity_on_hand + stock.get(&line.item_code.to_lowercase()).copied().unwrap_or_default();
        if *so_far > on_hand {
            complaints.add_line(
                at,
                format!(
                    "The quantity of item '{}' is greater than the quantity on hand ({on_hand:.4}).",
                    item.code
                ),
            );
        }
    }
}
