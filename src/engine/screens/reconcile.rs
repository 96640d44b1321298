//! Decides whether the books agree with the shop: each document of a span of days beside what Xero has now, and their sums per
//! day and store.
//!
//! It changes nothing, here or there.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::verdict;
use crate::clock::timestamp;
use crate::domain::money;
use crate::engine::{Books, Core, Engine, EngineError, ErrorKind, block_on};
use crate::message::{Message, say};
use crate::queue::{Entity, Kind, LogLine};
use crate::xero::{Call, Element, decimal, element, element_list, text};

/// Largest page that Xero gives.
const PAGE_SIZE: usize = 1_000;
/// When a page of the largest size is too large an answer.
const SMALL_PAGE: usize = 100;
/// Ids in one look-up.
const IDS: usize = 40;
/// Credit notes cannot be asked for together: so many are, one by one.
const MOST_SINGLE: usize = 20;
/// A longer span would cost calls that new business needs.
const MOST_DAYS: i64 = 366;
/// Findings that are kept with a reconciliation; the sums are always whole.
const MOST_FINDINGS: usize = 500;

/// A document as the shop counts it.
struct Ours {
    entity: Entity,
    id: String,
    number: String,
    reference: String,
    /// The order of an invoice, when the shop told.
    order: String,
    date: NaiveDate,
    store: String,
    currency: String,
    total: Decimal,
}

impl Ours {
    fn key(&self) -> (Kind, String) {
        match self.entity {
            Entity::CreditMemo => (Kind::CreditNote, format!("creditmemo:{}", self.id)),
            Entity::Order => (Kind::Invoice, format!("order:{}", self.id)),
            _ => (Kind::Invoice, format!("invoice:{}", self.id)),
        }
    }

    fn read(value: &Value) -> Result<Self, EngineError> {
        let bad = |field: &str| {
            EngineError::settings("argument_invalid", say::RECONCILIATION_FIELD.with(field))
                .with("field", field.to_owned())
        };
        Ok(Self {
            entity: Entity::from_code(&text(value, "entity")).ok_or_else(|| bad("entity"))?,
            id: Some(text(value, "id"))
                .filter(|id| !id.is_empty())
                .ok_or_else(|| bad("id"))?,
            number: text(value, "number"),
            reference: text(value, "order_number"),
            order: text(value, "order_id"),
            date: text(value, "date").parse().map_err(|_| bad("date"))?,
            store: text(value, "store"),
            currency: text(value, "currency"),
            total: money::round(decimal(value, "total").ok_or_else(|| bad("total"))?, 2),
        })
    }
}

/// A document as Xero has it.
struct Theirs {
    element: Element,
    reference: String,
}

fn gone(element: &Element) -> bool {
    matches!(element.status.as_str(), "VOIDED" | "DELETED")
}

/// Whether less is settled of a document than was paid of it.
fn is_open_again(paid: Decimal, total: Decimal, due: Decimal) -> bool {
    total - due < paid
}

/// Sums of one day, store and currency; credit memos are negative.
#[derive(Default)]
struct Sums {
    shop: Decimal,
    xero: Decimal,
    documents: u64,
    matched: u64,
}

impl Sums {
    fn add(&mut self, kind: Kind, one: &Ours, there: Option<&Theirs>, finding: Option<&str>) {
        let sign = if kind == Kind::CreditNote {
            -Decimal::ONE
        } else {
            Decimal::ONE
        };
        self.documents += 1;
        self.shop += sign * one.total;
        let Some(there) = there.filter(|there| !gone(&there.element)) else {
            return;
        };
        self.xero += sign * there.element.total.unwrap_or_default();
        if !matches!(finding, Some("missing" | "voided" | "changed" | "unpaid")) {
            self.matched += 1;
        }
    }
}

/// Xero's side of a comparison.
struct Gathered {
    theirs: Vec<Theirs>,
    /// Key of a document of the shop to its id in Xero.
    links: HashMap<String, String>,
    /// Keys of what was sold as the other kind of document: it is compared there.
    sold_otherwise: HashSet<String>,
}

impl Gathered {
    /// Another tool's document of the same sale has a number of its own, but mostly names the order: by order and total.
    fn strangers(&self) -> HashMap<(&str, Decimal), &Theirs> {
        let linked: HashSet<&str> = self.links.values().map(String::as_str).collect();
        let not_ours = |one: &&Theirs| {
            let id = one.element.id.as_deref().unwrap_or_default();
            !gone(&one.element) && !linked.contains(id) && !one.reference.is_empty()
        };
        self.theirs
            .iter()
            .filter(not_ours)
            .map(|one| ((one.reference.as_str(), one.element.total.unwrap_or_default()), one))
            .collect()
    }
}

