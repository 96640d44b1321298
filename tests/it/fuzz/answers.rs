//! Answers of Xero's API: nothing that stands in one makes a worker panic, and what is kept of it fits into every store.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use ledgerline::clock::Clock;
use ledgerline::engine::{DrainOptions, Engine};
use ledgerline::message::Message;
use ledgerline::oauth::{ConnectionState, Endpoints, Tokens};
use ledgerline::queue::{Purpose, owner_of_this_process};
use ledgerline::secret::Secret;
use ledgerline::transport::{Request, Response, SendFailure, Sending, Transport};
use serde_json::{Value, json};

use super::dice::Dice;
use super::{mutate, run};
use crate::store::conformance::Place;
use crate::support::shop::{settings, usual_place};
use crate::support::{fixtures, words};

const NOW: i64 = 1_790_000_000_000;

/// Time passes whenever somebody looks: who waits for a time finds it soon.
struct Hasty(AtomicI64);

impl Clock for Hasty {
    fn now_ms(&self) -> i64 {
        NOW + self.0.fetch_add(5_000, Ordering::Relaxed)
    }
}

/// A Xero that does what it is told and answers as the real one does, but for what the dice change.
struct Xero {
    dice: Mutex<Dice>,
    /// One answer in so many is changed.
    rate: usize,
    made: AtomicU64,
}

impl Xero {
    fn id(&self) -> String {
        format!(
            "00000000-0000-4000-8000-{:012x}",
            self.made.fetch_add(1, Ordering::Relaxed) + 1
        )
    }

    fn good(&self, request: &Request) -> Value {
        let path = request.url.split("/api.xro/2.0/").nth(1).unwrap_or_default();
        let list = path.split(['?', '/']).next().unwrap_or_default();
        if request.url.contains("/connect/token") {
            return json!({ "access_token": "a", "refresh_token": "r", "expires_in": 1_800, "token_type": "Bearer" });
        }
        let body: Value = request
            .body
            .as_deref()
            .and_then(|body| serde_json::from_slice(body).ok())
            .unwrap_or_default();
        if let Some(sent) = body.get(list).and_then(Value::as_array) {
            return json!({ "Id": self.id(), "Status": "OK", list: sent.iter().map(|one| self.element(list, one)).collect::<Vec<_>>() });
        }
        let one = match list {
            "Organisation" => {
                json!({ "OrganisationID": self.id(), "Name": "Books", "BaseCurrency": "GBP", "CountryCode": "GB", "ShortCode": "!abc", "PeriodLockDate": "/Date(1577750400000+0000)/" })
            }
            "Accounts" => {
                json!({ "AccountID": self.id(), "Code": "200", "Name": "Sales", "Type": "REVENUE", "Class": "REVENUE", "Status": "ACTIVE", "EnablePaymentsToAccount": true })
            }
            "TaxRates" => {
                json!({ "TaxType": "OUTPUT2", "Name": "20% VAT", "EffectiveRate": 20.0, "DisplayTaxRate": 20.0, "Status": "ACTIVE", "CanApplyToRevenue": true })
            }
            "Currencies" => json!({ "Code": "GBP", "Description": "Pound" }),
            "Invoices" => {
                json!({ "InvoiceID": self.id(), "InvoiceNumber": "000000001", "Type": "ACCREC", "Status": "PAID", "Total": 10.0, "TotalTax": 1.67, "AmountDue": 0, "CurrencyCode": "GBP", "Date": "/Date(1767139200000+0000)/", "Contact": { "ContactID": self.id(), "Name": "n" }, "Payments": [{ "PaymentID": self.id(), "Amount": 10.0 }] })
            }
            "Contacts" => {
                json!({ "ContactID": self.id(), "ContactNumber": "M2-C1", "ContactStatus": "ACTIVE", "Name": "Veronica Costello", "EmailAddress": "a@example.com" })
            }
            _ => json!({ "Message": "m" }),
        };
        let name = if list == "Organisation" { "Organisations" } else { list };
        json!({ "Id": self.id(), "Status": "OK", "pagination": { "page": 1, "pageSize": 100, "pageCount": 1, "itemCount": 1 }, name: [one] })
    }

