//! Sends requests over HTTP(S) with reqwest: the only place that does.
//!
//! It tells "surely not sent" from "may have been sent", which is what exactly-once rests on.

use std::error::Error as _;
use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::transport::{Method, Request, Response, SendFailure, Sending, Transport};

/// Options of the client.
#[derive(Debug, Clone, Default)]
pub struct HttpOptions {
    /// Time limit of a whole call.
    pub timeout: Duration,
    /// Proxy address; the environment of a web server is not asked.
    pub proxy: Option<String>,
    /// File with further certificate authorities (PEM).
    pub ca_file: Option<String>,
}

/// The client. Built at first use, never before a fork; one per runtime, because connections belong to the runtime that
/// opened them.
pub struct HttpTransport {
    options: HttpOptions,
    client: Mutex<Option<(u32, tokio::runtime::Id, reqwest::Client)>>,
}

impl HttpTransport {
    /// A client with these options; nothing is opened yet.
    pub fn new(options: HttpOptions) -> Self {
        Self {
            options,
            client: Mutex::new(None),
        }
    }

    fn client(&self) -> Result<reqwest::Client, SendFailure> {
        let mut held = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        let pid = std::process::id();
        let runtime = tokio::runtime::Handle::current().id();
        if let Some((owner, of, client)) = held.as_ref()
            && *owner == pid
            && *of == runtime
        {
            return Ok(client.clone());
        }
        let client = build(&self.options)?;
        if let Some((owner, _, old)) = held.replace((pid, runtime, client.clone()))
            && owner != pid
        {
            // Inherited through a fork: its sockets are the parent's.
            std::mem::forget(old);
        }
        Ok(client)
    }
}

fn build(options: &HttpOptions) -> Result<reqwest::Client, SendFailure> {
    let failed = |what: &str, why: &dyn std::fmt::Display| SendFailure::NotSent(format!("{what}: {why}"));
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(file) = options.ca_file.as_deref().filter(|file| !file.is_empty()) {
        let pem = fs::read(file).map_err(|error| failed("the certificate file cannot be read", &error))?;
        for certificate in rustls_pemfile::certs(&mut pem.as_slice()) {
            let certificate = certificate.map_err(|error| failed("the certificate file is malformed", &error))?;
            roots
                .add(certificate)
                .map_err(|error| failed("the certificate file is malformed", &error))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed("TLS", &error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    // An own configuration gets no ALPN by itself, and would stay at HTTP/1.1.
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(concat!("Ledgerline/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(10).min(options.timeout))
        .timeout(options.timeout)
        .pool_idle_timeout(Duration::from_secs(20))
        .redirect(reqwest::redirect::Policy::none())
        // Repeating a request is the engine's decision alone.
        .retry(reqwest::retry::never())
        .no_proxy();
    if let Some(proxy) = options.proxy.as_deref().filter(|proxy| !proxy.is_empty()) {
        let proxy = reqwest::Proxy::all(proxy).map_err(|error| failed("the proxy address is malformed", &error))?;
        builder = builder.proxy(proxy);
    }
    builder
        .build()
        .map_err(|error| failed("the HTTP client cannot be made", &error))
}

/// The innermost cause in words; addresses with their queries are left out.
fn words(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = inner.to_string();
        cause = inner.source();
    }
    text
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> Sending {
        let client = self.client();
        Box::pin(async move {
            let client = client?;
            let method = match request.method {
                Method::Get => reqwest::Method::GET,
                Method::Put => reqwest::Method::PUT,
                Method::Post => reqwest::Method::POST,
                Method::Delete => reqwest::Method::DELETE,
            };
            let mut outgoing = client.request(method, &request.url);
            for (name, value) in &request.headers {
                outgoing = outgoing.header(name, value);
            }
            if let Some(authorization) = &request.authorization {
                let mut value = reqwest::header::HeaderValue::from_str(authorization.reveal()).map_err(|_| {
                    SendFailure::NotSent("the credentials contain characters that cannot be sent".into())
                })?;
                value.set_sensitive(true);
                outgoing = outgoing.header(reqwest::header::AUTHORIZATION, value);
            }
            if let Some(body) = request.body {
                outgoing = outgoing.body(body);
            }
            let answer = outgoing.send().await.map_err(|error| {
                // Only what failed before there was a connection is proven not to have been sent.
                if error.is_connect() || error.is_builder() {
                    SendFailure::NotSent(words(error))
                } else if error.is_timeout() {
                    SendFailure::Unanswered("no answer in time".into())
                } else {
                    SendFailure::Unanswered(words(error))
                }
            })?;
            let status = answer.status().as_u16();
            let headers = answer
                .headers()
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()))
                .collect();
            let body = answer
                .bytes()
                .await
                .map_err(|error| SendFailure::Unanswered(words(error)))?
                .to_vec();
            Ok(Response { status, headers, body })
        })
    }
}
