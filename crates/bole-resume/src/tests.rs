//! Whole résumés, in both languages and at the edges. All people here are invented.

use bole_text::slice;

use crate::{Profile, SectionKind, understand};

const CHINESE: &str = "\
个 人 简 历
姓 名：张小北　　性别：男　　年龄：25
手机：199\u{2011}0000\u{2011}1234　邮箱：Zhang.XiaoBei@Example.cn
博客：https://blog.example.cn/xiaobei

■ 教育背景
2018.09-2022.06　某某⼤学　计算机科学与技术　本科

■ 工作经历：
2022.07-至今　某某科技　后端工程师
负责订单系统，QPS 19900001 提升 30%

■ 专业技能
熟悉 Java、node.js、MySQL

自我评价：做事认真 👩‍💻，喜欢 𠮷 字。";

const ENGLISH: &str = "\
John Q. Sample
Senior Software Engineer
+1 (415) 555-0142 | john.sample@example.com | github.com/johnsample

EXPERIENCE
Example Inc., Engineer	Jan 2020 - Present
Education
Example University, 2016 - 2020
Skills & Tools
Rust, C++";

fn values(fields: &[crate::Field]) -> Vec<&str> {
    fields.iter().map(|field| field.value.as_str()).collect()
}

fn kinds(profile: &Profile) -> Vec<SectionKind> {
    profile.sections.iter().map(|section| section.kind).collect()
}

#[test]
fn a_chinese_resume_is_understood() {
    let profile = understand(CHINESE);
    assert_eq!(profile.name.as_ref().map(|name| name.value.as_str()), Some("张小北"));
    assert_eq!(values(&profile.phones), ["+8619900001234"]);
    assert_eq!(values(&profile.emails), ["zhang.xiaobei@example.cn"]);
    assert_eq!(values(&profile.links), ["https://blog.example.cn/xiaobei"]);
    assert_eq!(kinds(&profile), [SectionKind::Education, SectionKind::Work, SectionKind::Skills, SectionKind::Summary]);
    let body = |index: usize| slice(&profile.text, profile.sections[index].body);
    assert_eq!(body(0), "2018.09-2022.06 某某大学 计算机科学与技术 本科");
    assert_eq!(body(3), "做事认真 👩‍💻，喜欢 𠮷字。");
}

#[test]
fn an_english_resume_is_understood() {
    let profile = understand(ENGLISH);
    assert_eq!(profile.name.as_ref().map(|name| name.value.as_str()), Some("John Q. Sample"));
    assert_eq!(values(&profile.phones), ["+14155550142"]);
    assert_eq!(values(&profile.emails), ["john.sample@example.com"]);
    assert_eq!(values(&profile.links), ["github.com/johnsample"]);
    assert_eq!(kinds(&profile), [SectionKind::Work, SectionKind::Education, SectionKind::Skills]);
}

#[test]
fn every_span_covers_what_was_read() {
    for text in [CHINESE, ENGLISH] {
        let profile = understand(text);
        let name = profile.name.clone().unwrap();
        assert_eq!(slice(&profile.text, name.span), name.value);
        for email in &profile.emails {
            assert_eq!(slice(&profile.text, email.span).to_lowercase(), email.value);
        }
        for link in &profile.links {
            assert_eq!(slice(&profile.text, link.span), link.value);
        }
        for section in &profile.sections {
            assert_eq!(slice(&profile.text, section.heading), section.title);
        }
    }
}

#[test]
fn a_text_without_anything_to_find_stays_text() {
    for text in ["", "\n\n", "，。", "今天天气很好", "𠮷👩‍💻", "just some words, nothing else here"] {
        let profile = understand(text);
        assert_eq!((profile.name, profile.phones, profile.emails), (None, vec![], vec![]), "{text}");
        assert!(profile.links.is_empty() && profile.sections.is_empty(), "{text}");
    }
}

#[test]
fn understanding_its_own_text_changes_nothing() {
    for text in [CHINESE, ENGLISH] {
        let once = understand(text);
        assert_eq!(understand(&once.text), once);
    }
}

#[test]
fn long_and_hostile_texts_are_read_in_time_that_grows_with_their_length() {
    let hostile = [
        "1 ".repeat(100_000),
        "1-".repeat(100_000),
        "@".repeat(100_000),
        "a.".repeat(100_000) + "@b.com",
        "(".repeat(100_000),
        "姓名：".repeat(30_000),
        "教育背景\n".repeat(30_000),
        "教 ".repeat(100_000),
        "x".repeat(1_000_000),
        (0..100_000).map(|n| format!("a{n}@b.com b{n}.com/x ")).collect(),
        (0..80_000).map(|n| format!("199000{n:05} ")).collect(),
        "\t|".repeat(50_000),
        format!("姓名{}", " \t".repeat(50_000)),
    ];
    for text in hostile {
        let started = std::time::Instant::now();
        let profile = understand(&text);
        // Quadratic work would take minutes; this leaves room for the slowest machine.
        assert!(started.elapsed().as_secs() < 5, "{:?}…", text.chars().take(8).collect::<String>());
        assert!(profile.sections.len() <= 30_000);
    }
}
