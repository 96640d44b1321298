//! What was granted: codes, tokens and connections, with their life times and the rotation of refresh tokens.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Millis;

pub(crate) const CODE_SECONDS: i64 = 300;
pub(crate) const ACCESS_SECONDS: i64 = 1_800;
pub(crate) const REFRESH_SECONDS: i64 = 60 * 24 * 3_600;
pub(crate) const GRACE_SECONDS: i64 = 1_800;

/// The one person who uses the sandbox.
pub(crate) const USER: Uuid = Uuid::from_u128(0x5a4e_d0b0_0000_4000_8000_0000_0000_0001);

/// An authorisation code.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Code {
    pub client: String,
    pub redirect: String,
    pub challenge: Option<String>,
    pub scopes: Vec<String>,
    pub event: Uuid,
    pub expires: Millis,
}

/// An access token.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Access {
    pub client: String,
    pub scopes: Vec<String>,
    pub event: Option<Uuid>,
    /// The organisation of a custom connection.
    pub organisation: Option<Uuid>,
    pub expires: Millis,
}

/// A refresh token.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Refresh {
    pub client: String,
    pub scopes: Vec<String>,
    pub event: Uuid,
    pub expires: Millis,
    pub used: Option<Millis>,
}

/// The right of an app to an organisation.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Connection {
    pub id: Uuid,
    pub client: String,
    pub organisation: Uuid,
    pub event: Uuid,
    pub created: Millis,
    pub updated: Millis,
}

/// All grants.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Grants {
    pub codes: HashMap<String, Code>,
    pub access: HashMap<String, Access>,
    pub refresh: HashMap<String, Refresh>,
    pub connections: Vec<Connection>,
    /// Scopes that each app was given; consent adds, only revocation takes away.
    pub consents: HashMap<String, BTreeSet<String>>,
    /// Custom connections that were disconnected.
    pub custom_cut: BTreeSet<String>,
}

impl Grants {
    /// Connects an app with an organisation, or confirms that it is connected.
    pub(crate) fn connect(&mut self, client: &str, organisation: Uuid, event: Uuid, now: Millis) {
        if let Some(c) = self
            .connections
            .iter_mut()
            .find(|c| c.client == client && c.organisation == organisation)
        {
            c.event = event;
            c.updated = now;
            return;
        }
        let connection = Connection {
            id: Uuid::new_v4(),
            client: client.to_owned(),
            organisation,
            event,
            created: now,
            updated: now,
        };
        self.connections.push(connection);
    }

    pub(crate) fn is_connected(&self, client: &str, organisation: Uuid) -> bool {
        self.connections
            .iter()
            .any(|c| c.client == client && c.organisation == organisation)
    }

    /// Adds scopes to what the app has and returns everything it has now.
    pub(crate) fn consent(&mut self, client: &str, scopes: &[String]) -> Vec<String> {
        let all = self.consents.entry(client.to_owned()).or_default();
        all.extend(scopes.iter().cloned());
        all.iter().cloned().collect()
    }

    /// Takes everything away that the user gave to the app.
    pub(crate) fn revoke(&mut self, client: &str) {
        self.connections.retain(|c| c.client != client);
        self.access.retain(|_, a| a.client != client);
        self.refresh.retain(|_, r| r.client != client);
        self.codes.retain(|_, c| c.client != client);
        self.consents.remove(client);
    }

    /// Forgets what has been expired for long, so that a long run does not grow.
    pub(crate) fn sweep(&mut self, now: Millis) {
        let day = 86_400_000;
        self.codes.retain(|_, c| c.expires > now - day);
        self.access.retain(|_, a| a.expires > now - day);
        self.refresh
            .retain(|_, r| r.expires > now - day && r.used.is_none_or(|u| u > now - day));
    }
}
