//! A connection that would lead to other books: the question, its answers, and what happens meanwhile.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::sandbox::Sandbox;
use crate::support::shop::{REDIRECT, Shop, custom_settings, decide, settings};

const FIRST: &str = "Ledgerline Demo Company";
const SECOND: &str = "Ledgerline Second Ltd";

/// Connected to the first organisation, with two invoices there.
fn with_books() -> Shop {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1), fixtures::invoice(2)]);
    shop.finish();
    shop.assert_finished(2, 2);
    shop
}

fn consent_to(shop: &Shop, organisation: &str) -> Value {
    let answer = shop.browse(Some(organisation));
    shop.engine.complete_authorise(&answer).expect("the consent is taken")
}

fn name_of(shop: &Shop) -> String {
    let status = shop.engine.connection("default").unwrap();
    status["organisation"]["name"].as_str().unwrap_or_default().to_owned()
}

fn asked() -> (String, String) {
    ("needs_connection".into(), "confirm_organisation".into())
}

fn connected() -> (String, String) {
    ("connected".into(), String::new())
}

/// "Connect Again" with the wrong organisation ticked at Xero moved a shop with 388 invoices to other books without a word.
#[test]
fn other_books_are_asked_for_and_nothing_is_sent_until_then() {
    let shop = with_books();
    let done = consent_to(&shop, SECOND);
    assert_eq!(done["state"], "confirm_organisation", "{done}");
    assert_eq!(done["question"]["from"]["name"], FIRST);
    assert_eq!(done["question"]["to"]["name"], SECOND);
    assert_eq!(done["question"]["invoices"], 2);
    assert_eq!(shop.state(), asked());
    let status = shop.engine.connection("default").unwrap();
    assert_eq!(
        status["message"],
        "Until now the books were in Ledgerline Demo Company: 2 invoices. Move to Ledgerline Second Ltd?"
    );
    assert_eq!(name_of(&shop), FIRST, "the books are where they were");
    let calls = shop.sandbox.calls();
    shop.enqueue(&[fixtures::invoice(3)]);
    for _ in 0..3 {
        shop.drain();
        shop.pass(3_600);
    }
    assert_eq!(shop.sandbox.calls(), calls, "nothing is sent, and nothing is asked");
    assert_eq!(shop.state(), asked());
    let line = shop
        .log()
        .into_iter()
        .find(|line| line["code"] == "confirm_organisation");
    assert_eq!(line.expect("a line in the log")["status"], "held");
}

#[test]
fn keeping_the_organisation_sends_on_to_it() {
    let shop = with_books();
    consent_to(&shop, SECOND);
    shop.enqueue(&[fixtures::invoice(3)]);
    let status = shop.engine.confirm_organisation("default", false).unwrap();
    assert_eq!(status["state"], "connected", "{status}");
    assert_eq!(status["question"], Value::Null);
    assert_eq!(name_of(&shop), FIRST);
    shop.finish();
    shop.assert_finished(3, 3);
    let twice = shop.engine.confirm_organisation("default", true).unwrap_err();
    assert_eq!(twice.code, "nothing_to_confirm");
    assert_eq!(name_of(&shop), FIRST);
}

#[test]
fn moving_leaves_the_books_and_begins_new_ones() {
    let shop = with_books();
    consent_to(&shop, SECOND);
    let status = shop.engine.confirm_organisation("default", true).unwrap();
    assert_eq!(status["state"], "connected", "{status}");
    assert_eq!(status["organisation"]["name"], SECOND);
    let line = shop
        .log()
        .into_iter()
        .find(|line| line["code"] == "organisation_changed");
    assert_eq!(line.expect("a line in the log")["status"], "warning");
    assert_eq!(
        shop.engine.links("invoice", "700001").unwrap()[0]["connection"],
        Value::Null,
        "ids of the first mean nothing here"
    );
    // Nothing was sent to the second: going back is no question, and what is there is known again.
    let done = consent_to(&shop, FIRST);
    assert_eq!(done["state"], "connected", "{done}");
    assert_eq!(
        shop.engine.links("invoice", "700001").unwrap()[0]["connection"],
        "default"
    );
}

#[test]
fn the_same_organisation_and_a_connection_without_books_raise_no_question() {
    let shop = with_books();
    assert_eq!(consent_to(&shop, FIRST)["state"], "connected");
    assert_eq!(shop.state(), connected());
    let fresh = Shop::connected();
    let done = consent_to(&fresh, SECOND);
    assert_eq!(
        (done["state"].clone(), done["question"].clone()),
        (json!("connected"), Value::Null)
    );
    assert_eq!(name_of(&fresh), SECOND);
}

/// Also after Disconnect, and with another app: the books are what counts.
#[test]
fn a_shop_that_was_disconnected_is_asked_too_and_keeping_leaves_it_so() {
    let shop = with_books();
    shop.engine.disconnect("default").unwrap();
    assert_eq!(consent_to(&shop, SECOND)["state"], "confirm_organisation");
    let status = shop.engine.confirm_organisation("default", false).unwrap();
    assert_eq!(status["state"], "disconnected", "{status}");
    assert_eq!(consent_to(&shop, FIRST)["state"], "connected");
    shop.enqueue(&[fixtures::invoice(3)]);
    shop.finish();
    shop.assert_finished(3, 3);
}

