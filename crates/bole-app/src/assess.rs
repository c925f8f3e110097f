//! Assessing a completed interview: the scorer proposes, the rules say why a person must look. It decides nothing.

use bole_domain::assessment::{
    Assessment, Calibration, Cuts, DimensionScore, Outcome, ReviewReason, propose_outcome, review_reasons,
};
use bole_domain::competency::CompetencyModel;
use bole_domain::consent::Purpose;
use bole_domain::ids::{ApplicationId, SessionId};
use bole_domain::notice::NoticeKind;
use bole_domain::session::Command;
use bole_domain::time::Millis;
use bole_scoring::Receipt;
use bole_store::assessment::Assessment as Row;
use bole_store::{Scope, Tx};
use bole_vault::{ChainHash, PersonKey};
use serde_json::json;

use crate::answer::{self, Held};
use crate::app::{App, LiveTopic};
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};
use crate::interview::{self, Acting};
use crate::seal::at;

/// The scorer's name where the candidate declined scoring by machine.
pub const BY_PERSON: &str = "person";

/// Scores a completed interview; one that is scored already stays as it is.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn score_session(app: &App, session: SessionId) -> Result<(), Failure> {
    let row = bole_store::session::get(&app.store, session).await.doing("Loading a session")?;
    let Some(row) = row.filter(|it| it.status == "pending_review") else { return Ok(()) };
    if interview::load(app, session).await?.lock().await.session.is_scored || !may_score(app, session).await? {
        return Ok(());
    }
    let candidate = bole_store::candidate::get(&app.store, row.candidate_id).await.doing("Loading a candidate")?;
    let key = app.open_key(candidate.and_then(|it| it.wrapped_key).as_deref())?;
    let Some(key) = key else { return Ok(()) };
    let mut held = answer::held(app, session).await?;
    // A withdrawal counts from the moment it is made, whatever was agreed to when the interview began.
    held.declined_ai |= crate::consent::is_refused(&app.store, row.application_id, Purpose::AiScoring).await?;
    let salt = bole_vault::Token::random().doing("Salting a receipt")?;
    let (assessment, receipt) = assess_aside(held, salt).await?;
    let requisition =
        bole_store::requisition::get(&app.store, row.requisition_id).await.doing("Loading a requisition")?;
    let cuts = requisition.map_or_else(Cuts::default, |it| Cuts { pass: it.cut_pass, pool: it.cut_pool });
    let found = Found { session, application: row.application_id, assessment, receipt, cuts, at: app.now() };
    let stored = sealed_row(app, &key, &found)?;
    let acting = Acting::begin(app, session, &Command::MarkScored, Actor::System).await?;
    keep(app, acting.tx(), &row, &stored).await?;
    acting.commit(app).await?;
    app.tell(LiveTopic::Reviews);
    Ok(())
}

/// Whether what was answered may be scored now: not once the interview's consent is withdrawn, and by a machine not before
/// the day the law of the place asks for. Who wants a person to score never waits.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn may_score(app: &App, session: SessionId) -> Result<bool, Failure> {
    let row = bole_store::session::get(&app.store, session).await.doing("Loading a session")?;
    let Some(row) = row else { return Ok(false) };
    let refused = async |purpose| crate::consent::is_refused(&app.store, row.application_id, purpose).await;
    if refused(Purpose::Interview).await? || refused(Purpose::CrossBorder).await? {
        return Ok(false);
    }
    let policy = crate::region::policy_of(&app.store, row.application_id).await?;
    let from = crate::region::scoring_from(&app.store, &policy, session).await?;
    Ok(from.is_none_or(|it| it <= app.now()) || refused(Purpose::AiScoring).await?)
}

/// What the scorer found about a session, to be stored.
pub(crate) struct Found {
    pub(crate) session: SessionId,
    pub(crate) application: ApplicationId,
    pub(crate) assessment: Assessment,
    pub(crate) receipt: Receipt,
    pub(crate) cuts: Cuts,
    pub(crate) at: Millis,
}

/// The row of an assessment, sealed under the person's key, its receipt signed.
///
/// # Errors
/// When the operating system gives no random bytes.
pub(crate) fn sealed_row(app: &App, key: &PersonKey, found: &Found) -> Result<Row, Failure> {
    let assessment = &found.assessment;
    let declined = assessment.scorer == BY_PERSON;
    let reasons = review_reasons(assessment, found.cuts, declined, false);
    let id = app.new_id();
    let hash = ChainHash::from_hex(&found.receipt.content_sha256).unwrap_or(ChainHash::START);
    let text = serde_json::to_string(assessment).doing("Writing an assessment")?;
    Ok(Row {
        id,
        session_id: found.session,
        application_id: found.application,
        scorer: assessment.scorer.clone(),
        total: assessment.total,
        confidence: assessment.confidence,
        proposed: (!declined).then(|| propose_outcome(assessment.total, found.cuts).code().to_owned()),
        reasons: serde_json::to_string(&reasons).doing("Writing reasons")?,
        declined_ai: declined,
        assessment_sealed: app.seal(key, at("assessment", "assessment"), &id, &text)?,
        receipt_sealed: app.seal(key, at("assessment", "receipt"), &id, &found.receipt.to_json())?,
        receipt_sha256: hash.to_hex(),
        receipt_signature: app.signer.sign(&hash),
        created_at: found.at,
    })
}

