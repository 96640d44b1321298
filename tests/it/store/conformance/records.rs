//! Single records: how they stand, who was taken out, what is erased.

use ledgerline::engine::Store;
use ledgerline::queue::{Kind, Settled, State};

use super::{Factory, NOW, claim, departure, done, job, line};

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

pub fn an_older_copy_that_is_put_back_is_noticed_at_once(new: &dyn Factory) {
    for sent_before in [false, true] {
        let place = new.place();
        let store = place.open();
        let send = |key: &str| {
            store.enqueue(&[job(Kind::Payment, key, "x")], NOW).unwrap();
            let claimed = claim(&*store, Kind::Payment, State::Waiting, 1, NOW);
            store.mark_sent(&[departure(&claimed[0])], "key", NOW).unwrap();
            store.settle(&claimed[0], &done(key), &line(""), NOW).unwrap();
        };
        store.seen(NOW).unwrap();
        if sent_before {
            send("1");
        }
        let put_back = place.copy();
        send("2");
        store.seen(NOW).unwrap();
        assert_eq!(store.doubt_before_ms().unwrap(), 0);
        drop(store);
        put_back();
        let store = place.open();
        // Whoever comes first, a drain that begins or a claim of one under way.
        let doubt = if sent_before {
            store.seen(NOW + 5).unwrap();
            NOW + 5
        } else {
            claim(&*store, Kind::Payment, State::Waiting, 1, NOW + 6);
            NOW + 6
        };
        assert_eq!(
            store.doubt_before_ms().unwrap(),
            doubt,
            "sent before the copy: {sent_before}"
        );
        // Once.
        drop(store);
        let store = place.open();
        store.seen(NOW + 10).unwrap();
        assert_eq!(
            store.doubt_before_ms().unwrap(),
            doubt,
            "sent before the copy: {sent_before}"
        );
    }
}

pub fn a_doubt_forgets_what_was_looked_up_before(new: &dyn Factory) {
    let place = new.place();
    let store = place.open();
    let kinds = [Kind::Payment, Kind::Refund, Kind::Allocation, Kind::Contact];
    for kind in kinds {
        store.enqueue(&[job(kind, "1", "x")], NOW).unwrap();
        let claimed = claim(&*store, kind, State::Waiting, 1, NOW);
        let again = Settled::Retry {
            not_before_ms: 0,
            counted: false,
        };
        store.settle(&claimed[0], &again, &line("looked up"), NOW).unwrap();
    }
    let codes = |store: &dyn Store| {
        kinds.map(|kind| {
            let claimed = claim(store, kind, State::Waiting, 1, NOW + 20);
            store
                .release(&[(claimed[0].id, claimed[0].fence)], 0, NOW + 20)
                .unwrap();
            claimed[0].code.clone()
        })
    };
    let put_back = place.copy();
    assert_eq!(codes(&*store), ["looked up"; 4]);
    drop(store);
    put_back();
    // What a contact was told stays: it is not sent twice.
    assert_eq!(codes(&*place.open()), ["", "", "", "looked up"]);
}
