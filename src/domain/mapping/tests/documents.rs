//! Tables of documents: what the lines look like, and why a document is held.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{add_up, dec, line, lines, policy, sale, ship};
use crate::domain::books::{AccountRef, Amounts};
use crate::domain::hold::HoldCode;
use crate::domain::mapping::{document, document_number};
use crate::domain::money;
use crate::domain::policy::{Account, Policy};
use crate::domain::shop::{DocumentKind, Line, SalesDocument, State};

fn uk() -> Policy {
    policy(&["5", "15", "20"].map(dec))
}

#[test]
fn an_invoice_with_discount_and_shipping() {
    let mut source = sale(DocumentKind::Invoice, vec![line(["2", "20", "40", "5", "7", "20"])]);
    ship(&mut source, "5", "1", "20");
    source.order.purchase_order = Some("PO #7 & \"x\"".into());
    source.head.admin_url = Some("https://shop.example/admin/sales/order/view/order_id/9/".into());
    let mut p = uk();
    p.documents.due.days = 14;
    let mapped = document(&source, &p).unwrap();
    assert_eq!(
        lines(&mapped),
        [
            "Bag | 2 × 20 - 5 @ 20 → 200",
            "Shipping: Flat Rate - Fixed | 1 × 5 @ 20 → 200"
        ]
    );
    assert_eq!(mapped.amounts, Amounts::Exclusive);
    assert_eq!((mapped.expected.total, mapped.expected.tax), (dec("48"), dec("8")));
    assert_eq!(mapped.reference, "000000009, PO PO #7 & \"x\"");
    assert_eq!(mapped.due_date, NaiveDate::from_ymd_opt(2026, 5, 15).unwrap());
    assert_eq!(mapped.lines[0].item_code.as_deref(), Some("24-MB01"));
    assert!(mapped.url.is_some() && mapped.rounding.is_zero());
}

#[test]
fn a_credit_note_has_net_prices() {
    let mut source = sale(DocumentKind::CreditMemo, vec![line(["2", "20", "40", "5", "7", "20"])]);
    source.totals.adjustment_positive = dec("1.37");
    source.totals.adjustment_negative = dec("2.5");
    add_up(&mut source);
    let mut p = uk();
    p.accounts.adjustment = Some("210".into());
    p.chart.push(Account {
        code: Some("210".into()),
        active: true,
        type_: "REVENUE".into(),
        ..Account::default()
    });
    let mapped = document(&source, &p).unwrap();
    assert_eq!(mapped.number, "CM-000000012");
    assert_eq!(
        lines(&mapped),
        [
            "Bag | 2 × 17.5 @ 20 → 200",
            "Adjustment refund | 1 × 1.37 @ 0 → 210",
            "Adjustment fee | 1 × -2.5 @ 0 → 210"
        ]
    );
}

#[test]
fn published_vector_of_xero() {
    let rows = ["25.06", "25.61", "25.63"].map(|net| {
        let tax =
            (dec(net) * dec("0.15")).round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        line(["1", net, net, "0", &tax.to_string(), "15"])
    });
    let source = sale(DocumentKind::Invoice, rows.to_vec());
    assert_eq!(document(&source, &uk()).unwrap().expected.tax, dec("11.44"));
    // A shop that rounds once per document charges 11.45: a cent is moved between lines, nothing else changes.
    let mut carried = source;
    carried.lines[2].tax += dec("0.01");
    add_up(&mut carried);
    let mapped = document(&carried, &uk()).unwrap();
    assert_eq!(
        (mapped.expected.tax, mapped.rounding, mapped.lines.len()),
        (dec("11.45"), Decimal::ZERO, 3)
    );
}

#[test]
fn tax_before_discount_becomes_an_untaxed_discount() {
    let source = sale(DocumentKind::Invoice, vec![line(["1", "100", "100", "10", "20", "20"])]);
    let mapped = document(&source, &uk()).unwrap();
    assert_eq!(
        lines(&mapped),
        ["Bag | 1 × 100 @ 20 → 200", "Discount: Bag | 1 × -10 @ 0 → 200"]
    );
}

