//! Decides what is sent next over one connection, in how many calls at once, and when to stop.
//!
//! New business goes before history; contacts and items before documents, documents before payments; batches are full
//! because a stage begins when the one before it has ended. The shop's progress callback runs between calls, never inside.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::task::{JoinSet, LocalSet};

use super::deliver::BODY_LIMIT;
use super::delivered::Delivered;
use super::drain_report::Progress;
use super::payload::Payload;
use super::prepare::{Prepared, Step, Target, WAITS};
use super::resolve::look_up_size;
use crate::clock::elapsing;
use crate::engine::{Books, Core, EngineError};
use crate::limits::{Barrier, Caller, DRAIN_LANES, Reservation};
use crate::message::say;
use crate::queue::{Claimed, Kind, Stage, State, lease_ms, under_way_ms};
use crate::store_error::StoreError;

/// How long a drain waits for jobs that become ready soon, and for unanswered ones.
const SOON_MS: i64 = 5_000;
const SOON_UNKNOWN_MS: i64 = 15_000;
/// Look-ups are put off no longer than this for the sake of a full call.
const PUT_OFF_MS: i64 = 20_000;
/// The last turn in a stage.
const LAST: u8 = 2;
/// So often a batch is filled up: what needs no call costs time, too.
const MOST_ROUNDS: u32 = 8;
/// So often a store may be put back during one drain.
const MOST_DOUBTS: u32 = 3;
/// Waiting jobs are counted this often for whoever watches: among a million that takes longer than to prepare a call.
const COUNT_MS: i64 = 5_000;
/// New business is looked for this often while a limit stands in the way of history.
const LOOK_AROUND_MS: i64 = 1_000;

/// Why a drain of one connection ended.
pub(super) enum End {
    Empty,
    Time,
    Budget(i64, Barrier),
    Connection,
    Asked,
}

/// What bounds a drain.
#[derive(Clone)]
pub(super) struct Limits {
    /// Milliseconds since 1970.
    pub began_ms: i64,
    /// No call starts after it (milliseconds since 1970).
    pub deadline_ms: i64,
    /// The same by a clock that nobody can set.
    pub ends: Option<Instant>,
    /// Jobs of a larger number stay.
    pub most_priority: i64,
    /// Set by whoever wants it to end.
    pub stop: Option<Arc<AtomicBool>>,
}

impl Limits {
    pub(super) fn up_to(&self, priority: i64) -> Self {
        Self {
            most_priority: self.most_priority.min(priority),
            ..self.clone()
        }
    }

    fn is_over(&self, now_ms: i64) -> bool {
        now_ms >= self.deadline_ms || self.ends.is_some_and(|ends| elapsing() >= ends)
    }

    fn asked(&self) -> bool {
        self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed))
    }
}

/// A drain of one connection.
pub(super) struct Lanes<'a> {
    core: Arc<Core>,
    pub books: Arc<Books>,
    limits: &'a Limits,
    running: JoinSet<Delivered>,
    /// The calls run on this thread only, between the shop's own callbacks.
    local: LocalSet,
    stage: Option<Stage>,
    pub totals: Delivered,
    halted: Option<String>,
    /// Contact names of this drain, and whose they are: those still under way have no link yet that would show them.
    names: HashMap<String, String>,
    /// Since when the store is in doubt (milliseconds since 1970), and how often that came up again in this drain.
    doubt: (i64, u32),
    /// Since when look-ups of a kind are put off for the sake of a full call (milliseconds since 1970).
    put_off: HashMap<(bool, Kind), i64>,
    /// Jobs of this drain that wait for another one, since this many calls and jobs were done.
    waits: Option<u64>,
    /// Waiting jobs, and when they were counted (milliseconds since 1970).
    waiting: Option<(i64, i64)>,
}

enum Next {
    Work(Kind, State, bool),
    Finish,
    Nothing,
}

impl<'a> Lanes<'a> {
    /// `doubt_ms`: since when the store is in doubt (milliseconds since 1970).
    pub(super) fn new(
        core: Arc<Core>,
        books: Arc<Books>,
        limits: &'a Limits,
        totals: Delivered,
        doubt_ms: i64,
    ) -> Self {
        Self {
            core,
            books,
            limits,
            running: JoinSet::new(),
            local: LocalSet::new(),
            stage: None,
            totals,
            halted: None,
            names: HashMap::new(),
            doubt: (doubt_ms, 0),
            put_off: HashMap::new(),
            waits: None,
            waiting: None,
        }
    }

