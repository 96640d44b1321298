//! Decides what becomes of rows that a process had claimed: how they are settled, given back, and taken from the dead.
//!
//! Pure. The state comes from [`super::next`]; here is what else changes, and what is written beside the row.

use super::row::{Change, JobRow, Patch, Priority, Sent, Text};
use super::{Came, Claimed, Event, Kind, LogLine, Next, Settled, State, next, reason};
use crate::message::Message;

/// First pause of a held job (milliseconds); it grows with half its age.
const HELD_PAUSE_MS: i64 = 30 * 60_000;
/// Longest pause of a held job (milliseconds).
const HELD_PAUSE_MOST_MS: i64 = 6 * 3_600_000;
/// Pause of a job whose ending had to wait for proof (milliseconds).
const DOUBT_PAUSE_MS: i64 = 60_000;

/// Everything that a settled job changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// What came of it.
    pub came: Came,
    /// The row.
    pub patch: Patch,
    /// Its write claim is removed.
    pub frees: bool,
    /// The settled link is stored.
    pub links: bool,
    /// The record's link is what the snapshot says now.
    pub confirms: bool,
    /// The row that is removed because this one takes its snapshot over.
    pub takes_over: Option<i64>,
    /// The jobs that follow from it are stored.
    pub follows: bool,
    /// The line is written into the log.
    pub told: bool,
}

/// How a claimed job ends. `row` is what the store has of it now; `None`: it is another process's by now, and nothing changes.
pub fn settle(
    row: Option<&JobRow>,
    job: &Claimed,
    settled: &Settled,
    line: &LogLine,
    now_ms: i64,
) -> Option<Settlement> {
    // Only the present owner may change anything.
    let row = row.filter(|row| row.fence == job.fence && row.state == State::Running)?;
    let becomes = next(row.at(), Event::Settled(settled.ending(), job.proof));
    let mut ends = Settlement {
        came: Came::Settled,
        patch: row.patch(Change::default()),
        frees: matches!(becomes, Next::Frees(_) | Next::Superseded),
        links: false,
        confirms: false,
        takes_over: None,
        follows: false,
        // What is held for the same reason as before has its line already.
        told: !(matches!(settled, Settled::Held | Settled::Unproven) && job.code == line.code),
    };
    let change = Change::at(now_ms).ownerless();
    let state = match becomes {
        Next::Frees(state) | Next::Keeps(state) => state,
        Next::Superseded => {
            ends.links = matches!(settled, Settled::Again { .. });
            ends.patch.change = superseded(change);
            return Some(ends);
        }
        Next::Same | Next::Removed | Next::Emptied => return None,
    };
    let change = Change {
        state: Some(state),
        ..change
    };
    let said = |change: Change| change.saying(line.code.clone(), line.message.clone(), line.fix.clone());
    ends.patch.change = match (state, settled) {
        (State::Done, Settled::Done { link, .. }) => {
            ends.links = link.is_some();
            ends.confirms = true;
            ends.follows = true;
            Change {
                action: Some(line.action.clone().into()),
                ..change.saying(line.code.clone(), line.message.clone(), Message::default())
            }
        }
        (State::Held, _) => {
            if becomes == Next::Keeps(State::Held) {
                // A record has one open row at most: the one that holds the claim takes its newer snapshot over.
                ends.takes_over = row.successor.map(|(id, _)| id);
            }
            let since = row.held_since_ms.unwrap_or(now_ms);
            Change {
                subject: Some(line.subject.clone().into()),
                held_since_ms: Some(Some(since)),
                not_before_ms: Some(now_ms + held_pause_ms(now_ms - since)),
                ..said(change)
            }
        }
        (State::Waiting, Settled::Again { .. }) => {
            ends.links = true;
            Change {
                subject: Some("".into()),
                not_before_ms: Some(0),
                ..change.saying(line.code.clone(), line.message.clone(), Message::default())
            }
        }
        (State::Failed, _) => Change {
            attempts: Some(row.attempts + 1),
            ..said(change)
        },
        (State::Waiting, Settled::Retry { not_before_ms, counted }) => Change {
            subject: Some(line.subject.clone().into()),
            attempts: Some(row.attempts + u32::from(*counted)),
            not_before_ms: Some(*not_before_ms),
            ..said(change)
        },
        (State::Unknown, Settled::Unknown { not_before_ms }) => Change {
            // Sending is an attempt, asking is none.
            attempts: Some(row.attempts + u32::from(row.claim.is_some() && job.sent_at_ms.is_none())),
            not_before_ms: Some(*not_before_ms),
            ..said(change)
        },
        // Whatever its owner wanted: it may be in Xero, and nothing proves the contrary.
        _ => {
            ends.came = Came::Doubted;
            ends.told = false;
            Change {
                not_before_ms: Some(not_before(row.claim.as_ref(), now_ms + DOUBT_PAUSE_MS)),
                ..change
            }
        }
    };
    Some(ends)
}

