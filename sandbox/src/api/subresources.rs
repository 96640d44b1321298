//! What hangs on a record: allocations of credit notes, options of tracking categories, the e-mail and the online address of an invoice.

use serde_json::{Value, json};
use uuid::Uuid;

use super::envelope;
use super::resources::Resource;
use super::shape_check::{self, Noticed};
use super::visit::Visit;
use super::{batch, problem, record_fields, render, shapes};
use crate::books::document::Status;
use crate::exchange::Reply;
use crate::rules::complaints::Complaints;
use crate::rules::fields::Fields;
use crate::rules::writing::Manner;
use crate::rules::{allocations, items, tracking};
use crate::switches::LineErrors;

/// Answers a path below a record.
pub(crate) fn answer(visit: &mut Visit<'_>, resource: Resource, key: &str, rest: &[&str]) -> Reply {
    let Some(id) = record_fields::locate(visit.books, resource, key) else {
        return problem::not_found();
    };
    match (visit.request.method.as_str(), resource, rest) {
        ("PUT", Resource::CreditNotes, ["Allocations"]) => allocate(visit, id),
        ("GET", Resource::CreditNotes, ["Allocations"]) => {
            let list = visit
                .books
                .allocations_of(id)
                .into_iter()
                .map(|a| render::documents::allocation(visit.books, a))
                .collect();
            visit.list("Allocations", list)
        }
        ("DELETE", Resource::CreditNotes, ["Allocations", allocation]) => unallocate(visit, id, allocation),
        ("PUT", Resource::TrackingCategories, ["Options"]) => write_option(visit, id, None),
        ("POST", Resource::TrackingCategories, ["Options", option]) => match option.parse() {
            Ok(option) => write_option(visit, id, Some(option)),
            Err(_) => problem::not_found(),
        },
        ("POST", Resource::Invoices, ["Email"]) => email(visit, id),
        ("GET", Resource::Invoices, ["OnlineInvoice"]) => online(visit, id),
        (_, _, ["Allocations" | "Options" | "Email" | "OnlineInvoice", ..]) => Reply::empty(405),
        (_, _, ["Attachments", ..]) => Reply::text(501, "Attachments are not part of the sandbox"),
        _ => problem::not_found(),
    }
}

fn refused(sent: &serde_json::Map<String, Value>, resource: Resource, complaints: &Complaints) -> Value {
    batch::refusal(sent, resource, complaints, LineErrors::Element)
}

fn allocate(visit: &mut Visit<'_>, credit_note: Uuid) -> Reply {
    let known = |name: &str| shapes::ALLOCATION.property(name).is_some();
    let sent = match envelope::elements_named(visit.request, "Allocations", "Allocation", known) {
        Ok(sent) => sent,
        Err(reply) => return reply,
    };
    let mut noticed = Noticed::default();
    for element in &sent {
        if let Err(sentence) = shape_check::check(
            element,
            &shapes::ALLOCATION,
            "Allocations",
            visit.switches.accept_string_numbers,
            &mut noticed,
        ) {
            return problem::post_data_invalid(&sentence);
        }
    }
    if let Err(reply) = batch::notice(visit, noticed) {
        return reply;
    }
    let summarise = visit
        .query
        .flag("summarizeErrors")
        .unwrap_or(visit.switches.summarize_errors_default);
    let start = visit.books.mark();
    let mut answers = Vec::new();
    let mut wrong = 0;
    for (position, element) in sent.iter().enumerate() {
        let transient = visit.transient.fails(position);
        let before = visit.books.mark();
        let result = if transient {
            Err(Complaints::of(batch::TRANSIENT))
        } else {
            allocations::create(&mut visit.writing(Manner::Create), credit_note, Fields(element))
        };
        match result {
            Ok(id) => {
                let mut shown = visit
                    .books
                    .allocations
                    .get(id)
                    .map(|a| render::documents::allocation(visit.books, a))
                    .unwrap_or_default();
                if let (false, Value::Object(shown)) = (summarise, &mut shown) {
                    shown.insert("StatusAttributeString".to_owned(), json!("OK"));
                }
                answers.push(shown);
            }
            Err(complaints) => {
                wrong += 1;
                visit.books.roll_back(before);
                let mut echo = refused(element, Resource::CreditNotes, &complaints);
                if let Value::Object(echo) = &mut echo {
                    echo.shift_remove("CreditNoteID");
                    echo.insert("AllocationID".to_owned(), json!(Uuid::nil()));
                }
                answers.push(echo);
            }
        }
    }
    let undone = summarise && wrong > 0;
    *visit
        .journal
        .elements_refused
        .entry("Allocations".to_owned())
        .or_default() += if undone { answers.len() } else { wrong } as u64;
    *visit
        .journal
        .elements_written
        .entry("Allocations".to_owned())
        .or_default() += if undone { 0 } else { answers.len() - wrong } as u64;
    if undone {
        visit.books.roll_back(start);
        return problem::validation(&answers);
    }
    visit.list("Allocations", answers)
}

