//! Decides what a document's reference says: the order's number, or what the shop's pattern asks for.
//!
//! It does not decide the document's own number.

use chrono::NaiveDate;

use super::document::day;
use super::text;
use crate::domain::policy::Policy;
use crate::domain::shop::{DocumentKind, Person, SalesDocument};

/// What Xero holds of a reference.
const LENGTH: usize = 255;

/// The reference of a document that is posted on `date`. Where a locked period moved it, the reference names the day it would have had.
pub(super) fn reference(d: &SalesDocument, date: NaiveDate, p: &Policy) -> String {
    let pattern = p.documents.reference.trim();
    let words = if pattern.is_empty() {
        usual(d)
    } else {
        filled(pattern, d)
    };
    let words = text::clean(&words);
    let own = day(d, p);
    if date == own {
        return text::limit(&words, LENGTH);
    }
    let own = format!(" ({own})");
    format!("{}{own}", text::limit(&words, LENGTH - own.len()))
}

/// The order's number, else the document's own.
pub(super) fn order_number(d: &SalesDocument) -> &str {
    if d.order.number.is_empty() {
        &d.number
    } else {
        &d.order.number
    }
}

fn usual(d: &SalesDocument) -> String {
    let order = order_number(d);
    let purchase_order = text::clean(d.order.purchase_order.as_deref().unwrap_or_default());
    if purchase_order.is_empty() {
        order.to_owned()
    } else {
        format!("{order}, PO {purchase_order}")
    }
}

/// The pattern with its placeholders filled; what is not known stays out.
fn filled(pattern: &str, d: &SalesDocument) -> String {
    let mut words = String::new();
    let mut rest = pattern;
    while let Some((before, from)) = rest.split_once('{') {
        words.push_str(before);
        match from.split_once('}') {
            Some((name, after)) => {
                words.push_str(&value(name.trim(), d));
                rest = after;
            }
            None => {
                words.push('{');
                rest = from;
            }
        }
    }
    words.push_str(rest);
    words
}

fn value(name: &str, d: &SalesDocument) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match name {
        "order" => order_number(d).to_owned(),
        "invoice" => match (d.kind, &d.invoice, d.invoices.as_slice()) {
            (DocumentKind::Invoice, ..) => d.number.clone(),
            (_, Some(invoice), _) => invoice.number.clone(),
            (_, None, [only]) => only.number.clone(),
            _ => String::new(),
        },
        "po" => text(&d.order.purchase_order),
        "customer" => buyer(d),
        "email" => text(&d.customer.email),
        "payment" => d
            .payment
            .title
            .clone()
            .or_else(|| d.payment.method.clone())
            .unwrap_or_default(),
        "transaction" => text(&d.payment.transaction_id),
        "store" => d.head.store.name.clone().unwrap_or_else(|| d.head.store.code.clone()),
        "website" => d.head.store.website_code.clone(),
        _ => String::new(),
    }
}

/// The buyer's name, else the one on the billing address.
fn buyer(d: &SalesDocument) -> String {
    let name = |person: &Person| {
        let parts = [person.first_name.as_deref(), person.last_name.as_deref()];
        text::clean(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
    };
    let own = name(&d.customer.person);
    if own.is_empty() {
        d.billing_address
            .as_ref()
            .map(|address| name(&address.person))
            .unwrap_or_default()
    } else {
        own
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::shop::InvoiceSummary;

    fn with(pattern: &str, d: &SalesDocument) -> String {
        let mut p = Policy::default();
        p.documents.reference = pattern.into();
        reference(d, d.date, &p)
    }

    #[test]
    fn patterns() {
        let mut d = SalesDocument {
            number: "000000012".into(),
            ..SalesDocument::default()
        };
        d.order.number = "000000009".into();
        d.customer.email = Some("ann@example.com".into());
        d.customer.person.first_name = Some("Ann".into());
        d.customer.person.last_name = Some("Lee".into());
        d.payment.method = Some("checkmo".into());
        d.payment.transaction_id = Some("tx-1".into());
        d.head.store.code = "uk".into();
        d.head.store.website_code = "base".into();
        for (pattern, expected) in [
            ("", "000000009"),
            ("  ", "000000009"),
            ("{order}/{invoice}", "000000009/000000012"),
            ("Order {order}  PO {po} ", "Order 000000009 PO"),
            ("{customer} <{email}>", "Ann Lee <ann@example.com>"),
            ("{payment} {transaction} {store} {website}", "checkmo tx-1 uk base"),
            ("{ order }{magic} {", "000000009 {"),
            ("no placeholder", "no placeholder"),
            ("{order", "{order"),
        ] {
            assert_eq!(with(pattern, &d), expected, "{pattern}");
        }
        d.order.purchase_order = Some(" 4711\n".into());
        d.payment.title = Some("Check / Money order".into());
        d.head.store.name = Some("English".into());
        assert_eq!(with("", &d), "000000009, PO 4711");
        assert_eq!(with("{po} {payment} {store}", &d), "4711 Check / Money order English");
        d.kind = DocumentKind::CreditMemo;
        assert_eq!(with("{invoice}", &d), "");
        d.invoices = vec![InvoiceSummary {
            number: "7".into(),
            ..InvoiceSummary::default()
        }];
        assert_eq!(with("{invoice}", &d), "7");
        assert_eq!(with(&"{email}".repeat(40), &d).len(), 255);
    }
}
