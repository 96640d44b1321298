//! Decides when Xero is asked again what it offers, and keeps the answers.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::clock::was_ahead;
use crate::domain::mapping::{self, AccountRole};
use crate::domain::shop::Store;
use crate::engine::call::Untried;
use crate::engine::{Books, Core, Engine, EngineError, ErrorKind, block_on};
use crate::limits::{Barrier, Caller, Reservation};
use crate::message::{Message, say};
use crate::oauth::ConnectionState;
use crate::queue::LogLine;
use crate::store_error::StoreError;
use crate::transport::Method;
use crate::xero::Call;
use crate::xero::catalogue::{Account, BRANDING_THEMES, Catalogue, PARTS, TRACKING};
use crate::xero::failure::{self, Failure};
use crate::xero::gone;
use crate::xero::refusal::{Refusal, meaning};

/// Chart, rates and currencies change rarely: read once a day, and at once when a held job may be waiting for them.
const FRESH_MS: i64 = 24 * 3_600_000;
/// Where the names of what was ever read are kept, beside the lists.
const NAMES: &str = "names";
/// How long a person at the screen waits for Xero's first answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Not asked again within this time for the sake of held jobs.
const HELD_FRESH_MS: i64 = 60_000;

/// Which part a held job's code may be waiting for.
pub(in crate::engine) fn part_of(code: &str) -> &'static [&'static str] {
    match code {
        "period_locked" => &["organisation"],
        "account_missing" | "account_invalid" => &["accounts"],
        "tax_rate_unmapped" | "tax_rate_invalid" | "tax_rate_differs" | "tax_type_invalid" => &["tax_rates"],
        "currency_not_enabled" => &["currencies"],
        "branding_theme_invalid" => &[BRANDING_THEMES],
        "tracking_invalid" => &[TRACKING],
        _ => &[],
    }
}

impl Core {
    /// Xero's answer as it is kept, and when it was read (milliseconds since 1970). One that cannot be read any more was never read: as an
    /// empty list it would say that nothing of it is in Xero.
    fn kept_part(&self, connection: &str, part: &str) -> Result<Option<(Value, i64)>, StoreError> {
        let kept = self.store.catalogue(connection, part)?;
        Ok(kept.and_then(|(body, at)| Some((serde_json::from_str(&body).ok()?, at))))
    }

    pub(in crate::engine) fn known_catalogue(&self, connection: &str) -> Result<Catalogue, EngineError> {
        let mut catalogue = Catalogue::default();
        for (part, ..) in PARTS {
            if let Some((answer, _)) = self.kept_part(connection, part)? {
                catalogue.take(part, &answer);
            }
        }
        Ok(catalogue)
    }

