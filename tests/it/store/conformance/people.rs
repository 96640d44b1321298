//! What people decide: retry, send, hold, cancel, exclude.

use ledgerline::clock::timestamp;
use ledgerline::engine::Store;
use ledgerline::message::Message;
use ledgerline::queue::{Enqueued, Entity, HISTORY, Kind, Settled, State};
use serde_json::json;

use super::{Factory, NOW, bystander, claim, done, held, job, line, row, row_id, rows, state_of, take};

pub fn retry_hold_and_cancel_touch_the_named_rows_only(new: &dyn Factory) {
    let store = new.store();
    let other = bystander(&*store);
    store
        .enqueue(&[job(Kind::Invoice, "1", "x"), job(Kind::Invoice, "2", "x")], NOW)
        .unwrap();
    let id = row_id(&*store, "1");
    assert_eq!(store.hold(&[id, 9_999], NOW).unwrap(), 1);
    assert_eq!(row(&*store, "1")["code"], "held_by_person");
    assert_eq!(store.retry(Some(&[id]), None, NOW).unwrap(), 1);
    assert_eq!(state_of(&*store, "1"), ["waiting"]);
    assert_eq!(store.cancel(&[id], NOW).unwrap(), 1);
    assert_eq!(state_of(&*store, "1"), ["cancelled"]);
    assert_eq!(store.hold(&[id], NOW).unwrap(), 0, "a cancelled job cannot be held");
    let running = take(&*store, NOW);
    assert_eq!(running.number, "2");
    assert_eq!(
        store.cancel(&[running.id], NOW).unwrap(),
        0,
        "a running job cannot be cancelled"
    );
    assert_eq!(store.retry(Some(&[running.id]), None, NOW).unwrap(), 0);
    assert_eq!(row(&*store, "bystander"), other);
}

pub fn retry_by_code_takes_all_of_that_code(new: &dyn Factory) {
    let store = new.store();
    for (number, code) in [("1", "a"), ("2", "b"), ("3", "a")] {
        store.enqueue(&[job(Kind::Invoice, number, "x")], NOW).unwrap();
        store
            .settle(&take(&*store, NOW), &Settled::Held, &line(code), NOW)
            .unwrap();
    }
    assert_eq!(store.retry(None, Some("a"), NOW).unwrap(), 2);
    assert_eq!(state_of(&*store, "2"), ["held"]);
    assert_eq!(store.retry(None, None, NOW).unwrap(), 1);
}

pub fn retrying_all_leaves_what_a_person_put_on_hold(new: &dyn Factory) {
    let store = new.store();
    store
        .enqueue(&[job(Kind::Invoice, "1", "x"), job(Kind::Invoice, "2", "x")], NOW)
        .unwrap();
    store.hold(&[row_id(&*store, "1")], NOW).unwrap();
    store
        .settle(&take(&*store, NOW), &Settled::Held, &line("tax_rate_unmapped"), NOW)
        .unwrap();
    assert_eq!(store.retry(None, None, NOW + 1).unwrap(), 1);
    assert_eq!(state_of(&*store, "1"), ["held"]);
    let released = row(&*store, "2");
    assert_eq!(
        (released["state"].as_str(), released["message"].as_str()),
        (Some("waiting"), Some(""))
    );
    assert_eq!(store.retry(Some(&[row_id(&*store, "1")]), None, NOW + 2).unwrap(), 1);
}

pub fn sending_all_brings_new_business_forward_and_leaves_history_where_it_is(new: &dyn Factory) {
    let store = new.store();
    for (number, priority) in [("held", 10), ("history", HISTORY), ("new", 10)] {
        let mut one = job(Kind::Invoice, number, "x");
        one.priority = priority;
        store.enqueue(&[one], NOW).unwrap();
        if number == "held" {
            store
                .settle(&take(&*store, NOW), &Settled::Held, &line("tax_rate_unmapped"), NOW)
                .unwrap();
        }
    }
    assert_eq!(store.send_all(NOW + 1).unwrap(), 2);
    let priority = |number| row(&*store, number)["priority"].as_i64();
    assert_eq!(
        [priority("held"), priority("new"), priority("history")],
        [Some(0), Some(5), Some(HISTORY)]
    );
}

