//! Idempotency keys: replays, conflicts, expiry, cached errors, duplicates that come too early.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::harness::{Answer, Sandbox};

async fn put(sandbox: &Sandbox, key: &str, body: Value) -> Answer {
    sandbox
        .try_api("PUT", "/Contacts", &[("idempotency-key", key)], Some(body))
        .await
        .unwrap()
}

async fn contacts(sandbox: &Sandbox) -> usize {
    sandbox.get("/Contacts").await.json()["Contacts"]
        .as_array()
        .unwrap()
        .len()
}

#[tokio::test]
async fn the_same_request_is_answered_from_memory_and_counts() {
    let sandbox = Sandbox::new(&[]).await;
    let first = put(&sandbox, "k", json!({"Name": "Ann"})).await;
    let second = put(&sandbox, "k", json!({"Name": "Ann"})).await;
    assert_eq!(first.text, second.text);
    assert_eq!(
        (
            first.header("x-daylimit-remaining"),
            second.header("x-daylimit-remaining")
        ),
        (Some("999"), Some("998"))
    );
    assert_eq!(
        (
            contacts(&sandbox).await,
            sandbox.look("counts").await["replays"].clone()
        ),
        (1, json!(1))
    );
}

#[tokio::test]
async fn another_request_with_the_key_is_refused() {
    let sandbox = Sandbox::unlimited().await;
    put(&sandbox, "k", json!({"Name": "Ann"})).await;
    let refused = put(&sandbox, "k", json!({"Name": "Bob"})).await;
    assert_eq!(
        (refused.status, refused.json()["Message"].clone()),
        (400, json!("Idempotency Key: k is used with a different request."))
    );
    let long = put(&sandbox, &"k".repeat(129), json!({"Name": "Bob"})).await;
    assert_eq!(long.status, 400);
    assert_eq!(
        put(&sandbox, &"k".repeat(128), json!({"Name": "Bob"})).await.status,
        200
    );
}

#[tokio::test]
async fn errors_are_remembered_for_six_minutes() {
    let sandbox = Sandbox::unlimited().await;
    sandbox
        .control("faults", json!({"match": {"path": "/Contacts"}, "kind": "status_500"}))
        .await;
    assert_eq!(put(&sandbox, "k", json!({"Name": "Ann"})).await.status, 500);
    assert_eq!(put(&sandbox, "k", json!({"Name": "Ann"})).await.status, 500);
    assert_eq!(contacts(&sandbox).await, 0);
    sandbox.control("clock", json!({"advance_seconds": 361})).await;
    assert_eq!(put(&sandbox, "k", json!({"Name": "Ann"})).await.status, 200);
}

#[tokio::test]
async fn after_six_minutes_a_key_means_nothing() {
    let sandbox = Sandbox::unlimited().await;
    put(&sandbox, "k", json!({"Name": "Ann"})).await;
    sandbox.control("clock", json!({"advance_seconds": 361})).await;
    assert!(put(&sandbox, "k", json!({"Name": "Ann"})).await.messages()[0].contains("already assigned"));
}

#[tokio::test]
async fn a_duplicate_waits_for_the_first() {
    let sandbox = Arc::new(Sandbox::unlimited().await);
    sandbox
        .control(
            "faults",
            json!({"match": {"path": "/Contacts"}, "kind": "slow", "seconds": 0.3}),
        )
        .await;
    let calls: Vec<_> = (0..4)
        .map(|_| {
            let sandbox = Arc::clone(&sandbox);
            tokio::spawn(async move { put(&sandbox, "k", json!({"Name": "Ann"})).await })
        })
        .collect();
    let mut texts = Vec::new();
    for call in calls {
        texts.push(call.await.unwrap().text);
    }
    texts.dedup();
    assert_eq!((texts.len(), contacts(&sandbox).await), (1, 1));
}

#[tokio::test]
async fn a_lost_answer_is_given_again() {
    let sandbox = Sandbox::unlimited().await;
    sandbox
        .control(
            "faults",
            json!({"match": {"path": "/Contacts"}, "kind": "reset_after_commit"}),
        )
        .await;
    let lost = sandbox
        .try_api(
            "PUT",
            "/Contacts",
            &[("idempotency-key", "k")],
            Some(json!({"Name": "Ann"})),
        )
        .await;
    assert!(lost.is_err());
    assert_eq!(
        put(&sandbox, "k", json!({"Name": "Ann"})).await.one("Contacts")["Name"],
        json!("Ann")
    );
    assert_eq!(contacts(&sandbox).await, 1);
}
