//! Decides how the shop's tax rates stand, alone and charged together: what is chosen for them, what would be found, and where nothing is.

use rust_decimal::Decimal;

use super::{MappingState, Row};
use crate::domain::mapping::tax::{Fit, Place, Proposal, matched, propose, propose_joint};
use crate::domain::policy::TaxTable;

/// Where the shop charges a rate, and how many of its rates there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RatePlace {
    /// ISO code of the country; empty: everywhere.
    pub country: String,
    /// Code of the state or province; empty: all of the country.
    pub region: String,
    /// Number of rates.
    pub count: u64,
}

/// How the shop uses a rate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Use {
    /// Alone.
    #[default]
    Alone,
    /// Only on top of others.
    Added,
    /// Not at all.
    Nowhere,
}

/// A tax rate of the shop, several that are charged together, or all of one percentage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShopRate {
    /// Its code; of several their codes with plus signs between.
    pub code: String,
    /// Percent of each of them; empty when one of them is unknown.
    pub percents: Vec<Decimal>,
    /// Where it is charged.
    pub places: Vec<RatePlace>,
    /// The tax type that is chosen for it, or empty.
    pub tax_type: String,
    /// The tax type that is chosen for its percentage, or empty.
    pub of_percentage: String,
    /// The tax type that it gets on shipping, or empty.
    pub on_shipping: String,
    /// How it is used.
    pub used: Use,
    /// Documents that are held for it.
    pub held: u64,
}

/// What is proposed for all places of a rate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposed {
    /// The same everywhere, or in each place its own; with the tax type that is used unmapped, or nothing.
    Everywhere(Proposal, String),
    /// Not matched in these places, the one with the most rates first.
    OpenIn(Vec<RatePlace>),
}

/// How a tax rate stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateRow {
    /// What is proposed; nothing while Xero's rates were not read or a percentage is unknown.
    pub proposed: Option<Proposed>,
    /// On products.
    pub row: Row,
    /// On shipping, where it is mapped apart.
    pub on_shipping: MappingState,
}

/// How a tax rate of the shop stands. `automatic`: rates are matched without being mapped; `is_read`: the organisation's are known.
pub fn rate_row(rate: &ShopRate, automatic: bool, is_read: bool, taxes: &TaxTable) -> RateRow {
    let proposed = (is_read && !rate.percents.is_empty()).then(|| in_all_places(rate, taxes));
    let unmapped = match rate.of_percentage.as_str() {
        "" => without_choice(rate, proposed.as_ref(), automatic, is_read),
        of_percentage => chosen(of_percentage, taxes),
    };
    let is_open = matches!(
        unmapped,
        MappingState::Missing | MappingState::Proposal | MappingState::Open
    );
    let unmapped = match rate.used {
        Use::Added if is_open && rate.held == 0 => MappingState::Part,
        Use::Nowhere if is_open && rate.held == 0 => MappingState::None,
        _ => unmapped,
    };
    RateRow {
        proposed,
        row: Row {
            state: match rate.tax_type.as_str() {
                "" => unmapped,
                own => chosen(own, taxes),
            },
            unmapped,
        },
        on_shipping: match rate.on_shipping.as_str() {
            "" => MappingState::None,
            own => chosen(own, taxes),
        },
    }
}

/// What the rates of a percentage would get in each of their places: they count as matched only when those of all places are.
fn in_all_places(rate: &ShopRate, taxes: &TaxTable) -> Proposed {
    let everywhere = RatePlace {
        count: 1,
        ..RatePlace::default()
    };
    let places = match rate.places.as_slice() {
        [] => std::slice::from_ref(&everywhere),
        several => several,
    };
    let of = |place: &RatePlace| proposed(&rate.code, &rate.percents, &place.country, &place.region, taxes);
    let mut by_place = places.iter().map(|place| (place, of(place)));
    let Some((_, (first, type_))) = by_place.next() else {
        return Proposed::OpenIn(Vec::new());
    };
    let mut open: Vec<RatePlace> = Vec::new();
    if type_.is_none() {
        open.extend(places.first().cloned());
    }
    let others = by_place.filter(|(_, (_, type_))| type_.is_none());
    open.extend(others.map(|(place, _)| place.clone()));
    if places.len() == 1 || open.is_empty() {
        return Proposed::Everywhere(first, type_.unwrap_or_default());
    }
    open.sort_by_key(|place| std::cmp::Reverse(place.count));
    Proposed::OpenIn(open)
}

