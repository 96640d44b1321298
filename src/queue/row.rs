//! Defines a job as a store keeps it, what may change of it, and how rows are chosen: the words between rules and stores.
//!
//! Pure data. A rule gets a [`JobRow`] and answers with a [`Change`]; a store loads the one and saves the other.

use std::borrow::Cow;

use crate::message::Message;

use super::{At, Entity, Kind, NewJob, State};

/// A text of the product's own, or of a row.
pub type Text = Cow<'static, str>;

/// A job without its snapshot, which is long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    /// Row id.
    pub id: i64,
    /// Raised by every claim; whoever settles the job must name it.
    pub fence: i64,
    /// Code of the connection.
    pub connection: String,
    /// What it makes in Xero.
    pub kind: Kind,
    /// The record's key within the kind.
    pub key: String,
    /// Whose record.
    pub entity: Entity,
    /// The record's id in the shop.
    pub entity_id: String,
    /// Where it is.
    pub state: State,
    /// The smaller goes first.
    pub priority: i64,
    /// Failed attempts so far.
    pub attempts: u32,
    /// Not before this time (milliseconds since 1970); 0: at once.
    pub not_before_ms: i64,
    /// The process that has it; empty when nobody does.
    pub owner: String,
    /// Until when that process may have it (milliseconds since 1970).
    pub lease_until_ms: i64,
    /// Code of its last outcome.
    pub code: String,
    /// Since when it has been held without a break (milliseconds since 1970).
    pub held_since_ms: Option<i64>,
    /// Fingerprint of the settings it was made under.
    pub settings_hash: String,
    /// Milliseconds since 1970.
    pub created_at_ms: i64,
    /// Milliseconds since 1970.
    pub updated_at_ms: i64,
    /// Its write that may have been carried out.
    pub claim: Option<Sent>,
    /// The row of the same record that waits or is stuck, when it is another one.
    pub successor: Option<(i64, State)>,
}

impl JobRow {
    /// How it stands, for the rule of the state machine.
    pub fn at(&self) -> At {
        At {
            state: self.state,
            claimed: self.claim.is_some(),
            successor: self.successor.map(|(_, state)| state),
        }
    }
}

/// What people are told of a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Row id.
    pub id: i64,
    /// Where it is.
    pub state: State,
    /// Code of its last outcome.
    pub code: String,
    /// That outcome for people.
    pub message: Message,
    /// Not before this time (milliseconds since 1970).
    pub not_before_ms: i64,
    /// Milliseconds since 1970.
    pub updated_at_ms: i64,
}

/// What a write claim says of its request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// When it left (milliseconds since 1970).
    pub at_ms: i64,
    /// When it may be looked up (milliseconds since 1970); `None` in claims of older versions.
    pub look_up_at_ms: Option<i64>,
    /// Whose books it went to; empty in claims of older versions.
    pub organisation: String,
}

/// A write claim: committed before the request leaves, removed when the outcome is proven. A record has one at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteClaim {
    /// Its job; connection, kind and key of the claim are the job's.
    pub job_id: i64,
    /// The key that the request carried.
    pub idempotency_key: String,
    /// The contact's name as sent; for settlements the id of their document in Xero.
    pub note: Option<String>,
    /// What a look-up needs of it, as its sender wrote it down.
    pub mark: String,
    /// The request itself.
    pub sent: Sent,
}

/// A row that cannot be read: its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Damaged(pub i64);

/// A new priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// This one.
    Exactly(i64),
    /// This one, unless the row goes before it already.
    AtMost(i64),
}

/// What changes of a job. `None`: stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// As in [`JobRow`].
    pub state: Option<State>,
    /// What was done in the end.
    pub action: Option<Text>,
    /// As in [`JobRow`].
    pub fence: Option<i64>,
    /// As in [`JobRow`].
    pub owner: Option<Text>,
    /// As in [`JobRow`].
    pub lease_until_ms: Option<i64>,
    /// As in [`JobRow`].
    pub attempts: Option<u32>,
    /// As in [`JobRow`].
    pub not_before_ms: Option<i64>,
    /// As in [`JobRow`].
    pub priority: Option<Priority>,
    /// As in [`JobRow`].
    pub code: Option<Text>,
    /// Its last outcome for people.
    pub message: Option<Message>,
    /// What to do about it.
    pub fix: Option<Message>,
    /// What is missing, when something is.
    pub subject: Option<Text>,
    /// As in [`JobRow`].
    pub held_since_ms: Option<Option<i64>>,
    /// As in [`NewJob`].
    pub number: Option<Text>,
    /// As in [`NewJob`].
    pub store_id: Option<Text>,
    /// As in [`NewJob`].
    pub total: Option<Option<String>>,
    /// As in [`NewJob`].
    pub currency: Option<Option<String>>,
    /// As in [`NewJob`].
    pub snapshot: Option<Text>,
    /// As in [`NewJob`].
    pub snapshot_hash: Option<Text>,
    /// As in [`NewJob`].
    pub settings_hash: Option<Text>,
    /// As in [`JobRow`].
    pub created_at_ms: Option<i64>,
    /// As in [`JobRow`].
    pub updated_at_ms: Option<i64>,
}

impl Change {
    /// Nothing but the time of the change.
    #[must_use]
    pub fn at(now_ms: i64) -> Self {
        Self {
            updated_at_ms: Some(now_ms),
            ..Self::default()
        }
    }

