//! Who works on what: in which order, how many, and never twice.

use ledgerline::message::Message;
use ledgerline::queue::{Departure, HISTORY, Kind, Settled, State};

use super::proof::sent;
use super::{ALIKE, Factory, NOW, claim, departure, done, job, line, row_by_id, state_of, take};

pub fn the_successor_waits_until_the_running_one_has_ended(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "first")], NOW).unwrap();
    let first = take(&*store, NOW);
    store.enqueue(&[job(Kind::Invoice, "1", "second")], NOW).unwrap();
    assert!(claim(&*store, Kind::Invoice, State::Waiting, 9, NOW).is_empty());
    assert!(store.ready("default", i64::MAX, NOW).unwrap().is_empty());
    assert!(store.settle(&first, &done("x1"), &line(""), NOW).unwrap());
    assert_eq!(take(&*store, NOW).snapshot_hash, "second");
}

pub fn claims_go_by_priority_and_then_by_age(new: &dyn Factory) {
    let store = new.store();
    for (key, priority) in [("history", HISTORY), ("late", 10), ("later", 10), ("manual", 0)] {
        let mut one = job(Kind::Invoice, key, key);
        one.priority = priority;
        store.enqueue(&[one], NOW).unwrap();
    }
    let order: Vec<String> = (0..4).map(|_| take(&*store, NOW).number).collect();
    assert_eq!(order, ["manual", "late", "later", "history"]);
}

pub fn a_claimed_job_cannot_be_claimed_twice(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    for processes in [4, 8] {
        let jobs: Vec<_> = (0..200)
            .map(|n| job(Kind::Invoice, &format!("{processes}-{n}"), "x"))
            .collect();
        store.enqueue(&jobs, NOW).unwrap();
        let mut all: Vec<i64> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..processes)
                .map(|_| {
                    let own = place.open();
                    scope.spawn(move || {
                        let mut taken = Vec::new();
                        loop {
                            let some = claim(&*own, Kind::Invoice, State::Waiting, 7, NOW);
                            if some.is_empty() {
                                return taken;
                            }
                            taken.extend(some.into_iter().map(|job| job.id));
                        }
                    })
                })
                .collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
        });
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!((count, all.len()), (200, 200), "{processes} processes");
    }
}

pub fn giving_back_keeps_a_marked_job_unknown(new: &dyn Factory) {
    let store = new.store();
    store
        .enqueue(&[job(Kind::Invoice, "1", "x"), job(Kind::Invoice, "2", "x")], NOW)
        .unwrap();
    let (marked, other) = (take(&*store, NOW), take(&*store, NOW));
    store.mark_sent(&[departure(&marked)], "key", NOW).unwrap();
    store
        .release(&[(marked.id, marked.fence), (other.id, other.fence)], 0, NOW)
        .unwrap();
    assert_eq!(
        (state_of(&*store, "1"), state_of(&*store, "2")),
        (vec!["unknown".into()], vec!["waiting".to_owned()])
    );
}

pub fn a_claim_takes_what_was_asked_for_and_no_more(new: &dyn Factory) {
    let store = new.store();
    for (connection, kind, key, priority) in [
        ("default", Kind::Invoice, "1", 10),
        ("default", Kind::Invoice, "2", 10),
        ("default", Kind::Invoice, "history", HISTORY),
        ("default", Kind::Payment, "4", 10),
        ("other", Kind::Invoice, "5", 10),
    ] {
        let mut one = job(kind, key, "x");
        one.connection = connection.into();
        one.priority = priority;
        store.enqueue(&[one], NOW).unwrap();
    }
    let claim = |connection: &str, kind, limit, most_priority| -> Vec<String> {
        let taken = store
            .claim(
                connection,
                kind,
                State::Waiting,
                limit,
                most_priority,
                "me",
                NOW + 1,
                NOW,
            )
            .unwrap();
        taken.into_iter().map(|job| job.key).collect()
    };
    assert_eq!(claim("default", Kind::Invoice, 0, i64::MAX), [""; 0]);
    assert_eq!(claim("default", Kind::Contact, 9, i64::MAX), [""; 0]);
    assert_eq!(claim("nowhere", Kind::Invoice, 9, i64::MAX), [""; 0]);
    assert_eq!(claim("default", Kind::Invoice, 9, 9), [""; 0]);
    assert_eq!(claim("default", Kind::Invoice, 1, HISTORY - 1), ["1"]);
    assert_eq!(claim("default", Kind::Invoice, 9, HISTORY - 1), ["2"]);
    assert_eq!(claim("default", Kind::Invoice, 9, HISTORY), ["history"]);
    assert_eq!(claim("default", Kind::Payment, 9, i64::MAX), ["4"]);
    assert_eq!(claim("other", Kind::Invoice, 9, i64::MAX), ["5"]);
}

