//! Neither secret nor token is ever shown: not in the log, not in an error, not in a status, not by Debug.

use ledgerline::queue::Purpose;
use serde_json::json;

use crate::support::fixtures;
use crate::support::shop::{Shop, drain, settings};

/// Everything that must not be seen, as the store knows it now.
fn secrets(shop: &Shop) -> Vec<String> {
    let row = shop.store.connection("default").unwrap().unwrap();
    let mut all = vec![row.client_secret.reveal().to_owned()];
    if let Some(tokens) = row.tokens {
        all.extend([tokens.access.reveal().to_owned(), tokens.refresh.reveal().to_owned()]);
    }
    all.retain(|secret| secret.len() > 8);
    all
}

#[test]
fn whatever_goes_wrong_no_secret_is_shown() {
    let shop = Shop::connected();
    let mut hidden = secrets(&shop);
    assert_eq!(hidden.len(), 3);
    let mut shown = Vec::new();
    // Good work, refusals of all dialects, an ended token, a wrong secret, a revoked consent, a disconnection.
    for kind in [
        "status_500",
        "truncated_json",
        "error_in_validation",
        "expire_token",
        "forbidden",
        "rate_minute",
        "offline_503",
    ] {
        shop.sandbox.fault(kind, "PUT", "/Contacts");
    }
    for id in 1..=8 {
        shop.enqueue(&[fixtures::customer(id)]);
        shown.push(drain(&shop.engine).map_or_else(|error| format!("{error} {error:?}"), |report| report.to_string()));
        shop.pass(400);
        hidden.extend(secrets(&shop));
    }
    shop.pass(4_000);
    shop.configure(|settings| settings["client_secret"] = json!("mistyped-and-long-enough"));
    hidden.push("mistyped-and-long-enough".into());
    shown.push(drain(&shop.engine).unwrap().to_string());
    let answer = shop.browse(Some("Ledgerline Demo Company"));
    let code = answer["code"].as_str().unwrap().to_owned();
    hidden.push(code);
    let error = shop.engine.complete_authorise(&answer).unwrap_err();
    shown.push(format!("{error} {error:?}"));
    shop.configure(|_| {});
    shop.consent();
    hidden.extend(secrets(&shop));
    shown.push(shop.engine.connections().unwrap().to_string());
    shop.sandbox.tell("revoke", &json!({}));
    shown.push(shop.drain().to_string());
    let mut wrong = settings();
    wrong["type"] = json!("magic");
    shown.push(format!("{:?}", shop.engine.configure("default", &wrong).unwrap_err()));
    shown.push(format!(
        "{:?}",
        shop.engine.enqueue(&[json!({ "version": 9 })], Purpose::Event)
    ));
    shown.push(format!("{:?}", shop.store.connection("default").unwrap()));
    shown.push(shop.engine.disconnect("default").unwrap().to_string());
    shown.extend(shop.log().iter().map(ToString::to_string));
    shown.extend(shop.queue().iter().map(ToString::to_string));
    hidden.sort();
    hidden.dedup();
    assert!(
        hidden.len() >= 6 && shown.len() > 20,
        "{} hidden, {} shown",
        hidden.len(),
        shown.len()
    );
    for text in &shown {
        for secret in &hidden {
            assert!(
                !text.contains(secret.as_str()),
                "a secret is shown in: {}",
                text.replace(secret.as_str(), "…")
            );
        }
    }
}

#[test]
fn debug_of_everything_that_carries_a_secret_is_silent() {
    use ledgerline::oauth::{App, Tokens};
    use ledgerline::secret::{Sealer, Secret};
    use ledgerline::transport::{Method, Request};
    let secret = || Secret::new("very-secret-text");
    let request = Request {
        method: Method::Post,
        url: "https://xero.example/token?code=very-secret-text".into(),
        headers: Vec::new(),
        authorization: Some(secret()),
        body: Some(b"refresh_token=very-secret-text".to_vec()),
        follow_redirects: false,
    };
    let tokens = Tokens {
        access: secret(),
        refresh: secret(),
        ..Tokens::default()
    };
    let options = ledgerline::app::Options::read(&json!({ "store": "/tmp/x", "keys": ["very-secret-text"] })).unwrap();
    for shown in [
        format!("{:?}", secret()),
        format!("{request:?}"),
        format!("{tokens:?}"),
        format!(
            "{:?}",
            App {
                id: "id".into(),
                secret: secret()
            }
        ),
        format!("{:?}", Sealer::new(["very-secret-text"])),
        format!("{options:?}"),
    ] {
        assert!(!shown.contains("very-secret-text"), "{shown}");
    }
}
