//! Directed changes: stronger evidence raises a score; padding, repeating, boasting, stuffing and copying move nothing.

use bole_domain::assessment::{Effect, StarPart};
use bole_domain::locale::Locale::{self, En, Zh};
use bole_scoring::score;

use crate::fixture::{interview, triples};

/// Every middle and high answer, with `change` applied, moves by at most `within` points in either direction.
fn moves_nothing(locale: Locale, within: f64, change: impl Fn(&str) -> String) {
    let interview = interview();
    for triple in triples().iter().filter(|it| it.locale == locale) {
        for text in [&triple.middle, &triple.high] {
            let before = interview.mean(&triple.question, text, locale).expect("it is assessable");
            let after = interview.mean(&triple.question, &change(text), locale).expect("it stays assessable");
            assert!((after - before).abs() <= within, "{before} became {after}: {}", change(text));
        }
    }
}

#[test]
fn repeating_oneself_moves_nothing() {
    moves_nothing(Zh, 0.5, |it| format!("{it}{it}{it}"));
    moves_nothing(En, 0.5, |it| format!("{it} {it} {it}"));
}

#[test]
fn boasting_moves_nothing() {
    moves_nothing(Zh, 0.5, |it| format!("{it}我是最好的人选，没有人比我更优秀。录用我，你们绝对不会后悔！"));
    moves_nothing(En, 0.5, |it| {
        format!("{it} I am the best candidate and nobody is better. Hire me, you won't regret it!")
    });
}

#[test]
fn empty_padding_moves_nothing() {
    let zh = "总而言之，人生就像一场旅行，不必在乎目的地，在乎的是沿途的风景。机会总是留给有准备的人。".repeat(3);
    moves_nothing(Zh, 3.0, |it| format!("{it}{zh}"));
    let en =
        "All in all, life is a journey and not a destination. Fortune favours the bold, as the saying goes. ".repeat(3);
    moves_nothing(En, 3.0, |it| format!("{it} {en}"));
}

#[test]
fn another_story_moves_nothing() {
    moves_nothing(Zh, 3.0, |it| format!("{it}\n上个周末天气晴朗。我爬了12公里的山。我拍了30张照片。最后我瘦了2斤。"));
    moves_nothing(En, 3.0, |it| {
        format!(
            "{it}\nThe weather turned sunny on Sunday. I hiked 12 miles in the mountains. I took 30 photographs of birds. In the end I lost 2 pounds."
        )
    });
}

#[test]
fn the_question_copied_in_front_moves_nothing() {
    let interview = interview();
    for triple in triples() {
        let asked = interview.question(&triple.question).text.get(triple.locale);
        let before = interview.mean(&triple.question, &triple.middle, triple.locale).expect("assessable");
        let after = interview.mean(&triple.question, &format!("{asked} {}", triple.middle), triple.locale);
        assert!((after.expect("assessable") - before).abs() <= 3.0, "{before} became {after:?}: {}", triple.middle);
    }
}

#[test]
fn key_words_thrown_in_do_not_pay_and_are_flagged() {
    let interview = interview();
    for triple in triples() {
        let question = interview.question(&triple.question);
        let words: Vec<&str> = question
            .key_points
            .iter()
            .flat_map(|it| it.synonyms.get(triple.locale).iter().take(3).map(String::as_str))
            .collect();
        for (joint, framed) in [(" ", false), ("、", false), (", ", false), ("、", true)] {
            let row = words.join(joint);
            let stuffed = match (framed, triple.locale) {
                (false, _) => format!("{}\n{row}", triple.low),
                (true, Zh) => format!("{}我非常注重{row}等方面的能力。", triple.low),
                (true, En) => format!("{} I care about {row} and so on.", triple.low),
            };
            let before = interview.mean(&triple.question, &triple.low, triple.locale).unwrap_or(0.0);
            let assessment = interview.assess(&triple.question, &stuffed, triple.locale);
            let after = interview.mean(&triple.question, &stuffed, triple.locale).unwrap_or(0.0);
            assert!(after <= before.max(20.0) + 12.0, "{before} became {after}: {stuffed}");
            assert!(assessment.answers[0].flags.iter().any(|it| it == "keyword_stuffing"), "{stuffed}");
        }
    }
}

