//! Rows of connections, consents under way, lists of Xero's, and leases.

use rusqlite::{OptionalExtension, Row, params};

use super::SqliteRows;
use super::damage::known;
use crate::message::Message;
use crate::oauth::sealed::{Sealed, SealedConnection, SealedPending, SealedTokens};
use crate::oauth::{ConnectionState, Organisation, Pending};
use crate::store::rows::{Asked, Held, NewSettings, SessionRows};
use crate::store_error::StoreError;

fn state(row: &Row<'_>, column: &str) -> rusqlite::Result<ConnectionState> {
    known(row, row.as_ref().column_index(column)?, ConnectionState::from_code)
}

fn message(row: &Row<'_>, english: &str, data: &str) -> rusqlite::Result<Message> {
    Ok(Message::kept(
        row.get::<_, String>(english)?,
        &row.get::<_, String>(data)?,
    ))
}

fn tokens(row: &Row<'_>) -> rusqlite::Result<SealedTokens> {
    Ok(SealedTokens {
        access: Sealed(row.get("access_token")?),
        refresh: Sealed(row.get("refresh_token")?),
        expires_at_ms: row.get("token_expires_at")?,
        obtained_at_ms: row.get("token_obtained_at")?,
        scope: row.get("scope")?,
    })
}

fn connection(row: &Row<'_>) -> rusqlite::Result<SealedConnection> {
    Ok(SealedConnection {
        code: row.get("code")?,
        settings: row.get("settings")?,
        settings_hash: row.get("settings_hash")?,
        client_secret: Sealed(row.get("client_secret")?),
        state: state(row, "state")?,
        reason_code: row.get("reason_code")?,
        reason: message(row, "reason", "reason_data")?,
        tokens: tokens(row)?,
        organisation_id: row.get("organisation_id")?,
        organisation_name: row.get("organisation_name")?,
        xero_connection_id: row.get("xero_connection_id")?,
        choices: row.get("choices")?,
        connected_at_ms: row.get("connected_at")?,
    })
}

fn pending(row: &Row<'_>) -> rusqlite::Result<SealedPending> {
    let has_tokens: bool = row.get("has_tokens")?;
    Ok(SealedPending {
        tokens: if has_tokens { Some(tokens(row)?) } else { None },
        pending: Pending {
            tokens: None,
            organisation: Organisation {
                id: row.get("organisation_id")?,
                name: row.get("organisation_name")?,
                connection_id: row.get("xero_connection_id")?,
            },
            choices: row.get("choices")?,
            before: (
                state(row, "state_before")?,
                row.get("code_before")?,
                message(row, "reason_before", "reason_before_data")?,
            ),
        },
    })
}