impl Core {
    /// Every document of a kind within the days, and the calls it took.
    async fn of_days(
        &self,
        books: &Books,
        kind: Kind,
        (from, to): (NaiveDate, NaiveDate),
        calls: &mut u64,
    ) -> Result<Vec<Theirs>, EngineError> {
        let (path, list, id, number) = crate::engine::send::collection(kind);
        let document_type = if kind == Kind::CreditNote {
            "ACCRECCREDIT"
        } else {
            "ACCREC"
        };
        let day = |date: NaiveDate| date.format("DateTime(%Y, %m, %d)").to_string();
        let filter = format!(
            "Type==\"{document_type}\" AND Date>={} AND Date<={}",
            day(from),
            day(to)
        );
        let mut found: Vec<Theirs> = Vec::new();
        let mut before = None;
        let (mut page, mut size) = (1, PAGE_SIZE);
        loop {
            let address = format!(
                "{path}?where={}&page={page}&pageSize={size}",
                crate::xero::segment(&filter)
            );
            let (answer, made) = match self.simple_call(books, "reconcile", &Call::get(address)).await {
                Err(error) if error.code == "answer_too_large" && size > SMALL_PAGE => {
                    (page, size, before) = ((page - 1) * (PAGE_SIZE / SMALL_PAGE) + 1, SMALL_PAGE, None);
                    *calls += 1;
                    continue;
                }
                answered => answered?,
            };
            *calls += made;
            let read = element_list(&answer, list).unwrap_or_default();
            found.extend(read.iter().map(|one| Theirs {
                element: element(one, id, number),
                reference: text(one, "Reference"),
            }));
            // Whoever answers every page with the same one would be asked for ever.
            let first = read.first().map(|one| text(one, id));
            if read.len() < size || first == before {
                break;
            }
            before = first;
            page += 1;
        }
        Ok(found)
    }

    /// Documents that were sent but lie outside the days in Xero, for example because their period was locked.
    async fn by_ids(
        &self,
        books: &Books,
        kind: Kind,
        ids: &[String],
        calls: &mut u64,
    ) -> Result<Vec<Theirs>, EngineError> {
        let (path, list, id, number) = crate::engine::send::collection(kind);
        let addresses: Vec<String> = if kind == Kind::Invoice {
            let some = ids.chunks(IDS);
            some.map(|some| format!("{path}?IDs={}&page=1&pageSize=100", some.join(",")))
                .collect()
        } else {
            ids.iter()
                .take(MOST_SINGLE)
                .map(|one| format!("{path}/{one}"))
                .collect()
        };
        let mut found = Vec::new();
        for address in addresses {
            let (answer, made) = match self.simple_call(books, "reconcile", &Call::get(address)).await {
                // It is not there any more.
                Err(error) if error.kind == ErrorKind::DocumentRejected => continue,
                answered => answered?,
            };
            *calls += made;
            found.extend(
                element_list(&answer, list)
                    .unwrap_or_default()
                    .iter()
                    .map(|one| Theirs {
                        element: element(one, id, number),
                        reference: text(one, "Reference"),
                    }),
            );
        }
        Ok(found)
    }

    /// Whether Xero had a payment of a document from us and less than that is settled there now: somebody deleted it.
    fn payment_is_gone(&self, books: &Books, kind: Kind, key: &str, there: &Element) -> Result<bool, EngineError> {
        let settles = if kind == Kind::CreditNote {
            Kind::Refund
        } else {
            Kind::Payment
        };
        let Some(link) = self.store.link(&books.code, settles, key)? else {
            return Ok(false);
        };
        let paid = link.xero_total.or(link.total).and_then(|amount| amount.parse().ok());
        Ok(match (paid, there.total, there.due) {
            (Some(paid), Some(total), Some(due)) => is_open_again(paid, total, due),
            _ => false,
        })
    }

    /// What Xero has of the days and of the shop's documents, and which of them are linked.
    async fn gather(
        &self,
        books: &Books,
        days: (NaiveDate, NaiveDate),
        ours: &[Ours],
        calls: &mut u64,
    ) -> Result<Gathered, EngineError> {
        let mut theirs = self.of_days(books, Kind::Invoice, days, calls).await?;
        theirs.extend(self.of_days(books, Kind::CreditNote, days, calls).await?);
        let known: HashSet<String> = theirs.iter().filter_map(|one| one.element.id.clone()).collect();
        let mut links = HashMap::new();
        let mut elsewhere: HashMap<Kind, Vec<String>> = HashMap::new();
        let mut sold_otherwise = HashSet::new();
        for one in ours {
            let (kind, key) = one.key();
            if let Some(link) = self.store.link(&books.code, kind, &key)? {
                if !known.contains(&link.xero_id) {
                    elsewhere.entry(kind).or_default().push(link.xero_id.clone());
                }
                links.insert(key, link.xero_id);
            } else if one.entity == Entity::Invoice && !one.order.is_empty() {
                let order = format!("order:{}", one.order);
                if self.store.link(&books.code, kind, &order)?.is_some() {
                    sold_otherwise.insert(key);
                }
            }
        }
        for (kind, ids) in elsewhere {
            theirs.extend(self.by_ids(books, kind, &ids, calls).await?);
        }
        Ok(Gathered {
            theirs,
            links,
            sold_otherwise,
        })
    }

