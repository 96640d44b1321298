//! Decides how a Sync All goes: reading by the shop in portions, then sending; its progress outlives page and process.

use serde_json::{Map, Value, json};

use crate::clock::{timestamp, was_ahead};
use crate::engine::{Core, Engine, EngineError};
use crate::message::say;
use crate::queue::{Jobs, LAST_DRAIN, Portion, Purpose, Run, RunEntity, RunProgress, RunState, State, Turn, progress};

fn unknown(id: i64) -> EngineError {
    EngineError::settings("run_unknown", say::RUN_UNKNOWN.with(id.to_string()))
}

/// A run as it stands: ended, where its last job was settled; with its jobs by state.
struct Seen {
    run: Run,
    jobs: Vec<(State, i64)>,
}

impl Seen {
    fn count(&self, state: State) -> i64 {
        let found = self.jobs.iter().find(|(found, _)| *found == state);
        found.map_or(0, |(_, count)| *count)
    }

    fn waiting(&self) -> i64 {
        self.count(State::Waiting) + self.count(State::Running)
    }
}

fn progress_json(progress: &RunProgress, last_drain: Option<i64>) -> Value {
    let entities: Map<String, Value> = progress
        .entities
        .iter()
        .map(|(name, one)| {
            (
                name.clone(),
                json!({ "read": one.read, "total": one.total, "finished": one.finished }),
            )
        })
        .collect();
    json!({
        "phase": progress.phase.as_str(), "is_over": progress.is_over, "percent": progress.percent, "read_percent": progress.read_percent,
        "read": progress.read, "total": progress.total, "entities": entities, "sent": progress.sent, "waiting": progress.waiting,
        "attention": progress.attention, "brings_along": progress.brings_along, "cron_last": last_drain,
    })
}

impl Core {
    /// When a turn of cron ended last, in seconds since 1970.
    pub(in crate::engine) fn last_drain(&self) -> Result<Option<i64>, EngineError> {
        let kept = self.store.cursor(LAST_DRAIN)?.and_then(|text| text.parse().ok());
        Ok(kept.filter(|seconds| *seconds > 0))
    }

    fn see(&self, run: Run) -> Result<Seen, EngineError> {
        // Begun by a clock that was ahead: all of the history counts, rather than none.
        let since = if was_ahead(run.started_at_ms, self.now()) {
            0
        } else {
            run.started_at_ms
        };
        let jobs = self.store.history_counts(&run.connection, since)?;
        let mut seen = Seen { run, jobs };
        if seen.run.state == RunState::Sending && seen.waiting() == 0 && seen.count(State::Unknown) == 0 {
            let ended = self.store.turn_run(seen.run.id, Turn::Finish, self.now())?;
            seen.run = ended.unwrap_or(seen.run);
        }
        Ok(seen)
    }

    fn run_json(&self, run: Run, moved: Option<bool>) -> Result<Value, EngineError> {
        let mut value = Self::seen_json(&self.see(run)?);
        if let (Some(moved), Some(map)) = (moved, value.as_object_mut()) {
            map.insert("moved".into(), Value::Bool(moved));
        }
        Ok(value)
    }

    fn seen_json(seen: &Seen) -> Value {
        let run = &seen.run;
        let entities: Map<String, Value> = run
            .entities
            .iter()
            .map(|(name, progress)| {
                let value = json!({
                    "total": progress.total, "read": progress.read, "cursor": progress.cursor, "finished": progress.finished,
                });
                (name.clone(), value)
            })
            .collect();
        json!({
            "id": run.id, "connection": run.connection, "state": run.state.as_str(),
            "started_at": timestamp(run.started_at_ms), "finished_at": run.finished_at_ms.map(timestamp),
            "entities": entities, "from": run.from, "to": run.to,
            "jobs": {
                "waiting": seen.waiting(), "done": seen.count(State::Done), "held": seen.count(State::Held),
                "failed": seen.count(State::Failed), "unknown": seen.count(State::Unknown),
            },
            "accepted": run.accepted, "ignored": run.ignored, "unchanged": run.unchanged, "refused": run.refused,
        })
    }

    fn run_row(&self, id: i64) -> Result<Run, EngineError> {
        self.store.run_by_id(id)?.ok_or_else(|| unknown(id))
    }

