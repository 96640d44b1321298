//! Rows of what is known of organisations' contacts.

use super::MysqlRows;
use super::asking::values;
use crate::queue::{KnownBy, KnownContact};
use crate::store::rows::KnownRows;
use crate::store_error::StoreError;

impl KnownRows for MysqlRows<'_> {
    fn put_known(&mut self, organisation: &str, contacts: &[KnownContact]) -> Result<(), StoreError> {
        let rows = contacts
            .iter()
            .map(|contact| {
                values![
                    organisation,
                    contact.xero_id.as_str(),
                    contact.number.as_str(),
                    contact.name.as_str(),
                    contact.email.as_str(),
                    i64::from(contact.active)
                ]
            })
            .collect();
        self.ask(|asking| {
            asking.put(
                "REPLACE INTO #known_contact (organisation, xero_id, number, name, email, is_active) VALUES ",
                rows,
                "",
            )
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
        self.ask(|asking| {
            let rows = asking.lines(
                &format!(
                    "SELECT xero_id, number, name, email, is_active FROM #known_contact
                     WHERE organisation = ? AND {column} = ? AND {column} <> '' ORDER BY is_active DESC, xero_id LIMIT {most}"
                ),
                values![organisation, value],
            )?;
            rows.iter()
                .map(|row| {
                    Ok(KnownContact {
                        xero_id: row.text(0)?,
                        number: row.text(1)?,
                        name: row.text(2)?,
                        email: row.text(3)?,
                        active: row.flag(4)?,
                    })
                })
                .collect()
        })
    }
}
