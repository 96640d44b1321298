//! A table of records with look-up by id and by keys, and with savepoints, so that a refused element leaves no trace.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// A record of a table.
pub(crate) trait Row: Clone {
    fn id(&self) -> Uuid;
    /// Look-up keys, each with a prefix that says which. Not necessarily unique.
    fn keys(&self) -> Vec<String>;
}

/// Records in order of creation.
#[derive(Clone)]
pub(crate) struct Table<T> {
    rows: BTreeMap<u64, T>,
    next: u64,
    by_id: HashMap<Uuid, u64>,
    by_key: HashMap<String, BTreeSet<u64>>,
    undo: Vec<(u64, Option<T>)>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            next: 0,
            by_id: HashMap::new(),
            by_key: HashMap::new(),
            undo: Vec::new(),
        }
    }
}

impl<T: Row> Table<T> {
    pub(crate) fn get(&self, id: Uuid) -> Option<&T> {
        self.by_id.get(&id).and_then(|at| self.rows.get(at))
    }

    /// Records with a key, oldest first.
    pub(crate) fn with_key<'a>(&'a self, key: &str) -> impl Iterator<Item = &'a T> + use<'a, T> {
        self.by_key
            .get(key)
            .into_iter()
            .flatten()
            .filter_map(|at| self.rows.get(at))
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.rows.values()
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Adds a record, or puts it in the place of the one with the same id.
    pub(crate) fn put(&mut self, row: T) {
        let at = match self.by_id.get(&row.id()) {
            Some(at) => *at,
            None => {
                self.next += 1;
                self.next
            }
        };
        let before = self.set(at, Some(row));
        self.undo.push((at, before));
    }

    pub(crate) fn remove(&mut self, id: Uuid) {
        if let Some(at) = self.by_id.get(&id).copied() {
            let before = self.set(at, None);
            self.undo.push((at, before));
        }
    }

    fn set(&mut self, at: u64, row: Option<T>) -> Option<T> {
        let before = self.rows.remove(&at);
        if let Some(old) = &before {
            self.by_id.remove(&old.id());
            for key in old.keys() {
                if let Some(places) = self.by_key.get_mut(&key) {
                    places.remove(&at);
                    if places.is_empty() {
                        self.by_key.remove(&key);
                    }
                }
            }
        }
        if let Some(row) = row {
            self.by_id.insert(row.id(), at);
            for key in row.keys() {
                self.by_key.entry(key).or_default().insert(at);
            }
            self.rows.insert(at, row);
        }
        before
    }

    /// A savepoint to return to.
    pub(crate) fn mark(&self) -> usize {
        self.undo.len()
    }

    pub(crate) fn roll_back(&mut self, mark: usize) {
        while self.undo.len() > mark {
            if let Some((at, before)) = self.undo.pop() {
                self.set(at, before);
            }
        }
    }

    /// Forgets the savepoints: what was done stays.
    pub(crate) fn settle(&mut self) {
        self.undo.clear();
    }
}

impl<T: Row + Serialize> Serialize for Table<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.rows.values())
    }
}

impl<'de, T: Row + Deserialize<'de>> Deserialize<'de> for Table<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut table = Self::default();
        for row in Vec::<T>::deserialize(deserializer)? {
            table.put(row);
        }
        table.settle();
        Ok(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone)]
    struct Word(Uuid, &'static str);

    impl Row for Word {
        fn id(&self) -> Uuid {
            self.0
        }
        fn keys(&self) -> Vec<String> {
            vec![self.1.to_owned()]
        }
    }

    #[test]
    fn a_savepoint_restores_rows_and_keys() {
        let mut table = Table::default();
        let id = Uuid::new_v4();
        table.put(Word(id, "a"));
        let mark = table.mark();
        table.put(Word(id, "b"));
        table.put(Word(Uuid::new_v4(), "c"));
        assert_eq!((table.with_key("a").count(), table.len()), (0, 2));
        table.roll_back(mark);
        assert_eq!(
            (table.with_key("a").count(), table.with_key("b").count(), table.len()),
            (1, 0, 1)
        );
    }
}