pub fn what_a_person_holds_is_not_woken_by_a_drain(new: &dyn Factory) {
    let store = new.store();
    let other = bystander(&*store);
    assert_eq!(store.wake_held("default", true, NOW + 90 * 86_400_000).unwrap(), 0);
    assert_eq!(row(&*store, "bystander"), other);
}

pub fn a_cancelled_job_comes_back_when_its_record_changes(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    store.cancel(&[row_id(&*store, "1")], NOW).unwrap();
    assert_eq!(
        store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap().unchanged,
        1
    );
    assert_eq!(state_of(&*store, "1"), ["cancelled"]);
    assert_eq!(
        store
            .enqueue(&[job(Kind::Invoice, "1", "changed")], NOW)
            .unwrap()
            .replaced,
        1
    );
    assert_eq!(state_of(&*store, "1"), ["waiting"]);
}

pub fn what_a_person_cancelled_is_remembered_for_ever(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let id = row_id(&*store, "1");
    store.cancel(&[id], NOW).unwrap();
    store.prune(NOW + 1, NOW + 1).unwrap();
    assert_eq!(state_of(&*store, "1"), ["cancelled"]);
    let again = store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW + 2).unwrap();
    assert_eq!(
        (again.accepted, again.replaced, again.unchanged),
        (0, 0, 1),
        "the sweep offers it again"
    );
    assert!(store.ready("default", i64::MAX, NOW + 3).unwrap().is_empty());
    // It comes back when the record changes, with what it says then.
    store.enqueue(&[job(Kind::Invoice, "1", "changed")], NOW + 2).unwrap();
    assert_eq!(take(&*store, NOW + 3).snapshot_hash, "changed");
}

pub fn what_a_person_cancelled_is_remembered_when_its_person_is_erased(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let id = row_id(&*store, "1");
    store.cancel(&[id], NOW).unwrap();
    let erased = store.erase("1", None, None).unwrap();
    assert_eq!((erased.jobs, erased.open), (1, 0));
    assert_eq!(state_of(&*store, "1"), ["cancelled"]);
    assert_eq!(
        store
            .enqueue(&[job(Kind::Invoice, "1", "x")], NOW + 2)
            .unwrap()
            .unchanged,
        1
    );
    store.retry(Some(&[id]), None, NOW).unwrap();
    assert_eq!(take(&*store, NOW + 3).snapshot, "", "nothing of it is left");
}

/// An invoice that failed after one attempt, with everything that a person would see.
fn failed(store: &dyn Store, number: &str) -> i64 {
    store.enqueue(&[job(Kind::Invoice, number, "x")], NOW).unwrap();
    let taken = take(store, NOW);
    let mut why = line("gave_up");
    why.fix = Message::words("Try again.");
    assert!(store.settle(&taken, &Settled::Failed, &why, NOW).unwrap());
    taken.id
}

pub fn a_retry_is_a_new_start_in_front_and_keeps_the_code(new: &dyn Factory) {
    let store = new.store();
    let ids = [failed(&*store, "1"), held(&*store, "2", "account_missing", NOW)];
    assert_eq!(
        store
            .retry(Some(&ids), Some("ignored beside ids"), NOW + 2_000)
            .unwrap(),
        2
    );
    for (number, code) in [("1", "gave_up"), ("2", "account_missing")] {
        let row = row(&*store, number);
        assert_eq!(
            json!([
                row["state"],
                row["code"],
                row["message"],
                row["fix"],
                row["attempt"],
                row["priority"],
                row["not_before_at"],
                row["updated_at"]
            ]),
            json!(["waiting", code, "", "", 0, 0, null, timestamp(NOW + 2_000)])
        );
    }
    assert_eq!(store.retry(Some(&[]), None, NOW).unwrap(), 0, "no ids are not all");
}

