//! A store that takes the place of another one: row by row, after every interruption, and of nobody else's rows.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use ledgerline::message::Message;
use ledgerline::queue::{Kind, State};
use ledgerline::store::moving::{Move, Outcome, Progress, Side, Step};
use ledgerline::store::mysql::MysqlDatabase;
use ledgerline::store::rows::{Cell, Column, Movable, MovingRows, Record, Standing, Stands, Table};
use ledgerline::store::sqlite::{Durability, SqliteFile};
use ledgerline::store::tables::TABLES;
use ledgerline::store_error::StoreError;
use mysql::prelude::Queryable;
use serde_json::{Value, json};

use super::conformance::{ALIKE, NOW, Place, claim, departure, done, job, line, row_id, states, take};
use crate::support::disk::Disk;
use crate::support::fixtures;
use crate::support::server::Server;
use crate::support::shop::{Shop, dead_owner, drain, http};

/// A store at one end of a move.
trait End: Place {
    fn rows(&self) -> Box<dyn Movable>;
    fn address(&self) -> String;
    /// Columns of all tables that are the store's own, as the database lists them: table and column.
    fn columns(&self) -> Vec<(String, String)>;
}

impl End for Disk {
    fn rows(&self) -> Box<dyn Movable> {
        Box::new(SqliteFile::new(self.folder(), Durability::Normal))
    }

    fn address(&self) -> String {
        self.file().display().to_string()
    }

    fn columns(&self) -> Vec<(String, String)> {
        let sqlite = self.sqlite();
        let mut asked = sqlite
            .prepare(
                // Without what the file keeps for itself. Fingerprints are moved as texts.
                "SELECT m.name, c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
                 WHERE m.type = 'table' AND m.name NOT IN ('sqlite_sequence', 'standing', 'counted', 'sought_job', 'sought_log', 'unsought')
                   AND c.name NOT IN ('snapshot_print', 'settings_print')",
            )
            .unwrap();
        let rows = asked.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }
}

impl End for Server {
    fn rows(&self) -> Box<dyn Movable> {
        Box::new(MysqlDatabase::new(Server::address(self)))
    }

    fn address(&self) -> String {
        Server::address(self).to_string()
    }

    fn columns(&self) -> Vec<(String, String)> {
        self.sql()
            .exec::<(String, String), _, _>(
                "SELECT SUBSTRING(table_name, LENGTH('m2_ledgerline_') + 1), column_name FROM information_schema.columns
                 WHERE table_schema = ? AND table_name NOT REGEXP '_(store|writer|witness|machine)$'",
                (self.name(),),
            )
            .unwrap()
            .into_iter()
            .filter(|(_, column)| column != "is_open" && column != "note_folded")
            .map(|(table, column)| {
                let shared = match (table.as_str(), column.as_str()) {
                    (_, "record_key") => "key",
                    (_, "excluded_at" | "logged_at" | "kept_at") => "at",
                    (_, "is_active") => "active",
                    (_, "paid_day" | "on_day") => "day",
                    ("cursor", "cursor_value") => "value",
                    ("lease", "until_at") => "until",
                    (_, same) => same,
                };
                (table.clone(), shared.to_owned())
            })
            .collect()
    }
}

fn side(store: &dyn Movable, place: String) -> Side<'_> {
    Side { store, place }
}

/// A move by a process of its own.
fn run_with(
    from: (&dyn Movable, String),
    to: (&dyn Movable, String),
    show: &mut dyn FnMut(&Progress) -> bool,
) -> Result<Outcome, StoreError> {
    let work = Move {
        source: side(from.0, from.1),
        target: side(to.0, to.1),
    };
    work.run(&|| NOW, show)
}

fn run(from: &dyn End, to: &dyn End) -> Result<Outcome, StoreError> {
    watched(from, to, &mut |_| true)
}

fn watched(from: &dyn End, to: &dyn End, show: &mut dyn FnMut(&Progress) -> bool) -> Result<Outcome, StoreError> {
    run_with((&*from.rows(), from.address()), (&*to.rows(), to.address()), show)
}

