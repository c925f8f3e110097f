//! The one check of a flow: run while editing and again when publishing, so that both say the same.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{FlowDocument, JumpCondition, MAX_STEPS, Step, StepKind};
use crate::competency::{CompetencyModel, LEVELS};
use crate::question::FollowUpCondition;

/// Something that keeps a flow from being published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// Stable code, translated in both catalogues: `flow.dead_end`.
    pub code: &'static str,
    /// The step it concerns.
    pub step: Option<String>,
    /// The question or dimension it concerns.
    pub subject: Option<String>,
    /// A number for the text, such as the sum of the weights.
    pub value: Option<i64>,
}

impl Problem {
    fn whole(code: &'static str) -> Self {
        Self { code, step: None, subject: None, value: None }
    }
    fn step(code: &'static str, step: &Step) -> Self {
        Self { step: Some(step.id.clone()), ..Self::whole(code) }
    }
    fn subject(code: &'static str, subject: &str) -> Self {
        Self { subject: Some(subject.to_owned()), ..Self::whole(code) }
    }
    fn value(self, value: impl Into<i64>) -> Self {
        Self { value: Some(value.into()), ..self }
    }
}

/// Everything that keeps `flow` from being published, in the order a person would fix it; empty when it may be.
#[must_use]
pub fn check(flow: &FlowDocument) -> Vec<Problem> {
    let mut problems = Vec::new();
    check_settings(flow, &mut problems);
    check_competency(flow, &mut problems);
    check_questions(flow, &mut problems);
    check_steps(flow, &mut problems);
    problems
}

fn check_settings(flow: &FlowDocument, problems: &mut Vec<Problem>) {
    if flow.title.is_incomplete() {
        problems.push(Problem::whole("flow.title_incomplete"));
    }
    if flow.follow_up_budget > 10 {
        problems.push(Problem::whole("flow.follow_up_budget").value(flow.follow_up_budget));
    }
    if !(1..=60).contains(&flow.window_days) {
        problems.push(Problem::whole("flow.window_days").value(flow.window_days));
    }
    if let Some(minutes) = flow.time_limit_minutes {
        let needed: u32 = asked(flow).map(|it| it.answer_seconds).sum::<u32>().div_ceil(60);
        if minutes == 0 || minutes > 240 {
            problems.push(Problem::whole("flow.time_limit").value(minutes));
        } else if needed > minutes {
            problems.push(Problem::whole("flow.time_too_short").value(needed));
        }
    }
    if flow.greetings.iter().any(|it| it.text.is_incomplete()) {
        problems.push(Problem::whole("flow.greeting_incomplete"));
    }
}

fn check_competency(flow: &FlowDocument, problems: &mut Vec<Problem>) {
    problems.extend(check_model(&flow.competency));
    for dimension in &flow.competency.dimensions {
        if dimension.weight > 0 && !asked(flow).any(|it| it.dimensions.contains(&dimension.key)) {
            problems.push(Problem::subject("flow.dimension_never_asked", &dimension.key));
        }
    }
}

/// What keeps a competency model from being published, by itself or inside a flow.
#[must_use]
pub fn check_model(model: &CompetencyModel) -> Vec<Problem> {
    let mut problems = Vec::new();
    let sum = model.weight_sum();
    if sum != 100 {
        problems.push(Problem::whole("flow.weights_not_100").value(sum));
    }
    let mut seen = BTreeSet::new();
    for dimension in &model.dimensions {
        if !seen.insert(&dimension.key) {
            problems.push(Problem::subject("flow.duplicate_dimension", &dimension.key));
        }
        let anchors_incomplete = dimension.anchors.iter().any(crate::locale::Bilingual::is_incomplete);
        if dimension.name.is_incomplete() || dimension.anchors.len() != LEVELS || anchors_incomplete {
            problems.push(Problem::subject("flow.dimension_incomplete", &dimension.key));
        }
    }
    problems
}

