//! Stores how a claimed job ends: its row, its link and what follows from it, in one transaction.

use rusqlite::{Transaction, params};

use super::SqliteStore;
use super::claims::{forget_claim, standing_of, supersede, write_line};
use super::jobs::put;
use crate::queue::{Came, Claimed, Enqueued, Event, LogLine, Next, Settled, State, next};
use crate::store_error::StoreError;

/// First pause of a held job; it doubles with its age.
const HELD_PAUSE_MS: i64 = 30 * 60_000;
const HELD_PAUSE_MOST_MS: i64 = 6 * 3_600_000;
/// Pause of a job whose ending had to wait for proof.
const DOUBT_PAUSE_MS: i64 = 60_000;

impl SqliteStore {
    pub(super) fn settle_jobs(
        &self,
        settled: &[(Claimed, Settled, LogLine)],
        now_ms: i64,
    ) -> Result<Vec<Came>, StoreError> {
        self.write(|transaction| {
            let mut all = Vec::with_capacity(settled.len());
            for (job, settled, line) in settled {
                let came = settle(transaction, job, settled, line, now_ms)?;
                // What is held for the same reason as before has its line already.
                let known = matches!(settled, Settled::Held | Settled::Unproven) && job.code == line.code;
                if came == Came::Settled && !known {
                    write_line(transaction, &job.connection, Some(job), line, now_ms)?;
                }
                all.push(came);
            }
            Ok(all)
        })
    }
}

/// Only the present owner may change anything: looked at first, in the same transaction.
fn settle(
    transaction: &Transaction<'_>,
    job: &Claimed,
    settled: &Settled,
    line: &LogLine,
    now_ms: i64,
) -> rusqlite::Result<Came> {
    let mine = transaction
        .prepare_cached("SELECT 1 FROM job WHERE id = ?1 AND fence = ?2 AND state = 'running'")?
        .exists(params![job.id, job.fence])?;
    let Some((at, successor)) = standing_of(transaction, job.id)?.filter(|_| mine) else {
        return Ok(Came::Fenced);
    };
    let becomes = next(at, Event::Settled(settled.ending(), job.proof));
    let state = match becomes {
        Next::Frees(state) | Next::Keeps(state) => state,
        Next::Superseded => {
            if let Settled::Again { link } = settled {
                super::links::put(transaction, job, link, now_ms)?;
            }
            forget_claim(transaction, job.id)?;
            supersede(transaction, job.id, job.fence, now_ms)?;
            return Ok(Came::Settled);
        }
        Next::Same | Next::Removed | Next::Emptied => return Ok(Came::Fenced),
    };
    match (state, settled) {
        (State::Done, Settled::Done { link, next }) => {
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
                    "UPDATE job SET state = 'done', action = ?3, code = ?4, message = ?5, message_data = ?7, fix = '', fix_data = '', owner = '',
                       lease_until = 0, updated_at = ?6
                     WHERE id = ?1 AND fence = ?2 AND state = 'running'",
                )?
                .execute(params![job.id, job.fence, line.action, line.code, line.message.to_string(), now_ms, line.message.column()])?
        }
        (State::Held, _) => {
            if let (true, Some(newer)) = (at.claimed && becomes == Next::Keeps(State::Held), successor) {
                take_over(transaction, job.id, newer)?;
            }
            hold(transaction, job, line, now_ms)?
        }
        (State::Waiting, Settled::Again { link }) => {
            super::links::put(transaction, job, link, now_ms)?;
            transaction
                .prepare_cached(
                    "UPDATE job SET state = 'waiting', code = ?3, message = ?4, message_data = ?6, fix = '', fix_data = '', subject = '', owner = '', lease_until = 0, not_before = 0,
                       updated_at = ?5 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
                )?
                .execute(params![job.id, job.fence, line.code, line.message.to_string(), now_ms, line.message.column()])?
        }
        (State::Failed, _) => transaction
            .prepare_cached(
                "UPDATE job SET state = 'failed', code = ?3, message = ?4, message_data = ?7, fix = ?5, fix_data = ?8, owner = '', lease_until = 0, attempts = attempts + 1, updated_at = ?6
                 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
            )?
            .execute(params![job.id, job.fence, line.code, line.message.to_string(), line.fix.to_string(), now_ms, line.message.column(), line.fix.column()])?,
        (State::Waiting, Settled::Retry { not_before_ms, counted }) => transaction
            .prepare_cached(
                "UPDATE job SET state = 'waiting', code = ?3, message = ?4, message_data = ?10, fix = ?5, fix_data = ?11, subject = ?9, owner = '', lease_until = 0, attempts = attempts + ?7,
                   not_before = ?8, updated_at = ?6 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
            )?
            .execute(params![
                job.id,
                job.fence,
                line.code,
                line.message.to_string(),
                line.fix.to_string(),
                now_ms,
                i64::from(*counted),
                not_before_ms,
                line.subject,
                line.message.column(),
                line.fix.column()
            ])?,
        (State::Unknown, Settled::Unknown { not_before_ms }) => {
            // Sending is an attempt, asking is none.
            let sent = at.claimed && job.sent_at_ms.is_none();
            transaction
                .prepare_cached(
                    "UPDATE job SET state = 'unknown', code = ?3, message = ?4, message_data = ?9, fix = ?5, fix_data = ?10, owner = '', lease_until = 0, attempts = attempts + ?8,
                       not_before = ?7, updated_at = ?6 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
                )?
                .execute(params![
                    job.id,
                    job.fence,
                    line.code,
                    line.message.to_string(),
                    line.fix.to_string(),
                    now_ms,
                    not_before_ms,
                    i64::from(sent),
                    line.message.column(),
                    line.fix.column()
                ])?
        }
        // Whatever its owner wanted: it may be in Xero, and nothing proves the contrary.
        _ => {
            transaction
            .prepare_cached(
                "UPDATE job SET state = ?4, owner = '', lease_until = 0, updated_at = ?3,
                   not_before = MAX(?5, COALESCE((SELECT look_up_at FROM claim WHERE job_id = ?1), 0))
                 WHERE id = ?1 AND fence = ?2 AND state = 'running'",
            )?
            .execute(params![job.id, job.fence, now_ms, state.as_str(), now_ms + DOUBT_PAUSE_MS])?;
            return Ok(Came::Doubted);
        }
    };
    if matches!(becomes, Next::Frees(_)) {
        forget_claim(transaction, job.id)?;
    }
    Ok(Came::Settled)
}

