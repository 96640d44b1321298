//! Stores beside the file what the file cannot know of itself: how many calls that write were sent, and which file it was.
//!
//! A file that is put back from a backup, or as a part of its folder, differs: another count, another number of the file, or another
//! time of its last change, which the system sets and nobody can set back. So does a machine whose clock was set: pauses and leases that were to
//! outlast a call under way may seem to be over. The file's time changes whenever SQLite brings what stands in the
//! -wal into the file, so this is done here only, under a lock, and written down. What stands here need not outlast a loss of
//! power: the machine's start is part of it.

use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::io::Error;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::failure::refused;
use super::files::{FILE_NAME, WAL_NAME, WITNESS_NAME};
use crate::clock::{Clock as _, SystemClock};
use crate::message::say;
use crate::queue::{Witness, boot};
use crate::store_error::StoreError;

/// Begins the line, with the number of its form.
const FORM: &str = "1";
/// A clock that is put right in smaller steps than this (seconds) is the same: every pause for what is under way is longer by more.
const SET_S: i64 = 15;
const PAUSE: Duration = Duration::from_micros(300);
/// Pauses until a lock counts as stuck: some ten seconds, as for SQLite's own.
const PATIENCE: u32 = 30_000;
/// The same where it may be left to somebody else.
const SHORT_PATIENCE: u32 = 100;

fn changed(metadata: &Metadata) -> String {
    let at = i128::from(metadata.ctime()) * 1_000_000_000 + i128::from(metadata.ctime_nsec());
    format!("{}:{}:{at}", metadata.dev(), metadata.ino())
}

fn number(metadata: &Metadata) -> String {
    format!("{}:{}", metadata.dev(), metadata.ino())
}

fn told(path: &Path, tell: impl Fn(&Metadata) -> String) -> String {
    std::fs::metadata(path).map_or_else(|_| "-".to_owned(), |metadata| tell(&metadata))
}

/// What the machine's clock showed when the machine started (seconds since 1970): another number once somebody sets the clock.
fn clock() -> String {
    let since_boot = super::native::since_boot_ms();
    since_boot.map_or_else(
        || "-".to_owned(),
        |passed| ((SystemClock.now_ms() - passed) / 1_000).to_string(),
    )
}

/// The place as it was written down, when it is the same but for what is no change: a clock that is put right a little.
fn same_clock(written: &str, present: String) -> String {
    let parts = |place: &str| {
        let at = place.match_indices('/').nth(3).map_or(place.len(), |(at, _)| at);
        let (rest, clock) = place.split_at_checked(at)?;
        Some((rest.to_owned(), clock.trim_start_matches('/').parse::<i64>().ok()))
    };
    let (Some((before, then)), Some((now, clock))) = (parts(written), parts(&present)) else {
        return present;
    };
    let moved = then
        .zip(clock)
        .is_some_and(|(then, clock)| (then - clock).abs() > SET_S);
    if before == now && !moved {
        written.to_owned()
    } else {
        present
    }
}

/// Which store this is: the machine's start, the folder and the file with the time of their last change, what stands beside, and the machine's
/// clock. As it was written down before, where that is still so. Costs some microseconds.
pub(super) fn place(folder: &Path, written: Option<&Witness>) -> String {
    let file = folder.join(FILE_NAME);
    let boot = boot();
    let present = [
        if boot.is_empty() { "-" } else { boot },
        &told(folder, changed),
        &told(&file, changed),
        &told(&folder.join(WAL_NAME), number),
        &clock(),
    ]
    .join("/");
    match written {
        Some(written) => same_clock(&written.place, present),
        None => present,
    }
}

/// Whether the file is another one than it was while what stands beside it is the same: it belongs to the file that was there before.
pub(super) fn is_left_over(witness: &Witness, place: &str) -> bool {
    let file = |place: &str| {
        place
            .split('/')
            .nth(2)?
            .rsplit_once(':')
            .map(|(number, _)| number.to_owned())
    };
    let beside = |place: &str| {
        place
            .split('/')
            .nth(3)
            .map(str::to_owned)
            .filter(|number| number != "-")
    };
    matches!((file(&witness.place), file(place)), (Some(before), Some(now)) if before != now)
        && beside(place).is_some_and(|now| beside(&witness.place) == Some(now))
}

fn read(file: &File) -> Option<Witness> {
    let mut bytes = [0_u8; 512];
    let read = file.read_at(&mut bytes, 0).ok()?;
    // Only the first line counts: a shorter one leaves the end of a longer one behind it.
    let line = bytes
        .get(..read)?
        .split(|byte| *byte == b'\n')
        .next()
        .filter(|line| line.len() < read)?;
    let mut words = std::str::from_utf8(line).ok()?.split(' ');
    if words.next() != Some(FORM) {
        return None;
    }
    Some(Witness {
        sendings: words.next()?.parse().ok()?,
        place: words.next()?.to_owned(),
    })
}

/// A look at what is written down, while somebody may be writing it.
pub(super) fn peek(folder: &Path) -> Option<Witness> {
    read(&File::open(folder.join(WITNESS_NAME)).ok()?)
}

/// The witness, in the hands of this process alone until it is dropped.
pub(super) struct Held(File);

