//! `POST /connect/token` and `/connect/revocation`: the three grants, both ways of client authentication, the documented errors.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use percent_encoding::percent_decode_str;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::apps::{App, AppKind};
use super::grants::{ACCESS_SECONDS, Access, GRACE_SECONDS, REFRESH_SECONDS, Refresh};
use super::{jwt, scopes};
use crate::clock::Millis;
use crate::exchange::{Node, Query, Reply, Request};
use crate::world::World;

type Answer = Result<Reply, &'static str>;

/// Answers a request for tokens.
pub(crate) fn answer(world: &mut World, request: &Request, issuer: &str, now: Millis) -> Reply {
    let form = request.form();
    let given = client(world, request, &form).and_then(|app| match form.get("grant_type") {
        Some("authorization_code") => by_code(world, &app, &form, issuer, now),
        Some("refresh_token") => by_refresh(world, &app, &form, issuer, now),
        Some("client_credentials") => by_credentials(world, &app, &form, issuer, now),
        _ => Err("unsupported_grant_type"),
    });
    world.grants.sweep(now);
    world.changed();
    match given {
        Ok(reply) => reply.with("cache-control", "no-store"),
        Err(code) => Reply::json(400, &json!({"error": code})),
    }
}

/// Answers a revocation: everything the user gave to the app ends.
pub(crate) fn revoke(world: &mut World, request: &Request) -> Reply {
    let form = request.form();
    let app = match client(world, request, &form) {
        Ok(app) => app,
        Err(code) => return Reply::json(400, &json!({"error": code})),
    };
    let Some(token) = form.get("token") else {
        return Reply::json(400, &json!({"error": "invalid_request"}));
    };
    if world
        .grants
        .refresh
        .get(token)
        .is_some_and(|r| r.client == app.client_id)
    {
        world.grants.revoke(&app.client_id);
        world.changed();
    }
    Reply::empty(200)
}

/// Authenticates the app: HTTP Basic, or id and secret in the form.
fn client(world: &World, request: &Request, form: &Query) -> Result<App, &'static str> {
    let (id, secret) = match request.header("authorization") {
        Some(header) => basic(header).ok_or("invalid_client")?,
        None => (
            form.get("client_id").unwrap_or_default().to_owned(),
            form.get("client_secret").unwrap_or_default().to_owned(),
        ),
    };
    if id.is_empty() {
        return Err("unauthorized_client");
    }
    let app = world.apps.iter().find(|a| a.client_id == id).ok_or("invalid_client")?;
    if app.secret == secret {
        Ok(app.clone())
    } else {
        Err("invalid_client")
    }
}

fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    let decode = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
    scheme
        .eq_ignore_ascii_case("basic")
        .then(|| (decode(id), decode(secret)))
}

fn by_code(world: &mut World, app: &App, form: &Query, issuer: &str, now: Millis) -> Answer {
    if app.kind == AppKind::Custom {
        return Err("unauthorized_client");
    }
    // Whatever comes of it, a code is used up by showing it.
    let code = form
        .get("code")
        .and_then(|c| world.grants.codes.remove(c))
        .ok_or("invalid_grant")?;
    let mine =
        code.client == app.client_id && code.expires > now && form.get("redirect_uri") == Some(code.redirect.as_str());
    let proven = match (&code.challenge, form.get("code_verifier")) {
        (None, None) => app.kind == AppKind::Web,
        (Some(challenge), Some(verifier)) => {
            let unreserved = verifier
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
            (43..=128).contains(&verifier.len())
                && unreserved
                && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == *challenge
        }
        _ => false,
    };
    if !mine || !proven {
        return Err("invalid_grant");
    }
    Ok(issue(world, app, code.scopes, code.event, issuer, now))
}

fn by_refresh(world: &mut World, app: &App, form: &Query, issuer: &str, now: Millis) -> Answer {
    let token = form.get("refresh_token").ok_or("invalid_grant")?;
    let grace = world.switches.grace;
    let found = world
        .grants
        .refresh
        .get_mut(token)
        .filter(|r| r.client == app.client_id)
        .ok_or("invalid_grant")?;
    let in_time = found.used.is_none_or(|used| grace && now < used + GRACE_SECONDS * 1000);
    if found.expires <= now || !in_time {
        return Err("invalid_grant");
    }
    found.used.get_or_insert(now);
    let (scopes, event) = (found.scopes.clone(), found.event);
    world.journal.tokens_renewed += 1;
    Ok(issue(world, app, scopes, event, issuer, now))
}

