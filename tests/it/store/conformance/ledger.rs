//! The ledger of calls: one budget for all processes.

use ledgerline::limits::{
    Barrier, CallLedger, Caller, DAY_MS, LANES, Lesson, MINUTE_LIMIT, MINUTE_RESERVE, Reservation, Usage, day_left,
};

use super::{Factory, NOW};

const BOOKS: &str = "organisation";

fn reserve(store: &dyn CallLedger, now: i64) -> Reservation {
    store
        .reserve(BOOKS, "invoice", Caller::Person, now + 60_000, now)
        .unwrap()
}

fn granted(store: &dyn CallLedger, now: i64) -> i64 {
    match reserve(store, now) {
        Reservation::Granted(id) => id,
        other @ Reservation::NotBefore(..) => panic!("{other:?}"),
    }
}

/// One call and its answer.
fn call(store: &dyn CallLedger, now: i64, lesson: &Lesson) -> i64 {
    let id = granted(store, now);
    store.answered(BOOKS, id, lesson, now).unwrap();
    id
}

fn day(remaining: i64) -> Lesson {
    Lesson {
        day_remaining: Some(remaining),
        ..Lesson::default()
    }
}

pub fn no_more_calls_at_once_than_there_are_lanes(new: &dyn Factory) {
    let store = new.store();
    let ids: Vec<i64> = (0..LANES).map(|_| granted(&*store, NOW)).collect();
    assert!(matches!(
        reserve(&*store, NOW),
        Reservation::NotBefore(_, Barrier::Concurrency)
    ));
    store.answered(BOOKS, ids[0], &Lesson::default(), NOW).unwrap();
    granted(&*store, NOW);
}

pub fn sixty_calls_a_minute_and_not_one_more(new: &dyn Factory) {
    let store = new.store();
    for n in 0..MINUTE_LIMIT {
        call(&*store, NOW + n * 10, &Lesson::default());
    }
    assert_eq!(
        reserve(&*store, NOW + 600),
        Reservation::NotBefore(NOW + 60_000, Barrier::Minute)
    );
    granted(&*store, NOW + 60_000);
    assert_eq!(
        reserve(&*store, NOW + 60_000),
        Reservation::NotBefore(NOW + 60_050, Barrier::Minute)
    );
}

