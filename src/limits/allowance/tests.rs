//! Tables of what calls teach.

use super::*;

const NOW: i64 = 1_790_000_000_000;
const HOUR: i64 = 3_600_000;

fn today() -> Allowance {
    Allowance {
        day_learnt: 1_000,
        day_began_ms: Some(NOW - HOUR),
        day_used: 40,
        day_remaining: Some(960),
        day_remaining_call: 7,
        ..Allowance::default()
    }
}

fn call(id: i64, ended_at_ms: Option<i64>, permit_until_ms: i64) -> CallRow {
    CallRow {
        id,
        started_at_ms: NOW - 70_000,
        ended_at_ms,
        permit_until_ms,
    }
}

fn header(day: Option<i64>, minute: Option<i64>, refused: Option<(Barrier, Option<i64>)>) -> Lesson {
    Lesson {
        day_remaining: day,
        minute_remaining: minute,
        refused,
    }
}

fn taught(before: &Allowance, call: i64, lesson: &Lesson) -> Allowance {
    before.clone().taught(call, lesson, 10, NOW)
}

#[test]
fn a_call_is_in_flight_until_its_answer_or_the_end_of_its_permit_and_recent_for_a_minute() {
    let calls = [
        call(1, None, NOW + 1),
        call(2, None, NOW),
        call(3, None, NOW - 59_999),
        call(4, None, NOW - 60_000),
        call(5, Some(NOW - 1), NOW + 9),
        call(6, Some(NOW - 59_999), NOW + 9),
        call(7, Some(NOW - 60_000), NOW + 9),
        call(8, Some(NOW + HOUR), NOW + 9),
    ];
    let found = usage(None, &calls, 0, NOW);
    assert_eq!(found.in_flight, 1);
    assert_eq!(
        found.recent_ends_ms,
        [NOW - 59_999, NOW - 59_999, NOW - 1, NOW, NOW],
        "what is from the future was now"
    );
    assert_eq!(
        (found.day_limit, found.foreign, found.day_remaining),
        (1_000, None, None)
    );
}

#[test]
fn the_limit_is_what_a_person_set_or_what_was_learnt() {
    for (set, learnt, used, remaining, limit, left) in [
        (0, 0, 40, Some(960), 1_000, Some((960, 3))),
        (0, 5_000, 40, Some(4_960), 5_000, Some((4_960, 3))),
        (300, 5_000, 40, Some(4_960), 300, Some((263, 3))),
        (300, 5_000, 40, None, 300, None),
        (6_000, 0, 40, Some(960), 6_000, Some((960, 3))),
    ] {
        let known = Allowance {
            day_limit: set,
            day_learnt: learnt,
            day_used: used,
            day_remaining: remaining,
            ..today()
        };
        let found = usage(Some(&known), &[], 3, NOW);
        assert_eq!((found.day_limit, found.day_remaining), (limit, left), "{set} {learnt}");
    }
}

#[test]
fn a_day_of_calls_begins_when_the_one_before_is_over() {
    for (began, used, remaining, since) in [
        (Some(NOW - HOUR), 41, Some(960), Some(NOW - HOUR)),
        (Some(NOW - DAY_MS + 1), 41, Some(960), Some(NOW - DAY_MS + 1)),
        (Some(NOW - DAY_MS), 1, None, Some(NOW)),
        (None, 1, None, Some(NOW)),
    ] {
        let before = Allowance {
            day_began_ms: began,
            ..today()
        };
        let after = before.granted(NOW);
        assert_eq!(
            (after.day_used, after.day_remaining, after.day_began_ms),
            (used, remaining, since),
            "{began:?}"
        );
    }
    assert_eq!(today().returned().day_used, 39);
    assert_eq!(Allowance::default().returned().day_used, 0);
}

#[test]
fn only_the_newest_header_counts_and_a_larger_plan_shows() {
    for (name, call, remaining, wanted) in [
        ("older", 6, 500, (960, 7, 1_000, 40, NOW - HOUR)),
        ("newer", 8, 959, (959, 8, 1_000, 40, NOW - HOUR)),
        ("overtaken", 8, 1_010, (1_010, 8, 5_000, 40, NOW - HOUR)),
        ("a new day", 8, 1_011, (1_011, 8, 5_000, 1, NOW)),
        ("a larger plan", 8, 1_000, (1_000, 8, 5_000, 40, NOW - HOUR)),
    ] {
        let after = taught(&today(), call, &header(Some(remaining), None, None));
        let found = (
            after.day_remaining.unwrap_or(-1),
            after.day_remaining_call,
            after.day_learnt,
            after.day_used,
            after.day_began_ms.unwrap_or(-1),
        );
        assert_eq!(found, wanted, "{name}");
    }
    // A smaller plan shows only when a day begins.
    let large = Allowance {
        day_learnt: 5_000,
        day_remaining: Some(20),
        ..today()
    };
    assert_eq!(taught(&large, 8, &header(Some(19), None, None)).day_learnt, 5_000);
    assert_eq!(taught(&large, 8, &header(Some(999), None, None)).day_learnt, 1_000);
}

