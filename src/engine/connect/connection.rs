//! Decides how a shop is connected: settings, consent, choice of organisation, Custom Connection, disconnecting.

use serde_json::{Value, json};

use super::organisation::{CHOOSE, CONFIRM, named};
use super::status::status;
use crate::engine::{Core, Engine, EngineError, ErrorKind, block_on};
use crate::message::{Message, say};
use crate::oauth::{self, Answer, ConnectionState, Organisation};
use crate::queue::{LogLine, renewal_ms};
use crate::secret::fingerprint;
use crate::settings::Settings;

impl Engine {
    /// Stores the settings document of a connection; true when it changed. Held jobs look again then.
    ///
    /// # Errors
    /// When the document cannot be used, with the field.
    pub fn configure(&self, connection: &str, document: &Value) -> Result<bool, EngineError> {
        let core = &self.core;
        if connection.is_empty() || connection.len() > 64 {
            return Err(EngineError::settings("connection_unknown", say::CONNECTION_CODE));
        }
        let settings = Settings::read(document)?;
        let (public, secret) = Settings::split_secret(document);
        let configured = !settings.client_id.is_empty();
        let hash = fingerprint(&[public.to_string().as_bytes(), secret.reveal().as_bytes()]);
        let other_app = core.store.connection(connection)?.is_some_and(|row| {
            Core::settings(&row)
                .is_ok_and(|before| before.client_id != settings.client_id || before.custom != settings.custom)
        });
        let changed = core
            .store
            .configure(connection, &public.to_string(), &secret, &hash, configured, core.now())?;
        if changed && other_app {
            // Tokens belong to the app that got them.
            core.store.store_tokens(connection, None)?;
            core.store.store_pending(connection, None)?;
            if configured {
                core.store
                    .set_state(connection, ConnectionState::Disconnected, "", &Message::default())?;
            }
        }
        if changed {
            core.store.wake_held(connection, true, core.now())?;
        }
        Ok(changed)
    }

    /// Begins a consent: `url` and `state`.
    ///
    /// # Errors
    /// When the app's credentials are missing or the redirect address is malformed.
    pub fn authorise(&self, connection: &str, redirect: &str) -> Result<Value, EngineError> {
        let core = &self.core;
        let row = core.row(connection)?;
        let settings = Core::settings(&row)?;
        if settings.client_id.is_empty() {
            return Err(EngineError::settings("credentials_missing", say::CLIENT_ID_MISSING));
        }
        if row.client_secret.is_empty() && row.unreadable {
            return Err(crate::secret::SealError::WrongKey.into());
        }
        let begun = oauth::begin(
            core.store.as_ref(),
            &Core::app(&row, &settings),
            &core.endpoints,
            connection,
            redirect,
            core.now(),
        )?;
        Ok(json!({ "url": begun.url, "state": begun.state }))
    }

    /// Ends a consent with the parameters of the redirect.
    ///
    /// # Errors
    /// When consent was denied, the state does not fit, or Xero refuses the code.
    pub fn complete_authorise(&self, query: &Value) -> Result<Value, EngineError> {
        let core = &self.core;
        let field = |name: &str| query.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let answer = Answer {
            state: field("state"),
            code: field("code"),
            error: field("error"),
        };
        let app_of = |code: &str| {
            let row = core
                .store
                .connection(code)?
                .ok_or_else(|| crate::store_error::StoreError::new("connection_unknown", say::CONNECTION_REMOVED))?;
            let settings = Core::settings(&row)
                .map_err(|error| crate::store_error::StoreError::new("settings_invalid", error.message))?;
            Ok(Core::app(&row, &settings))
        };
        let consent = block_on(oauth::finish(
            core.store.as_ref(),
            core.transport.as_ref(),
            &core.endpoints,
            app_of,
            &answer,
            core.now(),
        ))?
        .map_err(|error| EngineError::from(error).asked())?;
        let connection = consent.connection.clone();
        let listed: Vec<Value> = consent
            .organisations
            .iter()
            .map(|organisation| json!({ "id": organisation.id, "name": organisation.name }))
            .collect();
        // A connection that was bound before stays with its organisation when the consent covers it.
        let row = core.row(&connection)?;
        let chosen = match consent.organisations.as_slice() {
            [single] => Some(single),
            many => many.iter().find(|organisation| organisation.id == row.organisation_id),
        };
        let Some(chosen) = chosen else {
            core.wait_for_a_person(
                &connection,
                Some(consent.tokens),
                &Organisation::default(),
                &consent.organisations,
                (CHOOSE, &say::CHOOSE_ORGANISATION.into()),
            )?;
            return Ok(json!({
                "connection": connection, "state": CHOOSE, "organisation": null, "organisations": listed, "question": null,
            }));
        };
        let bound = core.arrive(&connection, Some(consent.tokens), chosen, &consent.organisations)?;
        if bound {
            // Its facts are nice to have now; a drain reads them otherwise.
            let _ = block_on(core.read_organisation(&connection))?;
        }
        Ok(json!({
            "connection": connection,
            "state": if bound { "connected" } else { CONFIRM },
            "organisation": { "id": chosen.id, "name": chosen.name },
            "organisations": listed,
            "question": core.question_of(&connection)?,
        }))
    }

