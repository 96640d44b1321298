//! Decides over which connections a drain goes, whether each can be used, and why the drain of each ended.
//!
//! How its calls are filled and started is said by `lanes.rs`.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::delivered::Delivered;
use super::drain_report::{DrainOptions, DrainReport, Progress};
use super::lanes::{End, Lanes, Limits, seconds};
use crate::clock::elapsing;
use crate::engine::connect::CHOOSE;
use crate::engine::{Books, Core, Engine, EngineError, ErrorKind};
use crate::limits::Barrier;
use crate::message::say;
use crate::oauth::{ConnectionRow, ConnectionState};
use crate::queue::{HISTORY, IMMEDIATE, RunState, State, is_alive, look_up_after_ms};

/// Whether a connection can be used, and the calls that it took to find out.
enum Access {
    Open(u64),
    Closed(u64),
}

impl Engine {
    /// Sends what is ready; `progress` is called after each call and stops the drain by returning false.
    ///
    /// # Errors
    /// When the store fails or the named connection does not exist. What Xero says is in the report.
    pub fn drain(
        &self,
        options: &DrainOptions,
        progress: &mut dyn FnMut(&Progress) -> bool,
    ) -> Result<DrainReport, EngineError> {
        let core = &self.core;
        let began_ms = core.now();
        let lasts = Some(options.seconds).filter(|seconds| *seconds > 0);
        let limits = Limits {
            began_ms,
            deadline_ms: lasts.map_or(i64::MAX, |seconds| {
                began_ms.saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000))
            }),
            ends: lasts.and_then(|seconds| elapsing().checked_add(Duration::from_secs(seconds))),
            most_priority: if options.immediate_only { IMMEDIATE } else { i64::MAX },
            stop: options.stop.clone(),
        };
        core.store.seen(began_ms)?;
        core.store
            .rescue(began_ms, &|owner| is_alive(owner) == Some(false), &|kind| {
                look_up_after_ms(kind, core.call_ms)
            })?;
        let rows = match &options.connection {
            Some(code) => vec![core.row(code)?],
            None => core.store.connections()?,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| EngineError::internal(format!("no runtime for network calls: {error}")))?;
        let mut report = DrainReport {
            stopped: "empty".into(),
            ..DrainReport::default()
        };
        for row in rows {
            if row.state == ConnectionState::NotConfigured {
                continue;
            }
            let (end, totals) = core.drain_connection(&runtime, &row.code, options, &limits, progress)?;
            report.totals.add(&totals);
            match end {
                End::Empty => {}
                End::Time => report.stopped = "time".into(),
                End::Asked => report.stopped = "asked".into(),
                End::Budget(until, barrier) => {
                    report.stopped = "budget".into();
                    let until = until / 1_000;
                    if report.not_before.is_none_or(|known| until < known) {
                        report.not_before = Some(until);
                        report.barrier = Some(barrier);
                    }
                }
                End::Connection if report.stopped == "empty" => report.stopped = "connection".into(),
                End::Connection => {}
            }
            if let Some(now) = core.store.connection(&row.code)? {
                report.connections.push(json!({
                    "connection": now.code, "state": now.state.as_str(), "code": now.reason_code, "message": now.reason, "message_data": now.reason.data(),
                }));
            }
            if matches!(report.stopped.as_str(), "time" | "asked") {
                break;
            }
        }
        let counts = core.store.counts()?;
        report.waiting = counts
            .jobs
            .iter()
            .filter(|counted| matches!(counted.state, State::Waiting | State::Unknown | State::Running))
            .map(|counted| counted.count)
            .sum();
        report.held_by = counts
            .held
            .iter()
            .map(|held| {
                json!({
                    "connection": held.connection, "code": held.code, "subject": held.subject, "message": held.message, "message_data": held.message.data(), "count": held.count,
                })
            })
            .collect();
        report.seconds = seconds(core.now() - began_ms);
        Ok(report)
    }
}

/// What a drain needs of Xero could not be read.
fn unread(error: EngineError, totals: Delivered) -> Result<(End, Delivered), EngineError> {
    match error.kind {
        ErrorKind::EngineUnavailable => Err(error),
        ErrorKind::LimitReached => {
            let until = error.details.get("not_before").and_then(Value::as_i64).unwrap_or(0) * 1_000;
            Ok((End::Budget(until, Barrier::Day), totals))
        }
        _ => Ok((End::Connection, totals)),
    }
}

