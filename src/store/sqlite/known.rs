//! Stores what is known of an organisation's contacts.

use rusqlite::{Row, params};

use super::SqliteStore;
use crate::queue::{ContactBook, Kind, KnownBy, KnownContact};
use crate::store_error::StoreError;

fn known(row: &Row<'_>) -> rusqlite::Result<KnownContact> {
    Ok(KnownContact {
        xero_id: row.get("xero_id")?,
        number: row.get("number")?,
        name: row.get("name")?,
        email: row.get("email")?,
        active: row.get("active")?,
    })
}

impl ContactBook for SqliteStore {
    fn know_contacts(&self, organisation: &str, contacts: &[KnownContact]) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut put = transaction.prepare_cached(
                "INSERT OR REPLACE INTO known_contact (organisation, xero_id, number, name, email, active) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?;
            for contact in contacts {
                put.execute(params![
                    organisation,
                    contact.xero_id,
                    contact.number,
                    contact.name,
                    contact.email,
                    contact.active
                ])?;
            }
            Ok(())
        })
    }

    fn known_contacts(&self, organisation: &str, by: KnownBy, value: &str) -> Result<Vec<KnownContact>, StoreError> {
        let column = match by {
            KnownBy::Number => "number",
            KnownBy::Name => "name",
            KnownBy::Email => "email",
        };
        if value.is_empty() {
            return Ok(Vec::new());
        }
        self.read(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT xero_id, number, name, email, active FROM known_contact WHERE organisation = ?1 AND {column} = ?2
                     ORDER BY active DESC LIMIT 3"
                ))?
                .query_map([organisation, value], known)?
                .collect()
        })
    }

    fn new_contacts_wait(&self, connection: &str, most_priority: i64) -> Result<bool, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT 1 FROM job WHERE connection = ?1 AND state = 'waiting' AND kind = ?2 AND priority <= ?3 AND NOT EXISTS (
                       SELECT 1 FROM link WHERE link.connection = job.connection AND link.kind = job.kind AND link.key = job.key) LIMIT 1",
                )?
                .exists(params![connection, Kind::Contact.as_str(), most_priority])
        })
    }
}
