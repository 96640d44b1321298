//! Rules about accounts, tax rates, currencies, lock dates and plans.

use serde_json::{Value, json};

use crate::harness::{Sandbox, invoice, line, number};

async fn with_line(sandbox: &Sandbox, contact: &str, change: Value) -> Vec<String> {
    let mut one = line(number("1"), "OUTPUT2");
    for (name, value) in change.as_object().unwrap() {
        one[name] = value.clone();
    }
    let answer = sandbox
        .put("/Invoices", invoice(contact, "R-1", "AUTHORISED", json!([one])))
        .await;
    if answer.status == 200 {
        Vec::new()
    } else {
        answer.messages()
    }
}

#[tokio::test]
async fn accounts_and_taxes_must_fit() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let not_valid = |code: &str| vec![format!("Account code '{code}' is not a valid code for this document.")];
    for code in ["999", "090", "610", "800", "820", "630"] {
        assert_eq!(
            with_line(&sandbox, &contact, json!({"AccountCode": code})).await,
            not_valid(code)
        );
    }
    let archived = with_line(&sandbox, &contact, json!({"AccountCode": "299"})).await;
    assert_eq!(
        archived,
        ["Account code '299' has been archived, or has been deleted. Each line item must reference a valid account."]
    );
    let cannot = |tax: &str, code: &str| {
        vec![format!(
            "The TaxType code '{tax}' cannot be used with account code '{code}'."
        )]
    };
    assert_eq!(
        with_line(&sandbox, &contact, json!({"TaxType": "INPUT2"})).await,
        cannot("INPUT2", "200")
    );
    assert_eq!(
        with_line(&sandbox, &contact, json!({"AccountCode": "429"})).await,
        cannot("OUTPUT2", "429")
    );
    for tax in ["NOSUCH", "SROUTPUT"] {
        let message =
            format!("The TaxType code '{tax}' does not exist or cannot be used with this type of transaction.");
        assert_eq!(with_line(&sandbox, &contact, json!({"TaxType": tax})).await, [message]);
    }
    assert_eq!(
        with_line(&sandbox, &contact, json!({"ItemCode": "nothing"})).await,
        ["Item code 'nothing' is not valid"]
    );
    // The rounding account is a system account that lines may name.
    assert!(
        with_line(&sandbox, &contact, json!({"AccountCode": "860", "TaxType": "NONE"}))
            .await
            .is_empty()
    );
}

#[tokio::test]
async fn errors_of_lines_are_told_where_the_switch_says() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let body = || {
        invoice(
            &contact,
            "R-1",
            "DRAFT",
            json!([line(number("1"), "NONE"), line(number("1"), "NOSUCH")]),
        )
    };
    let refused = sandbox.put("/Invoices", body()).await.json()["Elements"][0].clone();
    assert_eq!(refused["ValidationErrors"].as_array().unwrap().len(), 1);
    assert_eq!(refused["LineItems"][0]["ValidationErrors"], json!([]));
    assert_eq!(refused["LineItems"][1]["ValidationErrors"].as_array().unwrap().len(), 1);
    sandbox.control("switches", json!({"line_errors": "line"})).await;
    let refused = sandbox.put("/Invoices", body()).await.json()["Elements"][0].clone();
    assert_eq!(
        (refused["ValidationErrors"].clone(), refused["HasErrors"].clone()),
        (json!([]), json!(true))
    );
}

#[tokio::test]
async fn currencies_must_be_subscribed() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let in_currency = |code: &str| {
        let mut body = invoice(&contact, "", "DRAFT", json!([line(number("1"), "NONE")]));
        body["CurrencyCode"] = json!(code);
        body
    };
    assert_eq!(
        sandbox.put("/Invoices", in_currency("CHF")).await.messages(),
        ["Organisation is not subscribed to currency CHF"]
    );
    assert_eq!(sandbox.put("/Currencies", json!({"Code": "CHF"})).await.status, 200);
    assert_eq!(
        sandbox.put("/Invoices", in_currency("CHF")).await.one("Invoices")["CurrencyCode"],
        json!("CHF")
    );
    assert_eq!(sandbox.put("/Currencies", json!({"Code": "XXX"})).await.status, 400);
    // The day's rate, unless one is given; the base currency has none.
    assert_eq!(
        sandbox.put("/Invoices", in_currency("EUR")).await.one("Invoices")["CurrencyRate"].to_string(),
        "1.1571000000"
    );
    let mut own = in_currency("EUR");
    own["CurrencyRate"] = number("1.234567");
    assert_eq!(
        sandbox.put("/Invoices", own).await.one("Invoices")["CurrencyRate"].to_string(),
        "1.2345670000"
    );
    assert_eq!(
        sandbox.put("/Invoices", in_currency("GBP")).await.one("Invoices")["CurrencyRate"].to_string(),
        "1.0000000000"
    );
}

