//! A row that cannot be read is set apart and named; everything else continues, and nothing is guessed. For stores whose rows can be
//! damaged behind their back ([`super::Place::damage`]).

use ledgerline::engine::Store;
use ledgerline::queue::{Kind, Proof, Settled, State, StoreHealth};
use serde_json::json;

use super::proof::sent;
use super::{Damage, Factory, NOW, claim, departure, done, job, line, row_by_id, row_id, rows, state_of};

fn apart(store: &dyn Store) -> Vec<i64> {
    let mut rows = rows(store);
    rows.retain(|row| row["state"] == "damaged");
    rows.iter().filter_map(|row| row["id"].as_i64()).collect()
}

pub fn a_store_says_how_it_stands(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    let before = store.health().unwrap();
    assert!(before.version >= 1, "{before:?}");
    assert_eq!((before.apart, before.found.as_str()), (0, ""));
    store
        .enqueue(&[job(Kind::Invoice, "1", "x"), job(Kind::Invoice, "2", "x")], NOW)
        .unwrap();
    assert!(store.bytes().unwrap() > 0);
    if !place.damage(row_id(&*store, "1"), Damage::Entity) {
        return;
    }
    store.check(NOW).unwrap();
    assert_eq!(store.health().unwrap(), StoreHealth { apart: 1, ..before });
}

pub fn one_row_that_cannot_be_read_stops_nothing(new: &dyn Factory) {
    for damage in [Damage::Snapshot, Damage::Number, Damage::Entity] {
        let place = new.place();
        let store = place.open();
        let jobs = ["1", "2", "3"].map(|number| job(Kind::Invoice, number, "x"));
        store.enqueue(&jobs, NOW).unwrap();
        let hurt = row_id(&*store, "2");
        if !place.damage(hurt, damage) {
            return;
        }
        let taken = claim(&*store, Kind::Invoice, State::Waiting, 9, NOW + 1_000);
        assert_eq!(taken.len(), 2, "{damage:?}");
        assert_eq!(apart(&*store), [hurt], "{damage:?}");
        let row = row_by_id(&*store, hurt);
        assert_eq!(
            json!([row["code"], row["entity_id"], row["kind"]]),
            json!(["row_damaged", "2", "invoice"]),
            "{damage:?}"
        );
        assert!(row["fix"].as_str().is_some_and(|fix| fix.ends_with('.')), "{row}");
        for job in &taken {
            assert!(store.settle(job, &done(&job.key), &line(""), NOW + 1_000).unwrap());
        }
        assert!(store.ready("default", i64::MAX, NOW + 1_000).unwrap().is_empty());
        assert_eq!(store.active("default", Kind::Invoice, "2").unwrap(), None);
        let counted: i64 = store.counts().unwrap().jobs.iter().map(|one| one.count).sum();
        assert_eq!(counted, 2, "it is told apart, not counted as what it may not be");
        assert_eq!(
            store.enqueue(&jobs, NOW + 1_000).unwrap().accepted,
            1,
            "the sweep brings it again"
        );
    }
}

pub fn what_a_damaged_row_may_have_sent_is_looked_up_by_the_next_of_its_record(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    let taken = sent(&*store, "1");
    let unknown = Settled::Unknown { not_before_ms: NOW };
    store.settle(&taken, &unknown, &line("unknown_outcome"), NOW).unwrap();
    if !place.damage(taken.id, Damage::Snapshot) {
        return;
    }
    assert!(claim(&*store, Kind::Payment, State::Unknown, 9, NOW).is_empty());
    assert_eq!(apart(&*store), [taken.id]);
    assert!(store.in_doubt("default", Kind::Payment, "1").unwrap());
    store.enqueue(&[job(Kind::Payment, "1", "x")], NOW).unwrap();
    assert_eq!(state_of(&*store, "1"), ["damaged", "unknown"]);
    let looked_up = claim(&*store, Kind::Payment, State::Unknown, 9, NOW).remove(0);
    assert_eq!((looked_up.sent_at_ms, looked_up.mark.as_str()), (Some(NOW), "mark"));
    assert!(
        store
            .settle(&looked_up.proven(Proof::Found), &done("x"), &line(""), NOW)
            .unwrap()
    );
    assert!(!store.in_doubt("default", Kind::Payment, "1").unwrap());
}

