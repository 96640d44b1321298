//! Single records: how they stand, who was taken out, what is erased.

use ledgerline::engine::{self, Store};
use ledgerline::message::Message;
use ledgerline::queue::{
    Claimed, Entity, Erased, Exchange, Kind, Link, LogLine, NewJob, Proof, Settled, Standing, State,
};
use serde_json::{Value, json};

use super::proof::sent;
use super::{Factory, NOW, claim, departure, done, job, line, linked, log, row_id, rows, take};

pub fn a_long_silence_is_remembered(new: &dyn Factory) {
    let store = new.store();
    assert_eq!(store.doubt_before_ms().unwrap(), 0);
    for (at, doubt) in [
        (NOW, 0),
        (NOW + 600_000, 0),
        (NOW + 1_800_000, 0),
        (NOW + 3_000_001, NOW + 3_000_001),
        (NOW + 3_060_000, NOW + 3_000_001),
    ] {
        store.seen(at).unwrap();
        assert_eq!(store.doubt_before_ms().unwrap(), doubt, "{}", at - NOW);
    }
}

pub fn an_older_copy_that_is_put_back_is_noticed_at_once(new: &dyn Factory) {
    for sent_before in [false, true] {
        let place = new.place();
        let store = place.open();
        let send = |key: &str| {
            store.enqueue(&[job(Kind::Payment, key, "x")], NOW).unwrap();
            let claimed = claim(&*store, Kind::Payment, State::Waiting, 1, NOW);
            store.mark_sent(&[departure(&claimed[0])], "key", NOW).unwrap();
            store.settle(&claimed[0], &done(key), &line(""), NOW).unwrap();
        };
        store.seen(NOW).unwrap();
        if sent_before {
            send("1");
        }
        let put_back = place.copy();
        send("2");
        store.seen(NOW).unwrap();
        assert_eq!(store.doubt_before_ms().unwrap(), 0);
        drop(store);
        put_back();
        let store = place.open();
        // Whoever comes first, a drain that begins or a claim of one under way.
        let doubt = if sent_before {
            store.seen(NOW + 5).unwrap();
            NOW + 5
        } else {
            claim(&*store, Kind::Payment, State::Waiting, 1, NOW + 6);
            NOW + 6
        };
        assert_eq!(
            store.doubt_before_ms().unwrap(),
            doubt,
            "sent before the copy: {sent_before}"
        );
        // Once.
        drop(store);
        let store = place.open();
        store.seen(NOW + 10).unwrap();
        assert_eq!(
            store.doubt_before_ms().unwrap(),
            doubt,
            "sent before the copy: {sent_before}"
        );
    }
}

pub fn a_doubt_forgets_what_was_looked_up_before(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    let kinds = [Kind::Payment, Kind::Refund, Kind::Allocation, Kind::Contact];
    for kind in kinds {
        store.enqueue(&[job(kind, "1", "x")], NOW).unwrap();
        let claimed = claim(&*store, kind, State::Waiting, 1, NOW);
        let again = Settled::Retry {
            not_before_ms: 0,
            counted: false,
        };
        store.settle(&claimed[0], &again, &line("looked up"), NOW).unwrap();
    }
    let codes = |store: &dyn Store| {
        kinds.map(|kind| {
            let claimed = claim(store, kind, State::Waiting, 1, NOW + 20);
            store
                .release(&[(claimed[0].id, claimed[0].fence)], 0, NOW + 20)
                .unwrap();
            claimed[0].code.clone()
        })
    };
    let put_back = place.copy();
    assert_eq!(codes(&*store), ["looked up"; 4]);
    drop(store);
    put_back();
    // What a contact was told stays: it is not sent twice.
    assert_eq!(codes(&*place.open()), ["", "", "", "looked up"]);
}

pub fn who_claims_or_sends_uses_the_store(new: &dyn Factory) {
    const MINUTE: i64 = 60_000;
    let store = new.store();
    store.seen(NOW).unwrap();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW + 15 * MINUTE);
    assert_eq!(
        store.mark_sent(&[departure(&taken)], "key", NOW + 30 * MINUTE).unwrap(),
        1
    );
    claim(&*store, Kind::Invoice, State::Waiting, 1, NOW + 45 * MINUTE);
    store.seen(NOW + 60 * MINUTE).unwrap();
    assert_eq!(store.doubt_before_ms().unwrap(), 0, "never silent for 20 minutes");
    let silent = NOW + 81 * MINUTE;
    claim(&*store, Kind::Invoice, State::Waiting, 1, silent);
    assert_eq!(store.doubt_before_ms().unwrap(), silent);
}

