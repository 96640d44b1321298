//! Documents that do not add up, accounts and taxes that do not fit, rates that cannot be right: the cases of real shops.

use serde_json::{Value, json};

use crate::support::cases;
use crate::support::fixtures;
use crate::support::sandbox::Sandbox;
use crate::support::shop::Shop;

/// Code, message and advice of the held documents.
fn held(shop: &Shop) -> Vec<(String, String, String)> {
    let text = |job: &Value, name: &str| job[name].as_str().unwrap_or_default().to_owned();
    let rows = shop.log();
    shop.queue()
        .iter()
        .filter(|job| job["state"] == "held" && job["kind"] != "payment" && job["kind"] != "refund")
        .map(|job| {
            let line = rows
                .iter()
                .find(|line| line["status"] == "held" && line["number"] == job["number"])
                .unwrap_or(job);
            (text(job, "code"), text(line, "message"), text(line, "fix"))
        })
        .collect()
}

/// A case with an account for every total that nothing explains, as an owner has who followed that advice once.
fn eager(case: &str) -> Shop {
    let shop = cases::shop(case, |settings| {
        settings["totals"] = json!({ "map": { "*": "260" } });
        settings["accounts"]["shipping"] = json!("205");
    });
    for snapshots in cases::inputs(case) {
        shop.enqueue(&snapshots);
        shop.drain();
    }
    shop
}

#[test]
fn a_free_order_whose_invoice_is_not_books_neither_income_nor_a_receipt() {
    let shop = eager("free-order-whose-invoice-is-not");
    let told = held(&shop);
    assert_eq!(told.len(), 1, "{told:?}");
    let (code, message, fix) = &told[0];
    assert_eq!(code, "total_unexplained");
    assert!(
        message.contains("the discount tax compensation of 3.42 GBP twice")
            && message.contains("The order says 0.00 GBP, the invoice 3.42")
            && message.contains("a known fault of Magento"),
        "{message}"
    );
    assert!(fix.contains("owes nothing") && !fix.contains('*'), "{fix}");
    assert_eq!((shop.sandbox.count("invoices"), shop.sandbox.count("payments")), (0, 0));
}

#[test]
fn a_fixed_product_tax_that_the_total_lacks_is_named() {
    let shop = eager("fixed-product-tax-left-out");
    let (code, message, fix) = &held(&shop)[0];
    assert_eq!(code, "total_unexplained");
    assert!(
        message.contains("does not contain the fixed product tax of 5.00 GBP")
            && message.contains("The order says 65.00 GBP, the invoice 60.00"),
        "{message}"
    );
    assert!(!fix.contains('*'), "{fix}");
    assert_eq!((shop.sandbox.count("invoices"), shop.sandbox.count("payments")), (0, 0));
}

#[test]
fn a_memo_with_the_tax_of_shipping_that_was_not_refunded_says_so() {
    let shop = eager("memo-with-tax-of-shipping");
    let (code, message, _) = &held(&shop)[0];
    assert_eq!(code, "total_mismatch");
    assert!(
        message.contains(
            "have 20.00 GBP of tax, the credit memo says 22.00: 2.00 too much, usually the tax of shipping that was not refunded"
        ),
        "{message}"
    );
    assert_eq!(shop.sandbox.count("credit_notes"), 0);
    assert_eq!(
        shop.sandbox.count("invoices"),
        1,
        "its invoice is right: {:#?}",
        shop.queue()
    );
}

