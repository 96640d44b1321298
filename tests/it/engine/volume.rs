//! Whole shops: everything arrives, to the cent, with few calls.

use ledgerline::engine::DrainOptions;
use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::shop::Shop;

/// Sends everything that is ready, however long it takes; limits of the minute may make it wait.
fn send_all(shop: &Shop) -> Value {
    let report = shop.finish();
    assert_eq!(report["waiting"], 0, "{report}");
    report
}

#[test]
fn a_whole_seeded_shop_arrives_to_the_cent_or_is_held_with_a_reason() {
    let shop = Shop::connected();
    let connected = shop.sandbox.calls();
    let answer = shop.enqueue(&fixtures::shop());
    assert!(answer["accepted"].as_u64().unwrap() >= 748, "{answer}");
    // As long as it takes, as cron and the command line do.
    let report = shop
        .engine
        .drain(&DrainOptions::default(), &mut |_| true)
        .unwrap()
        .to_json();
    let calls = shop.sandbox.calls() - connected;
    assert_eq!(report["difference_cents"], 0, "{report}");
    let report = send_all(&shop);
    assert_eq!(report["difference_cents"], 0, "{report}");
    let counts = shop.sandbox.counts();
    assert_eq!(counts["refused_429_total"], 0);
    assert_eq!(counts["unknown_properties"], json!({}));
    assert_eq!(counts["read_only_properties"], json!({}));
    assert_eq!(counts["null_properties"], json!({}));
    assert_eq!(counts["contacts_changed_by_documents"], 0);
    shop.sandbox.assert_sound();
    // 217 contacts, 59 items, 381 invoices, 161 credit notes and 515 payments in 31 full calls; 5 lists; 8 guests who became customers
    // are looked at and changed together.
    println!("{calls} calls for the seeded shop: {}", counts["by_endpoint"]);
    assert!(calls <= 38, "{calls} calls: {}", counts["by_endpoint"]);
    // Only reasons that these records really give.
    let reasons = [
        "total_mismatch",
        "total_unexplained",
        "document_held",
        "credit_note_empty",
        "tax_rate_unmapped",
        "tax_rate_differs",
        "amount_negative",
    ];
    let held = shop.held();
    for (code, _) in &held {
        assert!(reasons.contains(&code.as_str()), "{held:?}");
    }
    assert_eq!(shop.jobs("failed"), 0);
    // Every invoice of the shop is at Xero with its total, or held.
    let documents = shop.sandbox.documents();
    let jobs = shop.queue();
    for job in jobs.iter().filter(|job| job["state"] == "held") {
        let data = job["message_data"].as_array().zip(job["fix_data"].as_array());
        assert!(
            data.is_some_and(|(message, fix)| !message.is_empty() && !fix.is_empty()),
            "{job}"
        );
    }
    let mut sent = 0;
    for (kind, name, prefix) in [("invoice", "invoices", ""), ("credit_note", "creditmemos", "CM-")] {
        for snapshot in fixtures::seed(name) {
            let number = format!("{prefix}{}", fixtures::number(&snapshot));
            let word = if kind == "invoice" { "ACCREC" } else { "ACCRECCREDIT" };
            let there = documents
                .iter()
                .find(|one| one["number"] == number.as_str() && one["type"] == word);
            match there {
                Some(document) => {
                    let cents = |value: &Value| {
                        let amount: rust_decimal::Decimal = value.as_str().unwrap().parse().unwrap();
                        amount.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
                    };
                    assert_eq!(
                        cents(&document["total"]),
                        cents(&snapshot["totals"]["grand_total"]),
                        "{number}"
                    );
                    assert_eq!(document["currency"], snapshot["currency"], "{number}");
                    sent += 1;
                }
                None => {
                    let job = jobs
                        .iter()
                        .find(|job| job["kind"] == kind && job["entity_id"] == snapshot["id"])
                        .expect("a job");
                    assert_eq!(job["state"], "held", "{number}: {job}");
                    assert!(
                        !job["message"].as_str().unwrap().is_empty() && !job["fix"].as_str().unwrap().is_empty(),
                        "{job}"
                    );
                }
            }
        }
    }
    println!("sent {sent}, held {held:?}, calls {}", shop.sandbox.calls());
    assert!(sent >= 520, "only {sent} documents arrived: {held:?}");
    assert!(shop.sandbox.calls() <= 60, "{} calls", shop.sandbox.calls());
}

