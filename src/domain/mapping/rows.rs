//! Decides which rows a document consists of and what each is worth: the explanation of its grand total.
//!
//! It does not round to cents and knows nothing of Xero's arithmetic; that is `balance`.

use rust_decimal::Decimal;

use super::diagnosis::{self, Sums};
use super::row::{Kind, Row};
use super::tax::{self, Sale, TaxChoice, Taxed};
use super::{accounts, item, text};
use crate::domain::books::AccountRef;
use crate::domain::money::{self, TOLERANCE};
use crate::domain::policy::{Hold, HoldCode, Policy};
use crate::domain::shop::{AppliedTax, ExtraTotal, Line, SalesDocument};
use crate::message::{Arg, say};

/// What Xero holds of a description.
const DESCRIPTION: usize = 4_000;

/// The rows and what they must add up to.
#[derive(Debug, Clone)]
pub(super) struct Explanation {
    pub(super) rows: Vec<Row>,
    /// The document's tax in cents.
    pub(super) tax: i64,
    /// The document's total in cents.
    pub(super) total: i64,
    /// What the rows leave unexplained; at most five cents.
    pub(super) residual: Decimal,
    /// The tax type of lines without tax, when there is one.
    pub(super) untaxed: Option<TaxChoice>,
}

/// A charge of the document before it is known what it becomes.
struct Charge<'a> {
    kind: Kind,
    description: String,
    item_code: Option<String>,
    quantity: Decimal,
    price: Decimal,
    price_incl_tax: Decimal,
    amount: Decimal,
    discount: Decimal,
    compensation: Decimal,
    tax: Decimal,
    percent: Option<Decimal>,
    taxes: &'a [AppliedTax],
    sales_account: Option<&'a str>,
    /// Whether it is a gift card that is sold without tax: owed to whoever redeems it, and no sale yet.
    gift_card: bool,
}

/// Explains the document's grand total, or holds it with the amount that nothing explains.
pub(super) fn explain(d: &SalesDocument, p: &Policy) -> Result<Explanation, Hold> {
    match diagnosis::fixed_taxes_of_base(d)? {
        Some(completed) => explained(&completed, p),
        None => explained(d, p),
    }
}

fn explained(d: &SalesDocument, p: &Policy) -> Result<Explanation, Hold> {
    let charges = charges(d);
    let sale = Sale::of(d);
    // What the header has of a discount beyond the rows need not be the shipping's: each is judged by its own taxes.
    let before_discount = [Kind::Product, Kind::Shipping].map(|kind| (kind, taxed_before_discount(&charges, kind)));
    let mut rows = Vec::new();
    for charge in charges {
        let before = before_discount.contains(&(charge.kind, true));
        let split = before && charge.compensation.is_zero() && !charge.discount.is_zero();
        match charge.gift_card {
            true => push_gift_card(&mut rows, charge, d, p)?,
            false => push_charge(&mut rows, charge, split, &sale, p)?,
        }
    }
    let of_document = document_discount(d);
    if !of_document.is_zero() {
        let account = accounts::sales(p)?;
        rows.push(untaxed(
            Kind::Discount,
            "Discount".to_owned(),
            account,
            -of_document,
            p,
        )?);
    }
    push_fixed_product_taxes(&mut rows, d, &sale, p)?;
    push_adjustments(&mut rows, d, p)?;
    push_extra_totals(&mut rows, d, &sale, p)?;
    accounts::take_the_tax(&rows, p)?;
    let sums = Sums::of(&rows);
    let mut residual = sums.residual(d);
    if residual.abs() > TOLERANCE {
        if let Some(known) = diagnosis::of_total(d, sums) {
            return Err(known);
        }
        // An account for it must not take money that did not move.
        let account = match diagnosis::claims_too_much(d) {
            true => None,
            false => accounts::other_charges(p)?,
        };
        let account = account.ok_or_else(|| diagnosis::unexplained(d, residual))?;
        rows.push(untaxed(Kind::Extra, "Other charges".to_owned(), account, residual, p)?);
        residual = Decimal::ZERO;
    }
    let too_large = || too_large(d.totals.grand_total);
    Ok(Explanation {
        rows,
        tax: money::cents(d.totals.tax).ok_or_else(too_large)?,
        // Four-decimal discounts can leave a fraction of a cent below zero.
        total: money::cents(d.totals.grand_total).ok_or_else(too_large)?.max(0),
        residual,
        untaxed: tax::outside(p).ok(),
    })
}

