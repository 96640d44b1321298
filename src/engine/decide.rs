//! Decides what follows from a failed call: one pure, total function. A read and a write with the same failure are two rows.
//!
//! What is not known stops: it is held for a person, never repeated.

use crate::limits::Barrier;
use crate::limits::sane::wait_seconds;
use crate::message::{Message, say};
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
    if !write {
        let what = match failure {
            Failure::Unanswered(why) => Some(say::READ_UNANSWERED.with(why.clone())),
            Failure::Unreadable => Some(say::READ_CUT_OFF.into()),
            Failure::ServerError(status) => Some(say::READ_SERVER_ERROR.with(status.to_string())),
            Failure::Other(status) => Some(say::READ_NOT_FROM_XERO.with(status.to_string())),
            _ => None,
        };
        if let Some(what) = what {
            return ("xero_unreachable", what, say::NOTHING_TO_DO.into());
        }
    }
    let (code, what, fix) = match failure {
        Failure::NotSent(why) => ("not_sent", say::NOT_SENT.with(why.clone()), say::NOTHING_TO_DO),
        Failure::Unanswered(why) => (
            "unknown_outcome",
            say::WRITE_UNANSWERED.with(why.clone()),
            say::NOTHING_TO_DO,
        ),
        Failure::TooLarge(what) => (
            "answer_too_large",
            say::ANSWER_TOO_LARGE.with(what.clone()),
            say::NOTHING_TO_DO,
        ),
        Failure::Unreadable => ("unknown_outcome", say::WRITE_CUT_OFF.into(), say::NOTHING_TO_DO),
        Failure::ServerError(status) => (
            "unknown_outcome",
            say::WRITE_SERVER_ERROR.with(status.to_string()),
            say::NOTHING_TO_DO,
        ),
        Failure::Offline(words) => (
            "organisation_offline",
            say::XERO_OFFLINE.with(words),
            say::NOTHING_TO_DO,
        ),
        Failure::Limited(barrier, _) => match barrier {
            Barrier::Day => ("limit_day", say::LIMIT_DAY.into(), say::LIMIT_DAY_FIX),
            Barrier::Concurrency => ("limit_concurrent", say::LIMIT_CONCURRENT.into(), say::NOTHING_TO_DO),
            // Whatever else makes a call wait.
            _ => ("limit_minute", say::LIMIT_MINUTE.into(), say::NOTHING_TO_DO),
        },
        Failure::TokenExpired => ("token_refused", say::TOKEN_REFUSED.into(), say::PRESS_CONNECT),
        Failure::Disconnected => (
            "organisation_disconnected",
            say::ORGANISATION_DISCONNECTED.into(),
            say::PRESS_CONNECT,
        ),
        Failure::ScopeMissing => ("scope_missing", say::RIGHT_MISSING.into(), say::RIGHT_MISSING_FIX),
        Failure::NotFound => ("not_in_xero", say::NOT_IN_XERO.into(), say::NOT_IN_XERO_FIX),
        Failure::Refused(words, _) => ("invalid_document", Message::words(words), say::REFUSED_FIX),
        Failure::Other(status) => (
            "unexpected_answer",
            say::WRITE_UNFORESEEN.with(status.to_string()),
            say::NOTHING_TO_DO,
        ),
    };
    (code, what, fix.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table() {
        let lost = Failure::Unanswered(Message::default());
        for (failure, read, write) in [
            (Failure::NotSent(Message::default()), Outcome::Retry, Outcome::Retry),
            (lost, Outcome::Retry, Outcome::Unknown),
            (Failure::TooLarge(Message::default()), Outcome::Retry, Outcome::Unknown),
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
            Failure::Unanswered(Message::words("x")),
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
