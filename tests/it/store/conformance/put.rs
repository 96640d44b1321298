//! What comes in: a new row, a newer snapshot, another turn, or nothing.

use ledgerline::clock::timestamp;
use ledgerline::queue::row::OnRecord;
use ledgerline::queue::{Enqueued, Entity, HISTORY, Kind, NewJob, Proof, Settled, State};
use serde_json::{Value, json};

use super::{ALIKE, Factory, NOW, bystander, claim, departure, done, held, job, line, row, rows, state_of, take};

pub fn a_newer_snapshot_replaces_the_one_that_waits(new: &dyn Factory) {
    let store = new.store();
    let other = bystander(&*store);
    store.enqueue(&[job(Kind::Invoice, "1", "old")], NOW).unwrap();
    let tally = store.enqueue(&[job(Kind::Invoice, "1", "new")], NOW + 1).unwrap();
    assert_eq!(
        tally,
        Enqueued {
            replaced: 1,
            ..Enqueued::default()
        }
    );
    let taken = take(&*store, NOW + 2);
    assert_eq!(taken.snapshot_hash, "new");
    assert_eq!(rows(&*store).len(), 2);
    assert_eq!(row(&*store, "bystander"), other);
}

pub fn an_unchanged_snapshot_is_dropped(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "same")], NOW).unwrap();
    let tally = store.enqueue(&[job(Kind::Invoice, "1", "same")], NOW).unwrap();
    assert_eq!(
        tally,
        Enqueued {
            unchanged: 1,
            ..Enqueued::default()
        }
    );
    take(&*store, NOW);
    assert_eq!(
        store
            .enqueue(&[job(Kind::Invoice, "1", "same")], NOW)
            .unwrap()
            .unchanged,
        1,
        "while it runs"
    );
}

pub fn a_running_job_gets_one_successor(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "first")], NOW).unwrap();
    take(&*store, NOW);
    assert_eq!(
        store
            .enqueue(&[job(Kind::Invoice, "1", "second")], NOW)
            .unwrap()
            .accepted,
        1
    );
    assert_eq!(
        store
            .enqueue(&[job(Kind::Invoice, "1", "third")], NOW)
            .unwrap()
            .replaced,
        1
    );
    assert_eq!(state_of(&*store, "1"), ["running", "waiting"]);
}

pub fn a_job_that_only_fills_a_gap_never_replaces(new: &dyn Factory) {
    let store = new.store();
    let mut gap = job(Kind::Contact, "1", "from a document");
    gap.only_if_absent = true;
    store.enqueue(&[job(Kind::Contact, "1", "own")], NOW).unwrap();
    assert_eq!(store.enqueue(&[gap.clone()], NOW).unwrap().unchanged, 1);
    let own = claim(&*store, Kind::Contact, State::Waiting, 9, NOW).remove(0);
    assert_eq!(own.snapshot_hash, "own");
    assert_eq!(
        store.enqueue(&[gap.clone()], NOW).unwrap().unchanged,
        1,
        "while it runs"
    );
    store.settle(&own, &done("c1"), &line(""), NOW).unwrap();
    assert_eq!(
        store.enqueue(&[gap], NOW).unwrap().unchanged,
        1,
        "when the link is there"
    );
}

pub fn what_was_settled_unchanged_is_not_taken_again_unless_a_person_or_new_settings_ask(new: &dyn Factory) {
    let store = new.store();
    let mut same = job(Kind::Invoice, "1", "same");
    store.enqueue(&[same.clone()], NOW).unwrap();
    store.settle(&take(&*store, NOW), &done("x1"), &line(""), NOW).unwrap();
    assert_eq!(store.enqueue(&[same.clone()], NOW).unwrap().unchanged, 1);
    same.settings_hash = "other settings".into();
    assert_eq!(
        store.enqueue(&[same.clone()], NOW).unwrap().unchanged,
        1,
        "an event does not compare settings"
    );
    same.compare_settings = true;
    assert_eq!(
        store.enqueue(&[same.clone()], NOW).unwrap().accepted,
        1,
        "Sync All does"
    );
    store.settle(&take(&*store, NOW), &done("x1"), &line(""), NOW).unwrap();
    same.compare_settings = false;
    same.force = true;
    assert_eq!(
        store.enqueue(&[same], NOW).unwrap().accepted,
        1,
        "a person asked for it"
    );
}

