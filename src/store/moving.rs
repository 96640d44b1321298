//! Moves a store into another one: closes it, copies its rows page by page, compares both, and hands over.
//!
//! Every step is written down in the store that it changes, in one transaction with what it changes, so that the same call resumes after any
//! interruption. The source is closed first: a copy of something that stands still needs no second round. What leads to a doubt about
//! sendings ([`crate::queue::doubt`]) is noticed in the source before that, so that the copy may pass for the store that it was made of.
//! What the other store is, and who is told of the new address, is the caller's.

use std::collections::BTreeMap;
use std::time::Duration;

use super::rows::{Cell, Movable, MovingRows, Record, Standing, Stands, Table};
use super::tables::TABLES;
use super::verbs::memory;
use crate::message::say;
use crate::secret::{Checksum, random_token};
use crate::store_error::StoreError;

/// Rows that are copied in one transaction.
const PAGE: u32 = 500;
/// Bytes that are copied in one transaction, about.
const PAGE_BYTES: usize = 2 * 1024 * 1024;
/// How long calls that are under way are waited for: whoever hears nothing until then is looked up later.
const QUIET_MS: u64 = 30_000;
const PAUSE_MS: u64 = 100;

/// What a move is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Waits until nobody waits for an answer of Xero.
    Waiting,
    /// Copies rows.
    Copying,
    /// Reads both stores.
    Comparing,
}

impl Step {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Copying => "copying",
            Self::Comparing => "comparing",
        }
    }
}

/// How far a move is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// What it is doing.
    pub step: Step,
    /// The table.
    pub table: &'static str,
    /// Rows that are done, in this step.
    pub rows: u64,
    /// Rows that there are.
    pub total: u64,
}

/// A table, read in both stores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Its name.
    pub table: &'static str,
    /// Its rows.
    pub rows: u64,
    /// SHA-256 of all of them in the order of their keys.
    pub checksum: String,
}

/// How a move ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The other store is open and this one is closed. What both held alike, unless that was found by an earlier call.
    Moved(Vec<Compared>),
    /// It was asked to stop; the same call resumes it.
    Stopped,
}

/// A store in a move.
pub struct Side<'a> {
    /// Its rows.
    pub store: &'a dyn Movable,
    /// Where it is, for people. No password.
    pub place: String,
}

/// A store, and the one that takes its place.
pub struct Move<'a> {
    /// The store that is in use.
    pub source: Side<'a>,
    /// The other one.
    pub target: Side<'a>,
}

fn refused(message: crate::message::Message) -> StoreError {
    StoreError::new("store_move_refused", message)
}

impl Side<'_> {
    fn look<T>(&self, mut run: impl FnMut(&dyn MovingRows) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut found = None;
        self.store.look_at(&mut |rows| {
            found = Some(run(rows)?);
            Ok(())
        })?;
        found.ok_or_else(|| StoreError::new("store_failed", say::STORE_FAILED.with(self.place.clone())))
    }

    fn change<T>(&self, mut run: impl FnMut(&mut dyn MovingRows) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut done = None;
        self.store.change(&mut |rows| {
            done = Some(run(rows)?);
            Ok(())
        })?;
        done.ok_or_else(|| StoreError::new("store_failed", say::STORE_FAILED.with(self.place.clone())))
    }

    fn standing(&self) -> Result<Standing, StoreError> {
        self.look(|rows| rows.standing())
    }

    /// Tables with rows: names and how many.
    fn counts(&self) -> Result<BTreeMap<&'static str, u64>, StoreError> {
        self.look(|rows| {
            TABLES
                .iter()
                .map(|table| Ok((table.name, rows.count(table)?)))
                .collect()
        })
    }

    /// Reads a table from its beginning; `seen` hears how many rows came and says whether to go on.
    fn checksum(
        &self,
        table: &'static Table,
        mut seen: impl FnMut(u64) -> bool,
    ) -> Result<Option<Compared>, StoreError> {
        let (mut sum, mut rows, mut after) = (Checksum::default(), 0, Record::new());
        loop {
            let page = self.look(|rows| rows.portion(table, &after, PAGE, PAGE_BYTES))?;
            let Some(last) = page.last() else { break };
            after = key_of(table, last);
            for record in &page {
                add(&mut sum, record);
            }
            let count = page.len() as u64;
            rows += count;
            if !seen(count) {
                return Ok(None);
            }
        }
        Ok(Some(Compared {
            table: table.name,
            rows,
            checksum: sum.end(),
        }))
    }
}

