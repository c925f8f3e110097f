//! Releasing a result: a person's decision, with a reason where it is adverse or differs from what the rules propose.

use std::collections::BTreeMap;

use bole_domain::assessment::{Outcome, Rejected};
use bole_domain::ids::{SessionId, StaffId};
use bole_domain::notice::NoticeKind;
use bole_domain::rejection::Kind;
use bole_domain::session::{ActedBy, Command};
use bole_domain::staff::Field;
use bole_domain::time::{DAY_MS, Millis};
use bole_store::Scope;
use bole_store::review::Release;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{ReviewView, UnderReview, assessment_view, get, load, record, tell};
use crate::app::App;
use crate::application::ReleasedView;
use crate::failure::{Doing as _, Failure};
use crate::interview::Acting;
use crate::message::{self, Letter};
use crate::person::Person;
use crate::policy::{Sight, Staff};
use crate::seal::at;

/// Days a further evaluation takes unless a date is given: three working days, counted generously (EH-8).
const FURTHER_DAYS: i64 = 5;

/// A result to release.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReleaseBody {
    /// The result.
    pub outcome: Outcome,
    /// Needed when it is adverse or differs from the proposal; the candidate reads it for adverse results.
    pub reason: Option<String>,
    /// By when a further evaluation is decided; five days from now unless given.
    pub decide_by: Option<Millis>,
    /// A word to the candidate.
    pub note: Option<String>,
}

/// Results to release as proposed.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReleaseManyBody {
    /// At most 200.
    pub session_ids: Vec<SessionId>,
}

/// What became of one of many.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReleasedRowView)]
pub struct ReleasedRow {
    /// The session.
    pub session_id: SessionId,
    /// Whether it was released.
    pub ok: bool,
    /// Why not.
    pub code: Option<&'static str>,
}

/// 复核通过: releases a result. The candidate is told.
///
/// # Errors
/// `review.*`: reason or evidence missing, marks first, released before.
pub async fn release(app: &App, staff: &Staff, id: SessionId, body: ReleaseBody) -> Result<ReviewView, Failure> {
    let review = load(app, staff, id).await?;
    let command = Command::Release { by: ActedBy::Staff(staff.id), outcome: body.outcome };
    check_state(&review)?;
    // From here on nobody else changes a score of this interview.
    let acting = Acting::begin(app, id, &command, staff.into()).await?;
    let total = check(app, staff, &review, &body).await?;
    let key = review.person.key.as_ref().ok_or_else(|| Failure::refuse(Kind::Gone, "interview.erased"))?;
    let seal = |column, text: &Option<String>| -> Result<Option<Vec<u8>>, Failure> {
        let text = text.as_deref().map(str::trim).filter(|it| !it.is_empty());
        text.map(|it| app.seal(key, at("release", column), &id, it)).transpose()
    };
    let now = app.now();
    let is_further = body.outcome == Outcome::FurtherEvaluation;
    let session = &review.listed.session;
    let row = Release {
        session_id: id,
        application_id: session.application_id,
        requisition_id: session.requisition_id,
        outcome: body.outcome.code().to_owned(),
        total,
        reason_sealed: seal("reason", &body.reason)?,
        note_sealed: seal("note", &body.note)?,
        decide_by: is_further.then(|| body.decide_by.unwrap_or(now.plus(FURTHER_DAYS * DAY_MS))),
        staff_id: staff.id,
        at: now,
    };
    let tx = acting.tx();
    bole_store::review::put_release(tx, &row).await.doing("Releasing a result")?;
    bole_store::review::answer_appeal(tx, id, now).await.doing("Answering an appeal")?;
    for kind in [NoticeKind::ReviewWaiting, NoticeKind::Appeal] {
        crate::notice::resolve(app, tx, kind, &id).await?;
    }
    let found = bole_store::application::for_change(tx, &Scope::All, session.application_id).await;
    let mut application = found.doing("Loading an application")?.ok_or_else(Failure::not_found)?;
    application.outcome = Some(row.outcome.clone());
    application.total = total;
    application.review_needed = false;
    application.updated_at = now;
    bole_store::application::update(tx, &application).await.doing("Updating an application")?;
    let letter = Letter::Result {
        name: &review.person.name,
        job: &review.listed.requisition_title,
        origin: &app.config.candidate_origin,
    };
    message::compose(app, tx, &review.person, &application, review.held.locale, &letter).await?;
    record(app, staff, tx, "review.release", &review.listed, json!({ "outcome": row.outcome })).await?;
    acting.commit(app).await?;
    tell(app);
    get(app, staff, id).await
}

