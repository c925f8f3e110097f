//! Where lines break: Chinese between almost any two characters, English between words, closing marks never first and
//! opening marks never last (禁则).
//!
//! It measures nothing itself and never drops a character.

use std::ops::Range;

use crate::glyphs::Cluster;

/// Breaks clusters into lines that are at most `width` wide, in shares of the font size. Every cluster but the line
/// feeds is in exactly one line, in order; spaces at a line's end stay there and do not count.
pub fn break_lines(clusters: &[Cluster], width: f32) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, cluster) in clusters.iter().enumerate() {
        if cluster.base == '\n' {
            break_paragraph(clusters, start..at, width, &mut lines);
            start = at + 1;
        }
    }
    break_paragraph(clusters, start..clusters.len(), width, &mut lines);
    lines
}

fn break_paragraph(clusters: &[Cluster], part: Range<usize>, width: f32, lines: &mut Vec<Range<usize>>) {
    let mut start = part.start;
    let mut used = 0.0;
    let mut opportunity = None;
    let mut at = part.start;
    while at < part.end {
        let cluster = &clusters[at];
        if at > start && may_break(clusters[at - 1].base, cluster.base) {
            opportunity = Some(at);
        }
        if used + cluster.advance > width && cluster.base != ' ' && at > start {
            // A word longer than the line is cut where it is; everything else moves down from the last opportunity.
            let end = opportunity.filter(|it| *it > start).unwrap_or(at);
            lines.push(start..end);
            start = end;
            at = end;
            used = 0.0;
            opportunity = None;
            continue;
        }
        used += cluster.advance;
        at += 1;
    }
    lines.push(start..part.end);
}

/// The width of a line without the spaces at its end.
pub fn width_of(clusters: &[Cluster]) -> f32 {
    let end = clusters.iter().rposition(|cluster| cluster.base != ' ').map_or(0, |last| last + 1);
    clusters[..end].iter().map(|cluster| cluster.advance).sum()
}

fn may_break(before: char, after: char) -> bool {
    if after == ' ' || never_first(after) || never_last(before) {
        return false;
    }
    // A dash or an ellipsis of two characters is one mark.
    if before == after && matches!(before, '—' | '…') {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after) || (before == '-' && after.is_alphabetic())
}

fn never_first(letter: char) -> bool {
    "，。、；：！？）》〉」』】〕］｝”’·％‰℃～々ー,.;:!?)]}%»›…—".contains(letter)
}

fn never_last(letter: char) -> bool {
    "（《〈「『【〔［｛“‘([{«‹￥¥$#＃".contains(letter)
}

/// Scripts without spaces between words, and their marks.
const fn is_wide(letter: char) -> bool {
    matches!(letter,
        '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}'
        | '\u{1f000}'..='\u{1faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Wide characters are 1 wide, others a half.
    fn measured(text: &str) -> Vec<Cluster> {
        text.chars()
            .map(|base| {
                let advance = if is_wide(base) || "，。“”…—".contains(base) { 1.0 } else { 0.5 };
                Cluster { text: base.to_string(), base, glyph: 1, advance, offset: 0.0, is_bold: false }
            })
            .collect()
    }

    fn check(text: &str, width: f32, expected: &[&str]) {
        let clusters = measured(text);
        let found: Vec<String> = break_lines(&clusters, width)
            .into_iter()
            .map(|line| clusters[line].iter().map(|it| it.text.as_str()).collect())
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn chinese_breaks_between_characters_and_english_between_words() {
        check("伯乐相马千里马常有", 4.0, &["伯乐相马", "千里马常", "有"]);
        check("the quick brown fox", 5.0, &["the quick ", "brown fox"]);
        check("用Rust写的服务", 3.0, &["用Rust", "写的服", "务"]);
        check("", 4.0, &[""]);
    }

    #[test]
    fn no_line_starts_with_a_closing_mark_or_ends_with_an_opening_one() {
        check("我们当时，马上回电", 4.0, &["我们当", "时，马上", "回电"]);
        check("他说：“好的。”然后", 4.0, &["他说：", "“好", "的。”然", "后"]);
        check("价格是（含税）一百", 4.0, &["价格是", "（含税）", "一百"]);
        check("完成率百分之98%了", 7.0, &["完成率百分之", "98%了"]);
    }

    #[test]
    fn a_word_longer_than_the_line_is_cut_and_nothing_is_lost() {
        check("abcdefghij", 2.0, &["abcd", "efgh", "ij"]);
        check("，，，，，，", 2.0, &["，，", "，，", "，，"]);
    }

    #[test]
    fn line_feeds_end_lines_and_empty_lines_stay() {
        check("一\n\n二三四", 2.0, &["一", "", "二三", "四"]);
    }

    #[test]
    fn spaces_at_the_end_do_not_count() {
        check("ab cd", 1.0, &["ab ", "cd"]);
        assert!((width_of(&measured("ab  ")) - 1.0).abs() < f32::EPSILON);
    }

    proptest! {
        #[test]
        fn every_character_is_in_exactly_one_line_that_fits(text in "[a-c伯乐，。（“” -]{0,60}", width in 1.0_f32..8.0) {
            let clusters = measured(&text);
            let lines = break_lines(&clusters, width);
            let mut next = 0;
            for line in &lines {
                prop_assert_eq!(line.start, next);
                prop_assert!(width_of(&clusters[line.clone()]) <= width || line.len() == 1);
                next = line.end;
            }
            prop_assert_eq!(next, clusters.len());
        }
    }
}
