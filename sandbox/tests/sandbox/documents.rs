//! The life of documents: statuses, numbers, what may be changed when.

use serde_json::{Value, json};

use crate::harness::{Sandbox, encoded, invoice, line, number};

async fn status(sandbox: &Sandbox, id: &str, status: &str) -> crate::harness::Answer {
    sandbox
        .post(&format!("/Invoices/{id}"), json!({"Status": status}))
        .await
}

fn id(document: &Value) -> String {
    document["InvoiceID"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn statuses_follow_each_other_as_documented() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let draft = |n: &str| invoice(&contact, n, "DRAFT", json!([line(number("10"), "NONE")]));
    let a = id(&sandbox.put("/Invoices", draft("A")).await.one("Invoices"));
    for next in ["SUBMITTED", "DRAFT", "SUBMITTED", "AUTHORISED", "VOIDED"] {
        assert_eq!(status(&sandbox, &a, next).await.one("Invoices")["Status"], json!(next));
    }
    for never in ["AUTHORISED", "DRAFT", "DELETED", "VOIDED", "PAID"] {
        assert_eq!(
            status(&sandbox, &a, never).await.messages(),
            ["Invoice not of valid status for modification"],
            "{never}"
        );
    }
    let b = id(&sandbox.put("/Invoices", draft("B")).await.one("Invoices"));
    assert_eq!(
        status(&sandbox, &b, "VOIDED").await.messages(),
        ["Invoice not of valid status for modification"]
    );
    assert_eq!(
        status(&sandbox, &b, "DELETED").await.one("Invoices")["Status"],
        json!("DELETED")
    );
    let c = id(&sandbox
        .put(
            "/Invoices",
            invoice(&contact, "C", "AUTHORISED", json!([line(number("10"), "NONE")])),
        )
        .await
        .one("Invoices"));
    for never in ["DRAFT", "SUBMITTED", "DELETED", "PAID"] {
        assert_eq!(status(&sandbox, &c, never).await.status, 400, "{never}");
    }
    let mut new = draft("D");
    new["Status"] = json!("PAID");
    assert_eq!(sandbox.put("/Invoices", new).await.status, 400);
}

#[tokio::test]
async fn an_approved_document_must_be_complete() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let bare = |status: &str| json!({"Type": "ACCREC", "Contact": {"ContactID": contact}, "Status": status});
    assert_eq!(
        sandbox.put("/Invoices", bare("DRAFT")).await.one("Invoices")["InvoiceNumber"],
        json!("INV-0001")
    );
    assert_eq!(
        sandbox.put("/Invoices", bare("AUTHORISED")).await.messages(),
        ["One or more line items must be specified", "Due date cannot be empty."]
    );
    let without = |name: &str| {
        let mut body = invoice(&contact, "A", "AUTHORISED", json!([line(number("1"), "NONE")]));
        body.as_object_mut().unwrap().remove(name);
        body["LineItems"][0].as_object_mut().unwrap().remove(name);
        body
    };
    for (name, message) in [
        ("Type", "Invoice Type must be specified"),
        ("Contact", "A Contact must be specified for this type of transaction"),
        ("DueDate", "Due date cannot be empty."),
        ("Description", "The description field is mandatory for each line item."),
        ("AccountCode", "Account code must be specified"),
    ] {
        assert_eq!(
            sandbox.put("/Invoices", without(name)).await.messages(),
            [message],
            "{name}"
        );
    }
    // Without a tax type the account's own is taken; without a date it is today.
    assert_eq!(
        sandbox.put("/Invoices", without("TaxType")).await.one("Invoices")["LineItems"][0]["TaxType"],
        json!("OUTPUT2")
    );
}