#[test]
fn shipping_on_an_expense_account_is_held_before_a_call_is_spent() {
    let case = "shipping-on-an-expense-account";
    let shop = cases::shop(case, |_| {});
    shop.enqueue(&cases::inputs(case)[0]);
    shop.drain();
    let (code, message, fix) = &held(&shop)[0];
    assert_eq!(code, "account_invalid");
    assert_eq!(
        message,
        "Shipping goes to account 425, which is an expense; Xero allows no sales tax there."
    );
    assert!(fix.starts_with("Choose an income account for shipping in "), "{fix}");
    assert_eq!(shop.sandbox.calls_of("PUT", "/Invoices").len(), 0);
    // The shop is told as soon as the account is chosen, and documents are grouped by the account.
    let told = shop.engine.catalogue("default", false).unwrap();
    assert_eq!(told["wrong_accounts"][0]["message"], json!(message));
    let asked = ["425", "205"].map(|code| json!({ "role": "shipping", "value": code }));
    let faults = shop.engine.account_faults("default", &json!(asked)).unwrap();
    assert_eq!(
        (&faults[0]["fault"], &faults[1]["fault"]),
        (&json!("untaxed"), &json!(""))
    );
    assert_eq!(faults[0]["account"]["code"], "425");
    let counts = shop.engine.counts().unwrap();
    assert!(
        counts["held"]
            .as_array()
            .unwrap()
            .iter()
            .any(|held| held["subject"] == "425"),
        "{counts}"
    );
    // Who does as told has the right books.
    let mut settings: Value = serde_json::from_str(
        &std::fs::read_to_string(crate::support::repository(&format!(
            "tests/fixtures/cases/{case}/settings.json"
        )))
        .unwrap(),
    )
    .unwrap();
    settings["client_id"] = json!("sandbox-custom");
    settings["client_secret"] = json!("sandbox-custom-secret");
    settings["accounts"]["shipping"] = json!("205");
    shop.engine.configure("default", &settings).unwrap();
    shop.drain();
    shop.assert_finished(1, 1);
    assert_eq!(
        shop.engine.catalogue("default", false).unwrap()["wrong_accounts"],
        json!([])
    );
    assert_eq!(shop.sandbox.documents()[0]["total"], "132.00");
}

/// The rate of the only invoice in Xero.
fn rate_in_xero(shop: &Shop) -> f64 {
    let answer = shop.accountant("GET", "/Invoices?page=1&pageSize=100", None);
    answer["Invoices"][0]["CurrencyRate"].as_f64().unwrap()
}

#[test]
fn a_rate_of_one_between_two_currencies_is_xeros_of_the_day_or_held() {
    let case = "rate-of-one";
    let shop = cases::shop(case, |_| {});
    shop.enqueue(&cases::inputs(case)[0]);
    shop.drain();
    shop.assert_finished(1, 1);
    let call = &shop.sandbox.calls_of("PUT", "/Invoices")[0];
    let sent = call["body"].as_str().unwrap();
    assert!(!sent.contains("CurrencyRate"), "{sent}");
    assert!(
        (rate_in_xero(&shop) - 1.1571).abs() < 1e-9,
        "Xero's rate of the day: {}",
        rate_in_xero(&shop)
    );
    assert!(shop.log().iter().all(|line| line["status"] != "failed"));

    let shop = cases::shop(case, |settings| {
        settings["documents"] = json!({ "doubtful_rate": "hold" });
    });
    shop.enqueue(&cases::inputs(case)[0]);
    shop.drain();
    let (code, message, _) = &held(&shop)[0];
    assert_eq!(code, "currency_rate_doubtful");
    assert_eq!(
        message,
        "000000193 is in EUR, and the shop's exchange rate to GBP is 1: nobody entered it."
    );
    assert_eq!(shop.sandbox.count("invoices"), 0);
}

#[test]
fn a_rate_that_was_entered_is_sent_with_the_document() {
    let case = "rate-of-one";
    let shop = cases::shop(case, |_| {});
    let mut snapshots = cases::inputs(case).remove(0);
    for snapshot in &mut snapshots {
        snapshot["base_to_order_rate"] = json!("1.2000");
        snapshot["totals"]["base_grand_total"] = json!("100.0000");
    }
    shop.enqueue(&snapshots);
    shop.drain();
    shop.assert_finished(1, 1);
    assert!((rate_in_xero(&shop) - 1.2).abs() < 1e-9);
}

#[test]
fn a_warning_that_something_was_changed_is_a_failure_and_a_remark_is_none() {
    for (warning, status, code) in [
        (
            "Account code '476' has been removed as it does not match a recognised account.",
            "failed",
            "changed_by_xero",
        ),
        (
            "The supplied CurrencyRate was ignored.",
            "failed",
            "currency_rate_doubtful",
        ),
        ("The currency rate 1.0 is unusual.", "failed", "currency_rate_doubtful"),
        (
            "Only AUTHORISED invoices may have SentToContact updated.",
            "success",
            "",
        ),
    ] {
        let shop = Shop::connected();
        shop.enqueue(&[fixtures::open_invoice(1)]);
        // Contacts first, without the warning.
        shop.sandbox.tell("switches", &json!({ "warning": warning }));
        shop.drain();
        let log = shop.log();
        let line = log
            .iter()
            .find(|line| line["kind"] == "invoice" && line["action"] == "create")
            .unwrap();
        assert_eq!(line["status"], status, "{line}");
        if !code.is_empty() && warning != "The supplied CurrencyRate was ignored." {
            assert_eq!(line["code"], code, "{line}");
        }
        assert!(line["message"].as_str().unwrap().contains(warning), "{line}");
        // It is in Xero and linked: nothing is sent a second time.
        shop.finish();
        assert_eq!(shop.sandbox.count("invoices"), 1);
    }
}

