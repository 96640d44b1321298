//! What comes in: a new row, a newer snapshot, another turn, or nothing.

use ledgerline::queue::{Enqueued, Kind, Settled, State};

use super::{Factory, NOW, bystander, claim, done, job, line, row, rows, state_of, take};

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
