//! Decides whether the books agree with the shop: each document of a span of days beside what Xero has now, and their sums per
//! day and store.
//!
//! It changes nothing, here or there.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::verdict;
use crate::clock::timestamp;
use crate::domain::money;
use crate::engine::{Books, Core, Engine, EngineError, ErrorKind, block_on};
use crate::message::{Message, say};
use crate::queue::{Entity, Kind, LogLine};
use crate::xero::{Call, Element, decimal, named, text};

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

/// Words that many documents share, each kept once.
#[derive(Default)]
struct Words(HashSet<Arc<str>>);

impl Words {
    fn of(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.0.get(word) {
            return Arc::clone(known);
        }
        let new: Arc<str> = word.into();
        self.0.insert(Arc::clone(&new));
        new
    }
}

/// Some texts in one piece of memory: apart, each would take more for itself than it is long.
struct Texts<const N: usize> {
    all: Box<str>,
    ends: [usize; N],
}

impl<const N: usize> Texts<N> {
    fn of(texts: [&str; N]) -> Self {
        let mut end = 0;
        let ends = texts.map(|text| {
            end += text.len();
            end
        });
        Self {
            all: texts.concat().into(),
            ends,
        }
    }

    fn at(&self, place: usize) -> &str {
        let begin = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[begin..self.ends[place]]
    }
}

/// A document as the shop counts it. All of the days are held at once, because each may be beside any of Xero's: so it is kept small.
struct Ours {
    entity: Entity,
    /// Id, number, reference, and the order of an invoice, when the shop told.
    texts: Texts<4>,
    date: NaiveDate,
    store: Arc<str>,
    currency: Arc<str>,
    total: Decimal,
}

impl Ours {
    fn id(&self) -> &str {
        self.texts.at(0)
    }

    fn number(&self) -> &str {
        self.texts.at(1)
    }

    fn reference(&self) -> &str {
        self.texts.at(2)
    }

    fn order(&self) -> &str {
        self.texts.at(3)
    }

    fn key(&self) -> (Kind, String) {
        match self.entity {
            Entity::CreditMemo => (Kind::CreditNote, format!("creditmemo:{}", self.id())),
            Entity::Order => (Kind::Invoice, format!("order:{}", self.id())),
            _ => (Kind::Invoice, format!("invoice:{}", self.id())),
        }
    }

    fn read(value: &Value, words: &mut Words) -> Result<Self, EngineError> {
        let bad = |field: &str| {
            EngineError::settings("argument_invalid", say::RECONCILIATION_FIELD.with(field))
                .with("field", field.to_owned())
        };
        Ok(Self {
            entity: Entity::from_code(&text(value, "entity")).ok_or_else(|| bad("entity"))?,
            texts: Texts::of([
                Some(&*text(value, "id"))
                    .filter(|id| !id.is_empty())
                    .ok_or_else(|| bad("id"))?,
                &text(value, "number"),
                &text(value, "order_number"),
                &text(value, "order_id"),
            ]),
            date: text(value, "date").parse().map_err(|_| bad("date"))?,
            store: words.of(&text(value, "store")),
            currency: words.of(&text(value, "currency")),
            total: money::round(decimal(value, "total").ok_or_else(|| bad("total"))?, 2),
        })
    }
}

/// A document as Xero has it: what is compared and told of it.
struct Theirs {
    /// Id (empty when the answer names none), number and reference.
    texts: Texts<3>,
    status: Arc<str>,
    currency: Arc<str>,
    total: Option<Decimal>,
    due: Option<Decimal>,
}

impl Theirs {
    fn of(element: &Element, reference: &str, words: &mut Words) -> Self {
        Self {
            texts: Texts::of([element.id.as_deref().unwrap_or_default(), &element.number, reference]),
            status: words.of(&element.status),
            currency: words.of(&element.currency),
            total: element.total,
            due: element.due,
        }
    }

    fn id(&self) -> &str {
        self.texts.at(0)
    }

    fn number(&self) -> &str {
        self.texts.at(1)
    }

    fn reference(&self) -> &str {
        self.texts.at(2)
    }

    fn is_gone(&self) -> bool {
        matches!(&*self.status, "VOIDED" | "DELETED")
    }
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
        let Some(there) = there.filter(|there| !there.is_gone()) else {
            return;
        };
        self.xero += sign * there.total.unwrap_or_default();
        if !matches!(finding, Some("missing" | "voided" | "changed" | "unpaid")) {
            self.matched += 1;
        }
    }
}

