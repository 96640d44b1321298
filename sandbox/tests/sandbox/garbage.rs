//! Garbage in every writing endpoint: it is refused or taken, and never brings the sandbox down.

use serde_json::{Map, Value, json};

use crate::harness::{Sandbox, number};

/// A generator with a seed, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    fn pick(&mut self, all: &'static [&'static str]) -> &'static str {
        all[self.roll(all.len())]
    }
}

const NAMES: &[&str] = &[
    "Type",
    "Contact",
    "ContactID",
    "ContactNumber",
    "Name",
    "ContactStatus",
    "Addresses",
    "AddressType",
    "Country",
    "Phones",
    "ContactPersons",
    "EmailAddress",
    "LineItems",
    "LineItemID",
    "Description",
    "Quantity",
    "UnitAmount",
    "LineAmount",
    "TaxAmount",
    "TaxType",
    "AccountCode",
    "AccountID",
    "ItemCode",
    "DiscountRate",
    "DiscountAmount",
    "Tracking",
    "Option",
    "TrackingCategoryID",
    "TrackingOptionID",
    "Status",
    "Date",
    "DueDate",
    "InvoiceNumber",
    "InvoiceID",
    "CreditNoteID",
    "CreditNoteNumber",
    "CurrencyCode",
    "CurrencyRate",
    "LineAmountTypes",
    "Total",
    "SubTotal",
    "TotalTax",
    "Invoice",
    "CreditNote",
    "Account",
    "Amount",
    "BankAmount",
    "Code",
    "PaymentID",
    "SalesDetails",
    "PurchaseDetails",
    "UnitPrice",
    "COGSAccountCode",
    "InventoryAssetAccountCode",
    "IsTrackedAsInventory",
    "TaxComponents",
    "Rate",
    "IsCompound",
    "Options",
    "Details",
    "Url",
    "BrandingThemeID",
    "Reference",
    "SentToContact",
    "Nonsense",
    "",
];

const TEXTS: &[&str] = &[
    "",
    " ",
    "x",
    "ACCREC",
    "ACCRECCREDIT",
    "ACCPAY",
    "AUTHORISED",
    "DRAFT",
    "DELETED",
    "VOIDED",
    "PAID",
    "ARCHIVED",
    "ACTIVE",
    "Inclusive",
    "Exclusive",
    "NoTax",
    "OUTPUT2",
    "NONE",
    "200",
    "090",
    "630",
    "310",
    "404",
    "GBP",
    "EUR",
    "JPY",
    "SALES",
    "BANK",
    "2026-05-01",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "/Date(1)/",
    "/Date(-)/",
    "/Date(9223372036854775807)/",
    "/Date(é)/",
    "00000000-0000-0000-0000-000000000000",
    "7b1a8b2e-0000-4000-8000-000000000000",
    "1e400",
    "-1e-400",
    "79228162514264337593543950335",
    "٣",
    "🛒",
    "a@b.co",
    "é\u{0301}\u{0}",
    "INV-0001",
    "Store",
    "Online",
];

const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "0.005",
    "1e5",
    "1e28",
    "-1e28",
    "1e29",
    "1e400",
    "1e-28",
    "1e-400",
    "79228162514264337593543950335",
    "-79228162514264337593543950335",
    "7922816251426433759354395033.5",
    "0.0000000000000000000000000001",
    "9999999999.99",
    "99999999999999",
    "12345678901234567890123456789012345678901234567890",
    "3.141592653589793238462643383279502884197",
    "100",
    "100.01",
    "2147483648",
    "-9223372036854775809",
];

fn value(dice: &mut Dice, depth: usize) -> Value {
    match dice.roll(if depth == 0 { 5 } else { 8 }) {
        0 => Value::Null,
        1 => json!(dice.roll(2) == 1),
        2 => number(dice.pick(NUMBERS)),
        3 => json!(dice.pick(TEXTS)),
        4 => json!(dice.pick(TEXTS).repeat(1 + dice.roll(300))),
        5 => Value::Array((0..dice.roll(4)).map(|_| value(dice, depth - 1)).collect()),
        _ => object(dice, depth),
    }
}

fn object(dice: &mut Dice, depth: usize) -> Value {
    let members = (0..dice.roll(9)).map(|_| (dice.pick(NAMES).to_owned(), value(dice, depth.saturating_sub(1))));
    Value::Object(members.collect::<Map<_, _>>())
}

/// A good body with some of its values replaced.
fn spoil(good: &Value, dice: &mut Dice) -> Value {
    if dice.roll(12) == 0 {
        return value(dice, 2);
    }
    match good {
        Value::Object(members) => {
            let mut spoilt: Map<String, Value> = members.iter().map(|(n, v)| (n.clone(), spoil(v, dice))).collect();
            if dice.roll(4) == 0 {
                spoilt.insert(dice.pick(NAMES).to_owned(), value(dice, 2));
            }
            Value::Object(spoilt)
        }
        Value::Array(list) => Value::Array(list.iter().map(|v| spoil(v, dice)).collect()),
        Value::Number(_) if dice.roll(2) == 0 => number(dice.pick(NUMBERS)),
        other => other.clone(),
    }
}

