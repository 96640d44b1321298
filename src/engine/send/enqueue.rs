//! Decides what becomes of snapshots: which jobs they make, and which are left out by the shop's settings.

use std::collections::HashMap;
use std::io::Write as _;
use std::ops::Range;

use serde::Serialize;
use serde_json::{Value, json};

use crate::domain::money;
use crate::domain::policy::ContactRules;
use crate::domain::shop::{self, DocumentKind, Record, SalesDocument, State as ShopState};
use crate::engine::key::{cancelled_part_key, contact_key, paid_key};
use crate::engine::{Books, Core, Engine, EngineError};
use crate::message::{Message, say};
use crate::oauth::ConnectionRow;
use crate::queue::{Claimed, Entity, Kind, NewJob, Purpose, SeenInvoice};
use crate::secret::{Checksum, fingerprint};
use crate::settings::{Candidate, Place, Settings};
use crate::snapshot;

/// A snapshot that could not be taken.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    pub(super) index: usize,
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) field: String,
    pub(super) code: String,
    pub(super) message: Message,
}

/// Jobs that snapshots make.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    pub(super) jobs: Vec<NewJob>,
    /// Places of those that make none.
    pub(super) left_out: Vec<usize>,
    pub(super) refused: Vec<Refused>,
}

pub(super) fn person_name(person: &shop::Person) -> String {
    [person.first_name.as_deref(), person.last_name.as_deref()]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Most bytes of a snapshot: four thousand lines of a record are some three million.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Most lines of a record; Xero's answer to more is not read (`http::weight`).
const MOST_LINES: usize = 4_000;

/// Keeps as much as a snapshot may have, and counts the rest.
#[derive(Default)]
struct Bounded {
    kept: Vec<u8>,
    beyond: usize,
}

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.kept.len() + bytes.len() {
            ..=MOST_BYTES if self.beyond == 0 => self.kept.extend_from_slice(bytes),
            _ => self.beyond += bytes.len(),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A snapshot as JSON text, written once for all that is made of it.
struct Written<'a> {
    text: String,
    /// Its fields: the name of each, and where it stands in the text. None of what is no object.
    fields: Vec<(&'a str, Range<usize>)>,
}

impl<'a> Written<'a> {
    /// The snapshot, or in words why it is larger than any record.
    fn of(snapshot: &'a Value) -> Result<Self, Message> {
        let lines = snapshot.get("lines").and_then(Value::as_array).map_or(0, Vec::len);
        if lines > MOST_LINES {
            return Err(say::RECORD_WITH_TOO_MANY_LINES.with((lines, MOST_LINES)));
        }
        let mut written = Bounded::default();
        let mut fields = Vec::new();
        match snapshot.as_object() {
            Some(map) => {
                written.put("{");
                for (name, value) in map {
                    if !fields.is_empty() {
                        written.put(",");
                    }
                    let from = written.kept.len();
                    written.json(name);
                    written.put(":");
                    written.json(value);
                    fields.push((name.as_str(), from..written.kept.len()));
                }
                written.put("}");
            }
            None => written.json(snapshot),
        }
        written.end(fields)
    }

    fn field(&self, place: &Range<usize>) -> &str {
        self.text.get(place.clone()).unwrap_or_default()
    }

    /// Fingerprint of what is sent: some fields change without changing that.
    fn hash(&self) -> String {
        if self.fields.is_empty() {
            return fingerprint(&[self.text.as_bytes()]);
        }
        let mut content: Vec<&(&str, Range<usize>)> = self.fields.iter().collect();
        for name in ["updated_at", "updated_on", "admin_url"] {
            if let Some(at) = content.iter().position(|(field, _)| *field == name) {
                // Not in order: fingerprints that stores have were made like this.
                content.swap_remove(at);
            }
        }
        let mut hash = Checksum::default();
        hash.add(b"{");
        for (index, (_, place)) in content.into_iter().enumerate() {
            if index > 0 {
                hash.add(b",");
            }
            hash.add(self.field(place).as_bytes());
        }
        hash.add(b"}\0");
        hash.end()
    }

    /// A document's snapshot as its contact needs it: what was bought, and how it was paid, is not kept twice.
    fn of_its_contact(&self) -> String {
        const NOT_OF_A_CONTACT: &[&str] = &["lines", "extra_totals", "shipping", "payment", "tenders"];
        if self.fields.is_empty() {
            return self.text.clone();
        }
        let kept: Vec<&str> = self
            .fields
            .iter()
            .filter(|(name, _)| !NOT_OF_A_CONTACT.contains(name))
            .map(|(name, place)| match *name {
                // A document has some.
                "totals" => "\"totals\":{}",
                _ => self.field(place),
            })
            .collect();
        format!("{{{}}}", kept.join(","))
    }
}

impl Bounded {
    // Writing to memory does not fail.

    fn put(&mut self, text: &str) {
        let _ = self.write_all(text.as_bytes());
    }

    fn json(&mut self, value: &(impl Serialize + ?Sized)) {
        let _ = serde_json::to_writer(self, value);
    }

    fn end(self, fields: Vec<(&str, Range<usize>)>) -> Result<Written<'_>, Message> {
        if self.beyond > 0 {
            let megabytes = (self.kept.len() + self.beyond) / 1024 / 1024;
            return Err(say::RECORD_TOO_LARGE.with((megabytes, MOST_BYTES / 1024 / 1024)));
        }
        Ok(Written {
            // JSON is text.
            text: String::from_utf8(self.kept).unwrap_or_default(),
            fields,
        })
    }
}

struct Connection {
    row: ConnectionRow,
    settings: Settings,
}

impl Core {
    /// Reads snapshots and decides which jobs they make. One that cannot be read does not hinder the others.
    pub(super) fn sort(&self, snapshots: &[Value], purpose: Purpose) -> Result<Sorted, EngineError> {
        let mut sorted = Sorted::default();
        let mut connections: HashMap<String, Option<Connection>> = HashMap::new();
        let mut seen: Vec<SeenInvoice> = Vec::new();
        for (index, value) in snapshots.iter().enumerate() {
            let named = |field: &str| match value.get(field) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Number(number)) => number.to_string(),
                _ => String::new(),
            };
            let mut refuse = |field: &str, code: &str, message: Message| {
                sorted.refused.push(Refused {
                    index,
                    kind: named("kind"),
                    id: named("id"),
                    field: field.to_owned(),
                    code: code.to_owned(),
                    message,
                });
            };
            let written = match Written::of(value) {
                Ok(written) => written,
                Err(message) => {
                    refuse("", "snapshot_too_large", message);
                    continue;
                }
            };
            let record = match snapshot::read(value) {
                Ok(record) => record,
                Err(malformed) => {
                    refuse(&malformed.field, malformed.code, Message::words(malformed.message));
                    continue;
                }
            };
            let code = record.head().connection.clone();
            if !connections.contains_key(&code) {
                let found = match self.store.connection(&code)? {
                    Some(row) => Some(Connection {
                        settings: Self::settings(&row)?,
                        row,
                    }),
                    None => None,
                };
                connections.insert(code.clone(), found);
            }
            let Some(Some(connection)) = connections.get(&code) else {
                if matches!(purpose, Purpose::Event | Purpose::Immediate | Purpose::Sweep) {
                    // A shop where the module was just installed: the first cron run writes the settings, and the sweep finds
                    // what happened before.
                    sorted.left_out.push(index);
                    continue;
                }
                refuse(
                    "connection",
                    "connection_unknown",
                    say::CONNECTION_NOT_SAVED.with(&code),
                );
                continue;
            };
            let mut made = jobs_of(&record, &written, connection, purpose);
            if let Record::Document(document) = &record {
                seen.extend(self.seen_invoice(&code, document, &seen)?);
                // A credit memo goes to the contact of its invoice, and documents of one order stay together: a contact of its
                // own would be nobody's. Where one is needed after all, the document asks for it.
                if document.kind == DocumentKind::CreditMemo || self.has_party(&code, document)? {
                    made.retain(|job| job.kind != Kind::Contact);
                }
            }
            if made.is_empty() {
                sorted.left_out.push(index);
            }
            sorted.jobs.extend(made);
        }
        self.store.saw_invoices(&seen)?;
        // Contacts that only fill a gap come last, so that a customer's own snapshot in the same call wins.
        sorted.jobs.sort_by_key(|job| job.only_if_absent);
        Ok(sorted)
    }
}

