//! The import rules of ARCHITECTURE.md, by reading the source: each outside thing has one place, and imports go inwards only.

use crate::support::repository;
use crate::support::source::{self, File};

/// What may be named in these places only: word, files or folders.
const PLACES: &[(&str, &[&str])] = &[
    ("rusqlite", &["src/store/sqlite/"]),
    ("use mysql::", &["src/store/mysql/"]),
    ("reqwest", &["src/http/"]),
    ("rustls", &["src/http/"]),
    ("ext_php_rs", &["src/bridge/", "src/lib.rs"]),
    ("SystemTime", &["src/clock.rs"]),
    ("Instant::now", &["src/clock.rs"]),
    ("Utc::now", &["src/clock.rs"]),
    ("oauth2::", &["src/oauth/"]),
];

/// Which modules of ours a module may name. Not listed: nothing.
const LAYERS: &[(&str, &[&str])] = &[
    ("message", &["message"]),
    ("codes", &["codes", "message"]),
    ("domain", &["domain", "message"]),
    ("json", &[]),
    ("snapshot", &["domain", "json", "snapshot"]),
    ("clock", &[]),
    ("fork", &[]),
    ("secret", &["message"]),
    ("store_error", &["message"]),
    ("transport", &["message", "secret"]),
    ("queue", &["queue", "clock", "message", "store_error"]),
    ("limits", &["limits", "clock", "store_error"]),
    (
        "oauth",
        &["oauth", "clock", "message", "secret", "store_error", "transport"],
    ),
    // The wire is made of the domain's books, and its answers teach the limits.
    (
        "xero",
        &[
            "xero",
            "domain",
            "json",
            "limits",
            "message",
            "oauth",
            "secret",
            "transport",
        ],
    ),
    ("settings", &["domain", "message", "secret", "xero"]),
    (
        "engine",
        &[
            "engine",
            "domain",
            "snapshot",
            "json",
            "queue",
            "limits",
            "message",
            "oauth",
            "xero",
            "clock",
            "secret",
            "settings",
            "store_error",
            "transport",
        ],
    ),
    (
        "store",
        &[
            "store",
            "queue",
            "limits",
            "oauth",
            "clock",
            "fork",
            "message",
            "secret",
            "store_error",
        ],
    ),
    ("http", &["http", "fork", "message", "secret", "transport"]),
    (
        "app",
        &[
            "clock", "engine", "http", "message", "oauth", "queue", "secret", "sender", "store",
        ],
    ),
    ("sender", &["engine", "fork"]),
    (
        "bridge",
        &[
            "bridge",
            "app",
            "codes",
            "engine",
            "fork",
            "message",
            "queue",
            "sender",
            "snapshot",
            "store",
            "store_error",
        ],
    ),
];

/// Which rooms of the engine a room may name.
const ROOMS: &[(&str, &[&str])] = &[
    ("connect", &["connect"]),
    ("send", &["connect", "send"]),
    ("screens", &["connect", "screens", "send"]),
];

/// Rooms that a file of the engine names and may not.
fn wrong_rooms(file: &File) -> Vec<String> {
    let room = file
        .path
        .strip_prefix("src/engine/")
        .and_then(|rest| rest.split_once('/'));
    let Some((_, allowed)) = room.and_then(|(room, _)| ROOMS.iter().find(|(name, _)| *name == room)) else {
        return Vec::new();
    };
    ["crate::engine::", "super::super::"]
        .iter()
        .flat_map(|prefix| file.code.split(prefix).skip(1))
        .filter_map(|rest| ROOMS.iter().find(|(name, _)| rest.starts_with(&format!("{name}::"))))
        .filter(|(name, _)| !allowed.contains(name))
        .map(|(name, _)| format!("{} imports {name}", file.path))
        .collect()
}

fn module_of(path: &str) -> &str {
    let rest = path.strip_prefix("src/").unwrap_or(path);
    rest.split('/').next().unwrap_or(rest).trim_end_matches(".rs")
}

