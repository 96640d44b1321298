//! Measures the store's verbs on a file of its own, without Xero and without PHP: `scripts/bench store [jobs]`. Beside a server, in tables of
//! its own: `scripts/with-mariadb scripts/bench store [jobs]`.
//!
//! Prints microseconds per job, or milliseconds for what moves every row at once.

use std::path::Path;
use std::time::{Duration, Instant};

use ledgerline::engine::Store;
use ledgerline::queue::{
    Departure, Entity, Exchange, JobStore, Kind, Link, LogLine, NewJob, RecordBook, Settled, State,
};
use ledgerline::secret::Sealer;
use ledgerline::store::mysql::{MysqlAddress, MysqlDatabase, MysqlStore};
use ledgerline::store::sqlite::{Durability, SqliteStore};
use mysql::prelude::Queryable as _;
use mysql::{Conn, OptsBuilder};

const NOW: i64 = 1_790_000_000_000;

fn job(number: usize) -> NewJob {
    let key = format!("invoice:{number}");
    NewJob {
        connection: "default".into(),
        kind: Kind::Invoice,
        entity: Entity::Invoice,
        entity_id: number.to_string(),
        number: format!("{:09}", 500_000_000 + number),
        store_id: "1".into(),
        priority: 10,
        snapshot: format!("{{\"id\":{number},\"text\":\"{}\"}}", "x".repeat(1_800)),
        snapshot_hash: format!("{number:064}"),
        total: Some("100.00".into()),
        currency: Some("EUR".into()),
        only_if_absent: false,
        force: false,
        settings_hash: "settings".into(),
        compare_settings: false,
        key,
    }
}

fn line(status: &str, code: &str) -> LogLine {
    LogLine {
        action: "create".into(),
        status: status.into(),
        code: code.into(),
        message: ledgerline::message::Message::words("A message of the usual length, which says what happened."),
        exchange: Some(Box::new(Exchange {
            sent: "{\"Type\":\"ACCREC\"}".repeat(20),
            answered: "{\"InvoiceID\":\"1\"}".repeat(20),
        })),
        ..LogLine::default()
    }
}

fn per_job(name: &str, jobs: usize, run: impl FnOnce()) {
    let began = Instant::now();
    run();
    println!(
        "{name:32} {:9.2} us a job",
        began.elapsed().as_secs_f64() * 1e6 / jobs as f64
    );
}

fn at_once(name: &str, run: impl FnOnce() -> u64) {
    let began = Instant::now();
    let rows = run();
    println!(
        "{name:32} {:9.0} ms for {rows} rows",
        began.elapsed().as_secs_f64() * 1e3
    );
}

/// Claims, marks and settles everything that waits, in batches as a drain does; how long each of the three took, batch by batch.
fn drain(store: &dyn Store, now_ms: i64, settled: impl Fn(i64) -> Settled, line: &LogLine) -> [Vec<Duration>; 3] {
    let mut took = [const { Vec::new() }; 3];
    loop {
        let began = Instant::now();
        let claimed = store
            .claim(
                "default",
                Kind::Invoice,
                State::Waiting,
                50,
                i64::MAX,
                "here:1:1",
                now_ms + 60_000,
                now_ms,
            )
            .expect("a claim");
        if claimed.is_empty() {
            return took;
        }
        took[0].push(began.elapsed());
        let leaving: Vec<Departure> = claimed
            .iter()
            .map(|job| Departure {
                id: job.id,
                fence: job.fence,
                organisation: "org".into(),
                look_up_at_ms: now_ms + 5_000,
                ..Departure::default()
            })
            .collect();
        let began = Instant::now();
        store.mark_sent(&leaving, "key", now_ms).expect("a mark");
        took[1].push(began.elapsed());
        let ends: Vec<_> = claimed
            .iter()
            .map(|job| {
                (
                    job.proven(ledgerline::queue::Proof::Answered),
                    settled(job.id),
                    line.clone(),
                )
            })
            .collect();
        let began = Instant::now();
        store.settle_all(&ends, now_ms).expect("an end");
        took[2].push(began.elapsed());
    }
}

/// Milliseconds within which so many of a hundred ended.
fn percentile(took: &mut [Duration], part: usize) -> f64 {
    took.sort_unstable();
    took.get(took.len() * part / 100)
        .map_or(0.0, |took| took.as_secs_f64() * 1e3)
}

/// What a drain waits for its store around one call of fifty documents.
fn around_a_call(took: [Vec<Duration>; 3]) {
    for (name, mut one) in ["claim", "mark", "settle"].into_iter().zip(took) {
        let [half, most] = [50, 99].map(|part| percentile(&mut one, part));
        println!("{name:>10} a batch of 50 {half:17.2} ms (99 %: {most:.2} ms)");
    }
}

/// The socket of the server that the store is to be on; none: a file.
fn server() -> Option<String> {
    let server = std::env::var("LEDGERLINE_TEST_MYSQL").ok()?;
    Some(server.split_once("socket=").expect("a socket").1.to_owned())
}

