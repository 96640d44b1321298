//! Decides how new business makes the day's calls last: the fewer are left for the rest of the day, the longer a call waits, and the more documents
//! it takes along.
//!
//! A shop with an order every few minutes would spend three calls on each. On the plan of 1,000 calls a day they would end in the afternoon, and what is
//! sold then would wait for the next day; so it waits for some minutes instead.

use super::{Caller, DAY_MS, MINUTE_MS, Usage, day_left};

/// The time over which the pace is measured, in milliseconds.
pub const HOUR_MS: i64 = 3_600_000;
/// Until so large a part of the day's calls is used nobody waits: what comes once a day does not slow it down.
const FREE_PART: i64 = 3;
/// Customers, invoices, payments, what they are looked up with: more calls in a minute than these wait no longer.
const ROUND: i64 = 6;

/// How fast the day's calls are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pressure {
    /// Calls that began within the last hour.
    pub hour: i64,
    /// The last minute in which one began (milliseconds since 1970).
    pub minute_ms: i64,
    /// Calls that began in that minute.
    pub in_minute: i64,
}

/// How much of Xero's day is left, in milliseconds; `None` where nobody knows when it ends.
fn left_of_day(usage: &Usage, now_ms: i64) -> Option<i64> {
    let ends = usage.day_began_ms? + DAY_MS;
    (ends > now_ms).then_some(ends - now_ms)
}

/// Whether so many of the day's calls are used that it is worth while to look how fast.
pub fn may_run_short(usage: &Usage, now_ms: i64) -> bool {
    left_of_day(usage, now_ms).is_some() && usage.day_limit - day_left(usage, now_ms) >= usage.day_limit / FREE_PART
}

/// When the next call of a caller may go, where the day's calls would not last at the pace of the last hour; `None`: at once. A person does not
/// wait, nor does a call that is full; history leaves a part of the day to others anyway.
pub(super) fn next_ms(usage: &Usage, caller: Caller, now_ms: i64) -> Option<i64> {
    let pressure = usage.pressure.filter(|_| caller == Caller::NewBusiness)?;
    let left_ms = left_of_day(usage, now_ms)?;
    let left = day_left(usage, now_ms) - caller.day_reserve(usage.day_limit);
    if left <= 0 || pressure.hour.saturating_mul(left_ms) / HOUR_MS <= left {
        return None;
    }
    // Whoever has begun may finish, from customer to payment. The next one waits for as long as these calls are to last.
    if now_ms < pressure.minute_ms + MINUTE_MS {
        return None;
    }
    let apart = left_ms / left;
    Some(pressure.minute_ms + apart.saturating_mul(pressure.in_minute.min(ROUND))).filter(|until| *until > now_ms)
}

#[cfg(test)]
mod tests {
    use super::super::{Barrier, Verdict, verdict};
    use super::*;

    const NOON: i64 = DAY_MS / 2;

    /// At noon, with so many calls of 1,000 left, and so many made in the last hour, three of them two minutes ago.
    fn at_noon(left: i64, hour: i64) -> Usage {
        Usage {
            day_limit: 1_000,
            day_began_ms: Some(0),
            day_used: 1_000 - left,
            pressure: Some(Pressure {
                hour,
                minute_ms: NOON - 2 * MINUTE_MS,
                in_minute: 3,
            }),
            ..Usage::default()
        }
    }

    #[test]
    fn calls_that_would_not_last_are_spread_over_what_is_left_of_the_day() {
        for (case, left, hour, wait_minutes) in [
            ("three calls for a call every six minutes", 125, 20, Some(16)),
            ("they last", 125, 10, None),
            ("the last ones were long enough ago", 1_085, 100, None),
            ("the reserve is not new business's", 5, 100, None),
        ] {
            let usage = at_noon(left, hour);
            let next = next_ms(&usage, Caller::NewBusiness, NOON);
            assert_eq!(next.map(|at| (at - NOON) / MINUTE_MS), wait_minutes, "{case}");
            assert_eq!(next_ms(&usage, Caller::Person, NOON), None, "{case}");
            assert_eq!(next_ms(&usage, Caller::FullCall, NOON), None, "{case}");
            assert_eq!(next_ms(&usage, Caller::History, NOON), None, "{case}");
        }
        assert_eq!(
            verdict(&at_noon(125, 20), Caller::NewBusiness, NOON),
            Verdict::NotBefore(NOON + 16 * MINUTE_MS, Barrier::Pace)
        );
    }

    #[test]
    fn a_busy_minute_is_followed_by_no_longer_wait_than_a_round() {
        let mut usage = at_noon(125, 60);
        usage.pressure.as_mut().expect("under pressure").in_minute = 60;
        let next = next_ms(&usage, Caller::NewBusiness, NOON);
        assert_eq!(next.map(|at| (at - NOON) / MINUTE_MS), Some(6 * 6 - 2));
    }

    #[test]
    fn whoever_has_begun_may_finish() {
        let usage = at_noon(125, 20);
        let after = |ms: i64| next_ms(&usage, Caller::NewBusiness, NOON - 2 * MINUTE_MS + ms).is_some();
        assert!(!after(MINUTE_MS - 1));
        assert!(after(MINUTE_MS));
    }

    #[test]
    fn the_first_third_of_the_calls_is_nobodys_concern() {
        for (left, looked_at) in [(1_000, false), (668, false), (667, true), (0, true)] {
            assert_eq!(may_run_short(&at_noon(left, 0), NOON), looked_at, "{left}");
        }
        let unknown = Usage {
            day_began_ms: None,
            ..at_noon(0, 0)
        };
        assert!(!may_run_short(&unknown, NOON));
        assert!(!may_run_short(&at_noon(0, 0), DAY_MS), "a new day");
    }
}
