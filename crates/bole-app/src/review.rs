//! Human review (人工复核): blind marks first where the rules ask for it, then the scorer's result with its evidence,
//! changed scores with reasons, and the release by a person that gives an application its result.

use std::collections::BTreeMap;

use bole_domain::assessment::{Adjustment, Assessment, Cuts, Outcome, Rejected, ReviewReason, propose_outcome};
use bole_domain::competency::CompetencyModel;
use bole_domain::ids::{ApplicationId, AssessmentId, SessionId, StaffId};
use bole_domain::rejection::Kind;
use bole_domain::session::{ActedBy, Command};
use bole_domain::staff::{Field, Permission};
use bole_domain::time::Millis;
use bole_store::session::Listed;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::answer::{self, AnswerView, Held};
use crate::app::{App, LiveTopic};
use crate::application::ReleasedView;
use crate::assess::{self, is_blind};
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::interview::Acting;
use crate::person::{self, Person};
use crate::policy::{Shown, Sight, Staff, allow};
use crate::requisition::RequisitionRef;
use crate::seal::at;

mod queue;
mod release;
pub use queue::{QueueRow, queue};
pub use release::{ReleaseBody, ReleaseManyBody, ReleasedRow, release, release_many, released};

/// An assessment with what people changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct AssessmentView {
    /// The assessment.
    pub id: AssessmentId,
    /// As the scorer left it.
    pub assessment: Assessment,
    /// What people changed, oldest first; the last of a dimension counts.
    pub adjustments: Vec<AdjustmentView>,
    /// The total after changes.
    pub total: Option<f64>,
    /// What the rules propose for it.
    pub proposed: Outcome,
    /// The receipt's digest.
    pub receipt_sha256: String,
    /// When it was scored.
    pub scored_at: Millis,
}

/// A changed score and who changed it.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdjustmentView {
    /// The change; its reason as the caller may read it.
    #[serde(flatten)]
    pub adjustment: Adjustment,
    /// The reviewer's name.
    pub by: String,
}

/// Everything a reviewer needs on one page.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewView {
    /// The session.
    pub session_id: SessionId,
    /// Its application.
    pub application_id: ApplicationId,
    /// The candidate's name.
    pub name: Shown,
    /// What it is for.
    pub requisition: RequisitionRef,
    /// Cut-off scores.
    pub cuts: Cuts,
    /// What is scored.
    pub competency: CompetencyModel,
    /// Why a person must look.
    pub reasons: Vec<ReviewReason>,
    /// What was answered.
    pub answers: Vec<AnswerView>,
    /// Whether the caller's own marks are asked first.
    pub blind: bool,
    /// The caller's marks.
    pub marks: Vec<MarkView>,
    /// The scorer's result; `null` while blind.
    pub assessment: Option<AssessmentView>,
    /// Dimensions whose evidence the caller has opened.
    pub opened: Vec<String>,
    /// The candidate's appeal.
    pub appeal: Option<Shown>,
    /// The released result.
    pub released: Option<ReleasedView>,
    /// What the caller may do: `mark`, `adjust`, `release`.
    pub actions: Vec<&'static str>,
}

/// A level given by a person.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct MarkView {
    /// The dimension.
    pub dimension: String,
    /// 1–5.
    pub level: u8,
}

/// The caller's own levels.
#[derive(Debug, Deserialize, ToSchema)]
pub struct MarksBody {
    /// One per dimension.
    pub marks: Vec<MarkView>,
}

/// Which evidence was opened.
#[derive(Debug, Deserialize, ToSchema)]
pub struct OpenEvidenceBody {
    /// The dimension.
    pub dimension: String,
}

/// A score to change.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AdjustBody {
    /// The dimension.
    pub dimension: String,
    /// 0–100.
    pub score: f64,
    /// Why; never empty.
    pub reason: String,
}

/// A session under review with everything opened.
pub(crate) struct UnderReview {
    pub(crate) listed: Listed,
    pub(crate) person: Person,
    pub(crate) held: Held,
    pub(crate) row: Option<bole_store::assessment::Assessment>,
    pub(crate) reasons: Vec<ReviewReason>,
    pub(crate) cuts: Cuts,
    pub(crate) marks: Vec<MarkView>,
    pub(crate) opened: Vec<String>,
}

impl UnderReview {
    /// Whether the caller's marks are still asked before the scorer's result is shown.
    pub(crate) fn is_blind(&self) -> bool {
        is_blind(&self.reasons) && self.marks.is_empty() && self.listed.session.status == "pending_review"
    }
}

