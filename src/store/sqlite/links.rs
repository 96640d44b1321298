//! Rows of links: which record in Xero stands for which record of the shop, and since when the shop has called invoices paid.

use rusqlite::{OptionalExtension, Row, params};

use super::SqliteRows;
use super::damage::known;
use super::failure::is_of_a_row;
use crate::oauth::Linked;
use crate::queue::{Entity, Kind, Link, SeenInvoice};
use crate::store::rows::{Confirmed, FoundLink, LinkBy, LinkRows, NewLink};
use crate::store_error::StoreError;

const COLUMNS: &str = "xero_id, xero_number, fingerprint, total, xero_total, currency, adopted, note, sent, settled_at, order_id, party, store";

fn link(row: &Row<'_>) -> rusqlite::Result<Link> {
    Ok(Link {
        xero_id: row.get("xero_id")?,
        xero_number: row.get("xero_number")?,
        fingerprint: row.get("fingerprint")?,
        total: row.get("total")?,
        xero_total: row.get("xero_total")?,
        currency: row.get("currency")?,
        adopted: row.get("adopted")?,
        note: row.get("note")?,
        sent: row.get("sent")?,
        settled_at_ms: row.get("settled_at")?,
        order_id: row.get("order_id")?,
        party: row.get("party")?,
        store: row.get("store")?,
    })
}

