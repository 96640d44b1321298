//! The exact JSON of every rule: real records of a seeded shop, and cases that such a shop does not have.
//!
//! Each body is checked against Xero's description too. `cargo insta review`, or `INSTA_UPDATE=always`, takes a wanted change over.

use chrono::NaiveDate;
use ledgerline::domain::books::Settlement;
use ledgerline::domain::mapping;
use ledgerline::domain::policy::{
    Account, AmountsRule, Due, GatewayFee, Guests, LockPolicy, Policy, PostStatus, TaxRate, TaxRule, TrackingKey,
    TrackingRule,
};
use ledgerline::domain::shop::{Customer, Product, Record, SalesDocument};
use ledgerline::snapshot;
use ledgerline::xero::wire;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{ID, refused};

fn fixture(path: &str) -> String {
    let path = format!("{}/tests/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn read(text: &str) -> Record {
    snapshot::read(&serde_json::from_str(text).expect("JSON")).expect("a snapshot")
}

/// A record of the seeded shop, by the value of a field.
fn seed(file: &str, field: &str, value: &str) -> Record {
    let text = fixture(&format!("seed42/{file}.jsonl"));
    let wanted = |line: &&str| serde_json::from_str::<Value>(line).expect("JSON")[field] == value;
    read(text.lines().find(wanted).unwrap_or_else(|| panic!("{file} {value}")))
}

fn sale(record: Record) -> SalesDocument {
    match record {
        Record::Document(document) => *document,
        other => panic!("{:?}", other.head()),
    }
}

fn invoice(number: &str) -> SalesDocument {
    sale(seed("invoices", "number", number))
}

fn credit_memo(number: &str) -> SalesDocument {
    sale(seed("creditmemos", "number", number))
}

fn case(name: &str) -> SalesDocument {
    sale(read(&fixture(&format!("cases/{name}.json"))))
}

fn product(record: Record) -> Product {
    match record {
        Record::Product(product) => *product,
        other => panic!("{:?}", other.head()),
    }
}

fn customer(id: &str) -> Customer {
    match seed("customers", "id", id) {
        Record::Customer(customer) => *customer,
        other => panic!("{:?}", other.head()),
    }
}

fn dec(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

/// A British organisation with the shop's rates, each a tax type of its own.
fn policy() -> Policy {
    let account = |code: &str, type_: &str| Account {
        id: format!("{code}00000-0000-4000-8000-000000000000"),
        code: Some(code.into()),
        name: code.into(),
        type_: type_.into(),
        active: true,
        payments: code == "404",
        system: (code == "860").then(|| "ROUNDING".into()),
        ..Account::default()
    };
    let mut p = Policy {
        shop: "M2".into(),
        base_currency: "GBP".into(),
        chart: [
            ("090", "BANK"),
            ("200", "REVENUE"),
            ("205", "REVENUE"),
            ("210", "REVENUE"),
            ("260", "REVENUE"),
            ("270", "REVENUE"),
            ("280", "REVENUE"),
            ("310", "DIRECTCOSTS"),
            ("404", "EXPENSE"),
            ("480", "EXPENSE"),
            ("630", "INVENTORY"),
            ("820", "CURRLIAB"),
            ("860", "EXPENSE"),
        ]
        .map(|(code, type_)| account(code, type_))
        .to_vec(),
        ..Policy::default()
    };
    p.documents.due.days = 7;
    p.credit_note_number.prefix = "CM-".into();
    let chosen = |code: &str| Some(code.to_owned());
    p.accounts.bank = chosen("090");
    p.accounts.sales = chosen("200");
    p.accounts.shipping = chosen("205");
    p.accounts.adjustment = chosen("270");
    p.accounts.fixed_product_tax = chosen("280");
    p.accounts.inventory = chosen("630");
    p.accounts.cost_of_goods = chosen("310");
    p.tax.automatic = true;
    p.tax.country = Some("GB".into());
    let rates = [
        ("OUTPUT2", "20"),
        ("RROUTPUT", "5"),
        ("NONE", "0"),
        ("ECZROUTPUT", "0"),
        ("ZERORATEDOUTPUT", "0"),
        ("TAX001", "20"),
        ("TAX002", "5.5"),
        ("TAX003", "7"),
        ("TAX004", "7.25"),
        ("TAX005", "8.25"),
        ("TAX006", "9.2833"),
        ("TAX007", "8.875"),
        ("TAX008", "10"),
        ("TAX009", "13.5"),
        ("TAX010", "14.975"),
        ("TAX011", "15"),
        ("TAX012", "19"),
        ("TAX013", "23"),
    ];
    p.tax.rates = rates
        .iter()
        .map(|(tax_type, percent)| TaxRate {
            tax_type: (*tax_type).into(),
            name: match *tax_type {
                "TAX001" => "France TVA 20 %".to_owned(),
                _ => format!("{percent} %"),
            },
            rate: dec(percent),
            active: true,
            sales: true,
            refused_on: Vec::new(),
        })
        .collect();
    p
}

fn with(change: impl FnOnce(&mut Policy)) -> Policy {
    let mut p = policy();
    change(&mut p);
    p
}

/// Compares the body with what it was, and checks it against Xero's description.
fn shows(name: &str, list: &str, body: &Value) {
    let errors = refused(list, &json!({ list: [body] }));
    assert!(errors.is_empty(), "{name}: {errors:#?}");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, serde_json::to_string_pretty(body).expect("JSON")));
}

