//! Folding: NFKC, lower case, one form of quotes and dashes, single blanks; each folded character knows its original.
//!
//! Comparing happens on folded text, quoting on the original, and the map between them must never be off by one.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_compatible};
use unicode_normalization::{IsNormalized, is_nfkc_quick};

use crate::span::Span;

#[cfg(test)]
mod tests;

/// A text prepared for comparison, with a map back to the code points it came from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folded {
    text: String,
    chars: Vec<char>,
    /// Byte offset of each folded character in `text`, and the length of `text` at the end.
    bytes: Vec<u32>,
    /// For each folded character the original code points that it stands for.
    origins: Vec<Span>,
}

impl Folded {
    /// Folds a text.
    #[must_use]
    pub fn new(original: &str) -> Self {
        let mut folded = Self::default();
        let mut cluster = String::new();
        let mut start = 0_u32;
        let mut position = 0_u32;
        for character in original.chars() {
            if !cluster.is_empty() && begins_cluster(character) {
                folded.push_cluster(&cluster, Span { start, end: position });
                cluster.clear();
            }
            if cluster.is_empty() {
                start = position;
            }
            cluster.push(character);
            position += 1;
        }
        folded.push_cluster(&cluster, Span { start, end: position });
        folded.bytes.push(u32::try_from(folded.text.len()).unwrap_or(u32::MAX));
        folded
    }

    fn push_cluster(&mut self, cluster: &str, origin: Span) {
        for character in cluster.nfkc().filter(|it| !is_ignorable(*it)) {
            for lower in character.to_lowercase() {
                self.push(plain(lower), origin);
            }
        }
    }

    fn push(&mut self, character: char, origin: Span) {
        let character = if character.is_whitespace() && character != '\n' { ' ' } else { character };
        if character == ' ' && self.chars.last().is_some_and(|it| it.is_whitespace()) {
            return;
        }
        self.bytes.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        self.text.push(character);
        self.chars.push(character);
        self.origins.push(origin);
    }

    /// The folded text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The folded characters.
    #[must_use]
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// How many folded characters there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// Whether nothing is left of the text.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The folded text of a range of folded characters.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> &str {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        self.text.get(self.bytes[start] as usize..self.bytes[end] as usize).unwrap_or_default()
    }

    /// The span of the original that a range of folded characters stands for.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Span {
        let end = range.end.min(self.len());
        let start = range.start.min(end);
        if start == end {
            let at = self.origins.get(start).map_or_else(|| self.origins.last().map_or(0, |it| it.end), |it| it.start);
            return Span { start: at, end: at };
        }
        Span { start: self.origins[start].start, end: self.origins[end - 1].end }
    }

    /// The range of folded characters for a range of bytes of [`Self::text`].
    #[must_use]
    pub fn from_bytes(&self, bytes: Range<usize>) -> Range<usize> {
        let at = |byte: usize| self.bytes.partition_point(|it| (*it as usize) < byte).min(self.len());
        at(bytes.start)..at(bytes.end)
    }
}

/// Whether a character starts anew, so that everything before it can be normalised without it.
fn begins_cluster(character: char) -> bool {
    if character.is_ascii() {
        return true;
    }
    let mut first = None;
    decompose_compatible(character, |it| {
        first.get_or_insert(it);
    });
    first.is_none_or(|it| {
        canonical_combining_class(it) == 0 && is_nfkc_quick(std::iter::once(it)) != IsNormalized::Maybe
    })
}

/// Characters that are there for layout only: soft hyphens, zero-width marks, variation selectors, controls.
fn is_ignorable(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}'
    ) || (character.is_control() && !character.is_whitespace())
}

/// One form for the quotes, apostrophes, dashes and full stops that keyboards offer in several.
fn plain(character: char) -> char {
    match character {
        '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}' => '\'',
        '\u{201c}' | '\u{201d}' | '「' | '」' | '『' | '』' => '"',
        '\u{2010}'..='\u{2013}' | '\u{2212}' => '-',
        '\u{2014}' | '\u{2015}' => '—',
        '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' => '\n',
        other => other,
    }
}
