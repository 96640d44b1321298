//! Decides when documents that a drain has just held are judged a second time: their list may be older than what Xero has now.
//!
//! An account that was archived or restored in Xero, a new tax rate: the list is read again once, so that nothing is held for what is
//! not so any more, and screens show what Xero said.

use crate::engine::{Books, Core, EngineError};
use crate::xero::catalogue::PARTS;

/// A list that was read so recently is not the reason.
const JUST_READ_MS: i64 = 10_000;

impl Core {
    /// Reads the lists again for which documents were held since a time, and makes those documents ready. Returns calls made and
    /// documents woken; `None` when there is nothing to look at again.
    pub(super) async fn look_again(
        &self,
        books: &Books,
        since_ms: i64,
    ) -> Result<Option<(u64, u64)>, (EngineError, u64)> {
        let held = self
            .store
            .held_since(&books.code, since_ms)
            .map_err(|error| (error.into(), 0))?;
        let mut doubted: Vec<&'static str> = Vec::new();
        let mut codes: Vec<String> = Vec::new();
        for (code, _) in held {
            let parts = crate::engine::connect::part_of(&code);
            for part in PARTS.iter().map(|(part, ..)| *part).filter(|part| parts.contains(part)) {
                let read = self
                    .store
                    .catalogue(&books.code, part)
                    .map_err(|error| (error.into(), 0))?;
                let at = read.map_or(i64::MIN, |(_, at)| at);
                if at < since_ms && at < self.now() - JUST_READ_MS {
                    if !doubted.contains(&part) {
                        doubted.push(part);
                    }
                    codes.push(code.clone());
                }
            }
        }
        if doubted.is_empty() {
            return Ok(None);
        }
        let calls = self.read_parts(books, &doubted).await?;
        let woken = self
            .store
            .wake_codes(&books.code, &codes, since_ms, self.now())
            .map_err(|error| (error.into(), calls))?;
        Ok(Some((calls, woken)))
    }
}
