//! Which record in Xero stands for which record of the shop.

use ledgerline::oauth::Linked;
use ledgerline::queue::{Entity, Kind, Link, SeenInvoice, Settled};

use super::{ALIKE, Factory, NOW, connection, departure, done, job, line, linked, take};

pub fn links_are_found_by_key_number_id_and_name(new: &dyn Factory) {
    let store = new.store();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let Settled::Done {
        link: Some(mut link), ..
    } = done("id-1")
    else {
        unreachable!()
    };
    link.note = Some("Ann Lee".into());
    store
        .settle(
            &take(&*store, NOW),
            &Settled::Done {
                link: Some(link.clone()),
                next: Vec::new(),
            },
            &line(""),
            NOW,
        )
        .unwrap();
    assert_eq!(
        store
            .link_by_number("default", Kind::Invoice, "id-1")
            .unwrap()
            .unwrap()
            .0,
        "1"
    );
    assert_eq!(
        store
            .link_by_xero_id("default", Kind::Invoice, "id-1")
            .unwrap()
            .unwrap()
            .1,
        Link {
            settled_at_ms: NOW,
            ..*link.clone()
        }
    );
    assert_eq!(store.link_by_xero_id("default", Kind::Payment, "id-1").unwrap(), None);
    assert_eq!(
        store.links_with_note("default", Kind::Invoice, "ANN lee").unwrap(),
        ["1"]
    );
    store.unlink("default", Kind::Invoice, "1").unwrap();
    assert_eq!(store.link("default", Kind::Invoice, "1").unwrap(), None);
}

/// A link with a value of its own in every field.
fn whole() -> Link {
    Link {
        xero_id: "6a0b2c1e-0000-4000-8000-00000000000f".into(),
        xero_number: "INV-0001".into(),
        fingerprint: "print".into(),
        total: Some("119.00".into()),
        xero_total: Some("118.99".into()),
        currency: Some("EUR".into()),
        adopted: true,
        settled_at_ms: 0,
        note: Some("Zoë & Söhne 🚀".into()),
        sent: Some("{\"Name\":\"Zoë 𝄞\"}".into()),
        order_id: Some("12".into()),
        party: Some("customer:3".into()),
        store: Some("Dänemark".into()),
    }
}

pub fn every_field_of_a_link_comes_back_and_is_replaced_with_the_rest(new: &dyn Factory) {
    let store = new.store();
    linked(&*store, &job(Kind::Invoice, "1", "a"), whole(), NOW + 5);
    let found = || store.link("default", Kind::Invoice, "1").unwrap().unwrap();
    assert_eq!(
        found(),
        Link {
            settled_at_ms: NOW + 5,
            ..whole()
        }
    );
    let bare = Link {
        xero_id: "x".into(),
        ..Link::default()
    };
    linked(&*store, &job(Kind::Invoice, "1", "b"), bare.clone(), NOW + 6);
    assert_eq!(
        found(),
        Link {
            settled_at_ms: NOW + 6,
            ..bare
        },
        "nothing of the one before is left"
    );
}

pub fn links_of_alike_keys_connections_and_kinds_do_not_meet(new: &dyn Factory) {
    let store = new.store();
    let named = |key: &str| Link {
        xero_id: format!("id of {key}"),
        ..Link::default()
    };
    for key in ALIKE {
        linked(&*store, &job(Kind::Invoice, key, "x"), named(key), NOW);
    }
    for key in ALIKE {
        let link = store.link("default", Kind::Invoice, key).unwrap().unwrap();
        assert_eq!(link.xero_id, format!("id of {key}"));
        let (found, _) = store
            .link_by_xero_id("default", Kind::Invoice, &format!("id of {key}"))
            .unwrap()
            .unwrap();
        assert_eq!(found, key);
    }
    assert_eq!(store.link("Default", Kind::Invoice, "a").unwrap(), None);
    assert_eq!(store.link("default", Kind::CreditNote, "a").unwrap(), None);
    for (connection, kind, id) in [
        ("default", Kind::Invoice, "ID OF a"),
        ("other", Kind::Invoice, "id of a"),
        ("default", Kind::Payment, "id of a"),
    ] {
        assert_eq!(store.link_by_xero_id(connection, kind, id).unwrap(), None);
        assert_eq!(store.link_by_number(connection, kind, id).unwrap(), None);
        assert_eq!(store.links_to(connection, kind, id).unwrap(), [""; 0]);
    }
}

