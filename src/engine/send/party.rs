//! Decides whose contact a document goes to: the one of the order's first document, the one that the invoice of a credit note
//! has in Xero today, the guest's own when the guest registered.
//!
//! How a contact itself is made or changed is `contact`.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use super::delivered::Delivered;
use super::enqueue::{contact_for, sale_of, snapshot_of_its_contact};
use super::prepare::{Prepared, Step, wait_for_dependency};
use crate::domain::books::Contact;
use crate::domain::mapping;
use crate::domain::policy::{Guests, Policy};
use crate::domain::shop::{DocumentKind, Record, SalesDocument};
use crate::engine::key::{contact_key, digest};
use crate::engine::{Books, Core, EngineError, ErrorKind};
use crate::message::say;
use crate::queue::{Claimed, Entity, Kind, KnownBy, Link, LogLine, NewJob, Settled, State};
use crate::settings::Matching;
use crate::xero::{Call, element_list, text};

/// A contact of the shop: its key, and whose record it is.
pub(super) type Party = (String, Entity, String);

/// Documents of one call, and ids of one question.
const BATCH: usize = 50;
/// For so long what Xero said of an invoice's contact needs no question, in milliseconds.
const FRESH_MS: i64 = 10 * 60_000;
/// More invoices are not kept in mind: the older half of them is forgotten.
const MOST_KNOWN: usize = 20_000;

/// Whose invoices are, as Xero has just said to this very drain: when it took them, or when it was asked.
#[derive(Default)]
pub(in crate::engine) struct Owners(Mutex<HashMap<String, (String, i64)>>);

impl Owners {
    fn known(&self) -> MutexGuard<'_, HashMap<String, (String, i64)>> {
        // What is in it was said by Xero, whoever panicked meanwhile.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Xero says that the invoice is this contact's.
    pub(super) fn say(&self, invoice: &str, contact: &str, now_ms: i64) {
        if invoice.is_empty() || contact.is_empty() {
            return;
        }
        let mut known = self.known();
        if known.len() >= MOST_KNOWN {
            let mut moments: Vec<i64> = known.values().map(|(_, at)| *at).collect();
            let middle = moments.len() / 2;
            let (_, middle, _) = moments.select_nth_unstable(middle);
            let middle = *middle;
            known.retain(|_, (_, at)| *at > middle);
        }
        known.insert(invoice.to_lowercase(), (contact.to_owned(), now_ms));
    }

    /// Whose it is, when that was said a moment ago.
    fn of(&self, invoice: &str, now_ms: i64) -> Option<String> {
        let known = self.known();
        let (contact, at) = known.get(&invoice.to_lowercase())?;
        (now_ms.saturating_sub(*at).abs() <= FRESH_MS).then(|| contact.clone())
    }
}

/// Begins the key of a registered customer's contact.
const CUSTOMER: &str = "customer:";
/// Begins the key of a guest's contact.
const GUEST: &str = "guest:";

/// Key of a guest's contact.
pub(super) fn guest_key(guest: &str) -> String {
    format!("{GUEST}{guest}")
}

/// The party that a contact's key names.
pub(super) fn named(key: &str) -> Party {
    match key.split_once(':') {
        Some(("customer", id)) => (key.to_owned(), Entity::Customer, id.to_owned()),
        Some((_, id)) => (key.to_owned(), Entity::Guest, id.to_owned()),
        None => (key.to_owned(), Entity::Guest, key.to_owned()),
    }
}

/// The order that a document belongs to; empty when the shop does not say.
pub(super) fn order_of(document: &SalesDocument) -> &str {
    match document.kind {
        DocumentKind::Order => &document.head.id,
        _ => &document.order.id,
    }
}

/// Keys of the documents in Xero that may stand for the sale behind a document, the nearest first.
pub(super) fn sale_keys(document: &SalesDocument) -> Vec<String> {
    let mut keys = Vec::new();
    match document.kind {
        DocumentKind::Invoice => keys.push(format!("invoice:{}", document.head.id)),
        DocumentKind::CreditMemo => {
            let named = document.invoice.iter().chain(&document.invoices);
            keys.extend(named.map(|invoice| format!("invoice:{}", invoice.id)));
        }
        DocumentKind::Order => {}
    }
    keys.push(format!("order:{}", order_of(document)));
    keys
}

