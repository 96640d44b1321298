//! Defines what a call over HTTP is, and the port that sends it.
//!
//! It tells two failures apart that must never be mixed up: a request that was surely not sent, and one that may have
//! been carried out. It knows nothing of Xero.

use std::future::Future;
use std::pin::Pin;

use crate::message::{Message, say};
use crate::secret::Secret;

/// HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates.
    Put,
    /// Creates or updates; also form posts to the identity server.
    Post,
    /// Removes.
    Delete,
}

impl Method {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
        }
    }

    /// Whether repeating it could change something at the other side.
    pub fn writes(self) -> bool {
        !matches!(self, Self::Get)
    }
}

/// One request, complete with credentials.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Absolute address.
    pub url: String,
    /// Header names and values; the authorization is apart.
    pub headers: Vec<(String, String)>,
    /// Value of the `Authorization` header.
    pub authorization: Option<Secret>,
    /// The body's bytes.
    pub body: Option<Vec<u8>>,
    /// Whether redirects may be followed; never at the token endpoint.
    pub follow_redirects: bool,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let address = self.url.split('?').next().unwrap_or_default();
        write!(
            formatter,
            "{} {} ({} bytes)",
            self.method.as_str(),
            address,
            self.body.as_ref().map_or(0, Vec::len)
        )
    }
}

/// An answer with its complete body.
#[derive(Clone)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Header names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Response {
    /// Without what it says: an answer may be a token.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} ({} bytes)", self.status, self.body.len())
    }
}

impl Response {
    /// The first header of this name (any case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body as text; invalid bytes are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Why there is no answer; in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendFailure {
    /// The request did not leave: name not found, refused, TLS failed. Safe to send again.
    NotSent(Message),
    /// It may have been carried out: timed out, connection lost, answer cut short.
    Unanswered(Message),
    /// An answer came that is larger than any real one: it was thrown away unread. The request was carried out, perhaps.
    TooLarge(Message),
}

impl SendFailure {
    /// For people.
    pub fn message(self) -> Message {
        match self {
            Self::NotSent(why) => say::XERO_NOT_REACHED.with(why),
            Self::Unanswered(why) => say::XERO_ANSWER_INCOMPLETE.with(why),
            Self::TooLarge(what) => say::XERO_ANSWER_TOO_LARGE.with(what),
        }
    }
}

impl std::fmt::Display for SendFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.clone().message().fmt(f)
    }
}

impl std::error::Error for SendFailure {}

/// The future of one call.
pub type Sending = Pin<Box<dyn Future<Output = Result<Response, SendFailure>> + Send>>;

/// Sends requests. Implemented by `http`, and by fakes in tests.
pub trait Transport: Send + Sync {
    /// Sends one request and waits for the whole answer.
    fn send(&self, request: Request) -> Sending;
}
