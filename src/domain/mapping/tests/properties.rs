//! Generated documents: what is mapped has exactly the shop's tax and total under Xero's arithmetic, and almost nothing is held.

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rust_decimal::Decimal;

use super::magento::{self, Algorithm, Article, Extras, Shop};
use super::{add_up, policy};
use crate::domain::books::{Amounts, DocumentKind as Kind, arithmetic};
use crate::domain::hold::{Hold, HoldCode};
use crate::domain::mapping::{cancellation, document};
use crate::domain::money::{TOLERANCE, round_cents};
use crate::domain::policy::{Account, GatewayFee, Policy};
use crate::domain::shop::{Canceled, DocumentKind, ExtraTotal, SalesDocument, State};

fn rates() -> impl Strategy<Value = Vec<Decimal>> {
    let known = [
        "0", "5", "5.5", "7", "7.25", "8.25", "8.875", "10", "13.5", "15", "19", "20", "23", "25", "27",
    ];
    prop_oneof![
        6 => proptest::sample::select(known.map(|rate| vec![rate.parse().unwrap()]).to_vec()),
        1 => (0_i64..27_000).prop_map(|rate| vec![Decimal::new(rate, 3)]),
        1 => Just(vec![Decimal::new(5, 0), Decimal::new(9_975, 3)]),
        1 => Just(vec![Decimal::new(8_875, 3), Decimal::new(40_828_125, 8)]),
    ]
}

fn quantity() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        6 => (1_i64..=4).prop_map(|n| Decimal::new(n, 0)),
        2 => (5_i64..=20).prop_map(|n| Decimal::new(n, 0)),
        1 => proptest::sample::select(vec![25, 5, 1_125, 7_75, 333]).prop_map(|n| match n {
            25 => Decimal::new(25, 1),
            5 => Decimal::new(5, 1),
            1_125 => Decimal::new(1_125, 3),
            333 => Decimal::new(333, 3),
            _ => Decimal::new(775, 2),
        }),
        1 => (21_i64..=150).prop_map(|n| Decimal::new(n, 0)),
    ]
}

fn price() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        4 => (1_i64..20_000).prop_map(|n| Decimal::new(n, 2)),
        2 => (0_i64..2_000_000).prop_map(|n| Decimal::new(n, 4)),
        1 => (0_i64..500).prop_map(|n| Decimal::new(n, 0)),
        1 => (0_i64..200).prop_map(|n| Decimal::new(n, 2)),
    ]
}

fn article() -> impl Strategy<Value = Article> {
    // The discount as a share of the row, sometimes with four decimals.
    let discount = prop_oneof![
        4 => Just((0_i64, 2_u32)),
        2 => (1_i64..=1_000).prop_map(|share| (share, 2)),
        1 => (1_i64..=1_000).prop_map(|share| (share, 4)),
        1 => Just((1_000, 2)),
    ];
    let fixed_tax = prop_oneof![
        5 => Just(Decimal::ZERO),
        1 => (1_i64..500).prop_map(|cents| Decimal::new(cents, 2)),
    ];
    let parts = (price(), quantity(), rates(), discount, fixed_tax);
    parts.prop_map(|(price, quantity, rates, (share, places), fixed_tax)| Article {
        fixed_tax,
        discount: (round_cents(price) * quantity * Decimal::new(share, 3)).round_dp(places),
        price,
        quantity,
        rates,
    })
}

fn shop(algorithm: Option<Algorithm>) -> impl Strategy<Value = Shop> {
    let algorithms = algorithm.map_or(vec![Algorithm::Unit, Algorithm::Row, Algorithm::Total], |one| vec![one]);
    (
        proptest::sample::select(algorithms),
        any::<bool>(),
        proptest::bool::weighted(0.85),
        any::<bool>(),
    )
        .prop_map(
            |(algorithm, prices_include_tax, tax_after_discount, fixed_tax_is_taxed)| Shop {
                algorithm,
                prices_include_tax,
                tax_after_discount,
                fixed_tax_is_taxed,
            },
        )
}

