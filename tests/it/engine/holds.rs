//! What needs a person is held with its code, and finishes on its own once the person has acted.

use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::sandbox::Sandbox;
use crate::support::shop::Shop;

fn with_currency(mut invoice: Value, currency: &str) -> Value {
    invoice["currency"] = json!(currency);
    invoice
}

/// Codes of held jobs of one kind.
fn held_of(shop: &Shop, kind: &str) -> Vec<String> {
    shop.queue()
        .iter()
        .filter(|job| job["state"] == "held" && job["kind"] == kind)
        .map(|job| job["code"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn an_archived_contact_holds_its_invoice_until_it_is_restored() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["contacts"] = json!({ "archived": "hold" }));
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    let contact = shop.sandbox.documents()[0]["contact"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    shop.sandbox.tell(&format!("contacts/{contact}/archive"), &json!({}));
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.drain();
    assert_eq!(held_of(&shop, "invoice"), ["contact_archived"]);
    shop.sandbox.tell(&format!("contacts/{contact}/unarchive"), &json!({}));
    shop.drain();
    shop.finish();
    shop.assert_finished(2, 2);
}

#[test]
fn a_locked_period_holds_until_the_lock_date_is_moved() {
    let shop = Shop::connected();
    let invoice = fixtures::invoice(1);
    shop.sandbox.tell("lock-date", &json!({ "period": "2026-12-31" }));
    shop.enqueue(std::slice::from_ref(&invoice));
    shop.drain();
    assert_eq!(held_of(&shop, "invoice"), ["period_locked"]);
    assert_eq!(shop.sandbox.count("invoices"), 0);
    shop.sandbox.tell("lock-date", &json!({ "period": null }));
    shop.finish();
    shop.assert_finished(1, 1);
}

#[test]
fn a_lock_date_that_was_set_after_it_was_read_is_understood_from_xeros_refusal() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    shop.sandbox.tell("lock-date", &json!({ "period": "2026-12-31" }));
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.drain();
    assert_eq!(held_of(&shop, "invoice"), ["period_locked"]);
    shop.sandbox.tell("lock-date", &json!({ "period": null }));
    shop.finish();
    shop.assert_finished(2, 2);
}

#[test]
fn an_unmapped_tax_rate_holds_until_it_is_mapped() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["tax"] = json!({ "automatic": false, "map": {} }));
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    assert_eq!(held_of(&shop, "invoice"), ["tax_rate_unmapped"]);
    shop.configure(|settings| settings["tax"] = json!({ "automatic": false, "map": { "20": "OUTPUT2", "0": "NONE" } }));
    shop.drain();
    shop.assert_finished(1, 1);
}

#[test]
fn an_unmapped_account_holds_until_it_is_chosen() {
    for account in ["sales", "bank"] {
        let shop = Shop::connected();
        shop.configure(|settings| settings["accounts"][account] = json!(""));
        shop.enqueue(&[fixtures::invoice(1)]);
        shop.drain();
        let kind = if account == "sales" { "invoice" } else { "payment" };
        assert_eq!(held_of(&shop, kind), ["account_missing"], "{account}");
        shop.configure(|_| {});
        shop.drain();
        shop.assert_finished(1, 1);
    }
}

#[test]
fn an_account_that_was_archived_in_xero_holds_until_it_is_restored() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    shop.sandbox.tell("accounts/200/archive", &json!({}));
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.drain();
    assert_eq!(held_of(&shop, "invoice"), ["account_invalid"]);
    shop.sandbox.tell("accounts/200/unarchive", &json!({}));
    shop.finish();
    shop.assert_finished(2, 2);
}

#[test]
fn an_account_that_was_restored_in_xero_holds_nothing_for_an_old_list() {
    let shop = Shop::connected();
    shop.sandbox.tell("accounts/200/archive", &json!({}));
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    assert_eq!(held_of(&shop, "invoice"), ["account_invalid"]);
    // Nothing is held any more, so nobody would read the chart before its day is over.
    let held = shop
        .queue()
        .iter()
        .find(|job| job["state"] == "held")
        .expect("a held job")["id"]
        .clone();
    shop.engine
        .jobs()
        .cancel(&[held.as_i64().unwrap()], shop.engine.now_ms())
        .expect("cancel");
    shop.sandbox.tell("accounts/200/unarchive", &json!({}));
    shop.clock.advance(30);
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.drain();
    assert_eq!(held_of(&shop, "invoice"), [""; 0]);
    shop.finish();
    shop.assert_finished(1, 1);
}

