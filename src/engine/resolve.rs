//! Decides what an unanswered write came to: Xero is asked by our own numbers, then the record is adopted or sent again.
//!
//! Nothing is repeated here; a job that was not found goes back to the queue.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::Value;

use super::call::Untried;
use super::decide::{Outcome, decide, explain};
use super::deliver::Delivered;
use super::find::{
    Found, PAGE_SIZE, SMALL_PAGE, differences, find, in_small_pages, inner_of, keep_asked, known_contact, list_of,
    list_path, look_up_path,
};
use super::number::{of_key, ours, remedy};
use super::prepare::{Prepared, Step};
use super::settle::LIMITED;
use super::{Books, Core, EngineError};
use crate::oauth::ConnectionState;
use crate::queue::{Claimed, Kind, LogLine, Settled};
use crate::xero::failure::Failure;
use crate::xero::{Call, Element, decimal, element_list, text};

/// Numbers in one look-up; Xero's advice for filters by list.
pub(super) const LOOK_UP_SIZE: u32 = 40;

/// Up to this many records without a filter by number are asked for one by one; more are found by reading the list.
const ONE_BY_ONE: usize = 3;
/// Pause of an unanswered payment that cannot be looked up as settings stand.
const STUCK_PAUSE_MS: i64 = 10 * 60_000;

