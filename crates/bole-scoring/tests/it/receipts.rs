//! A receipt recomputes to the last digit, survives erasing, and gives every change away.

use bole_domain::assessment::ScoredAnswer;
use bole_domain::locale::Locale;
use bole_scoring::{Receipt, Subject, Verification, score, verify};

use crate::fixture::{interview, triples};

fn answers() -> Vec<ScoredAnswer> {
    let interview = interview();
    let mut answers: Vec<ScoredAnswer> = Vec::new();
    for (index, triple) in triples().iter().filter(|it| it.locale == Locale::Zh).enumerate() {
        if !answers.iter().any(|it| it.question == triple.question) {
            answers.push(interview.answer(&format!("s{index}"), &triple.question, &triple.high, Locale::Zh));
        }
    }
    answers
}

fn receipt() -> Receipt {
    let interview = interview();
    let answers = answers();
    let subject = Subject {
        locale: Locale::Zh,
        flow_sha256: "aa",
        competency: &interview.competency,
        questions: &interview.questions,
        answers: &answers,
    };
    let assessment = score(subject.competency, subject.questions, subject.answers, subject.locale);
    Receipt::build(&subject, &assessment).with_salt("0123456789abcdef0123456789abcdef")
}

fn part(verification: &Verification) -> &str {
    match verification {
        Verification::Differs { part, .. } => part,
        other => panic!("expected a difference, got {other:?}"),
    }
}

#[test]
fn a_receipt_read_back_from_its_json_recomputes_to_the_last_digit() {
    let json = receipt().to_json();
    let read: Receipt = serde_json::from_str(&json).expect("a receipt is JSON");
    assert_eq!(verify(&read), Verification::Match);
    assert_eq!(read.to_json(), json);
}

#[test]
fn a_changed_digit_anywhere_is_found() {
    let json = receipt().to_json();
    let total = receipt().assessment.total.expect("the fixture is assessable");
    for (from, to) in [
        (format!("\"total\":{total}"), format!("\"total\":{}", total + 0.1)),
        ("\"weight\":25".to_owned(), "\"weight\":26".to_owned()),
        ("0.1%涨到12%".to_owned(), "0.1%涨到13%".to_owned()),
        ("\"flow_sha256\":\"aa\"".to_owned(), "\"flow_sha256\":\"ab\"".to_owned()),
        ("\"salt\":\"0".to_owned(), "\"salt\":\"1".to_owned()),
    ] {
        assert!(json.contains(&from), "{from} is in the receipt");
        let changed: Receipt = serde_json::from_str(&json.replace(&from, &to)).expect("still a receipt");
        assert_eq!(part(&verify(&changed)), "content", "{to}");
    }
}

#[test]
fn a_forged_score_with_a_fresh_hash_is_found_by_recomputing() {
    let mut forged = receipt();
    forged.assessment.dimensions[0].score = Some(99.9);
    forged.content_sha256 = forged.content_hash();
    assert_eq!(part(&verify(&forged)), "assessment");
    let mut forged = receipt();
    forged.assessment.dimensions[0].evidence[0].text.push('x');
    assert_eq!(part(&verify(&forged)), "assessment", "quotes are not hashed, they are recomputed");
}

#[test]
fn erasing_keeps_the_hash_and_leaves_no_word() {
    let mut erased = receipt();
    let hash = erased.content_sha256.clone();
    erased.erase_answers();
    assert_eq!(verify(&erased), Verification::AnswersErased);
    assert_eq!(erased.content_hash(), hash);
    let json = erased.to_json();
    for answer in answers() {
        for sentence in answer.text.split(['。', '，']).filter(|it| it.chars().count() > 6) {
            assert!(!json.contains(sentence), "{sentence} is left");
        }
    }
    let twice = {
        let mut it = erased.clone();
        it.erase_answers();
        it
    };
    assert_eq!(twice, erased);
    erased.assessment.total = Some(1.0);
    assert_eq!(part(&verify(&erased)), "content");
}

#[test]
fn other_versions_are_named() {
    let mut other = receipt();
    other.scorer = "rubric-0".to_owned();
    other.content_sha256 = other.content_hash();
    assert_eq!(verify(&other), Verification::UnknownScorer { scorer: "rubric-0".to_owned() });
    let mut other = receipt();
    other.schema = "bole-receipt-9".to_owned();
    assert_eq!(part(&verify(&other)), "schema");
    let mut other = receipt();
    other.dictionaries.insert("lexicon.zh".to_owned(), "00".to_owned());
    other.content_sha256 = other.content_hash();
    assert_eq!(part(&verify(&other)), "dictionaries");
}
