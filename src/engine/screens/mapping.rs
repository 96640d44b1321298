//! How the rows of the mapping pages stand: the shop's facts to `domain::mapping`, its answers to screens.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::domain::mapping::{self, MappingRow, MappingState, Proposed, RatePlace, ShopRate, Use};
use crate::domain::policy::Policy;
use crate::domain::shop::{AppliedTax, Store};
use crate::engine::{Engine, EngineError};
use crate::message::say;
use crate::xero::{decimal, text};

/// Between rates that are charged together.
const BETWEEN: &str = " + ";

impl Engine {
    /// How the tax rates of the shop stand: `automatic`, `map`, `shipping`, `rates` as the shop has them. No call.
    ///
    /// # Errors
    /// When the store or the settings in it cannot be read.
    pub fn tax_mapping(&self, connection: &str, shop: &Value) -> Result<Value, EngineError> {
        let (policy, is_read) = self.as_read(connection)?;
        let automatic = shop.get("automatic").and_then(Value::as_bool).unwrap_or(false);
        let (map, shipping) = (named(shop.get("map")), named(shop.get("shipping")));
        let chosen = |from: &BTreeMap<String, String>, key: &str| from.get(key).cloned().unwrap_or_default();
        let mut states = States::default();
        let mut rows = Vec::new();
        for given in shop.get("rates").and_then(Value::as_array).into_iter().flatten() {
            let code = text(given, "code");
            let (percent, places) = percent_and_places(given);
            let rate = ShopRate {
                percents: percents(&percent),
                tax_type: chosen(&map, &code),
                of_percentage: match percent == code {
                    true => String::new(),
                    false => chosen(&map, &percent),
                },
                on_shipping: chosen(&shipping, &code),
                used: match text(given, "use").as_str() {
                    "added" => Use::Added,
                    "nowhere" => Use::Nowhere,
                    _ => Use::Alone,
                },
                held: whole(given, "held"),
                code,
                places,
            };
            let found = mapping::rate_row(&rate, automatic, is_read, &policy.tax);
            let mut row = states.add(found.row);
            let on_shipping = given.get("on_shipping").and_then(Value::as_bool).unwrap_or(false);
            if on_shipping {
                states.count(found.on_shipping);
            }
            if let Some(row) = row.as_object_mut() {
                row.insert("percent".into(), json!(percent));
                row.insert("country".into(), json!(only_country(&rate.places)));
                row.insert("inherited".into(), json!(rate.of_percentage));
                row.insert("proposal".into(), found.proposed.as_ref().map_or(Value::Null, told));
                row.insert(
                    "on_shipping".into(),
                    match on_shipping {
                        true => json!({ "state": found.on_shipping.code(), "blocks": found.on_shipping.blocks() }),
                        false => Value::Null,
                    },
                );
            }
            rows.push(row);
        }
        Ok(json!({ "states": states.0, "rows": rows }))
    }

    /// Which of `used` would surely be held for their tax rates: list of `percent` (of all rates together) and `taxes` (`code`, `country`,
    /// `region`) as documents have them. Their places in the list. No call.
    ///
    /// # Errors
    /// When a percentage is none, or the store or the settings in it cannot be read.
    pub fn unmapped_tax_rates(&self, connection: &str, used: &Value) -> Result<Value, EngineError> {
        let (policy, _) = self.as_read(connection)?;
        let mut held = Vec::new();
        for (place, one) in used.as_array().into_iter().flatten().enumerate() {
            let taxes: Vec<AppliedTax> = one
                .get("taxes")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .map(charged)
                .collect();
            let percent = decimal(one, "percent").ok_or_else(|| {
                let codes: Vec<&str> = taxes.iter().map(|tax| tax.code.as_str()).collect();
                EngineError::settings("rate_invalid", say::PERCENTAGE_INVALID.with(codes.join(BETWEEN)))
            })?;
            if mapping::is_surely_held(&taxes, percent, &policy) {
                held.push(place);
            }
        }
        Ok(json!(held))
    }

    /// How payment methods stand: list of `method`, `account` chosen for it, documents `held` with it; `usual` is the bank account of all
    /// payments, or empty. No call.
    ///
    /// # Errors
    /// When the store or the settings in it cannot be read.
    pub fn payment_mapping(&self, connection: &str, methods: &Value, usual: &str) -> Result<Value, EngineError> {
        let (policy, is_read) = self.as_read(connection)?;
        let mut states = States::default();
        let mut rows = Vec::new();
        for given in methods.as_array().into_iter().flatten() {
            let (method, account) = (text(given, "method"), text(given, "account"));
            let row = mapping::payment_row(&method, &account, usual, whole(given, "held"), is_read, &policy.chart);
            rows.push(match mapping::payment_counts(&method, &account) {
                true => states.add(row),
                false => as_json(row),
            });
        }
        Ok(json!({ "states": states.0, "rows": rows }))
    }

