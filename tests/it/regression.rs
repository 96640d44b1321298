//! One test for every defect that was found, with the incident in words.

use std::sync::Arc;

use ledgerline::engine::DrainOptions;
use ledgerline::message::Message;
use ledgerline::queue::{Kind, Purpose, State, owner_of_this_process};
use serde_json::{Value, json};

use crate::store::conformance::Place as _;
use crate::support::disk::Disk;
use crate::support::fixtures;
use crate::support::shop::{Shop, drain, http};

/// A deployment ran `rm -rf var/*` while PHP-FPM's workers held the store open: they went on writing into the removed file,
/// and what they enqueued was never seen again.
#[test]
fn a_store_whose_file_was_removed_is_opened_anew_instead_of_losing_rows_in_silence() {
    let disk = Disk::new();
    let shop = Shop::on(disk.clone());
    shop.enqueue(&[fixtures::customer(1)]);
    for file in std::fs::read_dir(disk.folder()).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    shop.engine
        .configure("default", &crate::support::shop::settings())
        .unwrap();
    shop.enqueue(&[fixtures::customer(2)]);
    let other = disk.open();
    assert_eq!(other.waiting_by_kind("default").unwrap(), [(Kind::Contact, 1)]);
}

/// The token ended during a write and its consent had been revoked: the shop was told "`token_refused`", and every drain asked
/// Xero again, because only "`consent_ended`" waits for a person.
#[test]
fn a_consent_that_ended_under_way_is_named_so_and_not_asked_for_again() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    shop.sandbox.tell("revoke", &json!({}));
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.drain();
    assert_eq!(shop.state(), ("needs_connection".into(), "consent_ended".into()));
    assert_eq!(shop.jobs("unknown"), 0, "Xero refused the token: nothing is unknown");
    let calls = shop.sandbox.calls();
    shop.drain();
    assert_eq!(shop.sandbox.calls(), calls);
}

/// A drain that Xero's limit stopped said "empty" while jobs were waiting, and gave no time to come back.
#[test]
fn a_drain_that_a_limit_stopped_says_until_when() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::customer(1)]);
    let fault = json!({ "kind": "rate_day", "seconds": 40_000, "match": { "method": "PUT", "path": "/Contacts" } });
    shop.sandbox.tell("faults", &fault);
    let report = shop.drain();
    assert_eq!(report["stopped"], "budget", "{report}");
    assert!(
        report["not_before"].as_i64() > Some(shop.engine.now_ms() / 1_000 + 30_000),
        "{report}"
    );
}

/// With two connections at their limits the time to come back was divided by a thousand twice, and lay in January 1970.
#[test]
fn two_connections_at_their_limits_give_a_time_that_lies_ahead() {
    let shop = Shop::connected();
    let mut second = crate::support::shop::settings();
    second["name"] = json!("Second");
    shop.engine.configure("website_2", &second).unwrap();
    let begun = shop
        .engine
        .authorise("website_2", crate::support::shop::REDIRECT)
        .unwrap();
    let answer = crate::support::shop::decide(
        &shop.sandbox,
        begun["url"].as_str().unwrap(),
        Some("Ledgerline Second Ltd"),
    );
    let mut done = shop.engine.complete_authorise(&answer).unwrap();
    if done["state"] == "choose_organisation" {
        let id = done["organisations"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["name"] == "Ledgerline Second Ltd")
            .unwrap()["id"]
            .clone();
        done = shop
            .engine
            .choose_organisation("website_2", id.as_str().unwrap())
            .unwrap();
    }
    assert_eq!(done["state"], "connected");
    let mut other = fixtures::customer(2);
    other["connection"] = json!("website_2");
    shop.enqueue(&[fixtures::customer(1), other]);
    let fault =
        json!({ "kind": "rate_day", "seconds": 40_000, "times": 2, "match": { "method": "PUT", "path": "/Contacts" } });
    shop.sandbox.tell("faults", &fault);
    let report = shop.drain();
    assert_eq!(report["stopped"], "budget", "{report}");
    assert!(
        report["not_before"].as_i64() > Some(shop.engine.now_ms() / 1_000),
        "{report}"
    );
}

