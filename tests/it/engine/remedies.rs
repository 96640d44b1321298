//! What becomes of the books of a shop owner who does literally what the advice says, now and when the record changes again.

use serde_json::{Value, json};

use crate::support::cases;
use crate::support::shop::Shop;
use crate::support::source;

/// A held record, what is done about it, and what the books must then say.
struct Remedy {
    code: &'static str,
    /// Words of the advice that are followed.
    advice: &'static str,
    before: fn(&Shop),
    records: fn() -> Vec<Value>,
    followed: fn(&Shop),
    /// Sales less credit notes with tax, and their tax, in the organisation's currency.
    gross: &'static str,
    tax: &'static str,
    payments: u64,
}

/// A paid invoice: 100.00 and 10.00 of shipping at 20 %.
fn sale() -> Value {
    cases::inputs("memo-with-tax-of-shipping").remove(0).remove(0)
}

fn memo() -> Value {
    cases::inputs("memo-with-tax-of-shipping").remove(0).remove(1)
}

fn changed(change: fn(&mut Value)) -> Vec<Value> {
    let mut sale = sale();
    change(&mut sale);
    vec![sale]
}

fn set(amounts: &mut Value, values: &[(&str, &str)]) {
    for (name, value) in values {
        amounts[*name] = json!(value);
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a value is made where it is handed over")]
fn taxes(sale: &mut Value, code: &str, country: Value) {
    let taxes = json!([{ "code": code, "title": code, "percent": "20.0000", "country": country }]);
    sale["lines"][0]["taxes"] = taxes.clone();
    sale["shipping"]["taxes"] = taxes;
}

/// Takes the open line of this kind out, as a person does in the queue.
fn cancel(shop: &Shop, kind: &str) {
    let ids: Vec<i64> = shop
        .queue()
        .iter()
        .filter(|job| job["kind"] == kind && job["state"] == "held")
        .filter_map(|job| job["id"].as_i64())
        .collect();
    assert_eq!(shop.store.cancel(&ids, shop.engine.now_ms()).unwrap(), 1);
}

/// An invoice or credit note that a person enters in Xero.
fn by_hand(shop: &Shop, list: &str, number: &str, kind: &str, net: &str, tax_type: &str) -> String {
    let (field, id) = match list {
        "Invoices" => ("InvoiceNumber", "InvoiceID"),
        _ => ("CreditNoteNumber", "CreditNoteID"),
    };
    let body = json!({ list: [{
        "Type": kind, field: number, "Contact": { "Name": "By hand" }, "Date": "2026-05-01", "DueDate": "2026-05-01", "Status": "AUTHORISED",
        "LineItems": [{ "Description": "By hand", "Quantity": 1, "UnitAmount": net.parse::<f64>().unwrap(), "AccountCode": "200", "TaxType": tax_type }]
    }]});
    let made = shop.accountant("PUT", &format!("/{list}"), Some(&body));
    made[list][0][id].as_str().unwrap().to_owned()
}

/// The sale before it was paid, in Xero.
fn sent_unpaid(shop: &Shop) {
    let mut open = sale();
    open["state"] = json!("open");
    shop.enqueue(&[open]);
    shop.drain();
    assert_eq!(shop.sandbox.count("invoices"), 1);
}

/// A payment of the only invoice that a person enters in Xero.
fn pay_by_hand(shop: &Shop, amount: f64) {
    let invoice = shop.sandbox.documents()[0]["id"].clone();
    let payment = json!({ "Invoice": { "InvoiceID": invoice }, "Account": { "Code": "090" }, "Date": "2026-05-01", "Amount": amount });
    shop.accountant("PUT", "/Payments", Some(&json!({ "Payments": [payment] })));
}

const REMEDIES: &[Remedy] = &[
    Remedy {
        code: "account_missing",
        advice: "Choose it in",
        before: |shop| shop.configure(|settings| settings["accounts"]["sales"] = json!("")),
        records: || vec![sale()],
        followed: |shop| shop.configure(|_| {}),
        gross: "132.00",
        tax: "22.00",
        payments: 1,
    },
    Remedy {
        code: "account_invalid",
        advice: "Restore it in Xero",
        before: |shop| drop(shop.sandbox.tell("accounts/200/archive", &json!({}))),
        records: || vec![sale()],
        followed: |shop| drop(shop.sandbox.tell("accounts/200/unarchive", &json!({}))),
        gross: "132.00",
        tax: "22.00",
        payments: 1,
    },
    Remedy {
        code: "account_invalid",
        advice: "Choose an income account for shipping",
        before: |shop| shop.configure(|settings| settings["accounts"]["shipping"] = json!("425")),
        records: || vec![sale()],
        followed: |shop| shop.configure(|settings| settings["accounts"]["shipping"] = json!("205")),
        gross: "132.00",
        tax: "22.00",
        payments: 1,
    },
    Remedy {
        code: "tax_rate_unmapped",
        advice: "Map it to the Xero tax rate of the same country and percentage",
        before: |shop| shop.configure(|settings| settings["tax"]["automatic"] = json!(false)),
        records: || vec![sale()],
        followed: |shop| {
            shop.configure(|settings| {
                settings["tax"] = json!({ "automatic": false, "map": { "GB VAT 20%": "OUTPUT2" } });
            });
        },
        gross: "132.00",
        tax: "22.00",
        payments: 1,
    },
    Remedy {
        code: "tax_rate_unmapped",
        advice: "Choose the Xero tax rate of that country",
        before: |_| {},
        records: || {
            changed(|sale| {
                taxes(sale, "DE old", Value::Null);
                sale["shipping_address"]["country"] = json!("DE");
            })
        },
        followed: |shop| {
            let rate = json!({ "Name": "Germany 20%", "ReportTaxType": "OUTPUT", "TaxComponents": [{ "Name": "USt", "Rate": 20.0 }] });
            let made = shop.accountant("PUT", "/TaxRates", Some(&rate));
            let tax_type = made["TaxRates"][0]["TaxType"].clone();
            // The page offers it after "Update tax rates".
            shop.engine.catalogue("default", true).unwrap();
            shop.configure(|settings| settings["tax"] = json!({ "automatic": true, "map": { "DE old": tax_type } }));
        },
        gross: "132.00",
        tax: "22.00",
        payments: 1,
    },
    Remedy {
        code: "period_locked",
        advice: "Document rules",
        before: |shop| drop(shop.sandbox.tell("lock-date", &json!({ "period": "2026-06-30" }))),
        records: || vec![sale()],
        followed: |shop| shop.configure(|settings| settings["documents"] = json!({ "lock_date": "first_open_day" })),
        gross: "132.00",
        tax: "22.00",
        payments: 1,
    },
    Remedy {
        code: "total_unexplained",
        advice: "choose Never send to Xero for this invoice",
        before: |_| {},
        records: || cases::inputs("free-order-whose-invoice-is-not").remove(0),
        followed: |shop| assert_eq!(shop.engine.exclude("invoice", &["111".into()], true).unwrap(), 1),
        gross: "0.00",
        tax: "0.00",
        payments: 0,
    },
    // The payment provider says that 65.00 came in.
    Remedy {
        code: "total_unexplained",
        advice: "Enter the document in Xero by hand",
        before: |_| {},
        records: || cases::inputs("fixed-product-tax-left-out").remove(0),
        followed: |shop| {
            let invoice = by_hand(shop, "Invoices", "000000117", "ACCREC", "65", "NONE");
            let payment = json!({ "Invoice": { "InvoiceID": invoice }, "Account": { "Code": "090" }, "Date": "2026-05-01", "Amount": 65.0 });
            shop.accountant("PUT", "/Payments", Some(&json!({ "Payments": [payment] })));
            assert_eq!(shop.engine.exclude("invoice", &["117".into()], true).unwrap(), 1);
        },
        gross: "65.00",
        tax: "0.00",
        payments: 1,
    },
    Remedy {
        code: "total_mismatch",
        advice: "Enter the document in Xero by hand",
        before: |_| {},
        records: || vec![sale(), memo()],
        followed: |shop| {
            by_hand(shop, "CreditNotes", "BY-HAND", "ACCRECCREDIT", "100", "OUTPUT2");
            assert_eq!(shop.engine.exclude("creditmemo", &["115".into()], true).unwrap(), 1);
        },
        gross: "12.00",
        tax: "2.00",
        payments: 1,
    },
    // The owner knows that 12.00 were paid with a store credit of which the shop's reader does not know.
    Remedy {
        code: "total_unexplained",
        advice: "choose an account for unknown totals (*)",
        before: |_| {},
        records: || {
            changed(|sale| {
                set(
                    &mut sale["totals"],
                    &[("grand_total", "120.0000"), ("base_grand_total", "120.0000")],
                );
                set(
                    &mut sale["order"],
                    &[("grand_total", "120.0000"), ("total_paid", "120.0000")],
                );
            })
        },
        followed: |shop| shop.configure(|settings| settings["totals"] = json!({ "map": { "*": "845" } })),
        gross: "120.00",
        tax: "22.00",
        payments: 1,
    },
    Remedy {
        code: "total_unmapped",
        advice: "a liability for what the shop owes",
        before: |_| {},
        records: || {
            changed(|sale| {
                set(
                    &mut sale["totals"],
                    &[("grand_total", "120.0000"), ("base_grand_total", "120.0000")],
                );
                set(
                    &mut sale["order"],
                    &[("grand_total", "120.0000"), ("total_paid", "120.0000")],
                );
                sale["extra_totals"] = json!([{ "code": "giftcard", "title": "Gift card", "amount": "-12.0000", "tax": "0.0000", "taxes": [] }]);
            })
        },
        followed: |shop| shop.configure(|settings| settings["totals"] = json!({ "map": { "giftcard": "805" } })),
        gross: "120.00",
        tax: "22.00",
        payments: 1,
    },
    Remedy {
        code: "total_unmapped",
        advice: "a liability, from which gift cards are redeemed as well",
        before: |_| {},
        records: || {
            changed(|sale| {
                let mut card = sale["lines"][0].clone();
                set(
                    &mut card,
                    &[
                        ("product_type", "giftcard"),
                        ("tax", "0.0000"),
                        ("tax_percent", "0.0000"),
                        ("id", "8801"),
                        ("order_item_id", "8802"),
                    ],
                );
                card["taxes"] = json!([]);
                sale["lines"].as_array_mut().unwrap().push(card);
                set(
                    &mut sale["totals"],
                    &[
                        ("subtotal", "200.0000"),
                        ("grand_total", "232.0000"),
                        ("base_grand_total", "232.0000"),
                    ],
                );
                set(
                    &mut sale["order"],
                    &[("grand_total", "232.0000"), ("total_paid", "232.0000")],
                );
            })
        },
        followed: |shop| {
            shop.configure(|settings| settings["totals"] = json!({ "map": { "giftcard": "805" } }));
            shop.finish();
            let books = shop.accountant("GET", "/Invoices?page=1&pageSize=100", None);
            let on = |code: &str| {
                let lines = books["Invoices"][0]["LineItems"].as_array().unwrap();
                let amounts = lines.iter().filter(|line| line["AccountCode"] == code);
                amounts.filter_map(|line| line["LineAmount"].as_f64()).sum::<f64>()
            };
            assert_eq!((on("200"), on("805")), (110.0, 100.0), "{books}");
        },
        gross: "232.00",
        tax: "22.00",
        payments: 1,
    },
    Remedy {
        code: "currency_rate_doubtful",
        advice: "Choose Xero's rate of the day",
        before: |shop| shop.configure(|settings| settings["documents"] = json!({ "doubtful_rate": "hold" })),
        records: || cases::inputs("rate-of-one").remove(0),
        followed: |shop| shop.configure(|_| {}),
        // 120.00 EUR at 1.1571, not 120.00 GBP.
        gross: "103.71",
        tax: "17.28",
        payments: 1,
    },
    Remedy {
        code: "amount_negative",
        advice: "the opposite document (a credit note for a negative invoice)",
        before: |_| {},
        records: || {
            changed(|sale| {
                set(
                    &mut sale["totals"],
                    &[
                        ("grand_total", "-10.0000"),
                        ("base_grand_total", "-10.0000"),
                        ("tax", "0.0000"),
                    ],
                );
            })
        },
        followed: |shop| {
            by_hand(shop, "CreditNotes", "BY-HAND", "ACCRECCREDIT", "10", "NONE");
            assert_eq!(shop.engine.exclude("invoice", &["115".into()], true).unwrap(), 1);
        },
        gross: "-10.00",
        tax: "0.00",
        payments: 0,
    },
    // 60.00 of 132.00 were paid, the memo is of all of it: 60.00 went back, the rest is not owed any more.
    Remedy {
        code: "refund_exceeds_paid",
        advice: "Enter that refund on the credit note in Xero, set what is left of it against the order's unpaid invoice there, then cancel this line",
        before: |shop| {
            sent_unpaid(shop);
            pay_by_hand(shop, 60.0);
        },
        records: || {
            let mut memo = sale();
            memo["kind"] = json!("creditmemo");
            memo["state"] = json!("refunded");
            set(&mut memo["order"], &[("total_paid", "60.0000")]);
            memo["invoices"] = json!([
                { "id": "115", "number": "000000115", "state": "open", "grand_total": "72.0000" },
                { "id": "116", "number": "000000116", "state": "paid", "grand_total": "60.0000" },
            ]);
            vec![memo]
        },
        followed: |shop| {
            let documents = shop.sandbox.documents();
            let id = |kind: &str| {
                let found = documents.iter().find(|one| one["type"] == kind).expect("a document");
                found["id"].as_str().expect("an id").to_owned()
            };
            let refund = json!({ "CreditNote": { "CreditNoteID": id("ACCRECCREDIT") }, "Account": { "Code": "090" }, "Date": "2026-05-05", "Amount": 60.0 });
            shop.accountant("PUT", "/Payments", Some(&json!({ "Payments": [refund] })));
            let set_off = json!({ "Allocations": [{ "Invoice": { "InvoiceID": id("ACCREC") }, "Amount": 72.0, "Date": "2026-05-05" }] });
            shop.accountant(
                "PUT",
                &format!("/CreditNotes/{}/Allocations", id("ACCRECCREDIT")),
                Some(&set_off),
            );
            cancel(shop, "refund");
        },
        gross: "0.00",
        tax: "0.00",
        payments: 2,
    },
    // The bank feed had the money already, in two parts.
    Remedy {
        code: "payment_exceeds_due",
        advice: "cancel this line",
        before: |shop| {
            sent_unpaid(shop);
            pay_by_hand(shop, 100.0);
            pay_by_hand(shop, 32.0);
        },
        records: || vec![sale()],
        followed: |shop| cancel(shop, "payment"),
        gross: "132.00",
        tax: "22.00",
        payments: 2,
    },
    // A bookkeeper entered the same sale by hand, under the same number.
    Remedy {
        code: "number_taken",
        advice: "If it is this very sale or refund, correct it there and choose Never send to Xero for this one",
        before: |shop| drop(by_hand(shop, "Invoices", "000000115", "ACCREC", "110.01", "OUTPUT2")),
        records: || vec![sale()],
        followed: |shop| assert_eq!(shop.engine.exclude("invoice", &["115".into()], true).unwrap(), 1),
        gross: "132.01",
        tax: "22.00",
        payments: 0,
    },
    // Somebody typed a payment that never was.
    Remedy {
        code: "payment_exceeds_due",
        advice: "remove",
        before: |shop| {
            sent_unpaid(shop);
            pay_by_hand(shop, 100.0);
        },
        records: || vec![sale()],
        followed: |shop| {
            let payments = shop.accountant("GET", "/Payments?page=1&pageSize=100", None);
            let wrong = payments["Payments"][0]["PaymentID"].as_str().unwrap().to_owned();
            let deleted = json!({ "Status": "DELETED" });
            shop.accountant("POST", &format!("/Payments/{wrong}"), Some(&deleted));
            shop.store
                .retry(None, Some("payment_exceeds_due"), shop.engine.now_ms())
                .unwrap();
        },
        gross: "132.00",
        tax: "22.00",
        payments: 1,
    },
];

/// Gross and tax of everything in the books.
fn books(shop: &Shop) -> (String, String) {
    let totals = shop.sandbox.look("ledger")["all"]["totals"].clone();
    let text = |name: &str| totals[name].as_str().unwrap_or("0.00").to_owned();
    (text("gross"), text("tax"))
}

#[test]
fn who_follows_the_advice_has_the_right_books_and_keeps_them() {
    for remedy in REMEDIES {
        let what = format!("{}: {}", remedy.code, remedy.advice);
        let shop = Shop::connected();
        (remedy.before)(&shop);
        let records = (remedy.records)();
        shop.enqueue(&records);
        shop.drain();
        let held: Vec<Value> = shop
            .queue()
            .into_iter()
            .filter(|job| job["state"] == "held" && job["code"] == remedy.code)
            .collect();
        assert!(!held.is_empty(), "{what}: {:#?}", shop.queue());
        let fix = held[0]["fix"].as_str().unwrap();
        assert!(fix.contains(remedy.advice), "{what}: {fix}");
        // A person needs a minute.
        shop.pass(60);
        (remedy.followed)(&shop);
        shop.finish();
        let right = |when: &str| {
            assert_eq!(
                books(&shop),
                (remedy.gross.to_owned(), remedy.tax.to_owned()),
                "{what}, {when}: {:#?}",
                shop.queue()
            );
            assert_eq!(shop.sandbox.count("payments"), remedy.payments, "{what}, {when}");
        };
        right("followed");
        // The shop touches the record again, and settings are saved: nothing comes a second time.
        shop.pass(7_200);
        let touched: Vec<Value> = records
            .into_iter()
            .map(|mut record| {
                record["updated_at"] = json!("2026-05-09 10:00:00");
                record
            })
            .collect();
        shop.enqueue(&touched);
        shop.finish();
        right("and touched again");
    }
}

/// Who entered something by hand must be told to take it out of the queue, else it is sent when a setting changes.
#[test]
fn advice_to_enter_something_by_hand_says_what_becomes_of_the_line() {
    let mut found = 0;
    for file in source::rust("src") {
        for text in file.code.split('"').filter(|text| text.contains("in Xero by hand")) {
            found += 1;
            assert!(
                text.contains("Never send to Xero") || text.contains("cancel this line") || text.contains("cancel it"),
                "{}: {text}",
                file.path
            );
        }
    }
    assert!(found > 5, "the scan finds too little: {found}");
}
