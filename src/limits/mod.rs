//! Decides whether a call to Xero may be made now, for all processes together, so that Xero never answers 429.
//!
//! Pure: it gets what the ledger in the store says and the time. Sources: Xero's limits per organisation are 5 calls at
//! once, 60 a minute, and 1,000 (Starter) or 5,000 a day; the windows are fixed but start at a time of their own.

mod allowance;
mod forecast;
mod ledger;
mod pace;
pub mod sane;

pub use allowance::{Allowance, CallRow, KEPT_MS, usage};
pub use forecast::{Forecast, forecast};
pub use ledger::{CallLedger, Reservation};
pub use pace::{HOUR_MS, Pressure, may_run_short};

/// Length of Xero's short window in milliseconds.
pub const MINUTE_MS: i64 = 60_000;
/// Length of Xero's long window in milliseconds.
pub const DAY_MS: i64 = 86_400_000;
/// Calls a minute that an organisation allows one app.
pub const MINUTE_LIMIT: i64 = 60;
/// Calls at once that Xero allows.
pub const LANES: i64 = 5;
/// Calls at once that drains use; the last lane stays free for a person at the screen.
pub const DRAIN_LANES: i64 = 4;
/// Calls of any minute that history leaves to new business: three sales with customer, invoice and payment, and one call more.
pub const MINUTE_RESERVE: i64 = 10;
/// The part of the day's calls that history leaves to new business.
const DAY_RESERVE_PART: i64 = 10;
/// Calls a day of the smallest plan; in force until Xero's headers show more.
pub const DAY_LIMIT: i64 = 1_000;
/// Calls a day of every other plan.
const PLAN_LIMIT: i64 = 5_000;

/// What the ledger knows of one organisation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Calls without an answer yet whose permit has not expired.
    pub in_flight: i64,
    /// Answered calls of the last 60 s: when they were answered, oldest first.
    pub recent_ends_ms: Vec<i64>,
    /// Calls of this minute that others made with the same app, as the headers showed, until when.
    pub foreign: Option<(i64, i64)>,
    /// Remaining calls of the day as the last header said: (remaining, made since then).
    pub day_remaining: Option<(i64, i64)>,
    /// When the day's window in force began at the latest (milliseconds since 1970).
    pub day_began_ms: Option<i64>,
    /// Calls since the window began, as counted here.
    pub day_used: i64,
    /// Limit a day that was learnt or set.
    pub day_limit: i64,
    /// Xero's own word (`Retry-After`): nothing before this time.
    pub blocked_until_ms: Option<i64>,
    /// How fast the day's calls are used, where they may run short ([`may_run_short`]).
    pub pressure: Option<Pressure>,
}

/// For whom a call is made: who comes later leaves something to those before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// A person at the screen, and what a drain must read before it can send.
    Person,
    /// What happens in the shop now.
    NewBusiness,
    /// The same, where a call is full: it is worth no less for being made now.
    FullCall,
    /// Sync All.
    History,
}

impl Caller {
    /// Calls at once, of everybody together, beside which one more may start.
    pub fn lanes(self) -> i64 {
        match self {
            Self::Person => LANES,
            Self::NewBusiness | Self::FullCall => DRAIN_LANES,
            // One of the drains' lanes is always free for new business.
            Self::History => DRAIN_LANES - 1,
        }
    }

    /// Calls of a minute that are left to others.
    pub fn minute_reserve(self) -> i64 {
        match self {
            Self::Person | Self::NewBusiness | Self::FullCall => 0,
            Self::History => MINUTE_RESERVE,
        }
    }

    /// Calls of a day that are left to others.
    pub fn day_reserve(self, day_limit: i64) -> i64 {
        match self {
            Self::Person => 0,
            Self::NewBusiness | Self::FullCall => LANES,
            Self::History => (day_limit / DAY_RESERVE_PART).max(LANES),
        }
    }
}

/// Which limit stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barrier {
    /// Calls at once.
    Concurrency,
    /// Calls a minute.
    Minute,
    /// Calls a day.
    Day,
    /// Xero asked to wait.
    Asked,
    /// None: but the day's calls would not last at this pace. Later, one call takes more documents along.
    Pace,
}

impl Barrier {
    /// Its name in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Concurrency => "concurrency",
            Self::Minute => "minute",
            Self::Day => "day",
            Self::Asked => "asked",
            Self::Pace => "pace",
        }
    }
}

