//! Decides where Xero is asked for records that may be there, and finds them in its answers.
//!
//! It makes no call and settles nothing.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;
use serde_json::Value;

use super::prepare::{Prepared, collection};
use crate::domain::money;
use crate::message::{Arg, Message, Template, say};
use crate::queue::Kind;
use crate::xero::xero_date;
use crate::xero::{Element, decimal, element, element_list, segment, text};

/// Largest page that Xero gives.
pub(super) const PAGE_SIZE: i64 = 1_000;
/// When a page of the largest size is too large an answer, because its documents have hundreds of lines.
pub(super) const SMALL_PAGE: i64 = 100;

/// The page of small ones that begins where this page of large ones does.
pub(super) fn in_small_pages(page: i64) -> i64 {
    (page - 1) * (PAGE_SIZE / SMALL_PAGE) + 1
}

/// What Xero holds for one job.
pub(super) enum Found {
    /// It is surely not there.
    Nothing,
    /// Xero's answer does not show enough to say so.
    Unproven,
    /// The record, and as Xero wrote it.
    Record(Box<Element>, Value),
    /// The document, without what was to settle it.
    Unsettled(Value),
}

/// What a document of the same number in Xero has otherwise than the shop's: ours and theirs.
pub(super) fn differences(prepared: &Prepared, found: &Element) -> Vec<Message> {
    let mut differences = Vec::new();
    let mut compare = |what: Template<0>, there: Option<Arg>, here: Option<Arg>| {
        let shown = |value: &Option<Arg>| value.as_ref().map(Arg::to_string).unwrap_or_default();
        if !shown(&there).is_empty() && shown(&there) != shown(&here) {
            let text = |value: Option<Arg>| value.unwrap_or_else(|| Arg::Text(String::new()));
            differences.push(say::DIFFERS.with((what, text(there), text(here))));
        }
    };
    let amount = |amount: Decimal| money::amount(amount, "");
    if let Some((total, tax, currency)) = &prepared.expected {
        compare(say::WORD_TOTAL, found.total.map(amount), Some(amount(*total)));
        compare(say::WORD_TAX, found.tax.map(amount), Some(amount(*tax)));
        compare(
            say::WORD_CURRENCY,
            Some(Arg::from(&found.currency)),
            Some(Arg::from(currency)),
        );
    }
    let day = text(&prepared.element, "Date");
    compare(
        say::WORD_DATE,
        found.date.map(Arg::Day),
        Some(day.parse().map_or(Arg::Text(day), Arg::Day)),
    );
    let contact = prepared
        .element
        .get("Contact")
        .map(|contact| text(contact, "ContactID"))
        .unwrap_or_default();
    // A document without a contact here takes the one of its invoice.
    if prepared.sale.is_none() && !found.contact_id.is_empty() && !found.contact_id.eq_ignore_ascii_case(&contact) {
        differences.push(say::DIFFERS_CONTACT.with(&found.contact_name));
    }
    differences
}

/// The id of a contact that the shop has a link to.
pub(super) fn known_contact(prepared: &Prepared) -> Option<String> {
    let linked = prepared.target.kind == Kind::Contact && prepared.target.method == "POST";
    linked.then(|| text(&prepared.element, "ContactID"))
}

pub(super) fn look_up_path(kind: Kind, asked: &[&Prepared]) -> String {
    let numbers = |pick: fn(&Prepared) -> String| {
        asked
            .iter()
            .map(|one| segment(&pick(one)))
            .collect::<Vec<_>>()
            .join(",")
    };
    let first = || asked.first().map(|one| segment(&one.number)).unwrap_or_default();
    let document = |one: &Prepared| one.note.clone().unwrap_or_default();
    match kind {
        Kind::Invoice => format!(
            "/Invoices?InvoiceNumbers={}&page=1&pageSize=100&unitdp=4",
            numbers(|one| one.number.clone())
        ),
        Kind::Payment | Kind::Cancellation => format!("/Invoices?IDs={}&page=1&pageSize=100", numbers(document)),
        Kind::CreditNote => format!("/CreditNotes/{}?unitdp=4", first()),
        Kind::Contact => format!("/Contacts/{}", first()),
        Kind::Item => format!("/Items/{}?unitdp=4", first()),
        Kind::Refund | Kind::Allocation => {
            format!(
                "/CreditNotes/{}",
                asked.first().map(|one| document(one)).unwrap_or_default()
            )
        }
    }
}

/// Collection that holds what a look-up asks for: path, list, id field, number field.
pub(super) fn list_of(kind: Kind) -> (&'static str, &'static str, &'static str, &'static str) {
    match kind {
        Kind::Payment => collection(Kind::Invoice),
        Kind::Refund | Kind::Allocation => collection(Kind::CreditNote),
        other => collection(other),
    }
}

