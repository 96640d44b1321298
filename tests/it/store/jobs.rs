//! The queue: what comes in, who works on what, how it ends.

use std::path::Path;

use ledgerline::queue::{Enqueued, HISTORY, Kind, Link, LogLine, Query, Settled, State};

use super::{
    Factory, NOW, bystander, claim, conformance, departure, done, job, line, row, row_id, rows, state_of, take,
};

conformance!(
    a_newer_snapshot_replaces_the_one_that_waits,
    an_unchanged_snapshot_is_dropped,
    a_running_job_gets_one_successor,
    the_successor_waits_until_the_running_one_has_ended,
    a_job_that_only_fills_a_gap_never_replaces,
    what_was_settled_unchanged_is_not_taken_again_unless_a_person_or_new_settings_ask,
    claims_go_by_priority_and_then_by_age,
    a_claimed_job_cannot_be_claimed_twice,
    only_the_holder_of_the_fence_settles,
    settling_changes_no_other_row,
    done_stores_the_link_and_what_follows_at_once,
    held_jobs_wake_when_their_time_has_come_or_all_are_asked_for,
    a_retry_waits_for_its_time_and_counts_its_attempt,
    an_unknown_job_keeps_its_claim_and_is_claimed_as_such_only,
    a_dead_owner_without_a_mark_gives_the_job_back,
    a_dead_owner_with_a_mark_leaves_an_unknown_outcome,
    a_lease_that_has_ended_counts_as_dead,
    a_living_owner_keeps_its_job,
    a_mark_needs_the_fence,
    giving_back_keeps_a_marked_job_unknown,
    a_settled_job_with_a_successor_makes_way_for_it,
    retry_hold_and_cancel_touch_the_named_rows_only,
    retry_by_code_takes_all_of_that_code,
    what_a_person_sends_goes_first_with_all_that_stands_for_it,
    retrying_all_leaves_what_a_person_put_on_hold,
    sending_all_brings_new_business_forward_and_leaves_history_where_it_is,
    what_a_person_holds_is_not_woken_by_a_drain,
    a_cancelled_job_comes_back_when_its_record_changes,
    pruning_keeps_open_jobs_and_links,
    screens_page_filter_sort_and_search,
    links_are_found_by_key_number_id_and_name,
);

fn a_newer_snapshot_replaces_the_one_that_waits(new: &Factory, folder: &Path) {
    let store = new(folder);
    let other = bystander(&*store);
    store.enqueue(&[job(Kind::Invoice, "1", "old")], NOW).unwrap();
    let tally = store.enqueue(&[job(Kind::Invoice, "1", "new")], NOW + 1).unwrap();
    assert_eq!(
        tally,
        Enqueued {
            replaced: 1,
            ..Enqueued::default()
        }
    );
    let taken = take(&*store, NOW + 2);
    assert_eq!(taken.snapshot_hash, "new");
    assert_eq!(rows(&*store).len(), 2);
    assert_eq!(row(&*store, "bystander"), other);
}

fn an_unchanged_snapshot_is_dropped(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "same")], NOW).unwrap();
    let tally = store.enqueue(&[job(Kind::Invoice, "1", "same")], NOW).unwrap();
    assert_eq!(
        tally,
        Enqueued {
            unchanged: 1,
            ..Enqueued::default()
        }
    );
    take(&*store, NOW);
    assert_eq!(
        store
            .enqueue(&[job(Kind::Invoice, "1", "same")], NOW)
            .unwrap()
            .unchanged,
        1,
        "while it runs"
    );
}

fn a_running_job_gets_one_successor(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "first")], NOW).unwrap();
    take(&*store, NOW);
    assert_eq!(
        store
            .enqueue(&[job(Kind::Invoice, "1", "second")], NOW)
            .unwrap()
            .accepted,
        1
    );
    assert_eq!(
        store
            .enqueue(&[job(Kind::Invoice, "1", "third")], NOW)
            .unwrap()
            .replaced,
        1
    );
    assert_eq!(state_of(&*store, "1"), ["running", "waiting"]);
}

