//! Decides how far a Sync All is, for people: what was read and sent of it, whether cron takes care of it, and what its end came to.
//!
//! Pure. When it will be done under Xero's limits is said by `limits::forecast`.

use super::{Run, RunState, State};

/// Named position (`JobStore::cursor`) at which the shop writes down when a turn of cron that sent the whole queue ended: seconds since
/// 1970.
pub const LAST_DRAIN: &str = "cron.drain.last";

/// Cron comes every minute while a run is active; in seconds.
const CRON_COMES_WITHIN: i64 = 120;
/// A turn of cron tells of itself when it ends, and may take ten minutes; but then it has sent something. In seconds.
const CRON_SURELY_COMES_WITHIN: i64 = 900;

codes! {
    /// What is going on with a run, or what it came to.
    RunPhase {
        /// The shop is read.
        Reading => "reading",
        /// Jobs are sent.
        Sending => "sending",
        /// Jobs are to be sent, and cron that sends them does not come.
        WaitingForCron => "waiting_for_cron",
        /// A person stopped it for a while.
        Paused => "paused",
        /// A person or a newer run ended it.
        Cancelled => "cancelled",
        /// It is over, and documents of the connection need a person now.
        NeedsAttention => "needs_attention",
        /// It is over, and documents of the connection are in the queue again.
        StillQueued => "still_queued",
        /// It is over; there was nothing to send.
        NothingNew => "nothing_new",
        /// It is over, and everything is in Xero.
        Complete => "complete",
    }
}

/// Jobs by what they mean for people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Jobs {
    /// On their way: waiting, being sent, being looked up.
    pub waiting: i64,
    /// Settled.
    pub done: i64,
    /// Held or failed: a person decides.
    pub attention: i64,
}

impl Jobs {
    /// Counts jobs by their states; those that a person took out count for nothing.
    pub fn of(states: impl IntoIterator<Item = (State, i64)>) -> Self {
        let mut jobs = Self::default();
        for (state, count) in states {
            match state {
                State::Waiting | State::Running | State::Unknown => jobs.waiting += count,
                State::Done => jobs.done += count,
                State::Held | State::Failed => jobs.attention += count,
                State::Cancelled => {}
            }
        }
        jobs
    }
}

/// How far one entity of a run was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadSoFar {
    /// Records read.
    pub read: i64,
    /// Records to read; once all is read, as many as there were.
    pub total: i64,
    /// Whether all is read.
    pub finished: bool,
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunProgress {
    /// What is going on.
    pub phase: RunPhase,
    /// Whether nothing of it moves any longer.
    pub is_over: bool,
    /// How much of it is done: what is read of what was counted, times what is settled of what that made. Whole per cent, rounded down.
    pub percent: i64,
    /// How much is read. Whole per cent, rounded down.
    pub read_percent: i64,
    /// Records read.
    pub read: i64,
    /// Records to read.
    pub total: i64,
    /// By entity, in the order in which they are read.
    pub entities: Vec<(String, ReadSoFar)>,
    /// Its jobs that are in Xero.
    pub sent: i64,
    /// Jobs on their way: of the run, and once it is done those of the connection.
    pub waiting: i64,
    /// Jobs that need a person: of the run, and once it is done those of the connection.
    pub attention: i64,
    /// Whether more is to be sent than was read: payments, refunds, contacts of guests.
    pub brings_along: bool,
}

/// A share in whole per cent, rounded down; of nothing, everything is done.
fn percent(parts: &[(i64, i64)]) -> i64 {
    let (mut done, mut all) = (100_i128, 1_i128);
    for (part, whole) in parts {
        if *whole > 0 {
            done = done.saturating_mul(i128::from((*part).clamp(0, *whole)));
            all = all.saturating_mul(i128::from(*whole));
        }
    }
    i64::try_from(done / all).unwrap_or(100)
}

