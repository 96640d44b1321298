//! A model of Magento's tax calculation, to generate documents as shops have them: three rounding algorithms, prices with
//! and without tax, discounts before and after tax, fixed product taxes, partial invoices, adjustments, totals of others.
//!
//! It follows `Magento\Tax\Model\Calculation\*Calculator`; it is test data, not a rule of the product.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{add_up, sale};
use crate::domain::money::{round, round_cents};
use crate::domain::shop::{AppliedTax, DocumentKind, ExtraTotal, Line, SalesDocument, Shipping};

/// Where Magento rounds tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    /// Per piece.
    Unit,
    /// Per row.
    Row,
    /// Per document: the rounding of a row is carried to the next.
    Total,
}

/// Settings of the shop.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shop {
    pub(super) algorithm: Algorithm,
    pub(super) prices_include_tax: bool,
    pub(super) tax_after_discount: bool,
    /// Whether fixed product taxes are taxed.
    pub(super) fixed_tax_is_taxed: bool,
}

/// What is put into the basket.
#[derive(Debug, Clone)]
pub(super) struct Article {
    pub(super) price: Decimal,
    pub(super) quantity: Decimal,
    pub(super) rates: Vec<Decimal>,
    pub(super) discount: Decimal,
    /// Fixed product tax per piece.
    pub(super) fixed_tax: Decimal,
}

/// What else is in a document.
#[derive(Debug, Clone)]
pub(super) struct Extras {
    /// Of each row, this many tenths are in the document.
    pub(super) tenths: u32,
    /// Adjustment refund and fee of a credit memo, as shares of its total in percent.
    pub(super) adjustments: (u32, u32),
    /// A gift card's share of the total in percent.
    pub(super) gift_card: u32,
    /// A surcharge of another extension, taxed as the first article.
    pub(super) surcharge: Decimal,
}

/// Magento's carried roundings.
#[derive(Default)]
struct Deltas(BTreeMap<String, Decimal>);

impl Deltas {
    fn round(&mut self, shop: Shop, amount: Decimal, key: String) -> Decimal {
        if shop.algorithm != Algorithm::Total {
            return round_cents(amount);
        }
        if amount.is_zero() {
            return amount;
        }
        let delta = self.0.entry(key).or_insert(Decimal::new(1, 6));
        let exact = amount + *delta;
        let rounded = round_cents(exact);
        *delta = exact - rounded;
        rounded
    }
}

/// The document of a basket.
pub(super) fn document(
    kind: DocumentKind,
    shop: Shop,
    articles: &[Article],
    shipping: Option<&Article>,
    extras: &Extras,
) -> SalesDocument {
    let mut deltas = Deltas::default();
    let lines = articles
        .iter()
        .map(|article| article_row(shop, article, &mut deltas))
        .collect();
    let mut document = sale(kind, lines);
    if extras.tenths < 10 {
        take_part(&mut document, extras.tenths);
    }
    if let Some(article) = shipping {
        let row = row(shop, article, &mut deltas);
        document.totals.shipping = row.row_total;
        document.totals.shipping_incl_tax = row.row_total_incl_tax;
        document.totals.shipping_tax = row.tax;
        document.totals.shipping_discount = row.discount;
        document.totals.shipping_discount_tax_compensation = row.discount_tax_compensation;
        document.shipping = Some(Shipping {
            tax_percent: row.tax_percent,
            taxes: row.taxes,
            ..Shipping::default()
        });
    }
    add_up(&mut document);
    if !extras.surcharge.is_zero()
        && let Some(first) = articles.first()
    {
        let article = Article {
            price: extras.surcharge,
            quantity: Decimal::ONE,
            discount: Decimal::ZERO,
            ..first.clone()
        };
        let row = row(shop, &article, &mut deltas);
        document.extra_totals.push(ExtraTotal {
            code: "surcharge".into(),
            amount: row.row_total,
            tax: row.tax,
            tax_percent: row.tax_percent,
            taxes: row.taxes,
            ..ExtraTotal::default()
        });
        add_up(&mut document);
    }
    let total = document.totals.grand_total;
    let share = |percent: u32| round_cents(total * Decimal::from(percent) / Decimal::ONE_HUNDRED);
    if kind == DocumentKind::CreditMemo {
        let (positive, negative) = extras.adjustments;
        document.totals.adjustment_positive = share(positive);
        document.totals.adjustment_negative = share(negative);
    }
    if extras.gift_card > 0 {
        document.extra_totals.push(ExtraTotal {
            code: "giftcard".into(),
            amount: -share(extras.gift_card),
            ..ExtraTotal::default()
        });
    }
    add_up(&mut document);
    document
}

/// A row with its fixed product tax.
fn article_row(shop: Shop, article: &Article, deltas: &mut Deltas) -> Line {
    let sold = row(shop, article, deltas);
    if article.fixed_tax.is_zero() {
        return sold;
    }
    let fixed = Article {
        price: article.fixed_tax,
        discount: Decimal::ZERO,
        rates: if shop.fixed_tax_is_taxed {
            article.rates.clone()
        } else {
            Vec::new()
        },
        ..article.clone()
    };
    let fixed = row(shop, &fixed, deltas);
    Line {
        fixed_product_tax: fixed.price,
        fixed_product_tax_row: fixed.row_total,
        fixed_product_tax_tax: Some(fixed.tax),
        ..sold
    }
}

