//! Faults that a test or a curious person orders in advance: which call they hit, how often, and what goes wrong.

use serde::{Deserialize, Serialize};

use crate::exchange::Request;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// The books change, then nothing is answered until `seconds` have passed and the connection is closed.
    TimeoutAfterCommit,
    /// The connection is closed before anything happens.
    ResetBefore,
    /// The books change, then the connection is closed.
    ResetAfterCommit,
    /// An internal error, nothing changed.
    #[serde(rename = "status_500")]
    Status500,
    /// The books change, the answer is an internal error.
    #[serde(rename = "status_500_after_commit")]
    Status500AfterCommit,
    /// "The Organisation is offline", plain text.
    #[serde(rename = "offline_503")]
    Offline503,
    /// "…offline for maintenance", plain text.
    #[serde(rename = "maintenance_503")]
    Maintenance503,
    /// The books change, the answer stops in the middle.
    TruncatedJson,
    /// The books change, the answer says that it is JSON and is not.
    GarbageJson,
    /// The transient sentence of Xero inside `ValidationErrors`.
    ErrorInValidation,
    /// `seconds` pass before the call is processed.
    Slow,
    RateMinute,
    RateDay,
    RateConcurrent,
    /// The access token expires now.
    ExpireToken,
    /// The token is refused: 401 to a call, `invalid_grant` to who asks for another one. Nothing was revoked.
    TokenRefused,
    /// 403, as after a disconnection, but nothing was disconnected.
    Forbidden,
    /// Something in between answers with `status` and a page of its own; the call never came through.
    Foreign,
    /// The books change, then something in between answers with `status` and a page of its own.
    ForeignAfterCommit,
    /// The answer to a read shows none of what it should: an empty list.
    EmptyList,
    /// The answer to a read shows its records without what settled them.
    WithoutSettlements,
}

/// Which calls a fault hits. Empty members match everything.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Match {
    pub method: Option<String>,
    /// Beginning of the path, with or without `/api.xro/2.0`.
    pub path: Option<String>,
    /// Text that the body must contain.
    pub body: Option<String>,
    /// Text that the query must contain.
    pub query: Option<String>,
}

/// An ordered fault.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    #[serde(default, rename = "match")]
    pub matching: Match,
    pub kind: Kind,
    /// How many calls it hits.
    #[serde(default = "one")]
    pub times: u32,
    /// Matching calls that pass before it begins.
    #[serde(default)]
    pub skip: u32,
    #[serde(default)]
    pub seconds: Option<f64>,
    /// For answers from in between: their status.
    #[serde(default)]
    pub status: Option<u16>,
    /// For errors in validation: positions of the elements that fail; all when missing.
    #[serde(default)]
    pub elements: Option<Vec<usize>>,
}

const fn one() -> u32 {
    1
}

impl Match {
    fn accepts(&self, request: &Request) -> bool {
        let method = self
            .method
            .as_ref()
            .is_none_or(|m| m.eq_ignore_ascii_case(&request.method));
        let path = self
            .path
            .as_ref()
            .is_none_or(|p| starts(&request.path, p) || starts(request.short_path(), p));
        let query = self
            .query
            .as_ref()
            .is_none_or(|q| request.raw_query.contains(q.as_str()));
        let body = self
            .body
            .as_ref()
            .is_none_or(|b| String::from_utf8_lossy(&request.body).contains(b.as_str()));
        method && path && query && body
    }
}

fn starts(path: &str, beginning: &str) -> bool {
    path.get(..beginning.len())
        .is_some_and(|p| p.eq_ignore_ascii_case(beginning))
}

/// The faults still to come.
#[derive(Default)]
pub(crate) struct Faults {
    pub waiting: Vec<Fault>,
    pub struck: u64,
}

impl Faults {
    /// The fault that hits this call, if any; it is used up once more.
    pub(crate) fn strike(&mut self, request: &Request) -> Option<Fault> {
        for i in 0..self.waiting.len() {
            let fault = &mut self.waiting[i];
            if fault.times == 0 || !fault.matching.accepts(request) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            fault.times -= 1;
            let fault = fault.clone();
            self.waiting.retain(|f| f.times > 0);
            self.struck += 1;
            return Some(fault);
        }
        None
    }
}