    /// Whether all parts that documents need were read at some time.
    pub(in crate::engine) fn every_part_known(&self, books: &Books) -> Result<bool, EngineError> {
        for part in needed_parts(books) {
            if self.kept_part(&books.code, part)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether Xero's tax rates, where a code is about them, were never read: then they may have what is missing.
    pub(in crate::engine) fn may_be_unread(&self, books: &Books, code: &str) -> Result<bool, EngineError> {
        const RATES: &str = "tax_rates";
        Ok(part_of(code).contains(&RATES) && self.kept_part(&books.code, RATES)?.is_none())
    }

    /// Parts to read before a drain: those never read, stale ones, and those that held jobs may be waiting for. What anybody read
    /// since `began_ms` is fresh.
    pub(in crate::engine) fn stale_parts(
        &self,
        books: &Books,
        every_held: bool,
        began_ms: i64,
    ) -> Result<Vec<&'static str>, EngineError> {
        let waited: HashSet<&str> = self
            .store
            .held_codes(&books.code)?
            .iter()
            .flat_map(|(code, _)| part_of(code).iter().copied())
            .collect();
        let now = self.now();
        let mut stale = Vec::new();
        for part in needed_parts(books) {
            let read = self.kept_part(&books.code, part)?.map(|(_, at)| at);
            // One of a clock that was ahead is of no known age.
            let read = read.filter(|at| !was_ahead(*at, now));
            if read.is_some_and(|at| at >= began_ms) {
                continue;
            }
            let age = read.map_or(i64::MAX, |at| now - at);
            if age >= FRESH_MS || (waited.contains(part) && (every_held || age >= HELD_FRESH_MS)) {
                stale.push(part);
            }
        }
        Ok(stale)
    }

    /// Reads parts again, one call each. Stops at the first that fails.
    pub(in crate::engine) async fn read_parts(&self, books: &Books, parts: &[&str]) -> Result<u64, (EngineError, u64)> {
        let mut calls = 0;
        for (part, path, list) in PARTS.iter().filter(|(part, ..)| parts.contains(part)) {
            let (answer, made) = self
                .simple_call(books, "catalogue", &Call::get(*path))
                .await
                .map_err(|error| (error, calls))?;
            calls += made;
            if !answer.get(list).is_some_and(Value::is_array) {
                let error = EngineError::new(
                    ErrorKind::TemporarilyUnavailable,
                    "unexpected_answer",
                    say::CATALOGUE_UNREADABLE.with(*path),
                );
                return Err((error, calls));
            }
            if *part == "organisation" {
                self.still_the_same(books, &answer).map_err(|error| (error, calls))?;
            }
            let kept = self
                .store
                .store_catalogue(&books.code, part, &answer.to_string(), self.now());
            kept.and_then(|()| self.remember_names(&books.code, part, &answer))
                .map_err(|error| (error.into(), calls))?;
        }
        Ok(calls)
    }

    /// Keeps the names of what was read, for the time when Xero lists it no more.
    fn remember_names(&self, connection: &str, part: &str, answer: &Value) -> Result<(), StoreError> {
        let mut known = self.known_names(connection)?;
        if gone::remember(&mut known, part, answer) {
            self.store
                .store_catalogue(connection, NAMES, &known.to_string(), self.now())?;
        }
        Ok(())
    }

    fn known_names(&self, connection: &str) -> Result<Value, StoreError> {
        let kept = self.store.catalogue(connection, NAMES)?;
        Ok(kept
            .and_then(|(body, _)| serde_json::from_str(&body).ok())
            .unwrap_or_default())
    }

    /// A call's place in the budget, waited for up to ten seconds; else from when there is one, and what stands in the way.
    pub(in crate::engine) async fn reserve_within(
        &self,
        books: &Books,
        purpose: &str,
    ) -> Result<Result<i64, (i64, Barrier)>, EngineError> {
        let give_up = self.now() + 10_000;
        loop {
            let now = self.now();
            match self.store.reserve(
                &books.organisation,
                purpose,
                Caller::Person,
                now + crate::queue::under_way_ms(self.call_ms),
                now,
            )? {
                Reservation::Granted(id) => return Ok(Ok(id)),
                Reservation::NotBefore(until, _) if until <= give_up => {
                    let pause = u64::try_from(until - now).unwrap_or(250);
                    tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
                }
                Reservation::NotBefore(until, barrier) => return Ok(Err((until, barrier))),
            }
        }
    }

    /// One call outside the queue, under the same budget. Waits up to a few seconds for a lane.
    pub(in crate::engine) async fn simple_call(
        &self,
        books: &Books,
        purpose: &str,
        call: &Call,
    ) -> Result<(Value, u64), EngineError> {
        self.read_call(books, purpose, call, failure::values).await
    }

    /// The same, with what `read` makes of the answer.
    pub(in crate::engine) async fn read_call<T>(
        &self,
        books: &Books,
        purpose: &str,
        call: &Call,
        read: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<(T, u64), EngineError> {
        let reservation = match self.reserve_within(books, purpose).await? {
            Ok(reservation) => reservation,
            Err((until, barrier)) => {
                let code = if barrier == Barrier::Day {
                    "limit_day"
                } else {
                    "limit_minute"
                };
                return Err(EngineError::new(ErrorKind::LimitReached, code, say::LIMIT_REACHED)
                    .with("not_before", until / 1_000));
            }
        };
        match self.call(books, reservation, call, || Ok(true), read).await {
            Ok((Ok(body), calls)) => Ok((body, calls)),
            Ok((Err(failure), _)) => Err(self.as_error(books, &failure, call.method.writes())),
            Err(Untried::Token(error) | Untried::Ended(error)) => {
                self.lose_connection(books, &error)?;
                Err(error.into())
            }
            Err(Untried::Store(error)) => Err(error),
            // Said of jobs only, and this call has none.
            Err(Untried::Taken) => Err(EngineError::internal("a call without jobs")),
        }
    }

    /// A failed call as an error for the caller; remembers what the connection needs.
    fn as_error(&self, books: &Books, failure: &Failure, write: bool) -> EngineError {
        use crate::engine::decide::{Outcome, decide, explain};
        let (code, message, fix) = explain(failure, write);
        let needs = |state: ConnectionState, code: &'static str, message: Message| {
            let kept = self.change_state(books, state, code, &message);
            kept.err()
                .unwrap_or_else(|| EngineError::new(ErrorKind::ConnectionRequired, code, message))
        };
        let error = match decide(failure, write) {
            Outcome::NeedsConnection(code) => needs(ConnectionState::NeedsConnection, code, message),
            Outcome::Pause(code) => needs(ConnectionState::Paused, code, message),
            Outcome::Snooze(ms) => {
                EngineError::new(ErrorKind::LimitReached, code, message).with("not_before", (self.now() + ms) / 1_000)
            }
            Outcome::Refused | Outcome::Gone => EngineError::new(ErrorKind::DocumentRejected, code, message),
            Outcome::Unknown => {
                return EngineError::new(ErrorKind::OutcomeUnknown, "unknown_outcome", say::PERSON_UNANSWERED)
                    .fix(say::PERSON_UNANSWERED_FIX);
            }
            Outcome::Retry if matches!(failure, Failure::TooLarge(_)) => {
                EngineError::new(ErrorKind::TemporarilyUnavailable, code, message)
            }
            Outcome::Retry => EngineError::new(ErrorKind::TemporarilyUnavailable, "xero_unreachable", message),
        };
        error.fix(fix)
    }
}

/// Parts that the settings need.
fn needed_parts(books: &Books) -> impl Iterator<Item = &'static str> + use<> {
    let (themes, tracking) = books.settings.names();
    PARTS.iter().map(|(part, ..)| *part).filter(move |part| match *part {
        BRANDING_THEMES => themes,
        TRACKING => tracking,
        _ => true,
    })
}