fn cancel(from: &dyn End, to: &dyn End) -> Result<(), StoreError> {
    let (source, target) = (from.rows(), to.rows());
    let work = Move {
        source: side(&*source, from.address()),
        target: side(&*target, to.address()),
    };
    work.cancel()
}

fn look<T>(end: &dyn End, mut run: impl FnMut(&dyn MovingRows) -> T) -> T {
    let mut found = None;
    let looked = end.rows().look_at(&mut |rows| {
        found = Some(run(rows));
        Ok(())
    });
    looked.unwrap();
    found.unwrap()
}

fn change(end: &dyn End, mut run: impl FnMut(&mut dyn MovingRows)) {
    let changed = end.rows().change(&mut |rows| {
        run(rows);
        Ok(())
    });
    changed.unwrap();
}

fn standing(end: &dyn End) -> Standing {
    look(end, |rows| rows.standing().unwrap())
}

/// Everything in a store, table by table, and the last number that each has given.
fn everything(end: &dyn End) -> Vec<(&'static str, Vec<Record>, i64)> {
    look(end, |rows| {
        TABLES
            .iter()
            .map(|table| {
                let last = if table.numbered {
                    rows.last_number(table).unwrap()
                } else {
                    0
                };
                (
                    table.name,
                    rows.portion(table, &[], 1_000_000, usize::MAX).unwrap(),
                    last,
                )
            })
            .collect()
    })
}

/// Columns that may be empty.
const OPTIONAL: &[&str] = &[
    "connected_at",
    "total",
    "xero_total",
    "currency",
    "held_since",
    "note",
    "look_up_at",
    "sent",
    "order_id",
    "party",
    "day",
    "job_id",
    "ended_at",
    "day_began",
    "day_remaining",
];

/// A row like no other, with what texts of a shop and of a bad disk may hold.
fn any(table: &Table, number: i64) -> Record {
    let each = table.columns.iter().enumerate();
    each.map(|(index, column)| {
        let is_key = index < table.key;
        let optional = !is_key
            && OPTIONAL.contains(&column.name())
            && !(matches!(table.name, "claim" | "exchange") && matches!(column.name(), "job_id" | "sent"));
        if optional && number % 3 == 0 {
            return Cell::Null;
        }
        let alike = ALIKE[usize::try_from(number).unwrap() % ALIKE.len()];
        match column {
            Column::Number(_) if is_key => Cell::Number(number * 3),
            Column::Number("adopted" | "active" | "has_tokens") => Cell::Number(number % 2),
            Column::Number(_) => Cell::Number(number - 7 + i64::try_from(index).unwrap()),
            Column::Text(_) if is_key => Cell::Bytes(format!("{alike}{}", number / 8).into_bytes()),
            Column::Text(_) if number % 5 == 0 => Cell::Bytes(vec![0xff, b'{', 0, b'\'']),
            Column::Text(_) => Cell::Bytes(format!("{alike}\u{1f680}{number}\n").into_bytes()),
            Column::Bytes(_) => Cell::Bytes((0..=255).collect()),
        }
    })
    .collect()
}

/// Some rows in every table, several pages in some.
fn fill(end: &dyn End) {
    // What closing writes down is there already.
    end.open().seen(NOW).unwrap();
    for table in TABLES {
        let count = match table.name {
            "job" => 1_100,
            "link" => 700,
            _ => 9,
        };
        change(end, |rows| {
            let mut records: Vec<Record> = (1..=count).map(|number| any(table, number)).collect();
            if table.name == "job"
                && let Some(Cell::Bytes(snapshot)) = records[10].last_mut()
            {
                *snapshot = vec![b'x'; 3_000_000];
            }
            rows.insert(table, records).unwrap();
            if table.numbered {
                rows.give_after(table, 9_000).unwrap();
            }
        });
    }
}

/// A process that ends at its nth change.
struct Mortal {
    rows: Box<dyn Movable>,
    changes: Arc<AtomicUsize>,
    end: When,
}

