//! Tables of tax by destination, buyer and what is sold.

use super::{dec, line, policy, sale, ship};
use crate::domain::hold::HoldCode;
use crate::domain::mapping::document;
use crate::domain::policy::{Policy, TaxRate, TaxRule};
use crate::domain::shop::{Address, AppliedTax, DocumentKind, SalesDocument};

/// A shop in Germany that sells to consumers abroad under the One Stop Shop.
fn german() -> Policy {
    let mut p = policy(&[]);
    p.tax.country = Some("DE".into());
    p.tax.rates.clear();
    for (tax_type, percent) in [
        ("OUTPUT", "19"),
        ("OUTPUTRED", "7"),
        ("OSSFR", "20"),
        ("OSSAT", "20"),
        ("OSSFRRED", "5.5"),
        ("REVERSE", "0"),
        ("EXPORT", "0"),
        ("NONE", "0"),
    ] {
        p.tax.rates.push(TaxRate {
            tax_type: tax_type.into(),
            name: match tax_type {
                "OSSFRRED" => "OSS FR reduced".into(),
                other => other.into(),
            },
            rate: dec(percent),
            active: true,
            sales: true,
            refused_on: Vec::new(),
        });
    }
    let rule = |rate: &str, country: &str, vat_number: Option<bool>, tax_type: &str| TaxRule {
        rate: rate.into(),
        country: country.into(),
        vat_number,
        tax_type: tax_type.into(),
        ..TaxRule::default()
    };
    p.tax.rules = vec![
        rule("20", "FR", None, "OSSFR"),
        rule("20", "AT", None, "OSSAT"),
        rule("", "EU", Some(true), "REVERSE"),
        rule("0", "US", None, "EXPORT"),
        rule("0", "CH", None, "EXPORT"),
    ];
    p
}

/// A row of 100 and shipping of 10, both at this rate, sent to this country.
fn sent(country: &str, percent: &str, codes: &str) -> SalesDocument {
    let tax = dec(percent).to_string();
    let mut row = line(["1", "100", "100", "0", &tax, percent]);
    row.taxes = vec![AppliedTax {
        code: codes.into(),
        title: None,
        percent: dec(percent),
        country: None,
        region: None,
    }];
    let mut source = sale(DocumentKind::Invoice, vec![row]);
    ship(&mut source, "10", &(dec(percent) / dec("10")).to_string(), percent);
    source.billing_address = Some(Address {
        country: Some("DE".into()),
        ..Address::default()
    });
    source.shipping_address = Some(Address {
        country: Some(country.into()),
        ..Address::default()
    });
    source
}

/// The tax types of the lines.
fn types(source: &SalesDocument, p: &Policy) -> Vec<String> {
    let mapped = document(source, p).unwrap_or_else(|hold| panic!("{hold}"));
    mapped.lines.into_iter().map(|line| line.tax_type).collect()
}

#[test]
fn destination_countries_have_rates_of_their_own() {
    let p = german();
    assert_eq!(types(&sent("DE", "19", "DE 19"), &p), ["OUTPUT", "OUTPUT"]);
    assert_eq!(types(&sent("FR", "20", "EU 20"), &p), ["OSSFR", "OSSFR"]);
    assert_eq!(types(&sent("AT", "20", "EU 20"), &p), ["OSSAT", "OSSAT"]);
    assert_eq!(types(&sent("FR", "5.5", "FR red"), &p), ["OSSFRRED", "OSSFRRED"]);
    // Nothing is delivered: the billing address decides.
    let mut download = sent("FR", "20", "EU 20");
    download.billing_address = download.shipping_address.take();
    assert_eq!(types(&download, &p), ["OSSFR", "OSSFR"]);
    let nowhere = sent("NL", "20", "EU 20");
    assert_eq!(document(&nowhere, &p).unwrap_err().code, HoldCode::TaxRateUnmapped);
}