pub fn a_doubt_from_a_clock_that_was_ahead_is_of_now(new: &dyn Factory) {
    let store = new.store();
    store.seen(NOW).unwrap();
    let ahead = NOW + 86_400_000;
    store.enqueue(&[job(Kind::Invoice, "1", "x")], ahead).unwrap();
    linked(&*store, &job(Kind::CreditNote, "2", "x"), Link::default(), NOW + 500);
    store.seen(ahead).unwrap();
    assert_eq!(store.doubt_before_ms().unwrap(), ahead);
    store.rescue(NOW + 1, &|_| false, &|_| 0).unwrap();
    assert_eq!(store.doubt_before_ms().unwrap(), NOW + 1);
    assert_eq!(settled_at(&*store, "2"), NOW, "in doubt as before");
}

fn settled_at(store: &dyn Store, key: &str) -> i64 {
    let link = store.link("default", Kind::CreditNote, key).unwrap();
    link.expect("a link").settled_at_ms
}

pub fn what_a_clock_that_was_ahead_settled_is_not_newer_than_a_doubt(new: &dyn Factory) {
    const MINUTE: i64 = 60_000;
    let store = new.store();
    linked(
        &*store,
        &job(Kind::CreditNote, "1", "x"),
        Link::default(),
        NOW + 60 * MINUTE,
    );
    store.seen(NOW).unwrap();
    linked(&*store, &job(Kind::CreditNote, "2", "x"), Link::default(), NOW);
    let silent = NOW + 21 * MINUTE;
    store.seen(silent).unwrap();
    assert_eq!(store.doubt_before_ms().unwrap(), silent);
    assert_eq!(settled_at(&*store, "1"), silent - 1);
    assert_eq!(settled_at(&*store, "2"), NOW);
    // What is settled after the doubt is certain.
    linked(&*store, &job(Kind::CreditNote, "3", "x"), Link::default(), silent);
    store.seen(silent + 1).unwrap();
    assert_eq!(settled_at(&*store, "3"), silent);
}

pub fn a_record_stands_as_its_worst_job_does(new: &dyn Factory) {
    let store = new.store();
    let standing = || store.standing("default", Entity::Invoice, "1").unwrap();
    assert_eq!(standing(), None);
    let of = |kind, key: &str| {
        let mut one = job(kind, key, "x");
        one.entity_id = "1".into();
        one
    };
    let take_of = |kind| claim(&*store, kind, State::Waiting, 1, NOW).remove(0);
    let settle = |taken: &Claimed, settled: &Settled, code: &str, now| {
        assert!(store.settle(taken, settled, &line(code), now).unwrap());
    };
    let open = || standing().map(|found| (found.open, found.code, found.message));
    let link = |id: &str| Settled::Done {
        link: Some(Box::new(Link {
            xero_id: id.into(),
            xero_number: format!("INV-{id}"),
            ..Link::default()
        })),
        next: Vec::new(),
    };

    store.enqueue(&[of(Kind::Invoice, "1")], NOW).unwrap();
    settle(&take_of(Kind::Invoice), &link("9"), "created", NOW + 3);
    let settled = Some((Kind::Invoice, "9".to_owned(), "INV-9".to_owned(), NOW + 3));
    assert_eq!(
        standing(),
        Some(Standing {
            connection: "default".into(),
            entity: Entity::Invoice,
            entity_id: "1".into(),
            open: None,
            code: "created".into(),
            message: Message::kept("created", ""),
            settled: settled.clone(),
        })
    );
    // From the best to the worst; each stands for the record from then on.
    let waits = Some((Some(State::Waiting), String::new(), Message::default()));
    let shown = |state, code: &str| Some((Some(state), code.to_owned(), Message::kept(code, "")));
    store.enqueue(&[of(Kind::CreditNote, "cancelled")], NOW).unwrap();
    store.cancel(&[row_id(&*store, "cancelled")], NOW).unwrap();
    assert_eq!(open().unwrap().0, Some(State::Cancelled));
    store.enqueue(&[of(Kind::Allocation, "waiting")], NOW).unwrap();
    assert_eq!(open(), waits);
    store.enqueue(&[of(Kind::Payment, "running")], NOW).unwrap();
    take_of(Kind::Payment);
    assert_eq!(open().unwrap().0, Some(State::Running));
    for (kind, ending, state) in [
        (Kind::Refund, Settled::Unknown { not_before_ms: NOW }, State::Unknown),
        (Kind::Item, Settled::Held, State::Held),
        (Kind::Contact, Settled::Failed, State::Failed),
    ] {
        store.enqueue(&[of(kind, "1")], NOW).unwrap();
        settle(&take_of(kind), &ending, state.as_str(), NOW);
        assert_eq!(open(), shown(state, state.as_str()));
    }
    // Of two that are alike the newer.
    store.enqueue(&[of(Kind::Cancellation, "1")], NOW).unwrap();
    settle(&take_of(Kind::Cancellation), &Settled::Failed, "newer", NOW + 1);
    assert_eq!(open(), shown(State::Failed, "newer"));
    assert_eq!(standing().unwrap().settled, settled, "and what is in Xero is there");
    assert_eq!(store.standing("other", Entity::Invoice, "1").unwrap(), None);
    assert_eq!(store.standing("default", Entity::Order, "1").unwrap(), None);
    assert_eq!(store.standing("default", Entity::Invoice, "1 ").unwrap(), None);
}

