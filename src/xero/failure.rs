//! Decides what a failed call means: Xero speaks four error dialects, and one status has several meanings.
//!
//! It names the failure; what follows from it is decided in `engine::decide`.

use serde_json::Value;

use super::value::text;
use crate::limits::Barrier;
use crate::message::Message;
use crate::transport::{Response, SendFailure};

/// A named failure of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It did not leave.
    NotSent(Message),
    /// It may have been carried out.
    Unanswered(Message),
    /// An answer beyond all measure, thrown away unread; it may have been carried out.
    TooLarge(Message),
    /// 200 with a body that is no JSON or lacks its list.
    Unreadable,
    /// 429.
    Limited(Barrier, Option<i64>),
    /// 401: the token ended.
    TokenExpired,
    /// 401 or 403: a scope was not granted.
    ScopeMissing,
    /// 403: the organisation was disconnected or the user lost access.
    Disconnected,
    /// 503 in plain text: the organisation or Xero is offline.
    Offline(String),
    /// Other 5xx.
    ServerError(u16),
    /// 404.
    NotFound,
    /// 400 for the whole request: Xero's words, and the errors of each element when it told them apart.
    Refused(String, Vec<Vec<String>>),
    /// Anything else.
    Other(u16),
}

/// Characters of a failed answer's body that are searched for words.
const LOOKED_THROUGH: usize = 8_192;

/// Characters of Xero's words about a whole request that are kept.
const MOST_OF_WORDS: usize = 2_000;

/// The JSON of a good answer as values.
pub fn values(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body).ok()
}

/// What is read of a good answer, or the failure. `read` gives nothing of what is no JSON.
pub fn read<T>(outcome: Result<Response, SendFailure>, read: impl FnOnce(&[u8]) -> Option<T>) -> Result<T, Failure> {
    let response = match outcome {
        Ok(response) => response,
        Err(SendFailure::NotSent(why)) => return Err(Failure::NotSent(why)),
        Err(SendFailure::Unanswered(why)) => return Err(Failure::Unanswered(why)),
        Err(SendFailure::TooLarge(what)) => return Err(Failure::TooLarge(what)),
    };
    // 304: nothing changed since the moment that was asked for.
    if matches!(response.status, 204 | 304) {
        return read(b"null").ok_or(Failure::Unreadable);
    }
    if (200..300).contains(&response.status) {
        return read(&response.body).ok_or(Failure::Unreadable);
    }
    Err(name(&response))
}

fn name(response: &Response) -> Failure {
    let body = response.text();
    // What is looked for stands in short answers; a long one is not copied.
    let lower = body
        .chars()
        .take(LOOKED_THROUGH)
        .collect::<String>()
        .to_ascii_lowercase();
    let challenge = response
        .header("www-authenticate")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let scope = challenge.contains("insufficient_scope")
        || lower.contains("insufficient_scope")
        || lower.contains("insufficient scope");
    if !is_from_xero(response, &body, scope) {
        return match response.status {
            500..=599 => Failure::ServerError(response.status),
            other => Failure::Other(other),
        };
    }
    match response.status {
        429 => {
            let lesson = super::lesson(response);
            let (barrier, after) = lesson.refused.unwrap_or((Barrier::Minute, None));
            Failure::Limited(barrier, after)
        }
        401 | 403 if scope => Failure::ScopeMissing,
        401 => Failure::TokenExpired,
        403 => Failure::Disconnected,
        404 => Failure::NotFound,
        // Xero's own words, in plain text: it takes nothing for some minutes. A gateway's 503 says nothing of the kind.
        503 if [
            "organisation is offline",
            "xero api is currently",
            "xero api is temporarily",
        ]
        .iter()
        .any(|words| lower.contains(words)) =>
        {
            Failure::Offline(body.trim().chars().take(200).collect())
        }
        500..=599 => Failure::ServerError(response.status),
        400 => {
            let (words, elements) = words(&body);
            Failure::Refused(words, elements)
        }
        other => Failure::Other(other),
    }
}

/// Whether Xero itself gave this answer: in one of its dialects, with its headers, or in its own plain words. Anything else (a
/// page of a proxy, a firewall or a gateway) may stand in for the answer to a call that Xero carried out.
fn is_from_xero(response: &Response, body: &str, scope: bool) -> bool {
    let body = body.trim();
    if let Ok(json) = serde_json::from_str::<Value>(body) {
        let has = |field: &str| json.get(field).is_some();
        return has("ErrorNumber")
            || has("Elements")
            || has("Detail")
            || (has("Type") && has("Message"))
            || (has("Title") && has("Status"))
            || (has("title") && (has("detail") || has("status")))
            || (has("Message") && has("HttpStatusCode"))
            || scope;
    }
    let header = |name: &str| response.header(name).is_some();
    if body.is_empty() {
        return match response.status {
            429 => header("x-rate-limit-problem") || header("retry-after") || header("xero-correlation-id"),
            401 => header("www-authenticate") || header("xero-correlation-id"),
            400 | 403 | 404 => header("xero-correlation-id"),
            _ => false,
        };
    }
    if body.starts_with("<ApiException") || body.starts_with("<Error") {
        return true;
    }
    if body.starts_with('<') {
        return false;
    }
    let lower = body.to_ascii_lowercase();
    match response.status {
        429 => header("x-rate-limit-problem"),
        404 => lower.contains("resource") && lower.contains("found"),
        503 => true,
        400 | 401 | 403 => scope || header("xero-correlation-id") || lower.contains("oauth") || lower.contains("token"),
        _ => false,
    }
}

