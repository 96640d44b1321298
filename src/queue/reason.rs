//! Defines what the queue itself says of a job: code, sentence, and what to do.
//!
//! What Xero or the mapping says comes from the engine; these are the words of the state machine.

use super::row::Change;
use crate::message::{Message, Template, say};

/// A reason with its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// Stable code (docs/errors.md).
    pub code: &'static str,
    /// For people.
    pub message: Template<0>,
    /// What to do about it; `None` when nothing is to be done.
    pub fix: Option<Template<0>>,
}

/// A newer row of the record took its place.
pub const SUPERSEDED: Reason = Reason {
    code: "superseded",
    message: say::SUPERSEDED,
    fix: None,
};
/// Its process died with the request under way.
pub const LOST: Reason = Reason {
    code: "unknown_outcome",
    message: say::SENDER_LOST,
    fix: None,
};
/// A person holds it.
pub const HELD_BY_PERSON: Reason = Reason {
    code: "held_by_person",
    message: say::HELD_BY_PERSON,
    fix: Some(say::HELD_BY_PERSON_FIX),
};
/// A person took it out, for as long as the record does not change.
pub const CANCELLED_BY_PERSON: Reason = Reason {
    code: "cancelled_by_person",
    message: say::CANCELLED_BY_PERSON,
    fix: None,
};
/// A person took the record out for good.
pub const EXCLUDED: Reason = Reason {
    code: "excluded",
    message: say::NEVER_SENT,
    fix: None,
};
/// Its row cannot be read.
pub const DAMAGED: Reason = Reason {
    code: "row_damaged",
    message: say::ROW_DAMAGED,
    fix: Some(say::ROW_DAMAGED_FIX),
};
/// It was cancelled before its record changed; what it says in Xero may be older than usual.
pub const WAS_CANCELLED: &str = "was_cancelled";
/// What a line of the log says whose person was erased.
pub const ERASED: Template<0> = say::ERASED;

/// Every code of the state machine.
pub const CODES: &[&str] = &[
    SUPERSEDED.code,
    LOST.code,
    HELD_BY_PERSON.code,
    CANCELLED_BY_PERSON.code,
    EXCLUDED.code,
    DAMAGED.code,
    WAS_CANCELLED,
];

impl Change {
    /// Says a reason of the state machine.
    #[must_use]
    pub fn because(self, reason: Reason) -> Self {
        let fix = reason.fix.map_or_else(Message::default, Message::from);
        self.saying(reason.code, reason.message, fix)
    }
}
