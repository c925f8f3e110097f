//! The person's name, only where it is safe: after a label, or alone at the top. A wrong name is worse than none: it would
//! greet somebody with a word of theirs.

mod surnames;

use std::ops::Range;

use crate::line::{is_han, span, text, trim};
use crate::profile::Field;
use surnames::begins_with_surname;

const LABELS: [&str; 4] = ["姓名", "名字", "full name", "name"];
/// Words that follow a name without a blank in forms copied from tables.
const NEXT_LABELS: [&str; 10] = ["性别", "年龄", "电话", "手机", "民族", "籍贯", "学历", "邮箱", "出生", "政治"];
/// How many lines at the top may be it; above it stand titles such as 个人简历 and dates of updating.
const TOP_LINES: usize = 3;
const MOST_LATIN_CHARS: usize = 40;
/// Words of titles, posts and places that begin with a surname or a capital.
const NO_NAMES: [&str; 26] = [
    "简历",
    "简介",
    "应聘",
    "求职",
    "程序员",
    "工程师",
    "经理",
    "设计师",
    "开发",
    "专员",
    "大学",
    "公司",
    "学院",
    "主管",
    "助理",
    "顾问",
    "会计",
    "教师",
    "老师",
    "师",
    "员",
    "时间",
    "方向",
    "专业",
    "信息",
    "岗位",
];
const NO_LATIN_NAMES: [&str; 44] = [
    "resume",
    "résumé",
    "curriculum",
    "vitae",
    "cv",
    "engineer",
    "developer",
    "manager",
    "designer",
    "analyst",
    "student",
    "university",
    "college",
    "school",
    "institute",
    "software",
    "senior",
    "junior",
    "lead",
    "director",
    "consultant",
    "summary",
    "profile",
    "contact",
    "street",
    "road",
    "avenue",
    "city",
    "china",
    "beijing",
    "shanghai",
    "inc",
    "ltd",
    "company",
    "page",
    "updated",
    "personal",
    "information",
    "data",
    "product",
    "accountant",
    "assistant",
    "officer",
    "name",
];

/// The name, if it is safe. `head_end` is where the first section begins.
pub(crate) fn find(chars: &[char], lines: &[Range<usize>], head_end: usize) -> Option<Field> {
    labelled(chars, lines).or_else(|| at_the_top(chars, lines, head_end))
}

fn labelled(chars: &[char], lines: &[Range<usize>]) -> Option<Field> {
    lines.iter().find_map(|line| {
        cells(chars, line).into_iter().enumerate().find_map(|(index, cell)| {
            let value = after_label(chars, &cell).or_else(|| {
                // 姓名 in one cell and the name in the next.
                let is_label = LABELS.contains(&text(chars, cell.clone()).to_lowercase().as_str());
                if is_label { cells(chars, line).get(index + 1).cloned() } else { None }
            })?;
            let range = han_name(chars, &value).or_else(|| latin_name(chars, &value))?;
            Some(Field { value: text(chars, range.clone()), span: span(&range), confidence: 0.95 })
        })
    })
}

/// The rest of `姓名：张三`.
fn after_label(chars: &[char], cell: &Range<usize>) -> Option<Range<usize>> {
    let inked = cell.clone().find(|at| chars[*at].is_alphanumeric())?;
    let colon = (inked..cell.end).take(12).find(|at| matches!(chars[*at], ':' | '：'))?;
    let label = text(chars, trim(chars, inked..colon)).to_lowercase();
    LABELS.contains(&label.as_str()).then(|| trim(chars, colon + 1..cell.end))
}

fn at_the_top(chars: &[char], lines: &[Range<usize>], head_end: usize) -> Option<Field> {
    lines.iter().take(TOP_LINES).filter(|line| line.start < head_end).find_map(|line| {
        let first = cells(chars, line).into_iter().next()?;
        let is_whole = first == *line;
        let found =
            han_name(chars, &first).filter(|name| *name == first && begins_with_surname(&text(chars, name.clone())));
        let range = found.or_else(|| latin_name(chars, &first).filter(|name| *name == first && is_whole))?;
        let confidence = if is_whole { 0.85 } else { 0.7 };
        Some(Field { value: text(chars, range.clone()), span: span(&range), confidence })
    })
}

/// The parts of a line between tabs, bars, wide gaps and commas.
fn cells(chars: &[char], line: &Range<usize>) -> Vec<Range<usize>> {
    let is_wall = |at: usize| {
        let blank = |at: usize| chars.get(at).is_some_and(|c| *c == ' ');
        matches!(chars[at], '\t' | '|' | '｜' | '，' | ',' | '；' | ';' | '/' | '•')
            || (blank(at) && (blank(at + 1) || blank(at - 1)))
    };
    let mut cells = Vec::new();
    let mut start = line.start;
    for at in line.clone().chain([line.end]) {
        if at == line.end || (at > line.start && is_wall(at)) {
            let cell = trim(chars, start..at);
            if !cell.is_empty() {
                cells.push(cell);
            }
            start = at + 1;
        }
    }
    cells
}

/// Two to four Han characters, or more with the dot of transcribed names (阿卜杜拉·买买提).
fn han_name(chars: &[char], cell: &Range<usize>) -> Option<Range<usize>> {
    let is_dot = |c: char| matches!(c, '·' | '•' | '・');
    let length = chars[cell.clone()].iter().take_while(|c| is_han(**c) || is_dot(**c)).count();
    let mut name = cell.start..cell.start + length;
    let written = text(chars, name.clone());
    if let Some(cut) = NEXT_LABELS.iter().filter_map(|label| written.find(label)).min() {
        name.end = name.start + written[..cut].chars().count();
    }
    let written = text(chars, name.clone());
    let has_dot = written.chars().any(is_dot);
    let most = if has_dot { 20 } else { 4 };
    let is_sound = (2..=most).contains(&name.len())
        && !written.starts_with(is_dot)
        && !written.ends_with(is_dot)
        && !NO_NAMES
            .iter()
            .any(|word| written.ends_with(word) || written.starts_with(word) && word.chars().count() > 1)
        && !written.contains('某');
    is_sound.then_some(name)
}

/// Two to four capitalised words.
fn latin_name(chars: &[char], cell: &Range<usize>) -> Option<Range<usize>> {
    let written = text(chars, cell.clone());
    let words: Vec<&str> = written.split_whitespace().collect();
    let is_word = |word: &&str| {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let is_plain = word.chars().all(|c| (c.is_alphabetic() && !is_han(c)) || ".'’-".contains(c));
        let is_same = word.chars().all(|c| c.eq_ignore_ascii_case(&'x'));
        is_plain && letters > 0 && word.starts_with(char::is_uppercase) && !is_same
    };
    let is_listed = |word: &&str| NO_LATIN_NAMES.contains(&word.trim_end_matches('.').to_lowercase().as_str());
    let has_long_word = words.iter().any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1);
    let is_sound = (2..=4).contains(&words.len())
        && written.chars().count() <= MOST_LATIN_CHARS
        && has_long_word
        && words.iter().all(is_word)
        && !words.iter().any(is_listed);
    is_sound.then(|| cell.clone())
}

#[cfg(test)]
mod tests;
