//! Rows of jobs.

use std::collections::{HashMap, HashSet};

use rusqlite::{OptionalExtension, params, params_from_iter};

use super::SqliteRows;
use super::damage::{APART, known, readable};
use super::job_row::{JOB_ROW, claimed, hashes, job_row, kept_print, print, row_or_damage, snapshot, write_claim};
use super::which::{assignments, condition, list, number, states};
use crate::message::Message;
use crate::queue::row::{Change, Damaged, JobRow, OnRecord, OpenRow, Patch, Told, Wanted, Which, WriteClaim};
use crate::queue::{ChangedRow, Claimed, Counted, Entity, HeldBy, Kind, NewJob, Position, State};
use crate::store::packed::Kept;
use crate::store::rows::{Carried, Content, JobRows, NewRow};
use crate::store_error::StoreError;

/// The state in SQL of rows that wait or are stuck; as the schema's index has it.
const OPEN: &str = "state IN ('waiting', 'held', 'failed', 'cancelled')";
/// The state in SQL of rows that are being sent or looked up; as the schema's index has it.
const ACTIVE: &str = "state IN ('running', 'unknown')";

/// That the record of row `j` is not being sent or looked up as another row; `?2` is the state that is asked for.
const NOT_ACTIVE_ELSEWHERE: &str =
    "(?2 = 'unknown' OR NOT EXISTS (SELECT 1 FROM job AS other WHERE other.connection = j.connection
   AND other.kind = j.kind AND other.key = j.key AND other.state IN ('running', 'unknown')))";

/// How rows are counted (`by` the values of these columns), and where: what is kept beside them knows connection, entity, kind and state.
fn counter(by: &[&str], which: &Which<'_>) -> (&'static str, &'static str) {
    let others = Which {
        connection: None,
        kinds: &[],
        states: &[],
        ..*which
    };
    if others == Which::ALL && by.iter().all(|column| matches!(*column, "job.kind" | "job.state")) {
        return ("COALESCE(SUM(job.jobs), 0)", "counted AS job");
    }
    match which.updated_from_ms {
        // Of a connection there may be a million, of which SQLite knows nothing.
        Some(_) if !which.states.is_empty() => ("COUNT(*)", "job INDEXED BY job_settled"),
        _ => ("COUNT(*)", "job"),
    }
}

impl SqliteRows<'_> {
    fn counted<T>(
        &self,
        column: &str,
        which: &Which<'_>,
        read: impl Fn(String) -> Option<T>,
    ) -> Result<Vec<(T, i64)>, StoreError> {
        let which = &Which {
            // Each by its name: an index of states is no help for those that are not set apart.
            states: if which.states.is_empty() {
                State::ALL
            } else {
                which.states
            },
            ..*which
        };
        let chosen = condition(which);
        let (number, counted) = counter(&[column], which);
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT {column}, {number} AS number FROM {counted} WHERE {} GROUP BY {column} HAVING number > 0 ORDER BY {column}",
                    chosen.sql
                ))?
                .query_map(params_from_iter(&chosen.values), |row| {
                    Ok((readable(row, 0)?, row.get(1)?))
                })?
                // What is damaged is told by `health`, not counted as something that it may not be.
                .filter_map(|one| one.map(|(word, count)| Some((read(word)?, count))).transpose())
                .collect()
        })
    }
}

