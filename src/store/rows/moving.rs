//! Defines what a store must be able to do to be moved into another one: its rows in a form that all stores share, and how it stands.

use serde::{Deserialize, Serialize};

use super::Rows;
use crate::message::say;
use crate::store_error::StoreError;

/// A value of a row, as all stores have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    /// Nothing.
    Null,
    /// A whole number.
    Number(i64),
    /// A text or bytes. A damaged text need not be UTF-8.
    Bytes(Vec<u8>),
}

/// The values of a row, in the order of its table's columns.
pub type Record = Vec<Cell>;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// Whole numbers.
    Number(&'static str),
    /// Texts.
    Text(&'static str),
    /// Bytes that are no text.
    Bytes(&'static str),
}

impl Column {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number(name) | Self::Text(name) | Self::Bytes(name) => name,
        }
    }
}

/// A table that every store has, under this name or one of its own.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns; those of its key first.
    pub columns: &'static [Column],
    /// How many columns its key has.
    pub key: usize,
    /// Whether the store gives the keys, which are numbers: one that was given is never given again.
    pub numbered: bool,
}

impl Table {
    /// The columns of its key.
    pub fn key_columns(&self) -> &'static [Column] {
        self.columns.get(..self.key).unwrap_or_default()
    }
}

/// What a store is doing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// It is in use.
    #[default]
    Open,
    /// Its rows are being copied to another one; it takes no changes.
    Moving,
    /// It is being filled from another one; it takes no other changes.
    Receiving,
    /// Another one has taken its place; it takes no changes.
    Moved,
}

/// How a store stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// What it is doing.
    pub state: Stands,
    /// A name that it gave itself when it was to be moved for the first time; empty before.
    pub id: String,
    /// How often it was to be moved.
    pub attempt: u32,
    /// The other store, for people.
    pub place: String,
    /// Name and attempt of the store that it was filled from; empty when it was not.
    pub from: String,
    /// The table that is being filled; empty when all are.
    pub table: String,
    /// Key of the last row that is there.
    pub after: Record,
}

impl Standing {
    /// Names this move.
    pub fn mark(&self) -> String {
        format!("{}.{}", self.id, self.attempt)
    }

    /// Whether it is being filled from a store of this name, in whichever attempt.
    pub fn receives_from(&self, id: &str) -> bool {
        self.state == Stands::Receiving && self.from.rsplit_once('.').is_some_and(|(from, _)| from == id)
    }

    /// Why a store at `place` takes no changes; `None` when it does.
    pub fn refusal(&self, place: &str) -> Option<StoreError> {
        let places = (place.to_owned(), self.place.clone());
        match self.state {
            Stands::Open => None,
            Stands::Moving => Some(StoreError::new("store_moving", say::STORE_MOVING.with(places))),
            Stands::Receiving => Some(StoreError::new("store_moving", say::STORE_RECEIVING.with(places))),
            Stands::Moved => Some(StoreError::new("store_moved", say::STORE_MOVED.with(places))),
        }
    }
}

/// Rows as they are moved.
pub trait MovingRows: Rows {
    /// How the store stands.
    fn standing(&self) -> Result<Standing, StoreError>;
    /// Writes down how it stands; any state but [`Stands::Open`] closes it.
    fn set_standing(&mut self, standing: &Standing) -> Result<(), StoreError>;
    /// The rows after a key, in the order of their keys, bytes compared as bytes; none: there are no more. A page has `most` rows at most, and
    /// not many more bytes than `most_bytes`.
    fn portion(&self, table: &Table, after: &[Cell], most: u32, most_bytes: usize) -> Result<Vec<Record>, StoreError>;
    /// Stores rows that are not there yet.
    fn insert(&mut self, table: &Table, records: Vec<Record>) -> Result<(), StoreError>;
    /// Deletes all rows.
    fn clear(&mut self, table: &Table) -> Result<(), StoreError>;
    /// How many rows there are.
    fn count(&self, table: &Table) -> Result<u64, StoreError>;
    /// The last number that a numbered table has given, or a later one; 0: none.
    fn last_number(&self, table: &Table) -> Result<i64, StoreError>;
    /// Lets the next number that a numbered table gives be greater than this one.
    fn give_after(&mut self, table: &Table, number: i64) -> Result<(), StoreError>;
    /// Whether somebody waits for an answer of Xero at a time (milliseconds since 1970), as far as the store knows.
    fn is_under_way(&self, now_ms: i64) -> Result<bool, StoreError>;
}

/// A place whose rows can be moved. It is asked whether it is closed or not.
pub trait Movable: Send + Sync {
    /// Looks at rows.
    fn look_at(&self, run: &mut dyn FnMut(&dyn MovingRows) -> Result<(), StoreError>) -> Result<(), StoreError>;
    /// Changes rows in one transaction, as [`super::Database::write`].
    fn change(&self, run: &mut dyn FnMut(&mut dyn MovingRows) -> Result<(), StoreError>) -> Result<(), StoreError>;
}
