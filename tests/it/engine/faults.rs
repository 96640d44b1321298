//! Everything that may happen to a call: each ends in a named state, and the next drain after the cause is gone finishes.

use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::sandbox::Sandbox;
use crate::support::shop::Shop;

/// One paid invoice whose write of this path is hit by the fault; everything is there once in the end.
fn survives(shop: &Shop, path: &str, fault: &Value) -> Value {
    let mut ordered = fault.clone();
    ordered["match"] = json!({ "method": "PUT", "path": path });
    shop.sandbox.tell("faults", &ordered);
    shop.enqueue(&[fixtures::invoice(1)]);
    let first = shop.drain();
    assert_eq!(
        shop.sandbox.counts()["faults_struck"],
        1,
        "{path} {fault}: the fault did not strike"
    );
    shop.finish();
    shop.assert_finished(1, 1);
    assert_eq!(shop.sandbox.count("contacts"), 1);
    first
}

fn survives_everywhere(shop: impl Fn() -> Shop, fault: &Value, unknown: bool) {
    for path in ["/Contacts", "/Invoices", "/Payments"] {
        let shop = shop();
        let first = survives(&shop, path, fault);
        assert_eq!(first["unknown"].as_i64() > Some(0), unknown, "{path} {fault}: {first}");
    }
}

#[test]
fn a_timeout_after_xero_committed_is_looked_up_and_adopted() {
    survives_everywhere(
        Shop::impatient,
        &json!({ "kind": "timeout_after_commit", "seconds": 4 }),
        true,
    );
}

#[test]
fn a_connection_that_breaks_before_anything_happened_is_looked_up_and_sent_again() {
    survives_everywhere(Shop::connected, &json!({ "kind": "reset_before" }), true);
}

#[test]
fn a_connection_that_breaks_after_xero_committed_is_looked_up_and_adopted() {
    survives_everywhere(Shop::connected, &json!({ "kind": "reset_after_commit" }), true);
}

#[test]
fn an_internal_error_of_xero_is_looked_up_and_sent_again() {
    survives_everywhere(Shop::connected, &json!({ "kind": "status_500" }), true);
}

#[test]
fn an_internal_error_after_xero_committed_is_looked_up_and_adopted() {
    survives_everywhere(Shop::connected, &json!({ "kind": "status_500_after_commit" }), true);
}

#[test]
fn truncated_json_is_looked_up_and_adopted() {
    survives_everywhere(Shop::connected, &json!({ "kind": "truncated_json" }), true);
}

#[test]
fn an_offline_organisation_is_left_alone_for_five_minutes() {
    for kind in ["offline_503", "maintenance_503"] {
        for path in ["/Contacts", "/Invoices", "/Payments"] {
            let shop = Shop::connected();
            shop.sandbox.fault(kind, "PUT", path);
            shop.enqueue(&[fixtures::invoice(1)]);
            let report = shop.drain();
            assert_eq!(report["stopped"], "connection", "{report}");
            // Whatever Xero says of itself, a write is looked up before it is repeated.
            assert!(report["unknown"].as_i64() > Some(0), "{report}");
            let calls = shop.sandbox.calls();
            shop.drain();
            assert_eq!(shop.sandbox.calls(), calls, "asked again at once");
            shop.pass(301);
            shop.drain();
            shop.assert_finished(1, 1);
        }
    }
}

#[test]
fn who_asks_xero_during_an_outage_is_told_to_ask_again() {
    for fault in [
        json!({ "kind": "offline_503" }),
        json!({ "kind": "status_500" }),
        json!({ "kind": "truncated_json" }),
        json!({ "kind": "rate_minute", "seconds": 30 }),
    ] {
        let shop = Shop::connected();
        let mut ordered = fault.clone();
        ordered["match"] = json!({ "method": "GET", "path": "/Organisation" });
        shop.sandbox.tell("faults", &ordered);
        let error = shop
            .engine
            .catalogue("default", true)
            .expect_err("Xero is out of order");
        // Nobody does it in their place: only the queue tries again.
        assert_eq!(error.details["fix"], "Try again in a few minutes.", "{fault}: {error}");
    }
    let shop = Shop::connected();
    shop.sandbox.fault("offline_503", "PUT", "/Invoices");
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    let queue = shop.queue();
    let told = queue
        .iter()
        .any(|job| job["fix"] == "Nothing to do: it is tried again.");
    assert!(told, "{queue:?}");
}

