//! Closes what this process has open of its stores before it forks: a child must not speak over its parent's connection, nor end it.
#![allow(unsafe_code)]

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError, Weak};

/// Something that is open while its process has it.
pub(super) trait Closing: Send + Sync {
    /// Closes it, unless another thread uses it just now.
    fn close(&self);
}

static OPEN: Mutex<Vec<Weak<dyn Closing>>> = Mutex::new(Vec::new());

/// What a lock holds, unless another thread has it.
pub(super) fn free<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match mutex.try_lock() {
        Ok(held) => Some(held),
        // A panic elsewhere must not cost rows here.
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

/// Closes this before every fork from now on, as long as somebody has it.
pub(super) fn watch(closing: &Arc<dyn Closing>) {
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    open.retain(|one| one.strong_count() > 0);
    open.push(Arc::downgrade(closing));
}

/// Closes every open store of this process.
///
/// A store that is busy in another thread is left alone: the caller's thread cannot wait for it there.
pub fn close_before_fork() {
    let Some(open) = free(&OPEN) else { return };
    for one in open.iter().filter_map(Weak::upgrade) {
        one.close();
    }
}

extern "C" fn before_fork() {
    // A panic must not cross into C.
    let _ = std::panic::catch_unwind(close_before_fork);
}

/// Asks libc, once, to close stores in the parent right before every fork. Called when the first one opens: PHP-FPM forks after it has loaded
/// the extension.
pub(super) fn hook() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    // A test shows what is lost without the hook; not in what is released.
    #[cfg(debug_assertions)]
    if std::env::var_os("LEDGERLINE_TEST_NO_FORK_HOOK").is_some() {
        return;
    }
    ONCE.call_once(|| {
        let hook: unsafe extern "C" fn() = before_fork;
        // SAFETY: `hook` is a function of this library, which is linked so that it is never unloaded (-z nodelete), takes no
        // arguments and catches panics.
        unsafe {
            libc::pthread_atfork(Some(hook), None, None);
        }
    });
}
