//! Decides who may use the store's folder and files: the web server's and the cron's user alike.
//!
//! Measured: with the default mask the second user gets "attempt to write a readonly database"; a folder 2770 (setgid) with a
//! file 0660 works both ways, because SQLite copies the file's mode to its -wal and -shm.

use std::fs;
use std::io::{Error, ErrorKind};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::Path;

use crate::store_error::StoreError;

/// Name of the store's file in its folder.
pub const FILE_NAME: &str = "ledgerline.sqlite";

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
        create_file(folder, &file).map_err(|error| refused(&file, &error))?;
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

fn create_file(folder: &Path, file: &Path) -> Result<(), Error> {
    match fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o660)
        .open(file)
    {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(error),
    }
    give_to_owner_of(file, folder)?;
    // The mask may have taken the group's right to write.
    fs::set_permissions(file, fs::Permissions::from_mode(0o660))
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
