//! Looks after the file: whether it is whole, how large it is, and what stands beside it.

use super::SqliteFile;
use crate::store_error::StoreError;

impl SqliteFile {
    /// What is wrong with the file; empty when nothing is.
    pub(super) fn quick_check(&self) -> Result<String, StoreError> {
        let found = self.look(|sqlite| sqlite.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0)));
        match found {
            Ok(text) if text == "ok" => Ok(String::new()),
            Err(error) if error.code == "store_broken" => Ok(error.message.to_string()),
            other => other,
        }
    }

    /// Bytes of the file and of what is beside it.
    pub(super) fn size(&self) -> u64 {
        let file = self.file();
        let beside = |ending: &str| {
            let mut name = file.clone().into_os_string();
            name.push(ending);
            std::fs::metadata(name).map_or(0, |file| file.len())
        };
        beside("") + beside("-wal")
    }

    /// Brings what stands beside the file into it, as far as nobody reads it just now.
    pub fn checkpoint(&self) {
        // Whoever cannot do it leaves it to the next one. It must not wait for a writer, which may wait for the witness.
        let _ = self.with(|sqlite| {
            let _ = sqlite.busy_handler(None::<fn(i32) -> bool>);
            super::witness::writing(&self.folder, || {
                let _ = sqlite.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            });
            let _ = sqlite.busy_handler(Some(super::wait_for_the_lock));
            Ok(())
        });
    }
}
