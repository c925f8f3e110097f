//! Reads an archive: first the hash of every byte, then the content. Nothing is handed out that the key did not vouch for.

use std::io::{self, Read, Seek, SeekFrom};

use ring::aead::{Aad, LessSafeKey, Nonce};
use ring::digest::{Context, SHA256};

use super::{
    ArchiveError, ArchiveHeader, ArchiveSecret, END_MARK, FORMAT, LONGEST_HEADER, SEGMENT, START_MARK, TAG, TRAILER,
    nonce, sha256,
};
use crate::crypto::unhex;

/// The header of an archive, and its length in bytes with the mark.
fn header(file: &mut (impl Read + Seek)) -> Result<(ArchiveHeader, Vec<u8>), ArchiveError> {
    file.seek(SeekFrom::Start(0))?;
    let mut start = vec![0; START_MARK.len() + 4];
    file.read_exact(&mut start).map_err(|_| ArchiveError::NotAnArchive)?;
    if !start.starts_with(START_MARK) {
        return Err(ArchiveError::NotAnArchive);
    }
    let length: [u8; 4] = start[START_MARK.len()..].try_into().map_err(|_| ArchiveError::NotAnArchive)?;
    let length = u32::from_be_bytes(length) as usize;
    if length > LONGEST_HEADER {
        return Err(ArchiveError::Altered);
    }
    let mut text = vec![0; length];
    file.read_exact(&mut text).map_err(|_| ArchiveError::Truncated)?;
    let header: ArchiveHeader = serde_json::from_slice(&text).map_err(|_| ArchiveError::Altered)?;
    if header.format > FORMAT {
        return Err(ArchiveError::NewerFormat { found: header.format });
    }
    start.extend_from_slice(&text);
    Ok((header, start))
}

/// Checks every byte of an archive against its hash, without the key; gives its header and how many segments it has.
pub fn inspect_archive(file: &mut (impl Read + Seek)) -> Result<(ArchiveHeader, u64), ArchiveError> {
    let (header, _) = header(file)?;
    let length = file.seek(SeekFrom::End(0))?;
    let trailer_at = length.checked_sub(TRAILER as u64).ok_or(ArchiveError::Truncated)?;
    file.seek(SeekFrom::Start(trailer_at))?;
    let mut trailer = [0; TRAILER];
    file.read_exact(&mut trailer)?;
    if &trailer[..8] != END_MARK {
        return Err(ArchiveError::Truncated);
    }
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Context::new(&SHA256);
    let mut left = length - 32;
    let mut buffer = vec![0; 1 << 20];
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let read = file.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(ArchiveError::Truncated);
        }
        hash.update(&buffer[..read]);
        left -= read as u64;
    }
    if hash.finish().as_ref() != &trailer[16..] {
        return Err(ArchiveError::Altered);
    }
    let segments: [u8; 8] = trailer[8..16].try_into().map_err(|_| ArchiveError::Altered)?;
    Ok((header, u64::from_be_bytes(segments)))
}

/// The content of an archive that was found whole and opens with the secret.
pub struct ArchiveReader<R> {
    file: R,
    key: LessSafeKey,
    header: ArchiveHeader,
    header_hash: [u8; 32],
    /// Sealed bytes that are still to be read.
    left: u64,
    number: u64,
    segments: u64,
    content: Vec<u8>,
    at: usize,
}

impl<R: Read + Seek> ArchiveReader<R> {
    /// Checks the whole archive and the key, and begins to read.
    pub fn open(mut file: R, secret: &ArchiveSecret) -> Result<Self, ArchiveError> {
        let (_, segments) = inspect_archive(&mut file)?;
        let (header, start) = header(&mut file)?;
        let wrong = || ArchiveError::WrongKey { wanted: header.key.clone() };
        if header.key != secret.kind() {
            return Err(wrong());
        }
        let salt = unhex(&header.salt).ok_or(ArchiveError::Altered)?;
        let (key, check) = secret.for_archive(&salt)?;
        if check != header.check {
            return Err(wrong());
        }
        let length = file.seek(SeekFrom::End(0))?;
        let begin = file.seek(SeekFrom::Start(start.len() as u64))?;
        let left = length.checked_sub(begin + TRAILER as u64).ok_or(ArchiveError::Truncated)?;
        let header_hash = sha256(&start);
        Ok(Self { file, key, header, header_hash, left, number: 0, segments, content: Vec::new(), at: 0 })
    }

    /// What can be read without the key.
    pub const fn header(&self) -> &ArchiveHeader {
        &self.header
    }

    /// Opens the next segment; `false` after the last.
    fn next(&mut self) -> Result<bool, ArchiveError> {
        if self.number == self.segments {
            return if self.left == 0 { Ok(false) } else { Err(ArchiveError::Altered) };
        }
        let is_last = self.number + 1 == self.segments;
        let length = (SEGMENT + TAG).min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let mut sealed = std::mem::take(&mut self.content);
        sealed.resize(length, 0);
        self.file.read_exact(&mut sealed)?;
        self.left -= length as u64;
        let nonce = Nonce::assume_unique_for_key(nonce(self.number, is_last));
        let opened = self.key.open_in_place(nonce, Aad::from(self.header_hash), &mut sealed);
        let length = opened.map_err(|_| ArchiveError::Altered)?.len();
        sealed.truncate(length);
        self.number += 1;
        self.content = sealed;
        self.at = 0;
        Ok(true)
    }
}

impl<R: Read + Seek> Read for ArchiveReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.content.len() {
            if !self.next().map_err(io::Error::other)? {
                return Ok(0);
            }
        }
        let taken = into.len().min(self.content.len() - self.at);
        into[..taken].copy_from_slice(&self.content[self.at..self.at + taken]);
        self.at += taken;
        Ok(taken)
    }
}
