//! Contacts as an accountant keeps them: recognised, left as they were changed, followed, restored.

use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::shop::Shop;

fn customer(id: u32, first: &str, last: &str, email: &str) -> Value {
    let mut customer = fixtures::seed("customers").remove(0);
    customer["id"] = json!(id.to_string());
    customer["first_name"] = json!(first);
    customer["last_name"] = json!(last);
    customer["email"] = json!(email);
    customer["company"] = Value::Null;
    customer["vat_number"] = Value::Null;
    for address in customer["addresses"].as_array_mut().expect("addresses") {
        address["company"] = Value::Null;
        address["vat_number"] = Value::Null;
    }
    customer
}

fn enter(shop: &Shop, contact: &Value) -> String {
    let answer = shop.accountant("PUT", "/Contacts", Some(&json!({ "Contacts": [contact] })));
    answer["Contacts"][0]["ContactID"].as_str().expect("an id").to_owned()
}

#[test]
fn a_customer_is_recognised_by_e_mail_address_and_nothing_of_the_contact_is_overwritten() {
    let shop = Shop::connected();
    let id = enter(
        &shop,
        &json!({ "Name": "Lee & Sons Ltd", "EmailAddress": "ANN@example.com" }),
    );
    shop.enqueue(&[customer(51, "Ann", "Lee", "ann@example.com")]);
    shop.drain();
    let contact = shop.contact("M2-C51");
    assert_eq!(
        (contact["ContactID"].as_str(), contact["Name"].as_str()),
        (Some(id.as_str()), Some("Lee & Sons Ltd"))
    );
    assert_eq!(contact["FirstName"], "Ann", "what was empty is filled");
    assert_eq!(shop.contacts().len(), 1);
    // A second look has nothing to send.
    let calls = shop.sandbox.calls();
    shop.enqueue(&[customer(51, "Ann", "Lee", "ann@example.com")]);
    shop.drain();
    assert_eq!(shop.sandbox.calls(), calls);
}

#[test]
fn an_address_that_two_contacts_have_recognises_nobody() {
    let shop = Shop::connected();
    enter(&shop, &json!({ "Name": "One", "EmailAddress": "both@example.com" }));
    enter(&shop, &json!({ "Name": "Two", "EmailAddress": "both@example.com" }));
    shop.enqueue(&[customer(52, "Ann", "Lee", "both@example.com")]);
    shop.drain();
    assert_eq!(shop.contact("M2-C52")["Name"], "Ann Lee");
    assert_eq!(shop.contacts().len(), 3);
}

#[test]
fn a_name_recognises_only_when_the_shop_chose_so() {
    for (chosen, contacts) in [("email", 2), ("name", 1)] {
        let shop = Shop::connected();
        shop.configure(|settings| settings["contacts"] = json!({ "match": chosen }));
        enter(&shop, &json!({ "Name": "Ann Lee" }));
        shop.enqueue(&[customer(53, "Ann", "Lee", "ann@example.com")]);
        shop.drain();
        assert_eq!(shop.contacts().len(), contacts, "{chosen}");
        let name = if contacts == 1 { "Ann Lee" } else { "Ann Lee (M2-C53)" };
        assert_eq!(shop.contact("M2-C53")["Name"], name);
        assert!(
            shop.log().iter().all(|line| line["code"] != "contact_name_taken"),
            "the name was known to be taken"
        );
    }
}

