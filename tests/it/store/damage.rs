//! A damaged row is set apart and named; everything else continues, and nothing is guessed.

use std::io::{Seek as _, Write as _};

use ledgerline::engine::DrainOptions;
use ledgerline::queue::{HealthBook as _, owner_of_this_process};
use serde_json::json;

use crate::support::disk::Disk;
use crate::support::fixtures;
use crate::support::shop::{Shop, http};

fn on_disk() -> (Disk, Shop) {
    let disk = Disk::new();
    let shop = Shop::on(disk.clone());
    (disk, shop)
}

fn invoices(count: u32) -> Vec<serde_json::Value> {
    (1..=count).map(|id| fixtures::invoice_of(id, 500_000 + id)).collect()
}

#[test]
fn one_row_that_cannot_be_read_stops_nothing() {
    for damage in [
        "UPDATE job SET snapshot = CAST(x'ff7bff' AS TEXT), packed = NULL WHERE id = ?1",
        "UPDATE job SET number = CAST(x'31c328' AS TEXT) WHERE id = ?1",
        "UPDATE job SET entity = 'nobody' WHERE id = ?1",
    ] {
        let (disk, shop) = on_disk();
        shop.enqueue(&invoices(3));
        let hurt: i64 = disk
            .sqlite()
            .query_row(
                "SELECT id FROM job WHERE kind = 'invoice' ORDER BY id LIMIT 1",
                [],
                |row| row.get(0),
            )
            .unwrap();
        disk.sqlite().execute(damage, [hurt]).unwrap();
        shop.finish();
        assert_eq!(shop.sandbox.count("invoices"), 2, "{damage}");
        assert_eq!(disk.store().damage().unwrap().0, 1, "{damage}");
        let page = shop.queue();
        let apart = page.iter().find(|job| job["id"] == hurt).unwrap();
        assert_eq!(
            (&apart["state"], &apart["code"]),
            (&json!("damaged"), &json!("row_damaged"))
        );
        assert_eq!(shop.jobs("done"), page.len() as i64 - 1, "{damage}");
        // The sweep brings the record again.
        shop.enqueue(&invoices(3));
        shop.finish();
        shop.assert_finished(3, 3);
    }
}

#[test]
fn a_damaged_row_that_may_have_been_sent_is_looked_up_and_not_sent_twice() {
    let (disk, shop) = on_disk();
    shop.enqueue(&invoices(1));
    shop.sandbox.fault("status_500_after_commit", "PUT", "/Invoices");
    let short = DrainOptions {
        seconds: 2,
        ..DrainOptions::default()
    };
    shop.engine.drain(&short, &mut |_| true).unwrap();
    assert_eq!(shop.jobs("unknown"), 1, "{:#?}", shop.queue());
    let hurt = "UPDATE job SET snapshot = CAST(x'ff7bff' AS TEXT), packed = NULL WHERE state = 'unknown'";
    assert_eq!(disk.sqlite().execute(hurt, []).unwrap(), 1);
    shop.finish();
    assert_eq!(disk.store().damage().unwrap().0, 1);
    shop.enqueue(&invoices(1));
    assert_eq!(shop.jobs("unknown"), 1, "{:#?}", shop.queue());
    shop.finish();
    shop.assert_finished(1, 1);
    assert_eq!(shop.sandbox.calls_of("PUT", "/Invoices").len(), 1);
}

#[test]
fn words_that_nobody_knows_are_found_by_the_nightly_check_and_counted_as_nothing() {
    let (disk, shop) = on_disk();
    shop.enqueue(&invoices(2));
    let hurt = "UPDATE job SET kind = 'sonnet' WHERE id = (SELECT MIN(id) FROM job WHERE kind = 'invoice')";
    disk.sqlite().execute(hurt, []).unwrap();
    let counted: i64 = shop.engine.counts().unwrap()["jobs"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["kind"] == "invoice")
        .filter_map(|one| one["count"].as_i64())
        .sum();
    assert_eq!(counted, 1);
    shop.engine.prune(90, 30, 30).unwrap();
    assert_eq!(disk.store().damage().unwrap(), (1, String::new()));
    shop.finish();
    assert_eq!(shop.sandbox.count("invoices"), 1);
}

