//! Reading a backup from front to end, on a thread of its own, and comparing it with what its end says.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use bole_vault::{ArchiveHeader, ArchiveReader, ArchiveSecret};
use tokio::sync::mpsc;

use super::BackupError;
use super::record::{Begin, End, Record};

/// Records that may be read ahead.
const AHEAD: usize = 256;

/// What a whole backup holds.
#[derive(Debug)]
pub struct Contents {
    /// What can be read without the key.
    pub header: ArchiveHeader,
    /// What stands first.
    pub begin: Begin,
    /// What stands last, and was counted.
    pub end: End,
}

/// A backup being read.
pub(super) struct Reading {
    pub(super) begin: Begin,
    pub(super) header: ArchiveHeader,
    records: mpsc::Receiver<Result<Record, BackupError>>,
    counted: End,
    table: Option<String>,
    end: Option<End>,
}

impl Reading {
    /// Checks every byte and the key, and reads what stands first.
    pub(super) async fn open(path: &Path, secret: ArchiveSecret) -> Result<Self, BackupError> {
        let (sender, mut records) = mpsc::channel(AHEAD);
        let (tell, told) = tokio::sync::oneshot::channel();
        let path = path.to_owned();
        tokio::task::spawn_blocking(move || send_all(&path, &secret, tell, &sender));
        let header = told.await.map_err(|_| BackupError::CutOff)??;
        match records.recv().await {
            Some(Ok(Record::Begin(begin))) => {
                let (counted, table, end) = (End::default(), None, None);
                Ok(Self { begin, header, records, counted, table, end })
            }
            Some(Err(error)) => Err(error),
            _ => Err(BackupError::Content("it does not say what it is".to_owned())),
        }
    }

    /// The next table, row or file; `None` after the end, when everything was counted.
    pub(super) async fn next(&mut self) -> Result<Option<Record>, BackupError> {
        let record = match self.records.recv().await {
            Some(record) => record?,
            None => return self.compare().map(|()| None),
        };
        match &record {
            Record::Table(shape) => {
                self.table = Some(shape.name.clone());
                self.counted.tables.insert(shape.name.clone(), 0);
            }
            Record::Row(_) => {
                let table = self.table.as_ref().and_then(|it| self.counted.tables.get_mut(it));
                *table.ok_or_else(|| BackupError::Content("a row belongs to no table".to_owned()))? += 1;
            }
            Record::File(_, bytes) => {
                self.counted.files += 1;
                self.counted.file_bytes += bytes.len() as u64;
            }
            Record::End(end) => {
                self.end = Some(end.clone());
                return Box::pin(self.next()).await;
            }
            Record::Begin(_) => return Err(BackupError::Content("it begins twice".to_owned())),
        }
        Ok(Some(record))
    }

    /// What stands last, once it was reached.
    pub(super) fn end(&self) -> End {
        self.end.clone().unwrap_or_default()
    }

    fn compare(&self) -> Result<(), BackupError> {
        let end = self.end.as_ref().ok_or_else(|| BackupError::Content("its end is missing".to_owned()))?;
        let differs = |what: &str| Err(BackupError::Content(format!("{what} differ from what was counted")));
        if end.tables != self.counted.tables {
            let wrong: BTreeMap<_, _> =
                end.tables.iter().filter(|(name, count)| self.counted.tables.get(*name) != Some(count)).collect();
            return differs(&format!("rows of {:?}", wrong.keys()));
        }
        if (end.files, end.file_bytes) != (self.counted.files, self.counted.file_bytes) {
            return differs("stored files");
        }
        Ok(())
    }
}

fn send_all(
    path: &Path,
    secret: &ArchiveSecret,
    tell: tokio::sync::oneshot::Sender<Result<ArchiveHeader, BackupError>>,
    records: &mpsc::Sender<Result<Record, BackupError>>,
) {
    let opened = File::open(path).map_err(BackupError::io(path)).and_then(|it| Ok(ArchiveReader::open(it, secret)?));
    let mut archive = match opened {
        Ok(archive) => archive,
        Err(error) => {
            // Nobody may be waiting any more, which ends the work as well.
            let _gone = tell.send(Err(error));
            return;
        }
    };
    if tell.send(Ok(archive.header().clone())).is_err() {
        return;
    }
    loop {
        let record = Record::read(&mut archive).transpose();
        let Some(record) = record else { return };
        let is_last = record.is_err();
        if records.blocking_send(record).is_err() || is_last {
            return;
        }
    }
}

/// Checks every byte of a backup: the hash, the key, every segment, every record and every count.
///
/// # Errors
/// What is wrong with it.
pub async fn verify(path: &Path, secret: ArchiveSecret) -> Result<Contents, BackupError> {
    let mut reading = Reading::open(path, secret).await?;
    while reading.next().await?.is_some() {}
    Ok(Contents { header: reading.header.clone(), begin: reading.begin.clone(), end: reading.end() })
}
