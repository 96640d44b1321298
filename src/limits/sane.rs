//! Decides what of the stored times can be true: a clock that was ahead, and what a header says, must not stop sending for
//! longer than Xero does.
//!
//! Pure. A time that cannot be true yet was written by a clock that was ahead: what it measures began now at the latest.

use super::{Barrier, DAY_MS, MINUTE_MS};
use crate::clock::was_ahead;

/// Longest permit of a call in milliseconds: the longest time limit and its slack.
pub const MOST_PERMIT_MS: i64 = 10 * MINUTE_MS;

/// A moment in the past: when a call ended, when a day began. At the latest it was now.
pub fn past(moment_ms: i64, now_ms: i64) -> i64 {
    if was_ahead(moment_ms, now_ms) {
        now_ms
    } else {
        moment_ms
    }
}

/// A moment until which something holds, which was written down at `written_ms` and can hold for `most_ms` at most.
pub fn until(until_ms: i64, written_ms: i64, most_ms: i64, now_ms: i64) -> i64 {
    let held = if was_ahead(written_ms, now_ms) {
        // The span is true, its beginning is not.
        now_ms.saturating_add(until_ms.saturating_sub(written_ms).max(0))
    } else {
        until_ms
    };
    held.min(now_ms.saturating_add(most_ms))
}

/// Seconds to wait after a 429, whatever `Retry-After` says: no window of Xero's is longer. What says which limit it was
/// speaks for Xero; anything else is believed for five minutes.
pub fn wait_seconds(barrier: Barrier, said: Option<i64>) -> i64 {
    let (usual, most) = match barrier {
        Barrier::Day => (3_600, DAY_MS / 1_000),
        Barrier::Minute | Barrier::Pace => (60, 60),
        Barrier::Asked => (60, 300),
        Barrier::Concurrency => (1, 300),
    };
    said.unwrap_or(usual).clamp(1, most)
}

/// `Retry-After` in seconds: a number, or a date, which is compared with the answer's own `Date`.
pub fn retry_after(said: &str, date: Option<&str>) -> Option<i64> {
    let said = said.trim();
    let digits = said.strip_prefix('-').unwrap_or(said);
    let whole = digits.split('.').next().unwrap_or_default();
    if !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a number has: longer than any limit.
        let seconds = whole.parse().unwrap_or(i64::MAX);
        return Some(if said.starts_with('-') { 0 } else { seconds });
    }
    let moment = |text: &str| chrono::DateTime::parse_from_rfc2822(text.trim()).ok();
    Some((moment(said)? - moment(date?)?).num_seconds())
}

#[cfg(test)]
mod tests {
    use super::*;

    use crate::clock::SKEW_MS;

    const NOW: i64 = 1_800_000_000_000;

    #[test]
    fn what_cannot_be_past_yet_was_now() {
        for (moment, counts_from) in [
            (NOW - 5, NOW - 5),
            (NOW, NOW),
            (NOW + SKEW_MS, NOW + SKEW_MS),
            (NOW + SKEW_MS + 1, NOW),
            (NOW + DAY_MS, NOW),
            (i64::MAX, NOW),
        ] {
            assert_eq!(past(moment, NOW), counts_from, "{moment}");
        }
    }

    #[test]
    fn what_holds_until_then_holds_no_longer_than_it_can() {
        for (name, value, written, most, expected) in [
            ("true", NOW + 30_000, NOW - 10_000, MINUTE_MS, NOW + 30_000),
            ("over", NOW - 1, NOW - 10_000, MINUTE_MS, NOW - 1),
            (
                "clock a day ahead",
                NOW + DAY_MS + 12_000,
                NOW + DAY_MS,
                DAY_MS,
                NOW + 12_000,
            ),
            ("too far", NOW + 3 * DAY_MS, NOW - 5, DAY_MS, NOW + DAY_MS),
            ("nonsense", i64::MAX, i64::MAX - 5, DAY_MS, NOW + 5),
            ("backwards", NOW + DAY_MS, NOW + 2 * DAY_MS, DAY_MS, NOW),
            ("of a store without the moment", NOW + 7_000, 0, DAY_MS, NOW + 7_000),
        ] {
            assert_eq!(until(value, written, most, NOW), expected, "{name}");
        }
    }

    #[test]
    fn no_retry_after_is_longer_than_its_window() {
        for (barrier, said, seconds) in [
            (Barrier::Day, Some(66_975), 66_975),
            (Barrier::Day, Some(i64::MAX), 86_400),
            (Barrier::Day, None, 3_600),
            (Barrier::Minute, Some(12), 12),
            (Barrier::Minute, Some(66_975), 60),
            (Barrier::Minute, Some(-5), 1),
            (Barrier::Minute, None, 60),
            (Barrier::Asked, Some(120), 120),
            (Barrier::Asked, Some(i64::MAX), 300),
            (Barrier::Concurrency, None, 1),
            (Barrier::Concurrency, Some(0), 1),
        ] {
            assert_eq!(wait_seconds(barrier, said), seconds, "{barrier:?} {said:?}");
        }
    }

    #[test]
    fn retry_after_is_read_however_it_is_written() {
        let date = Some("Wed, 21 Oct 2026 07:28:00 GMT");
        for (said, date, seconds) in [
            ("12", None, Some(12)),
            (" 12.7 ", None, Some(12)),
            ("-3", None, Some(0)),
            ("99999999999999999999999", None, Some(i64::MAX)),
            ("Wed, 21 Oct 2026 07:30:00 GMT", date, Some(120)),
            ("Wed, 21 Oct 2026 07:20:00 GMT", date, Some(-480)),
            ("Wed, 21 Oct 2026 07:30:00 GMT", None, None),
            ("soon", date, None),
            ("", date, None),
        ] {
            assert_eq!(retry_after(said, date), seconds, "{said}");
        }
    }
}
