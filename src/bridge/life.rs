//! Decides what happens when PHP starts, ends and is asked about itself.
//!
//! These hooks are plain C functions: a panic in them would stop the process, so each catches it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use ext_php_rs::zend::ModuleEntry;
use ext_php_rs::{info_table_end, info_table_row, info_table_start};

use crate::app::close_stores;
use crate::sender::Sender;

/// How long a worker that ends waits for its sender; more would hold a slot of the pool.
const JOIN: Duration = Duration::from_millis(300);

pub(super) extern "C" fn module_shutdown(_type: i32, _number: i32) -> i32 {
    let _ = catch_unwind(AssertUnwindSafe(|| {
        Sender::stop(JOIN);
        close_stores();
    }));
    0
}

pub(super) extern "C" fn info(_module: *mut ModuleEntry) {
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let (store, xero) = super::process::shown();
        info_table_start!();
        info_table_row!("Ledgerline support", "enabled");
        info_table_row!("Version", env!("CARGO_PKG_VERSION"));
        info_table_row!("Store", store);
        info_table_row!("Xero address", xero);
        info_table_end!();
    }));
}