    /// What is to be said of a document; nothing when it is in Xero as it should be.
    fn finding(
        &self,
        books: &Books,
        one: &Ours,
        there: Option<&Theirs>,
        stranger: Option<&Theirs>,
    ) -> Result<Option<&'static str>, EngineError> {
        let (kind, key) = one.key();
        Ok(match there {
            None if self.store.excluded(one.entity, &one.id)? => Some("excluded"),
            None if stranger.is_some() => Some("foreign"),
            None => Some("missing"),
            Some(there) if gone(&there.element) => Some("voided"),
            Some(there) if there.element.total != Some(one.total) || there.element.currency != one.currency => {
                Some("changed")
            }
            Some(_) if stranger.is_some() => Some("duplicate"),
            Some(there) if self.payment_is_gone(books, kind, &key, &there.element)? => Some("unpaid"),
            Some(_) => None,
        })
    }

    /// A finding as a page shows it; `shown`: the document in Xero that it is about.
    fn finding_json(
        &self,
        books: &Books,
        finding: &str,
        one: &Ours,
        shown: Option<&Theirs>,
    ) -> Result<Value, EngineError> {
        let (kind, key) = one.key();
        let id = shown.and_then(|shown| shown.element.id.clone()).unwrap_or_default();
        Ok(json!({
            "finding": finding, "entity": one.entity.as_str(), "entity_id": one.id, "number": one.number, "date": one.date.to_string(),
            "store": one.store, "currency": one.currency, "total": format!("{:.2}", one.total),
            "xero_total": shown.and_then(|shown| shown.element.total).map(|total| format!("{total:.2}")),
            "xero_number": shown.map(|shown| shown.element.number.clone()),
            "xero_currency": shown.map(|shown| shown.element.currency.clone()),
            "xero_due": shown.and_then(|shown| shown.element.due).map(|due| format!("{due:.2}")),
            "xero_status": shown.map(|shown| shown.element.status.clone()),
            "xero_url": if id.is_empty() { String::new() } else { self.xero_url(books, kind, &id, None) },
            "job": self.store.active(&books.code, kind, &key)?.map(|(state, code, message, _)| json!({
                "state": state.as_str(), "code": code, "message": message, "message_data": message.data(),
            })),
        }))
    }

    async fn compare(
        &self,
        books: &Books,
        days: (NaiveDate, NaiveDate),
        ours: &[Ours],
        calls: &mut u64,
    ) -> Result<Value, EngineError> {
        let gathered = self.gather(books, days, ours, calls).await?;
        let by_id: HashMap<&str, &Theirs> = gathered
            .theirs
            .iter()
            .filter_map(|one| Some((one.element.id.as_deref()?, one)))
            .collect();
        let strangers = gathered.strangers();
        let mut sums: BTreeMap<(NaiveDate, String, String), Sums> = BTreeMap::new();
        let mut findings = Vec::new();
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for one in ours {
            let (kind, key) = one.key();
            if gathered.sold_otherwise.contains(&key) {
                continue;
            }
            let linked = gathered.links.get(&key);
            let there = linked.and_then(|id| by_id.get(id.as_str()).copied());
            let stranger = strangers
                .get(&(one.reference.as_str(), one.total))
                .copied()
                .filter(|_| !one.reference.is_empty());
            let finding = self.finding(books, one, there, stranger)?;
            *counts.entry(finding.unwrap_or("matched")).or_default() += 1;
            sums.entry((one.date, one.store.clone(), one.currency.clone()))
                .or_default()
                .add(kind, one, there, finding);
            if let Some(finding) = finding
                && findings.len() < MOST_FINDINGS
            {
                findings.push(self.finding_json(books, finding, one, there.or(stranger))?);
            }
        }
        let days: Vec<Value> = sums
            .into_iter()
            .map(|((day, store, currency), sums)| {
                json!({
                    "day": day.to_string(), "store": store, "currency": currency, "documents": sums.documents, "matched": sums.matched,
                    "shop": format!("{:.2}", sums.shop), "xero": format!("{:.2}", sums.xero),
                    "difference": format!("{:.2}", sums.xero - sums.shop),
                })
            })
            .collect();
        Ok(json!({ "counts": counts, "findings": findings, "days": days }))
    }
}

