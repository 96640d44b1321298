//! Whatever answers instead of Xero: a worker stays small, ends in time, and takes a write for unknown.
//!
//! Memory is a matter of the whole process, so each attack is measured in one of its own. `scripts/bench hostile` prints the table.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ledgerline::clock::SystemClock;
use ledgerline::engine::{DrainOptions, Engine};
use ledgerline::message::Message;
use ledgerline::oauth::{ConnectionState, Endpoints, Tokens};
use ledgerline::queue::{Purpose, owner_of_this_process};
use ledgerline::secret::Secret;
use serde_json::{Value, json};

use crate::store::conformance::Place;
use crate::support::disk::Disk;
use crate::support::fixtures;
use crate::support::hostile::{ATTACKS, Hostile};
use crate::support::shop::{http, settings};

const OWN_PROCESS: &str = "LEDGERLINE_TEST_HOSTILE";
const TIMEOUT: Duration = Duration::from_secs(3);
const MOST_KB: u64 = 64 * 1024;

#[test]
fn hostile_answers_cost_little_memory_and_time() {
    if let Some(attack) = std::env::var_os(OWN_PROCESS) {
        let found = ATTACKS.iter().find(|(name, _)| attack == *name).expect("an attack");
        return measure(found.0, found.1);
    }
    println!(
        "{:<30} {:>12} {:>12} {:>12}",
        "peak above base, MB (seconds)", "4 writes", "a read", "a token"
    );
    for (attack, _) in ATTACKS {
        let output = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "hostile::hostile_answers_cost_little_memory_and_time",
                "--nocapture",
            ])
            .env(OWN_PROCESS, attack)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let row = said.lines().find(|line| line.starts_with(attack)).unwrap_or(attack);
        println!("{row}");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

fn memory_kb(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// What `run` took at its peak above `base`, and how long it took.
fn peak_over<T>(base: u64, run: impl FnOnce() -> T) -> (u64, Duration, T) {
    // 5: the peak begins again.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let began = Instant::now();
    let result = run();
    (memory_kb("VmHWM:").saturating_sub(base), began.elapsed(), result)
}

/// A shop that is connected to the attacker, with a token of half an hour (or none that is still good).
fn shop(attacker: &Hostile, place: &dyn Place, token_is_good: bool) -> Engine {
    let store = place.open();
    let engine = Engine::new(
        Arc::clone(&store),
        Arc::new(http(TIMEOUT)),
        Arc::new(SystemClock),
        Endpoints::new(Some(&attacker.url())).unwrap(),
        owner_of_this_process(),
        3_000,
    );
    let mut document = settings();
    document["batch_size"] = json!(1);
    document["contacts"] = json!({ "match": "number" });
    engine.configure("default", &document).unwrap();
    let now = engine.now_ms();
    let tokens = Tokens {
        access: Secret::new("token"),
        refresh: Secret::new("refresh"),
        expires_at_ms: if token_is_good { now + 1_800_000 } else { now - 1 },
        obtained_at_ms: now,
        scope: String::new(),
    };
    store.store_tokens("default", Some(&tokens)).unwrap();
    store
        .set_organisation("default", "o", "Books", "c", "[]", Some(now))
        .unwrap();
    store
        .set_state("default", ConnectionState::Connected, "", &Message::default())
        .unwrap();
    for (part, list) in [
        ("organisation", "Organisations"),
        ("accounts", "Accounts"),
        ("tax_rates", "TaxRates"),
        ("currencies", "Currencies"),
    ] {
        store
            .store_catalogue("default", part, &json!({ list: [] }).to_string(), now)
            .unwrap();
    }
    engine
}

fn queue(engine: &Engine) -> Vec<Value> {
    let page = engine.queue_page(&json!({ "page_size": 100 })).unwrap();
    page["items"].as_array().unwrap().clone()
}

fn measure(attack: &'static str, outcome: &str) {
    let customers: Vec<Value> = fixtures::seed("customers").into_iter().take(4).collect();
    // Whatever is made once is made now. On disk: rows in memory would count as memory that an answer takes.
    let warm = Disk::new();
    let quiet = Hostile::start("bad UTF-8");
    let _ = shop(&quiet, &warm, true).catalogue("default", true);
    let attacker = Hostile::start(attack);
    let base = memory_kb("VmRSS:");

    let disk = Disk::new();
    let engine = shop(&attacker, &disk, true);
    engine.enqueue(&customers, Purpose::Event).unwrap();
    let options = DrainOptions {
        seconds: 1,
        ..DrainOptions::default()
    };
    let (write, write_took, _) = peak_over(base, || engine.drain(&options, &mut |_| true).unwrap());
    let jobs = queue(&engine);
    assert_eq!(jobs.len(), 4);
    for job in &jobs {
        assert_eq!(job["state"], "unknown", "{job}");
        let code = if outcome == "large" {
            "answer_too_large"
        } else {
            "unknown_outcome"
        };
        assert_eq!(job["code"], code, "{job}");
    }

    let (read, read_took, answer) = peak_over(base, || engine.catalogue("default", true));
    let error = answer.expect_err("an attack is no catalogue");
    assert_ne!(error.code, "internal", "{error:?}");

    let disk = Disk::new();
    let engine = shop(&attacker, &disk, false);
    let (token, token_took, answer) = peak_over(base, || engine.catalogue("default", true));
    assert!(answer.is_err(), "an attack is no token");

    let cells = [(write, write_took), (read, read_took), (token, token_took)];
    let line = cells.map(|(peak, took)| format!("{:>5.1} ({:>3.1})", peak as f64 / 1024.0, took.as_secs_f64()));
    println!("\n{attack:<30} {:>12} {:>12} {:>12}", line[0], line[1], line[2]);
    for (peak, took) in cells {
        assert!(peak < MOST_KB && took < 3 * TIMEOUT, "{attack}: {peak} KB in {took:?}");
    }
}
