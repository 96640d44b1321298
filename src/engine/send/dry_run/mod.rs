//! Decides what sending snapshots would do, without sending: the decisions of `enqueue` and `prepare`, on a store that takes nothing.
//!
//! It runs the code that sends, not a copy of it: records are sorted, placed beside what the queue has of them and prepared stage by stage,
//! as a drain does, and what would be in Xero counts as being there for what depends on it. It asks Xero nothing, so what only Xero can
//! answer is counted as that.

mod memory;
mod shadow;
mod tally;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::Value;

use self::memory::Memory;
use self::shadow::Shadow;
use self::tally::{Counted, Outcome, Tally};
use super::booking;
use super::enqueue::{Refused, Sorted};
use super::party::guest_key;
use super::prepare::{Prepared, Step};
use super::sale::mapped;
use crate::domain::mapping;
use crate::domain::shop::Record;
use crate::engine::{Books, Core, Engine, EngineError};
use crate::message::{Message, say};
use crate::queue::row::OnRecord;
use crate::queue::{
    self, Claimed, Enqueued, Kind, Link, LogLine, NewJob, Placed, Proof, Purpose, Settled, Stage, State, reason,
};
use crate::snapshot;
use crate::xero::text;

/// A record whose link says more by now goes again so often; a drain would ask Xero in between.
const MOST_TURNS: u32 = 4;

/// A job that is to be decided.
struct Pending {
    job: NewJob,
    /// Code of its last outcome in the queue, which may ask for another form.
    code: String,
    turns: u32,
}

/// One portion of a dry run.
struct Rehearsal {
    core: Core,
    shadow: Arc<Shadow>,
    books: Books,
    tally: Tally,
    /// Whether documents that are in Xero are compared.
    compare: bool,
    names: HashMap<String, String>,
    ready: BTreeMap<(Stage, Kind), VecDeque<Pending>>,
    /// Jobs that depend on another one.
    waits: Vec<(Pending, LogLine)>,
    /// Jobs decided since something began to wait.
    decided: u64,
}

impl Engine {
    /// What sending these snapshots would do, added to what earlier portions said. `so_far`: the answer to the portion before, or nothing.
    /// `compare`: whether documents that are in Xero are compared with what would be sent today.
    ///
    /// # Errors
    /// When the connection does not exist, `so_far` is none, or the store cannot be read.
    pub fn dry_run(
        &self,
        connection: &str,
        snapshots: &[Value],
        so_far: &Value,
        compare: bool,
    ) -> Result<Value, EngineError> {
        let bad = |field: &str| {
            EngineError::argument("argument_invalid", format!("{field} is not what a dry run answered."))
                .with("field", field.to_owned())
        };
        let before = Tally::from_json(so_far.get("report").unwrap_or(&Value::Null)).ok_or_else(|| bad("report"))?;
        let memory = Memory::unpack(&text(so_far, "memory")).ok_or_else(|| bad("memory"))?;
        let mut rehearsal = Rehearsal::of(&self.core, connection, snapshots.len(), memory)?;
        rehearsal.compare = compare;
        rehearsal.offer(snapshots)?;
        rehearsal.decide()?;
        let is_read = self.core.every_part_known(&rehearsal.books)?;
        Ok(serde_json::json!({
            "report": before.merge(rehearsal.tally).to_json(),
            "memory": rehearsal.shadow.pack(),
            "lists_read": is_read,
        }))
    }
}

impl Rehearsal {
    fn of(core: &Core, connection: &str, read: usize, memory: Memory) -> Result<Self, EngineError> {
        let shadow = Arc::new(Shadow::of(Arc::clone(&core.store), memory));
        let core = Core {
            store: Arc::clone(&shadow) as Arc<dyn crate::engine::Store>,
            transport: Arc::clone(&core.transport),
            clock: Arc::clone(&core.clock),
            endpoints: core.endpoints.clone(),
            owner: core.owner.clone(),
            call_ms: core.call_ms,
        };
        let books = core.books(&core.row(connection)?)?;
        Ok(Self {
            core,
            shadow,
            books,
            tally: Tally::of(read),
            compare: false,
            names: HashMap::new(),
            ready: BTreeMap::new(),
            waits: Vec::new(),
            decided: 0,
        })
    }

    /// Sorts snapshots into jobs as `enqueue` does.
    fn offer(&mut self, snapshots: &[Value]) -> Result<(), EngineError> {
        let Sorted {
            jobs,
            left_out,
            refused,
        } = self.core.sort(snapshots, Purpose::History)?;
        for index in left_out {
            if let Some(snapshot) = snapshots.get(index) {
                self.count_left_out(snapshot);
            }
        }
        for one in &refused {
            self.count_refused(one);
        }
        self.place(jobs)
    }

