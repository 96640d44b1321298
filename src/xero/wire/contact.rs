//! Defines a contact's JSON.

use serde_json::{Map, Value};

use super::{put, put_some};
use crate::domain::books::Contact;

/// A contact to create, or to update when `id` is given.
pub fn contact(contact: &Contact, id: Option<&str>) -> Value {
    let mut map = Map::new();
    put(&mut map, "ContactID", id.unwrap_or_default());
    put(&mut map, "ContactNumber", &contact.number);
    put(&mut map, "Name", &contact.name);
    put_some(&mut map, "FirstName", contact.first_name.as_ref());
    put_some(&mut map, "LastName", contact.last_name.as_ref());
    put_some(&mut map, "EmailAddress", contact.email.as_ref());
    put_some(&mut map, "TaxNumber", contact.tax_number.as_ref());
    let addresses: Vec<Value> = contact
        .addresses
        .iter()
        .map(|address| {
            let mut map = Map::new();
            put(&mut map, "AddressType", address.kind.as_str());
            for (index, line) in address.lines.iter().take(4).enumerate() {
                put(&mut map, &format!("AddressLine{}", index + 1), line);
            }
            put_some(&mut map, "City", address.city.as_ref());
            put_some(&mut map, "Region", address.region.as_ref());
            put_some(&mut map, "PostalCode", address.postal_code.as_ref());
            put_some(&mut map, "Country", address.country.as_ref());
            put_some(&mut map, "AttentionTo", address.attention_to.as_ref());
            Value::Object(map)
        })
        .collect();
    if !addresses.is_empty() {
        map.insert("Addresses".to_owned(), Value::Array(addresses));
    }
    let phones: Vec<Value> = contact
        .phones
        .iter()
        .map(|phone| {
            let mut map = Map::new();
            put(&mut map, "PhoneType", phone.kind.as_str());
            put(&mut map, "PhoneNumber", &phone.number);
            Value::Object(map)
        })
        .collect();
    if !phones.is_empty() {
        map.insert("Phones".to_owned(), Value::Array(phones));
    }
    Value::Object(map)
}
