//! Decides what is done about a contact: created, recognised among Xero's own, updated where nobody changed it there, followed
//! when it was merged, restored or held when it was archived.
//!
//! A contact that Xero has already is always looked at before anything is sent: what an accountant changed stays.

use std::collections::HashMap;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::contact_fields::{complete_lists, keep_theirs, sent_before};
use super::party::{contact_job, named, order_of};
use super::prepare::{
    ALONE, EMAIL_INVALID, NAME_TAKEN, Prepared, Step, changed_only, held, hold, nothing, read_record, target,
};
use crate::clock::was_ahead;
use crate::domain::books::Contact;
use crate::domain::mapping;
use crate::domain::policy::Policy;
use crate::domain::shop::Record;
use crate::engine::key::{contact_key, digest};
use crate::engine::{Books, Core, EngineError};
use crate::message::{Message, say};
use crate::queue::{Claimed, Kind, KnownBy, KnownContact, Link, LogLine, NewJob, Settled};
use crate::secret::fingerprint;
use crate::settings::Matching;
use crate::xero::{Call, element_list, text, wire};

/// Xero's record was just looked at: what nobody changed there may be sent.
pub(super) const SEEN: &str = "contact_seen";
/// It is archived and is to be restored.
pub(super) const RESTORE: &str = "contact_restore";
/// It was merged into another one.
const MERGED: &str = "contact_merged";

/// The list of Xero's contacts is read again after this time, when a new contact waits.
const FRESH_MS: i64 = 15 * 60_000;
/// Overlap of two readings: nobody says whether Xero's filter includes its moment.
const OVERLAP_MS: i64 = 120_000;
/// Largest page that Xero gives.
const PAGE_SIZE: usize = 1_000;

fn line(action: &str, status: &str, code: &str, message: impl Into<Message>) -> LogLine {
    LogLine {
        action: action.to_owned(),
        status: status.to_owned(),
        code: code.to_owned(),
        message: message.into(),
        ..LogLine::default()
    }
}

/// A link to a contact of Xero that was recognised but not looked at yet.
/// Name of the position up to which an organisation's contacts are known.
fn contacts_cursor(books: &Books) -> String {
    format!("contacts:{}", books.organisation)
}

fn doubted(xero_id: &str, number: &str) -> Link {
    Link {
        xero_id: xero_id.to_owned(),
        xero_number: number.to_owned(),
        adopted: true,
        ..Link::default()
    }
}

impl Core {
    /// Whether the organisation's contacts must be read before the drain continues: a new contact waits to be recognised.
    pub(super) fn contacts_due(&self, books: &Books, most_priority: i64) -> Result<bool, EngineError> {
        if books.settings.matching == Matching::Number || !self.store.new_contacts_wait(&books.code, most_priority)? {
            return Ok(false);
        }
        let now = self.now();
        let last = self.contacts_read_at(books)?;
        Ok(last.is_none_or(|at| now - at >= FRESH_MS))
    }

    /// When the contacts were read the last time, in milliseconds since 1970; never, by a clock that was ahead.
    fn contacts_read_at(&self, books: &Books) -> Result<Option<i64>, EngineError> {
        let at = self.store.cursor(&contacts_cursor(books))?;
        let at = at.and_then(|text| text.parse().ok());
        Ok(at.filter(|at| !was_ahead(*at, self.now())))
    }

