//! Items, accounts, tax rates, and the organisation itself.

use serde_json::json;

use crate::harness::{Sandbox, invoice, number};

#[tokio::test]
async fn items_are_known_by_their_code() {
    let sandbox = Sandbox::unlimited().await;
    let bag = |price: &str| json!({"Code": "24-MB01", "Name": "Bag", "SalesDetails": {"UnitPrice": number(price), "AccountCode": "200", "TaxType": "OUTPUT2"}});
    let made = sandbox
        .put("/Items?unitdp=4", json!({"Items": [bag("10.0051")]}))
        .await
        .one("Items");
    assert_eq!(made["SalesDetails"]["UnitPrice"].to_string(), "10.0051");
    assert_eq!(
        sandbox.put("/Items", bag("1")).await.messages(),
        ["Price List Item with Code '24-MB01' already exists"]
    );
    let changed = sandbox.post("/Items", bag("12.345")).await.one("Items");
    assert_eq!(
        (
            changed["ItemID"].clone(),
            changed["SalesDetails"]["UnitPrice"].to_string()
        ),
        (made["ItemID"].clone(), "12.35".to_owned())
    );
    assert_eq!(sandbox.get("/Items/24-MB01").await.one("Items")["Name"], json!("Bag"));
    for (body, message) in [
        (json!({"Name": "x"}), "Code cannot be empty."),
        (
            json!({"Code": "x".repeat(31)}),
            "Code is too long. Maximum of 30 characters allowed",
        ),
        (
            json!({"Code": "x", "Name": "x".repeat(51)}),
            "Name is too long. Maximum of 50 characters allowed",
        ),
        (
            json!({"Code": "x", "SalesDetails": {"AccountCode": "nope"}}),
            "Account code 'nope' is not a valid code for this document.",
        ),
        (
            json!({"Code": "x", "SalesDetails": {"AccountCode": "425", "TaxType": "OUTPUT2"}}),
            "The TaxType code 'OUTPUT2' cannot be used with account code '425'.",
        ),
    ] {
        assert_eq!(sandbox.put("/Items", body).await.messages(), [message]);
    }
    let sold_no_more = sandbox
        .post("/Items", json!({"Code": "24-MB01", "IsSold": false}))
        .await
        .one("Items");
    assert_eq!(sold_no_more["SalesDetails"], json!({}));
    assert_eq!(
        sandbox
            .api("DELETE", &format!("/Items/{}", made["ItemID"].as_str().unwrap()), None)
            .await
            .status,
        204
    );
    assert_eq!(sandbox.get("/Items").await.json()["Items"], json!([]));
}

