//! The tables' rows as they are moved, and how the store stands.

use mysql::Value;

use super::asking::{Asking, marks, values};
use super::failure::Failure;
use super::line::Line;
use super::links::folded;
use super::write::Gate;
use super::{MysqlDatabase, MysqlRows};
use crate::store::rows::{Cell, Column, Movable, MovingRows, Record, Standing, Stands, Table};
use crate::store::story;
use crate::store_error::StoreError;

/// A column's name here: some of the shared ones are words of SQL.
fn name(table: &Table, column: Column) -> &'static str {
    match (table.name, column.name()) {
        ("job" | "claim" | "link" | "paid", "key") => "record_key",
        ("excluded", "at") => "excluded_at",
        ("log", "at") => "logged_at",
        ("exchange", "at") => "kept_at",
        ("known_contact", "active") => "is_active",
        ("paid", "day") => "paid_day",
        ("daily", "day") => "on_day",
        ("cursor", "value") => "cursor_value",
        ("lease", "until") => "until_at",
        (_, name) => name,
    }
}

fn names(table: &Table, columns: &[Column]) -> Vec<&'static str> {
    columns.iter().map(|column| name(table, *column)).collect()
}

/// Which column of links, beside those that all stores have, is made of the note.
const FOLDED: (&str, &str) = ("link", "note_folded");

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::NULL,
        Cell::Number(number) => Value::Int(number),
        Cell::Bytes(bytes) => Value::Bytes(bytes),
    }
}

fn record(line: &Line, table: &Table) -> Result<Record, Failure> {
    let each = table.columns.iter().enumerate();
    each.map(|(index, column)| {
        Ok(match column {
            Column::Number(_) => line.optional_number(index)?.map_or(Cell::Null, Cell::Number),
            Column::Text(_) | Column::Bytes(_) if line.is_null(index) => Cell::Null,
            Column::Text(_) | Column::Bytes(_) => Cell::Bytes(line.bytes(index)?.to_vec()),
        })
    })
    .collect()
}

fn size(record: &[Cell]) -> usize {
    let size = |cell: &Cell| match cell {
        Cell::Bytes(bytes) => bytes.len(),
        _ => 8,
    };
    record.iter().map(size).sum()
}

/// The condition of rows after a key, in the form that servers look up in the index of the key: a > ? OR (a = ? AND b > ?) …
fn after_key(columns: &[&str], after: &[Cell]) -> (String, Vec<Value>) {
    let (mut parts, mut values) = (Vec::new(), Vec::new());
    for last in 0..after.len() {
        let mut part = Vec::new();
        for (index, (column, cell)) in columns.iter().zip(after).enumerate().take(last + 1) {
            part.push(format!("{column} {} ?", if index == last { ">" } else { "=" }));
            values.push(value(cell.clone()));
        }
        parts.push(format!("({})", part.join(" AND ")));
    }
    match parts.is_empty() {
        true => (String::new(), values),
        false => (format!("WHERE {}", parts.join(" OR ")), values),
    }
}

/// How the store stands.
pub(super) fn standing(asking: &mut Asking<'_>) -> Result<Standing, Failure> {
    let text = asking.line("SELECT story FROM #store WHERE id = 1", vec![])?;
    Ok(story::read(&text.map(|row| row.readable(0)).unwrap_or_default()))
}

