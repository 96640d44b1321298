//! Sync All: portions and position move together, once.

use ledgerline::queue::{HISTORY, Kind, Run, RunEntity, State};

use super::{Factory, NOW, bystander, job, row, rows};

fn start(store: &dyn ledgerline::engine::Store) -> Run {
    let entity = |total| RunEntity {
        total,
        ..RunEntity::default()
    };
    store
        .start_run(&Run {
            connection: "default".into(),
            state: "reading".into(),
            started_at_ms: NOW,
            entities: vec![("customers".into(), entity(2)), ("invoices".into(), entity(2))],
            ..Run::default()
        })
        .unwrap()
}

pub fn a_portion_and_its_position_are_stored_together_and_once(new: &dyn Factory) {
    let store = new.store();
    let run = start(&*store);
    let portion = [job(Kind::Contact, "1", "x"), job(Kind::Contact, "2", "x")];
    let advance = |entity: &str, expected: &str, cursor: &str| {
        store
            .advance_run(
                run.id,
                entity,
                expected,
                cursor,
                cursor == "end",
                2,
                0,
                0,
                &portion,
                NOW,
            )
            .unwrap()
    };
    assert!(advance("customers", "wrong", "end").is_none());
    assert!(advance("nonsense", "", "end").is_none());
    assert!(rows(&*store).is_empty(), "jobs of a portion that did not move");
    assert_eq!(advance("customers", "", "end").unwrap().accepted, 2);
    assert!(advance("customers", "end", "end").is_none(), "a finished entity moved");
    assert!(advance("customers", "", "end").is_none(), "the same portion twice");
    let ended = advance("invoices", "", "end").unwrap();
    assert_eq!((ended.state.as_str(), ended.unchanged), ("sending", 2));
    assert_eq!(rows(&*store).len(), 2);
    assert_eq!(store.run("default").unwrap().unwrap().entities[0].1.cursor, "end");
}

pub fn a_new_run_ends_the_one_before(new: &dyn Factory) {
    let store = new.store();
    let (first, second) = (start(&*store), start(&*store));
    assert_eq!(store.run_by_id(first.id).unwrap().unwrap().state, "cancelled");
    assert_eq!(store.run("default").unwrap().unwrap().id, second.id);
    assert!(store.run("other").unwrap().is_none());
}

pub fn a_run_that_was_ended_takes_no_more_portions(new: &dyn Factory) {
    let store = new.store();
    let run = start(&*store);
    store.finish_run(run.id, "cancelled", NOW + 1).unwrap();
    let moved = store
        .advance_run(
            run.id,
            "customers",
            "",
            "a",
            false,
            1,
            0,
            0,
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
