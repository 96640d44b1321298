//! Decides what becomes of a record that is offered to the queue: a new row, a newer snapshot, another turn, or nothing.
//!
//! Pure: the store says what it has of the record, and carries out what is decided here.

use super::{Enqueued, NewJob, State};

/// A row of the record, or its link, compared with what is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Whether the snapshot has the same content.
    pub same_content: bool,
    /// Whether it was made under the same settings.
    pub same_settings: bool,
}

/// What is asked of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Only fills a gap: never replaces anything.
    pub only_if_absent: bool,
    /// A person asked for it.
    pub force: bool,
    /// Other settings make an unchanged record worth another look.
    pub compare_settings: bool,
    /// The smaller goes first.
    pub priority: i64,
}

impl From<&NewJob> for Wish {
    fn from(job: &NewJob) -> Self {
        Self {
            only_if_absent: job.only_if_absent,
            force: job.force,
            compare_settings: job.compare_settings,
            priority: job.priority,
        }
    }
}

/// What the store has of the record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stored {
    /// The row that is being sent or looked up.
    pub active: Option<Known>,
    /// The row that waits or is stuck (held, failed, cancelled): its state and priority.
    pub open: Option<(State, i64, Known)>,
    /// The link.
    pub settled: Option<Known>,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// A new row.
    Insert,
    /// The open row takes the snapshot and waits.
    Replace,
    /// The waiting row takes the wish's priority; `at_once` ends its pause.
    Hasten {
        /// Whether a person asked.
        at_once: bool,
    },
    /// Nothing: it is queued, or under way, in this form.
    Queued,
    /// Nothing: Xero has it in this form.
    InXero,
}

/// The rule.
///
/// What a person asks for always gets a turn: a waiting row goes first, a stuck one waits again, what Xero has is compared
/// again. Only what is being sent in the same form already is left alone.
#[must_use]
pub fn put(wish: Wish, stored: Stored) -> Put {
    let same = |known: Known| known.same_content && (!wish.compare_settings || known.same_settings);
    if let Some(active) = stored.active
        && (wish.only_if_absent || same(active) || (active.same_content && !wish.force))
    {
        return Put::Queued;
    }
    if let Some((state, priority, known)) = stored.open {
        let waits = state == State::Waiting;
        let hasten = if waits && (wish.priority < priority || wish.force) {
            Put::Hasten { at_once: wish.force }
        } else {
            Put::Queued
        };
        let resettled = wish.compare_settings && !known.same_settings && state != State::Cancelled;
        return if wish.only_if_absent || (known.same_content && (waits || !(wish.force || resettled))) {
            hasten
        } else {
            Put::Replace
        };
    }
    match stored.settled {
        Some(_) if wish.only_if_absent => Put::InXero,
        Some(known) if same(known) && !wish.force => Put::InXero,
        _ => Put::Insert,
    }
}

