//! Consent, tokens, rotation, scopes, connections, revocation, custom connections.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::harness::{Answer, SCOPES, Sandbox, form_encoded};

const BACK: &str = "http://localhost:8080/callback";
const VERIFIER: &str = "a-verifier-that-is-long-enough-for-the-rules-of-pkce";

fn question(scope: &str) -> Vec<(&str, &str)> {
    vec![
        ("response_type", "code"),
        ("client_id", "sandbox-web"),
        ("redirect_uri", BACK),
        ("scope", scope),
        ("state", "s t&1"),
    ]
}

async fn page(sandbox: &Sandbox, question: &[(&str, &str)]) -> Answer {
    sandbox
        .raw(
            "GET",
            &format!("/identity/connect/authorize?{}", form_encoded(question)),
            &[],
            None,
        )
        .await
        .unwrap()
}

/// Answers the consent page; the parameters that come back.
async fn decide(
    sandbox: &Sandbox,
    question: &[(&str, &str)],
    decision: &str,
    organisation: usize,
) -> Vec<(String, String)> {
    let state = sandbox.look("state").await;
    let id = state["organisations"][organisation]["id"].as_str().unwrap().to_owned();
    let mut form = question.to_vec();
    form.extend([("decision", decision), ("organisation", id.as_str())]);
    let answer = sandbox
        .raw("POST", "/identity/connect/authorize", &[], Some(form_encoded(&form)))
        .await
        .unwrap();
    assert_eq!(answer.status, 302, "{}", answer.text);
    let location = answer.header("location").unwrap();
    assert!(location.starts_with(&format!("{BACK}?")), "{location}");
    form_urlencoded::parse(location.split_once('?').unwrap().1.as_bytes())
        .into_owned()
        .collect()
}

fn value(pairs: &[(String, String)], name: &str) -> String {
    pairs
        .iter()
        .find(|(n, _)| n == name)
        .map(|(_, v)| v.clone())
        .unwrap_or_default()
}

async fn exchange(sandbox: &Sandbox, code: &str) -> Answer {
    sandbox
        .token_request(
            &[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", BACK),
            ],
            "sandbox-web",
        )
        .await
}

/// Connects the web app; its token answer.
async fn connect(sandbox: &mut Sandbox, scope: &str, organisation: usize) -> Value {
    let code = value(&decide(sandbox, &question(scope), "allow", organisation).await, "code");
    let tokens = exchange(sandbox, &code).await.json();
    sandbox.token = tokens["access_token"].as_str().unwrap().to_owned();
    let list = connections(sandbox, "").await.json();
    sandbox.tenant = list
        .as_array()
        .unwrap()
        .last()
        .map(|c| c["tenantId"].as_str().unwrap().to_owned());
    tokens
}

async fn connections(sandbox: &Sandbox, query: &str) -> Answer {
    let bearer = format!("Bearer {}", sandbox.token);
    sandbox
        .raw(
            "GET",
            &format!("/connections{query}"),
            &[("authorization", &bearer)],
            None,
        )
        .await
        .unwrap()
}

fn refresh(token: &Value) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "refresh_token".to_owned()),
        ("refresh_token", token["refresh_token"].as_str().unwrap().to_owned()),
    ]
}

async fn refreshed(sandbox: &Sandbox, token: &Value) -> Answer {
    let form = refresh(token);
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    sandbox.token_request(&form, "sandbox-web").await
}

fn offline() -> String {
    format!("offline_access openid {SCOPES}")
}

