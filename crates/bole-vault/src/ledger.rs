//! The erasure ledger (删除登记): who was erased, by pseudonym, in a file outside the database and its backups (R-BK-4).
//!
//! Each line is chained to the one before and signed, so that a changed, removed or invented one is found. How many lines
//! there are, and the newest one's hash, stand in a second file and, with every line, in the database: a ledger that was
//! cut off at its end is found too, and mended where the database still has the lines. A restored database is older than
//! the ledger; what it brings back is destroyed again. It must never hold anything about a person but the identifier.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::chain::is_signed;
use crate::crypto::{hex, unhex};
use crate::{ChainHash, ChainRecord, ChainSigner, ChainVerifier, link};

/// The file of lines, in the ledger's folder.
const LINES: &str = "erasures";
/// The file that says how many lines there are.
const HEAD: &str = "head";

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
    /// The deployment's signature of the hash.
    pub signature: Vec<u8>,
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
    /// Lines are missing at the end.
    #[error("the erasure ledger was cut off: {written} lines were written, {stands} are left")]
    CutOff {
        /// How many lines there are.
        stands: usize,
        /// How many there were.
        written: usize,
    },
    /// What says how many lines there are was changed.
    #[error("the file that says how long the erasure ledger is was changed")]
    Head,
    /// The copy in the database was changed.
    #[error("line {line} of the database's copy of the erasure ledger is not what was written there")]
    Copy {
        /// The line, from 1.
        line: usize,
    },
}

/// The ledger of a deployment.
#[derive(Debug)]
pub struct ErasureLedger {
    folder: PathBuf,
    /// One line is written at a time.
    turn: Mutex<()>,
}

impl ErasureLedger {
    /// The ledger in this folder, which need not exist yet.
    #[must_use]
    pub const fn at(folder: PathBuf) -> Self {
        Self { folder, turn: Mutex::new(()) }
    }

    /// All entries, verified, none missing at the end. A last line that a crash cut off was never acknowledged and does not
    /// count.
    pub fn entries(&self, public_key: &[u8]) -> Result<Vec<LedgerEntry>, LedgerError> {
        let (entries, _) = verified(&self.read(LINES)?, public_key)?;
        self.compare_head(&entries, public_key)?;
        Ok(entries)
    }

    /// All entries, also compared with what somebody else kept of them.
    pub fn entries_beside(&self, kept: &[LedgerEntry], public_key: &[u8]) -> Result<Vec<LedgerEntry>, LedgerError> {
        let (entries, _) = verified(&self.read(LINES)?, public_key)?;
        compare(&entries, kept, public_key)?;
        if kept.len() > entries.len() {
            return Err(LedgerError::CutOff { stands: entries.len(), written: kept.len() });
        }
        self.compare_head(&entries, public_key)?;
        Ok(entries)
    }

    /// Writes again the lines at the end that only somebody else kept, and notes how many lines there are; gives how many
    /// lines were missing.
    pub fn mend(&self, kept: &[LedgerEntry], signer: &ChainSigner) -> Result<usize, LedgerError> {
        let _turn = self.turn.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let public_key = signer.public_key();
        let (mut entries, whole) = verified(&self.read(LINES)?, &public_key)?;
        compare(&entries, kept, &public_key)?;
        let missing = kept.get(entries.len()..).unwrap_or_default();
        if !missing.is_empty() {
            self.append(whole, &missing.iter().map(line).collect::<String>())?;
            entries.extend_from_slice(missing);
        }
        self.compare_head(&entries, &public_key)?;
        self.write_head(entries.len(), entries.last(), signer)?;
        Ok(missing.len())
    }

