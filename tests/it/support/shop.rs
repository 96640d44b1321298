//! A shop for one test: a store folder, an engine whose clock can be moved, and a sandbox beside it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use ledgerline::clock::{Clock, SystemClock};
use ledgerline::engine::{DrainOptions, Engine, EngineError, Store};
use ledgerline::http::{HttpOptions, HttpTransport};
use ledgerline::oauth::Endpoints;
use ledgerline::queue::{Purpose, owner_of_this_process};
use ledgerline::transport::Transport;
use serde_json::{Value, json};

use super::disk::Disk;
use super::memory::Memory;
use super::sandbox::Sandbox;
use super::server::Server;
use crate::store::conformance::Place;

pub const REDIRECT: &str = "http://localhost/ledgerline/connect/callback";

/// The machine's time plus what the test added.
#[derive(Default)]
pub struct MovedClock(AtomicI64);

impl Clock for MovedClock {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms() + self.0.load(Ordering::SeqCst)
    }
}

impl MovedClock {
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, Ordering::SeqCst);
    }
}

pub struct Shop {
    pub sandbox: Arc<Sandbox>,
    pub clock: Arc<MovedClock>,
    pub place: Arc<dyn Place>,
    pub store: Arc<dyn Store>,
    pub engine: Engine,
    pub timeout: Duration,
}

fn told(page: &Value) -> Vec<Value> {
    let rows = page["items"].as_array().expect("rows").clone();
    super::words::assert_told(&rows);
    rows
}

pub fn settings() -> Value {
    json!({
        "version": 1, "name": "Default Config", "type": "web_app", "client_id": "sandbox-web", "client_secret": "sandbox-web-secret",
        "shop": "M2", "admin_url": "https://shop.example/admin/",
        "accounts": {"bank": "090", "sales": "200", "shipping": "", "inventory": "", "cogs": "", "rounding": "", "adjustment": ""},
        "entities": {
            "customers": {"enabled": true, "mode": "cron"}, "products": {"enabled": true, "mode": "cron"}, "orders": {"enabled": true, "mode": "cron"},
            "invoices": {"enabled": true, "mode": "cron"}, "creditmemos": {"enabled": true, "mode": "cron", "prefix": "CM-"},
            "payments": {"enabled": true, "mode": "cron"}
        },
        "start_date": "", "document": "invoice",
        "tax": {"automatic": true, "map": {}}, "payments": {"map": {"free": "none"}},
        "due_days": 0, "batch_size": 50, "day_limit": 0, "websites": {}
    })
}

pub fn custom_settings() -> Value {
    let mut settings = settings();
    settings["type"] = json!("custom");
    settings["client_id"] = json!("sandbox-custom");
    settings["client_secret"] = json!("sandbox-custom-secret");
    settings
}

/// Where a shop's rows are unless a test is about a store of its own: in memory, or where `LEDGERLINE_TEST_STORE` says: on disk
/// (`sqlite`), or on a server (`mysql`).
pub fn usual_place() -> Arc<dyn Place> {
    match std::env::var("LEDGERLINE_TEST_STORE").as_deref() {
        Ok("sqlite") => Arc::new(Disk::new()),
        Ok("mysql") => Arc::new(Server::new()),
        Ok("memory") | Err(_) => Arc::new(Memory::default()),
        Ok(other) => panic!("LEDGERLINE_TEST_STORE is {other:?}: memory, sqlite and mysql are known"),
    }
}

pub fn http(timeout: Duration) -> HttpTransport {
    HttpTransport::new(HttpOptions {
        timeout,
        ..HttpOptions::default()
    })
}

/// A name like that of a process of this host that ended.
pub fn dead_owner() -> String {
    let own = owner_of_this_process();
    let (head, _) = own.rsplit_once(':').expect("host:pid:start");
    format!("{head}:1")
}

impl Shop {
    /// With settings, not connected.
    pub fn beside(sandbox: Arc<Sandbox>, timeout: Duration, settings: &Value) -> Self {
        Self::at(usual_place(), sandbox, timeout, settings)
    }

    fn at(place: Arc<dyn Place>, sandbox: Arc<Sandbox>, timeout: Duration, settings: &Value) -> Self {
        let clock = Arc::new(MovedClock::default());
        let store = place.open();
        let endpoints = Endpoints::new(Some(&sandbox.url())).expect("an address");
        let call_ms = i64::try_from(timeout.as_millis()).expect("a time limit");
        let engine = Engine::new(
            Arc::clone(&store),
            Arc::new(http(timeout)),
            Arc::clone(&clock) as Arc<dyn Clock>,
            endpoints,
            owner_of_this_process(),
            call_ms,
        );
        engine.configure("default", settings).expect("settings are stored");
        Self {
            sandbox,
            clock,
            place,
            store,
            engine,
            timeout,
        }
    }

    /// Connected, with a store at this place.
    pub fn on(place: impl Place + 'static) -> Self {
        let sandbox = Arc::new(Sandbox::start());
        let shop = Self::at(Arc::new(place), sandbox, Duration::from_secs(30), &settings());
        shop.consent();
        shop
    }

