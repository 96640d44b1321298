//! Stores connections, tokens (sealed), consents under way and what Xero offers.

use rusqlite::{OptionalExtension, Row, params};

use super::{SqliteRows, SqliteStore};
use crate::clock::was_ahead;
use crate::message::Message;
use crate::oauth::{ConnectionRow, ConnectionState, Linked, Organisation, Pending, SessionStore, Tokens};
use crate::secret::{SealError, Secret};
use crate::store::rows::SessionRows;
use crate::store_error::StoreError;

fn sealed(error: &SealError) -> StoreError {
    StoreError::new("secret_unreadable", error.message())
}

impl SqliteStore {
    fn seal(&self, text: &Secret, place: &str) -> Result<String, StoreError> {
        if text.is_empty() {
            return Ok(String::new());
        }
        self.database.sealer.seal(text, place).map_err(|error| sealed(&error))
    }

    /// A secret that cannot be opened (another deployment key) reads as none: the connection then asks to be connected again.
    fn unseal(&self, text: &str, place: &str) -> Secret {
        if text.is_empty() {
            return Secret::default();
        }
        self.database.sealer.open(text, place).unwrap_or_default()
    }

    /// Whether something is sealed there that none of the shop's keys opens.
    fn is_unreadable(&self, text: &str, place: &str) -> bool {
        !text.is_empty() && self.database.sealer.open(text, place).is_err()
    }

    fn connection_row(&self, row: &Row<'_>) -> rusqlite::Result<ConnectionRow> {
        let code: String = row.get("code")?;
        let tokens = Tokens {
            access: self.unseal(&row.get::<_, String>("access_token")?, &format!("{code}:access")),
            refresh: self.unseal(&row.get::<_, String>("refresh_token")?, &format!("{code}:refresh")),
            expires_at_ms: row.get("token_expires_at")?,
            obtained_at_ms: row.get("token_obtained_at")?,
            scope: row.get("scope")?,
        };
        let mut unreadable = false;
        for (column, place) in [
            ("client_secret", "secret"),
            ("access_token", "access"),
            ("refresh_token", "refresh"),
        ] {
            unreadable |= self.is_unreadable(&row.get::<_, String>(column)?, &format!("{code}:{place}"));
        }
        let has_tokens = !tokens.access.is_empty() || !tokens.refresh.is_empty();
        Ok(ConnectionRow {
            client_secret: self.unseal(&row.get::<_, String>("client_secret")?, &format!("{code}:secret")),
            settings: row.get("settings")?,
            settings_hash: row.get("settings_hash")?,
            state: ConnectionState::from_code(&row.get::<_, String>("state")?),
            reason_code: row.get("reason_code")?,
            reason: Message::kept(row.get::<_, String>("reason")?, &row.get::<_, String>("reason_data")?),
            tokens: has_tokens.then_some(tokens),
            organisation_id: row.get("organisation_id")?,
            organisation_name: row.get("organisation_name")?,
            xero_connection_id: row.get("xero_connection_id")?,
            choices: row.get("choices")?,
            connected_at_ms: row.get("connected_at")?,
            unreadable,
            code,
        })
    }
}

