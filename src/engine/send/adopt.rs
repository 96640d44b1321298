//! Decides what a looked-up record comes to: linked when it is there and the same, sent again when it is proven not to be
//! there, shown to a person when nothing proves it either way.

use serde_json::Value;

use super::contact::contact_found;
use super::delivered::Delivered;
use super::find::differences;
use super::mark;
use super::number::{Other, View, ours};
use super::prepare::{ALONE, NOT_THERE, Prepared};
use crate::domain::money;
use crate::engine::{Books, Core, EngineError};
use crate::message::{Arg, Message, say};
use crate::queue::{Claimed, Kind, LogLine, Settled};
use crate::xero::{Element, decimal, text};

/// Pauses between look-ups that prove nothing, and how long after sending a person is asked to look.
const UNPROVEN_LEAST_MS: i64 = 60_000;
const STUCK_PAUSE_MS: i64 = 10 * 60_000;
const UNPROVEN_MOST_MS: i64 = 60 * 60_000;

impl Core {
    /// Xero's answer does not show enough: it stays unknown, and after a while a person must look.
    pub(super) fn unproven(&self, prepared: &Prepared) -> (Settled, LogLine) {
        let job = &prepared.job;
        let number = if prepared.number.is_empty() {
            &job.number
        } else {
            &prepared.number
        };
        let age = job.sent_at_ms.map_or(i64::MAX, |sent| self.now() - sent);
        let settlement = !prepared.target.kind.unique_in_xero();
        let mut line = LogLine {
            action: "look_up".into(),
            code: job.code.clone(),
            message: if settlement {
                say::SETTLEMENT_UNPROVEN.with(number)
            } else {
                say::RECORD_UNPROVEN.with(number)
            },
            ..LogLine::default()
        };
        if age < UNPROVEN_MOST_MS {
            let pause = (age / 2).clamp(UNPROVEN_LEAST_MS, STUCK_PAUSE_MS);
            return (
                Settled::Unknown {
                    not_before_ms: self.now() + pause,
                },
                line,
            );
        }
        line.status = "held".into();
        line.code = "outcome_unproven".into();
        line.fix = if settlement {
            say::SETTLEMENT_UNPROVEN_FIX.with(number)
        } else {
            say::RECORD_UNPROVEN_FIX.into()
        };
        (Settled::Unproven, line)
    }

    /// The record is in Xero: linked when it is the same, held with the differences when it is not.
    pub(super) fn adopt(
        &self,
        books: &Books,
        prepared: &Prepared,
        found: &Element,
        took: i64,
        report: &mut Delivered,
    ) -> Result<(Settled, LogLine), EngineError> {
        let held = |code: &str, message: Message, fix: Message| {
            (
                Settled::Held,
                LogLine {
                    action: "adopt".into(),
                    status: "held".into(),
                    code: code.to_owned(),
                    message,
                    fix,
                    xero_id: found.id.clone().unwrap_or_default(),
                    duration_ms: took,
                    ..LogLine::default()
                },
            )
        };
        let Some(id) = found.id.clone() else {
            return Ok(self.not_found(prepared, None));
        };
        if matches!(prepared.target.kind, Kind::Invoice | Kind::CreditNote) {
            let view = View::of_job(&prepared.job, prepared.store.as_deref());
            let own_prefix = view.remedy(prepared.job.entity);
            if let Some((key, link)) = self.owner_of(books, prepared.target.kind, &id, &prepared.job.key)? {
                let other = Other { key, store: link.store };
                let (message, fix) = ours(&prepared.number, prepared.job.entity, &view, &other);
                return Ok(held("number_taken", message, fix));
            }
            let word = match found.status.as_str() {
                "VOIDED" => Some(say::WORD_VOIDED),
                "DELETED" => Some(say::WORD_DELETED),
                _ => None,
            };
            if let Some(word) = word {
                return Ok(held(
                    "number_taken",
                    say::NUMBER_USED_UP.with((word, &prepared.number)),
                    Message::from(say::NUMBER_USED_UP_FIX).and(own_prefix),
                ));
            }
            let differences = differences(prepared, found);
            if !differences.is_empty() {
                return Ok(held(
                    "number_taken",
                    say::NUMBER_OF_ANOTHER.with((&prepared.number, Arg::list(differences))),
                    Message::from(say::NUMBER_OF_ANOTHER_FIX).and(own_prefix),
                ));
            }
        }
        if matches!(prepared.target.kind, Kind::Contact | Kind::Item)
            && let Some((key, _)) = self.owner_of(books, prepared.target.kind, &id, &prepared.job.key)?
        {
            return Ok(held(
                "number_taken",
                say::RECORD_OF_ANOTHER.with(key),
                say::RECORD_OF_ANOTHER_FIX.into(),
            ));
        }
        if prepared.target.kind == Kind::Contact && prepared.job.code == "already_exists" {
            // Somebody else's contact has our number, or ours from before the store was lost: it is looked at like any known one.
            return Ok(contact_found(prepared, found, &id, took));
        }
        let mut prepared = prepared.clone();
        if prepared.target.kind == Kind::Contact && !found.name.is_empty() {
            prepared.note = Some(found.name.clone());
        }
        // A crash of ours, or a number that was there before: only the first is our own posting.
        let (link, line) = self.linked(books, &prepared, found, &id, "adopt", took, report);
        Ok((
            Settled::Done {
                link: Some(Box::new(link)),
                next: prepared.next.clone(),
            },
            line,
        ))
    }

