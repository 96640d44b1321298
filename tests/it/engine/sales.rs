//! What becomes of a sale by the shop's rules: which document, when, in which state, and how it ends.

use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::shop::Shop;

/// The order behind `fixtures::invoice(id)`.
fn order(id: u32) -> Value {
    let mut order = fixtures::invoice(id);
    order["kind"] = json!("order");
    order["id"] = order["order"]["id"].clone();
    order["state"] = json!("processing");
    order["order"]["state"] = json!("processing");
    order["order"]["status"] = json!("processing");
    let total = order["totals"]["grand_total"].clone();
    order["order"]["grand_total"] = total.clone();
    order["order"]["total_paid"] = json!("0.0000");
    order["order"]["total_due"] = total.clone();
    order["invoices"] = json!([]);
    order
}

/// What Magento says of the whole order when it is cancelled.
fn cancelled(order: &Value) -> Value {
    let mut order = order.clone();
    order["state"] = json!("canceled");
    order["order"]["state"] = json!("canceled");
    order["order"]["status"] = json!("canceled");
    let totals = order["totals"].clone();
    order["canceled"] = json!({
        "subtotal": totals["subtotal"], "discount": "0.0000", "discount_tax_compensation": "0.0000",
        "shipping": totals["shipping"], "tax": totals["tax"], "grand_total": totals["grand_total"],
    });
    for line in order["lines"].as_array_mut().expect("lines") {
        line["quantity_canceled"] = line["quantity"].clone();
    }
    order["updated_at"] = json!("2026-11-20 10:00:00");
    order
}

fn by_order(shop: &Shop) {
    shop.configure(|settings| settings["document"] = json!("order"));
}

fn at_xero(shop: &Shop, number: &str) -> Value {
    shop.accountant("GET", &format!("/Invoices/{number}"), None)["Invoices"][0].clone()
}

/// Codes of log lines, the newest first.
fn codes(shop: &Shop) -> Vec<String> {
    shop.log()
        .iter()
        .map(|line| line["code"].as_str().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn an_order_that_is_cancelled_before_it_was_sent_never_reaches_xero() {
    let shop = Shop::connected();
    by_order(&shop);
    shop.enqueue(&[order(1)]);
    shop.enqueue(&[cancelled(&order(1))]);
    shop.finish();
    assert_eq!(shop.sandbox.count("invoices"), 0);
    assert!(codes(&shop).contains(&"document_canceled".to_owned()));
}

#[test]
fn an_unpaid_order_that_is_cancelled_is_voided() {
    let shop = Shop::connected();
    by_order(&shop);
    shop.enqueue(&[order(1)]);
    shop.finish();
    assert_eq!(at_xero(&shop, "700000001")["Status"], "AUTHORISED");
    shop.enqueue(&[cancelled(&order(1))]);
    shop.finish();
    assert_eq!(at_xero(&shop, "700000001")["Status"], "VOIDED");
    assert_eq!(shop.held(), []);
    // Saying it again changes nothing and costs nothing.
    let calls = shop.sandbox.calls();
    shop.enqueue(&[cancelled(&order(1))]);
    shop.finish();
    assert_eq!(shop.sandbox.calls(), calls);
}

#[test]
fn a_draft_of_a_cancelled_order_is_deleted() {
    let shop = Shop::connected();
    shop.configure(|settings| {
        settings["document"] = json!("order");
        settings["documents"] = json!({ "status": "draft" });
    });
    shop.enqueue(&[order(1)]);
    shop.finish();
    assert_eq!(at_xero(&shop, "700000001")["Status"], "DRAFT");
    shop.enqueue(&[cancelled(&order(1))]);
    shop.finish();
    assert_eq!(at_xero(&shop, "700000001")["Status"], "DELETED");
}

#[test]
fn a_paid_order_that_is_cancelled_gets_a_credit_note() {
    let shop = Shop::connected();
    by_order(&shop);
    let invoice = fixtures::invoice(1);
    shop.enqueue(&[order(1), invoice]);
    shop.finish();
    assert_eq!(at_xero(&shop, "700000001")["Status"], "PAID");
    shop.enqueue(&[cancelled(&order(1))]);
    shop.finish();
    assert_eq!(
        at_xero(&shop, "700000001")["Status"],
        "PAID",
        "a paid invoice is never voided"
    );
    assert_eq!(shop.sandbox.count("credit_notes"), 1);
    let credit = shop.sandbox.document("CM-700000001-X");
    assert_eq!(credit["total"], shop.sandbox.document("700000001")["total"]);
    // It was paid: there is nothing to set it off against, and a person hears of it.
    assert_eq!(shop.held(), [("nothing_to_set_off".to_owned(), 1)]);
}

#[test]
fn an_order_that_was_edited_is_changed_in_xero_while_it_may_be() {
    let shop = Shop::connected();
    by_order(&shop);
    shop.enqueue(&[order(1)]);
    shop.finish();
    let mut edited = order(1);
    edited["lines"].as_array_mut().expect("lines").push(json!({
        "id": "9999999", "order_item_id": "9999999", "sku": "EXTRA", "name": "Extra", "product_type": "simple", "quantity": "1.0000", "price": "10.0000",
        "row_total": "10.0000", "discount": "0.0000", "tax": "0.0000", "tax_percent": "0.0000", "taxes": []
    }));
    let plus = |value: &Value| {
        let before: rust_decimal::Decimal = value.as_str().expect("an amount").parse().expect("a number");
        json!((before + rust_decimal::Decimal::TEN).to_string())
    };
    for field in ["grand_total", "subtotal"] {
        edited["totals"][field] = plus(&edited["totals"][field]);
    }
    let id = at_xero(&shop, "700000001")["InvoiceID"].clone();
    shop.enqueue(&[edited.clone()]);
    shop.finish();
    let after = at_xero(&shop, "700000001");
    assert_eq!(after["InvoiceID"], id);
    assert_eq!(
        after["LineItems"].as_array().expect("lines").len(),
        order(1)["lines"].as_array().expect("lines").len()
            + 1
            + usize::from(order(1)["totals"]["shipping"] != "0.0000")
    );
    assert_eq!(shop.held(), []);
    assert_eq!(shop.sandbox.count("invoices"), 1);
    // Once it is paid, it is not changed any more.
    shop.accountant(
        "PUT",
        "/Payments",
        Some(
            &json!({ "Invoice": { "InvoiceID": id }, "Account": { "Code": "090" }, "Date": "2026-11-01", "Amount": 1 }),
        ),
    );
    for field in ["grand_total", "subtotal"] {
        edited["totals"][field] = plus(&edited["totals"][field]);
    }
    let mut another = edited["lines"]
        .as_array()
        .expect("lines")
        .last()
        .expect("the extra")
        .clone();
    another["id"] = json!("9999998");
    edited["lines"].as_array_mut().expect("lines").push(another);
    shop.enqueue(&[edited]);
    shop.finish();
    assert_eq!(shop.held(), [("document_changed".to_owned(), 1)]);
}

#[test]
fn an_unpaid_invoice_that_is_cancelled_is_voided() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::open_invoice(1)]);
    shop.finish();
    let mut gone = fixtures::open_invoice(1);
    gone["state"] = json!("canceled");
    shop.enqueue(&[gone]);
    shop.finish();
    assert_eq!(at_xero(&shop, "700000001")["Status"], "VOIDED");
}

