//! Tests of messages: their English, their data, and the whole catalogue.

// `templates!` makes public names, for the catalogue.
#![allow(unreachable_pub)]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::json;

use super::*;

templates! {
    PLAIN = "Nothing to do.";
    NAMED = "The rate \"%1\" is %2 % on %1.";
    SEVERAL = "%1; %2 of %3 since %4 in %5: %6";
}

fn said() -> Message {
    SEVERAL.with((
        Arg::Amount("12.50".parse().unwrap(), "EUR".into()),
        3,
        Arg::Amount("-0.10".parse().unwrap(), String::new()),
        NaiveDate::from_ymd_opt(2026, 3, 1).unwrap(),
        Arg::Country("DE".into(), "Germany".into()),
        Arg::list([NAMED.with(("A", "21")), PLAIN.into()]),
    ))
}

#[test]
fn english_is_the_template_with_plain_values() {
    assert_eq!(Message::from(PLAIN).to_string(), "Nothing to do.");
    assert_eq!(
        NAMED.with(("Bag %2", "19.5")).to_string(),
        "The rate \"Bag %2\" is 19.5 % on Bag %2."
    );
    assert_eq!(
        said().to_string(),
        "12.50 EUR; 3 of -0.10 since 2026-03-01 in Germany: The rate \"A\" is 21 % on A.; Nothing to do."
    );
    assert_eq!(
        Message::from(PLAIN)
            .and(Message::words("Own words"))
            .and(PLAIN)
            .to_string(),
        "Nothing to do. Own words Nothing to do."
    );
    assert_eq!(Message::default().and(Message::words("")).to_string(), "");
    assert!(Message::words("").is_empty());
}

#[test]
fn data_says_what_each_value_is() {
    assert_eq!(
        said().and(Message::words("Xero's own")).data(),
        json!([
            { "id": "several", "args": [
                { "amount": "12.50", "currency": "EUR" },
                { "number": "3" },
                { "amount": "-0.10", "currency": "" },
                { "day": "2026-03-01" },
                { "country": "DE", "name": "Germany" },
                { "list": [{ "message": [{ "id": "named", "args": ["A", "21"] }] }, { "message": [{ "id": "plain" }] }], "between": "; " },
            ] },
            "Xero's own",
        ])
    );
    let moment = NAMED.with((Arg::Moment(1_772_366_400_500), Arg::list(["a", "b"])));
    assert_eq!(
        moment.data(),
        json!([{ "id": "named", "args": [{ "moment": "2026-03-01 12:00:00" }, { "list": ["a", "b"], "between": ", " }] }])
    );
    // Words alone are nothing to translate, wherever they stand.
    assert_eq!(Message::words("Xero's own").data(), json!([]));
    assert_eq!(Message::words("Xero's own").column(), "");
    assert_eq!(
        NAMED.with((Message::words("x"), "y")).data(),
        json!([{ "id": "named", "args": ["x", "y"] }])
    );
}

#[test]
fn what_was_stored_comes_back_as_it_was() {
    let kept = Message::kept(said().to_string(), &said().column());
    assert_eq!((kept.to_string(), kept.data()), (said().to_string(), said().data()));
    let in_another = NAMED.with((kept, "1"));
    assert_eq!(in_another.data()[0]["args"][0], json!({ "message": said().data() }));
    for column in ["", "[", "{}", "nonsense"] {
        let old = Message::kept("Old words.", column);
        assert_eq!(
            (old.to_string(), old.data()),
            ("Old words.".into(), json!([])),
            "{column}"
        );
        assert_eq!(from_column(column), json!([]), "{column}");
    }
}

#[test]
fn ids_are_small_letters() {
    assert_eq!(PLAIN.id(), "plain");
    let places: Vec<usize> = ALL.iter().map(|one| one.places).collect();
    assert_eq!(places, [0, 2, 6]);
}

#[test]
fn every_sentence_of_the_catalogue_stands_there_once() {
    let (mut ids, mut texts) = (BTreeMap::new(), BTreeMap::new());
    let mut twice = Vec::new();
    for one in say::all() {
        twice.extend(ids.insert(one.id, one.english));
        twice.extend(texts.insert(one.english, one.id));
        assert_eq!(one.english.trim(), one.english, "{}", one.id);
        assert!(!one.english.contains("  ") && !one.english.contains('\n'), "{}", one.id);
    }
    assert_eq!(twice, Vec::<&str>::new());
    assert!(ids.len() >= 8, "{}", ids.len());
}
