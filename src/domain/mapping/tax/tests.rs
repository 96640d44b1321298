//! Tables of tax choices.

use super::*;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn rate(tax_type: &str, percent: &str) -> TaxRate {
    TaxRate {
        tax_type: tax_type.into(),
        name: tax_type.into(),
        rate: dec(percent),
        active: true,
        sales: true,
        refused_on: Vec::new(),
    }
}

fn policy(rates: &[(&str, &str)], map: &[(&str, &str)]) -> Policy {
    let mut policy = Policy::default();
    policy.tax.automatic = true;
    policy.tax.rates = rates.iter().map(|(name, percent)| rate(name, percent)).collect();
    policy.tax.map = map
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    policy
}

/// The tax type of an amount of 100 with this tax, percentage and rates.
fn chosen(p: &Policy, tax: &str, percent: Option<&str>, codes: &[(&str, &str)]) -> Result<String, HoldCode> {
    let taxes: Vec<AppliedTax> = codes
        .iter()
        .map(|(code, percent)| AppliedTax {
            code: (*code).into(),
            title: None,
            percent: dec(percent),
            country: None,
            region: None,
        })
        .collect();
    let amount = Taxed {
        what: "Bag",
        net: dec("100"),
        tax: dec(tax),
        percent: percent.map(dec),
        taxes: &taxes,
        shipping: false,
        sale: &Sale::default(),
    };
    choose(amount, p)
        .map(|choice| choice.tax_type)
        .map_err(|hold| hold.code)
}

#[test]
fn what_is_mapped_comes_first() {
    let rates = [
        ("OUTPUT2", "20"),
        ("TAX001", "20"),
        ("TAX002", "14.975"),
        ("NONE", "0"),
        ("ZERO", "0"),
    ];
    let p = policy(
        &rates,
        &[
            ("GB VAT 20%", "TAX001"),
            ("GST + QST", "TAX002"),
            ("20", "OUTPUT2"),
            ("0", "ZERO"),
        ],
    );
    assert_eq!(
        chosen(&p, "20", Some("20.0000"), &[("GB VAT 20%", "20")]),
        Ok("TAX001".into())
    );
    assert_eq!(chosen(&p, "20", Some("20"), &[("FR TVA", "20")]), Ok("OUTPUT2".into()));
    assert_eq!(
        chosen(&p, "14.98", Some("14.975"), &[("QST", "9.975"), ("GST", "5")]),
        Ok("TAX002".into())
    );
    assert_eq!(chosen(&p, "0", None, &[]), Ok("ZERO".into()));
    assert_eq!(chosen(&p, "0", Some("20"), &[]), Ok("ZERO".into()));
}

#[test]
fn percentages_are_matched_when_allowed() {
    let mut p = policy(
        &[
            ("OUTPUT2", "20"),
            ("OTHER", "20"),
            ("A", "7"),
            ("B", "7"),
            ("C", "9.2833"),
            ("NONE", "0"),
        ],
        &[],
    );
    assert_eq!(chosen(&p, "20", Some("20"), &[]), Ok("OUTPUT2".into()));
    assert_eq!(chosen(&p, "7", Some("7"), &[]), Err(HoldCode::TaxRateUnmapped));
    assert_eq!(chosen(&p, "9.28", Some("9.2833"), &[]), Ok("C".into()));
    assert_eq!(
        chosen(&p, "9.28", None, &[("NY", "8.875"), ("NYC", "0.375")]),
        Ok("C".into())
    );
    assert_eq!(chosen(&p, "0", None, &[]), Ok("NONE".into()));
    assert_eq!(chosen(&p, "19", Some("19"), &[]), Err(HoldCode::TaxRateUnmapped));
    p.tax.automatic = false;
    assert_eq!(chosen(&p, "20", Some("20"), &[]), Err(HoldCode::TaxRateUnmapped));
    assert_eq!(chosen(&p, "0", None, &[]), Err(HoldCode::TaxRateUnmapped));
}

#[test]
fn a_tax_of_another_country_waits_for_a_person() {
    let mut p = policy(&[("OUTPUT2", "20"), ("NONE", "0")], &[]);
    p.tax.country = Some("GB".into());
    let sale = Sale::default();
    let taxes = [AppliedTax {
        code: "FR TVA 20%".into(),
        title: None,
        percent: dec("20"),
        country: Some("FR".into()),
        region: None,
    }];
    let amount = Taxed {
        what: "Bag",
        net: dec("100"),
        tax: dec("20"),
        percent: Some(dec("20")),
        taxes: &taxes,
        shipping: false,
        sale: &sale,
    };
    let hold = choose(amount, &p).unwrap_err();
    assert_eq!((hold.code, hold.subject()), (HoldCode::TaxRateUnmapped, "FR TVA 20%"));
    assert_eq!(
        hold.message,
        "The tax \"FR TVA 20%\" (20 %) is of France; \"OUTPUT2\" in Xero is not, and is not taken by its percentage alone."
    );
    p.tax.map.insert("FR TVA 20%".into(), "OUTPUT2".into());
    assert_eq!(choose(amount, &p).unwrap().tax_type, "OUTPUT2", "a person said so");
}

