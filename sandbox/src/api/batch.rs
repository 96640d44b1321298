//! Writing one or many elements: all or nothing with summarised errors, each for itself without.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::envelope;
use super::problem;
use super::render;
use super::render::records::Place;
use super::resources::Resource;
use super::shape_check::{self, Noticed};
use super::visit::Visit;
use crate::exchange::Reply;
use crate::rules::complaints::Complaints;
use crate::rules::fields::Fields;
use crate::rules::writing::{Manner, Writing};
use crate::rules::{accounts, contact, currencies, document, items, payments, stock, tax_rates, tracking};
use crate::switches::LineErrors;

/// The sentence with which Xero reports its own trouble as if it were the element's.
pub(crate) const TRANSIENT: &str = "An error occurred in Xero. Check the API Status page http://status.developer.xero.com for current service status. Contact the API support team at api@xero.com for more assistance.";

/// What was written, for rendering.
enum Written {
    Record(Uuid),
    Currency(String),
}

/// Writes what was sent to a collection, or to one record (`at`).
pub(crate) fn write(visit: &mut Visit<'_>, resource: Resource, manner: Manner, at: Option<Uuid>) -> Reply {
    let elements = match read(visit, resource) {
        Ok(elements) => elements,
        Err(reply) => return reply,
    };
    let summarise = at.is_some()
        || visit
            .query
            .flag("summarizeErrors")
            .unwrap_or(visit.switches.summarize_errors_default)
        || resource == Resource::Accounts;
    let start = visit.books.mark();
    let mut answers = Vec::with_capacity(elements.len());
    let mut refused = 0;
    for (position, element) in elements.iter().enumerate() {
        let before = visit.books.mark();
        let transient = visit.transient.fails(position);
        let mut writing = visit.writing(manner);
        let result = if transient {
            Err(Complaints::of(TRANSIENT))
        } else {
            apply(&mut writing, resource, Fields(element), at)
        };
        let (mut warnings, contacts_changed) = (std::mem::take(&mut writing.warnings), writing.contacts_changed);
        match result {
            Ok(written) => {
                warnings.extend(visit.switches.warning.clone());
                visit.journal.contacts_changed_by_documents += contacts_changed;
                answers.push(accepted(visit, resource, &written, &warnings, summarise));
            }
            Err(complaints) => {
                refused += 1;
                visit.books.roll_back(before);
                answers.push(refusal(element, resource, &complaints, visit.switches.line_errors));
            }
        }
    }
    let whole = summarise && refused > 0;
    let undone = whole && visit.switches.batch_atomic;
    let count = answers.len() as u64;
    let lost = if undone { count } else { refused };
    let name = resource.plural().to_owned();
    *visit.journal.elements_refused.entry(name.clone()).or_default() += lost;
    *visit.journal.elements_written.entry(name).or_default() += count - lost;
    if whole {
        if undone {
            visit.books.roll_back(start);
            // What would have been good has no id either.
            for (answer, element) in answers.iter_mut().zip(&elements) {
                if answer.get("StatusAttributeString") != Some(&json!("ERROR")) {
                    *answer = refusal(element, resource, &Complaints::default(), LineErrors::Element);
                }
            }
        }
        for answer in &mut answers {
            answer.as_object_mut().map(|a| a.shift_remove("StatusAttributeString"));
        }
        return problem::validation(&answers);
    }
    visit.list(resource.plural(), answers)
}

/// Reads and checks the elements, before anything is written.
fn read(visit: &mut Visit<'_>, resource: Resource) -> Result<Vec<Map<String, Value>>, Reply> {
    let elements = envelope::elements(visit.request, resource)?;
    let most = match (resource.most_elements(), visit.switches.max_elements) {
        (0, switch) => switch,
        (fixed, 0) => fixed,
        (fixed, switch) => fixed.min(switch),
    };
    if most > 0 && elements.len() > most {
        return Err(problem::bad_request(
            0,
            "BadRequest",
            &format!(
                "A request may contain at most {most} elements for {}.",
                resource.plural()
            ),
        ));
    }
    let mut noticed = Noticed::default();
    let shape = resource.shape();
    for element in &elements {
        if let Some(shape) = shape {
            shape_check::check(
                element,
                shape,
                resource.plural(),
                visit.switches.accept_string_numbers,
                &mut noticed,
            )
            .map_err(|sentence| problem::post_data_invalid(&sentence))?;
        }
    }
    notice(visit, noticed)?;
    Ok(elements)
}

/// Adds what was noticed to the counts, and refuses it when fields are strict.
pub(crate) fn notice(visit: &mut Visit<'_>, noticed: Noticed) -> Result<(), Reply> {
    let refusal = noticed.refusal().filter(|_| visit.switches.strict_fields);
    let journal = &mut *visit.journal;
    let pairs = [
        (noticed.unknown, &mut journal.unknown_properties),
        (noticed.read_only, &mut journal.read_only_properties),
        (noticed.nulls, &mut journal.null_properties),
        (noticed.string_numbers, &mut journal.string_numbers),
    ];
    for (from, to) in pairs {
        for (path, count) in from {
            *to.entry(path).or_default() += count;
        }
    }
    refusal.map_or(Ok(()), |sentence| Err(problem::post_data_invalid(&sentence)))
}

