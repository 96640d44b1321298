//! Inputs of real shops that were posted or explained wrongly once: snapshots that arrive one file after the other.

use std::time::Duration;

use serde_json::Value;

use super::repository;
use super::sandbox::Sandbox;
use super::shop::Shop;

/// The files of a case, each with its snapshots.
pub fn inputs(case: &str) -> Vec<Vec<Value>> {
    let read = |number: usize| {
        let text =
            std::fs::read_to_string(repository(&format!("tests/fixtures/cases/{case}/input-{number}.jsonl"))).ok()?;
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        Some(
            lines
                .map(|line| serde_json::from_str(line).expect("a snapshot"))
                .collect(),
        )
    };
    (1..).map_while(read).collect()
}

/// A shop connected with the settings of a case, after a change of them.
pub fn shop(case: &str, change: impl FnOnce(&mut Value)) -> Shop {
    let file = repository(&format!("tests/fixtures/cases/{case}/settings.json"));
    let text = std::fs::read_to_string(&file).expect("the settings of the case");
    let mut settings: Value = serde_json::from_str(&text).expect("JSON");
    settings["client_id"] = "sandbox-custom".into();
    settings["client_secret"] = "sandbox-custom-secret".into();
    change(&mut settings);
    let shop = Shop::beside(
        std::sync::Arc::new(Sandbox::start()),
        Duration::from_secs(30),
        &settings,
    );
    let status = shop
        .engine
        .connect_custom("default")
        .expect("a Custom Connection needs no consent");
    assert_eq!(status["state"], "connected", "{status}");
    shop
}
