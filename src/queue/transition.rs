//! Decides what may become of a job, whoever asks: a drain, a dead owner, new settings, a person, the nightly prune.
//!
//! One rule stands above all others: a job that holds a claim was perhaps carried out, so it stays unknown until there is
//! proof. Pure; the store loads a row, asks here, and saves.

use super::State;

/// What is known of the write that a claim stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Proof {
    /// Nothing: it may have been carried out.
    #[default]
    Nothing,
    /// Xero said that it did it.
    Answered,
    /// Xero refused this very call, or it never left.
    Refused,
    /// It was looked up and is there.
    Found,
    /// It was looked up and is surely not there.
    NotThere,
}

/// How a drain wants a job to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// In Xero, or nothing to do.
    Done,
    /// A person must act.
    Held,
    /// Try again later.
    Retry,
    /// The link says more now: it goes again at once.
    Again,
    /// Look it up later.
    Unknown,
    /// Looked up for so long without proof that a person must look.
    Unproven,
    /// Given up.
    Failed,
}

/// What happens to a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its owner settles it.
    Settled(Ending, Proof),
    /// Its owner gives it back untouched.
    GivenBack,
    /// Its owner died, or its lease ended.
    OwnerDied,
    /// A held job's time for another look has come, or settings changed.
    Woken,
    /// A person presses Retry.
    Retried,
    /// A newer snapshot of the record comes in.
    Replaced,
    /// A person holds it.
    HeldByPerson,
    /// A person takes it out.
    CancelledByPerson,
    /// A person takes the record out for good.
    Excluded,
    /// A person lets the record in again.
    LetIn,
    /// It is old.
    Pruned,
    /// Its person is erased.
    Erased,
    /// Sync All takes back what it queued.
    TakenBack,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    /// Its state.
    pub state: State,
    /// Whether it holds a claim.
    pub claimed: bool,
    /// State of a newer job of the same record, when there is one.
    pub successor: Option<State>,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing changes.
    Same,
    /// It goes to this state, and its claim (if it has one) stays.
    Keeps(State),
    /// It goes to this state, and its claim is forgotten.
    Frees(State),
    /// Its successor takes its place.
    Superseded,
    /// The row is deleted.
    Removed,
    /// The row stays without its snapshot.
    Emptied,
}

/// The rule. Total: what is not foreseen changes nothing.
pub fn next(at: At, event: Event) -> Next {
    let ready = if at.claimed { State::Unknown } else { State::Waiting };
    match (event, at.state) {
        (Event::Settled(ending, proof), State::Running) => settled(at, ending, proof),
        (Event::GivenBack | Event::OwnerDied, State::Running) => match (at.claimed, at.successor) {
            (false, Some(_)) => Next::Superseded,
            _ => Next::Keeps(ready),
        },
        (Event::Woken, State::Held) => Next::Keeps(ready),
        (Event::Retried | Event::Replaced, State::Waiting | State::Held | State::Failed | State::Cancelled) => {
            Next::Keeps(ready)
        }
        (Event::HeldByPerson, State::Waiting | State::Failed) if !at.claimed => Next::Keeps(State::Held),
        // The one way out without proof: a person was shown that nobody can tell, looked in Xero, and decided.
        (Event::CancelledByPerson, State::Waiting | State::Held | State::Failed) => Next::Frees(State::Cancelled),
        (Event::Excluded, State::Waiting | State::Held | State::Failed) if !at.claimed => Next::Keeps(State::Cancelled),
        (Event::LetIn, State::Cancelled) => Next::Keeps(ready),
        (Event::Pruned | Event::Erased, State::Done) if !at.claimed => Next::Removed,
        // It has to be known for ever that a person took it out: else the sweep would take it for new.
        (Event::Pruned | Event::Erased, State::Cancelled) => Next::Emptied,
        (Event::TakenBack, State::Waiting) if !at.claimed => Next::Removed,
        _ => Next::Same,
    }
}

