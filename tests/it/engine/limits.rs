//! Xero's limits as a whole shop meets them: Connect, several drains, a block, a clock that was ahead.

use std::sync::Arc;
use std::time::Duration;

use ledgerline::engine::DrainOptions;
use ledgerline::queue::{Purpose, owner_of_this_process};
use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::sandbox::Sandbox;
use crate::support::shop::{Shop, custom_settings, drain, http};

fn organisation(shop: &Shop) -> String {
    shop.store.connection("default").unwrap().unwrap().organisation_id
}

#[test]
fn what_connect_asked_counts_for_the_organisation() {
    let shop = Shop::beside(Arc::new(Sandbox::start()), Duration::from_secs(30), &custom_settings());
    shop.engine.connect_custom("default").unwrap();
    let usage = shop.store.usage(&organisation(&shop), shop.engine.now_ms()).unwrap();
    assert_eq!(usage.recent_ends_ms.len(), 1, "the organisation was read");
    let budget = shop.engine.budget("default", &json!({})).unwrap();
    assert_eq!(budget["minute_used"], 1, "{budget}");

    let shop = Shop::connected();
    let usage = shop.store.usage(&organisation(&shop), shop.engine.now_ms()).unwrap();
    assert_eq!(
        usage.recent_ends_ms.len(),
        2,
        "the list of connections, the organisation"
    );
}

#[test]
fn eight_drains_at_once_read_the_lists_once() {
    let shop = Shop::connected();
    shop.pass(90);
    let calls = shop.sandbox.calls();
    shop.store.forget_catalogue("default").unwrap();
    let customers: Vec<Value> = fixtures::seed("customers").into_iter().take(40).collect();
    shop.enqueue(&customers);
    shop.sandbox.tell("switches", &json!({ "latency_ms": 100 }));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let engine = shop.other_process(Arc::new(http(Duration::from_secs(30))), owner_of_this_process());
                drain(&engine).unwrap();
            });
        }
    });
    let made = shop.sandbox.calls() - calls;
    // Four lists, one page of contacts, one write of forty contacts; a look at the end costs nothing.
    assert!(made <= 7, "{made} calls");
    assert_eq!(shop.jobs("done"), 40, "{:#?}", shop.queue());
}

#[test]
fn the_forecast_knows_a_block() {
    let shop = Shop::connected();
    shop.enqueue(&(1..=120).map(fixtures::invoice).collect::<Vec<_>>());
    let fault = json!({ "kind": "rate_day", "seconds": 66_975, "times": 1, "match": { "method": "PUT" } });
    shop.sandbox.tell("faults", &fault);
    let report = shop.drain();
    assert_eq!(
        (&report["stopped"], &report["barrier"]),
        (&json!("budget"), &json!("asked")),
        "{report}"
    );
    let planned = json!({ "customer": 4_951, "product": "0" });
    let budget = shop.engine.budget("default", &planned).unwrap();
    assert_eq!(budget["calls_planned"], 100, "{budget}");
    let now = shop.engine.now_ms() / 1_000;
    for (name, least) in [
        ("seconds_needed", 66_900),
        ("seconds_planned", 66_900),
        ("done_at", now + 66_900),
        ("blocked_until", now + 66_900),
        ("next_call_at", now + 66_900),
    ] {
        assert!(budget[name].as_i64() >= Some(least), "{name}: {budget}");
    }
    assert!(
        budget["seconds_planned"].as_i64() > budget["seconds_needed"].as_i64(),
        "{budget}"
    );
}

#[test]
fn a_plan_is_forecast_with_what_its_documents_bring_along() {
    let shop = Shop::connected();
    let planned = |plan: Value| {
        shop.engine
            .budget("default", &plan)
            .map(|budget| budget["calls_planned"].clone())
    };
    assert_eq!(
        planned(json!({ "invoice": 200, "creditmemo": 1 })).unwrap(),
        8 + 1 + 2 + 1
    );
    shop.configure(|settings| settings["entities"]["payments"]["enabled"] = json!(false));
    assert_eq!(
        planned(json!({ "invoice": 200, "creditmemo": 1 })).unwrap(),
        4 + 1 + 1 + 1
    );
    assert_eq!(planned(json!({})).unwrap(), 0);
    for wrong in [
        json!({ "cart": 1 }),
        json!({ "invoice": "many" }),
        json!({ "invoice": 1.5 }),
    ] {
        assert_eq!(planned(wrong).unwrap_err().code, "query_invalid");
    }
}

#[test]
fn a_clock_that_was_a_day_ahead_holds_nothing_back() {
    let shop = Shop::connected();
    let day = 86_400;
    // The clock goes ahead here, not at Xero; calls, a lost answer, a backoff and a lock are written down by it.
    shop.clock.advance(day);
    shop.enqueue(&[fixtures::invoice(1), fixtures::invoice(2)]);
    shop.sandbox.fault("status_500_after_commit", "PUT", "/Invoices");
    let options = DrainOptions {
        seconds: 2,
        ..DrainOptions::default()
    };
    shop.engine.drain(&options, &mut |_| true).unwrap();
    shop.store
        .lock_refresh(
            "default",
            "elsewhere:1:1",
            shop.engine.now_ms() + 90_000,
            shop.engine.now_ms(),
        )
        .unwrap();
    let _ = shop
        .store
        .lease(
            "lists:default",
            "elsewhere:1:1",
            shop.engine.now_ms() + 120_000,
            shop.engine.now_ms(),
        )
        .unwrap();
    shop.clock.advance(-day);
    shop.engine.enqueue(&[fixtures::invoice(3)], Purpose::Event).unwrap();
    let mut waited = 0;
    while shop.drain()["waiting"] != 0 && waited < 600 {
        shop.pass(60);
        waited += 60;
    }
    assert!(waited <= 240, "{waited} s: {:#?}", shop.queue());
    shop.assert_finished(3, 3);
}
