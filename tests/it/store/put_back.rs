//! A file that is put back from a backup, whichever way and however soon: it is noticed, and never without a reason.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use ledgerline::engine::Store;
use ledgerline::queue::{Kind, State};
use ledgerline::store::sqlite::FILE_NAME;

use super::conformance::{NOW, claim, departure, done, job, line};
use super::sqlite;

/// Sends a payment and hears Xero's answer.
fn send(store: &dyn Store, key: &str, bytes: usize) {
    store
        .enqueue(&[job(Kind::Payment, key, &"x".repeat(bytes))], NOW)
        .unwrap();
    let claimed = claim(store, Kind::Payment, State::Waiting, 1, NOW);
    assert_eq!(claimed.len(), 1, "{key}");
    assert_eq!(store.mark_sent(&[departure(&claimed[0])], "key", NOW).unwrap(), 1);
    assert!(store.settle(&claimed[0], &done(key), &line(""), NOW).unwrap());
}

pub fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status().unwrap();
    assert!(status.success(), "{program} {arguments:?}");
}

pub fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn file(folder: &Path) -> PathBuf {
    folder.join(FILE_NAME)
}

fn beside(folder: &Path, end: &str) -> PathBuf {
    folder.join(format!("{FILE_NAME}{end}"))
}

/// As `sqlite3 FILE ".backup COPY"` does.
fn through_sqlite(folder: &Path, copy: &Path) {
    let open = rusqlite::Connection::open(file(folder)).unwrap();
    open.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    open.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .unwrap();
    open.execute("VACUUM INTO ?1", [text(copy)]).unwrap();
}

type Step = fn(&Path, &Path);

/// How a copy is taken, and how it is put back: store folder and copy.
const WAYS: &[(&str, Step, Step)] = &[
    (
        "cp of the file",
        |folder, copy| run("cp", &[text(&file(folder)), text(copy)]),
        |folder, copy| run("cp", &[text(copy), text(&file(folder))]),
    ),
    (
        "cp -p of the file",
        |folder, copy| run("cp", &["-p", text(&file(folder)), text(copy)]),
        |folder, copy| run("cp", &["-p", text(copy), text(&file(folder))]),
    ),
    (
        "mv of a copy",
        |folder, copy| run("cp", &["-p", text(&file(folder)), text(copy)]),
        |folder, copy| run("mv", &[text(copy), text(&file(folder))]),
    ),
    (
        "mv of a copy, without what stood beside",
        |folder, copy| run("cp", &["-p", text(&file(folder)), text(copy)]),
        |folder, copy| {
            run(
                "rm",
                &["-f", text(&beside(folder, "-wal")), text(&beside(folder, "-shm"))],
            );
            run("mv", &[text(copy), text(&file(folder))]);
        },
    ),
    ("sqlite3 .backup and cp", through_sqlite, |folder, copy| {
        run("cp", &[text(copy), text(&file(folder))]);
    }),
    ("sqlite3 .backup and mv", through_sqlite, |folder, copy| {
        run(
            "rm",
            &["-f", text(&beside(folder, "-wal")), text(&beside(folder, "-shm"))],
        );
        run("mv", &[text(copy), text(&file(folder))]);
    }),
    ("rows put back by SQLite", through_sqlite, |folder, copy| {
        let open = rusqlite::Connection::open(file(folder)).unwrap();
        open.execute("ATTACH ?1 AS old", [text(copy)]).unwrap();
        for table in ["job", "claim", "link", "cursor"] {
            open.execute_batch(&format!(
                "DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM old.{table}"
            ))
            .unwrap();
        }
    }),
    (
        "the whole folder with cp -a",
        |folder, copy| run("cp", &["-a", text(folder), text(copy)]),
        |folder, copy| run("cp", &["-a", &format!("{}/.", text(copy)), text(folder)]),
    ),
    (
        "the whole folder, each file made again, as tar and rsync do",
        |folder, copy| run("cp", &["-a", text(folder), text(copy)]),
        |folder, copy| {
            run(
                "cp",
                &["-a", "--remove-destination", &format!("{}/.", text(copy)), text(folder)],
            );
        },
    ),
    (
        "the whole folder with tar",
        |folder, copy| run("tar", &["-C", text(folder), "-cf", text(copy), "."]),
        |folder, copy| run("tar", &["-C", text(folder), "-xf", text(copy)]),
    ),
    (
        "another folder in its place",
        |folder, copy| run("cp", &["-a", text(folder), text(copy)]),
        |folder, copy| {
            run("mv", &[text(folder), &format!("{}.gone", text(folder))]);
            run("mv", &[text(copy), text(folder)]);
        },
    ),
];

/// What a process says of the store at its next look; a store that cannot be used any more is no false word either.
fn look(store: &dyn Store) -> Result<bool, &'static str> {
    let doubt = store.seen(NOW + 10).and_then(|()| store.doubt_before_ms());
    match doubt {
        Ok(at) => Ok(at > 0),
        Err(error) => Err(error.code),
    }
}