#[test]
fn what_others_called_this_minute_is_what_the_header_misses() {
    for (remaining, calls, until) in [
        (50, 0, 0),
        (49, 1, NOW + MINUTE_MS),
        (55, 0, 0),
        (0, 50, NOW + MINUTE_MS),
    ] {
        let after = taught(&today(), 8, &header(None, Some(remaining), None));
        assert_eq!(
            (after.foreign_calls, after.foreign_until_ms),
            (calls, until),
            "{remaining}"
        );
    }
}

#[test]
fn a_refusal_blocks_and_never_shortens_a_block() {
    for (barrier, seconds, blocked) in [
        (Barrier::Minute, Some(12), NOW + 12_000),
        (Barrier::Asked, None, NOW + 60_000),
        (Barrier::Day, None, NOW + HOUR),
        (Barrier::Day, Some(7_200), NOW + 2 * HOUR),
    ] {
        let after = taught(&today(), 8, &header(None, None, Some((barrier, seconds))));
        assert_eq!(
            (after.blocked_until_ms, after.blocked_at_ms),
            (blocked, NOW),
            "{barrier:?}"
        );
        let day = (barrier, seconds) == (Barrier::Day, Some(7_200));
        let known = (after.day_remaining, after.day_remaining_call, after.day_began_ms);
        if day {
            assert_eq!(known, (Some(0), 8, Some(NOW + 2 * HOUR - DAY_MS)));
        } else {
            assert_eq!(known, (Some(960), 7, Some(NOW - HOUR)));
        }
    }
    let longer = Allowance {
        blocked_until_ms: NOW + HOUR,
        blocked_at_ms: NOW - 5,
        ..today()
    };
    let after = taught(&longer, 8, &header(None, None, Some((Barrier::Minute, Some(12)))));
    assert_eq!((after.blocked_until_ms, after.blocked_at_ms), (NOW + HOUR, NOW - 5));
}

#[test]
fn calls_under_another_name_count_once_the_organisation_is_known() {
    let other = Allowance {
        day_used: 3,
        blocked_until_ms: NOW + 9_000,
        blocked_at_ms: NOW - 1,
        ..Allowance::default()
    };
    let joined = today().joined_by(Some(&other), NOW);
    assert_eq!(joined.day_used, 43);
    assert_eq!((joined.blocked_until_ms, joined.blocked_at_ms), (NOW + 9_000, NOW - 1));
    assert_eq!(joined.day_remaining, Some(960), "who knows better keeps its word");
    let blocked = Allowance {
        blocked_until_ms: NOW + HOUR,
        blocked_at_ms: NOW - 7,
        ..today()
    };
    let joined = blocked.joined_by(Some(&other), NOW);
    assert_eq!((joined.blocked_until_ms, joined.blocked_at_ms), (NOW + HOUR, NOW - 7));
    let new = Allowance::default().joined_by(None, NOW);
    assert_eq!((new.day_used, new.day_began_ms), (0, Some(NOW)));
}

#[test]
fn a_larger_limit_lets_what_xero_said_of_the_day_be_asked_again() {
    for (set, block, calls, remaining, blocked) in [
        (0, HOUR, 5_000, None, 0),
        (0, 12_000, 5_000, None, NOW + 12_000),
        (0, HOUR, 1_000, Some(960), NOW + HOUR),
        (5_000, HOUR, 0, Some(960), NOW + HOUR),
    ] {
        let before = Allowance {
            day_limit: set,
            blocked_until_ms: NOW + block,
            blocked_at_ms: NOW,
            ..today()
        };
        let after = before.limited(calls);
        assert_eq!(
            (after.day_remaining, after.blocked_until_ms, after.day_limit),
            (remaining, blocked, calls),
            "{set} {calls}"
        );
    }
    assert_eq!(today().limited(-5).day_limit, 0);
}

#[test]
fn what_a_clock_that_was_ahead_wrote_passes() {
    let ahead = NOW + DAY_MS;
    let healed = Allowance {
        day_began_ms: Some(ahead),
        foreign_until_ms: ahead + 5_000,
        blocked_until_ms: ahead + 12_000,
        blocked_at_ms: ahead,
        ..today()
    }
    .healed(NOW);
    assert_eq!(healed.day_began_ms, Some(NOW));
    assert_eq!((healed.blocked_until_ms, healed.blocked_at_ms), (NOW + 12_000, NOW));
    assert_eq!(healed.foreign_until_ms, NOW + MINUTE_MS);
    assert_eq!(today().healed(NOW), today());

    for (row, healed) in [
        (call(1, Some(NOW), 0), None),
        (call(1, None, NOW + 9), None),
        (
            call(1, Some(ahead), 0),
            Some(CallRow {
                ended_at_ms: Some(NOW),
                ..call(1, None, 0)
            }),
        ),
        (
            call(1, None, NOW + MOST_PERMIT_MS + 1),
            Some(call(1, None, NOW + MOST_PERMIT_MS)),
        ),
        (
            CallRow {
                started_at_ms: ahead,
                ..call(1, None, ahead + 90_000)
            },
            Some(CallRow {
                started_at_ms: NOW,
                ..call(1, None, NOW + 90_000)
            }),
        ),
    ] {
        assert_eq!(row.healed(NOW), healed, "{row:?}");
    }
}