impl Core {
    /// Whose contact a document goes to: documents of one order stay together, whoever the order belongs to in the shop by now.
    ///
    /// What was sent for the order stays its own, answered or not, under whichever key: how guests are told apart counts for
    /// what was not sent yet. So a change of that setting leaves no contact behind that nobody uses.
    pub(in crate::engine) fn party(&self, books: &Books, document: &SalesDocument) -> Result<Party, EngineError> {
        if let Some(key) = self.first_party(&books.code, document)? {
            return Ok(named(&key));
        }
        let own = contact_key(document, books.settings.contact_rules());
        for guest in mapping::possible_guests(document) {
            let key = guest_key(&guest);
            if key != own.0 && self.was_sent_for(books, &key, order_of(document))? {
                return Ok(named(&key));
            }
        }
        Ok(own)
    }

    /// Whether the contact of this key was made for an order, or may be in Xero without proof.
    fn was_sent_for(&self, books: &Books, key: &str, order: &str) -> Result<bool, EngineError> {
        if self.store.in_doubt(&books.code, Kind::Contact, key)? {
            return Ok(true);
        }
        let link = self.store.link(&books.code, Kind::Contact, key)?;
        Ok(link
            .and_then(|link| link.order_id)
            .is_some_and(|made_for| made_for == order))
    }

    /// The contact of the order's first document in Xero, while the shop still knows it.
    fn first_party(&self, connection: &str, document: &SalesDocument) -> Result<Option<String>, EngineError> {
        let order = order_of(document);
        if order.is_empty() {
            return Ok(None);
        }
        let Some(key) = self.store.party(connection, order)? else {
            return Ok(None);
        };
        let known = self.store.link(connection, Kind::Contact, &key)?;
        Ok(known.map(|_| key))
    }

    /// Whether a document's contact is settled before anything is made for it: its order, or its sale, is in Xero.
    pub(super) fn has_party(&self, connection: &str, document: &SalesDocument) -> Result<bool, EngineError> {
        Ok(self.first_party(connection, document)?.is_some() || self.sale_link(connection, document)?.is_some())
    }

    /// The document in Xero that stands for the sale behind a document.
    pub(super) fn sale_link(&self, connection: &str, document: &SalesDocument) -> Result<Option<Link>, EngineError> {
        for key in sale_keys(document) {
            if let Some(link) = self.store.link(connection, Kind::Invoice, &key)? {
                return Ok(Some(link));
            }
        }
        Ok(None)
    }

    /// Whether the sale of a credit note is on its way to Xero: then the credit note follows it.
    pub(super) fn sale_is_open(&self, books: &Books, document: &SalesDocument) -> Result<Option<bool>, EngineError> {
        for key in sale_keys(document) {
            if let Some(active) = self.store.active(&books.code, Kind::Invoice, &key)?
                && matches!(active.0, State::Waiting | State::Running | State::Unknown)
            {
                return Ok(Some(self.is_under_way(&active)));
            }
        }
        Ok(None)
    }

    /// A customer who bought as a guest before takes over the guest's contact, so that nobody is there twice.
    ///
    /// Not when the contact stands for all guests together, nor when another account has it already (two accounts may share
    /// an e-mail address in different websites).
    pub(super) fn take_over(
        &self,
        books: &Books,
        job: &Claimed,
        record: &Record,
        contact: &Contact,
        policy: &Policy,
        names: &mut HashMap<String, String>,
    ) -> Result<Option<Step>, EngineError> {
        if !job.key.starts_with(CUSTOMER) {
            return Ok(None);
        }
        let guest = match record {
            Record::Document(document) => mapping::as_guest(document, &policy.contacts),
            Record::Customer(customer) => mapping::guest_of(customer.email.as_deref(), &policy.contacts),
            Record::Product(_) => None,
        };
        let mut key = guest.as_deref().map(guest_key);
        let mut link = None;
        if let Some(key) = &key {
            link = self.store.link(&books.code, Kind::Contact, key)?;
        }
        if link.is_none()
            && let Some((other, found)) = self.guest_of_another_order(books, contact, policy)?
        {
            (key, link) = (Some(other), Some(found));
        }
        let Some(key) = key else {
            return Ok(None);
        };
        if let Some(link) = link {
            // Two accounts of one address may be under way at once: the first one has it.
            let first = names.entry(link.xero_id.clone()).or_insert_with(|| job.key.clone()) == &job.key;
            if !first || self.belongs_to_a_customer(books, &link.xero_id)? || !same_address(&link, contact) {
                return Ok(None);
            }
            return Ok(Some(taken_over(link)));
        }
        match self.store.active(&books.code, Kind::Contact, &key)? {
            Some(active) if matches!(active.0, State::Waiting | State::Running | State::Unknown) => {
                if let Record::Document(document) = record {
                    // What others wait for must not stay behind them.
                    let forward = contact_job(books, job, document, named(&key));
                    self.store.enqueue(&[forward], self.now())?;
                }
                Ok(Some(wait_for_dependency(
                    self,
                    "waits_for_contact",
                    say::WAITS_FOR_GUEST_CONTACT.into(),
                    self.is_under_way(&active),
                )))
            }
            _ => self.recognise_guest(books, guest.as_deref(), contact, policy),
        }
    }

