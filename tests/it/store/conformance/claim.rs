//! Who works on what: in which order, how many, and never twice.

use ledgerline::queue::{HISTORY, Kind, State};

use super::{Factory, NOW, claim, departure, done, job, line, state_of, take};

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
    let jobs: Vec<_> = (0..200).map(|n| job(Kind::Invoice, &format!("{n}"), "x")).collect();
    store.enqueue(&jobs, NOW).unwrap();
    let mut all: Vec<i64> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
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
    assert_eq!((count, all.len()), (200, 200));
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