#[test]
fn what_an_accountant_changed_stays() {
    let shop = Shop::connected();
    shop.enqueue(&[customer(54, "Ann", "Lee", "ann@example.com")]);
    shop.drain();
    let before = shop.contact("M2-C54");
    let id = before["ContactID"].as_str().expect("an id");
    let mut addresses = before["Addresses"].as_array().expect("addresses").clone();
    addresses.retain(|address| address["AddressType"] != "STREET");
    addresses.push(json!({ "AddressType": "STREET", "City": "Their own", "AddressLine1": "Back door" }));
    let change = json!({ "Contacts": [{
        "ContactID": id, "Name": "Lee & Sons Ltd", "FirstName": "Annabel", "Addresses": addresses,
        "Phones": [{ "PhoneType": "FAX", "PhoneNumber": "555" }],
    }] });
    shop.accountant("POST", "/Contacts", Some(&change));
    let mut changed = customer(54, "Anna", "Ek", "anna@example.com");
    changed["vat_number"] = json!("GB123456789");
    for address in changed["addresses"].as_array_mut().expect("addresses") {
        address["city"] = json!("York");
        address["telephone"] = json!("01904 1");
    }
    shop.enqueue(&[changed.clone()]);
    shop.drain();
    let after = shop.contact("M2-C54");
    assert_eq!(after["Name"], "Lee & Sons Ltd");
    assert_eq!(after["FirstName"], "Annabel");
    assert_eq!(after["LastName"], "Ek", "nobody changed it in Xero");
    assert_eq!(after["EmailAddress"], "anna@example.com");
    assert_eq!(after["TaxNumber"], "GB123456789");
    let of = |list: &str, kind: &str, name: &str, field: &str| {
        let entries = after[list].as_array().expect("a list").clone();
        let found = entries.into_iter().find(|one| one[kind] == name).unwrap_or_default();
        found[field].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(of("Phones", "PhoneType", "FAX", "PhoneNumber"), "555", "{after:#}");
    assert_eq!(
        of("Addresses", "AddressType", "STREET", "City"),
        "Their own",
        "{after:#}"
    );
    // Later changes of the shop leave it alone too.
    changed["first_name"] = json!("Hannah");
    shop.enqueue(&[changed]);
    shop.drain();
    assert_eq!(shop.contact("M2-C54")["FirstName"], "Annabel");
    assert_eq!(shop.held(), []);
}

#[test]
fn an_archived_contact_is_restored_for_a_new_document_when_the_shop_chose_so() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    let contact = shop.sandbox.documents()[0]["contact"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    shop.sandbox.tell(&format!("contacts/{contact}/archive"), &json!({}));
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.finish();
    shop.assert_finished(2, 2);
    assert_eq!(shop.contacts().len(), 1);
    assert_eq!(shop.contacts()[0]["ContactStatus"], "ACTIVE");
}

#[test]
fn a_merged_contact_is_followed() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    let contact = shop.sandbox.documents()[0]["contact"]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let other = enter(&shop, &json!({ "Name": "The one that is left" }));
    shop.sandbox
        .tell(&format!("contacts/{contact}/merge"), &json!({ "into": other }));
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.finish();
    shop.assert_finished(2, 2);
    let second = shop.sandbox.document("700000002");
    assert_eq!(second["contact"]["id"], json!(other));
    assert!(shop.log().iter().any(|line| line["code"] == "contact_merged"));
    // From now on it is used at once.
    shop.enqueue(&[fixtures::invoice(3)]);
    shop.finish();
    assert_eq!(shop.sandbox.document("700000003")["contact"]["id"], json!(other));
}

#[test]
fn after_a_lost_store_contacts_are_recognised_by_number_without_a_refusal() {
    let shop = Shop::connected();
    shop.enqueue(&[
        customer(56, "Ann", "Lee", "ann@example.com"),
        customer(57, "Ann", "Lee", "other@example.com"),
    ]);
    shop.drain();
    shop.pass(400);
    let again = shop.start_over();
    again.enqueue(&[
        customer(56, "Ann", "Lee", "ann@example.com"),
        customer(57, "Ann", "Lee", "other@example.com"),
    ]);
    again.finish();
    assert_eq!(again.held(), []);
    assert_eq!(again.contacts().len(), 2);
    assert!(
        shop.sandbox.calls_of("PUT", "/Contacts").len() <= 1,
        "nothing was created again"
    );
}

#[test]
fn somebody_elses_contact_of_the_same_number_holds() {
    let shop = Shop::connected();
    enter(
        &shop,
        &json!({ "Name": "Quite Another", "ContactNumber": "M2-C58", "EmailAddress": "q@example.com" }),
    );
    shop.enqueue(&[customer(58, "Ann", "Lee", "ann@example.com")]);
    shop.drain();
    assert_eq!(shop.held(), [("number_taken".to_owned(), 1)]);
    assert_eq!(shop.contact("M2-C58")["Name"], "Quite Another");
}

#[test]
fn guests_share_a_contact_when_the_shop_chose_so() {
    for (chosen, contacts) in [("single", 1), ("email", 2), ("each", 3)] {
        let shop = Shop::connected();
        shop.configure(|settings| settings["contacts"] = json!({ "guests": chosen, "guest_name": "Walk-in" }));
        let guests: Vec<Value> = [(1, "a@example.com"), (2, "b@example.com"), (3, "a@example.com")]
            .into_iter()
            .map(|(id, email)| {
                let mut invoice = fixtures::invoice_of(id, id);
                invoice["customer"]["id"] = Value::Null;
                invoice["customer"]["is_guest"] = json!(true);
                invoice["customer"]["email"] = json!(email);
                invoice
            })
            .collect();
        shop.enqueue(&guests);
        shop.finish();
        shop.assert_finished(3, 3);
        assert_eq!(shop.contacts().len(), contacts, "{chosen}");
    }
}

