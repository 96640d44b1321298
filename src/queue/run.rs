//! Decides how a Sync All moves: what a portion adds, and what pausing, resuming, cancelling and the last job make of it.
//!
//! Pure. The shop reads, in portions; a run remembers how far.

use super::Enqueued;

codes! {
    /// How a Sync All stands.
    #[derive(Default)]
    RunState {
        /// The shop still reads.
        #[default]
        Reading => "reading",
        /// All is read; jobs are on their way.
        Sending => "sending",
        /// A person stopped it for a while.
        Paused => "paused",
        /// Nothing of it is on its way any longer.
        Done => "done",
        /// A person or a newer run ended it.
        Cancelled => "cancelled",
    }
}

impl RunState {
    /// Whether it has not ended.
    pub fn is_open(self) -> bool {
        match self {
            Self::Reading | Self::Sending | Self::Paused => true,
            Self::Done | Self::Cancelled => false,
        }
    }
}

/// Progress of one entity of a Sync All.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RunEntity {
    /// Records to read.
    pub total: i64,
    /// Records read.
    pub read: i64,
    /// The shop's position.
    pub cursor: String,
    /// Whether all is read.
    pub finished: bool,
}

/// A Sync All.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Run {
    /// Row id.
    pub id: i64,
    /// Code of the connection.
    pub connection: String,
    /// How it stands; a store keeps it in a column of its own.
    #[serde(skip)]
    pub state: RunState,
    /// Milliseconds since 1970.
    pub started_at_ms: i64,
    /// Milliseconds since 1970.
    pub finished_at_ms: Option<i64>,
    /// Entities in the order in which they are read.
    pub entities: Vec<(String, RunEntity)>,
    /// First day, or none.
    pub from: Option<String>,
    /// Last day, or none.
    pub to: Option<String>,
    /// Jobs made.
    pub accepted: i64,
    /// Left out by settings.
    pub ignored: i64,
    /// Dropped because nothing changed.
    pub unchanged: i64,
    /// Refused because the snapshot could not be read.
    pub refused: i64,
}

/// What the shop read of one entity, and where it stands then.
#[derive(Debug, Clone, Copy, Default)]
pub struct Portion<'a> {
    /// Entity as the run names it.
    pub entity: &'a str,
    /// Where the shop stood before; a portion that begins elsewhere was brought already, or by another process.
    pub expected: &'a str,
    /// Where it stands now.
    pub cursor: &'a str,
    /// Whether nothing of the entity is left.
    pub finished: bool,
    /// Records read.
    pub read: i64,
    /// Of these left out by settings.
    pub ignored: i64,
    /// Of these refused because they could not be read.
    pub refused: i64,
}

/// What happens to a run as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// A person stops it for a while.
    Pause,
    /// A person lets it continue.
    Resume,
    /// A person or a newer run ends it.
    Cancel,
    /// Its last job was settled.
    Finish,
}

impl Run {
    fn all_is_read(&self) -> bool {
        self.entities.iter().all(|(_, progress)| progress.finished)
    }

    /// A new run, before anything of it was read.
    #[must_use]
    pub fn begun(self) -> Self {
        let state = self.reading_or_sending();
        Self { state, ..self }
    }

    fn reading_or_sending(&self) -> RunState {
        if self.all_is_read() {
            RunState::Sending
        } else {
            RunState::Reading
        }
    }

    /// The run after a portion whose jobs are not counted yet; `None`: it takes none like this, and its jobs must not be stored.
    pub fn advanced(&self, portion: &Portion<'_>) -> Option<Self> {
        let mut run = self.clone();
        let (_, progress) = run.entities.iter_mut().find(|(name, _)| name == portion.entity)?;
        if run.state != RunState::Reading || progress.finished || progress.cursor != portion.expected {
            return None;
        }
        portion.cursor.clone_into(&mut progress.cursor);
        progress.finished = portion.finished;
        progress.read += portion.read;
        run.ignored += portion.ignored;
        run.refused += portion.refused;
        Some(run.begun())
    }

    /// The run with what became of a portion's jobs. What a person took out for good counts as left out.
    #[must_use]
    pub fn counting(self, jobs: &Enqueued) -> Self {
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        Self {
            accepted: self.accepted + signed(jobs.accepted + jobs.replaced),
            unchanged: self.unchanged + signed(jobs.unchanged),
            ignored: self.ignored + signed(jobs.excluded),
            ..self
        }
    }

