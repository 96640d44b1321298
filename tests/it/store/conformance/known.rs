//! The contacts of an organisation, as far as they are known.

use std::slice::from_ref;

use ledgerline::queue::{HISTORY, Kind, KnownBy, KnownContact, Link};

use super::{ALIKE, Factory, NOW, job, linked};

fn contact(id: &str, number: &str, name: &str, email: &str) -> KnownContact {
    KnownContact {
        xero_id: id.into(),
        number: number.into(),
        name: name.into(),
        email: email.into(),
        active: true,
    }
}

pub fn a_contact_is_found_by_number_name_or_address(new: &dyn Factory) {
    let store = new.store();
    let ann = contact("1", "customer-1", "digest of ann", "digest of ann@example.com");
    let gone = KnownContact {
        active: false,
        ..contact("2", "", "digest of bob", "")
    };
    store.know_contacts("books", &[ann.clone(), gone.clone()]).unwrap();
    let by = |by, value: &str| store.known_contacts("books", by, value).unwrap();
    assert_eq!(by(KnownBy::Number, "customer-1"), from_ref(&ann));
    assert_eq!(by(KnownBy::Name, "digest of ann"), from_ref(&ann));
    assert_eq!(by(KnownBy::Email, "digest of ann@example.com"), from_ref(&ann));
    assert_eq!(by(KnownBy::Name, "digest of bob"), from_ref(&gone));
    for (what, value) in [
        (KnownBy::Number, "CUSTOMER-1"),
        (KnownBy::Number, "customer-"),
        (KnownBy::Number, "%"),
        (KnownBy::Name, "customer-1"),
        (KnownBy::Email, "digest of ann"),
        // Who has none is not found by nothing.
        (KnownBy::Number, ""),
        (KnownBy::Email, ""),
    ] {
        assert_eq!(by(what, value), [], "{what:?} {value:?}");
    }
    assert_eq!(
        store.known_contacts("Books", KnownBy::Number, "customer-1").unwrap(),
        []
    );
}

pub fn what_is_read_again_replaces_what_was_known(new: &dyn Factory) {
    let store = new.store();
    store.know_contacts("books", &[contact("1", "a", "ann", "")]).unwrap();
    store.know_contacts("other", &[contact("1", "a", "ann", "")]).unwrap();
    let changed = KnownContact {
        active: false,
        ..contact("1", "b", "anna", "mail")
    };
    store
        .know_contacts("books", &[changed.clone(), contact("2", "c", "bob", "")])
        .unwrap();
    store.know_contacts("books", &[]).unwrap();
    assert_eq!(store.known_contacts("books", KnownBy::Number, "a").unwrap(), []);
    assert_eq!(
        store.known_contacts("books", KnownBy::Email, "mail").unwrap(),
        from_ref(&changed)
    );
    assert_eq!(store.known_contacts("other", KnownBy::Number, "a").unwrap().len(), 1);
}

pub fn of_many_that_match_three_are_told_active_ones_first(new: &dyn Factory) {
    let store = new.store();
    let all: Vec<_> = (0..5)
        .map(|n| KnownContact {
            active: n >= 3,
            ..contact(&n.to_string(), "", "same", "")
        })
        .collect();
    store.know_contacts("books", &all).unwrap();
    let found = store.known_contacts("books", KnownBy::Name, "same").unwrap();
    let active: Vec<_> = found.iter().map(|one| one.active).collect();
    assert_eq!(active, [true, true, false]);
}

pub fn alike_numbers_are_different_contacts(new: &dyn Factory) {
    let store = new.store();
    let all: Vec<_> = ALIKE.iter().map(|text| contact(text, text, "x", "x")).collect();
    store.know_contacts("books", &all).unwrap();
    for one in &all {
        assert_eq!(
            store.known_contacts("books", KnownBy::Number, &one.number).unwrap(),
            from_ref(one)
        );
    }
}

pub fn a_contact_is_new_as_long_as_it_waits_without_a_link(new: &dyn Factory) {
    let store = new.store();
    let waits = |connection: &str, most| store.new_contacts_wait(connection, most).unwrap();
    store
        .enqueue(&[job(Kind::Item, "1", "x"), job(Kind::Invoice, "1", "x")], NOW)
        .unwrap();
    assert!(!waits("default", i64::MAX));
    let link = Link {
        xero_id: "x".into(),
        ..Link::default()
    };
    linked(&*store, &job(Kind::Contact, "customer:1", "x"), link, NOW);
    store
        .enqueue(&[job(Kind::Contact, "customer:1", "newer")], NOW)
        .unwrap();
    assert!(!waits("default", i64::MAX), "it is known");
    let mut new_one = job(Kind::Contact, "customer:2", "x");
    new_one.priority = HISTORY;
    store.enqueue(&[new_one], NOW).unwrap();
    assert!(waits("default", HISTORY));
    assert!(!waits("default", HISTORY - 1));
    assert!(!waits("other", i64::MAX));
}
