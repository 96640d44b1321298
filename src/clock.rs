//! Defines where the time comes from: the only place that asks the system for it.
//!
//! It never sleeps; waiting is the engine's decision.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A source of the current time.
pub trait Clock: Send + Sync {
    /// Milliseconds since 1970-01-01 UTC.
    fn now_ms(&self) -> i64;
}

/// Clocks of one machine differ by less than this.
pub const SKEW_MS: i64 = 1_000;
/// Whether a moment that was written down before lies in the future: the clock was ahead then.
pub fn was_ahead(written_ms: i64, now_ms: i64) -> bool {
    written_ms > now_ms.saturating_add(SKEW_MS)
}

/// A moment of this process, for what must end in its time though somebody sets the machine's clock.
pub fn elapsing() -> Instant {
    Instant::now()
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |passed| i64::try_from(passed.as_millis()).unwrap_or(i64::MAX))
    }
}

/// A clock that stands still until it is moved; for tests.
#[derive(Debug, Default)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// Starts at `now_ms` milliseconds since 1970 UTC.
    pub fn at(now_ms: i64) -> Self {
        Self(AtomicI64::new(now_ms))
    }

    /// Moves the clock by `milliseconds` (may be negative, as real clocks are at times).
    pub fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Milliseconds since 1970 of `YYYY-MM-DD HH:MM:SS` or `YYYY-MM-DD` in UTC.
pub fn moment(text: &str) -> Option<i64> {
    let full = if text.len() == 10 {
        format!("{text} 00:00:00")
    } else {
        text.to_owned()
    };
    chrono::NaiveDateTime::parse_from_str(&full, "%Y-%m-%d %H:%M:%S")
        .ok()
        .map(|time| time.and_utc().timestamp_millis())
}

/// `YYYY-MM-DD HH:MM:SS` in UTC, as the shop's screens expect it.
pub fn timestamp(ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(ms)
        .unwrap_or_default()
        .format("%Y-%m-%d %H:%M:%S")
        .to_string()
}
