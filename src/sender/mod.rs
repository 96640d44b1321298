//! Sends in the background of a PHP worker what is to be sent at once.
//!
//! One sender per host, by a file lock that the kernel releases when its holder dies: workers that all sent would exceed
//! Xero's calls at once, and drains in parallel would send half-full batches. It touches no PHP value, and loses nothing when it
//! is killed: its claims expire and the next drain looks them up. It never runs on the command line (a fork there would
//! inherit its locks).

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender as Channel, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::engine::{DrainOptions, Engine};
use crate::fork::Own;

mod lock;

pub use lock::{FileLock, HostLock};

/// The thread ends when it was not needed for this long; the next job starts a new one.
const IDLE: Duration = Duration::from_secs(120);
/// One round; new jobs are seen between rounds.
const ROUND_SECONDS: u64 = 300;
/// When another process holds the lock: it may have looked for the last time already, so it is tried once more after this.
const SECOND_TRY: Duration = Duration::from_millis(500);

struct Running {
    options: String,
    wake: Channel<()>,
    ended: Receiver<()>,
    stop: Arc<AtomicBool>,
}

/// In a child that came by a fork the thread is missing: it stayed behind in the parent.
static RUNNING: Mutex<Option<Own<Running>>> = Mutex::new(None);

/// What the sender's thread works with.
pub struct Work {
    /// An engine with a store of its own.
    pub engine: Engine,
    /// Whose turn it is on this host.
    pub lock: Arc<dyn HostLock>,
}

/// The background sender of this process.
pub struct Sender;

impl Sender {
    /// Wakes the sender, starting it when this process has none, or one with other `options` (any text that tells them apart): the shop has a new
    /// key, or another store. `make` is called in its thread. Never blocks and never fails: the cron drain is the guarantee.
    pub fn wake(options: &str, make: impl FnOnce() -> Work + Send + 'static) {
        let mut held = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = held.as_ref().and_then(Own::get) {
            if running.options != options {
                // It ends after the call under way.
                running.stop.store(true, Ordering::Relaxed);
            } else if running.wake.send(()).is_ok() {
                return;
            }
        }
        let (wake, woken) = channel();
        let (done, ended) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        let _ = wake.send(());
        let spawned = signals::blocked(|| {
            std::thread::Builder::new().name("ledgerline".into()).spawn(move || {
                // A panic in here stays here; what was claimed is rescued.
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&make(), &woken, &flag)));
                let _ = done.send(());
            })
        });
        if spawned.is_ok() {
            *held = Some(Own::new(Running {
                options: options.to_owned(),
                wake,
                ended,
                stop,
            }));
        }
    }

    /// Asks the sender to stop and waits for it, at most `limit`. A call under way is left to the next drain.
    pub fn stop(limit: Duration) {
        let Ok(mut held) = RUNNING.try_lock() else { return };
        let Some(running) = held.take().and_then(Own::take) else {
            return;
        };
        running.stop.store(true, Ordering::Relaxed);
        drop(running.wake);
        let _ = running.ended.recv_timeout(limit);
    }
}

/// Sends until nothing is left; false when another process holds the lock.
fn send(work: &Work, drain: &DrainOptions, stop: &Arc<AtomicBool>) -> bool {
    let mut had_lock = false;
    while !stop.load(Ordering::Relaxed)
        && let Some(held) = work.lock.hold()
    {
        had_lock = true;
        let sent = work.engine.drain(drain, &mut |_| !stop.load(Ordering::Relaxed));
        drop(held);
        if !sent.is_ok_and(|report| report.done() > 0) {
            break;
        }
    }
    had_lock
}

fn work(work: &Work, woken: &Receiver<()>, stop: &Arc<AtomicBool>) {
    let drain = DrainOptions {
        seconds: ROUND_SECONDS,
        immediate_only: true,
        stop: Some(Arc::clone(stop)),
        ..DrainOptions::default()
    };
    loop {
        match woken.recv_timeout(IDLE) {
            Ok(()) => while woken.try_recv().is_ok() {},
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
        }
        if !send(work, &drain, stop) && !stop.load(Ordering::Relaxed) {
            // Whoever has the lock sees what was enqueued before its last look. What came in the moment between that look and
            // the unlocking is seen now.
            if matches!(woken.recv_timeout(SECOND_TRY), Err(RecvTimeoutError::Disconnected)) {
                return;
            }
            send(work, &drain, stop);
        }
        if stop.load(Ordering::Relaxed) {
            return;
        }
    }
}

#[allow(unsafe_code)]
mod signals {
    /// Runs `spawn` with all signals blocked, so that the new thread never takes one that PHP waits for.
    pub(super) fn blocked<T>(spawn: impl FnOnce() -> T) -> T {
        // SAFETY: plain calls of the C library with local, initialised sets.
        unsafe {
            let mut all: libc::sigset_t = std::mem::zeroed();
            let mut before: libc::sigset_t = std::mem::zeroed();
            libc::sigfillset(&raw mut all);
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before);
            let result = spawn();
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, std::ptr::null_mut());
            result
        }
    }
}