/// A tracked item with one change.
fn bag(change: &serde_json::Value) -> serde_json::Value {
    let mut body = json!({"Code": "B", "Name": "Bag", "IsTrackedAsInventory": true, "InventoryAssetAccountCode": "630",
        "PurchaseDetails": {"COGSAccountCode": "310", "UnitPrice": 4}, "SalesDetails": {"UnitPrice": 10, "AccountCode": "200", "TaxType": "NONE"}});
    for (name, value) in change.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

#[tokio::test]
async fn a_tracked_item_needs_its_accounts() {
    let sandbox = Sandbox::unlimited().await;
    for (change, message) in [
        (
            json!({"InventoryAssetAccountCode": null}),
            "A tracked item needs an InventoryAssetAccountCode.",
        ),
        (
            json!({"InventoryAssetAccountCode": "200"}),
            "Account code '200' is not a valid code for this document.",
        ),
        (
            json!({"IsTrackedAsInventory": false}),
            "An item with an InventoryAssetAccountCode is tracked.",
        ),
        (
            json!({"PurchaseDetails": {}}),
            "A tracked item needs PurchaseDetails with a COGSAccountCode.",
        ),
        (
            json!({"PurchaseDetails": {"COGSAccountCode": "200"}}),
            "Account code '200' is not a valid code for this document.",
        ),
        (
            json!({"PurchaseDetails": {"COGSAccountCode": "310", "AccountCode": "429"}}),
            "AccountCode is not applicable to the PurchaseDetails of a tracked item.",
        ),
    ] {
        assert!(
            sandbox
                .put("/Items", bag(&change))
                .await
                .messages()
                .contains(&message.to_owned()),
            "{change}"
        );
    }
    let plain = json!({"Code": "P", "PurchaseDetails": {"COGSAccountCode": "310"}});
    assert_eq!(
        sandbox.put("/Items", plain).await.messages(),
        ["COGSAccountCode is only applicable to tracked items."]
    );
}

#[tokio::test]
async fn tracked_items_cannot_be_sold_before_they_are_there() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox.put("/Items", bag(&json!({}))).await.one("Items");
    assert_eq!(
        (made["IsTrackedAsInventory"].clone(), made["QuantityOnHand"].to_string()),
        (json!(true), "0.0000".to_owned())
    );
    let sale = |n: &str, status: &str, quantity: u8| {
        invoice(&contact, n, status, json!([{"ItemCode": "b", "Quantity": quantity}]))
    };
    let too_many = |on_hand: &str| {
        [format!(
            "The quantity of item 'B' is greater than the quantity on hand ({on_hand})."
        )]
    };
    assert_eq!(
        sandbox.put("/Invoices", sale("I-1", "AUTHORISED", 1)).await.messages(),
        too_many("0.0000")
    );
    sandbox.control("items/B/stock", json!({"quantity": 2})).await;
    let bill = json!({"Type": "ACCPAY", "Contact": {"ContactID": contact}, "DueDate": "2026-05-15", "Status": "AUTHORISED",
        "LineItems": [{"ItemCode": "B", "Description": "Bags", "Quantity": 3, "AccountCode": "630", "TaxType": "NONE"}]});
    sandbox.put("/Invoices", bill).await.one("Invoices");
    let on_hand = async || sandbox.get("/Items/B").await.one("Items")["QuantityOnHand"].to_string();
    assert_eq!(on_hand().await, "5.0000");
    // Drafts take nothing; approving one does.
    let draft = sandbox.put("/Invoices", sale("I-1", "DRAFT", 6)).await.one("Invoices");
    let path = format!("/Invoices/{}", draft["InvoiceID"].as_str().unwrap());
    assert_eq!(
        sandbox
            .post(&path, json!({"Status": "AUTHORISED", "DueDate": "2026-06-01"}))
            .await
            .messages(),
        too_many("5.0000")
    );
    sandbox
        .put("/Invoices", sale("I-2", "AUTHORISED", 4))
        .await
        .one("Invoices");
    assert_eq!(
        sandbox.get("/Items").await.one("Items")["QuantityOnHand"].to_string(),
        "1.0000"
    );
    // What is there counts for all lines of an invoice together.
    let two = invoice(
        &contact,
        "I-3",
        "AUTHORISED",
        json!([{"ItemCode": "B", "Quantity": 1}, {"ItemCode": "B", "Quantity": 1}]),
    );
    assert_eq!(sandbox.put("/Invoices", two).await.messages(), too_many("1.0000"));
    sandbox
        .put("/Invoices?allowBackorders=true", sale("I-3", "AUTHORISED", 2))
        .await
        .one("Invoices");
    assert_eq!(on_hand().await, "-1.0000");
    sandbox.control("switches", json!({"sell_below_stock": true})).await;
    sandbox
        .put("/Invoices", sale("I-4", "AUTHORISED", 2))
        .await
        .one("Invoices");
    // A credit note brings it back.
    let credit = json!({"Type": "ACCRECCREDIT", "Contact": {"ContactID": contact}, "Status": "AUTHORISED", "LineItems": [{"ItemCode": "B", "Quantity": 3}]});
    sandbox.put("/CreditNotes", credit).await.one("CreditNotes");
    assert_eq!(on_hand().await, "0.0000");
    assert_eq!(
        sandbox.api("DELETE", "/Items/B", None).await.messages(),
        ["A tracked item that was used cannot be deleted."]
    );
}

#[tokio::test]
async fn a_line_takes_from_its_item_what_it_does_not_say() {
    let sandbox = Sandbox::unlimited().await;
    sandbox.put("/Items", json!({"Code": "B", "Name": "Bag", "SalesDetails": {"UnitPrice": 10, "AccountCode": "210", "TaxType": "RROUTPUT"}})).await;
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox
        .put(
            "/Invoices",
            invoice(&contact, "I-1", "AUTHORISED", json!([{"ItemCode": "B", "Quantity": 2}])),
        )
        .await
        .one("Invoices");
    let line = &made["LineItems"][0];
    assert_eq!(
        (
            line["Description"].clone(),
            line["AccountCode"].clone(),
            line["TaxType"].clone()
        ),
        (json!("Bag"), json!("210"), json!("RROUTPUT"))
    );
    assert_eq!(
        (made["Total"].to_string(), line["Item"]["Code"].clone()),
        ("21.00".to_owned(), json!("B"))
    );
}

