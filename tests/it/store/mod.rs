//! What every store must do, written against the ports and run on SQLite; and what only a file can suffer.

mod claims;
mod damage;
mod files;
mod jobs;
mod ledger;
mod runs;
mod sessions;

use std::path::Path;
use std::sync::Arc;

use ledgerline::engine::Store;
use ledgerline::queue::{Claimed, Departure, Entity, JobStore, Kind, Link, LogLine, NewJob, Query, Settled, State};
use ledgerline::secret::Sealer;
use ledgerline::store::sqlite::{Durability, SqliteStore};
use serde_json::Value;

pub const NOW: i64 = 1_790_000_000_000;

/// Makes a store on the same place again and again, as several processes do.
pub type Factory = dyn Fn(&Path) -> Arc<dyn Store>;

pub fn sqlite(folder: &Path) -> Arc<dyn Store> {
    Arc::new(SqliteStore::new(
        folder,
        Durability::Normal,
        Sealer::new(["deployment key"]),
    ))
}

/// Runs each named case on a fresh place.
macro_rules! conformance {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $name() {
                let folder = tempfile::tempdir().unwrap();
                super::$name(&crate::store::sqlite, &folder.path().join("store"));
            })+
        }
    };
}
pub(crate) use conformance;

pub fn job(kind: Kind, key: &str, content: &str) -> NewJob {
    NewJob {
        connection: "default".into(),
        kind,
        key: key.into(),
        entity: Entity::Invoice,
        entity_id: key.into(),
        number: key.into(),
        store_id: "1".into(),
        priority: 10,
        snapshot: format!("{{\"content\":\"{content}\"}}"),
        snapshot_hash: content.into(),
        total: None,
        currency: None,
        only_if_absent: false,
        force: false,
        settings_hash: "settings".into(),
        compare_settings: false,
    }
}

pub fn claim(store: &dyn JobStore, kind: Kind, state: State, limit: u32, now: i64) -> Vec<Claimed> {
    store
        .claim(
            "default",
            kind,
            state,
            limit,
            i64::MAX,
            "elsewhere:1:1",
            now + 60_000,
            now,
        )
        .unwrap()
}

/// The one invoice that can be claimed now.
pub fn take(store: &dyn JobStore, now: i64) -> Claimed {
    let mut taken = claim(store, Kind::Invoice, State::Waiting, 1, now);
    assert_eq!(taken.len(), 1, "nothing to claim");
    taken.remove(0)
}

pub fn line(code: &str) -> LogLine {
    LogLine {
        action: "create".into(),
        status: "success".into(),
        code: code.into(),
        message: code.into(),
        ..LogLine::default()
    }
}

/// A job about to be sent, which may be looked up five seconds after `NOW + 10`.
pub fn departure(job: &Claimed) -> Departure {
    Departure {
        id: job.id,
        fence: job.fence,
        note: Some("note".into()),
        mark: "mark".into(),
        organisation: "org".into(),
        look_up_at_ms: NOW + 5_010,
    }
}

pub fn done(id: &str) -> Settled {
    Settled::Done {
        link: Some(Box::new(Link {
            xero_id: id.into(),
            xero_number: id.into(),
            ..Link::default()
        })),
        next: Vec::new(),
    }
}

/// Rows of the queue, oldest first, without their times.
pub fn rows(store: &dyn JobStore) -> Vec<Value> {
    let query = Query {
        sort: "id".into(),
        ascending: true,
        page: 1,
        page_size: 1_000,
        ..Query::default()
    };
    store.jobs(&query).unwrap().items
}

pub fn states(store: &dyn JobStore) -> Vec<(String, String)> {
    rows(store)
        .iter()
        .map(|row| {
            (
                row["number"].as_str().unwrap().to_owned(),
                row["state"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

pub fn state_of(store: &dyn JobStore, number: &str) -> Vec<String> {
    states(store)
        .into_iter()
        .filter(|(found, _)| found == number)
        .map(|(_, state)| state)
        .collect()
}

/// A record that nothing in a test may touch; returns its row.
pub fn bystander(store: &dyn JobStore) -> Value {
    store.enqueue(&[job(Kind::Invoice, "bystander", "b")], NOW).unwrap();
    store.hold(&[row_id(store, "bystander")], NOW).unwrap();
    row(store, "bystander")
}

pub fn row(store: &dyn JobStore, number: &str) -> Value {
    rows(store)
        .into_iter()
        .rfind(|row| row["number"] == number)
        .expect("a row")
}

pub fn row_id(store: &dyn JobStore, number: &str) -> i64 {
    row(store, number)["id"].as_i64().unwrap()
}
