//! Speaks with Xero's identity server and its list of connections, over the transport port.
//!
//! It keeps nothing and decides nothing about what is stored.

use std::net::IpAddr;

use oauth2::basic::{BasicClient, BasicErrorResponseType};
use oauth2::{
    AuthUrl, AuthorizationCode, ClientId, ClientSecret, HttpRequest, HttpResponse, PkceCodeVerifier, RedirectUrl,
    RefreshToken, RequestTokenError, Scope, TokenResponse, TokenUrl,
};
use serde::Deserialize;
use serde_json::Value;

use super::{SCOPES, Tokens};
use crate::message::{Message, say};
use crate::secret::{Secret, without_credentials};
use crate::transport::{Method, Request, SendFailure, Transport};

/// Xero's addresses, or one stand-in for all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// Consent page.
    pub authorize: String,
    /// Tokens.
    pub token: String,
    /// Revocation of a refresh token.
    pub revocation: String,
    /// Connections of a consent.
    pub connections: String,
    /// The accounting API, without a slash at its end.
    pub api: String,
    /// Where a browser opens documents, without a slash at its end.
    pub web: String,
}

impl Endpoints {
    /// Xero itself, or everything below `override_base` (sandbox and tests).
    ///
    /// # Errors
    /// A sentence when the override is no address, has more than scheme, host, port and path, is neither https nor on this machine, or
    /// leads where no server of anybody's is: a link-local address, at which clouds hand out their machines' credentials, or one of many.
    pub fn new(override_base: Option<&str>) -> Result<Self, Message> {
        let Some(base) = override_base.map(str::trim).filter(|text| !text.is_empty()) else {
            return Ok(Self {
                authorize: "https://login.xero.com/identity/connect/authorize".into(),
                token: "https://identity.xero.com/connect/token".into(),
                revocation: "https://identity.xero.com/connect/revocation".into(),
                connections: "https://api.xero.com/connections".into(),
                api: "https://api.xero.com/api.xro/2.0".into(),
                web: "https://go.xero.com".into(),
            });
        };
        let shown = without_credentials(base);
        let parsed = url::Url::parse(base).map_err(|_| say::XERO_ADDRESS_MALFORMED.with(shown.clone()))?;
        let more = !parsed.username().is_empty() || parsed.password().is_some();
        if base.contains(char::is_control)
            || more
            || parsed.path().contains('@')
            || parsed.query().is_some()
            || parsed.fragment().is_some()
        {
            return Err(say::XERO_ADDRESS_WITH_MORE.with(shown));
        }
        let (loopback, nowhere) = match parsed.host() {
            Some(url::Host::Domain(name)) => (name == "localhost", false),
            Some(url::Host::Ipv4(address)) => of_address(address.into()),
            Some(url::Host::Ipv6(address)) => of_address(address.to_canonical()),
            None => (false, false),
        };
        if parsed.scheme() != "https" && !(parsed.scheme() == "http" && loopback) {
            return Err(say::XERO_ADDRESS_PLAIN.with(shown));
        }
        if nowhere {
            return Err(say::XERO_ADDRESS_NOWHERE.with(shown));
        }
        let base = parsed.as_str().trim_end_matches('/');
        Ok(Self {
            authorize: format!("{base}/identity/connect/authorize"),
            token: format!("{base}/connect/token"),
            revocation: format!("{base}/connect/revocation"),
            connections: format!("{base}/connections"),
            api: format!("{base}/api.xro/2.0"),
            web: base.to_owned(),
        })
    }
}

/// Whether an address is this machine's own, and whether no server that stands in for Xero can be there.
fn of_address(address: IpAddr) -> (bool, bool) {
    let link_local = match address {
        IpAddr::V4(address) => address.is_link_local() || address.is_broadcast(),
        // The second: where one cloud hands out credentials (fd00:ec2::254).
        IpAddr::V6(address) => {
            address.is_unicast_link_local() || address.segments() == [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254]
        }
    };
    let nowhere = link_local || address.is_unspecified() || address.is_multicast();
    (address.is_loopback(), nowhere)
}

/// Why the identity server gave nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityError {
    /// `invalid_grant`: code or refresh token is used, expired or revoked.
    InvalidGrant,
    /// `invalid_client` or `unauthorized_client`: id or secret wrong, or the wrong type of app.
    InvalidClient,
    /// `invalid_scope`: the app may not ask for a right that is needed.
    InvalidScope,
    /// 403 with a connection that is gone.
    Forbidden,
    /// Network, 5xx, unreadable answer: what happened, without a point at its end.
    Unavailable(Message),
}

