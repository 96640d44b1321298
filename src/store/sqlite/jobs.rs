//! Stores the queue: how snapshots come in, and what screens and people may ask of it.
//!
//! Claiming and settling are in `claims`.

use rusqlite::{OptionalExtension, Transaction, params};

use super::SqliteStore;
use super::damage::{APART, known, readable, remove};
use crate::message::Message;
use crate::queue::{
    self, Active, Came, Claimed, Counted, Counts, Departure, Enqueued, Entity, Event, HISTORY, HeldBy, IMMEDIATE,
    JobStore, Kind, Known, Link, LogLine, NewJob, Next, Page, Put, Query, Run, SeenInvoice, Settled, State, Stored,
    Wish, next,
};
use crate::store_error::StoreError;

/// Stores one job inside a transaction; see [`NewJob`] for what is replaced and dropped.
pub(super) fn put(
    transaction: &Transaction<'_>,
    job: &NewJob,
    now_ms: i64,
    tally: &mut Enqueued,
) -> rusqlite::Result<()> {
    let excluded = transaction
        .prepare_cached("SELECT 1 FROM excluded WHERE entity = ?1 AND entity_id = ?2")?
        .exists([job.entity.as_str(), &job.entity_id])?;
    if excluded {
        tally.excluded += 1;
        return Ok(());
    }
    let same = |content: String, settings: String| Known {
        same_content: content == job.snapshot_hash,
        same_settings: settings == job.settings_hash,
    };
    let active = transaction
        .prepare_cached(
            "SELECT snapshot_hash, settings_hash FROM job WHERE connection = ?1 AND kind = ?2 AND key = ?3 AND state IN ('running', 'unknown') LIMIT 1",
        )?
        .query_row(params![job.connection, job.kind.as_str(), job.key], |row| Ok(same(readable(row, 0)?, readable(row, 1)?)))
        .optional()?;
    let open: Option<(i64, (State, i64, Known))> = transaction
        .prepare_cached(
            "SELECT id, state, priority, snapshot_hash, settings_hash FROM job
             WHERE connection = ?1 AND kind = ?2 AND key = ?3 AND state IN ('waiting', 'held', 'failed', 'cancelled')",
        )?
        .query_row(params![job.connection, job.kind.as_str(), job.key], |row| {
            let state = known(row, 1, State::from_code)?;
            Ok((
                row.get(0)?,
                (state, row.get(2)?, same(readable(row, 3)?, readable(row, 4)?)),
            ))
        })
        .optional()?;
    let settled = transaction
        .prepare_cached(
            "SELECT snapshot_hash, settings_hash FROM link WHERE connection = ?1 AND kind = ?2 AND key = ?3",
        )?
        .query_row(params![job.connection, job.kind.as_str(), job.key], |row| {
            Ok(same(readable(row, 0)?, readable(row, 1)?))
        })
        .optional()?;
    let wish = Wish::from(job);
    let decided = queue::put(
        wish,
        Stored {
            active,
            open: open.map(|(_, row)| row),
            settled,
        },
    );
    queue::count(tally, wish, decided);
    if job.force && !job.only_if_absent {
        hasten_family(transaction, job, now_ms)?;
    }
    match (decided, open) {
        (Put::Queued | Put::InXero, _) => Ok(()),
        (Put::Hasten { at_once }, Some((id, _))) => {
            transaction
                .prepare_cached(
                    "UPDATE job SET priority = MIN(priority, ?2), not_before = CASE WHEN ?3 THEN 0 ELSE not_before END,
                       updated_at = CASE WHEN ?3 THEN ?4 ELSE updated_at END WHERE id = ?1",
                )?
                .execute(params![id, job.priority, at_once, now_ms])?;
            Ok(())
        }
        (Put::Replace, Some((id, _))) => {
            transaction
                .prepare_cached(
                    &format!("UPDATE job SET state = ({READY_STATE}), snapshot = ?2, snapshot_hash = ?3, settings_hash = ?4, number = ?5, store_id = ?6,
                       priority = MIN(priority, ?7), total = ?8, currency = ?9, attempts = 0, not_before = 0, code = CASE state WHEN 'cancelled' THEN 'was_cancelled' ELSE '' END, message = '', message_data = '', fix = '', fix_data = '', subject = '',
                       held_since = NULL, updated_at = ?10 WHERE id = ?1"),
                )?
                .execute(params![
                    id, job.snapshot, job.snapshot_hash, job.settings_hash, job.number, job.store_id, job.priority, job.total,
                    job.currency, now_ms
                ])?;
            Ok(())
        }
        _ => insert(transaction, job, now_ms),
    }
}

/// A person who sends a record means all that stands for it: its payments and refunds as well, which are stuck or wait on
/// their own.
fn hasten_family(transaction: &Transaction<'_>, job: &NewJob, now_ms: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(&format!(
            "UPDATE job SET state = ({READY_STATE}), attempts = 0, not_before = 0, priority = MIN(priority, ?6), message = '', message_data = '', fix = '', fix_data = '', updated_at = ?7
             WHERE entity = ?1 AND entity_id = ?2 AND connection = ?3 AND NOT (kind = ?4 AND key = ?5)
               AND (state IN ('held', 'failed') OR (state = 'waiting' AND (not_before > ?7 OR priority > ?6)))"
        ))?
        .execute(params![
            job.entity.as_str(),
            job.entity_id,
            job.connection,
            job.kind.as_str(),
            job.key,
            job.priority,
            now_ms
        ])?;
    Ok(())
}

