//! Decides what is done about an invoice or a credit note: sent once, left alone, changed, or ended because the sale was cancelled.
//!
//! Whichever of order and invoice is the sales document now, a sale that is in Xero as the other one is not sent again.

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::booking;
use super::enqueue::sale_of;
use super::number::store_name;
use super::party::{Party, contact_job, order_of};
use super::payload::Payload;
use super::prepare::{ALONE, ITEM_UNKNOWN, Prepared, Step, held, hold, nothing, skipped, target, wait_for_dependency};
use crate::domain::books;
use crate::domain::mapping;
use crate::domain::money;
use crate::domain::policy::{Hold, Policy, SalesSource};
use crate::domain::shop::{DocumentKind, SalesDocument};
use crate::engine::key::cancelled_part_key;
use crate::engine::{Books, Core, EngineError};
use crate::message::{Arg, say};
use crate::queue::{Claimed, Kind, Link, LogLine, NewJob, Settled, State};
use crate::secret::fingerprint;
use crate::xero::{decimal, text, wire};

/// Xero's document is a draft: it can be deleted.
pub(super) const DELETE: &str = "cancel_by_deleting";
/// Xero's document is approved and nothing was paid: it can be voided.
pub(super) const VOID: &str = "cancel_by_voiding";
/// Xero's document may still be changed.
pub(super) const CHANGE: &str = "document_update";

/// The document that a record becomes, of one kind; `None`: nothing of the order was cancelled.
pub(super) fn mapped(kind: Kind, document: &SalesDocument, policy: &Policy) -> Result<Option<books::Document>, Hold> {
    match (kind, document.kind) {
        (Kind::CreditNote, DocumentKind::Order) => mapping::cancellation(document, policy),
        _ => mapping::document(document, policy).map(Some),
    }
}

impl Core {
    pub(super) fn prepare_document(
        &self,
        books: &Books,
        job: &Claimed,
        document: &SalesDocument,
        policy: &Policy,
        names: &mut HashMap<String, String>,
        looking: bool,
    ) -> Result<Step, EngineError> {
        let link = self.store.link(&books.code, job.kind, &job.key)?;
        if document.is_canceled() && job.kind == Kind::Invoice {
            return Ok(match link {
                Some(_) => nothing(
                    "unchanged",
                    say::CANCELLED_IN_SHOP,
                    vec![sale_of(job, books).of_kind(Kind::Cancellation)],
                ),
                None => skipped(
                    "document_canceled",
                    say::CANCELLED_BEFORE_SENT.with(&document.number),
                    Vec::new(),
                ),
            });
        }
        let mapped = match mapped(job.kind, document, policy) {
            Ok(Some(mapped)) => Ok(mapped),
            Ok(None) => return Ok(nothing("unchanged", say::NOTHING_CANCELLED, Vec::new())),
            Err(reason) => Err(reason),
        };
        if let Some(link) = &link {
            let step = self.sent_already(books, job, document, policy, link, &mapped, looking)?;
            if let Some(step) = step {
                return Ok(step);
            }
        } else if let Some(step) = self.sold_otherwise(books, job, document, policy)? {
            return Ok(step);
        }
        let mapped = match mapped {
            Ok(mapped) => mapped,
            Err(reason) => return Ok(hold(&reason)),
        };
        let mut mapped = mapped;
        match &link {
            // What is in Xero keeps its number, though the shop may put something else around numbers by now.
            Some(link) => mapped.number.clone_from(&link.xero_number),
            // What was sent already must be looked up before anything else.
            None if looking => {}
            None => {
                if let Some(step) = self.number_is_ours(books, job, document, &mapped.number, names)? {
                    return Ok(step);
                }
            }
        }
        // A document that is in Xero keeps its contact, and a credit note goes to the one of its invoice.
        let sale = match (&link, job.kind) {
            (Some(link), _) => Some(link.xero_id.clone()),
            (None, Kind::CreditNote) => self.sale_link(&books.code, document)?.map(|sale| sale.xero_id),
            _ => None,
        };
        if let (None, Kind::CreditNote, Some(under_way)) = (&sale, job.kind, self.sale_is_open(books, document)?) {
            return Ok(wait_for_dependency(
                self,
                "waits_for_document",
                say::WAITS_FOR_INVOICE.into(),
                under_way,
            ));
        }
        let party = self.party(books, document)?;
        let contact = match self.store.link(&books.code, Kind::Contact, &party.0)? {
            // One that was refused is looked at first.
            Some(contact) if !contact.fingerprint.is_empty() => contact.xero_id,
            None if sale.is_some() => String::new(),
            _ => return self.without_contact(books, job, document, party),
        };
        let mut codes = HashSet::new();
        if job.code != ITEM_UNKNOWN {
            for code in mapped.lines.iter().filter_map(|line| line.item_code.clone()) {
                if !codes.contains(&code) && self.store.link_by_number(&books.code, Kind::Item, &code)?.is_some() {
                    codes.insert(code);
                }
            }
        }
        let mut element = wire::document(&mapped, &contact, &|code| codes.contains(code));
        if let (Some(link), Value::Object(map)) = (&link, &mut element) {
            map.insert("InvoiceID".into(), json!(link.xero_id));
        }
        Ok(Step::Send(Box::new(Prepared {
            element: element.into(),
            target: target(job.kind, link.is_some(), (job.code == ALONE).then_some(job.id)),
            fingerprint: booking::amounts(&mapped),
            whole: Some(booking::booking(&mapped)),
            expected: Some((mapped.expected.total, mapped.expected.tax, mapped.currency)),
            number: mapped.number,
            note: None,
            next: self.followers(books, job, document, policy)?,
            rounding: mapped.rounding,
            adopted: false,
            sale,
            party: Some((order_of(document).to_owned(), party.0)).filter(|(order, _)| !order.is_empty()),
            store: Some(store_name(document)),
            job: job.clone(),
        })))
    }

