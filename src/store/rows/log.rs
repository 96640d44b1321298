//! Defines lines of the log, and named positions.

use crate::message::Message;
use crate::queue::{Entity, Exchange, Kind, LogLine, Witness};
use crate::store_error::StoreError;

/// A line of the log with what it stands for.
#[derive(Debug, Clone, Copy)]
pub struct LogRow<'a> {
    /// When (milliseconds since 1970).
    pub at_ms: i64,
    /// Code of the connection.
    pub connection: &'a str,
    /// Whose record and its kind, its id and its number, when it is about one.
    pub of: Option<(Entity, Kind, &'a str, &'a str)>,
    /// Its job and the job's attempt (1: the first), when it is about one.
    pub job: Option<(i64, u32)>,
    /// The store view that its job belongs to; empty when it is about none.
    pub store_id: &'a str,
    /// What it says.
    pub line: &'a LogLine,
    /// What is kept of what was sent and answered.
    pub exchange: Option<(&'a str, &'a str)>,
}

/// Lines of the log, and what was exchanged.
pub trait LogRows {
    /// Writes lines.
    fn add_lines(&mut self, lines: &[LogRow<'_>]) -> Result<(), StoreError>;
    /// Deletes lines from before a time (milliseconds since 1970). How many went.
    fn remove_lines(&mut self, before_ms: i64) -> Result<u64, StoreError>;
    /// Lets the lines of a record of the shop say this only, and `unnamed`: without its number or name. How many did not say it before.
    fn blank_lines(
        &mut self,
        entity: Entity,
        entity_id: &str,
        message: &Message,
        unnamed: bool,
    ) -> Result<u64, StoreError>;
    /// What was exchanged for a line.
    fn exchange(&self, line: i64) -> Result<Option<Exchange>, StoreError>;
    /// Deletes what was exchanged for a record of the shop.
    fn remove_exchanges_of(&mut self, entity: Entity, entity_id: &str) -> Result<(), StoreError>;
    /// Deletes what was exchanged before a time (milliseconds since 1970). How much.
    fn remove_exchanges(&mut self, before_ms: i64) -> Result<u64, StoreError>;
}

/// Positions by name.
pub trait CursorRows {
    /// A position.
    fn cursor(&self, name: &str) -> Result<Option<String>, StoreError>;
    /// Stores one.
    fn set_cursor(&mut self, name: &str, value: &str) -> Result<(), StoreError>;
}

/// What is written down outside of the store's rows, so that it is not put back together with them unnoticed.
pub trait WitnessRows {
    /// Asks `say` what is to be written down, who gets what is written down now and where the store is (any text that becomes another one
    /// when the store is replaced, copied, or its machine starts again). No other process looks or writes meanwhile. What is written is not
    /// undone when the transaction fails.
    fn attest(&mut self, say: &mut dyn FnMut(Option<&Witness>, &str) -> Option<Witness>) -> Result<(), StoreError>;
}