#[test]
fn codes_of_one_percentage_are_told_apart() {
    let mut p = german();
    p.tax.rules.clear();
    p.tax.map.insert("FR TVA".into(), "OSSFR".into());
    p.tax.map.insert("AT USt".into(), "OSSAT".into());
    let mut source = sent("FR", "20", "FR TVA");
    source.shipping.as_mut().unwrap().taxes = source.lines[0].taxes.clone();
    assert_eq!(types(&source, &p), ["OSSFR", "OSSFR"]);
    source.lines[0].taxes[0].code = "AT USt".into();
    assert_eq!(types(&source, &p), ["OSSAT", "OSSFR"]);
}

#[test]
fn reverse_charge_needs_a_vat_number_abroad() {
    let p = german();
    let exempt = |country: &str, vat_number: Option<&str>| {
        let mut source = sent(country, "0", "none");
        source.customer.vat_number = vat_number.map(str::to_owned);
        source
    };
    assert_eq!(types(&exempt("FR", Some("FR26300000123")), &p), ["REVERSE", "REVERSE"]);
    assert_eq!(types(&exempt("FR", Some(" ")), &p), ["NONE", "NONE"]);
    assert_eq!(types(&exempt("DE", Some("DE1")), &p), ["NONE", "NONE"]);
    assert_eq!(types(&exempt("GB", Some("GB1")), &p), ["NONE", "NONE"]);
    let mut on_address = exempt("EL", None);
    on_address.billing_address.as_mut().unwrap().vat_number = Some("EL1".into());
    assert_eq!(types(&on_address, &p), ["REVERSE", "REVERSE"]);
    // The shop names 20 % but charged nothing: that is the zero rate, not the 20 %.
    let mut named = sent("FR", "20", "EU 20");
    named.customer.vat_number = Some("FR26300000123".into());
    named.lines[0].tax = dec("0");
    named.totals.shipping_tax = dec("0");
    super::add_up(&mut named);
    assert_eq!(types(&named, &p), ["REVERSE", "REVERSE"]);
    // The number was not valid and the shop charged tax: taxed as charged.
    let mut charged = sent("FR", "20", "EU 20");
    charged.customer.vat_number = Some("FR1".into());
    assert_eq!(types(&charged, &p), ["OSSFR", "OSSFR"]);
}

#[test]
fn exports_are_zero_rated() {
    let p = german();
    assert_eq!(types(&sent("US", "0", ""), &p), ["EXPORT", "EXPORT"]);
    assert_eq!(types(&sent("CH", "0", ""), &p), ["EXPORT", "EXPORT"]);
    assert_eq!(types(&sent("JP", "0", ""), &p), ["NONE", "NONE"]);
}

#[test]
fn classes_and_shipping_have_rules_too() {
    let mut p = german();
    p.tax.rates.push(TaxRate {
        tax_type: "SHIPFR".into(),
        rate: dec("20"),
        active: true,
        sales: true,
        ..TaxRate::default()
    });
    p.tax.rules.push(TaxRule {
        shipping: Some(true),
        tax_type: "SHIPFR".into(),
        rate: "20".into(),
        country: "FR".into(),
        ..TaxRule::default()
    });
    p.tax.rules.push(TaxRule {
        customer_class: "Diplomats".into(),
        tax_type: "EXPORT".into(),
        ..TaxRule::default()
    });
    assert_eq!(types(&sent("FR", "20", ""), &p), ["OSSFR", "SHIPFR"]);
    let mut diplomat = sent("DE", "0", "");
    diplomat.customer.tax_class = Some("Diplomats".into());
    assert_eq!(types(&diplomat, &p), ["EXPORT", "EXPORT"]);
}

#[test]
fn a_rule_to_another_percentage_is_held_with_both() {
    let mut p = german();
    p.tax.rules[0].tax_type = "OUTPUT".into();
    let hold = document(&sent("FR", "20", "EU 20"), &p).unwrap_err();
    assert_eq!(hold.code, HoldCode::TaxRateDiffers);
    assert!(
        hold.message.to_string().contains("20 %") && hold.message.to_string().contains("19 %"),
        "{}",
        hold.message
    );
}