    /// What became of an element that was sent.
    fn element(&self, list: &str, sent: &Value) -> Value {
        let mut made = sent.clone();
        let id = match list {
            "Invoices" => "InvoiceID",
            "CreditNotes" => "CreditNoteID",
            "Payments" => "PaymentID",
            "Items" => "ItemID",
            _ => "ContactID",
        };
        let mut dice = self.dice.lock().expect("dice");
        if dice.one_in(6) {
            made["HasErrors"] = json!(true);
            made["StatusAttributeString"] = json!("ERROR");
            let words = dice.pick(&[
                "Invoice # must be unique.",
                "Account code '1' is not a valid code for this document.",
                "%1 €",
            ]);
            made["ValidationErrors"] = json!([{ "Message": words }]);
            return made;
        }
        if made.get(id).is_none() {
            made[id] = json!(self.id());
        }
        made["HasErrors"] = json!(false);
        made["Status"] = json!("AUTHORISED");
        made["Total"] = json!(1.25);
        made["TotalTax"] = json!("0.21");
        made["Warnings"] = json!([{ "Message": "a warning" }]);
        made
    }
}

impl Transport for Xero {
    fn send(&self, request: Request) -> Sending {
        let good = self.good(&request);
        let mut dice = self.dice.lock().expect("dice");
        let answer = if dice.one_in(self.rate) {
            Ok(changed(good, &mut dice))
        } else if dice.one_in(30) {
            Err(SendFailure::Unanswered(Message::words("cut off")))
        } else {
            Ok(Response {
                status: 200,
                headers: Vec::new(),
                body: good.to_string().into_bytes(),
            })
        };
        Box::pin(async move { answer })
    }
}

const HEADERS: &[(&str, &[&str])] = &[
    (
        "retry-after",
        &[
            "0",
            "-1",
            "99999999999999999999",
            "Wed, 21 Oct 99999 07:28:00 GMT",
            "soon",
            "é",
        ],
    ),
    ("x-rate-limit-problem", &["day", "minute", "concurrent", "é", ""]),
    (
        "x-daylimit-remaining",
        &["0", "-9223372036854775808", "9223372036854775807", "none"],
    ),
    ("x-minlimit-remaining", &["0", "-1", "99999999999999999999"]),
    ("date", &["Mon, 30 Nov 2026 09:00:00 GMT", "never", "0"]),
    ("www-authenticate", &["Bearer error=\"insufficient_scope\"", "é"]),
    ("xero-correlation-id", &["1"]),
];

const FAILURES: &[&str] = &[
    r#"{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception occurred","Elements":[{"InvoiceNumber":"000000001","ValidationErrors":[{"Message":"The TaxType code 'X' cannot be used with account code 'Y'."}]}]}"#,
    r#"{"Type":null,"Title":"Unauthorized","Status":401,"Detail":"TokenExpired: token expired"}"#,
    r#"{"Title":"Forbidden","Status":403,"Detail":"AuthenticationUnsuccessful"}"#,
    "The Organisation is offline",
    "<html><h1>503 Service Temporarily Unavailable</h1></html>",
    "<ApiException><ErrorNumber>10</ErrorNumber></ApiException>",
    "oauth_problem=token_rejected",
];

fn changed(mut good: Value, dice: &mut Dice) -> Response {
    let mut body = if dice.one_in(4) {
        let text = *dice.pick(FAILURES);
        if let Ok(mut failure) = serde_json::from_str(text) {
            mutate::document(&mut failure, dice);
            failure.to_string()
        } else {
            text.to_owned()
        }
        .into_bytes()
    } else {
        mutate::document(&mut good, dice);
        good.to_string().into_bytes()
    };
    if dice.one_in(4) {
        mutate::bytes(&mut body, dice);
    }
    let mut headers = Vec::new();
    for (name, values) in HEADERS {
        if dice.one_in(4) {
            headers.push(((*name).to_owned(), (*dice.pick(values)).to_owned()));
        }
    }
    let status = *dice.pick(&[
        200, 200, 200, 200, 200, 201, 204, 304, 302, 400, 400, 401, 403, 404, 413, 429, 500, 503,
    ]);
    Response { status, headers, body }
}

