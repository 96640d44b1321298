//! Defines the engine's errors, split by what the caller must do.

use serde_json::{Map, Value};

use crate::message::{Message, say};
use crate::oauth::{ConsentError, IdentityError, TokenError};
use crate::secret::SealError;
use crate::settings::SettingsError;
use crate::store_error::StoreError;

/// What the caller must do; each is a class of its own in PHP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// A person must connect (again).
    ConnectionRequired,
    /// A setting is missing or wrong.
    SettingsInvalid,
    /// Xero's call limit is reached.
    LimitReached,
    /// Xero or the mapping refused the content.
    DocumentRejected,
    /// Nobody needs to act.
    TemporarilyUnavailable,
    /// Sent, but no answer came.
    OutcomeUnknown,
    /// The store cannot be opened or does not fit.
    EngineUnavailable,
}

/// An error with its stable code.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct EngineError {
    /// What the caller must do.
    pub kind: ErrorKind,
    /// Stable `snake_case` code (docs/errors.md).
    pub code: String,
    /// For people. Never a secret.
    pub message: Message,
    /// Facts by name.
    pub details: Box<Map<String, Value>>,
}

impl EngineError {
    /// An error of a kind.
    pub fn new(kind: ErrorKind, code: &str, message: impl Into<Message>) -> Self {
        Self {
            kind,
            code: code.to_owned(),
            message: message.into(),
            details: Box::default(),
        }
    }

    /// A wrong or missing setting or argument.
    pub fn settings(code: &str, message: impl Into<Message>) -> Self {
        Self::new(ErrorKind::SettingsInvalid, code, message)
    }

    /// A wrong argument, which only a program passes: told to its developer, in English.
    pub fn argument(code: &str, words: impl Into<String>) -> Self {
        Self::settings(code, Message::words(words))
    }

    /// Something that should not happen, for its report.
    pub fn internal(words: impl Into<String>) -> Self {
        Self::new(ErrorKind::EngineUnavailable, "internal", Message::words(words))
    }

    /// Adds what to do about it, as a sentence of its own.
    #[must_use]
    pub fn fix(self, sentence: impl Into<Message>) -> Self {
        let sentence = sentence.into();
        if sentence.is_empty() {
            return self;
        }
        self.with("fix", sentence.to_string()).with("fix_data", sentence.data())
    }

    /// For somebody who asked for it and waits: what the queue would try again, nobody does here, so the advice is to ask again.
    #[must_use]
    pub fn asked(self) -> Self {
        let passes = match self.kind {
            ErrorKind::TemporarilyUnavailable => true,
            ErrorKind::LimitReached => self.code != "limit_day",
            _ => false,
        };
        if passes && self.details.contains_key("fix") {
            self.fix(say::TRY_LATER)
        } else {
            self
        }
    }

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        let kind = match error.code {
            "query_invalid" => ErrorKind::SettingsInvalid,
            "store_moving" => ErrorKind::TemporarilyUnavailable,
            _ => ErrorKind::EngineUnavailable,
        };
        Self::new(kind, error.code, error.message)
    }
}

impl From<SettingsError> for EngineError {
    fn from(error: SettingsError) -> Self {
        Self::settings("settings_invalid", error.message).with("field", error.field)
    }
}

impl From<SealError> for EngineError {
    fn from(error: SealError) -> Self {
        Self::settings("secret_unreadable", error.message())
    }
}

impl From<IdentityError> for EngineError {
    fn from(error: IdentityError) -> Self {
        let (kind, code, fix) = match &error {
            IdentityError::InvalidGrant => (ErrorKind::ConnectionRequired, "consent_ended", say::CONSENT_ENDED_FIX),
            IdentityError::InvalidClient => (
                ErrorKind::SettingsInvalid,
                "credentials_invalid",
                say::CREDENTIALS_INVALID_FIX,
            ),
            IdentityError::InvalidScope => (ErrorKind::SettingsInvalid, "scope_missing", say::SCOPE_REFUSED_FIX),
            IdentityError::Forbidden => (
                ErrorKind::ConnectionRequired,
                "organisation_disconnected",
                say::CONNECTION_UNKNOWN_AT_XERO_FIX,
            ),
            IdentityError::Unavailable(_) => (
                ErrorKind::TemporarilyUnavailable,
                "xero_unreachable",
                say::NOTHING_TO_DO,
            ),
        };
        Self::new(kind, code, error.message()).fix(fix)
    }
}

impl From<TokenError> for EngineError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::NotConnected => {
                Self::new(ErrorKind::ConnectionRequired, "not_connected", say::NOT_CONNECTED).fix(say::PRESS_CONNECT)
            }
            TokenError::Identity(error) => error.into(),
            TokenError::Store(error) => error.into(),
        }
    }
}

impl From<ConsentError> for EngineError {
    fn from(error: ConsentError) -> Self {
        let (code, message, fix) = match error {
            ConsentError::Denied => ("consent_denied", say::CONSENT_DENIED.into(), say::CONSENT_DENIED_FIX),
            ConsentError::StateMismatch => (
                "state_mismatch",
                say::CONSENT_STATE_MISMATCH.into(),
                say::CONSENT_STATE_MISMATCH_FIX,
            ),
            ConsentError::CodeExpired => (
                "code_expired",
                say::CONSENT_CODE_EXPIRED.into(),
                say::PRESS_CONNECT_AGAIN,
            ),
            ConsentError::Refused(words) => (
                "consent_refused",
                say::CONSENT_REFUSED.with(words),
                say::CONSENT_REFUSED_FIX,
            ),
            ConsentError::NoOrganisation => (
                "no_organisation",
                say::CONSENT_WITHOUT_ORGANISATION.into(),
                say::CONSENT_WITHOUT_ORGANISATION_FIX,
            ),
            ConsentError::Identity(error) => return error.into(),
            ConsentError::Store(error) => return error.into(),
            ConsentError::Seal(error) => return error.into(),
        };
        Self::new(ErrorKind::ConnectionRequired, code, message).fix(fix)
    }
}