#[test]
fn prices_with_tax_and_hidden_compensation() {
    let row = Line {
        price_incl_tax: dec("12"),
        discount_tax_compensation: dec("0.20"),
        ..line(["1", "10", "10", "1.20", "1.80", "20"])
    };
    let mapped = document(&sale(DocumentKind::Invoice, vec![row]), &uk()).unwrap();
    assert_eq!(lines(&mapped), ["Bag | 1 × 10 - 1 @ 20 → 200"]);
    assert_eq!(
        (mapped.expected.total, mapped.expected.tax),
        (dec("10.80"), dec("1.80"))
    );
}

#[test]
fn fixed_product_tax_is_taxed_when_the_shop_did() {
    let row = Line {
        fixed_product_tax: dec("1.23"),
        fixed_product_tax_row: dec("2.46"),
        ..line(["2", "10", "20", "0", "4", "20"])
    };
    let untaxed = sale(DocumentKind::Invoice, vec![row.clone()]);
    assert_eq!(
        lines(&document(&untaxed, &uk()).unwrap())[1],
        "Fixed product tax: Bag | 2 × 1.23 @ 0 → 200"
    );
    let mut by_header = untaxed.clone();
    by_header.totals.tax += dec("0.49");
    by_header.totals.grand_total += dec("0.49");
    assert!(lines(&document(&by_header, &uk()).unwrap())[1].ends_with("2 × 1.23 @ 20 → 200"));
    let named = Line {
        fixed_product_tax_tax: Some(dec("0.49")),
        fixed_product_tax_name: Some("Eco fee".into()),
        ..row
    };
    by_header.lines = vec![named];
    assert!(lines(&document(&by_header, &uk()).unwrap())[1].starts_with("Fixed product tax: Eco fee"));
}

#[test]
fn products_and_their_taxes_have_accounts_of_their_own() {
    let own = Line {
        sales_account: Some("210".into()),
        fixed_product_tax: dec("1"),
        fixed_product_tax_row: dec("1"),
        ..line(["1", "10", "10", "2", "2", "20"])
    };
    let plain = line(["1", "5", "5", "0", "1", "20"]);
    let mut p = uk();
    for code in ["210", "280"] {
        p.chart.push(Account {
            code: Some(code.into()),
            active: true,
            ..Account::default()
        });
    }
    p.accounts.fixed_product_tax = Some("280".into());
    let mapped = document(&sale(DocumentKind::Invoice, vec![own.clone(), plain]), &p).unwrap();
    assert_eq!(
        lines(&mapped),
        [
            "Bag | 1 × 10 @ 20 → 210",
            "Discount: Bag | 1 × -2 @ 0 → 210",
            "Bag | 1 × 5 @ 20 → 200",
            "Fixed product tax: Bag | 1 × 1 @ 0 → 280"
        ]
    );
    p.chart.retain(|account| account.code.as_deref() != Some("210"));
    let hold = document(&sale(DocumentKind::Invoice, vec![own]), &p).unwrap_err();
    assert_eq!(hold.code, HoldCode::AccountInvalid);
    assert!(
        hold.message.to_string().contains("Bag") && hold.message.to_string().contains("210"),
        "{hold}"
    );
}

#[test]
fn tax_rounded_per_piece() {
    // Three pieces are three lines' worth of rounding, which splitting gives.
    let few = document(
        &sale(
            DocumentKind::Invoice,
            vec![line(["3", "3.33", "9.99", "0", "2.01", "20"])],
        ),
        &uk(),
    )
    .unwrap();
    assert_eq!(few.lines.len(), 3);
    assert!(few.rounding.is_zero());
    // Ninety-nine pieces are not: a pair that cancels itself.
    let many = document(
        &sale(
            DocumentKind::Invoice,
            vec![line(["99", "1.03", "101.97", "0", "20.79", "20"])],
        ),
        &uk(),
    )
    .unwrap();
    assert_eq!(
        lines(&many),
        [
            "Bag | 99 × 1.03 @ 20 → 200",
            "Tax rounding | 1 × 2 @ 20 → 200",
            "Tax rounding | 1 × -2 @ 0 → 200"
        ]
    );
}

#[test]
fn what_nothing_else_can_do_the_rounding_line_does() {
    let source = sale(
        DocumentKind::Invoice,
        vec![line(["1", "82.14", "82.14", "0", "15.60", "20"])],
    );
    assert_eq!(document(&source, &uk()).unwrap_err().code, HoldCode::TotalMismatch);
    let source = sale(
        DocumentKind::Invoice,
        vec![line(["1", "9.99", "9.99", "0", "2.01", "20"])],
    );
    let mapped = document(&source, &uk()).unwrap();
    assert_eq!(
        lines(&mapped),
        ["Bag | 1 × 10.03 @ 20 → 200", "Rounding | 1 × -0.04 @ 0 → 860"]
    );
    assert_eq!(mapped.rounding, dec("-0.04"));
    let mut without = uk();
    without.chart.retain(|account| account.system.is_none());
    assert_eq!(document(&source, &without).unwrap_err().code, HoldCode::AccountMissing);
}