    pub(super) fn run(
        &mut self,
        runtime: &tokio::runtime::Runtime,
        progress: &mut dyn FnMut(&Progress) -> bool,
    ) -> Result<End, EngineError> {
        let mut end: Option<End> = None;
        loop {
            let now = self.core.now();
            if end.is_none() {
                if self.limits.asked() {
                    end = Some(End::Asked);
                } else if self.limits.is_over(now) {
                    end = Some(End::Time);
                } else if self.halted.take().is_some() {
                    end = Some(End::Connection);
                }
            }
            let mut wake = None;
            if end.is_none() {
                match self.fill()? {
                    Filled::Full | Filled::Waits => {}
                    Filled::Barrier(until, barrier) => {
                        let patience = if barrier == Barrier::Day { 0 } else { 75_000 };
                        if until - now > patience || until >= self.limits.deadline_ms {
                            end = Some(End::Budget(until, barrier));
                        } else {
                            wake = Some(until);
                        }
                    }
                    Filled::Empty if self.running.is_empty() => match self.soon(now)? {
                        Some(until) => wake = Some(until),
                        None => return Ok(End::Empty),
                    },
                    Filled::Empty => {}
                }
            }
            if self.running.is_empty() {
                match (end.take(), wake) {
                    (Some(end), _) => return Ok(end),
                    (None, Some(until)) => {
                        let pause = (until - now).clamp(5, LOOK_AROUND_MS);
                        std::thread::sleep(Duration::from_millis(u64::try_from(pause).unwrap_or(5)));
                        continue;
                    }
                    (None, None) => continue,
                }
            }
            let running = &mut self.running;
            let finished = self.local.block_on(runtime, async {
                match wake {
                    None => running.join_next().await,
                    Some(until) => {
                        let pause = (until - now).clamp(5, LOOK_AROUND_MS);
                        let pause = Duration::from_millis(u64::try_from(pause).unwrap_or(5));
                        tokio::time::timeout(pause, running.join_next()).await.unwrap_or(None)
                    }
                }
            });
            let Some(finished) = finished else { continue };
            self.take(finished)?;
            let told = self.progress(finished_kind(&self.totals))?;
            if !progress(&told) && end.is_none() {
                end = Some(End::Asked);
            }
        }
    }

    fn progress(&mut self, kind: String) -> Result<Progress, EngineError> {
        let now = self.core.now();
        let counted = self.waiting.filter(|(_, at)| (0..COUNT_MS).contains(&(now - at)));
        let (waiting, at) = match counted {
            Some(known) => known,
            None => {
                let by_kind = self.core.store.waiting_by_kind(&self.books.code)?;
                (by_kind.iter().map(|(_, count)| count).sum(), now)
            }
        };
        self.waiting = Some((waiting, at));
        Ok(Progress {
            calls: self.totals.calls,
            done: self.totals.done,
            held: self.totals.held,
            waiting,
            seconds: seconds(self.core.now() - self.limits.began_ms),
            kind,
        })
    }

