//! Stores a job's snapshot packed: a zstd frame whose dictionary is what all snapshots have in common.
//!
//! A snapshot of 2–4 KB is mostly names of fields and zeros, which the dictionary has: an eighth of it is left. The frame names its dictionary and has
//! a checksum, so that what was damaged is noticed. Rows of before stay as they are: a zlib stream with an older dictionary, or text in a column of
//! its own; each is packed like this when it is written again. A row keeps one of them.

use std::cell::RefCell;
use std::sync::OnceLock;

use flate2::{Decompress, FlushDecompress, Status};
use zstd_safe::{CCtx, CDict, CParameter, DCtx, DDict};

/// What frames refer to, of `zstd --train --maxdict=32768 --dictID=40002` over the sample shop's records and what their contacts keep of them. Never
/// changed: rows could not be read any more. A better one is another file, and a number that frames name it by.
const DICTIONARY: &[u8] = include_bytes!("packed/snapshots-2.dict");
/// The number that frames name it by.
const NUMBER: u32 = 40_002;
/// How hard packing tries: the next levels take more time for a twentieth of the bytes.
const LEVEL: i32 = 1;
/// Most bytes of a snapshot that is unpacked: twice of what is taken into the queue.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// What zlib streams of before refer to.
const DICTIONARY_BEFORE: &[u8] = include_bytes!("packed/snapshots-1.txt");
/// The number (Adler-32) that they name it by.
const NUMBER_BEFORE: u32 = 0xffcb_b062;

/// The dictionary as packing looks things up in it.
static PACKING: OnceLock<CDict<'static>> = OnceLock::new();
/// The dictionary as unpacking does.
static UNPACKING: OnceLock<DDict<'static>> = OnceLock::new();

thread_local! {
    /// Reused: making one costs more than packing a snapshot.
    static PACKER: RefCell<Option<CCtx<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
    static UNPACKER_BEFORE: RefCell<Decompress> = RefCell::new(Decompress::new(true));
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

/// One that names its dictionary and ends with a checksum.
fn packer() -> Option<CCtx<'static>> {
    let mut packer = CCtx::create();
    packer.set_parameter(CParameter::ChecksumFlag(true)).ok()?;
    packer
        .ref_cdict(PACKING.get_or_init(|| CDict::create(DICTIONARY, LEVEL)))
        .ok()?;
    Some(packer)
}

fn packed(text: &str) -> Option<Vec<u8>> {
    PACKER.with_borrow_mut(|kept| {
        let packer = match kept {
            Some(packer) => packer,
            None => kept.insert(packer()?),
        };
        let mut packed = Vec::with_capacity(zstd_safe::compress_bound(text.len()));
        packer.compress2(&mut packed, text.as_bytes()).ok()?;
        packed.shrink_to_fit();
        Some(packed)
    })
}

/// What was packed; nothing when it is damaged.
pub(super) fn unpacked(bytes: &[u8]) -> Option<String> {
    let text = match bytes.starts_with(&zstd_safe::MAGICNUMBER.to_le_bytes()) {
        true => unpacked_frame(bytes)?,
        false => unpacked_stream(bytes)?,
    };
    String::from_utf8(text).ok()
}

fn unpacked_frame(bytes: &[u8]) -> Option<Vec<u8>> {
    let length = usize::try_from(zstd_safe::get_frame_content_size(bytes).ok()??).ok()?;
    if length > MOST_BYTES || zstd_safe::get_dict_id_from_frame(bytes)?.get() != NUMBER {
        return None;
    }
    let dictionary = UNPACKING.get_or_init(|| DDict::create(DICTIONARY));
    UNPACKER.with_borrow_mut(|unpacker| {
        let mut text = Vec::with_capacity(length);
        unpacker.decompress_using_ddict(&mut text, bytes, dictionary).ok()?;
        Some(text)
    })
}

/// As rows of before have it.
fn unpacked_stream(bytes: &[u8]) -> Option<Vec<u8>> {
    UNPACKER_BEFORE.with_borrow_mut(|unpacker| {
        unpacker.reset(true);
        let mut text = Vec::with_capacity(bytes.len().saturating_mul(8).min(MOST_BYTES) + 64);
        loop {
            let read = usize::try_from(unpacker.total_in()).ok()?;
            match unpacker.decompress_vec(bytes.get(read..)?, &mut text, FlushDecompress::None) {
                Ok(Status::StreamEnd) => return Some(text),
                Ok(_) if text.len() == text.capacity() && text.len() < MOST_BYTES => {
                    text.reserve_exact(text.len().min(MOST_BYTES + 1 - text.len()));
                }
                Err(error) if error.needs_dictionary() == Some(NUMBER_BEFORE) => {
                    unpacker.set_dictionary(DICTIONARY_BEFORE).ok()?;
                }
                Ok(_) | Err(_) => return None,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use flate2::{Compress, Compression};

    use super::*;
    use crate::store::deflate::compressed;

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
        for whole in [packed(SNAPSHOT).unwrap(), packed_before(SNAPSHOT)] {
            for at in 0..whole.len() {
                let mut flipped = whole.clone();
                flipped[at] ^= 0x10;
                assert!(unpacked(&flipped).is_none_or(|text| text == SNAPSHOT), "byte {at}");
                assert_eq!(unpacked(&whole[..at]), None, "cut at {at}");
            }
        }
        assert_eq!(unpacked(b"nonsense"), None);
    }

    /// As releases packed that had the dictionary before.
    fn packed_before(text: &str) -> Vec<u8> {
        let mut packer = Compress::new(Compression::new(1), true);
        packer.set_dictionary(DICTIONARY_BEFORE).unwrap();
        compressed(&mut packer, text).unwrap()
    }

    #[test]
    fn rows_of_before_are_read() {
        let of_before = packed_before(SNAPSHOT);
        assert_eq!(of_before.get(2..6), Some(&NUMBER_BEFORE.to_be_bytes()[..]));
        assert_eq!(unpacked(&of_before).as_deref(), Some(SNAPSHOT));
        assert_eq!(unpacked(&packed_before(&" ".repeat(MOST_BYTES + MOST_BYTES / 8))), None);
    }

    #[test]
    fn the_dictionary_is_the_one_that_rows_were_packed_with() {
        assert_eq!(
            crate::secret::fingerprint(&[DICTIONARY]),
            "56f29156c8a1fba8f1b701c659b93a3c20efc02e99af468c40a05eeb63904af6",
            "rows of before could not be read any more"
        );
        let frame = packed(SNAPSHOT).unwrap();
        assert_eq!(
            zstd_safe::get_dict_id_from_frame(&frame).map(std::num::NonZero::get),
            Some(NUMBER)
        );
    }

    #[test]
    fn a_frame_of_another_dictionary_is_not_read() {
        let mut frame = Vec::with_capacity(SNAPSHOT.len() + 64);
        CCtx::create().compress(&mut frame, SNAPSHOT.as_bytes(), LEVEL).unwrap();
        assert_eq!(unpacked(&frame), None, "it names none");
    }

    #[test]
    fn what_cannot_be_a_snapshot_is_not_unpacked_to_its_end() {
        let bomb = packed(&" ".repeat(MOST_BYTES + MOST_BYTES / 8)).unwrap();
        assert_eq!(unpacked(&bomb), None);
    }
}
