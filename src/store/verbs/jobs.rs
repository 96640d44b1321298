//! The port of the queue over rows.

use super::claim::{inherit, set_apart};
use super::put::put;
use super::settle::settle;
use crate::queue::row::{OnRecord, Wanted, Which};
use crate::queue::{
    self, Active, Came, Claimed, Counts, Departure, Enqueued, Entity, Exchange, HISTORY, JobStore, Kind, Link, Listed,
    ListedRow, LogLine, NewJob, Page, Portion, Query, Run, SeenInvoice, Settled, State, Turn,
};
use crate::store::RowStore;
use crate::store::rows::{Database, LinkBy, LogRow};
use crate::store_error::StoreError;

/// Name of the position that holds what the nightly check found.
const DAMAGE: &str = "damage";

impl<D: Database> RowStore<D> {
    /// Damage that is known: jobs that were set apart, and what the last check of the store found (empty: nothing).
    ///
    /// # Errors
    /// When the store cannot be asked.
    pub fn damage(&self) -> Result<(i64, String), StoreError> {
        self.database
            .read(|rows| Ok((rows.count_apart()?, rows.cursor(DAMAGE)?.unwrap_or_default())))
    }

    fn listed_page(&self, of: Listed, query: &Query) -> Result<Page, StoreError> {
        let question = queue::question(of, query)?;
        let (total, rows) = self.database.read(|rows| rows.page(&question))?;
        let items = rows.into_iter().map(|cells| ListedRow::new(of, query.english, cells));
        Ok(Page {
            total,
            items: items.collect(),
        })
    }

    fn keys_by(&self, connection: &str, kind: Kind, by: LinkBy, value: &str) -> Result<Vec<String>, StoreError> {
        let links = self.database.read(|rows| rows.links_by(connection, kind, by, value))?;
        Ok(links.into_iter().map(|(key, _)| key).collect())
    }
}

impl<D: Database> JobStore for RowStore<D> {
    fn enqueue(&self, jobs: &[NewJob], now_ms: i64) -> Result<Enqueued, StoreError> {
        self.database.write(|rows| put(rows, jobs, now_ms))
    }

    fn on_records(&self, jobs: &[NewJob]) -> Result<Vec<OnRecord>, StoreError> {
        self.database.read(|rows| rows.on_records(jobs))
    }

