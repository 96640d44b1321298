//! Decides how a transaction is carried out: under the lock of one row, again when it lost, and looked for when its answer was lost.

use std::time::Duration;

use mysql::Value;

use super::asking::{Asking, values};
use super::failure::{Failure, Trouble};
use super::session::Session;
use super::{MysqlAddress, MysqlDatabase, MysqlRows, moving, witness};
use crate::store_error::StoreError;

/// Pauses before the first repetitions (milliseconds).
const PAUSES: [u64; 5] = [10, 40, 100, 250, 500];
/// Milliseconds after which a transaction gives up.
const PATIENCE: u64 = 9_000;
/// What a wait for a lock counts, which the server ended.
const WAITED: u64 = 5_000;
/// What a connection counts that did not come about: a server that was not there before is not waited for.
const REFUSED: u64 = 2_500;

/// Which stores a transaction may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// One that is in use.
    Open,
    /// One that is closed, too: it is being moved.
    Any,
}

/// How often, and for how long, something is tried.
#[derive(Default)]
pub(super) struct Retry {
    /// The server was there a moment ago: it may be starting again, or another one takes its place.
    was_there: bool,
    times: usize,
    spent: u64,
}

impl Retry {
    /// For what is done over this session, if there is one.
    pub(super) fn of(opened: Option<&Session>) -> Self {
        Self {
            was_there: opened.is_some_and(Session::is_ours),
            ..Self::default()
        }
    }

    /// Waits before the next try.
    ///
    /// # Errors
    /// The failure in words, when it would fail again or has taken long enough.
    pub(super) fn again(&mut self, failure: &Failure, address: &MysqlAddress) -> Result<(), StoreError> {
        let pause = PAUSES.get(self.times).copied().unwrap_or(1_000);
        let cost = match (failure.trouble(), failure) {
            (Trouble::None, _) => PATIENCE,
            (Trouble::Waited, _) => WAITED,
            (Trouble::Lost, Failure::Server(mysql::Error::DriverError(_))) if !self.was_there => REFUSED,
            (Trouble::Lost | Trouble::Again, _) => pause,
        };
        self.times += 1;
        self.spent = self.spent.saturating_add(cost);
        if self.spent >= PATIENCE {
            return Err(failure.explain(address));
        }
        std::thread::sleep(Duration::from_millis(pause));
        Ok(())
    }
}

/// Begins a transaction that writes: nobody else writes until it ends. The number that it raises is what two nodes of a cluster, which do
/// not see each other's locks, disagree about when they commit.
fn begin(asking: &mut Asking<'_>, gate: Gate, address: &MysqlAddress) -> Result<(), Failure> {
    asking.plain("START TRANSACTION")?;
    let (version, open) = (asking.session.version, i64::from(gate == Gate::Open));
    let found = asking.run(
        "UPDATE #store SET turn = turn + 1 WHERE id = 1 AND version = ? AND is_closed * ? = 0",
        values![version, open],
    )?;
    if found > 0 {
        return Ok(());
    }
    // Its standing is of now, and a store that was opened just now has the version that its session knows.
    match moving::standing(asking)?.refusal(&address.to_string()) {
        Some(closed) if gate == Gate::Open => Err(Failure::Told(closed)),
        _ => Err(Failure::Outdated),
    }
}

/// Commits under the session's number, by which the transaction is found again.
fn write_number(asking: &mut Asking<'_>) -> Result<(), Failure> {
    let (writer, number) = (asking.session.writer.clone(), asking.session.number);
    asking
        .run(
            "INSERT INTO #writer (id, number, seen_at) VALUES (?, ?, UNIX_TIMESTAMP() * 1000)
             ON DUPLICATE KEY UPDATE number = VALUES(number), seen_at = VALUES(seen_at)",
            values![writer, number],
        )
        .map(drop)
}

/// What is known of a transaction after its COMMIT.
enum Committed {
    Yes,
    No(Failure),
    /// The answer was lost: whose transaction, and which.
    Perhaps(Failure, Vec<u8>, i64),
}

/// What became of a transaction whose answer was lost.
enum Found {
    /// It was committed; what is still to be written on this machine.
    Committed(Option<witness::Held>),
    /// It was not.
    Nothing,
}

