//! Decides how much of an answer is taken: bytes as they arrive, bytes after unpacking, and how many answers may be large at once.
//!
//! What a header says of the length is not believed. Unpacking is done here and in small pieces, because a few kilobytes of gzip can
//! become gigabytes in one step.

use std::io::Write;
use std::sync::Arc;

use flate2::write::GzDecoder;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::message::say;
use crate::transport::SendFailure;

/// Most bytes of one answer, packed and unpacked. Fifty documents with all their lines are some 2 MB, a page of a thousand
/// documents some 8 MB.
pub(super) const MOST_BYTES: usize = 12 * 1024 * 1024;
/// So much of every answer is taken at once; beyond it one answer at a time grows, so that five lanes do not add up.
const SMALL_BYTES: usize = 512 * 1024;
/// Bytes that are unpacked in one step; they become a thousand times as many at most.
const STEP: usize = 256;

/// How many answers may be large at the same time.
pub(super) fn large_answers() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(1))
}

/// An answer's body while it arrives.
pub(super) struct Body {
    unpacked: Unpacked,
    arrived: usize,
    large: Arc<Semaphore>,
    /// Held while this answer is the large one.
    permit: Option<OwnedSemaphorePermit>,
}

enum Unpacked {
    Plain(Vec<u8>),
    Gzip(Box<GzDecoder<Bounded>>),
}

/// Takes bytes up to the limit.
struct Bounded(Vec<u8>);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        append(&mut self.0, bytes).map_err(|_| std::io::Error::from(std::io::ErrorKind::FileTooLarge))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn too_large() -> SendFailure {
    SendFailure::TooLarge(say::ANSWER_MEGABYTES.with(MOST_BYTES / 1024 / 1024))
}

fn append(kept: &mut Vec<u8>, bytes: &[u8]) -> Result<(), SendFailure> {
    let wanted = kept.len() + bytes.len();
    if wanted > MOST_BYTES {
        return Err(too_large());
    }
    if wanted > kept.capacity() {
        // Not doubled beyond the limit.
        let room = (wanted * 3 / 2).min(MOST_BYTES);
        kept.reserve_exact(room - kept.len());
    }
    kept.extend_from_slice(bytes);
    Ok(())
}

impl Body {
    /// For an answer with this `Content-Encoding`; what nobody asked for is taken as it is.
    pub(super) fn new(encoding: &str, large: Arc<Semaphore>) -> Self {
        let packed = matches!(encoding.trim().to_ascii_lowercase().as_str(), "gzip" | "x-gzip");
        Self {
            unpacked: if packed {
                Unpacked::Gzip(Box::new(GzDecoder::new(Bounded(Vec::new()))))
            } else {
                Unpacked::Plain(Vec::new())
            },
            arrived: 0,
            large,
            permit: None,
        }
    }

    fn len(&self) -> usize {
        match &self.unpacked {
            Unpacked::Plain(bytes) => bytes.len(),
            Unpacked::Gzip(decoder) => decoder.get_ref().0.len(),
        }
    }

    /// Takes a piece of the body.
    pub(super) async fn take(&mut self, piece: &[u8]) -> Result<(), SendFailure> {
        self.arrived = self.arrived.saturating_add(piece.len());
        if self.arrived > MOST_BYTES {
            return Err(too_large());
        }
        let step = if matches!(self.unpacked, Unpacked::Gzip(_)) {
            STEP
        } else {
            SMALL_BYTES
        };
        for part in piece.chunks(step) {
            if self.permit.is_none() && self.len() + part.len() > SMALL_BYTES {
                // Never closed, so this waits or is given up with the call.
                self.permit = Arc::clone(&self.large).acquire_owned().await.ok();
            }
            match &mut self.unpacked {
                Unpacked::Plain(bytes) => append(bytes, part)?,
                Unpacked::Gzip(decoder) => decoder.write_all(part).map_err(|error| unpacking(&error))?,
            }
        }
        Ok(())
    }

    /// The whole body.
    pub(super) fn finish(self) -> Result<Vec<u8>, SendFailure> {
        match self.unpacked {
            Unpacked::Plain(bytes) => Ok(bytes),
            // An empty body needs no packing.
            Unpacked::Gzip(_) if self.arrived == 0 => Ok(Vec::new()),
            Unpacked::Gzip(decoder) => decoder.finish().map(|kept| kept.0).map_err(|error| unpacking(&error)),
        }
    }
}

fn unpacking(error: &std::io::Error) -> SendFailure {
    if error.kind() == std::io::ErrorKind::FileTooLarge {
        too_large()
    } else {
        SendFailure::Unanswered(say::ANSWER_NOT_UNPACKED.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn taken(encoding: &str, pieces: &[&[u8]]) -> Result<Vec<u8>, SendFailure> {
        let mut body = Body::new(encoding, large_answers());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            for piece in pieces {
                body.take(piece).await?;
            }
            body.finish()
        })
    }

    #[test]
    fn an_answer_arrives_as_it_was_sent() {
        let text = "{\"Invoices\":[]}".repeat(50_000);
        assert_eq!(taken("", &[text.as_bytes()]).unwrap(), text.as_bytes());
        let packed = gzip(text.as_bytes());
        let (head, tail) = packed.split_at(packed.len() / 3);
        assert_eq!(taken("GZIP", &[head, tail]).unwrap(), text.as_bytes());
        assert_eq!(taken("gzip", &[]).unwrap(), b"");
        assert!(
            matches!(taken("gzip", &[head]), Err(SendFailure::Unanswered(_))),
            "cut off"
        );
        assert!(matches!(taken("gzip", &[b"no gzip"]), Err(SendFailure::Unanswered(_))));
    }

    #[test]
    fn a_bomb_is_given_up_before_it_fills_the_memory() {
        let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
        assert!(bomb.len() < 100_000);
        assert_eq!(taken("gzip", &[&bomb]), Err(too_large()));
        let piece = vec![b' '; 1024 * 1024];
        assert_eq!(taken("", &vec![piece.as_slice(); 13]), Err(too_large()));
        // Packed bytes that become nothing are bytes, too.
        let mut empty = Body::new("gzip", large_answers());
        empty.arrived = MOST_BYTES;
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(empty.take(b"x")), Err(too_large()));
    }

    #[test]
    fn one_answer_at_a_time_is_large() {
        let large = large_answers();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let piece = vec![b' '; 2 * SMALL_BYTES];
        let mut first = Body::new("", Arc::clone(&large));
        runtime.block_on(first.take(&piece)).unwrap();
        let mut second = Body::new("", Arc::clone(&large));
        let waits = runtime.block_on(async {
            tokio::select! { biased; _ = second.take(&piece) => false, () = tokio::task::yield_now() => true }
        });
        assert!(waits && second.len() <= SMALL_BYTES);
        drop(first);
        runtime.block_on(Body::new("", large).take(&piece)).unwrap();
    }
}