    /// The run after something happened to it as a whole; `None`: nothing changes. What has ended stays as it ended.
    pub fn turned(&self, turn: Turn, now_ms: i64) -> Option<Self> {
        use RunState::{Cancelled, Done, Paused, Reading, Sending};
        let state = match (turn, self.state) {
            (Turn::Pause, Reading | Sending) => Paused,
            (Turn::Resume, Paused) => self.reading_or_sending(),
            (Turn::Cancel, Reading | Sending | Paused) => Cancelled,
            (Turn::Finish, Sending) => Done,
            (Turn::Pause, Paused | Done | Cancelled)
            | (Turn::Resume, Reading | Sending | Done | Cancelled)
            | (Turn::Cancel, Done | Cancelled)
            | (Turn::Finish, Reading | Paused | Done | Cancelled) => return None,
        };
        Some(Self {
            state,
            finished_at_ms: (!state.is_open()).then_some(now_ms),
            ..self.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::RunState::{Cancelled, Done, Paused, Reading, Sending};
    use super::*;

    const NOW: i64 = 1_790_000_000_000;

    fn entity(cursor: &str, finished: bool) -> RunEntity {
        RunEntity {
            total: 9,
            read: 3,
            cursor: cursor.into(),
            finished,
        }
    }

    fn run(state: RunState, all_is_read: bool) -> Run {
        Run {
            state,
            entities: vec![
                ("customers".into(), entity("end", true)),
                ("invoices".into(), entity("3", all_is_read)),
            ],
            ..Run::default()
        }
    }

    #[test]
    fn pausing_resuming_cancelling_and_the_last_job_by_state() {
        for (turn, reading, sending, paused) in [
            (Turn::Pause, Some(Paused), Some(Paused), None),
            (Turn::Resume, None, None, Some(Reading)),
            (Turn::Cancel, Some(Cancelled), Some(Cancelled), Some(Cancelled)),
            (Turn::Finish, None, Some(Done), None),
        ] {
            for (before, after) in [
                (Reading, reading),
                (Sending, sending),
                (Paused, paused),
                (Done, None),
                (Cancelled, None),
            ] {
                let turned = run(before, false).turned(turn, NOW);
                assert_eq!(turned.as_ref().map(|run| run.state), after, "{turn:?} of {before:?}");
                let ended = after.is_some_and(|state| !state.is_open());
                assert_eq!(
                    turned.and_then(|run| run.finished_at_ms),
                    ended.then_some(NOW),
                    "{turn:?} of {before:?}"
                );
            }
        }
        let resumed = run(Paused, true).turned(Turn::Resume, NOW).unwrap();
        assert_eq!(resumed.state, Sending, "all was read before");
    }

    #[test]
    fn a_portion_is_taken_once_by_a_run_that_reads() {
        let portion = Portion {
            entity: "invoices",
            expected: "3",
            cursor: "5",
            finished: false,
            read: 2,
            ignored: 10,
            refused: 100,
        };
        let moved = run(Reading, false).advanced(&portion).unwrap();
        assert_eq!(
            moved.entities[1].1,
            RunEntity {
                read: 5,
                ..entity("5", false)
            }
        );
        assert_eq!((moved.state, moved.ignored, moved.refused), (Reading, 10, 100));
        assert_eq!(moved.advanced(&portion), None, "the same portion again");
        let last = Portion {
            finished: true,
            ..portion
        };
        assert_eq!(run(Reading, false).advanced(&last).unwrap().state, Sending);
        for (name, run, portion) in [
            ("paused", run(Paused, false), portion),
            ("sending", run(Sending, false), portion),
            ("done", run(Done, false), portion),
            ("cancelled", run(Cancelled, false), portion),
            ("an entity that is read", run(Reading, true), portion),
            (
                "an entity that it has not",
                run(Reading, false),
                Portion {
                    entity: "nonsense",
                    ..portion
                },
            ),
            (
                "from elsewhere",
                run(Reading, false),
                Portion {
                    expected: "4",
                    ..portion
                },
            ),
        ] {
            assert_eq!(run.advanced(&portion), None, "{name}");
        }
    }

    #[test]
    fn jobs_are_counted_by_what_became_of_them() {
        let before = Run {
            accepted: 1,
            ignored: 2,
            unchanged: 3,
            refused: 4,
            ..run(Reading, false)
        };
        let jobs = Enqueued {
            accepted: 10,
            replaced: 20,
            unchanged: 30,
            excluded: 40,
            ..Enqueued::default()
        };
        let after = before.counting(&jobs);
        assert_eq!(
            (after.accepted, after.ignored, after.unchanged, after.refused),
            (31, 42, 33, 4)
        );
    }

    #[test]
    fn a_run_without_anything_to_read_sends_at_once() {
        assert_eq!(run(Reading, true).begun().state, Sending);
        assert_eq!(run(Reading, false).begun().state, Reading);
        assert_eq!(Run::default().begun().state, Sending);
    }
}
