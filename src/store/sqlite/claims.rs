//! Stores who works on what: claims, the mark before a request leaves, and jobs that are given back.
//!
//! Every change of a claimed job names its fence and touches that one row only. What may become of a job is decided by
//! [`crate::queue::next`].

use rusqlite::{OptionalExtension, Transaction, params};

use super::SqliteStore;
use super::damage::{is_of_a_row, known, readable, set_apart};
use crate::clock::SKEW_MS;
use crate::queue::{At, Claimed, DEAD_PERMIT_MS, Departure, Entity, Event, Kind, LogLine, Next, Proof, State, next};
use crate::store_error::StoreError;

/// Longest lease of a list, in milliseconds.
const MOST_LEASE_MS: i64 = 15 * 60_000;

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
            "INSERT INTO log (at, connection, entity, entity_id, kind, number, action, status, code, message, message_data, fix, fix_data, xero_id, xero_url,
               total, xero_total, currency, job_id, attempt, duration_ms, store_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)",
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
            line.message.to_string(),
            line.message.column(),
            line.fix.to_string(),
            line.fix.column(),
            line.xero_id,
            line.xero_url,
            line.total,
            line.xero_total,
            line.currency,
            job.map(|job| job.id),
            job.map_or(0, |job| job.attempts + 1),
            line.duration_ms,
            job.map_or("", |job| &job.store_id)
        ])?;
    if let Some(exchange) = &line.exchange {
        super::records::write_exchange(transaction, transaction.last_insert_rowid(), exchange, now_ms)?;
    }
    Ok(())
}