pub fn two_processes_share_one_minute(new: &dyn Factory) {
    let place = new.place();
    let granted: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|_| {
                let own = place.open();
                scope.spawn(move || {
                    let mut mine = 0;
                    for _ in 0..100 {
                        if let Reservation::Granted(id) = reserve(&*own, NOW) {
                            own.answered(BOOKS, id, &Lesson::default(), NOW).unwrap();
                            mine += 1;
                        }
                    }
                    mine
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert_eq!(granted, 60);
}

pub fn organisations_do_not_share_their_limits(new: &dyn Factory) {
    let store = new.store();
    for _ in 0..MINUTE_LIMIT {
        call(&*store, NOW, &Lesson::default());
    }
    assert!(matches!(
        store
            .reserve("another", "invoice", Caller::Person, NOW + 1, NOW)
            .unwrap(),
        Reservation::Granted(_)
    ));
}

pub fn a_permit_of_a_dead_caller_ends_by_itself(new: &dyn Factory) {
    let store = new.store();
    for _ in 0..LANES {
        granted(&*store, NOW);
    }
    assert!(matches!(reserve(&*store, NOW + 59_999), Reservation::NotBefore(..)));
    granted(&*store, NOW + 60_000);
    // It may have reached Xero at the last moment: it counts for a minute from there.
    assert_eq!(store.usage(BOOKS, NOW + 60_001).unwrap().recent_ends_ms.len(), 5);
    assert_eq!(store.usage(BOOKS, NOW + 120_001).unwrap().recent_ends_ms.len(), 1);
}

pub fn a_call_that_was_not_made_counts_nothing(new: &dyn Factory) {
    let store = new.store();
    let id = granted(&*store, NOW);
    store.returned(BOOKS, id).unwrap();
    store.returned(BOOKS, id).unwrap();
    let usage = store.usage(BOOKS, NOW).unwrap();
    assert_eq!((usage.in_flight, usage.day_used), (0, 0));
    assert_eq!(store.days(BOOKS, "").unwrap(), []);
}

pub fn the_day_is_learnt_from_headers(new: &dyn Factory) {
    let store = new.store();
    assert_eq!(day_left(&store.usage(BOOKS, NOW).unwrap(), NOW), 1_000);
    call(&*store, NOW, &day(4_321));
    let usage = store.usage(BOOKS, NOW).unwrap();
    assert_eq!((usage.day_limit, day_left(&usage, NOW)), (5_000, 4_321));
    granted(&*store, NOW);
    assert_eq!(day_left(&store.usage(BOOKS, NOW).unwrap(), NOW), 4_320);
    // Below a thousand it is still the larger plan.
    call(&*store, NOW, &day(900));
    assert_eq!(store.usage(BOOKS, NOW).unwrap().day_limit, 5_000);
    call(&*store, NOW, &day(0));
    assert!(matches!(reserve(&*store, NOW), Reservation::NotBefore(until, Barrier::Day) if until > NOW));
    granted(&*store, NOW + DAY_MS);
}

pub fn a_day_that_began_anew_at_xero_is_noticed(new: &dyn Factory) {
    let store = new.store();
    call(&*store, NOW, &day(10));
    call(&*store, NOW + 3_600_000, &day(999));
    let usage = store.usage(BOOKS, NOW + 3_600_000).unwrap();
    assert_eq!(day_left(&usage, NOW + 3_600_000), 999);
    assert_eq!(usage.day_began_ms, Some(NOW + 3_600_000));
}

pub fn answers_that_overtake_each_other_do_not_confuse_the_day(new: &dyn Factory) {
    let store = new.store();
    let (first, second) = (granted(&*store, NOW), granted(&*store, NOW));
    store.answered(BOOKS, second, &day(500), NOW + 1).unwrap();
    store.answered(BOOKS, first, &day(501), NOW + 2).unwrap();
    assert_eq!(day_left(&store.usage(BOOKS, NOW).unwrap(), NOW), 500);
}

pub fn what_xero_asks_to_wait_is_waited(new: &dyn Factory) {
    for (barrier, after, wait) in [
        (Barrier::Minute, Some(12), 12_000),
        (Barrier::Day, Some(4_000), 4_000_000),
        (Barrier::Concurrency, None, 1_000),
        (Barrier::Minute, None, 60_000),
    ] {
        let store = new.store();
        let lesson = Lesson {
            refused: Some((barrier, after)),
            ..Lesson::default()
        };
        call(&*store, NOW, &lesson);
        assert_eq!(
            reserve(&*store, NOW + 1),
            Reservation::NotBefore(NOW + wait, Barrier::Asked),
            "{barrier:?}"
        );
        granted(&*store, NOW + wait);
    }
}

pub fn calls_of_other_programs_count_too(new: &dyn Factory) {
    let store = new.store();
    // We made one call, but Xero says that only 20 of 60 are left.
    call(
        &*store,
        NOW,
        &Lesson {
            minute_remaining: Some(20),
            ..Lesson::default()
        },
    );
    let more = (0..60).filter(|_| matches!(reserve(&*store, NOW), Reservation::Granted(id) if store.answered(BOOKS, id, &Lesson::default(), NOW).is_ok())).count();
    assert_eq!(more, 20);
    granted(&*store, NOW + 60_001);
}

pub fn a_limit_that_a_person_set_is_kept(new: &dyn Factory) {
    let store = new.store();
    store.set_day_limit(BOOKS, 3).unwrap();
    for remaining in [4_999, 4_998, 4_997] {
        call(&*store, NOW, &day(remaining));
    }
    assert!(matches!(reserve(&*store, NOW), Reservation::NotBefore(_, Barrier::Day)));
    store.set_day_limit(BOOKS, 0).unwrap();
    granted(&*store, NOW);
}

pub fn a_clock_that_was_ahead_stops_nothing_for_longer_than_a_minute(new: &dyn Factory) {
    let store = new.store();
    let ahead = NOW + DAY_MS;
    for n in 0..MINUTE_LIMIT - 2 {
        call(&*store, ahead + n, &Lesson::default());
    }
    // Two are under way, whose callers are gone.
    granted(&*store, ahead);
    granted(&*store, ahead);
    assert!(matches!(
        reserve(&*store, NOW),
        Reservation::NotBefore(_, Barrier::Minute)
    ));
    // They were made just now, for all that is known: a minute later they count no more, the permits after theirs.
    assert!(matches!(reserve(&*store, NOW + 60_001), Reservation::Granted(_)));
    let usage = store.usage(BOOKS, NOW + 180_000).unwrap();
    assert_eq!((usage.in_flight, usage.recent_ends_ms.len()), (0, 1), "{usage:?}");
    assert!(
        usage.day_began_ms.is_some_and(|began| began <= NOW + 180_000),
        "{usage:?}"
    );
}

pub fn a_block_of_a_clock_that_was_ahead_is_as_long_as_it_was_meant(new: &dyn Factory) {
    let store = new.store();
    let lesson = Lesson {
        refused: Some((Barrier::Minute, Some(12))),
        ..Lesson::default()
    };
    call(&*store, NOW + 5 * 3_600_000, &lesson);
    assert_eq!(
        reserve(&*store, NOW),
        Reservation::NotBefore(NOW + 12_000, Barrier::Asked)
    );
    // Written down: it does not begin again with every look.
    assert_eq!(
        reserve(&*store, NOW + 5_000),
        Reservation::NotBefore(NOW + 12_000, Barrier::Asked)
    );
    granted(&*store, NOW + 12_000);
}

pub fn a_wait_far_away_ends_with_the_window_it_is_of(new: &dyn Factory) {
    for (barrier, said, wait) in [
        (Barrier::Minute, i64::MAX, 60_000),
        (Barrier::Day, i64::MAX, DAY_MS),
        (Barrier::Asked, 1_000_000, 300_000),
        (Barrier::Minute, -1, 1_000),
    ] {
        let store = new.store();
        let lesson = Lesson {
            refused: Some((barrier, Some(said))),
            ..Lesson::default()
        };
        call(&*store, NOW, &lesson);
        assert!(matches!(reserve(&*store, NOW + wait - 1), Reservation::NotBefore(until, _) if until == NOW + wait));
        granted(&*store, NOW + wait);
    }
}

pub fn the_day_ends_when_xero_says_so(new: &dyn Factory) {
    let store = new.store();
    // The ledger's day began an hour ago, Xero's twenty hours ago.
    call(&*store, NOW - 3_600_000, &day(5));
    let refused = Lesson {
        refused: Some((Barrier::Day, Some(4 * 3_600))),
        ..Lesson::default()
    };
    call(&*store, NOW, &refused);
    assert!(matches!(
        reserve(&*store, NOW + 4 * 3_600_000 - 1),
        Reservation::NotBefore(..)
    ));
    granted(&*store, NOW + 4 * 3_600_000);
}

pub fn a_larger_plan_ends_the_block_of_the_day(new: &dyn Factory) {
    let store = new.store();
    call(&*store, NOW, &day(0));
    let refused = |barrier, seconds| Lesson {
        refused: Some((barrier, Some(seconds))),
        ..Lesson::default()
    };
    store.set_day_limit(BOOKS, 0).unwrap();
    assert!(matches!(reserve(&*store, NOW), Reservation::NotBefore(_, Barrier::Day)));
    store.set_day_limit(BOOKS, 5_000).unwrap();
    call(&*store, NOW, &refused(Barrier::Day, 66_975));
    store.set_day_limit(BOOKS, 5_000).unwrap();
    assert!(matches!(reserve(&*store, NOW + 60_000), Reservation::NotBefore(..)));
    store.set_day_limit(BOOKS, 10_000).unwrap();
    call(&*store, NOW + 60_000, &refused(Barrier::Minute, 40));
    store.set_day_limit(BOOKS, 20_000).unwrap();
    assert!(matches!(
        reserve(&*store, NOW + 60_001),
        Reservation::NotBefore(_, Barrier::Asked)
    ));
}

pub fn calls_before_the_organisation_was_known_count_for_it(new: &dyn Factory) {
    let store = new.store();
    let early = |name: &str| match store
        .reserve(name, "connect", Caller::Person, NOW + 60_000, NOW)
        .unwrap()
    {
        Reservation::Granted(id) => id,
        other @ Reservation::NotBefore(..) => panic!("{other:?}"),
    };
    let (answered, under_way, undone) = (early("app:a"), early("app:a"), early("app:a"));
    store.answered("app:a", answered, &day(700), NOW).unwrap();
    early("app:b");
    store.move_calls("app:a", BOOKS, NOW).unwrap();
    store.move_calls("app:a", BOOKS, NOW).unwrap();
    // The answer comes under the old name, and a call that was not made goes back under it.
    store.answered("app:a", under_way, &Lesson::default(), NOW).unwrap();
    store.returned("app:a", undone).unwrap();
    let usage = store.usage(BOOKS, NOW).unwrap();
    assert_eq!((usage.recent_ends_ms.len(), usage.in_flight, usage.day_used), (2, 0, 2));
    for n in 0..MINUTE_LIMIT - 2 {
        call(&*store, NOW + n, &Lesson::default());
    }
    assert!(matches!(
        reserve(&*store, NOW + 100),
        Reservation::NotBefore(_, Barrier::Minute)
    ));
    assert_eq!(store.usage("app:a", NOW).unwrap().day_used, 0);
    assert_eq!(store.usage("app:b", NOW).unwrap().in_flight, 1);
    let days = store.days(BOOKS, "").unwrap();
    assert_eq!(days.iter().map(|(.., calls)| calls).sum::<i64>(), MINUTE_LIMIT);
}

pub fn history_leaves_calls_of_each_minute_to_new_business(new: &dyn Factory) {
    let store = new.store();
    let ask = |caller, now| store.reserve(BOOKS, "invoice", caller, now + 60_000, now).unwrap();
    let mut history = 0;
    for _ in 0..2 * MINUTE_LIMIT {
        if let Reservation::Granted(id) = ask(Caller::History, NOW) {
            store.answered(BOOKS, id, &Lesson::default(), NOW).unwrap();
            history += 1;
        }
    }
    assert_eq!(history, MINUTE_LIMIT - MINUTE_RESERVE);
    for _ in 0..MINUTE_RESERVE {
        match ask(Caller::NewBusiness, NOW + 1_000) {
            Reservation::Granted(id) => store.answered(BOOKS, id, &Lesson::default(), NOW + 1_000).unwrap(),
            other @ Reservation::NotBefore(..) => panic!("{other:?}"),
        }
    }
    assert!(matches!(
        ask(Caller::NewBusiness, NOW + 1_000),
        Reservation::NotBefore(_, Barrier::Minute)
    ));
    // At most sixty in any minute: history waits until its own have left it.
    assert_eq!(
        ask(Caller::History, NOW + 1_000),
        Reservation::NotBefore(NOW + 60_000, Barrier::Minute)
    );
}

pub fn nothing_is_known_of_an_organisation_before_its_first_call(new: &dyn Factory) {
    let store = new.store();
    assert_eq!(
        store.usage("unheard of", NOW).unwrap(),
        Usage {
            day_limit: 1_000,
            ..Usage::default()
        }
    );
    assert_eq!(store.days("unheard of", "").unwrap(), []);
    assert_eq!(store.minutes("unheard of", 0).unwrap(), []);
    // Answers to calls that nobody made teach nothing.
    store.answered("unheard of", 9_999, &day(5), NOW).unwrap();
    store.returned("unheard of", 9_999).unwrap();
    store.move_calls("unheard of", "unheard of", NOW).unwrap();
    assert_eq!(store.usage("unheard of", NOW).unwrap().day_remaining, None);
}

pub fn what_is_used_is_told_in_full(new: &dyn Factory) {
    let store = new.store();
    let taught = Lesson {
        day_remaining: Some(4_000),
        minute_remaining: Some(50),
        ..Lesson::default()
    };
    call(&*store, NOW, &taught);
    call(&*store, NOW + 1_000, &Lesson::default());
    granted(&*store, NOW + 2_000);
    assert_eq!(
        store.usage(BOOKS, NOW + 3_000).unwrap(),
        Usage {
            in_flight: 1,
            recent_ends_ms: vec![NOW, NOW + 1_000],
            // 60 less the 50 that are left less our one.
            foreign: Some((9, NOW + 60_000)),
            day_remaining: Some((4_000, 2)),
            day_began_ms: Some(NOW),
            day_used: 3,
            day_limit: 5_000,
            blocked_until_ms: None,
            pressure: None,
        }
    );
    assert_eq!(store.usage(BOOKS, NOW + 60_000).unwrap().recent_ends_ms, [NOW + 1_000]);
}

pub fn calls_that_would_not_last_for_the_day_are_spread(new: &dyn Factory) {
    const HOUR: i64 = 3_600_000;
    let store = new.store();
    let ask = |caller, now| store.reserve(BOOKS, "invoice", caller, now + 60_000, now).unwrap();
    // 450 of 1,000 calls in the first hour.
    for n in 0..450 {
        call(&*store, NOW + n * 8_000, &Lesson::default());
    }
    let last = NOW + 449 * 8_000;
    let minute = last / 60_000 * 60_000;
    let pressure = store
        .usage(BOOKS, last)
        .unwrap()
        .pressure
        .expect("more than a third is used");
    assert_eq!((pressure.hour, pressure.minute_ms), (450, minute));
    assert!(
        matches!(ask(Caller::NewBusiness, last), Reservation::Granted(_)),
        "it has begun"
    );
    let later = minute + 60_000;
    let next = match ask(Caller::NewBusiness, later) {
        Reservation::NotBefore(until, Barrier::Pace) => until,
        other => panic!("{other:?}"),
    };
    // 23 hours for 544 calls: three of them.
    assert_eq!((next - minute) / 1_000, 456);
    assert!(matches!(ask(Caller::FullCall, later), Reservation::Granted(_)));
    assert!(matches!(ask(Caller::Person, later), Reservation::Granted(_)));
    assert!(matches!(
        ask(Caller::NewBusiness, next + 600_000),
        Reservation::Granted(_)
    ));
    // Slower than the day's calls allow: nobody waits.
    assert!(matches!(
        ask(Caller::NewBusiness, last + 2 * HOUR),
        Reservation::Granted(_)
    ));
    assert!(matches!(
        ask(Caller::NewBusiness, last + 2 * HOUR + 1_000),
        Reservation::Granted(_)
    ));
}

pub fn an_answer_counts_once_and_where_it_was_asked(new: &dyn Factory) {
    let store = new.store();
    let id = granted(&*store, NOW);
    store.answered(BOOKS, id, &Lesson::default(), NOW + 5).unwrap();
    store.answered(BOOKS, id, &Lesson::default(), NOW + 50_000).unwrap();
    assert_eq!(store.usage(BOOKS, NOW + 50_000).unwrap().recent_ends_ms, [NOW + 5]);
    store.returned(BOOKS, id).unwrap();
    assert_eq!(
        store.usage(BOOKS, NOW + 50_000).unwrap().day_used,
        1,
        "what was answered was made"
    );
}

pub fn a_limit_below_nothing_is_none(new: &dyn Factory) {
    let store = new.store();
    store.set_day_limit(BOOKS, 300).unwrap();
    assert_eq!(store.usage(BOOKS, NOW).unwrap().day_limit, 300);
    assert_eq!(store.usage("another", NOW).unwrap().day_limit, 1_000);
    store.set_day_limit(BOOKS, -5).unwrap();
    assert_eq!(store.usage(BOOKS, NOW).unwrap().day_limit, 1_000);
}

pub fn the_day_begins_anew_after_a_day(new: &dyn Factory) {
    let store = new.store();
    call(&*store, NOW, &day(10));
    call(&*store, NOW + DAY_MS - 1, &Lesson::default());
    assert_eq!(store.usage(BOOKS, NOW + DAY_MS - 1).unwrap().day_used, 2);
    call(&*store, NOW + DAY_MS, &Lesson::default());
    let usage = store.usage(BOOKS, NOW + DAY_MS).unwrap();
    assert_eq!(
        (usage.day_used, usage.day_began_ms, usage.day_remaining),
        (1, Some(NOW + DAY_MS), None)
    );
}

pub fn calls_are_shown_by_day_and_minute_with_their_purpose(new: &dyn Factory) {
    let store = new.store();
    // 2026-09-21 14:13:20 UTC.
    let minute = NOW / 60_000;
    for (organisation, purpose, at) in [
        (BOOKS, "payment", NOW),
        (BOOKS, "invoice", NOW + 39_999),
        (BOOKS, "invoice", NOW + 40_000),
        (BOOKS, "invoice", NOW + 41_000),
        (BOOKS, "Invoice – 🚀", NOW + 24 * 3_600_000),
        ("another", "invoice", NOW),
    ] {
        let granted = store
            .reserve(organisation, purpose, Caller::Person, at + 1, at)
            .unwrap();
        assert!(matches!(granted, Reservation::Granted(_)), "{granted:?}");
    }
    let days = |since: &str| store.days(BOOKS, since).unwrap();
    let day = |day: &str, purpose: &str, calls| (day.to_owned(), purpose.to_owned(), calls);
    assert_eq!(
        days(""),
        [
            day("2026-09-22", "Invoice – 🚀", 1),
            day("2026-09-21", "invoice", 3),
            day("2026-09-21", "payment", 1)
        ]
    );
    assert_eq!(days("2026-09-22").len(), 1);
    assert_eq!(days("2026-09-23"), []);
    let mut minutes = store.minutes(BOOKS, NOW).unwrap();
    minutes[..2].sort_unstable();
    let per = |minute, purpose: &str, calls| (minute, purpose.to_owned(), calls);
    assert_eq!(
        minutes,
        [
            per(minute, "invoice", 1),
            per(minute, "payment", 1),
            per(minute + 1, "invoice", 2),
            per(minute + 24 * 60, "Invoice – 🚀", 1)
        ],
        "the oldest first"
    );
    assert_eq!(store.minutes(BOOKS, NOW + 40_001).unwrap().len(), 2);
    // Single calls are kept for two days.
    granted(&*store, NOW + 2 * DAY_MS + 1);
    assert_eq!(
        store.minutes(BOOKS, 0).unwrap()[0],
        per(minute, "invoice", 1),
        "one of that minute"
    );
    granted(&*store, NOW + 5 * DAY_MS);
    assert_eq!(store.minutes(BOOKS, 0).unwrap().len(), 1);
    assert_eq!(days("2026-09-21").len(), 5, "sums stay");
}

pub fn lanes_are_shared_by_all_processes(new: &dyn Factory) {
    let place = new.place();
    let granted: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let own = place.open();
                scope.spawn(move || {
                    (0..5)
                        .filter(|_| matches!(reserve(&*own, NOW), Reservation::Granted(_)))
                        .count()
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert_eq!(granted as i64, LANES);
}
