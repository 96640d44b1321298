//! A connection to the server, and who it is there.

use mysql::Conn;

use super::failure::Failure;
use crate::fork::Own;
use crate::message::say;
use crate::store_error::StoreError;

/// A connection of this process.
pub(super) struct Session {
    connection: Own<Conn>,
    /// Names this session in the store.
    pub(super) writer: Vec<u8>,
    /// How many transactions it began that write.
    pub(super) number: i64,
    /// Version of the tables when it was opened.
    pub(super) version: i64,
    /// Which store this is, on which server, since which of its starts.
    pub(super) place: String,
}

impl Session {
    pub(super) fn new(connection: Conn, writer: Vec<u8>) -> Self {
        Self {
            connection: Own::new(connection),
            writer,
            number: 0,
            version: 0,
            place: String::new(),
        }
    }

    /// Whether it was opened by this process, not by one that this one was forked from.
    pub(super) fn is_ours(&self) -> bool {
        self.connection.is_own()
    }

    pub(super) fn connection(&mut self) -> Result<&mut Conn, Failure> {
        self.connection.get_mut().ok_or_else(|| {
            Failure::Told(StoreError::new(
                "store_failed",
                say::STORE_FAILED.with("the connection is closed".to_owned()),
            ))
        })
    }
}