pub(super) fn list_path(kind: Kind, page: i64, size: i64) -> String {
    let (path, ..) = list_of(kind);
    match kind {
        // Items come in one answer.
        Kind::Item => format!("{path}?unitdp=4"),
        Kind::Contact => format!("{path}?page={page}&pageSize={size}&includeArchived=true"),
        _ => format!("{path}?page={page}&pageSize={size}&unitdp=4"),
    }
}

/// Leaves of a page of a whole list only what may be one of the records that were asked for.
pub(super) fn keep_asked(kind: Kind, asked: &[&Prepared], body: &mut Value) {
    let (_, list, id_field, number_field) = list_of(kind);
    let wanted: HashSet<String> = asked
        .iter()
        .flat_map(|one| {
            let ids = [one.note.clone(), known_contact(one), text_of(&one.element, id_field)];
            ids.into_iter().flatten().chain([one.number.clone()])
        })
        .map(|text| text.to_lowercase())
        .collect();
    if let Some(page) = body.get_mut(list).and_then(Value::as_array_mut) {
        page.retain(|one| {
            [id_field, number_field]
                .iter()
                .any(|field| wanted.contains(&text(one, field).to_lowercase()))
        });
        page.shrink_to_fit();
    }
}

/// Where a document lists what settles it: list, id field.
pub(super) fn inner_of(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Allocation => ("Allocations", "AllocationID"),
        _ => ("Payments", "PaymentID"),
    }
}

/// `complete`: every question was answered with a list, or with Xero's own word that there is none.
pub(super) fn find(
    kind: Kind,
    asked: &[Prepared],
    bodies: &[Value],
    taken: HashSet<String>,
    complete: bool,
) -> Vec<Found> {
    match kind {
        Kind::Payment | Kind::Refund | Kind::Allocation => settlements(kind, asked, bodies, taken),
        _ => {
            let missing = || if complete { Found::Nothing } else { Found::Unproven };
            let (_, list, id_field, number_field) = collection(kind);
            let mut by_number: HashMap<String, (Element, &Value)> = HashMap::new();
            let mut by_id: HashMap<String, (Element, &Value)> = HashMap::new();
            for value in bodies.iter().filter_map(|body| element_list(body, list)).flatten() {
                let one = element(value, id_field, number_field);
                let better = by_number
                    .get(&one.number.to_lowercase())
                    .is_none_or(|(known, _)| matches!(known.status.as_str(), "VOIDED" | "DELETED"));
                if let Some(id) = &one.id {
                    by_id.insert(id.to_lowercase(), (one.clone(), value));
                }
                if better {
                    by_number.insert(one.number.to_lowercase(), (one, value));
                }
            }
            asked
                .iter()
                .map(|one| {
                    // What is linked is known by its id: its number may have been changed there.
                    let linked = [known_contact(one), text_of(&one.element, id_field)]
                        .into_iter()
                        .flatten()
                        .next();
                    let found = match linked {
                        Some(id) => by_id.get(&id.to_lowercase()),
                        None => by_number.get(&one.number.to_lowercase()),
                    };
                    found
                        .filter(|(found, _)| found.id.is_some())
                        .map_or_else(missing, |(found, there)| {
                            Found::Record(Box::new(found.clone()), (*there).clone())
                        })
                })
                .collect()
        }
    }
}

fn text_of(element: &Value, field: &str) -> Option<String> {
    Some(text(element, field)).filter(|found| !found.is_empty())
}

/// Whether an entry of a document is this settlement: same amount, and the same day or the same reference where Xero shows
/// them. Two payments of one sale may have the same amount.
fn is_same(entry: &Value, prepared: &Prepared, amount: Decimal) -> bool {
    let there = decimal(entry, "Amount").or_else(|| decimal(entry, "AppliedAmount"));
    if there != Some(amount) || text(entry, "Status").eq_ignore_ascii_case("DELETED") {
        return false;
    }
    let (day, wanted_day) = (
        xero_date(&text(entry, "Date")),
        xero_date(&text(&prepared.element, "Date")),
    );
    let (reference, wanted) = (text(entry, "Reference"), text(&prepared.element, "Reference"));
    let other_day = matches!((day, wanted_day), (Some(day), Some(wanted)) if day != wanted);
    let other_reference = !reference.is_empty() && !wanted.is_empty() && reference != wanted;
    !(other_day && other_reference)
}

/// How well an entry fits: those with our own reference and day first.
fn fitness(entry: &Value, prepared: &Prepared) -> u8 {
    let same = |field: &str| {
        let wanted = text(&prepared.element, field);
        !wanted.is_empty() && text(entry, field) == wanted
    };
    let day = xero_date(&text(&prepared.element, "Date"));
    u8::from(same("Reference")) * 2 + u8::from(day.is_some() && xero_date(&text(entry, "Date")) == day)
}