#[test]
fn xeros_passing_trouble_among_the_validation_errors_is_tried_again() {
    for path in ["/Contacts", "/Invoices", "/Payments"] {
        let shop = Shop::connected();
        let first = survives(&shop, path, &json!({ "kind": "error_in_validation" }));
        // Xero's trouble proves nothing about what it would take twice: that is looked up.
        let outcome = if path == "/Payments" { "unknown" } else { "retried" };
        assert!(first[outcome].as_i64() > Some(0), "{path}: {first}");
    }
}

#[test]
fn a_minute_limit_that_others_used_up_is_waited_for() {
    let shop = Shop::connected();
    let fault = json!({ "kind": "rate_minute", "seconds": 30, "match": { "method": "PUT", "path": "/Invoices" } });
    shop.sandbox.tell("faults", &fault);
    shop.enqueue(&[fixtures::invoice(1)]);
    let report = shop.drain();
    assert_eq!(report["stopped"], "budget", "{report}");
    let now = shop.engine.now_ms() / 1_000;
    let until = report["not_before"].as_i64().expect("a time");
    assert!((now + 20..=now + 31).contains(&until), "{until} at {now}");
    let calls = shop.sandbox.calls();
    shop.drain();
    assert_eq!(shop.sandbox.calls(), calls, "called although Xero asked to wait");
    shop.pass(31);
    shop.drain();
    shop.assert_finished(1, 1);
}

#[test]
fn a_used_up_day_is_waited_for_without_a_call() {
    let shop = Shop::connected();
    let fault = json!({ "kind": "rate_day", "seconds": 40_000, "match": { "method": "PUT", "path": "/Invoices" } });
    shop.sandbox.tell("faults", &fault);
    shop.enqueue(&[fixtures::invoice(1)]);
    let report = shop.drain();
    assert_eq!(report["stopped"], "budget", "{report}");
    let calls = shop.sandbox.calls();
    shop.pass(20_000);
    shop.drain();
    assert_eq!(shop.sandbox.calls(), calls);
    shop.pass(20_100);
    shop.drain();
    shop.assert_finished(1, 1);
}

#[test]
fn too_many_calls_at_once_are_tried_again_a_moment_later() {
    let shop = Shop::connected();
    shop.sandbox.fault("rate_concurrent", "PUT", "/Invoices");
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    shop.assert_finished(1, 1);
    assert!(
        shop.queue().iter().all(|job| job["attempt"] == 0),
        "{:#?}",
        shop.queue()
    );
}

#[test]
fn an_expired_token_is_renewed_once_and_the_call_is_made_again() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.sandbox.fault("expire_token", "PUT", "/Invoices");
    let report = shop.drain();
    assert_eq!(report["unknown"], 0, "{report}");
    assert_eq!(shop.sandbox.calls_of("PUT", "/Invoices").len(), 2);
    shop.assert_finished(1, 1);
}

#[test]
fn tokens_that_ended_by_time_are_renewed_before_a_call() {
    let shop = Shop::connected();
    shop.pass(3_600);
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    assert_eq!(shop.sandbox.counts()["by_status"]["401"], Value::Null);
    shop.assert_finished(1, 1);
}

