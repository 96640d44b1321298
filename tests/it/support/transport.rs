//! Transports that misbehave on purpose, and one that counts.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use ledgerline::transport::{Request, SendFailure, Sending, Transport};

/// Where a process dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// The claims are committed, nothing has left.
    BeforeSending,
    /// Xero has done it; nobody heard.
    AfterSending,
}

/// Passes everything on until a request matches; then the "process" dies once (the call's task panics).
pub struct Dying<T> {
    inner: Arc<T>,
    method: &'static str,
    path: &'static str,
    death: Mutex<Option<Death>>,
}

impl<T: Transport> Dying<T> {
    pub fn new(inner: T, method: &'static str, path: &'static str, death: Death) -> Self {
        Self {
            inner: Arc::new(inner),
            method,
            path,
            death: Mutex::new(Some(death)),
        }
    }
}

impl<T: Transport + 'static> Transport for Dying<T> {
    fn send(&self, request: Request) -> Sending {
        let hit = request.method.as_str() == self.method && request.url.contains(self.path);
        let death = if hit {
            self.death.lock().expect("death").take()
        } else {
            None
        };
        let sending = (death != Some(Death::BeforeSending)).then(|| self.inner.send(request));
        Box::pin(async move {
            let answer = match sending {
                Some(sending) => sending.await,
                None => Err(SendFailure::NotSent(ledgerline::message::Message::default())),
            };
            assert!(death.is_none(), "the process dies here, as this test wants it to");
            answer
        })
    }
}

/// Counts requests whose address contains a text.
pub struct Counting<T> {
    inner: T,
    path: &'static str,
    pub seen: AtomicU64,
}

impl<T: Transport> Counting<T> {
    pub fn new(inner: T, path: &'static str) -> Self {
        Self {
            inner,
            path,
            seen: AtomicU64::new(0),
        }
    }
}

impl<T: Transport> Transport for Counting<T> {
    fn send(&self, request: Request) -> Sending {
        if request.url.contains(self.path) {
            self.seen.fetch_add(1, Ordering::SeqCst);
        }
        self.inner.send(request)
    }
}

/// A network that is down.
pub struct Unplugged;

impl Transport for Unplugged {
    fn send(&self, _: Request) -> Sending {
        Box::pin(async {
            Err(SendFailure::NotSent(ledgerline::message::Message::words(
                "connection refused",
            )))
        })
    }
}

/// Does something before each request.
pub struct Meddling<T, F>(pub T, pub F);

impl<T: Transport, F: Fn() + Send + Sync> Transport for Meddling<T, F> {
    fn send(&self, request: Request) -> Sending {
        self.1();
        self.0.send(request)
    }
}

/// Keeps one matching request on its way: its sender hears nothing, and Xero has not got it before somebody [delivers](Self::deliver) it.
pub struct Delaying<T> {
    inner: T,
    path: &'static str,
    under_way: Mutex<Option<Request>>,
    used: Mutex<bool>,
}

impl<T: Transport> Delaying<T> {
    pub fn new(inner: T, path: &'static str) -> Self {
        Self {
            inner,
            path,
            under_way: Mutex::default(),
            used: Mutex::default(),
        }
    }

    /// It arrives after all.
    pub fn deliver(&self) {
        let request = self.under_way.lock().expect("the request").take();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let sending = request.expect("a request under way");
        let answer = runtime
            .block_on(async { self.inner.send(sending).await })
            .expect("an answer");
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}

impl<T: Transport> Transport for Delaying<T> {
    fn send(&self, request: Request) -> Sending {
        let mut used = self.used.lock().expect("used");
        if *used || request.method.as_str() == "GET" || !request.url.contains(self.path) {
            return self.inner.send(request);
        }
        *used = true;
        *self.under_way.lock().expect("the request") = Some(request);
        Box::pin(async {
            Err(SendFailure::Unanswered(ledgerline::message::Message::words(
                "no answer in time",
            )))
        })
    }
}
