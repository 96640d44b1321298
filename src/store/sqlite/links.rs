//! Stores which record in Xero stands for which record of the shop.

use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::SqliteStore;
use super::damage::{is_of_a_row, known};
use crate::queue::{Claimed, Entity, Kind, Link};
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

/// Stores the link of a job. When the connection moved to other books while its call was under way, the record belongs to those
/// it was sent to.
pub(super) fn put(transaction: &Transaction<'_>, job: &Claimed, link: &Link, now_ms: i64) -> rusqlite::Result<()> {
    let left: Option<String> = transaction
        .prepare_cached(
            "SELECT claim.organisation FROM claim JOIN connection ON connection.code = claim.connection WHERE claim.job_id = ?1
               AND claim.organisation <> '' AND connection.organisation_id <> '' AND claim.organisation <> connection.organisation_id
               AND claim.organisation NOT LIKE 'app:%'",
        )?
        .query_row([job.id], |row| row.get(0))
        .optional()?;
    let books = match left {
        Some(organisation) => format!("{}@{organisation}", job.connection),
        None => job.connection.clone(),
    };
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO link (connection, kind, key, entity, entity_id, xero_id, xero_number, fingerprint, snapshot_hash, total, xero_total,
               currency, adopted, note, settled_at, sent, order_id, party, store)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        )?
        .execute(params![
            books,
            job.kind.as_str(),
            job.key,
            job.entity.as_str(),
            job.entity_id,
            link.xero_id,
            link.xero_number,
            link.fingerprint,
            job.snapshot_hash,
            link.total,
            link.xero_total,
            link.currency,
            link.adopted,
            link.note,
            now_ms,
            link.sent,
            link.order_id,
            link.party,
            link.store
        ])?;
    Ok(())
}

impl SqliteStore {
    pub(super) fn read_link(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Link>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT {COLUMNS} FROM link WHERE connection = ?1 AND kind = ?2 AND key = ?3"
                ))?
                .query_row(params![connection, kind.as_str(), key], link)
                .optional()
        })
    }

    /// `column` is one of this file's callers' own words, never input.
    pub(super) fn read_link_where(
        &self,
        column: &'static str,
        connection: &str,
        kind: Kind,
        value: &str,
    ) -> Result<Option<(String, Link)>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT key, {COLUMNS} FROM link WHERE connection = ?1 AND kind = ?2 AND {column} = ?3 LIMIT 1"
                ))?
                .query_row(params![connection, kind.as_str(), value], |row| {
                    Ok((row.get("key")?, link(row)?))
                })
                .optional()
        })
    }

    /// Keys of the links that point to a record in Xero.
    pub(super) fn read_links_to(&self, connection: &str, kind: Kind, xero_id: &str) -> Result<Vec<String>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT key FROM link WHERE connection = ?1 AND kind = ?2 AND xero_id = ?3 ORDER BY key",
                )?
                .query_map(params![connection, kind.as_str(), xero_id], |row| row.get(0))?
                .collect()
        })
    }

    /// The contact's key of the first document of an order that was sent.
    pub(super) fn read_party(&self, connection: &str, order_id: &str) -> Result<Option<String>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT party FROM link WHERE connection = ?1 AND order_id = ?2 AND party IS NOT NULL ORDER BY settled_at, kind DESC LIMIT 1",
                )?
                .query_row(params![connection, order_id], |row| row.get(0))
                .optional()
        })
    }

    pub(super) fn read_links_with_note(
        &self,
        connection: &str,
        kind: Kind,
        note: &str,
    ) -> Result<Vec<String>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT key FROM link WHERE connection = ?1 AND kind = ?2 AND note = ?3 AND note IS NOT NULL",
                )?
                .query_map(params![connection, kind.as_str(), note], |row| row.get(0))?
                .collect()
        })
    }

    pub(super) fn read_links_of(
        &self,
        entity: Entity,
        entity_id: &str,
    ) -> Result<Vec<(String, Kind, Link, i64)>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT connection, kind, {COLUMNS} FROM link WHERE entity = ?1 AND entity_id = ?2
                       AND connection IN (SELECT code FROM connection) ORDER BY settled_at"
                ))?
                .query_map(params![entity.as_str(), entity_id], |row| {
                    Ok((
                        row.get("connection")?,
                        known(row, 1, Kind::from_code)?,
                        link(row)?,
                        row.get("settled_at")?,
                    ))
                })?
                // A screen shows what can be read.
                .filter(|one| !one.as_ref().is_err_and(is_of_a_row))
                .collect()
        })
    }
}
