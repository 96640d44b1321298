//! Tables of what becomes of claimed rows.

use super::*;
use crate::message::Message;
use crate::queue::{Entity, Link, NewJob, Proof};

const NOW: i64 = 1_790_000_000_000;
const HOUR: i64 = 3_600_000;

fn row() -> JobRow {
    JobRow {
        id: 7,
        fence: 3,
        connection: "default".into(),
        kind: Kind::Payment,
        key: "payment:7".into(),
        entity: Entity::Invoice,
        entity_id: "7".into(),
        state: State::Running,
        priority: 10,
        attempts: 2,
        not_before_ms: NOW - 5,
        owner: "host:1:1".into(),
        lease_until_ms: NOW + 60_000,
        code: "old".into(),
        held_since_ms: None,
        settings_hash: "settings".into(),
        created_at_ms: NOW - HOUR,
        updated_at_ms: NOW - 1_000,
        claim: None,
        successor: None,
    }
}

fn sent(look_up_at_ms: Option<i64>) -> Sent {
    Sent {
        at_ms: NOW - 2_000,
        look_up_at_ms,
        organisation: "org".into(),
    }
}

fn job() -> Claimed {
    Claimed {
        id: 7,
        fence: 3,
        attempts: 2,
        connection: "default".into(),
        kind: Kind::Payment,
        key: "payment:7".into(),
        entity: Entity::Invoice,
        entity_id: "7".into(),
        number: "7".into(),
        store_id: "1".into(),
        priority: 10,
        snapshot: "{}".into(),
        snapshot_hash: "hash".into(),
        code: "old".into(),
        subject: String::new(),
        sent_at_ms: None,
        sent_note: None,
        mark: String::new(),
        sent_to: String::new(),
        proof: Proof::Nothing,
    }
}

fn line(code: &str) -> LogLine {
    LogLine {
        action: "create".into(),
        status: "success".into(),
        code: code.into(),
        message: Message::words("What happened."),
        fix: Message::words("Do this."),
        subject: "21 %".into(),
        ..LogLine::default()
    }
}

fn ends(row: &JobRow, job: &Claimed, settled: &Settled) -> Settlement {
    settle(Some(row), job, settled, &line("new"), NOW).unwrap()
}

/// What every ending changes.
fn given_up() -> Change {
    Change::at(NOW).ownerless()
}

fn done() -> Settled {
    Settled::Done {
        link: Some(Box::default()),
        next: vec![],
    }
}

#[test]
fn every_ending_of_an_unclaimed_job_changes_just_this() {
    let said = |change: Change| change.saying("new", Message::words("What happened."), Message::words("Do this."));
    let table: [(Settled, Change); 6] = [
        (
            done(),
            Change {
                state: Some(State::Done),
                action: Some("create".into()),
                ..given_up().saying("new", Message::words("What happened."), Message::default())
            },
        ),
        (
            Settled::Held,
            Change {
                state: Some(State::Held),
                subject: Some("21 %".into()),
                held_since_ms: Some(Some(NOW)),
                not_before_ms: Some(NOW + HOUR / 2),
                ..said(given_up())
            },
        ),
        (
            Settled::Retry {
                not_before_ms: NOW + 9,
                counted: true,
            },
            Change {
                state: Some(State::Waiting),
                subject: Some("21 %".into()),
                attempts: Some(3),
                not_before_ms: Some(NOW + 9),
                ..said(given_up())
            },
        ),
        (
            Settled::Again {
                link: Box::<Link>::default(),
            },
            Change {
                state: Some(State::Waiting),
                subject: Some("".into()),
                not_before_ms: Some(0),
                ..given_up().saying("new", Message::words("What happened."), Message::default())
            },
        ),
        (
            Settled::Unknown { not_before_ms: NOW + 9 },
            Change {
                state: Some(State::Unknown),
                attempts: Some(2),
                not_before_ms: Some(NOW + 9),
                ..said(given_up())
            },
        ),
        (
            Settled::Failed,
            Change {
                state: Some(State::Failed),
                attempts: Some(3),
                ..said(given_up())
            },
        ),
    ];
    for (settled, change) in table {
        let ending = ends(&row(), &job(), &settled);
        assert_eq!(ending.came, Came::Settled, "{settled:?}");
        assert_eq!(ending.patch, row().patch(change), "{settled:?}");
        assert!(ending.told, "{settled:?}");
        assert_eq!(ending.frees, !matches!(settled, Settled::Unknown { .. }), "{settled:?}");
        assert_eq!(
            (ending.links, ending.confirms, ending.follows),
            match settled {
                Settled::Done { .. } => (true, true, true),
                Settled::Again { .. } => (true, false, false),
                _ => (false, false, false),
            },
            "{settled:?}"
        );
    }
}

