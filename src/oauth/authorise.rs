//! Decides how a consent begins and ends: state, verifier, code, and which organisation it is for.
//!
//! It does not show pages; the shop's admin does.

use super::client::{App, Endpoints, IdentityError, authorise_url, connections, exchange_code};
use super::{Organisation, SessionStore, Tokens};
use crate::secret::{SealError, random_token};
use crate::store_error::StoreError;
use crate::transport::Transport;

/// Life of a consent that was asked for: people may have to look for their password.
const STATE_LIFE_MS: i64 = 60 * 60_000;

/// Where to send the browser. What is in it opens a consent, so it is not printed.
#[derive(Clone)]
pub struct Authorisation {
    /// The address.
    pub url: String,
    /// The state in it.
    pub state: String,
}

/// What a finished consent gave.
#[derive(Debug, Clone)]
pub struct Consent {
    /// Code of the connection it was asked for.
    pub connection: String,
    /// Its tokens.
    pub tokens: Tokens,
    /// The organisations it covers.
    pub organisations: Vec<Organisation>,
}

/// Why a consent did not come about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentError {
    /// The person said no.
    Denied,
    /// The state is unknown, used or too old.
    StateMismatch,
    /// The code was used or is older than five minutes.
    CodeExpired,
    /// Xero's sign-in said something else.
    Refused(String),
    /// The consent covers no organisation.
    NoOrganisation,
    /// As the identity server said.
    Identity(IdentityError),
    /// The store.
    Store(StoreError),
    /// No randomness or no key.
    Seal(SealError),
}

impl From<IdentityError> for ConsentError {
    fn from(error: IdentityError) -> Self {
        Self::Identity(error)
    }
}

impl From<StoreError> for ConsentError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<SealError> for ConsentError {
    fn from(error: SealError) -> Self {
        Self::Seal(error)
    }
}

/// Begins a consent and remembers its state.
///
/// # Errors
/// As [`ConsentError`].
pub fn begin(
    store: &dyn SessionStore,
    app: &App,
    endpoints: &Endpoints,
    connection: &str,
    redirect: &str,
    now_ms: i64,
) -> Result<Authorisation, ConsentError> {
    let state = random_token(24)?;
    let (url, verifier) = authorise_url(app, endpoints, redirect, &state)?;
    store.remember_authorisation(&state, connection, &verifier, redirect, now_ms)?;
    Ok(Authorisation { url, state })
}

/// What came back to the redirect address. A code is as good as a token for five minutes, so it is not printed.
#[derive(Clone, Default)]
pub struct Answer {
    /// `state`.
    pub state: String,
    /// `code`.
    pub code: String,
    /// `error`.
    pub error: String,
}

/// Ends a consent: checks the state (once), exchanges the code, lists the organisations.
///
/// # Errors
/// As [`ConsentError`].
pub async fn finish(
    store: &dyn SessionStore,
    transport: &dyn Transport,
    endpoints: &Endpoints,
    app_of: impl Fn(&str) -> Result<App, StoreError>,
    answer: &Answer,
    now_ms: i64,
) -> Result<Consent, ConsentError> {
    let (connection, verifier, redirect) = store
        .take_authorisation(&answer.state, now_ms - STATE_LIFE_MS)?
        .ok_or(ConsentError::StateMismatch)?;
    if !answer.error.is_empty() {
        return Err(if answer.error == "access_denied" {
            ConsentError::Denied
        } else {
            ConsentError::Refused(answer.error.chars().take(100).collect())
        });
    }
    let app = app_of(&connection)?;
    let tokens = exchange_code(transport, &app, endpoints, &redirect, &answer.code, &verifier, now_ms)
        .await
        .map_err(|error| match error {
            IdentityError::InvalidGrant => ConsentError::CodeExpired,
            other => ConsentError::Identity(other),
        })?;
    let organisations = connections(transport, endpoints, &tokens.access).await?;
    if organisations.is_empty() {
        return Err(ConsentError::NoOrganisation);
    }
    Ok(Consent {
        connection,
        tokens,
        organisations,
    })
}
