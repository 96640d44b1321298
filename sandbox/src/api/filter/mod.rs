//! What `where` and `order` mean for a record, given its fields.

pub(crate) mod grammar;
pub(crate) mod value;

use std::cmp::Ordering;

use chrono::NaiveDate;

use grammar::{Condition, Method, Operand, Operator};
use value::Value;

/// Fields of a record, by lower-case path; None: there is no such field.
pub(crate) type Fields<'a> = &'a dyn Fn(&str) -> Option<Value>;

/// Whether the condition holds. The error is the sentence of the exception.
pub(crate) fn holds(condition: &Condition, entity: &str, fields: Fields<'_>) -> Result<bool, String> {
    let field = |name: &str| {
        fields(&name.to_lowercase()).ok_or_else(|| format!("No property or field '{name}' exists in type '{entity}'"))
    };
    match condition {
        Condition::All(all) => {
            for inner in all {
                if !holds(inner, entity, fields)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Condition::Any(any) => {
            for inner in any {
                if holds(inner, entity, fields)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Condition::Flag(name) => match field(name)? {
            Value::Flag(flag) => Ok(flag),
            _ => Err("Expression of type 'Boolean' expected".to_owned()),
        },
        Condition::Method(name, method, argument) => match field(name)? {
            Value::Text(text) => {
                let (text, argument) = (text.to_lowercase(), argument.to_lowercase());
                Ok(match method {
                    Method::Contains => text.contains(&argument),
                    Method::StartsWith => text.starts_with(&argument),
                    Method::EndsWith => text.ends_with(&argument),
                })
            }
            Value::Null => Ok(false),
            other => Err(format!("No applicable method exists in type '{}'", other.kind())),
        },
        Condition::Compare(left, operator, right) => {
            let side = |operand: &Operand| match operand {
                Operand::Field(name) => field(name),
                Operand::Value(value) => Ok(value.clone()),
            };
            compare(&side(left)?, *operator, &side(right)?)
        }
    }
}

fn compare(left: &Value, operator: Operator, right: &Value) -> Result<bool, String> {
    let order = match (left, right) {
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Text(a), Value::Text(b)) => Some(a.to_lowercase().cmp(&b.to_lowercase())),
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        (Value::Moment(a), Value::Date(b)) => Some(a.cmp(&start_of(*b))),
        (Value::Guid(a), Value::Guid(b)) => Some(a.cmp(b)),
        (Value::Flag(a), Value::Flag(b)) => Some(a.cmp(b)),
        _ => {
            return Err(format!(
                "Operator '==' incompatible with operand types '{}' and '{}'",
                left.kind(),
                right.kind()
            ));
        }
    };
    Ok(match operator {
        Operator::Equal => order == Some(Ordering::Equal),
        Operator::Unequal => order != Some(Ordering::Equal),
        Operator::Less => order == Some(Ordering::Less),
        Operator::LessOrEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Operator::Greater => order == Some(Ordering::Greater),
        Operator::GreaterOrEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    })
}

fn start_of(date: NaiveDate) -> i64 {
    date.and_hms_opt(0, 0, 0)
        .unwrap_or_default()
        .and_utc()
        .timestamp_millis()
}

/// Order of two values of the same field; nothing comes first.
pub(crate) fn order(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Less,
        (_, Value::Null) => Ordering::Greater,
        (Value::Text(a), Value::Text(b)) => a.to_lowercase().cmp(&b.to_lowercase()),
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Moment(a), Value::Moment(b)) => a.cmp(b),
        (Value::Guid(a), Value::Guid(b)) => a.cmp(b),
        (Value::Flag(a), Value::Flag(b)) => a.cmp(b),
        _ => Ordering::Equal,
    }
}
