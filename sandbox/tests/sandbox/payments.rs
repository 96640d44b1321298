//! Payments, refunds and allocations: the arithmetic of what is left, and every reason for refusal.

use serde_json::{Value, json};

use crate::harness::{Sandbox, invoice, line, number};

fn payment(document: &Value, amount: &str) -> Value {
    let mut body = json!({"Account": {"Code": "090"}, "Date": "2026-05-03", "Amount": number(amount)});
    match document.get("CreditNoteID") {
        Some(id) => body["CreditNote"] = json!({"CreditNoteID": id}),
        None => body["Invoice"] = json!({"InvoiceID": document["InvoiceID"]}),
    }
    body
}

#[tokio::test]
async fn payments_add_up_to_paid() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox.invoice(&contact, "P-1", number("10")).await;
    let first = sandbox.put("/Payments", payment(&made, "4.01")).await.one("Payments");
    assert_eq!(
        (first["PaymentType"].clone(), first["Invoice"]["Status"].clone()),
        (json!("ACCRECPAYMENT"), json!("AUTHORISED"))
    );
    assert_eq!(
        sandbox.put("/Payments", payment(&made, "6.00")).await.messages(),
        ["Payment amount exceeds the amount outstanding on this document"]
    );
    let second = sandbox.put("/Payments", payment(&made, "5.99")).await.one("Payments");
    assert_eq!(
        (
            second["Invoice"]["Status"].clone(),
            second["Invoice"]["AmountDue"].to_string()
        ),
        (json!("PAID"), "0.00".to_owned())
    );
    assert_eq!(
        sandbox.put("/Payments", payment(&made, "0.01")).await.messages(),
        ["Payments can only be made against Authorised documents"]
    );
    let shown = sandbox.get("/Invoices/P-1").await.one("Invoices");
    assert_eq!(shown["Payments"].as_array().unwrap().len(), 2);
    assert_eq!(shown["FullyPaidOnDate"], json!("/Date(1777766400000+0000)/"));
}

#[tokio::test]
async fn every_reason_against_a_payment() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox.invoice(&contact, "P-1", number("10")).await;
    let draft = sandbox
        .put(
            "/Invoices",
            invoice(&contact, "P-2", "DRAFT", json!([line(number("1"), "NONE")])),
        )
        .await
        .one("Invoices");
    let change = |name: &str, value: Value| {
        let mut body = payment(&made, "1");
        body[name] = value;
        body
    };
    for (body, message) in [
        (
            payment(&draft, "1"),
            "Payments can only be made against Authorised documents",
        ),
        (
            change("Account", json!({"Code": "200"})),
            "Account type is invalid for making a payment to/from.",
        ),
        (change("Account", json!({"Code": "nope"})), "Account could not be found"),
        (
            change("Account", json!(null)),
            "The account code or ID must be specified",
        ),
        (
            change("Invoice", json!({"InvoiceNumber": "nope"})),
            "Invoice could not be found",
        ),
        (change("Amount", json!(0)), "Payment amount must be greater than zero"),
        (change("Amount", json!(-1)), "Payment amount must be greater than zero"),
        (
            change("Amount", number("1.001")),
            "Payment amount must have at most 2 decimal places",
        ),
        (
            change("CreditNote", json!({"CreditNoteNumber": "x"})),
            "A payment must be for exactly one Invoice, CreditNote, Prepayment or Overpayment",
        ),
    ] {
        assert_eq!(
            sandbox.put("/Payments", body.clone()).await.messages(),
            [message],
            "{body}"
        );
    }
    // A clearing account with payments enabled is as good as a bank, and so is a bank by its id.
    assert_eq!(
        sandbox
            .put("/Payments", change("Account", json!({"Code": "840"})))
            .await
            .status,
        200
    );
    let accounts = sandbox.get("/Accounts").await.json();
    let card = accounts["Accounts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["Name"] == "Card Account")
        .unwrap()
        .clone();
    assert!(card.get("Code").is_none());
    assert_eq!(
        sandbox
            .put("/Payments", change("Account", json!({"AccountID": card["AccountID"]})))
            .await
            .status,
        200
    );
    assert_eq!(
        sandbox
            .put("/Payments", change("Invoice", json!({"InvoiceNumber": "P-1"})))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_payment_is_deleted_never_changed() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox.invoice(&contact, "P-1", number("10")).await;
    let paid = sandbox.put("/Payments", payment(&made, "10")).await.one("Payments");
    let path = format!("/Payments/{}", paid["PaymentID"].as_str().unwrap());
    assert_eq!(sandbox.post(&path, json!({"Amount": 5})).await.status, 400);
    assert_eq!(
        sandbox.post(&path, json!({"Status": "DELETED"})).await.one("Payments")["Status"],
        json!("DELETED")
    );
    assert_eq!(sandbox.post(&path, json!({"Status": "DELETED"})).await.status, 400);
    assert_eq!(
        sandbox.get("/Invoices/P-1").await.one("Invoices")["Payments"],
        json!([])
    );
}

#[tokio::test]
async fn a_refund_uses_up_a_credit_note() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let credit = sandbox.credit_note(&contact, "CM-1", number("7")).await;
    assert_eq!(credit["RemainingCredit"].to_string(), "7.00");
    let refund = sandbox.put("/Payments", payment(&credit, "7")).await.one("Payments");
    assert_eq!(refund["PaymentType"], json!("ARCREDITPAYMENT"));
    let now = sandbox.get("/CreditNotes/CM-1").await.one("CreditNotes");
    assert_eq!(
        (now["Status"].clone(), now["RemainingCredit"].to_string()),
        (json!("PAID"), "0.00".to_owned())
    );
    // An id must be of the right kind of document.
    let wrong = json!({"Invoice": {"InvoiceID": credit["CreditNoteID"]}, "Account": {"Code": "090"}, "Date": "2026-05-03", "Amount": 1});
    assert_eq!(
        sandbox.put("/Payments", wrong).await.messages(),
        ["Invoice could not be found"]
    );
}

