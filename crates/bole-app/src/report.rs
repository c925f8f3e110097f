//! Reports (测评报告): the same content as page and PDF, in HR's and the candidate's edition.

use bole_domain::assessment::{Calibration, Effect, NotAssessable};
use bole_domain::ids::{ApplicationId, CandidateId, SessionId};
use bole_domain::locale::Locale;
use bole_domain::look::Look;
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_insight::Percentile;
use bole_store::Scope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::answer;
use crate::app::App;
use crate::failure::{Doing as _, Failure};
use crate::my_data::Statement;
use crate::person::{self, Sealed};
use crate::policy::{Candidate, Shown, Sight, Staff, allow};
use crate::review::{AssessmentView, assessment_view};

mod content;

/// Who reads a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Edition {
    /// Recruiters, reviewers and managers.
    #[default]
    Hr,
    /// The candidate: growth, no verdict, nobody else.
    Candidate,
}

/// A report.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportView {
    /// Who reads it.
    pub edition: Edition,
    /// The language of its texts.
    pub locale: Locale,
    /// The company.
    pub company: String,
    /// The job's title.
    pub job_title: String,
    /// The candidate's name.
    pub candidate_name: Shown,
    /// The application.
    pub application_id: ApplicationId,
    /// When the interview began.
    pub interviewed_at: Option<Millis>,
    /// When it ended.
    pub finished_at: Option<Millis>,
    /// How long it took.
    pub duration_ms: i64,
    /// The total, 0–100.
    pub total: Option<f64>,
    /// The released result; HR's edition only.
    pub outcome: Option<String>,
    /// The rank within the norm group, where that has at least 50 people.
    pub percentile: Option<PercentileView>,
    /// The dimensions in the order of the competency model.
    pub dimensions: Vec<ReportDimension>,
    /// What speaks for the candidate.
    pub strengths: Vec<String>,
    /// What could become better.
    pub weaknesses: Vec<String>,
    /// What to do about it.
    pub advice: Vec<AdviceView>,
    /// Questions for the next round; HR's edition only.
    pub probes: Vec<String>,
    /// The review.
    pub review: Option<ReportReview>,
    /// What the figures rest on.
    pub basis: BasisView,
}

/// A rank.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct PercentileView {
    /// The share of the group with a lower total, 0–1.
    pub share: f64,
    /// The size of the group: released results of the same requisition.
    pub n: usize,
}

/// One dimension of a report.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReportDimensionView)]
pub struct ReportDimension {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What it means.
    pub definition: String,
    /// Its weight in percent.
    pub weight: u32,
    /// The score that counts: the reviewer's where there is one.
    pub score: Option<f64>,
    /// Its level.
    pub level: Option<u8>,
    /// What people at this level do.
    pub anchor: Option<String>,
    /// What people at the next level do.
    pub next_anchor: Option<String>,
    /// How sure the scorer is.
    pub confidence: f64,
    /// Why it is not assessable.
    pub not_assessable: Option<NotAssessable>,
    /// What the score rests on.
    pub evidence: Vec<ReportEvidence>,
    /// The scorer's own score where a person changed it, and why; HR's edition only.
    pub adjustment: Option<ReportAdjustment>,
    /// How to get better at it.
    pub advice: String,
}

/// Words that a score rests on.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReportEvidenceView)]
pub struct ReportEvidence {
    /// The answer's slot.
    pub slot: String,
    /// What the question is called.
    pub question_title: String,
    /// The words.
    pub text: Shown,
    /// Whether they raise or lower the score.
    pub effect: Effect,
    /// First code point in the answer.
    pub start: u32,
    /// Code point after the last.
    pub end: u32,
}

/// A changed score.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReportAdjustmentView)]
pub struct ReportAdjustment {
    /// What the scorer had found.
    pub from: Option<f64>,
    /// What the reviewer set.
    pub to: f64,
    /// Why.
    pub reason: Shown,
    /// Who.
    pub by: String,
}

/// A piece of advice.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AdviceView {
    /// The dimension's name.
    pub dimension: String,
    /// What to do.
    pub text: String,
}

/// The review behind a report.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = ReportReviewView)]
pub struct ReportReview {
    /// Who released it; HR's edition only.
    pub by: Option<String>,
    /// When.
    pub at: Millis,
    /// The reason given.
    pub note: Option<Shown>,
}

/// What the figures rest on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BasisView {
    /// Name and version of the scorer.
    pub scorer: String,
    /// The flow version's number.
    pub flow_number: i64,
    /// The receipt's digest.
    pub receipt_sha256: String,
    /// Whether the scorer passed the calibration gate.
    pub calibration: Calibration,
}

/// Writes a report as PDF.
pub trait ReportWriter: Send + Sync {
    /// The PDF's bytes. It takes up to a second and blocks.
    ///
    /// # Errors
    /// When fonts are missing or the PDF cannot be written.
    fn write(&self, report: &ReportView, watermark: Option<&str>) -> anyhow::Result<Vec<u8>>;

    /// The PDF's bytes of a person's copy of their data. As long as the data, and it blocks.
    ///
    /// # Errors
    /// As [`Self::write`].
    fn write_statement(&self, statement: &Statement) -> anyhow::Result<Vec<u8>>;
}