/// Whether everything that settled the document is listed in it, so that what is not listed is surely not there. The amounts
/// are the proof: lists may be left out or cut, the balance is not.
fn lists_everything(document: &Value) -> bool {
    if matches!(text(document, "Status").as_str(), "VOIDED" | "DELETED") {
        return true;
    }
    let open = decimal(document, "AmountDue").or_else(|| decimal(document, "RemainingCredit"));
    let (Some(total), Some(open)) = (decimal(document, "Total"), open) else {
        return false;
    };
    let listed: Decimal = ["Payments", "Allocations", "CreditNotes", "Prepayments", "Overpayments"]
        .iter()
        .filter_map(|list| element_list(document, list))
        .flatten()
        .filter(|entry| !text(entry, "Status").eq_ignore_ascii_case("DELETED"))
        .filter_map(|entry| decimal(entry, "AppliedAmount").or_else(|| decimal(entry, "Amount")))
        .sum();
    total - open == listed
}

/// Payments and allocations have no number of their own: they are known by their document and amount. One that belongs to
/// another job, or was found for another one here, is not this one. Where Xero does not show the whole document, nothing is proven.
fn settlements(kind: Kind, asked: &[Prepared], bodies: &[Value], mut taken: HashSet<String>) -> Vec<Found> {
    let (inner, inner_id) = inner_of(kind);
    let (_, list, id_field, _) = list_of(kind);
    let documents: Vec<&Value> = bodies
        .iter()
        .filter_map(|body| element_list(body, list))
        .flatten()
        .collect();
    asked
        .iter()
        .map(|one| {
            let (Some(id), Some((amount, ..))) = (&one.note, &one.expected) else {
                return Found::Unproven;
            };
            let Some(document) = documents
                .iter()
                .find(|document| text(document, id_field).eq_ignore_ascii_case(id))
            else {
                return Found::Unproven;
            };
            let listed = element_list(document, inner).unwrap_or_default();
            let same = listed
                .iter()
                .filter(|entry| is_same(entry, one, *amount) && !taken.contains(&text(entry, inner_id)))
                .max_by_key(|entry| fitness(entry, one));
            if let Some(entry) = same {
                let mut found = element(entry, inner_id, "-");
                taken.extend(found.id.clone());
                if found.id.is_none() {
                    found.id = Some(format!("{id}:{}", inner.to_lowercase()));
                }
                return Found::Record(Box::new(found), entry.clone());
            }
            // A list may leave payments out, but never the amounts: nothing open means that it is settled.
            let open = decimal(document, "AmountDue").or_else(|| decimal(document, "RemainingCredit"));
            let settled = decimal(document, "AmountPaid").or_else(|| decimal(document, "AppliedAmount"));
            let covered =
                listed.is_empty() && open == Some(Decimal::ZERO) && settled.is_none_or(|paid| paid >= *amount);
            if covered {
                let settled = Element {
                    id: Some(format!("{id}:{}", inner.to_lowercase())),
                    total: Some(*amount),
                    ..Element::default()
                };
                return Found::Record(Box::new(settled), (*document).clone());
            }
            if !lists_everything(document) {
                return Found::Unproven;
            }
            Found::Unsettled((*document).clone())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_a_balance_that_is_explained_proves_an_absence() {
        for (document, proven) in [
            (json!({}), false),
            (json!({"Total": 100, "Payments": []}), false),
            // Nothing was settled at all.
            (json!({"Total": 100, "AmountDue": 100}), true),
            // Something was, and the list is left out, empty or cut.
            (json!({"Total": 100, "AmountDue": 40}), false),
            (json!({"Total": 100, "AmountDue": 40, "Payments": []}), false),
            (
                json!({"Total": 100, "AmountDue": 40, "Payments": [{"Amount": 20}]}),
                false,
            ),
            (
                json!({"Total": 100, "AmountDue": 40, "Payments": [{"Amount": 60}]}),
                true,
            ),
            (
                json!({"Total": 100, "AmountDue": 40, "Payments": [{"Amount": 60}, {"Amount": 60, "Status": "DELETED"}]}),
                true,
            ),
            (
                json!({"Total": "100.00", "AmountDue": "10.00", "Payments": [{"Amount": 60}], "CreditNotes": [{"AppliedAmount": 30}]}),
                true,
            ),
            (
                json!({"Total": 100, "RemainingCredit": 0, "Payments": [{"Amount": 60}], "Allocations": [{"Amount": 40}]}),
                true,
            ),
            (
                json!({"Total": 100, "RemainingCredit": 0, "Payments": [{"Amount": 60}]}),
                false,
            ),
            (json!({"Total": 100, "AmountDue": 0, "Status": "VOIDED"}), true),
        ] {
            assert_eq!(lists_everything(&document), proven, "{document}");
        }
    }
}
