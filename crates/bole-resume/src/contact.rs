//! E-mail addresses. Only what is written as one is taken; addresses that people disguise (`a at b`) stay text.

use bole_domain::candidate::normalise_email;

use crate::line::{span, text};
use crate::profile::{Field, keep};

/// The addresses of a text, each once.
pub(crate) fn emails(chars: &[char]) -> Vec<Field> {
    let mut found: Vec<Field> = Vec::new();
    for at in (0..chars.len()).filter(|at| chars[*at] == '@') {
        if let Some(field) = email_around(chars, at)
            && !keep(&mut found, field)
        {
            break;
        }
    }
    found
}

fn email_around(chars: &[char], at: usize) -> Option<Field> {
    let is_local = |c: char| c.is_ascii_alphanumeric() || "._%+-".contains(c);
    let is_domain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    let before = chars[..at].iter().rev().take_while(|c| is_local(**c)).count();
    let after = chars[at + 1..].iter().take_while(|c| is_domain(**c)).count();
    let mut range = at - before..at + 1 + after;
    while range.start < at && ".-+%".contains(chars[range.start]) {
        range.start += 1;
    }
    while range.end > at + 1 && ".-".contains(chars[range.end - 1]) {
        range.end -= 1;
    }
    let written = text(chars, range.clone());
    let (local, domain) = written.split_once('@')?;
    let top = domain.rsplit_once('.')?.1;
    let is_sound = !local.is_empty()
        && !local.contains("..")
        && !local.ends_with('.')
        && (2..=24).contains(&top.len())
        && top.bytes().all(|byte| byte.is_ascii_alphabetic());
    // A second `@` right after, as in `a@b.c@d`, is no address of anybody.
    let is_alone = chars.get(range.end) != Some(&'@') && range.start.checked_sub(1).is_none_or(|at| chars[at] != '@');
    let value = normalise_email(&written).ok().filter(|_| is_sound && is_alone)?;
    Some(Field { value, span: span(&range), confidence: 0.95 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &[&str]) {
        let chars: Vec<char> = input.chars().collect();
        let found = emails(&chars);
        let values: Vec<&str> = found.iter().map(|field| field.value.as_str()).collect();
        assert_eq!(values, expected, "{input}");
        for field in &found {
            assert_eq!(bole_text::slice(input, field.span).to_lowercase(), field.value);
        }
    }

    #[test]
    fn addresses_are_found_between_han_and_punctuation() {
        check("邮箱：Zhang.San@Example.COM。电话", &["zhang.san@example.com"]);
        check("𠮷zhang_san+hr@mail.example.cn邮箱", &["zhang_san+hr@mail.example.cn"]);
        check("<li@example.com>, (wang@example.com)", &["li@example.com", "wang@example.com"]);
        check("li@example.com LI@EXAMPLE.COM", &["li@example.com"]);
        check("19900000000@example.com", &["19900000000@example.com"]);
    }

    #[test]
    fn what_is_no_address_is_not_taken() {
        for text in [
            "",
            "@",
            "a@",
            "@b.com",
            "Twitter:// @name",
            "a@b",
            "a@b.c",
            "a@b.12",
            "a..b@example.com",
            "a@b@example.com",
            "张三@公司.中国",
        ] {
            check(text, &[]);
        }
    }
}
