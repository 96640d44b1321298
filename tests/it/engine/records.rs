//! What screens show of single records, and what people decide about them.

use ledgerline::engine::{DrainOptions, EngineError};
use ledgerline::queue::{LAST_DRAIN, Purpose};
use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::shop::Shop;

fn standing(shop: &Shop, entity: &str, id: &str) -> Value {
    let answer = shop.engine.standings(entity, &[id.to_owned()]).expect("standings");
    answer[id][0].clone()
}

#[test]
fn a_record_that_was_taken_out_is_never_sent_until_it_is_let_in_again() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    assert_eq!(
        shop.engine
            .exclude("invoice", &["700001".into()], true)
            .expect("exclude"),
        1
    );
    assert_eq!(standing(&shop, "invoice", "700001")["state"], "excluded");
    assert_eq!(shop.enqueue(&[fixtures::open_invoice(1)])["ignored"], 1);
    let answer = shop
        .engine
        .enqueue(&[fixtures::invoice(1)], Purpose::Manual)
        .expect("enqueue");
    assert_eq!(answer["ignored"], 1, "asking for it does not let it in either");
    shop.finish();
    assert_eq!(shop.sandbox.count("invoices"), 0);
    assert_eq!(
        shop.engine
            .exclude("invoice", &["700001".into()], false)
            .expect("include"),
        1
    );
    shop.finish();
    shop.assert_finished(1, 1);
    assert_eq!(standing(&shop, "invoice", "700001")["state"], "synced");
    assert_eq!(standing(&shop, "invoice", "700001")["excluded"], false);
    shop.engine
        .exclude("invoice", &["700001".into()], true)
        .expect("exclude");
    let sent = standing(&shop, "invoice", "700001");
    assert_eq!(
        (sent["state"].as_str(), &sent["excluded"]),
        (Some("synced"), &json!(true))
    );
}

#[test]
fn documents_of_a_customer_who_was_taken_out_are_held_and_say_why() {
    let shop = Shop::connected();
    let invoice = fixtures::invoice(1);
    let customer = invoice["customer"]["id"].as_str().expect("an id").to_owned();
    shop.engine.exclude("customer", &[customer], true).expect("exclude");
    shop.enqueue(&[invoice]);
    shop.drain();
    assert_eq!(shop.held(), [("contact_excluded".to_owned(), 1)]);
}

