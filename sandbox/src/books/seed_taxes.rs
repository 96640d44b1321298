//! The tax rates of a new organisation: the British defaults, and the rates a shop that sells abroad has added.

use rust_decimal::Decimal;
use uuid::Uuid;

use super::tax_rate::{Component, TaxRate};

/// Type, name, percentage in thousandths, kind of report, for sales, for purchases.
type Default = (&'static str, &'static str, i64, &'static str, bool, bool);

const DEFAULTS: &[Default] = &[
    ("CAPEXINPUT2", "20% (VAT on Capital Purchases)", 20_000, "CAPITALEXPENSESINPUT", false, true),
    ("ECACQUISITIONS", "EC Acquisitions (20%)", 0, "ECACQUISITIONS", false, true),
    ("ECZROUTPUT", "Zero Rated EC Goods Income", 0, "ECOUTPUT", true, false),
    ("ECZROUTPUTSERVICES", "Zero Rated EC Services", 0, "ECOUTPUTSERVICES", true, false),
    ("EXEMPTINPUT", "Exempt Expenses", 0, "EXEMPTINPUT", false, true),
    ("EXEMPTOUTPUT", "Exempt Income", 0, "EXEMPTOUTPUT", true, false),
    ("INPUT2", "20% (VAT on Expenses)", 20_000, "INPUT", false, true),
    ("NONE", "No VAT", 0, "NONE", true, true),
    ("OUTPUT2", "20% (VAT on Income)", 20_000, "OUTPUT", true, false),
    ("REVERSECHARGES", "Reverse Charge Expenses (20%)", 0, "REVERSECHARGES", false, true),
    ("RRINPUT", "5% (VAT on Expenses)", 5_000, "INPUT", false, true),
    ("RROUTPUT", "5% (VAT on Income)", 5_000, "OUTPUT", true, false),
    ("ZERORATEDINPUT", "Zero Rated Expenses", 0, "INPUT", false, true),
    ("ZERORATEDOUTPUT", "Zero Rated Income", 0, "OUTPUT", true, false),
];

/// Name of a component, percentage in thousandths, compound.
type Part = (&'static str, i64, bool);

/// Name and components of a rate. Each total percentage occurs once, and none of the defaults' again.
const ADDED: &[(&str, &[Part])] = &[
    ("US New York 8.875%", &[("NY", 8_875, false)]),
    ("US California 7.25%", &[("CA", 7_250, false)]),
    ("7% (US Florida, DE reduced)", &[("7%", 7_000, false)]),
    ("US Texas 8.25%", &[("TX", 8_250, false)]),
    ("Canada GST + QST 14.975%", &[("GST", 5_000, false), ("QST", 9_975, false)]),
    ("US New York City, surcharge on top 9.2833%", &[("NY", 8_875, false), ("NYC", 375, true)]),
    ("US New York City, surcharge added 9.25%", &[("NY", 8_875, false), ("NYC", 375, false)]),
    ("Ireland VAT 23%", &[("VAT", 23_000, false)]),
    ("Ireland VAT reduced 13.5%", &[("VAT", 13_500, false)]),
    ("Germany USt 19%", &[("USt", 19_000, false)]),
    ("France TVA reduced 5.5%", &[("TVA", 5_500, false)]),
    ("Australia GST 10%", &[("GST", 10_000, false)]),
    ("New Zealand GST 15%", &[("GST", 15_000, false)]),
    ("Spain IVA 21%", &[("IVA", 21_000, false)]),
];

/// The tax rates of an organisation; ids are the same at every start.
pub fn tax_rates(organisation: Uuid) -> Vec<TaxRate> {
    let thousandths = |rate: i64| Decimal::new(rate, 3);
    let id = |tax_type: &str| Uuid::new_v5(&organisation, format!("tax {tax_type}").as_bytes());
    let default = |(tax_type, name, rate, report, sales, purchases): &Default| TaxRate {
        id: id(tax_type),
        name: (*name).to_owned(),
        tax_type: (*tax_type).to_owned(),
        report_type: (*report).to_owned(),
        status: "ACTIVE".to_owned(),
        components: vec![Component { name: "VAT".to_owned(), rate: thousandths(*rate), compound: false, non_recoverable: false }],
        assets: true,
        equity: true,
        liabilities: true,
        expenses: *purchases,
        revenue: *sales,
    };
    let mut all: Vec<TaxRate> = DEFAULTS.iter().map(default).collect();
    for (at, (name, components)) in ADDED.iter().enumerate() {
        let tax_type = format!("TAX{:03}", at + 1);
        let component =
            |(name, rate, compound): &Part| Component { name: (*name).to_owned(), rate: thousandths(*rate), compound: *compound, non_recoverable: false };
        all.push(TaxRate {
            id: id(&tax_type),
            name: (*name).to_owned(),
            tax_type,
            report_type: "OUTPUT".to_owned(),
            status: "ACTIVE".to_owned(),
            components: components.iter().map(component).collect(),
            assets: true,
            equity: true,
            liabilities: true,
            expenses: true,
            revenue: true,
        });
    }
    // A rate that was in use once: present in lists, useless on documents.
    all.push(TaxRate {
        id: id("SROUTPUT"),
        name: "17.5% (VAT on Income)".to_owned(),
        tax_type: "SROUTPUT".to_owned(),
        report_type: "OUTPUT".to_owned(),
        status: "DELETED".to_owned(),
        components: vec![Component { name: "VAT".to_owned(), rate: thousandths(17_500), compound: false, non_recoverable: false }],
        assets: true,
        equity: true,
        liabilities: true,
        expenses: false,
        revenue: true,
    });
    all
}