#[test]
fn a_store_that_was_put_back_is_noticed_at_once_whichever_way() {
    for (name, take, put) in WAYS {
        // How much is sent beside the backup: so much that nothing, or something, was brought into the file meanwhile.
        for bytes in [10, 4_500_000] {
            for open in [false, true] {
                let case = format!("{name}, {bytes} bytes, {}", if open { "in use" } else { "closed" });
                let place = tempfile::tempdir().unwrap();
                let (folder, copy) = (place.path().join("store"), place.path().join("copy"));
                let mut store: Option<Arc<dyn Store>> = Some(sqlite(&folder));
                let used = store.as_ref().unwrap();
                send(&**used, "1", 10);
                used.seen(NOW).unwrap();
                if !open {
                    store = None;
                }
                take(&folder, &copy);
                let used = store.take().unwrap_or_else(|| sqlite(&folder));
                for (n, bytes) in [(2, 10), (3, bytes), (4, 10)] {
                    send(&*used, &n.to_string(), bytes);
                }
                used.seen(NOW).unwrap();
                let living = open.then(|| Arc::clone(&used));
                drop(used);
                put(&folder, &copy);
                if let Some(living) = living {
                    let said = look(&*living);
                    assert!(!matches!(said, Ok(false)), "{case}: {said:?} by who had it open");
                }
                let said = look(&*sqlite(&folder));
                assert!(!matches!(said, Ok(false)), "{case}: {said:?}");
                if !open {
                    assert_eq!(said, Ok(true), "{case}");
                }
                // Once noticed, it is as good as any other.
                let again = sqlite(&folder);
                if again.seen(NOW + 20).is_ok() {
                    let before = again.doubt_before_ms().unwrap();
                    again.seen(NOW + 30).unwrap();
                    assert_eq!(again.doubt_before_ms().unwrap(), before, "{case}");
                }
            }
        }
    }
}

#[test]
#[ignore = "started by another test, as another process"]
fn send_in_the_given_folder_and_be_killed() {
    let folder = PathBuf::from(std::env::var("LEDGERLINE_TEST_FOLDER").unwrap());
    let store = sqlite(&folder);
    send(&*store, "killed", 10);
    std::process::abort();
}

#[test]
fn what_stood_beside_the_file_was_deleted_after_a_kill() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    for (killed, doubt) in [("no", false), ("yes", true)] {
        send(&*sqlite(&folder), &format!("before {killed}"), 10);
        if killed == "yes" {
            let own = std::env::current_exe().unwrap();
            let status = Command::new(own)
                .args([
                    "--exact",
                    "store::put_back::send_in_the_given_folder_and_be_killed",
                    "--ignored",
                ])
                .env("LEDGERLINE_TEST_FOLDER", &folder)
                .output()
                .unwrap();
            assert!(!status.status.success());
            assert!(fs::metadata(beside(&folder, "-wal")).unwrap().len() > 0);
            run(
                "rm",
                &["-f", text(&beside(&folder, "-wal")), text(&beside(&folder, "-shm"))],
            );
        }
        assert_eq!(look(&*sqlite(&folder)), Ok(doubt), "killed: {killed}");
    }
}

#[test]
fn a_folder_that_was_set_aside_and_comes_back_is_noticed() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    let aside = place.path().join("aside");
    let store = sqlite(&folder);
    send(&*store, "1", 10);
    drop(store);
    fs::rename(&folder, &aside).unwrap();
    // Meanwhile a new store sends.
    send(&*sqlite(&folder), "1", 10);
    fs::rename(&folder, place.path().join("second")).unwrap();
    fs::rename(&aside, &folder).unwrap();
    assert_eq!(look(&*sqlite(&folder)), Ok(true));
}

#[test]
fn a_store_of_another_version_or_without_its_witness_is_doubted_once() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    send(&*sqlite(&folder), "1", 10);
    fs::remove_file(folder.join("ledgerline.witness")).unwrap();
    let store = sqlite(&folder);
    assert_eq!(look(&*store), Ok(true));
    store.seen(NOW + 20).unwrap();
    assert_eq!(store.doubt_before_ms().unwrap(), NOW + 10);
}

/// The stores of several processes, opened and closed, with everything that writes the file.
#[test]
fn what_happens_every_day_raises_no_doubt() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    let web = sqlite(&folder);
    web.enqueue(&[job(Kind::Invoice, "first", "x")], NOW).unwrap();
    let files = |end: &str| fs::metadata(beside(&folder, end)).unwrap().len();
    let mut written = 0;
    for round in 0..12 {
        let cron = sqlite(&folder);
        cron.seen(NOW + round).unwrap();
        let before = files("");
        for n in 0..6 {
            // More than a thousand pages: what stands beside the file is brought into it, by one or the other.
            let jobs: Vec<_> = (0..10)
                .map(|m| job(Kind::Invoice, &format!("{round}-{n}-{m}"), &"y".repeat(60_000)))
                .collect();
            (if n % 2 == 0 { &web } else { &cron })
                .enqueue(&jobs, NOW + round)
                .unwrap();
        }
        written += i32::from(files("") > before);
        send(&*cron, &format!("cron {round}"), 10);
        send(&*web, &format!("web {round}"), 10);
        if round % 4 == 3 {
            cron.check(NOW + round).unwrap();
        }
        drop(cron);
        assert_eq!(web.doubt_before_ms().unwrap(), 0, "round {round}");
    }
    assert!(written > 6, "the file was hardly written: {written}");
    drop(web);
    for round in 0..4 {
        let alone = sqlite(&folder);
        alone.seen(NOW + 100 + round).unwrap();
        send(&*alone, &format!("alone {round}"), 10);
        assert_eq!(alone.doubt_before_ms().unwrap(), 0, "alone, round {round}");
    }
}
