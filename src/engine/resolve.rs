//! Decides what an unanswered write came to: Xero is asked by our own numbers, then the record is adopted or sent again.
//!
//! Nothing is repeated here; a job that was not found goes back to the queue.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::Value;

use super::decide::{Outcome, decide, explain};
use super::deliver::Delivered;
use super::prepare::{Prepared, Step, collection};
use super::{Books, Core, EngineError};
use crate::oauth::ConnectionState;
use crate::queue::{Claimed, Kind, LogLine, Settled};
use crate::xero::failure::Failure;
use crate::xero::{Call, Element, decimal, element, element_list, segment, text};

/// Numbers in one look-up; Xero's advice for filters by list.
pub(super) const LOOK_UP_SIZE: u32 = 40;

/// What Xero holds for one job.
enum Found {
    Nothing,
    Record(Box<Element>),
}

/// How many unanswered jobs of a kind one call can look up.
pub(super) fn look_up_size(kind: Kind) -> u32 {
    match kind {
        Kind::Invoice | Kind::Payment => LOOK_UP_SIZE,
        _ => 1,
    }
}

impl Core {
    /// Looks up unanswered jobs of one kind with one call, and settles them.
    pub(super) async fn resolve(self: Arc<Self>, books: Arc<Books>, kind: Kind, jobs: Vec<Claimed>, reservation: i64) -> Delivered {
        let mut report = Delivered {
            kind: Some(kind),
            ..Delivered::default()
        };
        match self.resolve_with(&books, kind, &jobs, reservation, &mut report).await {
            Ok(settled) => match self.store.settle_all(&settled, self.now()) {
                Ok(_) => {
                    for (_, settled, _) in &settled {
                        report.count(settled);
                    }
                }
                Err(error) => report.error = Some(error.into()),
            },
            Err(error) => report.error = Some(error),
        }
        report
    }

    async fn resolve_with(
        &self,
        books: &Books,
        kind: Kind,
        jobs: &[Claimed],
        reservation: i64,
        report: &mut Delivered,
    ) -> Result<Vec<(Claimed, Settled, LogLine)>, EngineError> {
        let mut settled = Vec::new();
        let mut asked = Vec::new();
        for (job, step) in self.prepare(books, jobs.to_vec(), &mut HashSet::new())? {
            match step {
                Step::Send(prepared) => asked.push(*prepared),
                Step::End(Settled::Retry { .. }, line) => settled.push((
                    job,
                    Settled::Unknown {
                        not_before_ms: self.now() + 5_000,
                    },
                    line,
                )),
                Step::End(end, line) => settled.push((job, end, line)),
            }
        }
        if asked.is_empty() {
            self.store.returned(&books.organisation, reservation)?;
            return Ok(settled);
        }
        let call = Call::get(look_up_path(kind, &asked));
        let began = self.now();
        let outcome = match self.call(books, reservation, &call, || Ok(true)).await {
            Ok((outcome, calls)) => {
                report.calls = calls;
                outcome
            }
            Err(untried) => {
                self.untried(books, untried, asked.iter().map(|one| &one.job), report);
                return Ok(settled);
            }
        };
        let took = self.now() - began;
        let found = match outcome {
            Ok(body) => find(kind, &asked, &body),
            Err(Failure::NotFound) => asked.iter().map(|_| Found::Nothing).collect(),
            Err(failure) => {
                self.not_resolved(books, &asked, &failure, report, &mut settled);
                return Ok(settled);
            }
        };
        for (prepared, found) in asked.iter().zip(found) {
            let (end, line) = match found {
                Found::Record(element) => self.adopt(books, prepared, &element, took, report),
                Found::Nothing => not_found(prepared),
            };
            settled.push((prepared.job.clone(), end, line));
        }
        Ok(settled)
    }