fn hold(transaction: &Transaction<'_>, job: &Claimed, line: &LogLine, now_ms: i64) -> rusqlite::Result<usize> {
    transaction
        .prepare_cached(
            "UPDATE job SET state = 'held', code = ?3, message = ?4, message_data = ?10, fix = ?5, fix_data = ?11, subject = ?9, owner = '', lease_until = 0, held_since = COALESCE(held_since, ?6),
               not_before = ?6 + MIN(MAX(?7, (?6 - COALESCE(held_since, ?6)) / 2), ?8), updated_at = ?6
             WHERE id = ?1 AND fence = ?2 AND state = 'running'",
        )?
        .execute(params![
            job.id, job.fence, line.code, line.message.to_string(), line.fix.to_string(), now_ms, HELD_PAUSE_MS, HELD_PAUSE_MOST_MS,
            line.subject, line.message.column(), line.fix.column()
        ])
}

/// A record has one open row at most: the one that holds the claim takes its newer snapshot over.
fn take_over(transaction: &Transaction<'_>, id: i64, newer: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "UPDATE job SET (snapshot, snapshot_hash, settings_hash, number, store_id, total, currency, priority) =
               (SELECT snapshot, snapshot_hash, settings_hash, number, store_id, total, currency, MIN(priority, job.priority)
                FROM job AS newer WHERE newer.id = ?2) WHERE id = ?1",
        )?
        .execute([id, newer])?;
    transaction
        .prepare_cached("DELETE FROM job WHERE id = ?1")?
        .execute([newer])?;
    Ok(())
}