/// The hold for an amount that exact arithmetic or Xero cannot take.
pub(super) fn too_large(amount: Decimal) -> Hold {
    Hold::new(
        HoldCode::AmountTooLarge,
        say::AMOUNT_TOO_LARGE.with(Arg::Number(amount)),
        say::AMOUNT_TOO_LARGE_FIX,
    )
    .with("amount", amount)
}

fn charges(d: &SalesDocument) -> Vec<Charge<'_>> {
    let mut charges: Vec<Charge> = d
        .lines
        .iter()
        .filter(|line| {
            let amounts = [
                line.quantity,
                line.row_total,
                line.discount,
                line.tax,
                line.fixed_product_tax_row,
            ];
            amounts.iter().any(|amount| !amount.is_zero())
        })
        .map(|line| Charge {
            kind: Kind::Product,
            description: describe(line.name.as_deref(), line.options.as_deref(), line.sku.as_deref()),
            item_code: sold_sku(line).map(item::item_code),
            quantity: line.quantity,
            price: line.price,
            price_incl_tax: line.price_incl_tax,
            amount: line.row_total,
            discount: line.discount,
            compensation: line.discount_tax_compensation,
            tax: line.tax,
            percent: line.tax_percent,
            taxes: &line.taxes,
            sales_account: line.sales_account.as_deref(),
            gift_card: line.product_type.as_deref() == Some(accounts::GIFT_CARD) && line.tax.is_zero(),
        })
        .collect();
    let totals = &d.totals;
    let discount = totals.shipping_discount - document_discount(d);
    let shipping = [totals.shipping, totals.shipping_tax, discount];
    if shipping.iter().any(|amount| !amount.is_zero()) {
        let method = d.shipping.as_ref();
        let words = method
            .and_then(|shipping| shipping.description.as_deref())
            .map(text::plain);
        charges.push(Charge {
            kind: Kind::Shipping,
            description: match words.filter(|words| !words.is_empty()) {
                Some(words) => text::limit(&format!("Shipping: {words}"), DESCRIPTION),
                None => "Shipping".to_owned(),
            },
            item_code: None,
            quantity: Decimal::ONE,
            price: totals.shipping,
            price_incl_tax: totals.shipping_incl_tax,
            amount: totals.shipping,
            discount,
            compensation: totals.shipping_discount_tax_compensation,
            tax: totals.shipping_tax,
            percent: method.and_then(|shipping| shipping.tax_percent),
            taxes: method.map(|shipping| shipping.taxes.as_slice()).unwrap_or_default(),
            sales_account: None,
            gift_card: false,
        });
    }
    with_rates_of_others(&mut charges);
    charges
}

/// What of the discount that no row has cannot be the shipping's: more than shipping with its tax comes to. Magento has no column
/// for the shipping's, so a discount that another extension gave on the whole document stands there as well.
fn document_discount(d: &SalesDocument) -> Decimal {
    let t = &d.totals;
    if !t.shipping_discount_tax_compensation.is_zero() {
        return Decimal::ZERO;
    }
    let percent = d.shipping.as_ref().and_then(|shipping| shipping.tax_percent);
    let full_tax = t.shipping * fraction(percent);
    let gross = (t.shipping + full_tax.max(t.shipping_tax)).max(t.shipping_incl_tax);
    if t.shipping_discount <= gross + TOLERANCE {
        return Decimal::ZERO;
    }
    let is_untouched = (t.shipping_tax - full_tax).abs() <= TOLERANCE;
    t.shipping_discount - if is_untouched { Decimal::ZERO } else { t.shipping }
}

