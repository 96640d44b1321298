//! Decides which accounts take rows with sales tax: where Xero refuses it, the account is at fault, and not the tax.

use super::{active, chosen, sales};
use crate::domain::books::AccountRef;
use crate::domain::mapping::row::{Kind, Row};
use crate::domain::mapping::tax;
use crate::domain::policy::{Account, Hold, HoldCode, Policy, TaxRate};
use crate::message::{Arg, Message, Template, say};

/// Where amounts go, as a sentence begins, for what, and where that is chosen.
type Role = (Message, Message, Template<0>);

/// Where the amounts of a row of this kind go, as a sentence begins, for what, and where that is chosen.
fn role(row: &Row, p: &Policy) -> Role {
    match row.kind {
        Kind::Shipping => (say::SHIPPING_GOES.into(), say::FOR_SHIPPING.into(), say::ACCOUNTS_PAGE),
        Kind::FixedTax => (
            say::FIXED_PRODUCT_TAXES_GO.into(),
            say::FOR_FIXED_PRODUCT_TAXES.into(),
            say::ACCOUNTS_PAGE,
        ),
        Kind::Adjustment => (
            say::ADJUSTMENTS_GO.into(),
            say::FOR_ADJUSTMENTS.into(),
            say::ACCOUNTS_PAGE,
        ),
        Kind::Extra => (
            say::TOTAL_GOES.with(&row.description),
            say::FOR_TOTAL.with(&row.description),
            say::TOTALS_PAGE,
        ),
        Kind::Product | Kind::Discount | Kind::Correction if sales(p).is_ok_and(|usual| usual == row.account) => {
            (say::SALES_GO.into(), say::FOR_SALES.into(), say::ACCOUNTS_PAGE)
        }
        Kind::Product | Kind::Discount | Kind::Correction => of_product(&row.description),
    }
}

fn of_product(name: &str) -> Role {
    (
        say::PRODUCT_GOES.with(name),
        say::FOR_PRODUCT.with(name),
        say::PRODUCT_PAGE,
    )
}

/// Holds a document one of whose accounts Xero does not take with the tax of its rows: the account is at fault, not the tax.
pub(in crate::domain::mapping) fn take_the_tax(rows: &[Row], p: &Policy) -> Result<(), Hold> {
    for row in rows {
        let account = row.account.as_str();
        let Some(found) = active(p, account) else {
            continue;
        };
        let rate = p.tax.rates.iter().find(|rate| rate.tax_type == row.choice.tax_type);
        if rate.is_some_and(|rate| rate.refused_on.iter().any(|class| class == class_of(found))) {
            return Err(untaxable(found, account, role(row, p)));
        }
    }
    Ok(())
}

/// Holds a product whose sales account does not take the tax type that its item names.
pub(in crate::domain::mapping) fn item_takes(
    p: &Policy,
    account: &AccountRef,
    tax_type: &str,
    name: &str,
) -> Result<(), Hold> {
    let Some(found) = active(p, account.as_str()) else {
        return Ok(());
    };
    let rate = p.tax.rates.iter().find(|rate| rate.tax_type == tax_type);
    if !rate.is_some_and(|rate| rate.refused_on.iter().any(|class| class == class_of(found))) {
        return Ok(());
    }
    let role = match sales(p).is_ok_and(|usual| usual == *account) {
        true => (say::SALES_GO.into(), say::FOR_SALES.into(), say::ACCOUNTS_PAGE),
        false => of_product(name),
    };
    Err(untaxable(found, account.as_str(), role))
}

/// The hold of an account on which Xero allows no sales tax: how the sentence begins, for what, where it is chosen.
fn untaxable(found: &Account, account: &str, (goes, purpose, page): Role) -> Hold {
    let named = match found.code.as_deref().filter(|code| !code.is_empty()) {
        Some(code) => code,
        None => found.name.as_str(),
    };
    let class = match class_of(found) {
        "EXPENSE" => say::AN_EXPENSE.into(),
        "ASSET" => say::AN_ASSET.into(),
        "LIABILITY" => say::A_LIABILITY.into(),
        "EQUITY" => say::EQUITY.into(),
        other => Arg::from(other),
    };
    Hold::new(
        HoldCode::AccountInvalid,
        say::ACCOUNT_TAKES_NO_TAX.with((goes, named, class)),
        say::ACCOUNT_TAKES_NO_TAX_FIX.with((purpose.clone(), page)),
    )
    .with("account", account)
    .with("account_name", &found.name)
    .with("purpose", purpose)
    .with("type", &found.type_)
}

/// The account's class; of its type, where Xero did not tell.
fn class_of(account: &Account) -> &str {
    match (account.class.as_str(), account.type_.as_str()) {
        ("", "DIRECTCOSTS" | "EXPENSE" | "OVERHEADS" | "DEPRECIATN") => "EXPENSE",
        ("", "CURRLIAB" | "LIABILITY" | "TERMLIAB") => "LIABILITY",
        ("", "EQUITY") => "EQUITY",
        ("", "BANK" | "CURRENT" | "FIXED" | "INVENTORY" | "NONCURRENT" | "PREPAYMENT") => "ASSET",
        ("", _) => "REVENUE",
        (class, _) => class,
    }
}

/// Whether Xero refuses the taxes that the shop's sales get on an account: the mapped ones, and the usual one of the country.
pub(super) fn refuses_sales_tax(account: &Account, p: &Policy) -> bool {
    let taxes: Vec<&TaxRate> = p
        .tax
        .rates
        .iter()
        .filter(|rate| rate.active && rate.sales && !rate.rate.is_zero())
        .collect();
    let mapped = |rate: &&TaxRate| p.tax.map.values().any(|tax_type| *tax_type == rate.tax_type);
    taxes
        .iter()
        .copied()
        .filter(mapped)
        .chain(tax::standard(&taxes, p.tax.country.as_deref()))
        .any(|rate| rate.refused_on.iter().any(|class| class == class_of(account)))
}

/// Whether an account whose amounts are usually taxed takes the taxes that the shop's sales get: the mapped ones, and the usual
/// one of the organisation's country.
pub(super) fn taxed(p: &Policy, account: Option<&str>, goes: Template<0>, purpose: Template<0>) -> Result<(), Hold> {
    let Some(account) = chosen(account) else {
        return Ok(());
    };
    let Some(found) = active(p, account) else {
        return Ok(());
    };
    match refuses_sales_tax(found, p) {
        true => Err(untaxable(
            found,
            account,
            (goes.into(), purpose.into(), say::ACCOUNTS_PAGE),
        )),
        false => Ok(()),
    }
}
