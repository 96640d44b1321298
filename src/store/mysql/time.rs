//! Tells the time of the server, which all machines share: leases and permits of one are compared by the others.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use super::MysqlDatabase;
use super::asking::Asking;
use super::failure::Failure;
use super::session::Session;
use crate::clock::Clock;

/// The difference is measured again after so many milliseconds.
const EVERY_MS: i64 = 60_000;
/// A server that did not answer is not asked for the time for so many milliseconds.
const PAUSE_MS: i64 = 5_000;

/// By how much the server's clock is ahead of this machine's.
pub(super) struct Offset {
    machine: Arc<dyn Clock>,
    ms: AtomicI64,
    /// When that was measured, by this machine's clock.
    measured_at_ms: AtomicI64,
    /// When it was tried in vain, by this machine's clock.
    failed_at_ms: AtomicI64,
}

fn passed(since: &AtomicI64, now_ms: i64) -> i64 {
    now_ms.saturating_sub(since.load(Ordering::Relaxed)).saturating_abs()
}

impl Offset {
    pub(super) fn new(machine: Arc<dyn Clock>) -> Self {
        Self {
            machine,
            ms: AtomicI64::new(0),
            measured_at_ms: AtomicI64::new(i64::MIN),
            failed_at_ms: AtomicI64::new(i64::MIN),
        }
    }

    /// Whether it is time to measure again. A clock that was set counts as time that has passed.
    pub(super) fn is_due(&self) -> bool {
        passed(&self.measured_at_ms, self.machine.now_ms()) >= EVERY_MS
    }

    /// Measures: the answer's time is taken as that of the middle between question and answer.
    pub(super) fn measure(&self, session: &mut Session) -> Result<(), Failure> {
        let before = self.machine.now_ms();
        let there = Asking::of(session, "")
            .one("SELECT CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)", vec![])?
            .number(0)?;
        let after = self.machine.now_ms();
        self.ms.store(there - before.midpoint(after), Ordering::Relaxed);
        self.measured_at_ms.store(after, Ordering::Relaxed);
        Ok(())
    }
}

/// The time of the server that has a store.
pub struct DatabaseClock(MysqlDatabase);

impl DatabaseClock {
    /// The clock of this store's server. While the server does not answer, it is what was measured last, and before that this machine's.
    pub fn of(database: MysqlDatabase) -> Self {
        Self(database)
    }
}

impl Clock for DatabaseClock {
    fn now_ms(&self) -> i64 {
        let offset = &self.0.0.offset;
        let now = offset.machine.now_ms();
        if offset.is_due() && passed(&offset.failed_at_ms, now) >= PAUSE_MS {
            // Whoever has the connection measures as well.
            let measured = self.0.when_free(|_| Ok(()));
            if matches!(measured, Some(Err(_))) {
                offset.failed_at_ms.store(now, Ordering::Relaxed);
            }
        }
        offset
            .machine
            .now_ms()
            .saturating_add(offset.ms.load(Ordering::Relaxed))
    }
}
