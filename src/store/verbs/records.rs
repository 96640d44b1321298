//! The ports of single records and of known contacts over rows.

use std::collections::{BTreeSet, HashMap};

use super::events::happen;
use super::memory::{notice, position};
use crate::message::Message;
use crate::queue::row::{Change, Codes, Which};
use crate::queue::{
    self, Changed, ContactBook, Contents, DOUBT, Entity, Erased, Erases, Event, Exchange, Kind, KnownBy, KnownContact,
    Listed, ListedRow, Person, Position, RecordBook, Standing, State, reason,
};
use crate::store::RowStore;
use crate::store::rows::{Database, Rows};
use crate::store_error::StoreError;

/// More than one contact that matches is no match anyway.
const MOST_KNOWN: u32 = 3;

impl<D: Database> RecordBook for RowStore<D> {
    fn seen(&self, now_ms: i64) -> Result<(), StoreError> {
        self.database.write(|rows| notice(rows, now_ms))
    }

    fn doubt_before_ms(&self) -> Result<i64, StoreError> {
        self.database.read(|rows| Ok(position(rows, DOUBT)?.unwrap_or(0)))
    }

    fn exclude(&self, records: &[(Entity, String)], out: bool, now_ms: i64) -> Result<u64, StoreError> {
        self.database.write(|rows| {
            let changed = rows.exclude_records(records, out.then_some(now_ms))?;
            for (entity, id) in records {
                let of = Which {
                    of: Some((*entity, id)),
                    ..Which::ALL
                };
                if out {
                    happen(rows, Event::Excluded, &of, &queue::excluded(now_ms))?;
                } else {
                    let taken_out = Which {
                        codes: Codes::Only(&[reason::EXCLUDED.code]),
                        ..of
                    };
                    happen(rows, Event::LetIn, &taken_out, &queue::let_in(now_ms))?;
                }
            }
            Ok(changed)
        })
    }

    fn contents(&self, connection: &str, entity: Entity, ids: &[String]) -> Result<Contents, StoreError> {
        self.database.read(|rows| {
            let mut found: Contents = HashMap::with_capacity(ids.len());
            for kind in queue::kinds_of(entity) {
                let keys: Vec<String> = ids
                    .iter()
                    .filter(|id| !found.contains_key(*id))
                    .map(|id| format!("{}:{id}", entity.as_str()))
                    .collect();
                for (key, hash) in rows.newest_content(connection, *kind, &keys)? {
                    if let Some((_, id)) = key.split_once(':') {
                        found.insert(id.to_owned(), Some(hash));
                    }
                }
            }
            found.extend(rows.excluded_among(entity, ids)?.into_iter().map(|id| (id, None)));
            Ok(found)
        })
    }

    fn excluded(&self, entity: Entity, entity_id: &str) -> Result<bool, StoreError> {
        self.database.read(|rows| rows.is_excluded(entity, entity_id))
    }

    fn changed_since(&self, after: Position, most: u32) -> Result<Changed, StoreError> {
        let rows = self.database.read(|rows| rows.changed_after(after, most))?;
        Ok(queue::changed(rows, after, most))
    }

    fn standing(&self, connection: &str, entity: Entity, entity_id: &str) -> Result<Option<Standing>, StoreError> {
        self.database.read(|rows| {
            let of = Which {
                connection: Some(connection),
                of: Some((entity, entity_id)),
                ..Which::ALL
            };
            let link = rows.link_of(connection, queue::main_kind(entity), entity, entity_id)?;
            Ok(queue::standing(connection, entity, entity_id, rows.told(&of)?, link))
        })
    }

    fn log_line(&self, id: i64) -> Result<Option<(ListedRow, Option<Exchange>)>, StoreError> {
        self.database.read(|rows| match rows.listed(Listed::Log, id)? {
            Some(line) => Ok(Some((ListedRow::new(Listed::Log, false, line), rows.exchange(id)?))),
            None => Ok(None),
        })
    }

    fn erase(&self, contact_key: &str, customer_id: Option<&str>, email: Option<&str>) -> Result<Erased, StoreError> {
        let person = Person {
            contact_key,
            customer_id,
            email,
        };
        self.database.write(|rows| {
            let mut owners = BTreeSet::new();
            rows.each_snapshot(contact_key, &mut |carried| {
                if person.has(carried.key, carried.snapshot) {
                    owners.insert((carried.entity, carried.entity_id.to_owned()));
                }
            })?;
            let mut erased = Erased::default();
            for (entity, id) in &owners {
                for what in queue::of_record(*entity) {
                    erase(rows, *what, *entity, id, contact_key, &mut erased)?;
                }
            }
            if let Some((entity, id)) = person.own_record() {
                for what in queue::OF_THE_PERSON {
                    erase(rows, *what, entity, id, contact_key, &mut erased)?;
                }
            }
            Ok(erased)
        })
    }

    fn prune_exchanges(&self, before_ms: i64) -> Result<u64, StoreError> {
        self.database.write(|rows| rows.remove_exchanges(before_ms))
    }
}

fn erase(
    rows: &mut dyn Rows,
    what: Erases,
    entity: Entity,
    entity_id: &str,
    contact_key: &str,
    erased: &mut Erased,
) -> Result<(), StoreError> {
    let of = Which {
        of: Some((entity, entity_id)),
        ..Which::ALL
    };
    let said = Message::from(reason::ERASED);
    match what {
        Erases::Jobs => {
            let reached = happen(rows, Event::Erased, &of, &Change::default())?;
            erased.jobs += reached.changed + reached.removed;
            let open = Which {
                states: queue::NOT_CANCELLED,
                ..of
            };
            erased.open += rows.count_jobs(&open)?.unsigned_abs();
        }
        Erases::JobNames => {
            let cancelled = Which {
                states: &[State::Cancelled],
                ..of
            };
            let unnamed = Change {
                number: Some("".into()),
                ..Change::default()
            };
            rows.change_jobs(&cancelled, &unnamed)?;
        }
        Erases::Exchanges => rows.remove_exchanges_of(entity, entity_id)?,
        Erases::Lines => erased.lines += rows.blank_lines(entity, entity_id, &said, false)?,
        Erases::LinesAndNames => erased.lines += rows.blank_lines(entity, entity_id, &said, true)?,
        Erases::ContactCopies => erased.links += rows.forget_contact_copies(contact_key)?,
    }
    Ok(())
}

impl<D: Database> ContactBook for RowStore<D> {
    fn know_contacts(&self, organisation: &str, contacts: &[KnownContact]) -> Result<(), StoreError> {
        self.database.write(|rows| rows.put_known(organisation, contacts))
    }

    fn known_contacts(&self, organisation: &str, by: KnownBy, value: &str) -> Result<Vec<KnownContact>, StoreError> {
        if value.is_empty() {
            return Ok(Vec::new());
        }
        self.database
            .read(|rows| rows.known_by(organisation, by, value, MOST_KNOWN))
    }

    fn new_contacts_wait(&self, connection: &str, most_priority: i64) -> Result<bool, StoreError> {
        let waiting = Which {
            connection: Some(connection),
            kinds: &[Kind::Contact],
            states: &[State::Waiting],
            most_priority: Some(most_priority),
            ..Which::ALL
        };
        self.database.read(|rows| rows.has_unlinked(&waiting))
    }
}
