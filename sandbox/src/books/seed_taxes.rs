//! The tax rates of a new organisation: the defaults of its country, and the rates a shop that sells abroad has added.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::seed_country::Country;
use super::tax_rate::{Component, TaxRate};

/// Type, name, percentage in thousandths, kind of report, for sales, for purchases.
type Default = (&'static str, &'static str, i64, &'static str, bool, bool);

const BRITISH: &[Default] = &[
    (
        "CAPEXINPUT2",
        "20% (VAT on Capital Purchases)",
        20_000,
        "CAPITALEXPENSESINPUT",
        false,
        true,
    ),
    (
        "ECACQUISITIONS",
        "EC Acquisitions (20%)",
        0,
        "ECACQUISITIONS",
        false,
        true,
    ),
    ("ECZROUTPUT", "Zero Rated EC Goods Income", 0, "ECOUTPUT", true, false),
    (
        "ECZROUTPUTSERVICES",
        "Zero Rated EC Services",
        0,
        "ECOUTPUTSERVICES",
        true,
        false,
    ),
    ("EXEMPTINPUT", "Exempt Expenses", 0, "EXEMPTINPUT", false, true),
    ("EXEMPTOUTPUT", "Exempt Income", 0, "EXEMPTOUTPUT", true, false),
    ("INPUT2", "20% (VAT on Expenses)", 20_000, "INPUT", false, true),
    ("NONE", "No VAT", 0, "NONE", true, true),
    ("OUTPUT2", "20% (VAT on Income)", 20_000, "OUTPUT", true, false),
    (
        "REVERSECHARGES",
        "Reverse Charge Expenses (20%)",
        0,
        "REVERSECHARGES",
        false,
        true,
    ),
    ("RRINPUT", "5% (VAT on Expenses)", 5_000, "INPUT", false, true),
    ("RROUTPUT", "5% (VAT on Income)", 5_000, "OUTPUT", true, false),
    ("ZERORATEDINPUT", "Zero Rated Expenses", 0, "INPUT", false, true),
    ("ZERORATEDOUTPUT", "Zero Rated Income", 0, "OUTPUT", true, false),
];

/// Xero's global edition, which a company in a country without one of its own gets.
const GLOBAL: &[Default] = &[
    ("INPUT", "Tax on Purchases", 0, "INPUT", false, true),
    ("NONE", "Tax Exempt", 0, "NONE", true, true),
    ("OUTPUT", "Tax on Sales", 0, "OUTPUT", true, false),
    ("GSTONIMPORTS", "Sales Tax on Imports", 0, "GSTONIMPORTS", false, true),
];

const AUSTRALIAN: &[Default] = &[
    ("BASEXCLUDED", "BAS Excluded", 0, "BASEXCLUDED", true, true),
    ("CAPEXINPUT", "GST on Capital", 10_000, "CAPEXINPUT", false, true),
    ("EXEMPTCAPITAL", "GST Free Capital", 0, "EXEMPTCAPITAL", false, true),
    ("EXEMPTEXPENSES", "GST Free Expenses", 0, "EXEMPTEXPENSES", false, true),
    ("EXEMPTEXPORT", "GST Free Exports", 0, "EXEMPTEXPORT", true, false),
    ("EXEMPTOUTPUT", "GST Free Income", 0, "EXEMPTOUTPUT", true, false),
    ("GSTONIMPORTS", "GST on Imports", 0, "GSTONIMPORTS", false, true),
    ("INPUT", "GST on Expenses", 10_000, "INPUT", false, true),
    ("INPUTTAXED", "Input Taxed", 0, "INPUTTAXED", true, false),
    ("NONE", "No Tax", 0, "NONE", true, true),
    ("OUTPUT", "GST on Income", 10_000, "OUTPUT", true, false),
];

/// Name of a component, percentage in thousandths, compound.
type Part = (&'static str, i64, bool);

/// Name and components of a rate.
type Added = (&'static str, &'static [Part]);

/// French 20 % and Canadian 5 % are as much as the organisation's own rates, California's 8.25 % as much as Texas's: only their names
/// tell them apart.
const ADDED_BRITISH: &[Added] = &[
    ("US New York 8.875%", &[("NY", 8_875, false)]),
    ("US California 7.25%", &[("CA", 7_250, false)]),
    ("7% (US Florida, DE reduced)", &[("7%", 7_000, false)]),
    ("US Texas 8.25%", &[("TX", 8_250, false)]),
    (
        "Canada GST + QST 14.975%",
        &[("GST", 5_000, false), ("QST", 9_975, false)],
    ),
    (
        "US New York City, surcharge on top 9.2833%",
        &[("NY", 8_875, false), ("NYC", 375, true)],
    ),
    (
        "US New York City, surcharge added 9.25%",
        &[("NY", 8_875, false), ("NYC", 375, false)],
    ),
    ("Ireland VAT 23%", &[("VAT", 23_000, false)]),
    ("Ireland VAT reduced 13.5%", &[("VAT", 13_500, false)]),
    ("Germany USt 19%", &[("USt", 19_000, false)]),
    ("France TVA reduced 5.5%", &[("TVA", 5_500, false)]),
    ("Australia GST 10%", &[("GST", 10_000, false)]),
    ("New Zealand GST 15%", &[("GST", 15_000, false)]),
    ("Spain IVA 21%", &[("IVA", 21_000, false)]),
    ("France TVA 20%", &[("TVA", 20_000, false)]),
    ("Canada GST 5%", &[("GST", 5_000, false)]),
    ("US California 8.25%", &[("CA", 8_250, false)]),
];

/// A German shop that reports its sales to consumers abroad through the one-stop shop: percentages of several countries are the same.
const ADDED_GERMAN: &[Added] = &[
    ("Umsatzsteuer 19%", &[("USt", 19_000, false)]),
    ("Umsatzsteuer 7%", &[("USt", 7_000, false)]),
    ("Innergemeinschaftliche Lieferung 0%", &[("USt", 0, false)]),
    ("Ausfuhrlieferung 0%", &[("USt", 0, false)]),
    ("Reverse Charge 0%", &[("USt", 0, false)]),
    ("Vorsteuer 19%", &[("VSt", 19_000, false)]),
    ("Vorsteuer 7%", &[("VSt", 7_000, false)]),
    ("OSS AT 20%", &[("USt", 20_000, false)]),
    ("OSS AT 10%", &[("USt", 10_000, false)]),
    ("OSS BE 21%", &[("TVA", 21_000, false)]),
    ("OSS CZ 21%", &[("DPH", 21_000, false)]),
    ("OSS DK 25%", &[("Moms", 25_000, false)]),
    ("OSS ES 21%", &[("IVA", 21_000, false)]),
    ("OSS FI 25.5%", &[("ALV", 25_500, false)]),
    ("OSS FR 20%", &[("TVA", 20_000, false)]),
    ("OSS FR 5.5%", &[("TVA", 5_500, false)]),
    ("OSS HU 27%", &[("AFA", 27_000, false)]),
    ("OSS IE 23%", &[("VAT", 23_000, false)]),
    ("OSS IT 22%", &[("IVA", 22_000, false)]),
    ("OSS LU 17%", &[("TVA", 17_000, false)]),
    ("OSS NL 21%", &[("BTW", 21_000, false)]),
    ("OSS NL 9%", &[("BTW", 9_000, false)]),
    ("OSS PL 23%", &[("VAT", 23_000, false)]),
    ("OSS PT 23%", &[("IVA", 23_000, false)]),
    ("OSS SE 25%", &[("Moms", 25_000, false)]),
];

const ADDED_AUSTRALIAN: &[Added] = &[
    ("New Zealand GST 15%", &[("GST", 15_000, false)]),
    ("UK VAT 20%", &[("VAT", 20_000, false)]),
    ("Singapore GST 9%", &[("GST", 9_000, false)]),
];

/// States, counties and cities are components; one surcharge is on top of the others' tax.
const ADDED_AMERICAN: &[Added] = &[
    (
        "CA Los Angeles 9.5%",
        &[
            ("California", 6_000, false),
            ("Los Angeles County", 250, false),
            ("District", 3_250, false),
        ],
    ),
    ("CA 7.25%", &[("California", 6_000, false), ("Local", 1_250, false)]),
    (
        "NY New York City 8.875%",
        &[
            ("New York", 4_000, false),
            ("New York City", 4_500, false),
            ("MCTD", 375, false),
        ],
    ),
    ("NY 8.375%", &[("New York", 4_000, false), ("Local", 4_375, false)]),
    ("TX Austin 8.25%", &[("Texas", 6_250, false), ("Austin", 2_000, false)]),
    ("FL 6%", &[("Florida", 6_000, false)]),
    ("MI 6%", &[("Michigan", 6_000, false)]),
    (
        "IL Chicago 10.25%",
        &[("Illinois", 6_250, false), ("Chicago", 4_000, false)],
    ),
    (
        "Surcharge on top 9.2833%",
        &[("State", 8_875, false), ("Surcharge", 375, true)],
    ),
    ("Canada GST 5%", &[("GST", 5_000, false)]),
];

/// The tax rates of an organisation; ids are the same at every start.
pub(crate) fn tax_rates(organisation: Uuid, country: Country) -> Vec<TaxRate> {
    let (defaults, added) = match country {
        Country::Gb => (BRITISH, ADDED_BRITISH),
        Country::De => (GLOBAL, ADDED_GERMAN),
        Country::Au => (AUSTRALIAN, ADDED_AUSTRALIAN),
        Country::Us => (GLOBAL, ADDED_AMERICAN),
    };
    let thousandths = |rate: i64| Decimal::new(rate, 3);
    let id = |tax_type: &str| Uuid::new_v5(&organisation, format!("tax {tax_type}").as_bytes());
    let default = |(tax_type, name, rate, report, sales, purchases): &Default| TaxRate {
        id: id(tax_type),
        name: (*name).to_owned(),
        tax_type: (*tax_type).to_owned(),
        report_type: (*report).to_owned(),
        status: "ACTIVE".to_owned(),
        components: vec![Component {
            name: country.tax_name().to_owned(),
            rate: thousandths(*rate),
            compound: false,
            non_recoverable: false,
        }],
        assets: true,
        equity: true,
        liabilities: true,
        expenses: *purchases,
        revenue: *sales,
    };
    let mut all: Vec<TaxRate> = defaults.iter().map(default).collect();
    for (at, (name, components)) in added.iter().enumerate() {
        let tax_type = format!("TAX{:03}", at + 1);
        let purchases = name.starts_with("Vorsteuer");
        let component = |(name, rate, compound): &Part| Component {
            name: (*name).to_owned(),
            rate: thousandths(*rate),
            compound: *compound,
            non_recoverable: false,
        };
        all.push(TaxRate {
            id: id(&tax_type),
            name: (*name).to_owned(),
            tax_type,
            report_type: if purchases { "INPUT" } else { "OUTPUT" }.to_owned(),
            status: "ACTIVE".to_owned(),
            components: components.iter().map(component).collect(),
            assets: true,
            equity: true,
            liabilities: true,
            expenses: true,
            revenue: !purchases,
        });
    }
    // A rate that was in use once: present in lists, useless on documents.
    let deleted = match country {
        Country::Gb => Some(("SROUTPUT", "17.5% (VAT on Income)", 17_500)),
        Country::De => Some(("TAX026", "Umsatzsteuer 16% (2020)", 16_000)),
        Country::Au | Country::Us => None,
    };
    all.extend(deleted.map(|(tax_type, name, rate)| TaxRate {
        id: id(tax_type),
        name: name.to_owned(),
        tax_type: tax_type.to_owned(),
        report_type: "OUTPUT".to_owned(),
        status: "DELETED".to_owned(),
        components: vec![Component {
            name: country.tax_name().to_owned(),
            rate: thousandths(rate),
            compound: false,
            non_recoverable: false,
        }],
        assets: true,
        equity: true,
        liabilities: true,
        expenses: false,
        revenue: true,
    }));
    all
}
