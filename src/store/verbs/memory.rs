//! Stores what the store remembers of its own use, and notices when that is not all: it may be an older copy of itself.
//!
//! What follows from what is found is decided by [`crate::queue::notice`].

use crate::queue::{self, Noticed, Remembered, SEEN, SENDINGS, Witness};
use crate::store::rows::Rows;
use crate::store_error::StoreError;

/// A position that is a number; one that is none counts as 0.
pub(super) fn position(rows: &dyn Rows, name: &str) -> Result<Option<i64>, StoreError> {
    Ok(rows.cursor(name)?.map(|text| text.parse().unwrap_or(0)))
}

fn write_down(
    rows: &mut dyn Rows,
    say: impl Fn(Remembered, Option<&Witness>, &str) -> Noticed,
) -> Result<bool, StoreError> {
    let remembered = Remembered {
        last_ms: position(rows, SEEN)?,
        sendings: position(rows, SENDINGS)?,
    };
    let (mut doubted, mut positions) = (false, Vec::new());
    rows.attest(&mut |witness, place| {
        let noticed = say(remembered, witness, place);
        (doubted, positions) = (noticed.doubted, noticed.positions);
        noticed.witness
    })?;
    for (name, value) in positions {
        rows.set_cursor(name, &value.to_string())?;
    }
    Ok(doubted)
}

/// Writes down that the store is in use, and whether what it says of its sendings can be believed.
pub(in crate::store) fn notice(rows: &mut dyn Rows, now_ms: i64) -> Result<(), StoreError> {
    let doubted = write_down(rows, |remembered, witness, place| {
        queue::notice(remembered, witness, place, now_ms)
    })?;
    if doubted {
        let (which, change) = queue::forgotten();
        rows.change_jobs(&which, &change)?;
        // A clock that was set back meanwhile must not let them pass for newer than the doubt.
        rows.settle_links_before(now_ms)?;
    }
    Ok(())
}

/// Another store has taken the place of this one, row by row: what it remembers of sendings holds here, too.
pub(in crate::store) fn inherit(rows: &mut dyn Rows) -> Result<(), StoreError> {
    let Some(sendings) = position(rows, SENDINGS)? else {
        return Ok(());
    };
    rows.attest(&mut |_, place| {
        Some(Witness {
            sendings,
            place: place.to_owned(),
        })
    })
}

/// A call that writes is about to leave: it is counted here and in the witness, there first.
pub(super) fn count_sending(rows: &mut dyn Rows, now_ms: i64) -> Result<(), StoreError> {
    write_down(rows, |remembered, witness, _| {
        queue::sending(remembered, witness, now_ms)
    })
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;
    use crate::queue::RecordBook as _;
    use crate::secret::Sealer;
    use crate::store::rows::Database as _;
    use crate::store::sqlite::{Durability, FILE_NAME, SqliteStore};

    #[test]
    fn what_was_noticed_in_a_transaction_that_failed_is_noticed_again() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("store");
        let store = || SqliteStore::new(&folder, Durability::Normal, Sealer::new(["key"]));
        store().seen(1_000).unwrap();
        let mode = std::fs::metadata(folder.join(FILE_NAME)).unwrap().permissions();
        // As any replacement does: the time of the last change is another one.
        std::fs::set_permissions(folder.join(FILE_NAME), mode).unwrap();
        let store = store();
        let failed: Result<(), StoreError> = store.database.write(|rows| {
            notice(rows, 1_001)?;
            Err(StoreError::new("store_failed", Message::words("It fails.")))
        });
        assert!(failed.is_err());
        assert_eq!(store.doubt_before_ms().unwrap(), 0, "rolled back");
        store.seen(1_002).unwrap();
        assert_eq!(store.doubt_before_ms().unwrap(), 1_002);
    }
}