impl Core {
    /// What is to be remembered of an invoice for the date of its payment, or of a credit memo for the one of its refund: that it
    /// is open, or that an open one is paid (refunded) by now.
    ///
    /// Magento does not write down when an invoice that is paid without a gateway was paid; the change that says so does.
    fn seen_invoice(
        &self,
        connection: &str,
        document: &SalesDocument,
        before: &[SeenInvoice],
    ) -> Result<Option<SeenInvoice>, EngineError> {
        let Some(key) = paid_key(document) else {
            return Ok(None);
        };
        let known = self.store.paid_on(connection, &key)?;
        let paid_on = match (&document.state, known) {
            (ShopState::Open, None) => None,
            (ShopState::Paid | ShopState::Refunded, known) => {
                let open = before.iter().any(|one| one.connection == connection && one.key == key);
                match (changed_on(document), known) {
                    (Some(day), Some(None)) => Some(day),
                    (Some(day), None) if open => Some(day),
                    _ => return Ok(None),
                }
            }
            _ => return Ok(None),
        };
        Ok(Some(SeenInvoice {
            connection: connection.to_owned(),
            key,
            paid_on,
        }))
    }
}

/// The day of a document's last change (YYYY-MM-DD): in the store's time zone, or in UTC where the reader did not tell.
fn changed_on(document: &SalesDocument) -> Option<String> {
    let head = &document.head;
    let in_utc = || head.updated_at.as_deref()?.get(..10).map(str::to_owned);
    head.updated_on.map(|day| day.to_string()).or_else(in_utc)
}

