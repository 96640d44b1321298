//! Defines the engine's errors, split by what the caller must do.

use serde_json::{Map, Value};

use crate::message::Message;
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
    /// Stable snake_case code (docs/errors.md).
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

    /// Something that should not happen.
    pub fn internal(message: impl Into<Message>) -> Self {
        Self::new(ErrorKind::EngineUnavailable, "internal", message)
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

    /// Adds a fact.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        let kind = if error.code == "query_invalid" {
            ErrorKind::SettingsInvalid
        } else {
            ErrorKind::EngineUnavailable
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
        Self::settings("secret_unreadable", format!("{error}."))
    }
}

impl From<IdentityError> for EngineError {
    fn from(error: IdentityError) -> Self {
        let (kind, code, fix) = match &error {
            IdentityError::InvalidGrant => (
                ErrorKind::ConnectionRequired,
                "consent_ended",
                "The consent was revoked or not used for 60 days: press Connect Now.",
            ),
            IdentityError::InvalidClient => (
                ErrorKind::SettingsInvalid,
                "credentials_invalid",
                "Copy client id and secret again from your app at Xero, and check the type of connection.",
            ),
            IdentityError::InvalidScope => (
                ErrorKind::SettingsInvalid,
                "scope_missing",
                "Allow the app all rights that it asks for, then press Connect Now.",
            ),
            IdentityError::Forbidden => (
                ErrorKind::ConnectionRequired,
                "organisation_disconnected",
                "The organisation was disconnected in Xero: press Connect Now.",
            ),
            IdentityError::Unavailable(_) => (
                ErrorKind::TemporarilyUnavailable,
                "xero_unreachable",
                "Nothing to do: it is tried again.",
            ),
        };
        Self::new(kind, code, format!("{}.", sentence(&error.to_string()))).fix(fix)
    }
}

impl From<TokenError> for EngineError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::NotConnected => {
                Self::new(ErrorKind::ConnectionRequired, "not_connected", "Not connected to Xero.")
                    .fix("Press Connect Now in Stores > Configuration > Xero Integration.")
            }
            TokenError::Identity(error) => error.into(),
            TokenError::Store(error) => error.into(),
        }
    }
}

impl From<ConsentError> for EngineError {
    fn from(error: ConsentError) -> Self {
        let (code, fix) = match &error {
            ConsentError::Denied => ("consent_denied", "Press Connect Now again and choose Allow access."),
            ConsentError::StateMismatch => (
                "state_mismatch",
                "Press Connect Now again in the configuration and finish in the window that opens.",
            ),
            ConsentError::CodeExpired => ("code_expired", "Press Connect Now again."),
            ConsentError::Refused(_) => (
                "consent_refused",
                "Check the app's settings at Xero, then press Connect Now again.",
            ),
            ConsentError::NoOrganisation => ("no_organisation", "Press Connect Now again and choose an organisation."),
            ConsentError::Identity(error) => return error.clone().into(),
            ConsentError::Store(error) => return error.clone().into(),
            ConsentError::Seal(error) => return error.clone().into(),
        };
        Self::new(
            ErrorKind::ConnectionRequired,
            code,
            format!("{}.", sentence(&error.to_string())),
        )
        .fix(fix)
    }
}

/// With a capital letter, as screens show it.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}