pub fn every_claim_raises_the_fence(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let mut fence = 0;
    for _ in 0..3 {
        let taken = take(&*store, NOW);
        assert!(taken.fence > fence, "{} after {fence}", taken.fence);
        fence = taken.fence;
        store.release(&[(taken.id, taken.fence)], 0, NOW).unwrap();
    }
}

pub fn what_is_ready_is_named_by_urgency_state_and_kind(new: &dyn Factory) {
    let store = new.store();
    let put = |kind, key: &str, priority| {
        let mut one = job(kind, key, "x");
        one.priority = priority;
        store.enqueue(&[one], NOW).unwrap();
    };
    let unknown = |kind, not_before_ms| {
        let taken = claim(&*store, kind, State::Waiting, 1, NOW).remove(0);
        store
            .settle(
                &taken,
                &Settled::Unknown { not_before_ms },
                &line("unknown_outcome"),
                NOW,
            )
            .unwrap();
    };
    put(Kind::Refund, "unknown", 10);
    unknown(Kind::Refund, NOW);
    put(Kind::Item, "later", 10);
    unknown(Kind::Item, NOW + 5);
    put(Kind::Invoice, "old", HISTORY);
    put(Kind::Contact, "old", 70);
    put(Kind::Payment, "new", 0);
    put(Kind::Contact, "new", HISTORY - 1);
    let mut other = job(Kind::Allocation, "1", "x");
    other.connection = "other".into();
    store.enqueue(&[other], NOW).unwrap();
    let new_business = [
        (false, Kind::Refund, State::Unknown),
        (false, Kind::Contact, State::Waiting),
        (false, Kind::Payment, State::Waiting),
    ];
    let history = [
        (true, Kind::Contact, State::Waiting),
        (true, Kind::Invoice, State::Waiting),
    ];
    assert_eq!(
        store.ready("default", i64::MAX, NOW).unwrap(),
        [&new_business[..], &history[..]].concat()
    );
    assert_eq!(
        store.ready("default", HISTORY, NOW).unwrap(),
        [&new_business[..], &history[1..]].concat()
    );
    assert_eq!(store.ready("default", 0, NOW).unwrap(), new_business[2..]);
    assert_eq!(
        store.ready("default", 10, NOW + 5).unwrap(),
        [
            (false, Kind::Item, State::Unknown),
            (false, Kind::Refund, State::Unknown),
            (false, Kind::Payment, State::Waiting)
        ]
    );
    assert_eq!(store.ready("nowhere", i64::MAX, NOW).unwrap(), []);
}

pub fn the_next_moment_is_the_earliest_of_its_state(new: &dyn Factory) {
    let store = new.store();
    let next = |connection: &str, state, most| store.next_ready_ms(connection, state, most).unwrap();
    assert_eq!(next("default", State::Waiting, i64::MAX), None);
    for (key, priority, pause) in [("1", 10, 3_000), ("2", HISTORY, 2_000), ("3", 10, 4_000)] {
        let mut one = job(Kind::Invoice, key, "x");
        one.priority = priority;
        store.enqueue(&[one], NOW).unwrap();
        let not_before_ms = NOW + pause;
        let retry = Settled::Retry {
            not_before_ms,
            counted: false,
        };
        store.settle(&take(&*store, NOW), &retry, &line("limit"), NOW).unwrap();
    }
    assert_eq!(next("default", State::Waiting, i64::MAX), Some(NOW + 2_000));
    assert_eq!(next("default", State::Waiting, HISTORY - 1), Some(NOW + 3_000));
    assert_eq!(next("default", State::Waiting, 9), None);
    assert_eq!(next("default", State::Unknown, i64::MAX), None);
    assert_eq!(next("other", State::Waiting, i64::MAX), None);
    store.enqueue(&[job(Kind::Payment, "1", "x")], NOW).unwrap();
    assert_eq!(next("default", State::Waiting, i64::MAX), Some(0), "at once");
}