/// Else the nightly check ends where it meets the damage, and the state of the shop stays "in order".
#[test]
fn a_page_that_was_overwritten_is_told_after_the_nightly_check_however_that_ends() {
    for table in ["job", "log"] {
        let (disk, shop) = on_disk();
        shop.enqueue(&invoices(2));
        shop.finish();
        let sqlite = disk.sqlite();
        let size: u32 = sqlite.query_row("PRAGMA page_size", [], |row| row.get(0)).unwrap();
        // The table's first page and those of its indexes.
        let pages: Vec<u32> = sqlite
            .prepare("SELECT rootpage FROM sqlite_master WHERE tbl_name = ?1 AND rootpage > 0")
            .unwrap()
            .query_map([table], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        sqlite
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .unwrap();
        let mut file = std::fs::OpenOptions::new().write(true).open(disk.file()).unwrap();
        for page in pages {
            file.seek(std::io::SeekFrom::Start(u64::from(page - 1) * u64::from(size)))
                .unwrap();
            file.write_all(&vec![0xa5; usize::try_from(size).unwrap()]).unwrap();
        }
        drop(file);
        let process = shop.other_process(std::sync::Arc::new(http(shop.timeout)), owner_of_this_process());
        let ended = process.prune(90, 30, 30);
        assert_eq!(
            ended.map_err(|error| error.code.clone()),
            Err("store_broken".to_owned()),
            "{table}"
        );
        let (_, found) = disk
            .store()
            .damage()
            .unwrap_or((0, "the rows cannot be read".to_owned()));
        assert_ne!(found, "", "{table}");
    }
}

#[test]
fn a_record_with_a_damaged_link_is_held_and_the_others_go() {
    let (disk, shop) = on_disk();
    shop.enqueue(&invoices(1));
    shop.finish();
    let hurt = "UPDATE link SET xero_id = CAST(x'ffff' AS TEXT) WHERE kind = 'invoice'";
    assert_eq!(disk.sqlite().execute(hurt, []).unwrap(), 1);
    let mut changed = invoices(2);
    changed[0]["totals"]["discount_description"] = json!("changed");
    changed[0]["comment"] = json!("changed");
    shop.engine
        .enqueue(&changed, ledgerline::queue::Purpose::Manual)
        .unwrap();
    shop.finish();
    assert_eq!(shop.sandbox.count("invoices"), 2);
    assert!(
        shop.queue()
            .iter()
            .all(|job| job["state"] == "done" || job["code"] == "link_damaged"),
        "{:#?}",
        shop.queue()
    );
}

/// An invoice whose call was never answered: its job is unknown and holds a claim.
fn unanswered() -> (Disk, Shop) {
    let (disk, shop) = on_disk();
    shop.enqueue(&invoices(1));
    shop.sandbox.fault("status_500_after_commit", "PUT", "/Invoices");
    let short = DrainOptions {
        seconds: 2,
        ..DrainOptions::default()
    };
    shop.engine.drain(&short, &mut |_| true).unwrap();
    assert_eq!(shop.jobs("unknown"), 1, "{:#?}", shop.queue());
    (disk, shop)
}

fn hurt_the_unknown(disk: &Disk) -> i64 {
    disk.sqlite()
        .query_row(
            "UPDATE job SET snapshot = CAST(x'ff7bff' AS TEXT), packed = NULL WHERE state = 'unknown' RETURNING id",
            [],
            |row| row.get(0),
        )
        .unwrap()
}

#[test]
fn a_newer_job_that_waits_already_looks_up_what_the_damaged_one_sent() {
    let (disk, shop) = unanswered();
    let mut changed = invoices(1);
    changed[0]["comment"] = json!("changed");
    shop.engine
        .enqueue(&changed, ledgerline::queue::Purpose::Manual)
        .unwrap();
    hurt_the_unknown(&disk);
    shop.finish();
    assert_eq!(disk.store().damage().unwrap().0, 1);
    assert_eq!(
        shop.sandbox.calls_of("PUT", "/Invoices").len(),
        1,
        "{:#?}",
        shop.queue()
    );
    assert_eq!(shop.sandbox.count("invoices"), 1);
    assert!(
        shop.queue().iter().all(|job| job["state"] != "unknown"),
        "{:#?}",
        shop.queue()
    );
}

#[test]
fn a_damaged_line_is_removed_by_a_person_and_what_it_sent_is_still_looked_up() {
    let (disk, shop) = unanswered();
    let hurt = hurt_the_unknown(&disk);
    shop.finish();
    let store = &shop.store;
    assert_eq!(store.hold(&[hurt], 1).unwrap(), 0);
    assert_eq!(store.retry(Some(&[hurt]), None, 1).unwrap(), 0);
    assert_eq!(store.cancel(&[hurt], 1).unwrap(), 1);
    assert_eq!(disk.store().damage().unwrap(), (0, String::new()));
    shop.enqueue(&invoices(1));
    assert_eq!(shop.jobs("unknown"), 1, "{:#?}", shop.queue());
    shop.finish();
    shop.assert_finished(1, 1);
    assert_eq!(shop.sandbox.calls_of("PUT", "/Invoices").len(), 1);
}

#[test]
fn an_invoice_whose_customer_has_a_damaged_line_takes_a_new_one() {
    let (disk, shop) = on_disk();
    shop.enqueue(&invoices(1));
    let hurt = "UPDATE job SET snapshot = CAST(x'ff7bff' AS TEXT), packed = NULL WHERE kind = 'contact'";
    assert_eq!(disk.sqlite().execute(hurt, []).unwrap(), 1);
    shop.finish();
    assert_eq!(disk.store().damage().unwrap().0, 1);
    shop.assert_finished(1, 1);
}

#[test]
fn a_filter_may_name_any_number_of_ids() {
    let shop = Shop::connected();
    shop.enqueue(&invoices(2));
    let ids: Vec<i64> = (1..=40_000).collect();
    let all = shop.queue().len();
    for (condition, wanted) in [("in", all), ("nin", 0)] {
        let question = json!({ "filters": [{ "field": "id", "condition": condition, "value": ids }] });
        assert_eq!(
            shop.engine.queue_page(&question).unwrap()["total"],
            json!(wanted),
            "{condition}"
        );
    }
    let texts =
        json!({ "filters": [{ "field": "number", "condition": "in", "value": ["700000001", "x"] }], "page_size": 100 });
    assert!(shop.engine.queue_page(&texts).unwrap()["total"].as_i64() >= Some(1));
    let asked = json!({ "filters": [{ "field": "id", "condition": "in", "value": ["1", "2"] }] });
    assert_eq!(shop.engine.queue_page(&asked).unwrap()["total"], 2);
}

#[test]
fn what_stands_beside_the_file_is_counted_and_brought_into_it() {
    let (disk, shop) = on_disk();
    shop.enqueue(&invoices(200));
    let (file, store) = (disk.file(), disk.store());
    let beside = file.with_file_name(format!("{}-wal", ledgerline::store::sqlite::FILE_NAME));
    let size = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |file| file.len());
    assert!(size(&beside) > 0);
    assert_eq!(store.bytes(), Ok(size(&file) + size(&beside)));
    store.checkpoint();
    assert_eq!(size(&beside), 0);
}

#[test]
fn a_run_in_a_state_that_nobody_knows_is_damage_and_a_new_one_does_not_mind() {
    let (disk, shop) = on_disk();
    let plan = json!({"entities": {"invoice": 2}});
    shop.engine.start_run("default", &plan).unwrap();
    disk.sqlite().execute("UPDATE run SET state = 'limbo'", []).unwrap();
    assert_eq!(shop.engine.run("default").unwrap_err().code, "store_damaged");
    shop.engine.start_run("default", &plan).unwrap();
    assert_eq!(shop.engine.run("default").unwrap().unwrap()["state"], "reading");
}
