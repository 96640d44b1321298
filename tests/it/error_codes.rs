//! Every stable code that the source can give is in the table of codes, and nothing else is; docs/errors.md is that table.

use std::collections::{BTreeMap, BTreeSet};

use ledgerline::codes::{self, Code, Who};
use ledgerline::domain::hold::HoldCode;
use ledgerline::message::say;

use crate::support::repository;
use crate::support::source::{self, File};

/// What stands right before a code, in source without white space.
const BEFORE: &[&str] = &[
    "EngineError::settings(",
    "Self::settings(",
    "StoreError::new(",
    "held(",
    "refuse(\"\",",
    "nothing(",
    "skipped(",
    "line(\"adopt\",\"information\",",
    "line(\"look_up\",\"\",",
    "line(\"look_up\",\"held\",",
    "wait_for_dependency(self,",
    "code:",
    "code=",
    "Outcome::NeedsConnection(",
    "Outcome::Pause(",
    "ConnectionState::NeedsConnection,",
    "Refusal::Held(",
    "line(\"retry\",",
    "line(\"\",",
    "line.code=",
    "ErrorKind::ConnectionRequired,",
    "ErrorKind::SettingsInvalid,",
    "ErrorKind::LimitReached,",
    "ErrorKind::DocumentRejected,",
    "ErrorKind::TemporarilyUnavailable,",
    "ErrorKind::OutcomeUnknown,",
    "ErrorKind::EngineUnavailable,",
];

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// The literal that begins at the start of `text`: in Rust with ", in SQL with '.
fn literal(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
    text.get(1..)?.split(quote).next()
}

fn codes_of(file: &File) -> BTreeSet<String> {
    let dense: String = file.code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let mut found = BTreeSet::new();
    let mut take = |code: Option<&str>| {
        if let Some(code) = code.filter(|code| is_code(code)) {
            found.insert(code.to_owned());
        }
    };
    for before in BEFORE {
        for (at, _) in dense.match_indices(before) {
            take(literal(&dense[at + before.len()..]));
        }
    }
    // `=> ("code", …` in the tables of errors and failures, and `const NAME: &str = "code"` of codes that ask for another form.
    if file.path.ends_with("decide.rs") || file.path.ends_with("error.rs") {
        for (at, _) in dense.match_indices("=>(") {
            take(literal(&dense[at + 3..]));
        }
    }
    if ["prepare.rs", "contact.rs", "sale.rs", "settle.rs", "organisation.rs"]
        .iter()
        .any(|name| file.path.ends_with(name))
    {
        for (at, _) in dense.match_indices(":&str=") {
            take(literal(&dense[at + 6..]));
        }
    }
    found
}

fn codes_of_the_source() -> BTreeSet<String> {
    let mut all: BTreeSet<String> = source::rust("src")
        .iter()
        .filter(|file| {
            let elsewhere = ["src/codes", "src/domain", "src/queue"];
            !elsewhere.iter().any(|folder| file.path.starts_with(folder))
        })
        .flat_map(codes_of)
        .collect();
    all.extend(HoldCode::ALL.iter().map(|code| code.as_str().to_owned()));
    all.extend(ledgerline::queue::reason::CODES.iter().map(|code| (*code).to_owned()));
    all.insert(ledgerline::queue::QUERY_INVALID.to_owned());
    all.extend(ledgerline::xero::refusal::codes().into_iter().map(str::to_owned));
    all
}

/// The section of codes that the module gives, not the engine.
const OF_THE_MODULE: &str = "The module in PHP";

/// Codes of the engine, or those of the module.
fn explained(of_the_module: bool) -> BTreeSet<String> {
    codes::sections()
        .iter()
        .filter(|(section, _)| (*section == OF_THE_MODULE) == of_the_module)
        .flat_map(|(_, codes)| codes.iter().map(|code| code.name.to_owned()))
        .collect()
}

#[test]
fn every_code_of_the_source_is_explained_and_every_explained_code_is_in_the_source() {
    let of_the_source = codes_of_the_source();
    assert!(of_the_source.len() > 80, "the scan finds too little: {of_the_source:?}");
    let explained = explained(false);
    let missing: Vec<_> = of_the_source.difference(&explained).collect();
    assert!(missing.is_empty(), "not in src/codes: {missing:?}");
    let gone: Vec<_> = explained.difference(&of_the_source).collect();
    assert!(gone.is_empty(), "in src/codes, but nothing gives it: {gone:?}");
}

