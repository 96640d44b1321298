//! Decides whether a store may have forgotten a sending: because it was put back from a backup, moved or cut off.
//!
//! Pure. The store says what it remembers, what was written down outside of it at its last sending, and where it is now. A false
//! alarm costs look-ups; a copy that passes for the present store would pay twice.

/// A longer silence than this raises a doubt, whatever else is found: nobody knows what happened meanwhile.
const SILENCE_MS: i64 = 20 * 60_000;

/// Name of the position that says when a drain or a write was last here (milliseconds since 1970). The module sets it to 0 when this store sends in
/// place of another one, which is a silence like any other.
pub const SEEN: &str = "seen_at";
/// Name of the position that counts the calls that write.
pub const SENDINGS: &str = "sendings";
/// Name of the position before which nothing is certain (milliseconds since 1970).
pub const DOUBT: &str = "doubt_before";
/// The moment of the last use is not written down more often than this (milliseconds).
const EVERY_MS: i64 = 1_000;

/// What a store remembers of itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Remembered {
    /// When it was last used (milliseconds since 1970); `None`: never.
    pub last_ms: Option<i64>,
    /// How many calls that write were sent so far; `None`: never counted.
    pub sendings: Option<i64>,
}

/// What is written down outside of the store, so that it is not put back together with it unnoticed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Witness {
    /// How many calls that write were sent so far.
    pub sendings: i64,
    /// Where the store was: any text that becomes another one when the store is replaced, copied, or its machine starts again.
    pub place: String,
}

/// Why a store may have forgotten a sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It was not used for a long time.
    Silent,
    /// Nothing is written down outside of it.
    Unwitnessed,
    /// It does not count as many sendings as are written down.
    Forgot,
    /// It is not where it was, or not what it was.
    Moved,
}

/// Whether, and why, what a store says of its sendings cannot be believed.
pub fn doubt(remembered: Remembered, witness: Option<&Witness>, place: &str, now_ms: i64) -> Option<Doubt> {
    let Some(witness) = witness else {
        // Nothing was ever sent from a new one.
        let new = remembered == Remembered::default();
        return (!new).then_some(Doubt::Unwitnessed);
    };
    if remembered.sendings != Some(witness.sendings) {
        return Some(Doubt::Forgot);
    }
    if witness.place != place {
        return Some(Doubt::Moved);
    }
    let silent = |last: i64| now_ms.saturating_sub(last) > SILENCE_MS;
    remembered.last_ms.is_none_or(silent).then_some(Doubt::Silent)
}

/// What is written down at a use of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noticed {
    /// It may have forgotten a sending: from now on everything from before is uncertain.
    pub doubted: bool,
    /// What stands outside of it from now on; `None`: what stands there already.
    pub witness: Option<Witness>,
    /// Names and values of positions.
    pub positions: Vec<(&'static str, i64)>,
}

/// A use of the store at `now_ms`, which is at `place` now.
pub fn notice(remembered: Remembered, witness: Option<&Witness>, place: &str, now_ms: i64) -> Noticed {
    let doubted = doubt(remembered, witness, place, now_ms).is_some();
    let written = witness.map_or(0, |witness| witness.sendings);
    let most = remembered.sendings.unwrap_or(0).max(written);
    // Another number with every doubt: if this transaction fails, the next one still sees that something does not fit.
    let sendings = most + i64::from(doubted);
    let now = Witness {
        sendings,
        place: place.to_owned(),
    };
    let mut positions = Vec::new();
    if doubted {
        positions.push((DOUBT, now_ms));
    }
    if remembered.sendings != Some(sendings) {
        positions.push((SENDINGS, sendings));
    }
    let due = |last: i64| now_ms.saturating_sub(last).saturating_abs() >= EVERY_MS;
    if remembered.last_ms.is_none_or(due) {
        positions.push((SEEN, now_ms));
    }
    Noticed {
        doubted,
        witness: (witness != Some(&now)).then_some(now),
        positions,
    }
}

