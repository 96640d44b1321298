//! The contact of a document: by id, by number, by name; an unknown name makes a new contact, and anything sent beside the id changes it.

use uuid::Uuid;

use crate::books::contact::{Contact, name_key, number_key};
use crate::rules::complaints::Complaints;
use crate::rules::fields::Fields;
use crate::rules::writing::Writing;
use crate::switches::MergedContacts;

/// Finds, changes or makes the contact.
pub(crate) fn resolve(
    writing: &mut Writing<'_>,
    sent: Option<Fields<'_>>,
    complaints: &mut Complaints,
) -> Option<Uuid> {
    let Some(sent) = sent.filter(|s| !s.0.is_empty()) else {
        complaints.add("A Contact must be specified for this type of transaction");
        return None;
    };
    let (id, number, name) = (
        sent.uuid("ContactID"),
        sent.filled("ContactNumber"),
        sent.filled("Name"),
    );
    if id.is_none() && number.is_none() && name.is_none() {
        complaints.add("The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber");
        return None;
    }
    let contacts = &writing.books.contacts;
    let by_name = |name: &str| {
        contacts
            .with_key(&name_key(name))
            .find(|c| !c.archived)
            .or_else(|| contacts.with_key(&name_key(name)).next())
    };
    let found: Option<&Contact> = match (id, &number, &name) {
        (Some(id), _, _) => contacts.get(id),
        (None, Some(number), _) => contacts
            .with_key(&number_key(number))
            .next()
            .or_else(|| name.as_deref().and_then(by_name)),
        (None, None, name) => name.as_deref().and_then(by_name),
    };
    let found = found.map(|c| survivor(writing, c)).map(|c| (c.id, c.archived));
    let Some((found, archived)) = found else {
        if id.is_some() || name.is_none() {
            complaints.add("The contact could not be found.");
            return None;
        }
        return match super::create(writing, sent) {
            Ok(id) => Some(id),
            Err(wrong) => {
                wrong.whole.into_iter().for_each(|m| complaints.add(m));
                None
            }
        };
    };
    if archived {
        complaints.add(
            "The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes",
        );
        return Some(found);
    }
    let identified_by = if id.is_some() {
        "ContactID"
    } else if number.is_some() {
        "ContactNumber"
    } else {
        "Name"
    };
    if sent.0.keys().any(|k| k != identified_by && sent.has(k)) {
        change(writing, sent, found, complaints);
    }
    Some(found)
}

/// The contact that is left of a merged one, when the switch says that documents follow.
fn survivor<'a>(writing: &'a Writing<'_>, mut contact: &'a Contact) -> &'a Contact {
    if writing.switches.merged_contacts == MergedContacts::Refuse {
        return contact;
    }
    // Contacts can be merged again; more steps than this are a circle.
    for _ in 0..16 {
        match contact.merged_to.and_then(|id| writing.books.contacts.get(id)) {
            Some(next) => contact = next,
            None => break,
        }
    }
    contact
}

/// More than the identification was sent: it is an update, and persons that are not listed are lost.
fn change(writing: &mut Writing<'_>, sent: Fields<'_>, id: Uuid, complaints: &mut Complaints) {
    writing.contacts_changed += 1;
    if !sent.has("ContactPersons")
        && let Some(found) = writing.books.contacts.get(id).filter(|c| !c.persons.is_empty())
    {
        let without = Contact {
            persons: Vec::new(),
            ..found.clone()
        };
        writing.books.contacts.put(without);
    }
    if let Err(wrong) = super::update(writing, sent, id) {
        wrong.whole.into_iter().for_each(|m| complaints.add(m));
    }
}
