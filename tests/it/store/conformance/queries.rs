//! Questions of screens: pages of queue and log.

use ledgerline::clock::timestamp;
use ledgerline::engine::Store;
use ledgerline::message::Message;
use ledgerline::queue::{Entity, HeldBy, Kind, LogLine, NewJob, Query, Settled, State};
use serde_json::{Value, json};

use super::{ALIKE, Factory, NOW, all, claim, done, filters, held, job, line, log, rows, shown, take};

pub fn screens_page_filter_sort_and_search(new: &dyn Factory) {
    let store = new.store();
    let jobs: Vec<_> = (1..=25)
        .map(|n| job(Kind::Invoice, &format!("10%_{n:02}"), "x"))
        .collect();
    store.enqueue(&jobs, NOW).unwrap();
    let page = |query: Query| store.jobs(&query).unwrap();
    let third = page(Query {
        sort: "number".into(),
        ascending: true,
        page: 3,
        page_size: 10,
        ..Query::default()
    });
    assert_eq!((third.total, third.items.len()), (25, 5));
    assert_eq!(shown(&third)[0]["number"], "10%_21");
    assert_eq!(
        page(Query {
            search: "%_0".into(),
            page_size: 50,
            ..Query::default()
        })
        .total,
        9,
        "signs of LIKE are meant as they are"
    );
    let filter = |condition: &str, value: serde_json::Value| {
        page(Query {
            filters: filters(&[("number", condition, value)]),
            page_size: 50,
            ..Query::default()
        })
        .total
    };
    assert_eq!(filter("eq", "10%_07".into()), 1);
    assert_eq!(filter("in", serde_json::json!(["10%_07", "10%_08", "x"])), 2);
    assert_eq!(filter("nin", serde_json::json!(["10%_07"])), 24);
    assert_eq!(filter("like", "%2_".into()), 6);
    assert_eq!(filter("eq", "' OR 1 = 1 --".into()), 0);
    let unknown = Query {
        filters: filters(&[("nonsense", "eq", json!("1"))]),
        ..Query::default()
    };
    assert_eq!(store.jobs(&unknown).unwrap_err().code, "query_invalid");
}

const JOB_FIELDS: [&str; 22] = [
    "id",
    "connection",
    "entity",
    "entity_id",
    "kind",
    "number",
    "state",
    "action",
    "attempt",
    "code",
    "message",
    "message_data",
    "fix",
    "fix_data",
    "subject",
    "total",
    "currency",
    "store_id",
    "priority",
    "created_at",
    "updated_at",
    "not_before_at",
];

const LOG_FIELDS: [&str; 23] = [
    "id",
    "at",
    "connection",
    "entity",
    "entity_id",
    "kind",
    "number",
    "action",
    "status",
    "code",
    "message",
    "message_data",
    "fix",
    "fix_data",
    "xero_id",
    "xero_url",
    "total",
    "xero_total",
    "currency",
    "job_id",
    "attempt",
    "duration_ms",
    "store_id",
];