    /// Reads the contacts of the organisation that changed since the last time, when a new contact waits to be recognised.
    pub(super) async fn refresh_contacts(&self, books: &Books, most_priority: i64) -> Result<u64, (EngineError, u64)> {
        if !self.contacts_due(books, most_priority).map_err(|error| (error, 0))? {
            return Ok(0);
        }
        let cursor = contacts_cursor(books);
        let last = self.contacts_read_at(books).map_err(|error| (error, 0))?;
        let began = self.now();
        let mut calls = 0;
        let mut before = String::new();
        for page in 1.. {
            let path = format!("/Contacts?page={page}&pageSize={PAGE_SIZE}&includeArchived=true&summaryOnly=true");
            let mut call = Call::get(path);
            if let Some(last) = last {
                call = call.since(last - OVERLAP_MS);
            }
            let (answer, made) = self
                .simple_call(books, "contacts", &call)
                .await
                .map_err(|error| (error, calls))?;
            calls += made;
            let read = element_list(&answer, "Contacts").unwrap_or_default();
            let known: Vec<KnownContact> = read.iter().map(known).filter(|one| !one.xero_id.is_empty()).collect();
            self.store
                .know_contacts(&books.organisation, &known)
                .map_err(|error| (error.into(), calls))?;
            // Whoever answers every page with the same one would be asked for ever.
            let first = read.first().map(|one| text(one, "ContactID")).unwrap_or_default();
            if read.len() < PAGE_SIZE || first == before {
                break;
            }
            before = first;
        }
        self.store
            .set_cursor(&cursor, &began.to_string())
            .map_err(|error| (error.into(), calls))?;
        Ok(calls)
    }

    /// `looking`: the record is about to be read, nothing is sent.
    pub(super) fn prepare_contact(
        &self,
        books: &Books,
        job: &Claimed,
        record: &Record,
        policy: &Policy,
        names: &mut HashMap<String, String>,
        looking: bool,
    ) -> Result<Step, EngineError> {
        let mapped = match record {
            Record::Customer(customer) => mapping::contact(customer, policy),
            Record::Document(document) => mapping::document_contact(document, policy),
            Record::Product(_) => {
                return Ok(held("snapshot_malformed", say::PRODUCT_NO_CONTACT, say::SAVE_AGAIN));
            }
        };
        let mut contact = match mapped {
            Ok(contact) => contact,
            Err(reason) => return Ok(hold(&reason)),
        };
        let link = self.store.link(&books.code, Kind::Contact, &job.key)?;
        // The contact that a customer took over keeps the number of the guest.
        if let Some(link) = link.as_ref().filter(|_| job.key.starts_with("customer:"))
            && mapping::is_guest_number(&link.xero_number, policy)
        {
            contact.number.clone_from(&link.xero_number);
        }
        let mark = fingerprint(&[wire::contact(&contact, None).to_string().as_bytes()]);
        let asked = matches!(job.code.as_str(), SEEN | RESTORE);
        match &link {
            Some(link) if !looking && !asked => {
                let derived = matches!(record, Record::Document(_));
                if !link.fingerprint.is_empty() && (derived || link.fingerprint == mark) {
                    return Ok(nothing("unchanged", say::UNCHANGED, Vec::new()));
                }
                return Ok(Step::End(Box::new((
                    Settled::Unknown { not_before_ms: 0 },
                    line("look_up", "", "contact_looked_up", say::CONTACT_LOOKED_UP),
                ))));
            }
            None if !looking => {
                // Made for a document whose buyer the shop tells apart otherwise by now.
                if let Record::Document(document) = record
                    && self.party(books, document)?.0 != job.key
                {
                    return Ok(nothing("contact_not_needed", say::CONTACT_NOT_NEEDED, Vec::new()));
                }
                if let Some(step) = self.take_over(books, job, record, &contact, policy, names)? {
                    return Ok(step);
                }
                if let Some(step) = self.recognise(books, &contact)? {
                    return Ok(step);
                }
            }
            _ => {}
        }
        if let (Some(link), Record::Document(document)) = (&link, record)
            && contact_key(document, books.settings.contact_rules()).0 != job.key
        {
            return Ok(only_looked_at(job, link, looking));
        }
        if job.code == EMAIL_INVALID {
            contact.email = None;
        }
        self.make_name_unique(books, job, link.as_ref(), &mut contact, names)?;
        let whole = wire::contact(&contact, None);
        let mut element = changed_only(&whole, link.as_ref(), "ContactID");
        if let (Value::Object(map), Some(link), false) = (&mut element, &link, looking) {
            complete_lists(map, link);
            let nothing_left = map.keys().all(|field| field == "ContactID")
                || (map.len() == 2 && map.contains_key("ContactNumber") && sent_before(link, "ContactNumber", &whole));
            if job.code == RESTORE {
                map.insert("ContactStatus".into(), json!("ACTIVE"));
            } else if nothing_left {
                return Ok(confirmed(link, &whole, mark, &contact));
            }
        }
        let made_for = match (&link, record) {
            (Some(link), _) => link.order_id.clone(),
            (None, Record::Document(document)) => Some(order_of(document).to_owned()),
            _ => None,
        };
        Ok(Step::Send(Box::new(Prepared {
            element: element.into(),
            target: target(Kind::Contact, link.is_some(), (job.code == ALONE).then_some(job.id)),
            number: contact.number,
            fingerprint: mark,
            expected: None,
            note: Some(contact.name),
            whole: Some(whole),
            next: Vec::new(),
            rounding: Decimal::ZERO,
            adopted: link.is_some_and(|link| link.adopted),
            sale: None,
            party: made_for
                .filter(|order| !order.is_empty())
                .map(|order| (order, String::new())),
            store: None,
            job: job.clone(),
        })))
    }