#[tokio::test]
async fn numbers_are_unique_even_after_voiding() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let a = id(&sandbox.invoice(&contact, "N-1", number("1")).await);
    let again = || invoice(&contact, "n-1", "DRAFT", json!([line(number("1"), "NONE")]));
    assert_eq!(
        sandbox.put("/Invoices", again()).await.messages(),
        ["Invoice # must be unique."]
    );
    status(&sandbox, &a, "VOIDED").await;
    assert_eq!(
        sandbox.put("/Invoices", again()).await.messages(),
        ["Invoice # must be unique."]
    );
    assert_eq!(
        sandbox.post("/Invoices", again()).await.messages(),
        ["Invoice not of valid status for modification"]
    );
    // A credit note has its own sequence, unless the switch says otherwise.
    sandbox.credit_note(&contact, "N-1", number("1")).await;
    sandbox.control("switches", json!({"shared_numbers": true})).await;
    let body = json!({"Type": "ACCRECCREDIT", "Contact": {"ContactID": contact}, "CreditNoteNumber": "N-2", "LineItems": [line(number("1"), "NONE")]});
    sandbox.invoice(&contact, "N-2", number("1")).await;
    assert_eq!(
        sandbox.put("/CreditNotes", body).await.messages(),
        ["Credit Note # must be unique."]
    );
    sandbox
        .control(
            "switches",
            json!({"shared_numbers": false, "voided_numbers_taken": false}),
        )
        .await;
    assert_eq!(
        sandbox.post("/Invoices", again()).await.one("Invoices")["Status"],
        json!("DRAFT")
    );
    let odd = sandbox
        .put("/Invoices", invoice(&contact, "Nº 7", "DRAFT", json!([])))
        .await;
    assert_eq!(
        odd.messages(),
        ["InvoiceNumber may contain printable ASCII characters only"]
    );
}

#[tokio::test]
async fn a_post_with_a_known_number_changes_that_invoice() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let first = sandbox.invoice(&contact, "N-1", number("1")).await;
    let changed = sandbox
        .post(
            "/Invoices",
            invoice(&contact, "N-1", "AUTHORISED", json!([line(number("2"), "NONE")])),
        )
        .await
        .one("Invoices");
    assert_eq!(
        (changed["InvoiceID"].clone(), changed["Total"].to_string()),
        (first["InvoiceID"].clone(), "2.00".to_owned())
    );
    assert_ne!(
        changed["LineItems"][0]["LineItemID"],
        first["LineItems"][0]["LineItemID"]
    );
    let answer = sandbox
        .put("/Invoices", json!({"InvoiceID": first["InvoiceID"], "Reference": "x"}))
        .await;
    assert_eq!(answer.status, 400);
    let unknown = sandbox
        .post(
            "/Invoices",
            json!({"InvoiceID": "7b1a8b2e-0000-4000-8000-000000000000", "Reference": "x"}),
        )
        .await;
    assert_eq!(
        unknown.messages(),
        ["The document with the supplied id was not found for this endpoint."]
    );
}

#[tokio::test]
async fn lines_are_kept_changed_made_and_lost_by_their_ids() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let lines = json!([line(number("1"), "NONE"), line(number("2"), "NONE")]);
    let first = sandbox
        .put("/Invoices", invoice(&contact, "N-1", "DRAFT", lines))
        .await
        .one("Invoices");
    let kept = first["LineItems"][1]["LineItemID"].clone();
    let path = format!("/Invoices/{}", id(&first));
    let second = sandbox
        .post(
            &path,
            json!({"LineItems": [{"LineItemID": kept, "UnitAmount": 5}, line(number("7"), "NONE")]}),
        )
        .await
        .one("Invoices");
    assert_eq!(second["LineItems"][0]["LineItemID"], kept);
    assert_eq!(
        (
            second["LineItems"][0]["Description"].clone(),
            second["Total"].to_string()
        ),
        (json!("A thing"), "12.00".to_owned())
    );
    let third = sandbox
        .post(&path, json!({"Reference": "unchanged lines"}))
        .await
        .one("Invoices");
    assert_eq!(third["LineItems"], second["LineItems"]);
}

