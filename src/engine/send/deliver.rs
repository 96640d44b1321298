//! Decides how one call goes: token, marks, sending, and how each element of the answer settles its own job.
//!
//! The order is the protocol: the claims are committed before the request leaves, and only a proven refusal removes them.

use std::sync::Arc;

use serde_json::Value;

use super::delivered::Delivered;
use super::mark;
use super::party::not_followed;
use super::prepare::{ALONE, EMAIL_INVALID, ITEM_UNKNOWN, NAME_TAKEN, Prepared, Target, envelope};
use super::sale::cannot_be_voided;
use crate::domain::money;
use crate::engine::call::Untried;
use crate::engine::decide::{OFFLINE_PAUSE_MS, Outcome, decide, explain};
use crate::engine::{Books, Core, EngineError};
use crate::message::{Message, Template, say};
use crate::oauth::ConnectionState;
use crate::queue::{
    Claimed, Departure, Exchange, Kind, Link, LogLine, Proof, Settled, look_up_after_ms, retry_delay_ms,
};
use crate::secret::fingerprint;
use crate::xero::failure::Failure;
use crate::xero::refusal::{Refusal, meaning};
use crate::xero::{Call, Element, elements, text};

/// Bodies are kept below this; Xero's own figure for fifty documents is 3.5 MB.
pub(super) const BODY_LIMIT: usize = 3_400_000;

impl Core {
    /// Sends one batch and settles each of its jobs.
    pub(super) async fn deliver(
        self: Arc<Self>,
        books: Arc<Books>,
        target: Target,
        batch: Vec<Prepared>,
        reservation: i64,
    ) -> Delivered {
        let mut report = Delivered {
            kind: Some(target.kind),
            ..Delivered::default()
        };
        let Some(batch) = self.addressed(&books, batch, reservation, &mut report).await else {
            return report;
        };
        let elements: Vec<Value> = batch.iter().map(|one| one.element.clone()).collect();
        let body = envelope(&target, elements);
        // One key for one sending, however often the network repeats it. A later try, which was looked up before, has another; so
        // has a new store that counts its jobs from one again: Xero would answer it with what it said to the old one.
        let marks: Vec<String> = batch
            .iter()
            .map(|one| format!("{}:{}", one.job.id, one.job.fence))
            .collect();
        let key = fingerprint(&[
            books.organisation.as_bytes(),
            target.path.as_bytes(),
            marks.join(",").as_bytes(),
            self.now().to_string().as_bytes(),
            body.to_string().as_bytes(),
        ]);
        let call = Call::write(target.method(), target.path.clone(), body, key.clone());
        let departures = || -> Vec<Departure> {
            let look_up_at_ms = self.now() + look_up_after_ms(target.kind, self.call_ms);
            let departure = |one: &Prepared| Departure {
                id: one.job.id,
                fence: one.job.fence,
                note: one.note.clone(),
                mark: mark::write(one, &books.organisation_name),
                organisation: books.organisation.clone(),
                look_up_at_ms,
            };
            batch.iter().map(departure).collect()
        };
        let wanted = batch.len() as u64;
        let began = self.now();
        let sent = self
            .call(&books, reservation, &call, || {
                Ok(self.store.mark_sent(&departures(), &key, self.now())? == wanted)
            })
            .await;
        let took = self.now() - began;
        let outcome = match sent {
            Ok((outcome, calls)) => {
                report.calls += calls;
                outcome
            }
            Err(Untried::Ended(error)) => {
                // The reason is the identity server's, and nothing is unknown: the jobs just wait.
                report.calls += 1;
                report.keep(self.lose_connection(&books, &error));
                let code = EngineError::from(error).code;
                let waiting: Vec<_> = batch.iter().map(|one| sent_in_vain(&one.job, &code)).collect();
                report.halted = Some(code);
                if let Err(error) = self.store.settle_all(&waiting, self.now()) {
                    report.error = Some(error.into());
                }
                return report;
            }
            Err(untried) => {
                self.untried(&books, untried, batch.iter().map(|one| &one.job), &mut report);
                return report;
            }
        };
        let settled = match outcome {
            Ok(body) => self.settle_answer(&books, &target, &batch, &body, took, &mut report),
            Err(failure) => self.settle_failure(&books, &target, &batch, &failure, took, &mut report),
        };
        match self.store.settle_all(&settled, self.now()) {
            Ok(came) => {
                for ((_, settled, _), came) in settled.iter().zip(came) {
                    report.count(settled, came);
                }
            }
            // The claims are committed: the jobs become unknown when their lease ends, and are looked up.
            Err(error) => report.error = Some(error.into()),
        }
        report
    }

