//! Defines what a store must be able to do: load rows, change them and delete them, inside one transaction.
//!
//! It decides nothing. What becomes of a row is said by `queue`, `limits` and `oauth`; how the verbs of their ports are made of rows is
//! written once, in [`super::verbs`]. Everything that may concern many rows takes them together, so that a store behind a network needs one
//! question for them.

mod calls;
mod jobs;
mod links;
mod log;
mod moving;
mod pages;
mod runs;
mod sessions;

use crate::store_error::StoreError;

pub use calls::{CallRows, NewCall, TakenCall};
pub use jobs::{APART, Carried, Content, JobRows, NewRow};
pub use links::{Confirmed, FoundLink, KnownRows, LinkBy, LinkRows, NewLink};
pub use log::{CursorRows, LogRow, LogRows, WitnessRows};
pub use moving::{Cell, Column, Movable, MovingRows, Record, Standing, Stands, Table};
pub use pages::PageRows;
pub use runs::RunRows;
pub use sessions::{Asked, Held, NewSettings, SessionRows};

/// All rows of a store, inside a transaction or while looking.
pub trait Rows:
    JobRows + LinkRows + LogRows + CursorRows + WitnessRows + PageRows + RunRows + KnownRows + CallRows + SessionRows
{
}

impl<
    T: JobRows + LinkRows + LogRows + CursorRows + WitnessRows + PageRows + RunRows + KnownRows + CallRows + SessionRows,
> Rows for T
{
}

/// A place that keeps rows.
pub trait Database: Send + Sync {
    /// Looks at rows. Several looks inside one `run` may see what others wrote between them.
    ///
    /// # Errors
    /// What `run` gives, or that the store cannot be opened.
    fn read<T>(&self, run: impl FnMut(&dyn Rows) -> Result<T, StoreError>) -> Result<T, StoreError>;

    /// Changes rows in one transaction: all of it or, when `run` fails or the process dies, nothing. What `run` loads stays as it is until the
    /// end, whatever other processes do. A store whose transactions can lose against others may call `run` again from the beginning.
    ///
    /// # Errors
    /// What `run` gives, or that the store cannot be opened or written, or takes no changes ([`Self::refusal`]).
    fn write<T>(&self, run: impl FnMut(&mut dyn Rows) -> Result<T, StoreError>) -> Result<T, StoreError>;

    /// Looks through the whole store for damage; what is wrong in words, empty when nothing is.
    ///
    /// # Errors
    /// When it cannot be asked.
    fn integrity(&self) -> Result<String, StoreError>;

    /// Why it takes no changes: it is being moved, or has moved. Nothing for one that does.
    ///
    /// # Errors
    /// When it cannot be asked.
    fn refusal(&self) -> Result<Option<StoreError>, StoreError> {
        Ok(None)
    }

    /// Version of what is kept, counted from 1.
    ///
    /// # Errors
    /// When it cannot be asked.
    fn version(&self) -> Result<i64, StoreError>;

    /// Bytes that it takes, known also where rows cannot be read.
    ///
    /// # Errors
    /// When nobody knows.
    fn bytes(&self) -> Result<u64, StoreError>;

    /// Brings what the store holds into its lasting form, as far as nobody needs it just now.
    fn tidy(&self);
}
