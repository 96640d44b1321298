//! Decides what settles a document: payments, gateway fees, refunds, and credit notes set against invoices.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::party::order_of;
use super::payload::Payload;
use super::prepare::{ALONE, NOT_THERE, Prepared, Step, held, hold, nothing, skipped, target, wait_for_dependency};
use crate::domain::books::{Allocation, Settlement};
use crate::domain::mapping;
use crate::domain::policy::{Hold, Policy};
use crate::domain::shop::{DocumentKind, SalesDocument};
use crate::engine::key::{paid_key, sale_key};
use crate::engine::{Books, Core, EngineError};
use crate::message::say;
use crate::queue::{Claimed, Kind, Link, LogLine, NewJob, Settled, State};
use crate::secret::fingerprint;
use crate::xero::wire;

/// Less is open in Xero than the credit: only that is allocated. The job's subject says how much.
pub(super) const LIMITED: &str = "allocation_limited";
/// End of the key of a gateway's fee, which is a payment of its own.
pub(super) const FEE: &str = ":fee";
/// In the key of what a tender other than money pays, before its code: a payment of its own too.
pub(super) const TENDER: &str = ":tender:";

/// A person cancelled it, and then its record changed; written by the store.
const WAS_CANCELLED: &str = "was_cancelled";

/// What settles a document for a job: a tender, a gateway's fee, a payment or refund, or a credit note set against an invoice.
fn mapped(
    job: &Claimed,
    document: &SalesDocument,
    tender: Option<&str>,
    policy: &Policy,
) -> Result<Option<Settlement>, Hold> {
    let paid = match (job.kind, tender) {
        (_, Some(code)) => mapping::tender(document, code, policy),
        (Kind::Payment, None) if job.key.ends_with(FEE) => mapping::fee(document, policy),
        (Kind::Payment, None) => mapping::payment(document, policy),
        _ if document.kind == DocumentKind::Order => return set_off_cancelled(document, policy),
        _ => return mapping::settlement(document, policy),
    };
    paid.map(|payment| payment.map(Settlement::Refund))
}

/// Nothing is sent before Xero was asked whether it is there.
fn looked_up_first() -> Step {
    Step::End(Box::new((
        Settled::Unknown { not_before_ms: 0 },
        LogLine {
            code: "settlement_looked_up".into(),
            message: say::SETTLEMENT_LOOKED_UP.into(),
            ..LogLine::default()
        },
    )))
}

/// Not more than is open in Xero.
fn limited(job: &Claimed, allocation: Allocation) -> Allocation {
    let left: Option<Decimal> = (job.code == LIMITED).then(|| job.subject.parse().ok()).flatten();
    Allocation {
        amount: left.map_or(allocation.amount, |left| left.min(allocation.amount)),
        ..allocation
    }
}

impl Core {
    pub(super) fn prepare_settlement(
        &self,
        books: &Books,
        job: &Claimed,
        document: &SalesDocument,
        policy: &Policy,
        looking: bool,
    ) -> Result<Step, EngineError> {
        if self.store.link(&books.code, job.kind, &job.key)?.is_some() {
            let document = &*self.dated(books, document)?;
            let next = self.companions(books, job, document, policy)?;
            return Ok(nothing("unchanged", say::IN_XERO_ALREADY, next));
        }
        let document = &*self.dated(books, document)?;
        let (sale, tender) = match job.key.split_once(TENDER) {
            Some((sale, code)) => (sale, Some(code)),
            None => (job.key.as_str(), None),
        };
        let settlement = match mapped(job, document, tender, policy) {
            Ok(Some(settlement)) => settlement,
            Ok(None) if mapping::awaits_refund(document) => {
                return Ok(skipped("refund_awaited", say::REFUND_AWAITED, Vec::new()));
            }
            Ok(None) if tender.is_some() => return Ok(left_open(document, tender.unwrap_or_default())),
            Ok(None) => {
                let next = self.tenders(books, job, document)?;
                return Ok(nothing("nothing_to_pay", say::NOTHING_TO_PAY, next));
            }
            Err(reason) => return Ok(hold(&reason)),
        };
        let settled = if job.kind == Kind::Payment {
            self.sold_as(books, document)?
        } else {
            self.store.link(&books.code, Kind::CreditNote, sale)?
        };
        let Some(paid) = settled else {
            let (of, key) = match job.kind {
                Kind::Payment => (Kind::Invoice, sale_key(document, policy.document)),
                _ => (Kind::CreditNote, sale.to_owned()),
            };
            return self.without_document(books, of, &key);
        };
        // Asked for each: the claim of this very job may have noticed that the store was put back.
        if !looking && must_look_first(job, &paid, self.store.doubt_before_ms()?) {
            return Ok(looked_up_first());
        }
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
                let invoice = self.reduced_invoice(books, document, &allocation)?;
                let Some(invoice) = invoice else {
                    return Ok(held(
                        "invoice_not_in_xero",
                        say::CREDITED_INVOICE_MISSING.with(&allocation.invoice_number),
                        say::CREDITED_INVOICE_MISSING_FIX,
                    ));
                };
                let allocation = limited(job, allocation);
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
        let element = Payload::from(element);
        Ok(Step::Send(Box::new(Prepared {
            fingerprint: fingerprint(&[element.json().as_bytes()]),
            element,
            target,
            number,
            expected: Some((amount, Decimal::ZERO, currency)),
            note: Some(paid.xero_id),
            whole: None,
            next: self.companions(books, job, document, policy)?,
            rounding: Decimal::ZERO,
            adopted: false,
            sale: None,
            party: None,
            store: None,
            job: job.clone(),
        })))
    }

