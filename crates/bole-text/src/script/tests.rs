//! Tests of scripts and languages.

use crate::fold::Folded;
use crate::script::{Counts, Language};

fn check(text: &str, language: Language) {
    assert_eq!(Counts::of(&Folded::new(text)).language(), language, "{text}");
}

#[test]
fn chinese_with_english_names_of_tools_is_chinese() {
    check("我用 Kubernetes 和 Prometheus 做了 monitoring", Language::Chinese);
    check("我在项目里用了 Spring Boot、Redis、Kafka 以及 MySQL", Language::Chinese);
    check("𠮷", Language::Chinese);
}

#[test]
fn other_languages_are_told_by_their_letters() {
    check("I called Mr 王 on Monday to apologise", Language::Latin);
    check("お客様に謝罪しました", Language::Other);
    check("고객에게 사과했습니다", Language::Other);
    check("Я извинился перед клиентом", Language::Other);
    check("اعتذرت للعميل", Language::Other);
    check("123 😀 !!", Language::Unknown);
    check("", Language::Unknown);
}

#[test]
fn words_are_counted_as_people_count_them() {
    let counts = Counts::of(&Folded::new("我don't用front-end 3次😀"));
    assert_eq!((counts.han, counts.latin_words, counts.digits, counts.visible), (3, 2, 1, 19));
    assert_eq!(counts.words(), 5);
    assert!((counts.han_share() - 0.6).abs() < 1e-12);
}
