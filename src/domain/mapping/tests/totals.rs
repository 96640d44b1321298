//! Tables of what other extensions put into the grand total.

use super::{add_up, dec, line, lines, policy, sale};
use crate::domain::books::arithmetic;
use crate::domain::hold::HoldCode;
use crate::domain::mapping::document;
use crate::domain::policy::{Account, Policy};
use crate::domain::shop::{AppliedTax, DocumentKind, ExtraTotal, SalesDocument};

fn uk() -> Policy {
    let mut p = policy(&[dec("20")]);
    for (code, type_) in [("820", "CURRLIAB"), ("260", "REVENUE"), ("480", "EXPENSE")] {
        p.chart.push(Account {
            code: Some(code.into()),
            type_: type_.into(),
            active: true,
            ..Account::default()
        });
    }
    p
}

fn total(code: &str, amount: &str) -> ExtraTotal {
    ExtraTotal {
        code: code.into(),
        title: Some(format!("The <b>{code}</b>")),
        amount: dec(amount),
        ..ExtraTotal::default()
    }
}

fn with(kind: DocumentKind, totals: Vec<ExtraTotal>) -> SalesDocument {
    let mut source = sale(kind, vec![line(["1", "100", "100", "0", "20", "20"])]);
    source.extra_totals = totals;
    add_up(&mut source);
    source
}

#[test]
fn each_goes_to_its_account() {
    let mut p = uk();
    p.total_accounts.insert("giftcard".into(), "820".into());
    p.total_accounts.insert("surcharge".into(), " 260 ".into());
    let surcharge = ExtraTotal {
        tax: dec("0.5"),
        tax_percent: Some(dec("20")),
        taxes: vec![AppliedTax {
            code: "VAT 20".into(),
            title: None,
            percent: dec("20"),
            country: None,
            region: None,
        }],
        ..total("surcharge", "2.5")
    };
    let own = ExtraTotal {
        account: Some("480".into()),
        title: None,
        ..total("reward", "-3.33")
    };
    let source = with(
        DocumentKind::Invoice,
        vec![total("giftcard", "-10"), surcharge, own, total("nothing", "0")],
    );
    let mapped = document(&source, &p).unwrap();
    assert_eq!(
        lines(&mapped),
        [
            "Bag | 1 × 100 @ 20 → 200",
            "The giftcard | 1 × -10 @ 0 → 820",
            "The surcharge | 1 × 2.5 @ 20 → 260",
            "reward | 1 × -3.33 @ 0 → 480"
        ]
    );
    assert_eq!(
        (mapped.expected.total, mapped.expected.tax),
        (dec("109.67"), dec("20.5"))
    );
    assert_eq!(arithmetic::totals(&mapped), Some(mapped.expected));
}

#[test]
fn a_credit_memo_gives_back_what_the_gift_card_paid() {
    let mut p = uk();
    p.total_accounts.insert("giftcard".into(), "820".into());
    let source = with(DocumentKind::CreditMemo, vec![total("giftcard", "-120")]);
    let mapped = document(&source, &p).unwrap();
    assert_eq!(
        lines(&mapped),
        ["Bag | 1 × 100 @ 20 → 200", "The giftcard | 1 × -120 @ 0 → 820"]
    );
    assert_eq!((mapped.expected.total, mapped.expected.tax), (dec("0"), dec("20")));
}

#[test]
fn without_an_account_it_is_held_with_code_title_and_amount() {
    let source = with(DocumentKind::Invoice, vec![total("giftcard", "-10")]);
    let mut p = uk();
    p.total_accounts.insert("*".into(), "480".into());
    p.total_accounts.insert("giftcard".into(), String::new());
    let hold = document(&source, &p).unwrap_err();
    assert_eq!((hold.code, hold.subject()), (HoldCode::TotalUnmapped, "giftcard"));
    for part in ["The giftcard", "(giftcard)", "-10.00 GBP"] {
        assert!(hold.message.to_string().contains(part), "{}", hold.message);
    }
    p.total_accounts.insert("giftcard".into(), "090".into());
    assert_eq!(document(&source, &p).unwrap_err().code, HoldCode::AccountInvalid);
}

