//! The store of the tests: a map in memory that can be told to be full. It must never be wired into the server.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::{BlobError, BlobName, BlobRef, Blobs, Pending};

/// Files in memory.
#[derive(Debug, Default)]
pub struct MemoryBlobs {
    files: Mutex<BTreeMap<BlobName, Vec<u8>>>,
    is_full: AtomicBool,
}

impl MemoryBlobs {
    /// From now on every new file meets a full disk, or no longer does.
    pub fn set_full(&self, is_full: bool) {
        self.is_full.store(is_full, Ordering::SeqCst);
    }

    /// How many files it holds.
    #[must_use]
    pub fn count(&self) -> usize {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn keep(&self, name: BlobName, bytes: Vec<u8>) -> Result<BlobRef, BlobError> {
        if self.is_full.load(Ordering::SeqCst) {
            return Err(BlobError::DiskFull(io::ErrorKind::StorageFull.into()));
        }
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if files.get(&name).is_some_and(|present| *present != bytes) {
            return Err(BlobError::Taken);
        }
        let stored = BlobRef::of(name.clone(), &bytes);
        files.insert(name, bytes);
        Ok(stored)
    }
}

impl Blobs for MemoryBlobs {
    fn put(&self, bytes: Vec<u8>) -> Pending<'_, BlobRef> {
        Box::pin(async move { self.keep(BlobName::random()?, bytes) })
    }

    fn put_named(&self, name: BlobName, bytes: Vec<u8>) -> Pending<'_, BlobRef> {
        Box::pin(async move { self.keep(name, bytes) })
    }

    fn get(&self, name: &BlobName) -> Pending<'_, Option<Vec<u8>>> {
        let found = self.files.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        Box::pin(async move { Ok(found) })
    }

    fn delete(&self, name: &BlobName) -> Pending<'_, bool> {
        let found = self.files.lock().unwrap_or_else(PoisonError::into_inner).remove(name).is_some();
        Box::pin(async move { Ok(found) })
    }

    fn names(&self) -> Pending<'_, Vec<BlobName>> {
        let names = self.files.lock().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect();
        Box::pin(async move { Ok(names) })
    }
}
