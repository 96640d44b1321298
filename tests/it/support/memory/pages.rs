//! What screens ask of queue and log, answered by going through all rows.

use std::cmp::Ordering;

use ledgerline::clock::timestamp;
use ledgerline::message::{Message, from_column};
use ledgerline::queue::{Page, Query};
use ledgerline::store::rows::{Listed, PageRows};
use ledgerline::store_error::StoreError;
use serde_json::{Map, Value, json};

use super::MemoryRows;
use super::jobs::{Job, readable};
use super::log::Line;

/// What a row has in a field.
#[derive(Clone, PartialEq)]
enum Cell {
    Nothing,
    Number(i64),
    Time(i64),
    Text(String),
    Data(String),
}

use Cell::{Data, Nothing, Number, Text, Time};

type Cells = Vec<(&'static str, Cell)>;

fn text(text: &str) -> Cell {
    Text(text.to_owned())
}

fn optional(value: &Option<String>) -> Cell {
    value.clone().map_or(Nothing, Text)
}

fn said(name: &'static str, data: &'static str, message: &Message) -> [(&'static str, Cell); 2] {
    [(name, Text(message.to_string())), (data, Data(message.column()))]
}

fn job_cells(id: i64, job: &Job) -> Cells {
    let mut cells = vec![
        ("id", Number(id)),
        ("connection", text(&job.connection)),
        ("entity", text(&job.entity)),
        ("entity_id", text(&job.entity_id)),
        ("kind", text(&job.kind)),
        ("number", Text(readable(&job.number))),
        ("state", text(&job.state)),
        ("action", text(&job.action)),
        ("attempt", Number(job.attempts.into())),
        ("code", text(&job.code)),
    ];
    cells.extend(said("message", "message_data", &job.message));
    cells.extend(said("fix", "fix_data", &job.fix));
    cells.extend([
        ("subject", text(&job.subject)),
        ("total", optional(&job.total)),
        ("currency", optional(&job.currency)),
        ("store_id", text(&job.store_id)),
        ("priority", Number(job.priority)),
        ("created_at", Time(job.created_at_ms)),
        ("updated_at", Time(job.updated_at_ms)),
        ("not_before_at", Time(job.not_before_ms)),
    ]);
    cells
}

fn line_cells(id: i64, row: &Line) -> Cells {
    let line = &row.line;
    let [entity, kind, entity_id, number] = &row.of;
    let mut cells = vec![
        ("id", Number(id)),
        ("at", Time(row.at_ms)),
        ("connection", text(&row.connection)),
        ("entity", text(entity)),
        ("entity_id", text(entity_id)),
        ("kind", text(kind)),
        ("number", text(number)),
        ("action", text(&line.action)),
        ("status", text(&line.status)),
        ("code", text(&line.code)),
    ];
    cells.extend(said("message", "message_data", &line.message));
    cells.extend(said("fix", "fix_data", &line.fix));
    cells.extend([
        ("xero_id", text(&line.xero_id)),
        ("xero_url", text(&line.xero_url)),
        ("total", optional(&line.total)),
        ("xero_total", optional(&line.xero_total)),
        ("currency", optional(&line.currency)),
        ("job_id", row.job.map_or(Nothing, |(id, _)| Number(id))),
        ("attempt", Number(row.job.map_or(0, |(_, attempt)| attempt.into()))),
        ("duration_ms", Number(line.duration_ms)),
        ("store_id", text(&row.store_id)),
    ]);
    cells
}

fn public(cells: Cells, english: bool) -> Value {
    let shown = cells
        .into_iter()
        .filter(|(_, cell)| !(english && matches!(cell, Data(_))));
    let values = shown.map(|(name, cell)| {
        let value = match cell {
            Nothing | Time(0) => Value::Null,
            Number(number) => json!(number),
            Time(ms) => json!(timestamp(ms)),
            Text(text) => json!(text),
            Data(data) => from_column(&data),
        };
        (name.to_owned(), value)
    });
    Value::Object(values.collect::<Map<_, _>>())
}

fn invalid(message: String) -> StoreError {
    StoreError::new("query_invalid", Message::words(message))
}

fn cell<'a>(cells: &'a Cells, field: &str) -> Result<&'a Cell, StoreError> {
    cells
        .iter()
        .find(|(name, cell)| *name == field && !matches!(cell, Data(_)))
        .map(|(_, cell)| cell)
        .ok_or_else(|| invalid(format!("There is no field \"{field}\".")))
}

fn moment(text: &str) -> Option<i64> {
    let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d");
    let time = day
        .map(|day| day.and_time(chrono::NaiveTime::MIN))
        .or_else(|_| chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S"));
    time.ok().map(|time| time.and_utc().timestamp_millis())
}

/// How a cell stands to a value that was asked for; `None` when one of them is nothing.
fn compare(cell: &Cell, value: &Value) -> Result<Option<Ordering>, StoreError> {
    let asked = match value {
        Value::Null => return Ok(None),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => u8::from(*flag).to_string(),
        _ => return Err(invalid("A filter's value must be a text or a number.".into())),
    };
    Ok(match cell {
        Nothing => None,
        // A text that is no number is greater than every number.
        Number(number) => Some(asked.parse().map_or(Ordering::Less, |asked| number.cmp(&asked))),
        Time(ms) => {
            let asked = moment(&asked).ok_or_else(|| invalid(format!("\"{asked}\" is not a time.")))?;
            Some(ms.cmp(&asked))
        }
        Text(text) | Data(text) => Some(text.as_str().cmp(&asked)),
    })
}

/// `%` is any text, `_` any sign; letters from A to Z in any case.
fn like(text: &[char], pattern: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('%', rest)) => (0..=text.len()).any(|from| like(&text[from..], rest)),
        Some((sign, rest)) => text
            .split_first()
            .is_some_and(|(first, others)| (*sign == '_' || first.eq_ignore_ascii_case(sign)) && like(others, rest)),
    }
}

