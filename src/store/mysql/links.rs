//! Rows of links: which record in Xero stands for which record of the shop, and since when the shop has called invoices paid.

use super::MysqlRows;
use super::asking::values;
use super::failure::Failure;
use super::line::Line;
use crate::oauth::Linked;
use crate::queue::{Entity, Kind, Link, SeenInvoice};
use crate::store::rows::{Confirmed, FoundLink, LinkBy, LinkRows, NewLink};
use crate::store_error::StoreError;

/// The columns of [`link`].
const COLUMNS: &str = "xero_id, xero_number, fingerprint, total, xero_total, currency, adopted, note, sent, settled_at, order_id, party, store";
/// How many there are.
const WIDTH: usize = 13;
/// Bytes of a note by which it is found; the rest is compared afterwards.
const FOLDED: usize = 1024;

/// A link, from a column on.
fn link(row: &Line, from: usize) -> Result<Link, Failure> {
    Ok(Link {
        xero_id: row.text(from)?,
        xero_number: row.text(from + 1)?,
        fingerprint: row.text(from + 2)?,
        total: row.optional_text(from + 3)?,
        xero_total: row.optional_text(from + 4)?,
        currency: row.optional_text(from + 5)?,
        adopted: row.flag(from + 6)?,
        note: row.optional_text(from + 7)?,
        sent: row.optional_text(from + 8)?,
        settled_at_ms: row.number(from + 9)?,
        order_id: row.optional_text(from + 10)?,
        party: row.optional_text(from + 11)?,
        store: row.optional_text(from + 12)?,
    })
}

/// The beginning of a note with A to Z in small letters.
pub(super) fn folded(note: &[u8]) -> Vec<u8> {
    let mut bytes = note.to_ascii_lowercase();
    bytes.truncate(FOLDED);
    bytes
}

