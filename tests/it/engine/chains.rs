//! Whose contact a document goes to, when the buyer of an order is somebody else in the shop by then.

use serde_json::{Value, json};

use crate::support::cases::{self, inputs};
use crate::support::fixtures;
use crate::support::sandbox::Sandbox;
use crate::support::shop::Shop;

const CASE: &str = "credit-note-of-a-guest-who-registered";

fn contact_of(document: &Value) -> String {
    document["contact"]["id"].as_str().expect("a contact").to_owned()
}

fn guest(document: &mut Value, email: &str) {
    document["customer"]["id"] = Value::Null;
    document["customer"]["is_guest"] = json!(true);
    document["customer"]["email"] = json!(email);
}

fn registered(document: &mut Value, id: u32, email: &str) {
    document["customer"]["id"] = json!(id.to_string());
    document["customer"]["is_guest"] = json!(false);
    document["customer"]["email"] = json!(email);
}

fn account(id: u32, email: &str) -> Value {
    let mut customer = fixtures::customer(id);
    customer["email"] = json!(email);
    customer["first_name"] = json!("Buyer");
    customer["last_name"] = json!("No 1");
    customer["company"] = Value::Null;
    customer
}

/// The credit memo of a whole invoice.
fn memo(invoice: &Value, id: u32) -> Value {
    let mut memo = invoice.clone();
    memo["kind"] = json!("creditmemo");
    memo["id"] = json!(id.to_string());
    memo["number"] = json!(format!("{:09}", 600_000_000 + id));
    memo["state"] = json!("refunded");
    let of = json!({ "id": invoice["id"], "number": invoice["number"], "state": invoice["state"] });
    memo["invoice"] = of.clone();
    memo["invoices"] = json!([of]);
    memo
}

#[test]
fn the_credit_note_of_a_guest_who_registered_is_set_off_against_his_invoice() {
    for (guests, contacts) in [("email", 1), ("each", 1), ("single", 1)] {
        let shop = cases::shop(CASE, |settings| settings["contacts"] = json!({ "guests": guests }));
        for input in inputs(CASE) {
            shop.enqueue(&input);
            shop.finish();
        }
        assert_eq!(shop.held(), [], "{guests}: {:#?}", shop.queue());
        assert_eq!(shop.contacts().len(), contacts, "{guests}");
        let invoice = shop.sandbox.document("000000180");
        let credit = shop.sandbox.document("CM-000000180-X");
        assert_eq!(contact_of(&credit), contact_of(&invoice), "{guests}");
        assert_eq!(
            (
                &invoice["total"],
                &invoice["credited"],
                &invoice["due"],
                &credit["total"],
                &credit["due"]
            ),
            (
                &json!("120.00"),
                &json!("60.00"),
                &json!("60.00"),
                &json!("60.00"),
                &json!("0.00")
            ),
            "{guests}"
        );
        // His next order is on the same contact, unless all guests are one.
        let mut next = inputs(CASE).remove(1).remove(0);
        next["id"] = json!("190");
        next["number"] = json!("000000190");
        next["order"]["id"] = json!("190");
        next["order"]["number"] = json!("000000190");
        shop.enqueue(&[next]);
        shop.finish();
        let next = shop.sandbox.document("000000190");
        assert_eq!(
            contact_of(&next) == contact_of(&invoice),
            guests != "single",
            "{guests}"
        );
        assert_eq!(shop.held(), []);
        shop.sandbox.assert_sound();
    }
}

#[test]
fn all_three_at_once_make_one_contact_too() {
    let shop = cases::shop(CASE, |_| ());
    for input in inputs(CASE) {
        shop.enqueue(&input);
    }
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(shop.contacts().len(), 1);
    assert_eq!(shop.sandbox.document("000000180")["due"], "60.00");
}