#[test]
fn done_without_a_link_confirms_the_present_one() {
    let nothing = Settled::Done {
        link: None,
        next: vec![],
    };
    let ending = ends(&row(), &job(), &nothing);
    assert_eq!((ending.links, ending.confirms), (false, true));
}

#[test]
fn only_the_present_owner_changes_anything() {
    let mut other = row();
    other.fence = 4;
    let mut waiting = row();
    waiting.state = State::Waiting;
    for found in [None, Some(&other), Some(&waiting)] {
        assert_eq!(settle(found, &job(), &done(), &line("new"), NOW), None, "{found:?}");
    }
    assert_eq!(give_back(&other, 3, NOW, NOW), None);
    assert_eq!(give_back(&waiting, 3, NOW, NOW), None);
}

#[test]
fn what_may_have_been_carried_out_waits_for_proof() {
    for (look_up_at, not_before) in [
        (None, NOW + 60_000),
        (Some(NOW + 5_000), NOW + 60_000),
        (Some(NOW + 90_000), NOW + 90_000),
    ] {
        let mut held = row();
        held.claim = Some(sent(look_up_at));
        let ending = ends(&held, &job(), &Settled::Held);
        assert_eq!((ending.came, ending.frees, ending.told), (Came::Doubted, false, false));
        let change = Change {
            state: Some(State::Unknown),
            not_before_ms: Some(not_before),
            ..given_up()
        };
        assert_eq!(ending.patch, held.patch(change));
    }
}

#[test]
fn sending_is_an_attempt_and_asking_is_none() {
    for (claim, asked, attempts) in [
        (None, false, 2),
        (Some(sent(None)), false, 3),
        (Some(sent(None)), true, 2),
    ] {
        let mut row = row();
        row.claim = claim;
        let mut job = job();
        job.sent_at_ms = asked.then_some(NOW - 2_000);
        let ending = ends(&row, &job, &Settled::Unknown { not_before_ms: NOW });
        assert_eq!(ending.patch.change.attempts, Some(attempts), "{asked}");
    }
}

#[test]
fn a_held_job_is_looked_at_less_often_the_older_it_is() {
    for (held_for, pause) in [
        (0, HOUR / 2),
        (HOUR, HOUR / 2),
        (2 * HOUR, HOUR),
        (12 * HOUR, 6 * HOUR),
        (90 * HOUR, 6 * HOUR),
        (-HOUR, HOUR / 2),
    ] {
        let mut held = row();
        held.held_since_ms = Some(NOW - held_for);
        let change = ends(&held, &job(), &Settled::Held).patch.change;
        assert_eq!(change.not_before_ms, Some(NOW + pause), "{held_for}");
        assert_eq!(change.held_since_ms, Some(Some(NOW - held_for)));
    }
}

#[test]
fn what_is_held_for_the_same_reason_has_its_line_already() {
    for (code, settled, told) in [
        ("old", Settled::Held, false),
        ("new", Settled::Held, true),
        ("old", Settled::Unproven, false),
        ("old", Settled::Failed, true),
    ] {
        let ending = settle(Some(&row()), &job(), &settled, &line(code), NOW).unwrap();
        assert_eq!(ending.told, told, "{code} {settled:?}");
    }
}

#[test]
fn a_newer_row_takes_the_place_of_what_does_not_end_in_xero() {
    let mut followed = row();
    followed.successor = Some((9, State::Waiting));
    let change = Change {
        state: Some(State::Done),
        action: Some("none".into()),
        ..given_up().because(reason::SUPERSEDED)
    };
    for (settled, links) in [
        (Settled::Held, false),
        (Settled::Failed, false),
        (Settled::Unproven, false),
        (Settled::Again { link: Box::default() }, true),
    ] {
        let ending = ends(&followed, &job(), &settled);
        assert_eq!(ending.patch, followed.patch(change.clone()), "{settled:?}");
        assert_eq!((ending.frees, ending.links), (true, links), "{settled:?}");
        assert_eq!(ending.takes_over, None);
    }
    let back = give_back(&followed, 3, NOW, NOW).unwrap();
    assert_eq!(back, followed.patch(change.clone()));
    let rescued = rescue(&followed, &|_| 60_000, NOW).unwrap();
    assert_eq!(rescued, followed.patch(change));
}