fn by_credentials(world: &mut World, app: &App, form: &Query, issuer: &str, now: Millis) -> Answer {
    let asked = form.get("scope").unwrap_or_default();
    let organisation = match app.kind {
        AppKind::Custom => {
            let cut = world.grants.custom_cut.contains(&app.client_id);
            Some(
                world
                    .custom_organisation(app)
                    .filter(|_| !cut)
                    .ok_or("unauthorized_client")?,
            )
        }
        // Without an organisation an app may only ask about itself.
        AppKind::Web
            if !asked.is_empty()
                && asked
                    .split_whitespace()
                    .all(|s| scopes::WITHOUT_ORGANISATION.contains(&s)) =>
        {
            None
        }
        AppKind::Web | AppKind::Pkce => return Err("unauthorized_client"),
    };
    let user_scopes = ["openid", "profile", "email", "offline_access"];
    let granted = match organisation {
        Some(_) => scopes::read(asked)
            .filter(|all| !all.iter().any(|s| user_scopes.contains(&s.as_str())))
            .ok_or("invalid_scope")?,
        None => asked.split_whitespace().map(str::to_owned).collect(),
    };
    let granted: Vec<String> = granted
        .into_iter()
        .filter(|s| !world.dropped_scopes.contains(s))
        .collect();
    let token = jwt::access_token(issuer, &app.client_id, &granted, None, now);
    let scope = granted.join(" ");
    let access = Access {
        client: app.client_id.clone(),
        scopes: granted,
        event: None,
        organisation,
        expires: now + ACCESS_SECONDS * 1000,
    };
    world.grants.access.insert(token.clone(), access);
    Ok(Reply::json(
        200,
        &json!({"access_token": token, "expires_in": ACCESS_SECONDS, "token_type": "Bearer", "scope": scope}),
    ))
}

fn issue(world: &mut World, app: &App, scopes: Vec<String>, event: Uuid, issuer: &str, now: Millis) -> Reply {
    let scopes: Vec<String> = scopes
        .into_iter()
        .filter(|s| !world.dropped_scopes.contains(s))
        .collect();
    let token = jwt::access_token(issuer, &app.client_id, &scopes, Some(event), now);
    let client = app.client_id.clone();
    let access = Access {
        client: client.clone(),
        scopes: scopes.clone(),
        event: Some(event),
        organisation: None,
        expires: now + ACCESS_SECONDS * 1000,
    };
    world.grants.access.insert(token.clone(), access);
    let mut body = Node::new();
    if scopes.iter().any(|s| s == "openid") {
        body = body.put("id_token", jwt::id_token(issuer, &client, now));
    }
    body = body
        .put("access_token", token)
        .put("expires_in", ACCESS_SECONDS)
        .put("token_type", "Bearer");
    if scopes.iter().any(|s| s == "offline_access") {
        let refresh = URL_SAFE_NO_PAD.encode(Sha256::digest(Uuid::new_v4().as_bytes()));
        let expires = now + REFRESH_SECONDS * 1000;
        world.grants.refresh.insert(
            refresh.clone(),
            Refresh {
                client,
                scopes: scopes.clone(),
                event,
                expires,
                used: None,
            },
        );
        body = body.put("refresh_token", refresh);
    }
    Reply::json(200, &body.put("scope", scopes.join(" ")).done())
}

/// Where everything is, for clients that ask first.
pub(crate) fn discovery(base: &str) -> Reply {
    Reply::json(
        200,
        &json!({
            "issuer": base,
            "authorization_endpoint": format!("{base}/identity/connect/authorize"),
            "token_endpoint": format!("{base}/connect/token"),
            "revocation_endpoint": format!("{base}/connect/revocation"),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code", "client_credentials", "refresh_token"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }),
    )
}
