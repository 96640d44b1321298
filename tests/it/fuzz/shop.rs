//! What the shop hands over: settings and snapshots.

use std::sync::Arc;

use ledgerline::clock::SystemClock;
use ledgerline::engine::Engine;
use ledgerline::oauth::Endpoints;
use ledgerline::queue::{Purpose, owner_of_this_process};
use ledgerline::settings::Settings;
use ledgerline::snapshot;
use serde_json::{Value, json};

use super::dice::Dice;
use super::{mutate, run};
use crate::store::conformance::Place;
use crate::support::shop::{settings, usual_place};
use crate::support::transport::Unplugged;
use crate::support::{cases, fixtures, repository, words};

/// Cases that share a store: one on a server takes its time to make.
const CASES_PER_STORE: usize = 50;

fn engine(place: &dyn Place) -> Engine {
    let engine = Engine::new(
        place.open(),
        Arc::new(Unplugged),
        Arc::new(SystemClock),
        Endpoints::new(None).expect("Xero's"),
        owner_of_this_process(),
        3_000,
    );
    engine.configure("default", &settings()).expect("settings are stored");
    engine
}

/// Good snapshots of every kind.
fn snapshots() -> Vec<Value> {
    ["customers", "products", "orders", "invoices", "creditmemos"]
        .iter()
        .flat_map(|kind| fixtures::seed(kind).into_iter().step_by(7).take(12))
        .chain(of_cases())
        .collect()
}

/// Those that were posted or explained wrongly once.
fn of_cases() -> Vec<Value> {
    let folder = std::fs::read_dir(repository("tests/fixtures/cases")).expect("the cases");
    let mut names: Vec<String> = folder
        .map(|entry| entry.expect("a case").file_name().to_string_lossy().into_owned())
        .filter(|name| !name.contains('.'))
        .collect();
    names.sort();
    names.iter().flat_map(|name| cases::inputs(name)).flatten().collect()
}

#[test]
fn whatever_a_shop_hands_over_is_taken_or_refused_and_the_good_beside_it_is_taken() {
    let all = snapshots();
    let mut used: Option<(Arc<dyn Place>, Engine, usize)> = None;
    run(
        "shop::whatever_a_shop_hands_over_is_taken_or_refused_and_the_good_beside_it_is_taken",
        |dice| {
            let (place, engine, cases) = used
                .take()
                .filter(|(.., cases)| *cases < CASES_PER_STORE)
                .unwrap_or_else(|| {
                    let place = usual_place();
                    let engine = engine(place.as_ref());
                    (place, engine, 0)
                });
            let mut bad = dice.pick(&all).clone();
            mutate::document(&mut bad, dice);
            // What was stored is read as what was handed over.
            let (handed, stored) = (snapshot::read(&bad), snapshot::read_text(&bad.to_string()));
            assert_eq!(format!("{handed:?}"), format!("{stored:?}"), "{bad}");
            if let Err(error) = engine.preview(&bad) {
                assert_ne!(error.code, "internal", "{error} of {bad}");
            }
            let good = fixtures::customer(u32::try_from(7_000_000 + cases).expect("a number"));
            let purpose = *dice.pick(&[Purpose::Event, Purpose::Manual, Purpose::History]);
            let answer = engine
                .enqueue(&[bad.clone(), good], purpose)
                .unwrap_or_else(|error| panic!("{} {error}: all are refused for {bad}", error.code));
            let refused = answer["refused"].as_array().expect("a list");
            assert!(
                refused.iter().all(|one| one["index"] == 0),
                "the good one is refused: {answer}"
            );
            let rows = engine
                .queue_page(&json!({ "page_size": 10, "sort": "id", "direction": "desc" }))
                .expect("the queue");
            words::assert_told(rows["items"].as_array().expect("rows"));
            used = Some((place, engine, cases + 1));
        },
    );
}

#[test]
fn settings_are_taken_or_refused_with_a_sentence() {
    let mut full = settings();
    let with = json!({
        "tax": { "automatic": false, "map": { "20": "OUTPUT2" }, "rules": [{ "rate": "20", "applies": "shipping", "country": "GB", "vat_number": "1", "tax_type": "OUTPUT2" }] },
        "payments": { "map": { "checkmo": "090" }, "fees": { "checkmo": { "account": "404", "percent": "1.5", "fixed": "0.20" } } },
        "totals": { "map": { "surcharge": "200" } },
        "tracking": [{ "category": "Region", "by": "store", "map": { "1": "North" }, "default": "South" }],
        "contacts": { "match": "number", "guests": "single" },
        "documents": { "status": "authorised", "reference": "{order.number}", "due_days": 14, "due_days_by_method": { "checkmo": 30 }, "lock_date": "draft" },
        "websites": { "base": { "accounts": { "sales": "210" }, "due_days": 7 } },
        "stores": { "default": { "accounts": { "sales": "211" }, "documents": { "status": "draft" } } },
    });
    for (name, value) in with.as_object().expect("settings") {
        full[name] = value.clone();
    }
    full["client_secret"] = json!("s3cretPASSw0rd");
    Settings::read(&full).expect("the settings that the cases are made of are good ones");
    let place = usual_place();
    let engine = engine(place.as_ref());
    let document = fixtures::invoice(1);
    run(
        "shop::settings_are_taken_or_refused_with_a_sentence",
        |dice: &mut Dice| {
            let mut changed = full.clone();
            mutate::document(&mut changed, dice);
            match engine.configure("default", &changed) {
                Ok(_) => {
                    let shown = engine.connection("default").expect("a status").to_string();
                    assert!(!shown.contains("s3cretPASSw0rd"), "{shown}");
                    let _ = engine.preview(&document);
                }
                Err(error) => {
                    assert_eq!(error.code, "settings_invalid", "{error} of {changed}");
                    assert!(!error.to_string().is_empty());
                    // A secret in the place of another setting is what its writer made of it.
                    let told = changed.to_string().matches("s3cretPASSw0rd").count() > 1
                        || changed["client_secret"] != full["client_secret"];
                    assert!(told || !error.to_string().contains("s3cretPASSw0rd"), "{error}");
                }
            }
        },
    );
}
