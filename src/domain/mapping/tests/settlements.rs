//! Tables of payments, refunds and allocations.

use super::{dec, line, policy, sale};
use crate::domain::books::{AccountRef, DocumentKind as Kind, Payment, Settlement};
use crate::domain::hold::HoldCode;
use crate::domain::mapping::{fee, payment, settlement, tender};
use crate::domain::policy::{Account, GatewayFee, Policy, SalesSource};
use crate::domain::shop::{DocumentKind, InvoiceSummary, SalesDocument, State, Tender};

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
    memo.invoices[1].grand_total = Some(dec("8"));
    let held = settlement(&memo, &uk()).unwrap_err();
    assert_eq!(
        held.code,
        HoldCode::CreditOfSeveralInvoices,
        "neither 9.00 nor 8.00 is as much"
    );
    assert!(held.message.to_string().contains("(7, 8)"), "{}", held.message);
    memo.order.grand_total = dec("29");
    let orders = Policy {
        document: SalesSource::Order,
        ..uk()
    };
    assert_eq!(allocation(&memo, &orders), ("000000009".to_owned(), "12".to_owned()));
    memo.invoices.push(invoice("9", State::Paid, "12"));
    assert_eq!(refund(&memo), "CM-000000012");
    memo.state = State::Canceled;
    assert_eq!(settlement(&memo, &uk()), Ok(None));
}

fn with_tenders(kind: DocumentKind, tenders: &[(&str, &str)]) -> SalesDocument {
    let mut document = document(kind);
    if kind == DocumentKind::CreditMemo {
        document.state = State::Refunded;
    }
    document.tenders = tenders
        .iter()
        .map(|(code, amount)| Tender {
            code: (*code).into(),
            amount: dec(amount),
            ..Tender::default()
        })
        .collect();
    document
}

#[test]
fn tenders_and_money_together_are_the_whole_total() {
    let mut p = fee_of("0", "0");
    p.total_accounts.insert("credit".into(), "404".into());
    p.total_accounts.insert("card".into(), "404".into());
    // tenders → money, store credit, gift card; of 12.00.
    for (tenders, money, credit, card) in [
        (&[][..], Some("12"), None, None),
        (&[("credit", "5")], Some("7"), Some("5"), None),
        (&[("credit", "12")], None, Some("12"), None),
        (&[("credit", "5"), ("card", "7")], None, Some("5"), Some("7")),
        (&[("credit", "5"), ("credit", "1.004")], Some("6"), Some("6"), None),
        (&[("credit", "100"), ("card", "7")], None, Some("12"), None),
        (&[("credit", "-5")], Some("12"), None, None),
    ] {
        for kind in [DocumentKind::Invoice, DocumentKind::CreditMemo] {
            let source = with_tenders(kind, tenders);
            let paid = match kind {
                DocumentKind::Invoice => payment(&source, &p).unwrap(),
                _ => settlement(&source, &p).unwrap().map(|settlement| match settlement {
                    Settlement::Refund(payment) => payment,
                    other @ Settlement::Allocate(_) => panic!("{other:?}"),
                }),
            };
            let name = format!("{kind:?} {tenders:?}");
            assert_eq!(paid.map(|paid| paid.amount), money.map(dec), "{name}");
            for (code, amount) in [("credit", credit), ("card", card)] {
                let found = tender(&source, code, &p).unwrap();
                assert_eq!(
                    found.as_ref().map(|found| found.amount),
                    amount.map(dec),
                    "{name} {code}"
                );
                if let Some(found) = found {
                    assert_eq!(found.account, AccountRef::Code("404".into()), "{name} {code}");
                }
            }
        }
    }
}

#[test]
fn a_tender_without_an_account_stays_open_on_a_refund_and_is_asked_for_on_a_sale() {
    let refund = with_tenders(DocumentKind::CreditMemo, &[("credit", "5")]);
    assert_eq!(tender(&refund, "credit", &uk()), Ok(None));
    let sale = with_tenders(DocumentKind::Invoice, &[("credit", "5")]);
    assert_eq!(
        tender(&sale, "credit", &uk()).unwrap_err().code,
        HoldCode::AccountMissing
    );
    let mut p = fee_of("0", "0");
    p.total_accounts.insert("credit".into(), "404".into());
    p.documents.store_credit_open = true;
    assert_eq!(tender(&refund, "credit", &p), Ok(None), "the shop chose so");
    assert!(tender(&sale, "credit", &p).unwrap().is_some(), "of refunds only");
    p.total_accounts.insert("credit".into(), "none".into());
    assert_eq!(tender(&refund, "credit", &p), Ok(None));
    p.total_accounts.insert("credit".into(), "200".into());
    p.documents.store_credit_open = false;
    assert_eq!(
        tender(&refund, "credit", &p).unwrap_err().code,
        HoldCode::AccountInvalid
    );
    let mut unpaid = sale;
    unpaid.state = State::Open;
    assert_eq!(tender(&unpaid, "credit", &p), Ok(None));
    // What was never paid cannot come back as money, nor be set off.
    let mut memo = refund;
    memo.invoice = Some(invoice("7", State::Open, "12"));
    assert!(matches!(settlement(&memo, &uk()), Ok(Some(Settlement::Allocate(set_off))) if set_off.amount == dec("7")));
}

