//! Single records: how they stand, who was taken out, what is erased.

use super::{Factory, NOW};

pub fn a_long_silence_is_remembered(new: &dyn Factory) {
    let store = new.store();
    assert_eq!(store.doubt_before_ms().unwrap(), 0);
    for (at, doubt) in [
        (NOW, 0),
        (NOW + 600_000, 0),
        (NOW + 1_800_000, 0),
        (NOW + 3_000_001, NOW + 3_000_001),
        (NOW + 3_060_000, NOW + 3_000_001),
    ] {
        store.seen(at).unwrap();
        assert_eq!(store.doubt_before_ms().unwrap(), doubt, "{}", at - NOW);
    }
}
