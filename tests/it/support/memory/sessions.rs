//! Rows of connections, consents under way, lists of Xero's, and leases.

use ledgerline::message::Message;
use ledgerline::oauth::sealed::{Sealed, SealedConnection, SealedPending, SealedTokens};
use ledgerline::oauth::{ConnectionState, Organisation};
use ledgerline::store::rows::{Asked, Held, NewSettings, SessionRows};
use ledgerline::store_error::StoreError;

use super::{MemoryRows, stored};

#[derive(Clone)]
pub(super) struct Connection {
    row: SealedConnection,
    renewal: Held,
}

impl MemoryRows<'_> {
    /// What belongs to a connection that is not there is not stored.
    fn of_connection(&mut self, code: &str, change: impl FnOnce(&mut SealedConnection)) {
        self.tables
            .connections
            .change(&code.to_owned(), |connection| change(&mut connection.row));
    }
}

impl SessionRows for MemoryRows<'_> {
    fn connections(&self) -> Result<Vec<SealedConnection>, StoreError> {
        let all = self.tables.connections.iter();
        Ok(all.map(|(_, connection)| connection.row.clone()).collect())
    }

    fn connection(&self, code: &str) -> Result<Option<SealedConnection>, StoreError> {
        let found = self.tables.connections.get(&code.to_owned());
        Ok(found.map(|connection| connection.row.clone()))
    }

    fn put_settings(&mut self, code: &str, new: &NewSettings<'_>) -> Result<(), StoreError> {
        let code = code.to_owned();
        if !self.tables.connections.has(&code) {
            let row = SealedConnection {
                code: code.clone(),
                choices: "[]".to_owned(),
                ..SealedConnection::default()
            };
            let renewal = Held {
                owner: String::new(),
                until_ms: 0,
            };
            self.tables.connections.put(code.clone(), Connection { row, renewal });
        }
        self.of_connection(&code, |row| {
            row.settings = new.settings.to_owned();
            row.settings_hash = new.hash.to_owned();
            row.client_secret = new.secret.clone();
            row.state = new.state;
        });
        Ok(())
    }

    fn put_secret(&mut self, code: &str, secret: &Sealed) -> Result<(), StoreError> {
        self.of_connection(code, |row| row.client_secret = secret.clone());
        Ok(())
    }

    fn put_tokens(&mut self, code: &str, tokens: &SealedTokens) -> Result<(), StoreError> {
        self.of_connection(code, |row| row.tokens = tokens.clone());
        Ok(())
    }

    fn put_state(
        &mut self,
        code: &str,
        state: ConnectionState,
        reason_code: &str,
        reason: &Message,
    ) -> Result<(), StoreError> {
        self.of_connection(code, |row| {
            row.state = state;
            row.reason_code = reason_code.to_owned();
            row.reason = stored(reason);
        });
        Ok(())
    }

    fn put_organisation(
        &mut self,
        code: &str,
        organisation: &Organisation,
        choices: &str,
        connected_at_ms: Option<i64>,
    ) -> Result<(), StoreError> {
        self.of_connection(code, |row| {
            row.organisation_id = organisation.id.clone();
            row.organisation_name = organisation.name.clone();
            row.xero_connection_id = organisation.connection_id.clone();
            row.choices = choices.to_owned();
            row.connected_at_ms = connected_at_ms;
        });
        Ok(())
    }

    fn organisation_of(&self, connection: &str) -> Result<String, StoreError> {
        let found = self.tables.connections.get(&connection.to_owned());
        Ok(found.map(|one| one.row.organisation_id.clone()).unwrap_or_default())
    }

    fn renewal(&self, code: &str) -> Result<Option<Held>, StoreError> {
        let found = self.tables.connections.get(&code.to_owned());
        Ok(found.map(|connection| connection.renewal.clone()))
    }

    fn put_renewal(&mut self, code: &str, held: &Held) -> Result<(), StoreError> {
        self.tables
            .connections
            .change(&code.to_owned(), |connection| connection.renewal = held.clone());
        Ok(())
    }

    fn pending(&self, code: &str) -> Result<Option<SealedPending>, StoreError> {
        Ok(self.tables.pending.get(&code.to_owned()).cloned())
    }

    fn put_pending(&mut self, code: &str, pending: Option<&SealedPending>) -> Result<(), StoreError> {
        match pending {
            Some(pending) => self.tables.pending.put(code.to_owned(), pending.clone()),
            None => drop(self.tables.pending.remove(&code.to_owned())),
        }
        Ok(())
    }

    fn put_asked(&mut self, state: &str, asked: &Asked) -> Result<(), StoreError> {
        self.tables.asked.put(state.to_owned(), asked.clone());
        Ok(())
    }

    fn take_asked(&mut self, state: &str) -> Result<Option<Asked>, StoreError> {
        Ok(self.tables.asked.remove(&state.to_owned()))
    }

    fn remove_asked(&mut self, before_ms: i64) -> Result<(), StoreError> {
        self.tables.asked.remove_where(|_, asked| asked.at_ms < before_ms);
        Ok(())
    }

    fn catalogue(&self, connection: &str, part: &str) -> Result<Option<(String, i64)>, StoreError> {
        let key = (connection.to_owned(), part.to_owned());
        Ok(self.tables.catalogue.get(&key).cloned())
    }

    fn put_catalogue(&mut self, connection: &str, part: &str, json: &str, now_ms: i64) -> Result<(), StoreError> {
        let key = (connection.to_owned(), part.to_owned());
        self.tables.catalogue.put(key, (json.to_owned(), now_ms));
        Ok(())
    }

    fn remove_catalogue(&mut self, connection: &str) -> Result<(), StoreError> {
        self.tables.catalogue.remove_where(|(of, _), _| of == connection);
        Ok(())
    }

    fn lease(&self, name: &str) -> Result<Option<Held>, StoreError> {
        Ok(self.tables.leases.get(&name.to_owned()).cloned())
    }

    fn put_lease(&mut self, name: &str, held: &Held) -> Result<(), StoreError> {
        self.tables.leases.put(name.to_owned(), held.clone());
        Ok(())
    }

    fn end_lease(&mut self, name: &str, owner: &str) -> Result<(), StoreError> {
        self.tables
            .leases
            .remove_where(|of, held| of == name && held.owner == owner);
        Ok(())
    }

    fn has_lease_after(&self, until_ms: i64) -> Result<bool, StoreError> {
        Ok(self.tables.leases.iter().any(|(_, held)| held.until_ms > until_ms))
    }

    fn end_leases_after(&mut self, until_ms: i64) -> Result<(), StoreError> {
        self.tables.leases.remove_where(|_, held| held.until_ms > until_ms);
        Ok(())
    }
}