impl JobRows for SqliteRows<'_> {
    fn on_records(&self, jobs: &[NewJob]) -> Result<Vec<OnRecord>, StoreError> {
        self.ask(|sqlite| {
            let mut excluded = sqlite.prepare_cached("SELECT 1 FROM excluded WHERE entity = ?1 AND entity_id = ?2")?;
            let prints = format!("{}, {}", print("", "snapshot"), print("", "settings"));
            let mut active = sqlite.prepare_cached(&format!(
                "SELECT {prints} FROM job WHERE connection = ?1 AND kind = ?2 AND key = ?3 AND {ACTIVE} LIMIT 1"
            ))?;
            let mut open = sqlite.prepare_cached(&format!(
                "SELECT id, state, fence, priority, {prints}, EXISTS (SELECT 1 FROM claim WHERE claim.job_id = job.id)
                 FROM job WHERE connection = ?1 AND kind = ?2 AND key = ?3 AND {OPEN}"
            ))?;
            let mut settled = sqlite.prepare_cached(
                "SELECT snapshot_hash, settings_hash FROM link WHERE connection = ?1 AND kind = ?2 AND key = ?3",
            )?;
            jobs.iter()
                .map(|job| {
                    let record = [job.connection.as_str(), job.kind.as_str(), job.key.as_str()];
                    Ok(OnRecord {
                        excluded: excluded.exists([job.entity.as_str(), &job.entity_id])?,
                        active: active.query_row(record, |row| hashes(row, 0)).optional()?,
                        open: open
                            .query_row(record, |row| {
                                Ok(OpenRow {
                                    id: row.get(0)?,
                                    state: known(row, 1, State::from_code)?,
                                    fence: row.get(2)?,
                                    priority: row.get(3)?,
                                    hashes: hashes(row, 4)?,
                                    claimed: row.get(6)?,
                                })
                            })
                            .optional()?,
                        settled: settled.query_row(record, |row| hashes(row, 0)).optional()?,
                    })
                })
                .collect()
        })
    }

    fn insert_jobs(&mut self, rows: &[NewRow<'_>]) -> Result<Vec<i64>, StoreError> {
        self.ask(|sqlite| {
            let mut insert = sqlite.prepare_cached(
                "INSERT INTO job (connection, kind, key, entity, entity_id, number, store_id, priority, state, snapshot, packed, snapshot_hash,
                   settings_hash, total, currency, created_at, updated_at, snapshot_print, settings_print)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?16, ?17, ?18)",
            )?;
            rows.iter()
                .map(|NewRow { job, now_ms }| {
                    let kept = Kept::of(&job.snapshot);
                    let ((snapshot, snapshot_print), (settings, settings_print)) =
                        (kept_print(&job.snapshot_hash), kept_print(&job.settings_hash));
                    insert.execute(params![
                        job.connection,
                        job.kind.as_str(),
                        job.key,
                        job.entity.as_str(),
                        job.entity_id,
                        job.number,
                        job.store_id,
                        job.priority,
                        State::Waiting.as_str(),
                        kept.text,
                        kept.packed,
                        snapshot,
                        settings,
                        job.total,
                        job.currency,
                        now_ms,
                        snapshot_print,
                        settings_print
                    ])?;
                    Ok(sqlite.last_insert_rowid())
                })
                .collect()
        })
    }

    fn adopt_claims(&mut self, ids: &[i64]) -> Result<Vec<i64>, StoreError> {
        self.ask(|sqlite| {
            let mut adopt = sqlite.prepare_cached(
                "UPDATE claim SET job_id = ?1 WHERE (connection, kind, key) = (SELECT connection, kind, key FROM job WHERE id = ?1)
                   AND NOT EXISTS (SELECT 1 FROM job WHERE job.id = claim.job_id AND job.state <> ?2)",
            )?;
            let mut adopted = Vec::new();
            for id in ids {
                if adopt.execute(params![id, APART])? > 0 {
                    adopted.push(*id);
                }
            }
            Ok(adopted)
        })
    }

    fn inherit_claims(&mut self) -> Result<Vec<i64>, StoreError> {
        const HEIR: &str = "SELECT id FROM job WHERE job.connection = claim.connection AND job.kind = claim.kind AND job.key = claim.key
          AND job.state IN ('waiting', 'held', 'failed', 'cancelled')";
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "UPDATE claim SET job_id = ({HEIR}) WHERE EXISTS ({HEIR})
                       AND EXISTS (SELECT 1 FROM job WHERE job.id = claim.job_id AND job.state = ?1) RETURNING job_id"
                ))?
                .query_map([APART], |row| row.get(0))?
                .collect()
        })
    }

    fn remove_apart(&mut self, ids: &[i64]) -> Result<u64, StoreError> {
        self.ask(|sqlite| {
            let gone = sqlite
                .prepare_cached("DELETE FROM job WHERE state = ?1 AND id IN (SELECT value FROM json_each(?2))")?
                .execute(params![APART, list(ids)])?;
            Ok(gone as u64)
        })
    }

    fn jobs_where(&self, which: &Which<'_>, most: u32) -> Result<Vec<Result<JobRow, Damaged>>, StoreError> {
        let chosen = condition(which);
        self.ask(|sqlite| {
            // Sorted behind the choice: in the order of ids SQLite would walk through the whole table to spare itself the sorting.
            sqlite
                .prepare_cached(&format!(
                    "SELECT {JOB_ROW} FROM job LEFT JOIN claim ON claim.job_id = job.id
                     LEFT JOIN job AS other ON other.connection = job.connection AND other.kind = job.kind AND other.key = job.key
                       AND other.id <> job.id AND other.{OPEN}
                     WHERE {} ORDER BY +job.id LIMIT {most}",
                    chosen.sql
                ))?
                .query_map(params_from_iter(&chosen.values), |row| row_or_damage(row, job_row))?
                .collect()
        })
    }

    fn told(&self, which: &Which<'_>) -> Result<Vec<Told>, StoreError> {
        let chosen = condition(which);
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT id, state, code, message, message_data, not_before, updated_at FROM job WHERE {} ORDER BY +id",
                    chosen.sql
                ))?
                .query_map(params_from_iter(&chosen.values), |row| {
                    let Some(state) = State::from_code(&readable(row, 1)?) else {
                        return Ok(None);
                    };
                    Ok(Some(Told {
                        id: row.get(0)?,
                        state,
                        code: readable(row, 2)?,
                        message: Message::kept(readable(row, 3)?, &readable(row, 4)?),
                        not_before_ms: row.get(5)?,
                        updated_at_ms: row.get(6)?,
                    }))
                })?
                .filter_map(rusqlite::Result::transpose)
                .collect()
        })
    }

    fn contents(&self, ids: &[i64]) -> Result<Vec<Content>, StoreError> {
        self.ask(|sqlite| {
            let mut query = sqlite.prepare_cached(&format!(
                "SELECT priority, snapshot, packed, {}, {}, number, store_id, total, currency FROM job WHERE id = ?1",
                print("", "snapshot"),
                print("", "settings")
            ))?;
            ids.iter()
                .filter_map(|id| {
                    query
                        .query_row([id], |row| {
                            Ok(Content {
                                id: *id,
                                priority: row.get(0)?,
                                change: Change {
                                    snapshot: Some(snapshot(row, 1)?.into()),
                                    snapshot_hash: Some(row.get::<_, String>(3)?.into()),
                                    settings_hash: Some(row.get::<_, String>(4)?.into()),
                                    number: Some(row.get::<_, String>(5)?.into()),
                                    store_id: Some(row.get::<_, String>(6)?.into()),
                                    total: Some(row.get(7)?),
                                    currency: Some(row.get(8)?),
                                    ..Change::default()
                                },
                            })
                        })
                        .optional()
                        .transpose()
                })
                .collect()
        })
    }

    fn claimable(&self, wanted: &Wanted<'_>) -> Result<Vec<Result<Claimed, Damaged>>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT j.id, j.fence, j.attempts, j.key, j.entity, j.entity_id, j.number, j.store_id, j.priority, j.snapshot, j.packed,
                       {}, j.code, j.subject, claim.sent_at, claim.note, claim.mark, claim.organisation
                     FROM job AS j LEFT JOIN claim ON ?2 = 'unknown' AND claim.job_id = j.id
                     WHERE j.connection = ?1 AND j.state = ?2 AND j.kind = ?3 AND j.not_before <= ?4 AND j.priority <= ?5
                       AND {NOT_ACTIVE_ELSEWHERE}
                     ORDER BY j.priority, j.id LIMIT ?6",
                    print("j.", "snapshot")
                ))?
                .query_map(
                    params![
                        wanted.connection,
                        wanted.state.as_str(),
                        wanted.kind.as_str(),
                        wanted.ready_by_ms,
                        wanted.most_priority,
                        wanted.limit
                    ],
                    |row| row_or_damage(row, |row| claimed(row, wanted)),
                )?
                .collect()
        })
    }

    fn ready(
        &self,
        connection: &str,
        bands: &[(i64, i64)],
        states: &[State],
        now_ms: i64,
    ) -> Result<Vec<(usize, State, Kind)>, StoreError> {
        self.ask(|sqlite| {
            let mut found = Vec::new();
            let mut statement = sqlite.prepare_cached(&format!(
                "SELECT 1 FROM job AS j WHERE connection = ?1 AND state = ?2 AND kind = ?3 AND priority BETWEEN ?4 AND ?5 AND not_before <= ?6
                   AND {NOT_ACTIVE_ELSEWHERE} LIMIT 1"
            ))?;
            for (band, (low, high)) in bands.iter().enumerate() {
                for state in states {
                    for kind in Kind::ALL {
                        if statement.exists(params![connection, state.as_str(), kind.as_str(), low, high, now_ms])? {
                            found.push((band, *state, *kind));
                        }
                    }
                }
            }
            Ok(found)
        })
    }

    fn patch_jobs(&mut self, patches: &[Patch]) -> Result<u64, StoreError> {
        self.ask(|sqlite| {
            let mut changed = 0;
            for patch in patches {
                let mut set = assignments(&patch.change);
                if set.sql.is_empty() {
                    continue;
                }
                set.values.push(number(patch.id));
                set.values.push(number(patch.fence));
                changed += sqlite
                    .prepare_cached(&format!("UPDATE job SET {} WHERE id = ? AND fence = ?", set.sql))?
                    .execute(params_from_iter(&set.values))?;
            }
            Ok(changed as u64)
        })
    }

    fn change_jobs(&mut self, which: &Which<'_>, change: &Change) -> Result<u64, StoreError> {
        let chosen = condition(which);
        let mut set = assignments(change);
        if set.sql.is_empty() {
            return Ok(0);
        }
        set.values.extend(chosen.values);
        self.ask(|sqlite| {
            let changed = sqlite
                .prepare_cached(&format!("UPDATE job SET {} WHERE {}", set.sql, chosen.sql))?
                .execute(params_from_iter(&set.values))?;
            Ok(changed as u64)
        })
    }

    fn remove_jobs(&mut self, which: &Which<'_>) -> Result<u64, StoreError> {
        let chosen = condition(which);
        self.ask(|sqlite| {
            let gone = sqlite
                .prepare_cached(&format!("DELETE FROM job WHERE {}", chosen.sql))?
                .execute(params_from_iter(&chosen.values))?;
            Ok(gone as u64)
        })
    }

    fn set_jobs_apart(&mut self, ids: &[i64], change: &Change) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            for id in ids {
                let mut set = assignments(change);
                set.values.push(number(*id));
                sqlite
                    .prepare_cached(&format!(
                        "UPDATE job SET {}, state = '{APART}', fence = fence + 1 WHERE id = ?",
                        set.sql
                    ))?
                    .execute(params_from_iter(&set.values))?;
            }
            Ok(())
        })
    }

    fn count_jobs(&self, which: &Which<'_>) -> Result<i64, StoreError> {
        let chosen = condition(which);
        let (number, counted) = counter(&[], which);
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!("SELECT {number} FROM {counted} WHERE {}", chosen.sql))?
                .query_row(params_from_iter(&chosen.values), |row| row.get(0))
        })
    }

    fn count_states(&self, which: &Which<'_>) -> Result<Vec<(State, i64)>, StoreError> {
        self.counted("job.state", which, |word| State::from_code(&word))
    }

    fn count_kinds(&self, which: &Which<'_>) -> Result<Vec<(Kind, i64)>, StoreError> {
        self.counted("job.kind", which, |word| Kind::from_code(&word))
    }

    fn count_codes(&self, which: &Which<'_>) -> Result<Vec<(String, i64)>, StoreError> {
        self.counted("job.code", which, Some)
    }

    fn count_all(&self) -> Result<Vec<Counted>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT connection, entity, kind, state, jobs, COALESCE((
                       SELECT MIN(created_at) FROM job WHERE job.connection = counted.connection AND job.entity = counted.entity
                         AND job.kind = counted.kind AND job.state = counted.state), 0)
                     FROM counted WHERE jobs > 0 ORDER BY 1, 2, 3, 4",
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
                .collect()
        })
    }

    fn count_reasons(&self, of: &[State]) -> Result<Vec<HeldBy>, StoreError> {
        self.ask(|sqlite| {
            let mut data_of = sqlite.prepare_cached("SELECT message_data FROM job WHERE id = CAST(?1 AS INTEGER)")?;
            sqlite
                .prepare_cached(&format!(
                    "SELECT connection, code, subject, MIN(message || char(31) || id), COUNT(*), MIN(message) = MAX(message) FROM job
                     WHERE {} GROUP BY 1, 2, 3 ORDER BY 5 DESC",
                    states(of)
                ))?
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
                .collect()
        })
    }

    fn next_of(&self, which: &Which<'_>) -> Result<Option<i64>, StoreError> {
        let chosen = condition(which);
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!("SELECT MIN(job.not_before) FROM job WHERE {}", chosen.sql))?
                .query_row(params_from_iter(&chosen.values), |row| row.get(0))
        })
    }

    fn put_claims(&mut self, claims: &[WriteClaim]) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            let mut put = sqlite.prepare_cached(
                "INSERT OR REPLACE INTO claim (connection, kind, key, job_id, idempotency_key, note, sent_at, mark, organisation, look_up_at)
                 SELECT connection, kind, key, id, ?2, ?3, ?4, ?5, ?6, ?7 FROM job WHERE id = ?1",
            )?;
            for claim in claims {
                put.execute(params![
                    claim.job_id,
                    claim.idempotency_key,
                    claim.note,
                    claim.sent.at_ms,
                    claim.mark,
                    claim.sent.organisation,
                    claim.sent.look_up_at_ms
                ])?;
            }
            Ok(())
        })
    }

    fn claims_after(&self, sent_ms: i64) -> Result<Vec<WriteClaim>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT job_id, idempotency_key, note, mark, sent_at, look_up_at, organisation FROM claim WHERE sent_at > ?1",
                )?
                .query_map([sent_ms], write_claim)?
                .collect()
        })
    }

    fn has_claim(&self, connection: &str, kind: Kind, key: &str) -> Result<bool, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT 1 FROM claim WHERE connection = ?1 AND kind = ?2 AND key = ?3")?
                .exists([connection, kind.as_str(), key])
        })
    }

    fn forget_claims(&mut self, which: &Which<'_>) -> Result<(), StoreError> {
        if let (Some(ids), true) = (which.ids, Which { ids: None, ..*which } == Which::ALL) {
            return self.ask(|sqlite| {
                let mut forget = sqlite.prepare_cached("DELETE FROM claim WHERE job_id = ?1")?;
                for id in ids {
                    forget.execute([id])?;
                }
                Ok(())
            });
        }
        let chosen = condition(which);
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "DELETE FROM claim WHERE job_id IN (SELECT job.id FROM job WHERE {})",
                    chosen.sql
                ))?
                .execute(params_from_iter(&chosen.values))?;
            Ok(())
        })
    }

    fn exclude_records(&mut self, records: &[(Entity, String)], at_ms: Option<i64>) -> Result<u64, StoreError> {
        self.ask(|sqlite| {
            let mut changed = 0;
            for (entity, id) in records {
                changed += match at_ms {
                    Some(at) => sqlite
                        .prepare_cached("INSERT OR IGNORE INTO excluded (entity, entity_id, at) VALUES (?1, ?2, ?3)")?
                        .execute(params![entity.as_str(), id, at])?,
                    None => sqlite
                        .prepare_cached("DELETE FROM excluded WHERE entity = ?1 AND entity_id = ?2")?
                        .execute([entity.as_str(), id])?,
                };
            }
            Ok(changed as u64)
        })
    }

    fn newest_content(
        &self,
        connection: &str,
        kind: Kind,
        keys: &[String],
    ) -> Result<HashMap<String, String>, StoreError> {
        self.ask(|sqlite| {
            let record = "connection = ?1 AND kind = ?2 AND key = ?3";
            let print = print("", "snapshot");
            let mut newest = sqlite.prepare_cached(&format!(
                "SELECT COALESCE((SELECT {print} FROM job WHERE {record} AND {OPEN}),
                   (SELECT {print} FROM job WHERE {record} AND {ACTIVE} LIMIT 1),
                   (SELECT snapshot_hash FROM link WHERE {record}))"
            ))?;
            let mut found = HashMap::with_capacity(keys.len());
            for key in keys {
                let hash: Option<String> = newest.query_row([connection, kind.as_str(), key], |row| row.get(0))?;
                found.extend(hash.map(|hash| (key.clone(), hash)));
            }
            Ok(found)
        })
    }

    fn excluded_among(&self, entity: Entity, ids: &[String]) -> Result<HashSet<String>, StoreError> {
        self.ask(|sqlite| {
            let mut asked = sqlite.prepare_cached("SELECT 1 FROM excluded WHERE entity = ?1 AND entity_id = ?2")?;
            let mut found = HashSet::new();
            for id in ids {
                if asked.exists([entity.as_str(), id])? {
                    found.insert(id.clone());
                }
            }
            Ok(found)
        })
    }

    fn is_excluded(&self, entity: Entity, entity_id: &str) -> Result<bool, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT 1 FROM excluded WHERE entity = ?1 AND entity_id = ?2")?
                .exists([entity.as_str(), entity_id])
        })
    }

    fn unreadable_jobs(&self) -> Result<Vec<i64>, StoreError> {
        fn listed(codes: impl Iterator<Item = &'static str>) -> String {
            codes.map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ")
        }
        self.ask(|sqlite| {
            sqlite
                .prepare(&format!(
                    "SELECT id FROM job WHERE state <> '{APART}' AND (state NOT IN ({}) OR kind NOT IN ({}) OR entity NOT IN ({}))",
                    listed(State::ALL.iter().map(|one| one.as_str())),
                    listed(Kind::ALL.iter().map(|one| one.as_str())),
                    listed(Entity::ALL.iter().map(|one| one.as_str())),
                ))?
                .query_map([], |row| row.get(0))?
                .collect()
        })
    }

    fn count_apart(&self) -> Result<i64, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT COUNT(*) FROM job WHERE state = ?1")?
                .query_row([APART], |row| row.get(0))
        })
    }

    fn each_snapshot(&self, key: &str, see: &mut dyn FnMut(&Carried<'_>)) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            let mut statement =
                sqlite.prepare(
                "SELECT entity, entity_id, key, snapshot, packed FROM job WHERE key = ?1 OR snapshot <> '' OR packed IS NOT NULL",
            )?;
            let mut rows = statement.query([key])?;
            while let Some(row) = rows.next()? {
                let text = |index: usize| row.get_ref(index).ok().and_then(|value| value.as_str().ok());
                if let Some(entity) = text(0).and_then(Entity::from_code) {
                    let snapshot = snapshot(row, 3).unwrap_or_default();
                    see(&Carried {
                        entity,
                        entity_id: text(1).unwrap_or_default(),
                        key: text(2).unwrap_or_default(),
                        snapshot: &snapshot,
                    });
                }
            }
            Ok(())
        })
    }

    fn changed_after(&self, after: Position, most: u32) -> Result<Vec<ChangedRow>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "SELECT connection, entity, entity_id, updated_at, id FROM job WHERE (updated_at, id) > (?1, ?2) ORDER BY updated_at, id LIMIT ?3",
                )?
                .query_map(params![after.0, after.1, most], |row| {
                    Ok(ChangedRow {
                        connection: readable(row, 0)?,
                        entity: Entity::from_code(&readable(row, 1)?),
                        entity_id: readable(row, 2)?,
                        position: (row.get(3)?, row.get(4)?),
                    })
                })?
                .collect()
        })
    }

    fn has_unlinked(&self, which: &Which<'_>) -> Result<bool, StoreError> {
        let chosen = condition(which);
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(&format!(
                    "SELECT 1 FROM job WHERE {} AND NOT EXISTS (
                       SELECT 1 FROM link WHERE link.connection = job.connection AND link.kind = job.kind AND link.key = job.key) LIMIT 1",
                    chosen.sql
                ))?
                .exists(params_from_iter(&chosen.values))
        })
    }
}
