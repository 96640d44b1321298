//! Decides what screens show of single records, and carries out what people decide about them.

use serde_json::{Map, Value, json};

use super::listed::shown;
use crate::clock::{timestamp, was_ahead};
use crate::domain::policy::ContactRules;
use crate::domain::shop::{self, SalesDocument};
use crate::engine::key::contact_key;
use crate::engine::{Core, Engine, EngineError};
use crate::message::{Message, say};
use crate::queue::{Cell, Entity, Filter, Given, Position, Query, Standing, State};

/// The feed is read again from so long before its end: a slower process may still commit what it dated earlier.
const OVERLAP_MS: i64 = 10_000;

/// So many characters of a fingerprint tell two contents of one record apart.
const WORD: usize = 12;

fn entity_of(code: &str) -> Result<Entity, EngineError> {
    Entity::from_code(code)
        .ok_or_else(|| EngineError::argument("query_invalid", format!("There is no entity \"{code}\".")))
}

/// `ms:id`; anything else is the beginning.
fn position(text: &str) -> Position {
    let parts = text.split_once(':');
    parts
        .and_then(|(ms, id)| Some((ms.parse().ok()?, id.parse().ok()?)))
        .unwrap_or((0, 0))
}

impl Core {
    pub(super) fn standing_json(&self, standing: &Standing) -> Result<Value, EngineError> {
        let (mut xero_url, mut settled_at, mut number, mut xero_id) =
            (String::new(), Value::Null, String::new(), String::new());
        if let Some((kind, id, known_as, at)) = &standing.settled {
            if let Some(row) = self.store.connection(&standing.connection)? {
                xero_url = self.xero_url(&self.books(&row)?, *kind, id, None);
            }
            settled_at = json!(timestamp(*at));
            number.clone_from(known_as);
            xero_id.clone_from(id);
        }
        let state = match (standing.open, &standing.settled) {
            (Some(State::Cancelled), _) if standing.code == "excluded" => "excluded",
            (Some(State::Cancelled), Some(_)) => "synced",
            (Some(open), _) => open.as_str(),
            (None, Some(_)) => "synced",
            (None, None) => "skipped",
        };
        let message = if state == "synced" {
            Message::default()
        } else {
            standing.message.clone()
        };
        Ok(json!({
            "connection": standing.connection, "entity": standing.entity.as_str(), "entity_id": standing.entity_id, "state": state,
            "code": standing.code, "message": message, "message_data": message.data(),
            "number": number, "xero_id": xero_id, "xero_url": xero_url, "settled_at": settled_at,
            "excluded": self.store.excluded(standing.entity, &standing.entity_id)?,
        }))
    }
}

/// A position of a clock that was ahead would skip everything until then: it begins now.
fn not_ahead((at, id): Position, now_ms: i64) -> Position {
    if was_ahead(at, now_ms) { (now_ms, 0) } else { (at, id) }
}

impl Engine {
    /// Records whose standing changed after a position of this feed, each with how it stands now; the same one may come twice.
    ///
    /// # Errors
    /// When the store fails.
    pub fn changes(&self, after: &str, most: u32) -> Result<Value, EngineError> {
        let core = &self.core;
        let most = most.clamp(1, 5_000);
        let (records, end, full) = core.store.changed_since(not_ahead(position(after), core.now()), most)?;
        let mut items = Vec::with_capacity(records.len());
        for (connection, entity, id) in &records {
            if let Some(standing) = core.store.standing(connection, *entity, id)? {
                items.push(core.standing_json(&standing)?);
            }
        }
        // A full page continues where it ended; the end of the feed is read again a little.
        let settled = core.now() - OVERLAP_MS;
        let next = if full || end.0 <= settled { end } else { (settled, 0) };
        Ok(json!({ "items": items, "next": format!("{}:{}", next.0, next.1), "more": full }))
    }

    /// What the queue and Xero have of records of one entity, by id: a word that is another one as soon as they have other content; `excluded` for
    /// what was taken out. Records of which there is nothing are missing.
    ///
    /// # Errors
    /// When there is no such entity or the store fails.
    pub fn contents(&self, connection: &str, entity: &str, ids: &[String]) -> Result<Value, EngineError> {
        let found = self.core.store.contents(connection, entity_of(entity)?, ids)?;
        let word = |hash: Option<String>| match hash {
            Some(hash) => hash.chars().take(WORD).collect(),
            None => "excluded".to_owned(),
        };
        Ok(Value::Object(
            found.into_iter().map(|(id, hash)| (id, json!(word(hash)))).collect(),
        ))
    }