    /// Where each guest's order has a contact of its own: the only one with this name and e-mail address.
    fn guest_of_another_order(
        &self,
        books: &Books,
        contact: &Contact,
        policy: &Policy,
    ) -> Result<Option<(String, Link)>, EngineError> {
        if policy.contacts.guests != Guests::Each || contact.email.is_none() {
            return Ok(None);
        }
        let mut found = Vec::new();
        for key in self.store.links_with_note(&books.code, Kind::Contact, &contact.name)? {
            let link = self.store.link(&books.code, Kind::Contact, &key)?;
            let fits = |link: &Link| !sent_address(link).is_empty() && same_address(link, contact);
            if let Some(link) = link.filter(|link| key.starts_with(GUEST) && fits(link)) {
                found.push((key, link));
            }
        }
        Ok(if found.len() == 1 { found.pop() } else { None })
    }

    /// After a lost store: the guest's contact is known among Xero's by its number and e-mail address.
    fn recognise_guest(
        &self,
        books: &Books,
        guest: Option<&str>,
        contact: &Contact,
        policy: &Policy,
    ) -> Result<Option<Step>, EngineError> {
        let Some(guest) = guest.filter(|_| books.settings.matching != Matching::Number) else {
            return Ok(None);
        };
        let number = mapping::guest_number(guest, policy);
        let email = digest(contact.email.as_deref().unwrap_or_default());
        let known = self
            .store
            .known_contacts(&books.organisation, KnownBy::Number, &number)?;
        for known in known {
            if known.active
                && !email.is_empty()
                && known.email == email
                && !self.belongs_to_a_customer(books, &known.xero_id)?
            {
                return Ok(Some(taken_over(Link {
                    xero_id: known.xero_id,
                    xero_number: number,
                    adopted: true,
                    ..Link::default()
                })));
            }
        }
        Ok(None)
    }

    fn belongs_to_a_customer(&self, books: &Books, xero_id: &str) -> Result<bool, EngineError> {
        let keys = self.store.links_to(&books.code, Kind::Contact, xero_id)?;
        Ok(keys.iter().any(|key| key.starts_with(CUSTOMER)))
    }

