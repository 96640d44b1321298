//! Decides how long a job waits after a passing failure.
//!
//! Pure: the jitter comes from the job's own id, so that a test can foresee it.

/// Tries before a job is given up.
pub(super) const MOST_ATTEMPTS: u32 = 20;

/// Milliseconds until the next attempt after `attempts` failed ones (1 = the first failed): 15 s, 1 min, 2 min 15 s, 8 min …
/// (15 s × n² × ⌊√n⌋, at most 24 h), spread by up to ±10 % with `seed` so that jobs do not come back all at once. `None`: give up.
pub fn retry_delay_ms(attempts: u32, seed: i64) -> Option<i64> {
    if attempts >= MOST_ATTEMPTS {
        return None;
    }
    let n = i64::from(attempts.max(1));
    let base = (15_000 * n * n * n.isqrt().max(1)).min(24 * 3_600_000);
    let spread = (seed.unsigned_abs() % 201) as i64 - 100;
    Some(base + base * spread / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_stay_bounded_and_end() {
        let delays: Vec<_> = (1..MOST_ATTEMPTS).map(|n| retry_delay_ms(n, 100)).collect();
        assert_eq!(delays.first().copied().flatten(), Some(15_000));
        assert!(delays.windows(2).all(|pair| pair[0] <= pair[1]), "{delays:?}");
        assert!(delays.iter().flatten().all(|ms| *ms <= 24 * 3_600_000));
        assert_eq!(retry_delay_ms(MOST_ATTEMPTS, 100), None);
    }

    #[test]
    fn the_spread_is_at_most_a_tenth() {
        for seed in -500..500 {
            let delay = retry_delay_ms(3, seed).unwrap();
            let base = retry_delay_ms(3, 100).unwrap();
            assert!((delay - base).abs() * 10 <= base, "{seed}: {delay}");
        }
    }
}
