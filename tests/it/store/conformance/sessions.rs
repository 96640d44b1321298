//! Connections, tokens, consents under way.

use ledgerline::message::Message;
use ledgerline::oauth::{ConnectionState, Organisation, Pending, Tokens};
use ledgerline::queue::owner_of_this_process;
use ledgerline::secret::Secret;

use super::{Factory, KEY, NOW};
use crate::support::shop::dead_owner;

fn configure(store: &dyn ledgerline::engine::Store, hash: &str, configured: bool) -> bool {
    store
        .configure("default", "{}", &Secret::new("s"), hash, configured, NOW)
        .unwrap()
}

pub fn settings_are_stored_when_they_changed(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    assert!(configure(&*store, "1", true));
    assert!(!configure(&*store, "1", true));
    assert!(configure(&*store, "2", true));
    assert_eq!(
        place.open().connection("default").unwrap().unwrap().client_secret,
        Secret::new("s")
    );
}

pub fn a_connection_begins_as_its_settings_say(new: &dyn Factory) {
    let store = new.store();
    configure(&*store, "1", false);
    let state = || store.connection("default").unwrap().unwrap().state;
    assert_eq!(state(), ConnectionState::NotConfigured);
    configure(&*store, "2", true);
    assert_eq!(state(), ConnectionState::Disconnected);
    store
        .set_state("default", ConnectionState::Connected, "", &Message::default())
        .unwrap();
    configure(&*store, "3", true);
    assert_eq!(
        state(),
        ConnectionState::Connected,
        "a change of settings ended the connection"
    );
}

pub fn tokens_are_kept_and_forgotten(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    configure(&*store, "1", true);
    let tokens = Tokens {
        access: Secret::new("access"),
        refresh: Secret::new("refresh"),
        expires_at_ms: NOW + 1,
        obtained_at_ms: NOW,
        scope: "a b".into(),
    };
    store.store_tokens("default", Some(&tokens)).unwrap();
    assert_eq!(
        place.open().connection("default").unwrap().unwrap().tokens,
        Some(tokens)
    );
    store.store_tokens("default", None).unwrap();
    assert_eq!(store.connection("default").unwrap().unwrap().tokens, None);
}

pub fn one_process_renews_at_a_time(new: &dyn Factory) {
    let store = new.store();
    configure(&*store, "1", true);
    let own = owner_of_this_process();
    let lock = |owner: &str, now: i64| store.lock_refresh("default", owner, now + 90_000, now).unwrap();
    assert!(lock(&own, NOW));
    assert!(!lock("elsewhere:1:1", NOW + 1));
    store.unlock_refresh("default", "elsewhere:1:1").unwrap();
    assert!(!lock("elsewhere:1:1", NOW + 1), "another process gave it back");
    store.unlock_refresh("default", &own).unwrap();
    assert!(lock("elsewhere:1:1", NOW + 2));
    assert!(!lock(&own, NOW + 90_001));
    assert!(lock(&own, NOW + 90_002), "the lock of a silent process ends");
    store.unlock_refresh("default", &own).unwrap();
    assert!(lock(&dead_owner(), NOW + 100_000));
    assert!(lock(&own, NOW + 100_001), "the lock of a dead process ends at once");
}

pub fn a_state_is_taken_back_once_and_not_too_late(new: &dyn Factory) {
    let store = new.store();
    for state in ["one", "two"] {
        store
            .remember_authorisation(state, "default", &Secret::new("verifier"), "https://shop", NOW)
            .unwrap();
    }
    let taken = store.take_authorisation("one", NOW).unwrap();
    assert_eq!(
        taken,
        Some(("default".into(), Secret::new("verifier"), "https://shop".into()))
    );
    assert_eq!(store.take_authorisation("one", NOW).unwrap(), None);
    assert_eq!(store.take_authorisation("two", NOW + 1).unwrap(), None, "too old");
    assert_eq!(store.take_authorisation("", 0).unwrap(), None);
}

pub fn what_xero_offers_is_kept_by_connection(new: &dyn Factory) {
    let store = new.store();
    store.store_catalogue("default", "accounts", "[1]", NOW).unwrap();
    store.store_catalogue("other", "accounts", "[2]", NOW).unwrap();
    store.store_catalogue("default", "accounts", "[3]", NOW + 1).unwrap();
    assert_eq!(
        store.catalogue("default", "accounts").unwrap(),
        Some(("[3]".into(), NOW + 1))
    );
    store.forget_catalogue("default").unwrap();
    assert_eq!(store.catalogue("default", "accounts").unwrap(), None);
    assert!(store.catalogue("other", "accounts").unwrap().is_some());
}

