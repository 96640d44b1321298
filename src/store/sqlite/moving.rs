//! The file's rows as they are moved, and how the store stands.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension, Row, ToSql, params, params_from_iter};

use super::job_row::print;
use super::{SqliteFile, SqliteRows};
use crate::store::rows::{Cell, Column, Movable, MovingRows, Record, Standing, Stands, Table};
use crate::store::story;
use crate::store_error::StoreError;

/// A value with the kind that its column has.
struct Bound<'a>(&'a Cell, Column);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match (self.0, self.1) {
            (Cell::Null, _) => ValueRef::Null,
            (Cell::Number(number), _) => ValueRef::Integer(*number),
            (Cell::Bytes(bytes), Column::Bytes(_)) => ValueRef::Blob(bytes),
            (Cell::Bytes(bytes), _) => ValueRef::Text(bytes),
        }))
    }
}

/// Values with the columns that they are for.
fn bound<'a>(cells: &'a [Cell], columns: &'a [Column]) -> impl Iterator<Item = Bound<'a>> {
    cells.iter().zip(columns).map(|(cell, column)| Bound(cell, *column))
}

fn cell(row: &Row<'_>, index: usize) -> rusqlite::Result<Cell> {
    Ok(match row.get_ref(index)? {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Number(number),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Cell::Bytes(bytes.to_vec()),
        // Strict tables hold none.
        ValueRef::Real(real) => Cell::Bytes(real.to_string().into_bytes()),
    })
}

fn bytes(record: &[Cell]) -> usize {
    let size = |cell: &Cell| match cell {
        Cell::Bytes(bytes) => bytes.len(),
        _ => 8,
    };
    record.iter().map(size).sum()
}

/// What is read of a table's columns: fingerprints of jobs as text, as other stores have them.
fn read_of(table: &Table) -> String {
    let each = table.columns.iter().map(|column| match (table.name, column.name()) {
        ("job", "snapshot_hash") => print("", "snapshot"),
        ("job", "settings_hash") => print("", "settings"),
        (_, name) => format!("\"{name}\""),
    });
    each.collect::<Vec<_>>().join(", ")
}

/// Names in SQL: some are words of its own.
fn names(columns: &[Column]) -> String {
    let quoted: Vec<String> = columns.iter().map(|column| format!("\"{}\"", column.name())).collect();
    quoted.join(", ")
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

/// How the store stands; costs some microseconds.
pub(super) fn standing(sqlite: &rusqlite::Connection) -> rusqlite::Result<Standing> {
    let text = sqlite
        .prepare_cached("SELECT is_closed, story FROM standing WHERE id = 1")?
        .query_row([], |row| {
            // Nothing is read of a store that is in use.
            Ok(if row.get(0)? { row.get(1)? } else { String::new() })
        })
        .optional()?;
    Ok(story::read(&text.unwrap_or_default()))
}

impl MovingRows for SqliteRows<'_> {
    fn standing(&self) -> Result<Standing, StoreError> {
        self.ask(|sqlite| {
            let text: Option<String> = sqlite
                .query_row("SELECT story FROM standing WHERE id = 1", [], |row| row.get(0))
                .optional()?;
            Ok(story::read(&text.unwrap_or_default()))
        })
    }

    fn set_standing(&mut self, standing: &Standing) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .execute(
                    "INSERT OR REPLACE INTO standing (id, is_closed, story) VALUES (1, ?1, ?2)",
                    params![standing.state != Stands::Open, story::write(standing)],
                )
                .map(drop)
        })
    }

    fn portion(&self, table: &Table, after: &[Cell], most: u32, most_bytes: usize) -> Result<Vec<Record>, StoreError> {
        let key = names(table.key_columns());
        let from = match after.len() {
            0 => String::new(),
            count => format!("WHERE ({key}) > ({})", marks(count)),
        };
        self.ask(|sqlite| {
            let mut asked = sqlite.prepare_cached(&format!(
                "SELECT {} FROM \"{}\" {from} ORDER BY {key} LIMIT {most}",
                read_of(table),
                table.name
            ))?;
            let mut rows = asked.query(params_from_iter(bound(after, table.columns)))?;
            let (mut records, mut size) = (Vec::new(), 0);
            while size <= most_bytes
                && let Some(row) = rows.next()?
            {
                let record = (0..table.columns.len())
                    .map(|index| cell(row, index))
                    .collect::<rusqlite::Result<Record>>()?;
                size += bytes(&record);
                records.push(record);
            }
            Ok(records)
        })
    }

    fn insert(&mut self, table: &Table, records: Vec<Record>) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            let mut put = sqlite.prepare_cached(&format!(
                "INSERT INTO \"{}\" ({}) VALUES ({})",
                table.name,
                names(table.columns),
                marks(table.columns.len())
            ))?;
            for record in &records {
                put.execute(params_from_iter(bound(record, table.columns)))?;
            }
            Ok(())
        })
    }

    fn clear(&mut self, table: &Table) -> Result<(), StoreError> {
        self.ask(|sqlite| sqlite.execute(&format!("DELETE FROM \"{}\"", table.name), []).map(drop))
    }

    fn count(&self, table: &Table) -> Result<u64, StoreError> {
        self.ask(|sqlite| {
            sqlite.query_row(&format!("SELECT COUNT(*) FROM \"{}\"", table.name), [], |row| {
                row.get::<_, i64>(0).map(i64::unsigned_abs)
            })
        })
    }

    fn last_number(&self, table: &Table) -> Result<i64, StoreError> {
        self.ask(|sqlite| {
            let given = sqlite
                .query_row("SELECT seq FROM sqlite_sequence WHERE name = ?1", [table.name], |row| {
                    row.get(0)
                })
                .optional()?;
            Ok(given.unwrap_or(0))
        })
    }

    fn give_after(&mut self, table: &Table, number: i64) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            let changed = sqlite.execute(
                "UPDATE sqlite_sequence SET seq = MAX(seq, ?2) WHERE name = ?1",
                params![table.name, number],
            )?;
            if changed == 0 {
                sqlite.execute(
                    "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)",
                    params![table.name, number],
                )?;
            }
            Ok(())
        })
    }

    fn is_under_way(&self, now_ms: i64) -> Result<bool, StoreError> {
        self.ask(|sqlite| {
            sqlite.query_row(
                "SELECT EXISTS (SELECT 1 FROM call WHERE ended_at IS NULL AND permit_until > ?1)
                   OR EXISTS (SELECT 1 FROM connection WHERE refresh_owner <> '' AND refresh_until > ?1)",
                [now_ms],
                |row| row.get(0),
            )
        })
    }
}

impl Movable for SqliteFile {
    fn look_at(&self, run: &mut dyn FnMut(&dyn MovingRows) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.with(|connection| {
            run(&SqliteRows {
                connection,
                folder: &self.folder,
            })
        })
    }

    fn change(&self, run: &mut dyn FnMut(&mut dyn MovingRows) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.transact(|rows| run(rows))
    }
}
