//! Defines rows of jobs and of write claims.

use std::collections::{HashMap, HashSet};

use crate::queue::row::{Change, Damaged, JobRow, OnRecord, Patch, Told, Wanted, Which, WriteClaim};
use crate::queue::{ChangedRow, Claimed, Counted, Entity, HeldBy, Kind, NewJob, Position, State};
use crate::store_error::StoreError;

/// State of a job that was set apart: nobody claims it, counts show it.
pub const APART: &str = "damaged";

/// What a row carries, as a change that gives it to another row, and how urgent it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Row id.
    pub id: i64,
    /// The smaller goes first.
    pub priority: i64,
    /// Snapshot and what belongs to it.
    pub change: Change,
}

/// A row to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewRow<'a> {
    /// What it carries. It waits, and may go at once.
    pub job: &'a NewJob,
    /// When it is made (milliseconds since 1970).
    pub now_ms: i64,
}

/// What a row carries, and of which record of the shop it is.
#[derive(Debug, Clone, Copy)]
pub struct Carried<'a> {
    /// Whose record.
    pub entity: Entity,
    /// The record's id in the shop.
    pub entity_id: &'a str,
    /// The record's key within its kind.
    pub key: &'a str,
    /// The snapshot as JSON text.
    pub snapshot: &'a str,
}

/// Jobs and write claims. A record (connection, kind, key) has at most one row that waits or is stuck, and at most one claim.
pub trait JobRows {
    /// What there is of each job's record, in the order of the jobs.
    fn on_records(&self, jobs: &[NewJob]) -> Result<Vec<OnRecord>, StoreError>;
    /// Makes rows; their ids, in order.
    fn insert_jobs(&mut self, rows: &[NewRow<'_>]) -> Result<Vec<i64>, StoreError>;
    /// Of these new rows those whose record has a claim of a row that was set apart, or removed after that: they take it over.
    fn adopt_claims(&mut self, ids: &[i64]) -> Result<Vec<i64>, StoreError>;
    /// Rows by id, the oldest first, at most so many.
    fn jobs_where(&self, which: &Which<'_>, most: u32) -> Result<Vec<Result<JobRow, Damaged>>, StoreError>;
    /// What people are told of rows, by id.
    fn told(&self, which: &Which<'_>) -> Result<Vec<Told>, StoreError>;
    /// What rows carry.
    fn contents(&self, ids: &[i64]) -> Result<Vec<Content>, StoreError>;
    /// Jobs that may be claimed, as they stand, the most urgent first: none whose record is being sent or looked up as another row.
    fn claimable(&self, wanted: &Wanted<'_>) -> Result<Vec<Result<Claimed, Damaged>>, StoreError>;
    /// Which kinds may be claimed now: of each band of priorities (from, to) and state, in that order.
    fn ready(
        &self,
        connection: &str,
        bands: &[(i64, i64)],
        states: &[State],
        now_ms: i64,
    ) -> Result<Vec<(usize, State, Kind)>, StoreError>;
    /// Changes single rows under their fences. How many changed.
    fn patch_jobs(&mut self, patches: &[Patch]) -> Result<u64, StoreError>;
    /// Changes rows together. How many changed.
    fn change_jobs(&mut self, which: &Which<'_>, change: &Change) -> Result<u64, StoreError>;
    /// Deletes rows. How many went.
    fn remove_jobs(&mut self, which: &Which<'_>) -> Result<u64, StoreError>;
    /// Sets rows apart that cannot be read: they change, nothing chooses them any more, and their fences rise.
    fn set_jobs_apart(&mut self, ids: &[i64], change: &Change) -> Result<(), StoreError>;
    /// Gives claims of rows that were set apart to the row of the same record that waits or is stuck, where there is one; the rows that got one.
    fn inherit_claims(&mut self) -> Result<Vec<i64>, StoreError>;
    /// Deletes rows that were set apart; their claims stay. How many went.
    fn remove_apart(&mut self, ids: &[i64]) -> Result<u64, StoreError>;
    /// How many rows.
    fn count_jobs(&self, which: &Which<'_>) -> Result<i64, StoreError>;
    /// How many rows of each state.
    fn count_states(&self, which: &Which<'_>) -> Result<Vec<(State, i64)>, StoreError>;
    /// How many rows of each kind.
    fn count_kinds(&self, which: &Which<'_>) -> Result<Vec<(Kind, i64)>, StoreError>;
    /// How many rows of each code, by code.
    fn count_codes(&self, which: &Which<'_>) -> Result<Vec<(String, i64)>, StoreError>;
    /// All rows by connection, entity, kind and state.
    fn count_all(&self) -> Result<Vec<Counted>, StoreError>;
    /// Rows of some states by connection, code and subject, the most frequent first.
    fn count_reasons(&self, states: &[State]) -> Result<Vec<HeldBy>, StoreError>;
    /// The earliest time at which one of the rows may go on (milliseconds since 1970).
    fn next_of(&self, which: &Which<'_>) -> Result<Option<i64>, StoreError>;
    /// Stores claims; a record's earlier claim is replaced.
    fn put_claims(&mut self, claims: &[WriteClaim]) -> Result<(), StoreError>;
    /// Claims whose request left after a time (milliseconds since 1970).
    fn claims_after(&self, sent_ms: i64) -> Result<Vec<WriteClaim>, StoreError>;
    /// Whether a record has a claim.
    fn has_claim(&self, connection: &str, kind: Kind, key: &str) -> Result<bool, StoreError>;
    /// Removes the claims of rows.
    fn forget_claims(&mut self, which: &Which<'_>) -> Result<(), StoreError>;
    /// Takes records of the shop out (`at_ms`), or lets them in again. How many changed.
    fn exclude_records(&mut self, records: &[(Entity, String)], at_ms: Option<i64>) -> Result<u64, StoreError>;
    /// What there is of records on their way to a kind of document: of each key the fingerprint of the newest snapshot that waits, is stuck, is
    /// being sent or looked up, else of the one that its link was made from. Keys of which there is nothing are missing.
    fn newest_content(
        &self,
        connection: &str,
        kind: Kind,
        keys: &[String],
    ) -> Result<HashMap<String, String>, StoreError>;
    /// Of these records of the shop those that were taken out.
    fn excluded_among(&self, entity: Entity, ids: &[String]) -> Result<HashSet<String>, StoreError>;
    /// Whether a record of the shop was taken out.
    fn is_excluded(&self, entity: Entity, entity_id: &str) -> Result<bool, StoreError>;
    /// Rows whose state, kind or entity is a word that nobody knows.
    fn unreadable_jobs(&self) -> Result<Vec<i64>, StoreError>;
    /// How many rows are set apart.
    fn count_apart(&self) -> Result<i64, StoreError>;
    /// Shows every row that still has a snapshot, and those with this key. What cannot be read of a snapshot is shown as empty.
    fn each_snapshot(&self, key: &str, see: &mut dyn FnMut(&Carried<'_>)) -> Result<(), StoreError>;
    /// Rows that changed after a position, in the order of their changes, at most so many.
    fn changed_after(&self, after: Position, most: u32) -> Result<Vec<ChangedRow>, StoreError>;
    /// Whether one of the rows has no link.
    fn has_unlinked(&self, which: &Which<'_>) -> Result<bool, StoreError>;
}