/// Two jobs and two lines that differ in every field; the second of each is the greater one in all of them.
fn filled(store: &dyn Store) {
    for (n, connection, kind, entity, name) in [
        (1, "alpha", Kind::Invoice, Entity::Customer, "1-a"),
        (2, "beta", Kind::Payment, Entity::Invoice, "2-b"),
    ] {
        let new = NewJob {
            connection: connection.into(),
            entity,
            entity_id: format!("{n}1"),
            number: format!("N{n}"),
            total: Some(format!("{n}.00")),
            currency: Some(["EUR", "USD"][n - 1].into()),
            store_id: n.to_string(),
            priority: [10, 20][n - 1],
            ..job(kind, name, "x")
        };
        let now = NOW + 60_000 * n as i64;
        store.enqueue(&[new], now).unwrap();
        for turn in 0..n {
            let taken = store
                .claim(connection, kind, State::Waiting, 1, i64::MAX, "me", now + 9, now)
                .unwrap()
                .remove(0);
            let said = LogLine {
                action: format!("action {n}"),
                status: format!("status {n}"),
                code: format!("code {n}"),
                message: Message::words(format!("Message {n}.")),
                fix: Message::words(format!("Fix {n}.")),
                subject: format!("subject {n}"),
                xero_id: format!("id-{n}"),
                xero_url: format!("https://{n}"),
                total: Some(format!("{n}.00")),
                xero_total: Some(format!("{n}.01")),
                currency: Some(["EUR", "USD"][n - 1].into()),
                duration_ms: n as i64,
                exchange: None,
            };
            // The first ends at its first turn, the second waits after its second.
            let retry = Settled::Retry {
                not_before_ms: if turn == 0 { 0 } else { now + 60_000 },
                counted: true,
            };
            let settled = if n == 1 { &Settled::Failed } else { &retry };
            let silent = LogLine {
                status: String::new(),
                ..said.clone()
            };
            let line = if turn + 1 == n { &said } else { &silent };
            assert!(store.settle(&taken, settled, line, now).unwrap());
        }
    }
}

pub fn every_public_field_of_the_queue_has_its_name_place_and_value(new: &dyn Factory) {
    let store = new.store();
    filled(&*store);
    let found = rows(&*store);
    for row in &found {
        let names: Vec<_> = row.as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, JOB_FIELDS);
    }
    assert_eq!(
        found[1],
        json!({
            "id": found[1]["id"], "connection": "beta", "entity": "invoice", "entity_id": "21", "kind": "payment", "number": "N2",
            "state": "waiting", "action": "", "attempt": 2, "code": "code 2", "message": "Message 2.", "message_data": [], "fix": "Fix 2.", "fix_data": [],
            "subject": "subject 2", "total": "2.00", "currency": "USD", "store_id": "2", "priority": 20,
            "created_at": timestamp(NOW + 120_000), "updated_at": timestamp(NOW + 120_000), "not_before_at": timestamp(NOW + 180_000),
        })
    );
    assert!(found[0]["id"].as_i64() < found[1]["id"].as_i64());
    assert_eq!(found[0]["not_before_at"], Value::Null, "a time that is none");
    for line in log(&*store) {
        let names: Vec<_> = line.as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, LOG_FIELDS);
    }
}

type Pages<'a> = (
    &'a str,
    &'a [&'static str],
    Box<dyn Fn(&Query) -> ledgerline::queue::Page + 'a>,
);

fn tables(store: &dyn Store) -> [Pages<'_>; 2] {
    [
        ("queue", &JOB_FIELDS, Box::new(|query| store.jobs(query).unwrap())),
        ("log", &LOG_FIELDS, Box::new(|query| store.log(query).unwrap())),
    ]
}

fn filter(field: &str, condition: &str, value: Value) -> Query {
    Query {
        filters: filters(&[(field, condition, value)]),
        ..all()
    }
}

