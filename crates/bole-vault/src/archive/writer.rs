//! Writes an archive from front to end, one segment in memory.

use std::io::{self, Write};

use ring::aead::{Aad, LessSafeKey, Nonce};
use ring::digest::{Context, SHA256};

use super::{ArchiveError, ArchiveHeader, ArchiveSecret, END_MARK, FORMAT, SEGMENT, START_MARK, TAG, nonce, sha256};
use crate::crypto::{hex, random};

/// An archive being written. What is written to it is its content; without [`ArchiveWriter::finish`] it stays truncated.
pub struct ArchiveWriter<W: Write> {
    out: W,
    hash: Context,
    key: LessSafeKey,
    header: ArchiveHeader,
    header_hash: [u8; 32],
    segment: Vec<u8>,
    number: u64,
    written: u64,
}

impl<W: Write> ArchiveWriter<W> {
    /// Begins an archive.
    pub fn begin(
        out: W,
        secret: &ArchiveSecret,
        created_at: i64,
        schema: i64,
        program: &str,
    ) -> Result<Self, ArchiveError> {
        let salt: [u8; 32] = random().map_err(|_| ArchiveError::Unsealable)?;
        let (key, check) = secret.for_archive(&salt)?;
        let header = ArchiveHeader {
            format: FORMAT,
            key: secret.kind().to_owned(),
            salt: hex(&salt),
            check,
            created_at,
            schema,
            program: program.to_owned(),
        };
        Self::of(out, header, key)
    }

    pub(super) fn of(out: W, header: ArchiveHeader, key: LessSafeKey) -> Result<Self, ArchiveError> {
        let text = serde_json::to_vec(&header).map_err(io::Error::from)?;
        let length = u32::try_from(text.len()).map_err(|_| ArchiveError::Unsealable)?;
        let start = [START_MARK.as_slice(), &length.to_be_bytes(), &text].concat();
        let mut archive = Self {
            out,
            hash: Context::new(&SHA256),
            key,
            header,
            header_hash: sha256(&start),
            segment: Vec::with_capacity(SEGMENT + TAG),
            number: 0,
            written: 0,
        };
        archive.put(&start)?;
        Ok(archive)
    }

    /// What can be read without the key.
    pub const fn header(&self) -> &ArchiveHeader {
        &self.header
    }

    /// Writes the end and gives back what was written to, and the length of the whole.
    pub fn finish(mut self) -> Result<(W, u64), ArchiveError> {
        self.seal(true)?;
        let end = [END_MARK.as_slice(), &self.number.to_be_bytes()].concat();
        self.put(&end)?;
        let hash = self.hash.clone().finish();
        self.out.write_all(hash.as_ref())?;
        self.out.flush()?;
        Ok((self.out, self.written + 32))
    }

    fn seal(&mut self, is_last: bool) -> Result<(), ArchiveError> {
        let mut segment = std::mem::replace(&mut self.segment, Vec::with_capacity(SEGMENT + TAG));
        let nonce = Nonce::assume_unique_for_key(nonce(self.number, is_last));
        let sealed = self.key.seal_in_place_append_tag(nonce, Aad::from(self.header_hash), &mut segment);
        sealed.map_err(|_| ArchiveError::Unsealable)?;
        self.number += 1;
        self.put(&segment)?;
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.written += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

impl<W: Write> Write for ArchiveWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full segment waits for more, because only the last one may be marked so.
        if self.segment.len() == SEGMENT {
            self.seal(false).map_err(io::Error::other)?;
        }
        let taken = bytes.len().min(SEGMENT - self.segment.len());
        self.segment.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
