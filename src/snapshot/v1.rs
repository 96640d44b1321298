//! Defines version 1 of the snapshots.
//!
//! It does not know any other version.

use serde_json::Value;

use super::Malformed;
use crate::domain::shop;

/// Reads a snapshot of version 1.
pub(super) fn record(value: &Value) -> Result<shop::Record, Malformed> {
    let _ = value;
    Err(Malformed {
        field: String::new(),
        code: "snapshot_malformed",
        message: String::new(),
    })
}
