//! The way of an API call: token, organisation, scope, limits, idempotency key, work, and what goes wrong on purpose in between.

use std::sync::Arc;
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::resources::Resource;
use super::visit::Transient;
use super::{leniency, problem, router, xml};
use crate::clock::{Millis, moment};
use crate::exchange::{Ending, Reply, Request};
use crate::faults::{Fault, Kind};
use crate::idempotency::Turn;
use crate::identity::bearer;
use crate::identity::grants::Access;
use crate::journal::{Call, shown};
use crate::limits::{Problem, Refusal};
use crate::world::{Shared, World};

/// Answers an API call and writes it into the journal.
pub(crate) async fn answer(shared: &Arc<Shared>, request: &Request) -> Reply {
    let began = Instant::now();
    let fault = shared.world().faults.strike(request);
    let mut call = Call::of(
        request,
        moment(shared.clock.now()).format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
    );
    call.fault = fault.as_ref().map(|f| format!("{:?}", f.kind));
    let reply = serve(shared, request, fault.as_ref(), &mut call).await;
    let reply = shared.when_saved(reply).await;
    let reply = in_the_form_asked_for(request, reply).with("xero-correlation-id", Uuid::new_v4().to_string());
    call.status = reply.status;
    call.milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    call.answer = shown(&reply.body);
    shared.world().journal.record(request, &reply, call);
    reply
}

/// XML unless JSON was asked for, so that the mistake shows.
fn in_the_form_asked_for(request: &Request, reply: Reply) -> Reply {
    let json = request
        .header("accept")
        .is_some_and(|a| a.to_lowercase().contains("json"));
    if json
        || reply.body.is_empty()
        || !reply
            .headers
            .iter()
            .any(|(n, v)| n == "content-type" && v.contains("json"))
    {
        return reply;
    }
    xml::from_json(reply)
}

/// Who calls which organisation.
struct Caller {
    access: Access,
    tenant: Uuid,
}

/// Leaves the limits' count of calls under way when the call is over, however it ends.
struct UnderWay<'a> {
    shared: &'a Shared,
    tenant: Uuid,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.shared.world().limits.leave(self.tenant);
    }
}

async fn serve(shared: &Arc<Shared>, request: &Request, fault: Option<&Fault>, call: &mut Call) -> Reply {
    match fault.map(|f| f.kind) {
        Some(Kind::ResetBefore) => return Reply::closed(),
        Some(Kind::Foreign) => return foreign(fault),
        Some(Kind::TokenRefused) => return problem::unauthorized("TokenExpired: token expired"),
        Some(Kind::Offline503) => return problem::unavailable("The Organisation is offline"),
        Some(Kind::Maintenance503) => return problem::unavailable("The Xero API is currently offline for maintenance"),
        _ => {}
    }
    let now = shared.clock.now();
    let caller = match admit(&mut shared.world(), request, fault, now) {
        Ok(caller) => caller,
        Err(reply) => return *reply,
    };
    call.client.clone_from(&caller.access.client);
    let reply = match enter(shared, &caller, fault, now) {
        Ok(under_way) => {
            let reply = work(shared, request, &caller, fault, call).await;
            drop(under_way);
            reply
        }
        Err(refusal) => problem::too_many(refusal),
    };
    let world = shared.world();
    let left = world
        .limits
        .remaining(caller.tenant, &caller.access.client, &world.switches, now);
    reply
        .with("x-daylimit-remaining", left.day.to_string())
        .with("x-minlimit-remaining", left.minute.to_string())
        .with("x-appminlimit-remaining", left.app_minute.to_string())
}