impl Held {
    fn take(folder: &Path, patience: u32) -> Result<Self, Error> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .open(folder.join(WITNESS_NAME))?;
        for _ in 0..=patience {
            match file.try_lock() {
                Ok(()) => return Ok(Self(file)),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            }
        }
        Err(Error::new(std::io::ErrorKind::WouldBlock, "locked"))
    }

    /// What was written down; `None` when there is nothing that can be read.
    pub(super) fn read(&self) -> Option<Witness> {
        read(&self.0)
    }

    pub(super) fn write(&self, witness: &Witness) -> Result<(), Error> {
        let line = format!("{FORM} {} {}\n", witness.sendings, witness.place);
        self.0.write_all_at(line.as_bytes(), 0)
    }
}

/// The witness of the store in this folder.
///
/// # Errors
/// When it cannot be opened for writing, or somebody keeps it locked.
pub(super) fn hold(folder: &Path) -> Result<Held, StoreError> {
    Held::take(folder, PATIENCE).map_err(|error| match error.kind() {
        std::io::ErrorKind::WouldBlock => StoreError::new("store_busy", say::STORE_BUSY),
        _ => refused(&folder.join(WITNESS_NAME), &error),
    })
}

/// Writes down how the store looks after its file was written; only when it looked before as it was written down.
pub(super) struct Watch {
    folder: PathBuf,
    before: Option<(Held, Witness)>,
}

impl Watch {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            before: None,
        }
    }

    /// From now on the file may be written. `patience`: whether to wait for another process; false when it did not get its turn.
    fn begin_with(&mut self, patience: u32) -> bool {
        let Ok(held) = Held::take(&self.folder, patience) else {
            return false;
        };
        // Another one than was written down: that must be noticed, whatever is written now.
        self.before = held
            .read()
            .filter(|witness| witness.place == place(&self.folder, Some(witness)))
            .map(|witness| (held, witness));
        true
    }

    /// Before the last connection closes, which writes the file.
    pub(super) fn begin(&mut self) {
        // Without its turn somebody else has the store open, and nothing is written.
        let _ = self.begin_with(SHORT_PATIENCE);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some((held, witness)) = self.before.take() {
            let place = place(&self.folder, Some(&witness));
            if place != witness.place {
                // Not written down: a false alarm at the next look.
                let _ = held.write(&Witness { place, ..witness });
            }
        }
    }
}

/// Runs what writes the file, unless somebody else does so just now.
pub(super) fn writing(folder: &Path, write: impl FnOnce()) {
    let mut watch = Watch::new(folder);
    if watch.begin_with(0) {
        write();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn witness(place: &str) -> Witness {
        Witness {
            sendings: 1,
            place: place.to_owned(),
        }
    }

    #[test]
    fn what_stands_beside_another_file_than_before_is_left_over() {
        let before = witness("b/1:2:99/1:10:100/1:11");
        for (place, left_over) in [
            ("b/1:2:99/1:10:100/1:11", false),
            // Written to, or put back with cp.
            ("b/1:2:99/1:10:777/1:11", false),
            // Another file beside the same -wal: moved here.
            ("b/1:2:98/1:20:777/1:11", true),
            // The whole folder was put back.
            ("b/1:2:98/1:20:777/1:21", false),
            ("b/1:2:98/1:20:777/-", false),
            ("b/1:2:98/-/1:11", false),
            ("", false),
        ] {
            assert_eq!(is_left_over(&before, place), left_over, "{place}");
        }
        assert!(!is_left_over(&witness("damaged"), "b/1:2:98/1:20:777/1:11"));
    }

    #[test]
    fn a_clock_that_was_set_is_another_place_and_one_that_is_put_right_is_not() {
        for (written, present, same) in [
            ("b/1:2:99/1:10:100/1:11/5000", "b/1:2:99/1:10:100/1:11/5015", true),
            ("b/1:2:99/1:10:100/1:11/5000", "b/1:2:99/1:10:100/1:11/4985", true),
            ("b/1:2:99/1:10:100/1:11/5000", "b/1:2:99/1:10:100/1:11/5016", false),
            ("b/1:2:99/1:10:100/1:11/5000", "b/1:2:99/1:10:100/1:11/4984", false),
            ("b/1:2:99/1:10:100/1:11/5000", "b/1:2:99/1:10:101/1:11/5000", false),
            // Nothing was written of the clock, or it does not say.
            ("b/1:2:99/1:10:100/1:11", "b/1:2:99/1:10:100/1:11/5000", true),
            ("b/1:2:99/1:10:100/1:11/5000", "b/1:2:99/1:10:100/1:11/-", true),
            ("", "b/1:2:99/1:10:100/1:11/5000", false),
        ] {
            let place = same_clock(written, present.to_owned());
            assert_eq!(place, if same { written } else { present }, "{written} {present}");
        }
    }

    #[test]
    fn a_witness_is_read_as_it_was_written_and_a_damaged_one_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(WITNESS_NAME);
        std::fs::write(&path, "").unwrap();
        let held = hold(folder.path()).unwrap();
        assert_eq!(held.read(), None);
        for place in ["a/much/longer/place", "short"] {
            held.write(&witness(place)).unwrap();
            assert_eq!(held.read(), Some(witness(place)));
        }
        drop(held);
        for damaged in ["1 x place\n", "1 7\n", "1 7 place", "2 7 place\n", "\u{fffd}\n"] {
            std::fs::write(&path, damaged).unwrap();
            assert_eq!(hold(folder.path()).unwrap().read(), None, "{damaged:?}");
        }
    }
}
