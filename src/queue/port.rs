//! Defines the port to the durable queue: the verbs of the state machine, not tables.
//!
//! Every verb is one short transaction. A verb that settles a job names the fence it was claimed with, and says so when
//! the fence no longer holds; it never changes another job.

use super::row::OnRecord;
use super::{Ending, Entity, Kind, Page, Portion, Proof, Query, Run, State, Turn};
use crate::message::Message;
use crate::store_error::StoreError;

/// The order in which a drain works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Contacts and items.
    Parties,
    /// Invoices and credit notes.
    Documents,
    /// Payments, refunds, allocations.
    Settlements,
}

/// A job to be stored.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Code of the connection.
    pub connection: String,
    /// What it makes in Xero.
    pub kind: Kind,
    /// The record's key within the kind, for example `invoice:12`.
    pub key: String,
    /// Whose record.
    pub entity: Entity,
    /// The record's id in the shop.
    pub entity_id: String,
    /// Number or name for people.
    pub number: String,
    /// The store view.
    pub store_id: String,
    /// The smaller goes first.
    pub priority: i64,
    /// The snapshot as JSON text.
    pub snapshot: String,
    /// Fingerprint of the snapshot's content.
    pub snapshot_hash: String,
    /// Amount for people, when there is one.
    pub total: Option<String>,
    /// Its currency.
    pub currency: Option<String>,
    /// True for a job that only fills a gap (a contact derived from a document): it never replaces a waiting one and is not
    /// made when the link exists.
    pub only_if_absent: bool,
    /// True when an unchanged record must be looked at again (asked for by a person).
    pub force: bool,
    /// Fingerprint of the settings that decide what becomes of a record.
    pub settings_hash: String,
    /// Whether a change of settings makes an unchanged record worth another look.
    pub compare_settings: bool,
}

impl NewJob {
    /// The same record on its way to another kind of document.
    #[must_use]
    pub fn of_kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }
}

/// What became of new jobs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Enqueued {
    /// New rows.
    pub accepted: u64,
    /// Waiting rows that took the newer snapshot.
    pub replaced: u64,
    /// Rows that a person asked for and that were queued, or under way, in the same form: they go first.
    pub waiting: u64,
    /// Dropped because nothing changed.
    pub unchanged: u64,
    /// Of `accepted` and `replaced`: contacts that only fill a gap, which nobody asked for by name.
    pub parties: u64,
    /// Left out because a person took the record out.
    pub excluded: u64,
}

/// A job in the hands of this process.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// Row id.
    pub id: i64,
    /// Fence: must match when the job is settled.
    pub fence: i64,
    /// Failed attempts so far.
    pub attempts: u32,
    /// As in [`NewJob`].
    pub connection: String,
    /// As in [`NewJob`].
    pub kind: Kind,
    /// As in [`NewJob`].
    pub key: String,
    /// As in [`NewJob`].
    pub entity: Entity,
    /// As in [`NewJob`].
    pub entity_id: String,
    /// As in [`NewJob`].
    pub number: String,
    /// As in [`NewJob`].
    pub store_id: String,
    /// As in [`NewJob`].
    pub priority: i64,
    /// As in [`NewJob`].
    pub snapshot: String,
    /// As in [`NewJob`].
    pub snapshot_hash: String,
    /// Code of its last outcome, which may ask for another form (a contact whose name was taken).
    pub code: String,
    /// What that outcome was about, when it says (an amount that is left, a tax rate).
    pub subject: String,
    /// When it was sent without an answer (milliseconds since 1970), for unknown outcomes.
    pub sent_at_ms: Option<i64>,
    /// The contact name that the unanswered request carried, when the kind is a contact.
    pub sent_note: Option<String>,
    /// What the unanswered request carried, as its sender wrote it down; empty in claims of older versions.
    pub mark: String,
    /// Organisation it was sent to; empty when that is not known.
    pub sent_to: String,
    /// What is known of the write when the job is settled; its owner says so.
    pub proof: Proof,
}

impl Claimed {
    /// The job with what is known of its write, for settling it.
    #[must_use]
    pub fn proven(&self, proof: Proof) -> Self {
        Self { proof, ..self.clone() }
    }
}

/// A job that is about to be sent: what is committed before the request leaves.
#[derive(Debug, Clone, Default)]
pub struct Departure {
    /// Row id.
    pub id: i64,
    /// Fence.
    pub fence: i64,
    /// The contact's name as sent; for settlements the id of their document in Xero.
    pub note: Option<String>,
    /// What a look-up needs of it, as text that only its sender's engine reads.
    pub mark: String,
    /// Organisation it goes to.
    pub organisation: String,
    /// When it may be looked up if no answer comes (milliseconds since 1970).
    pub look_up_at_ms: i64,
}