/// Token, organisation, scope.
fn admit(world: &mut World, request: &Request, fault: Option<&Fault>, now: Millis) -> Result<Caller, Box<Reply>> {
    if fault.is_some_and(|f| f.kind == Kind::ExpireToken)
        && let Some(token) = request.header("authorization").and_then(|h| h.split_once(' '))
        && let Some(access) = world.grants.access.get_mut(token.1.trim())
    {
        access.expires = now;
    }
    let access = bearer::access(world, request, now).map_err(Box::new)?;
    let named = request
        .header("xero-tenant-id")
        .map(|t| t.parse::<Uuid>().unwrap_or_default());
    let tenant = match (access.organisation, named) {
        (Some(own), None) if !world.grants.custom_cut.contains(&access.client) => Some(own),
        (Some(own), Some(named)) if own == named && !world.grants.custom_cut.contains(&access.client) => Some(own),
        (None, Some(named)) => Some(named).filter(|t| world.grants.is_connected(&access.client, *t)),
        _ => None,
    };
    let tenant = tenant.filter(|t| world.organisation(*t).is_some() && fault.is_none_or(|f| f.kind != Kind::Forbidden));
    let Some(tenant) = tenant else {
        return Err(Box::new(problem::forbidden()));
    };
    if let Some(resource) = request.segments().get(2).and_then(|s| Resource::read(s)) {
        let write = request.method != "GET";
        let needed = resource.scopes(write, world.switches.items_with_invoices_scope);
        if !crate::identity::scopes::allow(&access.scopes, needed, write) {
            return Err(Box::new(problem::insufficient_scope()));
        }
    }
    Ok(Caller { access, tenant })
}

fn enter<'a>(shared: &'a Shared, caller: &Caller, fault: Option<&Fault>, now: Millis) -> Result<UnderWay<'a>, Refusal> {
    let mut guard = shared.world();
    let world = &mut *guard;
    let (minute, day) = crate::limits::Limits::until_reset(caller.tenant, now);
    #[expect(clippy::cast_possible_truncation, reason = "the seconds of a fault are few")]
    let after = |own: i64| Some(fault.and_then(|f| f.seconds).map_or(own, |s| s.ceil() as i64));
    let injected = match fault.map(|f| f.kind) {
        Some(Kind::RateMinute) => Some(Refusal {
            problem: Problem::Minute,
            retry_after: after(minute),
        }),
        Some(Kind::RateDay) => Some(Refusal {
            problem: Problem::Day,
            retry_after: after(day),
        }),
        Some(Kind::RateConcurrent) => Some(Refusal {
            problem: Problem::Concurrent,
            retry_after: None,
        }),
        _ => None,
    };
    if let Some(refusal) = injected {
        world.journal.injected_429 += 1;
        return Err(refusal);
    }
    match world
        .limits
        .enter(caller.tenant, &caller.access.client, &world.switches, now)
    {
        Ok(()) => Ok(UnderWay {
            shared,
            tenant: caller.tenant,
        }),
        Err(refusal) => {
            *world
                .journal
                .refused_429
                .entry(refusal.problem.word().to_owned())
                .or_default() += 1;
            Err(refusal)
        }
    }
}

fn pause(fault: &Fault, otherwise: f64) -> Duration {
    Duration::from_secs_f64(fault.seconds.unwrap_or(otherwise).clamp(0.0, 3_600.0))
}

/// The call is let in: delays, the idempotency key, the work itself.
async fn work(
    shared: &Arc<Shared>,
    request: &Request,
    caller: &Caller,
    fault: Option<&Fault>,
    call: &mut Call,
) -> Reply {
    let switches = shared.world().switches.clone();
    tokio::time::sleep(Duration::from_millis(switches.latency_ms)).await;
    if let Some(fault) = fault.filter(|f| f.kind == Kind::Slow) {
        tokio::time::sleep(pause(fault, 35.0)).await;
    }
    let key = request
        .header("idempotency-key")
        .filter(|_| switches.idempotency && matches!(request.method.as_str(), "PUT" | "POST" | "PATCH"));
    let reply = match key {
        None => process(shared, request, caller, fault),
        Some(key) if key.chars().count() > 128 => {
            problem::bad_request(0, "BadRequest", "The Idempotency-Key must have at most 128 characters.")
        }
        Some(key) => {
            let now = shared.clock.now();
            match shared
                .keys
                .take_turn(&caller.access.client, key, request, now, switches.idempotency_seconds)
                .await
            {
                Turn::Run(ticket) => {
                    let reply = process(shared, request, caller, fault);
                    ticket.finish(&reply);
                    reply
                }
                Turn::Replay(reply) => {
                    call.replayed = true;
                    *reply
                }
                Turn::Conflict => {
                    shared.world().journal.key_conflicts += 1;
                    problem::bad_request(
                        0,
                        "BadRequest",
                        &format!("Idempotency Key: {key} is used with a different request."),
                    )
                }
            }
        }
    };
    tokio::time::sleep(Duration::from_millis(switches.latency_after_ms)).await;
    ended(reply, fault)
}