/// A limit a day that the owner had set was forgotten as soon as Xero's first header showed more.
#[test]
fn a_limit_a_day_that_a_person_set_holds_although_xero_would_allow_more() {
    let shop = Shop::connected();
    shop.configure(|settings| {
        settings["day_limit"] = json!(12);
        settings["batch_size"] = json!(1);
    });
    let before = shop.sandbox.calls();
    shop.enqueue(&(1..=20).map(fixtures::customer).collect::<Vec<_>>());
    let report = shop.drain();
    assert_eq!(report["stopped"], "budget", "{report}");
    let used = shop.sandbox.calls() - before;
    assert!(used <= 12, "{used} calls with a limit of 12");
    shop.pass(86_500);
    let used = shop.sandbox.calls();
    shop.drain();
    assert!(shop.sandbox.calls() > used, "the next day has calls of its own");
}

/// After half an hour the access token has ended: Disconnect told the owner that Xero could not be reached, although it could.
#[test]
fn disconnecting_after_the_access_token_ended_still_tells_xero() {
    let shop = Shop::connected();
    shop.pass(3_600);
    shop.engine.disconnect("default").unwrap();
    assert_eq!(shop.sandbox.look("state")["connections"], json!([]));
    let line = shop
        .log()
        .into_iter()
        .find(|line| line["action"] == "disconnect")
        .unwrap();
    assert_eq!(line["message"], "Disconnected.");
}

/// A deployment came with another encryption key for some minutes: the first drain called the shop disconnected, and the right
/// key did not bring it back.
#[test]
fn a_wrong_deployment_key_is_named_and_the_right_one_finishes_the_work() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    let wrong = shop.place.open_with(&["another key"]);
    let engine = shop.other_process_with(wrong, Arc::new(http(shop.timeout)), owner_of_this_process());
    let report = drain(&engine).unwrap();
    assert_eq!(report["stopped"], "connection", "{report}");
    assert_eq!(report["connections"][0]["code"], "secret_unreadable", "{report}");
    assert_eq!(shop.sandbox.count("contacts"), 0);
    shop.finish();
    assert_eq!(shop.state().0, "connected");
    shop.assert_finished(1, 1);
}

/// A shop changed its encryption key for good. The settings were the same, so the secret was never sealed with the new key, and
/// Connect Now asked Xero as if the app had no secret.
#[test]
fn a_new_deployment_key_needs_a_new_consent_and_nothing_else() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    let store = shop.place.open_with(&["the new key"]);
    let engine = shop.other_process_with(store, Arc::new(http(shop.timeout)), owner_of_this_process());
    let refused = engine.authorise("default", crate::support::shop::REDIRECT).unwrap_err();
    assert_eq!(refused.code, "secret_unreadable");
    assert!(!engine.configure("default", &crate::support::shop::settings()).unwrap());
    let begun = engine.authorise("default", crate::support::shop::REDIRECT).unwrap();
    let answer = crate::support::shop::decide(
        &shop.sandbox,
        begun["url"].as_str().unwrap(),
        Some("Ledgerline Demo Company"),
    );
    assert_eq!(engine.complete_authorise(&answer).unwrap()["state"], "connected");
    drain(&engine).unwrap();
    assert_eq!(shop.sandbox.count("payments"), 1);
}

/// A new invoice of an old customer waited behind the whole history, because its customer's job was part of Sync All.
#[test]
fn a_new_invoice_brings_its_customer_forward() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["batch_size"] = json!(1));
    let mut customers: Vec<Value> = (1..=6).map(fixtures::customer).collect();
    let invoice = fixtures::invoice_of(1, 6);
    customers[5]["id"] = invoice["customer"]["id"].clone();
    shop.engine.enqueue(&customers, Purpose::History).unwrap();
    shop.engine.enqueue(&[invoice], Purpose::Event).unwrap();
    let options = DrainOptions {
        immediate_only: false,
        ..DrainOptions::default()
    };
    // Two calls are enough for the customer and the invoice.
    shop.engine.drain(&options, &mut |progress| progress.done < 2).unwrap();
    assert_eq!(shop.sandbox.count("invoices"), 1, "{:#?}", shop.queue());
}

