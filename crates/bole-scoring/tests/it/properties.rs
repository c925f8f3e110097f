//! Whatever people write: no panic, evidence that exists, the same result again.

use bole_domain::assessment::Assessment;
use bole_domain::locale::Locale;
use bole_scoring::{canonical::canonical_json, level, score};
use bole_text::{Span, slice};
use proptest::prelude::{ProptestConfig, Strategy, any, prop_oneof};
use proptest::{prop_assert, prop_assert_eq, proptest};

use crate::fixture::{Interview, interview, triples};

/// Answers as people and machines write them: random text, and shuffled pieces of real answers.
fn answer() -> impl Strategy<Value = String> {
    let pieces: Vec<String> = triples()
        .iter()
        .flat_map(|it| [it.high.clone(), it.low.clone()])
        .flat_map(|it| it.split_inclusive(['。', '，', '.', ',']).map(str::to_owned).collect::<Vec<_>>())
        .collect();
    prop_oneof![
        any::<String>(),
        "[\\PC😀𠮷我们的客户订单道歉 a-z0-9，。！？\n]{0,200}",
        proptest::collection::vec(proptest::sample::select(pieces), 0..30).prop_map(|it| it.concat()),
    ]
}

fn locale() -> impl Strategy<Value = Locale> {
    prop_oneof![proptest::strategy::Just(Locale::Zh), proptest::strategy::Just(Locale::En)]
}

fn check(
    interview: &Interview,
    assessment: &Assessment,
    texts: &[(String, String)],
) -> Result<(), proptest::test_runner::TestCaseError> {
    for dimension in &assessment.dimensions {
        prop_assert_eq!(dimension.score.is_some(), dimension.not_assessable.is_none());
        prop_assert_eq!(dimension.score.is_some(), !dimension.evidence.is_empty());
        prop_assert_eq!(dimension.level, dimension.score.map(level));
        prop_assert!(dimension.score.is_none_or(|it| (0.0..=100.0).contains(&it)));
        prop_assert!((0.0..=1.0).contains(&dimension.confidence));
        for evidence in &dimension.evidence {
            let (_, text) = texts.iter().find(|it| it.0 == evidence.slot).expect("the slot exists");
            prop_assert!(!evidence.text.is_empty());
            prop_assert_eq!(slice(text, Span { start: evidence.start, end: evidence.end }), &evidence.text);
        }
    }
    for (finding, (slot, text)) in assessment.answers.iter().zip(texts) {
        prop_assert_eq!(&finding.slot, slot);
        let length = u32::try_from(text.chars().count()).expect("a short text");
        prop_assert!(finding.star.iter().all(|it| it.start < it.end && it.end <= length));
        prop_assert!(finding.star.windows(2).all(|it| it[0].end <= it[1].start));
    }
    prop_assert_eq!(assessment.dimensions.len(), interview.competency.dimensions.len());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_answers_give_evidence_that_exists_and_the_same_bytes_again(
        texts in proptest::collection::vec((0..6_usize, any::<bool>(), answer()), 0..7),
        locale in locale(),
    ) {
        let interview = interview();
        let mut named = Vec::new();
        let mut answers = Vec::new();
        for (index, (question, is_follow_up, text)) in texts.iter().enumerate() {
            let slot = if *is_follow_up { format!("s{index}/more") } else { format!("s{index}") };
            answers.push(interview.answer(&slot, &interview.questions[*question].key, text, locale));
            named.push((slot, text.clone()));
        }
        let assessment = score(&interview.competency, &interview.questions, &answers, locale);
        check(&interview, &assessment, &named)?;
        let again = score(&interview.competency, &interview.questions, &answers, locale);
        prop_assert_eq!(canonical_json(&assessment), canonical_json(&again));
    }
}

#[test]
fn ten_thousand_characters_and_rare_ones_are_read() {
    let interview = interview();
    let long = triples()[0].high.clone().repeat(40);
    for text in ["𠮷😀".repeat(5_000), long, "，".repeat(10_000), "我".repeat(10_000), "a ".repeat(5_000)] {
        let text: String = text.chars().take(10_000).collect();
        let assessment = interview.assess("complaint", &text, Locale::Zh);
        check(&interview, &assessment, &[("s1".to_owned(), text)]).expect("everything holds");
    }
}

#[test]
fn evidence_after_rare_characters_stands_at_its_offset() {
    let interview = interview();
    let text = format!("😀𠮷👨‍👩‍👧ﬁ①{}", triples()[0].middle);
    let assessment = interview.assess("complaint", &text, Locale::Zh);
    assert!(assessment.total.is_some());
    check(&interview, &assessment, &[("s1".to_owned(), text)]).expect("everything holds");
}

#[test]
fn questions_and_models_that_lack_things_are_no_reason_to_panic() {
    let interview = interview();
    let mut bare = interview.questions.clone();
    for question in &mut bare {
        question.key_points.clear();
        question.dimensions.push("unknown".to_owned());
    }
    let answers: Vec<_> =
        triples().iter().take(3).map(|it| interview.answer("s", &it.question, &it.high, Locale::Zh)).collect();
    assert!(score(&interview.competency, &bare, &answers, Locale::Zh).total.is_some());
    assert!(score(&interview.competency, &[], &answers, Locale::Zh).total.is_none());
    assert!(score(&Default::default(), &bare, &answers, Locale::Zh).total.is_none());
    assert!(score(&interview.competency, &bare, &[], Locale::Zh).answers.is_empty());
}