/// Modules of ours that the code names, however it is written: `crate::a::…`, `use crate::{a, b::c}`.
fn named(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let word = |text: &str| -> String {
        text.chars()
            .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
            .collect()
    };
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + 7..];
        let Some(list) = rest.strip_prefix('{') else {
            found.push(word(rest));
            continue;
        };
        let mut depth = 1;
        let mut beginning = true;
        for (index, letter) in list.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => beginning = true,
                _ if beginning && depth == 1 && letter.is_alphabetic() => {
                    found.push(word(&list[index..]));
                    beginning = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

fn violations(files: &[File]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files {
        for (word, places) in PLACES {
            if file.code.contains(word) && !places.iter().any(|place| file.path.starts_with(place)) {
                found.push(format!("{} names {word}", file.path));
            }
        }
        found.extend(wrong_rooms(file));
        let module = module_of(&file.path);
        if module == "lib" {
            continue;
        }
        match LAYERS.iter().find(|(name, _)| *name == module) {
            None => found.push(format!("{} belongs to no layer", file.path)),
            Some((_, allowed)) => {
                for other in named(&file.code)
                    .iter()
                    .filter(|other| !allowed.contains(&other.as_str()))
                {
                    found.push(format!("{} imports {other}", file.path));
                }
            }
        }
    }
    found
}

#[test]
fn each_outside_thing_has_one_place_and_imports_go_inwards() {
    let files = source::rust("src");
    assert!(files.len() > 60, "only {} files were read", files.len());
    let found = violations(&files);
    assert!(found.is_empty(), "{found:#?}");
}

/// Files below the ports that read or write JSON of their own: what a snapshot says of a person.
const OWN_JSON: &[&str] = &["src/queue/erasure.rs"];

#[test]
fn ports_and_what_is_below_them_speak_in_types() {
    let rooms = ["src/queue/", "src/limits/", "src/store/rows/", "src/store/verbs/"];
    let files = source::rust("src");
    let below = files
        .iter()
        .filter(|file| rooms.iter().any(|room| file.path.starts_with(room)));
    let json = below.filter(|file| file.code.contains("serde_json"));
    let named: Vec<&str> = json.map(|file| file.path.as_str()).collect();
    assert_eq!(named, OWN_JSON);
}

fn planted(path: &str, code: &str) -> Vec<String> {
    violations(&[File {
        path: path.into(),
        code: source::product(code),
    }])
}

#[test]
fn a_planted_violation_is_found() {
    for (path, code, expected) in [
        (
            "src/engine/send/drain.rs",
            "let c = rusqlite::Connection::open(x);",
            "src/engine/send/drain.rs names rusqlite",
        ),
        (
            "src/xero/call.rs",
            "use reqwest::Client;",
            "src/xero/call.rs names reqwest",
        ),
        (
            "src/engine/mod.rs",
            "use ext_php_rs::prelude::*;",
            "src/engine/mod.rs names ext_php_rs",
        ),
        (
            "src/limits/mod.rs",
            "let now = std::time::SystemTime::now();",
            "src/limits/mod.rs names SystemTime",
        ),
        (
            "src/domain/money.rs",
            "use crate::queue::Kind;",
            "src/domain/money.rs imports queue",
        ),
        (
            "src/queue/mod.rs",
            "use crate::xero::Call;",
            "src/queue/mod.rs imports xero",
        ),
        (
            "src/xero/call.rs",
            "use crate::queue::Kind;",
            "src/xero/call.rs imports queue",
        ),
        (
            "src/engine/send/drain.rs",
            "use crate::{limits::Barrier, store::sqlite};",
            "src/engine/send/drain.rs imports store",
        ),
        (
            "src/engine/send/drain.rs",
            "fn f() { crate::http::HttpTransport::new(); }",
            "src/engine/send/drain.rs imports http",
        ),
        (
            "src/engine/send/drain.rs",
            "use crate::bridge::x;",
            "src/engine/send/drain.rs imports bridge",
        ),
        (
            "src/engine/connect/catalogue.rs",
            "use crate::engine::send::collection;",
            "src/engine/connect/catalogue.rs imports send",
        ),
        (
            "src/engine/send/drain.rs",
            "use super::super::screens::query;",
            "src/engine/send/drain.rs imports screens",
        ),
        (
            "src/store/sqlite/jobs.rs",
            "use crate::engine::Engine;",
            "src/store/sqlite/jobs.rs imports engine",
        ),
        ("src/novelty.rs", "", "src/novelty.rs belongs to no layer"),
    ] {
        assert_eq!(planted(path, code), [expected]);
    }
}

#[test]
fn comments_and_tests_inside_the_source_are_no_violation() {
    assert!(planted("src/domain/money.rs", "// as crate::queue does\nfn f() {}").is_empty());
    assert!(
        planted(
            "src/domain/money.rs",
            "fn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::queue::Kind;\n}"
        )
        .is_empty()
    );
}

#[test]
fn only_the_gateway_of_the_module_names_the_extension() {
    let mut files = source::files("php-module", "php");
    files.extend(source::files("Block", "php"));
    files.extend(source::files("Controller", "php"));
    assert!(files.len() > 40, "only {} files were read", files.len());
    let names = |file: &File| file.code.contains("Ledgerline\\Native") || file.code.contains("Ledgerline\\\\Native");
    let outside: Vec<&str> = files
        .iter()
        .filter(|file| names(file) && !file.path.starts_with("php-module/Bridge/"))
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(outside, [] as [&str; 0]);
    assert!(files.iter().any(names), "the gateway itself was not found");
}

/// Names in a cell of the code map: `a/{b,c}` is two.
fn mapped(map: &str) -> std::collections::HashSet<String> {
    let mut found = std::collections::HashSet::new();
    for name in map
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .flat_map(str::split_whitespace)
    {
        let (before, inner, after) = match (name.split_once('{'), name.split_once('}')) {
            (Some((before, _)), Some((inner, after))) => (before, &inner[before.len() + 1..], after),
            _ => (name, "", ""),
        };
        found.extend(
            inner
                .split(',')
                .map(|one| format!("{before}{one}{after}").trim_end_matches('/').to_owned()),
        );
    }
    found
}

#[test]
fn every_room_is_in_the_code_map() {
    let map = mapped(&std::fs::read_to_string(repository("ARCHITECTURE.md")).unwrap());
    let mut rooms = Vec::new();
    for folder in ["src", "src/engine", "php-module"] {
        for entry in std::fs::read_dir(repository(folder)).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            // A file beside a folder of its name opens it; the engine's own files stand in the words of its line.
            let opens = name.strip_suffix(".rs").is_some_and(|stem| repository(stem).is_dir());
            let is_room = entry.path().is_dir() || folder == "src" && !opens && !name.ends_with("/lib.rs");
            if is_room {
                rooms.push(name);
            }
        }
    }
    assert!(rooms.len() > 40, "only {} rooms were found", rooms.len());
    rooms.retain(|room| !map.contains(room));
    assert_eq!(rooms, [] as [&str; 0]);
}

