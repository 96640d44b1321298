//! The write protocol under what nobody foresaw: answers from in between, look-ups that prove nothing, a lost store, and
//! settings and people that change their mind while a write is unanswered.

use serde_json::{Value, json};

use crate::support::by_order::{order, part, with_an_order};
use crate::support::fixtures;
use crate::support::shop::Shop;

/// A shop that sells by orders, with one order in Xero.
fn by_order() -> (Shop, Value) {
    with_an_order(Shop::connected())
}

fn fault(shop: &Shop, kind: &str, method: &str, path: &str, status: u16, times: u32) {
    let fault = json!({ "kind": kind, "status": status, "times": times, "match": { "method": method, "path": path } });
    shop.sandbox.tell("faults", &fault);
}

#[test]
fn a_part_payment_behind_a_foreign_answer_is_paid_once() {
    for status in [302_u16, 400, 401, 403, 404, 408, 409, 413] {
        for kind in ["foreign", "foreign_after_commit"] {
            let (shop, sale) = by_order();
            fault(&shop, kind, "PUT", "/Payments", status, 1);
            shop.enqueue(&[part(&sale, 11)]);
            let report = shop.drain();
            assert_eq!(
                (&report["unknown"], &report["held"]),
                (&json!(1), &json!(0)),
                "{kind} {status}: {report}"
            );
            shop.finish();
            shop.pass(3_600);
            shop.finish();
            assert_eq!(
                shop.sandbox.count("payments"),
                1,
                "{kind} {status}: {:#?}",
                shop.queue()
            );
            assert_eq!((shop.jobs("unknown"), shop.held()), (0, vec![]), "{kind} {status}");
        }
    }
}

#[test]
fn a_batch_that_something_in_between_never_lets_through_goes_alone_and_ends_with_words() {
    let shop = Shop::connected();
    fault(&shop, "foreign", "PUT", "/Invoices", 413, 1_000);
    shop.enqueue(&[fixtures::open_invoice(1), fixtures::open_invoice(2)]);
    shop.finish();
    let calls = shop.sandbox.calls_of("PUT", "/Invoices").len();
    assert!(calls <= 30, "a tight loop: {calls} calls");
    for _ in 0..60 {
        shop.pass(43_200);
        shop.drain();
        shop.pass(70);
        shop.drain();
    }
    assert_eq!(shop.held(), [("never_answered".to_owned(), 2)], "{:#?}", shop.queue());
    assert!(shop.sandbox.calls_of("PUT", "/Invoices").len() <= 45);
    assert_eq!(shop.sandbox.count("invoices"), 0);
}

#[test]
fn an_unanswered_invoice_is_not_sent_again_as_an_order() {
    let shop = Shop::connected();
    shop.sandbox.fault("reset_after_commit", "PUT", "/Invoices");
    shop.enqueue(&[fixtures::open_invoice(1)]);
    shop.drain();
    shop.configure(|settings| settings["document"] = json!("order"));
    shop.enqueue(&[order(1)]);
    shop.finish();
    assert_eq!(shop.sandbox.count("invoices"), 1, "{:#?}", shop.queue());
    let codes: Vec<Value> = shop.queue().iter().map(|job| job["code"].clone()).collect();
    assert!(codes.contains(&json!("sold_as_invoices")), "{codes:?}");
    assert_eq!(shop.jobs("unknown"), 0);
}

