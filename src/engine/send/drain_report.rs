//! Defines what a drain is told and what it tells.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::delivered::Delivered;
use crate::limits::Barrier;

/// What to send and for how long.
#[derive(Debug, Clone, Default)]
pub struct DrainOptions {
    /// Only this connection.
    pub connection: Option<String>,
    /// Seconds; 0: until nothing is ready.
    pub seconds: u64,
    /// Also what is held and not due for another look.
    pub retry_held: bool,
    /// Only what is to be sent at once (the background sender).
    pub immediate_only: bool,
    /// Set from outside to stop soon.
    pub stop: Option<Arc<AtomicBool>>,
}

/// State of a running drain.
#[derive(Debug, Clone)]
pub struct Progress {
    /// Calls so far.
    pub calls: u64,
    /// Jobs done.
    pub done: u64,
    /// Jobs held.
    pub held: u64,
    /// Jobs waiting, as counted some seconds ago at most.
    pub waiting: i64,
    /// Seconds so far.
    pub seconds: f64,
    /// What the newest call sent.
    pub kind: String,
}

/// What a drain did.
#[derive(Debug, Clone, Default)]
pub struct DrainReport {
    pub(super) totals: Delivered,
    pub(super) seconds: f64,
    pub(super) stopped: String,
    pub(super) not_before: Option<i64>,
    pub(super) barrier: Option<Barrier>,
    pub(super) connections: Vec<Value>,
    pub(super) waiting: i64,
    pub(super) held_by: Vec<Value>,
}

impl DrainReport {
    /// As PHP gets it.
    pub fn to_json(&self) -> Value {
        json!({
            "done": self.totals.done,
            "held": self.totals.held,
            "retried": self.totals.retried,
            "unknown": self.totals.unknown,
            "failed": self.totals.failed,
            "calls": self.totals.calls,
            "seconds": (self.seconds * 1_000.0).round() / 1_000.0,
            "waiting": self.waiting,
            "stopped": self.stopped,
            "not_before": self.not_before,
            "barrier": self.barrier.map(Barrier::as_str),
            "compared": self.totals.compared,
            "difference_cents": (self.totals.difference * Decimal::ONE_HUNDRED).normalize().to_string().parse::<i64>().unwrap_or(i64::MAX),
            "connections": self.connections,
            "held_by": self.held_by,
        })
    }

    /// Jobs done.
    pub fn done(&self) -> u64 {
        self.totals.done
    }

    /// Calls made.
    pub fn calls(&self) -> u64 {
        self.totals.calls
    }
}
