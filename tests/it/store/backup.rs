//! A backup that is put back an hour later, with everything that was sent meanwhile in Xero and not in the store: drain and sweep bring the
//! rest, and nothing twice. Taken and put back as docs/production.md says.

use std::process::{Command, Stdio};
use std::sync::Arc;

use ledgerline::engine::Engine;
use ledgerline::queue::{Purpose, owner_of_this_process};
use serde_json::{Value, json};

use super::conformance::Place;
use super::put_back::{run, text};
use crate::support::by_order::{part, with_an_order};
use crate::support::disk::Disk;
use crate::support::fixtures;
use crate::support::server::{Server, socket};
use crate::support::shop::{Shop, dead_owner, drain, http};
use crate::support::transport::Delaying;

/// Everything that a shop has: what the sweep finds.
fn sweep(engine: &Engine, records: &[Value]) {
    let taken = engine.enqueue(records, Purpose::Sweep).unwrap();
    assert_eq!(taken["refused"], json!([]), "{taken}");
}

fn finish(shop: &Shop, engine: &Engine) {
    for _ in 0..10 {
        if drain(engine).unwrap()["waiting"] == 0 {
            return;
        }
        shop.pass(90);
    }
}

fn posts_once(place: impl Place + Clone + 'static, backup: impl FnOnce() -> Box<dyn FnOnce()>) {
    let shop = Shop::on(place);
    let process = || shop.other_process(Arc::new(http(shop.timeout)), owner_of_this_process());
    let paid = |id: u32| fixtures::invoice_of(id, 500_000 + id);
    let mut records: Vec<Value> = (1..=8).map(paid).collect();
    for open in &mut records[6..] {
        open["state"] = json!("open");
    }
    shop.enqueue(&records);
    finish(&shop, &shop.engine);
    // Queued, and not sent yet, when the backup is taken.
    records.push(paid(9));
    shop.enqueue(&records[8..]);
    let put_back = backup();
    // An hour of business: new documents, payments of old ones, a process that dies before it hears of what it sent.
    let engine = process();
    for id in 10..=15 {
        records.push(paid(id));
        sweep(&engine, &records[records.len() - 1..]);
        drain(&engine).unwrap();
        shop.pass(600);
    }
    records.splice(6..8, [paid(7), paid(8)]);
    sweep(&engine, &records[6..8]);
    finish(&shop, &engine);
    shop.sandbox
        .fault("timeout_after_commit", "PUT", "/api.xro/2.0/Payments");
    records.push(paid(16));
    sweep(&engine, &records[records.len() - 1..]);
    let _ = drain(&shop.other_process(Arc::new(http(std::time::Duration::from_millis(1_500))), dead_owner()));
    let (invoices, payments) = (shop.sandbox.count("invoices"), shop.sandbox.count("payments"));
    assert!(invoices >= 15 && payments >= 15, "{invoices} {payments}");
    drop(engine);
    ledgerline::store::close_before_fork();
    put_back();
    let engine = process();
    assert_eq!(drain(&engine).map(|_| ()).map_err(|error| error.code), Ok(()));
    if shop.state().0 != "connected" {
        // The token of an hour ago is not taken any more.
        shop.consent();
    }
    finish(&shop, &engine);
    sweep(&engine, &records);
    finish(&shop, &engine);
    shop.assert_finished(16, 16);
}

/// A part of an order that is paid after the backup: Xero takes it as often as it comes.
fn pays_once(place: impl Place + 'static, backup: impl FnOnce() -> Box<dyn FnOnce()>) {
    let (shop, sale) = with_an_order(Shop::on(place));
    let put_back = backup();
    let paid = [part(&sale, 11)];
    shop.enqueue(&paid);
    shop.finish();
    shop.pass(600);
    assert_eq!(shop.sandbox.count("payments"), 1);
    ledgerline::store::close_before_fork();
    put_back();
    let engine = shop.other_process(Arc::new(http(shop.timeout)), owner_of_this_process());
    finish(&shop, &engine);
    sweep(&engine, &paid);
    finish(&shop, &engine);
    shop.assert_finished(1, 1);
}

