//! What happened: every API call, and counts that tests ask about (calls, refusals, properties that Xero does not know).

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::exchange::{Reply, Request};

const CALLS_KEPT: usize = 3_000;
const BODY_KEPT: usize = 512 * 1024;
const BYTES_KEPT: usize = 64 * 1024 * 1024;

/// A call.
#[derive(Clone, Serialize)]
pub(crate) struct Call {
    pub number: u64,
    pub at: String,
    pub milliseconds: u64,
    pub method: String,
    pub path: String,
    pub query: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
    pub status: u16,
    pub client: String,
    pub replayed: bool,
    pub fault: Option<String>,
    pub answer: String,
}

/// Calls and counts.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Journal {
    #[serde(skip)]
    pub calls: VecDeque<Call>,
    #[serde(skip)]
    bytes: usize,
    pub calls_total: u64,
    pub by_endpoint: BTreeMap<String, u64>,
    pub by_status: BTreeMap<u16, u64>,
    /// Calls that the limits refused, by limit.
    pub refused_429: BTreeMap<String, u64>,
    /// 429s that were ordered as faults.
    pub injected_429: u64,
    pub replays: u64,
    /// Tokens given for a refresh token.
    pub tokens_renewed: u64,
    pub key_conflicts: u64,
    pub elements_written: BTreeMap<String, u64>,
    pub elements_refused: BTreeMap<String, u64>,
    /// Sent properties that the API does not have, by path.
    pub unknown_properties: BTreeMap<String, u64>,
    /// Sent properties that only Xero sets.
    pub read_only_properties: BTreeMap<String, u64>,
    pub null_properties: BTreeMap<String, u64>,
    pub string_numbers: BTreeMap<String, u64>,
    /// Writes to a contact inside another document.
    pub contacts_changed_by_documents: u64,
}

const HEADERS: &[&str] = &[
    "accept",
    "content-type",
    "idempotency-key",
    "if-modified-since",
    "user-agent",
    "xero-tenant-id",
];

impl Journal {
    pub(crate) fn record(&mut self, request: &Request, reply: &Reply, call: Call) {
        self.calls_total += 1;
        *self.by_endpoint.entry(endpoint(request)).or_default() += 1;
        *self.by_status.entry(reply.status).or_default() += 1;
        self.replays += u64::from(call.replayed);
        self.bytes += call.body.len() + call.answer.len();
        self.calls.push_back(Call {
            number: self.calls_total,
            ..call
        });
        while self.calls.len() > CALLS_KEPT || self.bytes > BYTES_KEPT {
            let Some(oldest) = self.calls.pop_front() else { break };
            self.bytes -= oldest.body.len() + oldest.answer.len();
        }
    }
}

/// `PUT /Invoices`, with ids replaced.
fn endpoint(request: &Request) -> String {
    let mut parts = request.short_path().split('/').filter(|p| !p.is_empty());
    let mut name = format!("{} /{}", request.method, parts.next().unwrap_or_default());
    if parts.next().is_some() {
        name.push_str("/{id}");
    }
    if let Some(sub) = parts.next() {
        name.push('/');
        name.push_str(sub);
    }
    name
}

impl Call {
    pub(crate) fn of(request: &Request, at: String) -> Self {
        let headers = request
            .headers
            .iter()
            .filter(|(n, _)| HEADERS.contains(&n.as_str()))
            .cloned()
            .collect();
        Self {
            number: 0,
            at,
            milliseconds: 0,
            method: request.method.clone(),
            path: request.short_path().to_owned(),
            query: request.raw_query.clone(),
            headers,
            body: shown(&request.body),
            status: 0,
            client: String::new(),
            replayed: false,
            fault: None,
            answer: String::new(),
        }
    }
}

/// The beginning of a body as text.
pub(crate) fn shown(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(BODY_KEPT)]).into_owned()
}
