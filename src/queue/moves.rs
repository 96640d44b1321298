//! Decides what becomes of all rows that an event reaches: which of them, and what changes of each.
//!
//! Pure. Events of many rows depend on a row's state and on whether it holds a claim, on nothing else of it; so what
//! [`super::next`] says of each such pair is said once, as sets of rows and one change for each set.

use crate::message::Message;

use super::row::{Change, Codes, Priority, Which};
use super::{At, Event, HISTORY, IMMEDIATE, Kind, Next, State, next, reason};

/// One set of rows and what becomes of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Rows in these states …
    pub states: Vec<State>,
    /// … with or without a claim (`None`: both).
    pub claimed: Option<bool>,
    /// Only those that still have a snapshot.
    pub with_snapshot: bool,
    /// Their write claims are removed before.
    pub frees: bool,
    /// What changes; `None`: they are deleted.
    pub change: Option<Change>,
}

impl Move {
    /// The rows of `which` that it reaches.
    pub fn of<'a>(&'a self, which: Which<'a>) -> Which<'a> {
        Which {
            states: &self.states,
            claimed: self.claimed,
            with_snapshot: self.with_snapshot,
            ..which
        }
    }
}

/// What an event does to rows, in an order in which no row is reached twice. `within`: only rows in these states (empty: all);
/// `change`: what changes of a row besides its state.
pub fn moves(event: Event, within: &[State], change: &Change) -> Vec<Move> {
    let of = |state: State, claimed: bool| {
        let at = At {
            state,
            claimed,
            successor: None,
        };
        next(at, event)
    };
    let mut all: Vec<(Option<bool>, Next, Vec<State>)> = Vec::new();
    let mut reach = |claimed: Option<bool>, becomes: Next, state: State| {
        if matches!(becomes, Next::Same | Next::Superseded) {
            return;
        }
        match all
            .iter_mut()
            .find(|(whose, what, _)| (*whose, *what) == (claimed, becomes))
        {
            Some((_, _, states)) => states.push(state),
            None => all.push((claimed, becomes, vec![state])),
        }
    };
    for state in State::ALL
        .iter()
        .copied()
        .filter(|state| within.is_empty() || within.contains(state))
    {
        let (free, claimed) = (of(state, false), of(state, true));
        if free == claimed {
            reach(None, free, state);
        } else {
            reach(Some(false), free, state);
            reach(Some(true), claimed, state);
        }
    }
    all.into_iter()
        .map(|(claimed, becomes, states)| Move {
            states,
            claimed,
            with_snapshot: becomes == Next::Emptied,
            frees: matches!(becomes, Next::Frees(_)),
            change: match becomes {
                Next::Frees(state) | Next::Keeps(state) => Some(Change {
                    state: Some(state),
                    ..change.clone()
                }),
                // It has to be known for ever that a person took it out, but not what it said.
                Next::Emptied => Some(Change {
                    snapshot: Some("".into()),
                    ..Change::default()
                }),
                Next::Removed | Next::Same | Next::Superseded => None,
            },
        })
        .collect()
}

/// What a held job's next look changes.
pub fn woken(now_ms: i64) -> Change {
    Change {
        not_before_ms: Some(0),
        message: Some(Message::default()),
        fix: Some(Message::default()),
        ..Change::at(now_ms)
    }
}

/// What Retry changes: what a person asks for goes first. The code stays: it may ask for another form of the document.
pub fn retried(now_ms: i64) -> Change {
    Change {
        attempts: Some(0),
        priority: Some(Priority::Exactly(0)),
        ..woken(now_ms)
    }
}

/// What a person's hold changes.
pub fn held_by_person(now_ms: i64) -> Change {
    Change {
        held_since_ms: Some(Some(now_ms)),
        ..Change::at(now_ms).because(reason::HELD_BY_PERSON)
    }
}

/// What a person's cancelling changes.
pub fn cancelled_by_person(now_ms: i64) -> Change {
    Change::at(now_ms).because(reason::CANCELLED_BY_PERSON)
}

/// What changes of the jobs of a record that is taken out for good.
pub fn excluded(now_ms: i64) -> Change {
    Change {
        subject: Some("".into()),
        ..Change::at(now_ms).because(reason::EXCLUDED)
    }
}

/// What changes of the jobs of a record that is let in again.
pub fn let_in(now_ms: i64) -> Change {
    Change {
        not_before_ms: Some(0),
        attempts: Some(0),
        ..Change::at(now_ms).saying("", Message::default(), Message::default())
    }
}

