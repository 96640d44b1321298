//! Decides when the next call may go and when so many calls will be done: the one forecast of all screens and commands.

use super::{Barrier, Caller, DAY_MS, MINUTE_LIMIT, MINUTE_MS, Usage, Verdict, day_left, verdict};

/// What is to be expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// The next call may go then (milliseconds since 1970); now when nothing stands in the way.
    pub next_ms: i64,
    /// What stands in the way until then.
    pub barrier: Option<Barrier>,
    /// The last of the calls is answered then (milliseconds since 1970); now without any.
    pub done_ms: i64,
}

/// Time of one call where nothing stands in the way, in milliseconds: half a second, in lanes.
const CALL_MS: i64 = 500;

/// The forecast for `calls` calls of a caller under what is known of the limits. It promises nothing before a block, the
/// day's calls or the minute's calls allow it.
pub fn forecast(usage: &Usage, calls: i64, caller: Caller, now_ms: i64) -> Forecast {
    let (next_ms, barrier) = match verdict(usage, caller, now_ms) {
        Verdict::Go => (now_ms, None),
        Verdict::NotBefore(until, barrier) => (until, Some(barrier)),
    };
    let done_ms = if calls <= 0 {
        now_ms
    } else {
        end(usage, calls, caller, next_ms)
    };
    Forecast {
        next_ms,
        barrier,
        done_ms,
    }
}

fn end(usage: &Usage, calls: i64, caller: Caller, next_ms: i64) -> i64 {
    let a_day = (usage.day_limit - caller.day_reserve(usage.day_limit)).max(1);
    let mut begins = next_ms;
    let mut window_ends = usage.day_began_ms.map_or(next_ms, |began| began + DAY_MS);
    let mut left = day_left(usage, next_ms) - caller.day_reserve(usage.day_limit);
    if window_ends <= next_ms || left <= 0 {
        // The verdict lets a call go then, so the day's calls are there again.
        window_ends = next_ms + DAY_MS;
        left = a_day;
    }
    let mut calls = calls;
    let mut first = true;
    while calls > left {
        let whole_days = if first { 0 } else { (calls - 1) / a_day - 1 };
        if whole_days > 0 {
            calls -= whole_days * a_day;
            window_ends += whole_days * DAY_MS;
            begins = window_ends - DAY_MS;
            continue;
        }
        calls -= left;
        begins = window_ends;
        window_ends += DAY_MS;
        left = a_day;
        first = false;
    }
    let a_minute = (MINUTE_LIMIT - caller.minute_reserve()).max(1);
    let recent = usage
        .recent_ends_ms
        .iter()
        .filter(|end| **end + MINUTE_MS > begins)
        .count();
    let foreign = usage
        .foreign
        .filter(|(_, until)| *until > begins)
        .map_or(0, |(calls, _)| calls);
    let free = (a_minute - usage.in_flight - foreign - i64::try_from(recent).unwrap_or(a_minute)).max(0);
    if calls <= free {
        return begins + calls * CALL_MS;
    }
    let rest = calls - free;
    let full_minutes = (rest - 1) / a_minute + i64::from(free > 0);
    begins + full_minutes * MINUTE_MS + ((rest - 1) % a_minute + 1) * CALL_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;
    const MINUTE: i64 = 60;
    const DAY: i64 = 86_400;

    fn usage() -> Usage {
        Usage {
            day_limit: 1_000,
            ..Usage::default()
        }
    }

    fn seconds(usage: &Usage, calls: i64) -> (i64, i64) {
        let found = forecast(usage, calls, Caller::NewBusiness, NOW);
        ((found.next_ms - NOW) / 1_000, (found.done_ms - NOW) / 1_000)
    }

    #[test]
    fn minutes_and_days_are_known() {
        assert_eq!(seconds(&usage(), 0), (0, 0));
        assert_eq!(seconds(&usage(), 20), (0, 10));
        let (next, done) = seconds(&usage(), 600);
        assert!(next == 0 && (9 * MINUTE..=10 * MINUTE).contains(&done), "{done}");
        let began = Usage {
            day_began_ms: Some(NOW),
            ..usage()
        };
        let (_, done) = seconds(&began, 2_500);
        assert!((2 * DAY..2 * DAY + 3_600).contains(&done), "{done}");
        let (_, done) = seconds(&began, 1_000_000);
        assert!((1_000 * DAY..1_012 * DAY).contains(&done), "{done}");
    }

    #[test]
    fn a_block_comes_first() {
        let blocked = Usage {
            blocked_until_ms: Some(NOW + 66_975_000),
            day_remaining: Some((0, 0)),
            day_began_ms: Some(NOW + 66_975_000 - DAY_MS),
            ..usage()
        };
        assert_eq!(seconds(&blocked, 6), (66_975, 66_978));
        assert_eq!(seconds(&blocked, 0), (66_975, 0));
        let (_, done) = seconds(&blocked, 1_500);
        assert!((66_975 + DAY..66_975 + DAY + 3_600).contains(&done), "{done}");
        let over = Usage {
            blocked_until_ms: Some(NOW - 1),
            ..usage()
        };
        assert_eq!(seconds(&over, 6), (0, 3));
    }

    #[test]
    fn a_used_day_and_a_used_minute_are_waited_for() {
        let used = Usage {
            day_remaining: Some((0, 0)),
            day_began_ms: Some(NOW - 3_600_000),
            ..usage()
        };
        assert_eq!(seconds(&used, 2), (DAY - 3_600, DAY - 3_600 + 1));
        let busy = Usage {
            recent_ends_ms: vec![NOW - 10_000; 60],
            ..usage()
        };
        let (next, done) = seconds(&busy, 10);
        assert_eq!((next, done), (50, 55));
    }

    #[test]
    fn history_knows_its_reserves() {
        let many = forecast(&usage(), 100, Caller::History, NOW).done_ms - NOW;
        assert!(many >= MINUTE_MS, "{many}");
        let fewer = forecast(&usage(), 100, Caller::NewBusiness, NOW).done_ms - NOW;
        assert!(fewer <= many);
    }
}
