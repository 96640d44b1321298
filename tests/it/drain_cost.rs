//! CPU of the engine for paid orders of as many customers, without PHP: `scripts/bench drain [orders]`.
//!
//! Contact, invoice and payment of each are enqueued and sent to a sandbox of its own, whose limits are off. Counted is the CPU of this process alone, not the
//! server's. Under `valgrind --tool=callgrind` the same run says where it goes.

use std::time::{Duration, Instant};

use ledgerline::engine::DrainOptions;
use ledgerline::queue::Purpose;
use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::sandbox::Sandbox;
use crate::support::shop::Shop;

/// CPU of this process so far, user and system.
fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/self/stat").expect("Linux");
    let fields: Vec<&str> = text.rsplit(") ").next().expect("a line").split(' ').collect();
    let ticks = |field: usize| fields[field].parse::<u64>().expect("ticks of 10 ms");
    Duration::from_millis((ticks(11) + ticks(12)) * 10)
}

fn measured(name: &str, orders: u32, run: impl FnOnce()) {
    let (began, used) = (Instant::now(), cpu());
    run();
    let each = |time: Duration| time.as_secs_f64() * 1e3 / f64::from(orders);
    println!(
        "{name:8} {:7.3} ms of CPU an order, {:7.3} ms of time",
        each(cpu().saturating_sub(used)),
        each(began.elapsed())
    );
}

#[test]
#[ignore = "a measurement: scripts/bench drain"]
fn what_a_paid_order_costs() {
    let orders: u32 = std::env::var("LEDGERLINE_ORDERS").map_or(3_000, |text| text.parse().expect("a number"));
    let shop = Shop::connected_with(Sandbox::with(&["--limits", "off"]), Duration::from_secs(60));
    let invoices: Vec<Value> = (1..=orders).map(|id| fixtures::invoice_of(id, id)).collect();
    measured("enqueue", orders, || {
        for portion in invoices.chunks(500) {
            let answer = shop.engine.enqueue(portion, Purpose::Event).expect("enqueue");
            assert_eq!(answer["refused"], json!([]));
        }
    });
    measured("drain", orders, || {
        let options = DrainOptions {
            seconds: 3_600,
            ..DrainOptions::default()
        };
        let report = shop.engine.drain(&options, &mut |_| true).expect("a drain").to_json();
        assert_eq!(report["waiting"], 0, "{report}");
    });
    shop.assert_finished(u64::from(orders), u64::from(orders));
    println!("{} calls", shop.sandbox.calls());
}