/// The record in Xero that stands for a record of the shop.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// Id in Xero (UUID).
    pub xero_id: String,
    /// Number in Xero.
    pub xero_number: String,
    /// Fingerprint of what was last confirmed.
    pub fingerprint: String,
    /// Total that Magento's record has.
    pub total: Option<String>,
    /// Total that Xero answered.
    pub xero_total: Option<String>,
    /// Currency of both.
    pub currency: Option<String>,
    /// Whether it was found rather than made.
    pub adopted: bool,
    /// When it was last confirmed (milliseconds since 1970); written by the store.
    pub settled_at_ms: i64,
    /// Free text the kind needs again (a contact's name in Xero).
    pub note: Option<String>,
    /// What was last sent, as JSON text: all of it where updates send only what changed since (contacts, items), how it was booked of a
    /// document.
    pub sent: Option<String>,
    /// Of a document: its order in the shop. Of a contact: the order that it was made for.
    pub order_id: Option<String>,
    /// Of a document: key of the contact that it was sent with.
    pub party: Option<String>,
    /// Of a document: the store view it belongs to, for people.
    pub store: Option<String>,
}

/// An invoice or a credit memo as the shop just called it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenInvoice {
    /// Code of the connection.
    pub connection: String,
    /// The record's key.
    pub key: String,
    /// The day (YYYY-MM-DD) of the change that says it is paid, or refunded; `None` while it is open.
    pub paid_on: Option<String>,
}

/// How a claimed job ends this time.
#[derive(Debug, Clone)]
pub enum Settled {
    /// In Xero, or nothing to do.
    Done {
        /// The link to store; `None` keeps the present one.
        link: Option<Box<Link>>,
        /// Jobs that follow from it, stored in the same transaction.
        next: Vec<NewJob>,
    },
    /// A person must act.
    Held,
    /// A passing failure: try again at `not_before_ms`; `counted` uses an attempt.
    Retry {
        /// Milliseconds since 1970.
        not_before_ms: i64,
        /// Whether an attempt is used up.
        counted: bool,
    },
    /// Xero was asked and the link now says more: it goes again at once.
    Again {
        /// The link to store.
        link: Box<Link>,
    },
    /// Sent without an answer: look it up at `not_before_ms`.
    Unknown {
        /// Milliseconds since 1970.
        not_before_ms: i64,
    },
    /// Looked up for long without proof: held, and its claim stays.
    Unproven,
    /// Given up.
    Failed,
}

impl Settled {
    /// Its name for the rule of the state machine.
    pub fn ending(&self) -> Ending {
        match self {
            Self::Done { .. } => Ending::Done,
            Self::Held => Ending::Held,
            Self::Retry { .. } => Ending::Retry,
            Self::Again { .. } => Ending::Again,
            Self::Unknown { .. } => Ending::Unknown,
            Self::Unproven => Ending::Unproven,
            Self::Failed => Ending::Failed,
        }
    }
}

/// What came of settling a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// As its owner wanted.
    Settled,
    /// It stays unknown, because nothing proves what became of its write.
    Doubted,
    /// It is another process's by now: nothing changed.
    Fenced,
}

/// One line of the log.
#[derive(Debug, Clone, Default)]
pub struct LogLine {
    /// What was done: create, update, adopt, `look_up`, none, connect …
    pub action: String,
    /// success, held, retry, failed, unknown, skipped, warning, information.
    pub status: String,
    /// Stable code.
    pub code: String,
    /// For people.
    pub message: Message,
    /// What to do about it.
    pub fix: Message,
    /// What is missing, when something is: a tax rate, an account, a payment method, a total.
    pub subject: String,
    /// Id in Xero.
    pub xero_id: String,
    /// Address of the record in Xero.
    pub xero_url: String,
    /// Magento's total.
    pub total: Option<String>,
    /// Xero's total.
    pub xero_total: Option<String>,
    /// Currency.
    pub currency: Option<String>,
    /// Milliseconds the call took.
    pub duration_ms: i64,
    /// What was sent and what came back, for those who may see it.
    pub exchange: Option<Box<super::Exchange>>,
}

/// Number of jobs in one state.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Code of the connection.
    pub connection: String,
    /// Whose records.
    pub entity: Entity,
    /// Kind of document.
    pub kind: Kind,
    /// The state.
    pub state: State,
    /// How many.
    pub count: i64,
    /// Creation of the oldest, milliseconds since 1970.
    pub oldest_ms: i64,
}

/// All counts.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// By connection, entity, kind and state.
    pub jobs: Vec<Counted>,
    /// Held and failed jobs by reason.
    pub held: Vec<HeldBy>,
}

