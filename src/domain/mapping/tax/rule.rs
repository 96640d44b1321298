//! Decides which tax rule with conditions fits an amount: by its rate, what it is for, who buys, and where it goes.
//!
//! It does not check the tax type that the rule leads to; that is `tax`.

use rust_decimal::Decimal;

use super::places::Place;
use crate::domain::mapping::countries;
use crate::domain::policy::{TaxRule, TaxTable};
use crate::domain::shop::{Address, SalesDocument};

/// Stands for every member state of the European Union but the organisation's own.
const UNION: &str = "EU";

/// What rules ask about a sale.
#[derive(Debug, Clone, Default)]
pub(in crate::domain::mapping) struct Sale {
    /// Name of the customer's tax class.
    class: String,
    /// ISO code of the country of delivery; empty when nobody told.
    country: String,
    /// Its state, province or other region, as the address has it; empty when nobody told.
    region: String,
    /// Whether the buyer gave a VAT number.
    vat_number: bool,
}

impl Sale {
    /// The sale behind a document.
    pub(in crate::domain::mapping) fn of(d: &SalesDocument) -> Sale {
        let known = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
        let addresses = || [&d.shipping_address, &d.billing_address].into_iter().flatten();
        let told = addresses().find(|address: &&Address| known(&address.country));
        let part = |text: fn(&Address) -> &Option<String>| told.and_then(|address| text(address).clone());
        Sale {
            class: d.customer.tax_class.clone().unwrap_or_default(),
            country: countries::canonical(&part(|address| &address.country).unwrap_or_default()),
            region: part(|address| &address.region).unwrap_or_default(),
            vat_number: known(&d.customer.vat_number) || addresses().any(|address| known(&address.vat_number)),
        }
    }
}

impl Sale {
    /// ISO code of the country of delivery, else of the invoice; empty when there is no address.
    pub(super) fn country(&self) -> &str {
        &self.country
    }

    /// Where it is delivered, else where the invoice goes.
    pub(super) fn place(&self) -> Place {
        Place::of(&self.country, &self.region)
    }
}

/// An amount as rules see it.
pub(super) struct Asked<'a> {
    /// The names of its rate: codes, joined codes, percentage.
    pub(super) keys: &'a [String],
    /// What it was charged, in percent.
    pub(super) percent: Decimal,
    /// Whether it is shipping.
    pub(super) shipping: bool,
    /// The sale.
    pub(super) sale: &'a Sale,
}

/// The most specific rule that fits; the first of equals, a country before `EU`.
pub(super) fn fitting<'a>(asked: &Asked, taxes: &'a TaxTable) -> Option<&'a TaxRule> {
    let mut best: Option<(&TaxRule, usize)> = None;
    for rule in taxes.rules.iter().filter(|rule| fits(rule, asked, taxes)) {
        let specific = specificity(rule);
        if best.is_none_or(|(_, most)| specific > most) {
            best = Some((rule, specific));
        }
    }
    best.map(|(rule, _)| rule)
}

/// Whether a rule fits the rate with these names in some sale.
pub(super) fn may_fit(keys: &[String], percent: Decimal, taxes: &TaxTable) -> bool {
    taxes.rules.iter().any(|rule| is_for(rule, keys, percent, taxes))
}

/// Whether a rule is for the rate, whatever the sale.
fn is_for(rule: &TaxRule, keys: &[String], percent: Decimal, taxes: &TaxTable) -> bool {
    let rate = rule.rate.trim();
    !rule.tax_type.trim().is_empty()
        && if rate.is_empty() {
            has_percentage(rule, percent, taxes)
        } else {
            is_rate(rate, keys, percent)
        }
}

fn fits(rule: &TaxRule, asked: &Asked, taxes: &TaxTable) -> bool {
    let class = rule.customer_class.trim();
    is_for(rule, asked.keys, asked.percent, taxes)
        && rule.shipping.is_none_or(|shipping| shipping == asked.shipping)
        && (class.is_empty() || class.to_lowercase() == asked.sale.class.trim().to_lowercase())
        && in_country(rule.country.trim(), &asked.sale.country, taxes.country.as_deref())
        && rule.vat_number.is_none_or(|given| given == asked.sale.vat_number)
}

fn is_rate(rate: &str, keys: &[String], percent: Decimal) -> bool {
    keys.iter().any(|key| key == rate) || rate.parse::<Decimal>().is_ok_and(|named| named == percent)
}

/// A rule for any rate means the rates that its tax type can have: reverse charge is nothing for what was taxed.
fn has_percentage(rule: &TaxRule, percent: Decimal, taxes: &TaxTable) -> bool {
    let known = taxes.rates.iter().find(|rate| rate.tax_type == rule.tax_type.trim());
    known.is_none_or(|rate| (rate.rate - percent).abs() <= super::rate::PERCENT_TOLERANCE)
}

