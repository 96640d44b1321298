//! Faults: each kind, and that the books are changed exactly when the fault says so.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Sandbox, messages};

async fn order(sandbox: &Sandbox, kind: &str) {
    sandbox
        .control(
            "faults",
            json!({"match": {"method": "PUT", "path": "/Contacts"}, "kind": kind}),
        )
        .await;
}

async fn contacts(sandbox: &Sandbox) -> usize {
    sandbox.get("/Contacts").await.json()["Contacts"]
        .as_array()
        .unwrap()
        .len()
}

#[tokio::test]
async fn connections_break_before_and_after() {
    let sandbox = Sandbox::unlimited().await;
    let ann = || Some(json!({"Name": "Ann"}));
    order(&sandbox, "reset_before").await;
    assert!(sandbox.try_api("PUT", "/Contacts", &[], ann()).await.is_err());
    assert_eq!(contacts(&sandbox).await, 0);
    order(&sandbox, "reset_after_commit").await;
    assert!(sandbox.try_api("PUT", "/Contacts", &[], ann()).await.is_err());
    assert_eq!(contacts(&sandbox).await, 1);
    sandbox
        .control(
            "faults",
            json!({"match": {"method": "put"}, "kind": "timeout_after_commit", "seconds": 30}),
        )
        .await;
    let call = sandbox.try_api("PUT", "/Contacts", &[], Some(json!({"Name": "Bob"})));
    assert!(tokio::time::timeout(Duration::from_millis(300), call).await.is_err());
    assert_eq!(contacts(&sandbox).await, 2);
}

#[tokio::test]
async fn servers_fail_before_and_after() {
    let sandbox = Sandbox::unlimited().await;
    order(&sandbox, "status_500").await;
    assert_eq!(sandbox.put("/Contacts", json!({"Name": "Ann"})).await.status, 500);
    assert_eq!(contacts(&sandbox).await, 0);
    order(&sandbox, "status_500_after_commit").await;
    assert_eq!(sandbox.put("/Contacts", json!({"Name": "Ann"})).await.status, 500);
    assert_eq!(contacts(&sandbox).await, 1);
    for (kind, sentence) in [
        ("offline_503", "The Organisation is offline"),
        ("maintenance_503", "The Xero API is currently offline for maintenance"),
    ] {
        order(&sandbox, kind).await;
        let answer = sandbox.put("/Contacts", json!({"Name": "Bob"})).await;
        assert_eq!(
            (answer.status, answer.text.as_str(), answer.header("content-type")),
            (503, sentence, Some("text/plain; charset=utf-8"))
        );
    }
    order(&sandbox, "truncated_json").await;
    let answer = sandbox.put("/Contacts", json!({"Name": "Bob"})).await;
    assert!(answer.status == 200 && serde_json::from_str::<Value>(&answer.text).is_err());
    assert_eq!(contacts(&sandbox).await, 2);
    order(&sandbox, "garbage_json").await;
    let answer = sandbox.put("/Contacts", json!({"Name": "Cid"})).await;
    assert!(answer.status == 200 && serde_json::from_str::<Value>(&answer.text).is_err());
    assert_eq!(contacts(&sandbox).await, 3);
}

#[tokio::test]
async fn trouble_comes_dressed_as_validation() {
    let sandbox = Sandbox::unlimited().await;
    sandbox
        .control(
            "faults",
            json!({"match": {"path": "/Contacts"}, "kind": "error_in_validation", "elements": [1]}),
        )
        .await;
    let batch = json!({"Contacts": [{"Name": "A"}, {"Name": "B"}, {"Name": "C"}]});
    let answer = sandbox.put("/Contacts?summarizeErrors=false", batch).await.json();
    let statuses: Vec<Value> = answer["Contacts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["StatusAttributeString"].clone())
        .collect();
    assert_eq!(statuses, [json!("OK"), json!("ERROR"), json!("OK")]);
    assert!(messages(&answer["Contacts"])[0].starts_with("An error occurred in Xero. Check the API Status page"));
}

#[tokio::test]
async fn limits_and_rights_fail_on_order() {
    let sandbox = Sandbox::unlimited().await;
    for (kind, problem, retry) in [
        ("rate_minute", "minute", true),
        ("rate_day", "day", true),
        ("rate_concurrent", "concurrent", false),
    ] {
        order(&sandbox, kind).await;
        let answer = sandbox.put("/Contacts", json!({"Name": "Ann"})).await;
        assert_eq!(
            (
                answer.status,
                answer.header("x-rate-limit-problem"),
                answer.header("retry-after").is_some()
            ),
            (429, Some(problem), retry)
        );
    }
    assert_eq!(sandbox.look("counts").await["injected_429"], json!(3));
    order(&sandbox, "forbidden").await;
    assert_eq!(sandbox.put("/Contacts", json!({"Name": "Ann"})).await.status, 403);
    order(&sandbox, "token_refused").await;
    assert_eq!(sandbox.put("/Contacts", json!({"Name": "Ann"})).await.status, 401);
    order(&sandbox, "expire_token").await;
    let answer = sandbox.put("/Contacts", json!({"Name": "Ann"})).await;
    assert!(
        answer.status == 401
            && answer.json()["Detail"]
                .as_str()
                .unwrap()
                .starts_with("TokenExpired: token expired at ")
    );
    assert_eq!(sandbox.get("/Contacts").await.status, 401);
}

#[tokio::test]
async fn faults_are_aimed() {
    let sandbox = Sandbox::unlimited().await;
    let fault = json!({"match": {"path": "/Contacts", "body": "Bob"}, "kind": "status_500", "times": 2, "skip": 1});
    sandbox.control("faults", fault).await;
    let mut statuses = Vec::new();
    for name in ["Ann", "Bob 1", "Bob 2", "Bob 3", "Bob 4"] {
        statuses.push(sandbox.put("/Contacts", json!({"Name": name})).await.status);
    }
    assert_eq!(statuses, [200, 200, 500, 500, 200]);
    let unknown = sandbox
        .raw(
            "POST",
            "/sandbox/faults",
            &[],
            Some(json!({"kind": "earthquake"}).to_string()),
        )
        .await
        .unwrap();
    assert_eq!(unknown.status, 400);
    sandbox
        .control(
            "faults",
            json!({"match": {"path": "/connect/token"}, "kind": "offline_503"}),
        )
        .await;
    assert_eq!(
        sandbox
            .token_request(&[("grant_type", "client_credentials")], "sandbox-custom")
            .await
            .status,
        503
    );
}

#[tokio::test]
async fn harmless_noise_is_switched_on() {
    let sandbox = Sandbox::new(&["--limits", "off", "--set", "noise=60"]).await;
    let text = sandbox.get("/Accounts").await.text + &sandbox.get("/TaxRates").await.text;
    assert!(text.contains("AddedLater") && text.contains("SOMETHINGNEW") && text.contains("\"EffectiveRate\":\""));
}