#[test]
fn xeros_refusal_of_an_account_is_seen_in_the_lists_at_once() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    shop.sandbox.tell("accounts/200/archive", &json!({}));
    shop.clock.advance(120);
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.drain();
    assert_eq!(held_of(&shop, "invoice"), ["account_invalid"]);
    let chart = shop.engine.catalogue("default", false).expect("the chart");
    let sales = chart["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["code"] == "200")
        .unwrap();
    assert_eq!(sales["status"], "ARCHIVED");
    assert_eq!(sales["fits"], json!([]));
    let bank = chart["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["code"] == "090")
        .unwrap();
    assert_eq!(bank["fits"], json!(["bank"]));
    let asked = json!([{ "role": "sales", "value": "200" }, { "role": "bank", "value": "090" }, { "role": "bank", "value": "nobody's" }]);
    let faults = shop.engine.account_faults("default", &asked).unwrap();
    let codes: Vec<&Value> = faults.as_array().unwrap().iter().map(|one| &one["fault"]).collect();
    assert_eq!(codes, ["archived", "", "unknown"]);
    assert_eq!(faults[0]["account"]["name"], sales["name"]);
    let asked = json!([{ "role": "tax", "value": "200" }]);
    let refused = shop.engine.account_faults("default", &asked).unwrap_err();
    assert_eq!(refused.code, "argument_invalid");
    let chosen = json!({ "bank": "090", "sales": "nobody's" });
    let missing = shop
        .engine
        .missing_accounts("default", &chosen, &json!({ "shipping": "Versand" }))
        .unwrap();
    let missing = missing.as_array().unwrap();
    let told = |role: &str| missing.iter().find(|one| one["role"] == role);
    assert_eq!(told("bank"), None);
    assert_eq!(told("shipping").map(|one| &one["name"]), Some(&json!("Versand")));
    let sales = told("sales").expect("it is proposed");
    // 200 is archived, so that its code is taken and its name is not used.
    assert_ne!(sales["code"], "200");
    let said = shop.queue().iter().find(|job| job["state"] == "held").unwrap()["message"].clone();
    assert!(
        !said.as_str().unwrap().starts_with("Xero says"),
        "judged by the chart: {said}"
    );
}

#[test]
fn a_currency_that_is_not_enabled_holds() {
    let shop = Shop::connected();
    shop.enqueue(&[with_currency(fixtures::invoice(1), "CHF"), fixtures::invoice(2)]);
    shop.drain();
    assert_eq!(held_of(&shop, "invoice"), ["currency_not_enabled"]);
    assert_eq!(shop.sandbox.count("invoices"), 1);
}

#[test]
fn a_number_that_another_document_has_holds_and_nothing_is_changed_there() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::open_invoice(1)]);
    shop.drain();
    let before = shop.sandbox.documents();
    // Another shop connects to the same books and has an invoice of the same number over another amount.
    shop.pass(400);
    let other = shop.start_over();
    let mut invoice = fixtures::open_invoice(1);
    let total: rust_decimal::Decimal = invoice["totals"]["grand_total"].as_str().unwrap().parse().unwrap();
    let subtotal: rust_decimal::Decimal = invoice["totals"]["subtotal"].as_str().unwrap().parse().unwrap();
    let extra = rust_decimal::Decimal::TEN;
    invoice["totals"]["grand_total"] = json!((total + extra).to_string());
    invoice["totals"]["subtotal"] = json!((subtotal + extra).to_string());
    invoice["lines"].as_array_mut().unwrap().push(json!({
        "id": "9999999", "order_item_id": "9999999", "sku": "EXTRA", "name": "Extra", "product_type": "simple", "quantity": "1.0000", "price": "10.0000",
        "row_total": "10.0000", "discount": "0.0000", "tax": "0.0000", "tax_percent": "0.0000", "taxes": []
    }));
    other.enqueue(&[invoice]);
    other.finish();
    assert_eq!(held_of(&other, "invoice"), ["number_taken"], "{:#?}", other.queue());
    assert_eq!(shop.sandbox.documents(), before);
}

