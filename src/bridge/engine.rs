//! Defines the PHP class `Ledgerline\Native\Engine`: converts, calls the engine, converts back.
//!
//! What the methods take and give is written in php-module/Api/EngineInterface.php (docs/decisions/engine-methods.md).

// The names of parameters are part of PHP's signatures.
#![allow(non_snake_case)]

use std::sync::{Arc, Mutex, PoisonError};

use ext_php_rs::boxed::ZBox;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use ext_php_rs::types::{ZendCallable, ZendHashTable};
use serde_json::{Value, json};

use super::array::{read, read_snapshots, table, write};
use super::process;
use crate::app::{App, Options};
use crate::codes;
use crate::engine::{self, DrainOptions, EngineError, ErrorKind, Progress};
use crate::fork::Own;
use crate::message::say;
use crate::queue::Purpose;
use crate::sender::Sender;

type Table = ZBox<ZendHashTable>;

/// One engine per set of options and process: the store's connection is opened once per worker, not once per object.
static APPS: Mutex<Vec<(Value, Own<Arc<App>>)>> = Mutex::new(Vec::new());

fn app_for(options: &Value) -> Result<Arc<App>, EngineError> {
    let mut apps = APPS.lock().unwrap_or_else(PoisonError::into_inner);
    apps.retain(|(_, app)| app.get().is_some());
    let mut of_these = apps.iter().filter(|(known, _)| known == options);
    if let Some(app) = of_these.find_map(|(_, app)| app.get()) {
        return Ok(Arc::clone(app));
    }
    let app = Arc::new(App::new(Options::read(options)?));
    apps.push((options.clone(), Own::new(Arc::clone(&app))));
    Ok(app)
}

fn argument(table: &ZendHashTable) -> Result<Value, EngineError> {
    read(table).map_err(|error| {
        let name = if error.path.is_empty() {
            "The argument"
        } else {
            &error.path
        };
        EngineError::argument("argument_invalid", format!("{name} {}.", error.why)).with("field", error.path.clone())
    })
}

fn flag(value: &Value, name: &str) -> bool {
    match value.get(name) {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Number(number)) => number.as_i64() != Some(0),
        Some(Value::String(text)) => !matches!(text.as_str(), "" | "0" | "false"),
        _ => false,
    }
}

fn whole(value: &Value, name: &str, otherwise: i64) -> i64 {
    match value.get(name) {
        Some(Value::Number(number)) => number.as_i64().unwrap_or(otherwise),
        Some(Value::String(text)) => text.trim().parse().unwrap_or(otherwise),
        _ => otherwise,
    }
}

fn text(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn ids(value: &Value) -> Vec<i64> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| match one {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        })
        .collect()
}