/// The decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Call now.
    Go,
    /// Not before this time (milliseconds since 1970).
    NotBefore(i64, Barrier),
}

/// Calls of the day that are left, given what is known.
pub fn day_left(usage: &Usage, now_ms: i64) -> i64 {
    if let Some(began) = usage.day_began_ms
        && now_ms >= began + DAY_MS
    {
        return usage.day_limit;
    }
    match usage.day_remaining {
        Some((remaining, since)) => remaining - since,
        None => usage.day_limit - usage.day_used,
    }
}

/// Whether a person says with a new limit a day that Xero allows more than was known: what Xero said of the day before does not
/// hold any more, and it is asked again. `chosen` and `learnt` are the limits until now, 0 where there is none.
pub fn plan_was_raised(chosen: i64, learnt: i64, calls: i64) -> bool {
    let until_now = if chosen > 0 { chosen } else { learnt.max(DAY_LIMIT) };
    calls > until_now
}

/// Whether one more call of this caller may start.
///
/// Minute rule: a call counts from its start until 60 s after its *answer*. Whatever moment Xero counts it at lies in
/// between, so no 60 s window of Xero's can see more than the limit.
pub fn verdict(usage: &Usage, caller: Caller, now_ms: i64) -> Verdict {
    if let Some(until) = usage.blocked_until_ms
        && until > now_ms
    {
        return Verdict::NotBefore(until, Barrier::Asked);
    }
    if day_left(usage, now_ms) <= caller.day_reserve(usage.day_limit) {
        let until = usage.day_began_ms.map_or(now_ms + DAY_MS, |began| began + DAY_MS);
        return Verdict::NotBefore(until.max(now_ms + 1_000), Barrier::Day);
    }
    if usage.in_flight >= caller.lanes() {
        return Verdict::NotBefore(now_ms + 250, Barrier::Concurrency);
    }
    let foreign = usage
        .foreign
        .filter(|(_, until)| *until > now_ms)
        .map_or(0, |(calls, _)| calls);
    let recent = i64::try_from(usage.recent_ends_ms.len()).unwrap_or(i64::MAX);
    let over = usage.in_flight + recent + foreign + caller.minute_reserve() - MINUTE_LIMIT + 1;
    if over <= 0 {
        return match pace::next_ms(usage, caller, now_ms) {
            Some(until) => Verdict::NotBefore(until, Barrier::Pace),
            None => Verdict::Go,
        };
    }
    // The calls that must leave the window first; those in flight and the foreign ones leave at their own time.
    let index = usize::try_from(over - 1).unwrap_or(0);
    let until = match usage.recent_ends_ms.get(index) {
        Some(end) => end + MINUTE_MS,
        None => usage.foreign.map_or(now_ms + 1_000, |(_, until)| until),
    };
    Verdict::NotBefore(until.max(now_ms + 50), Barrier::Minute)
}

