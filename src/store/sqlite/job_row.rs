//! Reads a job, what was claimed of it and what was sent from the columns of a row. A row that cannot be read is named, never guessed.

use rusqlite::Row;
use rusqlite::types::{Type, ValueRef};

use super::damage::{known, readable};
use super::failure::is_of_a_row;
use crate::queue::row::{Damaged, Hashes, JobRow, Sent, Wanted, WriteClaim};
use crate::queue::{Claimed, Entity, Kind, Proof, State};
use crate::store::packed::unpacked;

/// A row, or which one cannot be read: its id is column 0.
pub(super) fn row_or_damage<T>(
    row: &Row<'_>,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Result<T, Damaged>> {
    let id = row.get(0)?;
    match read(row) {
        Ok(found) => Ok(Ok(found)),
        Err(error) if is_of_a_row(&error) => Ok(Err(Damaged(id))),
        Err(error) => Err(error),
    }
}

/// A job by the columns of [`JOB_ROW`].
pub(super) fn job_row(row: &Row<'_>) -> rusqlite::Result<JobRow> {
    let sent_at: Option<i64> = row.get(18)?;
    let claim = match sent_at {
        Some(at_ms) => Some(Sent {
            at_ms,
            look_up_at_ms: row.get(19)?,
            organisation: readable(row, 20)?,
        }),
        None => None,
    };
    let other: Option<i64> = row.get(21)?;
    let successor = match other {
        Some(id) => Some((id, known(row, 22, State::from_code)?)),
        None => None,
    };
    Ok(JobRow {
        id: row.get(0)?,
        fence: row.get(1)?,
        connection: readable(row, 2)?,
        kind: known(row, 3, Kind::from_code)?,
        key: readable(row, 4)?,
        entity: known(row, 5, Entity::from_code)?,
        entity_id: readable(row, 6)?,
        state: known(row, 7, State::from_code)?,
        priority: row.get(8)?,
        attempts: row.get(9)?,
        not_before_ms: row.get(10)?,
        owner: readable(row, 11)?,
        lease_until_ms: row.get(12)?,
        code: readable(row, 13)?,
        held_since_ms: row.get(14)?,
        settings_hash: readable(row, 15)?,
        created_at_ms: row.get(16)?,
        updated_at_ms: row.get(17)?,
        claim,
        successor,
    })
}

/// The columns of [`job_row`]; `claim` and `other` may be missing.
pub(super) const JOB_ROW: &str = "job.id, job.fence, job.connection, job.kind, job.key, job.entity, job.entity_id, job.state, job.priority, job.attempts,
  job.not_before, job.owner, job.lease_until, job.code, job.held_since, iif(job.settings_print IS NULL, job.settings_hash, lower(hex(job.settings_print))), job.created_at, job.updated_at,
  claim.sent_at, claim.look_up_at, claim.organisation, other.id, other.state";

/// A snapshot, from the column of its text on; the packed one is the next column.
pub(super) fn snapshot(row: &Row<'_>, from: usize) -> rusqlite::Result<String> {
    match row.get_ref(from + 1)? {
        ValueRef::Null => row.get(from),
        ValueRef::Blob(packed) => unpacked(packed).ok_or_else(|| {
            rusqlite::Error::FromSqlConversionFailure(from + 1, Type::Blob, "it cannot be unpacked".into())
        }),
        other => Err(rusqlite::Error::InvalidColumnType(
            from + 1,
            "packed".into(),
            other.data_type(),
        )),
    }
}

/// A column of fingerprints in SQL, as text; `of` is the table with its dot, or nothing.
pub(super) fn print(of: &str, column: &str) -> String {
    format!("iif({of}{column}_print IS NULL, {of}{column}_hash, lower(hex({of}{column}_print)))")
}

/// A fingerprint as its two columns keep it: as text, or as bytes, which take half of it.
pub(super) fn kept_print(hash: &str) -> (&str, Option<Vec<u8>>) {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let bytes: Option<Vec<u8>> = match hash.as_bytes().as_chunks::<2>() {
        ([], _) => None,
        (pairs, []) => pairs
            .iter()
            .map(|[high, low]| Some((digit(*high)? << 4) | digit(*low)?))
            .collect(),
        _ => None,
    };
    (if bytes.is_some() { "" } else { hash }, bytes)
}

/// A claimed job.
pub(super) fn claimed(row: &Row<'_>, wanted: &Wanted<'_>) -> rusqlite::Result<Claimed> {
    Ok(Claimed {
        id: row.get(0)?,
        fence: row.get(1)?,
        attempts: row.get(2)?,
        connection: wanted.connection.to_owned(),
        kind: wanted.kind,
        key: row.get(3)?,
        entity: known(row, 4, Entity::from_code)?,
        entity_id: row.get(5)?,
        number: row.get(6)?,
        store_id: row.get(7)?,
        priority: row.get(8)?,
        snapshot: snapshot(row, 9)?,
        snapshot_hash: row.get(11)?,
        code: row.get(12)?,
        subject: row.get(13)?,
        sent_at_ms: row.get(14)?,
        sent_note: row.get(15)?,
        mark: row.get::<_, Option<String>>(16)?.unwrap_or_default(),
        sent_to: row.get::<_, Option<String>>(17)?.unwrap_or_default(),
        proof: Proof::Nothing,
    })
}

/// A write that may have been carried out.
pub(super) fn write_claim(row: &Row<'_>) -> rusqlite::Result<WriteClaim> {
    Ok(WriteClaim {
        job_id: row.get(0)?,
        idempotency_key: row.get(1)?,
        note: row.get(2)?,
        mark: row.get(3)?,
        sent: Sent {
            at_ms: row.get(4)?,
            look_up_at_ms: row.get(5)?,
            organisation: row.get(6)?,
        },
    })
}

/// Fingerprints, from a column on.
pub(super) fn hashes(row: &Row<'_>, from: usize) -> rusqlite::Result<Hashes> {
    Ok(Hashes {
        snapshot: readable(row, from)?,
        settings: readable(row, from + 1)?,
    })
}

#[cfg(test)]
mod tests {
    use super::kept_print;

    #[test]
    fn a_fingerprint_is_kept_as_bytes_and_anything_else_as_it_is() {
        assert_eq!(kept_print("00ff1a"), ("", Some(vec![0, 255, 26])));
        for other in ["", "0", "0FF0", "settings", "zz", "00ff1"] {
            assert_eq!(kept_print(other), (other, None));
        }
    }
}
