//! Answers of Xero's identity server and of its list of connections, and the claims in an access token.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::FutureExt as _;
use ledgerline::oauth::{App, Endpoints, client_credentials, connections};
use ledgerline::secret::Secret;
use ledgerline::transport::{Request, Response, Sending, Transport};
use serde_json::{Value, json};

use super::dice::Dice;
use super::{mutate, run};

/// Answers once.
struct Once(Mutex<Option<Response>>);

impl Transport for Once {
    fn send(&self, _: Request) -> Sending {
        let answer = self.0.lock().expect("an answer").take().expect("one request");
        Box::pin(async move { Ok(answer) })
    }
}

/// A good answer with something wrong in it, or in its bytes.
pub fn answer(good: &Value, dice: &mut Dice) -> Response {
    let mut body = good.clone();
    mutate::document(&mut body, dice);
    let mut body = body.to_string().into_bytes();
    if dice.one_in(3) {
        mutate::bytes(&mut body, dice);
    }
    let kind = *dice.pick(&[
        "application/json",
        "application/json; charset=utf-8",
        "text/html",
        "",
        "é",
    ]);
    Response {
        status: *dice.pick(&[200, 200, 200, 200, 204, 302, 400, 401, 403, 429, 500, 503]),
        headers: vec![
            ("content-type".into(), kind.into()),
            ("location".into(), "https://elsewhere.example/".into()),
        ],
        body,
    }
}

fn jwt(claims: &Value, dice: &mut Dice) -> String {
    let mut claims = claims.clone();
    mutate::document(&mut claims, dice);
    let mut claims = claims.to_string().into_bytes();
    if dice.one_in(3) {
        mutate::bytes(&mut claims, dice);
    }
    let mut token = format!("eyJhbGciOiJSUzI1NiJ9.{}.c2lnbmF0dXJl", URL_SAFE_NO_PAD.encode(claims)).into_bytes();
    if dice.one_in(3) {
        mutate::bytes(&mut token, dice);
    }
    String::from_utf8_lossy(&token).into_owned()
}

#[test]
fn whatever_answers_instead_of_the_identity_server_is_an_error_or_a_token() {
    let app = App {
        id: "id".into(),
        secret: Secret::new("s3cretPASSw0rd"),
    };
    let endpoints = Endpoints::new(None).expect("Xero's");
    let good = json!({ "access_token": "aCCESS-t0ken", "refresh_token": "reFRESH-t0ken", "expires_in": 1_800, "token_type": "Bearer", "scope": "offline_access" });
    let refused = json!({ "error": "invalid_grant", "error_description": "reFRESH-t0ken" });
    run(
        "tokens::whatever_answers_instead_of_the_identity_server_is_an_error_or_a_token",
        |dice| {
            let given = answer(if dice.one_in(3) { &refused } else { &good }, dice);
            let transport = Once(Mutex::new(Some(given)));
            let now = 1_790_000_000_000;
            match client_credentials(&transport, &app, &endpoints, now)
                .now_or_never()
                .expect("an answer")
            {
                Ok(mut tokens) => {
                    // The rights are shown, whatever the server says they are.
                    tokens.scope.clear();
                    let life = tokens.expires_at_ms - now;
                    assert!((300_000..=86_400_000).contains(&life), "a life of {life} ms");
                    assert!(!format!("{tokens:?}").contains("t0ken"));
                }
                Err(error) => {
                    let said = format!("{error} {error:?}");
                    assert!(!said.contains("t0ken") && !said.contains("s3cret"), "{said}");
                }
            }
        },
    );
}

#[test]
fn whatever_stands_in_a_token_or_a_list_of_connections_is_an_error_or_a_list() {
    let endpoints = Endpoints::new(None).expect("Xero's");
    let claims = json!({ "nbf": 1, "exp": 2, "iss": "https://identity.xero.com", "authentication_event_id": "e1", "scope": ["a"] });
    let list = json!([
        { "id": "c1", "authEventId": "e1", "tenantId": "t1", "tenantType": "ORGANISATION", "tenantName": "Books", "createdDateUtc": "2026-01-01T00:00:00" },
        { "id": "c2", "authEventId": "e2", "tenantId": "t2", "tenantType": "PRACTICE", "tenantName": null }
    ]);
    run(
        "tokens::whatever_stands_in_a_token_or_a_list_of_connections_is_an_error_or_a_list",
        |dice| {
            let token = Secret::new(jwt(&claims, dice));
            let transport = Arc::new(Once(Mutex::new(Some(answer(&list, dice)))));
            match connections(transport.as_ref(), &endpoints, &token)
                .now_or_never()
                .expect("an answer")
            {
                Ok(found) => {
                    for one in found {
                        for text in [&one.id, &one.name, &one.connection_id] {
                            assert!(text.len() <= 4 * 255, "{} bytes are too many for a store", text.len());
                        }
                    }
                }
                Err(error) => assert!(
                    !error.to_string().contains(token.reveal()) || token.reveal().len() < 4,
                    "{error}"
                ),
            }
        },
    );
}
