//! PDF: the text layer in reading order. It must never guess: where the fonts do not say what they draw, or where there is
//! only a picture of a text, the document is refused by name.

mod cmap;
mod content;
mod font;
mod geometry;
mod layout;
mod resources;

use lopdf::{DecompressError, Document, Error, LoadOptions, ObjectId};

use crate::limits::{MAX_PAGES, MAX_STREAM_BYTES};
use crate::{DocumentKind, DocumentText, Unreadable, Warning, tidy};
use content::{Drawn, Interpreter};

/// Below this many unmapped characters they are taken for icons and ornaments.
const UNMAPPED_ICONS: usize = 40;
/// Above this share of unmapped characters the rest is no longer the document's text.
const UNMAPPED_PERCENT: usize = 3;

/// Reads a PDF.
pub(crate) fn read(bytes: &[u8]) -> Result<DocumentText, Unreadable> {
    let document = open(bytes)?;
    let pages: Vec<ObjectId> = document.page_iter().take(MAX_PAGES + 1).collect();
    if pages.len() > MAX_PAGES {
        return Err(Unreadable::TooManyPages);
    }
    if pages.is_empty() {
        return Err(Unreadable::Damaged);
    }
    let mut interpreter = Interpreter::new(&document);
    let mut texts = Vec::with_capacity(pages.len());
    let mut total = Tally::default();
    for page in &pages {
        let drawn = interpreter.draw(*page)?;
        let text = layout::text(&drawn.glyphs);
        total.add(&drawn, text.trim().is_empty());
        texts.push(text);
    }
    total.judge()?;
    let page_count = u32::try_from(pages.len()).ok();
    tidy::finish(DocumentKind::Pdf, &texts, page_count, total.warnings())
}

fn open(bytes: &[u8]) -> Result<Document, Unreadable> {
    let options = LoadOptions { max_decompressed_size: Some(MAX_STREAM_BYTES), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options).map_err(|error| reason(&error))?;
    // The library opens files whose password is empty by itself: everybody may read those.
    if document.is_encrypted() { Err(Unreadable::Encrypted) } else { Ok(document) }
}

/// The reason for an error of the library.
fn reason(error: &Error) -> Unreadable {
    match error {
        Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => Unreadable::ZipBomb,
        Error::InvalidPassword | Error::Decryption(_) => Unreadable::Encrypted,
        _ => Unreadable::Damaged,
    }
}

/// What all pages hold together.
#[derive(Default)]
struct Tally {
    mapped: usize,
    unmapped: usize,
    has_picture: bool,
    is_damaged: bool,
    silent_pages: usize,
}

impl Tally {
    fn add(&mut self, drawn: &Drawn, is_silent: bool) {
        self.mapped += drawn.glyphs.len();
        self.unmapped += drawn.unmapped;
        self.has_picture |= drawn.has_picture;
        self.is_damaged |= drawn.is_damaged;
        self.silent_pages += usize::from(is_silent && drawn.has_picture);
    }

    fn judge(&self) -> Result<(), Unreadable> {
        let all = self.mapped + self.unmapped;
        let share_is_high = self.unmapped * 100 > all * UNMAPPED_PERCENT;
        if share_is_high && (self.unmapped > UNMAPPED_ICONS || self.mapped < self.unmapped) {
            return Err(Unreadable::NoTextMap);
        }
        if self.mapped == 0 {
            return Err(match (self.has_picture, self.is_damaged) {
                (true, _) => Unreadable::Scanned,
                (false, true) => Unreadable::Damaged,
                (false, false) => Unreadable::Empty,
            });
        }
        Ok(())
    }

    fn warnings(&self) -> Vec<Warning> {
        let found = [
            (self.unmapped > 0, Warning::SignsLeftOut),
            (self.is_damaged, Warning::PartlyDamaged),
            (self.silent_pages > 0, Warning::PageWithoutText),
        ];
        found.into_iter().filter_map(|(is_so, warning)| is_so.then_some(warning)).collect()
    }
}

#[cfg(test)]
mod tests;
