//! Defines what screens may ask of queue and log: the public names of fields, what each holds, and which questions make sense.
//!
//! Pure. A store gets a [`Question`] of known fields and typed values, and gives back [`Cell`]s in the order of the fields.

use serde_json::{Map, Value, json};

use super::Query;
use crate::clock::{moment, timestamp};
use crate::message::{Message, from_column};
use crate::store_error::StoreError;

/// Code of a question that makes no sense.
pub const QUERY_INVALID: &str = "query_invalid";

/// Most rows of one page.
const MOST_ROWS: u32 = 10_000;

/// What is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// The queue.
    Jobs,
    /// The log.
    Log,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// Milliseconds since 1970; 0: never.
    Time,
    /// A message as data; shown, never asked for.
    Data,
}

/// A field by its public name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name in questions and answers.
    pub name: &'static str,
    /// What it holds.
    pub form: Form,
}

macro_rules! fields {
    ($($name:literal $form:ident),+ $(,)?) => { &[$(Field { name: $name, form: Form::$form }),+] };
}

const JOBS: &[Field] = fields![
    "id" Number,
    "connection" Text,
    "entity" Text,
    "entity_id" Text,
    "kind" Text,
    "number" Text,
    "state" Text,
    "action" Text,
    "attempt" Number,
    "code" Text,
    "message" Text,
    "message_data" Data,
    "fix" Text,
    "fix_data" Data,
    "subject" Text,
    "total" Text,
    "currency" Text,
    "store_id" Text,
    "priority" Number,
    "created_at" Time,
    "updated_at" Time,
    "not_before_at" Time,
];

const LOG: &[Field] = fields![
    "id" Number,
    "at" Time,
    "connection" Text,
    "entity" Text,
    "entity_id" Text,
    "kind" Text,
    "number" Text,
    "action" Text,
    "status" Text,
    "code" Text,
    "message" Text,
    "message_data" Data,
    "fix" Text,
    "fix_data" Data,
    "xero_id" Text,
    "xero_url" Text,
    "total" Text,
    "xero_total" Text,
    "currency" Text,
    "job_id" Number,
    "attempt" Number,
    "duration_ms" Number,
    "store_id" Text,
];

impl Listed {
    /// Its fields, in the order in which they are shown.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Jobs => JOBS,
            Self::Log => LOG,
        }
    }

    /// The fields of a page; `english`: without the data of messages.
    pub fn shown(self, english: bool) -> impl Iterator<Item = &'static Field> + Clone {
        let fields = self.fields().iter();
        fields.filter(move |field| !(english && field.form == Form::Data))
    }

    fn field(self, name: &str) -> Result<&'static Field, StoreError> {
        self.fields()
            .iter()
            .find(|field| field.name == name && field.form != Form::Data)
            .ok_or_else(|| invalid(format!("There is no field \"{name}\" to filter or sort by.")))
    }
}

/// What a row holds in a field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// Nothing.
    Nothing,
    /// A number, or a time in milliseconds since 1970.
    Number(i64),
    /// A text, or a message as its column has it.
    Text(String),
}

/// How a field is compared. Nothing compares with nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// The same.
    Equal,
    /// Another one.
    NotEqual,
    /// Less.
    Less,
    /// Less or the same.
    AtMost,
    /// More.
    More,
    /// More or the same.
    AtLeast,
}

/// What is asked of a field. A text that is no number is more than every number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// It compares with a value so.
    Is(Comparison, Cell),
    /// It looks like a pattern: `%` any text, `_` any sign, letters from A to Z in any case.
    Like(Cell),
    /// It is one of these.
    OneOf(Vec<Cell>),
    /// It is none of these.
    NoneOf(Vec<Cell>),
    /// It holds nothing, or no text.
    Empty,
}

