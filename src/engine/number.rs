//! Decides what is said when a document's number is taken in Xero: by this shop's own other document, or by somebody else's.
//!
//! Magento numbers the documents of each store view on its own, so one shop may have a number twice.

use std::collections::HashMap;

use super::prepare::{Step, held};
use super::{Books, Core, EngineError};
use crate::domain::shop::SalesDocument;
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

/// What a person does about a number that this shop has twice. The scope is chosen at the top of the page.
pub(super) fn remedy(entity: Entity, store: &str) -> Message {
    let group = match entity {
        Entity::Order => say::GROUP_ORDERS,
        Entity::CreditMemo => say::GROUP_CREDIT_MEMOS,
        _ => say::GROUP_INVOICES,
    };
    say::NUMBER_PREFIX_FIX.with((store, group))
}

/// What is said of a number that this shop's own other document has in Xero.
pub(super) fn ours(number: &str, store: &str, other: (Entity, &str), other_store: Option<&str>) -> Message {
    let (entity, id) = other;
    let kind = match entity {
        Entity::Order => say::OUR_ORDER,
        Entity::CreditMemo => say::OUR_CREDIT_MEMO,
        _ => say::OUR_INVOICE,
    };
    let that = match other_store.filter(|name| !name.is_empty()) {
        Some(name) => say::NUMBER_OTHER_STORE_VIEW.with(name),
        None => Message::default(),
    };
    say::NUMBER_IS_OURS
        .with((number, kind, id))
        .and(that)
        .and(say::NUMBER_THIS_STORE_VIEW.with(store))
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
            Some((key, link)) => Some((key, link.store)),
            None => {
                // Two in one batch: the first one has it.
                let mark = format!("{}\n{number}", job.kind.as_str());
                let first = under_way.entry(mark).or_insert_with(|| job.key.clone());
                (first != &job.key).then(|| (first.clone(), None))
            }
        };
        let Some((key, store)) = other else {
            return Ok(None);
        };
        let name = store_name(document);
        Ok(Some(held(
            "number_taken",
            ours(number, &name, of_key(&key), store.as_deref()),
            remedy(job.entity, &name),
        )))
    }

    /// This shop's other document that a record in Xero belongs to.
    pub(super) fn owner_of(&self, books: &Books, kind: Kind, xero_id: &str, own: &str) -> Option<(String, Link)> {
        let found = self.store.link_by_xero_id(&books.code, kind, xero_id).ok().flatten();
        found.filter(|(key, _)| key != own)
    }
}