#[test]
fn changing_the_sales_document_posts_no_sale_twice() {
    let shop = Shop::connected();
    // Invoices first: the order is not sent again.
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    by_order(&shop);
    let mut first = order(1);
    first["invoices"] = json!([{ "id": "700001", "number": "700000001", "state": "paid", "grand_total": first["totals"]["grand_total"], "date": "2026-05-01" }]);
    shop.enqueue(&[first.clone(), fixtures::invoice(1)]);
    shop.finish();
    assert_eq!((shop.sandbox.count("invoices"), shop.sandbox.count("payments")), (1, 1));
    assert!(codes(&shop).contains(&"sold_as_invoices".to_owned()));
    // Orders first: the invoice is not sent again, but its payment is.
    shop.enqueue(&[order(2)]);
    shop.finish();
    shop.configure(|settings| settings["document"] = json!("invoice"));
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.finish();
    assert_eq!((shop.sandbox.count("invoices"), shop.sandbox.count("payments")), (2, 2));
    assert!(codes(&shop).contains(&"sold_as_order".to_owned()));
    assert_eq!(at_xero(&shop, "700000002")["Status"], "PAID");
    assert_eq!(shop.held(), []);
    // A part of an order was billed before the change: nobody guesses.
    by_order(&shop);
    let mut part = order(1);
    part["totals"]["grand_total"] = json!("999.0000");
    part["invoices"] = first["invoices"].clone();
    shop.enqueue(&[part]);
    shop.finish();
    assert_eq!(shop.held(), [("sold_in_part".to_owned(), 1)]);
}

#[test]
fn what_waits_when_the_sales_document_changes_is_not_sent_as_the_other_one() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    by_order(&shop);
    shop.enqueue(&[order(1)]);
    shop.finish();
    assert_eq!(shop.sandbox.count("invoices"), 1);
    assert!(codes(&shop).contains(&"not_the_sales_document".to_owned()));
}

#[test]
fn unpaid_documents_and_those_of_nothing_wait_or_stay_out_as_chosen() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["documents"] = json!({ "unpaid": "wait", "zero_totals": "skip" }));
    let answer = shop.enqueue(&[fixtures::open_invoice(1)]);
    assert_eq!(answer["ignored"], 1);
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    shop.assert_finished(1, 1);
    let mut free = fixtures::invoice(2);
    free["totals"]["grand_total"] = json!("0.0000");
    assert_eq!(shop.enqueue(&[free])["ignored"], 1);
}