fn make_database() {
    if let Some(socket) = server() {
        let root = OptsBuilder::new().socket(Some(socket)).user(Some("root"));
        let mut root = Conn::new(root).expect("the server");
        root.query_drop("DROP DATABASE IF EXISTS bench").expect("no database");
        root.query_drop("CREATE DATABASE bench").expect("a database");
    }
}

fn open(folder: &Path) -> Box<dyn Store> {
    let sealer = Sealer::new(["key"]);
    let Some(socket) = server() else {
        return Box::new(SqliteStore::new(folder.join("store"), Durability::Normal, sealer));
    };
    let address = format!(
        "mysql://root@localhost/bench?prefix=m2_&socket={socket}&witness={}",
        folder.display()
    );
    let address = MysqlAddress::read(&address).expect("an address");
    Box::new(MysqlStore::new(MysqlDatabase::new(address), sealer))
}

fn done(id: i64) -> Settled {
    Settled::Done {
        link: Some(Box::new(Link {
            xero_id: format!("xero-{id}"),
            xero_number: id.to_string(),
            ..Link::default()
        })),
        next: Vec::new(),
    }
}

/// One of the processes that [`together`] starts: claims, marks and settles the queue of the store in this folder.
const WORKER: &str = "--worker";

/// As many processes as a shop may have empty the queue together: jobs a second.
fn together(store: &dyn Store, folder: &Path, jobs: usize, mut next: usize) {
    for processes in [1, 4, 8] {
        let waiting: Vec<NewJob> = (next..next + jobs).map(job).collect();
        next += jobs;
        for portion in waiting.chunks(200) {
            JobStore::enqueue(store, portion, NOW).expect("an enqueue");
        }
        let began = Instant::now();
        let workers: Vec<_> = (0..processes)
            .map(|_| {
                let myself = std::env::current_exe().expect("this program");
                let mut worker = std::process::Command::new(myself);
                worker.arg(WORKER).arg(folder).spawn().expect("a process")
            })
            .collect();
        for mut worker in workers {
            assert!(worker.wait().expect("its end").success());
        }
        let per_second = jobs as f64 / began.elapsed().as_secs_f64();
        println!("{processes} process(es) drain {per_second:24.0} jobs a second");
        let left = store.waiting_by_kind("default").expect("a count");
        assert!(left.is_empty(), "{left:?}");
    }
}

fn main() {
    let mut words = std::env::args();
    if words.any(|word| word == WORKER) {
        let folder = words.next().expect("a folder");
        drain(
            open(Path::new(&folder)).as_ref(),
            NOW,
            done,
            &line("success", "created"),
        );
        return;
    }
    let jobs: usize = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(20_000);
    let folder = tempfile::tempdir().expect("a folder");
    make_database();
    let store = open(folder.path());
    let (first, rest) = (jobs, jobs * 5);
    let one_by_one: Vec<NewJob> = (0..first).map(job).collect();
    let mut took = Vec::with_capacity(first);
    per_job("enqueue, one a transaction", first, || {
        for one in &one_by_one {
            let began = Instant::now();
            JobStore::enqueue(store.as_ref(), std::slice::from_ref(one), NOW).expect("an enqueue");
            took.push(began.elapsed());
        }
    });
    let [half, most] = [50, 99].map(|part| percentile(&mut took, part) * 1e3);
    println!("{:>32} {half:9.2} us (99 %: {most:.2} us)", "half of them within");
    per_job("enqueue, unchanged", first, || {
        for one in &one_by_one {
            JobStore::enqueue(store.as_ref(), std::slice::from_ref(one), NOW).expect("an enqueue");
        }
    });
    let mut took = Default::default();
    per_job("drain: claim, mark, done", first, || {
        took = drain(store.as_ref(), NOW, done, &line("success", "created"));
    });
    around_a_call(took);
    let portions: Vec<NewJob> = (first..first + rest).map(job).collect();
    per_job("enqueue, 200 a transaction", rest, || {
        for portion in portions.chunks(200) {
            JobStore::enqueue(store.as_ref(), portion, NOW).expect("an enqueue");
        }
    });
    let mut took = Default::default();
    per_job("drain: claim, mark, held", rest, || {
        took = drain(store.as_ref(), NOW, |_| Settled::Held, &line("held", "tax_unmapped"));
    });
    around_a_call(took);
    at_once("wake all", || store.wake_held("default", true, NOW).expect("a wake"));
    per_job("drain: held again", rest, || {
        drain(store.as_ref(), NOW, |_| Settled::Held, &line("held", "tax_unmapped"));
    });
    at_once("retry all", || store.retry(None, None, NOW).expect("a retry"));
    at_once("send all", || store.send_all(NOW).expect("a sending"));
    at_once("counts", || {
        store
            .counts()
            .expect("counts")
            .jobs
            .iter()
            .map(|one| one.count.unsigned_abs())
            .sum()
    });
    at_once("erase a person", || {
        RecordBook::erase(store.as_ref(), "customer:17", Some("17"), Some("a@example.com"))
            .expect("an erasure")
            .jobs
    });
    at_once("prune", || store.prune(NOW + 1, NOW + 1).expect("a prune").0);
    drain(store.as_ref(), NOW, done, &line("success", "created"));
    together(store.as_ref(), folder.path(), first, first + rest);
}
