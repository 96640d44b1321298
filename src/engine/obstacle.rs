//! Decides what stands in the way of sending, and until when: one answer for queue, grids, records, overview and the command line.

use serde_json::{Value, json};

use super::{Books, Core, EngineError};
use crate::limits::{Barrier, Caller, Usage, Verdict, verdict};
use crate::oauth::ConnectionState;
use crate::xero::failure::Failure;

/// What stands in the way. Times are seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Obstacle {
    /// `not_connected`, `connection_lost`, `connection_paused`, `limit_day`, `limit_asked`, `limit_pace` or `xero_silent`.
    pub code: &'static str,
    /// Since when, where that is known.
    pub since: Option<i64>,
    /// Until when, where that is known.
    pub until: Option<i64>,
}

/// What is over so soon need not be told.
const SOON_MS: i64 = 60_000;

/// The first thing that a person has to know. A limit of a minute or of calls at once is none: it passes while it is read.
#[must_use]
pub(super) fn obstacle(
    state: ConnectionState,
    usage: &Usage,
    silent_since_ms: Option<i64>,
    now_ms: i64,
) -> Option<Obstacle> {
    let plain = |code| Obstacle {
        code,
        since: None,
        until: None,
    };
    match state {
        ConnectionState::NotConfigured | ConnectionState::Disconnected => return Some(plain("not_connected")),
        ConnectionState::NeedsConnection => return Some(plain("connection_lost")),
        ConnectionState::Paused => return Some(plain("connection_paused")),
        ConnectionState::Connected => {}
    }
    match verdict(usage, Caller::NewBusiness, now_ms) {
        Verdict::NotBefore(until, Barrier::Day) => {
            return Some(Obstacle {
                until: Some(until / 1_000),
                ..plain("limit_day")
            });
        }
        Verdict::NotBefore(until, Barrier::Asked) => {
            return Some(Obstacle {
                until: Some(until / 1_000),
                ..plain("limit_asked")
            });
        }
        Verdict::NotBefore(until, Barrier::Pace) if until - now_ms > SOON_MS && silent_since_ms.is_none() => {
            return Some(Obstacle {
                until: Some(until / 1_000),
                ..plain("limit_pace")
            });
        }
        Verdict::NotBefore(_, Barrier::Minute | Barrier::Concurrency | Barrier::Pace) | Verdict::Go => {}
    }
    silent_since_ms.map(|since| Obstacle {
        since: Some(since / 1_000),
        ..plain("xero_silent")
    })
}

/// Whether a failed call means that Xero did not answer as it should.
fn is_silence(failure: &Failure) -> bool {
    matches!(
        failure,
        Failure::NotSent(_)
            | Failure::Unanswered(_)
            | Failure::TooLarge(_)
            | Failure::Unreadable
            | Failure::ServerError(_)
            | Failure::Offline(_)
    )
}

impl Core {
    fn silence(books: &Books) -> String {
        format!("silence:{}", books.organisation)
    }

    /// Writes down since when Xero has not answered; forgets it with the first answer. What the store cannot keep is not worth a
    /// failed call.
    pub(super) fn heard<T>(&self, books: &Books, outcome: &Result<T, Failure>) {
        let name = Self::silence(books);
        let known = self
            .store
            .cursor(&name)
            .ok()
            .flatten()
            .is_some_and(|since| !since.is_empty());
        let silent = matches!(outcome, Err(failure) if is_silence(failure));
        if silent != known {
            let since = if silent { self.now().to_string() } else { String::new() };
            let _ = self.store.set_cursor(&name, &since);
        }
    }

    /// What stands in the way of a connection now.
    pub(super) fn obstacle(&self, books: &Books, usage: &Usage) -> Result<Value, EngineError> {
        let state = match self.store.connection(&books.code)? {
            Some(row) => row.state_now(),
            None => ConnectionState::NotConfigured,
        };
        let silent = self
            .store
            .cursor(&Self::silence(books))?
            .and_then(|since| since.parse().ok());
        Ok(match obstacle(state, usage, silent, self.now()) {
            Some(found) => json!({ "code": found.code, "since": found.since, "until": found.until }),
            None => Value::Null,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Pressure;
    use crate::message::Message;

    #[test]
    fn the_first_thing_a_person_has_to_know_is_named_with_its_time() {
        let free = Usage {
            day_limit: 1_000,
            ..Usage::default()
        };
        let used_up = Usage {
            day_remaining: Some((0, 0)),
            day_began_ms: Some(100_000),
            ..free.clone()
        };
        let asked = Usage {
            blocked_until_ms: Some(700_000),
            ..free.clone()
        };
        let busy = Usage {
            in_flight: 9,
            ..free.clone()
        };
        // Of 1,000 calls 300 are left, five of them to people, and 100 went in the last hour: the newest three have to last for fifteen minutes.
        let fast = Usage {
            day_began_ms: Some(0),
            day_used: 700,
            pressure: Some(Pressure {
                hour: 100,
                minute_ms: 80_000,
                in_minute: 3,
            }),
            ..free.clone()
        };
        let connected = ConnectionState::Connected;
        let cases = [
            (connected, &fast, None, Some(("limit_pace", None, Some(956)))),
            (connected, &fast, Some(59_000), Some(("xero_silent", Some(59), None))),
            (connected, &free, None, None),
            (connected, &busy, None, None),
            (connected, &free, Some(59_000), Some(("xero_silent", Some(59), None))),
            (
                connected,
                &used_up,
                Some(59_000),
                Some(("limit_day", None, Some(86_500))),
            ),
            (connected, &asked, None, Some(("limit_asked", None, Some(700)))),
            (
                ConnectionState::Paused,
                &used_up,
                None,
                Some(("connection_paused", None, None)),
            ),
            (
                ConnectionState::NeedsConnection,
                &free,
                None,
                Some(("connection_lost", None, None)),
            ),
            (
                ConnectionState::Disconnected,
                &free,
                None,
                Some(("not_connected", None, None)),
            ),
            (
                ConnectionState::NotConfigured,
                &free,
                None,
                Some(("not_connected", None, None)),
            ),
        ];
        for (state, usage, silent, wanted) in cases {
            let found = obstacle(state, usage, silent, 200_000).map(|one| (one.code, one.since, one.until));
            assert_eq!(found, wanted, "{state:?}");
        }
    }

    #[test]
    fn a_refusal_is_an_answer() {
        assert!(!is_silence(&Failure::Refused(String::new(), vec![])));
        assert!(!is_silence(&Failure::NotFound));
        assert!(is_silence(&Failure::ServerError(503)));
        assert!(is_silence(&Failure::Unanswered(Message::words("timeout"))));
    }
}
