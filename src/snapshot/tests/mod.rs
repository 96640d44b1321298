//! Tests of the reader: the documented examples, and every way in which a snapshot can be wrong.

mod fixtures;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::read;
use crate::domain::shop::{Record, State};

fn invoice() -> Value {
    json!({"version":1,"kind":"invoice","id":"12","number":"000000012","connection":"default",
      "store":{"id":"1","code":"default","website_id":"1","website_code":"base"},
      "date":"2026-05-01","created_at":"2026-05-01 08:10:00","updated_at":"2026-05-01 08:10:00","state":"paid",
      "currency":"EUR","base_currency":"USD","base_to_order_rate":"0.9137",
      "totals":{"subtotal":"40.0000","discount":"-5.0000","shipping":"5.0000","shipping_tax":"1.0000","tax":"8.0000","grand_total":48.0},
      "lines":[{"id":44,"order_item_id":"31","sku":"24-MB01","name":"Bag","quantity":2,"price":"20.0000","row_total":"40.0000",
        "discount":"5.0000","tax":"7.0000","tax_percent":"20.0000","taxes":[{"code":"GB VAT 20%","percent":"20.0000"}]}],
      "shipping":{"method":"flatrate_flatrate","tax_percent":"20.0000","taxes":[]},
      "payment":{"method":"checkmo"},"order":{"id":"9","number":"000000009","date":"2026-05-01","po_number":""},
      "customer":{"id":"17","is_guest":false,"email":"ann@example.com","first_name":"Ann","last_name":"Lee"},
      "billing_address":{"street":["1 High St",""],"city":"Leeds","country":"GB"},"shipping_address":null,"new_field":[1]})
}

#[test]
fn an_invoice() {
    let Ok(Record::Document(document)) = read(&invoice()) else {
        panic!("not a document");
    };
    assert_eq!(document.number, "000000012");
    assert_eq!(document.state, State::Paid);
    assert_eq!(document.totals.grand_total, "48".parse().unwrap());
    assert_eq!(document.lines[0].id, "44");
    assert_eq!(document.lines[0].tax_percent, Some("20".parse().unwrap()));
    assert_eq!(document.order.purchase_order, None);
    assert_eq!(document.billing_address.unwrap().street, ["1 High St"]);
    assert_eq!(document.shipping_address, None);
}

#[test]
fn what_a_newer_module_adds() {
    let mut snapshot = invoice();
    for (field, value) in [
        ("global_currency", json!("USD")),
        ("base_to_global_rate", json!("1.2500")),
        (
            "extra_totals",
            json!([{"code":"giftcard","title":"Gift card","amount":"-10.0000","tax":"0.0000","tax_percent":null,"taxes":[],"account":null},
                {"code":"surcharge","amount":"2","tax":"0.4","tax_percent":"20","taxes":[{"code":"GB VAT 20%","percent":"20"}],"account":"260"}]),
        ),
        (
            "canceled",
            json!({"subtotal":"20","discount":"2.5","discount_tax_compensation":"0.1","shipping":"5","tax":"4","grand_total":"26.6"}),
        ),
    ] {
        snapshot[field] = value;
    }
    snapshot["lines"][0]["sales_account"] = json!("201");
    snapshot["lines"][0]["quantity_canceled"] = json!("1.5000");
    snapshot["payment"]["fee"] = json!("1.2300");
    snapshot["order"]["total_canceled"] = json!("26.6");
    snapshot["customer"]["group_code"] = json!("Wholesale");
    snapshot["customer"]["tax_class"] = json!("Retail Customer");
    let Ok(Record::Document(document)) = read(&snapshot) else {
        panic!("not a document");
    };
    let dec = |text: &str| text.parse::<Decimal>().unwrap();
    assert_eq!(
        (document.global_currency.as_str(), document.base_to_global_rate),
        ("USD", dec("1.25"))
    );
    let [card, surcharge] = document.extra_totals.as_slice() else {
        panic!("{:?}", document.extra_totals);
    };
    assert_eq!(
        (card.code.as_str(), card.title.as_deref(), card.amount),
        ("giftcard", Some("Gift card"), dec("-10"))
    );
    assert_eq!((card.tax_percent, card.account.as_deref()), (None, None));
    assert_eq!((surcharge.tax, surcharge.tax_percent), (dec("0.4"), Some(dec("20"))));
    assert_eq!(
        (surcharge.taxes[0].code.as_str(), surcharge.account.as_deref()),
        ("GB VAT 20%", Some("260"))
    );
    let canceled = document.canceled.unwrap();
    assert_eq!(
        (canceled.subtotal, canceled.discount, canceled.discount_tax_compensation),
        (dec("20"), dec("2.5"), dec("0.1"))
    );
    assert_eq!(
        (canceled.shipping, canceled.tax, canceled.grand_total),
        (dec("5"), dec("4"), dec("26.6"))
    );
    let line = &document.lines[0];
    assert_eq!(
        (line.sales_account.as_deref(), line.quantity_canceled),
        (Some("201"), dec("1.5"))
    );
    assert_eq!(document.payment.fee, Some(dec("1.23")));
    assert_eq!(document.order.total_canceled, dec("26.6"));
    assert_eq!(document.customer.group_code.as_deref(), Some("Wholesale"));
    assert_eq!(document.customer.tax_class.as_deref(), Some("Retail Customer"));
}