impl LinkRows for MysqlRows<'_> {
    fn put_links(&mut self, links: &[NewLink<'_>]) -> Result<(), StoreError> {
        let rows = links
            .iter()
            .map(|new| {
                let link = new.link;
                values![
                    new.connection.as_str(),
                    new.kind.as_str(),
                    new.key,
                    new.entity.as_str(),
                    new.entity_id,
                    link.xero_id.as_str(),
                    link.xero_number.as_str(),
                    link.fingerprint.as_str(),
                    new.snapshot_hash,
                    new.settings_hash,
                    link.total.as_deref(),
                    link.xero_total.as_deref(),
                    link.currency.as_deref(),
                    i64::from(link.adopted),
                    link.note.as_deref(),
                    link.note.as_deref().map(|note| folded(note.as_bytes())),
                    new.settled_at_ms,
                    link.sent.as_deref(),
                    link.order_id.as_deref(),
                    link.party.as_deref(),
                    link.store.as_deref()
                ]
            })
            .collect();
        self.ask(|asking| {
            asking.put(
                "REPLACE INTO #link (connection, kind, record_key, entity, entity_id, xero_id, xero_number, fingerprint, snapshot_hash,
                   settings_hash, total, xero_total, currency, adopted, note, note_folded, settled_at, sent, order_id, party, store) VALUES ",
                rows,
                "",
            )
        })
    }

    fn confirm_links(&mut self, links: &[Confirmed<'_>]) -> Result<(), StoreError> {
        self.ask(|asking| {
            for one in links {
                asking.run(
                    "UPDATE #link SET snapshot_hash = ?, settings_hash = ? WHERE connection = ? AND kind = ? AND record_key = ?",
                    values![
                        one.snapshot_hash,
                        one.settings_hash,
                        one.connection,
                        one.kind.as_str(),
                        one.key
                    ],
                )?;
            }
            Ok(())
        })
    }

    fn link(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Link>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(
                &format!("SELECT {COLUMNS} FROM #link WHERE connection = ? AND kind = ? AND record_key = ?"),
                values![connection, kind.as_str(), key],
            )?;
            found.map(|row| link(&row, 0)).transpose()
        })
    }

    fn links_by(
        &self,
        connection: &str,
        kind: Kind,
        by: LinkBy,
        value: &str,
    ) -> Result<Vec<(String, Link)>, StoreError> {
        let (column, bound) = match by {
            LinkBy::Number => ("xero_number", value.as_bytes().to_vec()),
            LinkBy::XeroId => ("xero_id", value.as_bytes().to_vec()),
            LinkBy::Note => ("note_folded", folded(value.as_bytes())),
        };
        self.ask(|asking| {
            let rows = asking.lines(
                &format!(
                    "SELECT record_key, {COLUMNS} FROM #link WHERE connection = ? AND kind = ? AND {column} = ? ORDER BY record_key"
                ),
                values![connection, kind.as_str(), bound],
            )?;
            let mut found = Vec::new();
            for row in rows {
                let link = link(&row, 1)?;
                let is_it = by != LinkBy::Note || link.note.as_ref().is_some_and(|note| note.eq_ignore_ascii_case(value));
                if is_it {
                    found.push((row.text(0)?, link));
                }
            }
            Ok(found)
        })
    }

    fn party(&self, connection: &str, order_id: &str) -> Result<Option<String>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(
                "SELECT party FROM #link WHERE connection = ? AND order_id = ? AND party IS NOT NULL ORDER BY settled_at, kind DESC LIMIT 1",
                values![connection, order_id],
            )?;
            found.map(|row| row.text(0)).transpose()
        })
    }

    fn links_of(&self, entity: Entity, entity_id: &str) -> Result<Vec<FoundLink>, StoreError> {
        self.ask(|asking| {
            let rows = asking.lines(
                &format!(
                    "SELECT {COLUMNS}, connection, kind FROM #link WHERE entity = ? AND entity_id = ?
                       AND connection IN (SELECT code FROM #connection) ORDER BY settled_at, connection, kind, record_key"
                ),
                values![entity.as_str(), entity_id],
            )?;
            let read = |row: &Line| {
                Ok(FoundLink {
                    connection: row.text(WIDTH)?,
                    kind: row.known(WIDTH + 1, Kind::from_code)?,
                    link: link(row, 0)?,
                })
            };
            rows.iter()
                .map(read)
                // A screen shows what can be read.
                .filter(|one| !one.as_ref().is_err_and(Failure::is_of_a_row))
                .collect()
        })
    }

    fn doubt_link(&mut self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "UPDATE #link SET fingerprint = '' WHERE connection = ? AND kind = ? AND record_key = ?",
                    values![connection, kind.as_str(), key],
                )
                .map(drop)
        })
    }

    fn settle_links_before(&mut self, moment_ms: i64) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "UPDATE #link SET settled_at = ? WHERE settled_at >= ?",
                    values![moment_ms - 1, moment_ms],
                )
                .map(drop)
        })
    }

    fn remove_link(&mut self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "DELETE FROM #link WHERE connection = ? AND kind = ? AND record_key = ?",
                    values![connection, kind.as_str(), key],
                )
                .map(drop)
        })
    }

    fn saw_invoices(&mut self, seen: &[SeenInvoice]) -> Result<(), StoreError> {
        self.ask(|asking| {
            for one in seen {
                let (connection, key) = (one.connection.as_str(), one.key.as_str());
                match &one.paid_on {
                    None => asking.run(
                        "INSERT INTO #paid (connection, record_key) VALUES (?, ?) ON DUPLICATE KEY UPDATE record_key = VALUES(record_key)",
                        values![connection, key],
                    )?,
                    Some(day) => asking.run(
                        "UPDATE #paid SET paid_day = ? WHERE connection = ? AND record_key = ? AND paid_day IS NULL",
                        values![day.as_str(), connection, key],
                    )?,
                };
            }
            Ok(())
        })
    }

    fn paid_on(&self, connection: &str, key: &str) -> Result<Option<Option<String>>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(
                "SELECT paid_day FROM #paid WHERE connection = ? AND record_key = ?",
                values![connection, key],
            )?;
            found.map(|row| row.optional_text(0)).transpose()
        })
    }

    fn link_of(
        &self,
        connection: &str,
        kind: Kind,
        entity: Entity,
        entity_id: &str,
    ) -> Result<Option<Link>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(
                &format!(
                    "SELECT {COLUMNS} FROM #link WHERE entity = ? AND entity_id = ? AND connection = ? AND kind = ?
                     ORDER BY record_key LIMIT 1"
                ),
                values![entity.as_str(), entity_id, connection, kind.as_str()],
            )?;
            found.map(|row| link(&row, 0)).transpose()
        })
    }

    fn forget_contact_copies(&mut self, contact_key: &str) -> Result<u64, StoreError> {
        self.ask(|asking| {
            let kind = Kind::Contact.as_str();
            // A table cannot be changed by what is asked of itself, but for a join.
            asking.run(
                "UPDATE #link AS link LEFT JOIN (SELECT connection, xero_id FROM #link WHERE kind = ? AND record_key = ?) AS one
                   ON one.connection = link.connection AND one.xero_id = link.xero_id
                 SET link.note = NULL, link.note_folded = NULL, link.sent = NULL
                 WHERE link.kind = ? AND (link.record_key = ? OR one.xero_id IS NOT NULL)",
                values![kind, contact_key, kind, contact_key],
            )
        })
    }

    fn move_links(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "UPDATE #link SET connection = ? WHERE connection = ?",
                    values![to, from],
                )
                .map(drop)
        })
    }

    fn count_linked(&self, connection: &str) -> Result<Linked, StoreError> {
        self.ask(|asking| {
            let row = asking.one(
                "SELECT COUNT(*), COALESCE(SUM(kind = ?), 0) FROM (SELECT kind, record_key FROM #link WHERE connection = ?
                   UNION SELECT kind, record_key FROM #claim WHERE connection = ?) AS linked",
                values![Kind::Invoice.as_str(), connection, connection],
            )?;
            Ok(Linked {
                records: row.small(0)?,
                invoices: row.small(1)?,
            })
        })
    }
}