/// Held and failed jobs of one reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldBy {
    /// Code of the connection.
    pub connection: String,
    /// The reason.
    pub code: String,
    /// What is missing, when something is.
    pub subject: String,
    /// The message of one of them.
    pub message: Message,
    /// Whether all of them have that message.
    pub same_message: bool,
    /// How many.
    pub count: i64,
}

/// An unsettled job: state, code, message, not before (milliseconds since 1970).
pub type Active = (State, String, Message, i64);

/// The durable queue with its links, claims, log and runs.
pub trait JobStore: Send + Sync {
    /// Stores jobs; see [`NewJob`] for what is replaced and dropped.
    fn enqueue(&self, jobs: &[NewJob], now_ms: i64) -> Result<Enqueued, StoreError>;
    /// What it has of the records of jobs, one for each: what [`super::place`] decides by. Changes nothing.
    fn on_records(&self, jobs: &[NewJob]) -> Result<Vec<OnRecord>, StoreError>;
    /// Makes jobs of dead or expired owners ready again: sent ones become unknown, others wait. Returns how many. The pause
    /// counts for claims that do not say themselves when they may be looked up.
    fn rescue(
        &self,
        now_ms: i64,
        is_dead: &dyn Fn(&str) -> bool,
        look_up_after_ms: &dyn Fn(Kind) -> i64,
    ) -> Result<u64, StoreError>;
    /// Claims up to `limit` jobs of one kind and state (waiting or unknown), the most urgent first, none above a priority.
    #[allow(clippy::too_many_arguments)]
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
    ) -> Result<Vec<Claimed>, StoreError>;
    /// What is ready up to a priority: (history rather than new business, kind, state), for choosing what comes next.
    fn ready(&self, connection: &str, most_priority: i64, now_ms: i64) -> Result<Vec<(bool, Kind, State)>, StoreError>;
    /// When the next job of a state becomes ready.
    fn next_ready_ms(&self, connection: &str, state: State, most_priority: i64) -> Result<Option<i64>, StoreError>;
    /// Waiting jobs of a connection by kind.
    fn waiting_by_kind(&self, connection: &str) -> Result<Vec<(Kind, i64)>, StoreError>;
    /// Commits the write claims of jobs that are about to be sent; fenced.
    fn mark_sent(&self, jobs: &[Departure], idempotency_key: &str, now_ms: i64) -> Result<u64, StoreError>;
    /// Whether a write of this record may be in Xero without proof: it holds a claim.
    fn in_doubt(&self, connection: &str, kind: Kind, key: &str) -> Result<bool, StoreError>;
    /// Settles one claimed job and writes its log line in one transaction. False: fenced, nothing changed.
    fn settle(&self, job: &Claimed, settled: &Settled, line: &LogLine, now_ms: i64) -> Result<bool, StoreError>;
    /// Settles several in one transaction; says of each what came of it.
    fn settle_all(&self, settled: &[(Claimed, Settled, LogLine)], now_ms: i64) -> Result<Vec<Came>, StoreError>;
    /// Gives claimed jobs back untouched.
    fn release(&self, jobs: &[(i64, i64)], not_before_ms: i64, now_ms: i64) -> Result<(), StoreError>;
    /// Ends the pause of waiting jobs with one of these codes: what they waited for is done. Returns how many were not ready before.
    fn end_waits(&self, connection: &str, codes: &[&str], now_ms: i64) -> Result<u64, StoreError>;
    /// Makes held jobs ready: all whose next look is due, or all when `every` is true.
    fn wake_held(&self, connection: &str, every: bool, now_ms: i64) -> Result<u64, StoreError>;
    /// Codes of held jobs and how many.
    fn held_codes(&self, connection: &str) -> Result<Vec<(String, i64)>, StoreError>;
    /// Codes of jobs that were held since a time (milliseconds since 1970), and how many.
    fn held_since(&self, connection: &str, since_ms: i64) -> Result<Vec<(String, i64)>, StoreError>;
    /// Makes jobs ready that were held for one of these codes since a time. Returns how many.
    fn wake_codes(&self, connection: &str, codes: &[String], since_ms: i64, now_ms: i64) -> Result<u64, StoreError>;
    /// The link of a record.
    fn link(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Link>, StoreError>;
    /// The link that carries this number in Xero.
    fn link_by_number(&self, connection: &str, kind: Kind, number: &str) -> Result<Option<(String, Link)>, StoreError>;
    /// The link that points to this id in Xero.
    fn link_by_xero_id(
        &self,
        connection: &str,
        kind: Kind,
        xero_id: &str,
    ) -> Result<Option<(String, Link)>, StoreError>;
    /// Keys of all links that point to this id in Xero: a guest who registered and his account share a contact.
    fn links_to(&self, connection: &str, kind: Kind, xero_id: &str) -> Result<Vec<String>, StoreError>;
    /// Key of the contact that the first document of an order was sent with.
    fn party(&self, connection: &str, order_id: &str) -> Result<Option<String>, StoreError>;
    /// Remembers invoices that are open, and of those the day on which they were first called paid.
    fn saw_invoices(&self, seen: &[SeenInvoice]) -> Result<(), StoreError>;
    /// Since when an invoice that was seen open has been paid; `Some(None)`: it is open. `None`: it was never seen open.
    fn paid_on(&self, connection: &str, key: &str) -> Result<Option<Option<String>>, StoreError>;
    /// Keys of links of a kind whose note is this text (contacts by name, any case).
    fn links_with_note(&self, connection: &str, kind: Kind, note: &str) -> Result<Vec<String>, StoreError>;
    /// Forgets what a link was confirmed with: its record in Xero is looked at before it is used again.
    fn doubt(&self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError>;
    /// Removes a link whose record is gone in Xero.
    fn unlink(&self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError>;
    /// State, code and message of the newest unsettled job of a record, and when it may go on (milliseconds since 1970).
    fn active(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Active>, StoreError>;
    /// All links of a shop record, for screens.
    fn links_of(&self, entity: Entity, entity_id: &str) -> Result<Vec<(String, Kind, Link, i64)>, StoreError>;
    /// Writes a log line that belongs to no job.
    fn note(&self, connection: &str, line: &LogLine, now_ms: i64) -> Result<(), StoreError>;
    /// One page of the queue; `query_invalid` for a question that makes no sense.
    fn jobs(&self, query: &Query) -> Result<Page, StoreError>;
    /// One page of the log; `query_invalid` for a question that makes no sense.
    fn log(&self, query: &Query) -> Result<Page, StoreError>;
    /// Counts for screens and monitoring.
    fn counts(&self) -> Result<Counts, StoreError>;
    /// Held and failed jobs to waiting: by ids, by code, or all.
    fn retry(&self, ids: Option<&[i64]>, code: Option<&str>, now_ms: i64) -> Result<u64, StoreError>;
    /// Everything goes now: held and failed jobs wait again, and new business that waits goes first. What a person put on hold
    /// stays, and history keeps its place. Returns how many.
    fn send_all(&self, now_ms: i64) -> Result<u64, StoreError>;
    /// Waiting jobs to held by a person.
    fn hold(&self, ids: &[i64], now_ms: i64) -> Result<u64, StoreError>;
    /// Waiting, held and failed jobs to cancelled, for as long as their record does not change. Damaged ones are removed; what was
    /// sent for them stays marked.
    fn cancel(&self, ids: &[i64], now_ms: i64) -> Result<u64, StoreError>;
    /// Stores a new run; an unfinished one of the connection is cancelled.
    fn start_run(&self, run: &Run) -> Result<Run, StoreError>;
    /// The newest run of a connection.
    fn run(&self, connection: &str) -> Result<Option<Run>, StoreError>;
    /// A run by id.
    fn run_by_id(&self, id: i64) -> Result<Option<Run>, StoreError>;
    /// Stores a portion's jobs and the run's new position in one transaction; see [`Run::advanced`]. `None`: it was not taken.
    fn advance_run(
        &self,
        id: i64,
        portion: &Portion<'_>,
        jobs: &[NewJob],
        now_ms: i64,
    ) -> Result<Option<Run>, StoreError>;
    /// Lets something happen to a run as a whole; see [`Run::turned`]. The run as it stands then.
    fn turn_run(&self, id: i64, turn: Turn, now_ms: i64) -> Result<Option<Run>, StoreError>;
    /// Cancels waiting jobs of Sync All of a connection.
    fn cancel_history(&self, connection: &str, now_ms: i64) -> Result<u64, StoreError>;
    /// Jobs of a connection made or replaced by Sync All since a time, by state.
    fn history_counts(&self, connection: &str, since_ms: i64) -> Result<Vec<(State, i64)>, StoreError>;
    /// A named position.
    fn cursor(&self, name: &str) -> Result<Option<String>, StoreError>;
    /// Stores a named position.
    fn set_cursor(&self, name: &str, value: &str) -> Result<(), StoreError>;
    /// Deletes old lines and settled jobs: (log lines, jobs). Of what a person cancelled the row stays, without its snapshot.
    fn prune(&self, log_before_ms: i64, jobs_before_ms: i64) -> Result<(u64, u64), StoreError>;
    /// Looks through the whole store for damage, sets apart what cannot be read, and tidies its files.
    fn check(&self, now_ms: i64) -> Result<(), StoreError>;
}
