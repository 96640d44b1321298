//! Defines connections as a store keeps them, with their secrets sealed, and how they are sealed and opened.
//!
//! Pure but for the sealer's random numbers. A store never sees a secret, and never decides what an unreadable one means.

use super::port::{ConnectionRow, ConnectionState, Pending, Tokens};
use crate::message::Message;
use crate::secret::{SealError, Sealer, Secret};

/// Sealed text; empty: nothing was there to seal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sealed(pub String);

impl Sealed {
    /// Seals a secret for its place. Nothing stays nothing.
    ///
    /// # Errors
    /// The sealer's.
    pub fn of(secret: &Secret, sealer: &Sealer, place: &str) -> Result<Self, SealError> {
        if secret.is_empty() {
            return Ok(Self::default());
        }
        sealer.seal(secret, place).map(Self)
    }

    /// The secret; a secret that cannot be opened (another deployment key) reads as none: the connection then asks to be connected again.
    pub fn open(&self, sealer: &Sealer, place: &str) -> Secret {
        if self.0.is_empty() {
            return Secret::default();
        }
        sealer.open(&self.0, place).unwrap_or_default()
    }

    /// The same sealed with the shop's newest key, when that is another one.
    ///
    /// # Errors
    /// The sealer's.
    pub fn renewed(&self, sealer: &Sealer, place: &str) -> Result<Option<Self>, SealError> {
        match sealer.open_outdated(&self.0, place) {
            Some(secret) => Self::of(&secret, sealer, place).map(Some),
            None => Ok(None),
        }
    }

    /// Whether something is sealed here that none of the shop's keys opens.
    pub fn is_unreadable(&self, sealer: &Sealer, place: &str) -> bool {
        !self.0.is_empty() && sealer.open(&self.0, place).is_err()
    }
}

/// A token set, sealed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SealedTokens {
    /// As in [`Tokens`].
    pub access: Sealed,
    /// As in [`Tokens`].
    pub refresh: Sealed,
    /// As in [`Tokens`].
    pub expires_at_ms: i64,
    /// As in [`Tokens`].
    pub obtained_at_ms: i64,
    /// As in [`Tokens`].
    pub scope: String,
}

impl SealedTokens {
    /// Seals a token set for a place (`default`, `default:pending`); no set becomes an empty one.
    ///
    /// # Errors
    /// The sealer's.
    pub fn of(tokens: Option<&Tokens>, sealer: &Sealer, place: &TokenPlace<'_>) -> Result<Self, SealError> {
        let Some(tokens) = tokens else {
            return Ok(Self::default());
        };
        Ok(Self {
            access: Sealed::of(&tokens.access, sealer, &place.access())?,
            refresh: Sealed::of(&tokens.refresh, sealer, &place.refresh())?,
            expires_at_ms: tokens.expires_at_ms,
            obtained_at_ms: tokens.obtained_at_ms,
            scope: tokens.scope.clone(),
        })
    }

    /// The same sealed with the shop's newest key, when one of them is not.
    ///
    /// # Errors
    /// The sealer's.
    pub fn renewed(&self, sealer: &Sealer, place: &TokenPlace<'_>) -> Result<Option<Self>, SealError> {
        let access = self.access.renewed(sealer, &place.access())?;
        let refresh = self.refresh.renewed(sealer, &place.refresh())?;
        if access.is_none() && refresh.is_none() {
            return Ok(None);
        }
        Ok(Some(Self {
            access: access.unwrap_or_else(|| self.access.clone()),
            refresh: refresh.unwrap_or_else(|| self.refresh.clone()),
            ..self.clone()
        }))
    }

    /// The token set, as far as it can be opened.
    pub fn open(self, sealer: &Sealer, place: &TokenPlace<'_>) -> Tokens {
        Tokens {
            access: self.access.open(sealer, &place.access()),
            refresh: self.refresh.open(sealer, &place.refresh()),
            expires_at_ms: self.expires_at_ms,
            obtained_at_ms: self.obtained_at_ms,
            scope: self.scope,
        }
    }
}

/// Where a token set stands; what is sealed for one place cannot be opened in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenPlace<'a> {
    /// The connection's own.
    Connection(&'a str),
    /// Of a consent that waits for a decision.
    Pending(&'a str),
}

impl TokenPlace<'_> {
    fn access(&self) -> String {
        match self {
            Self::Connection(code) => format!("{code}:access"),
            Self::Pending(code) => format!("{code}:pending_access"),
        }
    }

    fn refresh(&self) -> String {
        match self {
            Self::Connection(code) => format!("{code}:refresh"),
            Self::Pending(code) => format!("{code}:pending_refresh"),
        }
    }
}

/// Where the app's secret stands.
pub fn secret_place(code: &str) -> String {
    format!("{code}:secret")
}

