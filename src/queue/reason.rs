//! Defines what the queue itself says of a job: code, sentence, and what to do.
//!
//! What Xero or the mapping says comes from the engine; these are the words of the state machine.

use super::row::Change;

/// A reason with its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// Stable code (docs/errors.md).
    pub code: &'static str,
    /// For people.
    pub message: &'static str,
    /// What to do about it; empty when nothing is to be done.
    pub fix: &'static str,
}

/// A newer row of the record took its place.
pub const SUPERSEDED: Reason = Reason {
    code: "superseded",
    message: "A newer version of the record took its place.",
    fix: "",
};
/// Its process died with the request under way.
pub const LOST: Reason = Reason {
    code: "unknown_outcome",
    message: "The sending process ended before Xero answered; Xero is asked what became of it.",
    fix: "",
};
/// A person holds it.
pub const HELD_BY_PERSON: Reason = Reason {
    code: "held_by_person",
    message: "Held by a person.",
    fix: "Press Send now to release it.",
};
/// A person took it out, for as long as the record does not change.
pub const CANCELLED_BY_PERSON: Reason = Reason {
    code: "cancelled_by_person",
    message: "Cancelled by a person; sent again only when the record changes.",
    fix: "",
};
/// A person took the record out for good.
pub const EXCLUDED: Reason = Reason {
    code: "excluded",
    message: "Never sent, as a person decided.",
    fix: "",
};
/// Its row cannot be read.
pub const DAMAGED: Reason = Reason {
    code: "row_damaged",
    message: "This line of the queue is damaged and was set apart.",
    fix: "Press Send now: the record is read from the shop again, and Xero is asked first where it may be there already. Tell the administrator, too: the disk may be failing.",
};
/// It was cancelled before its record changed; what it says in Xero may be older than usual.
pub const WAS_CANCELLED: &str = "was_cancelled";
/// What a line of the log says whose person was erased.
pub const ERASED: &str = "Erased.";

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
        self.saying(reason.code, reason.message, reason.fix)
    }
}
