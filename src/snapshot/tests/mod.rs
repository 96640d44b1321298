//! Tests of the reader: the documented examples, and every way in which a snapshot can be wrong.

mod fixtures;

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
fn what_is_wrong_is_named() {
    let cases: [(&str, Value, &str, &str); 14] = [
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
        *snapshot.pointer_mut(pointer).unwrap() = value;
        let error = read(&snapshot).expect_err(pointer);
        assert_eq!((error.field.as_str(), error.code), (field, code));
    }
    assert_eq!(read(&json!([])).unwrap_err().code, "snapshot_malformed");
}

#[test]
fn a_customer_and_a_product() {
    let customer = json!({"version":1,"kind":"customer","id":"17","connection":"default","store":{"id":"1"},"email":"ann@example.com",
      "first_name":"Ann","addresses":[{"role":"billing","street":"1 High St\nFlat 2","country":"GB"}]});
    let Ok(Record::Customer(customer)) = read(&customer) else {
        panic!("not a customer");
    };
    assert_eq!(customer.addresses[0].street, ["1 High St", "Flat 2"]);
    let product = json!({"version":1,"kind":"product","id":"5","connection":"default","store":{"id":"0"},"sku":"24-MB01","name":"Bag",
      "price":null,"price_includes_tax":"1","enabled":true});
    let Ok(Record::Product(product)) = read(&product) else {
        panic!("not a product");
    };
    assert_eq!(product.price, None);
    assert!(product.price_includes_tax && product.enabled);
}
