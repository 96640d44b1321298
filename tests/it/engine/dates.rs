//! Which date an invoice has in Xero, and when it is due there.

use serde_json::{Value, json};

use crate::support::cases::{self, inputs};

/// An invoice of 30 April 2026, paid by bank transfer later.
const CASE: &str = "invoice-paid-later";
const NUMBER: &str = "000000120";

#[test]
fn an_invoice_is_due_as_the_shop_or_the_organisation_says() {
    let terms = |day: u64, kind: &str| json!({ "day": day, "type": kind });
    let method = inputs(CASE)[0][0]["payment"]["method"].clone();
    let method = method.as_str().expect("a payment method");
    let table: [(&str, Value, Option<Value>, &str); 6] = [
        ("days", json!({ "due_days": 14 }), None, "2026-05-14"),
        (
            "a day of the next month",
            json!({ "due_days": 31, "due_terms": "of_following_month" }),
            None,
            "2026-05-31",
        ),
        (
            "the method's own terms",
            json!({ "due_days": 3, "due_days_by_method": { method: { "days": 10, "terms": "after_month" } } }),
            None,
            "2026-05-10",
        ),
        (
            "the organisation's terms",
            json!({ "due_days": 3, "due_terms": "xero" }),
            Some(terms(20, "OFFOLLOWINGMONTH")),
            "2026-05-20",
        ),
        (
            "an organisation without terms",
            json!({ "due_days": 3, "due_terms": "xero" }),
            None,
            "2026-05-03",
        ),
        (
            "the organisation's terms, which nobody asked for",
            json!({ "due_days": 3 }),
            Some(terms(20, "OFFOLLOWINGMONTH")),
            "2026-05-03",
        ),
    ];
    for (what, documents, organisation, due) in table {
        let shop = cases::shop(CASE, |settings| settings["documents"] = documents.clone());
        if let Some(organisation) = organisation {
            shop.sandbox.tell("payment-terms", &organisation);
            shop.engine.catalogue("default", true).expect("the lists");
        }
        shop.enqueue(&inputs(CASE)[0]);
        shop.finish();
        let document = shop.sandbox.document(NUMBER);
        assert_eq!(
            (&document["date"], &document["due_date"]),
            (&json!("2026-04-30"), &json!(due)),
            "{what}"
        );
    }
}

#[test]
fn an_invoice_made_later_may_have_the_date_of_its_order() {
    for (chosen, date) in [("order", "2026-04-02"), ("document", "2026-04-30")] {
        let shop = cases::shop(CASE, |settings| settings["documents"] = json!({ "date": chosen }));
        let mut input = inputs(CASE)[0].clone();
        for one in &mut input {
            one["order"]["date"] = json!("2026-04-02");
        }
        shop.enqueue(&input);
        shop.finish();
        assert_eq!(shop.held(), [], "{:#?}", shop.queue());
        assert_eq!(shop.sandbox.document(NUMBER)["date"], date, "{chosen}");
    }
}