pub(crate) async fn load(app: &App, staff: &Staff, id: SessionId) -> Result<UnderReview, Failure> {
    let found = bole_store::session::find(&app.store, &staff.scope, id).await.doing("Loading a session")?;
    let listed = allow(staff, Permission::ReviewRelease, found)?.into_inner();
    if !matches!(listed.session.status.as_str(), "pending_review" | "reviewed") {
        return Err(Failure::not_found());
    }
    let requisition = bole_store::requisition::get(&app.store, listed.session.requisition_id).await;
    let cuts = requisition.doing("Loading a requisition")?.map(|it| Cuts { pass: it.cut_pass, pool: it.cut_pool });
    let row = bole_store::assessment::of_session(&app.store, id).await.doing("Loading an assessment")?;
    let mut reasons = row.as_ref().map(|it| assess::read_reasons(&it.reasons)).transpose()?.unwrap_or_default();
    let appeal = bole_store::review::appeal(&app.store, id).await.doing("Loading an appeal")?;
    if appeal.is_some_and(|it| it.answered_at.is_none()) {
        reasons.push(ReviewReason::Appeal);
    }
    let marks = bole_store::review::marks(&app.store, id).await.doing("Loading marks")?;
    let opened = bole_store::review::evidence_views(&app.store, id).await.doing("Loading opened evidence")?;
    Ok(UnderReview {
        person: person::load(app, listed.session.candidate_id).await?,
        held: answer::held(app, id).await?,
        row,
        reasons,
        cuts: cuts.unwrap_or_default(),
        marks: marks
            .into_iter()
            .filter(|it| it.staff_id == staff.id)
            .map(|it| MarkView { dimension: it.dimension, level: u8::try_from(it.level).unwrap_or(0) })
            .collect(),
        opened: opened.into_iter().filter(|it| it.staff_id == staff.id).map(|it| it.dimension).collect(),
        listed,
    })
}

/// A review's page.
///
/// # Errors
/// Without `review.release`, or when the caller does not see it or the interview is not over.
pub async fn get(app: &App, staff: &Staff, id: SessionId) -> Result<ReviewView, Failure> {
    let (review, sight) = (load(app, staff, id).await?, staff.sight());
    let names = crate::staff::names(app).await?;
    let blind = review.is_blind();
    let assessment = match &review.row {
        Some(row) if !blind && !row.assessment_sealed.is_empty() => {
            Some(assessment_view(app, sight, row, &review.held, review.cuts, &review.person, &names).await?)
        }
        _ => None,
    };
    let appeal = bole_store::review::appeal(&app.store, id).await.doing("Loading an appeal")?;
    let appeal = match appeal {
        None => None,
        Some(it) => {
            let place = at("appeal", "reason");
            sight.text_if(Field::Words, app.unseal_if(review.person.key.as_ref(), place, &id, Some(&it.reason_sealed))?)
        }
    };
    let is_open = review.listed.session.status == "pending_review" && review.row.is_some();
    let actions = match (is_open, blind) {
        (false, _) => vec![],
        (true, true) => vec!["mark"],
        (true, false) => vec!["adjust", "release"],
    };
    Ok(ReviewView {
        session_id: id,
        application_id: review.listed.session.application_id,
        name: review.person.shown_name(sight),
        requisition: RequisitionRef {
            id: review.listed.session.requisition_id,
            title: review.listed.requisition_title.clone(),
        },
        cuts: review.cuts,
        reasons: if blind { Vec::new() } else { review.reasons.clone() },
        blind,
        marks: review.marks,
        assessment,
        opened: review.opened,
        appeal,
        released: released(app, sight, id, &review.person, &names).await?,
        competency: review.held.document.competency,
        answers: review.held.answers.into_iter().map(|it| it.view(sight)).collect(),
        actions,
    })
}

