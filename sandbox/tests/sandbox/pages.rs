//! Pages for people, and Xero's deep links.

use serde_json::json;

use crate::harness::{Sandbox, encoded, invoice, line, number};

#[tokio::test]
async fn what_the_books_hold_is_shown_escaped() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann & \"Lee\"").await;
    sandbox
        .put(
            "/Invoices",
            invoice(&contact, "<i>1", "AUTHORISED", json!([line(number("5"), "NONE")])),
        )
        .await
        .one("Invoices");
    let page = sandbox.raw("GET", "/", &[], None).await.unwrap();
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(
        page.text.contains("Ann &amp; &quot;Lee&quot;")
            && page.text.contains("&lt;i&gt;1")
            && !page.text.contains("<i>1")
    );
    assert!(page.text.contains("Ledgerline Second Ltd"));
    assert_eq!(
        sandbox
            .raw("GET", "/?organisation=Ledgerline+Second+Ltd", &[], None)
            .await
            .unwrap()
            .status,
        200
    );
    assert_eq!(
        sandbox
            .raw("GET", "/?organisation=none", &[], None)
            .await
            .unwrap()
            .status,
        404
    );
}

#[tokio::test]
async fn a_long_name_wraps_instead_of_pushing_the_amounts_out() {
    let sandbox = Sandbox::unlimited().await;
    let name = "Gesellschaft für die Herstellung von Schrauben ".repeat(4);
    let contact = sandbox.contact(name.trim()).await;
    sandbox
        .put(
            "/Invoices",
            invoice(&contact, "W-1", "AUTHORISED", json!([line(number("5"), "NONE")])),
        )
        .await
        .one("Invoices");
    let page = sandbox.raw("GET", "/", &[], None).await.unwrap().text;
    assert!(page.contains(&format!("<td class=\"wide\">{}</td>", name.trim())));
    assert!(page.contains("td.wide{white-space:normal;overflow-wrap:anywhere"));
}

#[tokio::test]
async fn deep_links_lead_to_the_document() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann").await;
    let made = sandbox.invoice(&contact, "D-1", number("5")).await;
    let credit = sandbox.credit_note(&contact, "CM-1", number("5")).await;
    let id = made["InvoiceID"].as_str().unwrap();
    for (inner, heading) in [
        (format!("/AccountsReceivable/View.aspx?InvoiceID={id}"), "Invoice D-1"),
        (
            format!(
                "/AccountsReceivable/ViewCreditNote.aspx?creditNoteID={}",
                credit["CreditNoteID"].as_str().unwrap()
            ),
            "Credit note CM-1",
        ),
        (format!("/Contacts/View/{contact}"), "<h1>Ann"),
    ] {
        let link = format!(
            "/organisationlogin/default.aspx?shortcode=%21abc&redirecturl={}",
            encoded(&inner)
        );
        let answer = sandbox.raw("GET", &link, &[], None).await.unwrap();
        assert_eq!(answer.status, 302, "{inner}");
        let page = sandbox
            .raw("GET", answer.header("location").unwrap(), &[], None)
            .await
            .unwrap();
        assert!(page.status == 200 && page.text.contains(heading), "{inner}");
    }
    let elsewhere = sandbox
        .raw(
            "GET",
            "/organisationlogin/default.aspx?redirecturl=https%3A%2F%2Fevil.example",
            &[],
            None,
        )
        .await
        .unwrap();
    assert!(elsewhere.header("location").unwrap().starts_with("/?"));
}

#[tokio::test]
async fn documents_can_be_compared() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann").await;
    let made = sandbox.invoice(&contact, "D-1", number("5")).await;
    sandbox.put("/Payments", json!({"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Date": "2026-05-02", "Amount": 2})).await;
    let list = sandbox.look("documents").await;
    assert_eq!(
        (
            list[0]["number"].clone(),
            list[0]["total"].clone(),
            list[0]["due"].clone()
        ),
        (json!("D-1"), json!("5.00"), json!("3.00"))
    );
    assert_eq!(
        (
            list[0]["contact"]["name"].clone(),
            list[0]["payments"][0]["account"].clone()
        ),
        (json!("Ann"), json!("090"))
    );
    sandbox.control("reset", json!({})).await;
    assert_eq!(sandbox.look("documents").await, json!([]));
    assert_eq!(sandbox.get("/Organisation").await.status, 200);
}