    fn count_left_out(&mut self, snapshot: &Value) {
        let date = text(snapshot, "date").parse().ok();
        let early = date.is_some_and(|date| self.books.settings.is_before_start(date));
        let totals = snapshot.get("totals").unwrap_or(&Value::Null);
        let kind = text(snapshot, "kind");
        self.tally.count(&Counted {
            kind: &kind,
            outcome: Outcome::LeftOut,
            code: if early { "before_start_date" } else { "kept_in_shop" },
            subject: "",
            currency: &text(snapshot, "currency"),
            amount: text(totals, "grand_total").parse().unwrap_or_default(),
            rounding: Decimal::ZERO,
            message: &Message::default(),
            fix: &Message::default(),
            entity: &kind,
            entity_id: &text(snapshot, "id"),
            number: &text(snapshot, "number"),
        });
    }

    fn count_refused(&mut self, one: &Refused) {
        let message = say::RECORD_NOT_TAKEN.with((&one.kind, &one.id, &one.field, one.message.clone()));
        self.tally.count(&Counted {
            kind: &one.kind,
            outcome: Outcome::Refused,
            code: &one.code,
            subject: "",
            currency: "",
            amount: Decimal::ZERO,
            rounding: Decimal::ZERO,
            message: &message,
            fix: &say::RECORD_NOT_TAKEN_FIX.into(),
            entity: &one.kind,
            entity_id: &one.id,
            number: &one.id,
        });
    }

    /// Places jobs beside what the queue has of their records, by the queue's own rule.
    fn place(&mut self, jobs: Vec<NewJob>) -> Result<(), EngineError> {
        if jobs.is_empty() {
            return Ok(());
        }
        let on_records = self.core.store.on_records(&jobs)?;
        for (job, on) in jobs.into_iter().zip(&on_records) {
            let known = self.shadow.is_open(job.kind, &job.key) || self.shadow.is_decided(job.kind, &job.key);
            if !(known && (job.only_if_absent || job.kind != Kind::Contact)) {
                self.place_one(job, on)?;
            }
        }
        Ok(())
    }

    fn place_one(&mut self, job: NewJob, on: &OnRecord) -> Result<(), EngineError> {
        let placed = queue::place(&job, on, self.core.now(), &mut Enqueued::default());
        let to = match &placed {
            Placed::Nothing if on.excluded => {
                self.count(&job, Outcome::LeftOut, &said(&reason::EXCLUDED));
                return Ok(());
            }
            // What is being sent is looked up by whoever sends it.
            Placed::Nothing if on.active.is_some() => State::Unknown,
            Placed::Nothing => match &on.open {
                Some(row) if row.claimed => State::Unknown,
                Some(row) => row.state,
                // A contact that only fills a gap.
                None if job.only_if_absent => return Ok(()),
                None => return self.in_xero(&job),
            },
            Placed::New => State::Waiting,
            Placed::Changed(patch) => patch.change.state.unwrap_or(State::Waiting),
        };
        let code = match &placed {
            Placed::Changed(patch) => patch.change.code.as_deref().unwrap_or_default().to_owned(),
            _ => String::new(),
        };
        match to {
            State::Waiting => self.wait(job, code),
            State::Unknown | State::Running => self.count(&job, Outcome::Asks, &said(&reason::LOST)),
            State::Held | State::Failed | State::Cancelled | State::Done => {
                let stuck = self.core.store.active(&job.connection, job.kind, &job.key)?;
                match stuck {
                    // A drain looks at it again, unless a person holds it or took it out.
                    Some((State::Held, code, ..)) if code != reason::HELD_BY_PERSON.code => {
                        self.wait(job, String::new());
                    }
                    Some((_, code, message, _)) => {
                        self.shadow.held(job.kind, &job.key, &code, &message);
                        let line = LogLine {
                            code,
                            message,
                            ..LogLine::default()
                        };
                        self.count(&job, Outcome::Held, &line);
                    }
                    None => self.wait(job, String::new()),
                }
            }
        }
        Ok(())
    }

    fn wait(&mut self, job: NewJob, code: String) {
        self.shadow.opened(job.kind, &job.key);
        self.push(Pending { job, code, turns: 0 });
    }

    fn push(&mut self, pending: Pending) {
        let place = (pending.job.kind.stage(), pending.job.kind);
        self.ready.entry(place).or_default().push_back(pending);
    }