fn insert(transaction: &Transaction<'_>, job: &NewJob, now_ms: i64) -> rusqlite::Result<()> {
    transaction
        .prepare_cached(
            "INSERT INTO job (connection, kind, key, entity, entity_id, number, store_id, priority, state, snapshot, snapshot_hash, settings_hash,
               total, currency, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'waiting', ?9, ?10, ?11, ?12, ?13, ?14, ?14)",
        )?
        .execute(params![
            job.connection,
            job.kind.as_str(),
            job.key,
            job.entity.as_str(),
            job.entity_id,
            job.number,
            job.store_id,
            job.priority,
            job.snapshot,
            job.snapshot_hash,
            job.settings_hash,
            job.total,
            job.currency,
            now_ms
        ])?;
    adopt_claim(transaction, job, transaction.last_insert_rowid(), now_ms)
}

/// A record whose earlier job was set apart as damaged (and perhaps removed) while it may have been sent: the new one looks it up first.
fn adopt_claim(transaction: &Transaction<'_>, job: &NewJob, id: i64, now_ms: i64) -> rusqlite::Result<()> {
    let moved = transaction
        .prepare_cached(
            "UPDATE claim SET job_id = ?4 WHERE connection = ?1 AND kind = ?2 AND key = ?3
               AND NOT EXISTS (SELECT 1 FROM job WHERE job.id = claim.job_id AND job.state <> ?5)",
        )?
        .execute(params![job.connection, job.kind.as_str(), job.key, id, APART])?;
    if moved > 0 {
        transaction
            .prepare_cached(
                "UPDATE job SET state = 'unknown', code = 'unknown_outcome', not_before = ?2 WHERE id = ?1",
            )?
            .execute(params![id, now_ms])?;
    }
    Ok(())
}

impl SqliteStore {
    /// Changes the rows that the state machine lets change; `sql` gets id, time and the new state.
    fn change_by_ids(&self, ids: &[i64], event: Event, sql: &str, now_ms: i64) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let mut changed = 0;
            let mut statement = transaction.prepare_cached(sql)?;
            for id in ids {
                let Some((at, _)) = super::claims::standing_of(transaction, *id)? else {
                    continue;
                };
                let state = match next(at, event) {
                    Next::Keeps(state) => state,
                    Next::Frees(state) => {
                        super::claims::forget_claim(transaction, *id)?;
                        state
                    }
                    _ => continue,
                };
                changed += statement.execute(params![id, now_ms, state.as_str()])?;
            }
            Ok(changed as u64)
        })
    }
}

/// Where a job goes that is to be worked on: one that holds a claim is looked up first.
const READY_STATE: &str =
    "SELECT CASE WHEN EXISTS (SELECT 1 FROM claim WHERE claim.job_id = job.id) THEN 'unknown' ELSE 'waiting' END";

impl JobStore for SqliteStore {
    fn enqueue(&self, jobs: &[NewJob], now_ms: i64) -> Result<Enqueued, StoreError> {
        self.write(|transaction| {
            let mut tally = Enqueued::default();
            for job in jobs {
                put(transaction, job, now_ms, &mut tally)?;
            }
            Ok(tally)
        })
    }

