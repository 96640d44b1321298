//! Looks after the tables: whether they are whole, and how large they are.

use super::MysqlDatabase;
use super::asking::{Asking, values};
use super::failure::{Failure, Trouble};
use super::write::Retry;
use crate::store_error::StoreError;

/// Sessions that were silent for so long are forgotten (milliseconds): theirs is no transaction that anybody still asks about.
const FORGOTTEN_MS: i64 = 86_400_000;

impl MysqlDatabase {
    /// Asks once, over a session as it comes.
    pub(super) fn look<T>(&self, mut run: impl FnMut(&mut Asking<'_>) -> Result<T, Failure>) -> Result<T, StoreError> {
        let mut opened = self.lock();
        let mut retry = Retry::of(opened.as_ref());
        loop {
            let asked = self
                .session(&mut opened)
                .and_then(|session| run(&mut Asking::of(session, self.0.address.prefix())));
            match asked {
                Ok(value) => return Ok(value),
                Err(failure) => {
                    if failure.trouble() == Trouble::Lost {
                        *opened = None;
                    }
                    retry.again(&failure, &self.0.address)?;
                }
            }
        }
    }

    fn tables(asking: &mut Asking<'_>) -> Result<Vec<String>, Failure> {
        let like = asking.table("#").replace('_', "|_");
        let rows = asking.lines(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name LIKE ? ESCAPE '|'
             ORDER BY table_name",
            values![format!("{like}%")],
        )?;
        rows.iter().map(|row| row.text(0)).collect()
    }

    /// What the server finds wrong with the tables; empty when nothing is.
    pub(super) fn check_tables(&self) -> Result<String, StoreError> {
        self.look(|asking| {
            let mut found = Vec::new();
            for table in Self::tables(asking)? {
                for row in asking.shown(&format!("CHECK TABLE `{table}`"))? {
                    let (kind, text) = (row.readable(2), row.readable(3));
                    if kind == "error" || (kind == "status" && text != "OK") {
                        found.push(format!("{table}: {text}"));
                    }
                }
            }
            Ok(found.join("; "))
        })
    }

    /// Bytes of the tables and their indexes, as the server tells.
    pub(super) fn size(&self) -> Result<u64, StoreError> {
        self.look(|asking| {
            let like = asking.table("#").replace('_', "|_");
            let bytes = asking
                .one(
                    "SELECT COALESCE(SUM(data_length + index_length), 0) FROM information_schema.tables
                     WHERE table_schema = DATABASE() AND table_name LIKE ? ESCAPE '|'",
                    values![format!("{like}%")],
                )?
                .number(0)?;
            Ok(u64::try_from(bytes).unwrap_or_default())
        })
    }

    /// Forgets sessions that have ended long ago.
    pub(super) fn forget_writers(&self) {
        // Whoever cannot do it leaves it to the next one.
        let _ = self.look(|asking| {
            asking.run(
                "DELETE FROM #writer WHERE seen_at < UNIX_TIMESTAMP() * 1000 - ?",
                values![FORGOTTEN_MS],
            )
        });
    }
}