    /// It is surely not there: it goes again, or is held where Xero had refused it.
    pub(super) fn not_found(&self, prepared: &Prepared, document: Option<&Value>) -> (Settled, LogLine) {
        if let Some(held) = refused_before(prepared, document) {
            return held;
        }
        let job = &prepared.job;
        let unforeseen = job.code == "unexpected_answer";
        let line = LogLine {
            action: "look_up".into(),
            // Asking before the first send is nothing that people have to read.
            status: if job.sent_at_ms.is_some() { "information" } else { "" }.into(),
            code: if unforeseen { ALONE } else { NOT_THERE }.into(),
            message: if job.sent_at_ms.is_some() {
                say::NOT_CARRIED_OUT.into()
            } else {
                Message::default()
            },
            ..LogLine::default()
        };
        // The first time at once; whoever is never answered well is asked more and more seldom, and given up in the end.
        if job.attempts <= 1 && !unforeseen {
            return (
                Settled::Retry {
                    not_before_ms: 0,
                    counted: false,
                },
                line,
            );
        }
        let (mut end, mut line) = self.backoff(job, line);
        match &mut end {
            Settled::Retry { counted, .. } => *counted = false,
            _ => {
                line.code = "never_answered".into();
                line.message = say::NEVER_ANSWERED.into();
            }
        }
        (end, line)
    }
}

/// Sent to another organisation than the one that is connected now: nobody can ask there.
pub(super) fn elsewhere(books: &Books, job: Claimed) -> (Claimed, Settled, LogLine) {
    let there = mark::organisation(&job);
    let name = |name: String| {
        if name.is_empty() {
            Arg::from(say::ANOTHER_ORGANISATION)
        } else {
            Arg::Text(name)
        }
    };
    let there = name(there);
    let line = LogLine {
        action: "look_up".into(),
        status: "held".into(),
        code: "sent_elsewhere".into(),
        message: say::SENT_ELSEWHERE.with((there.clone(), name(books.organisation_name.clone()))),
        fix: say::SENT_ELSEWHERE_FIX.with(there),
        ..LogLine::default()
    };
    (job, Settled::Unproven, line)
}

/// Why what Xero refused as settled already cannot be sent, when that is so.
fn refused_before(prepared: &Prepared, document: Option<&Value>) -> Option<(Settled, LogLine)> {
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
        let amount = |amount| money::amount(amount, "");
        return Some((
            Settled::Held,
            LogLine {
                action: "adopt".into(),
                status: "held".into(),
                code: "payment_exceeds_due".into(),
                message: say::PAYMENT_EXCEEDS_DUE.with((amount(open), &prepared.number, amount(wanted))),
                fix: say::PAYMENT_EXCEEDS_DUE_FIX.into(),
                ..LogLine::default()
            },
        ));
    }
    if prepared.job.code == "already_exists" && settlement {
        return Some((
            Settled::Held,
            LogLine {
                action: "adopt".into(),
                status: "held".into(),
                code: "document_not_authorised".into(),
                message: say::DOCUMENT_NOT_AUTHORISED.with(&prepared.number),
                fix: say::DOCUMENT_NOT_AUTHORISED_FIX.into(),
                ..LogLine::default()
            },
        ));
    }
    if prepared.job.code == "already_exists" {
        return Some((
            Settled::Held,
            LogLine {
                action: "adopt".into(),
                status: "held".into(),
                code: "number_taken".into(),
                message: say::EXISTS_UNSEEN.with(if prepared.number.is_empty() {
                    Arg::from(say::WORD_THIS)
                } else {
                    Arg::from(&prepared.number)
                }),
                fix: say::EXISTS_UNSEEN_FIX.into(),
                ..LogLine::default()
            },
        ));
    }
    None
}