#[test]
fn the_feed_tells_every_change_and_ends() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1), fixtures::invoice(2)]);
    let first = shop.engine.changes("", 1000).expect("changes");
    let states = |feed: &Value| -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = feed["items"]
            .as_array()
            .expect("items")
            .iter()
            .filter(|item| item["entity"] == "invoice")
            .map(|item| {
                (
                    item["entity_id"].as_str().unwrap().to_owned(),
                    item["state"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        found.sort();
        found
    };
    assert_eq!(
        states(&first),
        [("700001".into(), "waiting".into()), ("700002".into(), "waiting".into())]
    );
    assert_eq!(first["more"], false);
    shop.finish();
    shop.pass(60);
    let second = shop
        .engine
        .changes(first["next"].as_str().expect("a position"), 1000)
        .expect("changes");
    assert_eq!(
        states(&second),
        [("700001".into(), "synced".into()), ("700002".into(), "synced".into())]
    );
    let third = shop
        .engine
        .changes(second["next"].as_str().expect("a position"), 1000)
        .expect("changes");
    assert_eq!(third["items"], json!([]), "nothing changed since");
    // Page by page the same records come.
    let mut position = String::new();
    let mut pages = 0;
    let mut all = Vec::new();
    loop {
        let page = shop.engine.changes(&position, 2).expect("changes");
        all.extend(states(&page));
        position = page["next"].as_str().expect("a position").to_owned();
        pages += 1;
        assert!(pages < 20, "the feed ends");
        if page["more"] == false {
            break;
        }
    }
    all.dedup();
    assert!(all.contains(&("700002".into(), "synced".into())));
}

#[test]
fn a_line_of_the_log_shows_what_was_sent_and_answered() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    let line = shop
        .log()
        .into_iter()
        .find(|line| line["kind"] == "invoice")
        .expect("a line");
    let detail = shop
        .engine
        .log_detail(line["id"].as_i64().expect("an id"))
        .expect("the line");
    assert_eq!(detail["sent"]["InvoiceNumber"], "700000001");
    assert_eq!(detail["answered"]["InvoiceNumber"], "700000001");
    assert_eq!(detail["answered"]["Status"], "AUTHORISED");
    assert_eq!(detail["attempts"].as_array().expect("a list").len(), 1);
    assert!(!detail.to_string().contains("Bearer"), "no credentials");
    assert_eq!(shop.engine.log_detail(999_999).unwrap_err().code, "line_unknown");
    // Exchanges go sooner than lines.
    shop.pass(31 * 86_400);
    let pruned = shop.engine.prune(90, 90, 30).expect("prune");
    assert!(pruned["exchanges"].as_i64().expect("a number") >= 2, "{pruned}");
    let detail = shop
        .engine
        .log_detail(line["id"].as_i64().expect("an id"))
        .expect("the line");
    assert_eq!(detail["sent"], Value::Null);
}

#[test]
fn a_customer_is_erased_from_queue_and_log_and_nothing_is_posted_twice() {
    let shop = Shop::connected();
    let invoice = fixtures::invoice(1);
    let id = invoice["customer"]["id"].as_str().expect("an id").to_owned();
    let email = invoice["customer"]["email"].as_str().expect("an address").to_owned();
    shop.enqueue(&[invoice.clone(), fixtures::invoice_of(2, 99)]);
    shop.finish();
    let erased = shop.engine.erase(Some(&id), Some(&email)).expect("erase");
    assert!(erased["jobs"].as_i64().expect("a number") >= 3, "{erased}");
    let everything = format!("{:?}{:?}", shop.queue(), shop.log());
    assert!(!everything.contains(&email));
    for line in shop
        .log()
        .iter()
        .filter(|line| line["entity"] == "customer" && line["entity_id"] == id.as_str())
    {
        assert_eq!(
            (line["number"].as_str(), line["message"].as_str()),
            (Some(""), Some("Erased."))
        );
    }
    shop.enqueue(&[invoice]);
    shop.finish();
    shop.assert_finished(2, 2);
    assert_eq!(shop.engine.erase(None, None).unwrap_err().code, "argument_invalid");
}

#[test]
fn the_queue_says_which_rows_are_about_to_change() {
    let shop = Shop::connected();
    let live = || shop.queue().iter().map(|row| row["live"].clone()).collect::<Vec<_>>();
    shop.engine
        .enqueue(&[fixtures::customer(1)], Purpose::Immediate)
        .expect("enqueue");
    assert_eq!(live(), [json!(true)]);
    shop.clock.advance(91);
    assert_eq!(live(), [json!(false)], "nobody sent it: it is left to cron");
    shop.enqueue(&[fixtures::customer(2)]);
    assert_eq!(live(), [json!(false), json!(false)]);
    shop.drain();
    assert_eq!(live(), [json!(false), json!(false)], "sent");
}

#[test]
fn a_paused_sync_all_leaves_new_business_alone() {
    let shop = Shop::connected();
    let run = shop
        .engine
        .start_run("default", &json!({ "entities": { "invoice": 1 } }))
        .expect("a run");
    let id = run["id"].as_i64().expect("an id");
    shop.engine
        .advance_run(id, "invoice", "", "1", true, &[fixtures::invoice(1)])
        .expect("a portion");
    assert_eq!(shop.engine.pause_run(id, true).expect("pause")["state"], "paused");
    shop.enqueue(&[fixtures::invoice_of(2, 98)]);
    let goes = || {
        let mut goes: Vec<_> = shop
            .queue()
            .iter()
            .filter(|row| row["kind"] == "invoice")
            .map(|row| {
                (
                    row["entity_id"].as_str().unwrap_or_default().to_owned(),
                    row["goes"].clone(),
                )
            })
            .collect();
        goes.sort_by(|one, other| one.0.cmp(&other.0));
        goes
    };
    assert_eq!(
        goes(),
        [("700001".into(), json!("paused")), ("700002".into(), json!("by_cron"))]
    );
    shop.drain();
    assert_eq!(shop.sandbox.count("invoices"), 1, "only what is new");
    assert_eq!(
        goes(),
        [("700001".into(), json!("paused")), ("700002".into(), Value::Null)],
        "what was sent does not wait"
    );
    let far = || shop.engine.progress("default").expect("the progress").expect("one")["progress"].clone();
    let now = far();
    assert_eq!(
        (&now["phase"], &now["percent"], &now["read"]),
        (&json!("paused"), &json!(0), &json!(1)),
        "{now}"
    );
    assert_eq!(shop.engine.pause_run(id, false).expect("go on")["state"], "sending");
    assert_eq!(goes()[0].1, "by_cron");
    let now = far();
    assert_eq!(
        (&now["phase"], &now["cron_last"]),
        (&json!("waiting_for_cron"), &Value::Null),
        "{now}"
    );
    let moment = shop.engine.now_ms() / 1_000;
    shop.engine
        .jobs()
        .set_cursor(LAST_DRAIN, &moment.to_string())
        .expect("a turn of cron");
    let now = far();
    assert_eq!(
        (&now["phase"], &now["cron_last"]),
        (&json!("sending"), &json!(moment)),
        "{now}"
    );
    shop.finish();
    shop.assert_finished(2, 2);
    let now = far();
    assert_eq!(
        (&now["phase"], &now["percent"], &now["is_over"]),
        (&json!("complete"), &json!(100), &json!(true)),
        "{now}"
    );
    assert_eq!(
        now["entities"],
        json!({ "invoice": { "read": 1, "total": 1, "finished": true } })
    );
    assert_eq!(
        shop.engine.run("default").expect("the run").expect("one")["state"],
        "done"
    );
}

#[test]
fn how_everything_stands_is_one_answer() {
    let shop = Shop::connected();
    let overview = || {
        let codes = ["default".to_owned(), "unused".to_owned()];
        shop.engine.overview(&codes).expect("an overview")
    };
    let since = shop.engine.now_ms() / 1_000;
    let told = overview();
    assert_eq!(
        (&told["needs"], &told["cron_last"], &told["attention"]),
        (&json!("nobody"), &Value::Null, &json!(0))
    );
    assert!(
        told["cron_since"]
            .as_i64()
            .is_some_and(|at| (since - 60..=since).contains(&at)),
        "{told}"
    );
    shop.enqueue(&[fixtures::invoice(1), fixtures::invoice_of(2, 98)]);
    let default = &overview()["connections"]["default"];
    assert_eq!(
        (&default["waiting"], &default["concerns"]),
        (&json!(4), &json!([])),
        "{default}"
    );
    let ids: Vec<i64> = shop.queue().iter().filter_map(|job| job["id"].as_i64()).collect();
    shop.engine
        .jobs()
        .hold(&ids[..1], shop.engine.now_ms())
        .expect("a hold");
    let told = overview();
    let default = &told["connections"]["default"];
    assert_eq!(
        (&told["needs"], &told["attention"]),
        (&json!("person"), &json!(0)),
        "what a person put on hold"
    );
    assert_eq!((&default["waiting"], &default["attention"]), (&json!(3), &json!(0)));
    assert_eq!(
        (&default["held"][0]["code"], &default["held"][0]["single"]),
        (&json!("held_by_person"), &json!(true))
    );
    assert_eq!(told["connections"]["unused"]["held"], json!([]));
    shop.engine.disconnect("default").expect("the end of the connection");
    let told = overview();
    assert_eq!(
        (&told["needs"], &told["cron_since"]),
        (&json!("connection"), &Value::Null)
    );
}

#[test]
fn calls_are_counted_by_purpose_per_day_and_minute() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    let budget = shop.engine.budget("default", &json!({})).expect("a budget");
    assert_eq!(budget["days"].as_array().expect("days").len(), 1);
    let day = &budget["days"][0];
    assert_eq!(day["by"]["invoice"], 1);
    let sum: i64 = day["by"]
        .as_object()
        .expect("purposes")
        .values()
        .filter_map(Value::as_i64)
        .sum();
    assert_eq!(day["calls"].as_i64(), Some(sum));
    assert!(!budget["minutes"].as_array().expect("minutes").is_empty());
}