    /// What follows for a document that is in Xero; `None` when it is to be changed there.
    #[allow(clippy::too_many_arguments)]
    fn sent_already(
        &self,
        books: &Books,
        job: &Claimed,
        document: &SalesDocument,
        policy: &Policy,
        link: &Link,
        mapped: &Result<books::Document, Hold>,
        looking: bool,
    ) -> Result<Option<Step>, EngineError> {
        if document.kind == DocumentKind::CreditMemo && document.is_canceled() {
            return Ok(Some(held(
                "document_changed",
                say::CREDIT_MEMO_CANCELLED.with(&document.number),
                say::CREDIT_MEMO_CANCELLED_FIX,
            )));
        }
        let total = match mapped {
            Ok(mapped) => mapped.expected.total,
            Err(_) => money::round(document.totals.grand_total, 2),
        };
        let sent: Option<Decimal> = link.total.as_deref().and_then(|sent| sent.parse().ok());
        if sent.is_none_or(|sent| sent == total) {
            let next = self.followers(books, job, document, policy)?;
            return Ok(Some(nothing("unchanged", say::IN_XERO_ALREADY, next)));
        }
        // Only orders are edited in a shop; what was billed stays as it was billed.
        if document.kind == DocumentKind::Order && job.kind == Kind::Invoice {
            if looking || job.code == CHANGE {
                return Ok(None);
            }
            return Ok(Some(Step::End(Box::new((
                Settled::Unknown { not_before_ms: 0 },
                LogLine {
                    code: "document_looked_up".into(),
                    message: say::ORDER_EDITED.into(),
                    ..LogLine::default()
                },
            )))));
        }
        Ok(Some(Step::End(Box::new(changed(sent.unwrap_or_default(), total)))))
    }

    /// The same sale may be in Xero as the other kind of document, or the shop may have chosen the other kind since.
    fn sold_otherwise(
        &self,
        books: &Books,
        job: &Claimed,
        document: &SalesDocument,
        policy: &Policy,
    ) -> Result<Option<Step>, EngineError> {
        let linked = |key: String| self.store.link(&books.code, Kind::Invoice, &key);
        let mut others: Vec<String> = Vec::new();
        match document.kind {
            DocumentKind::Invoice => others.push(format!("order:{}", document.order.id)),
            DocumentKind::Order => others.extend(document.invoices.iter().map(|one| format!("invoice:{}", one.id))),
            DocumentKind::CreditMemo => {}
        }
        for key in others {
            // Sent as the other kind of document, and nobody knows yet what became of it.
            if job.kind == Kind::Invoice && self.store.in_doubt(&books.code, Kind::Invoice, &key)? {
                return Ok(Some(wait_for_dependency(
                    self,
                    "waits_for_answer",
                    say::WAITS_FOR_ANSWER.into(),
                    true,
                )));
            }
        }
        match (document.kind, policy.document) {
            (DocumentKind::Invoice, source) => {
                if linked(format!("order:{}", document.order.id))?.is_some() {
                    let next = self.followers(books, job, document, policy)?;
                    let message = say::SOLD_AS_ORDER.with(&document.order.number);
                    return Ok(Some(skipped("sold_as_order", message, next)));
                }
                if source == SalesSource::Order {
                    return Ok(Some(skipped(
                        "not_the_sales_document",
                        say::ORDERS_ARE_SALES,
                        Vec::new(),
                    )));
                }
            }
            (DocumentKind::Order, SalesSource::Invoice) if job.kind == Kind::Invoice => {
                return Ok(Some(skipped(
                    "not_the_sales_document",
                    say::INVOICES_ARE_SALES,
                    Vec::new(),
                )));
            }
            (DocumentKind::Order, SalesSource::Order) if job.kind == Kind::Invoice => {
                let mut sent = Decimal::ZERO;
                let mut numbers = Vec::new();
                for invoice in &document.invoices {
                    if let Some(link) = linked(format!("invoice:{}", invoice.id))? {
                        sent += link
                            .total
                            .as_deref()
                            .and_then(|total| total.parse::<Decimal>().ok())
                            .unwrap_or_default();
                        numbers.push(link.xero_number);
                    }
                }
                if numbers.is_empty() {
                    return Ok(None);
                }
                if sent == money::round(document.totals.grand_total, 2) {
                    let message = say::SOLD_AS_INVOICES.with(Arg::list(numbers));
                    return Ok(Some(skipped("sold_as_invoices", message, Vec::new())));
                }
                return Ok(Some(held(
                    "sold_in_part",
                    say::SOLD_IN_PART.with(Arg::list(numbers)),
                    say::SOLD_IN_PART_FIX,
                )));
            }
            _ => {}
        }
        Ok(None)
    }

