//! Sync All: portions and position move together, once.

use ledgerline::queue::{Entity, HISTORY, Kind, Portion, Run, RunEntity, RunState, Settled, State, Turn};

use super::proof::sent;
use super::{Factory, NOW, bystander, done, held, job, line, row, rows, state_of, take};

fn start(store: &dyn ledgerline::engine::Store) -> Run {
    let entity = |total| RunEntity {
        total,
        ..RunEntity::default()
    };
    store
        .start_run(&Run {
            connection: "default".into(),
            started_at_ms: NOW,
            entities: vec![("customers".into(), entity(2)), ("invoices".into(), entity(2))],
            ..Run::default()
        })
        .unwrap()
}

/// A portion of one record.
fn read<'a>(entity: &'a str, expected: &'a str, cursor: &'a str) -> Portion<'a> {
    Portion {
        entity,
        expected,
        cursor,
        finished: cursor == "end",
        read: 1,
        ignored: 0,
        refused: 0,
    }
}

pub fn a_portion_and_its_position_are_stored_together_and_once(new: &dyn Factory) {
    let store = new.store();
    let run = start(&*store);
    let portion = [job(Kind::Contact, "1", "x"), job(Kind::Contact, "2", "x")];
    let advance = |entity: &str, expected: &str, cursor: &str| {
        store
            .advance_run(run.id, &read(entity, expected, cursor), &portion, NOW)
            .unwrap()
    };
    assert!(advance("customers", "wrong", "end").is_none());
    assert!(advance("nonsense", "", "end").is_none());
    assert!(rows(&*store).is_empty(), "jobs of a portion that did not move");
    assert_eq!(advance("customers", "", "end").unwrap().accepted, 2);
    assert!(advance("customers", "end", "end").is_none(), "a finished entity moved");
    assert!(advance("customers", "", "end").is_none(), "the same portion twice");
    let ended = advance("invoices", "", "end").unwrap();
    assert_eq!((ended.state, ended.unchanged), (RunState::Sending, 2));
    assert_eq!(rows(&*store).len(), 2);
    assert_eq!(store.run("default").unwrap().unwrap().entities[0].1.cursor, "end");
}

pub fn a_new_run_ends_the_one_before(new: &dyn Factory) {
    let store = new.store();
    let (first, second) = (start(&*store), start(&*store));
    let ended = store.run_by_id(first.id).unwrap().unwrap();
    assert_eq!((ended.state, ended.finished_at_ms), (RunState::Cancelled, Some(NOW)));
    assert_eq!(store.run("default").unwrap().unwrap().id, second.id);
    assert!(store.run("other").unwrap().is_none());
}

pub fn a_run_that_was_ended_takes_no_more_portions(new: &dyn Factory) {
    let store = new.store();
    let run = start(&*store);
    store.turn_run(run.id, Turn::Cancel, NOW + 1).unwrap();
    let moved = store
        .advance_run(
            run.id,
            &read("customers", "", "a"),
            &[job(Kind::Contact, "1", "x")],
            NOW,
        )
        .unwrap();
    assert!(moved.is_none());
    assert!(rows(&*store).is_empty());
}

pub fn cancelling_takes_back_only_what_waits_of_the_history(new: &dyn Factory) {
    let store = new.store();
    let other = bystander(&*store);
    let mut old = job(Kind::Invoice, "old", "x");
    old.priority = HISTORY;
    store.enqueue(&[old, job(Kind::Invoice, "new", "x")], NOW).unwrap();
    assert_eq!(store.history_counts("default", NOW).unwrap(), [(State::Waiting, 1)]);
    assert_eq!(store.cancel_history("default", NOW).unwrap(), 1);
    assert_eq!(row(&*store, "new")["state"], "waiting");
    assert_eq!(row(&*store, "bystander"), other);
}

pub fn positions_have_names(new: &dyn Factory) {
    let store = new.store();
    assert_eq!(store.cursor("sweep").unwrap(), None);
    store.set_cursor("sweep", "1").unwrap();
    store.set_cursor("sweep", "2").unwrap();
    store.set_cursor("other", "9").unwrap();
    assert_eq!(store.cursor("sweep").unwrap().as_deref(), Some("2"));
}