fn shows_document(name: &str, source: &SalesDocument, p: &Policy) {
    let mapped = mapping::document(source, p).unwrap_or_else(|hold| panic!("{name}: {hold}"));
    let list = match mapped.kind {
        ledgerline::domain::books::DocumentKind::Invoice => "Invoices",
        ledgerline::domain::books::DocumentKind::CreditNote => "CreditNotes",
    };
    shows(name, list, &wire::document(&mapped, ID, &|_| true));
}

#[test]
fn invoices_of_a_real_shop() {
    for (name, number) in [
        ("invoice_plain", "2000000023"),
        ("invoice_prices_with_tax_and_discount", "2000000010"),
        ("invoice_discount_on_shipping", "000000004"),
        ("invoice_bundle", "000000009"),
        ("invoice_bundle_of_dynamic_price", "2000000001"),
        ("invoice_configurable_in_order_currency", "6000000007"),
        ("invoice_grouped_in_base_currency_of_a_website", "5000000003"),
        ("invoice_virtual", "000000075"),
        ("invoice_fixed_product_tax", "000000042"),
        ("invoice_decimal_quantity", "6000000022"),
        ("invoice_two_rates", "000000028"),
        ("invoice_free", "2000000025"),
        ("invoice_of_a_deleted_product", "000000048"),
        ("invoice_with_purchase_order", "000000010"),
    ] {
        shows_document(name, &invoice(number), &policy());
    }
}

#[test]
fn credit_notes_of_a_real_shop() {
    for (name, number) in [
        ("credit_note_net_prices", "6000000001"),
        ("credit_note_adjustments", "3000000002"),
        ("credit_note_of_shipping_alone", "000000002"),
    ] {
        shows_document(name, &credit_memo(number), &policy());
    }
}