/// What is proposed for a rate, or for several that are charged together, and what it gets unmapped where rates are matched.
pub fn proposed(
    code: &str,
    percents: &[Decimal],
    country: &str,
    region: &str,
    taxes: &TaxTable,
) -> (Proposal, Option<String>) {
    let place = Place::of_rate(code, country, region);
    let sum = percents.iter().fold(Decimal::ZERO, |sum, one| sum.saturating_add(*one));
    let proposal = match percents {
        [single] => propose(code, *single, &place, taxes),
        several => propose_joint(code, several, &place, taxes),
    };
    (proposal, matched(sum, &place, taxes))
}

/// What happens today to a rate that nobody mapped, not what could be.
fn without_choice(rate: &ShopRate, proposed: Option<&Proposed>, automatic: bool, is_read: bool) -> MappingState {
    match proposed {
        Some(Proposed::Everywhere(_, type_)) if automatic && rate.held == 0 && !type_.is_empty() => {
            MappingState::Automatic
        }
        Some(Proposed::Everywhere(proposal, _)) if proposal.fit != Fit::None => MappingState::Proposal,
        _ if is_read || rate.held > 0 => MappingState::Missing,
        _ => MappingState::Open,
    }
}

/// How a row stands for which a tax type is chosen.
fn chosen(tax_type: &str, taxes: &TaxTable) -> MappingState {
    let mut known = taxes.rates.iter().filter(|rate| rate.active && rate.sales).peekable();
    match known.peek().is_none() || known.any(|rate| rate.tax_type == tax_type) {
        true => MappingState::Mapped,
        false => MappingState::Gone,
    }
}