fn extras() -> impl Strategy<Value = Extras> {
    let tenths = prop_oneof![2 => Just(10_u32), 1 => 1_u32..10];
    let adjustments = prop_oneof![3 => Just((0_u32, 0_u32)), 1 => (0_u32..=20, 0_u32..=20)];
    let gift_card = prop_oneof![4 => Just(0_u32), 1 => 1_u32..=100];
    let surcharge = prop_oneof![
        4 => Just(Decimal::ZERO),
        1 => (1_i64..2_000).prop_map(|cents| Decimal::new(cents, 2)),
    ];
    (tenths, adjustments, gift_card, surcharge).prop_map(|(tenths, adjustments, gift_card, surcharge)| Extras {
        tenths,
        adjustments,
        // Nothing below zero: such a document is held, rightly.
        gift_card: gift_card.min(100 - adjustments.1),
        surcharge,
    })
}

fn shipping() -> impl Strategy<Value = Option<Article>> {
    let one = article().prop_map(|article| Article {
        quantity: Decimal::ONE,
        discount: article.discount.min(article.price).round_dp(2),
        ..article
    });
    proptest::option::of(one)
}

fn generated(algorithm: Option<Algorithm>) -> impl Strategy<Value = (SalesDocument, Shop)> {
    // One basket in four mixes rates line by line, the others have one or two.
    let basket = (proptest::collection::vec(article(), 1..=12), rates(), 0_u8..4);
    (shop(algorithm), basket, shipping(), any::<bool>(), extras()).prop_map(
        |(shop, (mut articles, common, mix), shipping, credit, extras)| {
            if mix > 0 {
                for article in &mut articles {
                    article.rates.clone_from(&common);
                }
            }
            let kind = if credit {
                DocumentKind::CreditMemo
            } else {
                DocumentKind::Invoice
            };
            (
                magento::document(kind, shop, &articles, shipping.as_ref(), &extras),
                shop,
            )
        },
    )
}

/// Maps a document and says how it came out; panics when a mapped document does not have the shop's totals, or when it is
/// held for another reason than that nothing can reproduce them.
fn outcome(source: &SalesDocument) -> String {
    outcome_or_hold(source).unwrap_or_else(|hold| {
        let below_zero = source.totals.grand_total < Decimal::ZERO;
        assert!(
            hold.code == HoldCode::TotalMismatch || hold.code == HoldCode::AmountNegative && below_zero,
            "{hold}"
        );
        hold.code.to_string()
    })
}

/// A policy with tax types for the document's rates and accounts for its totals.
fn policy_for(source: &SalesDocument) -> Policy {
    let percents: Vec<Decimal> = source
        .lines
        .iter()
        .filter_map(|line| line.tax_percent)
        .chain(source.shipping.iter().filter_map(|shipping| shipping.tax_percent))
        .chain(source.extra_totals.iter().filter_map(|total| total.tax_percent))
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut p = policy(&percents);
    p.credit_note_number.prefix = "CM-".into();
    for (code, account) in [("giftcard", "820"), ("surcharge", "200")] {
        p.total_accounts.insert(code.into(), account.into());
    }
    p.chart.push(Account {
        code: Some("820".into()),
        active: true,
        ..Account::default()
    });
    p
}

fn outcome_or_hold(source: &SalesDocument) -> Result<String, Hold> {
    let mapped = document(source, &policy_for(source))?;
    let computed = arithmetic::totals(&mapped).unwrap();
    assert_eq!(
        computed.total,
        round_cents(source.totals.grand_total).max(Decimal::ZERO)
    );
    assert_eq!(computed.tax, round_cents(source.totals.tax));
    assert_eq!(computed.subtotal, computed.total - computed.tax);
    assert!(mapped.rounding.abs() <= TOLERANCE);
    for line in &mapped.lines {
        assert!(!line.description.is_empty() && line.quantity > Decimal::ZERO);
        assert!(line.quantity.scale() <= 4 && line.unit_amount.scale() <= 4);
        assert!(
            line.discount_amount
                .is_none_or(|discount| discount.scale() <= 2 && discount > Decimal::ZERO)
        );
        assert!(mapped.kind == Kind::Invoice || line.discount_amount.is_none());
    }
    let corrected = mapped.lines.iter().any(|line| line.description == "Tax rounding");
    let one_piece = mapped.lines.iter().any(|line| line.description.contains(" × "));
    let way = match (mapped.rounding.is_zero(), mapped.amounts) {
        (false, _) => "rounding line",
        (true, _) if corrected => "tax rounding pair",
        (true, Amounts::Inclusive) => "inclusive",
        (true, _) => "exclusive",
    };
    Ok(if one_piece {
        format!("{way}, one piece")
    } else {
        way.to_owned()
    })
}

