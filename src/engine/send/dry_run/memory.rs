//! Defines what a dry run remembers between two portions: which documents and contacts would be there by then, which would be held,
//! and whose numbers are taken. Packed, because it travels with every portion: eight bytes for each, and eight for a number.
//!
//! It recognises a record by a digest of its key, so it can tell that something is there, and not what.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::queue::{Entity, Kind};

/// What comes before the records of each part: how many there are.
const WORD: usize = 8;

/// What earlier portions of a dry run left behind.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Memory {
    made: BTreeSet<u64>,
    /// With the place of the code in `codes`.
    held: BTreeMap<u64, u64>,
    /// Digest of kind and number to entity and id.
    numbers: BTreeMap<u64, u64>,
    codes: Vec<String>,
}

fn digest(kind: Kind, text: &str) -> u64 {
    // Keys are fixed: the same in every process of one version.
    let mut hasher = DefaultHasher::new();
    (kind.as_str(), text).hash(&mut hasher);
    hasher.finish()
}

/// A key of a document as a number: the entity above, its id below. Keys that do not fit are not remembered.
fn packed(key: &str) -> Option<u64> {
    let (entity, id) = key.split_once(':')?;
    let entity = Entity::from_code(entity)?;
    let place = Entity::ALL.iter().position(|one| *one == entity)?;
    let id: u64 = id.parse().ok().filter(|id| *id < 1 << 56)?;
    Some(u64::try_from(place).ok()? << 56 | id)
}

fn unpacked(packed: u64) -> Option<String> {
    let entity = Entity::ALL.get(usize::try_from(packed >> 56).ok()?)?;
    Some(format!("{}:{}", entity.as_str(), packed & ((1 << 56) - 1)))
}

impl Memory {
    pub(super) fn make(&mut self, kind: Kind, key: &str) {
        self.made.insert(digest(kind, key));
    }

    pub(super) fn is_made(&self, kind: Kind, key: &str) -> bool {
        self.made.contains(&digest(kind, key))
    }

    pub(super) fn hold(&mut self, kind: Kind, key: &str, code: &str) {
        let place = self.codes.iter().position(|known| known == code).unwrap_or_else(|| {
            self.codes.push(code.to_owned());
            self.codes.len() - 1
        });
        self.held
            .insert(digest(kind, key), u64::try_from(place).unwrap_or(u64::MAX));
    }

    /// For what it would be held.
    pub(super) fn held(&self, kind: Kind, key: &str) -> Option<&str> {
        let place = self.held.get(&digest(kind, key))?;
        self.codes.get(usize::try_from(*place).ok()?).map(String::as_str)
    }

    pub(super) fn number(&mut self, kind: Kind, number: &str, key: &str) {
        if let Some(packed) = packed(key) {
            self.numbers.entry(digest(kind, number)).or_insert(packed);
        }
    }

    /// Whose document has a number.
    pub(super) fn of_number(&self, kind: Kind, number: &str) -> Option<String> {
        self.numbers.get(&digest(kind, number)).copied().and_then(unpacked)
    }

    /// As text that travels through JSON.
    pub(super) fn pack(&self) -> String {
        let codes = self.codes.join("\n");
        let words = 4 + self.made.len() + 2 * (self.held.len() + self.numbers.len());
        let mut bytes = Vec::with_capacity(words * WORD + codes.len());
        let mut put = |word: u64| bytes.extend_from_slice(&word.to_le_bytes());
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        put(count(self.made.len()));
        put(count(self.held.len()));
        put(count(self.numbers.len()));
        self.made.iter().for_each(|word| put(*word));
        for (key, value) in self.held.iter().chain(&self.numbers) {
            put(*key);
            put(*value);
        }
        bytes.extend_from_slice(codes.as_bytes());
        STANDARD.encode(bytes)
    }

    /// From such a text; `None` when it is none.
    pub(super) fn unpack(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::default());
        }
        let bytes = STANDARD.decode(text).ok()?;
        let (head, rest) = bytes.split_at_checked(3 * WORD)?;
        let counts: Vec<usize> = words(head)
            .map(|word| usize::try_from(word).ok())
            .collect::<Option<_>>()?;
        let [made, held, numbers] = counts[..] else {
            return None;
        };
        let length = held.checked_add(numbers)?.checked_mul(2)?.checked_add(made)?;
        let (packed, codes) = rest.split_at_checked(length.checked_mul(WORD)?)?;
        let mut words = words(packed);
        let made = words.by_ref().take(made).collect();
        let mut pairs = |count: usize| -> BTreeMap<u64, u64> {
            (0..count).map_while(|_| Some((words.next()?, words.next()?))).collect()
        };
        let (held, numbers) = (pairs(held), pairs(numbers));
        let codes = std::str::from_utf8(codes).ok()?;
        Some(Self {
            made,
            held,
            numbers,
            codes: codes.lines().map(str::to_owned).collect(),
        })
    }
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u64> {
    bytes
        .chunks_exact(WORD)
        .filter_map(|word| word.try_into().ok().map(u64::from_le_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some() -> Memory {
        let mut memory = Memory::default();
        memory.make(Kind::Invoice, "invoice:7");
        memory.make(Kind::Contact, "guest:a@example.com");
        memory.hold(Kind::Invoice, "invoice:8", "tax_rate_unmapped");
        memory.hold(Kind::Contact, "customer:9", "contact_without_name");
        memory.hold(Kind::CreditNote, "creditmemo:1", "tax_rate_unmapped");
        memory.number(Kind::Invoice, "000000007", "invoice:7");
        memory
    }

    #[test]
    fn it_comes_back_as_it_left() {
        for memory in [Memory::default(), some()] {
            assert_eq!(Memory::unpack(&memory.pack()), Some(memory));
        }
        let memory = Memory::unpack(&some().pack()).expect("a memory");
        assert!(memory.is_made(Kind::Invoice, "invoice:7"));
        assert!(!memory.is_made(Kind::CreditNote, "invoice:7"), "a kind of its own");
        assert_eq!(memory.held(Kind::CreditNote, "creditmemo:1"), Some("tax_rate_unmapped"));
        assert_eq!(memory.held(Kind::Contact, "customer:9"), Some("contact_without_name"));
        assert_eq!(memory.held(Kind::Invoice, "invoice:7"), None);
        assert_eq!(
            memory.of_number(Kind::Invoice, "000000007").as_deref(),
            Some("invoice:7")
        );
        assert_eq!(memory.of_number(Kind::CreditNote, "000000007"), None);
    }

    #[test]
    fn the_first_document_has_the_number() {
        let mut memory = some();
        memory.number(Kind::Invoice, "000000007", "order:3");
        memory.number(Kind::Invoice, "9", "order:3:canceled");
        assert_eq!(
            memory.of_number(Kind::Invoice, "000000007").as_deref(),
            Some("invoice:7")
        );
        assert_eq!(
            memory.of_number(Kind::Invoice, "9"),
            None,
            "a key that is no document's"
        );
    }

    #[test]
    fn what_is_no_memory_is_refused() {
        let whole = STANDARD.decode(some().pack()).expect("bytes");
        assert_eq!(Memory::unpack("not base64!"), None);
        for end in 1..3 * WORD {
            assert_eq!(Memory::unpack(&STANDARD.encode(&whole[..end])), None, "{end}");
        }
        let mut huge = whole.clone();
        huge[..WORD].copy_from_slice(&u64::MAX.to_le_bytes());
        assert_eq!(Memory::unpack(&STANDARD.encode(huge)), None);
    }
}
