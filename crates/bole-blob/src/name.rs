//! The name of a stored file: 128 random bits as hexadecimal digits. It must never be derived from what a client sent.

use std::fmt;
use std::str::FromStr;

use ring::rand::{SecureRandom, SystemRandom};

use crate::BlobError;

const LENGTH: usize = 32;

/// A name that is safe to use as a file name because it can hold nothing but `0-9` and `a-f`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobName(String);

impl BlobName {
    /// Draws a fresh name.
    ///
    /// # Errors
    /// [`BlobError::NoRandomness`] when the operating system gives no random bytes.
    pub fn random() -> Result<Self, BlobError> {
        let mut bytes = [0; LENGTH / 2];
        SystemRandom::new().fill(&mut bytes).map_err(|_| BlobError::NoRandomness)?;
        Ok(Self::from_bytes(bytes))
    }

    /// The name for 128 bits that the caller drew.
    #[must_use]
    pub fn from_bytes(bytes: [u8; LENGTH / 2]) -> Self {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).expect("a nibble is below 16");
        Self(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect())
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The two folder levels, so that no folder grows beyond what file systems list quickly.
    pub(crate) fn shards(&self) -> (&str, &str) {
        (&self.0[0..2], &self.0[2..4])
    }
}

impl FromStr for BlobName {
    type Err = BlobError;

    fn from_str(text: &str) -> Result<Self, BlobError> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() == LENGTH && text.bytes().all(is_digit) {
            Ok(Self(text.to_owned()))
        } else {
            Err(BlobError::BadName)
        }
    }
}

impl fmt::Display for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