    /// The contact is not in Xero: wait for it, or say why it is not coming.
    fn without_contact(
        &self,
        books: &Books,
        job: &Claimed,
        document: &SalesDocument,
        party: Party,
    ) -> Result<Step, EngineError> {
        match self.store.active(&books.code, Kind::Contact, &party.0)? {
            Some((State::Held, code, message, _)) if code == "contact_archived" => Ok(held(
                "contact_archived",
                say::CUSTOMER_UNUSABLE.with(message),
                say::RESTORE_CONTACT,
            )),
            Some((State::Held | State::Failed | State::Cancelled, _, message, _)) => Ok(held(
                "contact_held",
                say::CUSTOMER_HELD.with(message),
                say::CUSTOMER_HELD_FIX,
            )),
            Some(active) => Ok(wait_for_dependency(
                self,
                "waits_for_contact",
                say::WAITS_FOR_CUSTOMER.into(),
                self.is_under_way(&active),
            )),
            None => {
                let contact = contact_job(books, job, document, party);
                if self.store.excluded(contact.entity, &contact.entity_id)? {
                    return Ok(held(
                        "contact_excluded",
                        say::CUSTOMER_EXCLUDED,
                        say::CUSTOMER_EXCLUDED_FIX,
                    ));
                }
                // A link in doubt does not count as present.
                let contact = NewJob {
                    only_if_absent: false,
                    force: true,
                    ..contact
                };
                self.store.enqueue(&[contact], self.now())?;
                Ok(wait_for_dependency(
                    self,
                    "waits_for_contact",
                    say::WAITS_FOR_CUSTOMER.into(),
                    true,
                ))
            }
        }
    }

    /// Ends a document of a cancelled sale. Xero is asked first how it stands.
    pub(super) fn prepare_cancellation(
        &self,
        books: &Books,
        job: &Claimed,
        document: &SalesDocument,
        looking: bool,
    ) -> Result<Step, EngineError> {
        if self.store.link(&books.code, Kind::Cancellation, &job.key)?.is_some() {
            return Ok(nothing("unchanged", say::CANCELLED_IN_XERO, Vec::new()));
        }
        let Some(sold) = self.store.link(&books.code, Kind::Invoice, &job.key)? else {
            return Ok(nothing("document_canceled", say::NEVER_WAS_SENT, Vec::new()));
        };
        if !document.is_canceled() {
            return Ok(nothing("unchanged", say::NOT_CANCELLED_ANY_MORE, Vec::new()));
        }
        let status = match job.code.as_str() {
            DELETE => "DELETED",
            VOID => "VOIDED",
            _ if !looking => {
                return Ok(Step::End(Box::new((
                    Settled::Unknown { not_before_ms: 0 },
                    LogLine {
                        code: "document_looked_up".into(),
                        message: say::DOCUMENT_LOOKED_UP.into(),
                        ..LogLine::default()
                    },
                ))));
            }
            _ => "",
        };
        let element = Payload::from(json!({ "InvoiceID": sold.xero_id, "Status": status }));
        let mut target = target(Kind::Cancellation, true, (job.code == ALONE).then_some(job.id));
        target.path = "/Invoices?summarizeErrors=false".into();
        Ok(Step::Send(Box::new(Prepared {
            fingerprint: fingerprint(&[element.json().as_bytes()]),
            element,
            target,
            number: sold.xero_number,
            expected: None,
            note: Some(sold.xero_id),
            whole: None,
            next: Vec::new(),
            rounding: Decimal::ZERO,
            adopted: false,
            sale: None,
            party: None,
            store: None,
            job: job.clone(),
        })))
    }

