//! Composes the engine from options: the only place that knows all adapters.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::{Clock, FixedClock, SystemClock};
use crate::engine::{Engine, EngineError, Store};
use crate::http::{HttpOptions, HttpTransport};
use crate::message::{Message, say};
use crate::oauth::Endpoints;
use crate::queue::{State, owner_of_this_process};
use crate::secret::{Sealer, fingerprint, without_credentials};
use crate::sender::{FileLock, HostLock, Work};
use crate::store::moving::{Move, Outcome, Progress as MoveProgress, Side};
use crate::store::mysql::{DatabaseClock, MysqlDatabase, MysqlStore, Turn};
use crate::store::rows::Movable;
use crate::store::sqlite::{SqliteFile, SqliteStore};
use crate::store::{Address, DURABILITY};

/// Longest time limit of a call that may be set, in seconds.
const MOST_TIMEOUT: u64 = 300;

/// Options as the shop gives them, checked.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the store is.
    pub store: Address,
    /// Sealing of secrets.
    pub sealer: Sealer,
    /// Xero's addresses.
    pub endpoints: Endpoints,
    /// Base address that replaces Xero's, when there is one.
    pub override_base: Option<String>,
    /// HTTP options.
    pub http: HttpOptions,
    /// A time that stands still, for tests.
    pub now_ms: Option<i64>,
    /// Fingerprint of all of them, as the shop gave them.
    pub identity: String,
}

impl Options {
    /// Checks options: store, keys, `xero_url`, durability, proxy, `ca_file`, timeout, now.
    ///
    /// # Errors
    /// `option_invalid` with the option's name.
    pub fn read(value: &Value) -> Result<Self, EngineError> {
        let bad = |name: &str, message: Message| EngineError::settings("option_invalid", message).with("option", name);
        let text = |name: &str| {
            value
                .get(name)
                .and_then(Value::as_str)
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let store = text("store").ok_or_else(|| {
            bad(
                "store",
                Message::words("The option \"store\" (folder or address of the store) is missing."),
            )
        })?;
        let mut store = Address::read(&store).map_err(|message| bad("store", message))?;
        // The older way to say what an address says today.
        if let Some(durability) = text(DURABILITY) {
            store
                .set(DURABILITY, &durability)
                .map_err(|message| bad(DURABILITY, message))?;
        }
        let keys: Vec<&str> = value
            .get("keys")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .filter(|key| !key.trim().is_empty())
            .collect();
        if keys.is_empty() {
            return Err(bad("keys", say::SHOP_KEY_MISSING.into()));
        }
        let seconds = |name: &str| match value.get(name) {
            Some(Value::Number(number)) => number.as_i64(),
            Some(Value::String(text)) => text.trim().parse().ok(),
            _ => None,
        };
        let timeout = seconds("timeout")
            .and_then(|seconds| u64::try_from(seconds).ok())
            .filter(|seconds| (1..=MOST_TIMEOUT).contains(seconds))
            .unwrap_or(60);
        let given = text("xero_url");
        let endpoints =
            Endpoints::new(given.as_deref()).map_err(|message| bad("xero_url", say::SETTING_INVALID.with(message)))?;
        Ok(Self {
            store,
            sealer: Sealer::new(keys),
            // As it is used: everything else was made of it.
            override_base: given.map(|_| endpoints.web.clone()),
            endpoints,
            http: HttpOptions {
                timeout: Duration::from_secs(timeout),
                proxy: text("proxy"),
                ca_file: text("ca_file"),
            },
            now_ms: seconds("now").map(|seconds| seconds * 1_000),
            identity: fingerprint(&[value.to_string().as_bytes()]),
        })
    }
}

/// What follows from where the store is.
struct Parts {
    store: Arc<dyn Store>,
    lock: Arc<dyn HostLock>,
    clock: Arc<dyn Clock>,
}

impl Parts {
    fn of(options: &Options) -> Self {
        let sealer = options.sealer.clone();
        match &options.store {
            Address::Sqlite { folder, durability } => Self {
                store: Arc::new(SqliteStore::new(folder, *durability, sealer)),
                lock: Arc::new(FileLock::within(folder)),
                clock: Arc::new(SystemClock),
            },
            Address::Mysql(address) => {
                let database = MysqlDatabase::new((**address).clone());
                Self {
                    lock: Arc::new(StoreLock(Turn::to_send((**address).clone(), database.clone()))),
                    clock: Arc::new(DatabaseClock::of(database.clone())),
                    store: Arc::new(MysqlStore::new(database, sealer)),
                }
            }
        }
    }
}

/// The lock of a store that several machines share: one of all their processes sends in the background.
struct StoreLock(Turn);

impl HostLock for StoreLock {
    fn hold(&self) -> Option<Box<dyn Send>> {
        self.0.hold()
    }