#[derive(Clone, Copy, PartialEq)]
enum When {
    Before,
    After,
}

impl Movable for Mortal {
    fn look_at(&self, run: &mut dyn FnMut(&dyn MovingRows) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.rows.look_at(run)
    }

    fn change(&self, run: &mut dyn FnMut(&mut dyn MovingRows) -> Result<(), StoreError>) -> Result<(), StoreError> {
        let killed = || StoreError::new("killed", Message::words("The process is killed."));
        let last = self.changes.fetch_add(1, Ordering::SeqCst) == 0;
        if last && self.end == When::Before {
            return Err(killed());
        }
        self.rows.change(run)?;
        if last { Err(killed()) } else { Ok(()) }
    }
}

fn every_row_moves(from: &dyn End, to: &dyn End) {
    fill(from);
    let before = everything(from);
    assert!(before.iter().all(|(_, rows, _)| rows.len() >= 9));
    let mut seen = Vec::new();
    let outcome = watched(from, to, &mut |progress| {
        seen.push(*progress);
        true
    })
    .unwrap();
    let after = everything(to);
    for ((name, rows, last), (_, found, there)) in before.iter().zip(&after) {
        assert!(rows == found, "{name}");
        assert!(there >= last, "{name}: {last}, {there}");
    }
    let Outcome::Moved(tables) = outcome else {
        panic!("{outcome:?}")
    };
    let counted: Vec<_> = tables.iter().map(|one| (one.table, one.rows)).collect();
    let expected: Vec<_> = before
        .iter()
        .map(|(name, rows, _)| (*name, rows.len() as u64))
        .collect();
    assert_eq!(counted, expected);
    let sums: std::collections::BTreeSet<_> = tables.iter().map(|one| &one.checksum).collect();
    assert_eq!(sums.len(), TABLES.len(), "each table has its own");
    let total: u64 = counted.iter().map(|(_, rows)| rows).sum();
    for step in [Step::Copying, Step::Comparing] {
        let last = seen.iter().rev().find(|one| one.step == step).unwrap();
        assert_eq!((last.rows, last.total), (total, total), "{step:?}");
    }
    // The old one can be read, and says where it went; the new one is in use.
    assert!(everything(from) == before);
    let refused = from.open().set_cursor("x", "1").unwrap_err();
    assert_eq!(refused.code, "store_moved");
    assert!(refused.message.to_string().contains(&to.address()), "{refused}");
    assert_eq!(from.open().health().unwrap_err().code, "store_moved");
    to.open().set_cursor("x", "1").unwrap();
    assert!(to.open().health().is_ok());
    // Once more is nothing more.
    assert_eq!(run(from, to).unwrap(), Outcome::Moved(Vec::new()));
    assert_eq!(to.open().cursor("x").unwrap().as_deref(), Some("1"));
}

fn interrupted_at_every_step_it_is_resumed(from: &dyn End, to: &dyn End) {
    fill(from);
    let before = everything(from);
    let (mut times, mut stopped) = (0, 0);
    let ends = [Some(When::Before), None, Some(When::After)];
    for end in ends.into_iter().cycle() {
        let changes = Arc::new(AtomicUsize::new(usize::from(end.is_none())));
        let mortal = |rows| Mortal {
            rows,
            changes: Arc::clone(&changes),
            end: end.unwrap_or(When::After),
        };
        let (source, target) = (mortal(from.rows()), mortal(to.rows()));
        let outcome = run_with((&source, from.address()), (&target, to.address()), &mut |_| {
            end.is_some()
        });
        match outcome {
            Err(error) => assert_eq!(error.code, "killed", "{error}"),
            Ok(Outcome::Stopped) => stopped += 1,
            Ok(Outcome::Moved(_)) => break,
        }
        times += 1;
        assert!(times < 500);
        match standing(from).state {
            Stands::Open => assert_eq!(times, 1),
            Stands::Moving => {
                assert_eq!(from.open().set_cursor("x", "1").unwrap_err().code, "store_moving");
                let filled = to.open().set_cursor("x", "1").map_err(|error| error.code);
                assert!(
                    filled == Err("store_moving") || standing(to).state == Stands::Open,
                    "{filled:?}"
                );
            }
            Stands::Moved => assert_eq!(from.open().set_cursor("x", "1").unwrap_err().code, "store_moved"),
            Stands::Receiving => panic!("the source"),
        }
        // What somebody wrote into the target before it was taken.
        if standing(to).state == Stands::Open && standing(from).state == Stands::Moving {
            change(to, |rows| {
                let cursors = TABLES.iter().find(|table| table.name == "cursor").unwrap();
                rows.clear(cursors).unwrap();
            });
        }
    }
    assert!(
        times > 2 * TABLES.len() && stopped > TABLES.len() / 2,
        "{times} {stopped}"
    );
    assert!(everything(to).iter().zip(&before).all(|(found, row)| found.1 == row.1));
    assert_eq!(standing(to).state, Stands::Open);
}

