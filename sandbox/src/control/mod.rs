//! `/sandbox/…`: what tests and curious people may ask of the sandbox and do to it. None of it exists at Xero.

mod commands;
mod views;

use serde_json::{Value, json};

use crate::exchange::{Reply, Request};
use crate::world::Shared;

/// Answers a call on the sandbox itself.
pub(crate) fn answer(shared: &Shared, request: &Request) -> Reply {
    let segments = request.segments();
    let parts: Vec<&str> = segments.iter().skip(1).map(String::as_str).collect();
    let read = request.method == "GET";
    let body = match body(request) {
        Ok(body) => body,
        Err(sentence) => return wrong(&sentence),
    };
    let result = match (read, parts.as_slice()) {
        (true, ["ledger"]) if request.query().get("format") == Some("text") => {
            match views::ledger(shared, &request.query()) {
                Ok(ledger) => return Reply::text(200, &ledger.text()),
                Err(sentence) => Err(sentence),
            }
        }
        (true, ["ledger"]) => views::ledger(shared, &request.query()).map(|ledger| ledger.json()),
        (true, ["state"]) => Ok(views::state(shared)),
        (true, ["calls"]) => Ok(views::calls(shared, &request.query())),
        (true, ["counts"]) => Ok(views::counts(shared)),
        (true, ["documents"]) => views::documents(shared, &request.query()),
        (true, ["switches"]) => Ok(json!(shared.world().switches)),
        (true, ["faults"]) => Ok(json!(shared.world().faults.waiting)),
        (false, ["switches"]) => commands::switches(shared, &body),
        (false, ["faults"]) if request.method == "DELETE" => Ok(commands::clear_faults(shared)),
        (false, ["faults"]) => commands::faults(shared, body),
        (false, ["reset"]) => Ok(commands::reset(shared, &body)),
        (false, ["calls"]) if request.method == "DELETE" => Ok(commands::clear_journal(shared)),
        (false, ["limits", "reset"]) => Ok(commands::reset_limits(shared)),
        (false, ["clock"]) => commands::clock(shared, &body),
        (false, ["contacts", id, what @ ("archive" | "unarchive")]) => {
            commands::archive(shared, id, *what == "archive")
        }
        (false, ["contacts", id, "merge"]) => commands::merge(shared, id, &body),
        (false, ["accounts", code, what @ ("archive" | "unarchive")]) => {
            commands::archive_account(shared, code, *what == "archive", &body)
        }
        (false, ["accounts", code, "payments"]) => commands::payments_to_account(shared, code, &body),
        (false, ["items", code, "stock"]) => commands::stock(shared, code, &body),
        (false, ["lock-date"]) => commands::lock_date(shared, &body),
        (false, ["payment-terms"]) => commands::payment_terms(shared, &body),
        (false, ["disconnect"]) => commands::disconnect(shared, &body),
        (false, ["reconnect"]) => Ok(commands::reconnect(shared, &body)),
        (false, ["revoke"]) => Ok(commands::revoke(shared, &body)),
        (false, ["expire-tokens"]) => Ok(commands::expire_tokens(shared)),
        (false, ["scopes"]) => commands::scopes(shared, &body),
        _ => {
            return Reply::json(
                404,
                &json!({"error": "no such thing in the sandbox; the README lists what there is"}),
            );
        }
    };
    match result {
        Ok(value) => Reply::json(200, &value),
        Err(sentence) => wrong(&sentence),
    }
}

fn wrong(sentence: &str) -> Reply {
    Reply::json(400, &json!({"error": sentence}))
}

fn body(request: &Request) -> Result<Value, String> {
    if request.body.is_empty() {
        Ok(json!({}))
    } else {
        serde_json::from_slice(&request.body).map_err(|e| e.to_string())
    }
}
