//! What people are told: the data of a message stays beside its English, and goes with it.

use ledgerline::engine::Store;
use ledgerline::message::{Arg, Message, say};
use ledgerline::oauth::ConnectionState;
use ledgerline::queue::{Entity, Kind, LogLine, Query, Settled, State};
use ledgerline::secret::Secret;
use ledgerline::store_error::StoreError;
use serde_json::{Value, json};

use super::{Factory, NOW, done, filters, job, line, log, row, row_id, shown, take};

fn told() -> LogLine {
    LogLine {
        message: say::TOTAL_NEGATIVE.with(("1", Arg::Amount("-5.00".parse().unwrap(), "EUR".into()))),
        fix: say::ENTER_OPPOSITE_BY_HAND.into(),
        ..line("amount_negative")
    }
}

fn words_of(row: &Value) -> [Value; 4] {
    ["message", "message_data", "fix", "fix_data"].map(|name| row[name].clone())
}

pub fn every_ending_keeps_the_data_beside_the_english(new: &dyn Factory) {
    let store = new.store();
    let data = [
        json!([{ "id": "total_negative", "args": ["1", { "amount": "-5.00", "currency": "EUR" }] }]),
        json!([{ "id": "enter_opposite_by_hand" }]),
    ];
    for (number, settled) in [
        ("1", done("x")),
        ("2", Settled::Held),
        ("3", Settled::Failed),
        (
            "4",
            Settled::Retry {
                not_before_ms: NOW + 9_000_000,
                counted: true,
            },
        ),
        ("5", Settled::Unknown { not_before_ms: NOW }),
    ] {
        store.enqueue(&[job(Kind::Invoice, number, "x")], NOW).unwrap();
        let taken = take(&*store, NOW);
        assert!(store.settle(&taken, &settled, &told(), NOW).unwrap());
        let row = row(&*store, number);
        let english = json!("The total of 1 is -5.00 EUR; Xero takes no document below zero.");
        assert_eq!(
            (&row["message"], &row["message_data"]),
            (&english, &data[0]),
            "{settled:?}"
        );
        // Who is done needs no advice.
        let fix = if number == "1" { &json!([]) } else { &data[1] };
        assert_eq!(&row["fix_data"], fix, "{settled:?}");
    }
    let lines = log(&*store);
    assert_eq!(lines.len(), 5);
    for line in lines {
        assert_eq!((&line["message_data"], &line["fix_data"]), (&data[0], &data[1]));
    }
    let held = store.counts().unwrap().held;
    assert!(
        held.iter()
            .all(|one| one.message == told().message.to_string().as_str() && one.message.data() == data[0])
    );
    let standing = store.standing("default", Entity::Invoice, "2").unwrap().unwrap();
    assert_eq!(standing.message.data(), data[0]);
    let active = store.active("default", Kind::Invoice, "2").unwrap().unwrap();
    assert_eq!(active.2.data(), data[0]);
}

pub fn who_reads_english_alone_gets_no_data(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    store.settle(&taken, &Settled::Held, &told(), NOW).unwrap();
    let english = Query {
        english: true,
        page_size: 9,
        ..Query::default()
    };
    let row = &shown(&store.jobs(&english).unwrap())[0];
    assert!(
        row.get("message").is_some() && row.get("message_data").is_none(),
        "{row}"
    );
    let by_data = Query {
        filters: filters(&[("message_data", "eq", json!("x"))]),
        ..Query::default()
    };
    assert_eq!(store.jobs(&by_data).unwrap_err().code, "query_invalid");
}

pub fn no_message_is_left_with_the_data_of_another(new: &dyn Factory) {
    type Verb = fn(&dyn Store, i64) -> Result<u64, StoreError>;
    let verbs: [(&str, Verb); 8] = [
        ("retry", |store, id| store.retry(Some(&[id]), None, NOW + 1)),
        ("send all", |store, _| store.send_all(NOW + 1)),
        ("wake", |store, _| store.wake_held("default", true, NOW + 1)),
        ("wake codes", |store, _| {
            store.wake_codes("default", &["amount_negative".to_owned()], 0, NOW + 1)
        }),
        ("cancel", |store, id| store.cancel(&[id], NOW + 1)),
        ("exclude", |store, _| {
            store.exclude(&[(Entity::Invoice, "1".to_owned())], true, NOW + 1)
        }),
        ("hold", |store, id| {
            store.retry(Some(&[id]), None, NOW + 1)?;
            store.hold(&[id], NOW + 1)
        }),
        ("a newer snapshot", |store, _| {
            let taken = store.enqueue(&[job(Kind::Invoice, "1", "y")], NOW + 1)?;
            Ok(taken.replaced)
        }),
    ];
    for (name, verb) in verbs {
        let store = new.store();
        store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
        let taken = take(&*store, NOW);
        store.settle(&taken, &Settled::Held, &told(), NOW).unwrap();
        let before = words_of(&row(&*store, "1"));
        assert_eq!(verb(&*store, row_id(&*store, "1")), Ok(1), "{name}");
        let after = words_of(&row(&*store, "1"));
        for (text, data) in [(0, 1), (2, 3)] {
            assert_ne!(after[text], before[text], "{name} changes what is told");
            assert_ne!(after[data], before[data], "{name}: {after:?}");
        }
    }
    // A process that dies after it sent.
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    store
        .settle(
            &taken,
            &Settled::Retry {
                not_before_ms: 0,
                counted: true,
            },
            &told(),
            NOW,
        )
        .unwrap();
    let again = take(&*store, NOW + 1);
    store.mark_sent(&[super::departure(&again)], "key", NOW + 1).unwrap();
    store.rescue(NOW + 100_000, &|_| true, &|_| 0).unwrap();
    let row = row(&*store, "1");
    assert_eq!(row["state"], State::Unknown.as_str());
    assert_ne!(row["message_data"], told().message.data());
}

pub fn a_connections_reason_keeps_its_data(new: &dyn Factory) {
    let store = new.store();
    store
        .configure("default", "{}", &Secret::new("s"), "hash", true, NOW)
        .unwrap();
    let reason: Message = told().message;
    store
        .set_state("default", ConnectionState::Paused, "code", &reason)
        .unwrap();
    let kept = store.connection("default").unwrap().unwrap().reason;
    assert_eq!((kept.to_string(), kept.data()), (reason.to_string(), reason.data()));
}
