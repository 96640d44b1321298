//! Defines the versioned JSON in which the shop hands over its records, and turns it into `domain::shop`.
//!
//! It does not interpret any amount, but for store credit, whose column has two meanings (`store_credit`). Version 1 is never
//! changed after a release: snapshots wait in the queue for days.

mod field;
mod store_credit;
mod v1;

#[cfg(test)]
mod tests;

use rust_decimal::prelude::ToPrimitive;
use serde_json::Value;

use crate::domain::shop;
use crate::json::{Node, Seen, Tree};

/// The newest version that is understood.
pub const VERSION: u32 = 1;

/// Why a snapshot cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {field}: {message}")]
pub struct Malformed {
    /// Path of the field, e.g. `lines[3].tax`; empty for the snapshot itself.
    pub field: String,
    /// `snapshot_malformed`, `snapshot_too_new` or `amount_invalid`.
    pub code: &'static str,
    /// What is wrong with it.
    pub message: String,
}

/// Reads a snapshot as PHP hands it over.
pub fn read(value: &Value) -> Result<shop::Record, Malformed> {
    record(value.into())
}

/// Reads a snapshot as it was stored.
pub fn read_text(text: &str) -> Result<shop::Record, Malformed> {
    record((&Tree::parse(text).unwrap_or(Tree::Null)).into())
}

fn record(value: Node<'_>) -> Result<shop::Record, Malformed> {
    if let Some(unusable) = value.get("unusable") {
        // PHP's value could not be taken over at all; the bridge names the field.
        let text = |name: &str| match unusable.get(name).map(Node::seen) {
            Some(Seen::Text(text)) => text,
            _ => "",
        };
        return Err(field::malformed(text("field").to_owned(), text("why")));
    }
    let version = field::Object::root(value)?
        .number("version")
        .ok()
        .flatten()
        .and_then(|version| version.to_u32());
    match version {
        Some(1) => v1::record(value),
        Some(newer) if newer > VERSION => Err(Malformed {
            field: "version".to_owned(),
            code: "snapshot_too_new",
            message: format!("version {newer} was written by a newer module; this extension reads up to {VERSION}"),
        }),
        _ => Err(field::malformed("version", "is missing or not a version")),
    }
}