pub fn what_a_person_sends_goes_first_with_all_that_stands_for_it(new: &dyn Factory) {
    let store = new.store();
    let other = bystander(&*store);
    let mut payment = job(Kind::Payment, "1", "x");
    payment.key = "invoice:1".into();
    store.enqueue(&[payment], NOW).unwrap();
    let claimed = claim(&*store, Kind::Payment, State::Waiting, 9, NOW).remove(0);
    store
        .settle(&claimed, &Settled::Held, &line("account_invalid"), NOW)
        .unwrap();
    let mut asked = job(Kind::Invoice, "1", "x");
    asked.priority = 10;
    store.enqueue(&[asked.clone()], NOW).unwrap();
    asked.force = true;
    asked.priority = 0;
    let tally = store.enqueue(&[asked], NOW + 1).unwrap();
    assert_eq!(
        tally,
        Enqueued {
            waiting: 1,
            ..Enqueued::default()
        }
    );
    for kind in [Kind::Invoice, Kind::Payment] {
        let found = claim(&*store, kind, State::Waiting, 9, NOW + 1);
        let urgent: Vec<_> = found
            .iter()
            .filter(|one| one.priority == 0)
            .map(|one| one.number.clone())
            .collect();
        assert_eq!(urgent, ["1"], "{kind:?}");
        let ids: Vec<_> = found.iter().map(|one| (one.id, one.fence)).collect();
        store.release(&ids, 0, NOW + 1).unwrap();
    }
    assert_eq!(row(&*store, "bystander")["state"], other["state"]);
}

/// A job with a value of its own in every field.
fn whole() -> NewJob {
    NewJob {
        connection: "Zoë's shop".into(),
        kind: Kind::CreditNote,
        key: "creditmemo:12 🚀".into(),
        entity: Entity::CreditMemo,
        entity_id: "12".into(),
        number: "CM-0012 – Ærø".into(),
        store_id: "3".into(),
        priority: 20,
        snapshot: "{\"name\":\"Zoë 🚀 𝄞\",\"nothing\":\"\"}".into(),
        snapshot_hash: "hash".into(),
        total: Some("119.00".into()),
        currency: Some("EUR".into()),
        only_if_absent: false,
        force: false,
        settings_hash: "settings".into(),
        compare_settings: false,
    }
}

pub fn every_field_comes_back_as_it_was_given(new: &dyn Factory) {
    let store = new.store();
    let job = whole();
    assert_eq!(store.enqueue(std::slice::from_ref(&job), NOW).unwrap().accepted, 1);
    let taken = store
        .claim(&job.connection, job.kind, State::Waiting, 9, 20, "me", NOW + 1, NOW)
        .unwrap()
        .remove(0);
    assert_eq!(
        (
            &taken.connection,
            taken.kind,
            &taken.key,
            taken.entity,
            &taken.entity_id
        ),
        (&job.connection, job.kind, &job.key, job.entity, &job.entity_id)
    );
    assert_eq!(
        (
            &taken.number,
            &taken.store_id,
            taken.priority,
            &taken.snapshot,
            &taken.snapshot_hash
        ),
        (&job.number, &job.store_id, 20, &job.snapshot, &job.snapshot_hash)
    );
    assert_eq!(
        (taken.fence, taken.attempts, taken.code.as_str(), taken.subject.as_str()),
        (1, 0, "", "")
    );
    assert_eq!(
        (taken.sent_at_ms, taken.sent_note, taken.proof),
        (None, None, Proof::Nothing)
    );
    assert_eq!((taken.mark.as_str(), taken.sent_to.as_str()), ("", ""));
    assert!(taken.id > 0);
}

