//! Numbers that Magento gives once for each store view.

use serde_json::{Value, json};

use crate::support::cases::{self, inputs};
use crate::support::fixtures;
use crate::support::shop::Shop;

const CASE: &str = "same-number-in-two-store-views";

fn both() -> Vec<Value> {
    inputs(CASE).into_iter().flatten().collect()
}

#[test]
fn a_prefix_of_a_website_or_store_view_tells_two_numbers_apart() {
    for scope in ["websites", "stores"] {
        for (affix, number) in [("prefix", "FR-000000210"), ("suffix", "000000210-FR")] {
            let text = if affix == "prefix" { "FR-" } else { "-FR" };
            let shop = cases::shop(CASE, |settings| {
                settings[scope] = json!({ "2": { "entities": { "invoices": { affix: text } } } });
            });
            shop.enqueue(&both());
            shop.finish();
            shop.assert_finished(2, 2);
            assert_eq!(shop.sandbox.document("000000210")["total"], "120.00");
            assert_eq!(shop.sandbox.document(number)["total"], "60.00");
        }
    }
}

#[test]
fn without_one_the_second_is_held_as_the_shops_own_and_the_remedy_works() {
    for at_once in [true, false] {
        let shop = cases::shop(CASE, |_| ());
        if at_once {
            shop.enqueue(&both());
        } else {
            for one in both() {
                shop.enqueue(&[one]);
                shop.finish();
            }
        }
        shop.finish();
        assert_eq!(shop.held(), [("number_taken".to_owned(), 1)]);
        let held = shop
            .queue()
            .into_iter()
            .find(|job| job["state"] == "held")
            .expect("it is held");
        let (message, fix) = (
            held["message"].as_str().unwrap_or_default(),
            held["fix"].as_str().unwrap_or_default(),
        );
        assert!(message.contains("this shop's own invoice with the id 210"), "{message}");
        assert!(message.contains("\"FR\""), "{message}");
        assert!(at_once || message.contains("store view \"Default\""), "{message}");
        assert!(
            fix.contains("choose the store view \"FR\"") && fix.contains("\"Invoices\" > Number prefix"),
            "{fix}"
        );
        assert_eq!(shop.sandbox.count("invoices"), 1);
        // Who does what is said: the prefix for that store view only.
        let mut settings = settings();
        settings["stores"] = json!({ "2": { "entities": { "invoices": { "prefix": "FR-" } } } });
        shop.engine
            .configure("default", &settings)
            .expect("settings are stored");
        shop.finish();
        shop.assert_finished(2, 2);
        assert_eq!(shop.sandbox.document("FR-000000210")["total"], "60.00");
        assert_eq!(shop.sandbox.document("000000210")["total"], "120.00");
    }
}

fn settings() -> Value {
    let file = crate::support::repository(&format!("tests/fixtures/cases/{CASE}/settings.json"));
    let mut settings: Value = serde_json::from_str(&std::fs::read_to_string(file).expect("a file")).expect("JSON");
    settings["client_id"] = json!("sandbox-custom");
    settings["client_secret"] = json!("sandbox-custom-secret");
    settings
}

#[test]
fn a_document_of_somebody_else_is_called_so() {
    let shop = cases::shop(CASE, |_| ());
    let entered = json!({ "Contacts": [{ "Name": "Somebody" }] });
    let contact = shop.accountant("PUT", "/Contacts", Some(&entered))["Contacts"][0]["ContactID"].clone();
    let invoice = json!({ "Invoices": [{
        "Type": "ACCREC", "InvoiceNumber": "000000210", "Contact": { "ContactID": contact }, "Date": "2026-05-01", "DueDate": "2026-05-01",
        "Status": "AUTHORISED", "LineItems": [{ "Description": "x", "Quantity": 1, "UnitAmount": 5, "AccountCode": "200", "TaxType": "NONE" }],
    }] });
    shop.accountant("PUT", "/Invoices", Some(&invoice));
    shop.enqueue(&[both().remove(0)]);
    shop.finish();
    let held = shop
        .queue()
        .into_iter()
        .find(|job| job["state"] == "held")
        .expect("it is held");
    assert_eq!(held["code"], "number_taken");
    assert!(
        held["message"]
            .as_str()
            .is_some_and(|message| message.contains("which is not of this shop")),
        "{held}"
    );
}