#[test]
fn money_moves_on_the_day_it_moved() {
    let mut source = document(DocumentKind::Invoice);
    let later = source.date + chrono::Days::new(6);
    source.payment.paid_on = Some(later);
    let date =
        |source: &SalesDocument, p: &Policy| payment(source, p).map(|payment| payment.map(|payment| payment.date));
    assert_eq!(date(&source, &uk()), Ok(Some(later)));
    let mut p = uk();
    p.documents.payments_on_document_date = true;
    assert_eq!(date(&source, &p), Ok(Some(source.date)));
    // The document's month is locked, the day of the payment is not; and the other way round.
    let mut p = uk();
    p.lock_date = Some(source.date);
    assert_eq!(date(&source, &p), Ok(Some(later)));
    p.lock_date = Some(later);
    let held = date(&source, &p).unwrap_err();
    assert_eq!(held.code, HoldCode::PeriodLocked);
    assert!(
        held.message.to_string().starts_with("000000012 was paid on"),
        "{}",
        held.message
    );
    p.documents.lock_date = crate::domain::policy::LockPolicy::FirstOpenDay;
    assert_eq!(date(&source, &p), Ok(later.succ_opt()));
    let mut memo = document(DocumentKind::CreditMemo);
    memo.state = State::Refunded;
    memo.payment.paid_on = Some(later);
    assert!(matches!(settlement(&memo, &uk()), Ok(Some(Settlement::Refund(refund))) if refund.date == later));
}

#[test]
fn the_method_free_pays_nothing() {
    let mut source = document(DocumentKind::Invoice);
    source.payment.method = Some("free".into());
    let mut p = uk();
    p.payment_accounts.insert("free".into(), "090".into());
    assert_eq!((payment(&source, &p), fee(&source, &p)), (Ok(None), Ok(None)));
    source.kind = DocumentKind::CreditMemo;
    source.state = State::Refunded;
    assert_eq!(settlement(&source, &p), Ok(None));
}

#[test]
fn no_more_is_paid_back_than_was_paid() {
    // total paid of the order, paid invoices → whether 12.00 are paid back.
    for (total_paid, invoices, refunded) in [
        ("12", &[][..], true),
        ("11.96", &[], true),
        ("11.94", &[], false),
        ("0", &[(State::Paid, "12")], true),
        ("0", &[(State::Paid, "5"), (State::Paid, "7")], true),
        ("5", &[(State::Paid, "5"), (State::Open, "7")], false),
        ("12", &[(State::Paid, "5"), (State::Open, "7")], true),
        ("0", &[(State::Paid, "5")], false),
        // Imports leave no trace of the payment.
        ("0", &[], true),
        ("0", &[(State::Canceled, "12")], true),
    ] {
        let mut memo = document(DocumentKind::CreditMemo);
        memo.state = State::Refunded;
        memo.order.total_paid = dec(total_paid);
        memo.invoices = invoices
            .iter()
            .enumerate()
            .map(|(index, (state, total))| invoice(&index.to_string(), state.clone(), total))
            .collect();
        let name = format!("{total_paid} {invoices:?}");
        match settlement(&memo, &uk()) {
            Ok(Some(Settlement::Refund(refund))) => assert!(refunded && refund.amount == dec("12"), "{name}"),
            Err(hold) => assert!(!refunded && hold.code == HoldCode::RefundExceedsPaid, "{name}: {hold}"),
            other => panic!("{name}: {other:?}"),
        }
        // Where the payment method makes no payments there is nothing to hold.
        let mut p = uk();
        p.payment_accounts.insert("checkmo".into(), "none".into());
        assert_eq!(settlement(&memo, &p), Ok(None), "{name}");
    }
}

#[test]
fn a_credit_memo_that_is_not_refunded_yet_moves_no_money() {
    let mut memo = with_tenders(DocumentKind::CreditMemo, &[("credit", "5")]);
    let mut p = fee_of("0", "0");
    p.total_accounts.insert("credit".into(), "404".into());
    memo.state = State::Open;
    memo.invoice = Some(invoice("7", State::Paid, "12"));
    assert_eq!(
        (settlement(&memo, &p), tender(&memo, "credit", &p)),
        (Ok(None), Ok(None))
    );
    memo.state = State::Refunded;
    assert!(settlement(&memo, &p).unwrap().is_some() && tender(&memo, "credit", &p).unwrap().is_some());
    // An unpaid invoice is reduced by it at once.
    memo.state = State::Open;
    memo.invoice = Some(invoice("7", State::Open, "12"));
    assert!(matches!(settlement(&memo, &p), Ok(Some(Settlement::Allocate(_)))));
}

#[test]
fn what_nobody_paid_is_set_off_against_the_order_or_held() {
    let mut memo = document(DocumentKind::CreditMemo);
    memo.order.total_due = dec("12");
    memo.order.grand_total = dec("12");
    let orders = Policy {
        document: SalesSource::Order,
        ..uk()
    };
    for state in [State::Open, State::Refunded] {
        memo.state = state;
        assert!(
            matches!(settlement(&memo, &orders), Ok(Some(Settlement::Allocate(set_off))) if set_off.invoice_number == "000000009")
        );
        let held = settlement(&memo, &uk()).unwrap_err();
        assert_eq!(held.code, HoldCode::RefundExceedsPaid);
        assert!(
            held.message.to_string().contains("knows of only 0.00"),
            "{}",
            held.message
        );
    }
}
