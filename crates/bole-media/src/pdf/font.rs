//! Fonts: bytes of a shown string to codes, their text and their widths. A code whose text the font does not tell yields
//! nothing; it must never yield a guess.

mod simple;

use std::collections::BTreeMap;

use encoding_rs::{BIG5, EUC_KR, Encoding, GB18030, SHIFT_JIS, UTF_16BE};
use lopdf::{Dictionary, Document, Object};

use super::cmap::CMap;
use super::resources::{lookup, number, resolve};
use crate::limits::MAX_STREAM_BYTES;
use simple::simple_texts;

/// Width of a character where the font gives none: the middle of Latin text.
const UNKNOWN_WIDTH: f32 = 0.5;
/// Most codes whose widths are read as ranges.
const MOST_WIDTHS: usize = 131_072;

/// One character code of a shown string.
pub(super) struct Code {
    /// Its text, or nothing where the font does not tell.
    pub text: Option<String>,
    /// Its advance in em.
    pub advance: f32,
    /// Whether word spacing applies to it.
    pub is_space: bool,
}

/// A font as far as text needs it.
pub(super) struct Font {
    to_unicode: CMap,
    codes: Codes,
    widths: BTreeMap<u32, f32>,
    default_width: f32,
}

enum Codes {
    /// One byte each, with the text of each.
    Simple(Box<[Option<String>; 256]>),
    /// Two bytes that number glyphs: only a map to Unicode tells the text.
    Glyphs,
    /// A national or Unicode encoding, decoded as such.
    Charset(&'static Encoding),
}

impl Font {
    /// Reads a font dictionary. What is missing is left out.
    pub(super) fn read(document: &Document, dictionary: &Dictionary) -> Self {
        let subtype = lookup(document, dictionary, b"Subtype").and_then(|name| name.as_name().ok()).unwrap_or_default();
        let to_unicode = match lookup(document, dictionary, b"ToUnicode") {
            Some(Object::Stream(stream)) => {
                CMap::parse(&stream.get_plain_content_with_limit(MAX_STREAM_BYTES).unwrap_or_default())
            }
            _ => CMap::default(),
        };
        if subtype == b"Type0" {
            Self::composite(document, dictionary, to_unicode)
        } else {
            Self::simple(document, dictionary, subtype, to_unicode)
        }
    }

    fn composite(document: &Document, dictionary: &Dictionary, to_unicode: CMap) -> Self {
        let name = lookup(document, dictionary, b"Encoding").and_then(|name| name.as_name().ok()).unwrap_or_default();
        let codes = charset(name).map_or(Codes::Glyphs, Codes::Charset);
        let descendant = lookup(document, dictionary, b"DescendantFonts")
            .and_then(|array| array.as_array().ok()?.first())
            .and_then(|first| resolve(document, first)?.as_dict().ok());
        let default_width =
            descendant.and_then(|font| number(lookup(document, font, b"DW")?)).map_or(1.0, |width| width / 1000.0);
        // Widths are by glyph; only where the codes are glyph numbers are they known without the encoding's own table.
        let widths = match (&codes, descendant) {
            (Codes::Glyphs, Some(font)) => composite_widths(document, font),
            _ => BTreeMap::new(),
        };
        Self { to_unicode, codes, widths, default_width }
    }

    fn simple(document: &Document, dictionary: &Dictionary, subtype: &[u8], to_unicode: CMap) -> Self {
        // Glyphs of a Type 3 font have a unit of their own; everywhere else it is a thousandth of an em.
        let unit = match lookup(document, dictionary, b"FontMatrix").and_then(|matrix| matrix.as_array().ok()) {
            Some(matrix) if subtype == b"Type3" => matrix.first().and_then(number).map_or(0.001, f32::abs),
            _ => 0.001,
        };
        let first = lookup(document, dictionary, b"FirstChar").and_then(|first| first.as_i64().ok()).unwrap_or(0);
        let listed = lookup(document, dictionary, b"Widths").and_then(|widths| widths.as_array().ok());
        let widths = (u32::try_from(first).unwrap_or(0)..)
            .zip(listed.into_iter().flatten().take(256))
            .filter_map(|(code, width)| Some((code, number(resolve(document, width)?)? * unit)))
            .collect();
        let codes = Codes::Simple(Box::new(simple_texts(document, dictionary)));
        Self { to_unicode, codes, widths, default_width: UNKNOWN_WIDTH }
    }

