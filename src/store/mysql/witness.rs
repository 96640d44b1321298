//! Stores what tells a store from an older copy of itself: beside its rows which store it was, and on this machine which of its states this
//! machine saw last.
//!
//! The file on the machine is not put back together with the database. It holds a name and the mark of this machine's last use; the store's row
//! of that name holds the same mark, or the one that was given before it: the file is written after the commit. A store that knows another
//! one was put back to a state from before that use, or is another store.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Error;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::MysqlRows;
use super::asking::{Asking, values};
use super::failure::Failure;
use super::place::same_place;
use crate::message::say;
use crate::queue::Witness;
use crate::secret::random_token;
use crate::store::rows::WitnessRows;
use crate::store::shared;
use crate::store_error::StoreError;

/// The file, in the folder that the address names.
const FILE: &str = "mysql-store.witness";
/// Begins the line, with the number of its form.
const FORM: &str = "1";
const PAUSE: Duration = Duration::from_micros(300);
/// Pauses until a lock counts as stuck: some three seconds.
const PATIENCE: u32 = 10_000;

/// What the file says: this machine's name in the store, and the mark of its last use.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Written {
    machine: String,
    mark: String,
}

/// The file in the hands of this process alone, and what is written into it after the commit.
pub(super) struct Held {
    file: File,
    path: PathBuf,
    next: Option<Written>,
}

/// What is to be written into the file, which others may have meanwhile.
pub(super) struct Mark {
    path: PathBuf,
    next: Option<Written>,
}

impl Mark {
    /// Takes the file again, under the lock of all who write; `None` when it cannot be had, or a later mark was given: whoever gave that one
    /// writes it.
    pub(super) fn hold(&self, asking: &mut Asking<'_>) -> Result<Option<Held>, Failure> {
        let Some(next) = &self.next else { return Ok(None) };
        let is_last = asking.any(
            "SELECT 1 FROM #machine WHERE id = ? AND mark = ?",
            values![next.machine.as_str(), next.mark.as_str()],
        )?;
        Ok(take(&self.path).ok().filter(|_| is_last).map(|file| Held {
            file,
            path: self.path.clone(),
            next: self.next.clone(),
        }))
    }
}

fn refused(path: &Path, error: &Error) -> StoreError {
    StoreError::new(
        "store_not_writable",
        say::STORE_FILE_NOT_WRITABLE.with((path.display().to_string(), error.to_string())),
    )
}

fn take(path: &Path) -> Result<File, StoreError> {
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .map_err(|error| refused(path, &error))?;
    for _ in 0..PATIENCE {
        match opened.try_lock() {
            Ok(()) => return Ok(opened),
            Err(TryLockError::Error(error)) => return Err(refused(path, &error)),
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
        }
    }
    Err(StoreError::new("store_busy", say::STORE_BUSY))
}

impl Held {
    fn in_folder(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(FILE);
        shared::folder(folder)
            .and_then(|()| shared::file(folder, FILE))
            .map_err(|error| refused(&path, &error))?;
        Ok(Self {
            file: take(&path)?,
            path,
            next: None,
        })
    }

    fn read(&self) -> Option<Written> {
        let mut bytes = [0_u8; 256];
        let read = self.file.read_at(&mut bytes, 0).ok()?;
        // Only the first line counts, and only as a whole.
        let line = bytes
            .get(..read)?
            .split(|byte| *byte == b'\n')
            .next()
            .filter(|line| line.len() < read)?;
        let mut words = std::str::from_utf8(line).ok()?.split(' ');
        if words.next() != Some(FORM) {
            return None;
        }
        Some(Written {
            machine: words.next()?.to_owned(),
            mark: words.next()?.to_owned(),
        })
    }

