//! Stores since when the shop has called invoices paid.

use rusqlite::{OptionalExtension, params};

use super::SqliteStore;
use crate::queue::SeenInvoice;
use crate::store_error::StoreError;

impl SqliteStore {
    pub(super) fn write_seen_invoices(&self, seen: &[SeenInvoice]) -> Result<(), StoreError> {
        if seen.is_empty() {
            return Ok(());
        }
        self.write(|transaction| {
            for one in seen {
                match &one.paid_on {
                    None => transaction
                        .prepare_cached("INSERT OR IGNORE INTO paid (connection, key) VALUES (?1, ?2)")?
                        .execute(params![one.connection, one.key])?,
                    Some(day) => transaction
                        .prepare_cached("UPDATE paid SET day = ?3 WHERE connection = ?1 AND key = ?2 AND day IS NULL")?
                        .execute(params![one.connection, one.key, day])?,
                };
            }
            Ok(())
        })
    }

    pub(super) fn read_paid_on(&self, connection: &str, key: &str) -> Result<Option<Option<String>>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached("SELECT day FROM paid WHERE connection = ?1 AND key = ?2")?
                .query_row(params![connection, key], |row| row.get(0))
                .optional()
        })
    }
}
