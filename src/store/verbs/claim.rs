//! Stores who works on what: claims, the mark before a request leaves, jobs that are given back, and those of dead processes.
//!
//! Every change of a claimed job names its fence and touches that one row only.

use super::memory::{count_sending, notice};
use super::settle::rows_of;
use crate::clock::SKEW_MS;
use crate::queue::row::{Damaged, JobRow, Sent, Wanted, Which, WriteClaim};
use crate::queue::{self, Claimed, DOUBT, Departure, Kind, MOST_LEASE_MS, State};
use crate::store::RowStore;
use crate::store::rows::{Database, Rows};
use crate::store_error::StoreError;

/// Rows that are healed or rescued together.
const PORTION: u32 = 500;

const RUNNING: Which<'static> = Which {
    states: &[State::Running],
    ..Which::ALL
};

/// Sets rows apart. What was sent for them stays marked, so that the record's next job looks it up.
pub(super) fn set_apart(rows: &mut dyn Rows, damaged: &[i64], now_ms: i64) -> Result<(), StoreError> {
    if damaged.is_empty() {
        return Ok(());
    }
    rows.set_jobs_apart(damaged, &queue::set_apart(now_ms))?;
    inherit(rows, now_ms)
}

/// What a job that was set apart had sent is looked up by the newer job of the same record, when it has one.
pub(super) fn inherit(rows: &mut dyn Rows, now_ms: i64) -> Result<(), StoreError> {
    let heirs = rows.inherit_claims()?;
    if heirs.is_empty() {
        return Ok(());
    }
    let waiting = Which {
        ids: Some(&heirs),
        states: &[State::Waiting],
        ..Which::ALL
    };
    rows.change_jobs(&waiting, &queue::adopted(now_ms)).map(drop)
}

impl<D: Database> RowStore<D> {
    pub(super) fn rescue_jobs(
        &self,
        now_ms: i64,
        is_dead: &dyn Fn(&str) -> bool,
        look_up_after_ms: &dyn Fn(Kind) -> i64,
    ) -> Result<u64, StoreError> {
        self.heal_times(now_ms)?;
        let mut rescued = 0;
        let mut after = None;
        loop {
            let running = self.database.read(|rows| {
                rows.jobs_where(
                    &Which {
                        after_id: after,
                        ..RUNNING
                    },
                    PORTION,
                )
            })?;
            let Some(last) = running.last() else {
                return Ok(rescued);
            };
            after = Some(last.as_ref().map_or_else(|damaged| damaged.0, |row| row.id));
            let lost: Vec<i64> = running
                .iter()
                .filter(|row| {
                    row.as_ref().map_or(true, |row| {
                        queue::is_lost(&row.owner, row.lease_until_ms, now_ms, is_dead)
                    })
                })
                .map(|row| row.as_ref().map_or_else(|damaged| damaged.0, |row| row.id))
                .collect();
            let fences: Vec<(i64, i64)> = running.iter().flatten().map(|row| (row.id, row.fence)).collect();
            if !lost.is_empty() {
                rescued += self.database.write(|rows| {
                    // Loaded again: an owner that only lost its lease may have marked the job as sent, or settled it, a moment ago.
                    let which = Which {
                        ids: Some(&lost),
                        ..RUNNING
                    };
                    let (mut patches, mut damaged) = (Vec::new(), Vec::new());
                    for row in rows.jobs_where(&which, u32::MAX)? {
                        match row {
                            Ok(row) if fences.contains(&(row.id, row.fence)) => {
                                patches.extend(queue::rescue(&row, look_up_after_ms, now_ms));
                            }
                            Ok(_) => {}
                            Err(Damaged(id)) => damaged.push(id),
                        }
                    }
                    set_apart(rows, &damaged, now_ms)?;
                    rows.patch_jobs(&patches)
                })?;
            }
        }
    }