/// Where a document of the shop is in Xero.
#[derive(Clone, Copy)]
enum Place {
    /// It was never sent, or Xero does not have it any more.
    Nowhere,
    /// At this place of what was gathered.
    At(usize),
    /// It was sold as the other kind of document, and is compared there.
    SoldOtherwise,
}

/// Xero's side of a comparison.
struct Gathered {
    theirs: Vec<Theirs>,
    /// One for each document of the shop.
    places: Vec<Place>,
    /// Places of `theirs` that are not another tool's: they are linked, or came twice.
    known: Vec<bool>,
}

impl Gathered {
    /// Another tool's document of the same sale has a number of its own, but mostly names the order: by order and total.
    fn strangers(&self) -> HashMap<(&str, Decimal), &Theirs> {
        self.theirs
            .iter()
            .zip(&self.known)
            .filter(|(one, known)| !**known && !one.is_gone() && !one.reference().is_empty())
            .map(|(one, _)| ((one.reference(), one.total.unwrap_or_default()), one))
            .collect()
    }
}

impl Core {
    /// The documents of one answer, each with its reference.
    async fn listing_call(
        &self,
        books: &Books,
        call: &Call,
        (list, id, number): (&str, &str, &str),
    ) -> Result<(Vec<(Element, String)>, u64), EngineError> {
        self.read_call(books, "reconcile", call, |body| named(body, list, id, number))
            .await
    }

    /// Every document of a kind within the days, and the calls it took.
    async fn of_days(
        &self,
        books: &Books,
        kind: Kind,
        (from, to): (NaiveDate, NaiveDate),
        words: &mut Words,
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
            let (read, made) = match self.listing_call(books, &Call::get(address), (list, id, number)).await {
                Err(error) if error.code == "answer_too_large" && size > SMALL_PAGE => {
                    (page, size, before) = ((page - 1) * (PAGE_SIZE / SMALL_PAGE) + 1, SMALL_PAGE, None);
                    *calls += 1;
                    continue;
                }
                answered => answered?,
            };
            *calls += made;
            let count = read.len();
            let first = read.first().map(|(one, _)| one.id.clone().unwrap_or_default());
            found.extend(read.iter().map(|(one, reference)| Theirs::of(one, reference, words)));
            // Whoever answers every page with the same one would be asked for ever.
            if count < size || first == before {
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
        words: &mut Words,
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
            let (read, made) = match self.listing_call(books, &Call::get(address), (list, id, number)).await {
                // It is not there any more.
                Err(error) if error.kind == ErrorKind::DocumentRejected => continue,
                answered => answered?,
            };
            *calls += made;
            found.extend(read.iter().map(|(one, reference)| Theirs::of(one, reference, words)));
        }
        Ok(found)
    }

