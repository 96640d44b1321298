//! The state file: what is written is there again, and an unreadable file is not overwritten.

use std::path::PathBuf;
use std::time::Duration;

use clap::Parser as _;
use ledgerline_sandbox::{Options, start};
use serde_json::json;

use crate::harness::{Sandbox, number};

fn file(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("ledgerline-sandbox-{}-{name}.json", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path
}

#[tokio::test]
async fn the_books_survive_a_restart() {
    let path = file("restart");
    let arguments = ["--state", path.to_str().unwrap()];
    let first = Sandbox::new(&arguments).await;
    let contact = first.contact("Ann").await;
    first.invoice(&contact, "S-1", number("5.1234")).await;
    let before = first.get("/Invoices/S-1").await.one("Invoices");
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert!(path.exists());
    // Dropped without a word, as by a crash.
    let token = first.token.clone();
    drop(first);
    let mut second = Sandbox::new(&arguments).await;
    second.token = token;
    assert_eq!(second.get("/Invoices/S-1").await.one("Invoices"), before);
    assert_eq!(second.put("/Contacts", json!({"Name": "ann"})).await.status, 400);
    second.contact("Bob").await;
    second.running.stop().unwrap();
    let third = Sandbox::new(&arguments).await;
    assert_eq!(third.get("/Contacts").await.json()["Contacts"].as_array().unwrap().len(), 2);
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn what_is_no_state_file_stops_the_start() {
    let path = file("broken");
    std::fs::write(&path, "{\"format\":1").unwrap();
    let options = Options::parse_from(["x", "--listen", "127.0.0.1:0", "--state", path.to_str().unwrap()]);
    assert!(start(options).await.err().unwrap().contains("not a state file"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "{\"format\":1");
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn other_machines_are_not_served_by_accident() {
    let options = Options::parse_from(["x", "--listen", "0.0.0.0:0"]);
    assert!(start(options).await.err().unwrap().contains("--allow-remote"));
}
