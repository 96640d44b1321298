//! Tables of names of tax rates and the places they mean.

use super::*;

fn place(text: &str) -> Place {
    let (country, region) = text.split_once('-').unwrap_or((text, ""));
    Place::of(country, region)
}

#[test]
fn there_are_fifty_states_a_district_and_thirteen_provinces() {
    assert_eq!(STATES.split('|').count(), 51);
    assert_eq!(PROVINCES.split('|').count(), 13);
    for known in REGIONS.iter() {
        assert_eq!(region(known.country, known.name), Some(*known));
        assert_eq!(region(known.country, &known.code.to_lowercase()), Some(*known));
        let own = Place::of(known.country, known.code);
        for text in [
            format!("{} {} 5%", known.country, known.code),
            format!("{}-{} 5%", known.country, known.code),
            format!("{} sales tax 5%", known.name),
            format!("{} ({}) 5%", known.name, known.code),
        ] {
            assert_eq!(named(&text, &own, ""), Named::Region, "{text}");
            for other in REGIONS
                .iter()
                .filter(|other| *other != known && other.country == known.country)
            {
                let there = Place::of(other.country, other.code);
                assert_eq!(named(&text, &there, ""), Named::Elsewhere, "{text} for {}", other.name);
            }
        }
    }
    for alias in ALIASES.split('|') {
        let (place, name) = alias.split_once(' ').unwrap();
        assert_eq!(NAMES[name].is_empty(), place == "-", "{alias}");
        assert_eq!(name, name.to_lowercase(), "{alias}");
    }
    assert!(TERRITORIES.split(' ').all(|code| countries::name(code).is_some()));
}

#[test]
fn a_name_says_whether_it_is_of_a_place() {
    use Named::{Country, Elsewhere, Home, Nothing};
    // name of the rate in Xero, where the shop charges its tax, the organisation's country → what the name says
    for (name, at, own, expected) in [
        ("US Texas 8.25%", "US-CA", "GB", Elsewhere),
        ("US California 8.25%", "US-TX", "GB", Elsewhere),
        ("US Texas 8.25%", "US-TX", "GB", Named::Region),
        ("US Texas 8.25%", "US", "GB", Elsewhere),
        ("Sales tax 8.25%", "US-TX", "US", Nothing),
        ("TX Austin 8.25%", "US-TX", "US", Named::Region),
        ("TX Austin 8.25%", "US-CA", "US", Elsewhere),
        ("Sales tax (TX) 8.25%", "CA-QC", "US", Elsewhere),
        ("Texas and Oklahoma 8.25%", "US-TX", "US", Elsewhere),
        // Quebec and Ontario.
        ("Quebec QST 9.975%", "CA-QC", "CA", Named::Region),
        ("Québec TVQ 9,975 %", "CA-QC", "CA", Named::Region),
        ("Quebec QST 9.975%", "CA-ON", "CA", Elsewhere),
        ("QST 9.975%", "CA-ON", "CA", Elsewhere),
        ("Quebec QST 9.975%", "CA", "CA", Elsewhere),
        ("Ontario HST 13%", "CA-QC", "CA", Elsewhere),
        ("ON HST 13%", "CA-ON", "CA", Named::Region),
        ("GST ON INCOME 5%", "CA-QC", "CA", Nothing),
        ("Canada GST + QST 14.975%", "CA-QC", "GB", Named::Region),
        ("Canada GST 5%", "CA-QC", "GB", Country),
        ("Canada GST 5%", "CA", "GB", Country),
        // An abbreviation that is a country and a state.
        ("DE 7%", "DE", "GB", Country),
        ("DE 7%", "US-DE", "GB", Named::Region),
        ("DE 7%", "US-TX", "GB", Elsewhere),
        ("US-DE 7%", "DE", "GB", Elsewhere),
        ("DE USt 7%", "US-DE", "GB", Elsewhere),
        ("DE USt 7%", "DE", "US", Country),
        ("Delaware 7%", "DE", "GB", Elsewhere),
        ("7% (US Florida, DE reduced)", "DE", "GB", Country),
        ("7% (US Florida, DE reduced)", "US-FL", "GB", Named::Region),
        ("IN GST 18%", "IN", "US", Country),
        ("IN GST 18%", "US-IN", "US", Elsewhere),
        ("IN 7%", "US-IN", "US", Named::Region),
        ("IN 7%", "IN", "US", Elsewhere),
        ("Indiana 7%", "IN", "GB", Elsewhere),
        ("India IGST 18%", "US-IN", "GB", Elsewhere),
        ("CA 7.25%", "US-CA", "GB", Named::Region),
        ("CA 7.25%", "US-CA", "US", Named::Region),
        ("CA 5%", "CA-ON", "GB", Country),
        ("CA 7.25%", "CA", "US", Elsewhere),
        ("CA GST 5%", "US-CA", "US", Elsewhere),
        ("CA-QC 9.975%", "US-CA", "GB", Elsewhere),
        ("California 7.25%", "CA", "GB", Elsewhere),
        ("Canada 7.25%", "US-CA", "US", Elsewhere),
        ("Newfoundland 15%", "CA-NL", "CA", Named::Region),
        ("CA-NL HST 15%", "NL", "GB", Elsewhere),
        ("NL BTW 21%", "CA-NL", "CA", Elsewhere),
        ("NL BTW 21%", "NL", "CA", Country),
        // One name within another.
        ("Washington DC 6%", "US-DC", "US", Named::Region),
        ("Washington, D.C. 6%", "US-DC", "US", Named::Region),
        ("Washington DC 6%", "US-WA", "US", Elsewhere),
        ("Washington 6.5%", "US-WA", "US", Named::Region),
        ("Washington 6.5%", "US-DC", "US", Elsewhere),
        ("New York City 8.875%", "US-NY", "US", Named::Region),
        ("York 8.875%", "US-NY", "US", Nothing),
        ("Kansas 6.5%", "US-AR", "US", Elsewhere),
        ("Arkansas 6.5%", "US-KS", "US", Elsewhere),
        ("Missouri, Kansas City 8.6%", "US-MO", "US", Named::Region),
        ("Missouri, Kansas City 8.6%", "US-KS", "US", Elsewhere),
        ("West Virginia 6%", "US-VA", "US", Elsewhere),
        ("West Virginia 6%", "US-WV", "US", Named::Region),
        ("Virginia 6%", "US-WV", "US", Elsewhere),
        ("New Mexico 5%", "MX", "US", Elsewhere),
        ("New Mexico 5%", "US-NM", "GB", Named::Region),
        ("New Jersey 5%", "JE", "GB", Elsewhere),
        ("Papua New Guinea 10%", "GN", "GB", Elsewhere),
        ("Northern Ireland 20%", "IE", "GB", Home),
        ("Northern Ireland 20%", "GB", "GB", Country),
        ("New South Wales 10%", "AU", "GB", Country),
        ("Georgia VAT 18%", "GE", "US", Country),
        ("Georgia VAT 18%", "US-GA", "US", Elsewhere),
        ("US Georgia 4%", "US-GA", "GB", Named::Region),
        ("US Georgia 4%", "GE", "GB", Elsewhere),
        // Abbreviations that are of neither country here.
        ("WA GST on Income 10%", "AU", "AU", Country),
        ("NT GST on Income 10%", "AU", "AU", Country),
        ("VAT MI 20%", "GB", "GB", Nothing),
        ("WA GST on Income 10%", "US-TX", "AU", Home),
        ("NT GST 5%", "CA-NT", "CA", Named::Region),
        ("NT GST 5%", "CA-ON", "CA", Elsewhere),
        ("WA 10%", "US-WA", "US", Named::Region),
        // Countries, and what is none.
        ("20% (VAT on Income)", "FR", "GB", Nothing),
        ("UK VAT 20%", "FR", "GB", Home),
        ("UK VAT 20%", "IM", "GB", Country),
        ("Deutschland 19%", "DE", "GB", Country),
        ("Deutschland 19%", "AT", "GB", Elsewhere),
        ("Zero Rated EC Services", "FR", "GB", Nothing),
        ("Puerto Rico 11.5%", "US-PR", "US", Country),
        ("Puerto Rico 11.5%", "US-FL", "US", Elsewhere),
        ("US Florida 7%", "US-PR", "US", Elsewhere),
        ("sales tax in no state at all", "US-IN", "US", Nothing),
        ("Texas 8.25%", "", "US", Elsewhere),
        ("20% VAT", "", "GB", Nothing),
    ] {
        assert_eq!(named(name, &place(at), own), expected, "{name} for {at}, own {own}");
    }
}