#[test]
fn what_nothing_explains_goes_to_the_account_for_it() {
    let mut source = with(DocumentKind::Invoice, Vec::new());
    source.totals.grand_total += dec("7.77");
    let hold = document(&source, &uk()).unwrap_err();
    assert_eq!(hold.code, HoldCode::TotalUnexplained);
    assert!(hold.message.to_string().contains("7.77"), "{}", hold.message);
    let mut p = uk();
    p.total_accounts.insert("*".into(), "480".into());
    let mapped = document(&source, &p).unwrap();
    assert_eq!(
        lines(&mapped),
        ["Bag | 1 × 100 @ 20 → 200", "Other charges | 1 × 7.77 @ 0 → 480"]
    );
    assert_eq!((mapped.expected.total, mapped.rounding), (dec("127.77"), dec("0")));
    // Cents are rounding, not a charge.
    source.totals.grand_total = dec("120.03");
    let mapped = document(&source, &p).unwrap();
    assert_eq!((mapped.lines.len(), mapped.rounding), (2, dec("0.03")));
    assert_eq!(mapped.lines[1].description, "Rounding");
}

#[test]
fn its_tax_must_have_a_name() {
    let mut p = uk();
    p.total_accounts.insert("surcharge".into(), "260".into());
    let nameless = ExtraTotal {
        tax: dec("0.5"),
        ..total("surcharge", "2.5")
    };
    let source = with(DocumentKind::Invoice, vec![nameless]);
    assert_eq!(document(&source, &p).unwrap_err().code, HoldCode::TaxRateUnmapped);
}

fn card(amounts: [&str; 6]) -> crate::domain::shop::Line {
    crate::domain::shop::Line {
        name: Some("Gift card".into()),
        product_type: Some("giftcard".into()),
        taxes: Vec::new(),
        ..line(amounts)
    }
}

#[test]
fn a_gift_card_that_is_sold_is_owed_and_redeemed_from_the_same_account() {
    let mut p = uk();
    p.total_accounts.insert("giftcard".into(), "820".into());
    // No sale of the tax return, even where untaxed sales have a rate of their own.
    p.tax.map.insert("0".into(), "ZERO".into());
    p.tax.rates.push(crate::domain::policy::TaxRate {
        tax_type: "ZERO".into(),
        active: true,
        sales: true,
        ..crate::domain::policy::TaxRate::default()
    });
    for kind in [DocumentKind::Invoice, DocumentKind::CreditMemo] {
        let sold = sale(
            kind,
            vec![
                card(["2", "25", "50", "5", "0", "0"]),
                line(["1", "100", "100", "0", "20", "20"]),
            ],
        );
        let mapped = document(&sold, &p).unwrap();
        assert_eq!(
            lines(&mapped),
            [
                "Discount: Gift card | 1 × -5 @ 0 → 200",
                "Gift card | 2 × 25 @ 0 → 820",
                "Bag | 1 × 100 @ 20 → 200"
            ]
        );
        assert!(
            mapped.lines[..2].iter().all(|line| line.tax_type == "NONE"),
            "{:?}",
            mapped.lines
        );
        assert_eq!((mapped.expected.total, mapped.expected.tax), (dec("165"), dec("20")));
    }
    // The product's own account goes before, and a taxed one is a sale.
    let mut own = card(["1", "25", "25", "0", "0", "0"]);
    own.sales_account = Some("480".into());
    let mut taxed = card(["1", "25", "25", "0", "5", "20"]);
    taxed.taxes = line(["1", "1", "1", "0", "0", "20"]).taxes;
    let mapped = document(&sale(DocumentKind::Invoice, vec![own, taxed]), &p).unwrap();
    assert_eq!(
        lines(&mapped),
        ["Gift card | 1 × 25 @ 0 → 480", "Gift card | 1 × 25 @ 20 → 200"]
    );
}

#[test]
fn a_gift_card_is_never_income_for_want_of_an_account() {
    let source = sale(DocumentKind::Invoice, vec![card(["1", "50", "50", "0", "0", "0"])]);
    let hold = document(&source, &uk()).unwrap_err();
    assert_eq!((hold.code, hold.subject()), (HoldCode::TotalUnmapped, "giftcard"));
    assert_eq!(
        hold.message,
        "000000012 sells a gift card, \"Gift card\", of 50.00 GBP: until it is redeemed the shop owes that, and has earned nothing."
    );
    let mut p = uk();
    p.total_accounts.insert("giftcard".into(), "820".into());
    assert!(document(&source, &p).is_ok());
}
