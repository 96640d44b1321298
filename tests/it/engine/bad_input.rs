//! Snapshots that cannot be: refused with the field, and everything else of the same call is kept.

use ledgerline::queue::{Kind, Purpose, State};
use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::shop::Shop;

/// Enqueues a bad snapshot between two good ones and returns (code, field) of the refusal.
fn refused(bad: Value) -> (String, String) {
    let shop = Shop::connected();
    let answer = shop
        .engine
        .enqueue(
            &[fixtures::open_invoice(1), bad, fixtures::open_invoice(2)],
            Purpose::Event,
        )
        .unwrap();
    assert_eq!(answer["accepted"], 3, "two invoices and their customer: {answer}");
    let list = answer["refused"].as_array().unwrap();
    assert_eq!(list.len(), 1, "{answer}");
    assert_eq!(list[0]["index"], 1);
    assert!(!list[0]["message"].as_str().unwrap().is_empty());
    shop.finish();
    shop.assert_finished(2, 0);
    assert!(
        shop.log()
            .iter()
            .any(|line| line["action"] == "enqueue" && line["status"] == "failed"),
        "no line about it"
    );
    (
        list[0]["code"].as_str().unwrap().to_owned(),
        list[0]["field"].as_str().unwrap().to_owned(),
    )
}

#[test]
fn a_snapshot_that_is_no_object_is_refused() {
    for bad in [json!(null), json!(7), json!("text"), json!([])] {
        assert_eq!(refused(bad).0, "snapshot_malformed");
    }
}

#[test]
fn a_snapshot_without_its_id_is_refused_with_the_field() {
    let mut bad = fixtures::open_invoice(3);
    bad.as_object_mut().unwrap().remove("id");
    assert_eq!(refused(bad), ("snapshot_malformed".into(), "id".into()));
}

#[test]
fn a_name_that_no_store_has_room_for_is_refused_with_its_path() {
    for path in ["/id", "/store/id", "/number", "/currency", "/order/id"] {
        let mut bad = fixtures::open_invoice(3);
        *bad.pointer_mut(path).unwrap() = json!("é".repeat(400));
        let field = path[1..].replace('/', ".");
        assert_eq!(refused(bad), ("snapshot_malformed".into(), field));
    }
}

#[test]
fn a_snapshot_of_a_newer_module_is_refused_by_its_version() {
    let mut bad = fixtures::open_invoice(3);
    bad["version"] = json!(2);
    assert_eq!(refused(bad), ("snapshot_too_new".into(), "version".into()));
}

#[test]
fn amounts_that_are_not_numbers_are_refused_with_their_path() {
    for wrong in ["NaN", "INF", "12,50", "abc", "1e5"] {
        let mut bad = fixtures::open_invoice(3);
        bad["lines"][0]["tax"] = json!(wrong);
        assert_eq!(
            refused(bad),
            ("amount_invalid".into(), "lines[0].tax".into()),
            "{wrong}"
        );
    }
    let mut bad = fixtures::open_invoice(3);
    bad["totals"]["grand_total"] = json!([]);
    assert_eq!(refused(bad), ("amount_invalid".into(), "totals.grand_total".into()));
}

#[test]
fn a_snapshot_of_an_unknown_connection_is_refused_when_a_person_asks_and_left_to_the_sweep_otherwise() {
    let shop = Shop::connected();
    let mut bad = fixtures::open_invoice(3);
    bad["connection"] = json!("nowhere");
    let answer = shop
        .engine
        .enqueue(std::slice::from_ref(&bad), Purpose::Manual)
        .unwrap();
    assert_eq!(answer["refused"][0]["code"], "connection_unknown", "{answer}");
    assert_eq!(answer["refused"][0]["field"], "connection");
    let answer = shop.engine.enqueue(&[bad], Purpose::Event).unwrap();
    assert_eq!(
        (answer["ignored"].as_i64(), &answer["refused"]),
        (Some(1), &json!([])),
        "{answer}"
    );
}

