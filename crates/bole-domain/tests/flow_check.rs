//! Broken flows are named by what is wrong with them, whether they are being edited or published.

use bole_domain::competency::{CompetencyModel, Dimension};
use bole_domain::flow::{FlowDocument, Jump, JumpCondition, Step, StepKind, check};
use bole_domain::locale::{Bilingual, BilingualTerms};
use bole_domain::question::{FollowUpCondition, FollowUpRule, Question};
use bole_domain::script::compile;

fn both(text: &str) -> Bilingual {
    Bilingual::new(text, text)
}

fn question(key: &str) -> Question {
    Question {
        key: key.into(),
        title: both(key),
        text: both("请说明。"),
        dimensions: vec!["skill".into()],
        hint: both("说说经过"),
        answer_seconds: 120,
        ..Question::default()
    }
}

fn step(id: &str, kind: StepKind) -> Step {
    Step { id: id.into(), kind, jumps: vec![] }
}

fn asks(id: &str, question: &str) -> Step {
    step(id, StepKind::Question { question: question.into() })
}

/// A flow without problems: two questions and an end.
fn good() -> FlowDocument {
    let skill = Dimension {
        key: "skill".into(),
        name: both("技能"),
        weight: 100,
        anchors: (1..=5).map(|it| both(&format!("行为 {it}"))).collect(),
        ..Dimension::default()
    };
    FlowDocument {
        title: both("面试"),
        competency: CompetencyModel { dimensions: vec![skill] },
        questions: vec![question("a"), question("b")],
        steps: vec![asks("q1", "a"), asks("q2", "b"), step("end", StepKind::End)],
        follow_up_budget: 2,
        time_limit_minutes: Some(10),
        window_days: 7,
        ..FlowDocument::default()
    }
}

/// The codes of the problems after a change to a good flow.
fn broken(change: impl FnOnce(&mut FlowDocument)) -> Vec<&'static str> {
    let mut flow = good();
    change(&mut flow);
    check(&flow).into_iter().map(|it| it.code).collect()
}

fn jump(to: &str, when: JumpCondition) -> Jump {
    Jump { when, to: to.into() }
}

#[test]
fn a_good_flow_has_no_problem_and_compiles() {
    assert_eq!(check(&good()), []);
    assert!(compile(&good(), "v1").is_some());
}

#[test]
fn each_broken_flow_is_refused_with_the_right_code() {
    type Change = Box<dyn FnOnce(&mut FlowDocument)>;
    let cases: Vec<(&str, Change)> = vec![
        ("flow.dead_end", Box::new(|it| drop(it.steps.pop()))),
        ("flow.weights_not_100", Box::new(|it| it.competency.dimensions[0].weight = 90)),
        ("flow.no_question", Box::new(|it| it.steps.retain(|it| it.kind == StepKind::End))),
        ("flow.jump_to_nowhere", Box::new(|it| it.steps[0].jumps.push(jump("nowhere", JumpCondition::Always)))),
        ("flow.jump_backwards", Box::new(|it| it.steps[1].jumps.push(jump("q1", JumpCondition::Always)))),
        ("flow.unreachable", Box::new(|it| it.steps[0].jumps.push(jump("end", JumpCondition::Always)))),
        ("flow.duplicate_step", Box::new(|it| it.steps[1].id = "q1".into())),
        ("flow.unknown_question", Box::new(|it| it.steps[0] = asks("q1", "missing"))),
        ("flow.question_twice", Box::new(|it| it.steps[1] = asks("q2", "a"))),
        ("flow.question_without_dimension", Box::new(|it| it.questions[0].dimensions.clear())),
        ("flow.unknown_dimension", Box::new(|it| it.questions[0].dimensions.push("other".into()))),
        ("flow.question_incomplete", Box::new(|it| it.questions[0].text.en.clear())),
        ("flow.dimension_incomplete", Box::new(|it| drop(it.competency.dimensions[0].anchors.pop()))),
        ("flow.title_incomplete", Box::new(|it| it.title.zh.clear())),
        ("flow.time_too_short", Box::new(|it| it.time_limit_minutes = Some(1))),
        ("flow.window_days", Box::new(|it| it.window_days = 0)),
        ("flow.follow_up_budget", Box::new(|it| it.follow_up_budget = 11)),
        ("flow.answer_seconds", Box::new(|it| it.questions[0].answer_seconds = 5)),
        ("flow.step_id", Box::new(|it| it.steps[0].id = "问题一".into())),
        ("flow.message_incomplete", Box::new(|it| it.steps.insert(0, step("m", StepKind::Message { text: both("") })))),
    ];
    for (expected, change) in cases {
        let codes = broken(change);
        assert!(codes.contains(&expected), "{expected} is not in {codes:?}");
    }
}

#[test]
fn a_dimension_that_no_question_feeds_is_named() {
    let codes = broken(|it| {
        let mut other = it.competency.dimensions[0].clone();
        other.key = "other".into();
        other.weight = 50;
        it.competency.dimensions[0].weight = 50;
        it.competency.dimensions.push(other);
    });
    assert_eq!(codes, ["flow.dimension_never_asked"]);
}

#[test]
fn a_follow_up_on_a_mention_must_quote() {
    let codes = broken(|it| {
        it.questions[0].follow_ups.push(FollowUpRule {
            key: "team".into(),
            when: FollowUpCondition::Mentions { terms: BilingualTerms::default() },
            ask: both("能举例吗？"),
            why: both("想了解"),
        });
    });
    assert_eq!(codes, ["flow.follow_up_incomplete"]);
}

#[test]
fn a_branch_that_skips_ahead_is_fine_and_is_taken() {
    let mut flow = good();
    flow.steps[0].jumps.push(jump("end", JumpCondition::AnswerShorterThan { characters: 10 }));
    assert_eq!(check(&flow), []);
    let script = compile(&flow, "v1").expect("it compiles");
    let next = |characters| script.next_step("q1", Default::default(), characters).map(|it| it.id().to_owned());
    assert_eq!(next(9).as_deref(), Some("end"));
    assert_eq!(next(10).as_deref(), Some("q2"));
}