#[test]
fn document_rules() {
    let plain = invoice("2000000023");
    let memo = credit_memo("2000000006");
    let p = with(|p| p.documents.status = PostStatus::Submitted);
    shows_document("rule_status_submitted", &plain, &p);
    let p = with(|p| p.documents.credit_note_status = PostStatus::Draft);
    shows_document("rule_credit_note_draft", &memo, &p);
    let p = with(|p| {
        p.documents.reference = "{order} / {invoice} {po} {customer} {payment} {store} {magic}".into();
        p.documents.without_link = true;
    });
    shows_document("rule_reference_without_link", &plain, &p);
    let p = with(|p| {
        let method = plain.payment.method.clone().expect("a method");
        let due = Due {
            days: 30,
            ..Due::default()
        };
        p.documents.due_by_method.insert(method, due);
        p.documents.branding_theme = Some(ID.into());
    });
    shows_document("rule_due_days_and_theme", &plain, &p);
    let p = with(|p| p.documents.amounts = AmountsRule::Inclusive);
    shows_document("rule_amounts_inclusive", &plain, &p);
    let p = with(|p| {
        p.lock_date = NaiveDate::from_ymd_opt(2030, 6, 30);
        p.documents.lock_date = LockPolicy::FirstOpenDay;
    });
    shows_document("rule_first_open_day", &plain, &p);
    let p = with(|p| {
        p.lock_date = NaiveDate::from_ymd_opt(2030, 6, 30);
        p.documents.lock_date = LockPolicy::Draft;
    });
    shows_document("rule_locked_draft", &memo, &p);
    let p = with(|p| {
        p.invoice_number.prefix = "GB-".into();
        p.invoice_number.suffix = "/M2".into();
        let rule = |category: &str, by, id: &str| TrackingRule {
            category: category.into(),
            by,
            map: [(id.to_owned(), ID.to_owned())].into(),
            otherwise: String::new(),
        };
        p.tracking = vec![
            rule(
                "11111111-5a55-4e6b-9c1b-0d6f0a8f7b11",
                TrackingKey::Store,
                &plain.head.store.id,
            ),
            rule(
                "22222222-5a55-4e6b-9c1b-0d6f0a8f7b11",
                TrackingKey::Website,
                &plain.head.store.website_id,
            ),
        ];
    });
    shows_document("rule_number_and_tracking", &plain, &p);
}

#[test]
fn rounding() {
    let mut unexplained = invoice("2000000023");
    unexplained.totals.grand_total += dec("0.03");
    shows_document("rounding_line", &unexplained, &policy());
    let mut per_piece = invoice("2000000023");
    let line = &mut per_piece.lines[0];
    line.quantity = dec("99");
    line.price = dec("1.03");
    line.row_total = dec("101.97");
    line.tax = dec("20.79");
    per_piece.totals.tax = line.tax + per_piece.totals.shipping_tax;
    per_piece.totals.grand_total = dec("101.97") + per_piece.totals.shipping + per_piece.totals.tax;
    shows_document("rounding_per_piece", &per_piece, &policy());
}

#[test]
fn tax_rules() {
    let rule = |rate: &str, country: &str, vat_number, tax_type: &str| TaxRule {
        rate: rate.into(),
        country: country.into(),
        vat_number,
        tax_type: tax_type.into(),
        ..TaxRule::default()
    };
    let p = with(|p| {
        p.tax.rules = vec![
            rule("20", "FR", None, "TAX001"),
            rule("", "EU", Some(true), "ECZROUTPUT"),
            rule("0", "US", None, "ZERORATEDOUTPUT"),
            TaxRule {
                shipping: Some(true),
                ..rule("0", "US", None, "NONE")
            },
        ];
    });
    shows_document("tax_of_the_destination", &invoice("6000000014"), &p);
    shows_document("tax_reverse_charge", &invoice("6000000054"), &p);
    shows_document("tax_export", &invoice("000000046"), &p);
}

#[test]
fn totals_of_others() {
    let p = with(|p| {
        for (code, account) in [("giftcardaccount", "820"), ("cod_fee", "260"), ("*", "480")] {
            p.total_accounts.insert(code.into(), account.into());
        }
    });
    shows_document("totals_gift_card_and_surcharge", &case("gift_card_and_surcharge"), &p);
    shows_document("totals_gift_card_credit_note", &case("gift_card_credit_memo"), &p);
    let mut unknown = invoice("2000000023");
    unknown.totals.grand_total -= dec("12.34");
    shows_document("totals_unknown", &unknown, &p);
}

