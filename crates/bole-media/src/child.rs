//! The child process: confines itself, reads one document from standard input, writes one answer, ends. It must be the
//! first thing its process does, before any thread is started, and must never open a file or log a word of a document.

use std::io::{self, Write};

use crate::wire::{self, Answer};
use crate::{DocumentKind, DocumentText, Unreadable, confine, docx, pdf, plain, sheet, sniff};

/// What `bole media-child` does. The result is the exit code: 0 when an answer was written, 1 when the request was no
/// request or the answer could not be written, 2 when the process could not be confined.
#[must_use]
pub fn child_main() -> i32 {
    if let Err(error) = confine::confine() {
        // Nothing of a document has been read yet, so the reason may be told.
        eprintln!("media-child: cannot confine itself: {error}");
        return 2;
    }
    let Ok((file_name, document)) = wire::read_request(&mut io::stdin().lock()) else {
        return 1;
    };
    let answer = match sheet::is_named_so(&file_name) {
        true => Answer::from(sheet::read(&document, &file_name)),
        false => Answer::from(read(&document, &file_name)),
    };
    let Ok(json) = serde_json::to_vec(&answer) else {
        return 1;
    };
    let mut out = io::stdout().lock();
    match out.write_all(&json).and_then(|()| out.flush()) {
        Ok(()) => 0,
        Err(_) => 1,
    }
}

/// Reads a document in this very process; only the child may call it.
pub(crate) fn read(document: &[u8], file_name: &str) -> Result<DocumentText, Unreadable> {
    match sniff::sniff(document, file_name)? {
        DocumentKind::Pdf => pdf::read(document),
        DocumentKind::Docx => docx::read(document),
        DocumentKind::Txt => plain::read(document),
    }
}
