//! The accountant's view: sums by month, account, tax type and currency.

use serde_json::{Value, json};

use crate::harness::{Sandbox, invoice, line, number};

async fn fill(sandbox: &Sandbox) -> String {
    let contact = sandbox.contact("Ann Lee").await;
    let mut shipping = line(number("5"), "RROUTPUT");
    shipping["AccountCode"] = json!("205");
    let made = sandbox
        .put(
            "/Invoices",
            invoice(
                &contact,
                "L-1",
                "AUTHORISED",
                json!([line(number("100"), "OUTPUT2"), shipping]),
            ),
        )
        .await
        .one("Invoices");
    sandbox
        .put(
            "/Invoices",
            invoice(&contact, "L-2", "DRAFT", json!([line(number("999"), "OUTPUT2")])),
        )
        .await
        .one("Invoices");
    let voided = sandbox.invoice(&contact, "L-3", number("77")).await;
    sandbox
        .post(
            &format!("/Invoices/{}", voided["InvoiceID"].as_str().unwrap()),
            json!({"Status": "VOIDED"}),
        )
        .await
        .one("Invoices");
    // Inclusive, in euros at an awkward rate, in the month after.
    let mut euros = invoice(
        &contact,
        "L-4",
        "AUTHORISED",
        json!([
            line(number("10"), "OUTPUT2"),
            line(number("10"), "OUTPUT2"),
            line(number("10"), "OUTPUT2")
        ]),
    );
    (
        euros["LineAmountTypes"],
        euros["CurrencyCode"],
        euros["CurrencyRate"],
        euros["Date"],
    ) = (json!("Inclusive"), json!("EUR"), number("1.157"), json!("2026-06-01"));
    let euros = sandbox.put("/Invoices", euros).await.one("Invoices");
    let credit = sandbox.credit_note(&contact, "LC-1", number("30")).await;
    let pay = |field: &str, id: &Value, account: &str, date: &str, amount: &str| {
        let document = json!({field.to_owned() + "ID": id});
        json!({field: document, "Account": {"Code": account}, "Date": date, "Amount": number(amount)})
    };
    sandbox
        .put(
            "/Payments",
            pay("Invoice", &made["InvoiceID"], "090", "2026-05-03", "60"),
        )
        .await
        .one("Payments");
    sandbox
        .put(
            "/Payments",
            pay("Invoice", &euros["InvoiceID"], "840", "2026-06-03", "30"),
        )
        .await
        .one("Payments");
    sandbox
        .put(
            "/Payments",
            pay("CreditNote", &credit["CreditNoteID"], "840", "2026-05-04", "20"),
        )
        .await
        .one("Payments");
    let path = format!("/CreditNotes/{}/Allocations", credit["CreditNoteID"].as_str().unwrap());
    sandbox
        .put(
            &path,
            json!({"Amount": 10, "Invoice": {"InvoiceID": made["InvoiceID"]}}),
        )
        .await
        .one("Allocations");
    contact
}

#[tokio::test]
async fn months_accounts_taxes_and_payments_add_up() {
    let sandbox = Sandbox::unlimited().await;
    fill(&sandbox).await;
    let ledger = sandbox.look("ledger?by=month").await;
    assert_eq!(
        (ledger["base_currency"].clone(), ledger["by"].clone()),
        (json!("GBP"), json!("month"))
    );
    let may = &ledger["periods"][0];
    assert_eq!(may["period"], json!("2026-05"));
    let expected = json!({"documents": 1, "credit_notes": 1, "net": "75.00", "tax": "20.25", "gross": "95.25", "payments_in": "60.00",
        "refunds_out": "20.00", "allocated": "10.00", "not_approved": 1});
    assert_eq!(
        (&may["totals"], &may["currencies"]),
        (&expected, &json!({"GBP": expected}))
    );
    let row = |code: &str, name: &str, net: &str, tax: &str| json!({"code": code, "name": name, "currency": "GBP", "net": net, "tax": tax, "net_base": net, "tax_base": tax});
    assert_eq!(
        may["accounts"],
        json!([
            row("200", "Sales", "70.00", "20.00"),
            row("205", "Shipping Income", "5.00", "0.25")
        ])
    );
    let types: Vec<Value> = may["tax_types"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| json!([t["tax_type"], t["net"], t["tax"]]))
        .collect();
    assert_eq!(
        types,
        [
            json!(["NONE", "-30.00", "0.00"]),
            json!(["OUTPUT2", "100.00", "20.00"]),
            json!(["RROUTPUT", "5.00", "0.25"])
        ]
    );
    let clearing = json!({"code": "840", "name": "Payment Provider Clearing", "currency": "GBP", "payments_in": "0.00", "refunds_out": "20.00",
        "payments_in_base": "0.00", "refunds_out_base": "20.00"});
    assert_eq!(may["payment_accounts"][1], clearing);
}

#[tokio::test]
async fn the_base_currency_adds_up_to_the_cent() {
    let sandbox = Sandbox::unlimited().await;
    fill(&sandbox).await;
    let ledger = sandbox.look("ledger").await;
    let june = &ledger["periods"][1];
    // Three lines with 1.67 EUR of tax are 1.44 GBP each, 4.32 together; the document says 4.33.
    assert_eq!(june["currencies"]["EUR"]["net"], json!("24.99"));
    assert_eq!(
        (june["totals"]["gross"].clone(), june["totals"]["tax"].clone()),
        (json!("25.93"), json!("4.33"))
    );
    let sales = &june["accounts"][0];
    assert_eq!(
        (
            sales["net"].clone(),
            sales["net_base"].clone(),
            sales["tax_base"].clone()
        ),
        (json!("24.99"), json!("21.60"), json!("4.33"))
    );
    assert_eq!(june["payment_accounts"][0]["payments_in_base"], json!("25.93"));
    assert_eq!(ledger["all"]["totals"]["gross"], json!("121.18"));
    let only = sandbox.look("ledger?by=year&from=2026-06-01").await;
    assert_eq!(
        (
            only["periods"].as_array().unwrap().len(),
            only["periods"][0]["period"].clone()
        ),
        (1, json!("2026"))
    );
}

#[tokio::test]
async fn people_read_it_as_text() {
    let sandbox = Sandbox::unlimited().await;
    fill(&sandbox).await;
    let page = sandbox
        .raw("GET", "/sandbox/ledger?format=text", &[], None)
        .await
        .unwrap();
    assert_eq!(page.header("content-type"), Some("text/plain; charset=utf-8"));
    for part in [
        "2026-05: 1 documents, 1 credit notes, 1 not approved",
        "Shipping Income",
        "95.25",
    ] {
        assert!(page.text.contains(part), "{part} in\n{}", page.text);
    }
    assert_eq!(
        sandbox
            .raw("GET", "/sandbox/ledger?by=week", &[], None)
            .await
            .unwrap()
            .status,
        400
    );
    assert_eq!(
        sandbox.look("ledger?organisation=Ledgerline+Second+Ltd").await["periods"],
        json!([])
    );
}