#[test]
fn a_mapping_must_fit_xero() {
    let mut p = policy(
        &[("A", "20"), ("B", "20"), ("C", "15")],
        &[("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")],
    );
    p.tax.rates[0].active = false;
    p.tax.rates[1].sales = false;
    assert_eq!(
        chosen(&p, "20", Some("20"), &[("a", "20")]),
        Err(HoldCode::TaxRateInvalid)
    );
    assert_eq!(
        chosen(&p, "20", Some("20"), &[("b", "20")]),
        Err(HoldCode::TaxRateInvalid)
    );
    assert_eq!(
        chosen(&p, "20", Some("20"), &[("c", "20")]),
        Err(HoldCode::TaxRateDiffers)
    );
    assert_eq!(
        chosen(&p, "20", Some("20"), &[("d", "20")]),
        Err(HoldCode::TaxRateInvalid)
    );
    p.tax.rates.clear();
    assert_eq!(chosen(&p, "20", Some("20"), &[("d", "20")]), Ok("D".into()));
}

#[test]
fn tax_without_a_name_is_held_with_its_size() {
    let p = policy(&[("OUTPUT2", "20")], &[]);
    let amount = Taxed {
        what: "Bag",
        net: dec("50"),
        tax: dec("2.5"),
        percent: None,
        taxes: &[],
        shipping: false,
        sale: &Sale::default(),
    };
    let hold = choose(amount, &p).unwrap_err();
    assert_eq!(hold.code, HoldCode::TaxRateUnmapped);
    assert!(
        hold.message.to_string().contains("2.50") && hold.message.to_string().contains("5 %"),
        "{}",
        hold.message
    );
}

/// The shop changed a rate from 17.5 to 20 %: its code is mapped for the sales of today, the old percentage for those of then.
#[test]
fn a_rate_that_was_changed_keeps_its_percentage_of_then() {
    let rates = [("OUTPUT2", "20"), ("TAX001", "17.5"), ("NONE", "0")];
    let map = [("GB VAT", "OUTPUT2"), ("17.5", "TAX001")];
    let p = policy(&rates, &map);
    assert_eq!(chosen(&p, "20", Some("20"), &[("GB VAT", "20")]), Ok("OUTPUT2".into()));
    assert_eq!(
        chosen(&p, "17.5", Some("17.5"), &[("GB VAT", "17.5")]),
        Ok("TAX001".into())
    );
    assert_eq!(
        chosen(&p, "15", Some("15"), &[("GB VAT", "15")]),
        Err(HoldCode::TaxRateDiffers)
    );
    // Matching by percentage alone does not overrule what a person mapped.
    let p = policy(&rates, &map[..1]);
    assert_eq!(
        chosen(&p, "17.5", Some("17.5"), &[("GB VAT", "17.5")]),
        Err(HoldCode::TaxRateDiffers)
    );
    // A rule for the old percentage, as the advice says.
    let mut p = policy(&rates, &map[..1]);
    p.tax.rules = vec![crate::domain::policy::TaxRule {
        rate: "17.5".into(),
        tax_type: "TAX001".into(),
        ..crate::domain::policy::TaxRule::default()
    }];
    assert_eq!(
        chosen(&p, "17.5", Some("17.5"), &[("GB VAT", "17.5")]),
        Ok("TAX001".into())
    );
    assert_eq!(chosen(&p, "20", Some("20"), &[("GB VAT", "20")]), Ok("OUTPUT2".into()));
}

/// One cent has no tax that could name its rate: it never takes one of another country from the mapping.
#[test]
fn a_cent_takes_a_rate_of_its_own_country() {
    let cent = |p: &Policy, country: &str| {
        let d = crate::domain::shop::SalesDocument {
            shipping_address: Some(crate::domain::shop::Address {
                country: Some(country.into()),
                ..crate::domain::shop::Address::default()
            }),
            ..crate::domain::shop::SalesDocument::default()
        };
        let amount = Taxed {
            what: "Badge",
            net: dec("0.01"),
            tax: dec("0"),
            percent: Some(dec("20")),
            taxes: &[],
            shipping: false,
            sale: &Sale::of(&d),
        };
        choose(amount, p).map_or_else(|hold| hold.code.to_string(), |choice| choice.tax_type)
    };
    let with = |map: &[(&str, &str)], automatic: bool| {
        let mut p = policy(&[("OUTPUT2", "20"), ("TAX015", "20"), ("NONE", "0")], map);
        p.tax.country = Some("GB".into());
        p.tax.rates[1].name = "France VAT 20%".into();
        p.tax.automatic = automatic;
        p
    };
    // mapped, whether rates are matched automatically, country → rate
    for (map, automatic, country, expected) in [
        (&[("FR TVA", "TAX015")][..], true, "GB", "OUTPUT2"),
        (&[("FR TVA", "TAX015")], false, "GB", "tax_rate_unmapped"),
        (&[("FR TVA", "TAX015")], false, "FR", "TAX015"),
        (&[("GB VAT", "OUTPUT2")], true, "FR", "TAX015"),
        (&[("GB VAT", "OUTPUT2")], false, "FR", "OUTPUT2"),
        (&[("GB VAT", "OUTPUT2")], true, "GB", "OUTPUT2"),
        (&[("GB VAT", "OUTPUT2"), ("FR TVA", "TAX015")], false, "GB", "OUTPUT2"),
        (&[], true, "GB", "OUTPUT2"),
        (&[], true, "", "tax_rate_unmapped"),
    ] {
        assert_eq!(
            cent(&with(map, automatic), country),
            expected,
            "{map:?} {automatic} {country}"
        );
    }
}
