//! Decides which of the shop's documents belong in Xero: the one rule for what is sent and for what a reconciliation expects there.
//!
//! Pure. How a document is booked is said by `policy.rs` and the mapping.

use chrono::NaiveDate;

use super::Settings;
use crate::domain::policy::SalesSource;
use crate::domain::shop::{DocumentKind, Store};

/// Order states in which an order is a sale, in Magento's words.
const SALES: &[&str] = &["new", "processing", "complete", "closed"];
/// The state of a cancelled order.
const CANCELLED: &str = "canceled";
/// The status of an order whose buyer is still at the payment provider's.
const PENDING_PAYMENT: &str = "pending_payment";

/// What of a document decides whether it belongs in Xero.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// Order, invoice or credit memo.
    pub kind: DocumentKind,
    /// Its day, where its store is.
    pub date: NaiveDate,
    /// Its store view.
    pub store: &'a Store,
    /// Whether its total is nothing.
    pub is_free: bool,
    /// Whether the shop has the money for it.
    pub paid: bool,
    /// Whether nothing of it is owed any more. An order that was cancelled after some of it was billed is a sale.
    pub cancelled: bool,
    /// Of an order: its state and status in Magento's words.
    pub state: &'a str,
    /// See `state`.
    pub status: &'a str,
}

/// As what a document is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The sale; where it was cancelled, the end of what was sent of it.
    Sale,
    /// A credit note.
    CreditNote,
    /// The sale is the order's document; this says that and when it was paid.
    Payment,
}

impl Settings {
    /// As what a document is sent; `None`: it stays in the shop.
    pub fn place(&self, document: &Candidate<'_>) -> Option<Place> {
        let is_memo = document.kind == DocumentKind::CreditMemo;
        if self.is_before_start(document.date) || document.cancelled && is_memo {
            return None;
        }
        let nothing_to_book = document.is_free && self.skips_zero_totals(document.store);
        let unpaid = !document.cancelled && !document.paid && self.waits_for_payment(document.store);
        if !is_memo && (nothing_to_book || unpaid) {
            return None;
        }
        let order_is_sale = self.document == SalesSource::Order;
        match document.kind {
            DocumentKind::Invoice if !order_is_sale => self.enabled("invoices").then_some(Place::Sale),
            DocumentKind::Invoice => (document.paid && self.enabled("payments")).then_some(Place::Payment),
            DocumentKind::Order => {
                let is_sent = order_is_sale && self.enabled("orders");
                (is_sent && (document.cancelled || self.has_come_far_enough(document))).then_some(Place::Sale)
            }
            DocumentKind::CreditMemo => self.enabled("creditmemos").then_some(Place::CreditNote),
        }
    }

    /// Whether a day is before the one from which documents are sent.
    pub fn is_before_start(&self, day: NaiveDate) -> bool {
        self.start_date.is_some_and(|start| day < start)
    }

    /// Whether a document of its own should be in Xero. What was cancelled as a whole should not; nor is a payment a document.
    pub fn expects(&self, document: &Candidate<'_>) -> bool {
        !document.cancelled && matches!(self.place(document), Some(Place::Sale | Place::CreditNote))
    }