fn settled(at: At, ending: Ending, proof: Proof) -> Next {
    // A row that is open keeps others of its record out: what a person cancelled stays the open one.
    let stays_open = at.successor != Some(State::Cancelled);
    if at.claimed && proof == Proof::Nothing {
        return match ending {
            Ending::Unproven if stays_open => Next::Keeps(State::Held),
            _ => Next::Keeps(State::Unknown),
        };
    }
    match ending {
        Ending::Unknown => Next::Keeps(State::Unknown),
        Ending::Done => Next::Frees(State::Done),
        _ if at.successor.is_some() => Next::Superseded,
        Ending::Held | Ending::Unproven => Next::Frees(State::Held),
        Ending::Retry | Ending::Again => Next::Frees(State::Waiting),
        Ending::Failed => Next::Frees(State::Failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDINGS: [Ending; 7] = [
        Ending::Done,
        Ending::Held,
        Ending::Retry,
        Ending::Again,
        Ending::Unknown,
        Ending::Unproven,
        Ending::Failed,
    ];
    const PROOFS: [Proof; 4] = [Proof::Answered, Proof::Refused, Proof::Found, Proof::NotThere];

    fn events() -> Vec<Event> {
        let mut events: Vec<Event> = vec![
            Event::GivenBack,
            Event::OwnerDied,
            Event::Woken,
            Event::Retried,
            Event::Replaced,
            Event::HeldByPerson,
            Event::CancelledByPerson,
            Event::Excluded,
            Event::LetIn,
            Event::Pruned,
            Event::Erased,
            Event::TakenBack,
        ];
        for ending in ENDINGS {
            events.extend(
                PROOFS
                    .iter()
                    .chain(&[Proof::Nothing])
                    .map(|proof| Event::Settled(ending, *proof)),
            );
        }
        events
    }

    fn successors() -> [Option<State>; 5] {
        [
            None,
            Some(State::Waiting),
            Some(State::Held),
            Some(State::Failed),
            Some(State::Cancelled),
        ]
    }

    /// Every state, successor and event: a claim goes only with proof, or by the decision of a person on what is held.
    #[test]
    fn a_claim_is_left_only_with_proof() {
        for state in State::ALL {
            for successor in successors() {
                for event in events() {
                    let at = At {
                        state: *state,
                        claimed: true,
                        successor,
                    };
                    let next = next(at, event);
                    let proven = matches!(event, Event::Settled(_, proof) if proof != Proof::Nothing);
                    let decided =
                        event == Event::CancelledByPerson && *state != State::Unknown && *state != State::Running;
                    let kept = match next {
                        Next::Same => true,
                        Next::Keeps(to) => matches!(to, State::Unknown | State::Held),
                        // A cancelled row holds no claim any more: the person's decision ended it.
                        Next::Emptied => *state == State::Cancelled,
                        Next::Frees(_) | Next::Superseded | Next::Removed => false,
                    };
                    assert!(kept || proven || decided, "{at:?} {event:?}: {next:?}");
                }
            }
        }
    }

    #[test]
    fn the_whole_table_of_endings() {
        use Next::{Frees, Keeps, Superseded};
        let at = |claimed, successor| At {
            state: State::Running,
            claimed,
            successor,
        };
        for (ending, free, without_proof, superseded) in [
            (
                Ending::Done,
                Frees(State::Done),
                Keeps(State::Unknown),
                Frees(State::Done),
            ),
            (Ending::Held, Frees(State::Held), Keeps(State::Unknown), Superseded),
            (Ending::Retry, Frees(State::Waiting), Keeps(State::Unknown), Superseded),
            (Ending::Again, Frees(State::Waiting), Keeps(State::Unknown), Superseded),
            (
                Ending::Unknown,
                Keeps(State::Unknown),
                Keeps(State::Unknown),
                Keeps(State::Unknown),
            ),
            (Ending::Unproven, Frees(State::Held), Keeps(State::Held), Superseded),
            (Ending::Failed, Frees(State::Failed), Keeps(State::Unknown), Superseded),
        ] {
            assert_eq!(
                next(at(false, None), Event::Settled(ending, Proof::Nothing)),
                free,
                "{ending:?} free"
            );
            let unproven = Event::Settled(ending, Proof::Nothing);
            assert_eq!(next(at(true, None), unproven), without_proof, "{ending:?} claimed");
            for proof in PROOFS {
                assert_eq!(
                    next(at(true, None), Event::Settled(ending, proof)),
                    free,
                    "{ending:?} {proof:?}"
                );
            }
            let followed = at(false, Some(State::Waiting));
            assert_eq!(
                next(followed, Event::Settled(ending, Proof::Nothing)),
                superseded,
                "{ending:?} followed"
            );
        }
        // What a person cancelled keeps the open place of the record.
        let cancelled = at(true, Some(State::Cancelled));
        let unproven = Event::Settled(Ending::Unproven, Proof::Nothing);
        assert_eq!(next(cancelled, unproven), Keeps(State::Unknown));
    }

    #[test]
    fn the_whole_table_of_other_events() {
        use Next::{Emptied, Frees, Keeps, Removed, Same, Superseded};
        for (event, state, free, claimed) in [
            (
                Event::GivenBack,
                State::Running,
                Keeps(State::Waiting),
                Keeps(State::Unknown),
            ),
            (
                Event::OwnerDied,
                State::Running,
                Keeps(State::Waiting),
                Keeps(State::Unknown),
            ),
            (Event::Woken, State::Held, Keeps(State::Waiting), Keeps(State::Unknown)),
            (
                Event::Retried,
                State::Held,
                Keeps(State::Waiting),
                Keeps(State::Unknown),
            ),
            (
                Event::Retried,
                State::Cancelled,
                Keeps(State::Waiting),
                Keeps(State::Unknown),
            ),
            (Event::Retried, State::Unknown, Same, Same),
            (
                Event::Replaced,
                State::Held,
                Keeps(State::Waiting),
                Keeps(State::Unknown),
            ),
            (Event::HeldByPerson, State::Waiting, Keeps(State::Held), Same),
            (Event::HeldByPerson, State::Unknown, Same, Same),
            (Event::CancelledByPerson, State::Unknown, Same, Same),
            (Event::CancelledByPerson, State::Running, Same, Same),
            (
                Event::CancelledByPerson,
                State::Held,
                Frees(State::Cancelled),
                Frees(State::Cancelled),
            ),
            (Event::Excluded, State::Held, Keeps(State::Cancelled), Same),
            (Event::Excluded, State::Unknown, Same, Same),
            (
                Event::LetIn,
                State::Cancelled,
                Keeps(State::Waiting),
                Keeps(State::Unknown),
            ),
            (Event::LetIn, State::Held, Same, Same),
            (Event::Pruned, State::Done, Removed, Same),
            (Event::Pruned, State::Cancelled, Emptied, Emptied),
            (Event::Pruned, State::Unknown, Same, Same),
            (Event::Erased, State::Cancelled, Emptied, Emptied),
            (Event::Erased, State::Held, Same, Same),
            (Event::TakenBack, State::Waiting, Removed, Same),
            (Event::TakenBack, State::Unknown, Same, Same),
        ] {
            for (holds, wanted) in [(false, free), (true, claimed)] {
                let at = At {
                    state,
                    claimed: holds,
                    successor: None,
                };
                assert_eq!(next(at, event), wanted, "{event:?} {state:?} claimed: {holds}");
            }
        }
        let followed = At {
            state: State::Running,
            claimed: false,
            successor: Some(State::Waiting),
        };
        assert_eq!(next(followed, Event::OwnerDied), Superseded);
        let sent = At {
            claimed: true,
            ..followed
        };
        assert_eq!(next(sent, Event::OwnerDied), Keeps(State::Unknown));
    }
}