impl SessionRows for SqliteRows<'_> {
    fn connections(&self) -> Result<Vec<SealedConnection>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT * FROM connection ORDER BY code")?
                .query_map([], connection)?
                .collect()
        })
    }

    fn connection(&self, code: &str) -> Result<Option<SealedConnection>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT * FROM connection WHERE code = ?1")?
                .query_row([code], connection)
                .optional()
        })
    }

    fn put_settings(&mut self, code: &str, new: &NewSettings<'_>) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "INSERT INTO connection (code, settings, settings_hash, client_secret, state) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (code) DO UPDATE SET settings = ?2, settings_hash = ?3, client_secret = ?4, state = ?5",
                )?
                .execute(params![code, new.settings, new.hash, new.secret.0, new.state.as_str()])?;
            Ok(())
        })
    }

    fn put_secret(&mut self, code: &str, secret: &Sealed) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("UPDATE connection SET client_secret = ?2 WHERE code = ?1")?
                .execute(params![code, secret.0])?;
            Ok(())
        })
    }

    fn put_tokens(&mut self, code: &str, tokens: &SealedTokens) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "UPDATE connection SET access_token = ?2, refresh_token = ?3, token_expires_at = ?4, token_obtained_at = ?5, scope = ?6
                     WHERE code = ?1",
                )?
                .execute(params![
                    code,
                    tokens.access.0,
                    tokens.refresh.0,
                    tokens.expires_at_ms,
                    tokens.obtained_at_ms,
                    tokens.scope
                ])?;
            Ok(())
        })
    }

    fn put_state(
        &mut self,
        code: &str,
        state: ConnectionState,
        reason_code: &str,
        reason: &Message,
    ) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "UPDATE connection SET state = ?2, reason_code = ?3, reason = ?4, reason_data = ?5 WHERE code = ?1",
                )?
                .execute(params![
                    code,
                    state.as_str(),
                    reason_code,
                    reason.to_string(),
                    reason.column()
                ])?;
            Ok(())
        })
    }

    fn put_organisation(
        &mut self,
        code: &str,
        organisation: &Organisation,
        choices: &str,
        connected_at_ms: Option<i64>,
    ) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "UPDATE connection SET organisation_id = ?2, organisation_name = ?3, xero_connection_id = ?4, choices = ?5,
                       connected_at = ?6 WHERE code = ?1",
                )?
                .execute(params![
                    code,
                    organisation.id,
                    organisation.name,
                    organisation.connection_id,
                    choices,
                    connected_at_ms
                ])?;
            Ok(())
        })
    }

    fn organisation_of(&self, connection: &str) -> Result<String, StoreError> {
        self.ask(|sqlite| {
            let found = sqlite
                .prepare_cached("SELECT organisation_id FROM connection WHERE code = ?1")?
                .query_row([connection], |row| row.get(0))
                .optional()?;
            Ok(found.unwrap_or_default())
        })
    }

    fn renewal(&self, code: &str) -> Result<Option<Held>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT refresh_owner, refresh_until FROM connection WHERE code = ?1")?
                .query_row([code], held)
                .optional()
        })
    }

    fn put_renewal(&mut self, code: &str, held: &Held) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("UPDATE connection SET refresh_owner = ?2, refresh_until = ?3 WHERE code = ?1")?
                .execute(params![code, held.owner, held.until_ms])?;
            Ok(())
        })
    }

    fn pending(&self, code: &str) -> Result<Option<SealedPending>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT * FROM pending WHERE connection = ?1")?
                .query_row([code], pending)
                .optional()
        })
    }

    fn put_pending(&mut self, code: &str, sealed: Option<&SealedPending>) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            let Some(sealed) = sealed else {
                sqlite
                    .prepare_cached("DELETE FROM pending WHERE connection = ?1")?
                    .execute([code])?;
                return Ok(());
            };
            let tokens = sealed.tokens.clone().unwrap_or_default();
            let pending = &sealed.pending;
            let (state, reason_code, reason) = &pending.before;
            sqlite
                .prepare_cached(
                    "INSERT OR REPLACE INTO pending (connection, organisation_id, organisation_name, xero_connection_id, choices, has_tokens,
                       access_token, refresh_token, token_expires_at, token_obtained_at, scope, state_before, code_before, reason_before,
                       reason_before_data)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
                )?
                .execute(params![
                    code,
                    pending.organisation.id,
                    pending.organisation.name,
                    pending.organisation.connection_id,
                    pending.choices,
                    sealed.tokens.is_some(),
                    tokens.access.0,
                    tokens.refresh.0,
                    tokens.expires_at_ms,
                    tokens.obtained_at_ms,
                    tokens.scope,
                    state.as_str(),
                    reason_code,
                    reason.to_string(),
                    reason.column()
                ])?;
            Ok(())
        })
    }

    fn put_asked(&mut self, state: &str, asked: &Asked) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "INSERT INTO authorisation (state, connection, verifier, redirect, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![state, asked.connection, asked.verifier.0, asked.redirect, asked.at_ms])?;
            Ok(())
        })
    }

    fn take_asked(&mut self, state: &str) -> Result<Option<Asked>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "DELETE FROM authorisation WHERE state = ?1 RETURNING connection, verifier, redirect, created_at",
                )?
                .query_row([state], |row| {
                    Ok(Asked {
                        connection: row.get(0)?,
                        verifier: Sealed(row.get(1)?),
                        redirect: row.get(2)?,
                        at_ms: row.get(3)?,
                    })
                })
                .optional()
        })
    }

    fn remove_asked(&mut self, before_ms: i64) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("DELETE FROM authorisation WHERE created_at < ?1")?
                .execute([before_ms])?;
            Ok(())
        })
    }

    fn catalogue(&self, connection: &str, part: &str) -> Result<Option<(String, i64)>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT body, fetched_at FROM catalogue WHERE connection = ?1 AND part = ?2")?
                .query_row([connection, part], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })
    }

    fn put_catalogue(&mut self, connection: &str, part: &str, json: &str, now_ms: i64) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached(
                    "INSERT OR REPLACE INTO catalogue (connection, part, body, fetched_at) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![connection, part, json, now_ms])?;
            Ok(())
        })
    }

    fn remove_catalogue(&mut self, connection: &str) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("DELETE FROM catalogue WHERE connection = ?1")?
                .execute([connection])?;
            Ok(())
        })
    }

    fn lease(&self, name: &str) -> Result<Option<Held>, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT owner, until FROM lease WHERE name = ?1")?
                .query_row([name], held)
                .optional()
        })
    }

    fn put_lease(&mut self, name: &str, held: &Held) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("INSERT OR REPLACE INTO lease (name, owner, until) VALUES (?1, ?2, ?3)")?
                .execute(params![name, held.owner, held.until_ms])?;
            Ok(())
        })
    }

    fn end_lease(&mut self, name: &str, owner: &str) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("DELETE FROM lease WHERE name = ?1 AND owner = ?2")?
                .execute([name, owner])?;
            Ok(())
        })
    }

    fn has_lease_after(&self, until_ms: i64) -> Result<bool, StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("SELECT 1 FROM lease WHERE until > ?1")?
                .exists([until_ms])
        })
    }

    fn end_leases_after(&mut self, until_ms: i64) -> Result<(), StoreError> {
        self.ask(|sqlite| {
            sqlite
                .prepare_cached("DELETE FROM lease WHERE until > ?1")?
                .execute([until_ms])?;
            Ok(())
        })
    }
}

fn held(row: &Row<'_>) -> rusqlite::Result<Held> {
    Ok(Held {
        owner: row.get(0)?,
        until_ms: row.get(1)?,
    })
}