pub fn a_record_is_in_xero_as_what_it_mainly_becomes(new: &dyn Factory) {
    let store = new.store();
    for (entity, main, other) in [
        (Entity::Customer, Kind::Contact, Kind::Item),
        (Entity::Guest, Kind::Contact, Kind::Item),
        (Entity::Product, Kind::Item, Kind::Contact),
        (Entity::Order, Kind::Invoice, Kind::Payment),
        (Entity::Invoice, Kind::Invoice, Kind::Payment),
        (Entity::CreditMemo, Kind::CreditNote, Kind::Refund),
    ] {
        for kind in [other, main] {
            let mut one = job(kind, entity.as_str(), "x");
            one.entity = entity;
            let link = Link {
                xero_id: format!("{kind:?}"),
                ..Link::default()
            };
            linked(&*store, &one, link, NOW);
            let settled = store
                .standing("default", entity, entity.as_str())
                .unwrap()
                .unwrap()
                .settled;
            let wanted = (kind == main).then(|| (kind, format!("{kind:?}"), String::new(), NOW));
            assert_eq!(settled, wanted, "{entity:?} after {kind:?}");
        }
        // With no job left the link still says it.
        store.prune(0, NOW + 1).unwrap();
        let found = store.standing("default", entity, entity.as_str()).unwrap().unwrap();
        assert_eq!(
            (found.open, found.code.as_str(), found.settled.is_some()),
            (None, "", true)
        );
    }
}

pub fn changes_are_told_in_their_order_once_and_in_portions(new: &dyn Factory) {
    let store = new.store();
    assert_eq!(store.changed_since((0, 0), 10).unwrap(), (vec![], (0, 0), false));
    for (kind, id, at) in [
        (Kind::Invoice, "1", NOW),
        (Kind::Payment, "1", NOW),
        (Kind::Invoice, "2", NOW + 5),
        (Kind::Invoice, "3", NOW + 2),
        (Kind::Refund, "3", NOW + 9),
    ] {
        let mut one = job(kind, &format!("{kind:?}{id}"), "x");
        one.entity_id = id.into();
        store.enqueue(&[one], at).unwrap();
    }
    let record = |id: &str| ("default".to_owned(), Entity::Invoice, id.to_owned());
    let ids: Vec<i64> = rows(&*store).iter().filter_map(|row| row["id"].as_i64()).collect();
    assert_eq!(
        store.changed_since((0, 0), 10).unwrap(),
        (vec![record("1"), record("3"), record("2")], (NOW + 9, ids[4]), false)
    );
    let (first, position, more) = store.changed_since((0, 0), 2).unwrap();
    assert_eq!((first, position, more), (vec![record("1")], (NOW, ids[1]), true));
    let (second, position, more) = store.changed_since(position, 2).unwrap();
    assert_eq!(
        (second, position, more),
        (vec![record("3"), record("2")], (NOW + 5, ids[2]), true)
    );
    let (third, position, more) = store.changed_since(position, 2).unwrap();
    assert_eq!((third, position, more), (vec![record("3")], (NOW + 9, ids[4]), false));
    assert_eq!(store.changed_since(position, 2).unwrap(), (vec![], position, false));
    // Whatever changes a job is told.
    store.cancel(&[ids[0]], NOW + 20).unwrap();
    assert_eq!(
        store.changed_since(position, 2).unwrap(),
        (vec![record("1")], (NOW + 20, ids[0]), false)
    );
}

