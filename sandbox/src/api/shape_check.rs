//! Compares what was sent with the API's shapes: wrong types are refused, unknown and read-only properties are counted, and ignored unless the fields are strict.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::shapes::{Shape, Type};
use crate::clock::read_date;
use crate::rules::fields::read_decimal;

/// What was noticed beside the errors.
#[derive(Default)]
pub(crate) struct Noticed {
    pub unknown: BTreeMap<String, u64>,
    pub read_only: BTreeMap<String, u64>,
    pub nulls: BTreeMap<String, u64>,
    pub string_numbers: BTreeMap<String, u64>,
}

impl Noticed {
    /// A sentence about what the description of the API does not allow to be sent, if there is any.
    pub(crate) fn refusal(&self) -> Option<String> {
        let lists = [
            ("unknown", &self.unknown),
            ("read-only", &self.read_only),
            ("null", &self.nulls),
            ("a number sent as text", &self.string_numbers),
        ];
        let sentence = |(what, list): &(&str, &BTreeMap<String, u64>)| {
            list.keys()
                .map(|path| format!("'{path}' is {what}"))
                .collect::<Vec<_>>()
        };
        let all: Vec<String> = lists.iter().flat_map(sentence).collect();
        (!all.is_empty()).then(|| format!("Strict fields: {}.", all.join(", ")))
    }
}

/// Checks an object. The error is the sentence about the first value that cannot be converted.
pub(crate) fn check(
    object: &Map<String, Value>,
    shape: &Shape,
    path: &str,
    strings_are_numbers: bool,
    noticed: &mut Noticed,
) -> Result<(), String> {
    for (name, value) in object {
        let here = format!("{path}.{name}");
        let Some(kind) = shape.property(name) else {
            *noticed.unknown.entry(here).or_default() += 1;
            continue;
        };
        if value.is_null() {
            *noticed.nulls.entry(here).or_default() += 1;
            continue;
        }
        let wrong = |type_name: &str| format!("Error converting value {value} to type '{type_name}'. Path '{here}'");
        match kind {
            Type::ReadOnly => *noticed.read_only.entry(here).or_default() += 1,
            Type::Computed if read_decimal(value).is_none() => return Err(wrong("System.Decimal")),
            Type::CheckedText if !value.is_string() => return Err(wrong("System.String")),
            Type::Computed | Type::CheckedText => *noticed.read_only.entry(here).or_default() += 1,
            Type::Text if value.is_object() || value.is_array() => return Err(wrong("System.String")),
            Type::Text => {}
            Type::Number => {
                if read_decimal(value).is_none() || (value.is_string() && !strings_are_numbers) {
                    return Err(wrong("System.Decimal"));
                }
                if value.is_string() {
                    *noticed.string_numbers.entry(here).or_default() += 1;
                }
            }
            Type::Boolean => {
                let word = value
                    .as_str()
                    .is_some_and(|s| s.eq_ignore_ascii_case("true") || s.eq_ignore_ascii_case("false"));
                if !value.is_boolean() && !word {
                    return Err(wrong("System.Boolean"));
                }
            }
            Type::Date if value.as_str().and_then(read_date).is_none() => return Err(wrong("System.DateTime")),
            Type::Guid if value.as_str().is_none_or(|s| s.parse::<Uuid>().is_err()) => {
                return Err(wrong("System.Guid"));
            }
            Type::Date | Type::Guid => {}
            Type::One(inner) => match value {
                Value::Object(child) => check(child, inner, &here, strings_are_numbers, noticed)?,
                _ => return Err(wrong(inner.name)),
            },
            Type::Many(inner) => {
                let Value::Array(list) = value else {
                    return Err(wrong(inner.name));
                };
                for child in list {
                    match child {
                        Value::Object(child) => check(child, inner, &here, strings_are_numbers, noticed)?,
                        Value::Null => *noticed.nulls.entry(here.clone()).or_default() += 1,
                        _ => return Err(wrong(inner.name)),
                    }
                }
            }
        }
    }
    Ok(())
}
