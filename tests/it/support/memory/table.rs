//! A table whose changes can be taken back.

use std::collections::BTreeMap;
use std::ops::RangeBounds;

/// Rows by key.
#[derive(Clone)]
pub struct Table<K, V> {
    rows: BTreeMap<K, V>,
    /// What this transaction changed, as it was before, in order.
    before: Vec<(K, Option<V>)>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            before: Vec::new(),
        }
    }
}

impl<K: Ord + Clone, V: Clone> Table<K, V> {
    pub fn get(&self, key: &K) -> Option<&V> {
        self.rows.get(key)
    }

    pub fn has(&self, key: &K) -> bool {
        self.rows.contains_key(key)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.rows.iter()
    }

    pub fn range(&self, keys: impl RangeBounds<K>) -> impl Iterator<Item = (&K, &V)> {
        self.rows.range(keys)
    }

    /// Stores a row; an earlier one of the same key goes.
    pub fn put(&mut self, key: K, row: V) {
        let before = self.rows.insert(key.clone(), row);
        self.before.push((key, before));
    }

    /// Changes a row; false when there is none.
    pub fn change(&mut self, key: &K, change: impl FnOnce(&mut V)) -> bool {
        let Some(row) = self.rows.get_mut(key) else {
            return false;
        };
        self.before.push((key.clone(), Some(row.clone())));
        change(row);
        true
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        let gone = self.rows.remove(key);
        if let Some(row) = &gone {
            self.before.push((key.clone(), Some(row.clone())));
        }
        gone
    }

    /// Keys of rows that are meant.
    pub fn keys_where(&self, meant: impl Fn(&K, &V) -> bool) -> Vec<K> {
        self.rows
            .iter()
            .filter(|(key, row)| meant(key, row))
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// Removes the rows that are meant; how many went.
    pub fn remove_where(&mut self, meant: impl Fn(&K, &V) -> bool) -> u64 {
        let keys = self.keys_where(meant);
        for key in &keys {
            self.remove(key);
        }
        keys.len() as u64
    }

    pub fn end(&mut self, keep: bool) {
        let before = std::mem::take(&mut self.before);
        if keep {
            return;
        }
        for (key, row) in before.into_iter().rev() {
            match row {
                Some(row) => self.rows.insert(key, row),
                None => self.rows.remove(&key),
            };
        }
    }
}

#[test]
fn changes_are_taken_back_in_order_or_kept() {
    let mut table: Table<i64, &str> = Table::default();
    table.put(1, "one");
    table.put(2, "two");
    table.end(true);
    table.put(1, "another");
    table.put(1, "a third");
    table.change(&2, |row| *row = "changed");
    table.remove(&2);
    table.put(3, "new");
    table.end(false);
    let rows: Vec<_> = table.iter().map(|(key, row)| (*key, *row)).collect();
    assert_eq!(rows, [(1, "one"), (2, "two")]);
    table.remove(&1);
    table.end(true);
    table.end(false);
    assert!(!table.has(&1));
}
