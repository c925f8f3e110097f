//! Making a backup while the server works: a row that marks it, a snapshot, the rows, the files, the end.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use bole_blob::Blobs;
use bole_domain::time::Millis;
use bole_store::Store;
use bole_store::backup_run::BackupRun;
use bole_store::dump::{Cell, Snapshot, TableShape};
use bole_vault::{ArchiveSecret, ArchiveWriter};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::record::{Begin, End, Record};
use super::{BackupError, EXTENSION};
use crate::environment::Clock;

/// The name of a file that is not finished ends in this.
pub(super) const PARTIAL: &str = "partial";
/// Records are handed to the disk in pieces of about this size.
const PIECE: usize = 256 * 1024;
/// How many pieces may wait for the disk.
const WAITING: usize = 8;

/// What is backed up.
pub struct Source<'a> {
    /// The database.
    pub store: &'a Store,
    /// The stored files.
    pub blobs: &'a dyn Blobs,
    /// The identifier of this backup.
    pub id: Uuid,
    /// Tells the time.
    pub clock: &'a dyn Clock,
    /// The version of this program.
    pub program: &'a str,
}

/// A backup that is on the disk.
#[derive(Debug)]
pub struct Written {
    /// The file.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// What it holds.
    pub end: End,
}

/// Makes a backup in a folder.
///
/// # Errors
/// When the database, the stored files or the folder fail; no finished file is left then.
pub async fn create(source: Source<'_>, secret: ArchiveSecret, folder: &Path) -> Result<Written, BackupError> {
    let began = source.clock.now();
    let mut run = BackupRun {
        id: source.id,
        kind: "backup".to_owned(),
        started_at: began,
        finished_at: None,
        file: None,
        bytes: None,
        error: None,
        rpo_ms: None,
        rto_ms: None,
    };
    let tx = source.store.begin().await?;
    bole_store::backup_run::insert(&tx, &run).await?;
    tx.commit().await?;
    let result = write(&source, began, secret, folder).await;
    run.finished_at = Some(source.clock.now());
    match &result {
        Ok(written) => {
            run.file = written.path.file_name().map(|it| it.to_string_lossy().into_owned());
            run.bytes = i64::try_from(written.bytes).ok();
        }
        Err(error) => run.error = Some(error.code().to_owned()),
    }
    let tx = source.store.begin().await?;
    bole_store::backup_run::update(&tx, &run).await?;
    tx.commit().await?;
    result
}

async fn write(
    source: &Source<'_>,
    began: Millis,
    secret: ArchiveSecret,
    folder: &Path,
) -> Result<Written, BackupError> {
    super::folder::make(folder)?;
    let path = free_name(folder, began);
    let partial = path.with_extension(format!("{EXTENSION}.{PARTIAL}"));
    let snapshot = source.store.snapshot().await?;
    let (pieces, waiting) = mpsc::channel(WAITING);
    let sink = {
        let (partial, path, program) = (partial.clone(), path.clone(), source.program.to_owned());
        let (at, schema) = (began.0, snapshot.version());
        tokio::task::spawn_blocking(move || sink(&partial, &path, &secret, at, schema, &program, waiting))
    };
    let mut feed = Feed { pieces, buffer: Vec::with_capacity(2 * PIECE) };
    let fed = feed_all(source, began, &snapshot, &mut feed).await;
    if fed.is_err() {
        feed.abandon();
    }
    drop(feed);
    let sunk = sink.await.map_err(|_| BackupError::CutOff)?;
    // The reason on this side is the first one; the disk's own comes before it when it stopped taking pieces.
    match (fed, sunk) {
        (Ok(end), Ok(bytes)) => Ok(Written { path, bytes, end }),
        (Err(BackupError::CutOff), Err(error)) | (Ok(_), Err(error)) | (Err(error), _) => {
            // Best effort: the next backup sweeps what cannot be removed now.
            drop(fs::remove_file(&partial));
            Err(error)
        }
    }
}

/// Records on their way to the disk.
struct Feed {
    pieces: mpsc::Sender<Option<Vec<u8>>>,
    buffer: Vec<u8>,
}

impl Feed {
    async fn add(&mut self, record: &Record) -> Result<(), BackupError> {
        record.write(&mut self.buffer)?;
        if self.buffer.len() >= PIECE { self.send().await } else { Ok(()) }
    }

