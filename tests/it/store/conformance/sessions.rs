//! Connections, tokens, consents under way.

use ledgerline::message::Message;
use ledgerline::oauth::{ConnectionState, Tokens};
use ledgerline::queue::owner_of_this_process;
use ledgerline::secret::Secret;

use super::{Factory, NOW};
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