#[tokio::test]
async fn a_paid_document_lets_go_of_little() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox.invoice(&contact, "N-1", number("10")).await;
    let path = format!("/Invoices/{}", id(&made));
    let pay = |amount: &str| json!({"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Date": "2026-05-02", "Amount": number(amount)});
    let payment = sandbox.put("/Payments", pay("4")).await.one("Payments");
    assert_eq!(
        sandbox
            .post(&path, json!({"Reference": "new", "DueDate": "2026-06-01"}))
            .await
            .one("Invoices")["Reference"],
        json!("new")
    );
    let line_id = &made["LineItems"][0]["LineItemID"];
    assert_eq!(
        sandbox
            .post(
                &path,
                json!({"LineItems": [{"LineItemID": line_id, "Description": "Better words"}]})
            )
            .await
            .status,
        200
    );
    let refused = sandbox
        .post(&path, json!({"LineItems": [{"LineItemID": line_id, "UnitAmount": 11}]}))
        .await;
    assert_eq!(
        refused.messages(),
        ["This document cannot be edited as it has a payment or credit note allocated to it."]
    );
    let refused = sandbox
        .post(&path, json!({"LineItems": [line(number("10"), "NONE")]}))
        .await;
    assert_eq!(
        refused.messages(),
        ["To update fields on a paid invoice line item, you must supply a LineItemID"]
    );
    let refused = status(&sandbox, &id(&made), "VOIDED").await;
    assert_eq!(
        refused.messages(),
        ["The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it."]
    );
    sandbox.put("/Payments", pay("6")).await.one("Payments");
    let refused = sandbox
        .post(
            "/Invoices",
            invoice(&contact, "N-1", "AUTHORISED", json!([line(number("10"), "NONE")])),
        )
        .await;
    assert!(
        refused
            .messages()
            .contains(&"Invoice not of valid status for modification".to_owned())
    );
    // Taking a payment back reopens the invoice.
    sandbox
        .post(
            &format!("/Payments/{}", payment["PaymentID"].as_str().unwrap()),
            json!({"Status": "DELETED"}),
        )
        .await
        .one("Payments");
    let now = sandbox.get(&path).await.one("Invoices");
    assert_eq!(
        (
            now["Status"].clone(),
            now["AmountDue"].to_string(),
            now["AmountPaid"].to_string()
        ),
        (json!("AUTHORISED"), "4.00".to_owned(), "6.00".to_owned())
    );
}

