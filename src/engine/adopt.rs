//! Decides what a looked-up record comes to: linked when it is there and the same, sent again when it is proven not to be
//! there, shown to a person when nothing proves it either way.

use serde_json::Value;

use super::deliver::Delivered;
use super::find::differences;
use super::number::{of_key, ours, remedy};
use super::prepare::{ALONE, NOT_THERE, Prepared};
use super::{Books, Core, mark};
use crate::message::Message;
use crate::queue::{Claimed, Kind, LogLine, Settled};
use crate::xero::{Element, decimal, text};

/// Pauses between look-ups that prove nothing, and how long after sending a person is asked to look.
const UNPROVEN_LEAST_MS: i64 = 60_000;
const STUCK_PAUSE_MS: i64 = 10 * 60_000;
const UNPROVEN_MOST_MS: i64 = 60 * 60_000;

impl Core {
    /// Sent to another organisation than the one that is connected now: nobody can ask there.
    pub(super) fn elsewhere(&self, books: &Books, job: Claimed) -> (Claimed, Settled, LogLine) {
        let there = mark::organisation(&job);
        let there = if there.is_empty() {
            "another organisation".to_owned()
        } else {
            there
        };
        let line = LogLine {
            action: "look_up".into(),
            status: "held".into(),
            code: "sent_elsewhere".into(),
            message: format!(
                "It was sent to {there} without an answer, and now {} is connected: nobody can ask {there} what became of it.",
                if books.organisation_name.is_empty() {
                    "another organisation"
                } else {
                    &books.organisation_name
                }
            )
            .into(),
            fix: format!(
                "Connect {there} again, and it is looked up there. Or look for it in {there} yourself and cancel this line; to send it to the organisation that is connected now, press Send now on it after that."
            )
            .into(),
            ..LogLine::default()
        };
        (job, Settled::Unproven, line)
    }

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
                format!(
                    "Xero does not show everything that was paid or credited on {number}, so nobody can tell yet whether this is there."
                )
                .into()
            } else {
                format!("Xero's answer does not show whether {number} is there.").into()
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
            format!(
                "Open {number} in Xero. If this payment, refund or credit is there, cancel this line. If it is not, cancel this line, then press Send now on it. Send now without cancelling asks Xero again."
            )
            .into()
        } else {
            "Cancel this line, then press Send now on it: Xero refuses a second one of the same number, and the first one is linked. Send now without cancelling asks Xero again.".into()
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
    ) -> (Settled, LogLine) {
        let held = |code: &str, message: String, fix: &str| {
            (
                Settled::Held,
                LogLine {
                    action: "adopt".into(),
                    status: "held".into(),
                    code: code.to_owned(),
                    message: message.into(),
                    fix: fix.into(),
                    xero_id: found.id.clone().unwrap_or_default(),
                    duration_ms: took,
                    ..LogLine::default()
                },
            )
        };
        let Some(id) = found.id.clone() else {
            return self.not_found(prepared, None);
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
                        "If it was voided on purpose, choose Never send to Xero for this one. Else enter this document in Xero by hand under another number and choose Never send to Xero for it. {own_prefix}"
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
                        "Open that document. If it is this very sale or refund, correct it there and choose Never send to Xero for this one, else it would be in the books twice. If it is another one, let this shop number otherwise. {own_prefix}"
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
                "The unanswered request was not carried out; it is sent again.".into()
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
                line.message = "It was sent many times and never answered well; it is not in Xero.".into();
            }
        }
        (end, line)
    }
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
        return Some((
            Settled::Held,
            LogLine {
                action: "adopt".into(),
                status: "held".into(),
                code: "payment_exceeds_due".into(),
                message: format!("Only {open:.2} is open on {} in Xero, the shop has {wanted:.2}.", prepared.number).into(),
                fix: "Look at what settled it in Xero. If this money is there already, cancel this line. If what is there is wrong, remove it there and press Retry.".into(),
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
                message: format!(
                    "Xero takes no payment for {}: it is not approved there, or settled in another way.",
                    prepared.number
                )
                .into(),
                fix: "Approve the document in Xero, and the payment is sent; or cancel this line when it is settled."
                    .into(),
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
                message: format!(
                    "Xero says that {} exists already or is settled already, but does not show it.",
                    if prepared.number.is_empty() { "this" } else { &prepared.number }
                )
                .into(),
                fix: "Look for it in Xero (also among deleted and archived ones). If it is this very record, cancel this line: it is in the books. If it is another one, set a prefix for numbers, then press Retry.".into(),
                ..LogLine::default()
            },
        ));
    }
    None
}
