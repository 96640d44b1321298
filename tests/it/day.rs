//! A day of one organisation: orders come as they do in a shop, cron drains every minute, Xero's limits are the true ones. `scripts/bench day [orders] [calls]`.
//!
//! Time passes in leaps of what is left of each minute, here and at Xero.

use std::time::{Duration, Instant};

use ledgerline::engine::DrainOptions;
use ledgerline::queue::Purpose;
use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::sandbox::Sandbox;
use crate::support::shop::Shop;

const MINUTES: u32 = 1_440;

/// How much of the day's orders has come by the end of a minute: nothing much at night, four times the mean in the busiest hour.
fn share(minute: u32) -> f64 {
    /// Orders of each hour, in parts of the whole.
    const HOURS: [u32; 24] = [
        6, 4, 3, 2, 2, 3, 8, 18, 32, 42, 46, 48, 50, 46, 42, 42, 44, 50, 66, 100, 166, 110, 46, 24,
    ];
    let total: u32 = HOURS.iter().sum();
    let hour = (minute / 60) as usize;
    let before: u32 = HOURS.iter().take(hour).sum();
    let this = HOURS.get(hour).copied().unwrap_or_default();
    (f64::from(before) + f64::from(this) * f64::from(minute % 60 + 1) / 60.0) / f64::from(total)
}

fn number(name: &str, otherwise: u32) -> u32 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(otherwise)
}

#[test]
#[ignore = "a measurement: scripts/bench day"]
fn a_day_of_one_organisation() {
    let orders = number("LEDGERLINE_DAY_ORDERS", 50_000);
    let allowed = number("LEDGERLINE_DAY_CALLS", 5_000);
    let sandbox = Sandbox::with(&["--set", &format!("day_limit={allowed}")]);
    let shop = Shop::connected_with(sandbox, Duration::from_secs(60));
    // Some calls on the day before, so that it is noticed when Xero's day begins; then the day begins when Xero's does.
    for _ in 0..3 {
        for _ in 0..8 {
            shop.engine.catalogue("default", true).expect("the lists");
        }
        shop.pass(61);
    }
    let ends = shop.sandbox.counts()["organisations"][0]["day_ends_in"].as_i64();
    shop.pass(ends.unwrap_or_default() + 1);
    let calls = |shop: &Shop| shop.sandbox.calls();
    let (connecting, began) = (calls(&shop), Instant::now());
    let (mut came, mut most_waiting, mut most_calls, mut ended) = (0_u32, 0, 0, None);
    // A drain of a second: what is left of the minute passes in a leap.
    // When each order came, and when it was in Xero and paid (minutes).
    let mut open: Vec<u32> = Vec::new();
    let mut waits: Vec<u32> = Vec::new();
    for minute in 0..MINUTES {
        let turn = Instant::now();
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of the orders"
        )]
        let until = (share(minute) * f64::from(orders)).round() as u32;
        let new: Vec<Value> = (came + 1..=until).map(|id| fixtures::invoice_of(id, id)).collect();
        open.resize(open.len() + new.len(), minute);
        came = until;
        for portion in new.chunks(500) {
            let answer = shop.engine.enqueue(portion, Purpose::Event).expect("enqueue");
            assert_eq!(answer["refused"], json!([]));
        }
        let before = calls(&shop);
        let options = DrainOptions {
            seconds: 1,
            ..DrainOptions::default()
        };
        let report = shop.engine.drain(&options, &mut |_| true).expect("a drain").to_json();
        most_calls = most_calls.max(calls(&shop) - before);
        let waiting = report["waiting"].as_u64().unwrap_or_default();
        most_waiting = most_waiting.max(waiting);
        if report["stopped"] == "budget" && ended.is_none() {
            ended = Some(minute);
        }
        // Jobs are sent in the order in which they came; an order is done with its payment.
        let left = usize::try_from(waiting)
            .unwrap_or(usize::MAX)
            .div_ceil(3)
            .min(open.len());
        waits.extend(open.drain(..open.len() - left).map(|since| minute - since));
        let passed = turn.elapsed().as_secs();
        shop.pass(i64::try_from(60_u64.saturating_sub(passed)).unwrap_or_default());
    }
    waits.extend(open.iter().map(|since| MINUTES - since));
    waits.sort_unstable();
    let at = |part: usize| {
        waits
            .get((waits.len().saturating_sub(1)) * part / 100)
            .copied()
            .unwrap_or_default()
    };
    let made = calls(&shop) - connecting;
    println!(
        "{came} orders in a day, {allowed} calls allowed: {made} calls, {most_calls} at most in a minute, {:.1} orders a call round of three",
        f64::from(came) * 3.0 / (made.max(1) as f64)
    );
    println!(
        "waited, in minutes: median {}, 95 % {}, longest {}; at most {most_waiting} jobs open; not sent by midnight: {}",
        at(50),
        at(95),
        at(100),
        open.len()
    );
    match ended {
        Some(minute) => println!(
            "first waited for the sake of the day at {:02}:{:02}",
            minute / 60,
            minute % 60
        ),
        None => println!("never waited for the sake of the day"),
    }
    println!(
        "{} refused by Xero; {:.0} s here",
        shop.sandbox.counts()["refused_429_total"],
        began.elapsed().as_secs_f64()
    );
    assert_eq!(shop.sandbox.counts()["refused_429_total"], 0);
}