    fn rescue(
        &self,
        now_ms: i64,
        is_dead: &dyn Fn(&str) -> bool,
        look_up_after_ms: &dyn Fn(Kind) -> i64,
    ) -> Result<u64, StoreError> {
        self.rescue_jobs(now_ms, is_dead, look_up_after_ms)
    }

    fn claim(
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
        self.claim_jobs(
            connection,
            kind,
            state,
            limit,
            most_priority,
            owner,
            lease_until_ms,
            now_ms,
        )
    }

    fn ready(&self, connection: &str, most_priority: i64, now_ms: i64) -> Result<Vec<(bool, Kind, State)>, StoreError> {
        self.read(|sqlite| {
            let mut found = Vec::new();
            let mut statement = sqlite.prepare_cached(
                "SELECT 1 FROM job AS j WHERE connection = ?1 AND state = ?2 AND kind = ?3 AND priority BETWEEN ?4 AND ?5 AND not_before <= ?6
                   AND (?2 = 'unknown' OR NOT EXISTS (SELECT 1 FROM job AS other WHERE other.connection = j.connection AND other.kind = j.kind
                     AND other.key = j.key AND other.state IN ('running', 'unknown'))) LIMIT 1",
            )?;
            for (history, low, high) in [(false, 0, HISTORY - 1), (true, HISTORY, i64::MAX)] {
                let high = high.min(most_priority);
                for state in [State::Unknown, State::Waiting] {
                    for kind in Kind::ALL {
                        if statement.exists(params![connection, state.as_str(), kind.as_str(), low, high, now_ms])? {
                            found.push((history, *kind, state));
                        }
                    }
                }
            }
            Ok(found)
        })
    }

