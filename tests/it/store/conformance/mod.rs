//! What every store must do, written against the ports only. It knows no path, no table and no store.
//!
//! A store joins with a [`Factory`] and one line: `conformance!(name, factory);`.

pub mod claim;
pub mod damage;
pub mod known;
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
pub mod watch;
pub mod words;

use std::sync::Arc;

use ledgerline::engine::{self, Store};
use ledgerline::message::Message;
use ledgerline::oauth::SessionStore;
use ledgerline::queue::{
    Claimed, Departure, Entity, Filter, JobStore, Kind, Link, LogLine, NewJob, Page, Query, Settled, State,
};
use ledgerline::secret::Secret;
use serde_json::{Value, json};

/// Milliseconds since 1970; all times of the cases are near it.
pub const NOW: i64 = 1_790_000_000_000;

/// The shop's key, with which secrets are sealed.
pub const KEY: &str = "deployment key";

/// Makes stores of one kind.
pub trait Factory: Sync {
    /// A new place with nothing in it. It goes when it is dropped.
    fn place(&self) -> Box<dyn Place>;
}

/// Where one store's rows are.
pub trait Place: Send + Sync {
    /// The store as one process opens it. Opened again it is another process beside the first, or after it.
    fn open(&self) -> Arc<dyn Store> {
        self.open_with(&[KEY])
    }

    /// The same with these keys of the shop, the newest first.
    fn open_with(&self, keys: &[&str]) -> Arc<dyn Store>;

    /// Takes a copy of everything; what is returned puts it back, as an administrator would from a backup.
    fn copy(&self) -> Box<dyn FnOnce() + '_>;

    /// Damages a row of the queue behind the store's back, as a disk or a hand does. False where the rows of a store cannot be.
    fn damage(&self, _job: i64, _damage: Damage) -> bool {
        false
    }
}

