//! Plain text: the encodings that résumés in 中文 and English come in. It must never show the wrong characters silently:
//! a reading that is only likely carries a warning, and one that is not even likely is refused.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{DocumentKind, DocumentText, Unreadable, Warning, tidy};

/// Reads plain text.
pub(crate) fn read(bytes: &[u8]) -> Result<DocumentText, Unreadable> {
    let (text, warnings) = text(bytes)?;
    tidy::finish(DocumentKind::Txt, &[text], None, warnings)
}

/// The text of a file that is text, whatever it is about.
pub(crate) fn text(bytes: &[u8]) -> Result<(String, Vec<Warning>), Unreadable> {
    let (text, warnings) = decode(bytes)?;
    if looks_binary(&text) { Err(Unreadable::WrongType) } else { Ok((text, warnings)) }
}

fn decode(bytes: &[u8]) -> Result<(String, Vec<Warning>), Unreadable> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, is_damaged) = encoding.decode_without_bom_handling(&bytes[mark..]);
        let warnings = if is_damaged { vec![Warning::PartlyDamaged] } else { Vec::new() };
        return Ok((text.into_owned(), warnings));
    }
    if let Some(text) = whole(UTF_8, bytes) {
        // Bytes without zero are text of UTF-8; with zeros they are more likely UTF-16 without its mark.
        if !text.contains('\0') {
            return Ok((text, Vec::new()));
        }
    }
    let guessed = [unmarked_utf_16(bytes), likely_chinese_or_western(bytes)];
    let text = guessed.into_iter().flatten().next().ok_or(Unreadable::WrongType)?;
    Ok((text, vec![Warning::EncodingGuessed]))
}

fn whole(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// UTF-16 without a mark betrays itself by the zero halves of its line ends, blanks and digits.
fn unmarked_utf_16(bytes: &[u8]) -> Option<String> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |offset: usize| bytes.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (in_first, in_second) = (zeros(0), zeros(1));
    match in_first.cmp(&in_second) {
        std::cmp::Ordering::Greater => whole(UTF_16BE, bytes),
        std::cmp::Ordering::Less => whole(UTF_16LE, bytes),
        std::cmp::Ordering::Equal => None,
    }
}

/// GB18030 can read nearly any bytes, so it is believed only where the text looks Chinese: characters in daily use are
/// pairs of two high bytes, while the accents of western text are high bytes with letters around them.
fn likely_chinese_or_western(bytes: &[u8]) -> Option<String> {
    let (mut both_high, mut high_then_letter, mut at) = (0_usize, 0_usize, 0);
    while at + 1 < bytes.len() {
        match (bytes[at], bytes[at + 1]) {
            (0x81..=0xfe, 0xa1..=0xfe) => both_high += 1,
            (0x81..=0xfe, _) => high_then_letter += 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
    }
    if both_high >= high_then_letter {
        if let Some(text) = whole(GB18030, bytes) {
            return Some(text);
        }
        if let Some(text) = whole(BIG5, bytes) {
            return Some(text);
        }
    }
    whole(WINDOWS_1252, bytes).or_else(|| whole(GB18030, bytes))
}

/// More than a trace of control characters is no text, whatever the name says.
fn looks_binary(text: &str) -> bool {
    let strange = |c: &char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1a}' | '\u{feff}');
    let total = text.chars().count();
    text.chars().filter(strange).count() * 50 > total
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAMPLE: &str = "姓名：张三\r\n电话：199 0000 0000\r\n技能：Java、Rust\r\n";

    fn check(bytes: &[u8], expected: &str, warnings: &[Warning]) {
        let read = read(bytes).unwrap();
        assert_eq!(read.text(), expected.replace("\r\n", "\n").trim_end());
        assert_eq!(read.warnings, warnings);
        assert_eq!(read.page_count, None);
    }

    fn wide(text: &str, half: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(half).collect()
    }

    #[test]
    fn utf_8_and_utf_16_are_read_with_and_without_their_marks() {
        check(SAMPLE.as_bytes(), SAMPLE, &[]);
        check(&[b"\xef\xbb\xbf", SAMPLE.as_bytes()].concat(), SAMPLE, &[]);
        check(&[b"\xff\xfe".to_vec(), wide(SAMPLE, u16::to_le_bytes)].concat(), SAMPLE, &[]);
        check(&[b"\xfe\xff".to_vec(), wide(SAMPLE, u16::to_be_bytes)].concat(), SAMPLE, &[]);
        check(&wide(SAMPLE, u16::to_le_bytes), SAMPLE, &[Warning::EncodingGuessed]);
        check(&wide(SAMPLE, u16::to_be_bytes), SAMPLE, &[Warning::EncodingGuessed]);
        check("𠮷 👩‍💻".as_bytes(), "𠮷 👩‍💻", &[]);
    }

    #[test]
    fn gb18030_is_read_and_western_accents_are_not_taken_for_han() {
        check(&GB18030.encode(SAMPLE).0, SAMPLE, &[Warning::EncodingGuessed]);
        check(&GB18030.encode("𠮷野家的喆").0, "𠮷野家的喆", &[Warning::EncodingGuessed]);
        check(
            b"R\xe9sum\xe9 of Zo\xeb Fran\xe7ois, caf\xe9",
            "Résumé of Zoë François, café",
            &[Warning::EncodingGuessed],
        );
    }

    #[test]
    fn a_binary_file_called_txt_is_refused() {
        let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(read(&noise), Err(Unreadable::WrongType));
        assert_eq!(read(&[0; 500]), Err(Unreadable::WrongType));
        assert_eq!(read(b" \r\n\t"), Err(Unreadable::Empty));
    }
}
