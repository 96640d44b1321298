//! A sandbox on a free port, and a client that is connected to it.

use clap::Parser as _;
use ledgerline_sandbox::{Options, Running, start};
use reqwest::header::HeaderMap;
use reqwest::{Client, Method};
use serde_json::{Value, json};

/// Scopes of a connector.
pub const SCOPES: &str = "accounting.invoices accounting.payments accounting.contacts accounting.settings";

/// An answer, read whole.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|v| v.to_str().ok())
    }

    /// The only element of a list.
    pub fn one(&self, plural: &str) -> Value {
        assert_eq!(self.status, 200, "{}", self.text);
        let body = self.json();
        let list = body[plural]
            .as_array()
            .unwrap_or_else(|| panic!("no {plural} in {}", self.text))
            .clone();
        assert_eq!(list.len(), 1, "{}", self.text);
        list[0].clone()
    }

    /// All validation messages of a refused call, in order.
    pub fn messages(&self) -> Vec<String> {
        assert_eq!(self.status, 400, "{}", self.text);
        assert_eq!(self.json()["ErrorNumber"], json!(10), "{}", self.text);
        messages(&self.json()["Elements"])
    }
}

/// Messages of the elements of a list.
pub fn messages(elements: &Value) -> Vec<String> {
    let of = |e: &Value| e["ValidationErrors"].as_array().cloned().unwrap_or_default();
    elements
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(of)
        .filter_map(|m| m["Message"].as_str().map(str::to_owned))
        .collect()
}

/// A running sandbox and how to call it.
pub struct Sandbox {
    pub running: Running,
    pub http: Client,
    pub token: String,
    pub tenant: Option<String>,
}

impl Sandbox {
    /// Connected as a custom connection.
    pub async fn new(arguments: &[&str]) -> Self {
        let mut all = vec!["ledgerline-sandbox", "--listen", "127.0.0.1:0"];
        all.extend(arguments);
        let running = start(Options::parse_from(all)).await.expect("the sandbox starts");
        // The second caller finds it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let mut sandbox = Self {
            running,
            http,
            token: String::new(),
            tenant: None,
        };
        let answer = sandbox
            .token_request(
                &[("grant_type", "client_credentials"), ("scope", SCOPES)],
                "sandbox-custom",
            )
            .await;
        sandbox.token = answer.json()["access_token"].as_str().unwrap().to_owned();
        sandbox
    }

    pub async fn unlimited() -> Self {
        Self::new(&["--limits", "off"]).await
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.base())
    }

    pub async fn token_request(&self, form: &[(&str, &str)], client: &str) -> Answer {
        let body = form_encoded(form);
        let request = self
            .http
            .post(self.url("/connect/token"))
            .basic_auth(client, Some(format!("{client}-secret")));
        read(
            request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body),
        )
        .await
        .unwrap()
    }

    /// Any call, with the headers given.
    pub async fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> reqwest::Result<Answer> {
        let mut request = self
            .http
            .request(Method::from_bytes(method.as_bytes()).unwrap(), self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        read(request).await
    }

    /// A call on the accounting API.
    pub async fn try_api(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> reqwest::Result<Answer> {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str()), ("accept", "application/json")];
        if let Some(tenant) = &self.tenant {
            all.push(("xero-tenant-id", tenant));
        }
        if body.is_some() {
            all.push(("content-type", "application/json"));
        }
        all.extend(headers);
        self.raw(
            method,
            &format!("/api.xro/2.0{path}"),
            &all,
            body.map(|b| b.to_string()),
        )
        .await
    }

    pub async fn api(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        self.try_api(method, path, &[], body).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.api("GET", path, None).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.api("PUT", path, Some(body)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.api("POST", path, Some(body)).await
    }

    /// Something done to the sandbox itself.
    pub async fn control(&self, path: &str, body: Value) -> Value {
        let answer = self
            .raw("POST", &format!("/sandbox/{path}"), &[], Some(body.to_string()))
            .await
            .unwrap();
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()
    }

    pub async fn look(&self, path: &str) -> Value {
        self.raw("GET", &format!("/sandbox/{path}"), &[], None)
            .await
            .unwrap()
            .json()
    }

    /// A contact; its id.
    pub async fn contact(&self, name: &str) -> String {
        let made = self.put("/Contacts", json!({"Name": name})).await.one("Contacts");
        made["ContactID"].as_str().unwrap().to_owned()
    }

    /// An approved invoice of one line; the whole answer.
    pub async fn invoice(&self, contact: &str, number: &str, amount: Value) -> Value {
        self.put(
            "/Invoices?unitdp=4",
            invoice(contact, number, "AUTHORISED", json!([line(amount, "NONE")])),
        )
        .await
        .one("Invoices")
    }

    pub async fn credit_note(&self, contact: &str, number: &str, amount: Value) -> Value {
        let body = json!({"Type": "ACCRECCREDIT", "Contact": {"ContactID": contact}, "CreditNoteNumber": number, "Date": "2026-05-02",
            "Status": "AUTHORISED", "LineItems": [line(amount, "NONE")]});
        self.put("/CreditNotes", body).await.one("CreditNotes")
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a value is made where it is handed over")]
pub fn line(amount: Value, tax_type: &str) -> Value {
    json!({"Description": "A thing", "Quantity": 1, "UnitAmount": amount, "AccountCode": "200", "TaxType": tax_type})
}

#[expect(clippy::needless_pass_by_value, reason = "a value is made where it is handed over")]
pub fn invoice(contact: &str, number: &str, status: &str, lines: Value) -> Value {
    json!({"Type": "ACCREC", "Contact": {"ContactID": contact}, "InvoiceNumber": number, "Date": "2026-05-01", "DueDate": "2026-05-15",
        "Status": status, "LineItems": lines})
}

/// A JSON number exactly as written.
pub fn number(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

pub fn form_encoded(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

pub fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

pub async fn read(request: reqwest::RequestBuilder) -> reqwest::Result<Answer> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Ok(Answer {
        status,
        headers,
        text: response.text().await?,
    })
}
