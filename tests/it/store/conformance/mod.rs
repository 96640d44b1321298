//! What every store must do, written against the ports only. It knows no path, no table and no store.
//!
//! A store joins with a [`Factory`] and one line: `conformance!(name, factory);`.

pub mod claim;
pub mod ledger;
pub mod links;
pub mod people;
pub mod proof;
pub mod prune;
pub mod put;
pub mod queries;
pub mod records;
pub mod rescue;
pub mod runs;
pub mod sessions;
pub mod settle;
pub mod words;

use std::sync::Arc;

use ledgerline::engine::Store;
use ledgerline::queue::{Claimed, Departure, Entity, JobStore, Kind, Link, LogLine, NewJob, Query, Settled, State};
use serde_json::Value;

/// Milliseconds since 1970; all times of the cases are near it.
pub const NOW: i64 = 1_790_000_000_000;

/// Makes stores of one kind.
pub trait Factory: Sync {
    /// A new place with nothing in it. It goes when it is dropped.
    fn place(&self) -> Box<dyn Place>;
}

/// Where one store's rows are.
pub trait Place: Sync {
    /// The store as one process opens it. Opened again it is another process beside the first, or after it.
    fn open(&self) -> Arc<dyn Store>;
    /// Takes a copy of everything; what is returned puts it back, as an administrator would from a backup.
    fn copy(&self) -> Box<dyn FnOnce() + '_>;
}

impl dyn Factory + '_ {
    /// A store at a new place, opened once.
    pub fn store(&self) -> Alone {
        let place = self.place();
        Alone {
            store: place.open(),
            _place: place,
        }
    }
}

/// A store with its place.
pub struct Alone {
    // Closed before its place goes.
    store: Arc<dyn Store>,
    _place: Box<dyn Place>,
}

impl std::ops::Deref for Alone {
    type Target = dyn Store;

    fn deref(&self) -> &Self::Target {
        &*self.store
    }
}

/// All cases by subject, for a macro `$then` that takes them after `$given`. A case that is not listed is an unused function, which
/// clippy refuses.
macro_rules! every_case {
    ($then:ident, $($given:tt)*) => {
        $crate::store::conformance::$then! {
            { $($given)* }
            put {
                a_newer_snapshot_replaces_the_one_that_waits,
                an_unchanged_snapshot_is_dropped,
                a_running_job_gets_one_successor,
                a_job_that_only_fills_a_gap_never_replaces,
                what_was_settled_unchanged_is_not_taken_again_unless_a_person_or_new_settings_ask,
                what_a_person_sends_goes_first_with_all_that_stands_for_it,
            }
            claim {
                the_successor_waits_until_the_running_one_has_ended,
                claims_go_by_priority_and_then_by_age,
                a_claimed_job_cannot_be_claimed_twice,
                giving_back_keeps_a_marked_job_unknown,
            }
            proof {
                a_mark_needs_the_fence,
                no_ending_without_proof_frees_a_claim,
                every_ending_with_proof_frees_it,
                what_nobody_can_tell_is_shown_and_looked_up_again_by_every_verb,
                a_person_may_end_what_nobody_can_tell,
                what_nobody_can_tell_takes_a_newer_snapshot_over,
            }
            settle {
                only_the_holder_of_the_fence_settles,
                settling_changes_no_other_row,
                done_stores_the_link_and_what_follows_at_once,
                held_jobs_wake_when_their_time_has_come_or_all_are_asked_for,
                a_retry_waits_for_its_time_and_counts_its_attempt,
                an_unknown_job_keeps_its_claim_and_is_claimed_as_such_only,
                a_settled_job_with_a_successor_makes_way_for_it,
                asking_is_no_attempt,
            }
            rescue {
                a_dead_owner_without_a_mark_gives_the_job_back,
                a_dead_owner_with_a_mark_leaves_an_unknown_outcome,
                a_lease_that_has_ended_counts_as_dead,
                a_living_owner_keeps_its_job,
            }
            people {
                retry_hold_and_cancel_touch_the_named_rows_only,
                retry_by_code_takes_all_of_that_code,
                retrying_all_leaves_what_a_person_put_on_hold,
                sending_all_brings_new_business_forward_and_leaves_history_where_it_is,
                what_a_person_holds_is_not_woken_by_a_drain,
                a_cancelled_job_comes_back_when_its_record_changes,
                what_a_person_cancelled_is_remembered_for_ever,
                what_a_person_cancelled_is_remembered_when_its_person_is_erased,
            }
            links {
                links_are_found_by_key_number_id_and_name,
            }
            records {
                a_long_silence_is_remembered,
                an_older_copy_that_is_put_back_is_noticed_at_once,
                a_doubt_forgets_what_was_looked_up_before,
            }
            runs {
                a_portion_and_its_position_are_stored_together_and_once,
                a_new_run_ends_the_one_before,
                a_run_that_was_ended_takes_no_more_portions,
                cancelling_takes_back_only_what_waits_of_the_history,
                positions_have_names,
            }
            queries {
                screens_page_filter_sort_and_search,
            }
            prune {
                pruning_keeps_open_jobs_and_links,
            }
            ledger {
                no_more_calls_at_once_than_there_are_lanes,
                sixty_calls_a_minute_and_not_one_more,
                two_processes_share_one_minute,
                organisations_do_not_share_their_limits,
                a_permit_of_a_dead_caller_ends_by_itself,
                a_call_that_was_not_made_counts_nothing,
                the_day_is_learnt_from_headers,
                a_day_that_began_anew_at_xero_is_noticed,
                answers_that_overtake_each_other_do_not_confuse_the_day,
                what_xero_asks_to_wait_is_waited,
                calls_of_other_programs_count_too,
                a_limit_that_a_person_set_is_kept,
                a_clock_that_was_ahead_stops_nothing_for_longer_than_a_minute,
                a_block_of_a_clock_that_was_ahead_is_as_long_as_it_was_meant,
                a_wait_far_away_ends_with_the_window_it_is_of,
                the_day_ends_when_xero_says_so,
                a_larger_plan_ends_the_block_of_the_day,
                calls_before_the_organisation_was_known_count_for_it,
                history_leaves_calls_of_each_minute_to_new_business,
            }
            sessions {
                settings_are_stored_when_they_changed,
                a_connection_begins_as_its_settings_say,
                tokens_are_kept_and_forgotten,
                one_process_renews_at_a_time,
                a_state_is_taken_back_once_and_not_too_late,
                what_xero_offers_is_kept_by_connection,
            }
            words {
                every_ending_keeps_the_data_beside_the_english,
                who_reads_english_alone_gets_no_data,
                no_message_is_left_with_the_data_of_another,
                a_connections_reason_keeps_its_data,
            }
        }
    };
}
pub(crate) use every_case;