#[test]
fn a_revoked_consent_needs_a_person_and_reconnecting_finishes_the_work() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.sandbox.tell("revoke", &json!({}));
    let report = shop.drain();
    assert_eq!(report["stopped"], "connection", "{report}");
    assert_eq!(shop.state(), ("needs_connection".into(), "consent_ended".into()));
    assert_eq!(shop.held(), []);
    // Nothing is asked again and again, and no work is lost.
    let calls = shop.sandbox.calls();
    shop.drain();
    assert_eq!(shop.sandbox.calls(), calls);
    assert_eq!(shop.jobs("waiting"), 2);
    shop.consent();
    shop.drain();
    shop.assert_finished(1, 1);
}

#[test]
fn a_missing_right_pauses_the_connection_until_it_is_granted() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.sandbox.tell("scopes", &json!({ "drop": "accounting.payments" }));
    shop.drain();
    assert_eq!(shop.state(), ("paused".into(), "scope_missing".into()));
    assert_eq!(shop.sandbox.count("payments"), 0);
    shop.sandbox.tell("scopes", &json!({ "restore": true }));
    shop.consent();
    shop.finish();
    shop.assert_finished(1, 1);
    assert_eq!(shop.state().0, "connected");
}

#[test]
fn an_organisation_disconnected_in_xero_needs_a_person_and_reconnecting_finishes_the_work() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.sandbox.tell("disconnect", &json!({ "client_id": "sandbox-web" }));
    let report = shop.drain();
    assert_eq!(report["stopped"], "connection", "{report}");
    assert_eq!(
        shop.state(),
        ("needs_connection".into(), "organisation_disconnected".into())
    );
    assert_eq!(shop.sandbox.count("invoices"), 0);
    shop.consent();
    shop.drain();
    shop.assert_finished(1, 1);
}

#[test]
fn a_passing_403_heals_by_itself() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.sandbox.fault("forbidden", "PUT", "/Invoices");
    shop.drain();
    assert_eq!(
        shop.state(),
        ("needs_connection".into(), "organisation_disconnected".into())
    );
    shop.drain();
    assert_eq!(shop.state().0, "connected");
    shop.assert_finished(1, 1);
}

#[test]
fn a_wrong_secret_pauses_the_connection_until_it_is_corrected() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["client_secret"] = json!("mistyped"));
    shop.sandbox.tell("expire-tokens", &json!({}));
    shop.pass(3_600);
    shop.enqueue(&[fixtures::invoice(1)]);
    let report = shop.drain();
    assert_eq!(report["stopped"], "connection", "{report}");
    assert_eq!(shop.state(), ("paused".into(), "credentials_invalid".into()));
    shop.configure(|settings| settings["client_secret"] = json!("sandbox-web-secret"));
    shop.drain();
    assert_eq!(shop.state().0, "connected");
    shop.assert_finished(1, 1);
}

#[test]
fn a_network_that_is_down_costs_an_attempt_and_no_call_is_guessed() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    let engine = shop.other_process(
        std::sync::Arc::new(crate::support::transport::Unplugged),
        ledgerline::queue::owner_of_this_process(),
    );
    let report = crate::support::shop::drain(&engine).unwrap();
    assert_eq!(report["stopped"], "connection", "{report}");
    assert_eq!(report["unknown"], 0);
    shop.finish();
    shop.assert_finished(1, 1);
}

#[test]
fn a_slow_answer_within_the_time_limit_is_an_answer() {
    let shop = Shop::connected();
    let fault = json!({ "kind": "slow", "seconds": 1, "match": { "method": "PUT", "path": "/Invoices" } });
    shop.sandbox.tell("faults", &fault);
    shop.enqueue(&[fixtures::invoice(1)]);
    let report = shop.drain();
    assert_eq!(report["unknown"], 0);
    shop.assert_finished(1, 1);
}

#[test]
fn harmless_noise_in_answers_changes_nothing() {
    let sandbox = Sandbox::with(&["--set", "noise=30"]);
    let shop = Shop::connected_with(sandbox, std::time::Duration::from_secs(30));
    shop.enqueue(&(1..=20).map(fixtures::invoice).collect::<Vec<_>>());
    shop.finish();
    shop.assert_finished(20, 20);
}
