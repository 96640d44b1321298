//! Stores who works on what: claims, the mark before a request leaves, and how a job ends.
//!
//! Every change of a claimed job names its fence and touches that one row only.

use rusqlite::{OptionalExtension, Transaction, params};

use super::SqliteStore;
use super::jobs::put;
use crate::clock::SKEW_MS;
use crate::queue::{Claimed, Enqueued, Entity, Kind, LogLine, Settled, State};
use crate::store_error::StoreError;

/// First pause of a held job; it doubles with its age.
const HELD_PAUSE_MS: i64 = 30 * 60_000;
const HELD_PAUSE_MOST_MS: i64 = 6 * 3_600_000;
/// Longest lease of a list, in milliseconds.
const MOST_LEASE_MS: i64 = 15 * 60_000;
/// How long Xero may still be busy with a call whose caller was killed.
const DEAD_PERMIT_MS: i64 = 10_000;

pub(super) fn write_line(
    transaction: &Transaction<'_>,
    connection: &str,
    job: Option<&Claimed>,
    line: &LogLine,
    now_ms: i64,
) -> rusqlite::Result<()> {
    if line.status.is_empty() {
        return Ok(());
    }
    transaction
        .prepare_cached(
            "INSERT INTO log (at, connection, entity, entity_id, kind, number, action, status, code, message, fix, xero_id, xero_url, total,
               xero_total, currency, job_id, attempt, duration_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        )?
        .execute(params![
            now_ms,
            connection,
            job.map_or("", |job| job.entity.as_str()),
            job.map_or("", |job| &job.entity_id),
            job.map_or("", |job| job.kind.as_str()),
            job.map_or("", |job| &job.number),
            line.action,
            line.status,
            line.code,
            line.message,
            line.fix,
            line.xero_id,
            line.xero_url,
            line.total,
            line.xero_total,
            line.currency,
            job.map(|job| job.id),
            job.map_or(0, |job| job.attempts + 1),
            line.duration_ms
        ])?;
    if let Some(exchange) = &line.exchange {
        super::records::write_exchange(transaction, transaction.last_insert_rowid(), exchange, now_ms)?;
    }
    Ok(())
}

/// Whether the record has a newer job that waits; then the older one has nothing left to do.
fn has_successor(transaction: &Transaction<'_>, id: i64) -> rusqlite::Result<bool> {
    transaction
        .prepare_cached(
            "SELECT 1 FROM job AS own JOIN job AS other ON other.connection = own.connection AND other.kind = own.kind AND other.key = own.key
               AND other.id <> own.id AND other.state IN ('waiting', 'held', 'failed', 'cancelled') WHERE own.id = ?1",
        )?
        .exists([id])
}

fn supersede(transaction: &Transaction<'_>, id: i64, fence: i64, now_ms: i64) -> rusqlite::Result<usize> {
    transaction
        .prepare_cached(
            "UPDATE job SET state = 'done', action = 'none', code = 'superseded', message = 'A newer version of the record took its place.', owner = '',
               lease_until = 0, updated_at = ?3 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
        )?
        .execute(params![id, fence, now_ms])
}

fn forget_claim(transaction: &Transaction<'_>, job_id: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("DELETE FROM claim WHERE job_id = ?1")?
        .execute([job_id])?;
    Ok(())
}