/// What an ordered fault makes of a finished reply on its way out.
fn ended(mut reply: Reply, fault: Option<&Fault>) -> Reply {
    match fault.map(|f| (f.kind, f)) {
        Some((Kind::ResetAfterCommit, _)) => reply.ending = Ending::Close,
        Some((Kind::TimeoutAfterCommit, fault)) => reply.ending = Ending::HangThenClose(pause(fault, 300.0)),
        Some((Kind::ForeignAfterCommit, fault)) => return foreign(Some(fault)),
        Some((Kind::EmptyList, _)) => hide(&mut reply, false),
        Some((Kind::WithoutSettlements, _)) => hide(&mut reply, true),
        Some((Kind::TruncatedJson, _)) => reply.body.truncate(reply.body.len() / 2),
        Some((Kind::GarbageJson, _)) => reply.body = GARBAGE.to_vec(),
        _ => {}
    }
    reply
}

/// No JSON, no text, and not the end of one.
pub(crate) const GARBAGE: &[u8] = b"{\"Id\": \xff\xfe\x00]]<}";

/// The page of a proxy or a firewall, as nothing that Xero says.
fn foreign(fault: Option<&Fault>) -> Reply {
    let status = fault.and_then(|f| f.status).unwrap_or(403);
    let page = format!("<html><head><title>{status}</title></head><body>The request was blocked.</body></html>");
    Reply::new(status, "text/html", page)
}

/// A list as if the records, or what settled them, were not there.
fn hide(reply: &mut Reply, inner_only: bool) {
    let Ok(mut body) = serde_json::from_slice::<serde_json::Value>(&reply.body) else {
        return;
    };
    for list in body
        .as_object_mut()
        .into_iter()
        .flat_map(|map| map.values_mut())
        .filter_map(|v| v.as_array_mut())
    {
        if !inner_only {
            list.clear();
        }
        for record in list.iter_mut().filter_map(|r| r.as_object_mut()) {
            for inner in ["Payments", "Allocations", "CreditNotes"] {
                record.insert(inner.to_owned(), serde_json::json!([]));
            }
        }
    }
    reply.body = body.to_string().into_bytes();
}

/// The work, under the lock.
fn process(shared: &Shared, request: &Request, caller: &Caller, fault: Option<&Fault>) -> Reply {
    if fault.is_some_and(|f| f.kind == Kind::Status500) {
        return problem::internal();
    }
    let mut world = shared.world();
    let now = shared.clock.now();
    let transient = match fault.filter(|f| f.kind == Kind::ErrorInValidation) {
        None => Transient::None,
        Some(fault) => fault.elements.clone().map_or(Transient::All, Transient::Some),
    };
    let reply = router::answer(
        &mut world,
        request,
        caller.tenant,
        &caller.access.client,
        transient,
        now,
    );
    if request.method != "GET" && reply.status < 300 {
        world.changed();
    }
    if fault.is_some_and(|f| f.kind == Kind::Status500AfterCommit) {
        return problem::internal();
    }
    leniency::disturb(reply, &world.switches, world.journal.calls_total)
}
