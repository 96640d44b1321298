//! Golden vectors of the rounding guide, and refusal of sums that are not the sandbox's own.

use serde_json::{Value, json};

use crate::harness::{Sandbox, invoice, line, number};

async fn written(sandbox: &Sandbox, query: &str, number: &str, line_amounts: &str, lines: Value) -> Value {
    let contact = sandbox
        .post("/Contacts", json!({"Name": "Ann Lee"}))
        .await
        .one("Contacts");
    let mut body = invoice(contact["ContactID"].as_str().unwrap(), number, "AUTHORISED", lines);
    body["LineAmountTypes"] = json!(line_amounts);
    sandbox.put(&format!("/Invoices{query}"), body).await.one("Invoices")
}

fn sums(document: &Value) -> [String; 3] {
    ["SubTotal", "TotalTax", "Total"].map(|name| document[name].to_string())
}

fn text(values: [&str; 3]) -> [String; 3] {
    values.map(str::to_owned)
}

#[tokio::test]
async fn tax_is_computed_per_line_and_then_added() {
    let sandbox = Sandbox::unlimited().await;
    // TAX013 is 15 %.
    let lines: Vec<Value> = ["25.06", "25.61", "25.63"].map(|a| line(number(a), "TAX013")).to_vec();
    let made = written(&sandbox, "", "A-1", "Exclusive", json!(lines)).await;
    assert_eq!(sums(&made), text(["76.30", "11.44", "87.74"]));
    let taxes: Vec<String> = made["LineItems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["TaxAmount"].to_string())
        .collect();
    assert_eq!(taxes, ["3.76", "3.84", "3.84"]);
}

#[tokio::test]
async fn prices_are_rounded_before_they_are_multiplied() {
    let sandbox = Sandbox::unlimited().await;
    let one = json!([{"Description": "x", "Quantity": 1000, "UnitAmount": number("0.1666"), "AccountCode": "200", "TaxType": "NONE"}]);
    let two_places = written(&sandbox, "", "A-1", "Exclusive", one.clone()).await;
    assert_eq!(two_places["Total"].to_string(), "170.00");
    let four_places = written(&sandbox, "?unitdp=4", "A-2", "Exclusive", one).await;
    assert_eq!(four_places["Total"].to_string(), "166.60");
    // Two digits are shown unless four are asked for.
    assert_eq!(
        sandbox.get("/Invoices/A-2").await.one("Invoices")["LineItems"][0]["UnitAmount"].to_string(),
        "0.17"
    );
    assert_eq!(
        sandbox.get("/Invoices/A-2?unitdp=4").await.one("Invoices")["LineItems"][0]["UnitAmount"].to_string(),
        "0.1666"
    );
}

#[tokio::test]
async fn amounts_that_contain_tax() {
    let sandbox = Sandbox::unlimited().await;
    let lines = json!([
        line(number("10.00"), "OUTPUT2"),
        line(number("9.99"), "RROUTPUT"),
        line(number("-1.50"), "OUTPUT2")
    ]);
    let made = written(&sandbox, "", "A-1", "Inclusive", lines).await;
    // 1.67 + 0.48 - 0.25
    assert_eq!(sums(&made), text(["16.59", "1.90", "18.49"]));
    let made = written(&sandbox, "", "A-2", "NoTax", json!([line(number("10.00"), "OUTPUT2")])).await;
    assert_eq!(sums(&made), text(["10.00", "0.00", "10.00"]));
    assert_eq!(made["LineItems"][0]["TaxType"], json!("NONE"));
}

#[tokio::test]
async fn a_compound_rate_is_used_as_published_unless_switched() {
    let sandbox = Sandbox::unlimited().await;
    let rates = sandbox.get("/TaxRates").await.json();
    let rate = rates["TaxRates"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["TaxType"] == "TAX006")
        .unwrap()
        .clone();
    assert_eq!(rate["EffectiveRate"].to_string(), "9.2833");
    // 9.2833 % is 92.83 (92.8330), 9.28328125 % of a hundred thousand is 9283.28, the published one 9283.30.
    let made = written(
        &sandbox,
        "",
        "A-1",
        "Exclusive",
        json!([line(number("100000"), "TAX006")]),
    )
    .await;
    assert_eq!(made["TotalTax"].to_string(), "9283.30");
    sandbox.control("switches", json!({"exact_compound_rates": true})).await;
    let made = written(
        &sandbox,
        "",
        "A-2",
        "Exclusive",
        json!([line(number("100000"), "TAX006")]),
    )
    .await;
    assert_eq!(made["TotalTax"].to_string(), "9283.28");
}

#[tokio::test]
async fn discounts_belong_to_sales_invoices_alone() {
    let sandbox = Sandbox::unlimited().await;
    let mut rate = line(number("9.99"), "NONE");
    rate["Quantity"] = json!(3);
    rate["DiscountRate"] = number("33.33");
    let mut amount = line(number("20"), "OUTPUT2");
    amount["DiscountAmount"] = number("2.50");
    let made = written(&sandbox, "", "A-1", "Exclusive", json!([rate.clone(), amount])).await;
    assert_eq!(sums(&made), text(["37.48", "3.50", "40.98"]));
    assert_eq!(made["TotalDiscount"].to_string(), "12.49");
    let contact = made["Contact"]["ContactID"].clone();
    let body = json!({"Type": "ACCRECCREDIT", "Contact": {"ContactID": contact}, "Date": "2026-05-01", "LineItems": [rate.clone()]});
    assert_eq!(
        sandbox.put("/CreditNotes", body).await.messages(),
        ["Discounts are only supported on sales invoices and quotes."]
    );
    rate["DiscountAmount"] = json!(1);
    let body = invoice(contact.as_str().unwrap(), "A-2", "DRAFT", json!([rate]));
    assert_eq!(sandbox.put("/Invoices", body).await.messages().len(), 1);
}

#[tokio::test]
async fn sent_sums_must_be_right() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let mut wrong_line = line(number("100"), "NONE");
    wrong_line["LineAmount"] = number("1");
    let answer = sandbox
        .put("/Invoices", invoice(&contact, "A-1", "DRAFT", json!([wrong_line])))
        .await;
    assert_eq!(
        answer.messages(),
        ["The line total 1.00 does not match the expected line total 100.00"]
    );
    let mut body = invoice(&contact, "A-1", "DRAFT", json!([line(number("100"), "OUTPUT2")]));
    body["Total"] = number("100.00");
    assert_eq!(
        sandbox.put("/Invoices", body.clone()).await.messages(),
        ["The invoice total does not equal the sum of the lines."]
    );
    body["Total"] = number("120");
    body["LineItems"][0]["TaxAmount"] = number("20.00");
    body["LineItems"][0]["LineAmount"] = number("100.0");
    assert_eq!(sandbox.put("/Invoices", body.clone()).await.status, 200);
    // A tax amount of one's own is a question of a switch.
    body["LineItems"][0]["TaxAmount"] = number("19.99");
    (body["InvoiceNumber"], body["Total"]) = (json!("A-2"), number("119.99"));
    assert_eq!(sandbox.put("/Invoices", body.clone()).await.status, 400);
    sandbox.control("switches", json!({"tax_amount": "override"})).await;
    assert_eq!(
        sandbox.put("/Invoices", body).await.one("Invoices")["TotalTax"].to_string(),
        "19.99"
    );
}