impl LinkRows for SqliteRows<'_> {
    fn put_links(&mut self, links: &[NewLink<'_>]) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            let mut put = sqlite.prepare_cached(
                "INSERT OR REPLACE INTO link (connection, kind, key, entity, entity_id, xero_id, xero_number, fingerprint, snapshot_hash, settings_hash,
                   total, xero_total, currency, adopted, note, settled_at, sent, order_id, party, store)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
            )?;
            for new in links {
                let link = new.link;
                put.execute(params![
                    new.connection,
                    new.kind.as_str(),
                    new.key,
                    new.entity.as_str(),
                    new.entity_id,
                    link.xero_id,
                    link.xero_number,
                    link.fingerprint,
                    new.snapshot_hash,
                    new.settings_hash,
                    link.total,
                    link.xero_total,
                    link.currency,
                    link.adopted,
                    link.note,
                    new.settled_at_ms,
                    link.sent,
                    link.order_id,
                    link.party,
                    link.store
                ])?;
            }
            Ok(())
        })
    }

    fn confirm_links(&mut self, links: &[Confirmed<'_>]) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            let mut confirm = sqlite.prepare_cached(
                "UPDATE link SET snapshot_hash = ?4, settings_hash = ?5 WHERE connection = ?1 AND kind = ?2 AND key = ?3",
            )?;
            for one in links {
                confirm.execute(params![
                    one.connection,
                    one.kind.as_str(),
                    one.key,
                    one.snapshot_hash,
                    one.settings_hash
                ])?;
            }
            Ok(())
        })
    }

    fn link(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Link>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM link WHERE connection = ?1 AND kind = ?2 AND key = ?3"
                ))?
                .query_row([connection, kind.as_str(), key], link)
                .optional()
        })
    }

    fn links_by(
        &self,
        connection: &str,
        kind: Kind,
        by: LinkBy,
        value: &str,
    ) -> Result<Vec<(String, Link)>, StoreError> {
        let condition = match by {
            LinkBy::Number => "xero_number = ?3",
            LinkBy::XeroId => "xero_id = ?3",
            LinkBy::Note => "note = ?3 AND note IS NOT NULL",
        };
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT key, {COLUMNS} FROM link WHERE connection = ?1 AND kind = ?2 AND {condition} ORDER BY key"
                ))?
                .query_map([connection, kind.as_str(), value], |row| {
                    Ok((row.get("key")?, link(row)?))
                })?
                .collect()
        })
    }

    fn party(&self, connection: &str, order_id: &str) -> Result<Option<String>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT party FROM link WHERE connection = ?1 AND order_id = ?2 AND party IS NOT NULL ORDER BY settled_at, kind DESC LIMIT 1",
                )?
                .query_row([connection, order_id], |row| row.get(0))
                .optional()
        })
    }

    fn links_of(&self, entity: Entity, entity_id: &str) -> Result<Vec<FoundLink>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT connection, kind, {COLUMNS} FROM link WHERE entity = ?1 AND entity_id = ?2
                       AND connection IN (SELECT code FROM connection) ORDER BY settled_at"
                ))?
                .query_map([entity.as_str(), entity_id], |row| {
                    Ok(FoundLink {
                        connection: row.get("connection")?,
                        kind: known(row, 1, Kind::from_code)?,
                        link: link(row)?,
                    })
                })?
                // A screen shows what can be read.
                .filter(|one| !one.as_ref().is_err_and(is_of_a_row))
                .collect()
        })
    }

    fn doubt_link(&mut self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("UPDATE link SET fingerprint = '' WHERE connection = ?1 AND kind = ?2 AND key = ?3")?
                .execute([connection, kind.as_str(), key])?;
            Ok(())
        })
    }

    fn settle_links_before(&mut self, moment_ms: i64) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("UPDATE link SET settled_at = ?1 - 1 WHERE settled_at >= ?1")?
                .execute([moment_ms])?;
            Ok(())
        })
    }

    fn remove_link(&mut self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("DELETE FROM link WHERE connection = ?1 AND kind = ?2 AND key = ?3")?
                .execute([connection, kind.as_str(), key])?;
            Ok(())
        })
    }

    fn saw_invoices(&mut self, seen: &[SeenInvoice]) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            for one in seen {
                match &one.paid_on {
                    None => sqlite
                        .prepare_cached("INSERT OR IGNORE INTO paid (connection, key) VALUES (?1, ?2)")?
                        .execute(params![one.connection, one.key])?,
                    Some(day) => sqlite
                        .prepare_cached("UPDATE paid SET day = ?3 WHERE connection = ?1 AND key = ?2 AND day IS NULL")?
                        .execute(params![one.connection, one.key, day])?,
                };
            }
            Ok(())
        })
    }

    fn paid_on(&self, connection: &str, key: &str) -> Result<Option<Option<String>>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT day FROM paid WHERE connection = ?1 AND key = ?2")?
                .query_row([connection, key], |row| row.get(0))
                .optional()
        })
    }

    fn link_of(
        &self,
        connection: &str,
        kind: Kind,
        entity: Entity,
        entity_id: &str,
    ) -> Result<Option<Link>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM link WHERE entity = ?1 AND entity_id = ?2 AND connection = ?3 AND kind = ?4"
                ))?
                .query_row([entity.as_str(), entity_id, connection, kind.as_str()], link)
                .optional()
        })
    }

    fn forget_contact_copies(&mut self, contact_key: &str) -> Result<u64, StoreError> {
        self.ask(|sqlite| {
            let forgotten = sqlite
                .prepare_cached(
                    "UPDATE link SET note = NULL, sent = NULL WHERE kind = ?2 AND (key = ?1 OR (connection, xero_id) IN
                       (SELECT connection, xero_id FROM link WHERE kind = ?2 AND key = ?1))",
                )?
                .execute([contact_key, Kind::Contact.as_str()])?;
            Ok(forgotten as u64)
        })
    }

    fn move_links(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("UPDATE link SET connection = ?2 WHERE connection = ?1")?
                .execute([from, to])?;
            Ok(())
        })
    }

    fn count_linked(&self, connection: &str) -> Result<Linked, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT count(*), coalesce(sum(kind = ?2), 0) FROM (
                       SELECT kind, key FROM link WHERE connection = ?1 UNION SELECT kind, key FROM claim WHERE connection = ?1)",
                )?
                .query_row([connection, Kind::Invoice.as_str()], |row| {
                    Ok(Linked {
                        records: row.get(0)?,
                        invoices: row.get(1)?,
                    })
                })
        })
    }
}
