//! Phone numbers: Chinese mobiles and landlines, international numbers, and national ones of other countries where their
//! shape or a label makes them sure. Dates, identity cards, scores and accounts are digits too and must never be taken.

use std::ops::Range;

use bole_domain::candidate::normalise_phone;

use crate::line::{is_labelled, span};
use crate::profile::{Field, keep};

const LABELS: [&str; 14] = [
    "电话",
    "手机",
    "手机号",
    "手机号码",
    "联系方式",
    "联系电话",
    "移动电话",
    "tel",
    "phone",
    "mobile",
    "cell",
    "telephone",
    "电话号码",
    "call",
];
/// How people group the eleven digits of a Chinese mobile.
const MOBILE_SHAPES: [&[usize]; 9] =
    [&[11], &[3, 4, 4], &[3, 8], &[7, 4], &[4, 4, 3], &[4, 3, 4], &[3, 3, 5], &[5, 6], &[6, 5]];
/// Area code with its zero, and number.
const LANDLINE_SHAPES: [&[usize]; 7] = [&[3, 8], &[4, 7], &[4, 8], &[3, 4, 4], &[4, 4, 4], &[4, 3, 4], &[3, 7]];
const MOST_GROUPS: usize = 7;

/// The numbers of a text, each once.
pub(crate) fn find(chars: &[char]) -> Vec<Field> {
    let mut found: Vec<Field> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match number_at(chars, at) {
            Some((field, end)) => {
                if !keep(&mut found, field) {
                    break;
                }
                at = end;
            }
            None if chars[at].is_ascii_digit() => at += chars[at..].iter().take_while(|c| c.is_ascii_digit()).count(),
            None => at += 1,
        }
    }
    found
}

/// A run of digit groups as it is written.
struct Run {
    has_plus: bool,
    has_parentheses: bool,
    /// Blanks only between the groups.
    is_blank_parted: bool,
    groups: Vec<Range<usize>>,
}

fn number_at(chars: &[char], at: usize) -> Option<(Field, usize)> {
    if !begins_number(chars, at) {
        return None;
    }
    let full = run_at(chars, at)?;
    (1..=full.groups.len()).rev().find_map(|count| {
        let groups = &full.groups[..count];
        let end = groups.last()?.end;
        if !ends_number(chars, end) {
            return None;
        }
        let is_named = is_labelled(chars, at, &LABELS);
        let (value, confidence) = read(chars, &full, groups, is_named)?;
        Some((Field { value, span: span(&(at..end)), confidence }, end))
    })
}

fn begins_number(chars: &[char], at: usize) -> bool {
    if !(chars[at].is_ascii_digit() || matches!(chars[at], '+' | '(' | '（')) {
        return false;
    }
    let before = at.checked_sub(1).map(|before| chars[before]);
    let joined = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | '/' | '+' | '=' | '#' | '¥' | '$');
    let after_digits = matches!(before, Some('.' | '-' | '–'))
        && at.checked_sub(2).is_some_and(|before| chars[before].is_ascii_alphanumeric());
    !before.is_some_and(joined) && !after_digits
}

fn ends_number(chars: &[char], end: usize) -> bool {
    match chars.get(end) {
        None => true,
        Some(c) if c.is_ascii_alphanumeric() || matches!(c, '@' | '_' | '%') => false,
        Some('.' | '-' | '–' | '~' | '/') => !chars.get(end + 1).is_some_and(char::is_ascii_digit),
        Some(_) => true,
    }
}

fn run_at(chars: &[char], start: usize) -> Option<Run> {
    let mut run = Run { has_plus: false, has_parentheses: false, is_blank_parted: true, groups: Vec::new() };
    let mut at = start;
    while run.groups.len() < MOST_GROUPS {
        let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
        if digits > 0 {
            run.groups.push(at..at + digits);
            at += digits;
        }
        let parting = &chars[at..];
        let length = parting
            .iter()
            .take(3)
            .take_while(|c| matches!(c, ' ' | '-' | '–' | '.' | '(' | ')' | '（' | '）' | '+'))
            .count();
        let parting = &parting[..length];
        let continues = chars.get(at + length).is_some_and(char::is_ascii_digit);
        let has_plus = parting.contains(&'+');
        if !continues || (digits == 0 && length == 0) || (has_plus && !run.groups.is_empty()) {
            break;
        }
        run.has_plus |= has_plus;
        run.has_parentheses |= parting.iter().any(|c| "(（".contains(*c));
        run.is_blank_parted &= run.groups.is_empty() || parting.iter().all(|c| *c == ' ');
        at += length;
    }
    (!run.groups.is_empty()).then_some(run)
}

/// The normal form and the confidence, where the groups are a number.
fn read(chars: &[char], run: &Run, groups: &[Range<usize>], is_named: bool) -> Option<(String, f32)> {
    let digits: String = groups.iter().flat_map(|group| &chars[group.clone()]).collect();
    let shape: Vec<usize> = groups.iter().map(Range::len).collect();
    if run.has_plus {
        return international(&digits, if is_named { 0.97 } else { 0.93 });
    }
    if let Some(rest) = digits.strip_prefix("00").filter(|rest| !rest.starts_with('0'))
        && (shape.len() > 1 || rest.starts_with("86"))
    {
        return international(rest, 0.85);
    }
    if is_mobile(&digits) && MOBILE_SHAPES.contains(&shape.as_slice()) {
        return Some((normalise_phone(&digits).ok()?, if is_named { 0.98 } else { 0.95 }));
    }
    if let Some(rest) = digits.strip_prefix("86").filter(|rest| is_mobile(rest))
        && (shape.len() == 1 || shape[0] == 2)
    {
        return Some((normalise_phone(rest).ok()?, 0.95));
    }
    if digits.starts_with('0') && !digits.starts_with("00") && LANDLINE_SHAPES.contains(&shape.as_slice()) {
        // The zero is dialled inside the country only.
        return Some((format!("+86{}", &digits[1..]), if is_named { 0.85 } else { 0.6 }));
    }
    if shape == [3, 3, 4] && is_american(&digits) && (run.has_parentheses || !run.is_blank_parted) {
        return Some((digits, if is_named { 0.85 } else { 0.7 }));
    }
    // A label makes other national numbers sure, but not which country they are of.
    (is_named && (7..=12).contains(&digits.len()) && !looks_like_date(&digits)).then_some((digits, 0.6))
}

fn international(digits: &str, confidence: f32) -> Option<(String, f32)> {
    let is_sound = match digits.strip_prefix("86") {
        Some(rest) if rest.starts_with('1') => is_mobile(rest) || rest.starts_with("10") && rest.len() == 10,
        Some(rest) => (9..=11).contains(&rest.len()),
        None => (8..=15).contains(&digits.len()),
    };
    let is_sound = is_sound && !digits.starts_with('0');
    if is_sound { Some((format!("+{digits}"), confidence)) } else { None }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9')
}

/// Area and exchange begin with 2 to 9 in the North American plan.
fn is_american(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    matches!(bytes[0], b'2'..=b'9') && matches!(bytes[3], b'2'..=b'9')
}

fn looks_like_date(digits: &str) -> bool {
    digits.starts_with("19") || digits.starts_with("20")
}

#[cfg(test)]
mod tests;