/// Limits that an answer's headers and status teach.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lesson {
    /// `X-DayLimit-Remaining`.
    pub day_remaining: Option<i64>,
    /// `X-MinLimit-Remaining`.
    pub minute_remaining: Option<i64>,
    /// A 429: which limit, and `Retry-After` in seconds.
    pub refused: Option<(Barrier, Option<i64>)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn usage() -> Usage {
        Usage {
            day_limit: 1_000,
            ..Usage::default()
        }
    }

    #[test]
    fn a_larger_number_than_before_tells_of_a_larger_plan() {
        for (chosen, learnt, calls, raised) in [
            (0, 0, 5_000, true),
            (1_000, 0, 5_000, true),
            (0, 5_000, 5_000, false),
            (5_000, 5_000, 5_000, false),
            (0, 0, 800, false),
            (5_000, 0, 0, false),
        ] {
            assert_eq!(
                plan_was_raised(chosen, learnt, calls),
                raised,
                "{chosen} {learnt} {calls}"
            );
        }
    }

    #[test]
    fn an_idle_organisation_may_be_called() {
        assert_eq!(verdict(&usage(), Caller::NewBusiness, 0), Verdict::Go);
    }

    #[test]
    fn a_full_lane_waits_a_moment() {
        let busy = Usage {
            in_flight: 4,
            ..usage()
        };
        assert_eq!(
            verdict(&busy, Caller::NewBusiness, 1_000),
            Verdict::NotBefore(1_250, Barrier::Concurrency)
        );
        assert_eq!(verdict(&busy, Caller::Person, 1_000), Verdict::Go);
    }

    #[test]
    fn the_sixty_first_call_waits_for_the_oldest_to_leave_the_window() {
        let busy = Usage {
            recent_ends_ms: (0..60).map(|n| 1_000 + n * 10).collect(),
            ..usage()
        };
        assert_eq!(
            verdict(&busy, Caller::NewBusiness, 2_000),
            Verdict::NotBefore(61_000, Barrier::Minute)
        );
    }

    #[test]
    fn what_others_called_counts_too() {
        let busy = Usage {
            recent_ends_ms: (0..30).map(|n| 1_000 + n).collect(),
            foreign: Some((30, 40_000)),
            ..usage()
        };
        assert!(matches!(
            verdict(&busy, Caller::NewBusiness, 2_000),
            Verdict::NotBefore(_, Barrier::Minute)
        ));
        assert_eq!(verdict(&busy, Caller::NewBusiness, 45_000), Verdict::Go);
    }

    #[test]
    fn history_leaves_a_reserve_of_the_day_to_new_business() {
        let nearly = Usage {
            day_remaining: Some((60, 10)),
            day_began_ms: Some(0),
            ..usage()
        };
        assert_eq!(verdict(&nearly, Caller::NewBusiness, 1_000), Verdict::Go);
        assert_eq!(
            verdict(&nearly, Caller::History, 1_000),
            Verdict::NotBefore(DAY_MS, Barrier::Day)
        );
        assert_eq!(verdict(&nearly, Caller::History, DAY_MS), Verdict::Go);
    }

    #[test]
    fn history_leaves_a_reserve_of_the_minute_and_a_lane_to_new_business() {
        let half = Usage {
            recent_ends_ms: (0..50).map(|n| 1_000 + n * 10).collect(),
            ..usage()
        };
        assert_eq!(
            verdict(&half, Caller::History, 2_000),
            Verdict::NotBefore(61_000, Barrier::Minute)
        );
        assert_eq!(verdict(&half, Caller::NewBusiness, 2_000), Verdict::Go);
        let busy = Usage {
            in_flight: 3,
            ..usage()
        };
        assert!(matches!(
            verdict(&busy, Caller::History, 2_000),
            Verdict::NotBefore(_, Barrier::Concurrency)
        ));
        assert_eq!(verdict(&busy, Caller::NewBusiness, 2_000), Verdict::Go);
    }

    proptest! {
        /// Any interleaving of callers, latencies and window positions: no 60 s window at Xero sees more than 60 calls.
        #[test]
        fn no_window_ever_sees_more_than_the_limit(
            latencies in prop::collection::vec((1_i64..4_000, 0_i64..4_000, 0_i64..700), 300..500),
        ) {
            let mut now = 0_i64;
            let mut open: Vec<(i64, i64)> = Vec::new(); // arrival, end
            let mut arrivals: Vec<i64> = Vec::new();
            let mut ends: Vec<i64> = Vec::new();
            for (latency, arrives, pause) in latencies {
                now += pause;
                loop {
                    ends.extend(open.iter().filter(|(_, end)| *end <= now).map(|(_, end)| *end));
                    open.retain(|(_, end)| *end > now);
                    ends.sort_unstable();
                    let usage = Usage {
                        in_flight: i64::try_from(open.len()).unwrap(),
                        recent_ends_ms: ends.iter().copied().filter(|end| *end > now - MINUTE_MS).collect(),
                        day_limit: 100_000,
                        ..Usage::default()
                    };
                    match verdict(&usage, Caller::Person, now) {
                        Verdict::Go => break,
                        Verdict::NotBefore(until, _) => { prop_assert!(until > now); now = until; }
                    }
                }
                let arrival = now + arrives.min(latency);
                arrivals.push(arrival);
                open.push((arrival, now + latency));
                prop_assert!(open.len() as i64 <= LANES);
            }
            arrivals.sort_unstable();
            for (index, start) in arrivals.iter().enumerate() {
                let seen = arrivals[index..].iter().take_while(|at| **at < start + MINUTE_MS).count();
                prop_assert!(seen as i64 <= MINUTE_LIMIT, "{seen} calls from {start}");
            }
        }
    }
}
