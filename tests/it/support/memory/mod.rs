//! A store in memory: rows as a database has them, so that whatever a rule decides can be tried in microseconds.
//!
//! Everything that is not a row is the product's own ([`RowStore`]). Words are kept as words and texts as bytes, so that a row can be damaged
//! as on a disk.

mod calls;
mod jobs;
mod links;
mod log;
mod pages;
mod runs;
mod sessions;
mod table;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ledgerline::engine::Store;
use ledgerline::limits::Allowance;
use ledgerline::message::Message;
use ledgerline::oauth::sealed::SealedPending;
use ledgerline::queue::{Exchange, KnownContact, Run, ThisHost, Witness};
use ledgerline::secret::Sealer;
use ledgerline::store::RowStore;
use ledgerline::store::rows::{Asked, Database, Held, Rows};
use ledgerline::store_error::StoreError;

use calls::Call;
use jobs::{Claim, Job};
use links::Linked;
use log::Entry;
use sessions::Connection;
use table::Table;

use crate::store::conformance::{Damage, Factory, Place};

/// A record on its way to a kind of document: connection, kind, key.
type Record = (String, String, String);

/// What is stored.
#[derive(Clone, Default)]
struct Tables {
    jobs: Table<i64, Job>,
    /// Jobs by record.
    records: Table<(Record, i64), ()>,
    /// Jobs that are not settled.
    unsettled: Table<i64, ()>,
    claims: Table<Record, Claim>,
    excluded: Table<(String, String), i64>,
    links: Table<Record, Linked>,
    paid: Table<(String, String), Option<String>>,
    log: Table<i64, Entry>,
    exchanges: Table<i64, (i64, Exchange)>,
    cursors: Table<String, String>,
    runs: Table<i64, Run>,
    /// By organisation and id in Xero.
    known: Table<(String, String), KnownContact>,
    calls: Table<i64, Call>,
    allowances: Table<String, Allowance>,
    /// Calls by organisation, day and purpose.
    daily: Table<(String, String, String), i64>,
    connections: Table<String, Connection>,
    pending: Table<String, SealedPending>,
    asked: Table<String, Asked>,
    catalogue: Table<(String, String), (String, i64)>,
    leases: Table<String, Held>,
    /// The last number that each table gave. Not undone: a number is never given twice.
    numbers: BTreeMap<&'static str, i64>,
}

impl Tables {
    fn next(&mut self, table: &'static str) -> i64 {
        let number = self.numbers.entry(table).or_default();
        *number += 1;
        *number
    }

    /// Ends a transaction: keeps its changes, or takes all of them back.
    fn end(&mut self, keep: bool) {
        macro_rules! each {
            ($($table:ident),+ $(,)?) => { $(self.$table.end(keep);)+ };
        }
        each!(
            jobs,
            records,
            unsettled,
            claims,
            excluded,
            links,
            paid,
            log,
            exchanges,
            cursors,
            runs,
            known,
            calls,
            allowances,
            daily,
            connections,
            pending,
            asked,
            catalogue,
            leases
        );
    }
}

/// What stands outside of the rows: a backup of them does not bring it back.
#[derive(Default)]
struct Outside {
    witness: Option<Witness>,
    /// How often the rows were put back.
    put_back: u32,
}

#[derive(Default)]
struct Shared {
    tables: Mutex<Tables>,
    outside: Mutex<Outside>,
}

/// A message as it comes back from where it was stored.
fn stored(message: &Message) -> Message {
    Message::kept(message.to_string(), &message.column())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes places in memory.
pub struct Memories;

impl Factory for Memories {
    fn place(&self) -> Box<dyn Place> {
        Box::<Memory>::default()
    }
}

/// Rows in memory; they go with the last handle.
#[derive(Clone, Default)]
pub struct Memory(Arc<Shared>);

impl Place for Memory {
    fn open_with(&self, keys: &[&str]) -> Arc<dyn Store> {
        let database = MemoryDatabase(Arc::clone(&self.0));
        Arc::new(RowStore::over(
            database,
            Sealer::new(keys.iter().copied()),
            Arc::new(ThisHost),
        ))
    }

    fn copy(&self) -> Box<dyn FnOnce() + '_> {
        let copy = lock(&self.0.tables).clone();
        Box::new(move || {
            *lock(&self.0.tables) = copy;
            lock(&self.0.outside).put_back += 1;
        })
    }

    fn damage(&self, job: i64, damage: Damage) -> bool {
        lock(&self.0.tables).damage(job, damage);
        true
    }
}

/// The rows, inside a transaction or while looking.
struct MemoryRows<'a> {
    tables: &'a mut Tables,
    outside: &'a Mutex<Outside>,
}

/// The rows as one process sees them.
struct MemoryDatabase(Arc<Shared>);

impl Database for MemoryDatabase {
    fn read<T>(&self, mut run: impl FnMut(&dyn Rows) -> Result<T, StoreError>) -> Result<T, StoreError> {
        run(&MemoryRows {
            tables: &mut lock(&self.0.tables),
            outside: &self.0.outside,
        })
    }

    fn write<T>(&self, mut run: impl FnMut(&mut dyn Rows) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut tables = lock(&self.0.tables);
        // What a panic left behind.
        tables.end(false);
        let outcome = run(&mut MemoryRows {
            tables: &mut tables,
            outside: &self.0.outside,
        });
        tables.end(outcome.is_ok());
        outcome
    }

    fn integrity(&self) -> Result<String, StoreError> {
        Ok(String::new())
    }

    fn version(&self) -> Result<i64, StoreError> {
        Ok(1)
    }

    fn bytes(&self) -> Result<u64, StoreError> {
        let tables = lock(&self.0.tables);
        Ok(tables.jobs.iter().map(|(_, job)| job.snapshot.len() as u64).sum())
    }

    fn tidy(&self) {}
}
