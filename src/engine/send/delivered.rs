//! Defines what one call did, and how several are counted together.

use rust_decimal::Decimal;

use crate::engine::EngineError;
use crate::queue::{Came, Kind, Settled};

/// What one call did.
#[derive(Debug, Clone, Default)]
pub(super) struct Delivered {
    pub(super) kind: Option<Kind>,
    pub(super) calls: u64,
    pub(super) done: u64,
    pub(super) held: u64,
    pub(super) retried: u64,
    pub(super) unknown: u64,
    pub(super) failed: u64,
    pub(super) compared: u64,
    pub(super) difference: Decimal,
    /// The connection can do no more for now: code.
    pub(super) halted: Option<String>,
    pub(super) error: Option<EngineError>,
}

impl Delivered {
    /// Calls that were made outside batches.
    pub(super) fn of_calls(calls: u64) -> Self {
        Self {
            calls,
            ..Self::default()
        }
    }

    /// Keeps that the store failed beside what is settled: the drain ends with it.
    pub(super) fn keep(&mut self, stored: Result<(), EngineError>) {
        if let Err(error) = stored {
            self.error.get_or_insert(error);
        }
    }

    /// Adds what another call did.
    pub(super) fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.done += other.done;
        self.held += other.held;
        self.retried += other.retried;
        self.unknown += other.unknown;
        self.failed += other.failed;
        self.compared += other.compared;
        self.difference += other.difference;
    }

    /// Counts what a job came to; one that another process took over is that one's to count.
    pub(super) fn count(&mut self, settled: &Settled, came: Came) {
        match settled {
            _ if came == Came::Fenced => {}
            _ if came == Came::Doubted => self.unknown += 1,
            Settled::Done { .. } => self.done += 1,
            Settled::Held | Settled::Unproven => self.held += 1,
            Settled::Retry { .. } => self.retried += 1,
            // It continues in the same drain.
            Settled::Again { .. } => {}
            Settled::Unknown { .. } => self.unknown += 1,
            Settled::Failed => self.failed += 1,
        }
    }
}