/// How many unanswered jobs of a kind are looked up together.
pub(super) fn look_up_size(kind: Kind) -> u32 {
    match kind {
        Kind::Invoice | Kind::Payment | Kind::Cancellation => LOOK_UP_SIZE,
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
        for (job, step) in self.prepare(books, jobs.to_vec(), &mut HashMap::new(), true)? {
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
            let changing = kind == Kind::Invoice && prepared.target.method == "POST";
            let (end, line) = match found {
                Found::Record(_, there) if known_contact(prepared).is_some() => {
                    self.contact_seen(books, prepared, &there)
                }
                Found::Record(_, there) if kind == Kind::Cancellation => {
                    self.cancellation_seen(books, prepared, &there)
                }
                Found::Record(_, there) if changing => self.change_seen(prepared, &there),
                Found::Record(element, _) => self.adopt(books, prepared, &element, took, report),
                Found::Unsettled(_) if kind == Kind::Allocation && prepared.job.code == "already_exists" => {
                    self.limit_allocation(books, prepared, report).await?
                }
                Found::Unsettled(document) => not_found(prepared, Some(&document)),
                Found::Nothing if known_contact(prepared).is_some() => {
                    self.store.unlink(&books.code, kind, &prepared.job.key)?;
                    not_found(prepared, None)
                }
                Found::Nothing => not_found(prepared, None),
            };
            settled.push((prepared.job.clone(), end, line));
        }
        Ok(settled)
    }

    /// Xero refused to set a credit against an invoice: only what is still open there can be set off.
    async fn limit_allocation(
        &self,
        books: &Books,
        prepared: &Prepared,
        report: &mut Delivered,
    ) -> Result<(Settled, LogLine), EngineError> {
        let invoice = prepared
            .element
            .get("Invoice")
            .map(|one| text(one, "InvoiceID"))
            .unwrap_or_default();
        let call = Call::get(format!("/Invoices?IDs={invoice}&page=1&pageSize=1"));
        let (answer, calls) = self.simple_call(books, "look_up", &call).await?;
        report.calls += calls;
        let there = element_list(&answer, "Invoices").and_then(<[Value]>::first);
        let due = there.and_then(|one| decimal(one, "AmountDue")).unwrap_or_default();
        let wanted = prepared
            .expected
            .as_ref()
            .map(|(amount, ..)| *amount)
            .unwrap_or_default();
        if due > Decimal::ZERO && due < wanted && prepared.job.code != LIMITED {
            return Ok((
                Settled::Retry {
                    not_before_ms: 0,
                    counted: true,
                },
                LogLine {
                    action: "look_up".into(),
                    status: "information".into(),
                    code: LIMITED.into(),
                    message: format!(
                        "Only {due} is open on the invoice in Xero: so much of the credit is set against it."
                    ),
                    subject: due.to_string(),
                    ..LogLine::default()
                },
            ));
        }
        Ok((
            Settled::Held,
            LogLine {
                action: "look_up".into(),
                status: "held".into(),
                code: "nothing_to_set_off".into(),
                message: format!(
                    "Nothing is open on the invoice that the credit {} belongs to: the credit stays open on the contact.",
                    prepared.number
                ),
                fix: "Refund it or set it against another invoice in Xero, then cancel this line.".into(),
                ..LogLine::default()
            },
        ))
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
        let (by_id, by_number): (Vec<&Prepared>, Vec<&Prepared>) =
            asked.iter().partition(|one| known_contact(one).is_some());
        let mut waiting: VecDeque<String> = by_id
            .chunks(LOOK_UP_SIZE as usize)
            .map(|some| {
                let ids: Vec<String> = some.iter().filter_map(|one| known_contact(one)).collect();
                format!(
                    "/Contacts?IDs={}&includeArchived=true&page=1&pageSize=100",
                    ids.join(",")
                )
            })
            .collect();
        match kind {
            _ if by_number.is_empty() => {}
            Kind::Invoice | Kind::Payment | Kind::Cancellation => waiting.push_back(look_up_path(kind, &by_number)),
            _ if by_number.len() <= ONE_BY_ONE => {
                waiting.extend(
                    by_number
                        .iter()
                        .map(|one| look_up_path(kind, std::slice::from_ref(one))),
                );
            }
            _ => waiting.push_back(list_path(kind, 1, PAGE_SIZE)),
        }
        let mut reserved = Some(reservation);
        let (mut page, mut size) = (1, PAGE_SIZE);
        let mut before = None;
        let together = (by_number.len() > 1).then(|| look_up_path(kind, &by_number));
        while let Some(path) = waiting.pop_front() {
            let by_list = path == list_path(kind, page, size);
            let several = by_list || together.as_ref() == Some(&path);
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
                    Err((_, barrier)) => Err(Failure::Limited(barrier, None)),
                },
            };
            match outcome {
                Ok(mut body) if by_list => {
                    let (_, list, id_field, _) = list_of(kind);
                    let listed = element_list(&body, list).unwrap_or_default();
                    let first = listed.first().map(|one| text(one, id_field));
                    // Whoever answers every page with the same one would be asked for ever.
                    let full = listed.len() as i64 >= size && first != before;
                    before = first;
                    // Of thousands of pages only what was asked for stays in memory.
                    keep_asked(kind, &by_number, &mut body);
                    read.bodies.push(body);
                    if full && kind != Kind::Item {
                        page += 1;
                        waiting.push_back(list_path(kind, page, size));
                    }
                }
                Ok(body) => read.bodies.push(body),
                Err(Failure::TooLarge(_)) if by_list && size > SMALL_PAGE && kind != Kind::Item => {
                    (page, size, before) = (in_small_pages(page), SMALL_PAGE, None);
                    waiting.push_back(list_path(kind, page, size));
                }
                Err(Failure::TooLarge(_)) if several => {
                    waiting.extend(
                        by_number
                            .iter()
                            .map(|one| look_up_path(kind, std::slice::from_ref(one))),
                    );
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
            return not_found(prepared, None);
        };
        if matches!(prepared.target.kind, Kind::Invoice | Kind::CreditNote) {
            let store = prepared.store.as_deref().unwrap_or_default();
            let own_prefix = remedy(prepared.job.entity, store);
            if let Some((key, link)) = self.owner_of(books, prepared.target.kind, &id, &prepared.job.key) {
                let message = ours(&prepared.number, store, of_key(&key), link.store.as_deref());
                return held("number_taken", message, &own_prefix);
            }
            if matches!(found.status.as_str(), "VOIDED" | "DELETED") {
                return held(
                    "number_taken",
                    format!(
                        "Xero holds a {} document with the number {}, and Xero never gives such a number free.",
                        found.status.to_lowercase(),
                        prepared.number
                    ),
                    &format!(
                        "Enter this document in Xero by hand under another number and cancel this line. {own_prefix}"
                    ),
                );
            }
            let differences = differences(prepared, found);
            if !differences.is_empty() {
                return held(
                    "number_taken",
                    format!(
                        "Xero holds another document with the number {}, which is not of this shop: {}.",
                        prepared.number,
                        differences.join("; ")
                    ),
                    &format!(
                        "Give that document another number in Xero, and press Retry; or let this shop number otherwise. {own_prefix}"
                    ),
                );
            }
        }
        if matches!(prepared.target.kind, Kind::Contact | Kind::Item)
            && let Some((key, _)) = self.owner_of(books, prepared.target.kind, &id, &prepared.job.key)
        {
            return held(
                "number_taken",
                format!("The record in Xero with this number belongs to {key} of the shop."),
                "Two records of the shop have the same number: change one of them.",
            );
        }
        if prepared.target.kind == Kind::Contact && prepared.job.code == "already_exists" {
            // Somebody else's contact has our number, or ours from before the store was lost: it is looked at like any known one.
            return self.contact_found(prepared, found, &id, took);
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

fn not_found(prepared: &Prepared, document: Option<&Value>) -> (Settled, LogLine) {
    let settlement = matches!(prepared.target.kind, Kind::Payment | Kind::Refund | Kind::Allocation);
    if let (true, true, Some(document)) = (prepared.job.code == "already_exists", settlement, document)
        && matches!(text(document, "Status").as_str(), "AUTHORISED" | "PAID")
    {
        let open = decimal(document, "AmountDue")
            .or_else(|| decimal(document, "RemainingCredit"))
            .unwrap_or_default();
        let wanted = prepared
            .expected
            .as_ref()
            .map(|(amount, ..)| *amount)
            .unwrap_or_default();
        return (
            Settled::Held,
            LogLine {
                action: "adopt".into(),
                status: "held".into(),
                code: "payment_exceeds_due".into(),
                message: format!("Only {open:.2} is open on {} in Xero, the shop has {wanted:.2}.", prepared.number),
                fix: "Somebody settled it in Xero in another way: check it there, then cancel this line; or remove that payment and retry.".into(),
                ..LogLine::default()
            },
        );
    }
    if prepared.job.code == "already_exists" && settlement {
        return (
            Settled::Held,
            LogLine {
                action: "adopt".into(),
                status: "held".into(),
                code: "document_not_authorised".into(),
                message: format!(
                    "Xero takes no payment for {}: it is not approved there, or settled in another way.",
                    prepared.number
                ),
                fix: "Approve the document in Xero, and the payment is sent; or cancel this line when it is settled."
                    .into(),
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