#[test]
fn quantities_that_xero_cannot_show() {
    let source = sale(
        DocumentKind::CreditMemo,
        vec![line(["1333", "0.3296", "439.37", "0", "87.87", "20"])],
    );
    assert_eq!(
        lines(&document(&source, &uk()).unwrap()),
        ["1333 × Bag | 1 × 439.37 @ 20 → 200"]
    );
    let source = sale(
        DocumentKind::Invoice,
        vec![line(["0.333", "17.4567", "5.8131", "0", "0.2907", "5"])],
    );
    assert_eq!(
        lines(&document(&source, &uk()).unwrap()),
        ["Bag | 0.333 × 17.4567 @ 5 → 200"]
    );
}

#[test]
fn descriptions_and_options() {
    let row = Line {
        name: Some("<b>Tee</b> &amp; friends\u{7}".into()),
        options: Some("Size: L <wide>".into()),
        product_type: Some("simple".into()),
        sku: Some("TEE-OPTION".into()),
        product_sku: Some("TEE".into()),
        ..line(["1", "0", "0", "0", "0", "20"])
    };
    let mapped = document(&sale(DocumentKind::Invoice, vec![row.clone()]), &uk()).unwrap();
    assert_eq!(mapped.lines[0].description, "Tee & friends (Size: L <wide>)");
    assert_eq!(mapped.lines[0].item_code.as_deref(), Some("TEE"));
    let chosen = Line {
        product_type: Some("configurable".into()),
        ..row
    };
    let mapped = document(&sale(DocumentKind::Invoice, vec![chosen]), &uk()).unwrap();
    assert_eq!(mapped.lines[0].item_code.as_deref(), Some("TEE-OPTION"));
    let nameless = Line {
        name: None,
        sku: None,
        ..line(["1", "1", "1", "0", "0.20", "20"])
    };
    let mapped = document(&sale(DocumentKind::Invoice, vec![nameless]), &uk()).unwrap();
    assert_eq!(mapped.lines[0].description, "Product");
}

#[test]
fn the_shops_own_exchange_rate() {
    let mut source = sale(DocumentKind::Invoice, vec![line(["1", "10", "10", "0", "2", "20"])]);
    source.currency = "EUR".into();
    source.base_to_order_rate = dec("1.157100");
    assert_eq!(document(&source, &uk()).unwrap().currency_rate, Some(dec("1.1571")));
    // Two websites with base currencies of their own, one organisation in the shop's global currency.
    source.base_currency = "USD".into();
    assert_eq!(document(&source, &uk()).unwrap().currency_rate, None);
    source.global_currency = "GBP".into();
    assert_eq!(document(&source, &uk()).unwrap().currency_rate, None);
    source.base_to_global_rate = dec("0.7512");
    assert_eq!(document(&source, &uk()).unwrap().currency_rate, Some(dec("1.540335")));
    source.currency = "USD".into();
    source.base_to_order_rate = dec("1.0000");
    assert_eq!(document(&source, &uk()).unwrap().currency_rate, Some(dec("1.331203")));
    source.currency = "GBP".into();
    assert_eq!(document(&source, &uk()).unwrap().currency_rate, None);
    source.currency = "EUR".into();
    source.base_currency = "GBP".into();
    let unread = Policy {
        base_currency: String::new(),
        ..uk()
    };
    assert_eq!(document(&source, &unread).unwrap().currency_rate, None);
    let known = Policy {
        currencies: vec!["GBP".into()],
        ..uk()
    };
    assert_eq!(
        document(&source, &known).unwrap_err().code,
        HoldCode::CurrencyNotEnabled
    );
}

type Change = fn(&mut SalesDocument, &mut Policy);

