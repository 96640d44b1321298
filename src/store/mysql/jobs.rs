//! Rows of jobs and of write claims.

use std::collections::{HashMap, HashSet};

use mysql::Value;

use super::MysqlRows;
use super::asking::{Asking, marks, numbers, values};
use super::failure::Failure;
use super::line::Line;
use super::which::{assignments, condition, states};
use crate::message::Message;
use crate::queue::row::{Change, Damaged, JobRow, OnRecord, OpenRow, Patch, Sent, Told, Wanted, Which, WriteClaim};
use crate::queue::{ChangedRow, Claimed, Counted, Entity, HeldBy, Kind, NewJob, Position, Proof, State};
use crate::store::packed::Kept;
use crate::store::rows::{APART, Carried, Content, JobRows, NewRow};
use crate::store_error::StoreError;

/// Keys that are asked for in one question.
const MOST_KEYS: usize = 200;

/// That the record of row `job` is not being sent or looked up as another row.
const NOT_ACTIVE_ELSEWHERE: &str = "NOT EXISTS (SELECT 1 FROM #job AS other WHERE other.connection = job.connection
   AND other.kind = job.kind AND other.record_key = job.record_key AND other.state IN ('running', 'unknown'))";

/// The columns of [`job_row`]; `claim` and `other` may be missing.
const JOB_ROW: &str = "job.id, job.fence, job.connection, job.kind, job.record_key, job.entity, job.entity_id, job.state, job.priority,
  job.attempts, job.not_before, job.owner, job.lease_until, job.code, job.held_since, job.settings_hash, job.created_at, job.updated_at,
  claim.sent_at, claim.look_up_at, claim.organisation, other.id, other.state";

fn job_row(row: &Line) -> Result<JobRow, Failure> {
    let claim = match row.optional_number(18)? {
        Some(at_ms) => Some(Sent {
            at_ms,
            look_up_at_ms: row.optional_number(19)?,
            organisation: row.readable(20),
        }),
        None => None,
    };
    let successor = match row.optional_number(21)? {
        Some(id) => Some((id, row.known(22, State::from_code)?)),
        None => None,
    };
    Ok(JobRow {
        id: row.number(0)?,
        fence: row.number(1)?,
        connection: row.readable(2),
        kind: row.known(3, Kind::from_code)?,
        key: row.readable(4),
        entity: row.known(5, Entity::from_code)?,
        entity_id: row.readable(6),
        state: row.known(7, State::from_code)?,
        priority: row.number(8)?,
        attempts: row.small(9)?,
        not_before_ms: row.number(10)?,
        owner: row.readable(11),
        lease_until_ms: row.number(12)?,
        code: row.readable(13),
        held_since_ms: row.optional_number(14)?,
        settings_hash: row.readable(15),
        created_at_ms: row.number(16)?,
        updated_at_ms: row.number(17)?,
        claim,
        successor,
    })
}

fn claimed(row: &Line, wanted: &Wanted<'_>) -> Result<Claimed, Failure> {
    Ok(Claimed {
        id: row.number(0)?,
        fence: row.number(1)?,
        attempts: row.small(2)?,
        connection: wanted.connection.to_owned(),
        kind: wanted.kind,
        key: row.text(3)?,
        entity: row.known(4, Entity::from_code)?,
        entity_id: row.text(5)?,
        number: row.text(6)?,
        store_id: row.text(7)?,
        priority: row.number(8)?,
        snapshot: row.snapshot(9)?,
        snapshot_hash: row.text(11)?,
        code: row.text(12)?,
        subject: row.text(13)?,
        sent_at_ms: row.optional_number(14)?,
        sent_note: row.optional_text(15)?,
        mark: row.optional_text(16)?.unwrap_or_default(),
        sent_to: row.optional_text(17)?.unwrap_or_default(),
        proof: Proof::Nothing,
    })
}

fn write_claim(row: &Line) -> Result<WriteClaim, Failure> {
    Ok(WriteClaim {
        job_id: row.number(0)?,
        idempotency_key: row.text(1)?,
        note: row.optional_text(2)?,
        mark: row.text(3)?,
        sent: Sent {
            at_ms: row.number(4)?,
            look_up_at_ms: row.optional_number(5)?,
            organisation: row.text(6)?,
        },
    })
}

