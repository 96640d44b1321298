//! What people decide: retry, send, hold, cancel, exclude.

use ledgerline::queue::{HISTORY, Kind, Settled};

use super::{Factory, NOW, bystander, job, line, row, row_id, state_of, take};

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
