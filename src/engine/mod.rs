//! Decides the use cases: enqueue, drain, connect, Sync All, and what screens show.
//!
//! It works through ports only: store, transport and clock are given by the composition root.

mod call;
mod connect;
pub mod decide;
mod error;
mod key;
mod obstacle;
mod screens;
mod send;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

pub use connect::account_roles;
pub use error::{EngineError, ErrorKind};
pub use screens::{query, shown};
pub use send::{DrainOptions, DrainReport, Progress};

use self::send::Owners;
use crate::clock::Clock;
use crate::domain::policy::Policy;
use crate::domain::shop::Store as StoreView;
use crate::limits::CallLedger;
use crate::message::say;
use crate::oauth::{App, ConnectionRow, Endpoints, SessionStore};
use crate::queue::{ContactBook, HealthBook, JobStore, RecordBook};
use crate::settings::Settings;
use crate::transport::Transport;
use crate::xero::catalogue::Catalogue;

/// Everything that is kept, in one place.
pub trait Store: JobStore + RecordBook + ContactBook + HealthBook + CallLedger + SessionStore {}

impl<T: JobStore + RecordBook + ContactBook + HealthBook + CallLedger + SessionStore> Store for T {}

/// The engine with its ports. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    core: Arc<Core>,
}

struct Core {
    store: Arc<dyn Store>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    endpoints: Endpoints,
    /// Names this process in claims.
    owner: String,
    /// Milliseconds that one call may take at most; leases and permits are longer.
    call_ms: i64,
}

/// A connection with all that a drain needs of it.
struct Books {
    code: String,
    settings: Settings,
    app: App,
    /// Tenant header; empty for Custom Connections.
    tenant: String,
    /// Name of the organisation in the ledger of calls.
    organisation: String,
    /// Its name for people, as the connection knows it.
    organisation_name: String,
    catalogue: Catalogue,
    /// Whose invoices are, as Xero has just said.
    owners: Owners,
    /// What settings and catalogue say for each store view.
    policies: Policies,
}

/// What the mapping needs, by id of store view and website: copied together once for all of their records.
#[derive(Default)]
struct Policies(Mutex<HashMap<(String, String), Arc<Policy>>>);

impl Books {
    /// Xero's lists, read again.
    fn set_catalogue(&mut self, catalogue: Catalogue) {
        self.catalogue = catalogue;
        self.policies = Policies::default();
    }

    /// What the mapping needs for records of a store view.
    fn policy(&self, store: &StoreView) -> Arc<Policy> {
        let mut known = self.policies.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Only these two choose a scope of the settings.
        let policy = known.entry((store.id.clone(), store.website_id.clone()));
        Arc::clone(policy.or_insert_with(|| Arc::new(self.settings.policy(store, &self.catalogue))))
    }
}

impl Engine {
    /// An engine over the given ports. `call_ms`: time limit of one call in milliseconds.
    pub fn new(
        store: Arc<dyn Store>,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        endpoints: Endpoints,
        owner: String,
        call_ms: i64,
    ) -> Self {
        Self {
            core: Arc::new(Core {
                store,
                transport,
                clock,
                endpoints,
                owner,
                call_ms,
            }),
        }
    }

    /// Jobs, links, log.
    pub fn jobs(&self) -> &dyn JobStore {
        self.core.store.as_ref()
    }

    /// Milliseconds since 1970 by the engine's clock.
    pub fn now_ms(&self) -> i64 {
        self.core.clock.now_ms()
    }
}

impl Core {
    fn now(&self) -> i64 {
        self.clock.now_ms()
    }

    fn row(&self, connection: &str) -> Result<ConnectionRow, EngineError> {
        self.store
            .connection(connection)?
            .ok_or_else(|| EngineError::settings("connection_unknown", say::CONNECTION_UNKNOWN.with(connection)))
    }

    fn settings(row: &ConnectionRow) -> Result<Settings, EngineError> {
        let document: serde_json::Value = serde_json::from_str(&row.settings).unwrap_or_default();
        Ok(Settings::read(&document)?)
    }

    fn app(row: &ConnectionRow, settings: &Settings) -> App {
        App {
            id: settings.client_id.clone(),
            secret: row.client_secret.clone(),
        }
    }

    fn books(&self, row: &ConnectionRow) -> Result<Books, EngineError> {
        let settings = Self::settings(row)?;
        let organisation = if row.organisation_id.is_empty() {
            app_calls(&settings.client_id, &row.code)
        } else {
            row.organisation_id.clone()
        };
        Ok(Books {
            code: row.code.clone(),
            app: Self::app(row, &settings),
            tenant: if settings.custom {
                String::new()
            } else {
                row.organisation_id.clone()
            },
            organisation,
            organisation_name: row.organisation_name.clone(),
            catalogue: self.known_catalogue(&row.code)?,
            owners: Owners::default(),
            policies: Policies::default(),
            settings,
        })
    }

    /// Where a person sees a record in Xero; empty when the organisation's short code is not known.
    fn web_link(&self, short_code: &str, path: &str) -> String {
        let encoded: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        let code: String = url::form_urlencoded::byte_serialize(short_code.as_bytes()).collect();
        format!(
            "{}/organisationlogin/default.aspx?shortcode={code}&redirecturl={encoded}",
            self.endpoints.web
        )
    }
}

/// Under which name calls are counted until their organisation is known.
fn app_calls(client_id: &str, connection: &str) -> String {
    format!("app:{client_id}:{connection}")
}

/// Runs a future to its end on this thread.
fn block_on<T>(future: impl Future<Output = T>) -> Result<T, EngineError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| EngineError::internal(format!("no runtime for network calls: {error}")))?;
    Ok(runtime.block_on(future))
}
