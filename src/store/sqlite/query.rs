//! Decides which questions screens may ask of queue and log, and answers them page by page.
//!
//! Field names come from a list; values are always bound.

use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{OptionalExtension, Row, params_from_iter};
use serde_json::{Map, Value, json};

use super::SqliteRows;
use crate::clock::timestamp;
use crate::message::{Message, from_column};
use crate::queue::{Page, Query};
use crate::store::rows::{Listed, PageRows};
use crate::store_error::StoreError;

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A text or a number.
    Plain,
    /// Milliseconds since 1970.
    Time,
    /// A message as data.
    Data,
}

use Form::{Data, Plain, Time};

/// A table that may be asked.
struct Table {
    name: &'static str,
    /// Public name, column, form.
    fields: &'static [(&'static str, &'static str, Form)],
    searched: &'static [&'static str],
}

static JOBS: Table = Table {
    name: "job",
    fields: &[
        ("id", "id", Plain),
        ("connection", "connection", Plain),
        ("entity", "entity", Plain),
        ("entity_id", "entity_id", Plain),
        ("kind", "kind", Plain),
        ("number", "number", Plain),
        ("state", "state", Plain),
        ("action", "action", Plain),
        ("attempt", "attempts", Plain),
        ("code", "code", Plain),
        ("message", "message", Plain),
        ("message_data", "message_data", Data),
        ("fix", "fix", Plain),
        ("fix_data", "fix_data", Data),
        ("subject", "subject", Plain),
        ("total", "total", Plain),
        ("currency", "currency", Plain),
        ("store_id", "store_id", Plain),
        ("priority", "priority", Plain),
        ("created_at", "created_at", Time),
        ("updated_at", "updated_at", Time),
        ("not_before_at", "not_before", Time),
    ],
    searched: &["number", "message", "entity_id", "key"],
};

static LOG: Table = Table {
    name: "log",
    fields: &[
        ("id", "id", Plain),
        ("at", "at", Time),
        ("connection", "connection", Plain),
        ("entity", "entity", Plain),
        ("entity_id", "entity_id", Plain),
        ("kind", "kind", Plain),
        ("number", "number", Plain),
        ("action", "action", Plain),
        ("status", "status", Plain),
        ("code", "code", Plain),
        ("message", "message", Plain),
        ("message_data", "message_data", Data),
        ("fix", "fix", Plain),
        ("fix_data", "fix_data", Data),
        ("xero_id", "xero_id", Plain),
        ("xero_url", "xero_url", Plain),
        ("total", "total", Plain),
        ("xero_total", "xero_total", Plain),
        ("currency", "currency", Plain),
        ("job_id", "job_id", Plain),
        ("attempt", "attempt", Plain),
        ("duration_ms", "duration_ms", Plain),
        ("store_id", "store_id", Plain),
    ],
    searched: &["number", "message", "entity_id", "code"],
};

fn invalid(message: String) -> StoreError {
    StoreError::new("query_invalid", Message::words(message))
}

impl Table {
    fn column(&self, field: &str) -> Result<(&'static str, bool), StoreError> {
        self.fields
            .iter()
            .find(|(name, _, form)| *name == field && *form != Data)
            .map(|(_, column, form)| (*column, *form == Time))
            .ok_or_else(|| invalid(format!("There is no field \"{field}\" to filter or sort by.")))
    }

