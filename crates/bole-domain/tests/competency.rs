//! Comparing versions of a competency model, and putting a model into a flow.

use bole_domain::competency::{Alteration, CompetencyModel, Dimension, differences};
use bole_domain::flow::{FlowDocument, Jump, JumpCondition, Step, StepKind, adopt, check_model};
use bole_domain::locale::{Bilingual, BilingualTerms};
use bole_domain::question::{KeyPoint, Question};

fn text(zh: &str) -> Bilingual {
    Bilingual::new(zh, format!("{zh} in English"))
}

fn dimension(key: &str, weight: u32) -> Dimension {
    Dimension {
        key: key.to_owned(),
        name: text(key),
        definition: text("定义"),
        weight,
        anchors: (1..=5).map(|level| text(&format!("{key}{level}"))).collect(),
        negative_signs: BilingualTerms { zh: vec!["算了".to_owned()], en: vec!["whatever".to_owned()] },
        advice: text("建议"),
    }
}

fn model(of: &[(&str, u32)]) -> CompetencyModel {
    CompetencyModel { dimensions: of.iter().map(|(key, weight)| dimension(key, *weight)).collect() }
}

fn question(key: &str, dimensions: &[&str]) -> Question {
    Question {
        key: key.to_owned(),
        text: text(key),
        hint: text("提示"),
        dimensions: dimensions.iter().map(|it| (*it).to_owned()).collect(),
        key_points: dimensions
            .iter()
            .map(|it| KeyPoint { key: format!("p_{it}"), dimension: (*it).to_owned(), ..KeyPoint::default() })
            .collect(),
        answer_seconds: 120,
        ..Question::default()
    }
}

fn ask(id: &str, question: &str, jump_to: Option<&str>) -> Step {
    let jumps = jump_to.map(|to| Jump { when: JumpCondition::Always, to: to.to_owned() });
    Step {
        id: id.to_owned(),
        kind: StepKind::Question { question: question.to_owned() },
        jumps: jumps.into_iter().collect(),
    }
}

#[test]
fn a_model_does_not_differ_from_itself() {
    let it = model(&[("a", 60), ("b", 40)]);
    assert_eq!(differences(&it, &it), []);
}

#[test]
fn each_kind_of_change_is_named_once() {
    let before = model(&[("a", 50), ("b", 30), ("gone", 20)]);
    let mut after = model(&[("b", 40), ("a", 50), ("new", 10)]);
    let b = &mut after.dimensions[0];
    b.anchors[2] = text("换了说法");
    b.name = text("新名");
    b.definition.en.push('!');
    b.advice = text("新建议");
    b.negative_signs.zh = vec!["随便".to_owned()];
    let found: Vec<(String, Alteration)> =
        differences(&before, &after).into_iter().map(|it| (it.dimension, it.what)).collect();
    let b = |what| ("b".to_owned(), what);
    let expected = vec![
        b(Alteration::Moved { from: 2, to: 1 }),
        b(Alteration::Renamed { from: text("b"), to: text("新名") }),
        b(Alteration::Weight { from: 30, to: 40 }),
        b(Alteration::Definition { from: text("定义"), to: Bilingual::new("定义", "定义 in English!") }),
        b(Alteration::Anchor { level: 3, from: text("b3"), to: text("换了说法") }),
        b(Alteration::Signs {
            added: BilingualTerms { zh: vec!["随便".to_owned()], en: vec![] },
            removed: BilingualTerms { zh: vec!["算了".to_owned()], en: vec![] },
        }),
        b(Alteration::Advice { from: text("建议"), to: text("新建议") }),
        ("a".to_owned(), Alteration::Moved { from: 1, to: 2 }),
        ("new".to_owned(), Alteration::Added { weight: 10 }),
        ("gone".to_owned(), Alteration::Removed { weight: 20 }),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_model_is_published_only_with_weights_of_a_hundred_and_complete_levels() {
    let codes = |it: &CompetencyModel| check_model(it).iter().map(|it| it.code).collect::<Vec<_>>();
    assert_eq!(codes(&model(&[("a", 60), ("b", 40)])), Vec::<&str>::new());
    assert_eq!(codes(&CompetencyModel::default()), ["flow.weights_not_100"]);
    assert_eq!(codes(&model(&[("a", 60), ("b", 30)])), ["flow.weights_not_100"]);
    assert_eq!(codes(&model(&[("a", 60), ("a", 40)])), ["flow.duplicate_dimension"]);
    let mut four = model(&[("a", 100)]);
    four.dimensions[0].anchors.pop();
    assert_eq!(codes(&four), ["flow.dimension_incomplete"]);
}

#[test]
fn a_flow_that_takes_a_model_keeps_nothing_that_points_at_what_is_gone() {
    let document = FlowDocument {
        competency: model(&[("a", 50), ("b", 50)]),
        questions: vec![question("both", &["a", "b"]), question("only_b", &["b"]), question("none", &[])],
        steps: vec![
            ask("q1", "both", Some("q2")),
            ask("q2", "only_b", None),
            ask("q3", "none", Some("end")),
            Step { id: "end".to_owned(), kind: StepKind::End, jumps: vec![] },
        ],
        ..FlowDocument::default()
    };
    let taken = adopt(&document, &model(&[("a", 70), ("c", 30)]));
    assert_eq!(taken.competency, model(&[("a", 70), ("c", 30)]));
    let questions: Vec<(&str, Vec<&str>)> = taken
        .questions
        .iter()
        .map(|it| (it.key.as_str(), it.key_points.iter().map(|it| it.dimension.as_str()).collect()))
        .collect();
    assert_eq!(questions, [("both", vec!["a"]), ("none", vec![])]);
    let steps: Vec<(&str, usize)> = taken.steps.iter().map(|it| (it.id.as_str(), it.jumps.len())).collect();
    assert_eq!(steps, [("q1", 0), ("q3", 1), ("end", 0)]);
    assert_eq!(adopt(&document, &document.competency), document, "the same model changes nothing");
}