#[test]
fn accounts_and_money() {
    let source = case("own_account_and_gateway_fee");
    let p = with(|p| {
        let fee = GatewayFee {
            account: "404".into(),
            percent: dec("2.9"),
            fixed: dec("0.30"),
        };
        p.payment_fees.insert("paypal_express".into(), fee.clone());
        p.payment_fees.insert("checkmo".into(), fee);
    });
    shows_document("account_of_a_product", &source, &p);
    let shows_payment = |name: &str, payment: Option<_>| {
        shows(name, "Payments", &wire::payment(&payment.expect("a payment"), ID));
    };
    shows_payment(
        "payment_less_the_known_fee",
        mapping::payment(&source, &p).expect("a payment"),
    );
    shows_payment("payment_of_the_known_fee", mapping::fee(&source, &p).expect("a fee"));
    let mut computed = source;
    computed.payment.fee = None;
    shows_payment(
        "payment_less_the_computed_fee",
        mapping::payment(&computed, &p).expect("a payment"),
    );
    shows_payment(
        "payment_of_the_computed_fee",
        mapping::fee(&computed, &p).expect("a fee"),
    );
    let foreign = with(|p| p.base_currency = "USD".into());
    let paid = mapping::payment(&invoice("6000000007"), &foreign);
    shows_payment("payment_at_the_documents_rate", paid.expect("a payment"));
    let settle = |source: &SalesDocument| mapping::settlement(source, &policy()).expect("a settlement");
    match settle(&credit_memo("2000000006")) {
        Some(Settlement::Refund(refund)) => shows("refund", "Payments", &wire::payment(&refund, ID)),
        other => panic!("{other:?}"),
    }
    match settle(&case("credit_memo_of_unpaid_invoice")) {
        Some(Settlement::Allocate(allocation)) => {
            shows("allocation", "Allocations", &wire::allocation(&allocation, ID));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn currencies() {
    let base = with(|p| p.base_currency = "USD".into());
    shows_document("currency_of_the_shop", &invoice("6000000007"), &base);
    shows_document("currency_global", &case("global_currency"), &policy());
}

#[test]
fn cancelled_orders() {
    for (name, source) in [
        ("cancelled_whole", case("cancelled_order")),
        ("cancelled_part", case("partly_cancelled_order")),
    ] {
        let note = mapping::cancellation(&source, &policy()).expect(name).expect(name);
        shows(name, "CreditNotes", &wire::document(&note, ID, &|_| true));
    }
}

#[test]
fn contacts() {
    let guest = invoice("000000004");
    let contact_of = |source: &SalesDocument, p: &Policy| {
        wire::contact(&mapping::document_contact(source, p).expect("a contact"), None)
    };
    let customer = customer("123");
    let of_customer = |p: &Policy| wire::contact(&mapping::contact(&customer, p).expect("a contact"), None);
    shows("contact_of_a_customer", "Contacts", &of_customer(&policy()));
    let company = with(|p| p.contacts.company_name = true);
    shows("contact_by_its_company", "Contacts", &of_customer(&company));
    for (name, guests) in [
        ("contact_of_a_guest", Guests::Email),
        ("contact_of_all_guests", Guests::Single),
        ("contact_of_an_order", Guests::Each),
    ] {
        let p = with(|p| {
            p.contacts.guests = guests;
            p.contacts.guest_name = "Webshop <guests>".into();
        });
        shows(name, "Contacts", &contact_of(&guest, &p));
    }
}

#[test]
fn items() {
    let shows_item = |name: &str, product: &Product, p: &Policy| {
        let item = mapping::item(product, p).unwrap_or_else(|hold| panic!("{name}: {hold}"));
        shows(name, "Items", &wire::item(&item, None));
    };
    for (name, id) in [
        ("item_long_sku", "1"),
        ("item_html_name", "4"),
        ("item_emoji_name", "6"),
    ] {
        shows_item(name, &product(seed("products", "id", id)), &policy());
    }
    let p = with(|p| {
        p.inventory = true;
        p.base_currency = "USD".into();
        p.tax.automatic = false;
        p.tax.map.insert("20".into(), "OUTPUT2".into());
    });
    let tracked = product(read(&fixture("cases/tracked_product.json")));
    shows_item("item_tracked_with_its_own_account", &tracked, &p);
}