    /// The codes of a shown string.
    pub(super) fn codes(&self, shown: &[u8]) -> Vec<Code> {
        match &self.codes {
            Codes::Simple(texts) => shown.iter().map(|byte| self.simple_code(*byte, texts)).collect(),
            Codes::Glyphs if self.to_unicode.is_one_byte() => {
                shown.iter().map(|byte| self.glyph_code(u32::from(*byte))).collect()
            }
            Codes::Glyphs => shown
                .chunks(2)
                .map(|pair| self.glyph_code(pair.iter().fold(0, |n, b| n << 8 | u32::from(*b))))
                .collect(),
            Codes::Charset(encoding) => self.charset_codes(encoding, shown),
        }
    }

    fn simple_code(&self, byte: u8, texts: &[Option<String>; 256]) -> Code {
        let code = u32::from(byte);
        let text = self.to_unicode.text(code).map(str::to_owned).or_else(|| texts[usize::from(byte)].clone());
        Code { text, advance: self.width(code), is_space: byte == b' ' }
    }

    fn glyph_code(&self, code: u32) -> Code {
        Code { text: self.to_unicode.text(code).map(str::to_owned), advance: self.width(code), is_space: false }
    }

    fn charset_codes(&self, encoding: &'static Encoding, shown: &[u8]) -> Vec<Code> {
        let (text, _) = encoding.decode_without_bom_handling(shown);
        let code = |c: char| Code {
            text: (c != char::REPLACEMENT_CHARACTER).then(|| c.to_string()),
            advance: if c.is_ascii() { self.default_width / 2.0 } else { self.default_width },
            is_space: c == ' ' && encoding != UTF_16BE,
        };
        text.chars().map(code).collect()
    }

    fn width(&self, code: u32) -> f32 {
        self.widths.get(&code).copied().unwrap_or(self.default_width)
    }
}

/// The national encodings that Chinese, Japanese and Korean producers name. Identity and embedded maps number glyphs.
fn charset(name: &[u8]) -> Option<&'static Encoding> {
    let name = std::str::from_utf8(name).ok()?;
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    if starts(&["Uni"]) && (name.contains("UCS2") || name.contains("UTF16")) {
        Some(UTF_16BE)
    } else if starts(&["GBK", "GB-EUC", "GBpc"]) {
        Some(GB18030)
    } else if starts(&["ETen", "B5pc", "HKscs"]) {
        Some(BIG5)
    } else if starts(&["90ms-", "90msp-", "83pv-", "90pv-"]) {
        Some(SHIFT_JIS)
    } else if starts(&["KSC"]) {
        Some(EUC_KR)
    } else {
        None
    }
}

/// `W`: `first [w w w]` or `first last w`, up to every code twice.
fn composite_widths(document: &Document, font: &Dictionary) -> BTreeMap<u32, f32> {
    let mut widths = BTreeMap::new();
    let listed = lookup(document, font, b"W").and_then(|array| array.as_array().ok());
    let listed: Vec<&Object> = listed.into_iter().flatten().filter_map(|item| resolve(document, item)).collect();
    let code = |object: &Object| number(object).filter(|code| (0.0..65_536.0).contains(code)).map(|code| code as u32);
    let mut budget = MOST_WIDTHS;
    let mut rest = listed.as_slice();
    while let [first, second, tail @ ..] = rest {
        let Some(first) = code(first) else { break };
        if let Object::Array(each) = second {
            for (code, width) in (first..).zip(each) {
                if let Some(width) = resolve(document, width).and_then(number) {
                    widths.insert(code, width / 1000.0);
                }
            }
            rest = tail;
        } else {
            let (Some(last), Some(width)) = (code(second), tail.first().and_then(|width| number(width))) else {
                break;
            };
            let range = first..=last;
            let Some(left) = budget.checked_sub(range.clone().count()) else {
                break;
            };
            budget = left;
            widths.extend(range.map(|code| (code, width / 1000.0)));
            rest = &tail[1..];
        }
    }
    widths
}
