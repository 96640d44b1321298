//! Asks the server: statements with `#` for the prefix of the tables, values always bound.

use mysql::prelude::Queryable;
use mysql::{Params, Row, Value};

use super::failure::Failure;
use super::line::Line;
use super::session::Session;

/// Bytes of values that travel in one statement, about: far below the smallest `max_allowed_packet`.
const MOST_BYTES: usize = 512 * 1024;
/// Rows that travel in one statement.
const MOST_ROWS: usize = 100;

/// Values for the marks of a statement.
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$(mysql::Value::from($value)),*] };
}
pub(super) use values;

/// Statements over a session.
pub(super) struct Asking<'a> {
    pub(super) session: &'a mut Session,
    prefix: &'a str,
}

fn params(values: Vec<Value>) -> Params {
    match values.is_empty() {
        true => Params::Empty,
        false => Params::Positional(values),
    }
}

/// So many marks with commas between them, for a list that is not empty.
pub(super) fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

/// Numbers as a list in SQL; one that holds nothing for an empty one.
pub(super) fn numbers(ids: &[i64]) -> String {
    match ids {
        [] => "NULL".to_owned(),
        ids => ids.iter().map(i64::to_string).collect::<Vec<_>>().join(", "),
    }
}

fn size(values: &[Value]) -> usize {
    values
        .iter()
        .map(|value| match value {
            Value::Bytes(bytes) => bytes.len(),
            _ => 8,
        })
        .sum()
}

impl<'a> Asking<'a> {
    pub(super) fn of(session: &'a mut Session, prefix: &'a str) -> Self {
        Self { session, prefix }
    }

    fn sql(&self, sql: &str) -> String {
        sql.replace('#', self.prefix)
    }

    /// The name of a table.
    pub(super) fn table(&self, name: &str) -> String {
        self.sql(name)
    }

    /// Rows.
    pub(super) fn lines(&mut self, sql: &str, values: Vec<Value>) -> Result<Vec<Line>, Failure> {
        let sql = self.sql(sql);
        let rows: Vec<Row> = self.session.connection()?.exec(sql, params(values))?;
        Ok(rows.into_iter().map(|row| Line(row.unwrap())).collect())
    }

    /// The first row.
    pub(super) fn line(&mut self, sql: &str, values: Vec<Value>) -> Result<Option<Line>, Failure> {
        Ok(self.lines(sql, values)?.into_iter().next())
    }

    /// The row of a question that always has one.
    pub(super) fn one(&mut self, sql: &str, values: Vec<Value>) -> Result<Line, Failure> {
        self.line(sql, values)?
            .ok_or_else(|| Failure::Row("there is no row".to_owned()))
    }

    /// Whether there is a row.
    pub(super) fn any(&mut self, sql: &str, values: Vec<Value>) -> Result<bool, Failure> {
        Ok(self.line(sql, values)?.is_some())
    }

    /// Shows rows one after the other, without keeping them.
    pub(super) fn each(
        &mut self,
        sql: &str,
        values: Vec<Value>,
        see: &mut dyn FnMut(&Line) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let sql = self.sql(sql);
        for row in self.session.connection()?.exec_iter(sql, params(values))? {
            see(&Line(row?.unwrap()))?;
        }
        Ok(())
    }

    /// Changes rows. How many were chosen.
    pub(super) fn run(&mut self, sql: &str, values: Vec<Value>) -> Result<u64, Failure> {
        let sql = self.sql(sql);
        let connection = self.session.connection()?;
        connection.exec_drop(sql, params(values))?;
        Ok(connection.affected_rows())
    }

    /// Rows of a statement that MySQL cannot prepare (`CHECK TABLE`; MariaDB can).
    pub(super) fn shown(&mut self, sql: &str) -> Result<Vec<Line>, Failure> {
        let sql = self.sql(sql);
        let rows: Vec<Row> = self.session.connection()?.query(sql)?;
        Ok(rows.into_iter().map(|row| Line(row.unwrap())).collect())
    }

    /// A statement that cannot be prepared, or is not worth it.
    pub(super) fn plain(&mut self, sql: &str) -> Result<(), Failure> {
        let sql = self.sql(sql);
        Ok(self.session.connection()?.query_drop(sql)?)
    }

    /// Inserts or replaces rows, in few statements: `head` ends before the values, `tail` follows them.
    pub(super) fn put(&mut self, head: &str, rows: Vec<Vec<Value>>, tail: &str) -> Result<(), Failure> {
        self.in_parts(head, rows, tail, |_, _| Ok(()))
    }

    /// Inserts rows into a table that numbers them; their ids, in order.
    pub(super) fn insert(&mut self, table: &str, columns: &str, rows: Vec<Vec<Value>>) -> Result<Vec<i64>, Failure> {
        let mut ids = Vec::with_capacity(rows.len());
        let head = format!("INSERT INTO {table} ({columns}) VALUES ");
        self.in_parts(&head, rows, "", |asking, count| {
            let first = asking.session.connection()?.last_insert_id();
            // Nobody else inserts meanwhile; the steps between the numbers differ from server to server.
            let given = asking.lines(
                &format!("SELECT id FROM {table} WHERE id >= ? ORDER BY id LIMIT {count}"),
                values![first],
            )?;
            if given.len() != count {
                return Err(Failure::Row(format!(
                    "{count} rows were inserted, {} found",
                    given.len()
                )));
            }
            for line in given {
                ids.push(line.number(0)?);
            }
            Ok(())
        })?;
        Ok(ids)
    }

    fn in_parts(
        &mut self,
        head: &str,
        rows: Vec<Vec<Value>>,
        tail: &str,
        mut then: impl FnMut(&mut Self, usize) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let (mut values, mut tuples, mut bytes) = (Vec::new(), Vec::new(), 0);
            while let Some(row) =
                rows.next_if(|row| tuples.is_empty() || (tuples.len() < MOST_ROWS && bytes + size(row) <= MOST_BYTES))
            {
                bytes += size(&row);
                tuples.push(format!("({})", marks(row.len())));
                values.extend(row);
            }
            self.run(&format!("{head}{}{tail}", tuples.join(", ")), values)?;
            then(self, tuples.len())?;
        }
        Ok(())
    }
}
