//! Decides who reads Xero's lists before a drain: one process for all, and the others wait for what it stores.
//!
//! Eight drains that begin together would spend half of a minute's calls on the same accounts, rates and contacts.

use std::time::Duration;

use crate::engine::{Books, Core, EngineError, ErrorKind};
use crate::queue::is_alive;

/// A reader keeps the others waiting no longer than this, in milliseconds.
const LEASE_MS: i64 = 120_000;
/// After this a drain continues with the lists it knows, in milliseconds. New contacts are never sent unrecognised.
const PATIENCE_MS: i64 = 10_000;
const PAUSE: Duration = Duration::from_millis(150);

impl Core {
    /// Brings the lists up to date that a drain needs; returns the calls that this process made for it.
    pub(super) async fn ready_lists(
        &self,
        books: &Books,
        every_held: bool,
        most_priority: i64,
    ) -> Result<u64, (EngineError, u64)> {
        let name = format!("lists:{}", books.code);
        let none = |error: crate::store_error::StoreError| (EngineError::from(error), 0);
        let began = self.now();
        loop {
            let now = self.now();
            let stale = self.stale_parts(books, every_held, began).map_err(|error| (error, 0))?;
            let contacts = self.contacts_due(books, most_priority).map_err(|error| (error, 0))?;
            if stale.is_empty() && !contacts {
                return Ok(0);
            }
            match self
                .store
                .lease(&name, &self.owner, now + LEASE_MS, now)
                .map_err(none)?
            {
                None => {
                    let read = self.read_lists(books, every_held, most_priority, began).await;
                    self.store.end_lease(&name, &self.owner).map_err(none)?;
                    return read;
                }
                Some(reader) if is_alive(&reader) == Some(false) => {
                    self.store.end_lease(&name, &reader).map_err(none)?;
                }
                Some(_) => {
                    if !contacts
                        && now - began > PATIENCE_MS
                        && self.every_part_known(books).map_err(|error| (error, 0))?
                    {
                        return Ok(0);
                    }
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    async fn read_lists(
        &self,
        books: &Books,
        every_held: bool,
        most_priority: i64,
        began: i64,
    ) -> Result<u64, (EngineError, u64)> {
        // Looked at again: somebody may have read them between the look and the lease.
        let stale = self.stale_parts(books, every_held, began).map_err(|error| (error, 0))?;
        let parts = if stale.is_empty() {
            0
        } else {
            self.read_parts(books, &stale).await?
        };
        match self.refresh_contacts(books, most_priority).await {
            Ok(contacts) => Ok(parts + contacts),
            // Xero does not show its contacts: new ones are made, and refused where the number or the name is taken.
            Err((error, calls)) if error.kind == ErrorKind::DocumentRejected => Ok(parts + calls.max(1)),
            Err((error, calls)) => Err((error, calls + parts)),
        }
    }
}
