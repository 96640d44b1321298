//! Decides what a claimed job sends: maps its snapshot, looks up what it depends on, drops what is unchanged.
//!
//! Makes no call. What cannot be sent ends here, with its reason.

use std::collections::HashMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::payload::Payload;
use crate::domain::books;
use crate::domain::mapping;
use crate::domain::money;
use crate::domain::policy::{Hold, HoldCode, Policy};
use crate::domain::shop::Record;
use crate::engine::{Books, Core, EngineError};
use crate::message::{Message, say};
use crate::queue::{Active, Claimed, Kind, Link, LogLine, NewJob, Settled, State};
use crate::secret::fingerprint;
use crate::snapshot;
use crate::transport::Method;
use crate::xero::wire;

/// Codes that ask for another form at the next try.
pub(super) const NAME_TAKEN: &str = "contact_name_taken";
pub(super) const EMAIL_INVALID: &str = "contact_email_invalid";
pub(super) const ITEM_UNKNOWN: &str = "item_code_unknown";
pub(super) const ALONE: &str = "refused_in_batch";
/// It was looked up and is surely not in Xero: it may be sent.
pub(super) const NOT_THERE: &str = "not_in_xero_yet";

/// It waits for another job: its customer, its document, or what becomes of the same sale as another document.
pub(super) const WAITS: [&str; 3] = ["waits_for_contact", "waits_for_document", "waits_for_answer"];

/// How long a job waits for another one that it depends on; longer than a drain waits for anything.
const DEPENDENCY_MS: i64 = 10_000;
/// The same when that other one is being sent right now: a drain waits for it.
const UNDER_WAY_MS: i64 = 2_000;

/// A job ready to be sent.
#[derive(Debug, Clone)]
pub(super) struct Prepared {
    pub(super) job: Claimed,
    pub(super) target: Target,
    pub(super) element: Payload,
    /// Number, code or contact number in Xero.
    pub(super) number: String,
    pub(super) fingerprint: String,
    /// What Xero must compute: total, tax, currency.
    pub(super) expected: Option<(Decimal, Decimal, String)>,
    /// The contact's name as sent; for settlements the id of their document in Xero.
    pub(super) note: Option<String>,
    /// The whole element, where an update sends a part of it; of a document, how it is booked.
    pub(super) whole: Option<Value>,
    /// Jobs that follow when it is in Xero.
    pub(super) next: Vec<NewJob>,
    /// Cents on the rounding line.
    pub(super) rounding: Decimal,
    /// Xero had it before the shop knew.
    pub(super) adopted: bool,
    /// Id in Xero of the invoice whose contact this goes to, as Xero has it at the time of sending.
    pub(super) sale: Option<String>,
    /// Of a document: its order in the shop, and the key of its contact. Of a contact: the order that it is made for, and nothing.
    pub(super) party: Option<(String, String)>,
    /// Of a document: its store view, for people.
    pub(super) store: Option<String>,
}

/// Where elements go; elements of one target travel together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Target {
    pub(super) kind: Kind,
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) list: &'static str,
    pub(super) id_field: &'static str,
    pub(super) number_field: &'static str,
    /// Travels alone: allocations have an address of their own, and an element whose batch was refused whole.
    pub(super) single: Option<i64>,
}

impl Target {
    pub(super) fn method(&self) -> Method {
        if self.method == "POST" {
            Method::Post
        } else {
            Method::Put
        }
    }
}

/// Names of Xero's collections by kind: path, list, id field, number field.
pub(in crate::engine) fn collection(kind: Kind) -> (&'static str, &'static str, &'static str, &'static str) {
    match kind {
        Kind::Contact => ("/Contacts", "Contacts", "ContactID", "ContactNumber"),
        Kind::Item => ("/Items", "Items", "ItemID", "Code"),
        Kind::Invoice | Kind::Cancellation => ("/Invoices", "Invoices", "InvoiceID", "InvoiceNumber"),
        Kind::CreditNote => ("/CreditNotes", "CreditNotes", "CreditNoteID", "CreditNoteNumber"),
        Kind::Payment | Kind::Refund => ("/Payments", "Payments", "PaymentID", "-"),
        Kind::Allocation => ("/Allocations", "Allocations", "AllocationID", "-"),
    }
}