/// Who sees the question may also connect once more, with the right organisation this time.
#[test]
fn connecting_once_more_with_the_right_organisation_answers_the_question() {
    let shop = with_books();
    consent_to(&shop, SECOND);
    assert_eq!(consent_to(&shop, FIRST)["state"], "connected");
    assert_eq!(shop.state(), connected());
    assert_eq!(
        shop.engine.confirm_organisation("default", true).unwrap_err().code,
        "nothing_to_confirm"
    );
}

/// A choice among the organisations of the last consent, as on the command line, is asked about like a consent.
#[test]
fn choosing_another_of_several_organisations_is_asked_for() {
    let shop = with_books();
    let row = shop.store.connection("default").unwrap().unwrap();
    let choices = json!([
        { "id": row.organisation_id, "name": row.organisation_name, "connection_id": row.xero_connection_id },
        { "id": "5c0e1a30-0000-4000-8000-000000000002", "name": "Another", "connection_id": "c2" },
    ]);
    shop.store
        .set_organisation(
            "default",
            &row.organisation_id,
            FIRST,
            &row.xero_connection_id,
            &choices.to_string(),
            None,
        )
        .unwrap();
    let status = shop
        .engine
        .choose_organisation("default", "5c0e1a30-0000-4000-8000-000000000002")
        .unwrap();
    assert_eq!(status["code"], "confirm_organisation", "{status}");
    assert_eq!(status["question"]["to"]["name"], "Another");
    let same = shop
        .engine
        .choose_organisation("default", &row.organisation_id)
        .unwrap();
    assert_eq!(same["state"], "connected", "{same}");
}

/// A website's connection has books of its own: those of the default one raise no question there.
#[test]
fn every_connection_is_asked_about_its_own_books() {
    let shop = with_books();
    let mut second = settings();
    second["name"] = json!("Second");
    shop.engine.configure("website_2", &second).unwrap();
    let connect = |organisation: &str| {
        let begun = shop.engine.authorise("website_2", REDIRECT).unwrap();
        let answer = decide(&shop.sandbox, begun["url"].as_str().unwrap(), Some(organisation));
        shop.engine.complete_authorise(&answer).unwrap()
    };
    assert_eq!(connect(SECOND)["state"], "connected");
    let mut customer = fixtures::customer(7);
    customer["connection"] = json!("website_2");
    shop.enqueue(&[customer]);
    shop.finish();
    let done = connect(FIRST);
    assert_eq!(done["state"], "confirm_organisation", "{done}");
    assert_eq!(
        (
            done["question"]["invoices"].clone(),
            done["question"]["records"].clone()
        ),
        (json!(0), json!(1))
    );
    assert_eq!(shop.state(), connected(), "the default connection sends on");
    shop.enqueue(&[fixtures::invoice(3)]);
    shop.finish();
    assert_eq!(shop.sandbox.count("invoices"), 3);
}

/// The secret of a Custom Connection that belongs to another organisation.
#[test]
fn a_custom_connection_of_another_organisation_is_asked_for() {
    let shop = Shop::beside(Arc::new(Sandbox::start()), Duration::from_secs(30), &custom_settings());
    shop.engine.connect_custom("default").unwrap();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    shop.assert_finished(1, 1);
    // As if the shop's books had been in another organisation than the one that the credentials belong to.
    let row = shop.store.connection("default").unwrap().unwrap();
    let elsewhere = "5c0e1a30-0000-4000-8000-000000000009";
    shop.store
        .set_organisation("default", elsewhere, "The old company", "", "[]", Some(1))
        .unwrap();
    let status = shop.engine.connect_custom("default").unwrap();
    assert_eq!(status["code"], "confirm_organisation", "{status}");
    assert_eq!(status["question"]["from"]["name"], "The old company");
    assert_eq!(status["question"]["to"]["name"], row.organisation_name);
    // Kept: the credentials lead elsewhere, so nothing is sent with them.
    let status = shop.engine.confirm_organisation("default", false).unwrap();
    assert_eq!(status["state"], "disconnected", "{status}");
    let calls = shop.sandbox.calls();
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.drain();
    assert_eq!(shop.sandbox.calls(), calls);
    // Moved.
    shop.engine.connect_custom("default").unwrap();
    let status = shop.engine.confirm_organisation("default", true).unwrap();
    assert_eq!(status["state"], "connected", "{status}");
    assert_eq!(status["organisation"]["name"], row.organisation_name.as_str());
}

/// Xero decides where a Custom Connection leads: when its organisation changes there, the next reading of the lists notices.
#[test]
fn a_custom_connection_that_was_given_to_another_organisation_is_noticed_when_lists_are_read() {
    let shop = Shop::beside(Arc::new(Sandbox::start()), Duration::from_secs(30), &custom_settings());
    shop.engine.connect_custom("default").unwrap();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    let documents = shop.sandbox.count("invoices");
    shop.store
        .set_organisation(
            "default",
            "5c0e1a30-0000-4000-8000-000000000009",
            "The old company",
            "",
            "[]",
            Some(1),
        )
        .unwrap();
    shop.pass(25 * 3_600);
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.drain();
    assert_eq!(shop.state(), asked());
    assert_eq!(shop.sandbox.count("invoices"), documents);
}
