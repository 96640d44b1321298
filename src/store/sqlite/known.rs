//! Rows of what is known of organisations' contacts.

use rusqlite::{Row, params};

use super::SqliteRows;
use crate::queue::{KnownBy, KnownContact};
use crate::store::rows::KnownRows;
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

impl KnownRows for SqliteRows<'_> {
    fn put_known(&mut self, organisation: &str, contacts: &[KnownContact]) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            let mut put = sqlite.prepare_cached(
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

    fn known_by(
        &self,
        organisation: &str,
        by: KnownBy,
        value: &str,
        most: u32,
    ) -> Result<Vec<KnownContact>, StoreError> {
        let column = match by {
            KnownBy::Number => "number",
            KnownBy::Name => "name",
            KnownBy::Email => "email",
        };
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT xero_id, number, name, email, active FROM known_contact WHERE organisation = ?1 AND {column} = ?2 AND {column} <> ''
                     ORDER BY active DESC LIMIT ?3"
                ))?
                .query_map(params![organisation, value, most], known)?
                .collect()
        })
    }
}