    /// Reads in Xero whose the invoices of these documents are today, and addresses the documents to the same contacts.
    ///
    /// An accountant may have merged the contact or given the invoice to another one: a credit note on the contact of before
    /// could never be set off. Documents whose invoice Xero does not show keep the contact that the shop knows; without one
    /// they are returned with how they end.
    pub(super) async fn follow_invoices(
        &self,
        books: &Books,
        batch: Vec<Prepared>,
        report: &mut Delivered,
    ) -> Result<(Vec<Prepared>, Vec<(Claimed, Settled, LogLine)>), EngineError> {
        let now = self.now();
        let mut sales: Vec<String> = batch.iter().filter_map(|one| one.sale.clone()).collect();
        sales.sort_unstable();
        sales.dedup();
        // What this drain wrote or read a moment ago is not asked for.
        let mut contacts: HashMap<String, String> = HashMap::new();
        for sale in &sales {
            if let Some(contact) = books.owners.of(sale, now) {
                contacts.insert(sale.to_lowercase(), contact);
            }
        }
        sales.retain(|sale| !contacts.contains_key(&sale.to_lowercase()));
        // A batch is asked for at once: its ids fit into one address.
        for some in sales.chunks(BATCH) {
            let call = Call::get(format!("/Invoices?IDs={}&page=1&pageSize=100", some.join(",")));
            let (answer, calls) = self.simple_call(books, "look_up", &call).await?;
            report.calls += calls;
            for invoice in element_list(&answer, "Invoices").unwrap_or_default() {
                let contact = invoice
                    .get("Contact")
                    .map(|one| text(one, "ContactID"))
                    .unwrap_or_default();
                let id = text(invoice, "InvoiceID");
                books.owners.say(&id, &contact, now);
                if !contact.is_empty() {
                    contacts.insert(id.to_lowercase(), contact);
                }
            }
        }
        let mut addressed = Vec::with_capacity(batch.len());
        let mut ended = Vec::new();
        for mut one in batch {
            let found = one.sale.as_ref().and_then(|sale| contacts.get(&sale.to_lowercase()));
            if let (Some(contact), Value::Object(map)) = (found, &mut *one.element) {
                map.insert("Contact".into(), json!({ "ContactID": contact }));
            }
            let contact = one.element.get("Contact").map(|contact| text(contact, "ContactID"));
            if one.sale.is_some() && contact.is_none_or(|contact| contact.is_empty()) {
                let line = LogLine {
                    action: "create".into(),
                    status: "held".into(),
                    code: "invoice_not_in_xero".into(),
                    message: say::INVOICE_NOT_IN_XERO.into(),
                    fix: say::INVOICE_NOT_IN_XERO_FIX.into(),
                    ..LogLine::default()
                };
                ended.push((one.job.clone(), Settled::Held, line));
            } else {
                addressed.push(one);
            }
        }
        Ok((addressed, ended))
    }
}

/// The invoices could not be read: nothing was sent, the documents go again.
pub(super) fn not_followed(
    batch: &[Prepared],
    error: EngineError,
    report: &mut Delivered,
) -> Vec<(Claimed, Settled, LogLine)> {
    let until = error.details.get("not_before").and_then(Value::as_i64).unwrap_or(0) * 1_000;
    let code = error.code.clone();
    match error.kind {
        // The ledger knows when.
        ErrorKind::LimitReached => {}
        ErrorKind::EngineUnavailable => report.error = Some(error),
        _ => report.halted = Some(code.clone()),
    }
    let again = |one: &Prepared| {
        let settled = Settled::Retry {
            not_before_ms: until,
            counted: false,
        };
        let line = LogLine {
            code: one.job.code.clone(),
            ..LogLine::default()
        };
        (one.job.clone(), settled, line)
    };
    batch.iter().map(again).collect()
}

/// The job that makes or looks at a party's contact with what a document knows.
pub(super) fn contact_job(books: &Books, job: &Claimed, document: &SalesDocument, party: Party) -> NewJob {
    let (key, entity, entity_id) = party;
    NewJob {
        key,
        entity,
        entity_id,
        ..contact_for(
            document,
            &sale_of(job, books),
            books.settings.contact_rules(),
            snapshot_of_its_contact(&job.snapshot),
        )
    }
}

/// The address that a contact was last sent with; empty when that is not known.
fn sent_address(link: &Link) -> String {
    let sent: Value = link
        .sent
        .as_deref()
        .and_then(|sent| serde_json::from_str(sent).ok())
        .unwrap_or_default();
    text(&sent, "EmailAddress").to_lowercase()
}

/// Whether a contact may be the one of this address: what is not known does not speak against it.
fn same_address(link: &Link, contact: &Contact) -> bool {
    let there = sent_address(link);
    let here = contact.email.as_deref().unwrap_or_default().to_lowercase();
    there.is_empty() || here.is_empty() || there == here
}

/// The guest's contact is the customer's from now on; it keeps its number, by which a new store recognises both.
fn taken_over(link: Link) -> Step {
    let line = LogLine {
        action: "adopt".into(),
        status: "information".into(),
        code: "contact_taken_over".into(),
        message: say::CONTACT_TAKEN_OVER.into(),
        xero_id: link.xero_id.clone(),
        ..LogLine::default()
    };
    Step::End(Box::new((Settled::Again { link: Box::new(link) }, line)))
}