/// A record on its way to a kind of document.
type Record<'a> = (&'a str, Kind, &'a str);

/// The keys of records by connection and kind, each once, in portions.
fn portions(jobs: &[NewJob]) -> Vec<(&str, Kind, Vec<&str>)> {
    let mut keys: HashMap<(&str, &str), (Kind, Vec<&str>)> = HashMap::new();
    for job in jobs {
        let (_, of) = keys
            .entry((job.connection.as_str(), job.kind.as_str()))
            .or_insert_with(|| (job.kind, Vec::new()));
        of.push(job.key.as_str());
    }
    let mut all = Vec::new();
    for ((connection, _), (kind, mut of)) in keys {
        of.sort_unstable();
        of.dedup();
        all.extend(of.chunks(MOST_KEYS).map(|part| (connection, kind, part.to_vec())));
    }
    all
}

impl MysqlRows<'_> {
    fn counted<T>(
        &self,
        column: &str,
        which: &Which<'_>,
        read: impl Fn(String) -> Option<T>,
    ) -> Result<Vec<(T, i64)>, StoreError> {
        let chosen = condition(which);
        let sql = format!(
            "SELECT {column}, COUNT(*) FROM #job AS job WHERE {} GROUP BY {column} ORDER BY {column}",
            chosen.sql
        );
        self.ask(|asking| {
            let mut counted = Vec::new();
            for row in asking.lines(&sql, chosen.values)? {
                // What is damaged is told by `health`, not counted as something that it may not be.
                if let Some(word) = read(row.readable(0)) {
                    counted.push((word, row.number(1)?));
                }
            }
            Ok(counted)
        })
    }

    fn ids(&self, sql: &str, values: Vec<Value>) -> Result<Vec<i64>, StoreError> {
        self.ask(|asking| asking.lines(sql, values)?.iter().map(|row| row.number(0)).collect())
    }
}

