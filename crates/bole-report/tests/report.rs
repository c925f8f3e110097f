//! Whole reports, read back as a reader would: what they say, what they must not say, and what they survive.

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use bole_domain::assessment::{Effect, Outcome};
use bole_domain::locale::Locale;
use bole_domain::time::Millis;
use bole_report::{Edition, EvidenceInput, Fonts, Percentile, ReportInput, render};
use proptest::prelude::*;

mod sample;

static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::new(Vec::new()));

/// The report, or nothing where the font is not installed.
fn pdf(input: &ReportInput) -> Option<Vec<u8>> {
    if let Err(error) = FONTS.check() {
        println!("skipped: {error}");
        return None;
    }
    Some(render(&FONTS, input).expect("a report can be made of every input"))
}

/// The report's words without white space: lines break where they like.
fn words(input: &ReportInput) -> Option<String> {
    Some(text_of(&pdf(input)?)?.split_whitespace().collect())
}

fn text_of(pdf: &[u8]) -> Option<String> {
    let reader = Command::new("pdftotext").args(["-q", "-", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut reader) = reader else {
        println!("skipped: pdftotext (poppler-utils) is not installed");
        return None;
    };
    let mut input = reader.stdin.take().expect("its input is piped");
    let pdf = pdf.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&pdf));
    let output = reader.wait_with_output().expect("pdftotext ends");
    writer.join().expect("the writer does not panic").expect("pdftotext reads all");
    Some(String::from_utf8(output.stdout).expect("pdftotext writes UTF-8"))
}

fn pages(pdf: &[u8]) -> usize {
    String::from_utf8_lossy(pdf).matches("/StructParents").count()
}

fn contains_all(text: &str, sentences: &[&str]) {
    for sentence in sentences {
        let sentence: String = sentence.split_whitespace().collect();
        assert!(text.contains(&sentence), "{sentence} is missing in {text}");
    }
}

fn contains_none(text: &str, sentences: &[&str]) {
    for sentence in sentences {
        let sentence: String = sentence.split_whitespace().collect();
        assert!(!text.contains(&sentence), "{sentence} must not be in {text}");
    }
}

