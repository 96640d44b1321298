//! Stores everything in tables of a MySQL or MariaDB server, which several machines share.
//!
//! One connection per process, opened at first use and closed before a fork. One process writes at a time: every transaction that writes
//! begins with the lock of one row. Why, and what a lost answer means: docs/decisions/mysql-store.md.

mod address;
mod asking;
mod calls;
mod failure;
mod jobs;
mod known;
mod line;
mod links;
mod log;
mod moving;
mod open;
mod pages;
mod place;
mod runs;
mod session;
mod sessions;
mod time;
mod turn;
mod upkeep;
mod which;
mod witness;
mod write;

use std::cell::RefCell;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::RowStore;
use super::forks::{self, Closing};
use super::rows::{Database, Rows};
use crate::clock::{Clock, SystemClock};
use crate::queue::ThisHost;
use crate::secret::Sealer;
use crate::store_error::StoreError;

use asking::Asking;
use failure::{Failure, Trouble};
use session::Session;

pub use address::MysqlAddress;
pub use time::DatabaseClock;
pub use turn::Turn;

/// Name of the server's lock that whoever brings the tables of an address up to date has meanwhile.
pub fn schema_lock(address: &MysqlAddress) -> String {
    address.lock("schema")
}

/// The store on a server.
pub type MysqlStore = RowStore<MysqlDatabase>;

/// The tables of a store.
#[derive(Clone)]
pub struct MysqlDatabase(Arc<Inner>);

struct Inner {
    address: MysqlAddress,
    opened: Mutex<Option<Session>>,
    offset: time::Offset,
}

impl Closing for Inner {
    fn close(&self) {
        // A store that is busy in another thread is left alone: the caller's thread cannot wait for it there. What a child inherits of it is
        // told by its process id and never used.
        if let Some(mut opened) = forks::free(&self.opened) {
            *opened = None;
        }
    }
}

impl MysqlStore {
    /// A store at an address; nothing is opened yet.
    pub fn new(database: MysqlDatabase, sealer: Sealer) -> Self {
        Self::over(database, sealer, Arc::new(ThisHost))
    }
}

impl MysqlDatabase {
    /// The tables at an address; nothing is opened yet.
    pub fn new(address: MysqlAddress) -> Self {
        Self::beside(address, Arc::new(SystemClock))
    }

    /// The tables at an address, asked by a machine with this clock.
    pub fn beside(address: MysqlAddress, machine: Arc<dyn Clock>) -> Self {
        let inner = Arc::new(Inner {
            address,
            opened: Mutex::new(None),
            offset: time::Offset::new(machine),
        });
        let closing: Arc<dyn Closing> = Arc::clone(&inner) as _;
        forks::watch(&closing);
        Self(inner)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Session>> {
        // A panic while the lock was held may have left a transaction open.
        self.0.opened.lock().unwrap_or_else(|poisoned| {
            self.0.opened.clear_poison();
            let mut opened = PoisonError::into_inner(poisoned);
            *opened = None;
            opened
        })
    }

    /// The session in `opened`, connected when there is none.
    fn session<'a>(&self, opened: &'a mut Option<Session>) -> Result<&'a mut Session, Failure> {
        if opened.as_ref().is_some_and(|session| !session.is_ours()) {
            // Inherited through a fork that the hook could not see; its drop does not speak to the server.
            *opened = None;
        }
        let session = match opened {
            Some(session) => session,
            none => none.insert(open::open(&self.0.address)?),
        };
        if self.0.offset.is_due() {
            self.0.offset.measure(session)?;
        }
        Ok(session)
    }

    /// Looks at rows, again over another connection when this one is lost.
    fn watch<T>(&self, mut run: impl FnMut(&MysqlRows<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut opened = self.lock();
        let mut retry = write::Retry::of(opened.as_ref());
        loop {
            let looked = match self.session(&mut opened) {
                Ok(session) => {
                    let rows = MysqlRows::of(session, &self.0.address);
                    let outcome = run(&rows);
                    rows.outcome(outcome)
                }
                Err(failure) => Err(failure),
            };
            let failure = match looked {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            if failure.trouble() != Trouble::None {
                *opened = None;
            }
            retry.again(&failure, &self.0.address)?;
        }
    }

    /// Runs over a session, unless another thread of this process has it just now.
    fn when_free(&self, run: impl FnOnce(&mut Session) -> Result<(), Failure>) -> Option<Result<(), Failure>> {
        let mut opened = forks::free(&self.0.opened)?;
        let done = self.session(&mut opened).and_then(run);
        if done.is_err() {
            *opened = None;
        }
        Some(done)
    }
}

impl Database for MysqlDatabase {
    fn read<T>(&self, mut run: impl FnMut(&dyn Rows) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.watch(|rows| run(rows))
    }

    fn write<T>(&self, mut run: impl FnMut(&mut dyn Rows) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.transact(write::Gate::Open, |rows| run(rows))
    }

    fn integrity(&self) -> Result<String, StoreError> {
        self.check_tables()
    }

    fn refusal(&self) -> Result<Option<StoreError>, StoreError> {
        Ok(self.look(moving::standing)?.refusal(&self.0.address.to_string()))
    }

    fn version(&self) -> Result<i64, StoreError> {
        self.look(|asking| asking.one("SELECT version FROM #store WHERE id = 1", vec![])?.number(0))
    }

    fn bytes(&self) -> Result<u64, StoreError> {
        self.size()
    }

    fn tidy(&self) {
        self.forget_writers();
    }
}

/// The rows, inside a transaction or while looking.
struct MysqlRows<'a> {
    asking: RefCell<Asking<'a>>,
    address: &'a MysqlAddress,
    /// The first failure of this transaction that is not a row's, however its caller took it.
    failed: RefCell<Option<Failure>>,
    /// What is written into this machine's file once the transaction is committed.
    witness: RefCell<Option<witness::Held>>,
}

impl<'a> MysqlRows<'a> {
    fn of(session: &'a mut Session, address: &'a MysqlAddress) -> Self {
        Self {
            asking: RefCell::new(Asking::of(session, address.prefix())),
            address,
            failed: RefCell::new(None),
            witness: RefCell::new(None),
        }
    }

    fn ask<T>(&self, run: impl FnOnce(&mut Asking<'a>) -> Result<T, Failure>) -> Result<T, StoreError> {
        run(&mut self.asking.borrow_mut()).map_err(|failure| {
            let error = failure.explain(self.address);
            if failure.trouble() != Trouble::None {
                self.failed.borrow_mut().get_or_insert(failure);
            }
            error
        })
    }

    /// What became of a run over these rows. A transaction with a failure in it is none, even if its caller went on.
    fn outcome<T>(&self, outcome: Result<T, StoreError>) -> Result<T, Failure> {
        match (self.failed.take(), outcome) {
            (Some(failure), _) => Err(failure),
            (None, outcome) => outcome.map_err(Failure::Told),
        }
    }
}
