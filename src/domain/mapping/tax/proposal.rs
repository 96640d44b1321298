//! Decides which of the organisation's tax rates to propose for a tax rate of the shop, for a person to confirm.
//!
//! It does not book anything by a proposal: what was not confirmed is matched by `matching` alone.

use rust_decimal::Decimal;

use super::places::{Named, Place, named};
use super::{matching, rate};
use crate::domain::money::{self, number};
use crate::domain::policy::{TaxRate, TaxTable};
use crate::message::{Arg, Message, say};

/// Tax types of sales that are taxed at zero, as Xero calls them in its countries.
const ZERO_RATED: [&str; 4] = ["ZERORATEDOUTPUT", "ZERORATED", "OUTPUTZERO", "EXEMPTOUTPUT"];

/// How well a proposal fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// Nothing else fits.
    Exact,
    /// It fits, but so do others, or something speaks against it.
    Likely,
    /// Nothing fits.
    None,
}

impl Fit {
    /// As the shop's screens get it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Likely => "likely",
            Self::None => "none",
        }
    }
}

/// A tax rate of the organisation, proposed for one of the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// `TaxType`; empty when nothing fits.
    pub tax_type: String,
    /// `Name` in Xero.
    pub name: String,
    /// Its percentage.
    pub rate: Decimal,
    /// How well it fits.
    pub fit: Fit,
    /// Why, for a person.
    pub reason: Message,
}

/// The tax type for a rate of the shop: its code, its percentage and the place where it is charged.
///
/// What names another place is not proposed: it would be one click away from the wrong tax return.
pub(crate) fn propose(rate_code: &str, percent: Decimal, place: &Place, taxes: &TaxTable) -> Proposal {
    let own = matching::own(taxes);
    let of_percentage = of_percentage(percent, taxes);
    if of_percentage.is_empty() {
        return nothing(percent, taxes);
    }
    let that = |is: &dyn Fn(Named) -> bool| -> Vec<&TaxRate> {
        let fits = |rate: &&&TaxRate| is(named(&rate.name, place, &own));
        of_percentage.iter().filter(fits).copied().collect()
    };
    let candidates = that(&|said| said != Named::Elsewhere);
    if candidates.is_empty() {
        return Proposal {
            reason: say::PROPOSED_NONE_THERE.with(number(percent)),
            ..nothing(percent, taxes)
        };
    }
    let abroad = !place.country().is_empty() && !own.is_empty() && place.country() != own;
    let of_region = that(&|said| said == Named::Region);
    // Where the organisation is at home is unknown or the rate says no country: names decide as well.
    let of_country = match abroad || own.is_empty() {
        true => that(&|said| said == Named::Country),
        false => Vec::new(),
    };
    for those in [of_region, of_country] {
        match those.as_slice() {
            [only] => {
                return fitting(
                    only,
                    Fit::Exact,
                    say::PROPOSED_NAMES_COUNTRY.with((in_words(place), number(percent))),
                );
            }
            [] => {}
            several => return pick(several, rate_code, percent),
        }
    }
    if percent.is_zero() {
        return zero(&candidates, abroad);
    }
    let chosen = match candidates.as_slice() {
        [only] if of_percentage.len() == 1 => fitting(only, Fit::Exact, say::PROPOSED_ONLY_ONE.with(number(percent))),
        [only] => fitting(only, Fit::Exact, say::PROPOSED_ONLY_NEUTRAL.with(number(percent))),
        several => match matching::standard(several, taxes.country.as_deref()) {
            Some(standard) => {
                let reason = say::PROPOSED_USUAL.with((number(percent), in_words(&Place::of(&own, ""))));
                fitting(standard, Fit::Exact, reason)
            }
            None => pick(several, rate_code, percent),
        },
    };
    if abroad {
        let reason = say::PROPOSED_ABROAD.with((number(percent), in_words(place)));
        return Proposal {
            fit: Fit::Likely,
            reason,
            ..chosen
        };
    }
    chosen
}

/// The organisation's active rates for sales that have a percentage.
fn of_percentage(percent: Decimal, taxes: &TaxTable) -> Vec<&TaxRate> {
    let near = |rate: &&TaxRate| {
        let difference = rate.rate.checked_sub(percent);
        difference.is_some_and(|difference| difference.abs() <= rate::PERCENT_TOLERANCE)
    };
    let usable = |rate: &&TaxRate| rate.active && (rate.sales || rate.tax_type == rate::NONE);
    taxes.rates.iter().filter(usable).filter(near).collect()
}

