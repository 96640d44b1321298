//! Decides what a reconciliation means as things stand now: what is on its way, what needs a person, what is only worth knowing, and
//! what all of it comes to.
//!
//! Pure, but for what it is told of the records. It compares nothing: `reconcile.rs` does.

use serde_json::{Map, Value, json};

use crate::queue::State;
use crate::xero::text;

/// What a document's place in the comparison means for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Matched,
    /// Not in Xero when it was compared; sent since then.
    Arrived,
    /// Not in Xero, and in the queue.
    OnItsWay,
    Missing,
    Changed,
    Voided,
    Unpaid,
    Duplicate,
    /// Not in Xero, because its job waits for a person.
    Held,
    Accepted,
    Foreign,
    Excluded,
}

impl Meaning {
    /// In the order in which people want to read the numbers.
    const ALL: [(Self, &str); 12] = [
        (Self::Matched, "matched"),
        (Self::Arrived, "arrived"),
        (Self::OnItsWay, "on_its_way"),
        (Self::Missing, "missing"),
        (Self::Changed, "changed"),
        (Self::Voided, "voided"),
        (Self::Unpaid, "unpaid"),
        (Self::Duplicate, "duplicate"),
        (Self::Held, "held"),
        (Self::Accepted, "accepted"),
        (Self::Foreign, "foreign"),
        (Self::Excluded, "excluded"),
    ];

    /// In the order in which people want to read the findings: the worst first.
    const WORST_FIRST: [Self; 12] = [
        Self::Missing,
        Self::Changed,
        Self::Voided,
        Self::Unpaid,
        Self::Duplicate,
        Self::Held,
        Self::OnItsWay,
        Self::Arrived,
        Self::Accepted,
        Self::Foreign,
        Self::Excluded,
        Self::Matched,
    ];

    fn code(self) -> &'static str {
        let found = Self::ALL.iter().find(|(one, _)| *one == self);
        found.map_or("", |(_, code)| code)
    }

    fn of(code: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, one)| *one == code);
        found.map(|(one, _)| *one)
    }

    fn rank(self) -> usize {
        let place = Self::WORST_FIRST.iter().position(|one| *one == self);
        place.unwrap_or(Self::WORST_FIRST.len())
    }

    /// Whether a person must see to it.
    fn is_wrong(self) -> bool {
        match self {
            Self::Missing | Self::Changed | Self::Voided | Self::Unpaid | Self::Duplicate | Self::Held => true,
            Self::Matched | Self::Arrived | Self::OnItsWay | Self::Accepted | Self::Foreign | Self::Excluded => false,
        }
    }
}

/// What became of a document since it was compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// In the queue.
    Queued(State),
    /// In Xero.
    Arrived,
}

/// The state of a record that Xero has, as standings name it.
const SYNCED: &str = "synced";

/// What became of a document: by how its record stands now, else by the job that it had when it was compared.
///
/// `at`, `settled_at`: when it was compared, and when the record was settled ("YYYY-MM-DD HH:MM:SS", UTC). What was settled before is in
/// the comparison already: that Xero does not show it is the finding.
pub(super) fn fate(at: &str, job: &str, state: &str, settled_at: &str) -> Option<Fate> {
    if state == SYNCED && settled_at >= at {
        return Some(Fate::Arrived);
    }
    let queued = |code: &str| {
        State::from_code(code)
            .filter(|state| !matches!(state, State::Done | State::Cancelled))
            .map(Fate::Queued)
    };
    queued(state).or_else(|| queued(job))
}

/// What a finding means: a missing document whose job waits is on its way, one whose job is held is not lost, and one that was sent since
/// then has arrived.
pub(super) fn meaning(finding: Meaning, fate: Option<Fate>) -> Meaning {
    match (finding, fate) {
        (Meaning::Missing, Some(Fate::Arrived)) => Meaning::Arrived,
        (Meaning::Missing, Some(Fate::Queued(state))) => match state {
            State::Waiting | State::Running | State::Unknown => Meaning::OnItsWay,
            State::Held | State::Failed => Meaning::Held,
            State::Done | State::Cancelled => finding,
        },
        _ => finding,
    }
}

/// How good a reconciliation is, and what is said of it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Documents that need a person.
    pub(super) wrong: i64,
    /// "good": all agrees; "bad": a person is needed; "open": it is not known yet.
    pub(super) grade: &'static str,
    /// Names the sentence.
    pub(super) headline: &'static str,
}

