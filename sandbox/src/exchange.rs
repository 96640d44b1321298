//! One HTTP exchange as the sandbox sees it: the request that was read whole, the reply, and how the connection ends.

use std::time::Duration;

use hyper::body::Bytes;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// A request whose body has been read.
#[derive(Clone)]
pub(crate) struct Request {
    pub method: String,
    pub path: String,
    pub raw_query: String,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

impl Request {
    /// First value of a header, by lower-case name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Query parameters, decoded, in order.
    pub(crate) fn query(&self) -> Query {
        Query(form_urlencoded::parse(self.raw_query.as_bytes()).into_owned().collect())
    }

    /// The body as a form.
    pub(crate) fn form(&self) -> Query {
        Query(form_urlencoded::parse(&self.body).into_owned().collect())
    }

    /// Path segments, percent-decoded, without empty ones.
    pub(crate) fn segments(&self) -> Vec<String> {
        let decode = |s: &str| percent_decode_str(s).decode_utf8_lossy().into_owned();
        self.path.split('/').filter(|s| !s.is_empty()).map(decode).collect()
    }

    /// What a fault or a list of calls calls this path: without the API's prefix.
    pub(crate) fn short_path(&self) -> &str {
        self.path.strip_prefix("/api.xro/2.0").unwrap_or(&self.path)
    }
}

/// Decoded name and value pairs; names are compared without regard to case, as Xero does for query parameters.
#[derive(Clone, Default)]
pub(crate) struct Query(pub Vec<(String, String)>);

impl Query {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
            .filter(|v| !v.is_empty())
    }

    /// A comma separated list.
    pub(crate) fn list(&self, name: &str) -> Option<Vec<String>> {
        self.get(name).map(|v| {
            v.split(',')
                .map(|s| s.trim().to_owned())
                .filter(|s| !s.is_empty())
                .collect()
        })
    }

    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.get(name).map(|v| v.eq_ignore_ascii_case("true"))
    }
}

/// How the connection ends after a reply was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The reply is sent.
    #[default]
    Send,
    /// The connection is closed without a reply.
    Close,
    /// Nothing is said for a while, then the connection is closed.
    HangThenClose(Duration),
}

/// A reply, not yet on the wire.
#[derive(Clone)]
pub(crate) struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub ending: Ending,
}

impl Reply {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self {
            status,
            headers,
            body: body.into(),
            ending: Ending::Send,
        }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            ending: Ending::Send,
        }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::new(status, "application/json; charset=utf-8", body.to_string())
    }

    pub(crate) fn html(status: u16, body: String) -> Self {
        Self::new(status, "text/html; charset=utf-8", body)
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self::new(status, "text/plain; charset=utf-8", body)
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self::empty(302).with("location", to)
    }

    pub(crate) fn closed() -> Self {
        Self {
            ending: Ending::Close,
            ..Self::empty(0)
        }
    }

    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
}

/// A JSON object under construction; keeps the order of its members.
#[derive(Default)]
pub(crate) struct Node(pub Map<String, Value>);

impl Node {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn put(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// Only when there is a value.
    pub(crate) fn maybe<V: Into<Value>>(self, name: &str, value: Option<V>) -> Self {
        match value {
            Some(v) => self.put(name, v),
            None => self,
        }
    }

    /// Only when the text is not empty.
    pub(crate) fn filled(self, name: &str, value: &str) -> Self {
        if value.is_empty() { self } else { self.put(name, value) }
    }

    pub(crate) fn done(self) -> Value {
        Value::Object(self.0)
    }
}
