//! Converts PHP values to JSON values and back.
//!
//! Walks are limited in depth (an array may contain itself), invalid UTF-8 is refused with the field's name, and floats are
//! written as briefly as they can be read back, rounded to four decimals, as Magento stores amounts.

use ext_php_rs::boxed::ZBox;
use ext_php_rs::convert::IntoZval;
use ext_php_rs::types::{ZendHashTable, Zval};
use serde_json::{Map, Number, Value, json};

/// Deepest nesting that is read.
const DEPTH: usize = 32;

/// Why a PHP value cannot be taken.
#[derive(Debug, Clone)]
pub(super) struct Unusable {
    /// Path of the field; empty for the whole value.
    pub(super) path: String,
    pub(super) why: &'static str,
}

impl Unusable {
    fn new(why: &'static str) -> Self {
        Self {
            path: String::new(),
            why,
        }
    }

    /// The path is put together on the way out: values that can be taken need none.
    fn below(mut self, name: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') {
            ""
        } else {
            "."
        };
        self.path = format!("{name}{dot}{}", self.path);
        self
    }
}

/// A PHP array as JSON.
pub(super) fn read(table: &ZendHashTable) -> Result<Value, Unusable> {
    read_table(table, 0)
}

/// A list of snapshots, each an array or its JSON text: one that cannot be taken becomes a value that the snapshot reader refuses with the
/// reason, so that the others of the same call are kept.
pub(super) fn read_snapshots(table: &ZendHashTable) -> Vec<Value> {
    let mut snapshots = Vec::with_capacity(table.len());
    let mut items = table.iter();
    while let Some((_, item)) = items.next_zval() {
        // A text that is no JSON is refused as the text that it is.
        let written = item
            .dereference()
            .str()
            .and_then(|text| serde_json::from_str(text).ok());
        if let Some(snapshot) = written {
            snapshots.push(snapshot);
            continue;
        }
        snapshots.push(read_value(item, 0).unwrap_or_else(|error| {
            let mut map = Map::new();
            map.insert("unusable".into(), json!({ "field": error.path, "why": error.why }));
            for name in ["kind", "id"] {
                let found = item.dereference().array().and_then(|table| table.get(name));
                if let Some(text) = found.and_then(|value| read_value(value, DEPTH).ok()) {
                    map.insert(name.into(), text);
                }
            }
            Value::Object(map)
        }));
    }
    snapshots
}

fn is_list(table: &ZendHashTable) -> bool {
    let mut items = table.iter();
    let mut expected = 0;
    while let Some((key, _)) = items.next_zval() {
        if key.long() != Some(expected) {
            return false;
        }
        expected += 1;
    }
    true
}

// The iterator's own keys panic on names that are not UTF-8; those of `next_zval` can be looked at.
fn read_table(table: &ZendHashTable, depth: usize) -> Result<Value, Unusable> {
    if depth >= DEPTH {
        return Err(Unusable::new("is nested too deeply"));
    }
    let mut items = table.iter();
    if is_list(table) {
        let mut list = Vec::with_capacity(table.len());
        while let Some((_, value)) = items.next_zval() {
            list.push(read_value(value, depth + 1).map_err(|error| error.below(&format!("[{}]", list.len())))?);
        }
        return Ok(Value::Array(list));
    }
    let mut map = Map::with_capacity(table.len());
    while let Some((key, value)) = items.next_zval() {
        let name = match (key.long(), key.str()) {
            (Some(number), _) => number.to_string(),
            (None, Some(text)) => text.to_owned(),
            (None, None) => return Err(Unusable::new("has a name in it that is not valid UTF-8")),
        };
        let value = read_value(value, depth + 1).map_err(|error| error.below(&name))?;
        map.insert(name, value);
    }
    Ok(Value::Object(map))
}

fn read_value(value: &Zval, depth: usize) -> Result<Value, Unusable> {
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
            .ok_or_else(|| Unusable::new("is not a finite number"));
    }
    if value.is_string() {
        return value
            .str()
            .map(|text| Value::String(text.to_owned()))
            .ok_or_else(|| Unusable::new("is not valid UTF-8"));
    }
    if let Some(table) = value.array() {
        return read_table(table, depth);
    }
    Err(Unusable::new("is neither text, number, boolean, null nor array"))
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
