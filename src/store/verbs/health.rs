//! Says how a store stands.

use crate::queue::{HealthBook, StoreHealth};
use crate::store::RowStore;
use crate::store::rows::Database;
use crate::store_error::StoreError;

impl<D: Database> HealthBook for RowStore<D> {
    fn health(&self) -> Result<StoreHealth, StoreError> {
        let version = self.database.version()?;
        if let Some(closed) = self.database.refusal()? {
            return Err(closed);
        }
        let (apart, found) = self.damage()?;
        Ok(StoreHealth { version, apart, found })
    }

    fn bytes(&self) -> Result<u64, StoreError> {
        self.database.bytes()
    }
}