#[test]
fn every_reason_for_holding() {
    let cases: [(HoldCode, Change); 15] = [
        (HoldCode::AccountMissing, |_, p| p.accounts.sales = None),
        (HoldCode::AccountInvalid, |_, p| p.accounts.sales = Some("090".into())),
        (HoldCode::TaxRateUnmapped, |_, p| p.tax.automatic = false),
        (HoldCode::TaxRateUnmapped, |d, _| {
            d.lines[0].tax_percent = Some(dec("19"));
        }),
        (HoldCode::TaxRateUnmapped, |d, _| {
            d.lines[0].tax_percent = None;
            d.lines[0].taxes.clear();
        }),
        (HoldCode::TaxRateInvalid, |_, p| {
            p.tax.map.insert("20".into(), "GONE".into());
        }),
        (HoldCode::TaxRateDiffers, |_, p| {
            p.tax.map.insert("VAT 20".into(), "T15".into());
        }),
        (HoldCode::CurrencyNotEnabled, |d, p| {
            d.currency = "USD".into();
            p.currencies = vec!["EUR".into()];
        }),
        (HoldCode::PeriodLocked, |d, p| p.lock_date = Some(d.date)),
        (HoldCode::NumberInvalid, |d, _| d.number = "№ 5".into()),
        (HoldCode::TotalUnexplained, |d, _| d.totals.grand_total += dec("0.06")),
        (HoldCode::TotalUnexplained, |d, _| d.lines.clear()),
        (HoldCode::AmountNegative, |d, _| d.totals.grand_total = dec("-0.01")),
        (HoldCode::AmountTooLarge, |d, _| d.lines[0].row_total = Decimal::MAX),
        (HoldCode::DocumentCanceled, |d, _| d.state = State::Canceled),
    ];
    for (index, (code, change)) in cases.into_iter().enumerate() {
        let mut source = sale(DocumentKind::Invoice, vec![line(["1", "10", "10", "0", "2", "20"])]);
        let mut p = uk();
        change(&mut source, &mut p);
        let hold = document(&source, &p).expect_err(&format!("case {index}"));
        assert_eq!(hold.code, code, "case {index}: {}", hold.message);
        assert!(
            hold.message.to_string().len() > 10 && hold.fix.to_string().len() > 10,
            "case {index}"
        );
    }
    let empty = sale(DocumentKind::CreditMemo, Vec::new());
    assert_eq!(document(&empty, &uk()).unwrap_err().code, HoldCode::CreditNoteEmpty);
}

#[test]
fn a_small_unexplained_amount_is_rounding() {
    let mut source = sale(DocumentKind::Invoice, vec![line(["1", "10", "10", "0", "2", "20"])]);
    source.totals.grand_total += dec("0.05");
    let mapped = document(&source, &uk()).unwrap();
    assert_eq!((mapped.rounding, mapped.expected.total), (dec("0.05"), dec("12.05")));
}

#[test]
fn numbers_and_accounts() {
    let source = sale(DocumentKind::Invoice, vec![line(["1", "10", "10", "0", "2", "20"])]);
    let mut p = uk();
    p.invoice_number.prefix = "M2-".into();
    p.invoice_number.suffix = "/A".into();
    assert_eq!(document_number(&source, &p).unwrap(), "M2-000000012/A");
    p.accounts.sales = Some("ID-200".into());
    p.chart[0].code = None;
    assert_eq!(
        document(&source, &p).unwrap().lines[0].account,
        AccountRef::Id("id-200".into())
    );
}

#[test]
fn amounts_that_no_shop_has_are_held_not_computed() {
    for amount in [
        "9999999999.99999999",
        "-9999999999.99",
        "0.00000001",
        "79228162514264337593543950335",
    ] {
        let mut source = sale(DocumentKind::Invoice, vec![line(["1", "10", "10", "0", "2", "20"])]);
        source.lines[0].quantity = dec(amount);
        source.lines[0].price = dec(amount);
        source.lines[0].tax = dec(amount);
        let _ = document(&source, &uk());
        source.totals.tax = dec(amount);
        source.totals.grand_total = dec(amount);
        assert!(document(&source, &uk()).is_err(), "{amount}");
    }
}

#[test]
fn five_hundred_lines() {
    let row = line(["1", "1.02", "1.02", "0", "0.20", "20"]);
    let mut source = sale(DocumentKind::Invoice, vec![row; 500]);
    source.totals.tax = dec("102");
    source.totals.grand_total = dec("612");
    let mapped = document(&source, &uk()).unwrap();
    assert_eq!((mapped.lines.len(), mapped.expected.tax), (500, dec("102")));
}