#[test]
fn a_look_up_that_shows_nothing_sends_no_payment_again() {
    for kind in ["empty_list", "without_settlements"] {
        let (shop, sale) = by_order();
        shop.enqueue(&[part(&sale, 10)]);
        shop.finish();
        assert_eq!(shop.sandbox.count("payments"), 1);
        shop.sandbox.fault("reset_after_commit", "PUT", "/Payments");
        shop.enqueue(&[part(&sale, 11)]);
        shop.drain();
        fault(&shop, kind, "GET", "/Invoices", 0, 200);
        for _ in 0..12 {
            shop.pass(601);
            shop.drain();
        }
        assert_eq!(shop.sandbox.count("payments"), 2, "{kind}");
        // A person is asked to look, and cannot do harm by asking Xero again.
        let stuck = || shop.held().iter().map(|(_, count)| count).sum::<i64>() + shop.jobs("unknown");
        assert_eq!(stuck(), 1, "{kind}: {:#?}", shop.queue());
        let said = shop
            .log()
            .iter()
            .any(|line| line["code"] == "outcome_unproven" && line["status"] == "held");
        assert!(said, "{kind}: nobody was told");
        shop.sandbox
            .request("DELETE", "/sandbox/faults", "application/json", "");
        shop.pass(3_600);
        shop.finish();
        assert_eq!(
            (shop.sandbox.count("payments"), stuck()),
            (2, 0),
            "{kind}: {:#?}",
            shop.queue()
        );
    }
}

#[test]
fn a_lost_store_pays_no_part_twice() {
    let (shop, sale) = by_order();
    shop.enqueue(&[part(&sale, 11), part(&sale, 12)]);
    shop.finish();
    assert_eq!(shop.sandbox.count("payments"), 2);
    let again = shop.start_over();
    again.configure(|settings| settings["document"] = json!("order"));
    again.enqueue(&[sale.clone(), part(&sale, 11), part(&sale, 12), part(&sale, 13)]);
    again.finish();
    assert_eq!(again.sandbox.count("invoices"), 1, "{:#?}", again.queue());
    assert_eq!(
        again.sandbox.count("payments"),
        3,
        "two were there, one is new: {:#?}",
        again.queue()
    );
    assert_eq!((again.jobs("unknown"), again.held()), (0, vec![]));
}

#[test]
fn what_one_organisation_did_not_answer_is_never_asked_of_or_sent_to_another() {
    let shop = Shop::connected();
    shop.sandbox.fault("reset_after_commit", "PUT", "/Payments");
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    assert_eq!(shop.jobs("unknown"), 1);
    // The connection moves to other books, as the store sees it.
    let row = || {
        ledgerline::oauth::SessionStore::connection(&*shop.store, "default")
            .expect("the store")
            .expect("a row")
    };
    let first = row();
    let bind = |id: &str, name: &str| {
        let store: &dyn ledgerline::oauth::SessionStore = &*shop.store;
        store
            .set_organisation(
                "default",
                id,
                name,
                &first.xero_connection_id,
                &first.choices,
                first.connected_at_ms,
            )
            .expect("the store");
    };
    bind("another", "Another Ltd");
    shop.pass(61);
    let before = shop.sandbox.calls_of("GET", "/Invoices").len();
    shop.drain();
    assert_eq!(
        shop.sandbox.calls_of("GET", "/Invoices").len(),
        before,
        "nobody asks the other one"
    );
    assert_eq!(shop.held(), [("sent_elsewhere".to_owned(), 1)], "{:#?}", shop.queue());
    bind(&first.organisation_id, &first.organisation_name);
    shop.consent();
    shop.finish();
    shop.assert_finished(1, 1);
}

#[test]
fn a_payment_that_a_person_cancelled_because_it_is_in_xero_is_not_sent_when_its_record_changes() {
    let (shop, sale) = by_order();
    shop.sandbox.fault("reset_after_commit", "PUT", "/Payments");
    shop.enqueue(&[part(&sale, 11)]);
    shop.drain();
    fault(&shop, "empty_list", "GET", "/Invoices", 0, 200);
    let held = || shop.queue().into_iter().find(|job| job["state"] == "held");
    for _ in 0..12 {
        shop.pass(601);
        if held().is_none() {
            shop.engine
                .drain(
                    &ledgerline::engine::DrainOptions {
                        seconds: 4,
                        ..Default::default()
                    },
                    &mut |_| true,
                )
                .expect("a drain");
        }
    }
    let id = held().and_then(|job| job["id"].as_i64()).expect("a person is asked");
    let store: &dyn ledgerline::queue::JobStore = &*shop.store;
    assert_eq!(store.cancel(&[id], shop.engine.now_ms()).expect("the store"), 1);
    shop.sandbox
        .request("DELETE", "/sandbox/faults", "application/json", "");
    let mut changed = part(&sale, 11);
    changed["state"] = json!("paid");
    changed["billing_address"]["city"] = json!("Elsewhere");
    shop.enqueue(&[changed]);
    shop.finish();
    assert_eq!(shop.sandbox.count("payments"), 1, "{:#?}", shop.queue());
    assert_eq!(shop.sandbox.calls_of("PUT", "/Payments").len(), 1);
}