/// A call that writes leaves at `now_ms`. Store and witness count on, each from its own number: what does not fit is noticed by the next
/// claim, not covered up here.
pub fn sending(remembered: Remembered, witness: Option<&Witness>, now_ms: i64) -> Noticed {
    Noticed {
        doubted: false,
        witness: witness.map(|before| Witness {
            sendings: before.sendings + 1,
            ..before.clone()
        }),
        positions: vec![(SENDINGS, remembered.sendings.unwrap_or(0) + 1), (SEEN, now_ms)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;

    #[test]
    fn only_a_store_that_counts_what_its_witness_counts_in_the_same_place_is_believed() {
        let here = |sendings: i64| Some(("here", sendings));
        for (name, last, sendings, witness, doubtful) in [
            ("new", None, None, None, None),
            ("used a moment ago", Some(NOW - 5), Some(7), here(7), None),
            ("before its first sending", Some(NOW - 5), Some(0), here(0), None),
            ("used 20 minutes ago", Some(NOW - 1_200_000), Some(7), here(7), None),
            (
                "silent for longer",
                Some(NOW - 1_200_001),
                Some(7),
                here(7),
                Some(Doubt::Silent),
            ),
            (
                "of a clock that was ahead",
                Some(NOW + 86_400_000),
                Some(7),
                here(7),
                None,
            ),
            (
                "put back: one sending is missing",
                Some(NOW - 5),
                Some(6),
                here(7),
                Some(Doubt::Forgot),
            ),
            (
                "put back beside an older witness",
                Some(NOW - 5),
                Some(8),
                here(7),
                Some(Doubt::Forgot),
            ),
            (
                "put back from before it counted",
                Some(NOW - 5),
                None,
                here(7),
                Some(Doubt::Forgot),
            ),
            (
                "a new one in the place of another",
                None,
                None,
                here(7),
                Some(Doubt::Forgot),
            ),
            (
                "copied with its witness",
                Some(NOW - 5),
                Some(7),
                Some(("there", 7)),
                Some(Doubt::Moved),
            ),
            (
                "its witness was lost",
                Some(NOW - 5),
                Some(7),
                None,
                Some(Doubt::Unwitnessed),
            ),
            (
                "of a version without a witness",
                Some(NOW - 5),
                None,
                None,
                Some(Doubt::Unwitnessed),
            ),
            (
                "never used, but it counts",
                None,
                Some(7),
                None,
                Some(Doubt::Unwitnessed),
            ),
            (
                "never used, with a witness",
                None,
                Some(7),
                here(7),
                Some(Doubt::Silent),
            ),
        ] {
            let remembered = Remembered {
                last_ms: last,
                sendings,
            };
            let witness = witness.map(|(place, sendings)| Witness {
                sendings,
                place: place.to_owned(),
            });
            assert_eq!(doubt(remembered, witness.as_ref(), "here", NOW), doubtful, "{name}");
        }
    }

    fn witness(sendings: i64, place: &str) -> Witness {
        Witness {
            sendings,
            place: place.to_owned(),
        }
    }

    #[test]
    fn a_use_writes_down_what_changed() {
        let seen = (SEEN, NOW);
        for (name, last, sendings, before, noticed) in [
            (
                "a new store",
                None,
                None,
                None,
                (false, Some(witness(0, "here")), vec![(SENDINGS, 0), seen]),
            ),
            (
                "used a moment ago",
                Some(NOW - 999),
                Some(7),
                Some(witness(7, "here")),
                (false, None, vec![]),
            ),
            (
                "used a second ago",
                Some(NOW - 1_000),
                Some(7),
                Some(witness(7, "here")),
                (false, None, vec![seen]),
            ),
            (
                "put back",
                Some(NOW - 5),
                Some(6),
                Some(witness(7, "here")),
                (true, Some(witness(8, "here")), vec![(DOUBT, NOW), (SENDINGS, 8)]),
            ),
            (
                "moved",
                Some(NOW - 5_000),
                Some(7),
                Some(witness(7, "there")),
                (true, Some(witness(8, "here")), vec![(DOUBT, NOW), (SENDINGS, 8), seen]),
            ),
        ] {
            let remembered = Remembered {
                last_ms: last,
                sendings,
            };
            let (doubted, witness, positions) = noticed;
            let wanted = Noticed {
                doubted,
                witness,
                positions,
            };
            assert_eq!(notice(remembered, before.as_ref(), "here", NOW), wanted, "{name}");
        }
    }

    #[test]
    fn store_and_witness_count_each_from_its_own_number() {
        let remembered = Remembered {
            last_ms: Some(NOW - 5),
            sendings: Some(6),
        };
        let counted = sending(remembered, Some(&witness(9, "here")), NOW);
        assert_eq!(counted.witness, Some(witness(10, "here")));
        assert_eq!(counted.positions, [(SENDINGS, 7), (SEEN, NOW)]);
        assert_eq!(sending(Remembered::default(), None, NOW).witness, None);
    }
}