#[test]
fn what_an_older_module_leaves_out() {
    let Ok(Record::Document(document)) = read(&invoice()) else {
        panic!("not a document");
    };
    assert!(document.extra_totals.is_empty() && document.canceled.is_none() && document.global_currency.is_empty());
    assert_eq!(
        (document.payment.fee, document.lines[0].sales_account.as_deref()),
        (None, None)
    );
    assert!(document.base_to_global_rate.is_zero() && document.lines[0].quantity_canceled.is_zero());
    for nothing in [json!(null), json!("")] {
        let mut snapshot = invoice();
        snapshot["payment"]["fee"] = nothing.clone();
        snapshot["lines"][0]["sales_account"] = nothing.clone();
        snapshot["global_currency"] = nothing;
        snapshot["canceled"] = json!(null);
        snapshot["extra_totals"] = json!([]);
        let Ok(Record::Document(again)) = read(&snapshot) else {
            panic!("not a document");
        };
        assert_eq!(again, document);
    }
}

#[test]
fn what_is_wrong_is_named() {
    let cases: [(&str, Value, &str, &str); 17] = [
        ("/payment", json!({"fee": "free"}), "payment.fee", "amount_invalid"),
        ("/canceled", json!({"tax": "x"}), "canceled.tax", "amount_invalid"),
        (
            "/extra_totals",
            json!([{"amount": "1"}]),
            "extra_totals[0].code",
            "snapshot_malformed",
        ),
        ("/version", json!(2), "version", "snapshot_too_new"),
        ("/version", json!(null), "version", "snapshot_malformed"),
        ("/version", json!("one"), "version", "snapshot_malformed"),
        ("/kind", json!("shipment"), "kind", "snapshot_malformed"),
        ("/id", json!(null), "id", "snapshot_malformed"),
        ("/number", json!(""), "number", "snapshot_malformed"),
        ("/date", json!("01.05.2026"), "date", "snapshot_malformed"),
        ("/store", json!(null), "store", "snapshot_malformed"),
        ("/totals", json!("none"), "totals", "snapshot_malformed"),
        ("/totals/tax", json!("NaN"), "totals.tax", "amount_invalid"),
        ("/lines", json!({}), "lines", "snapshot_malformed"),
        ("/lines/0", json!(5), "lines[0]", "snapshot_malformed"),
        ("/lines/0/tax", json!("1,00"), "lines[0].tax", "amount_invalid"),
        (
            "/lines/0/taxes/0/percent",
            json!("abc"),
            "lines[0].taxes[0].percent",
            "amount_invalid",
        ),
    ];
    for (pointer, value, field, code) in cases {
        let mut snapshot = invoice();
        match pointer.strip_prefix('/') {
            Some(name) if !name.contains('/') => snapshot[name] = value,
            _ => *snapshot.pointer_mut(pointer).unwrap() = value,
        }
        let error = read(&snapshot).expect_err(pointer);
        assert_eq!((error.field.as_str(), error.code), (field, code));
    }
    assert_eq!(read(&json!([])).unwrap_err().code, "snapshot_malformed");
}

#[test]
fn a_customer_and_a_product() {
    let customer = json!({"version":1,"kind":"customer","id":"17","connection":"default","store":{"id":"1"},"email":"ann@example.com",
      "first_name":"Ann","tax_class":"Retail Customer","addresses":[{"role":"billing","street":"1 High St\nFlat 2","country":"GB"}]});
    let Ok(Record::Customer(customer)) = read(&customer) else {
        panic!("not a customer");
    };
    assert_eq!(customer.addresses[0].street, ["1 High St", "Flat 2"]);
    assert_eq!(customer.tax_class.as_deref(), Some("Retail Customer"));
    let product = json!({"version":1,"kind":"product","id":"5","connection":"default","store":{"id":"0"},"sku":"24-MB01","name":"Bag",
      "price":null,"price_includes_tax":"1","enabled":true,"sales_account":"205","manages_stock":1});
    let Ok(Record::Product(product)) = read(&product) else {
        panic!("not a product");
    };
    assert_eq!(product.price, None);
    assert!(product.price_includes_tax && product.enabled && product.manages_stock);
    assert_eq!(product.sales_account.as_deref(), Some("205"));
}