impl IdentityError {
    /// For people.
    pub fn message(&self) -> Message {
        match self {
            Self::InvalidGrant => say::CONSENT_ENDED.into(),
            Self::InvalidClient => say::CREDENTIALS_INVALID.into(),
            Self::InvalidScope => say::SCOPE_REFUSED.into(),
            Self::Forbidden => say::CONNECTION_UNKNOWN_AT_XERO.into(),
            Self::Unavailable(why) => say::SENTENCE.with(why.clone()),
        }
    }
}

impl std::fmt::Display for IdentityError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for IdentityError {}

/// An organisation that a consent covers.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Organisation {
    /// Tenant id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Xero's id of the connection.
    pub connection_id: String,
}

/// An app's credentials.
#[derive(Debug, Clone)]
pub struct App {
    /// Client id.
    pub id: String,
    /// Client secret; empty for PKCE apps.
    pub secret: Secret,
}

#[derive(Debug, thiserror::Error)]
enum Adapter {
    #[error("{0}")]
    Send(#[from] SendFailure),
    #[error("malformed request or answer")]
    Form(#[from] http::Error),
}

async fn over(transport: &dyn Transport, request: HttpRequest) -> Result<HttpResponse, Adapter> {
    let (parts, body) = request.into_parts();
    let mut authorization = None;
    let mut headers = Vec::new();
    for (name, value) in &parts.headers {
        let text = value.to_str().unwrap_or_default().to_owned();
        if name == http::header::AUTHORIZATION {
            authorization = Some(Secret::new(text));
        } else {
            headers.push((name.to_string(), text));
        }
    }
    let answer = transport
        .send(Request {
            method: Method::Post,
            url: parts.uri.to_string(),
            headers,
            authorization,
            body: Some(body),
            follow_redirects: false,
        })
        .await?;
    let mut response = http::Response::builder().status(answer.status);
    if let Some(kind) = answer.header("content-type") {
        response = response.header(http::header::CONTENT_TYPE, kind);
    }
    Ok(response.body(with_readable_life(answer.body))?)
}

/// An answer whose `expires_in` is a whole number or absent: a number written as text is one, anything else says nothing. A token
/// is not refused for the way its life is written.
fn with_readable_life(body: Vec<u8>) -> Vec<u8> {
    let Ok(Value::Object(mut answer)) = serde_json::from_slice::<Value>(&body) else {
        return body;
    };
    let life = match answer.get("expires_in") {
        None => return body,
        Some(Value::Number(number)) if number.as_u64().is_some() => return body,
        Some(Value::String(text)) => text.trim().parse::<u64>().ok(),
        Some(_) => None,
    };
    match life {
        Some(seconds) => answer.insert("expires_in".into(), seconds.into()),
        None => answer.remove("expires_in"),
    };
    Value::Object(answer).to_string().into_bytes()
}

fn failure(error: RequestTokenError<Adapter, oauth2::basic::BasicErrorResponse>) -> IdentityError {
    match error {
        RequestTokenError::ServerResponse(answer) => match answer.error() {
            BasicErrorResponseType::InvalidGrant => IdentityError::InvalidGrant,
            BasicErrorResponseType::InvalidClient | BasicErrorResponseType::UnauthorizedClient => {
                IdentityError::InvalidClient
            }
            BasicErrorResponseType::InvalidScope => IdentityError::InvalidScope,
            other => IdentityError::Unavailable(match other.to_string() {
                // The words of RFC 6749; anything else may be whatever the server was sent.
                word if word.len() <= 64 && word.bytes().all(|sign| sign.is_ascii_lowercase() || sign == b'_') => {
                    say::IDENTITY_ANSWERED.with(word)
                }
                _ => say::IDENTITY_UNREADABLE.into(),
            }),
        },
        RequestTokenError::Request(Adapter::Send(failure)) => IdentityError::Unavailable(failure.message()),
        // The body may hold a token: it is never quoted.
        _ => IdentityError::Unavailable(say::IDENTITY_UNREADABLE.into()),
    }
}

fn bad_address(_: url::ParseError) -> IdentityError {
    IdentityError::Unavailable(say::IDENTITY_ADDRESS_MALFORMED.into())
}

macro_rules! client {
    ($app:expr, $endpoints:expr) => {{
        let client = BasicClient::new(ClientId::new($app.id.clone()))
            .set_auth_uri(AuthUrl::new($endpoints.authorize.clone()).map_err(bad_address)?)
            .set_token_uri(TokenUrl::new($endpoints.token.clone()).map_err(bad_address)?);
        if $app.secret.is_empty() {
            client
        } else {
            client.set_client_secret(ClientSecret::new($app.secret.reveal().to_owned()))
        }
    }};
}

/// Seconds that an access token is used: Xero's half an hour, or what it says within reason. A token that ends sooner than that is
/// noticed by its first 401; one that seemed to end at once would be renewed before every call.
fn life_seconds(said: Option<u64>) -> i64 {
    i64::try_from(said.unwrap_or(1_800))
        .unwrap_or(86_400)
        .clamp(300, 86_400)
}

fn tokens(answer: &oauth2::basic::BasicTokenResponse, now_ms: i64) -> Tokens {
    let life = life_seconds(answer.expires_in().map(|time| time.as_secs()));
    Tokens {
        access: Secret::new(answer.access_token().secret().clone()),
        refresh: Secret::new(answer.refresh_token().map_or("", |token| token.secret())),
        expires_at_ms: now_ms + life * 1_000,
        obtained_at_ms: now_ms,
        scope: answer.scopes().map_or_else(
            || SCOPES.join(" "),
            |scopes| scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" "),
        ),
    }
}

/// Where to send the browser, with state and, for apps without a secret, a PKCE challenge; and the verifier to keep.
pub(super) fn authorise_url(
    app: &App,
    endpoints: &Endpoints,
    redirect: &str,
    state: &str,
) -> Result<(String, Secret), IdentityError> {
    let client = client!(app, endpoints).set_redirect_uri(RedirectUrl::new(redirect.to_owned()).map_err(bad_address)?);
    let state = state.to_owned();
    let mut request = client
        .authorize_url(|| oauth2::CsrfToken::new(state))
        .add_scopes(SCOPES.iter().map(|scope| Scope::new((*scope).to_owned())));
    let mut kept = Secret::default();
    // Xero allows PKCE for apps that have no secret only.
    if app.secret.is_empty() {
        let (challenge, verifier) = oauth2::PkceCodeChallenge::new_random_sha256();
        kept = Secret::new(verifier.secret().clone());
        request = request.set_pkce_challenge(challenge);
    }
    Ok((request.url().0.to_string(), kept))
}

pub(super) async fn exchange_code(
    transport: &dyn Transport,
    app: &App,
    endpoints: &Endpoints,
    redirect: &str,
    code: &str,
    verifier: &Secret,
    now_ms: i64,
) -> Result<Tokens, IdentityError> {
    let client = client!(app, endpoints).set_redirect_uri(RedirectUrl::new(redirect.to_owned()).map_err(bad_address)?);
    let mut request = client.exchange_code(AuthorizationCode::new(code.to_owned()));
    if !verifier.is_empty() {
        request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.reveal().to_owned()));
    }
    let answer = request
        .request_async(&|request| over(transport, request))
        .await
        .map_err(failure)?;
    Ok(tokens(&answer, now_ms))
}

