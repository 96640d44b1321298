//! A shop that sells by orders: one order in Xero, and paid parts of it.

use serde_json::{Value, json};

use super::fixtures;
use super::shop::Shop;

/// The order of a plain invoice, which is its sale as a whole.
pub fn order(id: u32) -> Value {
    let mut order = fixtures::open_invoice(id);
    order["kind"] = json!("order");
    order["state"] = json!("processing");
    order["id"] = order["order"]["id"].clone();
    order["invoices"] = json!([{ "id": (700_000 + id).to_string(), "number": order["number"] }]);
    order
}

/// A paid part of an order: two of them leave room for a second payment of either.
pub fn part(of: &Value, id: u32) -> Value {
    let mut invoice = fixtures::invoice(id);
    invoice["order"] = of["order"].clone();
    invoice["totals"] = json!({ "grand_total": "1.0000", "subtotal": "1.0000" });
    invoice["lines"] = json!([{ "id": format!("{id}"), "order_item_id": "1", "sku": "X", "name": "X", "product_type": "simple", "quantity": "1.0000",
        "price": "1.0000", "row_total": "1.0000", "tax_percent": "0.0000", "taxes": [] }]);
    invoice["shipping"] = Value::Null;
    invoice
}

pub fn with_an_order(shop: Shop) -> (Shop, Value) {
    shop.configure(|settings| settings["document"] = json!("order"));
    let sale = order(1);
    shop.enqueue(std::slice::from_ref(&sale));
    shop.finish();
    assert_eq!(shop.sandbox.count("invoices"), 1, "{:#?}", shop.queue());
    (shop, sale)
}