fn a_move_that_is_cancelled_opens_the_store_again_and_can_be_made_later(from: &dyn End, to: &dyn End) {
    fill(from);
    for stop_at in [1, 12, 30] {
        let mut calls = 0;
        let outcome = watched(from, to, &mut |_| {
            calls += 1;
            calls < stop_at
        });
        assert_eq!(outcome.unwrap(), Outcome::Stopped);
        cancel(from, to).unwrap();
        from.open().set_cursor("cancelled", &stop_at.to_string()).unwrap();
        assert!(everything(to).iter().all(|(_, rows, _)| rows.is_empty()));
        assert_eq!(standing(to).state, Stands::Open);
    }
    // Where the other store could not be asked to forget it, the next attempt does.
    let mut calls = 0;
    let stopped = watched(from, to, &mut |_| {
        calls += 1;
        calls < 20
    });
    assert_eq!(stopped.unwrap(), Outcome::Stopped);
    change(from, |rows| {
        let standing = rows.standing().unwrap();
        rows.set_standing(&Standing {
            state: Stands::Open,
            ..standing
        })
        .unwrap();
    });
    from.open().set_cursor("cancelled", "by hand").unwrap();
    let before = everything(from);
    assert!(matches!(run(from, to), Ok(Outcome::Moved(_))));
    assert!(everything(to).iter().zip(&before).all(|(found, row)| found.1 == row.1));
    let error = cancel(from, to).unwrap_err();
    assert_eq!(error.code, "store_move_refused", "{error}");
    assert_eq!(standing(to).state, Stands::Open);
}

fn rows_of_others_are_never_touched(from: &dyn End, to: &dyn End) {
    let (source, target) = (from.open(), to.open());
    source.enqueue(&[job(Kind::Invoice, "1", "here")], NOW).unwrap();
    target.set_cursor("theirs", "1").unwrap();
    let error = run(from, to).unwrap_err();
    assert_eq!(error.code, "store_not_empty");
    assert!(error.message.to_string().contains("cursor: 1"), "{error}");
    assert_eq!(target.cursor("theirs").unwrap().as_deref(), Some("1"));
    source.set_cursor("open", "still").unwrap();
    // One that is being filled from somewhere else, and one that has moved away.
    for state in [Stands::Receiving, Stands::Moving, Stands::Moved] {
        change(to, |rows| {
            let theirs = Standing {
                state,
                id: "x".into(),
                from: "theirs.1".into(),
                place: "/elsewhere".into(),
                ..Standing::default()
            };
            rows.set_standing(&theirs).unwrap();
        });
        let error = run(from, to).unwrap_err();
        assert_eq!(error.code, "store_not_empty", "{state:?}");
        assert!(error.message.to_string().contains("/elsewhere"), "{error}");
        source.set_cursor("open", "still").unwrap();
    }
    assert_eq!(target.cursor("theirs").unwrap().as_deref(), Some("1"));
}