fn unallocate(visit: &mut Visit<'_>, credit_note: Uuid, allocation: &str) -> Reply {
    let Ok(id) = allocation.parse::<Uuid>() else {
        return problem::not_found();
    };
    if visit
        .books
        .allocations
        .get(id)
        .is_none_or(|a| a.credit_note != credit_note || a.deleted)
    {
        return problem::not_found();
    }
    match allocations::delete(&mut visit.writing(Manner::Upsert), credit_note, id) {
        Ok(()) => Reply::json(
            200,
            &json!({"AllocationID": id, "IsDeleted": true, "ValidationErrors": []}),
        ),
        Err(complaints) => problem::validation(&[
            json!({"AllocationID": id, "IsDeleted": false, "ValidationErrors": batch::messages(&complaints.whole)}),
        ]),
    }
}

/// Adds options to a category, or changes one.
fn write_option(visit: &mut Visit<'_>, category: Uuid, option: Option<Uuid>) -> Reply {
    let known = |name: &str| shapes::TRACKING_OPTION.property(name).is_some();
    let sent = match envelope::elements_named(visit.request, "Options", "TrackingOption", known) {
        Ok(sent) => sent,
        Err(reply) => return reply,
    };
    let mut noticed = Noticed::default();
    for element in &sent {
        if let Err(sentence) = shape_check::check(
            element,
            &shapes::TRACKING_OPTION,
            "Options",
            visit.switches.accept_string_numbers,
            &mut noticed,
        ) {
            return problem::post_data_invalid(&sentence);
        }
    }
    if let Err(reply) = batch::notice(visit, noticed) {
        return reply;
    }
    let mut made = Vec::new();
    for element in &sent {
        let written = match option {
            None => tracking::create_option(&mut visit.writing(Manner::Create), category, Fields(element)),
            Some(option) => {
                tracking::update_option(&mut visit.writing(Manner::Upsert), Fields(element), category, option)
            }
        };
        match written {
            Ok((id, name)) => {
                let archived = visit.books.tracking.iter().any(|c| c.archived_options.contains(&id));
                made.push(render::settings::tracking_option(id, &name, archived));
            }
            Err(complaints) => {
                return problem::validation(&[refused(element, Resource::TrackingCategories, &complaints)]);
            }
        }
    }
    visit.list("Options", made)
}

/// Sends nothing; only approved invoices of contacts with an address can be sent.
fn email(visit: &mut Visit<'_>, id: Uuid) -> Reply {
    let Some(document) = visit.books.documents.get(id).cloned() else {
        return problem::not_found();
    };
    let has_address = visit
        .books
        .contacts
        .get(document.contact)
        .is_some_and(|c| !c.email.is_empty());
    let sendable =
        document.kind.is_sale() && matches!(document.status, Status::Submitted | Status::Authorised | Status::Paid);
    if !sendable || !has_address {
        return problem::validation(&[
            json!({"InvoiceID": id, "ValidationErrors": [{"Message": "This invoice cannot be sent by email."}]}),
        ]);
    }
    visit
        .books
        .documents
        .put(crate::books::document::Document { sent: true, ..document });
    visit.books.note(
        id,
        "Invoice sent",
        "This invoice has been sent (by the sandbox: to nobody).",
        visit.now,
    );
    Reply::empty(204)
}

fn online(visit: &Visit<'_>, id: Uuid) -> Reply {
    let shown = visit
        .books
        .documents
        .get(id)
        .filter(|d| d.kind.is_sale() && d.status != Status::Draft);
    match shown {
        Some(_) => visit.list(
            "OnlineInvoices",
            vec![json!({"OnlineInvoiceUrl": format!("https://in.xero.com/{}", id.simple())})],
        ),
        None => problem::not_found(),
    }
}

/// `DELETE /Items/{id}`.
pub(crate) fn delete_item(visit: &mut Visit<'_>, id: Uuid) -> Reply {
    match items::delete(&mut visit.writing(Manner::Upsert), id) {
        Ok(()) => Reply::empty(204),
        Err(complaints) => {
            problem::validation(&[json!({"ItemID": id, "ValidationErrors": batch::messages(&complaints.whole)})])
        }
    }
}
