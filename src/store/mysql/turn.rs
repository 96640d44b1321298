//! Lets one process of all machines have its turn, for as long as its connection lives.

use mysql::prelude::Queryable;

use super::asking::values;
use super::{MysqlAddress, MysqlDatabase, open};
use crate::fork::Own;

/// Seconds of silence after which the server takes the turn from whoever had it: longer than a round of the background sender.
const SILENT_SECONDS: u32 = 900;

/// Somebody's turn, by the server's lock of a name.
pub struct Turn {
    address: MysqlAddress,
    name: String,
    database: MysqlDatabase,
}

impl Turn {
    /// The turn to send in the background from this store. Nothing is opened yet.
    pub fn to_send(address: MysqlAddress, database: MysqlDatabase) -> Self {
        Self {
            name: address.lock("sender"),
            address,
            database,
        }
    }

    /// Takes it until what is returned is dropped; `None`: another process has it, or it cannot be taken at all.
    pub fn hold(&self) -> Option<Box<dyn Send>> {
        let mut connection = open::connect(&self.address, SILENT_SECONDS).ok()?;
        let taken: Option<Option<i64>> = connection
            .exec_first("SELECT GET_LOCK(?, 0)", (self.name.as_str(),))
            .ok()?;
        // The connection has the lock until it ends.
        (taken == Some(Some(1))).then(|| Box::new(Own::new(connection)) as Box<dyn Send>)
    }

    /// Whether any process has it.
    pub fn is_held(&self) -> bool {
        let asked = self.database.look(|asking| {
            asking
                .one("SELECT IS_USED_LOCK(?)", values![self.name.as_str()])?
                .optional_number(0)
        });
        asked.is_ok_and(|holder| holder.is_some())
    }
}