#[test]
fn codes_of_the_module_are_in_its_source() {
    let php: String = source::files("php-module", "php")
        .into_iter()
        .map(|file| file.code)
        .collect();
    for code in explained(true) {
        assert!(php.contains(&format!("'{code}'")), "{code}");
    }
}

#[test]
fn each_code_says_what_is_seen_and_what_to_do_and_none_is_there_twice() {
    let mut seen = BTreeSet::new();
    for code in codes::all() {
        assert!(is_code(code.name) && seen.insert(code.name), "{code:?}");
        assert!(code.seen.ends_with('.'), "{code:?}");
        assert!(
            !format!("{}{}", code.seen, code.remedy).contains(['|', '\n']),
            "{code:?}"
        );
    }
}

/// Codes of people's sections that never hold a document: they are said in a line of the log, a window or a command.
const NEVER_HELD: &[&str] = &["account_exists", "reconciled", "cancelled_by_person"];

#[test]
fn what_holds_documents_until_a_person_acts_has_a_title() {
    let (_, held) = codes::sections()
        .iter()
        .find(|(section, _)| *section == "Records that are held")
        .expect("the section");
    let elsewhere = [
        "outcome_unproven",
        "sent_elsewhere",
        "never_answered",
        "link_damaged",
        "snapshot_malformed",
    ];
    let needed = |code: &&Code| code.who != Who::Nobody && !NEVER_HELD.contains(&code.name);
    let all = held
        .iter()
        .filter(needed)
        .chain(codes::all().filter(|code| elsewhere.contains(&code.name)));
    let mut count = 0;
    for code in all {
        count += 1;
        assert!(code.title.is_some(), "{code:?}");
    }
    assert!(count > 40, "{count}");
}

/// A line of the log keeps a sentence's id and its values: another number of them under the same id would be filled in wrongly.
#[test]
fn a_sentence_never_takes_another_number_of_values_under_its_id() {
    let path = repository("tests/fixtures/sentences.json");
    let known: BTreeMap<String, usize> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let now: BTreeMap<String, usize> = say::all().map(|one| (one.id.to_owned(), one.places)).collect();
    let changed: Vec<_> = now
        .iter()
        .filter(|(id, places)| known.get(*id).is_some_and(|before| before != *places))
        .collect();
    assert!(changed.is_empty(), "give it a new name: {changed:?}");
}

/// What is written from the table: docs/errors.md, and what the module's tests have for `Engine::codes()` and
/// `Engine::accountRoles()`; the values of sentences; and the ranges of settings.
fn written() -> [(&'static str, String); 5] {
    let data = serde_json::to_string_pretty(&codes::data()).expect("json");
    let places: BTreeMap<&str, usize> = say::all().map(|one| (one.id, one.places)).collect();
    let places = serde_json::to_string_pretty(&places).expect("json");
    let roles = serde_json::to_string_pretty(&ledgerline::engine::account_roles()).expect("json");
    let ranges = serde_json::to_string_pretty(&ledgerline::settings::ranges()).expect("json");
    [
        ("docs/errors.md", codes::page()),
        ("tests/fixtures/codes.json", data + "\n"),
        ("tests/fixtures/sentences.json", places + "\n"),
        ("tests/fixtures/account-roles.json", roles + "\n"),
        ("tests/fixtures/setting-ranges.json", ranges + "\n"),
    ]
}

#[test]
fn what_is_written_from_the_source_is_as_the_source() {
    for (path, text) in written() {
        if std::env::var_os("LEDGERLINE_WRITE").is_some() {
            std::fs::write(repository(path), text).unwrap();
            continue;
        }
        let found = std::fs::read_to_string(repository(path)).unwrap_or_default();
        assert!(
            found == text,
            "{path} is older than the source: LEDGERLINE_WRITE=1 cargo test --no-default-features --test it error_codes"
        );
    }
}

#[test]
fn the_scan_finds_a_code_that_is_new() {
    let planted = File {
        path: "src/engine/planted.rs".into(),
        code: "Err(EngineError::new(\n    ErrorKind::LimitReached,\n    \"planted_code\",\n))".into(),
    };
    assert_eq!(codes_of(&planted), BTreeSet::from(["planted_code".to_owned()]));
}
