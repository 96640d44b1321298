//! Decides which Xero tax type an amount gets: by a rule with conditions, else what the shop mapped, else what matches by
//! percentage.
//!
//! It does not compute any tax.

mod forecast;
mod matching;
mod places;
mod proposal;
mod rate;
mod rule;

use rust_decimal::Decimal;

use matching::Match;
use places::{Named, named};
use rate::{NONE, PERCENT_TOLERANCE, none_exists};
use rule::Asked;

use super::countries;
use crate::domain::money::{self, plain};
use crate::domain::policy::{Hold, HoldCode, Policy, TaxRate, TaxTable};
use crate::domain::shop::AppliedTax;
use crate::message::{Message, Template, say};

pub use forecast::is_surely_held;
pub use proposal::{Fit, Proposal};

pub(super) use matching::matched;
pub(super) use places::Place;
pub(super) use proposal::{propose, propose_joint};

pub(super) use matching::standard;
pub(super) use rule::Sale;

/// A tax type with its percentage in Xero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TaxChoice {
    pub(super) tax_type: String,
    pub(super) rate: Decimal,
}

/// An amount and what the shop says about its tax.
#[derive(Debug, Clone, Copy)]
pub(super) struct Taxed<'a> {
    /// What it is, for messages.
    pub(super) what: &'a str,
    /// The amount without tax.
    pub(super) net: Decimal,
    /// Its tax.
    pub(super) tax: Decimal,
    /// All rates together, in percent.
    pub(super) percent: Option<Decimal>,
    /// The rates by name.
    pub(super) taxes: &'a [AppliedTax],
    /// Whether it is shipping.
    pub(super) shipping: bool,
    /// The sale it belongs to.
    pub(super) sale: &'a Sale,
}

/// The tax type of an amount.
pub(super) fn choose(amount: Taxed, p: &Policy) -> Result<TaxChoice, Hold> {
    let percent = percentage(amount)?;
    // Less than a cent of tax may have been rounded away; more was not charged (exempt, reverse charge).
    let exempt = amount.tax.is_zero()
        && !percent.is_zero()
        && (amount.net * percent / Decimal::ONE_HUNDRED).abs() >= Decimal::new(1, 2);
    let (percent, keys) = if exempt {
        (Decimal::ZERO, vec!["0".to_owned()])
    } else {
        (percent, keys(amount.taxes, percent))
    };
    let asked = Asked {
        keys: &keys,
        percent,
        shipping: amount.shipping,
        sale: amount.sale,
    };
    let chosen = match rule::fitting(&asked, &p.tax) {
        Some(rule) => checked(
            rule.tax_type.trim(),
            percent,
            keys.first().map_or("", String::as_str),
            p,
        ),
        None if exempt => zero(p),
        None => applied(amount, percent, &keys, p),
    };
    match chosen {
        // Nothing is charged and nothing is taxed: no reason to ask for a mapping.
        Err(hold) if amount.net.is_zero() && amount.tax.is_zero() => zero(p).map_err(|_| hold),
        choice => choice,
    }
}

/// The tax type of amounts that the shop rates at zero.
pub(super) fn zero(p: &Policy) -> Result<TaxChoice, Hold> {
    if let Some(tax_type) = p.tax.map.get("0") {
        return checked(tax_type, Decimal::ZERO, "0", p);
    }
    if p.tax.automatic && none_exists(&p.tax) {
        return Ok(none());
    }
    Err(unmapped(say::NO_TAX.into(), "0", Decimal::ZERO))
}

/// The tax type of amounts that are outside the shop's rates: rounding, adjustments, untaxed discounts.
pub(super) fn outside(p: &Policy) -> Result<TaxChoice, Hold> {
    if none_exists(&p.tax) { Ok(none()) } else { zero(p) }
}

/// The tax type of all sales, when the mapping knows no other.
pub(super) fn only(p: &Policy) -> Option<String> {
    let mut types = p.tax.map.values().filter(|tax_type| !tax_type.is_empty());
    let first = types.next().filter(|_| !p.tax.automatic && p.tax.rules.is_empty())?;
    let usable = p.tax.rates.is_empty() || p.tax.rates.iter().any(|rate| rate.tax_type == *first && rate.active);
    (usable && types.all(|tax_type| tax_type == first)).then(|| first.clone())
}

/// A tax type of 0 % as if the organisation had one: to learn whether a document lacks just that.
pub(super) fn supposed() -> TaxChoice {
    none()
}

fn none() -> TaxChoice {
    TaxChoice {
        tax_type: NONE.to_owned(),
        rate: Decimal::ZERO,
    }
}

