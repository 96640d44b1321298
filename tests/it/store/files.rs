//! What only a file can suffer: each failure has its code and says who must do what.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use ledgerline::engine::Store;
use ledgerline::oauth::Tokens;
use ledgerline::queue::{JobStore as _, Kind};
use ledgerline::secret::{Sealer, Secret};
use ledgerline::store::sqlite::{Durability, FILE_NAME, SqliteStore};
use ledgerline::store_error::StoreError;

use super::conformance::{NOW, job, rows, state_of};
use super::sqlite;

fn enqueue(folder: &Path) -> Result<(), StoreError> {
    let store: Arc<dyn Store> = sqlite(folder);
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).map(|_| ())
}

fn code(folder: &Path) -> &'static str {
    match enqueue(folder) {
        Ok(()) => "",
        Err(error) => {
            assert!(
                error.message.to_string().len() > 30 && error.message.to_string().ends_with(['.', '?']),
                "not a sentence: {}",
                error.message
            );
            error.code
        }
    }
}

#[test]
fn folder_and_file_are_made_for_web_server_and_cron_alike() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    enqueue(&folder).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    assert_eq!(mode(&folder), 0o2770);
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(mode(&path), 0o660, "{}", path.display());
    }
}

#[test]
fn what_a_chmod_gave_to_every_user_is_taken_back_at_the_next_use() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    let set = |path: &Path| fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o007;
    let files = || -> Vec<_> {
        fs::read_dir(&folder)
            .unwrap()
            .map(|file| file.unwrap().path())
            .collect()
    };
    enqueue(&folder).unwrap();
    // As `chmod -R 777 var` does.
    set(&folder);
    for path in files() {
        set(&path);
    }
    assert!(files().len() > 3 && files().iter().all(|path| mode(path) == 0o007));
    enqueue(&folder).unwrap();
    assert_eq!(mode(&folder), 0);
    for path in files() {
        assert_eq!(mode(&path), 0, "{}", path.display());
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named_missing() {
    let place = tempfile::tempdir().unwrap();
    assert_eq!(code(&place.path().join("not/there")), "store_missing");
    assert_eq!(code(Path::new("relative/path")), "store_missing");
}

#[test]
fn a_folder_that_appears_later_is_used() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("later/store");
    let store = sqlite(&folder);
    assert_eq!(
        store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap_err().code,
        "store_missing"
    );
    fs::create_dir(place.path().join("later")).unwrap();
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
}

#[test]
fn a_store_of_a_newer_version_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    enqueue(&folder).unwrap();
    let file = folder.join(FILE_NAME);
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection.pragma_update(None, "user_version", 999).unwrap();
    drop(connection);
    let before = fs::read(&file).unwrap();
    assert_eq!(code(&folder), "store_newer");
    assert_eq!(fs::read(&file).unwrap(), before, "the file was changed");
}

#[test]
fn a_damaged_file_is_named_broken_and_a_new_one_works() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    fs::create_dir(&folder).unwrap();
    fs::write(
        folder.join(FILE_NAME),
        "this is not a database, and it is long enough to be looked at ".repeat(20),
    )
    .unwrap();
    assert_eq!(code(&folder), "store_broken");
    fs::rename(folder.join(FILE_NAME), folder.join("old")).unwrap();
    assert_eq!(code(&folder), "");
}

#[test]
fn a_file_whose_middle_was_overwritten_is_named_broken() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    {
        let store = sqlite(&folder);
        let jobs: Vec<_> = (0..300)
            .map(|n| job(Kind::Invoice, &format!("{n}"), &"x".repeat(500)))
            .collect();
        store.enqueue(&jobs, NOW).unwrap();
    }
    let file = folder.join(FILE_NAME);
    let connection = rusqlite::Connection::open(&file).unwrap();
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    drop(connection);
    let mut bytes = fs::read(&file).unwrap();
    let length = bytes.len();
    bytes[4_096..length].fill(0xEE);
    fs::write(&file, bytes).unwrap();
    assert_eq!(code(&folder), "store_broken");
}

/// Runs one of the ignored tests below in a process of a user without rights.
fn as_nobody(test: &str, folder: &Path) -> Option<String> {
    let own = std::env::current_exe().unwrap();
    let output = Command::new(own)
        .args(["--exact", test, "--ignored", "--nocapture"])
        .env("LEDGERLINE_TEST_FOLDER", folder)
        .uid(65_534)
        .gid(65_534)
        .current_dir("/")
        .output();
    match output {
        Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
        Err(error) => {
            println!("skipped: no process of another user can be started here ({error})");
            None
        }
    }
}

#[test]
#[ignore = "started by another test, as another user"]
fn enqueue_in_the_given_folder() {
    let folder = std::env::var("LEDGERLINE_TEST_FOLDER").unwrap();
    println!("code=<{}>", code(Path::new(&folder)));
}

#[test]
fn a_folder_of_another_user_is_named_not_writable() {
    let place = tempfile::tempdir().unwrap();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let folder = place.path().join("store");
    enqueue(&folder).unwrap();
    let helper = "store::files::enqueue_in_the_given_folder";
    // Not even to be entered; to be read but not written; and a place where no folder may be made.
    for (mode, path) in [(0o700, "store"), (0o755, "store"), (0o755, "another")] {
        fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
        let Some(said) = as_nobody(helper, &place.path().join(path)) else {
            return;
        };
        assert!(said.contains("code=<store_not_writable>"), "{mode:o} {path}: {said}");
    }
}

