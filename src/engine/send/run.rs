//! Decides how a Sync All goes: reading by the shop in portions, then sending; its progress outlives page and process.

use serde_json::{Map, Value, json};

use crate::clock::{timestamp, was_ahead};
use crate::engine::{Core, Engine, EngineError};
use crate::message::say;
use crate::queue::{Portion, Purpose, Run, RunEntity, RunState, State, Turn};

fn unknown(id: i64) -> EngineError {
    EngineError::settings("run_unknown", say::RUN_UNKNOWN.with(id.to_string()))
}

impl Core {
    fn run_json(&self, run: &Run, moved: Option<bool>) -> Result<Value, EngineError> {
        // Begun by a clock that was ahead: all of the history counts, rather than none.
        let since = if was_ahead(run.started_at_ms, self.now()) {
            0
        } else {
            run.started_at_ms
        };
        let counts = self.store.history_counts(&run.connection, since)?;
        let count = |state: State| {
            counts
                .iter()
                .find(|(found, _)| *found == state)
                .map_or(0, |(_, count)| *count)
        };
        let waiting = count(State::Waiting) + count(State::Running);
        let over = run.state == RunState::Sending && waiting == 0 && count(State::Unknown) == 0;
        let ended = if over {
            self.store.turn_run(run.id, Turn::Finish, self.now())?
        } else {
            None
        };
        let run = ended.as_ref().unwrap_or(run);
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
        let mut value = json!({
            "id": run.id, "connection": run.connection, "state": run.state.as_str(),
            "started_at": timestamp(run.started_at_ms), "finished_at": run.finished_at_ms.map(timestamp),
            "entities": entities, "from": run.from, "to": run.to,
            "jobs": {
                "waiting": waiting, "done": count(State::Done), "held": count(State::Held), "failed": count(State::Failed),
                "unknown": count(State::Unknown),
            },
            "accepted": run.accepted, "ignored": run.ignored, "unchanged": run.unchanged, "refused": run.refused,
        });
        if let (Some(moved), Some(map)) = (moved, value.as_object_mut()) {
            map.insert("moved".into(), Value::Bool(moved));
        }
        Ok(value)
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
        core.run_json(&run, None)
    }

    /// The newest Sync All of a connection.
    ///
    /// # Errors
    /// When the store fails.
    pub fn run(&self, connection: &str) -> Result<Option<Value>, EngineError> {
        match self.core.store.run(connection)? {
            Some(run) => self.core.run_json(&run, None).map(Some),
            None => Ok(None),
        }
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
            ignored: i64::try_from(sorted.ignored).unwrap_or(0),
            refused: signed(sorted.refused.len()),
        };
        let moved = core.store.advance_run(id, &portion, &sorted.jobs, core.now())?;
        match moved {
            Some(run) => core.run_json(&run, Some(true)),
            None => core.run_json(&core.run_row(id)?, Some(false)),
        }
    }

    /// Stops reading and sending of a Sync All until it continues.
    ///
    /// # Errors
    /// When the run does not exist or the store fails.
    pub fn pause_run(&self, id: i64, paused: bool) -> Result<Value, EngineError> {
        let core = &self.core;
        let turn = if paused { Turn::Pause } else { Turn::Resume };
        core.run_json(&core.turn(id, turn)?, None)
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
        core.run_json(&run, None)
    }
}
