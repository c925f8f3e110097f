//! One encrypted file of any length: what a backup is written into and read from. It never holds the key that opens it.
//!
//! ```text
//! "BOLEBAK1" | u32 length | header, JSON, readable without the key
//! segments: 65,536 bytes of content (the last one fewer) and a 16-byte tag, AES-256-GCM
//! "BOLEEND1" | u64 number of segments | SHA-256 of everything before it
//! ```
//!
//! A segment's nonce is its number and whether it is the last; its associated data is the SHA-256 of the header. So no
//! segment can be dropped, moved, cut off or put under another header. The key of a file is derived from the secret and a
//! salt of the header, so no two files share a key. The hash at the end tells damage from a wrong key, without the key.

use std::io;

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

mod reader;
mod secret;
mod writer;

pub use reader::{ArchiveReader, inspect_archive};
pub use secret::ArchiveSecret;
pub use writer::ArchiveWriter;

const START_MARK: &[u8; 8] = b"BOLEBAK1";
const END_MARK: &[u8; 8] = b"BOLEEND1";
/// What one segment holds.
const SEGMENT: usize = 64 * 1024;
const TAG: usize = 16;
/// The mark, the number of segments and the hash.
const TRAILER: usize = 8 + 8 + 32;
const LONGEST_HEADER: usize = 4096;
/// The newest format this version reads.
const FORMAT: u32 = 1;

/// What can be read about an archive without its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveHeader {
    /// 1.
    pub format: u32,
    /// `root_key` or `key_file`: what opens it.
    pub key: String,
    /// Hexadecimal.
    pub salt: String,
    /// A check value by which a wrong key is recognised.
    pub check: String,
    /// When it was begun, in milliseconds since 1970.
    pub created_at: i64,
    /// The database's version.
    pub schema: i64,
    /// The program that wrote it.
    pub program: String,
}

/// Why an archive cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The file begins differently.
    #[error("this file is not a backup of Bole")]
    NotAnArchive,
    /// The file ends too early: a copy that was interrupted, a full disk.
    #[error("the backup is truncated: its end is missing")]
    Truncated,
    /// The file is whole in length but not in content.
    #[error("the backup was altered or damaged: its contents do not match its hash")]
    Altered,
    /// Another key than the one it was written with.
    #[error("the key does not open this backup; it was written with another {wanted}")]
    WrongKey {
        /// `root_key` or `key_file`.
        wanted: String,
    },
    /// A newer program wrote it.
    #[error("the backup has format {found}; this version reads formats up to {FORMAT}, use a newer bole")]
    NewerFormat {
        /// Its format.
        found: u32,
    },
    /// The file of the secret cannot be used.
    #[error("the backup key file cannot be used: {0}")]
    BadSecret(&'static str),
    /// No random bytes, or a key that cannot be derived.
    #[error("the backup cannot be sealed")]
    Unsealable,
    /// The disk.
    #[error("the backup cannot be read or written")]
    Io(#[from] io::Error),
}

impl ArchiveError {
    /// The stable code of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotAnArchive => "backup.not_a_backup",
            Self::Truncated => "backup.truncated",
            Self::Altered => "backup.altered",
            Self::WrongKey { .. } => "backup.wrong_key",
            Self::NewerFormat { .. } => "backup.newer_format",
            Self::BadSecret(_) => "backup.bad_key_file",
            Self::Unsealable => "backup.unsealable",
            Self::Io(_) => "backup.io",
        }
    }
}

/// A segment's nonce: never twice under one key, because every file has a key of its own.
fn nonce(number: u64, is_last: bool) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[0] = u8::from(is_last);
    nonce[4..].copy_from_slice(&number.to_be_bytes());
    nonce
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

#[cfg(test)]
mod tests;
