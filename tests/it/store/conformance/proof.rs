//! A claim goes only with proof: every verb that changes jobs, tried on one that holds a claim.

use ledgerline::engine::Store;
use ledgerline::queue::{Came, Claimed, Entity, Kind, LogLine, Proof, Settled, State};

use super::{Factory, NOW, claim, departure, done, job, line, row, rows, state_of, take};

/// A job that was sent; its answer is still to come.
pub fn sent(store: &dyn Store, number: &str) -> Claimed {
    store.enqueue(&[job(Kind::Payment, number, "x")], NOW).unwrap();
    let taken = claim(store, Kind::Payment, State::Waiting, 1, NOW).remove(0);
    assert_eq!(store.mark_sent(&[departure(&taken)], "key", NOW).unwrap(), 1);
    taken
}

/// A job of which nobody can tell whether it is in Xero.
fn unproven(store: &dyn Store, number: &str) -> i64 {
    let taken = sent(store, number);
    let mut line = line("outcome_unproven");
    line.status = "held".into();
    assert!(store.settle(&taken, &Settled::Unproven, &line, NOW).unwrap());
    assert_eq!(state_of(store, number), ["held"]);
    taken.id
}

fn take_out(store: &dyn Store, id: i64) {
    store.cancel(&[id], NOW).unwrap();
}

fn endings() -> Vec<Settled> {
    vec![
        done("x1"),
        Settled::Done {
            link: None,
            next: Vec::new(),
        },
        Settled::Held,
        Settled::Failed,
        Settled::Retry {
            not_before_ms: NOW,
            counted: true,
        },
        Settled::Again { link: Box::default() },
    ]
}

pub fn a_mark_needs_the_fence(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let old = take(&*store, NOW);
    store.rescue(NOW + 60_000, &|_| false, &|_| 0).unwrap();
    assert_eq!(
        store.mark_sent(&[departure(&old)], "key", NOW).unwrap(),
        0,
        "waiting again"
    );
    let new = take(&*store, NOW + 60_000);
    assert_eq!(store.mark_sent(&[departure(&old)], "key", NOW).unwrap(), 0, "another's");
    assert_eq!(store.mark_sent(&[departure(&new)], "key", NOW).unwrap(), 1);
}

pub fn no_ending_without_proof_frees_a_claim(new: &dyn Factory) {
    let store = new.store();
    for (n, ending) in endings().into_iter().enumerate() {
        let number = format!("p{n}");
        let taken = sent(&*store, &number);
        let said = LogLine {
            code: "not_the_sales_document".into(),
            ..line("not_the_sales_document")
        };
        let came = store.settle_all(&[(taken, ending.clone(), said)], NOW + 1).unwrap();
        assert_eq!(came, [Came::Doubted], "{ending:?}");
        assert_eq!(state_of(&*store, &number), ["unknown"], "{ending:?}");
        assert!(store.in_doubt("default", Kind::Payment, &number).unwrap());
        assert!(store.link("default", Kind::Payment, &number).unwrap().is_none());
    }
    let lines = store
        .log(&ledgerline::queue::Query {
            page: 1,
            page_size: 50,
            ..Default::default()
        })
        .unwrap();
    assert_eq!(lines.total, 0, "nobody is told what did not happen");
}

pub fn every_ending_with_proof_frees_it(new: &dyn Factory) {
    let store = new.store();
    for proof in [Proof::Answered, Proof::Refused, Proof::Found, Proof::NotThere] {
        for (n, ending) in endings().into_iter().enumerate() {
            let number = format!("{proof:?}{n}");
            let taken = sent(&*store, &number).proven(proof);
            assert!(store.settle(&taken, &ending, &line("c"), NOW + 1).unwrap());
            assert!(
                !store.in_doubt("default", Kind::Payment, &number).unwrap(),
                "{ending:?}"
            );
            store.cancel(&[taken.id], NOW).unwrap();
        }
    }
}

