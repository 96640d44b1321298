//! What can be done to the sandbox: switches, faults, the clock, and the things that only an accountant could do at Xero.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::books::account::Account;
use crate::books::document::{Document, contact_key};
use crate::books::organisation::Organisation;
use crate::clock::read_date;
use crate::faults::{Fault, Faults};
use crate::identity::apps::AppKind;
use crate::identity::scopes;
use crate::journal::Journal;
use crate::rules::fields::read_decimal;
use crate::world::Shared;

type Done = Result<Value, String>;

fn text<'a>(body: &'a Value, name: &str) -> Option<&'a str> {
    body.get(name).and_then(Value::as_str)
}

pub(super) fn switches(shared: &Shared, body: &Value) -> Done {
    let mut world = shared.world();
    world.switches.patch(body)?;
    Ok(json!(world.switches))
}

/// Adds one fault, or a list of them.
pub(super) fn faults(shared: &Shared, body: Value) -> Done {
    let list = if body.is_array() { body } else { json!([body]) };
    let added: Vec<Fault> = serde_json::from_value(list).map_err(|e| e.to_string())?;
    let mut world = shared.world();
    world.faults.waiting.extend(added);
    Ok(json!(world.faults.waiting))
}

pub(super) fn clear_faults(shared: &Shared) -> Value {
    shared.world().faults = Faults::default();
    json!({})
}

/// Back to the first day. `{"grants": true}` forgets connections and tokens too.
pub(super) fn reset(shared: &Shared, body: &Value) -> Value {
    shared.keys.clear();
    shared
        .world()
        .reset(body.get("grants").and_then(Value::as_bool).unwrap_or(false));
    json!({"reset": true})
}

pub(super) fn clear_journal(shared: &Shared) -> Value {
    shared.world().journal = Journal::default();
    json!({})
}

pub(super) fn reset_limits(shared: &Shared) -> Value {
    shared.world().limits.start_again();
    json!({})
}

pub(super) fn clock(shared: &Shared, body: &Value) -> Done {
    let seconds = body
        .get("advance_seconds")
        .and_then(Value::as_i64)
        .ok_or("advance_seconds must be a whole number")?;
    if seconds < 0 {
        return Err("the clock moves forward only".to_owned());
    }
    shared.clock.advance(seconds);
    shared.world().changed();
    Ok(
        json!({"now": crate::clock::moment(shared.clock.now()).to_rfc3339(), "offset_seconds": shared.clock.offset_seconds()}),
    )
}

/// Archives a contact, by id, number or name, in whichever organisation has it.
pub(super) fn archive(shared: &Shared, key: &str, archived: bool) -> Done {
    let mut world = shared.world();
    let now = shared.clock.now();
    let id = key.parse::<Uuid>().ok();
    for books in &mut world.organisations {
        let found = books
            .contacts
            .iter()
            .find(|c| Some(c.id) == id || c.number == key || c.name == key)
            .cloned();
        if let Some(mut contact) = found {
            contact.archived = archived;
            contact.updated = now;
            let id = contact.id;
            books.contacts.put(contact);
            books.settle();
            world.changed();
            return Ok(json!({"id": id, "archived": archived}));
        }
    }
    Err("no such contact".to_owned())
}

/// `{"into": id}`: the contact is archived, and its documents are the other one's from now on.
pub(super) fn merge(shared: &Shared, from: &str, body: &Value) -> Done {
    let read = |text: Option<&str>| text.and_then(|t| t.parse::<Uuid>().ok());
    let (Some(from), Some(into)) = (read(Some(from)), read(text(body, "into"))) else {
        return Err("two contact ids are needed".to_owned());
    };
    let mut world = shared.world();
    let now = shared.clock.now();
    let here = |o: &&mut Organisation| from != into && o.contacts.get(from).is_some() && o.contacts.get(into).is_some();
    let books = world
        .organisations
        .iter_mut()
        .find(here)
        .ok_or("the contacts are not in the same books")?;
    let moved: Vec<Document> = books.documents.with_key(&contact_key(from)).cloned().collect();
    for document in &moved {
        books.documents.put(Document {
            contact: into,
            updated: now,
            ..document.clone()
        });
    }
    if let Some(mut contact) = books.contacts.get(from).cloned() {
        (contact.archived, contact.merged_to, contact.updated) = (true, Some(into), now);
        books.contacts.put(contact);
    }
    books.settle();
    world.changed();
    Ok(json!({"moved_documents": moved.len()}))
}