/// Where several rates that are charged together are charged: the country when it is the same for all, and the state or province,
/// whose tax is charged beside its country's.
pub fn joint_place(parts: &[RatePlace]) -> RatePlace {
    let country = match parts.first() {
        Some(first) if parts.iter().all(|part| part.country == first.country) => first.country.clone(),
        _ => String::new(),
    };
    let regions: Vec<&str> = parts
        .iter()
        .map(|part| part.region.as_str())
        .filter(|code| !code.is_empty())
        .collect();
    let region = match regions.as_slice() {
        [first, others @ ..] if others.iter().all(|other| other == first) => (*first).to_owned(),
        _ => String::new(),
    };
    RatePlace {
        country,
        region,
        count: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::MappingState as S;
    use super::*;
    use crate::domain::policy::TaxRate;

    fn xero(type_: &str, name: &str, rate: &str) -> TaxRate {
        TaxRate {
            tax_type: type_.into(),
            name: name.into(),
            rate: rate.parse().unwrap(),
            active: true,
            sales: true,
            refused_on: Vec::new(),
        }
    }

    fn british() -> TaxTable {
        TaxTable {
            rates: vec![
                xero("OUTPUT2", "20% (VAT on Income)", "20"),
                xero("NONE", "No VAT", "0"),
                xero("TAX004", "US Texas 8.25%", "8.25"),
                TaxRate {
                    active: false,
                    ..xero("OLD", "17.5% VAT", "17.5")
                },
                TaxRate {
                    sales: false,
                    ..xero("INPUT2", "20% (VAT on Expenses)", "20")
                },
            ],
            country: Some("GB".into()),
            ..TaxTable::default()
        }
    }

    fn place(country: &str, region: &str, count: u64) -> RatePlace {
        RatePlace {
            country: country.into(),
            region: region.into(),
            count,
        }
    }

    fn rate(code: &str, percent: &str, country: &str) -> ShopRate {
        ShopRate {
            code: code.into(),
            percents: percent.split(" + ").map(|one| one.parse().unwrap()).collect(),
            places: vec![place(country, "", 1)],
            ..ShopRate::default()
        }
    }

    #[test]
    fn a_rate_that_nobody_mapped() {
        let used = |used: Use, rate: ShopRate| ShopRate { used, ..rate };
        let held = |rate: ShopRate| ShopRate { held: 2, ..rate };
        for (what, rate, automatic, is_read, state) in [
            ("home", rate("GB 20", "20", "GB"), true, true, S::Automatic),
            ("not matched", rate("GB 20", "20", "GB"), false, true, S::Proposal),
            (
                "held although it matches",
                held(rate("GB 20", "20", "GB")),
                true,
                true,
                S::Proposal,
            ),
            ("no tax", rate("0", "0", ""), true, true, S::Automatic),
            ("abroad", rate("FR 20", "20", "FR"), true, true, S::Proposal),
            ("none", rate("DE 19", "19", "DE"), true, true, S::Missing),
            (
                "added",
                used(Use::Added, rate("City", "0.5", "US")),
                true,
                true,
                S::Part,
            ),
            (
                "unused",
                used(Use::Nowhere, rate("Idle", "3", "US")),
                true,
                true,
                S::None,
            ),
            (
                "unused, and matched",
                used(Use::Nowhere, rate("GB 20", "20", "GB")),
                true,
                true,
                S::Automatic,
            ),
            (
                "added, and a document waits",
                held(used(Use::Added, rate("City", "0.5", "US"))),
                true,
                true,
                S::Missing,
            ),
            ("unread", rate("GB 20", "20", "GB"), true, false, S::Open),
            (
                "unread and unused",
                used(Use::Nowhere, rate("GB 20", "20", "GB")),
                true,
                false,
                S::None,
            ),
            (
                "unread, and a document waits",
                held(rate("GB 20", "20", "GB")),
                true,
                false,
                S::Missing,
            ),
            (
                "of an unknown percentage",
                ShopRate {
                    percents: vec![],
                    ..rate("A + B", "0", "GB")
                },
                true,
                true,
                S::Missing,
            ),
            (
                "several together",
                rate("State + City", "6 + 2.25", "US"),
                true,
                true,
                S::Missing,
            ),
        ] {
            let found = rate_row(&rate, automatic, is_read, &british());
            assert_eq!((found.row.state, found.row.unmapped), (state, state), "{what}");
            assert_eq!(found.proposed.is_some(), is_read && !rate.percents.is_empty(), "{what}");
            assert_eq!(found.on_shipping, S::None, "{what}");
        }
    }

    #[test]
    fn a_rate_for_which_something_is_chosen() {
        for (own, of_percentage, state, unmapped) in [
            ("OUTPUT2", "", S::Mapped, S::Proposal),
            ("OLD", "", S::Gone, S::Proposal),
            ("INPUT2", "", S::Gone, S::Proposal),
            ("NEVER", "", S::Gone, S::Proposal),
            ("", "OUTPUT2", S::Mapped, S::Mapped),
            ("", "OLD", S::Gone, S::Gone),
            ("NONE", "OLD", S::Mapped, S::Gone),
        ] {
            let chosen = ShopRate {
                tax_type: own.into(),
                of_percentage: of_percentage.into(),
                on_shipping: own.into(),
                ..rate("FR 20", "20", "FR")
            };
            let found = rate_row(&chosen, true, true, &british());
            assert_eq!(
                (found.row.state, found.row.unmapped),
                (state, unmapped),
                "{own} {of_percentage}"
            );
            assert_eq!(found.on_shipping, if own.is_empty() { S::None } else { state });
            // What was never read cannot be missed.
            let unread = rate_row(&chosen, true, false, &TaxTable::default());
            assert_eq!(unread.row.state, S::Mapped, "{own} {of_percentage}");
        }
    }

    #[test]
    fn all_rates_of_a_percentage_are_matched_only_when_those_of_every_place_are() {
        let group = |percent: &str, places: Vec<RatePlace>| ShopRate {
            places,
            ..rate(percent, percent, "")
        };
        let mixed = group("20", vec![place("GB", "", 1), place("FR", "", 1), place("US", "", 250)]);
        let found = rate_row(&mixed, true, true, &british());
        assert_eq!(found.row.state, S::Missing);
        let open = vec![place("US", "", 250), place("FR", "", 1)];
        assert_eq!(found.proposed, Some(Proposed::OpenIn(open)));
        let states = group("8.25", vec![place("US", "TX", 249), place("US", "CA", 1)]);
        let found = rate_row(&states, true, true, &british());
        assert_eq!(found.proposed, Some(Proposed::OpenIn(vec![place("US", "CA", 1)])));
        let home = rate_row(&group("20", vec![place("GB", "", 9)]), true, true, &british());
        assert_eq!(home.row.state, S::Automatic);
        // In each place its own: nothing to choose for all of them.
        let mut taxes = british();
        taxes.rates.push(xero("TAX020", "France 20%", "20"));
        let two = rate_row(
            &group("20", vec![place("GB", "", 1), place("FR", "", 1)]),
            true,
            true,
            &taxes,
        );
        assert_eq!(two.row.state, S::Automatic);
        let Some(Proposed::Everywhere(_, type_)) = two.proposed else {
            panic!("{two:?}");
        };
        assert_eq!(type_, "OUTPUT2");
    }

    #[test]
    fn rates_that_are_charged_together_are_where_all_of_them_are() {
        for (parts, joint) in [
            (vec![], ("", "")),
            (vec![("CA", ""), ("CA", "QC")], ("CA", "QC")),
            (vec![("CA", "ON"), ("CA", "QC")], ("CA", "")),
            (vec![("US", "TX"), ("US", ""), ("US", "TX")], ("US", "TX")),
            (vec![("US", "TX"), ("CA", "")], ("", "TX")),
            // One that the shop does not have any more.
            (vec![("US", ""), ("", "")], ("", "")),
        ] {
            let places: Vec<RatePlace> = parts
                .iter()
                .map(|(country, region)| place(country, region, 3))
                .collect();
            assert_eq!(joint_place(&places), place(joint.0, joint.1, 1), "{parts:?}");
        }
    }
}