pub fn every_field_of_a_connection_comes_back(new: &dyn Factory) {
    let store = new.store();
    assert_eq!(store.connections().unwrap().len(), 0);
    assert!(store.connection("default").unwrap().is_none());
    for code in ["website_2", "Default", "default"] {
        assert!(
            store
                .configure(
                    code,
                    &format!("{{\"name\":\"{code} 🚀\"}}"),
                    &Secret::new(code),
                    code,
                    true,
                    NOW
                )
                .unwrap()
        );
    }
    let tokens = tokens();
    store.store_tokens("default", Some(&tokens)).unwrap();
    store
        .set_state(
            "default",
            ConnectionState::Paused,
            "currency_missing",
            &Message::words("Zoë's books have no EUR."),
        )
        .unwrap();
    store
        .set_organisation(
            "default",
            "org-1",
            "Zoë & Söhne 🚀",
            "xc-1",
            "[{\"id\":\"org-1\"}]",
            Some(NOW + 5),
        )
        .unwrap();
    let row = store.connection("default").unwrap().unwrap();
    assert_eq!(
        (
            row.code.as_str(),
            row.settings.as_str(),
            row.settings_hash.as_str(),
            row.client_secret.reveal()
        ),
        ("default", "{\"name\":\"default 🚀\"}", "default", "default")
    );
    assert_eq!(
        (row.state, row.reason_code.as_str(), row.reason.to_string().as_str()),
        (ConnectionState::Paused, "currency_missing", "Zoë's books have no EUR.")
    );
    assert_eq!((row.tokens, row.unreadable), (Some(tokens), false));
    assert_eq!(
        (
            row.organisation_id.as_str(),
            row.organisation_name.as_str(),
            row.xero_connection_id.as_str()
        ),
        ("org-1", "Zoë & Söhne 🚀", "xc-1")
    );
    assert_eq!(
        (row.choices.as_str(), row.connected_at_ms),
        ("[{\"id\":\"org-1\"}]", Some(NOW + 5))
    );
    let all = store.connections().unwrap();
    let codes: Vec<_> = all.iter().map(|row| row.code.as_str()).collect();
    assert_eq!(
        codes,
        ["Default", "default", "website_2"],
        "in the order of their codes"
    );
    let other = &all[0];
    assert_eq!(
        (
            other.state,
            other.tokens.is_none(),
            other.organisation_id.as_str(),
            other.choices.as_str(),
            other.connected_at_ms
        ),
        (ConnectionState::Disconnected, true, "", "[]", None),
        "untouched"
    );
}

fn tokens() -> Tokens {
    Tokens {
        access: Secret::new("access 🚀"),
        refresh: Secret::new("refresh"),
        expires_at_ms: NOW + 1,
        obtained_at_ms: NOW,
        scope: "accounting.transactions offline_access".into(),
    }
}

pub fn a_connection_that_is_not_there_is_not_made_by_what_belongs_to_it(new: &dyn Factory) {
    let store = new.store();
    store.store_tokens("default", Some(&tokens())).unwrap();
    store
        .set_state("default", ConnectionState::Connected, "", &Message::default())
        .unwrap();
    store.set_organisation("default", "o", "o", "", "[]", None).unwrap();
    assert!(!store.lock_refresh("default", "me", NOW + 1, NOW).unwrap());
    assert_eq!(store.connections().unwrap().len(), 0);
}

pub fn a_custom_connection_has_one_token_only(new: &dyn Factory) {
    let store = new.store();
    configure(&*store, "1", true);
    let access_only = Tokens {
        refresh: Secret::default(),
        ..tokens()
    };
    store.store_tokens("default", Some(&access_only)).unwrap();
    assert_eq!(store.connection("default").unwrap().unwrap().tokens, Some(access_only));
}

pub fn settings_that_lose_their_credentials_end_the_connection_and_keep_what_it_has(new: &dyn Factory) {
    let store = new.store();
    configure(&*store, "1", true);
    store.store_tokens("default", Some(&tokens())).unwrap();
    store
        .set_state("default", ConnectionState::Connected, "", &Message::default())
        .unwrap();
    configure(&*store, "2", false);
    let row = store.connection("default").unwrap().unwrap();
    assert_eq!(
        (row.state, row.tokens),
        (ConnectionState::NotConfigured, Some(tokens()))
    );
}

