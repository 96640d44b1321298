//! Every document of a real seeded shop, from its snapshot to what Xero will compute.

use std::collections::BTreeMap;
use std::path::Path;

use rust_decimal::Decimal;
use serde_json::Value;

use crate::domain::books::{DocumentKind, arithmetic};
use crate::domain::hold::Hold;
use crate::domain::mapping;
use crate::domain::money::round_cents;
use crate::domain::policy::{Account, Policy, TaxRate};
use crate::domain::shop::{Record, SalesDocument, State};
use crate::snapshot::read;

fn records(name: &str) -> Vec<Record> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/seed42")
        .join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).expect("JSON");
            read(&value).unwrap_or_else(|error| panic!("{name}: {error}"))
        })
        .collect()
}

fn documents(name: &str) -> Vec<SalesDocument> {
    let document = |record| match record {
        Record::Document(document) => *document,
        other => panic!("{name}: {:?}", other.head()),
    };
    records(name).into_iter().map(document).collect()
}

/// The rates of the seeded shop, each with a tax type of its own, matched by percentage.
fn policy() -> Policy {
    let account = |code: &str, type_: &str, system: Option<&str>| Account {
        id: format!("id-{code}"),
        code: Some(code.into()),
        name: code.into(),
        type_: type_.into(),
        active: true,
        system: system.map(str::to_owned),
        ..Account::default()
    };
    let mut policy = Policy {
        shop: "M2".into(),
        base_currency: "USD".into(),
        chart: vec![
            account("200", "REVENUE", None),
            account("090", "BANK", None),
            account("860", "EXPENSE", Some("ROUNDING")),
        ],
        ..Policy::default()
    };
    policy.accounts.sales = Some("200".into());
    policy.accounts.bank = Some("090".into());
    policy.credit_note_number.prefix = "CM-".into();
    policy.tax.automatic = true;
    let percents = [
        "0", "5", "5.5", "7", "7.25", "8.25", "8.875", "9.2833", "10", "13.5", "14.975", "15", "19", "20", "23",
    ];
    policy.tax.rates = percents
        .iter()
        .map(|percent| TaxRate {
            tax_type: if *percent == "0" {
                "NONE".into()
            } else {
                format!("T{percent}")
            },
            name: format!("{percent} %"),
            rate: percent.parse().unwrap(),
            active: true,
            sales: true,
            refused_on: Vec::new(),
        })
        .collect();
    policy
}

/// Maps all documents of a file; returns how many came out how, and panics on a total that is not the shop's.
fn outcomes(name: &str) -> (usize, BTreeMap<String, usize>) {
    let policy = policy();
    let documents = documents(name);
    let mut outcomes = BTreeMap::new();
    for source in &documents {
        let outcome = match mapping::document(source, &policy) {
            Ok(mapped) => {
                let computed = arithmetic::totals(&mapped).unwrap();
                assert_eq!(
                    computed.total,
                    round_cents(source.totals.grand_total),
                    "{}",
                    source.number
                );
                assert_eq!(computed.tax, round_cents(source.totals.tax), "{}", source.number);
                let credit = mapped.kind == DocumentKind::CreditNote;
                assert!(!credit || mapped.lines.iter().all(|line| line.discount_amount.is_none()));
                let corrected = mapped.lines.iter().any(|line| line.description == "Tax rounding");
                match (mapped.rounding == Decimal::ZERO, corrected) {
                    (false, _) => "rounding line".to_owned(),
                    (true, true) => "tax rounding pair".to_owned(),
                    (true, false) => mapped.amounts.as_str().to_owned(),
                }
            }
            Err(hold) => shown(source, &hold),
        };
        *outcomes.entry(outcome).or_insert(0) += 1;
    }
    println!("{name}: {} documents, {outcomes:?}", documents.len());
    (documents.len(), outcomes)
}

fn shown(source: &SalesDocument, hold: &Hold) -> String {
    println!("{} {hold} {:?}", source.number, hold.details);
    hold.code.to_string()
}

/// Nothing but what was cancelled is held, and rounding lines are rare.
fn check(name: &str, canceled: usize) {
    let (count, outcomes) = outcomes(name);
    let ways = [
        "Exclusive",
        "Inclusive",
        "rounding line",
        "tax rounding pair",
        "document_canceled",
    ];
    assert!(
        outcomes.keys().all(|outcome| ways.contains(&outcome.as_str())),
        "{outcomes:?}"
    );
    assert_eq!(outcomes.get("document_canceled").copied().unwrap_or(0), canceled);
    let rounded = outcomes.get("rounding line").copied().unwrap_or(0);
    assert!(count > 100 && rounded * 20 < count, "{outcomes:?}");
}

#[test]
fn invoices() {
    check("invoices.jsonl", 0);
}

#[test]
fn credit_memos() {
    check("creditmemos.jsonl", 0);
}

#[test]
fn orders() {
    check("orders.jsonl", 25);
}

#[test]
fn money_moves_with_every_paid_document() {
    let policy = policy();
    for source in documents("invoices.jsonl") {
        let paid = mapping::payment(&source, &policy).unwrap();
        let total = round_cents(source.totals.grand_total);
        let expected = (source.state == State::Paid && !total.is_zero()).then_some(total);
        assert_eq!(paid.map(|payment| payment.amount), expected, "{}", source.number);
    }
    for source in documents("creditmemos.jsonl") {
        let settled = mapping::settlement(&source, &policy).unwrap();
        assert_eq!(
            settled.is_some(),
            !round_cents(source.totals.grand_total).is_zero(),
            "{}",
            source.number
        );
    }
}

#[test]
fn contacts_and_items_have_one_key_each() {
    let policy = policy();
    let mut numbers = BTreeMap::new();
    let mut codes = BTreeMap::new();
    for record in records("customers.jsonl").into_iter().chain(records("products.jsonl")) {
        match record {
            Record::Customer(customer) => {
                let contact = mapping::contact(&customer, &policy).unwrap();
                assert!(
                    contact.number.len() <= 50 && !contact.name.contains(['<', '>']),
                    "{contact:?}"
                );
                assert_eq!(numbers.insert(contact.number, customer.head.id), None);
            }
            Record::Product(product) => {
                let item = mapping::item(&product, &policy).unwrap();
                assert!(
                    item.code.encode_utf16().count() <= 30 && item.name.encode_utf16().count() <= 50,
                    "{item:?}"
                );
                assert_eq!(codes.insert(item.code, product.sku), None);
            }
            Record::Document(document) => panic!("{}", document.number),
        }
    }
    for source in documents("orders.jsonl") {
        let contact = mapping::document_contact(&source, &policy).unwrap();
        match &source.customer.id {
            Some(id) => assert_eq!(contact.number, format!("M2-C{id}")),
            None => assert!(contact.number.starts_with("M2-G-")),
        }
        assert!(!contact.name.is_empty());
    }
}
