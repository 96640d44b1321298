//! Decides what follows from a failed call: one pure, total function. A read and a write with the same failure are two rows.
//!
//! What is not known stops: it is held for a person, never repeated.

use crate::limits::Barrier;
use crate::limits::sane::wait_seconds;
use crate::message::Message;
use crate::xero::failure::Failure;

/// What becomes of the jobs of a failed call, and of the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Try again with backoff; an attempt is used.
    Retry,
    /// Try again at the time the ledger allows, or after these milliseconds; no attempt is used.
    Snooze(i64),
    /// It may have been carried out: look it up before anything else.
    Unknown,
    /// Refused with Xero's words: each element by its own errors.
    Refused,
    /// What it refers to is not there.
    Gone,
    /// The connection needs a person: stable code.
    NeedsConnection(&'static str),
    /// A right is missing: stable code.
    Pause(&'static str),
}

/// Pause after Xero says that it or the organisation is offline.
pub const OFFLINE_PAUSE_MS: i64 = 5 * 60_000;

/// The decision. `write`: whether repeating the call could change something.
pub fn decide(failure: &Failure, write: bool) -> Outcome {
    match (failure, write) {
        (Failure::NotSent(_), _) => Outcome::Retry,
        // What nobody foresaw (a redirect, a timeout of a proxy, a page of a firewall) proves nothing either.
        (
            Failure::Unanswered(_)
            | Failure::TooLarge(_)
            | Failure::Unreadable
            | Failure::ServerError(_)
            | Failure::Other(_),
            true,
        ) => Outcome::Unknown,
        (
            Failure::Unanswered(_)
            | Failure::TooLarge(_)
            | Failure::Unreadable
            | Failure::ServerError(_)
            | Failure::Other(_),
            false,
        ) => Outcome::Retry,
        // Its words say that nothing was carried out, but a payment on their word alone would be a risk without need: the job
        // waits anyway.
        (Failure::Offline(_), true) => Outcome::Unknown,
        (Failure::Offline(_), false) => Outcome::Snooze(OFFLINE_PAUSE_MS),
        (Failure::Limited(barrier, after), _) => Outcome::Snooze(wait_seconds(*barrier, *after) * 1_000),
        // One renewal was tried before this is asked.
        (Failure::TokenExpired, _) => Outcome::NeedsConnection("token_refused"),
        (Failure::Disconnected, _) => Outcome::NeedsConnection("organisation_disconnected"),
        (Failure::ScopeMissing, _) => Outcome::Pause("scope_missing"),
        (Failure::NotFound, _) => Outcome::Gone,
        (Failure::Refused(..), _) => Outcome::Refused,
    }
}

/// The failure's stable code, a sentence for people, and what to do. `write` as for [`decide`]: a read that failed was not "sent".
pub fn explain(failure: &Failure, write: bool) -> (&'static str, Message, Message) {
    let (code, what, fix) = words(failure, write);
    (code, what.into(), fix.into())
}

fn words(failure: &Failure, write: bool) -> (&'static str, String, &'static str) {
    const NOTHING: &str = "Nothing to do: it is tried again.";
    if !write {
        let what = match failure {
            Failure::Unanswered(why) => Some(format!("Xero gave no answer ({why}).")),
            Failure::Unreadable => Some("Xero's answer was cut off.".into()),
            Failure::ServerError(status) => Some(format!("Xero answered with an error of its own ({status}).")),
            Failure::Other(status) => Some(format!("The answer did not come from Xero ({status}).")),
            _ => None,
        };
        if let Some(what) = what {
            return ("xero_unreachable", what, NOTHING);
        }
    }
    match failure {
        Failure::NotSent(why) => ("not_sent", format!("Xero could not be reached ({why})."), NOTHING),
        Failure::Unanswered(why) => (
            "unknown_outcome",
            format!("Sent, but no answer came from Xero ({why}). Xero is asked what became of it."),
            NOTHING,
        ),
        Failure::TooLarge(what) => (
            "answer_too_large",
            format!("Xero's answer was too large to be read ({what})."),
            NOTHING,
        ),
        Failure::Unreadable => (
            "unknown_outcome",
            "Sent, but Xero's answer was cut off. Xero is asked what became of it.".into(),
            NOTHING,
        ),
        Failure::ServerError(status) => (
            "unknown_outcome",
            format!("Sent, but Xero answered with an error of its own ({status}). Xero is asked what became of it."),
            NOTHING,
        ),
        Failure::Offline(words) => (
            "organisation_offline",
            format!("Xero is offline for the moment: {words}."),
            NOTHING,
        ),
        Failure::Limited(barrier, _) => match barrier {
            Barrier::Day => (
                "limit_day",
                "Xero allows no more calls today.".into(),
                "Nothing to do: sending resumes when Xero's day begins.",
            ),
            Barrier::Minute | Barrier::Asked => ("limit_minute", "Xero asked to wait a moment.".into(), NOTHING),
            Barrier::Concurrency => ("limit_concurrent", "Too many calls at once.".into(), NOTHING),
        },
        Failure::TokenExpired => (
            "token_refused",
            "Xero refuses the connection although it was just renewed.".into(),
            "Press Connect Now in Stores > Configuration > Xero Integration.",
        ),
        Failure::Disconnected => (
            "organisation_disconnected",
            "The organisation was disconnected in Xero, or the user who connected it lost access.".into(),
            "Press Connect Now in Stores > Configuration > Xero Integration.",
        ),
        Failure::ScopeMissing => (
            "scope_missing",
            "The connection lacks a right that this needs.".into(),
            "Press Connect Now and allow all rights that are asked for.",
        ),
        Failure::NotFound => (
            "not_in_xero",
            "What this refers to is not in Xero any more.".into(),
            "Look in Xero whether somebody voided or deleted it on purpose: then cancel this line. Else send the document again from Reports > Xero Integration > Reconciliation, then press Retry.",
        ),
        Failure::Refused(words, _) => (
            "invalid_document",
            words.clone(),
            "Read Xero's words, fix the cause, then press Send now.",
        ),
        Failure::Other(status) => (
            "unexpected_answer",
            format!("Sent, but the answer was none that Xero gives ({status}). Xero is asked what became of it."),
            NOTHING,
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table() {
        let lost = Failure::Unanswered(String::new());
        for (failure, read, write) in [
            (Failure::NotSent(String::new()), Outcome::Retry, Outcome::Retry),
            (lost, Outcome::Retry, Outcome::Unknown),
            (Failure::TooLarge(String::new()), Outcome::Retry, Outcome::Unknown),
            (Failure::Unreadable, Outcome::Retry, Outcome::Unknown),
            (Failure::ServerError(500), Outcome::Retry, Outcome::Unknown),
            (Failure::ServerError(503), Outcome::Retry, Outcome::Unknown),
            (
                Failure::Offline(String::new()),
                Outcome::Snooze(300_000),
                Outcome::Unknown,
            ),
            (
                Failure::Limited(Barrier::Minute, Some(12)),
                Outcome::Snooze(12_000),
                Outcome::Snooze(12_000),
            ),
            (
                Failure::Limited(Barrier::Day, Some(66_975)),
                Outcome::Snooze(66_975_000),
                Outcome::Snooze(66_975_000),
            ),
            (
                Failure::Limited(Barrier::Concurrency, None),
                Outcome::Snooze(1_000),
                Outcome::Snooze(1_000),
            ),
            (
                Failure::TokenExpired,
                Outcome::NeedsConnection("token_refused"),
                Outcome::NeedsConnection("token_refused"),
            ),
            (
                Failure::Disconnected,
                Outcome::NeedsConnection("organisation_disconnected"),
                Outcome::NeedsConnection("organisation_disconnected"),
            ),
            (
                Failure::ScopeMissing,
                Outcome::Pause("scope_missing"),
                Outcome::Pause("scope_missing"),
            ),
            (Failure::NotFound, Outcome::Gone, Outcome::Gone),
            (
                Failure::Refused(String::new(), vec![]),
                Outcome::Refused,
                Outcome::Refused,
            ),
            (Failure::Other(302), Outcome::Retry, Outcome::Unknown),
            (Failure::Other(408), Outcome::Retry, Outcome::Unknown),
            (Failure::Other(409), Outcome::Retry, Outcome::Unknown),
            (Failure::Other(413), Outcome::Retry, Outcome::Unknown),
            (Failure::Other(422), Outcome::Retry, Outcome::Unknown),
            (Failure::Other(403), Outcome::Retry, Outcome::Unknown),
        ] {
            assert_eq!(decide(&failure, false), read, "{failure:?} read");
            assert_eq!(decide(&failure, true), write, "{failure:?} write");
        }
    }

    #[test]
    fn a_read_was_not_sent() {
        for failure in [
            Failure::Unanswered("x".into()),
            Failure::Unreadable,
            Failure::ServerError(502),
            Failure::Other(302),
        ] {
            let (code, words, _) = explain(&failure, false);
            let words = words.to_string();
            assert_eq!(code, "xero_unreachable", "{failure:?}");
            assert!(!words.contains("Sent") && !words.contains("became of it"), "{words}");
            let (code, words, _) = explain(&failure, true);
            let words = words.to_string();
            assert!(matches!(code, "unknown_outcome" | "unexpected_answer"), "{failure:?}");
            assert!(words.starts_with("Sent, but"), "{words}");
        }
    }
}