/// The tax type for several rates that are charged together, as a city's on top of its state's: for their total. `code` is their
/// codes with plus signs between; documents tell whether the shop adds the percentages or charges one on the other.
pub(crate) fn propose_joint(code: &str, percents: &[Decimal], place: &Place, taxes: &TaxTable) -> Proposal {
    let (added, compound) = totals(percents);
    let sum = propose(code, added, place, taxes);
    if added == compound {
        return sum;
    }
    let on_top = propose(code, compound, place, taxes);
    let one_on_the_other = || say::JOINT_ONE_ON_THE_OTHER.with(number(compound));
    let both_on_the_price = || say::JOINT_BOTH_ON_THE_PRICE.with(number(added));
    let exact = |proposal: &Proposal| proposal.name.trim().eq_ignore_ascii_case(code.trim());
    let (proposal, how) = match (sum.fit, on_top.fit) {
        (Fit::None, Fit::None) if taxes.rates.is_empty() || !of_percentage(added, taxes).is_empty() => return sum,
        (Fit::None, Fit::None) if !of_percentage(compound, taxes).is_empty() => return on_top,
        (Fit::None, Fit::None) => {
            let reason = say::JOINT_NONE.with((number(added), number(compound)));
            return Proposal { reason, ..sum };
        }
        (Fit::None, _) => (on_top, one_on_the_other()),
        (_, Fit::None) => (sum, both_on_the_price()),
        _ if exact(&on_top) && !exact(&sum) => (on_top, one_on_the_other()),
        _ => (sum, both_on_the_price()),
    };
    // Which of the two totals is charged only a document knows; a rate of the same name was made for it.
    let fit = if exact(&proposal) { Fit::Exact } else { Fit::Likely };
    let reason = if exact(&proposal) {
        how.and(say::PROPOSED_SAME_NAME)
    } else {
        how.and(proposal.reason.clone())
    };
    Proposal {
        fit,
        reason,
        ..proposal
    }
}

/// Percentages added, and each charged on the price with those before it; in percent, to four places.
fn totals(percents: &[Decimal]) -> (Decimal, Decimal) {
    let hundred = Decimal::ONE_HUNDRED;
    let mut sum = Decimal::ZERO;
    let mut factor = Decimal::ONE;
    for percent in percents {
        sum = sum.saturating_add(*percent);
        factor = money::round(factor.saturating_mul(Decimal::ONE + percent / hundred), 16);
    }
    (
        sum.normalize(),
        money::round((factor - Decimal::ONE).saturating_mul(hundred), 4).normalize(),
    )
}

fn fitting(rate: &TaxRate, fit: Fit, reason: impl Into<Message>) -> Proposal {
    Proposal {
        tax_type: rate.tax_type.clone(),
        name: rate.name.clone(),
        rate: rate.rate,
        fit,
        reason: reason.into(),
    }
}

fn nothing(percent: Decimal, taxes: &TaxTable) -> Proposal {
    let reason = if taxes.rates.is_empty() {
        say::RATES_NOT_READ.into()
    } else {
        say::PROPOSED_NONE.with(number(percent))
    };
    Proposal {
        tax_type: String::new(),
        name: String::new(),
        rate: Decimal::ZERO,
        fit: Fit::None,
        reason,
    }
}

/// One of several: the one that is called as in the shop, else the first.
fn pick(several: &[&TaxRate], rate_code: &str, percent: Decimal) -> Proposal {
    let code = rate_code.trim();
    let same = several.iter().find(|rate| rate.name.trim().eq_ignore_ascii_case(code));
    match (same, several) {
        (Some(rate), _) => fitting(rate, Fit::Exact, say::PROPOSED_SAME_NAME),
        (None, [first, ..]) => {
            let others: Vec<String> = several
                .iter()
                .skip(1)
                .map(|rate| format!("\"{}\"", rate.name))
                .collect();
            let reason = say::PROPOSED_OTHERS_FIT.with((number(percent), Arg::list(others)));
            fitting(first, Fit::Likely, reason)
        }
        (None, []) => nothing(percent, &TaxTable::default()),
    }
}

/// At 0 %: what is taxed at zero goes before what is not taxed.
fn zero(candidates: &[&TaxRate], abroad: bool) -> Proposal {
    let typed = |name: &str| candidates.iter().find(|rate| rate.tax_type == name).copied();
    let zero_rated = ZERO_RATED.iter().find_map(|name| typed(name));
    let chosen = zero_rated
        .or_else(|| typed(rate::NONE))
        .or_else(|| candidates.first().copied());
    let Some(chosen) = chosen else {
        return nothing(Decimal::ZERO, &TaxTable::default());
    };
    if candidates.len() == 1 {
        return fitting(chosen, Fit::Exact, say::PROPOSED_ONLY_ZERO);
    }
    let reason = match (zero_rated, abroad) {
        (Some(_), false) => say::PROPOSED_ZERO_RATED,
        (Some(_), true) => say::PROPOSED_EXPORT,
        (None, _) => say::PROPOSED_SEVERAL_ZERO,
    };
    fitting(chosen, Fit::Likely, reason)
}

