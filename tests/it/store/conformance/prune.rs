//! What is deleted with age, and what stays.

use ledgerline::queue::Kind;

use super::{Factory, NOW, bystander, done, job, line, row, state_of, take};

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
