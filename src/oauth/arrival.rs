//! Decides whether a connection may follow a consent to an organisation, or a person is asked first.
//!
//! What a shop has in one organisation stays there, so a wrong choice at Xero would split its books without a word. It
//! stores nothing; the engine does.

use crate::message::{Message, say};

/// What a connection has in the organisation that it is bound to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Linked {
    /// Invoices.
    pub invoices: i64,
    /// Records of every kind, invoices included.
    pub records: i64,
}

/// What follows when a consent (or the credentials of a Custom Connection) leads to an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// The books stay where they are, or there are none yet.
    Bind,
    /// The books are in another organisation: ask, and send nothing until answered.
    Ask,
}

/// `bound` and `found` are ids of organisations; `bound` is empty before the first connection.
#[must_use]
pub fn arrival(bound: &str, found: &str, linked: Linked) -> Arrival {
    if bound.is_empty() || bound == found || linked.records <= 0 {
        Arrival::Bind
    } else {
        Arrival::Ask
    }
}

/// The question in words; both are names.
#[must_use]
pub fn question(from: &str, to: &str, linked: Linked) -> Message {
    let amount: Message = match (linked.invoices, linked.records) {
        (1, _) => say::ONE_INVOICE.into(),
        (0, 1) => say::ONE_RECORD.into(),
        (0, records) => say::RECORDS.with(records),
        (invoices, _) => say::INVOICES.with(invoices),
    };
    say::MOVE_BOOKS.with((from, amount, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: Linked = Linked {
        invoices: 388,
        records: 1_210,
    };
    const NOTHING: Linked = Linked {
        invoices: 0,
        records: 0,
    };

    #[test]
    fn only_books_in_another_organisation_raise_the_question() {
        for (name, bound, found, linked, expected) in [
            ("the first connection", "", "uk", NOTHING, Arrival::Bind),
            (
                "records of a store that forgot its organisation",
                "",
                "uk",
                SENT,
                Arrival::Bind,
            ),
            ("connected again", "uk", "uk", SENT, Arrival::Bind),
            ("another, before anything was sent", "uk", "au", NOTHING, Arrival::Bind),
            ("another, with books", "uk", "au", SENT, Arrival::Ask),
            (
                "another, with customers only",
                "uk",
                "au",
                Linked {
                    invoices: 0,
                    records: 2,
                },
                Arrival::Ask,
            ),
        ] {
            assert_eq!(arrival(bound, found, linked), expected, "{name}");
        }
    }

    #[test]
    fn the_question_names_both_organisations_and_what_is_in_the_first() {
        for (invoices, records, amount) in [
            (388, 1_210, "388 invoices"),
            (1, 3, "1 invoice"),
            (0, 2, "2 records"),
            (0, 1, "1 record"),
        ] {
            assert_eq!(
                question("Demo Company (UK)", "Demo Company (AU)", Linked { invoices, records }),
                format!("Until now the books were in Demo Company (UK): {amount}. Move to Demo Company (AU)?").as_str()
            );
        }
    }
}