fn jobs_of(record: &Record, written: &Written<'_>, connection: &Connection, purpose: Purpose) -> Vec<NewJob> {
    let settings = &connection.settings;
    let head = record.head();
    let hash = written.hash();
    let job = |kind: Kind, key: String, entity: Entity, entity_id: &str, number: &str| NewJob {
        connection: connection.row.code.clone(),
        kind,
        key,
        entity,
        entity_id: entity_id.to_owned(),
        number: number.chars().take(120).collect(),
        store_id: head.store.id.clone(),
        priority: purpose.priority(),
        snapshot: written.text.clone(),
        snapshot_hash: hash.clone(),
        total: None,
        currency: None,
        only_if_absent: false,
        force: matches!(purpose, Purpose::Manual | Purpose::Queued),
        settings_hash: settings.hash.clone(),
        compare_settings: matches!(purpose, Purpose::Manual | Purpose::Queued | Purpose::History),
    };
    match record {
        Record::Customer(customer) => {
            if !settings.enabled("customers") {
                return Vec::new();
            }
            let name = person_name(&customer.person);
            let shown = if name.is_empty() {
                customer.email.clone().unwrap_or_default()
            } else {
                name
            };
            vec![job(
                Kind::Contact,
                format!("customer:{}", head.id),
                Entity::Customer,
                &head.id,
                &shown,
            )]
        }
        Record::Product(product) => {
            if !settings.enabled("products") {
                return Vec::new();
            }
            vec![job(
                Kind::Item,
                format!("product:{}", head.id),
                Entity::Product,
                &head.id,
                &product.sku,
            )]
        }
        Record::Document(document) => {
            let canceled = document.is_canceled();
            let Some(place) = settings.place(&candidate(document)) else {
                return Vec::new();
            };
            let (kind, key, entity) = match (place, document.kind) {
                (Place::Payment, _) => (Kind::Payment, format!("invoice:{}", head.id), Entity::Invoice),
                (Place::CreditNote, _) => (Kind::CreditNote, format!("creditmemo:{}", head.id), Entity::CreditMemo),
                // A cancelled one takes the place of what still waits, and ends what was sent.
                (Place::Sale, DocumentKind::Order) => (Kind::Invoice, format!("order:{}", head.id), Entity::Order),
                (Place::Sale, _) => (Kind::Invoice, format!("invoice:{}", head.id), Entity::Invoice),
            };
            let mut sale = job(kind, key, entity, &head.id, &document.number);
            sale.total = Some(format!("{:.2}", money::round(document.totals.grand_total, 2)));
            sale.currency = Some(document.currency.clone());
            let mut made = vec![sale];
            if kind != Kind::Payment && !canceled {
                let snapshot = written.of_its_contact();
                made.push(contact_for(document, &made[0], settings.contact_rules(), snapshot));
            }
            if document.kind == DocumentKind::Order && !canceled && document.canceled.is_some() {
                let mut part = made[0].clone().of_kind(Kind::CreditNote);
                part.key = cancelled_part_key(document);
                made.push(part);
            }
            made
        }
    }
}

