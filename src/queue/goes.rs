//! Decides when a job that waits goes, while nothing stands in the way of its connection.
//!
//! Pure. When cron comes next is the shop's to say, which knows its schedule.

use super::{HISTORY, IMMEDIATE, State};

/// What was to be sent at once and was not within so long is left to cron; milliseconds.
const AT_ONCE_WITHIN_MS: i64 = 90_000;

codes! {
    /// When a job that waits goes.
    Goes {
        /// Not before its Sync All is resumed.
        Paused => "paused",
        /// As soon as its pause after an attempt is over.
        Retry => "retry",
        /// With the first sending by cron after that pause.
        RetryByCron => "retry_by_cron",
        /// Now: the background sender has it.
        Now => "now",
        /// With the next sending by cron.
        ByCron => "by_cron",
    }
}

/// When a job goes. `priority`: the lower, the sooner; `not_before` and `changed`: until when it pauses, and when it was queued or tried
/// last; `now`: all in milliseconds since 1970; `paused`: whether a person stopped its connection's Sync All for a while.
pub fn goes(priority: i64, not_before: i64, changed: i64, paused: bool, now: i64) -> Goes {
    let at_once = priority <= IMMEDIATE;
    match (priority >= HISTORY && paused, not_before > now) {
        (true, _) => Goes::Paused,
        (false, true) if at_once => Goes::Retry,
        (false, true) => Goes::RetryByCron,
        (false, false) if at_once && now - changed < AT_ONCE_WITHIN_MS => Goes::Now,
        (false, false) => Goes::ByCron,
    }
}

/// Whether a row will look different in a moment: it is being sent or looked up, or it waits to be sent at once. `changed`, `now`: as of
/// [`goes`].
pub fn is_live(state: State, priority: i64, changed: i64, now: i64) -> bool {
    match state {
        State::Running | State::Unknown => true,
        State::Waiting => priority <= IMMEDIATE && now - changed < AT_ONCE_WITHIN_MS,
        State::Held | State::Failed | State::Done | State::Cancelled => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::Purpose;

    const NOW: i64 = 1_790_000_000_000;

    #[test]
    fn a_row_is_live_while_something_happens_to_it() {
        let (fresh, old) = (NOW - 89_999, NOW - 90_000);
        for state in [State::Running, State::Unknown] {
            assert!(is_live(state, HISTORY, 0, NOW), "{state:?}");
        }
        for state in [State::Held, State::Failed, State::Done, State::Cancelled] {
            assert!(!is_live(state, 0, NOW, NOW), "{state:?}");
        }
        for (priority, changed, live) in [
            (IMMEDIATE, fresh, true),
            (IMMEDIATE, old, false),
            (IMMEDIATE + 1, fresh, false),
        ] {
            assert_eq!(
                is_live(State::Waiting, priority, changed, NOW),
                live,
                "{priority} {changed}"
            );
        }
    }

    #[test]
    fn a_job_goes_at_once_by_cron_or_after_its_pause() {
        use Purpose::{Event, History, Immediate, Manual, Queued, Sweep};
        let (fresh, old, later) = (NOW - 89_999, NOW - 90_000, NOW + 1);
        for (purpose, not_before, changed, paused, expected) in [
            (Manual, 0, fresh, false, Goes::Now),
            (Immediate, NOW, fresh, false, Goes::Now),
            (Immediate, 0, old, false, Goes::ByCron),
            (Immediate, later, fresh, false, Goes::Retry),
            (Immediate, later, old, false, Goes::Retry),
            (Queued, 0, fresh, false, Goes::ByCron),
            (Event, 0, fresh, false, Goes::ByCron),
            (Event, later, fresh, false, Goes::RetryByCron),
            (Sweep, 0, fresh, true, Goes::ByCron),
            (Manual, 0, fresh, true, Goes::Now),
            (History, 0, fresh, false, Goes::ByCron),
            (History, later, fresh, false, Goes::RetryByCron),
            (History, 0, fresh, true, Goes::Paused),
            (History, later, old, true, Goes::Paused),
        ] {
            assert_eq!(
                goes(purpose.priority(), not_before, changed, paused, NOW),
                expected,
                "{purpose:?} {not_before} {changed} {paused}"
            );
        }
    }
}