    /// Adds a line unless the subject has one, and gives it; when this answers, it is on the disk.
    pub fn add(&self, signer: &ChainSigner, subject: &str, at: i64) -> Result<LedgerEntry, LedgerError> {
        let _turn = self.turn.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let public_key = signer.public_key();
        let (entries, whole) = verified(&self.read(LINES)?, &public_key)?;
        self.compare_head(&entries, &public_key)?;
        if let Some(known) = entries.iter().find(|it| it.subject == subject) {
            return Ok(known.clone());
        }
        let seq = entries.len() as u64 + 1;
        let head = entries.last().map_or(ChainHash::START, |it| it.hash);
        let hash = link(&head, &record(seq, subject, at));
        let entry = LedgerEntry { seq, subject: subject.to_owned(), at, hash, signature: signer.sign(&hash) };
        self.append(whole, &line(&entry))?;
        self.write_head(entries.len() + 1, Some(&entry), signer)?;
        Ok(entry)
    }

    fn append(&self, whole: usize, lines: &str) -> Result<(), LedgerError> {
        std::fs::create_dir_all(&self.folder)?;
        let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(self.folder.join(LINES))?;
        // What a crash left half written goes before the next line.
        file.set_len(whole as u64)?;
        io::Seek::seek(&mut file, io::SeekFrom::End(0))?;
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }

    /// A crash between the line and this leaves a head that is one line short, which is no breach.
    fn write_head(&self, count: usize, last: Option<&LedgerEntry>, signer: &ChainSigner) -> Result<(), LedgerError> {
        let hash = last.map_or(ChainHash::START, |it| it.hash);
        let text = format!("{count}\t{}\t{}\n", hash.to_hex(), hex(&signer.sign(&hash)));
        if self.read(HEAD)? == text {
            return Ok(());
        }
        std::fs::create_dir_all(&self.folder)?;
        let (path, partial) = (self.folder.join(HEAD), self.folder.join("head.partial"));
        let mut file = File::create(&partial)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&partial, &path)?;
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }

    fn compare_head(&self, entries: &[LedgerEntry], public_key: &[u8]) -> Result<(), LedgerError> {
        let text = self.read(HEAD)?;
        if text.is_empty() {
            return Ok(());
        }
        let (written, hash) = head_of(&text, public_key).ok_or(LedgerError::Head)?;
        if written > entries.len() {
            return Err(LedgerError::CutOff { stands: entries.len(), written });
        }
        let found = written.checked_sub(1).map_or(ChainHash::START, |it| entries[it].hash);
        if found == hash { Ok(()) } else { Err(LedgerError::Changed { line: written }) }
    }

    fn read(&self, name: &str) -> Result<String, LedgerError> {
        let mut text = String::new();
        match File::open(self.folder.join(name)) {
            Ok(mut file) => file.read_to_string(&mut text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error.into()),
        };
        Ok(text)
    }
}

/// Whether a folder holds a ledger, be it one without lines.
#[must_use]
pub fn is_ledger(folder: &Path) -> bool {
    folder.join(HEAD).is_file() || folder.join(LINES).is_file()
}

fn record(seq: u64, subject: &str, at: i64) -> Vec<u8> {
    format!("erasure {seq} {subject} {at}").into_bytes()
}

fn line(it: &LedgerEntry) -> String {
    format!("{}\t{}\t{}\t{}\t{}\n", it.seq, it.subject, it.at, it.hash.to_hex(), hex(&it.signature))
}

/// How many lines were written, and the hash of the last, if the deployment signed it.
fn head_of(text: &str, public_key: &[u8]) -> Option<(usize, ChainHash)> {
    let parts: Vec<&str> = text.trim_end_matches('\n').split('\t').collect();
    let &[count, hash, signature] = parts.as_slice() else { return None };
    let (hash, signature) = (ChainHash::from_hex(hash)?, unhex(signature)?);
    is_signed(&hash, &signature, public_key).then_some((count.parse().ok()?, hash))
}

/// What was kept must hang together and say the same as the lines that stand.
fn compare(entries: &[LedgerEntry], kept: &[LedgerEntry], public_key: &[u8]) -> Result<(), LedgerError> {
    let mut verifier = ChainVerifier::new(public_key);
    for (at, it) in kept.iter().enumerate() {
        take(&mut verifier, it, at + 1).ok_or(LedgerError::Copy { line: at + 1 })?;
    }
    match entries.iter().zip(kept).position(|(a, b)| a != b) {
        None => Ok(()),
        Some(at) => Err(LedgerError::Changed { line: at + 1 }),
    }
}