impl SqliteStore {
    pub(super) fn rescue_jobs(
        &self,
        now_ms: i64,
        is_dead: &dyn Fn(&str) -> bool,
        look_up_after_ms: &dyn Fn(Kind) -> i64,
    ) -> Result<u64, StoreError> {
        self.heal_times(now_ms)?;
        self.end_permits_of_the_dead(now_ms, is_dead)?;
        let running = self.read(|sqlite| {
            sqlite
                .prepare_cached("SELECT id, fence, kind, owner, lease_until FROM job WHERE state = 'running'")?
                .query_map([], |row| {
                    Ok((
                        row.get::<_, i64>(0)?,
                        row.get::<_, i64>(1)?,
                        row.get::<_, String>(2)?,
                        row.get::<_, String>(3)?,
                        row.get::<_, i64>(4)?,
                    ))
                })?
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        let lost: Vec<_> = running
            .into_iter()
            .filter(|(_, _, _, owner, lease)| *lease <= now_ms || is_dead(owner))
            .collect();
        if lost.is_empty() {
            return Ok(0);
        }
        self.write(|transaction| {
            let mut rescued = 0;
            for (id, fence, kind, ..) in &lost {
                // Read here: an owner that only lost its lease may have marked the job as sent a moment ago.
                let sent_at: Option<i64> = transaction
                    .prepare_cached("SELECT sent_at FROM claim WHERE job_id = ?1")?
                    .query_row([id], |row| row.get(0))
                    .optional()?;
                let changed = if let Some(sent_at) = sent_at {
                    let kind = Kind::from_code(kind).unwrap_or(Kind::Payment);
                    transaction
                        .prepare_cached(
                            "UPDATE job SET state = 'unknown', fence = fence + 1, owner = '', lease_until = 0, not_before = ?3, code = 'unknown_outcome',
                               message = 'The sending process ended before Xero answered; Xero is asked what became of it.', updated_at = ?4
                             WHERE id = ?1 AND fence = ?2 AND state = 'running'",
                        )?
                        .execute(params![id, fence, sent_at + look_up_after_ms(kind), now_ms])?
                } else if has_successor(transaction, *id)? {
                    supersede(transaction, *id, *fence, now_ms)?
                } else {
                    transaction
                        .prepare_cached(
                            "UPDATE job SET state = 'waiting', fence = fence + 1, attempts = attempts + 1, owner = '', lease_until = 0, updated_at = ?3
                             WHERE id = ?1 AND fence = ?2 AND state = 'running'",
                        )?
                        .execute(params![id, fence, now_ms])?
                };
                rescued += changed;
            }
            Ok(rescued as u64)
        })
    }

    /// What a clock that was ahead wrote of the queue: a wait is as long as it was meant, from now on; nothing is from the future.
    fn heal_times(&self, now_ms: i64) -> Result<(), StoreError> {
        let latest = now_ms + SKEW_MS;
        let any = self.read(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM job WHERE updated_at > ?1) OR EXISTS (SELECT 1 FROM claim WHERE sent_at > ?1)
                       OR EXISTS (SELECT 1 FROM lease WHERE until > ?2)",
                )?
                .query_row([latest, now_ms + MOST_LEASE_MS], |row| row.get::<_, bool>(0))
        })?;
        if !any {
            return Ok(());
        }
        self.write(|transaction| {
            transaction.execute(
                "UPDATE job SET not_before = MAX(?1 + not_before - updated_at, 0), lease_until = MAX(?1 + lease_until - updated_at, 0),
                   created_at = MIN(created_at, ?1), held_since = MIN(held_since, ?1), updated_at = ?1 WHERE updated_at > ?2",
                [now_ms, latest],
            )?;
            transaction.execute("UPDATE claim SET sent_at = ?1 WHERE sent_at > ?2", [now_ms, latest])?;
            transaction.execute("DELETE FROM lease WHERE until > ?1", [now_ms + MOST_LEASE_MS])?;
            Ok(())
        })
    }

    /// A killed process holds its lanes no longer than Xero may still be busy with what it sent.
    fn end_permits_of_the_dead(&self, now_ms: i64, is_dead: &dyn Fn(&str) -> bool) -> Result<(), StoreError> {
        let held = self.read(|sqlite| {
            sqlite
                .prepare_cached("SELECT id, owner FROM call WHERE ended_at IS NULL AND permit_until > ?1")?
                .query_map([now_ms + DEAD_PERMIT_MS], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<Vec<(i64, String)>>>()
        })?;
        let dead: Vec<i64> = held
            .into_iter()
            .filter(|(_, owner)| is_dead(owner))
            .map(|(id, _)| id)
            .collect();
        if dead.is_empty() {
            return Ok(());
        }
        self.write(|transaction| {
            let mut end =
                transaction.prepare_cached("UPDATE call SET permit_until = ?2 WHERE id = ?1 AND ended_at IS NULL")?;
            for id in &dead {
                end.execute(params![id, now_ms + DEAD_PERMIT_MS])?;
            }
            Ok(())
        })
    }

    #[allow(clippy::too_many_arguments)]
    pub(super) fn claim_jobs(
        &self,
        connection: &str,
        kind: Kind,
        state: State,
        limit: u32,
        most_priority: i64,
        owner: &str,
        lease_until_ms: i64,
        now_ms: i64,
    ) -> Result<Vec<Claimed>, StoreError> {
        self.write(|transaction| {
            let mut claimed = transaction
                .prepare_cached(
                    "UPDATE job SET state = 'running', fence = fence + 1, owner = ?5, lease_until = ?6, updated_at = ?7 WHERE id IN (
                       SELECT id FROM job AS j WHERE connection = ?1 AND state = ?3 AND kind = ?2 AND not_before <= ?7 AND priority <= ?8
                         AND (?3 = 'unknown' OR NOT EXISTS (SELECT 1 FROM job AS other WHERE other.connection = j.connection AND other.kind = j.kind
                           AND other.key = j.key AND other.state IN ('running', 'unknown')))
                       ORDER BY priority, id LIMIT ?4)
                     RETURNING id, fence, attempts, key, entity, entity_id, number, store_id, priority, snapshot, snapshot_hash, code, subject",
                )?
                .query_map(
                    params![connection, kind.as_str(), state.as_str(), limit, owner, lease_until_ms, now_ms, most_priority],
                    |row| {
                        let entity: String = row.get(4)?;
                        Ok(Claimed {
                            id: row.get(0)?,
                            fence: row.get(1)?,
                            attempts: row.get(2)?,
                            connection: connection.to_owned(),
                            kind,
                            key: row.get(3)?,
                            entity: Entity::from_code(&entity).unwrap_or(Entity::Invoice),
                            entity_id: row.get(5)?,
                            number: row.get(6)?,
                            store_id: row.get(7)?,
                            priority: row.get(8)?,
                            snapshot: row.get(9)?,
                            snapshot_hash: row.get(10)?,
                            code: row.get(11)?,
                            subject: row.get(12)?,
                            sent_at_ms: None,
                            sent_note: None,
                        })
                    },
                )?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            claimed.sort_by_key(|job| (job.priority, job.id));
            if state == State::Unknown {
                let mut mark = transaction.prepare_cached("SELECT sent_at, note FROM claim WHERE job_id = ?1")?;
                for job in &mut claimed {
                    if let Some((sent_at, note)) = mark
                        .query_row([job.id], |row| Ok((row.get(0)?, row.get(1)?)))
                        .optional()?
                    {
                        job.sent_at_ms = Some(sent_at);
                        job.sent_note = note;
                    }
                }
            }
            Ok(claimed)
        })
    }

    pub(super) fn mark_jobs_sent(
        &self,
        jobs: &[(i64, i64, Option<String>)],
        idempotency_key: &str,
        now_ms: i64,
    ) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let mut marked = 0;
            let mut statement = transaction.prepare_cached(
                "INSERT INTO claim (connection, kind, key, job_id, idempotency_key, note, sent_at)
                 SELECT connection, kind, key, id, ?3, ?4, ?5 FROM job WHERE id = ?1 AND fence = ?2 AND state = 'running'
                 ON CONFLICT (connection, kind, key) DO UPDATE SET job_id = excluded.job_id, idempotency_key = excluded.idempotency_key,
                   note = excluded.note, sent_at = excluded.sent_at",
            )?;
            for (id, fence, note) in jobs {
                marked += statement.execute(params![id, fence, idempotency_key, note, now_ms])?;
            }
            Ok(marked as u64)
        })
    }

    pub(super) fn settle_jobs(&self, settled: &[(Claimed, Settled, LogLine)], now_ms: i64) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let mut fenced = 0;
            for (job, settled, line) in settled {
                if settle(transaction, job, settled, line, now_ms)? {
                    // What is held for the same reason as before has its line already.
                    if !(matches!(settled, Settled::Held) && job.code == line.code) {
                        write_line(transaction, &job.connection, Some(job), line, now_ms)?;
                    }
                } else {
                    fenced += 1;
                }
            }
            Ok(fenced)
        })
    }

    pub(super) fn release_jobs(&self, jobs: &[(i64, i64)], not_before_ms: i64, now_ms: i64) -> Result<(), StoreError> {
        self.write(|transaction| {
            for (id, fence) in jobs {
                // A job that was sent before keeps its claim: it stays unknown.
                let sent = transaction
                    .prepare_cached("SELECT 1 FROM claim WHERE job_id = ?1")?
                    .exists([id])?;
                if !sent && has_successor(transaction, *id)? {
                    supersede(transaction, *id, *fence, now_ms)?;
                    continue;
                }
                transaction
                    .prepare_cached(
                        "UPDATE job SET state = ?4, owner = '', lease_until = 0, not_before = ?3, updated_at = ?5
                         WHERE id = ?1 AND fence = ?2 AND state = 'running'",
                    )?
                    .execute(params![
                        id,
                        fence,
                        not_before_ms,
                        if sent { State::Unknown } else { State::Waiting }.as_str(),
                        now_ms
                    ])?;
            }
            Ok(())
        })
    }
}

