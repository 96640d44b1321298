//! Defines the settings document of a connection (docs/settings.md): raw as the shop wrote it, then checked.
//!
//! It builds the policy that the mapping needs from settings and from what Xero offers. It stores nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use crate::domain::policy::{Account, Accounts, Affix, Policy, SalesSource, TaxRate, TaxTable};
use crate::secret::{Secret, fingerprint};
use crate::xero::catalogue::Catalogue;

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SettingsError {
    /// The field.
    pub field: String,
    /// For people.
    pub message: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Raw {
    name: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    client_id: Option<String>,
    shop: Option<String>,
    accounts: BTreeMap<String, Option<String>>,
    entities: BTreeMap<String, RawEntity>,
    start_date: Option<String>,
    document: Option<String>,
    tax: RawTax,
    payments: RawPayments,
    due_days: Loose,
    batch_size: Loose,
    day_limit: Loose,
    websites: Map<RawWebsite>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct RawEntity {
    enabled: Switch,
    mode: Option<String>,
    prefix: Option<String>,
    suffix: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct RawTax {
    automatic: Switch,
    map: Map<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct RawPayments {
    map: Map<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct RawWebsite {
    accounts: BTreeMap<String, Option<String>>,
}

/// A map that PHP may have written as an empty list.
#[derive(Debug, Clone)]
struct Map<T>(BTreeMap<String, T>);

impl<T> Default for Map<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, T: serde::de::DeserializeOwned> Deserialize<'de> for Map<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Object(map) => map
                .into_iter()
                .map(|(key, value)| {
                    serde_json::from_value(value)
                        .map(|value| (key, value))
                        .map_err(serde::de::Error::custom)
                })
                .collect::<Result<_, _>>()
                .map(Self),
            // PHP turns the key "0" into a number, and a map with such keys from zero on into a list.
            Value::Array(list) => list
                .into_iter()
                .enumerate()
                .map(|(index, value)| {
                    serde_json::from_value(value)
                        .map(|value| (index.to_string(), value))
                        .map_err(serde::de::Error::custom)
                })
                .collect::<Result<_, _>>()
                .map(Self),
            Value::Null => Ok(Self::default()),
            _ => Err(serde::de::Error::custom("must be a map")),
        }
    }
}

/// On unless said otherwise; PHP writes true, 1 or "1".
#[derive(Debug, Clone, Copy)]
struct Switch(bool);

impl Default for Switch {
    fn default() -> Self {
        Self(true)
    }
}

impl<'de> Deserialize<'de> for Switch {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::Bool(flag) => flag,
            Value::Number(number) => number.to_string() != "0",
            Value::String(text) => !matches!(text.trim(), "" | "0" | "false" | "no"),
            _ => true,
        }))
    }
}

/// A whole number, written as number or text.
#[derive(Debug, Clone, Copy, Default)]
struct Loose(i64);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::Number(number) => number.as_i64().unwrap_or(0),
            Value::String(text) => text.trim().parse().unwrap_or(0),
            _ => 0,
        }))
    }
}

/// Checked settings of one connection.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Name for people.
    pub name: String,
    /// Whether it is a Custom Connection.
    pub custom: bool,
    /// The app's id; empty when nothing is configured.
    pub client_id: String,
    /// Short code of the shop.
    pub shop: String,
    /// First day whose documents are sent.
    pub start_date: Option<NaiveDate>,
    /// Which document is the sale.
    pub document: SalesSource,
    /// Elements per call, 1 to 50.
    pub batch_size: u32,
    /// Calls a day; 0: learn.
    pub day_limit: i64,
    /// Fingerprint of everything that decides what becomes of a record.
    pub hash: String,
    entities: BTreeMap<String, RawEntity>,
    accounts: BTreeMap<String, Option<String>>,
    websites: BTreeMap<String, RawWebsite>,
    tax: (bool, BTreeMap<String, String>),
    payments: BTreeMap<String, String>,
    due_days: u32,
}