    fn turn(&self, id: i64, turn: Turn) -> Result<Run, EngineError> {
        self.store.turn_run(id, turn, self.now())?.ok_or_else(|| unknown(id))
    }
}

impl Engine {
    /// Remembers a new Sync All; an unfinished one of the connection ends.
    ///
    /// # Errors
    /// When the plan names no entity or the store fails.
    pub fn start_run(&self, connection: &str, plan: &Value) -> Result<Value, EngineError> {
        let core = &self.core;
        core.row(connection)?;
        let day = |name: &str| {
            plan.get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let entities: Vec<(String, RunEntity)> = plan
            .get("entities")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .map(|(name, total)| {
                let total = match total {
                    Value::Number(number) => number.as_i64().unwrap_or(0),
                    Value::String(text) => text.parse().unwrap_or(0),
                    _ => 0,
                };
                let progress = RunEntity {
                    total,
                    finished: total == 0,
                    ..RunEntity::default()
                };
                (name.clone(), progress)
            })
            .collect();
        let run = core.store.start_run(&Run {
            connection: connection.to_owned(),
            started_at_ms: core.now(),
            entities,
            from: day("from"),
            to: day("to"),
            ..Run::default()
        })?;
        core.run_json(run, None)
    }

    /// The newest Sync All of a connection.
    ///
    /// # Errors
    /// When the store fails.
    pub fn run(&self, connection: &str) -> Result<Option<Value>, EngineError> {
        match self.core.store.run(connection)? {
            Some(run) => self.core.run_json(run, None).map(Some),
            None => Ok(None),
        }
    }

    /// The newest Sync All of a connection, and how far it is.
    ///
    /// # Errors
    /// When the store fails.
    pub fn progress(&self, connection: &str) -> Result<Option<Value>, EngineError> {
        let core = &self.core;
        let Some(run) = core.store.run(connection)? else {
            return Ok(None);
        };
        let seen = core.see(run)?;
        let queue = if seen.run.state == RunState::Done {
            let counts = core.store.counts()?;
            let ours = counts.jobs.iter().filter(|one| one.connection == connection);
            Jobs::of(ours.map(|one| (one.state, one.count)))
        } else {
            Jobs::default()
        };
        let last_drain = core.last_drain()?;
        let own = Jobs::of(seen.jobs.iter().copied());
        let progress = progress(&seen.run, own, queue, last_drain, core.now() / 1_000);
        let mut value = Core::seen_json(&seen);
        if let Some(map) = value.as_object_mut() {
            map.insert("progress".into(), progress_json(&progress, last_drain));
        }
        Ok(Some(value))
    }

    /// Enqueues one portion and moves the position in one transaction.
    ///
    /// # Errors
    /// When the run does not exist or the store fails.
    pub fn advance_run(
        &self,
        id: i64,
        entity: &str,
        expected: &str,
        cursor: &str,
        finished: bool,
        snapshots: &[Value],
    ) -> Result<Value, EngineError> {
        let core = &self.core;
        let sorted = core.sort(snapshots, Purpose::History)?;
        let signed = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let portion = Portion {
            entity,
            expected,
            cursor,
            finished,
            read: signed(snapshots.len()),
            ignored: signed(sorted.left_out.len()),
            refused: signed(sorted.refused.len()),
        };
        let moved = core.store.advance_run(id, &portion, &sorted.jobs, core.now())?;
        match moved {
            Some(run) => core.run_json(run, Some(true)),
            None => core.run_json(core.run_row(id)?, Some(false)),
        }
    }

    /// Stops reading and sending of a Sync All until it continues.
    ///
    /// # Errors
    /// When the run does not exist or the store fails.
    pub fn pause_run(&self, id: i64, paused: bool) -> Result<Value, EngineError> {
        let core = &self.core;
        let turn = if paused { Turn::Pause } else { Turn::Resume };
        core.run_json(core.turn(id, turn)?, None)
    }

    /// Stops reading; with `with_jobs` takes back what is still waiting.
    ///
    /// # Errors
    /// When the run does not exist or the store fails.
    pub fn cancel_run(&self, id: i64, with_jobs: bool) -> Result<Value, EngineError> {
        let core = &self.core;
        let run = core.turn(id, Turn::Cancel)?;
        if with_jobs {
            core.store.cancel_history(&run.connection, core.now())?;
        }
        core.run_json(run, None)
    }
}
