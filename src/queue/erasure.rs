//! Decides whose a snapshot is, and what is erased of a person: the one list of everything that a store keeps of somebody.
//!
//! Pure: it reads no more of the snapshot than who bought. What it cannot read is nobody's, and hinders nobody's erasure. What is still
//! to be sent stays (it is needed for that), and so does what is in Xero.

use std::borrow::Cow;

use serde::Deserialize;

use super::Entity;

/// How a person is found in what is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person<'a> {
    /// Key of the contact (`customer:17`, `guest:…`).
    pub contact_key: &'a str,
    /// The shop's own id of the customer.
    pub customer_id: Option<&'a str>,
    /// The e-mail address, in any case.
    pub email: Option<&'a str>,
}

impl<'a> Person<'a> {
    /// Whether a job with this key and snapshot is of this person.
    pub fn has(&self, key: &str, snapshot: &str) -> bool {
        key == self.contact_key || is_of(snapshot, self.customer_id, self.email)
    }

    /// The person's own record of the shop.
    pub fn own_record(&self) -> Option<(Entity, &'a str)> {
        match self.contact_key.split_once(':')? {
            ("customer", id) => Some((Entity::Customer, id)),
            (_, id) => Some((Entity::Guest, id)),
        }
    }
}

/// Something that is stored of a record, and what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erases {
    /// Settled jobs are deleted; of cancelled ones the snapshot goes, because it has to be known that a person took them out.
    Jobs,
    /// The name of cancelled jobs.
    JobNames,
    /// What was sent and answered.
    Exchanges,
    /// What log lines say.
    Lines,
    /// What log lines say, and the name in them.
    LinesAndNames,
    /// Copies of the contact beside its links: its name and what was last sent.
    ContactCopies,
}

/// What is erased of a record that is of the person: an order keeps its number, a person does not keep a name.
pub fn of_record(entity: Entity) -> &'static [Erases] {
    match entity {
        Entity::Customer | Entity::Guest => &[Erases::Jobs, Erases::JobNames, Erases::Exchanges, Erases::LinesAndNames],
        Entity::Product | Entity::Order | Entity::Invoice | Entity::CreditMemo => {
            &[Erases::Jobs, Erases::Exchanges, Erases::Lines]
        }
    }
}

/// What is erased of the person's own record, whether or not it has jobs.
pub const OF_THE_PERSON: &[Erases] = &[Erases::LinesAndNames, Erases::Exchanges, Erases::ContactCopies];

#[derive(Deserialize, Default)]
struct Snapshot<'a> {
    #[serde(borrow, default)]
    customer: Option<Buyer<'a>>,
    /// Of a guest's or customer's own snapshot.
    #[serde(borrow, default)]
    email: Option<Cow<'a, str>>,
}

#[derive(Deserialize, Default)]
struct Buyer<'a> {
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    email: Option<Cow<'a, str>>,
}

/// Whether a snapshot (JSON text, `docs/snapshot.md`) is of the customer with this id of the shop, or of the buyer with this e-mail
/// address in any case. `None` matches nobody.
pub fn is_of(snapshot: &str, customer_id: Option<&str>, email: Option<&str>) -> bool {
    let Ok(Snapshot { customer, email: own }) = serde_json::from_str::<Snapshot<'_>>(snapshot) else {
        return false;
    };
    let buyer = customer.unwrap_or_default();
    let same_id = customer_id.is_some() && buyer.id.as_deref() == customer_id;
    let address = buyer.email.or(own);
    let same_address = match (&address, email) {
        (Some(found), Some(asked)) => found.to_lowercase() == asked.to_lowercase(),
        _ => false,
    };
    same_id || same_address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_keeps_no_name_and_a_document_keeps_its_number() {
        for entity in Entity::ALL {
            let person = matches!(entity, Entity::Customer | Entity::Guest);
            let erased = of_record(*entity);
            for (what, wanted) in [
                (Erases::Jobs, true),
                (Erases::Exchanges, true),
                (Erases::JobNames, person),
                (Erases::LinesAndNames, person),
                (Erases::Lines, !person),
                (Erases::ContactCopies, false),
            ] {
                assert_eq!(erased.contains(&what), wanted, "{entity:?} {what:?}");
            }
        }
    }

    #[test]
    fn a_person_is_found_by_key_and_has_a_record_of_its_own() {
        for (key, own) in [
            ("customer:17", Some((Entity::Customer, "17"))),
            ("guest:a@example.com", Some((Entity::Guest, "a@example.com"))),
            ("nobody", None),
        ] {
            let person = Person {
                contact_key: key,
                customer_id: None,
                email: None,
            };
            assert_eq!(person.own_record(), own, "{key}");
            assert!(person.has(key, "damaged") && !person.has("other", r#"{"customer":{"id":"17"}}"#));
        }
    }

    #[test]
    fn a_snapshot_is_of_its_customer_or_of_the_address_that_it_names() {
        let ann = (Some("17"), Some("ann@example.com"));
        for (snapshot, (id, email), wanted) in [
            (r#"{"customer":{"id":"17"}}"#, ann, true),
            (r#"{"customer":{"id":"170"}}"#, ann, false),
            (r#"{"customer":{"id":null,"email":"Ann@Example.COM"}}"#, ann, true),
            (r#"{"email":"ann@example.com"}"#, ann, true),
            (
                r#"{"customer":{"email":"bob@example.com"},"email":"ann@example.com"}"#,
                ann,
                false,
            ),
            (r#"{"customer":{"email":null},"email":"ann@example.com"}"#, ann, true),
            (r#"{"email":"ann@example.com"}"#, (Some("17"), None), false),
            (r#"{"customer":{"id":"17"}}"#, (None, None), false),
            (r#"{"customer":{"id":null},"email":null}"#, (None, None), false),
            (
                r#"{"email":"ZO\u00cb@example.com"}"#,
                (None, Some("zoë@example.com")),
                true,
            ),
            ("", ann, false),
            ("{\"customer\":{\"id\":\"17\"", ann, false),
            ("[17]", ann, false),
        ] {
            assert_eq!(is_of(snapshot, id, email), wanted, "{snapshot} {id:?} {email:?}");
        }
    }
}
