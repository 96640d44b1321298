//! Defines secrets that never print themselves, and how they are sealed for the store.
//!
//! The key is derived from the shop's deployment key, which stays outside the store: a stolen database file is useless.
//! It does not decide who may read a secret.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::digest;
use ring::hkdf;
use ring::rand::{SecureRandom, SystemRandom};

use crate::message::{Message, say};

/// Text that must not appear in a log, an error or a debug print.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself; call it only where it leaves for Xero or for the sealer.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("[redacted]")
    }
}

/// An address as people may see it: without user and password, in whatever form it was written.
pub fn without_credentials(address: &str) -> String {
    let Some((before, after)) = address.rsplit_once('@') else {
        return address.to_owned();
    };
    let is_folder = address.starts_with('/') && !before.contains(':');
    if is_folder || !before.contains([':', '/']) {
        // A folder may have that sign in its name.
        return address.to_owned();
    }
    match before.split_once("://") {
        Some((scheme, _)) if scheme.bytes().all(|sign| sign.is_ascii_alphabetic()) => format!("{scheme}://…@{after}"),
        _ => format!("…@{after}"),
    }
}

/// Why a sealed text cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealError {
    /// No key of the shop fits.
    WrongKey,
    /// The shop gave no key.
    NoKey,
    /// The operating system gave no random bytes.
    NoRandomness,
}

impl SealError {
    /// For people.
    pub fn message(self) -> Message {
        match self {
            Self::WrongKey => say::SECRET_WRONG_KEY,
            Self::NoKey => say::SECRET_NO_KEY,
            Self::NoRandomness => say::SECRET_NO_RANDOMNESS,
        }
        .into()
    }
}

impl std::fmt::Display for SealError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for SealError {}

/// Encrypts and decrypts with keys derived from the shop's deployment keys; the newest one encrypts.
#[derive(Clone)]
pub struct Sealer {
    keys: Vec<[u8; 32]>,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Sealer({} keys)", self.keys.len())
    }
}

struct Length;

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        32
    }
}

impl Sealer {
    /// Derives the keys (HKDF-SHA-256) from deployment keys, the newest first. Empty ones are left out.
    pub fn new<'a>(deployment_keys: impl IntoIterator<Item = &'a str>) -> Self {
        let salt = hkdf::Salt::new(hkdf::HKDF_SHA256, b"ledgerline store v1");
        let keys = deployment_keys
            .into_iter()
            .map(str::trim)
            .filter(|key| !key.is_empty())
            .filter_map(|key| {
                let mut derived = [0_u8; 32];
                salt.extract(key.as_bytes())
                    .expand(&[b"credentials"], Length)
                    .ok()?
                    .fill(&mut derived)
                    .ok()?;
                Some(derived)
            })
            .collect();
        Self { keys }
    }

    /// Encrypts `text`; `bound_to` names its place, so that a sealed text cannot be moved to another row.
    ///
    /// # Errors
    /// [`SealError::NoKey`] without a deployment key, [`SealError::NoRandomness`] when the system gives none.
    pub fn seal(&self, text: &Secret, bound_to: &str) -> Result<String, SealError> {
        let key = self.keys.first().ok_or(SealError::NoKey)?;
        let mut nonce = [0_u8; NONCE_LEN];
        SystemRandom::new()
            .fill(&mut nonce)
            .map_err(|_| SealError::NoRandomness)?;
        let mut bytes = text.reveal().as_bytes().to_vec();
        cipher(key)?
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(bound_to.as_bytes()),
                &mut bytes,
            )
            .map_err(|_| SealError::NoKey)?;
        let mut sealed = nonce.to_vec();
        sealed.append(&mut bytes);
        Ok(format!("1:{}", STANDARD_NO_PAD.encode(sealed)))
    }

    /// Decrypts what [`Sealer::seal`] made, with any of the keys.
    ///
    /// # Errors
    /// [`SealError::WrongKey`] when none fits or the text was changed.
    pub fn open(&self, sealed: &str, bound_to: &str) -> Result<Secret, SealError> {
        self.open_by(sealed, bound_to).map(|(_, secret)| secret)
    }

    /// The secret when a key of before opens it, and the newest one does not: it is to be sealed again.
    pub fn open_outdated(&self, sealed: &str, bound_to: &str) -> Option<Secret> {
        self.open_by(sealed, bound_to)
            .ok()
            .and_then(|(key, secret)| (key > 0).then_some(secret))
    }

    /// Whether there is a key of before with which something may still be sealed.
    pub fn was_rotated(&self) -> bool {
        self.keys.len() > 1
    }

    /// The place of the key that opens it, 0 is the newest, and the secret.
    fn open_by(&self, sealed: &str, bound_to: &str) -> Result<(usize, Secret), SealError> {
        let bytes = sealed
            .strip_prefix("1:")
            .and_then(|text| STANDARD_NO_PAD.decode(text).ok())
            .ok_or(SealError::WrongKey)?;
        let (nonce, body) = bytes.split_first_chunk::<NONCE_LEN>().ok_or(SealError::WrongKey)?;
        for (place, key) in self.keys.iter().enumerate() {
            let mut attempt = body.to_vec();
            let opened = cipher(key)?.open_in_place(
                Nonce::assume_unique_for_key(*nonce),
                Aad::from(bound_to.as_bytes()),
                &mut attempt,
            );
            if let Ok(plain) = opened
                && let Ok(text) = std::str::from_utf8(plain)
            {
                return Ok((place, Secret::new(text)));
            }
        }
        Err(SealError::WrongKey)
    }
}

