//! Defines what screens may ask of queue and log: the public names of fields, what each holds, and which questions make sense.
//!
//! Pure, and without JSON: who asks hands over a [`Query`], a store gets a [`Question`] of known fields and typed values, gives back
//! [`Cell`]s in the order of the fields, and who asked gets [`ListedRow`]s.

use crate::clock::moment;
use crate::message::Message;
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

/// What a text is searched in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Searched {
    /// The number or name for people.
    Number,
    /// The English of the message.
    Message,
    /// The id of the record in the shop.
    EntityId,
    /// The record's key within its kind ([`super::NewJob::key`]).
    Key,
    /// The code of the outcome.
    Code,
}

impl Listed {
    /// What a search looks at: one of these has the text in it.
    pub fn searched(self) -> [Searched; 4] {
        use Searched::{Code, EntityId, Key, Message, Number};
        match self {
            Self::Jobs => [Number, Message, EntityId, Key],
            Self::Log => [Number, Message, EntityId, Code],
        }
    }

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

/// One row as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRow {
    of: Listed,
    english: bool,
    cells: Vec<Cell>,
}

impl ListedRow {
    /// A row of cells in the order of the fields that are shown; `english`: without the data of messages.
    pub fn new(of: Listed, english: bool, cells: Vec<Cell>) -> Self {
        Self { of, english, cells }
    }

    /// The fields with what they hold, in their order.
    pub fn cells(&self) -> impl Iterator<Item = (&'static Field, &Cell)> {
        self.of.shown(self.english).zip(&self.cells)
    }

    fn cell(&self, name: &str) -> Option<&Cell> {
        let mut cells = self.cells();
        cells.find(|(field, _)| field.name == name).map(|(_, cell)| cell)
    }

    /// The text of a field; empty where it holds none.
    pub fn text(&self, name: &str) -> &str {
        match self.cell(name) {
            Some(Cell::Text(text)) => text,
            _ => "",
        }
    }

    /// The number of a field, or its time in milliseconds since 1970, where it holds one.
    pub fn number(&self, name: &str) -> Option<i64> {
        match self.cell(name) {
            Some(Cell::Number(number)) => Some(*number),
            _ => None,
        }
    }
}

/// One page of rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// All rows that match.
    pub total: i64,
    /// This page's rows.
    pub items: Vec<ListedRow>,
}

/// What a filter compares with, as it was asked: times and numbers may be texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// One value.
    One(Cell),
    /// Several: for the conditions that ask for one of them.
    Several(Vec<Cell>),
}

/// What is asked of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The field's public name.
    pub field: String,
    /// eq, neq, lt, lteq, gt, gteq, like, in, nin, null.
    pub condition: String,
    /// What it is compared with.
    pub value: Given,
}

/// A question about jobs or log lines, as it was asked: [`question`] refuses what makes no sense.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// What every row must meet.
    pub filters: Vec<Filter>,
    /// Text that is searched ([`Listed::searched`]).
    pub search: String,
    /// Field to sort by; empty: newest first.
    pub sort: String,
    /// Ascending.
    pub ascending: bool,
    /// Without the data of messages, for who reads their English alone.
    pub english: bool,
    /// From 1.
    pub page: u32,
    /// Rows per page, at most 10,000.
    pub page_size: u32,
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
    /// A text that occurs in one of [`Listed::searched`]; letters from A to Z in any case. Empty: everything.
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
fn asked(given: &Cell, form: Form) -> Result<Cell, StoreError> {
    let text = match given {
        Cell::Nothing => return Ok(Cell::Nothing),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
    };
    match form {
        Form::Text | Form::Data => Ok(Cell::Text(text)),
        Form::Number => Ok(text.parse().map_or(Cell::Text(text), Cell::Number)),
        Form::Time => moment(&text)
            .map(Cell::Number)
            .ok_or_else(|| invalid(format!("\"{text}\" is not a time (YYYY-MM-DD HH:MM:SS)."))),
    }
}

