//! Defines a call of the accounting API, before it gets its credentials.

use crate::oauth::Endpoints;
use crate::secret::Secret;
use crate::transport::{Method, Request};

/// Whose books, and with which token.
#[derive(Debug, Clone)]
pub struct Address {
    /// Tenant id; empty for Custom Connections, whose token knows its organisation.
    pub tenant: String,
    /// Access token.
    pub token: Secret,
}

/// A call without credentials.
#[derive(Debug, Clone)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// Path below the API's base, with its query: `/Invoices?summarizeErrors=false`.
    pub path: String,
    /// The body, JSON.
    pub body: Option<String>,
    /// `Idempotency-Key`, at most 128 characters; writes only.
    pub key: Option<String>,
    /// `If-Modified-Since`, milliseconds since 1970; reads only.
    pub since_ms: Option<i64>,
}

impl Call {
    /// A read.
    pub fn get(path: impl Into<String>) -> Self {
        Self {
            method: Method::Get,
            path: path.into(),
            body: None,
            key: None,
            since_ms: None,
        }
    }

    /// A read of what changed since a moment. Xero counts in whole seconds, and nobody says whether it includes the moment.
    #[must_use]
    pub fn since(mut self, since_ms: i64) -> Self {
        self.since_ms = Some(since_ms);
        self
    }

    /// A write; `key` must be the same whenever the same bytes are sent for the same purpose.
    pub fn write(method: Method, path: impl Into<String>, body: String, key: String) -> Self {
        Self {
            method,
            path: path.into(),
            body: Some(body),
            key: Some(key),
            since_ms: None,
        }
    }

    /// The request on the wire. JSON is asked for in every call: Xero's own default is XML.
    pub fn request(&self, endpoints: &Endpoints, address: &Address) -> Request {
        let mut headers = vec![("Accept".to_owned(), "application/json".to_owned())];
        if !address.tenant.is_empty() {
            headers.push(("Xero-Tenant-Id".to_owned(), address.tenant.clone()));
        }
        if self.body.is_some() {
            headers.push(("Content-Type".to_owned(), "application/json".to_owned()));
        }
        if let Some(moment) = self.since_ms.and_then(chrono::DateTime::from_timestamp_millis) {
            let text = moment.format("%Y-%m-%dT%H:%M:%SZ").to_string();
            headers.push(("If-Modified-Since".to_owned(), text));
        }
        if let Some(key) = &self.key {
            headers.push(("Idempotency-Key".to_owned(), key.clone()));
        }
        Request {
            method: self.method,
            url: format!("{}{}", endpoints.api, self.path),
            headers,
            authorization: Some(Secret::new(format!("Bearer {}", address.token.reveal()))),
            body: self.body.as_ref().map(|body| body.as_bytes().to_vec()),
            follow_redirects: false,
        }
    }
}

/// A value as one part of a path.
pub fn segment(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_asks_for_json_and_names_the_tenant_if_there_is_one() {
        let endpoints = Endpoints::new(None).unwrap();
        let mut address = Address {
            tenant: "t".into(),
            token: Secret::new("secret-token"),
        };
        let call = Call::write(Method::Put, "/Invoices", r#"{"Invoices":[]}"#.into(), "k".into());
        let request = call.request(&endpoints, &address);
        let has = |name: &str| request.headers.iter().any(|(header, _)| header == name);
        assert!(has("Accept") && has("Xero-Tenant-Id") && has("Idempotency-Key"));
        assert!(!format!("{request:?}").contains("secret-token"));
        address.tenant.clear();
        let request = Call::get("/Organisation").request(&endpoints, &address);
        assert!(!request.headers.iter().any(|(header, _)| header == "Xero-Tenant-Id"));
    }

    #[test]
    fn a_value_in_a_path_is_encoded() {
        assert_eq!(segment("a b/c?d"), "a%20b%2Fc%3Fd");
    }
}
