//! Decides what screens and monitoring are told about queue, log and limits.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::listed::{query, shown};
use crate::clock::timestamp;
use crate::engine::{Core, Engine, EngineError};
use crate::limits::{Barrier, Caller, MINUTE_LIMIT, day_left, forecast};
use crate::queue::{
    Entity, Goes, Kind, Link, ListedRow, RunState, Sharing, State, goes, is_alive, is_live, look_up_after_ms,
};

fn link_json(core: &Core, connection: &str, kind: Kind, link: &Link, settled_ms: i64) -> Result<Value, EngineError> {
    let books = core.books(&core.row(connection)?)?;
    Ok(json!({
        "connection": connection, "kind": kind.as_str(), "number": link.xero_number, "xero_id": link.xero_id,
        "xero_url": core.xero_url(&books, kind, &link.xero_id, None),
        "total": link.total, "xero_total": link.xero_total, "currency": link.currency, "settled_at": timestamp(settled_ms),
        "adopted": link.adopted,
    }))
}

impl Core {
    /// When a row of the queue goes; `None`: it neither waits nor is to be looked up. `paused` keeps by connection whether its Sync All is paused.
    fn goes(&self, row: &ListedRow, paused: &mut HashMap<String, bool>) -> Result<Option<Goes>, EngineError> {
        if ![State::Waiting.as_str(), State::Unknown.as_str()].contains(&row.text("state")) {
            return Ok(None);
        }
        let connection = row.text("connection");
        if !paused.contains_key(connection) {
            let run = self.store.run(connection)?;
            paused.insert(
                connection.to_owned(),
                run.is_some_and(|run| run.state == RunState::Paused),
            );
        }
        let is_paused = paused.get(connection).copied().unwrap_or_default();
        let number = |name: &str| row.number(name).unwrap_or_default();
        Ok(Some(goes(
            number("priority"),
            number("not_before_at"),
            number("updated_at"),
            is_paused,
            self.now(),
        )))
    }
}

impl Engine {
    /// One page of the queue; each row with when it `goes` (null: it neither waits nor is to be looked up), and whether it is `live`.
    ///
    /// # Errors
    /// When the question is malformed or the store fails.
    pub fn queue_page(&self, question: &Value) -> Result<Value, EngineError> {
        let page = self.core.store.jobs(&query(question)?)?;
        let mut paused = HashMap::new();
        let mut items = Vec::with_capacity(page.items.len());
        for row in &page.items {
            let goes = self.core.goes(row, &mut paused)?;
            let mut item = shown(row);
            item.insert("goes".into(), json!(goes.map(Goes::as_str)));
            let number = |name: &str| row.number(name).unwrap_or_default();
            let live = State::from_code(row.text("state"))
                .is_some_and(|state| is_live(state, number("priority"), number("updated_at"), self.core.now()));
            item.insert("live".into(), json!(live));
            items.push(item);
        }
        Ok(json!({ "total": page.total, "items": items }))
    }

    /// One page of the log.
    ///
    /// # Errors
    /// When the question is malformed or the store fails.
    pub fn log_page(&self, question: &Value) -> Result<Value, EngineError> {
        let page = self.core.store.log(&query(question)?)?;
        let items: Vec<_> = page.items.iter().map(shown).collect();
        Ok(json!({ "total": page.total, "items": items }))
    }

    /// Numbers of jobs.
    ///
    /// # Errors
    /// When the store fails.
    pub fn counts(&self) -> Result<Value, EngineError> {
        let counts = self.core.store.counts()?;
        Ok(json!({
            "jobs": counts.jobs.iter().map(|one| json!({
                "connection": one.connection, "entity": one.entity.as_str(), "kind": one.kind.as_str(), "state": one.state.as_str(),
                "count": one.count, "oldest_at": timestamp(one.oldest_ms),
            })).collect::<Vec<_>>(),
            "held": counts.held.iter().map(|held| json!({
                "connection": held.connection, "code": held.code, "subject": held.subject, "message": held.message, "message_data": held.message.data(), "same_message": held.same_message,
                "count": held.count,
            })).collect::<Vec<_>>(),
        }))
    }