/// A credit memo whose own invoice is held was set against the other store view's invoice of the same number.
#[test]
fn a_credit_is_never_set_against_another_store_views_invoice_of_the_same_number() {
    let shop = Shop::connected();
    let mut first = fixtures::open_invoice(1);
    let mut second = fixtures::open_invoice(2);
    second["number"] = first["number"].clone();
    for (document, store) in [(&mut first, "1"), (&mut second, "2")] {
        document["store"]["id"] = json!(store);
    }
    shop.enqueue(&[first.clone(), second.clone()]);
    shop.finish();
    assert_eq!(shop.held(), [("number_taken".to_owned(), 1)]);
    let mut memo = second.clone();
    memo["kind"] = json!("creditmemo");
    memo["state"] = json!("open");
    memo["number"] = json!("600000002");
    memo["invoice"] = json!({ "id": second["id"], "number": second["number"], "state": "open" });
    shop.enqueue(&[memo]);
    shop.finish();
    let invoice = shop.sandbox.document("700000001");
    assert_eq!(invoice["credited"], "0.00", "{invoice}");
}

#[test]
fn guests_of_two_store_views_whose_orders_have_one_number_are_two_contacts() {
    let shop = Shop::connected();
    shop.configure(|settings| {
        settings["contacts"] = json!({ "guests": "each" });
        settings["stores"] = json!({ "2": { "entities": { "invoices": { "prefix": "FR-" } } } });
    });
    let guests: Vec<Value> = [(1, "1"), (2, "2")]
        .into_iter()
        .map(|(id, store)| {
            let mut invoice = fixtures::invoice_of(id, id);
            invoice["customer"]["id"] = Value::Null;
            invoice["customer"]["is_guest"] = json!(true);
            invoice["number"] = json!("000000210");
            invoice["order"]["number"] = json!("000000210");
            invoice["store"]["id"] = json!(store);
            invoice
        })
        .collect();
    shop.enqueue(&guests);
    shop.finish();
    shop.assert_finished(2, 2);
    assert_eq!(shop.contacts().len(), 2);
}

#[test]
fn what_is_in_xero_keeps_its_number_when_the_prefix_changes() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["document"] = json!("order"));
    let mut order = fixtures::open_invoice(1);
    order["kind"] = json!("order");
    order["id"] = order["order"]["id"].clone();
    order["state"] = json!("new");
    order["lines"][0]["id"] = json!("1");
    shop.enqueue(std::slice::from_ref(&order));
    shop.finish();
    shop.configure(|settings| {
        settings["document"] = json!("order");
        settings["stores"] =
            json!({ order["store"]["id"].as_str().expect("an id"): { "entities": { "orders": { "prefix": "SO-" } } } });
    });
    // Edited in the shop: twice as much of everything.
    let doubled = |value: &mut Value| {
        let amount: rust_decimal::Decimal = value.as_str().expect("an amount").parse().expect("a number");
        *value = json!((amount * rust_decimal::Decimal::TWO).to_string());
    };
    for name in [
        "subtotal",
        "subtotal_incl_tax",
        "discount",
        "discount_tax_compensation",
        "shipping",
        "shipping_incl_tax",
        "shipping_tax",
        "tax",
        "grand_total",
        "base_grand_total",
    ] {
        doubled(&mut order["totals"][name]);
    }
    for line in order["lines"].as_array_mut().expect("lines") {
        for name in [
            "quantity",
            "row_total",
            "row_total_incl_tax",
            "discount",
            "discount_tax_compensation",
            "tax",
        ] {
            doubled(&mut line[name]);
        }
    }
    shop.enqueue(std::slice::from_ref(&order));
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(shop.sandbox.count("invoices"), 1);
    let total: rust_decimal::Decimal = order["totals"]["grand_total"]
        .as_str()
        .expect("a total")
        .parse()
        .expect("a number");
    assert_eq!(
        shop.sandbox.document("700000001")["total"],
        json!(format!("{total:.2}"))
    );
}

