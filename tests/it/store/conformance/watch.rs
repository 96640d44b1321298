//! Watches the suite itself: which methods of the ports its cases call, and whether they notice a store that leaves one undone.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, Once};

use ledgerline::engine::Store;
use ledgerline::limits::{CallLedger, Caller, Lesson, Reservation, Usage};
use ledgerline::message::Message;
use ledgerline::oauth::{ConnectionRow, ConnectionState, Linked, Pending, SessionStore, Tokens};
use ledgerline::queue::row::OnRecord;
use ledgerline::queue::{
    Active, Came, Changed, Claimed, ContactBook, Contents, Counts, Departure, Enqueued, Entity, Erased, Exchange,
    HealthBook, JobStore, Kind, KnownBy, KnownContact, Link, ListedRow, LogLine, NewJob, Page, Portion, Position,
    Query, RecordBook, Run, SeenInvoice, Settled, Standing, State, StoreHealth, Turn,
};
use ledgerline::secret::Secret;
use ledgerline::store_error::StoreError;

use super::{CASES, Case, Damage, Factory, Place};

/// What the cases of one run did.
#[derive(Default)]
struct Watch {
    called: Mutex<BTreeSet<&'static str>>,
    /// The method that does nothing and says so as if all were well.
    undone: Option<&'static str>,
    /// The method that fails.
    failing: Option<&'static str>,
}

impl Watch {
    fn leaves_undone(&self, method: &'static str) -> bool {
        self.called
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .insert(method);
        self.undone == Some(method)
    }
}

/// A store that notes what is asked of it.
struct Watched {
    store: Arc<dyn Store>,
    watch: Arc<Watch>,
}

struct WatchedPlace {
    place: Box<dyn Place>,
    watch: Arc<Watch>,
}

struct WatchedFactory<'a> {
    factory: &'a dyn Factory,
    watch: Arc<Watch>,
}

impl Factory for WatchedFactory<'_> {
    fn place(&self) -> Box<dyn Place> {
        Box::new(WatchedPlace {
            place: self.factory.place(),
            watch: Arc::clone(&self.watch),
        })
    }
}

impl Place for WatchedPlace {
    fn open_with(&self, keys: &[&str]) -> Arc<dyn Store> {
        Arc::new(Watched {
            store: self.place.open_with(keys),
            watch: Arc::clone(&self.watch),
        })
    }

    fn copy(&self) -> Box<dyn FnOnce() + '_> {
        self.place.copy()
    }

    fn damage(&self, job: i64, damage: Damage) -> bool {
        self.place.damage(job, damage)
    }
}

/// Forwards every method and lists it. The compiler asks for each method of each port here, and for each port of [`Store`].
macro_rules! watched {
    ($($port:ident { $(fn $method:ident(&$self:ident $(, $argument:ident: $type:ty)* $(,)?) -> $answer:ty;)+ })+) => {
        /// Every method of every port.
        const METHODS: &[&str] = &[$($(concat!(stringify!($port), "::", stringify!($method)),)+)+];

        $(impl $port for Watched {
            $(fn $method(&$self $(, $argument: $type)*) -> Result<$answer, StoreError> {
                let name = concat!(stringify!($port), "::", stringify!($method));
                if $self.watch.leaves_undone(name) {
                    return Ok(Nothing::nothing());
                }
                if $self.watch.failing == Some(name) {
                    return Err(StoreError::new("store_failed", Message::words(name)));
                }
                $self.store.$method($($argument),*)
            })+
        })+
    };
}