    fn rescue(
        &self,
        now_ms: i64,
        is_dead: &dyn Fn(&str) -> bool,
        look_up_after_ms: &dyn Fn(Kind) -> i64,
    ) -> Result<u64, StoreError> {
        self.end_permits_of_the_dead(now_ms, is_dead)?;
        self.rescue_jobs(now_ms, is_dead, look_up_after_ms)
    }

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
    ) -> Result<Vec<Claimed>, StoreError> {
        let wanted = Wanted {
            connection,
            kind,
            state,
            most_priority,
            ready_by_ms: now_ms,
            limit,
        };
        self.claim_jobs(&wanted, owner, lease_until_ms, now_ms)
    }

    fn ready(&self, connection: &str, most_priority: i64, now_ms: i64) -> Result<Vec<(bool, Kind, State)>, StoreError> {
        let bands = [(0, most_priority.min(HISTORY - 1)), (HISTORY, most_priority)];
        let states = [State::Unknown, State::Waiting];
        let found = self
            .database
            .read(|rows| rows.ready(connection, &bands, &states, now_ms))?;
        Ok(found
            .into_iter()
            .map(|(band, state, kind)| (band == 1, kind, state))
            .collect())
    }

    fn next_ready_ms(&self, connection: &str, state: State, most_priority: i64) -> Result<Option<i64>, StoreError> {
        let states = [state];
        let which = Which {
            connection: Some(connection),
            states: &states,
            most_priority: Some(most_priority),
            ..Which::ALL
        };
        self.database.read(|rows| rows.next_of(&which))
    }

    fn waiting_by_kind(&self, connection: &str) -> Result<Vec<(Kind, i64)>, StoreError> {
        let which = Which {
            connection: Some(connection),
            states: &[State::Waiting],
            ..Which::ALL
        };
        self.database.read(|rows| rows.count_kinds(&which))
    }

    fn mark_sent(&self, jobs: &[Departure], idempotency_key: &str, now_ms: i64) -> Result<u64, StoreError> {
        self.mark_jobs_sent(jobs, idempotency_key, now_ms)
    }

    fn in_doubt(&self, connection: &str, kind: Kind, key: &str) -> Result<bool, StoreError> {
        self.database.read(|rows| rows.has_claim(connection, kind, key))
    }

    fn settle(&self, job: &Claimed, settled: &Settled, line: &LogLine, now_ms: i64) -> Result<bool, StoreError> {
        self.settle_all(&[(job.clone(), settled.clone(), line.clone())], now_ms)
            .map(|came| came != [Came::Fenced])
    }

    fn settle_all(&self, settled: &[(Claimed, Settled, LogLine)], now_ms: i64) -> Result<Vec<Came>, StoreError> {
        self.database.write(|rows| settle(rows, settled, now_ms))
    }

    fn release(&self, jobs: &[(i64, i64)], not_before_ms: i64, now_ms: i64) -> Result<(), StoreError> {
        self.release_jobs(jobs, not_before_ms, now_ms)
    }

    fn end_waits(&self, connection: &str, codes: &[&str], now_ms: i64) -> Result<u64, StoreError> {
        let (which, change) = queue::released(connection, codes, now_ms);
        self.database.write(|rows| rows.change_jobs(&which, &change))
    }

    fn wake_held(&self, connection: &str, every: bool, now_ms: i64) -> Result<u64, StoreError> {
        self.wake_held_jobs(connection, every, now_ms)
    }

    fn held_codes(&self, connection: &str) -> Result<Vec<(String, i64)>, StoreError> {
        self.held_since(connection, i64::MIN)
    }

    fn held_since(&self, connection: &str, since_ms: i64) -> Result<Vec<(String, i64)>, StoreError> {
        let which = Which {
            connection: Some(connection),
            states: &[State::Held],
            updated_from_ms: (since_ms > i64::MIN).then_some(since_ms),
            ..Which::ALL
        };
        self.database.read(|rows| rows.count_codes(&which))
    }

    fn wake_codes(&self, connection: &str, codes: &[String], since_ms: i64, now_ms: i64) -> Result<u64, StoreError> {
        self.wake_jobs_with(connection, codes, since_ms, now_ms)
    }

    fn link(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Link>, StoreError> {
        self.database.read(|rows| rows.link(connection, kind, key))
    }

    fn link_by_number(&self, connection: &str, kind: Kind, number: &str) -> Result<Option<(String, Link)>, StoreError> {
        let links = self
            .database
            .read(|rows| rows.links_by(connection, kind, LinkBy::Number, number))?;
        Ok(links.into_iter().next())
    }

    fn link_by_xero_id(
        &self,
        connection: &str,
        kind: Kind,
        xero_id: &str,
    ) -> Result<Option<(String, Link)>, StoreError> {
        let links = self
            .database
            .read(|rows| rows.links_by(connection, kind, LinkBy::XeroId, xero_id))?;
        Ok(links.into_iter().next())
    }

    fn links_to(&self, connection: &str, kind: Kind, xero_id: &str) -> Result<Vec<String>, StoreError> {
        self.keys_by(connection, kind, LinkBy::XeroId, xero_id)
    }

    fn party(&self, connection: &str, order_id: &str) -> Result<Option<String>, StoreError> {
        self.database.read(|rows| rows.party(connection, order_id))
    }

    fn saw_invoices(&self, seen: &[SeenInvoice]) -> Result<(), StoreError> {
        if seen.is_empty() {
            return Ok(());
        }
        self.database.write(|rows| rows.saw_invoices(seen))
    }

    fn paid_on(&self, connection: &str, key: &str) -> Result<Option<Option<String>>, StoreError> {
        self.database.read(|rows| rows.paid_on(connection, key))
    }

    fn links_with_note(&self, connection: &str, kind: Kind, note: &str) -> Result<Vec<String>, StoreError> {
        self.keys_by(connection, kind, LinkBy::Note, note)
    }

    fn doubt(&self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError> {
        self.database.write(|rows| rows.doubt_link(connection, kind, key))
    }

    fn unlink(&self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError> {
        self.database.write(|rows| rows.remove_link(connection, kind, key))
    }

    fn active(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Active>, StoreError> {
        let found = self.database.read(|rows| {
            let mut found = Vec::new();
            for states in queue::UNSETTLED {
                let which = Which {
                    connection: Some(connection),
                    record: Some((kind, key)),
                    states,
                    ..Which::ALL
                };
                found.extend(rows.told(&which)?);
            }
            Ok(found)
        })?;
        let newest = found.into_iter().max_by_key(|row| row.id);
        Ok(newest.map(|row| (row.state, row.code, row.message, row.not_before_ms)))
    }

    fn links_of(&self, entity: Entity, entity_id: &str) -> Result<Vec<(String, Kind, Link, i64)>, StoreError> {
        let links = self.database.read(|rows| rows.links_of(entity, entity_id))?;
        let all = links.into_iter().map(|found| {
            let at = found.link.settled_at_ms;
            (found.connection, found.kind, found.link, at)
        });
        Ok(all.collect())
    }

    fn note(&self, connection: &str, line: &LogLine, now_ms: i64) -> Result<(), StoreError> {
        if line.status.is_empty() {
            return Ok(());
        }
        let row = LogRow {
            at_ms: now_ms,
            connection,
            of: None,
            job: None,
            store_id: "",
            line,
            exchange: line.exchange.as_deref().map(Exchange::kept),
        };
        self.database.write(|rows| rows.add_lines(&[row]))
    }

    fn jobs(&self, query: &Query) -> Result<Page, StoreError> {
        self.listed_page(Listed::Jobs, query)
    }

    fn log(&self, query: &Query) -> Result<Page, StoreError> {
        self.listed_page(Listed::Log, query)
    }

    fn counts(&self) -> Result<Counts, StoreError> {
        self.database.read(|rows| {
            Ok(Counts {
                jobs: rows.count_all()?,
                held: rows.count_reasons(&[State::Held, State::Failed])?,
            })
        })
    }

    fn retry(&self, ids: Option<&[i64]>, code: Option<&str>, now_ms: i64) -> Result<u64, StoreError> {
        self.retry_jobs(ids, code, now_ms)
    }

    fn send_all(&self, now_ms: i64) -> Result<u64, StoreError> {
        self.send_all_jobs(now_ms)
    }

    fn hold(&self, ids: &[i64], now_ms: i64) -> Result<u64, StoreError> {
        self.hold_jobs(ids, now_ms)
    }

    fn cancel(&self, ids: &[i64], now_ms: i64) -> Result<u64, StoreError> {
        self.cancel_jobs(ids, now_ms)
    }

    fn start_run(&self, run: &Run) -> Result<Run, StoreError> {
        self.begin_run(run)
    }

    fn run(&self, connection: &str) -> Result<Option<Run>, StoreError> {
        self.database.read(|rows| rows.newest_run(connection))
    }

    fn run_by_id(&self, id: i64) -> Result<Option<Run>, StoreError> {
        self.database.read(|rows| rows.run(id))
    }

    fn advance_run(
        &self,
        id: i64,
        portion: &Portion<'_>,
        jobs: &[NewJob],
        now_ms: i64,
    ) -> Result<Option<Run>, StoreError> {
        self.move_run(id, portion, jobs, now_ms)
    }

    fn turn_run(&self, id: i64, turn: Turn, now_ms: i64) -> Result<Option<Run>, StoreError> {
        self.change_run(id, turn, now_ms)
    }

    fn cancel_history(&self, connection: &str, now_ms: i64) -> Result<u64, StoreError> {
        self.take_history_back(connection, now_ms)
    }

    fn history_counts(&self, connection: &str, since_ms: i64) -> Result<Vec<(State, i64)>, StoreError> {
        let which = Which {
            connection: Some(connection),
            least_priority: Some(HISTORY),
            updated_from_ms: Some(since_ms),
            ..Which::ALL
        };
        self.database.read(|rows| rows.count_states(&which))
    }

    fn cursor(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.database.read(|rows| rows.cursor(name))
    }

    fn set_cursor(&self, name: &str, value: &str) -> Result<(), StoreError> {
        self.database.write(|rows| rows.set_cursor(name, value))
    }

    fn prune(&self, log_before_ms: i64, jobs_before_ms: i64) -> Result<(u64, u64), StoreError> {
        self.prune_jobs(log_before_ms, jobs_before_ms)
    }

    fn check(&self, now_ms: i64) -> Result<(), StoreError> {
        // First: a file that is damaged may not let itself be read for the rest.
        let found = self.database.integrity()?;
        self.database.write(|rows| rows.set_cursor(DAMAGE, &found))?;
        self.database.write(|rows| {
            let unreadable = rows.unreadable_jobs()?;
            set_apart(rows, &unreadable, now_ms)?;
            inherit(rows, now_ms)
        })?;
        self.database.tidy();
        Ok(())
    }
}
