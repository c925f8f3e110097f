//! Alerts (停留提醒): raised once per stay by a timer that lies beside the log, acknowledged by a person, resolved by
//! themselves when the candidate moves on.

use bole_domain::ids::{AlertId, ApplicationId, SessionId};
use bole_domain::locale::Bilingual;
use bole_domain::module::Module;
use bole_domain::notice::NoticeKind;
use bole_domain::session::{Stay, is_overdue, step_of};
use bole_domain::staff::Permission;
use bole_domain::time::Millis;
use bole_store::alert::{Alert, Due, Listed};
use bole_store::setting::Setting;
use bole_store::{Cursor, Page};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::app::{App, LiveTopic};
use crate::audit::{Actor, Deed};
use crate::failure::{Doing as _, Failure};
use crate::interview;
use crate::person;
use crate::policy::{Shown, Staff, allow};
use crate::requisition::RequisitionRef;

/// How many stays are looked at in one go.
const BATCH: i64 = 1000;
/// The setting that says when the timers were last looked at.
const CLOCK: &str = "alert_clock";

/// An alert.
#[derive(Debug, Serialize, ToSchema)]
pub struct AlertRow {
    /// The alert.
    pub id: AlertId,
    /// The interview.
    pub session_id: SessionId,
    /// Its application.
    pub application_id: ApplicationId,
    /// The candidate's name.
    pub name: Shown,
    /// What the interview is held for.
    pub requisition: RequisitionRef,
    /// What the step is called; `null` for a message.
    pub step_title: Option<Bilingual>,
    /// When the step was entered.
    pub entered_at: Millis,
    /// The limit that was passed, with what had been added.
    pub limit_ms: i64,
    /// When the alert was raised.
    pub raised_at: Millis,
    /// Who has acknowledged it.
    pub acknowledged_by: Option<String>,
    /// When.
    pub acknowledged_at: Option<Millis>,
    /// When the candidate had moved on.
    pub resolved_at: Option<Millis>,
    /// Whether the candidate is still there.
    pub is_open: bool,
    /// What the caller may do: `acknowledge`.
    pub actions: Vec<&'static str>,
}

/// A page of alerts, and how many are open in all.
#[derive(Debug)]
pub struct Alerts {
    /// The page.
    pub page: Page<AlertRow>,
    /// Open alerts that nobody has acknowledged.
    pub waiting: i64,
}