impl SessionStore for SqliteStore {
    fn connections(&self) -> Result<Vec<ConnectionRow>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT * FROM connection ORDER BY code")?
                .query_map([], |row| self.connection_row(row))?
                .collect()
        })
    }

    fn connection(&self, code: &str) -> Result<Option<ConnectionRow>, StoreError> {
        self.read(|connection| {
            connection
                .prepare_cached("SELECT * FROM connection WHERE code = ?1")?
                .query_row([code], |row| self.connection_row(row))
                .optional()
        })
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
        let secret = self.seal(secret, &format!("{code}:secret"))?;
        self.write(|transaction| {
            let before: Option<(String, String, String)> = transaction
                .query_row(
                    "SELECT settings_hash, state, client_secret FROM connection WHERE code = ?1",
                    [code],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
                )
                .optional()?;
            let state = match (&before, configured) {
                (_, false) => ConnectionState::NotConfigured.as_str(),
                (None, true) => ConnectionState::Disconnected.as_str(),
                (Some((_, state, _)), true) if state == ConnectionState::NotConfigured.as_str() => {
                    ConnectionState::Disconnected.as_str()
                }
                (Some((_, state, _)), true) => state.as_str(),
            };
            if let Some((known, _, sealed)) = &before
                && known == hash
            {
                if self.is_unreadable(sealed, &format!("{code}:secret")) {
                    // The shop's key changed: the same secret is sealed again with the new one.
                    transaction.execute("UPDATE connection SET client_secret = ?2 WHERE code = ?1", params![code, secret])?;
                }
                return Ok(false);
            }
            transaction.execute(
                "INSERT INTO connection (code, settings, settings_hash, client_secret, state) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (code) DO UPDATE SET settings = ?2, settings_hash = ?3, client_secret = ?4, state = ?5",
                params![code, settings, hash, secret, state],
            )?;
            Ok(true)
        })
    }

    fn store_tokens(&self, code: &str, tokens: Option<&Tokens>) -> Result<(), StoreError> {
        let none = Tokens::default();
        let tokens = tokens.unwrap_or(&none);
        let access = self.seal(&tokens.access, &format!("{code}:access"))?;
        let refresh = self.seal(&tokens.refresh, &format!("{code}:refresh"))?;
        self.write(|transaction| {
            transaction.execute(
                "UPDATE connection SET access_token = ?2, refresh_token = ?3, token_expires_at = ?4, token_obtained_at = ?5, scope = ?6
                 WHERE code = ?1",
                params![code, access, refresh, tokens.expires_at_ms, tokens.obtained_at_ms, tokens.scope],
            )?;
            Ok(())
        })
    }

    fn set_state(
        &self,
        code: &str,
        state: ConnectionState,
        reason_code: &str,
        reason: &Message,
    ) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "UPDATE connection SET state = ?2, reason_code = ?3, reason = ?4, reason_data = ?5 WHERE code = ?1",
                params![code, state.as_str(), reason_code, reason.to_string(), reason.column()],
            )?;
            Ok(())
        })
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
        self.write(|transaction| {
            transaction.execute(
                "UPDATE connection SET organisation_id = ?2, organisation_name = ?3, xero_connection_id = ?4, choices = ?5,
                   connected_at = ?6 WHERE code = ?1",
                params![code, id, name, xero_connection_id, choices, connected_at_ms],
            )?;
            Ok(())
        })
    }

    fn switch_links(&self, code: &str, left: &str, came: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            let mut move_links = transaction.prepare("UPDATE link SET connection = ?2 WHERE connection = ?1")?;
            move_links.execute([code, &format!("{code}@{left}")])?;
            move_links.execute([&format!("{code}@{came}"), code])?;
            Ok(())
        })
    }

    fn linked(&self, code: &str) -> Result<Linked, StoreError> {
        self.read(|sqlite| {
            // A write whose outcome is not proven yet counts: it may be there.
            sqlite
                .prepare_cached(
                    "SELECT count(*), coalesce(sum(kind = 'invoice'), 0) FROM (
                       SELECT kind, key FROM link WHERE connection = ?1 UNION SELECT kind, key FROM claim WHERE connection = ?1)",
                )?
                .query_row([code], |row| {
                    Ok(Linked {
                        records: row.get(0)?,
                        invoices: row.get(1)?,
                    })
                })
        })
    }

    fn pending(&self, code: &str) -> Result<Option<Pending>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached("SELECT * FROM pending WHERE connection = ?1")?
                .query_row([code], |row| {
                    let tokens = Tokens {
                        access: self.unseal(
                            &row.get::<_, String>("access_token")?,
                            &format!("{code}:pending_access"),
                        ),
                        refresh: self.unseal(
                            &row.get::<_, String>("refresh_token")?,
                            &format!("{code}:pending_refresh"),
                        ),
                        expires_at_ms: row.get("token_expires_at")?,
                        obtained_at_ms: row.get("token_obtained_at")?,
                        scope: row.get("scope")?,
                    };
                    Ok(Pending {
                        tokens: row.get::<_, bool>("has_tokens")?.then_some(tokens),
                        organisation: Organisation {
                            id: row.get("organisation_id")?,
                            name: row.get("organisation_name")?,
                            connection_id: row.get("xero_connection_id")?,
                        },
                        choices: row.get("choices")?,
                        before: (
                            ConnectionState::from_code(&row.get::<_, String>("state_before")?),
                            row.get("code_before")?,
                            Message::kept(
                                row.get::<_, String>("reason_before")?,
                                &row.get::<_, String>("reason_before_data")?,
                            ),
                        ),
                    })
                })
                .optional()
        })
    }

    fn store_pending(&self, code: &str, pending: Option<&Pending>) -> Result<(), StoreError> {
        let Some(pending) = pending else {
            return self.write(|transaction| {
                transaction.execute("DELETE FROM pending WHERE connection = ?1", [code])?;
                Ok(())
            });
        };
        let none = Tokens::default();
        let tokens = pending.tokens.as_ref().unwrap_or(&none);
        let access = self.seal(&tokens.access, &format!("{code}:pending_access"))?;
        let refresh = self.seal(&tokens.refresh, &format!("{code}:pending_refresh"))?;
        let (state, reason_code, reason) = &pending.before;
        self.write(|transaction| {
            transaction.execute(
                "INSERT OR REPLACE INTO pending (connection, organisation_id, organisation_name, xero_connection_id, choices, has_tokens,
                   access_token, refresh_token, token_expires_at, token_obtained_at, scope, state_before, code_before, reason_before,
                   reason_before_data)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
                params![
                    code,
                    pending.organisation.id,
                    pending.organisation.name,
                    pending.organisation.connection_id,
                    pending.choices,
                    pending.tokens.is_some(),
                    access,
                    refresh,
                    tokens.expires_at_ms,
                    tokens.obtained_at_ms,
                    tokens.scope,
                    state.as_str(),
                    reason_code,
                    reason.to_string(),
                    reason.column()
                ],
            )?;
            Ok(())
        })
    }

    fn lock_refresh(&self, code: &str, owner: &str, until_ms: i64, now_ms: i64) -> Result<bool, StoreError> {
        self.write(|transaction| {
            let holder: Option<(String, i64)> = transaction
                .query_row(
                    "SELECT refresh_owner, refresh_until FROM connection WHERE code = ?1",
                    [code],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?;
            let free = holder.is_some_and(|(holder, until)| {
                holder.is_empty()
                    || until <= now_ms
                    // Longer than anybody may have it: the clock was ahead.
                    || was_ahead(until, until_ms)
                    || crate::queue::is_alive(&holder) == Some(false)
            });
            if free {
                transaction.execute(
                    "UPDATE connection SET refresh_owner = ?2, refresh_until = ?3 WHERE code = ?1",
                    params![code, owner, until_ms],
                )?;
            }
            Ok(free)
        })
    }

    fn unlock_refresh(&self, code: &str, owner: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "UPDATE connection SET refresh_owner = '', refresh_until = 0 WHERE code = ?1 AND refresh_owner = ?2",
                params![code, owner],
            )?;
            Ok(())
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
        let verifier = self.seal(verifier, state)?;
        self.write(|transaction| {
            transaction.execute(
                "DELETE FROM authorisation WHERE created_at < ?1",
                [now_ms - 86_400_000],
            )?;
            transaction.execute(
                "INSERT INTO authorisation (state, connection, verifier, redirect, created_at) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![state, connection, verifier, redirect, now_ms],
            )?;
            Ok(())
        })
    }

    fn take_authorisation(
        &self,
        state: &str,
        not_older_than_ms: i64,
    ) -> Result<Option<(String, Secret, String)>, StoreError> {
        let found: Option<(String, String, String, i64)> = self.write(|transaction| {
            transaction
                .query_row(
                    "DELETE FROM authorisation WHERE state = ?1 RETURNING connection, verifier, redirect, created_at",
                    [state],
                    |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
                )
                .optional()
        })?;
        Ok(found
            .filter(|(_, _, _, created)| *created >= not_older_than_ms)
            .map(|(connection, verifier, redirect, _)| (connection, self.unseal(&verifier, state), redirect)))
    }

    fn catalogue(&self, connection: &str, part: &str) -> Result<Option<(String, i64)>, StoreError> {
        self.read(|sqlite| {
            sqlite
                .prepare_cached("SELECT body, fetched_at FROM catalogue WHERE connection = ?1 AND part = ?2")?
                .query_row([connection, part], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()
        })
    }

    fn store_catalogue(&self, connection: &str, part: &str, json: &str, now_ms: i64) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT OR REPLACE INTO catalogue (connection, part, body, fetched_at) VALUES (?1, ?2, ?3, ?4)",
                params![connection, part, json, now_ms],
            )?;
            Ok(())
        })
    }

    fn forget_catalogue(&self, connection: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM catalogue WHERE connection = ?1", [connection])?;
            Ok(())
        })
    }

    fn lease(&self, name: &str, owner: &str, until_ms: i64, now_ms: i64) -> Result<Option<String>, StoreError> {
        self.write(|transaction| {
            let held: Option<(String, i64)> = transaction
                .query_row("SELECT owner, until FROM lease WHERE name = ?1", [name], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?;
            if let Some((holder, until)) = held
                && until > now_ms
                && !was_ahead(until, until_ms)
            {
                return Ok(Some(holder));
            }
            transaction.execute(
                "INSERT OR REPLACE INTO lease (name, owner, until) VALUES (?1, ?2, ?3)",
                params![name, owner, until_ms],
            )?;
            Ok(None)
        })
    }

    fn end_lease(&self, name: &str, owner: &str) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM lease WHERE name = ?1 AND owner = ?2", [name, owner])?;
            Ok(())
        })
    }
}

impl SessionRows for SqliteRows<'_> {
    fn organisation_of(&self, connection: &str) -> Result<String, StoreError> {
        self.ask(|sqlite| {
            let found = sqlite
                .prepare_cached("SELECT organisation_id FROM connection WHERE code = ?1")?
                .query_row([connection], |row| row.get(0))
                .optional()?;
            Ok(found.unwrap_or_default())
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