/// A connected shop whose Xero is this one.
fn shop(xero: Xero, clock: &Arc<Hasty>, place: &dyn Place) -> Engine {
    let store = place.open();
    let clock: Arc<dyn Clock> = Arc::clone(clock) as Arc<dyn Clock>;
    let endpoints = Endpoints::new(None).expect("Xero's");
    let engine = Engine::new(
        Arc::clone(&store),
        Arc::new(xero),
        clock,
        endpoints,
        owner_of_this_process(),
        3_000,
    );
    engine.configure("default", &settings()).expect("settings are stored");
    let tokens = Tokens {
        access: Secret::new("t0ken-of-access"),
        refresh: Secret::new("t0ken-of-renewal"),
        expires_at_ms: NOW + 1_800_000,
        obtained_at_ms: NOW,
        scope: String::new(),
    };
    store.store_tokens("default", Some(&tokens)).expect("tokens");
    store
        .set_organisation("default", "o", "Books", "c", "[]", Some(NOW))
        .expect("an organisation");
    store
        .set_state("default", ConnectionState::Connected, "", &Message::default())
        .expect("a state");
    engine
}

/// Texts of a row that a store keeps in a column of so many bytes (src/store/schema/mysql).
const ROOM: &[(&str, usize)] = &[
    ("number", 1_024),
    ("xero_id", 255),
    ("total", 64),
    ("xero_total", 64),
    ("currency", 64),
    ("code", 128),
    ("status", 64),
    ("message", 16_384),
    ("fix", 16_384),
    ("xero_url", 2_048),
];

fn assert_kept(rows: &Value) {
    let rows = rows["items"].as_array().expect("rows");
    words::assert_told(rows);
    for row in rows {
        for (name, most) in ROOM {
            let text = row[*name].as_str().unwrap_or_default();
            assert!(text.len() <= *most, "{name} has {} bytes: {:.200}", text.len(), text);
        }
        assert!(!row.to_string().contains("t0ken"), "{row}");
    }
}

#[test]
fn whatever_xero_answers_is_settled_held_or_unknown() {
    let records: Vec<Value> = ["customers", "products", "invoices", "creditmemos"]
        .iter()
        .flat_map(|kind| fixtures::seed(kind).into_iter().take(8))
        .collect();
    run("answers::whatever_xero_answers_is_settled_held_or_unknown", |dice| {
        let place = usual_place();
        let chosen: Vec<Value> = (0..=dice.below(3)).map(|_| dice.pick(&records).clone()).collect();
        let xero = Xero {
            rate: *dice.pick(&[1, 2, 4]),
            dice: Mutex::new(Dice::of(dice.below(usize::MAX) as u64, 0)),
            made: AtomicU64::new(0),
        };
        let clock = Arc::new(Hasty(AtomicI64::new(0)));
        let engine = shop(xero, &clock, place.as_ref());
        engine.enqueue(&chosen, Purpose::Event).expect("good records are taken");
        let options = DrainOptions {
            seconds: 120,
            retry_held: true,
            ..DrainOptions::default()
        };
        for _ in 0..3 {
            let mut calls = 0;
            let drained = engine.drain(&options, &mut |_| {
                calls += 1;
                calls < 12
            });
            if let Err(error) = drained {
                assert_ne!(error.code, "internal", "{error}");
            }
            // Whatever was to be waited for is over.
            clock.0.fetch_add(25 * 3_600_000, Ordering::Relaxed);
        }
        if let Err(error) = engine.catalogue("default", true) {
            assert_ne!(error.code, "internal", "{error}");
        }
        let all = json!({ "page_size": 200 });
        assert_kept(&engine.queue_page(&all).expect("the queue"));
        assert_kept(&engine.log_page(&all).expect("the log"));
        engine.overview(&["default".to_owned()]).expect("the overview");
        let shown = engine.connections().expect("connections").to_string();
        assert!(!shown.contains("t0ken"), "{shown}");
    });
}
