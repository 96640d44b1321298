//! Decides who may use the store's folder and files: the web server's and the cron's user alike.
//!
//! Measured: with the default mask the second user gets "attempt to write a readonly database"; a folder 2770 (setgid) with a
//! file 0660 works both ways, because SQLite copies the file's mode to its -wal and -shm. It does so in two steps, though: for a
//! moment these two have the mode that the mask leaves, and another user who opens them then is refused or may only read. So all
//! three files are made here, each with its final owner and mode before anybody can see it, and SQLite keeps them
//! (`native::keep_wal`).

use std::fs;
use std::io::{Error, ErrorKind};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

use crate::store_error::StoreError;

/// Name of the store's file in its folder.
pub const FILE_NAME: &str = "ledgerline.sqlite";

/// What SQLite has beside the file, by the end of its name.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// Makes sure that folder and file exist with the right modes. Existing ones are left as they are.
pub(super) fn prepare(folder: &Path) -> Result<(), StoreError> {
    if !folder.is_absolute() {
        return Err(StoreError::new(
            "store_missing",
            format!("The store folder \"{}\" must be an absolute path.", folder.display()),
        ));
    }
    let parent = folder.parent().unwrap_or(folder);
    if !folder.exists() {
        create_folder(folder, parent).map_err(|error| refused(folder, &error))?;
    }
    let file = folder.join(FILE_NAME);
    if !file.exists() {
        set_aside_orphans(folder).map_err(|error| refused(&file, &error))?;
    }
    for name in std::iter::once(FILE_NAME.to_owned()).chain(BESIDE.map(|end| format!("{FILE_NAME}{end}"))) {
        let path = folder.join(&name);
        if !path.exists() {
            create_file(folder, &name).map_err(|error| refused(&path, &error))?;
        }
    }
    Ok(())
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

/// The main file was moved away or removed: SQLite would play what is left beside it into the new one.
fn set_aside_orphans(folder: &Path) -> Result<(), Error> {
    for end in BESIDE {
        let left = folder.join(format!("{FILE_NAME}{end}"));
        match fs::rename(&left, folder.join(format!("{FILE_NAME}{end}.old"))) {
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

pub(super) fn refused(path: &Path, error: &Error) -> StoreError {
    match error.kind() {
        ErrorKind::StorageFull => super::open::full(path),
        ErrorKind::NotFound => StoreError::new(
            "store_missing",
            format!(
                "The store folder \"{}\" cannot be made because the folder above it does not exist.",
                path.display()
            ),
        ),
        _ => StoreError::new(
            "store_not_writable",
            format!(
                "The store \"{}\" cannot be written by the user of this process ({error}). Web server and cron must share a group; \
                 the folder needs the mode 2770 and the file 0660.",
                path.display()
            ),
        ),
    }
}
