//! The erasure ledger (删除登记): who was erased, by pseudonym, in a file outside the database and its backups (R-BK-4).
//!
//! Each line is chained to the one before and signed, so that a changed, removed or invented one is found. A restored
//! database is older than the ledger; what it brings back is destroyed again. It must never hold anything about a person
//! but the identifier.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::sync::Mutex;

use crate::crypto::{hex, unhex};
use crate::{ChainHash, ChainRecord, ChainSigner, ChainVerifier, link};

/// Who was erased, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Its number, from 1.
    pub seq: u64,
    /// The pseudonym.
    pub subject: String,
    /// Milliseconds since 1970.
    pub at: i64,
    /// The chain's hash after it.
    pub hash: ChainHash,
}

/// Why the ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file cannot be read or written.
    #[error("the erasure ledger cannot be read or written")]
    Io(#[from] io::Error),
    /// A line was changed, removed, moved or invented.
    #[error("line {line} of the erasure ledger is not what was written there")]
    Changed {
        /// The line, from 1.
        line: usize,
    },
}

/// The ledger of a deployment.
#[derive(Debug)]
pub struct ErasureLedger {
    path: PathBuf,
    /// One line is written at a time.
    turn: Mutex<()>,
}

impl ErasureLedger {
    /// The ledger in this file, which need not exist yet.
    #[must_use]
    pub const fn at(path: PathBuf) -> Self {
        Self { path, turn: Mutex::new(()) }
    }

    /// All entries, verified. A last line that a crash cut off was never acknowledged and does not count.
    pub fn entries(&self, public_key: &[u8]) -> Result<Vec<LedgerEntry>, LedgerError> {
        verified(&self.read()?, public_key).map(|(entries, _)| entries)
    }

    /// Adds a line unless the subject has one; when this answers, it is on the disk.
    pub fn add(&self, signer: &ChainSigner, subject: &str, at: i64) -> Result<(), LedgerError> {
        let _turn = self.turn.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let text = self.read()?;
        let (entries, whole) = verified(&text, &signer.public_key())?;
        if entries.iter().any(|it| it.subject == subject) {
            return Ok(());
        }
        let seq = entries.len() as u64 + 1;
        let head = entries.last().map_or(ChainHash::START, |it| it.hash);
        let hash = link(&head, &record(seq, subject, at));
        let line = format!("{seq}\t{subject}\t{at}\t{}\t{}\n", hash.to_hex(), hex(&signer.sign(&hash)));
        let folder = self.path.parent().map(std::path::Path::to_path_buf).unwrap_or_default();
        std::fs::create_dir_all(&folder)?;
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&self.path)?;
        // What a crash left half written goes before the next line.
        file.set_len(whole as u64)?;
        io::Seek::seek(&mut file, io::SeekFrom::End(0))?;
        file.write_all(line.as_bytes())?;
        file.sync_all()?;
        File::open(&folder)?.sync_all()?;
        Ok(())
    }

    fn read(&self) -> Result<String, LedgerError> {
        let mut text = String::new();
        match File::open(&self.path) {
            Ok(mut file) => file.read_to_string(&mut text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error.into()),
        };
        Ok(text)
    }
}

fn record(seq: u64, subject: &str, at: i64) -> Vec<u8> {
    format!("erasure {seq} {subject} {at}").into_bytes()
}

/// The entries and how many bytes their lines take.
fn verified(text: &str, public_key: &[u8]) -> Result<(Vec<LedgerEntry>, usize), LedgerError> {
    let mut verifier = ChainVerifier::new(public_key);
    let (mut entries, mut whole): (Vec<LedgerEntry>, usize) = (Vec::new(), 0);
    for line in text.split_inclusive('\n').filter(|it| it.ends_with('\n')) {
        let number = entries.len() + 1;
        let changed = LedgerError::Changed { line: number };
        let Some((entry, signature)) = parse(line.trim_end_matches('\n')) else { return Err(changed) };
        let bytes = record(entry.seq, &entry.subject, entry.at);
        let next = ChainRecord { record: &bytes, hash: entry.hash, signature: Some(&signature) };
        if entry.seq != number as u64 || verifier.take(&next).is_err() {
            return Err(changed);
        }
        whole += line.len();
        entries.push(entry);
    }
    Ok((entries, whole))
}

fn parse(line: &str) -> Option<(LedgerEntry, Vec<u8>)> {
    let parts: Vec<&str> = line.split('\t').collect();
    let &[seq, subject, at, hash, signature] = parts.as_slice() else { return None };
    let entry = LedgerEntry {
        seq: seq.parse().ok()?,
        subject: subject.to_owned(),
        at: at.parse().ok()?,
        hash: ChainHash::from_hex(hash)?,
    };
    Some((entry, unhex(signature)?))
}

#[cfg(test)]
mod tests {
    use super::{ErasureLedger, LedgerError};
    use crate::{ChainSigner, RootKey};

    fn signer() -> ChainSigner {
        ChainSigner::create(&RootKey::from_bytes(&[5; 32])).unwrap().0
    }

    #[test]
    fn entries_are_kept_once_and_a_torn_line_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger").join("erasures");
        let (ledger, signer) = (ErasureLedger::at(path.clone()), signer());
        assert!(ledger.entries(&signer.public_key()).unwrap().is_empty());
        for subject in ["one", "two", "one", "three"] {
            ledger.add(&signer, subject, 7).unwrap();
        }
        std::fs::write(&path, std::fs::read_to_string(&path).unwrap() + "4\tfo").unwrap();
        let subjects = |it: &ErasureLedger| -> Vec<String> {
            it.entries(&signer.public_key()).unwrap().into_iter().map(|it| it.subject).collect()
        };
        assert_eq!(subjects(&ledger), ["one", "two", "three"]);
        ledger.add(&signer, "four", 8).unwrap();
        assert_eq!(subjects(&ErasureLedger::at(path)), ["one", "two", "three", "four"]);
    }

    #[test]
    fn a_changed_removed_or_foreign_line_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erasures");
        let (ledger, signer) = (ErasureLedger::at(path.clone()), signer());
        for subject in ["one", "two", "three"] {
            ledger.add(&signer, subject, 7).unwrap();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let cases =
            [text.replace("two", "six"), [lines[0], lines[2]].concat(), [lines[1], lines[0], lines[2]].concat()];
        for case in cases {
            std::fs::write(&path, case).unwrap();
            assert!(matches!(ledger.entries(&signer.public_key()), Err(LedgerError::Changed { .. })));
        }
        std::fs::write(&path, text).unwrap();
        let stranger = self::signer();
        assert!(matches!(ledger.entries(&stranger.public_key()), Err(LedgerError::Changed { line: 1 })));
    }
}
