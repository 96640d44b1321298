//! Decides which of the documents that the shop names should be in Xero; by the same rule by which they are sent (`settings::belonging`).
//!
//! It asks neither Xero nor the queue.

use rust_decimal::Decimal;
use serde_json::Value;

use crate::domain::shop::{DocumentKind, Store};
use crate::engine::{Core, Engine, EngineError};
use crate::message::say;
use crate::queue::Entity;
use crate::settings::Candidate;
use crate::xero::{decimal, text};

/// A document's state in Magento's words where it was cancelled.
const CANCELLED: &str = "canceled";

/// A document as the shop's tables have it.
struct Row {
    kind: DocumentKind,
    store: Store,
    state: String,
    status: String,
    date: chrono::NaiveDate,
    total: Decimal,
    due: Decimal,
    billed: Decimal,
}

impl Row {
    fn read(value: &Value) -> Result<Self, EngineError> {
        let bad = |field: &str| {
            EngineError::settings("argument_invalid", say::RECONCILIATION_FIELD.with(field))
                .with("field", field.to_owned())
        };
        // What a kind of document does not have is left out.
        let amount = |field: &str| match value.get(field) {
            None | Some(Value::Null) => Ok(Decimal::ZERO),
            Some(_) => decimal(value, field).ok_or_else(|| bad(field)),
        };
        Ok(Self {
            kind: match Entity::from_code(&text(value, "entity")) {
                Some(Entity::Order) => DocumentKind::Order,
                Some(Entity::Invoice) => DocumentKind::Invoice,
                Some(Entity::CreditMemo) => DocumentKind::CreditMemo,
                Some(Entity::Customer | Entity::Guest | Entity::Product) | None => return Err(bad("entity")),
            },
            store: Store {
                id: text(value, "store_id"),
                website_id: text(value, "website_id"),
                ..Store::default()
            },
            state: text(value, "state"),
            status: text(value, "status"),
            date: text(value, "date").parse().map_err(|_| bad("date"))?,
            total: amount("total")?,
            due: amount("total_due")?,
            billed: amount("total_invoiced")?,
        })
    }

    fn candidate(&self) -> Candidate<'_> {
        let is_order = self.kind == DocumentKind::Order;
        Candidate {
            kind: self.kind,
            date: self.date,
            store: &self.store,
            is_free: self.total.is_zero(),
            paid: if is_order {
                self.due <= Decimal::ZERO
            } else {
                self.state == "paid"
            },
            // What was billed of a cancelled order is a sale.
            cancelled: self.state == CANCELLED && !(is_order && self.billed > Decimal::ZERO),
            state: &self.state,
            status: &self.status,
        }
    }
}

impl Engine {
    /// Which of some documents should be in Xero under the settings: their places in the list. `documents`: [{entity, date, `store_id`,
    /// `website_id`, state ("open", "paid", "refunded", "canceled"; an order's own), status, total, `total_due`, `total_invoiced`}].
    ///
    /// # Errors
    /// When a document is malformed, or there is no such connection.
    pub fn expected(&self, connection: &str, documents: &Value) -> Result<Vec<usize>, EngineError> {
        let settings = Core::settings(&self.core.row(connection)?)?;
        let mut places = Vec::new();
        for (place, document) in documents.as_array().into_iter().flatten().enumerate() {
            if settings.expects(&Row::read(document)?.candidate()) {
                places.push(place);
            }
        }
        Ok(places)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_says_whether_it_is_paid_and_whether_it_was_cancelled() {
        for (row, is_free, paid, cancelled) in [
            (
                json!({ "entity": "order", "state": "new", "total": "10.0000", "total_due": "10.0000" }),
                false,
                false,
                false,
            ),
            (
                json!({ "entity": "order", "state": "new", "total": "10.00", "total_due": null }),
                false,
                true,
                false,
            ),
            (
                json!({ "entity": "order", "state": "new", "total": "0.0000", "total_due": "-0.0100" }),
                true,
                true,
                false,
            ),
            (
                json!({ "entity": "order", "state": "canceled", "total": "9", "total_due": "9" }),
                false,
                false,
                true,
            ),
            (
                json!({ "entity": "order", "state": "canceled", "total": "9", "total_due": "4", "total_invoiced": "5.0000" }),
                false,
                false,
                false,
            ),
            (
                json!({ "entity": "invoice", "state": "open", "total": "9" }),
                false,
                false,
                false,
            ),
            (
                json!({ "entity": "invoice", "state": "paid", "total": "9" }),
                false,
                true,
                false,
            ),
            (
                json!({ "entity": "invoice", "state": "canceled", "total": "9" }),
                false,
                false,
                true,
            ),
            (
                json!({ "entity": "creditmemo", "state": "refunded", "total": "0" }),
                true,
                false,
                false,
            ),
        ] {
            let mut whole = row.clone();
            whole["date"] = json!("2026-03-01");
            let read = Row::read(&whole).unwrap();
            let found = read.candidate();
            assert_eq!(
                (found.is_free, found.paid, found.cancelled),
                (is_free, paid, cancelled),
                "{row}"
            );
        }
    }

    #[test]
    fn a_malformed_document_is_refused_with_its_field() {
        for (row, field) in [
            (json!({ "entity": "cart", "date": "2026-03-01" }), "entity"),
            (json!({ "entity": "customer", "date": "2026-03-01" }), "entity"),
            (json!({ "entity": "order" }), "date"),
            (
                json!({ "entity": "order", "date": "2026-03-01", "total": "much" }),
                "total",
            ),
        ] {
            let error = Row::read(&row).map(|_| ()).unwrap_err();
            assert_eq!(
                (error.code.as_str(), error.details["field"].clone()),
                ("argument_invalid", json!(field)),
                "{row}"
            );
        }
    }
}