pub fn another_key_of_the_shop_opens_no_secret_and_says_so(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    configure(&*store, "1", true);
    store.store_tokens("default", Some(&tokens())).unwrap();
    store
        .remember_authorisation("state", "default", &Secret::new("verifier"), "https://shop", NOW)
        .unwrap();
    let with = |keys: &[&str]| {
        let row = place.open_with(keys).connection("default").unwrap().unwrap();
        (row.client_secret.is_empty(), row.tokens.is_none(), row.unreadable)
    };
    assert_eq!(with(&["wrong"]), (true, true, true));
    assert_eq!(with(&[KEY]), (false, false, false));
    assert_eq!(with(&["newest", KEY]), (false, false, false), "older keys still open");
    // The same settings again seal the secret with the new key; the tokens stay closed.
    let moved = place.open_with(&["another"]);
    assert!(!configure(&*moved, "1", true), "nothing changed");
    let row = moved.connection("default").unwrap().unwrap();
    assert_eq!(
        (row.client_secret, row.tokens, row.unreadable),
        (Secret::new("s"), None, true)
    );
    assert_eq!(
        moved.take_authorisation("state", 0).unwrap(),
        Some(("default".into(), Secret::default(), "https://shop".into()))
    );
}

/// Magento keeps its key of before when it gets a new one. As soon as the settings come again, nothing needs the old one any more.
pub fn a_new_key_of_the_shop_seals_everything_again(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    configure(&*store, "1", true);
    store.store_tokens("default", Some(&tokens())).unwrap();
    let pending = Pending {
        tokens: Some(tokens()),
        choices: "[]".into(),
        ..Pending::default()
    };
    store.store_pending("default", Some(&pending)).unwrap();
    let rotated = place.open_with(&["newest", KEY]);
    assert!(!configure(&*rotated, "1", true), "nothing changed");
    let newest = place.open_with(&["newest"]);
    let row = newest.connection("default").unwrap().unwrap();
    assert_eq!(
        (row.client_secret, row.tokens, row.unreadable),
        (Secret::new("s"), Some(tokens()), false)
    );
    let opened = newest.pending("default").unwrap().unwrap();
    assert_eq!((opened.tokens, opened.choices.as_str()), (Some(tokens()), "[]"));
    // Other settings at the same time are stored as well.
    let other = place.open_with(&["third", "newest"]);
    assert!(configure(&*other, "2", true));
    let row = place.open_with(&["third"]).connection("default").unwrap().unwrap();
    assert_eq!((row.settings_hash.as_str(), row.tokens), ("2", Some(tokens())));
}

pub fn one_of_many_processes_may_renew(new: &dyn Factory) {
    let place = new.place();
    configure(&*place.open(), "1", true);
    let locked: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|n| {
                let own = place.open();
                scope.spawn(move || {
                    own.lock_refresh("default", &format!("elsewhere:1:{n}"), NOW + 90_000, NOW)
                        .unwrap()
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| usize::from(worker.join().unwrap()))
            .sum()
    });
    assert_eq!(locked, 1);
}

pub fn a_lock_from_a_clock_that_was_ahead_ends(new: &dyn Factory) {
    let store = new.store();
    configure(&*store, "1", true);
    let lock = |owner: &str, until, now| store.lock_refresh("default", owner, until, now).unwrap();
    assert!(lock("elsewhere:1:1", NOW + 86_400_000, NOW + 86_310_000));
    assert!(
        lock("elsewhere:1:2", NOW + 90_000, NOW),
        "longer than anybody may have it"
    );
}

