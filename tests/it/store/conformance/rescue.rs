//! What becomes of jobs whose owner is gone.

use ledgerline::clock::timestamp;
use ledgerline::limits::{Caller, Reservation};
use ledgerline::queue::{Kind, Settled, State, owner_of_this_process};
use serde_json::json;

use super::{Factory, NOW, bystander, claim, departure, done, job, line, row, rows, state_of, take};

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

pub fn a_dead_owner_is_asked_for_by_name_and_its_jobs_come_back_once(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    for (number, owner) in [("1", "host:1:2"), ("2", "Zoë's host/🚀:1:2"), ("3", "")] {
        store.enqueue(&[job(Kind::Invoice, number, "x")], NOW).unwrap();
        store
            .claim(
                "default",
                Kind::Invoice,
                State::Waiting,
                1,
                i64::MAX,
                owner,
                NOW + 60_000,
                NOW,
            )
            .unwrap();
    }
    let asked = std::sync::Mutex::new(Vec::new());
    let dead = |owner: &str| {
        asked.lock().unwrap().push(owner.to_owned());
        owner == "Zoë's host/🚀:1:2"
    };
    assert_eq!(store.rescue(NOW + 1, &dead, &|_| 0).unwrap(), 1);
    let mut asked = asked.into_inner().unwrap();
    asked.sort_unstable();
    assert_eq!(asked, ["", "Zoë's host/🚀:1:2", "host:1:2"]);
    let all = ["1", "2", "3"].map(|number| state_of(&*store, number).remove(0));
    assert_eq!(all, ["running", "waiting", "running"]);
    assert_eq!(place.open().rescue(NOW + 1, &|_| true, &|_| 0).unwrap(), 2);
    assert_eq!(store.rescue(NOW + 1, &|_| true, &|_| 0).unwrap(), 0);
}

pub fn a_dead_owner_with_a_successor_makes_way_for_it_unless_it_sent(new: &dyn Factory) {
    let store = new.store();
    for number in ["1", "2"] {
        store.enqueue(&[job(Kind::Invoice, number, "old")], NOW).unwrap();
        let taken = take(&*store, NOW);
        if number == "2" {
            store.mark_sent(&[departure(&taken)], "key", NOW).unwrap();
        }
        store.enqueue(&[job(Kind::Invoice, number, "new")], NOW).unwrap();
    }
    assert_eq!(store.rescue(NOW + 1, &|_| true, &|_| 0).unwrap(), 2);
    assert_eq!(state_of(&*store, "1"), ["done", "waiting"]);
    assert_eq!(state_of(&*store, "2"), ["unknown", "waiting"]);
    let codes: Vec<_> = rows(&*store).iter().map(|row| row["code"].clone()).collect();
    assert_eq!(codes, ["superseded", "", "unknown_outcome", ""]);
}

pub fn processes_that_rescue_at_once_rescue_each_job_once(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    let jobs: Vec<_> = (0..40).map(|n| job(Kind::Invoice, &n.to_string(), "x")).collect();
    store.enqueue(&jobs, NOW).unwrap();
    claim(&*store, Kind::Invoice, State::Waiting, 50, NOW);
    let rescued: u64 = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let own = place.open();
                scope.spawn(move || own.rescue(NOW + 60_000, &|_| false, &|_| 0).unwrap())
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert_eq!(rescued, 40);
    let again = claim(&*store, Kind::Invoice, State::Waiting, 50, NOW + 60_000);
    assert!(again.iter().all(|job| job.attempts == 1), "counted twice");
    assert_eq!(again.len(), 40);
}

pub fn lanes_of_the_dead_are_free_soon_and_those_of_the_living_stay(new: &dyn Factory) {
    let store = new.store();
    for _ in 0..2 {
        let granted = store
            .reserve("books", "invoice", Caller::Person, NOW + 60_000, NOW)
            .unwrap();
        assert!(matches!(granted, Reservation::Granted(_)));
    }
    let in_flight = |now| store.usage("books", now).unwrap().in_flight;
    store.rescue(NOW + 1, &|_| false, &|_| 0).unwrap();
    assert_eq!(in_flight(NOW + 59_999), 2);
    store
        .rescue(NOW + 2, &|owner| owner == owner_of_this_process(), &|_| 0)
        .unwrap();
    assert_eq!((in_flight(NOW + 10_001), in_flight(NOW + 10_002)), (2, 0));
    // What would end sooner anyway does.
    store
        .reserve("books", "invoice", Caller::Person, NOW + 5_000, NOW)
        .unwrap();
    store.rescue(NOW + 3, &|_| true, &|_| 0).unwrap();
    assert_eq!((in_flight(NOW + 4_999), in_flight(NOW + 5_000)), (3, 2));
}

pub fn what_a_clock_that_was_ahead_wrote_passes_as_it_was_meant(new: &dyn Factory) {
    const DAY: i64 = 86_400_000;
    let store = new.store();
    let ahead = NOW + DAY;
    let other = bystander(&*store);
    // One that waits 9 s, one that runs with a lease of a minute, and one that may be looked up 5 s after it was sent.
    store.enqueue(&[job(Kind::Invoice, "waits", "x")], ahead).unwrap();
    let pause = Settled::Retry {
        not_before_ms: ahead + 9_000,
        counted: false,
    };
    store
        .settle(&take(&*store, ahead), &pause, &line("limit"), ahead)
        .unwrap();
    store.enqueue(&[job(Kind::Invoice, "runs", "x")], ahead).unwrap();
    take(&*store, ahead);
    store.enqueue(&[job(Kind::Payment, "sent", "x")], ahead).unwrap();
    let sent = claim(&*store, Kind::Payment, State::Waiting, 1, ahead).remove(0);
    let mut leaves = departure(&sent);
    leaves.look_up_at_ms = ahead + 5_000;
    store.mark_sent(&[leaves], "key", ahead).unwrap();
    store.lease("list", "me", ahead, ahead - 1).unwrap();
    assert_eq!(store.rescue(NOW, &|_| false, &|_| 0).unwrap(), 0);
    let (.., not_before) = store.active("default", Kind::Invoice, "waits").unwrap().unwrap();
    assert_eq!(not_before, NOW + 9_000);
    let healed = row(&*store, "waits");
    assert_eq!(
        (&healed["created_at"], &healed["updated_at"]),
        (&json!(timestamp(NOW)), &json!(timestamp(NOW)))
    );
    assert_eq!(
        store.lease("list", "another", NOW + 1_000, NOW).unwrap(),
        None,
        "the lease went"
    );
    assert_eq!(store.rescue(NOW + 59_999, &|_| false, &|_| 0).unwrap(), 0);
    assert_eq!(store.rescue(NOW + 60_000, &|_| false, &|_| 0).unwrap(), 2);
    let (state, _, _, not_before) = store.active("default", Kind::Payment, "sent").unwrap().unwrap();
    assert_eq!((state, not_before), (State::Unknown, NOW + 5_000));
    assert_eq!(row(&*store, "bystander"), other);
}

pub fn clocks_that_differ_a_little_change_nothing(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW + 1_000).unwrap();
    let before = row(&*store, "1");
    store.rescue(NOW, &|_| false, &|_| 0).unwrap();
    assert_eq!(row(&*store, "1"), before);
}