fn the_successor_waits_until_the_running_one_has_ended(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "first")], NOW).unwrap();
    let first = take(&*store, NOW);
    store.enqueue(&[job(Kind::Invoice, "1", "second")], NOW).unwrap();
    assert!(claim(&*store, Kind::Invoice, State::Waiting, 9, NOW).is_empty());
    assert!(store.ready("default", i64::MAX, NOW).unwrap().is_empty());
    assert!(store.settle(&first, &done("x1"), &line(""), NOW).unwrap());
    assert_eq!(take(&*store, NOW).snapshot_hash, "second");
}

fn a_job_that_only_fills_a_gap_never_replaces(new: &Factory, folder: &Path) {
    let store = new(folder);
    let mut gap = job(Kind::Contact, "1", "from a document");
    gap.only_if_absent = true;
    store.enqueue(&[job(Kind::Contact, "1", "own")], NOW).unwrap();
    assert_eq!(store.enqueue(&[gap.clone()], NOW).unwrap().unchanged, 1);
    let own = claim(&*store, Kind::Contact, State::Waiting, 9, NOW).remove(0);
    assert_eq!(own.snapshot_hash, "own");
    assert_eq!(
        store.enqueue(&[gap.clone()], NOW).unwrap().unchanged,
        1,
        "while it runs"
    );
    store.settle(&own, &done("c1"), &line(""), NOW).unwrap();
    assert_eq!(
        store.enqueue(&[gap], NOW).unwrap().unchanged,
        1,
        "when the link is there"
    );
}

fn what_was_settled_unchanged_is_not_taken_again_unless_a_person_or_new_settings_ask(new: &Factory, folder: &Path) {
    let store = new(folder);
    let mut same = job(Kind::Invoice, "1", "same");
    store.enqueue(&[same.clone()], NOW).unwrap();
    store.settle(&take(&*store, NOW), &done("x1"), &line(""), NOW).unwrap();
    assert_eq!(store.enqueue(&[same.clone()], NOW).unwrap().unchanged, 1);
    same.settings_hash = "other settings".into();
    assert_eq!(
        store.enqueue(&[same.clone()], NOW).unwrap().unchanged,
        1,
        "an event does not compare settings"
    );
    same.compare_settings = true;
    assert_eq!(
        store.enqueue(&[same.clone()], NOW).unwrap().accepted,
        1,
        "Sync All does"
    );
    store.settle(&take(&*store, NOW), &done("x1"), &line(""), NOW).unwrap();
    same.compare_settings = false;
    same.force = true;
    assert_eq!(
        store.enqueue(&[same], NOW).unwrap().accepted,
        1,
        "a person asked for it"
    );
}

fn claims_go_by_priority_and_then_by_age(new: &Factory, folder: &Path) {
    let store = new(folder);
    for (key, priority) in [("history", HISTORY), ("late", 10), ("later", 10), ("manual", 0)] {
        let mut one = job(Kind::Invoice, key, key);
        one.priority = priority;
        store.enqueue(&[one], NOW).unwrap();
    }
    let order: Vec<String> = (0..4).map(|_| take(&*store, NOW).number).collect();
    assert_eq!(order, ["manual", "late", "later", "history"]);
}

