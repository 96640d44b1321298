//! Deflates what was sent and answered, as stores keep it.

use std::io::Read as _;

use flate2::read::DeflateDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};

/// Deflates texts one after the other with the same tables: some 300 KB, which cost more to make than a text to deflate.
pub(super) struct Deflater(Compress);

impl Deflater {
    pub(super) fn new() -> Self {
        Self(Compress::new(Compression::fast(), false))
    }

    pub(super) fn deflated(&mut self, text: &str) -> Vec<u8> {
        self.0.reset();
        let mut deflated = Vec::with_capacity(text.len() / 2 + 64);
        loop {
            let read = usize::try_from(self.0.total_in()).unwrap_or(usize::MAX);
            let rest = text.as_bytes().get(read..).unwrap_or_default();
            match self.0.compress_vec(rest, &mut deflated, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => return deflated,
                // It was full: there is more to come.
                Ok(_) => deflated.reserve(deflated.capacity().max(64)),
                // Deflating in memory does not fail; what did would be no exchange.
                Err(_) => return Vec::new(),
            }
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
        let mut deflater = Deflater::new();
        for one in [text.as_str(), "", "x", noise.as_str(), text.as_str()] {
            assert_eq!(inflated(&deflater.deflated(one)), one);
        }
        assert_eq!(inflated(b"nonsense"), "");
    }
}
