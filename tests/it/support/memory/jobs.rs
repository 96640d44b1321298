//! Rows of jobs and of write claims.

use std::collections::{BTreeMap, HashMap, HashSet};

use ledgerline::message::Message;
use ledgerline::queue::row::{
    Change, Damaged, Hashes, JobRow, OnRecord, OpenRow, Patch, Priority, Told, Wanted, Which, WriteClaim,
};
use ledgerline::queue::{ChangedRow, Claimed, Counted, Entity, HeldBy, Kind, NewJob, Position, Proof, State};
use ledgerline::store::rows::{Carried, Content, JobRows, NewRow};
use ledgerline::store_error::StoreError;

use super::{MemoryRows, Record, Tables, stored};
use crate::store::conformance::Damage;

/// The state of rows that were set apart.
const APART: &str = "damaged";

/// A job as a database has it: words as they are written, and bytes where a disk may have left something that is no text.
#[derive(Clone, Default)]
pub(super) struct Job {
    pub(super) connection: String,
    pub(super) kind: String,
    pub(super) key: String,
    pub(super) entity: String,
    pub(super) entity_id: String,
    pub(super) number: Vec<u8>,
    pub(super) store_id: String,
    pub(super) priority: i64,
    pub(super) state: String,
    pub(super) action: String,
    pub(super) snapshot: Vec<u8>,
    pub(super) snapshot_hash: String,
    pub(super) settings_hash: String,
    pub(super) total: Option<String>,
    pub(super) currency: Option<String>,
    pub(super) fence: i64,
    pub(super) attempts: u32,
    pub(super) not_before_ms: i64,
    pub(super) owner: String,
    pub(super) lease_until_ms: i64,
    pub(super) code: String,
    pub(super) message: Message,
    pub(super) fix: Message,
    pub(super) subject: String,
    pub(super) held_since_ms: Option<i64>,
    pub(super) created_at_ms: i64,
    pub(super) updated_at_ms: i64,
}

/// A write claim; its record is its key.
#[derive(Clone)]
pub(super) struct Claim(WriteClaim);

impl Job {
    fn new(row: &NewRow<'_>) -> Self {
        let job = row.job;
        Self {
            connection: job.connection.clone(),
            kind: job.kind.as_str().to_owned(),
            key: job.key.clone(),
            entity: job.entity.as_str().to_owned(),
            entity_id: job.entity_id.clone(),
            number: job.number.clone().into_bytes(),
            store_id: job.store_id.clone(),
            priority: job.priority,
            state: State::Waiting.as_str().to_owned(),
            action: String::new(),
            snapshot: job.snapshot.clone().into_bytes(),
            snapshot_hash: job.snapshot_hash.clone(),
            settings_hash: job.settings_hash.clone(),
            total: job.total.clone(),
            currency: job.currency.clone(),
            fence: 0,
            attempts: 0,
            not_before_ms: 0,
            owner: String::new(),
            lease_until_ms: 0,
            code: String::new(),
            message: Message::default(),
            fix: Message::default(),
            subject: String::new(),
            held_since_ms: None,
            created_at_ms: row.now_ms,
            updated_at_ms: row.now_ms,
        }
    }

    pub(super) fn record(&self) -> Record {
        (self.connection.clone(), self.kind.clone(), self.key.clone())
    }

    /// The state, unless it is a word that nobody knows or the row was set apart.
    pub(super) fn state(&self) -> Option<State> {
        State::from_code(&self.state)
    }

    fn is_open(&self) -> bool {
        use State::{Cancelled, Failed, Held, Waiting};
        matches!(self.state(), Some(Waiting | Held | Failed | Cancelled))
    }

    fn is_active(&self) -> bool {
        matches!(self.state(), Some(State::Running | State::Unknown))
    }

    fn hashes(&self) -> Hashes {
        Hashes {
            snapshot: self.snapshot_hash.clone(),
            settings: self.settings_hash.clone(),
        }
    }