#[tokio::test]
async fn totals_below_zero_and_negative_quantities_are_refused() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let answer = sandbox
        .put(
            "/Invoices",
            invoice(&contact, "A-1", "DRAFT", json!([line(number("-1"), "NONE")])),
        )
        .await;
    assert_eq!(
        answer.messages(),
        ["The Total for this document must be greater than or equal to zero."]
    );
    let mut negative = line(number("-1"), "NONE");
    negative["Quantity"] = json!(-1);
    let answer = sandbox
        .put("/Invoices", invoice(&contact, "A-1", "DRAFT", json!([negative])))
        .await;
    assert_eq!(
        answer.messages(),
        ["The quantity value '-1.0000' is invalid. Quantity must not be less than zero."]
    );
    // Nothing to pay is paid at once.
    let made = sandbox.invoice(&contact, "A-1", number("0")).await;
    assert_eq!(
        (made["Status"].clone(), made["Total"].to_string()),
        (json!("PAID"), "0.00".to_owned())
    );
}

#[tokio::test]
async fn prices_with_too_many_digits_are_refused_in_odd_words() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let answer = sandbox
        .put(
            "/Invoices",
            invoice(&contact, "A-1", "DRAFT", json!([line(number("1.123456789"), "NONE")])),
        )
        .await;
    assert_eq!(answer.messages(), ["Account must be valid.", "Tax rate must be valid."]);
    let huge = sandbox
        .put(
            "/Invoices",
            invoice(&contact, "A-1", "DRAFT", json!([line(number("99999999999"), "NONE")])),
        )
        .await;
    assert!(huge.messages()[0].contains("9,999,999,999.99"));
    let absurd = sandbox
        .put(
            "/Invoices",
            invoice(&contact, "A-1", "DRAFT", json!([line(number("1e30"), "NONE")])),
        )
        .await;
    assert_eq!((absurd.status, absurd.json()["ErrorNumber"].clone()), (400, json!(14)));
}

#[tokio::test]
async fn fifty_invoices_are_quick() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let lines: Vec<Value> = (0..4).map(|_| line(number("12.34"), "OUTPUT2")).collect();
    let batch: Vec<Value> = (0..50)
        .map(|n| invoice(&contact, &format!("B-{n}"), "AUTHORISED", json!(lines)))
        .collect();
    let began = std::time::Instant::now();
    let answer = sandbox
        .put("/Invoices?summarizeErrors=false", json!({"Invoices": batch}))
        .await;
    assert_eq!(answer.json()["Invoices"].as_array().unwrap().len(), 50);
    // A debug build on a busy machine; optimised it takes a few milliseconds.
    assert!(began.elapsed().as_millis() < 1_500, "{:?}", began.elapsed());
}
