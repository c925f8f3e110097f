//! The live list of running interviews, and what staff can do for one: 补时, reopen, check.

use bole_domain::application::Stage;
use bole_domain::ids::SessionId;
use bole_domain::notice::NoticeKind;
use bole_domain::rejection::{Kind, Refusal};
use bole_domain::session::{ActedBy, Command};
use bole_domain::staff::Permission;
use bole_domain::time::DAY_MS;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::app::App;
use crate::audit::Deed;
use crate::failure::{Doing as _, Failure};
use crate::interview::Acting;
use crate::policy::{Staff, allow};

mod deeds;
mod resync;
mod wall;

pub use deeds::{DeedRow, deeds};
pub use resync::{ResyncView, resync};
pub use wall::{AlertRef, RunningCounts, RunningRow, RunningView, WallFilter, Wanted, running};

/// How many days a reopened interview stays open.
const REOPENED_DAYS: i64 = 7;
/// The most interviews of one request.
const MOST_AT_ONCE: usize = 1000;

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

/// Time to add to many interviews.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ExtendManyBody {
    /// At most 1,000 interviews; nobody else's unless `all` is given.
    #[serde(default)]
    pub session_ids: Vec<SessionId>,
    /// Every running interview the caller sees.
    #[serde(default)]
    pub all: bool,
    /// 1–240.
    pub minutes: u32,
    /// Why; the candidate does not see it.
    pub reason: String,
}

/// What became of one interview of many.
#[derive(Debug, Serialize, ToSchema)]
pub struct OperatedRow {
    /// The interview.
    pub session_id: SessionId,
    /// Whether it was done.
    pub ok: bool,
    /// Why not.
    pub code: Option<&'static str>,
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

/// 补时: adds minutes to a running interview; its candidate is told at once, and an alert about it counts as acknowledged.
///
/// # Errors
/// Without `session.operate`, without a reason, or when the interview is over.
pub async fn extend(app: &App, staff: &Staff, id: SessionId, body: &ExtendBody) -> Result<(), Failure> {
    let command = Command::Extend { minutes: body.minutes, by: ActedBy::Staff(staff.id) };
    let params = json!({ "minutes": body.minutes });
    let acting = operate(app, staff, id, &command, "session.extend", &body.reason, params).await?;
    let alert = bole_store::alert::of_session(acting.tx(), id).await.doing("Loading an alert")?;
    if let Some(alert) = alert {
        let now = app.now();
        bole_store::alert::acknowledge(acting.tx(), alert, staff.id, now).await.doing("Acknowledging an alert")?;
        crate::notice::resolve(app, acting.tx(), NoticeKind::StayAlert, &alert).await?;
    }
    acting.commit(app).await
}

/// 补时 for many: each interview for itself, so that one that is over costs the others nothing.
///
/// # Errors
/// Without `session.operate`, `session.too_many`, or when the database does not answer.
pub async fn extend_many(app: &App, staff: &Staff, body: ExtendManyBody) -> Result<Vec<OperatedRow>, Failure> {
    staff.demand(Permission::SessionOperate)?;
    if body.session_ids.len() > MOST_AT_ONCE {
        return Err(Refusal::new(Kind::Invalid, "session.too_many").with("limit", MOST_AT_ONCE).into());
    }
    let ids = if body.all {
        let all = bole_store::session::running(&app.store, &staff.scope).await.doing("Listing interviews")?;
        all.into_iter().map(|it| it.session.id).collect()
    } else {
        body.session_ids
    };
    let one = ExtendBody { minutes: body.minutes, reason: body.reason };
    let mut results = Vec::with_capacity(ids.len());
    for session_id in ids {
        let code = match extend(app, staff, session_id, &one).await {
            Ok(()) => None,
            Err(Failure::Refused(refusal)) => Some(refusal.code),
            Err(broken) => return Err(broken),
        };
        results.push(OperatedRow { session_id, ok: code.is_none(), code });
    }
    Ok(results)
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

/// Checks permission and reason and begins what is done to an interview; the reason is kept as a remark.
async fn operate(
    app: &App,
    staff: &Staff,
    id: SessionId,
    command: &Command,
    action: &'static str,
    reason: &str,
    mut params: serde_json::Value,
) -> Result<Acting, Failure> {
    let found = bole_store::session::find(&app.store, &staff.scope, id).await.doing("Loading a session")?;
    let session = allow(staff, Permission::SessionOperate, found)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Refusal::new(Kind::Invalid, "session.reason_missing").into());
    }
    let acting = Acting::begin(app, id, command, staff.into()).await?;
    let subject = session.session.application_id;
    let application = bole_store::application::get(acting.tx(), subject).await.doing("Loading an application")?;
    if let Some(application) = application {
        let remark = crate::application::keep_remark(app, Some(staff.id), acting.tx(), &application, reason).await?;
        params["remark"] = json!(remark);
    }
    let deed = Deed { actor: staff.into(), action, subject: Some(("application", &subject)), params };
    app.record(acting.tx(), deed).await?;
    Ok(acting)
}
