//! Decides how one call is made on a connection: its token, its permit, and what the connection needs when it has none.
//!
//! It knows nothing of what the call carries.

use std::time::Duration;

use super::{Books, Core, EngineError};
use crate::limits::{Caller, Reservation};
use crate::message::Message;
use crate::oauth::{ConnectionState, IdentityError, TokenError, access_token};
use crate::queue::{LogLine, renewal_ms, under_way_ms};
use crate::xero::failure::{self, Failure};
use crate::xero::{Address, Call, lesson};

/// Why a call could not even be tried.
pub(super) enum Untried {
    Token(TokenError),
    /// Xero refused the call's token, and there is no other: it was sent, but surely not carried out.
    Ended(TokenError),
    /// Another process took over the jobs, whose lease had ended: nothing was sent, and they are not ours.
    Taken,
    Store(EngineError),
}

impl Core {
    async fn token(
        &self,
        books: &Books,
        refused: Option<&crate::secret::Secret>,
    ) -> Result<crate::secret::Secret, Untried> {
        access_token(
            self.store.as_ref(),
            self.transport.as_ref(),
            self.clock.as_ref(),
            &self.endpoints,
            &books.app,
            books.settings.custom,
            &books.code,
            &self.owner,
            refused,
            renewal_ms(self.call_ms),
        )
        .await
        .map_err(Untried::Token)
    }

    /// Makes one reserved call; `before` runs each time right before the request leaves: what it writes down tells from when on
    /// the call may be under way; `read` reads a good answer. Renews the token once when Xero calls it expired, which proves that nothing was carried out.
    pub(super) async fn call<T>(
        &self,
        books: &Books,
        reservation: i64,
        call: &Call,
        before: impl Fn() -> Result<bool, EngineError>,
        read: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<(Result<T, Failure>, u64), Untried> {
        let returned = |untried: Untried| {
            // The reason is told; a permit that is not given back ends when its call would have.
            let _ = self.store.returned(&books.organisation, reservation);
            untried
        };
        let mut token = self.token(books, None).await.map_err(returned)?;
        let mut reservation = reservation;
        let mut calls = 0;
        loop {
            let returned = |untried: Untried| {
                let _ = self.store.returned(&books.organisation, reservation);
                untried
            };
            if !before().map_err(|error| returned(Untried::Store(error)))? {
                return Err(returned(Untried::Taken));
            }
            let address = Address {
                tenant: books.tenant.clone(),
                token: token.clone(),
            };
            let answer = self.transport.send(call.request(&self.endpoints, &address)).await;
            calls += 1;
            let learnt = answer.as_ref().map(lesson).unwrap_or_default();
            self.store
                .answered(&books.organisation, reservation, &learnt, self.now())
                .map_err(|error| Untried::Store(error.into()))?;
            let outcome = failure::read(answer, &read);
            self.heard(books, &outcome);
            if calls > 1 || !matches!(outcome, Err(Failure::TokenExpired)) {
                return Ok((outcome, calls));
            }
            token = match self.token(books, Some(&token)).await {
                Ok(fresh) => fresh,
                Err(Untried::Token(TokenError::Identity(IdentityError::Unavailable(why)))) => {
                    return Ok((Err(Failure::NotSent(why)), calls));
                }
                Err(Untried::Token(TokenError::Store(error))) => return Err(Untried::Store(error.into())),
                Err(Untried::Token(error)) => return Err(Untried::Ended(error)),
                Err(other) => return Err(other),
            };
            reservation = loop {
                let now = self.now();
                match self
                    .store
                    .reserve(
                        &books.organisation,
                        "renewed",
                        Caller::Person,
                        now + under_way_ms(self.call_ms),
                        now,
                    )
                    .map_err(|error| Untried::Store(error.into()))?
                {
                    Reservation::Granted(id) => break id,
                    // Longer than this the claim's lease might end meanwhile; nothing was carried out, so it goes again later.
                    Reservation::NotBefore(until, _) if until - now <= 5_000 => {
                        tokio::time::sleep(Duration::from_millis(u64::try_from(until - now).unwrap_or(1_000))).await;
                    }
                    Reservation::NotBefore(_, barrier) => return Ok((Err(Failure::Limited(barrier, None)), calls)),
                }
            };
        }
    }

    /// Writes down what the connection needs.
    pub(super) fn lose_connection(&self, books: &Books, error: &TokenError) -> Result<(), EngineError> {
        let named: EngineError = error.clone().into();
        let state = match error {
            TokenError::NotConnected => Some(ConnectionState::Disconnected),
            TokenError::Identity(IdentityError::InvalidGrant | IdentityError::Forbidden) => {
                Some(ConnectionState::NeedsConnection)
            }
            TokenError::Identity(IdentityError::InvalidClient | IdentityError::InvalidScope) => {
                Some(ConnectionState::Paused)
            }
            TokenError::Identity(IdentityError::Unavailable(_)) | TokenError::Store(_) => None,
        };
        match state {
            Some(state) => self.change_state(books, state, &named.code, &named.message),
            None => Ok(()),
        }
    }

    /// Stores a connection's state and writes one log line when it changed.
    pub(super) fn change_state(
        &self,
        books: &Books,
        state: ConnectionState,
        code: &str,
        message: &Message,
    ) -> Result<(), EngineError> {
        let before = self.store.connection(&books.code)?;
        if before.is_some_and(|row| row.state == state && row.reason_code == code) {
            return Ok(());
        }
        self.store.set_state(&books.code, state, code, message)?;
        let line = LogLine {
            action: "connect".into(),
            status: if state == ConnectionState::Connected {
                "information"
            } else {
                "failed"
            }
            .into(),
            code: code.to_owned(),
            message: message.clone(),
            ..LogLine::default()
        };
        Ok(self.store.note(&books.code, &line, self.now())?)
    }
}