#[test]
fn what_nobody_can_tell_keeps_its_claim_and_takes_the_newer_snapshot() {
    let mut unproven = row();
    unproven.claim = Some(sent(Some(NOW - 1)));
    unproven.successor = Some((9, State::Waiting));
    let ending = ends(&unproven, &job(), &Settled::Unproven);
    assert_eq!((ending.frees, ending.takes_over), (false, Some(9)));
    assert_eq!(ending.patch.change.state, Some(State::Held));
    let newer = NewJob {
        connection: "default".into(),
        kind: Kind::Payment,
        key: "payment:7".into(),
        entity: Entity::Invoice,
        entity_id: "7".into(),
        number: "7b".into(),
        store_id: "2".into(),
        priority: 5,
        snapshot: "{\"new\":1}".into(),
        snapshot_hash: "newer".into(),
        total: Some("1.00".into()),
        currency: None,
        only_if_absent: false,
        force: false,
        settings_hash: "s2".into(),
        compare_settings: false,
    };
    let change = taken_over(ending.patch.change, Change::default().with_content_of(&newer), 5);
    assert_eq!(change.snapshot.as_deref(), Some("{\"new\":1}"));
    assert_eq!(change.snapshot_hash.as_deref(), Some("newer"));
    assert_eq!(change.settings_hash.as_deref(), Some("s2"));
    assert_eq!(
        (change.number.as_deref(), change.store_id.as_deref()),
        (Some("7b"), Some("2"))
    );
    assert_eq!((change.total, change.currency), (Some(Some("1.00".into())), Some(None)));
    assert_eq!(
        (change.priority, change.state),
        (Some(Priority::AtMost(5)), Some(State::Held))
    );
}

#[test]
fn the_dead_leave_what_may_have_been_sent_to_a_look_up() {
    let pause = |kind: Kind| if kind == Kind::Payment { 70_000 } else { 5_000 };
    let unknown = |at: i64| Change {
        state: Some(State::Unknown),
        fence: Some(4),
        not_before_ms: Some(at),
        ..given_up().because(reason::LOST)
    };
    let waiting = Change {
        state: Some(State::Waiting),
        fence: Some(4),
        attempts: Some(3),
        ..given_up()
    };
    for (claim, wanted) in [
        (None, waiting),
        (Some(sent(None)), unknown(NOW - 2_000 + 70_000)),
        (Some(sent(Some(NOW + 8))), unknown(NOW + 8)),
    ] {
        let mut lost = row();
        lost.claim = claim;
        assert_eq!(rescue(&lost, &pause, NOW), Some(lost.patch(wanted)));
    }
    let mut held = row();
    held.state = State::Held;
    assert_eq!(rescue(&held, &pause, NOW), None);
}

#[test]
fn a_job_is_lost_with_its_process_or_its_lease() {
    for (owner, lease, lost) in [
        ("dead", NOW + 1, true),
        ("alive", NOW + 1, false),
        ("alive", NOW, true),
        ("alive", NOW - 1, true),
    ] {
        assert_eq!(
            is_lost(owner, lease, NOW, &|name| name == "dead"),
            lost,
            "{owner} {lease}"
        );
    }
}

#[test]
fn what_is_given_back_is_not_asked_about_before_it_can_have_arrived() {
    for (claim, state, not_before) in [
        (None, State::Waiting, NOW + 10),
        (Some(sent(None)), State::Unknown, NOW + 10),
        (Some(sent(Some(NOW + 5))), State::Unknown, NOW + 10),
        (Some(sent(Some(NOW + 50))), State::Unknown, NOW + 50),
    ] {
        let mut given = row();
        given.claim = claim;
        let change = Change {
            state: Some(state),
            not_before_ms: Some(not_before),
            ..given_up()
        };
        assert_eq!(give_back(&given, 3, NOW + 10, NOW), Some(given.patch(change)));
    }
}

#[test]
fn a_claim_raises_the_fence() {
    let patch = claimed(&job(), "host:2:2", NOW + 60_000, NOW);
    let change = Change {
        state: Some(State::Running),
        fence: Some(4),
        owner: Some("host:2:2".into()),
        lease_until_ms: Some(NOW + 60_000),
        ..Change::at(NOW)
    };
    assert_eq!(patch, row().patch(change));
}

#[test]
fn a_record_belongs_to_the_books_it_was_sent_to() {
    for (sent_to, now, books) in [
        ("", "b", "default"),
        ("a", "", "default"),
        ("a", "a", "default"),
        ("a", "b", "default@a"),
        ("app:client:default", "b", "default"),
    ] {
        assert_eq!(books_of("default", sent_to, now), books, "{sent_to} {now}");
    }
}