/// The sentence of a 400 in any dialect, and the errors by element.
fn words(body: &str) -> (String, Vec<Vec<String>>) {
    let Ok(json) = serde_json::from_str::<Value>(body) else {
        return (body.trim().chars().take(300).collect(), Vec::new());
    };
    let elements: Vec<Vec<String>> = json
        .get("Elements")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|element| super::answer::element(element, "", "").errors)
        .collect();
    let mut parts: Vec<String> = Vec::new();
    for message in elements.iter().flatten() {
        if !parts.contains(message) {
            parts.push(message.clone());
        }
    }
    if parts.is_empty() {
        let named = [
            "Detail",
            "Message",
            "Title",
            "detail",
            "error_description",
            "error",
            "title",
        ];
        parts.extend(
            named
                .iter()
                .map(|field| text(&json, field))
                .find(|found| !found.is_empty()),
        );
    }
    (super::value::cut(&parts.join(" "), MOST_OF_WORDS), elements)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Failure {
        super::read(
            Ok(Response {
                status,
                headers: headers
                    .iter()
                    .map(|(name, value)| ((*name).into(), (*value).into()))
                    .collect(),
                body: body.as_bytes().to_vec(),
            }),
            super::values,
        )
        .unwrap_err()
    }

    #[test]
    fn every_dialect_is_read() {
        assert_eq!(
            answer(
                400,
                &[],
                r#"{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception occurred","Elements":[{"HasErrors":true,"ValidationErrors":[{"Message":"Email address must be valid"}]}]}"#
            ),
            Failure::Refused(
                "Email address must be valid".into(),
                vec![vec!["Email address must be valid".into()]]
            )
        );
        assert_eq!(
            answer(
                400,
                &[],
                r#"{"ErrorNumber":16,"Type":"QueryParseException","Message":"Expression expected"}"#
            ),
            Failure::Refused("Expression expected".into(), vec![])
        );
        assert_eq!(
            answer(
                401,
                &[],
                r#"{"Type":null,"Title":"Unauthorized","Status":401,"Detail":"TokenExpired: token expired at …"}"#
            ),
            Failure::TokenExpired
        );
        assert_eq!(
            answer(401, &[("WWW-Authenticate", "Bearer error=\"insufficient_scope\"")], ""),
            Failure::ScopeMissing
        );
        assert_eq!(
            answer(
                403,
                &[],
                r#"{"Title":"Forbidden","Status":403,"Detail":"AuthenticationUnsuccessful"}"#
            ),
            Failure::Disconnected
        );
        assert_eq!(
            answer(503, &[], "The Organisation is offline"),
            Failure::Offline("The Organisation is offline".into())
        );
        assert_eq!(answer(500, &[], "oops"), Failure::ServerError(500));
        assert_eq!(answer(503, &[], "<html>gateway</html>"), Failure::ServerError(503));
        // A gateway's page uses the same words; it may have passed the request on before it lost the answer.
        for page in [
            "<html><h1>503 Service Temporarily Unavailable</h1></html>",
            "503 Service Unavailable",
        ] {
            assert_eq!(answer(503, &[], page), Failure::ServerError(503), "{page}");
        }
        for words in [
            "The Xero API is temporarily unavailable",
            "The Xero API is currently offline for maintenance",
        ] {
            assert!(matches!(answer(503, &[], words), Failure::Offline(_)), "{words}");
        }
    }

    #[test]
    fn only_xeros_own_answer_is_a_refusal() {
        let page = "<html><head><title>Forbidden</title></head><body>Request blocked</body></html>";
        for status in [302, 400, 401, 403, 404, 405, 408, 409, 412, 413, 422, 429, 451] {
            for body in [
                page,
                "",
                "{}",
                r#"{"message":"Forbidden"}"#,
                "blocked",
                "404 page not found",
            ] {
                assert_eq!(answer(status, &[], body), Failure::Other(status), "{status} {body}");
            }
        }
        // A status that Xero does not use, even in its own dialect, is no refusal that was foreseen.
        for status in [302, 409, 413] {
            let body = r#"{"ErrorNumber":1,"Type":"X","Message":"m"}"#;
            assert_eq!(answer(status, &[], body), Failure::Other(status), "{status}");
        }
        assert_eq!(
            answer(404, &[], "The resource you're looking for cannot be found"),
            Failure::NotFound
        );
        assert_eq!(answer(404, &[("xero-correlation-id", "1")], ""), Failure::NotFound);
        assert_eq!(
            answer(429, &[("x-rate-limit-problem", "minute"), ("retry-after", "3")], ""),
            Failure::Limited(Barrier::Minute, Some(3))
        );
        assert_eq!(
            answer(503, &[], "<html>The Organisation is offline</html>"),
            Failure::ServerError(503)
        );
    }

    #[test]
    fn a_cut_off_answer_is_not_taken_for_success() {
        assert_eq!(answer(200, &[], r#"{"Invoices":[{"Invo"#), Failure::Unreadable);
    }
}