fn a_claimed_job_cannot_be_claimed_twice(new: &Factory, folder: &Path) {
    let store = new(folder);
    let jobs: Vec<_> = (0..200).map(|n| job(Kind::Invoice, &format!("{n}"), "x")).collect();
    store.enqueue(&jobs, NOW).unwrap();
    let mut all: Vec<i64> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| {
                let own = new(folder);
                scope.spawn(move || {
                    let mut taken = Vec::new();
                    loop {
                        let some = claim(&*own, Kind::Invoice, State::Waiting, 7, NOW);
                        if some.is_empty() {
                            return taken;
                        }
                        taken.extend(some.into_iter().map(|job| job.id));
                    }
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    all.sort_unstable();
    let count = all.len();
    all.dedup();
    assert_eq!((count, all.len()), (200, 200));
}

fn only_the_holder_of_the_fence_settles(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let old = take(&*store, NOW);
    store.rescue(NOW + 100_000, &|_| false, &|_| 0).unwrap();
    let new = take(&*store, NOW + 100_000);
    for settled in [
        done("x"),
        Settled::Held,
        Settled::Failed,
        Settled::Retry {
            not_before_ms: 0,
            counted: true,
        },
        Settled::Unknown { not_before_ms: 0 },
    ] {
        let before = row(&*store, "1");
        assert!(
            !store.settle(&old, &settled, &line("late"), NOW + 100_001).unwrap(),
            "{settled:?}"
        );
        assert_eq!(row(&*store, "1"), before, "{settled:?}");
    }
    assert_eq!(
        store
            .log(&Query {
                page_size: 100,
                ..Query::default()
            })
            .unwrap()
            .total,
        0,
        "a fenced process wrote a line"
    );
    assert_eq!(store.link("default", Kind::Invoice, "1").unwrap(), None);
    assert!(store.settle(&new, &done("x"), &line(""), NOW + 100_002).unwrap());
    assert!(
        !store.settle(&new, &done("x"), &line(""), NOW + 100_003).unwrap(),
        "settled twice"
    );
}

fn settling_changes_no_other_row(new: &Factory, folder: &Path) {
    let store = new(folder);
    let other = bystander(&*store);
    for (number, settled) in [
        ("1", done("x")),
        ("2", Settled::Held),
        ("3", Settled::Failed),
        (
            "4",
            Settled::Retry {
                not_before_ms: NOW + 9_000_000,
                counted: true,
            },
        ),
        ("5", Settled::Unknown { not_before_ms: NOW }),
    ] {
        store.enqueue(&[job(Kind::Invoice, number, "x")], NOW).unwrap();
        let taken = take(&*store, NOW);
        assert!(store.settle(&taken, &settled, &line("c"), NOW).unwrap());
        assert_eq!(row(&*store, "bystander"), other, "{settled:?}");
    }
    let ends: Vec<String> = ["1", "2", "3", "4", "5"]
        .iter()
        .flat_map(|number| state_of(&*store, number))
        .collect();
    assert_eq!(ends, ["done", "held", "failed", "waiting", "unknown"]);
}

fn done_stores_the_link_and_what_follows_at_once(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    let Settled::Done { link, .. } = done("id-1") else {
        unreachable!()
    };
    let next = vec![job(Kind::Payment, "1", "x")];
    store
        .settle(&taken, &Settled::Done { link, next }, &line(""), NOW)
        .unwrap();
    assert_eq!(
        store.link("default", Kind::Invoice, "1").unwrap().unwrap().xero_id,
        "id-1"
    );
    assert_eq!(claim(&*store, Kind::Payment, State::Waiting, 9, NOW).len(), 1);
}

fn held_jobs_wake_when_their_time_has_come_or_all_are_asked_for(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    store
        .settle(&take(&*store, NOW), &Settled::Held, &line("account_missing"), NOW)
        .unwrap();
    assert_eq!(
        store.held_codes("default").unwrap(),
        [("account_missing".to_owned(), 1)]
    );
    assert_eq!(store.wake_held("default", false, NOW + 60_000).unwrap(), 0);
    assert_eq!(store.wake_held("other", true, NOW + 60_000).unwrap(), 0);
    assert_eq!(store.wake_held("default", true, NOW + 60_000).unwrap(), 1);
    store
        .settle(
            &take(&*store, NOW + 60_000),
            &Settled::Held,
            &line("account_missing"),
            NOW + 60_000,
        )
        .unwrap();
    assert_eq!(store.wake_held("default", false, NOW + 24 * 3_600_000).unwrap(), 1);
}

fn a_retry_waits_for_its_time_and_counts_its_attempt(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let snooze = Settled::Retry {
        not_before_ms: NOW + 5_000,
        counted: false,
    };
    store
        .settle(&take(&*store, NOW), &snooze, &line("limit_minute"), NOW)
        .unwrap();
    assert!(claim(&*store, Kind::Invoice, State::Waiting, 9, NOW + 4_999).is_empty());
    assert_eq!(
        store.next_ready_ms("default", State::Waiting, i64::MAX).unwrap(),
        Some(NOW + 5_000)
    );
    let again = take(&*store, NOW + 5_000);
    assert_eq!((again.attempts, again.code.as_str()), (0, "limit_minute"));
    let counted = Settled::Retry {
        not_before_ms: 0,
        counted: true,
    };
    store.settle(&again, &counted, &line("not_sent"), NOW + 5_000).unwrap();
    assert_eq!(take(&*store, NOW + 5_000).attempts, 1);
}

fn an_unknown_job_keeps_its_claim_and_is_claimed_as_such_only(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    assert_eq!(store.mark_sent(&[departure(&taken)], "key", NOW + 7).unwrap(), 1);
    store
        .settle(
            &taken,
            &Settled::Unknown {
                not_before_ms: NOW + 100,
            },
            &line("unknown_outcome"),
            NOW,
        )
        .unwrap();
    assert!(claim(&*store, Kind::Invoice, State::Waiting, 9, NOW + 200).is_empty());
    let looked_up = claim(&*store, Kind::Invoice, State::Unknown, 9, NOW + 200).remove(0);
    assert_eq!(
        (looked_up.sent_at_ms, looked_up.sent_note.as_deref()),
        (Some(NOW + 7), Some("note"))
    );
    assert_eq!((looked_up.mark.as_str(), looked_up.sent_to.as_str()), ("mark", "org"));
    // A process that dies while it looks up leaves it unknown.
    store.rescue(NOW + 100_000, &|_| true, &|_| 0).unwrap();
    assert_eq!(state_of(&*store, "1"), ["unknown"]);
}

fn a_dead_owner_without_a_mark_gives_the_job_back(new: &Factory, folder: &Path) {
    let store = new(folder);
    let other = bystander(&*store);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    take(&*store, NOW);
    assert_eq!(store.rescue(NOW + 1, &|_| true, &|_| 5_000).unwrap(), 1);
    assert_eq!(state_of(&*store, "1"), ["waiting"]);
    assert_eq!(take(&*store, NOW + 1).attempts, 1);
    assert_eq!(row(&*store, "bystander"), other);
}

fn a_dead_owner_with_a_mark_leaves_an_unknown_outcome(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    store.mark_sent(&[departure(&taken)], "key", NOW + 10).unwrap();
    assert_eq!(store.rescue(NOW + 20, &|_| true, &|_| 5_000).unwrap(), 1);
    assert_eq!(state_of(&*store, "1"), ["unknown"]);
    assert_eq!(
        store.next_ready_ms("default", State::Unknown, i64::MAX).unwrap(),
        Some(NOW + 5_010)
    );
}

fn a_lease_that_has_ended_counts_as_dead(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    take(&*store, NOW);
    assert_eq!(store.rescue(NOW + 59_999, &|_| false, &|_| 0).unwrap(), 0);
    assert_eq!(store.rescue(NOW + 60_000, &|_| false, &|_| 0).unwrap(), 1);
}

fn a_living_owner_keeps_its_job(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let taken = take(&*store, NOW);
    store
        .rescue(NOW + 1, &|owner| owner != "elsewhere:1:1", &|_| 0)
        .unwrap();
    assert!(store.settle(&taken, &done("x"), &line(""), NOW + 2).unwrap());
}

fn a_mark_needs_the_fence(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let old = take(&*store, NOW);
    store.rescue(NOW + 60_000, &|_| false, &|_| 0).unwrap();
    assert_eq!(
        store.mark_sent(&[departure(&old)], "key", NOW).unwrap(),
        0,
        "waiting again"
    );
    let new = take(&*store, NOW + 60_000);
    assert_eq!(store.mark_sent(&[departure(&old)], "key", NOW).unwrap(), 0, "another's");
    assert_eq!(store.mark_sent(&[departure(&new)], "key", NOW).unwrap(), 1);
}

fn giving_back_keeps_a_marked_job_unknown(new: &Factory, folder: &Path) {
    let store = new(folder);
    store
        .enqueue(&[job(Kind::Invoice, "1", "x"), job(Kind::Invoice, "2", "x")], NOW)
        .unwrap();
    let (marked, other) = (take(&*store, NOW), take(&*store, NOW));
    store.mark_sent(&[departure(&marked)], "key", NOW).unwrap();
    store
        .release(&[(marked.id, marked.fence), (other.id, other.fence)], 0, NOW)
        .unwrap();
    assert_eq!(
        (state_of(&*store, "1"), state_of(&*store, "2")),
        (vec!["unknown".into()], vec!["waiting".to_owned()])
    );
}

fn a_settled_job_with_a_successor_makes_way_for_it(new: &Factory, folder: &Path) {
    let store = new(folder);
    for (number, settled) in [
        ("1", Settled::Held),
        ("2", Settled::Failed),
        (
            "3",
            Settled::Retry {
                not_before_ms: NOW,
                counted: true,
            },
        ),
    ] {
        store.enqueue(&[job(Kind::Invoice, number, "old")], NOW).unwrap();
        let taken = take(&*store, NOW);
        store.enqueue(&[job(Kind::Invoice, number, "new")], NOW).unwrap();
        assert!(store.settle(&taken, &settled, &line("c"), NOW).unwrap());
        assert_eq!(state_of(&*store, number), ["done", "waiting"], "{settled:?}");
        let next = take(&*store, NOW);
        assert_eq!(next.snapshot_hash, "new");
        store.settle(&next, &done(number), &LogLine::default(), NOW).unwrap();
    }
}

fn retry_hold_and_cancel_touch_the_named_rows_only(new: &Factory, folder: &Path) {
    let store = new(folder);
    let other = bystander(&*store);
    store
        .enqueue(&[job(Kind::Invoice, "1", "x"), job(Kind::Invoice, "2", "x")], NOW)
        .unwrap();
    let id = row_id(&*store, "1");
    assert_eq!(store.hold(&[id, 9_999], NOW).unwrap(), 1);
    assert_eq!(row(&*store, "1")["code"], "held_by_person");
    assert_eq!(store.retry(Some(&[id]), None, NOW).unwrap(), 1);
    assert_eq!(state_of(&*store, "1"), ["waiting"]);
    assert_eq!(store.cancel(&[id], NOW).unwrap(), 1);
    assert_eq!(state_of(&*store, "1"), ["cancelled"]);
    assert_eq!(store.hold(&[id], NOW).unwrap(), 0, "a cancelled job cannot be held");
    let running = take(&*store, NOW);
    assert_eq!(running.number, "2");
    assert_eq!(
        store.cancel(&[running.id], NOW).unwrap(),
        0,
        "a running job cannot be cancelled"
    );
    assert_eq!(store.retry(Some(&[running.id]), None, NOW).unwrap(), 0);
    assert_eq!(row(&*store, "bystander"), other);
}

fn retry_by_code_takes_all_of_that_code(new: &Factory, folder: &Path) {
    let store = new(folder);
    for (number, code) in [("1", "a"), ("2", "b"), ("3", "a")] {
        store.enqueue(&[job(Kind::Invoice, number, "x")], NOW).unwrap();
        store
            .settle(&take(&*store, NOW), &Settled::Held, &line(code), NOW)
            .unwrap();
    }
    assert_eq!(store.retry(None, Some("a"), NOW).unwrap(), 2);
    assert_eq!(state_of(&*store, "2"), ["held"]);
    assert_eq!(store.retry(None, None, NOW).unwrap(), 1);
}

fn what_a_person_sends_goes_first_with_all_that_stands_for_it(new: &Factory, folder: &Path) {
    let store = new(folder);
    let other = bystander(&*store);
    let mut payment = job(Kind::Payment, "1", "x");
    payment.key = "invoice:1".into();
    store.enqueue(&[payment], NOW).unwrap();
    let claimed = claim(&*store, Kind::Payment, State::Waiting, 9, NOW).remove(0);
    store
        .settle(&claimed, &Settled::Held, &line("account_invalid"), NOW)
        .unwrap();
    let mut asked = job(Kind::Invoice, "1", "x");
    asked.priority = 10;
    store.enqueue(&[asked.clone()], NOW).unwrap();
    asked.force = true;
    asked.priority = 0;
    let tally = store.enqueue(&[asked], NOW + 1).unwrap();
    assert_eq!(
        tally,
        Enqueued {
            waiting: 1,
            ..Enqueued::default()
        }
    );
    for kind in [Kind::Invoice, Kind::Payment] {
        let found = claim(&*store, kind, State::Waiting, 9, NOW + 1);
        let urgent: Vec<_> = found
            .iter()
            .filter(|one| one.priority == 0)
            .map(|one| one.number.clone())
            .collect();
        assert_eq!(urgent, ["1"], "{kind:?}");
        let ids: Vec<_> = found.iter().map(|one| (one.id, one.fence)).collect();
        store.release(&ids, 0, NOW + 1).unwrap();
    }
    assert_eq!(row(&*store, "bystander")["state"], other["state"]);
}

fn retrying_all_leaves_what_a_person_put_on_hold(new: &Factory, folder: &Path) {
    let store = new(folder);
    store
        .enqueue(&[job(Kind::Invoice, "1", "x"), job(Kind::Invoice, "2", "x")], NOW)
        .unwrap();
    store.hold(&[row_id(&*store, "1")], NOW).unwrap();
    store
        .settle(&take(&*store, NOW), &Settled::Held, &line("tax_rate_unmapped"), NOW)
        .unwrap();
    assert_eq!(store.retry(None, None, NOW + 1).unwrap(), 1);
    assert_eq!(state_of(&*store, "1"), ["held"]);
    let released = row(&*store, "2");
    assert_eq!(
        (released["state"].as_str(), released["message"].as_str()),
        (Some("waiting"), Some(""))
    );
    assert_eq!(store.retry(Some(&[row_id(&*store, "1")]), None, NOW + 2).unwrap(), 1);
}

fn sending_all_brings_new_business_forward_and_leaves_history_where_it_is(new: &Factory, folder: &Path) {
    let store = new(folder);
    for (number, priority) in [("held", 10), ("history", HISTORY), ("new", 10)] {
        let mut one = job(Kind::Invoice, number, "x");
        one.priority = priority;
        store.enqueue(&[one], NOW).unwrap();
        if number == "held" {
            store
                .settle(&take(&*store, NOW), &Settled::Held, &line("tax_rate_unmapped"), NOW)
                .unwrap();
        }
    }
    assert_eq!(store.send_all(NOW + 1).unwrap(), 2);
    let priority = |number| row(&*store, number)["priority"].as_i64();
    assert_eq!(
        [priority("held"), priority("new"), priority("history")],
        [Some(0), Some(5), Some(HISTORY)]
    );
}

fn what_a_person_holds_is_not_woken_by_a_drain(new: &Factory, folder: &Path) {
    let store = new(folder);
    let other = bystander(&*store);
    assert_eq!(store.wake_held("default", true, NOW + 90 * 86_400_000).unwrap(), 0);
    assert_eq!(row(&*store, "bystander"), other);
}

fn a_cancelled_job_comes_back_when_its_record_changes(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    store.cancel(&[row_id(&*store, "1")], NOW).unwrap();
    assert_eq!(
        store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap().unchanged,
        1
    );
    assert_eq!(state_of(&*store, "1"), ["cancelled"]);
    assert_eq!(
        store
            .enqueue(&[job(Kind::Invoice, "1", "changed")], NOW)
            .unwrap()
            .replaced,
        1
    );
    assert_eq!(state_of(&*store, "1"), ["waiting"]);
}

fn pruning_keeps_open_jobs_and_links(new: &Factory, folder: &Path) {
    let store = new(folder);
    let other = bystander(&*store);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    store.settle(&take(&*store, NOW), &done("x1"), &line("c"), NOW).unwrap();
    store.enqueue(&[job(Kind::Invoice, "2", "x")], NOW).unwrap();
    assert_eq!(store.prune(NOW, NOW).unwrap(), (0, 0), "nothing is older");
    assert_eq!(store.prune(NOW + 1, NOW + 1).unwrap(), (1, 1));
    assert_eq!(state_of(&*store, "2"), ["waiting"]);
    assert_eq!(row(&*store, "bystander"), other);
    assert!(store.link("default", Kind::Invoice, "1").unwrap().is_some());
    assert_eq!(
        store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap().unchanged,
        1,
        "the link still knows it"
    );
}

fn screens_page_filter_sort_and_search(new: &Factory, folder: &Path) {
    let store = new(folder);
    let jobs: Vec<_> = (1..=25)
        .map(|n| job(Kind::Invoice, &format!("10%_{n:02}"), "x"))
        .collect();
    store.enqueue(&jobs, NOW).unwrap();
    let page = |query: Query| store.jobs(&query).unwrap();
    let third = page(Query {
        sort: "number".into(),
        ascending: true,
        page: 3,
        page_size: 10,
        ..Query::default()
    });
    assert_eq!((third.total, third.items.len()), (25, 5));
    assert_eq!(third.items[0]["number"], "10%_21");
    assert_eq!(
        page(Query {
            search: "%_0".into(),
            page_size: 50,
            ..Query::default()
        })
        .total,
        9,
        "signs of LIKE are meant as they are"
    );
    let filter = |condition: &str, value: serde_json::Value| {
        page(Query {
            filters: vec![("number".into(), condition.into(), value)],
            page_size: 50,
            ..Query::default()
        })
        .total
    };
    assert_eq!(filter("eq", "10%_07".into()), 1);
    assert_eq!(filter("in", serde_json::json!(["10%_07", "10%_08", "x"])), 2);
    assert_eq!(filter("nin", serde_json::json!(["10%_07"])), 24);
    assert_eq!(filter("like", "%2_".into()), 6);
    assert_eq!(filter("eq", "' OR 1 = 1 --".into()), 0);
    let unknown = Query {
        filters: vec![("nonsense".into(), "eq".into(), "1".into())],
        ..Query::default()
    };
    assert_eq!(store.jobs(&unknown).unwrap_err().code, "query_invalid");
}

fn links_are_found_by_key_number_id_and_name(new: &Factory, folder: &Path) {
    let store = new(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let Settled::Done {
        link: Some(mut link), ..
    } = done("id-1")
    else {
        unreachable!()
    };
    link.note = Some("Ann Lee".into());
    store
        .settle(
            &take(&*store, NOW),
            &Settled::Done {
                link: Some(link.clone()),
                next: Vec::new(),
            },
            &line(""),
            NOW,
        )
        .unwrap();
    assert_eq!(
        store
            .link_by_number("default", Kind::Invoice, "id-1")
            .unwrap()
            .unwrap()
            .0,
        "1"
    );
    assert_eq!(
        store
            .link_by_xero_id("default", Kind::Invoice, "id-1")
            .unwrap()
            .unwrap()
            .1,
        Link {
            settled_at_ms: NOW,
            ..*link.clone()
        }
    );
    assert_eq!(store.link_by_xero_id("default", Kind::Payment, "id-1").unwrap(), None);
    assert_eq!(
        store.links_with_note("default", Kind::Invoice, "ANN lee").unwrap(),
        ["1"]
    );
    store.unlink("default", Kind::Invoice, "1").unwrap();
    assert_eq!(store.link("default", Kind::Invoice, "1").unwrap(), None);
}
