//! Presets (预设): two ways to interview for one family, by what the company hires for. They choose among what a family has.
//!
//! Part-time looks at job fit with a few short questions, full-time at potential. Where a kind has no plan of its own, the
//! family's recommended flow is that preset.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use bole_domain::competency::{CompetencyModel, Dimension};
use bole_domain::flow::{FlowDocument, Greeting, Step, StepKind};
use bole_domain::locale::Bilingual;
use bole_domain::question::Question;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Family;

const SHIPPED: &str = include_str!("../../../../content/library/presets.json");

/// A preset as HR picks it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PresetView {
    /// Its key: `full_time` or `part_time`.
    pub key: String,
    /// Its name.
    pub name: Bilingual,
    /// What it looks at and what it costs the candidate.
    pub about: Bilingual,
    /// How many questions are asked.
    pub question_count: usize,
    /// Minutes the answers are expected to take.
    pub minutes: u32,
    /// Whether it is the family's recommended flow.
    pub is_recommended: bool,
}

#[derive(Deserialize)]
struct Presets {
    kinds: Vec<Kind>,
    plans: Vec<Plan>,
}

#[derive(Deserialize)]
struct Kind {
    key: String,
    name: Bilingual,
    about: Bilingual,
    greetings: Vec<Greeting>,
}

#[derive(Deserialize)]
struct Plan {
    family: String,
    kind: String,
    title: Bilingual,
    /// The dimensions that stay, with their weights here.
    weights: BTreeMap<String, u32>,
    questions: Vec<Asked>,
    follow_up_budget: u32,
    time_limit_minutes: u32,
    window_days: u32,
}

#[derive(Deserialize)]
struct Asked {
    key: String,
    seconds: u32,
}

fn presets() -> &'static Presets {
    static READ: OnceLock<Presets> = OnceLock::new();
    READ.get_or_init(|| serde_json::from_str(SHIPPED).expect("the shipped presets are valid, a test reads them"))
}

/// The presets of a family, the recommended one first.
#[must_use]
pub fn list(family: &Family) -> Vec<PresetView> {
    let mut found: Vec<PresetView> = presets().kinds.iter().map(|kind| view(family, kind)).collect();
    found.sort_by_key(|it| !it.is_recommended);
    found
}

/// The document that a preset of a family begins with; `None` for a key that does not exist.
#[must_use]
pub fn document(family: &Family, key: &str) -> Option<FlowDocument> {
    let kind = presets().kinds.iter().find(|it| it.key == key)?;
    Some(plan(family, kind).map_or_else(|| family.flow.clone(), |it| carry_out(family, kind, it)))
}

fn plan(family: &Family, kind: &Kind) -> Option<&'static Plan> {
    presets().plans.iter().find(|it| it.family == family.family && it.kind == kind.key)
}

fn view(family: &Family, kind: &Kind) -> PresetView {
    let plan = plan(family, kind);
    let document = plan.map_or_else(|| family.flow.clone(), |it| carry_out(family, kind, it));
    let asked: Vec<u32> = document.steps.iter().filter_map(|it| seconds(&document, it)).collect();
    PresetView {
        key: kind.key.clone(),
        name: kind.name.clone(),
        about: kind.about.clone(),
        question_count: asked.len(),
        minutes: asked.iter().sum::<u32>().div_ceil(60),
        is_recommended: plan.is_none(),
    }
}

fn seconds(document: &FlowDocument, step: &Step) -> Option<u32> {
    match &step.kind {
        StepKind::Question { question } => document.question(question).map(|it| it.answer_seconds),
        _ => None,
    }
}

/// Questions that look at a dimension which the plan leaves out do not come along: their key points would have no home.
fn carry_out(family: &Family, kind: &Kind, plan: &Plan) -> FlowDocument {
    let weighed = |it: &Dimension| plan.weights.get(&it.key).map(|weight| Dimension { weight: *weight, ..it.clone() });
    let timed = |it: &Question| Question {
        answer_seconds: plan
            .questions
            .iter()
            .find(|asked| asked.key == it.key)
            .map_or(it.answer_seconds, |it| it.seconds),
        ..it.clone()
    };
    let is_kept = |it: &&Question| it.dimensions.iter().all(|key| plan.weights.contains_key(key));
    let mut steps: Vec<Step> = (1..)
        .zip(&plan.questions)
        .map(|(number, asked)| Step {
            id: format!("q{number}"),
            kind: StepKind::Question { question: asked.key.clone() },
            jumps: Vec::new(),
        })
        .collect();
    steps.push(Step { id: "end".to_owned(), kind: StepKind::End, jumps: Vec::new() });
    FlowDocument {
        title: plan.title.clone(),
        competency: CompetencyModel {
            dimensions: family.flow.competency.dimensions.iter().filter_map(weighed).collect(),
        },
        questions: family.flow.questions.iter().filter(is_kept).map(timed).collect(),
        greetings: kind.greetings.clone(),
        steps,
        follow_up_budget: plan.follow_up_budget,
        time_limit_minutes: Some(plan.time_limit_minutes),
        window_days: plan.window_days,
    }
}