    /// What a clock that was ahead wrote of the queue.
    fn heal_times(&self, now_ms: i64) -> Result<(), StoreError> {
        let latest = now_ms.saturating_add(SKEW_MS);
        let ahead = Which {
            updated_from_ms: Some(latest + 1),
            ..Which::ALL
        };
        let any = self.database.read(|rows| {
            Ok(rows.next_of(&ahead)?.is_some()
                || !rows.claims_after(latest)?.is_empty()
                || rows.has_lease_after(now_ms + MOST_LEASE_MS)?)
        })?;
        if !any {
            return Ok(());
        }
        loop {
            let healed = self.database.write(|rows| {
                let found: Vec<JobRow> = rows.jobs_where(&ahead, PORTION)?.into_iter().flatten().collect();
                let patches: Vec<_> = found.iter().map(|row| queue::healed_job(row, now_ms)).collect();
                rows.patch_jobs(&patches)
            })?;
            if healed == 0 {
                break;
            }
        }
        self.database.write(|rows| {
            let claims = rows.claims_after(latest)?;
            let claims: Vec<_> = claims
                .into_iter()
                .map(|claim| queue::healed_claim(claim, now_ms))
                .collect();
            rows.put_claims(&claims)?;
            let doubt = rows.cursor(DOUBT)?.and_then(|text| text.parse::<i64>().ok());
            if doubt.is_some_and(|doubt| doubt > latest) {
                rows.set_cursor(DOUBT, &now_ms.to_string())?;
                // What was in doubt stays so.
                rows.settle_links_before(now_ms)?;
            }
            rows.end_leases_after(now_ms + MOST_LEASE_MS)
        })
    }

    pub(super) fn claim_jobs(
        &self,
        wanted: &Wanted<'_>,
        owner: &str,
        lease_until_ms: i64,
        now_ms: i64,
    ) -> Result<Vec<Claimed>, StoreError> {
        self.database.write(|rows| {
            notice(rows, now_ms)?;
            let (mut claimed, mut damaged) = (Vec::new(), Vec::new());
            for one in rows.claimable(wanted)? {
                match one {
                    Ok(job) => claimed.push(job),
                    Err(Damaged(id)) => damaged.push(id),
                }
            }
            set_apart(rows, &damaged, now_ms)?;
            let patches: Vec<_> = claimed
                .iter()
                .map(|job| queue::claimed(job, owner, lease_until_ms, now_ms))
                .collect();
            rows.patch_jobs(&patches)?;
            for job in &mut claimed {
                job.fence += 1;
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
        let ids: Vec<i64> = jobs.iter().map(|job| job.id).collect();
        self.database.write(|rows| {
            count_sending(rows, now_ms)?;
            let present = rows_of(rows, &ids)?;
            let claims: Vec<WriteClaim> = jobs
                .iter()
                .filter(|job| {
                    present
                        .get(&job.id)
                        .is_some_and(|row| row.fence == job.fence && row.state == State::Running)
                })
                .map(|job| WriteClaim {
                    job_id: job.id,
                    idempotency_key: idempotency_key.to_owned(),
                    note: job.note.clone(),
                    mark: job.mark.clone(),
                    sent: Sent {
                        at_ms: now_ms,
                        look_up_at_ms: Some(job.look_up_at_ms),
                        organisation: job.organisation.clone(),
                    },
                })
                .collect();
            rows.put_claims(&claims)?;
            Ok(claims.len() as u64)
        })
    }

    pub(super) fn release_jobs(&self, jobs: &[(i64, i64)], not_before_ms: i64, now_ms: i64) -> Result<(), StoreError> {
        let ids: Vec<i64> = jobs.iter().map(|(id, _)| *id).collect();
        self.database.write(|rows| {
            let present = rows_of(rows, &ids)?;
            let patches: Vec<_> = jobs
                .iter()
                .filter_map(|(id, fence)| queue::give_back(present.get(id)?, *fence, not_before_ms, now_ms))
                .collect();
            rows.patch_jobs(&patches).map(drop)
        })
    }
}
