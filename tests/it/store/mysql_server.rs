//! What only a store on a server can suffer: answers that are lost, servers that go, processes of other versions, machines with other clocks.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use ledgerline::clock::{Clock, SystemClock};
use ledgerline::engine::Store;
use ledgerline::queue::{Kind, State, owner_of_this_process};
use ledgerline::secret::Sealer;
use ledgerline::store::mysql::{DatabaseClock, MysqlAddress, MysqlDatabase, MysqlStore, Turn};
use mysql::prelude::Queryable;
use serde_json::{Value, json};

use super::conformance::{KEY, NOW, Place, claim, job, states};
use crate::support::fixtures;
use crate::support::server::{Server, root, socket};
use crate::support::shop::{MovedClock, Shop, drain, http};

fn store_of(database: MysqlDatabase) -> Arc<dyn Store> {
    Arc::new(MysqlStore::new(database, Sealer::new([KEY])))
}

fn store_at(address: MysqlAddress) -> Arc<dyn Store> {
    store_of(MysqlDatabase::new(address))
}

/// What happens to a connection when the text goes over it for the nth time.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    /// The server never hears it.
    Before,
    /// The server hears it, and answers nobody.
    After,
}

/// Stands between a store and the server.
struct Between {
    path: PathBuf,
    cuts: Arc<AtomicUsize>,
}

impl Between {
    /// Cuts the first `times` connections over which `text` goes.
    fn start(folder: &Path, text: &'static str, cut: Cut, times: usize) -> Self {
        let path = folder.join("between");
        let listener = UnixListener::bind(&path).unwrap();
        let cuts = Arc::new(AtomicUsize::new(times));
        let left = Arc::clone(&cuts);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let left = Arc::clone(&left);
                thread::spawn(move || forward(client, text, cut, &left));
            }
        });
        Self { path, cuts }
    }

    fn left(&self) -> usize {
        self.cuts.load(Ordering::SeqCst)
    }
}

fn forward(mut client: UnixStream, text: &'static str, cut: Cut, left: &AtomicUsize) {
    let mut server = UnixStream::connect(socket()).unwrap();
    let (mut answers, mut to_client) = (server.try_clone().unwrap(), client.try_clone().unwrap());
    let is_cut = Arc::new(AtomicBool::new(false));
    let silent = Arc::clone(&is_cut);
    thread::spawn(move || {
        let mut bytes = [0; 8_192];
        while let Ok(read) = answers.read(&mut bytes)
            && read > 0
            && !silent.load(Ordering::SeqCst)
            && to_client.write_all(&bytes[..read]).is_ok()
        {}
        let _ = to_client.shutdown(Shutdown::Both);
    });
    let mut bytes = [0; 8_192];
    while let Ok(read) = client.read(&mut bytes)
        && read > 0
    {
        let says_it = bytes[..read].windows(text.len()).any(|part| part == text.as_bytes());
        let cuts = says_it
            && left
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
                .is_ok();
        if cuts && cut == Cut::Before {
            break;
        }
        is_cut.store(cuts, Ordering::SeqCst);
        if server.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    let _ = server.shutdown(Shutdown::Both);
    let _ = client.shutdown(Shutdown::Both);
}

/// A place whose server is reached over something that stands between.
struct Cutting(Server, PathBuf);

impl Place for Cutting {
    fn open_with(&self, _: &[&str]) -> Arc<dyn Store> {
        store_at(self.0.address_over(&self.1, self.0.folder()))
    }

    fn copy(&self) -> Box<dyn FnOnce() + '_> {
        self.0.copy()
    }
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn two_drains_that_lose_answers_of_the_store_all_the_time_send_everything_once() {
    let place = Server::new();
    place.open().health().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let between = Between::start(folder.path(), "\u{3}COMMIT", Cut::After, 120);
    let shop = Shop::on(Cutting(place, between.path.clone()));
    let invoices: Vec<Value> = (1..=60).map(|id| fixtures::invoice_of(id, 500_000 + id)).collect();
    shop.configure(|settings| settings["batch_size"] = json!(5));
    shop.enqueue(&invoices);
    // This machine is known to the store from here on.
    shop.store.seen(shop.clock.now_ms()).unwrap();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let engine = shop.other_process(Arc::new(http(Duration::from_secs(30))), owner_of_this_process());
                drain(&engine).unwrap();
            });
        }
    });
    assert_eq!(
        between.left(),
        0,
        "answers were lost until the end of the first portion at least"
    );
    shop.finish();
    shop.assert_finished(60, 60);
    assert_eq!(shop.store.doubt_before_ms().unwrap(), 0);
}

