//! Reads Xero's answers leniently: numbers as texts, unknown fields and missing ones are all met in real books.

use rust_decimal::Decimal;
use serde_json::Value;

use super::value::{amount, borrowed, cut, flag, id, short, xero_date};
use crate::json::{List, Node, Seen, Tree, compact};
use crate::limits::sane::retry_after;
use crate::limits::{Barrier, Lesson};
use crate::transport::Response;

const ZERO_ID: &str = "00000000-0000-0000-0000-000000000000";

/// One element of an answer to a batch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Element {
    /// Its id; `None` when nothing was made.
    pub id: Option<String>,
    /// Its number, code or name.
    pub number: String,
    /// What Xero refused, in Xero's words.
    pub errors: Vec<String>,
    /// What Xero warns of.
    pub warnings: Vec<String>,
    /// Total as Xero computed it.
    pub total: Option<Decimal>,
    /// Tax as Xero computed it.
    pub tax: Option<Decimal>,
    /// Still to be paid.
    pub due: Option<Decimal>,
    /// `Status` or `ContactStatus`.
    pub status: String,
    /// `CurrencyCode`.
    pub currency: String,
    /// A contact's or item's `Name`.
    pub name: String,
    /// A contact's `EmailAddress`.
    pub email: String,
    /// The element as it came, in answers to writes; the beginning of a very long one.
    pub raw: Option<String>,
    /// A document's `Date`.
    pub date: Option<chrono::NaiveDate>,
    /// Ids of the document that a payment settles, as far as the answer names it.
    pub settles: Vec<String>,
    /// `ContactID` of a document's contact.
    pub contact_id: String,
    /// Name of a document's contact.
    pub contact_name: String,
}

/// Characters of the code of a currency that are kept. A real one has three.
const MOST_OF_CURRENCY: usize = 16;
/// Characters of one message that are kept, and messages of one element. Xero's own are a sentence or two, one for each line at most.
const MOST_OF_MESSAGE: usize = 500;
const MOST_MESSAGES: usize = 20;

/// Messages of `field`, here and on the lines below; Xero's own samples use `Message` and `Description`.
fn messages(value: Node<'_>, field: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut collect = |holder: Node<'_>| {
        for one in holder.get(field).and_then(Node::list).into_iter().flat_map(List::iter) {
            let message = match one.seen() {
                Seen::Text(message) => message,
                _ => match borrowed(one, "Message") {
                    "" => borrowed(one, "Description"),
                    message => message,
                },
            };
            let message = cut(message, MOST_OF_MESSAGE);
            if !message.is_empty() && found.len() < MOST_MESSAGES && !found.contains(&message) {
                found.push(message);
            }
        }
    };
    collect(value);
    for list in ["LineItems", "Addresses", "Phones", "ContactPersons"] {
        for line in value.get(list).and_then(Node::list).into_iter().flat_map(List::iter) {
            collect(line);
        }
    }
    for inner in ["Contact", "Account", "Invoice", "CreditNote"] {
        if let Some(inner) = value.get(inner) {
            collect(inner);
        }
    }
    found
}

/// Reads one element whose id is in `id_field` and whose number is in `number_field`.
pub fn element(value: &Value, id_field: &str, number_field: &str) -> Element {
    read(value.into(), id_field, number_field)
}