#[tokio::test]
async fn consent_is_asked_for_and_given() {
    let mut sandbox = Sandbox::new(&[]).await;
    let scope = offline();
    let shown = page(&sandbox, &question(&scope)).await;
    assert_eq!(shown.status, 200);
    for part in [
        "Sandbox web app",
        "View and manage contacts",
        "Stay connected",
        "Ledgerline Demo Company",
        "Ledgerline Second Ltd",
        "Allow access",
        "Cancel",
    ] {
        assert!(shown.text.contains(part), "{part}");
    }
    let denied = decide(&sandbox, &question(&scope), "cancel", 0).await;
    assert_eq!(
        (value(&denied, "error"), value(&denied, "state")),
        ("access_denied".to_owned(), "s t&1".to_owned())
    );
    let tokens = connect(&mut sandbox, &scope, 1).await;
    assert_eq!(
        (tokens["expires_in"].clone(), tokens["token_type"].clone()),
        (json!(1800), json!("Bearer"))
    );
    assert!(tokens["refresh_token"].is_string() && tokens["id_token"].is_string());
    let claims: Value = serde_json::from_slice(
        &URL_SAFE_NO_PAD
            .decode(sandbox.token.split('.').nth(1).unwrap())
            .unwrap(),
    )
    .unwrap();
    assert!(
        claims["xero_userid"].is_string() && claims["exp"].as_i64().unwrap() - claims["nbf"].as_i64().unwrap() == 1800
    );
    let list = connections(&sandbox, "").await.json();
    assert_eq!(
        (list[0]["tenantName"].clone(), list[0]["tenantType"].clone()),
        (json!("Ledgerline Second Ltd"), json!("ORGANISATION"))
    );
    let created = list[0]["createdDateUtc"].as_str().unwrap();
    assert!(created.len() == 27 && !created.ends_with('Z'), "{created}");
    assert_eq!(list[0]["authEventId"], claims["authentication_event_id"]);
    let event = claims["authentication_event_id"].as_str().unwrap();
    assert_eq!(
        connections(&sandbox, &format!("?authEventId={event}"))
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        connections(&sandbox, "?authEventId=7b1a8b2e-0000-4000-8000-000000000000")
            .await
            .json(),
        json!([])
    );
    assert_eq!(
        sandbox.get("/Organisation").await.one("Organisations")["Name"],
        json!("Ledgerline Second Ltd")
    );
}

#[tokio::test]
async fn mistakes_of_the_app_are_shown_to_the_person() {
    let sandbox = Sandbox::new(&["--app", "mine:secret:web:https://shop.example/cb"]).await;
    let change = |name: &'static str, with: &'static str| {
        let mut all = question("accounting.contacts");
        all.retain(|(n, _)| *n != name);
        all.push((name, with));
        all
    };
    for (name, with, error) in [
        ("client_id", "nobody", "unauthorized_client"),
        ("client_id", "sandbox-custom", "unauthorized_client"),
        ("client_id", "mine", "redirect_uri"),
        ("redirect_uri", "http://shop.example/cb", "redirect_uri"),
        ("response_type", "token", "unsupported_response_type"),
        ("scope", "accounting.transactions", "invalid_scope"),
        ("scope", "accounting.contacts nonsense", "invalid_scope"),
        ("scope", "", "invalid_scope"),
    ] {
        let shown = page(&sandbox, &change(name, with)).await;
        assert!(
            shown.status == 500 && shown.text.contains(error) && shown.header("location").is_none(),
            "{name}={with}: {}",
            shown.text
        );
    }
}

#[tokio::test]
async fn a_code_works_once_and_for_five_minutes() {
    let sandbox = Sandbox::new(&[]).await;
    let code = value(&decide(&sandbox, &question(SCOPES), "allow", 0).await, "code");
    assert_eq!(exchange(&sandbox, &code).await.status, 200);
    let again = exchange(&sandbox, &code).await;
    assert_eq!((again.status, again.json()), (400, json!({"error": "invalid_grant"})));
    let late = value(&decide(&sandbox, &question(SCOPES), "allow", 0).await, "code");
    sandbox.control("clock", json!({"advance_seconds": 301})).await;
    assert_eq!(
        exchange(&sandbox, &late).await.json(),
        json!({"error": "invalid_grant"})
    );
    let elsewhere = value(&decide(&sandbox, &question(SCOPES), "allow", 0).await, "code");
    let form = [
        ("grant_type", "authorization_code"),
        ("code", elsewhere.as_str()),
        ("redirect_uri", "http://localhost/other"),
    ];
    assert_eq!(
        sandbox.token_request(&form, "sandbox-web").await.json(),
        json!({"error": "invalid_grant"})
    );
}