fn take(verifier: &mut ChainVerifier, it: &LedgerEntry, number: usize) -> Option<()> {
    let bytes = record(it.seq, &it.subject, it.at);
    let next = ChainRecord { record: &bytes, hash: it.hash, signature: Some(&it.signature) };
    (it.seq == number as u64 && verifier.take(&next).is_ok()).then_some(())
}

/// The entries and how many bytes their lines take.
fn verified(text: &str, public_key: &[u8]) -> Result<(Vec<LedgerEntry>, usize), LedgerError> {
    let mut verifier = ChainVerifier::new(public_key);
    let (mut entries, mut whole): (Vec<LedgerEntry>, usize) = (Vec::new(), 0);
    for line in text.split_inclusive('\n').filter(|it| it.ends_with('\n')) {
        let number = entries.len() + 1;
        let entry = parse(line.trim_end_matches('\n')).ok_or(LedgerError::Changed { line: number })?;
        take(&mut verifier, &entry, number).ok_or(LedgerError::Changed { line: number })?;
        whole += line.len();
        entries.push(entry);
    }
    Ok((entries, whole))
}

fn parse(line: &str) -> Option<LedgerEntry> {
    let parts: Vec<&str> = line.split('\t').collect();
    let &[seq, subject, at, hash, signature] = parts.as_slice() else { return None };
    Some(LedgerEntry {
        seq: seq.parse().ok()?,
        subject: subject.to_owned(),
        at: at.parse().ok()?,
        hash: ChainHash::from_hex(hash)?,
        signature: unhex(signature)?,
    })
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
        let at = folder.path().join("ledger");
        let path = at.join("erasures");
        let (ledger, signer) = (ErasureLedger::at(at.clone()), signer());
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
        assert_eq!(subjects(&ErasureLedger::at(at)), ["one", "two", "three", "four"]);
    }

    #[test]
    fn a_changed_removed_or_foreign_line_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erasures");
        let (ledger, signer) = (ErasureLedger::at(folder.path().to_owned()), signer());
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

    #[test]
    fn lines_cut_off_at_the_end_are_found_and_come_back_from_a_copy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("erasures");
        let (ledger, signer) = (ErasureLedger::at(folder.path().to_owned()), signer());
        let kept: Vec<_> = ["one", "two", "three"].iter().map(|it| ledger.add(&signer, it, 7).unwrap()).collect();
        let text = std::fs::read_to_string(&path).unwrap();
        let key = signer.public_key();
        for stands in 0..3 {
            let short: String = text.split_inclusive('\n').take(stands).collect();
            std::fs::write(&path, &short).unwrap();
            let is_cut = |it| matches!(it, Err(LedgerError::CutOff { stands: a, written: 3 }) if a == stands);
            assert!(is_cut(ledger.entries(&key)), "the head file knows");
            assert!(is_cut(ledger.entries_beside(&kept, &key)));
            assert!(ledger.add(&signer, "four", 8).is_err(), "nothing is added to what is cut off");
            let head = std::fs::read(folder.path().join("head")).unwrap();
            std::fs::remove_file(folder.path().join("head")).unwrap();
            assert!(is_cut(ledger.entries_beside(&kept, &key)), "the copy knows without the head file");
            std::fs::write(folder.path().join("head"), head).unwrap();
            assert!(ledger.mend(&kept[..stands], &signer).is_err(), "an old copy does not help");
            assert_eq!(ledger.mend(&kept, &signer).unwrap(), 3 - stands);
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(ledger.mend(&kept[..1], &signer).unwrap(), 0, "an older copy is no breach");
        std::fs::write(folder.path().join("head"), "2\tffff\tffff\n").unwrap();
        assert!(matches!(ledger.entries(&key), Err(LedgerError::Head)));
        let mut changed = kept.clone();
        changed[1].subject = "six".to_owned();
        assert!(matches!(ledger.mend(&changed, &signer), Err(LedgerError::Copy { line: 2 })));
    }
}