fn read(value: Node<'_>, id_field: &str, number_field: &str) -> Element {
    let mut errors = messages(value, "ValidationErrors");
    let refused = borrowed(value, "StatusAttributeString").eq_ignore_ascii_case("ERROR")
        || flag(value, "HasErrors", false)
        || flag(value, "HasValidationErrors", false);
    if refused && errors.is_empty() {
        // In silence.
        errors.push(String::new());
    }
    let own = id(value, id_field);
    let made = !own.is_empty() && own != ZERO_ID && errors.is_empty();
    let status = short(value, "Status");
    Element {
        id: made.then_some(own),
        number: short(value, number_field),
        errors,
        warnings: messages(value, "Warnings"),
        total: amount(value, "Total").or_else(|| amount(value, "Amount")),
        tax: amount(value, "TotalTax"),
        due: amount(value, "AmountDue").or_else(|| amount(value, "RemainingCredit")),
        status: if status.is_empty() {
            short(value, "ContactStatus")
        } else {
            status
        },
        currency: cut(borrowed(value, "CurrencyCode"), MOST_OF_CURRENCY),
        name: short(value, "Name"),
        email: short(value, "EmailAddress"),
        raw: None,
        settles: [("Invoice", "InvoiceID"), ("CreditNote", "CreditNoteID")]
            .iter()
            .filter_map(|(document, field)| Some(id(value.get(document)?, field)))
            .filter(|id| !id.is_empty())
            .collect(),
        date: xero_date(borrowed(value, "Date")),
        contact_id: value
            .get("Contact")
            .map(|contact| id(contact, "ContactID"))
            .unwrap_or_default(),
        contact_name: value
            .get("Contact")
            .map(|contact| short(contact, "Name"))
            .unwrap_or_default(),
    }
}

/// The beginning of an element as it came, on one line: no more than is kept of an exchange.
fn beginning(text: &str) -> String {
    const LONGEST: usize = 64 * 1024;
    let text = compact(text);
    let end = (0..=text.len().min(LONGEST))
        .rev()
        .find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or(0)).unwrap_or_default().to_owned()
}

/// The raw elements of a list in an answer; `None` when the list is not there.
pub fn element_list<'a>(body: &'a Value, list: &str) -> Option<&'a [Value]> {
    body.get(list).and_then(Value::as_array).map(Vec::as_slice)
}

/// The elements of a list in an answer to a write, with their own text; none when the list is not there. `None` when it is no JSON.
pub fn elements(body: &[u8], list: &str, id_field: &str, number_field: &str) -> Option<Vec<Element>> {
    let body = Tree::of_bytes(body)?;
    let Some(List::Tree(listed)) = Node::from(&body).get(list).and_then(Node::list) else {
        return Some(Vec::new());
    };
    let told = |one: &Tree<'_>| Element {
        raw: one.written().map(beginning),
        ..read(one.into(), id_field, number_field)
    };
    Some(listed.iter().map(told).collect())
}

/// The documents of a list in an answer that was asked for, each with its `Reference`; none when the list is not there. `None` when it is no JSON.
pub fn named(body: &[u8], list: &str, id_field: &str, number_field: &str) -> Option<Vec<(Element, String)>> {
    let body = Tree::of_bytes(body)?;
    let Some(List::Tree(listed)) = Node::from(&body).get(list).and_then(Node::list) else {
        return Some(Vec::new());
    };
    let told = |one: &Tree<'_>| {
        let node = Node::from(one);
        (
            read(node, id_field, number_field),
            borrowed(node, "Reference").to_owned(),
        )
    };
    Some(listed.iter().map(told).collect())
}

/// Calls that may be left at most, whatever a header says; Xero's largest plans have 5,000 a day, and who has more sets a limit below this.
const MOST_CALLS: i64 = 1_000_000;