    /// Connected by consent in the browser.
    pub fn connected() -> Self {
        Self::connected_with(Sandbox::start(), Duration::from_secs(30))
    }

    /// Whose calls are given up after a short time.
    pub fn impatient() -> Self {
        Self::connected_with(Sandbox::start(), Duration::from_millis(1_500))
    }

    pub fn connected_with(sandbox: Sandbox, timeout: Duration) -> Self {
        let shop = Self::beside(Arc::new(sandbox), timeout, &settings());
        shop.consent();
        shop
    }

    /// Another store beside the same sandbox, as after a loss; connected again.
    pub fn start_over(&self) -> Self {
        let shop = Self::beside(Arc::clone(&self.sandbox), self.timeout, &settings());
        shop.clock
            .0
            .store(self.clock.0.load(Ordering::SeqCst), Ordering::SeqCst);
        shop.consent();
        shop
    }

    /// The same shop as another process sees it: the same place, a store and transport of its own.
    pub fn other_process(&self, transport: Arc<dyn Transport>, owner: String) -> Engine {
        self.other_process_with(self.place.open(), transport, owner)
    }

    pub fn other_process_with(&self, store: Arc<dyn Store>, transport: Arc<dyn Transport>, owner: String) -> Engine {
        Engine::new(
            store,
            transport,
            Arc::clone(&self.clock) as Arc<dyn Clock>,
            Endpoints::new(Some(&self.sandbox.url())).expect("an address"),
            owner,
            i64::try_from(self.timeout.as_millis()).expect("a time limit"),
        )
    }

    /// Goes through the consent page as a person would.
    pub fn consent(&self) {
        let answer = self.browse(Some("Ledgerline Demo Company"));
        let done = self.engine.complete_authorise(&answer).expect("the consent is taken");
        assert_eq!(done["state"], "connected", "{done}");
    }

    /// Opens the consent page, chooses an organisation (or cancels), and returns the parameters of the redirect.
    pub fn browse(&self, organisation: Option<&str>) -> Value {
        let begun = self.engine.authorise("default", REDIRECT).expect("the consent begins");
        decide(&self.sandbox, begun["url"].as_str().expect("an address"), organisation)
    }

    pub fn configure(&self, change: impl FnOnce(&mut Value)) {
        let mut document = settings();
        change(&mut document);
        assert!(
            self.engine
                .configure("default", &document)
                .expect("settings are stored")
        );
    }

    pub fn enqueue(&self, snapshots: &[Value]) -> Value {
        let answer = self.engine.enqueue(snapshots, Purpose::Event).expect("enqueue");
        assert_eq!(answer["refused"], json!([]), "{answer}");
        answer
    }

    /// What cron does; held jobs look again.
    pub fn drain(&self) -> Value {
        drain(&self.engine).expect("the drain runs")
    }

    /// Time passes here and at Xero.
    pub fn pass(&self, seconds: i64) {
        self.clock.advance(seconds);
        self.sandbox.tell("clock", &json!({ "advance_seconds": seconds }));
    }

    /// Drains until nothing is open, letting time pass in between.
    pub fn finish(&self) -> Value {
        let mut last = self.drain();
        for _ in 0..8 {
            if last["waiting"] == 0 {
                break;
            }
            self.pass(90);
            last = self.drain();
        }
        last
    }

    /// Numbers of jobs by state.
    pub fn jobs(&self, state: &str) -> i64 {
        let counts = self.engine.counts().expect("counts");
        let list = counts["jobs"].as_array().expect("a list").clone();
        list.iter()
            .filter(|one| one["state"] == state)
            .filter_map(|one| one["count"].as_i64())
            .sum()
    }

    /// Codes of held and failed jobs, with their numbers.
    pub fn held(&self) -> Vec<(String, i64)> {
        let counts = self.engine.counts().expect("counts");
        let list = counts["held"].as_array().expect("a list").clone();
        list.iter()
            .map(|one| {
                (
                    one["code"].as_str().unwrap_or_default().to_owned(),
                    one["count"].as_i64().unwrap_or_default(),
                )
            })
            .collect()
    }

    pub fn queue(&self) -> Vec<Value> {
        let page = self
            .engine
            .queue_page(&json!({ "page_size": 5000 }))
            .expect("the queue");
        told(&page)
    }

    pub fn log(&self) -> Vec<Value> {
        let page = self.engine.log_page(&json!({ "page_size": 5000 })).expect("the log");
        told(&page)
    }

    pub fn state(&self) -> (String, String) {
        let status = self.engine.connection("default").expect("a status");
        let text = |name: &str| status[name].as_str().unwrap_or_default().to_owned();
        (text("state"), text("code"))
    }

    /// Everything ended well, and nothing is there twice.
    pub fn assert_finished(&self, invoices: u64, payments: u64) {
        assert_eq!(
            self.jobs("waiting") + self.jobs("running") + self.jobs("unknown"),
            0,
            "{:#?}",
            self.queue()
        );
        assert_eq!(self.held(), [], "{:#?}", self.queue());
        assert_eq!(self.sandbox.count("invoices"), invoices, "invoices at Xero");
        assert_eq!(self.sandbox.count("payments"), payments, "payments at Xero");
        self.sandbox.assert_sound();
    }
}