fn in_words(place: &Place) -> Arg {
    if place.country().is_empty() {
        return say::ORGANISATIONS_COUNTRY.into();
    }
    place.name()
}

#[cfg(test)]
mod tests {
    use super::super::matching::tests::table;
    use super::*;

    fn uk() -> TaxTable {
        table(
            "GB",
            &[
                ("TAX003", "France VAT", "20"),
                ("TAX004", "20% (VAT on Income) DE", "19"),
                ("TAX005", "Österreich (AT)", "20"),
                ("TAX006", "Flat at 20", "20"),
                ("OUTPUT2", "20% (VAT on Income)", "20"),
                ("RROUTPUT", "5% (VAT on Income)", "5"),
                ("TAX007", "Spain reduced", "10"),
                ("TAX008", "Spain other", "10"),
                ("NONE", "No VAT", "0"),
                ("EXEMPTOUTPUT", "Exempt Income", "0"),
                ("ZERORATEDOUTPUT", "Zero Rated Income", "0"),
                ("TAX009", "Greece EL", "24"),
            ],
        )
    }

    fn proposed(taxes: &TaxTable, percent: &str, place: &str) -> (String, Fit) {
        let (country, region) = place.split_once('-').unwrap_or((place, ""));
        let proposal = propose("Rate *", percent.parse().unwrap(), &Place::of(country, region), taxes);
        assert!(proposal.reason.to_string().ends_with('.'), "{proposal:?}");
        (proposal.tax_type, proposal.fit)
    }

    #[test]
    fn at_home_and_abroad() {
        let uk = uk();
        for (percent, country, tax_type, fit) in [
            ("20", "GB", "OUTPUT2", Fit::Exact),
            ("20.0000", "", "OUTPUT2", Fit::Exact),
            ("5", "gb", "RROUTPUT", Fit::Exact),
            ("20", "FR", "TAX003", Fit::Exact),
            ("20", "AT", "TAX005", Fit::Exact),
            ("19", "DE", "TAX004", Fit::Exact),
            ("24", "EL", "TAX009", Fit::Exact),
            ("24", "GR", "TAX009", Fit::Exact),
            ("10", "ES", "TAX007", Fit::Likely),
            ("20", "BG", "OUTPUT2", Fit::Likely),
            ("19", "GB", "", Fit::None),
            ("21", "NL", "", Fit::None),
        ] {
            assert_eq!(
                proposed(&uk, percent, country),
                (tax_type.to_owned(), fit),
                "{percent} {country}"
            );
        }
    }

    #[test]
    fn several_rates_together_are_proposed_for_their_total() {
        let canada = table(
            "CA",
            &[
                ("TAX001", "CA GST 5% + CA-QC QST 9.975%", "14.975"),
                ("TAX002", "Another 14.975", "14.975"),
                ("TAX003", "GST and PST", "12"),
                ("TAX004", "Compound of old", "13.4"),
                ("OUTPUT", "GST", "5"),
            ],
        );
        let (sum, compound) = ("charged on the price", "charged on the other");
        for (code, percents, tax_type, fit, told) in [
            (
                "CA GST 5% + CA-QC QST 9.975%",
                ["5", "9.975"],
                "TAX001",
                Fit::Exact,
                vec!["14.975 %", sum],
            ),
            ("GST + PST", ["5", "7"], "TAX003", Fit::Likely, vec!["12 %", sum]),
            ("GST + OLD", ["5", "8"], "TAX004", Fit::Likely, vec!["13.4 %", compound]),
            (
                "GST + HST",
                ["5", "10"],
                "",
                Fit::None,
                vec!["15 %", sum, "15.5 %", compound],
            ),
            (
                "GST + nothing",
                ["5", "0"],
                "OUTPUT",
                Fit::Exact,
                vec!["only one of 5 %"],
            ),
        ] {
            let percents: Vec<Decimal> = percents.iter().map(|one| one.parse().unwrap()).collect();
            let found = propose_joint(code, &percents, &Place::of_rate(code, "CA", ""), &canada);
            assert_eq!(
                (found.tax_type.as_str(), found.fit),
                (tax_type, fit),
                "{code}: {found:?}"
            );
            for words in told {
                assert!(found.reason.to_string().contains(words), "{code}: {}", found.reason);
            }
        }
    }