    /// How totals of other extensions stand: list of `account` chosen for each, documents `held` with it. No call.
    ///
    /// # Errors
    /// When the store or the settings in it cannot be read.
    pub fn totals_mapping(&self, connection: &str, totals: &Value) -> Result<Value, EngineError> {
        let (policy, is_read) = self.as_read(connection)?;
        let mut states = States::default();
        let given = totals.as_array().into_iter().flatten();
        let rows: Vec<Value> = given
            .map(|one| mapping::total_row(&text(one, "account"), whole(one, "held"), is_read, &policy.chart))
            .map(|row| states.add(row))
            .collect();
        Ok(json!({ "states": states.0, "rows": rows }))
    }

    /// What Xero offers and whether it was ever read; nothing of a connection that was never configured.
    fn as_read(&self, connection: &str) -> Result<(Policy, bool), EngineError> {
        let core = &self.core;
        let Some(row) = core.store.connection(connection)? else {
            return Ok((Policy::default(), false));
        };
        let books = core.books(&row)?;
        let is_read = core.store.catalogue(connection, "accounts")?.is_some();
        Ok((books.settings.policy(&Store::default(), &books.catalogue), is_read))
    }
}

/// Rows by state.
#[derive(Default)]
struct States(BTreeMap<&'static str, u64>);

impl States {
    fn count(&mut self, state: MappingState) {
        *self.0.entry(state.code()).or_default() += 1;
    }

    fn add(&mut self, row: MappingRow) -> Value {
        self.count(row.state);
        as_json(row)
    }
}

fn as_json(row: MappingRow) -> Value {
    json!({ "state": row.state.code(), "unmapped": row.unmapped.code(), "blocks": row.state.blocks() })
}

fn told(proposed: &Proposed) -> Value {
    match proposed {
        Proposed::Everywhere(proposal, matched) => json!({
            "type": proposal.tax_type, "name": proposal.name, "fit": proposal.fit.code(), "reason": proposal.reason,
            "reason_data": proposal.reason.data(), "matched": matched, "open": [],
        }),
        Proposed::OpenIn(places) => json!({
            "type": "", "name": "", "fit": "none", "reason": "", "reason_data": [], "matched": "",
            "open": places.iter().map(|place| json!({
                "country": place.country, "region": place.region, "count": place.count,
            })).collect::<Vec<_>>(),
        }),
    }
}

/// The percentage of a rate in words and where it is charged; of several that are charged together made of those of each.
fn percent_and_places(rate: &Value) -> (String, Vec<RatePlace>) {
    let parts = rate
        .get("parts")
        .and_then(Value::as_array)
        .filter(|parts| !parts.is_empty());
    match parts {
        None => {
            let places = rate.get("places").and_then(Value::as_array).into_iter().flatten();
            (text(rate, "percent"), places.map(place).collect())
        }
        Some(parts) => {
            let percents: Vec<String> = parts.iter().map(|part| text(part, "percent")).collect();
            let percent = match percents.iter().any(String::is_empty) {
                true => String::new(),
                false => percents.join(BETWEEN),
            };
            let places: Vec<RatePlace> = parts.iter().map(place).collect();
            (percent, vec![mapping::joint_place(&places)])
        }
    }
}

/// A rate of the shop as documents have it.
fn charged(value: &Value) -> AppliedTax {
    let told = |name: &str| Some(text(value, name)).filter(|text| !text.is_empty());
    AppliedTax {
        code: text(value, "code"),
        title: None,
        percent: Decimal::ZERO,
        country: told("country"),
        region: told("region"),
    }
}

fn place(value: &Value) -> RatePlace {
    RatePlace {
        country: text(value, "country"),
        region: text(value, "region"),
        count: whole(value, "count"),
    }
}

/// The country of all places; empty when there are several.
fn only_country(places: &[RatePlace]) -> &str {
    match places {
        [first, others @ ..] if others.iter().all(|other| other.country == first.country) => &first.country,
        _ => "",
    }
}

/// The percentages of a text like "5 + 9.975"; none when it is no such text.
fn percents(text: &str) -> Vec<Decimal> {
    let read: Option<Vec<Decimal>> = text.split(BETWEEN).map(|one| one.trim().parse().ok()).collect();
    read.unwrap_or_default()
}

fn whole(value: &Value, name: &str) -> u64 {
    text(value, name).parse().unwrap_or(0)
}

/// Texts by name. PHP's arrays with the keys 0, 1, 2 … arrive as lists.
fn named(value: Option<&Value>) -> BTreeMap<String, String> {
    let of = |name: String, value: &Value| value.as_str().map(|text| (name, text.to_owned()));
    match value {
        Some(Value::Object(map)) => map.iter().filter_map(|(name, value)| of(name.clone(), value)).collect(),
        Some(Value::Array(list)) => list
            .iter()
            .enumerate()
            .filter_map(|(index, value)| of(index.to_string(), value))
            .collect(),
        _ => BTreeMap::new(),
    }
}
