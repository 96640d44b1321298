//! On which day money moves in the books.

use serde_json::{Value, json};

use crate::support::cases::{self, inputs};
use crate::support::shop::Shop;

const CASE: &str = "invoice-paid-later";

fn paid_on(shop: &Shop) -> String {
    let document = shop.sandbox.document("000000120");
    let payments = document["payments"].as_array().expect("payments");
    assert_eq!(payments.len(), 1, "{payments:?}");
    assert_eq!(
        (&payments[0]["amount"], &document["due"]),
        (&json!("120.00"), &json!("0.00"))
    );
    payments[0]["date"].as_str().expect("a day").to_owned()
}

fn run(shop: &Shop, drained: bool, change: impl Fn(&mut Value)) {
    for mut input in inputs(CASE) {
        for one in &mut input {
            change(one);
        }
        shop.enqueue(&input);
        if drained {
            shop.finish();
        }
    }
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(shop.sandbox.document("000000120")["date"], "2026-04-30");
}

#[test]
fn an_invoice_that_is_paid_later_is_paid_on_the_day_it_was_paid() {
    type Change = fn(&mut Value);
    let table: [(&str, Option<&str>, Change, &str); 6] = [
        ("seen open, then paid", None, |_| (), "2026-05-06"),
        (
            "the shop chose the document's day",
            Some("document"),
            |_| (),
            "2026-04-30",
        ),
        ("the shop chose the day of payment", Some("paid"), |_| (), "2026-05-06"),
        // 15:00 UTC on 6 May is past midnight in Auckland.
        (
            "the store's time zone",
            None,
            |one| {
                if one["state"] == "paid" {
                    one["updated_on"] = json!("2026-05-07");
                }
            },
            "2026-05-07",
        ),
        (
            "the gateway's capture",
            None,
            |one| one["payment"]["paid_on"] = json!("2026-05-05"),
            "2026-05-05",
        ),
        (
            "paid at once, changed later",
            None,
            |one| one["state"] = json!("paid"),
            "2026-04-30",
        ),
    ];
    for (what, chosen, change, day) in table {
        for drained in [true, false] {
            let shop = cases::shop(CASE, |settings| {
                if let Some(chosen) = chosen {
                    settings["documents"] = json!({ "payment_date": chosen });
                }
            });
            run(&shop, drained, change);
            assert_eq!(paid_on(&shop), day, "{what}, drained in between: {drained}");
        }
    }
}

#[test]
fn the_day_stays_the_first_one_and_a_locked_april_does_not_matter() {
    let shop = cases::shop(CASE, |_| ());
    let [open, paid] = inputs(CASE).try_into().expect("two files");
    shop.enqueue(&open);
    shop.finish();
    // April is locked, and the invoice is changed again before its payment is sent.
    shop.sandbox.tell("lock-date", &json!({ "period": "2026-04-30" }));
    shop.engine.catalogue("default", true).expect("the lists");
    shop.enqueue(&paid);
    let mut later = paid.clone();
    later[0]["updated_at"] = json!("2026-05-20 08:00:00");
    later[0]["order"]["total_refunded"] = json!("1.0000");
    shop.enqueue(&later);
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(paid_on(&shop), "2026-05-06");
}

#[test]
fn where_orders_are_the_sale_the_payment_has_the_day_of_its_invoice() {
    let shop = cases::shop(CASE, |settings| settings["document"] = json!("order"));
    let [open, paid] = inputs(CASE).try_into().expect("two files");
    let mut order = open[0].clone();
    order["kind"] = json!("order");
    order["id"] = json!("9");
    order["number"] = json!("000000120");
    order["state"] = json!("processing");
    shop.enqueue(&[order]);
    shop.finish();
    shop.enqueue(&open);
    shop.finish();
    shop.enqueue(&paid);
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(paid_on(&shop), "2026-05-06");
}

/// A refund that a gateway carries out days later.
#[test]
fn a_credit_memo_is_refunded_when_the_shop_says_so() {
    for drained in [true, false] {
        let shop = cases::shop("refund-to-store-credit", |_| ());
        let [invoice, memo]: [Value; 2] = inputs("refund-to-store-credit")
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .try_into()
            .expect("an invoice and its memo");
        shop.enqueue(&[invoice]);
        shop.finish();
        let mut open = memo;
        open["customer_bal_total_refunded"] = json!("0.0000");
        open["bs_customer_bal_total_refunded"] = Value::Null;
        open["state"] = json!("open");
        shop.enqueue(&[open.clone()]);
        if drained {
            shop.finish();
            let note = shop.sandbox.document("CM-000000130");
            assert_eq!((&note["due"], &note["payments"]), (&json!("120.00"), &json!([])));
            assert!(shop.log().iter().any(|line| line["code"] == "refund_awaited"));
        }
        let mut refunded = open;
        refunded["state"] = json!("refunded");
        refunded["updated_at"] = json!("2026-05-09 23:30:00");
        refunded["updated_on"] = json!("2026-05-10");
        shop.enqueue(&[refunded]);
        shop.finish();
        assert_eq!(shop.held(), [], "{:#?}", shop.queue());
        let payments = shop.sandbox.document("CM-000000130")["payments"].clone();
        assert_eq!(payments[0]["date"], "2026-05-10", "drained in between: {drained}");
        assert_eq!(payments[0]["amount"], "120.00");
    }
}