/// All rates together, in percent.
fn percentage(amount: Taxed) -> Result<Decimal, Hold> {
    if let Some(percent) = amount.percent
        && (!percent.is_zero() || amount.tax.is_zero())
    {
        return Ok(percent);
    }
    if amount.taxes.is_empty() && amount.tax.is_zero() {
        return Ok(Decimal::ZERO);
    }
    let sum: Decimal = amount.taxes.iter().map(|tax| tax.percent).sum();
    if !sum.is_zero() || amount.tax.is_zero() {
        return Ok(compounded(amount, sum));
    }
    let charged = if amount.net.is_zero() {
        Decimal::ZERO
    } else {
        money::round(amount.tax / amount.net * Decimal::ONE_HUNDRED, 2)
    };
    Err(unmapped(
        say::TAX_UNNAMED.with((money::amount(amount.tax, ""), amount.what, money::number(charged))),
        "",
        charged,
    ))
}

/// Several rates are added or compounded; the tax shows which.
fn compounded(amount: Taxed, sum: Decimal) -> Decimal {
    let mut factor = Decimal::ONE;
    for tax in amount.taxes {
        factor = money::round(factor * (Decimal::ONE + tax.percent / Decimal::ONE_HUNDRED), 16);
    }
    let compound = money::round((factor - Decimal::ONE) * Decimal::ONE_HUNDRED, 4);
    let miss = |percent: Decimal| (amount.net * percent / Decimal::ONE_HUNDRED - amount.tax).abs();
    if miss(compound) < miss(sum) { compound } else { sum }
}

/// What a rate is called in the mapping, the most telling first: its codes in order, sorted, and its percentage.
fn keys(taxes: &[AppliedTax], percent: Decimal) -> Vec<String> {
    let mut codes: Vec<&str> = taxes
        .iter()
        .map(|tax| tax.code.as_str())
        .filter(|code| !code.is_empty())
        .collect();
    let joined = codes.join(" + ");
    codes.sort_unstable();
    let mut keys = vec![joined, codes.join(" + "), plain(percent)];
    keys.retain(|key| !key.is_empty());
    keys.dedup();
    keys
}

/// What the shop mapped for one of a rate's names; `None`: nothing.
fn mapped(keys: &[String], percent: Decimal, p: &Policy) -> Option<Result<TaxChoice, Hold>> {
    let mut differing = None;
    for key in keys {
        if let Some(tax_type) = p.tax.map.get(key.as_str()).filter(|value| !value.is_empty()) {
            match checked(tax_type, percent, key, p) {
                // The shop changed the rate since: its percentage of then may be mapped for itself.
                Err(hold) if hold.code == HoldCode::TaxRateDiffers => drop(differing.get_or_insert(hold)),
                chosen => return Some(chosen),
            }
        }
    }
    differing.map(Err)
}

fn applied(amount: Taxed, percent: Decimal, keys: &[String], p: &Policy) -> Result<TaxChoice, Hold> {
    if let Some(choice) = mapped(keys, percent, p) {
        return choice;
    }
    if percent.is_zero() {
        return zero(p);
    }
    if let Some(rate) = without_rate(amount, percent, &p.tax) {
        return Ok(TaxChoice {
            tax_type: rate.tax_type.clone(),
            rate: rate.rate,
        });
    }
    // Orders keep the code of a rate, not its place: where the shop has the rate no more, the place of delivery counts.
    let told = amount
        .taxes
        .iter()
        .find_map(|tax| tax.country.as_deref().filter(|code| !code.trim().is_empty()));
    let place = match told {
        Some(country) => Place::of_rates(country, amount.taxes),
        None => Some(Place::of_rates(amount.sale.country(), amount.taxes))
            .filter(Place::has_region)
            .unwrap_or_else(|| amount.sale.place()),
    };
    let nowhere = place.country().is_empty() && !matching::own(&p.tax).is_empty();
    let found = match p.tax.automatic && !nowhere {
        true => matching::by_percentage(percent, &place, &p.tax),
        false => Match::Nothing,
    };
    if let Match::Rate(rate) = found {
        return Ok(TaxChoice {
            tax_type: rate.tax_type.clone(),
            rate: rate.rate,
        });
    }
    let percent_key = plain(percent);
    let (named, key) = match keys {
        [joined, _, ..] => (say::TAX_NAMED.with((joined, money::number(percent))), joined.as_str()),
        _ => (
            say::TAX_OF_PERCENT.with((money::number(percent), amount.what)),
            percent_key.as_str(),
        ),
    };
    let hold = unmapped(named.clone(), key, percent);
    let fix = || say::TAX_OF_COUNTRY_FIX.with(say::TAX_PAGE);
    Err(match found {
        Match::OfAnotherPlace(rate) => {
            let place = place.name();
            Hold {
                message: match told {
                    Some(_) => say::TAX_OF_ANOTHER_COUNTRY.with((named, place, &rate.name)),
                    None => say::TAX_DELETED_IN_SHOP.with((named, place, &rate.name)),
                },
                fix: fix(),
                ..hold
            }
        }
        Match::Nothing if nowhere && p.tax.automatic => Hold {
            message: say::TAX_COUNTRY_UNKNOWN.with(named),
            fix: fix(),
            ..hold
        },
        _ => hold,
    })
}