/// Orders as documents: two payments of the same amount for one order. The second got no answer, and the look-up took the first
/// for it; the second was never sent.
#[test]
fn an_unanswered_payment_is_not_mistaken_for_another_one_of_the_same_amount() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["document"] = json!("order"));
    let whole = fixtures::open_invoice(1);
    let mut order = whole.clone();
    order["kind"] = json!("order");
    order["state"] = json!("processing");
    order["id"] = order["order"]["id"].clone();
    let total: rust_decimal::Decimal = whole["totals"]["grand_total"].as_str().unwrap().parse().unwrap();
    let part = |id: u32| {
        let mut invoice = fixtures::invoice(id);
        invoice["order"] = order["order"].clone();
        // A third each: what is left would take either twice.
        invoice["totals"] = json!({ "grand_total": "1.0000", "subtotal": "1.0000" });
        invoice["lines"] = json!([{ "id": format!("{id}"), "order_item_id": "1", "sku": "X", "name": "X", "product_type": "simple", "quantity": "1.0000",
            "price": "1.0000", "row_total": "1.0000", "tax_percent": "0.0000", "taxes": [] }]);
        invoice["shipping"] = Value::Null;
        invoice
    };
    assert!(total > 3.into());
    shop.enqueue(&[order.clone(), part(11)]);
    shop.finish();
    assert_eq!(shop.sandbox.count("payments"), 1, "{:#?}", shop.queue());
    shop.sandbox.fault("reset_before", "PUT", "/Payments");
    shop.enqueue(&[part(12)]);
    shop.finish();
    assert_eq!(shop.jobs("unknown"), 0);
    assert_eq!(shop.sandbox.count("payments"), 2, "{:#?}", shop.queue());
}

/// A payment got no answer, and before it was looked up the bank account was taken out of the settings: the job was held, its
/// mark was forgotten, and it would have been sent a second time. The look-up needs no setting.
#[test]
fn an_unanswered_payment_is_looked_up_although_settings_stand_in_its_way() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.sandbox.fault("reset_after_commit", "PUT", "/Payments");
    shop.drain();
    assert_eq!(shop.jobs("unknown"), 1);
    shop.configure(|settings| settings["accounts"]["bank"] = json!(""));
    shop.pass(61);
    shop.drain();
    assert_eq!(shop.jobs("unknown"), 0, "{:#?}", shop.queue());
    shop.configure(|_| {});
    shop.pass(700);
    shop.finish();
    shop.assert_finished(1, 1);
    assert_eq!(
        shop.sandbox.calls_of("PUT", "/Payments").len(),
        1,
        "the payment was sent again"
    );
}

/// A process whose lease had ended gave its jobs back, and thereby ended the job of the process that had taken over.
#[test]
fn giving_back_with_an_old_fence_changes_nothing() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::customer(1)]);
    let now = shop.engine.now_ms();
    let claim = |at: i64| {
        shop.store
            .claim(
                "default",
                Kind::Contact,
                State::Waiting,
                1,
                i64::MAX,
                "elsewhere:1:2",
                at + 1_000,
                at,
            )
            .unwrap()
            .remove(0)
    };
    let old = claim(now);
    shop.store.rescue(now + 2_000, &|_| false, &|_| 0).unwrap();
    let new = claim(now + 3_000);
    let mut changed = fixtures::customer(1);
    changed["last_name"] = json!("Changed");
    shop.enqueue(&[changed]);
    shop.store.release(&[(old.id, old.fence)], 0, now + 3_500).unwrap();
    assert_eq!(shop.jobs("running"), 1, "{:#?}", shop.queue());
    assert!(new.fence > old.fence);
}

/// A consent that covers several organisations waited for a choice; the next drain asked Xero without one and replaced the
/// question by "the organisation was disconnected".
#[test]
fn a_choice_of_organisation_waits_for_a_person() {
    use ledgerline::oauth::ConnectionState;
    let shop = Shop::connected();
    shop.store.set_organisation("default", "", "", "", "[]", None).unwrap();
    shop.store
        .set_state(
            "default",
            ConnectionState::NeedsConnection,
            "choose_organisation",
            &Message::words("Choose one."),
        )
        .unwrap();
    let calls = shop.sandbox.calls();
    shop.enqueue(&[fixtures::customer(1)]);
    shop.drain();
    assert_eq!(shop.state(), ("needs_connection".into(), "choose_organisation".into()));
    assert_eq!(shop.sandbox.calls(), calls);
}
