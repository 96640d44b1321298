//! Decides how a record of the shop stands, from what a store has of it, and what was changed since a look.
//!
//! Pure.

use std::collections::HashSet;

use super::row::Told;
use super::{Changed, Entity, Kind, Link, Position, Standing, State};

/// What a record of the shop becomes in Xero.
pub fn main_kind(entity: Entity) -> Kind {
    match entity {
        Entity::Customer | Entity::Guest => Kind::Contact,
        Entity::Product => Kind::Item,
        Entity::Order | Entity::Invoice => Kind::Invoice,
        Entity::CreditMemo => Kind::CreditNote,
    }
}

/// As what a record of the shop may be queued under its own key, the first one that there is speaks: where orders are the sales
/// documents, an invoice is but a payment.
pub fn kinds_of(entity: Entity) -> &'static [Kind] {
    match entity {
        Entity::Customer | Entity::Guest => &[Kind::Contact],
        Entity::Product => &[Kind::Item],
        Entity::Order => &[Kind::Invoice],
        Entity::Invoice => &[Kind::Invoice, Kind::Payment],
        Entity::CreditMemo => &[Kind::CreditNote],
    }
}

/// The worse, the smaller.
fn severity(state: State) -> u8 {
    match state {
        State::Failed => 0,
        State::Held => 1,
        State::Unknown => 2,
        State::Running => 3,
        State::Waiting => 4,
        State::Cancelled => 5,
        State::Done => 6,
    }
}

/// How a record stands: `jobs` are all of its connection's, `link` is the one of its main kind. `None`: nothing is known of it.
pub fn standing(
    connection: &str,
    entity: Entity,
    entity_id: &str,
    jobs: Vec<Told>,
    link: Option<Link>,
) -> Option<Standing> {
    // Of equally bad ones the newest speaks.
    let worst = jobs
        .into_iter()
        .min_by_key(|job| (severity(job.state), std::cmp::Reverse((job.updated_at_ms, job.id))));
    if worst.is_none() && link.is_none() {
        return None;
    }
    let kind = main_kind(entity);
    Some(Standing {
        connection: connection.to_owned(),
        entity,
        entity_id: entity_id.to_owned(),
        open: worst
            .as_ref()
            .map(|job| job.state)
            .filter(|state| *state != State::Done),
        code: worst.as_ref().map(|job| job.code.clone()).unwrap_or_default(),
        message: worst.map(|job| job.message).unwrap_or_default(),
        settled: link.map(|link| (kind, link.xero_id, link.xero_number, link.settled_at_ms)),
    })
}

/// A row in the feed of changes; without an entity when nobody knows its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedRow {
    /// Code of the connection.
    pub connection: String,
    /// Whose record.
    pub entity: Option<Entity>,
    /// Its id in the shop.
    pub entity_id: String,
    /// Where it stands in the feed.
    pub position: Position,
}

/// What changed after a position: each record once, in the order of its first change, from at most `most` rows.
pub fn changed(rows: Vec<ChangedRow>, after: Position, most: u32) -> Changed {
    let more = rows.len() >= usize::try_from(most).unwrap_or(usize::MAX);
    let position = rows.last().map_or(after, |row| row.position);
    let mut seen = HashSet::new();
    let found = rows
        .into_iter()
        .filter_map(|row| Some((row.connection, row.entity?, row.entity_id)))
        .filter(|record| seen.insert(record.clone()))
        .collect();
    (found, position, more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    fn told(id: i64, state: State, updated_at_ms: i64) -> Told {
        Told {
            id,
            state,
            code: format!("c{id}"),
            message: Message::words(format!("m{id}")),
            not_before_ms: 0,
            updated_at_ms,
        }
    }

    fn speaks(jobs: Vec<Told>) -> (Option<State>, String) {
        let found = standing("default", Entity::Invoice, "7", jobs, None).unwrap();
        (found.open, found.code)
    }

    #[test]
    fn the_worst_job_speaks_and_of_equally_bad_ones_the_newest() {
        use State::{Cancelled, Done, Failed, Held, Running, Unknown, Waiting};
        let order = [Failed, Held, Unknown, Running, Waiting, Cancelled, Done];
        for pair in order.windows(2) {
            let jobs = vec![told(1, pair[1], 9), told(2, pair[0], 5)];
            assert_eq!(speaks(jobs), (Some(pair[0]), "c2".to_owned()), "{pair:?}");
        }
        assert_eq!(speaks(vec![told(1, Held, 5), told(2, Held, 9)]).1, "c2");
        assert_eq!(speaks(vec![told(1, Held, 5), told(2, Held, 5)]).1, "c2");
        assert_eq!(speaks(vec![told(1, Done, 5)]), (None, "c1".to_owned()));
    }

    #[test]
    fn what_is_in_xero_is_the_records_main_document() {
        let link = Link {
            xero_id: "x".into(),
            xero_number: "n".into(),
            settled_at_ms: 3,
            ..Link::default()
        };
        for (entity, kind) in [
            (Entity::Customer, Kind::Contact),
            (Entity::Guest, Kind::Contact),
            (Entity::Product, Kind::Item),
            (Entity::Order, Kind::Invoice),
            (Entity::Invoice, Kind::Invoice),
            (Entity::CreditMemo, Kind::CreditNote),
        ] {
            let found = standing("default", entity, "7", vec![], Some(link.clone())).unwrap();
            assert_eq!(found.settled, Some((kind, "x".into(), "n".into(), 3)));
            assert_eq!((found.open, found.code.as_str()), (None, ""));
        }
        assert_eq!(standing("default", Entity::Invoice, "7", vec![], None), None);
    }

    #[test]
    fn a_record_that_changed_twice_is_named_once() {
        let row = |id: i64, entity: Option<Entity>, record: &str| ChangedRow {
            connection: "default".into(),
            entity,
            entity_id: record.into(),
            position: (id * 10, id),
        };
        let invoice = Some(Entity::Invoice);
        let rows = vec![
            row(1, invoice, "7"),
            row(2, None, "8"),
            row(3, invoice, "9"),
            row(4, invoice, "7"),
        ];
        let (found, position, more) = changed(rows.clone(), (0, 0), 4);
        let ids: Vec<&str> = found.iter().map(|(_, _, id)| id.as_str()).collect();
        assert_eq!((ids, position, more), (vec!["7", "9"], (40, 4), true));
        assert!(!changed(rows, (0, 0), 5).2);
        assert_eq!(changed(vec![], (5, 5), 5), (vec![], (5, 5), false));
    }
}