    fn take(&mut self, finished: Result<Delivered, tokio::task::JoinError>) -> Result<(), EngineError> {
        let report = finished.map_err(|error| EngineError::internal(format!("a call ended abnormally: {error}")))?;
        self.totals.add(&report);
        self.totals.kind = report.kind;
        if report.halted.is_some() {
            self.halted = report.halted;
        }
        match report.error {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    pub(super) fn finish(&mut self, runtime: &tokio::runtime::Runtime) -> Result<(), EngineError> {
        let mut first = Ok(());
        while let Some(finished) = self.local.block_on(runtime, self.running.join_next()) {
            let taken = self.take(finished);
            if first.is_ok() {
                first = taken;
            }
        }
        first
    }

    /// From when on it is believed that something is not in Xero: whoever used the store that this one is a copy of may have had a call under
    /// way when the doubt came up.
    fn believed_from(&self, now: i64) -> i64 {
        match self.doubt.0.min(now) {
            0 => 0,
            doubt => doubt + under_way_ms(self.core.call_ms),
        }
    }

    /// What Xero takes twice is not looked up before that.
    fn is_too_early(&self, kind: Kind, state: State, now: i64) -> bool {
        state == State::Unknown && !kind.unique_in_xero() && now < self.believed_from(now)
    }

    /// When something becomes ready soon enough to wait for it.
    fn soon(&self, now: i64) -> Result<Option<i64>, EngineError> {
        let ready = |state, patience: i64| -> Result<Option<i64>, EngineError> {
            let next = self
                .core
                .store
                .next_ready_ms(&self.books.code, state, self.limits.most_priority)?;
            Ok(next.filter(|at| *at > now && *at - now <= patience && *at < self.limits.deadline_ms))
        };
        let waiting = ready(State::Waiting, SOON_MS)?;
        let unknown = ready(State::Unknown, under_way_ms(self.core.call_ms) + SOON_UNKNOWN_MS)?;
        let believed = self.believed_from(now);
        let early = self
            .core
            .store
            .ready(&self.books.code, self.limits.most_priority, now)?
            .iter()
            .any(|(_, kind, state)| self.is_too_early(*kind, *state, now));
        let early = (early && believed < self.limits.deadline_ms).then_some(believed);
        Ok(waiting.into_iter().chain(unknown).chain(early).min())
    }

    /// What comes next: new business before history, earlier stages first. Look-ups come last in their stage, so that one call asks for
    /// all of it; but not for long.
    fn next(&mut self) -> Result<Next, EngineError> {
        let now = self.core.now();
        let mut ready = self
            .core
            .store
            .ready(&self.books.code, self.limits.most_priority, now)?;
        ready.retain(|(_, kind, state)| !self.is_too_early(*kind, *state, now));
        let look_ups = || ready.iter().filter(|(.., state)| *state == State::Unknown);
        self.put_off
            .retain(|(history, kind), _| look_ups().any(|one| (one.0, one.1) == (*history, *kind)));
        for (history, kind, _) in look_ups() {
            self.put_off.entry((*history, *kind)).or_insert(now);
        }
        let put_off = |history: bool, kind: Kind| self.put_off.get(&(history, kind)).map_or(0, |since| now - since);
        let best = ready.iter().min_by_key(|(history, kind, state)| {
            (*history, kind.stage(), turn(*state, put_off(*history, *kind)), *kind)
        });
        Ok(match best {
            None => Next::Nothing,
            // A stage begins when the calls of another one have ended, so that its batches are full.
            Some((_, kind, _)) if self.stage.is_some_and(|stage| stage != kind.stage()) && !self.running.is_empty() => {
                Next::Finish
            }
            // What is under way may bring more to look up.
            Some((history, kind, state))
                if !self.running.is_empty() && turn(*state, put_off(*history, *kind)) == LAST =>
            {
                Next::Finish
            }
            Some((history, kind, state)) => Next::Work(*kind, *state, *history),
        })
    }

    /// Before another stage begins, or the drain ends: what waited for a job that is done by now need not wait for its time. Whether
    /// something did.
    fn end_waits(&mut self) -> Result<bool, EngineError> {
        let done = self.totals.calls + self.totals.done;
        if !self.running.is_empty() || self.waits.is_none_or(|since| since == done) {
            return Ok(false);
        }
        self.waits = None;
        let ended = self.core.store.end_waits(&self.books.code, &WAITS, self.core.now())?;
        Ok(ended > 0)
    }

    fn reserve(&self, kind: Kind, history: bool) -> Result<Reservation, EngineError> {
        let ask = |caller| {
            let now = self.core.now();
            let until = now + under_way_ms(self.core.call_ms);
            let books = &self.books.organisation;
            self.core.store.reserve(books, kind.as_str(), caller, until, now)
        };
        let reservation = ask(if history { Caller::History } else { Caller::NewBusiness })?;
        match reservation {
            Reservation::NotBefore(_, Barrier::Pace) if self.fills_a_call(kind)? => Ok(ask(Caller::FullCall)?),
            other => Ok(other),
        }
    }

    fn fills_a_call(&self, kind: Kind) -> Result<bool, EngineError> {
        let waiting = self.core.store.waiting_by_kind(&self.books.code)?;
        let of_kind = waiting.iter().find(|(one, _)| *one == kind);
        Ok(of_kind.is_some_and(|(_, count)| *count >= i64::from(self.books.settings.batch_size)))
    }

    /// Starts calls until the lanes are full or something stands in the way.
    fn fill(&mut self) -> Result<Filled, EngineError> {
        let lanes = usize::try_from(DRAIN_LANES).unwrap_or(1);
        while self.running.len() < lanes {
            let (kind, state, history) = match self.next()? {
                Next::Nothing if self.end_waits()? => continue,
                Next::Nothing => return Ok(Filled::Empty),
                Next::Finish => return Ok(Filled::Waits),
                Next::Work(kind, state, history) => (kind, state, history),
            };
            let other_stage = self.stage.is_some_and(|stage| stage != kind.stage());
            if (other_stage || state == State::Unknown) && self.end_waits()? {
                continue;
            }
            let reservation = match self.reserve(kind, history)? {
                Reservation::Granted(id) => id,
                // Own calls hold the lanes: one of them ends first.
                Reservation::NotBefore(_, Barrier::Concurrency) if !self.running.is_empty() => {
                    return Ok(Filled::Waits);
                }
                Reservation::NotBefore(until, barrier) => return Ok(Filled::Barrier(until, barrier)),
            };
            self.stage = Some(kind.stage());
            let size = if state == State::Unknown {
                look_up_size(kind)
            } else {
                self.books.settings.batch_size
            };
            let jobs = match self.claim(kind, state, size) {
                Ok(jobs) if !jobs.is_empty() => jobs,
                nothing => {
                    self.core.store.returned(&self.books.organisation, reservation)?;
                    nothing?;
                    continue;
                }
            };
            if state == State::Unknown {
                let task = Arc::clone(&self.core).resolve(Arc::clone(&self.books), kind, jobs, reservation);
                self.running.spawn_local_on(task, &self.local);
                continue;
            }
            self.send(kind, history, jobs, reservation)?;
        }
        Ok(Filled::Full)
    }

    fn claim(&mut self, kind: Kind, state: State, size: u32) -> Result<Vec<Claimed>, EngineError> {
        let now = self.core.now();
        let jobs = self.core.store.claim(
            &self.books.code,
            kind,
            state,
            size,
            self.limits.most_priority,
            &self.core.owner,
            now + lease_ms(self.core.call_ms),
            now,
        )?;
        if kind.stage() == Stage::Settlements
            && let Err(error) = self.believe_the_store()
        {
            self.core.store.release(&held_by(&jobs), 0, now)?;
            return Err(error);
        }
        // The claim itself may have raised the doubt.
        if self.is_too_early(kind, state, now) {
            self.core.store.release(&held_by(&jobs), 0, now)?;
            return Ok(Vec::new());
        }
        Ok(jobs)
    }

    /// A store that is put back once and again under a drain is none: each look-up would be in vain, and cost a call.
    fn believe_the_store(&mut self) -> Result<(), EngineError> {
        let (before, times) = self.doubt;
        let now = self.core.store.doubt_before_ms()?;
        if now == before {
            return Ok(());
        }
        self.doubt = (now, times + 1);
        if self.doubt.1 > MOST_DOUBTS {
            return Err(EngineError::from(StoreError::new(
                "store_unsteady",
                say::STORE_UNSTEADY,
            )));
        }
        Ok(())
    }

    /// Prepares claimed jobs, ends those that need no call, and starts the calls of the others.
    fn send(
        &mut self,
        kind: Kind,
        history: bool,
        jobs: Vec<crate::queue::Claimed>,
        reservation: i64,
    ) -> Result<(), EngineError> {
        let mut ended = Vec::new();
        let mut batches: Vec<(Target, Vec<Prepared>, usize)> = Vec::new();
        let mut later = Vec::new();
        let size = self.books.settings.batch_size;
        let (mut sending, mut jobs, mut rounds) = (0, jobs, 0);
        loop {
            for (job, step) in self.core.prepare(&self.books, jobs, &mut self.names, false)? {
                let prepared = match step {
                    Step::End(end) => {
                        ended.push((job, end.0, end.1));
                        continue;
                    }
                    Step::Send(prepared) => *prepared,
                };
                sending += 1;
                let size = share_of_call(&prepared.element);
                let fits = batches.iter_mut().find(|(target, batch, bytes)| {
                    target == &prepared.target
                        && target.single.is_none()
                        && (batch.is_empty() || bytes.saturating_add(size) <= BODY_LIMIT)
                });
                match fits {
                    Some((_, batch, bytes)) => {
                        *bytes += size;
                        batch.push(prepared);
                    }
                    None => batches.push((prepared.target.clone(), vec![prepared], size)),
                }
            }
            // Others take the places of those that need no call.
            rounds += 1;
            let free = size.saturating_sub(sending);
            if free == 0 || rounds == MOST_ROUNDS {
                break;
            }
            jobs = match self.claim(kind, State::Waiting, free) {
                Ok(more) if !more.is_empty() => more,
                Ok(_) => break,
                Err(error) => {
                    let unsent = batches.iter().flat_map(|(_, batch, _)| batch).map(|one| &one.job);
                    let claimed: Vec<_> = unsent.chain(ended.iter().map(|(job, ..)| job)).cloned().collect();
                    self.core.store.release(&held_by(&claimed), 0, self.core.now())?;
                    self.core.store.returned(&self.books.organisation, reservation)?;
                    return Err(error);
                }
            };
        }
        if ended.iter().any(|(_, _, line)| WAITS.contains(&line.code.as_str())) {
            self.waits = Some(self.totals.calls + self.totals.done);
        }
        let came = self.core.store.settle_all(&ended, self.core.now())?;
        for ((_, settled, line), came) in ended.iter().zip(came) {
            // Waiting for another job is no outcome.
            if !line.status.is_empty() || matches!(settled, crate::queue::Settled::Done { .. }) {
                self.totals.count(settled, came);
            }
        }
        let mut reservation = Some(reservation);
        for (target, batch, _) in batches {
            let granted = match reservation.take() {
                Some(first) => Some(first),
                None if self.running.len() < usize::try_from(DRAIN_LANES).unwrap_or(1) => {
                    match self.reserve(kind, history)? {
                        Reservation::Granted(id) => Some(id),
                        Reservation::NotBefore(..) => None,
                    }
                }
                None => None,
            };
            match granted {
                Some(id) => {
                    let task = Arc::clone(&self.core).deliver(Arc::clone(&self.books), target, batch, id);
                    self.running.spawn_local_on(task, &self.local);
                }
                None => later.extend(batch.iter().map(|one| (one.job.id, one.job.fence))),
            }
        }
        if let Some(unused) = reservation {
            self.core.store.returned(&self.books.organisation, unused)?;
        }
        if !later.is_empty() {
            self.core.store.release(&later, 0, self.core.now())?;
        }
        Ok(())
    }
}

/// When a job of a stage has its turn, the smaller first: a look-up last, unless it was put off for long (milliseconds).
fn turn(state: State, put_off_ms: i64) -> u8 {
    match state {
        State::Unknown if put_off_ms >= PUT_OFF_MS => 0,
        State::Unknown => LAST,
        _ => 1,
    }
}

#[allow(clippy::cast_precision_loss)]
pub(super) fn seconds(ms: i64) -> f64 {
    ms as f64 / 1_000.0
}

/// Ids and fences of claimed jobs.
fn held_by(jobs: &[Claimed]) -> Vec<(i64, i64)> {
    jobs.iter().map(|job| (job.id, job.fence)).collect()
}

/// What a record takes of a call's body, in bytes. Xero answers with every line in full: some four thousand
/// lines are as much as is read at once (`http::weight`), however short they were when they were sent.
fn share_of_call(element: &Payload) -> usize {
    const LINE: usize = BODY_LIMIT / 3_500;
    let lines = element.get("LineItems").and_then(Value::as_array).map_or(0, Vec::len);
    (element.json().len() + 2).max(lines * LINE)
}

enum Filled {
    /// The lanes are full.
    Full,
    /// Calls under way must end first.
    Waits,
    /// A limit stands in the way.
    Barrier(i64, Barrier),
    /// Nothing is ready.
    Empty,
}

fn finished_kind(totals: &Delivered) -> String {
    totals.kind.map_or("", Kind::as_str).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_ups_come_last_in_their_stage_but_not_for_long() {
        for (state, put_off, turn_is) in [
            (State::Waiting, 0, 1),
            (State::Waiting, 60_000, 1),
            (State::Unknown, 0, 2),
            (State::Unknown, 19_999, 2),
            (State::Unknown, 20_000, 0),
        ] {
            assert_eq!(turn(state, put_off), turn_is, "{state:?} {put_off}");
        }
    }
}
