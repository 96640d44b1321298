//! What is deleted with age, and what stays.

use ledgerline::queue::{Kind, Settled, State};

use super::{Factory, NOW, bystander, claim, done, job, line, log, row, rows, state_of, states, take};

pub fn pruning_keeps_open_jobs_and_links(new: &dyn Factory) {
    let store = new.store();
    let other = bystander(&*store);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    store.settle(&take(&*store, NOW), &done("x1"), &line("c"), NOW).unwrap();
    store.enqueue(&[job(Kind::Invoice, "2", "x")], NOW).unwrap();
    assert_eq!(store.prune(NOW, NOW).unwrap(), (0, 0), "nothing is older");
    assert_eq!(store.prune(NOW + 1, NOW + 1).unwrap(), (1, 1));
    assert_eq!(state_of(&*store, "2"), ["waiting"]);
    assert_eq!(row(&*store, "bystander"), other);
    assert!(store.link("default", Kind::Invoice, "1").unwrap().is_some());
    assert_eq!(
        store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap().unchanged,
        1,
        "the link still knows it"
    );
}

pub fn age_is_counted_from_the_last_change_and_ends_with_the_moment(new: &dyn Factory) {
    let store = new.store();
    for (number, at) in [("1", NOW), ("2", NOW + 1_000)] {
        store.enqueue(&[job(Kind::Invoice, number, "x")], NOW - 9_000).unwrap();
        store
            .settle(&take(&*store, NOW), &done(number), &line("c"), at)
            .unwrap();
    }
    assert_eq!(store.prune(NOW + 1_000, 0).unwrap(), (1, 0), "lines alone");
    assert_eq!(store.prune(0, NOW + 1_000).unwrap(), (0, 1), "jobs alone");
    assert_eq!(states(&*store), [("2".to_owned(), "done".to_owned())]);
    assert_eq!(log(&*store).len(), 1);
}

pub fn what_may_be_in_xero_is_never_pruned(new: &dyn Factory) {
    let store = new.store();
    for number in ["waiting", "running", "unknown", "held", "failed"] {
        store.enqueue(&[job(Kind::Invoice, number, "x")], NOW).unwrap();
        let settled = match number {
            "waiting" => Settled::Retry {
                not_before_ms: NOW + 9,
                counted: false,
            },
            "unknown" => Settled::Unknown { not_before_ms: NOW },
            "held" => Settled::Held,
            "failed" => Settled::Failed,
            _ => {
                take(&*store, NOW);
                continue;
            }
        };
        assert!(store.settle(&take(&*store, NOW), &settled, &line("c"), NOW).unwrap());
    }
    let before = rows(&*store);
    assert_eq!(store.prune(NOW + 9, NOW + 9).unwrap(), (4, 0));
    assert_eq!(rows(&*store), before);
    let kept = claim(&*store, Kind::Invoice, State::Waiting, 1, NOW + 9).remove(0);
    assert_eq!(kept.snapshot, "{\"content\":\"x\"}", "with what it says");
}

pub fn a_number_that_was_given_is_never_given_again(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    store.settle(&taken, &done("x"), &line("c"), NOW).unwrap();
    let line_id = log(&*store)[0]["id"].as_i64().unwrap();
    assert_eq!(store.prune(NOW + 1, NOW + 1).unwrap(), (1, 1));
    store.enqueue(&[job(Kind::Invoice, "2", "x")], NOW).unwrap();
    store.note("default", &line("c"), NOW).unwrap();
    assert!(rows(&*store)[0]["id"].as_i64().unwrap() > taken.id);
    assert!(log(&*store)[0]["id"].as_i64().unwrap() > line_id);
}

pub fn a_check_changes_nothing_in_a_sound_store(new: &dyn Factory) {
    let store = new.store();
    bystander(&*store);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    store.settle(&take(&*store, NOW), &done("x"), &line("c"), NOW).unwrap();
    let before = (rows(&*store), log(&*store));
    store.check(NOW + 86_400_000).unwrap();
    assert_eq!((rows(&*store), log(&*store)), before);
}
