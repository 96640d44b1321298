//! Decides what is known of an organisation's limits after each call: what its headers teach, what a day and a refusal change.
//!
//! Pure. A store keeps an [`Allowance`] for each organisation and a [`CallRow`] for each call of the last days.

use super::sane::{self, MOST_PERMIT_MS};
use super::{Barrier, DAY_LIMIT, DAY_MS, Lesson, MINUTE_LIMIT, MINUTE_MS, PLAN_LIMIT, Usage, plan_was_raised};
use crate::clock::SKEW_MS;

/// Answers that overtook each other differ by a few calls only: a header that shows more than so many above what is thought to be left
/// means that a new day began at Xero.
const OVERTAKEN: i64 = 50;

/// Calls are kept for so long (milliseconds).
pub const KEPT_MS: i64 = 2 * DAY_MS;

/// What is known of an organisation's limits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowance {
    /// Calls a day that a person set; 0: learnt.
    pub day_limit: i64,
    /// Calls a day that headers showed.
    pub day_learnt: i64,
    /// When the day's window began at the latest (milliseconds since 1970).
    pub day_began_ms: Option<i64>,
    /// Calls since then, as counted here.
    pub day_used: i64,
    /// Remaining calls of the day as the newest header said.
    pub day_remaining: Option<i64>,
    /// The call whose header that was.
    pub day_remaining_call: i64,
    /// Calls of this minute that others made with the same app.
    pub foreign_calls: i64,
    /// Until when they count (milliseconds since 1970).
    pub foreign_until_ms: i64,
    /// Nothing before this time (milliseconds since 1970); 0: no block.
    pub blocked_until_ms: i64,
    /// When that was said (milliseconds since 1970).
    pub blocked_at_ms: i64,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRow {
    /// Row id; a later call has a larger one.
    pub id: i64,
    /// When it began (milliseconds since 1970).
    pub started_at_ms: i64,
    /// When it was answered (milliseconds since 1970); `None`: in flight.
    pub ended_at_ms: Option<i64>,
    /// Until when it may be in flight (milliseconds since 1970).
    pub permit_until_ms: i64,
}

impl CallRow {
    /// What a clock that was ahead wrote into the future, written down as now so that it passes; `None`: the call is sound.
    pub fn healed(&self, now_ms: i64) -> Option<Self> {
        let (latest, longest) = (now_ms + SKEW_MS, now_ms + MOST_PERMIT_MS);
        match self.ended_at_ms {
            Some(ended) if ended > latest => Some(Self {
                ended_at_ms: Some(now_ms),
                started_at_ms: self.started_at_ms.min(now_ms),
                ..self.clone()
            }),
            None if self.started_at_ms > latest || self.permit_until_ms > longest => Some(Self {
                permit_until_ms: now_ms
                    .saturating_add(self.permit_until_ms.saturating_sub(self.started_at_ms).max(0))
                    .min(longest),
                started_at_ms: self.started_at_ms.min(now_ms),
                ..self.clone()
            }),
            _ => None,
        }
    }
}

/// What is known now. `calls`: those in flight, and those that ended since a minute ago; `later`: calls after the newest header's.
pub fn usage(allowance: Option<&Allowance>, calls: &[CallRow], later: i64, now_ms: i64) -> Usage {
    let mut ends: Vec<i64> = Vec::new();
    let mut in_flight = 0;
    for call in calls {
        match call.ended_at_ms {
            None if call.permit_until_ms > now_ms => in_flight += 1,
            // A call whose caller died counts as ended when its permit did.
            None if call.permit_until_ms > now_ms - MINUTE_MS => ends.push(call.permit_until_ms),
            Some(ended) if ended > now_ms - MINUTE_MS => ends.push(ended),
            _ => {}
        }
    }
    ends.sort_unstable();
    let recent_ends_ms = ends.into_iter().map(|ended| sane::past(ended, now_ms)).collect();
    let known = allowance.cloned().unwrap_or_default();
    let set = known.day_limit > 0;
    let day_limit = if set {
        known.day_limit
    } else {
        known.day_learnt.max(DAY_LIMIT)
    };
    let until = |until_ms: i64, at_ms: i64, most_ms: i64| sane::until(until_ms, at_ms, most_ms, now_ms);
    let day_remaining = known.day_remaining.map(|remaining| {
        // A limit that a person set is a limit, whatever Xero would allow on top of it.
        let own = if set {
            day_limit - known.day_used + later
        } else {
            i64::MAX
        };
        (remaining.min(own), later)
    });
    Usage {
        in_flight,
        recent_ends_ms,
        foreign: allowance.map(|known| {
            let began = known.foreign_until_ms - MINUTE_MS;
            (known.foreign_calls, until(known.foreign_until_ms, began, MINUTE_MS))
        }),
        day_remaining,
        day_began_ms: known.day_began_ms.map(|began| sane::past(began, now_ms)),
        day_used: known.day_used,
        day_limit,
        blocked_until_ms: (known.blocked_until_ms > 0)
            .then(|| until(known.blocked_until_ms, known.blocked_at_ms, DAY_MS)),
        pressure: None,
    }
}