#[tokio::test]
async fn allocations_settle_both_documents() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox.invoice(&contact, "P-1", number("10")).await;
    let credit = sandbox.credit_note(&contact, "CM-1", number("12")).await;
    let path = format!("/CreditNotes/{}/Allocations", credit["CreditNoteID"].as_str().unwrap());
    let allocation = |amount: &str, invoice: &Value| json!({"Amount": number(amount), "Invoice": {"InvoiceID": invoice["InvoiceID"]}});
    let part = sandbox
        .put(&path, json!({"Allocations": [allocation("4", &made)]}))
        .await
        .one("Allocations");
    assert_eq!(
        (part["Amount"].to_string(), part["Date"].clone()),
        ("4.00".to_owned(), json!("/Date(1777680000000+0000)/"))
    );
    assert!(
        sandbox.put(&path, allocation("6.01", &made)).await.messages()[0]
            .contains("greater than the amount outstanding")
    );
    // A bare object and a date of one's own are taken as well.
    let mut dated = allocation("6", &made);
    dated["Date"] = json!("2020-01-01");
    sandbox.put(&path, dated).await.one("Allocations");
    let invoice_now = sandbox.get("/Invoices/P-1").await.one("Invoices");
    assert_eq!(
        (invoice_now["Status"].clone(), invoice_now["AmountCredited"].to_string()),
        (json!("PAID"), "10.00".to_owned())
    );
    assert_eq!(invoice_now["CreditNotes"].as_array().unwrap().len(), 2);
    let credit_now = sandbox.get("/CreditNotes/CM-1").await.one("CreditNotes");
    assert_eq!(
        (credit_now["Status"].clone(), credit_now["RemainingCredit"].to_string()),
        (json!("AUTHORISED"), "2.00".to_owned())
    );
    let undo = format!("{path}/{}", part["AllocationID"].as_str().unwrap());
    assert_eq!(
        sandbox.api("DELETE", &undo, None).await.json()["IsDeleted"],
        json!(true)
    );
    assert_eq!(
        sandbox.get("/Invoices/P-1").await.one("Invoices")["AmountDue"].to_string(),
        "4.00"
    );
    let stranger = sandbox.contact("Bob").await;
    let other = sandbox.invoice(&stranger, "P-2", number("10")).await;
    assert!(sandbox.put(&path, allocation("1", &other)).await.messages()[0].contains("another contact"));
    assert!(sandbox.put(&path, allocation("6.01", &made)).await.messages()[0].contains("remaining credit"));
}