#[tokio::test]
async fn pkce_is_verified() {
    let sandbox = Sandbox::new(&["--app", "phone::pkce"]).await;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let mut asked = question(SCOPES);
    asked.extend([
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ]);
    for (verifier, status) in [
        (Some(VERIFIER), 200),
        (Some("wrong-verifier-wrong-verifier-wrong-verifier-"), 400),
        (None, 400),
    ] {
        let code = value(&decide(&sandbox, &asked, "allow", 0).await, "code");
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", BACK),
        ];
        form.extend(verifier.map(|v| ("code_verifier", v)));
        assert_eq!(sandbox.token_request(&form, "sandbox-web").await.status, status);
    }
    // An app without a secret must use it, and names itself in the form.
    asked.retain(|(n, _)| *n != "client_id");
    asked.push(("client_id", "phone"));
    let code = value(&decide(&sandbox, &asked, "allow", 0).await, "code");
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", "phone"),
        ("code", code.as_str()),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(
        sandbox
            .raw("POST", "/connect/token", &[], Some(form_encoded(&form)))
            .await
            .unwrap()
            .status,
        200
    );
    let bare: Vec<(&str, &str)> = asked
        .into_iter()
        .filter(|(n, _)| !n.starts_with("code_challenge"))
        .collect();
    assert_eq!(page(&sandbox, &bare).await.status, 500);
}

#[tokio::test]
async fn refresh_tokens_rotate_with_grace() {
    let mut sandbox = Sandbox::new(&[]).await;
    let first = connect(&mut sandbox, &offline(), 0).await;
    let second = refreshed(&sandbox, &first).await.json();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(refreshed(&sandbox, &first).await.status, 200);
    sandbox.control("clock", json!({"advance_seconds": 1_801})).await;
    assert_eq!(
        refreshed(&sandbox, &first).await.json(),
        json!({"error": "invalid_grant"})
    );
    let third = refreshed(&sandbox, &second).await.json();
    sandbox.control("switches", json!({"grace": false})).await;
    assert_eq!(
        refreshed(&sandbox, &second).await.json(),
        json!({"error": "invalid_grant"})
    );
    sandbox.control("clock", json!({"advance_seconds": 60 * 86_400})).await;
    assert_eq!(
        refreshed(&sandbox, &third).await.json(),
        json!({"error": "invalid_grant"})
    );
}

#[tokio::test]
async fn errors_of_the_token_endpoint() {
    let sandbox = Sandbox::new(&[]).await;
    let post = async |form: &[(&str, &str)]| {
        sandbox
            .raw("POST", "/connect/token", &[], Some(form_encoded(form)))
            .await
            .unwrap()
    };
    for (form, error) in [
        (vec![("grant_type", "client_credentials")], "unauthorized_client"),
        (
            vec![("client_id", "sandbox-web"), ("client_secret", "wrong")],
            "invalid_client",
        ),
        (
            vec![
                ("client_id", "sandbox-web"),
                ("client_secret", "sandbox-web-secret"),
                ("grant_type", "password"),
            ],
            "unsupported_grant_type",
        ),
        (
            vec![
                ("client_id", "sandbox-web"),
                ("client_secret", "sandbox-web-secret"),
                ("grant_type", "refresh_token"),
                ("refresh_token", "x"),
            ],
            "invalid_grant",
        ),
        (
            vec![
                ("client_id", "sandbox-web"),
                ("client_secret", "sandbox-web-secret"),
                ("grant_type", "client_credentials"),
                ("scope", SCOPES),
            ],
            "unauthorized_client",
        ),
        (
            vec![
                ("client_id", "sandbox-custom"),
                ("client_secret", "sandbox-custom-secret"),
                ("grant_type", "client_credentials"),
                ("scope", "accounting.transactions"),
            ],
            "invalid_scope",
        ),
        (
            vec![
                ("client_id", "sandbox-custom"),
                ("client_secret", "sandbox-custom-secret"),
                ("grant_type", "client_credentials"),
            ],
            "invalid_scope",
        ),
    ] {
        let answer = post(&form).await;
        assert_eq!((answer.status, answer.json()), (400, json!({"error": error})));
    }
}

#[tokio::test]
async fn tokens_are_checked_at_every_call() {
    let mut sandbox = Sandbox::new(&[]).await;
    connect(&mut sandbox, &offline(), 0).await;
    let tenant = sandbox.tenant.take();
    let missing = sandbox.get("/Organisation").await;
    assert_eq!(
        (
            missing.status,
            missing.json()["Detail"].clone(),
            missing.json()["Title"].clone()
        ),
        (403, json!("AuthenticationUnsuccessful"), json!("Forbidden"))
    );
    sandbox.tenant = Some("7b1a8b2e-0000-4000-8000-000000000000".to_owned());
    assert_eq!(sandbox.get("/Organisation").await.status, 403);
    sandbox.tenant = tenant;
    assert_eq!(sandbox.get("/Organisation").await.status, 200);
    sandbox.control("clock", json!({"advance_seconds": 1_800})).await;
    let expired = sandbox.get("/Organisation").await;
    assert!(
        expired.status == 401
            && expired.json()["Detail"]
                .as_str()
                .unwrap()
                .starts_with("TokenExpired: token expired at ")
    );
    sandbox.token = "nonsense".to_owned();
    assert_eq!(sandbox.get("/Organisation").await.status, 401);
}

