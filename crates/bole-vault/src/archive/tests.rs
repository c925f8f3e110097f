//! Archives of every awkward length, and every way to spoil one.

use std::io::{Cursor, Read, Write};

use super::*;
use crate::RootKey;

fn secret(byte: u8) -> ArchiveSecret {
    ArchiveSecret::of_root_key(&RootKey::from_bytes(&[byte; 32]))
}

fn archive(content: &[u8]) -> Vec<u8> {
    let mut writer = ArchiveWriter::begin(Vec::new(), &secret(1), 5, 7, "0.1.0").unwrap();
    writer.write_all(content).unwrap();
    writer.finish().unwrap().0
}

fn read(bytes: &[u8], secret: &ArchiveSecret) -> Result<Vec<u8>, ArchiveError> {
    let mut content = Vec::new();
    ArchiveReader::open(Cursor::new(bytes), secret)?.read_to_end(&mut content)?;
    Ok(content)
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|it| (it * 31 % 251) as u8).collect()
}

#[test]
fn contents_of_every_length_around_a_segment_come_back() {
    for length in [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT, 3 * SEGMENT + 17] {
        assert_eq!(read(&archive(&content(length)), &secret(1)).unwrap(), content(length), "{length}");
    }
}

#[test]
fn an_archive_shows_nothing_of_its_content() {
    let bytes = archive(&"张三-canary".repeat(100).into_bytes());
    assert!(!bytes.windows(6).any(|it| it == b"canary"));
    assert_ne!(bytes, archive(&"张三-canary".repeat(100).into_bytes()), "two files share no key");
}

#[test]
fn every_cut_is_called_truncated() {
    let bytes = archive(&content(SEGMENT + 100));
    for end in [40, 400, SEGMENT, SEGMENT + 300, bytes.len() - 100, bytes.len() - 1] {
        let error = read(&bytes[..end], &secret(1)).unwrap_err();
        assert_eq!(error.code(), "backup.truncated", "{end} of {}", bytes.len());
    }
}

#[test]
fn every_changed_byte_is_called_altered() {
    let bytes = archive(&content(2 * SEGMENT + 9));
    for at in (200..bytes.len() - TRAILER).step_by(977).chain([bytes.len() - 1, bytes.len() - 35]) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        let error = read(&changed, &secret(1)).unwrap_err();
        assert_eq!(error.code(), "backup.altered", "byte {at}: {error}");
    }
}

#[test]
fn segments_in_another_order_do_not_open_even_under_a_right_hash() {
    let bytes = archive(&content(3 * SEGMENT));
    let start = 12 + u32::from_be_bytes(bytes[8..12].try_into().unwrap()) as usize;
    let mut swapped = bytes.clone();
    let (first, second) = (start..start + SEGMENT + TAG, start + SEGMENT + TAG..start + 2 * (SEGMENT + TAG));
    swapped[first.clone()].copy_from_slice(&bytes[second.clone()]);
    swapped[second].copy_from_slice(&bytes[first]);
    let end = swapped.len() - 32;
    let hash = sha256(&swapped[..end]);
    swapped[end..].copy_from_slice(&hash);
    assert!(inspect_archive(&mut Cursor::new(&swapped)).is_ok(), "the hash was made right again");
    assert!(read(&swapped, &secret(1)).is_err());
}

#[test]
fn another_key_is_told_from_damage() {
    let bytes = archive(&content(10));
    assert_eq!(read(&bytes, &secret(2)).unwrap_err().code(), "backup.wrong_key");
    let phrase = ArchiveSecret::KeyFile(zeroize::Zeroizing::new(b"plum rain on nine roofs".to_vec()));
    assert_eq!(read(&bytes, &phrase).unwrap_err().code(), "backup.wrong_key");
}

#[test]
fn a_key_file_opens_what_it_closed_and_no_other_does() {
    let phrase = |text: &str| ArchiveSecret::KeyFile(zeroize::Zeroizing::new(text.as_bytes().to_vec()));
    let mut writer = ArchiveWriter::begin(Vec::new(), &phrase("plum rain on nine roofs"), 5, 7, "0.1.0").unwrap();
    writer.write_all(b"content").unwrap();
    let bytes = writer.finish().unwrap().0;
    assert_eq!(read(&bytes, &phrase("plum rain on nine roofs")).unwrap(), b"content");
    assert_eq!(read(&bytes, &phrase("plum rain on ten roofs!")).unwrap_err().code(), "backup.wrong_key");
}

#[test]
fn other_files_and_newer_formats_are_named() {
    assert_eq!(read(b"SQLite format 3\0", &secret(1)).unwrap_err().code(), "backup.not_a_backup");
    assert_eq!(read(b"", &secret(1)).unwrap_err().code(), "backup.not_a_backup");
    let bytes = archive(b"x");
    let text = b"\"format\":1";
    let at = bytes.windows(text.len()).position(|it| it == text).unwrap();
    let mut newer = bytes.clone();
    newer[at + text.len() - 1] = b'9';
    assert_eq!(read(&newer, &secret(1)).unwrap_err().code(), "backup.newer_format");
}