    /// Whether an order has come far enough to be sent: it has one of the statuses that the shop chose, else it is neither on hold nor
    /// waiting for its payment.
    fn has_come_far_enough(&self, order: &Candidate<'_>) -> bool {
        match self.order_statuses() {
            [] => {
                // What was billed of a cancelled one is a sale.
                let alive = SALES.contains(&order.state) || order.state == CANCELLED && !order.cancelled;
                alive && order.status != PENDING_PAYMENT
            }
            chosen => chosen.iter().any(|one| one == order.status),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::DocumentKind::{CreditMemo, Invoice, Order};
    use super::*;

    fn settings(document: &Value) -> Settings {
        Settings::read(document).unwrap()
    }

    fn store(id: &str) -> Store {
        Store {
            id: id.into(),
            website_id: "1".into(),
            ..Store::default()
        }
    }

    fn candidate(kind: DocumentKind, store: &Store) -> Candidate<'_> {
        Candidate {
            kind,
            date: "2026-03-01".parse().unwrap(),
            store,
            is_free: false,
            paid: true,
            cancelled: false,
            state: if kind == Order { "processing" } else { "" },
            status: if kind == Order { "processing" } else { "" },
        }
    }

    #[test]
    fn the_settings_say_as_what_each_kind_is_sent() {
        use Place::{CreditNote, Payment, Sale};
        let off = |group: &str| json!({ "enabled": false, "mode": group });
        let orders = json!({ "document": "order" });
        for (document, order, invoice, memo) in [
            (json!({}), None, Some(Sale), Some(CreditNote)),
            (
                json!({ "entities": { "invoices": off("") } }),
                None,
                None,
                Some(CreditNote),
            ),
            (
                json!({ "entities": { "creditmemos": off("") } }),
                None,
                Some(Sale),
                None,
            ),
            (
                json!({ "entities": { "payments": off("") } }),
                None,
                Some(Sale),
                Some(CreditNote),
            ),
            (orders, Some(Sale), Some(Payment), Some(CreditNote)),
            (
                json!({ "document": "order", "entities": { "orders": off(""), "payments": off("") } }),
                None,
                None,
                Some(CreditNote),
            ),
            (
                json!({ "start_date": "2026-03-01" }),
                None,
                Some(Sale),
                Some(CreditNote),
            ),
            (json!({ "start_date": "2026-03-02" }), None, None, None),
        ] {
            let (settings, store) = (settings(&document), store("1"));
            for (kind, expected) in [(Order, order), (Invoice, invoice), (CreditMemo, memo)] {
                let found = candidate(kind, &store);
                assert_eq!(settings.place(&found), expected, "{kind:?} under {document}");
                let stands = matches!(expected, Some(Sale | CreditNote));
                assert_eq!(settings.expects(&found), stands, "{kind:?} under {document}");
            }
        }
    }

    #[test]
    fn an_order_must_have_come_far_enough() {
        let by_state = json!({ "document": "order" });
        let by_status = json!({ "document": "order", "entities": { "orders": { "enabled": true, "statuses": ["complete", "canceled"] } } });
        // As what it is sent, and whether it should be in Xero: by state, by status.
        for (state, status, cancelled, by_states, by_statuses) in [
            ("new", "pending", false, (true, true), (false, false)),
            ("new", "pending_payment", false, (false, false), (false, false)),
            (
                "pending_payment",
                "pending_payment",
                false,
                (false, false),
                (false, false),
            ),
            ("holded", "holded", false, (false, false), (false, false)),
            ("payment_review", "fraud", false, (false, false), (false, false)),
            ("processing", "processing", false, (true, true), (false, false)),
            ("complete", "complete", false, (true, true), (true, true)),
            ("closed", "closed", false, (true, true), (false, false)),
            // Cancelled as a whole: ends what was sent. After a part was billed, it is a sale.
            ("canceled", "canceled", true, (true, false), (true, false)),
            ("canceled", "canceled", false, (true, true), (true, true)),
            ("canceled", "gone", false, (true, true), (false, false)),
        ] {
            for (document, (sent, expected)) in [(&by_state, by_states), (&by_status, by_statuses)] {
                let (settings, store) = (settings(document), store("1"));
                let order = Candidate {
                    cancelled,
                    state,
                    status,
                    ..candidate(Order, &store)
                };
                let found = (settings.place(&order).is_some(), settings.expects(&order));
                assert_eq!(found, (sent, expected), "{state} {status} {cancelled} under {document}");
            }
        }
    }

    #[test]
    fn what_is_free_unpaid_or_cancelled_may_stay_in_the_shop() {
        let rules = json!({ "documents": { "zero_totals": "skip", "unpaid": "wait" } });
        let near = json!({ "stores": { "5": { "documents": { "zero_totals": "skip", "unpaid": "wait" } } } });
        for (name, document, id, is_free, paid, cancelled, invoice, memo) in [
            ("all is sent", json!({}), "1", true, false, false, true, true),
            ("nothing to book", rules.clone(), "1", true, true, false, false, true),
            ("unpaid", rules.clone(), "1", false, false, false, false, true),
            ("paid", rules.clone(), "1", false, true, false, true, true),
            (
                "the rule of another store view",
                near.clone(),
                "1",
                true,
                false,
                false,
                true,
                true,
            ),
            (
                "the rule of its store view",
                near,
                "5",
                false,
                false,
                false,
                false,
                true,
            ),
            ("cancelled", rules, "1", false, false, true, false, false),
        ] {
            let (settings, store) = (settings(&document), store(id));
            for (kind, expected) in [(Invoice, invoice), (CreditMemo, memo)] {
                let found = Candidate {
                    is_free,
                    paid,
                    cancelled,
                    ..candidate(kind, &store)
                };
                assert_eq!(settings.expects(&found), expected, "{name}: {kind:?}");
            }
        }
        let store = store("1");
        let cancelled = Candidate {
            cancelled: true,
            ..candidate(Invoice, &store)
        };
        assert_eq!(
            settings(&json!({})).place(&cancelled),
            Some(Place::Sale),
            "its end is sent"
        );
    }
}