pub fn what_a_person_holds_says_so(new: &dyn Factory) {
    let store = new.store();
    let failed = failed(&*store, "2");
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let ids = [row_id(&*store, "1"), failed];
    assert_eq!(store.hold(&ids, NOW + 2_000).unwrap(), 2);
    for number in ["1", "2"] {
        let row = row(&*store, number);
        assert_eq!(
            json!([row["state"], row["code"], row["updated_at"]]),
            json!(["held", "held_by_person", timestamp(NOW + 2_000)])
        );
        assert!(
            row["message"].as_str().is_some_and(|text| text.ends_with('.')),
            "a sentence"
        );
    }
    assert_eq!(store.hold(&ids, NOW).unwrap(), 0, "held already");
    assert_eq!(
        store.retry(None, Some("held_by_person"), NOW).unwrap(),
        2,
        "by its code"
    );
}

pub fn what_a_person_cancels_says_so(new: &dyn Factory) {
    let store = new.store();
    let stuck = [failed(&*store, "2"), held(&*store, "3", "c", NOW)];
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let ids = [stuck[0], row_id(&*store, "1"), stuck[1]];
    assert_eq!(store.cancel(&ids, NOW + 2_000).unwrap(), 3);
    for number in ["1", "2", "3"] {
        let row = row(&*store, number);
        assert_eq!(
            json!([row["state"], row["code"], row["fix"], row["updated_at"]]),
            json!(["cancelled", "cancelled_by_person", "", timestamp(NOW + 2_000)])
        );
    }
    assert_eq!(store.cancel(&ids, NOW).unwrap(), 0);
}

pub fn sending_all_leaves_what_is_in_front_and_what_cannot_go(new: &dyn Factory) {
    let store = new.store();
    let other = bystander(&*store);
    failed(&*store, "failed");
    let mut manual = job(Kind::Invoice, "manual", "x");
    manual.priority = 0;
    store.enqueue(&[manual], NOW).unwrap();
    let before = row(&*store, "manual");
    store.enqueue(&[job(Kind::Payment, "later", "x")], NOW).unwrap();
    let later = claim(&*store, Kind::Payment, State::Waiting, 1, NOW).remove(0);
    let pause = Settled::Retry {
        not_before_ms: NOW + 90_000,
        counted: true,
    };
    store.settle(&later, &pause, &line("not_sent"), NOW).unwrap();
    assert_eq!(store.send_all(NOW + 2_000).unwrap(), 2);
    assert_eq!(row(&*store, "manual"), before);
    assert_eq!(row(&*store, "bystander"), other);
    let later = row(&*store, "later");
    assert_eq!(
        json!([
            later["priority"],
            later["not_before_at"],
            later["updated_at"],
            later["attempt"]
        ]),
        json!([5, null, timestamp(NOW + 2_000), 1])
    );
    assert_eq!(row(&*store, "failed")["priority"], 0);
}

pub fn a_record_that_is_taken_out_stays_out_until_it_is_let_in(new: &dyn Factory) {
    let store = new.store();
    let other = bystander(&*store);
    held(&*store, "1", "account_missing", NOW);
    let record = [(Entity::Invoice, "1".to_owned())];
    let excluded = |entity, id: &str| store.excluded(entity, id).unwrap();
    assert!(!excluded(Entity::Invoice, "1"));
    assert_eq!(store.exclude(&record, true, NOW + 2_000).unwrap(), 1);
    assert_eq!(store.exclude(&record, true, NOW + 3_000).unwrap(), 0, "out already");
    assert!(excluded(Entity::Invoice, "1"));
    assert!(!excluded(Entity::Order, "1"));
    for id in ["2", "1 ", " 1"] {
        assert!(!excluded(Entity::Invoice, id), "{id:?}");
    }
    let out = row(&*store, "1");
    assert_eq!(
        json!([out["state"], out["code"], out["fix"], out["subject"], out["updated_at"]]),
        json!(["cancelled", "excluded", "", "", timestamp(NOW + 2_000)])
    );
    let mut asked = job(Kind::Invoice, "1", "changed");
    asked.force = true;
    assert_eq!(
        store.enqueue(&[asked], NOW).unwrap(),
        Enqueued {
            excluded: 1,
            ..Enqueued::default()
        },
        "not even when a person asks"
    );
    assert_eq!(state_of(&*store, "1"), ["cancelled"]);
    assert_eq!(store.exclude(&record, false, NOW + 4_000).unwrap(), 1);
    assert_eq!(store.exclude(&record, false, NOW + 5_000).unwrap(), 0);
    let back = row(&*store, "1");
    assert_eq!(
        json!([
            back["state"],
            back["code"],
            back["message"],
            back["attempt"],
            back["not_before_at"],
            back["updated_at"]
        ]),
        json!(["waiting", "", "", 0, null, timestamp(NOW + 4_000)])
    );
    assert_eq!(row(&*store, "bystander"), other);
}