impl Core {
    fn drain_connection(
        self: &Arc<Self>,
        runtime: &tokio::runtime::Runtime,
        code: &str,
        options: &DrainOptions,
        limits: &Limits,
        progress: &mut dyn FnMut(&Progress) -> bool,
    ) -> Result<(End, Delivered), EngineError> {
        let row = self.row(code)?;
        // A paused Sync All waits; new business does not.
        let paused = self.store.run(code)?.is_some_and(|run| run.state == RunState::Paused);
        let limits = &limits.up_to(if paused { HISTORY - 1 } else { i64::MAX });
        let mut books = self.books(&row)?;
        let mut totals = match self.access(runtime, &row, &books)? {
            Access::Open(calls) => Delivered::of_calls(calls),
            Access::Closed(calls) => return Ok((End::Connection, Delivered::of_calls(calls))),
        };
        self.store
            .set_day_limit(&books.organisation, books.settings.day_limit)?;
        if !self.has_work(code, options, limits)? {
            return Ok((End::Empty, totals));
        }
        match runtime.block_on(self.ready_lists(&books, options.retry_held, limits.most_priority)) {
            Ok(calls) => totals.calls += calls,
            Err((error, calls)) => {
                totals.calls += calls;
                return unread(error, totals);
            }
        }
        books.set_catalogue(self.known_catalogue(code)?);
        if !options.immediate_only {
            self.store.wake_held(code, options.retry_held, self.now())?;
        }
        self.drain_books(runtime, &row, books, limits, totals, progress)
    }

    /// Whether calls may be made on a connection. One that stands still is asked about at Xero, unless it waits for a person here.
    fn access(
        &self,
        runtime: &tokio::runtime::Runtime,
        row: &ConnectionRow,
        books: &Books,
    ) -> Result<Access, EngineError> {
        if row.unreadable
            && !matches!(
                row.state,
                ConnectionState::NotConfigured | ConnectionState::Disconnected
            )
        {
            // Nothing is given up: the right key may come back with the next deployment.
            let error = EngineError::from(crate::secret::SealError::WrongKey);
            self.change_state(books, ConnectionState::NeedsConnection, &error.code, &error.message)?;
            return Ok(Access::Closed(0));
        }
        if self.store.pending(&row.code)?.is_some() {
            // A person is asked which organisation keeps the books.
            return Ok(Access::Closed(0));
        }
        match row.state {
            ConnectionState::Connected => return Ok(Access::Open(0)),
            ConnectionState::NotConfigured | ConnectionState::Disconnected => return Ok(Access::Closed(0)),
            // This waits for a person here; everything else may have been put right at Xero.
            ConnectionState::NeedsConnection if row.reason_code == "consent_ended" && !books.settings.custom => {
                return Ok(Access::Closed(0));
            }
            ConnectionState::NeedsConnection if row.reason_code == CHOOSE => return Ok(Access::Closed(0)),
            ConnectionState::NeedsConnection | ConnectionState::Paused => {}
        }
        match runtime.block_on(self.read_parts(books, &["organisation"])) {
            Ok(_) => {}
            Err((error, _)) if error.kind == ErrorKind::EngineUnavailable => return Err(error),
            Err((_, calls)) => return Ok(Access::Closed(calls.max(1))),
        }
        self.change_state(
            books,
            ConnectionState::Connected,
            "",
            &say::CONNECTION_WORKS_AGAIN.into(),
        )?;
        Ok(Access::Open(1))
    }

    /// Whether anything waits, or is held and may be looked at again.
    fn has_work(&self, code: &str, options: &DrainOptions, limits: &Limits) -> Result<bool, EngineError> {
        for state in [State::Waiting, State::Unknown] {
            if self.store.next_ready_ms(code, state, limits.most_priority)?.is_some() {
                return Ok(true);
            }
        }
        Ok(!options.immediate_only && !self.store.held_codes(code)?.is_empty())
    }

    /// Sends what is ready, and once more what was held by lists that have changed in Xero meanwhile.
    fn drain_books(
        self: &Arc<Self>,
        runtime: &tokio::runtime::Runtime,
        row: &ConnectionRow,
        mut books: Books,
        limits: &Limits,
        mut totals: Delivered,
        progress: &mut dyn FnMut(&Progress) -> bool,
    ) -> Result<(End, Delivered), EngineError> {
        let began = self.now();
        let mut looked_again = false;
        loop {
            let doubt = self.store.doubt_before_ms()?;
            let mut drain = Lanes::new(Arc::clone(self), Arc::new(books), limits, totals, doubt);
            let end = drain.run(runtime, progress);
            // Whatever ends the loop, calls under way are waited for: a dropped call is an unknown outcome.
            let finished = drain.finish(runtime);
            let end = end?;
            finished?;
            if !matches!(end, End::Empty) || looked_again {
                return Ok((end, drain.totals));
            }
            looked_again = true;
            totals = drain.totals;
            match runtime.block_on(self.look_again(&drain.books, began)) {
                Ok(None) => return Ok((end, totals)),
                Ok(Some((calls, woken))) => {
                    totals.calls += calls;
                    totals.held = totals.held.saturating_sub(woken);
                }
                Err((error, calls)) => {
                    totals.calls += calls;
                    return unread(error, totals);
                }
            }
            books = self.books(row)?;
            books.set_catalogue(self.known_catalogue(&row.code)?);
        }
    }
}