fn cipher(key: &[u8; 32]) -> Result<LessSafeKey, SealError> {
    UnboundKey::new(&AES_256_GCM, key)
        .map(LessSafeKey::new)
        .map_err(|_| SealError::NoKey)
}

/// Lower-case hexadecimal SHA-256 of the parts, each closed by a zero byte so that ("ab","c") and ("a","bc") differ.
pub fn fingerprint(parts: &[&[u8]]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in parts {
        context.update(part);
        context.update(&[0]);
    }
    hexadecimal(context.finish().as_ref())
}

/// SHA-256 of what comes piece by piece.
pub struct Checksum(digest::Context);

impl Default for Checksum {
    fn default() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }
}

impl Checksum {
    /// The next piece. Where one ends and the next begins makes no difference.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// In lower-case hexadecimal.
    pub fn end(self) -> String {
        hexadecimal(self.0.finish().as_ref())
    }
}

/// `count` random bytes.
///
/// # Errors
/// [`SealError::NoRandomness`] when the system gives none.
pub fn random_bytes(count: usize) -> Result<Vec<u8>, SealError> {
    let mut bytes = vec![0_u8; count];
    SystemRandom::new()
        .fill(&mut bytes)
        .map_err(|_| SealError::NoRandomness)?;
    Ok(bytes)
}

/// `count` random bytes in hexadecimal.
///
/// # Errors
/// [`SealError::NoRandomness`] when the system gives none.
pub fn random_token(count: usize) -> Result<String, SealError> {
    Ok(hexadecimal(&random_bytes(count)?))
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_never_prints_itself() {
        let shown = format!("{:?}", Secret::new("s3cret"));
        assert_eq!(shown, "[redacted]");
    }

    #[test]
    fn an_address_is_shown_without_user_and_password() {
        for (address, shown) in [
            ("mysql://shop:s3cret@db/shop", "mysql://…@db/shop"),
            ("http://a:s3cret@b:s3cret@proxy", "http://…@proxy"),
            ("mysql:shop:s3cret@db", "…@db"),
            ("/var/www/mysql//shop:s3cret@db/shop", "…@db/shop"),
            ("tls://a:s3cret@b/http://c:d@e", "tls://…@e"),
            ("http:/a:s3cret@b//c:d@e", "…@e"),
            ("https://xero.example/a", "https://xero.example/a"),
            ("/srv/shop@prod/var", "/srv/shop@prod/var"),
            ("/run/mysqld:s3cret@db/shop", "…@db/shop"),
        ] {
            assert_eq!(without_credentials(address), shown);
        }
    }

    #[test]
    fn what_is_sealed_opens_with_the_same_key_only() {
        let sealer = Sealer::new(["key one"]);
        let sealed = sealer.seal(&Secret::new("token"), "connection:default").unwrap();
        assert!(!sealed.contains("token"));
        assert_eq!(sealer.open(&sealed, "connection:default").unwrap().reveal(), "token");
        assert_eq!(
            Sealer::new(["other"]).open(&sealed, "connection:default"),
            Err(SealError::WrongKey)
        );
        assert_eq!(sealer.open(&sealed, "connection:other"), Err(SealError::WrongKey));
    }

    #[test]
    fn an_older_key_still_opens_after_a_rotation() {
        let sealed = Sealer::new(["old"]).seal(&Secret::new("token"), "x").unwrap();
        let rotated = Sealer::new(["new", "old"]);
        assert_eq!(rotated.open(&sealed, "x").unwrap().reveal(), "token");
    }

    #[test]
    fn without_a_key_nothing_is_sealed() {
        assert_eq!(
            Sealer::new(["  "]).seal(&Secret::new("token"), "x"),
            Err(SealError::NoKey)
        );
    }
}
