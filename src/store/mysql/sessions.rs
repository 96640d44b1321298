//! Rows of connections, consents under way, lists of Xero's, and leases.

use super::MysqlRows;
use super::asking::values;
use super::failure::Failure;
use super::line::Line;
use crate::message::Message;
use crate::oauth::sealed::{Sealed, SealedConnection, SealedPending, SealedTokens};
use crate::oauth::{ConnectionState, Organisation, Pending};
use crate::store::rows::{Asked, Held, NewSettings, SessionRows};
use crate::store_error::StoreError;

const CONNECTION: &str = "SELECT code, settings, settings_hash, client_secret, state, reason_code, reason, reason_data, access_token,
  refresh_token, token_expires_at, token_obtained_at, scope, organisation_id, organisation_name, xero_connection_id, choices, connected_at
  FROM #connection";

const PENDING: &str =
    "SELECT access_token, refresh_token, token_expires_at, token_obtained_at, scope, has_tokens, organisation_id,
  organisation_name, xero_connection_id, choices, state_before, code_before, reason_before, reason_before_data
  FROM #pending WHERE connection = ?";

/// Tokens, from a column on.
fn tokens(row: &Line, from: usize) -> Result<SealedTokens, Failure> {
    Ok(SealedTokens {
        access: Sealed(row.text(from)?),
        refresh: Sealed(row.text(from + 1)?),
        expires_at_ms: row.number(from + 2)?,
        obtained_at_ms: row.number(from + 3)?,
        scope: row.text(from + 4)?,
    })
}

fn message(row: &Line, english: usize) -> Result<Message, Failure> {
    Ok(Message::kept(row.text(english)?, &row.text(english + 1)?))
}

fn connection(row: &Line) -> Result<SealedConnection, Failure> {
    Ok(SealedConnection {
        code: row.text(0)?,
        settings: row.text(1)?,
        settings_hash: row.text(2)?,
        client_secret: Sealed(row.text(3)?),
        state: row.known(4, ConnectionState::from_code)?,
        reason_code: row.text(5)?,
        reason: message(row, 6)?,
        tokens: tokens(row, 8)?,
        organisation_id: row.text(13)?,
        organisation_name: row.text(14)?,
        xero_connection_id: row.text(15)?,
        choices: row.text(16)?,
        connected_at_ms: row.optional_number(17)?,
    })
}

fn pending(row: &Line) -> Result<SealedPending, Failure> {
    Ok(SealedPending {
        tokens: if row.flag(5)? { Some(tokens(row, 0)?) } else { None },
        pending: Pending {
            tokens: None,
            organisation: Organisation {
                id: row.text(6)?,
                name: row.text(7)?,
                connection_id: row.text(8)?,
            },
            choices: row.text(9)?,
            before: (
                row.known(10, ConnectionState::from_code)?,
                row.text(11)?,
                message(row, 12)?,
            ),
        },
    })
}

fn held(row: &Line) -> Result<Held, Failure> {
    Ok(Held {
        owner: row.text(0)?,
        until_ms: row.number(1)?,
    })
}

