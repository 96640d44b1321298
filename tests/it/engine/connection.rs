//! How a shop is connected: consent, choice of organisation, renewal, Custom Connections, and disconnecting.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use ledgerline::clock::{Clock, SystemClock};
use ledgerline::oauth::{App, Endpoints, access_token};
use ledgerline::secret::Secret;
use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::sandbox::Sandbox;
use crate::support::shop::{REDIRECT, Shop, custom_settings, http, settings};
use crate::support::transport::Counting;

fn unconnected() -> Shop {
    Shop::beside(Arc::new(Sandbox::start()), Duration::from_secs(30), &settings())
}

#[test]
fn a_consent_in_the_browser_connects_the_shop() {
    let shop = unconnected();
    assert_eq!(shop.state().0, "disconnected");
    shop.consent();
    let status = shop.engine.connection("default").unwrap();
    assert_eq!(status["state"], "connected");
    assert_eq!(status["organisation"]["name"], "Ledgerline Demo Company");
    assert_eq!(status["organisation"]["base_currency"], "GBP");
    assert!(
        status["scopes"]
            .as_array()
            .unwrap()
            .contains(&json!("accounting.invoices"))
    );
    assert!(status["consent_expires_at"].is_string());
}

#[test]
fn a_denied_consent_says_so_and_leaves_the_connection_as_it_was() {
    let shop = unconnected();
    let answer = shop.browse(None);
    assert_eq!(
        shop.engine.complete_authorise(&answer).unwrap_err().code,
        "consent_denied"
    );
    assert_eq!(shop.state().0, "disconnected");
    shop.consent();
    let answer = shop.browse(None);
    assert_eq!(
        shop.engine.complete_authorise(&answer).unwrap_err().code,
        "consent_denied"
    );
    assert_eq!(
        shop.state().0,
        "connected",
        "a consent that was denied ended the one before"
    );
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    shop.assert_finished(1, 1);
}

#[test]
fn a_state_that_was_not_given_out_here_is_refused() {
    let shop = unconnected();
    let mut answer = shop.browse(Some("Ledgerline Demo Company"));
    answer["state"] = json!("0123456789abcdef");
    assert_eq!(
        shop.engine.complete_authorise(&answer).unwrap_err().code,
        "state_mismatch"
    );
    answer.as_object_mut().unwrap().remove("state");
    assert_eq!(
        shop.engine.complete_authorise(&answer).unwrap_err().code,
        "state_mismatch"
    );
    assert_eq!(shop.state().0, "disconnected");
}

#[test]
fn a_state_works_once() {
    let shop = unconnected();
    let answer = shop.browse(Some("Ledgerline Demo Company"));
    shop.engine.complete_authorise(&answer).unwrap();
    assert_eq!(
        shop.engine.complete_authorise(&answer).unwrap_err().code,
        "state_mismatch"
    );
    assert_eq!(shop.state().0, "connected");
}

#[test]
fn a_consent_that_took_longer_than_an_hour_begins_again() {
    let shop = unconnected();
    let answer = shop.browse(Some("Ledgerline Demo Company"));
    shop.clock.advance(3_700);
    assert_eq!(
        shop.engine.complete_authorise(&answer).unwrap_err().code,
        "state_mismatch"
    );
}

#[test]
fn a_code_that_is_too_old_says_so() {
    let shop = unconnected();
    let answer = shop.browse(Some("Ledgerline Demo Company"));
    shop.pass(400);
    assert_eq!(
        shop.engine.complete_authorise(&answer).unwrap_err().code,
        "code_expired"
    );
}

#[test]
fn a_wrong_secret_is_told_when_the_consent_ends() {
    let shop = unconnected();
    shop.configure(|settings| settings["client_secret"] = json!("mistyped"));
    let answer = shop.browse(Some("Ledgerline Demo Company"));
    assert_eq!(
        shop.engine.complete_authorise(&answer).unwrap_err().code,
        "credentials_invalid"
    );
    assert_eq!(shop.state().0, "disconnected");
}