#[test]
fn a_guest_who_registers_takes_over_his_contact_and_keeps_it_after_a_lost_store() {
    let shop = Shop::connected();
    let mut first = fixtures::invoice_of(1, 1);
    guest(&mut first, "ann@example.com");
    shop.enqueue(&[first.clone()]);
    shop.finish();
    shop.enqueue(&[account(61, "Ann@example.com")]);
    let mut second = fixtures::invoice_of(2, 1);
    registered(&mut second, 61, "ann@example.com");
    shop.enqueue(&[second]);
    shop.finish();
    // Somebody types the address of an account and checks out as a guest, as before.
    let mut third = fixtures::invoice_of(3, 1);
    guest(&mut third, "ann@example.com");
    shop.enqueue(&[third]);
    shop.finish();
    shop.assert_finished(3, 3);
    assert_eq!(shop.contacts().len(), 1, "{:#?}", shop.contacts());
    assert_eq!(shop.contacts()[0]["Name"], "Buyer No 1", "nothing was renamed");
    assert!(shop.log().iter().any(|line| line["code"] == "contact_taken_over"));
    shop.pass(400);
    let again = shop.start_over();
    again.enqueue(&[account(61, "ann@example.com")]);
    again.finish();
    let mut fourth = fixtures::invoice_of(4, 1);
    guest(&mut fourth, "ann@example.com");
    again.enqueue(&[fourth]);
    again.finish();
    assert_eq!(again.held(), []);
    assert_eq!(again.contacts().len(), 1, "{:#?}", again.contacts());
}

#[test]
fn two_accounts_of_one_address_are_two_contacts_and_only_one_takes_over() {
    let shop = Shop::connected();
    let mut first = fixtures::invoice_of(1, 1);
    guest(&mut first, "ann@example.com");
    shop.enqueue(&[first]);
    shop.finish();
    shop.enqueue(&[account(61, "ann@example.com"), account(62, "ann@example.com")]);
    shop.finish();
    assert_eq!(shop.held(), []);
    assert_eq!(shop.contacts().len(), 2);
    let mut of_second = fixtures::invoice_of(2, 1);
    registered(&mut of_second, 62, "ann@example.com");
    shop.enqueue(&[of_second]);
    shop.finish();
    let contact = contact_of(&shop.sandbox.document("700000002"));
    assert_ne!(contact, contact_of(&shop.sandbox.document("700000001")));
    assert_eq!(shop.contacts().len(), 2);
}

/// What may happen to the buyer of an order between its invoice and its credit memo; one contact all the same.
#[test]
fn a_credit_note_goes_to_the_contact_of_its_invoice_whoever_the_order_belongs_to() {
    type Change = fn(&mut Value);
    let changes: [(&str, Change); 5] = [
        ("the account was deleted", |memo| memo["customer"]["id"] = Value::Null),
        ("the address was corrected", |memo| guest(memo, "corrected@example.com")),
        ("the order was given to another account", |memo| {
            registered(memo, 99, "other@example.com");
        }),
        ("the customer was renamed", |memo| {
            memo["customer"]["last_name"] = json!("Ek");
            memo["billing_address"]["last_name"] = json!("Ek");
        }),
        ("the customer was erased", |memo| {
            memo["customer"] = json!({ "id": null, "is_guest": true, "email": null });
            memo["billing_address"] = Value::Null;
        }),
    ];
    for (what, change) in changes {
        for open in [false, true] {
            let shop = Shop::connected();
            let invoice = if open {
                fixtures::open_invoice(1)
            } else {
                fixtures::invoice(1)
            };
            shop.enqueue(std::slice::from_ref(&invoice));
            shop.finish();
            let mut memo = memo(&invoice, 1);
            change(&mut memo);
            shop.enqueue(&[memo]);
            shop.finish();
            assert_eq!(shop.held(), [], "{what}: {:#?}", shop.queue());
            assert_eq!(shop.contacts().len(), 1, "{what}");
            let credit = shop.sandbox.document("CM-600000001");
            assert_eq!(
                contact_of(&credit),
                contact_of(&shop.sandbox.document("700000001")),
                "{what}"
            );
            assert_eq!(credit["due"], "0.00", "{what}, open {open}");
        }
    }
}

#[test]
fn a_credit_note_enqueued_with_its_invoice_waits_for_it() {
    let shop = Shop::connected();
    let invoice = fixtures::open_invoice(1);
    let mut memo = memo(&invoice, 1);
    guest(&mut memo, "somebody.else@example.com");
    shop.enqueue(&[memo, invoice]);
    shop.finish();
    assert_eq!(shop.held(), []);
    assert_eq!(shop.contacts().len(), 1);
    assert_eq!(shop.sandbox.document("700000001")["due"], "0.00");
}