/// How far a run is. `jobs`: its own; `queue`: those of its connection, which matter once it is done; `last_drain`: when a turn of cron
/// ended last, `now`: both in seconds since 1970.
pub fn progress(run: &Run, jobs: Jobs, queue: Jobs, last_drain: Option<i64>, now: i64) -> RunProgress {
    let all_is_read = matches!(run.state, RunState::Sending | RunState::Done);
    let entities: Vec<(String, ReadSoFar)> = run
        .entities
        .iter()
        .map(|(name, entity)| {
            let finished = entity.finished || all_is_read;
            let total = if finished {
                entity.read
            } else {
                entity.total.max(entity.read)
            };
            let so_far = ReadSoFar {
                read: entity.read,
                total,
                finished,
            };
            (name.clone(), so_far)
        })
        .collect();
    let read: i64 = entities.iter().map(|(_, one)| one.read).sum();
    let total: i64 = entities.iter().map(|(_, one)| one.total).sum();
    let settled = jobs.done + jobs.attention;
    // Jobs are not records: an invoice brings a payment with it. So what is read is measured in records, what is sent in jobs.
    let offered = match run.state {
        // What a person took out of the queue is not done.
        RunState::Cancelled => (settled + jobs.waiting).max(run.accepted),
        RunState::Reading | RunState::Sending | RunState::Paused | RunState::Done => settled + jobs.waiting,
    };
    let done = run.state == RunState::Done;
    // What a person sent again since then belongs to the run no more: how it stands now is what the queue says.
    let (waiting, attention) = if done {
        (queue.waiting, queue.attention)
    } else {
        (jobs.waiting, jobs.attention)
    };
    let phase = match run.state {
        RunState::Reading => RunPhase::Reading,
        RunState::Sending if waiting > 0 && is_cron_missing(last_drain, run.started_at_ms / 1_000, settled, now) => {
            RunPhase::WaitingForCron
        }
        RunState::Sending => RunPhase::Sending,
        RunState::Paused => RunPhase::Paused,
        RunState::Cancelled => RunPhase::Cancelled,
        RunState::Done if attention > 0 => RunPhase::NeedsAttention,
        RunState::Done if waiting > 0 => RunPhase::StillQueued,
        RunState::Done if settled == 0 => RunPhase::NothingNew,
        RunState::Done => RunPhase::Complete,
    };
    RunProgress {
        phase,
        is_over: done || run.state == RunState::Cancelled && waiting == 0,
        percent: if done {
            100
        } else {
            percent(&[(read, total), (settled, offered)])
        },
        read_percent: percent(&[(read, total)]),
        read,
        total,
        entities,
        sent: jobs.done,
        waiting,
        attention,
        brings_along: jobs.done + waiting + attention > read,
    }
}

