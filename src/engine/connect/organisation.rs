//! Decides what happens when a consent or a Custom Connection leads to an organisation: bind, or ask a person first.
//!
//! The rule is `oauth::arrival`. Until the question is answered the connection keeps its own tokens and organisation, and
//! nothing is sent.

use serde_json::{Value, json};

use crate::engine::{Books, Core, Engine, EngineError, ErrorKind, block_on};
use crate::limits::{Caller, Lesson, Reservation};
use crate::message::{Message, Template, say};
use crate::oauth::{Arrival, ConnectionState, Organisation, Pending, Tokens, arrival, question};
use crate::queue::LogLine;
use crate::xero::catalogue::Catalogue;

/// Code of a connection that waits for the answer.
pub(super) const CONFIRM: &str = "confirm_organisation";
/// Code of the line that says so after a person moved it.
const MOVED: &str = "organisation_changed";
/// Code of a connection whose consent covers several organisations, none of them chosen.
pub(in crate::engine) const CHOOSE: &str = "choose_organisation";

impl Core {
    /// Follows a consent to an organisation, or asks first; true when it is bound. `tokens` are those of the consent, `None` when
    /// the connection's own lead there.
    pub(super) fn arrive(
        &self,
        connection: &str,
        tokens: Option<Tokens>,
        organisation: &Organisation,
        choices: &[Organisation],
    ) -> Result<bool, EngineError> {
        let before = self.row(connection)?;
        let linked = self.store.linked(connection)?;
        match arrival(&before.organisation_id, &organisation.id, linked) {
            Arrival::Bind => self.bind(connection, tokens.as_ref(), organisation, choices)?,
            Arrival::Ask => {
                let text = question(&before.organisation_name, &organisation.name, linked);
                self.wait_for_a_person(connection, tokens, organisation, choices, (CONFIRM, &text))?;
                let line = LogLine {
                    action: "connect".into(),
                    status: "held".into(),
                    code: CONFIRM.into(),
                    message: text,
                    fix: FIX.into(),
                    ..LogLine::default()
                };
                self.store.note(connection, &line, self.now())?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Puts a consent aside until a person has decided. Nothing is sent meanwhile.
    pub(super) fn wait_for_a_person(
        &self,
        connection: &str,
        tokens: Option<Tokens>,
        organisation: &Organisation,
        choices: &[Organisation],
        (code, reason): (&str, &Message),
    ) -> Result<(), EngineError> {
        let row = self.row(connection)?;
        let before = match self.store.pending(connection)? {
            Some(known) => known.before,
            None => (row.state, row.reason_code, row.reason),
        };
        let pending = Pending {
            tokens,
            organisation: organisation.clone(),
            choices: serde_json::to_string(choices).unwrap_or_else(|_| "[]".into()),
            before,
        };
        self.store.store_pending(connection, Some(&pending))?;
        self.store
            .set_state(connection, ConnectionState::NeedsConnection, code, reason)?;
        Ok(())
    }

    fn bind(
        &self,
        connection: &str,
        tokens: Option<&Tokens>,
        organisation: &Organisation,
        choices: &[Organisation],
    ) -> Result<(), EngineError> {
        let before = self.row(connection)?;
        let moved = !before.organisation_id.is_empty() && before.organisation_id != organisation.id;
        if moved {
            // Nothing is sent with one organisation's token under the other's name.
            self.store
                .set_state(connection, ConnectionState::Disconnected, "", &Message::default())?;
        }
        if let Some(tokens) = tokens {
            self.store.store_tokens(connection, Some(tokens))?;
        }
        let choices = serde_json::to_string(choices).unwrap_or_else(|_| "[]".into());
        self.store.set_organisation(
            connection,
            &organisation.id,
            &organisation.name,
            &organisation.connection_id,
            &choices,
            Some(self.now()),
        )?;
        // What Connect asked counts for the organisation: Xero counted it there.
        let settings = Self::settings(&before)?;
        let unnamed = crate::engine::app_calls(&settings.client_id, connection);
        self.store.move_calls(&unnamed, &organisation.id, self.now())?;
        if moved || !settings.custom {
            // The call that led here: the list of connections, or the organisation under the other one's name.
            let now = self.now();
            let counted = self
                .store
                .reserve(&organisation.id, "connect", Caller::Person, now + self.call_ms, now)?;
            if let Reservation::Granted(id) = counted {
                self.store.answered(&organisation.id, id, &Lesson::default(), now)?;
            }
        }
        if before.organisation_id != organisation.id {
            self.store.forget_catalogue(connection)?;
        }
        if moved {
            self.store
                .switch_links(connection, &before.organisation_id, &organisation.id)?;
            let names = (&before.organisation_name, &organisation.name);
            self.tell(connection, "warning", MOVED, say::CONNECTION_MOVED.with(names))?;
        }
        self.store.store_pending(connection, None)?;
        self.store
            .set_state(connection, ConnectionState::Connected, "", &Message::default())?;
        // What was sent to this organisation before can be asked about again.
        self.store.wake_held(connection, true, self.now())?;
        self.tell(connection, "information", "", say::CONNECTED.with(&organisation.name))
    }

    fn tell(&self, connection: &str, status: &str, code: &str, message: impl Into<Message>) -> Result<(), EngineError> {
        let line = LogLine {
            action: "connect".into(),
            status: status.into(),
            code: code.into(),
            message: message.into(),
            ..LogLine::default()
        };
        self.store.note(connection, &line, self.now())?;
        Ok(())
    }

    pub(super) async fn read_organisation(&self, connection: &str) -> Result<(), EngineError> {
        let books = self.books(&self.row(connection)?)?;
        self.read_parts(&books, &["organisation"])
            .await
            .map(|_| ())
            .map_err(|(error, _)| error)
    }

    /// A Custom Connection belongs to the organisation that allowed it in Xero, whatever the shop remembers: an answer from
    /// other books than the shop's is not kept, and the question is asked.
    pub(super) fn still_the_same(&self, books: &Books, answer: &Value) -> Result<(), EngineError> {
        if !books.settings.custom {
            return Ok(());
        }
        let mut found = Catalogue::default();
        found.take("organisation", answer);
        let found = named(&found);
        let row = self.row(&books.code)?;
        if found.id.is_empty() || row.organisation_id.is_empty() || found.id == row.organisation_id {
            return Ok(());
        }
        if self.arrive(&books.code, None, &found, &[])? {
            return Ok(());
        }
        let row = self.row(&books.code)?;
        Err(EngineError::new(ErrorKind::ConnectionRequired, CONFIRM, row.reason).fix(FIX))
    }

    /// The open question of a connection, for screens; null when there is none.
    pub(super) fn question_of(&self, connection: &str) -> Result<Value, EngineError> {
        let Some(pending) = self
            .store
            .pending(connection)?
            .filter(|one| !one.organisation.id.is_empty())
        else {
            return Ok(Value::Null);
        };
        let row = self.row(connection)?;
        let linked = self.store.linked(connection)?;
        Ok(json!({
            "from": { "id": row.organisation_id, "name": row.organisation_name },
            "to": { "id": pending.organisation.id, "name": pending.organisation.name },
            "invoices": linked.invoices,
            "records": linked.records,
        }))
    }
}

/// What to do about the question.
pub(super) const FIX: Template<0> = say::CONFIRM_ORGANISATION_FIX;

/// The organisation of a catalogue; by its name where Xero gave no id.
pub(super) fn named(catalogue: &Catalogue) -> Organisation {
    let found = &catalogue.organisation;
    Organisation {
        id: if found.id.is_empty() {
            found.name.clone()
        } else {
            found.id.clone()
        },
        name: found.name.clone(),
        connection_id: String::new(),
    }
}

impl Engine {
    /// Answers the question whether the books move: to the organisation of the newest consent, or not. Gives the connection's
    /// status.
    ///
    /// # Errors
    /// When no question is open or the store fails.
    pub fn confirm_organisation(&self, connection: &str, moves: bool) -> Result<Value, EngineError> {
        let core = &self.core;
        let row = core.row(connection)?;
        let pending = core
            .store
            .pending(connection)?
            .filter(|pending| !pending.organisation.id.is_empty())
            .ok_or_else(|| EngineError::settings("nothing_to_confirm", say::NOTHING_TO_CONFIRM))?;
        if moves {
            let choices: Vec<Organisation> = serde_json::from_str(&pending.choices).unwrap_or_default();
            core.bind(connection, pending.tokens.as_ref(), &pending.organisation, &choices)?;
            // Its facts are nice to have now; a drain reads them otherwise.
            let _ = block_on(core.read_organisation(connection))?;
            return self.connection(connection);
        }
        core.store.store_pending(connection, None)?;
        let (mut state, code, reason) = pending.before;
        if Core::settings(&row)?.custom {
            // The credentials lead to the other organisation: nothing may be sent with them.
            core.store.store_tokens(connection, None)?;
            state = ConnectionState::Disconnected;
        }
        core.store.set_state(connection, state, &code, &reason)?;
        core.tell(
            connection,
            "information",
            "",
            say::BOOKS_STAY.with(row.organisation_name),
        )?;
        self.connection(connection)
    }
}