fn check_state(review: &UnderReview) -> Result<(), Failure> {
    if review.listed.session.status != "pending_review" {
        return Err(Rejected::AlreadyReleased.into());
    }
    if review.row.is_none() {
        return Err(Rejected::NotScored.into());
    }
    if review.is_blind() {
        return Err(Failure::refuse(Kind::Conflict, "review.marks_first"));
    }
    Ok(())
}

/// Checks a release against the rules; gives the total it is released with.
async fn check(app: &App, staff: &Staff, review: &UnderReview, body: &ReleaseBody) -> Result<Option<f64>, Failure> {
    let row = review.row.as_ref().ok_or(Rejected::NotScored)?;
    let names = BTreeMap::new();
    let view = assessment_view(app, staff.sight(), row, &review.held, review.cuts, &review.person, &names).await?;
    let has_reason = body.reason.as_deref().is_some_and(|it| !it.trim().is_empty());
    let is_adverse = body.outcome == Outcome::Failed;
    if (is_adverse || body.outcome != view.proposed) && !has_reason {
        return Err(Rejected::OutcomeWithoutReason.into());
    }
    let has_evidence = view.assessment.dimensions.iter().any(|it| !it.evidence.is_empty());
    if is_adverse && has_evidence && review.opened.is_empty() {
        return Err(Rejected::EvidenceNotOpened.into());
    }
    if body.decide_by.is_some_and(|it| it <= app.now()) {
        return Err(Rejected::DateMissing.into());
    }
    Ok(view.total)
}

/// Releases many results as proposed, each by itself; adverse and blind ones are left for a person's look.
///
/// # Errors
/// Without `review.release`, or `review.too_many`.
pub async fn release_many(app: &App, staff: &Staff, body: &ReleaseManyBody) -> Result<Vec<ReleasedRow>, Failure> {
    staff.demand(bole_domain::staff::Permission::ReviewRelease)?;
    if body.session_ids.len() > 200 {
        return Err(Failure::refuse(Kind::Invalid, "review.too_many"));
    }
    let mut results = Vec::with_capacity(body.session_ids.len());
    for id in &body.session_ids {
        let code = match release_as_proposed(app, staff, *id).await {
            Ok(()) => None,
            Err(Failure::Refused(refusal)) => Some(refusal.code),
            Err(broken) => return Err(broken),
        };
        results.push(ReleasedRow { session_id: *id, ok: code.is_none(), code });
    }
    Ok(results)
}

async fn release_as_proposed(app: &App, staff: &Staff, id: SessionId) -> Result<(), Failure> {
    let review = load(app, staff, id).await?;
    if review.is_blind() {
        return Err(Failure::refuse(Kind::Conflict, "review.marks_first"));
    }
    let row = review.row.as_ref().ok_or(Rejected::NotScored)?;
    let names = BTreeMap::new();
    let view = assessment_view(app, staff.sight(), row, &review.held, review.cuts, &review.person, &names).await?;
    if view.proposed == Outcome::Failed {
        return Err(Rejected::OutcomeWithoutReason.into());
    }
    let body = ReleaseBody { outcome: view.proposed, reason: None, decide_by: None, note: None };
    release(app, staff, id, body).await.map(drop)
}

/// The released result of a session.
///
/// # Errors
/// When the database cannot be read.
pub async fn released(
    app: &App,
    sight: Sight,
    id: SessionId,
    person: &Person,
    names: &BTreeMap<StaffId, String>,
) -> Result<Option<ReleasedView>, Failure> {
    let found = bole_store::review::release(&app.store, id).await.doing("Loading a release")?;
    let Some(it) = found else { return Ok(None) };
    let place = at("release", "reason");
    Ok(Some(ReleasedView {
        reason: sight
            .text_if(Field::Words, app.unseal_if(person.key.as_ref(), place, &id, it.reason_sealed.as_deref())?),
        outcome: it.outcome,
        at: it.at,
        by: names.get(&it.staff_id).cloned().unwrap_or_default(),
        decide_by: it.decide_by,
    }))
}
