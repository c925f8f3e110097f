//! The folder of backups: what lies there, how many are kept, and the copy elsewhere.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use bole_vault::{ArchiveHeader, inspect_archive};

use super::create::PARTIAL;
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
///
/// # Errors
/// When the folder cannot be read.
pub fn finished(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder)?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|it| it.path()).filter(|it| is_ours(it, EXTENSION)).collect();
    paths.sort_by(|a, b| b.cmp(a));
    Ok(paths)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, BackupError> {
    match finished(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        other => other.map_err(BackupError::io(folder)),
    }
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
    for path in &old {
        fs::remove_file(path).map_err(BackupError::io(path))?;
    }
    for entry in fs::read_dir(folder).map_err(BackupError::io(folder))?.flatten() {
        let path = entry.path();
        if is_ours(&path, PARTIAL) && is_abandoned(&path) {
            fs::remove_file(&path).map_err(BackupError::io(&path))?;
        }
    }
    Ok(old.len())
}

/// Begins a file that is not finished, and locks it for as long as it is being written, by whichever process.
pub(super) fn begin(path: &Path) -> Result<File, BackupError> {
    let begin = || {
        let file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
        match file.lock() {
            // Some network folders know no locks; nothing is swept there either.
            Err(error) if error.kind() != io::ErrorKind::Unsupported => return Err(error),
            _ => {}
        }
        // Whoever sweeps may have come between the two; then the file has lost its name.
        if fs::metadata(path)?.ino() == file.metadata()?.ino() { Ok(file) } else { Err(io::ErrorKind::NotFound.into()) }
    };
    begin().map_err(BackupError::io(path))
}

/// Whether nobody writes this unfinished file any more: a crash lets go of the lock.
fn is_abandoned(path: &Path) -> bool {
    File::open(path).is_ok_and(|it| it.try_lock().is_ok())
}

/// Copies a backup into another folder, whole or not at all.
///
/// # Errors
/// When that folder cannot be written.
pub fn copy_offsite(backup: &Path, folder: &Path) -> Result<PathBuf, BackupError> {
    make(folder)?;
    let name = backup.file_name().unwrap_or_default();
    let (path, mut partial) = (folder.join(name), folder.join(name).into_os_string());
    partial.push(format!(".{PARTIAL}"));
    let partial = PathBuf::from(partial);
    if is_abandoned(&partial) {
        fs::remove_file(&partial).map_err(BackupError::io(&partial))?;
    }
    let mut to = begin(&partial)?;
    let mut copy = || {
        let mut from = File::open(backup)?;
        io::copy(&mut from, &mut to)?;
        to.sync_all()?;
        fs::rename(&partial, &path)?;
        File::open(folder)?.sync_all()
    };
    copy().map_err(BackupError::io(&path))?;
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::{begin, copy_offsite, keep_newest};

    #[test]
    fn what_a_crash_left_goes_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("bole-20261120-031500.bolebackup"), "older").unwrap();
        std::fs::write(at("bole-20261121-031500.bolebackup"), "newer").unwrap();
        std::fs::write(at("bole-20261119-031500.bolebackup.partial"), "a crash left it").unwrap();
        let under_way = begin(&at("bole-20261122-031500.bolebackup.partial")).unwrap();
        assert_eq!(keep_newest(folder.path(), 1).unwrap(), 1);
        let mut left: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["bole-20261121-031500.bolebackup", "bole-20261122-031500.bolebackup.partial"]);
        drop(under_way);
        keep_newest(folder.path(), 1).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_copy_that_a_crash_cut_off_is_begun_again() {
        let folder = tempfile::tempdir().unwrap();
        let backup = folder.path().join("bole-20261121-031500.bolebackup");
        let elsewhere = folder.path().join("elsewhere");
        std::fs::write(&backup, "whole").unwrap();
        std::fs::create_dir(&elsewhere).unwrap();
        std::fs::write(elsewhere.join("bole-20261121-031500.bolebackup.partial"), "wh").unwrap();
        let copy = copy_offsite(&backup, &elsewhere).unwrap();
        assert_eq!(std::fs::read_to_string(copy).unwrap(), "whole");
    }
}