    fn is_held(&self) -> bool {
        self.0.is_held()
    }
}

/// A place for rows, without the verbs.
fn movable(address: &Address) -> Box<dyn Movable> {
    match address {
        Address::Sqlite { folder, durability } => Box::new(SqliteFile::new(folder, *durability)),
        Address::Mysql(address) => Box::new(MysqlDatabase::new((**address).clone())),
    }
}

/// The engine and what belongs to this process.
pub struct App {
    /// The options it was made from.
    pub options: Options,
    /// The engine.
    pub engine: Engine,
    store: Arc<dyn Store>,
    lock: Arc<dyn HostLock>,
}

impl App {
    /// Composes; opens nothing.
    pub fn new(options: Options) -> Self {
        let Parts { store, lock, clock } = Parts::of(&options);
        let clock: Arc<dyn Clock> = match options.now_ms {
            Some(now) => Arc::new(FixedClock::at(now)),
            None => clock,
        };
        let call_ms = i64::try_from(options.http.timeout.as_millis()).unwrap_or(60_000);
        let engine = Engine::new(
            Arc::clone(&store),
            Arc::new(HttpTransport::new(options.http.clone())),
            clock,
            options.endpoints.clone(),
            owner_of_this_process(),
            call_ms,
        );
        Self {
            options,
            engine,
            store,
            lock,
        }
    }

    /// What the background sender of this process needs: an engine with a store of its own, whose connection belongs to its thread.
    pub fn work(options: Options) -> Work {
        let app = Self::new(options);
        Work {
            engine: app.engine,
            lock: app.lock,
        }
    }

    /// Moves the store to another address, resumes that, or ends it with `cancel`. What became of it: `state` is `moved`, `stopped`, `cancelled`,
    /// or `there` for a store that is at this address.
    ///
    /// # Errors
    /// `option_invalid` for an address that is none; else those of [`Move::run`].
    pub fn move_store(
        &self,
        to: &str,
        cancel: bool,
        show: &mut dyn FnMut(&MoveProgress) -> bool,
    ) -> Result<Value, EngineError> {
        let to = Address::read(to)
            .map_err(|message| EngineError::settings("option_invalid", message).with("option", "to"))?;
        let from = &self.options.store;
        let mut answer = json!({ "state": "there", "from": from.place(), "to": to.place(), "tables": [] });
        if from.place() == to.place() {
            return Ok(answer);
        }
        let (source, target) = (movable(from), movable(&to));
        let work = Move {
            source: Side {
                store: &*source,
                place: from.place(),
            },
            target: Side {
                store: &*target,
                place: to.place(),
            },
        };
        let began = self.engine.now_ms();
        let state = if cancel {
            work.cancel()?;
            "cancelled"
        } else {
            match work.run(&|| self.engine.now_ms(), show)? {
                Outcome::Stopped => "stopped",
                Outcome::Moved(tables) => {
                    let each = tables.iter();
                    answer["tables"] = each
                        .map(|one| json!({ "table": one.table, "rows": one.rows, "checksum": one.checksum }))
                        .collect();
                    "moved"
                }
            }
        };
        answer["state"] = json!(state);
        answer["milliseconds"] = json!(self.engine.now_ms() - began);
        Ok(answer)
    }

    /// State of the installation; a broken store is part of the answer, not an error.
    pub fn health(&self) -> Value {
        let counted = self.store.health().and_then(|health| {
            let jobs = self.store.counts()?.jobs;
            let open = jobs.iter().filter(|one| one.state != State::Done);
            Ok((health, open.map(|one| one.count).sum::<i64>()))
        });
        let (health, open_jobs) = match counted {
            Ok((health, open_jobs)) => (Ok(health), open_jobs),
            Err(error) => (Err(error), 0),
        };
        let (ok, code, message) = match &health {
            Ok(health) if health.apart > 0 => (false, "store_damaged", apart(health.apart)),
            Ok(health) if health.found.is_empty() => (true, "", Message::default()),
            Ok(health) => (
                false,
                "store_broken",
                say::STORE_FOUND_DAMAGED.with(health.found.clone()),
            ),
            Err(error) => (false, error.code, error.message.clone()),
        };
        json!({
            "version": env!("CARGO_PKG_VERSION"),
            "store": {
                "path": self.options.store.place(),
                "ok": ok,
                "code": code,
                "message": message,
                "message_data": message.data(),
                "schema": health.ok().map(|health| health.version),
                "bytes": self.store.bytes().unwrap_or_default(),
                "jobs": open_jobs,
            },
            "xero_url": self.options.override_base,
            "sender": { "running": self.lock.is_held() },
            "durability": self.options.store.durability(),
        })
    }
}

/// Lines that were set apart, and what to do.
fn apart(rows: i64) -> Message {
    match rows {
        1 => say::ONE_LINE_APART.into(),
        _ => say::LINES_APART.with(rows),
    }
}

/// An address as phpinfo may show it.
pub fn shown(address: &str) -> String {
    without_credentials(address)
}

/// Closes every store that this process opened, so that what stands beside the file is brought into it.
pub fn close_stores() {
    crate::store::close_before_fork();
}