/// What a person put on hold is released by name only.
pub const NOT_HELD_BY_PERSON: Codes<'static> = Codes::Except(&[reason::HELD_BY_PERSON.code]);

/// New business that waits, for a person who sends everything now: which rows, and what changes. History keeps its place.
pub fn hastened(now_ms: i64) -> (Which<'static>, Change) {
    let which = Which {
        states: &[State::Waiting],
        least_priority: Some(1),
        most_priority: Some(HISTORY - 1),
        ..Which::default()
    };
    let change = Change {
        priority: Some(Priority::AtMost(IMMEDIATE)),
        not_before_ms: Some(0),
        ..Change::at(now_ms)
    };
    (which, change)
}

/// What those waited for is done that pause with one of some codes: which rows, and what changes. Nobody is told of it.
pub fn released<'a>(connection: &'a str, codes: &'a [&'a str], now_ms: i64) -> (Which<'a>, Change) {
    let which = Which {
        connection: Some(connection),
        states: &[State::Waiting],
        codes: Codes::Only(codes),
        pausing_at_ms: Some(now_ms),
        ..Which::ALL
    };
    let change = Change {
        not_before_ms: Some(now_ms),
        ..Change::default()
    };
    (which, change)
}

/// Whoever looked for a settlement before a doubt perhaps looked at other books than they are now: it is looked for again. Which rows, and
/// what changes.
pub fn forgotten() -> (Which<'static>, Change) {
    let which = Which {
        kinds: NOT_UNIQUE,
        states: &[State::Waiting, State::Running],
        codes: Codes::Except(&[""]),
        ..Which::ALL
    };
    let change = Change {
        code: Some("".into()),
        ..Change::default()
    };
    (which, change)
}

