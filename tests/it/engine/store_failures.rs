//! A store that fails under the engine: it is told, nothing is guessed, and the next drain with a sound store finishes.

use std::sync::Arc;

use ledgerline::engine::Engine;
use ledgerline::queue::owner_of_this_process;
use serde_json::json;

use crate::store::conformance::watch::failing;
use crate::support::fixtures;
use crate::support::shop::{Shop, drain, http};

/// The same shop, to whom this method of its store fails.
fn with_failing(shop: &Shop, method: &'static str) -> Engine {
    let store = failing(shop.place.open(), method);
    shop.other_process_with(store, Arc::new(http(shop.timeout)), owner_of_this_process())
}

/// Else the shop is told that it is connected, and every drain asks Xero again.
#[test]
fn a_connection_whose_state_cannot_be_kept_ends_the_drain_with_that() {
    for method in ["SessionStore::set_state", "JobStore::note"] {
        let shop = Shop::connected();
        shop.enqueue(&[fixtures::invoice(1)]);
        shop.drain();
        shop.sandbox.tell("revoke", &json!({}));
        shop.enqueue(&[fixtures::invoice(2)]);
        let error = drain(&with_failing(&shop, method)).expect_err("the store failed");
        assert_eq!((&*error.code, &*error.message.to_string()), ("store_failed", method));
        shop.pass(3_600);
        shop.drain();
        assert_eq!(shop.state().1, "consent_ended", "{method}");
    }
}

/// Else the record of another document of the shop is taken for this one's.
#[test]
fn a_record_is_not_adopted_while_nobody_can_say_whose_it_is() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::open_invoice(1)]);
    shop.sandbox.fault("reset_after_commit", "PUT", "/Invoices");
    shop.drain();
    assert_eq!(shop.jobs("unknown"), 1, "{:#?}", shop.queue());
    shop.pass(90);
    let error = drain(&with_failing(&shop, "JobStore::link_by_xero_id")).expect_err("the store failed");
    assert_eq!(error.code, "store_failed");
    assert!(
        shop.log().iter().all(|line| line["action"] != "adopt"),
        "{:#?}",
        shop.log()
    );
    shop.pass(3_600);
    shop.finish();
    shop.assert_finished(1, 0);
}

/// Else every document would be held: its tax rate is not in Xero.
#[test]
fn a_list_of_xeros_that_cannot_be_read_any_more_is_read_again() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.drain();
    for part in ["tax_rates", "accounts", "organisation"] {
        let now = shop.engine.now_ms();
        shop.store
            .store_catalogue("default", part, "{\"TaxRates\":[", now)
            .expect("the list is kept");
    }
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.finish();
    shop.assert_finished(2, 2);
}
