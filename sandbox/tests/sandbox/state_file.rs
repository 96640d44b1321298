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
    assert_eq!(
        third.get("/Contacts").await.json()["Contacts"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn what_was_answered_is_in_the_file() {
    let path = file("answered");
    let sandbox = Sandbox::new(&["--state", path.to_str().unwrap()]).await;
    for name in ["Ann", "Bob", "Cleo"] {
        sandbox.contact(name).await;
        // At once: a crash here forgets nothing that a caller was told.
        assert!(
            std::fs::read_to_string(&path).unwrap().contains(&format!("\"{name}\"")),
            "{name}"
        );
    }
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn while_the_books_cannot_be_saved_every_call_is_refused() {
    let folder = std::env::temp_dir().join(format!("ledgerline-sandbox-{}-full", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("xero.json");
    let arguments = ["--state", path.to_str().unwrap()];
    let first = Sandbox::new(&arguments).await;
    first.contact("Ann").await;
    std::fs::remove_dir_all(&folder).unwrap();
    let write = || {
        first.try_api(
            "PUT",
            "/Contacts",
            &[("idempotency-key", "k-1")],
            Some(json!({"Name": "Bob"})),
        )
    };
    let refused = write().await.unwrap();
    assert_eq!(refused.status, 503, "{}", refused.text);
    assert!(refused.text.contains("cannot save its books"), "{}", refused.text);
    // Nor may a look-up find what could still be forgotten.
    assert_eq!(first.get("/Contacts").await.status, 503);
    assert!(
        first
            .raw("GET", "/", &[], None)
            .await
            .unwrap()
            .text
            .contains("cannot be saved")
    );
    std::fs::create_dir(&folder).unwrap();
    let mut answer = write().await.unwrap();
    for _ in 0..50 {
        if answer.status != 503 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        answer = write().await.unwrap();
    }
    assert_eq!(answer.one("Contacts")["Name"], json!("Bob"));
    let token = first.token.clone();
    drop(first);
    let mut second = Sandbox::new(&arguments).await;
    second.token = token;
    let names: Vec<_> = second.get("/Contacts").await.json()["Contacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["Name"].clone())
        .collect();
    assert_eq!(names, [json!("Ann"), json!("Bob")]);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[tokio::test]
async fn the_counts_survive_a_restart() {
    let path = file("counts");
    let arguments = ["--state", path.to_str().unwrap()];
    let first = Sandbox::new(&arguments).await;
    first.contact("Ann").await;
    first.get("/Contacts").await;
    first.get("/Items").await;
    assert_eq!(first.look("counts").await["calls_total"], json!(3));
    first.running.stop().unwrap();
    let second = Sandbox::new(&arguments).await;
    let counts = second.look("counts").await;
    assert_eq!(
        (&counts["calls_total"], &counts["by_endpoint"]["GET /Contacts"]),
        (&json!(3), &json!(1))
    );
    let page = second.raw("GET", "/", &[], None).await.unwrap().text;
    assert!(page.contains("<b>3</b><span>Calls so far</span>"), "{page}");
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
