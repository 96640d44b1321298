//! Decides which of the organisation's tax rates a rate of the shop gets by its percentage and place alone, when nobody mapped it.
//!
//! It takes only what leaves no doubt. A tax of another country, state or province never becomes one of the organisation's own by
//! having the same percentage: it would stand in the wrong tax return.

use rust_decimal::Decimal;

use super::places::{Named, Place, named};
use super::rate;
use crate::domain::mapping::countries;
use crate::domain::money;
use crate::domain::policy::{TaxRate, TaxTable};

/// What a percentage leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match<'a> {
    /// This rate, without doubt.
    Rate(&'a TaxRate),
    /// This rate has the percentage, but it is not one of the place where the shop charges it.
    OfAnotherPlace(&'a TaxRate),
    /// None, or several.
    Nothing,
}

/// The rate of that percentage: the one that names the state or province, else the country, else the organisation's own where it is
/// at home.
///
/// `place` is where the shop charges it. Without a country: no particular one, as where the shop lists its percentages;
/// documents always have one, or are held.
pub(super) fn by_percentage<'a>(percent: Decimal, place: &Place, taxes: &'a TaxTable) -> Match<'a> {
    let wanted = money::round(percent, 4);
    let fitting: Vec<&TaxRate> = taxes
        .rates
        .iter()
        .filter(|rate| rate.active && rate.sales && money::round(rate.rate, 4) == wanted)
        .collect();
    let own = own(taxes);
    let that = |is: &dyn Fn(Named) -> bool| -> Vec<&'a TaxRate> {
        let fits = |rate: &&&TaxRate| is(named(&rate.name, place, &own));
        fitting.iter().filter(fits).copied().collect()
    };
    let of_region = that(&|said| said == Named::Region);
    let at_home = countries::tax_area(place.country()) == countries::tax_area(&own);
    if place.country().is_empty() || own.is_empty() || at_home {
        let here = match of_region.is_empty() {
            true => that(&|said| said != Named::Elsewhere),
            false => of_region,
        };
        return match (one(&here, taxes), fitting.as_slice()) {
            (Some(rate), _) => Match::Rate(rate),
            (None, [only]) if !place.country().is_empty() => Match::OfAnotherPlace(only),
            (None, _) => Match::Nothing,
        };
    }
    let of_country = match of_region.is_empty() {
        true => that(&|said| said == Named::Country),
        false => of_region,
    };
    match (of_country.as_slice(), fitting.as_slice()) {
        ([only], _) => Match::Rate(only),
        ([_, ..], _) => Match::Nothing,
        // Somebody added it in Xero for a percentage that is not among the organisation's own, and it names no place.
        ([], [only]) if is_added(only) && named(&only.name, place, &own) == Named::Nothing => Match::Rate(only),
        ([], several) => one(several, taxes).map_or(Match::Nothing, Match::OfAnotherPlace),
    }
}

/// The tax type that a rate gets which nobody mapped, when rates are matched automatically.
pub(crate) fn matched(percent: Decimal, place: &Place, taxes: &TaxTable) -> Option<String> {
    if percent.is_zero() {
        return rate::none_exists(taxes).then(|| rate::NONE.to_owned());
    }
    match by_percentage(percent, place, taxes) {
        Match::Rate(rate) => Some(rate.tax_type.clone()),
        Match::OfAnotherPlace(_) | Match::Nothing => None,
    }
}

/// The only one, or the country's standard one.
fn one<'a>(fitting: &[&'a TaxRate], taxes: &TaxTable) -> Option<&'a TaxRate> {
    match fitting {
        [only] => Some(only),
        several => standard(several, taxes.country.as_deref()),
    }
}

