//! Every stable code that the source can give is explained in docs/errors.md, and nothing else is.

use std::collections::BTreeSet;

use ledgerline::domain::hold::HoldCode;

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
        .filter(|file| !file.path.starts_with("src/domain") && !file.path.starts_with("src/queue"))
        .flat_map(codes_of)
        .collect();
    all.extend(HoldCode::ALL.iter().map(|code| code.as_str().to_owned()));
    all.extend(ledgerline::queue::reason::CODES.iter().map(|code| (*code).to_owned()));
    all.extend(ledgerline::xero::refusal::codes().into_iter().map(str::to_owned));
    all
}

/// Rows of docs/errors.md: section, cells.
fn rows() -> Vec<(String, Vec<String>)> {
    let text = std::fs::read_to_string(repository("docs/errors.md")).unwrap();
    let mut section = String::new();
    let mut rows = Vec::new();
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.to_owned();
        } else if line.starts_with("| `") {
            let cells = line
                .trim_matches('|')
                .split('|')
                .map(|cell| cell.trim().to_owned())
                .collect();
            rows.push((section.clone(), cells));
        }
    }
    rows
}

fn code_of(cells: &[String]) -> String {
    cells[0].trim_matches('`').to_owned()
}

#[test]
fn every_code_of_the_source_is_explained_and_every_explained_code_is_in_the_source() {
    let of_the_source = codes_of_the_source();
    assert!(of_the_source.len() > 80, "the scan finds too little: {of_the_source:?}");
    let explained: BTreeSet<String> = rows()
        .iter()
        .filter(|(section, _)| section != "The module in PHP")
        .map(|(_, cells)| code_of(cells))
        .collect();
    let missing: Vec<_> = of_the_source.difference(&explained).collect();
    assert!(missing.is_empty(), "not in docs/errors.md: {missing:?}");
    let gone: Vec<_> = explained.difference(&of_the_source).collect();
    assert!(gone.is_empty(), "in docs/errors.md, but nothing gives it: {gone:?}");
}

#[test]
fn codes_of_the_module_are_in_its_source() {
    let php: String = source::files("php-module", "php")
        .into_iter()
        .map(|file| file.code)
        .collect();
    for (_, cells) in rows().iter().filter(|(section, _)| section == "The module in PHP") {
        let code = code_of(cells);
        assert!(php.contains(&format!("'{code}'")), "{code}");
    }
}

#[test]
fn each_row_says_what_is_seen_who_acts_and_what_to_do_and_no_code_is_there_twice() {
    let mut seen = BTreeSet::new();
    for (section, cells) in rows() {
        assert_eq!(cells.len(), 4, "{section}: {cells:?}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{cells:?}");
        let people = ["nobody", "owner", "accountant", "administrator", "developer"];
        assert!(people.contains(&cells[2].as_str()), "{cells:?}");
        assert!(cells[2] == "nobody" || cells[1].ends_with('.'), "{cells:?}");
        assert!(seen.insert(code_of(&cells)), "{} is there twice", cells[0]);
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
