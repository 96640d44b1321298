//! The same work again, at once or after a loss: nothing is there twice.

use std::sync::Arc;
use std::time::Duration;

use ledgerline::queue::owner_of_this_process;
use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::shop::{Shop, drain, http};

#[test]
fn after_the_loss_of_the_store_everything_is_adopted_and_nothing_is_sent_twice() {
    let shop = Shop::connected();
    let customers: Vec<Value> = fixtures::seed("customers").into_iter().take(20).collect();
    let products: Vec<Value> = fixtures::seed("products").into_iter().take(10).collect();
    let invoices: Vec<Value> = (1..=30).map(fixtures::invoice).collect();
    let all = [customers, products, invoices, vec![fixtures::credit_memo()]].concat();
    shop.enqueue(&all);
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    let numbers = |what: &str| shop.sandbox.count(what);
    let lists = ["contacts", "items", "invoices", "credit_notes", "payments"];
    let before: Vec<u64> = lists.iter().map(|what| numbers(what)).collect();
    let documents = shop.sandbox.documents();
    shop.pass(3_600);
    let other = shop.start_over();
    other.enqueue(&all);
    other.finish();
    assert_eq!(other.held(), [], "{:#?}", other.queue());
    assert_eq!(other.jobs("done"), shop.jobs("done"));
    assert_eq!(lists.iter().map(|what| numbers(what)).collect::<Vec<_>>(), before);
    assert_eq!(shop.sandbox.documents(), documents);
    shop.sandbox.assert_sound();
}

#[test]
fn two_drains_at_once_send_everything_once_and_stay_within_the_limits() {
    let shop = Shop::connected();
    let invoices: Vec<Value> = (1..=160).map(|id| fixtures::invoice_of(id, 500_000 + id)).collect();
    shop.configure(|settings| settings["batch_size"] = json!(10));
    shop.enqueue(&invoices);
    shop.sandbox.tell("switches", &json!({ "latency_ms": 30 }));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let engine = shop.other_process(Arc::new(http(Duration::from_secs(30))), owner_of_this_process());
                drain(&engine).unwrap();
            });
        }
    });
    shop.finish();
    shop.assert_finished(160, 160);
}

#[test]
fn a_newer_snapshot_replaces_the_one_that_waits() {
    let shop = Shop::connected();
    let mut customer = fixtures::customer(1);
    shop.enqueue(std::slice::from_ref(&customer));
    customer["last_name"] = json!("Married");
    let answer = shop.enqueue(std::slice::from_ref(&customer));
    assert_eq!(answer["replaced"], 1, "{answer}");
    shop.drain();
    assert_eq!(shop.sandbox.calls_of("PUT", "/Contacts").len(), 1);
    customer["last_name"] = json!("Divorced");
    shop.enqueue(&[customer]);
    shop.drain();
    assert_eq!(shop.sandbox.calls_of("POST", "/Contacts").len(), 1);
    assert_eq!(shop.sandbox.count("contacts"), 1);
}

#[test]
fn a_document_that_changed_after_it_was_sent_is_shown_to_a_person() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::open_invoice(1)]);
    shop.drain();
    let mut changed = fixtures::open_invoice(1);
    changed["totals"]["grand_total"] = json!("1.0000");
    shop.enqueue(&[changed]);
    shop.drain();
    assert_eq!(shop.held(), [("document_changed".to_owned(), 1)]);
    assert_eq!(shop.sandbox.count("invoices"), 1);
}

#[test]
fn a_stopped_drain_leaves_the_rest_for_the_next_one() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["batch_size"] = json!(5));
    shop.enqueue(&(1..=40).map(fixtures::open_invoice).collect::<Vec<_>>());
    let report = shop
        .engine
        .drain(&ledgerline::engine::DrainOptions::default(), &mut |_| false)
        .unwrap()
        .to_json();
    assert_eq!(report["stopped"], "asked", "{report}");
    assert!(report["waiting"].as_i64() > Some(0), "{report}");
    shop.finish();
    shop.assert_finished(40, 0);
}

#[test]
fn a_document_whose_contact_another_process_is_sending_goes_in_the_same_drain() {
    let shop = Shop::connected();
    // The lists of the organisation are read already: both drains begin with the contact.
    shop.enqueue(&[fixtures::invoice_of(2, 2)]);
    shop.drain();
    shop.sandbox.tell(
        "faults",
        &json!({ "kind": "slow", "seconds": 2, "match": { "method": "PUT", "path": "/Contacts" } }),
    );
    shop.enqueue(&[fixtures::invoice_of(1, 1)]);
    let other = shop.other_process(Arc::new(http(Duration::from_secs(30))), owner_of_this_process());
    let options = ledgerline::engine::DrainOptions::default();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| shop.engine.drain(&options, &mut |_| true).expect("the first drain"));
        std::thread::sleep(Duration::from_millis(700));
        other.drain(&options, &mut |_| true).expect("the second drain");
        first.join().expect("the first drain ends");
    });
    shop.assert_finished(2, 2);
}