/// For an amount so small that no rate was recorded with it: abroad the rate of that place, else the one that the mapping has for
/// its percentage, if it is the only one and none of another place than the sale's.
fn without_rate<'a>(amount: Taxed, percent: Decimal, taxes: &'a TaxTable) -> Option<&'a TaxRate> {
    if !amount.taxes.is_empty() || !amount.tax.is_zero() {
        return None;
    }
    let place = amount.sale.place();
    let country = place.country();
    let own = matching::own(taxes);
    let abroad = !country.is_empty() && !own.is_empty() && countries::tax_area(country) != countries::tax_area(&own);
    if abroad
        && taxes.automatic
        && let Match::Rate(rate) = matching::by_percentage(percent, &place, taxes)
    {
        return Some(rate);
    }
    let said = |rate: &TaxRate| named(&rate.name, &place, &own);
    let elsewhere = |rate: &TaxRate| !country.is_empty() && matches!(said(rate), Named::Elsewhere | Named::Home);
    let fits = |rate: &&TaxRate| {
        rate.active
            && rate.sales
            && (rate.rate - percent).abs() <= PERCENT_TOLERANCE
            && taxes.map.values().any(|tax_type| *tax_type == rate.tax_type)
            && !elsewhere(rate)
    };
    let fitting: Vec<&TaxRate> = taxes.rates.iter().filter(fits).collect();
    let of_region: Vec<&TaxRate> = fitting
        .iter()
        .copied()
        .filter(|rate| said(rate) == Named::Region)
        .collect();
    match (of_region.as_slice(), fitting.as_slice()) {
        ([only], _) | ([], [only]) => Some(only),
        _ => None,
    }
}

/// The mapped tax type, when the organisation has it and its percentage is the one that was charged.
fn checked(tax_type: &str, percent: Decimal, key: &str, p: &Policy) -> Result<TaxChoice, Hold> {
    if p.tax.rates.is_empty() {
        return Ok(TaxChoice {
            tax_type: tax_type.to_owned(),
            rate: percent,
        });
    }
    let Some(rate) = p.tax.rates.iter().find(|rate| rate.tax_type == tax_type) else {
        return Err(invalid(tax_type, key, say::TAX_TYPE_UNKNOWN));
    };
    if !rate.active {
        return Err(invalid(tax_type, key, say::TAX_TYPE_INACTIVE));
    }
    if !rate.sales && tax_type != NONE {
        return Err(invalid(tax_type, key, say::TAX_TYPE_NOT_FOR_SALES));
    }
    if (rate.rate - percent).abs() > PERCENT_TOLERANCE {
        return Err(Hold::new(
            HoldCode::TaxRateDiffers,
            say::TAX_RATE_DIFFERS.with((money::number(percent), key, &rate.name, money::number(rate.rate))),
            say::TAX_RATE_DIFFERS_FIX.with((key, money::number(percent), say::TAX_PAGE)),
        )
        .with("rate", key)
        .with("percent", plain(percent))
        .with("tax_type", tax_type)
        .with("xero_percent", plain(rate.rate)));
    }
    Ok(TaxChoice {
        tax_type: tax_type.to_owned(),
        rate: rate.rate,
    })
}

fn invalid(tax_type: &str, key: &str, reason: Template<2>) -> Hold {
    Hold::new(
        HoldCode::TaxRateInvalid,
        reason.with((tax_type, key)),
        say::TAX_TYPE_FIX.with((key, say::TAX_PAGE)),
    )
    .with("rate", key)
    .with("tax_type", tax_type)
}

fn unmapped(named: Message, rate: &str, percent: Decimal) -> Hold {
    Hold::new(
        HoldCode::TaxRateUnmapped,
        say::TAX_UNMAPPED.with(named),
        match percent.is_zero() {
            true => say::ZERO_RATE_FIX.with(say::TAX_PAGE),
            false => say::MAP_TAX_RATE_FIX.with(say::TAX_PAGE),
        },
    )
    .with("rate", rate)
    .with("percent", plain(percent))
}

#[cfg(test)]
mod tests;