#[test]
fn an_australian_chart_without_no_tax_holds_for_the_rate_of_nothing() {
    let shop = Shop::connected_with(Sandbox::with(&["--country", "au"]), std::time::Duration::from_secs(30));
    let remove = json!({ "TaxType": "NONE", "Name": "No Tax", "Status": "DELETED" });
    shop.accountant("POST", "/TaxRates", Some(&remove));
    let mut invoice = fixtures::open_invoice(1);
    // 0.10 of tax on each of 99 pieces: only lines without tax can carry what rounding per piece made of it.
    for (field, value) in [
        ("currency", "AUD"),
        ("base_currency", "AUD"),
        ("global_currency", "AUD"),
    ] {
        invoice[field] = json!(value);
    }
    invoice["shipping"] = Value::Null;
    let zero = json!("0.0000");
    for field in ["shipping", "shipping_tax", "shipping_incl_tax", "discount"] {
        invoice["totals"][field] = zero.clone();
    }
    invoice["totals"]["tax"] = json!("9.9000");
    invoice["totals"]["grand_total"] = json!("110.8800");
    invoice["totals"]["base_grand_total"] = json!("110.8800");
    invoice["order"]["grand_total"] = json!("110.8800");
    invoice["extra_totals"] = json!([]);
    invoice["lines"] = json!([{
        "id": "1", "order_item_id": "1", "sku": "A", "product_sku": "A", "name": "Badge", "product_type": "simple", "quantity": "99.0000",
        "price": "1.0200", "price_incl_tax": "1.1200", "row_total": "100.9800", "discount": "0.0000", "tax": "9.9000", "tax_percent": "10.0000",
        "taxes": [{ "code": "GST", "title": "GST", "percent": "10.0000", "country": "AU" }]
    }]);
    shop.enqueue(&[invoice]);
    shop.drain();
    let (code, message, _) = &held(&shop)[0];
    assert_eq!(code, "tax_rate_unmapped", "{message}");
    assert!(message.contains("0 %"), "{message}");
    shop.configure(|settings| settings["tax"] = json!({ "automatic": true, "map": { "0": "BASEXCLUDED" } }));
    shop.drain();
    shop.assert_finished(1, 0);
}

#[test]
fn the_rate_of_another_country_is_not_taken_when_the_shops_rate_was_deleted() {
    let shop = Shop::connected();
    let mut invoice = fixtures::open_invoice(1);
    // A tax of Florida's 7 %; TAX003 is named for it, OUTPUT2 has the percentage of a French one whose rate is gone.
    for line in invoice["lines"].as_array_mut().unwrap() {
        line["taxes"] = json!([{ "code": "FR TVA old", "title": "TVA", "percent": "20.0000", "country": null }]);
    }
    if !invoice["shipping"].is_null() {
        invoice["shipping"]["taxes"] =
            json!([{ "code": "FR TVA old", "title": "TVA", "percent": "20.0000", "country": null }]);
    }
    for address in ["shipping_address", "billing_address"] {
        if !invoice[address].is_null() {
            invoice[address]["country"] = json!("DE");
        }
    }
    shop.enqueue(&[invoice.clone()]);
    shop.drain();
    let (code, message, _) = &held(&shop)[0];
    assert_eq!(code, "tax_rate_unmapped", "{message}");
    assert!(message.contains("delivery to Germany"), "{message}");
    // The same to France: the rate that names the country.
    for address in ["shipping_address", "billing_address"] {
        if !invoice[address].is_null() {
            invoice[address]["country"] = json!("FR");
        }
    }
    invoice["updated_at"] = json!("2030-01-01 00:00:00");
    shop.enqueue(&[invoice]);
    shop.drain();
    assert_eq!(held(&shop), []);
    let books = shop.accountant("GET", "/Invoices?page=1&pageSize=100", None);
    let lines = books["Invoices"][0]["LineItems"].as_array().unwrap();
    assert!(
        lines
            .iter()
            .all(|line| line["TaxType"] == "TAX015" || line["TaxAmount"] == 0.0),
        "{lines:?}"
    );
}