/// Every writing endpoint with a body that would be good.
#[expect(clippy::too_many_lines, reason = "a table")]
async fn endpoints(sandbox: &Sandbox) -> Vec<(&'static str, String, Value)> {
    let contact = sandbox.contact("Ann Lee").await;
    let made = sandbox.invoice(&contact, "G-1", number("100")).await;
    let credit = sandbox.credit_note(&contact, "GC-1", number("50")).await;
    let item = sandbox
        .put("/Items", json!({"Code": "B", "Name": "Bag"}))
        .await
        .one("Items");
    let id = |of: &Value, name: &str| of[name].as_str().unwrap().to_owned();
    let pay = json!({"Invoice": {"InvoiceID": made["InvoiceID"]}, "Account": {"Code": "090"}, "Date": "2026-05-02", "Amount": 1, "CurrencyRate": 1});
    let payment = sandbox.put("/Payments", pay.clone()).await.one("Payments");
    let category = sandbox.get("/TrackingCategories").await.json()["TrackingCategories"][0].clone();
    let account = sandbox.get("/Accounts?where=Code%3D%3D%22404%22").await.one("Accounts");
    let line = json!({"Description": "A thing", "Quantity": 2, "UnitAmount": 5, "AccountCode": "200", "TaxType": "OUTPUT2", "ItemCode": "B", "DiscountRate": 10,
        "TaxAmount": 1.8, "LineAmount": 9, "Tracking": [{"Name": "Store", "Option": "Online"}]});
    let document = |kind: &str, number: &str| {
        json!({"Type": kind, "Contact": {"ContactID": contact}, number: "X-1", "Date": "2026-05-01", "DueDate": "2026-05-15",
        "Status": "AUTHORISED", "CurrencyCode": "EUR", "CurrencyRate": 1.1, "LineAmountTypes": "Inclusive", "Total": 9, "LineItems": [line, line]})
    };
    let person = json!({"Name": "Bob", "ContactNumber": "1", "EmailAddress": "b@c.de", "Addresses": [{"AddressType": "POBOX", "City": "York"}],
        "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1"}], "ContactPersons": [{"FirstName": "P"}], "ContactStatus": "ACTIVE"});
    let thing = json!({"Code": "C", "Name": "Cap", "SalesDetails": {"UnitPrice": 1.5, "AccountCode": "200", "TaxType": "OUTPUT2"}, "IsSold": true,
        "InventoryAssetAccountCode": "630", "PurchaseDetails": {"COGSAccountCode": "310", "UnitPrice": 1}});
    let rate = json!({"Name": "R", "TaxType": "TAX001", "TaxComponents": [{"Name": "A", "Rate": 5.5, "IsCompound": true}, {"Name": "B", "Rate": 7}]});
    let category_path = format!("/TrackingCategories/{}", id(&category, "TrackingCategoryID"));
    let option_path = format!(
        "{category_path}/Options/{}",
        category["Options"][0]["TrackingOptionID"].as_str().unwrap()
    );
    let notes = json!({"HistoryRecords": [{"Details": "x"}]});
    let invoice_path = format!("/Invoices/{}", id(&made, "InvoiceID"));
    let credit_path = format!("/CreditNotes/{}", id(&credit, "CreditNoteID"));
    vec![
        (
            "PUT",
            "/Contacts?summarizeErrors=false".to_owned(),
            json!({"Contacts": [person, person]}),
        ),
        ("POST", "/Contacts".to_owned(), person.clone()),
        ("POST", format!("/Contacts/{contact}"), person),
        (
            "PUT",
            "/Invoices?unitdp=4&summarizeErrors=false".to_owned(),
            json!({"Invoices": [document("ACCREC", "InvoiceNumber"), document("ACCPAY", "InvoiceNumber")]}),
        ),
        ("POST", "/Invoices".to_owned(), document("ACCREC", "InvoiceNumber")),
        ("POST", invoice_path.clone(), document("ACCREC", "InvoiceNumber")),
        ("POST", format!("{invoice_path}/Email"), json!({})),
        ("PUT", format!("{invoice_path}/History"), notes),
        (
            "PUT",
            "/CreditNotes?unitdp=4".to_owned(),
            document("ACCRECCREDIT", "CreditNoteNumber"),
        ),
        (
            "POST",
            credit_path.clone(),
            document("ACCRECCREDIT", "CreditNoteNumber"),
        ),
        (
            "PUT",
            format!("{credit_path}/Allocations"),
            json!({"Allocations": [{"Amount": 1, "Date": "2026-05-01", "Invoice": {"InvoiceID": made["InvoiceID"]}}]}),
        ),
        (
            "PUT",
            "/Payments?summarizeErrors=false".to_owned(),
            json!({"Payments": [pay, pay]}),
        ),
        ("POST", "/Payments".to_owned(), pay),
        (
            "POST",
            format!("/Payments/{}", id(&payment, "PaymentID")),
            json!({"Status": "DELETED"}),
        ),
        ("PUT", "/Items?unitdp=4".to_owned(), json!({"Items": [thing, thing]})),
        ("POST", format!("/Items/{}", id(&item, "ItemID")), thing),
        (
            "PUT",
            "/Accounts".to_owned(),
            json!({"Code": "990", "Name": "New", "Type": "SALES", "TaxType": "OUTPUT2"}),
        ),
        (
            "POST",
            format!("/Accounts/{}", id(&account, "AccountID")),
            json!({"Name": "Other", "EnablePaymentsToAccount": true}),
        ),
        ("PUT", "/TaxRates".to_owned(), rate.clone()),
        ("POST", "/TaxRates".to_owned(), rate),
        ("PUT", "/Currencies".to_owned(), json!({"Code": "CHF"})),
        ("PUT", "/TrackingCategories".to_owned(), json!({"Name": "Region"})),
        (
            "POST",
            category_path.clone(),
            json!({"Name": "Shop", "Status": "ACTIVE"}),
        ),
        (
            "PUT",
            format!("{category_path}/Options"),
            json!({"Options": [{"Name": "North"}]}),
        ),
        ("POST", option_path, json!({"Name": "South", "Status": "ARCHIVED"})),
    ]
}