fn check_questions(flow: &FlowDocument, problems: &mut Vec<Problem>) {
    let mut seen = BTreeSet::new();
    for question in &flow.questions {
        let of = |code| Problem::subject(code, &question.key);
        if !seen.insert(&question.key) {
            problems.push(of("flow.duplicate_question"));
        }
        if question.text.is_incomplete() || question.hint.is_incomplete() {
            problems.push(of("flow.question_incomplete"));
        }
        if question.dimensions.is_empty() {
            problems.push(of("flow.question_without_dimension"));
        }
        let unknown = |key: &String| flow.competency.dimension(key).is_none();
        if question.dimensions.iter().any(unknown) || question.key_points.iter().any(|it| unknown(&it.dimension)) {
            problems.push(of("flow.unknown_dimension"));
        }
        if !(10..=3600).contains(&question.answer_seconds) {
            problems.push(of("flow.answer_seconds").value(question.answer_seconds));
        }
        for rule in &question.follow_ups {
            let no_quote = matches!(rule.when, FollowUpCondition::Mentions { .. })
                && !(rule.ask.zh.contains("{quote}") && rule.ask.en.contains("{quote}"));
            if rule.ask.is_incomplete() || rule.why.is_incomplete() || no_quote {
                problems.push(of("flow.follow_up_incomplete"));
                break;
            }
        }
    }
}

fn check_steps(flow: &FlowDocument, problems: &mut Vec<Problem>) {
    if flow.steps.len() > MAX_STEPS {
        problems.push(Problem::whole("flow.too_many_steps").value(MAX_STEPS as i64));
    }
    if asked(flow).next().is_none() {
        problems.push(Problem::whole("flow.no_question"));
    }
    let mut position = BTreeMap::new();
    for (at, step) in flow.steps.iter().enumerate() {
        let is_plain = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
        if step.id.is_empty() || step.id.len() > 64 || !step.id.chars().all(is_plain) {
            problems.push(Problem::step("flow.step_id", step));
        }
        if position.insert(step.id.as_str(), at).is_some() {
            problems.push(Problem::step("flow.duplicate_step", step));
        }
    }
    let mut asked_before = BTreeSet::new();
    for (at, step) in flow.steps.iter().enumerate() {
        match &step.kind {
            StepKind::Question { question } => {
                if flow.question(question).is_none() {
                    problems.push(Problem::step("flow.unknown_question", step));
                }
                if !asked_before.insert(question) {
                    problems.push(Problem::step("flow.question_twice", step));
                }
            }
            StepKind::Message { text } if text.is_incomplete() => {
                problems.push(Problem::step("flow.message_incomplete", step));
            }
            _ => {}
        }
        check_jumps(step, at, &position, problems);
    }
    check_reach(flow, &position, problems);
}

fn check_jumps(step: &Step, at: usize, position: &BTreeMap<&str, usize>, problems: &mut Vec<Problem>) {
    for jump in &step.jumps {
        match position.get(jump.to.as_str()) {
            None => problems.push(Problem::step("flow.jump_to_nowhere", step)),
            Some(to) if *to <= at => problems.push(Problem::step("flow.jump_backwards", step)),
            Some(_) => {}
        }
        let needs_answer = matches!(jump.when, JumpCondition::AnswerShorterThan { .. });
        if needs_answer && !matches!(step.kind, StepKind::Question { .. }) {
            problems.push(Problem::step("flow.jump_without_answer", step));
        }
    }
}

/// Walks every path from the start: jumps go forward only, so one pass in order sees them all.
fn check_reach(flow: &FlowDocument, position: &BTreeMap<&str, usize>, problems: &mut Vec<Problem>) {
    let mut reached = vec![false; flow.steps.len()];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for (at, step) in flow.steps.iter().enumerate() {
        if !reached[at] {
            problems.push(Problem::step("flow.unreachable", step));
            continue;
        }
        if step.kind == StepKind::End {
            continue;
        }
        for jump in &step.jumps {
            if let Some(to) = position.get(jump.to.as_str()).filter(|to| **to > at) {
                reached[*to] = true;
            }
        }
        let always_leaves = step.jumps.iter().any(|it| it.when == JumpCondition::Always);
        match (always_leaves, reached.get_mut(at + 1)) {
            (true, _) => {}
            (false, Some(next)) => *next = true,
            (false, None) => problems.push(Problem::step("flow.dead_end", step)),
        }
    }
}

/// The questions the steps ask, in order.
fn asked(flow: &FlowDocument) -> impl Iterator<Item = &crate::question::Question> {
    flow.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Question { question } => flow.question(question),
        _ => None,
    })
}
