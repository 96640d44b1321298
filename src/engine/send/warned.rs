//! Decides what Xero's warnings do to the log line of what Xero took.

use crate::message::say;
use crate::queue::LogLine;
use crate::xero::warning::{self, Warning};

/// Adds Xero's warnings to the line of what is in Xero; one that tells of a change makes it a failure.
pub(super) fn add(line: &mut LogLine, warnings: &[String]) {
    if warnings.is_empty() {
        return;
    }
    line.message = std::mem::take(&mut line.message).and(say::XERO_WARNS.with(warnings.join(" ")));
    // Another total is the graver finding, and its words say what to do.
    if line.status == "failed" {
        return;
    }
    match warning::meaning(warnings) {
        Warning::Remark => {}
        Warning::DoubtfulRate => {
            line.status = "failed".into();
            line.code = "currency_rate_doubtful".into();
            line.fix = say::CURRENCY_RATE_WARNED_FIX.into();
        }
        Warning::Changed => {
            line.status = "failed".into();
            line.code = "changed_by_xero".into();
            line.fix = say::CHANGED_BY_XERO_FIX.into();
        }
    }
}
