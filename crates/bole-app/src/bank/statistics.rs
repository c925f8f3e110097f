//! Figures of a question out of real interviews: how much of what it asks for is covered, and whether it tells people apart.
//!
//! An answer counts with the share of the question's key points that it covers, follow-ups included. Nobody is named, and few
//! answers tell nothing but their number.

use std::collections::{BTreeMap, BTreeSet};

use bole_domain::assessment::Assessment;
use bole_domain::flow::FlowDocument;
use bole_domain::ids::FlowVersionId;
use bole_domain::session::step_of;
use bole_domain::staff::Permission;
use bole_insight::{MIN_ANSWERS, MIN_DISCRIMINATION, figures};
use bole_store::assessment::Asked;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::policy::Staff;
use crate::seal::at;

/// So many of the newest interviews are looked at.
const NEWEST: i64 = 500;

/// What answers say about a question.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionStatisticsView {
    /// Answers that could be assessed.
    pub n: usize,
    /// Answers that could not: silence, words without sentences and the like.
    pub not_assessable: usize,
    /// The mean share of key points covered, 0–100; `null` while there are too few answers.
    pub mean: Option<f64>,
    /// How far answers lie apart: the standard deviation of that share.
    pub spread: Option<f64>,
    /// How far it goes along with the interview's total, −1 to 1; `null` while there are too few answers.
    pub discrimination: Option<f64>,
    /// From so many answers on a mean is told.
    pub needed_for_mean: usize,
    /// From so many answers on the discrimination is told.
    pub needed_for_discrimination: usize,
}

/// Where a question stands in a version of a flow: the step, and how many key points it has.
struct Place {
    step: String,
    points: usize,
}

/// The figures of a question, out of the interviews the caller sees.
///
/// # Errors
/// Without `flow.read`.
pub async fn statistics(app: &App, staff: &Staff, key: &str) -> Result<QuestionStatisticsView, Failure> {
    staff.demand(Permission::FlowRead)?;
    let found = bole_store::assessment::asking(&app.store, &staff.scope, key, NEWEST).await;
    let found = found.doing("Listing assessments")?;
    let places = places(app, &found, key).await?;
    let (mut answers, mut not_assessable) = (Vec::new(), 0);
    for it in &found {
        let Some(place) = places.get(&it.flow_version_id) else { continue };
        let Some(person) = app.open_key(it.wrapped_key.as_deref())? else { continue };
        let row = &it.assessment;
        let text = app.unseal(&person, at("assessment", "assessment"), &row.id, &row.assessment_sealed)?;
        let assessment: Assessment = serde_json::from_str(&text).doing("Reading an assessment")?;
        match covered(&assessment, place) {
            Some(Some(share)) => answers.push((share, assessment.total)),
            Some(None) => not_assessable += 1,
            None => {}
        }
    }
    let found = figures(&answers);
    let rounded = |it: Option<f64>, steps: f64| it.map(|it| (it * steps).round() / steps);
    Ok(QuestionStatisticsView {
        n: found.n,
        not_assessable,
        mean: rounded(found.mean, 10.0),
        spread: rounded(found.spread, 10.0),
        discrimination: rounded(found.discrimination, 100.0),
        needed_for_mean: MIN_ANSWERS,
        needed_for_discrimination: MIN_DISCRIMINATION,
    })
}

async fn places(app: &App, found: &[Asked], key: &str) -> Result<BTreeMap<FlowVersionId, Place>, Failure> {
    let versions: BTreeSet<FlowVersionId> = found.iter().map(|it| it.flow_version_id).collect();
    let mut places = BTreeMap::new();
    for id in versions {
        let Some(version) = bole_store::flow::version(&app.store, id).await.doing("Loading a flow version")? else {
            continue;
        };
        let document: FlowDocument = serde_json::from_str(&version.document).doing("Reading a flow")?;
        let script = crate::interview::script_of(app, id).await?;
        let step = script.steps.iter().find_map(|it| script.question(it.id()).filter(|it| it.question == key));
        let points = document.questions.iter().find(|it| it.key == key).map_or(0, |it| it.key_points.len());
        if let (Some(step), true) = (step, points > 0) {
            places.insert(id, Place { step: step.id.clone(), points });
        }
    }
    Ok(places)
}

/// The share of key points that the answers at a place cover, 0–100: nothing where it was not asked, and nothing to tell where
/// no answer could be assessed.
fn covered(assessment: &Assessment, place: &Place) -> Option<Option<f64>> {
    let given: Vec<_> = assessment.answers.iter().filter(|it| step_of(&it.slot) == place.step).collect();
    if given.is_empty() {
        return None;
    }
    let assessable = given.iter().filter(|it| it.not_assessable.is_none());
    let mut named = BTreeSet::new();
    let mut is_any = false;
    for it in assessable {
        is_any = true;
        named.extend(it.key_points.iter().map(String::as_str));
    }
    let share = 100.0 * named.len().min(place.points) as f64 / place.points as f64;
    Some(is_any.then_some(share))
}