pub fn texts_that_look_alike_are_different_records(new: &dyn Factory) {
    let store = new.store();
    for key in ALIKE {
        for connection in ["default", "Default"] {
            let mut one = job(Kind::Invoice, key, "x");
            one.connection = connection.into();
            assert_eq!(
                store.enqueue(&[one.clone()], NOW).unwrap().accepted,
                1,
                "{connection} {key:?}"
            );
            assert_eq!(store.enqueue(&[one], NOW).unwrap().unchanged, 1, "{connection} {key:?}");
        }
        assert_eq!(
            store.enqueue(&[job(Kind::Payment, key, "x")], NOW).unwrap().accepted,
            1,
            "another kind of {key:?}"
        );
    }
    assert_eq!(rows(&*store).len(), ALIKE.len() * 3);
    let mut other_case = job(Kind::Invoice, "a", "X");
    other_case.connection = "Default".into();
    assert_eq!(
        store.enqueue(&[other_case], NOW).unwrap().replaced,
        1,
        "fingerprints too"
    );
}

pub fn a_snapshot_may_be_large_or_empty(new: &dyn Factory) {
    let store = new.store();
    let mut large = job(Kind::Invoice, "large", "x");
    large.snapshot = "🚀\"\\\n\0 ".repeat(400_000);
    let mut empty = job(Kind::Invoice, "empty", "");
    empty.snapshot = String::new();
    empty.entity_id = String::new();
    empty.number = String::new();
    store.enqueue(&[large.clone(), empty], NOW).unwrap();
    let found = take(&*store, NOW);
    assert!(
        found.snapshot == large.snapshot,
        "{} bytes came back",
        found.snapshot.len()
    );
    let found = take(&*store, NOW);
    assert_eq!(
        (
            found.snapshot.as_str(),
            found.snapshot_hash.as_str(),
            found.number.as_str(),
            found.entity_id.as_str()
        ),
        ("", "", "", "")
    );
}

pub fn the_newer_snapshot_brings_all_its_fields_and_a_new_start(new: &dyn Factory) {
    let store = new.store();
    let id = held(&*store, "1", "account_missing", NOW);
    let mut newer = job(Kind::Invoice, "1", "new");
    newer.number = "1-new".into();
    newer.store_id = "2".into();
    newer.total = Some("5.00".into());
    newer.currency = Some("NZD".into());
    newer.settings_hash = "other".into();
    newer.priority = 30;
    assert_eq!(store.enqueue(&[newer.clone()], NOW + 5_000).unwrap().replaced, 1);
    let row = row(&*store, "1-new");
    assert_eq!(
        (
            &row["id"],
            &row["store_id"],
            &row["total"],
            &row["currency"],
            &row["priority"]
        ),
        (&json!(id), &json!("2"), &json!("5.00"), &json!("NZD"), &json!(10)),
        "the smaller priority stays"
    );
    assert_eq!(
        (
            &row["state"],
            &row["code"],
            &row["message"],
            &row["fix"],
            &row["subject"],
            &row["attempt"]
        ),
        (
            &json!("waiting"),
            &json!(""),
            &json!(""),
            &json!(""),
            &json!(""),
            &json!(0)
        )
    );
    assert_eq!(
        (&row["created_at"], &row["updated_at"], &row["not_before_at"]),
        (&json!(timestamp(NOW)), &json!(timestamp(NOW + 5_000)), &Value::Null)
    );
    let taken = take(&*store, NOW + 5_000);
    assert_eq!(
        (taken.snapshot.as_str(), taken.snapshot_hash.as_str()),
        (newer.snapshot.as_str(), "new")
    );
    store.settle(&taken, &done("x"), &line(""), NOW).unwrap();
    newer.compare_settings = true;
    assert_eq!(
        store.enqueue(&[newer], NOW).unwrap().unchanged,
        1,
        "the settings are the newer ones"
    );
}

pub fn a_record_that_was_cancelled_says_so_when_it_comes_back(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    store.cancel(&[row(&*store, "1")["id"].as_i64().unwrap()], NOW).unwrap();
    store.enqueue(&[job(Kind::Invoice, "1", "y")], NOW).unwrap();
    assert_eq!(take(&*store, NOW).code, "was_cancelled");
}

pub fn one_call_may_bring_a_record_several_times_or_nothing(new: &dyn Factory) {
    let store = new.store();
    assert_eq!(store.enqueue(&[], NOW).unwrap(), Enqueued::default());
    let tally = store
        .enqueue(&["a", "b", "b"].map(|content| job(Kind::Invoice, "1", content)), NOW)
        .unwrap();
    assert_eq!((tally.accepted, tally.replaced, tally.unchanged), (1, 1, 1));
    assert_eq!(take(&*store, NOW).snapshot_hash, "b");
}

