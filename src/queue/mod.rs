//! Defines what a job is and how it moves; `docs/queue.md` has the picture.
//!
//! A job stands for one record of the shop on its way to one kind of document in Xero. It knows nothing of Xero's
//! messages and nothing of SQL.

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident => $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }
        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The stable name in the store, on screens and in logs.
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $code),+ } }
            /// The value of a stable name.
            pub fn from_code(code: &str) -> Option<Self> { match code { $($code => Some(Self::$variant),)+ _ => None } }
        }
    };
}

mod backoff;
mod calls;
mod ending;
mod erasure;
mod fields;
mod goes;
mod healing;
mod health;
mod known;
mod memory;
mod moves;
mod owner;
mod pause;
mod place;
mod port;
mod progress;
mod put;
pub mod reason;
mod records;
pub mod row;
mod run;
mod standing;
mod transition;

pub use backoff::retry_delay_ms;
pub use calls::Sharing;
pub use ending::{Settlement, books_of, claimed, give_back, is_lost, rescue, set_apart, settle, taken_over};
pub use erasure::{Erases, OF_THE_PERSON, Person, is_of, of_record};
pub use fields::{
    Cell, Comparison, Field, Filter, Form, Given, Listed, ListedRow, Page, QUERY_INVALID, Query, Question, Searched,
    Test, question,
};
pub use goes::{Goes, goes, is_live};
pub use healing::{MOST_LEASE_MS, healed_claim, healed_job};
pub use health::{HealthBook, StoreHealth};
pub use known::{ContactBook, KnownBy, KnownContact};
pub use memory::{DOUBT, Doubt, Noticed, Remembered, SEEN, SENDINGS, Witness, doubt, notice, sending};
pub use moves::{
    Move, NOT_HELD_BY_PERSON, cancelled_by_person, excluded, forgotten, hastened, held_by_person, let_in, moves,
    released, retried, woken,
};
pub use owner::{Processes, ThisHost, boot, is_alive, owner_of_this_process};
pub use pause::{DEAD_PERMIT_MS, lease_ms, look_up_after_ms, renewal_ms, under_way_ms};
pub use place::{Placed, adopted, asks_for_all, hasten, independent, place};
pub use port::{
    Active, Came, Claimed, Counted, Counts, Departure, Enqueued, HeldBy, JobStore, Link, LogLine, NewJob, SeenInvoice,
    Settled, Stage,
};
pub use progress::{Jobs, LAST_DRAIN, ReadSoFar, RunPhase, RunProgress, progress};
pub use put::{Known, Put, Stored, Wish, count, put};
pub use run::{Portion, Run, RunEntity, RunState, Turn};
pub use standing::{ChangedRow, changed, kinds_of, main_kind, standing};
pub use transition::{At, Ending, Event, Next, Proof, next};

pub use records::{Changed, Contents, Erased, Exchange, Position, RecordBook, Standing};

codes! {
    /// What a job makes in Xero.
    Kind {
        /// A contact.
        Contact => "contact",
        /// An item.
        Item => "item",
        /// An ACCREC invoice.
        Invoice => "invoice",
        /// An ACCRECCREDIT credit note.
        CreditNote => "credit_note",
        /// A payment of an invoice.
        Payment => "payment",
        /// A payment of a credit note.
        Refund => "refund",
        /// A credit note set against an unpaid invoice.
        Allocation => "allocation",
        /// The end of an invoice whose sale was cancelled in the shop.
        Cancellation => "cancellation",
    }
}

codes! {
    /// Whose record of the shop a job stands for, in Magento's words.
    Entity {
        /// A registered customer.
        Customer => "customer",
        /// A buyer without an account.
        Guest => "guest",
        /// A product.
        Product => "product",
        /// An order (when orders are the sales document).
        Order => "order",
        /// An invoice.
        Invoice => "invoice",
        /// A credit memo.
        CreditMemo => "creditmemo",
    }
}

codes! {
    /// Where a job is.
    State {
        /// Ready, or ready once its time has come.
        Waiting => "waiting",
        /// Claimed by a process until its lease ends.
        Running => "running",
        /// Sent without an answer: it is looked up before anything else happens.
        Unknown => "unknown",
        /// Cannot be sent as things stand: a person must act. Tried again by later drains.
        Held => "held",
        /// Gave up after many passing failures: a person decides.
        Failed => "failed",
        /// Settled. Kept for `job_days`.
        Done => "done",
        /// Taken out by a person; comes back only when the record changes.
        Cancelled => "cancelled",
    }
}

/// States of jobs that are not settled: those that wait or are stuck, and those that are being sent or looked up. A record has one row
/// of each at most.
pub const UNSETTLED: [&[State]; 2] = [
    &[State::Waiting, State::Held, State::Failed, State::Cancelled],
    &[State::Running, State::Unknown],
];

/// Every state but that of jobs that a person took out.
pub const NOT_CANCELLED: &[State] = &[
    State::Waiting,
    State::Running,
    State::Unknown,
    State::Held,
    State::Failed,
    State::Done,
];

impl Kind {
    /// Contacts and items come before documents, documents before what settles them.
    pub fn stage(self) -> Stage {
        match self {
            Self::Contact | Self::Item => Stage::Parties,
            Self::Invoice | Self::CreditNote => Stage::Documents,
            Self::Payment | Self::Refund | Self::Allocation | Self::Cancellation => Stage::Settlements,
        }
    }

    /// Whether Xero itself refuses a second one (or has nothing left to do), which makes a repeat harmless.
    pub fn unique_in_xero(self) -> bool {
        self.stage() != Stage::Settlements || self == Self::Cancellation
    }
}

/// Priority of jobs that the background sender sends at once; smaller ones too.
pub const IMMEDIATE: i64 = 5;
/// Priority of Sync All; everything smaller is new business.
pub const HISTORY: i64 = 50;

/// Why a record was enqueued; decides who goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// A person asked for it to be sent now.
    Manual,
    /// A person asked for it to go with the next sending.
    Queued,
    /// It just happened in the shop and is to be sent at once.
    Immediate,
    /// It just happened in the shop.
    Event,
    /// The sweep found it.
    Sweep,
    /// Sync All.
    History,
}

impl Purpose {
    /// Number in the store: the smaller goes first.
    pub fn priority(self) -> i64 {
        match self {
            Self::Manual => 0,
            Self::Immediate => IMMEDIATE,
            Self::Queued => IMMEDIATE + 1,
            Self::Event => 10,
            Self::Sweep => 20,
            Self::History => HISTORY,
        }
    }

    /// From the option of `enqueue`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "manual" => Some(Self::Manual),
            "queued" => Some(Self::Queued),
            "event" | "" => Some(Self::Event),
            "sweep" => Some(Self::Sweep),
            "history" => Some(Self::History),
            _ => None,
        }
    }
}
