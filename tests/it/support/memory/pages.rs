//! What screens ask of queue and log, answered by going through all rows.

use std::cmp::{Ordering, Reverse};

use ledgerline::message::Message;
use ledgerline::queue::{Cell, Comparison, Field, Form, Listed, Question, Searched, Test};
use ledgerline::store::rows::PageRows;
use ledgerline::store_error::StoreError;

use super::MemoryRows;
use super::jobs::{Job, readable};
use super::log::Entry;

use Cell::{Nothing, Number, Text};

/// A row: its number, the cells of all fields in their order, and what of it is searched.
struct Row {
    id: i64,
    cells: Vec<Cell>,
    searched: [String; 4],
}

fn text(text: &str) -> Cell {
    Text(text.to_owned())
}

fn optional(value: Option<&String>) -> Cell {
    value.cloned().map_or(Nothing, Text)
}

fn said(message: &Message) -> [Cell; 2] {
    [Text(message.to_string()), Text(message.column())]
}

fn job(id: i64, job: &Job) -> Row {
    let [message, message_data] = said(&job.message);
    let [fix, fix_data] = said(&job.fix);
    let number = readable(&job.number);
    Row {
        id,
        searched: Listed::Jobs.searched().map(|what| match what {
            Searched::Number => number.clone(),
            Searched::Message => job.message.to_string(),
            Searched::EntityId => job.entity_id.clone(),
            Searched::Key => job.key.clone(),
            Searched::Code => job.code.clone(),
        }),
        cells: vec![
            Number(id),
            text(&job.connection),
            text(&job.entity),
            text(&job.entity_id),
            text(&job.kind),
            Text(number),
            text(&job.state),
            text(&job.action),
            Number(job.attempts.into()),
            text(&job.code),
            message,
            message_data,
            fix,
            fix_data,
            text(&job.subject),
            optional(job.total.as_ref()),
            optional(job.currency.as_ref()),
            text(&job.store_id),
            Number(job.priority),
            Number(job.created_at_ms),
            Number(job.updated_at_ms),
            Number(job.not_before_ms),
        ],
    }
}

fn line(id: i64, row: &Entry) -> Row {
    let line = &row.line;
    let [entity, kind, entity_id, number] = &row.of;
    let [message, message_data] = said(&line.message);
    let [fix, fix_data] = said(&line.fix);
    Row {
        id,
        searched: Listed::Log.searched().map(|what| match what {
            Searched::Number => number.clone(),
            Searched::Message => line.message.to_string(),
            Searched::EntityId => entity_id.clone(),
            Searched::Code => line.code.clone(),
            Searched::Key => unreachable!("a line has no key"),
        }),
        cells: vec![
            Number(id),
            Number(row.at_ms),
            text(&row.connection),
            text(entity),
            text(entity_id),
            text(kind),
            text(number),
            text(&line.action),
            text(&line.status),
            text(&line.code),
            message,
            message_data,
            fix,
            fix_data,
            text(&line.xero_id),
            text(&line.xero_url),
            optional(line.total.as_ref()),
            optional(line.xero_total.as_ref()),
            optional(line.currency.as_ref()),
            row.job.map_or(Nothing, |(id, _)| Number(id)),
            Number(row.job.map_or(0, |(_, attempt)| attempt.into())),
            Number(line.duration_ms),
            text(&row.store_id),
        ],
    }
}

impl Row {
    fn cell(&self, of: Listed, field: &Field) -> &Cell {
        let at = of.fields().iter().position(|one| one == field).expect("a field");
        &self.cells[at]
    }

    fn meets(&self, question: &Question) -> bool {
        let wanted = question.search.to_ascii_lowercase();
        let mut texts = self.searched.iter().map(|text| text.to_ascii_lowercase());
        let conditions = &question.conditions;
        texts.any(|text| text.contains(&wanted))
            && conditions
                .iter()
                .all(|(field, test)| meets(self.cell(question.of, field), test))
    }

    fn shown(self, of: Listed, english: bool) -> Vec<Cell> {
        let all = self.cells.into_iter().zip(of.fields());
        all.filter(|(_, field)| !(english && field.form == Form::Data))
            .map(|(cell, _)| cell)
            .collect()
    }
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

/// As it is written; `None`: there is nothing.
fn written(cell: &Cell) -> Option<Vec<char>> {
    match cell {
        Nothing => None,
        Number(number) => Some(number.to_string().chars().collect()),
        Text(text) => Some(text.chars().collect()),
    }
}

fn meets(cell: &Cell, test: &Test) -> bool {
    let is_one = |list: &[Cell]| *cell != Nothing && list.contains(cell);
    match test {
        Test::Is(..) if *cell == Nothing => false,
        Test::Is(_, Nothing) => false,
        Test::Is(comparison, value) => {
            let order = cell.cmp(value);
            match comparison {
                Comparison::Equal => order == Ordering::Equal,
                Comparison::NotEqual => order != Ordering::Equal,
                Comparison::Less => order == Ordering::Less,
                Comparison::AtMost => order != Ordering::Greater,
                Comparison::More => order == Ordering::Greater,
                Comparison::AtLeast => order != Ordering::Less,
            }
        }
        Test::Like(pattern) => match (written(cell), written(pattern)) {
            (Some(text), Some(pattern)) => like(&text, &pattern),
            _ => false,
        },
        Test::OneOf(list) => is_one(list),
        // Whether nothing is one of these is not known, nor whether something is that they lack a value for.
        Test::NoneOf(list) => list.is_empty() || *cell != Nothing && !list.contains(&Nothing) && !is_one(list),
        Test::Empty => *cell == Nothing || *cell == Text(String::new()),
    }
}

impl MemoryRows<'_> {
    fn listed_rows(&self, of: Listed) -> Vec<Row> {
        match of {
            Listed::Jobs => self.tables.jobs.iter().map(|(id, one)| job(*id, one)).collect(),
            Listed::Log => self.tables.log.iter().map(|(id, one)| line(*id, one)).collect(),
        }
    }
}

impl PageRows for MemoryRows<'_> {
    fn page(&self, question: &Question) -> Result<(i64, Vec<Vec<Cell>>), StoreError> {
        let of = question.of;
        let mut found = self.listed_rows(of);
        found.retain(|row| row.meets(question));
        found.sort_by_key(|row| Reverse(row.id));
        found.sort_by(|a, b| {
            let order = a.cell(of, question.sort).cmp(b.cell(of, question.sort));
            if question.ascending { order } else { order.reverse() }
        });
        let total = found.len() as i64;
        let page = found
            .into_iter()
            .skip(usize::try_from(question.offset).unwrap_or(usize::MAX))
            .take(question.size as usize);
        let page = page.map(|row| row.shown(of, question.english)).collect();
        Ok((total, page))
    }

    fn listed(&self, of: Listed, id: i64) -> Result<Option<Vec<Cell>>, StoreError> {
        let row = match of {
            Listed::Jobs => self.tables.jobs.get(&id).map(|one| job(id, one)),
            Listed::Log => self.tables.log.get(&id).map(|one| line(id, one)),
        };
        Ok(row.map(|row| row.cells))
    }
}
