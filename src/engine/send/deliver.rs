//! Decides how one call goes: token, marks, sending. What its answer settles: `answer`.
//!
//! The order is the protocol: the claims are committed before the request leaves, and only a proven refusal removes them.

use std::sync::Arc;

use super::delivered::Delivered;
use super::mark;
use super::party::not_followed;
use super::prepare::{Prepared, Target, envelope};
use crate::engine::call::Untried;
use crate::engine::{Books, Core, EngineError};
use crate::queue::{Claimed, Departure, LogLine, Proof, Settled, look_up_after_ms};
use crate::secret::fingerprint;
use crate::xero::{Call, elements};

/// Bodies are kept below this; Xero's own figure for fifty documents is 3.5 MB.
pub(super) const BODY_LIMIT: usize = 3_400_000;

impl Core {
    /// Sends one batch and settles each of its jobs.
    pub(super) async fn deliver(
        self: Arc<Self>,
        books: Arc<Books>,
        target: Target,
        batch: Vec<Prepared>,
        reservation: i64,
    ) -> Delivered {
        let mut report = Delivered {
            kind: Some(target.kind),
            ..Delivered::default()
        };
        let Some(batch) = self.addressed(&books, batch, reservation, &mut report).await else {
            return report;
        };
        let body = envelope(&target, &batch);
        // One key for one sending, however often the network repeats it. A later try, which was looked up before, has another; so
        // has a new store that counts its jobs from one again: Xero would answer it with what it said to the old one.
        let marks: Vec<String> = batch
            .iter()
            .map(|one| format!("{}:{}", one.job.id, one.job.fence))
            .collect();
        let key = fingerprint(&[
            books.organisation.as_bytes(),
            target.path.as_bytes(),
            marks.join(",").as_bytes(),
            self.now().to_string().as_bytes(),
            body.as_bytes(),
        ]);
        let call = Call::write(target.method(), target.path.clone(), body, key.clone());
        let departures = || -> Vec<Departure> {
            let look_up_at_ms = self.now() + look_up_after_ms(target.kind, self.call_ms);
            let departure = |one: &Prepared| Departure {
                id: one.job.id,
                fence: one.job.fence,
                note: one.note.clone(),
                mark: mark::write(one, &books.organisation_name),
                organisation: books.organisation.clone(),
                look_up_at_ms,
            };
            batch.iter().map(departure).collect()
        };
        let wanted = batch.len() as u64;
        let began = self.now();
        let sent = self
            .call(
                &books,
                reservation,
                &call,
                || Ok(self.store.mark_sent(&departures(), &key, self.now())? == wanted),
                |body| elements(body, target.list, target.id_field, target.number_field),
            )
            .await;
        let took = self.now() - began;
        let outcome = match sent {
            Ok((outcome, calls)) => {
                report.calls += calls;
                outcome
            }
            Err(Untried::Ended(error)) => {
                // The reason is the identity server's, and nothing is unknown: the jobs just wait.
                report.calls += 1;
                report.keep(self.lose_connection(&books, &error));
                let code = EngineError::from(error).code;
                let waiting: Vec<_> = batch.iter().map(|one| sent_in_vain(&one.job, &code)).collect();
                report.halted = Some(code);
                if let Err(error) = self.store.settle_all(&waiting, self.now()) {
                    report.error = Some(error.into());
                }
                return report;
            }
            Err(untried) => {
                self.untried(&books, untried, batch.iter().map(|one| &one.job), &mut report);
                return report;
            }
        };
        let settled = match outcome {
            Ok(answered) => self.settle_answer(&books, &batch, &answered, took, &mut report),
            Err(failure) => self.settle_failure(&books, &target, &batch, &failure, took, &mut report),
        };
        match self.store.settle_all(&settled, self.now()) {
            Ok(came) => {
                for ((_, settled, _), came) in settled.iter().zip(came) {
                    report.count(settled, came);
                }
            }
            // The claims are committed: the jobs become unknown when their lease ends, and are looked up.
            Err(error) => report.error = Some(error.into()),
        }
        report
    }

    /// The batch with the contacts that it goes to; `None` when nothing of it can be sent now.
    async fn addressed(
        &self,
        books: &Books,
        batch: Vec<Prepared>,
        reservation: i64,
        report: &mut Delivered,
    ) -> Option<Vec<Prepared>> {
        if batch.iter().all(|one| one.sale.is_none()) {
            return Some(batch);
        }
        let kept = batch.clone();
        let (addressed, ended) = match self.follow_invoices(books, batch, report).await {
            Ok(followed) => followed,
            Err(error) => (Vec::new(), not_followed(&kept, error, report)),
        };
        let stored = self.store.settle_all(&ended, self.now());
        for ((_, settled, _), came) in ended.iter().zip(stored.iter().flatten()) {
            report.count(settled, *came);
        }
        let returned = match addressed.is_empty() {
            true => self.store.returned(&books.organisation, reservation),
            false => Ok(()),
        };
        if let Err(error) = stored.map(|_| ()).and(returned) {
            report.error = Some(error.into());
            return None;
        }
        Some(addressed).filter(|addressed| !addressed.is_empty())
    }

    /// Nothing left: the jobs go back, and the connection says what it needs.
    pub(super) fn untried<'a>(
        &self,
        books: &Books,
        untried: Untried,
        jobs: impl Iterator<Item = &'a Claimed>,
        report: &mut Delivered,
    ) {
        let ids: Vec<(i64, i64)> = jobs.map(|job| (job.id, job.fence)).collect();
        if let Err(error) = self.store.release(&ids, 0, self.now()) {
            report.error = Some(error.into());
        }
        match untried {
            Untried::Store(error) => report.error = Some(error),
            Untried::Taken => {}
            Untried::Token(error) | Untried::Ended(error) => {
                report.keep(self.lose_connection(books, &error));
                report.halted = Some(EngineError::from(error).code);
            }
        }
    }
}

/// A job whose call Xero refused for the token's sake.
fn sent_in_vain(job: &Claimed, code: &str) -> (Claimed, Settled, LogLine) {
    let line = LogLine {
        code: code.to_owned(),
        ..LogLine::default()
    };
    let settled = Settled::Retry {
        not_before_ms: 0,
        counted: false,
    };
    (job.proven(Proof::Refused), settled, line)
}