/// California's 8.25 % and that of Texas are both in Xero; New York's is not.
#[test]
fn a_rate_takes_the_one_in_xero_that_names_its_state() {
    let shop = Shop::connected();
    let sale = |id: u32, region: Option<&str>| {
        let mut invoice = fixtures::open_invoice(id);
        let taxes =
            json!([{ "code": "Rate 1", "title": "Sales tax", "percent": "8.2500", "country": "US", "region": region }]);
        let mut line = invoice["lines"][0].clone();
        for (name, value) in [
            ("quantity", "1.0000"),
            ("price", "100.0000"),
            ("price_incl_tax", "108.2500"),
            ("row_total", "100.0000"),
            ("row_total_incl_tax", "108.2500"),
            ("discount", "0.0000"),
            ("discount_tax_compensation", "0.0000"),
            ("tax", "8.2500"),
            ("tax_percent", "8.2500"),
        ] {
            line[name] = json!(value);
        }
        line["taxes"] = taxes;
        invoice["lines"] = json!([line]);
        invoice["shipping"] = Value::Null;
        for (_, amount) in invoice["totals"].as_object_mut().unwrap() {
            *amount = json!("0.0000");
        }
        for (name, value) in [
            ("subtotal", "100.0000"),
            ("tax", "8.2500"),
            ("grand_total", "108.2500"),
            ("base_grand_total", "108.2500"),
        ] {
            invoice["totals"][name] = json!(value);
        }
        invoice
    };
    let regions = [Some("CA"), Some("TX"), Some("NY"), None];
    let sales: Vec<Value> = (1..).zip(regions).map(|(id, region)| sale(id, region)).collect();
    shop.enqueue(&sales);
    shop.drain();
    let books = shop.accountant("GET", "/Invoices?page=1&pageSize=100", None);
    let mut sent: Vec<(String, String)> = books["Invoices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|invoice| {
            (
                invoice["InvoiceNumber"].to_string(),
                invoice["LineItems"][0]["TaxType"].to_string(),
            )
        })
        .collect();
    sent.sort();
    let number = |at: usize| sales[at]["number"].to_string();
    assert_eq!(
        sent,
        [
            (number(0), "\"TAX017\"".to_owned()),
            (number(1), "\"TAX004\"".to_owned())
        ],
        "California, then Texas"
    );
    let codes: Vec<String> = held(&shop).into_iter().map(|(code, ..)| code).collect();
    assert_eq!(codes, ["tax_rate_unmapped", "tax_rate_unmapped"]);
    screens_say_the_same(&shop);
}

/// The mapping page, and the forecast of a Sync All.
fn screens_say_the_same(shop: &Shop) {
    let asked = |code: &str, region: &str| json!({ "code": code, "percent": "8.25", "places": [{ "country": "US", "region": region, "count": 1 }] });
    let told = shop
        .engine
        .tax_mapping(
            "default",
            &json!({ "rates": [
                asked("Rate 1", "CA"),
                asked("US-TX-*-Rate 1", ""),
                asked("Rate 1", "NY"),
                asked("Rate 1", "")
            ] }),
        )
        .unwrap();
    let told: Vec<(&Value, &Value)> = told["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (&row["proposal"]["type"], &row["proposal"]["matched"]))
        .collect();
    let (california, texas, nothing) = (json!("TAX017"), json!("TAX004"), json!(""));
    assert_eq!(
        told,
        [
            (&california, &california),
            (&texas, &texas),
            (&nothing, &nothing),
            (&nothing, &nothing)
        ]
    );
    let used = |code: &str, region: &str| json!({ "percent": "8.25", "taxes": [{ "code": code, "country": "US", "region": region }] });
    let held = shop
        .engine
        .unmapped_tax_rates(
            "default",
            &json!([
                used("Rate 1", "CA"),
                used("US-TX-*-Rate 1", ""),
                used("Rate 1", "NY"),
                used("Rate 1", ""),
            ]),
        )
        .unwrap();
    assert_eq!(held, json!([2, 3]));
    let refused = shop
        .engine
        .unmapped_tax_rates("default", &json!([{ "percent": "much", "taxes": [] }]));
    assert_eq!(refused.unwrap_err().code, "rate_invalid");
}