pub fn what_nobody_can_tell_is_shown_and_looked_up_again_by_every_verb(new: &dyn Factory) {
    type Verb = fn(&dyn Store, i64);
    let verbs: [(&str, Verb); 8] = [
        ("wake", |store, _| drop(store.wake_held("default", true, NOW))),
        ("wake by code", |store, _| {
            drop(store.wake_codes("default", &["outcome_unproven".into()], 0, NOW));
        }),
        ("retry", |store, id| drop(store.retry(Some(&[id]), None, NOW))),
        ("retry all", |store, _| drop(store.retry(None, None, NOW))),
        ("retry by code", |store, _| {
            drop(store.retry(None, Some("outcome_unproven"), NOW));
        }),
        ("send all", |store, _| drop(store.send_all(NOW))),
        ("a newer snapshot", |store, _| {
            drop(store.enqueue(&[job(Kind::Payment, "1", "newer")], NOW));
        }),
        ("the record is sent by a person", |store, _| {
            let mut invoice = job(Kind::Invoice, "1", "x");
            invoice.force = true;
            drop(store.enqueue(&[invoice], NOW));
        }),
    ];
    for (name, verb) in verbs {
        let store = new.store();
        let id = unproven(&*store, "1");
        verb(&*store, id);
        let row = rows(&*store).into_iter().find(|row| row["id"] == id).unwrap();
        assert_eq!(row["state"], "unknown", "{name}");
        assert!(store.in_doubt("default", Kind::Payment, "1").unwrap(), "{name}");
    }
    // And these leave it as it is.
    let others: [(&str, Verb); 3] = [
        ("never send", |store, _| {
            drop(store.exclude(
                &[(Entity::Invoice, row(store, "1")["entity_id"].as_str().unwrap().into())],
                true,
                NOW,
            ));
        }),
        ("prune", |store, _| drop(store.prune(NOW + 9, NOW + 9))),
        ("erase", |store, _| drop(store.erase("1", None, None))),
    ];
    for (name, verb) in others {
        let store = new.store();
        let id = unproven(&*store, "1");
        verb(&*store, id);
        assert_eq!(state_of(&*store, "1"), ["held"], "{name}");
        assert!(store.in_doubt("default", Kind::Payment, "1").unwrap(), "{name}");
    }
}

pub fn a_person_may_end_what_nobody_can_tell(new: &dyn Factory) {
    let store = new.store();
    let id = unproven(&*store, "1");
    assert_eq!(store.cancel(&[id], NOW).unwrap(), 1);
    assert_eq!(state_of(&*store, "1"), ["cancelled"]);
    assert!(!store.in_doubt("default", Kind::Payment, "1").unwrap());
    assert_eq!(store.retry(Some(&[id]), None, NOW).unwrap(), 1);
    assert_eq!(
        state_of(&*store, "1"),
        ["waiting"],
        "it is sent again as that person decided"
    );
    take_out(&*store, id);
    // What is looked up right now cannot be cancelled.
    let taken = sent(&*store, "2");
    let pause = Settled::Unknown { not_before_ms: NOW };
    store.settle(&taken, &pause, &line("unknown_outcome"), NOW).unwrap();
    assert_eq!(store.cancel(&[taken.id], NOW).unwrap(), 0);
    assert_eq!(state_of(&*store, "2"), ["unknown"]);
}

pub fn what_nobody_can_tell_takes_a_newer_snapshot_over(new: &dyn Factory) {
    let store = new.store();
    let taken = sent(&*store, "1");
    store.enqueue(&[job(Kind::Payment, "1", "newer")], NOW).unwrap();
    assert_eq!(state_of(&*store, "1"), ["running", "waiting"]);
    assert!(
        store
            .settle(&taken, &Settled::Unproven, &line("outcome_unproven"), NOW)
            .unwrap()
    );
    assert_eq!(state_of(&*store, "1"), ["held"]);
    store.wake_held("default", true, NOW).unwrap();
    let looked_up = claim(&*store, Kind::Payment, State::Unknown, 9, NOW).remove(0);
    assert_eq!((looked_up.id, looked_up.snapshot_hash.as_str()), (taken.id, "newer"));
}