macro_rules! tests_of {
    ({ $factory:expr } $($subject:ident { $($case:ident,)+ })+) => {
        $(mod $subject {
            $(#[test]
            fn $case() {
                $crate::store::conformance::$subject::$case(&$factory);
            })+
        })+
    };
}
pub(crate) use tests_of;

/// Runs every case on the stores of a factory, each on a place of its own and as a test of its own.
macro_rules! conformance {
    ($store:ident, $factory:expr) => {
        mod $store {
            $crate::store::conformance::every_case!(tests_of, $factory);
        }
    };
}
pub(crate) use conformance;

pub fn job(kind: Kind, key: &str, content: &str) -> NewJob {
    NewJob {
        connection: "default".into(),
        kind,
        key: key.into(),
        entity: Entity::Invoice,
        entity_id: key.into(),
        number: key.into(),
        store_id: "1".into(),
        priority: 10,
        snapshot: format!("{{\"content\":\"{content}\"}}"),
        snapshot_hash: content.into(),
        total: None,
        currency: None,
        only_if_absent: false,
        force: false,
        settings_hash: "settings".into(),
        compare_settings: false,
    }
}

pub fn claim(store: &dyn JobStore, kind: Kind, state: State, limit: u32, now: i64) -> Vec<Claimed> {
    store
        .claim(
            "default",
            kind,
            state,
            limit,
            i64::MAX,
            "elsewhere:1:1",
            now + 60_000,
            now,
        )
        .unwrap()
}

/// The one invoice that can be claimed now.
pub fn take(store: &dyn JobStore, now: i64) -> Claimed {
    let mut taken = claim(store, Kind::Invoice, State::Waiting, 1, now);
    assert_eq!(taken.len(), 1, "nothing to claim");
    taken.remove(0)
}

pub fn line(code: &str) -> LogLine {
    LogLine {
        action: "create".into(),
        status: "success".into(),
        code: code.into(),
        message: code.into(),
        ..LogLine::default()
    }
}

/// A job about to be sent, which may be looked up five seconds after `NOW + 10`.
pub fn departure(job: &Claimed) -> Departure {
    Departure {
        id: job.id,
        fence: job.fence,
        note: Some("note".into()),
        mark: "mark".into(),
        organisation: "org".into(),
        look_up_at_ms: NOW + 5_010,
    }
}

pub fn done(id: &str) -> Settled {
    Settled::Done {
        link: Some(Box::new(Link {
            xero_id: id.into(),
            xero_number: id.into(),
            ..Link::default()
        })),
        next: Vec::new(),
    }
}

/// Rows of the queue, oldest first, without their times.
pub fn rows(store: &dyn JobStore) -> Vec<Value> {
    let query = Query {
        sort: "id".into(),
        ascending: true,
        page: 1,
        page_size: 1_000,
        ..Query::default()
    };
    store.jobs(&query).unwrap().items
}

pub fn states(store: &dyn JobStore) -> Vec<(String, String)> {
    rows(store)
        .iter()
        .map(|row| {
            (
                row["number"].as_str().unwrap().to_owned(),
                row["state"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

pub fn state_of(store: &dyn JobStore, number: &str) -> Vec<String> {
    states(store)
        .into_iter()
        .filter(|(found, _)| found == number)
        .map(|(_, state)| state)
        .collect()
}

/// A record that nothing in a test may touch; returns its row.
pub fn bystander(store: &dyn JobStore) -> Value {
    store.enqueue(&[job(Kind::Invoice, "bystander", "b")], NOW).unwrap();
    store.hold(&[row_id(store, "bystander")], NOW).unwrap();
    row(store, "bystander")
}

pub fn row(store: &dyn JobStore, number: &str) -> Value {
    rows(store)
        .into_iter()
        .rfind(|row| row["number"] == number)
        .expect("a row")
}

pub fn row_id(store: &dyn JobStore, number: &str) -> i64 {
    row(store, number)["id"].as_i64().unwrap()
}