pub fn a_line_is_shown_with_what_was_exchanged(new: &dyn Factory) {
    let store = new.store();
    let exchange = Exchange {
        sent: "{\"Name\":\"Zoë 🚀\"}".into(),
        answered: String::new(),
    };
    let huge = Exchange {
        sent: "ë🚀".repeat(40_000),
        answered: "{}".into(),
    };
    for one in [Some(&exchange), Some(&huge), None] {
        let line = LogLine {
            exchange: one.map(|exchange| Box::new(exchange.clone())),
            ..line("c")
        };
        store.note("default", &line, NOW).unwrap();
    }
    let lines = log(&*store);
    let shown = |index: usize| {
        let found = store.log_line(lines[index]["id"].as_i64().unwrap()).unwrap();
        found
            .map(|(line, exchange)| (Value::Object(engine::shown(&line)), exchange))
            .unwrap()
    };
    assert_eq!(shown(0), (lines[0].clone(), Some(exchange)));
    let (_, cut) = shown(1);
    let cut = cut.unwrap();
    assert!(huge.sent.starts_with(&cut.sent));
    assert!(
        (65_530..=65_536).contains(&cut.sent.len()),
        "{} bytes are kept",
        cut.sent.len()
    );
    assert_eq!(cut.answered, "{}");
    assert_eq!(shown(2), (lines[2].clone(), None));
    assert_eq!(store.log_line(9_999).unwrap(), None);
}

pub fn exchanges_go_before_their_lines(new: &dyn Factory) {
    let store = new.store();
    for at in [NOW, NOW + 1_000] {
        let line = LogLine {
            exchange: Some(Box::default()),
            ..line("c")
        };
        store.note("default", &line, at).unwrap();
    }
    assert_eq!(store.prune_exchanges(NOW).unwrap(), 0);
    assert_eq!(store.prune_exchanges(NOW + 1_000).unwrap(), 1);
    let kept: Vec<_> = log(&*store)
        .iter()
        .map(|line| store.log_line(line["id"].as_i64().unwrap()).unwrap().unwrap().1)
        .collect();
    assert_eq!(kept, [None, Some(Exchange::default())]);
}

/// A document of a buyer, as the shop hands it over.
fn bought(kind: Kind, key: &str, snapshot: &Value) -> NewJob {
    NewJob {
        snapshot: snapshot.to_string(),
        ..job(kind, key, "x")
    }
}

fn settle_next(store: &dyn Store, kind: Kind, settled: &Settled) {
    let taken = claim(store, kind, State::Waiting, 1, NOW).remove(0);
    let line = LogLine {
        exchange: Some(Box::new(Exchange {
            sent: "Ann Lee".into(),
            answered: "Ann Lee".into(),
        })),
        message: Message::words("Ann Lee was sent."),
        ..line("created")
    };
    assert!(store.settle(&taken, settled, &line, NOW).unwrap());
}

/// Contacts and documents of Ann, who was a guest before she had an account, and of Bob; two of her documents are not in Xero.
fn sell_to_ann_and_bob(store: &dyn Store) {
    let contact = |key: &str, entity, id: &str, name: &str| NewJob {
        entity,
        entity_id: id.into(),
        number: name.into(),
        ..job(Kind::Contact, key, "x")
    };
    let known = Settled::Done {
        link: Some(Box::new(Link {
            xero_id: "ann".into(),
            note: Some("Ann Lee".into()),
            sent: Some("{\"Name\":\"Ann Lee\"}".into()),
            ..Link::default()
        })),
        next: Vec::new(),
    };
    let ended = Settled::Done {
        link: None,
        next: Vec::new(),
    };
    // Her account, and the guest that she was before: both are the same contact in Xero.
    store
        .enqueue(&[contact("customer:17", Entity::Customer, "17", "Ann Lee")], NOW)
        .unwrap();
    settle_next(store, Kind::Contact, &known);
    store
        .enqueue(&[contact("guest:ann", Entity::Guest, "ann", "Ann Lee")], NOW)
        .unwrap();
    settle_next(store, Kind::Contact, &known);
    // Another person, with a contact of his own.
    store
        .enqueue(&[contact("customer:170", Entity::Customer, "170", "Bob")], NOW)
        .unwrap();
    let bob = Settled::Done {
        link: Some(Box::new(Link {
            xero_id: "bob".into(),
            note: Some("Bob".into()),
            ..Link::default()
        })),
        next: Vec::new(),
    };
    settle_next(store, Kind::Contact, &bob);
    // Her documents, by id or by address; his, whose snapshot names neither.
    let documents = [
        ("by id", json!({ "customer": { "id": "17" } })),
        (
            "by address",
            json!({ "customer": { "id": null, "email": "Ann@Example.com" } }),
        ),
        ("by billing", json!({ "email": "ANN@EXAMPLE.COM" })),
        (
            "his",
            json!({ "customer": { "id": "170", "email": "bob@example.com" } }),
        ),
        ("his without", json!({})),
    ];
    for (key, snapshot) in &documents {
        store.enqueue(&[bought(Kind::Invoice, key, snapshot)], NOW).unwrap();
        settle_next(store, Kind::Invoice, &ended);
    }
    // One that a person cancelled, and one that is still to be sent.
    for key in ["cancelled", "open"] {
        let of_hers = bought(Kind::CreditNote, key, &json!({ "customer": { "id": "17" } }));
        store.enqueue(&[of_hers], NOW).unwrap();
    }
    store.cancel(&[row_id(store, "cancelled")], NOW).unwrap();
}