impl Engine {
    /// Compares the shop's documents of a span of days with Xero's, and keeps the result as the newest reconciliation.
    /// `plan`: `from`, `to` (days), `documents` [{entity, id, number, `order_number`, date, store, currency, total}].
    ///
    /// # Errors
    /// When the plan is malformed, the connection is not usable, or a limit of calls is reached.
    pub fn reconcile(&self, connection: &str, plan: &Value) -> Result<Value, EngineError> {
        let core = &self.core;
        let books = core.books(&core.row(connection)?)?;
        let day = |field: &str| -> Result<NaiveDate, EngineError> {
            text(plan, field)
                .parse()
                .map_err(|_| EngineError::settings("argument_invalid", say::RECONCILIATION_DAY.with(field)))
        };
        let days = (day("from")?, day("to")?);
        if days.0 > days.1 || (days.1 - days.0).num_days() > MOST_DAYS {
            return Err(EngineError::settings("argument_invalid", say::RECONCILIATION_DAYS));
        }
        let ours = plan
            .get("documents")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(Ours::read)
            .collect::<Result<Vec<_>, _>>()?;
        let mut calls = 0;
        let compared = block_on(core.compare(&books, days, &ours, &mut calls))??;
        let now = core.now();
        let mut result = json!({
            "connection": connection, "from": days.0.to_string(), "to": days.1.to_string(), "at": timestamp(now), "calls": calls,
            "documents": ours.len(), "counts": compared["counts"], "findings": compared["findings"], "days": compared["days"],
        });
        // Kept as Xero has it: who takes a note back sees the finding again.
        core.store
            .set_cursor(&format!("reconciliation:{}", books.organisation), &result.to_string())?;
        core.apply_notes(&books.organisation, &mut result)?;
        let count = |name: &str| result["counts"][name].as_u64().unwrap_or(0);
        let wrong = count("missing") + count("voided") + count("changed") + count("duplicate") + count("unpaid");
        let more = match (count("unpaid"), count("accepted")) {
            (0, 0) => Message::default(),
            (unpaid, accepted) => say::RECONCILED_FURTHER.with((unpaid, accepted)),
        };
        let line = LogLine {
            action: "reconcile".into(),
            status: if wrong == 0 { "success" } else { "information" }.into(),
            code: "reconciled".into(),
            message: say::RECONCILED
                .with((
                    days.0,
                    days.1,
                    ours.len(),
                    count("matched"),
                    count("missing"),
                    count("changed"),
                    count("voided"),
                    count("duplicate"),
                ))
                .and(more),
            ..LogLine::default()
        };
        core.store.note(connection, &line, now)?;
        verdict::judge(&mut result, |_| Ok::<_, EngineError>(None))?;
        Ok(result)
    }

    /// The newest reconciliation of a connection's organisation, judged by how its records stand now.
    ///
    /// # Errors
    /// When the store fails.
    pub fn reconciliation(&self, connection: &str) -> Result<Option<Value>, EngineError> {
        let core = &self.core;
        let books = core.books(&core.row(connection)?)?;
        let kept = core.store.cursor(&format!("reconciliation:{}", books.organisation))?;
        let Some(kept) = kept else { return Ok(None) };
        let mut result = serde_json::from_str(&kept).map_err(|error| {
            EngineError::new(
                ErrorKind::EngineUnavailable,
                "store_failed",
                say::RECONCILIATION_UNREADABLE.with(error.to_string()),
            )
        })?;
        core.apply_notes(&books.organisation, &mut result)?;
        verdict::judge(&mut result, |finding| {
            let Some(entity) = Entity::from_code(&text(finding, "entity")) else {
                return Ok(None);
            };
            let found = core.store.standing(connection, entity, &text(finding, "entity_id"))?;
            found.map(|standing| core.standing_json(&standing)).transpose()
        })?;
        Ok(Some(result))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deleted_payment_leaves_less_settled_than_was_paid() {
        let of = |text: &str| text.parse::<Decimal>().unwrap();
        for (paid, total, due, gone) in [
            ("10.00", "10.00", "0.00", false),
            ("10.00", "10.00", "10.00", true),
            ("4.00", "10.00", "6.00", false),
            ("4.00", "10.00", "7.00", true),
            ("9.00", "10.00", "0.00", false),
        ] {
            assert_eq!(
                is_open_again(of(paid), of(total), of(due)),
                gone,
                "{paid} of {total}, {due} open"
            );
        }
    }
}
