//! The store of idempotency keys: per app, for six minutes, whatever the answer was; a duplicate that comes too early waits for the first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};
use tokio::sync::Notify;

use crate::clock::Millis;
use crate::exchange::{Reply, Request};

type Key = (String, String);

struct Entry {
    hash: [u8; 32],
    first: Millis,
    reply: Option<Reply>,
    finished: Arc<Notify>,
}

/// All keys.
#[derive(Default)]
pub(crate) struct Keys {
    entries: Mutex<HashMap<Key, Entry>>,
}

/// What becomes of a request with a key.
pub(crate) enum Turn<'a> {
    /// It is the first: it runs, and must be finished.
    Run(Ticket<'a>),
    /// The first one's answer.
    Replay(Box<Reply>),
    /// The key belongs to another request.
    Conflict,
}

/// The right to run. When it is dropped without an answer, the key is free again.
pub(crate) struct Ticket<'a> {
    keys: &'a Keys,
    key: Key,
    done: bool,
}

impl Ticket<'_> {
    pub(crate) fn finish(mut self, reply: &Reply) {
        self.done = true;
        let finished = self.keys.lock().get_mut(&self.key).map(|entry| {
            entry.reply = Some(reply.clone());
            Arc::clone(&entry.finished)
        });
        if let Some(finished) = finished {
            finished.notify_waiters();
        }
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        if !self.done
            && let Some(entry) = self.keys.lock().remove(&self.key)
        {
            entry.finished.notify_waiters();
        }
    }
}

impl Keys {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn take_turn(
        &self,
        client: &str,
        key: &str,
        request: &Request,
        now: Millis,
        seconds: i64,
    ) -> Turn<'_> {
        let key = (client.to_owned(), key.to_owned());
        let hash = fingerprint(request);
        loop {
            let finished = {
                let mut entries = self.lock();
                entries.retain(|_, e| e.reply.is_none() || now < e.first + seconds * 1000);
                match entries.get(&key) {
                    None => {
                        entries.insert(
                            key.clone(),
                            Entry {
                                hash,
                                first: now,
                                reply: None,
                                finished: Arc::new(Notify::new()),
                            },
                        );
                        return Turn::Run(Ticket {
                            keys: self,
                            key,
                            done: false,
                        });
                    }
                    Some(entry) if entry.hash != hash => return Turn::Conflict,
                    Some(Entry { reply: Some(reply), .. }) => return Turn::Replay(Box::new(reply.clone())),
                    Some(entry) => Arc::clone(&entry.finished).notified_owned(),
                }
            };
            // The waiter is registered before the lock is released, so the first one's end is not missed.
            finished.await;
        }
    }

    pub(crate) fn clear(&self) {
        self.lock().retain(|_, e| e.reply.is_none());
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }
}

/// Same method, address and body: the same request.
fn fingerprint(request: &Request) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [
        request.method.as_bytes(),
        b" ",
        request.path.as_bytes(),
        b"?",
        request.raw_query.as_bytes(),
        b"\n",
        &request.body,
    ] {
        hash.update(part);
    }
    hash.finalize().into()
}
