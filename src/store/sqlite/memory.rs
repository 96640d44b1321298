//! Stores what the store remembers of its own use, and notices when that is not all: it may be an older copy of itself.
//!
//! What follows from what is found is decided by [`crate::queue::doubt`].

use rusqlite::{OptionalExtension, Transaction, params};

use super::witness::{self, Held};
use super::{SqliteStore, open};
use crate::queue::{Kind, Remembered, Witness, doubt};
use crate::store_error::StoreError;

/// Names of positions: the moment at which a drain or a write was last seen here, the number of calls that write, and the moment
/// before which nothing is certain.
const SEEN: &str = "seen_at";
const SENDINGS: &str = "sendings";
const DOUBT: &str = "doubt_before";

fn position(transaction: &rusqlite::Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    transaction
        .prepare_cached("SELECT CAST(value AS INTEGER) FROM cursor WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()
}

fn put(transaction: &Transaction<'_>, name: &str, value: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT OR REPLACE INTO cursor (name, value) VALUES (?1, ?2)")?
        .execute([name, &value.to_string()])?;
    Ok(())
}

fn remembered(transaction: &Transaction<'_>) -> rusqlite::Result<Remembered> {
    Ok(Remembered {
        last_ms: position(transaction, SEEN)?,
        sendings: position(transaction, SENDINGS)?,
    })
}

/// Whoever looked for a payment before the doubt looked at other books than they are now, perhaps: it is looked for again.
fn forget_look_ups(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut forget = transaction.prepare_cached(
        "UPDATE job SET code = '' WHERE kind = ?1 AND state IN ('waiting', 'running') AND code <> ''",
    )?;
    for kind in Kind::ALL.iter().filter(|kind| !kind.unique_in_xero()) {
        forget.execute([kind.as_str()])?;
    }
    Ok(())
}

impl SqliteStore {
    fn unwritten(&self, error: &std::io::Error) -> StoreError {
        super::folder::refused(&self.folder().join(super::folder::WITNESS_NAME), error)
    }

    /// Writes down that the store is in use, and whether what it says of its sendings can be believed.
    fn notice(&self, transaction: &Transaction<'_>, now_ms: i64) -> Result<(), StoreError> {
        let explain = |error: rusqlite::Error| open::explain(&error, self.folder());
        let known = remembered(transaction).map_err(explain)?;
        let held = witness::hold(self.folder())?;
        let (before, place) = (held.read(), witness::place(self.folder()));
        let doubted = doubt(known, before.as_ref(), &place, now_ms).is_some();
        let most = known
            .sendings
            .unwrap_or(0)
            .max(before.as_ref().map_or(0, |one| one.sendings));
        // Another number with every doubt: if this transaction fails, the next one still sees that something does not fit.
        let sendings = most + i64::from(doubted);
        let now = Witness { sendings, place };
        if before.as_ref() != Some(&now) {
            held.write(&now).map_err(|error| self.unwritten(&error))?;
        }
        let written = || -> rusqlite::Result<()> {
            if doubted {
                put(transaction, DOUBT, now_ms)?;
                forget_look_ups(transaction)?;
            }
            if known.sendings != Some(sendings) {
                put(transaction, SENDINGS, sendings)?;
            }
            if known.last_ms.is_none_or(|last| (now_ms - last).abs() >= 1_000) {
                put(transaction, SEEN, now_ms)?;
            }
            Ok(())
        };
        written().map_err(explain)
    }

    /// A transaction whose first act is to notice whether the store was put back.
    pub(super) fn write_noticing<T>(
        &self,
        now_ms: i64,
        run: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.transact(|transaction| {
            self.notice(transaction, now_ms)?;
            run(transaction).map_err(|error| open::explain(&error, self.folder()))
        })
    }

    /// A transaction before a call that writes leaves: it is counted here and in the witness, there first.
    pub(super) fn write_sending<T>(
        &self,
        now_ms: i64,
        run: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.transact(|transaction| {
            let explain = |error: rusqlite::Error| open::explain(&error, self.folder());
            self.count(&witness::hold(self.folder())?)?;
            let sendings = position(transaction, SENDINGS).map_err(explain)?.unwrap_or(0);
            put(transaction, SENDINGS, sendings + 1).map_err(explain)?;
            put(transaction, SEEN, now_ms).map_err(explain)?;
            run(transaction).map_err(explain)
        })
    }

    /// Each counts on from its own number: what does not fit is noticed by the next claim, not covered up here.
    fn count(&self, held: &Held) -> Result<(), StoreError> {
        let Some(before) = held.read() else {
            return Ok(());
        };
        let counted = Witness {
            sendings: before.sendings + 1,
            ..before
        };
        held.write(&counted).map_err(|error| self.unwritten(&error))
    }

    pub(super) fn note_use(&self, now_ms: i64) -> Result<(), StoreError> {
        self.write_noticing(now_ms, |_| Ok(()))
    }

    pub(super) fn read_doubt(&self) -> Result<i64, StoreError> {
        Ok(self.read(|sqlite| position(sqlite, DOUBT))?.unwrap_or(0))
    }
}

/// What a clock that was ahead wrote: the doubt began now at the latest.
pub(super) fn heal(transaction: &Transaction<'_>, now_ms: i64, latest_ms: i64) -> rusqlite::Result<()> {
    transaction.execute(
        "UPDATE cursor SET value = CAST(?2 AS TEXT) WHERE name = ?1 AND CAST(value AS INTEGER) > ?3",
        params![DOUBT, now_ms, latest_ms],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Durability, FILE_NAME};
    use super::*;
    use crate::queue::RecordBook as _;
    use crate::secret::Sealer;

    #[test]
    fn what_was_noticed_in_a_transaction_that_failed_is_noticed_again() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("store");
        let store = || SqliteStore::new(&folder, Durability::Normal, Sealer::new(["key"]));
        store().seen(1_000).unwrap();
        let mode = std::fs::metadata(folder.join(FILE_NAME)).unwrap().permissions();
        // As any replacement does: the time of the last change is another one.
        std::fs::set_permissions(folder.join(FILE_NAME), mode).unwrap();
        let store = store();
        let failed = store.write_noticing::<()>(1_001, |_| Err(rusqlite::Error::InvalidQuery));
        assert!(failed.is_err());
        assert_eq!(store.doubt_before_ms().unwrap(), 0, "rolled back");
        store.seen(1_002).unwrap();
        assert_eq!(store.doubt_before_ms().unwrap(), 1_002);
    }
}
