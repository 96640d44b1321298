//! What is not paid, or paid back, in money: store credit, gift cards, and Magento's method for nothing.

use serde_json::{Value, json};

use crate::support::cases::{self, inputs};
use crate::support::fixtures;
use crate::support::shop::Shop;

const CASE: &str = "refund-to-store-credit";
const LIABILITY: &str = "850";

fn liability(settings: &mut Value) {
    settings["totals"] = json!({ "map": { "customer_balance": LIABILITY } });
}

/// Amounts of a document's payments by account.
fn paid(shop: &Shop, number: &str) -> Vec<(String, String)> {
    let document = shop.sandbox.document(number);
    let list = document["payments"].as_array().expect("payments");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut payments: Vec<_> = list
        .iter()
        .map(|one| (text(&one["account"]), text(&one["amount"])))
        .collect();
    payments.sort();
    payments
}

fn pair(account: &str, amount: &str) -> (String, String) {
    (account.to_owned(), amount.to_owned())
}

/// (to store credit, bank, liability, open with an account, open without one)
#[test]
fn what_is_refunded_to_store_credit_does_not_leave_the_bank() {
    type Change = fn(&mut Value);
    type Paid = &'static [(&'static str, &'static str)];
    let amounts: [(&str, Change, Paid, Paid, &str); 4] = [
        ("all", |_| (), &[(LIABILITY, "120.00")], &[], "120.00"),
        (
            "50.00",
            |memo| {
                memo["customer_bal_total_refunded"] = json!("50.0000");
                memo["bs_customer_bal_total_refunded"] = json!("50.0000");
            },
            &[("090", "70.00"), (LIABILITY, "50.00")],
            &[("090", "70.00")],
            "50.00",
        ),
        (
            "50.00, as the reader says it",
            |memo| {
                let map = memo.as_object_mut().expect("a map");
                map.remove("customer_bal_total_refunded");
                map.remove("bs_customer_bal_total_refunded");
                memo["tenders"] = json!([{ "code": "customer_balance", "title": "Store credit", "amount": "50.0000" }]);
            },
            &[("090", "70.00"), (LIABILITY, "50.00")],
            &[("090", "70.00")],
            "50.00",
        ),
        (
            "nothing",
            |memo| {
                memo["customer_bal_total_refunded"] = json!("0.0000");
                memo["bs_customer_bal_total_refunded"] = Value::Null;
            },
            &[("090", "120.00")],
            &[("090", "120.00")],
            "0.00",
        ),
    ];
    for (what, change, with_account, without, open) in amounts {
        for mode in ["mapped", "chosen to stay open", "not mapped"] {
            let shop = cases::shop(CASE, |settings| {
                if mode != "not mapped" {
                    liability(settings);
                }
                if mode == "chosen to stay open" {
                    settings["documents"] = json!({ "store_credit": "open" });
                }
            });
            shop.sandbox
                .tell(&format!("accounts/{LIABILITY}/payments"), &json!({ "enabled": true }));
            for mut input in inputs(CASE) {
                for memo in input.iter_mut().filter(|one| one["kind"] == "creditmemo") {
                    change(memo);
                }
                shop.enqueue(&input);
                shop.finish();
            }
            let expected = if mode == "mapped" { with_account } else { without };
            let expected: Vec<_> = expected.iter().map(|(account, amount)| pair(account, amount)).collect();
            let mut got = paid(&shop, "CM-000000130");
            got.sort();
            let mut expected = expected;
            expected.sort();
            assert_eq!(got, expected, "{what}, {mode}: {:#?}", shop.log());
            let due = if mode == "mapped" { "0.00" } else { open };
            assert_eq!(shop.sandbox.document("CM-000000130")["due"], due, "{what}, {mode}");
            assert_eq!(paid(&shop, "000000130"), [pair("090", "120.00")]);
            assert_eq!(shop.held(), [], "{what}, {mode}");
            let said = shop.log().iter().any(|line| line["code"] == "credit_left_open");
            assert_eq!(said, mode != "mapped" && open != "0.00", "{what}, {mode}");
        }
    }
}

#[test]
fn store_credit_that_had_paid_the_sale_is_not_taken_off_the_refund_twice() {
    // 120.00, of which 50.00 had been paid by store credit: the memo's total is 70.00, and all goes back where it came from.
    let shop = Shop::connected();
    shop.configure(|settings| {
        settings["totals"] = json!({ "map": { "customer_balance": LIABILITY } });
    });
    shop.sandbox
        .tell(&format!("accounts/{LIABILITY}/payments"), &json!({ "enabled": true }));
    let credited = |document: &mut Value| {
        document["totals"]["grand_total"] = json!("70.0000");
        document["extra_totals"] =
            json!([{ "code": "customer_balance", "title": "Store credit", "amount": "-50.0000" }]);
    };
    let mut both = inputs(CASE);
    let mut invoice = both[0].remove(0);
    credited(&mut invoice);
    let mut memo = both
        .into_iter()
        .flatten()
        .find(|one| one["kind"] == "creditmemo")
        .expect("a memo");
    credited(&mut memo);
    memo["customer_bal_total_refunded"] = json!("50.0000");
    memo["bs_customer_bal_total_refunded"] = json!("50.0000");
    shop.enqueue(&[invoice]);
    shop.finish();
    shop.enqueue(&[memo]);
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(paid(&shop, "000000130"), [pair("090", "70.00")]);
    assert_eq!(paid(&shop, "CM-000000130"), [pair("090", "70.00")]);
}