    /// Whether Xero has the new contact already: by our number, else by e-mail address or name as the shop chose.
    fn recognise(&self, books: &Books, contact: &Contact) -> Result<Option<Step>, EngineError> {
        let matching = books.settings.matching;
        if matching == Matching::Number {
            return Ok(None);
        }
        let find = |by, value: &str| self.store.known_contacts(&books.organisation, by, value);
        let name = digest(&contact.name);
        let numbered = digest(&mapping::name_with_number(contact));
        let email = digest(contact.email.as_deref().unwrap_or_default());
        if let Some(known) = find(KnownBy::Number, &contact.number)?.into_iter().next() {
            let same_person = [&name, &numbered].contains(&&known.name) || (!email.is_empty() && known.email == email);
            if !same_person {
                return Ok(Some(held(
                    "number_taken",
                    say::CONTACT_NUMBER_TAKEN.with((&contact.number, &contact.name)),
                    say::CONTACT_NUMBER_TAKEN_FIX,
                )));
            }
            return Ok(Some(look_at(&known, contact)));
        }
        let free = |found: Vec<KnownContact>, fits: &dyn Fn(&KnownContact) -> bool| {
            let mut fitting = found
                .into_iter()
                .filter(|known| known.active && known.number.is_empty() && fits(known));
            match (fitting.next(), fitting.next()) {
                (Some(known), None) => Some(known),
                _ => None,
            }
        };
        let mut recognised = free(find(KnownBy::Email, &email)?, &|_| true);
        if recognised.is_none() && matching == Matching::Name {
            recognised = free(find(KnownBy::Name, &name)?, &|known| known.email.is_empty());
        }
        // Two of the shop's customers may share an address: the first one has it.
        let taken = match &recognised {
            Some(known) => self
                .store
                .link_by_xero_id(&books.code, Kind::Contact, &known.xero_id)?
                .is_some(),
            None => false,
        };
        Ok(recognised.filter(|_| !taken).map(|known| look_at(&known, contact)))
    }

    /// Another active contact may have the name: then ours carries its number. Nobody else is renamed.
    fn make_name_unique(
        &self,
        books: &Books,
        job: &Claimed,
        link: Option<&Link>,
        contact: &mut Contact,
        names: &mut HashMap<String, String>,
    ) -> Result<(), EngineError> {
        let numbered = mapping::name_with_number(contact);
        let own = link.map(|link| link.xero_id.as_str()).unwrap_or_default();
        let had_number = link.and_then(|link| link.note.as_deref()) == Some(numbered.as_str());
        let mut others = self.store.links_with_note(&books.code, Kind::Contact, &contact.name)?;
        others.extend(names.get(&contact.name.to_lowercase()).cloned());
        let mut named_so = false;
        for key in others.iter().filter(|key| *key != &job.key) {
            // A guest who registered has two keys and one contact.
            let theirs = self.store.link(&books.code, Kind::Contact, key)?;
            named_so |= own.is_empty() || theirs.is_none_or(|theirs| theirs.xero_id != own);
        }
        let taken = job.code == NAME_TAKEN
            || had_number
            || named_so
            || self
                .store
                .known_contacts(&books.organisation, KnownBy::Name, &digest(&contact.name))?
                .iter()
                .any(|known| known.active && known.xero_id != own && known.number != contact.number);
        if taken {
            contact.name = numbered;
        }
        names.insert(contact.name.to_lowercase(), job.key.clone());
        Ok(())
    }