#[tokio::test]
async fn a_missing_scope_is_a_401_that_says_so() {
    let mut sandbox = Sandbox::new(&[]).await;
    connect(&mut sandbox, "accounting.contacts.read accounting.invoices", 0).await;
    assert_eq!(sandbox.get("/Contacts").await.status, 200);
    for (method, path) in [
        ("PUT", "/Contacts"),
        ("GET", "/Accounts"),
        ("GET", "/Payments"),
        ("PUT", "/Items"),
    ] {
        let answer = sandbox.api(method, path, Some(json!({}))).await;
        assert_eq!(answer.status, 401, "{method} {path}");
        assert!(
            answer
                .header("www-authenticate")
                .unwrap()
                .contains("insufficient_scope")
        );
    }
    assert_eq!(sandbox.get("/Items").await.status, 200);
    // Consent adds up.
    connect(&mut sandbox, "accounting.settings", 0).await;
    assert_eq!(
        (
            sandbox.get("/Accounts").await.status,
            sandbox.get("/Contacts").await.status
        ),
        (200, 200)
    );
    sandbox.control("scopes", json!({"drop": "accounting.settings"})).await;
    assert_eq!(sandbox.get("/Accounts").await.status, 401);
}

#[tokio::test]
async fn connections_end_by_their_own_id() {
    let mut sandbox = Sandbox::new(&[]).await;
    let tokens = connect(&mut sandbox, &offline(), 0).await;
    let connection = connections(&sandbox, "").await.json()[0].clone();
    let bearer = format!("Bearer {}", sandbox.token);
    let delete = async |id: &Value| {
        sandbox
            .raw(
                "DELETE",
                &format!("/connections/{}", id.as_str().unwrap()),
                &[("authorization", &bearer)],
                None,
            )
            .await
            .unwrap()
            .status
    };
    assert_eq!(delete(&connection["tenantId"]).await, 403);
    assert_eq!(delete(&connection["authEventId"]).await, 403);
    assert_eq!(delete(&json!("7b1a8b2e-0000-4000-8000-000000000000")).await, 404);
    assert_eq!(delete(&connection["id"]).await, 204);
    assert_eq!(sandbox.get("/Organisation").await.status, 403);
    assert_eq!(refreshed(&sandbox, &tokens).await.status, 200);
}

#[tokio::test]
async fn revocation_ends_everything() {
    let mut sandbox = Sandbox::new(&[]).await;
    let tokens = connect(&mut sandbox, &offline(), 0).await;
    let form = form_encoded(&[("token", tokens["refresh_token"].as_str().unwrap())]);
    let request = sandbox
        .http
        .post(sandbox.url("/connect/revocation"))
        .basic_auth("sandbox-web", Some("sandbox-web-secret"))
        .body(form);
    let answer = crate::harness::read(request).await.unwrap();
    assert_eq!((answer.status, answer.text.as_str()), (200, ""));
    assert_eq!(
        refreshed(&sandbox, &tokens).await.json(),
        json!({"error": "invalid_grant"})
    );
    assert_eq!(sandbox.get("/Organisation").await.status, 401);
}

#[tokio::test]
async fn a_custom_connection_has_one_organisation_and_no_list() {
    let sandbox = Sandbox::new(&[]).await;
    assert_eq!(
        sandbox.get("/Organisation").await.one("Organisations")["Name"],
        json!("Ledgerline Demo Company")
    );
    assert_eq!(connections(&sandbox, "").await.status, 403);
    sandbox.control("disconnect", json!({})).await;
    assert_eq!(sandbox.get("/Organisation").await.status, 403);
    let answer = sandbox
        .token_request(
            &[("grant_type", "client_credentials"), ("scope", SCOPES)],
            "sandbox-custom",
        )
        .await;
    assert_eq!(answer.json(), json!({"error": "unauthorized_client"}));
    sandbox.control("reconnect", json!({})).await;
    assert_eq!(sandbox.get("/Organisation").await.status, 200);
}