/// Counts what was decided.
pub fn count(tally: &mut Enqueued, wish: Wish, put: Put) {
    let asked = wish.force && !wish.only_if_absent;
    match put {
        Put::Insert => tally.accepted += 1,
        Put::Replace => tally.replaced += 1,
        Put::Hasten { .. } | Put::Queued if asked => tally.waiting += 1,
        Put::Hasten { .. } | Put::Queued | Put::InXero => tally.unchanged += 1,
    }
    if wish.only_if_absent && matches!(put, Put::Insert | Put::Replace) {
        tally.parties += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAME: Known = Known {
        same_content: true,
        same_settings: true,
    };
    const RESET: Known = Known {
        same_content: true,
        same_settings: false,
    };
    const NEWER: Known = Known {
        same_content: false,
        same_settings: true,
    };

    fn person() -> Wish {
        Wish {
            only_if_absent: false,
            force: true,
            compare_settings: true,
            priority: 0,
        }
    }

    fn event() -> Wish {
        Wish {
            force: false,
            compare_settings: false,
            priority: 10,
            ..person()
        }
    }

    fn gap() -> Wish {
        Wish {
            only_if_absent: true,
            ..event()
        }
    }

    fn active(known: Known) -> Stored {
        Stored {
            active: Some(known),
            ..Stored::default()
        }
    }

    fn open(state: State, priority: i64, known: Known) -> Stored {
        Stored {
            open: Some((state, priority, known)),
            ..Stored::default()
        }
    }

    fn settled(known: Known) -> Stored {
        Stored {
            settled: Some(known),
            ..Stored::default()
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table")]
    fn every_offer_has_one_answer() {
        use State::{Cancelled, Failed, Held, Waiting};
        let at_once = Put::Hasten { at_once: true };
        let sooner = Put::Hasten { at_once: false };
        let cases = [
            ("a person, nothing known", person(), Stored::default(), Put::Insert),
            (
                "a person, waiting in the same form",
                person(),
                open(Waiting, 10, SAME),
                at_once,
            ),
            (
                "a person, waiting and urgent already",
                person(),
                open(Waiting, 0, SAME),
                at_once,
            ),
            (
                "a person, waiting in an older form",
                person(),
                open(Waiting, 10, NEWER),
                Put::Replace,
            ),
            ("a person, held", person(), open(Held, 10, SAME), Put::Replace),
            ("a person, failed", person(), open(Failed, 10, SAME), Put::Replace),
            ("a person, cancelled", person(), open(Cancelled, 10, SAME), Put::Replace),
            (
                "a person, in Xero in the same form",
                person(),
                settled(SAME),
                Put::Insert,
            ),
            (
                "a person, being sent in the same form",
                person(),
                active(SAME),
                Put::Queued,
            ),
            (
                "a person, being sent under older settings",
                person(),
                active(RESET),
                Put::Insert,
            ),
            (
                "a person, being sent in an older form",
                person(),
                active(NEWER),
                Put::Insert,
            ),
            (
                "an event, waiting in the same form",
                event(),
                open(Waiting, 10, SAME),
                Put::Queued,
            ),
            (
                "an event, waiting among the history",
                event(),
                open(Waiting, 50, SAME),
                sooner,
            ),
            (
                "an event, held in the same form",
                event(),
                open(Held, 10, SAME),
                Put::Queued,
            ),
            (
                "an event, held in an older form",
                event(),
                open(Held, 10, NEWER),
                Put::Replace,
            ),
            (
                "an event, cancelled in the same form",
                event(),
                open(Cancelled, 10, SAME),
                Put::Queued,
            ),
            (
                "an event, cancelled in an older form",
                event(),
                open(Cancelled, 10, NEWER),
                Put::Replace,
            ),
            (
                "an event, being sent in the same form",
                event(),
                active(SAME),
                Put::Queued,
            ),
            (
                "an event, in Xero in the same form",
                event(),
                settled(SAME),
                Put::InXero,
            ),
            (
                "an event, in Xero in an older form",
                event(),
                settled(NEWER),
                Put::Insert,
            ),
            ("a gap, in Xero", gap(), settled(NEWER), Put::InXero),
            (
                "a gap, waiting in an older form",
                gap(),
                open(Waiting, 10, NEWER),
                Put::Queued,
            ),
            (
                "a gap, waiting among the history",
                gap(),
                open(Waiting, 50, NEWER),
                sooner,
            ),
            ("a gap, held", gap(), open(Held, 50, NEWER), Put::Queued),
            ("a gap, being sent", gap(), active(NEWER), Put::Queued),
        ];
        for (name, wish, stored, wanted) in cases {
            assert_eq!(put(wish, stored), wanted, "{name}");
        }
        let history = Wish {
            compare_settings: true,
            priority: 50,
            ..event()
        };
        assert_eq!(put(history, open(Held, 10, RESET)), Put::Replace);
        assert_eq!(put(history, open(Cancelled, 10, RESET)), Put::Queued);
        assert_eq!(put(history, settled(RESET)), Put::Insert);
    }

    #[test]
    fn xero_is_named_only_where_xero_has_it() {
        let mut tally = Enqueued::default();
        for stored in [open(State::Waiting, 10, SAME), active(SAME)] {
            count(&mut tally, person(), put(person(), stored));
        }
        assert_eq!((tally.waiting, tally.unchanged), (2, 0));
        count(&mut tally, gap(), put(gap(), Stored::default()));
        assert_eq!((tally.accepted, tally.parties), (1, 1));
    }
}