async fn keep(app: &App, tx: &Tx, session: &bole_store::session::Session, stored: &Row) -> Result<(), Failure> {
    bole_store::assessment::put(tx, stored).await.doing("Storing an assessment")?;
    let found = bole_store::application::for_change(tx, &Scope::All, session.application_id).await;
    if let Some(mut application) = found.doing("Loading an application")?.filter(|it| it.session_id == Some(session.id))
    {
        application.review_needed = true;
        application.updated_at = app.now();
        bole_store::application::update(tx, &application).await.doing("Updating an application")?;
        crate::notice::post(app, tx, NoticeKind::ReviewWaiting, &application, &session.id).await?;
    }
    let deed = Deed {
        actor: Actor::System,
        action: "assessment.score",
        subject: Some(("application", &session.application_id)),
        params: json!({ "scorer": stored.scorer, "receipt": stored.receipt_sha256 }),
    };
    app.record(tx, deed).await
}

/// Runs the scorer and writes the receipt that recomputes the score. It blocks for milliseconds.
pub(crate) fn assess(held: &Held, salt: &bole_vault::Token) -> (Assessment, Receipt) {
    let answers = answer::for_scoring(&held.answers);
    let competency = &held.document.competency;
    let questions = &held.document.questions;
    let assessment = if held.declined_ai {
        unscored(competency)
    } else {
        bole_scoring::score(competency, questions, &answers, held.locale)
    };
    let subject = bole_scoring::Subject {
        locale: held.locale,
        flow_sha256: &held.flow_sha256,
        competency,
        questions,
        answers: &answers,
    };
    let receipt = Receipt::build(&subject, &assessment).with_salt(salt.reveal());
    (assessment, receipt)
}

/// As [`assess`], off the runtime's threads.
async fn assess_aside(held: Held, salt: bole_vault::Token) -> Result<(Assessment, Receipt), Failure> {
    let scored = tokio::task::spawn_blocking(move || assess(&held, &salt));
    scored.await.map_err(|error| Failure::Broken(anyhow::Error::new(error).context("Scoring an interview")))
}

/// What stands in for a score where a person gives it.
fn unscored(competency: &CompetencyModel) -> Assessment {
    let dimension = |key: &String| DimensionScore {
        key: key.clone(),
        score: None,
        level: None,
        confidence: 0.0,
        not_assessable: None,
        evidence: Vec::new(),
        trace: Vec::new(),
    };
    Assessment {
        scorer: BY_PERSON.to_owned(),
        total: None,
        coverage: 0.0,
        confidence: 0.0,
        calibration: Calibration::NotCalibrated,
        dimensions: competency.dimensions.iter().map(|it| dimension(&it.key)).collect(),
        answers: Vec::new(),
    }
}

/// The total over adjusted scores: weighted over the dimensions that have one, 0–100 with one decimal.
#[must_use]
pub fn total_after(
    competency: &CompetencyModel,
    assessment: &Assessment,
    adjusted: impl Fn(&str) -> Option<f64>,
) -> Option<f64> {
    let mut sum = 0.0;
    let mut weights = 0.0;
    for dimension in &assessment.dimensions {
        let score = adjusted(&dimension.key).or(dimension.score);
        let weight = competency.dimension(&dimension.key).map_or(0.0, |it| f64::from(it.weight));
        if let Some(score) = score.filter(|_| weight > 0.0) {
            sum += score * weight;
            weights += weight;
        }
    }
    (weights > 0.0).then(|| (sum / weights * 10.0).round() / 10.0)
}

/// Whether marks must be given before the scorer's result is shown: for high and low totals (UX §1.2, blind first).
#[must_use]
pub fn is_blind(reasons: &[ReviewReason]) -> bool {
    reasons.iter().any(|it| matches!(it, ReviewReason::HighScore | ReviewReason::LowScore))
}

/// Reads stored review reasons.
///
/// # Errors
/// When they are not what was stored.
pub fn read_reasons(text: &str) -> Result<Vec<ReviewReason>, Failure> {
    serde_json::from_str(text).doing("Reading review reasons")
}

/// Reads a stored outcome.
#[must_use]
pub fn outcome_of(code: &str) -> Option<Outcome> {
    [Outcome::Passed, Outcome::FurtherEvaluation, Outcome::Failed].into_iter().find(|it| it.code() == code)
}