    /// The batch with the contacts that it goes to; `None` when nothing of it can be sent now.
    async fn addressed(
        &self,
        books: &Books,
        batch: Vec<Prepared>,
        reservation: i64,
        report: &mut Delivered,
    ) -> Option<Vec<Prepared>> {
        if batch.iter().all(|one| one.sale.is_none()) {
            return Some(batch);
        }
        let kept = batch.clone();
        let (addressed, ended) = match self.follow_invoices(books, batch, report).await {
            Ok(followed) => followed,
            Err(error) => (Vec::new(), not_followed(&kept, error, report)),
        };
        let stored = self.store.settle_all(&ended, self.now());
        for ((_, settled, _), came) in ended.iter().zip(stored.iter().flatten()) {
            report.count(settled, *came);
        }
        let returned = match addressed.is_empty() {
            true => self.store.returned(&books.organisation, reservation),
            false => Ok(()),
        };
        if let Err(error) = stored.map(|_| ()).and(returned) {
            report.error = Some(error.into());
            return None;
        }
        Some(addressed).filter(|addressed| !addressed.is_empty())
    }

    /// Nothing left: the jobs go back, and the connection says what it needs.
    pub(super) fn untried<'a>(
        &self,
        books: &Books,
        untried: Untried,
        jobs: impl Iterator<Item = &'a Claimed>,
        report: &mut Delivered,
    ) {
        let ids: Vec<(i64, i64)> = jobs.map(|job| (job.id, job.fence)).collect();
        if let Err(error) = self.store.release(&ids, 0, self.now()) {
            report.error = Some(error.into());
        }
        match untried {
            Untried::Store(error) => report.error = Some(error),
            Untried::Token(error) | Untried::Ended(error) => {
                report.keep(self.lose_connection(books, &error));
                report.halted = Some(EngineError::from(error).code);
            }
        }
    }

    fn settle_answer(
        &self,
        books: &Books,
        target: &Target,
        batch: &[Prepared],
        body: &Value,
        took: i64,
        report: &mut Delivered,
    ) -> Vec<(Claimed, Settled, LogLine)> {
        let answered = elements(body, target.list, target.id_field, target.number_field).unwrap_or_default();
        batch
            .iter()
            .enumerate()
            .map(|(index, prepared)| {
                let element = matching(&answered, batch.len(), index, prepared);
                let (settled, mut line) = match element {
                    Some(element) => self.settle_element(books, prepared, element, took, report),
                    // An answer without our element proves nothing.
                    None => self.unknown(prepared.job.kind, &Failure::Unreadable, took),
                };
                let answered = element.and_then(|element| element.raw.clone());
                line.exchange = Some(Box::new(exchange(prepared, answered.unwrap_or_default())));
                let proof = match (element, &settled) {
                    (Some(_), Settled::Unknown { .. }) if line.code != "already_exists" => Proof::Nothing,
                    (Some(element), _) if element.id.is_some() || element.errors.is_empty() => Proof::Answered,
                    (Some(_), _) => Proof::Refused,
                    (None, _) => Proof::Nothing,
                };
                (prepared.job.proven(proof), settled, line)
            })
            .collect()
    }

    fn settle_element(
        &self,
        books: &Books,
        prepared: &Prepared,
        element: &Element,
        took: i64,
        report: &mut Delivered,
    ) -> (Settled, LogLine) {
        let id = match (&element.id, prepared.target.kind) {
            (Some(id), _) => id.clone(),
            // Allocations may come back without an id of their own; the credit note's identifies them.
            (None, Kind::Allocation) if element.errors.is_empty() => {
                format!("{}:allocation", prepared.note.as_deref().unwrap_or_default())
            }
            (None, _) if element.errors.is_empty() => {
                return self.unknown(prepared.job.kind, &Failure::Unreadable, took);
            }
            (None, _) => return self.refused(books, prepared, &element.errors, took),
        };
        let action = if prepared.target.method == "POST" {
            "update"
        } else {
            "create"
        };
        let (link, mut line) = self.linked(books, prepared, element, &id, action, took, report);
        super::warned::add(&mut line, &element.warnings);
        (
            Settled::Done {
                link: Some(Box::new(link)),
                next: prepared.next.clone(),
            },
            line,
        )
    }

    /// The link and the log line of what is in Xero now; compares totals.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn linked(
        &self,
        books: &Books,
        prepared: &Prepared,
        element: &Element,
        id: &str,
        action: &str,
        took: i64,
        report: &mut Delivered,
    ) -> (Link, LogLine) {
        let document = matches!(prepared.target.kind, Kind::Invoice | Kind::CreditNote);
        if prepared.target.kind == Kind::Invoice {
            books.owners.say(id, &element.contact_id, self.now());
        }
        let link = Link {
            xero_id: id.to_owned(),
            xero_number: prepared.number.clone(),
            fingerprint: prepared.fingerprint.clone(),
            total: prepared.expected.as_ref().map(|(total, ..)| format!("{total:.2}")),
            xero_total: element.total.map(|total| format!("{total:.2}")),
            currency: prepared.expected.as_ref().map(|(_, _, currency)| currency.clone()),
            adopted: action == "adopt" || prepared.adopted,
            settled_at_ms: self.now(),
            note: (prepared.target.kind == Kind::Contact)
                .then(|| prepared.note.clone())
                .flatten(),
            sent: prepared.whole.as_ref().map(Value::to_string),
            order_id: prepared.party.as_ref().map(|(order, _)| order.clone()),
            party: prepared
                .party
                .as_ref()
                .map(|(_, party)| party.clone())
                .filter(|party| !party.is_empty()),
            store: prepared.store.clone(),
        };
        let mut line = self.success(books, prepared, &link, action, took);
        if let (true, Some((total, tax, _)), Some(answered)) = (document, &prepared.expected, element.total) {
            report.compared += 1;
            let difference = (answered - total).abs().max((element.tax.unwrap_or(*tax) - tax).abs());
            if !difference.is_zero() {
                report.difference += difference;
                line.status = "failed".into();
                line.code = "total_differs".into();
                let amount = |amount| money::amount(amount, "");
                let theirs = (amount(answered), amount(element.tax.unwrap_or_default()));
                line.message = say::TOTAL_DIFFERS.with((theirs.0, theirs.1, amount(*total), amount(*tax)));
                line.fix = say::TOTAL_DIFFERS_FIX.into();
            }
        }
        (link, line)
    }

    /// One element was refused with these words.
    fn refused(&self, books: &Books, prepared: &Prepared, errors: &[String], took: i64) -> (Settled, LogLine) {
        let words = xero_words(errors);
        let is_document = matches!(prepared.target.kind, Kind::Invoice | Kind::CreditNote);
        let line = |status: &str, code: &str, message: Message, fix: Message| LogLine {
            action: if prepared.target.method == "POST" {
                "update"
            } else {
                "create"
            }
            .into(),
            status: status.to_owned(),
            code: code.to_owned(),
            message,
            fix,
            duration_ms: took,
            ..LogLine::default()
        };
        let again = |code: &str| {
            (
                Settled::Retry {
                    not_before_ms: 0,
                    counted: true,
                },
                line("", code, words.clone(), Message::default()),
            )
        };
        let said = || say::XERO_SAYS.with(words.clone());
        let held = |code: &str, fix: Template<0>| (Settled::Held, line("held", code, said(), fix.into()));
        match meaning(errors) {
            Refusal::AlreadyExists | Refusal::AlreadyPaid => {
                // The record may be ours from before: Xero is asked at once, and it is adopted or held.
                (
                    Settled::Unknown { not_before_ms: 0 },
                    line("", "already_exists", words, Message::default()),
                )
            }
            Refusal::Held("contact_archived", _) if is_document && prepared.job.code != "contact_archived" => {
                // Archived or merged since: the contact is looked at, restored or followed, then the document goes again.
                if !matches!(
                    self.doubt_contact(books, &prepared.job, &contact_of(prepared)),
                    Ok(true)
                ) {
                    return held("contact_archived", say::RESTORE_CONTACT);
                }
                again("contact_archived")
            }
            Refusal::Held(_, _) if prepared.target.kind == Kind::Cancellation => {
                cannot_be_voided(books, prepared, said().into())
            }
            Refusal::NameTaken if prepared.job.code == NAME_TAKEN => held(NAME_TAKEN, say::NAME_TAKEN_FIX),
            Refusal::NameTaken => again(NAME_TAKEN),
            Refusal::EmailInvalid if prepared.target.kind == Kind::Contact && prepared.job.code != EMAIL_INVALID => {
                again(EMAIL_INVALID)
            }
            Refusal::ItemUnknown if prepared.job.code != ITEM_UNKNOWN => again(ITEM_UNKNOWN),
            // Xero's own trouble: what it takes twice is asked about first.
            Refusal::Passing if !prepared.target.kind.unique_in_xero() => {
                self.unknown(prepared.job.kind, &Failure::ServerError(500), took)
            }
            Refusal::Passing => self.backoff(
                &prepared.job,
                line("retry", "xero_trouble", said(), say::NOTHING_TO_DO.into()),
            ),
            Refusal::Held(code, fix) => held(code, fix),
            Refusal::EmailInvalid | Refusal::ItemUnknown => held("invalid_document", say::CORRECT_AND_RETRY),
        }
    }

    pub(super) fn backoff(&self, job: &Claimed, mut line: LogLine) -> (Settled, LogLine) {
        match retry_delay_ms(job.attempts + 1, job.id) {
            Some(delay) => (
                Settled::Retry {
                    not_before_ms: self.now() + delay,
                    counted: true,
                },
                line,
            ),
            None => {
                line.status = "failed".into();
                line.fix = say::GIVEN_UP_FIX.into();
                (Settled::Failed, line)
            }
        }
    }

    pub(super) fn unknown(&self, kind: Kind, failure: &Failure, took: i64) -> (Settled, LogLine) {
        let (code, message, fix) = explain(failure, true);
        let pause = look_up_after_ms(kind, self.call_ms);
        let pause = match failure {
            Failure::Offline(_) => pause.max(OFFLINE_PAUSE_MS),
            _ => pause,
        };
        (
            Settled::Unknown {
                not_before_ms: self.now() + pause,
            },
            LogLine {
                action: "create".into(),
                status: "unknown".into(),
                code: code.to_owned(),
                message,
                fix,
                duration_ms: took,
                ..LogLine::default()
            },
        )
    }

    fn settle_failure(
        &self,
        books: &Books,
        target: &Target,
        batch: &[Prepared],
        failure: &Failure,
        took: i64,
        report: &mut Delivered,
    ) -> Vec<(Claimed, Settled, LogLine)> {
        let (code, message, fix) = explain(failure, true);
        let line = |status: &str| LogLine {
            action: if target.method == "POST" { "update" } else { "create" }.into(),
            status: status.to_owned(),
            code: code.to_owned(),
            message: message.clone(),
            fix: fix.clone(),
            duration_ms: took,
            ..LogLine::default()
        };
        let outcome = decide(failure, true);
        let snooze = |ms: i64| Settled::Retry {
            not_before_ms: self.now() + ms,
            counted: false,
        };
        match &outcome {
            Outcome::NeedsConnection(code) => {
                report.keep(self.change_state(books, ConnectionState::NeedsConnection, code, &message));
                report.halted = Some((*code).to_owned());
            }
            Outcome::Pause(code) => {
                report.keep(self.change_state(books, ConnectionState::Paused, code, &message));
                report.halted = Some((*code).to_owned());
            }
            Outcome::Retry => report.halted = Some(code.to_owned()),
            // A limit is the ledger's business; being offline ends this drain.
            _ if matches!(failure, Failure::Offline(_)) => report.halted = Some(code.to_owned()),
            _ => {}
        }
        let apart = match failure {
            Failure::Refused(_, elements) if elements.len() == batch.len() => Some(elements),
            _ => None,
        };
        batch
            .iter()
            .enumerate()
            .map(|(index, prepared)| {
                let (settled, line) = match &outcome {
                    Outcome::Retry => self.backoff(&prepared.job, line("retry")),
                    // The ledger learnt from the answer when to go on: the drain waits for it, or says until when.
                    Outcome::Snooze(_) if matches!(failure, Failure::Limited(..)) => (snooze(0), line("")),
                    Outcome::Snooze(ms) => (snooze(*ms), line("")),
                    Outcome::NeedsConnection(_) | Outcome::Pause(_) => (snooze(0), line("")),
                    Outcome::Unknown => self.unknown(prepared.job.kind, failure, took),
                    Outcome::Gone => (Settled::Held, line("held")),
                    Outcome::Refused => match apart.and_then(|elements| elements.get(index)) {
                        Some(errors) if !errors.is_empty() => self.refused(books, prepared, errors, took),
                        // Refused for another's sake: nothing was saved, it goes again.
                        Some(_) => (
                            snooze(0),
                            LogLine {
                                code: ALONE.into(),
                                ..line("")
                            },
                        ),
                        None if batch.len() > 1 => (
                            snooze(0),
                            LogLine {
                                code: ALONE.into(),
                                ..line("")
                            },
                        ),
                        None => self.refused(books, prepared, &[message.to_string()], took),
                    },
                };
                let line = LogLine {
                    exchange: Some(Box::new(exchange(prepared, message.to_string()))),
                    ..line
                };
                // An unknown one proves nothing; everything else is Xero's own refusal, or never left.
                let unproven = matches!(settled, Settled::Unknown { .. }) && line.code != "already_exists";
                let proof = if unproven { Proof::Nothing } else { Proof::Refused };
                (prepared.job.proven(proof), settled, line)
            })
            .collect()
    }
}

