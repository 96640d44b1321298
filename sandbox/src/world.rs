//! Everything the sandbox knows, behind one lock, and what of it survives a restart.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::books::organisation::Organisation;
use crate::clock::Clock;
use crate::exchange::Reply;
use crate::faults::Faults;
use crate::idempotency::Keys;
use crate::identity::apps::App;
use crate::identity::grants::Grants;
use crate::journal::Journal;
use crate::limits::Limits;
use crate::saving::Saving;
use crate::switches::Switches;

/// What requests share.
pub(crate) struct Shared {
    world: Mutex<World>,
    pub clock: Clock,
    pub keys: Keys,
    /// Address of this sandbox, without a slash at the end.
    pub base: String,
    /// With a state file: what replies wait for.
    pub saving: Option<Saving>,
}

impl Shared {
    pub(crate) fn new(world: World, base: String, saving: Option<Saving>) -> Self {
        Self {
            world: Mutex::new(world),
            clock: Clock::default(),
            keys: Keys::default(),
            base,
            saving,
        }
    }

    /// The reply, once all that it can tell of is saved.
    pub(crate) async fn when_saved(&self, reply: Reply) -> Reply {
        let Some(saving) = &self.saving else { return reply };
        let version = self.world().version;
        saving.or_unavailable(version, reply).await
    }

    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The state.
pub(crate) struct World {
    pub switches: Switches,
    /// The switches of the command line, for a reset.
    pub first_switches: Switches,
    pub first_organisations: Vec<Organisation>,
    pub organisations: Vec<Organisation>,
    pub apps: Vec<App>,
    pub grants: Grants,
    pub limits: Limits,
    pub faults: Faults,
    pub journal: Journal,
    /// Scopes that are left out of every new token.
    pub dropped_scopes: BTreeSet<String>,
    /// Raised with every change that the state file must show.
    pub version: u64,
}

/// What is kept in the state file.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept<O, G, L, J> {
    pub format: u32,
    pub clock_offset_seconds: i64,
    pub organisations: O,
    pub grants: G,
    pub limits: L,
    /// The counts, without the calls themselves.
    #[serde(default)]
    pub journal: J,
}

impl World {
    pub(crate) fn new(organisations: Vec<Organisation>, apps: Vec<App>, switches: Switches) -> Self {
        Self {
            first_switches: switches.clone(),
            switches,
            first_organisations: organisations.clone(),
            organisations,
            apps,
            grants: Grants::default(),
            limits: Limits::default(),
            faults: Faults::default(),
            journal: Journal::default(),
            dropped_scopes: BTreeSet::new(),
            version: 0,
        }
    }

    /// Back to the first day. Connections and tokens stay unless asked for, so that a test need not sign in again.
    pub(crate) fn reset(&mut self, grants_too: bool) {
        self.organisations = self.first_organisations.clone();
        self.switches = self.first_switches.clone();
        self.limits.start_again();
        self.faults = Faults::default();
        self.journal = Journal::default();
        self.dropped_scopes.clear();
        if grants_too {
            self.grants = Grants::default();
        }
        self.changed();
    }

    pub(crate) fn changed(&mut self) {
        self.version += 1;
    }

    pub(crate) fn organisation(&self, id: Uuid) -> Option<&Organisation> {
        self.organisations.iter().find(|o| o.id == id)
    }

    /// By id, name or short code; the first one when nothing is named.
    pub(crate) fn organisation_named(&mut self, name: Option<&str>) -> Option<&mut Organisation> {
        let Some(name) = name else {
            return self.organisations.first_mut();
        };
        self.organisations.iter_mut().find(|o| {
            o.id.to_string().eq_ignore_ascii_case(name) || o.name.eq_ignore_ascii_case(name) || o.short_code == name
        })
    }

    /// The organisation that a custom connection belongs to.
    pub(crate) fn custom_organisation(&self, app: &App) -> Option<Uuid> {
        match &app.organisation {
            Some(name) => self
                .organisations
                .iter()
                .find(|o| o.name == *name || o.id.to_string() == *name)
                .map(|o| o.id),
            None => self.organisations.first().map(|o| o.id),
        }
    }
}