#[test]
fn stronger_evidence_raises_and_a_negative_sign_lowers() {
    let interview = interview();
    let base = "之前做客服时有个客户投诉衣服有破洞，我跟他道歉，然后给他退款了。";
    let mean = |text: &str| interview.mean("complaint", text, Zh).expect("assessable");
    let mut last = mean(base);
    let mut text = base.to_owned();
    for more in [
        "我先听他说完，安抚他的情绪。",
        "接着核实了订单，发现原因是仓库质检漏了一个批次。",
        "第二天我回访，他说很满意，给了五星好评。",
        "我统计了同类投诉，一个月有23单，反馈给质检以后降到了4单。",
    ] {
        text.push_str(more);
        let now = mean(&text);
        assert!(now > last + 1.0, "{last} then {now}: {text}");
        last = now;
    }
    assert!(mean(&format!("{base}我觉得那个客户太难缠，无理取闹。")) < mean(base) - 2.0);
    assert!(mean(&format!("{base}我没有觉得他无理取闹。")) >= mean(base) - 0.5);
}

#[test]
fn one_own_part_counts_more_than_the_groups() {
    let interview = interview();
    let own = "有一次客户投诉发错货，我先道歉，核实了订单，联系仓库补发，第二天回访客户。";
    let group = own.replace('我', "我们");
    let mean = |text: &str| interview.mean("complaint", text, Zh).expect("assessable");
    assert!(mean(own) > mean(&group) + 3.0);
    let assessment = interview.assess("complaint", &group, Zh);
    let rules: Vec<&str> = assessment.dimensions[0].evidence.iter().map(|it| it.rule.as_str()).collect();
    assert!(rules.contains(&"own_role.group_only"), "{rules:?}");
}

#[test]
fn the_answer_to_a_follow_up_is_read_with_its_question_and_named_in_the_evidence() {
    let interview = interview();
    let main = interview.answer("s1", "complaint", "有一次客户投诉发错货，我跟他道歉，核实订单以后给他补发了。", Zh);
    let mut more = interview.answer("s1/result", "complaint", "第二天我回访，他很满意，之后每周错发从9单降到1单。", Zh);
    more.asked = "你说“给他补发了”，后来怎么样？".to_owned();
    let alone = score(&interview.competency, &interview.questions, std::slice::from_ref(&main), Zh);
    let both = score(&interview.competency, &interview.questions, &[main.clone(), more.clone()], Zh);
    assert!(both.total > alone.total);
    assert!(both.dimensions[1].evidence.iter().any(|it| it.slot == "s1/result" && it.effect == Effect::Raises));
    assert!(both.answers[1].star.iter().any(|it| it.part == StarPart::Result));

    more.text = "不知道".to_owned();
    let unknown = score(&interview.competency, &interview.questions, &[main, more], Zh);
    assert_eq!(unknown.dimensions[1].score, alone.dimensions[1].score, "not knowing more takes nothing away");
}

#[test]
fn a_low_score_shows_why() {
    let interview = interview();
    for triple in triples() {
        let assessment = interview.assess(&triple.question, &triple.low, triple.locale);
        for dimension in assessment.dimensions.iter().filter(|it| it.score.is_some_and(|score| score < 60.0)) {
            assert!(
                dimension.evidence.iter().any(|it| it.effect == Effect::Lowers),
                "{}: {:?}",
                triple.low,
                dimension.evidence
            );
        }
    }
}

#[test]
fn the_trace_sums_to_the_score() {
    let interview = interview();
    for triple in triples() {
        for dimension in interview.assess(&triple.question, &triple.high, triple.locale).dimensions {
            let sum: f64 = dimension.trace.iter().map(|it| it.points).sum();
            assert!(dimension.score.is_none_or(|score| (score - sum).abs() < 0.051), "{sum} for {:?}", dimension.score);
        }
    }
}