/// A British shop with rates for its sales abroad, as Xero names them.
fn british() -> Policy {
    let mut p = policy(&[]);
    p.tax.country = Some("GB".into());
    p.tax.rates.clear();
    for (tax_type, name, percent) in [
        ("OUTPUT2", "20% (VAT on Income)", "20"),
        ("TAX019", "OSS AU GST 10%", "10"),
        ("TAX001", "US Texas 8.25%", "8.25"),
        ("TAX002", "US California 8.25%", "8.25"),
        ("TAX003", "France TVA 20%", "20"),
        ("NONE", "No VAT", "0"),
    ] {
        p.tax.rates.push(TaxRate {
            tax_type: tax_type.into(),
            name: name.into(),
            rate: dec(percent),
            active: true,
            sales: true,
            refused_on: Vec::new(),
        });
    }
    p
}

#[test]
fn a_rate_that_the_shop_has_no_more_is_of_the_country_of_delivery() {
    let p = british();
    // Its country was known as long as the shop had the rate; deleting or renaming it changes nothing.
    for (country, percent, expected) in [
        ("US", "10", "held"),
        ("AU", "10", "TAX019"),
        ("GB", "20", "OUTPUT2"),
        ("IM", "20", "OUTPUT2"),
        ("FR", "20", "TAX003"),
        ("DE", "20", "held"),
        ("", "20", "held"),
    ] {
        let source = sent(country, percent, "a rate of before");
        let source = SalesDocument {
            billing_address: None,
            ..source
        };
        let told = match document(&source, &p) {
            Ok(mapped) => mapped.lines[0].tax_type.clone(),
            Err(hold) => {
                assert_eq!(
                    (hold.code, hold.subject()),
                    (HoldCode::TaxRateUnmapped, "a rate of before"),
                    "{country}"
                );
                "held".to_owned()
            }
        };
        assert_eq!(told, expected, "{country} {percent}");
    }
    // Guests with a billing address only, and what is downloaded.
    let mut download = sent("US", "10", "US-CA-90013-Rate 1");
    download.billing_address = download.shipping_address.take();
    let hold = document(&download, &p).unwrap_err();
    assert_eq!(
        hold.message,
        "The shop no longer has the tax \"US-CA-90013-Rate 1\" (10 %); it was charged on a delivery to California (US), and \"OSS AU \
         GST 10%\" in Xero is not of that country, state or province."
    );
    // What the shop still knows goes before the delivery: a British sale to Germany below the threshold.
    let mut origin = sent("DE", "20", "GB VAT");
    origin.lines[0].taxes[0].country = Some("GB".into());
    origin.shipping.as_mut().unwrap().taxes = origin.lines[0].taxes.clone();
    assert_eq!(types(&origin, &p), ["OUTPUT2", "OUTPUT2"]);
}

/// A rate that the shop has, of a state or province.
fn in_region(country: &str, region: &str, percent: &str) -> SalesDocument {
    let mut source = sent(country, percent, "Rate 1");
    for tax in &mut source.lines[0].taxes {
        tax.country = Some(country.into());
        tax.region = Some(region.into());
    }
    source.shipping.as_mut().unwrap().taxes = source.lines[0].taxes.clone();
    source
}