#[test]
fn a_credit_note_follows_what_an_accountant_did_to_its_invoice() {
    // The contact was merged into another one.
    let shop = Shop::connected();
    let invoice = fixtures::open_invoice(1);
    shop.enqueue(std::slice::from_ref(&invoice));
    shop.finish();
    let from = contact_of(&shop.sandbox.document("700000001"));
    let entered = shop.accountant(
        "PUT",
        "/Contacts",
        Some(&json!({ "Contacts": [{ "Name": "The other one" }] })),
    );
    let into = entered["Contacts"][0]["ContactID"].as_str().expect("an id").to_owned();
    shop.sandbox
        .tell(&format!("contacts/{from}/merge"), &json!({ "into": into }));
    shop.enqueue(&[memo(&invoice, 1)]);
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(contact_of(&shop.sandbox.document("CM-600000001")), into);
    assert_eq!(shop.sandbox.document("700000001")["due"], "0.00");

    // The invoice was given to another contact.
    let shop = Shop::connected();
    shop.enqueue(std::slice::from_ref(&invoice));
    shop.finish();
    let entered = shop.accountant(
        "PUT",
        "/Contacts",
        Some(&json!({ "Contacts": [{ "Name": "The payer" }] })),
    );
    let payer = entered["Contacts"][0]["ContactID"].as_str().expect("an id").to_owned();
    let id = shop.sandbox.document("700000001")["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let change = json!({ "Invoices": [{ "InvoiceID": id, "Contact": { "ContactID": payer } }] });
    shop.accountant("POST", &format!("/Invoices/{id}"), Some(&change));
    assert_eq!(contact_of(&shop.sandbox.document("700000001")), payer);
    shop.enqueue(&[memo(&invoice, 1)]);
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(contact_of(&shop.sandbox.document("CM-600000001")), payer);
    assert_eq!(shop.sandbox.document("700000001")["due"], "0.00");
}

#[test]
fn a_second_invoice_of_an_order_stays_with_the_contact_of_the_first() {
    let shop = Shop::connected();
    let mut first = fixtures::invoice_of(1, 1);
    guest(&mut first, "ann@example.com");
    shop.enqueue(&[first.clone()]);
    shop.finish();
    // The order was given to an account that has a contact of its own.
    shop.enqueue(&[account(63, "company@example.com")]);
    shop.finish();
    let mut second = fixtures::invoice_of(2, 1);
    registered(&mut second, 63, "company@example.com");
    second["order"] = first["order"].clone();
    let mut another = fixtures::invoice_of(3, 1);
    registered(&mut another, 63, "company@example.com");
    shop.enqueue(&[second, another]);
    shop.finish();
    shop.assert_finished(3, 3);
    let of = |number: &str| contact_of(&shop.sandbox.document(number));
    assert_eq!(of("700000002"), of("700000001"));
    assert_ne!(of("700000003"), of("700000001"), "a new order is the account's");
    assert_eq!(shop.contacts().len(), 2);
}

#[test]
fn an_archived_contact_of_the_first_buyer_is_restored_and_nothing_of_it_is_overwritten() {
    let shop = Shop::connected_with(Sandbox::start(), std::time::Duration::from_secs(30));
    shop.configure(|settings| settings["contacts"] = json!({ "guests": "single", "guest_name": "Walk-in" }));
    let mut invoice = fixtures::invoice_of(1, 1);
    guest(&mut invoice, "ann@example.com");
    shop.enqueue(std::slice::from_ref(&invoice));
    shop.finish();
    let contact = contact_of(&shop.sandbox.document("700000001"));
    shop.sandbox.tell(&format!("contacts/{contact}/archive"), &json!({}));
    let mut memo = memo(&invoice, 1);
    registered(&mut memo, 64, "ann@example.com");
    shop.enqueue(&[memo]);
    shop.finish();
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(contact_of(&shop.sandbox.document("CM-600000001")), contact);
    let all = shop.contacts();
    assert_eq!(
        (all.len(), &all[0]["Name"], &all[0]["ContactStatus"]),
        (1, &json!("Walk-in"), &json!("ACTIVE"))
    );
}
