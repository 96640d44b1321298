//! Lists: pages, filters, conditions, order, modification times, envelope.

use serde_json::{Value, json};

use crate::harness::{Sandbox, encoded, number};

async fn five(sandbox: &Sandbox) -> Vec<Value> {
    let contact = sandbox.contact("Ann Lee").await;
    let mut all = Vec::new();
    for n in 1..=5 {
        all.push(
            sandbox
                .invoice(&contact, &format!("L-{n}"), number(&format!("{n}.5")))
                .await,
        );
    }
    all
}

fn numbers(answer: &crate::harness::Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["Invoices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| i["InvoiceNumber"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn pages_have_lines_and_lists_have_none() {
    let sandbox = Sandbox::unlimited().await;
    five(&sandbox).await;
    let list = sandbox.get("/Invoices").await;
    assert_eq!(
        (numbers(&list).len(), list.json()["Invoices"][0]["LineItems"].clone()),
        (5, json!([]))
    );
    assert!(list.json().get("pagination").is_none());
    assert!(
        list.json()["Id"].is_string()
            && list.json()["Status"] == "OK"
            && list.json()["DateTimeUTC"].as_str().unwrap().starts_with("/Date(")
    );
    let page = sandbox.get("/Invoices?page=2&pageSize=2&order=InvoiceNumber").await;
    assert_eq!(numbers(&page), ["L-3", "L-4"]);
    assert_eq!(page.json()["Invoices"][0]["LineItems"].as_array().unwrap().len(), 1);
    assert_eq!(
        page.json()["pagination"],
        json!({"page": 2, "pageSize": 2, "pageCount": 3, "itemCount": 5})
    );
    // Too much is as much as there may be.
    assert_eq!(
        sandbox.get("/Invoices?page=1&pageSize=99999").await.json()["pagination"]["pageSize"],
        json!(1000)
    );
    assert_eq!(
        sandbox.get("/Invoices?page=1&pageSize=0").await.json()["pagination"]["pageSize"],
        json!(1)
    );
    let summary = sandbox.get("/Invoices?summaryOnly=true").await.json();
    assert!(summary["Invoices"][0].get("LineItems").is_none() && summary["Invoices"][0].get("Payments").is_none());
}

#[tokio::test]
async fn filters_choose() {
    let sandbox = Sandbox::unlimited().await;
    let all = five(&sandbox).await;
    assert_eq!(
        numbers(
            &sandbox
                .get("/Invoices?InvoiceNumbers=L-2,L-4&order=InvoiceNumber%20DESC")
                .await
        ),
        ["L-4", "L-2"]
    );
    let id = all[2]["InvoiceID"].as_str().unwrap();
    assert_eq!(numbers(&sandbox.get(&format!("/Invoices?IDs={id}")).await), ["L-3"]);
    assert_eq!(numbers(&sandbox.get("/Invoices?Statuses=DRAFT,VOIDED").await).len(), 0);
    assert_eq!(numbers(&sandbox.get("/Invoices?searchTerm=l-5").await), ["L-5"]);
    assert_eq!(numbers(&sandbox.get("/Invoices?createdByMyApp=true").await).len(), 5);
    let condition = |text: &str| format!("/Invoices?where={}", encoded(text));
    for (text, expected) in [
        (r#"AmountDue>3.5 && Status=="AUTHORISED""#, vec!["L-4", "L-5"]),
        (r#"InvoiceNumber=="L-1" OR InvoiceNumber=="L-2""#, vec!["L-1", "L-2"]),
        (r#"Contact.Name.StartsWith("ann") AND Total<=1.5"#, vec!["L-1"]),
        (r"Reference!=null", vec![]),
        (r"Date>=DateTime(2026,05,02)", vec![]),
        (&format!("InvoiceID==guid(\"{id}\")"), vec!["L-3"]),
    ] {
        assert_eq!(numbers(&sandbox.get(&condition(text)).await), expected, "{text}");
    }
    for (text, sentence) in [
        ("Status=='PAID'", "Character literal must contain exactly one character"),
        ("Status==", "Expression expected"),
        (
            r#"Nothing=="x""#,
            "No property or field 'Nothing' exists in type 'Invoice'",
        ),
        (
            &format!("InvoiceID==\"{id}\""),
            "Operator '==' incompatible with operand types 'Guid' and 'String'",
        ),
    ] {
        let answer = sandbox.get(&condition(text)).await.json();
        assert_eq!(
            (
                answer["ErrorNumber"].clone(),
                answer["Type"].clone(),
                answer["Message"].clone()
            ),
            (json!(16), json!("QueryParseException"), json!(sentence))
        );
    }
}

#[tokio::test]
async fn only_what_was_modified_since() {
    let sandbox = Sandbox::unlimited().await;
    let all = five(&sandbox).await;
    sandbox.control("clock", json!({"advance_seconds": 100})).await;
    sandbox
        .post(
            &format!("/Invoices/{}", all[1]["InvoiceID"].as_str().unwrap()),
            json!({"Reference": "touched"}),
        )
        .await;
    let updated: i64 = all[4]["UpdatedDateUTC"].as_str().unwrap()[6..19].parse().unwrap();
    let since = (updated / 1000) + 50;
    for form in ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%a, %d %b %Y %H:%M:%S GMT"] {
        let text = chrono::DateTime::from_timestamp(since, 0)
            .unwrap()
            .format(form)
            .to_string();
        let answer = sandbox
            .try_api("GET", "/Invoices", &[("if-modified-since", &text)], None)
            .await
            .unwrap();
        assert_eq!(numbers(&answer), ["L-2"], "{text}");
    }
    let later = [("if-modified-since", "2099-01-01T00:00:00")];
    assert_eq!(
        numbers(&sandbox.try_api("GET", "/Invoices", &later, None).await.unwrap()).len(),
        0
    );
    sandbox.control("switches", json!({"not_modified_304": true})).await;
    assert_eq!(
        sandbox.try_api("GET", "/Invoices", &later, None).await.unwrap().status,
        304
    );
}
