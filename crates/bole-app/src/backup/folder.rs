//! The folder of backups: what lies there, how many are kept, and the copy elsewhere.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use bole_vault::{ArchiveHeader, inspect_archive};

use super::{BackupError, EXTENSION};

/// A backup in a folder.
#[derive(Debug)]
pub struct Listed {
    /// The file.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// What can be read without the key, or why it cannot.
    pub header: Result<ArchiveHeader, BackupError>,
}

/// Makes the folder, for its owner only.
pub(super) fn make(folder: &Path) -> Result<(), BackupError> {
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(BackupError::io(folder))
}

/// The backups of a folder, newest first. Each is checked against its hash.
///
/// # Errors
/// When the folder cannot be read; one that does not exist is empty.
pub fn list(folder: &Path) -> Result<Vec<Listed>, BackupError> {
    let mut found = Vec::new();
    for path in files(folder)? {
        let bytes = fs::metadata(&path).map_err(BackupError::io(&path))?.len();
        let file = File::open(&path).map_err(BackupError::io(&path));
        let header = file.and_then(|mut it| Ok(inspect_archive(&mut it)?.0));
        found.push(Listed { path, bytes, header });
    }
    Ok(found)
}

/// The finished backups of a folder, newest first: their names sort by time.
fn files(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(BackupError::io(folder))?,
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|it| it.path()).filter(|it| is_ours(it, EXTENSION)).collect();
    paths.sort_by(|a, b| b.cmp(a));
    Ok(paths)
}

fn is_ours(path: &Path, extension: &str) -> bool {
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
    name.starts_with("bole-") && path.extension().is_some_and(|it| it == extension)
}

/// Removes all but the newest, and what crashed backups left; gives how many backups went.
///
/// # Errors
/// When the folder cannot be changed.
pub fn keep_newest(folder: &Path, keep: usize) -> Result<usize, BackupError> {
    let old: Vec<PathBuf> = files(folder)?.into_iter().skip(keep.max(1)).collect();
    let partial = fs::read_dir(folder).map_err(BackupError::io(folder))?.flatten().map(|it| it.path());
    for path in old.iter().cloned().chain(partial.filter(|it| is_ours(it, super::create::PARTIAL))) {
        fs::remove_file(&path).map_err(BackupError::io(&path))?;
    }
    Ok(old.len())
}

/// Copies a backup into another folder, whole or not at all.
///
/// # Errors
/// When that folder cannot be written.
pub fn copy_offsite(backup: &Path, folder: &Path) -> Result<PathBuf, BackupError> {
    make(folder)?;
    let name = backup.file_name().unwrap_or_default();
    let (path, mut partial) = (folder.join(name), folder.join(name).into_os_string());
    partial.push(format!(".{}", super::create::PARTIAL));
    let partial = PathBuf::from(partial);
    let copy = || {
        let mut from = File::open(backup)?;
        let mut to = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
        io::copy(&mut from, &mut to)?;
        to.sync_all()?;
        fs::rename(&partial, &path)?;
        File::open(folder)?.sync_all()
    };
    copy().map_err(BackupError::io(&path))?;
    Ok(path)
}
