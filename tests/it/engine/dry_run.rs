//! What a dry run says is what a drain then does, to the document; and nothing is written on the way.

use std::collections::BTreeMap;

use ledgerline::queue::{Entity, Purpose};
use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::shop::Shop;

/// Kind, what became of it, and why: how many.
type Outcomes = BTreeMap<(String, String, String), u64>;

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

/// The dry run over these snapshots, read in portions.
fn dry_run(shop: &Shop, snapshots: &[Value], portion: usize) -> Value {
    snapshots.chunks(portion).fold(Value::Null, |so_far, some| {
        shop.engine.dry_run("default", some, &so_far, false).expect("a dry run")
    })
}

fn rows(answer: &Value) -> Vec<Value> {
    answer["report"]["rows"].as_array().expect("rows").clone()
}

/// What a dry run says of what would be sent and what would be held.
fn predicted(answer: &Value) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for row in rows(answer) {
        let outcome = match text(&row, "outcome").as_str() {
            "sent" | "rounded" => "sent",
            "held" => "held",
            _ => continue,
        };
        let key = (text(&row, "kind"), outcome.to_owned(), text(&row, "code"));
        *outcomes.entry(key).or_default() += row["count"].as_u64().expect("a count");
    }
    outcomes
}

/// What a drain did: what is in Xero by its log, and what the queue holds.
fn happened(shop: &Shop) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for line in shop.log() {
        if line["status"] == "success" && line["action"] == "create" {
            let key = (text(&line, "kind"), "sent".to_owned(), String::new());
            *outcomes.entry(key).or_default() += 1;
        }
    }
    for job in shop.queue() {
        if job["state"] == "held" {
            let key = (text(&job, "kind"), "held".to_owned(), text(&job, "code"));
            *outcomes.entry(key).or_default() += 1;
        }
    }
    outcomes
}

/// Everything that Sync All would read, in its order.
fn shop_in_order() -> Vec<Value> {
    ["customers", "products", "orders", "invoices", "creditmemos"]
        .iter()
        .flat_map(|kind| fixtures::seed(kind))
        .collect()
}

/// Connected, with Xero's lists read, as the mapping pages do.
fn informed() -> Shop {
    let shop = Shop::connected();
    shop.engine.catalogue("default", true).expect("the lists are read");
    shop
}

fn assert_prophecy(shop: &Shop, snapshots: &[Value]) -> Value {
    let answer = dry_run(shop, snapshots, 100);
    let taken = shop.engine.enqueue(snapshots, Purpose::History).expect("enqueue");
    assert_eq!(taken["refused"], json!([]), "{taken}");
    shop.finish();
    assert_eq!(predicted(&answer), happened(shop), "{answer:#}");
    answer
}

#[test]
fn a_dry_run_over_a_whole_shop_says_what_sending_does() {
    let shop = informed();
    let answer = assert_prophecy(&shop, &shop_in_order());
    assert_eq!(answer["report"]["read"], shop_in_order().len());
    assert_eq!(answer["lists_read"], true);
    let of = |outcome: &str| -> u64 {
        let rows = rows(&answer);
        let of = rows.iter().filter(|row| row["outcome"] == outcome);
        of.filter_map(|row| row["count"].as_u64()).sum()
    };
    assert!(of("sent") > 1_300 && of("rounded") > 0, "{answer:#}");
    assert_eq!((of("held"), of("asks_xero")), (0, 0), "{answer:#}");
}

#[test]
fn missing_mappings_are_told_before_anything_is_sent() {
    let shop = informed();
    shop.configure(|settings| {
        settings["tax"] = json!({ "automatic": false, "map": { "20": "OUTPUT2", "0": "NONE" } });
        settings["accounts"]["shipping"] = json!("999");
        settings["start_date"] = json!("2026-02-01");
        settings["payments"]["map"]["checkmo"] = json!("998");
    });
    let answer = assert_prophecy(&shop, &shop_in_order());
    let rows = rows(&answer);
    let unmapped = rows
        .iter()
        .find(|row| row["kind"] == "invoice" && row["code"] == "tax_rate_unmapped")
        .expect("an unmapped rate");
    assert!(
        !text(unmapped, "subject").is_empty() && !text(unmapped, "message").is_empty(),
        "{unmapped}"
    );
    let example = &unmapped["examples"][0];
    assert_eq!(example["entity"], "invoice", "{example}");
    assert!(
        !text(example, "entity_id").is_empty() && !text(example, "number").is_empty(),
        "{example}"
    );
    let early = rows.iter().find(|row| row["code"] == "before_start_date");
    assert!(early.is_some_and(|row| row["outcome"] == "left_out"), "{answer:#}");
}

#[test]
fn orders_as_sales_documents_are_foretold_too() {
    let shop = informed();
    shop.configure(|settings| settings["document"] = json!("order"));
    assert_prophecy(&shop, &shop_in_order());
}

#[test]
fn portions_do_not_change_what_is_said() {
    let shop = informed();
    let snapshots = shop_in_order();
    let whole = dry_run(&shop, &snapshots, snapshots.len());
    for portion in [7, 100] {
        let parts = dry_run(&shop, &snapshots, portion);
        assert_eq!(predicted(&parts), predicted(&whole), "portions of {portion}");
    }
}