#[test]
fn nobody_asks_whose_an_invoice_is_that_was_just_sent() {
    let shop = Shop::connected();
    shop.configure(|settings| settings["entities"]["payments"]["enabled"] = json!(false));
    let memo = |id: u32, invoice: &Value| {
        let mut memo = invoice.clone();
        memo["kind"] = json!("creditmemo");
        memo["id"] = json!(id.to_string());
        memo["number"] = json!(format!("CM{id}"));
        memo["state"] = json!("refunded");
        memo["invoice"] = json!({ "id": invoice["id"], "number": invoice["number"] });
        memo
    };
    let invoice = fixtures::invoice(1);
    let asked = |shop: &Shop| shop.sandbox.calls_of("GET", "/Invoices").len();
    shop.enqueue(&[invoice.clone(), memo(990_001, &invoice)]);
    let options = ledgerline::engine::DrainOptions::default();
    shop.engine.drain(&options, &mut |_| true).expect("a drain");
    let sent = |shop: &Shop| ["invoices", "credit_notes"].map(|what| shop.sandbox.count(what));
    assert_eq!(sent(&shop), [1, 1], "{:#?}", shop.queue());
    assert_eq!(asked(&shop), 0);
    // Another drain does not know what happened in between.
    shop.enqueue(&[memo(990_002, &invoice)]);
    shop.engine.drain(&options, &mut |_| true).expect("a drain");
    assert_eq!(sent(&shop), [1, 2], "{:#?}", shop.queue());
    assert_eq!(asked(&shop), 1);
}

/// An invoice of a guest.
fn of_guest(id: u32, email: &str) -> Value {
    let mut invoice = fixtures::open_invoice(id);
    invoice["customer"]["id"] = Value::Null;
    invoice["customer"]["is_guest"] = json!(true);
    invoice["customer"]["email"] = json!(email);
    invoice
}

/// The setting that tells guests apart changes while a guest's contact waits, or was sent and not answered (carried out or not): one
/// contact, and the invoice is on it. From then on the new setting counts.
#[test]
fn another_way_to_tell_guests_apart_leaves_no_contact_that_nobody_uses() {
    const WAYS: [&str; 3] = ["email", "single", "each"];
    let pairs = WAYS.iter().flat_map(|one| WAYS.map(|other| (*one, other)));
    for (before, after) in pairs.filter(|(before, after)| before != after) {
        for happened in ["nothing was sent", "reset_before", "reset_after_commit"] {
            let case = format!("{before} to {after}, {happened}");
            let shop = Shop::connected();
            shop.configure(|settings| settings["contacts"] = json!({ "guests": before }));
            let invoice = of_guest(1, "a@example.com");
            shop.enqueue(std::slice::from_ref(&invoice));
            if happened != "nothing was sent" {
                shop.sandbox.fault(happened, "PUT", "/Contacts");
                shop.drain();
                assert_eq!(shop.jobs("unknown"), 1, "{case}: {:#?}", shop.queue());
            }
            shop.configure(|settings| settings["contacts"] = json!({ "guests": after }));
            // As an event does, which makes a job for the contact of today, too.
            let mut changed = invoice.clone();
            changed["updated_at"] = json!("2026-01-01 00:00:00");
            changed["due_date"] = json!("2026-01-02");
            shop.enqueue(&[changed]);
            shop.finish();
            assert_eq!(shop.sandbox.count("invoices"), 1, "{case}: {:#?}", shop.queue());
            assert_eq!(shop.contacts().len(), 1, "{case}: {:#?}", shop.contacts());
            let there = &shop.sandbox.documents()[0]["contact"]["id"];
            assert_eq!(*there, shop.contacts()[0]["ContactID"], "{case}");
            assert_eq!((shop.jobs("unknown"), shop.held()), (0, vec![]), "{case}");
            shop.enqueue(&[of_guest(2, "a@example.com"), of_guest(3, "b@example.com")]);
            shop.finish();
            let own = |id: u32| shop.sandbox.document(&format!("70000000{id}"))["contact"]["id"].clone();
            assert_eq!(own(2) == own(3), after == "single", "{case}");
            let same_as_first = own(1) == own(2);
            // What was not sent follows the new setting.
            let wanted = after != "each" && happened != "reset_after_commit";
            assert_eq!(same_as_first, wanted, "{case}");
        }
    }
}
