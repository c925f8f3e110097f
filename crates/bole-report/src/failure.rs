//! Why a report could not be made, each under a stable code.

use std::path::PathBuf;

/// A failure to make a report.
#[derive(Debug, thiserror::Error)]
pub enum ReportFailure {
    /// No font with Chinese characters was found.
    #[error("no Chinese font was found in {}; on Debian install it with: apt-get install fonts-noto-cjk", list(.looked_in))]
    FontMissing {
        /// The folders that were searched.
        looked_in: Vec<PathBuf>,
    },
    /// The font's file cannot be read or is no font.
    #[error("the font {} cannot be used; on Debian reinstall it with: apt-get install --reinstall fonts-noto-cjk", path.display())]
    FontUnreadable {
        /// The file.
        path: PathBuf,
    },
    /// The PDF writer refused the document.
    #[error("the report could not be written: {reason}")]
    NotWritten {
        /// What the writer said.
        reason: String,
    },
}

impl ReportFailure {
    /// The stable code of this failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FontMissing { .. } => "report.font_missing",
            Self::FontUnreadable { .. } => "report.font_unreadable",
            Self::NotWritten { .. } => "report.not_written",
        }
    }
}

fn list(folders: &[PathBuf]) -> String {
    folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ")
}