    /// The look-up itself failed: what was unknown stays unknown.
    fn not_resolved(
        &self,
        books: &Books,
        asked: &[Prepared],
        failure: &Failure,
        report: &mut Delivered,
        settled: &mut Vec<(Claimed, Settled, LogLine)>,
    ) {
        let (code, message, _) = explain(failure);
        if !matches!(failure, Failure::Limited(..)) {
            report.halted = Some(code.to_owned());
        }
        let pause = match decide(failure, false) {
            Outcome::Snooze(ms) => ms,
            Outcome::NeedsConnection(code) => {
                self.change_state(books, ConnectionState::NeedsConnection, code, &message);
                0
            }
            Outcome::Pause(code) => {
                self.change_state(books, ConnectionState::Paused, code, &message);
                0
            }
            _ => 60_000,
        };
        for prepared in asked {
            settled.push((
                prepared.job.clone(),
                Settled::Unknown {
                    not_before_ms: self.now() + pause,
                },
                LogLine {
                    code: prepared.job.code.clone(),
                    message: message.clone(),
                    ..LogLine::default()
                },
            ));
        }
    }

    /// The record is in Xero: linked when it is the same, held with the differences when it is not.
    fn adopt(&self, books: &Books, prepared: &Prepared, found: &Element, took: i64, report: &mut Delivered) -> (Settled, LogLine) {
        let held = |code: &str, message: String, fix: &str| {
            (
                Settled::Held,
                LogLine {
                    action: "adopt".into(),
                    status: "held".into(),
                    code: code.to_owned(),
                    message,
                    fix: fix.to_owned(),
                    xero_id: found.id.clone().unwrap_or_default(),
                    duration_ms: took,
                    ..LogLine::default()
                },
            )
        };
        let Some(id) = found.id.clone() else {
            return not_found(prepared);
        };
        if let (Some((total, _, currency)), Kind::Invoice | Kind::CreditNote) = (&prepared.expected, prepared.target.kind) {
            if matches!(found.status.as_str(), "VOIDED" | "DELETED") {
                return held(
                    "number_taken",
                    format!("Xero holds a {} document with the number {}.", found.status.to_lowercase(), prepared.number),
                    "Rename that document in Xero, or set a prefix for numbers; this one is then sent by itself.",
                );
            }
            let differs = found.total.is_some_and(|there| there != *total)
                || (!found.currency.is_empty() && found.currency != *currency);
            if differs {
                return held(
                    "number_taken",
                    format!(
                        "Xero holds another document with the number {}: {} {} there, {total} {currency} in the shop.",
                        prepared.number,
                        found.total.unwrap_or_default(),
                        found.currency
                    ),
                    "Correct or rename the document in Xero, or set a prefix for numbers; this one is then sent by itself.",
                );
            }
        }
        let taken = match prepared.target.kind {
            Kind::Payment | Kind::Refund | Kind::Allocation => None,
            kind => self.store.link_by_xero_id(&books.code, kind, &id).ok().flatten(),
        };
        if let Some((key, _)) = taken.filter(|(key, _)| key != &prepared.job.key) {
            return held(
                "number_taken",
                format!("The record in Xero with this number belongs to {key} of the shop."),
                "Two records of the shop have the same number: change one of them.",
            );
        }
        if prepared.target.kind == Kind::Contact && found.status == "ARCHIVED" {
            return held(
                "contact_archived",
                "The contact is archived in Xero.".into(),
                "Restore the contact in Xero; it is then linked by itself.",
            );
        }
        let mut prepared = prepared.clone();
        if prepared.target.kind == Kind::Contact && !found.name.is_empty() {
            prepared.note = Some(found.name.clone());
        }
        // A crash of ours, or a number that was there before: only the first is our own posting.
        let (link, line) = self.linked(books, &prepared, found, &id, "adopt", took, report);
        (
            Settled::Done {
                link: Some(link),
                next: prepared.next.clone(),
            },
            line,
        )
    }
}

fn not_found(prepared: &Prepared) -> (Settled, LogLine) {
    if prepared.job.code == "already_exists" {
        return (
            Settled::Held,
            LogLine {
                action: "adopt".into(),
                status: "held".into(),
                code: "number_taken".into(),
                message: format!(
                    "Xero says that {} exists already or is settled already, but does not show it.",
                    if prepared.number.is_empty() { "this" } else { &prepared.number }
                ),
                fix: "Look for it in Xero (also among deleted and archived ones), rename it there or set a prefix for numbers, then retry.".into(),
                ..LogLine::default()
            },
        );
    }
    (
        Settled::Retry {
            not_before_ms: 0,
            counted: true,
        },
        LogLine {
            action: "look_up".into(),
            status: "information".into(),
            code: "not_in_xero_yet".into(),
            message: "The unanswered request was not carried out; it is sent again.".into(),
            ..LogLine::default()
        },
    )
}