    async fn send(&mut self) -> Result<(), BackupError> {
        let piece = std::mem::replace(&mut self.buffer, Vec::with_capacity(2 * PIECE));
        self.pieces.send(Some(piece)).await.map_err(|_| BackupError::CutOff)
    }

    /// Says that everything is there; without it the file is not finished.
    async fn finish(&mut self) -> Result<(), BackupError> {
        self.send().await?;
        self.pieces.send(None).await.map_err(|_| BackupError::CutOff)
    }

    fn abandon(&mut self) {
        self.buffer.clear();
    }
}

async fn feed_all(
    source: &Source<'_>,
    began: Millis,
    snapshot: &Snapshot,
    feed: &mut Feed,
) -> Result<End, BackupError> {
    let marker = source.id.to_string();
    feed.add(&Record::Begin(Begin { schema: snapshot.version(), marker, at: began.0 })).await?;
    let mut end = End::default();
    for shape in snapshot.tables().await? {
        feed.add(&Record::Table(shape.clone())).await?;
        let count = feed_table(snapshot, &shape, feed, &mut end).await?;
        end.tables.insert(shape.name, count);
    }
    // Listed after the snapshot: every file a row names is there, unless it was deleted meanwhile with its row.
    for name in source.blobs.names().await? {
        let Some(bytes) = source.blobs.get(&name).await? else { continue };
        end.files += 1;
        end.file_bytes += bytes.len() as u64;
        feed.add(&Record::File(name.to_string(), bytes)).await?;
    }
    feed.add(&Record::End(end.clone())).await?;
    feed.finish().await?;
    Ok(end)
}

async fn feed_table(
    snapshot: &Snapshot,
    shape: &TableShape,
    feed: &mut Feed,
    end: &mut End,
) -> Result<u64, BackupError> {
    let at = |column: &str| shape.columns.iter().position(|(name, _)| name == column);
    let chain = (shape.name == "audit_record").then(|| at("seq").zip(at("hash"))).flatten();
    let mut count = 0_u64;
    let mut rows = snapshot.begin_rows(shape.clone()).await?;
    loop {
        let batch = snapshot.next_rows(&mut rows).await?;
        if batch.is_empty() {
            break;
        }
        for cells in batch {
            count += 1;
            if let Some((seq, hash)) = chain
                && let (Some(Cell::Integer(seq)), Some(Cell::Bytes(hash))) = (cells.get(seq), cells.get(hash))
                && *seq > end.chain_seq
            {
                end.chain_seq = *seq;
                end.chain_head = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            }
            feed.add(&Record::Row(cells)).await?;
        }
    }
    Ok(count)
}

/// Seals the pieces into a file, and gives it its name once it is whole and on the disk.
fn sink(
    partial: &Path,
    path: &Path,
    secret: &ArchiveSecret,
    at: i64,
    schema: i64,
    program: &str,
    mut pieces: mpsc::Receiver<Option<Vec<u8>>>,
) -> Result<u64, BackupError> {
    let file = super::folder::begin(partial)?;
    let mut archive = ArchiveWriter::begin(file, secret, at, schema, program)?;
    let mut is_whole = false;
    while let Some(piece) = pieces.blocking_recv() {
        let Some(piece) = piece else {
            is_whole = true;
            break;
        };
        archive.write_all(&piece).map_err(BackupError::io(partial))?;
    }
    if !is_whole {
        return Err(BackupError::CutOff);
    }
    let (file, bytes) = archive.finish()?;
    file.sync_all().map_err(BackupError::io(partial))?;
    fs::rename(partial, path).map_err(BackupError::io(path))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|it| it.sync_all()).map_err(BackupError::io(folder))?;
    Ok(bytes)
}

/// `bole-20261122-031500.bolebackup`, in universal time, with a number where that is taken.
fn free_name(folder: &Path, now: Millis) -> PathBuf {
    let instant = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default();
    let stamp = instant.strftime("%Y%m%d-%H%M%S").to_string();
    let mut path = folder.join(format!("bole-{stamp}.{EXTENSION}"));
    let mut number = 2;
    while path.exists() || path.with_extension(format!("{EXTENSION}.{PARTIAL}")).exists() {
        path = folder.join(format!("bole-{stamp}-{number}.{EXTENSION}"));
        number += 1;
    }
    path
}
