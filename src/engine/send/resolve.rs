//! Decides what an unanswered write came to: Xero is asked by our own numbers, then the record is adopted or sent again.
//!
//! Nothing is repeated here; a job that was not found goes back to the queue.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::Value;

use super::adopt::elsewhere;
use super::delivered::Delivered;
use super::find::{
    Found, PAGE_SIZE, SMALL_PAGE, find, in_small_pages, inner_of, keep_asked, known_contact, list_of, list_path,
    look_up_path,
};
use super::mark;
use super::prepare::{Prepared, Step};
use super::sale::change_seen;
use super::settle::LIMITED;
use crate::domain::money;
use crate::engine::call::Untried;
use crate::engine::decide::{Outcome, decide, explain};
use crate::engine::{Books, Core, EngineError};
use crate::message::say;
use crate::oauth::ConnectionState;
use crate::queue::{Claimed, Kind, LogLine, Proof, Settled};
use crate::xero::failure::{self, Failure};
use crate::xero::{Call, decimal, element_list, text};

/// Numbers in one look-up; Xero's advice for filters by list.
pub(super) const LOOK_UP_SIZE: u32 = 40;

/// Up to this many records without a filter by number are asked for one by one; more are found by reading the list.
const ONE_BY_ONE: usize = 3;

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
    /// Whether every answer was a list, or Xero's own word that there is no such record.
    complete: bool,
}

/// What would become of a job as settings and record are now, beside what was sent of it.
enum Ordinary {
    /// The look-up asked for just that.
    Asked,
    /// It would be sent.
    Send(Box<Prepared>),
    /// It would end without a call.
    End(Box<(Settled, LogLine)>),
}