/// What is damaged of a row.
#[derive(Debug, Clone, Copy)]
pub enum Damage {
    /// Bytes that are no text.
    Snapshot,
    /// The same in what people see.
    Number,
    /// A word that nobody wrote.
    Entity,
    /// A word that nobody wrote.
    Kind,
    /// A word that nobody wrote.
    State,
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
                what_there_is_of_a_record_can_be_asked_without_touching_it,
                what_was_settled_unchanged_is_not_taken_again_unless_a_person_or_new_settings_ask,
                what_a_person_sends_goes_first_with_all_that_stands_for_it,
                every_field_comes_back_as_it_was_given,
                texts_that_look_alike_are_different_records,
                a_snapshot_may_be_large_or_empty,
                the_newer_snapshot_brings_all_its_fields_and_a_new_start,
                a_record_that_was_cancelled_says_so_when_it_comes_back,
                one_call_may_bring_a_record_several_times_or_nothing,
                a_contact_that_only_fills_a_gap_is_counted_as_such,
                what_waits_goes_earlier_when_it_happens_and_at_once_when_a_person_asks,
                processes_that_bring_the_same_records_at_once_store_each_once,
                what_was_stored_is_there_after_a_restart,
            }
            claim {
                the_successor_waits_until_the_running_one_has_ended,
                claims_go_by_priority_and_then_by_age,
                a_claimed_job_cannot_be_claimed_twice,
                giving_back_keeps_a_marked_job_unknown,
                a_claim_takes_what_was_asked_for_and_no_more,
                every_claim_raises_the_fence,
                what_is_ready_is_named_by_urgency_state_and_kind,
                the_next_moment_is_the_earliest_of_its_state,
                waiting_jobs_are_counted_by_kind,
                giving_back_needs_the_fence_and_keeps_the_pause,
                what_was_sent_and_given_back_waits_until_it_may_be_looked_up,
                a_job_that_is_given_back_makes_way_for_its_successor,
                a_mark_says_all_that_a_look_up_needs,
                a_mark_is_of_one_record_only,
                the_newest_open_job_of_a_record_says_how_it_stands,
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
                a_wait_for_another_job_may_end_before_its_time,
                held_jobs_wake_when_their_time_has_come_or_all_are_asked_for,
                a_retry_waits_for_its_time_and_counts_its_attempt,
                an_unknown_job_keeps_its_claim_and_is_claimed_as_such_only,
                a_settled_job_with_a_successor_makes_way_for_it,
                asking_is_no_attempt,
                several_end_in_one_turn_each_for_itself,
                what_may_be_in_xero_is_asked_about_after_a_pause,
                a_line_says_all_that_it_was_given,
                a_line_may_belong_to_no_job,
                a_job_shows_how_it_ended,
                what_is_held_for_the_same_reason_has_its_line_already,
                the_pause_of_a_held_job_grows_with_its_age,
                an_ending_without_a_link_keeps_the_present_one_and_knows_the_new_content,
                going_again_stores_what_was_learnt,
                what_follows_obeys_the_rules_of_what_comes_in,
                a_record_belongs_to_the_books_that_it_was_sent_to,
                one_of_many_processes_settles,
            }
            rescue {
                a_dead_owner_without_a_mark_gives_the_job_back,
                a_dead_owner_with_a_mark_leaves_an_unknown_outcome,
                a_lease_that_has_ended_counts_as_dead,
                a_living_owner_keeps_its_job,
                a_dead_owner_is_asked_for_by_name_and_its_jobs_come_back_once,
                a_dead_owner_with_a_successor_makes_way_for_it_unless_it_sent,
                processes_that_rescue_at_once_rescue_each_job_once,
                lanes_of_the_dead_are_free_soon_and_those_of_the_living_stay,
                what_a_clock_that_was_ahead_wrote_passes_as_it_was_meant,
                clocks_that_differ_a_little_change_nothing,
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
                a_retry_is_a_new_start_in_front_and_keeps_the_code,
                what_a_person_holds_says_so,
                what_a_person_cancels_says_so,
                sending_all_leaves_what_is_in_front_and_what_cannot_go,
                a_record_that_is_taken_out_stays_out_until_it_is_let_in,
                taking_out_leaves_what_is_under_way_and_what_a_person_cancelled,
                what_there_is_of_records_is_their_newest_content,
                held_jobs_are_counted_and_woken_by_code_and_age,
                people_and_drains_that_meet_leave_every_job_in_one_state,
            }
            links {
                links_are_found_by_key_number_id_and_name,
                every_field_of_a_link_comes_back_and_is_replaced_with_the_rest,
                links_of_alike_keys_connections_and_kinds_do_not_meet,
                several_records_may_share_one_in_xero,
                later_documents_stay_with_the_contact_of_the_first,
                a_doubted_link_keeps_all_but_what_it_was_confirmed_with,
                a_record_whose_link_is_gone_is_taken_again,
                screens_see_links_of_a_record_in_the_books_that_are_connected,
                ids_of_one_organisation_are_put_aside_and_come_back,
                what_is_linked_or_may_be_counts_once,
                the_day_on_which_an_invoice_was_first_called_paid_is_kept,
            }
            records {
                a_long_silence_is_remembered,
                an_older_copy_that_is_put_back_is_noticed_at_once,
                a_doubt_forgets_what_was_looked_up_before,
                who_claims_or_sends_uses_the_store,
                a_doubt_from_a_clock_that_was_ahead_is_of_now,
                what_a_clock_that_was_ahead_settled_is_not_newer_than_a_doubt,
                a_record_stands_as_its_worst_job_does,
                a_record_is_in_xero_as_what_it_mainly_becomes,
                changes_are_told_in_their_order_once_and_in_portions,
                a_line_is_shown_with_what_was_exchanged,
                exchanges_go_before_their_lines,
                a_person_is_forgotten_in_queue_log_and_links,
                a_guest_is_forgotten_by_key_and_address,
                what_may_be_in_xero_is_not_erased,
            }
            runs {
                a_portion_and_its_position_are_stored_together_and_once,
                a_new_run_ends_the_one_before,
                a_run_that_was_ended_takes_no_more_portions,
                cancelling_takes_back_only_what_waits_of_the_history,
                positions_have_names,
                every_field_of_a_run_comes_back_and_moves,
                a_run_that_is_paused_takes_no_portions_and_goes_on,
                an_end_says_when,
                a_new_run_ends_what_goes_on_of_its_own_connection,
                processes_that_bring_the_same_portion_move_it_once,
                history_is_counted_by_state_since_a_time,
                taking_history_back_leaves_what_is_under_way_stuck_or_came_later,
            }
            queries {
                screens_page_filter_sort_and_search,
                every_public_field_of_the_queue_has_its_name_place_and_value,
                every_public_field_can_be_filtered_and_sorted_by,
                numbers_are_compared_as_numbers_and_may_come_as_texts,
                times_may_be_days_or_moments,
                what_has_no_value_is_found_by_null_only,
                a_list_may_be_empty_or_longer_than_a_database_binds,
                letters_from_a_to_z_match_in_any_case_where_texts_are_searched,
                alike_texts_are_told_apart_by_filters,
                the_queue_is_searched_in_number_message_record_and_key,
                filters_and_search_are_all_met_at_once,
                pages_hold_what_was_asked_for_in_a_sure_order,
                a_question_that_makes_no_sense_is_refused,
                jobs_are_counted_by_connection_record_kind_and_state,
                stuck_jobs_are_counted_by_reason_and_subject,
                the_log_is_filtered_by_the_store_view_of_what_was_sent,
            }
            prune {
                pruning_keeps_open_jobs_and_links,
                age_is_counted_from_the_last_change_and_ends_with_the_moment,
                what_may_be_in_xero_is_never_pruned,
                a_number_that_was_given_is_never_given_again,
                a_check_changes_nothing_in_a_sound_store,
            }
            damage {
                a_store_says_how_it_stands,
                one_row_that_cannot_be_read_stops_nothing,
                what_a_damaged_row_may_have_sent_is_looked_up_by_the_next_of_its_record,
                a_newer_row_takes_over_what_a_damaged_one_may_have_sent,
                words_that_nobody_knows_are_found_by_the_check_and_counted_as_nothing,
                a_damaged_row_is_removed_by_a_person_and_by_nothing_else,
                a_person_is_erased_beside_a_damaged_row,
            }
            known {
                a_contact_is_found_by_number_name_or_address,
                what_is_read_again_replaces_what_was_known,
                of_many_that_match_three_are_told_active_ones_first,
                alike_numbers_are_different_contacts,
                a_contact_is_new_as_long_as_it_waits_without_a_link,
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
                nothing_is_known_of_an_organisation_before_its_first_call,
                what_is_used_is_told_in_full,
                calls_that_would_not_last_for_the_day_are_spread,
                an_answer_counts_once_and_where_it_was_asked,
                a_limit_below_nothing_is_none,
                the_day_begins_anew_after_a_day,
                calls_are_shown_by_day_and_minute_with_their_purpose,
                lanes_are_shared_by_all_processes,
            }
            sessions {
                settings_are_stored_when_they_changed,
                a_connection_begins_as_its_settings_say,
                tokens_are_kept_and_forgotten,
                one_process_renews_at_a_time,
                a_state_is_taken_back_once_and_not_too_late,
                what_xero_offers_is_kept_by_connection,
                every_field_of_a_connection_comes_back,
                a_connection_that_is_not_there_is_not_made_by_what_belongs_to_it,
                a_custom_connection_has_one_token_only,
                settings_that_lose_their_credentials_end_the_connection_and_keep_what_it_has,
                another_key_of_the_shop_opens_no_secret_and_says_so,
                a_new_key_of_the_shop_seals_everything_again,
                one_of_many_processes_may_renew,
                a_lock_from_a_clock_that_was_ahead_ends,
                a_consent_that_is_not_decided_comes_back_whole_and_is_replaced,
                consents_that_nobody_came_back_from_are_forgotten_after_a_day,
                one_of_many_processes_takes_a_state_back,
                one_process_does_something_for_all_until_a_time,
                a_lease_from_a_clock_that_was_ahead_ends,
                one_of_many_processes_has_the_lease,
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

macro_rules! ignored_tests_of {
    ({ $factory:expr, $why:literal } $($subject:ident { $($case:ident,)+ })+) => {
        $(mod $subject {
            $(#[test]
            #[ignore = $why]
            fn $case() {
                $crate::store::conformance::$subject::$case(&$factory);
            })+
        })+
    };
}
pub(crate) use ignored_tests_of;

/// What every store must do, as one small story.
pub type Case = fn(&dyn Factory);

macro_rules! table_of {
    ({} $($subject:ident { $($case:ident,)+ })+) => {
        &[$($((concat!(stringify!($subject), "::", stringify!($case)), $subject::$case),)+)+]
    };
}
pub(crate) use table_of;

/// Every case with its name.
pub const CASES: &[(&str, Case)] = every_case!(table_of,);

/// Runs every case on the stores of a factory, each on a place of its own and as a test of its own; `ignore = "…"` where that needs something
/// that is not always there.
macro_rules! conformance {
    ($store:ident, $factory:expr) => {
        mod $store {
            $crate::store::conformance::every_case!(tests_of, $factory);
        }
    };
    ($store:ident, $factory:expr, ignore = $why:literal) => {
        mod $store {
            $crate::store::conformance::every_case!(ignored_tests_of, $factory, $why);
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
        message: Message::words(code),
        ..LogLine::default()
    }
}

/// A question for as many rows as a page may have.
pub fn all() -> Query {
    Query {
        page_size: 10_000,
        ..Query::default()
    }
}

/// Filters (field, condition, value) as a screen writes them.
pub fn filters(filters: &[(&str, &str, Value)]) -> Vec<Filter> {
    let each = filters.iter();
    let written: Vec<_> = each
        .map(|(field, condition, value)| json!({ "field": field, "condition": condition, "value": value }))
        .collect();
    engine::query(&json!({ "filters": written })).expect("filters").filters
}

/// The rows of a page as a screen gets them.
pub fn shown(page: &Page) -> Vec<Value> {
    page.items.iter().map(|row| Value::Object(engine::shown(row))).collect()
}

/// Rows of the log, oldest first.
pub fn log(store: &dyn JobStore) -> Vec<Value> {
    let mut lines = shown(&store.log(&all()).unwrap());
    lines.reverse();
    lines
}

/// The connection "default", disconnected.
pub fn connection(store: &dyn SessionStore) {
    store
        .configure("default", "{}", &Secret::new("secret"), "hash", true, NOW)
        .unwrap();
}

/// A job that is settled with a link.
pub fn linked(store: &dyn JobStore, job: &NewJob, link: Link, now: i64) {
    store.enqueue(std::slice::from_ref(job), now).unwrap();
    let taken = store
        .claim(
            &job.connection,
            job.kind,
            State::Waiting,
            1,
            i64::MAX,
            "elsewhere:1:1",
            now + 60_000,
            now,
        )
        .unwrap()
        .remove(0);
    assert_eq!(taken.key, job.key, "another job waits");
    let done = Settled::Done {
        link: Some(Box::new(link)),
        next: Vec::new(),
    };
    assert!(store.settle(&taken, &done, &LogLine::default(), now).unwrap());
}

/// An invoice that is held for a reason.
pub fn held(store: &dyn JobStore, number: &str, code: &str, now: i64) -> i64 {
    store.enqueue(&[job(Kind::Invoice, number, "x")], now).unwrap();
    let taken = take(store, now);
    assert!(store.settle(&taken, &Settled::Held, &line(code), now).unwrap());
    taken.id
}

/// Texts that a store must tell from each other, however alike they look: by case, accent, width and blanks at the end.
pub const ALIKE: [&str; 8] = ["a", "A", "a ", " a", "\u{e4}", "a\u{308}", "\u{ff41}", "\u{1f680}"];

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
    shown(&store.jobs(&query).unwrap())
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

pub fn row_by_id(store: &dyn JobStore, id: i64) -> Value {
    rows(store).into_iter().find(|row| row["id"] == id).expect("a row")
}