watched! {
    JobStore {
        fn enqueue(&self, jobs: &[NewJob], now_ms: i64) -> Enqueued;
        fn on_records(&self, jobs: &[NewJob]) -> Vec<OnRecord>;
        fn rescue(&self, now_ms: i64, is_dead: &dyn Fn(&str) -> bool, look_up_after_ms: &dyn Fn(Kind) -> i64) -> u64;
        fn claim(
            &self,
            connection: &str,
            kind: Kind,
            state: State,
            limit: u32,
            most_priority: i64,
            owner: &str,
            lease_until_ms: i64,
            now_ms: i64,
        ) -> Vec<Claimed>;
        fn ready(&self, connection: &str, most_priority: i64, now_ms: i64) -> Vec<(bool, Kind, State)>;
        fn next_ready_ms(&self, connection: &str, state: State, most_priority: i64) -> Option<i64>;
        fn waiting_by_kind(&self, connection: &str) -> Vec<(Kind, i64)>;
        fn mark_sent(&self, jobs: &[Departure], idempotency_key: &str, now_ms: i64) -> u64;
        fn in_doubt(&self, connection: &str, kind: Kind, key: &str) -> bool;
        fn settle(&self, job: &Claimed, settled: &Settled, line: &LogLine, now_ms: i64) -> bool;
        fn settle_all(&self, settled: &[(Claimed, Settled, LogLine)], now_ms: i64) -> Vec<Came>;
        fn release(&self, jobs: &[(i64, i64)], not_before_ms: i64, now_ms: i64) -> ();
        fn end_waits(&self, connection: &str, codes: &[&str], now_ms: i64) -> u64;
        fn wake_held(&self, connection: &str, every: bool, now_ms: i64) -> u64;
        fn held_codes(&self, connection: &str) -> Vec<(String, i64)>;
        fn held_since(&self, connection: &str, since_ms: i64) -> Vec<(String, i64)>;
        fn wake_codes(&self, connection: &str, codes: &[String], since_ms: i64, now_ms: i64) -> u64;
        fn link(&self, connection: &str, kind: Kind, key: &str) -> Option<Link>;
        fn link_by_number(&self, connection: &str, kind: Kind, number: &str) -> Option<(String, Link)>;
        fn link_by_xero_id(&self, connection: &str, kind: Kind, xero_id: &str) -> Option<(String, Link)>;
        fn links_to(&self, connection: &str, kind: Kind, xero_id: &str) -> Vec<String>;
        fn party(&self, connection: &str, order_id: &str) -> Option<String>;
        fn saw_invoices(&self, seen: &[SeenInvoice]) -> ();
        fn paid_on(&self, connection: &str, key: &str) -> Option<Option<String>>;
        fn links_with_note(&self, connection: &str, kind: Kind, note: &str) -> Vec<String>;
        fn doubt(&self, connection: &str, kind: Kind, key: &str) -> ();
        fn unlink(&self, connection: &str, kind: Kind, key: &str) -> ();
        fn active(&self, connection: &str, kind: Kind, key: &str) -> Option<Active>;
        fn links_of(&self, entity: Entity, entity_id: &str) -> Vec<(String, Kind, Link, i64)>;
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
        fn cursor(&self, name: &str) -> Option<String>;
        fn set_cursor(&self, name: &str, value: &str) -> ();
        fn prune(&self, log_before_ms: i64, jobs_before_ms: i64) -> (u64, u64);
        fn check(&self, now_ms: i64) -> ();
    }
    RecordBook {
        fn seen(&self, now_ms: i64) -> ();
        fn doubt_before_ms(&self) -> i64;
        fn exclude(&self, records: &[(Entity, String)], out: bool, now_ms: i64) -> u64;
        fn contents(&self, connection: &str, entity: Entity, ids: &[String]) -> Contents;
        fn excluded(&self, entity: Entity, entity_id: &str) -> bool;
        fn changed_since(&self, after: Position, most: u32) -> Changed;
        fn standing(&self, connection: &str, entity: Entity, entity_id: &str) -> Option<Standing>;
        fn log_line(&self, id: i64) -> Option<(ListedRow, Option<Exchange>)>;
        fn erase(&self, contact_key: &str, customer_id: Option<&str>, email: Option<&str>) -> Erased;
        fn prune_exchanges(&self, before_ms: i64) -> u64;
    }
    HealthBook {
        fn health(&self) -> StoreHealth;
        fn bytes(&self) -> u64;
    }
    ContactBook {
        fn know_contacts(&self, organisation: &str, contacts: &[KnownContact]) -> ();
        fn known_contacts(&self, organisation: &str, by: KnownBy, value: &str) -> Vec<KnownContact>;
        fn new_contacts_wait(&self, connection: &str, most_priority: i64) -> bool;
    }
    CallLedger {
        fn reserve(
            &self,
            organisation: &str,
            purpose: &str,
            caller: Caller,
            permit_until_ms: i64,
            now_ms: i64,
        ) -> Reservation;
        fn answered(&self, organisation: &str, call: i64, lesson: &Lesson, now_ms: i64) -> ();
        fn returned(&self, organisation: &str, call: i64) -> ();
        fn move_calls(&self, from: &str, organisation: &str, now_ms: i64) -> ();
        fn set_day_limit(&self, organisation: &str, calls: i64) -> ();
        fn usage(&self, organisation: &str, now_ms: i64) -> Usage;
        fn days(&self, organisation: &str, since: &str) -> Vec<(String, String, i64)>;
        fn minutes(&self, organisation: &str, since_ms: i64) -> Vec<(i64, String, i64)>;
    }
    SessionStore {
        fn connections(&self) -> Vec<ConnectionRow>;
        fn connection(&self, code: &str) -> Option<ConnectionRow>;
        fn configure(
            &self,
            code: &str,
            settings: &str,
            secret: &Secret,
            hash: &str,
            configured: bool,
            now_ms: i64,
        ) -> bool;
        fn store_tokens(&self, code: &str, tokens: Option<&Tokens>) -> ();
        fn set_state(&self, code: &str, state: ConnectionState, reason_code: &str, reason: &Message) -> ();
        fn set_organisation(
            &self,
            code: &str,
            id: &str,
            name: &str,
            xero_connection_id: &str,
            choices: &str,
            connected_at_ms: Option<i64>,
        ) -> ();
        fn switch_links(&self, code: &str, left: &str, came: &str) -> ();
        fn linked(&self, code: &str) -> Linked;
        fn pending(&self, code: &str) -> Option<Pending>;
        fn store_pending(&self, code: &str, pending: Option<&Pending>) -> ();
        fn lock_refresh(&self, code: &str, owner: &str, until_ms: i64, now_ms: i64) -> bool;
        fn unlock_refresh(&self, code: &str, owner: &str) -> ();
        fn remember_authorisation(
            &self,
            state: &str,
            connection: &str,
            verifier: &Secret,
            redirect: &str,
            now_ms: i64,
        ) -> ();
        fn take_authorisation(&self, state: &str, not_older_than_ms: i64) -> Option<(String, Secret, String)>;
        fn catalogue(&self, connection: &str, part: &str) -> Option<(String, i64)>;
        fn store_catalogue(&self, connection: &str, part: &str, json: &str, now_ms: i64) -> ();
        fn forget_catalogue(&self, connection: &str) -> ();
        fn lease(&self, name: &str, owner: &str, until_ms: i64, now_ms: i64) -> Option<String>;
        fn end_lease(&self, name: &str, owner: &str) -> ();
    }
}

