//! Decides what an answer settles: each element its own job, by what Xero says of it; and what a call that failed leaves of its jobs.

use serde_json::Value;

use super::delivered::Delivered;
use super::prepare::{ALONE, EMAIL_INVALID, ITEM_UNKNOWN, NAME_TAKEN, Prepared, Target};
use super::sale::cannot_be_voided;
use crate::domain::money;
use crate::engine::decide::{OFFLINE_PAUSE_MS, Outcome, decide, explain};
use crate::engine::{Books, Core};
use crate::message::{Message, Template, say};
use crate::oauth::ConnectionState;
use crate::queue::{Claimed, Exchange, Kind, Link, LogLine, Proof, Settled, look_up_after_ms, retry_delay_ms};
use crate::xero::failure::Failure;
use crate::xero::refusal::{Refusal, meaning};
use crate::xero::{Element, text};

impl Core {
    pub(super) fn settle_answer(
        &self,
        books: &Books,
        batch: &[Prepared],
        answered: &[Element],
        took: i64,
        report: &mut Delivered,
    ) -> Vec<(Claimed, Settled, LogLine)> {
        batch
            .iter()
            .enumerate()
            .map(|(index, prepared)| {
                let element = matching(answered, batch.len(), index, prepared);
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

    pub(super) fn settle_failure(
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
        sent: prepared.element.json().to_owned(),
        answered,
    }
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
