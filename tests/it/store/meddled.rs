//! What settles a document while its file is put back, or written by others: nothing is settled twice, and nothing stays unsettled.

use std::path::Path;
use std::process::Command;

use ledgerline::engine::DrainOptions;
use ledgerline::queue::{Purpose, owner_of_this_process};

use crate::support::by_order::{part, with_an_order};
use crate::support::disk::Disk;
use crate::support::fixtures;
use crate::support::shop::{Shop, drain};
use crate::support::transport::Meddling;

fn text(path: &Path) -> &str {
    path.to_str().expect("a path")
}

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status().expect("it starts");
    assert!(status.success(), "{program} {arguments:?}");
}

#[test]
fn an_old_backup_of_the_store_pays_no_part_twice() {
    let disk = Disk::new();
    let (shop, sale) = with_an_order(Shop::on(disk.clone()));
    let (file, backup) = (disk.file(), disk.beside("backup"));
    let copy = |from: &std::path::Path, to: &std::path::Path| {
        let _ = std::fs::remove_file(to);
        rusqlite::Connection::open(from)
            .and_then(|open| open.execute("VACUUM INTO ?1", [to.to_str().expect("a path")]))
            .expect("a copy");
    };
    copy(&file, &backup);
    shop.enqueue(&[part(&sale, 11)]);
    shop.finish();
    assert_eq!(shop.sandbox.count("payments"), 1);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", file.display()));
    }
    std::fs::copy(&backup, &file).expect("the backup is put back");
    shop.pass(86_400);
    let engine = shop.other_process(
        std::sync::Arc::new(crate::support::shop::http(shop.timeout)),
        owner_of_this_process(),
    );
    engine.enqueue(&[part(&sale, 11)], Purpose::Event).expect("enqueue");
    for _ in 0..3 {
        drain(&engine).expect("a drain");
        shop.pass(90);
    }
    assert_eq!(shop.sandbox.count("payments"), 1, "{:#?}", shop.queue());
}

/// Seconds after the backup was taken, under the workers that have the store open. What settles is looked up first: a payment, a refund
/// and a credit set against an invoice.
#[test]
fn a_backup_that_is_put_back_at_once_settles_nothing_twice() {
    let whole: fn(&Path, &Path) = |folder, copy| run("cp", &["-a", &format!("{}/.", text(copy)), text(folder)]);
    let file: fn(&Path, &Path) = |folder, copy| {
        run(
            "cp",
            &[
                text(&copy.join("ledgerline.sqlite")),
                text(&folder.join("ledgerline.sqlite")),
            ],
        );
    };
    let moved: fn(&Path, &Path) = |folder, copy| {
        run(
            "mv",
            &[
                text(&copy.join("ledgerline.sqlite")),
                text(&folder.join("ledgerline.sqlite")),
            ],
        );
    };
    // Who has the file open still knows its pages when it is overwritten: nothing is forgotten, and nobody has to be asked.
    for (name, put, own, asked) in [
        ("the folder", whole, true, true),
        ("the file by mv", moved, true, true),
        ("the file by cp", file, true, false),
        ("the file by cp, and another process", file, false, true),
    ] {
        let disk = Disk::new();
        let (shop, sale) = with_an_order(Shop::on(disk.clone()));
        let (folder, copy) = (disk.folder(), disk.beside("copy"));
        let mut credit = fixtures::credit_memo();
        credit["order"] = sale["order"].clone();
        let settles = [part(&sale, 11), credit];
        shop.enqueue(&settles);
        disk.store().checkpoint();
        run("cp", &["-a", text(&folder), text(&copy)]);
        shop.finish();
        let counted = |what: &[&str]| what.iter().map(|what| shop.sandbox.count(what)).collect::<Vec<_>>();
        let lists = ["invoices", "credit_notes", "payments", "allocations"];
        let before = counted(&lists);
        assert!(before[2] > 0, "{name}: {before:?} {:#?}", shop.queue());
        // Else what was sent stands beside the file, where cp leaves it.
        disk.store().checkpoint();
        put(&folder, &copy);
        let other = || {
            let http = crate::support::shop::http(shop.timeout);
            shop.other_process(std::sync::Arc::new(http), owner_of_this_process())
        };
        let engine = if own { shop.engine.clone() } else { other() };
        let looked = shop.sandbox.calls_of("GET", "/Invoices").len();
        engine.enqueue(&settles, Purpose::Event).expect("enqueue");
        for _ in 0..3 {
            // Whoever had it open may have to open it again.
            let _ = drain(&engine);
            shop.pass(90);
        }
        assert_eq!(counted(&lists), before, "{name}: {:#?}", shop.queue());
        let looked_again = shop.sandbox.calls_of("GET", "/Invoices").len() > looked;
        assert!(looked_again || !asked, "{name}: nobody asked Xero");
        assert_eq!(shop.jobs("unknown"), 0, "{name}: {:#?}", shop.queue());
    }
}

