//! Bad weather that lasts (docs/bad-weather.md): nothing is lost, nobody is called who need not come, and work resumes when it is over.

use serde_json::json;

use crate::support::fixtures;
use crate::support::shop::Shop;

#[test]
fn xero_may_be_down_for_a_day() {
    let shop = Shop::connected();
    let outage = json!({ "kind": "offline_503", "times": 100_000, "match": { "path": "/api.xro/2.0" } });
    shop.sandbox.tell("faults", &outage);
    let calls = shop.sandbox.calls();
    for half_hour in 1..=48 {
        shop.enqueue(&[fixtures::invoice(half_hour)]);
        shop.drain();
        shop.pass(1_800);
    }
    // A person could do nothing, so nobody is asked to: no job is held or given up.
    assert_eq!(shop.held(), [], "{:#?}", shop.queue());
    assert_eq!(shop.state(), ("connected".to_owned(), String::new()));
    // One call of each drain finds out, and one in the hour renews the token.
    let asked = shop.sandbox.calls() - calls;
    assert!(asked <= 2 * 48, "{asked} calls during the outage");
    shop.sandbox
        .request("DELETE", "/sandbox/faults", "application/json", "");
    shop.finish();
    shop.assert_finished(48, 48);
}

#[test]
fn an_answer_with_new_tokens_that_is_lost_is_asked_for_again() {
    for kind in ["reset_after_commit", "status_500_after_commit", "truncated_json"] {
        let shop = Shop::connected();
        shop.pass(3_600);
        shop.sandbox.fault(kind, "POST", "/connect/token");
        shop.enqueue(&[fixtures::invoice(1)]);
        shop.drain();
        assert_eq!(shop.sandbox.counts()["faults_struck"], 1, "{kind}");
        // Xero takes the old refresh token for half an hour more; the next run of cron comes within that, or tries once more itself.
        shop.finish();
        assert_eq!(shop.state(), ("connected".to_owned(), String::new()), "{kind}");
        shop.assert_finished(1, 1);
    }
}

#[test]
fn a_tax_rate_that_was_deleted_in_xero_holds_until_it_is_back() {
    let shop = Shop::connected();
    shop.enqueue(&[fixtures::invoice(1)]);
    shop.finish();
    shop.assert_finished(1, 1);
    let sent = shop.sandbox.document(&fixtures::number(&fixtures::invoice(1)));
    let path = format!("/Invoices/{}", sent["id"].as_str().expect("an id"));
    let invoice = shop.accountant("GET", &path, None);
    let tax_type = &invoice["Invoices"][0]["LineItems"][0]["TaxType"];
    let rates = shop.accountant("GET", "/TaxRates", None);
    let rates = rates["TaxRates"].as_array().expect("rates");
    let rate = rates
        .iter()
        .find(|rate| rate["TaxType"] == *tax_type)
        .expect("the rate");
    let change = |status: &str| {
        let change = json!({ "TaxType": tax_type, "Name": rate["Name"], "Status": status, "TaxComponents": rate["TaxComponents"] });
        shop.accountant("POST", "/TaxRates", Some(&change));
    };
    change("DELETED");
    shop.enqueue(&[fixtures::invoice(2)]);
    shop.drain();
    // Xero's own words first; the lists, read again for them, then say which rate lacks its counterpart.
    assert_eq!(shop.held(), [("tax_type_invalid".to_owned(), 1)]);
    shop.pass(1_801);
    shop.drain();
    assert_eq!(shop.held(), [("tax_rate_unmapped".to_owned(), 1)]);
    change("ACTIVE");
    shop.finish();
    shop.assert_finished(2, 2);
}
