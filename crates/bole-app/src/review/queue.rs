//! The review queue: what waits for a person, longest first.

use bole_domain::assessment::ReviewReason;
use bole_domain::ids::{ApplicationId, SessionId};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::page::{Cursor, Page};
use bole_store::review::Waiting;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::assess::{is_blind, read_reasons};
use crate::failure::{Doing as _, Failure};
use crate::person;
use crate::policy::{Shown, Staff};
use crate::requisition::RequisitionRef;

/// An interview that waits for a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewRowView)]
pub struct QueueRow {
    /// The session.
    pub session_id: SessionId,
    /// Its application.
    pub application_id: ApplicationId,
    /// The candidate's name.
    pub name: Shown,
    /// What it is for.
    pub requisition: RequisitionRef,
    /// Why a person must look; empty while blind, because the reason would tell the score.
    pub reasons: Vec<ReviewReason>,
    /// The total; `null` while blind or not assessable.
    pub total: Option<f64>,
    /// What the rules propose; `null` while blind.
    pub proposed: Option<String>,
    /// How sure the scorer is; `null` while blind.
    pub confidence: Option<f64>,
    /// When the interview ended.
    pub finished_at: Option<Millis>,
    /// Whether the caller's own marks are asked first.
    pub blind: bool,
    /// Whether the scorer has scored it yet.
    pub scored: bool,
    /// What the caller may do: `release` (in one click, together with others), `review`.
    pub actions: Vec<&'static str>,
}

/// What waits for review within the caller's departments.
///
/// # Errors
/// Without `review.release`.
pub async fn queue(app: &App, staff: &Staff, after: Option<&Cursor>, limit: u64) -> Result<Page<QueueRow>, Failure> {
    staff.demand(Permission::ReviewRelease)?;
    let page = bole_store::review::queue(&app.store, &staff.scope, staff.id, after, limit).await;
    page.doing("Listing reviews")?.try_map(|it| row(app, staff, &it))
}

fn row(app: &App, staff: &Staff, it: &Waiting) -> Result<QueueRow, Failure> {
    let mut reasons = it.scored.as_ref().map(|it| read_reasons(&it.reasons)).transpose()?.unwrap_or_default();
    let blind = is_blind(&reasons) && it.marks == 0;
    if blind {
        reasons.clear();
    }
    if it.is_appealed {
        reasons.push(ReviewReason::Appeal);
    }
    let shown = it.scored.as_ref().filter(|_| !blind);
    let proposed = shown.and_then(|it| it.proposed.clone());
    let can_release = matches!(proposed.as_deref(), Some("passed" | "further_evaluation"));
    let mut actions = vec!["review"];
    if can_release {
        actions.push("release");
    }
    let name = person::open_name(app, it.candidate_id, it.wrapped_key.as_deref(), &it.name_sealed)?;
    Ok(QueueRow {
        session_id: it.session_id,
        application_id: it.application_id,
        name: staff.sight().name(it.candidate_id, name),
        requisition: RequisitionRef { id: it.requisition_id, title: it.requisition_title.clone() },
        reasons,
        total: shown.and_then(|it| it.total),
        proposed,
        confidence: shown.map(|it| it.confidence),
        finished_at: it.finished_at,
        blind,
        scored: it.scored.is_some(),
        actions,
    })
}