pub fn a_person_is_forgotten_in_queue_log_and_links(new: &dyn Factory) {
    let store = new.store();
    sell_to_ann_and_bob(&*store);
    let his = |store: &dyn Store| {
        let mut all = (rows(store), log(store));
        all.0.retain(|row| {
            row["entity_id"] == "170" || row["number"].as_str().is_some_and(|text| text.starts_with("his"))
        });
        all.1.retain(|row| {
            row["entity_id"] == "170" || row["number"].as_str().is_some_and(|text| text.starts_with("his"))
        });
        all
    };
    let before = his(&*store);
    assert_eq!((before.0.len(), before.1.len()), (3, 3));

    let erased = store.erase("customer:17", Some("17"), Some("ann@example.com")).unwrap();
    assert_eq!(
        erased,
        Erased {
            // Her contact, three documents, and what the cancelled one said.
            jobs: 5,
            // Her contact's line, and those of three documents.
            lines: 4,
            links: 2,
            open: 1,
        }
    );
    assert_eq!(his(&*store), before);
    let left: Vec<_> = rows(&*store).iter().map(|row| row["number"].clone()).collect();
    assert_eq!(
        left,
        ["Ann Lee", "Bob", "his", "his without", "cancelled", "open"],
        "the guest is erased by a key of its own"
    );
    for line in log(&*store) {
        let (_, exchange) = store.log_line(line["id"].as_i64().unwrap()).unwrap().unwrap();
        let hers = line["message"] == "Erased.";
        assert_eq!(exchange.is_none(), hers, "{line}");
        if hers && line["entity"] == "customer" {
            assert_eq!(line["number"], "", "{line}");
        }
    }
    let notes = ["customer:17", "guest:ann", "customer:170"].map(|key| {
        let link = store.link("default", Kind::Contact, key).unwrap().unwrap();
        (link.xero_id, link.note, link.sent)
    });
    assert_eq!(
        notes,
        [
            ("ann".to_owned(), None, None),
            ("ann".to_owned(), None, None),
            ("bob".to_owned(), Some("Bob".to_owned()), None)
        ]
    );
    let again = store.erase("customer:17", Some("17"), Some("ann@example.com")).unwrap();
    assert_eq!((again.jobs, again.open), (0, 1), "what is still to be sent stays");
}

pub fn a_guest_is_forgotten_by_key_and_address(new: &dyn Factory) {
    let store = new.store();
    let guest = NewJob {
        entity: Entity::Guest,
        entity_id: "f00d".into(),
        number: "Zoë".into(),
        ..job(Kind::Contact, "guest:f00d", "x")
    };
    store.enqueue(&[guest], NOW).unwrap();
    settle_next(&*store, Kind::Contact, &done("zoe"));
    let document = bought(
        Kind::Invoice,
        "1",
        &json!({ "email": "ZOË@Example.com", "customer": {} }),
    );
    store.enqueue(&[document], NOW).unwrap();
    settle_next(&*store, Kind::Invoice, &done("x"));
    assert_eq!(
        store.erase("guest:other", None, None).unwrap(),
        Erased::default(),
        "nobody is found by nothing"
    );
    let erased = store.erase("guest:f00d", None, Some("zoë@example.com")).unwrap();
    assert_eq!((erased.jobs, erased.lines, erased.links, erased.open), (2, 2, 1, 0));
    let shown: Vec<_> = log(&*store)
        .iter()
        .map(|line| (line["number"].clone(), line["message"].clone()))
        .collect();
    assert_eq!(
        shown,
        [(json!(""), json!("Erased.")), (json!("1"), json!("Erased."))],
        "a document keeps its number"
    );
}

pub fn what_may_be_in_xero_is_not_erased(new: &dyn Factory) {
    let store = new.store();
    let taken = sent(&*store, "1");
    let erased = store.erase("1", None, None).unwrap();
    assert_eq!((erased.jobs, erased.open), (0, 1));
    assert!(
        store
            .settle(&taken.proven(Proof::Answered), &done("x"), &line("c"), NOW)
            .unwrap()
    );
}