fn commit(session: &mut Session, prefix: &str) -> Committed {
    let (writer, number) = (session.writer.clone(), session.number);
    match Asking::of(session, prefix).plain("COMMIT") {
        Ok(()) => Committed::Yes,
        Err(failure) if failure.refuses_commit() => Committed::No(failure),
        Err(failure) => Committed::Perhaps(failure, writer, number),
    }
}

impl MysqlDatabase {
    /// Runs a transaction.
    pub(super) fn transact<T>(
        &self,
        gate: Gate,
        mut run: impl FnMut(&mut MysqlRows<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut opened = self.lock();
        let mut retry = Retry::of(opened.as_ref());
        loop {
            match self.attempt(&mut opened, gate, &mut run) {
                Ok((value, held)) => {
                    // The request whose sending this counts leaves after that only.
                    if let Some(held) = held {
                        held.write_down()?;
                    }
                    return Ok(value);
                }
                Err(failure) => retry.again(&failure, &self.0.address)?,
            }
        }
    }

    fn attempt<T>(
        &self,
        opened: &mut Option<Session>,
        gate: Gate,
        run: &mut impl FnMut(&mut MysqlRows<'_>) -> Result<T, StoreError>,
    ) -> Result<(T, Option<witness::Held>), Failure> {
        let prefix = self.0.address.prefix();
        let session = self.session(opened)?;
        session.number += 1;
        let mut done = begin(&mut Asking::of(session, prefix), gate, &self.0.address).and_then(|()| {
            let mut rows = MysqlRows::of(session, &self.0.address);
            let outcome = run(&mut rows);
            let value = rows.outcome(outcome)?;
            Ok((value, rows.witness.take()))
        });
        if done.is_ok()
            && let Err(failure) = write_number(&mut Asking::of(session, prefix))
        {
            done = Err(failure);
        }
        let done = match done {
            Ok(done) => done,
            Err(failure) => {
                let rolled_back = Asking::of(session, prefix).plain("ROLLBACK");
                if failure.trouble() == Trouble::Lost || rolled_back.is_err() {
                    *opened = None;
                }
                return Err(failure);
            }
        };
        match commit(session, prefix) {
            Committed::Yes => Ok(done),
            Committed::No(failure) => Err(failure),
            Committed::Perhaps(failure, writer, number) => {
                let (value, held) = done;
                // Others that write wait for it with the lock that the look needs.
                let mark = held.map(witness::Held::let_go);
                *opened = None;
                match self.look_for(opened, &writer, number, mark.as_ref())? {
                    Found::Committed(held) => Ok((value, held)),
                    Found::Nothing => Err(failure),
                }
            }
        }
    }

    /// Looks for a transaction whose answer was lost. It asks under the lock that the transaction had: whatever becomes of it has become of it
    /// by then.
    fn look_for(
        &self,
        opened: &mut Option<Session>,
        writer: &[u8],
        number: i64,
        mark: Option<&witness::Mark>,
    ) -> Result<Found, Failure> {
        let mut retry = Retry {
            was_there: true,
            ..Retry::default()
        };
        loop {
            let asked = self.session(opened).and_then(|session| {
                let mut asking = Asking::of(session, self.0.address.prefix());
                begin(&mut asking, Gate::Any, &self.0.address)?;
                let found = asking.line(
                    "SELECT number FROM #writer WHERE id = ?",
                    vec![Value::from(writer.to_vec())],
                )?;
                let found = found.map(|row| row.number(0)).transpose()?;
                let was_committed = found.is_some_and(|found| found >= number);
                let held = match mark.filter(|_| was_committed) {
                    Some(mark) => mark.hold(&mut asking)?,
                    None => None,
                };
                asking.plain("ROLLBACK")?;
                Ok(match was_committed {
                    true => Found::Committed(held),
                    false => Found::Nothing,
                })
            });
            match asked {
                Ok(found) => return Ok(found),
                Err(failure) => {
                    *opened = None;
                    retry.again(&failure, &self.0.address).map_err(Failure::Told)?;
                }
            }
        }
    }
}
