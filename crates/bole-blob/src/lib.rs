//! Where sealed files lie: one small trait, a folder on disk, and a store in memory for tests.
//!
//! It stores bytes that the caller has sealed already and never opens them. It must never take a path, a file name or a
//! type from a client: the only names it knows are its own random ones.

mod fake;
mod folder;
mod name;

use std::future::Future;
use std::io;
use std::pin::Pin;

pub use fake::MemoryBlobs;
pub use folder::BlobStore;
pub use name::BlobName;

/// What every call to a store gives back, boxed so that the store can be chosen when the server starts.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, BlobError>> + Send + 'a>>;

/// A place that keeps sealed bytes under random names.
pub trait Blobs: Send + Sync {
    /// Keeps the bytes under a fresh random name; when it answers, they are on the disk.
    fn put(&self, bytes: Vec<u8>) -> Pending<'_, BlobRef>;

    /// Keeps the bytes under a name the caller drew. Doing it again with the same bytes changes nothing, with others it is
    /// refused: a stored file never changes.
    fn put_named(&self, name: BlobName, bytes: Vec<u8>) -> Pending<'_, BlobRef>;

    /// The bytes, or nothing when there is no such file.
    fn get(&self, name: &BlobName) -> Pending<'_, Option<Vec<u8>>>;

    /// Removes the file for good; tells whether there was one.
    fn delete(&self, name: &BlobName) -> Pending<'_, bool>;

    /// The names of all files that are stored now, for backups.
    fn names(&self) -> Pending<'_, Vec<BlobName>>;
}

/// What the database remembers about a stored file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRef {
    /// The random name.
    pub name: BlobName,
    /// SHA-256 of the bytes as stored, that is sealed, so that it says nothing about the content.
    pub sha256: [u8; 32],
    /// Number of bytes as stored.
    pub size: u64,
}

impl BlobRef {
    fn of(name: BlobName, bytes: &[u8]) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(digest.as_ref());
        Self { name, sha256, size: bytes.len() as u64 }
    }
}

/// Why a file could not be kept or fetched.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The name is not 32 lower-case hexadecimal digits.
    #[error("not the name of a stored file")]
    BadName,
    /// Another file already has that name.
    #[error("a different file is already stored under that name")]
    Taken,
    /// The disk or the quota is full. Nothing was stored and nothing else was touched.
    #[error("the disk is full")]
    DiskFull(#[source] io::Error),
    /// The operating system gave no random bytes.
    #[error("no random bytes to be had")]
    NoRandomness,
    /// The disk failed. What was being written must be taken as not stored.
    #[error("the file store failed while {doing}")]
    Broken {
        /// What was being done.
        doing: &'static str,
        /// What the operating system said.
        #[source]
        source: io::Error,
    },
}

impl BlobError {
    /// The stable code that the catalogues translate.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadName => "blob.bad_name",
            Self::Taken => "blob.taken",
            Self::DiskFull(_) => "blob.disk_full",
            Self::NoRandomness | Self::Broken { .. } => "blob.broken",
        }
    }

    fn from_io(doing: &'static str, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull(source),
            _ => Self::Broken { doing, source },
        }
    }
}

#[cfg(test)]
mod tests;
