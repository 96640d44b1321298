//! Decides who may use the store's folder and files: the web server's and the cron's user alike.
//!
//! Measured: with the default mask the second user gets "attempt to write a readonly database"; a folder 2770 (setgid) with a
//! file 0660 works both ways, because SQLite copies the file's mode to its -wal and -shm. It does so in two steps, though: for a
//! moment these two have the mode that the mask leaves, and another user who opens them then is refused or may only read. So all
//! three files are made here, each with its final owner and mode before anybody can see it, and SQLite keeps them
//! (`native::keep_wal`). So is the witness, which says whether they are what they were.

use std::fs;
use std::io::{Error, ErrorKind};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use super::failure::refused;
use super::files::{FILE_NAME, WAL_NAME, WITNESS_NAME};
use super::witness;
use crate::message::say;
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
    let parent = folder.parent().unwrap_or(folder);
    if !folder.exists() {
        create_folder(folder, parent).map_err(|error| refused(folder, &error))?;
    }
    let make = |name: &str| {
        let path = folder.join(name);
        match path.exists() {
            true => Ok(()),
            false => create_file(folder, name).map_err(|error| refused(&path, &error)),
        }
    };
    make(WITNESS_NAME)?;
    if !left_over(folder, None) && BESIDE.iter().chain([&FILE_NAME]).all(|name| folder.join(name).exists()) {
        return Ok(());
    }
    // One process at a time: what another one has just made is not to be set aside.
    let held = witness::hold(folder)?;
    if left_over(folder, Some(&held)) {
        set_aside(folder).map_err(|error| refused(&folder.join(FILE_NAME), &error))?;
    }
    make(FILE_NAME)?;
    BESIDE.iter().try_for_each(|name| make(name))
}

fn create_folder(folder: &Path, parent: &Path) -> Result<(), Error> {
    match fs::create_dir(folder) {
        Ok(()) => {}
        // Another process was quicker.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(error),
    }
    give_to_owner_of(folder, parent)?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o2770))
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
    known.is_some_and(|known| witness::is_left_over(&known, &witness::place(folder)))
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

/// An empty file `name` in `folder`, which appears with its final owner and mode, or not at all.
fn create_file(folder: &Path, name: &str) -> Result<(), Error> {
    let draft = tempfile::Builder::new().prefix(name).tempfile_in(folder)?;
    give_to_owner_of(draft.path(), folder)?;
    draft.as_file().set_permissions(fs::Permissions::from_mode(0o660))?;
    match draft.persist_noclobber(folder.join(name)) {
        // Another process was quicker.
        Err(error) if error.error.kind() != ErrorKind::AlreadyExists => Err(error.error),
        _ => Ok(()),
    }
}

/// As root, things belong to whom the place belongs to; otherwise the web server could not write what cron made as root.
fn give_to_owner_of(path: &Path, place: &Path) -> Result<(), Error> {
    let owner = fs::metadata(place)?;
    let own = fs::metadata(path)?;
    if own.uid() == 0 && owner.uid() != 0 {
        chown(path, Some(owner.uid()), Some(owner.gid()))?;
    }
    Ok(())
}
