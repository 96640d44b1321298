//! How a claimed job ends: its row, its link, its line and what follows from it, at once and behind its fence.

use ledgerline::queue::{Kind, LogLine, Query, Settled, State};

use super::{Factory, NOW, bystander, claim, departure, done, job, line, proof::sent, row, state_of, take};

pub fn only_the_holder_of_the_fence_settles(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let old = take(&*store, NOW);
    store.rescue(NOW + 100_000, &|_| false, &|_| 0).unwrap();
    let new = take(&*store, NOW + 100_000);
    for settled in [
        done("x"),
        Settled::Held,
        Settled::Failed,
        Settled::Retry {
            not_before_ms: 0,
            counted: true,
        },
        Settled::Unknown { not_before_ms: 0 },
    ] {
        let before = row(&*store, "1");
        assert!(
            !store.settle(&old, &settled, &line("late"), NOW + 100_001).unwrap(),
            "{settled:?}"
        );
        assert_eq!(row(&*store, "1"), before, "{settled:?}");
    }
    assert_eq!(
        store
            .log(&Query {
                page_size: 100,
                ..Query::default()
            })
            .unwrap()
            .total,
        0,
        "a fenced process wrote a line"
    );
    assert_eq!(store.link("default", Kind::Invoice, "1").unwrap(), None);
    assert!(store.settle(&new, &done("x"), &line(""), NOW + 100_002).unwrap());
    assert!(
        !store.settle(&new, &done("x"), &line(""), NOW + 100_003).unwrap(),
        "settled twice"
    );
}

pub fn settling_changes_no_other_row(new: &dyn Factory) {
    let store = new.store();
    let other = bystander(&*store);
    for (number, settled) in [
        ("1", done("x")),
        ("2", Settled::Held),
        ("3", Settled::Failed),
        (
            "4",
            Settled::Retry {
                not_before_ms: NOW + 9_000_000,
                counted: true,
            },
        ),
        ("5", Settled::Unknown { not_before_ms: NOW }),
    ] {
        store.enqueue(&[job(Kind::Invoice, number, "x")], NOW).unwrap();
        let taken = take(&*store, NOW);
        assert!(store.settle(&taken, &settled, &line("c"), NOW).unwrap());
        assert_eq!(row(&*store, "bystander"), other, "{settled:?}");
    }
    let ends: Vec<String> = ["1", "2", "3", "4", "5"]
        .iter()
        .flat_map(|number| state_of(&*store, number))
        .collect();
    assert_eq!(ends, ["done", "held", "failed", "waiting", "unknown"]);
}

pub fn done_stores_the_link_and_what_follows_at_once(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    let Settled::Done { link, .. } = done("id-1") else {
        unreachable!()
    };
    let next = vec![job(Kind::Payment, "1", "x")];
    store
        .settle(&taken, &Settled::Done { link, next }, &line(""), NOW)
        .unwrap();
    assert_eq!(
        store.link("default", Kind::Invoice, "1").unwrap().unwrap().xero_id,
        "id-1"
    );
    assert_eq!(claim(&*store, Kind::Payment, State::Waiting, 9, NOW).len(), 1);
}

pub fn held_jobs_wake_when_their_time_has_come_or_all_are_asked_for(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    store
        .settle(&take(&*store, NOW), &Settled::Held, &line("account_missing"), NOW)
        .unwrap();
    assert_eq!(
        store.held_codes("default").unwrap(),
        [("account_missing".to_owned(), 1)]
    );
    assert_eq!(store.wake_held("default", false, NOW + 60_000).unwrap(), 0);
    assert_eq!(store.wake_held("other", true, NOW + 60_000).unwrap(), 0);
    assert_eq!(store.wake_held("default", true, NOW + 60_000).unwrap(), 1);
    store
        .settle(
            &take(&*store, NOW + 60_000),
            &Settled::Held,
            &line("account_missing"),
            NOW + 60_000,
        )
        .unwrap();
    assert_eq!(store.wake_held("default", false, NOW + 24 * 3_600_000).unwrap(), 1);
}

pub fn a_retry_waits_for_its_time_and_counts_its_attempt(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let snooze = Settled::Retry {
        not_before_ms: NOW + 5_000,
        counted: false,
    };
    store
        .settle(&take(&*store, NOW), &snooze, &line("limit_minute"), NOW)
        .unwrap();
    assert!(claim(&*store, Kind::Invoice, State::Waiting, 9, NOW + 4_999).is_empty());
    assert_eq!(
        store.next_ready_ms("default", State::Waiting, i64::MAX).unwrap(),
        Some(NOW + 5_000)
    );
    let again = take(&*store, NOW + 5_000);
    assert_eq!((again.attempts, again.code.as_str()), (0, "limit_minute"));
    let counted = Settled::Retry {
        not_before_ms: 0,
        counted: true,
    };
    store.settle(&again, &counted, &line("not_sent"), NOW + 5_000).unwrap();
    assert_eq!(take(&*store, NOW + 5_000).attempts, 1);
}

pub fn an_unknown_job_keeps_its_claim_and_is_claimed_as_such_only(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    assert_eq!(store.mark_sent(&[departure(&taken)], "key", NOW + 7).unwrap(), 1);
    store
        .settle(
            &taken,
            &Settled::Unknown {
                not_before_ms: NOW + 100,
            },
            &line("unknown_outcome"),
            NOW,
        )
        .unwrap();
    assert!(claim(&*store, Kind::Invoice, State::Waiting, 9, NOW + 200).is_empty());
    let looked_up = claim(&*store, Kind::Invoice, State::Unknown, 9, NOW + 200).remove(0);
    assert_eq!(
        (looked_up.sent_at_ms, looked_up.sent_note.as_deref()),
        (Some(NOW + 7), Some("note"))
    );
    assert_eq!((looked_up.mark.as_str(), looked_up.sent_to.as_str()), ("mark", "org"));
    // A process that dies while it looks up leaves it unknown.
    store.rescue(NOW + 100_000, &|_| true, &|_| 0).unwrap();
    assert_eq!(state_of(&*store, "1"), ["unknown"]);
}

pub fn a_settled_job_with_a_successor_makes_way_for_it(new: &dyn Factory) {
    let store = new.store();
    for (number, settled) in [
        ("1", Settled::Held),
        ("2", Settled::Failed),
        (
            "3",
            Settled::Retry {
                not_before_ms: NOW,
                counted: true,
            },
        ),
    ] {
        store.enqueue(&[job(Kind::Invoice, number, "old")], NOW).unwrap();
        let taken = take(&*store, NOW);
        store.enqueue(&[job(Kind::Invoice, number, "new")], NOW).unwrap();
        assert!(store.settle(&taken, &settled, &line("c"), NOW).unwrap());
        assert_eq!(state_of(&*store, number), ["done", "waiting"], "{settled:?}");
        let next = take(&*store, NOW);
        assert_eq!(next.snapshot_hash, "new");
        store.settle(&next, &done(number), &LogLine::default(), NOW).unwrap();
    }
}

pub fn asking_is_no_attempt(new: &dyn Factory) {
    let store = new.store();
    let mut taken = sent(&*store, "1");
    for _ in 0..3 {
        let pause = Settled::Unknown { not_before_ms: NOW };
        store.settle(&taken, &pause, &line("unknown_outcome"), NOW).unwrap();
        taken = claim(&*store, Kind::Payment, State::Unknown, 9, NOW).remove(0);
        assert_eq!(taken.attempts, 1);
    }
}