    /// Decides what is pending, stage by stage, until nothing moves.
    fn decide(&mut self) -> Result<(), EngineError> {
        loop {
            let next = self.ready.values_mut().find_map(VecDeque::pop_front);
            if let Some(pending) = next {
                self.decide_one(pending)?;
                continue;
            }
            if self.waits.is_empty() {
                return Ok(());
            }
            let waits = std::mem::take(&mut self.waits);
            if std::mem::take(&mut self.decided) > 0 {
                for (pending, _) in waits {
                    self.push(pending);
                }
                continue;
            }
            // What it waits for is not part of this dry run.
            for (pending, line) in waits {
                self.count(&pending.job, Outcome::Asks, &line);
                self.shadow.closed(pending.job.kind, &pending.job.key);
            }
        }
    }

    fn decide_one(&mut self, pending: Pending) -> Result<(), EngineError> {
        let claimed = claimed(&pending);
        let steps = self.core.prepare(&self.books, vec![claimed], &mut self.names, false)?;
        for asked in self.shadow.take_asked() {
            if !self.shadow.is_open(asked.kind, &asked.key) {
                self.wait(asked, String::new());
                self.decided += 1;
            }
        }
        let Some((_, step)) = steps.into_iter().next() else {
            return Ok(());
        };
        let (settled, line) = match step {
            Step::Send(prepared) => return self.would_send(&pending.job, *prepared),
            Step::End(end) => *end,
        };
        if let Settled::Retry { .. } = settled {
            self.waits.push((pending, line));
            return Ok(());
        }
        if let Settled::Again { link } = settled {
            self.shadow.linked(pending.job.kind, &pending.job.key, *link);
            let turns = pending.turns + 1;
            if turns < MOST_TURNS {
                self.push(Pending { turns, ..pending });
            } else {
                self.closed(&pending.job);
            }
            return Ok(());
        }
        let job = &pending.job;
        self.closed(job);
        match settled {
            Settled::Done { next, .. } => {
                self.ended(job, &line)?;
                self.place(next)?;
            }
            Settled::Unknown { .. } => {
                self.count(job, Outcome::Asks, &line);
                // For what depends on it, it is there.
                let link = self.core.store.link(&job.connection, job.kind, &job.key)?;
                if let Some(link) = link.filter(|link| link.fingerprint.is_empty()) {
                    let link = Link {
                        fingerprint: "dry run".into(),
                        ..link
                    };
                    self.shadow.linked(job.kind, &job.key, link);
                }
            }
            // A list of Xero's that nobody has read yet may have what is missing.
            Settled::Held if self.core.may_be_unread(&self.books, &line.code)? => {
                self.count(job, Outcome::Asks, &line);
                self.shadow.made(job.kind, &job.key, unread(job));
            }
            Settled::Held | Settled::Unproven | Settled::Failed | Settled::Retry { .. } | Settled::Again { .. } => {
                self.shadow.held(job.kind, &job.key, &line.code, &line.message);
                self.count(job, Outcome::Held, &line);
            }
        }
        Ok(())
    }

    /// A guest who has an account by now, or registers with the same address: their contact is one, and was counted.
    fn is_counted(&self, job: &NewJob) -> bool {
        job.kind == Kind::Contact && self.shadow.is_decided(Kind::Contact, &with_account(&job.key))
    }

    /// Remembers whose contact a guest's would be.
    fn remember_guest(&self, job: &NewJob) {
        let rules = self.books.settings.contact_rules();
        let guest = match snapshot::read_text(&job.snapshot) {
            Ok(Record::Document(document)) => mapping::as_guest(&document, rules),
            Ok(Record::Customer(customer)) => mapping::guest_of(customer.email.as_deref(), rules),
            Ok(Record::Product(_)) | Err(_) => None,
        };
        if let Some(guest) = guest {
            self.shadow
                .made(Kind::Contact, &with_account(&guest_key(&guest)), Link::default());
        }
    }

    fn closed(&mut self, job: &NewJob) {
        self.shadow.closed(job.kind, &job.key);
        self.decided += 1;
    }

    /// Nothing is to be sent.
    fn ended(&mut self, job: &NewJob, line: &LogLine) -> Result<(), EngineError> {
        if line.status == "skipped" {
            self.count(job, Outcome::Skipped, line);
        } else if self.core.store.link(&job.connection, job.kind, &job.key)?.is_some() {
            self.in_xero(job)?;
        }
        Ok(())
    }

    fn in_xero(&mut self, job: &NewJob) -> Result<(), EngineError> {
        match self.compared(job)? {
            Some(line) => self.count(job, Outcome::Differs, &line),
            None => self.count(job, Outcome::InXero, &LogLine::default()),
        }
        Ok(())
    }

