//! Tables of payments, refunds and allocations.

use super::{dec, line, policy, sale};
use crate::domain::books::{AccountRef, DocumentKind as Kind, Payment, Settlement};
use crate::domain::hold::HoldCode;
use crate::domain::mapping::{fee, payment, settlement};
use crate::domain::policy::{Account, GatewayFee, Policy, SalesSource};
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

fn fee_of(percent: &str, fixed: &str) -> Policy {
    let mut p = uk();
    p.chart.push(Account {
        code: Some("404".into()),
        payments: true,
        active: true,
        ..Account::default()
    });
    p.payment_fees.insert(
        "checkmo".into(),
        GatewayFee {
            account: "404".into(),
            percent: dec(percent),
            fixed: dec(fixed),
        },
    );
    p
}

#[test]
fn what_a_gateway_keeps_is_a_payment_of_its_own() {
    let mut source = document(DocumentKind::Invoice);
    source.payment.transaction_id = Some("tx-1".into());
    // percent, fixed, what the shop knows → the payment, the fee.
    for (percent, fixed, known, rest, kept) in [
        ("2.9", "0.30", None, Some("11.35"), Some("0.65")),
        ("2.9", "0.30", Some("0.5"), Some("11.5"), Some("0.5")),
        ("2.9", "0.30", Some("0"), Some("12"), None),
        ("0", "0", None, Some("12"), None),
        ("0", "0", Some("1.005"), Some("10.99"), Some("1.01")),
        ("0", "15", None, None, Some("12")),
        ("79228162514264337593543950335", "0", None, None, Some("12")),
        ("0", "-3", None, Some("12"), None),
    ] {
        let p = fee_of(percent, fixed);
        source.payment.fee = known.map(dec);
        let amount = |payment: Option<Payment>| payment.map(|payment| payment.amount);
        let name = format!("{percent} % + {fixed}, {known:?}");
        assert_eq!(amount(payment(&source, &p).unwrap()), rest.map(dec), "{name}");
        assert_eq!(amount(fee(&source, &p).unwrap()), kept.map(dec), "{name}");
    }
    source.payment.fee = None;
    let kept = fee(&source, &fee_of("2.9", "0.30")).unwrap().unwrap();
    assert_eq!((kept.account, kept.date), (AccountRef::Code("404".into()), source.date));
    assert_eq!(
        (kept.reference.as_deref(), kept.document_number.as_str()),
        (Some("Fee tx-1"), "000000012")
    );
    source.state = State::Open;
    assert_eq!(fee(&source, &fee_of("2.9", "0.30")), Ok(None));
}

#[test]
fn a_fee_needs_an_account_that_takes_payments() {
    let source = document(DocumentKind::Invoice);
    for (account, code) in [
        ("", HoldCode::AccountMissing),
        ("200", HoldCode::AccountInvalid),
        ("999", HoldCode::AccountInvalid),
    ] {
        let mut p = fee_of("2.9", "0");
        p.payment_fees.get_mut("checkmo").unwrap().account = account.into();
        assert_eq!(fee(&source, &p).unwrap_err().code, code, "{account}");
    }
    let mut p = fee_of("2.9", "0");
    p.payment_accounts.insert("checkmo".into(), "none".into());
    assert_eq!((payment(&source, &p), fee(&source, &p)), (Ok(None), Ok(None)));
    // The shop knows a fee but chose nothing about fees: the payment is whole.
    let mut known = source;
    known.payment.fee = Some(dec("1"));
    assert_eq!(payment(&known, &uk()).unwrap().unwrap().amount, dec("12"));
    assert_eq!(fee(&known, &uk()), Ok(None));
    let mut memo = document(DocumentKind::CreditMemo);
    memo.state = State::Refunded;
    let refund = settlement(&memo, &fee_of("2.9", "0.30")).unwrap();
    assert!(matches!(refund, Some(Settlement::Refund(refund)) if refund.amount == dec("12")));
}

#[test]
fn an_invoice_pays_its_order_where_orders_are_the_sale() {
    let source = document(DocumentKind::Invoice);
    let orders = Policy {
        document: SalesSource::Order,
        ..uk()
    };
    assert_eq!(payment(&source, &orders).unwrap().unwrap().document_number, "000000009");
    assert_eq!(payment(&source, &uk()).unwrap().unwrap().document_number, "000000012");
}

#[test]
fn a_bank_account_in_a_third_currency_is_held() {
    let mut source = document(DocumentKind::Invoice);
    let mut p = uk();
    p.chart[1].currency = Some("USD".into());
    assert_eq!(payment(&source, &p).unwrap_err().code, HoldCode::AccountInvalid);
    source.currency = "USD".into();
    assert!(payment(&source, &p).is_ok());
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
