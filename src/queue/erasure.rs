//! Decides whose a snapshot is, for erasing a person.
//!
//! Pure: it reads no more of the snapshot than who bought. What it cannot read is nobody's, and hinders nobody's erasure.

use std::borrow::Cow;

use serde::Deserialize;

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