/// A run with a value of its own in every field.
fn whole() -> Run {
    Run {
        id: 0,
        connection: "default".into(),
        state: RunState::Reading,
        started_at_ms: NOW,
        finished_at_ms: None,
        entities: vec![
            (
                "products".into(),
                RunEntity {
                    total: 9,
                    read: 3,
                    cursor: "3 🚀".into(),
                    finished: false,
                },
            ),
            (
                "customers".into(),
                RunEntity {
                    finished: true,
                    ..RunEntity::default()
                },
            ),
        ],
        from: Some("2026-01-01".into()),
        to: None,
        accepted: 1,
        ignored: 2,
        unchanged: 3,
        refused: 4,
    }
}

pub fn every_field_of_a_run_comes_back_and_moves(new: &dyn Factory) {
    let store = new.store();
    let stored = store.start_run(&whole()).unwrap();
    assert!(stored.id > 0);
    let wanted = Run {
        id: stored.id,
        ..whole()
    };
    assert_eq!(stored, wanted);
    assert_eq!(store.run_by_id(stored.id).unwrap().unwrap(), wanted);
    let mut excluded = job(Kind::Item, "excluded", "x");
    excluded.entity = Entity::Product;
    store
        .exclude(&[(Entity::Product, "excluded".into())], true, NOW)
        .unwrap();
    store
        .enqueue(&[job(Kind::Item, "old", "x"), job(Kind::Item, "same", "x")], NOW)
        .unwrap();
    let jobs = [
        job(Kind::Item, "new", "x"),
        job(Kind::Item, "old", "newer"),
        job(Kind::Item, "same", "x"),
        excluded,
    ];
    let portion = Portion {
        read: 5,
        ignored: 10,
        refused: 100,
        ..read("products", "3 🚀", "8")
    };
    let moved = store.advance_run(stored.id, &portion, &jobs, NOW + 1).unwrap().unwrap();
    let mut wanted = wanted;
    wanted.entities[0].1.read = 8;
    wanted.entities[0].1.cursor = "8".into();
    // A new one and a replaced one; what was taken out counts as left out.
    wanted.accepted = 3;
    wanted.unchanged = 4;
    wanted.ignored = 13;
    wanted.refused = 104;
    assert_eq!(moved, wanted);
    assert_eq!(store.run("default").unwrap().unwrap(), wanted);
    let last = store
        .advance_run(stored.id, &read("products", "8", "end"), &[], NOW + 2)
        .unwrap()
        .unwrap();
    assert_eq!(last.state, RunState::Sending, "all is read");
}

pub fn a_run_that_is_paused_takes_no_portions_and_goes_on(new: &dyn Factory) {
    let store = new.store();
    let run = start(&*store);
    let advance = |cursor: &str, next: &str| {
        store
            .advance_run(run.id, &read("customers", cursor, next), &[], NOW)
            .unwrap()
            .is_some()
    };
    let paused = store.turn_run(run.id, Turn::Pause, NOW).unwrap();
    assert_eq!(paused.map(|run| run.state), Some(RunState::Paused));
    assert_eq!(store.run("default").unwrap().unwrap().state, RunState::Paused);
    assert!(!advance("", "1"));
    let resumed = store.turn_run(run.id, Turn::Resume, NOW).unwrap();
    assert_eq!(resumed.map(|run| run.state), Some(RunState::Reading));
    assert!(advance("", "1"));
    assert_eq!(store.turn_run(9_999, Turn::Pause, NOW).unwrap(), None);
    assert!(advance("1", "2"));
}

pub fn an_end_says_when(new: &dyn Factory) {
    let store = new.store();
    let run = start(&*store);
    assert_eq!(
        store.turn_run(run.id, Turn::Finish, NOW).unwrap(),
        Some(run.clone()),
        "it still reads"
    );
    for entity in ["customers", "invoices"] {
        store.advance_run(run.id, &read(entity, "", "end"), &[], NOW).unwrap();
    }
    store.turn_run(run.id, Turn::Finish, NOW + 7).unwrap();
    let ended = store.run_by_id(run.id).unwrap().unwrap();
    assert_eq!((ended.state, ended.finished_at_ms), (RunState::Done, Some(NOW + 7)));
    assert_eq!(store.turn_run(9_999, Turn::Finish, NOW).unwrap(), None);
    assert!(store.run_by_id(9_999).unwrap().is_none());
    start(&*store);
    let before = store.run_by_id(run.id).unwrap().unwrap();
    assert_eq!(before, ended, "what has ended is not cancelled");
}

