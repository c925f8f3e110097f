//! 自动校验 by hand: compares everything that is derived from an interview's log with the log, mends what differs, and says
//! what it found.

use bole_domain::ids::SessionId;
use bole_domain::session::{Command, Session, Status, reconcile};
use bole_domain::staff::Permission;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::app::{App, LiveTopic};
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};
use crate::interview;
use crate::job::{Job, enqueue};
use crate::policy::{Staff, allow};

/// What a check found.
#[derive(Debug, Serialize, ToSchema)]
pub struct ResyncView {
    /// Whether something had to be repaired.
    pub repaired: bool,
    /// What was found and mended: `memory`, `row`, `application`, `device`, `time`, `window`, `timer`, `score`.
    pub findings: Vec<&'static str>,
    /// Where the interview stands now.
    pub status: String,
}

/// Compares an interview with its log by hand and repairs it by rule; that it was done is recorded, found or not.
///
/// # Errors
/// Without `session.operate`, or when the caller does not see it.
pub async fn resync(app: &App, staff: &Staff, id: SessionId) -> Result<ResyncView, Failure> {
    let found = bole_store::session::find(&app.store, &staff.scope, id).await.doing("Loading a session")?;
    let application = allow(staff, Permission::SessionOperate, found)?.session.application_id;
    let mut findings = Vec::new();
    let mut add = |is_found: bool, what: &'static str| {
        if is_found {
            findings.push(what);
        }
    };
    add(mend_memory(app, id).await?, "memory");
    if let Some(what) = mend_by_rule(app, id, staff.into()).await? {
        add(true, what);
    }
    let (is_row, is_application) = mend_rows(app, id).await?;
    add(is_row, "row");
    add(is_application, "application");
    add(crate::alert::arm(app, id).await?, "timer");
    add(score_again(app, id).await?, "score");
    let row = bole_store::session::get(&app.store, id).await.doing("Loading a session")?;
    let tx = app.store.begin().await.doing("Beginning")?;
    let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = ("application", &application);
    let params = json!({ "findings": findings });
    app.record(&tx, Deed { actor: staff.into(), action: "session.resync", subject: Some(subject), params }).await?;
    tx.commit().await.doing("Recording a check")?;
    app.tell(LiveTopic::Sessions);
    Ok(ResyncView { repaired: !findings.is_empty(), findings, status: row.map(|it| it.status).unwrap_or_default() })
}

/// What is in memory must be the fold of the log; if not it is loaded anew.
async fn mend_memory(app: &App, id: SessionId) -> Result<bool, Failure> {
    let shared = interview::load(app, id).await?;
    // Held meanwhile, so that no event comes in between.
    let live = shared.lock().await;
    let stored = bole_store::session::events(&app.store, id, 0).await.doing("Loading a session's events")?;
    let mut session = Session::default();
    for it in &stored {
        session.apply(&interview::read_event(it)?);
    }
    let differs = session != live.session;
    if differs {
        app.sessions.forget(id);
    }
    Ok(differs)
}

/// Does what the rules say is due, as the reconciling job would.
async fn mend_by_rule(app: &App, id: SessionId, actor: Actor) -> Result<Option<&'static str>, Failure> {
    let shared = interview::load(app, id).await?;
    let due = {
        let live = shared.lock().await;
        reconcile(&live.session, &live.script, live.last_seen_at, app.now())
    };
    let Some(command) = due else { return Ok(None) };
    interview::act(app, id, &command, actor).await?;
    Ok(Some(match command {
        Command::Pause { .. } => "device",
        Command::RunOutOfTime => "time",
        _ => "window",
    }))
}

/// The session's row and its application's must say what the log says.
async fn mend_rows(app: &App, id: SessionId) -> Result<(bool, bool), Failure> {
    let shared = interview::load(app, id).await?;
    let live = shared.lock().await;
    let patch = interview::patch(app, &live, Some(&live.session), &live.session);
    let tx = app.store.begin().await.doing("Beginning")?;
    let is_row = bole_store::session::mend(&tx, id, &patch).await.doing("Mending a session's row")?;
    let mut is_application = false;
    let found = bole_store::application::for_change(&tx, &bole_store::Scope::All, live.application).await;
    if let Some(mut application) = found.doing("Loading an application")?
        && application.session_id == Some(id)
        && application.session_status.as_deref() != Some(patch.status.as_str())
    {
        application.session_status = Some(patch.status.clone());
        application.updated_at = app.now();
        bole_store::application::update(&tx, &application).await.doing("Mending an application")?;
        is_application = true;
    }
    tx.commit().await.doing("Mending a session's row")?;
    Ok((is_row, is_application))
}

/// A completed interview without a score is given to the scorer again.
async fn score_again(app: &App, id: SessionId) -> Result<bool, Failure> {
    let shared = interview::load(app, id).await?;
    let is_due = {
        let live = shared.lock().await;
        let waits = app.now().since(live.session.last_event_at) > bole_domain::time::MINUTE_MS;
        live.session.status == Status::PendingReview && !live.session.is_scored && waits
    };
    if is_due {
        let tx = app.store.begin().await.doing("Beginning")?;
        enqueue(app, &tx, &Job::ScoreSession { session: id }).await?;
        tx.commit().await.doing("Scoring again")?;
    }
    Ok(is_due)
}
