//! Tables of what an offered record changes in a store.

use super::*;
use crate::queue::row::OpenRow;
use crate::queue::{Entity, Kind};

const NOW: i64 = 1_790_000_000_000;

fn job(kind: Kind, key: &str) -> NewJob {
    NewJob {
        connection: "default".into(),
        kind,
        key: key.into(),
        entity: Entity::Invoice,
        entity_id: "12".into(),
        number: "000000012".into(),
        store_id: "1".into(),
        priority: 10,
        snapshot: "{}".into(),
        snapshot_hash: "new".into(),
        total: None,
        currency: None,
        only_if_absent: false,
        force: false,
        settings_hash: "settings".into(),
        compare_settings: false,
    }
}

fn hashes(snapshot: &str) -> Hashes {
    Hashes {
        snapshot: snapshot.into(),
        settings: "settings".into(),
    }
}

fn open(state: State, claimed: bool, snapshot: &str) -> OnRecord {
    OnRecord {
        open: Some(OpenRow {
            id: 5,
            fence: 2,
            state,
            priority: 20,
            claimed,
            hashes: hashes(snapshot),
        }),
        ..OnRecord::default()
    }
}

fn placed(job: &NewJob, on: &OnRecord) -> (Placed, Enqueued) {
    let mut tally = Enqueued::default();
    let placed = place(job, on, NOW, &mut tally);
    (placed, tally)
}

#[test]
fn what_a_person_took_out_stays_out() {
    let out = OnRecord {
        excluded: true,
        ..OnRecord::default()
    };
    let (what, tally) = placed(&job(Kind::Invoice, "invoice:12"), &out);
    assert_eq!((what, tally.excluded, tally.accepted), (Placed::Nothing, 1, 0));
}

#[test]
fn a_newer_snapshot_replaces_what_waits_or_is_stuck() {
    for (state, claimed, to, code) in [
        (State::Waiting, false, State::Waiting, ""),
        (State::Held, false, State::Waiting, ""),
        (State::Held, true, State::Unknown, ""),
        (State::Failed, false, State::Waiting, ""),
        (State::Cancelled, false, State::Waiting, "was_cancelled"),
    ] {
        let job = job(Kind::Invoice, "invoice:12");
        let (what, tally) = placed(&job, &open(state, claimed, "old"));
        let change = Change {
            state: Some(to),
            priority: Some(Priority::AtMost(10)),
            attempts: Some(0),
            not_before_ms: Some(0),
            code: Some(code.into()),
            message: Some(Message::default()),
            fix: Some(Message::default()),
            subject: Some("".into()),
            held_since_ms: Some(None),
            updated_at_ms: Some(NOW),
            ..Change::default().with_content_of(&job)
        };
        let patch = Patch {
            id: 5,
            fence: 2,
            change,
        };
        assert_eq!(what, Placed::Changed(Box::new(patch)), "{state:?}");
        assert_eq!(tally.replaced, 1);
    }
}

#[test]
fn only_what_a_person_asks_for_goes_at_once() {
    for (force, priority, not_before, updated) in [(true, 0, Some(0), Some(NOW)), (false, 10, None, None)] {
        let wish = NewJob {
            priority,
            force,
            ..job(Kind::Invoice, "invoice:12")
        };
        let Placed::Changed(patch) = placed(&wish, &open(State::Waiting, false, "new")).0 else {
            panic!("nothing changes");
        };
        let change = Change {
            priority: Some(Priority::AtMost(priority)),
            not_before_ms: not_before,
            updated_at_ms: updated,
            ..Change::default()
        };
        assert_eq!(patch.change, change, "{force}");
    }
}

#[test]
fn what_xero_has_in_this_form_needs_no_row() {
    let settled = |snapshot: &str| OnRecord {
        settled: Some(hashes(snapshot)),
        ..OnRecord::default()
    };
    let job = job(Kind::Invoice, "invoice:12");
    assert_eq!(placed(&job, &settled("new")).0, Placed::Nothing);
    assert_eq!(placed(&job, &settled("old")).0, Placed::New);
    let active = OnRecord {
        active: Some(hashes("new")),
        ..OnRecord::default()
    };
    assert_eq!(placed(&job, &active).0, Placed::Nothing);
}

fn beside(state: State, not_before_ms: i64, priority: i64, claimed: bool) -> JobRow {
    JobRow {
        id: 9,
        fence: 1,
        connection: "default".into(),
        kind: Kind::Payment,
        key: "payment:12".into(),
        entity: Entity::Invoice,
        entity_id: "12".into(),
        state,
        priority,
        attempts: 4,
        not_before_ms,
        owner: String::new(),
        lease_until_ms: 0,
        code: String::new(),
        held_since_ms: None,
        settings_hash: String::new(),
        created_at_ms: NOW,
        updated_at_ms: NOW,
        claim: claimed.then(|| super::super::row::Sent {
            at_ms: NOW,
            look_up_at_ms: None,
            organisation: String::new(),
        }),
        successor: None,
    }
}

#[test]
fn all_that_stands_for_the_record_goes_with_it() {
    for (row, to) in [
        (beside(State::Held, NOW + 9, 10, false), Some(State::Waiting)),
        (beside(State::Held, 0, 0, true), Some(State::Unknown)),
        (beside(State::Failed, 0, 0, false), Some(State::Waiting)),
        (beside(State::Waiting, NOW + 1, 0, false), Some(State::Waiting)),
        (beside(State::Waiting, 0, 10, false), Some(State::Waiting)),
        (beside(State::Waiting, NOW, 0, false), None),
        (beside(State::Unknown, NOW + 9, 10, true), None),
        (beside(State::Cancelled, 0, 10, false), None),
        (beside(State::Done, 0, 10, false), None),
    ] {
        let patch = hasten(&row, 0, NOW);
        assert_eq!(patch.as_ref().and_then(|patch| patch.change.state), to, "{row:?}");
        if let Some(patch) = patch {
            assert_eq!(patch.change.priority, Some(Priority::AtMost(0)));
            assert_eq!((patch.change.attempts, patch.change.not_before_ms), (Some(0), Some(0)));
            assert_eq!(patch.change.code, None, "the code may ask for another form");
        }
    }
}

#[test]
fn a_part_holds_no_record_twice_and_no_family_beside_the_one_who_hastens_it() {
    let plain = |key: &str, entity: &str| NewJob {
        entity_id: entity.into(),
        ..job(Kind::Invoice, key)
    };
    let asked = |key: &str, entity: &str| NewJob {
        force: true,
        ..plain(key, entity)
    };
    for (jobs, parts) in [
        (vec![], vec![]),
        (vec![plain("a", "1"), plain("b", "2"), plain("c", "1")], vec![3]),
        (
            vec![plain("a", "1"), plain("b", "2"), plain("a", "1"), plain("c", "3")],
            vec![2, 2],
        ),
        (vec![asked("a", "1"), asked("b", "2")], vec![2]),
        (vec![asked("a", "1"), asked("b", "1")], vec![1, 1]),
        (vec![asked("a", "1"), plain("b", "1"), plain("c", "2")], vec![1, 2]),
        (vec![plain("a", "1"), asked("b", "1")], vec![1, 1]),
    ] {
        let found: Vec<usize> = independent(&jobs).iter().map(|part| part.len()).collect();
        assert_eq!(found, parts);
    }
}
