//! Decides how everything stands, for the overview, the notices and the status command alike: what is on its way, what needs a person, and
//! what of a connection is worth telling, the worst first.
//!
//! It asks the store alone. Whether cron is late is the shop's to say, which knows its schedule; from when on it is waited for is said here.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::clock::timestamp;
use crate::engine::connect::consent_ends_ms;
use crate::engine::{Core, Engine, EngineError};
use crate::limits::day_left;
use crate::oauth::ConnectionState;
use crate::queue::{Counted, HeldBy, Jobs};

/// Before a connection ends, a person has so many days to hear of it.
const EXPIRY_MS: i64 = 14 * 86_400_000;
/// Reason of what a person put on hold, which needs nobody.
const BY_PERSON: &str = "held_by_person";

/// What is worth telling of a connection; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Concern {
    /// Xero does not let the shop in any more, or a person must answer first.
    Lost,
    /// The books differ by more than what is held, which has a notice of its own.
    Differing,
    /// The consent ends soon, because it was hardly used.
    Expiring,
    /// The calls of the day are used up. Nobody has to act.
    UsedUp,
}

impl Concern {
    fn code(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Differing => "differing",
            Self::Expiring => "expiring",
            Self::UsedUp => "used_up",
        }
    }
}

/// What is known of a connection.
#[derive(Debug, Clone, Copy)]
struct Facts {
    state: ConnectionState,
    /// When the consent ends (milliseconds since 1970), if it does.
    expires_ms: Option<i64>,
    /// Calls that are left of the day.
    day_left: i64,
    /// Documents that need a person after the newest reconciliation, without the held ones.
    differing: i64,
}

/// What is worth telling of a connection, the worst first. One that does not work has nothing else to tell.
fn concerns(facts: &Facts, now_ms: i64) -> Vec<Concern> {
    match facts.state {
        ConnectionState::NeedsConnection | ConnectionState::Paused => vec![Concern::Lost],
        ConnectionState::NotConfigured | ConnectionState::Disconnected => Vec::new(),
        ConnectionState::Connected => [
            (Concern::Differing, facts.differing > 0),
            (
                Concern::Expiring,
                facts.expires_ms.is_some_and(|at| at - now_ms < EXPIRY_MS),
            ),
            (Concern::UsedUp, facts.day_left <= 0),
        ]
        .into_iter()
        .filter_map(|(concern, holds)| holds.then_some(concern))
        .collect(),
    }
}

/// Who must act first, over all connections; `stuck`: jobs that are held or failed, for whatever reason.
fn needs(states: &[ConnectionState], stuck: i64) -> &'static str {
    // One that nobody has set up counts only where there is no other.
    let set_up: Vec<_> = states
        .iter()
        .filter(|state| **state != ConnectionState::NotConfigured)
        .collect();
    let works = !set_up.is_empty() && set_up.iter().all(|state| **state == ConnectionState::Connected);
    match (works, stuck) {
        (false, _) => "connection",
        (true, 1..) => "person",
        (true, _) => "nobody",
    }
}

/// From when on a turn of cron is waited for (seconds since 1970): since its last one, or since there is a connection to send over. After a
/// pause of the connection cron has its time again. `None`: nobody waits for it, because no connection works.
fn cron_since(last: Option<i64>, connected: &[i64]) -> Option<i64> {
    connected
        .iter()
        .max()
        .map(|newest| last.map_or(*newest, |last| last.max(*newest)))
}

/// Jobs on their way, and since when the oldest is there (milliseconds since 1970).
fn waiting<'a>(counts: impl Iterator<Item = &'a Counted> + Clone) -> (i64, Option<i64>) {
    let moving = counts.filter(|one| Jobs::of([(one.state, 1)]).waiting > 0);
    (
        moving.clone().map(|one| one.count).sum(),
        moving.map(|one| one.oldest_ms).min(),
    )
}

/// How many held jobs need a person: without those that a person put on hold.
fn attention<'a>(held: impl Iterator<Item = &'a HeldBy>) -> i64 {
    held.filter(|one| one.code != BY_PERSON).map(|one| one.count).sum()
}

/// What is held for one reason.
#[derive(Debug, PartialEq, Eq)]
struct Reason<'a> {
    code: &'a str,
    count: i64,
    /// What is missing, where the reason is one choice for many documents; the most frequent first.
    subjects: Vec<&'a HeldBy>,
    /// Whether some documents have a reason of their own.
    single: bool,
}

