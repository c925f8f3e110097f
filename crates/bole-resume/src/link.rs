//! Web addresses. A word with a dot is only one where it could hardly be anything else: `node.js` and `ASP.NET` are skills.

use std::ops::Range;

use crate::line::{is_han, is_labelled, span, text};
use crate::profile::{Field, keep};

const LABELS: [&str; 16] = [
    "博客",
    "主页",
    "网站",
    "网址",
    "链接",
    "作品集",
    "个人站点",
    "github",
    "gitee",
    "linkedin",
    "blog",
    "website",
    "homepage",
    "portfolio",
    "site",
    "url",
];
const TOPS: [&str; 22] = [
    "com", "cn", "net", "org", "io", "dev", "me", "top", "site", "edu", "ai", "co", "tech", "app", "xyz", "cc", "info",
    "page", "blog", "hk", "tw", "uk",
];

/// The addresses of a text, each once. Bare domains are believed before `head_end`, where the contact data stands.
pub(crate) fn find(chars: &[char], head_end: usize) -> Vec<Field> {
    let mut found: Vec<Field> = Vec::new();
    for word in words(chars) {
        let value = text(chars, word.clone());
        let is_trusted = word.start < head_end || is_labelled(chars, word.start, &LABELS);
        let span = span(&word);
        if let Some(confidence) = confidence(&value, is_trusted)
            && !keep(&mut found, Field { value, span, confidence })
        {
            break;
        }
    }
    found
}

fn words(chars: &[char]) -> Vec<Range<usize>> {
    let is_part =
        |c: char| !c.is_whitespace() && !is_han(c) && !"，。；、|｜<>（）()[]【】《》“”\"'`：，·•".contains(c);
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let length = chars[at..].iter().take_while(|c| is_part(**c)).count();
        let mut end = at + length;
        while end > at && ".,;:!?".contains(chars[end - 1]) {
            end -= 1;
        }
        if end > at {
            words.push(at..end);
        }
        at += length + 1;
    }
    words
}

fn confidence(word: &str, is_trusted: bool) -> Option<f32> {
    let lower = word.to_ascii_lowercase();
    if !word.is_ascii() || word.contains('@') || word.len() > 300 {
        return None;
    }
    let (rest, is_full) = match lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://")) {
        Some(rest) => (rest, true),
        None => (lower.as_str(), false),
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    if !is_host(host) {
        return None;
    }
    let has_known_top = host.rsplit_once('.').is_some_and(|(_, top)| TOPS.contains(&top));
    match (is_full, host.starts_with("www."), has_known_top) {
        (true, _, _) => Some(0.98),
        (_, true, true) => Some(0.95),
        (_, _, true) if !path.is_empty() => Some(0.9),
        (_, _, true) if is_trusted && word == lower => Some(0.7),
        _ => None,
    }
}

fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let has_letter = host.bytes().any(|byte| byte.is_ascii_alphabetic());
    host.contains('.') && has_letter && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &[&str]) {
        let chars: Vec<char> = input.chars().collect();
        let found = find(&chars, 0);
        let values: Vec<&str> = found.iter().map(|field| field.value.as_str()).collect();
        assert_eq!(values, expected, "{input}");
    }

    #[test]
    fn addresses_are_found_with_and_without_scheme() {
        check("主页：https://example.com/zh?a=1。", &["https://example.com/zh?a=1"]);
        check("github.com/example，gitee.com/example", &["github.com/example", "gitee.com/example"]);
        check("(www.example.cn)", &["www.example.cn"]);
        check("Blog: example.me", &["example.me"]);
        check("个人博客：example.top", &["example.top"]);
    }

    #[test]
    fn skills_numbers_and_mail_addresses_are_no_links() {
        for text in [
            "node.js, Vue.js, ASP.NET, socket.io",
            "3.97/4.00",
            "2019.09/2020.01",
            "li@example.com",
            "javascript:alert(1)",
            "CI/CD",
            "and/or",
            "U.S.A",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn a_bare_domain_is_believed_at_the_top_only() {
        let chars: Vec<char> = "example.com".chars().collect();
        assert_eq!(find(&chars, chars.len()).len(), 1);
        assert_eq!(find(&chars, 0).len(), 0);
    }
}