    /// How records of one entity stand, by id; those that nobody ever enqueued are missing.
    ///
    /// # Errors
    /// When there is no such entity or the store fails.
    pub fn standings(&self, entity: &str, ids: &[String]) -> Result<Value, EngineError> {
        let core = &self.core;
        let entity = entity_of(entity)?;
        let mut map = Map::new();
        for id in ids {
            let mut list = Vec::new();
            for row in core.store.connections()? {
                if let Some(standing) = core.store.standing(&row.code, entity, id)? {
                    list.push(core.standing_json(&standing)?);
                }
            }
            if core.store.excluded(entity, id)? && list.is_empty() {
                let message = Message::from(say::NEVER_SENT);
                list.push(json!({ "connection": "", "entity": entity.as_str(), "entity_id": id, "state": "excluded", "code": "excluded",
                    "message": message, "message_data": message.data(), "number": "", "xero_id": "", "xero_url": "", "settled_at": null, "excluded": true }));
            }
            if !list.is_empty() {
                map.insert(id.clone(), Value::Array(list));
            }
        }
        Ok(Value::Object(map))
    }

    /// Takes records out for good, or lets them in again.
    ///
    /// # Errors
    /// When there is no such entity or the store fails.
    pub fn exclude(&self, entity: &str, ids: &[String], out: bool) -> Result<u64, EngineError> {
        let entity = entity_of(entity)?;
        let records: Vec<(Entity, String)> = ids.iter().map(|id| (entity, id.clone())).collect();
        Ok(self.core.store.exclude(&records, out, self.core.now())?)
    }

    /// One line of the log with what was sent and answered, and the other lines of its job.
    ///
    /// # Errors
    /// When there is no such line or the store fails.
    pub fn log_detail(&self, id: i64) -> Result<Value, EngineError> {
        let core = &self.core;
        let Some((line, exchange)) = core.store.log_line(id)? else {
            return Err(EngineError::settings(
                "line_unknown",
                say::LOG_LINE_UNKNOWN.with(id.to_string()),
            ));
        };
        let json_of = |text: &str| serde_json::from_str(text).unwrap_or_else(|_| json!(text));
        let attempts = match line.number("job_id") {
            Some(job) => {
                let of_the_job = Query {
                    filters: vec![Filter {
                        field: "job_id".into(),
                        condition: "eq".into(),
                        value: Given::One(Cell::Number(job)),
                    }],
                    sort: "id".into(),
                    ascending: true,
                    page_size: 100,
                    ..Query::default()
                };
                core.store.log(&of_the_job)?.items
            }
            None => Vec::new(),
        };
        let (sent, answered) = match &exchange {
            Some(exchange) => (json_of(&exchange.sent), json_of(&exchange.answered)),
            None => (Value::Null, Value::Null),
        };
        let mut detail = shown(&line);
        detail.insert(
            "attempts".into(),
            attempts.iter().map(shown).map(Value::Object).collect(),
        );
        detail.insert("sent".into(), sent);
        detail.insert("answered".into(), answered);
        Ok(Value::Object(detail))
    }

    /// Removes what is known of a customer (by id) or of a guest (by e-mail address) from queue and log. Links stay, so that
    /// nothing is posted twice, but without names.
    ///
    /// # Errors
    /// When nobody is named or the store fails.
    pub fn erase(&self, customer_id: Option<&str>, email: Option<&str>) -> Result<Value, EngineError> {
        let email = email
            .map(|email| email.trim().to_lowercase())
            .filter(|email| !email.is_empty());
        let customer_id = customer_id.map(str::trim).filter(|id| !id.is_empty());
        let key = match (customer_id, &email) {
            (Some(id), _) => format!("customer:{id}"),
            (None, Some(email)) => {
                let guest = SalesDocument {
                    customer: shop::Buyer {
                        email: Some(email.clone()),
                        ..shop::Buyer::default()
                    },
                    ..SalesDocument::default()
                };
                contact_key(&guest, &ContactRules::default()).0
            }
            (None, None) => {
                return Err(EngineError::argument(
                    "argument_invalid",
                    "Say whom: customer_id or email.",
                ));
            }
        };
        let erased = self.core.store.erase(&key, customer_id, email.as_deref())?;
        Ok(json!({ "jobs": erased.jobs, "lines": erased.lines, "links": erased.links, "open": erased.open }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_that_cannot_be_read_is_the_beginning() {
        assert_eq!(position("17:3"), (17, 3));
        for text in ["", "x", "1:", ":2", "1:2:3x"] {
            assert_eq!(position(text), (0, 0), "{text}");
        }
    }
}