fn two_jobs(store: &dyn Store, key: &str) -> u64 {
    let jobs = [job(Kind::Invoice, key, "x"), job(Kind::Contact, key, "x")];
    store.enqueue(&jobs, NOW).unwrap().accepted
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn a_transaction_whose_answer_was_lost_is_carried_out_once() {
    for cut in [Cut::Before, Cut::After] {
        // With the byte that begins a statement: settings of the session say "READ COMMITTED".
        for text in ["\u{3}COMMIT", "m2_ledgerline_writer", "INSERT INTO m2_ledgerline_job"] {
            let place = Server::new();
            // The tables are there already.
            two_jobs(&*place.open(), "0");
            let folder = tempfile::tempdir().unwrap();
            let between = Between::start(folder.path(), text, cut, 2);
            let store = store_at(place.address_over(&between.path, place.folder()));
            for key in ["1", "2", "3"] {
                // The number of rows says whether it was done twice: the second time they would be known.
                assert_eq!(two_jobs(&*store, key), 2, "{text}");
            }
            assert_eq!(between.left(), 0, "{text}: nothing was cut");
            let taken = claim(&*store, Kind::Invoice, State::Waiting, 9, NOW);
            assert_eq!(taken.len(), 4, "{text}");
            assert!(taken.iter().all(|job| job.fence == 1), "{text}: {taken:?}");
            assert_eq!(states(&*store).len(), 8, "{text}");
            store.seen(NOW + 5).unwrap();
            assert_eq!(
                store.doubt_before_ms().unwrap(),
                0,
                "{text}: no witness was left behind"
            );
        }
    }
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn a_connection_that_the_server_ended_is_opened_again() {
    let place = Server::new();
    let store = place.open();
    two_jobs(&*store, "1");
    let mut sql = place.sql();
    let ids: Vec<u64> = sql
        .exec(
            "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()",
            (),
        )
        .unwrap();
    assert_eq!(ids.len(), 1, "one connection");
    sql.query_drop(format!("KILL {}", ids[0])).unwrap();
    assert_eq!(two_jobs(&*store, "2"), 2);
    assert_eq!(states(&*store).len(), 4);
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn a_server_that_starts_again_is_waited_for_by_who_was_connected() {
    let place = Server::new();
    let folder = tempfile::tempdir().unwrap();
    let way = folder.path().join("way");
    std::os::unix::fs::symlink(socket(), &way).unwrap();
    let store = store_at(place.address_over(&way, place.folder()));
    two_jobs(&*store, "1");
    std::fs::remove_file(&way).unwrap();
    let mut sql = place.sql();
    let end = "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()";
    let id: Option<u64> = sql.query_first(end).unwrap();
    sql.query_drop(format!("KILL {}", id.unwrap())).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(Duration::from_millis(1_500));
            std::os::unix::fs::symlink(socket(), &way).unwrap();
        });
        assert_eq!(two_jobs(&*store, "2"), 2);
    });
    assert_eq!(states(&*place.open()).len(), 4);
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn a_server_that_does_not_answer_is_said_to_be_away_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    let text = format!("mysql://shop:s3cret@localhost/shop?socket={}", nowhere.display());
    let store = store_at(MysqlAddress::read(&text).unwrap());
    let error = store.health().unwrap_err();
    assert_eq!(error.code, "store_unreachable");
    assert!(!format!("{error} {error:?}").contains("s3cret"));
    let text = format!("mysql://shop:s3cret@localhost/shop?socket={}", socket().display());
    let error = store_at(MysqlAddress::read(&text).unwrap()).health().unwrap_err();
    assert_eq!(error.code, "store_not_writable", "{error}");
    assert!(!format!("{error} {error:?}").contains("s3cret"));
    let text = format!("mysql://root@localhost/nosuch?socket={}", socket().display());
    let error = store_at(MysqlAddress::read(&text).unwrap()).health().unwrap_err();
    assert_eq!(error.code, "store_missing", "{error}");
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn who_waits_for_the_write_lock_gets_it_or_is_told_after_some_seconds() {
    let place = Server::new();
    let store = place.open();
    two_jobs(&*store, "1");
    let mut other = place.sql();
    let lock = "UPDATE m2_ledgerline_store SET turn = turn + 1";
    other.query_drop("START TRANSACTION").unwrap();
    other.query_drop(lock).unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| two_jobs(&*store, "2"));
        thread::sleep(Duration::from_millis(300));
        assert!(!waiting.is_finished());
        assert_eq!(states(&*place.open()).len(), 2, "a look waits for nobody");
        other.query_drop("COMMIT").unwrap();
        assert_eq!(waiting.join().unwrap(), 2);
    });
    other.query_drop("START TRANSACTION").unwrap();
    other.query_drop(lock).unwrap();
    let error = store.enqueue(&[job(Kind::Invoice, "3", "x")], NOW).unwrap_err();
    assert_eq!(error.code, "store_busy");
    other.query_drop("ROLLBACK").unwrap();
    assert_eq!(two_jobs(&*store, "3"), 2, "nothing was left of it");
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn processes_that_open_a_new_store_at_once_make_its_tables_once() {
    let place = Server::new();
    thread::scope(|scope| {
        for process in 0..8 {
            let place = place.clone();
            scope.spawn(move || assert_eq!(two_jobs(&*place.open(), &process.to_string()), 2));
        }
    });
    assert_eq!(states(&*place.open()).len(), 16);
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn a_store_of_a_newer_version_is_left_alone_by_who_has_it_open_too() {
    let place = Server::new();
    let store = place.open();
    two_jobs(&*store, "1");
    let mut sql = place.sql();
    sql.query_drop("UPDATE m2_ledgerline_store SET version = 99, works_from = 99")
        .unwrap();
    for store in [store, place.open()] {
        let error = store.enqueue(&[job(Kind::Invoice, "2", "x")], NOW).unwrap_err();
        assert_eq!(error.code, "store_newer");
        assert!(error.message.to_string().contains("99"), "{error}");
    }
    let rows: Option<i64> = sql.query_first("SELECT COUNT(*) FROM m2_ledgerline_job").unwrap();
    assert_eq!(rows, Some(2));
    let version: Option<i64> = sql.query_first("SELECT version FROM m2_ledgerline_store").unwrap();
    assert_eq!(version, Some(99));
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn a_newer_version_that_only_added_something_is_worked_on_by_who_has_it_open_and_who_opens_it() {
    let place = Server::new();
    let store = place.open();
    two_jobs(&*store, "1");
    let mut sql = place.sql();
    for step in [
        "ALTER TABLE m2_ledgerline_job ADD COLUMN colour VARBINARY(32)",
        "CREATE TABLE m2_ledgerline_tomorrow (id INT PRIMARY KEY)",
        "UPDATE m2_ledgerline_store SET version = 99",
    ] {
        sql.query_drop(step).unwrap();
    }
    assert_eq!(two_jobs(&*store, "2"), 2);
    assert_eq!(two_jobs(&*place.open(), "3"), 2);
    assert_eq!(claim(&*place.open(), Kind::Invoice, State::Waiting, 9, NOW).len(), 3);
    let version: Option<i64> = sql.query_first("SELECT version FROM m2_ledgerline_store").unwrap();
    assert_eq!(version, Some(99), "an older process changes nothing of it");
}

/// Makes the tables what version 1 left.
fn first_version(place: &Server) {
    place
        .sql()
        .query_drop("ALTER TABLE m2_ledgerline_store DROP COLUMN works_from, DROP COLUMN is_closed, DROP COLUMN story")
        .unwrap();
    place
        .sql()
        .query_drop("UPDATE m2_ledgerline_store SET version = 1")
        .unwrap();
}

fn columns(place: &Server) -> Vec<String> {
    let asked = "SELECT column_name FROM information_schema.columns WHERE table_schema = ? AND table_name = 'm2_ledgerline_store'
        AND column_name IN ('works_from', 'is_closed', 'story')";
    let mut found: Vec<String> = place.sql().exec(asked, (place.name(),)).unwrap();
    found.sort();
    found
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn an_older_store_is_brought_up_to_date_also_where_that_was_cut_short() {
    let place = Server::new();
    two_jobs(&*place.open(), "1");
    for cut_short in [false, true] {
        first_version(&place);
        if cut_short {
            // Killed after the first statement of the step.
            place
                .sql()
                .query_drop("ALTER TABLE m2_ledgerline_store ADD COLUMN works_from INT NOT NULL DEFAULT 2")
                .unwrap();
        }
        assert_eq!(states(&*place.open()).len(), 2, "{cut_short}");
        assert_eq!(columns(&place), ["is_closed", "story", "works_from"], "{cut_short}");
        assert!(place.open().health().unwrap().version >= 2);
    }
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn snapshots_of_the_version_before_are_sent_and_those_that_come_are_packed() {
    let place = Server::new();
    two_jobs(&*place.open(), "1");
    let mut sql = place.sql();
    for step in [
        "UPDATE m2_ledgerline_job SET snapshot = '{\"of\":\"before\"}'",
        "ALTER TABLE m2_ledgerline_job DROP COLUMN packed",
        "UPDATE m2_ledgerline_store SET version = 2, works_from = 2",
    ] {
        sql.query_drop(step).unwrap();
    }
    let store = place.open();
    two_jobs(&*store, "2");
    let taken = claim(&*store, Kind::Invoice, State::Waiting, 9, NOW);
    let snapshots: Vec<_> = taken.iter().map(|job| job.snapshot.as_str()).collect();
    assert_eq!(snapshots, ["{\"of\":\"before\"}", "{\"content\":\"x\"}"]);
    let kept: Vec<(String, bool)> = sql
        .query("SELECT snapshot, packed IS NOT NULL FROM m2_ledgerline_job WHERE kind = 'invoice' ORDER BY id")
        .unwrap();
    assert_eq!(kept, [("{\"of\":\"before\"}".to_owned(), false), (String::new(), true)]);
    let works_from: Option<i64> = sql.query_first("SELECT works_from FROM m2_ledgerline_store").unwrap();
    assert_eq!(works_from, Some(4), "older processes would find no snapshot");
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn processes_that_bring_a_store_up_to_date_at_once_do_it_once() {
    let place = Server::new();
    two_jobs(&*place.open(), "1");
    first_version(&place);
    // Somebody is at it already.
    let mut first = place.sql();
    let lock = place.address();
    let lock = ledgerline::store::mysql::schema_lock(&lock);
    let taken: Option<i64> = first.exec_first("SELECT GET_LOCK(?, 0)", (&lock,)).unwrap();
    assert_eq!(taken, Some(1));
    thread::scope(|scope| {
        let others: Vec<_> = (0..4)
            .map(|process| {
                let place = place.clone();
                scope.spawn(move || two_jobs(&*place.open(), &format!("p{process}")))
            })
            .collect();
        thread::sleep(Duration::from_millis(500));
        assert!(others.iter().all(|other| !other.is_finished()));
        assert!(columns(&place).is_empty(), "who waits has changed something");
        // It takes the step, and leaves out one column, by which a second one would be seen.
        for statement in [
            "ALTER TABLE m2_ledgerline_store ADD COLUMN is_closed TINYINT NOT NULL DEFAULT 0, ADD COLUMN story MEDIUMBLOB",
            "UPDATE m2_ledgerline_store SET version = 4",
        ] {
            first.query_drop(statement).unwrap();
        }
        first.exec_drop("SELECT RELEASE_LOCK(?)", (&lock,)).unwrap();
        for other in others {
            assert_eq!(other.join().unwrap(), 2);
        }
    });
    assert_eq!(columns(&place), ["is_closed", "story"]);
    assert_eq!(states(&*place.open()).len(), 10);
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn a_server_that_only_reads_is_said_to_do_so_and_changes_nothing() {
    let place = Server::new();
    two_jobs(&*place.open(), "1");
    let user = format!("reader_{}", std::process::id());
    let mut sql = root();
    for statement in [
        format!("CREATE USER {user}@localhost IDENTIFIED BY 'p/:+s'"),
        // What MySQL and MariaDB understand alike; none of it lets anybody write who may only read.
        format!("GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP ON *.* TO {user}@localhost"),
    ] {
        sql.query_drop(statement).unwrap();
    }
    let text = format!(
        "mysql://{user}:p%2F%3A%2Bs@localhost/{}?prefix=m2_&socket={}",
        place.name(),
        socket().display()
    );
    let store = store_at(MysqlAddress::read(&text).unwrap());
    assert_eq!(two_jobs(&*store, "2"), 2);
    // Everybody else here is root, who may write.
    sql.query_drop("SET GLOBAL read_only = 1").unwrap();
    let refused = store
        .enqueue(&[job(Kind::Invoice, "3", "x")], NOW)
        .map_err(|error| error.code);
    let looked = store.health().is_ok();
    sql.query_drop("SET GLOBAL read_only = 0").unwrap();
    sql.query_drop(format!("DROP USER {user}@localhost")).unwrap();
    assert_eq!(refused.unwrap_err(), "store_not_writable");
    assert!(looked, "what is there can be read");
    assert_eq!(states(&*place.open()).len(), 4);
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn a_server_that_ends_statements_which_take_long_is_busy_and_is_asked_again() {
    let place = Server::new();
    two_jobs(&*place.open(), "1");
    let user = format!("hurried_{}", std::process::id());
    let mut sql = place.sql();
    sql.query_drop(format!("CREATE USER {user}@localhost WITH MAX_STATEMENT_TIME 0.2"))
        .unwrap();
    sql.query_drop(format!("GRANT ALL ON {}.* TO {user}@localhost", place.name()))
        .unwrap();
    // Another test makes the server read-only for a while.
    sql.query_drop(format!("GRANT READ_ONLY ADMIN ON *.* TO {user}@localhost"))
        .unwrap();
    let text = format!(
        "mysql://{user}@localhost/{}?prefix=m2_&socket={}&witness={}",
        place.name(),
        socket().display(),
        place.folder().display()
    );
    let store = store_at(MysqlAddress::read(&text).unwrap());
    assert_eq!(two_jobs(&*store, "2"), 2);
    sql.query_drop("START TRANSACTION").unwrap();
    sql.query_drop("UPDATE m2_ledgerline_store SET turn = turn + 1")
        .unwrap();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| two_jobs(&*store, "3"));
        thread::sleep(Duration::from_millis(700));
        sql.query_drop("COMMIT").unwrap();
        assert_eq!(waiting.join().unwrap(), 2, "its statement was ended meanwhile");
    });
    sql.query_drop("START TRANSACTION").unwrap();
    sql.query_drop("UPDATE m2_ledgerline_store SET turn = turn + 1")
        .unwrap();
    let error = store.enqueue(&[job(Kind::Invoice, "4", "x")], NOW).unwrap_err();
    sql.query_drop("ROLLBACK").unwrap();
    sql.query_drop(format!("DROP USER {user}@localhost")).unwrap();
    assert_eq!(error.code, "store_busy");
    assert_eq!(states(&*place.open()).len(), 6, "nothing was left of it");
}

/// A backup locks tables, a change of a table waits for all of them: who must wait does not wait for minutes.
#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn a_table_that_somebody_has_locked_is_waited_for_as_a_row_is() {
    let place = Server::new();
    let store = place.open();
    two_jobs(&*store, "1");
    let mut sql = place.sql();
    sql.query_drop("LOCK TABLES m2_ledgerline_store WRITE").unwrap();
    let began = std::time::Instant::now();
    let error = store.enqueue(&[job(Kind::Invoice, "2", "x")], NOW).unwrap_err();
    let waited = began.elapsed();
    sql.query_drop("UNLOCK TABLES").unwrap();
    assert_eq!(error.code, "store_busy");
    // Twice five seconds; it was twice thirty.
    assert!(waited < Duration::from_secs(30), "{waited:?}");
    assert_eq!(two_jobs(&*store, "2"), 2, "nothing was left of it");
}

fn machine(seconds: i64) -> Arc<MovedClock> {
    let clock = Arc::new(MovedClock::default());
    clock.advance(seconds);
    clock
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn machines_whose_clocks_are_minutes_apart_go_by_the_servers() {
    let place = Server::new();
    let opened = |seconds: i64| {
        let clock = machine(seconds);
        let database = MysqlDatabase::beside(place.address(), Arc::clone(&clock) as Arc<dyn Clock>);
        let time = DatabaseClock::of(database.clone());
        (store_of(database), time, clock)
    };
    let (ahead, time_ahead, clock) = opened(300);
    let (behind, time_behind, _) = opened(-300);
    let apart = |one: &DatabaseClock| (one.now_ms() - SystemClock.now_ms()).abs();
    for time in [&time_ahead, &time_behind] {
        assert!(apart(time) < 2_000, "{} ms", apart(time));
    }
    // What one has claimed for a minute is not taken from it by the other, and is when the minute is over.
    two_jobs(&*ahead, "1");
    let now = time_ahead.now_ms();
    let claimed = ahead
        .claim(
            "default",
            Kind::Invoice,
            State::Waiting,
            1,
            i64::MAX,
            "ahead:1:1",
            now + 60_000,
            now,
        )
        .unwrap();
    assert_eq!(claimed.len(), 1);
    assert_eq!(behind.rescue(time_behind.now_ms(), &|_| false, &|_| 0).unwrap(), 0);
    assert_eq!(
        behind
            .rescue(time_behind.now_ms() + 62_000, &|_| false, &|_| 0)
            .unwrap(),
        1
    );
    // A clock that is set while the process runs is noticed with the next measurement.
    clock.advance(-3_600);
    assert!(apart(&time_ahead) < 2_000, "{} ms", apart(&time_ahead));
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn one_process_of_all_machines_has_its_turn() {
    let place = Server::new();
    place.open().health().unwrap();
    let turn = || Turn::to_send(place.address(), MysqlDatabase::new(place.address()));
    let (mine, other) = (turn(), turn());
    assert!(!mine.is_held());
    let held = mine.hold();
    assert!(held.is_some() && other.is_held() && other.hold().is_none());
    drop(held);
    // The server frees it when it has heard of the end.
    for _ in 0..200 {
        if !other.is_held() {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    let held = other.hold();
    let elsewhere = Server::new();
    assert!(
        held.is_some()
            && Turn::to_send(elsewhere.address(), MysqlDatabase::new(elsewhere.address()))
                .hold()
                .is_some(),
        "another store has another turn"
    );
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn every_machine_notices_that_its_last_use_was_forgotten() {
    let place = Server::new();
    let folder = tempfile::tempdir().unwrap();
    let here = place.open();
    let there = store_at(place.address_over(&socket(), folder.path()));
    here.seen(NOW).unwrap();
    there.seen(NOW + 1).unwrap();
    let joined = there.doubt_before_ms().unwrap();
    assert_eq!(joined, NOW + 1, "a machine that the store does not know yet");
    here.seen(NOW + 2).unwrap();
    there.seen(NOW + 3).unwrap();
    assert_eq!(here.doubt_before_ms().unwrap(), joined, "both are known");
    let put_back = place.copy();
    there.seen(NOW + 4).unwrap();
    put_back();
    // This one did not use it since the copy was made, but for the time that the tables were made at, which may be the same second.
    there.seen(NOW + 5).unwrap();
    assert_eq!(there.doubt_before_ms().unwrap(), NOW + 5);
    there.seen(NOW + 6).unwrap();
    here.seen(NOW + 7).unwrap();
    assert_eq!(here.doubt_before_ms().unwrap(), NOW + 5, "once");
}

#[test]
#[ignore = "needs a server: scripts/with-mariadb"]
fn what_the_server_finds_damaged_is_told() {
    let place = Server::new();
    let store = place.open();
    two_jobs(&*store, "1");
    store.check(NOW).unwrap();
    assert_eq!(store.health().unwrap().found, "");
    let mut sql = place.sql();
    // A view over what is gone is what a server without a damaged disk can be made to find.
    sql.query_drop("CREATE TABLE gone (id INT)").unwrap();
    sql.query_drop("CREATE VIEW m2_ledgerline_broken AS SELECT id FROM gone")
        .unwrap();
    sql.query_drop("DROP TABLE gone").unwrap();
    store.check(NOW).unwrap();
    let found = store.health().unwrap().found;
    assert!(found.starts_with("m2_ledgerline_broken: "), "{found}");
}