#[test]
fn nothing_is_written_and_nobody_is_called() {
    let shop = informed();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    let (queue, log, calls) = (shop.queue(), shop.log(), shop.sandbox.calls());
    dry_run(&shop, &shop_in_order(), 100);
    assert_eq!(shop.queue(), queue);
    assert_eq!(shop.log(), log);
    assert_eq!(shop.sandbox.calls(), calls);
    let key = "invoice:700001";
    assert!(
        shop.store.paid_on("default", key).expect("the store").is_none(),
        "not even a memory"
    );
}

#[test]
fn what_the_queue_and_xero_have_is_taken_into_account() {
    let shop = informed();
    shop.enqueue(&[fixtures::invoice(1), fixtures::invoice(2)]);
    shop.finish();
    shop.store
        .exclude(&[(Entity::Invoice, "700003".into())], true, 0)
        .expect("it is taken out");
    shop.enqueue(&[fixtures::invoice(4)]);
    let held: Vec<i64> = shop
        .queue()
        .iter()
        .filter(|job| job["state"] == "waiting" && job["kind"] == "invoice")
        .filter_map(|job| job["id"].as_i64())
        .collect();
    assert_eq!(held.len(), 1);
    shop.store.hold(&held, 0).expect("a person holds it");
    let mut changed = fixtures::invoice(2);
    changed["totals"]["grand_total"] = json!("1.0000");
    let invoices = [
        fixtures::invoice(1),
        changed,
        fixtures::invoice(3),
        fixtures::invoice(4),
        fixtures::invoice(5),
    ];
    let answer = dry_run(&shop, &invoices, 2);
    let said: Vec<(String, String)> = rows(&answer)
        .iter()
        .filter(|row| row["kind"] == "invoice")
        .map(|row| (text(row, "outcome"), text(row, "code")))
        .collect();
    let expected = [
        ("held", "document_changed"),
        ("held", "held_by_person"),
        ("in_xero", ""),
        ("left_out", "excluded"),
        ("sent", ""),
    ];
    let expected = expected.map(|(outcome, code)| (outcome.to_owned(), code.to_owned()));
    assert_eq!(said, expected, "{answer:#}");
}

#[test]
fn a_number_is_taken_by_a_document_of_an_earlier_portion() {
    let shop = informed();
    let mut twin = fixtures::invoice(2);
    twin["number"] = fixtures::invoice(1)["number"].clone();
    twin["store"]["id"] = json!("9");
    let answer = assert_prophecy(&shop, &[fixtures::invoice(1), twin.clone()]);
    let apart = informed();
    let portions = dry_run(&apart, &[fixtures::invoice(1), twin], 1);
    assert_eq!(predicted(&portions), predicted(&answer));
    assert!(predicted(&answer).contains_key(&("invoice".into(), "held".into(), "number_taken".into())));
}

#[test]
fn before_anybody_connected_the_lists_are_missing_and_that_is_said() {
    let shop = informed();
    let fresh = Shop::beside(shop.sandbox.clone(), shop.timeout, &crate::support::shop::settings());
    let answer = dry_run(&fresh, &[fixtures::invoice(1)], 10);
    assert_eq!(answer["lists_read"], false, "{answer:#}");
    assert_eq!(answer["report"]["read"], 1);
}

#[test]
fn what_no_dry_run_answered_is_refused() {
    let shop = informed();
    for so_far in [json!({ "memory": "?" }), json!({ "report": { "rows": 7 } })] {
        let error = shop
            .engine
            .dry_run("default", &[], &so_far, false)
            .expect_err("it is refused");
        assert_eq!(error.code, "argument_invalid");
    }
    let error = shop
        .engine
        .dry_run("nowhere", &[], &Value::Null, false)
        .expect_err("it is refused");
    assert_eq!(error.code, "connection_unknown");
}

#[test]
fn a_changed_mapping_is_shown_on_what_is_in_xero() {
    let shop = informed();
    let invoices = [fixtures::invoice(1), fixtures::invoice(2)];
    shop.enqueue(&invoices);
    shop.finish();
    let compared = |shop: &Shop, invoices: &[Value]| -> Vec<(String, String, u64)> {
        let answer = shop
            .engine
            .dry_run("default", invoices, &Value::Null, true)
            .expect("a dry run");
        let documents = rows(&answer).into_iter().filter(|row| row["kind"] == "invoice");
        documents
            .map(|row| {
                (
                    text(&row, "outcome"),
                    text(&row, "code"),
                    row["count"].as_u64().expect("a count"),
                )
            })
            .collect()
    };
    let one = |outcome: &str, code: &str, count| vec![(outcome.to_owned(), code.to_owned(), count)];
    assert_eq!(compared(&shop, &invoices), one("in_xero", "", 2));
    shop.configure(|settings| settings["accounts"]["sales"] = json!("260"));
    assert_eq!(compared(&shop, &invoices), one("differs", "booking_differs", 2));
    let said = dry_run(&shop, &invoices, 10);
    assert_eq!(rows(&said)[0]["outcome"], "in_xero", "nobody asked");
    shop.configure(|settings| settings["tax"] = json!({ "automatic": false, "map": {} }));
    assert_eq!(compared(&shop, &invoices), one("differs", "tax_rate_unmapped", 2));
    // Back to what they were sent with.
    shop.configure(|settings| settings["due_days"] = json!(14));
    assert_eq!(
        compared(&shop, &invoices),
        one("in_xero", "", 2),
        "when it is due is no booking"
    );
    let calls = shop.sandbox.calls();
    shop.finish();
    assert_eq!(shop.sandbox.calls(), calls, "nothing was queued");
}
