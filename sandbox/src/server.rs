//! Listening and answering: reads requests whole, finds who answers, and ends connections the way a fault wants it.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use crate::api;
use crate::control;
use crate::exchange::{Ending, Reply, Request};
use crate::faults::{Fault, Kind};
use crate::identity;
use crate::pages;
use crate::world::Shared;

/// The connection is closed without an answer.
#[derive(Debug)]
struct Hangup;

impl std::fmt::Display for Hangup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("closed on purpose")
    }
}

impl std::error::Error for Hangup {}

/// Binds; only to this machine unless remote callers are welcome.
pub(crate) async fn bind(address: SocketAddr, allow_remote: bool) -> io::Result<TcpListener> {
    if !address.ip().is_loopback() && !allow_remote {
        let sentence = format!(
            "{address} is not a loopback address; --allow-remote opens the sandbox, with its known secrets, to the network"
        );
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, sentence));
    }
    TcpListener::bind(address).await
}

/// Answers until the task is dropped.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>) -> Infallible {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(20)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let shared = Arc::clone(&shared);
                async move { exchange(shared, request).await }
            });
            // An error here is a connection that ended, which is its own affair.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn exchange(
    shared: Arc<Shared>,
    incoming: hyper::Request<Incoming>,
) -> Result<hyper::Response<Full<Bytes>>, Hangup> {
    let limit = shared.world().switches.body_limit;
    let (parts, body) = incoming.into_parts();
    let body = match Limited::new(body, limit).collect().await {
        Ok(body) => body.to_bytes(),
        Err(e) if e.is::<http_body_util::LengthLimitError>() => {
            return finish(Reply::text(413, "The request body is larger than 10 MB.")).await;
        }
        Err(_) => return Err(Hangup),
    };
    let headers = parts
        .headers
        .iter()
        .map(|(n, v)| {
            (
                n.as_str().to_owned(),
                String::from_utf8_lossy(v.as_bytes()).into_owned(),
            )
        })
        .collect();
    let request = Request {
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        raw_query: parts.uri.query().unwrap_or_default().to_owned(),
        headers,
        body,
    };
    // A task of its own: what was begun is finished even if the caller goes away.
    let reply = tokio::spawn(async move { route(&shared, &request).await })
        .await
        .unwrap_or_else(|_| api::problem::internal());
    finish(reply).await
}

async fn finish(reply: Reply) -> Result<hyper::Response<Full<Bytes>>, Hangup> {
    match reply.ending {
        Ending::Send => {}
        Ending::Close => return Err(Hangup),
        Ending::HangThenClose(pause) => {
            tokio::time::sleep(pause).await;
            return Err(Hangup);
        }
    }
    let mut response = hyper::Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() =
        hyper::StatusCode::from_u16(reply.status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in reply.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    Ok(response)
}

async fn route(shared: &Arc<Shared>, request: &Request) -> Reply {
    let path = request.path.as_str();
    if path.starts_with("/api.xro/2.0") {
        return api::gate::answer(shared, request).await;
    }
    let first = path
        .trim_start_matches('/')
        .split('/')
        .next()
        .unwrap_or_default()
        .to_lowercase();
    match first.as_str() {
        "identity" | "connect" | "connections" | ".well-known" => {
            let reply = signing_in(shared, request).await;
            shared.when_saved(reply).await
        }
        "sandbox" => control::answer(shared, request),
        _ => pages::answer(shared, request),
    }
}

/// Identity knows faults too: of the transport, of the server, and slowness.
async fn signing_in(shared: &Arc<Shared>, request: &Request) -> Reply {
    let fault = shared.world().faults.strike(request);
    let seconds =
        |fault: &Fault, otherwise: f64| Duration::from_secs_f64(fault.seconds.unwrap_or(otherwise).clamp(0.0, 3_600.0));
    match fault.as_ref().map(|f| (f.kind, f)) {
        Some((Kind::ResetBefore, _)) => return Reply::closed(),
        Some((Kind::Status500, _)) => return api::problem::internal(),
        Some((Kind::TokenRefused, _)) => return Reply::json(400, &serde_json::json!({"error": "invalid_grant"})),
        Some((Kind::Offline503 | Kind::Maintenance503, _)) => {
            return api::problem::unavailable("The Xero API is temporarily unavailable");
        }
        Some((Kind::Slow, fault)) => tokio::time::sleep(seconds(fault, 35.0)).await,
        _ => {}
    }
    let now = shared.clock.now();
    let lower = request.path.to_lowercase();
    let reply = {
        let mut world = shared.world();
        match (request.method.as_str(), lower.as_str()) {
            (_, "/identity/connect/authorize") => identity::authorize::answer(&mut world, request, now),
            ("POST", "/connect/token" | "/identity/connect/token") => {
                identity::token::answer(&mut world, request, &shared.base, now)
            }
            ("POST", "/connect/revocation" | "/identity/connect/revocation") => {
                identity::token::revoke(&mut world, request)
            }
            ("GET", "/.well-known/openid-configuration" | "/identity/.well-known/openid-configuration") => {
                identity::token::discovery(&shared.base)
            }
            _ if lower == "/connections" || lower.starts_with("/connections/") => {
                identity::connections::answer(&mut world, request, now)
            }
            _ => Reply::empty(404),
        }
    };
    match fault.as_ref().map(|f| (f.kind, f)) {
        Some((Kind::ResetAfterCommit, _)) => Reply::closed(),
        Some((Kind::TimeoutAfterCommit, fault)) => Reply {
            ending: Ending::HangThenClose(seconds(fault, 300.0)),
            ..reply
        },
        Some((Kind::Status500AfterCommit, _)) => api::problem::internal(),
        Some((Kind::TruncatedJson, _)) => {
            let mut reply = reply;
            reply.body.truncate(reply.body.len() / 2);
            reply
        }
        Some((Kind::GarbageJson, _)) => Reply {
            body: api::gate::GARBAGE.to_vec(),
            ..reply
        },
        _ => reply,
    }
}