fn in_country(wanted: &str, country: &str, own: Option<&str>) -> bool {
    if wanted.is_empty() {
        return true;
    }
    if !wanted.eq_ignore_ascii_case(UNION) {
        return countries::canonical(wanted) == country;
    }
    countries::in_union(country) && own.map(countries::canonical).as_deref() != Some(country)
}

/// How many conditions a rule has; a single country says more than the Union.
fn specificity(rule: &TaxRule) -> usize {
    let country = rule.country.trim();
    let conditions = [
        !rule.rate.trim().is_empty(),
        rule.shipping.is_some(),
        !rule.customer_class.trim().is_empty(),
        !country.is_empty(),
        rule.vat_number.is_some(),
    ];
    let single = !country.is_empty() && !country.eq_ignore_ascii_case(UNION);
    2 * conditions.into_iter().filter(|set| *set).count() + usize::from(single)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::TaxRate;

    fn rule(rate: &str, country: &str, vat_number: Option<bool>, tax_type: &str) -> TaxRule {
        TaxRule {
            rate: rate.into(),
            country: country.into(),
            vat_number,
            tax_type: tax_type.into(),
            ..TaxRule::default()
        }
    }

    fn table(rules: Vec<TaxRule>) -> TaxTable {
        TaxTable {
            rules,
            country: Some("DE".into()),
            ..TaxTable::default()
        }
    }

    fn found(taxes: &TaxTable, percent: &str, country: &str, vat_number: bool) -> Option<String> {
        let asked = Asked {
            keys: &[percent.to_owned()],
            percent: percent.parse().unwrap(),
            shipping: false,
            sale: &Sale {
                class: "Retail Customer".into(),
                country: country.into(),
                vat_number,
                ..Sale::default()
            },
        };
        fitting(&asked, taxes).map(|rule| rule.tax_type.clone())
    }

    #[test]
    fn the_union_is_every_other_member_state() {
        let taxes = table(vec![rule("", "eu", None, "X")]);
        for (country, inside) in [
            ("FR", true),
            ("AT", true),
            ("GR", true),
            ("DE", false),
            ("GB", false),
            ("CH", false),
            ("", false),
        ] {
            assert_eq!(found(&taxes, "0", country, false).is_some(), inside, "{country}");
        }
        let greek = table(vec![rule("", "EL", None, "X")]);
        assert_eq!(found(&greek, "24", "GR", false), Some("X".into()));
    }

    #[test]
    fn the_most_specific_wins_and_the_first_of_equals() {
        let taxes = table(vec![
            rule("", "EU", None, "UNION"),
            rule("", "FR", None, "FRANCE"),
            rule("", "FR", None, "LATER"),
            rule("0", "EU", Some(true), "REVERSE"),
            rule("0.0", "", None, "ZERO"),
            rule("20", "FR", Some(true), ""),
        ]);
        assert_eq!(found(&taxes, "20", "FR", true), Some("FRANCE".into()));
        assert_eq!(found(&taxes, "20", "AT", true), Some("UNION".into()));
        assert_eq!(found(&taxes, "0", "FR", true), Some("REVERSE".into()));
        assert_eq!(found(&taxes, "0", "US", true), Some("ZERO".into()));
        assert_eq!(found(&taxes, "20", "US", true), None);
    }

    #[test]
    fn classes_and_shipping() {
        let mut taxes = table(vec![
            TaxRule {
                customer_class: "retail customer".into(),
                ..rule("", "", None, "RETAIL")
            },
            TaxRule {
                shipping: Some(true),
                ..rule("20", "FR", None, "SHIPPING")
            },
        ]);
        assert_eq!(found(&taxes, "20", "FR", false), Some("RETAIL".into()));
        taxes.rules[0].customer_class = "Wholesale".into();
        assert_eq!(found(&taxes, "20", "FR", false), None);
        taxes.rules[1].shipping = Some(false);
        assert_eq!(found(&taxes, "20", "FR", false), Some("SHIPPING".into()));
    }

    #[test]
    fn any_rate_is_any_that_the_type_can_have() {
        let mut taxes = table(vec![rule("", "EU", Some(true), "REVERSE")]);
        assert_eq!(found(&taxes, "20", "FR", true), Some("REVERSE".into()));
        taxes.rates.push(TaxRate {
            tax_type: "REVERSE".into(),
            active: true,
            ..TaxRate::default()
        });
        assert_eq!(found(&taxes, "20", "FR", true), None);
        assert_eq!(found(&taxes, "0", "FR", true), Some("REVERSE".into()));
    }
}
