//! Searches queue and log. The texts of 32 rows each stand in one (`sought_job`, `sought_log`): looking through these takes a twentieth of the time that the
//! rows take, and finds in which of them to look.
//!
//! Triggers say whose texts no longer hold (`unsought`); the transaction that changed them writes them at its end. What was changed by other hands is read
//! from the rows until then, so that a search finds what it would find without.

use rusqlite::{Connection, params};

use crate::queue::{Listed, Searched};

/// What of a row is searched, as the schema's step 12 writes it: see there.
fn texts(of: Listed) -> &'static str {
    match of {
        Listed::Jobs => {
            "number || char(31) || key || iif(instr(key, entity_id) > 0, '', char(31) || entity_id) || iif(message = '', '', char(31) || message)"
        }
        Listed::Log => "number || char(31) || entity_id || char(31) || code || char(31) || message",
    }
}

fn table(of: Listed) -> &'static str {
    match of {
        Listed::Jobs => "job",
        Listed::Log => "log",
    }
}

fn column(what: Searched) -> &'static str {
    match what {
        Searched::Number => "number",
        Searched::Message => "message",
        Searched::EntityId => "entity_id",
        Searched::Key => "key",
        Searched::Code => "code",
    }
}

/// Writes the texts of rows that changed.
pub(super) fn write(sqlite: &Connection) -> rusqlite::Result<()> {
    for of in [Listed::Jobs, Listed::Log] {
        let table = table(of);
        let changed: Vec<i64> = sqlite
            .prepare_cached("SELECT id FROM unsought WHERE of = ?1")?
            .query_map([table], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        if changed.is_empty() {
            continue;
        }
        let mut put = sqlite.prepare_cached(&format!(
            "INSERT OR REPLACE INTO sought_{table} SELECT ?1, group_concat({}, char(31)) FROM {table} WHERE id BETWEEN ?1 << 5 AND (?1 << 5) + 31
             HAVING COUNT(*) > 0",
            texts(of)
        ))?;
        for id in changed {
            if put.execute([id])? == 0 {
                sqlite
                    .prepare_cached(&format!("DELETE FROM sought_{table} WHERE id = ?1"))?
                    .execute([id])?;
            }
        }
        sqlite
            .prepare_cached("DELETE FROM unsought WHERE of = ?1")?
            .execute([table])?;
    }
    Ok(())
}

/// Ids of the rows that have a text in one of the columns that are searched, whatever the case of its letters.
pub(super) fn found(sqlite: &Connection, of: Listed, text: &str) -> rusqlite::Result<Vec<i64>> {
    let table = table(of);
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let any = of
        .searched()
        .map(|what| format!("{table}.{} LIKE ?1 ESCAPE '\\'", column(what)))
        .join(" OR ");
    sqlite
        .prepare_cached(&format!(
            "SELECT {table}.id FROM (SELECT id FROM sought_{table} WHERE texts LIKE ?1 ESCAPE '\\' UNION SELECT id FROM unsought WHERE of = ?2) AS sought
             CROSS JOIN {table} ON {table}.id BETWEEN sought.id << 5 AND (sought.id << 5) + 31 WHERE {any}"
        ))?
        .query_map(params![format!("%{escaped}%"), table], |row| row.get(0))?
        .collect()
}