#[tokio::test]
async fn locked_periods_stay_locked() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox.invoice(&contact, "R-1", number("5")).await;
    sandbox.control("lock-date", json!({"period": "2026-05-01"})).await;
    assert_eq!(
        sandbox.get("/Organisation").await.one("Organisations")["PeriodLockDate"],
        json!("/Date(1777593600000+0000)/")
    );
    let message = "The document date cannot be before the period lock date, currently set at 1 May 2026";
    let body = invoice(&contact, "R-2", "DRAFT", json!([line(number("1"), "NONE")]));
    assert_eq!(sandbox.put("/Invoices", body).await.messages(), [message]);
    let path = format!("/Invoices/{}", made["InvoiceID"].as_str().unwrap());
    assert_eq!(
        sandbox.post(&path, json!({"Reference": "x"})).await.messages(),
        [message]
    );
    let pay = |date: &str| json!({"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Date": date, "Amount": 5});
    assert_eq!(sandbox.put("/Payments", pay("2026-04-30")).await.messages(), [message]);
    assert_eq!(sandbox.put("/Payments", pay("2026-05-02")).await.status, 200);
    sandbox
        .control("lock-date", json!({"period": null, "year": "2026-03-31"}))
        .await;
    let mut body = invoice(&contact, "R-2", "DRAFT", json!([]));
    body["Date"] = json!("2026-03-31");
    assert_eq!(
        sandbox.put("/Invoices", body).await.messages(),
        ["The document date cannot be before the end of year lock date, currently set at 31 Mar 2026"]
    );
}

#[tokio::test]
async fn nothing_in_a_locked_period_is_settled_voided_or_deleted() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox.invoice(&contact, "R-1", number("5")).await;
    let credit = sandbox.credit_note(&contact, "C-1", number("5")).await;
    let draft = sandbox
        .put(
            "/Invoices",
            invoice(&contact, "R-2", "DRAFT", json!([line(number("1"), "NONE")])),
        )
        .await
        .one("Invoices");
    let path = |list: &str, document: &Value, id: &str| format!("/{list}/{}", document[id].as_str().unwrap());
    let allocations = format!("{}/Allocations", path("CreditNotes", &credit, "CreditNoteID"));
    let allocate = |amount: u8| json!({"Amount": amount, "Invoice": {"InvoiceID": made["InvoiceID"]}});
    let allocation = sandbox.put(&allocations, allocate(1)).await.one("Allocations");
    let body = json!({"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Date": "2026-05-02", "Amount": 1});
    let payment = sandbox.put("/Payments", body).await.one("Payments");
    for (lock, word) in [
        (json!({"period": "2026-05-02"}), "period"),
        (json!({"period": null, "year": "2026-05-02"}), "end of year"),
    ] {
        sandbox.control("lock-date", lock).await;
        let message = [format!(
            "The document date cannot be before the {word} lock date, currently set at 2 May 2026"
        )];
        assert_eq!(sandbox.put(&allocations, allocate(1)).await.messages(), message);
        let undo = format!("{allocations}/{}", allocation["AllocationID"].as_str().unwrap());
        assert_eq!(sandbox.api("DELETE", &undo, None).await.messages(), message);
        let delete = || json!({"Status": "DELETED"});
        assert_eq!(
            sandbox
                .post(&path("Payments", &payment, "PaymentID"), delete())
                .await
                .messages(),
            message
        );
        assert_eq!(
            sandbox
                .post(&path("Invoices", &draft, "InvoiceID"), delete())
                .await
                .messages(),
            message
        );
        // Not even out of the period.
        assert_eq!(
            sandbox
                .post(&path("Invoices", &draft, "InvoiceID"), json!({"Date": "2026-06-01"}))
                .await
                .messages(),
            message
        );
        let voiding = sandbox
            .post(
                &path("CreditNotes", &credit, "CreditNoteID"),
                json!({"Status": "VOIDED"}),
            )
            .await
            .messages();
        assert!(voiding.contains(&message[0]), "{voiding:?}");
    }
}

#[tokio::test]
async fn a_plan_may_cap_approvals() {
    let sandbox = Sandbox::new(&["--limits", "off", "--set", "approvals_per_month=2"]).await;
    let contact = sandbox.contact("Ann Lee").await;
    for n in ["R-1", "R-2"] {
        sandbox.invoice(&contact, n, number("1")).await;
    }
    let draft = sandbox
        .put(
            "/Invoices",
            invoice(&contact, "R-3", "DRAFT", json!([line(number("1"), "NONE")])),
        )
        .await
        .one("Invoices");
    let path = format!("/Invoices/{}", draft["InvoiceID"].as_str().unwrap());
    let refused = sandbox.post(&path, json!({"Status": "AUTHORISED"})).await;
    assert_eq!(
        refused.messages(),
        ["You have reached the limit of invoices you can approve with your Xero account"]
    );
}

