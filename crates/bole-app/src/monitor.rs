//! The live list of running interviews, and what staff can do for one: 补时, reopen, check.

use bole_domain::application::Stage;
use bole_domain::ids::{ApplicationId, SessionId};
use bole_domain::locale::Bilingual;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::session::{ABSENT_AFTER_MS, ActedBy, Command, step_of};
use bole_domain::staff::Permission;
use bole_domain::time::{DAY_MS, Millis};
use bole_store::session::Listed;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::interview::{self, Acting};
use crate::person;
use crate::policy::{Shown, Staff, allow};
use crate::requisition::RequisitionRef;

/// How many days a reopened interview stays open.
const REOPENED_DAYS: i64 = 7;

/// The running interviews at one moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunningView {
    /// The server's clock.
    pub now: Millis,
    /// The interviews, longest in their step first.
    pub items: Vec<RunningRow>,
}

/// A running interview.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunningRow {
    /// The session.
    pub session_id: SessionId,
    /// Its application.
    pub application_id: ApplicationId,
    /// The candidate's name.
    pub name: Shown,
    /// What it is held for.
    pub requisition: RequisitionRef,
    /// Where it stands.
    pub status: String,
    /// The question being answered, from 1.
    pub step_number: i64,
    /// Questions in all.
    pub step_count: i64,
    /// What the step is called.
    pub step_title: Option<Bilingual>,
    /// When the step was entered.
    pub step_entered_at: Option<Millis>,
    /// When the interview began.
    pub started_at: Option<Millis>,
    /// When the device was last heard of.
    pub last_seen_at: Option<Millis>,
    /// What the device has not sent yet.
    pub backlog: u32,
    /// `online`, `away` (not heard of for a while) or `left` (saved and left).
    pub connection: &'static str,
    /// Milliseconds added by staff.
    pub extended_ms: i64,
    /// What the caller may do: `extend`, `resync`.
    pub actions: Vec<&'static str>,
}

/// Time to add.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ExtendBody {
    /// 1–240.
    pub minutes: u32,
    /// Why; the candidate does not see it.
    pub reason: String,
}

/// Why something is done.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ReasonBody {
    /// The reason.
    pub reason: String,
}

/// What a check found.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResyncView {
    /// Whether something had to be repaired.
    pub repaired: bool,
    /// Where the interview stands now.
    pub status: String,
}

/// The running interviews the caller sees.
///
/// # Errors
/// Without `session.read`.
pub async fn running(app: &App, staff: &Staff) -> Result<RunningView, Failure> {
    staff.demand(Permission::SessionRead)?;
    let found = bole_store::session::running(&app.store, &staff.scope).await.doing("Listing running interviews")?;
    let mut items = Vec::with_capacity(found.len());
    for it in found {
        items.push(row(app, staff, it).await?);
    }
    items.sort_by_key(|it| it.step_entered_at);
    Ok(RunningView { now: app.now(), items })
}

async fn row(app: &App, staff: &Staff, it: Listed) -> Result<RunningRow, Failure> {
    let session = it.session;
    let script = interview::script_of(app, session.flow_version_id).await?;
    let step = session.current_step.as_deref().map(step_of);
    let title = step.and_then(|it| script.question(it)).map(|it| it.title.clone());
    let (seen, backlog, extended_ms) = match app.sessions.get(session.id) {
        // A session that a command holds just now is certainly there.
        Some(shared) => shared
            .try_lock()
            .map_or((Some(app.now()), 0, 0), |live| (live.last_seen_at, live.backlog, live.session.clock.extended_ms)),
        None => (session.last_seen_at, 0, 0),
    };
    let last_seen_at = seen.max(Some(session.last_event_at));
    let is_there = last_seen_at.is_some_and(|it| app.now().since(it) < ABSENT_AFTER_MS / 2);
    let name = person::open_name(app, session.candidate_id, it.wrapped_key.as_deref(), &it.name_sealed)?;
    Ok(RunningRow {
        session_id: session.id,
        application_id: session.application_id,
        name: staff.sight().name(session.candidate_id, name),
        requisition: RequisitionRef { id: session.requisition_id, title: it.requisition_title },
        step_number: session.step_number,
        step_count: session.step_count,
        step_title: title,
        step_entered_at: session.step_entered_at,
        started_at: session.started_at,
        last_seen_at,
        backlog,
        connection: match session.phase.as_str() {
            "left" => "left",
            _ if is_there => "online",
            _ => "away",
        },
        extended_ms,
        actions: actions(staff, &session.status),
        status: session.status,
    })
}