pub(super) async fn refresh(
    transport: &dyn Transport,
    app: &App,
    endpoints: &Endpoints,
    current: &Tokens,
    now_ms: i64,
) -> Result<Tokens, IdentityError> {
    let client = client!(app, endpoints);
    let token = RefreshToken::new(current.refresh.reveal().to_owned());
    let answer = client
        .exchange_refresh_token(&token)
        .request_async(&|request| over(transport, request))
        .await
        .map_err(failure)?;
    let mut fresh = tokens(&answer, now_ms);
    if answer.scopes().is_none() {
        fresh.scope.clone_from(&current.scope);
    }
    if fresh.refresh.is_empty() {
        fresh.refresh = current.refresh.clone();
    }
    Ok(fresh)
}

/// Tokens of a Custom Connection.
///
/// # Errors
/// As [`IdentityError`].
pub async fn client_credentials(
    transport: &dyn Transport,
    app: &App,
    endpoints: &Endpoints,
    now_ms: i64,
) -> Result<Tokens, IdentityError> {
    let client = client!(app, endpoints);
    let answer = client
        .exchange_client_credentials()
        // There is no refresh token here, so offline_access is not asked for.
        .add_scopes(
            SCOPES
                .iter()
                .filter(|scope| **scope != "offline_access")
                .map(|scope| Scope::new((*scope).to_owned())),
        )
        .request_async(&|request| over(transport, request))
        .await
        .map_err(failure)?;
    Ok(tokens(&answer, now_ms))
}

/// Characters of an organisation's name that are kept. Xero allows 255.
const MOST_OF_NAME: usize = 255;

/// Whether a text can be an id of Xero's (a UUID) or of a server that stands in for it.
fn is_id(text: &str) -> bool {
    let signs = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'-' | b'_');
    !text.is_empty() && text.len() <= 64 && text.bytes().all(signs)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConnectionElement {
    id: String,
    tenant_id: String,
    #[serde(default)]
    tenant_name: Option<String>,
    #[serde(default)]
    tenant_type: Option<String>,
    #[serde(default)]
    auth_event_id: Option<String>,
}

