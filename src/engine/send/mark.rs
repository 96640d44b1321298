//! Decides what is written down of a write before it leaves, and reads it again for the look-up.
//!
//! A look-up by this mark depends on nothing that may have changed since: no setting, no mapping, no newer snapshot.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::prepare::{Prepared, collection, target};
use crate::queue::Claimed;

/// Members of an element that a look-up compares.
const COMPARED: &[&str] = &["Date", "Reference", "Invoice", "Status"];

/// What a write carried, as far as a look-up needs it.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Mark {
    /// Whether it changed a record that Xero has.
    update: bool,
    number: String,
    fingerprint: String,
    /// Total, tax and currency that Xero must compute.
    #[serde(default)]
    expected: Option<(Decimal, Decimal, String)>,
    /// The contact's name; for settlements the id of their document in Xero.
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    whole: Option<Value>,
    element: Value,
    #[serde(default)]
    rounding: Decimal,
    #[serde(default)]
    adopted: bool,
    #[serde(default)]
    party: Option<(String, String)>,
    #[serde(default)]
    store: Option<String>,
    /// Name of the organisation, for people.
    #[serde(default)]
    organisation: String,
}

/// What is written down of a job that is about to be sent to this organisation.
pub(super) fn write(prepared: &Prepared, organisation: &str) -> String {
    let mut element = Map::new();
    for name in COMPARED.iter().copied().chain([prepared.target.id_field]) {
        if let Some(value) = prepared.element.get(name) {
            element.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(id) = prepared
        .element
        .get("Contact")
        .and_then(|contact| contact.get("ContactID"))
    {
        element.insert("Contact".to_owned(), serde_json::json!({ "ContactID": id }));
    }
    let mark = Mark {
        update: prepared.target.method == "POST",
        number: prepared.number.clone(),
        fingerprint: prepared.fingerprint.clone(),
        expected: prepared.expected.clone(),
        note: prepared.note.clone(),
        whole: prepared.whole.clone(),
        element: Value::Object(element),
        rounding: prepared.rounding,
        adopted: prepared.adopted,
        party: prepared.party.clone(),
        store: prepared.store.clone(),
        organisation: organisation.to_owned(),
    };
    serde_json::to_string(&mark).unwrap_or_default()
}

/// The write as it left; `None` in claims of older versions.
pub(super) fn read(job: &Claimed) -> Option<Prepared> {
    let mark: Mark = serde_json::from_str(&job.mark).ok()?;
    let mut target = target(job.kind, mark.update, None);
    debug_assert_eq!(target.list, collection(job.kind).1);
    target.single = None;
    Some(Prepared {
        job: job.clone(),
        target,
        element: mark.element.into(),
        number: mark.number,
        fingerprint: mark.fingerprint,
        expected: mark.expected,
        note: mark.note,
        whole: mark.whole,
        next: Vec::new(),
        rounding: mark.rounding,
        adopted: mark.adopted,
        sale: None,
        party: mark.party,
        store: mark.store,
    })
}

/// Name of the organisation that an unanswered write went to.
pub(super) fn organisation(job: &Claimed) -> String {
    serde_json::from_str::<Mark>(&job.mark)
        .map(|mark| mark.organisation)
        .unwrap_or_default()
}