#[tokio::test]
async fn accounts_are_made_one_at_a_time() {
    let sandbox = Sandbox::unlimited().await;
    let made = sandbox
        .put(
            "/Accounts",
            json!({"Code": "212", "Name": "Web Sales", "Type": "SALES", "TaxType": "OUTPUT2"}),
        )
        .await
        .one("Accounts");
    assert_eq!(
        (made["Class"].clone(), made["Status"].clone()),
        (json!("REVENUE"), json!("ACTIVE"))
    );
    assert_eq!(
        sandbox
            .put(
                "/Accounts",
                json!({"Code": "213", "Name": "web sales", "Type": "SALES"})
            )
            .await
            .messages(),
        ["Please enter a unique Name."]
    );
    assert_eq!(
        sandbox
            .put(
                "/Accounts",
                json!({"Code": "12345678901", "Name": "x", "Type": "SALES"})
            )
            .await
            .messages(),
        ["Account Code is too long. Maximum of 10 characters allowed"]
    );
    let two =
        json!({"Accounts": [{"Code": "1", "Name": "a", "Type": "SALES"}, {"Code": "2", "Name": "b", "Type": "SALES"}]});
    assert_eq!(sandbox.put("/Accounts", two).await.status, 400);
    let path = format!("/Accounts/{}", made["AccountID"].as_str().unwrap());
    assert_eq!(
        sandbox
            .post(&path, json!({"Status": "ARCHIVED", "Name": "Other"}))
            .await
            .status,
        400
    );
    assert_eq!(
        sandbox.post(&path, json!({"Status": "ARCHIVED"})).await.one("Accounts")["Status"],
        json!("ARCHIVED")
    );
    let rounding = sandbox
        .get("/Accounts?where=SystemAccount%3D%3D%22ROUNDING%22")
        .await
        .one("Accounts");
    assert_eq!(rounding["Code"], json!("860"));
}