/// Reconciles the plan's documents, which the engine gets two at a time.
fn reconcile(shop: &Shop, plan: &Value) -> Result<Value, EngineError> {
    let documents = plan["documents"].as_array().expect("documents");
    let mut portions = documents.chunks(2);
    shop.engine.reconcile("default", plan, &mut || {
        Ok(portions.next().map(<[Value]>::to_vec).unwrap_or_default())
    })
}

#[test]
fn a_reconciliation_whose_documents_cannot_be_read_calls_nobody_and_keeps_the_one_before() {
    let shop = Shop::connected();
    let date = fixtures::invoice(1)["date"].clone();
    let plan = json!({ "from": date, "to": date, "documents": [] });
    let before = reconcile(&shop, &plan).expect("a reconciliation");
    let calls = shop.sandbox.calls();
    let mut given = 0;
    let broken = shop.engine.reconcile("default", &plan, &mut || {
        given += 1;
        match given {
            1 => Ok(vec![
                json!({ "entity": "invoice", "id": "1", "number": "1", "date": date, "total": "1.0000", "currency": "GBP" }),
            ]),
            _ => Err(EngineError::argument("argument_invalid", "the shop's database is gone")),
        }
    });
    assert_eq!(broken.unwrap_err().code, "argument_invalid");
    assert_eq!(shop.sandbox.calls(), calls);
    let kept = shop.engine.reconciliation("default").expect("the store").expect("one");
    assert_eq!(kept["at"], before["at"]);
    assert_eq!(kept["documents"], 0);
}

