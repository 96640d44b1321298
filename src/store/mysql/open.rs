//! Decides how the server is spoken to, and brings the tables to the present schema.

use std::time::Duration;

use mysql::consts::CapabilityFlags;
use mysql::{Conn, OptsBuilder, SslOpts};

use super::address::Tls;
use super::asking::{Asking, values};
use super::failure::Failure;
use super::place::place;
use super::session::Session;
use super::{MysqlAddress, schema_lock};
use crate::message::say;
use crate::store::{forks, schema};
use crate::store_error::StoreError;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(3);
/// How long an answer may take; longer than every wait for a lock.
const ANSWER: Duration = Duration::from_secs(60);
/// Seconds that a transaction waits for another one's lock: of a row, or of a table or the whole server (a backup, a change of a table, a server
/// that is made read-only). Twice, then the store was busy.
const LOCK_SECONDS: u32 = 5;
/// Seconds after which the server ends a connection of which it hears nothing, and with it its locks: those of a machine that is gone.
const SILENT_SECONDS: u32 = 60;
/// Seconds that a process waits for another one that brings the tables to the present schema.
const MIGRATE_SECONDS: u32 = 30;
/// Statements that stay prepared.
const PREPARED: usize = 128;

/// How a connection behaves: texts are bytes, what does not fit is refused, one row lock orders all who write.
fn settings(silent_seconds: u32) -> Vec<String> {
    vec![
        "SET NAMES binary".to_owned(),
        format!(
            "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', SESSION time_zone = '+00:00',
             SESSION innodb_lock_wait_timeout = {LOCK_SECONDS}, SESSION lock_wait_timeout = {LOCK_SECONDS},
             SESSION wait_timeout = {silent_seconds}"
        ),
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED".to_owned(),
    ]
}

/// A connection that the server ends after so many seconds of silence.
pub(super) fn connect(address: &MysqlAddress, silent_seconds: u32) -> Result<Conn, Failure> {
    forks::hook();
    let tls = match &address.tls {
        Tls::Off => None,
        Tls::Verified(ca) => Some(SslOpts::default().with_root_cert_path(ca.clone())),
        Tls::Unverified => Some(
            SslOpts::default()
                .with_danger_skip_domain_validation(true)
                .with_danger_accept_invalid_certs(true),
        ),
    };
    let socket = address.socket.as_ref().map(|path| path.display().to_string());
    let options = OptsBuilder::new()
        .ip_or_hostname(Some(address.host.as_str()))
        .tcp_port(address.port)
        .prefer_socket(socket.is_some())
        .socket(socket)
        .user(Some(address.user.as_str()))
        .pass(Some(address.password.reveal()))
        .db_name(Some(address.database.as_str()))
        .ssl_opts(tls)
        .tcp_connect_timeout(Some(CONNECT))
        .tcp_keepalive_time_ms(Some(10_000))
        .read_timeout(Some(ANSWER))
        .write_timeout(Some(ANSWER))
        .stmt_cache_size(PREPARED)
        // A row that a change chose counts, whether or not it differs from before.
        .additional_capabilities(CapabilityFlags::CLIENT_FOUND_ROWS)
        .init(settings(silent_seconds));
    Ok(Conn::new(options)?)
}

/// A session whose tables have the present schema.
pub(super) fn open(address: &MysqlAddress) -> Result<Session, Failure> {
    let connection = connect(address, SILENT_SECONDS)?;
    let writer = crate::secret::random_bytes(16).map_err(|error| StoreError::new("store_failed", error.message()))?;
    let mut session = Session::new(connection, writer);
    session.version = migrate(&mut Asking::of(&mut session, address.prefix()), address)?;
    session.place = place(&mut Asking::of(&mut session, address.prefix()))?;
    Ok(session)
}

/// The version that this process knows.
pub(super) fn newest() -> i64 {
    i64::try_from(schema::MYSQL.len()).unwrap_or(i64::MAX)
}

fn version(asking: &mut Asking<'_>) -> Result<i64, Failure> {
    match asking.line("SELECT version FROM #store WHERE id = 1", vec![]) {
        Ok(None) => Ok(0),
        Ok(Some(row)) => row.number(0),
        Err(failure) if failure.is_of_no_table() => Ok(0),
        Err(failure) => Err(failure),
    }
}

/// The version of the tables, as far as this process can work with it: its own, or that of a newer release that only added to it.
fn fitting(asking: &mut Asking<'_>) -> Result<i64, Failure> {
    let (newest, found) = (newest(), version(asking)?);
    if found <= newest {
        return Ok(found);
    }
    let works_from = asking
        .one("SELECT works_from FROM #store WHERE id = 1", vec![])?
        .number(0)?;
    if works_from <= newest {
        return Ok(found);
    }
    Err(Failure::Told(StoreError::new(
        "store_newer",
        say::STORE_NEWER.with((found.to_string(), newest.to_string())),
    )))
}

/// Brings the tables to the present schema; the version that they have then.
fn migrate(asking: &mut Asking<'_>, address: &MysqlAddress) -> Result<i64, Failure> {
    let newest = newest();
    let found = fitting(asking)?;
    if found >= newest {
        return Ok(found);
    }
    let lock = schema_lock(address);
    let taken = asking
        .one(
            &format!("SELECT GET_LOCK(?, {MIGRATE_SECONDS})"),
            values![lock.as_str()],
        )?
        .optional_number(0)?;
    if taken != Some(1) {
        return Err(Failure::Told(StoreError::new("store_busy", say::STORE_BUSY)));
    }
    // A table that is changed is waited for longer: everybody finishes what is under way first.
    asking.plain(&format!("SET SESSION lock_wait_timeout = {MIGRATE_SECONDS}"))?;
    let taken_steps = take_steps(asking, newest);
    asking.plain(&format!("SET SESSION lock_wait_timeout = {LOCK_SECONDS}"))?;
    let _ = asking.any("SELECT RELEASE_LOCK(?)", values![lock.as_str()]);
    taken_steps?;
    fitting(asking)
}

fn take_steps(asking: &mut Asking<'_>, newest: i64) -> Result<(), Failure> {
    // Another process may have done it while this one waited for the lock.
    let from = version(asking)?;
    for (number, step) in (1..=newest).zip(schema::MYSQL) {
        if number <= from {
            continue;
        }
        for statement in step.split(";\n").map(str::trim).filter(|one| !one.is_empty()) {
            match asking.plain(statement) {
                Err(failure) if !failure.is_of_done() => return Err(failure),
                _ => {}
            }
        }
        if number == newest {
            // Before anybody can find the new version.
            asking.run(
                "UPDATE #store SET works_from = ? WHERE id = 1",
                values![schema::MYSQL_WORKS_FROM],
            )?;
        }
        asking.run(
            "INSERT INTO #store (id, version) VALUES (1, ?) ON DUPLICATE KEY UPDATE version = VALUES(version)",
            values![number],
        )?;
    }
    match version(asking)? {
        found if found >= newest => Ok(()),
        _ => Err(Failure::Told(StoreError::new(
            "store_failed",
            say::STORE_FAILED.with("the tables were not made".to_owned()),
        ))),
    }
}