/// (grand total, columns, gift card, reward points) → (store credit within the total, to store credit instead of money)
#[test]
fn store_credit_of_a_memo_is_told_from_what_it_was_paid_with() {
    let dec = |text: &str| text.parse::<Decimal>().unwrap();
    for (what, total, refunded, amount, card, points, within, tender) in [
        ("nothing", "120", "0", "0", "0", "0", "0", "0"),
        ("all of it", "120", "120", "0", "0", "0", "0", "120"),
        ("a part", "120", "50", "0", "0", "0", "0", "50"),
        ("what had paid comes back", "70", "50", "50", "0", "0", "50", "0"),
        ("and the rest as well", "70", "120", "50", "0", "0", "50", "70"),
        ("less than had paid", "70", "10", "50", "0", "0", "50", "0"),
        // Since 2.3 the column has the refund too, and the total is not reduced by it.
        ("all of it, newer", "120", "120", "120", "0", "0", "0", "120"),
        ("a part, newer", "120", "50", "50", "0", "0", "0", "50"),
        (
            "a part after some had paid, newer",
            "70",
            "60",
            "110",
            "0",
            "0",
            "50",
            "10",
        ),
        // A gift card comes back as store credit, too.
        ("a gift card comes back", "90", "30", "0", "30", "0", "0", "0"),
        ("a gift card and the money", "90", "120", "0", "30", "0", "0", "90"),
        ("everything at once", "40", "110", "50", "20", "10", "50", "40"),
        ("all but the money", "40", "70", "50", "20", "10", "50", "0"),
        ("points as well", "40", "120", "50", "20", "10", "50", "40"),
        // Nothing makes the parts add up: as the columns say.
        ("a total that is wrong", "100", "50", "50", "0", "0", "50", "0"),
    ] {
        for listed in [true, false] {
            let mut memo = invoice();
            memo["kind"] = json!("creditmemo");
            memo["state"] = json!("refunded");
            memo["lines"] = json!([{ "id": "1", "sku": "A", "quantity": "1", "price": "100", "row_total": "100", "tax": "20", "tax_percent": "20" }]);
            memo["totals"] = json!({ "subtotal": "100", "tax": "20", "grand_total": total });
            let mut extra = vec![
                json!({ "code": "giftcard", "amount": format!("-{card}") }),
                json!({ "code": "reward", "amount": format!("-{points}") }),
            ];
            if listed {
                extra.push(
                    json!({ "code": "customer_balance", "title": "Store credit", "amount": format!("-{amount}") }),
                );
            } else if what == "a total that is wrong" {
                continue;
            }
            memo["extra_totals"] = json!(extra);
            memo["customer_bal_total_refunded"] = json!(refunded);
            memo["customer_balance_amount"] = json!(amount);
            // Another module's tender stands beside it.
            memo["tenders"] = json!([{ "code": "acme", "amount": "1" }]);
            let Ok(Record::Document(document)) = read(&memo) else {
                panic!("not a document");
            };
            let found: Decimal = document
                .extra_totals
                .iter()
                .filter(|total| total.code == "customer_balance")
                .map(|total| -total.amount)
                .sum();
            assert_eq!(found, dec(within), "{what}, listed {listed}");
            let tenders: Vec<(&str, Decimal)> = document
                .tenders
                .iter()
                .map(|one| (one.code.as_str(), one.amount))
                .collect();
            let mut expected = vec![("acme", dec("1"))];
            if tender != "0" {
                expected.push(("customer_balance", dec(tender)));
            }
            assert_eq!(tenders, expected, "{what}, listed {listed}");
        }
    }
}

#[test]
fn store_credit_that_a_reader_lists_is_taken_as_it_is() {
    let mut memo = invoice();
    memo["kind"] = json!("creditmemo");
    memo["tenders"] = json!([{ "code": "customer_balance", "amount": "5" }]);
    memo["customer_bal_total_refunded"] = json!("9");
    let Ok(Record::Document(document)) = read(&memo) else {
        panic!("not a document");
    };
    assert_eq!(document.tenders.len(), 1);
    assert_eq!(document.tenders[0].amount, "5".parse::<Decimal>().unwrap());
    // Invoices are paid by what reduces their total.
    memo["kind"] = json!("invoice");
    memo["tenders"] = json!([]);
    let Ok(Record::Document(document)) = read(&memo) else {
        panic!("not a document");
    };
    assert_eq!(document.tenders, []);
}