impl Engine {
    /// What Xero offers to choose from, from the store or read again.
    ///
    /// # Errors
    /// When it is read again and Xero cannot be asked.
    pub fn catalogue(&self, connection: &str, refresh: bool) -> Result<Value, EngineError> {
        let core = &self.core;
        let row = core.row(connection)?;
        let mut books = core.books(&row)?;
        if refresh {
            // A person waits for this one: the first answer has to come soon.
            let first =
                block_on(async { tokio::time::timeout(PATIENCE, core.read_parts(&books, &["organisation"])).await })?;
            let Ok(first) = first else {
                return Err(EngineError::new(
                    ErrorKind::TemporarilyUnavailable,
                    "not_sent",
                    say::CATALOGUE_TIMED_OUT.with(PATIENCE.as_secs()),
                ));
            };
            first.map_err(|(error, _)| error.asked())?;
            let rest: Vec<&str> = PARTS
                .iter()
                .map(|(part, ..)| *part)
                .filter(|part| *part != "organisation")
                .collect();
            block_on(core.read_parts(&books, &rest))?.map_err(|(error, _)| error.asked())?;
            books.set_catalogue(core.known_catalogue(connection)?);
        }
        let fetched = core.store.catalogue(connection, "accounts")?.map(|(_, at)| at / 1_000);
        let catalogue = &books.catalogue;
        Ok(json!({
            "organisation": organisation(catalogue),
            "accounts": accounts(&books),
            "tax_rates": catalogue.tax_rates.iter().map(|rate| json!({
                "type": rate.kind, "name": rate.name, "rate": rate.rate.normalize().to_string(), "status": rate.status, "sales": rate.sales,
            })).collect::<Vec<_>>(),
            "currencies": catalogue.currencies,
            "branding_themes": named(&catalogue.branding_themes),
            "tracking": catalogue.tracking.iter().map(|category| json!({
                "id": category.id, "name": category.name, "options": named(&category.options),
            })).collect::<Vec<_>>(),
            "gone": gone::gone(&core.known_names(connection)?, catalogue),
            "wrong_accounts": wrong_accounts(&books),
            "fetched_at": fetched,
        }))
    }