impl Settings {
    /// Checks a settings document.
    ///
    /// # Errors
    /// [`SettingsError`] with the field and a sentence.
    pub fn read(document: &Value) -> Result<Self, SettingsError> {
        let bad = |field: &str, message: String| SettingsError {
            field: field.to_owned(),
            message,
        };
        let raw: Raw = serde_json::from_value(document.clone())
            .map_err(|error| bad("", format!("The settings cannot be read: {error}.")))?;
        let custom = match raw.kind.as_deref().unwrap_or("web_app") {
            "web_app" | "" => false,
            "custom" => true,
            other => {
                return Err(bad(
                    "type",
                    format!("\"{other}\" is not a type of connection (web_app or custom)."),
                ));
            }
        };
        let sales = match raw.document.as_deref().unwrap_or("invoice") {
            "invoice" | "" => SalesSource::Invoice,
            "order" => SalesSource::Order,
            other => {
                return Err(bad(
                    "document",
                    format!("\"{other}\" is not a sales document (invoice or order)."),
                ));
            }
        };
        let start_date = match raw.start_date.as_deref().map(str::trim) {
            None | Some("") => None,
            Some(text) => Some(text.get(..10).and_then(|day| day.parse().ok()).ok_or_else(|| {
                bad(
                    "start_date",
                    format!("The start date \"{text}\" is not a date (YYYY-MM-DD)."),
                )
            })?),
        };
        let mut relevant = document.clone();
        if let Some(map) = relevant.as_object_mut() {
            for field in ["client_secret", "name", "admin_url", "batch_size", "day_limit"] {
                map.remove(field);
            }
        }
        Ok(Self {
            name: raw.name.unwrap_or_default(),
            custom,
            client_id: raw.client_id.unwrap_or_default().trim().to_owned(),
            shop: Some(raw.shop.unwrap_or_default().trim().to_owned())
                .filter(|shop| !shop.is_empty())
                .unwrap_or_else(|| "M2".to_owned()),
            start_date,
            document: sales,
            batch_size: u32::try_from(raw.batch_size.0)
                .ok()
                .filter(|size| (1..=50).contains(size))
                .unwrap_or(50),
            day_limit: raw.day_limit.0.max(0),
            hash: fingerprint(&[relevant.to_string().as_bytes()]),
            entities: raw.entities,
            accounts: raw.accounts,
            websites: raw.websites.0,
            tax: (raw.tax.automatic.0, raw.tax.map.0),
            payments: raw.payments.map.0,
            due_days: u32::try_from(raw.due_days.0).unwrap_or(0).min(3_650),
        })
    }

    /// The settings document without its secret, and the secret.
    pub fn split_secret(document: &Value) -> (Value, Secret) {
        let mut public = document.clone();
        let secret = public
            .as_object_mut()
            .and_then(|map| map.remove("client_secret"))
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default();
        (public, Secret::new(secret))
    }

    /// Whether an entity (customers, products, orders, invoices, creditmemos, payments) is switched on.
    pub fn enabled(&self, entity: &str) -> bool {
        self.entities.get(entity).is_none_or(|raw| raw.enabled.0)
    }

    /// Whether an entity is sent as soon as it happens.
    pub fn immediate(&self, entity: &str) -> bool {
        self.entities
            .get(entity)
            .is_some_and(|raw| raw.mode.as_deref() == Some("immediately"))
    }

    fn affix(&self, entity: &str, prefix: &str) -> Affix {
        let raw = self.entities.get(entity);
        Affix {
            prefix: raw
                .and_then(|raw| raw.prefix.clone())
                .unwrap_or_else(|| prefix.to_owned()),
            suffix: raw.and_then(|raw| raw.suffix.clone()).unwrap_or_default(),
        }
    }