    /// What follows from Xero's own record of a contact that the shop knows: merged, archived, or open to what nobody changed.
    pub(super) fn contact_seen(&self, books: &Books, prepared: &Prepared, there: &Value) -> (Settled, LogLine) {
        let again = |mut link: Link, code: &str, message: Message| {
            let status = if message.is_empty() { "" } else { "information" };
            link.fingerprint = String::new();
            (
                Settled::Again { link: Box::new(link) },
                line("look_up", status, code, message),
            )
        };
        let Ok(Some(link)) = self.store.link(&books.code, Kind::Contact, &prepared.job.key) else {
            return (
                Settled::Retry {
                    not_before_ms: 0,
                    counted: true,
                },
                line("look_up", "", "", Message::default()),
            );
        };
        let merged = text(there, "MergedToContactID");
        if !merged.is_empty() && !merged.eq_ignore_ascii_case(&link.xero_id) {
            let message = say::CONTACT_MERGED.into();
            return again(
                Link {
                    xero_id: merged,
                    adopted: true,
                    ..link
                },
                MERGED,
                message,
            );
        }
        if text(there, "ContactStatus") == "ARCHIVED" {
            if books.settings.restore_contacts && prepared.job.code != RESTORE {
                return again(link, RESTORE, say::CONTACT_RESTORED.into());
            }
            let mut line = line("look_up", "held", "contact_archived", say::CONTACT_ARCHIVED);
            line.fix = say::CONTACT_ARCHIVED_FIX.into();
            line.xero_id = link.xero_id;
            return (Settled::Held, line);
        }
        let derived = matches!(read_record(&prepared.job), Ok(Record::Document(_)));
        if derived && link.sent.is_some() {
            let link = Link {
                // No mark of what was sent: the next change of the customer is compared again.
                fingerprint: fingerprint(&[b"looked at"]),
                ..link
            };
            return (
                Settled::Done {
                    link: Some(Box::new(link)),
                    next: Vec::new(),
                },
                line("none", "", "unchanged", say::CONTACT_STANDS),
            );
        }
        let sent: Value = link
            .sent
            .as_deref()
            .and_then(|sent| serde_json::from_str(sent).ok())
            .unwrap_or_default();
        let whole = prepared.whole.clone().unwrap_or_default();
        let sent = keep_theirs(&sent, &whole, there);
        again(
            Link {
                sent: Some(sent.to_string()),
                ..link
            },
            SEEN,
            Message::default(),
        )
    }

    /// A document's contact was refused: its link is looked at before the document goes again. False: it is no contact of the shop's.
    pub(super) fn doubt_contact(&self, books: &Books, job: &Claimed, contact_id: &str) -> Result<bool, EngineError> {
        let Ok(Record::Document(document)) = read_record(job) else {
            return Ok(true);
        };
        let party = match self.store.links_to(&books.code, Kind::Contact, contact_id)?.first() {
            Some(key) => named(key),
            // Nobody's of the shop: an accountant gave the invoice to another contact.
            None => return Ok(false),
        };
        self.store.doubt(&books.code, Kind::Contact, &party.0)?;
        if self.store.active(&books.code, Kind::Contact, &party.0)?.is_none() {
            let look = NewJob {
                only_if_absent: false,
                force: true,
                ..contact_job(books, job, &document, party)
            };
            self.store.enqueue(&[look], self.now())?;
        }
        Ok(true)
    }
}