    /// Creates an account in Xero; `code`, `name`, `type`.
    ///
    /// # Errors
    /// When Xero refuses it (its words) or cannot be asked.
    pub fn create_account(&self, connection: &str, code: &str, name: &str, kind: &str) -> Result<Value, EngineError> {
        let core = &self.core;
        if code.is_empty()
            || code.chars().count() > 10
            || name.is_empty()
            || name.chars().count() > 150
            || kind.is_empty()
        {
            return Err(EngineError::settings("account_invalid", say::ACCOUNT_INCOMPLETE));
        }
        let books = core.books(&core.row(connection)?)?;
        let mut body = json!({ "Code": code, "Name": name, "Type": kind });
        if kind == "BANK"
            && let Some(map) = body.as_object_mut()
        {
            // Xero wants a number for a bank account; the owner replaces it there.
            map.insert("BankAccountNumber".into(), json!(code));
        }
        let key = crate::secret::fingerprint(&[
            books.organisation.as_bytes(),
            b"account",
            body.to_string().as_bytes(),
            core.now().to_string().as_bytes(),
        ]);
        let call = Call::write(Method::Put, "/Accounts", body.to_string(), key);
        let (answer, _) = block_on(core.simple_call(&books, "account", &call))?.map_err(|error| {
            // A number that is taken is a plain sentence of Xero's.
            let refused = matches!(meaning(&[error.message.to_string()]), Refusal::AlreadyExists)
                || error.message.to_string().to_ascii_lowercase().contains("unique");
            if refused {
                EngineError::new(ErrorKind::DocumentRejected, "account_exists", error.message)
            } else {
                error.asked()
            }
        })?;
        let mut made = Catalogue::default();
        made.take("accounts", &answer);
        let Some(account) = made.accounts.first().filter(|account| !account.id.is_empty()) else {
            return Err(EngineError::new(
                ErrorKind::OutcomeUnknown,
                "unexpected_answer",
                say::ACCOUNT_ANSWER_UNREADABLE,
            ));
        };
        let line = LogLine {
            action: "create".into(),
            status: "success".into(),
            message: say::ACCOUNT_CREATED.with((code, name)),
            ..LogLine::default()
        };
        core.store.note(connection, &line, core.now())?;
        block_on(core.read_parts(&books, &["accounts"]))?.map_err(|(error, _)| error)?;
        Ok(account.to_json())
    }
}

/// The chart, each account with what it can be used for.
fn accounts(books: &Books) -> Vec<Value> {
    let policy = books.settings.policy(&Store::default(), &books.catalogue);
    let fits = |account: &Account| -> Vec<&str> {
        let known = policy.chart.iter().find(|known| known.id == account.id);
        let roles = AccountRole::ALL.into_iter();
        roles
            .filter(|role| known.is_some_and(|known| role.fits(known)))
            .map(AccountRole::code)
            .collect()
    };
    let with_roles = |account: &Account| {
        let mut shown = account.to_json();
        if let Some(map) = shown.as_object_mut() {
            map.insert("fits".into(), json!(fits(account)));
        }
        shown
    };
    books.catalogue.accounts.iter().map(with_roles).collect()
}

/// What is wrong with the chosen accounts: for everybody, then for websites and store views that choose otherwise.
fn wrong_accounts(books: &Books) -> Vec<Value> {
    let mut told: Vec<(String, Message, Message)> = Vec::new();
    for (scope, store) in books.settings.scoped() {
        for hold in mapping::wrong_accounts(&books.settings.policy(&store, &books.catalogue)) {
            if !told.iter().any(|(_, message, _)| *message == hold.message) {
                told.push((scope.clone(), hold.message, hold.fix));
            }
        }
    }
    told.into_iter()
        .map(|(scope, message, fix)| json!({ "scope": scope, "message": message, "message_data": message.data(), "fix": fix, "fix_data": fix.data() }))
        .collect()
}

fn named(list: &[(String, String)]) -> Vec<Value> {
    list.iter()
        .map(|(id, name)| json!({ "id": id, "name": name }))
        .collect()
}

pub(super) fn organisation(catalogue: &Catalogue) -> Value {
    let organisation = &catalogue.organisation;
    if organisation.id.is_empty() && organisation.name.is_empty() {
        return Value::Null;
    }
    json!({
        "id": organisation.id, "name": organisation.name, "base_currency": organisation.base_currency, "country": organisation.country,
        "short_code": organisation.short_code, "lock_date": organisation.lock_date.map(|date| date.to_string()),
    })
}