    /// What the mapping needs for records of a website, given what Xero offers.
    pub fn policy(&self, website_id: &str, catalogue: &Catalogue) -> Policy {
        let chosen = |name: &str| {
            self.websites
                .get(website_id)
                .and_then(|website| website.accounts.get(name).cloned().flatten())
                .filter(|code| !code.trim().is_empty())
                .or_else(|| self.accounts.get(name).cloned().flatten())
                .map(|code| code.trim().to_owned())
                .filter(|code| !code.is_empty())
        };
        Policy {
            shop: self.shop.clone(),
            accounts: Accounts {
                bank: chosen("bank"),
                sales: chosen("sales"),
                shipping: chosen("shipping"),
                rounding: chosen("rounding"),
                adjustment: chosen("adjustment"),
            },
            chart: catalogue
                .accounts
                .iter()
                .map(|account| Account {
                    id: account.id.clone(),
                    code: Some(account.code.clone()).filter(|code| !code.is_empty()),
                    name: account.name.clone(),
                    type_: account.kind.clone(),
                    class: account.class.clone(),
                    active: account.active(),
                    payments: account.payments,
                    system: Some(account.system.clone()).filter(|system| !system.is_empty()),
                    currency: Some(account.currency.clone()).filter(|currency| !currency.is_empty()),
                })
                .collect(),
            tax: TaxTable {
                automatic: self.tax.0,
                map: self.tax.1.clone(),
                rates: catalogue
                    .tax_rates
                    .iter()
                    .map(|rate| TaxRate {
                        tax_type: rate.kind.clone(),
                        name: rate.name.clone(),
                        rate: rate.rate,
                        active: rate.active(),
                        sales: rate.sales,
                    })
                    .collect(),
                country: Some(catalogue.organisation.country.clone()).filter(|code| !code.is_empty()),
            },
            currencies: catalogue.currencies.clone(),
            base_currency: catalogue.organisation.base_currency.clone(),
            lock_date: catalogue.organisation.lock_date,
            invoice_number: self.affix(
                if self.document == SalesSource::Order {
                    "orders"
                } else {
                    "invoices"
                },
                "",
            ),
            credit_note_number: self.affix("creditmemos", "CM-"),
            document: self.document,
            due_days: self.due_days,
            payment_accounts: self.payments.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_as_php_writes_them_are_understood() {
        let settings = Settings::read(&json!({
            "client_id": " abc ", "type": "custom", "start_date": "2026-01-02 00:00:00", "batch_size": "500",
            "entities": {"customers": {"enabled": "0"}, "invoices": {"enabled": 1, "mode": "immediately"}},
            "tax": {"automatic": "1", "map": ["NONE"]}, "payments": {"map": []}, "websites": [],
            "accounts": {"sales": "200", "bank": null}
        }))
        .unwrap();
        assert!(settings.custom && settings.client_id == "abc" && settings.batch_size == 50);
        assert!(!settings.enabled("customers") && settings.enabled("payments"));
        assert!(settings.immediate("invoices") && !settings.immediate("payments"));
        assert_eq!(settings.start_date, Some("2026-01-02".parse().unwrap()));
        assert_eq!(settings.tax.1.get("0").map(String::as_str), Some("NONE"));
        assert_eq!(
            settings.policy("1", &Catalogue::default()).accounts.sales.as_deref(),
            Some("200")
        );
    }

    #[test]
    fn a_website_may_choose_other_accounts() {
        let settings = Settings::read(&json!({
            "accounts": {"sales": "200", "bank": "090"}, "websites": {"2": {"accounts": {"sales": "210", "bank": ""}}}
        }))
        .unwrap();
        let policy = settings.policy("2", &Catalogue::default());
        assert_eq!(policy.accounts.sales.as_deref(), Some("210"));
        assert_eq!(policy.accounts.bank.as_deref(), Some("090"));
    }

    #[test]
    fn nonsense_is_refused_with_the_field() {
        assert_eq!(Settings::read(&json!({"type": "magic"})).unwrap_err().field, "type");
        assert_eq!(
            Settings::read(&json!({"start_date": "soon"})).unwrap_err().field,
            "start_date"
        );
        assert_eq!(
            Settings::read(&json!({"document": "quote"})).unwrap_err().field,
            "document"
        );
    }

    #[test]
    fn the_secret_does_not_stay_in_the_document() {
        let (public, secret) = Settings::split_secret(&json!({"client_id": "a", "client_secret": "s3"}));
        assert_eq!(secret.reveal(), "s3");
        assert!(!public.to_string().contains("s3"));
    }
}
