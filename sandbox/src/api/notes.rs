//! `/{collection}/{id}/History`: notes about a record. They can be added and read, never changed.

use serde_json::{Value, json};

use super::resources::Resource;
use super::visit::Visit;
use super::{batch, envelope, problem, record_fields, shape_check, shapes};
use crate::clock::{moment, ms_moment};
use crate::exchange::Reply;

/// Answers GET and PUT.
pub(crate) fn answer(visit: &mut Visit<'_>, resource: Resource, key: &str) -> Reply {
    let noted = matches!(
        resource,
        Resource::Invoices | Resource::CreditNotes | Resource::Contacts | Resource::Items | Resource::Payments
    );
    let Some(id) = record_fields::locate(visit.books, resource, key).filter(|_| noted) else {
        return problem::not_found();
    };
    match visit.request.method.as_str() {
        "GET" => {
            let notes: Vec<Value> = visit.books.notes.with_key(&format!("subject:{id}")).map(note).collect();
            visit.list("HistoryRecords", notes)
        }
        "PUT" => {
            let sent =
                match envelope::elements_named(visit.request, "HistoryRecords", "HistoryRecord", |n| n == "Details") {
                    Ok(sent) => sent,
                    Err(reply) => return reply,
                };
            let mut noticed = shape_check::Noticed::default();
            let mut added = Vec::new();
            for element in &sent {
                if let Err(sentence) =
                    shape_check::check(element, &shapes::HISTORY, "HistoryRecords", true, &mut noticed)
                {
                    return problem::post_data_invalid(&sentence);
                }
                let details = element.get("Details").and_then(Value::as_str).unwrap_or_default();
                if details.is_empty() || details.chars().count() > 2500 {
                    let message = json!([{"Message": "Details must have between 1 and 2500 characters"}]);
                    return problem::validation(&[json!({"Details": details, "ValidationErrors": message})]);
                }
                added.push(details.to_owned());
            }
            if let Err(reply) = batch::notice(visit, noticed) {
                return reply;
            }
            for details in &added {
                visit.books.note(id, "Note", details, visit.now);
            }
            let last: Vec<Value> = visit.books.notes.with_key(&format!("subject:{id}")).map(note).collect();
            visit.list("HistoryRecords", last[last.len() - added.len()..].to_vec())
        }
        _ => Reply::empty(405),
    }
}

fn note(note: &crate::books::organisation::Note) -> Value {
    json!({
        "Changes": note.changes, "DateUTCString": moment(note.at).format("%Y-%m-%dT%H:%M:%S").to_string(), "DateUTC": ms_moment(note.at),
        "User": "System Generated", "Details": note.details,
    })
}
