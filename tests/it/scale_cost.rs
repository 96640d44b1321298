//! What a store of many jobs costs, without PHP: `scripts/bench scale [jobs]`.
//!
//! Invoices, each with its contact, are enqueued in portions: jobs a second, and what one takes of the disk. Then what a drain and screens ask of a store of
//! 1,000 jobs and of the large one is timed, side by side.

use std::time::Instant;

use ledgerline::engine::Engine;
use ledgerline::queue::{Kind, Purpose, State, owner_of_this_process};
use serde_json::{Value, json};

use crate::support::disk::Disk;
use crate::support::fixtures;
use crate::support::shop::Shop;

/// Jobs of the small store.
const FEW: u32 = 1_000;
/// As many records as Sync All hands over at once.
const PORTION: u32 = 500;
/// Questions of which the median is taken.
const ROUNDS: usize = 9;

fn enqueue(shop: &Shop, jobs: u32) -> f64 {
    let invoices = jobs / 2;
    let mut seconds = 0.0;
    for first in (1..=invoices).step_by(PORTION as usize) {
        let portion: Vec<Value> = (first..=invoices.min(first + PORTION - 1))
            .map(|id| fixtures::invoice_of(id, id))
            .collect();
        let began = Instant::now();
        let answer = shop.engine.enqueue(&portion, Purpose::History).expect("enqueue");
        seconds += began.elapsed().as_secs_f64();
        assert_eq!(answer["accepted"], portion.len() * 2, "{answer}");
    }
    seconds
}

/// Milliseconds, the median.
fn timed(mut run: impl FnMut()) -> f64 {
    let mut took: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            run();
            began.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    took.sort_by(f64::total_cmp);
    took[ROUNDS / 2]
}

type Ask = fn(&Engine) -> Value;

const QUESTIONS: &[(&str, Ask)] = &[
    ("connections", |engine| engine.connections().expect("connections")),
    ("counts", |engine| engine.counts().expect("counts")),
    ("overview", |engine| {
        engine.overview(&["default".to_owned()]).expect("overview")
    }),
    ("queue page", |engine| page(engine, &json!({}))),
    ("queue page by number", |engine| {
        page(engine, &json!({ "sort": "number" }))
    }),
    ("queue page of a kind", |engine| {
        page(
            engine,
            &json!({ "filters": [{ "field": "kind", "condition": "eq", "value": "invoice" }] }),
        )
    }),
    ("queue search", |engine| page(engine, &json!({ "search": "0000777" }))),
    ("log page", |engine| log(engine, &json!({}))),
    ("log search", |engine| log(engine, &json!({ "search": "0000777" }))),
];

fn asked(more: &Value, sort: &str) -> Value {
    let open = json!({ "field": "state", "condition": "nin", "value": ["done", "cancelled"] });
    let mut question = json!({ "page": 1, "page_size": 20, "sort": sort, "direction": "asc", "filters": [] });
    let all = question.as_object_mut().expect("an object");
    all.extend(more.as_object().expect("an object").clone());
    if sort == "id"
        && let Some(Value::Array(filters)) = all.get_mut("filters")
    {
        filters.push(open);
    }
    question
}

fn page(engine: &Engine, more: &Value) -> Value {
    engine.queue_page(&asked(more, "id")).expect("a page")
}

fn log(engine: &Engine, more: &Value) -> Value {
    engine.log_page(&asked(more, "at")).expect("a page")
}

fn log_lines(disk: &Disk, lines: u32) {
    disk.sqlite()
        .execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
             INSERT INTO log (at, connection, entity, entity_id, kind, number, action, status, message, job_id)
             SELECT 1790000000000 + i, 'default', 'invoice', i, 'invoice', printf('%09d', i), 'create',
               CASE i % 10 WHEN 0 THEN 'held' ELSE 'ok' END, 'Invoice ' || i || ' was created in Xero, and its total is the same.', i FROM n",
            [lines],
        )
        .expect("lines of the log");
}

fn claim(shop: &Shop) {
    let now = i64::MAX / 4;
    let claimed = shop
        .store
        .claim(
            "default",
            Kind::Invoice,
            State::Waiting,
            50,
            i64::MAX,
            &owner_of_this_process(),
            now + 60_000,
            now,
        )
        .expect("a claim");
    assert_eq!(claimed.len(), 50);
    let jobs: Vec<(i64, i64)> = claimed.iter().map(|job| (job.id, job.fence)).collect();
    shop.store.release(&jobs, 0, now).expect("a release");
}

#[test]
#[ignore = "a measurement: scripts/bench scale"]
fn what_many_jobs_cost() {
    let many: u32 = std::env::var("LEDGERLINE_JOBS").map_or(100_000, |text| text.parse().expect("a number"));
    let mut columns = Vec::new();
    for jobs in [FEW, many] {
        let disk = Disk::new();
        let shop = Shop::on(disk.clone());
        let seconds = enqueue(&shop, jobs);
        let store = disk.store();
        store.checkpoint();
        let bytes = std::fs::metadata(disk.file()).expect("a file").len();
        println!(
            "{jobs} jobs: {:.0} jobs/s, {:.1} MB, {:.0} bytes an invoice with its contact",
            f64::from(jobs) / seconds,
            bytes as f64 / 1e6,
            bytes as f64 / f64::from(jobs / 2)
        );
        log_lines(&disk, jobs);
        let mut took = vec![
            timed(|| claim(&shop)),
            timed(|| drop(shop.store.health().expect("health"))),
        ];
        took.extend(QUESTIONS.iter().map(|(_, ask)| timed(|| drop(ask(&shop.engine)))));
        columns.push(took);
    }
    println!("{:28} {FEW:>10} {many:>10}  ratio", "ms, median");
    let names = ["claim 50, give back", "health"]
        .into_iter()
        .chain(QUESTIONS.iter().map(|(name, _)| *name));
    for (index, name) in names.enumerate() {
        let (few, lots) = (columns[0][index], columns[1][index]);
        println!("{name:28} {few:10.2} {lots:10.2} {:6.1}", lots / few);
    }
}
