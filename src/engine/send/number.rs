//! Decides what is said when a document's number is taken in Xero: by this shop's own other document, or by somebody else's.
//!
//! Magento numbers the documents of each store view on its own, so one shop may have a number twice.

use std::collections::HashMap;

use super::prepare::{Step, held, read_record};
use crate::domain::shop::{Record, SalesDocument};
use crate::engine::{Books, Core, EngineError};
use crate::message::{Message, say};
use crate::queue::{Claimed, Entity, Kind, Link};

/// A store view as people know it.
pub(super) fn store_name(document: &SalesDocument) -> String {
    let store = &document.head.store;
    let name = store.name.as_deref().unwrap_or_default();
    // A deleted store view leaves the names of website, store and view, one a line.
    let name = name.lines().last().unwrap_or_default().trim();
    [name, &store.code, &store.id]
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_default()
        .to_owned()
}

/// The store view of a document, as far as numbers go.
pub(super) struct View {
    name: String,
    /// Deleted since: no scope of the configuration any more.
    gone: bool,
}

impl View {
    pub(super) fn of(document: &SalesDocument) -> View {
        let store = &document.head.store;
        View {
            name: store_name(document),
            gone: store.code.is_empty() && store.website_id.is_empty(),
        }
    }

    /// Of the document of a job; `name` where its record cannot be read.
    pub(super) fn of_job(job: &Claimed, name: Option<&str>) -> View {
        match read_record(job) {
            Ok(Record::Document(document)) => View::of(&document),
            _ => View {
                name: name.unwrap_or_default().to_owned(),
                gone: false,
            },
        }
    }

    /// What gives the documents of the store view other numbers. The scope is chosen at the top of the page.
    pub(super) fn remedy(&self, entity: Entity) -> Message {
        if self.gone {
            return say::NUMBER_STORE_VIEW_GONE_FIX.with(&self.name);
        }
        let group = match entity {
            Entity::Order => say::GROUP_ORDERS,
            Entity::CreditMemo => say::GROUP_CREDIT_MEMOS,
            _ => say::GROUP_INVOICES,
        };
        say::NUMBER_PREFIX_FIX.with((&self.name, group))
    }
}

/// This shop's other document that has a number.
pub(super) struct Other {
    /// The record's key.
    pub(super) key: String,
    /// Name of its store view; none when nobody told.
    pub(super) store: Option<String>,
}

/// What is said of a number that this shop's own other document has in Xero, and what a person does about it.
pub(super) fn ours(number: &str, entity: Entity, view: &View, other: &Other) -> (Message, Message) {
    let (of_other, id) = of_key(&other.key);
    let kind = match of_other {
        Entity::Order => say::OUR_ORDER,
        Entity::CreditMemo => say::OUR_CREDIT_MEMO,
        _ => say::OUR_INVOICE,
    };
    let message = say::NUMBER_IS_OURS.with((number, kind, id));
    if of_other != entity {
        return (message.and(say::NUMBER_KINDS_APART), view.remedy(entity));
    }
    match other.store.as_deref().filter(|name| !name.is_empty()) {
        // Two views may have one name; then it may be two sales after all.
        Some(name) if name == view.name => (
            message.and(say::NUMBER_SAME_STORE_VIEW.with(name)),
            Message::from(say::NUMBER_SAME_STORE_VIEW_FIX).and(view.remedy(entity)),
        ),
        known => {
            let that = known.map_or_else(Message::default, |name| say::NUMBER_OTHER_STORE_VIEW.with(name));
            let this = say::NUMBER_THIS_STORE_VIEW.with(&view.name);
            (message.and(that).and(this), view.remedy(entity))
        }
    }
}

/// Entity and id of a document's key.
pub(super) fn of_key(key: &str) -> (Entity, &str) {
    let (kind, id) = key.split_once(':').unwrap_or(("invoice", key));
    let entity = Entity::from_code(kind).unwrap_or(Entity::Invoice);
    (entity, id.split(':').next().unwrap_or(id))
}

impl Core {
    /// Holds a document whose number another document of this shop has, before a call is spent.
    ///
    /// `under_way`: numbers of this drain and whose they are, beside the names of contacts.
    pub(super) fn number_is_ours(
        &self,
        books: &Books,
        job: &Claimed,
        document: &SalesDocument,
        number: &str,
        under_way: &mut HashMap<String, String>,
    ) -> Result<Option<Step>, EngineError> {
        let taken = self.store.link_by_number(&books.code, job.kind, number)?;
        let other = match taken.filter(|(key, _)| key != &job.key) {
            Some((key, link)) => Some(Other { key, store: link.store }),
            None => {
                // Two in one batch: the first one has it.
                let mark = format!("{}\n{number}", job.kind.as_str());
                let own = format!("{}\n{}", job.key, store_name(document));
                let first = under_way.entry(mark).or_insert_with(|| own.clone());
                first
                    .split_once('\n')
                    .filter(|(key, _)| *key != job.key)
                    .map(|(key, store)| Other {
                        key: key.to_owned(),
                        store: Some(store.to_owned()),
                    })
            }
        };
        let Some(other) = other else {
            return Ok(None);
        };
        let (message, fix) = ours(number, job.entity, &View::of(document), &other);
        Ok(Some(held("number_taken", message, fix)))
    }

    /// This shop's other document that a record in Xero belongs to.
    pub(super) fn owner_of(
        &self,
        books: &Books,
        kind: Kind,
        xero_id: &str,
        own: &str,
    ) -> Result<Option<(String, Link)>, EngineError> {
        let found = self.store.link_by_xero_id(&books.code, kind, xero_id)?;
        Ok(found.filter(|(key, _)| key != own))
    }
}