    /// Writes what the committed transaction gave.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn write_down(self) -> Result<(), StoreError> {
        let Some(next) = &self.next else { return Ok(()) };
        let line = format!("{FORM} {} {}\n", next.machine, next.mark);
        self.file
            .write_all_at(line.as_bytes(), 0)
            .map_err(|error| refused(&self.path, &error))
    }

    /// Lets others have the file meanwhile.
    pub(super) fn let_go(self) -> Mark {
        Mark {
            path: self.path,
            next: self.next,
        }
    }
}

fn token() -> Result<String, Failure> {
    random_token(16).map_err(|error| Failure::Told(StoreError::new("store_failed", error.message())))
}

/// Whether the store knows this machine's last use; true for a machine without a file.
fn knows(asking: &mut Asking<'_>, written: &Written) -> Result<bool, Failure> {
    let found = asking.line(
        "SELECT mark, mark_before FROM #machine WHERE id = ?",
        values![written.machine.as_str()],
    )?;
    Ok(found.is_some_and(|row| [0, 1].iter().any(|index| row.readable(*index) == written.mark)))
}

/// Gives this machine a new mark.
fn mark(asking: &mut Asking<'_>, written: Option<Written>) -> Result<Written, Failure> {
    let (machine, before) = match written {
        Some(written) => (written.machine, written.mark),
        None => (token()?, String::new()),
    };
    let mark = token()?;
    asking.run(
        "REPLACE INTO #machine (id, mark, mark_before) VALUES (?, ?, ?)",
        values![machine.as_str(), mark.as_str(), before.as_str()],
    )?;
    Ok(Written { machine, mark })
}

impl WitnessRows for MysqlRows<'_> {
    fn attest(&mut self, say: &mut dyn FnMut(Option<&Witness>, &str) -> Option<Witness>) -> Result<(), StoreError> {
        let present = self.ask(|asking| Ok(asking.session.place.clone()))?;
        let row = self.ask(|asking| {
            let found = asking.line("SELECT sendings, place FROM #witness WHERE id = 1", vec![])?;
            let read = |row: super::line::Line| {
                Ok(Witness {
                    sendings: row.number(0)?,
                    place: row.readable(1),
                })
            };
            found.map(read).transpose()
        })?;
        let mut held = match (self.witness.take(), &self.address.witness) {
            (Some(held), _) => Some(held),
            (None, Some(folder)) => Some(Held::in_folder(folder)?),
            (None, None) => None,
        };
        let written = held.as_ref().and_then(|held| held.next.clone().or_else(|| held.read()));
        let is_known = match (&held, &written) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(_), Some(written)) => self.ask(|asking| knows(asking, written))?,
        };
        let row = row.filter(|_| is_known);
        let place = row
            .as_ref()
            .map_or(present.as_str(), |row| same_place(&row.place, &present));
        let next = say(row.as_ref(), place);
        if let Some(next) = &next {
            self.ask(|asking| {
                asking.run(
                    "REPLACE INTO #witness (id, sendings, place) VALUES (1, ?, ?)",
                    values![next.sendings, next.place.as_str()],
                )
            })?;
        }
        // What does not fit stays so until somebody says what stands there from now on.
        if (is_known || next.is_some())
            && let Some(held) = &mut held
        {
            held.next = Some(self.ask(|asking| mark(asking, written))?);
        }
        *self.witness.borrow_mut() = held;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written_and_a_damaged_one_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let written = Written {
            machine: "m".into(),
            mark: "x".into(),
        };
        let mut held = Held::in_folder(folder.path()).unwrap();
        assert_eq!(held.read(), None);
        held.next = Some(written.clone());
        held.write_down().unwrap();
        assert_eq!(Held::in_folder(folder.path()).unwrap().read(), Some(written));
        for damaged in ["1 m\n", "1 m x", "2 m x\n", "\u{fffd}\n"] {
            std::fs::write(folder.path().join(FILE), damaged).unwrap();
            assert_eq!(Held::in_folder(folder.path()).unwrap().read(), None, "{damaged:?}");
        }
    }
}
