//! Finds headings and cuts the text into sections. A line is a heading only when nothing but a known heading is on it; a
//! sentence that mentions one is not.

mod words;

use std::ops::Range;

use crate::line::{is_han, span, text, trim};
use crate::profile::{Section, SectionKind};
use words::kind_of;

/// No heading is longer, ornaments and second language included.
const MAX_CHARS: usize = 44;

/// The sections of a text.
pub(crate) fn sections(chars: &[char], lines: &[Range<usize>]) -> Vec<Section> {
    let found: Vec<Heading> = lines.iter().filter_map(|line| heading(chars, line)).collect();
    let ends = found.iter().skip(1).map(|next| next.line_start).chain([chars.len()]);
    let section = |(heading, end): (&Heading, usize)| Section {
        kind: heading.kind,
        title: text(chars, heading.title.clone()),
        heading: span(&heading.title),
        body: span(&trim(chars, heading.body_start..end)),
        confidence: heading.confidence,
    };
    found.iter().zip(ends).map(section).collect()
}

struct Heading {
    kind: SectionKind,
    line_start: usize,
    title: Range<usize>,
    body_start: usize,
    confidence: f32,
}

fn heading(chars: &[char], line: &Range<usize>) -> Option<Heading> {
    whole_line(chars, line).or_else(|| inline(chars, line))
}

/// `■ 教育背景`, `一、工作经历：`, `EDUCATION`, `项目经历 Projects`.
fn whole_line(chars: &[char], line: &Range<usize>) -> Option<Heading> {
    if line.len() > MAX_CHARS {
        return None;
    }
    let title = bare(chars, line.clone());
    let words = text(chars, title.clone());
    let (kind, confidence) = match kind_of(&squeezed(&words)) {
        Some(kind) => (kind, 0.95),
        None => (bilingual(&words)?, 0.9),
    };
    Some(Heading { kind, line_start: line.start, title, body_start: line.end, confidence })
}

/// `自我评价：本人……`: the text begins on the line of the heading. Only for kinds whose name is no label of a list:
/// `Languages: C++` under the skills begins no section.
fn inline(chars: &[char], line: &Range<usize>) -> Option<Heading> {
    let colon = line.clone().take(MAX_CHARS).find(|at| matches!(chars[*at], ':' | '：'))?;
    let title = bare(chars, line.start..colon);
    let words = text(chars, title.clone());
    let kind = kind_of(&squeezed(&words))?;
    let begins = matches!(kind, SectionKind::Summary | SectionKind::Objective | SectionKind::Interests);
    if !begins || !words.chars().all(is_han) {
        return None;
    }
    Some(Heading { kind, line_start: line.start, title, body_start: colon + 1, confidence: 0.8 })
}

/// The heading without ornaments, numbering and colon around it.
fn bare(chars: &[char], line: Range<usize>) -> Range<usize> {
    let is_word = |at: &usize| chars[*at].is_alphanumeric();
    let Some(mut start) = line.clone().find(is_word) else {
        return line.start..line.start;
    };
    let numbering = chars[start..line.end]
        .iter()
        .take_while(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(**c))
        .count();
    let after = start + numbering;
    if numbering > 0 && after < line.end && "、.．)） ".contains(chars[after]) {
        start = (after..line.end).find(is_word).unwrap_or(start);
    }
    let end = (start..line.end).rev().find(is_word).map_or(start, |last| last + 1);
    start..end
}

/// Lower case, one blank between words, and spaced-out letters (`S K I L L S`) together.
fn squeezed(words: &str) -> String {
    let parts: Vec<&str> = words.split_whitespace().collect();
    let is_spaced_out = parts.len() > 3 && parts.iter().all(|part| part.chars().count() == 1);
    parts.join(if is_spaced_out { "" } else { " " }).to_lowercase()
}

/// A heading in two languages: both halves are headings, or the Han half is and the other is a short translation.
fn bilingual(words: &str) -> Option<SectionKind> {
    let is_latin = |c: char| c.is_ascii_alphabetic();
    let half = |keep: &dyn Fn(char) -> bool| -> String {
        words.chars().map(|c| if keep(c) { c } else { ' ' }).collect::<String>()
    };
    let only_these =
        words.chars().all(|c| is_han(c) || is_latin(c) || c.is_whitespace() || "/&|-·・()（）'".contains(c));
    let (han, latin) = (half(&is_han), half(&|c| is_latin(c) || c == '&'));
    let (han, latin) = (squeezed(&han).replace(' ', ""), squeezed(&latin));
    if !only_these || han.is_empty() || latin.trim_matches(['&', ' ']).is_empty() {
        return None;
    }
    kind_of(&han).or_else(|| kind_of(&latin).filter(|_| han.chars().count() <= 6))
}

#[cfg(test)]
mod tests;