pub(super) fn target(kind: Kind, update: bool, single: Option<i64>) -> Target {
    let (path, list, id_field, number_field) = collection(kind);
    // Four decimals for unit prices; without it Xero rounds them to two before it multiplies.
    let decimals = if matches!(kind, Kind::Invoice | Kind::CreditNote | Kind::Item) {
        "&unitdp=4"
    } else {
        ""
    };
    Target {
        kind,
        // PUT only creates; POST on a collection would silently change a record of the same number.
        method: if update { "POST" } else { "PUT" },
        path: format!("{path}?summarizeErrors=false{decimals}"),
        list,
        id_field,
        number_field,
        single,
    }
}

/// What became of a claimed job before any call.
pub(super) enum Step {
    Send(Box<Prepared>),
    End(Box<(Settled, LogLine)>),
}

pub(super) fn held(code: &str, message: impl Into<Message>, fix: impl Into<Message>) -> Step {
    Step::End(Box::new((
        Settled::Held,
        LogLine {
            action: "create".into(),
            status: "held".into(),
            code: code.to_owned(),
            message: message.into(),
            fix: fix.into(),
            ..LogLine::default()
        },
    )))
}

pub(super) fn hold(hold: &Hold) -> Step {
    // Nobody has to act on these: there is nothing to book.
    if matches!(hold.code, HoldCode::DocumentCanceled | HoldCode::CreditNoteEmpty) {
        return skipped(hold.code.as_str(), hold.message.clone(), Vec::new());
    }
    let step = held(hold.code.as_str(), hold.message.clone(), hold.fix.clone());
    match step {
        Step::End(mut end) => {
            end.1.subject = hold.subject().to_owned();
            Step::End(end)
        }
        other @ Step::Send(_) => other,
    }
}

/// Nothing to send; what follows from it still follows.
pub(super) fn nothing(code: &str, message: impl Into<Message>, next: Vec<NewJob>) -> Step {
    Step::End(Box::new((
        Settled::Done { link: None, next },
        LogLine {
            action: "none".into(),
            // An unchanged record leaves no line.
            status: String::new(),
            code: code.to_owned(),
            message: message.into(),
            ..LogLine::default()
        },
    )))
}

/// Nothing to send, and people can read why.
pub(super) fn skipped(code: &str, message: impl Into<Message>, next: Vec<NewJob>) -> Step {
    Step::End(Box::new((
        Settled::Done { link: None, next },
        LogLine {
            action: "none".into(),
            status: "skipped".into(),
            code: code.to_owned(),
            message: message.into(),
            ..LogLine::default()
        },
    )))
}

/// `under_way`: the other one is in a process's hands, or about to be.
pub(super) fn wait_for_dependency(core: &Core, code: &str, message: Message, under_way: bool) -> Step {
    let pause = if under_way { UNDER_WAY_MS } else { DEPENDENCY_MS };
    Step::End(Box::new((
        Settled::Retry {
            not_before_ms: core.now() + pause,
            counted: false,
        },
        LogLine {
            code: code.to_owned(),
            message,
            ..LogLine::default()
        },
    )))
}

pub(super) fn read_record(job: &Claimed) -> Result<Record, Step> {
    if job.snapshot.is_empty() {
        return Err(held("snapshot_malformed", say::SNAPSHOT_GONE, say::SAVE_AGAIN_OR_SEND));
    }
    snapshot::read_text(&job.snapshot).map_err(|malformed| {
        held(
            malformed.code,
            say::SNAPSHOT_UNREADABLE.with((&malformed.field, &malformed.message)),
            if malformed.code == "snapshot_too_new" {
                say::UPDATE_EXTENSION
            } else {
                say::SAVE_AGAIN_OR_SEND
            },
        )
    })
}

