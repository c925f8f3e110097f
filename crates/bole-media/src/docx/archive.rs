//! The ZIP around a DOCX, with its limits: entries, unpacked size, ratio. Sizes that the archive states are checked first
//! and counted again while unpacking, because they may lie.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use zip::ZipArchive;
use zip::result::ZipError;

use super::body;
use crate::Unreadable;
use crate::limits::{MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED_BYTES, RATIO_FREE_BYTES};

const WORD: &str = "word/document.xml";
const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";

/// An opened archive that has passed the checks of its directory.
pub(crate) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    packed: u64,
    unpacked: Rc<Cell<u64>>,
}

impl<'a> Archive<'a> {
    /// Opens it, refusing bombs by what the directory says.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        if stated_entries(bytes) > MAX_ENTRIES {
            return Err(Unreadable::ZipBomb);
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(reason)?;
        if zip.len() > MAX_ENTRIES {
            return Err(Unreadable::ZipBomb);
        }
        let mut stated = 0_u64;
        for index in 0..zip.len() {
            let entry = zip.by_index_raw(index).map_err(reason)?;
            if entry.encrypted() {
                return Err(Unreadable::Encrypted);
            }
            stated = stated.saturating_add(entry.size());
        }
        let packed = bytes.len() as u64;
        if is_bomb(stated, packed) {
            return Err(Unreadable::ZipBomb);
        }
        Ok(Self { zip, packed, unpacked: Rc::default() })
    }

    /// The part that holds the body: where the package's relations say, or where Word always puts it.
    pub(crate) fn main_part(&mut self) -> Result<String, Unreadable> {
        let has = |zip: &ZipArchive<_>, name: &str| zip.index_for_name(name).is_some();
        if !has(&self.zip, "[Content_Types].xml") {
            return Err(Unreadable::WrongType);
        }
        if has(&self.zip, WORD) {
            return Ok(WORD.to_owned());
        }
        let target = if has(&self.zip, "_rels/.rels") { self.read("_rels/.rels", body::main_target)? } else { None };
        let name = target.map(|target| target.trim_start_matches('/').to_owned()).unwrap_or_default();
        // A workbook or a presentation under a DOCX name has a main part too, in another folder.
        if name.starts_with("word/") && has(&self.zip, &name) { Ok(name) } else { Err(Unreadable::WrongType) }
    }

    /// Whether it holds a part of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// Names of the parts `folder/kind*.xml`, in the order of their numbers.
    pub(crate) fn parts(&self, folder: &str, kind: &str) -> Vec<String> {
        let number = |name: &str| -> Option<u32> {
            let rest = name.strip_prefix(folder)?.strip_prefix('/')?.strip_prefix(kind)?.strip_suffix(".xml")?;
            if rest.is_empty() { Some(0) } else { rest.parse().ok() }
        };
        let names = self.zip.file_names().filter_map(Result::ok);
        let mut found: Vec<(u32, String)> =
            names.filter_map(|name| Some((number(&name)?, name.into_owned()))).collect();
        found.sort();
        found.into_iter().map(|(_, name)| name).collect()
    }

    /// Unpacks one part through `parse`, counting every byte against the limits of the whole archive.
    pub(crate) fn read<T>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&mut dyn BufRead) -> Result<T, Unreadable>,
    ) -> Result<T, Unreadable> {
        let entry = self.zip.by_name(name).map_err(reason)?;
        let is_over = Rc::new(Cell::new(false));
        let counted = Counted {
            inner: entry,
            packed: self.packed,
            unpacked: Rc::clone(&self.unpacked),
            is_over: Rc::clone(&is_over),
        };
        let parsed = parse(&mut BufReader::new(counted));
        if is_over.get() { Err(Unreadable::ZipBomb) } else { parsed }
    }
}

struct Counted<R> {
    inner: R,
    packed: u64,
    unpacked: Rc<Cell<u64>>,
    is_over: Rc<Cell<bool>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(buffer)?;
        self.unpacked.set(self.unpacked.get() + got as u64);
        if is_bomb(self.unpacked.get(), self.packed) {
            self.is_over.set(true);
            return Err(io::Error::other("unpacks to too much"));
        }
        Ok(got)
    }
}

fn is_bomb(unpacked: u64, packed: u64) -> bool {
    unpacked > MAX_UNPACKED_BYTES || (unpacked > RATIO_FREE_BYTES && unpacked / MAX_RATIO > packed)
}

/// The number of entries as the end of the directory states it, read before the library builds a list of them.
fn stated_entries(bytes: &[u8]) -> usize {
    // The record is 22 bytes and may be followed by a comment of up to 65,535.
    let from = bytes.len().saturating_sub(22 + 65_535);
    let found = bytes[from..].windows(END_OF_DIRECTORY.len()).rposition(|window| window == END_OF_DIRECTORY);
    let count = found.and_then(|at| bytes[from + at..].get(10..12));
    count.map_or(0, |pair| usize::from(u16::from_le_bytes([pair[0], pair[1]])))
}

fn reason(error: ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Unreadable::Encrypted,
        _ => Unreadable::Damaged,
    }
}
