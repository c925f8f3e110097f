//! Tests of folding and of its map back.

use crate::fold::Folded;
use crate::span::slice;

fn check(original: &str, folded: &str) {
    assert_eq!(Folded::new(original).text(), folded, "folding {original:?}");
}

#[test]
fn forms_that_mean_the_same_become_one() {
    check("ＡＢＣ１２３", "abc123");
    check("⼈⼒", "人力");
    check("Don’t “stop”", "don't \"stop\"");
    check("a\u{200b}b\u{ad}c\u{feff}", "abc");
    check("客户\u{3000}\t 满意", "客户 满意");
    check("e\u{301}te\u{301}", "été");
    check("ﬁx İ", "fix i\u{307}");
    check("", "");
}

#[test]
fn a_folded_character_knows_the_code_points_it_came_from() {
    let text = "𠮷ﬁx e\u{301}t😀Ｃ";
    let folded = Folded::new(text);
    assert_eq!(folded.text(), "𠮷fix ét😀c");
    let quote = |range| slice(text, folded.original(range));
    assert_eq!(quote(1..2), "ﬁ", "both letters of a ligature stand for the whole of it");
    assert_eq!(quote(2..4), "ﬁx");
    assert_eq!(quote(5..6), "e\u{301}");
    assert_eq!(quote(7..9), "😀Ｃ");
    assert_eq!(quote(0..folded.len()), text);
    assert_eq!(folded.part(7..9), "😀c");
}

#[test]
fn half_width_kana_join_their_voice_mark() {
    let folded = Folded::new("ｶﾞA");
    assert_eq!(folded.text(), "ガa");
    assert_eq!(folded.original(0..1), crate::Span { start: 0, end: 2 });
}

#[test]
fn folding_follows_nfkc_for_every_character_alone() {
    use unicode_normalization::UnicodeNormalization;
    for character in ('\u{a0}'..='\u{ffff}').filter(|it| !it.is_control()) {
        let folded = Folded::new(&character.to_string());
        let normalised: String = character.nfkc().flat_map(char::to_lowercase).collect();
        let is_plain = normalised.chars().all(|it| it.is_alphanumeric());
        assert!(!is_plain || folded.text() == normalised, "{character:?}");
    }
}

#[test]
fn bytes_lead_back_to_folded_characters() {
    let folded = Folded::new("我用Redis");
    assert_eq!(folded.from_bytes(6..11), 2..7);
    assert_eq!(folded.from_bytes(0..3), 0..1);
    assert_eq!(folded.from_bytes(11..99), 7..7);
}

proptest::proptest! {
    #[test]
    fn folding_piece_by_piece_equals_normalising_the_whole(text in "\\PC{0,40}|[a-zé\u{301}\u{327}ｶﾞ가\u{11a8}ﬁ⼈Ａ ]{0,20}") {
        use unicode_normalization::UnicodeNormalization;
        let letters = |it: &str| it.chars().filter(|it| it.is_alphanumeric()).collect::<String>();
        let whole: String = text.nfkc().flat_map(char::to_lowercase).collect();
        let folded = Folded::new(&text);
        proptest::prop_assert_eq!(letters(folded.text()), letters(&whole));
        for at in 0..folded.len() {
            let span = folded.original(at..at + 1);
            proptest::prop_assert!(span.start < span.end && !slice(&text, span).is_empty());
        }
    }
}
