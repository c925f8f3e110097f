//! Restoring a backup into an empty place: all of it or nothing.

use std::collections::BTreeMap;
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
    /// How many rows each table got, counted in the database before any step to a newer version.
    pub loaded: BTreeMap<String, u64>,
}

/// The file in a folder whose restoring was begun and not finished; nobody serves from such a folder.
const UNFINISHED: &str = "restore-unfinished";

/// Whether a folder was being restored into when everything stopped.
#[must_use]
pub fn is_unfinished(folder: &Path) -> bool {
    folder.join(UNFINISHED).exists()
}

/// Says that the restored folder is ready to be served from: everything beside the backup's content lies there too.
///
/// # Errors
/// When the disk fails.
pub fn finish(folder: &Path) -> Result<(), BackupError> {
    let mark = folder.join(UNFINISHED);
    let sync = || fs::remove_file(&mark).and_then(|()| fs::File::open(folder)?.sync_all());
    sync().map_err(BackupError::io(&mark))
}

/// Removes what a restore left that failed afterwards.
///
/// # Errors
/// When the disk fails.
pub fn undo(folder: &Path) -> Result<(), BackupError> {
    clear(folder)
}

/// Restores a backup. What was begun is removed again when it fails; once everything else lies there too, the caller says
/// so with [`finish`].
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
    let mark = target.folder.join(UNFINISHED);
    fs::write(&mark, "").map_err(BackupError::io(&mark))?;
    let restored = fill(reading, target).await;
    if restored.is_err() {
        clear(target.folder)?;
        if !existed {
            fs::remove_dir(target.folder).map_err(BackupError::io(target.folder))?;
        }
    }
    restored
}

fn is_empty(folder: &Path) -> Result<bool, BackupError> {
    let mut entries = fs::read_dir(folder).map_err(BackupError::io(folder))?;
    Ok(entries.next().is_none())
}

/// Empties a folder and leaves it where it is: it may be a place of its own that cannot be removed.
fn clear(folder: &Path) -> Result<(), BackupError> {
    for entry in fs::read_dir(folder).map_err(BackupError::io(folder))?.flatten() {
        let path = entry.path();
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(BackupError::io(&path))?;
    }
    Ok(())
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
    let loaded = loading.finish().await?;
    Ok(Restored { begin: reading.begin.clone(), end: reading.end(), loaded })
}