    /// Binds the connection to one of the organisations of the last consent.
    ///
    /// # Errors
    /// When the organisation is not among them.
    pub fn choose_organisation(&self, connection: &str, organisation_id: &str) -> Result<Value, EngineError> {
        let core = &self.core;
        let row = core.row(connection)?;
        let pending = core.store.pending(connection)?;
        let known = pending.as_ref().map_or(&row.choices, |pending| &pending.choices);
        let choices: Vec<Organisation> = serde_json::from_str(known).unwrap_or_default();
        let chosen = choices
            .iter()
            .find(|organisation| organisation.id == organisation_id)
            .ok_or_else(|| EngineError::settings("organisation_unknown", say::ORGANISATION_NOT_AMONG_ALLOWED))?;
        // Without a consent that waits, the choice is among those of the last one, which the connection's own tokens cover.
        let tokens = pending.and_then(|pending| pending.tokens);
        if core.arrive(connection, tokens, chosen, &choices)? {
            let _ = block_on(core.read_organisation(connection))?;
        }
        self.connection(connection)
    }

    /// Connects with client credentials.
    ///
    /// # Errors
    /// When the credentials are missing or refused.
    pub fn connect_custom(&self, connection: &str) -> Result<Value, EngineError> {
        let core = &self.core;
        let row = core.row(connection)?;
        let settings = Core::settings(&row)?;
        if !settings.custom {
            return Err(EngineError::settings("connection_type", say::CONNECTION_IS_WEB_APP));
        }
        if settings.client_id.is_empty() || row.client_secret.is_empty() {
            return Err(EngineError::settings(
                "credentials_missing",
                say::CUSTOM_CREDENTIALS_MISSING,
            ));
        }
        let tokens = block_on(oauth::client_credentials(
            core.transport.as_ref(),
            &Core::app(&row, &settings),
            &core.endpoints,
            core.now(),
        ))?
        .map_err(|error| EngineError::from(error).asked())?;
        core.store.store_tokens(connection, Some(&tokens))?;
        match block_on(core.read_organisation(connection))? {
            Err(error) if error.code == CONFIRM => return self.connection(connection),
            other => other.map_err(EngineError::asked)?,
        }
        let organisation = named(&core.known_catalogue(connection)?);
        if organisation.id.is_empty() {
            return Err(EngineError::new(
                ErrorKind::TemporarilyUnavailable,
                "unexpected_answer",
                say::ORGANISATION_NOT_TOLD,
            ));
        }
        let known = core.store.catalogue(connection, "organisation")?;
        core.arrive(connection, None, &organisation, &[])?;
        if let Some((body, at)) = known {
            core.store.store_catalogue(connection, "organisation", &body, at)?;
        }
        self.connection(connection)
    }

    /// Revokes at Xero as far as that is possible, and forgets the tokens. Jobs and links stay.
    ///
    /// # Errors
    /// When the store fails; that Xero cannot be reached does not hinder disconnecting here.
    pub fn disconnect(&self, connection: &str) -> Result<Value, EngineError> {
        let core = &self.core;
        let row = core.row(connection)?;
        let settings = Core::settings(&row)?;
        let app = Core::app(&row, &settings);
        let mut told = true;
        if let Some(tokens) = &row.tokens
            && !settings.custom
        {
            // Access tokens live for half an hour: mostly it has ended by now, and Xero would not listen.
            let fresh = block_on(oauth::access_token(
                core.store.as_ref(),
                core.transport.as_ref(),
                core.clock.as_ref(),
                &core.endpoints,
                &app,
                false,
                connection,
                &core.owner,
                None,
                renewal_ms(core.call_ms),
            ))?;
            let access = fresh.unwrap_or_else(|_| tokens.access.clone());
            // Renewing replaced the refresh token, too.
            let tokens = core.row(connection)?.tokens.unwrap_or_else(|| tokens.clone());
            if !row.xero_connection_id.is_empty() {
                told &= block_on(oauth::disconnect(
                    core.transport.as_ref(),
                    &core.endpoints,
                    &access,
                    &row.xero_connection_id,
                ))?
                .is_ok();
            }
            // Revoking removes every connection of this user and app: not while another connection here lives by it.
            let shared = core.store.connections()?.iter().any(|other| {
                other.code != row.code
                    && other.tokens.is_some()
                    && Core::settings(other).is_ok_and(|theirs| theirs.client_id == settings.client_id)
            });
            if !shared && !tokens.refresh.is_empty() {
                told &= block_on(oauth::revoke(
                    core.transport.as_ref(),
                    &app,
                    &core.endpoints,
                    &tokens.refresh,
                ))?
                .is_ok();
            }
        }
        core.store.store_tokens(connection, None)?;
        core.store.store_pending(connection, None)?;
        core.store
            .set_state(connection, ConnectionState::Disconnected, "", &Message::default())?;
        let line = LogLine {
            action: "disconnect".into(),
            status: "information".into(),
            message: if told {
                say::DISCONNECTED.into()
            } else {
                say::DISCONNECTED_HERE_ONLY.into()
            },
            ..LogLine::default()
        };
        core.store.note(connection, &line, core.now())?;
        self.connection(connection)
    }

    /// Status of one connection.
    ///
    /// # Errors
    /// When it does not exist or the store fails.
    pub fn connection(&self, connection: &str) -> Result<Value, EngineError> {
        let row = self.core.row(connection)?;
        status(&self.core, &row)
    }

    /// Status of all connections, without any call.
    ///
    /// # Errors
    /// When the store fails.
    pub fn connections(&self) -> Result<Value, EngineError> {
        self.core
            .store
            .connections()?
            .iter()
            .map(|row| status(&self.core, row))
            .collect::<Result<Vec<_>, _>>()
            .map(Value::Array)
    }
}