pub(super) fn archive_account(shared: &Shared, code: &str, archived: bool, body: &Value) -> Done {
    change_account(shared, code, body, |account| account.archived = archived)?;
    Ok(json!({"code": code, "archived": archived}))
}

/// `{"enabled": true}`: whether payments may be made to the account.
pub(super) fn payments_to_account(shared: &Shared, code: &str, body: &Value) -> Done {
    let enabled = body
        .get("enabled")
        .and_then(Value::as_bool)
        .ok_or("enabled must be true or false")?;
    change_account(shared, code, body, |account| account.payments = enabled)?;
    Ok(json!({"code": code, "payments": enabled}))
}

fn change_account(shared: &Shared, code: &str, body: &Value, change: impl Fn(&mut Account)) -> Result<(), String> {
    let mut world = shared.world();
    let now = shared.clock.now();
    let books = world
        .organisation_named(text(body, "organisation"))
        .ok_or("no such organisation")?;
    let mut account = books.account_by_code(code).cloned().ok_or("no such account")?;
    change(&mut account);
    account.updated = now;
    books.accounts.put(account);
    books.settle();
    world.changed();
    Ok(())
}

/// `{"quantity": 5}`: what there was of a tracked item before any document; what documents moved comes on top.
pub(super) fn stock(shared: &Shared, code: &str, body: &Value) -> Done {
    let quantity = body
        .get("quantity")
        .and_then(read_decimal)
        .ok_or("quantity must be a number")?;
    let mut world = shared.world();
    let books = world
        .organisation_named(text(body, "organisation"))
        .ok_or("no such organisation")?;
    let mut item = books
        .item_by_code(code)
        .filter(|i| i.tracked())
        .cloned()
        .ok_or("no such tracked item")?;
    item.quantity_on_hand = quantity;
    books.items.put(item);
    books.settle();
    world.changed();
    Ok(json!({"code": code, "opening_quantity": quantity}))
}

/// `{"period": "2026-01-31", "year": null, "organisation": …}`; a member that is missing stays as it is.
pub(super) fn lock_date(shared: &Shared, body: &Value) -> Done {
    let read = |name: &str| match body.get(name) {
        None => Ok(None),
        Some(Value::Null) => Ok(Some(None)),
        Some(value) => value
            .as_str()
            .and_then(read_date)
            .map(|d| Some(Some(d)))
            .ok_or_else(|| format!("{name} must be YYYY-MM-DD or null")),
    };
    let (period, year) = (read("period")?, read("year")?);
    let mut world = shared.world();
    let books = world
        .organisation_named(text(body, "organisation"))
        .ok_or("no such organisation")?;
    books.period_lock = period.unwrap_or(books.period_lock);
    books.year_lock = year.unwrap_or(books.year_lock);
    let answer = json!({"organisation": books.name, "period": books.period_lock, "year": books.year_lock});
    world.changed();
    Ok(answer)
}

