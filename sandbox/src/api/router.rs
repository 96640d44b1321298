//! From a path to what answers it.

use uuid::Uuid;

use super::envelope::Envelope;
use super::resources::{ELSEWHERE, Resource};
use super::visit::{Transient, Visit};
use super::{batch, listings, notes, problem, record_fields, subresources};
use crate::clock::Millis;
use crate::exchange::{Reply, Request};
use crate::rules::writing::Manner;
use crate::world::World;

/// Answers a call.
pub(crate) fn answer(
    world: &mut World,
    request: &Request,
    tenant: Uuid,
    client: &str,
    transient: Transient,
    now: Millis,
) -> Reply {
    let provider = world
        .apps
        .iter()
        .find(|a| a.client_id == client)
        .map_or(client, |a| a.name.as_str())
        .to_owned();
    let Some(books) = world.organisations.iter_mut().find(|o| o.id == tenant) else {
        return problem::forbidden();
    };
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
    let Some(first) = rest.first() else {
        return problem::not_found();
    };
    let Some(resource) = Resource::read(first) else {
        let known = ELSEWHERE.contains(&first.to_lowercase().as_str());
        return if known {
            Reply::text(501, "This endpoint is not part of the sandbox")
        } else {
            problem::not_found()
        };
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
        return Reply::empty(if method == "DELETE" || method == "PUT" || method == "POST" {
            501
        } else {
            405
        });
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
        return Reply::empty(if method == "DELETE" || method == "PUT" || method == "POST" {
            501
        } else {
            405
        });
    }
    if method == "GET" {
        return listings::single(visit, resource, key);
    }
    let Some(id) = record_fields::locate(visit.books, resource, key) else {
        return problem::not_found();
    };
    match method {
        "DELETE" => subresources::delete_item(visit, id),
        _ => batch::write(visit, resource, Manner::Upsert, Some(id)),
    }
}