/// (what had paid by gift card and by store credit, refunded to store credit, the column) → payments of the credit note
#[test]
fn gift_cards_and_store_credit_come_back_beside_the_money() {
    type Paid = &'static [(&'static str, &'static str)];
    let table: [(&str, [&str; 4], Paid); 5] = [
        // A registered customer's gift card comes back as store credit, without anybody's choice.
        ("a gift card", ["30", "0", "30", "0"], &[("090", "90.00")]),
        (
            "a gift card and the money",
            ["30", "0", "120", "0"],
            &[(LIABILITY, "90.00")],
        ),
        ("both", ["20", "50", "70", "50"], &[("090", "50.00")]),
        // Since 2.3 the column has the refund, too.
        ("newer", ["0", "0", "120", "120"], &[(LIABILITY, "120.00")]),
        (
            "a part, newer",
            ["0", "0", "50", "50"],
            &[("090", "70.00"), (LIABILITY, "50.00")],
        ),
    ];
    for (what, [card, credit, refunded, column], expected) in table {
        let shop = Shop::connected();
        shop.configure(|settings| {
            settings["totals"] = json!({ "map": { "customer_balance": LIABILITY, "giftcard": LIABILITY } });
        });
        shop.sandbox
            .tell(&format!("accounts/{LIABILITY}/payments"), &json!({ "enabled": true }));
        let total: i32 = 120 - card.parse::<i32>().unwrap() - credit.parse::<i32>().unwrap();
        let paid_with = |document: &mut Value, credit: &str| {
            document["totals"]["grand_total"] = json!(format!("{total}.0000"));
            document["extra_totals"] = json!([
                { "code": "giftcard", "title": "Gift card", "amount": format!("-{card}") },
                { "code": "customer_balance", "title": "Store credit", "amount": format!("-{credit}") },
            ]);
        };
        let mut both = inputs(CASE);
        let mut invoice = both[0].remove(0);
        paid_with(&mut invoice, credit);
        let memos = both.into_iter().flatten();
        let mut memo = memos
            .into_iter()
            .find(|one| one["kind"] == "creditmemo")
            .expect("a memo");
        paid_with(&mut memo, column);
        memo["customer_bal_total_refunded"] = json!(refunded);
        memo["customer_balance_amount"] = json!(column);
        memo["bs_customer_bal_total_refunded"] = Value::Null;
        shop.enqueue(&[invoice]);
        shop.finish();
        shop.enqueue(&[memo]);
        shop.finish();
        assert_eq!(shop.held(), [], "{what}: {:#?}", shop.queue());
        assert_eq!(
            shop.sandbox.document("CM-000000130")["total"],
            format!("{total}.00"),
            "{what}"
        );
        let expected: Vec<_> = expected.iter().map(|(account, amount)| pair(account, amount)).collect();
        assert_eq!(paid(&shop, "CM-000000130"), expected, "{what}");
        assert_eq!(shop.sandbox.document("CM-000000130")["due"], "0.00", "{what}");
    }
}

#[test]
fn a_sale_is_paid_by_its_tenders() {
    for order_mode in [false, true] {
        let shop = Shop::connected();
        shop.configure(|settings| {
            settings["totals"] = json!({ "map": { "acme_card": LIABILITY } });
            if order_mode {
                settings["document"] = json!("order");
            }
        });
        let mut invoice = fixtures::invoice(1);
        let total: rust_decimal::Decimal = invoice["totals"]["grand_total"]
            .as_str()
            .expect("a total")
            .parse()
            .expect("a number");
        invoice["tenders"] = json!([{ "code": "acme_card", "title": "Gift card", "amount": "3.0000" }]);
        if order_mode {
            let mut order = invoice.clone();
            order["kind"] = json!("order");
            order["id"] = invoice["order"]["id"].clone();
            order["state"] = json!("processing");
            shop.enqueue(&[order]);
            shop.finish();
        }
        shop.enqueue(&[invoice]);
        shop.finish();
        // Xero takes no payments on the account yet: the gift card's part waits, the money does not.
        assert_eq!(shop.held(), [("account_invalid".to_owned(), 1)], "{:#?}", shop.queue());
        let money = format!("{:.2}", total - rust_decimal::Decimal::from(3));
        assert_eq!(paid(&shop, "700000001"), [pair("090", &money)]);
        shop.sandbox
            .tell(&format!("accounts/{LIABILITY}/payments"), &json!({ "enabled": true }));
        shop.engine.catalogue("default", true).expect("the lists");
        shop.finish();
        assert_eq!(shop.held(), []);
        assert_eq!(paid(&shop, "700000001"), [pair("090", &money), pair(LIABILITY, "3.00")]);
        assert_eq!(shop.sandbox.document("700000001")["due"], "0.00");
    }
}

#[test]
fn the_method_free_never_moves_money() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["payments"] = json!({ "map": { "free": "090" } }));
    let mut invoice = fixtures::invoice(1);
    invoice["payment"]["method"] = json!("free");
    shop.enqueue(&[invoice.clone()]);
    shop.finish();
    let mut memo = invoice;
    memo["kind"] = json!("creditmemo");
    memo["state"] = json!("refunded");
    memo["invoice"] = json!({ "id": memo["id"], "number": memo["number"], "state": "paid" });
    shop.enqueue(&[memo]);
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(shop.sandbox.count("payments"), 0);
}