/// So many generated documents, of which a test takes its share.
fn configuration(share: u32) -> Config {
    let cases = std::env::var("LEDGERLINE_PROPTEST_CASES");
    let cases: u32 = cases.ok().and_then(|cases| cases.parse().ok()).unwrap_or(2_000);
    let mut config = Config::with_cases(cases.div_ceil(share));
    config.failure_persistence = None;
    config
}

/// Runs the generated documents of one algorithm and returns how many came out how.
fn run(algorithm: Algorithm) -> (u32, BTreeMap<String, u32>) {
    let config = configuration(3);
    let cases = config.cases;
    let outcomes = RefCell::new(BTreeMap::new());
    let result = TestRunner::new(config).run(&generated(Some(algorithm)), |(source, _)| {
        *outcomes.borrow_mut().entry(outcome(&source)).or_insert(0) += 1;
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let outcomes = outcomes.into_inner();
    println!("{algorithm:?}: {cases} cases, {outcomes:?}");
    (cases, outcomes)
}

fn held(outcomes: &BTreeMap<String, u32>) -> u32 {
    outcomes
        .iter()
        .filter(|(outcome, _)| outcome.contains('_'))
        .map(|(_, count)| count)
        .sum()
}

/// One in a thousand, and one that chance brings into a short run.
fn hardly_any(cases: u32) -> u32 {
    1 + cases / 1_000
}

fn hardly_any_is_held(algorithm: Algorithm) {
    let (cases, outcomes) = run(algorithm);
    assert!(held(&outcomes) <= hardly_any(cases), "{outcomes:?}");
}

#[test]
fn tax_rounded_per_row_is_reproduced() {
    hardly_any_is_held(Algorithm::Row);
}

#[test]
fn tax_rounded_per_document_is_reproduced() {
    hardly_any_is_held(Algorithm::Total);
}

#[test]
fn tax_rounded_per_piece_is_reproduced() {
    hardly_any_is_held(Algorithm::Unit);
}

/// An order of which a first invoice was made and the rest cancelled, as Magento subtracts one from the other.
fn cancelled_order() -> impl Strategy<Value = SalesDocument> {
    (generated(None), 1_u32..10).prop_map(|((mut order, _), tenths)| {
        order.kind = DocumentKind::Order;
        order.state = State::Canceled;
        order.totals.adjustment_positive = Decimal::ZERO;
        order.totals.adjustment_negative = Decimal::ZERO;
        order.extra_totals.clear();
        add_up(&mut order);
        let mut invoice = order.clone();
        magento::take_part(&mut invoice, tenths);
        add_up(&mut invoice);
        for (line, invoiced) in order.lines.iter_mut().zip(&invoice.lines) {
            line.quantity_canceled = line.quantity - invoiced.quantity;
        }
        order.canceled = Some(Canceled {
            tax: order.totals.tax - invoice.totals.tax,
            grand_total: order.totals.grand_total - invoice.totals.grand_total,
            ..Canceled::default()
        });
        order
    })
}

#[test]
fn what_was_cancelled_is_credited() {
    let config = configuration(4);
    let cases = config.cases;
    let outcomes = RefCell::new(BTreeMap::new());
    let result = TestRunner::new(config).run(&cancelled_order(), |order| {
        let canceled = order.canceled.clone().unwrap_or_default();
        let outcome = match cancellation(&order, &policy_for(&order)) {
            Ok(Some(note)) => {
                prop_assert_eq!(arithmetic::totals(&note), Some(note.expected));
                prop_assert_eq!(note.expected.total, round_cents(canceled.grand_total));
                prop_assert_eq!(note.expected.tax, round_cents(canceled.tax));
                prop_assert!(note.rounding.abs() <= TOLERANCE);
                prop_assert!(note.lines.iter().all(|line| line.discount_amount.is_none()));
                "credited".to_owned()
            }
            Ok(None) => {
                prop_assert!(canceled.grand_total <= Decimal::ZERO);
                "nothing".to_owned()
            }
            Err(hold) => hold.code.to_string(),
        };
        *outcomes.borrow_mut().entry(outcome).or_insert(0) += 1;
        Ok(())
    });
    if let Err(failure) = result {
        panic!("{failure}");
    }
    let outcomes = outcomes.into_inner();
    println!("cancelled: {cases} cases, {outcomes:?}");
    assert!(held(&outcomes) <= hardly_any(cases), "{outcomes:?}");
}

/// Decimals of any size that a snapshot can hold, and small ones.
fn wild() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (any::<i64>(), 0_u32..=8).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale)),
        (
            -9_999_999_999_999_999_999_999_999_999_i128..=9_999_999_999_999_999_999_999_999_999,
            0_u32..=8
        )
            .prop_map(|(mantissa, scale)| Decimal::from_i128_with_scale(mantissa, scale)),
        (-500_i64..500, 0_u32..=4).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale)),
        Just(Decimal::ZERO),
    ]
}

