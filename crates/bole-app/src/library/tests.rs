//! What is shipped can be published as it is, is as much as promised, and was written one by one.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use bole_domain::flow::{FlowDocument, StepKind, check};
use bole_domain::locale::{Bilingual, Locale};
use bole_domain::question::QuestionKind;
use bole_text::Folded;

use super::{Family, families, preset};

/// The most two separately written texts may share, as shared over all distinct runs of characters.
///
/// Measured over all pairs of this library: independently written questions, anchors and key points share at most 0.17 of
/// their runs of two characters in Chinese and 0.26 of their runs of four in English, nearly all of it from the way
/// questions begin. A copy with a quarter of its words replaced still shares more than half. The bound stands between.
const MOST_SHARED: f64 = 0.35;

/// Runs of this many letters are compared: a Chinese word is about two characters, an English one four.
const fn run_length(locale: Locale) -> usize {
    match locale {
        Locale::Zh => 2,
        Locale::En => 4,
    }
}

fn runs(text: &str, locale: Locale) -> BTreeSet<Vec<char>> {
    let folded = Folded::new(text);
    let letters: Vec<char> = folded.chars().iter().copied().filter(|it| it.is_alphanumeric()).collect();
    letters.windows(run_length(locale)).map(<[char]>::to_vec).collect()
}

/// Every pair of texts that share more than the bound. Pairs without a common run are never looked at.
fn near_copies(texts: &[(String, Bilingual)], locale: Locale) -> Vec<String> {
    let runs: Vec<BTreeSet<Vec<char>>> = texts.iter().map(|it| runs(it.1.get(locale), locale)).collect();
    let mut holders: HashMap<&[char], Vec<usize>> = HashMap::new();
    let mut found = Vec::new();
    for (at, own) in runs.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for run in own {
            let others = holders.entry(run.as_slice()).or_default();
            for other in others.iter() {
                *shared.entry(*other).or_default() += 1;
            }
            others.push(at);
        }
        for (other, shared) in shared {
            let all = own.len() + runs[other].len() - shared;
            #[expect(clippy::cast_precision_loss, reason = "counts of runs are small")]
            let share = shared as f64 / all as f64;
            if share > MOST_SHARED {
                found.push(format!("{} and {} share {share:.2}", texts[other].0, texts[at].0));
            }
        }
    }
    found
}

/// Everything that must not be copied, by kind; a text is compared with the others of its kind.
fn written(families: &[Family]) -> [Vec<(String, Bilingual)>; 3] {
    let (mut questions, mut anchors, mut points) = (Vec::new(), Vec::new(), Vec::new());
    for it in families {
        for question in &it.flow.questions {
            let name = format!("{}/{}", it.family, question.key);
            questions.push((name.clone(), question.text.clone()));
            for point in &question.key_points {
                let words =
                    |locale: Locale| format!("{} {}", point.name.get(locale), point.synonyms.get(locale).join(" "));
                points.push((format!("{name}/{}", point.key), Bilingual::new(words(Locale::Zh), words(Locale::En))));
            }
        }
        for dimension in &it.flow.competency.dimensions {
            for (level, anchor) in (1..).zip(&dimension.anchors) {
                anchors.push((format!("{}/{}/{level}", it.family, dimension.key), anchor.clone()));
            }
        }
    }
    [questions, anchors, points]
}

#[test]
fn no_two_questions_anchors_or_key_points_of_all_families_are_near_copies() {
    for texts in written(families()) {
        for locale in [Locale::Zh, Locale::En] {
            assert_eq!(near_copies(&texts, locale), Vec::<String>::new());
        }
    }
}

#[test]
fn a_planted_copy_is_found_in_each_kind_and_language() {
    let mut planted = families().to_vec();
    let mut copy = planted[0].clone();
    copy.family = "planted".to_owned();
    let question = &mut copy.flow.questions[1];
    question.text.zh = question.text.zh.replace("客户", "同学").replace("最后怎么样", "后来如何");
    question.text.en = question.text.en.replace("customer", "classmate").replace("end", "turn out");
    copy.flow.questions.truncate(2);
    planted.push(copy);
    for texts in written(&planted) {
        for locale in [Locale::Zh, Locale::En] {
            let found = near_copies(&texts, locale);
            assert!(found.iter().any(|it| it.contains("planted/")), "{locale:?}: {found:?}");
        }
    }
}

fn assert_publishable(document: &FlowDocument, name: &str) {
    assert_eq!(check(document), [], "{name}");
    assert!(bole_domain::script::compile(document, "v").is_some(), "{name}");
}

#[test]
fn every_family_has_what_an_interview_needs_and_can_be_published() {
    for it in families() {
        let (name, flow) = (&it.family, &it.flow);
        assert_publishable(flow, name);
        assert!(flow.questions.len() >= 12, "{name}");
        assert!(flow.competency.dimensions.len() >= 5, "{name}");
        assert_eq!(flow.greetings.len(), 2, "{name}");
        for dimension in &flow.competency.dimensions {
            assert!(
                !dimension.advice.is_incomplete() && !dimension.definition.is_incomplete(),
                "{name}/{}",
                dimension.key
            );
            let signs = &dimension.negative_signs;
            assert!(signs.zh.len() >= 5 && signs.en.len() >= 5, "{name}/{}", dimension.key);
        }
        for question in &flow.questions {
            let name = format!("{name}/{}", question.key);
            assert!(question.key_points.len() >= 4 && question.follow_ups.len() >= 2, "{name}");
            assert!((60..=300).contains(&question.answer_seconds), "{name}");
            let is_thin = |it: &bole_domain::question::KeyPoint| it.synonyms.zh.len() < 5 || it.synonyms.en.len() < 5;
            assert!(!question.key_points.iter().any(is_thin), "{name}");
        }
        let stories = flow.questions.iter().filter(|it| it.kind == QuestionKind::Experience).count();
        assert!(stories >= 2, "{name} asks for too few stories");
    }
}

#[test]
fn every_family_has_a_short_preset_for_part_time_and_a_full_one_for_full_time() {
    for family in families() {
        let presets = preset::list(family);
        assert_eq!(presets.iter().filter(|it| it.is_recommended).count(), 1, "{}", family.family);
        for (key, questions, minutes) in [("part_time", 3..=5, 4..=12), ("full_time", 5..=8, 13..=40)] {
            let name = format!("{}/{key}", family.family);
            let view = presets.iter().find(|it| it.key == key).expect("both kinds exist");
            assert!(questions.contains(&view.question_count) && minutes.contains(&view.minutes), "{name}: {view:?}");
            let document = preset::document(family, key).expect("both kinds exist");
            assert_publishable(&document, &name);
            let is_known = |key: &str| document.question(key).is_some();
            for step in &document.steps {
                assert!(!matches!(&step.kind, StepKind::Question { question } if !is_known(question)), "{name}");
            }
        }
        assert!(preset::document(family, "no_such").is_none());
    }
}