    /// How Xero's document of a cancelled sale stands decides how it ends.
    pub(super) fn cancellation_seen(&self, books: &Books, prepared: &Prepared, there: &Value) -> (Settled, LogLine) {
        let paid = [decimal(there, "AmountPaid"), decimal(there, "AmountCredited")]
            .into_iter()
            .flatten()
            .any(|amount| !amount.is_zero());
        let again = |code: &str| {
            (
                Settled::Retry {
                    not_before_ms: 0,
                    counted: true,
                },
                LogLine {
                    code: code.to_owned(),
                    ..LogLine::default()
                },
            )
        };
        match text(there, "Status").as_str() {
            "VOIDED" | "DELETED" => self.cancelled(books, prepared, there),
            "DRAFT" | "SUBMITTED" => again(DELETE),
            "AUTHORISED" if !paid => again(VOID),
            _ => cannot_be_voided(books, prepared, say::PAID_THERE.into()),
        }
    }

    /// It is ended in Xero.
    fn cancelled(&self, books: &Books, prepared: &Prepared, there: &Value) -> (Settled, LogLine) {
        let link = Link {
            xero_id: prepared.note.clone().unwrap_or_default(),
            xero_number: prepared.number.clone(),
            fingerprint: prepared.fingerprint.clone(),
            ..Link::default()
        };
        let mut line = self.success(books, prepared, &link, "cancel", 0);
        line.message = match text(there, "Status").as_str() {
            "DELETED" => say::DRAFT_DELETED.into(),
            _ => say::INVOICE_VOIDED.into(),
        };
        (
            Settled::Done {
                link: Some(Box::new(link)),
                next: Vec::new(),
            },
            line,
        )
    }
}

/// Whether an edited order's invoice may still be changed in Xero.
pub(super) fn change_seen(prepared: &Prepared, there: &Value) -> (Settled, LogLine) {
    let open = matches!(text(there, "Status").as_str(), "DRAFT" | "SUBMITTED" | "AUTHORISED");
    let paid = [decimal(there, "AmountPaid"), decimal(there, "AmountCredited")]
        .into_iter()
        .flatten()
        .any(|amount| !amount.is_zero());
    let total = prepared.expected.as_ref().map(|(total, ..)| *total).unwrap_or_default();
    let before = decimal(there, "Total").unwrap_or_default();
    if before == total {
        // The change was carried out although its answer was lost.
        return (
            Settled::Retry {
                not_before_ms: 0,
                counted: true,
            },
            LogLine {
                code: CHANGE.into(),
                ..LogLine::default()
            },
        );
    }
    if open && !paid {
        return (
            Settled::Retry {
                not_before_ms: 0,
                counted: false,
            },
            LogLine {
                code: CHANGE.into(),
                ..LogLine::default()
            },
        );
    }
    changed(before, total)
}

/// A paid document, or one in a locked period, is not voided: an order gets a credit note, anything else waits for a person.
pub(super) fn cannot_be_voided(books: &Books, prepared: &Prepared, why: Arg) -> (Settled, LogLine) {
    let record = super::prepare::read_record(&prepared.job);
    if let Ok(crate::domain::shop::Record::Document(document)) = record
        && document.kind == DocumentKind::Order
        && document.canceled.is_some()
    {
        let credit = NewJob {
            key: cancelled_part_key(&document),
            ..sale_of(&prepared.job, books).of_kind(Kind::CreditNote)
        };
        return (
            Settled::Done {
                link: None,
                next: vec![credit],
            },
            LogLine {
                action: "cancel".into(),
                status: "information".into(),
                code: "cancelled_by_credit_note".into(),
                message: say::CREDITED_INSTEAD.with((&prepared.number, why)),
                ..LogLine::default()
            },
        );
    }
    (
        Settled::Held,
        LogLine {
            action: "cancel".into(),
            status: "held".into(),
            code: "cancellation_refused".into(),
            message: say::CANCELLATION_REFUSED.with((&prepared.number, why)),
            fix: say::CANCELLATION_REFUSED_FIX.into(),
            ..LogLine::default()
        },
    )
}

fn changed(before: Decimal, now: Decimal) -> (Settled, LogLine) {
    (
        Settled::Held,
        LogLine {
            action: "update".into(),
            status: "held".into(),
            code: "document_changed".into(),
            message: say::DOCUMENT_CHANGED.with((money::amount(before, ""), money::amount(now, ""))),
            fix: say::DOCUMENT_CHANGED_FIX.into(),
            ..LogLine::default()
        },
    )
}
