//! Defines what can go wrong with the store, in words that say who must do what.

use crate::message::Message;

/// A failure of the store, whichever database it is.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
#[error("{message}")]
pub struct StoreError {
    /// Stable code: `store_missing`, `store_not_writable`, `store_full`, `store_newer`, `store_broken`, `store_damaged`, `store_busy`,
    /// `store_unsteady`, `store_unreachable`, `store_moving`, `store_moved`, `store_not_empty`, `store_move_refused`, `store_move_differs`,
    /// `store_failed`, `query_invalid`.
    pub code: &'static str,
    /// For people, with the path and the way out.
    pub message: Message,
}

impl StoreError {
    /// A failure with its code.
    pub fn new(code: &'static str, message: impl Into<Message>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}
