//! Tables of orders that were cancelled after they had been sent.

use super::{dec, line, lines, policy, sale, ship};
use crate::domain::books::{Document, DocumentKind as Kind, arithmetic};
use crate::domain::hold::HoldCode;
use crate::domain::mapping::cancellation;
use crate::domain::policy::{Account, Policy};
use crate::domain::shop::{Canceled, DocumentKind, ExtraTotal, Line, SalesDocument, State};

fn uk() -> Policy {
    policy(&["5", "20"].map(dec))
}

/// An order of two bags at 20 with 5 off and a shirt, with shipping; all of it cancelled.
fn order() -> SalesDocument {
    let bags = line(["2", "20", "40", "5", "7", "20"]);
    let shirt = Line {
        name: Some("Shirt".into()),
        ..line(["3", "10", "30", "0", "1.5", "5"])
    };
    let mut order = sale(DocumentKind::Order, vec![bags, shirt]);
    order.number = "000000009".into();
    ship(&mut order, "5", "1", "20");
    order.state = State::Canceled;
    order.head.updated_at = Some("2026-05-20 23:59:59".into());
    order.canceled = Some(Canceled {
        tax: order.totals.tax,
        shipping: order.totals.shipping,
        grand_total: order.totals.grand_total,
        ..Canceled::default()
    });
    for line in &mut order.lines {
        line.quantity_canceled = line.quantity;
    }
    order
}

fn credited(order: &SalesDocument, p: &Policy) -> Document {
    let note = cancellation(order, p).unwrap().unwrap();
    let canceled = order.canceled.as_ref().unwrap();
    assert_eq!(
        (note.expected.total, note.expected.tax),
        (canceled.grand_total, canceled.tax)
    );
    assert_eq!(arithmetic::totals(&note), Some(note.expected));
    assert!(note.kind == Kind::CreditNote && note.lines.iter().all(|line| line.discount_amount.is_none()));
    note
}

#[test]
fn a_whole_order() {
    let note = credited(&order(), &uk());
    assert_eq!(
        (note.number.as_str(), note.reference.as_str()),
        ("CM-000000009-X", "000000009 cancelled")
    );
    assert_eq!(note.date.to_string(), "2026-05-20");
    assert_eq!(
        lines(&note),
        [
            "Bag | 2 × 17.5 @ 20 → 200",
            "Shirt | 3 × 10 @ 5 → 200",
            "Shipping: Flat Rate - Fixed | 1 × 5 @ 20 → 200"
        ]
    );
}

#[test]
fn a_whole_order_with_a_gift_card() {
    let mut order = order();
    let card = ExtraTotal {
        code: "giftcard".into(),
        amount: dec("-10"),
        ..ExtraTotal::default()
    };
    order.extra_totals.push(card);
    super::add_up(&mut order);
    order.canceled.as_mut().unwrap().grand_total = order.totals.grand_total;
    let mut p = uk();
    p.total_accounts.insert("giftcard".into(), "820".into());
    p.chart.push(Account {
        code: Some("820".into()),
        active: true,
        ..Account::default()
    });
    assert_eq!(lines(&credited(&order, &p))[3], "giftcard | 1 × -10 @ 0 → 820");
}

#[test]
fn what_was_not_invoiced() {
    let mut order = order();
    order.state = State::Other("complete".into());
    order.lines[0].quantity_canceled = dec("1");
    order.lines[1].quantity_canceled = dec("0");
    order.canceled = Some(Canceled {
        tax: dec("3.5"),
        grand_total: dec("21"),
        ..Canceled::default()
    });
    assert_eq!(lines(&credited(&order, &uk())), ["Bag | 1 × 17.5 @ 20 → 200"]);
    // Half of the shipping too.
    order.canceled = Some(Canceled {
        tax: dec("4"),
        shipping: dec("2.5"),
        grand_total: dec("24"),
        ..Canceled::default()
    });
    assert_eq!(
        lines(&credited(&order, &uk())),
        [
            "Bag | 1 × 17.5 @ 20 → 200",
            "Shipping: Flat Rate - Fixed | 1 × 2.5 @ 20 → 200"
        ]
    );
    // A third of a row is no whole cent; the shop's own total is the truth.
    order.lines[0].quantity_canceled = dec("0");
    order.lines[1].quantity_canceled = dec("1");
    order.lines[1].row_total = dec("30.01");
    order.canceled = Some(Canceled {
        tax: dec("0.5"),
        grand_total: dec("10.51"),
        ..Canceled::default()
    });
    assert_eq!(credited(&order, &uk()).lines.len(), 1);
    order.canceled.as_mut().unwrap().grand_total = dec("12");
    assert_eq!(
        cancellation(&order, &uk()).unwrap_err().code,
        HoldCode::TotalUnexplained
    );
}

#[test]
fn nothing_was_cancelled() {
    let mut order = order();
    order.canceled = None;
    assert_eq!(cancellation(&order, &uk()), Ok(None));
    order.canceled = Some(Canceled::default());
    assert_eq!(cancellation(&order, &uk()), Ok(None));
    order.kind = DocumentKind::Invoice;
    assert_eq!(cancellation(&order, &uk()).unwrap_err().code, HoldCode::DocumentKind);
}

#[test]
fn it_is_dated_when_it_was_cancelled() {
    let mut order = order();
    order.head.updated_at = Some("2026-01-01 00:00:00".into());
    assert_eq!(credited(&order, &uk()).date, order.date);
    order.head.updated_at = None;
    assert_eq!(credited(&order, &uk()).date, order.date);
}
