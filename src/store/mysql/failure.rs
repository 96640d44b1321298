//! Says what failures of the server and of the way to it mean: whether to try again, a stable code, and words that say who must do what.

use mysql::Error;

use super::MysqlAddress;
use crate::message::say;
use crate::store_error::StoreError;

/// What a failure means for the transaction that it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It would fail again.
    None,
    /// It lost against others: again from its beginning.
    Again,
    /// The server stopped waiting for another one's lock: as above, but that took seconds.
    Waited,
    /// The connection, or what it led to, is gone: again over another one.
    Lost,
}

/// Why something could not be done.
#[derive(Debug)]
pub(super) enum Failure {
    /// The server, or the way to it.
    Server(Error),
    /// A row cannot be read.
    Row(String),
    /// The store has another version than when this process opened it.
    Outdated,
    /// A failure in words already.
    Told(StoreError),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Server(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Told(error)
    }
}

/// The server's number of a failure (<https://mariadb.com/kb/en/mariadb-error-codes/>,
/// <https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html>).
fn number(error: &Error) -> u16 {
    match error {
        Error::MySqlError(error) => error.code,
        _ => 0,
    }
}

impl Failure {
    /// What it means for its transaction.
    pub(super) fn trouble(&self) -> Trouble {
        match self {
            Self::Outdated => Trouble::Lost,
            Self::Row(_) | Self::Told(_) => Trouble::None,
            Self::Server(Error::MySqlError(error)) => match error.code {
                // Deadlock or certification (Galera); a row that another node changed; this Galera node is not ready.
                1213 | 1020 | 1047 => Trouble::Again,
                1205 => Trouble::Waited,
                // Too many connections; the server ends; a connection that it ended; a statement that somebody ended, or its time limit
                // (1969 of MariaDB, 3024 of MySQL: what is rolled back then differs); one that only reads (failover).
                1040
                | 1203
                | 1226
                | 1053
                | 1077
                | 1079
                | 1080
                | 1152..=1161
                | 1184
                | 1189
                | 1190
                | 1290
                | 1317
                | 1792
                | 1836
                | 1927
                | 1969
                | 2006
                | 2013
                | 3024
                | 3032
                | 3169
                | 4031 => Trouble::Lost,
                _ => Trouble::None,
            },
            Self::Server(Error::IoError(_) | Error::CodecError(_) | Error::DriverError(_)) => Trouble::Lost,
            Self::Server(_) => Trouble::None,
        }
    }

    /// Whether it says surely that a COMMIT did not happen.
    pub(super) fn refuses_commit(&self) -> bool {
        matches!(self, Self::Server(error) if number(error) == 1213)
    }

    /// Whether it is that of one row.
    pub(super) fn is_of_a_row(&self) -> bool {
        matches!(self, Self::Row(_))
    }

    /// Whether a column or key is there already that was to be made, or gone that was to be removed.
    pub(super) fn is_of_done(&self) -> bool {
        matches!(self, Self::Server(error) if matches!(number(error), 1060 | 1061 | 1091))
    }

    /// Whether a table is missing.
    pub(super) fn is_of_no_table(&self) -> bool {
        matches!(self, Self::Server(error) if number(error) == 1146)
    }

    /// In words that say who must do what.
    pub(super) fn explain(&self, address: &MysqlAddress) -> StoreError {
        let place = address.to_string();
        let error = match self {
            Self::Told(error) => return error.clone(),
            Self::Row(what) => {
                return StoreError::new("store_damaged", say::STORE_ROW_DAMAGED.with((place, what.clone())));
            }
            Self::Outdated => return StoreError::new("store_busy", say::STORE_BUSY),
            Self::Server(error) => error,
        };
        match (number(error), self.trouble()) {
            (1021 | 1114, _) => StoreError::new("store_full", say::STORE_FULL.with(place)),
            (1044 | 1045 | 1142 | 1143 | 1227 | 1370 | 1698, _) => {
                StoreError::new("store_not_writable", say::STORE_DENIED.with((place, error.to_string())))
            }
            (1290 | 1792 | 1836, _) => StoreError::new("store_not_writable", say::STORE_READ_ONLY.with(place)),
            // Its own limit for a statement: it is there, and too slow.
            (1969 | 3024, _) => StoreError::new("store_busy", say::STORE_BUSY),
            (1049, _) => StoreError::new("store_missing", say::STORE_NO_DATABASE.with(place)),
            (126 | 127 | 134 | 144 | 145 | 1034 | 1194 | 1195 | 1712, _) => StoreError::new(
                "store_broken",
                say::STORE_TABLES_DAMAGED.with((place, error.to_string())),
            ),
            (_, Trouble::Again | Trouble::Waited) => StoreError::new("store_busy", say::STORE_BUSY),
            (_, Trouble::Lost) => StoreError::new(
                "store_unreachable",
                say::STORE_UNREACHABLE.with((place, error.to_string())),
            ),
            (_, Trouble::None) => StoreError::new("store_failed", say::STORE_FAILED.with(error.to_string())),
        }
    }
}