/// The one that Xero itself gives organisations of the country for usual sales.
pub(in crate::domain::mapping) fn standard<'a>(rates: &[&'a TaxRate], country: Option<&str>) -> Option<&'a TaxRate> {
    let names: &[&str] = match country {
        Some("ZA") => &["OUTPUT3", "OUTPUT2", "OUTPUT"],
        Some("SG") => &["OUTPUTY24", "OUTPUT2", "OUTPUT"],
        _ => &["OUTPUT2", "OUTPUT"],
    };
    names
        .iter()
        .find_map(|name| rates.iter().find(|rate| rate.tax_type == *name).copied())
}

/// The organisation's country; empty when it is unknown.
pub(super) fn own(taxes: &TaxTable) -> String {
    taxes.country.as_deref().map(countries::canonical).unwrap_or_default()
}

/// Whether somebody added it in Xero: such rates are called TAX001, TAX002 …, those that Xero brings have names.
fn is_added(rate: &TaxRate) -> bool {
    let number = rate.tax_type.strip_prefix("TAX");
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::domain::mapping) fn table(country: &str, rates: &[(&str, &str, &str)]) -> TaxTable {
        TaxTable {
            country: Some(country.into()).filter(|country: &String| !country.is_empty()),
            rates: rates
                .iter()
                .map(|(tax_type, name, percent)| TaxRate {
                    tax_type: (*tax_type).into(),
                    name: (*name).into(),
                    rate: percent.parse().unwrap(),
                    active: true,
                    sales: *tax_type != "NONE",
                    refused_on: Vec::new(),
                })
                .collect(),
            ..TaxTable::default()
        }
    }

    fn told(taxes: &TaxTable, percent: &str, place: &str) -> String {
        let (country, region) = place.split_once('-').unwrap_or((place, ""));
        match by_percentage(percent.parse().unwrap(), &Place::of(country, region), taxes) {
            Match::Rate(rate) => rate.tax_type.clone(),
            Match::OfAnotherPlace(rate) => format!("not {}", rate.tax_type),
            Match::Nothing => String::new(),
        }
    }

    #[test]
    fn a_tax_of_another_country_is_not_the_organisations_own() {
        let uk = table(
            "GB",
            &[
                ("OUTPUT2", "20% (VAT on Income)", "20"),
                ("RROUTPUT", "5% (VAT on Income)", "5"),
                ("TAX001", "Germany USt 19%", "19"),
                ("TAX002", "7% (US Florida, DE reduced)", "7"),
                ("TAX003", "Reduced 13.5", "13.5"),
                ("TAX004", "Spain reduced", "10"),
                ("TAX005", "Spain other", "10"),
                ("TAX006", "Spain normal", "21"),
                ("TAX007", "UK special 8", "8"),
            ],
        );
        for (percent, country, expected) in [
            ("20", "GB", "OUTPUT2"),
            ("20", "uk", "OUTPUT2"),
            ("20", "IM", "OUTPUT2"),
            ("20", "", "OUTPUT2"),
            ("20", "FR", "not OUTPUT2"),
            ("5", "CA", "not RROUTPUT"),
            ("19", "DE", "TAX001"),
            ("19", "CY", "not TAX001"),
            ("19", "GB", "not TAX001"),
            ("7", "US-FL", "TAX002"),
            ("7", "US", "not TAX002"),
            ("7", "US-TX", "not TAX002"),
            ("7", "DE", "TAX002"),
            ("13.5", "IE", "TAX003"),
            ("10", "ES", ""),
            ("10", "AU", ""),
            ("21", "NL", "not TAX006"),
            ("8", "GB", "TAX007"),
            ("8", "CH", "not TAX007"),
            ("25", "SE", ""),
        ] {
            assert_eq!(told(&uk, percent, country), expected, "{percent} {country}");
        }
    }

    #[test]
    fn where_the_organisation_is_unknown_the_percentage_decides() {
        let taxes = table("", &[("OUTPUT2", "20%", "20"), ("TAX001", "x", "20")]);
        assert_eq!(told(&taxes, "20", "FR"), "OUTPUT2");
        assert_eq!(told(&taxes, "20", ""), "OUTPUT2");
    }
}
