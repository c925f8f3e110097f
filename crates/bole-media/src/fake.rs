//! The reader of other crates' tests: takes the bytes as UTF-8 text, or answers what it was told to. It parses nothing and
//! must never be wired into the server.

use crate::{DocumentKind, DocumentText, Documents, Reading, Tabulating, Unreadable, sheet, tidy};

/// Answers without a child process.
#[derive(Debug, Default, Clone)]
pub struct FakeDocuments {
    refusal: Option<Unreadable>,
}

impl FakeDocuments {
    /// A reader that refuses every document for this reason.
    #[must_use]
    pub fn refusing(reason: Unreadable) -> Self {
        Self { refusal: Some(reason) }
    }

    fn answer(&self, bytes: &[u8]) -> Result<DocumentText, Unreadable> {
        if let Some(reason) = self.refusal {
            return Err(reason);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::WrongType)?;
        tidy::finish(DocumentKind::Txt, &[text.to_owned()], None, Vec::new())
    }
}

impl Documents for FakeDocuments {
    fn read<'a>(&'a self, bytes: Vec<u8>, _file_name: &'a str) -> Reading<'a> {
        let answer = self.answer(&bytes);
        Box::pin(async move { answer })
    }

    fn sheet<'a>(&'a self, bytes: Vec<u8>, file_name: &'a str) -> Tabulating<'a> {
        let answer = self.refusal.map_or_else(|| sheet::read(&bytes, file_name), Err);
        Box::pin(async move { answer })
    }
}
