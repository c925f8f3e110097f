//! Backups: one encrypted file with every row and every stored file, made while others work, and the proof that it restores.
//!
//! What is written is never readable on disk, not even for a moment: rows go from the snapshot straight into the sealed
//! file. The root key is never part of it. The content of the file is described in `docs/OPERATIONS.md`.

use std::path::PathBuf;

use bole_blob::BlobError;
use bole_store::{OpenError, StoreError};
use bole_vault::ArchiveError;

mod check;
mod create;
mod folder;
mod read;
mod record;
mod restore;
mod schedule;

pub use check::{Check, Drill, DrillOptions, check, drill};
pub use create::{Source, Written, create};
pub use folder::{Listed, copy_offsite, keep_newest, list};
pub use read::{Contents, verify};
pub use record::{Begin, End};
pub use restore::{Restored, Target, restore};
pub use schedule::{BackupPlan, last_due, rehearse, run_if_due, run_now};

/// The end of a backup's file name.
pub const EXTENSION: &str = "bolebackup";

/// Why a backup, a check or a restore was not done.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file itself.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A newer program made it.
    #[error("the backup is of database version {found}, this program knows versions up to {known}; use a newer bole")]
    NewerDatabase {
        /// The backup's version.
        found: i64,
        /// The newest one known here.
        known: i64,
    },
    /// Restoring goes into an empty place only.
    #[error("{place} is not empty; a backup is restored into an empty folder or database only")]
    NotEmpty {
        /// Which one.
        place: String,
    },
    /// The records inside are not what a backup holds.
    #[error("the backup's content is not what its end says: {0}")]
    Content(String),
    /// The restored data is not what was backed up.
    #[error("the restored data failed a check: {0}")]
    Check(String),
    /// The database.
    #[error("the database failed")]
    Store(#[from] StoreError),
    /// The database could not be opened.
    #[error("the database cannot be opened")]
    Open(#[source] OpenError),
    /// The stored files.
    #[error("the stored files failed")]
    Blob(#[from] BlobError),
    /// The disk.
    #[error("cannot use {}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The work on the file was cut off.
    #[error("the work on the backup file was cut off")]
    CutOff,
}

impl BackupError {
    /// The stable code of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Archive(error) => error.code(),
            Self::NewerDatabase { .. } => "backup.newer_database",
            Self::NotEmpty { .. } => "backup.not_empty",
            Self::Content(_) => "backup.bad_content",
            Self::Check(_) => "backup.check_failed",
            Self::Store(_) | Self::Open(_) => "backup.database",
            Self::Blob(_) => "backup.files",
            Self::Io { .. } => "backup.io",
            Self::CutOff => "backup.cut_off",
        }
    }

    fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

impl From<OpenError> for BackupError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::NewerDatabase { database, binary } => Self::NewerDatabase { found: database, known: binary },
            OpenError::NotEmpty => Self::NotEmpty { place: "the database".to_owned() },
            other => Self::Open(other),
        }
    }
}