/// Xero's words about an element; what it refused in silence is said by us.
fn xero_words(errors: &[String]) -> Message {
    match errors {
        [silent] if silent.is_empty() => say::REFUSED_SILENTLY.into(),
        words => Message::words(words.join(" ")),
    }
}

/// Id of the contact that a document is sent with.
fn contact_of(prepared: &Prepared) -> String {
    let contact = prepared.element.get("Contact");
    contact.map(|contact| text(contact, "ContactID")).unwrap_or_default()
}

/// What was sent of one job, and what came back for it.
fn exchange(prepared: &Prepared, answered: String) -> Exchange {
    Exchange {
        sent: prepared.element.to_string(),
        answered,
    }
}

/// A job whose call Xero refused for the token's sake.
fn sent_in_vain(job: &Claimed, code: &str) -> (Claimed, Settled, LogLine) {
    let line = LogLine {
        code: code.to_owned(),
        ..LogLine::default()
    };
    let settled = Settled::Retry {
        not_before_ms: 0,
        counted: false,
    };
    (job.proven(Proof::Refused), settled, line)
}

/// Xero keeps the order of a batch and names numbers: both must agree, else the number decides.
fn matching<'a>(answered: &'a [Element], sent: usize, index: usize, prepared: &Prepared) -> Option<&'a Element> {
    let same = |element: &&Element| element.number.eq_ignore_ascii_case(&prepared.number);
    if answered.len() == sent {
        let candidate = answered.get(index)?;
        if (candidate.number.is_empty() || same(&candidate)) && !settles_another(candidate, prepared) {
            return Some(candidate);
        }
    }
    answered.iter().find(same)
}

/// Whether the answer is about a payment of another document.
fn settles_another(candidate: &Element, prepared: &Prepared) -> bool {
    let settlement = matches!(prepared.target.kind, Kind::Payment | Kind::Refund);
    let is_wanted = |id: &String| {
        prepared
            .note
            .as_ref()
            .is_some_and(|wanted| id.eq_ignore_ascii_case(wanted))
    };
    settlement && !candidate.settles.is_empty() && !candidate.settles.iter().any(is_wanted)
}