#[tokio::test]
async fn no_body_brings_the_sandbox_down() {
    let sandbox = Sandbox::new(&["--limits", "off", "--set", "tax_amount=override"]).await;
    let endpoints = endpoints(&sandbox).await;
    let seed = std::env::var("LEDGERLINE_SEED")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(20_260_501);
    let rounds: usize = std::env::var("LEDGERLINE_ROUNDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(40);
    let mut dice = Dice(seed);
    for round in 0..rounds {
        for (method, path, good) in &endpoints {
            let body = if dice.roll(4) == 0 {
                object(&mut dice, 3)
            } else {
                spoil(good, &mut dice)
            };
            let answer = sandbox.api(method, path, Some(body.clone())).await;
            assert!(
                matches!(answer.status, 200 | 204 | 400 | 404),
                "round {round}: {method} {path} {body}: {} {}",
                answer.status,
                answer.text
            );
        }
        // What was taken can be shown.
        for path in [
            "/Contacts?page=1",
            "/Invoices?page=1&unitdp=4",
            "/CreditNotes?page=1",
            "/Payments?page=1",
            "/Items",
            "/Accounts",
            "/TaxRates",
            "/TrackingCategories",
        ] {
            let answer = sandbox.get(path).await;
            assert_eq!(answer.status, 200, "round {round}: {path}: {}", answer.text);
        }
        for path in [
            "/sandbox/ledger",
            "/sandbox/ledger?format=text",
            "/sandbox/documents",
            "/sandbox/counts",
            "/",
        ] {
            assert_eq!(
                sandbox.raw("GET", path, &[], None).await.unwrap().status,
                200,
                "round {round}: {path}"
            );
        }
    }
}

#[tokio::test]
async fn no_bytes_bring_the_sandbox_down() {
    let sandbox = Sandbox::unlimited().await;
    let endpoints = endpoints(&sandbox).await;
    let bearer = format!("Bearer {}", sandbox.token);
    let headers = [
        ("authorization", bearer.as_str()),
        ("accept", "application/json"),
        ("content-type", "application/json"),
    ];
    let mut dice = Dice(42);
    for (method, path, good) in &endpoints {
        let text = good.to_string();
        let deep = "[".repeat(100_000);
        let cut: String = text.chars().take(dice.roll(text.len())).collect();
        for body in [
            "",
            "null",
            "[]",
            "{}",
            "\"\"",
            "0",
            "{\"",
            "\u{feff}{}",
            &deep,
            &cut,
            &text.replace(':', ","),
        ] {
            let answer = sandbox
                .raw(method, &format!("/api.xro/2.0{path}"), &headers, Some(body.to_owned()))
                .await
                .unwrap();
            let shown: String = body.chars().take(80).collect();
            assert!(
                matches!(answer.status, 200 | 204 | 400),
                "{method} {path} {shown}: {} {}",
                answer.status,
                answer.text
            );
        }
    }
    for filter in [
        "\"",
        "-",
        "-1.1.1",
        "Name==\"é",
        "Date==DateTime(99999999999999999999,1,1)",
        "guid(",
        "((((",
        "Date>DateTime(2026,2,30)",
        "é==1",
        "1==1",
        ". .",
    ] {
        for list in ["Contacts", "Invoices", "Payments", "Items"] {
            let answer = sandbox
                .get(&format!(
                    "/{list}?where={}&order={}",
                    crate::harness::encoded(filter),
                    crate::harness::encoded(filter)
                ))
                .await;
            assert!(
                matches!(answer.status, 200 | 400),
                "{list} {filter}: {} {}",
                answer.status,
                answer.text
            );
        }
    }
}