pub fn waiting_jobs_are_counted_by_kind(new: &dyn Factory) {
    let store = new.store();
    assert_eq!(store.waiting_by_kind("default").unwrap(), []);
    for (kind, key) in [
        (Kind::Payment, "1"),
        (Kind::Invoice, "running"),
        (Kind::Invoice, "2"),
        (Kind::Invoice, "3"),
    ] {
        store.enqueue(&[job(kind, key, "x")], NOW).unwrap();
    }
    let mut other = job(Kind::Invoice, "1", "x");
    other.connection = "other".into();
    store.enqueue(&[other], NOW).unwrap();
    take(&*store, NOW);
    let mut counted = store.waiting_by_kind("default").unwrap();
    counted.sort_unstable();
    assert_eq!(counted, [(Kind::Invoice, 2), (Kind::Payment, 1)]);
}

pub fn giving_back_needs_the_fence_and_keeps_the_pause(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    store
        .release(&[(taken.id, taken.fence - 1), (9_999, 1)], 0, NOW)
        .unwrap();
    assert_eq!(state_of(&*store, "1"), ["running"]);
    store.release(&[(taken.id, taken.fence)], NOW + 500, NOW + 1).unwrap();
    let (state, code, _, not_before) = store.active("default", Kind::Invoice, "1").unwrap().unwrap();
    assert_eq!((state, code.as_str(), not_before), (State::Waiting, "", NOW + 500));
    assert!(
        !store.settle(&taken, &done("x"), &line(""), NOW + 2).unwrap(),
        "it was given back"
    );
    assert_eq!(take(&*store, NOW + 500).attempts, 0, "no attempt");
}

pub fn what_was_sent_and_given_back_waits_until_it_may_be_looked_up(new: &dyn Factory) {
    let store = new.store();
    let taken = sent(&*store, "1");
    store.release(&[(taken.id, taken.fence)], NOW, NOW).unwrap();
    let (state, _, _, not_before) = store.active("default", Kind::Payment, "1").unwrap().unwrap();
    assert_eq!((state, not_before), (State::Unknown, NOW + 5_010));
    let taken = claim(&*store, Kind::Payment, State::Unknown, 1, NOW + 5_010).remove(0);
    store
        .release(&[(taken.id, taken.fence)], NOW + 9_000, NOW + 5_010)
        .unwrap();
    let (.., not_before) = store.active("default", Kind::Payment, "1").unwrap().unwrap();
    assert_eq!(not_before, NOW + 9_000);
}

pub fn a_job_that_is_given_back_makes_way_for_its_successor(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "old")], NOW).unwrap();
    let taken = take(&*store, NOW);
    store.enqueue(&[job(Kind::Invoice, "1", "new")], NOW).unwrap();
    store.release(&[(taken.id, taken.fence)], 0, NOW).unwrap();
    assert_eq!(state_of(&*store, "1"), ["done", "waiting"]);
    assert_eq!(row_by_id(&*store, taken.id)["code"], "superseded");
    assert_eq!(take(&*store, NOW).snapshot_hash, "new");
}