/// Drains with a time limit too short to wait for unanswered calls, again while it ends for lack of time.
pub fn drain(engine: &Engine) -> Result<Value, EngineError> {
    let options = DrainOptions {
        seconds: 4,
        retry_held: true,
        ..DrainOptions::default()
    };
    let mut sum: Option<Value> = None;
    loop {
        let report = engine.drain(&options, &mut |_| true)?.to_json();
        let ended = report["stopped"] != "time";
        let mut total = report;
        if let Some(before) = &sum {
            for name in [
                "done",
                "held",
                "retried",
                "unknown",
                "failed",
                "calls",
                "compared",
                "difference_cents",
            ] {
                total[name] = json!(total[name].as_i64().unwrap_or(0) + before[name].as_i64().unwrap_or(0));
            }
        }
        if ended {
            return Ok(total);
        }
        sum = Some(total);
    }
}

/// Answers a consent page: GET it, fill in its form, POST it, read where the browser is sent.
pub fn decide(sandbox: &Sandbox, address: &str, organisation: Option<&str>) -> Value {
    let parsed = url::Url::parse(address).expect("an address");
    let path = format!("{}?{}", parsed.path(), parsed.query().unwrap_or_default());
    let page = sandbox.request("GET", &path, "text/html", "");
    assert_eq!(page.status, 200, "{}", page.body);
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for input in page.body.split("<input type=\"hidden\"").skip(1) {
        form.append_pair(&attribute(input, "name"), &attribute(input, "value"));
    }
    match organisation {
        Some(name) => {
            let label = page
                .body
                .split("<label>")
                .find(|part| part.contains(&format!("> {name}<")))
                .expect("the organisation is offered");
            form.append_pair("organisation", &attribute(label, "value"));
            form.append_pair("decision", "allow");
        }
        None => {
            form.append_pair("decision", "cancel");
        }
    }
    let action = format!(
        "/{}",
        attribute(page.body.split("<form").nth(1).expect("a form"), "action").trim_start_matches('/')
    );
    let sent = sandbox.request("POST", &action, "application/x-www-form-urlencoded", &form.finish());
    assert!((300..400).contains(&sent.status), "{} {}", sent.status, sent.body);
    let back = url::Url::parse(sent.header("location").expect("a redirect")).expect("an address");
    assert!(back.as_str().starts_with(REDIRECT), "{back}");
    Value::Object(
        back.query_pairs()
            .map(|(name, value)| (name.into_owned(), json!(value)))
            .collect(),
    )
}

fn attribute(html: &str, name: &str) -> String {
    let rest = html
        .split_once(&format!("{name}=\""))
        .map(|(_, rest)| rest)
        .unwrap_or_default();
    let raw = rest.split('"').next().unwrap_or_default();
    raw.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Voids an invoice as its accountant would.
pub fn void(shop: &Shop, invoice: &str) {
    let body = json!({ "Invoices": [{ "InvoiceID": invoice, "Status": "VOIDED" }] });
    shop.accountant("POST", &format!("/Invoices/{invoice}"), Some(&body));
}

impl Shop {
    /// What an accountant does at Xero: through the API, with the shop's own token.
    pub fn accountant(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        use ledgerline::transport::{Method, Request};
        let row = self
            .store
            .connection("default")
            .expect("the store")
            .expect("the connection");
        let token = row.tokens.expect("tokens").access;
        let method = match method {
            "GET" => Method::Get,
            "PUT" => Method::Put,
            _ => Method::Post,
        };
        let request = Request {
            method,
            url: format!("{}/api.xro/2.0{path}", self.sandbox.url()),
            headers: vec![
                ("Accept".into(), "application/json".into()),
                ("Content-Type".into(), "application/json".into()),
                ("Xero-Tenant-Id".into(), row.organisation_id),
            ],
            authorization: Some(ledgerline::secret::Secret::new(format!("Bearer {}", token.reveal()))),
            body: body.map(|body| body.to_string().into_bytes()),
            follow_redirects: false,
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let answer = runtime
            .block_on(async { http(Duration::from_secs(10)).send(request).await })
            .expect("an answer");
        assert_eq!(answer.status, 200, "{}", answer.text());
        serde_json::from_str(&answer.text()).expect("JSON")
    }

    /// The contacts in Xero, archived ones too, in full.
    pub fn contacts(&self) -> Vec<Value> {
        let answer = self.accountant("GET", "/Contacts?page=1&pageSize=1000&includeArchived=true", None);
        answer["Contacts"].as_array().expect("a list").clone()
    }

    /// The only contact in Xero with this number.
    pub fn contact(&self, number: &str) -> Value {
        let mut found: Vec<Value> = self
            .contacts()
            .into_iter()
            .filter(|contact| contact["ContactNumber"] == number)
            .collect();
        assert_eq!(found.len(), 1, "contacts with the number {number}");
        found.remove(0)
    }
}
