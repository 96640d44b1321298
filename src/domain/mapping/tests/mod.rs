//! Tests of the mapping as a whole.

mod cancellations;
mod diagnoses;
mod documents;
mod magento;
mod properties;
mod rules;
mod settlements;
mod taxes;
mod totals;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::domain::books::Document;
use crate::domain::policy::{Account, Policy, TaxRate};
use crate::domain::shop::{AppliedTax, DocumentKind, Line, Order, SalesDocument, Shipping, State, Totals};

/// A decimal from text.
pub(super) fn dec(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

/// A policy with a usual chart; tax types are matched by percentage.
pub(super) fn policy(percents: &[Decimal]) -> Policy {
    let account = |code: &str, type_: &str, system: Option<&str>| Account {
        id: format!("id-{code}"),
        code: Some(code.into()),
        name: format!("Account {code}"),
        type_: type_.into(),
        class: "REVENUE".into(),
        active: true,
        system: system.map(str::to_owned),
        ..Account::default()
    };
    let mut policy = Policy {
        shop: "M2".into(),
        base_currency: "GBP".into(),
        chart: vec![
            account("200", "REVENUE", None),
            account("090", "BANK", None),
            account("860", "EXPENSE", Some("ROUNDING")),
        ],
        ..Policy::default()
    };
    policy.accounts.sales = Some("200".into());
    policy.accounts.bank = Some("090".into());
    policy.credit_note_number.prefix = "CM-".into();
    policy.tax.automatic = true;
    policy.tax.rates = percents
        .iter()
        .filter(|percent| !percent.is_zero())
        .map(|percent| TaxRate {
            tax_type: format!("T{}", percent.normalize()),
            name: format!("{percent} %"),
            rate: *percent,
            active: true,
            sales: true,
            refused_on: Vec::new(),
        })
        .collect();
    policy.tax.rates.push(TaxRate {
        tax_type: "NONE".into(),
        name: "No tax".into(),
        active: true,
        ..TaxRate::default()
    });
    policy
}

/// A row with tax on its discounted amount; amounts as text: quantity, price, row total, discount, tax, percent.
pub(super) fn line(amounts: [&str; 6]) -> Line {
    let [quantity, price, row_total, discount, tax, percent] = amounts.map(dec);
    Line {
        sku: Some("24-MB01".into()),
        name: Some("Bag".into()),
        quantity,
        price,
        price_incl_tax: price,
        row_total,
        discount,
        tax,
        tax_percent: Some(percent),
        taxes: vec![AppliedTax {
            code: format!("VAT {percent}"),
            title: None,
            percent,
            country: None,
            region: None,
        }],
        ..Line::default()
    }
}

/// `description | quantity × unit amount - discount @ rate → account`.
pub(super) fn lines(document: &Document) -> Vec<String> {
    document
        .lines
        .iter()
        .map(|line| {
            let discount = line
                .discount_amount
                .map(|amount| format!(" - {amount}"))
                .unwrap_or_default();
            format!(
                "{} | {} × {}{discount} @ {} → {}",
                line.description,
                line.quantity,
                line.unit_amount,
                line.tax_rate,
                line.account.as_str()
            )
        })
        .collect()
}

/// A document of these rows whose header is their sum.
pub(super) fn sale(kind: DocumentKind, lines: Vec<Line>) -> SalesDocument {
    let mut document = SalesDocument {
        kind,
        number: "000000012".into(),
        date: NaiveDate::from_ymd_opt(2026, 5, 1).expect("a date"),
        state: State::Paid,
        currency: "GBP".into(),
        base_currency: "GBP".into(),
        lines,
        order: Order {
            number: "000000009".into(),
            ..Order::default()
        },
        ..SalesDocument::default()
    };
    document.payment.method = Some("checkmo".into());
    add_up(&mut document);
    document
}

/// Shipping at a rate: amount, tax, percent.
pub(super) fn ship(document: &mut SalesDocument, amount: &str, tax: &str, percent: &str) {
    document.totals.shipping = dec(amount);
    document.totals.shipping_tax = dec(tax);
    document.totals.shipping_incl_tax = dec(amount) + dec(tax);
    document.shipping = Some(Shipping {
        description: Some("Flat Rate - Fixed".into()),
        tax_percent: Some(dec(percent)),
        ..Shipping::default()
    });
    add_up(document);
}

/// Makes the header the sum of the parts, as Magento does.
pub(super) fn add_up(document: &mut SalesDocument) {
    let lines = &document.lines;
    let sum = |of: fn(&Line) -> Decimal| -> Decimal { lines.iter().map(of).sum() };
    let totals = &document.totals;
    let totals = Totals {
        subtotal: sum(|line| line.row_total),
        subtotal_incl_tax: sum(|line| line.row_total_incl_tax),
        discount: -sum(|line| line.discount) - totals.shipping_discount,
        discount_tax_compensation: sum(|line| line.discount_tax_compensation),
        tax: sum(|line| line.tax)
            + sum(|line| line.fixed_product_tax_tax.unwrap_or_default())
            + totals.shipping_tax
            + document.extra_totals.iter().map(|total| total.tax).sum::<Decimal>(),
        ..totals.clone()
    };
    document.totals = Totals {
        grand_total: totals.subtotal
            + totals.discount
            + totals.shipping
            + totals.tax
            + totals.discount_tax_compensation
            + totals.shipping_discount_tax_compensation
            + sum(|line| line.fixed_product_tax_row)
            + totals.adjustment_positive
            - totals.adjustment_negative
            + document.extra_totals.iter().map(|total| total.amount).sum::<Decimal>(),
        ..totals
    };
}