    /// How a document that is in Xero would be sent otherwise today; `None` when it would not, or nobody asked.
    fn compared(&self, job: &NewJob) -> Result<Option<LogLine>, EngineError> {
        if !self.compare || !matches!(job.kind, Kind::Invoice | Kind::CreditNote) {
            return Ok(None);
        }
        let Some(link) = self.shadow.own_link(&job.connection, job.kind, &job.key)? else {
            return Ok(None);
        };
        let Ok(Record::Document(document)) = snapshot::read_text(&job.snapshot) else {
            return Ok(None);
        };
        let policy = self.books.policy(&document.head.store);
        Ok(match mapped(job.kind, &document, &policy) {
            Ok(Some(mapped)) => booking::otherwise(&link, &mapped).map(|code| LogLine {
                code: code.into(),
                ..LogLine::default()
            }),
            Ok(None) => None,
            Err(hold) => Some(LogLine {
                code: hold.code.as_str().into(),
                subject: hold.subject().to_owned(),
                message: hold.message,
                fix: hold.fix,
                ..LogLine::default()
            }),
        })
    }

    fn would_send(&mut self, job: &NewJob, prepared: Prepared) -> Result<(), EngineError> {
        self.closed(job);
        let (total, currency) = match &prepared.expected {
            Some((total, _, currency)) => (Some(*total), currency.clone()),
            None => (None, String::new()),
        };
        let rounding = prepared.rounding;
        let outcome = if rounding.is_zero() {
            Outcome::Sent
        } else {
            Outcome::Rounded
        };
        let (order_id, party) = match prepared.party {
            Some((order, party)) => (Some(order), Some(party).filter(|party| !party.is_empty())),
            None => (None, None),
        };
        let link = Link {
            xero_id: format!("{}:{}", job.kind.as_str(), job.key),
            xero_number: prepared.number,
            fingerprint: prepared.fingerprint,
            total: total.map(|total| total.to_string()),
            xero_total: total.map(|total| total.to_string()),
            currency: Some(currency.clone()),
            settled_at_ms: i64::MAX,
            note: prepared.note,
            sent: prepared.whole.map(|whole| whole.to_string()),
            order_id,
            party,
            store: prepared.store,
            adopted: false,
        };
        self.shadow.made(job.kind, &job.key, link);
        if self.is_counted(job) {
            return self.place(prepared.next);
        }
        if job.kind == Kind::Contact {
            self.remember_guest(job);
        }
        self.tally.count(&Counted {
            kind: job.kind.as_str(),
            outcome,
            code: "",
            subject: "",
            currency: &currency,
            amount: total.unwrap_or_default(),
            rounding,
            message: &Message::default(),
            fix: &Message::default(),
            entity: job.entity.as_str(),
            entity_id: &job.entity_id,
            number: &job.number,
        });
        self.place(prepared.next)
    }

    fn count(&mut self, job: &NewJob, outcome: Outcome, line: &LogLine) {
        let total = job.total.as_deref().and_then(|total| total.parse().ok());
        self.tally.count(&Counted {
            kind: job.kind.as_str(),
            outcome,
            code: &line.code,
            subject: &line.subject,
            currency: job.currency.as_deref().unwrap_or_default(),
            amount: total.unwrap_or_default(),
            rounding: Decimal::ZERO,
            message: &line.message,
            fix: &line.fix,
            entity: job.entity.as_str(),
            entity_id: &job.entity_id,
            number: &job.number,
        });
    }
}

/// Under which key it is remembered that a guest's contact is a customer's.
fn with_account(guest: &str) -> String {
    format!("{guest}:customer")
}

/// A record that is taken for sent, because nobody can say here that it would not be.
fn unread(job: &NewJob) -> Link {
    Link {
        xero_id: format!("{}:{}", job.kind.as_str(), job.key),
        xero_number: job.number.clone(),
        fingerprint: "dry run".into(),
        settled_at_ms: i64::MAX,
        ..Link::default()
    }
}

/// What the queue says of a job.
fn said(reason: &reason::Reason) -> LogLine {
    LogLine {
        code: reason.code.into(),
        message: reason.message.into(),
        fix: reason.fix.map(Message::from).unwrap_or_default(),
        ..LogLine::default()
    }
}

/// The job as a drain would have it in its hands.
fn claimed(pending: &Pending) -> Claimed {
    let job = &pending.job;
    Claimed {
        id: 0,
        fence: 0,
        attempts: 0,
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
        code: pending.code.clone(),
        subject: String::new(),
        sent_at_ms: None,
        sent_note: None,
        mark: String::new(),
        sent_to: String::new(),
        proof: Proof::default(),
    }
}
