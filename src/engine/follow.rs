//! Decides what follows when a document is in Xero: its payment, its refund, or its allocation.

use super::{Books, Core, EngineError};
use crate::domain::books::Settlement;
use crate::domain::mapping;
use crate::domain::money;
use crate::domain::policy::{Policy, SalesSource};
use crate::domain::shop::{DocumentKind, SalesDocument};
use crate::queue::{Claimed, IMMEDIATE, Kind, NewJob};

impl Core {
    /// Jobs that settle the document, made only when they were not made before.
    pub(super) fn followers(
        &self,
        books: &Books,
        job: &Claimed,
        document: &SalesDocument,
        policy: &Policy,
    ) -> Result<Vec<NewJob>, EngineError> {
        if !books.settings.enabled("payments") {
            return Ok(Vec::new());
        }
        let kind = match (document.kind, policy.document) {
            (DocumentKind::Invoice, SalesSource::Invoice) => match mapping::payment(document, policy) {
                Ok(None) => return Ok(Vec::new()),
                // A hold shows on the payment's own job.
                Ok(Some(_)) | Err(_) => Kind::Payment,
            },
            (DocumentKind::CreditMemo, _) => match mapping::settlement(document, policy) {
                Ok(None) => return Ok(Vec::new()),
                Ok(Some(Settlement::Allocate(_))) => Kind::Allocation,
                Ok(Some(Settlement::Refund(_))) | Err(_) => Kind::Refund,
            },
            // An order is paid by its invoices, which come as snapshots of their own.
            _ => return Ok(Vec::new()),
        };
        if self.store.link(&books.code, kind, &job.key)?.is_some() {
            return Ok(Vec::new());
        }
        let priority = if books.settings.immediate("payments") {
            job.priority
        } else {
            job.priority.max(IMMEDIATE + 5)
        };
        Ok(vec![NewJob {
            connection: job.connection.clone(),
            kind,
            key: job.key.clone(),
            entity: job.entity,
            entity_id: job.entity_id.clone(),
            number: job.number.clone(),
            store_id: job.store_id.clone(),
            priority,
            snapshot: job.snapshot.clone(),
            snapshot_hash: job.snapshot_hash.clone(),
            total: Some(format!("{:.2}", money::round(document.totals.grand_total, 2))),
            currency: Some(document.currency.clone()),
            only_if_absent: false,
            force: false,
            settings_hash: books.settings.hash.clone(),
            compare_settings: true,
        }])
    }
}
