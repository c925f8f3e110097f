//! Spans of code points, and where the sentences and clauses of a text begin and end.
//!
//! A span never cuts a code point and never covers white space or punctuation at its edges.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::fold::Folded;

#[cfg(test)]
mod tests;

/// A stretch of a text in code points, from its first to after its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first code point.
    pub start: u32,
    /// The code point after the last.
    pub end: u32,
}

/// The words a span covers; empty when the span reaches outside of the text.
#[must_use]
pub fn slice(text: &str, span: Span) -> &str {
    let byte_at = |position: u32| {
        let mut indices = text.char_indices().map(|(byte, _)| byte).chain(std::iter::once(text.len()));
        indices.nth(position as usize)
    };
    match (byte_at(span.start), byte_at(span.end)) {
        (Some(from), Some(to)) if from <= to => text.get(from..to).unwrap_or_default(),
        _ => "",
    }
}

/// Where a text is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Sentence,
    Clause,
}

impl Folded {
    /// The sentences of the text, as ranges of folded characters, in order and without overlap.
    #[must_use]
    pub fn sentences(&self) -> Vec<Range<usize>> {
        self.pieces(0..self.len(), Cut::Sentence)
    }

    /// The clauses of a range of folded characters: the parts between commas, colons and dashes.
    #[must_use]
    pub fn clauses(&self, within: Range<usize>) -> Vec<Range<usize>> {
        self.pieces(within, Cut::Clause)
    }

    fn pieces(&self, within: Range<usize>, cut: Cut) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut start = within.start;
        for at in within.clone() {
            let ends = self.ends_sentence(at) || (cut == Cut::Clause && self.ends_clause(at));
            if ends {
                self.push_trimmed(&mut pieces, start..at);
                start = at + 1;
            }
        }
        self.push_trimmed(&mut pieces, start..within.end);
        pieces
    }

    /// Keeps a piece that contains at least one letter or digit, without what surrounds its outermost ones.
    fn push_trimmed(&self, pieces: &mut Vec<Range<usize>>, piece: Range<usize>) {
        let is_word = |at: &usize| {
            let character = self.chars()[*at];
            // Percent, currency and "C++" belong to the words beside them.
            character.is_alphanumeric() || matches!(character, '%' | '+' | '#' | '$' | '¥' | '€' | '℃')
        };
        let first = piece.clone().find(|at| self.chars()[*at].is_alphanumeric());
        let last = piece.clone().rev().find(is_word);
        let (Some(first), Some(last)) = (first, last) else { return };
        if first <= last {
            pieces.push(first..last + 1);
        }
    }

    fn ends_sentence(&self, at: usize) -> bool {
        match self.chars()[at] {
            '。' | '!' | '?' | ';' | '…' | '\n' => true,
            '.' => self.is_full_stop(at),
            _ => false,
        }
    }

    /// A dot ends a sentence unless it stands inside a number, a name such as `node.js`, or after a single letter (`e.g.`).
    fn is_full_stop(&self, at: usize) -> bool {
        let chars = self.chars();
        let next = chars.get(at + 1).copied();
        if next.is_some_and(|it| it.is_ascii_alphanumeric() || it == '.') {
            return false;
        }
        if next.is_some_and(|it| !it.is_whitespace() && !matches!(it, '"' | '\'' | ')')) {
            // A dot directly before a Han character ends a sentence of somebody who types half-width punctuation.
            return !chars[..at].last().is_some_and(char::is_ascii_digit);
        }
        let word = chars[..at].iter().rev().take_while(|it| it.is_ascii_alphabetic() || **it == '.').count();
        let word: String = chars[at - word..at].iter().collect();
        let is_initial = word.len() == 1 && word != "i" && at >= 1;
        !(is_initial || ABBREVIATIONS.contains(&word.as_str()))
    }

    fn ends_clause(&self, at: usize) -> bool {
        let chars = self.chars();
        let is_digit =
            |position: Option<usize>| position.and_then(|it| chars.get(it)).is_some_and(char::is_ascii_digit);
        match chars[at] {
            // Thousands (3,000) and times (9:30) stay whole.
            ',' | ':' => !(is_digit(at.checked_sub(1)) && is_digit(Some(at + 1))),
            '(' | ')' | '—' | '【' | '】' => true,
            '-' => chars.get(at + 1) == Some(&' ') && at > 0 && chars[at - 1] == ' ',
            _ => false,
        }
    }
}

/// Words that end with a dot without ending a sentence, as they stand before their last dot.
const ABBREVIATIONS: [&str; 12] = ["e.g", "i.e", "mr", "mrs", "ms", "dr", "vs", "approx", "inc", "ltd", "a.m", "p.m"];
