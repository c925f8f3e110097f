//! What a file is, by its first bytes and by the extension of its name together. Neither is trusted alone: a name is what
//! the sender says, and some bytes are several formats at once.

use crate::{DocumentKind, Unreadable};

const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// How a PDF may be preceded: mail gateways and printers put lines before it.
const PDF_WITHIN: usize = 1024;

/// Decides the format.
///
/// # Errors
/// [`Unreadable`] with the reason that helps the sender most.
pub(crate) fn sniff(bytes: &[u8], file_name: &str) -> Result<DocumentKind, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    let name = file_name.trim_end_matches([' ', '.']).to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_pdf = bytes[..bytes.len().min(PDF_WITHIN)].windows(5).any(|five| five == b"%PDF-");
    let is_zip = bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06");
    let is_ole = bytes.starts_with(OLE);
    match extension {
        "pdf" if is_pdf => Ok(DocumentKind::Pdf),
        "docx" if is_zip => Ok(DocumentKind::Docx),
        // Word wraps a DOCX with a password into the old container.
        "docx" if is_ole && names_encrypted_package(bytes) => Err(Unreadable::Encrypted),
        "doc" | "docx" | "wps" | "rtf" if is_ole || bytes.starts_with(b"{\\rtf") => Err(Unreadable::LegacyDoc),
        "txt" | "text" if !is_pdf && !is_zip && !is_ole => Ok(DocumentKind::Txt),
        _ => Err(Unreadable::WrongType),
    }
}

fn names_encrypted_package(bytes: &[u8]) -> bool {
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(wide.len()).any(|window| window == wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], name: &str, expected: Result<DocumentKind, Unreadable>) {
        assert_eq!(sniff(bytes, name), expected, "{name}");
    }

    #[test]
    fn the_bytes_and_the_extension_must_agree() {
        check(b"%PDF-1.7\n", "cv.pdf", Ok(DocumentKind::Pdf));
        check(b"\xef\xbb\xbf\n%PDF-1.4", "简历.PDF ", Ok(DocumentKind::Pdf));
        check(b"PK\x03\x04....", "cv.docx", Ok(DocumentKind::Docx));
        check("姓名：张三".as_bytes(), "cv.txt", Ok(DocumentKind::Txt));
        check(b"%PDF-1.7\n", "cv.docx", Err(Unreadable::WrongType));
        check(b"PK\x03\x04....", "cv.pdf", Err(Unreadable::WrongType));
        check(b"%PDF-1.7\n", "cv.txt", Err(Unreadable::WrongType));
        check(b"MZ\x90", "cv.exe", Err(Unreadable::WrongType));
        check(b"MZ\x90", "cv.pdf", Err(Unreadable::WrongType));
        check(b"text", "cv", Err(Unreadable::WrongType));
        check(b"text", "", Err(Unreadable::WrongType));
    }

    #[test]
    fn an_empty_file_is_empty_whatever_its_name() {
        check(b"", "cv.pdf", Err(Unreadable::Empty));
        check(b"", "cv.exe", Err(Unreadable::Empty));
    }

    #[test]
    fn old_word_files_ask_for_a_newer_format_and_encrypted_ones_for_an_open_one() {
        let old = [OLE, &[0; 600]].concat();
        check(&old, "cv.doc", Err(Unreadable::LegacyDoc));
        check(&old, "cv.docx", Err(Unreadable::LegacyDoc));
        check(b"{\\rtf1 text}", "cv.doc", Err(Unreadable::LegacyDoc));
        let package: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&[OLE, &[0; 600], &package].concat(), "cv.docx", Err(Unreadable::Encrypted));
    }
}
