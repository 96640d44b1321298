//! Decides who may use the store's folder and files: the web server's and the cron's user alike.
//!
//! Measured: with the default mask the second user gets "attempt to write a readonly database"; a folder 2770 (setgid) with a
//! file 0660 works both ways, because SQLite copies the file's mode to its -wal and -shm. It does so in two steps, though: for a
//! moment these two have the mode that the mask leaves, and another user who opens them then is refused or may only read. So all
//! three files are made here, each with its final owner and mode before anybody can see it, and SQLite keeps them
//! (`native::keep_wal`). So is the witness, which says whether they are what they were.

use std::fs;
use std::io::{Error, ErrorKind};
use std::path::Path;

use super::failure::refused;
use super::files::{FILE_NAME, WAL_NAME, WITNESS_NAME};
use super::witness;
use crate::message::say;
use crate::store::shared;
use crate::store_error::StoreError;

/// What SQLite has beside the file.
const BESIDE: [&str; 2] = [WAL_NAME, "ledgerline.sqlite-shm"];

/// Makes sure that folder and file exist with the right modes. Existing ones are left as they are.
pub(super) fn prepare(folder: &Path) -> Result<(), StoreError> {
    if !folder.is_absolute() {
        return Err(StoreError::new(
            "store_missing",
            say::STORE_FOLDER_NOT_ABSOLUTE.with(folder.display().to_string()),
        ));
    }
    shared::folder(folder).map_err(|error| refused(folder, &error))?;
    let make = |name: &str| shared::file(folder, name).map_err(|error| refused(&folder.join(name), &error));
    make(WITNESS_NAME)?;
    if !left_over(folder, None) && BESIDE.iter().chain([&FILE_NAME]).all(|name| folder.join(name).exists()) {
        let mut all = BESIDE.iter().chain([&FILE_NAME]).map(|name| folder.join(name));
        return all.try_for_each(|path| shared::close_to_others(&path).map_err(|error| refused(&path, &error)));
    }
    // One process at a time: what another one has just made is not to be set aside.
    let held = witness::hold(folder)?;
    if left_over(folder, Some(&held)) {
        set_aside(folder).map_err(|error| refused(&folder.join(FILE_NAME), &error))?;
    }
    make(FILE_NAME)?;
    BESIDE.iter().try_for_each(|name| make(name))
}

/// Whether what stands beside the main file is of another one, which was moved away, removed or replaced: SQLite would play it into
/// the present one.
fn left_over(folder: &Path, held: Option<&witness::Held>) -> bool {
    if !folder.join(FILE_NAME).exists() {
        return true;
    }
    let known = match held {
        Some(held) => held.read(),
        None => witness::peek(folder),
    };
    known.is_some_and(|known| witness::is_left_over(&known, &witness::place(folder, None)))
}

fn set_aside(folder: &Path) -> Result<(), Error> {
    for name in BESIDE {
        match fs::rename(folder.join(name), folder.join(format!("{name}.old"))) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