/// Whether the shop has the money for it.
fn is_paid(document: &SalesDocument) -> bool {
    match document.kind {
        DocumentKind::Order => document.order.total_due <= rust_decimal::Decimal::ZERO,
        _ => document.state == ShopState::Paid,
    }
}

/// What of a document decides whether it is sent.
fn candidate(document: &SalesDocument) -> Candidate<'_> {
    Candidate {
        kind: document.kind,
        date: document.date,
        store: &document.head.store,
        is_free: document.totals.grand_total.is_zero(),
        paid: is_paid(document),
        cancelled: document.is_canceled(),
        state: match &document.state {
            ShopState::Other(state) => state,
            ShopState::Canceled => "canceled",
            ShopState::Open | ShopState::Paid | ShopState::Refunded => "",
        },
        status: document.order.status.as_deref().unwrap_or_default(),
    }
}

/// A claimed job as one to store again, for the same record.
pub(super) fn sale_of(job: &Claimed, books: &Books) -> NewJob {
    NewJob {
        connection: job.connection.clone(),
        kind: job.kind,
        key: job.key.clone(),
        entity: job.entity,
        entity_id: job.entity_id.clone(),
        number: job.number.clone(),
        store_id: job.store_id.clone(),
        priority: job.priority,
        snapshot: job.snapshot.clone(),
        snapshot_hash: job.snapshot_hash.clone(),
        total: None,
        currency: None,
        only_if_absent: false,
        force: false,
        settings_hash: books.settings.hash.clone(),
        compare_settings: true,
    }
}

/// The job that makes the buyer's contact, if nothing else does. `snapshot` is what it needs of the document's.
pub(super) fn contact_for(document: &SalesDocument, sale: &NewJob, rules: &ContactRules, snapshot: String) -> NewJob {
    let (key, entity, entity_id) = contact_key(document, rules);
    let name = person_name(&document.customer.person);
    let shown = if name.is_empty() {
        document.customer.email.clone().unwrap_or_default()
    } else {
        name
    };
    NewJob {
        kind: Kind::Contact,
        key,
        entity,
        entity_id,
        number: shown.chars().take(120).collect(),
        total: None,
        currency: None,
        only_if_absent: true,
        force: false,
        compare_settings: false,
        snapshot,
        connection: sale.connection.clone(),
        store_id: sale.store_id.clone(),
        priority: sale.priority,
        snapshot_hash: sale.snapshot_hash.clone(),
        settings_hash: sale.settings_hash.clone(),
    }
}

/// A document's snapshot as its contact needs it.
pub(super) fn snapshot_of_its_contact(snapshot: &str) -> String {
    let read: Result<Value, _> = serde_json::from_str(snapshot);
    let written = read.as_ref().ok().and_then(|value| Written::of(value).ok());
    written.map_or_else(|| snapshot.to_owned(), |written| written.of_its_contact())
}