#[test]
fn an_app_without_a_secret_connects_with_pkce() {
    let sandbox = Sandbox::with(&["--app", "phone::pkce"]);
    let mut document = settings();
    document["client_id"] = json!("phone");
    document["client_secret"] = json!("");
    let shop = Shop::beside(Arc::new(sandbox), Duration::from_secs(30), &document);
    shop.consent();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    shop.assert_finished(1, 1);
}

#[test]
fn among_several_organisations_a_person_chooses() {
    let shop = unconnected();
    // A consent of another connection of the same shop covers the first organisation, in the same authorisation event or not.
    let first = shop.browse(Some("Ledgerline Demo Company"));
    shop.engine.complete_authorise(&first).unwrap();
    let row = shop.store.connection("default").unwrap().unwrap();
    let choices = json!([
        { "id": row.organisation_id, "name": row.organisation_name, "connection_id": row.xero_connection_id },
        { "id": "5c0e1a30-0000-4000-8000-000000000002", "name": "Another", "connection_id": "c2" },
    ]);
    shop.store
        .set_organisation("default", "", "", "", &choices.to_string(), None)
        .unwrap();
    let unknown = shop
        .engine
        .choose_organisation("default", "not-among-them")
        .unwrap_err();
    assert_eq!(unknown.code, "organisation_unknown");
    let status = shop
        .engine
        .choose_organisation("default", &row.organisation_id)
        .unwrap();
    assert_eq!(status["state"], "connected");
    assert_eq!(status["organisation"]["name"], "Ledgerline Demo Company");
}

#[test]
fn a_second_organisation_can_be_chosen_at_consent() {
    let shop = unconnected();
    let answer = shop.browse(Some("Ledgerline Second Ltd"));
    let done = shop.engine.complete_authorise(&answer).unwrap();
    assert_eq!(done["organisation"]["name"], "Ledgerline Second Ltd");
    assert_eq!(shop.state().0, "connected");
}

#[test]
fn eight_threads_renew_a_token_with_exactly_one_call() {
    let shop = Shop::connected();
    let url = shop.sandbox.url();
    let tokens = shop.store.connection("default").unwrap().unwrap().tokens.unwrap();
    shop.store
        .store_tokens(
            "default",
            Some(&ledgerline::oauth::Tokens {
                expires_at_ms: 1,
                ..tokens
            }),
        )
        .unwrap();
    let transport = Arc::new(Counting::new(http(Duration::from_secs(30)), "/connect/token"));
    let found: Vec<Secret> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..8)
            .map(|number| {
                let (shop, transport, url) = (&shop, Arc::clone(&transport), url.clone());
                scope.spawn(move || {
                    // Half of them share a store, as threads do; the others have their own, as processes do.
                    let own = shop.place.open();
                    let store = if number % 2 == 0 { &shop.store } else { &own };
                    let app = App {
                        id: "sandbox-web".into(),
                        secret: Secret::new("sandbox-web-secret"),
                    };
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_all()
                        .build()
                        .unwrap();
                    runtime
                        .block_on(access_token(
                            store.as_ref(),
                            transport.as_ref(),
                            &SystemClock,
                            &Endpoints::new(Some(&url)).unwrap(),
                            &app,
                            false,
                            "default",
                            &ledgerline::queue::owner_of_this_process(),
                            None,
                            90_000,
                        ))
                        .unwrap()
                })
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    assert_eq!(transport.seen.load(Ordering::SeqCst), 1, "calls at the identity server");
    assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "different tokens");
}

#[test]
fn the_lock_of_a_process_that_died_while_renewing_is_taken_over() {
    let shop = Shop::connected();
    let now = SystemClock.now_ms();
    assert!(
        shop.store
            .lock_refresh("default", &crate::support::shop::dead_owner(), now + 90_000, now)
            .unwrap()
    );
    shop.pass(3_600);
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    shop.assert_finished(1, 1);
}

#[test]
fn a_custom_connection_needs_no_browser() {
    let shop = Shop::beside(Arc::new(Sandbox::start()), Duration::from_secs(30), &custom_settings());
    let status = shop.engine.connect_custom("default").unwrap();
    assert_eq!(status["state"], "connected", "{status}");
    assert_eq!(status["type"], "custom");
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    shop.assert_finished(1, 1);
    // It has no refresh token: the credentials give a new one.
    shop.pass(4_000);
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.finish();
    shop.assert_finished(2, 2);
}