/// `{"day": 20, "type": "OFFOLLOWINGMONTH", "organisation": …}`; without a type the organisation says nothing.
pub(super) fn payment_terms(shared: &Shared, body: &Value) -> Done {
    const TYPES: [&str; 4] = [
        "DAYSAFTERBILLDATE",
        "DAYSAFTERBILLMONTH",
        "OFCURRENTMONTH",
        "OFFOLLOWINGMONTH",
    ];
    let terms = match text(body, "type") {
        None => None,
        Some(kind) if TYPES.contains(&kind) => {
            let day = body
                .get("day")
                .and_then(Value::as_u64)
                .and_then(|day| u32::try_from(day).ok());
            Some((day.ok_or("day must be a whole number")?, kind.to_owned()))
        }
        Some(_) => return Err(format!("type must be one of {}", TYPES.join(", "))),
    };
    let mut world = shared.world();
    let books = world
        .organisation_named(text(body, "organisation"))
        .ok_or("no such organisation")?;
    books.sales_terms = terms;
    let answer = json!({ "organisation": books.name, "sales": books.sales_terms });
    world.changed();
    Ok(answer)
}

/// What a user does under "Connected apps": all connections, or those of `client_id`, or with `organisation`.
pub(super) fn disconnect(shared: &Shared, body: &Value) -> Done {
    let mut world = shared.world();
    let organisation = match text(body, "organisation") {
        Some(name) => Some(
            world
                .organisation_named(Some(name))
                .map(|o| o.id)
                .ok_or("no such organisation")?,
        ),
        None => None,
    };
    let client = text(body, "client_id");
    let before = world.grants.connections.len();
    world
        .grants
        .connections
        .retain(|c| client.is_some_and(|id| id != c.client) || organisation.is_some_and(|o| o != c.organisation));
    let mut gone = before - world.grants.connections.len();
    let custom: Vec<String> = world
        .apps
        .iter()
        .filter(|a| a.kind == AppKind::Custom && client.is_none_or(|id| id == a.client_id))
        .map(|a| a.client_id.clone())
        .collect();
    for id in custom {
        gone += usize::from(world.grants.custom_cut.insert(id));
    }
    world.changed();
    Ok(json!({"disconnected": gone}))
}

/// Undoes the disconnection of custom connections.
pub(super) fn reconnect(shared: &Shared, body: &Value) -> Value {
    let mut world = shared.world();
    let client = text(body, "client_id");
    world.grants.custom_cut.retain(|id| client.is_some_and(|c| c != id));
    world.changed();
    json!({})
}

/// Revokes everything an app was given, or all apps.
pub(super) fn revoke(shared: &Shared, body: &Value) -> Value {
    let mut world = shared.world();
    let clients: Vec<String> = world
        .apps
        .iter()
        .map(|a| a.client_id.clone())
        .filter(|id| text(body, "client_id").is_none_or(|c| c == id))
        .collect();
    for client in &clients {
        world.grants.revoke(client);
    }
    world.changed();
    json!({"revoked": clients})
}

/// All access tokens expire now; refresh tokens stay.
pub(super) fn expire_tokens(shared: &Shared) -> Value {
    let now = shared.clock.now();
    let mut world = shared.world();
    world
        .grants
        .access
        .values_mut()
        .for_each(|a| a.expires = a.expires.min(now));
    world.changed();
    json!({})
}

/// `{"drop": ["accounting.payments"]}` takes scopes from all tokens and from new ones; `{"restore": true}` gives new tokens all again.
pub(super) fn scopes(shared: &Shared, body: &Value) -> Done {
    let mut world = shared.world();
    if body.get("restore").and_then(Value::as_bool) == Some(true) {
        world.dropped_scopes.clear();
        return Ok(json!({"dropped": []}));
    }
    let names = match body.get("drop") {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => return Err("drop must be a scope or a list of scopes".to_owned()),
    };
    if let Some(unknown) = names.iter().find(|n| scopes::meaning(n).is_none()) {
        return Err(format!("unknown scope {unknown}"));
    }
    world
        .grants
        .access
        .values_mut()
        .for_each(|a| a.scopes.retain(|s| !names.contains(s)));
    world.dropped_scopes.extend(names);
    Ok(json!({"dropped": world.dropped_scopes}))
}
