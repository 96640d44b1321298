//! `/identity/connect/authorize`: checks what an app asks for, shows the consent page, and sends the browser back.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::apps::AppKind;
use super::asked::Asked;
use super::grants::{CODE_SECONDS, Code};
use super::{consent_page, scopes};
use crate::clock::Millis;
use crate::exchange::{Query, Reply, Request};
use crate::world::World;

/// Answers the browser: the page on GET, the decision on POST.
pub(crate) fn answer(world: &mut World, request: &Request, now: Millis) -> Reply {
    let parameters = if request.method == "POST" {
        request.form()
    } else {
        request.query()
    };
    let asked = match check(world, &parameters) {
        Ok(asked) => asked,
        // Mistakes of the app are shown to the person; the browser is not sent to an address that nobody vouches for.
        Err((code, sentence)) => return Reply::html(500, consent_page::mistake(code, &sentence)),
    };
    match (request.method.as_str(), parameters.get("decision")) {
        ("POST", Some("allow")) => allow(world, &asked, &parameters, now),
        ("POST", Some(_)) => back(
            &asked,
            &[
                ("error", "access_denied"),
                (
                    "error_description",
                    "The resource owner or authorization server denied the request.",
                ),
            ],
        ),
        ("GET", _) => Reply::html(200, consent_page::page_for(&asked, &parameters, &world.organisations)),
        _ => Reply::empty(405),
    }
}

fn check(world: &World, parameters: &Query) -> Result<Asked, (&'static str, String)> {
    let id = parameters.get("client_id").unwrap_or_default();
    let app = world
        .apps
        .iter()
        .find(|a| a.client_id == id)
        .ok_or_else(|| ("unauthorized_client", format!("Unknown client_id “{id}”.")))?;
    if app.kind == AppKind::Custom {
        return Err((
            "unauthorized_client",
            "A custom connection has no consent page.".to_owned(),
        ));
    }
    let redirect = parameters.get("redirect_uri").unwrap_or_default();
    if !app.accepts_redirect(redirect) {
        return Err((
            "invalid_request",
            format!("Invalid redirect_uri: “{redirect}” is not registered for this app."),
        ));
    }
    if parameters.get("response_type") != Some("code") {
        return Err(("unsupported_response_type", "response_type must be “code”.".to_owned()));
    }
    let wanted = parameters.get("scope").unwrap_or_default();
    let scopes =
        scopes::read(wanted).ok_or_else(|| ("invalid_scope", format!("Invalid scope for client: “{wanted}”.")))?;
    let challenge = parameters.get("code_challenge").map(str::to_owned);
    if challenge.is_some() && parameters.get("code_challenge_method") != Some("S256") {
        return Err(("invalid_request", "code_challenge_method must be “S256”.".to_owned()));
    }
    if app.kind == AppKind::Pkce && challenge.is_none() {
        return Err(("invalid_request", "code_challenge is missing.".to_owned()));
    }
    Ok(Asked {
        app: app.clone(),
        redirect: redirect.to_owned(),
        state: parameters.get("state").map(str::to_owned),
        scopes,
        challenge,
    })
}

fn allow(world: &mut World, asked: &Asked, parameters: &Query, now: Millis) -> Reply {
    let chosen = parameters
        .get("organisation")
        .and_then(|o| o.parse::<Uuid>().ok())
        .filter(|id| world.organisation(*id).is_some());
    let Some(organisation) = chosen else {
        return Reply::html(400, consent_page::mistake("invalid_request", "Choose an organisation."));
    };
    let event = Uuid::new_v4();
    let client = &asked.app.client_id;
    let scopes = world.grants.consent(client, &asked.scopes);
    world.grants.connect(client, organisation, event, now);
    let code = URL_SAFE_NO_PAD.encode(Sha256::digest(Uuid::new_v4().as_bytes()));
    let expires = now + CODE_SECONDS * 1000;
    let entry = Code {
        client: client.clone(),
        redirect: asked.redirect.clone(),
        challenge: asked.challenge.clone(),
        scopes,
        event,
        expires,
    };
    world.grants.codes.insert(code.clone(), entry);
    world.changed();
    back(asked, &[("code", &code), ("scope", &asked.scopes.join(" "))])
}

fn back(asked: &Asked, pairs: &[(&str, &str)]) -> Reply {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs);
    if let Some(state) = &asked.state {
        query.append_pair("state", state);
    }
    let joint = if asked.redirect.contains('?') { '&' } else { '?' };
    Reply::redirect(&format!("{}{joint}{}", asked.redirect, query.finish()))
}
