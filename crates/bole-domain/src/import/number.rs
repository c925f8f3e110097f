//! Counts as people type them.

/// A count written with digits of either width.
pub(super) fn count(text: &str) -> Option<u32> {
    let digits: String = text.trim().chars().map(narrow).collect();
    let is_plain = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|it| it.is_ascii_digit());
    if is_plain { digits.parse().ok() } else { None }
}

/// The count that was probably meant: the digits of `10人`, or a Chinese numeral below a hundred.
pub(super) fn meant(text: &str) -> Option<u32> {
    let narrowed: String = text.chars().map(narrow).collect();
    let digits: String = narrowed.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return chinese(&narrowed);
    }
    // `-5` or `1.5` is no slip of writing: nothing is suggested.
    let is_risky = narrowed.contains(['-', '.', '/', ',']);
    if is_risky { None } else { count(&digits) }
}

fn narrow(sign: char) -> char {
    match sign {
        '０'..='９' => char::from_u32(u32::from(sign) - u32::from('０') + u32::from('0')).unwrap_or(sign),
        _ => sign,
    }
}

fn chinese(text: &str) -> Option<u32> {
    let value = |sign: char| "零一二三四五六七八九".chars().position(|it| it == sign).map(|it| it as u32);
    let (mut sum, mut unit, mut seen) = (0, None, false);
    for sign in text.chars() {
        if let Some(digit) = value(if sign == '两' { '二' } else { sign }) {
            unit = Some(digit);
            seen = true;
        } else if sign == '十' {
            sum += unit.take().unwrap_or(1) * 10;
            seen = true;
        }
    }
    if seen { Some(sum + unit.unwrap_or(0)) } else { None }
}
