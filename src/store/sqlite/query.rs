//! Answers what screens ask of queue and log, page by page. Values are always bound.

use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{OptionalExtension, Row, params_from_iter};
use serde_json::{Value, json};

use super::which::numbers;
use super::{SqliteRows, sought};
use crate::queue::{Cell, Comparison, Field, Form, Listed, Question, Test};
use crate::store::rows::PageRows;
use crate::store_error::StoreError;

fn table(of: Listed) -> &'static str {
    match of {
        Listed::Jobs => "job",
        Listed::Log => "log",
    }
}

/// The column of a field: its name, but for two.
fn column(of: Listed, field: &Field) -> &'static str {
    match (of, field.name) {
        (Listed::Jobs, "attempt") => "attempts",
        (Listed::Jobs, "not_before_at") => "not_before",
        (_, name) => name,
    }
}

fn columns(of: Listed, english: bool) -> String {
    let columns: Vec<_> = of.shown(english).map(|field| column(of, field)).collect();
    columns.join(", ")
}

fn cells(of: Listed, english: bool, row: &Row<'_>) -> rusqlite::Result<Vec<Cell>> {
    let read = |index| {
        Ok(match row.get_ref(index)? {
            ValueRef::Integer(number) => Cell::Number(number),
            // A damaged row shows what can be read of it.
            ValueRef::Text(text) => Cell::Text(String::from_utf8_lossy(text).into_owned()),
            _ => Cell::Nothing,
        })
    };
    (0..of.shown(english).count()).map(read).collect()
}

fn bound(cell: &Cell) -> Sql {
    match cell {
        Cell::Nothing => Sql::Null,
        Cell::Number(number) => Sql::Integer(*number),
        Cell::Text(text) => Sql::Text(text.clone()),
    }
}

fn plain(cell: &Cell) -> Value {
    match cell {
        Cell::Nothing => Value::Null,
        Cell::Number(number) => json!(number),
        Cell::Text(text) => json!(text),
    }
}

fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Equal => "=",
        Comparison::NotEqual => "<>",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::More => ">",
        Comparison::AtLeast => ">=",
    }
}

/// The condition of a question, and of the rows that a search of its text found.
fn conditions(question: &Question, found: Option<&[i64]>) -> (String, Vec<Sql>) {
    let mut sql = String::from("1 = 1");
    let mut values = Vec::new();
    for (field, test) in &question.conditions {
        let column = column(question.of, field);
        let mut one_of = |not: &str, list: &[Cell]| {
            // One value however long the list is: SQLite binds 32,766 at most. The cast keeps numbers numbers and texts texts.
            let cast = match field.form {
                Form::Number | Form::Time => "CAST(value AS INTEGER)",
                Form::Text | Form::Data => "value",
            };
            let list: Vec<Value> = list.iter().map(plain).collect();
            values.push(Sql::Text(Value::Array(list).to_string()));
            format!(" AND {column} {not}IN (SELECT {cast} FROM json_each(?))")
        };
        let condition = match test {
            Test::OneOf(list) => one_of("", list),
            Test::NoneOf(list) => one_of("NOT ", list),
            Test::Is(comparison, cell) => {
                values.push(bound(cell));
                format!(" AND {column} {} ?", operator(*comparison))
            }
            Test::Like(pattern) => {
                values.push(bound(pattern));
                format!(" AND {column} LIKE ?")
            }
            Test::Empty => format!(" AND ({column} IS NULL OR {column} = '')"),
        };
        sql.push_str(&condition);
    }
    if let Some(found) = found {
        sql.push_str(" AND id IN (SELECT value FROM json_each(?))");
        values.push(Sql::Text(numbers(found)));
    }
    (sql, values)
}

/// How the rows of a question are counted, and where: of jobs it is kept how many there are of each connection, entity, kind and state.
fn counter(question: &Question) -> (&'static str, &'static str) {
    let kept = |field: &Field| matches!(field.name, "connection" | "entity" | "kind" | "state");
    match question.of {
        Listed::Jobs if question.search.is_empty() && question.conditions.iter().all(|(field, _)| kept(field)) => {
            ("COALESCE(SUM(jobs), 0)", "counted")
        }
        of => ("COUNT(*)", table(of)),
    }
}

impl PageRows for SqliteRows<'_> {
    fn listed(&self, of: Listed, id: i64) -> Result<Option<Vec<Cell>>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT {} FROM {} WHERE id = ?1",
                    columns(of, false),
                    table(of)
                ))?
                .query_row([id], |row| cells(of, false, row))
                .optional()
        })
    }

    fn page(&self, question: &Question) -> Result<(i64, Vec<Vec<Cell>>), StoreError> {
        let (of, english) = (question.of, question.english);
        let direction = if question.ascending { "ASC" } else { "DESC" };
        let order = format!("{} {direction}, id DESC", column(of, question.sort));
        let (columns, table) = (columns(of, english), table(of));
        let (size, offset) = (question.size, question.offset);
        let (number, counted) = counter(question);
        self.ask(|sqlite| {
            let found = match question.search.as_str() {
                "" => None,
                text => Some(sought::found(sqlite, of, text)?),
            };
            let (condition, values) = conditions(question, found.as_deref());
            let total = sqlite
                .prepare_cached(&format!("SELECT {number} FROM {counted} WHERE {condition}"))?
                .query_row(params_from_iter(values.iter()), |row| row.get(0))?;
            let items = sqlite
                // Ids first: rows before the page are passed over in an index where one holds what is asked, and never sorted whole.
                .prepare_cached(&format!(
                    "SELECT {columns} FROM {table} WHERE id IN (SELECT id FROM {table} WHERE {condition} ORDER BY {order} LIMIT {size} OFFSET {offset})
                     ORDER BY {order}"
                ))?
                .query_map(params_from_iter(values.iter()), |row| cells(of, english, row))?
                .collect::<rusqlite::Result<_>>()?;
            Ok((total, items))
        })
    }
}