fn apply(
    writing: &mut Writing<'_>,
    resource: Resource,
    sent: Fields<'_>,
    at: Option<Uuid>,
) -> Result<Written, Complaints> {
    let id = match resource {
        Resource::Invoices => document::write(writing, sent, false, at)?,
        Resource::CreditNotes => document::write(writing, sent, true, at)?,
        Resource::Contacts => contact::write(writing, sent, at)?,
        Resource::Items => items::write(writing, sent, at)?,
        Resource::Payments => match at {
            Some(id) => payments::delete(writing, sent, id)?,
            None => payments::create(writing, sent)?,
        },
        Resource::Accounts => {
            match at.or_else(|| sent.uuid("AccountID").filter(|_| writing.manner == Manner::Upsert)) {
                Some(id) => accounts::update(writing, sent, id)?,
                None => accounts::create(writing, sent)?,
            }
        }
        Resource::TaxRates if writing.manner == Manner::Create => tax_rates::create(writing, sent)?,
        Resource::TaxRates => tax_rates::update(writing, sent)?,
        Resource::Currencies => return currencies::add(writing, sent).map(Written::Currency),
        Resource::TrackingCategories => match at {
            Some(id) => tracking::update_category(writing, sent, id)?,
            None => tracking::create_category(writing, sent)?.id,
        },
        Resource::Organisation | Resource::BrandingThemes => return Err(Complaints::of("This cannot be written.")),
    };
    Ok(Written::Record(id))
}

fn accepted(visit: &Visit<'_>, resource: Resource, written: &Written, warnings: &[String], summarise: bool) -> Value {
    let mut answer = match written {
        Written::Currency(code) => render::settings::currency(code),
        Written::Record(id) => render(visit, resource, *id),
    };
    if let Value::Object(answer) = &mut answer {
        if !summarise {
            answer.insert(
                "StatusAttributeString".to_owned(),
                json!(if warnings.is_empty() { "OK" } else { "WARNING" }),
            );
        }
        if !warnings.is_empty() {
            answer.insert("Warnings".to_owned(), messages(warnings));
        }
    }
    answer
}

/// A record as its own address would show it.
pub(crate) fn render(visit: &Visit<'_>, resource: Resource, id: Uuid) -> Value {
    let (books, places) = (&*visit.books, visit.unit_places());
    let rendered = match resource {
        Resource::Invoices | Resource::CreditNotes => books
            .documents
            .get(id)
            .map(|d| render::documents::full(books, d, places)),
        Resource::Contacts => books
            .contacts
            .get(id)
            .map(|c| render::records::contact(books, c, Place::Alone)),
        Resource::Items => books.items.get(id).map(|i| {
            let moved = if i.tracked() {
                stock::moved(books, None).remove(&i.code.to_lowercase())
            } else {
                None
            };
            render::records::item(i, moved.unwrap_or_default(), places)
        }),
        Resource::Payments => books.payments.get(id).map(|p| render::documents::payment(books, p)),
        Resource::Accounts => books.accounts.get(id).map(render::settings::account),
        Resource::TaxRates => books.tax_rates.get(id).map(render::settings::tax_rate),
        Resource::TrackingCategories => books
            .tracking
            .iter()
            .find(|c| c.id == id)
            .map(|c| render::settings::tracking_category(c, true)),
        Resource::Organisation | Resource::Currencies | Resource::BrandingThemes => None,
    };
    rendered.unwrap_or(Value::Null)
}

pub(crate) fn messages(list: &[String]) -> Value {
    Value::Array(list.iter().map(|m| json!({"Message": m})).collect())
}

/// The element as it was sent, with a zero id unless it had one, and what is wrong with it.
pub(crate) fn refusal(
    element: &Map<String, Value>,
    resource: Resource,
    complaints: &Complaints,
    line_errors: LineErrors,
) -> Value {
    let mut echo = element.clone();
    if resource.id_field().ends_with("ID") && !echo.contains_key(resource.id_field()) {
        echo.insert(resource.id_field().to_owned(), json!(Uuid::nil()));
    }
    let flag = if matches!(resource, Resource::Contacts | Resource::Payments) {
        "HasValidationErrors"
    } else {
        "HasErrors"
    };
    let wrong = !complaints.is_empty();
    echo.insert(flag.to_owned(), json!(wrong));
    if wrong {
        echo.insert("StatusAttributeString".to_owned(), json!("ERROR"));
    }
    if let Some(Value::Array(lines)) = echo.get_mut("LineItems") {
        for (at, line) in lines.iter_mut().enumerate() {
            let own: Vec<String> = complaints
                .lines
                .iter()
                .filter(|(l, _)| *l == at && line_errors != LineErrors::Element)
                .map(|(_, m)| m.clone())
                .collect();
            if let Value::Object(line) = line {
                line.insert("ValidationErrors".to_owned(), messages(&own));
            }
        }
    }
    let mut whole = complaints.whole.clone();
    if line_errors != LineErrors::Line {
        whole.extend(complaints.lines.iter().map(|(_, m)| m.clone()));
        let mut seen = std::collections::HashSet::new();
        whole.retain(|m| seen.insert(m.clone()));
    }
    echo.insert("ValidationErrors".to_owned(), messages(&whole));
    Value::Object(echo)
}
