//! Makes folders and files that two users share: the web server's and the one that runs cron.
//!
//! A folder has the mode 2770, so that what is made in it belongs to its group, and a file 0660. As root, things belong to whom the place belongs to.

use std::fs;
use std::io::{Error, ErrorKind};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;

/// Makes a folder, unless it is there. Its parent must be.
pub(super) fn folder(folder: &Path) -> Result<(), Error> {
    if folder.exists() {
        return Ok(());
    }
    match fs::create_dir(folder) {
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
        return Ok(());
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