#[test]
fn a_rate_of_another_state_is_never_taken_for_its_percentage() {
    // What Xero has beside the British rates, where the shop charges its tax, what its documents get.
    for (names, country, region, expected) in [
        (&["US Texas 8.25%"][..], "US", "CA", "held"),
        (&["US California 8.25%"], "US", "TX", "held"),
        (&["US Texas 8.25%", "US California 8.25%"], "US", "CA", "TAX002"),
        (&["US Texas 8.25%", "US California 8.25%"], "US", "TX", "TAX001"),
        (&["US Texas 8.25%", "US California 8.25%"], "US", "NY", "held"),
        (&["US 8.25%", "US California 8.25%"], "US", "CA", "TAX002"),
        (&["US 8.25%", "US Texas 8.25%"], "US", "CA", "TAX001"),
        (&["Quebec QST 8.25%"], "CA", "ON", "held"),
        (&["Quebec QST 8.25%"], "CA", "QC", "TAX001"),
        (&["Ontario HST 8.25%"], "CA", "QC", "held"),
        (&["US-DE 8.25%"], "DE", "", "held"),
        (&["DE USt 8.25%"], "US", "DE", "held"),
        (&["Kansas 8.25%"], "US", "AR", "held"),
        (&["Virginia 8.25%"], "US", "WV", "held"),
        (&["Washington DC 8.25%"], "US", "WA", "held"),
    ] {
        for own in ["GB", "US", "CA"] {
            let mut p = british();
            p.tax.country = Some(own.into());
            p.tax.rates.retain(|rate| !rate.tax_type.starts_with("TAX"));
            for (at, name) in names.iter().enumerate() {
                p.tax.rates.push(TaxRate {
                    tax_type: format!("TAX00{}", at + 1),
                    name: (*name).into(),
                    rate: dec("8.25"),
                    active: true,
                    sales: true,
                    refused_on: Vec::new(),
                });
            }
            let told = |source: &SalesDocument| match document(source, &p) {
                Ok(mapped) => mapped.lines.last().unwrap().tax_type.clone(),
                Err(hold) => {
                    assert_eq!(hold.code, HoldCode::TaxRateUnmapped, "{hold}");
                    "held".to_owned()
                }
            };
            let source = in_region(country, region, "8.25");
            assert_eq!(told(&source), expected, "{names:?} for {country}-{region}, own {own}");
            // Only the shipping is taxed.
            let mut shipping = source.clone();
            shipping.totals.tax -= shipping.lines[0].tax;
            shipping.totals.grand_total -= shipping.lines[0].tax;
            shipping.lines[0] = line(["1", "100", "100", "0", "0", "0"]);
            shipping.lines[0].taxes.clear();
            assert_eq!(
                told(&shipping),
                expected,
                "{names:?} for shipping to {country}-{region}, own {own}"
            );
            // One cent has no tax that names its rate; a person mapped one for its own sales.
            let mut cent = line(["1", "0.01", "0.01", "0", "0", "8.25"]);
            cent.taxes.clear();
            let mut alone = sale(DocumentKind::Invoice, vec![cent]);
            alone.shipping_address = Some(Address {
                country: Some(country.into()),
                region: Some(region.into()).filter(|region: &String| !region.is_empty()),
                ..Address::default()
            });
            let mapped = if expected == "held" { "TAX001" } else { expected };
            p.tax.map.insert("Mapped".into(), mapped.into());
            let told = match document(&alone, &p) {
                Ok(mapped) => mapped.lines[0].tax_type.clone(),
                Err(_) => "held".to_owned(),
            };
            assert_eq!(told, expected, "{names:?} for a cent to {country}-{region}, own {own}");
        }
    }
    let mut p = british();
    p.tax.rates.retain(|rate| rate.tax_type != "TAX002");
    let hold = document(&in_region("US", "CA", "8.25"), &p).unwrap_err();
    assert_eq!(
        hold.message,
        "The tax \"Rate 1\" (8.25 %) is of California (US); \"US Texas 8.25%\" in Xero is not, and is not taken by its percentage alone."
    );
    // The shop has the rate no more: its code or the delivery tells the state.
    for (code, region, expected) in [
        ("US-TX-*-Rate 1", None, "TAX001"),
        ("US-CA-*-Rate 1", None, "held"),
        ("Rate 1", Some("Texas"), "TAX001"),
        ("Rate 1", Some("California"), "held"),
        ("Rate 1", None, "held"),
    ] {
        let mut source = sent("US", "8.25", code);
        source.shipping.as_mut().unwrap().taxes = source.lines[0].taxes.clone();
        source.shipping_address.as_mut().unwrap().region = region.map(str::to_owned);
        let told = document(&source, &p).map_or("held".to_owned(), |mapped| mapped.lines[0].tax_type.clone());
        assert_eq!(told, expected, "{code} {region:?}");
    }
}