fn test(condition: &str, value: &Given, form: Form) -> Result<Test, StoreError> {
    let one = |form| match value {
        Given::One(cell) => asked(cell, form),
        Given::Several(_) => Err(invalid("A filter's value must be a text or a number.".into())),
    };
    let is = |comparison| Ok(Test::Is(comparison, one(form)?));
    let list = || match value {
        Given::One(cell) => Ok(vec![asked(cell, form)?]),
        Given::Several(cells) => cells.iter().map(|cell| asked(cell, form)).collect(),
    };
    match condition {
        "eq" => is(Comparison::Equal),
        "neq" => is(Comparison::NotEqual),
        "lt" => is(Comparison::Less),
        "lteq" => is(Comparison::AtMost),
        "gt" => is(Comparison::More),
        "gteq" => is(Comparison::AtLeast),
        "like" => Ok(Test::Like(one(Form::Text)?)),
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
    let conditions = query.filters.iter().map(|filter| {
        let field = of.field(&filter.field)?;
        Ok((field, test(&filter.condition, &filter.value, field.form)?))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(field: &str, condition: &str, value: Given) -> Result<Test, StoreError> {
        let query = Query {
            filters: vec![Filter {
                field: field.into(),
                condition: condition.into(),
                value,
            }],
            ..Query::default()
        };
        let mut asked = question(Listed::Jobs, &query)?.conditions;
        Ok(asked.remove(0).1)
    }

    #[test]
    fn values_are_read_as_what_the_field_holds() {
        let (text, number) = (|text: &str| Cell::Text(text.into()), Cell::Number);
        for (field, value, wanted) in [
            ("number", text("000001"), text("000001")),
            ("number", number(12), text("12")),
            ("attempt", text("3"), number(3)),
            ("attempt", number(-3), number(-3)),
            ("attempt", text("many"), text("many")),
            ("updated_at", text("1970-01-02 00:00:01"), number(86_401_000)),
            ("updated_at", text("1970-01-02"), number(86_400_000)),
            ("updated_at", Cell::Nothing, Cell::Nothing),
        ] {
            let found = ask(field, "gteq", Given::One(value.clone()));
            assert_eq!(found, Ok(Test::Is(Comparison::AtLeast, wanted)), "{field} {value:?}");
        }
        assert_eq!(
            ask("updated_at", "like", Given::One(text("%2026%"))),
            Ok(Test::Like(text("%2026%")))
        );
        assert_eq!(
            ask("id", "in", Given::Several(vec![number(1), text("2")])),
            Ok(Test::OneOf(vec![number(1), number(2)]))
        );
        assert_eq!(
            ask("id", "nin", Given::One(number(7))),
            Ok(Test::NoneOf(vec![number(7)]))
        );
        assert_eq!(ask("id", "null", Given::Several(Vec::new())), Ok(Test::Empty));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let one = |text: &str| Given::One(Cell::Text(text.into()));
        for (field, condition, value) in [
            ("snapshot", "eq", one("x")),
            ("message_data", "eq", one("x")),
            ("job_id", "eq", one("1")),
            ("id", "regexp", one("x")),
            ("id", "eq", Given::Several(vec![Cell::Number(1)])),
            ("id", "like", Given::Several(Vec::new())),
            ("created_at", "gt", one("yesterday")),
            ("created_at", "in", Given::Several(vec![Cell::Number(1)])),
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
    fn a_row_tells_what_its_fields_hold() {
        let cells = |of: Listed, english: bool| -> Vec<Cell> {
            let fields = of.shown(english);
            fields
                .map(|field| match (field.name, field.form) {
                    ("total", _) => Cell::Nothing,
                    (_, Form::Time | Form::Number) => Cell::Number(7),
                    (name, _) => Cell::Text(name.into()),
                })
                .collect()
        };
        for english in [false, true] {
            let row = ListedRow::new(Listed::Jobs, english, cells(Listed::Jobs, english));
            assert_eq!((row.text("state"), row.number("state")), ("state", None));
            assert_eq!((row.text("not_before_at"), row.number("not_before_at")), ("", Some(7)));
            assert_eq!((row.text("total"), row.number("total")), ("", None));
            assert_eq!((row.text("nothing such"), row.number("nothing such")), ("", None));
            assert_eq!(row.text("fix_data"), if english { "" } else { "fix_data" });
        }
        let english = Listed::Log.shown(true).map(|field| field.name);
        assert!(!english.clone().any(|name| name.ends_with("_data")));
        assert_eq!(english.count(), Listed::Log.fields().len() - 2);
    }
}
