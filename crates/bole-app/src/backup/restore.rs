//! Restoring a backup into an empty place: all of it or nothing.

use std::fs;
use std::path::Path;

use bole_blob::{BlobName, BlobStore, Blobs as _};
use bole_store::StoreConfig;
use bole_store::dump::{Cell, Loading, TableShape};
use bole_vault::ArchiveSecret;

use super::read::Reading;
use super::record::{Begin, End, Record};
use super::{BackupError, folder};

/// Rows that are written with one statement at most.
const BATCH: usize = 200;

/// Where a backup is restored to.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// The data folder; it must be empty or not exist.
    pub folder: &'a Path,
    /// The database's address; it must be empty.
    pub database: &'a str,
}

/// What was restored.
#[derive(Debug)]
pub struct Restored {
    /// What stands first in the backup.
    pub begin: Begin,
    /// What stands last.
    pub end: End,
}

/// Restores a backup. What was begun is removed again when it fails.
///
/// # Errors
/// When the place is not empty, the backup is newer, damaged, or of another key, or the disk fails.
pub async fn restore(path: &Path, secret: ArchiveSecret, target: &Target<'_>) -> Result<Restored, BackupError> {
    let existed = target.folder.exists();
    if existed && !is_empty(target.folder)? {
        return Err(BackupError::NotEmpty { place: target.folder.display().to_string() });
    }
    // Every byte is checked before anything is written.
    let reading = Reading::open(path, secret).await?;
    folder::make(target.folder)?;
    let restored = fill(reading, target).await;
    if restored.is_err() {
        clear(target.folder, existed)?;
    }
    restored
}

fn is_empty(folder: &Path) -> Result<bool, BackupError> {
    let mut entries = fs::read_dir(folder).map_err(BackupError::io(folder))?;
    Ok(entries.next().is_none())
}

fn clear(folder: &Path, existed: bool) -> Result<(), BackupError> {
    fs::remove_dir_all(folder).map_err(BackupError::io(folder))?;
    if existed { super::folder::make(folder) } else { Ok(()) }
}

async fn fill(mut reading: Reading, target: &Target<'_>) -> Result<Restored, BackupError> {
    let config = StoreConfig { url: target.database.to_owned(), readers: 1 };
    let loading = Loading::begin(&config, reading.begin.schema).await?;
    let blobs = BlobStore::open(target.folder.join("files"))?;
    let mut table: Option<TableShape> = None;
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    loop {
        let record = reading.next().await?;
        let ends_batch = !matches!(record, Some(Record::Row(_))) || rows.len() >= BATCH;
        if ends_batch
            && !rows.is_empty()
            && let Some(shape) = &table
        {
            loading.rows(shape, std::mem::take(&mut rows)).await?;
        }
        match record {
            Some(Record::Table(shape)) => table = Some(shape),
            Some(Record::Row(row)) => rows.push(row),
            Some(Record::File(name, bytes)) => {
                let name: BlobName = name.parse()?;
                blobs.put_named(name, bytes).await?;
            }
            Some(Record::Begin(_) | Record::End(_)) => {}
            None => break,
        }
    }
    loading.finish().await?;
    Ok(Restored { begin: reading.begin.clone(), end: reading.end() })
}
