//! The text of the codes of a simple font: from its encoding and from the names of its glyphs.

use lopdf::{Dictionary, Document, Object};

use crate::limits::MAX_STREAM_BYTES;
use crate::pdf::resources::{lookup, number, resolve};

/// The text of each code of a simple font by its encoding and the names of its glyphs.
pub(super) fn simple_texts(document: &Document, font: &Dictionary) -> [Option<String>; 256] {
    let encoding = lookup(document, font, b"Encoding");
    let (base, differences) = match encoding {
        Some(Object::Name(name)) => (Some(name.as_slice()), None),
        Some(Object::Dictionary(dictionary)) => (
            lookup(document, dictionary, b"BaseEncoding").and_then(|name| name.as_name().ok()),
            lookup(document, dictionary, b"Differences").and_then(|array| array.as_array().ok()),
        ),
        _ => (None, None),
    };
    let mut texts = base_texts(document, base.unwrap_or_else(|| implicit_base(document, font)));
    let mut code = 0_usize;
    for item in differences.into_iter().flatten().filter_map(|item| resolve(document, item)) {
        match item {
            Object::Name(name) => {
                if let Some(text) = texts.get_mut(code) {
                    *text = glyph_text(document, name);
                }
                code += 1;
            }
            other => code = number(other).filter(|code| *code >= 0.0).map_or(code, |code| code as usize),
        }
    }
    texts
}

/// TrueType fonts without an encoding are in practice in the Windows one; the others are in Adobe's.
fn implicit_base(document: &Document, font: &Dictionary) -> &'static [u8] {
    match lookup(document, font, b"Subtype").and_then(|name| name.as_name().ok()) {
        Some(b"TrueType") => b"WinAnsiEncoding",
        // The glyphs of a Type 3 font have the names their maker gave them and no others.
        Some(b"Type3") => b"",
        _ => b"StandardEncoding",
    }
}

fn base_texts(document: &Document, name: &[u8]) -> [Option<String>; 256] {
    if name.is_empty() {
        return [const { None }; 256];
    }
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Name(name.to_vec()));
    let table = font.get_font_encoding_with_limit(document, MAX_STREAM_BYTES).ok();
    std::array::from_fn(|code| {
        let byte = u8::try_from(code).ok()?;
        let text = table.as_ref()?.bytes_to_string(&[byte]).ok()?;
        (!text.is_empty() && !text.chars().any(char::is_control)).then_some(text)
    })
}

/// The text of a glyph name: `uni5F20`, `u20BB7`, or a name of Adobe's list, with its suffix dropped (`a.sc`).
fn glyph_text(document: &Document, name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    let stem = name.split('.').next().filter(|stem| !stem.is_empty())?;
    let coded = |prefix: &str, digits: std::ops::RangeInclusive<usize>| {
        let hex = stem.strip_prefix(prefix).filter(|hex| digits.contains(&hex.len()))?;
        u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).map(|c| c.to_string())
    };
    if let Some(text) = coded("uni", 4..=4).or_else(|| coded("u", 4..=6)) {
        return Some(text);
    }
    let mut encoding = Dictionary::new();
    encoding.set("Differences", vec![Object::Integer(0), Object::Name(stem.as_bytes().to_vec())]);
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Dictionary(encoding));
    // An unknown name makes the library fall back to a whole encoding, which is not the answer to this question.
    match font.get_font_encoding_with_limit(document, MAX_STREAM_BYTES) {
        Ok(table @ lopdf::Encoding::Differences(_)) => table.bytes_to_string(&[0]).ok().filter(|text| !text.is_empty()),
        _ => None,
    }
}