#[test]
fn a_second_sync_all_of_an_unchanged_shop_costs_no_call() {
    let shop = Shop::connected();
    let clean: Vec<Value> = [fixtures::seed("customers"), fixtures::seed("products")].concat();
    let invoices: Vec<Value> = (1..=60).map(|id| fixtures::invoice_of(id, 900_000 + id)).collect();
    let all = [clean, invoices].concat();
    shop.enqueue(&all);
    send_all(&shop);
    assert_eq!(shop.held(), []);
    let before = shop.sandbox.calls();
    let run = shop
        .engine
        .start_run("default", &json!({ "entities": { "customers": all.len() } }))
        .unwrap();
    let id = run["id"].as_i64().unwrap();
    let moved = shop.engine.advance_run(id, "customers", "", "end", true, &all).unwrap();
    assert_eq!(moved["moved"], true);
    assert_eq!(moved["accepted"], 0, "{moved}");
    shop.drain();
    assert_eq!(shop.sandbox.calls(), before, "calls for a shop that did not change");
    assert_eq!(shop.engine.run("default").unwrap().unwrap()["state"], "done");
}

#[test]
fn a_thousand_paid_invoices_of_a_thousand_customers_need_at_most_sixty_five_calls() {
    let shop = Shop::connected();
    let before = shop.sandbox.calls();
    let invoices: Vec<Value> = (1..=1_000).map(|id| fixtures::invoice_of(id, 100_000 + id)).collect();
    for portion in invoices.chunks(250) {
        shop.enqueue(portion);
    }
    send_all(&shop);
    let calls = shop.sandbox.calls() - before;
    println!("{calls} calls for 1,000 paid invoices of 1,000 customers");
    assert!(calls <= 65, "{calls} calls");
    shop.assert_finished(1_000, 1_000);
    assert_eq!(shop.sandbox.count("contacts"), 1_000);
}

#[test]
fn each_element_of_an_answer_settles_its_own_job() {
    let shop = Shop::connected();
    let invoices: Vec<Value> = (1..=5).map(fixtures::open_invoice).collect();
    shop.enqueue(&invoices[..1]);
    shop.drain();
    // The second and the fourth of the batch fail with Xero's passing sentence.
    let fault =
        json!({ "kind": "error_in_validation", "elements": [1, 3], "match": { "method": "PUT", "path": "/Invoices" } });
    shop.sandbox.tell("faults", &fault);
    shop.enqueue(&invoices[1..]);
    let report = shop.drain();
    assert_eq!(report["done"], 2, "{report}");
    assert_eq!(report["retried"], 2, "{report}");
    assert_eq!(shop.sandbox.count("invoices"), 3);
    shop.finish();
    shop.assert_finished(5, 0);
}

#[test]
fn documents_that_need_no_call_leave_their_places_to_others() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["batch_size"] = json!(10));
    // Every second one is held before a call: its first line has a rate that nobody mapped.
    let invoices: Vec<Value> = (1..=60)
        .map(|id| {
            let mut invoice = fixtures::open_invoice(id);
            if id % 2 == 0 {
                invoice["currency"] = json!("XXX");
            }
            invoice
        })
        .collect();
    shop.enqueue(&invoices);
    shop.engine.drain(&DrainOptions::default(), &mut |_| true).unwrap();
    assert_eq!(shop.sandbox.count("invoices"), 30, "{:?}", shop.held());
    assert_eq!(shop.held().iter().map(|(_, count)| count).sum::<i64>(), 30);
    assert_eq!(shop.sandbox.calls_of("PUT", "/Invoices").len(), 3);
}