#[test]
fn a_custom_connection_with_wrong_credentials_says_so() {
    let mut document = custom_settings();
    document["client_secret"] = json!("mistyped");
    let shop = Shop::beside(Arc::new(Sandbox::start()), Duration::from_secs(30), &document);
    assert_eq!(
        shop.engine.connect_custom("default").unwrap_err().code,
        "credentials_invalid"
    );
    document["client_secret"] = json!("");
    shop.engine.configure("default", &document).unwrap();
    assert_eq!(
        shop.engine.connect_custom("default").unwrap_err().code,
        "credentials_missing"
    );
}

#[test]
fn a_custom_connection_that_was_cut_in_xero_goes_on_when_it_is_allowed_again() {
    let shop = Shop::beside(Arc::new(Sandbox::start()), Duration::from_secs(30), &custom_settings());
    shop.engine.connect_custom("default").unwrap();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.sandbox
        .tell("disconnect", &json!({ "client_id": "sandbox-custom" }));
    shop.drain();
    assert_ne!(shop.state().0, "connected");
    shop.sandbox
        .tell("reconnect", &json!({ "client_id": "sandbox-custom" }));
    shop.finish();
    shop.assert_finished(1, 1);
}

#[test]
fn disconnecting_revokes_at_xero_and_keeps_the_work() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    let status = shop.engine.disconnect("default").unwrap();
    assert_eq!(status["state"], "disconnected");
    assert_eq!(shop.sandbox.look("state")["connections"], json!([]));
    shop.drain();
    assert_eq!(shop.jobs("waiting"), 2);
    shop.consent();
    shop.drain();
    shop.assert_finished(1, 1);
}

#[test]
fn without_any_credentials_nothing_can_begin() {
    let mut document = settings();
    document["client_id"] = json!("");
    document["client_secret"] = json!("");
    let shop = Shop::beside(Arc::new(Sandbox::start()), Duration::from_secs(30), &document);
    assert_eq!(shop.state().0, "not_configured");
    assert_eq!(
        shop.engine.authorise("default", REDIRECT).unwrap_err().code,
        "credentials_missing"
    );
    assert_eq!(
        shop.engine.authorise("nowhere", REDIRECT).unwrap_err().code,
        "connection_unknown"
    );
    let report: Value = shop.drain();
    assert_eq!(report["calls"], 0);
}

#[test]
fn what_xero_lists_no_more_keeps_its_last_name() {
    let shop = Shop::connected();
    let read = shop.engine.catalogue("default", true).unwrap();
    assert_eq!(read["gone"]["tax_rates"], json!([]));
    let rate = read["tax_rates"][0].clone();
    // Xero's next answer, without any rate.
    shop.store
        .store_catalogue("default", "tax_rates", r#"{"TaxRates":[]}"#, shop.engine.now_ms())
        .unwrap();
    let told = shop.engine.catalogue("default", false).unwrap();
    assert_eq!(told["tax_rates"], json!([]));
    let gone = &told["gone"]["tax_rates"][0];
    assert_eq!(
        [&gone["type"], &gone["name"], &gone["rate"]],
        [&rate["type"], &rate["name"], &rate["rate"]]
    );
    let again = shop.engine.catalogue("default", true).unwrap();
    assert_eq!(again["gone"]["tax_rates"], json!([]), "listed again");
}

#[test]
fn accounts_are_read_and_made_in_xero() {
    let shop = Shop::connected();
    let found = shop.engine.catalogue("default", true).unwrap();
    assert!(
        found["accounts"]
            .as_array()
            .unwrap()
            .iter()
            .any(|account| account["code"] == "200")
    );
    assert!(found["currencies"].as_array().unwrap().contains(&json!("GBP")));
    let made = shop
        .engine
        .create_account("default", "4711", "Online shop", "SALES")
        .unwrap();
    assert_eq!(made["code"], "4711");
    let again = shop
        .engine
        .create_account("default", "4711", "Online shop 2", "SALES")
        .unwrap_err();
    assert_eq!(again.code, "account_exists", "{again}");
}