/// Kinds of which Xero takes a second one without a word.
const NOT_UNIQUE: &[Kind] = &[Kind::Payment, Kind::Refund, Kind::Allocation];

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000_000;

    type Fate = (Option<Change>, bool);

    const REMOVED: Fate = (None, false);

    fn changed(state: State, frees: bool) -> Fate {
        let change = Change {
            state: Some(state),
            ..Change::at(NOW)
        };
        (Some(change), frees)
    }

    fn sets(event: Event, within: &[State]) -> Vec<(Vec<State>, Option<bool>, Fate)> {
        moves(event, within, &Change::at(NOW))
            .into_iter()
            .map(|one| (one.states, one.claimed, (one.change, one.frees)))
            .collect()
    }

    #[test]
    fn every_event_of_many_rows() {
        use State::{Cancelled, Done, Failed, Held, Unknown, Waiting};
        let emptied: Fate = (
            Some(Change {
                snapshot: Some("".into()),
                ..Change::default()
            }),
            false,
        );
        let stuck = vec![Waiting, Held, Failed, Cancelled];
        let open = vec![Waiting, Held, Failed];
        for (event, within, wanted) in [
            (
                Event::Woken,
                vec![],
                vec![
                    (vec![Held], Some(false), changed(Waiting, false)),
                    (vec![Held], Some(true), changed(Unknown, false)),
                ],
            ),
            (
                Event::Retried,
                vec![],
                vec![
                    (stuck.clone(), Some(false), changed(Waiting, false)),
                    (stuck, Some(true), changed(Unknown, false)),
                ],
            ),
            (
                Event::Retried,
                vec![Held, Failed],
                vec![
                    (vec![Held, Failed], Some(false), changed(Waiting, false)),
                    (vec![Held, Failed], Some(true), changed(Unknown, false)),
                ],
            ),
            (
                Event::HeldByPerson,
                vec![],
                vec![(vec![Waiting, Failed], Some(false), changed(Held, false))],
            ),
            (
                Event::CancelledByPerson,
                vec![],
                vec![(open.clone(), None, changed(Cancelled, true))],
            ),
            (
                Event::Excluded,
                vec![],
                vec![(open, Some(false), changed(Cancelled, false))],
            ),
            (
                Event::LetIn,
                vec![],
                vec![
                    (vec![Cancelled], Some(false), changed(Waiting, false)),
                    (vec![Cancelled], Some(true), changed(Unknown, false)),
                ],
            ),
            (
                Event::Pruned,
                vec![],
                vec![
                    (vec![Done], Some(false), REMOVED),
                    (vec![Cancelled], None, emptied.clone()),
                ],
            ),
            (
                Event::Erased,
                vec![],
                vec![(vec![Done], Some(false), REMOVED), (vec![Cancelled], None, emptied)],
            ),
            (Event::TakenBack, vec![], vec![(vec![Waiting], Some(false), REMOVED)]),
        ] {
            assert_eq!(sets(event, &within), wanted, "{event:?} within {within:?}");
        }
    }

    /// What was moved once must not be moved again by the next set of the same event.
    #[test]
    fn no_row_is_reached_twice() {
        for event in [
            Event::Woken,
            Event::Retried,
            Event::Replaced,
            Event::HeldByPerson,
            Event::CancelledByPerson,
            Event::Excluded,
            Event::LetIn,
            Event::Pruned,
            Event::Erased,
            Event::TakenBack,
        ] {
            let all = moves(event, &[], &Change::at(NOW));
            for (index, one) in all.iter().enumerate() {
                let Some(change) = &one.change else {
                    continue;
                };
                for later in &all[index + 1..] {
                    let same_claim = match (one.claimed, later.claimed) {
                        (Some(a), Some(b)) => a == b && !one.frees,
                        _ => true,
                    };
                    let to = change.state;
                    assert!(
                        !(same_claim && to.is_some_and(|to| later.states.contains(&to))),
                        "{event:?}: {one:?} then {later:?}"
                    );
                }
            }
        }
    }

    /// Every pair of state and claim is moved as the rule of single rows says.
    #[test]
    fn sets_say_what_the_rule_says_of_each_row() {
        for event in [
            Event::Woken,
            Event::Retried,
            Event::HeldByPerson,
            Event::CancelledByPerson,
            Event::Excluded,
            Event::LetIn,
            Event::Pruned,
            Event::Erased,
            Event::TakenBack,
        ] {
            let all = moves(event, &[], &Change::default());
            for state in State::ALL {
                for claimed in [false, true] {
                    for successor in [None, Some(State::Waiting)] {
                        let at = At {
                            state: *state,
                            claimed,
                            successor,
                        };
                        let found: Vec<&Move> = all
                            .iter()
                            .filter(|one| one.states.contains(state) && one.claimed.is_none_or(|of| of == claimed))
                            .collect();
                        let wanted = next(at, event);
                        assert_eq!(found.len(), usize::from(wanted != Next::Same), "{event:?} {at:?}");
                        let Some(one) = found.first() else { continue };
                        let came = match (&one.change, one.frees) {
                            (None, _) => Next::Removed,
                            (Some(change), frees) => match (change.state, frees) {
                                (Some(state), true) => Next::Frees(state),
                                (Some(state), false) => Next::Keeps(state),
                                (None, _) => Next::Emptied,
                            },
                        };
                        assert_eq!(came, wanted, "{event:?} {at:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_a_person_asks_for_goes_first_and_keeps_its_code() {
        let change = retried(NOW);
        assert_eq!(
            (change.priority, change.attempts),
            (Some(Priority::Exactly(0)), Some(0))
        );
        assert_eq!((change.not_before_ms, change.code), (Some(0), None));
        assert_eq!((woken(NOW).priority, woken(NOW).attempts), (None, None));
        assert!(!NOT_HELD_BY_PERSON.hold("held_by_person") && NOT_HELD_BY_PERSON.hold("tax_unmapped"));
    }

    #[test]
    fn who_waits_for_what_is_done_waits_no_longer() {
        let (which, change) = released("default", &["waits"], NOW);
        assert_eq!(
            (which.connection, which.states),
            (Some("default"), &[State::Waiting][..])
        );
        assert!(which.codes.hold("waits") && !which.codes.hold("other"));
        assert_eq!(which.pausing_at_ms, Some(NOW));
        assert_eq!(
            (change.not_before_ms, change.state, change.updated_at_ms),
            (Some(NOW), None, None)
        );
    }

    #[test]
    fn what_xero_does_not_refuse_twice_is_looked_for_again_after_a_doubt() {
        let unsafe_kinds: Vec<Kind> = Kind::ALL
            .iter()
            .copied()
            .filter(|kind| !kind.unique_in_xero())
            .collect();
        let (which, change) = forgotten();
        assert_eq!(which.kinds, unsafe_kinds);
        assert!(which.codes.hold("looked_up") && !which.codes.hold(""));
        assert_eq!(change.code.as_deref(), Some(""));
        assert_eq!(change.updated_at_ms, None);
    }

    #[test]
    fn sending_all_leaves_history_its_place() {
        let (which, change) = hastened(NOW);
        assert_eq!(
            (which.least_priority, which.most_priority),
            (Some(1), Some(HISTORY - 1))
        );
        assert_eq!(change.priority, Some(Priority::AtMost(IMMEDIATE)));
    }
}