/// What is held by reason, the most frequent first.
fn reasons<'a>(held: impl Iterator<Item = &'a HeldBy>) -> Vec<Reason<'a>> {
    let mut reasons: Vec<Reason<'a>> = Vec::new();
    let mut places = HashMap::new();
    for one in held {
        let place = *places.entry(one.code.as_str()).or_insert_with(|| {
            reasons.push(Reason {
                code: &one.code,
                count: 0,
                subjects: Vec::new(),
                single: false,
            });
            reasons.len() - 1
        });
        let Some(reason) = reasons.get_mut(place) else { continue };
        reason.count += one.count;
        if one.subject.is_empty() {
            reason.single = true;
        } else {
            reason.subjects.push(one);
        }
    }
    for reason in &mut reasons {
        reason.subjects.sort_by_key(|one| std::cmp::Reverse(one.count));
    }
    reasons.sort_by_key(|one| std::cmp::Reverse(one.count));
    reasons
}

fn reason_json(reason: &Reason<'_>) -> Value {
    let subject = |one: &&HeldBy| {
        // A sentence that names one document is not true for the others.
        let is_true = one.same_message || one.count == 1;
        json!({
            "subject": one.subject, "message": if is_true { json!(one.message) } else { json!("") }, "message_data": one.message.data(),
            "count": one.count,
        })
    };
    json!({
        "code": reason.code, "count": reason.count, "subjects": reason.subjects.iter().map(subject).collect::<Vec<_>>(),
        "single": reason.single,
    })
}

impl Core {
    /// What is known of a connection, and what its newest reconciliation came to.
    fn facts(&self, engine: &Engine, code: &str) -> Result<(Facts, Value), EngineError> {
        let Some(row) = self.store.connection(code)? else {
            let nothing = Facts {
                state: ConnectionState::NotConfigured,
                expires_ms: None,
                day_left: 0,
                differing: 0,
            };
            return Ok((nothing, Value::Null));
        };
        let now = self.now();
        let books = self.books(&row)?;
        let reconciliation = match engine.reconciliation(code)? {
            Some(result) => {
                let mut kept = json!({
                    "at": result["at"], "from": result["from"], "to": result["to"], "documents": result["documents"],
                });
                for name in ["counts", "wrong", "grade", "headline"] {
                    kept[name] = result["verdict"][name].clone();
                }
                kept
            }
            None => Value::Null,
        };
        let number = |value: Option<&Value>| value.and_then(Value::as_i64).unwrap_or(0);
        let held = reconciliation.get("counts").and_then(|counts| counts.get("held"));
        let facts = Facts {
            state: row.state_now(),
            expires_ms: consent_ends_ms(&row, &books.settings),
            day_left: day_left(&self.store.usage(&books.organisation, now)?, now),
            differing: number(reconciliation.get("wrong")) - number(held),
        };
        Ok((facts, reconciliation))
    }
}

