//! Contacts: uniqueness, matching, characters, archiving, and what documents do to them.

use serde_json::{Value, json};

use crate::harness::{Sandbox, encoded, invoice, line, messages, number};

#[tokio::test]
async fn names_and_numbers_are_unique() {
    let sandbox = Sandbox::unlimited().await;
    let first = sandbox
        .put(
            "/Contacts",
            json!({"Name": "Ann Lee", "ContactNumber": "M2-1", "AccountNumber": "77"}),
        )
        .await
        .one("Contacts");
    let name = "The contact name ann lee is already assigned to another contact. The contact name must be unique across all active contacts.";
    let number = "Another contact has this contact number. Please enter a different contact number.";
    let account = "The Account Number already exists. Please enter a different Account Number.";
    assert_eq!(
        sandbox.put("/Contacts", json!({"Name": "ann lee"})).await.messages(),
        [name]
    );
    assert_eq!(
        sandbox
            .put(
                "/Contacts",
                json!({"Name": "Bob", "ContactNumber": "M2-1", "AccountNumber": "77"})
            )
            .await
            .messages(),
        [number, account]
    );
    // The name of an archived contact is free; its number is not.
    sandbox
        .control(
            &format!("contacts/{}/archive", first["ContactID"].as_str().unwrap()),
            json!({}),
        )
        .await;
    assert_eq!(
        sandbox
            .put("/Contacts", json!({"Name": "Ann Lee", "ContactNumber": "M2-1"}))
            .await
            .messages(),
        [number]
    );
    assert_eq!(sandbox.put("/Contacts", json!({"Name": "Ann Lee"})).await.status, 200);
    let active = sandbox.get("/Contacts").await.json()["Contacts"]
        .as_array()
        .unwrap()
        .len();
    let all = sandbox.get("/Contacts?includeArchived=true").await.json()["Contacts"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!((active, all), (1, 2));
}

#[tokio::test]
async fn post_finds_by_id_number_and_name() {
    let sandbox = Sandbox::unlimited().await;
    let first = sandbox
        .post("/Contacts", json!({"Name": "Ann Lee", "ContactNumber": "M2-1"}))
        .await
        .one("Contacts");
    for body in [
        json!({"Name": "Ann Lee", "FirstName": "A"}),
        json!({"ContactNumber": "M2-1", "FirstName": "B"}),
        json!({"ContactID": first["ContactID"], "FirstName": "C"}),
    ] {
        let changed = sandbox.post("/Contacts", body.clone()).await.one("Contacts");
        assert_eq!(
            (changed["ContactID"].clone(), changed["FirstName"].clone()),
            (first["ContactID"].clone(), body["FirstName"].clone())
        );
    }
    assert_eq!(
        sandbox.get("/Contacts/M2-1").await.one("Contacts")["FirstName"],
        json!("C")
    );
    assert_eq!(
        sandbox.get("/Contacts").await.json()["Contacts"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn fields_are_checked() {
    let sandbox = Sandbox::unlimited().await;
    for (body, message) in [
        (json!({"FirstName": "x"}), "Contact Name cannot be empty."),
        (
            json!({"Name": " Ann"}),
            "Contact Name cannot begin or end with a space or contain repeated spaces.",
        ),
        (
            json!({"Name": "Ann  Lee"}),
            "Contact Name cannot begin or end with a space or contain repeated spaces.",
        ),
        (
            json!({"Name": "Ann <b>"}),
            "Contact Name cannot contain the characters < or >.",
        ),
        (
            json!({"Name": "a".repeat(256)}),
            "Contact Name is too long. Maximum of 255 characters allowed",
        ),
        (
            json!({"Name": "A", "EmailAddress": "jürgen@example.com"}),
            "Email address must be valid",
        ),
        (
            json!({"Name": "A", "ContactNumber": "9".repeat(51)}),
            "ContactNumber is too long. Maximum of 50 characters allowed",
        ),
        (json!({"Name": "A", "Website": "example"}), "Website must be valid"),
        (
            json!({"Name": "A", "Addresses": [{"AddressType": "POBOX", "Country": "D3"}]}),
            "Country may contain the letters A-Z and a-z only",
        ),
        (
            json!({"Name": "A", "Phones": [{"PhoneType": "HOME"}]}),
            "PhoneType 'HOME' is not valid",
        ),
        (
            json!({"Name": "A", "ContactPersons": [{}, {}, {}, {}, {}, {}]}),
            "A contact can have a maximum of 5 contact persons.",
        ),
        (
            json!({"Name": "A", "ContactStatus": "ARCHIVED"}),
            "The status 'ARCHIVED' is not valid for contacts",
        ),
    ] {
        assert_eq!(
            sandbox.put("/Contacts", body.clone()).await.messages(),
            [message],
            "{body}"
        );
    }
    // 255 characters are counted, not bytes.
    assert_eq!(
        sandbox.put("/Contacts", json!({"Name": "é".repeat(255)})).await.status,
        200
    );
}

#[tokio::test]
async fn what_is_not_sent_stays_and_lists_replace() {
    let sandbox = Sandbox::unlimited().await;
    let body = json!({"Name": "Ann Lee", "EmailAddress": "ann@example.com", "ContactPersons": [{"FirstName": "P"}, {"FirstName": "Q"}],
        "Addresses": [{"AddressType": "STREET", "City": "Leeds"}], "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1"}]});
    let made = sandbox.put("/Contacts", body).await.one("Contacts");
    let path = format!("/Contacts/{}", made["ContactID"].as_str().unwrap());
    let changed = sandbox
        .post(
            &path,
            json!({"ContactPersons": [{"FirstName": "Q"}], "Addresses": [{"AddressType": "POBOX", "City": "York"}]}),
        )
        .await
        .one("Contacts");
    assert_eq!(changed["EmailAddress"], json!("ann@example.com"));
    assert_eq!(changed["ContactPersons"].as_array().unwrap().len(), 1);
    let cities = |c: &Value| {
        c["Addresses"]
            .as_array()
            .unwrap()
            .iter()
            .map(|a| a["City"].clone())
            .collect::<Vec<Value>>()
    };
    assert_eq!(cities(&changed), [json!(""), json!("York")]);
    sandbox
        .control("switches", json!({"contact_lists_replace": false}))
        .await;
    let changed = sandbox
        .post(&path, json!({"Addresses": [{"AddressType": "STREET", "City": "Hull"}]}))
        .await
        .one("Contacts");
    assert_eq!(cities(&changed), [json!("Hull"), json!("York")]);
    assert_eq!(changed["Phones"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_document_finds_makes_and_changes_its_contact() {
    let sandbox = Sandbox::unlimited().await;
    let made = sandbox
        .put(
            "/Contacts",
            json!({"Name": "Ann Lee", "ContactNumber": "M2-1", "ContactPersons": [{"FirstName": "P"}]}),
        )
        .await
        .one("Contacts");
    let with = |number: &str, contact: Value| {
        let mut body = invoice("", number, "DRAFT", json!([line(crate::harness::number("1"), "NONE")]));
        body["Contact"] = contact;
        body
    };
    for (n, contact) in [
        ("1", json!({"ContactID": made["ContactID"]})),
        ("2", json!({"ContactNumber": "M2-1"})),
        ("3", json!({"Name": "ann lee"})),
    ] {
        let document = sandbox.put("/Invoices", with(n, contact)).await.one("Invoices");
        assert_eq!(document["Contact"]["ContactID"], made["ContactID"]);
        assert_eq!(document["Contact"]["ContactPersons"].as_array().unwrap().len(), 1);
    }
    // Anything beside the identification changes the contact, and persons that are not listed are lost.
    let document = sandbox
        .put(
            "/Invoices",
            with("4", json!({"ContactID": made["ContactID"], "FirstName": "Ann"})),
        )
        .await
        .one("Invoices");
    assert_eq!(
        (
            document["Contact"]["FirstName"].clone(),
            document["Contact"]["ContactPersons"].clone()
        ),
        (json!("Ann"), json!([]))
    );
    assert_eq!(sandbox.look("counts").await["contacts_changed_by_documents"], json!(1));
    let new = sandbox
        .put("/Invoices", with("5", json!({"Name": "Nobody Yet"})))
        .await
        .one("Invoices");
    assert_eq!(
        sandbox.get("/Contacts?searchTerm=nobody").await.one("Contacts")["ContactID"],
        new["Contact"]["ContactID"]
    );
    let nobody = "The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber";
    assert_eq!(
        sandbox
            .put("/Invoices", with("6", json!({"EmailAddress": "a@b.co"})))
            .await
            .messages(),
        [nobody]
    );
    // A refused document makes no contact.
    assert_eq!(
        sandbox
            .put("/Invoices", with("1", json!({"Name": "Trace"})))
            .await
            .status,
        400
    );
    assert_eq!(
        sandbox.get("/Contacts?searchTerm=trace").await.json()["Contacts"],
        json!([])
    );
}

#[tokio::test]
async fn archived_contacts_get_no_documents() {
    let sandbox = Sandbox::unlimited().await;
    let id = sandbox.contact("Ann Lee").await;
    let archived = sandbox
        .post(&format!("/Contacts/{id}"), json!({"ContactStatus": "ARCHIVED"}))
        .await
        .one("Contacts");
    assert_eq!(archived["ContactStatus"], json!("ARCHIVED"));
    let body = invoice(&id, "A-1", "DRAFT", json!([line(number("1"), "NONE")]));
    let message = "The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes";
    assert_eq!(sandbox.put("/Invoices", body.clone()).await.messages(), [message]);
    let credit =
        json!({"Type": "ACCRECCREDIT", "Contact": {"ContactID": id}, "LineItems": [line(number("1"), "NONE")]});
    assert_eq!(sandbox.put("/CreditNotes", credit).await.messages(), [message]);
    sandbox.control("switches", json!({"unarchive_contacts": false})).await;
    let activate = || json!({"ContactStatus": "ACTIVE"});
    assert_eq!(
        sandbox.post(&format!("/Contacts/{id}"), activate()).await.messages(),
        ["The status 'ACTIVE' is not valid for contacts"]
    );
    sandbox.control("switches", json!({"unarchive_contacts": true})).await;
    // Somebody else has the name by now.
    let other = sandbox.contact("Ann Lee").await;
    assert!(
        sandbox.post(&format!("/Contacts/{id}"), activate()).await.messages()[0]
            .starts_with("The contact name Ann Lee is already assigned")
    );
    sandbox
        .post(&format!("/Contacts/{other}"), json!({"Name": "Ann Lee 2"}))
        .await
        .one("Contacts");
    assert_eq!(
        sandbox
            .post(&format!("/Contacts/{id}"), activate())
            .await
            .one("Contacts")["ContactStatus"],
        json!("ACTIVE")
    );
    assert_eq!(sandbox.put("/Invoices", body).await.status, 200);
}

#[tokio::test]
async fn merged_contacts_point_to_what_became_of_them() {
    let sandbox = Sandbox::unlimited().await;
    let (old, new) = (sandbox.contact("Ann").await, sandbox.contact("Ann Lee").await);
    sandbox.invoice(&old, "A-1", number("1")).await;
    sandbox
        .control(&format!("contacts/{old}/merge"), json!({"into": new}))
        .await;
    let merged = sandbox.get(&format!("/Contacts/{old}")).await.one("Contacts");
    assert_eq!(
        (merged["ContactStatus"].clone(), merged["MergedToContactID"].clone()),
        (json!("ARCHIVED"), json!(new))
    );
    assert_eq!(
        sandbox.get("/Invoices/A-1").await.one("Invoices")["Contact"]["ContactID"],
        json!(new)
    );
    // Pages tell what became of a contact, lists without pages do not.
    let list = |query: &str| format!("/Contacts?IDs={old}{query}");
    assert_eq!(sandbox.get(&list("")).await.json()["Contacts"], json!([]));
    assert_eq!(
        sandbox.get(&list("&includeArchived=true&page=1")).await.one("Contacts")["MergedToContactID"],
        json!(new)
    );
    assert_eq!(
        sandbox
            .get(&list("&includeArchived=true"))
            .await
            .one("Contacts")
            .get("MergedToContactID"),
        None
    );
    // A document for it is refused, or goes to the one that is left.
    let body = || invoice(&old, "A-2", "DRAFT", json!([line(number("1"), "NONE")]));
    assert!(sandbox.put("/Invoices", body()).await.messages()[0].contains("has been archived"));
    sandbox.control("switches", json!({"merged_contacts": "follow"})).await;
    assert_eq!(
        sandbox.put("/Invoices", body()).await.one("Invoices")["Contact"]["ContactID"],
        json!(new)
    );
}

#[tokio::test]
async fn only_what_changed_is_listed() {
    let sandbox = Sandbox::unlimited().await;
    sandbox.contact("Ann").await;
    sandbox.control("clock", json!({"advance_seconds": 600})).await;
    let bob = sandbox
        .put("/Contacts", json!({"Name": "Bob", "EmailAddress": "bob@example.com"}))
        .await
        .one("Contacts");
    let at = bob["UpdatedDateUTC"]
        .as_str()
        .unwrap()
        .trim_start_matches("/Date(")
        .split('+')
        .next()
        .unwrap()
        .parse::<i64>()
        .unwrap();
    let since = |seconds: i64| {
        chrono::DateTime::from_timestamp_millis(at + seconds * 1000)
            .unwrap()
            .format("%Y-%m-%dT%H:%M:%S")
            .to_string()
    };
    for (moment, names) in [(since(-7200), 2), (since(-60), 1), (since(0), 1), (since(1), 0)] {
        let answer = sandbox
            .try_api("GET", "/Contacts", &[("if-modified-since", &moment)], None)
            .await
            .unwrap()
            .json();
        assert_eq!(answer["Contacts"].as_array().unwrap().len(), names, "{moment}");
    }
    let by = |condition: &str| format!("/Contacts?where={}", encoded(condition));
    assert_eq!(
        sandbox.get(&by(r#"Name=="BOB""#)).await.one("Contacts")["ContactID"],
        bob["ContactID"]
    );
    assert_eq!(
        sandbox
            .get(&by(r#"EmailAddress!=null AND EmailAddress=="bob@example.com""#))
            .await
            .one("Contacts")["ContactID"],
        bob["ContactID"]
    );
}

#[tokio::test]
async fn lists_are_filtered() {
    let sandbox = Sandbox::unlimited().await;
    let batch: Vec<Value> = (0..5)
        .map(|n| json!({"Name": format!("Customer {n}"), "EmailAddress": format!("c{n}@example.com")}))
        .collect();
    let made = sandbox
        .put("/Contacts?summarizeErrors=false", json!({"Contacts": batch}))
        .await
        .json();
    assert!(messages(&made["Contacts"]).is_empty());
    let ids = format!(
        "{},{}",
        made["Contacts"][1]["ContactID"].as_str().unwrap(),
        made["Contacts"][3]["ContactID"].as_str().unwrap()
    );
    assert_eq!(
        sandbox.get(&format!("/Contacts?IDs={ids}")).await.json()["Contacts"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let found = sandbox
        .get(&format!(
            "/Contacts?where={}",
            encoded(r#"EmailAddress=="C2@EXAMPLE.COM""#)
        ))
        .await;
    assert_eq!(found.one("Contacts")["Name"], json!("Customer 2"));
    let summary = sandbox
        .get("/Contacts?summaryOnly=true&pageSize=2&order=Name%20DESC")
        .await
        .json();
    assert_eq!(
        summary["pagination"],
        json!({"page": 1, "pageSize": 2, "pageCount": 3, "itemCount": 5})
    );
    assert_eq!(
        (
            summary["Contacts"][0]["Name"].clone(),
            summary["Contacts"][0].get("Addresses")
        ),
        (json!("Customer 4"), None)
    );
}
