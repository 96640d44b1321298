//! Decides what follows when a document is in Xero: its payment, its refund, or its allocation.

use super::enqueue::sale_of;
use super::settle::{FEE, TENDER};
use crate::domain::books::Settlement;
use crate::domain::mapping;
use crate::domain::money;
use crate::domain::policy::Policy;
use crate::domain::shop::{DocumentKind, SalesDocument, State};
use crate::engine::{Books, Core, EngineError};
use crate::queue::{Claimed, IMMEDIATE, Kind, NewJob, Purpose};

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
        let mut wanted = Vec::new();
        match document.kind {
            DocumentKind::Invoice => {
                // A hold shows on the payment's own job.
                let tendered = !document.tenders.is_empty() && document.state == State::Paid;
                if tendered || !matches!(mapping::payment(document, policy), Ok(None)) {
                    wanted.push((Kind::Payment, job.key.clone()));
                }
            }
            DocumentKind::CreditMemo => match mapping::settlement(document, policy) {
                Ok(None) if document.tenders.is_empty() && !mapping::awaits_refund(document) => {}
                Ok(None) => wanted.push((Kind::Refund, job.key.clone())),
                Ok(Some(Settlement::Allocate(_))) => wanted.push((Kind::Allocation, job.key.clone())),
                Ok(Some(Settlement::Refund(_))) | Err(_) => wanted.push((Kind::Refund, job.key.clone())),
            },
            // What was cancelled is set against the order's invoice.
            DocumentKind::Order if job.kind == Kind::CreditNote => wanted.push((Kind::Allocation, job.key.clone())),
            // An order is paid by its invoices, which come as snapshots of their own.
            DocumentKind::Order => {}
        }
        let mut followers = Vec::new();
        for (kind, key) in wanted {
            if self.store.link(&books.code, kind, &key)?.is_some() {
                continue;
            }
            // Who sends a document now means its payment as well.
            let asked = job.priority == Purpose::Manual.priority();
            let priority = if asked || books.settings.immediate("payments") {
                job.priority
            } else {
                job.priority.max(IMMEDIATE + 5)
            };
            followers.push(NewJob {
                kind,
                key,
                priority,
                total: Some(format!("{:.2}", money::round(document.totals.grand_total, 2))),
                currency: Some(document.currency.clone()),
                ..sale_of(job, books)
            });
        }
        Ok(followers)
    }

    /// The jobs for what tenders other than money pay of a document, each a payment from its own account.
    pub(super) fn tenders(
        &self,
        books: &Books,
        job: &Claimed,
        document: &SalesDocument,
    ) -> Result<Vec<NewJob>, EngineError> {
        if job.key.ends_with(FEE) || job.key.contains(TENDER) || document.kind == DocumentKind::Order {
            return Ok(Vec::new());
        }
        let kind = match job.kind {
            Kind::Payment => Kind::Payment,
            // Beside a refund or an allocation.
            _ => Kind::Refund,
        };
        let mut codes: Vec<&str> = document.tenders.iter().map(|tender| tender.code.as_str()).collect();
        codes.dedup();
        let mut jobs = Vec::new();
        for code in codes {
            let key = format!("{}{TENDER}{code}", job.key);
            if self.store.link(&books.code, kind, &key)?.is_some() {
                continue;
            }
            let amount = document.tenders.iter().find(|tender| tender.code == code);
            jobs.push(NewJob {
                kind,
                key,
                total: amount.map(|tender| format!("{:.2}", money::round(tender.amount, 2))),
                currency: Some(document.currency.clone()),
                ..sale_of(job, books)
            });
        }
        Ok(jobs)
    }

    /// The job for what the gateway keeps of a payment, a payment of its own from the account of fees.
    pub(super) fn fee(
        &self,
        books: &Books,
        job: &Claimed,
        document: &SalesDocument,
        policy: &Policy,
    ) -> Result<Vec<NewJob>, EngineError> {
        let key = format!("{}{FEE}", job.key);
        if job.kind != Kind::Payment
            || job.key.ends_with(FEE)
            || job.key.contains(TENDER)
            || self.store.link(&books.code, Kind::Payment, &key)?.is_some()
        {
            return Ok(Vec::new());
        }
        // A hold shows on the fee's own job.
        let total = match mapping::fee(document, policy) {
            Ok(None) => return Ok(Vec::new()),
            Ok(Some(fee)) => Some(fee.amount.to_string()),
            Err(_) => None,
        };
        Ok(vec![NewJob {
            key,
            total,
            currency: Some(document.currency.clone()),
            ..sale_of(job, books)
        }])
    }
}