pub(in crate::engine) fn policy_of(books: &Books, record: &Record) -> Arc<Policy> {
    books.policy(&record.head().store)
}

impl Core {
    /// Whether a job that another one depends on is being sent, or will be before a drain gives up waiting.
    pub(super) fn is_under_way(&self, (state, _, _, not_before_ms): &Active) -> bool {
        *state == State::Running || *not_before_ms <= self.now() + UNDER_WAY_MS
    }

    /// Prepares claimed jobs of one kind. `names`: contact names (in lower case) that are under way already, and whose they
    /// are. `looking`: Xero is about to be asked about these records, nothing is sent.
    pub(super) fn prepare(
        &self,
        books: &Books,
        jobs: Vec<Claimed>,
        names: &mut HashMap<String, String>,
        looking: bool,
    ) -> Result<Vec<(Claimed, Step)>, EngineError> {
        let mut steps = Vec::with_capacity(jobs.len());
        for job in jobs {
            let step = match self.step_of(books, &job, names, looking) {
                // Of this record something in the store is damaged: the others go on.
                Err(error) if error.code == "store_damaged" => {
                    held("link_damaged", say::RECORD_DAMAGED, say::RECORD_DAMAGED_FIX)
                }
                step => step?,
            };
            steps.push((job, step));
        }
        Ok(steps)
    }

    fn step_of(
        &self,
        books: &Books,
        job: &Claimed,
        names: &mut HashMap<String, String>,
        looking: bool,
    ) -> Result<Step, EngineError> {
        let record = match read_record(job) {
            Err(step) => return Ok(step),
            Ok(record) => record,
        };
        let policy = policy_of(books, &record);
        match (job.kind, &record) {
            (Kind::Contact, _) => self.prepare_contact(books, job, &record, &policy, names, looking),
            (Kind::Item, Record::Product(product)) => match mapping::item(product, &policy) {
                Ok(item) => self.prepare_item(job, &item),
                Err(reason) => Ok(hold(&reason)),
            },
            (Kind::Invoice | Kind::CreditNote, Record::Document(document)) => {
                self.prepare_document(books, job, document, &policy, names, looking)
            }
            (Kind::Cancellation, Record::Document(document)) => {
                self.prepare_cancellation(books, job, document, looking)
            }
            (Kind::Payment | Kind::Refund | Kind::Allocation, Record::Document(document)) => {
                self.prepare_settlement(books, job, document, &policy, looking)
            }
            _ => Ok(held(
                "snapshot_malformed",
                say::SNAPSHOT_OF_ANOTHER_KIND,
                say::SAVE_AGAIN_OR_SEND,
            )),
        }
    }

    fn prepare_item(&self, job: &Claimed, item: &books::Item) -> Result<Step, EngineError> {
        let link = self.store.link(&job.connection, Kind::Item, &job.key)?;
        let mark = fingerprint(&[wire::item(item, None).to_string().as_bytes()]);
        if link.as_ref().is_some_and(|link| link.fingerprint == mark) {
            return Ok(nothing("unchanged", say::UNCHANGED, Vec::new()));
        }
        let whole = wire::item(item, None);
        Ok(Step::Send(Box::new(Prepared {
            element: changed_only(&whole, link.as_ref(), "ItemID").into(),
            target: target(Kind::Item, link.is_some(), (job.code == ALONE).then_some(job.id)),
            number: item.code.clone(),
            fingerprint: mark,
            expected: None,
            note: None,
            whole: Some(whole),
            next: Vec::new(),
            rounding: Decimal::ZERO,
            adopted: false,
            sale: None,
            party: None,
            store: None,
            job: job.clone(),
        })))
    }

