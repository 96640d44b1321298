//! The port of sessions over rows. Secrets are sealed and opened here.

use crate::message::Message;
use crate::oauth::sealed::{
    Renewed, Sealed, SealedConnection, SealedPending, SealedTokens, TokenPlace, lease_holds, may_renew, secret_place,
    state_after_settings,
};
use crate::oauth::{ConnectionRow, ConnectionState, Linked, Organisation, Pending, SessionStore, Tokens};
use crate::secret::{SealError, Sealer, Secret};
use crate::store::RowStore;
use crate::store::rows::{Asked, Database, Held, NewSettings, Rows};
use crate::store_error::StoreError;

/// Consents that nobody came back from are forgotten after this (milliseconds).
const ASKED_MS: i64 = 86_400_000;

fn unsealed(error: SealError) -> StoreError {
    StoreError::new("secret_unreadable", error.message())
}

/// Links of an organisation that a connection left are kept under this name.
fn books(code: &str, organisation: &str) -> String {
    format!("{code}@{organisation}")
}

/// What of a connection is still sealed with a key of before; nothing where the shop has only one.
fn outdated(rows: &dyn Rows, row: &SealedConnection, sealer: &Sealer) -> Result<Renewed, StoreError> {
    if !sealer.was_rotated() {
        return Ok(Renewed::default());
    }
    Renewed::of(row, rows.pending(&row.code)?.as_ref(), sealer).map_err(unsealed)
}

/// Seals again what is still sealed with a key of before, as it stands now.
fn renew(rows: &mut dyn Rows, code: &str, sealer: &Sealer) -> Result<(), StoreError> {
    let Some(row) = rows.connection(code)? else {
        return Ok(());
    };
    let renewed = outdated(rows, &row, sealer)?;
    if let Some(secret) = &renewed.client_secret {
        rows.put_secret(code, secret)?;
    }
    if let Some(tokens) = &renewed.tokens {
        rows.put_tokens(code, tokens)?;
    }
    if let (Some(tokens), Some(pending)) = (renewed.pending, rows.pending(code)?) {
        let pending = SealedPending {
            tokens: Some(tokens),
            ..pending
        };
        rows.put_pending(code, Some(&pending))?;
    }
    Ok(())
}

impl<D: Database> SessionStore for RowStore<D> {
    fn connections(&self) -> Result<Vec<ConnectionRow>, StoreError> {
        let all = self.database.read(|rows| rows.connections())?;
        Ok(all.into_iter().map(|row| row.open(&self.sealer)).collect())
    }

    fn connection(&self, code: &str) -> Result<Option<ConnectionRow>, StoreError> {
        let found = self.database.read(|rows| rows.connection(code))?;
        Ok(found.map(|row| row.open(&self.sealer)))
    }

    fn configure(
        &self,
        code: &str,
        settings: &str,
        secret: &Secret,
        hash: &str,
        configured: bool,
        _now_ms: i64,
    ) -> Result<bool, StoreError> {
        let place = secret_place(code);
        let is_known = |row: &SealedConnection| {
            row.settings_hash == hash && !row.client_secret.is_unreadable(&self.sealer, &place)
        };
        // Almost every request of the shop says what is known already: that must not wait for who writes.
        let (known, is_outdated) = self.database.read(|rows| {
            let row = rows.connection(code)?;
            let outdated = match &row {
                Some(row) => outdated(rows, row, &self.sealer)?,
                None => Renewed::default(),
            };
            Ok((row.as_ref().is_some_and(is_known), !outdated.is_empty()))
        })?;
        if is_outdated {
            self.database.write(|rows| renew(rows, code, &self.sealer))?;
        }
        if known {
            return Ok(false);
        }
        let sealed = Sealed::of(secret, &self.sealer, &place).map_err(unsealed)?;
        self.database.write(|rows| {
            let before = rows.connection(code)?;
            if let Some(known) = &before
                && known.settings_hash == hash
            {
                if known.client_secret.is_unreadable(&self.sealer, &place) {
                    // The shop's key changed: the same secret is sealed again with the new one.
                    rows.put_secret(code, &sealed)?;
                }
                return Ok(false);
            }
            let new = NewSettings {
                settings,
                hash,
                secret: &sealed,
                state: state_after_settings(before.map(|row| row.state), configured),
            };
            rows.put_settings(code, &new)?;
            Ok(true)
        })
    }

    fn store_tokens(&self, code: &str, tokens: Option<&Tokens>) -> Result<(), StoreError> {
        let sealed = SealedTokens::of(tokens, &self.sealer, &TokenPlace::Connection(code)).map_err(unsealed)?;
        self.database.write(|rows| rows.put_tokens(code, &sealed))
    }

    fn set_state(
        &self,
        code: &str,
        state: ConnectionState,
        reason_code: &str,
        reason: &Message,
    ) -> Result<(), StoreError> {
        self.database
            .write(|rows| rows.put_state(code, state, reason_code, reason))
    }

