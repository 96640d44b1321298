//! Fields of a contact: lengths, characters, addresses, phones and persons.

use serde_json::{Map, Value};

use crate::books::contact::{Contact, Person};
use crate::rules::complaints::Complaints;
use crate::rules::fields::Fields;

const ADDRESS_FIELDS: &[(&str, usize)] = &[
    ("AddressLine1", 500),
    ("AddressLine2", 500),
    ("AddressLine3", 500),
    ("AddressLine4", 500),
    ("City", 255),
    ("Region", 255),
    ("PostalCode", 50),
    ("Country", 50),
    ("AttentionTo", 255),
];

const PHONE_FIELDS: &[(&str, usize)] = &[("PhoneNumber", 50), ("PhoneAreaCode", 10), ("PhoneCountryCode", 20)];

/// Takes what was sent over into the contact and complains about what cannot be.
pub(super) fn take(sent: Fields<'_>, contact: &mut Contact, lists_replace: bool, complaints: &mut Complaints) {
    if lists_replace {
        forget_replaced(sent, contact);
    }
    if let Some(name) = sent.exact_text("Name") {
        check_name(&name, complaints);
        contact.name = name;
    }
    let texts: [(&str, &mut String, usize); 14] = [
        ("ContactNumber", &mut contact.number, 50),
        ("AccountNumber", &mut contact.account_number, 50),
        ("FirstName", &mut contact.first_name, 255),
        ("LastName", &mut contact.last_name, 255),
        ("CompanyNumber", &mut contact.company_number, 50),
        ("EmailAddress", &mut contact.email, 255),
        ("BankAccountDetails", &mut contact.bank_account, 255),
        ("TaxNumber", &mut contact.tax_number, 50),
        ("DefaultCurrency", &mut contact.default_currency, 3),
        ("SalesDefaultAccountCode", &mut contact.sales_account, 10),
        ("PurchasesDefaultAccountCode", &mut contact.purchases_account, 10),
        ("AccountsReceivableTaxType", &mut contact.receivable_tax_type, 50),
        ("AccountsPayableTaxType", &mut contact.payable_tax_type, 50),
        ("XeroNetworkKey", &mut String::new(), 255),
    ];
    for (name, target, most) in texts {
        if let Some(text) = sent.text(name) {
            complaints.longer(name, &text, most);
            *target = text;
        }
    }
    if !contact.email.is_empty() && !is_email(&contact.email) {
        complaints.add("Email address must be valid");
    }
    if sent
        .filled("Website")
        .is_some_and(|w| !w.starts_with("http://") && !w.starts_with("https://"))
    {
        complaints.add("Website must be valid");
    }
    take_persons(sent, contact, complaints);
    take_slots(
        sent.list("Addresses"),
        &mut contact.addresses,
        "AddressType",
        &["POBOX", "STREET", "DELIVERY"],
        ADDRESS_FIELDS,
        complaints,
    );
    take_slots(
        sent.list("Phones"),
        &mut contact.phones,
        "PhoneType",
        &["DEFAULT", "DDI", "MOBILE", "FAX", "OFFICE"],
        PHONE_FIELDS,
        complaints,
    );
    for address in &contact.addresses {
        let country = address.get("Country").and_then(Value::as_str).unwrap_or_default();
        if !country.bytes().all(|b| b.is_ascii_alphabetic() || b == b' ') {
            complaints.add("Country may contain the letters A-Z and a-z only");
        }
    }
}

/// Addresses and phones that are not in a list that was sent are gone.
fn forget_replaced(sent: Fields<'_>, contact: &mut Contact) {
    if sent.has("Addresses") {
        contact.addresses.clear();
    }
    if sent.has("Phones") {
        contact.phones.clear();
    }
}

fn check_name(name: &str, complaints: &mut Complaints) {
    if name.trim().is_empty() {
        complaints.add("Contact Name cannot be empty.");
        return;
    }
    complaints.longer("Contact Name", name, 255);
    if name.contains(['<', '>']) {
        complaints.add("Contact Name cannot contain the characters < or >.");
    }
    if name != name.trim() || name.contains("  ") {
        complaints.add("Contact Name cannot begin or end with a space or contain repeated spaces.");
    }
    if name.chars().any(char::is_control) {
        complaints.add("Contact Name cannot contain control characters.");
    }
}

/// One @, something before it, a domain with a point after it, ASCII only (umlauts are not supported).
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let local_good = !local.is_empty() && !local.starts_with('.') && !local.ends_with('.') && !local.contains("..");
    let labels_good = domain.contains('.')
        && domain
            .split('.')
            .all(|l| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    let characters_good = text
        .bytes()
        .all(|b| b.is_ascii_graphic() && !b"()<>,;:\\\"[]".contains(&b));
    local_good && labels_good && characters_good
}

fn take_persons(sent: Fields<'_>, contact: &mut Contact, complaints: &mut Complaints) {
    let Some(persons) = sent.list("ContactPersons") else {
        return;
    };
    if persons.len() > 5 {
        complaints.add("A contact can have a maximum of 5 contact persons.");
    }
    let person = |f: Fields<'_>| Person {
        first_name: f.text("FirstName").unwrap_or_default(),
        last_name: f.text("LastName").unwrap_or_default(),
        email: f.text("EmailAddress").unwrap_or_default(),
        in_emails: f.flag("IncludeInEmails").unwrap_or(false),
    };
    // Persons that are not in the list are gone.
    contact.persons = persons.into_iter().map(person).collect();
    if contact
        .persons
        .iter()
        .any(|p| !p.email.is_empty() && !is_email(&p.email))
    {
        complaints.add("Email address must be valid");
    }
}

/// Addresses and phones: one per type; a sent one replaces its type's.
fn take_slots(
    sent: Option<Vec<Fields<'_>>>,
    kept: &mut Vec<Value>,
    type_field: &str,
    types: &[&str],
    fields: &[(&str, usize)],
    complaints: &mut Complaints,
) {
    for slot in sent.into_iter().flatten() {
        let kind = slot.filled(type_field).unwrap_or_else(|| types[0].to_owned());
        if !types.contains(&kind.as_str()) {
            complaints.add(format!("{type_field} '{kind}' is not valid"));
            continue;
        }
        let mut made = Map::new();
        made.insert(type_field.to_owned(), Value::String(kind.clone()));
        for (name, most) in fields {
            let text = slot.text(name).unwrap_or_default();
            complaints.longer(name, &text, *most);
            made.insert((*name).to_owned(), Value::String(text));
        }
        kept.retain(|k| k.get(type_field).and_then(Value::as_str) != Some(&kind));
        kept.push(Value::Object(made));
    }
}

#[cfg(test)]
mod tests {
    use super::is_email;

    #[test]
    fn email_addresses() {
        for good in ["a@b.co", "first.last+tag@shop.example", "o'neil@x-y.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "a",
            "a@b",
            "a@b@c.de",
            "jürgen@x.de",
            "a b@c.de",
            ".a@b.de",
            "a..b@c.de",
            "a@b..de",
            "a@b.de,c@d.de",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
