//! Deflates what was sent and answered, as stores keep it.

use std::cell::RefCell;
use std::io::Read as _;

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};

thread_local! {
    /// Some 300 KB of tables, which cost more to make than a text to deflate: each thread that writes exchanges keeps its own.
    static TABLES: RefCell<Option<Compress>> = const { RefCell::new(None) };
}

/// A text, deflated.
pub(super) fn deflated(text: &str) -> Vec<u8> {
    TABLES.with_borrow_mut(|tables| {
        let tables = tables.get_or_insert_with(|| Compress::new(Compression::fast(), false));
        tables.reset();
        // Deflating in memory does not fail; what did would be no exchange.
        compressed(tables, text).unwrap_or_default()
    })
}

/// A text as one stream of this form; `None` when it could not be made.
pub(super) fn compressed(tables: &mut Compress, text: &str) -> Option<Vec<u8>> {
    let mut compressed = Vec::with_capacity(text.len() / 4 + 64);
    loop {
        let read = usize::try_from(tables.total_in()).ok()?;
        match tables.compress_vec(text.as_bytes().get(read..)?, &mut compressed, FlushCompress::Finish) {
            Ok(Status::StreamEnd) => return Some(compressed),
            // It was full: there is more to come.
            Ok(_) => compressed.reserve(compressed.capacity()),
            Err(_) => return None,
        }
    }
}

/// What was deflated; empty when it is damaged.
pub(super) fn inflated(bytes: &[u8]) -> String {
    let mut text = String::new();
    let read = DeflateDecoder::new(bytes).read_to_string(&mut text);
    if read.is_ok() { text } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchange_comes_back_as_it_was_and_what_is_damaged_is_empty() {
        let text = "{\"Name\":\"Zoë 🚀\"}".repeat(40);
        let noise: String = (0..9_000_u32)
            .filter_map(|n| char::from_u32(n.wrapping_mul(2_654_435_761) % 0xd7ff))
            .collect();
        for one in [text.as_str(), "", "x", noise.as_str(), text.as_str()] {
            assert_eq!(inflated(&deflated(one)), one);
        }
        assert_eq!(inflated(b"nonsense"), "");
    }
}