    /// Public names and forms of what is read, and their columns for a statement.
    fn read(&self, english: bool) -> (Vec<(&'static str, Form)>, String) {
        let wanted = self.fields.iter().filter(|(_, _, form)| !english || *form != Data);
        let columns: Vec<&str> = wanted.clone().map(|(_, column, _)| *column).collect();
        (
            wanted.map(|(name, _, form)| (*name, *form)).collect(),
            columns.join(", "),
        )
    }

    fn row(names: &[(&'static str, Form)], row: &Row<'_>) -> rusqlite::Result<Value> {
        let mut map = Map::new();
        for (index, (name, form)) in names.iter().enumerate() {
            let value = match row.get_ref(index)? {
                ValueRef::Text(text) if *form == Data => from_column(&String::from_utf8_lossy(text)),
                ValueRef::Integer(0) if *form == Time => Value::Null,
                ValueRef::Integer(ms) if *form == Time => json!(timestamp(ms)),
                ValueRef::Integer(number) => json!(number),
                // A damaged row shows what can be read of it.
                ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
                _ => Value::Null,
            };
            map.insert((*name).to_owned(), value);
        }
        Ok(Value::Object(map))
    }
}

/// `YYYY-MM-DD HH:MM:SS` or `YYYY-MM-DD` (UTC) to milliseconds.
fn moment(text: &str) -> Option<i64> {
    let full = if text.len() == 10 {
        format!("{text} 00:00:00")
    } else {
        text.to_owned()
    };
    chrono::NaiveDateTime::parse_from_str(&full, "%Y-%m-%d %H:%M:%S")
        .ok()
        .map(|time| time.and_utc().timestamp_millis())
}

fn bound(value: &Value, time: bool) -> Result<Sql, StoreError> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => i64::from(*flag).to_string(),
        Value::Null => return Ok(Sql::Null),
        _ => return Err(invalid("A filter's value must be a text or a number.".into())),
    };
    if time {
        return moment(&text)
            .map(Sql::Integer)
            .ok_or_else(|| invalid(format!("\"{text}\" is not a time (YYYY-MM-DD HH:MM:SS).")));
    }
    Ok(Sql::Text(text))
}

/// Columns that hold numbers.
const NUMBERS: &[&str] = &["id", "attempts", "priority", "job_id", "attempt", "duration_ms"];

fn plain(value: &Sql) -> Value {
    match value {
        Sql::Integer(number) => json!(number),
        Sql::Text(text) => json!(text),
        _ => Value::Null,
    }
}

fn conditions(table: &Table, query: &Query) -> Result<(String, Vec<Sql>), StoreError> {
    let mut sql = String::from("1 = 1");
    let mut values = Vec::new();
    for (field, condition, value) in &query.filters {
        let (column, time) = table.column(field)?;
        // Numbers are compared as numbers, texts as texts: SQLite's column affinity sees to it.
        match condition.as_str() {
            "eq" | "neq" | "gteq" | "lteq" | "gt" | "lt" => {
                let operator = match condition.as_str() {
                    "eq" => "=",
                    "neq" => "<>",
                    "gteq" => ">=",
                    "lteq" => "<=",
                    "gt" => ">",
                    _ => "<",
                };
                sql.push_str(&format!(" AND {column} {operator} ?"));
                values.push(bound(value, time)?);
            }
            "like" => {
                sql.push_str(&format!(" AND {column} LIKE ?"));
                values.push(bound(value, false)?);
            }
            "in" | "nin" => {
                let list = match value {
                    Value::Array(list) => list.clone(),
                    single => vec![single.clone()],
                };
                let not = if condition == "nin" { "NOT " } else { "" };
                // One value however long the list is: SQLite binds 32,766 at most. The cast keeps numbers numbers and texts texts.
                let bounds = list.iter().map(|one| bound(one, time)).collect::<Result<Vec<_>, _>>()?;
                let texts: Vec<Value> = bounds.iter().map(plain).collect();
                let cast = if time || NUMBERS.contains(&column) {
                    "CAST(value AS INTEGER)"
                } else {
                    "value"
                };
                sql.push_str(&format!(" AND {column} {not}IN (SELECT {cast} FROM json_each(?))"));
                values.push(Sql::Text(Value::Array(texts).to_string()));
            }
            "null" => sql.push_str(&format!(" AND ({column} IS NULL OR {column} = '')")),
            other => return Err(invalid(format!("There is no condition \"{other}\"."))),
        }
    }
    let search = query.search.trim();
    if !search.is_empty() {
        let pattern = format!(
            "%{}%",
            search.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
        );
        let any: Vec<String> = table
            .searched
            .iter()
            .map(|column| format!("{column} LIKE ? ESCAPE '\\'"))
            .collect();
        sql.push_str(&format!(" AND ({})", any.join(" OR ")));
        values.extend(table.searched.iter().map(|_| Sql::Text(pattern.clone())));
    }
    Ok((sql, values))
}

fn table(of: Listed) -> &'static Table {
    match of {
        Listed::Jobs => &JOBS,
        Listed::Log => &LOG,
    }
}

impl PageRows for SqliteRows<'_> {
    fn listed(&self, of: Listed, id: i64) -> Result<Option<Value>, StoreError> {
        let table = table(of);
        let (names, columns) = table.read(false);
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!("SELECT {columns} FROM {} WHERE id = ?1", table.name))?
                .query_row([id], |row| Table::row(&names, row))
                .optional()
        })
    }

    fn page(&self, of: Listed, query: &Query) -> Result<Page, StoreError> {
        let table = table(of);
        let (condition, values) = conditions(table, query)?;
        let sort = if query.sort.is_empty() {
            "id"
        } else {
            table.column(&query.sort)?.0
        };
        let direction = if query.ascending && !query.sort.is_empty() {
            "ASC"
        } else {
            "DESC"
        };
        let order = format!("{sort} {direction}, id DESC");
        let size = query.page_size.clamp(1, 10_000);
        let offset = i64::from(query.page.max(1) - 1) * i64::from(size);
        let (names, columns) = table.read(query.english);
        self.ask(|sqlite| {
            let total = sqlite
                .prepare_cached(&format!("SELECT COUNT(*) FROM {} WHERE {condition}", table.name))?
                .query_row(params_from_iter(values.iter()), |row| row.get(0))?;
            let items = sqlite
                // Ids first: rows before the page are passed over in an index where one holds what is asked, and never sorted whole.
                .prepare_cached(&format!(
                    "SELECT {columns} FROM {name} WHERE id IN (SELECT id FROM {name} WHERE {condition} ORDER BY {order} LIMIT {size} OFFSET {offset})
                     ORDER BY {order}",
                    name = table.name
                ))?
                .query_map(params_from_iter(values.iter()), |row| Table::row(&names, row))?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            Ok(Page { total, items })
        })
    }
}
