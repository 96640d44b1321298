//! A process dies after each step of the write protocol; the next one finishes, and nothing is there twice.

use std::sync::Arc;
use std::time::Duration;

use ledgerline::queue::{Kind, State};

use crate::support::fixtures;
use crate::support::shop::{Shop, dead_owner, drain, http};
use crate::support::transport::{Death, Dying};

/// A process that dies at a write of this path; then the shop continues with another one.
fn dies_and_another_finishes(path: &'static str, death: Death) {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1), fixtures::invoice(2)]);
    let transport = Arc::new(Dying::new(http(Duration::from_secs(30)), "PUT", path, death));
    let engine = shop.other_process(transport, dead_owner());
    let ended = drain(&engine);
    assert!(ended.is_err(), "{path} {death:?}: the process did not die: {ended:?}");
    assert!(shop.jobs("running") > 0, "{path} {death:?}: nothing was left behind");
    drop(engine);
    shop.finish();
    shop.assert_finished(2, 2);
}

#[test]
fn a_process_that_dies_after_the_claims_and_before_sending_loses_nothing() {
    for path in ["/Contacts", "/Invoices", "/Payments"] {
        dies_and_another_finishes(path, Death::BeforeSending);
    }
}

#[test]
fn a_process_that_dies_after_sending_and_before_the_answer_sends_nothing_twice() {
    for path in ["/Contacts", "/Invoices", "/Payments"] {
        dies_and_another_finishes(path, Death::AfterSending);
    }
}

#[test]
fn a_process_that_dies_after_claiming_and_before_marking_loses_nothing() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    let now = shop.engine.now_ms();
    let taken = shop
        .store
        .claim(
            "default",
            Kind::Contact,
            State::Waiting,
            50,
            i64::MAX,
            &dead_owner(),
            now + 120_000,
            now,
        )
        .unwrap();
    assert_eq!(taken.len(), 1);
    shop.finish();
    shop.assert_finished(1, 1);
}

#[test]
fn a_process_of_another_host_that_dies_is_noticed_when_its_lease_ends() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    let now = shop.engine.now_ms();
    shop.store
        .claim(
            "default",
            Kind::Contact,
            State::Waiting,
            50,
            i64::MAX,
            "elsewhere:1:2",
            now + 120_000,
            now,
        )
        .unwrap();
    shop.drain();
    assert_eq!(shop.sandbox.count("contacts"), 0, "taken from a process that may live");
    shop.pass(121);
    shop.finish();
    shop.assert_finished(1, 1);
}

#[test]
fn a_process_that_lost_its_lease_cannot_settle_what_another_one_finished() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::open_invoice(1)]);
    let now = shop.engine.now_ms();
    let old = shop
        .store
        .claim(
            "default",
            Kind::Contact,
            State::Waiting,
            50,
            i64::MAX,
            &dead_owner(),
            now + 1_000,
            now,
        )
        .unwrap();
    shop.pass(2);
    shop.finish();
    shop.assert_finished(1, 0);
    let settled = shop
        .store
        .settle(
            &old[0],
            &ledgerline::queue::Settled::Held,
            &ledgerline::queue::LogLine::default(),
            now,
        )
        .unwrap();
    assert!(!settled, "a fenced process settled a job");
    shop.assert_finished(1, 0);
}