/// A store whose one method (`Port::method`) fails, as on a disk that is full.
pub fn failing(store: Arc<dyn Store>, method: &'static str) -> Arc<dyn Store> {
    assert!(METHODS.contains(&method), "there is no {method}");
    let watch = Watch {
        failing: Some(method),
        ..Watch::default()
    };
    Arc::new(Watched {
        store,
        watch: Arc::new(watch),
    })
}

/// The answer of a store that did nothing.
trait Nothing {
    fn nothing() -> Self;
}

macro_rules! nothing_is_the_default_of {
    ($($type:ty),+ $(,)?) => { $(impl Nothing for $type { fn nothing() -> Self { Self::default() } })+ };
}
nothing_is_the_default_of!(
    (),
    bool,
    u64,
    i64,
    Enqueued,
    Page,
    Counts,
    Run,
    Erased,
    Usage,
    Linked,
    (u64, u64),
    Changed,
    Contents,
    StoreHealth
);

impl<T> Nothing for Option<T> {
    fn nothing() -> Self {
        None
    }
}

impl<T> Nothing for Vec<T> {
    fn nothing() -> Self {
        Self::new()
    }
}

impl Nothing for Reservation {
    fn nothing() -> Self {
        Self::Granted(0)
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What is expected to fail prints no panic.
fn quietly<T>(run: impl FnOnce() -> T) -> T {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                loud(panic);
            }
        }));
    });
    QUIET.set(true);
    let value = run();
    QUIET.set(false);
    value
}

/// Runs one case; the methods that it called, and whether it passed.
fn watched(factory: &dyn Factory, case: Case, undone: Option<&'static str>) -> (BTreeSet<&'static str>, bool) {
    let watch = Arc::new(Watch {
        undone,
        ..Watch::default()
    });
    let watching = WatchedFactory {
        factory,
        watch: Arc::clone(&watch),
    };
    let run = || catch_unwind(AssertUnwindSafe(|| case(&watching))).is_ok();
    let passed = if undone.is_some() { quietly(run) } else { run() };
    let called = watch
        .called
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .clone();
    (called, passed)
}

/// The suite is whole: it calls every method of every port, and a store that leaves any of them undone fails it.
pub fn the_suite_is_whole(factory: &dyn Factory) {
    let mut callers: BTreeMap<&str, Vec<(&str, Case)>> = BTreeMap::new();
    for (name, case) in CASES {
        let (called, passed) = watched(factory, *case, None);
        assert!(passed, "{name} fails");
        for method in called {
            callers.entry(method).or_default().push((name, *case));
        }
    }
    let uncalled: Vec<_> = METHODS
        .iter()
        .filter(|method| !callers.contains_key(**method))
        .collect();
    assert!(
        uncalled.is_empty(),
        "{} of {} methods are called; not: {uncalled:#?}",
        callers.len(),
        METHODS.len()
    );
    let unnoticed: Vec<_> = METHODS
        .iter()
        .filter(|method| {
            callers[**method]
                .iter()
                .all(|(_, case)| watched(factory, *case, Some(method)).1)
        })
        .collect();
    assert!(
        unnoticed.is_empty(),
        "a store may leave undone without a case that fails: {unnoticed:#?}"
    );
    println!("{} cases call all {} methods of the ports", CASES.len(), METHODS.len());
}