pub fn a_consent_that_is_not_decided_comes_back_whole_and_is_replaced(new: &dyn Factory) {
    let store = new.store();
    assert!(store.pending("default").unwrap().is_none());
    let whole = Pending {
        tokens: Some(tokens()),
        organisation: Organisation {
            id: "org-2".into(),
            name: "Zoë & Söhne 🚀".into(),
            connection_id: "xc-2".into(),
        },
        choices: "[{\"id\":\"org-2\"}]".into(),
        before: (
            ConnectionState::Paused,
            "currency_missing".into(),
            Message::words("No EUR."),
        ),
    };
    store.store_pending("default", Some(&whole)).unwrap();
    store.store_pending("other", Some(&Pending::default())).unwrap();
    assert_eq!(parts(store.pending("default").unwrap().unwrap()), parts(whole.clone()));
    let bare = Pending {
        tokens: None,
        ..whole.clone()
    };
    store.store_pending("default", Some(&bare)).unwrap();
    assert_eq!(
        parts(store.pending("default").unwrap().unwrap()),
        parts(bare),
        "the connection's own tokens do"
    );
    store.store_pending("default", None).unwrap();
    store.store_pending("default", None).unwrap();
    assert!(store.pending("default").unwrap().is_none());
    assert_eq!(
        parts(store.pending("other").unwrap().unwrap()),
        parts(Pending::default())
    );
}

type Parts = (Option<Tokens>, [String; 4], (ConnectionState, String, String));

fn parts(pending: Pending) -> Parts {
    let organisation = pending.organisation;
    (
        pending.tokens,
        [
            organisation.id,
            organisation.name,
            organisation.connection_id,
            pending.choices,
        ],
        (pending.before.0, pending.before.1, pending.before.2.to_string()),
    )
}

pub fn consents_that_nobody_came_back_from_are_forgotten_after_a_day(new: &dyn Factory) {
    let store = new.store();
    let remember = |state: &str, now| {
        store
            .remember_authorisation(state, "default", &Secret::new("v"), "https://shop", now)
            .unwrap();
    };
    remember("first", NOW);
    remember("second", NOW + 1);
    remember("later", NOW + 86_400_001);
    assert_eq!(store.take_authorisation("first", 0).unwrap(), None);
    assert!(store.take_authorisation("second", 0).unwrap().is_some());
    assert!(store.take_authorisation("LATER", 0).unwrap().is_none());
    assert!(store.take_authorisation("later", NOW + 86_400_001).unwrap().is_some());
}

pub fn one_of_many_processes_takes_a_state_back(new: &dyn Factory) {
    let place = new.place();
    place
        .open()
        .remember_authorisation("state", "default", &Secret::new("v"), "https://shop", NOW)
        .unwrap();
    let taken: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let own = place.open();
                scope.spawn(move || usize::from(own.take_authorisation("state", 0).unwrap().is_some()))
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert_eq!(taken, 1);
}

pub fn one_process_does_something_for_all_until_a_time(new: &dyn Factory) {
    let store = new.store();
    let lease = |name: &str, owner: &str, until, now| store.lease(name, owner, until, now).unwrap();
    assert_eq!(lease("accounts", "a", NOW + 1_000, NOW), None);
    assert_eq!(lease("accounts", "b", NOW + 1_000, NOW).as_deref(), Some("a"));
    assert_eq!(
        lease("accounts", "a", NOW + 1_000, NOW).as_deref(),
        Some("a"),
        "not twice either"
    );
    assert_eq!(lease("Accounts", "b", NOW + 1_000, NOW), None, "another thing");
    store.end_lease("accounts", "b").unwrap();
    assert_eq!(
        lease("accounts", "b", NOW + 1_999, NOW + 999).as_deref(),
        Some("a"),
        "it was not b's"
    );
    assert_eq!(
        lease("accounts", "b", NOW + 2_000, NOW + 1_000),
        None,
        "its time has passed"
    );
    store.end_lease("accounts", "b").unwrap();
    assert_eq!(lease("accounts", "c", NOW + 2_000, NOW + 1_000), None, "given back");
}

pub fn a_lease_from_a_clock_that_was_ahead_ends(new: &dyn Factory) {
    let store = new.store();
    store.lease("accounts", "a", NOW + 61_001, NOW).unwrap();
    assert_eq!(
        store.lease("accounts", "b", NOW + 60_001, NOW + 1).unwrap().as_deref(),
        Some("a")
    );
    assert_eq!(store.lease("accounts", "b", NOW + 60_000, NOW).unwrap(), None);
}

pub fn one_of_many_processes_has_the_lease(new: &dyn Factory) {
    let place = new.place();
    let answers: Vec<Option<String>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|n| {
                let own = place.open();
                scope.spawn(move || own.lease("accounts", &n.to_string(), NOW + 1_000, NOW).unwrap())
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let winner = answers
        .iter()
        .position(Option::is_none)
        .expect("one has it")
        .to_string();
    let others: Vec<_> = answers.into_iter().flatten().collect();
    assert_eq!(others, vec![winner; 3]);
}