/// What the caller may do with an interview of this status.
#[must_use]
pub fn actions(staff: &Staff, status: &str) -> Vec<&'static str> {
    if !staff.role.may(Permission::SessionOperate) {
        return vec![];
    }
    match status {
        "invited" | "interviewing" => vec!["extend", "resync"],
        "incomplete" => vec!["reopen", "resync"],
        _ => vec![],
    }
}

/// 补时: adds minutes to a running interview; the candidate's countdown grows with the next sign of life.
///
/// # Errors
/// Without `session.operate`, without a reason, or when the interview is over.
pub async fn extend(app: &App, staff: &Staff, id: SessionId, body: &ExtendBody) -> Result<(), Failure> {
    let command = Command::Extend { minutes: body.minutes, by: ActedBy::Staff(staff.id) };
    let params = json!({ "minutes": body.minutes });
    operate(app, staff, id, &command, "session.extend", &body.reason, params).await?.commit(app).await
}

/// Opens an incomplete interview again where it stood.
///
/// # Errors
/// Without `session.operate`, without a reason, or when it was scored already.
pub async fn reopen(app: &App, staff: &Staff, id: SessionId, body: &ReasonBody) -> Result<(), Failure> {
    let expires_at = app.now().plus(REOPENED_DAYS * DAY_MS);
    let command = Command::Reopen { expires_at, by: ActedBy::Staff(staff.id) };
    let acting = operate(app, staff, id, &command, "session.reopen", &body.reason, json!({})).await?;
    let found = bole_store::invitation::of_session(acting.tx(), id).await.doing("Loading an invitation")?;
    let mut invitation = found.filter(|it| it.status != "withdrawn").ok_or_else(closed)?;
    let application = bole_store::application::get(acting.tx(), invitation.application_id).await;
    let application = application.doing("Loading an application")?.ok_or_else(closed)?;
    let is_open = Stage::from_code(&application.stage).unwrap_or_default().is_open();
    if application.session_id != Some(id) || !is_open {
        return Err(closed());
    }
    invitation.status = "open".to_owned();
    invitation.expires_at = expires_at;
    bole_store::invitation::update(acting.tx(), &invitation).await.doing("Reopening an invitation")?;
    acting.commit(app).await
}

/// An interview whose link or application is over stays over.
fn closed() -> Failure {
    bole_domain::application::Rejected::Closed.into()
}

/// Compares an interview with its log by hand and repairs it by rule.
///
/// # Errors
/// Without `session.operate`, or when the caller does not see it.
pub async fn resync(app: &App, staff: &Staff, id: SessionId) -> Result<ResyncView, Failure> {
    let found = bole_store::session::find(&app.store, &staff.scope, id).await.doing("Loading a session")?;
    allow(staff, Permission::SessionOperate, found)?;
    let repaired = crate::reconcile::session(app, id).await?;
    let row = bole_store::session::get(&app.store, id).await.doing("Loading a session")?;
    Ok(ResyncView { repaired, status: row.map(|it| it.status).unwrap_or_default() })
}

/// Checks permission and reason and begins what is done to an interview; the reason is kept as a remark.
async fn operate(
    app: &App,
    staff: &Staff,
    id: SessionId,
    command: &Command,
    action: &'static str,
    reason: &str,
    params: serde_json::Value,
) -> Result<Acting, Failure> {
    let found = bole_store::session::find(&app.store, &staff.scope, id).await.doing("Loading a session")?;
    let session = allow(staff, Permission::SessionOperate, found)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::new(Kind::Invalid, "session.reason_missing").into());
    }
    let acting = Acting::begin(app, id, command, staff.into()).await?;
    let subject = session.session.application_id;
    let deed = Deed { actor: staff.into(), action, subject: Some(("application", &subject)), params };
    app.record(acting.tx(), deed).await?;
    let application = bole_store::application::get(acting.tx(), subject).await.doing("Loading an application")?;
    if let Some(application) = application {
        crate::application::keep_remark(app, Some(staff.id), acting.tx(), &application, reason).await?;
    }
    Ok(acting)
}