/// A part whose payment is on its way to Xero when the backup is put back: who looks it up at once sees nothing, and would pay it again.
fn pays_once_what_is_under_way(place: impl Place + 'static, backup: impl FnOnce() -> Box<dyn FnOnce()>) {
    let (shop, sale) = with_an_order(Shop::on(place));
    let put_back = backup();
    let paid = [part(&sale, 11)];
    shop.enqueue(&paid);
    let slow = Arc::new(Delaying::new(http(shop.timeout), "/Payments"));
    drain(&shop.other_process(slow.clone(), dead_owner())).unwrap();
    ledgerline::store::close_before_fork();
    put_back();
    let engine = shop.other_process(Arc::new(http(shop.timeout)), owner_of_this_process());
    sweep(&engine, &paid);
    for _ in 0..2 {
        drain(&engine).unwrap();
        shop.pass(10);
    }
    assert_eq!(shop.sandbox.count("payments"), 0, "{:#?}", shop.queue());
    slow.deliver();
    finish(&shop, &engine);
    shop.assert_finished(1, 1);
}

/// Copies the file through SQLite.
fn of_the_file(place: Disk) -> Box<dyn FnOnce()> {
    let copy = place.beside("backup.sqlite");
    rusqlite::Connection::open(place.file())
        .unwrap()
        .execute("VACUUM INTO ?1", [text(&copy)])
        .unwrap();
    Box::new(move || {
        for end in ["-wal", "-shm"] {
            run("rm", &["-f", &format!("{}{end}", text(&place.file()))]);
        }
        run("cp", &[text(&copy), text(&place.file())]);
    })
}

#[test]
fn a_file_of_an_hour_ago_neither_loses_nor_doubles() {
    let disk = Disk::new();
    posts_once(disk.clone(), || of_the_file(disk));
}

#[test]
fn a_part_that_was_paid_since_the_file_was_copied_is_paid_once() {
    let disk = Disk::new();
    pays_once(disk.clone(), || of_the_file(disk));
}

#[test]
fn a_folder_of_an_hour_ago_neither_loses_nor_doubles() {
    let disk = Disk::new();
    let place = disk.clone();
    posts_once(disk, move || {
        ledgerline::store::close_before_fork();
        run("cp", &["-a", text(&place.folder()), text(&place.beside("copy"))]);
        Box::new(move || {
            run("rm", &["-rf", text(&place.folder())]);
            run("mv", &[text(&place.beside("copy")), text(&place.folder())]);
        })
    });
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn a_dump_of_an_hour_ago_in_mysql_neither_loses_nor_doubles() {
    let server = Server::new();
    posts_once(server.clone(), || of_the_database(server));
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn a_part_that_was_paid_since_the_dump_in_mysql_is_paid_once() {
    let server = Server::new();
    pays_once(server.clone(), || of_the_database(server));
}

#[test]
fn a_part_whose_payment_is_under_way_when_a_file_is_put_back_is_paid_once() {
    let disk = Disk::new();
    pays_once_what_is_under_way(disk.clone(), || of_the_file(disk));
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn a_part_whose_payment_is_under_way_when_a_dump_is_put_back_in_mysql_is_paid_once() {
    let server = Server::new();
    pays_once_what_is_under_way(server.clone(), || of_the_database(server));
}

/// Dumps the database.
fn of_the_database(place: Server) -> Box<dyn FnOnce()> {
    let client = |program: &str, place: &Server| {
        let mut command = Command::new(program);
        command
            .arg("--no-defaults")
            .arg(format!("--socket={}", socket().display()))
            .args(["--user=root", place.name()]);
        command
    };
    let file = place.folder().with_extension("sql");
    let mut dump = client("mariadb-dump", &place);
    dump.arg("--single-transaction")
        .stdout(Stdio::from(std::fs::File::create(&file).unwrap()));
    assert!(dump.status().unwrap().success());
    Box::new(move || {
        let mut restore = client("mariadb", &place);
        restore.stdin(Stdio::from(std::fs::File::open(&file).unwrap()));
        assert!(restore.status().unwrap().success());
        std::fs::remove_file(&file).unwrap();
    })
}
