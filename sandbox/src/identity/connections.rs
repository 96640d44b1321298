//! `GET /connections` and `DELETE /connections/{id}`: which organisations a token reaches, and leaving one.

use serde_json::{Value, json};
use uuid::Uuid;

use super::bearer;
use super::grants::{Access, USER};
use crate::api::problem;
use crate::clock::{Millis, seven_digits};
use crate::exchange::{Reply, Request};
use crate::world::World;

/// Answers a call on connections.
pub(crate) fn answer(world: &mut World, request: &Request, now: Millis) -> Reply {
    let access = match bearer::access(world, request, now) {
        Ok(access) => access,
        Err(reply) => return reply,
    };
    // A custom connection has no user whose connections could be listed.
    if access.organisation.is_some() {
        return problem::forbidden();
    }
    let segments = request.segments();
    match (request.method.as_str(), segments.get(1)) {
        ("GET", None) => Reply::json(
            200,
            &Value::Array(list(world, &access, request.query().get("authEventId"))),
        ),
        ("DELETE", Some(id)) => delete(world, &access, id),
        _ => Reply::empty(405),
    }
}

fn list(world: &World, access: &Access, event: Option<&str>) -> Vec<Value> {
    let event = event.map(|e| e.parse::<Uuid>().unwrap_or_default());
    let chosen = world
        .grants
        .connections
        .iter()
        .filter(|c| c.client == access.client && event.is_none_or(|e| c.event == e));
    chosen
        .map(|c| {
            let name = world.organisation(c.organisation).map(|o| o.name.as_str());
            json!({
                "id": c.id, "authEventId": c.event, "tenantId": c.organisation, "tenantType": "ORGANISATION", "tenantName": name,
                "createdDateUtc": seven_digits(c.created), "updatedDateUtc": seven_digits(c.updated),
            })
        })
        .collect()
}

fn delete(world: &mut World, access: &Access, id: &str) -> Reply {
    let Ok(id) = id.parse::<Uuid>() else {
        return Reply::empty(404);
    };
    let connections = &mut world.grants.connections;
    if let Some(at) = connections.iter().position(|c| c.id == id && c.client == access.client) {
        connections.remove(at);
        world.changed();
        return Reply::empty(204);
    }
    // The ids of the organisation, of the consent and of the user are not the connection's.
    let confused = id == USER || connections.iter().any(|c| c.organisation == id || c.event == id);
    if confused {
        problem::forbidden()
    } else {
        Reply::empty(404)
    }
}