    fn apply(&mut self, change: &Change) {
        // Named one by one, so that the compiler asks for each new one.
        let Change {
            state,
            action,
            fence,
            owner,
            lease_until_ms,
            attempts,
            not_before_ms,
            priority,
            code,
            message,
            fix,
            subject,
            held_since_ms,
            number,
            store_id,
            total,
            currency,
            snapshot,
            snapshot_hash,
            settings_hash,
            created_at_ms,
            updated_at_ms,
        } = change;
        let texts = [
            (&mut self.action, action),
            (&mut self.owner, owner),
            (&mut self.code, code),
            (&mut self.subject, subject),
            (&mut self.store_id, store_id),
            (&mut self.snapshot_hash, snapshot_hash),
            (&mut self.settings_hash, settings_hash),
        ];
        for (column, value) in texts {
            if let Some(text) = value {
                *column = text.clone().into_owned();
            }
        }
        for (column, value) in [(&mut self.number, number), (&mut self.snapshot, snapshot)] {
            if let Some(text) = value {
                *column = text.as_bytes().to_owned();
            }
        }
        for (column, value) in [(&mut self.message, message), (&mut self.fix, fix)] {
            if let Some(message) = value {
                *column = stored(message);
            }
        }
        if let Some(state) = state {
            self.state = state.as_str().to_owned();
        }
        match priority {
            Some(Priority::Exactly(priority)) => self.priority = *priority,
            Some(Priority::AtMost(priority)) => self.priority = self.priority.min(*priority),
            None => {}
        }
        macro_rules! set {
            ($($column:ident),+) => {
                $(if let Some(value) = $column { self.$column = value.clone(); })+
            };
        }
        set!(
            fence,
            lease_until_ms,
            attempts,
            not_before_ms,
            held_since_ms,
            total,
            currency,
            created_at_ms,
            updated_at_ms
        );
    }
}

fn text(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_owned()).ok()
}

