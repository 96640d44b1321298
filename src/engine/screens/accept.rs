//! Decides which findings of a reconciliation a person has accepted as they are. What changes after that is a finding again.

use serde_json::{Value, json};

use crate::engine::{Core, EngineError};
use crate::xero::text;

/// Findings that can be right: somebody in the books meant them.
const ACCEPTABLE: &[&str] = &["changed", "voided", "duplicate", "unpaid"];

/// What is accepted: the finding with all that may change about it.
fn mark(finding: &Value) -> String {
    [
        "finding",
        "total",
        "currency",
        "xero_total",
        "xero_currency",
        "xero_due",
        "xero_status",
        "xero_number",
    ]
    .map(|field| text(finding, field))
    .join("|")
}

/// Turns a finding into an accepted one when the note that was kept is about it as it is now.
fn accepted(finding: &Value, kept: &Value) -> Option<Value> {
    let now = mark(finding);
    (text(kept, "mark") == now).then(|| {
        let mut accepted = finding.clone();
        accepted["was"] = finding["finding"].clone();
        accepted["finding"] = json!("accepted");
        accepted["accepted"] = json!({ "note": text(kept, "note"), "by": text(kept, "by"), "at": text(kept, "at") });
        accepted
    })
}

impl Core {
    /// Names the place where a note about each acceptable finding is kept, and applies the notes that are there; the counts follow.
    pub(super) fn apply_notes(&self, organisation: &str, result: &mut Value) -> Result<(), EngineError> {
        let mut counts = result["counts"].clone();
        for finding in result["findings"].as_array_mut().into_iter().flatten() {
            let kind = text(finding, "finding");
            if !ACCEPTABLE.contains(&kind.as_str()) {
                continue;
            }
            let place = format!(
                "accepted:{organisation}:{}:{}",
                text(finding, "entity"),
                text(finding, "entity_id")
            );
            finding["note_at"] = json!(place);
            finding["mark"] = json!(mark(finding));
            let kept = self.store.cursor(&place)?.unwrap_or_default();
            let kept: Value = serde_json::from_str(&kept).unwrap_or_default();
            if let Some(found) = accepted(finding, &kept) {
                *finding = found;
                for (name, step) in [(kind.as_str(), -1), ("accepted", 1)] {
                    counts[name] = json!(counts[name].as_i64().unwrap_or(0) + step);
                }
            }
        }
        result["counts"] = counts;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_accepted_is_a_finding_again_once_it_changes() {
        let finding = json!({ "finding": "changed", "total": "10.00", "currency": "GBP", "xero_total": "9.00", "xero_status": "AUTHORISED" });
        let kept =
            json!({ "mark": mark(&finding), "note": "discount on the phone", "by": "jo", "at": "2026-03-01 10:00:00" });
        let found = accepted(&finding, &kept).expect("it is accepted");
        assert_eq!(
            (text(&found, "finding"), text(&found, "was")),
            ("accepted".into(), "changed".into())
        );
        assert_eq!(found["accepted"]["note"], "discount on the phone");
        for (field, value) in [
            ("xero_total", "8.00"),
            ("xero_status", "VOIDED"),
            ("total", "11.00"),
            ("finding", "voided"),
        ] {
            let mut later = finding.clone();
            later[field] = json!(value);
            assert_eq!(accepted(&later, &kept), None, "{field}");
        }
        assert_eq!(accepted(&finding, &Value::Null), None);
    }
}