/// What there is of the records of a portion: the rows that are open or active, and the links.
fn look_at<'a>(
    asking: &mut Asking<'_>,
    (connection, kind, keys): &(&'a str, Kind, Vec<&'a str>),
    found: &mut HashMap<Record<'a>, OnRecord>,
) -> Result<(), Failure> {
    let bound = || {
        let mut bound = values![*connection, kind.as_str()];
        bound.extend(keys.iter().map(|key| Value::from(*key)));
        bound
    };
    let chosen = format!("connection = ? AND kind = ? AND record_key IN ({})", marks(keys.len()));
    let rows = asking.lines(
        &format!(
            "SELECT record_key, id, state, fence, priority, snapshot_hash, settings_hash, is_open,
               EXISTS (SELECT 1 FROM #claim AS claim WHERE claim.job_id = job.id)
             FROM #job AS job WHERE {chosen} AND state IN ('waiting', 'held', 'failed', 'cancelled', 'running', 'unknown')"
        ),
        bound(),
    )?;
    let links = asking.lines(
        &format!("SELECT record_key, snapshot_hash, settings_hash FROM #link AS link WHERE {chosen}"),
        bound(),
    )?;
    let key_of = |row: &Line| {
        let key = row.bytes(0)?;
        Ok::<_, Failure>(keys.iter().find(|one| one.as_bytes() == key).copied())
    };
    for row in &rows {
        let Some(key) = key_of(row)? else { continue };
        let on = found.entry((connection, *kind, key)).or_default();
        if row.optional_number(7)?.is_none() {
            on.active = Some(row.hashes(5));
            continue;
        }
        on.open = Some(OpenRow {
            id: row.number(1)?,
            state: row.known(2, State::from_code)?,
            fence: row.number(3)?,
            priority: row.number(4)?,
            hashes: row.hashes(5),
            claimed: row.flag(8)?,
        });
    }
    for row in &links {
        if let Some(key) = key_of(row)? {
            found.entry((connection, *kind, key)).or_default().settled = Some(row.hashes(1));
        }
    }
    Ok(())
}

/// Of these records of the shop those that a person took out.
fn excluded_of(asking: &mut Asking<'_>, jobs: &[NewJob]) -> Result<Vec<(Entity, Vec<u8>)>, Failure> {
    let mut excluded = Vec::new();
    for entity in Entity::ALL {
        let mut ids: Vec<&str> = jobs
            .iter()
            .filter(|job| job.entity == *entity)
            .map(|job| job.entity_id.as_str())
            .collect();
        ids.sort_unstable();
        ids.dedup();
        for part in ids.chunks(MOST_KEYS) {
            let mut bound = values![entity.as_str()];
            bound.extend(part.iter().map(|id| Value::from(*id)));
            let sql = format!(
                "SELECT entity_id FROM #excluded WHERE entity = ? AND entity_id IN ({})",
                marks(part.len())
            );
            for row in asking.lines(&sql, bound)? {
                excluded.push((*entity, row.bytes(0)?.to_vec()));
            }
        }
    }
    Ok(excluded)
}

impl JobRows for MysqlRows<'_> {
    fn on_records(&self, jobs: &[NewJob]) -> Result<Vec<OnRecord>, StoreError> {
        self.ask(|asking| {
            let mut found = HashMap::new();
            for portion in portions(jobs) {
                look_at(asking, &portion, &mut found)?;
            }
            let excluded = excluded_of(asking, jobs)?;
            Ok(jobs
                .iter()
                .map(|job| {
                    let on = found.get(&(job.connection.as_str(), job.kind, job.key.as_str()));
                    OnRecord {
                        excluded: excluded
                            .iter()
                            .any(|(entity, id)| *entity == job.entity && id == job.entity_id.as_bytes()),
                        ..on.cloned().unwrap_or_default()
                    }
                })
                .collect())
        })
    }

    fn insert_jobs(&mut self, rows: &[NewRow<'_>]) -> Result<Vec<i64>, StoreError> {
        let rows = rows
            .iter()
            .map(|NewRow { job, now_ms }| {
                let kept = Kept::of(&job.snapshot);
                values![
                    job.connection.as_str(),
                    job.kind.as_str(),
                    job.key.as_str(),
                    job.entity.as_str(),
                    job.entity_id.as_str(),
                    job.number.as_str(),
                    job.store_id.as_str(),
                    job.priority,
                    State::Waiting.as_str(),
                    kept.text,
                    kept.packed,
                    job.snapshot_hash.as_str(),
                    job.settings_hash.as_str(),
                    job.total.as_deref(),
                    job.currency.as_deref(),
                    *now_ms,
                    *now_ms,
                    "",
                    "",
                    "",
                    "",
                    ""
                ]
            })
            .collect();
        self.ask(|asking| {
            asking.insert(
                "#job",
                "connection, kind, record_key, entity, entity_id, number, store_id, priority, state, snapshot, packed, snapshot_hash,
                 settings_hash, total, currency, created_at, updated_at, subject, message, message_data, fix, fix_data",
                rows,
            )
        })
    }

    fn adopt_claims(&mut self, ids: &[i64]) -> Result<Vec<i64>, StoreError> {
        let adopted = self.ids(
            &format!(
                "SELECT job.id FROM #job AS job
                 JOIN #claim AS claim ON claim.connection = job.connection AND claim.kind = job.kind AND claim.record_key = job.record_key
                 LEFT JOIN #job AS holder ON holder.id = claim.job_id AND holder.state <> '{APART}'
                 WHERE job.id IN ({}) AND holder.id IS NULL ORDER BY job.id",
                numbers(ids)
            ),
            vec![],
        )?;
        self.hand_over(&adopted)?;
        Ok(adopted)
    }

    fn inherit_claims(&mut self) -> Result<Vec<i64>, StoreError> {
        let heirs = self.ids(
            "SELECT heir.id FROM #job AS gone JOIN #claim AS claim ON claim.job_id = gone.id
             JOIN #job AS heir ON heir.connection = claim.connection AND heir.kind = claim.kind AND heir.record_key = claim.record_key
               AND heir.is_open = 1
             WHERE gone.state = ? ORDER BY heir.id",
            values![APART],
        )?;
        self.hand_over(&heirs)?;
        Ok(heirs)
    }

    fn remove_apart(&mut self, ids: &[i64]) -> Result<u64, StoreError> {
        self.ask(|asking| {
            asking.run(
                &format!("DELETE FROM #job WHERE state = ? AND id IN ({})", numbers(ids)),
                values![APART],
            )
        })
    }

    fn jobs_where(&self, which: &Which<'_>, most: u32) -> Result<Vec<Result<JobRow, Damaged>>, StoreError> {
        let chosen = condition(which);
        let sql = format!(
            "SELECT {JOB_ROW} FROM #job AS job LEFT JOIN #claim AS claim ON claim.job_id = job.id
             LEFT JOIN #job AS other ON other.connection = job.connection AND other.kind = job.kind AND other.record_key = job.record_key
               AND other.is_open = 1 AND other.id <> job.id
             WHERE {} ORDER BY job.id LIMIT {most}",
            chosen.sql
        );
        self.ask(|asking| {
            let rows = asking.lines(&sql, chosen.values)?;
            rows.iter().map(|row| row.or_damage(job_row)).collect()
        })
    }

    fn told(&self, which: &Which<'_>) -> Result<Vec<Told>, StoreError> {
        let chosen = condition(which);
        let sql = format!(
            "SELECT id, state, code, message, message_data, not_before, updated_at FROM #job AS job WHERE {} ORDER BY id",
            chosen.sql
        );
        self.ask(|asking| {
            let mut told = Vec::new();
            for row in asking.lines(&sql, chosen.values)? {
                if let Some(state) = State::from_code(&row.readable(1)) {
                    told.push(Told {
                        id: row.number(0)?,
                        state,
                        code: row.readable(2),
                        message: Message::kept(row.readable(3), &row.readable(4)),
                        not_before_ms: row.number(5)?,
                        updated_at_ms: row.number(6)?,
                    });
                }
            }
            Ok(told)
        })
    }

    fn contents(&self, ids: &[i64]) -> Result<Vec<Content>, StoreError> {
        let sql = format!(
            "SELECT id, priority, snapshot, packed, snapshot_hash, settings_hash, number, store_id, total, currency FROM #job WHERE id IN ({})",
            numbers(ids)
        );
        self.ask(|asking| {
            let rows = asking.lines(&sql, vec![])?;
            let read = |row: &Line| {
                Ok(Content {
                    id: row.number(0)?,
                    priority: row.number(1)?,
                    change: Change {
                        snapshot: Some(row.snapshot(2)?.into()),
                        snapshot_hash: Some(row.text(4)?.into()),
                        settings_hash: Some(row.text(5)?.into()),
                        number: Some(row.text(6)?.into()),
                        store_id: Some(row.text(7)?.into()),
                        total: Some(row.optional_text(8)?),
                        currency: Some(row.optional_text(9)?),
                        ..Change::default()
                    },
                })
            };
            let mut found: Vec<Content> = rows.iter().map(read).collect::<Result<_, Failure>>()?;
            found.sort_by_key(|content| ids.iter().position(|id| *id == content.id));
            Ok(found)
        })
    }

    fn claimable(&self, wanted: &Wanted<'_>) -> Result<Vec<Result<Claimed, Damaged>>, StoreError> {
        // What is looked up is active itself, and its claim says what was sent.
        let unknown = wanted.state == State::Unknown;
        let claim = if unknown { "claim.job_id = job.id" } else { "1 = 0" };
        let free = if unknown { "1 = 1" } else { NOT_ACTIVE_ELSEWHERE };
        // Ids first: whatever waits would be sorted together with its snapshots, on the server's disk.
        let sql = format!(
            "SELECT job.id, job.fence, job.attempts, job.record_key, job.entity, job.entity_id, job.number, job.store_id, job.priority,
               job.snapshot, job.packed, job.snapshot_hash, job.code, job.subject, claim.sent_at, claim.note, claim.mark,
               claim.organisation
             FROM (SELECT job.id AS id FROM #job AS job
                   WHERE job.connection = ? AND job.state = ? AND job.kind = ? AND job.not_before <= ? AND job.priority <= ? AND {free}
                   ORDER BY job.priority, job.id LIMIT {}) AS chosen
             JOIN #job AS job ON job.id = chosen.id LEFT JOIN #claim AS claim ON {claim}
             ORDER BY job.priority, job.id",
            wanted.limit
        );
        let bound = values![
            wanted.connection,
            wanted.state.as_str(),
            wanted.kind.as_str(),
            wanted.ready_by_ms,
            wanted.most_priority
        ];
        self.ask(|asking| {
            let rows = asking.lines(&sql, bound)?;
            rows.iter()
                .map(|row| row.or_damage(|row| claimed(row, wanted)))
                .collect()
        })
    }

    fn ready(
        &self,
        connection: &str,
        bands: &[(i64, i64)],
        of: &[State],
        now_ms: i64,
    ) -> Result<Vec<(usize, State, Kind)>, StoreError> {
        self.ask(|asking| {
            let mut found = Vec::new();
            for (band, (low, high)) in bands.iter().enumerate() {
                for state in of {
                    let free = match state {
                        State::Unknown => "1 = 1",
                        _ => NOT_ACTIVE_ELSEWHERE,
                    };
                    // One question for all kinds, which looks at one row of each.
                    let one_of_each: Vec<String> = Kind::ALL
                        .iter()
                        .map(|kind| {
                            format!(
                                "(SELECT job.kind FROM #job AS job WHERE job.connection = ? AND job.state = '{}' AND job.kind = '{}'
                                   AND job.priority BETWEEN ? AND ? AND job.not_before <= ? AND {free} LIMIT 1)",
                                state.as_str(),
                                kind.as_str()
                            )
                        })
                        .collect();
                    let bound = Kind::ALL
                        .iter()
                        .flat_map(|_| values![connection, *low, *high, now_ms])
                        .collect();
                    let rows = asking.lines(&one_of_each.join(" UNION ALL "), bound)?;
                    let ready: Vec<String> = rows.iter().map(|row| row.readable(0)).collect();
                    let ready = |kind: &&Kind| ready.iter().any(|one| one == kind.as_str());
                    found.extend(Kind::ALL.iter().filter(ready).map(|kind| (band, *state, *kind)));
                }
            }
            Ok(found)
        })
    }

    fn patch_jobs(&mut self, patches: &[Patch]) -> Result<u64, StoreError> {
        // Rows that change alike change together.
        let mut alike: Vec<(&Patch, Vec<i64>)> = Vec::new();
        for patch in patches {
            let same =
                |(first, _): &&mut (&Patch, Vec<i64>)| first.fence == patch.fence && first.change == patch.change;
            match alike.iter_mut().find(same) {
                Some((_, ids)) => ids.push(patch.id),
                None => alike.push((patch, vec![patch.id])),
            }
        }
        self.ask(|asking| {
            let mut changed = 0;
            for (patch, ids) in &alike {
                let mut set = assignments(&patch.change);
                if set.sql.is_empty() {
                    continue;
                }
                let (chosen, bound) = match ids.as_slice() {
                    [id] => ("id = ?".to_owned(), values![*id]),
                    ids => (format!("id IN ({})", numbers(ids)), vec![]),
                };
                set.values.extend(bound);
                set.values.push(Value::from(patch.fence));
                let sql = format!("UPDATE #job SET {} WHERE {chosen} AND fence = ?", set.sql);
                changed += asking.run(&sql, set.values)?;
            }
            Ok(changed)
        })
    }

    fn change_jobs(&mut self, which: &Which<'_>, change: &Change) -> Result<u64, StoreError> {
        let chosen = condition(which);
        let mut set = assignments(change);
        if set.sql.is_empty() {
            return Ok(0);
        }
        set.values.extend(chosen.values);
        let sql = format!("UPDATE #job AS job SET {} WHERE {}", set.sql, chosen.sql);
        self.ask(|asking| asking.run(&sql, set.values))
    }

    fn remove_jobs(&mut self, which: &Which<'_>) -> Result<u64, StoreError> {
        let chosen = condition(which);
        let sql = format!("DELETE job FROM #job AS job WHERE {}", chosen.sql);
        self.ask(|asking| asking.run(&sql, chosen.values))
    }

    fn set_jobs_apart(&mut self, ids: &[i64], change: &Change) -> Result<(), StoreError> {
        let set = assignments(change);
        let sql = format!(
            "UPDATE #job SET {}{} state = '{APART}', fence = fence + 1 WHERE id IN ({})",
            set.sql,
            if set.sql.is_empty() { "" } else { "," },
            numbers(ids)
        );
        self.ask(|asking| asking.run(&sql, set.values).map(drop))
    }

    fn count_jobs(&self, which: &Which<'_>) -> Result<i64, StoreError> {
        let chosen = condition(which);
        let sql = format!("SELECT COUNT(*) FROM #job AS job WHERE {}", chosen.sql);
        self.ask(|asking| asking.one(&sql, chosen.values)?.number(0))
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
        self.ask(|asking| {
            let rows = asking.lines(
                "SELECT connection, entity, kind, state, COUNT(*), MIN(created_at) FROM #job GROUP BY connection, entity, kind, state
                 ORDER BY connection, entity, kind, state",
                vec![],
            )?;
            let mut counted = Vec::new();
            for row in rows {
                // What is damaged is told by `health`, not counted as something that it may not be.
                let words = (
                    Entity::from_code(&row.readable(1)),
                    Kind::from_code(&row.readable(2)),
                    State::from_code(&row.readable(3)),
                );
                if let (Some(entity), Some(kind), Some(state)) = words {
                    counted.push(Counted {
                        connection: row.readable(0),
                        entity,
                        kind,
                        state,
                        count: row.number(4)?,
                        oldest_ms: row.number(5)?,
                    });
                }
            }
            Ok(counted)
        })
    }

    fn count_reasons(&self, of: &[State]) -> Result<Vec<HeldBy>, StoreError> {
        self.ask(|asking| {
            let rows = asking.lines(
                &format!(
                    "SELECT connection, code, subject, MIN(CONCAT(message, x'1f', id)), COUNT(*), MIN(message) = MAX(message) FROM #job AS job
                     WHERE {} GROUP BY connection, code, subject ORDER BY 5 DESC, 1, 2, 3",
                    states(of)
                ),
                vec![],
            )?;
            let mut reasons = Vec::new();
            for row in rows {
                let first = row.readable(3);
                let (message, id) = first.rsplit_once('\u{1f}').unwrap_or_default();
                let id: i64 = id.parse().unwrap_or_default();
                let data = asking
                    .line("SELECT message_data FROM #job WHERE id = ?", values![id])?
                    .map(|row| row.readable(0));
                reasons.push(HeldBy {
                    connection: row.readable(0),
                    code: row.readable(1),
                    subject: row.readable(2),
                    message: Message::kept(message, &data.unwrap_or_default()),
                    count: row.number(4)?,
                    same_message: row.flag(5)?,
                });
            }
            Ok(reasons)
        })
    }

    fn next_of(&self, which: &Which<'_>) -> Result<Option<i64>, StoreError> {
        let chosen = condition(which);
        let sql = format!("SELECT MIN(job.not_before) FROM #job AS job WHERE {}", chosen.sql);
        self.ask(|asking| asking.one(&sql, chosen.values)?.optional_number(0))
    }

    fn put_claims(&mut self, claims: &[WriteClaim]) -> Result<(), StoreError> {
        self.ask(|asking| {
            for claim in claims {
                asking.run(
                    "REPLACE INTO #claim (connection, kind, record_key, job_id, idempotency_key, note, sent_at, mark, organisation, look_up_at)
                     SELECT connection, kind, record_key, id, ?, ?, ?, ?, ?, ? FROM #job WHERE id = ?",
                    values![
                        claim.idempotency_key.as_str(),
                        claim.note.as_deref(),
                        claim.sent.at_ms,
                        claim.mark.as_str(),
                        claim.sent.organisation.as_str(),
                        claim.sent.look_up_at_ms,
                        claim.job_id
                    ],
                )?;
            }
            Ok(())
        })
    }

    fn claims_after(&self, sent_ms: i64) -> Result<Vec<WriteClaim>, StoreError> {
        self.ask(|asking| {
            let rows = asking.lines(
                "SELECT job_id, idempotency_key, note, mark, sent_at, look_up_at, organisation FROM #claim WHERE sent_at > ? ORDER BY job_id",
                values![sent_ms],
            )?;
            rows.iter().map(write_claim).collect()
        })
    }

    fn has_claim(&self, connection: &str, kind: Kind, key: &str) -> Result<bool, StoreError> {
        self.ask(|asking| {
            asking.any(
                "SELECT 1 FROM #claim WHERE connection = ? AND kind = ? AND record_key = ?",
                values![connection, kind.as_str(), key],
            )
        })
    }

    fn forget_claims(&mut self, which: &Which<'_>) -> Result<(), StoreError> {
        let ids = match which.ids {
            Some(ids) if (Which { ids: None, ..*which }) == Which::ALL => ids.to_vec(),
            _ => {
                let chosen = condition(which);
                let sql = format!(
                    "SELECT job.id FROM #job AS job JOIN #claim AS held ON held.job_id = job.id WHERE {}",
                    chosen.sql
                );
                self.ids(&sql, chosen.values)?
            }
        };
        if ids.is_empty() {
            return Ok(());
        }
        self.ask(|asking| {
            asking
                .run(
                    &format!("DELETE FROM #claim WHERE job_id IN ({})", numbers(&ids)),
                    vec![],
                )
                .map(drop)
        })
    }

    fn exclude_records(&mut self, records: &[(Entity, String)], at_ms: Option<i64>) -> Result<u64, StoreError> {
        self.ask(|asking| {
            let mut changed = 0;
            for (entity, id) in records {
                let is_out = asking.any(
                    "SELECT 1 FROM #excluded WHERE entity = ? AND entity_id = ?",
                    values![entity.as_str(), id.as_str()],
                )?;
                changed += match at_ms {
                    Some(at) if !is_out => asking.run(
                        "INSERT INTO #excluded (entity, entity_id, excluded_at) VALUES (?, ?, ?)",
                        values![entity.as_str(), id.as_str(), at],
                    )?,
                    None if is_out => asking.run(
                        "DELETE FROM #excluded WHERE entity = ? AND entity_id = ?",
                        values![entity.as_str(), id.as_str()],
                    )?,
                    _ => 0,
                };
            }
            Ok(changed)
        })
    }

    fn newest_content(
        &self,
        connection: &str,
        kind: Kind,
        keys: &[String],
    ) -> Result<HashMap<String, String>, StoreError> {
        self.ask(|asking| {
            let mut found = HashMap::with_capacity(keys.len());
            for part in keys.chunks(MOST_KEYS) {
                let chosen = format!("connection = ? AND kind = ? AND record_key IN ({})", marks(part.len()));
                let mut bound = values![connection, kind.as_str()];
                bound.extend(part.iter().map(|key| Value::from(key.as_str())));
                // The last one counts: a link, what is being sent, what is queued.
                let links = format!("SELECT record_key, snapshot_hash FROM #link WHERE {chosen}");
                let jobs = format!(
                    "SELECT record_key, snapshot_hash FROM #job WHERE {chosen}
                       AND state IN ('waiting', 'held', 'failed', 'cancelled', 'running', 'unknown')
                     ORDER BY is_open IS NOT NULL"
                );
                for sql in [links, jobs] {
                    for row in asking.lines(&sql, bound.clone())? {
                        found.insert(row.text(0)?, row.text(1)?);
                    }
                }
            }
            Ok(found)
        })
    }

    fn excluded_among(&self, entity: Entity, ids: &[String]) -> Result<HashSet<String>, StoreError> {
        self.ask(|asking| {
            let mut found = HashSet::new();
            for part in ids.chunks(MOST_KEYS) {
                let mut bound = values![entity.as_str()];
                bound.extend(part.iter().map(|id| Value::from(id.as_str())));
                let sql = format!(
                    "SELECT entity_id FROM #excluded WHERE entity = ? AND entity_id IN ({})",
                    marks(part.len())
                );
                for row in asking.lines(&sql, bound)? {
                    found.insert(row.text(0)?);
                }
            }
            Ok(found)
        })
    }

    fn is_excluded(&self, entity: Entity, entity_id: &str) -> Result<bool, StoreError> {
        self.ask(|asking| {
            asking.any(
                "SELECT 1 FROM #excluded WHERE entity = ? AND entity_id = ?",
                values![entity.as_str(), entity_id],
            )
        })
    }

    fn unreadable_jobs(&self) -> Result<Vec<i64>, StoreError> {
        fn listed(codes: impl Iterator<Item = &'static str>) -> String {
            codes.map(|code| format!("'{code}'")).collect::<Vec<_>>().join(", ")
        }
        self.ids(
            &format!(
                "SELECT id FROM #job WHERE state <> '{APART}' AND (state NOT IN ({}) OR kind NOT IN ({}) OR entity NOT IN ({})) ORDER BY id",
                listed(State::ALL.iter().map(|one| one.as_str())),
                listed(Kind::ALL.iter().map(|one| one.as_str())),
                listed(Entity::ALL.iter().map(|one| one.as_str())),
            ),
            vec![],
        )
    }

    fn count_apart(&self) -> Result<i64, StoreError> {
        self.ask(|asking| {
            asking
                .one("SELECT COUNT(*) FROM #job WHERE state = ?", values![APART])?
                .number(0)
        })
    }

    fn each_snapshot(&self, key: &str, see: &mut dyn FnMut(&Carried<'_>)) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking.each(
                "SELECT entity, entity_id, record_key, snapshot, packed FROM #job WHERE record_key = ? OR snapshot <> '' OR packed IS NOT NULL",
                values![key],
                &mut |row| {
                    let text = |index: usize| std::str::from_utf8(row.bytes(index).unwrap_or_default()).ok();
                    if let Some(entity) = text(0).and_then(Entity::from_code) {
                        let snapshot = row.snapshot(3).unwrap_or_default();
                        see(&Carried {
                            entity,
                            entity_id: text(1).unwrap_or_default(),
                            key: text(2).unwrap_or_default(),
                            snapshot: &snapshot,
                        });
                    }
                    Ok(())
                },
            )
        })
    }

    fn changed_after(&self, after: Position, most: u32) -> Result<Vec<ChangedRow>, StoreError> {
        self.ask(|asking| {
            let rows = asking.lines(
                &format!(
                    "SELECT connection, entity, entity_id, updated_at, id FROM #job
                     WHERE updated_at > ? OR (updated_at = ? AND id > ?) ORDER BY updated_at, id LIMIT {most}"
                ),
                values![after.0, after.0, after.1],
            )?;
            rows.iter()
                .map(|row| {
                    Ok(ChangedRow {
                        connection: row.readable(0),
                        entity: Entity::from_code(&row.readable(1)),
                        entity_id: row.readable(2),
                        position: (row.number(3)?, row.number(4)?),
                    })
                })
                .collect()
        })
    }

    fn has_unlinked(&self, which: &Which<'_>) -> Result<bool, StoreError> {
        let chosen = condition(which);
        let sql = format!(
            "SELECT 1 FROM #job AS job WHERE {} AND NOT EXISTS (SELECT 1 FROM #link AS link WHERE link.connection = job.connection
               AND link.kind = job.kind AND link.record_key = job.record_key) LIMIT 1",
            chosen.sql
        );
        self.ask(|asking| asking.any(&sql, chosen.values))
    }
}

impl MysqlRows<'_> {
    /// Gives the claims of their records to these rows.
    fn hand_over(&mut self, ids: &[i64]) -> Result<(), StoreError> {
        self.ask(|asking| {
            for id in ids {
                asking.run(
                    "UPDATE #claim AS claim JOIN #job AS job ON job.connection = claim.connection AND job.kind = claim.kind
                       AND job.record_key = claim.record_key SET claim.job_id = job.id WHERE job.id = ?",
                    values![*id],
                )?;
            }
            Ok(())
        })
    }
}