/// Keeps the caller's own levels; the scorer's result is shown from then on.
///
/// # Errors
/// `review.marks_incomplete` unless every dimension has one level 1–5, or as [`get`].
pub async fn mark(app: &App, staff: &Staff, id: SessionId, body: MarksBody) -> Result<ReviewView, Failure> {
    let review = load(app, staff, id).await?;
    if !review.is_blind() {
        return Err(Failure::refuse(Kind::Conflict, "review.already_marked"));
    }
    let wanted: Vec<&str> = review.held.document.competency.dimensions.iter().map(|it| it.key.as_str()).collect();
    let is_complete = wanted.len() == body.marks.len()
        && wanted.iter().all(|key| body.marks.iter().any(|it| it.dimension == *key && (1..=5).contains(&it.level)));
    if !is_complete {
        return Err(Failure::refuse(Kind::Invalid, "review.marks_incomplete"));
    }
    let command = Command::MarkReviewed { by: ActedBy::Staff(staff.id) };
    let acting = Acting::begin(app, id, &command, staff.into()).await?;
    for it in body.marks {
        let mark = bole_store::review::Mark {
            session_id: id,
            staff_id: staff.id,
            dimension: it.dimension,
            level: i64::from(it.level),
            at: app.now(),
        };
        bole_store::review::put_mark(acting.tx(), &mark).await.doing("Keeping a mark")?;
    }
    record(app, staff, acting.tx(), "review.mark", &review.listed, json!({})).await?;
    acting.commit(app).await?;
    get(app, staff, id).await
}

/// Notes that the caller has opened a dimension's evidence.
///
/// # Errors
/// `review.unknown_dimension`, or as [`get`].
pub async fn open_evidence(app: &App, staff: &Staff, id: SessionId, body: OpenEvidenceBody) -> Result<(), Failure> {
    let review = load(app, staff, id).await?;
    if review.is_blind() {
        return Err(Failure::refuse(Kind::Conflict, "review.marks_first"));
    }
    if review.held.document.competency.dimension(&body.dimension).is_none() {
        return Err(Rejected::UnknownDimension.into());
    }
    let view = bole_store::review::EvidenceView {
        session_id: id,
        staff_id: staff.id,
        dimension: body.dimension,
        at: app.now(),
    };
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::review::put_evidence_view(&tx, &view).await.doing("Noting opened evidence")?;
    tx.commit().await.doing("Noting opened evidence")
}

/// Changes a dimension's score; the scorer's stays beside it.
///
/// # Errors
/// `review.*` as the domain says, `review.marks_first` while blind, or as [`get`].
pub async fn adjust(app: &App, staff: &Staff, id: SessionId, body: AdjustBody) -> Result<ReviewView, Failure> {
    let review = load(app, staff, id).await?;
    if review.row.is_none() {
        return Err(Rejected::NotScored.into());
    }
    if review.is_blind() {
        return Err(Failure::refuse(Kind::Conflict, "review.marks_first"));
    }
    if review.held.document.competency.dimension(&body.dimension).is_none() {
        return Err(Rejected::UnknownDimension.into());
    }
    if !(0.0..=100.0).contains(&body.score) {
        return Err(Rejected::ScoreOutOfRange.into());
    }
    let reason = body.reason.trim();
    if reason.is_empty() {
        return Err(Rejected::AdjustmentWithoutReason.into());
    }
    if review.listed.session.status != "pending_review" {
        return Err(Rejected::AlreadyReleased.into());
    }
    let key = review.person.key.as_ref().ok_or_else(|| Failure::refuse(Kind::Gone, "interview.erased"))?;
    let command = Command::MarkReviewed { by: ActedBy::Staff(staff.id) };
    let acting = Acting::begin(app, id, &command, staff.into()).await?;
    let row: uuid::Uuid = app.new_id();
    let adjustment = bole_store::review::Adjustment {
        id: row,
        session_id: id,
        dimension: body.dimension.clone(),
        score: (body.score * 10.0).round() / 10.0,
        reason_sealed: app.seal(key, at("adjustment", "reason"), &row, reason)?,
        staff_id: staff.id,
        at: app.now(),
    };
    bole_store::review::insert_adjustment(acting.tx(), &adjustment).await.doing("Keeping a changed score")?;
    let params = json!({ "dimension": body.dimension, "score": adjustment.score });
    record(app, staff, acting.tx(), "review.adjust", &review.listed, params).await?;
    acting.commit(app).await?;
    get(app, staff, id).await
}

pub(crate) async fn record(
    app: &App,
    staff: &Staff,
    tx: &bole_store::Tx,
    action: &'static str,
    listed: &Listed,
    params: serde_json::Value,
) -> Result<(), Failure> {
    let subject = &listed.session.application_id;
    app.record(tx, Deed { actor: staff.into(), action, subject: Some(("application", subject)), params }).await
}