fn settle(
    transaction: &Transaction<'_>,
    job: &Claimed,
    settled: &Settled,
    line: &LogLine,
    now_ms: i64,
) -> rusqlite::Result<bool> {
    // Only the present owner may change anything: looked at first, in the same transaction.
    let mine = transaction
        .prepare_cached("SELECT 1 FROM job WHERE id = ?1 AND fence = ?2 AND state = 'running'")?
        .exists(params![job.id, job.fence])?;
    if !mine {
        return Ok(false);
    }
    if !matches!(settled, Settled::Unknown { .. }) {
        forget_claim(transaction, job.id)?;
    }
    let successor = has_successor(transaction, job.id)?;
    let changed = match settled {
        Settled::Done { link, next } => {
            if let Some(link) = link {
                super::links::put(transaction, job, link, now_ms)?;
            }
            transaction
                .prepare_cached(
                    "UPDATE link SET snapshot_hash = ?4, settings_hash = (SELECT settings_hash FROM job WHERE id = ?5)
                     WHERE connection = ?1 AND kind = ?2 AND key = ?3",
                )?
                .execute(params![job.connection, job.kind.as_str(), job.key, job.snapshot_hash, job.id])?;
            let mut tally = Enqueued::default();
            for follower in next {
                put(transaction, follower, now_ms, &mut tally)?;
            }
            transaction
                .prepare_cached(
                    "UPDATE job SET state = 'done', action = ?3, code = ?4, message = ?5, fix = '', owner = '', lease_until = 0, updated_at = ?6
                     WHERE id = ?1 AND fence = ?2 AND state = 'running'",
                )?
                .execute(params![job.id, job.fence, line.action, line.code, line.message, now_ms])?
        }
        Settled::Held | Settled::Failed | Settled::Retry { .. } | Settled::Again { .. } if successor => {
            if let Settled::Again { link } = settled {
                super::links::put(transaction, job, link, now_ms)?;
            }
            supersede(transaction, job.id, job.fence, now_ms)?
        }
        Settled::Held => transaction
            .prepare_cached(
                "UPDATE job SET state = 'held', code = ?3, message = ?4, fix = ?5, subject = ?9, owner = '', lease_until = 0, held_since = COALESCE(held_since, ?6),
                   not_before = ?6 + MIN(MAX(?7, (?6 - COALESCE(held_since, ?6)) / 2), ?8), updated_at = ?6
                 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
            )?
            .execute(params![
                job.id, job.fence, line.code, line.message, line.fix, now_ms, HELD_PAUSE_MS, HELD_PAUSE_MOST_MS, line.subject
            ])?,
        Settled::Again { link } => {
            super::links::put(transaction, job, link, now_ms)?;
            transaction
                .prepare_cached(
                    "UPDATE job SET state = 'waiting', code = ?3, message = ?4, fix = '', subject = '', owner = '', lease_until = 0, not_before = 0,
                       updated_at = ?5 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
                )?
                .execute(params![job.id, job.fence, line.code, line.message, now_ms])?
        }
        Settled::Failed => transaction
            .prepare_cached(
                "UPDATE job SET state = 'failed', code = ?3, message = ?4, fix = ?5, owner = '', lease_until = 0, attempts = attempts + 1, updated_at = ?6
                 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
            )?
            .execute(params![job.id, job.fence, line.code, line.message, line.fix, now_ms])?,
        Settled::Retry { not_before_ms, counted } => transaction
            .prepare_cached(
                "UPDATE job SET state = 'waiting', code = ?3, message = ?4, fix = ?5, subject = ?9, owner = '', lease_until = 0, attempts = attempts + ?7,
                   not_before = ?8, updated_at = ?6 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
            )?
            .execute(params![
                job.id,
                job.fence,
                line.code,
                line.message,
                line.fix,
                now_ms,
                i64::from(*counted),
                not_before_ms,
                line.subject
            ])?,
        Settled::Unknown { not_before_ms } => transaction
            .prepare_cached(
                "UPDATE job SET state = 'unknown', code = ?3, message = ?4, fix = ?5, owner = '', lease_until = 0, attempts = attempts + 1,
                   not_before = ?7, updated_at = ?6 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
            )?
            .execute(params![job.id, job.fence, line.code, line.message, line.fix, now_ms, not_before_ms])?,
    };
    Ok(changed == 1)
}