    fn set_organisation(
        &self,
        code: &str,
        id: &str,
        name: &str,
        xero_connection_id: &str,
        choices: &str,
        connected_at_ms: Option<i64>,
    ) -> Result<(), StoreError> {
        let organisation = Organisation {
            id: id.to_owned(),
            name: name.to_owned(),
            connection_id: xero_connection_id.to_owned(),
        };
        self.database
            .write(|rows| rows.put_organisation(code, &organisation, choices, connected_at_ms))
    }

    fn switch_links(&self, code: &str, left: &str, came: &str) -> Result<(), StoreError> {
        self.database.write(|rows| {
            rows.move_links(code, &books(code, left))?;
            rows.move_links(&books(code, came), code)
        })
    }

    fn linked(&self, code: &str) -> Result<Linked, StoreError> {
        // A write whose outcome is not proven yet counts: it may be there.
        self.database.read(|rows| rows.count_linked(code))
    }

    fn pending(&self, code: &str) -> Result<Option<Pending>, StoreError> {
        let found = self.database.read(|rows| rows.pending(code))?;
        Ok(found.map(|pending| pending.open(&self.sealer, code)))
    }

    fn store_pending(&self, code: &str, pending: Option<&Pending>) -> Result<(), StoreError> {
        let sealed = match pending {
            Some(pending) => Some(SealedPending::of(pending, &self.sealer, code).map_err(unsealed)?),
            None => None,
        };
        self.database.write(|rows| rows.put_pending(code, sealed.as_ref()))
    }

    fn lock_refresh(&self, code: &str, owner: &str, until_ms: i64, now_ms: i64) -> Result<bool, StoreError> {
        let is_dead = |holder: &str| self.processes.is_alive(holder) == Some(false);
        self.database.write(|rows| {
            let free = rows
                .renewal(code)?
                .is_some_and(|held| may_renew(&held.owner, held.until_ms, until_ms, now_ms, is_dead));
            if free {
                rows.put_renewal(
                    code,
                    &Held {
                        owner: owner.to_owned(),
                        until_ms,
                    },
                )?;
            }
            Ok(free)
        })
    }

    fn unlock_refresh(&self, code: &str, owner: &str) -> Result<(), StoreError> {
        self.database.write(|rows| {
            if rows.renewal(code)?.is_none_or(|held| held.owner != owner) {
                return Ok(());
            }
            let nobody = Held {
                owner: String::new(),
                until_ms: 0,
            };
            rows.put_renewal(code, &nobody)
        })
    }

    fn remember_authorisation(
        &self,
        state: &str,
        connection: &str,
        verifier: &Secret,
        redirect: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        let asked = Asked {
            connection: connection.to_owned(),
            verifier: Sealed::of(verifier, &self.sealer, state).map_err(unsealed)?,
            redirect: redirect.to_owned(),
            at_ms: now_ms,
        };
        self.database.write(|rows| {
            rows.remove_asked(now_ms - ASKED_MS)?;
            rows.put_asked(state, &asked)
        })
    }

    fn take_authorisation(
        &self,
        state: &str,
        not_older_than_ms: i64,
    ) -> Result<Option<(String, Secret, String)>, StoreError> {
        let taken = self.database.write(|rows| rows.take_asked(state))?;
        Ok(taken.filter(|asked| asked.at_ms >= not_older_than_ms).map(|asked| {
            let verifier = asked.verifier.open(&self.sealer, state);
            (asked.connection, verifier, asked.redirect)
        }))
    }

    fn catalogue(&self, connection: &str, part: &str) -> Result<Option<(String, i64)>, StoreError> {
        self.database.read(|rows| rows.catalogue(connection, part))
    }

    fn store_catalogue(&self, connection: &str, part: &str, json: &str, now_ms: i64) -> Result<(), StoreError> {
        self.database
            .write(|rows| rows.put_catalogue(connection, part, json, now_ms))
    }

    fn forget_catalogue(&self, connection: &str) -> Result<(), StoreError> {
        self.database.write(|rows| rows.remove_catalogue(connection))
    }

    fn lease(&self, name: &str, owner: &str, until_ms: i64, now_ms: i64) -> Result<Option<String>, StoreError> {
        self.database.write(|rows| {
            if let Some(held) = rows.lease(name)?
                && lease_holds(held.until_ms, until_ms, now_ms)
            {
                return Ok(Some(held.owner));
            }
            let held = Held {
                owner: owner.to_owned(),
                until_ms,
            };
            rows.put_lease(name, &held)?;
            Ok(None)
        })
    }

    fn end_lease(&self, name: &str, owner: &str) -> Result<(), StoreError> {
        self.database.write(|rows| rows.end_lease(name, owner))
    }
}