/// A question that makes sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// What is listed.
    pub of: Listed,
    /// What every row must meet.
    pub conditions: Vec<(&'static Field, Test)>,
    /// A text that occurs in the number, the message, the entity's id, or (queue) the record's key, (log) the code; letters from A to Z
    /// in any case. Empty: everything.
    pub search: String,
    /// Field to sort by; among equals, the newest first.
    pub sort: &'static Field,
    /// Ascending.
    pub ascending: bool,
    /// Without the data of messages.
    pub english: bool,
    /// Rows before the page.
    pub offset: u64,
    /// Rows of the page.
    pub size: u32,
}

fn invalid(message: String) -> StoreError {
    StoreError::new(QUERY_INVALID, Message::words(message))
}

/// A value that a field of this form is compared with.
fn asked(value: &Value, form: Form) -> Result<Cell, StoreError> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => u8::from(*flag).to_string(),
        Value::Null => return Ok(Cell::Nothing),
        Value::Array(_) | Value::Object(_) => {
            return Err(invalid("A filter's value must be a text or a number.".into()));
        }
    };
    match form {
        Form::Text | Form::Data => Ok(Cell::Text(text)),
        Form::Number => Ok(text.parse().map_or(Cell::Text(text), Cell::Number)),
        Form::Time => moment(&text)
            .map(Cell::Number)
            .ok_or_else(|| invalid(format!("\"{text}\" is not a time (YYYY-MM-DD HH:MM:SS)."))),
    }
}

fn test(condition: &str, value: &Value, form: Form) -> Result<Test, StoreError> {
    let is = |comparison| Ok(Test::Is(comparison, asked(value, form)?));
    let list = || match value {
        Value::Array(list) => list.iter().map(|one| asked(one, form)).collect(),
        one => Ok(vec![asked(one, form)?]),
    };
    match condition {
        "eq" => is(Comparison::Equal),
        "neq" => is(Comparison::NotEqual),
        "lt" => is(Comparison::Less),
        "lteq" => is(Comparison::AtMost),
        "gt" => is(Comparison::More),
        "gteq" => is(Comparison::AtLeast),
        "like" => Ok(Test::Like(asked(value, Form::Text)?)),
        "in" => Ok(Test::OneOf(list()?)),
        "nin" => Ok(Test::NoneOf(list()?)),
        "null" => Ok(Test::Empty),
        other => Err(invalid(format!("There is no condition \"{other}\"."))),
    }
}

/// What a screen asks, with known fields and typed values.
///
/// # Errors
/// `query_invalid` for a field, a condition or a value that makes no sense.
pub fn question(of: Listed, query: &Query) -> Result<Question, StoreError> {
    let conditions = query.filters.iter().map(|(name, condition, value)| {
        let field = of.field(name)?;
        Ok((field, test(condition, value, field.form)?))
    });
    let sorted = !query.sort.is_empty();
    let size = query.page_size.clamp(1, MOST_ROWS);
    Ok(Question {
        of,
        conditions: conditions.collect::<Result<_, StoreError>>()?,
        search: query.search.trim().to_owned(),
        sort: of.field(if sorted { &query.sort } else { "id" })?,
        ascending: sorted && query.ascending,
        english: query.english,
        offset: u64::from(query.page.max(1) - 1) * u64::from(size),
        size,
    })
}