    /// What goes with a payment as a payment of its own: the gateway's fee, and other tenders.
    fn companions(
        &self,
        books: &Books,
        job: &Claimed,
        document: &SalesDocument,
        policy: &Policy,
    ) -> Result<Vec<NewJob>, EngineError> {
        let mut next = self.fee(books, job, document, policy)?;
        next.extend(self.tenders(books, job, document)?);
        Ok(next)
    }

    /// The document in Xero that stands for the sale: the invoice, or the order as a whole, whichever was sent.
    fn sold_as(&self, books: &Books, document: &SalesDocument) -> Result<Option<Link>, EngineError> {
        self.sale_link(&books.code, document)
    }

    /// The invoice that a credit is set against: by its id in the shop. By its number only where the shop does not say the id,
    /// because another store view may have the same number.
    fn reduced_invoice(
        &self,
        books: &Books,
        document: &SalesDocument,
        allocation: &Allocation,
    ) -> Result<Option<Link>, EngineError> {
        let key = format!("invoice:{}", allocation.invoice_id);
        if let Some(link) = self.store.link(&books.code, Kind::Invoice, &key)? {
            return Ok(Some(link));
        }
        if allocation.invoice_id.is_empty() && document.kind == DocumentKind::CreditMemo {
            let by_number = self
                .store
                .link_by_number(&books.code, Kind::Invoice, &allocation.invoice_number)?;
            let order = order_of(document);
            let same_order = |link: &Link| link.order_id.as_deref().is_none_or(|known| known == order);
            if let Some((_, link)) = by_number.filter(|(_, link)| same_order(link)) {
                return Ok(Some(link));
            }
        }
        self.sold_as(books, document)
    }

    /// The document with the day on which it was paid (a credit memo: refunded), where only this shop's own memory has it.
    fn dated<'a>(&self, books: &Books, document: &'a SalesDocument) -> Result<Cow<'a, SalesDocument>, EngineError> {
        let Some(key) = paid_key(document).filter(|_| document.payment.paid_on.is_none()) else {
            return Ok(Cow::Borrowed(document));
        };
        let seen = self.store.paid_on(&books.code, &key)?;
        let day = seen.flatten().and_then(|day| day.parse::<NaiveDate>().ok());
        Ok(match day {
            None => Cow::Borrowed(document),
            Some(day) => {
                let mut dated = document.clone();
                dated.payment.paid_on = Some(day.max(document.date));
                Cow::Owned(dated)
            }
        })
    }

    fn without_document(&self, books: &Books, of: Kind, key: &str) -> Result<Step, EngineError> {
        Ok(match self.store.active(&books.code, of, key)? {
            Some((State::Held | State::Failed | State::Cancelled, _, message, _)) => held(
                "document_held",
                say::DOCUMENT_HELD.with(message),
                say::DOCUMENT_HELD_FIX,
            ),
            Some(active) => wait_for_dependency(
                self,
                "waits_for_document",
                say::WAITS_FOR_DOCUMENT.into(),
                self.is_under_way(&active),
            ),
            None => held("document_not_sent", say::DOCUMENT_NOT_SENT, say::DOCUMENT_NOT_SENT_FIX),
        })
    }
}

/// What was refunded to store credit and the like: the shop owes it to the customer, as the open credit note says.
fn left_open(document: &SalesDocument, code: &str) -> Step {
    let title = document
        .tenders
        .iter()
        .find(|tender| tender.code == code)
        .and_then(|tender| tender.title.as_deref())
        .unwrap_or(code);
    skipped("credit_left_open", say::CREDIT_LEFT_OPEN.with(title), Vec::new())
}

/// Xero takes a payment twice. Where the document was found rather than made, or was made before a gap in this store's memory
/// (a lost or an old copy of it), the payment may be there as well: it is looked up before it is sent.
fn must_look_first(job: &Claimed, document: &Link, doubt_before_ms: i64) -> bool {
    let looked = matches!(job.code.as_str(), NOT_THERE | ALONE | LIMITED);
    // Perhaps it was cancelled because it is in Xero, and comes back only because its record changed.
    let returned = job.code == WAS_CANCELLED;
    !looked && (returned || document.adopted || document.settled_at_ms < doubt_before_ms)
}

/// The credit note for what was cancelled of an order is set against the order's invoice.
fn set_off_cancelled(order: &SalesDocument, policy: &Policy) -> Result<Option<Settlement>, Hold> {
    let Some(credit) = mapping::cancellation(order, policy)? else {
        return Ok(None);
    };
    Ok(Some(Settlement::Allocate(Allocation {
        credit_note_number: credit.number,
        invoice_number: mapping::document_number(order, policy)?,
        invoice_id: String::new(),
        amount: credit.expected.total,
        date: credit.date,
    })))
}