#[test]
fn a_document_of_the_same_number_and_total_is_adopted() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::open_invoice(1)]);
    shop.drain();
    let id = shop.sandbox.documents()[0]["id"].clone();
    shop.pass(400);
    let other = shop.start_over();
    other.enqueue(&[fixtures::open_invoice(1)]);
    other.finish();
    other.assert_finished(1, 0);
    let links = other
        .engine
        .links("invoice", fixtures::open_invoice(1)["id"].as_str().unwrap())
        .unwrap();
    assert_eq!(links[0]["xero_id"], id);
    assert_eq!(links[0]["adopted"], true);
}

#[test]
fn a_voided_document_keeps_its_number_and_holds() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::open_invoice(1)]);
    shop.drain();
    let number = fixtures::number(&fixtures::open_invoice(1));
    let engine_token = shop.sandbox.document(&number)["id"].as_str().unwrap().to_owned();
    assert!(!engine_token.is_empty());
    // Only an accountant can void it; the API can, too.
    crate::support::shop::void(&shop, &engine_token);
    assert_eq!(shop.sandbox.document(&number)["status"], "VOIDED");
    shop.pass(400);
    let other = shop.start_over();
    other.enqueue(&[fixtures::open_invoice(1)]);
    other.finish();
    assert_eq!(held_of(&other, "invoice"), ["number_taken"], "{:#?}", other.queue());
}

#[test]
fn two_contacts_of_the_same_name_are_told_apart_by_their_numbers() {
    let shop = Shop::connected();
    let mut twins: Vec<Value> = (1..=4).map(fixtures::customer).collect();
    for twin in &mut twins {
        twin["first_name"] = json!("Ann");
        twin["last_name"] = json!("Lee");
        for address in twin["addresses"].as_array_mut().unwrap() {
            address["company"] = Value::Null;
        }
        twin["company"] = Value::Null;
    }
    shop.enqueue(&twins);
    shop.finish();
    assert_eq!(shop.sandbox.count("contacts"), 4);
    assert_eq!(shop.held(), []);
    shop.sandbox.assert_sound();
}

#[test]
fn a_name_that_xero_gave_to_somebody_else_is_sent_again_with_its_number() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::customer(1)]);
    shop.drain();
    // Another shop whose numbers differ has a customer of the same name.
    shop.pass(400);
    let other = shop.start_over();
    other.configure(|settings| settings["shop"] = json!("B2B"));
    other.enqueue(&[fixtures::customer(1)]);
    other.finish();
    assert_eq!(shop.sandbox.count("contacts"), 2);
    assert_eq!(other.held(), []);
}

#[test]
fn a_credit_memo_becomes_a_credit_note_with_its_refund() {
    let shop = Shop::connected();
    let memo = fixtures::credit_memo();
    shop.enqueue(std::slice::from_ref(&memo));
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(shop.sandbox.count("credit_notes"), 1);
    let there = shop.sandbox.document(&format!("CM-{}", fixtures::number(&memo)));
    assert_eq!(there["payments"].as_array().unwrap().len(), 1, "{there}");
    shop.sandbox.assert_sound();
}

#[test]
fn a_credit_memo_of_an_unpaid_invoice_is_set_against_it() {
    let shop = Shop::connected();
    let invoice = fixtures::open_invoice(1);
    let mut memo = invoice.clone();
    memo["kind"] = json!("creditmemo");
    memo["state"] = json!("refunded");
    memo["id"] = json!("990001");
    memo["number"] = json!("000990001");
    let summary = json!({ "id": invoice["id"], "number": invoice["number"], "state": "open", "grand_total": invoice["totals"]["grand_total"], "date": invoice["date"] });
    memo["invoice"] = json!({ "id": invoice["id"], "number": invoice["number"], "state": "open" });
    memo["invoices"] = json!([summary]);
    shop.enqueue(&[invoice, memo]);
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(shop.sandbox.count("allocations"), 1);
    assert_eq!(shop.sandbox.count("payments"), 0);
}

