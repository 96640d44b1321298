//! Decides what settles a document: payments, gateway fees, refunds, and credit notes set against invoices.

use rust_decimal::Decimal;

use super::enqueue::sale_key;
use super::prepare::{ALONE, Prepared, Step, held, hold, nothing, target, wait_for_dependency};
use super::{Books, Core, EngineError};
use crate::domain::books::{Allocation, Settlement};
use crate::domain::mapping;
use crate::domain::policy::{Hold, Policy};
use crate::domain::shop::{DocumentKind, SalesDocument};
use crate::queue::{Claimed, Kind, Link, State};
use crate::secret::fingerprint;
use crate::xero::wire;

/// Less is open in Xero than the credit: only that is allocated. The job's subject says how much.
pub(super) const LIMITED: &str = "allocation_limited";
/// End of the key of a gateway's fee, which is a payment of its own.
pub(super) const FEE: &str = ":fee";

impl Core {
    pub(super) fn prepare_settlement(
        &self,
        books: &Books,
        job: &Claimed,
        document: &SalesDocument,
        policy: &Policy,
    ) -> Result<Step, EngineError> {
        if self.store.link(&books.code, job.kind, &job.key)?.is_some() {
            return Ok(nothing("unchanged", "It is in Xero already.", Vec::new()));
        }
        let settlement = match (job.kind, document.kind) {
            (Kind::Payment, _) if job.key.ends_with(FEE) => {
                mapping::fee(document, policy).map(|fee| fee.map(Settlement::Refund))
            }
            (Kind::Payment, _) => mapping::payment(document, policy).map(|payment| payment.map(Settlement::Refund)),
            (_, DocumentKind::Order) => set_off_cancelled(document, policy),
            _ => mapping::settlement(document, policy),
        };
        let settlement = match settlement {
            Ok(Some(settlement)) => settlement,
            Ok(None) => return Ok(nothing("nothing_to_pay", "There is nothing to pay.", Vec::new())),
            Err(reason) => return Ok(hold(&reason)),
        };
        let settled = if job.kind == Kind::Payment {
            self.sold_as(books, document)?
        } else {
            self.store.link(&books.code, Kind::CreditNote, &job.key)?
        };
        let Some(paid) = settled else {
            let (of, key) = match job.kind {
                Kind::Payment => (Kind::Invoice, sale_key(document, policy.document)),
                _ => (Kind::CreditNote, job.key.clone()),
            };
            return self.without_document(books, of, &key);
        };
        let single = (job.code == ALONE).then_some(job.id);
        let (element, target, amount, currency, number) = match settlement {
            Settlement::Refund(payment) => (
                wire::payment(&payment, &paid.xero_id),
                target(job.kind, false, single),
                payment.amount,
                payment.currency,
                payment.document_number,
            ),
            Settlement::Allocate(allocation) => {
                let by_number = self
                    .store
                    .link_by_number(&books.code, Kind::Invoice, &allocation.invoice_number)?;
                let invoice = match by_number {
                    Some((_, invoice)) => Some(invoice),
                    None => self.sold_as(books, document)?,
                };
                let Some(invoice) = invoice else {
                    return Ok(held(
                        "invoice_not_in_xero",
                        format!(
                            "The invoice {} is not in Xero, so its credit cannot be set against it; the credit stays open on the contact.",
                            allocation.invoice_number
                        ),
                        "Send the invoice, or allocate the credit in Xero by hand and cancel this line.",
                    ));
                };
                let left: Option<Decimal> = (job.code == LIMITED).then(|| job.subject.parse().ok()).flatten();
                let allocation = Allocation {
                    amount: left.map_or(allocation.amount, |left| left.min(allocation.amount)),
                    ..allocation
                };
                let mut target = target(Kind::Allocation, false, Some(job.id));
                target.path = format!("/CreditNotes/{}/Allocations?summarizeErrors=false", paid.xero_id);
                (
                    wire::allocation(&allocation, &invoice.xero_id),
                    target,
                    allocation.amount,
                    document.currency.clone(),
                    allocation.credit_note_number,
                )
            }
        };
        Ok(Step::Send(Box::new(Prepared {
            fingerprint: fingerprint(&[element.to_string().as_bytes()]),
            element,
            target,
            number,
            expected: Some((amount, Decimal::ZERO, currency)),
            note: Some(paid.xero_id),
            whole: None,
            next: self.fee(books, job, document, policy)?,
            rounding: Decimal::ZERO,
            adopted: false,
            sale: None,
            party: None,
            job: job.clone(),
        })))
    }

    /// The document in Xero that stands for the sale: the invoice, or the order as a whole, whichever was sent.
    fn sold_as(&self, books: &Books, document: &SalesDocument) -> Result<Option<Link>, EngineError> {
        self.sale_link(&books.code, document)
    }

    fn without_document(&self, books: &Books, of: Kind, key: &str) -> Result<Step, EngineError> {
        Ok(match self.store.active(&books.code, of, key)? {
            Some((State::Held | State::Failed | State::Cancelled, _, message, _)) => held(
                "document_held",
                format!("Its document is not in Xero: {message}"),
                "Mend the document first; the payment is then sent by itself.",
            ),
            Some(active) => wait_for_dependency(
                self,
                "waits_for_document",
                "Waits for its document.".into(),
                self.is_under_way(&active),
            ),
            None => held(
                "document_not_sent",
                "Its document was never sent to Xero (before the start date, or switched off).",
                "Send the document first, or cancel this line.",
            ),
        })
    }
}

/// The credit note for what was cancelled of an order is set against the order's invoice.
fn set_off_cancelled(order: &SalesDocument, policy: &Policy) -> Result<Option<Settlement>, Hold> {
    let Some(credit) = mapping::cancellation(order, policy)? else {
        return Ok(None);
    };
    Ok(Some(Settlement::Allocate(Allocation {
        credit_note_number: credit.number,
        invoice_number: mapping::document_number(order, policy)?,
        amount: credit.expected.total,
        date: credit.date,
    })))
}