#[tokio::test]
async fn tracking_is_found_by_name_or_id() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    assert!(
        with_line(
            &sandbox,
            &contact,
            json!({"Tracking": [{"Name": "Store", "Option": "Online"}]})
        )
        .await
        .is_empty()
    );
    let shown = sandbox.get("/Invoices/R-1").await.one("Invoices")["LineItems"][0]["Tracking"].clone();
    assert_eq!(
        (shown[0]["Name"].clone(), shown[0]["Option"].clone()),
        (json!("Store"), json!("Online"))
    );
    let missing = with_line(
        &sandbox,
        &contact,
        json!({"Tracking": [{"Name": "Store", "Option": "Moon"}]}),
    )
    .await;
    assert!(missing.contains(&"The tracking category or option could not be found.".to_owned()));
    let all = sandbox.get("/TrackingCategories").await.json()["TrackingCategories"].clone();
    let ids = |at: usize| json!({"TrackingCategoryID": all[at]["TrackingCategoryID"], "TrackingOptionID": all[at]["Options"][1]["TrackingOptionID"]});
    let by_id = with_line(&sandbox, &contact, json!({"Tracking": [ids(0), ids(1), ids(0)]})).await;
    assert!(
        by_id.contains(&"A line item can have a maximum of 2 tracking categories.".to_owned()),
        "{by_id:?}"
    );
    let mut two = line(number("1"), "OUTPUT2");
    two["Tracking"] = json!([ids(0), ids(1)]);
    let shown = sandbox
        .put("/Invoices", invoice(&contact, "R-9", "AUTHORISED", json!([two])))
        .await
        .one("Invoices")["LineItems"][0]["Tracking"]
        .clone();
    assert_eq!(
        (shown[0]["Option"].clone(), shown[1]["Option"].clone()),
        (json!("High Street"), json!("Wholesale"))
    );
    let twice = with_line(
        &sandbox,
        &contact,
        json!({"Tracking": [ids(0), {"Name": "store", "Option": "online"}]}),
    )
    .await;
    assert!(
        twice.contains(&"The tracking category 'Store' may be used only once on a line item.".to_owned()),
        "{twice:?}"
    );
}

#[tokio::test]
async fn archived_tracking_is_refused() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let stall = json!({"Tracking": [{"Name": "Store", "Option": "Market Stall"}]});
    assert_eq!(
        with_line(&sandbox, &contact, stall.clone()).await,
        ["The tracking option 'Market Stall' of 'Store' has been archived."]
    );
    let options = |all: &Value| all["TrackingCategories"][0]["Options"].as_array().unwrap().len();
    assert_eq!(options(&sandbox.get("/TrackingCategories").await.json()), 2);
    let all = sandbox.get("/TrackingCategories?includeArchived=true").await.json();
    assert_eq!(options(&all), 3);
    let category = format!(
        "/TrackingCategories/{}",
        all["TrackingCategories"][0]["TrackingCategoryID"].as_str().unwrap()
    );
    let option = format!(
        "{category}/Options/{}",
        all["TrackingCategories"][0]["Options"][2]["TrackingOptionID"]
            .as_str()
            .unwrap()
    );
    assert_eq!(
        sandbox.post(&option, json!({"Status": "ACTIVE"})).await.one("Options")["IsArchived"],
        json!(false)
    );
    assert!(with_line(&sandbox, &contact, stall).await.is_empty());
    // Two categories are active; a third needs one of them out of the way.
    assert_eq!(
        sandbox
            .put("/TrackingCategories", json!({"Name": "Third"}))
            .await
            .status,
        400
    );
    assert_eq!(
        sandbox
            .post(&category, json!({"Status": "ARCHIVED"}))
            .await
            .one("TrackingCategories")["Status"],
        json!("ARCHIVED")
    );
    assert_eq!(
        sandbox.get("/TrackingCategories").await.one("TrackingCategories")["Name"],
        json!("Customer Group")
    );
    let online = with_line(
        &sandbox,
        &contact,
        json!({"Tracking": [{"Name": "Store", "Option": "Online"}]}),
    )
    .await;
    assert!(
        online.contains(&"The tracking category or option could not be found.".to_owned()),
        "{online:?}"
    );
    let made = sandbox
        .put("/TrackingCategories", json!({"Name": "Region"}))
        .await
        .one("TrackingCategories");
    let options = format!(
        "/TrackingCategories/{}/Options",
        made["TrackingCategoryID"].as_str().unwrap()
    );
    assert_eq!(
        sandbox.put(&options, json!({"Name": "North"})).await.one("Options")["Name"],
        json!("North")
    );
    assert_eq!(
        sandbox.put(&options, json!({"Name": "north"})).await.messages(),
        ["Please enter a unique Name."]
    );
}