#[test]
fn an_order_is_sent_from_the_status_that_the_shop_chose() {
    let shop = Shop::connected();
    shop.configure(|settings| {
        settings["document"] = json!("order");
        settings["entities"]["orders"]["statuses"] = json!(["complete"]);
    });
    assert_eq!(shop.enqueue(&[order(1)])["ignored"], 1);
    let mut complete = order(1);
    complete["order"]["status"] = json!("complete");
    shop.enqueue(&[complete]);
    shop.finish();
    assert_eq!(shop.sandbox.count("invoices"), 1);
}

#[test]
fn a_gateways_fee_is_booked_beside_the_payment() {
    let shop = Shop::connected();
    shop.configure(|settings| {
        settings["payments"] =
            json!({ "map": {}, "fees": { "checkmo": { "account": "404", "percent": "2.9", "fixed": "0.30" } } });
    });
    shop.sandbox.tell("accounts/404/payments", &json!({ "enabled": true }));
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    let invoice = at_xero(&shop, "700000001");
    assert_eq!(invoice["Status"], "PAID");
    assert_eq!(shop.sandbox.count("payments"), 2);
    // 23.76: 0.69 + 0.30 stay with the gateway.
    let document = shop.sandbox.document("700000001");
    let mut amounts: Vec<String> = document["payments"]
        .as_array()
        .expect("payments")
        .iter()
        .map(|one| one["amount"].to_string().replace('"', ""))
        .collect();
    amounts.sort();
    assert_eq!(amounts, ["0.99", "22.77"], "{document:#}");
}

#[test]
fn a_credit_is_set_off_no_further_than_what_is_open() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::open_invoice(1)]);
    shop.finish();
    let id = at_xero(&shop, "700000001")["InvoiceID"].clone();
    // Somebody paid a part in Xero.
    shop.accountant("PUT", "/Payments", Some(&json!({ "Invoice": { "InvoiceID": id }, "Account": { "Code": "090" }, "Date": "2026-11-01", "Amount": 20 })));
    let mut credit = fixtures::invoice(1);
    credit["kind"] = json!("creditmemo");
    credit["state"] = json!("refunded");
    credit["invoice"] = json!({ "id": "700001", "number": "700000001", "state": "open" });
    credit["invoices"] = json!([{ "id": "700001", "number": "700000001", "state": "open", "grand_total": credit["totals"]["grand_total"], "date": "2026-05-01" }]);
    shop.enqueue(&[credit]);
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(at_xero(&shop, "700000001")["Status"], "PAID");
    assert!(codes(&shop).contains(&"allocation_limited".to_owned()));
}

#[test]
fn a_document_of_the_same_number_with_another_date_or_contact_holds_with_the_differences() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::open_invoice(1)]);
    shop.finish();
    shop.pass(400);
    let again = shop.start_over();
    let mut other = fixtures::open_invoice(1);
    other["date"] = json!("2026-03-01");
    other["customer"]["id"] = json!("777777");
    other["customer"]["email"] = json!("somebody@example.com");
    again.enqueue(&[other]);
    again.finish();
    let held: Vec<Value> = again.queue().into_iter().filter(|job| job["state"] == "held").collect();
    assert_eq!(held.len(), 1, "{held:#?}");
    let message = held[0]["message"].as_str().expect("a message");
    assert!(
        message.contains("date") && message.contains("2026-03-01") && message.contains("not this customer's"),
        "{message}"
    );
    assert_eq!(shop.sandbox.count("invoices"), 1);
}

#[test]
fn an_order_that_was_cancelled_in_part_is_sent_whole_and_the_rest_credited() {
    let shop = Shop::connected();
    by_order(&shop);
    let mut order = cancelled(&order(1));
    // Of two equal lines one was billed and paid, the other cancelled.
    let mut line = order["lines"][0].clone();
    for (field, value) in [("discount", "0"), ("discount_tax_compensation", "0"), ("tax", "4.4400")] {
        line[field] = json!(value);
    }
    let mut second = line.clone();
    second["id"] = json!("9999997");
    let mut first = line;
    first["quantity_canceled"] = json!("0.0000");
    let of =
        |field: &str| -> rust_decimal::Decimal { first[field].as_str().expect("an amount").parse().expect("a number") };
    let (net, tax) = (of("row_total"), of("tax"));
    order["lines"] = json!([first, second]);
    let text = |amount: rust_decimal::Decimal| json!(amount.to_string());
    order["totals"] =
        json!({ "subtotal": text(net + net), "tax": text(tax + tax), "grand_total": text(net + net + tax + tax) });
    order["shipping"] = Value::Null;
    order["canceled"] = json!({ "subtotal": text(net), "discount": "0", "discount_tax_compensation": "0", "shipping": "0", "tax": text(tax), "grand_total": text(net + tax) });
    shop.enqueue(&[order]);
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(
        (shop.sandbox.count("invoices"), shop.sandbox.count("credit_notes")),
        (1, 1)
    );
    let due = at_xero(&shop, "700000001")["AmountDue"].to_string();
    assert_eq!(
        due.trim_matches('"')
            .parse::<rust_decimal::Decimal>()
            .expect("a number"),
        net + tax,
        "what was billed is still owed"
    );
}
