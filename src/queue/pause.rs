//! Decides for how long a call may still be under way after its sender is gone: the pause before anybody asks what became of it.
//!
//! Everything that waits for a call to be over takes its time from here. All times are milliseconds.

use super::Kind;

/// The shortest pause: Xero itself may be busy with a call for so long.
const LEAST_MS: i64 = 60_000;
/// On top of the time limit of a call: what is on its way when the sender gives up still arrives.
const MARGIN_MS: i64 = 30_000;
/// What Xero itself refuses twice may be looked up soon: asked too early, it is refused, looked up and linked.
const UNIQUE_MS: i64 = 5_000;
/// How long a lane of a killed process stays taken. Xero counts a call as under way until its connection is closed, and that
/// happened with the process; a lane that is free too early costs a short wait, never a second document.
pub const DEAD_PERMIT_MS: i64 = 10_000;

/// How long a call with this time limit may be under way after it was sent.
pub fn under_way_ms(call_ms: i64) -> i64 {
    call_ms.saturating_add(MARGIN_MS).max(LEAST_MS)
}

/// How long after sending an unanswered write is looked up.
pub fn look_up_after_ms(kind: Kind, call_ms: i64) -> i64 {
    if kind.unique_in_xero() {
        UNIQUE_MS
    } else {
        under_way_ms(call_ms)
    }
}

/// How long a process may work on what it claimed: two calls (the token may have to be renewed between them) and what is on its way.
pub fn lease_ms(call_ms: i64) -> i64 {
    call_ms.saturating_mul(2).saturating_add(LEAST_MS)
}

/// How long one process may be renewing a token before another one takes over.
pub fn renewal_ms(call_ms: i64) -> i64 {
    under_way_ms(call_ms).saturating_add(MARGIN_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pause_covers_the_longest_call() {
        for (call, under_way, lease, renewal) in [
            (1_500, 60_000, 63_000, 90_000),
            (30_000, 60_000, 120_000, 90_000),
            (60_000, 90_000, 180_000, 120_000),
            (300_000, 330_000, 660_000, 360_000),
        ] {
            assert_eq!(under_way_ms(call), under_way, "{call}");
            assert_eq!(lease_ms(call), lease, "{call}");
            assert_eq!(renewal_ms(call), renewal, "{call}");
            assert_eq!(look_up_after_ms(Kind::Payment, call), under_way, "{call}");
            assert_eq!(look_up_after_ms(Kind::Invoice, call), 5_000, "{call}");
            assert!(under_way > call && lease > 2 * call && renewal > call);
        }
    }
}
