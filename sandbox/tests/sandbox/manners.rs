//! How the API wants to be spoken to: formats, envelopes, types, batches, unknown properties, history.

use serde_json::{Value, json};

use crate::harness::{Sandbox, invoice, line, number};

#[tokio::test]
async fn xml_is_the_default() {
    let sandbox = Sandbox::unlimited().await;
    let bearer = format!("Bearer {}", sandbox.token);
    let answer = sandbox
        .raw("GET", "/api.xro/2.0/Organisation", &[("authorization", &bearer)], None)
        .await
        .unwrap();
    assert_eq!(answer.header("content-type"), Some("text/xml; charset=utf-8"));
    assert!(
        answer
            .text
            .contains("<Organisation><Name>Ledgerline Demo Company</Name>")
    );
}

#[tokio::test]
async fn bodies_that_cannot_be_read() {
    let sandbox = Sandbox::unlimited().await;
    let bearer = format!("Bearer {}", sandbox.token);
    let headers = |kind: &'static str| {
        [
            ("authorization".to_owned(), bearer.clone()),
            ("accept".to_owned(), "application/json".to_owned()),
            ("content-type".to_owned(), kind.to_owned()),
        ]
    };
    for (kind, body, number) in [
        ("application/json", "{", 14),
        ("application/json", "[]", 17),
        ("application/json", "{}", 17),
        ("application/json", r#"{"Contacts":[]}"#, 17),
        ("application/json", r#"{"Contacts":"x"}"#, 14),
        ("application/json", r#"{"Contacts":[1]}"#, 14),
        ("text/plain", r#"{"Name":"A"}"#, 17),
        ("application/json", r#"{"Name":{}}"#, 14),
        ("application/json", r#"{"ContactID":"x"}"#, 14),
    ] {
        let headers = headers(kind);
        let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let answer = sandbox
            .raw("PUT", "/api.xro/2.0/Contacts", &headers, Some(body.to_owned()))
            .await
            .unwrap();
        assert_eq!(
            (answer.status, answer.json()["ErrorNumber"].clone()),
            (400, json!(number)),
            "{kind} {body}"
        );
    }
    let dates = sandbox
        .put("/Invoices", json!({"Type": "ACCREC", "Date": "01.05.2026"}))
        .await;
    assert_eq!(dates.json()["Type"], json!("PostDataInvalidException"));
    let large = sandbox
        .put("/Contacts", json!({"Name": "x".repeat(11 * 1024 * 1024)}))
        .await;
    assert_eq!(large.status, 413);
}

#[tokio::test]
async fn a_bad_element_takes_the_batch_with_it_unless_errors_are_separate() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let batch = || {
        let good = |n: &str| invoice(&contact, n, "AUTHORISED", json!([line(number("1"), "NONE")]));
        json!({"Invoices": [good("B-1"), good("B-1"), good("B-2")]})
    };
    let refused = sandbox.put("/Invoices", batch()).await;
    assert_eq!(refused.messages(), ["Invoice # must be unique."]);
    let ids: Vec<Value> = refused.json()["Elements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["InvoiceID"].clone())
        .collect();
    assert_eq!(ids, vec![json!("00000000-0000-0000-0000-000000000000"); 3]);
    assert_eq!(sandbox.get("/Invoices").await.json()["Invoices"], json!([]));
    let answer = sandbox.put("/Invoices?summarizeErrors=false", batch()).await.json();
    let states: Vec<String> = answer["Invoices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["StatusAttributeString"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(states, ["OK", "ERROR", "OK"]);
    assert_eq!(
        sandbox.get("/Invoices").await.json()["Invoices"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    // Numbers that Xero gives are given back when the batch is undone.
    let without = |status: &str| json!({"Type": "ACCREC", "Contact": {"ContactID": contact}, "Status": status});
    sandbox
        .put(
            "/Invoices",
            json!({"Invoices": [without("DRAFT"), without("AUTHORISED")]}),
        )
        .await;
    assert_eq!(
        sandbox.put("/Invoices", without("DRAFT")).await.one("Invoices")["InvoiceNumber"],
        json!("INV-0001")
    );
}

#[tokio::test]
async fn strange_properties_are_ignored_and_listed() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let mut body = invoice(&contact, "U-1", "DRAFT", json!([line(number("1"), "NONE")]));
    body["LineItems"][0]["unitamount"] = json!(5);
    body["LineItems"][0]["Quantity"] = json!("2");
    (body["AmountDue"], body["Reference"], body["Colour"]) = (json!(3), json!(null), json!("red"));
    assert_eq!(
        sandbox.put("/Invoices", body).await.one("Invoices")["Total"].to_string(),
        "2.00"
    );
    let counts = sandbox.look("counts").await;
    assert_eq!(
        counts["unknown_properties"],
        json!({"Invoices.Colour": 1, "Invoices.LineItems.unitamount": 1})
    );
    assert_eq!(counts["read_only_properties"], json!({"Invoices.AmountDue": 1}));
    assert_eq!(
        (counts["null_properties"].clone(), counts["string_numbers"].clone()),
        (
            json!({"Invoices.Reference": 1}),
            json!({"Invoices.LineItems.Quantity": 1})
        )
    );
}

#[tokio::test]
async fn numbers_dates_and_flags_look_like_xeros() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let text = {
        sandbox.invoice(&contact, "U-1", number("5.5")).await;
        sandbox.get("/Invoices/U-1").await.text
    };
    for part in [
        r#""Total":5.50"#,
        r#""CurrencyRate":1.0000000000"#,
        r#""Quantity":1.0000"#,
        r#""DateString":"2026-05-01T00:00:00","Date":"/Date(1777593600000+0000)/""#,
        r#""DueDateString":"2026-05-15T00:00:00""#,
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let paged = sandbox.get("/Contacts").await;
    assert!(paged.json()["Contacts"][0]["ContactNumber"].is_null());
}

#[tokio::test]
async fn methods_and_addresses_that_do_not_exist() {
    let sandbox = Sandbox::unlimited().await;
    assert_eq!(sandbox.api("DELETE", "/Invoices/x", None).await.status, 501);
    assert_eq!(sandbox.get("/Quotes").await.status, 501);
    assert_eq!(sandbox.get("/Nonsense").await.status, 404);
    assert_eq!(sandbox.get("/Organisations").await.status, 404);
    assert_eq!(
        sandbox
            .post(
                "/Invoices/7b1a8b2e-0000-4000-8000-000000000000",
                json!({"Reference": "x"})
            )
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn history_is_added_to() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox.invoice(&contact, "H-1", number("5")).await;
    let path = format!("/Invoices/{}/History", made["InvoiceID"].as_str().unwrap());
    let added = sandbox
        .put(&path, json!({"HistoryRecords": [{"Details": "From the shop"}]}))
        .await
        .one("HistoryRecords");
    assert_eq!(
        (added["Details"].clone(), added["User"].clone()),
        (json!("From the shop"), json!("System Generated"))
    );
    assert_eq!(
        sandbox.get(&path).await.json()["HistoryRecords"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        sandbox
            .put(&path, json!({"HistoryRecords": [{"Details": "x".repeat(2501)}]}))
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn calls_are_listed() {
    let sandbox = Sandbox::unlimited().await;
    sandbox
        .try_api(
            "PUT",
            "/Contacts?summarizeErrors=false",
            &[("idempotency-key", "k-1")],
            Some(json!({"Name": "Ann"})),
        )
        .await
        .unwrap();
    sandbox.get("/Contacts").await;
    let calls = sandbox.look("calls?method=PUT").await;
    assert_eq!(calls.as_array().unwrap().len(), 1);
    assert_eq!(
        (
            calls[0]["path"].clone(),
            calls[0]["query"].clone(),
            calls[0]["status"].clone()
        ),
        (json!("/Contacts"), json!("summarizeErrors=false"), json!(200))
    );
    assert_eq!(
        (calls[0]["headers"]["idempotency-key"].clone(), calls[0]["body"].clone()),
        (json!("k-1"), json!("{\"Name\":\"Ann\"}"))
    );
    assert!(calls[0]["headers"].get("authorization").is_none());
    assert_eq!(
        sandbox
            .look("calls?since=1&bodies=false")
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn strict_fields_refuse_what_is_otherwise_counted() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let wrong = [
        ("Colour", json!("red")),
        ("AmountDue", json!(1)),
        ("Total", json!(1)),
        ("Reference", json!(null)),
        ("CurrencyRate", json!("1")),
    ];
    for strict in [false, true] {
        sandbox.control("switches", json!({"strict_fields": strict})).await;
        for (at, (name, value)) in wrong.iter().enumerate() {
            let mut body = invoice(
                &contact,
                &format!("S-{at}"),
                "AUTHORISED",
                json!([line(number("1"), "NONE")]),
            );
            body[name] = value.clone();
            let answer = sandbox.post("/Invoices", body).await;
            assert_eq!(answer.status, if strict { 400 } else { 200 }, "{name}: {}", answer.text);
            if strict {
                let told = answer.json();
                assert_eq!(told["Type"], json!("PostDataInvalidException"));
                assert!(
                    told["Message"]
                        .as_str()
                        .unwrap()
                        .starts_with(&format!("Strict fields: 'Invoices.{name}' is ")),
                    "{told}"
                );
            }
        }
    }
    let made = sandbox
        .put(
            "/Invoices",
            invoice(&contact, "S-9", "AUTHORISED", json!([line(number("1"), "NONE")])),
        )
        .await
        .one("Invoices");
    let line = json!({"LineItemID": made["LineItems"][0]["LineItemID"], "Description": "x", "Colour": "red"});
    let path = format!("/Invoices/{}", made["InvoiceID"].as_str().unwrap());
    let told = sandbox.post(&path, json!({"LineItems": [line]})).await.json();
    assert_eq!(
        told["Message"],
        json!("Strict fields: 'Invoices.LineItems.Colour' is unknown.")
    );
    assert_eq!(
        sandbox
            .put(
                &format!("{path}/History"),
                json!({"HistoryRecords": [{"Details": "x", "Mood": "good"}]})
            )
            .await
            .status,
        400
    );
}
