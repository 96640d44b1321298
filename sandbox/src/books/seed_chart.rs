//! The chart of accounts of a new organisation: what a small British company finds in its books, with the tax types of its country.

use uuid::Uuid;

use super::account::Account;
use super::seed_country::Country;

/// Code, name, type, tax type, system account, payments to it, archived.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    bool,
    bool,
);

const CHART: &[Row] = &[
    ("090", "Business Bank Account", "BANK", "NONE", "", false, false),
    ("091", "Business Savings Account", "BANK", "NONE", "", false, false),
    ("200", "Sales", "SALES", "OUTPUT2", "", false, false),
    ("205", "Shipping Income", "SALES", "OUTPUT2", "", false, false),
    ("210", "Online Sales", "SALES", "OUTPUT2", "", false, false),
    ("260", "Other Revenue", "OTHERINCOME", "OUTPUT2", "", false, false),
    ("270", "Interest Income", "OTHERINCOME", "NONE", "", false, false),
    ("299", "Sales (old shop)", "SALES", "OUTPUT2", "", false, true),
    ("310", "Cost of Goods Sold", "DIRECTCOSTS", "INPUT2", "", false, false),
    (
        "400",
        "Advertising & Marketing",
        "OVERHEADS",
        "INPUT2",
        "",
        false,
        false,
    ),
    ("404", "Bank Fees", "OVERHEADS", "EXEMPTINPUT", "", true, false),
    ("408", "Cleaning", "OVERHEADS", "INPUT2", "", false, false),
    ("412", "Consulting", "OVERHEADS", "INPUT2", "", false, false),
    (
        "425",
        "Postage, Freight & Courier",
        "OVERHEADS",
        "INPUT2",
        "",
        false,
        false,
    ),
    ("429", "General Expenses", "OVERHEADS", "INPUT2", "", false, false),
    ("433", "Insurance", "OVERHEADS", "EXEMPTINPUT", "", false, false),
    ("445", "Light, Power, Heating", "OVERHEADS", "RRINPUT", "", false, false),
    (
        "463",
        "IT Software and Consumables",
        "OVERHEADS",
        "INPUT2",
        "",
        false,
        false,
    ),
    ("469", "Rent", "OVERHEADS", "INPUT2", "", false, false),
    ("477", "Salaries", "OVERHEADS", "NONE", "", false, false),
    (
        "497",
        "Bank Revaluations",
        "OVERHEADS",
        "NONE",
        "BANKCURRENCYGAIN",
        false,
        false,
    ),
    (
        "498",
        "Unrealised Currency Gains",
        "OVERHEADS",
        "NONE",
        "UNREALISEDCURRENCYGAIN",
        false,
        false,
    ),
    (
        "499",
        "Realised Currency Gains",
        "OVERHEADS",
        "NONE",
        "REALISEDCURRENCYGAIN",
        false,
        false,
    ),
    ("610", "Accounts Receivable", "CURRENT", "NONE", "DEBTORS", false, false),
    (
        "611",
        "Less Provision for Doubtful Debts",
        "CURRENT",
        "NONE",
        "",
        false,
        false,
    ),
    ("620", "Prepayments", "CURRENT", "NONE", "", false, false),
    ("630", "Inventory", "INVENTORY", "NONE", "", false, false),
    ("710", "Office Equipment", "FIXED", "INPUT2", "", false, false),
    (
        "711",
        "Less Accumulated Depreciation on Office Equipment",
        "FIXED",
        "NONE",
        "",
        false,
        false,
    ),
    ("800", "Accounts Payable", "CURRLIAB", "NONE", "CREDITORS", false, false),
    (
        "801",
        "Unpaid Expense Claims",
        "CURRLIAB",
        "NONE",
        "UNPAIDEXPCLM",
        false,
        false,
    ),
    ("805", "Gift Cards Outstanding", "CURRLIAB", "NONE", "", true, false),
    (
        "814",
        "Wages Payable - Payroll",
        "CURRLIAB",
        "NONE",
        "WAGEPAYABLES",
        false,
        false,
    ),
    ("820", "VAT", "CURRLIAB", "NONE", "GST", false, false),
    ("825", "PAYE Payable", "CURRLIAB", "NONE", "", false, false),
    ("835", "Directors' Loan Account", "CURRLIAB", "NONE", "", true, false),
    ("840", "Payment Provider Clearing", "CURRENT", "NONE", "", true, false),
    ("845", "Store Credit", "CURRLIAB", "NONE", "", true, false),
    ("850", "Suspense", "CURRLIAB", "NONE", "", false, false),
    ("860", "Rounding", "CURRLIAB", "NONE", "ROUNDING", false, false),
    (
        "868",
        "Tracking Transfers",
        "CURRLIAB",
        "NONE",
        "TRACKINGTRANSFERS",
        false,
        false,
    ),
    (
        "877",
        "Historical Adjustment",
        "CURRLIAB",
        "NONE",
        "HISTORICAL",
        false,
        false,
    ),
    ("900", "Loan", "TERMLIAB", "NONE", "", false, false),
    (
        "950",
        "Capital - x,xxx Ordinary Shares",
        "EQUITY",
        "NONE",
        "",
        false,
        false,
    ),
    (
        "960",
        "Retained Earnings",
        "EQUITY",
        "NONE",
        "RETAINEDEARNINGS",
        false,
        false,
    ),
];

/// The accounts of an organisation; ids are the same at every start.
pub(crate) fn accounts(organisation: Uuid, country: Country, currency: &str) -> Vec<Account> {
    let one = |(code, name, kind, tax_type, system, payments, archived): &Row| Account {
        id: Uuid::new_v5(&organisation, format!("account {code}").as_bytes()),
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        kind: (*kind).to_owned(),
        tax_type: country.tax_type(tax_type).to_owned(),
        system: (*system).to_owned(),
        payments: *payments,
        archived: *archived,
        bank_number: if *kind == "BANK" {
            format!("40-00-00 12345{code}")
        } else {
            String::new()
        },
        currency: if *kind == "BANK" {
            currency.to_owned()
        } else {
            String::new()
        },
        ..Account::default()
    };
    let mut all: Vec<Account> = CHART.iter().map(one).collect();
    // Bank accounts may have no code; clients then have only the id.
    all.push(Account {
        id: Uuid::new_v5(&organisation, b"account without code"),
        name: "Card Account".to_owned(),
        kind: "BANK".to_owned(),
        tax_type: "NONE".to_owned(),
        bank_number: "4111-XXXX-1111".to_owned(),
        currency: currency.to_owned(),
        ..Account::default()
    });
    all
}
