//! Defines what lets one process of a host send in the background at a time, and keeps it in a file.

use std::fs::{File, OpenOptions, Permissions};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

const FILE: &str = "sender.lock";

/// One holder per host, or per store where several hosts share one. It goes with its holder, however that ends.
pub trait HostLock: Send + Sync {
    /// Takes it until what is returned is dropped; `None`: another process has it, or it cannot be taken at all.
    fn hold(&self) -> Option<Box<dyn Send>>;
    /// Whether any process holds it.
    fn is_held(&self) -> bool;
}

/// A lock on a file, which the kernel releases when its holder dies.
#[derive(Debug, Clone)]
pub struct FileLock(PathBuf);

struct Held(File);

impl Drop for Held {
    fn drop(&mut self) {
        // Not by closing alone: a child that was forked meanwhile has the file open, too.
        let _ = self.0.unlock();
    }
}

impl FileLock {
    /// A lock in a folder. Nothing is opened yet.
    pub fn within(folder: &Path) -> Self {
        Self(folder.join(FILE))
    }
}

impl HostLock for FileLock {
    fn hold(&self) -> Option<Box<dyn Send>> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o660)
            .open(&self.0)
            .ok()?;
        // The mask may have taken the group's right.
        let _ = file.set_permissions(Permissions::from_mode(0o660));
        file.try_lock().ok()?;
        Some(Box::new(Held(file)))
    }

    fn is_held(&self) -> bool {
        File::open(&self.0).is_ok_and(|file| file.try_lock_shared().is_err())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holds_it_at_a_time_and_asking_takes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (mine, other) = (FileLock::within(folder.path()), FileLock::within(folder.path()));
        assert!(!mine.is_held(), "there is no file yet");
        let held = mine.hold();
        assert!(held.is_some() && other.is_held() && other.hold().is_none());
        drop(held);
        assert!(!other.is_held());
        assert!(other.hold().is_some());
        let nowhere = FileLock::within(&folder.path().join("nowhere"));
        assert!(nowhere.hold().is_none() && !nowhere.is_held());
    }
}