    /// Takes what `job` says of the record.
    #[must_use]
    pub fn with_content_of(self, job: &NewJob) -> Self {
        Self {
            number: Some(job.number.clone().into()),
            store_id: Some(job.store_id.clone().into()),
            total: Some(job.total.clone()),
            currency: Some(job.currency.clone()),
            snapshot: Some(job.snapshot.clone().into()),
            snapshot_hash: Some(job.snapshot_hash.clone().into()),
            settings_hash: Some(job.settings_hash.clone().into()),
            ..self
        }
    }

    /// Nobody has the job any more.
    #[must_use]
    pub fn ownerless(self) -> Self {
        Self {
            owner: Some("".into()),
            lease_until_ms: Some(0),
            ..self
        }
    }

    /// Says why.
    #[must_use]
    pub fn saying(self, code: impl Into<Text>, message: impl Into<Message>, fix: impl Into<Message>) -> Self {
        Self {
            code: Some(code.into()),
            message: Some(message.into()),
            fix: Some(fix.into()),
            ..self
        }
    }
}

/// A change of one row, which its present fence allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patch {
    /// Row id.
    pub id: i64,
    /// The fence that the row has; nothing changes when it has another one.
    pub fence: i64,
    /// What changes.
    pub change: Change,
}

impl JobRow {
    /// The change as a patch of this row.
    pub fn patch(&self, change: Change) -> Patch {
        Patch {
            id: self.id,
            fence: self.fence,
            change,
        }
    }
}

/// Codes of the last outcome that are chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Codes<'a> {
    /// Whatever they are.
    #[default]
    Any,
    /// One of these.
    Only(&'a [&'a str]),
    /// None of these.
    Except(&'a [&'a str]),
}

impl Codes<'_> {
    /// Whether a code is one of them.
    pub fn hold(&self, code: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Only(codes) => codes.contains(&code),
            Self::Except(codes) => !codes.contains(&code),
        }
    }
}

/// Which rows; what is not said does not matter. Rows that were set apart are never chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Which<'a> {
    /// Only these rows.
    pub ids: Option<&'a [i64]>,
    /// Only those after this row.
    pub after_id: Option<i64>,
    /// Only this connection's.
    pub connection: Option<&'a str>,
    /// Only those that stand for this record of the shop.
    pub of: Option<(Entity, &'a str)>,
    /// Only those on their way to this document.
    pub record: Option<(Kind, &'a str)>,
    /// Only on their way to these kinds of document; empty: to any.
    pub kinds: &'a [Kind],
    /// Only in these states; empty: in any.
    pub states: &'a [State],
    /// Only with (without) a write claim.
    pub claimed: Option<bool>,
    /// Only with these codes.
    pub codes: Codes<'a>,
    /// Only from this priority on.
    pub least_priority: Option<i64>,
    /// Only up to this priority.
    pub most_priority: Option<i64>,
    /// Only those whose time has come by then (milliseconds since 1970).
    pub ready_by_ms: Option<i64>,
    /// Only those whose time has not come by then (milliseconds since 1970).
    pub pausing_at_ms: Option<i64>,
    /// Only those made until then (milliseconds since 1970).
    pub created_until_ms: Option<i64>,
    /// Only those changed since (milliseconds since 1970), that moment included.
    pub updated_from_ms: Option<i64>,
    /// Only those not changed since (milliseconds since 1970).
    pub updated_before_ms: Option<i64>,
    /// Only those that still have a snapshot.
    pub with_snapshot: bool,
}

impl Which<'_> {
    /// All rows.
    pub const ALL: Which<'static> = Which {
        ids: None,
        after_id: None,
        connection: None,
        of: None,
        record: None,
        kinds: &[],
        states: &[],
        claimed: None,
        codes: Codes::Any,
        least_priority: None,
        most_priority: None,
        ready_by_ms: None,
        pausing_at_ms: None,
        created_until_ms: None,
        updated_from_ms: None,
        updated_before_ms: None,
        with_snapshot: false,
    };
}

/// Which jobs a drain asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Code of the connection.
    pub connection: &'a str,
    /// Of which kind.
    pub kind: Kind,
    /// Waiting, or unknown.
    pub state: State,
    /// Only up to this priority.
    pub most_priority: i64,
    /// Only those whose time has come by then (milliseconds since 1970).
    pub ready_by_ms: i64,
    /// At most so many.
    pub limit: u32,
}

/// Two fingerprints: of the snapshot's content, and of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hashes {
    /// Of the snapshot.
    pub snapshot: String,
    /// Of the settings.
    pub settings: String,
}

/// The row of a record that waits or is stuck.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRow {
    /// Row id.
    pub id: i64,
    /// Its fence.
    pub fence: i64,
    /// Waiting, held, failed or cancelled.
    pub state: State,
    /// The smaller goes first.
    pub priority: i64,
    /// Whether it holds a write claim.
    pub claimed: bool,
    /// Of what it carries.
    pub hashes: Hashes,
}

/// Everything a store has of a record on its way to one kind of document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnRecord {
    /// Whether a person took it out for good.
    pub excluded: bool,
    /// The row that is being sent or looked up.
    pub active: Option<Hashes>,
    /// The row that waits or is stuck.
    pub open: Option<OpenRow>,
    /// What its link was confirmed with.
    pub settled: Option<Hashes>,
}