impl Engine {
    /// How everything stands: over all connections, and for each of those that the shop uses.
    ///
    /// # Errors
    /// When the store fails.
    pub fn overview(&self, connections: &[String]) -> Result<Value, EngineError> {
        let core = &self.core;
        let now = core.now();
        let counts = core.store.counts()?;
        let last = core.last_drain()?;
        let (mut states, mut connected) = (Vec::new(), Vec::new());
        let mut told = Map::new();
        for code in connections {
            let (facts, reconciliation) = core.facts(self, code)?;
            states.push(facts.state);
            if facts.state == ConnectionState::Connected {
                let since = core.store.connection(code)?.and_then(|row| row.connected_at_ms);
                connected.push(since.unwrap_or(0) / 1_000);
            }
            let held = || counts.held.iter().filter(|one| one.connection == *code);
            let (waiting, oldest) = waiting(counts.jobs.iter().filter(|one| one.connection == *code));
            let value = json!({
                "waiting": waiting, "oldest_at": oldest.map(timestamp), "attention": attention(held()),
                "concerns": concerns(&facts, now).into_iter().map(Concern::code).collect::<Vec<_>>(),
                "differing": facts.differing, "reconciliation": reconciliation,
                "held": reasons(held()).iter().map(reason_json).collect::<Vec<_>>(),
            });
            told.insert(code.clone(), value);
        }
        let stuck = Jobs::of(counts.jobs.iter().map(|one| (one.state, one.count))).attention;
        Ok(json!({
            "cron_last": last, "cron_since": cron_since(last, &connected), "attention": attention(counts.held.iter()),
            "needs": needs(&states, stuck), "connections": told,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::{Entity, Kind, State};

    const NOW: i64 = 1_790_000_000_000;
    const DAY: i64 = 86_400_000;

    #[test]
    fn the_worst_of_a_connection_is_told_first() {
        use ConnectionState::{Connected, Disconnected, NeedsConnection, NotConfigured, Paused};
        for (state, expires, day_left, differing, expected) in [
            (Connected, None, 10, 0, vec![]),
            (Connected, Some(NOW + 15 * DAY), 1, 0, vec![]),
            (Connected, Some(NOW + 14 * DAY), 1, 0, vec![]),
            (Connected, Some(NOW + 14 * DAY - 1), 1, 0, vec!["expiring"]),
            (Connected, None, 0, 0, vec!["used_up"]),
            (Connected, None, 5, 1, vec!["differing"]),
            (Connected, Some(NOW), -1, 2, vec!["differing", "expiring", "used_up"]),
            // One that does not work has nothing else to tell.
            (NeedsConnection, Some(NOW), 0, 9, vec!["lost"]),
            (Paused, None, 0, 9, vec!["lost"]),
            (Disconnected, Some(NOW), 0, 9, vec![]),
            (NotConfigured, None, 0, 0, vec![]),
        ] {
            let facts = Facts {
                state,
                expires_ms: expires,
                day_left,
                differing,
            };
            let found: Vec<&str> = concerns(&facts, NOW).into_iter().map(Concern::code).collect();
            assert_eq!(found, expected, "{facts:?}");
        }
        let mut sorted = [Concern::UsedUp, Concern::Lost, Concern::Expiring, Concern::Differing];
        sorted.sort();
        assert_eq!(sorted.map(Concern::code), ["lost", "differing", "expiring", "used_up"]);
    }

    #[test]
    fn a_connection_needs_somebody_before_documents_do() {
        use ConnectionState::{Connected, Disconnected, NeedsConnection, NotConfigured};
        for (states, stuck, expected) in [
            (vec![], 0, "connection"),
            (vec![NotConfigured], 3, "connection"),
            (vec![NotConfigured, NotConfigured], 0, "connection"),
            (vec![Connected, NotConfigured], 0, "nobody"),
            (vec![Connected, NotConfigured], 1, "person"),
            (vec![Connected, Disconnected], 1, "connection"),
            (vec![Connected, NeedsConnection], 0, "connection"),
            (vec![Connected, Connected], 0, "nobody"),
        ] {
            assert_eq!(needs(&states, stuck), expected, "{states:?} {stuck}");
        }
    }

    #[test]
    fn cron_is_waited_for_since_there_is_a_connection() {
        for (last, connected, expected) in [
            (None, vec![], None),
            (Some(50), vec![], None),
            (None, vec![10, 30, 20], Some(30)),
            (Some(50), vec![10, 30], Some(50)),
            (Some(5), vec![10], Some(10)),
        ] {
            assert_eq!(cron_since(last, &connected), expected, "{last:?} {connected:?}");
        }
    }

    fn counted(state: State, count: i64, oldest_ms: i64) -> Counted {
        Counted {
            connection: "default".into(),
            entity: Entity::Invoice,
            kind: Kind::Invoice,
            state,
            count,
            oldest_ms,
        }
    }

    #[test]
    fn what_is_on_its_way_is_counted_with_its_age() {
        let jobs = [
            counted(State::Waiting, 3, 500),
            counted(State::Unknown, 1, 400),
            counted(State::Running, 2, 600),
            counted(State::Held, 8, 100),
            counted(State::Done, 70, 100),
            counted(State::Cancelled, 7, 100),
        ];
        assert_eq!(waiting(jobs.iter()), (6, Some(400)));
        assert_eq!(waiting(jobs[3..].iter()), (0, None));
    }

    fn held(code: &str, subject: &str, count: i64) -> HeldBy {
        HeldBy {
            connection: "default".into(),
            code: code.into(),
            subject: subject.into(),
            count,
            ..HeldBy::default()
        }
    }

    #[test]
    fn what_is_held_is_grouped_by_reason_the_most_frequent_first() {
        let rows = [
            held("account_missing", "", 2),
            held("tax_rate_unmapped", "VAT 5", 1),
            held("tax_rate_unmapped", "VAT 20", 4),
            held(BY_PERSON, "", 1),
        ];
        let found = reasons(rows.iter());
        let shown: Vec<_> = found
            .iter()
            .map(|one| {
                let subjects: Vec<&str> = one.subjects.iter().map(|subject| subject.subject.as_str()).collect();
                (one.code, one.count, subjects, one.single)
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("tax_rate_unmapped", 5, vec!["VAT 20", "VAT 5"], false),
                ("account_missing", 2, vec![], true),
                (BY_PERSON, 1, vec![], true),
            ]
        );
        assert_eq!(attention(rows.iter()), 7, "what a person put on hold needs nobody");
    }

    #[test]
    fn a_sentence_that_names_one_document_is_not_told_of_many() {
        for (same, count, told) in [(true, 3, true), (false, 1, true), (false, 3, false)] {
            let row = HeldBy {
                same_message: same,
                message: crate::message::Message::words("Rate 5 has no twin."),
                ..held("tax_rate_unmapped", "VAT 5", count)
            };
            let value = reason_json(&reasons([&row].into_iter())[0]);
            assert_eq!(
                value["subjects"][0]["message"] == "Rate 5 has no twin.",
                told,
                "{same} {count}"
            );
        }
    }
}