/// A connection as a store keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SealedConnection {
    /// As in [`ConnectionRow`].
    pub code: String,
    /// As in [`ConnectionRow`].
    pub settings: String,
    /// As in [`ConnectionRow`].
    pub settings_hash: String,
    /// As in [`ConnectionRow`].
    pub client_secret: Sealed,
    /// As in [`ConnectionRow`].
    pub state: ConnectionState,
    /// As in [`ConnectionRow`].
    pub reason_code: String,
    /// As in [`ConnectionRow`].
    pub reason: Message,
    /// Empty when there are none.
    pub tokens: SealedTokens,
    /// As in [`ConnectionRow`].
    pub organisation_id: String,
    /// As in [`ConnectionRow`].
    pub organisation_name: String,
    /// As in [`ConnectionRow`].
    pub xero_connection_id: String,
    /// As in [`ConnectionRow`].
    pub choices: String,
    /// As in [`ConnectionRow`].
    pub connected_at_ms: Option<i64>,
}

impl SealedConnection {
    /// The connection with its secrets.
    pub fn open(self, sealer: &Sealer) -> ConnectionRow {
        let code = self.code;
        let place = TokenPlace::Connection(&code);
        let unreadable = self.client_secret.is_unreadable(sealer, &secret_place(&code))
            || self.tokens.access.is_unreadable(sealer, &place.access())
            || self.tokens.refresh.is_unreadable(sealer, &place.refresh());
        let tokens = self.tokens.open(sealer, &place);
        let has_tokens = !tokens.access.is_empty() || !tokens.refresh.is_empty();
        ConnectionRow {
            client_secret: self.client_secret.open(sealer, &secret_place(&code)),
            settings: self.settings,
            settings_hash: self.settings_hash,
            state: self.state,
            reason_code: self.reason_code,
            reason: self.reason,
            tokens: has_tokens.then_some(tokens),
            organisation_id: self.organisation_id,
            organisation_name: self.organisation_name,
            xero_connection_id: self.xero_connection_id,
            choices: self.choices,
            connected_at_ms: self.connected_at_ms,
            unreadable,
            code,
        }
    }
}

/// A consent that waits for a decision, as a store keeps it.
#[derive(Debug, Clone, Default)]
pub struct SealedPending {
    /// Without its tokens.
    pub pending: Pending,
    /// The consent's own tokens; `None` when the connection's cover the organisation.
    pub tokens: Option<SealedTokens>,
}

impl SealedPending {
    /// Seals a consent of a connection.
    ///
    /// # Errors
    /// The sealer's.
    pub fn of(pending: &Pending, sealer: &Sealer, code: &str) -> Result<Self, SealError> {
        let tokens = match &pending.tokens {
            Some(tokens) => Some(SealedTokens::of(Some(tokens), sealer, &TokenPlace::Pending(code))?),
            None => None,
        };
        Ok(Self {
            pending: Pending {
                tokens: None,
                ..pending.clone()
            },
            tokens,
        })
    }

    /// The consent with its tokens.
    pub fn open(self, sealer: &Sealer, code: &str) -> Pending {
        Pending {
            tokens: self
                .tokens
                .map(|tokens| tokens.open(sealer, &TokenPlace::Pending(code))),
            ..self.pending
        }
    }
}

/// What of a connection is sealed with a key of before, sealed again with the newest one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renewed {
    /// The app's secret.
    pub client_secret: Option<Sealed>,
    /// The connection's tokens.
    pub tokens: Option<SealedTokens>,
    /// The tokens of a consent that waits for a decision.
    pub pending: Option<SealedTokens>,
}

impl Renewed {
    /// Looks through a connection, and the consent that waits for it.
    ///
    /// # Errors
    /// The sealer's.
    pub fn of(row: &SealedConnection, pending: Option<&SealedPending>, sealer: &Sealer) -> Result<Self, SealError> {
        let pending = pending.and_then(|pending| pending.tokens.as_ref());
        Ok(Self {
            client_secret: row.client_secret.renewed(sealer, &secret_place(&row.code))?,
            tokens: row.tokens.renewed(sealer, &TokenPlace::Connection(&row.code))?,
            pending: match pending {
                Some(tokens) => tokens.renewed(sealer, &TokenPlace::Pending(&row.code))?,
                None => None,
            },
        })
    }