pub fn taking_out_leaves_what_is_under_way_and_what_a_person_cancelled(new: &dyn Factory) {
    let store = new.store();
    let mut all = Vec::new();
    for number in ["running", "unknown", "cancelled", "done"] {
        store.enqueue(&[job(Kind::Invoice, number, "x")], NOW).unwrap();
        all.push((Entity::Invoice, number.to_owned()));
        if number == "cancelled" {
            store.cancel(&[row_id(&*store, number)], NOW).unwrap();
            continue;
        }
        let taken = take(&*store, NOW);
        match number {
            "unknown" => store
                .settle(&taken, &Settled::Unknown { not_before_ms: NOW }, &line("c"), NOW)
                .unwrap(),
            "done" => store.settle(&taken, &done("x"), &line("c"), NOW).unwrap(),
            _ => true,
        };
    }
    let before = rows(&*store);
    all.push((Entity::Invoice, "never seen".into()));
    assert_eq!(store.exclude(&all, true, NOW + 1).unwrap(), 5);
    assert_eq!(rows(&*store), before);
    assert_eq!(store.exclude(&all, false, NOW + 1).unwrap(), 5);
    assert_eq!(rows(&*store), before, "what was cancelled by name stays so");
}

pub fn held_jobs_are_counted_and_woken_by_code_and_age(new: &dyn Factory) {
    let store = new.store();
    for (number, code, at) in [
        ("1", "a", NOW),
        ("2", "b", NOW + 1_000),
        ("3", "a", NOW + 2_000),
        ("4", "c", NOW + 3_000),
    ] {
        held(&*store, number, code, at);
    }
    failed(&*store, "5");
    let named = |list: &[(&str, i64)]| {
        list.iter()
            .map(|(code, n)| ((*code).to_owned(), *n))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        store.held_codes("default").unwrap(),
        named(&[("a", 2), ("b", 1), ("c", 1)])
    );
    assert_eq!(store.held_codes("other").unwrap(), []);
    assert_eq!(
        store.held_since("default", NOW + 1_000).unwrap(),
        named(&[("a", 1), ("b", 1), ("c", 1)])
    );
    assert_eq!(store.held_since("default", NOW + 3_001).unwrap(), []);
    assert_eq!(store.held_since("other", 0).unwrap(), []);
    let codes = ["a".to_owned(), "c".to_owned(), "nonsense".to_owned()];
    assert_eq!(store.wake_codes("other", &codes, 0, NOW + 4_000).unwrap(), 0);
    assert_eq!(store.wake_codes("default", &[], 0, NOW + 4_000).unwrap(), 0);
    assert_eq!(
        store.wake_codes("default", &codes, NOW + 2_000, NOW + 4_000).unwrap(),
        2
    );
    let states = ["1", "2", "3", "4", "5"].map(|number| row(&*store, number)["state"].clone());
    assert_eq!(states, ["held", "held", "waiting", "waiting", "failed"]);
    let woken = row(&*store, "3");
    assert_eq!(
        json!([
            woken["code"],
            woken["message"],
            woken["not_before_at"],
            woken["updated_at"]
        ]),
        json!(["a", "", null, timestamp(NOW + 4_000)])
    );
}