/// A program that writes the file all the time: each look-up would be in vain, and cost a call.
#[test]
fn a_store_that_changes_all_the_time_costs_no_calls_for_ever() {
    let disk = Disk::new();
    let (shop, sale) = with_an_order(Shop::on(disk.clone()));
    shop.enqueue(&(11..15).map(|id| part(&sale, id)).collect::<Vec<_>>());
    let file = disk.file();
    let touch = move || {
        let mode = std::fs::metadata(&file).expect("a file").permissions();
        std::fs::set_permissions(&file, mode).expect("its mode is set");
    };
    touch();
    let meddling = Meddling(crate::support::shop::http(shop.timeout), touch);
    let engine = shop.other_process(std::sync::Arc::new(meddling), owner_of_this_process());
    let calls = shop.sandbox.calls();
    // Each look-up waits for a minute: until it is said that they are in vain, the time passes faster here.
    let ended = std::sync::atomic::AtomicBool::new(false);
    let error = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(std::sync::atomic::Ordering::SeqCst) {
                shop.clock.advance(10);
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
        });
        let drained = engine.drain(&DrainOptions::default(), &mut |_| true);
        ended.store(true, std::sync::atomic::Ordering::SeqCst);
        drained.expect_err("an unsteady store")
    });
    assert_eq!(error.code, "store_unsteady", "{error:?}");
    assert!(
        shop.sandbox.calls() - calls < 10,
        "{} calls",
        shop.sandbox.calls() - calls
    );
    assert_eq!(shop.sandbox.count("payments"), 0);
    // Left alone, it sends.
    shop.finish();
    assert_eq!(shop.sandbox.count("payments"), 4, "{:#?}", shop.queue());
}

/// Several doubts one after another, as a program raises that writes the file between two drains, and payments that were tried before: each is
/// asked for more and more seldom. Left alone, they are sent.
#[test]
fn payments_that_were_tried_often_are_sent_once_the_store_is_left_alone() {
    let disk = Disk::new();
    let (shop, sale) = with_an_order(Shop::on(disk.clone()));
    shop.enqueue(&(11..15).map(|id| part(&sale, id)).collect::<Vec<_>>());
    for _ in 0..8 {
        let tried = disk
            .sqlite()
            .execute(
                "UPDATE job SET attempts = 4 WHERE kind = 'payment' AND state IN ('waiting', 'unknown')",
                [],
            )
            .expect("the file is written");
        assert_eq!(tried, 4);
        let mode = std::fs::metadata(disk.file()).expect("a file").permissions();
        std::fs::set_permissions(disk.file(), mode).expect("its mode is set");
        let _ = drain(&shop.engine);
        shop.pass(200);
    }
    assert_eq!(shop.sandbox.count("payments"), 0, "{:#?}", shop.queue());
    for _ in 0..4 {
        let _ = drain(&shop.engine);
        shop.pass(600);
    }
    assert_eq!(shop.sandbox.count("payments"), 4, "{:#?}", shop.queue());
}