#[tokio::test]
async fn foreign_currency_reaches_the_bank_in_its_own() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let mut body = invoice(&contact, "P-1", "AUTHORISED", json!([line(number("100"), "NONE")]));
    (body["CurrencyCode"], body["CurrencyRate"]) = (json!("EUR"), number("1.25"));
    let made = sandbox.put("/Invoices", body).await.one("Invoices");
    let paid = sandbox.put("/Payments", payment(&made, "100")).await.one("Payments");
    assert_eq!(
        (
            paid["Amount"].to_string(),
            paid["BankAmount"].to_string(),
            paid["CurrencyRate"].to_string()
        ),
        ("100.00".into(), "80.00".into(), "1.2500000000".into())
    );
}

#[tokio::test]
async fn a_bank_account_has_a_currency_of_its_own() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let bank = |code: &str, currency: &str| json!({"Code": code, "Name": format!("Bank {code}"), "Type": "BANK", "BankAccountNumber": code, "CurrencyCode": currency});
    assert_eq!(
        sandbox.put("/Accounts", bank("094", "CHF")).await.messages(),
        ["Organisation is not subscribed to currency CHF"]
    );
    assert_eq!(
        sandbox.put("/Accounts", bank("092", "EUR")).await.one("Accounts")["CurrencyCode"],
        json!("EUR")
    );
    let in_currency = async |n: &str, currency: &str| {
        let mut body = invoice(&contact, n, "AUTHORISED", json!([line(number("100"), "NONE")]));
        (body["CurrencyCode"], body["CurrencyRate"]) = (json!(currency), number("1.25"));
        sandbox.put("/Invoices", body).await.one("Invoices")
    };
    let pay = |document: &Value, account: &str| {
        let mut body = payment(document, "10");
        body["Account"] = json!({"Code": account});
        body
    };
    let (euros, dollars, pounds) = (
        in_currency("B-1", "EUR").await,
        in_currency("B-2", "USD").await,
        sandbox.invoice(&contact, "B-3", number("100")).await,
    );
    let wrong =
        |currency: &str| format!("A payment of a document in {currency} cannot be made to or from an account in EUR.");
    assert_eq!(
        sandbox.put("/Payments", pay(&dollars, "092")).await.messages(),
        [wrong("USD")]
    );
    assert_eq!(
        sandbox.put("/Payments", pay(&pounds, "092")).await.messages(),
        [wrong("GBP")]
    );
    // The bank sees its own currency; a clearing account the base currency.
    for (account, amount) in [("092", "10.00"), ("090", "8.00"), ("840", "8.00")] {
        assert_eq!(
            sandbox.put("/Payments", pay(&euros, account)).await.one("Payments")["BankAmount"].to_string(),
            amount,
            "{account}"
        );
    }
    // The rate of the payment's day may be another one than the document's.
    let mut later = pay(&euros, "090");
    later["CurrencyRate"] = number("1.1");
    let later = sandbox.put("/Payments", later).await.one("Payments");
    assert_eq!(
        (later["CurrencyRate"].to_string(), later["BankAmount"].to_string()),
        ("1.1000000000".to_owned(), "9.09".to_owned())
    );
    let mut long = pay(&euros, "090");
    long["CurrencyRate"] = number("1.1234567");
    assert_eq!(
        sandbox.put("/Payments", long).await.messages(),
        ["CurrencyRate must be positive and have at most 6 decimal places"]
    );
    sandbox.control("switches", json!({"bank_currencies": false})).await;
    assert_eq!(sandbox.put("/Payments", pay(&dollars, "092")).await.status, 200);
}

#[tokio::test]
async fn fees_are_paid_to_an_expense_account_that_allows_it() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox.invoice(&contact, "P-1", number("10")).await;
    let fee = || {
        let mut body = payment(&made, "0.59");
        body["Account"] = json!({"Code": "404"});
        body
    };
    assert_eq!(
        sandbox.put("/Payments", fee()).await.one("Payments")["Invoice"]["AmountDue"].to_string(),
        "9.41"
    );
    sandbox
        .control("accounts/404/payments", json!({"enabled": false}))
        .await;
    assert_eq!(
        sandbox.put("/Payments", fee()).await.messages(),
        ["Account type is invalid for making a payment to/from."]
    );
    // The API itself can allow it again.
    let account = sandbox.get("/Accounts?where=Code%3D%3D%22404%22").await.one("Accounts");
    assert_eq!(
        (account["Class"].clone(), account["EnablePaymentsToAccount"].clone()),
        (json!("EXPENSE"), json!(false))
    );
    let path = format!("/Accounts/{}", account["AccountID"].as_str().unwrap());
    sandbox
        .post(&path, json!({"EnablePaymentsToAccount": true}))
        .await
        .one("Accounts");
    assert_eq!(sandbox.put("/Payments", fee()).await.status, 200);
}

