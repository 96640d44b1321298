//! Decides in which form questions about queue and log come from the shop, and in which their rows go back: JSON, here alone.

use serde_json::{Map, Value, json};

use crate::clock::timestamp;
use crate::engine::EngineError;
use crate::message::from_column;
use crate::queue::{Cell, Filter, Form, Given, ListedRow, QUERY_INVALID, Query};

fn cell(value: &Value) -> Result<Cell, EngineError> {
    match value {
        Value::Null => Ok(Cell::Nothing),
        Value::Bool(flag) => Ok(Cell::Number((*flag).into())),
        Value::Number(number) => Ok(number
            .as_i64()
            .map_or_else(|| Cell::Text(number.to_string()), Cell::Number)),
        Value::String(text) => Ok(Cell::Text(text.clone())),
        Value::Array(_) | Value::Object(_) => Err(EngineError::argument(
            QUERY_INVALID,
            "A filter's value must be a text or a number.",
        )),
    }
}

fn given(value: &Value) -> Result<Given, EngineError> {
    match value {
        Value::Array(list) => Ok(Given::Several(list.iter().map(cell).collect::<Result<_, _>>()?)),
        one => cell(one).map(Given::One),
    }
}

/// Reads the shop's question about queue or log: filters (field, condition, value), search, sort, direction, english, page, `page_size`.
///
/// # Errors
/// When it is malformed.
pub fn query(value: &Value) -> Result<Query, EngineError> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let number = |name: &str, otherwise: u32| match value.get(name) {
        Some(Value::Number(number)) => number.as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(otherwise),
        Some(Value::String(text)) => text.parse().unwrap_or(otherwise),
        _ => otherwise,
    };
    let filter = |filter: &Value| {
        let part = |name: &str| filter.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Filter {
            field: part("field").ok_or_else(|| EngineError::argument(QUERY_INVALID, "A filter needs a field."))?,
            condition: part("condition").unwrap_or_else(|| "eq".into()),
            value: given(filter.get("value").unwrap_or(&Value::Null))?,
        })
    };
    let filters = value.get("filters").and_then(Value::as_array).into_iter().flatten();
    Ok(Query {
        filters: filters.map(filter).collect::<Result<_, EngineError>>()?,
        search: text("search"),
        sort: text("sort"),
        ascending: text("direction").eq_ignore_ascii_case("asc"),
        english: value.get("english").and_then(Value::as_bool).unwrap_or_default(),
        page: number("page", 1),
        page_size: number("page_size", 20),
    })
}

/// A row for the shop: times as text (null: never), messages as data.
pub fn shown(row: &ListedRow) -> Map<String, Value> {
    let value = |form, cell: &Cell| match (form, cell) {
        (_, Cell::Nothing) | (Form::Time, Cell::Number(0)) => Value::Null,
        (Form::Time, Cell::Number(ms)) => json!(timestamp(*ms)),
        (Form::Data, Cell::Text(data)) => from_column(data),
        (_, Cell::Number(number)) => json!(number),
        (_, Cell::Text(text)) => json!(text),
    };
    row.cells()
        .map(|(field, cell)| (field.name.to_owned(), value(field.form, cell)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::Listed;

    #[test]
    fn values_of_filters_are_texts_numbers_or_lists_of_them() {
        let text = |text: &str| Cell::Text(text.into());
        for (value, wanted) in [
            (json!("000001"), Given::One(text("000001"))),
            (json!(12), Given::One(Cell::Number(12))),
            (json!(true), Given::One(Cell::Number(1))),
            (json!(1.5), Given::One(text("1.5"))),
            (json!(u64::MAX), Given::One(text("18446744073709551615"))),
            (Value::Null, Given::One(Cell::Nothing)),
            (json!([1, "2"]), Given::Several(vec![Cell::Number(1), text("2")])),
        ] {
            let asked = query(&json!({ "filters": [{ "field": "id", "value": value }] })).unwrap();
            let filter = &asked.filters[0];
            assert_eq!((&*filter.field, &*filter.condition), ("id", "eq"));
            assert_eq!(filter.value, wanted);
        }
        for filter in [
            json!({ "field": "id", "value": [[1]] }),
            json!({ "field": "id", "value": {"a": 1} }),
            json!({ "value": 1 }),
        ] {
            let refused = query(&json!({ "filters": [filter] }));
            assert_eq!(
                refused.err().map(|error| error.code).as_deref(),
                Some("query_invalid"),
                "{filter}"
            );
        }
    }

    #[test]
    fn a_row_shows_times_as_text_and_messages_as_data() {
        let cells: Vec<Cell> = Listed::Jobs
            .fields()
            .iter()
            .map(|field| match (field.name, field.form) {
                ("not_before_at", _) => Cell::Number(0),
                ("total", _) => Cell::Nothing,
                (_, Form::Time) => Cell::Number(86_401_000),
                (_, Form::Number) => Cell::Number(7),
                (name, _) => Cell::Text(name.into()),
            })
            .collect();
        let row = shown(&ListedRow::new(Listed::Jobs, false, cells));
        assert_eq!(row["created_at"], "1970-01-02 00:00:01");
        assert_eq!((&row["not_before_at"], &row["total"]), (&Value::Null, &Value::Null));
        assert_eq!((&row["attempt"], &row["number"]), (&json!(7), &json!("number")));
        assert!(row.contains_key("message_data"));
    }
}