    /// The log line of something that is in Xero now.
    pub(super) fn success(
        &self,
        books: &Books,
        prepared: &Prepared,
        link: &Link,
        action: &str,
        duration_ms: i64,
    ) -> LogLine {
        let what = match prepared.target.kind {
            Kind::Contact => say::KIND_CONTACT,
            Kind::Item => say::KIND_ITEM,
            Kind::Invoice => say::KIND_INVOICE,
            Kind::CreditNote => say::KIND_CREDIT_NOTE,
            Kind::Payment => say::KIND_PAYMENT,
            Kind::Refund => say::KIND_REFUND,
            Kind::Allocation => say::KIND_ALLOCATION,
            Kind::Cancellation => say::KIND_CANCELLATION,
        };
        let mut message = match action {
            "update" => say::WHAT_UPDATED.with(what),
            "adopt" => say::WHAT_ADOPTED.with(what),
            _ => say::WHAT_CREATED.with(what),
        };
        if !prepared.rounding.is_zero() {
            message = message.and(say::ROUNDING_LINE.with(money::amount(prepared.rounding, "")));
        }
        LogLine {
            action: action.to_owned(),
            status: "success".into(),
            message,
            xero_id: link.xero_id.clone(),
            xero_url: self.xero_url(books, prepared.target.kind, &link.xero_id, prepared.note.as_deref()),
            total: link.total.clone(),
            xero_total: link.xero_total.clone(),
            currency: link.currency.clone(),
            duration_ms,
            ..LogLine::default()
        }
    }

    pub(in crate::engine) fn xero_url(
        &self,
        books: &Books,
        kind: Kind,
        xero_id: &str,
        document_id: Option<&str>,
    ) -> String {
        let path = match kind {
            Kind::Contact => format!("/Contacts/View/{xero_id}"),
            Kind::Item => format!("/Inventory/View/{xero_id}"),
            Kind::Invoice | Kind::Cancellation => format!("/AccountsReceivable/View.aspx?InvoiceID={xero_id}"),
            Kind::CreditNote => format!("/AccountsReceivable/ViewCreditNote.aspx?creditNoteID={xero_id}"),
            Kind::Payment => format!(
                "/AccountsReceivable/View.aspx?InvoiceID={}",
                document_id.unwrap_or(xero_id)
            ),
            Kind::Refund | Kind::Allocation => {
                format!(
                    "/AccountsReceivable/ViewCreditNote.aspx?creditNoteID={}",
                    document_id.unwrap_or(xero_id)
                )
            }
        };
        self.web_link(&books.catalogue.organisation.short_code, &path)
    }
}

/// What changed since it was last sent, with the id; everything for a record that Xero does not have. Xero keeps what is not
/// sent, so what a person changed there stays, unless the shop changed the same field.
pub(super) fn changed_only(whole: &Value, link: Option<&Link>, id_field: &str) -> Value {
    let Some(link) = link else {
        return whole.clone();
    };
    let before: Value = link
        .sent
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    let mut part = Map::new();
    part.insert(id_field.to_owned(), Value::String(link.xero_id.clone()));
    for (field, value) in whole.as_object().into_iter().flatten() {
        // Number and code say which record it is, in case the id is not enough for whoever reads the log at Xero.
        let names_it = matches!(field.as_str(), "ContactNumber" | "Code");
        if names_it || before.get(field) != Some(value) {
            part.insert(field.clone(), value.clone());
        }
    }
    Value::Object(part)
}

/// The body of a batch.
pub(super) fn envelope(target: &Target, batch: &[Prepared]) -> String {
    let elements = batch.iter().map(|one| one.element.json());
    let mut body =
        String::with_capacity(elements.clone().map(|json| json.len() + 1).sum::<usize>() + target.list.len() + 8);
    body.push_str("{\"");
    body.push_str(target.list);
    body.push_str("\":[");
    for (index, json) in elements.enumerate() {
        if index > 0 {
            body.push(',');
        }
        body.push_str(json);
    }
    body.push_str("]}");
    body
}