/// Whether cron should have come by now. `began`: when the run did.
fn is_cron_missing(last_drain: Option<i64>, began: i64, settled: i64, now: i64) -> bool {
    let Some(last) = last_drain.or((settled > 0).then_some(began)) else {
        return true;
    };
    let within = if last < began && settled == 0 {
        CRON_COMES_WITHIN
    } else {
        CRON_SURELY_COMES_WITHIN
    };
    now - last.max(began) > within
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::RunEntity;

    const NOW: i64 = 1_790_000_000;

    fn jobs(waiting: i64, done: i64, attention: i64) -> Jobs {
        Jobs {
            waiting,
            done,
            attention,
        }
    }

    fn run(state: RunState, read: i64, total: i64) -> Run {
        let entity = RunEntity {
            total,
            read,
            ..RunEntity::default()
        };
        Run {
            state,
            started_at_ms: (NOW - 600) * 1_000,
            entities: vec![("invoice".into(), entity)],
            ..Run::default()
        }
    }

    fn at(run: &Run, jobs: Jobs, queue: Jobs) -> RunProgress {
        progress(run, jobs, queue, Some(NOW), NOW)
    }

    #[test]
    fn how_far_is_reading_times_sending() {
        use RunState::{Cancelled, Done, Paused, Reading, Sending};
        let cancelled = Run {
            accepted: 100,
            ..run(Cancelled, 200, 200)
        };
        for (name, run, jobs, percent, read_percent, is_over) in [
            ("half of half", run(Reading, 100, 200), jobs(50, 50, 0), 25, 50, false),
            ("nothing yet", run(Reading, 0, 200), jobs(0, 0, 0), 0, 0, false),
            ("nothing to read", run(Reading, 0, 0), jobs(0, 0, 0), 100, 100, false),
            ("rounded down", run(Reading, 199, 200), jobs(1, 999, 0), 99, 99, false),
            (
                "fewer records than counted are still all",
                run(Sending, 180, 200),
                jobs(1, 0, 0),
                0,
                100,
                false,
            ),
            (
                "more records than counted",
                run(Reading, 300, 200),
                jobs(0, 1, 0),
                100,
                100,
                false,
            ),
            (
                "held counts as settled",
                run(Sending, 9, 9),
                jobs(1, 1, 1),
                66,
                100,
                false,
            ),
            ("29 of 100", run(Sending, 9, 9), jobs(71, 29, 0), 29, 100, false),
            ("a pause", run(Paused, 100, 200), jobs(0, 50, 0), 50, 50, false),
            (
                "an end is a hundred",
                run(Done, 200, 200),
                jobs(0, 3, 1),
                100,
                100,
                true,
            ),
            (
                "what was cancelled is not done",
                cancelled.clone(),
                jobs(0, 20, 0),
                20,
                100,
                true,
            ),
            ("cancelled, and still sent", cancelled, jobs(80, 20, 0), 20, 100, false),
            (
                "large numbers",
                run(Reading, 500_000_000_000, 1_000_000_000_000),
                jobs(500_000_000_000, 500_000_000_000, 0),
                25,
                50,
                false,
            ),
        ] {
            let found = at(&run, jobs, Jobs::default());
            assert_eq!(
                (found.percent, found.read_percent, found.is_over),
                (percent, read_percent, is_over),
                "{name}"
            );
        }
    }

    #[test]
    fn an_end_says_how_the_queue_stands_now() {
        let done = run(RunState::Done, 749, 749);
        for (sent, queue, phase) in [
            (1_145, jobs(0, 9, 0), RunPhase::Complete),
            (1_145, jobs(3, 0, 0), RunPhase::StillQueued),
            (1_145, jobs(2, 0, 4), RunPhase::NeedsAttention),
            (0, jobs(0, 0, 0), RunPhase::NothingNew),
            (0, jobs(1, 0, 0), RunPhase::StillQueued),
        ] {
            let found = at(&done, jobs(0, sent, 0), queue);
            let expected = (phase, queue.waiting, queue.attention, sent);
            assert_eq!((found.phase, found.waiting, found.attention, found.sent), expected);
            assert_eq!(found.brings_along, sent > 749, "{phase:?}");
        }
    }

    #[test]
    fn before_its_end_a_run_counts_its_own_jobs() {
        let found = at(&run(RunState::Sending, 5, 5), jobs(1, 2, 3), jobs(10, 20, 30));
        assert_eq!(
            (found.phase, found.waiting, found.attention, found.sent),
            (RunPhase::Sending, 1, 3, 2)
        );
        assert!(found.brings_along, "6 jobs of 5 records");
        assert!(!at(&run(RunState::Sending, 6, 6), jobs(1, 2, 3), Jobs::default()).brings_along);
        for (state, phase) in [
            (RunState::Reading, RunPhase::Reading),
            (RunState::Paused, RunPhase::Paused),
            (RunState::Cancelled, RunPhase::Cancelled),
        ] {
            assert_eq!(at(&run(state, 1, 2), jobs(1, 0, 0), Jobs::default()).phase, phase);
        }
    }

    #[test]
    fn entities_are_read_to_their_end() {
        let found = at(&run(RunState::Sending, 180, 200), Jobs::default(), Jobs::default());
        let all = ReadSoFar {
            read: 180,
            total: 180,
            finished: true,
        };
        assert_eq!((found.entities, found.total), (vec![("invoice".into(), all)], 180));
    }

    #[test]
    fn a_run_that_cron_does_not_send_is_noticed() {
        // Seconds ago: when the run began, when cron came last (none: never); jobs settled.
        for (name, began, last, done, missing) in [
            ("cron never came", 10, None, 0, true),
            ("sent by hand, and just begun", 10, None, 5, false),
            ("sent by hand, and left alone", 901, None, 5, true),
            ("just begun", 60, Some(3_600), 0, false),
            ("cron came before, not since", 130, Some(3_600), 0, true),
            ("cron comes every minute", 600, Some(30), 5, false),
            ("a long turn, sending", 600, Some(700), 5, false),
            ("cron stopped half way", 3_600, Some(1_000), 5, true),
        ] {
            let run = Run {
                started_at_ms: (NOW - began) * 1_000,
                ..run(RunState::Sending, 9, 9)
            };
            let found = |waiting| {
                progress(
                    &run,
                    jobs(waiting, done, 0),
                    Jobs::default(),
                    last.map(|ago| NOW - ago),
                    NOW,
                )
                .phase
            };
            let expected = if missing {
                RunPhase::WaitingForCron
            } else {
                RunPhase::Sending
            };
            assert_eq!(found(9), expected, "{name}");
            assert_eq!(found(0), RunPhase::Sending, "{name}: nothing waits");
        }
    }

    #[test]
    fn jobs_are_counted_by_what_they_mean() {
        let each = State::ALL
            .iter()
            .zip([1, 2, 4, 8, 16, 32, 64])
            .map(|(state, count)| (*state, count));
        assert_eq!(Jobs::of(each), jobs(1 + 2 + 4, 32, 8 + 16));
    }
}