#[test]
fn every_rust_file_opens_with_what_it_is_for() {
    let bare: Vec<String> = source::files("src", "rs")
        .into_iter()
        .filter(|file| !file.code.starts_with("//!"))
        .map(|file| file.path)
        .collect();
    assert_eq!(bare, [] as [&str; 0]);
}

#[test]
fn every_sentence_of_the_catalogue_is_said() {
    let files = source::rust("src");
    let said: std::collections::HashSet<&str> = files
        .iter()
        .filter(|file| !file.path.starts_with("src/message/"))
        .flat_map(|file| file.code.split("say::").skip(1))
        .map(|rest| {
            let end =
                rest.find(|letter: char| !letter.is_ascii_uppercase() && !letter.is_ascii_digit() && letter != '_');
            &rest[..end.unwrap_or(rest.len())]
        })
        .collect();
    let unused: Vec<&str> = ledgerline::message::say::all()
        .map(|one| one.id)
        .filter(|id| !said.contains(id.to_ascii_uppercase().as_str()))
        .collect();
    assert!(unused.is_empty(), "{unused:?}");
}

/// Texts that are made on the spot: what only an installer or a developer reads, or a name between quotes.
const ON_THE_SPOT: &[(&str, usize)] = &[
    ("src/app.rs", 1),
    ("src/domain/mapping/accounts.rs", 1),
    ("src/engine/screens/preview.rs", 1),
    ("src/store/address.rs", 3),
    ("src/store/sqlite/mod.rs", 1),
];

#[test]
fn people_are_told_nothing_that_is_not_in_the_catalogue() {
    let mut found = Vec::new();
    for file in source::rust("src") {
        let dense: String = file.code.chars().filter(|letter| !letter.is_whitespace()).collect();
        let count = ["Message::words(\"", "Message::words(format!("]
            .iter()
            .map(|made| dense.matches(made).count())
            .sum::<usize>();
        if count > 0 {
            found.push((file.path, count));
        }
    }
    found.sort();
    let found: Vec<(&str, usize)> = found.iter().map(|(path, count)| (path.as_str(), *count)).collect();
    assert_eq!(found, ON_THE_SPOT);
}