fn key_of(table: &Table, record: &[Cell]) -> Record {
    record.iter().take(table.key).cloned().collect()
}

/// Every value with its kind and length, so that no two rows give the same bytes.
fn add(sum: &mut Checksum, record: &[Cell]) {
    for cell in record {
        match cell {
            Cell::Null => sum.add(&[0]),
            Cell::Number(number) => {
                sum.add(&[1]);
                sum.add(&number.to_be_bytes());
            }
            Cell::Bytes(bytes) => {
                sum.add(&[2]);
                sum.add(&(bytes.len() as u64).to_be_bytes());
                sum.add(bytes);
            }
        }
    }
}

impl Move<'_> {
    /// Moves, or resumes. `now_ms` is the source's time (milliseconds since 1970); `show` hears how far it is, and says whether to go on.
    ///
    /// # Errors
    /// `store_moved`, `store_moving`, `store_not_empty`, `store_move_refused`, `store_move_differs`, or what either store fails with. What was
    /// done stays done, but for `store_move_differs`: the next call copies everything again.
    pub fn run(
        &self,
        now_ms: &dyn Fn() -> i64,
        show: &mut dyn FnMut(&Progress) -> bool,
    ) -> Result<Outcome, StoreError> {
        let source = self.source.standing()?;
        match source.state {
            Stands::Moved if source.place == self.target.place => {
                self.open_target(&source)?;
                return Ok(Outcome::Moved(Vec::new()));
            }
            Stands::Receiving | Stands::Moved => {
                return Err(source
                    .refusal(&self.source.place)
                    .unwrap_or_else(|| refused(say::STORE_MOVE_TWICE.into())));
            }
            Stands::Moving if source.place != self.target.place => {
                return Err(refused(
                    say::STORE_MOVES_ELSEWHERE.with((self.source.place.clone(), source.place)),
                ));
            }
            Stands::Moving | Stands::Open => {}
        }
        let source = match source.state {
            Stands::Moving => source,
            _ => {
                self.check_target(&source)?;
                if !self.wait(now_ms, show)? {
                    return Ok(Outcome::Stopped);
                }
                self.close_source(now_ms())?
            }
        };
        self.prepare_target(&source)?;
        let total = self.source.counts()?.values().sum();
        if !self.copy(&source, total, show)? {
            return Ok(Outcome::Stopped);
        }
        let Some(compared) = self.compare(&source, total, show)? else {
            return Ok(Outcome::Stopped);
        };
        self.source.change(|rows| {
            let standing = rows.standing()?;
            if standing.mark() != source.mark() || standing.state == Stands::Open {
                return Err(refused(say::STORE_MOVE_TWICE.into()));
            }
            rows.set_standing(&Standing {
                state: Stands::Moved,
                ..standing
            })
        })?;
        self.open_target(&source)?;
        Ok(Outcome::Moved(compared))
    }

    /// Ends a move that is not over: empties the other store, when it holds this one's rows, and opens this one again.
    ///
    /// # Errors
    /// `store_moved` when it is over; else what either store fails with.
    pub fn cancel(&self) -> Result<(), StoreError> {
        let source = self.source.standing()?;
        if source.state == Stands::Moved {
            return Err(refused(
                say::STORE_MOVED.with((self.source.place.clone(), source.place)),
            ));
        }
        if self.target.standing()?.receives_from(&source.id) {
            self.target.change(|rows| {
                TABLES.iter().try_for_each(|table| rows.clear(table))?;
                rows.set_standing(&Standing::default())
            })?;
        }
        reopen(&self.source)
    }

    /// Whether rows may be written into the other store. It is not changed.
    fn check_target(&self, source: &Standing) -> Result<(), StoreError> {
        if self.source.place == self.target.place {
            return Err(refused(say::STORE_MOVE_SAME.with(self.target.place.clone())));
        }
        let standing = self.target.standing()?;
        if standing.receives_from(&source.id) {
            return Ok(());
        }
        let not_empty = |what: String| {
            StoreError::new(
                "store_not_empty",
                say::STORE_NOT_EMPTY.with((self.target.place.clone(), what)),
            )
        };
        if let Some(closed) = standing.refusal(&self.target.place) {
            return Err(not_empty(closed.message.to_string()));
        }
        let counts = self.target.counts()?;
        let full: Vec<String> = counts
            .iter()
            .filter(|(_, rows)| **rows > 0)
            .map(|(table, rows)| format!("{table}: {rows}"))
            .collect();
        match full.is_empty() {
            true => Ok(()),
            false => Err(not_empty(full.join(", "))),
        }
    }

    /// Waits until no answer of Xero is waited for, or long enough; false when it was asked to stop.
    fn wait(&self, now_ms: &dyn Fn() -> i64, show: &mut dyn FnMut(&Progress) -> bool) -> Result<bool, StoreError> {
        let mut waited = 0;
        while waited < QUIET_MS && self.source.look(|rows| rows.is_under_way(now_ms()))? {
            let progress = Progress {
                step: Step::Waiting,
                table: "",
                rows: 0,
                total: 0,
            };
            if !show(&progress) {
                return Ok(false);
            }
            std::thread::sleep(Duration::from_millis(PAUSE_MS));
            waited += PAUSE_MS;
        }
        Ok(true)
    }

    /// Closes the source, unless that was done; how it stands then.
    fn close_source(&self, now_ms: i64) -> Result<Standing, StoreError> {
        let new = random_token(16).map_err(|error| StoreError::new("store_failed", error.message()))?;
        self.source.change(|rows| {
            let standing = rows.standing()?;
            match standing.state {
                Stands::Open => {}
                Stands::Moving => return Ok(standing),
                Stands::Receiving | Stands::Moved => return Err(refused(say::STORE_MOVE_TWICE.into())),
            }
            memory::notice(rows, now_ms)?;
            let closed = Standing {
                state: Stands::Moving,
                id: if standing.id.is_empty() {
                    new.clone()
                } else {
                    standing.id
                },
                attempt: standing.attempt + 1,
                place: self.target.place.clone(),
                from: standing.from,
                ..Standing::default()
            };
            rows.set_standing(&closed)?;
            Ok(closed)
        })
    }

    /// Lets the other store be filled by this move and by nothing else.
    fn prepare_target(&self, source: &Standing) -> Result<(), StoreError> {
        let standing = self.target.standing()?;
        if standing.state == Stands::Moving && standing.mark() == source.mark() {
            // One store under two addresses.
            reopen(&self.source)?;
            return Err(refused(say::STORE_MOVE_SAME.with(self.target.place.clone())));
        }
        if standing.state == Stands::Receiving && standing.from == source.mark() {
            return Ok(());
        }
        if let Err(error) = self.check_target(source) {
            // Filled by somebody else since it was looked at.
            reopen(&self.source)?;
            return Err(error);
        }
        self.begin_target(source)
    }

    /// Empties the other store and begins to fill it.
    fn begin_target(&self, source: &Standing) -> Result<(), StoreError> {
        self.target.change(|rows| {
            TABLES.iter().try_for_each(|table| rows.clear(table))?;
            rows.set_standing(&Standing {
                state: Stands::Receiving,
                place: self.source.place.clone(),
                from: source.mark(),
                table: TABLES.first().map(|table| table.name.to_owned()).unwrap_or_default(),
                ..Standing::default()
            })
        })
    }

    /// Copies what is not there yet; false when it was asked to stop.
    fn copy(&self, source: &Standing, total: u64, show: &mut dyn FnMut(&Progress) -> bool) -> Result<bool, StoreError> {
        let mut standing = self.target.standing()?;
        let mut rows = self.target.counts()?.values().sum();
        while let Some(at) = TABLES.iter().position(|table| table.name == standing.table) {
            let (table, after) = (&TABLES[at], TABLES.get(at + 1));
            let page = self
                .source
                .look(|rows| rows.portion(table, &standing.after, PAGE, PAGE_BYTES))?;
            let next = match page.last() {
                Some(last) => Standing {
                    after: key_of(table, last),
                    ..standing.clone()
                },
                None => Standing {
                    table: after.map(|table| table.name.to_owned()).unwrap_or_default(),
                    after: Record::new(),
                    ..standing.clone()
                },
            };
            let last_number = match table.numbered && page.is_empty() {
                true => self.source.look(|rows| rows.last_number(table))?,
                false => 0,
            };
            self.target.change(|rows| {
                // Somebody else may have resumed the same move.
                let now = rows.standing()?;
                if now != standing || now.from != source.mark() {
                    return Err(refused(say::STORE_MOVE_TWICE.into()));
                }
                if last_number > 0 {
                    rows.give_after(table, last_number)?;
                }
                rows.insert(table, page.clone())?;
                rows.set_standing(&next)
            })?;
            rows += page.len() as u64;
            standing = next;
            let progress = Progress {
                step: Step::Copying,
                table: table.name,
                rows,
                total,
            };
            if !show(&progress) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Reads both stores and compares them; `None` when it was asked to stop.
    fn compare(
        &self,
        source: &Standing,
        total: u64,
        show: &mut dyn FnMut(&Progress) -> bool,
    ) -> Result<Option<Vec<Compared>>, StoreError> {
        let (mut all, mut rows) = (Vec::new(), 0);
        for table in TABLES {
            let mut seen = |count: u64| {
                rows += count;
                show(&Progress {
                    step: Step::Comparing,
                    table: table.name,
                    rows: rows / 2,
                    total,
                })
            };
            let (Some(here), Some(there)) = (
                self.source.checksum(table, &mut seen)?,
                self.target.checksum(table, &mut seen)?,
            ) else {
                return Ok(None);
            };
            let numbers_hold = !table.numbered || {
                let given = |side: &Side<'_>| side.look(|rows| rows.last_number(table));
                given(&self.target)? >= given(&self.source)?
            };
            if here != there || !numbers_hold {
                self.begin_target(source)?;
                let places = (table.name, self.source.place.clone(), self.target.place.clone());
                return Err(StoreError::new(
                    "store_move_differs",
                    say::STORE_MOVE_DIFFERS.with(places),
                ));
            }
            all.push(here);
        }
        Ok(Some(all))
    }

    /// Opens the other store, unless that was done.
    fn open_target(&self, source: &Standing) -> Result<(), StoreError> {
        self.target.change(|rows| {
            let standing = rows.standing()?;
            if standing.from != source.mark() {
                return Err(StoreError::new(
                    "store_not_empty",
                    say::STORE_NOT_EMPTY.with((self.target.place.clone(), standing.place)),
                ));
            }
            if standing.state != Stands::Receiving {
                return Ok(());
            }
            memory::inherit(rows)?;
            rows.set_standing(&Standing {
                from: standing.from,
                ..Standing::default()
            })
        })
    }
}

/// Opens a store again whose move is given up.
fn reopen(source: &Side<'_>) -> Result<(), StoreError> {
    source.change(|rows| {
        let standing = rows.standing()?;
        if standing.state != Stands::Moving {
            return Ok(());
        }
        rows.set_standing(&Standing {
            state: Stands::Open,
            place: String::new(),
            ..standing
        })
    })
}