#[tokio::test]
async fn several_credit_notes_refunds_and_payments_share_an_invoice() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox.invoice(&contact, "P-1", number("30")).await;
    let (first, second) = (
        sandbox.credit_note(&contact, "CM-1", number("10")).await,
        sandbox.credit_note(&contact, "CM-2", number("15")).await,
    );
    let allocate = async |credit: &Value, amount: &str| {
        let path = format!("/CreditNotes/{}/Allocations", credit["CreditNoteID"].as_str().unwrap());
        sandbox
            .put(
                &path,
                json!({"Amount": number(amount), "Invoice": {"InvoiceID": made["InvoiceID"]}, "Date": "2026-05-02"}),
            )
            .await
    };
    sandbox.put("/Payments", payment(&made, "8")).await.one("Payments");
    allocate(&first, "10").await.one("Allocations");
    allocate(&second, "9").await.one("Allocations");
    // A part of a credit note is refunded, a part is left.
    let refund = sandbox.put("/Payments", payment(&second, "4")).await.one("Payments");
    let shown = async |path: &str, plural: &str, names: [&str; 3]| {
        let one = sandbox.get(path).await.one(plural);
        names.map(|n| one[n].as_str().map_or_else(|| one[n].to_string(), str::to_owned))
    };
    assert_eq!(
        shown(
            "/Invoices/P-1",
            "Invoices",
            ["AmountDue", "AmountPaid", "AmountCredited"]
        )
        .await,
        ["3.00", "8.00", "19.00"]
    );
    assert_eq!(
        shown(
            "/CreditNotes/CM-1",
            "CreditNotes",
            ["Status", "RemainingCredit", "AppliedAmount"]
        )
        .await,
        ["PAID", "0.00", "10.00"]
    );
    assert_eq!(
        shown(
            "/CreditNotes/CM-2",
            "CreditNotes",
            ["Status", "RemainingCredit", "AppliedAmount"]
        )
        .await,
        ["AUTHORISED", "2.00", "9.00"]
    );
    assert!(allocate(&second, "2.01").await.messages()[0].contains("remaining credit"));
    assert_eq!(
        sandbox.put("/Payments", payment(&second, "2.01")).await.messages(),
        ["Payment amount exceeds the amount outstanding on this document"]
    );
    let void = |credit: &Value| format!("/CreditNotes/{}", credit["CreditNoteID"].as_str().unwrap());
    let refused = sandbox
        .post(&void(&second), json!({"Status": "VOIDED"}))
        .await
        .messages();
    assert_eq!(
        refused,
        [
            "The status VOIDED cannot be applied to the credit note because it has payments or credit notes allocated to it."
        ]
    );
    // Without its allocation and its refund it can be voided.
    let allocations = sandbox
        .get(&format!("{}/Allocations", void(&second)))
        .await
        .one("Allocations");
    let path = format!(
        "{}/Allocations/{}",
        void(&second),
        allocations["AllocationID"].as_str().unwrap()
    );
    assert_eq!(sandbox.api("DELETE", &path, None).await.status, 200);
    assert_eq!(sandbox.api("DELETE", &path, None).await.status, 404);
    sandbox
        .post(
            &format!("/Payments/{}", refund["PaymentID"].as_str().unwrap()),
            json!({"Status": "DELETED"}),
        )
        .await
        .one("Payments");
    assert_eq!(
        sandbox
            .post(&void(&second), json!({"Status": "VOIDED"}))
            .await
            .one("CreditNotes")["Status"],
        json!("VOIDED")
    );
    assert!(allocate(&second, "1").await.messages()[0].starts_with("Credit note cannot be allocated"));
    let draft = json!({"Type": "ACCRECCREDIT", "Contact": {"ContactID": contact}, "CreditNoteNumber": "CM-3", "LineItems": [line(number("5"), "NONE")]});
    let draft = sandbox.put("/CreditNotes", draft).await.one("CreditNotes");
    assert!(allocate(&draft, "1").await.messages()[0].starts_with("Credit note cannot be allocated"));
    assert_eq!(
        sandbox.put("/Payments", payment(&draft, "1")).await.messages(),
        ["Payments can only be made against Authorised documents"]
    );
}
