//! Decides whether a document that is in Xero would be booked otherwise today: by what its link was confirmed with.
//!
//! A document is sent once, so a changed mapping changes nothing in Xero. This is for who wants to know before changing it.

use serde_json::{Value, json};

use crate::domain::books::Document;
use crate::domain::policy::PostStatus;
use crate::queue::Link;
use crate::secret::{Checksum, fingerprint};

/// Total, tax or currency would be other ones.
pub(super) const AMOUNTS: &str = "amounts_differ";
/// Account, tax rate, tracking, state or branding theme would be another one.
pub(super) const BOOKED: &str = "booking_differs";

/// As it stands in what a link was sent with.
const FIELD: &str = "booking";
/// Letters of it: it tells two bookings of one document apart, and guards nothing.
const LENGTH: usize = 16;

/// Fingerprint of the amounts that Xero must compute.
pub(super) fn amounts(document: &Document) -> String {
    fingerprint(&[
        document.expected.total.to_string().as_bytes(),
        document.expected.tax.to_string().as_bytes(),
        document.currency.as_bytes(),
    ])
}

/// Where and how its lines are booked; not whose it is, nor what it says.
pub(super) fn booking(document: &Document) -> Value {
    let mut sum = Checksum::default();
    let mut add = |text: &str| {
        sum.add(text.as_bytes());
        sum.add(b"\0");
    };
    add(document.amounts.as_str());
    add(match document.status {
        PostStatus::Authorised => "authorised",
        PostStatus::Submitted => "submitted",
        PostStatus::Draft => "draft",
    });
    add(document.branding_theme.as_deref().unwrap_or_default());
    for line in &document.lines {
        add(line.account.as_str());
        add(&line.tax_type);
        add(&line.quantity.normalize().to_string());
        add(&line.unit_amount.normalize().to_string());
        for (category, option) in &line.tracking {
            add(category);
            add(option);
        }
        add("");
    }
    let mut digest = sum.end();
    digest.truncate(LENGTH);
    json!({ FIELD: digest })
}

/// How a document would differ from what its link was confirmed with; `None` where it would not, or where an older version did not
/// write down enough to tell.
pub(super) fn otherwise(link: &Link, document: &Document) -> Option<&'static str> {
    if !link.fingerprint.is_empty() && link.fingerprint != amounts(document) {
        return Some(AMOUNTS);
    }
    let sent: Value = serde_json::from_str(link.sent.as_deref()?).ok()?;
    let was = sent.get(FIELD)?;
    (booking(document).get(FIELD) != Some(was)).then_some(BOOKED)
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::domain::books::{AccountRef, Amounts, DocumentKind, Line, Totals};

    fn document() -> Document {
        Document {
            kind: DocumentKind::Invoice,
            number: "1".into(),
            reference: "1".into(),
            date: "2026-03-01".parse().unwrap(),
            due_date: "2026-03-01".parse().unwrap(),
            currency: "GBP".into(),
            currency_rate: None,
            amounts: Amounts::Exclusive,
            lines: vec![Line {
                description: "Cup".into(),
                quantity: Decimal::ONE,
                unit_amount: Decimal::TEN,
                discount_amount: None,
                account: AccountRef::Code("200".into()),
                tax_type: "OUTPUT2".into(),
                tax_rate: Decimal::from(20),
                item_code: None,
                tracking: vec![("region".into(), "north".into())],
            }],
            url: None,
            expected: Totals {
                subtotal: Decimal::TEN,
                tax: Decimal::TWO,
                total: Decimal::from(12),
            },
            rounding: Decimal::ZERO,
            status: PostStatus::Authorised,
            branding_theme: None,
        }
    }

    fn link(document: &Document) -> Link {
        Link {
            fingerprint: amounts(document),
            sent: Some(booking(document).to_string()),
            ..Link::default()
        }
    }

    #[test]
    fn what_is_booked_otherwise_is_told_and_what_is_only_said_otherwise_is_not() {
        type Change = fn(&mut Document);
        let cases: [(&str, Change, Option<&str>); 10] = [
            ("nothing", |_| {}, None),
            ("description", |one| one.lines[0].description = "Mug".into(), None),
            ("due date", |one| one.due_date = "2026-04-01".parse().unwrap(), None),
            ("item", |one| one.lines[0].item_code = Some("CUP".into()), None),
            (
                "account",
                |one| one.lines[0].account = AccountRef::Code("201".into()),
                Some(BOOKED),
            ),
            (
                "tax type",
                |one| one.lines[0].tax_type = "ECOUTPUT".into(),
                Some(BOOKED),
            ),
            ("tracking", |one| one.lines[0].tracking.clear(), Some(BOOKED)),
            ("state", |one| one.status = PostStatus::Draft, Some(BOOKED)),
            ("tax", |one| one.expected.tax = Decimal::ONE, Some(AMOUNTS)),
            ("currency", |one| one.currency = "EUR".into(), Some(AMOUNTS)),
        ];
        let sent = link(&document());
        for (name, change, expected) in cases {
            let mut today = document();
            change(&mut today);
            assert_eq!(otherwise(&sent, &today), expected, "{name}");
        }
    }

    #[test]
    fn of_what_an_older_version_sent_only_amounts_are_compared() {
        let old = Link {
            sent: None,
            ..link(&document())
        };
        let mut today = document();
        today.lines[0].account = AccountRef::Code("201".into());
        assert_eq!(otherwise(&old, &today), None);
        today.expected.total = Decimal::ONE;
        assert_eq!(otherwise(&old, &today), Some(AMOUNTS));
        assert_eq!(otherwise(&Link::default(), &today), None, "nothing was confirmed");
    }
}
