//! Creating and changing contacts: matching, uniqueness, archiving.

pub(crate) mod matching;

mod fields;

use uuid::Uuid;

use crate::books::contact::{Contact, account_number_key, name_key, number_key};
use crate::rules::complaints::Complaints;
use crate::rules::fields::Fields;
use crate::rules::writing::{Manner, Writing};

/// Writes a contact as sent to the collection, or to its own address (`at`).
pub(crate) fn write(writing: &mut Writing<'_>, sent: Fields<'_>, at: Option<Uuid>) -> Result<Uuid, Complaints> {
    if writing.manner == Manner::Create {
        if sent.has("ContactID") {
            return Err(Complaints::of("ContactID must not be given to create a contact."));
        }
        return create(writing, sent);
    }
    match at.or_else(|| sent.uuid("ContactID")) {
        Some(id) if writing.books.contacts.get(id).is_some() => update(writing, sent, id),
        Some(_) => Err(Complaints::of(
            "The document with the supplied id was not found for this endpoint.",
        )),
        None => match matching(writing, sent) {
            Some(id) => update(writing, sent, id),
            None => create(writing, sent),
        },
    }
}

/// The contact that a POST without an id means: by number, then by name among the active ones.
fn matching(writing: &Writing<'_>, sent: Fields<'_>) -> Option<Uuid> {
    let contacts = &writing.books.contacts;
    let by_number = sent
        .filled("ContactNumber")
        .and_then(|n| contacts.with_key(&number_key(&n)).next().map(|c| c.id));
    by_number.or_else(|| {
        sent.filled("Name")
            .and_then(|n| contacts.with_key(&name_key(&n)).find(|c| !c.archived).map(|c| c.id))
    })
}

pub(crate) fn create(writing: &mut Writing<'_>, sent: Fields<'_>) -> Result<Uuid, Complaints> {
    let mut complaints = Complaints::default();
    let mut contact = Contact {
        id: Uuid::new_v4(),
        created: writing.now,
        updated: writing.now,
        ..Contact::default()
    };
    if !sent.has("Name") {
        complaints.add("Contact Name cannot be empty.");
    }
    fields::take(
        sent,
        &mut contact,
        writing.switches.contact_lists_replace,
        &mut complaints,
    );
    match sent.filled("ContactStatus").as_deref() {
        None | Some("ACTIVE") => {}
        Some(other) => complaints.add(format!("The status '{other}' is not valid for contacts")),
    }
    check(writing, &contact, &mut complaints);
    let contact = complaints.or(contact)?;
    let id = contact.id;
    writing.books.contacts.put(contact);
    writing.books.note(id, "Created", "Contact created.", writing.now);
    Ok(id)
}

pub(crate) fn update(writing: &mut Writing<'_>, sent: Fields<'_>, id: Uuid) -> Result<Uuid, Complaints> {
    let Some(old) = writing.books.contacts.get(id) else {
        return Err(Complaints::of(
            "The document with the supplied id was not found for this endpoint.",
        ));
    };
    let mut complaints = Complaints::default();
    let mut contact = old.clone();
    fields::take(
        sent,
        &mut contact,
        writing.switches.contact_lists_replace,
        &mut complaints,
    );
    match (sent.filled("ContactStatus").as_deref(), old.archived) {
        (None, _) | (Some("ACTIVE"), false) | (Some("ARCHIVED"), true) => {}
        (Some("ARCHIVED"), false) if writing.switches.archive_contacts => contact.archived = true,
        (Some("ACTIVE"), true) if writing.switches.unarchive_contacts && contact.merged_to.is_none() => {
            contact.archived = false;
        }
        (Some(other), _) => complaints.add(format!("The status '{other}' is not valid for contacts")),
    }
    check(writing, &contact, &mut complaints);
    contact.updated = writing.now;
    let contact = complaints.or(contact)?;
    if contact != *writing.books.contacts.get(id).unwrap_or(&contact) {
        writing.books.contacts.put(contact);
        writing.books.note(id, "Edited", "Contact changed.", writing.now);
    }
    Ok(id)
}

/// Names are unique among active contacts; numbers and account numbers among all.
fn check(writing: &Writing<'_>, contact: &Contact, complaints: &mut Complaints) {
    let contacts = &writing.books.contacts;
    let others = |key: String| contacts.with_key(&key).filter(|c| c.id != contact.id);
    if writing.switches.unique_contact_names
        && !contact.archived
        && others(name_key(&contact.name)).any(|c| !c.archived)
    {
        complaints.add(format!(
            "The contact name {} is already assigned to another contact. The contact name must be unique across all active contacts.",
            contact.name
        ));
    }
    if !contact.number.is_empty() && others(number_key(&contact.number)).next().is_some() {
        complaints.add("Another contact has this contact number. Please enter a different contact number.");
    }
    if !contact.account_number.is_empty() && others(account_number_key(&contact.account_number)).next().is_some() {
        complaints.add("The Account Number already exists. Please enter a different Account Number.");
    }
    let currency = &contact.default_currency;
    if !currency.is_empty() && !writing.books.is_subscribed_to(currency) {
        complaints.add(format!("Organisation is not subscribed to currency {currency}"));
    }
}
