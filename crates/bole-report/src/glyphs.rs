//! From text to measured clusters: what a reader sees as one character, its glyph and its width.
//!
//! Text is data from strangers: control and direction characters never reach the page, and a character that the font
//! lacks becomes a visible box whose hidden text is still the character.

use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::raw::FontRef;
use skrifa::{GlyphId, MetadataProvider};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What stands for a character that the font lacks.
const REPLACEMENTS: [char; 3] = ['□', '?', ' '];

/// One weight of the font, for measuring.
pub struct Face<'a> {
    charmap: Charmap<'a>,
    metrics: GlyphMetrics<'a>,
    units_per_em: f32,
    replacement: GlyphId,
}

impl<'a> Face<'a> {
    /// Measures with this font.
    pub fn new(font: &FontRef<'a>) -> Self {
        let charmap = font.charmap();
        let units_per_em = font.metrics(Size::unscaled(), LocationRef::default()).units_per_em;
        let replacement = REPLACEMENTS.iter().find_map(|letter| charmap.map(*letter)).unwrap_or_default();
        Self {
            metrics: font.glyph_metrics(Size::unscaled(), LocationRef::default()),
            units_per_em: f32::from(units_per_em.max(1)),
            replacement,
            charmap,
        }
    }

    fn cluster(&self, letter: char, is_bold: bool) -> Cluster {
        let glyph = self.charmap.map(letter).filter(|id| id.to_u32() != 0).unwrap_or(self.replacement);
        let advance = self.metrics.advance_width(glyph).unwrap_or(0.0) / self.units_per_em;
        Cluster { text: letter.to_string(), base: letter, glyph: glyph.to_u32(), advance, offset: 0.0, is_bold }
    }

    /// Takes the empty half away from a mark that the Chinese face draws as wide as a character.
    fn narrow(&self, cluster: &mut Cluster) {
        let Some(ink) = self.metrics.bounds(GlyphId::new(cluster.glyph)) else { return };
        let (left, right) = (ink.x_min / self.units_per_em, ink.x_max / self.units_per_em);
        cluster.offset = SIDE_BEARING - left;
        cluster.advance = right - left + 2.0 * SIDE_BEARING;
    }
}

/// The air at either side of a narrowed mark, in shares of the font size.
const SIDE_BEARING: f32 = 0.06;

/// Both weights.
pub struct Faces<'a> {
    /// For running text.
    pub regular: Face<'a>,
    /// For headings and labels.
    pub bold: Face<'a>,
    /// Whether quotation marks, ellipses and middle dots take the room they take in English.
    pub is_western: bool,
}

/// What a reader sees as one character.
#[derive(Debug, Clone, PartialEq)]
pub struct Cluster {
    /// The characters.
    pub text: String,
    /// The first of them, which decides where lines break.
    pub base: char,
    /// The glyph.
    pub glyph: u32,
    /// Its width, in shares of the font size.
    pub advance: f32,
    /// How far it is moved to the right, in shares of the font size.
    pub offset: f32,
    /// Its weight.
    pub is_bold: bool,
}

/// Measures a text; a line feed ends a line whatever its width.
pub fn clusters(faces: &Faces<'_>, text: &str, is_bold: bool) -> Vec<Cluster> {
    let face = if is_bold { &faces.bold } else { &faces.regular };
    let mut clusters: Vec<Cluster> = Vec::new();
    let mut joined = false;
    for letter in clean(text).chars() {
        let joins = joined || is_extender(letter);
        joined = letter == ZERO_WIDTH_JOINER;
        match clusters.last_mut() {
            Some(last) if joins && last.base != '\n' => last.text.push(letter),
            _ if is_extender(letter) => {}
            _ => clusters.push(face.cluster(letter, is_bold)),
        }
    }
    for at in 0..clusters.len() {
        // An apostrophe belongs to an English word even in a Chinese sentence.
        let is_apostrophe = at > 0 && clusters[at].base == '’' && clusters[at - 1].base.is_ascii_alphanumeric();
        if is_apostrophe || (faces.is_western && "“”‘’…·".contains(clusters[at].base)) {
            face.narrow(&mut clusters[at]);
        }
    }
    clusters
}

const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// Characters that change the one before and have no place of their own.
fn is_extender(letter: char) -> bool {
    letter == ZERO_WIDTH_JOINER
        || is_combining_mark(letter)
        || matches!(letter, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// The text that may reach the page: composed, with plain spaces, without control, direction and invisible characters.
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.nfc()
        .filter_map(|letter| match letter {
            '\n' | '\u{2028}' | '\u{2029}' | '\r' => Some('\n'),
            ' ' | '\t' | '\u{a0}' | '\u{2007}' | '\u{202f}' => Some(' '),
            ZERO_WIDTH_JOINER => Some(letter),
            _ if letter.is_control() || is_invisible(letter) => None,
            other => Some(other),
        })
        .collect()
}

const fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e00ff}')
        || (letter as u32) & 0xfffe == 0xfffe
        || matches!(letter, '\u{fdd0}'..='\u{fdef}')
}

/// A text of at most so many characters; what is cut off leaves an ellipsis.
pub fn shorten(text: &str, most: usize) -> String {
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(most).collect();
    if letters.next().is_some() {
        while short.ends_with(|letter: char| is_extender(letter) || letter.is_whitespace()) {
            short.pop();
        }
        short.push('…');
    }
    short
}

/// A text for one line: line feeds become spaces, and it is shortened.
pub fn one_line(text: &str, most: usize) -> String {
    shorten(clean(text).replace('\n', " ").trim(), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_does_not_reach_the_page() {
        let check = |input: &str, expected: &str| assert_eq!(clean(input), expected, "{input:?}");
        check("伯乐 Bole", "伯乐 Bole");
        check("a\u{202e}b\u{200b}c\u{feff}\u{0}\u{7}d", "abcd");
        check("a\tb\u{a0}c", "a b c");
        check("a\r\nb\rc\u{2028}d", "a\nb\nc\nd");
        check("e\u{301}", "é");
        check("hidden\u{e0041}\u{e0042}tags", "hiddentags");
        check("\u{ffff}\u{1fffe}\u{fdd0}", "");
        check("👩\u{200d}💻", "👩\u{200d}💻");
    }

    #[test]
    fn a_long_text_ends_in_an_ellipsis_and_a_short_one_does_not() {
        assert_eq!(shorten("伯乐相马", 4), "伯乐相马");
        assert_eq!(shorten("伯乐相马𠮷", 4), "伯乐相马…");
        assert_eq!(shorten("one two three", 8), "one two…");
        assert_eq!(shorten(&"𠮷".repeat(10_000), 160).chars().count(), 161);
        assert_eq!(shorten("", 0), "");
        assert_eq!(one_line("  a\nb \n", 10), "a b");
    }
}
