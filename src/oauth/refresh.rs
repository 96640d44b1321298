//! Decides who renews the tokens: one process at a time, and everybody else reads what it stored.
//!
//! Refresh tokens rotate on every use, so two processes refreshing at once lose the grant. The times nest: one call at the
//! identity server < life of the lock < wait for the lock.

use std::time::Duration;

use super::client::{self, App, Endpoints, IdentityError};
use super::{SessionStore, Tokens};
use crate::clock::{Clock, was_ahead};
use crate::message::say;
use crate::secret::Secret;
use crate::store_error::StoreError;
use crate::transport::Transport;

/// A token is renewed this long before it ends, so that it does not end under way.
const MARGIN_MS: i64 = 120_000;
/// How much longer the lock is waited for than it may be held.
const PATIENCE_MS: i64 = 10_000;

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenError {
    /// Nobody has connected.
    NotConnected,
    /// As the identity server said.
    Identity(IdentityError),
    /// The store.
    Store(StoreError),
}

impl From<IdentityError> for TokenError {
    fn from(error: IdentityError) -> Self {
        Self::Identity(error)
    }
}

impl From<StoreError> for TokenError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// An access token that is good for at least two minutes; `refused` is a token that Xero just called expired. `lock_ms`: for
/// how many milliseconds one process may be renewing; longer than one call may take.
///
/// # Errors
/// [`TokenError`]; only [`IdentityError::InvalidGrant`] means that a person must connect again.
#[allow(clippy::too_many_arguments)]
pub async fn access_token(
    store: &dyn SessionStore,
    transport: &dyn Transport,
    clock: &dyn Clock,
    endpoints: &Endpoints,
    app: &App,
    custom: bool,
    connection: &str,
    owner: &str,
    refused: Option<&Secret>,
    lock_ms: i64,
) -> Result<Secret, TokenError> {
    let give_up = clock.now_ms() + lock_ms + PATIENCE_MS;
    loop {
        let now = clock.now_ms();
        let current = store
            .connection(connection)?
            .and_then(|row| row.tokens)
            .filter(|tokens| !tokens.access.is_empty() || !tokens.refresh.is_empty());
        let current = match current {
            Some(tokens) => tokens,
            None if custom => Tokens::default(),
            None => return Err(TokenError::NotConnected),
        };
        // A token of a clock that was ahead says nothing of when it ends.
        let sound = !was_ahead(current.obtained_at_ms, now);
        if sound && current.expires_at_ms > now + MARGIN_MS && Some(&current.access) != refused {
            return Ok(current.access);
        }
        if !store.lock_refresh(connection, owner, now + lock_ms, now)? {
            if now > give_up {
                return Err(IdentityError::Unavailable(say::IDENTITY_RENEWAL_SLOW.into()).into());
            }
            tokio::time::sleep(Duration::from_millis(150)).await;
            continue;
        }
        let outcome = renew(store, transport, clock, endpoints, app, custom, connection, &current).await;
        store.unlock_refresh(connection, owner)?;
        return outcome;
    }
}

#[allow(clippy::too_many_arguments)]
async fn renew(
    store: &dyn SessionStore,
    transport: &dyn Transport,
    clock: &dyn Clock,
    endpoints: &Endpoints,
    app: &App,
    custom: bool,
    connection: &str,
    seen: &Tokens,
) -> Result<Secret, TokenError> {
    // Another process may have renewed between the look and the lock.
    let stored = store
        .connection(connection)?
        .and_then(|row| row.tokens)
        .unwrap_or_default();
    if stored.access != seen.access && stored.expires_at_ms > clock.now_ms() + MARGIN_MS {
        return Ok(stored.access);
    }
    let fresh = if custom {
        client::client_credentials(transport, app, endpoints, clock.now_ms()).await?
    } else {
        client::refresh(transport, app, endpoints, &stored, clock.now_ms()).await?
    };
    // Saved before it is used: a token that only lived in memory would be lost with the process.
    store.store_tokens(connection, Some(&fresh))?;
    Ok(fresh.access)
}