pub fn a_contact_that_only_fills_a_gap_is_counted_as_such(new: &dyn Factory) {
    let store = new.store();
    let mut gap = job(Kind::Contact, "guest:1", "x");
    gap.only_if_absent = true;
    let tally = store.enqueue(&[gap, job(Kind::Contact, "guest:2", "x")], NOW).unwrap();
    assert_eq!((tally.accepted, tally.parties), (2, 1));
}

pub fn what_waits_goes_earlier_when_it_happens_and_at_once_when_a_person_asks(new: &dyn Factory) {
    let store = new.store();
    let mut one = job(Kind::Invoice, "1", "x");
    one.priority = HISTORY;
    store.enqueue(&[one.clone()], NOW).unwrap();
    let pause = Settled::Retry {
        not_before_ms: NOW + 9_000,
        counted: false,
    };
    store.settle(&take(&*store, NOW), &pause, &line("limit"), NOW).unwrap();
    one.priority = 10;
    assert_eq!(store.enqueue(&[one.clone()], NOW + 1_000).unwrap().unchanged, 1);
    let hastened = row(&*store, "1");
    assert_eq!(
        (
            &hastened["priority"],
            &hastened["not_before_at"],
            &hastened["updated_at"]
        ),
        (&json!(10), &json!(timestamp(NOW + 9_000)), &json!(timestamp(NOW)))
    );
    one.priority = 20;
    store.enqueue(&[one.clone()], NOW + 1_000).unwrap();
    assert_eq!(row(&*store, "1")["priority"], 10, "never later");
    one.priority = 5;
    one.force = true;
    assert_eq!(store.enqueue(&[one], NOW + 1_000).unwrap().waiting, 1);
    let asked = row(&*store, "1");
    assert_eq!(
        (&asked["priority"], &asked["not_before_at"], &asked["updated_at"]),
        (&json!(5), &Value::Null, &json!(timestamp(NOW + 1_000)))
    );
}

pub fn processes_that_bring_the_same_records_at_once_store_each_once(new: &dyn Factory) {
    let place = new.place();
    let jobs: Vec<_> = (0..30).map(|n| job(Kind::Invoice, &n.to_string(), "x")).collect();
    let tallies: Vec<Enqueued> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let (own, jobs) = (place.open(), &jobs);
                scope.spawn(move || {
                    jobs.chunks(3)
                        .map(|some| own.enqueue(some, NOW).unwrap())
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    let sum = |count: fn(&Enqueued) -> u64| tallies.iter().map(count).sum::<u64>();
    assert_eq!((sum(|one| one.accepted), sum(|one| one.unchanged)), (30, 90));
    assert_eq!(rows(&*place.open()).len(), 30);
}

pub fn what_was_stored_is_there_after_a_restart(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    store.mark_sent(&[departure(&taken)], "key", NOW).unwrap();
    drop(store);
    let store = place.open();
    assert_eq!(state_of(&*store, "1"), ["running"]);
    assert!(store.in_doubt("default", Kind::Invoice, "1").unwrap());
    assert!(
        store
            .settle(&taken.proven(Proof::Answered), &done("x"), &line(""), NOW)
            .unwrap()
    );
}

pub fn what_there_is_of_a_record_can_be_asked_without_touching_it(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "sent")], NOW).unwrap();
    let taken = take(&*store, NOW);
    store.enqueue(&[job(Kind::Invoice, "1", "newer")], NOW).unwrap();
    let before = rows(&*store);
    let asked = [job(Kind::Invoice, "1", "newest"), job(Kind::Invoice, "2", "new")];
    let on = store.on_records(&asked).unwrap();
    assert_eq!(on.len(), 2);
    assert_eq!(
        on[0].active.as_ref().map(|hashes| hashes.snapshot.as_str()),
        Some("sent")
    );
    let open = on[0].open.as_ref().expect("the one that waits");
    assert_eq!((open.state, open.hashes.snapshot.as_str()), (State::Waiting, "newer"));
    assert!(!on[0].excluded && on[0].settled.is_none());
    assert_eq!(on[1], OnRecord::default());
    assert_eq!(rows(&*store), before);
    assert_eq!(taken.snapshot_hash, "sent");
}