pub fn several_records_may_share_one_in_xero(new: &dyn Factory) {
    let store = new.store();
    let shared = |note: &str| Link {
        xero_id: "shared".into(),
        note: Some(note.into()),
        ..Link::default()
    };
    for key in ["guest:b", "customer:2", "customer:10"] {
        linked(&*store, &job(Kind::Contact, key, "x"), shared("Zoë Lee"), NOW);
    }
    linked(&*store, &job(Kind::Contact, "guest:c", "x"), Link::default(), NOW);
    assert_eq!(
        store.links_to("default", Kind::Contact, "shared").unwrap(),
        ["customer:10", "customer:2", "guest:b"],
        "in the order of their keys"
    );
    let mut keys = store.links_with_note("default", Kind::Contact, "ZOë lEE").unwrap();
    keys.sort_unstable();
    assert_eq!(keys, ["customer:10", "customer:2", "guest:b"]);
    for (connection, kind, note) in [
        ("default", Kind::Contact, "Zoe Lee"),
        ("default", Kind::Contact, "ZOË LEE"),
        ("default", Kind::Contact, "Zoë%"),
        ("default", Kind::Contact, "Zoë Lee "),
        ("default", Kind::Contact, ""),
        ("default", Kind::Invoice, "Zoë Lee"),
        ("other", Kind::Contact, "Zoë Lee"),
    ] {
        assert_eq!(
            store.links_with_note(connection, kind, note).unwrap(),
            [""; 0],
            "{connection} {kind:?} {note:?}"
        );
    }
}

pub fn later_documents_stay_with_the_contact_of_the_first(new: &dyn Factory) {
    let store = new.store();
    let sent_with = |order: &str, party: Option<&str>| Link {
        order_id: Some(order.into()),
        party: party.map(str::to_owned),
        ..Link::default()
    };
    linked(&*store, &job(Kind::Invoice, "0", "x"), sent_with("7", None), NOW);
    assert_eq!(store.party("default", "7").unwrap(), None);
    linked(
        &*store,
        &job(Kind::Invoice, "2", "x"),
        sent_with("7", Some("guest:later")),
        NOW + 2,
    );
    linked(
        &*store,
        &job(Kind::Invoice, "1", "x"),
        sent_with("7", Some("customer:1")),
        NOW + 1,
    );
    linked(
        &*store,
        &job(Kind::CreditNote, "1", "x"),
        sent_with("7", Some("customer:2")),
        NOW + 1,
    );
    linked(
        &*store,
        &job(Kind::Invoice, "3", "x"),
        sent_with("70", Some("customer:3")),
        NOW,
    );
    assert_eq!(
        store.party("default", "7").unwrap().as_deref(),
        Some("customer:1"),
        "the earliest; an invoice before its credit note"
    );
    assert_eq!(store.party("default", "70").unwrap().as_deref(), Some("customer:3"));
    assert_eq!(store.party("default", "").unwrap(), None);
    assert_eq!(store.party("other", "7").unwrap(), None);
}

pub fn a_doubted_link_keeps_all_but_what_it_was_confirmed_with(new: &dyn Factory) {
    let store = new.store();
    for key in ["1", "2"] {
        linked(&*store, &job(Kind::Invoice, key, "x"), whole(), NOW);
    }
    store.doubt("default", Kind::Invoice, "1").unwrap();
    store.doubt("default", Kind::Payment, "2").unwrap();
    store.doubt("other", Kind::Invoice, "2").unwrap();
    let link = |key: &str| store.link("default", Kind::Invoice, key).unwrap().unwrap();
    let confirmed = Link {
        settled_at_ms: NOW,
        ..whole()
    };
    assert_eq!(
        link("1"),
        Link {
            fingerprint: String::new(),
            ..confirmed.clone()
        }
    );
    assert_eq!(link("2"), confirmed);
}

pub fn a_record_whose_link_is_gone_is_taken_again(new: &dyn Factory) {
    let store = new.store();
    for key in ["1", "2"] {
        linked(&*store, &job(Kind::Invoice, key, "x"), whole(), NOW);
    }
    store.unlink("default", Kind::Payment, "1").unwrap();
    store.unlink("other", Kind::Invoice, "1").unwrap();
    assert_eq!(
        store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap().unchanged,
        1
    );
    store.unlink("default", Kind::Invoice, "1").unwrap();
    assert_eq!(store.link("default", Kind::Invoice, "1").unwrap(), None);
    assert!(store.link("default", Kind::Invoice, "2").unwrap().is_some());
    assert_eq!(store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap().accepted, 1);
}