proptest! {
    #![proptest_config(configuration(4))]

    #[test]
    fn no_amount_makes_it_panic(
        (mut source, _) in generated(None),
        values in proptest::collection::vec(wild(), 24),
        targets in proptest::collection::vec(0_usize..24, 1..4),
    ) {
        for target in targets {
            let value = values[target];
            let line = &mut source.lines[0];
            match target {
                0 => line.quantity = value,
                1 => line.price = value,
                2 => line.row_total = value,
                3 => line.discount = value,
                4 => line.discount_tax_compensation = value,
                5 => line.tax = value,
                6 => line.tax_percent = Some(value),
                7 => line.taxes[0].percent = value,
                8 => line.fixed_product_tax_row = value,
                9 => source.totals.tax = value,
                10 => source.totals.grand_total = value,
                11 => source.totals.shipping = value,
                12 => source.totals.adjustment_negative = value,
                13 => source.base_to_order_rate = value,
                14 => line.price_incl_tax = value,
                15 => line.quantity_canceled = value,
                16 => source.payment.fee = Some(value),
                17 => source.base_to_global_rate = value,
                18 => source.extra_totals.push(ExtraTotal { code: "surcharge".into(), amount: value, ..ExtraTotal::default() }),
                19 => source.extra_totals.push(ExtraTotal { code: "surcharge".into(), tax: value, tax_percent: Some(value), ..ExtraTotal::default() }),
                20 => source.canceled = Some(Canceled { grand_total: value, ..Canceled::default() }),
                21 => source.canceled = Some(Canceled { grand_total: Decimal::ONE, tax: value, shipping: value, ..Canceled::default() }),
                22 => source.totals.shipping_discount = value,
                _ => line.tax_percent = None,
            }
        }
        source.global_currency = "GBP".into();
        let _ = outcome_or_hold(&source);
        let mut p = policy_for(&source);
        let fee = GatewayFee { account: "090".into(), percent: values[0], fixed: values[1] };
        p.payment_fees.insert("checkmo".into(), fee);
        crate::domain::mapping::payment(&source, &p).ok();
        crate::domain::mapping::fee(&source, &p).ok();
        crate::domain::mapping::settlement(&source, &p).ok();
        crate::domain::mapping::proposed("x", &[values[2]], "FR", "", &p.tax);
        source.kind = DocumentKind::Order;
        cancellation(&source, &p).ok();
    }
}
