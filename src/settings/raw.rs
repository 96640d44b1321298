//! Defines the settings document as PHP writes it: everything can be missing, numbers may be texts, maps may be lists.
//!
//! It judges nothing; the checks are in `settings`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Raw {
    pub(super) name: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: Option<String>,
    pub(super) client_id: Option<String>,
    pub(super) shop: Option<String>,
    pub(super) accounts: Map<Option<String>>,
    pub(super) entities: BTreeMap<String, RawEntity>,
    pub(super) start_date: Option<String>,
    pub(super) document: Option<String>,
    pub(super) tax: RawTax,
    pub(super) payments: RawPayments,
    pub(super) due_days: Loose,
    pub(super) batch_size: Loose,
    pub(super) day_limit: Loose,
    pub(super) documents: RawDocuments,
    pub(super) contacts: RawContacts,
    pub(super) items: RawItems,
    pub(super) totals: RawTotals,
    pub(super) tracking: Vec<RawTracking>,
    pub(super) websites: Map<RawScope>,
    pub(super) stores: Map<RawScope>,
}

/// What a website or a store view has otherwise; empty: not.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawScope {
    pub(super) accounts: Map<Option<String>>,
    pub(super) documents: RawDocuments,
    pub(super) entities: Map<RawAffix>,
}

/// What a website or a store view puts around its numbers; what is missing is as above it, what is empty is empty.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawAffix {
    pub(super) prefix: Option<String>,
    pub(super) suffix: Option<String>,
}

/// How documents are written; everything can be missing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawDocuments {
    pub(super) status: Option<String>,
    pub(super) credit_note_status: Option<String>,
    pub(super) reference: Option<String>,
    pub(super) due_days: Option<Loose>,
    pub(super) due_terms: Option<String>,
    pub(super) due_days_by_method: Map<RawDue>,
    pub(super) date: Option<String>,
    pub(super) branding_theme: Option<String>,
    pub(super) amounts: Option<String>,
    pub(super) link: Option<Switch>,
    pub(super) zero_totals: Option<String>,
    pub(super) unpaid: Option<String>,
    pub(super) lock_date: Option<String>,
    pub(super) tax_rounding: Option<String>,
    pub(super) doubtful_rate: Option<String>,
    pub(super) payment_date: Option<String>,
    pub(super) store_credit: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawContacts {
    pub(super) guests: Option<String>,
    pub(super) guest_name: Option<String>,
    pub(super) name: Option<String>,
    pub(super) archived: Option<String>,
    #[serde(rename = "match")]
    pub(super) matching: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawItems {
    pub(super) inventory: Option<Switch>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawTotals {
    pub(super) map: Map<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawTracking {
    pub(super) category: Option<String>,
    pub(super) by: Option<String>,
    pub(super) map: Map<String>,
    pub(super) default: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawTaxRule {
    pub(super) rate: Option<String>,
    pub(super) applies: Option<String>,
    pub(super) customer_class: Option<String>,
    pub(super) country: Option<String>,
    pub(super) vat_number: Option<Switch>,
    pub(super) tax_type: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawFee {
    pub(super) account: Option<String>,
    pub(super) percent: Value,
    pub(super) fixed: Value,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawEntity {
    pub(super) enabled: Switch,
    pub(super) mode: Option<String>,
    pub(super) prefix: Option<String>,
    pub(super) suffix: Option<String>,
    pub(super) statuses: Vec<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawTax {
    pub(super) automatic: Switch,
    pub(super) map: Map<String>,
    pub(super) rules: Vec<RawTaxRule>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawPayments {
    pub(super) map: Map<String>,
    pub(super) fees: Map<RawFee>,
}

/// A map that PHP may have written as an empty list.
#[derive(Debug, Clone)]
pub(super) struct Map<T>(pub(super) BTreeMap<String, T>);

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
pub(super) struct Switch(pub(super) bool);

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

/// When an invoice is due: a number of days alone, or with the terms by which they are counted.
#[derive(Debug, Clone, Default)]
pub(super) struct RawDue {
    pub(super) days: Loose,
    pub(super) terms: Option<String>,
}

impl<'de> Deserialize<'de> for RawDue {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Both {
            days: Loose,
            terms: Option<String>,
        }
        let given = Value::deserialize(deserializer)?;
        let both = match given {
            Value::Object(_) => serde_json::from_value(given).map_err(serde::de::Error::custom)?,
            days => Both {
                days: serde_json::from_value(days).map_err(serde::de::Error::custom)?,
                terms: None,
            },
        };
        Ok(Self {
            days: both.days,
            terms: both.terms,
        })
    }
}

/// A whole number, written as number or text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Loose(pub(super) i64);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(deserializer)? {
            Value::Number(number) => number.as_i64().unwrap_or(0),
            Value::String(text) => text.trim().parse().unwrap_or(0),
            _ => 0,
        }))
    }
}