/// Everything a report is made from.
pub(crate) struct Source {
    pub(crate) application: bole_store::application::Listed,
    pub(crate) company: String,
    pub(crate) sight: Sight,
    pub(crate) candidate: CandidateId,
    pub(crate) name: String,
    pub(crate) held: answer::Held,
    pub(crate) assessment: AssessmentView,
    pub(crate) released: Option<crate::application::ReleasedView>,
    pub(crate) note: Option<String>,
    pub(crate) percentile: Option<Percentile>,
}

/// A report for staff.
///
/// # Errors
/// Without `report.read`, when the caller does not see it, or `report.not_released` before the release for who may not
/// release.
pub async fn for_staff(
    app: &App,
    staff: &Staff,
    id: ApplicationId,
    edition: Edition,
    locale: Locale,
) -> Result<ReportView, Failure> {
    let found = bole_store::application::find(&app.store, &staff.scope, id).await.doing("Loading an application")?;
    let application = allow(staff, Permission::ReportRead, found)?.into_inner();
    let session = application.application.session_id.ok_or_else(Failure::not_found)?;
    let is_released = application.application.session_status.as_deref() == Some("reviewed");
    if !is_released {
        let may_see =
            staff.role.may(Permission::ReviewRelease) && !crate::review::load(app, staff, session).await?.is_blind();
        if !may_see {
            return Err(not_released());
        }
    }
    let source = load(app, staff.sight(), application, session).await?;
    Ok(content::write(&source, edition, locale))
}

/// A copy of a report for staff as PDF; it says faintly who took it and when, and the taking is recorded.
///
/// # Errors
/// As [`for_staff`], or when the PDF cannot be written.
pub async fn copy(
    app: &App,
    staff: &Staff,
    id: ApplicationId,
    edition: Edition,
    locale: Locale,
) -> Result<(ReportView, Vec<u8>), Failure> {
    let report = for_staff(app, staff, id, edition, locale).await?;
    let taken_by = crate::sign_in::me(app, staff).await?.name;
    let bytes = pdf(app, report.clone(), Some(taken_by)).await?;
    let tx = app.store.begin().await.doing("Beginning")?;
    crate::look::record(app, staff, &tx, Look::Report, id, serde_json::json!({})).await?;
    tx.commit().await.doing("Recording a copy of a report")?;
    Ok((report, bytes))
}

/// The candidate's own report.
///
/// # Errors
/// `report.not_released` before the release.
pub async fn for_candidate(app: &App, candidate: &Candidate, locale: Locale) -> Result<ReportView, Failure> {
    let found = bole_store::application::find(&app.store, &Scope::All, candidate.application).await;
    let application = found.doing("Loading an application")?.ok_or_else(Failure::not_found)?;
    let session = application.application.session_id.ok_or_else(not_released)?;
    if application.application.outcome.is_none() {
        return Err(not_released());
    }
    let mut source = load(app, candidate.sight(), application, session).await?;
    let release = bole_store::review::release(&app.store, session).await.doing("Loading a release")?;
    let release = release.ok_or_else(not_released)?;
    // What a reviewer tries during an appeal is not the candidate's before it is released.
    source.assessment.adjustments.retain(|it| it.adjustment.at <= release.at);
    source.assessment.total = release.total;
    Ok(content::write(&source, Edition::Candidate, locale))
}

/// A report as PDF. A copy for staff says faintly who took it and when.
///
/// # Errors
/// When fonts are missing or the PDF cannot be written.
pub async fn pdf(app: &App, report: ReportView, taken_by: Option<String>) -> Result<Vec<u8>, Failure> {
    let watermark = taken_by.map(|it| format!("{it} {}", crate::calendar::date(app.now(), report.locale)));
    let writer = std::sync::Arc::clone(&app.reports);
    let written = tokio::task::spawn_blocking(move || writer.write(&report, watermark.as_deref())).await;
    written.map_err(|error| Failure::Broken(anyhow::Error::new(error)))?.doing("Writing a report")
}

async fn load(
    app: &App,
    sight: Sight,
    application: bole_store::application::Listed,
    session: SessionId,
) -> Result<Source, Failure> {
    let person = person::open(app, Sealed::from(&application))?;
    let held = answer::held(app, session).await?;
    let row = bole_store::assessment::of_session(&app.store, session).await.doing("Loading an assessment")?;
    let row = row.ok_or_else(not_released)?;
    let requisition = application.application.requisition_id;
    let found = bole_store::requisition::get(&app.store, requisition).await.doing("Loading a requisition")?;
    let cuts = found.map(|it| bole_domain::assessment::Cuts { pass: it.cut_pass, pool: it.cut_pool });
    let names = crate::staff::names(app).await?;
    let assessment = assessment_view(app, sight, &row, &held, cuts.unwrap_or_default(), &person, &names).await?;
    let totals = bole_store::review::released_totals(&app.store, requisition).await.doing("Listing released totals")?;
    let percentile = assessment.total.and_then(|it| bole_insight::percentile(it, &totals));
    let release = bole_store::review::release(&app.store, session).await.doing("Loading a release")?;
    let note = release.as_ref().and_then(|it| it.note_sealed.as_deref());
    let place = crate::seal::at("release", "note");
    Ok(Source {
        company: crate::company::name(app).await?,
        note: app.unseal_if(person.key.as_ref(), place, &session, note)?,
        released: crate::review::released(app, sight, session, &person, &names).await?,
        sight,
        candidate: person.id,
        name: person.name,
        application,
        held,
        assessment,
        percentile,
    })
}

fn not_released() -> Failure {
    Failure::refuse(bole_domain::rejection::Kind::Conflict, "report.not_released")
}