#[test]
fn settings_that_cannot_be_used_are_refused_with_the_field_and_the_old_ones_stay() {
    let shop = Shop::connected();
    for (field, value) in [
        ("type", json!("magic")),
        ("start_date", json!("soon")),
        ("document", json!("quote")),
    ] {
        let mut document = crate::support::shop::settings();
        document[field] = value;
        let error = shop.engine.configure("default", &document).unwrap_err();
        assert_eq!(error.code, "settings_invalid");
        assert_eq!(error.details["field"], field);
    }
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    shop.assert_finished(1, 1);
}

#[test]
fn a_question_about_a_field_that_does_not_exist_is_refused() {
    let shop = Shop::connected();
    for question in [
        json!({ "filters": [{ "field": "1; DROP TABLE job", "value": "x" }] }),
        json!({ "filters": [{ "field": "state", "condition": "union", "value": "x" }] }),
        json!({ "sort": "rowid" }),
        json!({ "filters": [{ "field": "created_at", "value": "yesterday" }] }),
    ] {
        assert_eq!(
            shop.engine.queue_page(&question).unwrap_err().code,
            "query_invalid",
            "{question}"
        );
    }
}

#[test]
fn documents_before_the_start_date_and_cancelled_ones_are_left_out() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["start_date"] = json!("2026-01-01"));
    let mut old = fixtures::open_invoice(1);
    old["date"] = json!("2025-12-31");
    let mut first = fixtures::open_invoice(2);
    first["date"] = json!("2026-01-01");
    let mut cancelled = fixtures::open_invoice(3);
    cancelled["state"] = json!("canceled");
    let answer = shop.enqueue(&[old, first, cancelled]);
    assert_eq!(answer["ignored"], 2, "{answer}");
    shop.finish();
    shop.assert_finished(1, 0);
}

#[test]
fn what_is_larger_than_any_record_is_refused_and_not_stored() {
    let shop = Shop::connected();
    let mut large = fixtures::invoice(1);
    large["order"]["note"] = json!("x".repeat(5 * 1024 * 1024));
    let mut long = fixtures::invoice(2);
    let line = long["lines"][0].clone();
    long["lines"] = json!(vec![line.clone(); 4_001]);
    let answer = shop
        .engine
        .enqueue(&[large, long, fixtures::invoice(3)], ledgerline::queue::Purpose::Event)
        .unwrap();
    let codes: Vec<&str> = answer["refused"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["code"].as_str())
        .collect();
    assert_eq!(codes, ["snapshot_too_large"; 2], "{answer}");
    // The invoice and its contact, which has no lines of it.
    assert_eq!(shop.queue().len(), 2);
    for (kind, has_lines) in [(Kind::Contact, false), (Kind::Invoice, true)] {
        let now = shop.engine.now_ms();
        let taken = shop
            .store
            .claim(
                "default",
                kind,
                State::Waiting,
                9,
                i64::MAX,
                "a test",
                now + 60_000,
                now,
            )
            .unwrap();
        assert_eq!(taken.len(), 1, "{kind:?}");
        assert_eq!(taken[0].snapshot.contains("\"lines\""), has_lines, "{kind:?}");
        shop.store.release(&[(taken[0].id, taken[0].fence)], 0, now).unwrap();
    }
    shop.finish();
    shop.assert_finished(1, 1);
}

#[test]
fn a_date_of_no_shop_is_refused() {
    let shop = Shop::connected();
    for date in ["+262142-12-31", "-0001-01-01", "1899-12-31", "2201-01-01", "0000-01-01"] {
        let mut invoice = fixtures::invoice(1);
        invoice["date"] = json!(date);
        let answer = shop
            .engine
            .enqueue(&[invoice], ledgerline::queue::Purpose::Event)
            .unwrap();
        assert_eq!(answer["refused"][0]["code"], "snapshot_malformed", "{date}: {answer}");
        assert_eq!(answer["refused"][0]["field"], "date", "{date}");
    }
    assert_eq!(shop.queue().len(), 0);
}