pub fn people_and_drains_that_meet_leave_every_job_in_one_state(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    let jobs: Vec<_> = (0..60).map(|n| job(Kind::Invoice, &n.to_string(), "x")).collect();
    store.enqueue(&jobs, NOW).unwrap();
    let ids: Vec<i64> = rows(&*store).iter().filter_map(|row| row["id"].as_i64()).collect();
    let (sent, cancelled) = std::thread::scope(|scope| {
        let drain = {
            let own = place.open();
            scope.spawn(move || {
                let mut sent = 0;
                loop {
                    let taken = claim(&*own, Kind::Invoice, State::Waiting, 5, NOW);
                    if taken.is_empty() {
                        return sent;
                    }
                    for job in taken {
                        sent += u64::from(own.settle(&job, &done("x"), &line("created"), NOW).unwrap());
                    }
                }
            })
        };
        let person = {
            let (own, ids) = (place.open(), &ids);
            scope.spawn(move || ids.iter().rev().map(|id| own.cancel(&[*id], NOW).unwrap()).sum::<u64>())
        };
        (drain.join().unwrap(), person.join().unwrap())
    });
    let count = |state: &str| rows(&*store).iter().filter(|row| row["state"] == state).count() as u64;
    assert_eq!((count("done"), count("cancelled")), (sent, cancelled));
    assert_eq!(sent + cancelled, 60);
}

pub fn what_there_is_of_records_is_their_newest_content(new: &dyn Factory) {
    let store = new.store();
    let of = |kind, id: &str, content: &str| job(kind, &format!("invoice:{id}"), content);
    let ids: Vec<String> = (1..=450).map(|id| id.to_string()).collect();
    let told = |connection: &str, entity| {
        let mut told: Vec<(String, Option<String>)> =
            store.contents(connection, entity, &ids).unwrap().into_iter().collect();
        told.sort();
        told
    };
    let waits = |id: &str, content: &str| (id.to_owned(), Some(content.to_owned()));
    assert_eq!(told("default", Entity::Invoice), []);
    store.enqueue(&[of(Kind::Invoice, "1", "first")], NOW).unwrap();
    assert_eq!(told("default", Entity::Invoice), [waits("1", "first")]);
    // Being sent, and once more behind it.
    let sent = take(&*store, NOW);
    assert_eq!(told("default", Entity::Invoice), [waits("1", "first")]);
    store.enqueue(&[of(Kind::Invoice, "1", "second")], NOW).unwrap();
    assert_eq!(told("default", Entity::Invoice), [waits("1", "second")]);
    store.settle(&sent, &done("x"), &line(""), NOW).unwrap();
    let sent = take(&*store, NOW);
    store.settle(&sent, &done("x"), &line(""), NOW).unwrap();
    assert_eq!(told("default", Entity::Invoice), [waits("1", "second")], "in Xero");
    store.prune(i64::MAX, i64::MAX).unwrap();
    assert_eq!(
        told("default", Entity::Invoice),
        [waits("1", "second")],
        "its link says so"
    );
    // Held, cancelled, a payment alone, and in another portion.
    store
        .enqueue(
            &[of(Kind::Invoice, "2", "held"), of(Kind::Invoice, "3", "cancelled")],
            NOW,
        )
        .unwrap();
    store.hold(&[row_id(&*store, "invoice:2")], NOW).unwrap();
    store.cancel(&[row_id(&*store, "invoice:3")], NOW).unwrap();
    store
        .enqueue(&[of(Kind::Payment, "1", "pays"), of(Kind::Payment, "450", "pays")], NOW)
        .unwrap();
    let all = [
        waits("1", "second"),
        waits("2", "held"),
        waits("3", "cancelled"),
        waits("450", "pays"),
    ];
    assert_eq!(told("default", Entity::Invoice), all);
    assert_eq!(told("other", Entity::Invoice), []);
    assert_eq!(told("default", Entity::Order), []);
    // A contact of the same number is not an invoice.
    store.enqueue(&[of(Kind::Contact, "4", "contact")], NOW).unwrap();
    assert_eq!(told("default", Entity::Invoice), all);
    store
        .exclude(
            &[(Entity::Invoice, "3".into()), (Entity::Invoice, "5".into())],
            true,
            NOW,
        )
        .unwrap();
    assert_eq!(
        told("default", Entity::Invoice),
        [
            waits("1", "second"),
            waits("2", "held"),
            ("3".into(), None),
            waits("450", "pays"),
            ("5".into(), None)
        ]
    );
}