/// The assessment as the caller may see it on an application's page: released ones everybody with scope, waiting ones
/// only who may release, and never while the caller's blind marks are still asked.
///
/// # Errors
/// When the database cannot be read.
pub async fn assessment_for(
    app: &App,
    staff: &Staff,
    id: SessionId,
    held: &Held,
    person: &Person,
    names: &BTreeMap<StaffId, String>,
) -> Result<Option<AssessmentView>, Failure> {
    let found = bole_store::session::get(&app.store, id).await.doing("Loading a session")?;
    let Some(session) = found else { return Ok(None) };
    let may_see = match session.status.as_str() {
        "reviewed" => true,
        "pending_review" => staff.role.may(Permission::ReviewRelease) && !load(app, staff, id).await?.is_blind(),
        _ => false,
    };
    let may_see = may_see && staff.sight().sees(Field::Score);
    let row = bole_store::assessment::of_session(&app.store, id).await.doing("Loading an assessment")?;
    let Some(row) = row.filter(|it| may_see && !it.assessment_sealed.is_empty()) else { return Ok(None) };
    let requisition = bole_store::requisition::get(&app.store, session.requisition_id).await;
    let cuts = requisition.doing("Loading a requisition")?.map(|it| Cuts { pass: it.cut_pass, pool: it.cut_pool });
    assessment_view(app, staff.sight(), &row, held, cuts.unwrap_or_default(), person, names).await.map(Some)
}

/// An assessment with what people changed.
///
/// # Errors
/// `interview.erased`, or when a sealed value was changed.
pub async fn assessment_view(
    app: &App,
    sight: Sight,
    row: &bole_store::assessment::Assessment,
    held: &Held,
    cuts: Cuts,
    person: &Person,
    names: &BTreeMap<StaffId, String>,
) -> Result<AssessmentView, Failure> {
    let key = person.key.as_ref().ok_or_else(|| Failure::refuse(Kind::Gone, "interview.erased"))?;
    let text = app.unseal(key, at("assessment", "assessment"), &row.id, &row.assessment_sealed)?;
    let assessment: Assessment = serde_json::from_str(&text).doing("Reading an assessment")?;
    let stored = bole_store::review::adjustments(&app.store, row.session_id).await.doing("Listing changed scores")?;
    let mut adjustments = Vec::with_capacity(stored.len());
    for it in stored {
        adjustments.push(AdjustmentView {
            by: names.get(&it.staff_id).cloned().unwrap_or_default(),
            adjustment: Adjustment {
                dimension: it.dimension,
                score: it.score,
                reason: sight
                    .text(Field::Words, app.unseal(key, at("adjustment", "reason"), &it.id, &it.reason_sealed)?)
                    .to_string(),
                at: it.at,
            },
        });
    }
    let adjusted =
        |key: &str| adjustments.iter().rev().find(|it| it.adjustment.dimension == key).map(|it| it.adjustment.score);
    let total = assess::total_after(&held.document.competency, &assessment, adjusted);
    Ok(AssessmentView {
        id: row.id,
        total,
        proposed: propose_outcome(total, cuts),
        assessment: sight.assessment(assessment),
        adjustments,
        receipt_sha256: row.receipt_sha256.clone(),
        scored_at: row.created_at,
    })
}

/// The receipt of an assessment as JSON.
///
/// # Errors
/// Without `receipt.read`, or when the caller does not see it.
pub async fn receipt(app: &App, staff: &Staff, id: AssessmentId) -> Result<String, Failure> {
    let found = bole_store::assessment::find(&app.store, &staff.scope, id).await.doing("Loading an assessment")?;
    let row = allow(staff, Permission::ReceiptRead, found)?;
    let session = bole_store::session::get(&app.store, row.session_id).await.doing("Loading a session")?;
    let session = session.ok_or_else(Failure::not_found)?;
    let is_open = session.status == "reviewed"
        || staff.role.may(Permission::ReviewRelease) && !load(app, staff, session.id).await?.is_blind();
    if !is_open {
        return Err(Failure::not_found());
    }
    let person = person::load(app, session.candidate_id).await?;
    let key = person.key.as_ref().ok_or_else(|| Failure::refuse(Kind::Gone, "interview.erased"))?;
    app.unseal(key, at("assessment", "receipt"), &row.id, &row.receipt_sealed)
}

/// Tells the consoles that the queue changed.
pub(crate) fn tell(app: &App) {
    app.tell(LiveTopic::Reviews);
}
