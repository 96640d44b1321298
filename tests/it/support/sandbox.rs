//! A sandbox process for one test: built once, on a free port, killed when the test ends.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

use super::http::{self, Answer};
use super::repository;

pub struct Sandbox {
    child: Child,
    authority: String,
}

/// `LEDGERLINE_SANDBOX`, or the workspace's own binary beside this test, built when it is not up to date.
fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(path) = std::env::var_os("LEDGERLINE_SANDBOX") {
            return PathBuf::from(path);
        }
        // …/<target>/<profile>/deps/it-<hash>
        let own = std::env::current_exe().expect("the test knows where it is");
        let profile = own.ancestors().nth(2).expect("a folder of the profile");
        let target = profile.parent().expect("a target folder");
        let mut build = Command::new(env!("CARGO"));
        build
            .args([
                "build",
                "--quiet",
                "--package",
                "ledgerline-sandbox",
                "--bin",
                "ledgerline-sandbox",
                "--target-dir",
            ])
            .arg(target);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        let built = build.current_dir(repository("")).output().expect("cargo runs");
        assert!(
            built.status.success(),
            "the sandbox does not build:\n{}",
            String::from_utf8_lossy(&built.stderr)
        );
        profile.join("ledgerline-sandbox")
    })
}

impl Sandbox {
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// With further arguments of its command line.
    pub fn with(arguments: &[&str]) -> Self {
        let mut child = Command::new(binary())
            .args(["--listen", "127.0.0.1:0", "--set", "strict_fields=true"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the sandbox starts");
        let mut line = String::new();
        let output = child.stdout.take().expect("its output");
        BufReader::new(output).read_line(&mut line).expect("its first line");
        let authority = line
            .trim()
            .rsplit_once("http://")
            .map(|(_, rest)| rest.trim_end_matches('/').to_owned());
        let authority = authority.unwrap_or_else(|| panic!("the sandbox does not say where it listens: {line:?}"));
        Self { child, authority }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.authority)
    }

    pub fn request(&self, method: &str, path: &str, kind: &str, body: &str) -> Answer {
        http::request(&self.authority, method, path, kind, body)
    }

    /// `GET /sandbox/…`.
    pub fn look(&self, what: &str) -> Value {
        let answer = self.request("GET", &format!("/sandbox/{what}"), "application/json", "");
        assert_eq!(answer.status, 200, "{what}: {}", answer.body);
        serde_json::from_str(&answer.body).expect("JSON")
    }

    /// `POST /sandbox/…`.
    pub fn tell(&self, what: &str, body: &Value) -> Value {
        let answer = self.request(
            "POST",
            &format!("/sandbox/{what}"),
            "application/json",
            &body.to_string(),
        );
        assert_eq!(answer.status, 200, "{what}: {}", answer.body);
        serde_json::from_str(&answer.body).expect("JSON")
    }

    /// Orders a fault for the next write whose path begins so.
    pub fn fault(&self, kind: &str, method: &str, path: &str) {
        self.tell(
            "faults",
            &json!({ "kind": kind, "match": { "method": method, "path": path } }),
        );
    }

    pub fn counts(&self) -> Value {
        self.look("counts")
    }

    /// A number of the first organisation: invoices, `credit_notes`, contacts, items, payments, allocations.
    pub fn count(&self, what: &str) -> u64 {
        self.counts()["organisations"][0][what].as_u64().expect("a count")
    }

    /// API calls so far.
    pub fn calls(&self) -> u64 {
        self.counts()["calls_total"].as_u64().expect("a count")
    }

    pub fn documents(&self) -> Vec<Value> {
        self.look("documents").as_array().expect("a list").clone()
    }

    pub fn document(&self, number: &str) -> Value {
        self.documents()
            .into_iter()
            .find(|document| document["number"] == number)
            .unwrap_or_else(|| panic!("{number} is not in the sandbox"))
    }

    /// Calls by method and beginning of the path.
    pub fn calls_of(&self, method: &str, path: &str) -> Vec<Value> {
        self.look(&format!("calls?method={method}&path={path}"))
            .as_array()
            .expect("a list")
            .clone()
    }

    /// Nothing is there twice, nothing is paid twice, and Xero never had to complain about form or limits.
    pub fn assert_sound(&self) {
        let counts = self.counts();
        assert_eq!(counts["refused_429_total"], 0, "429: {counts}");
        for list in ["unknown_properties", "read_only_properties"] {
            assert_eq!(counts[list], json!({}), "{list}");
        }
        assert_eq!(counts["key_conflicts"], 0, "idempotency keys used for other bodies");
        let mut seen = std::collections::HashSet::new();
        for document in self.documents() {
            let name = format!("{} {}", document["type"], document["number"]);
            assert!(seen.insert(name.clone()), "{name} is there twice");
            let payments = document["payments"].as_array().expect("payments");
            assert!(payments.len() <= 1, "{name} was paid more than once: {payments:?}");
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
