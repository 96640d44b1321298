//! Sends in the background of a PHP worker what is to be sent at once.
//!
//! One sender per host, by a file lock that the kernel releases when its holder dies: workers that all sent would exceed
//! Xero's calls at once, and drains in parallel would send half-full batches. It touches no PHP value, and loses nothing when it
//! is killed: its claims expire and the next drain looks them up. It never runs on the command line (a fork there would
//! inherit its locks).

use std::fs::{File, OpenOptions};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender as Channel, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::app::{App, Options};
use crate::engine::DrainOptions;

const LOCK_FILE: &str = "sender.lock";
/// The thread ends when it was not needed for this long; the next job starts a new one.
const IDLE: Duration = Duration::from_secs(120);
/// One round; new jobs are seen between rounds.
const ROUND_SECONDS: u64 = 300;
/// When another process holds the lock: it may have looked for the last time already, so it is tried once more after this.
const SECOND_TRY: Duration = Duration::from_millis(500);

struct Running {
    pid: u32,
    wake: Channel<()>,
    ended: Receiver<()>,
    stop: Arc<AtomicBool>,
}

static RUNNING: Mutex<Option<Running>> = Mutex::new(None);

/// The background sender of this process.
pub struct Sender;

impl Sender {
    /// Wakes the sender, starting it when this process has none. Never blocks and never fails: the cron drain is the guarantee.
    pub fn wake(options: &Options) {
        let mut held = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        let pid = std::process::id();
        if let Some(other) = held.take_if(|running| running.pid != pid) {
            // The thread stayed behind in the parent process.
            std::mem::forget(other);
        }
        if let Some(running) = held.as_ref()
            && running.wake.send(()).is_ok()
        {
            return;
        }
        let (wake, woken) = channel();
        let (done, ended) = channel();
        let stop = Arc::new(AtomicBool::new(false));
        let options = options.clone();
        let flag = Arc::clone(&stop);
        let _ = wake.send(());
        let spawned = signals::blocked(|| {
            std::thread::Builder::new().name("ledgerline".into()).spawn(move || {
                // A panic in here stays here; what was claimed is rescued.
                let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&options, &woken, &flag)));
                let _ = done.send(());
            })
        });
        if spawned.is_ok() {
            *held = Some(Running { pid, wake, ended, stop });
        }
    }

    /// Asks the sender to stop and waits for it, at most `limit`. A call under way is left to the next drain.
    pub fn stop(limit: Duration) {
        let Ok(mut held) = RUNNING.try_lock() else { return };
        let Some(running) = held.take() else { return };
        if running.pid != std::process::id() {
            std::mem::forget(running);
            return;
        }
        running.stop.store(true, Ordering::Relaxed);
        drop(running.wake);
        let _ = running.ended.recv_timeout(limit);
    }

    /// Whether any process of this host is sending in the background.
    pub fn runs_somewhere(folder: &Path) -> bool {
        match File::open(folder.join(LOCK_FILE)) {
            Ok(file) => file.try_lock_shared().is_err(),
            Err(_) => false,
        }
    }
}

fn lock_file(folder: &Path) -> Option<File> {
    let path = folder.join(LOCK_FILE);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o660)
        .open(&path)
        .ok()?;
    // The mask may have taken the group's right.
    let _ = file.set_permissions(std::fs::Permissions::from_mode(0o660));
    Some(file)
}

/// Sends until nothing is left; false when another process holds the lock.
fn send(app: &App, file: &File, drain: &DrainOptions, stop: &Arc<AtomicBool>) -> bool {
    let mut had_lock = false;
    while !stop.load(Ordering::Relaxed) && file.try_lock().is_ok() {
        had_lock = true;
        let sent = app.engine.drain(drain, &mut |_| !stop.load(Ordering::Relaxed));
        let _ = file.unlock();
        if !sent.is_ok_and(|report| report.done() > 0) {
            break;
        }
    }
    had_lock
}

fn work(options: &Options, woken: &Receiver<()>, stop: &Arc<AtomicBool>) {
    // Its own store: the worker's connection belongs to the worker's thread.
    let app = App::new(options.clone());
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
        let Some(file) = lock_file(&options.folder) else {
            continue;
        };
        if !send(&app, &file, &drain, stop) && !stop.load(Ordering::Relaxed) {
            // Whoever has the lock sees what was enqueued before its last look. What came in the moment between that look and
            // the unlocking is seen now.
            if matches!(woken.recv_timeout(SECOND_TRY), Err(RecvTimeoutError::Disconnected)) {
                return;
            }
            send(&app, &file, &drain, stop);
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