fn texts(value: &Value) -> Vec<String> {
    value
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| match one {
            Value::Number(number) => Some(number.to_string()),
            Value::String(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
}

/// A fork there would inherit the sender's locks; and a script ends before an answer comes.
fn on_the_command_line() -> bool {
    matches!(
        ext_php_rs::zend::php_sapi_name().as_deref(),
        None | Some("cli" | "phpdbg")
    )
}

/// The engine, as PHP sees it.
#[php_class]
#[php(name = "Ledgerline\\Native\\Engine")]
#[php(flags = ClassFlags::Final)]
pub struct NativeEngine {
    options: Value,
    app: Mutex<Own<Arc<App>>>,
}

impl NativeEngine {
    /// The engine of this process. An object that came through a fork gets a new one: in the parent's name, its claims would
    /// be taken for abandoned as soon as the parent ends.
    fn app(&self) -> Result<Arc<App>, EngineError> {
        if process::is_preloading() {
            // Preloading runs in the master of PHP-FPM: what is opened there is inherited by every worker.
            return Err(EngineError::new(
                ErrorKind::EngineUnavailable,
                "store_preloading",
                say::PRELOADING,
            ));
        }
        let mut held = self.app.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(app) = held.get() {
            return Ok(Arc::clone(app));
        }
        let app = app_for(&self.options)?;
        *held = Own::new(Arc::clone(&app));
        Ok(app)
    }
}

#[php_impl]
impl NativeEngine {
    /// Version of the extension.
    pub const VERSION: &'static str = env!("CARGO_PKG_VERSION");
    /// Raised when a method changes.
    pub const API: i64 = 6;
    /// Newest snapshot version.
    pub const SNAPSHOT_VERSION: i64 = crate::snapshot::VERSION as i64;

    /// Opens nothing yet.
    pub fn __construct(options: &ZendHashTable) -> PhpResult<Self> {
        let options = argument(options)?;
        let app = app_for(&options)?;
        let address = app
            .options
            .override_base
            .clone()
            .unwrap_or_else(|| "https://api.xero.com".into());
        process::show(app.options.store.to_string(), address);
        Ok(Self {
            options,
            app: Mutex::new(Own::new(app)),
        })
    }

    /// Stores the settings document of one connection.
    pub fn configure(&self, connection: &str, settings: &ZendHashTable) -> PhpResult<bool> {
        Ok(self.app()?.engine.configure(connection, &argument(settings)?)?)
    }

    /// Begins a consent.
    pub fn authorise(&self, connection: &str, redirectUri: &str) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.authorise(connection, redirectUri)?))
    }

    /// Ends a consent.
    pub fn complete_authorise(&self, query: &ZendHashTable) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.complete_authorise(&argument(query)?)?))
    }

    /// Binds to one of several organisations.
    pub fn choose_organisation(&self, connection: &str, organisationId: &str) -> PhpResult<Table> {
        Ok(table(
            &self.app()?.engine.choose_organisation(connection, organisationId)?,
        ))
    }

    /// Answers the question whether the books move to another organisation.
    pub fn confirm_organisation(&self, connection: &str, moves: bool) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.confirm_organisation(connection, moves)?))
    }

    /// Connects with client credentials.
    pub fn connect_custom(&self, connection: &str) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.connect_custom(connection)?))
    }

    /// Revokes and forgets.
    pub fn disconnect(&self, connection: &str) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.disconnect(connection)?))
    }

    /// All connections.
    pub fn connections(&self) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.connections()?))
    }

    /// What Xero offers.
    #[php(defaults(refresh = false))]
    pub fn catalogue(&self, connection: &str, refresh: bool) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.catalogue(connection, refresh)?))
    }

    /// How the rows of the tax mapping stand.
    pub fn tax_mapping(&self, connection: &str, shop: &ZendHashTable) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.tax_mapping(connection, &argument(shop)?)?))
    }

    /// Which documents would surely be held for their tax rates.
    pub fn unmapped_tax_rates(&self, connection: &str, used: &ZendHashTable) -> PhpResult<Table> {
        Ok(table(
            &self.app()?.engine.unmapped_tax_rates(connection, &argument(used)?)?,
        ))
    }

    /// How the rows of the payment mapping stand.
    pub fn payment_mapping(&self, connection: &str, methods: &ZendHashTable, usual: &str) -> PhpResult<Table> {
        let methods = argument(methods)?;
        Ok(table(&self.app()?.engine.payment_mapping(connection, &methods, usual)?))
    }

    /// How the rows of the totals of other extensions stand.
    pub fn totals_mapping(&self, connection: &str, totals: &ZendHashTable) -> PhpResult<Table> {
        Ok(table(
            &self.app()?.engine.totals_mapping(connection, &argument(totals)?)?,
        ))
    }

    /// What accounts are needed for.
    #[expect(clippy::unused_self, reason = "PHP calls it on its engine")]
    pub fn account_roles(&self) -> Table {
        table(&engine::account_roles())
    }

    /// What is wrong with accounts.
    pub fn account_faults(&self, connection: &str, accounts: &ZendHashTable) -> PhpResult<Table> {
        let faults = self.app()?.engine.account_faults(connection, &argument(accounts)?)?;
        Ok(table(&faults))
    }

    /// What to do for purposes without an account.
    pub fn missing_accounts(
        &self,
        connection: &str,
        chosen: &ZendHashTable,
        names: &ZendHashTable,
    ) -> PhpResult<Table> {
        let (chosen, names) = (argument(chosen)?, argument(names)?);
        Ok(table(
            &self.app()?.engine.missing_accounts(connection, &chosen, &names)?,
        ))
    }

    /// Creates an account.
    pub fn create_account(&self, connection: &str, account: &ZendHashTable) -> PhpResult<Table> {
        let account = argument(account)?;
        let made = self.app()?.engine.create_account(
            connection,
            &text(&account, "code"),
            &text(&account, "name"),
            &text(&account, "type"),
        )?;
        Ok(table(&made))
    }

    /// Takes snapshots.
    pub fn enqueue(&self, snapshots: &ZendHashTable, options: Option<&ZendHashTable>) -> PhpResult<Table> {
        let options = options.map(argument).transpose()?.unwrap_or_else(|| json!({}));
        let immediately = flag(&options, "immediately");
        let purpose = match Purpose::from_code(&text(&options, "purpose")) {
            Some(Purpose::Event) if immediately => Purpose::Immediate,
            Some(purpose) => purpose,
            None => {
                let message = format!(
                    "\"{}\" is not a purpose (event, history, sweep, manual, queued).",
                    text(&options, "purpose")
                );
                return Err(EngineError::argument("argument_invalid", message).into());
            }
        };
        let app = self.app()?;
        let taken = app.engine.enqueue(&read_snapshots(snapshots), purpose)?;
        if immediately && !on_the_command_line() {
            let options = app.options.clone();
            Sender::wake(&app.options.identity, move || App::work(options));
        }
        Ok(table(&taken))
    }

    /// Sends what is ready.
    #[expect(clippy::needless_pass_by_value, reason = "so PHP hands over a callable")]
    pub fn drain(&self, options: Option<&ZendHashTable>, progress: Option<ZendCallable<'_>>) -> PhpResult<Table> {
        let options = options.map(argument).transpose()?.unwrap_or_else(|| json!({}));
        let wanted = DrainOptions {
            connection: Some(text(&options, "connection")).filter(|code| !code.is_empty()),
            seconds: u64::try_from(whole(&options, "seconds", 0)).unwrap_or(0),
            retry_held: flag(&options, "retry_held"),
            immediate_only: flag(&options, "immediate_only"),
            ..DrainOptions::default()
        };
        let mut thrown: Option<PhpException> = None;
        let report = self
            .app()?
            .engine
            .drain(&wanted, &mut |now: &Progress| match &progress {
                None => true,
                Some(call) => match tell(call, now) {
                    Ok(go_on) => go_on,
                    Err(error) => {
                        thrown = Some(error);
                        false
                    }
                },
            })?;
        match thrown {
            Some(error) => Err(error),
            None => Ok(table(&report.to_json())),
        }
    }

    /// The sentences that people are told: id to English.
    #[expect(clippy::unused_self, reason = "PHP calls it on its engine")]
    pub fn messages(&self) -> Table {
        table(&say::all().map(|one| (one.id, one.english)).collect::<Value>())
    }

    /// What is known of every code: who acts, its title, where it is solved, what explains it.
    #[expect(clippy::unused_self, reason = "PHP calls it on its engine")]
    pub fn codes(&self) -> Table {
        table(&codes::data())
    }

    /// One page of the queue.
    pub fn jobs(&self, query: Option<&ZendHashTable>) -> PhpResult<Table> {
        let query = query.map(argument).transpose()?.unwrap_or_else(|| json!({}));
        Ok(table(&self.app()?.engine.queue_page(&query)?))
    }

    /// Numbers of jobs.
    pub fn counts(&self) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.counts()?))
    }

    /// How everything stands.
    pub fn overview(&self, connections: &ZendHashTable) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.overview(&texts(&argument(connections)?))?))
    }

    /// Makes held and failed jobs ready.
    pub fn retry(&self, selection: &ZendHashTable) -> PhpResult<i64> {
        let selection = argument(selection)?;
        let code = text(&selection, "code");
        let list = selection.get("ids").map(ids);
        let app = self.app()?;
        let engine = &app.engine;
        let changed = match (list, code.is_empty(), flag(&selection, "all")) {
            (Some(list), ..) => engine.jobs().retry(Some(&list), None, engine.now_ms()),
            (None, false, _) => engine.jobs().retry(None, Some(&code), engine.now_ms()),
            (None, true, true) => engine.jobs().retry(None, None, engine.now_ms()),
            (None, true, false) if flag(&selection, "now") => engine.jobs().send_all(engine.now_ms()),
            (None, true, false) => {
                return Err(EngineError::argument("argument_invalid", "Say which jobs: ids, code, all or now.").into());
            }
        };
        count(changed)
    }

    /// Holds jobs.
    pub fn hold(&self, ids: &ZendHashTable) -> PhpResult<i64> {
        let app = self.app()?;
        let engine = &app.engine;
        count(engine.jobs().hold(&self::ids(&argument(ids)?), engine.now_ms()))
    }

    /// Cancels jobs.
    pub fn cancel(&self, ids: &ZendHashTable) -> PhpResult<i64> {
        let app = self.app()?;
        let engine = &app.engine;
        count(engine.jobs().cancel(&self::ids(&argument(ids)?), engine.now_ms()))
    }

    /// One page of the log.
    pub fn log(&self, query: Option<&ZendHashTable>) -> PhpResult<Table> {
        let query = query.map(argument).transpose()?.unwrap_or_else(|| json!({}));
        Ok(table(&self.app()?.engine.log_page(&query)?))
    }

    /// One line of the log in full.
    pub fn log_detail(&self, id: i64) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.log_detail(id)?))
    }

    /// Records whose standing changed.
    #[php(defaults(after = None, limit = 1000))]
    pub fn changes(&self, after: Option<&str>, limit: i64) -> PhpResult<Table> {
        let most = u32::try_from(limit).unwrap_or(1_000);
        Ok(table(&self.app()?.engine.changes(after.unwrap_or_default(), most)?))
    }

    /// How records stand.
    pub fn standings(&self, entity: &str, ids: &ZendHashTable) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.standings(entity, &texts(&argument(ids)?))?))
    }

    /// What there is of records.
    pub fn contents(&self, connection: &str, entity: &str, ids: &ZendHashTable) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.contents(
            connection,
            entity,
            &texts(&argument(ids)?),
        )?))
    }

    /// Takes records out for good, or lets them in again.
    #[php(defaults(out = true))]
    pub fn exclude(&self, entity: &str, ids: &ZendHashTable, out: bool) -> PhpResult<i64> {
        let changed = self.app()?.engine.exclude(entity, &texts(&argument(ids)?), out)?;
        Ok(i64::try_from(changed).unwrap_or(i64::MAX))
    }

    /// Removes what is known of a customer or guest.
    pub fn erase(&self, whom: &ZendHashTable) -> PhpResult<Table> {
        let whom = argument(whom)?;
        let named = |name: &str| Some(text(&whom, name)).filter(|value| !value.is_empty());
        let (id, email) = (named("customer_id"), named("email"));
        Ok(table(&self.app()?.engine.erase(id.as_deref(), email.as_deref())?))
    }

    /// What Xero holds for a record.
    pub fn links(&self, entity: &str, entityId: &str) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.links(entity, entityId)?))
    }

    /// The document as it would be sent.
    pub fn preview(&self, snapshot: &ZendHashTable) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.preview(&argument(snapshot)?)?))
    }

    /// What sending some snapshots would do.
    pub fn dry_run(
        &self,
        connection: &str,
        snapshots: &ZendHashTable,
        compare: bool,
        soFar: Option<&ZendHashTable>,
    ) -> PhpResult<Table> {
        let so_far = soFar.map(argument).transpose()?.unwrap_or_default();
        let engine = &self.app()?.engine;
        let answer = engine.dry_run(connection, &read_snapshots(snapshots), &so_far, compare)?;
        Ok(table(&answer))
    }

    /// What is left of the limits; with the records of a planned Sync All, how long it would take.
    pub fn budget(&self, connection: &str, planned: Option<&ZendHashTable>) -> PhpResult<Table> {
        let planned = planned.map(argument).transpose()?.unwrap_or_else(|| json!({}));
        Ok(table(&self.app()?.engine.budget(connection, &planned)?))
    }

    /// Which of some documents should be in Xero.
    pub fn expected(&self, connection: &str, documents: &ZendHashTable) -> PhpResult<Table> {
        Ok(table(&json!(
            self.app()?.engine.expected(connection, &argument(documents)?)?
        )))
    }

    /// Compares the shop's documents with Xero's.
    #[expect(clippy::needless_pass_by_value, reason = "so PHP hands over a callable")]
    pub fn reconcile(&self, connection: &str, plan: &ZendHashTable, documents: ZendCallable<'_>) -> PhpResult<Table> {
        let app = self.app()?;
        let result = app
            .engine
            .reconcile(connection, &argument(plan)?, &mut || next_of(&documents))?;
        Ok(table(&result))
    }

    /// The newest reconciliation.
    pub fn reconciliation(&self, connection: &str) -> PhpResult<Option<Table>> {
        Ok(self.app()?.engine.reconciliation(connection)?.as_ref().map(table))
    }

    /// Remembers a Sync All.
    pub fn start_run(&self, connection: &str, plan: &ZendHashTable) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.start_run(connection, &argument(plan)?)?))
    }

    /// The newest Sync All.
    pub fn run(&self, connection: &str) -> PhpResult<Option<Table>> {
        Ok(self.app()?.engine.run(connection)?.as_ref().map(table))
    }

    /// The newest Sync All, and how far it is.
    pub fn progress(&self, connection: &str) -> PhpResult<Option<Table>> {
        Ok(self.app()?.engine.progress(connection)?.as_ref().map(table))
    }

    /// Enqueues one portion of a run.
    pub fn advance_run(
        &self,
        id: i64,
        entity: &str,
        expectedCursor: &str,
        cursor: &str,
        finished: bool,
        snapshots: &ZendHashTable,
    ) -> PhpResult<Table> {
        let moved =
            self.app()?
                .engine
                .advance_run(id, entity, expectedCursor, cursor, finished, &read_snapshots(snapshots))?;
        Ok(table(&moved))
    }

    /// Pauses a run, or lets it go on.
    #[php(defaults(paused = true))]
    pub fn pause_run(&self, id: i64, paused: bool) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.pause_run(id, paused)?))
    }

    /// Stops a run.
    #[php(defaults(withJobs = false))]
    pub fn cancel_run(&self, id: i64, withJobs: bool) -> PhpResult<Table> {
        Ok(table(&self.app()?.engine.cancel_run(id, withJobs)?))
    }

    /// A named position.
    pub fn cursor(&self, name: &str) -> PhpResult<Option<String>> {
        // So that a test can see what becomes of a defect; not in what is released.
        #[cfg(debug_assertions)]
        assert!(name != "ledgerline.test.panic", "asked for by a test");
        Ok(self.app()?.engine.jobs().cursor(name).map_err(EngineError::from)?)
    }

    /// Stores a named position.
    pub fn set_cursor(&self, name: &str, value: &str) -> PhpResult<()> {
        Ok(self
            .app()?
            .engine
            .jobs()
            .set_cursor(name, value)
            .map_err(EngineError::from)?)
    }

    /// Deletes what is old.
    pub fn prune(&self, options: Option<&ZendHashTable>) -> PhpResult<Table> {
        let options = options.map(argument).transpose()?.unwrap_or_else(|| json!({}));
        let pruned = self.app()?.engine.prune(
            whole(&options, "log_days", 90),
            whole(&options, "job_days", 30),
            whole(&options, "exchange_days", 30),
        )?;
        Ok(table(&pruned))
    }

    /// Moves the store.
    #[expect(clippy::needless_pass_by_value, reason = "so PHP hands over a callable")]
    pub fn move_store(
        &self,
        to: &str,
        options: Option<&ZendHashTable>,
        progress: Option<ZendCallable<'_>>,
    ) -> PhpResult<Table> {
        let options = options.map(argument).transpose()?.unwrap_or_else(|| json!({}));
        let mut thrown: Option<PhpException> = None;
        let moved = self.app()?.move_store(to, flag(&options, "cancel"), &mut |now| {
            let Some(call) = &progress else { return true };
            let told = json!({ "step": now.step.as_str(), "table": now.table, "rows": now.rows, "total": now.total });
            told_on(call, &told).unwrap_or_else(|error| {
                thrown = Some(error);
                false
            })
        })?;
        match thrown {
            Some(error) => Err(error),
            None => Ok(table(&moved)),
        }
    }

    /// State of the installation.
    pub fn health(&self) -> PhpResult<Table> {
        Ok(table(&self.app()?.health()))
    }
}