impl SessionRows for MysqlRows<'_> {
    fn connections(&self) -> Result<Vec<SealedConnection>, StoreError> {
        self.ask(|asking| {
            let rows = asking.lines(&format!("{CONNECTION} ORDER BY code"), vec![])?;
            rows.iter().map(connection).collect()
        })
    }

    fn connection(&self, code: &str) -> Result<Option<SealedConnection>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(&format!("{CONNECTION} WHERE code = ?"), values![code])?;
            found.as_ref().map(connection).transpose()
        })
    }

    fn put_settings(&mut self, code: &str, new: &NewSettings<'_>) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "INSERT INTO #connection (code, settings, settings_hash, client_secret, state, reason, reason_data, access_token,
                       refresh_token, scope, organisation_name, choices) VALUES (?, ?, ?, ?, ?, '', '', '', '', '', '', '[]')
                     ON DUPLICATE KEY UPDATE settings = VALUES(settings), settings_hash = VALUES(settings_hash),
                       client_secret = VALUES(client_secret), state = VALUES(state)",
                    values![
                        code,
                        new.settings,
                        new.hash,
                        new.secret.0.as_str(),
                        new.state.as_str()
                    ],
                )
                .map(drop)
        })
    }

    fn put_secret(&mut self, code: &str, secret: &Sealed) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "UPDATE #connection SET client_secret = ? WHERE code = ?",
                    values![secret.0.as_str(), code],
                )
                .map(drop)
        })
    }

    fn put_tokens(&mut self, code: &str, tokens: &SealedTokens) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "UPDATE #connection SET access_token = ?, refresh_token = ?, token_expires_at = ?, token_obtained_at = ?, scope = ?
                     WHERE code = ?",
                    values![
                        tokens.access.0.as_str(),
                        tokens.refresh.0.as_str(),
                        tokens.expires_at_ms,
                        tokens.obtained_at_ms,
                        tokens.scope.as_str(),
                        code
                    ],
                )
                .map(drop)
        })
    }

    fn put_state(
        &mut self,
        code: &str,
        state: ConnectionState,
        reason_code: &str,
        reason: &Message,
    ) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "UPDATE #connection SET state = ?, reason_code = ?, reason = ?, reason_data = ? WHERE code = ?",
                    values![state.as_str(), reason_code, reason.to_string(), reason.column(), code],
                )
                .map(drop)
        })
    }

    fn put_organisation(
        &mut self,
        code: &str,
        organisation: &Organisation,
        choices: &str,
        connected_at_ms: Option<i64>,
    ) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "UPDATE #connection SET organisation_id = ?, organisation_name = ?, xero_connection_id = ?, choices = ?,
                       connected_at = ? WHERE code = ?",
                    values![
                        organisation.id.as_str(),
                        organisation.name.as_str(),
                        organisation.connection_id.as_str(),
                        choices,
                        connected_at_ms,
                        code
                    ],
                )
                .map(drop)
        })
    }

    fn organisation_of(&self, connection: &str) -> Result<String, StoreError> {
        self.ask(|asking| {
            let found = asking.line(
                "SELECT organisation_id FROM #connection WHERE code = ?",
                values![connection],
            )?;
            Ok(found.map(|row| row.text(0)).transpose()?.unwrap_or_default())
        })
    }

    fn renewal(&self, code: &str) -> Result<Option<Held>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(
                "SELECT refresh_owner, refresh_until FROM #connection WHERE code = ?",
                values![code],
            )?;
            found.as_ref().map(held).transpose()
        })
    }

    fn put_renewal(&mut self, code: &str, held: &Held) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "UPDATE #connection SET refresh_owner = ?, refresh_until = ? WHERE code = ?",
                    values![held.owner.as_str(), held.until_ms, code],
                )
                .map(drop)
        })
    }

    fn pending(&self, code: &str) -> Result<Option<SealedPending>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(PENDING, values![code])?;
            found.as_ref().map(pending).transpose()
        })
    }

    fn put_pending(&mut self, code: &str, sealed: Option<&SealedPending>) -> Result<(), StoreError> {
        self.ask(|asking| {
            let Some(sealed) = sealed else {
                return asking
                    .run("DELETE FROM #pending WHERE connection = ?", values![code])
                    .map(drop);
            };
            let tokens = sealed.tokens.clone().unwrap_or_default();
            let pending = &sealed.pending;
            let (state, reason_code, reason) = &pending.before;
            asking
                .run(
                    "REPLACE INTO #pending (connection, organisation_id, organisation_name, xero_connection_id, choices, has_tokens,
                       access_token, refresh_token, token_expires_at, token_obtained_at, scope, state_before, code_before, reason_before,
                       reason_before_data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    values![
                        code,
                        pending.organisation.id.as_str(),
                        pending.organisation.name.as_str(),
                        pending.organisation.connection_id.as_str(),
                        pending.choices.as_str(),
                        i64::from(sealed.tokens.is_some()),
                        tokens.access.0.as_str(),
                        tokens.refresh.0.as_str(),
                        tokens.expires_at_ms,
                        tokens.obtained_at_ms,
                        tokens.scope.as_str(),
                        state.as_str(),
                        reason_code.as_str(),
                        reason.to_string(),
                        reason.column()
                    ],
                )
                .map(drop)
        })
    }

    fn put_asked(&mut self, state: &str, asked: &Asked) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "INSERT INTO #authorisation (state, connection, verifier, redirect, created_at) VALUES (?, ?, ?, ?, ?)",
                    values![
                        state,
                        asked.connection.as_str(),
                        asked.verifier.0.as_str(),
                        asked.redirect.as_str(),
                        asked.at_ms
                    ],
                )
                .map(drop)
        })
    }

    fn take_asked(&mut self, state: &str) -> Result<Option<Asked>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(
                "SELECT connection, verifier, redirect, created_at FROM #authorisation WHERE state = ?",
                values![state],
            )?;
            let Some(row) = found else { return Ok(None) };
            asking.run("DELETE FROM #authorisation WHERE state = ?", values![state])?;
            Ok(Some(Asked {
                connection: row.text(0)?,
                verifier: Sealed(row.text(1)?),
                redirect: row.text(2)?,
                at_ms: row.number(3)?,
            }))
        })
    }

    fn remove_asked(&mut self, before_ms: i64) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run("DELETE FROM #authorisation WHERE created_at < ?", values![before_ms])
                .map(drop)
        })
    }

    fn catalogue(&self, connection: &str, part: &str) -> Result<Option<(String, i64)>, StoreError> {
        self.ask(|asking| {
            let found = asking.line(
                "SELECT body, fetched_at FROM #catalogue WHERE connection = ? AND part = ?",
                values![connection, part],
            )?;
            found.map(|row| Ok((row.text(0)?, row.number(1)?))).transpose()
        })
    }

    fn put_catalogue(&mut self, connection: &str, part: &str, json: &str, now_ms: i64) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "REPLACE INTO #catalogue (connection, part, body, fetched_at) VALUES (?, ?, ?, ?)",
                    values![connection, part, json, now_ms],
                )
                .map(drop)
        })
    }

    fn remove_catalogue(&mut self, connection: &str) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run("DELETE FROM #catalogue WHERE connection = ?", values![connection])
                .map(drop)
        })
    }

    fn lease(&self, name: &str) -> Result<Option<Held>, StoreError> {
        self.ask(|asking| {
            let found = asking.line("SELECT owner, until_at FROM #lease WHERE name = ?", values![name])?;
            found.as_ref().map(held).transpose()
        })
    }

    fn put_lease(&mut self, name: &str, held: &Held) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run(
                    "REPLACE INTO #lease (name, owner, until_at) VALUES (?, ?, ?)",
                    values![name, held.owner.as_str(), held.until_ms],
                )
                .map(drop)
        })
    }

    fn end_lease(&mut self, name: &str, owner: &str) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run("DELETE FROM #lease WHERE name = ? AND owner = ?", values![name, owner])
                .map(drop)
        })
    }

    fn has_lease_after(&self, until_ms: i64) -> Result<bool, StoreError> {
        self.ask(|asking| asking.any("SELECT 1 FROM #lease WHERE until_at > ? LIMIT 1", values![until_ms]))
    }

    fn end_leases_after(&mut self, until_ms: i64) -> Result<(), StoreError> {
        self.ask(|asking| {
            asking
                .run("DELETE FROM #lease WHERE until_at > ?", values![until_ms])
                .map(drop)
        })
    }
}
