//! Text out of the documents people send: PDF, DOCX and plain text, read in a child process that is allowed nothing.
//!
//! The server calls [`DocumentReader`]; the child process calls [`child_main`] before it does anything else. A hostile
//! file must never touch the server: no byte of it is parsed outside the child, and whatever the child does or says, the
//! server goes on and answers with a named reason.

mod child;
mod confine;
mod document;
mod docx;
mod fake;
mod limits;
mod pdf;
mod plain;
mod reader;
mod sheet;
mod sniff;
mod tidy;
mod wire;

pub use child::child_main;
pub use document::{DocumentKind, DocumentText, Unreadable, Warning};
pub use fake::FakeDocuments;
pub use limits::MAX_FILE_BYTES;
pub use reader::{DocumentReader, Documents, Reading, Tabulating};
pub use sheet::{Merged, Sheet};