pub fn a_mark_says_all_that_a_look_up_needs(new: &dyn Factory) {
    let store = new.store();
    let jobs = ["1", "2"].map(|key| job(Kind::Contact, key, "x"));
    store.enqueue(&jobs, NOW).unwrap();
    let taken = claim(&*store, Kind::Contact, State::Waiting, 9, NOW);
    let departures = [
        Departure {
            note: Some("Zoë & Söhne 🚀".into()),
            mark: "{\"total\":\"1.00\"}".into(),
            organisation: "org-a".into(),
            ..departure(&taken[0])
        },
        Departure {
            note: None,
            mark: String::new(),
            organisation: String::new(),
            ..departure(&taken[1])
        },
    ];
    assert_eq!(store.mark_sent(&departures, "key", NOW + 3).unwrap(), 2);
    let unknown = Settled::Unknown { not_before_ms: NOW };
    for one in &taken {
        store.settle(one, &unknown, &line("unknown_outcome"), NOW + 4).unwrap();
    }
    let found = claim(&*store, Kind::Contact, State::Unknown, 9, NOW + 5);
    let marks: Vec<_> = found
        .iter()
        .map(|job| {
            (
                job.sent_at_ms,
                job.sent_note.as_deref(),
                job.mark.as_str(),
                job.sent_to.as_str(),
            )
        })
        .collect();
    assert_eq!(
        marks,
        [
            (Some(NOW + 3), Some("Zoë & Söhne 🚀"), "{\"total\":\"1.00\"}", "org-a"),
            (Some(NOW + 3), None, "", "")
        ]
    );
    // Sent again after a look-up: the newer mark counts.
    let again = Departure {
        note: Some("another name".into()),
        ..departure(&found[0])
    };
    assert_eq!(store.mark_sent(&[again], "key-2", NOW + 9).unwrap(), 1);
    store
        .settle(&found[0], &unknown, &line("unknown_outcome"), NOW + 9)
        .unwrap();
    let again = claim(&*store, Kind::Contact, State::Unknown, 9, NOW + 9).remove(0);
    assert_eq!(
        (again.sent_at_ms, again.sent_note.as_deref()),
        (Some(NOW + 9), Some("another name"))
    );
}

pub fn a_mark_is_of_one_record_only(new: &dyn Factory) {
    let store = new.store();
    sent(&*store, "a");
    let doubt = |connection: &str, kind, key: &str| store.in_doubt(connection, kind, key).unwrap();
    assert!(doubt("default", Kind::Payment, "a"));
    assert!(!doubt("Default", Kind::Payment, "a"));
    assert!(!doubt("default", Kind::Invoice, "a"));
    for key in &ALIKE[1..] {
        assert!(!doubt("default", Kind::Payment, key), "{key:?}");
    }
}

pub fn the_newest_open_job_of_a_record_says_how_it_stands(new: &dyn Factory) {
    let store = new.store();
    let active = || {
        store
            .active("default", Kind::Invoice, "1")
            .unwrap()
            .map(|(state, code, message, at)| (state, code, message, at - NOW))
    };
    assert_eq!(active(), None);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    assert_eq!(
        active(),
        Some((State::Waiting, String::new(), Message::default(), -NOW))
    );
    let taken = take(&*store, NOW);
    assert_eq!(active().unwrap().0, State::Running);
    let mut why = line("account_missing");
    why.message = Message::words("There is no account.");
    store.settle(&taken, &Settled::Held, &why, NOW).unwrap();
    assert_eq!(
        active(),
        Some((
            State::Held,
            "account_missing".into(),
            Message::kept("There is no account.", ""),
            1_800_000
        ))
    );
    store.retry(None, None, NOW).unwrap();
    let taken = take(&*store, NOW);
    store.enqueue(&[job(Kind::Invoice, "1", "newer")], NOW).unwrap();
    assert_eq!(active().unwrap().0, State::Waiting, "the newest of two");
    store.settle(&taken, &done("x"), &line(""), NOW).unwrap();
    store.settle(&take(&*store, NOW), &done("x"), &line(""), NOW).unwrap();
    assert_eq!(active(), None);
    assert_eq!(store.active("other", Kind::Invoice, "1").unwrap(), None);
    assert_eq!(store.active("default", Kind::Payment, "1").unwrap(), None);
}