/// How a job stands, with its successor's id; `None` when there is no such row.
pub(super) fn standing_of(transaction: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<(At, Option<i64>)>> {
    let found: Option<(String, bool, Option<String>, Option<i64>)> = transaction
        .prepare_cached(
            "SELECT own.state, EXISTS (SELECT 1 FROM claim WHERE job_id = own.id), other.state, other.id FROM job AS own
             LEFT JOIN job AS other ON other.connection = own.connection AND other.kind = own.kind AND other.key = own.key
               AND other.id <> own.id AND other.state IN ('waiting', 'held', 'failed', 'cancelled') WHERE own.id = ?1",
        )?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    Ok(found.and_then(|(state, claimed, successor, successor_id)| {
        let at = At {
            state: State::from_code(&state)?,
            claimed,
            successor: successor.as_deref().and_then(State::from_code),
        };
        Some((at, successor_id))
    }))
}

pub(super) fn supersede(transaction: &Transaction<'_>, id: i64, fence: i64, now_ms: i64) -> rusqlite::Result<usize> {
    transaction
        .prepare_cached(
            "UPDATE job SET state = 'done', action = 'none', code = 'superseded', message = 'A newer version of the record took its place.', message_data = '', owner = '',
               lease_until = 0, updated_at = ?3 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
        )?
        .execute(params![id, fence, now_ms])
}

pub(super) fn forget_claim(transaction: &Transaction<'_>, job_id: i64) -> rusqlite::Result<()> {
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
                        readable(row, 2)?,
                        readable(row, 3)?,
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
                let Some((at, _)) = standing_of(transaction, *id)? else {
                    continue;
                };
                let Some(kind) = Kind::from_code(kind) else {
                    set_apart(transaction, *id, now_ms)?;
                    continue;
                };
                rescued += match next(at, Event::OwnerDied) {
                    Next::Keeps(State::Unknown) => transaction
                        .prepare_cached(
                            "UPDATE job SET state = 'unknown', fence = fence + 1, owner = '', lease_until = 0, code = 'unknown_outcome',
                               message = 'The sending process ended before Xero answered; Xero is asked what became of it.', message_data = '', updated_at = ?4,
                               not_before = (SELECT COALESCE(look_up_at, sent_at + ?3) FROM claim WHERE job_id = ?1)
                             WHERE id = ?1 AND fence = ?2 AND state = 'running'",
                        )?
                        .execute(params![id, fence, look_up_after_ms(kind), now_ms])?,
                    Next::Keeps(State::Waiting) => transaction
                        .prepare_cached(
                            "UPDATE job SET state = 'waiting', fence = fence + 1, attempts = attempts + 1, owner = '', lease_until = 0, updated_at = ?3
                             WHERE id = ?1 AND fence = ?2 AND state = 'running'",
                        )?
                        .execute(params![id, fence, now_ms])?,
                    Next::Superseded => supersede(transaction, *id, *fence, now_ms)?,
                    _ => 0,
                };
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
            transaction.execute("UPDATE claim SET look_up_at = ?1 + look_up_at - sent_at, sent_at = ?1 WHERE sent_at > ?2", [now_ms, latest])?;
            super::memory::heal(transaction, now_ms, latest)?;
            transaction.execute("DELETE FROM lease WHERE until > ?1", [now_ms + MOST_LEASE_MS])?;
            Ok(())
        })
    }

    /// A killed process holds its lanes no longer than Xero may still be busy with what it sent.
    fn end_permits_of_the_dead(&self, now_ms: i64, is_dead: &dyn Fn(&str) -> bool) -> Result<(), StoreError> {
        let held = self.read(|sqlite| {
            sqlite
                .prepare_cached("SELECT id, owner FROM call WHERE ended_at IS NULL AND permit_until > ?1")?
                .query_map([now_ms + DEAD_PERMIT_MS], |row| Ok((row.get(0)?, readable(row, 1)?)))?
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
        self.write_noticing(now_ms, |transaction| {
            let read = transaction
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
                        let id: i64 = row.get(0)?;
                        let one = || -> rusqlite::Result<Claimed> { Ok(Claimed {
                            id,
                            fence: row.get(1)?,
                            attempts: row.get(2)?,
                            connection: connection.to_owned(),
                            kind,
                            key: row.get(3)?,
                            entity: known(row, 4, Entity::from_code)?,
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
                            mark: String::new(),
                            sent_to: String::new(),
                            proof: Proof::Nothing,
                        }) };
                        Ok((id, one()))
                    },
                )?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            let mut claimed = Vec::with_capacity(read.len());
            for (id, one) in read {
                match one {
                    Ok(one) => claimed.push(one),
                    Err(error) if is_of_a_row(&error) => set_apart(transaction, id, now_ms)?,
                    Err(error) => return Err(error),
                }
            }
            claimed.sort_by_key(|job| (job.priority, job.id));
            if state == State::Unknown {
                let mut claim = transaction
                    .prepare_cached("SELECT sent_at, note, mark, organisation FROM claim WHERE job_id = ?1")?;
                for job in &mut claimed {
                    if let Some((sent_at, note, mark, organisation)) = claim
                        .query_row([job.id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
                        .optional()?
                    {
                        job.sent_at_ms = Some(sent_at);
                        job.sent_note = note;
                        job.mark = mark;
                        job.sent_to = organisation;
                    }
                }
            }
            Ok(claimed)
        })
    }

    pub(super) fn mark_jobs_sent(
        &self,
        jobs: &[Departure],
        idempotency_key: &str,
        now_ms: i64,
    ) -> Result<u64, StoreError> {
        self.write_sending(now_ms, |transaction| {
            let mut marked = 0;
            let mut statement = transaction.prepare_cached(
                "INSERT INTO claim (connection, kind, key, job_id, idempotency_key, note, sent_at, mark, organisation, look_up_at)
                 SELECT connection, kind, key, id, ?3, ?4, ?5, ?6, ?7, ?8 FROM job WHERE id = ?1 AND fence = ?2 AND state = 'running'
                 ON CONFLICT (connection, kind, key) DO UPDATE SET job_id = excluded.job_id, idempotency_key = excluded.idempotency_key,
                   note = excluded.note, sent_at = excluded.sent_at, mark = excluded.mark, organisation = excluded.organisation,
                   look_up_at = excluded.look_up_at",
            )?;
            for job in jobs {
                marked += statement.execute(params![
                    job.id,
                    job.fence,
                    idempotency_key,
                    job.note,
                    now_ms,
                    job.mark,
                    job.organisation,
                    job.look_up_at_ms
                ])?;
            }
            Ok(marked as u64)
        })
    }

    pub(super) fn record_in_doubt(&self, connection: &str, kind: Kind, key: &str) -> Result<bool, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached("SELECT 1 FROM claim WHERE connection = ?1 AND kind = ?2 AND key = ?3")?
                .exists(params![connection, kind.as_str(), key])
        })
    }

    pub(super) fn release_jobs(&self, jobs: &[(i64, i64)], not_before_ms: i64, now_ms: i64) -> Result<(), StoreError> {
        self.write(|transaction| {
            for (id, fence) in jobs {
                let Some((at, _)) = standing_of(transaction, *id)? else {
                    continue;
                };
                match next(at, Event::GivenBack) {
                    Next::Superseded => {
                        supersede(transaction, *id, *fence, now_ms)?;
                    }
                    Next::Keeps(state) => {
                        // What may have left is not asked about before it can have arrived.
                        transaction
                            .prepare_cached(
                                "UPDATE job SET state = ?4, owner = '', lease_until = 0, updated_at = ?5,
                                   not_before = MAX(?3, COALESCE((SELECT look_up_at FROM claim WHERE job_id = ?1), 0))
                                 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
                            )?
                            .execute(params![id, fence, not_before_ms, state.as_str(), now_ms])?;
                    }
                    _ => {}
                }
            }
            Ok(())
        })
    }
}
