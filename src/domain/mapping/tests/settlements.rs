//! Tables of payments, refunds and allocations.

use super::{dec, line, policy, sale};
use crate::domain::books::{AccountRef, DocumentKind as Kind, Settlement};
use crate::domain::hold::HoldCode;
use crate::domain::mapping::{payment, settlement};
use crate::domain::policy::{Policy, SalesSource};
use crate::domain::shop::{DocumentKind, InvoiceSummary, SalesDocument, State};

fn uk() -> Policy {
    policy(&[dec("20")])
}

fn document(kind: DocumentKind) -> SalesDocument {
    sale(kind, vec![line(["1", "10", "10", "0", "2", "20"])])
}

fn invoice(number: &str, state: State, total: &str) -> InvoiceSummary {
    InvoiceSummary {
        number: number.into(),
        state,
        grand_total: Some(dec(total)),
        ..InvoiceSummary::default()
    }
}

#[test]
fn a_paid_invoice() {
    let mut source = document(DocumentKind::Invoice);
    source.payment.title = Some("Check".into());
    let paid = payment(&source, &uk()).unwrap().unwrap();
    assert_eq!(
        (paid.of, paid.amount, paid.date),
        (Kind::Invoice, dec("12"), source.date)
    );
    assert_eq!(
        (paid.account, paid.reference.as_deref()),
        (AccountRef::Code("090".into()), Some("Check"))
    );
    source.payment.transaction_id = Some("tx-1".into());
    assert_eq!(
        payment(&source, &uk()).unwrap().unwrap().reference.as_deref(),
        Some("tx-1")
    );
    let mut p = uk();
    p.payment_accounts.insert("checkmo".into(), "none".into());
    assert_eq!(payment(&source, &p), Ok(None));
    source.state = State::Open;
    assert_eq!(payment(&source, &uk()), Ok(None));
    source.state = State::Paid;
    source.totals.grand_total = dec("0");
    assert_eq!(payment(&source, &uk()), Ok(None));
    let memo = document(DocumentKind::CreditMemo);
    assert_eq!(payment(&memo, &uk()).unwrap_err().code, HoldCode::DocumentKind);
    assert_eq!(settlement(&source, &uk()).unwrap_err().code, HoldCode::DocumentKind);
}

#[test]
fn a_paid_order() {
    let mut source = document(DocumentKind::Order);
    source.order.total_paid = dec("12");
    assert!(payment(&source, &uk()).unwrap().is_some());
    source.order.total_due = dec("0.01");
    assert_eq!(payment(&source, &uk()), Ok(None));
}

#[test]
fn a_refund_or_an_allocation() {
    let mut memo = document(DocumentKind::CreditMemo);
    memo.state = State::Refunded;
    let refund = |memo: &SalesDocument| match settlement(memo, &uk()).unwrap() {
        Some(Settlement::Refund(payment)) => payment.document_number,
        other => panic!("{other:?}"),
    };
    let allocation = |memo: &SalesDocument, p: &Policy| match settlement(memo, p).unwrap() {
        Some(Settlement::Allocate(allocation)) => (allocation.invoice_number, allocation.amount.to_string()),
        other => panic!("{other:?}"),
    };
    memo.invoices = vec![invoice("7", State::Paid, "12")];
    assert_eq!(refund(&memo), "CM-000000012");
    memo.invoice = Some(invoice("7", State::Paid, "12"));
    assert_eq!(refund(&memo), "CM-000000012");
    memo.invoices = vec![invoice("7", State::Open, "9")];
    memo.invoice = Some(InvoiceSummary {
        grand_total: None,
        ..invoice("7", State::Open, "0")
    });
    assert_eq!(allocation(&memo, &uk()), ("7".to_owned(), "9".to_owned()));
    memo.invoice = None;
    memo.invoices = vec![invoice("7", State::Open, "9"), invoice("8", State::Open, "20")];
    assert_eq!(allocation(&memo, &uk()), ("8".to_owned(), "12".to_owned()));
    memo.order.grand_total = dec("29");
    let orders = Policy {
        document: SalesSource::Order,
        ..uk()
    };
    assert_eq!(allocation(&memo, &orders), ("000000009".to_owned(), "12".to_owned()));
    memo.invoices.push(invoice("9", State::Paid, "3"));
    assert_eq!(refund(&memo), "CM-000000012");
    memo.state = State::Canceled;
    assert_eq!(settlement(&memo, &uk()), Ok(None));
}
