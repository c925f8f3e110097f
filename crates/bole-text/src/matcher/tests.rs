//! Tests of term matching.

use crate::fold::Folded;
use crate::matcher::TermMatcher;
use crate::span::slice;

fn found(terms: &[(u32, &str)], text: &str) -> Vec<(u32, String)> {
    let folded = Folded::new(text);
    let matcher = TermMatcher::new(terms.iter().copied());
    matcher.find(&folded).into_iter().map(|it| (it.group, slice(text, folded.original(it.range)).to_owned())).collect()
}

fn check(terms: &[(u32, &str)], text: &str, expected: &[(u32, &str)]) {
    let expected: Vec<(u32, String)> = expected.iter().map(|it| (it.0, it.1.to_owned())).collect();
    assert_eq!(found(terms, text), expected, "{text}");
}

#[test]
fn english_terms_match_whole_words_in_any_regular_form() {
    check(&[(1, "java")], "I know JavaScript and Java.", &[(1, "Java")]);
    check(&[(1, "apologise"), (2, "refund")], "We apologised; refunds came", &[(1, "apologised"), (2, "refunds")]);
    check(&[(1, "follow up")], "I FOLLOWED\n up twice", &[]);
    check(&[(1, "follow up")], "I FOLLOWED   up twice", &[(1, "FOLLOWED   up")]);
    check(&[(1, "art")], "start party", &[]);
}

#[test]
fn chinese_terms_match_anywhere_and_latin_ones_beside_han() {
    check(&[(1, "安抚"), (2, "redis")], "先安抚情绪，用Redis缓存", &[(1, "安抚"), (2, "Redis")]);
    check(&[(1, "A/B测试")], "做了Ａ/Ｂ测试", &[(1, "Ａ/Ｂ测试")]);
    check(&[(1, "c++"), (2, ".net")], "C++和.NET", &[(1, "C++"), (2, ".NET")]);
}

#[test]
fn the_longest_term_of_a_group_wins_and_groups_may_overlap() {
    check(&[(1, "投诉"), (1, "客户投诉"), (2, "投诉")], "客户投诉", &[(1, "客户投诉"), (2, "投诉")]);
}

#[test]
fn no_terms_find_nothing() {
    check(&[], "客户", &[]);
    check(&[(1, ""), (2, "  ")], "客户", &[]);
}

#[test]
fn offsets_are_code_points_of_the_original() {
    let text = "𠮷😀ﬁx：客户";
    let folded = Folded::new(text);
    let hits = TermMatcher::new([(7, "客户")]).find(&folded);
    assert_eq!(folded.original(hits[0].range.clone()), crate::Span { start: 5, end: 7 });
}
