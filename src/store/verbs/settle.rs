//! Stores how claimed jobs end: their rows, links and lines, and what follows from them, in one transaction.

use std::collections::HashMap;

use super::put::put;
use crate::queue::row::{JobRow, Which};
use crate::queue::{self, Came, Claimed, Exchange, LogLine, NewJob, Settled, Settlement, State};
use crate::store::rows::{Confirmed, LogRow, NewLink, Rows};
use crate::store_error::StoreError;

/// The rows of some ids.
pub(super) fn rows_of(rows: &dyn Rows, ids: &[i64]) -> Result<HashMap<i64, JobRow>, StoreError> {
    let which = Which {
        ids: Some(ids),
        ..Which::default()
    };
    let found = rows.jobs_where(&which, u32::MAX)?;
    Ok(found.into_iter().flatten().map(|row| (row.id, row)).collect())
}

/// Settles jobs; what became of each. A job that is named twice is settled once.
pub(super) fn settle(
    rows: &mut dyn Rows,
    settled: &[(Claimed, Settled, LogLine)],
    now_ms: i64,
) -> Result<Vec<Came>, StoreError> {
    let ids: Vec<i64> = settled.iter().map(|(job, ..)| job.id).collect();
    let mut before = rows_of(rows, &ids)?;
    let mut came = Vec::with_capacity(settled.len());
    let mut ends = Vec::with_capacity(settled.len());
    for (job, how, line) in settled {
        let row = before.remove(&job.id);
        match queue::settle(row.as_ref(), job, how, line, now_ms) {
            Some(ending) => {
                came.push(ending.came);
                ends.push(End {
                    ending,
                    row,
                    job,
                    how,
                    line,
                });
            }
            None => came.push(Came::Fenced),
        }
    }
    save_links(rows, &ends, now_ms)?;
    take_over(rows, &mut ends)?;
    let freed: Vec<i64> = ends
        .iter()
        .filter(|end| end.ending.frees)
        .map(|end| end.job.id)
        .collect();
    if !freed.is_empty() {
        rows.forget_claims(&Which {
            ids: Some(&freed),
            ..Which::default()
        })?;
    }
    let patches: Vec<_> = ends.iter().map(|end| end.ending.patch.clone()).collect();
    rows.patch_jobs(&patches)?;
    let told = ends.iter().filter(|end| end.ending.told && !end.line.status.is_empty());
    let lines: Vec<LogRow<'_>> = told.map(|end| end.line(now_ms)).collect();
    rows.add_lines(&lines)?;
    let followers: Vec<NewJob> = ends.iter().flat_map(End::followers).cloned().collect();
    put(rows, &followers, now_ms)?;
    Ok(came)
}

struct End<'a> {
    ending: Settlement,
    row: Option<JobRow>,
    job: &'a Claimed,
    how: &'a Settled,
    line: &'a LogLine,
}

impl<'a> End<'a> {
    fn line(&self, now_ms: i64) -> LogRow<'a> {
        LogRow {
            at_ms: now_ms,
            connection: &self.job.connection,
            of: Some((self.job.entity, self.job.kind, &self.job.entity_id, &self.job.number)),
            job: Some((self.job.id, self.job.attempts + 1)),
            store_id: &self.job.store_id,
            line: self.line,
            exchange: self.line.exchange.as_deref().map(Exchange::kept),
        }
    }

    fn followers(&self) -> &'a [NewJob] {
        match self.how {
            Settled::Done { next, .. } if self.ending.follows => next,
            _ => &[],
        }
    }
}

fn save_links(rows: &mut dyn Rows, ends: &[End<'_>], now_ms: i64) -> Result<(), StoreError> {
    let mut organisations: HashMap<&str, String> = HashMap::new();
    let mut links = Vec::new();
    let mut confirmed = Vec::new();
    for end in ends {
        let job = end.job;
        let settings_hash = end.row.as_ref().map_or("", |row| row.settings_hash.as_str());
        let link = match end.how {
            Settled::Done { link: Some(link), .. } | Settled::Again { link } if end.ending.links => link,
            _ => {
                if end.ending.confirms {
                    confirmed.push(Confirmed {
                        connection: &job.connection,
                        kind: job.kind,
                        key: &job.key,
                        snapshot_hash: &job.snapshot_hash,
                        settings_hash,
                    });
                }
                continue;
            }
        };
        let sent_to = end
            .row
            .as_ref()
            .and_then(|row| row.claim.as_ref())
            .map_or("", |sent| &sent.organisation);
        if !sent_to.is_empty() && !organisations.contains_key(job.connection.as_str()) {
            organisations.insert(&job.connection, rows.organisation_of(&job.connection)?);
        }
        let now_in = organisations.get(job.connection.as_str()).map_or("", String::as_str);
        links.push(NewLink {
            connection: queue::books_of(&job.connection, sent_to, now_in),
            kind: job.kind,
            key: &job.key,
            entity: job.entity,
            entity_id: &job.entity_id,
            snapshot_hash: &job.snapshot_hash,
            settings_hash: if end.ending.confirms { settings_hash } else { "" },
            link,
            settled_at_ms: now_ms,
        });
    }
    rows.put_links(&links)?;
    rows.confirm_links(&confirmed)
}

/// Rows that take a newer one's snapshot over: that one goes.
fn take_over(rows: &mut dyn Rows, ends: &mut [End<'_>]) -> Result<(), StoreError> {
    let newer: Vec<i64> = ends.iter().filter_map(|end| end.ending.takes_over).collect();
    if newer.is_empty() {
        return Ok(());
    }
    let mut contents: HashMap<i64, _> = rows.contents(&newer)?.into_iter().map(|one| (one.id, one)).collect();
    for end in ends {
        if let Some(content) = end.ending.takes_over.and_then(|id| contents.remove(&id)) {
            let change = std::mem::take(&mut end.ending.patch.change);
            end.ending.patch.change = queue::taken_over(change, content.change, content.priority);
        }
    }
    rows.remove_jobs(&Which {
        ids: Some(&newer),
        states: State::ALL,
        ..Which::default()
    })?;
    Ok(())
}
