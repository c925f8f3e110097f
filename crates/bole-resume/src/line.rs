//! Lines of a text as ranges of code points. It must never include the line end or the blanks around a line.

use std::ops::Range;

use bole_text::Span;

/// The non-empty lines, trimmed.
pub(crate) fn lines(chars: &[char]) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    while start < chars.len() {
        let end = chars[start..].iter().position(|c| *c == '\n').map_or(chars.len(), |at| start + at);
        let trimmed = trim(chars, start..end);
        if !trimmed.is_empty() {
            lines.push(trimmed);
        }
        start = end + 1;
    }
    lines
}

/// The range without blanks at its ends.
pub(crate) fn trim(chars: &[char], range: Range<usize>) -> Range<usize> {
    let inked = |at: &usize| !chars[*at].is_whitespace();
    let first = range.clone().find(inked).unwrap_or(range.end);
    let end = range.rev().find(inked).map_or(first, |last| last + 1);
    first..end
}

/// The range as a span.
pub(crate) fn span(range: &Range<usize>) -> Span {
    // A text of four billion characters is refused long before it comes here.
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span { start: place(range.start), end: place(range.end) }
}

/// The characters of a range.
pub(crate) fn text(chars: &[char], range: Range<usize>) -> String {
    chars[range].iter().collect()
}

/// Whether a character is a Han ideograph.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇')
}

/// Whether any of the words stands right before a place, a colon and blanks in between allowed.
pub(crate) fn is_labelled(chars: &[char], at: usize, words: &[&str]) -> bool {
    const REACH: usize = 24;
    let from = chars[..at]
        .iter()
        .rev()
        .take(REACH)
        .position(|c| *c == '\n')
        .map_or(at.saturating_sub(REACH), |back| at - back);
    let before: String = chars[from..at].iter().collect::<String>().to_lowercase();
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || ":：/(（+".contains(c));
    words.iter().any(|word| before.ends_with(word))
}
