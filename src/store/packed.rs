//! Stores a job's snapshot packed: a zlib stream whose dictionary is what all snapshots have in common.
//!
//! A snapshot of 2–4 KB is mostly names of fields and zeros, which the dictionary has: a quarter of it is left. The stream names its dictionary and has
//! a checksum, so that what was damaged is noticed. Snapshots of before stand as text in a column of their own; rows keep one of the two.

use std::cell::RefCell;

use flate2::{Compress, Compression, Decompress, FlushDecompress, Status};

use super::deflate::compressed;

/// What streams refer to. Never changed: rows could not be read any more. A better one is another file, and a number that streams name it by.
const DICTIONARY: &[u8] = include_bytes!("packed/snapshots-1.txt");
/// The number (Adler-32) that streams name it by.
const NUMBER: u32 = 0xffcb_b062;
/// How hard packing tries: the next level takes twice the time for an eighth of the bytes.
const LEVEL: u32 = 1;
/// Most bytes of a snapshot that is unpacked: twice of what is taken into the queue.
const MOST_BYTES: usize = 8 * 1024 * 1024;

thread_local! {
    /// Reused: making one costs more than packing a snapshot.
    static PACKER: RefCell<Compress> = RefCell::new(Compress::new(Compression::new(LEVEL), true));
    static UNPACKER: RefCell<Decompress> = RefCell::new(Decompress::new(true));
}

/// A snapshot as a row keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept<'a> {
    /// As text; empty where it is packed, or where there is none.
    pub(super) text: &'a str,
    /// Packed.
    pub(super) packed: Option<Vec<u8>>,
}

impl<'a> Kept<'a> {
    /// As rows keep it from now on.
    pub(super) fn of(text: &'a str) -> Self {
        match text {
            "" => Self { text, packed: None },
            // Packing in memory does not fail; a snapshot that did it would still have to be sent.
            text => match packed(text) {
                Some(packed) => Self {
                    text: "",
                    packed: Some(packed),
                },
                None => Self { text, packed: None },
            },
        }
    }
}

fn packed(text: &str) -> Option<Vec<u8>> {
    PACKER.with_borrow_mut(|packer| {
        packer.reset();
        packer.set_dictionary(DICTIONARY).ok()?;
        let mut packed = compressed(packer, text)?;
        packed.shrink_to_fit();
        Some(packed)
    })
}

/// What was packed; nothing when it is damaged.
pub(super) fn unpacked(bytes: &[u8]) -> Option<String> {
    UNPACKER.with_borrow_mut(|unpacker| {
        unpacker.reset(true);
        let mut text = Vec::with_capacity(bytes.len().saturating_mul(8).min(MOST_BYTES) + 64);
        loop {
            let read = usize::try_from(unpacker.total_in()).ok()?;
            match unpacker.decompress_vec(bytes.get(read..)?, &mut text, FlushDecompress::None) {
                Ok(Status::StreamEnd) => return String::from_utf8(text).ok(),
                Ok(_) if text.len() == text.capacity() && text.len() < MOST_BYTES => {
                    text.reserve_exact(text.len().min(MOST_BYTES + 1 - text.len()));
                }
                Err(error) if error.needs_dictionary() == Some(NUMBER) => {
                    unpacker.set_dictionary(DICTIONARY).ok()?;
                }
                Ok(_) | Err(_) => return None,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SNAPSHOT: &str = r#"{"version":1,"kind":"invoice","id":"7","customer":{"id":"7","email":"zoë@example.com","first_name":"Zoë 🚀"},"lines":[]}"#;

    #[test]
    fn a_snapshot_comes_back_as_it_was() {
        let long = format!("{{\"name\":\"{}\"}}", "a line of a record, ".repeat(150_000));
        let noise: String = (0..9_000_u32)
            .filter_map(|n| char::from_u32(n.wrapping_mul(2_654_435_761) % 0xd7ff))
            .collect();
        for text in [SNAPSHOT, "{}", "x", long.as_str(), noise.as_str(), SNAPSHOT] {
            let kept = Kept::of(text);
            assert_eq!(kept.text, "");
            assert_eq!(kept.packed.and_then(|packed| unpacked(&packed)).as_deref(), Some(text));
        }
        assert_eq!(Kept::of(""), Kept { text: "", packed: None });
    }

    #[test]
    fn what_was_damaged_is_not_taken_for_a_snapshot() {
        let whole = packed(SNAPSHOT).unwrap();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            assert!(unpacked(&flipped).is_none_or(|text| text == SNAPSHOT), "byte {at}");
            assert_eq!(unpacked(&whole[..at]), None, "cut at {at}");
        }
        assert_eq!(unpacked(b"nonsense"), None);
    }

    #[test]
    fn the_dictionary_is_the_one_that_rows_were_packed_with() {
        // Packed by the first release that did so.
        assert_eq!(packed(SNAPSHOT).unwrap().get(2..6), Some(&NUMBER.to_be_bytes()[..]));
    }

    #[test]
    fn what_cannot_be_a_snapshot_is_not_unpacked_to_its_end() {
        let bomb = packed(&" ".repeat(MOST_BYTES + MOST_BYTES / 8)).unwrap();
        assert_eq!(unpacked(&bomb), None);
    }
}