fn shown(cell: &Cell) -> String {
    match cell {
        Nothing => String::new(),
        Number(number) | Time(number) => number.to_string(),
        Text(text) | Data(text) => text.clone(),
    }
}

fn meets(cell: &Cell, condition: &str, value: &Value) -> Result<bool, StoreError> {
    let is = |wanted: fn(Ordering) -> bool| Ok(compare(cell, value)?.is_some_and(wanted));
    match condition {
        "eq" => is(Ordering::is_eq),
        "neq" => is(Ordering::is_ne),
        "gt" => is(Ordering::is_gt),
        "gteq" => is(Ordering::is_ge),
        "lt" => is(Ordering::is_lt),
        "lteq" => is(Ordering::is_le),
        "null" => Ok(matches!(cell, Nothing) || *cell == Text(String::new())),
        "like" => {
            compare(&Text(String::new()), value)?;
            let pattern: Vec<char> = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned)
                .chars()
                .collect();
            let text: Vec<char> = shown(cell).chars().collect();
            Ok(*cell != Nothing && !value.is_null() && like(&text, &pattern))
        }
        "in" | "nin" => {
            let one = [value.clone()];
            let list = value.as_array().map_or(one.as_slice(), Vec::as_slice);
            let mut found = false;
            for value in list {
                found |= compare(cell, value)?.is_some_and(Ordering::is_eq);
            }
            let unsure = *cell == Nothing && !list.is_empty() || !found && list.contains(&Value::Null);
            Ok(match condition {
                "in" => found,
                _ => !found && !unsure,
            })
        }
        other => Err(invalid(format!("There is no condition \"{other}\"."))),
    }
}

fn rank(cell: &Cell) -> (u8, i64, &str) {
    match cell {
        Nothing => (0, 0, ""),
        Number(number) | Time(number) => (1, *number, ""),
        Text(text) | Data(text) => (2, 0, text),
    }
}

impl MemoryRows<'_> {
    /// All rows, with what of each is searched.
    fn listed_rows(&self, of: Listed) -> Vec<(Cells, [String; 4])> {
        match of {
            Listed::Jobs => {
                let all = self.tables.jobs.iter();
                all.map(|(id, job)| {
                    let searched = [
                        readable(&job.number),
                        job.message.to_string(),
                        job.entity_id.clone(),
                        job.key.clone(),
                    ];
                    (job_cells(*id, job), searched)
                })
                .collect()
            }
            Listed::Log => {
                let all = self.tables.log.iter();
                all.map(|(id, row)| {
                    let [_, _, entity_id, number] = row.of.clone();
                    let searched = [number, row.line.message.to_string(), entity_id, row.line.code.clone()];
                    (line_cells(*id, row), searched)
                })
                .collect()
            }
        }
    }

    /// A row that is none, to see whether a question makes sense at all.
    fn fields(of: Listed) -> Cells {
        match of {
            Listed::Jobs => job_cells(0, &Job::default()),
            Listed::Log => line_cells(0, &Line::default()),
        }
    }
}

fn fits(cells: &Cells, searched: &[String], query: &Query) -> Result<bool, StoreError> {
    for (field, condition, value) in &query.filters {
        if !meets(cell(cells, field)?, condition, value)? {
            return Ok(false);
        }
    }
    let wanted = query.search.trim().to_ascii_lowercase();
    Ok(searched.iter().any(|text| text.to_ascii_lowercase().contains(&wanted)))
}

impl PageRows for MemoryRows<'_> {
    fn page(&self, of: Listed, query: &Query) -> Result<Page, StoreError> {
        let fields = Self::fields(of);
        for (field, condition, value) in &query.filters {
            meets(cell(&fields, field)?, condition, value)?;
        }
        let sort = if query.sort.is_empty() { "id" } else { &query.sort };
        cell(&fields, sort)?;
        let mut found = Vec::new();
        for (cells, searched) in self.listed_rows(of) {
            if fits(&cells, &searched, query)? {
                found.push(cells);
            }
        }
        // The newest first, and so among those that are equal.
        found.reverse();
        let ascending = query.ascending && !query.sort.is_empty();
        let key = |cells: &Cells| {
            cells
                .iter()
                .find(|(name, _)| *name == sort)
                .map(|(_, cell)| cell.clone())
        };
        found.sort_by(|a, b| {
            let (a, b) = (key(a).unwrap_or(Nothing), key(b).unwrap_or(Nothing));
            let order = rank(&a).cmp(&rank(&b));
            if ascending { order } else { order.reverse() }
        });
        let size = query.page_size.clamp(1, 10_000) as usize;
        let from = (query.page.max(1) - 1) as usize * size;
        Ok(Page {
            total: found.len() as i64,
            items: found
                .into_iter()
                .skip(from)
                .take(size)
                .map(|cells| public(cells, query.english))
                .collect(),
        })
    }

    fn listed(&self, of: Listed, id: i64) -> Result<Option<Value>, StoreError> {
        let cells = match of {
            Listed::Jobs => self.tables.jobs.get(&id).map(|job| job_cells(id, job)),
            Listed::Log => self.tables.log.get(&id).map(|line| line_cells(id, line)),
        };
        Ok(cells.map(|cells| public(cells, false)))
    }
}