fn count(changed: Result<u64, crate::store_error::StoreError>) -> PhpResult<i64> {
    Ok(i64::try_from(changed.map_err(EngineError::from)?).unwrap_or(i64::MAX))
}

/// Calls the shop's progress function. What it throws stays pending in PHP and continues from there.
fn tell(call: &ZendCallable<'_>, now: &Progress) -> Result<bool, PhpException> {
    told_on(
        call,
        &json!({
            "calls": now.calls, "done": now.done, "held": now.held, "waiting": now.waiting, "seconds": now.seconds, "kind": now.kind,
        }),
    )
}

/// The next rows that a function of the shop gives; none at the end.
fn next_of(source: &ZendCallable<'_>) -> Result<Vec<Value>, EngineError> {
    let failed = |why: String| EngineError::argument("argument_invalid", format!("the function that gives rows {why}"));
    let given = source
        .try_call(Vec::new())
        .map_err(|error| failed(format!("failed: {error}")))?;
    match given.array() {
        Some(rows) => Ok(read_snapshots(rows)),
        // It says so instead of throwing through the engine.
        None => Err(failed("ended early".into())),
    }
}

/// Calls a function of the shop with what it is told; whether to go on.
fn told_on(call: &ZendCallable<'_>, told: &Value) -> Result<bool, PhpException> {
    match call.try_call(vec![&write(told)]) {
        Ok(answer) => Ok(answer.bool() != Some(false)),
        Err(error) => Err(PhpException::from_message(format!(
            "the progress function failed: {error}"
        ))),
    }
}
