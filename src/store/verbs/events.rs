//! Stores what happens to many jobs at once: what people press, what wakes held ones, what is old.

use crate::queue::row::{Change, Codes, Which};
use crate::queue::{self, Event, HISTORY, State, moves};
use crate::store::RowStore;
use crate::store::rows::{Database, Rows};
use crate::store_error::StoreError;

/// Rows that an event reached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reached {
    pub(super) changed: u64,
    pub(super) removed: u64,
}

impl Reached {
    fn all(self) -> u64 {
        self.changed + self.removed
    }
}

/// An event for all rows of `which`; its states are those that the event may reach.
pub(super) fn happen(
    rows: &mut dyn Rows,
    event: Event,
    which: &Which<'_>,
    change: &Change,
) -> Result<Reached, StoreError> {
    let mut reached = Reached::default();
    for one in moves(event, which.states, change) {
        let which = one.of(*which);
        if one.frees {
            rows.forget_claims(&which)?;
        }
        match &one.change {
            Some(change) => reached.changed += rows.change_jobs(&which, change)?,
            None => reached.removed += rows.remove_jobs(&which)?,
        }
    }
    Ok(reached)
}

impl<D: Database> RowStore<D> {
    fn all_of(&self, event: Event, which: &Which<'_>, change: &Change) -> Result<u64, StoreError> {
        self.database
            .write(|rows| happen(rows, event, which, change).map(Reached::all))
    }

    pub(super) fn wake_held_jobs(&self, connection: &str, every: bool, now_ms: i64) -> Result<u64, StoreError> {
        let which = Which {
            connection: Some(connection),
            codes: queue::NOT_HELD_BY_PERSON,
            ready_by_ms: (!every).then_some(now_ms),
            ..Which::ALL
        };
        self.all_of(Event::Woken, &which, &queue::woken(now_ms))
    }

    pub(super) fn wake_jobs_with(
        &self,
        connection: &str,
        codes: &[String],
        since_ms: i64,
        now_ms: i64,
    ) -> Result<u64, StoreError> {
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let which = Which {
            connection: Some(connection),
            codes: Codes::Only(&codes),
            updated_from_ms: Some(since_ms),
            ..Which::ALL
        };
        self.all_of(Event::Woken, &which, &queue::woken(now_ms))
    }

    pub(super) fn retry_jobs(&self, ids: Option<&[i64]>, code: Option<&str>, now_ms: i64) -> Result<u64, StoreError> {
        self.database.write(|rows| retry(rows, ids, code, now_ms))
    }

    pub(super) fn send_all_jobs(&self, now_ms: i64) -> Result<u64, StoreError> {
        self.database.write(|rows| {
            let stuck = retry(rows, None, None, now_ms)?;
            let (which, change) = queue::hastened(now_ms);
            Ok(stuck + rows.change_jobs(&which, &change)?)
        })
    }

    pub(super) fn hold_jobs(&self, ids: &[i64], now_ms: i64) -> Result<u64, StoreError> {
        self.all_of(Event::HeldByPerson, &these(ids), &queue::held_by_person(now_ms))
    }

    pub(super) fn cancel_jobs(&self, ids: &[i64], now_ms: i64) -> Result<u64, StoreError> {
        self.database.write(|rows| {
            // A person gives up what cannot be read: that goes altogether. What was sent for it stays marked.
            let removed = rows.remove_apart(ids)?;
            let change = queue::cancelled_by_person(now_ms);
            let reached = happen(rows, Event::CancelledByPerson, &these(ids), &change)?;
            Ok(removed + reached.all())
        })
    }

    pub(super) fn take_history_back(&self, connection: &str, now_ms: i64) -> Result<u64, StoreError> {
        let which = Which {
            connection: Some(connection),
            least_priority: Some(HISTORY),
            created_until_ms: Some(now_ms),
            ..Which::ALL
        };
        self.all_of(Event::TakenBack, &which, &Change::at(now_ms))
    }

    pub(super) fn prune_jobs(&self, log_before_ms: i64, jobs_before_ms: i64) -> Result<(u64, u64), StoreError> {
        self.database.write(|rows| {
            let lines = rows.remove_lines(log_before_ms)?;
            let old = Which {
                updated_before_ms: Some(jobs_before_ms),
                ..Which::ALL
            };
            let reached = happen(rows, Event::Pruned, &old, &Change::default())?;
            Ok((lines, reached.removed))
        })
    }
}

fn these(ids: &[i64]) -> Which<'_> {
    Which {
        ids: Some(ids),
        ..Which::ALL
    }
}

fn retry(rows: &mut dyn Rows, ids: Option<&[i64]>, code: Option<&str>, now_ms: i64) -> Result<u64, StoreError> {
    let change = queue::retried(now_ms);
    if let Some(ids) = ids {
        return happen(rows, Event::Retried, &these(ids), &change).map(Reached::all);
    }
    let code = code.map(|code| [code]);
    let which = Which {
        states: &[State::Held, State::Failed],
        codes: code
            .as_ref()
            .map_or(queue::NOT_HELD_BY_PERSON, |code| Codes::Only(code)),
        ..Which::ALL
    };
    happen(rows, Event::Retried, &which, &change).map(Reached::all)
}
