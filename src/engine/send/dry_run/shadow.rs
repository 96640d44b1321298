//! Stands in for the store during a dry run: it reads the shop's own and keeps to itself whatever is written.
//!
//! So enqueue and prepare decide by the code by which they send, and no code path can reach the queue. What they have no business with
//! in a dry run (claims, calls, tokens) is refused.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::memory::Memory;
use crate::engine::Store;
use crate::limits::{CallLedger, Caller, Lesson, Reservation, Usage};
use crate::message::Message;
use crate::oauth::{ConnectionRow, ConnectionState, Linked, Pending, SessionStore, Tokens};
use crate::queue::row::OnRecord;
use crate::queue::{
    Active, Came, Changed, Claimed, ContactBook, Contents, Counts, Departure, Enqueued, Entity, Erased, Exchange,
    HealthBook, JobStore, Kind, KnownBy, KnownContact, Link, ListedRow, LogLine, NewJob, Page, Portion, Position,
    Query, RecordBook, Run, SeenInvoice, Settled, Standing, State, StoreHealth, Turn,
};
use crate::secret::Secret;
use crate::store_error::StoreError;

type Record = (Kind, String);

/// What a dry run has decided so far.
#[derive(Default)]
struct Kept {
    memory: Memory,
    /// Links of this portion.
    links: HashMap<Record, Link>,
    /// Why records of this portion would be held.
    held: HashMap<Record, (String, Message)>,
    /// Jobs of this portion that are not decided yet, by record.
    open: HashMap<Record, usize>,
    /// Jobs that somebody asked for meanwhile.
    asked: Vec<NewJob>,
    /// Contacts of orders whose first document would be sent.
    parties: HashMap<String, String>,
    seen: HashMap<String, Option<String>>,
    /// What the shop's store says, asked once in a portion.
    known: HashMap<Record, Option<Link>>,
    by_number: HashMap<Record, Option<(String, Link)>>,
}

/// A store that takes nothing.
pub(super) struct Shadow {
    inner: Arc<dyn Store>,
    kept: Mutex<Kept>,
}

