//! How a claimed job ends: its row, its link, its line and what follows from it, at once and behind its fence.

use ledgerline::clock::timestamp;
use ledgerline::message::Message;
use ledgerline::queue::{Came, Claimed, Departure, Entity, Kind, Link, LogLine, Proof, Query, Settled, State};
use serde_json::json;

use super::proof::sent;
use super::{
    Factory, NOW, bystander, claim, connection, departure, done, held, job, line, linked, log, row, state_of, states,
    take,
};

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

pub fn a_wait_for_another_job_may_end_before_its_time(new: &dyn Factory) {
    let store = new.store();
    for (key, code) in [
        ("customer", "waits_for_contact"),
        ("document", "waits_for_document"),
        ("xero", "xero_trouble"),
    ] {
        store.enqueue(&[job(Kind::Invoice, key, "x")], NOW).unwrap();
        let later = Settled::Retry {
            not_before_ms: NOW + 10_000,
            counted: false,
        };
        store.settle(&take(&*store, NOW), &later, &line(code), NOW).unwrap();
    }
    let ready = |now| store.ready("default", i64::MAX, now).unwrap().len();
    assert_eq!(ready(NOW + 5), 0);
    assert_eq!(store.end_waits("other", &["waits_for_contact"], NOW + 5).unwrap(), 0);
    assert_eq!(store.end_waits("default", &[], NOW + 5).unwrap(), 0);
    let codes = ["waits_for_contact", "waits_for_answer"];
    assert_eq!(store.end_waits("default", &codes, NOW + 5).unwrap(), 1);
    assert_eq!(take(&*store, NOW + 5).key, "customer");
    assert_eq!(ready(NOW + 5), 0, "nothing else may go");
    // What is ready anyway is none of them.
    assert_eq!(
        store
            .end_waits("default", &["waits_for_document"], NOW + 10_000)
            .unwrap(),
        0
    );
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

pub fn several_end_in_one_turn_each_for_itself(new: &dyn Factory) {
    let store = new.store();
    let jobs: Vec<_> = (1..=4).map(|n| job(Kind::Invoice, &n.to_string(), "x")).collect();
    store.enqueue(&jobs, NOW).unwrap();
    let taken = claim(&*store, Kind::Invoice, State::Waiting, 9, NOW);
    store.mark_sent(&[departure(&taken[3])], "key", NOW).unwrap();
    let mut late = taken[1].clone();
    late.fence -= 1;
    let came = store
        .settle_all(
            &[
                (taken[0].clone(), done("x1"), line("created")),
                (late, done("x2"), line("created")),
                (taken[2].clone(), Settled::Held, line("account_missing")),
                (taken[3].clone(), Settled::Failed, line("gave_up")),
            ],
            NOW + 1,
        )
        .unwrap();
    assert_eq!(came, [Came::Settled, Came::Fenced, Came::Settled, Came::Doubted]);
    let states: Vec<_> = states(&*store).into_iter().map(|(_, state)| state).collect();
    assert_eq!(states, ["done", "running", "held", "unknown"]);
    let codes: Vec<_> = log(&*store).iter().map(|line| line["code"].clone()).collect();
    assert_eq!(codes, ["created", "account_missing"]);
    assert_eq!(store.settle_all(&[], NOW).unwrap(), []);
}

pub fn what_may_be_in_xero_is_asked_about_after_a_pause(new: &dyn Factory) {
    let store = new.store();
    let not_before = || store.active("default", Kind::Payment, "1").unwrap().unwrap().3;
    let taken = sent(&*store, "1");
    store.settle_all(&[(taken, Settled::Held, line("c"))], NOW + 1).unwrap();
    assert_eq!(not_before(), NOW + 60_001, "a minute");
    let taken = claim(&*store, Kind::Payment, State::Unknown, 1, NOW + 60_001).remove(0);
    let mut later = departure(&taken);
    later.look_up_at_ms = NOW + 900_000;
    store.mark_sent(&[later], "key", NOW + 60_001).unwrap();
    store
        .settle_all(&[(taken, Settled::Held, line("c"))], NOW + 60_002)
        .unwrap();
    assert_eq!(not_before(), NOW + 900_000, "not before it may be looked up");
}

pub fn a_line_says_all_that_it_was_given(new: &dyn Factory) {
    let store = new.store();
    let mut one = job(Kind::CreditNote, "creditmemo:7", "x");
    one.entity = Entity::CreditMemo;
    one.entity_id = "7".into();
    one.number = "CM-7".into();
    store.enqueue(&[one], NOW).unwrap();
    let taken = claim(&*store, Kind::CreditNote, State::Waiting, 1, NOW).remove(0);
    let retry = Settled::Retry {
        not_before_ms: 0,
        counted: true,
    };
    store.settle(&taken, &retry, &LogLine::default(), NOW).unwrap();
    let taken = claim(&*store, Kind::CreditNote, State::Waiting, 1, NOW).remove(0);
    let line = LogLine {
        action: "create".into(),
        status: "warning".into(),
        code: "total_differs".into(),
        message: Message::words("Zoë – 🚀 \"1,00 €\""),
        fix: Message::words("Look."),
        subject: "0.01".into(),
        xero_id: "id-7".into(),
        xero_url: "https://go.xero.com/?x=7&y=8".into(),
        total: Some("1.00".into()),
        xero_total: Some("0.99".into()),
        currency: Some("EUR".into()),
        duration_ms: 1_234,
        exchange: None,
    };
    store.settle(&taken, &done("id-7"), &line, NOW + 61_000).unwrap();
    let found = log(&*store);
    assert_eq!(
        found,
        [json!({
            "id": found[0]["id"], "at": timestamp(NOW + 61_000), "connection": "default", "entity": "creditmemo", "entity_id": "7",
            "kind": "credit_note", "number": "CM-7", "action": "create", "status": "warning", "code": "total_differs",
            "message": "Zoë – 🚀 \"1,00 €\"", "message_data": [], "fix": "Look.", "fix_data": [], "xero_id": "id-7", "xero_url": "https://go.xero.com/?x=7&y=8",
            "total": "1.00", "xero_total": "0.99", "currency": "EUR", "job_id": taken.id, "attempt": 2, "duration_ms": 1_234, "store_id": "1",
        })],
        "and none for a line without a status"
    );
}

pub fn a_line_may_belong_to_no_job(new: &dyn Factory) {
    let store = new.store();
    store.note("default", &line("connected"), NOW).unwrap();
    store.note("other", &LogLine::default(), NOW).unwrap();
    let found = log(&*store);
    assert_eq!(
        found,
        [json!({
            "id": found[0]["id"], "at": timestamp(NOW), "connection": "default", "entity": "", "entity_id": "", "kind": "", "number": "",
            "action": "create", "status": "success", "code": "connected", "message": "connected", "message_data": [], "fix": "", "fix_data": [], "xero_id": "", "xero_url": "",
            "total": null, "xero_total": null, "currency": null, "job_id": null, "attempt": 0, "duration_ms": 0, "store_id": "",
        })]
    );
}

pub fn a_job_shows_how_it_ended(new: &dyn Factory) {
    let store = new.store();
    let mut why = line("account_missing");
    why.message = Message::words("There is no account.");
    why.fix = Message::words("Make one.");
    why.subject = "sales".into();
    for (number, settled, wanted) in [
        ("done", done("x"), json!(["done", "create", "", "", 0])),
        ("held", Settled::Held, json!(["held", "", "Make one.", "sales", 0])),
        ("failed", Settled::Failed, json!(["failed", "", "Make one.", "", 1])),
        (
            "counted",
            Settled::Retry {
                not_before_ms: NOW + 9,
                counted: true,
            },
            json!(["waiting", "", "Make one.", "sales", 1]),
        ),
        (
            "again",
            Settled::Again { link: Box::default() },
            json!(["waiting", "", "", "", 0]),
        ),
        (
            "unknown",
            Settled::Unknown { not_before_ms: NOW + 9 },
            json!(["unknown", "", "Make one.", "", 0]),
        ),
    ] {
        store.enqueue(&[job(Kind::Invoice, number, "x")], NOW).unwrap();
        let taken = take(&*store, NOW);
        assert_eq!(taken.number, number);
        store.settle(&taken, &settled, &why, NOW + 2_000).unwrap();
        if number == "again" {
            let again = take(&*store, NOW);
            assert_eq!(
                (again.number.as_str(), again.code.as_str()),
                ("again", "account_missing")
            );
            store.release(&[(again.id, again.fence)], NOW + 9, NOW + 2_000).unwrap();
        }
        let row = row(&*store, number);
        assert_eq!(
            (
                json!([row["state"], row["action"], row["fix"], row["subject"], row["attempt"]]),
                &row["code"],
                &row["message"],
                &row["updated_at"]
            ),
            (
                wanted,
                &json!("account_missing"),
                &json!("There is no account."),
                &json!(timestamp(NOW + 2_000))
            ),
            "{number}"
        );
    }
}

pub fn what_is_held_for_the_same_reason_has_its_line_already(new: &dyn Factory) {
    let store = new.store();
    let mut now = NOW;
    for (code, lines) in [("a", 1), ("a", 1), ("b", 2), ("a", 3)] {
        held(&*store, "1", code, now);
        assert_eq!(log(&*store).len(), lines, "{code}");
        now += 86_400_000;
        store.wake_held("default", true, now).unwrap();
    }
}

pub fn the_pause_of_a_held_job_grows_with_its_age(new: &dyn Factory) {
    const MINUTE: i64 = 60_000;
    let store = new.store();
    for (age, pause) in [
        (0, 30),
        (30, 30),
        (60, 30),
        (80, 40),
        (300, 150),
        (720, 360),
        (9_000, 360),
    ] {
        let now = NOW + age * MINUTE;
        store.wake_held("default", true, now).unwrap();
        held(&*store, "1", "account_missing", now);
        let (.., not_before) = store.active("default", Kind::Invoice, "1").unwrap().unwrap();
        assert_eq!(not_before - now, pause * MINUTE, "after {age} minutes");
    }
    // A newer snapshot is young again.
    store
        .enqueue(&[job(Kind::Invoice, "1", "newer")], NOW + 9_001 * MINUTE)
        .unwrap();
    let now = NOW + 9_001 * MINUTE;
    store
        .settle(&take(&*store, now), &Settled::Held, &line("c"), now)
        .unwrap();
    let (.., not_before) = store.active("default", Kind::Invoice, "1").unwrap().unwrap();
    assert_eq!(not_before - now, 30 * MINUTE);
}

pub fn an_ending_without_a_link_keeps_the_present_one_and_knows_the_new_content(new: &dyn Factory) {
    let store = new.store();
    let link = Link {
        xero_id: "x1".into(),
        fingerprint: "print".into(),
        ..Link::default()
    };
    linked(&*store, &job(Kind::Invoice, "1", "old"), link, NOW);
    let before = store.link("default", Kind::Invoice, "1").unwrap();
    store.enqueue(&[job(Kind::Invoice, "1", "new")], NOW + 1).unwrap();
    let nothing = Settled::Done {
        link: None,
        next: Vec::new(),
    };
    store
        .settle(&take(&*store, NOW + 1), &nothing, &line("unchanged"), NOW + 2)
        .unwrap();
    assert_eq!(store.link("default", Kind::Invoice, "1").unwrap(), before);
    assert_eq!(
        store.enqueue(&[job(Kind::Invoice, "1", "new")], NOW).unwrap().unchanged,
        1
    );
    assert_eq!(
        store.enqueue(&[job(Kind::Invoice, "1", "old")], NOW).unwrap().accepted,
        1
    );
}

pub fn going_again_stores_what_was_learnt(new: &dyn Factory) {
    let store = new.store();
    let again = |xero_id: &str| Settled::Again {
        link: Box::new(Link {
            xero_id: xero_id.into(),
            ..Link::default()
        }),
    };
    let id = || {
        store
            .link("default", Kind::Invoice, "1")
            .unwrap()
            .map(|link| link.xero_id)
    };
    store.enqueue(&[job(Kind::Invoice, "1", "old")], NOW).unwrap();
    store.settle(&take(&*store, NOW), &again("x1"), &line(""), NOW).unwrap();
    assert_eq!(id().as_deref(), Some("x1"));
    let taken = take(&*store, NOW);
    store.enqueue(&[job(Kind::Invoice, "1", "new")], NOW).unwrap();
    store.settle(&taken, &again("x2"), &line(""), NOW).unwrap();
    assert_eq!(id().as_deref(), Some("x2"), "for its successor as well");
    assert_eq!(state_of(&*store, "1"), ["done", "waiting"]);
}

pub fn what_follows_obeys_the_rules_of_what_comes_in(new: &dyn Factory) {
    let store = new.store();
    store
        .enqueue(&[job(Kind::Payment, "waits", "x"), job(Kind::Invoice, "1", "x")], NOW)
        .unwrap();
    let mut excluded = job(Kind::Payment, "excluded", "x");
    excluded.entity = Entity::Order;
    store.exclude(&[(Entity::Order, "excluded".into())], true, NOW).unwrap();
    let ended = Settled::Done {
        link: None,
        next: vec![
            job(Kind::Payment, "waits", "x"),
            job(Kind::Refund, "new", "x"),
            excluded,
            job(Kind::Invoice, "1", "newer"),
        ],
    };
    let taken = take(&*store, NOW);
    assert!(store.settle(&taken, &ended, &line(""), NOW).unwrap());
    assert_eq!(
        states(&*store),
        [
            ("waits", "waiting"),
            ("1", "done"),
            ("new", "waiting"),
            ("1", "waiting")
        ]
        .map(|(number, state)| (number.to_owned(), state.to_owned()))
    );
}

pub fn a_record_belongs_to_the_books_that_it_was_sent_to(new: &dyn Factory) {
    let store = new.store();
    connection(&*store);
    let bind = |id: &str| store.set_organisation("default", id, "", "", "[]", None).unwrap();
    bind("books-a");
    for (number, sent_to, moved_to, found) in [
        ("1", "books-a", "books-b", "default@books-a"),
        ("2", "books-b", "books-b", "default"),
        ("3", "app:client", "books-b", "default"),
        ("4", "", "books-b", "default"),
        ("5", "books-b", "", "default"),
    ] {
        store.enqueue(&[job(Kind::Invoice, number, "x")], NOW).unwrap();
        let taken = take(&*store, NOW);
        let sent = Departure {
            organisation: sent_to.into(),
            ..departure(&taken)
        };
        store.mark_sent(&[sent], "key", NOW).unwrap();
        bind(moved_to);
        assert!(
            store
                .settle(&taken.proven(Proof::Answered), &done(number), &line(""), NOW)
                .unwrap()
        );
        for books in ["default", "default@books-a", "default@books-b"] {
            let link = store.link(books, Kind::Invoice, number).unwrap();
            assert_eq!(link.is_some(), books == found, "{number} in {books}");
        }
    }
}

pub fn one_of_many_processes_settles(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    let jobs: Vec<_> = (0..20).map(|n| job(Kind::Invoice, &n.to_string(), "x")).collect();
    store.enqueue(&jobs, NOW).unwrap();
    let taken = claim(&*store, Kind::Invoice, State::Waiting, 50, NOW);
    let settled: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let (own, taken) = (place.open(), &taken);
                scope.spawn(move || {
                    let ends = |job: &&Claimed| own.settle(job, &done(&job.key), &line("created"), NOW).unwrap();
                    taken.iter().filter(ends).count()
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert_eq!((settled, log(&*store).len()), (20, 20));
}