/// The organisations that the user connected; those of the present consent first when the token says which.
///
/// # Errors
/// As [`IdentityError`].
pub async fn connections(
    transport: &dyn Transport,
    endpoints: &Endpoints,
    access: &Secret,
) -> Result<Vec<Organisation>, IdentityError> {
    let answer = api(transport, Method::Get, endpoints.connections.clone(), access).await?;
    match answer.status {
        200 => {}
        401 | 403 => return Err(IdentityError::Forbidden),
        status => {
            return Err(IdentityError::Unavailable(
                say::CONNECTIONS_ANSWERED.with(status.to_string()),
            ));
        }
    }
    let mut elements: Vec<ConnectionElement> = serde_json::from_slice(&answer.body)
        .map_err(|_| IdentityError::Unavailable(say::CONNECTIONS_UNREADABLE.into()))?;
    let event = authentication_event(access.reveal());
    if let Some(event) = event
        && elements
            .iter()
            .any(|element| element.auth_event_id.as_deref() == Some(&event))
    {
        elements.retain(|element| element.auth_event_id.as_deref() == Some(&event));
    }
    Ok(elements
        .into_iter()
        .filter(|element| element.tenant_type.as_deref().is_none_or(|kind| kind == "ORGANISATION"))
        // They go into a header and into a path.
        .filter(|element| is_id(&element.id) && is_id(&element.tenant_id))
        .map(|element| Organisation {
            name: element
                .tenant_name
                .unwrap_or_default()
                .chars()
                .take(MOST_OF_NAME)
                .collect(),
            id: element.tenant_id,
            connection_id: element.id,
        })
        .collect())
}

/// The claim of the access token that tells which consent it came from. Not verified: it only narrows a list.
fn authentication_event(token: &str) -> Option<String> {
    use base64::Engine as _;
    let payload = token.split('.').nth(1)?;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(payload.trim_end_matches('='))
        .ok()?;
    let claims: Value = serde_json::from_slice(&bytes).ok()?;
    claims.get("authentication_event_id")?.as_str().map(str::to_owned)
}

/// Removes one connection at Xero by Xero's id of the connection (not the tenant's).
///
/// # Errors
/// As [`IdentityError`]; a connection that is gone already is fine.
pub async fn disconnect(
    transport: &dyn Transport,
    endpoints: &Endpoints,
    access: &Secret,
    connection_id: &str,
) -> Result<(), IdentityError> {
    let url = format!("{}/{connection_id}", endpoints.connections);
    let answer = api(transport, Method::Delete, url, access).await?;
    match answer.status {
        200..=299 | 404 => Ok(()),
        401 | 403 => Err(IdentityError::Forbidden),
        status => Err(IdentityError::Unavailable(
            say::DISCONNECT_ANSWERED.with(status.to_string()),
        )),
    }
}

/// Revokes a refresh token, and with it the consent.
///
/// # Errors
/// As [`IdentityError`].
pub async fn revoke(
    transport: &dyn Transport,
    app: &App,
    endpoints: &Endpoints,
    refresh: &Secret,
) -> Result<(), IdentityError> {
    use base64::Engine as _;
    let basic = base64::engine::general_purpose::STANDARD.encode(format!("{}:{}", app.id, app.secret.reveal()));
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("token", refresh.reveal())
        .finish();
    let answer = transport
        .send(Request {
            method: Method::Post,
            url: endpoints.revocation.clone(),
            headers: vec![("Content-Type".into(), "application/x-www-form-urlencoded".into())],
            authorization: Some(Secret::new(format!("Basic {basic}"))),
            body: Some(body.into_bytes()),
            follow_redirects: false,
        })
        .await
        .map_err(|failure| IdentityError::Unavailable(failure.message()))?;
    match answer.status {
        200..=299 => Ok(()),
        400 | 401 => Err(IdentityError::InvalidClient),
        status => Err(IdentityError::Unavailable(
            say::REVOKE_ANSWERED.with(status.to_string()),
        )),
    }
}

