//! Converts PHP values to JSON values and back.
//!
//! Walks are limited in depth (an array may contain itself), invalid UTF-8 is refused with the field's name, and floats are
//! written as briefly as they can be read back, rounded to four decimals, as Magento stores amounts.

use ext_php_rs::boxed::ZBox;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::types::{ArrayKey, ZendHashTable, Zval};
use serde_json::{Map, Number, Value};

/// Deepest nesting that is read.
const DEPTH: usize = 32;

/// Why a PHP value cannot be taken.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {why}")]
pub(super) struct Unusable {
    pub(super) path: String,
    pub(super) why: &'static str,
}

fn unusable(path: &str, why: &'static str) -> Unusable {
    Unusable {
        path: if path.is_empty() { "argument".into() } else { path.into() },
        why,
    }
}

/// A PHP array as JSON.
pub(super) fn read(table: &ZendHashTable) -> Result<Value, Unusable> {
    read_table(table, "", 0)
}

/// A list of snapshots: one that cannot be taken becomes a value that the snapshot reader refuses with the reason, so that
/// the others of the same call are kept.
pub(super) fn read_snapshots(table: &ZendHashTable) -> Vec<Value> {
    table
        .iter()
        .map(|(_, item)| {
            read_value(item, "", 0).unwrap_or_else(|error| {
                let mut map = Map::new();
                map.insert("unusable".into(), Value::String(error.to_string()));
                for name in ["kind", "id"] {
                    if let Some(text) = item.array().and_then(|table| table.get(name)).and_then(|value| read_value(value, "", 0).ok()) {
                        map.insert(name.into(), text);
                    }
                }
                Value::Object(map)
            })
        })
        .collect()
}

fn read_table(table: &ZendHashTable, path: &str, depth: usize) -> Result<Value, Unusable> {
    if depth >= DEPTH {
        return Err(unusable(path, "is nested too deeply"));
    }
    if table.has_sequential_keys() {
        let mut list = Vec::with_capacity(table.len());
        for (index, (_, value)) in table.iter().enumerate() {
            list.push(read_value(value, &format!("{path}[{index}]"), depth + 1)?);
        }
        return Ok(Value::Array(list));
    }
    let mut map = Map::new();
    for (key, value) in table {
        let name = match key {
            ArrayKey::Long(number) => number.to_string(),
            ArrayKey::String(text) => text,
            ArrayKey::Str(text) => text.to_owned(),
            _ => return Err(unusable(path, "has a key that is neither text nor number")),
        };
        let below = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let value = read_value(value, &below, depth + 1)?;
        map.insert(name, value);
    }
    Ok(Value::Object(map))
}

fn read_value(value: &Zval, path: &str, depth: usize) -> Result<Value, Unusable> {
    let value = value.dereference();
    if value.is_null() {
        return Ok(Value::Null);
    }
    if let Some(flag) = value.bool() {
        return Ok(Value::Bool(flag));
    }
    if let Some(number) = value.long() {
        return Ok(Value::Number(number.into()));
    }
    if let Some(number) = value.double() {
        return float(number)
            .map(Value::Number)
            .ok_or_else(|| unusable(path, "is not a finite number"));
    }
    if value.is_string() {
        return value
            .str()
            .map(|text| Value::String(text.to_owned()))
            .ok_or_else(|| unusable(path, "is not valid UTF-8"));
    }
    if let Some(table) = value.array() {
        return read_table(table, path, depth);
    }
    Err(unusable(path, "is neither text, number, boolean, null nor array"))
}

/// The shortest decimal that reads back as the same float, rounded to four decimals.
fn float(number: f64) -> Option<Number> {
    if !number.is_finite() {
        return None;
    }
    let shortest = number.to_string();
    let text = match shortest.split_once('.') {
        Some((_, decimals)) if decimals.len() > 4 => {
            let exact: rust_decimal::Decimal = shortest.parse().ok()?;
            exact
                .round_dp_with_strategy(4, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
                .to_string()
        }
        _ => shortest,
    };
    text.parse().ok()
}

/// JSON as a PHP value. Decimal numbers become strings: amounts never pass through floats.
pub(super) fn write(value: &Value) -> Zval {
    let mut zval = Zval::new();
    match value {
        Value::Null => zval.set_null(),
        Value::Bool(flag) => zval.set_bool(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => zval.set_long(whole),
            None => match number.as_f64() {
                Some(float) if number.to_string().len() < 16 => zval.set_double(float),
                _ => {
                    let _ = zval.set_string(&number.to_string(), false);
                }
            },
        },
        Value::String(text) => {
            let _ = zval.set_string(text, false);
        }
        Value::Array(_) | Value::Object(_) => {
            let _ = table(value).set_zval(&mut zval, false);
        }
    }
    zval
}

/// A JSON array or object as a PHP array.
pub(super) fn table(value: &Value) -> ZBox<ZendHashTable> {
    let mut table = ZendHashTable::new();
    match value {
        Value::Array(list) => {
            for one in list {
                let _ = table.push(write(one));
            }
        }
        Value::Object(map) => {
            for (name, one) in map {
                let _ = match name.parse::<i64>() {
                    Ok(number) if number.to_string() == *name => table.insert_at_index(number, write(one)),
                    _ => table.insert(name.as_str(), write(one)),
                };
            }
        }
        _ => {}
    }
    table
}