fn look_up_path(kind: Kind, asked: &[Prepared]) -> String {
    let numbers = |pick: fn(&Prepared) -> String| asked.iter().map(|one| segment(&pick(one))).collect::<Vec<_>>().join(",");
    let first = || asked.first().map(|one| segment(&one.number)).unwrap_or_default();
    let document = |one: &Prepared| one.note.clone().unwrap_or_default();
    match kind {
        Kind::Invoice => format!(
            "/Invoices?InvoiceNumbers={}&page=1&pageSize=100&unitdp=4",
            numbers(|one| one.number.clone())
        ),
        Kind::Payment => format!("/Invoices?IDs={}&page=1&pageSize=100", numbers(document)),
        Kind::CreditNote => format!("/CreditNotes/{}?unitdp=4", first()),
        Kind::Contact => format!("/Contacts/{}", first()),
        Kind::Item => format!("/Items/{}?unitdp=4", first()),
        Kind::Refund | Kind::Allocation => format!("/CreditNotes/{}", asked.first().map(document).unwrap_or_default()),
    }
}

fn find(kind: Kind, asked: &[Prepared], body: &Value) -> Vec<Found> {
    match kind {
        Kind::Payment => settlements(asked, body, "Invoices", "InvoiceID", "Payments", "PaymentID"),
        Kind::Refund => settlements(asked, body, "CreditNotes", "CreditNoteID", "Payments", "PaymentID"),
        Kind::Allocation => settlements(asked, body, "CreditNotes", "CreditNoteID", "Allocations", "AllocationID"),
        _ => {
            let (_, list, id_field, number_field) = collection(kind);
            let mut by_number: HashMap<String, Element> = HashMap::new();
            for value in element_list(body, list).unwrap_or_default() {
                let one = element(value, id_field, number_field);
                let better = by_number
                    .get(&one.number.to_lowercase())
                    .is_none_or(|known| matches!(known.status.as_str(), "VOIDED" | "DELETED"));
                if better {
                    by_number.insert(one.number.to_lowercase(), one);
                }
            }
            asked
                .iter()
                .map(|one| {
                    by_number
                        .get(&one.number.to_lowercase())
                        .filter(|found| found.id.is_some())
                        .map_or(Found::Nothing, |found| Found::Record(Box::new(found.clone())))
                })
                .collect()
        }
    }
}

/// Payments and allocations have no number of their own: they are known by their document, amount and date.
fn settlements(asked: &[Prepared], body: &Value, list: &str, id_field: &str, inner: &str, inner_id: &str) -> Vec<Found> {
    let documents = element_list(body, list).unwrap_or_default();
    asked
        .iter()
        .map(|one| {
            let (Some(id), Some((amount, ..))) = (&one.note, &one.expected) else {
                return Found::Nothing;
            };
            let Some(document) = documents.iter().find(|document| text(document, id_field).eq_ignore_ascii_case(id)) else {
                return Found::Nothing;
            };
            let listed = element_list(document, inner).unwrap_or_default();
            let same = listed.iter().find(|entry| {
                let there = decimal(entry, "Amount").or_else(|| decimal(entry, "AppliedAmount"));
                there == Some(*amount) && !text(entry, "Status").eq_ignore_ascii_case("DELETED")
            });
            if let Some(entry) = same {
                let mut found = element(entry, inner_id, "-");
                if found.id.is_none() {
                    found.id = Some(format!("{id}:{}", inner.to_lowercase()));
                }
                return Found::Record(Box::new(found));
            }
            // A list may leave payments out, but never the amounts: nothing open means that it is settled.
            let open = decimal(document, "AmountDue").or_else(|| decimal(document, "RemainingCredit"));
            let settled = decimal(document, "AmountPaid").or_else(|| decimal(document, "AppliedAmount"));
            let covered = listed.is_empty() && open == Some(Decimal::ZERO) && settled.is_none_or(|paid| paid >= *amount);
            if covered {
                return Found::Record(Box::new(Element {
                    id: Some(format!("{id}:{}", inner.to_lowercase())),
                    total: Some(*amount),
                    ..Element::default()
                }));
            }
            Found::Nothing
        })
        .collect()
}