pub fn a_new_run_ends_what_goes_on_of_its_own_connection(new: &dyn Factory) {
    let store = new.store();
    let mut other = whole();
    other.connection = "other".into();
    let other = store.start_run(&other).unwrap();
    let paused = start(&*store);
    store.turn_run(paused.id, Turn::Pause, NOW).unwrap();
    let sending = store
        .start_run(&Run {
            connection: "default".into(),
            started_at_ms: NOW,
            ..Run::default()
        })
        .unwrap();
    assert_eq!(sending.state, RunState::Sending, "there is nothing to read");
    start(&*store);
    for run in [paused, sending] {
        let ended = store.run_by_id(run.id).unwrap().unwrap();
        assert_eq!(ended.state, RunState::Cancelled, "{run:?}");
    }
    assert_eq!(store.run("other").unwrap().unwrap().id, other.id);
    assert_eq!(store.run_by_id(other.id).unwrap().unwrap().state, RunState::Reading);
}

pub fn processes_that_bring_the_same_portion_move_it_once(new: &dyn Factory) {
    let place = new.place();
    let run = start(&*place.open());
    let moved: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let own = place.open();
                scope.spawn(move || {
                    let portion = |n: u32| {
                        let (expected, cursor) = (n.to_string(), (n + 1).to_string());
                        let expected = if n == 0 { "" } else { &expected };
                        let jobs = [job(Kind::Contact, &cursor, "x")];
                        own.advance_run(run.id, &read("customers", expected, &cursor), &jobs, NOW)
                            .unwrap()
                            .is_some()
                    };
                    (0..10).filter(|n| portion(*n)).count()
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    let store = place.open();
    let read = store.run("default").unwrap().unwrap().entities[0].1.clone();
    assert_eq!((moved as i64, rows(&*store).len() as i64), (read.read, read.read));
    assert_eq!(read.cursor, read.read.to_string());
}

pub fn history_is_counted_by_state_since_a_time(new: &dyn Factory) {
    let store = new.store();
    let count = |since| {
        let mut counted = store.history_counts("default", since).unwrap();
        counted.sort_unstable();
        counted
    };
    for (number, priority) in [("1", HISTORY), ("2", HISTORY), ("3", HISTORY + 20), ("new", 10)] {
        let mut one = job(Kind::Invoice, number, "x");
        one.priority = priority;
        store.enqueue(&[one], NOW).unwrap();
    }
    let taken = take(&*store, NOW);
    assert_eq!(taken.number, "new");
    store.settle(&taken, &Settled::Failed, &line("c"), NOW).unwrap();
    assert_eq!(count(NOW), [(State::Waiting, 3)]);
    store
        .settle(&take(&*store, NOW), &done("x"), &line("c"), NOW + 10)
        .unwrap();
    assert_eq!(count(NOW), [(State::Waiting, 2), (State::Done, 1)]);
    assert_eq!(count(NOW + 10), [(State::Done, 1)]);
    assert_eq!(count(NOW + 11), []);
    assert_eq!(store.history_counts("other", 0).unwrap(), []);
}

pub fn taking_history_back_leaves_what_is_under_way_stuck_or_came_later(new: &dyn Factory) {
    let store = new.store();
    let put = |number: &str, connection: &str, at| {
        let mut one = job(Kind::Invoice, number, "x");
        one.priority = HISTORY;
        one.connection = connection.into();
        store.enqueue(&[one], at).unwrap();
    };
    let held = held(&*store, "held", "c", NOW);
    let unknown = sent(&*store, "unknown");
    store
        .settle(&unknown, &Settled::Unknown { not_before_ms: NOW }, &line("c"), NOW)
        .unwrap();
    put("running", "default", NOW);
    take(&*store, NOW);
    put("waiting", "default", NOW);
    put("other", "other", NOW);
    put("later", "default", NOW + 1);
    assert_eq!(store.cancel_history("default", NOW).unwrap(), 1);
    let left: Vec<_> = rows(&*store).iter().map(|row| row["number"].clone()).collect();
    assert_eq!(left, ["held", "unknown", "running", "other", "later"]);
    assert_eq!(state_of(&*store, "held"), ["held"]);
    assert_eq!(row(&*store, "held")["id"], held);
}
