//! Makes folders and files that two users share: the web server's and the one that runs cron.
//!
//! A folder has the mode 2770, so that what is made in it belongs to its group, and a file 0660. As root, things belong to whom the place belongs to.
//! Nobody else of the machine reads or writes them: what a `chmod -R 777` gave away is taken back when their owner comes by.

use std::fs;
use std::io::{Error, ErrorKind};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown};
use std::path::Path;

/// The rights of users who are neither the owner nor of the group, and the one of them that lets them put files into a folder.
const OTHERS: u32 = 0o007;
const OTHERS_WRITE: u32 = 0o002;

/// Takes the rights of all other users away, if they are ours to take.
///
/// # Errors
/// A folder of somebody else's into which everybody may write: whoever puts a file there decides what is posted.
pub(super) fn close_to_others(path: &Path) -> Result<(), Error> {
    let Ok(found) = fs::metadata(path) else {
        // Gone, or out of reach: who uses it is told.
        return Ok(());
    };
    let mode = found.permissions().mode();
    if mode & OTHERS == 0 {
        return Ok(());
    }
    let closed = fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o7777 & !OTHERS));
    if closed.is_err() && found.is_dir() && mode & OTHERS_WRITE != 0 {
        let why = "every user of this machine may write into it: chmod o-rwx as its owner";
        return Err(Error::new(ErrorKind::PermissionDenied, why));
    }
    Ok(())
}

/// Makes a folder, unless it is there. Its parent must be.
pub(super) fn folder(folder: &Path) -> Result<(), Error> {
    if folder.exists() {
        return close_to_others(folder);
    }
    // For nobody else from its first moment, whatever the mask.
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => {}
        // Another process was quicker.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => return Err(error),
    }
    give_to_owner_of(folder, folder.parent().unwrap_or(folder))?;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o2770))
}

/// Makes an empty file `name` in `folder`, unless it is there. It appears with its final owner and mode, or not at all.
pub(super) fn file(folder: &Path, name: &str) -> Result<(), Error> {
    if folder.join(name).exists() {
        return close_to_others(&folder.join(name));
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_to_everybody_is_taken_back() {
        let place = tempfile::tempdir().unwrap();
        let shared = place.path().join("ledgerline");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        folder(&shared).unwrap();
        file(&shared, "one").unwrap();
        for path in [&shared, &shared.join("one")] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
        }
        folder(&shared).unwrap();
        file(&shared, "one").unwrap();
        assert_eq!((mode(&shared), mode(&shared.join("one"))), (0o770, 0o770));
    }

    #[test]
    fn a_folder_and_a_file_are_for_the_group_and_stay_as_they_are() {
        let place = tempfile::tempdir().unwrap();
        let shared = place.path().join("ledgerline");
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
        folder(&shared).unwrap();
        file(&shared, "one").unwrap();
        assert_eq!((mode(&shared), mode(&shared.join("one"))), (0o2770, 0o660));

        fs::write(shared.join("one"), "kept").unwrap();
        folder(&shared).unwrap();
        file(&shared, "one").unwrap();
        assert_eq!(fs::read_to_string(shared.join("one")).unwrap(), "kept");
        assert!(folder(&place.path().join("not/there")).is_err());
    }
}