/// A mounted disk, until it is dropped.
struct Mounted<'a>(&'a Path);

impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0).output();
    }
}

#[test]
fn a_full_disk_is_named_and_the_store_goes_on_when_there_is_room() {
    let place = tempfile::tempdir().unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=1200k", "tmpfs"])
        .arg(place.path())
        .output()
        .is_ok_and(|output| output.status.success());
    if !mounted {
        println!("skipped: no small disk can be mounted here");
        return;
    }
    let _mounted = Mounted(place.path());
    let folder = place.path().join("store");
    let store = sqlite(&folder);
    store.enqueue(&[job(Kind::Invoice, "first", "x")], NOW).unwrap();
    let filler = place.path().join("filler");
    let mut failed = None;
    for n in 0..1_000 {
        let big = job(Kind::Invoice, &format!("{n}"), &"x".repeat(4_000));
        if let Err(error) = store.enqueue(&[big], NOW) {
            assert!(
                error.message.to_string().contains(&format!("\"{}\"", folder.display())),
                "{error}"
            );
            failed = Some(error.code);
            break;
        }
        // What other programs write.
        let _ = fs::write(&filler, vec![0_u8; 4_096 * n.min(60)]);
    }
    assert_eq!(failed, Some("store_full"));
    fs::remove_file(&filler).unwrap();
    store.enqueue(&[job(Kind::Invoice, "last", "x")], NOW).unwrap();
    assert_eq!(state_of(&*store, "first"), ["waiting"]);
    drop(store);
    // A disk that is full from the beginning.
    fs::write(&filler, vec![0_u8; 1_190 * 1_024]).ok();
    let other = place.path().join("other");
    let error = sqlite(&other)
        .enqueue(&[job(Kind::Invoice, "1", "x")], NOW)
        .unwrap_err();
    assert_eq!(error.code, "store_full", "{error}");
    assert!(
        error.message.to_string().contains(&other.display().to_string()),
        "{error}"
    );
}

#[test]
fn secrets_are_nowhere_in_the_files() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    let store = sqlite(&folder);
    let secret = |text: &str| Secret::new(format!("{text}-very-secret-text"));
    store
        .configure("default", "{}", &secret("client"), "hash", true, NOW)
        .unwrap();
    let tokens = Tokens {
        access: secret("access"),
        refresh: secret("refresh"),
        ..Tokens::default()
    };
    store.store_tokens("default", Some(&tokens)).unwrap();
    store
        .remember_authorisation("state", "default", &secret("verifier"), "https://shop", NOW)
        .unwrap();
    let mut seen = 0;
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        seen += bytes.len();
        let found = bytes.windows(16).any(|window| window == b"very-secret-text");
        assert!(!found, "{} holds a secret", path.display());
    }
    assert!(seen > 10_000, "nothing was looked at");
}

#[test]
fn a_store_is_shared_by_processes_that_open_it_for_the_first_time_at_once() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..8)
            .map(|n| {
                let folder = &folder;
                scope.spawn(move || {
                    let store = SqliteStore::new(folder, Durability::Normal, Sealer::new(["k"]));
                    store
                        .enqueue(&[job(Kind::Invoice, &format!("{n}"), "x")], NOW)
                        .map(|_| ())
                })
            })
            .collect();
        for worker in workers {
            worker.join().unwrap().unwrap();
        }
    });
    assert_eq!(rows(&*sqlite(&folder)).len(), 8);
}

#[test]
fn a_new_file_that_another_process_is_just_opening_is_waited_for() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    fs::create_dir(&folder).unwrap();
    let first = rusqlite::Connection::open(folder.join(FILE_NAME)).unwrap();
    first.execute_batch("BEGIN IMMEDIATE").unwrap();
    std::thread::scope(|scope| {
        let second = scope.spawn(|| code(&folder));
        std::thread::sleep(std::time::Duration::from_millis(200));
        first.execute_batch("ROLLBACK").unwrap();
        assert_eq!(second.join().unwrap(), "");
    });
}

#[test]
fn a_new_file_takes_nothing_of_what_stood_beside_the_one_that_was_moved_away() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    enqueue(&folder).unwrap();
    let file = folder.join(FILE_NAME);
    let beside = folder.join(format!("{FILE_NAME}-wal"));
    // As after a kill: what was written last stands beside the file only.
    let killed = rusqlite::Connection::open(&file).unwrap();
    killed.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    killed.execute("UPDATE job SET number = 'left over'", []).unwrap();
    let left = fs::read(&beside).unwrap();
    drop(killed);
    fs::write(&beside, &left).unwrap();
    fs::rename(&file, place.path().join("moved-away")).unwrap();
    let store: Arc<dyn Store> = sqlite(&folder);
    store.enqueue(&[job(Kind::Invoice, "2", "y")], NOW).unwrap();
    drop(store);
    let numbers: Vec<String> = rusqlite::Connection::open(&file)
        .unwrap()
        .prepare("SELECT entity_id FROM job")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(numbers, ["2"]);
    assert_eq!(fs::read(folder.join(format!("{FILE_NAME}-wal.old"))).unwrap(), left);
}
