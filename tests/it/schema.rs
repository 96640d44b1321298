//! Checks every body that is sent against Xero's own description of its API: unknown and read-only fields are refused.
//!
//! `tests/fixtures/xero_writes.schema.json` is that description (version 16.1.0), reduced to what is written.

#[path = "schema/rules.rs"]
mod rules;

use ledgerline::domain::books::Settlement;
use ledgerline::domain::mapping;
use ledgerline::domain::policy::Policy;
use ledgerline::domain::shop::{DocumentKind, Record, State};
use ledgerline::snapshot;
use ledgerline::xero::wire;
use serde_json::{Value, json};

use crate::support::fixtures;

const ID: &str = "3f8e0c7a-5a55-4e6b-9c1b-0d6f0a8f7b11";

fn records(file: &str) -> Vec<Record> {
    let path = format!("{}/tests/fixtures/seed42/{file}.jsonl", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path)
        .expect(&path)
        .lines()
        .map(|line| snapshot::read(&serde_json::from_str(line).expect("JSON")).expect("a snapshot"))
        .collect()
}

fn policy(records: &[Record]) -> Policy {
    let documents = records.iter().filter_map(|record| match record {
        Record::Document(document) => Some(&**document),
        _ => None,
    });
    fixtures::policy(documents, "USD")
}

fn refused(list: &str, body: &Value) -> Vec<String> {
    let path = format!("{}/tests/fixtures/xero_writes.schema.json", env!("CARGO_MANIFEST_DIR"));
    let mut schema: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("the schema")).expect("JSON");
    schema["$ref"] = json!(format!("#/definitions/{list}"));
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema");
    validator
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "elements are made where they are handed over"
)]
fn check(list: &str, elements: Vec<Value>) -> usize {
    let count = elements.len();
    let errors = refused(list, &json!({ list: elements }));
    assert!(errors.is_empty(), "{list}: {:#?}", &errors[..errors.len().min(5)]);
    count
}

#[test]
fn every_contact_and_item_is_what_xero_describes() {
    let customers = records("customers");
    let policy = policy(&[]);
    let contacts = customers
        .iter()
        .map(|record| match record {
            Record::Customer(customer) => wire::contact(&mapping::contact(customer, &policy).expect("a contact"), None),
            _ => panic!("not a customer"),
        })
        .collect();
    assert!(check("Contacts", contacts) > 100);
    let items = records("products")
        .iter()
        .map(|record| match record {
            Record::Product(product) => wire::item(&mapping::item(product, &policy).expect("an item"), Some(ID)),
            _ => panic!("not a product"),
        })
        .collect();
    assert!(check("Items", items) > 50);
}

#[test]
fn every_document_and_what_settles_it_is_what_xero_describes() {
    let (mut payments, mut allocations) = (Vec::new(), Vec::new());
    for (file, list) in [("invoices", "Invoices"), ("creditmemos", "CreditNotes")] {
        let records = records(file);
        let policy = policy(&records);
        let mut documents = Vec::new();
        for record in &records {
            let Record::Document(document) = record else {
                panic!("not a document")
            };
            let mapped =
                mapping::document(document, &policy).unwrap_or_else(|hold| panic!("{}: {hold}", document.number));
            documents.push(wire::document(&mapped, ID, &|_| true));
            if document.kind == DocumentKind::Invoice
                && let Some(payment) = mapping::payment(document, &policy).expect("a payment")
            {
                payments.push(wire::payment(&payment, ID));
            }
            let mut unpaid = document.clone();
            for invoice in unpaid.invoice.iter_mut().chain(&mut unpaid.invoices) {
                invoice.state = State::Open;
            }
            for one in [document, &unpaid] {
                if one.kind != DocumentKind::CreditMemo {
                    continue;
                }
                match mapping::settlement(one, &policy).expect("a settlement") {
                    Some(Settlement::Refund(refund)) => payments.push(wire::payment(&refund, ID)),
                    Some(Settlement::Allocate(allocation)) => allocations.push(wire::allocation(&allocation, ID)),
                    None => {}
                }
            }
        }
        assert!(check(list, documents) > 100);
    }
    assert!(check("Payments", payments) > 300);
    assert!(check("Allocations", allocations) > 10);
}

#[test]
fn a_misspelt_or_read_only_field_would_be_noticed() {
    assert!(
        !refused(
            "Invoices",
            &json!({ "Invoices": [{ "Type": "ACCREC", "InvoiceNumbr": "1" }] })
        )
        .is_empty()
    );
    assert!(
        !refused(
            "Invoices",
            &json!({ "Invoices": [{ "Type": "ACCREC", "TotalTax": 1 }] })
        )
        .is_empty()
    );
    assert!(
        !refused(
            "Invoices",
            &json!({ "Invoices": [{ "Type": "ACCREC", "LineItems": [{ "Quantity": "1" }] }] })
        )
        .is_empty()
    );
    assert!(!refused("Contacts", &json!({ "Contact": [] })).is_empty());
}
