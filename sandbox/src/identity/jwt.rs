//! Access tokens that look like Xero's: three parts, the documented claims, a signature that only this sandbox can make (it is not RS256).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::grants::{ACCESS_SECONDS, USER};
use crate::clock::Millis;

/// Makes an access token.
pub(crate) fn access_token(issuer: &str, client: &str, scopes: &[String], event: Option<Uuid>, now: Millis) -> String {
    let seconds = now / 1000;
    let mut claims = json!({
        "nbf": seconds, "exp": seconds + ACCESS_SECONDS, "iss": issuer, "aud": format!("{issuer}/resources"),
        "client_id": client, "jti": Uuid::new_v4().simple().to_string(), "scope": scopes,
    });
    if let (Some(event), Value::Object(claims)) = (event, &mut claims) {
        claims.insert("sub".to_owned(), json!(USER.simple().to_string()));
        claims.insert("auth_time".to_owned(), json!(seconds));
        claims.insert("xero_userid".to_owned(), json!(USER));
        claims.insert("global_session_id".to_owned(), json!(event.simple().to_string()));
        claims.insert("authentication_event_id".to_owned(), json!(event));
    }
    sign(&claims)
}

/// Makes an identity token, for apps that asked for `openid`.
pub(crate) fn id_token(issuer: &str, client: &str, now: Millis) -> String {
    let seconds = now / 1000;
    sign(&json!({
        "nbf": seconds, "exp": seconds + 300, "iss": issuer, "aud": client, "iat": seconds, "sub": USER.simple().to_string(),
        "xero_userid": USER, "email": "sandbox@example.com", "preferred_username": "sandbox@example.com",
        "given_name": "Sandy", "family_name": "Box", "auth_time": seconds,
    }))
}

fn sign(claims: &Value) -> String {
    let part = |v: &Value| URL_SAFE_NO_PAD.encode(v.to_string());
    let body = format!(
        "{}.{}",
        part(&json!({"alg": "RS256", "kid": "ledgerline-sandbox", "typ": "JWT"})),
        part(claims)
    );
    let signature = Sha256::digest(format!("ledgerline-sandbox.{body}"));
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// Whether the token was signed here, whatever became of it.
pub(crate) fn is_ours(token: &str) -> bool {
    let Some((body, signature)) = token.rsplit_once('.') else {
        return false;
    };
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!("ledgerline-sandbox.{body}"))) == signature
}