    /// Whether Xero had a payment of a document from us and less than that is settled there now: somebody deleted it.
    fn payment_is_gone(&self, books: &Books, kind: Kind, key: &str, there: &Theirs) -> Result<bool, EngineError> {
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
        words: &mut Words,
        calls: &mut u64,
    ) -> Result<Gathered, EngineError> {
        let mut theirs = self.of_days(books, Kind::Invoice, days, words, calls).await?;
        theirs.extend(self.of_days(books, Kind::CreditNote, days, words, calls).await?);
        let mut known = vec![false; theirs.len()];
        let mut places = Vec::with_capacity(ours.len());
        let mut elsewhere: HashMap<Kind, Vec<(usize, String)>> = HashMap::new();
        {
            let mut by_id: HashMap<&str, usize> = HashMap::with_capacity(theirs.len());
            for (at, one) in theirs.iter().enumerate().filter(|(_, one)| !one.id().is_empty()) {
                // Pages that moved while they were read show a document twice.
                if let Some(before) = by_id.insert(one.id(), at) {
                    known[before] = true;
                }
            }
            for (index, one) in ours.iter().enumerate() {
                let (kind, key) = one.key();
                let mut place = Place::Nowhere;
                if let Some(link) = self.store.link(&books.code, kind, &key)? {
                    if let Some(at) = by_id.get(link.xero_id.as_str()) {
                        known[*at] = true;
                        place = Place::At(*at);
                    } else {
                        elsewhere.entry(kind).or_default().push((index, link.xero_id));
                    }
                } else if one.entity == Entity::Invoice && !one.order().is_empty() {
                    let order = format!("order:{}", one.order());
                    if self.store.link(&books.code, kind, &order)?.is_some() {
                        place = Place::SoldOtherwise;
                    }
                }
                places.push(place);
            }
        }
        for (kind, wanted) in elsewhere {
            let ids: Vec<String> = wanted.iter().map(|(_, id)| id.clone()).collect();
            let begin = theirs.len();
            theirs.extend(self.by_ids(books, kind, &ids, words, calls).await?);
            known.resize(theirs.len(), true);
            let found: HashMap<&str, usize> = (begin..)
                .zip(&theirs[begin..])
                .map(|(at, one)| (one.id(), at))
                .collect();
            for (index, id) in &wanted {
                if let Some(at) = found.get(id.as_str()) {
                    places[*index] = Place::At(*at);
                }
            }
        }
        Ok(Gathered { theirs, places, known })
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
            None if self.store.excluded(one.entity, one.id())? => Some("excluded"),
            None if stranger.is_some() => Some("foreign"),
            None => Some("missing"),
            Some(there) if there.is_gone() => Some("voided"),
            Some(there) if there.total != Some(one.total) || there.currency != one.currency => Some("changed"),
            Some(_) if stranger.is_some() => Some("duplicate"),
            Some(there) if self.payment_is_gone(books, kind, &key, there)? => Some("unpaid"),
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
        let id = shown.map_or("", Theirs::id);
        Ok(json!({
            "finding": finding, "entity": one.entity.as_str(), "entity_id": one.id(), "number": one.number(), "date": one.date.to_string(),
            "store": *one.store, "currency": *one.currency, "total": format!("{:.2}", one.total),
            "xero_total": shown.and_then(|shown| shown.total).map(|total| format!("{total:.2}")),
            "xero_number": shown.map(Theirs::number),
            "xero_currency": shown.map(|shown| &*shown.currency),
            "xero_due": shown.and_then(|shown| shown.due).map(|due| format!("{due:.2}")),
            "xero_status": shown.map(|shown| &*shown.status),
            "xero_url": if id.is_empty() { String::new() } else { self.xero_url(books, kind, id, None) },
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
        words: &mut Words,
        calls: &mut u64,
    ) -> Result<Value, EngineError> {
        let gathered = self.gather(books, days, ours, words, calls).await?;
        let strangers = gathered.strangers();
        let mut sums: BTreeMap<(NaiveDate, Arc<str>, Arc<str>), Sums> = BTreeMap::new();
        let mut findings = Vec::new();
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for (one, place) in ours.iter().zip(&gathered.places) {
            let there = match *place {
                Place::SoldOtherwise => continue,
                Place::Nowhere => None,
                Place::At(at) => gathered.theirs.get(at),
            };
            let stranger = strangers
                .get(&(one.reference(), one.total))
                .copied()
                .filter(|_| !one.reference().is_empty());
            let finding = self.finding(books, one, there, stranger)?;
            *counts.entry(finding.unwrap_or("matched")).or_default() += 1;
            sums.entry((one.date, Arc::clone(&one.store), Arc::clone(&one.currency)))
                .or_default()
                .add(one.key().0, one, there, finding);
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
                    "day": day.to_string(), "store": *store, "currency": *currency, "documents": sums.documents, "matched": sums.matched,
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
    /// `plan`: `from`, `to` (days). `documents` gives the next some of [{entity, id, number, `order_number`, date, store, currency, total}], and none at the end.
    ///
    /// # Errors
    /// When the plan is malformed, the documents cannot be read, the connection is not usable, or a limit of calls is reached.
    pub fn reconcile(
        &self,
        connection: &str,
        plan: &Value,
        documents: &mut dyn FnMut() -> Result<Vec<Value>, EngineError>,
    ) -> Result<Value, EngineError> {
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
        let mut words = Words::default();
        let mut ours = Vec::new();
        loop {
            let some = documents()?;
            if some.is_empty() {
                break;
            }
            for one in &some {
                ours.push(Ours::read(one, &mut words)?);
            }
        }
        let mut calls = 0;
        let compared = block_on(core.compare(&books, days, &ours, &mut words, &mut calls))??;
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
