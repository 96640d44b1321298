//! Answers what screens ask of queue and log, page by page. Values are always bound.

use mysql::Value;

use super::MysqlRows;
use super::asking::{marks, values};
use super::line::Line;
use crate::queue::{Cell, Comparison, Field, Form, Listed, Question, Searched, Test};
use crate::store::rows::PageRows;
use crate::store_error::StoreError;

fn table(of: Listed) -> &'static str {
    match of {
        Listed::Jobs => "#job",
        Listed::Log => "#log",
    }
}

/// The column of a field: its name, but for three.
fn column(of: Listed, field: &Field) -> &'static str {
    match (of, field.name) {
        (Listed::Jobs, "attempt") => "attempts",
        (Listed::Jobs, "not_before_at") => "not_before",
        (Listed::Log, "at") => "logged_at",
        (_, name) => name,
    }
}

fn columns(of: Listed, english: bool) -> String {
    let columns: Vec<_> = of.shown(english).map(|field| column(of, field)).collect();
    columns.join(", ")
}

fn searched(what: Searched) -> &'static str {
    match what {
        Searched::Number => "number",
        Searched::Message => "message",
        Searched::EntityId => "entity_id",
        Searched::Key => "record_key",
        Searched::Code => "code",
    }
}

fn cells(of: Listed, english: bool, row: &Line) -> Vec<Cell> {
    let read = |(index, field): (usize, &Field)| match (field.form, row.optional_number(index)) {
        (Form::Number | Form::Time, Ok(number)) => number.map_or(Cell::Nothing, Cell::Number),
        // A damaged row shows what can be read of it.
        _ => row
            .bytes(index)
            .map_or(Cell::Nothing, |_| Cell::Text(row.readable(index))),
    };
    of.shown(english).enumerate().map(read).collect()
}

/// A column with the letters A to Z of a pattern in small ones, and the pattern likewise. Texts are bytes, which no server folds on its own;
/// letters that the pattern lacks need not be folded.
fn folded(column: &str, pattern: &str) -> (String, Vec<u8>) {
    let small = pattern.as_bytes().to_ascii_lowercase();
    let mut letters: Vec<u8> = small.iter().copied().filter(u8::is_ascii_lowercase).collect();
    letters.sort_unstable();
    letters.dedup();
    let folded = letters.iter().fold(column.to_owned(), |folded, letter| {
        let (large, small) = (char::from(letter.to_ascii_uppercase()), char::from(*letter));
        format!("REPLACE({folded}, '{large}', '{small}')")
    });
    (folded, small)
}

/// That bytes look like a pattern, sign by sign.
fn like(bytes: &str) -> String {
    format!("CONVERT({bytes} USING utf8mb4) COLLATE utf8mb4_bin LIKE CONVERT(? USING utf8mb4) ESCAPE '|'")
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

/// Whether every number compares so with a text that is none: it is more than all of them.
fn holds_of_numbers(comparison: Comparison) -> bool {
    matches!(comparison, Comparison::NotEqual | Comparison::Less | Comparison::AtMost)
}

fn bound(cell: &Cell) -> Value {
    match cell {
        Cell::Nothing => Value::NULL,
        Cell::Number(number) => Value::from(*number),
        Cell::Text(text) => Value::from(text.as_str()),
    }
}

struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
        self.values.extend(values);
    }

    fn list(&mut self, column: &str, is_number: bool, list: &[Cell], not: &str) {
        // A list with nothing in it that compares with nothing leaves nothing out, and lets nothing in.
        if not == "NOT " && list.contains(&Cell::Nothing) {
            return self.and("1 = 0", []);
        }
        let fits = |cell: &&Cell| matches!((cell, is_number), (Cell::Number(_), true) | (Cell::Text(_), false));
        let values: Vec<Value> = list.iter().filter(fits).map(bound).collect();
        match values.len() {
            0 if not.is_empty() => self.and("1 = 0", []),
            0 => {}
            count => self.and(&format!("{column} {not}IN ({})", marks(count)), values),
        }
    }

    fn of(question: &Question) -> Self {
        let mut all = Self {
            sql: "1 = 1".to_owned(),
            values: Vec::new(),
        };
        for (field, test) in &question.conditions {
            let column = column(question.of, field);
            let is_number = matches!(field.form, Form::Number | Form::Time);
            match test {
                Test::Is(comparison, Cell::Text(_)) if is_number => match holds_of_numbers(*comparison) {
                    true => all.and(&format!("{column} IS NOT NULL"), []),
                    false => all.and("1 = 0", []),
                },
                Test::Is(comparison, cell) => all.and(&format!("{column} {} ?", operator(*comparison)), [bound(cell)]),
                Test::Like(Cell::Text(pattern)) => {
                    let column = match is_number {
                        true => format!("CAST({column} AS BINARY)"),
                        false => column.to_owned(),
                    };
                    // No sign of a pattern takes the meaning from another one.
                    let (column, pattern) = folded(&column, &pattern.replace('|', "||"));
                    all.and(&like(&column), [Value::from(pattern)]);
                }
                Test::Like(_) => all.and("1 = 0", []),
                Test::OneOf(list) => all.list(column, is_number, list, ""),
                Test::NoneOf(list) => all.list(column, is_number, list, "NOT "),
                Test::Empty if is_number => all.and(&format!("{column} IS NULL"), []),
                Test::Empty => all.and(&format!("({column} IS NULL OR {column} = '')"), []),
            }
        }
        if !question.search.is_empty() {
            let search = question.search.as_str();
            let pattern = search.replace('|', "||").replace('%', "|%").replace('_', "|_");
            let mut any = Vec::new();
            for column in question.of.searched().map(searched) {
                let (column, pattern) = folded(column, &format!("%{pattern}%"));
                any.push(like(&column));
                all.values.push(Value::from(pattern));
            }
            all.sql.push_str(&format!(" AND ({})", any.join(" OR ")));
        }
        all
    }
}

impl PageRows for MysqlRows<'_> {
    fn listed(&self, of: Listed, id: i64) -> Result<Option<Vec<Cell>>, StoreError> {
        let sql = format!("SELECT {} FROM {} WHERE id = ?", columns(of, false), table(of));
        self.ask(|asking| Ok(asking.line(&sql, values![id])?.map(|row| cells(of, false, &row))))
    }

    fn page(&self, question: &Question) -> Result<(i64, Vec<Vec<Cell>>), StoreError> {
        let (of, english) = (question.of, question.english);
        let Conditions { sql, values } = Conditions::of(question);
        let direction = if question.ascending { "ASC" } else { "DESC" };
        let order = format!("{} {direction}, id DESC", column(of, question.sort));
        let (columns, table) = (columns(of, english), table(of));
        let (size, offset) = (question.size, question.offset);
        self.ask(|asking| {
            let total = asking
                .one(&format!("SELECT COUNT(*) FROM {table} WHERE {sql}"), values.clone())?
                .number(0)?;
            // Ids first: rows before the page are passed over in an index where one holds what is asked.
            let rows = asking.lines(
                &format!(
                    "SELECT {columns} FROM {table} JOIN (SELECT id AS page_id FROM {table} WHERE {sql} ORDER BY {order}
                       LIMIT {size} OFFSET {offset}) AS page ON page.page_id = id ORDER BY {order}"
                ),
                values.clone(),
            )?;
            Ok((total, rows.iter().map(|row| cells(of, english, row)).collect()))
        })
    }
}
