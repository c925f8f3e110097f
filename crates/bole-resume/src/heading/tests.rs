//! Lines that are headings and lines that are not.

use super::{SectionKind, sections};
use crate::line::lines;

fn of(text: &str) -> Vec<super::Section> {
    let chars: Vec<char> = text.chars().collect();
    sections(&chars, &lines(&chars))
}

fn check(line: &str, expected: Option<SectionKind>) {
    assert_eq!(of(line).first().map(|section| section.kind), expected, "{line}");
}

#[test]
fn headings_are_found_under_their_ornaments() {
    let education = Some(SectionKind::Education);
    for line in [
        "教育背景",
        "■ 教育背景",
        "【教育背景】",
        "一、教育背景",
        "1. 教育背景",
        "教育背景：",
        "★教育经历★",
        "▌ 教育经历 ——",
        "EDUCATION",
        "Education:",
        "E D U C A T I O N",
        "教育背景 Education",
        "EDUCATION / 教育背景",
        "教育背景（Education）",
        "🎓 教育背景",
    ] {
        check(line, education);
    }
    check("Work Experience", Some(SectionKind::Work));
    check("HONORS & AWARDS", Some(SectionKind::Awards));
    check("技能 Skills & Tools", Some(SectionKind::Skills));
    check("竞赛/获奖/论文", Some(SectionKind::Awards));
}

#[test]
fn sentences_labels_and_lists_are_no_headings() {
    for line in [
        "",
        "我的教育背景很好",
        "教育背景与工作经历都符合岗位要求",
        "Languages: Python, C++",
        "技能：Java",
        "Experienced engineer",
        "Education is important to me",
        "工作",
        "2019",
        "一",
        "Skills acquired while at school and beyond",
    ] {
        check(line, None);
    }
}

#[test]
fn a_body_reaches_to_the_next_heading_and_may_begin_on_the_headings_line() {
    let text = "张三\n教育背景\n 某大学 𠮷 \n\n自我评价：认真\n负责\n技能";
    let found = of(text);
    let bodies: Vec<&str> = found.iter().map(|section| bole_text::slice(text, section.body)).collect();
    assert_eq!(bodies, ["某大学 𠮷", "认真\n负责", ""]);
    let titles: Vec<&str> = found.iter().map(|section| bole_text::slice(text, section.heading)).collect();
    assert_eq!(titles, ["教育背景", "自我评价", "技能"]);
    assert!(found.iter().all(|section| section.title == bole_text::slice(text, section.heading)));
}