pub fn every_public_field_can_be_filtered_and_sorted_by(new: &dyn Factory) {
    let store = new.store();
    filled(&*store);
    for (table, fields, ask) in tables(&*store) {
        // A text's data comes along with it; nobody looks for it.
        for field in fields.iter().filter(|field| !field.ends_with("_data")) {
            let sorted = |ascending| -> Vec<Value> {
                let query = Query {
                    sort: (*field).into(),
                    ascending,
                    ..all()
                };
                shown(&ask(&query))
                    .into_iter()
                    .map(|mut row| row[*field].take())
                    .collect()
            };
            let (small, large) = match &sorted(true)[..] {
                [small, large] => (small.clone(), large.clone()),
                other => panic!("{table} {field}: {other:?}"),
            };
            assert_eq!(sorted(false), [large.clone(), small.clone()], "{table} {field}");
            if *field == "action" && table == "queue" {
                // Only what is done has one: both are empty here.
                assert_eq!((&small, &large), (&json!(""), &json!("")));
                continue;
            }
            assert_ne!(small, large, "{table} {field}");
            // A missing time counts as the beginning of time, whatever is compared with it.
            for (condition, value, wanted) in [
                ("eq", &large, vec![&large]),
                ("neq", &large, vec![&small]),
                ("lt", &large, vec![&small]),
                ("lteq", &large, vec![&small, &large]),
                ("gt", &large, vec![]),
                ("gteq", &large, vec![&large]),
                ("in", &json!([large, large]), vec![&large]),
                ("nin", &json!([large]), vec![&small]),
            ] {
                let mut query = filter(field, condition, value.clone());
                query.sort = (*field).into();
                query.ascending = true;
                let page = ask(&query);
                let found = shown(&page);
                let found: Vec<_> = found.iter().map(|row| &row[*field]).collect();
                assert_eq!(found, wanted, "{table} {field} {condition} {value}");
                assert_eq!(page.total, wanted.len() as i64);
            }
        }
    }
}

pub fn numbers_are_compared_as_numbers_and_may_come_as_texts(new: &dyn Factory) {
    let store = new.store();
    for (number, priority) in [("1", 9), ("2", 10), ("3", 100)] {
        let mut one = job(Kind::Invoice, number, "x");
        one.priority = priority;
        store.enqueue(&[one], NOW).unwrap();
    }
    let count = |condition: &str, value: Value| store.jobs(&filter("priority", condition, value)).unwrap().total;
    for (condition, value, wanted) in [
        ("gteq", json!("10"), 2),
        ("gteq", json!(10), 2),
        ("lt", json!("100"), 2),
        ("eq", json!("9"), 1),
        ("in", json!(["9", 100, "8"]), 2),
        ("in", json!("9"), 1),
        ("nin", json!([9, "100"]), 1),
    ] {
        assert_eq!(count(condition, value.clone()), wanted, "{condition} {value}");
    }
    let sorted = Query {
        sort: "priority".into(),
        ..all()
    };
    let order: Vec<_> = shown(&store.jobs(&sorted).unwrap())
        .iter()
        .map(|row| row["priority"].clone())
        .collect();
    assert_eq!(order, [100, 10, 9]);
    // Texts are compared as texts, even where they are made of digits.
    assert_eq!(store.jobs(&filter("number", "gt", json!("10"))).unwrap().total, 2);
}

pub fn times_may_be_days_or_moments(new: &dyn Factory) {
    let store = new.store();
    // 1,790,000,000 seconds are 2026-09-21 14:13:20 UTC.
    store.enqueue(&[job(Kind::Invoice, "1", "x")], NOW).unwrap();
    let count = |condition: &str, value: Value| {
        store
            .jobs(&filter("created_at", condition, value))
            .map(|page| page.total)
    };
    for (condition, value, wanted) in [
        ("eq", json!("2026-09-21 14:13:20"), 1),
        ("gteq", json!("2026-09-21 14:13:20"), 1),
        ("gt", json!("2026-09-21 14:13:20"), 0),
        ("gteq", json!("2026-09-21"), 1),
        ("lt", json!("2026-09-21"), 0),
        ("lteq", json!("2026-09-22"), 1),
        ("in", json!(["2026-09-21 14:13:20", "2020-01-01"]), 1),
        ("nin", json!(["2026-09-21 14:13:20"]), 0),
    ] {
        assert_eq!(count(condition, value.clone()).unwrap(), wanted, "{condition} {value}");
    }
    for value in ["yesterday", "2026-13-01", "2026-09-21T14:13:20", ""] {
        assert_eq!(
            count("gteq", json!(value)).unwrap_err().code,
            "query_invalid",
            "{value}"
        );
    }
}