/// The verdict over numbers by what they mean. `documents`: of the shop that were compared.
pub(super) fn verdict(documents: i64, counts: &[(Meaning, i64)]) -> Verdict {
    let count = |wanted: Meaning| {
        let found = counts.iter().find(|(one, _)| *one == wanted);
        found.map_or(0, |(_, count)| *count)
    };
    let wrong: i64 = counts
        .iter()
        .filter(|(one, _)| one.is_wrong())
        .map(|(_, count)| count)
        .sum();
    let (on_its_way, arrived) = (count(Meaning::OnItsWay), count(Meaning::Arrived));
    Verdict {
        wrong,
        grade: match (wrong, on_its_way + arrived) {
            (1.., _) => "bad",
            (_, 1..) => "open",
            _ => "good",
        },
        headline: match () {
            () if documents == 0 => "nothing_compared",
            () if wrong > 0 && wrong == count(Meaning::Held) => "held",
            () if wrong > 0 => "differ",
            () if on_its_way > 0 => "on_their_way",
            () if arrived > 0 => "arrived",
            () => "agree",
        },
    }
}

/// Writes into a result what each finding means ("kind", and "rank": 0 is the worst) and the verdict over all of them.
///
/// `standing` says how a finding's record stands now (nothing: as when it was compared); it is kept with the finding as "now". The list
/// of findings is limited, the numbers are not.
pub(super) fn judge<E>(
    result: &mut Value,
    mut standing: impl FnMut(&Value) -> Result<Option<Value>, E>,
) -> Result<(), E> {
    let compared = |code: &str| result.get("counts")?.get(code)?.as_i64();
    let mut counts: Vec<(Meaning, i64)> = Meaning::ALL
        .iter()
        .map(|(one, code)| (*one, compared(code).unwrap_or(0)))
        .collect();
    let at = text(result, "at");
    let findings = result.get_mut("findings").and_then(Value::as_array_mut);
    for finding in findings.into_iter().flatten() {
        let now = standing(finding)?.unwrap_or_else(|| json!({}));
        let job = finding.get("job").map(|job| text(job, "state")).unwrap_or_default();
        let found = fate(&at, &job, &text(&now, "state"), &text(&now, "settled_at"));
        finding["now"] = now;
        let Some(compared) = Meaning::of(&text(finding, "finding")) else {
            continue;
        };
        let means = meaning(compared, found);
        for (one, count) in &mut counts {
            *count += i64::from(*one == means) - i64::from(*one == compared);
        }
        finding["kind"] = json!(means.code());
        finding["rank"] = json!(means.rank());
    }
    let documents = result.get("documents").and_then(Value::as_i64).unwrap_or(0);
    let found = verdict(documents, &counts);
    let counts: Map<String, Value> = counts
        .iter()
        .map(|(one, count)| (one.code().to_owned(), json!(count)))
        .collect();
    result["verdict"] =
        json!({ "counts": counts, "wrong": found.wrong, "grade": found.grade, "headline": found.headline });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "2026-02-01 04:20:00";

    #[test]
    fn what_became_of_a_document_is_how_its_record_stands_now() {
        use Fate::{Arrived, Queued};
        for (job, state, settled_at, expected) in [
            ("", "", "", None),
            ("held", "", "", Some(Queued(State::Held))),
            ("held", "waiting", "", Some(Queued(State::Waiting))),
            ("waiting", "failed", "", Some(Queued(State::Failed))),
            ("held", "synced", "2026-02-01 05:00:00", Some(Arrived)),
            ("", "synced", "2026-02-01 04:20:00", Some(Arrived)),
            // Sent before: that Xero does not show it is the finding.
            ("held", "synced", "2026-01-31 05:00:00", Some(Queued(State::Held))),
            ("", "synced", "2026-01-31 05:00:00", None),
            ("held", "excluded", "", Some(Queued(State::Held))),
            ("done", "cancelled", "", None),
        ] {
            assert_eq!(fate(AT, job, state, settled_at), expected, "{job} {state} {settled_at}");
        }
    }

    #[test]
    fn only_what_is_missing_can_be_on_its_way() {
        for (state, expected) in [
            (State::Waiting, Meaning::OnItsWay),
            (State::Running, Meaning::OnItsWay),
            (State::Unknown, Meaning::OnItsWay),
            (State::Held, Meaning::Held),
            (State::Failed, Meaning::Held),
            (State::Done, Meaning::Missing),
            (State::Cancelled, Meaning::Missing),
        ] {
            assert_eq!(meaning(Meaning::Missing, Some(Fate::Queued(state))), expected);
            assert_eq!(meaning(Meaning::Changed, Some(Fate::Queued(state))), Meaning::Changed);
        }
        assert_eq!(meaning(Meaning::Missing, Some(Fate::Arrived)), Meaning::Arrived);
        assert_eq!(meaning(Meaning::Missing, None), Meaning::Missing);
        assert_eq!(meaning(Meaning::Voided, Some(Fate::Arrived)), Meaning::Voided);
    }

    #[test]
    fn the_headline_says_no_more_than_is_known() {
        use Meaning::{Accepted, Arrived, Held, Matched, Missing, OnItsWay};
        for (documents, counts, wrong, headline, grade) in [
            (0, vec![], 0, "nothing_compared", "good"),
            (1_116, vec![(Matched, 1_116)], 0, "agree", "good"),
            (3, vec![(Matched, 2), (Accepted, 1)], 0, "agree", "good"),
            (116, vec![(Matched, 54), (OnItsWay, 62)], 0, "on_their_way", "open"),
            (116, vec![(Matched, 54), (Arrived, 62)], 0, "arrived", "open"),
            (
                116,
                vec![(Matched, 54), (Arrived, 60), (OnItsWay, 2)],
                0,
                "on_their_way",
                "open",
            ),
            (3, vec![(Matched, 1), (Held, 2)], 2, "held", "bad"),
            (3, vec![(Held, 1), (Missing, 2)], 3, "differ", "bad"),
            (3, vec![(Matched, 1), (Missing, 1), (OnItsWay, 1)], 1, "differ", "bad"),
        ] {
            let expected = Verdict { wrong, grade, headline };
            assert_eq!(verdict(documents, &counts), expected, "{counts:?}");
        }
    }

    #[test]
    fn every_meaning_has_a_code_and_a_rank() {
        for (one, code) in Meaning::ALL {
            assert_eq!((Meaning::of(code), one.code()), (Some(one), code));
            assert!(one.rank() < Meaning::ALL.len(), "{code}");
        }
        let wrong = Meaning::WORST_FIRST.iter().take_while(|one| one.is_wrong()).count();
        assert_eq!(wrong, 6, "what needs a person comes first");
    }

    #[test]
    fn findings_move_the_numbers() {
        let mut result = json!({
            "at": AT, "documents": 21,
            "counts": { "matched": 7, "missing": 6, "changed": 1, "unpaid": 1, "accepted": 5, "foreign": 2 },
            "findings": [
                { "finding": "missing", "job": { "state": "waiting" } },
                { "finding": "missing", "job": { "state": "unknown" } },
                { "finding": "missing", "job": { "state": "held" } },
                { "finding": "missing", "job": null },
                { "finding": "missing", "job": { "state": "held" }, "id": "sent" },
                { "finding": "changed", "job": { "state": "waiting" } },
                { "finding": "novel" },
            ],
        });
        let sent = json!({ "state": "synced", "settled_at": "2026-02-02 00:00:00" });
        judge(&mut result, |finding| {
            Ok::<_, ()>((finding["id"] == "sent").then(|| sent.clone()))
        })
        .unwrap();
        let kinds: Vec<String> = result["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| text(one, "kind"))
            .collect();
        assert_eq!(
            kinds,
            ["on_its_way", "on_its_way", "held", "missing", "arrived", "changed", ""]
        );
        assert_eq!(result["findings"][4]["now"], sent);
        assert_eq!(result["findings"][3]["now"], json!({}));
        assert_eq!(
            (&result["findings"][3]["rank"], &result["findings"][5]["rank"]),
            (&json!(0), &json!(1))
        );
        assert_eq!(
            result["verdict"],
            json!({
                "counts": {
                    "matched": 7, "arrived": 1, "on_its_way": 2, "missing": 2, "changed": 1, "voided": 0, "unpaid": 1, "duplicate": 0,
                    "held": 1, "accepted": 5, "foreign": 2, "excluded": 0,
                },
                "wrong": 5, "grade": "bad", "headline": "differ",
            }),
            "what was accepted does not count; one of the missing is not listed"
        );
    }

    #[test]
    fn nothing_is_nothing() {
        let mut result = json!({});
        judge(&mut result, |_| Ok::<_, ()>(None)).unwrap();
        assert_eq!(
            (&result["verdict"]["wrong"], &result["verdict"]["headline"]),
            (&json!(0), &json!("nothing_compared"))
        );
    }
}