#[test]
fn a_rate_of_the_shop_is_of_the_region_that_it_or_its_code_says() {
    // code, country, region as the shop has it → place
    for (code, country, told, expected) in [
        ("US-CA-*-Rate 1", "US", "", "US-CA"),
        ("US-CA-*-Rate 1", "US", "TX", "US-TX"),
        ("US-IN 7%", "US", "", "US-IN"),
        ("Texas sales tax", "us", "", "US-TX"),
        ("Rate 1", "US", "", "US"),
        ("TX + OK", "US", "", "US"),
        ("CA GST 5%", "CA", "", "CA"),
        ("CA GST 5% + CA-QC QST 9.975%", "CA", "", "CA-QC"),
        ("US-NY 8.875% + US-NY-NYC 0.375% (2nd rate)", "US", "", "US-NY"),
        ("DE USt 19%", "DE", "BAY", "DE"),
        ("DE USt 19%", "DE", "", "DE"),
        ("Puerto Rico", "US", "PR", "PR"),
        ("VI", "US", "Virgin Islands", "VI"),
        ("GB VAT 20%", "UK", "", "GB"),
        ("8.25", "", "", ""),
    ] {
        assert_eq!(
            Place::of_rate(code, country, told),
            place(expected),
            "{code} {country} {told}"
        );
    }
    let tax = |code: &str, region: &str| AppliedTax {
        code: code.into(),
        region: Some(region.to_owned()).filter(|region| !region.is_empty()),
        ..AppliedTax::default()
    };
    for (taxes, expected) in [
        (vec![tax("GST", ""), tax("QST", "QC")], "CA-QC"),
        (vec![tax("CA-ON", ""), tax("QST", "QC")], "CA-QC"),
        (vec![tax("A", "ON"), tax("B", "QC")], "CA"),
        (vec![], "CA"),
    ] {
        assert_eq!(Place::of_rates("CA", &taxes), place(expected), "{taxes:?}");
    }
    assert_eq!(
        (place("US-GA").name(), Some(place("GE").name())),
        (Arg::from("Georgia (US)"), countries::named("GE"))
    );
}