/// Message and advice of the only held document.
fn told(shop: &Shop) -> (String, String) {
    let held: Vec<Value> = shop.queue().into_iter().filter(|job| job["state"] == "held").collect();
    assert_eq!((held.len(), &held[0]["code"]), (1, &json!("number_taken")), "{held:#?}");
    let text = |name: &str| held[0][name].as_str().unwrap_or_default().to_owned();
    (text("message"), text("fix"))
}

/// A shop that was imported again gives its invoices new ids: a prefix would book every sale twice.
#[test]
fn the_same_number_twice_in_one_store_view_may_be_one_sale() {
    for at_once in [true, false] {
        let shop = Shop::connected();
        let first = fixtures::invoice(1);
        let mut again = fixtures::invoice(2);
        again["number"] = first["number"].clone();
        if at_once {
            shop.enqueue(&[first.clone(), again]);
        } else {
            shop.enqueue(std::slice::from_ref(&first));
            shop.finish();
            shop.enqueue(&[again]);
        }
        shop.finish();
        let (message, fix) = told(&shop);
        let name = first["store"]["name"].as_str().expect("a name");
        assert!(
            message.contains(&format!("Both are of a store view called \"{name}\"")),
            "{message}"
        );
        assert!(!message.contains("each store view on its own"), "{message}");
        assert!(
            fix.starts_with("Compare the two in Sales.")
                && fix.contains("it would be in the books twice")
                && fix.contains("Number prefix"),
            "{fix}"
        );
        // Who finds that it is one sale has it once.
        let held = shop
            .queue()
            .into_iter()
            .find(|job| job["state"] == "held")
            .expect("held");
        let id = held["entity_id"].as_str().expect("an id").to_owned();
        assert_eq!(shop.engine.exclude("invoice", &[id], true).unwrap(), 1);
        shop.finish();
        assert_eq!((shop.sandbox.count("invoices"), shop.sandbox.count("payments")), (1, 1));
    }
}

#[test]
fn orders_and_invoices_are_numbered_apart() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["document"] = json!("order"));
    let mut order = fixtures::open_invoice(1);
    order["kind"] = json!("order");
    order["id"] = order["order"]["id"].clone();
    order["state"] = json!("processing");
    shop.enqueue(std::slice::from_ref(&order));
    shop.finish();
    shop.configure(|_| ());
    let mut invoice = fixtures::invoice(2);
    invoice["number"] = order["number"].clone();
    shop.enqueue(&[invoice]);
    shop.finish();
    let (message, fix) = told(&shop);
    assert!(
        message.contains("this shop's own order")
            && message.ends_with("Magento numbers orders and invoices each on their own."),
        "{message}"
    );
    assert!(fix.contains("\"Invoices\" > Number prefix"), "{fix}");
}

/// A deleted store view is no scope of the configuration: nobody can give it a prefix.
#[test]
fn a_number_of_a_deleted_store_view_has_a_remedy_that_exists() {
    let shop = Shop::connected();
    let first = fixtures::invoice(1);
    let mut gone = fixtures::invoice(2);
    gone["number"] = first["number"].clone();
    gone["store"] =
        json!({ "id": "77", "code": null, "website_id": null, "website_code": null, "name": "Old View", "url": null });
    shop.enqueue(&[first]);
    shop.finish();
    shop.enqueue(std::slice::from_ref(&gone));
    shop.finish();
    let (message, fix) = told(&shop);
    assert!(message.contains("This one is of \"Old View\""), "{message}");
    assert!(
        fix.starts_with("The store view \"Old View\" does not exist any more") && !fix.contains("as scope"),
        "{fix}"
    );
    let id = gone["id"].as_str().expect("an id").to_owned();
    assert_eq!(shop.engine.exclude("invoice", &[id], true).unwrap(), 1);
    shop.finish();
    assert_eq!(shop.held(), []);
}