impl MovingRows for MysqlRows<'_> {
    fn standing(&self) -> Result<Standing, StoreError> {
        self.ask(standing)
    }

    fn set_standing(&mut self, standing: &Standing) -> Result<(), StoreError> {
        let closed = i64::from(standing.state != Stands::Open);
        self.ask(|asking| {
            asking
                .run(
                    "UPDATE #store SET is_closed = ?, story = ? WHERE id = 1",
                    values![closed, story::write(standing)],
                )
                .map(drop)
        })
    }

    fn portion(&self, table: &Table, after: &[Cell], most: u32, most_bytes: usize) -> Result<Vec<Record>, StoreError> {
        let key = names(table, table.key_columns());
        let (condition, values) = after_key(&key, after);
        let sql = format!(
            "SELECT {} FROM #{} {condition} ORDER BY {} LIMIT {most}",
            names(table, table.columns).join(", "),
            table.name,
            key.join(", ")
        );
        self.ask(|asking| {
            let (mut records, mut bytes) = (Vec::new(), 0);
            asking.each(&sql, values, &mut |line| {
                // What is left of the page is read past.
                if bytes <= most_bytes {
                    let record = record(line, table)?;
                    bytes += size(&record);
                    records.push(record);
                }
                Ok(())
            })?;
            Ok(records)
        })
    }

    fn insert(&mut self, table: &Table, records: Vec<Record>) -> Result<(), StoreError> {
        let mut columns = names(table, table.columns);
        let note = (table.name == FOLDED.0)
            .then(|| table.columns.iter().position(|column| column.name() == "note"))
            .flatten();
        if note.is_some() {
            columns.push(FOLDED.1);
        }
        let rows = records
            .into_iter()
            .map(|mut record| {
                if let Some(note) = note {
                    record.push(match record.get(note) {
                        Some(Cell::Bytes(bytes)) => Cell::Bytes(folded(bytes)),
                        _ => Cell::Null,
                    });
                }
                record.into_iter().map(value).collect()
            })
            .collect();
        let head = format!("INSERT INTO #{} ({}) VALUES ", table.name, columns.join(", "));
        self.ask(|asking| asking.put(&head, rows, ""))
    }

    fn clear(&mut self, table: &Table) -> Result<(), StoreError> {
        self.ask(|asking| asking.run(&format!("DELETE FROM #{}", table.name), vec![]).map(drop))
    }

    fn count(&self, table: &Table) -> Result<u64, StoreError> {
        self.ask(|asking| {
            let counted = asking.one(&format!("SELECT COUNT(*) FROM #{}", table.name), vec![])?;
            Ok(counted.number(0)?.unsigned_abs())
        })
    }

    fn last_number(&self, table: &Table) -> Result<i64, StoreError> {
        self.ask(|asking| {
            // information_schema answers from a cache.
            let made = asking
                .one(&format!("SHOW CREATE TABLE #{}", table.name), vec![])?
                .readable(1);
            let next = made.split("AUTO_INCREMENT=").nth(1).map(|rest| {
                let digits = rest.chars().take_while(char::is_ascii_digit);
                digits.collect::<String>().parse().unwrap_or(1)
            });
            Ok(next.unwrap_or(1) - 1)
        })
    }

    fn give_after(&mut self, table: &Table, number: i64) -> Result<(), StoreError> {
        if self.last_number(table)? >= number {
            return Ok(());
        }
        // A row that has had the number is all that counts; ALTER TABLE would end the transaction.
        let row = table.columns.iter().enumerate().map(|(index, column)| match column {
            Column::Number(_) if index == 0 => Value::Int(number),
            Column::Number(_) => Value::Int(0),
            Column::Text(_) | Column::Bytes(_) => Value::Bytes(Vec::new()),
        });
        let row: Vec<Value> = row.collect();
        self.ask(|asking| {
            asking.run(
                &format!(
                    "INSERT INTO #{} ({}) VALUES ({})",
                    table.name,
                    names(table, table.columns).join(", "),
                    marks(row.len())
                ),
                row,
            )?;
            asking
                .run(&format!("DELETE FROM #{} WHERE id = ?", table.name), values![number])
                .map(drop)
        })
    }

    fn is_under_way(&self, now_ms: i64) -> Result<bool, StoreError> {
        self.ask(|asking| {
            asking.any(
                "SELECT 1 FROM #call WHERE ended_at IS NULL AND permit_until > ?
                 UNION ALL SELECT 1 FROM #connection WHERE refresh_owner <> '' AND refresh_until > ? LIMIT 1",
                values![now_ms, now_ms],
            )
        })
    }
}

impl Movable for MysqlDatabase {
    fn look_at(&self, run: &mut dyn FnMut(&dyn MovingRows) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.watch(|rows| run(rows))
    }

    fn change(&self, run: &mut dyn FnMut(&mut dyn MovingRows) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.transact(Gate::Any, |rows| run(rows))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_key_of_several_columns_is_asked_column_by_column() {
        let number = |number| Cell::Number(number);
        assert_eq!(after_key(&["a"], &[]), (String::new(), vec![]));
        assert_eq!(
            after_key(&["a", "b"], &[number(1), number(2)]),
            (
                "WHERE (a > ?) OR (a = ? AND b > ?)".to_owned(),
                vec![Value::Int(1), Value::Int(1), Value::Int(2)]
            )
        );
    }
}