fn a_copy_that_differs_is_not_switched_to(from: &dyn End, to: &dyn End) {
    fill(from);
    let before = everything(from);
    let mut done = false;
    let meddled = watched(from, to, &mut |progress| {
        if progress.step == Step::Comparing && !done {
            done = true;
            change(to, |rows| {
                let links = TABLES.iter().find(|table| table.name == "link").unwrap();
                let all = rows.portion(links, &[], 10_000, usize::MAX).unwrap();
                rows.clear(links).unwrap();
                rows.insert(links, all[1..].to_vec()).unwrap();
            });
        }
        true
    });
    let error = meddled.unwrap_err();
    assert_eq!(error.code, "store_move_differs");
    assert!(error.message.to_string().contains("link"), "{error}");
    assert_eq!(standing(from).state, Stands::Moving);
    assert!(matches!(run(from, to), Ok(Outcome::Moved(_))));
    assert!(everything(to).iter().zip(&before).all(|(found, row)| found.1 == row.1));
}

fn a_move_to_one_place_is_not_continued_to_another(from: &dyn End, to: &dyn End) {
    from.open().enqueue(&[job(Kind::Invoice, "1", "here")], NOW).unwrap();
    assert_eq!(watched(from, to, &mut |_| false).unwrap(), Outcome::Stopped);
    let other = Disk::new();
    let error = run(from, &other).unwrap_err();
    assert_eq!(error.code, "store_move_refused");
    assert!(error.message.to_string().contains(&to.address()), "{error}");
    assert!(matches!(run(from, to), Ok(Outcome::Moved(_))));
    assert_eq!(run(from, &other).unwrap_err().code, "store_moved");
    // Back again, but not into the old one.
    assert_eq!(run(to, from).unwrap_err().code, "store_not_empty");
    assert!(matches!(run(to, &other), Ok(Outcome::Moved(_))));
    assert_eq!(states(&*other.open()), states(&*from.open()));
}

fn work_goes_on_where_it_was(from: &dyn End, to: &dyn End) {
    let source = from.open();
    for number in 1..=4 {
        source
            .enqueue(&[job(Kind::Payment, &number.to_string(), "x")], NOW)
            .unwrap();
    }
    let sent = claim(&*source, Kind::Payment, State::Waiting, 3, NOW);
    assert_eq!(source.mark_sent(&[departure(&sent[0])], "key", NOW).unwrap(), 1);
    let (doubt, last) = (source.doubt_before_ms().unwrap(), row_id(&*source, "4"));
    assert!(matches!(run(from, to), Ok(Outcome::Moved(_))));
    // A process that had claimed before settles nowhere; what it had sent is looked up.
    assert_eq!(
        source.settle(&sent[0], &done("paid"), &line(""), NOW).unwrap_err().code,
        "store_moved"
    );
    let target = to.open();
    target.seen(NOW + 5).unwrap();
    assert_eq!(target.doubt_before_ms().unwrap(), doubt, "a move is no reason to doubt");
    assert_eq!(target.rescue(NOW + 120_000, &|_| true, &|_| 0).unwrap(), 3);
    let unknown = claim(&*target, Kind::Payment, State::Unknown, 9, NOW + 120_000);
    assert_eq!(
        unknown.iter().map(|one| &*one.number).collect::<Vec<_>>(),
        ["1"],
        "{:?}",
        states(&*target)
    );
    assert_eq!(
        claim(&*target, Kind::Payment, State::Waiting, 9, NOW + 120_000).len(),
        3
    );
    target.enqueue(&[job(Kind::Invoice, "5", "x")], NOW).unwrap();
    assert!(
        row_id(&*target, "5") > last,
        "a number that was given is not given again"
    );
    assert_eq!(take(&*target, NOW).number, "5");
}