pub fn a_newer_row_takes_over_what_a_damaged_one_may_have_sent(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    let taken = sent(&*store, "1");
    let unknown = Settled::Unknown { not_before_ms: NOW };
    store.settle(&taken, &unknown, &line("unknown_outcome"), NOW).unwrap();
    store.enqueue(&[job(Kind::Payment, "1", "newer")], NOW).unwrap();
    if !place.damage(taken.id, Damage::Number) {
        return;
    }
    claim(&*store, Kind::Payment, State::Unknown, 9, NOW);
    assert_eq!(apart(&*store), [taken.id]);
    let heir = claim(&*store, Kind::Payment, State::Unknown, 9, NOW).remove(0);
    assert_eq!((heir.snapshot_hash.as_str(), heir.sent_at_ms), ("newer", Some(NOW)));
}

pub fn words_that_nobody_knows_are_found_by_the_check_and_counted_as_nothing(new: &dyn Factory) {
    for damage in [Damage::Kind, Damage::State, Damage::Entity] {
        let place = new.place();
        let store = place.open();
        let jobs = ["1", "2"].map(|number| job(Kind::Invoice, number, "x"));
        store.enqueue(&jobs, NOW).unwrap();
        let hurt = row_id(&*store, "1");
        if !place.damage(hurt, damage) {
            return;
        }
        let counted: i64 = store.counts().unwrap().jobs.iter().map(|one| one.count).sum();
        assert_eq!(counted, 1, "{damage:?}");
        assert!(apart(&*store).is_empty(), "{damage:?}");
        store.check(NOW + 1_000).unwrap();
        assert_eq!(apart(&*store), [hurt], "{damage:?}");
        let row = row_by_id(&*store, hurt);
        assert_eq!(row["code"], "row_damaged", "{damage:?}");
    }
}

pub fn a_damaged_row_is_removed_by_a_person_and_by_nothing_else(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    let taken = sent(&*store, "1");
    store
        .settle(&taken, &Settled::Unproven, &line("outcome_unproven"), NOW)
        .unwrap();
    if !place.damage(taken.id, Damage::Kind) {
        return;
    }
    store.check(NOW).unwrap();
    let before = rows(&*store);
    assert_eq!(store.hold(&[taken.id], NOW).unwrap(), 0);
    assert_eq!(store.retry(Some(&[taken.id]), None, NOW).unwrap(), 0);
    assert_eq!(store.retry(None, None, NOW).unwrap(), 0);
    assert_eq!(store.send_all(NOW).unwrap(), 0);
    assert_eq!(store.wake_held("default", true, NOW).unwrap(), 0);
    assert_eq!(store.rescue(NOW + 999_999, &|_| true, &|_| 0).unwrap(), 0);
    assert_eq!(store.prune(NOW + 999_999, NOW + 999_999).unwrap().1, 0);
    assert_eq!(store.mark_sent(&[departure(&taken)], "key", NOW).unwrap(), 0);
    assert_eq!(rows(&*store), before);
    assert_eq!(store.cancel(&[taken.id], NOW).unwrap(), 1);
    assert!(rows(&*store).is_empty());
    assert!(
        store.in_doubt("default", Kind::Payment, "1").unwrap(),
        "what it sent is not forgotten"
    );
    store.enqueue(&[job(Kind::Payment, "1", "x")], NOW).unwrap();
    assert_eq!(state_of(&*store, "1"), ["unknown"]);
}

pub fn a_person_is_erased_beside_a_damaged_row(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    let mut of_ann = job(Kind::Invoice, "1", "x");
    of_ann.snapshot = json!({ "customer": { "id": "17" } }).to_string();
    store.enqueue(&[of_ann], NOW).unwrap();
    store
        .settle(&super::take(&*store, NOW), &done("x"), &line(""), NOW)
        .unwrap();
    store.enqueue(&[job(Kind::Invoice, "2", "x")], NOW).unwrap();
    if !place.damage(row_id(&*store, "2"), Damage::Snapshot) {
        return;
    }
    assert_eq!(store.erase("customer:17", Some("17"), None).unwrap().jobs, 1);
    assert!(state_of(&*store, "1").is_empty());
}