    /// Whether everything is sealed with the newest key.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How a connection stands after its settings were stored: `configured` when they name an app.
pub fn state_after_settings(before: Option<ConnectionState>, configured: bool) -> ConnectionState {
    match before {
        _ if !configured => ConnectionState::NotConfigured,
        None | Some(ConnectionState::NotConfigured) => ConnectionState::Disconnected,
        Some(state) => state,
    }
}

/// Whether the right to renew tokens may be taken that `holder` has until `until_ms`. `latest_ms`: the latest end that anybody may have now.
pub fn may_renew(holder: &str, until_ms: i64, latest_ms: i64, now_ms: i64, is_dead: impl Fn(&str) -> bool) -> bool {
    holder.is_empty()
        || until_ms <= now_ms
        // Longer than anybody may have it: the clock was ahead.
        || crate::clock::was_ahead(until_ms, latest_ms)
        || is_dead(holder)
}

/// Whether a lease that ends at `until_ms` still holds. `latest_ms`: the latest end that anybody may have now.
pub fn lease_holds(until_ms: i64, latest_ms: i64, now_ms: i64) -> bool {
    until_ms > now_ms && !crate::clock::was_ahead(until_ms, latest_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000_000;

    fn tokens() -> Tokens {
        Tokens {
            access: Secret::new("access"),
            refresh: Secret::new("refresh"),
            expires_at_ms: NOW,
            obtained_at_ms: NOW - 5,
            scope: "offline_access".into(),
        }
    }

    #[test]
    fn what_is_sealed_for_one_place_opens_there_only() {
        let sealer = Sealer::new(["key"]);
        let place = TokenPlace::Connection("default");
        let sealed = SealedTokens::of(Some(&tokens()), &sealer, &place).unwrap();
        assert!(!format!("{sealed:?}").contains("\"access\""));
        assert_eq!(sealed.clone().open(&sealer, &place), tokens());
        for other in [TokenPlace::Connection("other"), TokenPlace::Pending("default")] {
            assert!(sealed.clone().open(&sealer, &other).access.is_empty(), "{other:?}");
        }
        assert_eq!(
            SealedTokens::of(None, &sealer, &place).unwrap(),
            SealedTokens::default()
        );
        assert_eq!(Sealed::of(&Secret::default(), &sealer, "x").unwrap(), Sealed::default());
    }

    #[test]
    fn a_secret_of_another_key_is_unreadable_and_nothing_is_not() {
        let (sealer, other) = (Sealer::new(["key"]), Sealer::new(["other"]));
        let secret = Sealed::of(&Secret::new("secret"), &sealer, &secret_place("default")).unwrap();
        let row = |secret: &Sealed| SealedConnection {
            code: "default".into(),
            client_secret: secret.clone(),
            ..SealedConnection::default()
        };
        let opened = row(&secret).open(&sealer);
        assert_eq!((opened.client_secret.reveal(), opened.unreadable), ("secret", false));
        let closed = row(&secret).open(&other);
        assert!(closed.client_secret.is_empty() && closed.unreadable);
        let empty = row(&Sealed::default()).open(&other);
        assert!(!empty.unreadable && empty.tokens.is_none());
    }

    #[test]
    fn a_consent_comes_back_with_its_own_tokens_or_none() {
        let sealer = Sealer::new(["key"]);
        for tokens in [Some(tokens()), None] {
            let pending = Pending {
                tokens: tokens.clone(),
                choices: "[]".into(),
                ..Pending::default()
            };
            let sealed = SealedPending::of(&pending, &sealer, "default").unwrap();
            assert!(sealed.pending.tokens.is_none());
            let opened = sealed.open(&sealer, "default");
            assert_eq!((opened.tokens, opened.choices.as_str()), (tokens, "[]"));
        }
    }

    #[test]
    fn settings_move_a_connection_only_between_configured_and_not() {
        use ConnectionState::{Connected, Disconnected, NeedsConnection, NotConfigured, Paused};
        for (before, configured, after) in [
            (None, true, Disconnected),
            (None, false, NotConfigured),
            (Some(NotConfigured), true, Disconnected),
            (Some(Disconnected), true, Disconnected),
            (Some(Connected), true, Connected),
            (Some(NeedsConnection), true, NeedsConnection),
            (Some(Paused), true, Paused),
            (Some(Connected), false, NotConfigured),
        ] {
            assert_eq!(
                state_after_settings(before, configured),
                after,
                "{before:?} {configured}"
            );
        }
    }

    #[test]
    fn one_process_at_a_time_renews_and_none_for_ever() {
        let latest = NOW + 90_000;
        for (holder, until, may) in [
            ("", NOW + 5, true),
            ("alive", NOW + 5, false),
            ("alive", NOW, true),
            ("dead", NOW + 5, true),
            ("alive", latest + 1_000, false),
            ("alive", latest + 1_001, true),
        ] {
            let found = may_renew(holder, until, latest, NOW, |owner| owner == "dead");
            assert_eq!(found, may, "{holder} {until}");
        }
        for (until, holds) in [
            (NOW, false),
            (NOW + 1, true),
            (latest + 1_000, true),
            (latest + 1_001, false),
        ] {
            assert_eq!(lease_holds(until, latest, NOW), holds, "{until}");
        }
    }
}