/// Leaves so many tenths of the quantities, as a first invoice of several: every amount in proportion, one column after the
/// other, the rounding of an amount carried to the next one (`Magento\Sales\Model\Order\Invoice\Total\*`).
pub(super) fn take_part(document: &mut SalesDocument, tenths: u32) {
    let mut delta = Decimal::ZERO;
    let mut carried = |amount: Decimal| {
        if amount.is_zero() {
            return amount;
        }
        let exact = amount + delta;
        let rounded = round_cents(exact);
        delta = exact - rounded;
        rounded
    };
    let parts: Vec<(Decimal, Decimal)> = document
        .lines
        .iter()
        .map(|line| {
            let part = (line.quantity * Decimal::from(tenths) / Decimal::TEN).ceil();
            (part.min(line.quantity), line.quantity)
        })
        .collect();
    let columns: [fn(&mut Line) -> &mut Decimal; 6] = [
        |line| &mut line.row_total,
        |line| &mut line.discount,
        |line| &mut line.tax,
        |line| &mut line.discount_tax_compensation,
        |line| &mut line.fixed_product_tax_row,
        |line| line.fixed_product_tax_tax.get_or_insert_default(),
    ];
    for column in columns {
        for (line, (part, whole)) in document
            .lines
            .iter_mut()
            .zip(&parts)
            .filter(|(_, (part, whole))| part != whole)
        {
            let amount = column(line);
            *amount = carried(*amount * part / whole);
        }
    }
    for (line, (part, _)) in document.lines.iter_mut().zip(parts) {
        line.quantity = part;
        line.row_total_incl_tax = round_cents(line.price_incl_tax * part);
    }
}

/// All rates together as Magento stores them.
pub(super) fn percent(rates: &[Decimal]) -> Decimal {
    round(rates.iter().sum(), 4)
}

fn row(shop: Shop, article: &Article, deltas: &mut Deltas) -> Line {
    let (price, price_incl_tax, row_total, row_total_incl_tax, tax, compensation) = if shop.prices_include_tax {
        with_tax_in_price(shop, article, deltas)
    } else {
        without_tax_in_price(shop, article, deltas)
    };
    let stored = |amount: Decimal| round(amount, 4);
    Line {
        sku: Some("24-MB01".into()),
        name: Some("Bag".into()),
        quantity: article.quantity,
        price: stored(price),
        price_incl_tax: stored(price_incl_tax),
        row_total: stored(row_total),
        row_total_incl_tax: stored(row_total_incl_tax),
        discount: stored(article.discount),
        discount_tax_compensation: stored(compensation),
        tax: stored(tax),
        tax_percent: Some(percent(&article.rates)),
        taxes: article
            .rates
            .iter()
            .map(|rate| AppliedTax {
                code: format!("R{rate}"),
                title: None,
                percent: *rate,
                country: None,
                region: None,
            })
            .collect(),
        ..Line::default()
    }
}

type Amounts = (Decimal, Decimal, Decimal, Decimal, Decimal, Decimal);

fn with_tax_in_price(shop: Shop, article: &Article, deltas: &mut Deltas) -> Amounts {
    let rate: Decimal = article.rates.iter().sum();
    let contained = |gross: Decimal| gross - gross / (Decimal::ONE + rate / Decimal::ONE_HUNDRED);
    let quantity = article.quantity;
    let gross = round_cents(article.price);
    let discounted = shop.tax_after_discount && !article.discount.is_zero();
    if shop.algorithm == Algorithm::Unit {
        let unit_tax = round_cents(contained(gross));
        let price = gross - unit_tax;
        let after = if discounted {
            round_cents(contained((gross - article.discount / quantity).max(Decimal::ZERO)))
        } else {
            unit_tax
        };
        let compensation = (unit_tax - after) * quantity;
        return (
            price,
            gross,
            price * quantity,
            gross * quantity,
            after * quantity,
            compensation,
        );
    }
    let row_gross = gross * quantity;
    let row_tax = deltas.round(shop, contained(row_gross), format!("regular{rate}"));
    let row_total = row_gross - row_tax;
    let after = if discounted {
        let taxable = (row_gross - article.discount).max(Decimal::ZERO);
        deltas.round(shop, contained(taxable), format!("after{rate}"))
    } else {
        row_tax
    };
    (
        round_cents(row_total / quantity),
        gross,
        row_total,
        row_gross,
        after,
        row_tax - after,
    )
}

fn without_tax_in_price(shop: Shop, article: &Article, deltas: &mut Deltas) -> Amounts {
    let quantity = article.quantity;
    let price = round_cents(article.price);
    let discounted = shop.tax_after_discount && !article.discount.is_zero();
    let row_total = price * quantity;
    let (mut tax, mut before) = (Decimal::ZERO, Decimal::ZERO);
    for (index, rate) in article.rates.iter().enumerate() {
        let share = rate / Decimal::ONE_HUNDRED;
        if shop.algorithm == Algorithm::Unit {
            let unit = round_cents(price * share);
            before += unit * quantity;
            tax += quantity
                * if discounted {
                    round_cents((price - article.discount / quantity).max(Decimal::ZERO) * share)
                } else {
                    unit
                };
        } else {
            let regular = deltas.round(shop, row_total * share, format!("regular{index}{rate}"));
            before += regular;
            tax += if discounted {
                let taxable = (row_total - article.discount).max(Decimal::ZERO);
                deltas.round(shop, taxable * share, format!("after{index}{rate}"))
            } else {
                regular
            };
        }
    }
    let gross = row_total + before;
    (
        price,
        round_cents(gross / quantity),
        row_total,
        gross,
        tax,
        Decimal::ZERO,
    )
}