/// What an answer teaches about the limits.
pub fn lesson(response: &Response) -> Lesson {
    let number = |name: &str| {
        let said = response.header(name)?.trim().parse::<i64>().ok()?;
        Some(said.clamp(0, MOST_CALLS))
    };
    let refused = (response.status == 429).then(|| {
        let problem = response
            .header("x-rate-limit-problem")
            .unwrap_or_default()
            .to_ascii_lowercase();
        let after = response
            .header("retry-after")
            .and_then(|said| retry_after(said, response.header("date")));
        let barrier = if problem.contains("day") || problem.contains("daily") {
            Barrier::Day
        } else if problem.contains("concurrent") || (problem.is_empty() && after.is_none()) {
            Barrier::Concurrency
        } else if problem.is_empty() {
            // Perhaps not even Xero's.
            Barrier::Asked
        } else {
            Barrier::Minute
        };
        (barrier, after)
    });
    Lesson {
        day_remaining: number("x-daylimit-remaining"),
        minute_remaining: number("x-minlimit-remaining"),
        refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_element_with_errors_has_no_id_even_if_xero_sent_one() {
        let value = json!({"InvoiceID": "7a", "StatusAttributeString": "ERROR", "ValidationErrors": [{"Description": "no"}],
            "LineItems": [{"ValidationErrors": [{"Message": "line"}]}]});
        let element = element(&value, "InvoiceID", "InvoiceNumber");
        assert_eq!(element.id, None);
        assert_eq!(element.errors, ["no", "line"]);
    }

    #[test]
    fn a_zero_id_is_no_id() {
        let value = json!({"InvoiceID": ZERO_ID});
        assert_eq!(element(&value, "InvoiceID", "InvoiceNumber").id, None);
    }

    #[test]
    fn amounts_may_be_texts_or_numbers() {
        let value: Value = serde_json::from_str(r#"{"InvoiceID":"x","Total":"12.50","TotalTax":2.0800}"#).unwrap();
        let element = element(&value, "InvoiceID", "InvoiceNumber");
        assert_eq!(element.total, Some("12.50".parse().unwrap()));
        assert_eq!(element.tax, Some("2.08".parse().unwrap()));
    }

    fn limited(headers: &[(&str, &str)]) -> Option<(Barrier, Option<i64>)> {
        lesson(&Response {
            status: 429,
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
            body: Vec::new(),
        })
        .refused
    }

    #[test]
    fn what_is_left_is_a_number_of_calls_whatever_the_header_says() {
        for (said, left) in [
            ("4999", Some(4_999)),
            ("-9223372036854775808", Some(0)),
            ("9223372036854775807", Some(1_000_000)),
            ("9223372036854775808", None),
            ("none", None),
        ] {
            let headers =
                ["X-DayLimit-Remaining", "X-MinLimit-Remaining"].map(|name| (name.to_owned(), said.to_owned()));
            let lesson = lesson(&Response {
                status: 200,
                headers: headers.to_vec(),
                body: Vec::new(),
            });
            assert_eq!((lesson.day_remaining, lesson.minute_remaining), (left, left), "{said}");
        }
    }

    #[test]
    fn element_texts_are_no_longer_than_real_ones() {
        let long = "€".repeat(70_000);
        let value = json!({"InvoiceID": "7a", "InvoiceNumber": long, "Status": long, "CurrencyCode": long, "Name": long, "EmailAddress": long,
            "Contact": {"ContactID": "../../connections", "Name": long}, "Invoice": {"InvoiceID": long},
            "Warnings": (0..50).map(|number| json!({"Message": format!("{number} {long}")})).collect::<Vec<_>>()});
        let element = element(&value, "InvoiceID", "InvoiceNumber");
        for text in [
            &element.number,
            &element.status,
            &element.name,
            &element.email,
            &element.contact_name,
        ] {
            assert_eq!(text.chars().count(), 255);
        }
        assert_eq!(element.currency.chars().count(), 16);
        assert_eq!((element.contact_id.as_str(), element.settles.len()), ("", 0));
        assert_eq!((element.warnings.len(), element.warnings[0].chars().count()), (20, 500));
    }

    #[test]
    fn the_four_kinds_of_429_are_told_apart() {
        assert_eq!(
            limited(&[("X-Rate-Limit-Problem", "Day"), ("Retry-After", "66975")]),
            Some((Barrier::Day, Some(66_975)))
        );
        assert_eq!(
            limited(&[("x-rate-limit-problem", "minute"), ("retry-after", "12")]),
            Some((Barrier::Minute, Some(12)))
        );
        assert_eq!(
            limited(&[("x-rate-limit-problem", "concurrent")]),
            Some((Barrier::Concurrency, None))
        );
        assert_eq!(limited(&[]), Some((Barrier::Concurrency, None)));
    }
}
