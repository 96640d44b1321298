//! Looks after the tables: whether they are whole, how large they are, and which store this is.

use super::MysqlDatabase;
use super::asking::{Asking, values};
use super::failure::{Failure, Trouble};
use super::write::Retry;
use crate::store_error::StoreError;

/// Sessions that were silent for so long are forgotten (milliseconds): theirs is no transaction that anybody still asks about.
const FORGOTTEN_MS: i64 = 86_400_000;
/// By so many seconds the server's own start may seem to move: it is told as a time that has passed.
const JITTER: i64 = 2;

/// Which store this is: the server, its data, when the tables were made, and when the server started. Costs some milliseconds.
pub(super) fn place(asking: &mut Asking<'_>) -> Result<String, Failure> {
    let table = asking.table("#store");
    let server = asking.one(
        "SELECT @@hostname, @@port, @@datadir, DATABASE(),
           (SELECT COALESCE(UNIX_TIMESTAMP(create_time), 0) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?)",
        values![table.as_str()],
    )?;
    // MySQL has an id of the server's data folder. MariaDB has none.
    let id = asking.line("SHOW VARIABLES LIKE 'server_uuid'", vec![])?;
    let up = asking.one("SHOW GLOBAL STATUS LIKE 'Uptime'", vec![])?.number(1)?;
    let now = asking.one("SELECT UNIX_TIMESTAMP()", vec![])?.number(0)?;
    let words = [0, 1, 2, 3, 4].map(|index| server.readable(index));
    Ok(format!(
        "{}/{table}/{}/{}",
        words.join("/"),
        id.map(|row| row.readable(1)).unwrap_or_default(),
        now - up
    ))
}

/// The place as it was written down, when it is the same but for what cannot be told exactly.
pub(super) fn same_place<'a>(written: &'a str, present: &'a str) -> &'a str {
    let parts = |place: &'a str| {
        let (head, start) = place.rsplit_once('/')?;
        Some((head, start.parse::<i64>().ok()?))
    };
    match (parts(written), parts(present)) {
        (Some((before, then)), Some((now, start))) if before == now && (then - start).abs() <= JITTER => written,
        _ => present,
    }
}

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
                for row in asking.lines(&format!("CHECK TABLE `{table}`"), vec![])? {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_same_while_the_server_runs() {
        for (written, present, same) in [
            ("db/3306/x/100", "db/3306/x/101", true),
            ("db/3306/x/100", "db/3306/x/103", false),
            ("db/3306/x/100", "db/3306/y/100", false),
            ("", "db/3306/x/100", false),
        ] {
            assert_eq!(same_place(written, present) == written, same, "{written} {present}");
        }
    }
}
