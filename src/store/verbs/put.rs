//! Stores what is offered to the queue.

use crate::queue::row::Which;
use crate::queue::{self, Enqueued, NewJob, Placed, State};
use crate::store::rows::{NewRow, Rows};
use crate::store_error::StoreError;

/// Stores jobs inside a transaction; see [`NewJob`] for what is replaced and dropped.
pub(super) fn put(rows: &mut dyn Rows, jobs: &[NewJob], now_ms: i64) -> Result<Enqueued, StoreError> {
    let mut tally = Enqueued::default();
    for part in queue::independent(jobs) {
        put_part(rows, part, now_ms, &mut tally)?;
    }
    Ok(tally)
}

fn put_part(rows: &mut dyn Rows, jobs: &[NewJob], now_ms: i64, tally: &mut Enqueued) -> Result<(), StoreError> {
    let on_records = rows.on_records(jobs)?;
    let (mut new, mut patches) = (Vec::new(), Vec::new());
    for (job, on) in jobs.iter().zip(&on_records) {
        match queue::place(job, on, now_ms, tally) {
            Placed::Nothing => {}
            Placed::New => new.push(NewRow { job, now_ms }),
            Placed::Changed(patch) => patches.push(*patch),
        }
        if queue::asks_for_all(job) && !on.excluded {
            let family = Which {
                connection: Some(&job.connection),
                of: Some((job.entity, &job.entity_id)),
                states: &[State::Waiting, State::Held, State::Failed],
                ..Which::default()
            };
            for row in rows.jobs_where(&family, u32::MAX)?.into_iter().flatten() {
                if (row.kind, &row.key) != (job.kind, &job.key) {
                    patches.extend(queue::hasten(&row, job.priority, now_ms));
                }
            }
        }
    }
    if !patches.is_empty() {
        rows.patch_jobs(&patches)?;
    }
    if new.is_empty() {
        return Ok(());
    }
    let ids = rows.insert_jobs(&new)?;
    let adopted = rows.adopt_claims(&ids)?;
    if !adopted.is_empty() {
        let which = Which {
            ids: Some(&adopted),
            ..Which::default()
        };
        rows.change_jobs(&which, &queue::adopted(now_ms))?;
    }
    Ok(())
}
