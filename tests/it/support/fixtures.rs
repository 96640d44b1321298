//! Records of a real seeded Magento, as its module exported them.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use ledgerline::domain::policy::{Accounts, Policy, TaxTable};
use ledgerline::domain::shop::SalesDocument;
use serde_json::{Value, json};

use super::repository;

/// Every record of a kind: customers, products, orders, invoices, creditmemos. Read once, because that takes its time.
pub fn seed(kind: &str) -> Vec<Value> {
    static READ: Mutex<BTreeMap<String, Vec<Value>>> = Mutex::new(BTreeMap::new());
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.entry(kind.to_owned()).or_insert_with(|| from_file(kind)).clone()
}

fn from_file(kind: &str) -> Vec<Value> {
    let file = repository(&format!("tests/fixtures/seed42/{kind}.jsonl"));
    let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a snapshot"))
        .collect()
}

/// The whole shop, in the order in which Sync All reads it.
pub fn shop() -> Vec<Value> {
    ["customers", "products", "invoices", "creditmemos"]
        .iter()
        .flat_map(|kind| seed(kind))
        .collect()
}

fn amount(value: &Value, name: &str) -> f64 {
    value["totals"][name]
        .as_str()
        .and_then(|text| text.parse().ok())
        .unwrap_or_default()
}

fn plain_invoice() -> Value {
    let plain = |value: &Value| {
        value["currency"] == "GBP"
            && value["payment"]["method"] == "checkmo"
            && amount(value, "grand_total") > 5.0
            && amount(value, "tax") > 0.0
            && value["customer"]["id"].is_string()
    };
    seed("invoices").into_iter().find(plain).expect("a plain invoice")
}

/// A plain paid invoice in pounds at 20 % of a registered customer, with a number of its own.
pub fn invoice(id: u32) -> Value {
    static PLAIN: OnceLock<Value> = OnceLock::new();
    let mut invoice = PLAIN.get_or_init(plain_invoice).clone();
    let number = format!("{:09}", 700_000_000 + id);
    invoice["id"] = json!((700_000 + id).to_string());
    invoice["number"] = json!(number);
    invoice["order"]["id"] = json!((800_000 + id).to_string());
    invoice["order"]["number"] = json!(number);
    invoice
}

/// The same, not paid.
pub fn open_invoice(id: u32) -> Value {
    let mut invoice = invoice(id);
    invoice["state"] = json!("open");
    invoice
}

/// The same, of a customer of its own.
pub fn invoice_of(id: u32, customer: u32) -> Value {
    let mut invoice = invoice(id);
    invoice["customer"]["id"] = json!(customer.to_string());
    invoice["customer"]["email"] = json!(format!("buyer{customer}@example.com"));
    invoice["customer"]["first_name"] = json!("Buyer");
    invoice["customer"]["last_name"] = json!(format!("No {customer}"));
    invoice["billing_address"]["company"] = Value::Null;
    invoice["billing_address"]["first_name"] = json!("Buyer");
    invoice["billing_address"]["last_name"] = json!(format!("No {customer}"));
    invoice
}

/// The number of a document in Xero.
pub fn number(document: &Value) -> String {
    document["number"].as_str().expect("a number").to_owned()
}

/// A customer whose name is met only once.
pub fn customer(id: u32) -> Value {
    let mut customer = seed("customers").into_iter().next().expect("a customer");
    customer["id"] = json!(id.to_string());
    customer["email"] = json!(format!("person{id}@example.com"));
    customer["first_name"] = json!("Person");
    customer["last_name"] = json!(format!("Number {id}"));
    customer
}

/// A credit memo of the seed that refunds a paid invoice.
pub fn credit_memo() -> Value {
    seed("creditmemos")
        .into_iter()
        .find(|memo| memo["currency"] == "GBP" && amount(memo, "grand_total") > 1.0 && amount(memo, "tax") > 0.0)
        .expect("a credit memo")
}

/// Settings under which every percentage of these documents has a tax type; nothing is checked against a chart.
pub fn policy<'a>(documents: impl IntoIterator<Item = &'a SalesDocument>, base_currency: &str) -> Policy {
    let mut map = BTreeMap::from([("0".to_owned(), "NONE".to_owned())]);
    for document in documents {
        let shipping = document.shipping.as_ref().and_then(|shipping| shipping.tax_percent);
        for percent in document
            .lines
            .iter()
            .filter_map(|line| line.tax_percent)
            .chain(shipping)
        {
            let percent = percent.normalize().to_string();
            map.entry(percent.clone()).or_insert_with(|| format!("TAX{percent}"));
        }
    }
    Policy {
        shop: "M2".into(),
        accounts: Accounts {
            bank: Some("090".into()),
            sales: Some("200".into()),
            rounding: Some("860".into()),
            ..Accounts::default()
        },
        tax: TaxTable {
            automatic: false,
            map,
            ..TaxTable::default()
        },
        base_currency: base_currency.into(),
        ..Policy::default()
    }
}
