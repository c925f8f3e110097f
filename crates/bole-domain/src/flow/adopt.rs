//! Putting a competency model into a flow: what is scored becomes the model's, and nothing points at what is gone.

use std::collections::BTreeSet;

use super::{FlowDocument, Step, StepKind};
use crate::competency::CompetencyModel;
use crate::question::Question;

/// The document with this model.
///
/// Questions keep the dimensions that the model has, and the key points of those; one that is left with no dimension goes,
/// with its step and the jumps that lead there.
#[must_use]
pub fn adopt(document: &FlowDocument, model: &CompetencyModel) -> FlowDocument {
    let has = |key: &String| model.dimension(key).is_some();
    let fitted = |it: &Question| Question {
        dimensions: it.dimensions.iter().filter(|key| has(key)).cloned().collect(),
        key_points: it.key_points.iter().filter(|point| has(&point.dimension)).cloned().collect(),
        ..it.clone()
    };
    let had_none = |key: &str| document.question(key).is_some_and(|it| it.dimensions.is_empty());
    let questions: Vec<Question> =
        document.questions.iter().map(fitted).filter(|it| !it.dimensions.is_empty() || had_none(&it.key)).collect();
    let is_gone = |step: &Step| match &step.kind {
        StepKind::Question { question } => {
            document.question(question).is_some() && !questions.iter().any(|it| it.key == *question)
        }
        _ => false,
    };
    let gone: BTreeSet<&str> = document.steps.iter().filter(|it| is_gone(it)).map(|it| it.id.as_str()).collect();
    let kept = document.steps.iter().filter(|it| !gone.contains(it.id.as_str()));
    let steps = kept.map(|step| Step {
        jumps: step.jumps.iter().filter(|jump| !gone.contains(jump.to.as_str())).cloned().collect(),
        ..step.clone()
    });
    FlowDocument { competency: model.clone(), steps: steps.collect(), questions: questions.clone(), ..document.clone() }
}
