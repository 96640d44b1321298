//! Decides which fields of a contact may be sent: what an accountant changed in Xero stays, and lists go complete.
//!
//! It makes no call.

use serde_json::{Map, Value, json};

use crate::queue::Link;
use crate::xero::text;

/// Precedes the name of a list with what Xero has of kinds that the shop does not send.
const THEIRS: &str = "+";

/// A list that is sent replaces all of Xero's: entries of kinds that the shop does not have go along as they are there.
pub(super) fn complete_lists(part: &mut Map<String, Value>, link: &Link) {
    let sent: Value = link
        .sent
        .as_deref()
        .and_then(|sent| serde_json::from_str(sent).ok())
        .unwrap_or_default();
    for field in ["Addresses", "Phones"] {
        let theirs = sent.get(format!("{THEIRS}{field}")).and_then(Value::as_array);
        if let (Some(Value::Array(list)), Some(theirs)) = (part.get_mut(field), theirs) {
            list.extend(theirs.iter().cloned());
        }
    }
}

pub(super) fn sent_before(link: &Link, field: &str, whole: &Value) -> bool {
    let sent: Value = link
        .sent
        .as_deref()
        .and_then(|sent| serde_json::from_str(sent).ok())
        .unwrap_or_default();
    sent.get(field).is_some_and(|value| Some(value) == whole.get(field))
}

/// What counts as sent before: fields that an accountant changed since are called sent as they are to be now, so that they
/// are left alone. A field that is empty in Xero was changed by nobody.
pub(super) fn keep_theirs(sent: &Value, whole: &Value, there: &Value) -> Value {
    let mut kept = sent.as_object().cloned().unwrap_or_default();
    for (field, wanted) in whole.as_object().into_iter().flatten() {
        let current = comparable(field, there.get(field), wanted);
        let before = sent.get(field).map(|value| comparable(field, Some(value), wanted));
        let empty = current.as_array().is_none_or(Vec::is_empty) && current.as_str().is_none_or(str::is_empty);
        let theirs = match before {
            Some(before) => before != current && !empty,
            None => !empty,
        };
        if theirs {
            kept.insert(field.clone(), wanted.clone());
        }
        if let Some(kind) = kind_of(field) {
            let ours = kinds(wanted, kind);
            let others: Vec<Value> = filled_entries(there.get(field), kind)
                .into_iter()
                .filter(|one| !ours.contains(&text(one, kind)))
                .collect();
            kept.insert(format!("{THEIRS}{field}"), Value::Array(others));
        }
    }
    Value::Object(kept)
}

/// What tells the entries of a list apart.
fn kind_of(field: &str) -> Option<&'static str> {
    match field {
        "Addresses" => Some("AddressType"),
        "Phones" => Some("PhoneType"),
        _ => None,
    }
}

fn kinds(list: &Value, kind: &str) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|one| text(one, kind))
        .collect()
}

/// Entries that say more than their kind, with their texts only.
fn filled_entries(list: Option<&Value>, kind: &str) -> Vec<Value> {
    let mut entries: Vec<Value> = list
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(filled)
        .filter(|one| one.len() > 1)
        .map(Value::Object)
        .collect();
    entries.sort_by_key(|one| text(one, kind));
    entries
}

/// A field as both sides can be compared: texts without spaces around them, lists only with what we send of them.
fn comparable(field: &str, value: Option<&Value>, like: &Value) -> Value {
    let Some(kind) = kind_of(field) else {
        return json!(value.and_then(Value::as_str).unwrap_or_default().trim());
    };
    let ours = kinds(like, kind);
    let mut entries = filled_entries(value, kind);
    entries.retain(|one| ours.contains(&text(one, kind)));
    Value::Array(entries)
}

/// The texts of an entry that are not empty.
fn filled(entry: &Value) -> Map<String, Value> {
    entry
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| {
            let words = value.as_str().unwrap_or_default().trim();
            (!words.is_empty()).then(|| (name.clone(), json!(words)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::prepare::changed_only;
    use super::*;

    #[test]
    fn what_an_accountant_changed_counts_as_sent() {
        let sent = json!({"Name": "Ann Lee", "EmailAddress": "a@x", "TaxNumber": "1",
            "Addresses": [{"AddressType": "POBOX", "City": "Leeds"}], "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "1"}]});
        let whole = json!({"Name": "Ann Ek", "EmailAddress": "b@x", "TaxNumber": "2", "FirstName": "Ann",
            "Addresses": [{"AddressType": "POBOX", "City": "York"}], "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "2"}]});
        let there = json!({"Name": "Ann Lee Ltd", "EmailAddress": "a@x", "TaxNumber": "", "FirstName": "Anna",
            "Addresses": [{"AddressType": "STREET"}, {"AddressType": "POBOX", "City": "Leeds", "Region": ""}],
            "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "999"}, {"PhoneType": "FAX", "PhoneNumber": ""}]});
        let kept = keep_theirs(&sent, &whole, &there);
        let link = Link {
            sent: Some(kept.to_string()),
            xero_id: "id".into(),
            xero_number: "n".into(),
            adopted: true,
            ..Link::default()
        };
        let part = changed_only(&whole, Some(&link), "ContactID");
        let mut fields: Vec<&String> = part.as_object().unwrap().keys().collect();
        fields.sort();
        assert_eq!(kept["+Addresses"], json!([]));
        // The name, the first name and the phone are theirs; an empty field is nobody's.
        assert_eq!(fields, ["Addresses", "ContactID", "EmailAddress", "TaxNumber"]);
    }

    #[test]
    fn a_recognised_contact_is_only_completed() {
        let whole = json!({"ContactNumber": "M2-C1", "Name": "Ann Lee", "EmailAddress": "a@x", "TaxNumber": "GB1"});
        let there = json!({"Name": "Ann Lee Ltd", "EmailAddress": "A@x", "ContactNumber": ""});
        let kept = keep_theirs(&Value::Null, &whole, &there);
        let link = Link {
            sent: Some(kept.to_string()),
            xero_id: "id".into(),
            xero_number: "n".into(),
            adopted: true,
            ..Link::default()
        };
        let part = changed_only(&whole, Some(&link), "ContactID");
        assert_eq!(
            part,
            json!({"ContactID": "id", "ContactNumber": "M2-C1", "TaxNumber": "GB1"})
        );
    }
}