/// Raises the alerts that are due and resolves those that are over; gives how many were raised. While the monitor is
/// switched off nothing is: whoever is over the limit when it comes back is told of then.
///
/// # Errors
/// When the database does not answer; the same is done at the next look then.
pub async fn tick(app: &App) -> Result<usize, Failure> {
    if !app.modules().has(Module::LiveMonitor) {
        return Ok(0);
    }
    let due = bole_store::alert::due(&app.store, app.now(), BATCH).await.doing("Looking for long stays")?;
    let mut alerts = Vec::with_capacity(due.len());
    for it in &due {
        if let Some(alert) = alert_of(app, it).await? {
            alerts.push((it.application_id, alert));
        }
    }
    let is_any_over = bole_store::alert::is_any_over(&app.store).await.doing("Looking for alerts that are over")?;
    if alerts.is_empty() && !is_any_over {
        return Ok(0);
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    let mut raised = 0;
    for (application, alert) in &alerts {
        if bole_store::alert::raise(&tx, alert).await.doing("Raising an alert")? {
            let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = ("application", application);
            let params = json!({ "seconds": alert.limit_ms / 1000 });
            let deed = Deed { actor: Actor::System, action: "alert.raise", subject: Some(subject), params };
            app.record(&tx, deed).await?;
            let found = bole_store::application::get(&tx, *application).await.doing("Loading an application")?;
            if let Some(application) = found {
                crate::notice::post(app, &tx, NoticeKind::StayAlert, &application, &alert.id).await?;
            }
            raised += 1;
        }
    }
    bole_store::alert::resolve(&tx, app.now()).await.doing("Resolving alerts")?;
    bole_store::notice::resolve_alerts(&tx, app.now()).await.doing("Resolving notices")?;
    tx.commit().await.doing("Raising alerts")?;
    app.tell(LiveTopic::Sessions);
    Ok(raised)
}

/// The alert of a due stay, unless its candidate has just moved on or vanished.
async fn alert_of(app: &App, due: &Due) -> Result<Option<Alert>, Failure> {
    let shared = interview::load(app, due.session_id).await?;
    let live = shared.lock().await;
    let now = app.now();
    let heard_at = due.last_heard_at.max(live.last_seen_at.unwrap_or_default());
    let stay = Stay::of(&live.session, &live.script);
    let same = |it: &Stay| i64::try_from(it.entered_seq) == Ok(due.entered_seq);
    let stay = stay.filter(|it| same(it) && is_overdue(due.due_at, heard_at, now));
    Ok(stay.map(|it| Alert {
        id: app.new_id(),
        session_id: due.session_id,
        entered_seq: due.entered_seq,
        entered_at: it.entered_at,
        limit_ms: it.limit_ms(app.stay_limit_ms()),
        slot: it.slot,
        raised_at: now,
        acknowledged_by: None,
        acknowledged_at: None,
        resolved_at: None,
    }))
}

/// Writes down that the timers were looked at. Where the clock was set back since, they are moved back by as much, so
/// that no alert waits until the clock has caught up.
///
/// # Errors
/// When the database does not answer.
pub async fn keep_time(app: &App) -> Result<(), Failure> {
    if !bole_store::alert::is_any_armed(&app.store).await.doing("Looking for timers")? {
        return Ok(());
    }
    let now = app.now();
    let found = bole_store::setting::get(&app.store, CLOCK).await.doing("Reading when timers were looked at")?;
    let looked_at = found.and_then(|it| it.value.parse().ok()).map_or(now, Millis);
    let behind_ms = looked_at.since(now).max(0);
    let tx = app.store.begin().await.doing("Beginning")?;
    if behind_ms > 0 {
        let moved = bole_store::alert::shift(&tx, -behind_ms).await.doing("Moving timers")?;
        tracing::warn!(behind_ms, moved, "the clock was set back; timers were moved with it");
    }
    let setting = Setting { name: CLOCK.to_owned(), value: now.0.to_string(), sealed: None, updated_at: now };
    bole_store::setting::put(&tx, &setting).await.doing("Noting when timers were looked at")?;
    tx.commit().await.doing("Noting when timers were looked at")
}

/// Gives a running interview the timer it should have; says whether it had another one.
///
/// # Errors
/// When the database does not answer.
pub async fn arm(app: &App, id: SessionId) -> Result<bool, Failure> {
    let shared = interview::load(app, id).await?;
    // Held to the end, so that no event of the same interview comes in between.
    let live = shared.lock().await;
    let stay = Stay::of(&live.session, &live.script);
    let entered_seq = stay.as_ref().map_or(0, |it| i64::try_from(it.entered_seq).unwrap_or(i64::MAX));
    let due_at = stay.and_then(|it| it.due_at(app.stay_limit_ms()));
    let row = bole_store::session::get(&app.store, id).await.doing("Loading a session")?;
    // Another instant may be right where the clock was set back; none where there should be one is not.
    if row.is_none_or(|it| it.stay_seq == entered_seq && it.stay_due_at.is_some() == due_at.is_some()) {
        return Ok(false);
    }
    let tx = app.store.begin().await.doing("Beginning")?;
    bole_store::alert::arm(&tx, id, entered_seq, due_at).await.doing("Setting a timer")?;
    tx.commit().await.doing("Setting a timer")?;
    Ok(true)
}

/// The alerts the caller sees, newest first.
///
/// # Errors
/// Without `session.read`.
pub async fn list(
    app: &App,
    staff: &Staff,
    is_open_only: bool,
    after: Option<&Cursor>,
    limit: u64,
) -> Result<Alerts, Failure> {
    staff.demand(Permission::SessionRead)?;
    let page = bole_store::alert::list(&app.store, &staff.scope, is_open_only, after, limit).await;
    let page = page.doing("Listing alerts")?;
    let (_, waiting) = bole_store::alert::count_open(&app.store, &staff.scope).await.doing("Counting alerts")?;
    let names = crate::staff::names(app).await?;
    let mut items = Vec::with_capacity(page.items.len());
    for it in page.items {
        items.push(row(app, staff, it, &names).await?);
    }
    Ok(Alerts { page: Page { items, next: page.next }, waiting })
}

/// Notes that the caller has seen an alert; whoever was first stays named.
///
/// # Errors
/// Without `session.operate`, or when the caller does not see it.
pub async fn acknowledge(app: &App, staff: &Staff, id: AlertId) -> Result<AlertRow, Failure> {
    let tx = app.store.begin().await.doing("Beginning")?;
    let found = bole_store::alert::find(&tx, &staff.scope, id).await.doing("Loading an alert")?;
    let listed = allow(staff, Permission::SessionOperate, found)?;
    if bole_store::alert::acknowledge(&tx, id, staff.id, app.now()).await.doing("Acknowledging an alert")? {
        crate::notice::resolve(app, &tx, NoticeKind::StayAlert, &id).await?;
        let subject: (&'static str, &(dyn std::fmt::Display + Sync)) = ("application", &listed.application_id);
        let deed = Deed { actor: staff.into(), action: "alert.acknowledge", subject: Some(subject), params: json!({}) };
        app.record(&tx, deed).await?;
    }
    let now_listed = bole_store::alert::find(&tx, &staff.scope, id).await.doing("Loading an alert")?;
    tx.commit().await.doing("Acknowledging an alert")?;
    app.tell(LiveTopic::Sessions);
    let names = crate::staff::names(app).await?;
    row(app, staff, now_listed.ok_or_else(Failure::not_found)?, &names).await
}

async fn row(
    app: &App,
    staff: &Staff,
    it: Listed,
    names: &std::collections::BTreeMap<bole_domain::ids::StaffId, String>,
) -> Result<AlertRow, Failure> {
    let script = interview::script_of(app, it.flow_version_id).await?;
    let alert = it.alert;
    let name = person::open_name(app, it.candidate_id, it.wrapped_key.as_deref(), &it.name_sealed)?;
    let may_acknowledge = staff.role.may(Permission::SessionOperate) && alert.acknowledged_at.is_none();
    Ok(AlertRow {
        id: alert.id,
        session_id: alert.session_id,
        application_id: it.application_id,
        name: staff.sight().name(it.candidate_id, name),
        requisition: RequisitionRef { id: it.requisition_id, title: it.requisition_title },
        step_title: script.question(step_of(&alert.slot)).map(|it| it.title.clone()),
        entered_at: alert.entered_at,
        limit_ms: alert.limit_ms,
        raised_at: alert.raised_at,
        acknowledged_by: alert.acknowledged_by.map(|it| names.get(&it).cloned().unwrap_or_default()),
        acknowledged_at: alert.acknowledged_at,
        resolved_at: alert.resolved_at,
        is_open: it.is_open,
        actions: if may_acknowledge { vec!["acknowledge"] } else { vec![] },
    })
}