#[test]
fn xeros_cap_of_approved_invoices_holds_what_is_beyond_it() {
    let sandbox = Sandbox::with(&["--set", "approvals_per_month=1"]);
    let shop = Shop::connected_with(sandbox, std::time::Duration::from_secs(30));
    shop.enqueue(&[fixtures::open_invoice(1), fixtures::open_invoice(2)]);
    shop.drain();
    assert_eq!(held_of(&shop, "invoice"), ["plan_limit"], "{:#?}", shop.queue());
    shop.sandbox.tell("switches", &json!({ "approvals_per_month": null }));
    shop.finish();
    shop.assert_finished(2, 0);
}

#[test]
fn mapping_pages_are_told_how_each_row_stands() {
    let shop = Shop::connected();
    let rates = json!([
        { "code": "0", "percent": "0", "places": [{ "country": "", "region": "", "count": 1 }] },
        { "code": "GB 20", "percent": "20", "places": [{ "country": "GB", "region": "", "count": 1 }], "on_shipping": true },
        { "code": "GB 20 + City", "parts": [{ "percent": "20", "country": "GB" }, { "percent": "0.5", "country": "GB" }], "held": 3 },
        { "code": "GB 20 + Gone", "parts": [{ "percent": "20", "country": "GB" }, { "percent": "" }] },
        { "code": "19", "percent": "19", "places": [] },
        { "code": "Old", "percent": "7", "places": [], "use": "nowhere" },
    ]);
    // As PHP hands over the keys 0 and 1, or any others.
    let asked = |map: Value| json!({ "automatic": true, "map": map, "shipping": { "GB 20": "GONE" }, "rates": rates });
    let told = |connection: &str, map: Value| shop.engine.tax_mapping(connection, &asked(map)).unwrap();
    let states = |told: &Value| -> Vec<String> {
        let rows = told["rows"].as_array().unwrap();
        rows.iter()
            .map(|row| row["state"].as_str().unwrap().to_owned())
            .collect()
    };
    let unread = told("nobody's", json!({}));
    assert_eq!(states(&unread), ["open", "open", "missing", "open", "open", "none"]);
    assert!(unread["rows"][1]["proposal"].is_null());
    shop.engine.catalogue("default", true).unwrap();
    let read = told("default", json!(["OUTPUT2"]));
    let rows = &read["rows"];
    assert_eq!(
        states(&read),
        ["mapped", "automatic", "missing", "missing", "missing", "none"]
    );
    assert_eq!(rows[1]["proposal"]["matched"], "OUTPUT2");
    assert_eq!(rows[1]["on_shipping"], json!({ "state": "gone", "blocks": true }));
    assert_eq!(
        (&rows[2]["percent"], &rows[2]["country"]),
        (&json!("20 + 0.5"), &json!("GB"))
    );
    assert_eq!((&rows[3]["percent"], &rows[3]["country"]), (&json!(""), &json!("")));
    assert_eq!((&rows[2]["blocks"], &rows[1]["blocks"]), (&json!(true), &json!(false)));
    assert_eq!(
        read["states"],
        json!({ "mapped": 1, "automatic": 1, "missing": 3, "none": 1, "gone": 1 })
    );
    let by_percentage = told("default", json!({ "20": "NEVER", "19": "OUTPUT2" }));
    assert_eq!(by_percentage["rows"][1]["inherited"], "NEVER");
    assert_eq!(states(&by_percentage)[1], "gone");
    assert_eq!(
        (&by_percentage["rows"][4]["inherited"], &states(&by_percentage)[4]),
        (&json!(""), &"mapped".to_owned())
    );
    let methods = json!([{ "method": "free", "account": "" }, { "method": "checkmo", "account": "", "held": 2 }]);
    let payments = shop.engine.payment_mapping("default", &methods, "090").unwrap();
    assert_eq!(
        payments,
        json!({ "states": { "held": 1 }, "rows": [
            { "state": "without", "unmapped": "without", "blocks": false },
            { "state": "held", "unmapped": "usual", "blocks": true },
        ] })
    );
    let totals = json!([{ "account": "090", "held": 0 }, { "account": "", "held": "1" }]);
    let totals = shop.engine.totals_mapping("default", &totals).unwrap();
    assert_eq!(totals["states"], json!({ "gone": 1, "missing": 1 }));
    assert_eq!(totals["rows"][0]["unmapped"], "none");
}