#[test]
fn a_reconciliation_names_what_is_missing_changed_voided_and_twice() {
    let shop = Shop::connected();
    let total = fixtures::invoice(1)["totals"]["grand_total"]
        .as_str()
        .expect("an amount")
        .to_owned();
    let date = fixtures::invoice(1)["date"].as_str().expect("a day").to_owned();
    shop.enqueue(&[1, 2, 3, 4].map(fixtures::open_invoice));
    shop.finish();
    let id = |number: &str| {
        let answer = shop.accountant("GET", &format!("/Invoices/{number}"), None);
        answer["Invoices"][0]["InvoiceID"].as_str().expect("an id").to_owned()
    };
    crate::support::shop::void(&shop, &id("700000002"));
    let line =
        json!({ "Description": "Changed", "Quantity": 1, "UnitAmount": 1, "AccountCode": "200", "TaxType": "NONE" });
    let change = json!({ "Invoices": [{ "InvoiceID": id("700000003"), "LineItems": [line] }] });
    shop.accountant("POST", "/Invoices", Some(&change));
    // Another tool posted the fourth sale too, under a number of its own.
    let line = json!({ "Description": "Again", "Quantity": 1, "UnitAmount": total.parse::<f64>().expect("a number"), "AccountCode": "200", "TaxType": "NONE" });
    let twice = json!({ "Invoices": [{
        "Type": "ACCREC", "Contact": { "Name": "Somebody" }, "InvoiceNumber": "OTHER-1", "Reference": "700000004", "Date": date, "DueDate": date,
        "Status": "AUTHORISED", "CurrencyCode": "GBP", "LineItems": [line],
    }] });
    shop.accountant("PUT", "/Invoices", Some(&twice));
    let documents: Vec<Value> = (1..=5)
        .map(|n| {
            json!({ "entity": "invoice", "id": (700_000 + n).to_string(), "number": format!("70000000{n}"), "order_number": format!("70000000{n}"),
                "date": date, "store": "default", "currency": "GBP", "total": total })
        })
        .collect();
    let plan = json!({ "from": date, "to": date, "documents": documents });
    let result = reconcile(&shop, &plan).expect("a reconciliation");
    let findings: Vec<(String, String)> = result["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|one| {
            (
                one["number"].as_str().unwrap().to_owned(),
                one["finding"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let expected = [
        ("700000002", "voided"),
        ("700000003", "changed"),
        ("700000004", "duplicate"),
        ("700000005", "missing"),
    ];
    assert_eq!(
        findings,
        expected.map(|(number, finding)| (number.to_owned(), finding.to_owned()))
    );
    assert_eq!(result["counts"]["matched"], 1);
    assert_eq!(result["calls"], 2);
    assert_eq!(result["days"].as_array().expect("days").len(), 1);
    let newest = || shop.engine.reconciliation("default").expect("the store").expect("one");
    let mut kept = newest();
    assert_eq!(kept["findings"][0]["now"]["state"], "synced");
    for finding in kept["findings"].as_array_mut().expect("findings") {
        finding["now"] = json!({});
    }
    assert_eq!(kept, result, "but for how the records stand now");
    assert_eq!(
        (&kept["verdict"]["wrong"], &kept["verdict"]["headline"]),
        (&json!(4), &json!("differ"))
    );
    let missing = || newest()["findings"][3]["kind"].clone();
    assert_eq!(missing(), "missing");
    shop.enqueue(&[fixtures::open_invoice(5)]);
    assert_eq!(missing(), "on_its_way");
    shop.pass(1);
    shop.finish();
    assert_eq!(missing(), "arrived");
    assert_eq!(newest()["verdict"]["wrong"], 3);
    let changed = &result["findings"][1];
    let note =
        json!({ "mark": changed["mark"], "note": "agreed on the phone", "by": "jo", "at": "2026-03-01 10:00:00" });
    shop.store
        .set_cursor(changed["note_at"].as_str().expect("a place"), &note.to_string())
        .expect("a note");
    for accepted in [
        shop.engine.reconciliation("default").expect("the store").expect("one"),
        reconcile(&shop, &plan).expect("a reconciliation"),
    ] {
        assert_eq!(accepted["findings"][1]["finding"], "accepted");
        assert_eq!(accepted["findings"][1]["accepted"]["note"], "agreed on the phone");
        assert_eq!(
            (&accepted["counts"]["changed"], &accepted["counts"]["accepted"]),
            (&json!(0), &json!(1))
        );
    }
    let wrong = json!({ "from": "2026-02-02", "to": "2026-01-01", "documents": [] });
    assert_eq!(reconcile(&shop, &wrong).unwrap_err().code, "argument_invalid");
}

#[test]
fn a_person_who_sends_what_waits_is_told_that_it_waits_and_it_goes_first() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    let asked = |purpose| shop.engine.enqueue(&[fixtures::invoice(1)], purpose).expect("enqueue");
    let answer = asked(Purpose::Manual);
    assert_eq!(
        (&answer["waiting"], &answer["accepted"], &answer["replaced"]),
        (&json!(1), &json!(0), &json!(0))
    );
    assert!(
        shop.queue().iter().all(|job| job["priority"] == 0),
        "the sender sends it, and its contact"
    );
    let now = DrainOptions {
        immediate_only: true,
        ..DrainOptions::default()
    };
    shop.engine.drain(&now, &mut |_| true).expect("a drain");
    assert_eq!(asked(Purpose::Event)["accepted"], 0, "it is in Xero, with its payment");
    shop.assert_finished(1, 1);
}

#[test]
fn a_payment_that_was_deleted_in_xero_is_found() {
    let shop = Shop::connected();
    let invoice = fixtures::invoice(1);
    shop.enqueue(std::slice::from_ref(&invoice));
    shop.finish();
    let total = invoice["totals"]["grand_total"].as_str().expect("an amount");
    let date = invoice["date"].as_str().expect("a day");
    let plan = json!({ "from": date, "to": date, "documents": [{ "entity": "invoice", "id": "700001", "number": "700000001",
        "order_number": "700000001", "date": date, "store": "default", "currency": "GBP", "total": total }] });
    let before = reconcile(&shop, &plan).expect("a reconciliation");
    assert_eq!(before["counts"]["matched"], 1);
    let payments = shop.accountant("GET", "/Payments", None);
    let payment = payments["Payments"][0]["PaymentID"]
        .as_str()
        .expect("a payment")
        .to_owned();
    shop.accountant(
        "POST",
        &format!("/Payments/{payment}"),
        Some(&json!({ "PaymentID": payment, "Status": "DELETED" })),
    );
    let after = reconcile(&shop, &plan).expect("a reconciliation");
    assert_eq!(after["findings"][0]["finding"], "unpaid");
    assert_eq!(after["findings"][0]["xero_due"], "23.76", "of {total}");
}