/// A text with marks where its bytes are no text; for screens.
pub(super) fn readable(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn record_of(job: &NewJob) -> Record {
    super::links::record(&job.connection, job.kind, &job.key)
}

impl Tables {
    /// Changes a job and what is known by its state.
    fn change_job(&mut self, id: i64, change: impl FnOnce(&mut Job)) -> bool {
        let changed = self.jobs.change(&id, change);
        if let Some(job) = self.jobs.get(&id) {
            let settled = job.state() == Some(State::Done);
            if settled {
                self.unsettled.remove(&id);
            } else if !self.unsettled.has(&id) {
                self.unsettled.put(id, ());
            }
        }
        changed
    }

    fn remove_job(&mut self, id: i64) {
        if let Some(job) = self.jobs.remove(&id) {
            self.records.remove(&(job.record(), id));
            self.unsettled.remove(&id);
        }
    }

    /// The jobs of a record.
    fn of_record(&self, record: &Record) -> impl Iterator<Item = (i64, &Job)> {
        let ids = (record.clone(), i64::MIN)..=(record.clone(), i64::MAX);
        self.records
            .range(ids)
            .filter_map(|((_, id), ())| Some((*id, self.jobs.get(id)?)))
    }

    fn claim_of(&self, id: i64, job: &Job) -> Option<&WriteClaim> {
        let claim = &self.claims.get(&job.record())?.0;
        (claim.job_id == id).then_some(claim)
    }

    fn open_of(&self, record: &Record, but: i64) -> Option<(i64, &Job)> {
        self.of_record(record).find(|(id, job)| *id != but && job.is_open())
    }

    /// Jobs that a choice means, by id.
    fn chosen<'a>(&'a self, which: &Which<'_>) -> Vec<(i64, &'a Job)> {
        let fits = |id: i64| {
            let job = self.jobs.get(&id)?;
            self.fits(which, id, job).then_some((id, job))
        };
        if let Some(ids) = which.ids {
            let mut ids = ids.to_vec();
            ids.sort_unstable();
            ids.dedup();
            return ids.into_iter().filter_map(fits).collect();
        }
        if let (Some(connection), Some((kind, key))) = (which.connection, which.record) {
            let record = super::links::record(connection, kind, key);
            return self.of_record(&record).filter_map(|(id, _)| fits(id)).collect();
        }
        if which.states.is_empty() || which.states.contains(&State::Done) {
            return self.jobs.iter().filter_map(|(id, _)| fits(*id)).collect();
        }
        self.unsettled.iter().filter_map(|(id, ())| fits(*id)).collect()
    }

    fn fits(&self, which: &Which<'_>, id: i64, job: &Job) -> bool {
        // Named one by one, so that the compiler asks for each new one.
        let Which {
            ids,
            after_id,
            connection,
            of,
            record,
            kinds,
            states,
            claimed,
            codes,
            least_priority,
            most_priority,
            ready_by_ms,
            pausing_at_ms,
            created_until_ms,
            updated_from_ms,
            updated_before_ms,
            with_snapshot,
        } = *which;
        let in_state = match states {
            [] => job.state != APART,
            states => states.iter().any(|state| state.as_str() == job.state),
        };
        in_state
            && ids.is_none_or(|ids| ids.contains(&id))
            && after_id.is_none_or(|after| id > after)
            && connection.is_none_or(|connection| connection == job.connection)
            && of.is_none_or(|(entity, of)| entity.as_str() == job.entity && of == job.entity_id)
            && record.is_none_or(|(kind, key)| kind.as_str() == job.kind && key == job.key)
            && (kinds.is_empty() || kinds.iter().any(|kind| kind.as_str() == job.kind))
            && codes.hold(&job.code)
            && least_priority.is_none_or(|least| job.priority >= least)
            && most_priority.is_none_or(|most| job.priority <= most)
            && ready_by_ms.is_none_or(|by| job.not_before_ms <= by)
            && pausing_at_ms.is_none_or(|at| job.not_before_ms > at)
            && created_until_ms.is_none_or(|until| job.created_at_ms <= until)
            && updated_from_ms.is_none_or(|from| job.updated_at_ms >= from)
            && updated_before_ms.is_none_or(|before| job.updated_at_ms < before)
            && !(with_snapshot && job.snapshot.is_empty())
            && claimed.is_none_or(|claimed| claimed == self.claim_of(id, job).is_some())
    }

    /// Whether a job's record is not being sent or looked up as another row.
    fn may_go(&self, state: State, job: &Job) -> bool {
        state == State::Unknown || !self.of_record(&job.record()).any(|(_, other)| other.is_active())
    }

    fn job_row(&self, id: i64, job: &Job) -> Option<JobRow> {
        let successor = match self.open_of(&job.record(), id) {
            Some((id, other)) => Some((id, other.state()?)),
            None => None,
        };
        Some(JobRow {
            id,
            fence: job.fence,
            connection: job.connection.clone(),
            kind: Kind::from_code(&job.kind)?,
            key: job.key.clone(),
            entity: Entity::from_code(&job.entity)?,
            entity_id: job.entity_id.clone(),
            state: job.state()?,
            priority: job.priority,
            attempts: job.attempts,
            not_before_ms: job.not_before_ms,
            owner: job.owner.clone(),
            lease_until_ms: job.lease_until_ms,
            code: job.code.clone(),
            held_since_ms: job.held_since_ms,
            settings_hash: job.settings_hash.clone(),
            created_at_ms: job.created_at_ms,
            updated_at_ms: job.updated_at_ms,
            claim: self.claim_of(id, job).map(|claim| claim.sent.clone()),
            successor,
        })
    }

    fn claimed(&self, id: i64, job: &Job, wanted: &Wanted<'_>) -> Option<Claimed> {
        let claim = self.claim_of(id, job).filter(|_| wanted.state == State::Unknown);
        Some(Claimed {
            id,
            fence: job.fence,
            attempts: job.attempts,
            connection: job.connection.clone(),
            kind: wanted.kind,
            key: job.key.clone(),
            entity: Entity::from_code(&job.entity)?,
            entity_id: job.entity_id.clone(),
            number: text(&job.number)?,
            store_id: job.store_id.clone(),
            priority: job.priority,
            snapshot: text(&job.snapshot)?,
            snapshot_hash: job.snapshot_hash.clone(),
            code: job.code.clone(),
            subject: job.subject.clone(),
            sent_at_ms: claim.map(|claim| claim.sent.at_ms),
            sent_note: claim.and_then(|claim| claim.note.clone()),
            mark: claim.map(|claim| claim.mark.clone()).unwrap_or_default(),
            sent_to: claim.map(|claim| claim.sent.organisation.clone()).unwrap_or_default(),
            proof: Proof::Nothing,
        })
    }

    fn counted<T: Ord>(&self, which: &Which<'_>, read: impl Fn(&Job) -> Option<T>) -> Vec<(T, i64)> {
        let mut counts = BTreeMap::new();
        for (_, job) in self.chosen(which) {
            if let Some(word) = read(job) {
                *counts.entry(word).or_default() += 1;
            }
        }
        counts.into_iter().collect()
    }

    /// Damages a row behind the store's back.
    pub(super) fn damage(&mut self, id: i64, damage: Damage) {
        let before = self.jobs.get(&id).expect("a row").record();
        self.change_job(id, |job| match damage {
            Damage::Snapshot => job.snapshot = vec![0xff, b'{', 0xff],
            Damage::Number => job.number = vec![b'1', 0xc3, b'('],
            Damage::Entity => job.entity = "nobody".into(),
            Damage::Kind => job.kind = "sonnet".into(),
            Damage::State => job.state = "limbo".into(),
        });
        self.records.remove(&(before, id));
        let after = self.jobs.get(&id).expect("a row").record();
        self.records.put((after, id), ());
        self.end(true);
    }
}

