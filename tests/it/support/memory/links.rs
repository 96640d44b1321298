//! Rows of links and of known contacts, and since when the shop has called invoices paid.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use ledgerline::oauth;
use ledgerline::queue::{Entity, Kind, KnownBy, KnownContact, Link, SeenInvoice};
use ledgerline::store::rows::{Confirmed, FoundLink, KnownRows, LinkBy, LinkRows, NewLink};
use ledgerline::store_error::StoreError;

use super::{MemoryRows, Record};

#[derive(Clone)]
pub(super) struct Linked {
    pub(super) entity: Entity,
    pub(super) entity_id: String,
    pub(super) snapshot_hash: String,
    pub(super) settings_hash: String,
    pub(super) link: Link,
}

pub(super) fn record(connection: &str, kind: Kind, key: &str) -> Record {
    (connection.to_owned(), kind.as_str().to_owned(), key.to_owned())
}

impl LinkRows for MemoryRows<'_> {
    fn put_links(&mut self, links: &[NewLink<'_>]) -> Result<(), StoreError> {
        for new in links {
            let row = Linked {
                entity: new.entity,
                entity_id: new.entity_id.to_owned(),
                snapshot_hash: new.snapshot_hash.to_owned(),
                settings_hash: new.settings_hash.to_owned(),
                link: Link {
                    settled_at_ms: new.settled_at_ms,
                    ..new.link.clone()
                },
            };
            self.tables.links.put(record(&new.connection, new.kind, new.key), row);
        }
        Ok(())
    }

    fn confirm_links(&mut self, links: &[Confirmed<'_>]) -> Result<(), StoreError> {
        for one in links {
            self.tables
                .links
                .change(&record(one.connection, one.kind, one.key), |row| {
                    row.snapshot_hash = one.snapshot_hash.to_owned();
                    row.settings_hash = one.settings_hash.to_owned();
                });
        }
        Ok(())
    }

    fn link(&self, connection: &str, kind: Kind, key: &str) -> Result<Option<Link>, StoreError> {
        let found = self.tables.links.get(&record(connection, kind, key));
        Ok(found.map(|row| row.link.clone()))
    }

    fn links_by(
        &self,
        connection: &str,
        kind: Kind,
        by: LinkBy,
        value: &str,
    ) -> Result<Vec<(String, Link)>, StoreError> {
        let says = |link: &Link| match by {
            LinkBy::Number => link.xero_number == value,
            LinkBy::XeroId => link.xero_id == value,
            LinkBy::Note => link.note.as_ref().is_some_and(|note| note.eq_ignore_ascii_case(value)),
        };
        let of_kind = record(connection, kind, "")..;
        let found = self.tables.links.range(of_kind);
        Ok(found
            .take_while(|((of, what, _), _)| of == connection && what == kind.as_str())
            .filter(|(_, row)| says(&row.link))
            .map(|((_, _, key), row)| (key.clone(), row.link.clone()))
            .collect())
    }

    fn party(&self, connection: &str, order_id: &str) -> Result<Option<String>, StoreError> {
        let of_order = self
            .tables
            .links
            .iter()
            .filter(|((of, ..), row)| of == connection && row.link.order_id.as_deref() == Some(order_id))
            .filter_map(|((_, kind, _), row)| Some((row.link.settled_at_ms, Reverse(kind), row.link.party.clone()?)));
        Ok(of_order.min().map(|(_, _, party)| party))
    }

    fn links_of(&self, entity: Entity, entity_id: &str) -> Result<Vec<FoundLink>, StoreError> {
        let mut found: Vec<FoundLink> = self
            .tables
            .links
            .iter()
            .filter(|(_, row)| row.entity == entity && row.entity_id == entity_id)
            .filter(|((connection, ..), _)| self.tables.connections.has(connection))
            .filter_map(|((connection, kind, _), row)| {
                Some(FoundLink {
                    connection: connection.clone(),
                    kind: Kind::from_code(kind)?,
                    link: row.link.clone(),
                })
            })
            .collect();
        found.sort_by_key(|one| one.link.settled_at_ms);
        Ok(found)
    }

    fn doubt_link(&mut self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError> {
        self.tables
            .links
            .change(&record(connection, kind, key), |row| row.link.fingerprint.clear());
        Ok(())
    }

    fn settle_links_before(&mut self, moment_ms: i64) -> Result<(), StoreError> {
        let links = &mut self.tables.links;
        for key in links.keys_where(|_, row| row.link.settled_at_ms >= moment_ms) {
            links.change(&key, |row| row.link.settled_at_ms = moment_ms - 1);
        }
        Ok(())
    }

    fn remove_link(&mut self, connection: &str, kind: Kind, key: &str) -> Result<(), StoreError> {
        self.tables.links.remove(&record(connection, kind, key));
        Ok(())
    }

    fn saw_invoices(&mut self, seen: &[SeenInvoice]) -> Result<(), StoreError> {
        let paid = &mut self.tables.paid;
        for one in seen {
            let key = (one.connection.clone(), one.key.clone());
            match (&one.paid_on, paid.get(&key)) {
                (None, None) => paid.put(key, None),
                (Some(day), Some(None)) => paid.put(key, Some(day.clone())),
                _ => {}
            }
        }
        Ok(())
    }

    fn paid_on(&self, connection: &str, key: &str) -> Result<Option<Option<String>>, StoreError> {
        let found = self.tables.paid.get(&(connection.to_owned(), key.to_owned()));
        Ok(found.cloned())
    }

    fn link_of(
        &self,
        connection: &str,
        kind: Kind,
        entity: Entity,
        entity_id: &str,
    ) -> Result<Option<Link>, StoreError> {
        let of_kind = self.tables.links.range(record(connection, kind, "")..);
        let mut of_kind = of_kind.take_while(|((of, what, _), _)| of == connection && what == kind.as_str());
        let found = of_kind.find(|(_, row)| row.entity == entity && row.entity_id == entity_id);
        Ok(found.map(|(_, row)| row.link.clone()))
    }

    fn forget_contact_copies(&mut self, contact_key: &str) -> Result<u64, StoreError> {
        let links = &mut self.tables.links;
        let is_contact = |kind: &String| kind == Kind::Contact.as_str();
        let shared: BTreeSet<(String, String)> = links
            .iter()
            .filter(|((_, kind, key), _)| is_contact(kind) && key == contact_key)
            .map(|((connection, ..), row)| (connection.clone(), row.link.xero_id.clone()))
            .collect();
        let keys = links.keys_where(|(connection, kind, key), row| {
            let same = || shared.contains(&(connection.clone(), row.link.xero_id.clone()));
            is_contact(kind) && (key == contact_key || same())
        });
        for key in &keys {
            links.change(key, |row| (row.link.note, row.link.sent) = (None, None));
        }
        Ok(keys.len() as u64)
    }

    fn move_links(&mut self, from: &str, to: &str) -> Result<(), StoreError> {
        for key in self.tables.links.keys_where(|(connection, ..), _| connection == from) {
            if let Some(row) = self.tables.links.remove(&key) {
                let (_, kind, key) = key;
                self.tables.links.put((to.to_owned(), kind, key), row);
            }
        }
        Ok(())
    }

    fn count_linked(&self, connection: &str) -> Result<oauth::Linked, StoreError> {
        let links = self.tables.links.iter().map(|(record, _)| record);
        let claims = self.tables.claims.iter().map(|(record, _)| record);
        let records: BTreeSet<&Record> = links.chain(claims).filter(|(of, ..)| of == connection).collect();
        let invoices = records.iter().filter(|(_, kind, _)| kind == Kind::Invoice.as_str());
        Ok(oauth::Linked {
            invoices: invoices.count() as i64,
            records: records.len() as i64,
        })
    }
}

impl KnownRows for MemoryRows<'_> {
    fn put_known(&mut self, organisation: &str, contacts: &[KnownContact]) -> Result<(), StoreError> {
        for contact in contacts {
            let key = (organisation.to_owned(), contact.xero_id.clone());
            self.tables.known.put(key, contact.clone());
        }
        Ok(())
    }

    fn known_by(
        &self,
        organisation: &str,
        by: KnownBy,
        value: &str,
        most: u32,
    ) -> Result<Vec<KnownContact>, StoreError> {
        let says = |contact: &KnownContact| match by {
            KnownBy::Number => contact.number == value,
            KnownBy::Name => contact.name == value,
            KnownBy::Email => contact.email == value,
        };
        let known = self.tables.known.iter();
        let mut found: Vec<KnownContact> = known
            .filter(|((of, _), contact)| of == organisation && !value.is_empty() && says(contact))
            .map(|(_, contact)| contact.clone())
            .collect();
        found.sort_by_key(|contact| !contact.active);
        found.truncate(most as usize);
        Ok(found)
    }
}
