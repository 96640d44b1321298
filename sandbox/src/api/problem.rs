//! The four dialects in which Xero reports errors.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::exchange::Reply;
use crate::limits::Refusal;

/// 401 and 403: an object with capital keys.
fn refused(status: u16, title: &str, detail: &str) -> Reply {
    Reply::json(
        status,
        &json!({"Type": null, "Title": title, "Status": status, "Detail": detail, "Instance": Uuid::new_v4(), "Extensions": {}}),
    )
}

pub(crate) fn unauthorized(detail: &str) -> Reply {
    refused(401, "Unauthorized", detail)
}

pub(crate) fn insufficient_scope() -> Reply {
    unauthorized("AuthorizationUnsuccessful").with("www-authenticate", "Bearer error=\"insufficient_scope\"")
}

pub(crate) fn forbidden() -> Reply {
    refused(403, "Forbidden", "AuthenticationUnsuccessful")
}

/// 503: a sentence, no JSON.
pub(crate) fn unavailable(sentence: &str) -> Reply {
    Reply::text(503, sentence)
}

/// 500: an internal error.
pub(crate) fn internal() -> Reply {
    Reply::json(
        500,
        &json!({"ErrorNumber": 500, "Type": "InternalServerException", "Message": "An error occurred in Xero. Check the API Status page http://status.developer.xero.com for current service status."}),
    )
}

/// 404 of an unknown id or address.
pub(crate) fn not_found() -> Reply {
    Reply::text(404, "The resource you're looking for cannot be found")
}

/// 429: no body; the reason is in headers.
pub(crate) fn too_many(refusal: Refusal) -> Reply {
    let reply = Reply::empty(429).with("x-rate-limit-problem", refusal.problem.word());
    match refusal.retry_after {
        Some(seconds) => reply.with("retry-after", seconds.to_string()),
        None => reply,
    }
}

/// 400 other than validation.
pub(crate) fn bad_request(number: u32, kind: &str, message: &str) -> Reply {
    Reply::json(400, &json!({"ErrorNumber": number, "Type": kind, "Message": message}))
}

/// The body cannot be read.
pub(crate) fn post_data_invalid(message: &str) -> Reply {
    bad_request(14, "PostDataInvalidException", message)
}

/// The `where` or `order` cannot be read.
pub(crate) fn query_parse(message: &str) -> Reply {
    bad_request(16, "QueryParseException", message)
}

/// Nothing in the body that this endpoint could use.
pub(crate) fn no_data(entity: &str) -> Reply {
    bad_request(
        17,
        "NoDataProcessedException",
        &format!(
            "No data has been processed for this endpoint. This endpoint is expecting {entity} data to be specifed in the request body."
        ),
    )
}

/// One or more elements are wrong.
pub(crate) fn validation(elements: &[Value]) -> Reply {
    Reply::json(
        400,
        &json!({"ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception occurred", "Elements": elements}),
    )
}