impl JobRows for MemoryRows<'_> {
    fn on_records(&self, jobs: &[NewJob]) -> Result<Vec<OnRecord>, StoreError> {
        let tables = &*self.tables;
        let on_record = |job: &NewJob| {
            let record = record_of(job);
            let open = tables.open_of(&record, i64::MIN).and_then(|(id, open)| {
                Some(OpenRow {
                    id,
                    fence: open.fence,
                    state: open.state()?,
                    priority: open.priority,
                    claimed: tables.claim_of(id, open).is_some(),
                    hashes: open.hashes(),
                })
            });
            let settled = tables.links.get(&record).map(|link| Hashes {
                snapshot: link.snapshot_hash.clone(),
                settings: link.settings_hash.clone(),
            });
            OnRecord {
                excluded: tables
                    .excluded
                    .has(&(job.entity.as_str().to_owned(), job.entity_id.clone())),
                active: tables
                    .of_record(&record)
                    .find(|(_, job)| job.is_active())
                    .map(|(_, job)| job.hashes()),
                open,
                settled,
            }
        };
        Ok(jobs.iter().map(on_record).collect())
    }

    fn insert_jobs(&mut self, rows: &[NewRow<'_>]) -> Result<Vec<i64>, StoreError> {
        let mut ids = Vec::with_capacity(rows.len());
        for row in rows {
            let (id, job) = (self.tables.next("job"), Job::new(row));
            self.tables.records.put((job.record(), id), ());
            self.tables.unsettled.put(id, ());
            self.tables.jobs.put(id, job);
            ids.push(id);
        }
        Ok(ids)
    }

    fn adopt_claims(&mut self, ids: &[i64]) -> Result<Vec<i64>, StoreError> {
        let mut adopted = Vec::new();
        for id in ids {
            let Some(record) = self.tables.jobs.get(id).map(Job::record) else {
                continue;
            };
            let orphan = self.tables.claims.get(&record).is_some_and(|claim| {
                let holder = self.tables.jobs.get(&claim.0.job_id);
                holder.is_none_or(|job| job.state == APART)
            });
            if orphan {
                self.tables.claims.change(&record, |claim| claim.0.job_id = *id);
                adopted.push(*id);
            }
        }
        Ok(adopted)
    }

    fn jobs_where(&self, which: &Which<'_>, most: u32) -> Result<Vec<Result<JobRow, Damaged>>, StoreError> {
        let chosen = self.tables.chosen(which).into_iter().take(most as usize);
        Ok(chosen
            .map(|(id, job)| self.tables.job_row(id, job).ok_or(Damaged(id)))
            .collect())
    }

    fn told(&self, which: &Which<'_>) -> Result<Vec<Told>, StoreError> {
        let chosen = self.tables.chosen(which).into_iter();
        Ok(chosen
            .filter_map(|(id, job)| {
                Some(Told {
                    id,
                    state: job.state()?,
                    code: job.code.clone(),
                    message: job.message.clone(),
                    not_before_ms: job.not_before_ms,
                    updated_at_ms: job.updated_at_ms,
                })
            })
            .collect())
    }

    fn contents(&self, ids: &[i64]) -> Result<Vec<Content>, StoreError> {
        let contents = ids.iter().filter_map(|id| {
            let job = self.tables.jobs.get(id)?;
            Some(Content {
                id: *id,
                priority: job.priority,
                change: Change {
                    snapshot: Some(readable(&job.snapshot).into()),
                    snapshot_hash: Some(job.snapshot_hash.clone().into()),
                    settings_hash: Some(job.settings_hash.clone().into()),
                    number: Some(readable(&job.number).into()),
                    store_id: Some(job.store_id.clone().into()),
                    total: Some(job.total.clone()),
                    currency: Some(job.currency.clone()),
                    ..Change::default()
                },
            })
        });
        Ok(contents.collect())
    }

    fn claimable(&self, wanted: &Wanted<'_>) -> Result<Vec<Result<Claimed, Damaged>>, StoreError> {
        let which = Which {
            connection: Some(wanted.connection),
            kinds: &[wanted.kind],
            states: &[wanted.state],
            most_priority: Some(wanted.most_priority),
            ready_by_ms: Some(wanted.ready_by_ms),
            ..Which::ALL
        };
        let mut chosen = self.tables.chosen(&which);
        chosen.sort_by_key(|(id, job)| (job.priority, *id));
        let may_go = chosen
            .into_iter()
            .filter(|(_, job)| self.tables.may_go(wanted.state, job));
        Ok(may_go
            .take(wanted.limit as usize)
            .map(|(id, job)| self.tables.claimed(id, job, wanted).ok_or(Damaged(id)))
            .collect())
    }

    fn ready(
        &self,
        connection: &str,
        bands: &[(i64, i64)],
        states: &[State],
        now_ms: i64,
    ) -> Result<Vec<(usize, State, Kind)>, StoreError> {
        let mut found = Vec::new();
        for (band, (low, high)) in bands.iter().enumerate() {
            for state in states {
                let which = Which {
                    connection: Some(connection),
                    states: &[*state],
                    least_priority: Some(*low),
                    most_priority: Some(*high),
                    ready_by_ms: Some(now_ms),
                    ..Which::ALL
                };
                let chosen = self.tables.chosen(&which);
                for kind in Kind::ALL {
                    let of_kind = |(_, job): &(i64, &Job)| job.kind == kind.as_str() && self.tables.may_go(*state, job);
                    if chosen.iter().any(of_kind) {
                        found.push((band, *state, *kind));
                    }
                }
            }
        }
        Ok(found)
    }

    fn patch_jobs(&mut self, patches: &[Patch]) -> Result<u64, StoreError> {
        let mut changed = 0;
        for patch in patches {
            let fenced = self
                .tables
                .jobs
                .get(&patch.id)
                .is_none_or(|job| job.fence != patch.fence);
            if !fenced && patch.change != Change::default() {
                changed += u64::from(self.tables.change_job(patch.id, |job| job.apply(&patch.change)));
            }
        }
        Ok(changed)
    }

    fn change_jobs(&mut self, which: &Which<'_>, change: &Change) -> Result<u64, StoreError> {
        if *change == Change::default() {
            return Ok(0);
        }
        let ids: Vec<i64> = self.tables.chosen(which).into_iter().map(|(id, _)| id).collect();
        for id in &ids {
            self.tables.change_job(*id, |job| job.apply(change));
        }
        Ok(ids.len() as u64)
    }

    fn remove_jobs(&mut self, which: &Which<'_>) -> Result<u64, StoreError> {
        let ids: Vec<i64> = self.tables.chosen(which).into_iter().map(|(id, _)| id).collect();
        for id in &ids {
            self.tables.remove_job(*id);
        }
        Ok(ids.len() as u64)
    }

    fn set_jobs_apart(&mut self, ids: &[i64], change: &Change) -> Result<(), StoreError> {
        for id in ids {
            self.tables.change_job(*id, |job| {
                job.apply(change);
                job.state = APART.to_owned();
                job.fence += 1;
            });
        }
        Ok(())
    }

    fn inherit_claims(&mut self) -> Result<Vec<i64>, StoreError> {
        let apart = |claim: &Claim| {
            let holder = self.tables.jobs.get(&claim.0.job_id);
            holder.is_some_and(|job| job.state == APART)
        };
        let heirs: Vec<(Record, i64)> = self
            .tables
            .claims
            .iter()
            .filter(|(_, claim)| apart(claim))
            .filter_map(|(record, _)| Some((record.clone(), self.tables.open_of(record, i64::MIN)?.0)))
            .collect();
        for (record, heir) in &heirs {
            self.tables.claims.change(record, |claim| claim.0.job_id = *heir);
        }
        Ok(heirs.into_iter().map(|(_, heir)| heir).collect())
    }

    fn remove_apart(&mut self, ids: &[i64]) -> Result<u64, StoreError> {
        let mut gone = 0;
        for id in ids {
            if self.tables.jobs.get(id).is_some_and(|job| job.state == APART) {
                self.tables.remove_job(*id);
                gone += 1;
            }
        }
        Ok(gone)
    }

    fn count_jobs(&self, which: &Which<'_>) -> Result<i64, StoreError> {
        Ok(self.tables.chosen(which).len() as i64)
    }

    fn count_states(&self, which: &Which<'_>) -> Result<Vec<(State, i64)>, StoreError> {
        Ok(self.tables.counted(which, Job::state))
    }

    fn count_kinds(&self, which: &Which<'_>) -> Result<Vec<(Kind, i64)>, StoreError> {
        Ok(self.tables.counted(which, |job| Kind::from_code(&job.kind)))
    }

    fn count_codes(&self, which: &Which<'_>) -> Result<Vec<(String, i64)>, StoreError> {
        Ok(self.tables.counted(which, |job| Some(job.code.clone())))
    }

    fn count_all(&self) -> Result<Vec<Counted>, StoreError> {
        let mut counts: BTreeMap<(&str, Entity, Kind, State), (i64, i64)> = BTreeMap::new();
        for (_, job) in self.tables.jobs.iter() {
            let words = (Entity::from_code(&job.entity), Kind::from_code(&job.kind), job.state());
            if let (Some(entity), Some(kind), Some(state)) = words {
                let (count, oldest) = counts
                    .entry((&job.connection, entity, kind, state))
                    .or_insert((0, i64::MAX));
                *count += 1;
                *oldest = job.created_at_ms.min(*oldest);
            }
        }
        Ok(counts
            .into_iter()
            .map(|((connection, entity, kind, state), (count, oldest_ms))| Counted {
                connection: connection.to_owned(),
                entity,
                kind,
                state,
                count,
                oldest_ms,
            })
            .collect())
    }

    fn count_reasons(&self, states: &[State]) -> Result<Vec<HeldBy>, StoreError> {
        let which = Which { states, ..Which::ALL };
        let mut reasons: BTreeMap<(&str, &str, &str), Vec<&Message>> = BTreeMap::new();
        for (_, job) in self.tables.chosen(&which) {
            let reason = (job.connection.as_str(), job.code.as_str(), job.subject.as_str());
            reasons.entry(reason).or_default().push(&job.message);
        }
        let mut counted: Vec<HeldBy> = reasons
            .into_iter()
            .map(|((connection, code, subject), messages)| {
                let first = messages.iter().min_by_key(std::string::ToString::to_string);
                let message = first.map(|message| (*message).clone()).unwrap_or_default();
                HeldBy {
                    connection: connection.to_owned(),
                    code: code.to_owned(),
                    subject: subject.to_owned(),
                    same_message: messages.iter().all(|other| other.to_string() == message.to_string()),
                    message,
                    count: messages.len() as i64,
                }
            })
            .collect();
        counted.sort_by_key(|one| -one.count);
        Ok(counted)
    }

    fn next_of(&self, which: &Which<'_>) -> Result<Option<i64>, StoreError> {
        let chosen = self.tables.chosen(which).into_iter();
        Ok(chosen.map(|(_, job)| job.not_before_ms).min())
    }

    fn put_claims(&mut self, claims: &[WriteClaim]) -> Result<(), StoreError> {
        for claim in claims {
            if let Some(record) = self.tables.jobs.get(&claim.job_id).map(Job::record) {
                self.tables.claims.put(record, Claim(claim.clone()));
            }
        }
        Ok(())
    }

    fn claims_after(&self, sent_ms: i64) -> Result<Vec<WriteClaim>, StoreError> {
        let claims = self.tables.claims.iter().map(|(_, claim)| &claim.0);
        Ok(claims.filter(|claim| claim.sent.at_ms > sent_ms).cloned().collect())
    }

    fn has_claim(&self, connection: &str, kind: Kind, key: &str) -> Result<bool, StoreError> {
        Ok(self.tables.claims.has(&super::links::record(connection, kind, key)))
    }

    fn forget_claims(&mut self, which: &Which<'_>) -> Result<(), StoreError> {
        let chosen = self.tables.chosen(which).into_iter();
        let held: Vec<Record> = chosen
            .filter(|(id, job)| self.tables.claim_of(*id, job).is_some())
            .map(|(_, job)| job.record())
            .collect();
        for record in held {
            self.tables.claims.remove(&record);
        }
        Ok(())
    }

    fn exclude_records(&mut self, records: &[(Entity, String)], at_ms: Option<i64>) -> Result<u64, StoreError> {
        let mut changed = 0;
        for (entity, id) in records {
            let key = (entity.as_str().to_owned(), id.clone());
            let is_out = self.tables.excluded.has(&key);
            match at_ms {
                Some(at) if !is_out => self.tables.excluded.put(key, at),
                None if is_out => drop(self.tables.excluded.remove(&key)),
                _ => continue,
            }
            changed += 1;
        }
        Ok(changed)
    }

    fn newest_content(
        &self,
        connection: &str,
        kind: Kind,
        keys: &[String],
    ) -> Result<HashMap<String, String>, StoreError> {
        let mut found = HashMap::new();
        for key in keys {
            let record = super::links::record(connection, kind, key);
            let newest = self
                .tables
                .jobs
                .iter()
                .filter(|(_, job)| job.record() == record)
                .filter_map(|(_, job)| match job.state.as_str() {
                    "waiting" | "held" | "failed" | "cancelled" => Some((2, job.snapshot_hash.clone())),
                    "running" | "unknown" => Some((1, job.snapshot_hash.clone())),
                    _ => None,
                })
                .chain(
                    self.tables
                        .links
                        .get(&record)
                        .map(|link| (0, link.snapshot_hash.clone())),
                )
                .max_by_key(|(rank, _)| *rank);
            found.extend(newest.map(|(_, hash)| (key.clone(), hash)));
        }
        Ok(found)
    }

    fn excluded_among(&self, entity: Entity, ids: &[String]) -> Result<HashSet<String>, StoreError> {
        let out = |id: &&String| self.tables.excluded.has(&(entity.as_str().to_owned(), (*id).clone()));
        Ok(ids.iter().filter(out).cloned().collect())
    }

    fn is_excluded(&self, entity: Entity, entity_id: &str) -> Result<bool, StoreError> {
        let key = (entity.as_str().to_owned(), entity_id.to_owned());
        Ok(self.tables.excluded.has(&key))
    }

    fn unreadable_jobs(&self) -> Result<Vec<i64>, StoreError> {
        Ok(self.tables.jobs.keys_where(|_, job| {
            let known = job.state().is_some()
                && Kind::from_code(&job.kind).is_some()
                && Entity::from_code(&job.entity).is_some();
            job.state != APART && !known
        }))
    }

    fn count_apart(&self) -> Result<i64, StoreError> {
        Ok(self.tables.jobs.keys_where(|_, job| job.state == APART).len() as i64)
    }

    fn each_snapshot(&self, key: &str, see: &mut dyn FnMut(&Carried<'_>)) -> Result<(), StoreError> {
        for (_, job) in self.tables.jobs.iter() {
            let meant = job.key == key || !job.snapshot.is_empty();
            if let (true, Some(entity)) = (meant, Entity::from_code(&job.entity)) {
                see(&Carried {
                    entity,
                    entity_id: &job.entity_id,
                    key: &job.key,
                    snapshot: std::str::from_utf8(&job.snapshot).unwrap_or_default(),
                });
            }
        }
        Ok(())
    }

    fn changed_after(&self, after: Position, most: u32) -> Result<Vec<ChangedRow>, StoreError> {
        let jobs = self.tables.jobs.iter();
        let mut changed: Vec<ChangedRow> = jobs
            .map(|(id, job)| ChangedRow {
                connection: job.connection.clone(),
                entity: Entity::from_code(&job.entity),
                entity_id: job.entity_id.clone(),
                position: (job.updated_at_ms, *id),
            })
            .filter(|row| row.position > after)
            .collect();
        changed.sort_by_key(|row| row.position);
        changed.truncate(most as usize);
        Ok(changed)
    }

    fn has_unlinked(&self, which: &Which<'_>) -> Result<bool, StoreError> {
        let chosen = self.tables.chosen(which);
        Ok(chosen.iter().any(|(_, job)| !self.tables.links.has(&job.record())))
    }
}