fn answers_that_are_on_their_way_are_waited_for(from: &dyn End, to: &dyn End) {
    from.open().seen(NOW).unwrap();
    let named = |name: &str| TABLES.iter().find(|table| table.name == name).unwrap();
    let (calls, connections) = (named("call"), named("connection"));
    let mut call = any(calls, 1);
    call[5] = Cell::Null;
    call[6] = Cell::Number(NOW + 60_000);
    let mut renewal = any(connections, 1);
    renewal[19] = Cell::Number(NOW + 60_000);
    for (table, under_way) in [(calls, call), (connections, renewal)] {
        change(from, |rows| rows.insert(table, vec![under_way.clone()]).unwrap());
        // Stopped while it waits, it has changed nothing.
        let stopped = watched(from, to, &mut |progress| progress.step != Step::Waiting);
        assert_eq!(stopped.unwrap(), Outcome::Stopped, "{}", table.name);
        assert_eq!(standing(from).state, Stands::Open, "{}", table.name);
        change(from, |rows| rows.clear(table).unwrap());
    }
    change(from, |rows| rows.insert(calls, vec![any(calls, 2)]).unwrap());
    let mut waited = false;
    let moved = watched(from, to, &mut |progress| {
        waited |= progress.step == Step::Waiting;
        true
    });
    assert!(
        matches!(moved, Ok(Outcome::Moved(_))) && !waited,
        "a call that has ended"
    );
}

fn what_is_enqueued_meanwhile_is_taken_or_refused_and_never_lost(from: &dyn End, to: &dyn End) {
    fill(from);
    let taken = Mutex::new(Vec::new());
    thread::scope(|scope| {
        let selling = scope.spawn(|| {
            let store = from.open();
            for number in 1_000_000.. {
                let key = number.to_string();
                match store.enqueue(&[job(Kind::Invoice, &key, "sold")], NOW) {
                    Ok(_) => taken.lock().unwrap().push(key),
                    Err(error) => return error.code,
                }
            }
            unreachable!()
        });
        while taken.lock().unwrap().len() < 20 {
            thread::yield_now();
        }
        assert!(matches!(run(from, to), Ok(Outcome::Moved(_))));
        assert!(matches!(selling.join().unwrap(), "store_moving" | "store_moved"));
    });
    let sold = look(to, |rows| {
        let jobs = TABLES.iter().find(|table| table.name == "job").unwrap();
        let all = rows.portion(jobs, &[], 1_000_000, usize::MAX).unwrap();
        all.iter()
            .filter(|row| row[11] == Cell::Bytes(b"sold".to_vec()))
            .count()
    });
    assert_eq!(sold, taken.into_inner().unwrap().len());
}

fn the_tables_are_described_as_they_are(from: &dyn End, to: &dyn End) {
    let mut described: Vec<_> = TABLES
        .iter()
        .flat_map(|table| {
            table
                .columns
                .iter()
                .map(|column| (table.name.to_owned(), column.name().to_owned()))
        })
        .collect();
    described.sort();
    for end in [from, to] {
        end.open().health().unwrap();
        let mut found = end.columns();
        found.sort();
        assert_eq!(found, described);
    }
}

