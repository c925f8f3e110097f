//! What the server and its child say to each other: name and bytes in, one JSON object out. Both sides treat the other's
//! words as untrusted: every length is checked before anything is kept.

use std::io::{self, Read};

use serde::{Deserialize, Serialize};

use crate::limits::{MAX_FILE_BYTES, MAX_NAME_BYTES};
use crate::{DocumentText, Unreadable};

/// The child's answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    /// The text.
    Read(DocumentText),
    /// The rows and cells of a sheet.
    Sheet(crate::Sheet),
    /// The reason why there is none.
    Refused(Unreadable),
}

impl From<Result<crate::Sheet, Unreadable>> for Answer {
    fn from(result: Result<crate::Sheet, Unreadable>) -> Self {
        match result {
            Ok(sheet) => Self::Sheet(sheet),
            Err(reason) => Self::Refused(reason),
        }
    }
}

impl From<Result<DocumentText, Unreadable>> for Answer {
    fn from(result: Result<DocumentText, Unreadable>) -> Self {
        match result {
            Ok(text) => Self::Read(text),
            Err(reason) => Self::Refused(reason),
        }
    }
}

impl From<Answer> for Result<DocumentText, Unreadable> {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Read(text) => Ok(text),
            Answer::Sheet(_) => Err(Unreadable::WrongType),
            Answer::Refused(reason) => Err(reason),
        }
    }
}

impl From<Answer> for Result<crate::Sheet, Unreadable> {
    fn from(answer: Answer) -> Self {
        match answer {
            Answer::Sheet(sheet) => Ok(sheet),
            Answer::Read(_) => Err(Unreadable::WrongType),
            Answer::Refused(reason) => Err(reason),
        }
    }
}

/// The head of a request: length of the name, the name, length of the document. The document's bytes follow.
pub(crate) fn request_head(file_name: &str, document_bytes: usize) -> Vec<u8> {
    // Only the end of the name, where the extension is, matters; it is cut at a character.
    let mut start = file_name.len().saturating_sub(MAX_NAME_BYTES);
    while !file_name.is_char_boundary(start) {
        start += 1;
    }
    let name = &file_name.as_bytes()[start..];
    let mut head = Vec::with_capacity(name.len() + 8);
    head.extend_from_slice(&length(name.len()));
    head.extend_from_slice(name);
    head.extend_from_slice(&length(document_bytes));
    head
}

/// Reads a request as the child does.
pub(crate) fn read_request(input: &mut impl Read) -> io::Result<(String, Vec<u8>)> {
    let name = read_part(input, MAX_NAME_BYTES)?;
    let name = String::from_utf8(name).map_err(io::Error::other)?;
    let document = read_part(input, MAX_FILE_BYTES)?;
    Ok((name, document))
}

fn read_part(input: &mut impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length) as usize;
    if length > most {
        return Err(io::Error::other("a part of the request is too long"));
    }
    let mut part = vec![0; length];
    input.read_exact(&mut part)?;
    Ok(part)
}

fn length(bytes: usize) -> [u8; 4] {
    u32::try_from(bytes).expect("names and documents are capped far below 4 GiB").to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_arrives_as_it_was_sent() {
        let mut sent = request_head("简历.pdf", 3);
        sent.extend_from_slice(b"abc");
        assert_eq!(read_request(&mut sent.as_slice()).unwrap(), ("简历.pdf".to_owned(), b"abc".to_vec()));
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = format!("{}.docx", "简".repeat(1000));
        let sent = request_head(&name, 0);
        let (got, _) = read_request(&mut sent.as_slice()).unwrap();
        assert!(got.len() <= MAX_NAME_BYTES && got.ends_with("简.docx"));
    }

    #[test]
    fn a_request_that_lies_about_its_length_or_breaks_off_is_refused() {
        for bad in
            [&b"\xff\xff\xff\xff"[..], b"\0\0\0\x05ab", b"", b"\0\0\0\0\x7f\xff\xff\xff", b"\0\0\0\x01\xff\0\0\0\0"]
        {
            assert!(read_request(&mut &*bad).is_err(), "{bad:?}");
        }
    }
}
