//! Numbers with a unit, percentages, amounts and durations: the facts that make a story checkable.
//!
//! "一个客户" and "one customer" are grammar, not facts; "十分" means "very"; list markers count nothing.

use std::ops::Range;

use bole_domain::locale::Locale;
use bole_text::Folded;
use bole_text::script::is_latin;

#[cfg(test)]
mod tests;

const NUMERALS: &str = "一二两三四五六七八九十百千万亿半";
/// After a bare 一 these say "a", not "one".
const ARTICLES: &str = "个次位名些种件条家份张句套场组项点号台步轮期成层天通封段方直起下样定";
const UNITS: &str = "个次天日周月年岁人名位万元块%倍单件条行版台家层秒轮步点号通封份页张套组项门米斤箱包趟场期届成折字句遍题星度颗桌盘瓶辆";
const LONG_UNITS: [&str; 10] = ["小时", "分钟", "毫秒", "公里", "公斤", "季度", "学期", "个月", "多万", "百分"];

const ENGLISH_NUMBERS: [&str; 30] = [
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "eighteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    "hundred", "thousand", "million", "dozen", "half", "percent",
];

/// The quantities within a range of folded characters, by position.
#[must_use]
pub fn quantities(folded: &Folded, within: Range<usize>, locale: Locale) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = within.start;
    while at < within.end {
        let quantity = digits(folded, at, &within).or_else(|| match locale {
            Locale::Zh => chinese(folded, at, &within),
            Locale::En => english(folded, at, &within),
        });
        match quantity {
            Some(end) => {
                found.push(at..end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// A run of digits with what belongs to it; `None` for list markers and digits inside names such as `k8s`.
fn digits(folded: &Folded, at: usize, within: &Range<usize>) -> Option<usize> {
    let chars = folded.chars();
    let is_inside_word = |position: Option<usize>| {
        position
            .and_then(|it| chars.get(it))
            .is_some_and(|it| is_latin(*it) || it.is_ascii_digit() || matches!(it, '.' | '-'))
    };
    if !chars[at].is_ascii_digit() || is_inside_word(at.checked_sub(1)) {
        return None;
    }
    let mut end = at;
    while end < within.end
        && (chars[end].is_ascii_digit()
            || (is_joint(chars[end]) && chars.get(end + 1).is_some_and(char::is_ascii_digit)))
    {
        end += 1;
    }
    let is_marker = at == within.start && end - at == 1 && matches!(chars.get(end), Some('.' | '、' | ')' | ' ' | ','));
    if is_marker && !chars.get(end + 1).is_some_and(|it| is_latin(*it) && end + 1 < within.end && chars[end] == ' ') {
        return None;
    }
    while end < within.end && (is_latin(chars[end]) || "%万千亿多余".contains(chars[end])) {
        end += 1;
    }
    Some(unit_end(folded, end, within).unwrap_or(end))
}

const fn is_joint(character: char) -> bool {
    matches!(character, '.' | ',' | ':' | '/' | '-')
}

/// Chinese numerals before a unit.
fn chinese(folded: &Folded, at: usize, within: &Range<usize>) -> Option<usize> {
    let chars = folded.chars();
    let before = at.checked_sub(1).map(|it| chars[it]);
    if let Some(end) = percent(folded, at, within) {
        return Some(end);
    }
    if !NUMERALS.contains(chars[at])
        || before.is_some_and(|it| NUMERALS.contains(it) || matches!(it, '第' | '有' | '统' | '唯' | '星' | '周'))
    {
        return None;
    }
    let mut end = at + chars[at..within.end].iter().take_while(|it| NUMERALS.contains(**it)).count();
    let numeral: String = chars[at..end].iter().collect();
    while end < within.end && "多余来几".contains(chars[end]) {
        end += 1;
    }
    let unit = *chars.get(end).filter(|_| end < within.end)?;
    let is_grammar = (numeral == "一" && ARTICLES.contains(unit) && !folded.part(end..within.end).starts_with("个月"))
        || (numeral == "十" && unit == '分' && chars.get(end + 1) != Some(&'钟'))
        || (numeral == "半" && !"天年个小".contains(unit))
        || (numeral == "千万" || numeral == "万一");
    if is_grammar { None } else { unit_end(folded, end, within) }
}

/// 百分之… with its numeral.
fn percent(folded: &Folded, at: usize, within: &Range<usize>) -> Option<usize> {
    let chars = folded.chars();
    if !folded.part(at..within.end).starts_with("百分之") {
        return None;
    }
    let length =
        chars[at + 3..within.end].iter().take_while(|it| NUMERALS.contains(**it) || it.is_ascii_digit()).count();
    (length > 0).then_some(at + 3 + length)
}

/// Where a unit that begins at `at` ends; `None` when none begins there.
fn unit_end(folded: &Folded, at: usize, within: &Range<usize>) -> Option<usize> {
    let rest = folded.part(at..within.end);
    if let Some(unit) = LONG_UNITS.iter().find(|it| rest.starts_with(**it)) {
        return Some(at + unit.chars().count());
    }
    rest.chars().next().filter(|it| UNITS.contains(*it)).map(|_| at + 1)
}

/// An English number word, with the word behind it.
fn english(folded: &Folded, at: usize, within: &Range<usize>) -> Option<usize> {
    let chars = folded.chars();
    if at > 0 && (is_latin(chars[at - 1]) || chars[at - 1] == '-') {
        return None;
    }
    let length = |from: usize| chars[from..within.end].iter().take_while(|it| is_latin(**it)).count();
    let end = at + length(at);
    if !ENGLISH_NUMBERS.contains(&folded.part(at..end)) {
        return None;
    }
    let behind = if end < within.end { length(end + 1) } else { 0 };
    Some(if behind > 0 { end + 1 + behind } else { end })
}