#[test]
fn the_chinese_report_for_hr_says_everything_in_the_usual_order() {
    let Some(text) = words(&sample::report(Locale::Zh, Edition::Hr)) else { return };
    contains_all(
        &text,
        &[
            "云杉示例科技有限公司",
            "林𠮷安",
            "A-2026-0042",
            "2026年5月6日 14:00（UTC+08:00）",
            "26 分钟",
            "76.4",
            "待进一步评估",
            "高于 70%",
            "同岗 212 名候选人中的位置",
            "82.5 分 · 第 4 级（共 5 级）",
            "不可评估：两个相关问题都没有作答。",
            "逐条核对订单号、发货时间和物流记录",
            "系统评分 71 分，调整为 78 分",
            "评分把握：低",
            "您自己负责哪一部分",
            "王敏（招聘经理）",
            "投诉处理的回答扎实",
            "评分器尚未在本公司的数据上校准",
            "rubric-1",
            "9f86d081884c7d65",
            "本报告含人工智能评估内容",
            "第 1 页 / 共 4 页",
        ],
    );
    let order = ["基础信息", "综合结论", "维度分析", "优势与待提升", "发展建议", "声明与说明"];
    let places: Vec<usize> = order.iter().map(|heading| text.find(heading).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_english_report_for_hr_says_the_same() {
    let Some(text) = words(&sample::report(Locale::En, Edition::Hr)) else { return };
    contains_all(
        &text,
        &[
            "Spruce Example Ltd.",
            "6 May 2026, 14:00 (UTC+08:00)",
            "Further evaluation",
            "Above 70%",
            "of 212 candidates for the same job",
            "82.5 points · level 4 of 5",
            "“it's just the system, wait a bit and it will be fine”",
            "scored 71 by the system, changed to 78",
            "Not assessable: Neither of the two related questions was answered.",
            "which part was yours",
            "Page 4 of 4",
        ],
    );
}

#[test]
fn the_candidates_edition_has_no_verdict_no_reviewer_and_no_words_meant_for_hr() {
    for (locale, hidden, shown) in [
        (
            Locale::Zh,
            [
                "待进一步评估",
                "王敏",
                "投诉处理的回答扎实",
                "第二个追问的回答补充了",
                "下一轮面试",
                "评分把握",
                "当天下午四点前",
            ],
            [
                "面试反馈报告",
                "说得好的一处",
                "可以更好的一处",
                "更高一级的回答通常还会",
                "练习建议",
                "请人工复核",
                "hr@example.com",
                "78 分 · 第 4 级（共 5 级），人工复核后",
            ],
        ),
        (
            Locale::En,
            [
                "Further evaluation",
                "Min Wang",
                "Solid on complaints",
                "The answer to the second follow-up",
                "next round",
                "Confidence",
                "by four in the afternoon",
            ],
            [
                "Interview feedback report",
                "What worked",
                "What could be better",
                "one level higher usually adds",
                "Exercises",
                "Ask for a human review",
                "hr@example.com",
                "78 points · level 4 of 5, after human review",
            ],
        ),
    ] {
        let Some(text) = words(&sample::report(locale, Edition::Candidate)) else { return };
        contains_all(&text, &shown);
        contains_none(&text, &hidden);
    }
}

#[test]
fn a_percentile_of_a_small_group_is_not_told() {
    let mut input = sample::report(Locale::Zh, Edition::Candidate);
    input.percentile = Some(Percentile { share: 0.7, n: 49 });
    let Some(text) = words(&input) else { return };
    contains_none(&text, &["高于", "同岗"]);
    input.percentile = Some(Percentile { share: 0.7, n: 50 });
    contains_all(&words(&input).unwrap(), &["高于 70%", "同岗 50 名候选人"]);
}

#[test]
fn an_interview_without_any_assessable_answer_is_told_so_without_a_low_score() {
    let mut input = sample::report(Locale::Zh, Edition::Hr);
    input.total = None;
    input.outcome = None;
    input.review = None;
    for dimension in &mut input.dimensions {
        dimension.score = None;
        dimension.level = None;
        dimension.adjustment = None;
        dimension.evidence.clear();
        dimension.not_assessable = Some("没有作答。".to_owned());
    }
    let Some(text) = words(&input) else { return };
    contains_all(
        &text,
        &["未评分", "未发布", "尚未复核", "没有可评估的回答，因此没有综合得分。这不等于低分。", "不可评估：没有作答。"],
    );
    contains_none(&text, &["评分依据", "已经人工复核"]);
}

#[test]
fn the_file_is_small_quick_tagged_and_bookmarked() {
    for locale in [Locale::Zh, Locale::En] {
        for edition in [Edition::Hr, Edition::Candidate] {
            let input = sample::report(locale, edition);
            if pdf(&input).is_none() {
                return;
            }
            let start = Instant::now();
            let pdf = pdf(&input).unwrap();
            assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
            assert!(pdf.len() < 500_000, "{} bytes", pdf.len());
            let raw = String::from_utf8_lossy(&pdf);
            for mark in ["/StructTreeRoot", "/MarkInfo", "/Outlines", "/Lang", "pdfuaid", "/FontFile3"] {
                assert!(raw.contains(mark), "{mark} is missing");
            }
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let input = sample::report(Locale::Zh, Edition::Hr);
    let Some(first) = pdf(&input) else { return };
    assert!(first == pdf(&input).unwrap());
}

#[test]
fn rare_characters_are_printed_and_what_the_font_lacks_is_still_there_for_who_copies() {
    let mut input = sample::report(Locale::Zh, Edition::Hr);
    input.dimensions[0].evidence[0].quote = "𠮷野家😀的👩\u{200d}💻说：ﷺ\u{202e}反过来\u{0}".to_owned();
    let Some(text) = words(&input) else { return };
    contains_all(&text, &["𠮷野家😀的", "说：", "反过来”"]);
}

#[test]
fn a_quote_of_ten_thousand_characters_is_shortened() {
    let mut input = sample::report(Locale::Zh, Edition::Hr);
    input.dimensions[0].evidence[0].quote = "长".repeat(10_000);
    let Some(text) = words(&input) else { return };
    contains_all(&text, &["长长长…”"]);
    assert_eq!(text.matches('长').count(), 220);
}

#[test]
fn texts_of_any_length_and_no_text_at_all_give_a_readable_report() {
    let endless = "无穷无尽的文字 endless ".repeat(2_000);
    let mut long = sample::report(Locale::Zh, Edition::Hr);
    long.company.clone_from(&endless);
    long.job_title.clone_from(&endless);
    long.candidate_name = Some(endless.clone());
    long.application_no.clone_from(&endless);
    long.watermark = Some(endless.clone());
    long.strengths = vec![endless.clone(); 100];
    long.basis.receipt_sha256 = Some(endless.clone());
    let mut many = long.dimensions[0].clone();
    many.name.clone_from(&endless);
    many.definition.clone_from(&endless);
    many.anchor_text = Some(endless.clone());
    many.evidence = vec![EvidenceInput { question_title: endless.clone(), quote: endless, effect: Effect::Raises }; 50];
    long.dimensions = vec![many; 30];
    let Some(pdf) = pdf(&long) else { return };
    assert!(pdf.len() < 500_000, "{} bytes", pdf.len());
    assert!((20..60).contains(&pages(&pdf)), "{} pages", pages(&pdf));
    let Some(text) = words(&long) else { return };
    contains_all(&text, &["另有 44 条依据", "无穷无尽的文字"]);

    let mut nothing = sample::report(Locale::En, Edition::Candidate);
    nothing.company.clear();
    nothing.job_title.clear();
    nothing.application_no.clear();
    nothing.candidate_name = None;
    nothing.total = Some(f64::NAN);
    nothing.interviewed_at = Millis(i64::MAX);
    nothing.finished_at = Millis(i64::MIN);
    nothing.dimensions.clear();
    nothing.strengths.clear();
    nothing.weaknesses.clear();
    nothing.advice.clear();
    nothing.basis.receipt_sha256 = None;
    contains_all(&words(&nothing).unwrap(), &["Not scored", "Notes on this report"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_people_write_the_report_is_made(texts in prop::collection::vec("\\PC{0,80}|[\\x00-\\x{2fff}]{0,40}", 8), score in any::<f64>(), hr: bool) {
        let mut input = sample::report(Locale::Zh, if hr { Edition::Hr } else { Edition::Candidate });
        input.company.clone_from(&texts[0]);
        input.job_title.clone_from(&texts[1]);
        input.application_no.clone_from(&texts[2]);
        input.dimensions[0].name.clone_from(&texts[3]);
        input.dimensions[0].evidence[0].quote.clone_from(&texts[4]);
        input.dimensions[0].definition.clone_from(&texts[5]);
        input.strengths = texts[6..].to_vec();
        input.watermark = Some(texts[7].clone());
        input.basis.receipt_sha256 = Some(texts[0].clone());
        input.total = Some(score);
        input.dimensions[0].score = Some(score);
        input.dimensions[0].weight = score;
        input.outcome = Some(Outcome::Passed);
        let _ = pdf(&input);
    }
}
