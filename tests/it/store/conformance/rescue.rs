//! What becomes of jobs whose owner is gone.

use ledgerline::queue::{Kind, State};

use super::{Factory, NOW, bystander, departure, done, job, line, row, state_of, take};

pub fn a_dead_owner_without_a_mark_gives_the_job_back(new: &dyn Factory) {
    let store = new.store();
    let other = bystander(&*store);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    take(&*store, NOW);
    assert_eq!(store.rescue(NOW + 1, &|_| true, &|_| 5_000).unwrap(), 1);
    assert_eq!(state_of(&*store, "1"), ["waiting"]);
    assert_eq!(take(&*store, NOW + 1).attempts, 1);
    assert_eq!(row(&*store, "bystander"), other);
}

pub fn a_dead_owner_with_a_mark_leaves_an_unknown_outcome(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    store.mark_sent(&[departure(&taken)], "key", NOW + 10).unwrap();
    assert_eq!(store.rescue(NOW + 20, &|_| true, &|_| 5_000).unwrap(), 1);
    assert_eq!(state_of(&*store, "1"), ["unknown"]);
    assert_eq!(
        store.next_ready_ms("default", State::Unknown, i64::MAX).unwrap(),
        Some(NOW + 5_010)
    );
}

pub fn a_lease_that_has_ended_counts_as_dead(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    take(&*store, NOW);
    assert_eq!(store.rescue(NOW + 59_999, &|_| false, &|_| 0).unwrap(), 0);
    assert_eq!(store.rescue(NOW + 60_000, &|_| false, &|_| 0).unwrap(), 1);
}

pub fn a_living_owner_keeps_its_job(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    store
        .rescue(NOW + 1, &|owner| owner != "elsewhere:1:1", &|_| 0)
        .unwrap();
    assert!(store.settle(&taken, &done("x"), &line(""), NOW + 2).unwrap());
}