/// A contact with our number was found although it has no link: ours from before, or somebody else's.
pub(super) fn contact_found(
    prepared: &Prepared,
    found: &crate::xero::Element,
    xero_id: &str,
    took: i64,
) -> (Settled, LogLine) {
    let wanted = prepared.whole.clone().unwrap_or_default();
    let same = |field: &str, there: &str| !there.is_empty() && digest(&text(&wanted, field)) == digest(there);
    let number = text(&wanted, "ContactNumber");
    let named = text(&wanted, "Name");
    let plain = named.strip_suffix(&format!(" ({number})")).unwrap_or(&named).to_owned();
    let same_name = same("Name", &found.name) || digest(&plain) == digest(&found.name) || found.name.contains(&number);
    let mut line = line("adopt", "information", "contact_recognised", say::CONTACT_RECOGNISED);
    line.duration_ms = took;
    if same_name || same("EmailAddress", &found.email) {
        let link = doubted(xero_id, &prepared.number);
        return (Settled::Again { link: Box::new(link) }, line);
    }
    line.status = "held".into();
    line.code = "number_taken".into();
    line.xero_id = xero_id.to_owned();
    line.message = say::CONTACT_NUMBER_NAMED.with((number, &found.name, plain));
    line.fix = say::CONTACT_NUMBER_TAKEN_FIX.into();
    (Settled::Held, line)
}

/// The contact of another buyer than the document's by now (the order's first one): it is looked at and perhaps restored, but what
/// this document says about its buyer is not written into it.
fn only_looked_at(job: &Claimed, link: &Link, looking: bool) -> Step {
    let mark = fingerprint(&[b"looked at"]);
    if !looking && job.code != RESTORE {
        let link = Link {
            fingerprint: mark,
            ..link.clone()
        };
        return Step::End(Box::new((
            Settled::Done {
                link: Some(Box::new(link)),
                next: Vec::new(),
            },
            line("none", "", "unchanged", say::CONTACT_STANDS),
        )));
    }
    let mut element = json!({ "ContactID": link.xero_id });
    if let (Value::Object(map), RESTORE) = (&mut element, job.code.as_str()) {
        map.insert("ContactStatus".into(), json!("ACTIVE"));
    }
    let sent = link.sent.as_deref().and_then(|sent| serde_json::from_str(sent).ok());
    Step::Send(Box::new(Prepared {
        element: element.into(),
        target: target(Kind::Contact, true, (job.code == ALONE).then_some(job.id)),
        number: link.xero_number.clone(),
        fingerprint: mark,
        expected: None,
        note: link.note.clone(),
        whole: sent,
        next: Vec::new(),
        rounding: Decimal::ZERO,
        adopted: link.adopted,
        sale: None,
        party: link.order_id.clone().map(|order| (order, String::new())),
        store: None,
        job: job.clone(),
    }))
}

/// Xero has it: it is linked, and looked at before anything is sent.
fn look_at(known: &KnownContact, contact: &Contact) -> Step {
    Step::End(Box::new((
        Settled::Again {
            link: Box::new(doubted(&known.xero_id, &contact.number)),
        },
        line("adopt", "information", "contact_recognised", say::CONTACT_RECOGNISED),
    )))
}

/// Nothing is left to send: the link is as good as new.
fn confirmed(link: &Link, whole: &Value, mark: String, contact: &Contact) -> Step {
    let link = Link {
        fingerprint: mark,
        sent: Some(whole.to_string()),
        note: link.note.clone().or_else(|| Some(contact.name.clone())),
        ..link.clone()
    };
    Step::End(Box::new((
        Settled::Done {
            link: Some(Box::new(link)),
            next: Vec::new(),
        },
        line("none", "", "unchanged", say::CONTACT_CONFIRMED),
    )))
}

fn known(contact: &Value) -> KnownContact {
    let status = text(contact, "ContactStatus");
    KnownContact {
        xero_id: text(contact, "ContactID"),
        number: text(contact, "ContactNumber"),
        name: digest(&text(contact, "Name")),
        email: digest(&text(contact, "EmailAddress")),
        active: status.is_empty() || status == "ACTIVE",
    }
}