impl Allowance {
    /// What a clock that was ahead wrote into the future, written down as now so that it passes.
    #[must_use]
    pub fn healed(self, now_ms: i64) -> Self {
        let foreign = self.foreign_until_ms;
        Self {
            day_began_ms: self.day_began_ms.map(|began| sane::past(began, now_ms)),
            foreign_until_ms: sane::until(foreign, foreign.saturating_sub(MINUTE_MS), MINUTE_MS, now_ms),
            blocked_until_ms: sane::until(self.blocked_until_ms, self.blocked_at_ms, DAY_MS, now_ms),
            blocked_at_ms: sane::past(self.blocked_at_ms, now_ms),
            ..self
        }
    }

    /// A day of calls begins when the one before is over, or none was known.
    #[must_use]
    pub fn in_its_day(self, now_ms: i64) -> Self {
        if self.day_began_ms.is_some_and(|began| began + DAY_MS > now_ms) {
            return self;
        }
        Self {
            day_used: 0,
            day_remaining: None,
            day_began_ms: Some(now_ms),
            ..self
        }
    }

    /// A call is granted.
    #[must_use]
    pub fn granted(self, now_ms: i64) -> Self {
        let today = self.in_its_day(now_ms);
        Self {
            day_used: today.day_used + 1,
            ..today
        }
    }

    /// A granted call was not made after all.
    #[must_use]
    pub fn returned(self) -> Self {
        Self {
            day_used: (self.day_used - 1).max(0),
            ..self
        }
    }

    /// What the headers and the status of a call's answer teach; `own`: calls of this ledger in flight and within the last minute.
    #[must_use]
    pub fn taught(mut self, call: i64, lesson: &Lesson, own: i64, now_ms: i64) -> Self {
        if let Some(remaining) = lesson.day_remaining {
            self.learn_day(call, remaining, now_ms);
        }
        if let Some(remaining) = lesson.minute_remaining {
            // Calls of other programs that use the same app; they leave the window within a minute.
            self.foreign_calls = (MINUTE_LIMIT - remaining - own).max(0);
            self.foreign_until_ms = if self.foreign_calls > 0 { now_ms + MINUTE_MS } else { 0 };
        }
        if let Some((barrier, seconds)) = lesson.refused {
            let until = now_ms + sane::wait_seconds(barrier, seconds) * 1_000;
            if self.blocked_until_ms < until {
                self.blocked_until_ms = until;
                self.blocked_at_ms = now_ms;
            }
            if let (Barrier::Day, Some(_)) = (barrier, seconds) {
                // Xero's own word when its day begins: not later, as this ledger's day might.
                self.day_remaining = Some(0);
                self.day_remaining_call = self.day_remaining_call.max(call);
                self.day_began_ms = Some(until - DAY_MS);
            }
        }
        self
    }

    /// Answers may overtake each other: only the newest call's header counts.
    fn learn_day(&mut self, call: i64, remaining: i64, now_ms: i64) {
        if call < self.day_remaining_call {
            return;
        }
        let limit = if remaining >= DAY_LIMIT { PLAN_LIMIT } else { DAY_LIMIT };
        let began_anew = self.day_remaining.is_some_and(|before| remaining > before + OVERTAKEN);
        self.day_remaining = Some(remaining);
        self.day_remaining_call = call;
        self.day_learnt = if began_anew { limit } else { limit.max(self.day_learnt) };
        if began_anew {
            self.day_used = 1;
            self.day_began_ms = Some(now_ms);
        }
    }

    /// Calls that were made under another name before the organisation was known count for it. Those who know the limits better keep
    /// their word; a block is for the app, whatever it is called.
    #[must_use]
    pub fn joined_by(self, other: Option<&Self>, now_ms: i64) -> Self {
        let today = self.in_its_day(now_ms);
        let Some(other) = other else { return today };
        let blocked = if today.blocked_until_ms < other.blocked_until_ms {
            other
        } else {
            &today
        };
        Self {
            day_used: today.day_used + other.day_used,
            blocked_at_ms: blocked.blocked_at_ms,
            blocked_until_ms: blocked.blocked_until_ms,
            ..today
        }
    }

    /// A person sets the limit a day; 0 forgets a set limit, so that it is learnt.
    #[must_use]
    pub fn limited(mut self, calls: i64) -> Self {
        if plan_was_raised(self.day_limit, self.day_learnt, calls) {
            self.day_remaining = None;
            // A block of a minute stays: it passes before anybody could notice.
            if self.blocked_until_ms - self.blocked_at_ms > MINUTE_MS {
                self.blocked_until_ms = 0;
            }
        }
        self.day_limit = calls.max(0);
        self
    }
}

#[cfg(test)]
mod tests;