    fn next_ready_ms(&self, connection: &str, state: State, most_priority: i64) -> Result<Option<i64>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT MIN(not_before) FROM job WHERE connection = ?1 AND state = ?2 AND priority <= ?3",
                )?
                .query_row(params![connection, state.as_str(), most_priority], |row| row.get(0))
        })
    }

    fn waiting_by_kind(&self, connection: &str) -> Result<Vec<(Kind, i64)>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT kind, COUNT(*) FROM job WHERE connection = ?1 AND state = 'waiting' GROUP BY kind",
                )?
                .query_map([connection], |row| Ok((readable(row, 0)?, row.get(1)?)))?
                .filter_map(|one| {
                    one.map(|(kind, count)| Some((Kind::from_code(&kind)?, count)))
                        .transpose()
                })
                .collect()
        })
    }

    fn mark_sent(&self, jobs: &[Departure], idempotency_key: &str, now_ms: i64) -> Result<u64, StoreError> {
        self.mark_jobs_sent(jobs, idempotency_key, now_ms)
    }

    fn in_doubt(&self, connection: &str, kind: Kind, key: &str) -> Result<bool, StoreError> {
        self.record_in_doubt(connection, kind, key)
    }

    fn settle(&self, job: &Claimed, settled: &Settled, line: &LogLine, now_ms: i64) -> Result<bool, StoreError> {
        self.settle_all(&[(job.clone(), settled.clone(), line.clone())], now_ms)
            .map(|came| came != [Came::Fenced])
    }

    fn settle_all(&self, settled: &[(Claimed, Settled, LogLine)], now_ms: i64) -> Result<Vec<Came>, StoreError> {
        self.settle_jobs(settled, now_ms)
    }

    fn release(&self, jobs: &[(i64, i64)], not_before_ms: i64, now_ms: i64) -> Result<(), StoreError> {
        self.release_jobs(jobs, not_before_ms, now_ms)
    }

    fn end_waits(&self, connection: &str, codes: &[&str], now_ms: i64) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let mut ended = 0;
            let mut statement = transaction.prepare_cached(
                "UPDATE job SET not_before = ?3 WHERE connection = ?1 AND state = 'waiting' AND code = ?2 AND not_before > ?3",
            )?;
            for code in codes {
                ended += statement.execute(params![connection, code, now_ms])?;
            }
            Ok(ended as u64)
        })
    }

    fn wake_held(&self, connection: &str, every: bool, now_ms: i64) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let woken = transaction
                .prepare_cached(&format!(
                    "UPDATE job SET state = ({READY_STATE}), not_before = 0, message = '', message_data = '', fix = '', fix_data = '', updated_at = ?3
                     WHERE connection = ?1 AND state = 'held' AND code <> 'held_by_person' AND (?2 OR not_before <= ?3)"
                ))?
                .execute(params![connection, every, now_ms])?;
            Ok(woken as u64)
        })
    }

    fn held_codes(&self, connection: &str) -> Result<Vec<(String, i64)>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached("SELECT code, COUNT(*) FROM job WHERE connection = ?1 AND state = 'held' GROUP BY code ORDER BY code")?
                .query_map([connection], |row| Ok((readable(row, 0)?, row.get(1)?)))?
                .collect()
        })
    }

    fn held_since(&self, connection: &str, since_ms: i64) -> Result<Vec<(String, i64)>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT code, COUNT(*) FROM job WHERE connection = ?1 AND state = 'held' AND updated_at >= ?2 GROUP BY code ORDER BY code",
                )?
                .query_map(params![connection, since_ms], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }

    fn wake_codes(&self, connection: &str, codes: &[String], since_ms: i64, now_ms: i64) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let mut woken = 0;
            for code in codes {
                woken += transaction
                    .prepare_cached(&format!(
                        "UPDATE job SET state = ({READY_STATE}), not_before = 0, message = '', message_data = '', fix = '', fix_data = '', updated_at = ?4
                         WHERE connection = ?1 AND state = 'held' AND code = ?2 AND updated_at >= ?3"
                    ))?
                    .execute(params![connection, code, since_ms, now_ms])?;
            }
            Ok(woken as u64)
        })
    }

    fn link(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Link>, StoreError> {
        self.read_link(connection, kind, key)
    }

    fn link_by_number(&self, connection: &str, kind: Kind, number: &str) -> Result<Option<(String, Link)>, StoreError> {
        self.read_link_where("xero_number", connection, kind, number)
    }

    fn link_by_xero_id(
        &self,
        connection: &str,
        kind: Kind,
        xero_id: &str,
    ) -> Result<Option<(String, Link)>, StoreError> {
        self.read_link_where("xero_id", connection, kind, xero_id)
    }

    fn links_with_note(&self, connection: &str, kind: Kind, note: &str) -> Result<Vec<String>, StoreError> {
        self.read_links_with_note(connection, kind, note)
    }

    fn saw_invoices(&self, seen: &[SeenInvoice]) -> Result<(), StoreError> {
        self.write_seen_invoices(seen)
    }

    fn paid_on(&self, connection: &str, key: &str) -> Result<Option<Option<String>>, StoreError> {
        self.read_paid_on(connection, key)
    }

    fn links_to(&self, connection: &str, kind: Kind, xero_id: &str) -> Result<Vec<String>, StoreError> {
        self.read_links_to(connection, kind, xero_id)
    }

    fn party(&self, connection: &str, order_id: &str) -> Result<Option<String>, StoreError> {
        self.read_party(connection, order_id)
    }

    fn doubt(&self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "UPDATE link SET fingerprint = '' WHERE connection = ?1 AND kind = ?2 AND key = ?3",
                params![connection, kind.as_str(), key],
            )?;
            Ok(())
        })
    }

    fn unlink(&self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "DELETE FROM link WHERE connection = ?1 AND kind = ?2 AND key = ?3",
                params![connection, kind.as_str(), key],
            )?;
            Ok(())
        })
    }

    fn active(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Active>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT state, code, message, message_data, not_before FROM job WHERE connection = ?1 AND kind = ?2 AND key = ?3 AND state NOT IN ('done', ?4)
                     ORDER BY id DESC LIMIT 1",
                )?
                .query_row(params![connection, kind.as_str(), key, APART], |row| {
                    let message = Message::kept(readable(row, 2)?, &readable(row, 3)?);
                    Ok((known(row, 0, State::from_code)?, readable(row, 1)?, message, row.get(4)?))
                })
                .optional()
        })
    }

    fn links_of(&self, entity: Entity, entity_id: &str) -> Result<Vec<(String, Kind, Link, i64)>, StoreError> {
        self.read_links_of(entity, entity_id)
    }

    fn note(&self, connection: &str, line: &LogLine, now_ms: i64) -> Result<(), StoreError> {
        self.write(|transaction| super::claims::write_line(transaction, connection, None, line, now_ms))
    }

    fn jobs(&self, query: &Query) -> Result<Page, StoreError> {
        self.page_of(&super::query::JOBS, query)
    }

    fn log(&self, query: &Query) -> Result<Page, StoreError> {
        self.page_of(&super::query::LOG, query)
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.read(|sqlite| {
            let jobs = sqlite
                .prepare_cached(
                    "SELECT connection, entity, kind, state, COUNT(*), MIN(created_at) FROM job GROUP BY 1, 2, 3, 4",
                )?
                .query_map([], |row| {
                    // What is damaged is told by `health`, not counted as something that it may not be.
                    let words = (
                        Entity::from_code(&readable(row, 1)?),
                        Kind::from_code(&readable(row, 2)?),
                        State::from_code(&readable(row, 3)?),
                    );
                    let (Some(entity), Some(kind), Some(state)) = words else {
                        return Ok(None);
                    };
                    Ok(Some(Counted {
                        connection: readable(row, 0)?,
                        entity,
                        kind,
                        state,
                        count: row.get(4)?,
                        oldest_ms: row.get(5)?,
                    }))
                })?
                .filter_map(rusqlite::Result::transpose)
                .collect::<rusqlite::Result<_>>()?;
            let mut data_of = sqlite.prepare_cached("SELECT message_data FROM job WHERE id = CAST(?1 AS INTEGER)")?;
            let held = sqlite
                .prepare_cached(
                    "SELECT connection, code, subject, MIN(message || char(31) || id), COUNT(*), MIN(message) = MAX(message) FROM job
                     WHERE state IN ('held', 'failed') GROUP BY 1, 2, 3 ORDER BY 5 DESC",
                )?
                .query_map([], |row| {
                    let first = readable(row, 3)?;
                    let (message, id) = first.rsplit_once('\u{1f}').unwrap_or_default();
                    // Read of one row only: what stands behind the snapshots is far away.
                    let data: String = data_of.query_row([id], |row| readable(row, 0))?;
                    Ok(HeldBy {
                        connection: readable(row, 0)?,
                        code: readable(row, 1)?,
                        subject: readable(row, 2)?,
                        message: Message::kept(message, &data),
                        count: row.get(4)?,
                        same_message: row.get(5)?,
                    })
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok(Counts { jobs, held })
        })
    }

    fn retry(&self, ids: Option<&[i64]>, code: Option<&str>, now_ms: i64) -> Result<u64, StoreError> {
        // What a person asks for goes first. The code stays: it may ask for another form of the document.
        const READY: &str = "attempts = 0, not_before = 0, priority = 0, message = '', message_data = '', fix = '', fix_data = '', updated_at = ?2";
        match (ids, code) {
            (Some(ids), _) => {
                let sql = format!("UPDATE job SET state = ?3, {READY} WHERE id = ?1");
                self.change_by_ids(ids, Event::Retried, &sql, now_ms)
            }
            (None, code) => self.write(|transaction| {
                // What a person put on hold is released by name only.
                let every = code.is_none();
                let changed = transaction.execute(
                    &format!(
                        "UPDATE job SET state = ({READY_STATE}), {READY}
                         WHERE state IN ('held', 'failed') AND (code = ?1 OR ?3 AND code <> 'held_by_person')"
                    ),
                    params![code.unwrap_or_default(), now_ms, every],
                )?;
                Ok(changed as u64)
            }),
        }
    }

    fn send_all(&self, now_ms: i64) -> Result<u64, StoreError> {
        let stuck = self.retry(None, None, now_ms)?;
        self.write(|transaction| {
            let waiting = transaction
                .prepare_cached(
                    "UPDATE job SET priority = MIN(priority, ?1), not_before = 0, updated_at = ?2
                     WHERE state = 'waiting' AND priority > 0 AND priority < ?3",
                )?
                .execute(params![IMMEDIATE, now_ms, HISTORY])?;
            Ok(stuck + waiting as u64)
        })
    }

    fn hold(&self, ids: &[i64], now_ms: i64) -> Result<u64, StoreError> {
        self.change_by_ids(
            ids,
            Event::HeldByPerson,
            "UPDATE job SET state = ?3, code = 'held_by_person', message = 'Held by a person.', message_data = '', fix = 'Press Send now to release it.', fix_data = '', held_since = ?2,
               updated_at = ?2 WHERE id = ?1",
            now_ms,
        )
    }

    fn cancel(&self, ids: &[i64], now_ms: i64) -> Result<u64, StoreError> {
        let removed = self.write(|transaction| remove(transaction, ids))?;
        let cancelled = self.change_by_ids(
            ids,
            Event::CancelledByPerson,
            "UPDATE job SET state = ?3, code = 'cancelled_by_person', message = 'Cancelled by a person; sent again only when the record changes.', message_data = '',
               fix = '', fix_data = '', updated_at = ?2 WHERE id = ?1",
            now_ms,
        )?;
        Ok(cancelled + removed as u64)
    }

    fn start_run(&self, run: &Run) -> Result<Run, StoreError> {
        self.insert_run(run)
    }

    fn run(&self, connection: &str) -> Result<Option<Run>, StoreError> {
        self.read_run("connection = ?1 ORDER BY id DESC LIMIT 1", connection)
    }

    fn run_by_id(&self, id: i64) -> Result<Option<Run>, StoreError> {
        self.read_run("id = ?1", id)
    }

    fn advance_run(
        &self,
        id: i64,
        entity: &str,
        expected: &str,
        cursor: &str,
        finished: bool,
        read: i64,
        ignored: i64,
        refused: i64,
        jobs: &[NewJob],
        now_ms: i64,
    ) -> Result<Option<Run>, StoreError> {
        self.move_run(
            id,
            entity,
            expected,
            cursor,
            finished,
            [read, ignored, refused],
            jobs,
            now_ms,
        )
    }

    fn set_run_state(&self, id: i64, state: &str) -> Result<(), StoreError> {
        self.change_run(id, state, None)
    }

    fn finish_run(&self, id: i64, state: &str, now_ms: i64) -> Result<(), StoreError> {
        self.change_run(id, state, Some(now_ms))
    }

    fn cancel_history(&self, connection: &str, now_ms: i64) -> Result<u64, StoreError> {
        self.write(|transaction| {
            let changed = transaction.execute(
                "DELETE FROM job WHERE connection = ?1 AND state = 'waiting' AND priority >= 50 AND created_at <= ?2
                   AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.job_id = job.id)",
                params![connection, now_ms],
            )?;
            Ok(changed as u64)
        })
    }

    fn history_counts(&self, connection: &str, since_ms: i64) -> Result<Vec<(State, i64)>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT state, COUNT(*) FROM job WHERE connection = ?1 AND priority >= 50 AND updated_at >= ?2 GROUP BY state",
                )?
                .query_map(params![connection, since_ms], |row| {
                    Ok((readable(row, 0)?, row.get(1)?))
                })?
                .filter_map(|one| one.map(|(state, count)| Some((State::from_code(&state)?, count))).transpose())
                .collect()
        })
    }

    fn cursor(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached("SELECT value FROM cursor WHERE name = ?1")?
                .query_row([name], |row| row.get(0))
                .optional()
        })
    }

    fn set_cursor(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT OR REPLACE INTO cursor (name, value) VALUES (?1, ?2)",
                [name, value],
            )?;
            Ok(())
        })
    }

    fn check(&self, now_ms: i64) -> Result<(), StoreError> {
        self.look_for_damage(now_ms)?;
        self.checkpoint();
        Ok(())
    }

    fn prune(&self, log_before_ms: i64, jobs_before_ms: i64) -> Result<(u64, u64), StoreError> {
        self.write(|transaction| {
            let lines = transaction.execute("DELETE FROM log WHERE at < ?1", [log_before_ms])?;
            let jobs = transaction.execute(
                "DELETE FROM job WHERE state = 'done' AND updated_at < ?1 AND NOT EXISTS (SELECT 1 FROM claim WHERE claim.job_id = job.id)",
                [jobs_before_ms],
            )?;
            // That a person took it out is remembered for as long as the record does not change.
            transaction.execute(
                "UPDATE job SET snapshot = '' WHERE state = 'cancelled' AND updated_at < ?1 AND snapshot <> ''",
                [jobs_before_ms],
            )?;
            Ok((lines as u64, jobs as u64))
        })
    }
}