#[test]
fn thousandths_of_a_currency_that_has_them_are_not_lost() {
    // currency, price (at 20 %) → held. Amounts of four decimals in pounds are noise of discounts, in dinars they are coins.
    for (currency, price, tax, held) in [
        ("GBP", "10.004", "2", false),
        ("KWD", "10", "2", false),
        ("KWD", "10.0004", "2", false),
        ("KWD", "10.005", "2", true),
        ("BHD", "10", "1.999", true),
        ("JPY", "1000", "200", false),
    ] {
        let mut source = sale(DocumentKind::Invoice, vec![line(["1", price, price, "0", tax, "20"])]);
        source.currency = currency.into();
        let mapped = document(&source, &policy(&[dec("20")]));
        match mapped {
            Ok(mapped) => assert!(!held && mapped.currency == currency, "{currency} {price}"),
            Err(hold) => {
                assert!(
                    held && hold.code == HoldCode::TotalMismatch,
                    "{currency} {price}: {hold}"
                );
                assert!(
                    hold.message.to_string().contains("Xero keeps two decimals"),
                    "{}",
                    hold.message
                );
            }
        }
    }
}

/// A discount of another extension on the whole document, which no row has: Magento's reader can only take it for the shipping's.
#[test]
fn a_discount_that_is_more_than_the_shipping_is_not_the_shippings() {
    let p = policy(&[dec("20")]);
    // discount of the row and its tax, shipping and its tax, what the header has beyond the row → what follows the row.
    for (row, tax, shipping, beyond, expected) in [
        (
            "0",
            "20",
            Some(("5", "1")),
            "10",
            &[
                "Shipping: Flat Rate - Fixed | 1 × 5 @ 20 → 200",
                "Discount | 1 × -10 @ 0 → 200",
            ][..],
        ),
        (
            "20",
            "16",
            Some(("5", "1")),
            "10",
            &[
                "Shipping: Flat Rate - Fixed | 1 × 5 @ 20 → 200",
                "Discount | 1 × -10 @ 0 → 200",
            ],
        ),
        ("0", "20", None, "10", &["Discount | 1 × -10 @ 0 → 200"]),
        // The shipping's own: a part of it, all of it, all of it with the tax that is gone.
        (
            "0",
            "20",
            Some(("5", "0.6")),
            "2",
            &["Shipping: Flat Rate - Fixed | 1 × 5 - 2 @ 20 → 200"],
        ),
        (
            "0",
            "20",
            Some(("5", "0")),
            "5",
            &["Shipping: Flat Rate - Fixed | 1 × 5 - 5 @ 20 → 200"],
        ),
        (
            "0",
            "20",
            Some(("5", "0")),
            "6",
            &["Shipping: Flat Rate - Fixed | 1 × -1 @ 0 → 200"],
        ),
        // The shipping's and more.
        (
            "0",
            "20",
            Some(("5", "0")),
            "15",
            &[
                "Shipping: Flat Rate - Fixed | 1 × 5 - 5 @ 20 → 200",
                "Discount | 1 × -10 @ 0 → 200",
            ],
        ),
        // Discounts before tax, on rows and shipping alike, and on shipping beside rows that are taxed after theirs.
        (
            "20",
            "16",
            Some(("5", "1")),
            "2",
            &[
                "Shipping: Flat Rate - Fixed | 1 × 5 @ 20 → 200",
                "Discount: Shipping: Flat Rate - Fixed | 1 × -2 @ 0 → 200",
            ],
        ),
        // Cents that credit memos are short of.
        ("0", "20", None, "-0.03", &["Shipping | 1 × 0.03 @ 0 → 200"]),
    ] {
        let mut source = sale(DocumentKind::Invoice, vec![line(["1", "100", "100", row, tax, "20"])]);
        if let Some((amount, tax)) = shipping {
            ship(&mut source, amount, tax, "20");
        }
        source.totals.shipping_discount = dec(beyond);
        add_up(&mut source);
        let name = format!("{row} {shipping:?} {beyond}");
        let mapped = document(&source, &p).unwrap_or_else(|hold| panic!("{name}: {hold}"));
        assert_eq!(lines(&mapped)[1..], *expected, "{name}");
        assert_eq!(
            mapped.expected.total,
            money::round_cents(source.totals.grand_total),
            "{name}"
        );
    }
}