#[tokio::test]
async fn tax_rates_are_given_the_next_type() {
    let sandbox = Sandbox::unlimited().await;
    let body = json!({"Name": "Two parts", "ReportTaxType": "OUTPUT", "TaxComponents": [{"Name": "A", "Rate": 5}, {"Name": "B", "Rate": number("9.975"), "IsCompound": true}]});
    let made = sandbox.put("/TaxRates", body).await.one("TaxRates");
    assert_eq!(
        (made["TaxType"].clone(), made["EffectiveRate"].to_string()),
        (json!("TAX018"), "15.4738".to_owned())
    );
    assert_eq!(
        sandbox
            .post(
                "/TaxRates",
                json!({"Name": "Two parts", "TaxType": "TAX018", "Status": "DELETED"})
            )
            .await
            .one("TaxRates")["Status"],
        json!("DELETED")
    );
    assert_eq!(
        sandbox.get("/TaxRates/OUTPUT2").await.one("TaxRates")["DisplayTaxRate"].to_string(),
        "20.0000"
    );
    // The organisation's own rates and those of two other countries share percentages.
    let all = sandbox.get("/TaxRates").await.json();
    let of = |percent: &str| {
        let rates = all["TaxRates"].as_array().unwrap().iter();
        rates
            .filter(|r| {
                r["Status"] == "ACTIVE"
                    && r["CanApplyToRevenue"] == json!(true)
                    && r["EffectiveRate"] == number(percent)
            })
            .map(|r| r["Name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(of("20.0000"), ["20% (VAT on Income)", "France TVA 20%"]);
    assert_eq!(of("8.2500"), ["US California 8.25%", "US Texas 8.25%"]);
    assert_eq!(of("5.0000"), ["5% (VAT on Income)", "Canada GST 5%"]);
}

#[tokio::test]
async fn each_country_has_its_tax_rates() {
    for (country, currency, version, sales) in [
        ("GB", "GBP", "UK", "OUTPUT2"),
        ("DE", "EUR", "GLOBAL", "TAX001"),
        ("AU", "AUD", "AU", "OUTPUT"),
        ("US", "USD", "US", "OUTPUT"),
    ] {
        let sandbox = Sandbox::new(&["--limits", "off", "--country", country]).await;
        let organisation = sandbox.get("/Organisation").await.one("Organisations");
        for (name, value) in [
            ("CountryCode", country),
            ("BaseCurrency", currency),
            ("Version", version),
        ] {
            assert_eq!(organisation[name], json!(value));
        }
        let rates = sandbox.get("/TaxRates").await.json()["TaxRates"]
            .as_array()
            .unwrap()
            .clone();
        let rate = |tax_type: &str| {
            rates
                .iter()
                .find(|r| r["TaxType"] == json!(tax_type) && r["Status"] == json!("ACTIVE"))
                .cloned()
        };
        // Every account of the chart has a tax type of its country that fits it.
        for account in sandbox.get("/Accounts").await.json()["Accounts"].as_array().unwrap() {
            assert!(
                rate(account["TaxType"].as_str().unwrap()).is_some(),
                "{country}: {account}"
            );
        }
        let contact = sandbox.contact("Ann Lee").await;
        let line = json!({"Description": "x", "UnitAmount": 1, "AccountCode": "200"});
        let made = sandbox
            .put("/Invoices", invoice(&contact, "T-1", "AUTHORISED", json!([line])))
            .await
            .one("Invoices");
        assert_eq!(
            (made["LineItems"][0]["TaxType"].clone(), made["CurrencyCode"].clone()),
            (json!(sales), json!(currency))
        );
        if country == "DE" {
            let same: Vec<_> = rates
                .iter()
                .filter(|r| r["EffectiveRate"] == number("21.0000"))
                .map(|r| r["Name"].clone())
                .collect();
            assert_eq!(
                same,
                [
                    json!("OSS BE 21%"),
                    json!("OSS CZ 21%"),
                    json!("OSS ES 21%"),
                    json!("OSS NL 21%")
                ]
            );
            assert_eq!(rate("TAX001").unwrap()["EffectiveRate"].to_string(), "19.0000");
        }
        if country == "US" {
            let compound = rate("TAX009").unwrap();
            assert_eq!(
                (
                    compound["EffectiveRate"].to_string(),
                    compound["TaxComponents"][1]["IsCompound"].clone()
                ),
                ("9.2833".to_owned(), json!(true))
            );
            assert_eq!(rate("TAX003").unwrap()["TaxComponents"].as_array().unwrap().len(), 3);
        }
    }
}

#[tokio::test]
async fn an_organisation_can_be_brought_along() {
    let file = std::env::temp_dir().join(format!("ledgerline-organisation-{}.json", std::process::id()));
    let text = json!({"name": "Kiwi Ltd", "base_currency": "NZD", "country": "NZ", "version": "NZ", "multicurrency": false, "currencies": ["NZD"],
        "tax_rates": [{"tax_type": "OUTPUT2", "name": "15% GST", "rate": "15", "purchases": false}, {"tax_type": "NONE", "name": "No GST", "rate": "0"}],
        "accounts": [{"code": "200", "name": "Sales", "type": "REVENUE", "tax_type": "OUTPUT2"}, {"name": "Bank", "type": "BANK"}]});
    std::fs::write(&file, text.to_string()).unwrap();
    let sandbox = Sandbox::new(&["--organisation", file.to_str().unwrap()]).await;
    let organisation = sandbox.get("/Organisation").await.one("Organisations");
    assert_eq!(
        (organisation["Name"].clone(), organisation["BaseCurrency"].clone()),
        (json!("Kiwi Ltd"), json!("NZD"))
    );
    assert_eq!(
        sandbox.get("/Accounts").await.json()["Accounts"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let actions = sandbox.get("/Organisation/Actions").await.json();
    let multicurrency = actions["Actions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|a| a["Name"] == "UseMulticurrency")
        .unwrap()
        .clone();
    assert_eq!(multicurrency["Status"], json!("NOT-ALLOWED"));
    assert_eq!(
        sandbox.put("/Currencies", json!({"Code": "USD"})).await.messages(),
        ["The current organisation is not subscribed to currency 'USD'."]
    );
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test]
async fn a_currency_rate_far_from_the_market_is_warned_of() {
    let sandbox = Sandbox::unlimited().await;
    let contact = sandbox.contact("Ann Lee").await;
    for (rate, warned) in [
        ("1", true),
        ("0.86", false),
        ("1.15", false),
        ("115.71", true),
        ("0.4", true),
    ] {
        let mut body = invoice(
            &contact,
            &format!("RATE-{rate}"),
            "AUTHORISED",
            json!([{"Description": "Bag", "UnitAmount": 10, "AccountCode": "200"}]),
        );
        body["CurrencyCode"] = json!("EUR");
        body["CurrencyRate"] = number(rate);
        let made = sandbox
            .put("/Invoices?summarizeErrors=false", json!({"Invoices": [body]}))
            .await
            .one("Invoices");
        assert_eq!(
            made["StatusAttributeString"],
            json!(if warned { "WARNING" } else { "OK" }),
            "{rate}: {}",
            made["Warnings"]
        );
    }
}