impl Engine {
    /// Takes snapshots into the queue; see the PHP class for the answer.
    ///
    /// # Errors
    /// When the store fails; a snapshot that cannot be read is reported, not an error.
    pub fn enqueue(&self, snapshots: &[Value], purpose: Purpose) -> Result<Value, EngineError> {
        let core = &self.core;
        let sorted = core.sort(snapshots, purpose)?;
        let tally = if sorted.jobs.is_empty() {
            crate::queue::Enqueued::default()
        } else {
            core.store.enqueue(&sorted.jobs, core.now())?
        };
        for refused in &sorted.refused {
            let line = crate::queue::LogLine {
                action: "enqueue".into(),
                status: "failed".into(),
                code: refused.code.clone(),
                message: say::RECORD_NOT_TAKEN.with((
                    &refused.kind,
                    &refused.id,
                    &refused.field,
                    refused.message.clone(),
                )),
                fix: say::RECORD_NOT_TAKEN_FIX.into(),
                ..Default::default()
            };
            core.store.note("", &line, core.now())?;
        }
        Ok(json!({
            "accepted": tally.accepted,
            "replaced": tally.replaced,
            "waiting": tally.waiting,
            "unchanged": tally.unchanged,
            "parties": tally.parties,
            "ignored": sorted.left_out.len() as u64 + tally.excluded,
            "refused": sorted.refused.iter().map(|one| json!({
                "index": one.index, "kind": one.kind, "id": one.id, "field": one.field, "code": one.code, "message": one.message, "message_data": one.message.data(),
            })).collect::<Vec<_>>(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        json!({
            "version": 1, "updated_at": "2026-05-01 08:10:00", "kind": "invoice", "id": "7", "admin_url": "https://shop.example/", "date": "2026-05-01",
            "totals": {"grand_total": "60.0000"}, "lines": [{"sku": "A \"quoted\" ½", "options": null}], "updated_on": "2026-05-01",
            "extra_totals": [], "shipping": null, "payment": {"method": "checkmo"}, "tenders": [{"code": "x"}], "customer": {"email": "zoë@example.com"}
        })
    }

    #[test]
    fn fingerprints_are_those_that_stores_have() {
        // SHA-256 of the compact JSON without the three fields, each of which the last field took the place of, and a zero byte.
        let content = r#"{"version":1,"customer":{"email":"zoë@example.com"},"kind":"invoice","id":"7","payment":{"method":"checkmo"},"date":"2026-05-01","totals":{"grand_total":"60.0000"},"lines":[{"sku":"A \"quoted\" ½","options":null}],"tenders":[{"code":"x"}],"extra_totals":[],"shipping":null}"#;
        let document = document();
        let written = Written::of(&document).unwrap();
        assert_eq!(written.text, document.to_string());
        assert_eq!(written.hash(), fingerprint(&[content.as_bytes()]));
        for plain in [json!({}), json!({"id": "1"}), json!([1]), json!("x")] {
            let written = Written::of(&plain).unwrap();
            assert_eq!(
                (&written.text, written.hash()),
                (&plain.to_string(), fingerprint(&[plain.to_string().as_bytes()]))
            );
        }
        let mut removed = document.clone();
        for name in ["updated_at", "updated_on", "admin_url"] {
            removed.as_object_mut().unwrap().remove(name);
        }
        assert_eq!(removed.to_string(), content, "what serde_json makes of it");
    }

    #[test]
    fn a_contact_keeps_what_says_who_bought() {
        let (text, contact) = (
            document().to_string(),
            r#"{"version":1,"updated_at":"2026-05-01 08:10:00","kind":"invoice","id":"7","admin_url":"https://shop.example/","date":"2026-05-01","totals":{},"updated_on":"2026-05-01","customer":{"email":"zoë@example.com"}}"#,
        );
        assert_eq!(snapshot_of_its_contact(&text), contact);
        assert_eq!(snapshot_of_its_contact(contact), contact);
        assert_eq!(snapshot_of_its_contact("no JSON"), "no JSON");
    }

    #[test]
    fn a_snapshot_may_have_four_megabytes() {
        let of = |bytes: usize| json!({"x": "y".repeat(bytes - 8)});
        assert_eq!(
            Written::of(&of(MOST_BYTES)).map(|written| written.text.len()).ok(),
            Some(MOST_BYTES)
        );
        for larger in [MOST_BYTES + 1, 3 * MOST_BYTES] {
            let said = Written::of(&of(larger))
                .err()
                .map(|message| message.to_string())
                .unwrap();
            assert!(said.contains(&(larger / 1024 / 1024).to_string()), "{said}");
        }
    }
}