    #[test]
    fn a_rate_of_another_state_is_not_proposed() {
        let taxes = table(
            "US",
            &[
                ("TAX001", "US Texas 8.25%", "8.25"),
                ("TAX002", "Sales tax", "6"),
                ("TAX003", "Ohio", "6"),
                ("TAX004", "CA 7.25%", "7.25"),
                ("TAX005", "Any 7.25%", "7.25"),
            ],
        );
        for (percent, place, tax_type, fit) in [
            ("8.25", "US-CA", "", Fit::None),
            ("8.25", "US-TX", "TAX001", Fit::Exact),
            ("6", "US-MI", "TAX002", Fit::Exact),
            ("6", "US-OH", "TAX003", Fit::Exact),
            ("7.25", "US-CA", "TAX004", Fit::Exact),
            ("7.25", "US-NV", "TAX005", Fit::Exact),
        ] {
            assert_eq!(
                proposed(&taxes, percent, place),
                (tax_type.to_owned(), fit),
                "{percent} {place}"
            );
        }
        let california = propose(
            "US-CA-*-Rate 1",
            "8.25".parse().unwrap(),
            &Place::of("US", "CA"),
            &taxes,
        );
        assert!(
            california
                .reason
                .to_string()
                .contains("another country, state or province"),
            "{california:?}"
        );
        let joint: Vec<Decimal> = ["6.25", "2"].iter().map(|one| one.parse().unwrap()).collect();
        let joint = propose_joint("CA + City", &joint, &Place::of("US", "CA"), &taxes);
        assert_eq!((joint.fit, joint.reason), (Fit::None, california.reason));
    }

    #[test]
    fn the_only_one_is_not_claimed_where_xero_has_two() {
        let found = propose(
            "Rate *",
            "9.2833".parse().unwrap(),
            &Place::of("GB", ""),
            &table("GB", &[("TAX001", "A", "9.2833"), ("TAX002", "Spain", "9.2833")]),
        );
        assert_eq!(
            (found.tax_type.as_str(), found.reason.to_string().as_str()),
            ("TAX001", "It is the only one of 9.2833 % that names no other country.")
        );
    }

    #[test]
    fn nothing_charged() {
        assert_eq!(proposed(&uk(), "0", "GB"), ("ZERORATEDOUTPUT".into(), Fit::Likely));
        assert_eq!(proposed(&uk(), "0", "US"), ("ZERORATEDOUTPUT".into(), Fit::Likely));
        let us = table("US", &[("OUTPUT", "Tax on Sales", "0"), ("NONE", "Tax Exempt", "0")]);
        assert_eq!(proposed(&us, "0", "US"), ("NONE".into(), Fit::Likely));
        let nz = table(
            "NZ",
            &[
                ("ZERORATED", "Zero Rated", "0"),
                ("NONE", "No GST", "0"),
                ("OUTPUT2", "15% GST", "15"),
            ],
        );
        assert_eq!(proposed(&nz, "0", "NZ"), ("ZERORATED".into(), Fit::Likely));
        assert_eq!(proposed(&nz, "15", "NZ"), ("OUTPUT2".into(), Fit::Exact));
        let one = table("GB", &[("NONE", "No VAT", "0")]);
        assert_eq!(proposed(&one, "0", "GB"), ("NONE".into(), Fit::Exact));
    }

    #[test]
    fn several_are_told() {
        let taxes = table(
            "US",
            &[("TAX001", "City", "8.875"), ("TAX002", "NYC combined", "8.875")],
        );
        let proposal = propose("US-NY", "8.875".parse().unwrap(), &Place::of("US", "NY"), &taxes);
        assert_eq!((proposal.tax_type.as_str(), proposal.fit), ("TAX001", Fit::Likely));
        assert!(
            proposal.reason.to_string().contains("NYC combined"),
            "{}",
            proposal.reason
        );
        let proposal = propose("nyc COMBINED", "8.875".parse().unwrap(), &Place::of("US", "NY"), &taxes);
        assert_eq!((proposal.tax_type.as_str(), proposal.fit), ("TAX002", Fit::Exact));
    }

    #[test]
    fn what_may_not_be_used_is_not_proposed() {
        let mut taxes = table("GB", &[("OUTPUT2", "20%", "20"), ("TAX001", "Old 20%", "20")]);
        taxes.rates[0].sales = false;
        taxes.rates[1].active = false;
        assert_eq!(proposed(&taxes, "20", "GB"), (String::new(), Fit::None));
        let unread = propose("x", Decimal::TEN, &Place::of("GB", ""), &TaxTable::default());
        assert!(unread.reason.to_string().contains("not been read"), "{unread:?}");
    }

    #[test]
    fn without_a_country_of_the_organisation() {
        let taxes = table("", &[("TAX001", "France", "20"), ("TAX002", "Germany", "19")]);
        assert_eq!(proposed(&taxes, "20", "FR"), ("TAX001".into(), Fit::Exact));
    }
}
