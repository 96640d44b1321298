//! Decides before a sale is sent whether it would surely be held for its tax rates: by the rule by which documents are held, as far as it
//! needs no sale.
//!
//! What the sale decides counts as fitting: conditions of a rule, and the place where the shop tells none.

use rust_decimal::Decimal;

use super::matching::{self, Match};
use super::places::Place;
use super::{keys, mapped, rule, zero};
use crate::domain::policy::Policy;
use crate::domain::shop::AppliedTax;

/// Whether amounts that were charged these rates, `percent` together, are surely held.
pub fn is_surely_held(taxes: &[AppliedTax], percent: Decimal, p: &Policy) -> bool {
    let keys = keys(taxes, percent);
    if rule::may_fit(&keys, percent, &p.tax) {
        return false;
    }
    if let Some(choice) = mapped(&keys, percent, p) {
        return choice.is_err();
    }
    if percent.is_zero() {
        return zero(p).is_err();
    }
    let country = taxes.iter().find_map(|tax| tax.country.as_deref());
    let place = Place::of_rates(country.unwrap_or_default(), taxes);
    !(p.tax.automatic && matches!(matching::by_percentage(percent, &place, &p.tax), Match::Rate(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::mapping::tax::matching::tests::table;
    use crate::domain::policy::TaxRule;

    /// Rates with plus signs between, charged in a country (empty: nobody tells).
    fn rates(codes: &str, country: &str) -> Vec<AppliedTax> {
        let told = Some(country.to_owned()).filter(|country| !country.is_empty());
        codes
            .split(" + ")
            .map(|code| AppliedTax {
                code: code.into(),
                title: None,
                percent: Decimal::ZERO,
                country: told.clone(),
                region: None,
            })
            .collect()
    }

    fn policy(automatic: bool, map: &[(&str, &str)], rules: &[(&str, &str, &str)]) -> Policy {
        let mut tax = table(
            "GB",
            &[
                ("OUTPUT2", "20% (VAT on Income)", "20"),
                ("RROUTPUT", "5% (VAT on Income)", "5"),
                ("TAX001", "19% German VAT", "19"),
            ],
        );
        tax.automatic = automatic;
        tax.map = map.iter().map(|(key, of)| ((*key).into(), (*of).into())).collect();
        tax.rules = rules
            .iter()
            .map(|(rate, country, tax_type)| TaxRule {
                rate: (*rate).into(),
                country: (*country).into(),
                tax_type: (*tax_type).into(),
                ..TaxRule::default()
            })
            .collect();
        Policy {
            tax,
            ..Policy::default()
        }
    }

    #[test]
    fn what_nobody_mapped_is_held_unless_it_is_matched() {
        for (automatic, codes, country, percent, held) in [
            (false, "VAT", "GB", "20", true),
            (true, "VAT", "GB", "20", false),
            (true, "MWST", "DE", "7", true),
            (true, "MWST", "DE", "19", false),
            // A tax of another country is none of the organisation's own.
            (true, "TVA", "FR", "20", true),
            // The sale tells the place.
            (true, "Gone", "", "20", false),
            (false, "Gone", "", "20", true),
        ] {
            let p = policy(automatic, &[], &[]);
            let found = is_surely_held(&rates(codes, country), percent.parse().unwrap(), &p);
            assert_eq!(found, held, "{automatic} {codes} {percent}");
        }
    }

    #[test]
    fn what_is_mapped_is_held_where_xero_has_not_got_it() {
        for (map, codes, held) in [
            (&[("VAT", "OUTPUT2")][..], "VAT", false),
            (&[("20", "OUTPUT2")], "VAT", false),
            (&[("A + B", "OUTPUT2")], "A + B", false),
            (&[("A + B", "OUTPUT2")], "B + A", false),
            (&[("A", "OUTPUT2")], "A + B", true),
            (&[("VAT", "")], "VAT", true),
            // Deleted in Xero; of another percentage.
            (&[("VAT", "OLD")], "VAT", true),
            (&[("VAT", "RROUTPUT")], "VAT", true),
            // The percentage of then may be mapped for itself.
            (&[("VAT", "RROUTPUT"), ("20", "OUTPUT2")], "VAT", false),
            (&[("VAT", "OLD"), ("20", "OUTPUT2")], "VAT", true),
        ] {
            let p = policy(false, map, &[]);
            assert_eq!(
                is_surely_held(&rates(codes, "GB"), Decimal::from(20), &p),
                held,
                "{map:?} {codes}"
            );
        }
    }

    #[test]
    fn a_rule_that_may_fit_counts_as_fitting() {
        for (rate, country, tax_type, held) in [
            ("VAT", "DE", "OUTPUT2", false),
            ("20.0", "DE", "X", false),
            ("", "DE", "OUTPUT2", false),
            // For any rate that its type can have.
            ("", "", "RROUTPUT", true),
            ("A", "", "OUTPUT2", true),
            ("VAT", "", " ", true),
        ] {
            let p = policy(false, &[], &[(rate, country, tax_type)]);
            let found = is_surely_held(&rates("VAT", "GB"), Decimal::from(20), &p);
            assert_eq!(found, held, "{rate} {country} {tax_type}");
        }
    }
}
