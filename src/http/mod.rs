//! Sends requests over HTTP(S) with reqwest: the only place that does.
//!
//! It tells "surely not sent" from "may have been sent", which is what exactly-once rests on. Whatever answers, an answer takes
//! bounded time and bounded memory: `body` bounds its bytes, `weight` what they would become.

mod body;
mod weight;

use std::error::Error as _;
use std::fs;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::fork::Own;
use crate::message::{Message, Template, say};
use crate::secret::without_credentials;
use crate::transport::{Method, Request, Response, SendFailure, Sending, Transport};

/// Options of the client.
#[derive(Clone, Default)]
pub struct HttpOptions {
    /// Time limit of a whole call.
    pub timeout: Duration,
    /// Proxy address; the environment of a web server is not asked.
    pub proxy: Option<String>,
    /// File with further certificate authorities (PEM).
    pub ca_file: Option<String>,
}

impl std::fmt::Debug for HttpOptions {
    /// A proxy may have a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let proxy = self.proxy.as_deref().map(without_credentials);
        write!(formatter, "{:?}, proxy {proxy:?}, {:?}", self.timeout, self.ca_file)
    }
}

/// Most bytes of an answer's head that are kept.
const MOST_HEAD: usize = 64 * 1024;

/// A client, and the runtime that it belongs to.
#[derive(Clone)]
struct Held {
    runtime: tokio::runtime::Id,
    client: reqwest::Client,
    large: Arc<tokio::sync::Semaphore>,
}

/// The client. Built at first use, never before a fork; one per runtime, because connections belong to the runtime that
/// opened them.
pub struct HttpTransport {
    options: HttpOptions,
    client: Mutex<Option<Own<Held>>>,
}

impl HttpTransport {
    /// A client with these options; nothing is opened yet.
    pub fn new(options: HttpOptions) -> Self {
        Self {
            options,
            client: Mutex::new(None),
        }
    }

    fn client(&self) -> Result<Held, SendFailure> {
        let mut held = self.client.lock().unwrap_or_else(PoisonError::into_inner);
        let runtime = tokio::runtime::Handle::current().id();
        if let Some(known) = held.as_ref().and_then(Own::get)
            && known.runtime == runtime
        {
            return Ok(known.clone());
        }
        let fresh = Held {
            runtime,
            client: build(&self.options)?,
            large: body::large_answers(),
        };
        *held = Some(Own::new(fresh.clone()));
        Ok(fresh)
    }
}

fn build(options: &HttpOptions) -> Result<reqwest::Client, SendFailure> {
    let failed = |what: Template<1>, why: &dyn std::fmt::Display| SendFailure::NotSent(what.with(why.to_string()));
    let mut roots = rustls::RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    if let Some(file) = options.ca_file.as_deref().filter(|file| !file.is_empty()) {
        let pem = fs::read(file).map_err(|error| failed(say::CA_FILE_UNREADABLE, &error))?;
        for certificate in rustls_pemfile::certs(&mut pem.as_slice()) {
            let certificate = certificate.map_err(|error| failed(say::CA_FILE_MALFORMED, &error))?;
            roots
                .add(certificate)
                .map_err(|error| failed(say::CA_FILE_MALFORMED, &error))?;
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(say::HTTP_CLIENT_FAILED, &error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    // An own configuration gets no ALPN on its own, and would stay at HTTP/1.1.
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let mut builder = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .user_agent(concat!("Ledgerline/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(10).min(options.timeout))
        .timeout(options.timeout)
        .pool_idle_timeout(Duration::from_secs(20))
        .http2_max_header_list_size(65_536)
        .redirect(reqwest::redirect::Policy::none())
        // Repeating a request is the engine's decision alone.
        .retry(reqwest::retry::never())
        .no_proxy();
    if let Some(proxy) = options.proxy.as_deref().filter(|proxy| !proxy.is_empty()) {
        let proxy = reqwest::Proxy::all(proxy).map_err(|error| failed(say::PROXY_MALFORMED, &words(error)))?;
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(|error| failed(say::HTTP_CLIENT_FAILED, &error))
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

/// Why a call has no answer. Only what failed before there was a connection is proven not to have been sent.
fn failure(error: reqwest::Error) -> SendFailure {
    if error.is_connect() || error.is_builder() {
        SendFailure::NotSent(Message::words(words(error)))
    } else if error.is_timeout() {
        SendFailure::Unanswered(say::NO_ANSWER_IN_TIME.into())
    } else {
        SendFailure::Unanswered(Message::words(words(error)))
    }
}

async fn exchange(held: Held, request: Request) -> Result<Response, SendFailure> {
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Put => reqwest::Method::PUT,
        Method::Post => reqwest::Method::POST,
        Method::Delete => reqwest::Method::DELETE,
    };
    let mut outgoing = held.client.request(method, &request.url);
    for (name, value) in &request.headers {
        outgoing = outgoing.header(name, value);
    }
    // Unpacked by `body`, which counts.
    outgoing = outgoing.header(reqwest::header::ACCEPT_ENCODING, "gzip");
    if let Some(authorization) = &request.authorization {
        let mut value = reqwest::header::HeaderValue::from_str(authorization.reveal())
            .map_err(|_| SendFailure::NotSent(say::CREDENTIALS_UNSENDABLE.into()))?;
        value.set_sensitive(true);
        outgoing = outgoing.header(reqwest::header::AUTHORIZATION, value);
    }
    if let Some(body) = request.body {
        outgoing = outgoing.body(body);
    }
    let mut answer = outgoing.send().await.map_err(failure)?;
    let status = answer.status().as_u16();
    let head: usize = answer
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    if head > MOST_HEAD {
        return Err(SendFailure::TooLarge(say::ANSWER_HEAD_TOO_LARGE.into()));
    }
    let headers: Vec<(String, String)> = answer
        .headers()
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned()))
        .collect();
    let encoding = headers
        .iter()
        .find(|(name, _)| name == "content-encoding")
        .map_or("", |(_, value)| value.as_str());
    let mut body = body::Body::new(encoding, held.large);
    while let Some(piece) = answer.chunk().await.map_err(|error| match failure(error) {
        SendFailure::NotSent(why) => SendFailure::Unanswered(why),
        other => other,
    })? {
        body.take(&piece).await?;
    }
    let body = body.finish()?;
    weight::weigh(&body).map_err(SendFailure::TooLarge)?;
    Ok(Response { status, headers, body })
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> Sending {
        let client = self.client();
        // The client's own limit knows more of what was sent; this one ends what it does not see.
        let limit = self.options.timeout + Duration::from_secs(1);
        Box::pin(async move {
            tokio::time::timeout(limit, exchange(client?, request))
                .await
                .unwrap_or_else(|_| Err(SendFailure::Unanswered(say::NO_COMPLETE_ANSWER_IN_TIME.into())))
        })
    }
}
