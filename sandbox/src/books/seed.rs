//! The organisations the sandbox starts with.

use uuid::Uuid;

use super::organisation::{Organisation, TrackingCategory};
use super::seed_chart::accounts;
use super::seed_country::Country;
use super::seed_taxes::tax_rates;
use crate::clock::Millis;

const NAMESPACE: Uuid = Uuid::from_u128(0x6c65_6467_6572_6c69_6e65_2d73_616e_6462);

/// Two organisations, so that choosing one is a real choice.
pub(crate) fn organisations(country: Country, now: Millis) -> Vec<Organisation> {
    let mut demo = organisation("Ledgerline Demo Company", country, country.currency(), now);
    demo.demo = true;
    let mut second = organisation("Ledgerline Second Ltd", country, country.currency(), now);
    // A plan without other currencies.
    second.multicurrency = false;
    second.currencies = [country.currency().to_owned()].into();
    second.class = "IGNITE".to_owned();
    vec![demo, second]
}

/// A tracking category whose last option is archived.
fn tracking(organisation: Uuid, key: &str, name: &str, active: &[&str], archived: &str) -> TrackingCategory {
    let option = |o: &&str| (Uuid::new_v5(&organisation, o.as_bytes()), (*o).to_owned());
    let archived = option(&archived);
    TrackingCategory {
        id: Uuid::new_v5(&organisation, key.as_bytes()),
        name: name.to_owned(),
        archived: false,
        archived_options: [archived.0].into(),
        options: active.iter().map(option).chain([archived]).collect(),
    }
}

/// An organisation with the usual chart, currencies, and the tax rates of its country; ids are the same at every start.
pub(crate) fn organisation(name: &str, country: Country, base_currency: &str, now: Millis) -> Organisation {
    let id = Uuid::new_v5(&NAMESPACE, name.as_bytes());
    let mut made = Organisation {
        id,
        name: name.to_owned(),
        short_code: format!("!{}", &id.simple().to_string()[..5]),
        version: country.version().to_owned(),
        country: country.code().to_owned(),
        base_currency: base_currency.to_owned(),
        timezone: country.timezone().to_owned(),
        class: "ULTIMATE".to_owned(),
        multicurrency: true,
        created: now,
        currencies: ["GBP", "USD", "EUR", "AUD", "NZD", base_currency]
            .map(String::from)
            .into(),
        tracking: vec![
            tracking(
                id,
                "tracking store",
                "Store",
                &["Online", "High Street"],
                "Market Stall",
            ),
            tracking(
                id,
                "tracking group",
                "Customer Group",
                &["General", "Wholesale", "Retailer"],
                "Friends",
            ),
        ],
        branding_themes: ["Standard", "Online Shop", "Wholesale"]
            .map(|t| (Uuid::new_v5(&id, t.as_bytes()), t.to_owned()))
            .to_vec(),
        ..Organisation::default()
    };
    for account in accounts(id, country, base_currency) {
        made.accounts.put(account);
    }
    for rate in tax_rates(id, country) {
        made.tax_rates.put(rate);
    }
    made.settle();
    made
}