/// A row as screens see it; its cells in the order of the fields that are shown.
pub fn shown(of: Listed, english: bool, cells: Vec<Cell>) -> Value {
    let values = of.shown(english).zip(cells).map(|(field, cell)| {
        let value = match (field.form, cell) {
            (_, Cell::Nothing) | (Form::Time, Cell::Number(0)) => Value::Null,
            (Form::Time, Cell::Number(ms)) => json!(timestamp(ms)),
            (Form::Data, Cell::Text(data)) => from_column(&data),
            (_, Cell::Number(number)) => json!(number),
            (_, Cell::Text(text)) => json!(text),
        };
        (field.name.to_owned(), value)
    });
    Value::Object(values.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(field: &str, condition: &str, value: Value) -> Result<Test, StoreError> {
        let query = Query {
            filters: vec![(field.into(), condition.into(), value)],
            ..Query::default()
        };
        let mut asked = question(Listed::Jobs, &query)?.conditions;
        Ok(asked.remove(0).1)
    }

    #[test]
    fn values_are_read_as_what_the_field_holds() {
        let (text, number) = (|text: &str| Cell::Text(text.into()), Cell::Number);
        for (field, value, wanted) in [
            ("number", json!("000001"), text("000001")),
            ("number", json!(12), text("12")),
            ("entity_id", json!(true), text("1")),
            ("attempt", json!("3"), number(3)),
            ("attempt", json!(-3), number(-3)),
            ("attempt", json!("many"), text("many")),
            ("updated_at", json!("1970-01-02 00:00:01"), number(86_401_000)),
            ("updated_at", json!("1970-01-02"), number(86_400_000)),
            ("updated_at", Value::Null, Cell::Nothing),
        ] {
            let found = ask(field, "gteq", value.clone());
            assert_eq!(found, Ok(Test::Is(Comparison::AtLeast, wanted)), "{field} {value}");
        }
        assert_eq!(
            ask("updated_at", "like", json!("%2026%")),
            Ok(Test::Like(text("%2026%")))
        );
        assert_eq!(
            ask("id", "in", json!([1, "2"])),
            Ok(Test::OneOf(vec![number(1), number(2)]))
        );
        assert_eq!(ask("id", "nin", json!(7)), Ok(Test::NoneOf(vec![number(7)])));
        assert_eq!(ask("id", "null", json!([])), Ok(Test::Empty));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for (field, condition, value) in [
            ("snapshot", "eq", json!("x")),
            ("message_data", "eq", json!("x")),
            ("job_id", "eq", json!(1)),
            ("id", "regexp", json!("x")),
            ("id", "eq", json!([1])),
            ("id", "in", json!([[1]])),
            ("created_at", "gt", json!("yesterday")),
        ] {
            let refused = ask(field, condition, value).map_err(|error| error.code);
            assert_eq!(refused, Err("query_invalid"), "{field} {condition}");
        }
        let sorted = Query {
            sort: "fix_data".into(),
            ..Query::default()
        };
        assert!(question(Listed::Log, &sorted).is_err());
    }

    #[test]
    fn the_newest_come_first_unless_another_order_is_asked_for() {
        for (sort, ascending, wanted) in [
            ("", false, ("id", false)),
            ("", true, ("id", false)),
            ("number", false, ("number", false)),
            ("number", true, ("number", true)),
        ] {
            let query = Query {
                sort: sort.into(),
                ascending,
                ..Query::default()
            };
            let asked = question(Listed::Jobs, &query).unwrap();
            assert_eq!((asked.sort.name, asked.ascending), wanted);
        }
        for (page, size, wanted) in [
            (0, 0, (0, 1)),
            (1, 20, (0, 20)),
            (3, 20, (40, 20)),
            (2, 20_000, (10_000, 10_000)),
            (u32::MAX, u32::MAX, (42_949_672_940_000, 10_000)),
        ] {
            let query = Query {
                page,
                page_size: size,
                ..Query::default()
            };
            let asked = question(Listed::Jobs, &query).unwrap();
            assert_eq!((asked.offset, asked.size), wanted, "{page} {size}");
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
        let row = shown(Listed::Jobs, false, cells);
        assert_eq!(row["created_at"], "1970-01-02 00:00:01");
        assert_eq!((&row["not_before_at"], &row["total"]), (&Value::Null, &Value::Null));
        assert_eq!((&row["attempt"], &row["number"]), (&json!(7), &json!("number")));
        assert!(row.get("message_data").is_some());
        let english = Listed::Log.shown(true).map(|field| field.name);
        assert!(!english.clone().any(|name| name.ends_with("_data")));
        assert_eq!(english.count(), Listed::Log.fields().len() - 2);
    }
}
