//! What comes out of a document: its text, or the reason why there is none. A reason is a stable code, never a sentence,
//! and a text is never a guess: garbage is refused by name.

use serde::{Deserialize, Serialize};

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Portable Document Format.
    Pdf,
    /// Word since 2007, WPS, LibreOffice.
    Docx,
    /// Plain text in UTF-8, UTF-16 or GB18030.
    Txt,
}

/// The text of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentText {
    /// The format by its bytes.
    pub kind: DocumentKind,
    /// The text page by page; formats without fixed pages have one. Lines end with `\n`, cells of a row are parted by `\t`.
    pub pages: Vec<String>,
    /// Number of pages, where the format has pages.
    pub page_count: Option<u32>,
    /// What a reader of the text should know.
    pub warnings: Vec<Warning>,
}

impl DocumentText {
    /// The whole text, pages parted by an empty line.
    #[must_use]
    pub fn text(&self) -> String {
        self.pages.join("\n\n")
    }
}

/// Something that went less than perfectly while the text was read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Warning {
    /// Some signs, such as icons, have no meaning as text and were left out.
    #[serde(rename = "document.signs_left_out")]
    SignsLeftOut,
    /// A part of the file is damaged; the rest was read.
    #[serde(rename = "document.partly_damaged")]
    PartlyDamaged,
    /// At least one page holds pictures and no text.
    #[serde(rename = "document.page_without_text")]
    PageWithoutText,
    /// The file says nowhere how its characters are encoded; the likeliest reading was taken.
    #[serde(rename = "document.encoding_guessed")]
    EncodingGuessed,
}

impl Warning {
    /// The stable code that the catalogues translate.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SignsLeftOut => "document.signs_left_out",
            Self::PartlyDamaged => "document.partly_damaged",
            Self::PageWithoutText => "document.page_without_text",
            Self::EncodingGuessed => "document.encoding_guessed",
        }
    }
}

/// Why a document gives no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
pub enum Unreadable {
    /// The file or its text is empty.
    #[error("the document is empty")]
    #[serde(rename = "document.empty")]
    Empty,
    /// Larger than is taken, as a file or as text.
    #[error("the document is too large")]
    #[serde(rename = "document.too_large")]
    TooLarge,
    /// Not one of the formats, or the bytes are not what the name says.
    #[error("the file is not a PDF, DOCX or TXT document, or not what its name says")]
    #[serde(rename = "document.wrong_type")]
    WrongType,
    /// Word before 2007; a DOCX or PDF is asked for.
    #[error("the old DOC format is not read")]
    #[serde(rename = "document.legacy_doc")]
    LegacyDoc,
    /// A password is needed.
    #[error("the document is protected by a password")]
    #[serde(rename = "document.encrypted")]
    Encrypted,
    /// Pictures of text, without a text layer; a text document is asked for, or typing.
    #[error("the document holds no text, only pictures")]
    #[serde(rename = "document.scanned")]
    Scanned,
    /// The fonts do not say which characters they draw, so the text cannot be known.
    #[error("the fonts of the document carry no character map")]
    #[serde(rename = "document.no_text_map")]
    NoTextMap,
    /// The file is broken.
    #[error("the document is damaged")]
    #[serde(rename = "document.damaged")]
    Damaged,
    /// It unpacks to far more than it is.
    #[error("the document unpacks to far more than its size")]
    #[serde(rename = "document.zip_bomb")]
    ZipBomb,
    /// More pages than are read.
    #[error("the document has too many pages")]
    #[serde(rename = "document.too_many_pages")]
    TooManyPages,
    /// Nested too deeply, or needs more memory or drawing than is allowed.
    #[error("the document is too complicated")]
    #[serde(rename = "document.too_complex")]
    TooComplex,
    /// Reading took too long.
    #[error("reading the document took too long")]
    #[serde(rename = "document.timeout")]
    Timeout,
    /// The reading process could not be started: nothing is wrong with the document.
    #[error("the document reader could not be started")]
    #[serde(rename = "document.reader_unavailable")]
    ReaderUnavailable,
}

impl Unreadable {
    /// Every reason, for the tests that demand a text for each.
    pub const ALL: [Self; 13] = [
        Self::Empty,
        Self::TooLarge,
        Self::WrongType,
        Self::LegacyDoc,
        Self::Encrypted,
        Self::Scanned,
        Self::NoTextMap,
        Self::Damaged,
        Self::ZipBomb,
        Self::TooManyPages,
        Self::TooComplex,
        Self::Timeout,
        Self::ReaderUnavailable,
    ];

    /// The stable code that the catalogues translate.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "document.empty",
            Self::TooLarge => "document.too_large",
            Self::WrongType => "document.wrong_type",
            Self::LegacyDoc => "document.legacy_doc",
            Self::Encrypted => "document.encrypted",
            Self::Scanned => "document.scanned",
            Self::NoTextMap => "document.no_text_map",
            Self::Damaged => "document.damaged",
            Self::ZipBomb => "document.zip_bomb",
            Self::TooManyPages => "document.too_many_pages",
            Self::TooComplex => "document.too_complex",
            Self::Timeout => "document.timeout",
            Self::ReaderUnavailable => "document.reader_unavailable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_of_every_reason_is_the_one_on_the_wire() {
        for reason in Unreadable::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
        }
        let warnings =
            [Warning::SignsLeftOut, Warning::PartlyDamaged, Warning::PageWithoutText, Warning::EncodingGuessed];
        for warning in warnings {
            assert_eq!(serde_json::to_value(warning).unwrap(), warning.code());
        }
    }
}