/// How long a job pauses that has been held for `age_ms`.
fn held_pause_ms(age_ms: i64) -> i64 {
    (age_ms / 2).clamp(HELD_PAUSE_MS, HELD_PAUSE_MOST_MS)
}

/// What may have left is not asked about before it can have arrived.
fn not_before(claim: Option<&Sent>, otherwise_ms: i64) -> i64 {
    let arrived = claim.and_then(|sent| sent.look_up_at_ms).unwrap_or(0);
    otherwise_ms.max(arrived)
}

fn superseded(change: Change) -> Change {
    Change {
        state: Some(State::Done),
        action: Some("none".into()),
        ..change.because(reason::SUPERSEDED)
    }
}

/// What the newer row of a record leaves to the one that takes its place over.
#[must_use]
pub fn taken_over(change: Change, snapshot: Change, priority: i64) -> Change {
    Change {
        snapshot: snapshot.snapshot,
        snapshot_hash: snapshot.snapshot_hash,
        settings_hash: snapshot.settings_hash,
        number: snapshot.number,
        store_id: snapshot.store_id,
        total: snapshot.total,
        currency: snapshot.currency,
        priority: Some(Priority::AtMost(priority)),
        ..change
    }
}

/// A claimed job that its owner gives back untouched. `None`: nothing changes.
pub fn give_back(row: &JobRow, fence: i64, not_before_ms: i64, now_ms: i64) -> Option<Patch> {
    if row.fence != fence || row.state != State::Running {
        return None;
    }
    let change = Change::at(now_ms).ownerless();
    match next(row.at(), Event::GivenBack) {
        Next::Superseded => Some(row.patch(superseded(change))),
        Next::Keeps(state) => Some(row.patch(Change {
            state: Some(state),
            not_before_ms: Some(not_before(row.claim.as_ref(), not_before_ms)),
            ..change
        })),
        _ => None,
    }
}

/// Whether a running job's process is gone, or had it for too long.
pub fn is_lost(owner: &str, lease_until_ms: i64, now_ms: i64, is_dead: &dyn Fn(&str) -> bool) -> bool {
    lease_until_ms <= now_ms || is_dead(owner)
}

/// What becomes of a running job whose process is gone: what may have been sent is looked up, everything else waits again.
/// `look_up_after_ms` counts for claims that do not say themselves when they may be looked up. `None`: nothing changes.
pub fn rescue(row: &JobRow, look_up_after_ms: &dyn Fn(Kind) -> i64, now_ms: i64) -> Option<Patch> {
    let change = Change::at(now_ms).ownerless();
    match next(row.at(), Event::OwnerDied) {
        Next::Keeps(State::Unknown) => {
            let sent = row.claim.as_ref()?;
            let look_up_at = sent
                .look_up_at_ms
                .unwrap_or_else(|| sent.at_ms.saturating_add(look_up_after_ms(row.kind)));
            Some(row.patch(Change {
                state: Some(State::Unknown),
                fence: Some(row.fence + 1),
                not_before_ms: Some(look_up_at),
                ..change.because(reason::LOST)
            }))
        }
        Next::Keeps(State::Waiting) => Some(row.patch(Change {
            state: Some(State::Waiting),
            fence: Some(row.fence + 1),
            attempts: Some(row.attempts + 1),
            ..change
        })),
        Next::Superseded => Some(row.patch(superseded(change))),
        _ => None,
    }
}

/// A job comes into the hands of a process.
#[must_use]
pub fn claimed(job: &Claimed, owner: &str, lease_until_ms: i64, now_ms: i64) -> Patch {
    Patch {
        id: job.id,
        fence: job.fence,
        change: Change {
            state: Some(State::Running),
            fence: Some(job.fence + 1),
            owner: Some(Text::from(owner.to_owned())),
            lease_until_ms: Some(lease_until_ms),
            ..Change::at(now_ms)
        },
    }
}

/// A row that cannot be read: nobody claims it any more. What was sent for it stays marked, so that the record's next job looks it up.
#[must_use]
pub fn set_apart(now_ms: i64) -> Change {
    Change::at(now_ms).ownerless().because(reason::DAMAGED)
}

/// Under which connection a link is stored: when the connection moved to other books while its call was under way, the record
/// belongs to those it was sent to. `sent_to`: whose books the request went to, empty when that is not known.
pub fn books_of(connection: &str, sent_to: &str, organisation_now: &str) -> String {
    let known = !sent_to.is_empty() && !organisation_now.is_empty() && !sent_to.starts_with(BEFORE_ITS_NAME);
    if known && sent_to != organisation_now {
        format!("{connection}@{sent_to}")
    } else {
        connection.to_owned()
    }
}

/// How the name begins under which calls go whose organisation is not known yet.
const BEFORE_ITS_NAME: &str = "app:";

#[cfg(test)]
mod tests;