/// Numbers that look random and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Every kind of fault at every call of the protocol, while settings and people change their mind: nothing twice, nothing lost.
#[test]
fn nothing_is_twice_and_nothing_lost_whatever_happens() {
    const FAULTS: &[(&str, u16)] = &[
        ("reset_before", 0),
        ("reset_after_commit", 0),
        ("status_500", 0),
        ("status_500_after_commit", 0),
        ("truncated_json", 0),
        ("error_in_validation", 0),
        ("foreign", 302),
        ("foreign", 413),
        ("foreign_after_commit", 302),
        ("foreign_after_commit", 400),
        ("foreign_after_commit", 403),
        ("foreign_after_commit", 404),
        ("foreign_after_commit", 408),
        ("foreign_after_commit", 409),
        ("empty_list", 0),
        ("without_settlements", 0),
    ];
    for seed in [1, 20, 300] {
        let mut dice = Dice(seed);
        let (shop, sale) = by_order();
        let mut parts = 0;
        for step in 0..24 {
            let (kind, status) = FAULTS[usize::try_from(dice.roll(FAULTS.len() as u64)).expect("small")];
            let read = matches!(kind, "empty_list" | "without_settlements") || dice.roll(3) == 0;
            let (method, path) = match (read, dice.roll(4)) {
                (true, _) => ("GET", "/Invoices"),
                (false, 0) => ("PUT", "/Invoices"),
                (false, _) => ("PUT", "/Payments"),
            };
            fault(&shop, kind, method, path, status, 1);
            match dice.roll(8) {
                0 => {
                    let document = if dice.roll(2) == 0 { "order" } else { "invoice" };
                    let mut wanted = crate::support::shop::settings();
                    wanted["document"] = json!(document);
                    shop.engine.configure("default", &wanted).expect("settings");
                }
                1 => {
                    let unknown: Vec<i64> = shop
                        .queue()
                        .iter()
                        .filter(|job| job["state"] == "unknown")
                        .filter_map(|job| job["id"].as_i64())
                        .collect();
                    let store: &dyn ledgerline::queue::JobStore = &*shop.store;
                    assert_eq!(store.cancel(&unknown, shop.engine.now_ms()).expect("the store"), 0);
                }
                2 => {
                    let store: &dyn ledgerline::queue::JobStore = &*shop.store;
                    store.retry(None, None, shop.engine.now_ms()).expect("the store");
                }
                3 => drop(shop.engine.prune(1, 1, 1).expect("the store")),
                4 => drop(shop.enqueue(std::slice::from_ref(&sale))),
                _ if parts < 8 => {
                    parts += 1;
                    shop.enqueue(&[part(&sale, 10 + parts)]);
                }
                _ => {}
            }
            shop.pass(i64::try_from(dice.roll(4)).expect("small") * 45);
            shop.drain();
            assert_eq!(
                shop.sandbox.count("invoices"),
                1,
                "seed {seed}, step {step}: {:#?}",
                shop.queue()
            );
            let paid = shop.sandbox.count("payments");
            assert!(paid <= u64::from(parts), "seed {seed}, step {step}: {paid} of {parts}");
        }
        shop.sandbox
            .request("DELETE", "/sandbox/faults", "application/json", "");
        for _ in 0..6 {
            shop.pass(3_700);
            shop.finish();
        }
        assert_eq!(shop.sandbox.count("invoices"), 1, "seed {seed}");
        assert_eq!(
            shop.sandbox.count("payments"),
            u64::from(parts),
            "seed {seed}: {:#?}",
            shop.queue()
        );
        assert_eq!(shop.jobs("unknown"), 0, "seed {seed}: {:#?}", shop.queue());
    }
}