#[tokio::test]
async fn documents_are_found_by_number_and_by_condition() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    sandbox.invoice(&contact, "N/1 x", number("10")).await;
    assert_eq!(
        sandbox.get("/Invoices/N%2F1%20x").await.one("Invoices")["InvoiceNumber"],
        json!("N/1 x")
    );
    assert_eq!(sandbox.get("/Invoices/nothing").await.status, 404);
    let found = sandbox
        .get(&format!(
            "/Invoices?page=1&where={}",
            encoded(r#"InvoiceNumber=="N/1 x" AND AmountDue>=10 AND Date==DateTime(2026,05,01)"#)
        ))
        .await;
    assert_eq!(found.one("Invoices")["LineItems"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn sending_is_for_approved_invoices() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let mut body = invoice(&contact, "N-1", "DRAFT", json!([line(number("1"), "NONE")]));
    body["SentToContact"] = json!(true);
    let answer = sandbox
        .put("/Invoices?summarizeErrors=false", body)
        .await
        .one("Invoices");
    assert_eq!(
        (answer["StatusAttributeString"].clone(), answer["SentToContact"].clone()),
        (json!("WARNING"), json!(false))
    );
    assert_eq!(
        answer["Warnings"][0]["Message"],
        json!("Only AUTHORISED invoices may have SentToContact updated.")
    );
    let mut link = invoice(&contact, "N-2", "DRAFT", json!([line(number("1"), "NONE")]));
    link["Url"] = json!("https://xero.example/1");
    assert_eq!(sandbox.put("/Invoices", link).await.status, 400);
}

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "a table")]
async fn every_reason_against_a_document() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let themes = sandbox.get("/BrandingThemes").await.json()["BrandingThemes"].clone();
    assert_eq!(themes.as_array().unwrap().len(), 3);
    let of_document = |name: &str, value: Value| {
        let mut body = invoice(&contact, "E-1", "AUTHORISED", json!([line(number("10"), "NONE")]));
        body[name] = value;
        body
    };
    let of_line = |name: &str, value: Value| {
        let mut body = of_document("Reference", json!("r"));
        body["LineItems"][0][name] = value;
        body
    };
    let euros = |rate: &str| {
        let mut body = of_document("CurrencyCode", json!("EUR"));
        body["CurrencyRate"] = number(rate);
        body
    };
    let submitted = |name: &str, value: Value| {
        let mut body = of_document(name, value);
        body["Status"] = json!("SUBMITTED");
        body
    };
    for (body, message) in [
        (
            of_document("BrandingThemeID", json!("7b1a8b2e-0000-4000-8000-000000000000")),
            "Branding theme could not be found",
        ),
        (
            of_document("Url", json!("https://go.xero.com/x")),
            "Url must be a valid absolute URL and must not contain 'xero'",
        ),
        (
            of_document("Url", json!("shop.example/1")),
            "Url must be a valid absolute URL and must not contain 'xero'",
        ),
        (
            of_document("Reference", json!("r".repeat(256))),
            "Reference is too long. Maximum of 255 characters allowed",
        ),
        (
            of_document("InvoiceNumber", json!("n".repeat(256))),
            "InvoiceNumber is too long. Maximum of 255 characters allowed",
        ),
        (
            of_document("CurrencyCode", json!("SEK")),
            "Organisation is not subscribed to currency SEK",
        ),
        (
            euros("1.1234567"),
            "CurrencyRate must be positive and have at most 6 decimal places",
        ),
        (
            euros("-1"),
            "CurrencyRate must be positive and have at most 6 decimal places",
        ),
        (submitted("DueDate", json!(null)), "Due date cannot be empty."),
        (
            submitted("LineItems", json!([])),
            "One or more line items must be specified",
        ),
        (
            of_line("Description", json!("")),
            "The description field is mandatory for each line item.",
        ),
        (
            of_line("Description", json!("d".repeat(4001))),
            "Description is too long. Maximum of 4000 characters allowed",
        ),
        (
            of_line("DiscountAmount", number("10.01")),
            "DiscountAmount must be between 0 and the amount of the line.",
        ),
        (
            of_line("DiscountAmount", number("-1")),
            "DiscountAmount must be between 0 and the amount of the line.",
        ),
        (
            of_line("DiscountRate", number("100.5")),
            "DiscountRate must be between 0 and 100.",
        ),
        (
            of_line("LineAmount", number("10.01")),
            "The line total 10.01 does not match the expected line total 10.00",
        ),
    ] {
        let told = sandbox.put("/Invoices", body.clone()).await.messages();
        // Too large a discount takes the total below zero as well.
        let below_zero = told.len() == 2 && told[0].starts_with("The Total for this document");
        assert!(
            told.last().unwrap() == message && (told.len() == 1 || below_zero),
            "{body}: {told:?}"
        );
    }
    for good in [
        of_document("BrandingThemeID", themes[1]["BrandingThemeID"].clone()),
        of_document("Url", json!("https://shop.example/orders/1?key=a%20b")),
        euros("1.123456"),
        of_line("Description", json!("d".repeat(4000))),
        of_line("DiscountAmount", number("10.00")),
    ] {
        let made = sandbox.put("/Invoices", good).await.one("Invoices");
        // The number is free for the next one after it was changed.
        let rename = json!({"InvoiceNumber": format!("E-{}", id(&made))});
        sandbox
            .post(&format!("/Invoices/{}", id(&made)), rename)
            .await
            .one("Invoices");
    }
}