    /// What Xero holds for a record of the shop.
    ///
    /// # Errors
    /// When the store fails.
    pub fn links(&self, entity: &str, entity_id: &str) -> Result<Value, EngineError> {
        let entity = Entity::from_code(entity)
            .ok_or_else(|| EngineError::argument("query_invalid", format!("There is no entity \"{entity}\".")))?;
        self.core
            .store
            .links_of(entity, entity_id)?
            .iter()
            .map(|(connection, kind, link, settled)| link_json(&self.core, connection, *kind, link, *settled))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array)
    }

    /// How much of Xero's limits is left, when the next call may go, and how long the queue will take; `planned`: records of a Sync All
    /// that would come on top, how many of each entity.
    ///
    /// # Errors
    /// When `planned` names no entity or the store fails.
    pub fn budget(&self, connection: &str, planned: &Value) -> Result<Value, EngineError> {
        let core = &self.core;
        let now = core.now();
        let books = core.books(&core.row(connection)?)?;
        let usage = core.store.usage(&books.organisation, now)?;
        let left = day_left(&usage, now).max(0);
        let sharing = Sharing {
            batch: i64::from(books.settings.batch_size.max(1)),
            pays: books.settings.enabled("payments"),
        };
        let needed = sharing.of_jobs(&core.store.waiting_by_kind(connection)?);
        let calls_planned = sharing.of_records(&records(planned)?);
        let backfill = core
            .store
            .run(connection)?
            .is_some_and(|run| run.finished_at_ms.is_none());
        let caller = if backfill { Caller::History } else { Caller::NewBusiness };
        let expected = forecast(&usage, needed, caller, now);
        let seconds = whole_seconds(expected.done_ms - now);
        // New business waits as well: Xero's word, or the day's calls are used up.
        let open = forecast(&usage, 0, Caller::NewBusiness, now);
        let blocked = matches!(open.barrier, Some(Barrier::Asked | Barrier::Day)).then_some(open.next_ms);
        let planned = forecast(&usage, needed + calls_planned, Caller::History, now);
        Ok(json!({
            "minute_used": usage.in_flight + i64::try_from(usage.recent_ends_ms.len()).unwrap_or(0),
            "minute_limit": MINUTE_LIMIT,
            "day_used": usage.day_limit - left,
            "day_limit": usage.day_limit,
            "day_remaining": left,
            "blocked_until": blocked.map(whole_seconds),
            "obstacle": core.obstacle(&books, &usage)?,
            "batch_size": sharing.batch,
            "next_call_at": (expected.next_ms > now + SOON_MS).then(|| whole_seconds(expected.next_ms)),
            "calls_needed": needed,
            "seconds_needed": seconds,
            "done_at": now / 1_000 + seconds,
            "calls_planned": calls_planned,
            "seconds_planned": whole_seconds(planned.done_ms - now),
            "days": by_purpose(core.store.days(&books.organisation, &timestamp(now - 29 * 86_400_000)[..10])?, "day"),
            "minutes": by_purpose(core.store.minutes(&books.organisation, now - 3_600_000)?.into_iter().map(|(minute, purpose, calls)| (minute * 60, purpose, calls)).collect(), "at"),
        }))
    }

    /// Deletes old lines and settled jobs, rescues what a dead process left.
    ///
    /// # Errors
    /// When the store fails.
    pub fn prune(&self, log_days: i64, job_days: i64, exchange_days: i64) -> Result<Value, EngineError> {
        let core = &self.core;
        let now = core.now();
        // First: what is deleted may be met with damage, and then nobody would be told.
        core.store.check(now)?;
        let rescued = core
            .store
            .rescue(now, &|owner| is_alive(owner) == Some(false), &|kind| {
                look_up_after_ms(kind, core.call_ms)
            })?;
        let days = |days: i64| now - days.clamp(1, 36_500) * 86_400_000;
        let (log, jobs) = core.store.prune(days(log_days), days(job_days))?;
        let exchanges = core.store.prune_exchanges(days(exchange_days))?;
        Ok(json!({ "log": log, "jobs": jobs, "exchanges": exchanges, "rescued": rescued }))
    }
}

/// Records by entity, as the shop says how many there are.
fn records(planned: &Value) -> Result<Vec<(Entity, i64)>, EngineError> {
    let each = |(entity, count): (&String, &Value)| {
        let bad = |what: &str| EngineError::argument("query_invalid", format!("{what} \"{entity}\"."));
        let code = Entity::from_code(entity).ok_or_else(|| bad("There is no entity"))?;
        let count = match count {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        Ok((
            code,
            count.ok_or_else(|| bad("A whole number of records is missing for"))?,
        ))
    };
    planned.as_object().into_iter().flatten().map(each).collect()
}

/// A pause that nobody notices, in milliseconds.
const SOON_MS: i64 = 2_000;

/// Milliseconds in seconds, rounded up.
fn whole_seconds(ms: i64) -> i64 {
    ms.saturating_add(999) / 1_000
}

/// Calls of one day or minute together, and by purpose. The list is sorted by its first field.
fn by_purpose<T: serde::Serialize + PartialEq>(calls: Vec<(T, String, i64)>, name: &str) -> Vec<Value> {
    let mut groups: Vec<(T, i64, Map<String, Value>)> = Vec::new();
    for (when, purpose, count) in calls {
        match groups.last_mut().filter(|(last, ..)| *last == when) {
            Some((_, sum, by)) => {
                *sum += count;
                by.insert(purpose, json!(count));
            }
            None => groups.push((when, count, Map::from_iter([(purpose, json!(count))]))),
        }
    }
    groups
        .into_iter()
        .map(|(when, sum, by)| json!({ name: when, "calls": sum, "by": by }))
        .collect()
}