impl Shadow {
    pub(super) fn of(inner: Arc<dyn Store>, memory: Memory) -> Self {
        Self {
            inner,
            kept: Mutex::new(Kept {
                memory,
                ..Kept::default()
            }),
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A job waits to be decided.
    pub(super) fn opened(&self, kind: Kind, key: &str) {
        *self.kept().open.entry((kind, key.to_owned())).or_default() += 1;
    }

    /// It is decided.
    pub(super) fn closed(&self, kind: Kind, key: &str) {
        if let Entry::Occupied(mut open) = self.kept().open.entry((kind, key.to_owned())) {
            *open.get_mut() -= 1;
            if *open.get() == 0 {
                open.remove();
            }
        }
    }

    /// Whether a job of this record waits to be decided.
    pub(super) fn is_open(&self, kind: Kind, key: &str) -> bool {
        self.kept().open.contains_key(&(kind, key.to_owned()))
    }

    /// Whether this dry run has decided about the record.
    pub(super) fn is_decided(&self, kind: Kind, key: &str) -> bool {
        let kept = self.kept();
        let record = (kind, key.to_owned());
        kept.links.contains_key(&record)
            || kept.held.contains_key(&record)
            || kept.memory.is_made(kind, key)
            || kept.memory.held(kind, key).is_some()
    }

    /// It would be in Xero from here on.
    pub(super) fn made(&self, kind: Kind, key: &str, link: Link) {
        let mut kept = self.kept();
        kept.memory.make(kind, key);
        if matches!(kind, Kind::Invoice | Kind::CreditNote) {
            kept.memory.number(kind, &link.xero_number, key);
            if let (Some(order), Some(party)) = (&link.order_id, &link.party) {
                kept.parties.entry(order.clone()).or_insert_with(|| party.clone());
            }
        }
        kept.links.insert((kind, key.to_owned()), link);
    }

    /// What the shop's own store has of it would say more from here on.
    pub(super) fn linked(&self, kind: Kind, key: &str, link: Link) {
        self.kept().links.insert((kind, key.to_owned()), link);
    }

    /// It would be held from here on.
    pub(super) fn held(&self, kind: Kind, key: &str, code: &str, message: &Message) {
        let mut kept = self.kept();
        kept.memory.hold(kind, key, code);
        kept.held
            .insert((kind, key.to_owned()), (code.to_owned(), message.clone()));
    }

    /// Jobs that were asked for since the last time.
    pub(super) fn take_asked(&self) -> Vec<NewJob> {
        std::mem::take(&mut self.kept().asked)
    }

    /// What the next portion needs.
    pub(super) fn pack(&self) -> String {
        self.kept().memory.pack()
    }

    /// What the shop's own store has; asked once.
    pub(super) fn own_link(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Link>, StoreError> {
        let record = (kind, key.to_owned());
        if let Some(known) = self.kept().known.get(&record) {
            return Ok(known.clone());
        }
        let found = self.inner.link(connection, kind, key)?;
        self.kept().known.insert(record, found.clone());
        Ok(found)
    }

    fn own_number(&self, connection: &str, kind: Kind, number: &str) -> Result<Option<(String, Link)>, StoreError> {
        let record = (kind, number.to_owned());
        if let Some(known) = self.kept().by_number.get(&record) {
            return Ok(known.clone());
        }
        let found = self.inner.link_by_number(connection, kind, number)?;
        self.kept().by_number.insert(record, found.clone());
        Ok(found)
    }
}

/// The link of a record that an earlier portion would have sent.
fn remembered(kind: Kind, key: &str) -> Link {
    Link {
        xero_id: format!("{}:{key}", kind.as_str()),
        fingerprint: "dry run".into(),
        settled_at_ms: i64::MAX,
        ..Link::default()
    }
}

fn refused<T>(name: &str) -> Result<T, StoreError> {
    let words = format!("A dry run writes nothing, and asked for {name}.");
    Err(StoreError::new("internal", Message::words(words)))
}

/// Methods that the shop's own store answers.
macro_rules! asked {
    ($(fn $name:ident(&self $(, $argument:ident: $type:ty)*) -> $answer:ty;)+) => {
        $(fn $name(&self $(, $argument: $type)*) -> Result<$answer, StoreError> { self.inner.$name($($argument),*) })+
    };
}

/// Methods that nothing in a dry run has a use for.
macro_rules! refuses {
    ($(fn $name:ident(&self $(, $argument:ident: $type:ty)*) -> $answer:ty;)+) => {
        $(fn $name(&self $(, $argument: $type)*) -> Result<$answer, StoreError> {
            $(let _ = $argument;)*
            refused(stringify!($name))
        })+
    };
}

impl JobStore for Shadow {
    fn enqueue(&self, jobs: &[NewJob], _: i64) -> Result<Enqueued, StoreError> {
        self.kept().asked.extend_from_slice(jobs);
        Ok(Enqueued::default())
    }

    fn link(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Link>, StoreError> {
        let here = self.kept().links.get(&(kind, key.to_owned())).cloned();
        if here.is_some() {
            return Ok(here);
        }
        if let Some(own) = self.own_link(connection, kind, key)? {
            return Ok(Some(own));
        }
        let is_made = self.kept().memory.is_made(kind, key);
        Ok(is_made.then(|| remembered(kind, key)))
    }

    fn link_by_number(&self, connection: &str, kind: Kind, number: &str) -> Result<Option<(String, Link)>, StoreError> {
        if let Some(found) = self.own_number(connection, kind, number)? {
            return Ok(Some(found));
        }
        let Some(key) = self.kept().memory.of_number(kind, number) else {
            return Ok(None);
        };
        let link = self.link(connection, kind, &key)?;
        Ok(link.map(|link| (key, link)))
    }

    fn link_by_xero_id(
        &self,
        connection: &str,
        kind: Kind,
        xero_id: &str,
    ) -> Result<Option<(String, Link)>, StoreError> {
        let found = self.kept().links.iter().find_map(|((of, key), link)| {
            (*of == kind && link.xero_id == xero_id).then(|| (key.clone(), link.clone()))
        });
        match found {
            Some(found) => Ok(Some(found)),
            None => self.inner.link_by_xero_id(connection, kind, xero_id),
        }
    }

    fn links_to(&self, connection: &str, kind: Kind, xero_id: &str) -> Result<Vec<String>, StoreError> {
        let mut keys = self.inner.links_to(connection, kind, xero_id)?;
        let kept = self.kept();
        let here = kept
            .links
            .iter()
            .filter(|((of, _), link)| *of == kind && link.xero_id == xero_id);
        keys.extend(here.map(|((_, key), _)| key.clone()));
        keys.sort_unstable();
        keys.dedup();
        Ok(keys)
    }

    fn party(&self, connection: &str, order_id: &str) -> Result<Option<String>, StoreError> {
        match self.inner.party(connection, order_id)? {
            Some(key) => Ok(Some(key)),
            None => Ok(self.kept().parties.get(order_id).cloned()),
        }
    }

    fn saw_invoices(&self, seen: &[SeenInvoice]) -> Result<(), StoreError> {
        let seen = seen.iter().map(|one| (one.key.clone(), one.paid_on.clone()));
        self.kept().seen.extend(seen);
        Ok(())
    }

    fn paid_on(&self, connection: &str, key: &str) -> Result<Option<Option<String>>, StoreError> {
        let seen = self.kept().seen.get(key).cloned();
        match seen {
            Some(seen) => Ok(Some(seen)),
            None => self.inner.paid_on(connection, key),
        }
    }

    fn active(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Active>, StoreError> {
        {
            let kept = self.kept();
            let record = (kind, key.to_owned());
            if kept.open.contains_key(&record) {
                return Ok(Some((State::Waiting, String::new(), Message::default(), 0)));
            }
            if let Some((code, message)) = kept.held.get(&record) {
                return Ok(Some((State::Held, code.clone(), message.clone(), 0)));
            }
            if let Some(code) = kept.memory.held(kind, key) {
                return Ok(Some((State::Held, code.to_owned(), Message::default(), 0)));
            }
        }
        self.inner.active(connection, kind, key)
    }

    asked! {
        fn on_records(&self, jobs: &[NewJob]) -> Vec<OnRecord>;
        fn in_doubt(&self, connection: &str, kind: Kind, key: &str) -> bool;
        fn links_with_note(&self, connection: &str, kind: Kind, note: &str) -> Vec<String>;
        fn links_of(&self, entity: Entity, entity_id: &str) -> Vec<(String, Kind, Link, i64)>;
        fn cursor(&self, name: &str) -> Option<String>;
    }

    refuses! {
        fn rescue(&self, now_ms: i64, is_dead: &dyn Fn(&str) -> bool, look_up_after_ms: &dyn Fn(Kind) -> i64) -> u64;
        fn claim(&self, connection: &str, kind: Kind, state: State, limit: u32, most_priority: i64, owner: &str, lease_until_ms: i64, now_ms: i64) -> Vec<Claimed>;
        fn ready(&self, connection: &str, most_priority: i64, now_ms: i64) -> Vec<(bool, Kind, State)>;
        fn next_ready_ms(&self, connection: &str, state: State, most_priority: i64) -> Option<i64>;
        fn waiting_by_kind(&self, connection: &str) -> Vec<(Kind, i64)>;
        fn mark_sent(&self, jobs: &[Departure], idempotency_key: &str, now_ms: i64) -> u64;
        fn settle(&self, job: &Claimed, settled: &Settled, line: &LogLine, now_ms: i64) -> bool;
        fn settle_all(&self, settled: &[(Claimed, Settled, LogLine)], now_ms: i64) -> Vec<Came>;
        fn release(&self, jobs: &[(i64, i64)], not_before_ms: i64, now_ms: i64) -> ();
        fn end_waits(&self, connection: &str, codes: &[&str], now_ms: i64) -> u64;
        fn wake_held(&self, connection: &str, every: bool, now_ms: i64) -> u64;
        fn held_codes(&self, connection: &str) -> Vec<(String, i64)>;
        fn held_since(&self, connection: &str, since_ms: i64) -> Vec<(String, i64)>;
        fn wake_codes(&self, connection: &str, codes: &[String], since_ms: i64, now_ms: i64) -> u64;
        fn doubt(&self, connection: &str, kind: Kind, key: &str) -> ();
        fn unlink(&self, connection: &str, kind: Kind, key: &str) -> ();
        fn note(&self, connection: &str, line: &LogLine, now_ms: i64) -> ();
        fn jobs(&self, query: &Query) -> Page;
        fn log(&self, query: &Query) -> Page;
        fn counts(&self) -> Counts;
        fn retry(&self, ids: Option<&[i64]>, code: Option<&str>, now_ms: i64) -> u64;
        fn send_all(&self, now_ms: i64) -> u64;
        fn hold(&self, ids: &[i64], now_ms: i64) -> u64;
        fn cancel(&self, ids: &[i64], now_ms: i64) -> u64;
        fn start_run(&self, run: &Run) -> Run;
        fn run(&self, connection: &str) -> Option<Run>;
        fn run_by_id(&self, id: i64) -> Option<Run>;
        fn advance_run(&self, id: i64, portion: &Portion<'_>, jobs: &[NewJob], now_ms: i64) -> Option<Run>;
        fn turn_run(&self, id: i64, turn: Turn, now_ms: i64) -> Option<Run>;
        fn cancel_history(&self, connection: &str, now_ms: i64) -> u64;
        fn history_counts(&self, connection: &str, since_ms: i64) -> Vec<(State, i64)>;
        fn set_cursor(&self, name: &str, value: &str) -> ();
        fn prune(&self, log_before_ms: i64, jobs_before_ms: i64) -> (u64, u64);
        fn check(&self, now_ms: i64) -> ();
    }
}

impl RecordBook for Shadow {
    asked! {
        fn doubt_before_ms(&self) -> i64;
        fn contents(&self, connection: &str, entity: Entity, ids: &[String]) -> Contents;
        fn excluded(&self, entity: Entity, entity_id: &str) -> bool;
        fn standing(&self, connection: &str, entity: Entity, entity_id: &str) -> Option<Standing>;
    }

    refuses! {
        fn seen(&self, now_ms: i64) -> ();
        fn exclude(&self, records: &[(Entity, String)], out: bool, now_ms: i64) -> u64;
        fn changed_since(&self, after: Position, most: u32) -> Changed;
        fn log_line(&self, id: i64) -> Option<(ListedRow, Option<Exchange>)>;
        fn erase(&self, contact_key: &str, customer_id: Option<&str>, email: Option<&str>) -> Erased;
        fn prune_exchanges(&self, before_ms: i64) -> u64;
    }
}

impl ContactBook for Shadow {
    asked! {
        fn known_contacts(&self, organisation: &str, by: KnownBy, value: &str) -> Vec<KnownContact>;
    }

    refuses! {
        fn know_contacts(&self, organisation: &str, contacts: &[KnownContact]) -> ();
        fn new_contacts_wait(&self, connection: &str, most_priority: i64) -> bool;
    }
}

impl HealthBook for Shadow {
    asked! {
        fn health(&self) -> StoreHealth;
        fn bytes(&self) -> u64;
    }
}

impl CallLedger for Shadow {
    refuses! {
        fn reserve(&self, organisation: &str, purpose: &str, caller: Caller, permit_until_ms: i64, now_ms: i64) -> Reservation;
        fn answered(&self, organisation: &str, call: i64, lesson: &Lesson, now_ms: i64) -> ();
        fn returned(&self, organisation: &str, call: i64) -> ();
        fn move_calls(&self, from: &str, organisation: &str, now_ms: i64) -> ();
        fn set_day_limit(&self, organisation: &str, calls: i64) -> ();
        fn usage(&self, organisation: &str, now_ms: i64) -> Usage;
        fn days(&self, organisation: &str, since: &str) -> Vec<(String, String, i64)>;
        fn minutes(&self, organisation: &str, since_ms: i64) -> Vec<(i64, String, i64)>;
    }
}

impl SessionStore for Shadow {
    asked! {
        fn connections(&self) -> Vec<ConnectionRow>;
        fn connection(&self, code: &str) -> Option<ConnectionRow>;
        fn catalogue(&self, connection: &str, part: &str) -> Option<(String, i64)>;
        fn linked(&self, code: &str) -> Linked;
        fn pending(&self, code: &str) -> Option<Pending>;
    }

    refuses! {
        fn configure(&self, code: &str, settings: &str, secret: &Secret, hash: &str, configured: bool, now_ms: i64) -> bool;
        fn store_tokens(&self, code: &str, tokens: Option<&Tokens>) -> ();
        fn set_state(&self, code: &str, state: ConnectionState, reason_code: &str, reason: &Message) -> ();
        fn set_organisation(&self, code: &str, id: &str, name: &str, xero_connection_id: &str, choices: &str, connected_at_ms: Option<i64>) -> ();
        fn switch_links(&self, code: &str, left: &str, came: &str) -> ();
        fn store_pending(&self, code: &str, pending: Option<&Pending>) -> ();
        fn lock_refresh(&self, code: &str, owner: &str, until_ms: i64, now_ms: i64) -> bool;
        fn unlock_refresh(&self, code: &str, owner: &str) -> ();
        fn remember_authorisation(&self, state: &str, connection: &str, verifier: &Secret, redirect: &str, now_ms: i64) -> ();
        fn take_authorisation(&self, state: &str, not_older_than_ms: i64) -> Option<(String, Secret, String)>;
        fn store_catalogue(&self, connection: &str, part: &str, json: &str, now_ms: i64) -> ();
        fn forget_catalogue(&self, connection: &str) -> ();
        fn lease(&self, name: &str, owner: &str, until_ms: i64, now_ms: i64) -> Option<String>;
        fn end_lease(&self, name: &str, owner: &str) -> ();
    }
}