/// Sends documents, is killed when it has sent, moves, and sends the rest over the other store.
fn a_shop_posts_everything_once(from: &(impl End + Clone + 'static), to: &dyn End) {
    let shop = Shop::on(from.clone());
    let invoices: Vec<Value> = (1..=12).map(|id| fixtures::invoice_of(id, 500_000 + id)).collect();
    shop.configure(|settings| settings["batch_size"] = json!(4));
    shop.enqueue(&invoices[..8]);
    // Everything arrives at Xero; the process that sent it never hears so.
    shop.sandbox
        .fault("timeout_after_commit", "PUT", "/api.xro/2.0/Invoices");
    let engine = shop.other_process(Arc::new(http(shop.timeout)), dead_owner());
    let _ = drain(&engine);
    assert!(shop.sandbox.count("invoices") > 0);
    assert!(matches!(run_now(from, to, &shop), Ok(Outcome::Moved(_))));
    let refused = shop
        .engine
        .enqueue(&invoices[8..], ledgerline::queue::Purpose::Event)
        .unwrap_err();
    assert_eq!(refused.code, "store_moved");
    let calls = shop.sandbox.calls();
    assert_eq!(drain(&shop.engine).unwrap_err().code, "store_moved");
    assert_eq!(
        shop.sandbox.calls(),
        calls,
        "a node that names the old store sends nothing"
    );
    let moved = shop.other_process_with(to.open(), Arc::new(http(shop.timeout)), dead_owner());
    let taken = moved
        .enqueue(&invoices[8..], ledgerline::queue::Purpose::Event)
        .unwrap();
    assert_eq!(taken["refused"], json!([]));
    for _ in 0..8 {
        if drain(&moved).unwrap()["waiting"] == 0 {
            break;
        }
        shop.pass(90);
    }
    assert_eq!(shop.sandbox.count("invoices"), 12);
    shop.sandbox.assert_sound();
    let open = states(&*to.open())
        .into_iter()
        .filter(|(_, state)| state != "done")
        .count();
    assert_eq!(open, 0, "{:?}", states(&*to.open()));
}

fn run_now(from: &dyn End, to: &dyn End, shop: &Shop) -> Result<Outcome, StoreError> {
    let (source, target) = (from.rows(), to.rows());
    let work = Move {
        source: side(&*source, from.address()),
        target: side(&*target, to.address()),
    };
    work.run(&|| shop.engine.now_ms(), &mut |_| true)
}

#[test]
fn one_store_under_two_addresses_is_not_moved_into_itself() {
    let disk = Disk::new();
    let other = disk.beside("link");
    disk.open().health().unwrap();
    std::os::unix::fs::symlink(disk.folder(), &other).unwrap();
    let again = SqliteFile::new(&other, Durability::Normal);
    let error = run_with(
        (&*disk.rows(), End::address(&disk)),
        (&again, other.display().to_string()),
        &mut |_| true,
    )
    .unwrap_err();
    assert_eq!(error.code, "store_move_refused", "{error}");
    disk.open().set_cursor("open", "still").unwrap();
    assert_eq!(run(&disk, &disk).unwrap_err().code, "store_move_refused");
}

macro_rules! moves {
    ($name:ident, $from:expr, $to:expr $(, ignore = $why:literal)?) => {
        mod $name {
            use super::*;
            moves!(@ $from, $to, [$($why)?] every_row_moves interrupted_at_every_step_it_is_resumed
                a_move_that_is_cancelled_opens_the_store_again_and_can_be_made_later rows_of_others_are_never_touched
                a_copy_that_differs_is_not_switched_to answers_that_are_on_their_way_are_waited_for a_move_to_one_place_is_not_continued_to_another work_goes_on_where_it_was
                what_is_enqueued_meanwhile_is_taken_or_refused_and_never_lost the_tables_are_described_as_they_are);
            moves!(@shop $from, $to, [$($why)?]);
        }
    };
    (@ $from:expr, $to:expr, [$($why:literal)?] $case:ident $($more:ident)*) => {
        #[test]
        $(#[ignore = $why])?
        fn $case() {
            super::$case(&$from, &$to);
        }
        moves!(@ $from, $to, [$($why)?] $($more)*);
    };
    (@ $from:expr, $to:expr, [$($why:literal)?]) => {};
    (@shop $from:expr, $to:expr, [$($why:literal)?]) => {
        #[test]
        $(#[ignore = $why])?
        fn a_shop_posts_everything_once() {
            super::a_shop_posts_everything_once(&$from, &$to);
        }
    };
}

moves!(from_sqlite_to_sqlite, Disk::new(), Disk::new());
moves!(
    from_sqlite_to_mysql,
    Disk::new(),
    Server::new(),
    ignore = "needs a server: scripts/with-mariadb"
);
moves!(
    from_mysql_to_sqlite,
    Server::new(),
    Disk::new(),
    ignore = "needs a server: scripts/with-mariadb"
);
moves!(
    from_mysql_to_mysql,
    Server::new(),
    Server::new(),
    ignore = "needs a server: scripts/with-mariadb"
);