/// A charge of a cent has no tax that could name its rates: it takes those that its percentage has on the rest of the document,
/// where they are the same everywhere.
fn with_rates_of_others(charges: &mut [Charge<'_>]) {
    let named: Vec<(Decimal, &[AppliedTax])> = charges
        .iter()
        .filter(|charge| !charge.taxes.is_empty())
        .filter_map(|charge| Some((charge.percent?, charge.taxes)))
        .collect();
    let without = |charge: &&mut Charge<'_>| charge.taxes.is_empty() && charge.tax.is_zero();
    for charge in charges.iter_mut().filter(without) {
        let mut same = named.iter().filter(|(percent, _)| charge.percent == Some(*percent));
        if let Some((_, taxes)) = same.next()
            && same.all(|(_, others)| others == taxes)
        {
            charge.taxes = taxes;
        }
    }
}

/// The SKU that the catalogue knows: a configurable's chosen child, else the product's own without what options append.
fn sold_sku(line: &Line) -> Option<&str> {
    let ordered = line.sku.as_deref();
    let sku = match line.product_type.as_deref() {
        Some("configurable") => ordered,
        _ => line.product_sku.as_deref().or(ordered),
    };
    sku.filter(|sku| !sku.trim().is_empty())
}

fn describe(name: Option<&str>, options: Option<&str>, sku: Option<&str>) -> String {
    let name = name.map(text::plain).filter(|name| !name.is_empty());
    let name = name
        .or_else(|| sku.map(text::clean).filter(|sku| !sku.is_empty()))
        .unwrap_or_else(|| "Product".to_owned());
    match options.map(text::plain).filter(|options| !options.is_empty()) {
        Some(options) => text::limit(&format!("{name} ({options})"), DESCRIPTION),
        None => text::limit(&name, DESCRIPTION),
    }
}

/// Whether the shop computed tax before the discounts of charges of this kind: their taxes are nearer to that than to the usual
/// way.
fn taxed_before_discount(charges: &[Charge], kind: Kind) -> bool {
    if charges.iter().any(|charge| !charge.compensation.is_zero()) {
        return false;
    }
    let (mut before, mut after) = (Decimal::ZERO, Decimal::ZERO);
    for charge in charges
        .iter()
        .filter(|charge| charge.kind == kind && !charge.discount.is_zero() && !charge.tax.is_zero())
    {
        let rate = fraction(charge.percent);
        before += (charge.tax - charge.amount * rate).abs();
        after += (charge.tax - (charge.amount - charge.discount) * rate).abs();
    }
    before < after
}

fn push_charge(rows: &mut Vec<Row>, charge: Charge, split: bool, sale: &Sale, p: &Policy) -> Result<(), Hold> {
    let account = match charge.kind {
        Kind::Shipping => accounts::shipping(p)?,
        _ => accounts::product(p, charge.sales_account, &charge.description)?,
    };
    let discount = charge.discount - charge.compensation;
    let net = if split { charge.amount } else { charge.amount - discount };
    let choice = tax::choose(
        Taxed {
            what: &charge.description,
            net,
            tax: charge.tax,
            percent: charge.percent,
            taxes: charge.taxes,
            shipping: charge.kind == Kind::Shipping,
            sale,
        },
        p,
    )?;
    let discount_name = split.then(|| discount_of(&charge));
    rows.push(Row {
        kind: charge.kind,
        description: charge.description,
        item_code: charge.item_code,
        account: account.clone(),
        choice,
        net,
        tax: charge.tax,
        rates: charge.taxes.len(),
        quantity: charge.quantity,
        unit_net: charge.price,
        unit_gross: charge.price_incl_tax,
        discount_net: if split { Decimal::ZERO } else { discount },
        discount_gross: if split { Decimal::ZERO } else { charge.discount },
    });
    if let Some(description) = discount_name {
        rows.push(untaxed(Kind::Discount, description, account, -charge.discount, p)?);
    }
    Ok(())
}

fn discount_of(charge: &Charge) -> String {
    text::limit(&format!("Discount: {}", charge.description), DESCRIPTION)
}

/// A gift card that is sold is owed in full, whatever was given off its price; it is taxed when it is redeemed.
fn push_gift_card(rows: &mut Vec<Row>, charge: Charge, d: &SalesDocument, p: &Policy) -> Result<(), Hold> {
    let account = accounts::gift_card(p, charge.sales_account, &charge.description)?
        .ok_or_else(|| gift_card_unmapped(d, &charge))?;
    let discount = charge.discount - charge.compensation;
    if !discount.is_zero() {
        rows.push(untaxed(
            Kind::Discount,
            discount_of(&charge),
            accounts::sales(p)?,
            -discount,
            p,
        )?);
    }
    rows.push(Row {
        item_code: charge.item_code,
        quantity: charge.quantity,
        unit_net: charge.price,
        unit_gross: charge.price,
        ..untaxed(Kind::Extra, charge.description, account, charge.amount, p)?
    });
    Ok(())
}

/// A row of one piece without tax.
fn untaxed(kind: Kind, description: String, account: AccountRef, amount: Decimal, p: &Policy) -> Result<Row, Hold> {
    Ok(Row {
        kind,
        description,
        item_code: None,
        account,
        choice: tax::outside(p)?,
        net: amount,
        tax: Decimal::ZERO,
        rates: 0,
        quantity: Decimal::ONE,
        unit_net: amount,
        unit_gross: amount,
        discount_net: Decimal::ZERO,
        discount_gross: Decimal::ZERO,
    })
}

/// One row per line with a fixed product tax.
fn push_fixed_product_taxes(rows: &mut Vec<Row>, d: &SalesDocument, sale: &Sale, p: &Policy) -> Result<(), Hold> {
    let by_header = fixed_product_taxes_are_taxed(d);
    for line in d.lines.iter().filter(|line| !line.fixed_product_tax_row.is_zero()) {
        let name = line
            .fixed_product_tax_name
            .as_deref()
            .map(text::plain)
            .filter(|name| !name.is_empty());
        let name = name.unwrap_or_else(|| describe(line.name.as_deref(), None, line.sku.as_deref()));
        let description = text::limit(&format!("Fixed product tax: {name}"), DESCRIPTION);
        let net = line.fixed_product_tax_row;
        let full = net * fraction(line.tax_percent);
        let tax = match line.fixed_product_tax_tax {
            Some(tax) => tax,
            None if by_header => full,
            None => Decimal::ZERO,
        };
        let choice = if tax.is_zero() {
            tax::outside(p)?
        } else {
            tax::choose(
                Taxed {
                    what: &description,
                    net,
                    tax,
                    percent: line.tax_percent,
                    taxes: &line.taxes,
                    shipping: false,
                    sale,
                },
                p,
            )?
        };
        let share = if tax.is_zero() {
            Decimal::ZERO
        } else {
            fraction(line.tax_percent)
        };
        rows.push(Row {
            kind: Kind::FixedTax,
            description,
            item_code: None,
            account: accounts::fixed_product_tax(p)?,
            choice,
            net,
            tax,
            rates: line.taxes.len(),
            quantity: line.quantity,
            unit_net: line.fixed_product_tax,
            unit_gross: money::round(line.fixed_product_tax * (Decimal::ONE + share), 4),
            discount_net: Decimal::ZERO,
            discount_gross: Decimal::ZERO,
        });
    }
    Ok(())
}

/// Lines do not contain the VAT on a fixed product tax, the header does: whether it is nearer to all of it than to none.
fn fixed_product_taxes_are_taxed(d: &SalesDocument) -> bool {
    let of_lines: Decimal = d.lines.iter().map(|line| line.tax).sum();
    let beyond = d.totals.tax - of_lines - d.totals.shipping_tax;
    let full: Decimal = d
        .lines
        .iter()
        .map(|line| line.fixed_product_tax_row * fraction(line.tax_percent))
        .sum();
    (beyond - full).abs() < beyond.abs()
}

fn fraction(percent: Option<Decimal>) -> Decimal {
    percent.unwrap_or_default() / Decimal::ONE_HUNDRED
}

fn push_adjustments(rows: &mut Vec<Row>, d: &SalesDocument, p: &Policy) -> Result<(), Hold> {
    let adjustments = [
        ("Adjustment refund", d.totals.adjustment_positive),
        ("Adjustment fee", -d.totals.adjustment_negative),
    ];
    for (name, amount) in adjustments.into_iter().filter(|(_, amount)| !amount.is_zero()) {
        rows.push(untaxed(
            Kind::Adjustment,
            name.to_owned(),
            accounts::adjustment(p)?,
            amount,
            p,
        )?);
    }
    Ok(())
}

/// One row per total of another extension, on its account.
fn push_extra_totals(rows: &mut Vec<Row>, d: &SalesDocument, sale: &Sale, p: &Policy) -> Result<(), Hold> {
    let totals = d.extra_totals.iter();
    for total in totals.filter(|total| !total.amount.is_zero() || !total.tax.is_zero()) {
        let account = accounts::extra_total(p, total)?.ok_or_else(|| unmapped(d, total))?;
        let description = describe(total.title.as_deref(), None, Some(&total.code));
        let rated = !total.tax.is_zero() || total.tax_percent.is_some() || !total.taxes.is_empty();
        let mut row = untaxed(Kind::Extra, description, account, total.amount, p)?;
        if rated {
            row.choice = tax::choose(
                Taxed {
                    what: &row.description,
                    net: total.amount,
                    tax: total.tax,
                    percent: total.tax_percent,
                    taxes: &total.taxes,
                    shipping: false,
                    sale,
                },
                p,
            )?;
            row.tax = total.tax;
            row.rates = total.taxes.len();
            row.unit_gross = total.amount + total.tax;
        }
        rows.push(row);
    }
    Ok(())
}

fn gift_card_unmapped(d: &SalesDocument, charge: &Charge) -> Hold {
    let amount = money::show(charge.amount);
    Hold::new(
        HoldCode::TotalUnmapped,
        say::GIFT_CARD_UNMAPPED.with((
            &d.number,
            &charge.description,
            money::amount(charge.amount, &d.currency),
        )),
        say::GIFT_CARD_UNMAPPED_FIX.with((accounts::GIFT_CARD, say::TOTALS_PAGE)),
    )
    .with("code", accounts::GIFT_CARD)
    .with("title", "Gift card")
    .with("amount", amount)
    .with("currency", &d.currency)
}

fn unmapped(d: &SalesDocument, total: &ExtraTotal) -> Hold {
    let amount = money::show(total.amount);
    let title = total
        .title
        .as_deref()
        .map(text::plain)
        .filter(|title| !title.is_empty());
    let named = match title {
        Some(title) if title != total.code => format!("\"{title}\" ({})", total.code),
        _ => format!("\"{}\"", total.code),
    };
    Hold::new(
        HoldCode::TotalUnmapped,
        say::TOTAL_UNMAPPED.with((&d.number, money::amount(total.amount, &d.currency), named)),
        say::TOTAL_UNMAPPED_FIX.with((&total.code, say::TOTALS_PAGE)),
    )
    .with("code", &total.code)
    .with("title", total.title.as_deref().unwrap_or_default())
    .with("amount", amount)
    .with("currency", &d.currency)
}
