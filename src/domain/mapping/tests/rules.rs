//! Tables of what the shop decides about its documents.

use chrono::NaiveDate;

use super::{dec, line, lines, policy, sale, ship};
use crate::domain::books::{Amounts, Settlement};
use crate::domain::hold::HoldCode;
use crate::domain::mapping::{document, fee, payment, settlement};
use crate::domain::policy::{
    AmountsRule, Due, DueTerms, GatewayFee, LockPolicy, Policy, PostStatus, TrackingKey, TrackingRule,
};
use crate::domain::shop::{DocumentKind, InvoiceSummary, Line, SalesDocument, State};

fn uk() -> Policy {
    policy(&["5", "20"].map(dec))
}

fn invoice() -> SalesDocument {
    sale(DocumentKind::Invoice, vec![line(["1", "10", "10", "0", "2", "20"])])
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

#[test]
fn the_state_of_invoices_and_credit_notes() {
    let mut p = uk();
    let memo = sale(DocumentKind::CreditMemo, invoice().lines);
    let states = |p: &Policy| [&invoice(), &memo].map(|source| document(source, p).unwrap().status);
    assert_eq!(states(&p), [PostStatus::Authorised; 2]);
    p.documents.status = PostStatus::Submitted;
    p.documents.credit_note_status = PostStatus::Draft;
    assert_eq!(states(&p), [PostStatus::Submitted, PostStatus::Draft]);
}

#[test]
fn due_days_of_the_method_go_first() {
    let after = |days| Due {
        days,
        terms: DueTerms::AfterDate,
    };
    let mut p = uk();
    p.documents.due = after(14);
    assert_eq!(document(&invoice(), &p).unwrap().due_date, day(5, 15));
    p.documents.due_by_method.insert("checkmo".into(), after(30));
    p.documents.due_by_method.insert("other".into(), after(3));
    assert_eq!(document(&invoice(), &p).unwrap().due_date, day(5, 31));
    p.documents.due_by_method.insert("checkmo".into(), after(0));
    assert_eq!(document(&invoice(), &p).unwrap().due_date, day(5, 1));
    p.documents.due_by_method.insert("checkmo".into(), after(u32::MAX));
    assert_eq!(document(&invoice(), &p).unwrap().due_date, day(5, 1));
    let following = Due {
        days: 20,
        terms: DueTerms::OfFollowingMonth,
    };
    p.documents.due_by_method.insert("checkmo".into(), following);
    assert_eq!(document(&invoice(), &p).unwrap().due_date, day(6, 20));
}

#[test]
fn invoices_may_have_the_date_of_their_order() {
    let mut p = uk();
    p.documents.dated_by_order = true;
    p.documents.due = Due {
        days: 10,
        terms: DueTerms::AfterDate,
    };
    let mut source = invoice();
    source.date = day(5, 12);
    source.order.date = Some(day(5, 1));
    let mapped = document(&source, &p).unwrap();
    assert_eq!((mapped.date, mapped.due_date), (day(5, 1), day(5, 11)));
    assert_eq!(mapped.reference, "000000009");
    // The payment moved no earlier than it did.
    source.payment.paid_on = Some(day(5, 12));
    assert_eq!(payment(&source, &p).unwrap().unwrap().date, day(5, 12));
    source.payment.paid_on = None;
    assert_eq!(payment(&source, &p).unwrap().unwrap().date, day(5, 12));
    p.documents.payments_on_document_date = true;
    assert_eq!(payment(&source, &p).unwrap().unwrap().date, day(5, 1));
    // An order that says it is younger than its invoice, or nothing.
    source.order.date = Some(day(5, 20));
    assert_eq!(document(&source, &p).unwrap().date, day(5, 12));
    source.order.date = None;
    assert_eq!(document(&source, &p).unwrap().date, day(5, 12));
    // What is credited is credited on its own day.
    let mut memo = sale(DocumentKind::CreditMemo, invoice().lines);
    memo.date = day(5, 12);
    memo.order.date = Some(day(5, 1));
    assert_eq!(document(&memo, &p).unwrap().date, day(5, 12));
    // Its order's day is in a locked period.
    source.order.date = Some(day(5, 1));
    p.lock_date = Some(day(5, 5));
    p.documents.lock_date = LockPolicy::FirstOpenDay;
    let mapped = document(&source, &p).unwrap();
    assert_eq!((mapped.date, mapped.due_date), (day(5, 6), day(5, 11)));
    assert_eq!(mapped.reference, "000000009 (2026-05-01)");
    p.documents.lock_date = LockPolicy::Hold;
    assert!(
        document(&source, &p)
            .unwrap_err()
            .message
            .to_string()
            .contains("2026-05-01")
    );
}

#[test]
fn theme_link_and_reference() {
    let mut source = invoice();
    source.head.admin_url = Some("https://shop.example/admin/order/9/".into());
    let mut p = uk();
    let mapped = document(&source, &p).unwrap();
    assert!(mapped.url.is_some() && mapped.branding_theme.is_none());
    p.documents.without_link = true;
    p.documents.branding_theme = Some("theme".into());
    p.documents.reference = "{order} / {invoice}".into();
    let mapped = document(&source, &p).unwrap();
    assert_eq!((mapped.url, mapped.branding_theme.as_deref()), (None, Some("theme")));
    assert_eq!(mapped.reference, "000000009 / 000000012");
    p.documents.branding_theme = Some(" ".into());
    assert_eq!(document(&source, &p).unwrap().branding_theme, None);
}

#[test]
fn the_wished_amounts_when_both_ways_give_the_totals() {
    let row = Line {
        price_incl_tax: dec("12"),
        row_total_incl_tax: dec("12"),
        ..line(["1", "10", "10", "0", "2", "20"])
    };
    let source = sale(DocumentKind::Invoice, vec![row]);
    let amounts = |source: &SalesDocument, rule| {
        let mut p = uk();
        p.documents.amounts = rule;
        let mapped = document(source, &p).unwrap();
        assert!(mapped.rounding == dec("0"));
        (mapped.amounts, mapped.lines[0].unit_amount)
    };
    assert_eq!(
        amounts(&source, AmountsRule::Automatic),
        (Amounts::Exclusive, dec("10"))
    );
    assert_eq!(
        amounts(&source, AmountsRule::Exclusive),
        (Amounts::Exclusive, dec("10"))
    );
    assert_eq!(
        amounts(&source, AmountsRule::Inclusive),
        (Amounts::Inclusive, dec("12"))
    );
    // 20 % of 2.78 are 0.56, but 3.33 with tax contain 0.55: equality goes before the wish.
    let source = sale(
        DocumentKind::Invoice,
        vec![line(["1", "2.78", "2.78", "0", "0.55", "20"])],
    );
    assert_eq!(amounts(&source, AmountsRule::Exclusive).0, Amounts::Inclusive);
}

#[test]
fn documents_in_a_locked_period() {
    let locked = |policy: LockPolicy| {
        let mut p = Policy {
            lock_date: Some(day(5, 31)),
            ..uk()
        };
        p.documents.due.days = 7;
        p.documents.lock_date = policy;
        p.payment_fees.insert(
            "checkmo".into(),
            GatewayFee {
                account: "090".into(),
                fixed: dec("1"),
                ..GatewayFee::default()
            },
        );
        p
    };
    let source = invoice();
    let mut memo = sale(DocumentKind::CreditMemo, source.lines.clone());
    memo.state = State::Refunded;
    let mut unpaid = memo.clone();
    unpaid.invoice = Some(InvoiceSummary {
        number: "7".into(),
        ..InvoiceSummary::default()
    });
    let p = locked(LockPolicy::Hold);
    assert_eq!(document(&source, &p).unwrap_err().code, HoldCode::PeriodLocked);
    let p = locked(LockPolicy::Draft);
    let draft = document(&source, &p).unwrap();
    assert_eq!((draft.status, draft.date), (PostStatus::Draft, day(5, 1)));
    assert_eq!(document(&memo, &p).unwrap().status, PostStatus::Draft);
    for p in [locked(LockPolicy::Hold), locked(LockPolicy::Draft)] {
        assert_eq!(payment(&source, &p).unwrap_err().code, HoldCode::PeriodLocked);
        assert_eq!(fee(&source, &p).unwrap_err().code, HoldCode::PeriodLocked);
        assert_eq!(settlement(&memo, &p).unwrap_err().code, HoldCode::PeriodLocked);
        assert_eq!(settlement(&unpaid, &p).unwrap_err().code, HoldCode::PeriodLocked);
    }
    let p = locked(LockPolicy::FirstOpenDay);
    let moved = document(&source, &p).unwrap();
    assert_eq!((moved.status, moved.date), (PostStatus::Authorised, day(6, 1)));
    assert_eq!(moved.due_date, day(6, 1));
    assert_eq!(payment(&source, &p).unwrap().unwrap().date, day(6, 1));
    assert_eq!(fee(&source, &p).unwrap().unwrap().date, day(6, 1));
    match settlement(&memo, &p).unwrap() {
        Some(Settlement::Refund(refund)) => assert_eq!(refund.date, day(6, 1)),
        other => panic!("{other:?}"),
    }
    match settlement(&unpaid, &p).unwrap() {
        Some(Settlement::Allocate(allocation)) => assert_eq!(allocation.date, day(6, 1)),
        other => panic!("{other:?}"),
    }
    // The day after is open whatever the choice.
    for policy in [LockPolicy::Hold, LockPolicy::Draft, LockPolicy::FirstOpenDay] {
        let mut open = invoice();
        open.date = day(6, 1);
        let mapped = document(&open, &locked(policy)).unwrap();
        assert_eq!((mapped.date, mapped.due_date), (day(6, 1), day(6, 8)));
        assert_eq!(mapped.status, PostStatus::Authorised);
    }
}

#[test]
fn tax_per_piece_is_held_when_the_shop_wants_that() {
    let source = sale(
        DocumentKind::Invoice,
        vec![line(["99", "1.03", "101.97", "0", "20.79", "20"])],
    );
    assert_eq!(document(&source, &uk()).unwrap().lines.len(), 3);
    let mut p = uk();
    p.documents.hold_tax_per_piece = true;
    let hold = document(&source, &p).unwrap_err();
    assert!(
        hold.code == HoldCode::TotalMismatch && hold.fix.to_string().contains("Document rules"),
        "{hold:?}"
    );
    // A few pieces still fit by splitting, which changes no amount.
    let few = sale(
        DocumentKind::Invoice,
        vec![line(["3", "3.33", "9.99", "0", "2.01", "20"])],
    );
    assert_eq!(document(&few, &p).unwrap().lines.len(), 3);
}

#[test]
fn tracking_is_on_every_line() {
    let mut source = invoice();
    ship(&mut source, "5", "1", "20");
    source.totals.grand_total += dec("0.03");
    source.head.store.id = "1".into();
    source.head.store.website_id = "2".into();
    source.customer.group_id = Some("3".into());
    let rule = |category: &str, by, id: &str, otherwise: &str| TrackingRule {
        category: category.into(),
        by,
        map: [(id.to_owned(), format!("{category}-{id}"))].into(),
        otherwise: otherwise.into(),
    };
    let tracked = |source: &SalesDocument, rules: Vec<TrackingRule>| {
        let mapped = document(
            source,
            &Policy {
                tracking: rules,
                ..uk()
            },
        )
        .unwrap();
        assert_eq!(lines(&mapped).len(), 3);
        let first = mapped.lines[0].tracking.clone();
        assert!(mapped.lines.iter().all(|line| line.tracking == first));
        first
            .into_iter()
            .map(|(category, option)| format!("{category}={option}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let by_store = || rule("A", TrackingKey::Store, "1", "");
    let by_group = || rule("B", TrackingKey::CustomerGroup, "3", "B-others");
    assert_eq!(tracked(&source, vec![by_store(), by_group()]), "A=A-1 B=B-3");
    assert_eq!(
        tracked(&source, vec![rule("A", TrackingKey::Website, "2", "")]),
        "A=A-2"
    );
    assert_eq!(tracked(&source, vec![rule("A", TrackingKey::Website, "9", "")]), "");
    assert_eq!(tracked(&source, vec![rule("A", TrackingKey::Website, "9", "x")]), "A=x");
    assert_eq!(
        tracked(
            &source,
            vec![
                by_store(),
                rule("A", TrackingKey::Website, "2", ""),
                by_group(),
                rule("C", TrackingKey::Store, "1", "")
            ]
        ),
        "A=A-1 B=B-3"
    );
    source.customer.group_id = None;
    assert_eq!(tracked(&source, vec![by_group()]), "B=B-others");
}
