//! Limits over HTTP: headers, the four problems, windows under the sandbox's clock.

use std::sync::Arc;

use serde_json::json;

use crate::harness::Sandbox;

fn remaining(answer: &crate::harness::Answer) -> [i64; 3] {
    [
        "x-daylimit-remaining",
        "x-minlimit-remaining",
        "x-appminlimit-remaining",
    ]
    .map(|name| answer.header(name).unwrap().parse().unwrap())
}

#[tokio::test]
async fn every_answer_says_what_is_left() {
    let sandbox = Sandbox::new(&[]).await;
    assert_eq!(remaining(&sandbox.get("/Organisation").await), [999, 59, 9_999]);
    let refused = sandbox.put("/Contacts", json!({"FirstName": "x"})).await;
    assert_eq!((refused.status, remaining(&refused)), (400, [998, 58, 9_998]));
    assert!(refused.header("xero-correlation-id").is_some());
    let core = Sandbox::new(&["--plan", "core"]).await;
    assert_eq!(remaining(&core.get("/Organisation").await)[0], 4_999);
}

#[tokio::test]
async fn the_sixty_first_call_of_a_minute_waits() {
    let sandbox = Sandbox::new(&["--set", "minute_limit=3"]).await;
    // Begin with a fresh window, so that none ends in between.
    let ends = sandbox.look("counts").await["organisations"][0]["minute_ends_in"]
        .as_i64()
        .unwrap();
    sandbox.control("clock", json!({"advance_seconds": ends})).await;
    for _ in 0..3 {
        assert_eq!(sandbox.get("/Organisation").await.status, 200);
    }
    let refused = sandbox.get("/Organisation").await;
    assert_eq!(
        (
            refused.status,
            refused.text.as_str(),
            refused.header("x-rate-limit-problem")
        ),
        (429, "", Some("minute"))
    );
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait));
    assert_eq!(remaining(&refused)[1], 0);
    sandbox.control("clock", json!({"advance_seconds": wait})).await;
    assert_eq!(sandbox.get("/Organisation").await.status, 200);
    let counts = sandbox.look("counts").await;
    assert_eq!(
        (
            counts["refused_429"]["minute"].clone(),
            counts["refused_429_total"].clone()
        ),
        (json!(1), json!(1))
    );
}

#[tokio::test]
async fn the_day_has_an_end_too() {
    let sandbox = Sandbox::new(&["--set", "day_limit=2"]).await;
    sandbox.get("/Organisation").await;
    sandbox.get("/Organisation").await;
    let refused = sandbox.get("/Organisation").await;
    assert_eq!(
        (refused.status, refused.header("x-rate-limit-problem")),
        (429, Some("day"))
    );
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    sandbox.control("clock", json!({"advance_seconds": wait})).await;
    // The token is older than thirty minutes by now.
    assert_eq!(
        sandbox.get("/Organisation").await.status,
        if wait >= 1_800 { 401 } else { 200 }
    );
}

#[tokio::test]
async fn the_sixth_call_at_once_is_refused_without_a_time() {
    let sandbox = Arc::new(Sandbox::new(&["--set", "latency_ms=400"]).await);
    let calls: Vec<_> = (0..6)
        .map(|_| {
            let sandbox = Arc::clone(&sandbox);
            tokio::spawn(async move { sandbox.get("/Organisation").await })
        })
        .collect();
    let mut refused = Vec::new();
    for call in calls {
        let answer = call.await.unwrap();
        if answer.status == 429 {
            refused.push((
                answer.header("x-rate-limit-problem").unwrap().to_owned(),
                answer.header("retry-after").is_some(),
            ));
        }
    }
    assert_eq!(refused, [("concurrent".to_owned(), false)]);
    assert_eq!(sandbox.get("/Organisation").await.status, 200);
}

#[tokio::test]
async fn limits_can_be_switched_off_while_running() {
    let sandbox = Sandbox::new(&["--set", "minute_limit=1", "--limits", "on"]).await;
    sandbox.control("switches", json!({"limits": false})).await;
    for _ in 0..5 {
        assert_eq!(sandbox.get("/Organisation").await.status, 200);
    }
    let unknown = sandbox
        .raw(
            "POST",
            "/sandbox/switches",
            &[],
            Some(json!({"limit": false}).to_string()),
        )
        .await
        .unwrap();
    assert_eq!(unknown.status, 400);
}