#[test]
fn a_line_of_a_cent_takes_the_rate_of_its_percentage() {
    let cent = || {
        let mut cent = line(["1", "0.01", "0.01", "0", "0", "8.25"]);
        cent.name = Some("One cent".into());
        cent.taxes.clear();
        cent
    };
    let taxed = |code: &str| {
        let mut row = line(["1", "100", "100", "0", "8.25", "8.25"]);
        row.taxes[0].code = code.into();
        row
    };
    let mut p = british();
    p.tax.map.insert("US-TX".into(), "TAX001".into());
    p.tax.map.insert("US-CA".into(), "TAX002".into());
    // From the same document.
    let source = sale(DocumentKind::Invoice, vec![cent(), taxed("US-TX")]);
    assert_eq!(types(&source, &p), ["TAX001", "TAX001"]);
    // Two rates of this percentage on one document: nobody knows which.
    let source = sale(DocumentKind::Invoice, vec![cent(), taxed("US-TX"), taxed("US-CA")]);
    assert_eq!(document(&source, &p).unwrap_err().code, HoldCode::TaxRateUnmapped);
    // Alone, from the mapping: only where one of its rates has this percentage.
    let alone = sale(DocumentKind::Invoice, vec![cent()]);
    assert_eq!(document(&alone, &p).unwrap_err().code, HoldCode::TaxRateUnmapped);
    p.tax.map.remove("US-CA");
    let mapped = document(&alone, &p).unwrap();
    assert_eq!(
        (
            mapped.lines[0].tax_type.as_str(),
            mapped.expected.total,
            mapped.expected.tax
        ),
        ("TAX001", dec("0.01"), dec("0"))
    );
    // What is exempt stays exempt: 8.25 would have been charged.
    let mut exempt = line(["1", "100", "100", "0", "0", "8.25"]);
    exempt.taxes.clear();
    assert_eq!(types(&sale(DocumentKind::Invoice, vec![exempt]), &p), ["NONE"]);
}

#[test]
fn where_xero_has_no_rate_of_nothing_the_hold_says_so() {
    // An Australian chart has no NONE. 0.10 of tax on each of 99 pieces of 1.02: only lines without tax could carry the difference.
    let mut p = policy(&[dec("10")]);
    p.tax.rates.retain(|rate| rate.tax_type != "NONE");
    let source = sale(
        DocumentKind::Invoice,
        vec![line(["99", "1.02", "100.98", "0", "9.90", "10"])],
    );
    let hold = document(&source, &p).unwrap_err();
    assert_eq!(
        (hold.code, hold.subject()),
        (HoldCode::TaxRateUnmapped, "0"),
        "{hold:?}"
    );
    assert!(hold.message.to_string().contains("0 %"), "{}", hold.message);
    p.tax.rates.push(TaxRate {
        tax_type: "BASEXCLUDED".into(),
        name: "BAS Excluded".into(),
        active: true,
        sales: true,
        ..TaxRate::default()
    });
    p.tax.map.insert("0".into(), "BASEXCLUDED".into());
    let mapped = document(&source, &p).unwrap();
    assert_eq!(
        (mapped.expected.total, mapped.expected.tax),
        (dec("110.88"), dec("9.90"))
    );
    // What no line without tax could help stays what it is.
    p.tax.map.clear();
    let wrong = sale(DocumentKind::Invoice, vec![line(["1", "100", "100", "0", "5", "10"])]);
    assert_eq!(document(&wrong, &p).unwrap_err().code, HoldCode::TotalMismatch);
}
