//! Decides what a store does with a record that is offered to the queue, once it is known what it has of it.
//!
//! Pure: [`super::put`] says what becomes of it, this file what that means for rows.

use crate::message::Message;

use super::row::{Change, Hashes, JobRow, OnRecord, Patch, Priority};
use super::{Enqueued, Event, Known, NewJob, Next, Put, State, Stored, Wish, count, next, put, reason};

/// What a store does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// Nothing.
    Nothing,
    /// A new row that waits.
    New,
    /// The open row changes.
    Changed(Box<Patch>),
}

/// Where a row goes that is to be worked on: one that holds a claim is looked up first.
pub(super) fn ready(claimed: bool) -> State {
    if claimed { State::Unknown } else { State::Waiting }
}

impl Hashes {
    fn beside(&self, job: &NewJob) -> Known {
        Known {
            same_content: self.snapshot == job.snapshot_hash,
            same_settings: self.settings == job.settings_hash,
        }
    }
}

/// What becomes of a job that is offered, and how it is counted.
pub fn place(job: &NewJob, on: &OnRecord, now_ms: i64, tally: &mut Enqueued) -> Placed {
    if on.excluded {
        tally.excluded += 1;
        return Placed::Nothing;
    }
    let wish = Wish::from(job);
    let decided = put(
        wish,
        Stored {
            active: on.active.as_ref().map(|hashes| hashes.beside(job)),
            open: on
                .open
                .as_ref()
                .map(|row| (row.state, row.priority, row.hashes.beside(job))),
            settled: on.settled.as_ref().map(|hashes| hashes.beside(job)),
        },
    );
    count(tally, wish, decided);
    let changed = |change: Change| match &on.open {
        Some(row) => Placed::Changed(Box::new(Patch {
            id: row.id,
            fence: row.fence,
            change,
        })),
        None => Placed::New,
    };
    match decided {
        Put::Queued | Put::InXero => Placed::Nothing,
        Put::Insert => Placed::New,
        Put::Hasten { at_once } => changed(Change {
            priority: Some(Priority::AtMost(job.priority)),
            not_before_ms: at_once.then_some(0),
            updated_at_ms: at_once.then_some(now_ms),
            ..Change::default()
        }),
        Put::Replace => changed(match &on.open {
            Some(row) => replaced(row.state, row.claimed, job, now_ms),
            None => Change::default(),
        }),
    }
}

fn replaced(state: State, claimed: bool, job: &NewJob, now_ms: i64) -> Change {
    let at = super::At {
        state,
        claimed,
        successor: None,
    };
    let to = match next(at, Event::Replaced) {
        Next::Keeps(to) => to,
        _ => ready(claimed),
    };
    let code = if state == State::Cancelled {
        reason::WAS_CANCELLED
    } else {
        ""
    };
    Change {
        state: Some(to),
        priority: Some(Priority::AtMost(job.priority)),
        attempts: Some(0),
        not_before_ms: Some(0),
        subject: Some("".into()),
        held_since_ms: Some(None),
        ..Change::at(now_ms)
            .saying(code, Message::default(), Message::default())
            .with_content_of(job)
    }
}

/// A record whose earlier job was set apart while it may have been sent: the new row, which took the claim over, looks it up first.
pub fn adopted(now_ms: i64) -> Change {
    Change {
        state: Some(State::Unknown),
        code: Some(reason::LOST.code.into()),
        not_before_ms: Some(now_ms),
        ..Change::default()
    }
}

/// A person who sends a record means all that stands for it: its payments and refunds as well, which are stuck or wait on
/// their own. What becomes of such a row.
pub fn hasten(row: &JobRow, priority: i64, now_ms: i64) -> Option<Patch> {
    let waits_longer = row.not_before_ms > now_ms || row.priority > priority;
    let stuck = matches!(row.state, State::Held | State::Failed);
    if !(stuck || row.state == State::Waiting && waits_longer) {
        return None;
    }
    let Next::Keeps(to) = next(row.at(), Event::Retried) else {
        return None;
    };
    Some(row.patch(Change {
        state: Some(to),
        attempts: Some(0),
        not_before_ms: Some(0),
        priority: Some(Priority::AtMost(priority)),
        message: Some(Message::default()),
        fix: Some(Message::default()),
        ..Change::at(now_ms)
    }))
}

/// Whether a job asks for all that stands for its record.
pub fn asks_for_all(job: &NewJob) -> bool {
    job.force && !job.only_if_absent
}

/// Splits jobs where what becomes of one could depend on what became of an earlier one, so that a store can be asked about all of
/// a part at once.
pub fn independent(jobs: &[NewJob]) -> Vec<&[NewJob]> {
    use std::collections::HashSet;
    let mut parts = Vec::new();
    let mut from = 0;
    let (mut records, mut owners, mut hastened) = (HashSet::new(), HashSet::new(), HashSet::new());
    for (at, job) in jobs.iter().enumerate() {
        let record = (&job.connection, job.kind, &job.key);
        let owner = (&job.connection, job.entity, &job.entity_id);
        if records.contains(&record) || hastened.contains(&owner) || asks_for_all(job) && owners.contains(&owner) {
            parts.push(&jobs[from..at]);
            from = at;
            (records, owners, hastened) = Default::default();
        }
        records.insert(record);
        owners.insert(owner);
        if asks_for_all(job) {
            hastened.insert(owner);
        }
    }
    if from < jobs.len() {
        parts.push(&jobs[from..]);
    }
    parts
}

#[cfg(test)]
mod tests;
