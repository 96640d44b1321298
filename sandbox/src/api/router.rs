//! From a path to what answers it.

use serde_json::Value;
use uuid::Uuid;

use super::envelope::Envelope;
use super::resources::{ELSEWHERE, Resource};
use super::{batch, listings, notes, problem, record_fields, subresources};
use crate::books::organisation::Organisation;
use crate::clock::Millis;
use crate::exchange::{Query, Reply, Request};
use crate::journal::Journal;
use crate::rules::writing::{Manner, Writing};
use crate::switches::Switches;
use crate::world::World;

/// A call on an organisation's books.
pub struct Visit<'a> {
    pub books: &'a mut Organisation,
    pub switches: &'a Switches,
    pub journal: &'a mut Journal,
    pub request: &'a Request,
    pub query: Query,
    pub client: &'a str,
    pub envelope: Envelope,
    pub now: Millis,
    /// Elements that fail for no reason of theirs: none, some, or all.
    pub transient: Option<Option<Vec<usize>>>,
}

impl Visit<'_> {
    pub fn unit_places(&self) -> u32 {
        if self.query.get("unitdp") == Some("4") { 4 } else { 2 }
    }

    pub fn writing(&mut self, manner: Manner) -> Writing<'_> {
        Writing {
            unit_places: self.unit_places(),
            allow_backorders: self.query.flag("allowBackorders").unwrap_or(false),
            books: self.books,
            switches: self.switches,
            now: self.now,
            client: self.client,
            manner,
            warnings: Vec::new(),
            contacts_changed: 0,
        }
    }

    /// 200 with a list under its name.
    pub fn list(&self, name: &str, list: Vec<Value>) -> Reply {
        self.envelope.list(name, list)
    }
}

/// Answers a call.
pub fn answer(world: &mut World, request: &Request, tenant: Uuid, client: &str, transient: Option<Option<Vec<usize>>>, now: Millis) -> Reply {
    let provider = world.apps.iter().find(|a| a.client_id == client).map_or(client, |a| a.name.as_str()).to_owned();
    let Some(books) = world.organisations.iter_mut().find(|o| o.id == tenant) else { return problem::forbidden() };
    let mut visit = Visit {
        books,
        switches: &world.switches,
        journal: &mut world.journal,
        request,
        query: request.query(),
        client,
        envelope: Envelope { provider, now },
        now,
        transient,
    };
    let segments = request.segments();
    let rest: Vec<&str> = segments.iter().skip(2).map(String::as_str).collect();
    let Some(first) = rest.first() else { return problem::not_found() };
    let Some(resource) = Resource::read(first) else {
        let known = ELSEWHERE.contains(&first.to_lowercase().as_str());
        return if known { Reply::text(501, "This endpoint is not part of the sandbox") } else { problem::not_found() };
    };
    let reply = match rest.as_slice() {
        [_] => collection(&mut visit, resource),
        [_, "Actions"] if resource == Resource::Organisation => listings::actions(&visit),
        [_, id] => one(&mut visit, resource, id),
        [_, id, "History"] => notes::answer(&mut visit, resource, id),
        [_, id, rest @ ..] => subresources::answer(&mut visit, resource, id, rest),
        [] => problem::not_found(),
    };
    visit.books.settle();
    reply
}

fn collection(visit: &mut Visit<'_>, resource: Resource) -> Reply {
    let method = visit.request.method.as_str();
    if !resource.allows(method, false) {
        return Reply::empty(if method == "DELETE" || method == "PUT" || method == "POST" { 501 } else { 405 });
    }
    match method {
        "GET" => listings::list(visit, resource),
        "PUT" => batch::write(visit, resource, Manner::Create, None),
        _ => batch::write(visit, resource, Manner::Upsert, None),
    }
}

fn one(visit: &mut Visit<'_>, resource: Resource, key: &str) -> Reply {
    let method = visit.request.method.as_str();
    if !resource.allows(method, true) {
        return Reply::empty(if method == "DELETE" || method == "PUT" || method == "POST" { 501 } else { 405 });
    }
    if method == "GET" {
        return listings::single(visit, resource, key);
    }
    let Some(id) = record_fields::locate(visit.books, resource, key) else { return problem::not_found() };
    match method {
        "DELETE" => subresources::delete_item(visit, id),
        _ => batch::write(visit, resource, Manner::Upsert, Some(id)),
    }
}