pub fn screens_see_links_of_a_record_in_the_books_that_are_connected(new: &dyn Factory) {
    let store = new.store();
    connection(&*store);
    let of = |kind, entity, id: &str| {
        let mut one = job(kind, &format!("{entity:?}{id}"), "x");
        one.entity = entity;
        one.entity_id = id.into();
        one
    };
    let at = |now| Link {
        settled_at_ms: now,
        ..whole()
    };
    linked(&*store, &of(Kind::Payment, Entity::Invoice, "1"), whole(), NOW + 2);
    linked(&*store, &of(Kind::Invoice, Entity::Invoice, "1"), whole(), NOW + 1);
    linked(&*store, &of(Kind::Invoice, Entity::Order, "1"), whole(), NOW);
    linked(&*store, &of(Kind::Invoice, Entity::Invoice, "11"), whole(), NOW);
    let mut elsewhere = of(Kind::Refund, Entity::Invoice, "1");
    elsewhere.connection = "gone".into();
    linked(&*store, &elsewhere, whole(), NOW);
    let both = [
        ("default".to_owned(), Kind::Invoice, at(NOW + 1), NOW + 1),
        ("default".to_owned(), Kind::Payment, at(NOW + 2), NOW + 2),
    ];
    assert_eq!(store.links_of(Entity::Invoice, "1").unwrap(), both, "the oldest first");
    assert_eq!(store.links_of(Entity::Customer, "1").unwrap(), []);
    store.switch_links("default", "books-a", "books-b").unwrap();
    assert_eq!(store.links_of(Entity::Invoice, "1").unwrap(), []);
}

pub fn ids_of_one_organisation_are_put_aside_and_come_back(new: &dyn Factory) {
    let store = new.store();
    connection(&*store);
    let id = || {
        store
            .link("default", Kind::Invoice, "1")
            .unwrap()
            .map(|link| link.xero_id)
    };
    let named = |id: &str| Link {
        xero_id: id.into(),
        ..Link::default()
    };
    linked(&*store, &job(Kind::Invoice, "1", "x"), named("in a"), NOW);
    let mut other = job(Kind::Invoice, "1", "x");
    other.connection = "default@".into();
    linked(&*store, &other, named("another's"), NOW);
    store.switch_links("default", "a", "b").unwrap();
    assert_eq!(id(), None);
    assert_eq!(store.linked("default").unwrap(), Linked::default());
    linked(&*store, &job(Kind::Invoice, "1", "x"), named("in b"), NOW);
    store.switch_links("default", "b", "a").unwrap();
    assert_eq!(id().as_deref(), Some("in a"));
    store.switch_links("default", "a", "b").unwrap();
    assert_eq!(id().as_deref(), Some("in b"));
    let untouched = store.link("default@", Kind::Invoice, "1").unwrap().unwrap();
    assert_eq!(untouched.xero_id, "another's");
}

pub fn what_is_linked_or_may_be_counts_once(new: &dyn Factory) {
    let store = new.store();
    assert_eq!(store.linked("default").unwrap(), Linked::default());
    linked(&*store, &job(Kind::Invoice, "1", "x"), whole(), NOW);
    linked(&*store, &job(Kind::Contact, "1", "x"), whole(), NOW);
    // Sent again without an answer: the same invoice; and one that was never answered.
    for key in ["1", "2"] {
        store.enqueue(&[job(Kind::Invoice, key, "newer")], NOW).unwrap();
        let taken = take(&*store, NOW);
        store.mark_sent(&[departure(&taken)], "key", NOW).unwrap();
    }
    assert_eq!(
        store.linked("default").unwrap(),
        Linked {
            invoices: 2,
            records: 3
        }
    );
    assert_eq!(store.linked("other").unwrap(), Linked::default());
}

pub fn the_day_on_which_an_invoice_was_first_called_paid_is_kept(new: &dyn Factory) {
    let store = new.store();
    let saw = |connection: &str, key: &str, day: Option<&str>| {
        let seen = SeenInvoice {
            connection: connection.into(),
            key: key.into(),
            paid_on: day.map(str::to_owned),
        };
        store.saw_invoices(&[seen]).unwrap();
    };
    let paid = |connection: &str, key: &str| store.paid_on(connection, key).unwrap();
    assert_eq!(paid("default", "invoice:1"), None, "never seen");
    saw("default", "invoice:1", Some("2026-01-01"));
    assert_eq!(paid("default", "invoice:1"), None, "never seen open");
    saw("default", "invoice:1", None);
    assert_eq!(paid("default", "invoice:1"), Some(None));
    saw("other", "invoice:1", Some("2026-01-02"));
    saw("default", "invoice:2", Some("2026-01-02"));
    assert_eq!(paid("default", "invoice:1"), Some(None), "another invoice was paid");
    saw("default", "invoice:1", Some("2026-01-03"));
    saw("default", "invoice:1", Some("2026-01-04"));
    saw("default", "invoice:1", None);
    assert_eq!(paid("default", "invoice:1"), Some(Some("2026-01-03".into())));
    assert_eq!(paid("other", "invoice:1"), None);
    let both = [None, Some("2026-01-05".to_owned())].map(|paid_on| SeenInvoice {
        connection: "default".into(),
        key: "invoice:3".into(),
        paid_on,
    });
    store.saw_invoices(&both).unwrap();
    assert_eq!(
        paid("default", "invoice:3"),
        Some(Some("2026-01-05".into())),
        "in one call"
    );
}
