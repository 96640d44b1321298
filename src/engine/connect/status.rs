//! Decides what screens and monitoring are told about a connection: its state, what helps, and its organisation.

use serde_json::{Value, json};

use super::catalogue::organisation;
use super::organisation::FIX;
use crate::clock::timestamp;
use crate::engine::{Core, EngineError};
use crate::message::{Message, say};
use crate::oauth::{ConnectionRow, ConnectionState};
use crate::settings::Settings;

/// A refresh token that is not used dies after sixty days.
const CONSENT_MS: i64 = 60 * 86_400_000;

/// When a consent ends unless it is used (milliseconds since 1970); `None`: it does not.
pub(in crate::engine) fn consent_ends_ms(row: &ConnectionRow, settings: &Settings) -> Option<i64> {
    let tokens = row.tokens.as_ref()?;
    (!settings.custom && !tokens.refresh.is_empty()).then_some(tokens.obtained_at_ms + CONSENT_MS)
}

pub(super) fn status(core: &Core, row: &ConnectionRow) -> Result<Value, EngineError> {
    let settings = Core::settings(row).unwrap_or_default();
    let catalogue = core.known_catalogue(&row.code)?;
    let mut facts = organisation(&catalogue);
    if facts.is_null() && !row.organisation_name.is_empty() {
        facts = json!({ "id": row.organisation_id, "name": row.organisation_name, "base_currency": "", "country": "", "short_code": "", "lock_date": null });
    }
    let state = row.state_now();
    let pending = core.store.pending(&row.code)?;
    let question = core.question_of(&row.code)?;
    let (code, message) = if state == row.state {
        (row.reason_code.as_str(), &row.reason)
    } else {
        ("secret_unreadable", &say::CREDENTIALS_UNREADABLE.into())
    };
    let fix: Message = match state {
        _ if !question.is_null() => FIX.into(),
        ConnectionState::NotConfigured => say::ENTER_CREDENTIALS.into(),
        ConnectionState::Disconnected | ConnectionState::NeedsConnection => say::PRESS_CONNECT_NOW.into(),
        ConnectionState::Paused => say::CORRECT_AND_RESUME.into(),
        ConnectionState::Connected => Message::default(),
    };
    let choices: Value = serde_json::from_str::<Vec<crate::oauth::Organisation>>(
        pending.as_ref().map_or(&row.choices, |one| &one.choices),
    )
    .unwrap_or_default()
    .iter()
    .map(|choice| json!({ "id": choice.id, "name": choice.name }))
    .collect();
    Ok(json!({
        "connection": row.code,
        "name": settings.name,
        "type": if settings.custom { "custom" } else { "web_app" },
        "state": state.as_str(),
        "code": code,
        "message": message,
        "message_data": message.data(),
        "fix": fix,
        "fix_data": fix.data(),
        "organisation": facts,
        "organisations": choices,
        "question": question,
        "connected_at": row.connected_at_ms.map(timestamp),
        "consent_expires_at": consent_ends_ms(row, &settings).map(timestamp),
        "scopes": row.tokens.as_ref().map(|tokens| tokens.scope.split_whitespace().collect::<Vec<_>>()).unwrap_or_default(),
    }))
}
