//! Files that older releases made: each step takes them along, and nothing in them is lost.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use flate2::{Compress, Compression, FlushCompress};
use ledgerline::queue::{Kind, Query, State};
use ledgerline::store::sqlite::FILE_NAME;
use rusqlite::{Connection, params};

use super::conformance::{NOW, claim, job};
use super::sqlite;

/// A file as the release left it that had so many steps.
fn file_of(version: u8, folder: &Path) -> Connection {
    let steps = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/schema/sqlite");
    let mut steps: Vec<_> = fs::read_dir(steps).unwrap().map(|one| one.unwrap().path()).collect();
    steps.sort();
    assert!(steps.len() > usize::from(version), "it is no older version");
    fs::create_dir(folder).unwrap();
    let sqlite = Connection::open(folder.join(FILE_NAME)).unwrap();
    for step in &steps[..usize::from(version)] {
        sqlite.execute_batch(&fs::read_to_string(step).unwrap()).unwrap();
    }
    sqlite.pragma_update(None, "user_version", version).unwrap();
    sqlite
}

/// A snapshot as it was packed before frames.
fn packed_before(text: &str) -> Vec<u8> {
    let dictionary = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/packed/snapshots-1.txt");
    let mut packer = Compress::new(Compression::new(1), true);
    packer.set_dictionary(&fs::read(dictionary).unwrap()).unwrap();
    let mut packed = Vec::with_capacity(text.len() + 100);
    packer
        .compress_vec(text.as_bytes(), &mut packed, FlushCompress::Finish)
        .unwrap();
    packed
}

#[test]
fn snapshots_of_the_version_before_are_sent_and_those_that_come_are_packed() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    file_of(9, &folder)
        .execute(
            "INSERT INTO job (connection, kind, key, entity, entity_id, number, priority, state, snapshot_hash, created_at, updated_at, snapshot)
             VALUES ('default', 'invoice', '1', 'invoice', '1', '1', 10, 'waiting', '', ?1, ?1, '{\"of\":\"before\"}')",
            [NOW],
        )
        .unwrap();
    let store = sqlite(&folder);
    let kept = || -> (String, bool) {
        Connection::open(folder.join(FILE_NAME))
            .unwrap()
            .query_row("SELECT snapshot, packed IS NOT NULL FROM job", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .unwrap()
    };
    let taken = claim(&*store, Kind::Invoice, State::Waiting, 9, NOW);
    assert_eq!(taken[0].snapshot, "{\"of\":\"before\"}");
    let counted: Vec<_> = store
        .counts()
        .unwrap()
        .jobs
        .iter()
        .map(|one| (one.state, one.count))
        .collect();
    assert_eq!(counted, [(State::Running, 1)], "those of before are counted");
    assert_eq!(
        kept(),
        (taken[0].snapshot.clone(), false),
        "the step leaves it as it is"
    );
    store.release(&[(taken[0].id, taken[0].fence)], 0, NOW).unwrap();
    store.enqueue(&[job(Kind::Invoice, "1", "newer")], NOW).unwrap();
    assert_eq!(kept(), (String::new(), true));
    let taken = claim(&*store, Kind::Invoice, State::Waiting, 9, NOW);
    assert_eq!(taken[0].snapshot, "{\"content\":\"newer\"}");
}

#[test]
fn a_file_full_of_jobs_is_taken_along_and_nothing_is_lost() {
    const JOBS: i64 = 5_000;
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("store");
    let mut before = file_of(11, &folder);
    let filling = before.transaction().unwrap();
    for n in 1..=JOBS {
        let (state, message) = match n % 10 {
            0 => ("done", String::new()),
            1 => ("held", format!("The total of {n} differs by a cent.")),
            _ => ("waiting", String::new()),
        };
        filling
            .execute(
                "INSERT INTO job (connection, kind, key, entity, entity_id, number, priority, state, snapshot_hash, message, created_at, updated_at,
                   snapshot, packed) VALUES ('default', 'invoice', ?1, 'invoice', ?2, ?3, 50, ?4, ?1, ?5, ?6, ?6, '', ?7)",
                params![
                    format!("invoice:{n}"),
                    n.to_string(),
                    format!("{:09}", 500_000_000 + n),
                    state,
                    message,
                    NOW + n,
                    packed_before(&format!("{{\"number\":\"{n}\"}}"))
                ],
            )
            .unwrap();
        filling
            .execute(
                "INSERT INTO log (at, connection, entity, entity_id, number, status, message) VALUES (?1, 'default', 'invoice', ?2, ?3, 'ok', ?4)",
                params![NOW + n, n.to_string(), format!("L{n}"), format!("Invoice {n} was sent.")],
            )
            .unwrap();
    }
    filling.commit().unwrap();
    drop(before);

    let store = sqlite(&folder);
    let search = |text: &str| Query {
        search: text.into(),
        page: 1,
        page_size: 10,
        ..Query::default()
    };
    assert_eq!(store.jobs(&search("")).unwrap().total, JOBS);
    for (text, jobs, lines) in [
        ("500004321", 1, 0),
        ("INVOICE:4321", 1, 0),
        ("total of 4321 differs", 1, 0),
        ("invoice 4321 was", 0, 1),
        ("l432", 0, 11),
        ("4321", 1, 1),
        ("nothing", 0, 0),
    ] {
        assert_eq!(store.jobs(&search(text)).unwrap().total, jobs, "jobs with {text}");
        assert_eq!(store.log(&search(text)).unwrap().total, lines, "lines with {text}");
    }
    let mut counted: Vec<_> = store
        .counts()
        .unwrap()
        .jobs
        .iter()
        .map(|one| (one.state.as_str(), one.count))
        .collect();
    counted.sort_unstable();
    assert_eq!(counted, [("done", 500), ("held", 500), ("waiting", 4_000)]);

    let mut taken = BTreeSet::new();
    loop {
        let some = claim(&*store, Kind::Invoice, State::Waiting, 500, NOW + JOBS);
        if some.is_empty() {
            break;
        }
        for job in some {
            assert_eq!(job.snapshot, format!("{{\"number\":\"{}\"}}", job.entity_id));
            assert!(taken.insert(job.id), "{} came twice", job.id);
        }
    }
    let waited: BTreeSet<i64> = (1..=JOBS).filter(|n| n % 10 > 1).collect();
    assert_eq!(taken, waited);
}