async fn api(
    transport: &dyn Transport,
    method: Method,
    url: String,
    access: &Secret,
) -> Result<crate::transport::Response, IdentityError> {
    transport
        .send(Request {
            method,
            url,
            headers: vec![("Accept".into(), "application/json".into())],
            authorization: Some(Secret::new(format!("Bearer {}", access.reveal()))),
            body: None,
            follow_redirects: false,
        })
        .await
        .map_err(|failure| IdentityError::Unavailable(failure.message()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_replaces_all_of_xeros() {
        let endpoints = Endpoints::new(Some("http://127.0.0.1:7410/")).unwrap();
        assert_eq!(endpoints.token, "http://127.0.0.1:7410/connect/token");
        assert_eq!(endpoints.api, "http://127.0.0.1:7410/api.xro/2.0");
        assert_eq!(
            Endpoints::new(None).unwrap().connections,
            "https://api.xero.com/connections"
        );
    }

    #[test]
    fn a_token_lives_within_reason_whatever_is_said() {
        for (said, seconds) in [
            (None, 1_800),
            (Some(1_800), 1_800),
            (Some(0), 300),
            (Some(86_401), 86_400),
            (Some(u64::MAX / 2), 86_400),
            (Some(u64::MAX / 2 + 1), 86_400),
            (Some(u64::MAX), 86_400),
        ] {
            assert_eq!(life_seconds(said), seconds, "{said:?}");
        }
    }

    #[test]
    fn an_address_that_replaces_xeros_is_a_server_and_nothing_more() {
        let words = |base: &str| Endpoints::new(Some(base)).map(|_| ()).unwrap_err().to_string();
        for base in [
            "https://user:s3cret@xero.example",
            "https://user@xero.example",
            "https:}//user:s3cret@xero.example",
            "https://xero.\texample",
            "https://xero.example/?x=",
            "https://xero.example/#x",
        ] {
            assert!(words(base).contains("neither user"), "{base}");
            assert!(!words(base).contains("s3cret"), "{base}");
        }
        assert!(!words("http://user:s3cret@xero.example").contains("s3cret"));
        assert!(!words("http://user:s3cret@[").contains("s3cret"));
        for base in [
            "https://169.254.169.254",
            "https://[fe80::1]",
            "https://[fd00:ec2::254]",
            "https://[::ffff:169.254.169.254]/latest",
            "https://0.0.0.0",
            "https://[::]",
            "https://2852039166",
            "https://255.255.255.255",
            "https://224.0.0.1",
        ] {
            assert!(words(base).contains("leads to no server"), "{base}: {}", words(base));
            assert!(
                words(&base.replace("https", "http")).contains("must begin with https"),
                "{base}"
            );
        }
        for base in [
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "gopher://localhost",
            "//xero.example",
            "http://10.0.0.1",
        ] {
            assert!(Endpoints::new(Some(base)).is_err(), "{base}");
        }
        let endpoints = Endpoints::new(Some("https://10.0.0.1:8443/xero/")).unwrap();
        assert_eq!(endpoints.token, "https://10.0.0.1:8443/xero/connect/token");
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert!(Endpoints::new(Some("http://xero.example")).is_err());
        assert!(Endpoints::new(Some("http://127.0.0.1.example")).is_err());
        assert!(Endpoints::new(Some("nonsense")).is_err());
        assert!(Endpoints::new(Some("https://xero.example")).is_ok());
        assert!(Endpoints::new(Some("http://[::1]:9")).is_ok());
    }

    #[test]
    fn a_life_may_be_written_in_any_way() {
        for (written, read) in [
            ("1800", "1800"),
            ("\"1800\"", "1800"),
            ("-5", "absent"),
            ("1e300", "absent"),
            ("18446744073709551616", "absent"),
            ("true", "absent"),
            ("\"soon\"", "absent"),
        ] {
            let body = format!("{{\"access_token\":\"a\",\"expires_in\":{written}}}").into_bytes();
            let answer: Value = serde_json::from_slice(&with_readable_life(body)).unwrap();
            let life = answer.get("expires_in").map_or("absent".to_owned(), Value::to_string);
            assert_eq!(life, read, "{written}");
            assert_eq!(answer["access_token"], "a");
        }
        assert_eq!(with_readable_life(b"no json".to_vec()), b"no json");
    }

    #[test]
    fn pkce_is_used_only_without_a_secret() {
        let endpoints = Endpoints::new(None).unwrap();
        let mut app = App {
            id: "id".into(),
            secret: Secret::new("s"),
        };
        let (url, verifier) = authorise_url(&app, &endpoints, "https://shop.example/cb", "st").unwrap();
        assert!(url.contains("state=st") && !url.contains("code_challenge"));
        assert!(url.contains("accounting.invoices") && verifier.is_empty());
        app.secret = Secret::default();
        let (url, verifier) = authorise_url(&app, &endpoints, "https://shop.example/cb", "st").unwrap();
        assert!(url.contains("code_challenge_method=S256") && !verifier.is_empty());
    }
}
