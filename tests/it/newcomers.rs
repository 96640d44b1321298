//! New business beside a backfill: it waits a few seconds at most, however many calls history would burn.
//!
//! `scripts/bench newcomers [seconds]` runs it longer and prints median and worst.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ledgerline::engine::DrainOptions;
use ledgerline::queue::{Purpose, owner_of_this_process};
use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::shop::{Shop, http};

#[test]
fn new_business_waits_a_few_seconds_at_most_during_a_backfill() {
    let seconds: u64 = std::env::var("LEDGERLINE_NEWCOMERS_SECONDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(25);
    let shop = Shop::connected();
    // One record a call: history would use every call of a minute in a few seconds.
    shop.configure(|settings| settings["batch_size"] = json!(1));
    shop.sandbox.tell("switches", &json!({ "latency_ms": 300 }));
    let history: Vec<Value> = (1..=400).map(|id| fixtures::invoice_of(id, 500_000 + id)).collect();
    shop.engine.enqueue(&history, Purpose::History).unwrap();
    let calls = shop.sandbox.calls();
    let began = Instant::now();
    let stop = Arc::new(AtomicBool::new(false));
    let other = || shop.other_process(Arc::new(http(Duration::from_secs(30))), owner_of_this_process());
    let waits: Vec<Duration> = std::thread::scope(|scope| {
        scope.spawn(|| {
            let engine = other();
            while !stop.load(Ordering::Relaxed) {
                let options = DrainOptions {
                    stop: Some(Arc::clone(&stop)),
                    ..DrainOptions::default()
                };
                engine.drain(&options, &mut |_| true).unwrap();
                std::thread::sleep(Duration::from_millis(100));
            }
        });
        let engine = other();
        let mut waits = Vec::new();
        // History has burnt its part of the minute by then.
        std::thread::sleep(Duration::from_secs(10));
        for id in 0.. {
            let came = Instant::now();
            engine
                .enqueue(&[fixtures::open_invoice(9_000 + id)], Purpose::Immediate)
                .unwrap();
            let options = DrainOptions {
                immediate_only: true,
                ..DrainOptions::default()
            };
            let number = format!("{:09}", 700_009_000 + id);
            while !shop
                .sandbox
                .documents()
                .iter()
                .any(|one| one["number"] == number.as_str())
            {
                engine.drain(&options, &mut |_| true).unwrap();
                std::thread::sleep(Duration::from_millis(20));
            }
            waits.push(came.elapsed());
            if began.elapsed() > Duration::from_secs(seconds) {
                break;
            }
            std::thread::sleep(Duration::from_secs(12));
        }
        stop.store(true, Ordering::Relaxed);
        waits
    });
    let took = began.elapsed().as_secs_f64();
    let made = shop.sandbox.calls() - calls;
    let mut sorted = waits.clone();
    sorted.sort();
    let (median, worst) = (sorted[sorted.len() / 2], sorted[sorted.len() - 1]);
    println!(
        "{} newcomers in {took:.0} s beside a backfill: median {:.1} s, worst {:.1} s; {made} calls, {} refused by Xero",
        waits.len(),
        median.as_secs_f64(),
        worst.as_secs_f64(),
        shop.sandbox.counts()["refused_429_total"],
    );
    assert_eq!(shop.sandbox.counts()["refused_429_total"], 0);
    assert!(worst < Duration::from_secs(10), "{waits:?}");
}
