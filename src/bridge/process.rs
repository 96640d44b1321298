//! Knows of this PHP process what no object does: whether it preloads scripts, and what phpinfo shows of the newest engine.

use std::sync::{Mutex, PoisonError};

/// The newest engine's store and address.
static SHOWN: Mutex<Option<(String, String)>> = Mutex::new(None);

/// Remembers the newest engine's store and address of Xero.
pub(super) fn show(store: String, address: String) {
    *SHOWN.lock().unwrap_or_else(PoisonError::into_inner) = Some((store, address));
}

/// The newest engine's store and address of Xero; before there was one, what the next would have.
pub(super) fn shown() -> (String, String) {
    SHOWN
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
        .unwrap_or_else(|| {
            let address = std::env::var("LEDGERLINE_XERO_URL").unwrap_or_default();
            let address = if address.is_empty() {
                "https://api.xero.com".into()
            } else {
                crate::app::shown(&address)
            };
            ("chosen by the shop at first use".into(), address)
        })
}

/// PHP's flag for "this runs at the start of the server" (`ZEND_COMPILE_PRELOAD`).
const PRELOADING: u32 = 1 << 15;

/// Whether PHP runs the scripts of opcache.preload now.
pub(super) fn is_preloading() -> bool {
    // SAFETY: only asked from PHP's own thread while PHP runs, when its globals exist; one number is read.
    unsafe { (*ext_php_rs::ffi::ext_php_rs_compiler_globals()).compiler_options & PRELOADING != 0 }
}