pub fn what_has_no_value_is_found_by_null_only(new: &dyn Factory) {
    let store = new.store();
    let mut priced = job(Kind::Invoice, "priced", "x");
    priced.total = Some("1.00".into());
    let mut empty = job(Kind::Invoice, "empty", "x");
    empty.total = Some(String::new());
    store
        .enqueue(&[priced, empty, job(Kind::Invoice, "none", "x")], NOW)
        .unwrap();
    let found = |condition: &str, value: Value| -> Vec<String> {
        let mut query = filter("total", condition, value);
        query.sort = "id".into();
        query.ascending = true;
        let rows = shown(&store.jobs(&query).unwrap());
        rows.iter()
            .map(|row| row["number"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(found("null", Value::Null), ["empty", "none"]);
    assert_eq!(found("null", json!("whatever")), ["empty", "none"]);
    assert_eq!(found("eq", json!("")), ["empty"]);
    assert_eq!(found("neq", json!("")), ["priced"]);
    assert_eq!(found("neq", json!("1.00")), ["empty"]);
    assert_eq!(found("nin", json!(["1.00"])), ["empty"]);
    assert_eq!(found("lt", json!("9")), ["priced", "empty"]);
    assert_eq!(found("like", json!("%")), ["priced", "empty"]);
    for condition in ["eq", "neq", "lt", "gteq", "in"] {
        assert_eq!(found(condition, Value::Null), [""; 0], "{condition} null");
    }
    // Where there is none, it comes first.
    let sorted = |ascending| -> Vec<Value> {
        let query = Query {
            sort: "total".into(),
            ascending,
            ..all()
        };
        shown(&store.jobs(&query).unwrap())
            .iter()
            .map(|row| row["number"].clone())
            .collect()
    };
    assert_eq!(sorted(true), ["none", "empty", "priced"]);
    assert_eq!(sorted(false), ["priced", "empty", "none"]);
}

pub fn a_list_may_be_empty_or_longer_than_a_database_binds(new: &dyn Factory) {
    let store = new.store();
    let jobs: Vec<_> = (0..3).map(|n| job(Kind::Invoice, &n.to_string(), "x")).collect();
    store.enqueue(&jobs, NOW).unwrap();
    let count =
        |field: &str, condition: &str, value: Value| store.jobs(&filter(field, condition, value)).unwrap().total;
    let numbers: Vec<i64> = (0..40_000).collect();
    let texts: Vec<String> = numbers.iter().map(i64::to_string).collect();
    for (field, list) in [("id", json!(numbers)), ("id", json!(texts)), ("number", json!(texts))] {
        assert_eq!(count(field, "in", list.clone()), 3, "{field}");
        assert_eq!(count(field, "nin", list), 0, "{field}");
    }
    assert_eq!((count("id", "in", json!([])), count("id", "nin", json!([]))), (0, 3));
}

pub fn letters_from_a_to_z_match_in_any_case_where_texts_are_searched(new: &dyn Factory) {
    let store = new.store();
    for (number, key) in [("Zoë-1", "k1"), ("ZOË-2", "k2"), ("zoë-3", "k3"), ("🚀%_\\", "k4")] {
        let mut one = job(Kind::Invoice, key, "x");
        one.number = number.into();
        one.entity_id = format!("e{key}");
        store.enqueue(&[one], NOW).unwrap();
    }
    let found = |query: Query| -> Vec<String> {
        let mut numbers: Vec<_> = shown(&store.jobs(&query).unwrap())
            .iter()
            .map(|row| row["number"].as_str().unwrap().to_owned())
            .collect();
        numbers.reverse();
        numbers
    };
    let search = |text: &str| {
        found(Query {
            search: text.into(),
            ..all()
        })
    };
    let any: [&str; 3] = ["Zoë-1", "ZOË-2", "zoë-3"];
    assert_eq!(search("ZO"), any);
    assert_eq!(search("zoë"), ["Zoë-1", "zoë-3"], "other letters only as they are");
    assert_eq!(search("  zo "), any, "blanks around it are not meant");
    assert_eq!(search("EK2"), ["ZOË-2"], "by the record's id");
    assert_eq!(search("K3"), ["zoë-3"], "by its key");
    for sign in ["%", "_", "\\", "🚀", "%_\\"] {
        assert_eq!(search(sign), ["🚀%_\\"], "{sign} is meant as it is");
    }
    assert_eq!(search("o%1"), [""; 0]);
    let like = |pattern: &str| found(filter("number", "like", json!(pattern)));
    assert_eq!(like("zo%"), any);
    assert_eq!(like("zo_-_"), any);
    assert_eq!(like("ZOË%"), ["ZOË-2"]);
    assert_eq!(like("zo"), [""; 0], "the whole text");
    assert_eq!(like("____"), ["🚀%_\\"], "a sign is one sign however long it is stored");
    // Comparing is exact.
    assert_eq!(found(filter("number", "eq", json!("zoë-1"))), [""; 0]);
    assert_eq!(found(filter("number", "in", json!(["zoë-3", "zoë-1"]))), ["zoë-3"]);
    assert_eq!(
        found(filter("number", "gt", json!("ZOË-2"))),
        ["Zoë-1", "zoë-3", "🚀%_\\"]
    );
    let sorted = Query {
        sort: "number".into(),
        ..all()
    };
    assert_eq!(
        found(sorted),
        ["ZOË-2", "Zoë-1", "zoë-3", "🚀%_\\"],
        "in the order of their code points"
    );
}

pub fn alike_texts_are_told_apart_by_filters(new: &dyn Factory) {
    let store = new.store();
    for text in ALIKE {
        store.enqueue(&[job(Kind::Invoice, text, "x")], NOW).unwrap();
    }
    for text in ALIKE {
        for (condition, wanted) in [("eq", 1), ("in", 1), ("neq", 7), ("nin", 7)] {
            let value = if condition.ends_with("in") {
                json!([text])
            } else {
                json!(text)
            };
            assert_eq!(
                store.jobs(&filter("number", condition, value)).unwrap().total,
                wanted,
                "{condition} {text:?}"
            );
        }
    }
}

pub fn the_queue_is_searched_in_number_message_record_and_key(new: &dyn Factory) {
    let store = new.store();
    let mut one = job(Kind::Invoice, "the-key", "in-snapshot");
    one.number = "the-number".into();
    one.entity_id = "the-record".into();
    store.enqueue(&[one], NOW).unwrap();
    let said = LogLine {
        message: Message::words("the-message"),
        subject: "the-subject".into(),
        fix: Message::words("the-fix"),
        ..line("the-code")
    };
    store.settle(&take(&*store, NOW), &Settled::Held, &said, NOW).unwrap();
    let count = |text: &str, ask: &dyn Fn(&Query) -> i64| {
        ask(&Query {
            search: text.into(),
            ..all()
        })
    };
    let jobs = |query: &Query| store.jobs(query).unwrap().total;
    let lines = |query: &Query| store.log(query).unwrap().total;
    for (text, in_queue, in_log) in [
        ("the-number", 1, 1),
        ("the-message", 1, 1),
        ("the-record", 1, 1),
        ("the-key", 1, 0),
        ("the-code", 0, 1),
        ("the-subject", 0, 0),
        ("the-fix", 0, 0),
        ("in-snapshot", 0, 0),
    ] {
        assert_eq!((count(text, &jobs), count(text, &lines)), (in_queue, in_log), "{text}");
    }
}

pub fn filters_and_search_are_all_met_at_once(new: &dyn Factory) {
    let store = new.store();
    for number in ["1a", "1b", "2a"] {
        held(&*store, number, "c", NOW);
    }
    let query = Query {
        filters: filters(&[
            ("number", "like", json!("1%")),
            ("number", "neq", json!("1b")),
            ("state", "eq", json!("held")),
        ]),
        search: "a".into(),
        ..all()
    };
    let page = store.jobs(&query).unwrap();
    assert_eq!((page.total, &shown(&page)[0]["number"]), (1, &json!("1a")));
}

pub fn pages_hold_what_was_asked_for_in_a_sure_order(new: &dyn Factory) {
    let store = new.store();
    let jobs: Vec<_> = (0..7).map(|n| job(Kind::Invoice, &n.to_string(), "x")).collect();
    store.enqueue(&jobs, NOW).unwrap();
    let numbers = |query: Query| -> (i64, String) {
        let page = store.jobs(&query).unwrap();
        let text = shown(&page).iter().map(|row| row["number"].as_str().unwrap()).collect();
        (page.total, text)
    };
    let page = |page, page_size| Query {
        page,
        page_size,
        ..Query::default()
    };
    for (asked, wanted) in [
        (page(1, 3), "654"),
        (page(0, 3), "654"),
        (page(3, 3), "0"),
        (page(4, 3), ""),
        (page(u32::MAX, 10_000), ""),
        (page(2, 0), "5"),
        (page(1, u32::MAX), "6543210"),
    ] {
        assert_eq!(numbers(asked.clone()), (7, wanted.to_owned()), "{asked:?}");
    }
    // Of those that are equal the newest first, whichever way is asked for.
    for ascending in [true, false] {
        let same = Query {
            sort: "kind".into(),
            ascending,
            ..page(1, 9)
        };
        assert_eq!(numbers(same), (7, "6543210".to_owned()));
    }
    let by_number = Query {
        sort: "number".into(),
        ascending: true,
        ..page(2, 3)
    };
    assert_eq!(numbers(by_number), (7, "345".to_owned()));
    let unsorted = Query {
        ascending: true,
        ..page(1, 9)
    };
    assert_eq!(
        numbers(unsorted),
        (7, "6543210".to_owned()),
        "the newest first unless a field is named"
    );
}

pub fn a_question_that_makes_no_sense_is_refused(new: &dyn Factory) {
    let store = new.store();
    let sort = |field: &str| Query {
        sort: field.into(),
        ..all()
    };
    for query in [
        filter("snapshot", "eq", json!("x")),
        filter("", "eq", json!("x")),
        filter("ID", "eq", json!("1")),
        filter("id; DROP TABLE job", "eq", json!("1")),
        filter("number", "equals", json!("x")),
        filter("number", "", json!("x")),
        filter("number", "eq", json!(["a"])),
        filter("created_at", "in", json!(["never"])),
        sort("nonsense"),
        sort("owner"),
        sort("number DESC"),
    ] {
        for found in [store.jobs(&query), store.log(&query)] {
            let error = found.expect_err(&format!("{query:?}"));
            assert_eq!(error.code, "query_invalid");
            assert!(error.message.to_string().ends_with('.'), "{error}");
        }
    }
}

/// Everything that is counted for screens.
pub fn jobs_are_counted_by_connection_record_kind_and_state(new: &dyn Factory) {
    let store = new.store();
    let counts = || {
        let mut counts = store.counts().unwrap();
        counts
            .jobs
            .sort_unstable_by_key(|one| (one.connection.clone(), one.entity, one.kind, one.state));
        counts
            .jobs
            .iter()
            .map(|one| {
                (
                    one.connection.clone(),
                    one.entity,
                    one.kind,
                    one.state,
                    one.count,
                    one.oldest_ms - NOW,
                )
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(counts(), []);
    let mut other = job(Kind::Invoice, "1", "x");
    other.connection = "other".into();
    let mut of_order = job(Kind::Invoice, "2", "x");
    of_order.entity = Entity::Order;
    for (one, at) in [
        (job(Kind::Invoice, "1", "x"), NOW + 3),
        (job(Kind::Invoice, "3", "x"), NOW + 2),
        (job(Kind::Payment, "1", "x"), NOW),
        (of_order, NOW + 1),
        (other, NOW),
    ] {
        store.enqueue(&[one], at).unwrap();
    }
    let default = || "default".to_owned();
    assert_eq!(
        counts(),
        [
            (default(), Entity::Order, Kind::Invoice, State::Waiting, 1, 1),
            (default(), Entity::Invoice, Kind::Invoice, State::Waiting, 2, 2),
            (default(), Entity::Invoice, Kind::Payment, State::Waiting, 1, 0),
            ("other".to_owned(), Entity::Invoice, Kind::Invoice, State::Waiting, 1, 0),
        ]
    );
    let taken = claim(&*store, Kind::Payment, State::Waiting, 1, NOW).remove(0);
    store.settle(&taken, &done("x"), &line("c"), NOW + 50).unwrap();
    assert_eq!(
        counts()[2],
        (default(), Entity::Invoice, Kind::Payment, State::Done, 1, 0)
    );
}

pub fn stuck_jobs_are_counted_by_reason_and_subject(new: &dyn Factory) {
    let store = new.store();
    assert_eq!(store.counts().unwrap().held, []);
    let stuck = |number: &str, code: &str, subject: &str, message: &str, settled: &Settled| {
        store.enqueue(&[job(Kind::Invoice, number, "x")], NOW).unwrap();
        let said = LogLine {
            subject: subject.into(),
            message: Message::words(message),
            ..line(code)
        };
        store.settle(&take(&*store, NOW), settled, &said, NOW).unwrap();
    };
    for (number, message) in [
        ("1", "No rate for 7 %."),
        ("2", "No rate for 7 %."),
        ("3", "No rate for 7 %."),
    ] {
        stuck(number, "tax_rate_unmapped", "7", message, &Settled::Held);
    }
    for (number, message) in [("4", "B is late."), ("5", "A is late.")] {
        stuck(number, "gave_up", "", message, &Settled::Failed);
    }
    stuck("6", "tax_rate_unmapped", "19", "No rate for 19 %.", &Settled::Held);
    store.enqueue(&[job(Kind::Invoice, "waits", "x")], NOW).unwrap();
    let by = |code: &str, subject: &str, message: &str, same_message, count| HeldBy {
        connection: "default".into(),
        code: code.into(),
        subject: subject.into(),
        message: Message::kept(message, ""),
        same_message,
        count,
    };
    assert_eq!(
        store.counts().unwrap().held,
        [
            by("tax_rate_unmapped", "7", "No rate for 7 %.", true, 3),
            by("gave_up", "", "A is late.", false, 2),
            by("tax_rate_unmapped", "19", "No rate for 19 %.", true, 1),
        ],
        "the largest first"
    );
}

pub fn the_log_is_filtered_by_the_store_view_of_what_was_sent(new: &dyn Factory) {
    let store = new.store();
    for (number, store_view) in [("1", "1"), ("2", "3"), ("3", "4"), ("4", "")] {
        let mut one = job(Kind::Invoice, number, "x");
        one.store_id = store_view.into();
        store.enqueue(&[one], NOW).unwrap();
        let taken = take(&*store, NOW);
        assert!(store.settle(&taken, &done(number), &line("c"), NOW).unwrap());
    }
    store.note("default", &line("of no record"), NOW).unwrap();
    let numbers = |condition: &str, value: Value| -> Vec<String> {
        let query = Query {
            filters: filters(&[("store_id", condition, value)]),
            sort: "id".into(),
            ascending: true,
            page: 1,
            page_size: 50,
            ..Query::default()
        };
        let found = shown(&store.log(&query).unwrap());
        found
            .iter()
            .map(|row| row["number"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(numbers("eq", "3".into()), ["2"]);
    assert_eq!(numbers("in", json!(["3", "4"])), ["2", "3"]);
    assert_eq!(numbers("eq", "".into()), ["4", ""]);
}
