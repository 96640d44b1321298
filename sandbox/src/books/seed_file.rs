//! Organisations of one's own: a JSON file whose members replace those of the organisation the sandbox would make.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Deserialize;
use uuid::Uuid;

use super::account::{Account, TYPES};
use super::organisation::Organisation;
use super::seed;
use super::seed_country::Country;
use super::tax_rate::{Component, TaxRate};
use crate::clock::Millis;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(default)]
    id: Option<Uuid>,
    #[serde(default)]
    base_currency: Option<String>,
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    timezone: Option<String>,
    #[serde(default)]
    class: Option<String>,
    #[serde(default)]
    short_code: Option<String>,
    #[serde(default)]
    multicurrency: Option<bool>,
    #[serde(default)]
    currencies: Option<Vec<String>>,
    #[serde(default)]
    period_lock: Option<NaiveDate>,
    #[serde(default)]
    year_lock: Option<NaiveDate>,
    /// Replaces the whole chart.
    #[serde(default)]
    accounts: Option<Vec<FileAccount>>,
    /// Replaces all tax rates.
    #[serde(default)]
    tax_rates: Option<Vec<FileTaxRate>>,
    /// Added to the tax rates.
    #[serde(default)]
    add_tax_rates: Vec<FileTaxRate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileAccount {
    #[serde(default)]
    code: String,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    tax_type: Option<String>,
    #[serde(default)]
    system: String,
    #[serde(default)]
    payments: bool,
    /// Of a bank account; the base currency when missing.
    #[serde(default)]
    currency: Option<String>,
    #[serde(default)]
    archived: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileTaxRate {
    tax_type: String,
    name: String,
    #[serde(default)]
    rate: Option<Decimal>,
    #[serde(default)]
    components: Vec<Component>,
    #[serde(default = "yes")]
    sales: bool,
    #[serde(default = "yes")]
    purchases: bool,
}

const fn yes() -> bool {
    true
}

/// Reads one organisation or a list of them.
pub(crate) fn read(text: &str, otherwise: Country, now: Millis) -> Result<Vec<Organisation>, String> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let list = if value.is_array() {
        value
    } else {
        serde_json::Value::Array(vec![value])
    };
    let files: Vec<File> = serde_json::from_value(list).map_err(|e| e.to_string())?;
    if files.is_empty() {
        return Err("no organisation in the file".to_owned());
    }
    files.into_iter().map(|f| build(f, otherwise, now)).collect()
}

fn build(file: File, otherwise: Country, now: Millis) -> Result<Organisation, String> {
    let country = file.country.as_deref().and_then(Country::read).unwrap_or(otherwise);
    let base = file.base_currency.unwrap_or_else(|| country.currency().to_owned());
    let mut made = seed::organisation(&file.name, country, &base, now);
    let set = |target: &mut String, value: Option<String>| {
        if let Some(value) = value {
            *target = value;
        }
    };
    if let Some(id) = file.id {
        made.id = id;
    }
    set(&mut made.country, file.country);
    set(&mut made.version, file.version);
    set(&mut made.timezone, file.timezone);
    set(&mut made.class, file.class);
    set(&mut made.short_code, file.short_code);
    made.multicurrency = file.multicurrency.unwrap_or(made.multicurrency);
    if let Some(currencies) = file.currencies {
        made.currencies = currencies.into_iter().chain([base.clone()]).collect();
    }
    made.period_lock = file.period_lock;
    made.year_lock = file.year_lock;
    if let Some(rates) = file.tax_rates {
        made.tax_rates = super::table::Table::default();
        add_rates(&mut made, rates);
    }
    add_rates(&mut made, file.add_tax_rates);
    if let Some(accounts) = file.accounts {
        made.accounts = super::table::Table::default();
        for account in accounts {
            let account = to_account(&made, account, &base)?;
            made.accounts.put(account);
        }
    }
    made.settle();
    Ok(made)
}

fn to_account(organisation: &Organisation, file: FileAccount, base: &str) -> Result<Account, String> {
    if !TYPES.iter().any(|(kind, _)| *kind == file.kind) {
        return Err(format!("account {}: unknown type {}", file.name, file.kind));
    }
    Ok(Account {
        id: Uuid::new_v5(
            &organisation.id,
            format!("account {} {}", file.code, file.name).as_bytes(),
        ),
        currency: if file.kind == "BANK" {
            file.currency.unwrap_or_else(|| base.to_owned())
        } else {
            String::new()
        },
        code: file.code,
        name: file.name,
        kind: file.kind,
        tax_type: file.tax_type.unwrap_or_else(|| "NONE".to_owned()),
        system: file.system,
        payments: file.payments,
        archived: file.archived,
        ..Account::default()
    })
}

fn add_rates(organisation: &mut Organisation, rates: Vec<FileTaxRate>) {
    for file in rates {
        let mut components = file.components;
        if let Some(rate) = file.rate {
            components.push(Component {
                name: "Tax".to_owned(),
                rate,
                compound: false,
                non_recoverable: false,
            });
        }
        organisation.tax_rates.put(TaxRate {
            id: Uuid::new_v5(&organisation.id, format!("tax {}", file.tax_type).as_bytes()),
            name: file.name,
            tax_type: file.tax_type,
            report_type: "OUTPUT".to_owned(),
            status: "ACTIVE".to_owned(),
            components,
            assets: true,
            equity: true,
            liabilities: true,
            expenses: file.purchases,
            revenue: file.sales,
        });
    }
}