/// Whether a job was sent to this organisation, as far as that is known.
fn went_to(job: &Claimed, organisation: &str) -> bool {
    // Before a Custom Connection knows its organisation, its app stands for it.
    job.sent_to.is_empty() || job.sent_to.starts_with("app:") || job.sent_to == organisation
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
                Ok(came) => {
                    for ((_, settled, _), came) in settled.iter().zip(came) {
                        report.count(settled, came);
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
        let mut ordinary = Vec::new();
        let (here, asked_elsewhere): (Vec<Claimed>, Vec<Claimed>) =
            jobs.iter().cloned().partition(|job| went_to(job, &books.organisation));
        settled.extend(asked_elsewhere.into_iter().map(|job| elsewhere(books, job)));
        for (job, step) in self.prepare(books, here, &mut HashMap::new(), true)? {
            let marked = mark::read(&job);
            match (step, marked) {
                // What changes a record is known by its id, and may be told better by what is to be sent now.
                (Step::Send(prepared), Some(marked)) if marked.target.method == "PUT" => {
                    asked.push(marked);
                    ordinary.push(Ordinary::Send(prepared));
                }
                (Step::Send(prepared), _) => {
                    asked.push(*prepared);
                    ordinary.push(Ordinary::Asked);
                }
                (Step::End(end), Some(marked)) => {
                    asked.push(marked);
                    ordinary.push(Ordinary::End(end));
                }
                // Without a claim nothing was sent; with one of an older version the store keeps it unknown.
                (Step::End(end), None) => settled.push((job, end.0, end.1)),
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
        let found = find(kind, &asked, &read.bodies, others, read.complete);
        for ((prepared, ordinary), found) in asked.iter().zip(ordinary).zip(found) {
            let proof = match &found {
                Found::Unproven => Proof::Nothing,
                Found::Record(..) => Proof::Found,
                Found::Nothing | Found::Unsettled(_) => Proof::NotThere,
            };
            let (end, line) = self.found(books, kind, prepared, ordinary, found, took, report).await?;
            settled.push((prepared.job.proven(proof), end, line));
        }
        Ok(settled)
    }

    /// What follows for one job from what Xero shows of it.
    #[allow(clippy::too_many_arguments)]
    async fn found(
        &self,
        books: &Books,
        kind: Kind,
        prepared: &Prepared,
        ordinary: Ordinary,
        found: Found,
        took: i64,
        report: &mut Delivered,
    ) -> Result<(Settled, LogLine), EngineError> {
        let changes = prepared.target.method == "POST";
        Ok(match (found, ordinary) {
            (Found::Unproven, _) => self.unproven(prepared),
            // A change is known by its id and may be made twice: what is to become of the record now decides.
            (_, Ordinary::End(end)) if changes => *end,
            (Found::Record(_, there), _) if known_contact(prepared).is_some() => {
                self.contact_seen(books, prepared, &there)
            }
            (Found::Record(_, there), _) if kind == Kind::Cancellation => {
                self.cancellation_seen(books, prepared, &there)
            }
            (Found::Record(_, there), _) if kind == Kind::Invoice && changes => change_seen(prepared, &there),
            (Found::Record(element, _), ordinary) => {
                match (self.adopt(books, prepared, &element, took, report)?, ordinary) {
                    // Sent as it would be sent now: what follows from that follows.
                    ((Settled::Done { link, .. }, line), Ordinary::Send(now))
                        if now.fingerprint == prepared.fingerprint =>
                    {
                        let next = now.next.clone();
                        (Settled::Done { link, next }, line)
                    }
                    ((end, line), Ordinary::Asked) => (end, line),
                    // It is in Xero as it was sent; what it is to be today is decided in the ordinary way.
                    ((Settled::Done { link: Some(link), .. }, line), _) => (Settled::Again { link }, line),
                    (held, _) => held,
                }
            }
            // It is proven not to be there, so what was decided about it takes effect.
            (Found::Unsettled(_) | Found::Nothing, Ordinary::End(end)) => *end,
            (Found::Unsettled(_), _) if kind == Kind::Allocation && prepared.job.code == "already_exists" => {
                self.limit_allocation(books, prepared, report).await?
            }
            (Found::Unsettled(document), _) => self.not_found(prepared, Some(&document)),
            (Found::Nothing, _) => {
                if known_contact(prepared).is_some() {
                    self.store.unlink(&books.code, kind, &prepared.job.key)?;
                }
                self.not_found(prepared, None)
            }
        })
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
                    message: say::CREDIT_LIMITED.with(money::amount(due, "")),
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
                message: say::NOTHING_TO_SET_OFF.with(&prepared.number),
                fix: say::NOTHING_TO_SET_OFF_FIX.into(),
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
            complete: true,
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
                    let (outcome, calls) = self.call(books, first, &call, || Ok(true), failure::values).await?;
                    report.calls += calls;
                    outcome
                }
                None => match self.reserve_within(books, "look_up").await.map_err(Untried::Store)? {
                    Ok(next) => {
                        let (outcome, calls) = self.call(books, next, &call, || Ok(true), failure::values).await?;
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
                    // Whoever answers every page with the same one would be asked for ever, and has not shown everything.
                    let repeated = page > 1 && first == before;
                    read.complete &= element_list(&body, list).is_some() && !repeated;
                    let full = listed.len() as i64 >= size && !repeated;
                    before = first;
                    // Of thousands of pages only what was asked for stays in memory.
                    keep_asked(kind, &by_number, &mut body);
                    read.bodies.push(body);
                    if full && kind != Kind::Item {
                        page += 1;
                        waiting.push_back(list_path(kind, page, size));
                    }
                }
                Ok(body) => {
                    read.complete &= element_list(&body, list_of(kind).1).is_some();
                    read.bodies.push(body);
                }
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
        let (code, message, _) = explain(failure, false);
        if !matches!(failure, Failure::Limited(..)) {
            report.halted = Some(code.to_owned());
        }
        let pause = match decide(failure, false) {
            // The ledger knows when.
            Outcome::Snooze(_) if matches!(failure, Failure::Limited(..)) => 0,
            Outcome::Snooze(ms) => ms,
            Outcome::NeedsConnection(code) => {
                report.keep(self.change_state(books, ConnectionState::NeedsConnection, code, &message));
                0
            }
            Outcome::Pause(code) => {
                report.keep(self.change_state(books, ConnectionState::Paused, code, &message));
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
}
