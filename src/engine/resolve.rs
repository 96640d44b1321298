//! Decides what an unanswered write came to: Xero is asked by our own numbers, then the record is adopted or sent again.
//!
//! Nothing is repeated here; a job that was not found goes back to the queue.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::Value;

use super::decide::{Outcome, decide, explain};
use super::deliver::{Delivered, Untried};
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

/// Up to this many records without a filter by number are asked for one by one; more are found by reading the list.
const ONE_BY_ONE: usize = 3;
/// Pause of an unanswered payment that cannot be looked up as settings stand.
const STUCK_PAUSE_MS: i64 = 10 * 60_000;
/// Largest page that Xero gives.
const PAGE_SIZE: i64 = 1_000;

/// How many unanswered jobs of a kind are looked up together.
pub(super) fn look_up_size(kind: Kind) -> u32 {
    match kind {
        Kind::Invoice | Kind::Payment => LOOK_UP_SIZE,
        // After a lost store there may be thousands: the pages of the list are read once for many of them.
        _ => 500,
    }
}

/// What one look-up read: bodies of answers, or the failure that ended it.
struct Read {
    bodies: Vec<Value>,
    failure: Option<Failure>,
}

impl Core {
    /// Looks up unanswered jobs of one kind with one call, and settles them.
    pub(super) async fn resolve(
        self: Arc<Self>,
        books: Arc<Books>,
        kind: Kind,
        jobs: Vec<Claimed>,
        reservation: i64,
    ) -> Delivered {
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
                Step::End(end) => {
                    let (end, line) = *end;
                    let end = match end {
                        Settled::Retry { .. } => Settled::Unknown {
                            not_before_ms: self.now() + 5_000,
                        },
                        // Xero would take a payment twice: what became of the first must be known before anything else,
                        // even when a setting now stands in the way of asking.
                        Settled::Held if !kind.unique_in_xero() => Settled::Unknown {
                            not_before_ms: self.now() + STUCK_PAUSE_MS,
                        },
                        other => other,
                    };
                    settled.push((job, end, line));
                }
            }
        }
        if asked.is_empty() {
            self.store.returned(&books.organisation, reservation)?;
            return Ok(settled);
        }
        let began = self.now();
        let read = match self.look_up(books, kind, &asked, reservation, report).await {
            Ok(read) => read,
            Err(untried) => {
                self.untried(books, untried, asked.iter().map(|one| &one.job), report);
                return Ok(settled);
            }
        };
        let took = self.now() - began;
        if let Some(failure) = read.failure {
            self.not_resolved(books, &asked, &failure, report, &mut settled);
            return Ok(settled);
        }
        let others = self.linked_settlements(books, kind, &asked, &read.bodies)?;
        let found = find(kind, &asked, &read.bodies, others);
        for (prepared, found) in asked.iter().zip(found) {
            let (end, line) = match found {
                Found::Record(element) => self.adopt(books, prepared, &element, took, report),
                Found::Nothing => not_found(prepared),
            };
            settled.push((prepared.job.clone(), end, line));
        }
        Ok(settled)
    }

    /// Asks Xero for the records, with as few calls as their kind allows. The first call is reserved already.
    async fn look_up(
        &self,
        books: &Books,
        kind: Kind,
        asked: &[Prepared],
        reservation: i64,
        report: &mut Delivered,
    ) -> Result<Read, Untried> {
        let mut read = Read {
            bodies: Vec::new(),
            failure: None,
        };
        let paths: Vec<String> = match kind {
            Kind::Invoice | Kind::Payment => vec![look_up_path(kind, asked)],
            _ if asked.len() <= ONE_BY_ONE => asked
                .iter()
                .map(|one| look_up_path(kind, std::slice::from_ref(one)))
                .collect(),
            _ => vec![list_path(kind, 1)],
        };
        let mut waiting: VecDeque<String> = paths.into();
        let by_list = waiting.front().is_some_and(|path| path.contains("pageSize=1000"));
        let mut reserved = Some(reservation);
        let mut page = 1;
        while let Some(path) = waiting.pop_front() {
            let call = Call::get(path);
            let outcome = match reserved.take() {
                Some(first) => {
                    let (outcome, calls) = self.call(books, first, &call, || Ok(true)).await?;
                    report.calls += calls;
                    outcome
                }
                None => match self.reserve_within(books, "look_up").await.map_err(Untried::Store)? {
                    Ok(next) => {
                        let (outcome, calls) = self.call(books, next, &call, || Ok(true)).await?;
                        report.calls += calls;
                        outcome
                    }
                    Err(barrier) => Err(Failure::Limited(barrier, None)),
                },
            };
            match outcome {
                Ok(body) => {
                    let (_, list, ..) = list_of(kind);
                    let full = element_list(&body, list).is_some_and(|page| page.len() as i64 >= PAGE_SIZE);
                    read.bodies.push(body);
                    if by_list && full {
                        page += 1;
                        waiting.push_back(list_path(kind, page));
                    }
                }
                Err(Failure::NotFound) => {}
                Err(failure) => {
                    read.failure = Some(failure);
                    break;
                }
            }
        }
        Ok(read)
    }

    /// Ids of payments in these answers that other jobs made: two payments of one document may have the same amount.
    fn linked_settlements(
        &self,
        books: &Books,
        kind: Kind,
        asked: &[Prepared],
        bodies: &[Value],
    ) -> Result<HashSet<String>, EngineError> {
        let mut others = HashSet::new();
        if kind.unique_in_xero() {
            return Ok(others);
        }
        let (inner, inner_id) = inner_of(kind);
        let (_, list, id_field, _) = list_of(kind);
        let asked_for: HashSet<&str> = asked.iter().filter_map(|one| one.note.as_deref()).collect();
        for document in bodies.iter().filter_map(|body| element_list(body, list)).flatten() {
            if !asked_for.contains(text(document, id_field).as_str()) {
                continue;
            }
            for entry in element_list(document, inner).unwrap_or_default() {
                let id = text(entry, inner_id);
                if !id.is_empty() && self.store.link_by_xero_id(&books.code, kind, &id)?.is_some() {
                    others.insert(id);
                }
            }
        }
        Ok(others)
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
            // The ledger knows when.
            Outcome::Snooze(_) if matches!(failure, Failure::Limited(..)) => 0,
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
    fn adopt(
        &self,
        books: &Books,
        prepared: &Prepared,
        found: &Element,
        took: i64,
        report: &mut Delivered,
    ) -> (Settled, LogLine) {
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
        if let (Some((total, _, currency)), Kind::Invoice | Kind::CreditNote) =
            (&prepared.expected, prepared.target.kind)
        {
            if matches!(found.status.as_str(), "VOIDED" | "DELETED") {
                return held(
                    "number_taken",
                    format!(
                        "Xero holds a {} document with the number {}.",
                        found.status.to_lowercase(),
                        prepared.number
                    ),
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
                link: Some(Box::new(link)),
                next: prepared.next.clone(),
            },
            line,
        )
    }
}

fn not_found(prepared: &Prepared) -> (Settled, LogLine) {
    let settlement = matches!(prepared.target.kind, Kind::Payment | Kind::Refund | Kind::Allocation);
    if prepared.job.code == "already_exists" && settlement {
        return (
            Settled::Held,
            LogLine {
                action: "adopt".into(),
                status: "held".into(),
                code: "document_not_authorised".into(),
                message: format!("Xero takes no payment for {}: it is not approved there, or settled in another way.", prepared.number),
                fix: "Approve the document in Xero, and the payment is sent by itself; or cancel this line when it is settled.".into(),
                ..LogLine::default()
            },
        );
    }
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
    let numbers = |pick: fn(&Prepared) -> String| {
        asked
            .iter()
            .map(|one| segment(&pick(one)))
            .collect::<Vec<_>>()
            .join(",")
    };
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

/// Collection that holds what a look-up asks for: path, list, id field, number field.
fn list_of(kind: Kind) -> (&'static str, &'static str, &'static str, &'static str) {
    match kind {
        Kind::Payment => collection(Kind::Invoice),
        Kind::Refund | Kind::Allocation => collection(Kind::CreditNote),
        other => collection(other),
    }
}

fn list_path(kind: Kind, page: i64) -> String {
    let (path, ..) = list_of(kind);
    match kind {
        // Items come in one answer.
        Kind::Item => format!("{path}?unitdp=4"),
        Kind::Contact => format!("{path}?page={page}&pageSize={PAGE_SIZE}&includeArchived=true"),
        _ => format!("{path}?page={page}&pageSize={PAGE_SIZE}&unitdp=4"),
    }
}

/// Where a document lists what settles it: list, id field.
fn inner_of(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Allocation => ("Allocations", "AllocationID"),
        _ => ("Payments", "PaymentID"),
    }
}

fn find(kind: Kind, asked: &[Prepared], bodies: &[Value], taken: HashSet<String>) -> Vec<Found> {
    match kind {
        Kind::Payment | Kind::Refund | Kind::Allocation => settlements(kind, asked, bodies, taken),
        _ => {
            let (_, list, id_field, number_field) = collection(kind);
            let mut by_number: HashMap<String, Element> = HashMap::new();
            for value in bodies.iter().filter_map(|body| element_list(body, list)).flatten() {
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

/// Payments and allocations have no number of their own: they are known by their document and amount. One that belongs to
/// another job, or was found for another one here, is not this one.
fn settlements(kind: Kind, asked: &[Prepared], bodies: &[Value], mut taken: HashSet<String>) -> Vec<Found> {
    let (inner, inner_id) = inner_of(kind);
    let (_, list, id_field, _) = list_of(kind);
    let documents: Vec<&Value> = bodies
        .iter()
        .filter_map(|body| element_list(body, list))
        .flatten()
        .collect();
    asked
        .iter()
        .map(|one| {
            let (Some(id), Some((amount, ..))) = (&one.note, &one.expected) else {
                return Found::Nothing;
            };
            let Some(document) = documents
                .iter()
                .find(|document| text(document, id_field).eq_ignore_ascii_case(id))
            else {
                return Found::Nothing;
            };
            let listed = element_list(document, inner).unwrap_or_default();
            let same = listed.iter().find(|entry| {
                let there = decimal(entry, "Amount").or_else(|| decimal(entry, "AppliedAmount"));
                there == Some(*amount)
                    && !text(entry, "Status").eq_ignore_ascii_case("DELETED")
                    && !taken.contains(&text(entry, inner_id))
            });
            if let Some(entry) = same {
                let mut found = element(entry, inner_id, "-");
                taken.extend(found.id.clone());
                if found.id.is_none() {
                    found.id = Some(format!("{id}:{}", inner.to_lowercase()));
                }
                return Found::Record(Box::new(found));
            }
            // A list may leave payments out, but never the amounts: nothing open means that it is settled.
            let open = decimal(document, "AmountDue").or_else(|| decimal(document, "RemainingCredit"));
            let settled = decimal(document, "AmountPaid").or_else(|| decimal(document, "AppliedAmount"));
            let covered =
                listed.is_empty() && open == Some(Decimal::ZERO) && settled.is_none_or(|paid| paid >= *amount);
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
